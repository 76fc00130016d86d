//! What every file must pass before it is believed: known names, known units, possible days and values.

use chrono::{Datelike, NaiveDate};

use crate::domain::analyte::Analyte;
use crate::domain::day;
use crate::domain::interval::Interval;
use crate::domain::plausible::Plausibility;
use crate::domain::quantity::{Quantity, UnitCode};
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::exchange::limit_words::{limit_words, possible_words};
use crate::exchange::{Code, ReaderKnowledge};

/// A remark before its place is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct IntakeRemark {
    pub code: Code,
    pub message: String,
}

impl IntakeRemark {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// A result with its analyte and unit as the catalogue names them and what is odd about it, or why it is refused.
/// `head` is the report it stands on.
pub(super) fn result(
    known: &ReaderKnowledge<'_>,
    head: &Report,
    mut result: Observation,
) -> Result<(Observation, Vec<IntakeRemark>), IntakeRemark> {
    let kind = head.kind();
    let analyte = analyte(known, &result.analyte)?;
    result.analyte = analyte.id.clone();
    let analyte = known.catalog.analytes().measured(head, &result).unwrap_or(analyte);
    if let Value::Number(quantity) = &mut result.value {
        quantity.unit = unit(known, analyte, &quantity.unit)?;
    }
    let odd = weigh_result(analyte, kind, &result)?;
    Ok((result, odd))
}

/// What is odd about a result whose name and unit are those of the catalogue, or why it is refused. The analyte is
/// as it is measured in the specimen of the report.
pub(super) fn weigh_result(
    analyte: &Analyte,
    kind: Kind,
    result: &Observation,
) -> Result<Vec<IntakeRemark>, IntakeRemark> {
    let mut odd = Vec::new();
    if let Value::Number(quantity) = &result.value {
        odd.extend(weigh(analyte, quantity)?);
    }
    if analyte.kind != kind {
        odd.push(IntakeRemark::new(
            Code::OtherKind,
            format!(
                "{} belongs on a {} report, not on a {kind} one; stored as it is",
                result.analyte, analyte.kind
            ),
        ));
    }
    odd.extend(result.reference.as_deref().and_then(reversed));
    Ok(odd)
}

/// The analyte a file means.
pub(super) fn analyte<'k>(known: &ReaderKnowledge<'k>, text: &str) -> Result<&'k Analyte, IntakeRemark> {
    let name = text.trim();
    if name.is_empty() {
        return Err(IntakeRemark::new(Code::UnknownAnalyte, "the analyte is missing, for example estradiol"));
    }
    let analyte = known
        .catalog
        .find_analyte(name)
        .ok_or_else(|| IntakeRemark::new(Code::UnknownAnalyte, format!("“{name}” is not a known analyte")))?;
    if analyte.calculated_only {
        return Err(IntakeRemark::new(
            Code::ComputedAnalyte,
            format!("{} is always computed from other results and cannot be stored", analyte.id),
        ));
    }
    Ok(analyte)
}

/// Says that nothing has a name, with what was probably meant: looking for that takes longer than all other reading.
pub(super) fn no_analyte(known: &ReaderKnowledge<'_>, name: &str) -> String {
    match known.catalog.suggest_analytes(name).first() {
        Some(near) => format!("“{name}” is not a known analyte; did you mean {}?", near.id),
        None => {
            format!("“{name}” is not a known analyte; `androlog catalog analytes` lists those that are")
        }
    }
}

/// A year a result can be of, and a remark when the day is still to come.
pub(super) fn day(date: NaiveDate, today: NaiveDate) -> Result<Option<IntakeRemark>, IntakeRemark> {
    if !day::is_possible(date) {
        let (first, last) = (day::FIRST_DAY.year(), day::LAST_DAY.year());
        return Err(IntakeRemark::new(
            Code::ImpossibleDate,
            format!("{date} cannot be right; years run from {first} to {last}"),
        ));
    }
    let future = || format!("{} is after today, {}; stored as it is", day::long(date), day::long(today));
    Ok((date > today).then(|| IntakeRemark::new(Code::FutureDate, future())))
}

/// A civil day as files write it: `2026-03-14`.
pub(super) fn read_day(text: &str) -> Result<NaiveDate, IntakeRemark> {
    let iso = text.trim();
    let plain = iso.len() == 10 && iso.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    NaiveDate::parse_from_str(iso, "%Y-%m-%d").ok().filter(|_| plain).ok_or_else(|| {
        IntakeRemark::new(
            Code::ImpossibleDate,
            format!("“{iso}” is not a day; write year, month and day, for example 2026-03-14"),
        )
    })
}

fn unit(known: &ReaderKnowledge<'_>, analyte: &Analyte, text: &str) -> Result<UnitCode, IntakeRemark> {
    let text = text.trim();
    if text.is_empty() {
        let codes: Vec<&str> = analyte.units.iter().map(|u| &*u.code).collect();
        return Err(IntakeRemark::new(
            Code::MissingUnit,
            format!("{} needs its unit: {}", analyte.id, codes.join(", ")),
        ));
    }
    let code = known.catalog.unit(analyte, text);
    code.map(Into::into).map_err(|error| IntakeRemark::new(Code::UnknownUnit, error.to_string()))
}

