//! Days and times as sheets print them.

use chrono::{Month, NaiveDate, NaiveTime};

use super::lexer::{SheetLine, SheetToken, TokenShape, around_letters};
use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::name_key;
use crate::domain::day::{DayOrder, parse_time};

/// A day as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintedDay {
    /// It can be read in one way.
    On(NaiveDate),
    /// `03/04/2026`: the day first, or the month.
    Either(String, NaiveDate, NaiveDate),
}

impl PrintedDay {
    /// The day, where the sheet's order of day and month is known.
    pub(super) fn in_order(&self, order: Option<DayOrder>) -> Self {
        match (self, order) {
            (Self::Either(_, day, _), Some(DayOrder::DayFirst)) => Self::On(*day),
            (Self::Either(_, _, day), Some(DayOrder::MonthFirst)) => Self::On(*day),
            (same, _) => same.clone(),
        }
    }
}

/// A day that begins here, with the number of tokens it takes.
pub(super) fn day_at(tokens: &[SheetToken], words: &SheetWords) -> Option<(PrintedDay, usize)> {
    let first = tokens.first()?;
    match first.shape {
        TokenShape::Day => Some((numeric(&first.text, words)?, 1)),
        TokenShape::Number => {
            day_first(tokens, words).or_else(|| year_first(tokens, words)).or_else(|| spaced(tokens))
        }
        TokenShape::Word if tokens.get(1).is_some_and(|next| next.shape != TokenShape::Word) => {
            month_first(tokens, words)
        }
        _ => None,
    }
}

/// `14.03.2026`, `2026-03-14`, `3/14/26`, `14-Mar-2026`, `2026-Mar-14`, `Mar-14-2026`, `14Mar2026`.
fn numeric(text: &str, words: &SheetWords) -> Option<PrintedDay> {
    let number = |text: &str| text.parse::<u32>().ok();
    if let Some((day, month, last)) = around_letters(text) {
        return date(year(last)?, words.month(&name_key(month))?, number(day)?).map(PrintedDay::On);
    }
    let separator = ['-', '/', '.'].into_iter().find(|c| text.matches(*c).count() == 2)?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    if let Some(month) = words.month(&name_key(b)).filter(|_| b.chars().all(char::is_alphabetic)) {
        let (day, last) = if a.len() == 4 { (c, a) } else { (a, c) };
        return date(year(last)?, month, number(day)?).map(PrintedDay::On);
    }
    if let Ok(month) = a.parse::<Month>() {
        return date(year(c)?, month.number_from_month(), number(b)?).map(PrintedDay::On);
    }
    if a.len() == 4 {
        return date(number(a)? as i32, number(b)?, number(c)?).map(PrintedDay::On);
    }
    let year = year(c)?;
    let day_first = date(year, number(b)?, number(a)?);
    let month_first = date(year, number(a)?, number(b)?).filter(|_| separator != '.');
    match (day_first, month_first) {
        (Some(a), Some(b)) if a == b => Some(PrintedDay::On(a)),
        (Some(a), Some(b)) => Some(PrintedDay::Either(text.to_owned(), a, b)),
        (Some(day), None) | (None, Some(day)) => Some(PrintedDay::On(day)),
        (None, None) => None,
    }
}

/// `20260314` behind the label of a day.
pub(super) fn compact_day(token: &SheetToken) -> Option<PrintedDay> {
    let text = token.text.as_str();
    let is_one = token.shape == TokenShape::Number && text.len() == 8;
    let digits = is_one && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = Some(text).filter(|_| digits)?;
    date(year(&text[..4])?, text[4..6].parse().ok()?, text[6..].parse().ok()?).map(PrintedDay::On)
}

/// `0810` alone in its cell, behind a day.
pub(super) fn compact_clock(tokens: &[SheetToken]) -> Option<NaiveTime> {
    let first = tokens.first()?;
    let is_compact = first.text.len() == 4 && first.text.bytes().all(|byte| byte.is_ascii_digit());
    let is_alone = tokens.get(1).is_none_or(|next| next.cell != first.cell);
    parse_time(&first.text).ok().filter(|_| is_compact && is_alone)
}

/// `14 Mar 2026`, `14. März 2026`, `14th of March 2026`, `12 de marzo de 2026`.
fn day_first(tokens: &[SheetToken], words: &SheetWords) -> Option<(PrintedDay, usize)> {
    let day: u32 = tokens[0].text.parse().ok().filter(|day| (1..=31).contains(day))?;
    let mut at = 1;
    at = skip(tokens, at, &["st", "nd", "rd", "th", ".", "er", "of", "de", "/", "º", "°", "-"]);
    let month = tokens.get(at).filter(|t| t.has_letters()).and_then(|t| words.month(&name_key(&t.text)))?;
    at = skip(tokens, at + 1, &["de", "del", ".", ",", "/", "-"]);
    let token = tokens.get(at).filter(|token| token.shape == TokenShape::Number)?;
    let year = year(&token.text).filter(|_| token.text.len() == 4 || at < 4)?;
    Some((PrintedDay::On(date(year, month, day)?), at + 1))
}

