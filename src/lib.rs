//! androlog: a keyboard-driven terminal log for a man who follows his own HPG axis.

pub mod catalog;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod guidance;
pub mod store;
pub mod ui;
