//! What a row amounts to as it stands: the value read, its interval, the result before it, and what is doubtful.

use chrono::NaiveDate;

use crate::domain::analyte::Analyte;
use crate::domain::difference::Difference;
use crate::domain::interval::{Applied, Interpretation, Interval, Origin};
use crate::domain::quantity::{Quantity, parse_typed};
use crate::domain::report::{Kind, Observation, Report, Side, Value};
use crate::domain::series::{Reading, Source};
use crate::exchange::typed::{Reader, TypedError};
use crate::ui::compare;
use crate::ui::screen::entry::row::{DFI, Method, Range, Row, method_of};
use crate::ui::state::State;

/// What rows are read against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// Everything stored, and how things are shown.
    pub state: &'a State,
    /// The report so far: its day, time, laboratory and id; its results are not looked at.
    pub report: &'a Report,
}

/// What is typed in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Entered {
    /// Nothing.
    Blank,
    /// A dash: not done, not stored.
    NotDone,
    /// What will be stored, and what to ask about first.
    Value(Value, Vec<String>),
    /// Nothing yet: "not detected" waits for its limit.
    NeedsLimit(String),
    /// It cannot be read; what would be right.
    Wrong(String),
}

/// What a row amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What is typed.
    pub entered: Entered,
    /// The unit it is or would be in.
    pub unit: Box<str>,
    /// The interval that judges it, in that unit, and whose it is.
    pub range: Option<(Interval, String)>,
    /// How the value stands in it.
    pub interpretation: Interpretation,
    /// The result before, in that unit where it can be.
    pub previous: Option<(NaiveDate, Quantity)>,
    /// What the difference to it amounts to; of the scores of a scan, which are not followed over time, nothing.
    pub change: Option<Difference>,
    /// The same of a bone density, in words.
    pub density: Option<String>,
    /// How it was measured, where that is known.
    pub method: Option<String>,
}

