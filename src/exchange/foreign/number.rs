//! Numbers as the programs of all countries write them.

use std::borrow::Cow;

use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;
use crate::domain::decimal::Decimal;
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, split_comparator};
use crate::exchange::table::read_range;

/// Which sign a file writes between whole and part of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellDecimal {
    /// `5.4`, and a comma parts thousands.
    Point,
    /// `5,4`, and a point parts thousands.
    Comma,
    /// Both signs stand in the file between whole and part, so neither tells what three digits behind one are.
    Mixed,
    /// Nothing in the file tells.
    #[default]
    Unknown,
}

/// What a set of cells says of the sign between whole and part.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::exchange) struct MarkVotes {
    points: usize,
    commas: usize,
}

impl MarkVotes {
    /// Counts a cell, if its number can be read one way only.
    pub fn add(&mut self, cell: &str) {
        let (_, rest) = split_comparator(cell.trim());
        let number = number_part(rest).0;
        let part = |mark: char| number.rsplit_once(mark).map(|(whole, part)| (whole, part.len()));
        match (part('.'), part(',')) {
            (Some((whole, 3)), None) if !whole.starts_with('0') || whole.is_empty() => {}
            (None, Some((whole, 3))) if !whole.starts_with('0') || whole.is_empty() => {}
            (Some((whole, _)), None) if !whole.contains('.') => self.points += 1,
            (None, Some((whole, _))) if !whole.contains(',') => self.commas += 1,
            (Some(_), Some(_)) if number.rfind('.') > number.rfind(',') => self.points += 1,
            (Some(_), Some(_)) => self.commas += 1,
            _ => {}
        }
    }

    /// The sign the file writes; none where its cells disagree.
    pub const fn mark(self) -> CellDecimal {
        match (self.points, self.commas) {
            (_, 0) if self.points > 0 => CellDecimal::Point,
            (0, _) if self.commas > 0 => CellDecimal::Comma,
            (1.., 1..) => CellDecimal::Mixed,
            _ => CellDecimal::Unknown,
        }
    }
}

/// What a value cell of another program holds.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::exchange) enum ValueCell {
    /// Nothing, or a word for it.
    Nothing,
    /// A number with what stands before and behind it.
    Number {
        comparator: Comparator,
        number: Decimal,
        unit: String,
        flag: Option<&'static str>,
        /// The range that stands in brackets behind it.
        range: Option<Interval>,
    },
    /// Words, or a number that can be read in more than one way.
    Words(String),
}

/// Words that say there is no result (yet). They are compared without case.
const NOTHING: &[&str] = &[
    "-",
    "--",
    "---",
    "—",
    "–",
    "/",
    ".",
    "..",
    "...",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "null",
    "nan",
    "not reported",
    "pending",
    "in process",
    "no data",
    "no data available",
    "not available",
    "not done",
    "not performed",
    "not tested",
    "tnp",
    "test not performed",
    "cancelled",
    "canceled",
    "k.a.",
    "entfällt",
    "nicht bestimmt",
    "non fait",
    "no realizado",
];

impl ValueCell {
    /// Reads the number of a cell under a decimal mark.
    pub fn read(text: &str, mark: CellDecimal) -> Self {
        let text = text.trim();
        let lower = text.to_lowercase();
        if text.is_empty() || NOTHING.contains(&lower.as_str()) {
            return Self::Nothing;
        }
        let (before, marked) = mark_before(text);
        let (comparator, rest) = split_words(marked);
        let (number, behind) = number_part(rest);
        let Some(number) = read_number(number, mark) else { return Self::Words(text.to_owned()) };
        let (behind, range) = split_range(behind, mark);
        let (unit, flag) = split_flag(&behind);
        Self::Number { comparator, number, unit: unit.to_owned(), flag: flag.or(before), range }
    }
}

/// What the number of a cell is where its point sets thousands apart, in a file that does not tell: 6100 of `6.100`.
pub(in crate::exchange) fn in_thousands(text: &str, mark: CellDecimal) -> Option<Decimal> {
    let number = number_part(split_words(mark_before(text.trim()).1).1).0;
    let other = || read_number(&number.replace('.', ","), CellDecimal::Point);
    let is_open = mark == CellDecimal::Unknown && read_number(number, CellDecimal::Mixed).is_none();
    if is_open && number.contains('.') { other() } else { None }
}

