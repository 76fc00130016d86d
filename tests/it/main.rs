//! Checks that cross modules; one file an area.

mod catalog;
mod catalog_files;
mod catalog_units;
