//! One result with everything that can be said about it: what tables, lists and CSV files are made of.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::analyte::{Analyte, Analytes, UnitView};
use crate::domain::derived::{self, Derived};
use crate::domain::formula::{FORMULAS, Formula, shown_formulas};
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interval;
use crate::domain::judgement::{Intervals, JudgedDay, Judgement, Origin};
use crate::domain::quantity::{Quantity, UnitCode};
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::series::{self, ReadingSource};
use crate::domain::specimen::Specimen;

/// What results are read with.
#[derive(Clone, Copy, Debug)]
pub struct RowLens<'a> {
    pub analytes: &'a Analytes,
    /// What judges a result that brought no interval.
    pub intervals: &'a Intervals,
    /// The unit system values are shown in.
    pub view: UnitView,
}

/// Which results, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// One series only: an analyte, or one in another specimen than serum.
    pub analyte: Option<AnalyteId>,
    /// One kind of report only.
    pub kind: Option<Kind>,
    /// These reports only; all where it is empty.
    pub reports: Vec<EntryId>,
    /// Which computed values stand after the results of their day.
    pub computed: ComputedRows,
    /// Days oldest or newest first; within a report results keep the order of the paper.
    pub order: RowOrder,
    /// At most so many.
    pub limit: Option<usize>,
}

/// Which computed values are told of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComputedRows {
    #[default]
    Left,
    /// Those that are shown without being asked for.
    Usual,
    /// Also those that their authors warn of.
    All,
}

impl ComputedRows {
    /// All where they are asked for, else none.
    pub const fn asked_for(is_asked: bool) -> Self {
        if is_asked { Self::All } else { Self::Left }
    }
}

impl Selection {
    /// Every result of the day and kind of a report, and what is computed from them.
    pub fn beside(report: &Report) -> Self {
        Self {
            since: Some(report.date),
            until: Some(report.date),
            kind: Some(report.kind()),
            computed: ComputedRows::Usual,
            ..Self::default()
        }
    }

    /// Whether a report is of the days and the kind selected.
    pub fn takes(&self, report: &Report) -> bool {
        let is_named = self.reports.is_empty() || self.reports.contains(&report.id);
        is_named && self.spans(report.date) && self.kind.is_none_or(|kind| report.kind() == kind)
    }

    /// A report with those of its results that are selected; none where it is not taken, or nothing of it is.
    pub(super) fn part_of<'r>(&self, report: &'r Report) -> Option<Cow<'r, Report>> {
        if !self.takes(report) {
            return None;
        }
        let Some(wanted) = &self.analyte else { return Some(Cow::Borrowed(report)) };
        let mut part = report.clone();
        part.results.retain(|result| report.series(result) == *wanted);
        (!part.results.is_empty()).then_some(Cow::Owned(part))
    }

    /// Whether a course is selected: where one analyte alone is, none is, else one that reaches into the days.
    pub(super) fn takes_course(&self, regimen: &Regimen) -> bool {
        let is_over = |since: NaiveDate| regimen.stop.is_some_and(|stop| stop < since);
        self.analyte.is_none() && !self.since.is_some_and(is_over)
    }

    /// The reports of the days selected, of all reports by their day.
    fn of_days<'r>(&self, reports: &'r [Report]) -> &'r [Report] {
        let first = self.since.map_or(0, |since| reports.partition_point(|report| report.date < since));
        let end =
            self.until.map_or(reports.len(), |until| reports.partition_point(|report| report.date <= until));
        reports.get(first..end).unwrap_or_default()
    }

    /// Whether the day lies within the days selected.
    fn spans(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| day >= since) && self.until.is_none_or(|until| day <= until)
    }
}

/// The order of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// As files have it.
    #[default]
    OldestFirst,
    /// As lists have it.
    NewestFirst,
}

/// One result, or one computed value.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultLine<'r> {
    /// Where it comes from.
    pub from: RowOrigin<'r>,
    pub day: NaiveDate,
    /// The kind of report it stands on, or would.
    pub kind: Kind,
    /// The series it belongs to: what was measured, and in which specimen.
    pub analyte: AnalyteId,
    /// Its name; the id where the catalogue does not have it.
    pub name: String,
    /// What was found, in the unit of the view.
    pub value: Value,
    /// The number in the canonical unit, to twelve digits, and that unit.
    pub canonical: Option<(f64, UnitCode)>,
    /// The interval, in the unit of `value`, and how the value as printed stands in it.
    pub judgement: Judgement,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowOrigin<'r> {
    /// A result on a report.
    Report(&'r Report, &'r Observation),
    /// A formula, in words.
    Formula(&'static str),
}

