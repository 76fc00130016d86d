//! Knowledge as data: loads and cross-checks what `catalog/` holds.

pub mod rules;