/// What is odd about a value, or why it is refused.
fn weigh(analyte: &Analyte, quantity: &Quantity) -> Result<Option<IntakeRemark>, IntakeRemark> {
    let why = match analyte.plausibility(quantity) {
        Plausibility::Fine => return Ok(None),
        Plausibility::Unusual => format!("most results are {}", limit_words(analyte, analyte.soft, quantity)),
        Plausibility::UnitSlip(unit) => format!("it reads like a value in {}", unit.code),
        Plausibility::Impossible(meant) => {
            let possible = possible_words(analyte, quantity, meant);
            let sentence = format!("{} {quantity} cannot be right; a result is {possible}", analyte.id);
            return Err(IntakeRemark::new(Code::ImpossibleValue, sentence));
        }
    };
    let sentence = format!("{} {quantity} is unusual; {why}; stored as it is", analyte.id);
    Ok(Some(IntakeRemark::new(Code::ImplausibleValue, sentence)))
}

fn reversed(interval: &Interval) -> Option<IntakeRemark> {
    interval.is_inverted().then(|| {
        IntakeRemark::new(
            Code::ReversedInterval,
            format!("the reference interval {interval} has its limits the wrong way round; stored as it is"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::domain::decimal::Decimal;
    use crate::domain::quantity::Comparator;

    fn known() -> ReaderKnowledge<'static> {
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-05-01".parse().unwrap(), record: None }
    }

    fn taken(analyte: &str, sign: &str, value: &str, unit: &str) -> Result<(String, Vec<Code>), Code> {
        let value = Value::Number(Quantity {
            comparator: Comparator::from_sign(sign).unwrap(),
            value: Decimal::parse(value).unwrap(),
            unit: unit.into(),
        });
        let head = Report::new(Kind::Blood, known().today);
        let (result, odd) =
            result(&known(), &head, Observation::new(analyte.into(), value)).map_err(|remark| remark.code)?;
        let shown = format!("{} {}", result.analyte, result.quantity().unwrap());
        Ok((shown, odd.into_iter().map(|remark| remark.code).collect()))
    }

    #[test]
    fn names_and_units_become_those_of_the_catalogue_and_odd_values_are_named() {
        for (analyte, sign, value, unit, shown, odd) in [
            ("E2", "=", "28", "pg/ml", "estradiol 28 pg/mL", &[][..]),
            ("estradiol", "<", "5.0", "pg/mL", "estradiol <5.0 pg/mL", &[]),
            ("tt", "<", "3", "ng/dL", "testosterone-total <3 ng/dL", &[]),
            ("tt", "=", "15", "ng/dL", "testosterone-total 15 ng/dL", &[Code::ImplausibleValue]),
            ("tt", "=", "1600", "ng/dL", "testosterone-total 1600 ng/dL", &[Code::ImplausibleValue]),
            ("weight", "=", "80", "kg", "weight 80 kg", &[Code::OtherKind]),
        ] {
            let expected = Ok((shown.to_owned(), odd.to_vec()));
            assert_eq!(taken(analyte, sign, value, unit), expected, "{analyte} {sign}{value}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (analyte, sign, value, unit, code) in [
            ("moonlight", "=", "5", "pg/mL", Code::UnknownAnalyte),
            (" ", "=", "5", "pg/mL", Code::UnknownAnalyte),
            ("t-e2-ratio", "=", "12", "{ratio}", Code::ComputedAnalyte),
            ("estradiol", "=", "28", "g/L", Code::UnknownUnit),
            ("estradiol", "=", "28", " ", Code::MissingUnit),
            ("estradiol", "=", "-1", "pg/mL", Code::ImpossibleValue),
            ("estradiol", "<", "0", "pg/mL", Code::ImpossibleValue),
            ("estradiol", "<=", "-1", "pg/mL", Code::ImpossibleValue),
            ("estradiol", ">", "99999", "pg/mL", Code::ImpossibleValue),
        ] {
            assert_eq!(taken(analyte, sign, value, unit), Err(code), "{analyte} {sign}{value} {unit}");
        }
    }

    #[test]
    fn days_are_written_one_way_and_have_years_of_four_digits() {
        for text in ["2026-03-14", " 2024-02-29 ", "1850-01-01", "2200-12-31"] {
            let read = read_day(text).and_then(|date| day(date, known().today));
            assert!(read.is_ok(), "{text}");
        }
        for text in [
            "",
            "2026-02-30",
            "2025-02-29",
            "14.3.2026",
            "2026-3-4",
            "today",
            "+12026-01-01",
            "1849-12-31",
            "2201-01-01",
            "0000-01-01",
            "2026-03-14T08:00",
        ] {
            let read = read_day(text).and_then(|date| day(date, known().today));
            assert_eq!(read.map_err(|r| r.code), Err(Code::ImpossibleDate), "{text}");
        }
        let tomorrow = day("2026-05-02".parse().unwrap(), known().today).unwrap();
        assert_eq!(tomorrow.map(|r| r.code), Some(Code::FutureDate));
    }
}
