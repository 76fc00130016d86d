//! One value as a person types it, read with the unit it most likely has, and what is doubtful about it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::domain::analyte::{Analyte, Analytes, UnitView};
use crate::domain::day;
use crate::domain::decimal::{Decimal, DecimalError};
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::plausible::{Plausibility, UnitGiven, UnitWitness};
use crate::domain::quantity::{Comparator, Quantity, shown_unit, split_comparator};
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report, Value, is_same_laboratory};
use crate::domain::semen::{Inconsistency, inconsistencies};
use crate::domain::typed_value::parse_typed_of;
use crate::exchange::limit_words::{limit_words, possible_words};

/// What a typed value is read against.
#[derive(Clone, Copy, Debug)]
pub struct TypedReader<'a> {
    /// Units and their spellings.
    pub catalog: &'a Catalog,
    /// For the unit last used.
    pub record: &'a Record,
    /// The laboratory of the report, where it is known.
    pub laboratory: Option<&'a str>,
    /// The day of the report: what a laboratory did later says nothing of it. None asks for the newest.
    pub day: Option<NaiveDate>,
    /// The system a value is in that says nothing else.
    pub system: UnitView,
    /// Units of one's own, by analyte.
    pub own_units: &'a BTreeMap<AnalyteId, String>,
}

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedResult {
    /// What will be stored.
    pub value: Value,
    /// Where its unit comes from.
    pub unit_from: UnitFrom,
    /// The laboratory's flag beside the number.
    pub flag: Option<&'static str>,
    /// What should be asked about before it is stored.
    pub doubts: Vec<ValueDoubt>,
}

/// Where the unit of a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitFrom {
    Typed,
    /// The laboratory's last result of the analyte has it.
    LastUsed,
    /// The settings say so, for this analyte or by system.
    Settings,
}

/// Something about a value that is more often a mistake than true.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ValueDoubt {
    /// The number looks like another unit's.
    #[error("{name} {shown} looks like {looks_like}")]
    UnitSlip {
        name: String,
        /// The quantity as read.
        shown: String,
        /// The unit it looks like.
        looks_like: String,
    },
    /// The number is possible, but rare.
    #[error("{name} {shown} is unusual; most results are {usual}")]
    Implausible {
        name: String,
        /// The quantity as read.
        shown: String,
        /// What is usual, in the unit as read.
        usual: String,
    },
    /// The day is ahead.
    #[error("{0} is in the future")]
    FutureDay(String),
    /// Values of one semen analysis that cannot all be right.
    #[error("{0}")]
    Inconsistent(Inconsistency),
}

impl ValueDoubt {
    /// Whether a command stores nothing before it is told to: more likely a mistake than not. What is only rare is
    /// stored and named.
    pub const fn is_likely_mistake(&self) -> bool {
        match self {
            Self::UnitSlip { .. } | Self::FutureDay(_) | Self::Inconsistent(_) => true,
            Self::Implausible { .. } => false,
        }
    }
}

/// Why a typed value cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TypedError {
    /// The number is none.
    #[error("{name}: {error}")]
    Number {
        name: String,
        /// What is wrong with it.
        error: DecimalError,
    },
    /// Not detected, without the limit of detection.
    #[error("{name}: not detected below which limit? Type it, for example <5")]
    LimitMissing { name: String },
    /// The unit is not one of the analyte's.
    #[error("{0}")]
    Unit(String),
    /// No result can be that.
    #[error("{name} {shown} cannot be right; a result is {possible}. Check the digits and the unit")]
    Impossible {
        name: String,
        /// The quantity as read.
        shown: String,
        /// What can be, in the unit as read.
        possible: String,
    },
    /// It is computed, never entered.
    #[error("{name} is computed from other results; enter those instead")]
    Computed { name: String },
}

/// Ways to write that nothing was measured or found.
const NOT_DETECTED: [&str; 4] = ["nd", "n.d.", "not detected", "none detected"];

/// What a semen result may say in words.
pub const SEMEN_WORDS: [&str; 2] = ["too few to assess", "seen in pellet"];

