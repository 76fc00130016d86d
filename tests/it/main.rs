//! Checks that cross modules; one file an area.

mod knowledge;
mod scenarios;
