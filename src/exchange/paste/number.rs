//! Numbers as printed: their sign and marks, and what they amount to on this sheet.

use super::lexer::{SheetLine, TokenShape};
use crate::domain::decimal::{Decimal, DecimalError};
use crate::domain::interval::Interval;
use crate::domain::quantity::Comparator;

/// What stands before the digits of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberSign {
    #[default]
    None,
    Minus,
    /// A dash with a blank behind it: a minus, or what parts a name from its value.
    LooseDash,
}

/// A number as printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PrintedNumber {
    pub comparator: Comparator,
    pub sign: NumberSign,
    /// Digits with all their marks.
    pub digits: String,
}

/// A range as printed; an open side has no limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PrintedRange {
    pub low: Option<PrintedNumber>,
    pub high: Option<PrintedNumber>,
}

/// Which mark stands before decimals on a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SheetDecimal {
    /// Its numbers say so, or its language where they do not tell.
    Known(char),
    /// Numbers with either mark stand on it, or nothing tells.
    Unsaid,
}

impl SheetDecimal {
    /// By the numbers of a sheet that can be read in one way only; else by its language.
    pub fn of(lines: &[SheetLine], language: Option<char>) -> Self {
        let (mut points, mut commas) = (0, 0);
        for token in lines.iter().flat_map(|line| &line.tokens).filter(|t| t.shape == TokenShape::Number) {
            let digits = in_power(&token.text).0;
            if digits.contains(char::is_alphabetic) {
                continue;
            }
            match settles(digits).or_else(|| told_by_thousands(digits)) {
                Some('.') => points += 1,
                Some(_) => commas += 1,
                None => {}
            }
        }
        match (points, commas, language) {
            // Countries of one language differ, but for English.
            (0, 0, Some('.')) => Self::Known('.'),
            (0, 0, _) => Self::Unsaid,
            (_, 0, _) => Self::Known('.'),
            (0, ..) => Self::Known(','),
            _ => Self::Unsaid,
        }
    }
}

/// The decimal mark of the sheet, where a number on it sets its thousands apart: `1.016,5`, `5.120.000`.
fn told_by_thousands(digits: &str) -> Option<char> {
    let first = digits.chars().find(|c| matches!(c, '.' | ','))?;
    let other = if first == '.' { ',' } else { '.' };
    let (whole, has_other) = digits.split_once(other).map_or((digits, false), |(whole, _)| (whole, true));
    let mut groups = whole.split(first);
    let begins = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    // `1.2.1` is the number of a heading.
    let are_thousands = begins && groups.all(|group| group.len() == 3);
    let is_told = has_other || whole.matches(first).count() > 1;
    (are_thousands && is_told).then_some(other)
}

/// The decimal mark of a number that cannot be a thousands mark.
fn settles(digits: &str) -> Option<char> {
    let at = digits.find(['.', ',', '\''])?;
    let mark = digits[at..].chars().next()?;
    let (before, after) = (&digits[..at], &digits[at + 1..]);
    let single = !after.contains(['.', ',', '\'']) && mark != '\'';
    let decimal = after.len() != 3 || before.starts_with('0') || before.is_empty() || before.len() > 3;
    (single && decimal).then_some(mark)
}

impl PrintedNumber {
    /// As it would be typed: `<5.0`, `-2.6`.
    pub fn typed(&self) -> String {
        let minus = if self.sign == NumberSign::Minus { "-" } else { "" };
        format!("{}{minus}{}", self.comparator.prefix(), self.digits)
    }

    /// What it amounts to on a sheet with this mark.
    pub fn decimal(&self, mark: SheetDecimal) -> Result<Decimal, DecimalError> {
        if self.is_misread() {
            return Err(DecimalError::NotANumber(self.digits.clone()));
        }
        let (digits, power) = in_power(&self.digits);
        let plain = shifted(plain_digits(digits, mark)?, power);
        let minus = if self.sign == NumberSign::Minus { "-" } else { "" };
        Decimal::parse(&format!("{minus}{plain}"))
    }

    /// Whether letters stand among its digits, as where a scanner has read `4l2` for 412.
    fn is_misread(&self) -> bool {
        in_power(&self.digits).0.contains(char::is_alphabetic)
    }

