//! A number of things in words.

use std::fmt::Display;

/// `1 day`, `4 days`, `2 entries`. `what` is one of them, in English.
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, what: &str) -> String {
    if number == N::from(1) {
        return format!("1 {what}");
    }
    let stem = what.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    stem.map_or_else(|| format!("{number} {what}s"), |stem| format!("{number} {stem}ies"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_stands_alone_and_none_or_several_are_many() {
        for (number, what, words) in [
            (0, "result", "0 results"),
            (1, "result", "1 result"),
            (2, "day", "2 days"),
            (1, "entry", "1 entry"),
            (3, "entry", "3 entries"),
        ] {
            assert_eq!(counted::<usize>(number, what), words);
            assert_eq!(counted(number as i64, what), words);
        }
    }
}
