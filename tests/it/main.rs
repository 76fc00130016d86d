//! Checks that cross modules; one file an area.

mod guidance;
mod knowledge;
mod scenarios;