/// The laboratory's mark before a number, `* 52` or `H 52`, and the text behind it.
fn mark_before(text: &str) -> (Option<&'static str>, &str) {
    let bare = text.trim_start_matches(['*', '!']).trim_start();
    match bare.split_once(' ') {
        Some((first, rest))
            if rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || "<>≤≥".contains(c)) =>
        {
            let flag = read_flag(first).filter(|_| first.chars().all(char::is_alphabetic));
            flag.map_or((None, bare), |flag| (Some(flag), rest.trim_start()))
        }
        _ => (None, bare),
    }
}

/// What stands behind a number without the range in brackets, and that range: `ng/dL (264 - 916)`, `[8.0-29.0] nmol/L`.
fn split_range(behind: &str, mark: CellDecimal) -> (Cow<'_, str>, Option<Interval>) {
    let whole = (Cow::Borrowed(behind), None);
    let Some(open) = behind.find(['(', '[']) else { return whole };
    let close = if behind[open..].starts_with('(') { ')' } else { ']' };
    let Some(end) = behind[open..].find(close).map(|length| open + length) else { return whole };
    let (inside, unit) = (behind[open + 1..end].trim(), &behind[end + 1..]);
    let is_of_range = |c: char| c.is_ascii_digit() || " .,-–—−<>≤≥=".contains(c);
    let unit_inside = inside.trim_start_matches(is_of_range);
    let outside = format!("{} {}", behind[..open].trim(), unit.trim());
    let fits =
        unit_inside.is_empty() || outside.split(' ').any(|word| word.eq_ignore_ascii_case(unit_inside));
    match read_range(inside, mark).filter(|_| fits) {
        Some(range) => (Cow::Owned(outside.trim().to_owned()), Some(range)),
        None => whole,
    }
}

/// A bound in signs or in words.
fn split_words(text: &str) -> (Comparator, &str) {
    const WORDS: [(&str, Comparator); 8] = [
        ("less than or equal to ", Comparator::AtMost),
        ("greater than or equal to ", Comparator::AtLeast),
        ("less than ", Comparator::Below),
        ("greater than ", Comparator::Above),
        ("more than ", Comparator::Above),
        ("below ", Comparator::Below),
        ("above ", Comparator::Above),
        ("< or = ", Comparator::AtMost),
    ];
    let begins = |words: &str| text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    match WORDS.into_iter().find(|(words, _)| begins(words)) {
        Some((words, comparator)) => (comparator, text[words.len()..].trim_start()),
        None => bound_in_any_language(text).unwrap_or_else(|| split_comparator(text)),
    }
}

/// A bound in the words of any language before the number: `inferior a 10`, `poniżej 5`.
fn bound_in_any_language(text: &str) -> Option<(Comparator, &str)> {
    let digit = text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 1)?;
    let (words, number) = text.split_at(digit);
    let words = words.trim();
    let is_words = words.chars().all(|c| c.is_alphabetic() || c == ' ');
    let roles = SheetWords::embedded().roles(&phrase_key(words));
    let says = |wanted: WordRole| is_words && roles.iter().any(|(role, _)| *role == wanted);
    let signs = [
        (WordRole::Below, Comparator::Below),
        (WordRole::Above, Comparator::Above),
        (WordRole::UpTo, Comparator::AtMost),
        (WordRole::AtLeast, Comparator::AtLeast),
    ];
    let found: Vec<Comparator> =
        signs.into_iter().filter(|(role, _)| says(*role)).map(|(_, sign)| sign).collect();
    if let [sign] = found.as_slice() { Some((*sign, number)) } else { None }
}

/// The number a text begins with, and what stands behind it.
fn number_part(text: &str) -> (&str, &str) {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let goes_on = match c {
            '0'..='9' | '.' | ',' => true,
            '-' | '+' | '−' => at == 0,
            // A group of thousands: three digits behind a blank or an apostrophe.
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' => {
                let rest = &text[at + c.len_utf8()..];
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                end == at && at > 0 && digits == 3 && text[..at].ends_with(|c: char| c.is_ascii_digit())
            }
            'e' | 'E' => {
                let exponent = text[at + 1..].trim_start_matches(['+', '-']);
                at > 0
                    && next.is_some_and(|c| "+-0123456789".contains(c))
                    && exponent.starts_with(|c: char| c.is_ascii_digit())
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
        if matches!(c, 'e' | 'E') {
            let tail = &text[end..];
            let digits =
                tail.find(|c: char| !(c.is_ascii_digit() || c == '+' || c == '-')).unwrap_or(tail.len());
            end += digits;
            break;
        }
    }
    let (number, behind) = text.split_at(end);
    let number = number.trim_end_matches([' ', ',']);
    (number, behind.trim())
}

