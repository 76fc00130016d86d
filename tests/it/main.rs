//! Checks that cross modules; one file an area.

mod catalog;
mod catalog_files;
mod catalog_units;
mod entry;
mod harness;
mod knowledge;
mod layers;
mod plot;
mod plot_cases;
mod scenarios;
mod screen;
mod store;
