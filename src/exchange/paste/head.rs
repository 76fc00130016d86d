//! What a report says of itself: day and time of the sample, laboratory, fasting, abstinence.

use chrono::{NaiveDate, NaiveTime};

use super::words::Line;
use super::{Asked, table};
use crate::domain::day::{DayOrder, parse_day, parse_time};
use crate::domain::decimal::Decimal;

/// What a report says of itself, where it says it plainly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The day of the sample.
    pub sampled: Sampled,
    /// The minute of the sample.
    pub time: Option<NaiveTime>,
    /// The laboratory, by its name in the log where it has one there.
    pub laboratory: Option<String>,
    /// Whether nothing was eaten before.
    pub fasting: Option<bool>,
    /// Days of abstinence.
    pub abstinence: Option<Decimal>,
}

/// The day of the sample, as far as a report tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sampled {
    /// It does not.
    #[default]
    Unsaid,
    /// On this day.
    On(NaiveDate),
    /// `03/04/2026`, which is one of two days.
    Either(String, NaiveDate, NaiveDate),
}

impl Head {
    /// The day, when it is plain.
    pub const fn day(&self) -> Option<NaiveDate> {
        match self.sampled {
            Sampled::On(day) => Some(day),
            _ => None,
        }
    }

    /// Whether a day on a line is certainly not the report's.
    pub(super) fn is_another_day(&self, text: &str) -> bool {
        let Some(day) = self.day() else { return false };
        [DayOrder::DayFirst, DayOrder::MonthFirst]
            .into_iter()
            .all(|order| parse_day(text, day, order) != Ok(day))
    }
}

/// Labels before the day of the sample, in order of trust.
const SAMPLED: [&str; 15] = [
    "collected",
    "collection date",
    "date collected",
    "date of collection",
    "date/time collected",
    "collection",
    "sample date",
    "specimen date",
    "sampled",
    "drawn",
    "entnahme",
    "abnahme",
    "exam date",
    "scan date",
    "date of service",
];

/// Labels before the laboratory.
const LABORATORY: [&str; 6] =
    ["laboratory:", "lab:", "labor:", "performing laboratory:", "performed at:", "performed by:"];

pub(super) fn read(lines: &[Line], asked: &Asked<'_>) -> Head {
    let order = order_of(lines);
    let mut head = Head { laboratory: laboratory(lines, asked), ..Head::default() };
    for line in lines {
        let lower = line.text.to_ascii_lowercase();
        let sampled = SAMPLED.iter().find_map(|label| after(&line.text, &lower, label));
        if let Some(rest) = sampled.filter(|_| head.sampled == Sampled::Unsaid) {
            head.sampled = sampled_on(rest, order, asked.today);
            head.time = (head.sampled != Sampled::Unsaid).then(|| time_in(rest)).flatten();
        }
        head.fasting = head.fasting.or_else(|| yes_or_no(after(&line.text, &lower, "fasting")?));
        let abstinence = ["abstinence (days)", "days of abstinence", "abstinence", "sexual abstinence"];
        let abstinence = abstinence.iter().find_map(|label| after(&line.text, &lower, label));
        head.abstinence = head.abstinence.or_else(|| days(abstinence?));
    }
    if head.sampled == Sampled::Unsaid
        && let Some(stamp) = of_rows(lines)
    {
        head.sampled = sampled_on(&stamp, order, asked.today);
        head.time = (head.sampled != Sampled::Unsaid).then(|| time_in(&stamp)).flatten();
    }
    head
}

/// What follows a label at the beginning of a line or of a column.
fn after<'l>(text: &'l str, lower: &str, label: &str) -> Option<&'l str> {
    let at = lower.find(label)?;
    let begins = at == 0 || text[..at].ends_with("  ") || text[..at].trim_end().ends_with(['|', ',', ';']);
    let rest = &text[at + label.len()..];
    let ends = rest.starts_with([':', ' ', '|', '.', '(']) || rest.is_empty();
    (begins && ends).then(|| rest.trim_start_matches([':', ' ', '|', '.']).trim())
}