impl TypedReader<'_> {
    /// Reads `28`, `28 pg/mL`, `<5`, `1,5`; on a semen analysis also `too few to assess` and `seen in pellet`. The
    /// laboratory's interval, where one is known, speaks for the unit.
    pub fn read(
        &self,
        analyte: &Analyte,
        text: &str,
        range: Option<&Interval>,
    ) -> Result<TypedResult, TypedError> {
        let name = || analyte.name.clone();
        if analyte.calculated_only {
            return Err(TypedError::Computed { name: name() });
        }
        let lower = text.trim().to_lowercase();
        if let Some(words) = semen_words(analyte, &lower) {
            return Ok(TypedResult {
                value: Value::Words(words),
                unit_from: UnitFrom::Typed,
                flag: None,
                doubts: Vec::new(),
            });
        }
        if NOT_DETECTED.contains(&lower.as_str()) {
            return Err(TypedError::LimitMissing { name: name() });
        }
        let typed =
            parse_typed_of(analyte, text).map_err(|error| TypedError::Number { name: name(), error })?;
        let (unit, unit_from) = match &typed.unit {
            Some(unit) => {
                let unit = self.catalog.unit(analyte, unit).map_err(|e| TypedError::Unit(e.to_string()))?;
                (unit.to_owned(), UnitFrom::Typed)
            }
            None => self.usual_unit(analyte),
        };
        let quantity = Quantity { comparator: typed.comparator, value: typed.value, unit: unit.into() };
        refuse_impossible(analyte, &quantity)?;
        let witness = UnitWitness {
            range,
            record: Some(self.record),
            laboratory: self.laboratory,
            given: UnitGiven::Typed,
        };
        let doubts = doubt_value(analyte, &quantity, witness).into_iter().collect();
        Ok(TypedResult { value: Value::Number(quantity), unit_from, flag: typed.flag, doubts })
    }

    /// The unit of a value typed without one: the laboratory's last one, else the user's own, else the system's.
    pub fn usual_unit(&self, analyte: &Analyte) -> (String, UnitFrom) {
        if let Some(unit) = self.last_unit(analyte) {
            return (unit.to_owned(), UnitFrom::LastUsed);
        }
        let own = self.own_units.get(&analyte.id).filter(|unit| analyte.unit(unit).is_some());
        let unit = own.map_or_else(
            || match self.system {
                UnitView::AsEntered => analyte.unit_for(UnitView::Conventional, "").code.to_string(),
                view => analyte.unit_for(view, "").code.to_string(),
            },
            Clone::clone,
        );
        (unit, UnitFrom::Settings)
    }

    fn last_unit(&self, analyte: &Analyte) -> Option<&str> {
        // Where there is none yet, the first one used afterwards is more likely than any other.
        let before = self.last(&analyte.id).find_map(|result| result.quantity());
        let quantity = before.or_else(|| {
            let mut all = self.record.results(&analyte.id).filter(|(report, _)| self.is_of(report));
            all.find_map(|(_, result)| result.quantity())
        })?;
        Some(&quantity.unit)
    }

    /// The interval the laboratory last printed for the analyte in this unit and method, up to the day: offered,
    /// never stored unasked.
    pub fn last_interval(&self, analyte: &str, unit: &str, method: Option<&Method>) -> Option<&Interval> {
        self.last(analyte).find_map(|result| {
            let same = result.method.as_ref() == method;
            result.quantity().filter(|q| same && *q.unit == *unit)?;
            result.reference.as_deref()
        })
    }

    /// The laboratory's results of an analyte up to the day, the newest first.
    pub fn last(&self, analyte: &str) -> impl Iterator<Item = &Observation> {
        let day = self.day.unwrap_or(NaiveDate::MAX);
        let until = self.record.results_until(analyte, day).rev();
        until.filter(|(report, _)| self.is_of(report)).map(|(_, result)| result)
    }

    fn is_of(&self, report: &Report) -> bool {
        let name = report.laboratory.as_deref();
        name.zip(self.laboratory).is_some_and(|(name, own)| is_same_laboratory(name, own))
    }
}

/// Whether the day of an entry should be asked about.
pub fn doubt_day(date: NaiveDate, today: NaiveDate) -> Option<ValueDoubt> {
    (date > today).then(|| ValueDoubt::FutureDay(day::with_weekday(date)))
}

/// What should be asked about a report as a whole: values of a semen analysis that contradict one another.
pub fn doubt_report(analytes: &Analytes, report: &Report) -> Vec<ValueDoubt> {
    inconsistencies(analytes, report).into_iter().map(ValueDoubt::Inconsistent).collect()
}

/// Why a text is no reference interval.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// Not read in any of the forms.
    #[error("“{0}” is not a range; write for example 264 - 916, <5.0 or >= 60")]
    NotARange(String),
    /// The lower limit is above the upper one.
    #[error("the range {0} – {1} is upside down; write the lower limit first")]
    UpsideDown(String, String),
}

