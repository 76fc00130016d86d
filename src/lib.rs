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
//! # The program's own words
//!
//! | word | means |
//! |---|---|
//! | report, result | one dated paper, and one analyte on it (FHIR `DiagnosticReport` and `Observation`) |
//! | context | what only reports of one kind say of themselves: fasting, abstinence, specimen ([`domain::context`]) |
//! | specimen, series | what was measured in; results in another specimen than serum are a series of their own |
//! | reading | one value of a series on a day, reported or computed, as what it can truly be ([`domain::series`]) |
//! | extent | the range a censored value may lie in; only what is certain of all of it is said |
//! | regimen, episode | a drug over time; a stretch of therapy as the rules see it, pauses included |
//! | rule, finding, reminder | a monitoring rule; what it has to say; that, snoozed, booked or dismissed |
//! | settles | a result or report after which a reminder is no longer in force |
//! | door | where values come in: command line, form, paste, file, editor; all read alike |
//! | plausibility | the verdict on a value that every door shares ([`domain::plausible`]) |
//! | slip | a number that reads like one in another unit |
//! | act | what one command or key stored: whole or not at all, and undone whole |
//! | outlook | all reminders of a day, with what is wrong in the record |
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