/// Which number of a date is the day, where a date of the text can be read in one way only.
fn order_of(lines: &[Line]) -> Option<DayOrder> {
    lines.iter().flat_map(|line| &line.words).find_map(|word| {
        let parts: Vec<u32> = word.bare().split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
        match parts.as_slice() {
            [a, b, _] if *a > 12 && *a <= 31 && *b <= 12 => Some(DayOrder::DayFirst),
            [a, b, _] if *b > 12 && *b <= 31 && *a <= 12 => Some(DayOrder::MonthFirst),
            _ => None,
        }
    })
}

fn sampled_on(text: &str, order: Option<DayOrder>, today: NaiveDate) -> Sampled {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([',', '(', ')'])).collect();
    (1..=words.len().min(4))
        .rev()
        .find_map(|count| {
            let text = words[..count].join(" ");
            let has_day = text.contains(|c: char| c.is_ascii_digit());
            let found = if has_day { either(&text, order, today) } else { Sampled::Unsaid };
            (found != Sampled::Unsaid).then_some(found)
        })
        .unwrap_or_default()
}

/// The day a text means, or both days it may mean.
fn either(text: &str, order: Option<DayOrder>, today: NaiveDate) -> Sampled {
    // A stamp such as 2026-03-14T08:10 is a day and a time.
    let text = text
        .split_once('T')
        .map_or(text, |(day, time)| if time.starts_with(|c: char| c.is_ascii_digit()) { day } else { text });
    let read = |order| parse_day(text, today, order).ok();
    match order.map(read) {
        Some(Some(day)) => Sampled::On(day),
        Some(None) => Sampled::Unsaid,
        None => match (read(DayOrder::DayFirst), read(DayOrder::MonthFirst)) {
            (Some(a), Some(b)) if a == b => Sampled::On(a),
            (Some(a), Some(b)) => Sampled::Either(text.to_owned(), a, b),
            (Some(a), None) | (None, Some(a)) => Sampled::On(a),
            (None, None) => Sampled::Unsaid,
        },
    }
}

/// The day of every row, and its time where it is the same: that of the column for it, else what each begins with.
fn of_rows(lines: &[Line]) -> Option<String> {
    let mut stamps = table::days(lines);
    if stamps.is_empty() {
        let first = |line: &Line| line.words.first().map(|w| w.bare().to_owned()).filter(|w| is_day(w));
        stamps = lines.iter().filter_map(first).collect();
    }
    stamps.dedup();
    if stamps.len() > 1 {
        let day = |stamp: &String| stamp.split([' ', 'T']).next().map(str::to_owned);
        stamps = stamps.iter().filter_map(day).collect();
        stamps.dedup();
    }
    stamps.pop().filter(|_| stamps.is_empty())
}

/// Whether a word is a date of numbers with its year.
pub(super) fn is_day(word: &str) -> bool {
    let day = word.split_once('T').map_or(word, |(day, _)| day);
    let separator = ['-', '/', '.'].into_iter().find(|c| day.matches(*c).count() == 2);
    let Some(separator) = separator else { return false };
    let parts: Vec<usize> = day.split(separator).map(str::len).collect();
    let digits = day.chars().all(|c| c.is_ascii_digit() || c == separator);
    let year_first = matches!(parts.as_slice(), [4, 1 | 2, 1 | 2]);
    digits && (year_first || matches!(parts.as_slice(), [1 | 2, 1 | 2, 2 | 4]))
}

/// Whether a line is nothing but a date with its year: `Mar 14, 2026`, `14/03/2026`.
pub(super) fn is_date(line: &str) -> bool {
    let named = line.split_whitespace().count() <= 4
        && line.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4)
        && line.starts_with(|c: char| c.is_alphanumeric())
        && line.contains(char::is_alphabetic);
    is_day(line) || named && parse_day(line, NaiveDate::MIN, DayOrder::DayFirst).is_ok()
}

/// Whether a word is a time of day.
pub(super) fn is_time(word: &str) -> bool {
    word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) && parse_time(word).is_ok()
}

fn time_in(text: &str) -> Option<NaiveTime> {
    let stamp = text.replace('T', " ");
    let words: Vec<&str> = stamp.split_whitespace().map(|w| w.trim_matches([',', '(', ')'])).collect();
    let at = words.iter().position(|word| is_time(word))?;
    let noon = words.get(at + 1).filter(|word| ["AM", "PM"].contains(&word.to_uppercase().as_str()));
    parse_time(&format!("{}{}", words[at], noon.copied().unwrap_or_default())).ok()
}

