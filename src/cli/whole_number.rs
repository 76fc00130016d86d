//! Whole numbers among the arguments, refused in words that say what would be right.

use std::str::FromStr;

/// A whole number as it is typed.
pub fn whole_number<T: FromStr>(text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| "write a whole number, such as 12".to_owned())
}
