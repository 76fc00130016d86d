//! What holds of a sealed log, with a build that has the feature: `cargo test --features sealed --test sealed`.
#![allow(clippy::unwrap_used, reason = "a check that cannot be set up should stop")]

#[path = "../it/pty.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod pty;
#[path = "../it/shell.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod shell;

mod commands;
mod files;
mod kills;
mod refused;
mod screen;
mod strangers;
