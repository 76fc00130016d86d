//! Medicine and time as plain values: what was measured, taken and felt, and what follows from it. No I/O, no clock.
//!
//! Read in this order: [`quantity`] (a number as printed), [`analyte`] (what is measured and its units),
//! [`report`], [`regimen`], [`dose_log`] and [`journal`] (what is written down), [`record`] (all of it), [`series`] (one analyte over time),
//! [`derived`], [`variation`] and [`difference`] (what is computed from results, and which differences say something).

pub mod alike;
pub mod analyte;
pub mod before_after;
pub mod bone;
pub mod candidate;
pub mod change;
pub mod context;
pub mod counted;
pub mod cycle;
pub mod day;
pub mod decimal;
pub mod derived;
pub mod difference;
pub mod dose_log;
pub mod extent;
#[cfg(test)]
mod fixture;
mod flat_report;
pub mod formula;
pub mod fuzzy;
pub mod id;
pub mod interval;
pub mod journal;
pub mod judgement;
pub mod method;
mod minute;
pub mod need;
pub mod plausible;
pub mod quantity;
pub mod question;
pub mod reading_change;
pub mod record;
pub mod record_extent;
pub mod regimen;
pub mod regimen_doubt;
pub mod report;
pub mod report_kind;
pub mod response;
pub mod scan_precision;
pub mod schedule;
pub mod semen;
pub mod series;
pub mod source_file;
pub mod specimen;
pub mod storable;
pub mod supply;
pub mod supply_state;
pub mod symptom_levels;
pub mod trend;
pub mod trying;
pub mod typed_value;
pub mod unit;
pub mod variation;
pub mod visit;
