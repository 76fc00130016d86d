//! Pieces of a screen that know no screen and no catalogue.

pub mod field;
pub mod link;
pub mod page;
pub mod plot;
pub mod popup;
pub mod selection;
pub mod sheet;
pub mod table;