/// `2026 Mar 14`, `2026 March 14`, `2026. március 14.`
fn year_first(tokens: &[SheetToken], words: &SheetWords) -> Option<(PrintedDay, usize)> {
    let year = year(&tokens[0].text).filter(|_| tokens[0].text.len() == 4)?;
    let at = skip(tokens, 1, &["."]);
    let month = tokens.get(at).filter(|t| t.has_letters()).and_then(|t| words.month(&t.key))?;
    let at = skip(tokens, at + 1, &["."]);
    let day: u32 = tokens.get(at)?.text.parse().ok()?;
    Some((PrintedDay::On(date(year, month, day)?), at + 1))
}

/// `Mar 14, 2026`, `March 14th 2026`.
fn month_first(tokens: &[SheetToken], words: &SheetWords) -> Option<(PrintedDay, usize)> {
    let month = words.month(&tokens[0].key)?;
    let mut at = skip(tokens, 1, &["."]);
    let day: u32 = tokens.get(at)?.text.parse().ok().filter(|day| (1..=31).contains(day))?;
    at = skip(tokens, at + 1, &["st", "nd", "rd", "th", ","]);
    let token = tokens.get(at).filter(|token| token.shape == TokenShape::Number && token.text.len() == 4)?;
    Some((PrintedDay::On(date(year(&token.text)?, month, day)?), at + 1))
}

/// `25 - 02 - 2026`, `14 / 03 / 2026`.
fn spaced(tokens: &[SheetToken]) -> Option<(PrintedDay, usize)> {
    let [a, first, b, second, c, ..] = tokens else { return None };
    let parts = [a, b, c].into_iter().all(|token| token.shape == TokenShape::Number);
    let marked = first.text == second.text && matches!(first.text.as_str(), "-" | "/" | "." | "–");
    if !parts || !marked || c.text.len() != 4 || a.text.len() > 2 || b.text.len() > 2 {
        return None;
    }
    let day = numeric(&format!("{}/{}/{}", a.text, b.text, c.text), SheetWords::embedded())?;
    Some((day, 5))
}

fn skip(tokens: &[SheetToken], mut at: usize, texts: &[&str]) -> usize {
    while tokens.get(at).is_some_and(|token| texts.contains(&token.text.to_lowercase().as_str())) {
        at += 1;
    }
    at
}

/// A year of four digits, or of two in this century.
fn year(text: &str) -> Option<i32> {
    let number: i32 = text.parse().ok()?;
    match text.len() {
        4 if (1900..2200).contains(&number) => Some(number),
        2 => Some(2000 + number),
        _ => None,
    }
}

fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Which number of a date is the day, by the dates of a sheet that can be read in one way only; else by what it says of
/// its dates, else by its language.
pub(super) fn order_of(lines: &[SheetLine], language: Option<DayOrder>) -> Option<DayOrder> {
    let mut found = None;
    for token in lines.iter().flat_map(|line| &line.tokens).filter(|token| token.shape == TokenShape::Day) {
        let Some(separator) = ['/', '-'].into_iter().find(|c| token.text.matches(*c).count() == 2) else {
            continue;
        };
        let parts: Vec<u32> = token.text.split(separator).filter_map(|part| part.parse().ok()).collect();
        let order = match parts.as_slice() {
            [a, b, _] if (13..=31).contains(a) && *b <= 12 => DayOrder::DayFirst,
            [a, b, _] if (13..=31).contains(b) && *a <= 12 => DayOrder::MonthFirst,
            _ => continue,
        };
        match found {
            None => found = Some(order),
            Some(before) if before != order => return None,
            Some(_) => {}
        }
    }
    found.or_else(|| said_order(lines)).or(language)
}

/// The order that a sheet says its dates have: `(DD/MM/YY)`.
fn said_order(lines: &[SheetLine]) -> Option<DayOrder> {
    let order = |token: &SheetToken| {
        let text = token.text.to_lowercase();
        let is_like = |form: &str| text.starts_with(form) && text.ends_with("yy");
        if is_like("dd/mm/") || is_like("dd-mm-") {
            Some(DayOrder::DayFirst)
        } else if is_like("mm/dd/") || is_like("mm-dd-") {
            Some(DayOrder::MonthFirst)
        } else {
            None
        }
    };
    lines.iter().flat_map(|line| &line.tokens).find_map(order)
}

/// Whether a word can be this in any language.
fn word_says(phrase: &str, role: WordRole) -> bool {
    SheetWords::embedded().roles(phrase).iter().any(|(known, _)| *known == role)
}

