//! Checks that cross modules; one file an area.

mod catalog;
mod harness;
mod layers;
mod plot;
mod plot_cases;
mod screen;
