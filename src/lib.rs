//! androlog: a keyboard-driven terminal log for a man who follows his own HPG axis.

pub mod catalog;
pub mod domain;
pub mod guidance;
