//! What a report's form amounts to as it stands: each row read, judged and compared, and the report they make.

use chrono::NaiveDate;

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::change::Entry;
use crate::domain::decimal::Decimal;
use crate::domain::id::AnalyteId;
use crate::domain::interval::{Interpretation, Interval};
use crate::domain::judgement::{Applied, JudgedDay, Origin};
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity, UnitCode};
use crate::domain::reading_change::ReadingChange;
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::series::{Reading, ReadingSource};
use crate::domain::typed_value::parse_typed_of;
use crate::exchange::typed::{TypedError, TypedReader, ValueDoubt, doubt_day, doubt_report};
use crate::ui::compare;
use crate::ui::screen::entry::field::SaveDoubt;
use crate::ui::screen::entry::report_form::{
    FormFocus, FormRefusal, RefusalReason, ReportForm, check_head, report_without_results,
};
use crate::ui::screen::entry::rows::{
    DFI, IMMOTILE, NON_PROGRESSIVE, PROGRESSIVE, RAPID, ResultRow, RowMethod, RowRange, SLOW, method_of,
};
use crate::ui::state::State;

/// What rows are read against.
#[derive(Clone, Copy, Debug)]
pub struct RowReader<'a> {
    /// Everything stored, and how things are shown.
    pub state: &'a State,
    /// The report so far: its day, time, laboratory and id; its results are not looked at.
    pub report: &'a Report,
}

/// What is typed in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum EnteredValue {
    Blank,
    /// A dash: not done, not stored.
    NotDone,
    /// What will be stored, and what to ask about first.
    Value(Value, Vec<ValueDoubt>),
    /// Nothing yet: "not detected" waits for its limit.
    NeedsLimit(TypedError),
    /// It cannot be read.
    Wrong(TypedError),
}

/// What a row amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedRow {
    pub entered: EnteredValue,
    /// The unit it is or would be in.
    pub unit: UnitCode,
    /// The interval that judges it, in that unit.
    pub range: Option<ShownRange>,
    /// How the value stands in it.
    pub interpretation: Interpretation,
    /// The result before, in that unit where it can be.
    pub previous: Option<(NaiveDate, Quantity)>,
    /// What the difference to it amounts to; of the scores of a scan, which are not followed over time, nothing.
    pub change: Option<ReadingChange>,
    /// How it was measured, where that is known.
    pub method: Option<Method>,
    /// The result it will be stored as; none while it is blank, not done or not readable.
    result: Option<Observation>,
}

impl TypedRow {
    /// Whether something is to be put right or looked at before it is stored.
    pub const fn is_trouble(&self) -> bool {
        match &self.entered {
            EnteredValue::Wrong(_) | EnteredValue::NeedsLimit(_) => true,
            EnteredValue::Value(_, doubts) => !doubts.is_empty(),
            EnteredValue::Blank | EnteredValue::NotDone => false,
        }
    }
}

/// The interval of a row, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownRange {
    /// In the unit of the row.
    pub interval: Interval,
    /// The laboratory, `mine`, or the source it was published in.
    pub by: String,
    /// Where it comes from.
    pub origin: Origin,
}

