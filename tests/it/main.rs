//! Checks that cross modules; one file an area.

mod plot;
mod plot_cases;
