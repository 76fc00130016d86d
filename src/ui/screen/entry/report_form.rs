//! The form of a report: fields about the sample, a row an analyte, a field that adds rows, a note.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::context::{ContextField, FieldShape, FieldValue};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::dose_log::last_dose;
use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::exchange::typed::{RangeError, TypedError};
use crate::ui::action::Action;
use crate::ui::screen::entry::answer::{NOT_KNOWN, offers_for, read_day, read_edition, read_hips, read_time};
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField, some_of, text_of};
use crate::ui::screen::entry::rows::{
    ResultRow, SCAN_COLUMNS, enterable, hips_of, last_report, opening_rows, scan_rows_of, semen_rows_of,
};
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// The field that is worked out while it is empty.
pub const HOURS_SINCE_DOSE: FieldSlot = FieldSlot::Context(ContextField::HoursSinceDose);

/// The form of a report.
#[derive(Clone, Debug)]
pub struct ReportForm {
    /// The kind of report.
    pub kind: Kind,
    /// Day, laboratory and what else is known of the sample.
    pub head: Vec<FormField>,
    pub rows: Vec<ResultRow>,
    /// Finds an analyte to add.
    pub add: Field,
    /// Which of the analytes found is taken; of the names offered for a field of the head, counted from 1.
    pub pick: usize,
    /// A note on the report.
    pub note: FormField,
    pub focus: FormFocus,
    /// The range or method of the row in focus while it is typed.
    pub fold: Option<RowFold>,
    /// The report that is edited.
    pub edited: Option<Report>,
    /// Pasted lines that were not understood.
    pub left: Vec<String>,
    /// Results of it that this form cannot show, kept as they are.
    pub carried: Vec<Observation>,
}

/// The part of the form that keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormFocus {
    /// A field of the head, by place.
    Head(usize),
    /// The value of a row, by place.
    Value(usize),
    /// The field that adds a row.
    Add,
    Note,
}

impl ReportForm {
    /// An empty form: the analytes asked for, then those of the last report of the kind, else of the usual panel. A
    /// semen analysis and a scan keep the order of their paper.
    pub fn new(kind: Kind, wanted: &[AnalyteId], state: &State) -> Self {
        let head = new_head(kind, state);
        let mut form = Self::of(kind, head, opening_rows(kind, state));
        let wanted = enterable(kind, wanted, state);
        for analyte in &wanted {
            if !form.rows.iter().any(|row| row.analyte == *analyte) {
                form.rows.push(ResultRow::new(analyte.clone()));
            }
        }
        if matches!(kind, Kind::Blood | Kind::Body) {
            let place =
                |row: &ResultRow| wanted.iter().position(|id| *id == row.analyte).unwrap_or(wanted.len());
            form.rows.sort_by_key(place);
        }
        form
    }

    /// An empty form of today with the shape of a report: analytes, units, methods, ranges, laboratory.
    pub fn like(report: &Report, state: &State) -> Self {
        let mut form = Self::edit(report, state);
        form.head = head_like(report, state);
        form.note = FormField::new(FieldSlot::Note, "");
        form.edited = None;
        form.carried.clear();
        for row in &mut form.rows {
            row.value = Field::default();
            row.kept = None;
        }
        form
    }

    /// A stored report, to change it.
    pub fn edit(report: &Report, state: &State) -> Self {
        let kind = report.kind();
        let shown = |result: &&Observation| {
            let known = state.analyte(&result.analyte).is_some_and(|a| !a.calculated_only);
            let in_words = matches!(result.value, Value::Words(_)) && kind != Kind::Semen;
            known && !in_words
        };
        let (shown, mut carried): (Vec<&Observation>, Vec<&Observation>) =
            report.results.iter().partition(shown);
        let rows = match kind {
            Kind::Dxa => scan_rows_of(&shown, &mut carried),
            Kind::Semen => semen_rows_of(&shown, state),
            Kind::Blood | Kind::Body => shown.iter().map(|result| ResultRow::edit(result)).collect(),
        };
        let mut form = Self {
            note: FormField::new(FieldSlot::Note, report.note.as_deref().unwrap_or_default()),
            carried: carried.into_iter().cloned().collect(),
            edited: Some(report.clone()),
            ..Self::of(kind, head_of(report), rows)
        };
        form.enter(form.focus);
        form
    }