impl RowReader<'_> {
    /// The reader of typed values.
    fn reader(&self) -> TypedReader<'_> {
        TypedReader {
            catalog: self.state.catalog,
            record: &self.state.record,
            laboratory: self.report.laboratory.as_deref(),
            day: Some(self.report.date),
            system: self.state.look.units,
            own_units: &self.state.look.own_units,
        }
    }

    /// Everything a row shows. `filled` stands in for a value that follows from the others.
    pub fn see(&self, analyte: &Analyte, row: &ResultRow, filled: Option<&Quantity>) -> TypedRow {
        let entered = self.entered(analyte, row, filled);
        let unit = match &entered {
            EnteredValue::Value(Value::Number(quantity), _) => quantity.unit.clone(),
            _ => self.unit(analyte, row),
        };
        let method = self.method(row);
        let result = self.result(analyte, row, &entered, &unit);
        let judged = result.as_ref().map(|result| self.state.judge(self.report, result));
        let (applied, interpretation) = match judged {
            Some(judgement) => (judgement.applied, judgement.interpretation),
            None => (self.unjudged(analyte, row, &unit), Interpretation::Unknown),
        };
        let range = applied.map(|applied| self.shown_range(applied));
        let before = self.before(analyte, row.side);
        let after = result.as_ref().and_then(|result| reading_of(analyte, self.report, result));
        let pair = before.as_ref().zip(after.as_ref());
        let change = pair.and_then(|(before, after)| compare::change(analyte, before, after, self.state));
        let previous = before.map(|before| {
            let quantity = before.quantity(analyte).into_owned();
            let to = analyte.unit(&unit).unwrap_or_else(|| analyte.canonical());
            (before.day, analyte.convert(&quantity, to).unwrap_or(quantity))
        });
        TypedRow { entered, unit, range, interpretation, previous, change, method, result }
    }

    fn shown_range(&self, applied: Applied) -> ShownRange {
        let by = match applied.origin {
            Origin::Lab => self.report.laboratory.clone().unwrap_or_else(|| "report".to_owned()),
            Origin::Mine => "mine".to_owned(),
            Origin::Published => {
                applied.source.map_or_else(|| "published".to_owned(), |source| source.shown().to_owned())
            }
        };
        ShownRange { interval: applied.interval, by, origin: applied.origin }
    }

    /// The result a row will be stored as; none for one that is blank, not done or not readable.
    fn result(
        &self,
        analyte: &Analyte,
        row: &ResultRow,
        entered: &EnteredValue,
        unit: &str,
    ) -> Option<Observation> {
        let EnteredValue::Value(value, _) = entered else {
            return None;
        };
        let mut result = match &row.kept {
            Some((kept, _)) => kept.clone(),
            None => Observation::new(row.analyte.clone(), value.clone()),
        };
        if !row.is_unchanged() {
            // The laboratory's flag was for the value it printed.
            result.flag =
                parse_typed_of(analyte, row.text()).ok().and_then(|typed| typed.flag).map(str::to_owned);
        }
        result.value = value.clone();
        result.side = row.side;
        if &*analyte.id == DFI {
            result.assay = self.method(row);
        } else {
            result.method = self.method(row);
        }
        result.reference = self.own_range(row, unit).map(Into::into);
        Some(result)
    }

    fn entered(&self, analyte: &Analyte, row: &ResultRow, filled: Option<&Quantity>) -> EnteredValue {
        let text = row.text();
        match (text, filled) {
            ("", Some(quantity)) => return EnteredValue::Value(Value::Number(quantity.clone()), Vec::new()),
            ("", None) => return EnteredValue::Blank,
            ("-" | "–" | "−", _) => return EnteredValue::NotDone,
            _ => {}
        }
        let bare = parse_typed_of(analyte, text).is_ok_and(|typed| typed.unit.is_none());
        let text = match &row.unit {
            Some(unit) if bare && **unit != *self.reader().usual_unit(analyte).0 => format!("{text} {unit}"),
            _ => text.to_owned(),
        };
        let range = self.own_range(row, &self.unit(analyte, row));
        match self.reader().read(analyte, &text, range.as_ref()) {
            Ok(read) if row.is_unchanged() => EnteredValue::Value(read.value, Vec::new()),
            Ok(read) => EnteredValue::Value(read.value, read.doubts),
            // What is stored is stored: a value nobody changed never keeps a report from being saved.
            Err(_) if let Some(kept) = row.unchanged() => EnteredValue::Value(kept.clone(), Vec::new()),
            Err(error @ TypedError::LimitMissing { .. }) => EnteredValue::NeedsLimit(error),
            Err(error) => EnteredValue::Wrong(error),
        }
    }

    /// The unit a value typed without one is read in.
    fn unit(&self, analyte: &Analyte, row: &ResultRow) -> UnitCode {
        row.unit.clone().unwrap_or_else(|| self.reader().usual_unit(analyte).0.into())
    }

    /// The series of a row's analyte in the specimen of the report.
    fn series(&self, row: &ResultRow) -> AnalyteId {
        self.report.specimen().series(&row.analyte)
    }

    /// How the row's value was measured.
    pub fn method(&self, row: &ResultRow) -> Option<Method> {
        match &row.method {
            RowMethod::Said(method) => method.clone(),
            RowMethod::LastUsed => self.reader().last(&self.series(row)).next().and_then(method_of).cloned(),
        }
    }

    /// The laboratory's own interval, which is stored with the result.
    pub fn own_range(&self, row: &ResultRow, unit: &str) -> Option<Interval> {
        match &row.range {
            RowRange::Typed(interval) => interval.clone(),
            RowRange::Shape(interval, of) if **of == *unit => interval.clone(),
            RowRange::Shape(..) | RowRange::Offered => {
                self.reader().last_interval(&self.series(row), unit, self.method(row).as_ref()).cloned()
            }
        }
    }

    /// The interval of a row that has no value yet.
    fn unjudged(&self, analyte: &Analyte, row: &ResultRow, unit: &str) -> Option<Applied> {
        let own = self.own_range(row, unit).filter(|interval| !interval.is_open());
        if let Some(interval) = own {
            return Some(Applied { interval, origin: Origin::Lab, source: None, verified: true });
        }
        let on = JudgedDay::of_report(&self.state.record, self.report);
        let unit = analyte.unit(unit)?;
        self.state.intervals.without_lab(analyte, self.method(row).as_ref(), unit, &on)
    }

    /// The newest stored reading before this report, of the same side where sides are known.
    fn before(&self, analyte: &Analyte, side: Option<BodySide>) -> Option<Reading<'_>> {
        let at = (self.report.date, self.report.time);
        let mut earlier = self.state.record.results(&analyte.id).rev().filter(|(report, _)| {
            report.id != self.report.id && (report.date, report.time.or(self.report.time)) <= at
        });
        earlier.find_map(|(report, result)| {
            reading_of(analyte, report, result).filter(|_| result.may_be_of(side))
        })
    }
}