impl<'r> ResultLine<'r> {
    /// The report it stands on.
    pub const fn report(&self) -> Option<&'r Report> {
        match self.from {
            RowOrigin::Report(report, _) => Some(report),
            RowOrigin::Formula(_) => None,
        }
    }

    /// The result as stored.
    pub const fn result(&self) -> Option<&'r Observation> {
        match self.from {
            RowOrigin::Report(_, result) => Some(result),
            RowOrigin::Formula(_) => None,
        }
    }

    /// Its name with the side or the assay where one was given.
    pub fn full_name(&self) -> String {
        self.result().map_or_else(|| self.name.clone(), |result| result.named(&self.name))
    }

    /// The side of the body, where one was given.
    pub fn side(&self) -> Option<BodySide> {
        self.result().and_then(|result| result.side)
    }

    /// The analyte alone, as files name it beside the specimen.
    pub fn analyte_id(&self) -> &AnalyteId {
        self.result().map_or(&self.analyte, |result| &result.analyte)
    }

    /// What it was measured in.
    pub fn specimen(&self) -> Specimen {
        self.report().map_or(Specimen::Serum, Report::specimen)
    }

    /// The time of the draw, where the report has one.
    pub fn time(&self) -> Option<NaiveTime> {
        self.report().and_then(|r| r.time)
    }

    /// The laboratory that the report names.
    pub fn laboratory(&self) -> Option<&'r str> {
        self.report().and_then(|r| r.laboratory.as_deref())
    }
}

/// The selected results of a record.
pub fn rows<'r>(record: &'r Record, lens: RowLens<'_>, selection: &Selection) -> Vec<ResultLine<'r>> {
    let computed = computed_days(record, lens, selection);
    let mut days = Days { record, lens, selection, computed, rows: Vec::new() };
    let reports = selection.of_days(record.reports());
    match selection.order {
        RowOrder::OldestFirst => days.walk(reports.iter()),
        RowOrder::NewestFirst => days.walk(reports.iter().rev()),
    }
    let mut rows = days.rows;
    rows.truncate(selection.limit.unwrap_or(usize::MAX));
    rows
}

/// The rows so far, day by day.
struct Days<'r, 'a> {
    record: &'r Record,
    lens: RowLens<'a>,
    selection: &'a Selection,
    /// What may be computed, in the order of the formulas, and on which days, the oldest first.
    computed: Vec<(&'static str, Vec<NaiveDate>)>,
    rows: Vec<ResultLine<'r>>,
}

impl<'r> Days<'r, '_> {
    fn walk(&mut self, reports: impl Iterator<Item = &'r Report>) {
        let mut reports = reports.peekable();
        while let Some(report) = reports.next() {
            self.report(report);
            if reports.peek().is_none_or(|next| next.date != report.date) {
                self.computed_on(report.date);
                if self.selection.limit.is_some_and(|limit| self.rows.len() >= limit) {
                    return;
                }
            }
        }
    }

    fn report(&mut self, report: &'r Report) {
        if !self.selection.takes(report) {
            return;
        }
        let on = JudgedDay::of_report(self.record, report);
        for result in &report.results {
            if self.selection.analyte.as_ref().is_none_or(|wanted| *wanted == report.series(result)) {
                self.rows.push(reported(report, result, self.lens, &on));
            }
        }
    }

    /// The computed values of a day for what was not reported on it.
    fn computed_on(&mut self, day: NaiveDate) {
        let on = JudgedDay::new(self.record, day);
        for (id, days) in &self.computed {
            if days.binary_search(&day).is_ok()
                && let Some(reading) = series::on_day(self.record, self.lens.analytes, id, day)
                && let ReadingSource::Computed(derived) = reading.from
            {
                self.rows.extend(of_formula(&derived, self.lens, &on));
            }
        }
    }
}