fn says(token: &SheetToken, role: WordRole) -> bool {
    word_says(&token.phrase, role)
}

/// A time of day behind a day, with the number of tokens it takes; a time of a zone is none of the clock on the wall.
pub(super) fn clock_at(tokens: &[SheetToken]) -> Option<(Option<NaiveTime>, usize)> {
    let first = tokens.first()?;
    let lower = |at: usize| tokens.get(at).map(|token| token.text.to_lowercase()).unwrap_or_default();
    let points = || first.text.replace('.', ":");
    if first.shape == TokenShape::Number && matches!(lower(1).as_str(), "am" | "pm") {
        // The hour alone, as in `8am` and `8 am`, or with its minutes: `10.15 am`.
        return parse_time(&format!("{}{}", points(), lower(1))).ok().map(|time| (Some(time), 2));
    }
    if first.shape == TokenShape::Number && tokens.get(1).is_some_and(|next| says(next, WordRole::Clock)) {
        // `8.10 Uhr`, `9.15 uur`.
        return Some((parse_time(&points()).ok(), 2));
    }
    if first.shape != TokenShape::Clock {
        return None;
    }
    let text = first.text.to_lowercase().replace(['h', 'u'], ":");
    let digits = text.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect::<String>();
    let rest = text[digits.len()..].trim_start_matches(['r', 's', '.', ':']).to_owned();
    let minutes: String = digits.trim_end_matches(':').splitn(3, ':').take(2).collect::<Vec<_>>().join(":");
    let is_zone = |text: &str| text == "z" || text.starts_with('+') || word_says(text, WordRole::TimeZone);
    let mut used = 1;
    let mut noon = rest.clone();
    if rest.is_empty() && matches!(lower(1).trim_matches('.'), "am" | "pm" | "a.m" | "p.m") {
        noon = lower(1).replace('.', "");
        used = 2;
    }
    let offset = tokens.get(used).is_some_and(|token| {
        matches!(token.text.as_str(), "+" | "-")
            && token.glued
            && tokens.get(used + 1).is_some_and(|next| {
                next.glued && matches!(next.shape, TokenShape::Number | TokenShape::Clock)
            })
    });
    let bracket = usize::from(lower(used) == "(");
    if is_zone(&rest) || is_zone(&lower(used + bracket)) || offset {
        return Some((None, used + if offset { 2 } else { 0 }));
    }
    let noon = if matches!(noon.as_str(), "am" | "pm") { noon } else { String::new() };
    Some((parse_time(&format!("{minutes}{noon}")).ok(), used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_form_that_sheets_print() {
        let words = SheetWords::embedded();
        let read = |text: &str| day_at(&SheetLine::new(1, text).tokens, words).map(|(day, _)| day);
        let day = NaiveDate::from_ymd_opt(2026, 3, 14).unwrap();
        for text in [
            "14.03.2026",
            "2026-03-14",
            "2026/3/14",
            "3/14/26",
            "14-Mar-2026",
            "14/Mar/26",
            "Mar-14-2026",
            "March/14/2026",
            "2026-Mar-14",
            "14Mar2026",
            "14MAR26",
            "14.III.2026",
            "14-III-2026",
            "14.III.26",
            "14 Mar 2026",
            "14. März 2026",
            "14th of March 2026",
            "14 de marzo de 2026",
            "2026 Mar 14",
            "2026 March 14",
            "Mar 14, 2026",
            "March 14th 2026",
            "14 / 03 / 2026",
        ] {
            assert_eq!(read(text), Some(PrintedDay::On(day)), "{text}");
        }
        for text in [
            "2026",
            "2026 14 Mar",
            "14 Mar",
            "46Mar2026",
            "14mg2026",
            "25OH2026",
            "2026-Foo-14",
            "Foo-14-2026",
            "Mar-14-26",
            "PR-4-2026",
            "14.IIII.2026",
            "20260314",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let either = read("03/04/2026");
        assert!(matches!(either, Some(PrintedDay::Either(..))), "{either:?}");
    }

    #[test]
    fn a_time_is_read_as_each_country_prints_it_and_none_of_another_zone() {
        let read = |text: &str| clock_at(&SheetLine::new(1, text).tokens).map(|(time, _)| time);
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (text, time) in [
            ("08:10", at(8, 10)),
            ("08h10", at(8, 10)),
            ("08u15", at(8, 15)),
            ("8.10 Uhr", at(8, 10)),
            ("9.15 uur", at(9, 15)),
            ("7.30 hod", at(7, 30)),
            ("10.15 am", at(10, 15)),
            ("4 pm", at(16, 0)),
            ("08:10 MEZ", None),
            ("08:10 AEDT", None),
            ("08:10:00Z", None),
            ("08:10 (UTC)", None),
        ] {
            assert_eq!(read(text), Some(time), "{text}");
        }
        assert_eq!(read("8.10 nmol/L"), None);
    }
}