    fn of(kind: Kind, head: Vec<FormField>, rows: Vec<ResultRow>) -> Self {
        Self {
            kind,
            head,
            focus: if rows.is_empty() { FormFocus::Add } else { FormFocus::Value(0) },
            rows,
            add: Field::default(),
            pick: 0,
            note: FormField::new(FieldSlot::Note, ""),
            fold: None,
            edited: None,
            left: Vec::new(),
            carried: Vec::new(),
        }
    }

    /// Values that stand side by side in one line: density, T and Z of a site.
    pub const fn columns(&self) -> usize {
        match self.kind {
            Kind::Dxa => SCAN_COLUMNS,
            Kind::Blood | Kind::Semen | Kind::Body => 1,
        }
    }

    /// Whether rows can be added; a scan has its sites.
    pub fn takes_more(&self) -> bool {
        self.kind != Kind::Dxa
    }

    /// The place of the row in focus.
    pub const fn place(&self) -> Option<usize> {
        match self.focus {
            FormFocus::Value(at) => Some(at),
            FormFocus::Head(_) | FormFocus::Add | FormFocus::Note => None,
        }
    }

    /// The note, unless it is blank.
    pub fn note_text(&self) -> Option<String> {
        Some(self.note.text().to_owned()).filter(|note| !note.is_empty())
    }

    /// Why what is typed to find an analyte is not a row.
    pub fn not_a_row(&self, state: &State) -> RefusalReason {
        let typed = self.add.text().trim().to_owned();
        if let Some(first) = self.found(state).first() {
            let key = state.look.keymap.key(Action::Next);
            return RefusalReason::NotTaken { typed, key, name: state.name(first).to_owned() };
        }
        match state.catalog.find_analyte(&typed) {
            Some(there) if self.rows.iter().any(|row| row.analyte == there.id) => {
                RefusalReason::HasRow(there.name.clone())
            }
            Some(other) if other.kind != self.kind => {
                RefusalReason::OtherKind { name: other.name.clone(), kind: other.kind.name() }
            }
            _ => RefusalReason::NoAnalyte(typed),
        }
    }

    /// Names the field of the head in focus may mean.
    pub fn offered(&self, state: &State) -> Vec<String> {
        match self.focus {
            FormFocus::Head(at) => offers_for(self.head[at].slot, self.head[at].text(), state),
            FormFocus::Value(_) | FormFocus::Add | FormFocus::Note => Vec::new(),
        }
    }

    /// Analytes the add field may mean, best first, without those that are there. None where the very name of one that
    /// is there is typed: no other one is meant.
    pub fn found(&self, state: &State) -> Vec<AnalyteId> {
        let named = state.catalog.find_analyte(self.add.text().trim());
        if named.is_some_and(|named| self.rows.iter().any(|row| row.analyte == named.id)) {
            return Vec::new();
        }
        let fits = |id: &AnalyteId| {
            let known = state.analyte(id);
            known.is_some_and(|a| a.kind == self.kind && !a.calculated_only)
                && !self.rows.iter().any(|row| row.analyte == *id)
        };
        let found = state.catalog.suggest_analytes(self.add.text());
        found.iter().map(|a| a.id.clone()).filter(fits).take(5).collect()
    }
}

/// The fields of a kind, in the order they are walked. What was measured in is said before its day: seldom, and
/// farthest from the values.
fn head_slots(kind: Kind) -> Vec<FieldSlot> {
    let is_specimen = |field: &ContextField| field.row().shape == FieldShape::Specimen;
    let (specimen, others): (Vec<_>, Vec<_>) = ContextField::of_kind(kind).partition(is_specimen);
    let second = if kind == Kind::Dxa { FieldSlot::Hip } else { FieldSlot::Time };
    let laboratory = (kind != Kind::Body).then_some(FieldSlot::Laboratory);
    let specimen = specimen.into_iter().map(FieldSlot::Context);
    specimen
        .chain([FieldSlot::Date, second])
        .chain(others.into_iter().map(FieldSlot::Context))
        .chain(laboratory)
        .collect()
}

/// Whether a field says how a place works, so that the next report of it most likely says the same.
fn stays(slot: FieldSlot) -> bool {
    match slot {
        FieldSlot::Laboratory | FieldSlot::Hip => true,
        FieldSlot::Context(field) => field.row().shape == FieldShape::Words,
        _ => false,
    }
}