/// A laboratory of the log that the text names, else what stands after its label.
fn laboratory(lines: &[Line], asked: &Asked<'_>) -> Option<String> {
    let names = |line: &Line, name: &str| line.text.to_lowercase().contains(&name.to_lowercase());
    let known = asked.laboratories.iter().filter(|name| name.chars().count() > 2);
    let known = known.max_by_key(|name| {
        // The longest name wins: “Quest Nichols” before “Quest”.
        if lines.iter().any(|line| names(line, name)) { name.len() } else { 0 }
    });
    if let Some(known) = known.filter(|name| lines.iter().any(|line| names(line, name))) {
        return Some(known.clone());
    }
    lines.iter().find_map(|line| {
        let lower = line.text.to_ascii_lowercase();
        let label = LABORATORY.iter().find(|label| lower.starts_with(**label))?;
        let name = line.text.get(label.len()..)?.trim();
        let name = name.split("  ").next().unwrap_or_default().trim();
        (name.chars().any(char::is_alphabetic) && name.chars().count() <= 60).then(|| name.to_owned())
    })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.split([' ', ',']).next()?.to_lowercase().as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

/// `3`, `3 days`, `3-5` is none.
fn days(text: &str) -> Option<Decimal> {
    let mut words = text.split_whitespace();
    let days = Decimal::parse(words.next()?).ok().filter(|days| days.value() >= 0.0)?;
    matches!(words.next(), None | Some("days" | "day" | "d" | "Days")).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn head(text: &str) -> Head {
        let laboratories = ["Quest".to_owned()];
        let today = "2026-05-01".parse().unwrap();
        let asked = Asked { catalog: Catalog::embedded(), kind: None, today, laboratories: &laboratories };
        read(&super::super::words::lines(text), &asked)
    }

    #[test]
    fn the_day_of_the_sample_is_taken_only_where_it_is_plain() {
        let on = |day: &str| Sampled::On(day.parse().unwrap());
        for (text, sampled) in [
            ("Collected: 2026-03-14 08:10", on("2026-03-14")),
            ("Collected: 03/14/2026 08:10 AM", on("2026-03-14")),
            ("Collection Date: Mar 14, 2026", on("2026-03-14")),
            ("Entnahme: 14.03.2026", on("2026-03-14")),
            ("DOB: 05/21/1990\nCollected: 03/04/2026", on("2026-03-04")),
            ("2026-03-14,LH,5.1,IU/L\n2026-03-14,FSH,4,IU/L", on("2026-03-14")),
            ("Reported: 03/14/2026", Sampled::Unsaid),
            ("Collected: on the ward", Sampled::Unsaid),
            ("2026-03-14,LH,5.1\n2026-03-15,FSH,4", Sampled::Unsaid),
        ] {
            assert_eq!(head(text).sampled, sampled, "{text}");
        }
        let either = head("Collected: 03/04/2026").sampled;
        assert!(matches!(&either, Sampled::Either(text, ..) if text == "03/04/2026"), "{either:?}");
    }

    #[test]
    fn a_line_that_is_a_date_is_no_result() {
        for (line, is) in [
            ("Mar 14, 2026", true),
            ("14 March 2026", true),
            ("03/14/2026", true),
            ("5.1", false),
            ("28", false),
            ("MAR 14 %", false),
            ("LH 5.1 IU/L", false),
        ] {
            assert_eq!(is_date(line), is, "{line}");
        }
    }

    #[test]
    fn time_laboratory_fasting_and_abstinence_are_read_where_they_are_labelled() {
        let all = head(
            "Quest Diagnostics Nowhere\nCollected: 2026-03-14 2:30 PM\nFasting: Yes\nAbstinence: 3 days",
        );
        assert_eq!(all.time, NaiveTime::from_hms_opt(14, 30, 0));
        assert_eq!(all.laboratory.as_deref(), Some("Quest"));
        assert_eq!((all.fasting, all.abstinence.map(|d| d.to_string())), (Some(true), Some("3".to_owned())));
        assert_eq!(head("Laboratory: Northlight Lab").laboratory.as_deref(), Some("Northlight Lab"));
        assert_eq!(head("Abstinence: 3-5 days").abstinence, None);
    }
}