/// A number in the file's way of writing; none for one that can be read in two ways.
pub(in crate::exchange) fn read_number(text: &str, mark: CellDecimal) -> Option<Decimal> {
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’'))
        .collect();
    if let Some(plain) = without_exponent(&text) {
        return Decimal::parse(&plain).ok();
    }
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let grouped = |sign: char| {
        let mut groups = text.trim_start_matches(['-', '+', '−']).split(sign);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|g| g.len() == 3)
    };
    let clean = match (points, commas) {
        (0, 0) => text,
        (_, 0) if points > 1 => grouped('.').then(|| text.replace('.', ""))?,
        (0, _) if commas > 1 => grouped(',').then(|| text.replace(',', ""))?,
        (1, 0) if matches!(mark, CellDecimal::Comma | CellDecimal::Mixed) && grouped('.') => return None,
        (0, 1) if grouped(',') => match mark {
            CellDecimal::Comma => text.replace(',', "."),
            CellDecimal::Point => text.replace(',', ""),
            CellDecimal::Unknown | CellDecimal::Mixed => return None,
        },
        (1, 0) => text,
        (0, 1) => text.replace(',', "."),
        (1, _) if text.rfind('.') > text.rfind(',') => text.replace(',', ""),
        (_, 1) if text.rfind(',') > text.rfind('.') => text.replace('.', "").replace(',', "."),
        _ => return None,
    };
    Decimal::parse(&clean).ok()
}

/// A limit in a column of its own, with or without the sign that says which one it is.
pub(in crate::exchange) fn read_limit(text: &str, mark: CellDecimal) -> Option<Decimal> {
    read_number(split_comparator(text.trim()).1, mark)
}

/// A number as a program wrote it. Of a binary fraction with its noise (`26.600000000000001`) the short number that
/// was meant.
pub(in crate::exchange) fn short_number(text: &str) -> Option<Decimal> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < 15 || !text.contains('.') {
        return read_number(text, CellDecimal::Point);
    }
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite() && value.abs() < 1e12)?;
    let whole = format!("{:.0}", value.abs()).len();
    let rounded = format!("{value:.*}", 12_usize.saturating_sub(whole));
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    Decimal::parse(short).ok()
}

/// `1.2e3` and `5E-1` as plain digits; none without an exponent, or with one no result has.
fn without_exponent(text: &str) -> Option<String> {
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.parse().ok().filter(|e: &i32| (-12..=12).contains(e))?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    let point = whole.len() as i32 + exponent;
    let plain = if point <= 0 {
        format!("0.{}{all}", "0".repeat(point.unsigned_abs() as usize))
    } else if point as usize >= all.len() {
        format!("{all}{}", "0".repeat(point as usize - all.len()))
    } else {
        format!("{}.{}", &all[..point as usize], &all[point as usize..])
    };
    Some(format!("{sign}{plain}"))
}

/// The unit behind a number, and a flag behind that or in its place.
fn split_flag(behind: &str) -> (&str, Option<&'static str>) {
    // A laboratory's mark stands behind the number or behind the unit.
    let behind = behind.trim_matches(['*', '!']).trim();
    if let Some((first, unit)) = behind.split_once(' ')
        && let Some(flag) = read_flag(first.trim_matches(['(', ')', '[', ']']))
    {
        return (unit.trim(), Some(flag));
    }
    let last = behind.rsplit([' ', '\t']).next().unwrap_or_default();
    match read_flag(last.trim_matches(['(', ')', '[', ']'])) {
        Some(flag) if !last.is_empty() => (behind[..behind.len() - last.len()].trim(), Some(flag)),
        _ => (behind, None),
    }
}

