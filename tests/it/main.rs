//! Checks that cross modules; one file an area.

mod catalog;
mod exchange;
mod plot;
mod plot_cases;
