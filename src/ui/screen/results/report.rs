//! One report whole: its results with interval, change and method, what follows from them, and its context.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Widget, Wrap};

use crate::domain::analyte::Analyte;
use crate::domain::day;
use crate::domain::derived::{Derived, FORMULAS, derive};
use crate::domain::id::AnalyteId;
use crate::domain::interval::{Applied, Origin};
use crate::domain::report::{Observation, Report, Specimen, Value};
use crate::ui::screen::results::kinds;
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::table::{self, Column, Row, TableLook};

/// A line of a report.
#[derive(Clone, Debug)]
pub enum Entry<'r> {
    /// On the paper.
    Result(&'r Observation),
    /// Computed from the day's results.
    Computed(Derived),
}

impl Entry<'_> {
    /// The analyte.
    pub const fn analyte(&self) -> &AnalyteId {
        match self {
            Self::Result(result) => &result.analyte,
            Self::Computed(derived) => &derived.analyte,
        }
    }
}

/// The results in the order of the paper, then what is computed of the kind.
pub fn rows<'r>(report: &'r Report, state: &State) -> Vec<Entry<'r>> {
    let analytes = state.catalog.analytes();
    let computed = FORMULAS.iter().filter_map(|formula| {
        let analyte = analytes.get(formula.id).filter(|analyte| analyte.kind == report.kind())?;
        let derived = derive(&state.record, analytes, &analyte.id, report.date).value()?;
        report.result(&analyte.id).is_none().then_some(Entry::Computed(derived))
    });
    report.results.iter().map(Entry::Result).chain(computed).collect()
}

/// The row an analyte stands in.
pub fn row_of(report: &Report, analyte: &AnalyteId, state: &State) -> Option<usize> {
    rows(report, state).iter().position(|entry| entry.analyte() == analyte)
}

const COLUMNS: &[Column] = &[
    Column::left("", 0, 26),
    Column::right("value", 0, 18),
    Column::left("", 0, 1),
    Column::left("range", 2, 24),
    Column::left("source", 4, 20),
    Column::left("change", 1, 32),
    Column::left("method", 5, 18),
];

/// Draws the report.
pub fn paint(report: &Report, row: Option<usize>, state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let entries = rows(report, state);
    let notes = notes(report, state);
    let table_lines = entries.len() as u16 + 1;
    let [head, body, below] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(table_lines.min(area.height.saturating_sub(2))),
        Constraint::Fill(1),
    ])
    .areas(area);
    let title = format!("{} of {}", report.kind().name(), day::with_weekday(report.date));
    let heading = vec![Line::styled(title, theme.heading), Line::styled(context(report), theme.dim)];
    Paragraph::new(heading).render(head, buf);
    let lines: Vec<Row<'_>> = entries.iter().map(|entry| line(entry, report, state)).collect();
    let look = TableLook { head: theme.dim, selected: theme.selected };
    let selected = row.map(|row| row.min(entries.len().saturating_sub(1)));
    table::paint(COLUMNS, &lines, selected, body, buf, look);
    Paragraph::new(notes).wrap(Wrap { trim: false }).render(below, buf);
}

fn line<'s>(entry: &Entry<'_>, report: &Report, state: &'s State) -> Row<'s> {
    let theme = &state.look.theme;
    let id = entry.analyte();
    let name = state.analyte(id).map_or_else(|| id.to_string(), |analyte| analyte.name.clone());
    let change = Line::styled(state.change(id, report.date), theme.dim);
    match entry {
        Entry::Result(result) => {
            let judgement = state.judge(report, result);
            let style = theme.of(judgement.interpretation);
            let applied = judgement.applied.as_ref();
            Row::new(vec![
                Line::raw(name),
                Line::raw(state.value(id, &result.value)),
                Line::styled(applied.map_or("", |_| state.look.glyphs.of(judgement.interpretation)), style),
                Line::styled(
                    applied.map_or_else(String::new, |a| shown_interval(a, result, state)),
                    theme.dim,
                ),
                Line::styled(applied.map_or_else(String::new, origin), theme.dim),
                change,
                Line::styled(result.method.clone().unwrap_or_default(), theme.dim),
            ])
        }
        Entry::Computed(derived) => Row::new(vec![
            Line::raw(name),
            Line::raw(
                state.analyte(id).map_or_else(String::new, |analyte| computed(derived, analyte, state)),
            ),
            Line::default(),
            Line::default(),
            Line::styled("computed", theme.dim),
            change,
            Line::default(),
        ]),
    }
}