/// Reads an interval as printed: `264-916`, `1.5 – 12.4`, `<5.0`, `> OR = 60`, `>=60`, `≤ 60`. Ends that exclude
/// the limit itself are read as including it; laboratories print both and mean neither.
pub fn parse_interval(text: &str) -> Result<Interval, RangeError> {
    let clean = text.trim().to_uppercase().replace("OR =", "=").replace("OR EQUAL TO", "=").replace(' ', "");
    let wrong = || RangeError::NotARange(text.trim().to_owned());
    let (comparator, rest) = split_comparator(&clean);
    let number = |text: &str| Decimal::parse(text).map_err(|_| wrong());
    match comparator {
        Comparator::Below | Comparator::AtMost => Ok(Interval::new(None, Some(number(rest)?))),
        Comparator::Above | Comparator::AtLeast => Ok(Interval::new(Some(number(rest)?), None)),
        Comparator::Equal => {
            let rest = rest.replace(['–', '—', '−'], "-").replace("TO", "-").replace("..", "-");
            let split = rest.char_indices().skip(1).find(|(at, c)| *c == '-' && !rest[..*at].ends_with('-'));
            let (low, high) = split.map(|(at, _)| (&rest[..at], &rest[at + 1..])).ok_or_else(wrong)?;
            let interval = Interval::new(Some(number(low)?), Some(number(high)?));
            if interval.is_inverted() {
                return Err(RangeError::UpsideDown(low.to_owned(), high.to_owned()));
            }
            Ok(interval)
        }
    }
}

fn semen_words(analyte: &Analyte, lower: &str) -> Option<String> {
    if analyte.kind != Kind::Semen {
        return None;
    }
    let known = SEMEN_WORDS
        .iter()
        .find(|words| lower == **words || lower == words.split(' ').next_back().unwrap_or(""));
    match lower {
        "too few" => Some(SEMEN_WORDS[0].to_owned()),
        "pellet" | "pellet only" | "seen only in pellet" => Some(SEMEN_WORDS[1].to_owned()),
        _ => known.map(|words| (*words).to_owned()),
    }
}

/// Refuses a number that no result can have.
pub fn refuse_impossible(analyte: &Analyte, quantity: &Quantity) -> Result<(), TypedError> {
    match analyte.plausibility(quantity) {
        Plausibility::Impossible(meant) => Err(TypedError::Impossible {
            name: analyte.name.clone(),
            shown: quantity.to_string(),
            possible: possible_words(analyte, quantity, meant),
        }),
        _ => Ok(()),
    }
}

