//! Pieces of a screen that know no screen and no catalogue.

pub mod cut;
pub mod field;
mod key_sheet;
pub mod link;
pub mod page;
pub mod picker;
mod picker_row;
pub mod plot;
pub mod popup;
pub mod prompt;
pub mod selection;
pub mod sheet;
pub mod table;
pub mod text;
