//! Fitting words into columns.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::ui::widget::text::text_width;

/// Columns `text` takes on the screen; control characters take none and are never drawn.
pub fn width(text: &str) -> usize {
    text_width(&drawn(text))
}

/// `text` without control characters.
fn drawn(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) { text.replace(char::is_control, "").into() } else { text.into() }
}

/// `text` in at most `columns`, with `ellipsis` for what was left off; empty where not even that fits.
pub fn shorten(text: &str, columns: usize, ellipsis: &str) -> String {
    let text = drawn(text);
    if text_width(&text) <= columns {
        return text.into_owned();
    }
    let Some(room) = columns.checked_sub(width(ellipsis)).filter(|room| *room > 0) else {
        return String::new();
    };
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= room
        })
        .collect();
    format!("{}{ellipsis}", kept.trim_end())
}

/// As many whole words of `text` as fit into `columns`, with `ellipsis` for those left off; empty where not even the
/// first two do, for a part of an amount is another amount, and without its unit it is none.
pub fn whole_words(text: &str, columns: usize, ellipsis: &str) -> String {
    let text = drawn(text);
    if text_width(&text) <= columns {
        return text.into_owned();
    }
    let ends = text.match_indices(' ').map(|(end, _)| end).skip(1);
    let shorter = ends.map(|end| format!("{}{ellipsis}", text[..end].trim_end()));
    shorter.take_while(|words| width(words) <= columns).last().unwrap_or_default()
}

/// `text` broken at spaces into lines of at most `columns`; words wider than that are shortened.
pub fn wrap(text: &str, columns: usize, ellipsis: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let word = shorten(word, columns, ellipsis);
        let wide = text_width(&word);
        match lines.last_mut() {
            Some(line) if used + 1 + wide <= columns => {
                line.push(' ');
                line.push_str(&word);
                used += 1 + wide;
            }
            _ => {
                lines.push(word);
                used = wide;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_shortened_with_a_sign_that_something_is_missing() {
        for (text, columns, expected) in [
            ("1 mg 2x/wk", 10, "1 mg 2x/wk"),
            ("1 mg 2x/wk", 9, "1 mg 2x/…"),
            ("1 mg 2x/wk", 3, "1…"),
            ("1 mg", 1, ""),
            ("1 mg", 0, ""),
            ("雄激素", 4, "雄…"),
            ("\u{1b}[31mred", 8, "[31mred"),
        ] {
            assert_eq!(shorten(text, columns, "…"), expected, "{text:?} in {columns}");
        }
    }

    #[test]
    fn a_dose_keeps_its_amount_and_unit_whole_or_says_nothing() {
        for (text, columns, expected) in [
            ("1500 IU 3x/wk", 13, "1500 IU 3x/wk"),
            ("1500 IU 3x/wk", 12, "1500 IU…"),
            ("1500 IU 3x/wk", 8, "1500 IU…"),
            ("1500 IU 3x/wk", 7, ""),
            ("0.25 mg each Monday", 18, "0.25 mg each…"),
            ("1500 IU", 7, "1500 IU"),
            ("1500 IU", 6, ""),
            ("before", 5, ""),
            ("after", 5, "after"),
            ("雄激素 10 mg", 11, "雄激素 10…"),
            ("\u{1b}[31m1 mg", 3, ""),
        ] {
            assert_eq!(whole_words(text, columns, "…"), expected, "{text:?} in {columns}");
        }
    }

    #[test]
    fn a_sentence_breaks_at_spaces() {
        assert_eq!(wrap("no results yet, press a", 12, "…"), ["no results", "yet, press a"]);
        assert_eq!(wrap("", 12, "…"), Vec::<String>::new());
    }
}
