//! Checks that cross modules; one file an area.
#![allow(clippy::unwrap_used, reason = "a check that cannot be set up should stop")]

mod add;
mod catalog;
mod catalog_files;
mod catalog_units;
mod chart;
mod cli;
mod completions;
mod docs;
mod edge_cases;
mod edit;
mod entry;
mod errands;
mod exchange;
mod glance;
mod guidance;
mod harness;
mod layers;
mod paste;
mod picture;
mod plot;
mod plot_cases;
mod plot_levels;
mod plot_svg;
mod printed_chart;
mod privacy;
mod results;
mod scenarios;
mod science;
mod screen;
mod store;
mod tables;
mod tabs;
mod terminal;
mod units;
mod whole;
