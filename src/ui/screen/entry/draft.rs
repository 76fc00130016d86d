//! What is typed in a form, as it is kept until the form is saved.

use serde::{Deserialize, Serialize};

use crate::domain::change::{Entry, EntryKey};
use crate::domain::day;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::quantity::UnitCode;
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Kind};
use crate::ui::outcome::{FormKind, Seed};
use crate::ui::screen::entry::field::{FieldSlot, FormField, text_of};
use crate::ui::screen::entry::report_form::{FoldKind, FormFocus, HOURS_SINCE_DOSE, ReportForm, RowFold};
use crate::ui::screen::entry::rows::{ResultRow, RowMethod, RowRange, match_hips};
use crate::ui::screen::entry::short_form::ShortForm;
use crate::ui::screen::entry::therapy_form::keep_room;
use crate::ui::widget::field::Field;

/// What is typed in a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormDraft {
    lines: Vec<DraftField>,
    rows: Vec<DraftRow>,
    /// What is typed to find an analyte.
    add: String,
    /// Pasted lines that were not understood.
    left: Vec<String>,
    /// What is typed in the box a report is pasted into.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    boxed: Vec<String>,
    /// A range or method that is typed, and the place of its row.
    #[serde(skip_serializing_if = "Option::is_none")]
    fold: Option<(usize, FoldKind, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct DraftField {
    slot: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct DraftRow {
    analyte: AnalyteId,
    side: Option<BodySide>,
    text: String,
    unit: Option<UnitCode>,
    range: RowRange,
    method: RowMethod,
    #[serde(default)]
    doubt: Option<String>,
}

impl FormDraft {
    /// What is typed in the form of a report.
    pub fn of_report_form(form: &ReportForm) -> Self {
        let row = |row: &ResultRow| DraftRow {
            analyte: row.analyte.clone(),
            side: row.side,
            text: row.value.text().to_owned(),
            unit: row.unit.clone(),
            range: row.range.clone(),
            method: row.method.clone(),
            doubt: row.doubt.clone(),
        };
        Self {
            lines: form.head.iter().chain([&form.note]).map(typed).collect(),
            rows: form.rows.iter().map(row).collect(),
            add: form.add.text().to_owned(),
            left: form.left.clone(),
            boxed: Vec::new(),
            fold: form
                .fold
                .as_ref()
                .zip(form.place())
                .and_then(|(fold, at)| fold.typed().map(|text| (at, fold.of, text.to_owned()))),
        }
    }

    /// What is typed in a form of labelled fields.
    pub fn of_short_form(lines: &ShortForm) -> Self {
        Self { lines: lines.fields.iter().map(typed).collect(), ..Self::default() }
    }

    /// The same with what is typed in the box a report is pasted into.
    pub fn with_box(self, boxed: Vec<String>) -> Self {
        Self { boxed, ..self }
    }

    /// What is typed in the box a report is pasted into.
    pub fn boxed(&self) -> &[String] {
        &self.boxed
    }

    /// The text it is kept as.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("texts, ids and intervals are valid JSON")
    }

    /// Reads a kept text; none for one that an older or newer program kept in another shape.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Types everything into the form of a report again. Rows it has are filled, others are added, and rows it
    /// had lost are taken away unless they hold a value.
    pub fn into_report_form(self, form: &mut ReportForm) {
        // The draft may be older than the last drug on record, and know a field that the form lacks now.
        let id = HOURS_SINCE_DOSE.id();
        let is_lacking = form.head.iter().all(|line| line.slot != HOURS_SINCE_DOSE);
        if is_lacking && self.lines.iter().any(|line| line.slot == id && !line.text.is_empty()) {
            form.head.push(FormField::new(HOURS_SINCE_DOSE, ""));
        }
        for line in form.head.iter_mut().chain([&mut form.note]) {
            retype(line, &self.lines);
        }
        if form.kind == Kind::Dxa {
            let hips = text_of(&form.head, FieldSlot::Hip).to_owned();
            match_hips(&mut form.rows, &hips);
        }
        let mut old = std::mem::take(&mut form.rows);
        for typed in self.rows {
            let same = |row: &ResultRow| row.analyte == typed.analyte && row.side == typed.side;
            let place = old.iter().position(same);
            let row = place.map_or_else(|| ResultRow::new(typed.analyte.clone()), |place| old.remove(place));
            form.rows.push(ResultRow {
                side: typed.side,
                value: Field::new(&typed.text),
                unit: typed.unit,
                range: typed.range,
                method: typed.method,
                doubt: typed.doubt,
                ..row
            });
        }
        let kept_or_wanted = |row: &ResultRow| row.kept.is_some();
        form.rows.extend(old.into_iter().filter(kept_or_wanted));
        form.add = Field::new(&self.add);
        form.left = self.left;
        let first_empty = form.rows.iter().position(|row| row.value.is_empty());
        form.focus = match (first_empty, form.rows.len()) {
            (_, 0) => FormFocus::Add,
            (first, _) => FormFocus::Value(first.unwrap_or(0)),
        };
        if let Some((at, of, text)) = self.fold.filter(|(at, ..)| *at < form.rows.len()) {
            form.focus = FormFocus::Value(at);
            form.fold = Some(RowFold::again(of, &text));
        }
    }

    /// Types everything into a form of labelled fields again.
    pub fn into_short_form(self, form: &mut ShortForm) {
        for _ in 0..self.lines.len() {
            for line in &mut form.fields {
                retype(line, &self.lines);
            }
            let before = form.fields.len();
            if form.kind == FormKind::Therapy {
                keep_room(&mut form.fields);
            }
            if form.fields.len() == before {
                break;
            }
        }
    }
}

/// The name of the draft of a form: each edited entry and each shape has its own; there is one profile.
pub fn draft_name(seed: &Seed) -> String {
    let form = seed.form.id();
    match (seed.edit.as_ref().map(Entry::key), &seed.like) {
        (Some(EntryKey::DoseTaken(id)), _) if id.is_empty() => form.to_owned(),
        (
            Some(
                EntryKey::Report(id)
                | EntryKey::Regimen(id)
                | EntryKey::Symptom(id)
                | EntryKey::Event(id)
                | EntryKey::DoseTaken(id),
            ),
            _,
        ) => {
            format!("{form}{EDIT}{id}")
        }
        (None, Some(like)) => format!("{form}{LIKE}{like}"),
        (Some(EntryKey::Profile | EntryKey::Question(_) | EntryKey::Action(..)) | None, _) => form.to_owned(),
    }
}

const EDIT: &str = " edit ";
const LIKE: &str = " like ";

/// What a form with a draft of this name begins with; none when the entry is not in the record.
pub fn seed_of(name: &str, record: &Record) -> Option<Seed> {
    let form = |id: &str| FormKind::ALL.into_iter().find(|form| form.id() == id).map(Seed::new);
    if let Some((kind, id)) = name.split_once(EDIT) {
        let seed = form(kind)?;
        let id = EntryId::new(id);
        let key = match seed.form {
            FormKind::Symptom => EntryKey::Symptom(id),
            FormKind::Event => EntryKey::Event(id),
            FormKind::Therapy => EntryKey::Regimen(id),
            FormKind::Dose => EntryKey::DoseTaken(id),
            _ => EntryKey::Report(id),
        };
        return Some(Seed { edit: Some(record.entry(&key)?), ..seed });
    }
    if let Some((kind, id)) = name.split_once(LIKE) {
        return Some(Seed { like: Some(record.report(id)?.id.clone()), ..form(kind)? });
    }
    form(name)
}

/// What a draft of this name is of: `blood panel`, `changed semen analysis of 3 Mar 2026`.
pub fn draft_words(name: &str, record: &Record) -> String {
    let kind = name.split(' ').next().unwrap_or(name);
    let form = FormKind::ALL.into_iter().find(|form| form.id() == kind);
    let form = form.map_or(kind, |form| form.name());
    let of = seed_of(name, record).and_then(|seed| match seed.edit? {
        Entry::Report(report) => Some(report.date),
        Entry::Symptom(symptom) => Some(symptom.date),
        Entry::Event(event) => Some(event.date),
        Entry::Regimen(regimen) => Some(regimen.start),
        Entry::DoseTaken(dose) => Some(dose.day),
        Entry::Profile(_) | Entry::Question(_) | Entry::Action(_) => None,
    });
    match (of, name.contains(EDIT)) {
        (Some(date), _) => format!("changed {form} of {}", day::long(date)),
        (None, true) => format!("changed {form}"),
        (None, false) => form.to_owned(),
    }
}

fn typed(line: &FormField) -> DraftField {
    DraftField { slot: line.slot.id(), text: line.field.text().to_owned() }
}

fn retype(line: &mut FormField, typed: &[DraftField]) {
    let id = line.slot.id();
    if let Some(typed) = typed.iter().find(|typed| typed.slot == id)
        && line.field.text() != typed.text
    {
        line.field.set(&typed.text);
    }
}