    /// The digits without their mark where it may set thousands apart on any other sheet: `1200` of `1,200`.
    pub fn in_thousands(&self) -> Option<String> {
        let (whole, rest) = self.digits.split_once(['.', ','])?;
        let is_group = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let may_be =
            (1..=3).contains(&whole.len()) && rest.len() == 3 && !whole.starts_with('0') && is_group(rest);
        may_be.then(|| format!("{whole}{rest}"))
    }
}

/// The digits before a power of ten, and the power: `1.2` and 3 of `1.2E3`.
fn in_power(digits: &str) -> (&str, i32) {
    let parts = digits.split_once(['E', 'e']);
    parts.and_then(|(digits, power)| Some((digits, power.parse().ok()?))).unwrap_or((digits, 0))
}

/// The same number with its decimal point so many places further to the right.
fn shifted(plain: String, power: i32) -> String {
    if power == 0 {
        return plain;
    }
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let (places, zeros) = (power.unsigned_abs() as usize, |count: usize| "0".repeat(count));
    let all = if power > 0 {
        format!("{whole}{decimals}{}", zeros(places.saturating_sub(decimals.len())))
    } else {
        format!("{}{whole}{decimals}", zeros((places + 1).saturating_sub(whole.len())))
    };
    let point = if power > 0 { whole.len() + places } else { all.len() - decimals.len() - places };
    let (whole, decimals) = all.split_at(point);
    let whole = if whole.len() > 1 { whole.trim_start_matches('0') } else { whole };
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
}

/// Digits with a decimal point and without thousands marks.
fn plain_digits(digits: &str, mark: SheetDecimal) -> Result<String, DecimalError> {
    let ambiguous = || DecimalError::Ambiguous(digits.to_owned());
    let wrong = || DecimalError::NotANumber(digits.to_owned());
    let marks: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let (Some(first), Some(last)) = (marks.first().copied(), marks.last().copied()) else {
        return Ok(digits.to_owned());
    };
    let groups = |whole: &str| {
        let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
        let inner = groups.iter().skip(1).all(|group| group.len() == 3);
        // Sheets of India group by two above the thousands: 1,50,000.
        let lakh = groups.last().is_some_and(|group| group.len() == 3)
            && groups[1..groups.len() - 1].iter().all(|group| group.len() == 2);
        (inner || lakh) && (1..=3).contains(&groups[0].len())
    };
    let bare = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let split = |text: &str| {
        let at = text.rfind(last).unwrap_or(0);
        (text[..at].to_owned(), text[at + 1..].to_owned())
    };
    if marks.iter().any(|other| *other != first) {
        let (whole, decimals) = split(digits);
        let single = digits.matches(last).count() == 1 && last != '\'';
        let fits = single && groups(&whole) && mark != SheetDecimal::Known(first);
        return if fits { Ok(format!("{}.{decimals}", bare(&whole))) } else { Err(wrong()) };
    }
    if first == '\'' || marks.len() > 1 {
        let fits = groups(digits) && mark != SheetDecimal::Known(first);
        return if fits { Ok(bare(digits)) } else { Err(wrong()) };
    }
    let (whole, decimals) = split(digits);
    if settles(digits) == Some(first) {
        return Ok(format!("{}.{decimals}", if whole.is_empty() { "0" } else { &whole }));
    }
    match mark {
        SheetDecimal::Known(known) if known == first => Ok(format!("{whole}.{decimals}")),
        SheetDecimal::Known(_) => Ok(format!("{whole}{decimals}")),
        SheetDecimal::Unsaid => Err(ambiguous()),
    }
}

impl PrintedRange {
    /// What it amounts to on a sheet with this mark; none when a limit cannot be read.
    pub fn interval(&self, mark: SheetDecimal) -> Result<Interval, String> {
        let limit = |number: &Option<PrintedNumber>| {
            let number = number.as_ref().map(|number| number.decimal(mark)).transpose();
            number.map_err(|error| error.to_string())
        };
        let interval = Interval::new(limit(&self.low)?, limit(&self.high)?);
        match (&interval.low, &interval.high) {
            (Some(low), Some(high)) if low.value() > high.value() => {
                Err(format!("the range {low} – {high} is upside down; write the lower limit first"))
            }
            _ => Ok(interval),
        }
    }

    /// The range a bound is.
    pub fn of_bound(number: PrintedNumber) -> Self {
        match number.comparator {
            Comparator::Above | Comparator::AtLeast => Self { low: Some(number), high: None },
            _ => Self { low: None, high: Some(number) },
        }
    }
}