/// The laboratory's own flag, as letters, words or an arrow.
pub(in crate::exchange) fn read_flag(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "h" | "hh" | "high" | "hoch" | "↑" | "↑↑" | "+" | "++" | "above" | "above range"
        | "above high normal" | "erhöht" => Some("H"),
        "l" | "ll" | "low" | "niedrig" | "↓" | "↓↓" | "below" | "below range" | "below low normal"
        | "erniedrigt" => Some("L"),
        "a" | "aa" | "abnormal" => Some("A"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, mark: CellDecimal) -> String {
        match ValueCell::read(text, mark) {
            ValueCell::Nothing => "nothing".to_owned(),
            ValueCell::Number { comparator, number, unit, flag, range } => {
                let range = range.map(|range| format!("|{range}")).unwrap_or_default();
                format!("{}{number}|{unit}|{}{range}", comparator.prefix(), flag.unwrap_or_default())
            }
            ValueCell::Words(words) => format!("words {words}"),
        }
    }

    #[test]
    fn a_value_cell_is_read_as_it_is_written() {
        use CellDecimal::{Comma, Point, Unknown};
        for (text, mark, expected) in [
            ("612 ng/dL", Unknown, "612|ng/dL|"),
            ("<0,2", Comma, "<0.2||"),
            ("< 5.0 pg/mL", Point, "<5.0|pg/mL|"),
            ("<=1.005", Point, "≤1.005||"),
            ("less than 5", Unknown, "<5||"),
            ("Inferior a 10", Unknown, "<10||"),
            ("poniżej 5", Unknown, "<5||"),
            ("0.4* mIU/mL", Unknown, "0.4|mIU/mL|"),
            ("412*", Unknown, "412||"),
            ("about 5", Unknown, "words about 5"),
            ("* 52 pg/mL", Unknown, "52|pg/mL|"),
            ("H 1120", Unknown, "1120||H"),
            ("L <0.2", Unknown, "<0.2||L"),
            ("9.1 nmol/L [8.0 - 29.0]", Unknown, "9.1|nmol/L||8.0 – 29.0"),
            ("312 (264-916) ng/dL", Point, "312|ng/dL||264 – 916"),
            ("4,2 (1,7-8,6)", Comma, "4.2|||1.7 – 8.6"),
            ("198 ng/dL (264-916 ng/dL) L", Point, "198|ng/dL|L|264 – 916"),
            ("0.4 (<4.0)", Point, "0.4|||≤ 4.0"),
            ("19 x10(6)/mL", Unknown, "19|x10(6)/mL|"),
            ("12 [IU]/L", Unknown, "12|[IU]/L|"),
            ("12 ng/mL (fasted)", Unknown, "12|ng/mL (fasted)|"),
            ("1.234", CellDecimal::Mixed, "words 1.234"),
            ("1,234", CellDecimal::Mixed, "words 1,234"),
            ("5,4", CellDecimal::Mixed, "5.4||"),
            ("512 H", Unknown, "512||H"),
            ("0.4 L mIU/mL", Unknown, "0.4|mIU/mL|L"),
            ("31.2 (L)", Unknown, "31.2||L"),
            ("52.3 % ↑", Unknown, "52.3|%|H"),
            ("1e3", Unknown, "1000||"),
            ("5.2E-1", Unknown, "0.52||"),
            ("1'016", Unknown, "1016||"),
            ("1 016,5", Comma, "1016.5||"),
            ("1.016,5", Unknown, "1016.5||"),
            ("212,000 cells/uL", Point, "212000|cells/uL|"),
            ("212,000 cells/uL", Comma, "212.000|cells/uL|"),
            ("212,000 cells/uL", Unknown, "words 212,000 cells/uL"),
            ("1.234", Comma, "words 1.234"),
            ("1.234", Unknown, "1.234||"),
            ("-2,6", Unknown, "-2.6||"),
            ("−1.4", Unknown, "-1.4||"),
            ("--", Unknown, "nothing"),
            ("No Data Available", Unknown, "nothing"),
            ("NON-REACTIVE", Unknown, "words NON-REACTIVE"),
            ("19 10*6/mL", Unknown, "19|10*6/mL|"),
            ("too few to assess", Unknown, "words too few to assess"),
        ] {
            assert_eq!(shown(text, mark), expected, "{text}");
        }
    }

    #[test]
    fn the_noise_of_a_binary_fraction_is_taken_off() {
        for (text, short) in [
            ("26.600000000000001", Some("26.6")),
            ("66.89999999999999", Some("66.9")),
            ("1.00", Some("1.00")),
            ("22.5312", Some("22.5312")),
            ("5.2E-1", Some("0.52")),
            ("1E-245", None),
        ] {
            assert_eq!(short_number(text).as_ref().map(Decimal::as_str), short, "{text}");
        }
    }

    #[test]
    fn the_whole_column_tells_point_from_comma() {
        for (cells, mark) in [
            (&["5,4", "1,234"][..], CellDecimal::Comma),
            (&["5.4", "1,234"], CellDecimal::Point),
            (&["1,234", "512"], CellDecimal::Unknown),
            (&["5,4", "5.4"], CellDecimal::Mixed),
            (&["0,125"], CellDecimal::Comma),
            (&["1.234,5"], CellDecimal::Comma),
        ] {
            let mut votes = MarkVotes::default();
            for cell in cells {
                votes.add(cell);
            }
            assert_eq!(votes.mark(), mark, "{cells:?}");
        }
    }
}
