//! Keys in, frames out: [`App::update`] says what is to be done, [`App::view`] draws what is so.
//!
//! `update` does no I/O and `view` changes nothing: the same state draws the same frame.

pub mod action;
mod app;
mod bar;
pub mod compare;
mod dialog;
pub mod doses;
mod dropped_file;
mod export_format;
pub mod glance;
pub mod hint;
pub mod kept;
pub mod key;
pub mod keymap;
mod linear;
mod live_state;
pub mod lock_screen;
pub mod outcome;
pub mod pages;
mod palette;
pub mod picture;
pub mod privacy;
pub mod screen;
pub mod setting;
mod small_chart;
pub mod state;
pub mod summary_with_chart;
pub mod theme;
mod topics;
mod tour;
pub mod when;
pub mod widget;

pub use app::App;
pub use outcome::{Effect, Msg};
pub use state::{ScreenLook, State};