impl Against<'_> {
    /// The reader of typed values.
    fn reader(&self) -> Reader<'_> {
        Reader {
            catalog: self.state.catalog,
            record: &self.state.record,
            laboratory: self.report.laboratory.as_deref(),
            day: Some(self.report.date),
            system: self.state.look.units,
            own_units: &self.state.look.own_units,
        }
    }

    /// Everything a row shows. `filled` stands in for a value that follows from the others.
    pub fn see(&self, analyte: &Analyte, row: &Row, filled: Option<&Quantity>) -> Seen {
        let entered = self.entered(analyte, row, filled);
        let unit = match &entered {
            Entered::Value(Value::Number(quantity), _) => quantity.unit.clone(),
            _ => self.unit(analyte, row),
        };
        let result = self.result(analyte, row, &entered, &unit);
        let judged = result.as_ref().map(|result| self.state.judge(self.report, result));
        let (applied, interpretation) = match judged {
            Some(judgement) => (judgement.applied, judgement.interpretation),
            None => (self.unjudged(analyte, row, &unit), Interpretation::Unknown),
        };
        let range = applied.map(|applied| {
            let by = match applied.origin {
                Origin::Lab => self.report.laboratory.clone().unwrap_or_else(|| "report".to_owned()),
                Origin::Mine => "mine".to_owned(),
                Origin::Published => applied.source.map_or_else(|| "published".to_owned(), |s| s.to_string()),
            };
            (applied.interval, by)
        });
        let before = self.before(analyte, row.side);
        let after = result.as_ref().and_then(|result| reading(analyte, self.report, result));
        let pair = before.as_ref().zip(after.as_ref());
        let of_scan = analyte.kind == Kind::Dxa;
        let change = pair.filter(|_| !of_scan);
        let change =
            change.map(|(before, after)| self.state.catalog.variations().compare(analyte, before, after));
        let density = pair.filter(|_| compare::is_density(analyte));
        let density = density.map(|(before, after)| compare::words(analyte, before, after, self.state));
        let previous = before.map(|before| {
            let quantity = before.quantity(analyte).into_owned();
            let to = analyte.unit(&unit).unwrap_or_else(|| analyte.canonical());
            (before.day, analyte.convert(&quantity, to).unwrap_or(quantity))
        });
        Seen { entered, unit, range, interpretation, previous, change, density, method: self.method(row) }
    }

    /// The result a row will be stored as; none for one that is blank, not done or not readable.
    pub fn result(&self, analyte: &Analyte, row: &Row, entered: &Entered, unit: &str) -> Option<Observation> {
        let Entered::Value(value, _) = entered else {
            return None;
        };
        let mut result = match &row.kept {
            Some((kept, _)) => kept.clone(),
            None => Observation::new(analyte.id.clone(), value.clone()),
        };
        if !row.is_unchanged() {
            // The laboratory's flag was for the value it printed.
            result.flag = None;
        }
        result.value = value.clone();
        result.side = row.side;
        if &*analyte.id == DFI {
            result.assay = self.method(row);
        } else {
            result.method = self.method(row);
        }
        result.reference = self.own_range(row, unit);
        Some(result)
    }

    fn entered(&self, analyte: &Analyte, row: &Row, filled: Option<&Quantity>) -> Entered {
        let text = row.text();
        match (text, filled) {
            ("", Some(quantity)) => return Entered::Value(Value::Number(quantity.clone()), Vec::new()),
            ("", None) => return Entered::Blank,
            ("-" | "–" | "−", _) => return Entered::NotDone,
            _ => {}
        }
        let bare = parse_typed(text).is_ok_and(|typed| typed.unit.is_none());
        let text = match &row.unit {
            Some(unit) if bare && **unit != *self.reader().usual_unit(analyte).0 => format!("{text} {unit}"),
            _ => text.to_owned(),
        };
        match self.reader().read(analyte, &text) {
            Ok(read) if row.is_unchanged() => Entered::Value(read.value, Vec::new()),
            Ok(read) => Entered::Value(read.value, read.doubts.iter().map(ToString::to_string).collect()),
            Err(error @ TypedError::LimitMissing { .. }) => Entered::NeedsLimit(error.to_string()),
            Err(error) => Entered::Wrong(error.to_string()),
        }
    }

    /// The unit a value typed without one is read in.
    fn unit(&self, analyte: &Analyte, row: &Row) -> Box<str> {
        row.unit.clone().unwrap_or_else(|| self.reader().usual_unit(analyte).0.into())
    }

    /// How the row's value was measured.
    pub fn method(&self, row: &Row) -> Option<String> {
        match &row.method {
            Method::Said(method) => method.clone(),
            Method::LastUsed => self.reader().last(&row.analyte).next().and_then(method_of).cloned(),
        }
    }

    /// The laboratory's own interval, which is stored with the result.
    pub fn own_range(&self, row: &Row, unit: &str) -> Option<Interval> {
        match &row.range {
            Range::Typed(interval) => interval.clone(),
            Range::Shape(interval, of) if **of == *unit => interval.clone(),
            Range::Shape(..) | Range::Offered => {
                self.reader().last_interval(&row.analyte, unit, self.method(row).as_deref()).cloned()
            }
        }
    }

    /// The interval of a row that has no value yet.
    fn unjudged(&self, analyte: &Analyte, row: &Row, unit: &str) -> Option<Applied> {
        let own = self.own_range(row, unit).filter(|interval| !interval.is_open());
        if let Some(interval) = own {
            return Some(Applied { interval, origin: Origin::Lab, source: None, verified: true });
        }
        let age = self.state.record.profile().age_on(self.report.date);
        let unit = analyte.unit(unit)?;
        self.state.intervals.without_lab(analyte, self.method(row).as_deref(), unit, age)
    }

    /// The newest stored reading before this report, of the same side where sides are known.
    fn before(&self, analyte: &Analyte, side: Option<Side>) -> Option<Reading<'_>> {
        let at = (self.report.date, self.report.time);
        let mut earlier = self.state.record.results(&analyte.id).rev().filter(|(report, _)| {
            report.id != self.report.id && (report.date, report.time.or(self.report.time)) <= at
        });
        let is_same = |result: &Observation| result.side.zip(side).is_none_or(|(a, b)| a == b);
        earlier.find_map(|(report, result)| reading(analyte, report, result).filter(|_| is_same(result)))
    }
}

/// A result as a reading; none for words and unknown units.
fn reading<'r>(analyte: &Analyte, report: &'r Report, result: &'r Observation) -> Option<Reading<'r>> {
    Some(Reading {
        day: report.date,
        time: report.time,
        extent: analyte.extent(result.quantity()?)?,
        from: Source::Reported(report, result),
    })
}