fn computed(derived: &Derived, analyte: &Analyte, state: &State) -> String {
    let (comparator, value) = derived.extent.as_comparison(analyte.floor());
    let quantity = crate::domain::quantity::Quantity { comparator, ..analyte.computed(value) };
    state.value(&derived.analyte, &Value::Number(quantity))
}

/// The interval in the units of the moment.
fn shown_interval(applied: &Applied, result: &Observation, state: &State) -> String {
    let (Some(analyte), Some(quantity)) = (state.analyte(&result.analyte), result.quantity()) else {
        return String::new();
    };
    let to = analyte.unit_for(state.look.units, &quantity.unit);
    let from = analyte.unit(&quantity.unit).unwrap_or(to);
    if state.look.private {
        return HIDDEN.to_owned();
    }
    let whose = match applied.origin {
        Origin::Published => "published",
        origin => origin.id(),
    };
    format!("{} {whose}", applied.interval.convert(from, to))
}

/// The source of a published interval, marked where the number was not read there.
fn origin(applied: &Applied) -> String {
    match (applied.origin, &applied.source) {
        (Origin::Published, Some(source)) if applied.verified => source.to_string(),
        (Origin::Published, Some(source)) => format!("{source} unverified"),
        _ => String::new(),
    }
}

/// Laboratory, time, and what the kind knows of the sample, on one line.
fn context(report: &Report) -> String {
    let yes_no = |word: &str, value: bool| {
        if value { word.to_owned() } else { format!("not {word}") }
    };
    let mut parts: Vec<String> = report.laboratory.iter().cloned().collect();
    parts.extend(report.time.map(|time| time.format("%H:%M").to_string()));
    match &report.specimen {
        Specimen::Blood { fasting, hours_since_dose } => {
            parts.extend(fasting.map(|fasting| yes_no("fasting", fasting)));
            parts.extend(hours_since_dose.as_ref().map(|hours| format!("{hours} h after the dose")));
        }
        Specimen::Semen { abstinence_days, complete, who_edition } => {
            parts.extend(abstinence_days.as_ref().map(|days| format!("{days} d abstinence")));
            parts.extend(complete.map(|complete| yes_no("complete", complete)));
            parts.extend(who_edition.as_ref().map(|edition| format!("WHO {edition}")));
        }
        Specimen::Dxa { device } => parts.extend(device.clone()),
        Specimen::Body => {}
    }
    parts.join(" · ")
}

/// What stands below the results: notes, formulas, and what the kind of report says of itself.
fn notes<'s>(report: &'s Report, state: &'s State) -> Vec<Line<'s>> {
    let theme = &state.look.theme;
    let mut lines = vec![Line::default()];
    lines.extend(report.note.iter().map(|note| Line::raw(note.as_str())));
    lines.extend(report.results.iter().filter_map(|result| {
        let note = result.note.as_deref()?;
        Some(Line::raw(format!("{}: {note}", state.name(&result.analyte))))
    }));
    lines.extend(kinds::notes(report, state));
    for entry in rows(report, state) {
        if let Entry::Computed(derived) = entry {
            let words = format!("{}: {} ({})", state.name(&derived.analyte), derived.formula, derived.source);
            lines.push(Line::styled(words, theme.dim));
        }
    }
    lines
}

/// The report as plain text, for the clipboard.
pub fn as_text(report: &Report, state: &State) -> String {
    let mut text =
        format!("{} of {}\n{}\n", report.kind().name(), day::with_weekday(report.date), context(report));
    for result in &report.results {
        let judgement = state.judge(report, result);
        let range = judgement.applied.map_or_else(String::new, |applied| format!("  ({})", applied.interval));
        text += &format!(
            "{}: {}{range}\n",
            state.name(&result.analyte),
            state.value(&result.analyte, &result.value)
        );
    }
    text
}