/// A result as a reading; none for words and unknown units.
fn reading_of<'r>(analyte: &Analyte, report: &'r Report, result: &'r Observation) -> Option<Reading<'r>> {
    Some(Reading {
        day: report.date,
        time: report.time,
        extent: analyte.extent(result.quantity()?)?,
        from: ReadingSource::Reported(report, result),
    })
}

/// The report a form amounts to.
#[derive(Debug)]
pub struct ReportReading {
    /// The report, with the results that can be read.
    pub report: Report,
    /// What the rows were judged against: the report without results and note.
    head: Report,
    rows: Vec<JudgedRow>,
}

/// A row, and what it amounted to when it was judged.
#[derive(Debug)]
struct JudgedRow {
    row: ResultRow,
    /// What stands in for its value.
    filled: Option<Quantity>,
    /// None for an analyte that is no longer known.
    seen: Option<TypedRow>,
}

impl ReportReading {
    /// The form as it stands.
    pub fn new(form: &ReportForm, state: &State) -> Self {
        Self::judge(form, Vec::new(), state)
    }

    /// Follows the form after it changed. A row that reads as before, under the same head, is not judged again: that
    /// looks through every earlier result of its analyte.
    pub fn again(&mut self, form: &ReportForm, state: &State) {
        let judged = std::mem::take(&mut self.rows);
        let same_head = head_of_reading(form, state) == self.head;
        *self = Self::judge(form, if same_head { judged } else { Vec::new() }, state);
    }

    fn judge(form: &ReportForm, mut judged: Vec<JudgedRow>, state: &State) -> Self {
        let head = head_of_reading(form, state);
        let reader = RowReader { state, report: &head };
        let filled = filled_grade(form, &reader);
        let mut rows = Vec::new();
        for row in &form.rows {
            let filled = filled.as_ref().filter(|(id, _)| *id == row.analyte).map(|(_, quantity)| quantity);
            let is_same = |judged: &JudgedRow| judged.row == *row && judged.filled.as_ref() == filled;
            let known = state.catalog.analytes().in_specimen(&row.analyte, head.specimen());
            rows.push(match judged.iter().position(is_same) {
                Some(place) => judged.swap_remove(place),
                None => JudgedRow {
                    row: row.clone(),
                    filled: filled.cloned(),
                    seen: known.map(|analyte| reader.see(analyte, row, filled)),
                },
            });
        }
        let stored = rows.iter().filter_map(|row| row.seen.as_ref()?.result.clone());
        let mut results: Vec<Observation> = stored.chain(form.carried.iter().cloned()).collect();
        if let Some(edited) = &form.edited {
            results.sort_by_key(|result| place_in(edited, result));
        }
        let report = Report { results, note: form.note_text(), ..head.clone() };
        Self { report, head, rows }
    }

    /// A row as it stands.
    pub fn seen(&self, at: usize) -> Option<&TypedRow> {
        self.rows.get(at)?.seen.as_ref()
    }

    /// The row whose value a doubt is about.
    pub fn row_of(&self, doubt: &ValueDoubt) -> Option<usize> {
        self.rows.iter().position(|row| {
            let entered = row.seen.as_ref().map(|seen| &seen.entered);
            matches!(entered, Some(EnteredValue::Value(_, doubts)) if doubts.contains(doubt))
        })
    }

