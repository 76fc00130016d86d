//! androlog: a keyboard-driven terminal log for a man who follows his own HPG axis.
//!
//! # The map
//!
//! A layer names only those above it in this table; `tests/it/layers.rs` holds it to that.
//!
//! | layer | is | touches |
//! |---|---|---|
//! | [`domain`] | values as printed, reports, regimens, the record; what follows from them | nothing |
//! | [`guidance`] | monitoring rules in, reminders out | nothing |
//! | [`catalog`] | what is built in (`catalog/*.toml`): analytes, intervals, drugs, rules, sources | nothing |
//! | [`store`] | the record on disk; the only SQL | the log |
//! | [`exchange`] | other formats, and values as typed: text to domain and back | nothing |
//! | [`ui`] | keys in, frames and [`ui::Effect`]s out | nothing |
//! | [`config`] | settings: text to [`config::Config`], paths | the environment |
//! | [`runtime`] | the loop, the terminal, files, the one clock | the world |
//! | [`cli`] | the same without a screen | the world |
//!
//! Read [`domain`] first, then [`guidance`] for what makes this program, [`ui`] for how it feels,
//! [`runtime::run`] for how it is held together.
//!
//! # What always holds
//!
//! - A number is what the laboratory printed: comparator, digits, unit. Conversion is for reading; stored values
//!   are never rewritten, and no unit is guessed.
//! - Today is an argument. The clock is read in `runtime/clock.rs` and clippy knows.
//! - Computed values and reminders are never stored. Unknown is not within; missing is no claim.
//! - Every published number names a source of `catalog/sources.toml`; every rule has a case where it speaks and
//!   one where it is silent (`tests/scenarios/`).
//! - [`ui::App::update`] does no I/O, [`ui::App::view`] changes nothing.
//! - Every write is one durable transaction and one journal entry that undo can reverse.
//! - No network code. Files are readable by their owner only.

pub mod domain;
pub mod guidance;

pub mod catalog;
pub mod store;

pub mod exchange;
pub mod ui;

pub mod config;
pub mod runtime;

pub mod cli;
