//! Checks that cross modules; one file an area.

mod catalog;
mod plot;
mod plot_cases;