/// What is doubtful about a number that is possible.
pub fn doubt_value(analyte: &Analyte, quantity: &Quantity, witness: UnitWitness<'_>) -> Option<ValueDoubt> {
    let (name, shown) = (analyte.name.clone(), quantity.to_string());
    match analyte.plausibility_beside(quantity, witness) {
        Plausibility::UnitSlip(unit) => {
            Some(ValueDoubt::UnitSlip { name, shown, looks_like: shown_unit(&unit.code).to_owned() })
        }
        Plausibility::Unusual => {
            Some(ValueDoubt::Implausible { name, shown, usual: limit_words(analyte, analyte.soft, quantity) })
        }
        Plausibility::Fine | Plausibility::Impossible(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;

    /// A log in which Quest last printed testosterone in nmol/L, with a range.
    fn record() -> Record {
        let mut report = Report::new(Kind::Blood, "2026-01-05".parse().unwrap());
        report.id = "r1".into();
        report.laboratory = Some("Quest".to_owned());
        let quantity = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::parse("12.1").unwrap(),
            unit: "nmol/L".into(),
        };
        let mut result = Observation::new("testosterone-total".into(), Value::Number(quantity));
        result.reference = Some(parse_interval("9.2-31.8").unwrap().into());
        report.results.push(result);
        Record::whole([Entry::Report(report)])
    }

    fn read(id: &str, text: &str, laboratory: Option<&str>) -> Result<TypedResult, TypedError> {
        let catalog = Catalog::embedded();
        let record = record();
        let own_units = BTreeMap::from([("vitamin-d".into(), "nmol/L".to_owned())]);
        let reader = TypedReader {
            catalog,
            record: &record,
            laboratory,
            day: None,
            system: UnitView::AsEntered,
            own_units: &own_units,
        };
        reader.read(catalog.analyte(id).unwrap(), text, None)
    }

    fn shown(read: &TypedResult) -> String {
        match &read.value {
            Value::Number(quantity) => quantity.to_string(),
            Value::Words(words) => words.clone(),
        }
    }

    #[test]
    fn a_value_without_a_unit_takes_the_laboratorys_last_else_the_users_own_else_the_usual_one() {
        for (id, text, laboratory, value, from) in [
            ("testosterone-total", "13", Some("quest"), "13 nmol/L", UnitFrom::LastUsed),
            ("testosterone-total", "512", None, "512 ng/dL", UnitFrom::Settings),
            ("testosterone-total", "512 ng/dl", Some("Quest"), "512 ng/dL", UnitFrom::Typed),
            ("vitamin-d", "75", None, "75 nmol/L", UnitFrom::Settings),
            ("estradiol", "<5", None, "<5 pg/mL", UnitFrom::Settings),
            ("sperm-concentration", "16 x10^6/ml", None, "16 10^6/mL", UnitFrom::Typed),
            ("t-score-total-hip", "-2,1", None, "-2.1", UnitFrom::Settings),
            ("morphology", "too few", None, "too few to assess", UnitFrom::Typed),
            ("sperm-concentration", "pellet", None, "seen in pellet", UnitFrom::Typed),
        ] {
            let read = read(id, text, laboratory).unwrap_or_else(|e| panic!("{id} {text}: {e}"));
            assert_eq!((shown(&read).as_str(), read.unit_from), (value, from), "{id} {text}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_and_what_is_rare_is_doubted() {
        for (id, text, says) in [
            ("estradiol", "-3", "cannot be right; a result is from 0 to 5000 pg/mL"),
            ("estradiol", "<0", "cannot be"),
            ("estradiol", "28 mg/L", "is measured in"),
            ("estradiol", "nd", "below which limit"),
            ("hematocrit", "450", "from 5 to 80 %"),
            ("hematocrit", "0.45", "from 5 to 80 %, and this looks like L/L"),
            ("t-lh-ratio", "90", "is computed from other results"),
            ("estradiol", "too few", "is not a number"),
        ] {
            let error = read(id, text, None).unwrap_err().to_string();
            assert!(error.contains(says), "{id} {text}: {error}");
        }
        for (id, text, says) in [
            ("testosterone-total", "15", "looks like nmol/L"),
            ("lh", "90", "is unusual; most results are from 0.2 to 25 IU/L"),
            ("estradiol", "5.2 pmol/L", "most results are from 18.4 to 294 pmol/L"),
        ] {
            let doubts = read(id, text, None).unwrap().doubts;
            assert!(doubts[0].to_string().contains(says), "{id} {text}: {doubts:?}");
        }
    }

    #[test]
    fn intervals_are_read_as_laboratories_print_them() {
        for (text, interval) in [
            ("264-916", "264 – 916"),
            ("1.5 – 12.4", "1.5 – 12.4"),
            ("8,0 - 35", "8.0 – 35"),
            ("<5.0", "≤ 5.0"),
            ("> OR = 60", "≥ 60"),
            (">=60", "≥ 60"),
            ("-2.0 - 2.0", "-2.0 – 2.0"),
            ("264 to 916", "264 – 916"),
        ] {
            assert_eq!(parse_interval(text).map(|i| i.to_string()), Ok(interval.to_owned()), "{text}");
        }
        for text in ["", "264", "916-264", "a-b", "1-2-3"] {
            assert!(parse_interval(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_laboratorys_last_interval_is_offered_for_the_same_unit_and_method() {
        let record = record();
        let own_units = BTreeMap::new();
        let reader = |day| TypedReader {
            catalog: Catalog::embedded(),
            record: &record,
            laboratory: Some("QUEST"),
            day,
            system: UnitView::AsEntered,
            own_units: &own_units,
        };
        let offered = |unit, method| {
            reader(None).last_interval("testosterone-total", unit, method).map(ToString::to_string)
        };
        assert_eq!(offered("nmol/L", None).as_deref(), Some("9.2 – 31.8"));
        assert_eq!(offered("ng/dL", None), None);
        assert_eq!(offered("nmol/L", Some(&Method::new("lc-ms/ms"))), None);
        let earlier = reader(Some("2025-12-31".parse().unwrap()));
        assert_eq!(earlier.last_interval("testosterone-total", "nmol/L", None), None, "it was printed later");
        let testosterone = Catalog::embedded().analyte("testosterone-total").unwrap();
        assert_eq!(earlier.usual_unit(testosterone).0, "nmol/L", "the laboratory has used no other");
    }
}
