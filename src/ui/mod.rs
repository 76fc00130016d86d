//! The terminal screens: keys in, frames out.

pub mod widget;