    /// The report to store, and what should be asked about first; or what is wrong and where.
    pub fn finish(&self, form: &ReportForm, state: &State) -> Result<(Report, Vec<SaveDoubt>), FormRefusal> {
        check_head(form, state)?;
        let mut doubts: Vec<SaveDoubt> =
            doubt_day(self.report.date, state.today).into_iter().map(SaveDoubt::from).collect();
        for (at, judged) in self.rows.iter().enumerate() {
            match judged.seen.as_ref().map(|seen| &seen.entered) {
                Some(EnteredValue::Wrong(error) | EnteredValue::NeedsLimit(error)) => {
                    let reason = RefusalReason::Value(error.clone());
                    return Err(FormRefusal { focus: FormFocus::Value(at), reason });
                }
                Some(EnteredValue::Value(_, asked)) if asked.is_empty() => {
                    doubts.extend(form.rows.get(at).and_then(|row| not_looked_at(row, state)));
                }
                Some(EnteredValue::Value(_, asked)) => {
                    doubts.extend(asked.iter().cloned().map(SaveDoubt::from));
                }
                _ => {}
            }
        }
        if !form.add.is_empty() {
            return Err(FormRefusal { focus: FormFocus::Add, reason: form.not_a_row(state) });
        }
        if self.report.results.is_empty() {
            return Err(FormRefusal { focus: FormFocus::Value(0), reason: RefusalReason::Nothing });
        }
        if let Some(line) = form.left.first() {
            doubts.push(SaveDoubt::LinesLeft { count: form.left.len(), first: line.clone() });
        }
        let odd = doubt_report(state.catalog.analytes(), &self.report);
        doubts.extend(odd.into_iter().map(SaveDoubt::from));
        Ok((self.report.clone(), doubts))
    }

    /// The report with what computed values of its day are made of: other reports of the day, and heights.
    pub fn record(&self, state: &State) -> Record {
        let day = self.report.date;
        let of_day = state.record.reports().iter().filter(|other| other.date == day);
        let heights = state.record.results("height").map(|(report, _)| report);
        let others = of_day.chain(heights.filter(|other| other.date != day));
        let others = others.filter(|other| other.id != self.report.id);
        let mut own = self.report.clone();
        own.results.retain(|result| is_known(state.catalog.analytes(), result));
        let profile = Entry::Profile(state.record.profile().clone());
        let entries = others.cloned().chain([own]).map(Entry::Report);
        Record::whole(std::iter::once(profile).chain(entries))
    }
}

/// What rows are judged against.
fn head_of_reading(form: &ReportForm, state: &State) -> Report {
    Report { note: None, ..report_without_results(form, state) }
}

/// A pasted value that needs a look and has not had one.
fn not_looked_at(row: &ResultRow, state: &State) -> Option<SaveDoubt> {
    let why = row.doubt.clone()?;
    Some(SaveDoubt::NotLookedAt { name: state.name(&row.analyte).to_owned(), why })
}

/// Where a result stood on the report that is edited; after the others when it is new.
fn place_in(report: &Report, result: &Observation) -> usize {
    let same = |other: &Observation| other.analyte == result.analyte && other.side == result.side;
    report.results.iter().position(same).unwrap_or(usize::MAX)
}

fn is_known(analytes: &Analytes, result: &Observation) -> bool {
    matches!(result.value, Value::Words(_)) || analytes.get(&result.analyte).is_some()
}

/// The immotile share that the other grades leave of 100 %, while its own field is blank.
fn filled_grade(form: &ReportForm, reader: &RowReader<'_>) -> Option<(AnalyteId, Quantity)> {
    if form.kind != Kind::Semen {
        return None;
    }
    let row = |id: &str| form.rows.iter().find(|row| &*row.analyte == id);
    let immotile = row(IMMOTILE).filter(|row| row.value.is_empty())?;
    let grades: &[&str] =
        if row(RAPID).is_some() { &[RAPID, SLOW, NON_PROGRESSIVE] } else { &[PROGRESSIVE, NON_PROGRESSIVE] };
    let rows: Vec<&ResultRow> = grades.iter().map(|id| row(id)).collect::<Option<_>>()?;
    // A stored report that says nothing of the immotile is not completed unasked.
    if rows.iter().all(|row| row.is_unchanged()) {
        return None;
    }
    let parts: Vec<Decimal> = rows.iter().map(|row| percent(reader, row)).collect::<Option<_>>()?;
    let left = 100.0 - parts.iter().map(Decimal::value).sum::<f64>();
    let decimals = parts.iter().map(Decimal::decimals).max().unwrap_or(0);
    let nobody_moves_of_nobody = left >= 100.0 && counts_none(form, reader);
    (left >= 0.0 && !nobody_moves_of_nobody).then(|| {
        let quantity = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::rounded(left, decimals),
            unit: "%".into(),
        };
        (immotile.analyte.clone(), quantity)
    })
}

fn counts_none(form: &ReportForm, reader: &RowReader<'_>) -> bool {
    let row = form.rows.iter().find(|row| &*row.analyte == "sperm-concentration");
    row.and_then(|row| percent(reader, row)).is_some_and(|count| count.value() == 0.0)
}

/// The exact number typed in a row.
fn percent(reader: &RowReader<'_>, row: &ResultRow) -> Option<Decimal> {
    let analyte = reader.state.analyte(&row.analyte)?;
    match reader.entered(analyte, row, None) {
        EnteredValue::Value(Value::Number(quantity), _) if quantity.comparator == Comparator::Equal => {
            Some(quantity.value)
        }
        _ => None,
    }
}