/// The fields of a new report: today, and the laboratory, edition and device of the last one.
pub(super) fn new_head(kind: Kind, state: &State) -> Vec<FormField> {
    let last = last_report(kind, state);
    let last_head = last.map(head_of).unwrap_or_default();
    let text = |slot: FieldSlot| match slot {
        FieldSlot::Date => day::long(state.today),
        FieldSlot::Context(ContextField::WhoEdition) => state.look.who_edition.clone(),
        slot if stays(slot) => text_of(&last_head, slot).to_owned(),
        _ => String::new(),
    };
    let field = |slot: FieldSlot| match slot {
        FieldSlot::Laboratory => FormField::proposed(slot, text(slot)),
        _ => FormField::new(slot, text(slot)),
    };
    // Without a drug on record there is no dose to count from; a report that is edited has the field.
    let is_wanted = |slot: &FieldSlot| *slot != HOURS_SINCE_DOSE || !state.record.regimens().is_empty();
    head_slots(kind).into_iter().filter(is_wanted).map(field).collect()
}

/// The fields for another report like this one, today.
fn head_like(report: &Report, state: &State) -> Vec<FormField> {
    let mut lines = head_of(report);
    for line in &mut lines {
        match line.slot {
            FieldSlot::Date => line.field.set(&day::long(state.today)),
            FieldSlot::Context(ContextField::Specimen) => {}
            slot if stays(slot) => {}
            _ => line.field.set(""),
        }
    }
    lines
}

/// The fields of a stored report.
fn head_of(report: &Report) -> Vec<FormField> {
    let text = |slot: FieldSlot| -> String {
        let found = match slot {
            FieldSlot::Date => Some(day::long(report.date)),
            FieldSlot::Time => report.time.map(|time| time.format("%H:%M").to_string()),
            FieldSlot::Laboratory => report.laboratory.clone(),
            FieldSlot::Hip => Some(hips_of(report).to_owned()),
            FieldSlot::Context(field) => report.context.get(field).map(FieldValue::typed),
            _ => None,
        };
        found.unwrap_or_default()
    };
    head_slots(report.kind()).into_iter().map(|slot| FormField::new(slot, text(slot))).collect()
}

/// The laboratory as typed.
fn laboratory(lines: &[FormField]) -> Option<String> {
    some_of(lines, FieldSlot::Laboratory)
}

/// The report of a form without its results; what cannot be read yet is left out, an unread day is today.
pub fn report_without_results(form: &ReportForm, state: &State) -> Report {
    let lines = &form.head;
    let text = |slot| text_of(lines, slot);
    let date: NaiveDate = read_day(text(FieldSlot::Date), state).unwrap_or(state.today);
    let mut report = Report::new(form.kind, date);
    if let Some(edited) = &form.edited {
        report.id = edited.id.clone();
        report.source.clone_from(&edited.source);
    }
    report.time = read_time(text(FieldSlot::Time)).ok();
    // A form without the field keeps what the edited report has.
    report.laboratory = if lines.iter().any(|line| line.slot == FieldSlot::Laboratory) {
        laboratory(lines)
    } else {
        form.edited.as_ref().and_then(|edited| edited.laboratory.clone())
    };
    report.note = form.note_text();
    for line in lines {
        if let FieldSlot::Context(field) = line.slot {
            // A field of another kind has no line here, so it always belongs.
            let _ = report.context.put(field, context_value(field, line.text(), form, state));
        }
    }
    report
}

/// What a field says; the hours since the dose are worked out where none are typed.
fn context_value(field: ContextField, text: &str, form: &ReportForm, state: &State) -> Option<FieldValue> {
    match (field, text) {
        (ContextField::HoursSinceDose, "") => {
            since_dose(form, state).map(|worked| FieldValue::Amount(worked.hours))
        }
        (_, "") => None,
        (_, text) => field.parse_typed(text).ok(),
    }
}

/// The time since the last dose, worked out from the schedules.
#[derive(Clone, Debug, PartialEq)]
pub struct SinceDose {
    pub hours: Decimal,
    /// The dose it is counted from: `anastrozole, Thu 12 Mar 2026 20:00`.
    pub from: String,
}

