//! Checks that cross modules; one file an area.

mod store;