/// What may be computed of what is selected, with its days.
fn computed_days(
    record: &Record,
    lens: RowLens<'_>,
    selection: &Selection,
) -> Vec<(&'static str, Vec<NaiveDate>)> {
    let wanted = |id: &str| {
        let of_kind = |kind| lens.analytes.get(id).is_some_and(|a| a.kind == kind);
        selection.analyte.as_deref().is_none_or(|only| only == id) && selection.kind.is_none_or(of_kind)
    };
    let formulas: Vec<&Formula> = match (selection.computed, &selection.analyte) {
        (ComputedRows::Left, _) => Vec::new(),
        (ComputedRows::Usual, None) => shown_formulas().collect(),
        (ComputedRows::Usual, Some(_)) | (ComputedRows::All, _) => FORMULAS.iter().collect(),
    };
    let formulas = formulas.into_iter().filter(|formula| wanted(formula.id));
    formulas.map(|formula| (formula.id, derived::days(record, formula.id))).collect()
}

fn reported<'r>(
    report: &'r Report,
    result: &'r Observation,
    lens: RowLens<'_>,
    on: &JudgedDay<'_>,
) -> ResultLine<'r> {
    let analyte = lens.analytes.measured(report, result);
    let mut row = ResultLine {
        from: RowOrigin::Report(report, result),
        day: report.date,
        kind: report.kind(),
        analyte: report.series(result),
        name: analyte.map_or_else(|| result.analyte.to_string(), |a| a.name.clone()),
        value: result.value.clone(),
        canonical: None,
        judgement: Judgement::NONE,
    };
    if let (Some(analyte), Some(quantity)) = (analyte, result.quantity()) {
        row.canonical = canonical_of(analyte, quantity);
        row.judgement = lens.intervals.judge(analyte, result, on);
        show(&mut row, analyte, quantity, lens, on);
    }
    row
}

fn of_formula<'r>(derived: &Derived, lens: RowLens<'_>, on: &JudgedDay<'_>) -> Option<ResultLine<'r>> {
    let analyte = lens.analytes.get(&derived.analyte)?;
    let (_, value) = derived.extent.as_comparison(analyte.floor());
    let result = derived.observation(analyte);
    let mut row = ResultLine {
        from: RowOrigin::Formula(derived.formula),
        day: derived.day,
        kind: analyte.kind,
        analyte: analyte.id.clone(),
        name: analyte.name.clone(),
        value: result.value.clone(),
        canonical: Some(canonical(analyte, value)),
        judgement: lens.intervals.judge(analyte, &result, on),
    };
    show(&mut row, analyte, result.quantity()?, lens, on);
    Some(row)
}

/// Turns the value and its interval into the unit of the view; the judgement was made on what was printed. An
/// interval that was not printed is converted from its own unit, not by way of the printed one.
fn show(
    row: &mut ResultLine<'_>,
    analyte: &Analyte,
    quantity: &Quantity,
    lens: RowLens<'_>,
    on: &JudgedDay<'_>,
) {
    let Some(from) = analyte.unit(&quantity.unit) else {
        return;
    };
    let to = analyte.unit_for(lens.view, &quantity.unit);
    row.value = Value::Number(analyte.shown(quantity, lens.view));
    let method = row.result().and_then(|result| result.method.as_ref());
    if let Some(applied) = &mut row.judgement.applied {
        let own = || lens.intervals.without_lab(analyte, method, to, on);
        applied.interval = match applied.origin {
            Origin::Lab => applied.interval.convert(from, to),
            Origin::Mine | Origin::Published => own().map_or_else(Interval::default, |own| own.interval),
        };
    }
}

/// The number in the canonical unit. One that stands in it, and has no more digits than are kept, is what was printed.
fn canonical_of(analyte: &Analyte, quantity: &Quantity) -> Option<(f64, UnitCode)> {
    let value = quantity.value.value();
    let is_as_printed = quantity.unit == analyte.canonical().code && quantity.value.as_str().len() <= 12;
    if is_as_printed {
        return Some((value, quantity.unit.clone()));
    }
    analyte.canonical_value(quantity).map(|value| canonical(analyte, value))
}

fn canonical(analyte: &Analyte, value: f64) -> (f64, UnitCode) {
    (twelve_digits(value), analyte.canonical().code.clone())
}

/// Takes the last digits of a multiplication away, which are only noise.
fn twelve_digits(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}
