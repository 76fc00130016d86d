//! The `androlog` program.

fn main() {}
