//! Parts of a frame that know no screen and no catalogue.

pub mod plot;