/// The hours since the last dose of a new panel while none are typed, where every drug taken on the day says when
/// in its schedule, and the panel has its time.
pub fn since_dose(form: &ReportForm, state: &State) -> Option<SinceDose> {
    if form.kind != Kind::Blood || form.edited.is_some() {
        return None;
    }
    let text = |slot| text_of(&form.head, slot);
    if !text(HOURS_SINCE_DOSE).is_empty() {
        return None;
    }
    let at = read_day(text(FieldSlot::Date), state).ok()?.and_time(read_time(text(FieldSlot::Time)).ok()?);
    let (regimen, dose) = last_dose(state.record.regimens(), state.record.doses_taken(), at)?;
    let minutes = (at - dose).num_minutes() as f64;
    let decimals = u8::from(minutes % 60.0 != 0.0);
    let from = format!("{}, {} {}", regimen.drug, day::with_weekday(dose.date()), dose.format("%H:%M"));
    Some(SinceDose { hours: Decimal::rounded(minutes / 60.0, decimals), from })
}

/// Refuses the first field that cannot be read. One that stands as it was stored is never refused.
pub fn check_head(form: &ReportForm, state: &State) -> Result<(), FormRefusal> {
    let stored = form.edited.as_ref().map(head_of).unwrap_or_default();
    for (at, line) in form.head.iter().enumerate() {
        let (slot, text) = (line.slot, line.text());
        let read = match slot {
            _ if !text.is_empty() && text_of(&stored, slot) == text => Ok(()),
            FieldSlot::Date => read_day(text, state).map(drop),
            _ if text.is_empty() => Ok(()),
            HOURS_SINCE_DOSE if text == NOT_KNOWN => Ok(()),
            FieldSlot::Context(ContextField::WhoEdition) => read_edition(text, state).map(drop),
            FieldSlot::Context(field) => {
                let read = field.parse_typed(text).map(drop);
                read.map_err(|error| FieldError::Context(slot, error))
            }
            FieldSlot::Time => read_time(text).map(drop),
            FieldSlot::Hip => read_hips(text).map(drop),
            _ => Ok(()),
        };
        read.map_err(|error| FormRefusal { focus: FormFocus::Head(at), reason: error.into() })?;
    }
    Ok(())
}

/// The field that is unfolded below a row: its range, method or note.
#[derive(Clone, Debug)]
pub struct RowFold {
    /// What is typed in it.
    pub of: FoldKind,
    pub field: Field,
    /// What stood in it when it unfolded.
    pub before: String,
}

/// What an unfolded field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FoldKind {
    Range,
    /// How the value was measured.
    Method,
}

impl FoldKind {
    /// What stands before the field.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Method => "method",
        }
    }
}

impl RowFold {
    /// A field with a text that was typed before.
    pub fn again(of: FoldKind, text: &str) -> Self {
        Self { of, field: Field::new(text), before: String::new() }
    }

    /// The text, where it is not what the field unfolded with.
    pub fn typed(&self) -> Option<&str> {
        Some(self.field.text()).filter(|text| *text != self.before)
    }
}

/// Why a form cannot be saved, and where.
#[derive(Debug, PartialEq)]
pub struct FormRefusal {
    /// The field that is wrong.
    pub focus: FormFocus,
    /// What is wrong with it.
    pub reason: RefusalReason,
}

/// What keeps a report from being saved, and what would be right.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RefusalReason {
    /// A field of the head.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The value of a row.
    #[error(transparent)]
    Value(#[from] TypedError),
    /// The range of a row.
    #[error("{0}")]
    Range(RangeError),
    /// What is typed to find an analyte was found and not taken.
    #[error("“{typed}” is not a row yet; {key} adds {name}, or empty the field")]
    NotTaken {
        typed: String,
        /// The key that takes it.
        key: String,
        /// The analyte that is found.
        name: String,
    },
    /// What is typed to find an analyte is one that has its row.
    #[error("{0} has a row already; empty this field")]
    HasRow(String),
    /// What is typed to find an analyte belongs to another kind of report.
    #[error("{name} belongs to a {kind}, not to this one; empty this field")]
    OtherKind {
        name: String,
        /// The kind of report it belongs to.
        kind: &'static str,
    },
    /// What is typed to find an analyte finds none.
    #[error("no analyte is called “{0}”; try another name, or put it in the note")]
    NoAnalyte(String),
    /// Every row is empty.
    #[error("nothing to save yet; type at least one value")]
    Nothing,
    /// Grades of motility that are typed would be lost.
    #[error("empty the progressive motility first; then it switches between three and four grades")]
    GradesTyped,
}
