//! One report whole: its results with interval and change, what follows from them, and its context.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::analyte::bare_name;
use crate::domain::day;
use crate::domain::derived::derive_beside;
use crate::domain::formula::shown_formulas;
use crate::domain::id::AnalyteId;
use crate::domain::method::Method;
use crate::domain::report::Report;
use crate::exchange::doses::words_before;
use crate::ui::action::Action;
use crate::ui::glance::{BAR, SPARK};
use crate::ui::screen::results::kinds;
use crate::ui::screen::results::line::ReportRow;
use crate::ui::screen::results::report_note::ReportNote;
use crate::ui::state::State;
use crate::ui::widget::plot::{shorten, wrap};
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{self, Column, TableRow};
use crate::ui::widget::text::PaintLine;

/// The results in the order of the paper, then what is computed of the kind.
pub fn rows<'r>(report: &'r Report, state: &State) -> Vec<ReportRow<'r>> {
    let analytes = state.catalog.analytes();
    let formulas = shown_formulas().filter(|_| report.specimen().is_serum());
    let computed = formulas.filter_map(|formula| {
        let analyte = analytes.get(formula.id).filter(|analyte| analyte.kind == report.kind())?;
        let derived = derive_beside(&state.record, analytes, &analyte.id, report)?;
        report.result(&analyte.id).is_none().then_some(ReportRow::Computed(derived))
    });
    report.results.iter().map(|result| ReportRow::of(report, result)).chain(computed).collect()
}

/// The row an analyte stands in.
pub fn row_of(report: &Report, analyte: &AnalyteId, state: &State) -> Option<usize> {
    rows(report, state).iter().position(|entry| entry.analyte() == analyte)
}

/// How many lines the cursor can stand on: results, then the sentences below them.
pub fn lines(report: &Report, state: &State) -> usize {
    let entries = rows(report, state);
    entries.len() + notes(report, &entries, state).len()
}

const COLUMNS: &[Column] = &[
    Column::left("", 0, 6),
    Column::left("", 0, 24),
    Column::right("value", 0, 18),
    Column::left("", 0, 1),
    Column::left("", 3, BAR),
    Column::left(RANGE, 2, 18),
    Column::left("", 4, 14),
    Column::left("", 5, SPARK),
    Column::left("change", 1, 24),
];

/// What stands over the intervals.
const RANGE: &str = "range";

const WHOLE_NAMES_FROM: u16 = 88;
const WHOLE_NAMES: u16 = 40;

/// Draws the report; with the cursor in it, all that is known of the line under it stands at the foot.
pub fn paint(
    report: &Report,
    charted: &[AnalyteId],
    row: Option<usize>,
    state: &State,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = &state.look.theme;
    let pane = ReportPane::new(report, charted, state);
    let title = format!("{} of {}", report.kind().name(), day::with_weekday(report.date));
    let context = shorten(&context(report, state), area.width.into(), state.look.glyphs.ellipsis());
    let heading = [Line::styled(title, theme.heading), Line::styled(context, theme.dim)];
    let foot = row.map_or_else(Vec::new, |row| pane.foot(row, area));
    let [head, body, below] =
        Layout::vertical([Constraint::Length(2), Constraint::Fill(1), Constraint::Length(foot.len() as u16)])
            .areas(area);
    for (line, place) in heading.iter().zip(head.rows()) {
        line.paint(place, buf);
    }
    pane.paint(row, body, buf);
    for (line, place) in foot.into_iter().zip(below.rows()) {
        line.paint(place, buf);
    }
}

/// What is known of one line, wrapped to a width: a heading, then sentences; at most `height` lines.
pub fn foot(
    entry: &ReportRow<'_>,
    report: &Report,
    state: &State,
    width: u16,
    height: usize,
) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let interpretation = entry.interpretation(report, state);
    let glyph = state.look.glyphs.of(interpretation);
    let value = entry.value(report, state);
    let heading = format!("{}  {value}  {glyph} {}", entry.name(state), word(interpretation));
    let mut heading = Line::styled(heading, theme.heading);
    for (drawn, style) in
        [(entry.bar(report, state), theme.of(interpretation)), (entry.spark(report, state), theme.dim)]
    {
        if !drawn.is_empty() {
            heading.push_span(Span::raw("   "));
            heading.push_span(Span::styled(drawn, style));
        }
    }
    let mut lines = vec![Line::styled("", theme.dim), heading];
    let details = entry.details(report, state).join(dot(state));
    let wrapped = wrap(&details, width.into(), state.look.glyphs.ellipsis()).into_iter();
    lines.extend(wrapped.map(|line| Line::styled(line, theme.dim)));
    lines.truncate(height);
    lines
}

const fn word(interpretation: crate::domain::interval::Interpretation) -> &'static str {
    use crate::domain::interval::Interpretation as I;
    match interpretation {
        I::Unknown => "not judged",
        known => known.id(),
    }
}

/// A report being drawn.
struct ReportPane<'a> {
    report: &'a Report,
    /// Analytes that are marked, to be drawn together.
    charted: &'a [AnalyteId],
    state: &'a State,
    entries: Vec<ReportRow<'a>>,
    notes: Vec<ReportNote>,
}

impl<'a> ReportPane<'a> {
    fn new(report: &'a Report, charted: &'a [AnalyteId], state: &'a State) -> Self {
        let entries = rows(report, state);
        let notes = notes(report, &entries, state);
        Self { report, charted, state, entries, notes }
    }

    /// What is known of the line under the cursor, where there is room for it beside the results.
    fn foot(&self, row: usize, area: Rect) -> Vec<Line<'static>> {
        let room = usize::from(area.height).saturating_sub(LEAST_BODY).min(FOOT);
        match self.entries.get(row) {
            Some(entry) if room > 2 => foot(entry, self.report, self.state, area.width, room),
            _ => Vec::new(),
        }
    }

    /// Results and sentences on one sheet, moved so that the line under the cursor is in the window.
    fn paint(&self, row: Option<usize>, area: Rect, buf: &mut Buffer) {
        let theme = &self.state.look.theme;
        let wrapped: Vec<Vec<String>> = self
            .notes
            .iter()
            .map(|n| wrap(&n.text, area.width.into(), self.state.look.glyphs.ellipsis()))
            .collect();
        let apart = self.notes.iter().filter(|note| note.is_apart).count();
        let table = self.entries.len() as u16 + 1;
        let height = table + (wrapped.iter().map(Vec::len).sum::<usize>() + apart) as u16;
        let whole = Rect::new(0, 0, area.width, height.max(area.height));
        let mut sheet = Buffer::empty(whole);
        let rows: Vec<TableRow<'_>> = self.entries.iter().map(|entry| self.line(entry, area.width)).collect();
        let look = self.state.look.table();
        let row = row.map(|row| row.min((self.entries.len() + self.notes.len()).saturating_sub(1)));
        let on_entry = row.filter(|row| *row < self.entries.len());
        let columns = self.columns(area.width);
        table::paint(&columns, &rows, on_entry, Rect { height: table, ..whole }, &mut sheet, look);
        let mut seen = on_entry.map(|row| row as u16 + 1);
        let mut y = table;
        for (place, (note, lines)) in self.notes.iter().zip(&wrapped).enumerate() {
            y += u16::from(note.is_apart);
            let is_selected = row == Some(self.entries.len() + place);
            for text in lines {
                let at = Rect { y, height: 1, ..whole };
                Line::styled(text.as_str(), note.style).paint(at, &mut sheet);
                if is_selected {
                    paint_selection(theme.selected, at, &mut sheet);
                    seen = Some(y);
                }
                y += 1;
            }
        }
        sheet::window(sheet, seen, area, buf, theme.dim);
    }

    /// The columns in a window of a width: where there is room, names stand whole. Over no interval stands no heading.
    fn columns(&self, width: u16) -> Vec<Column> {
        let mut columns = COLUMNS.to_vec();
        if width >= WHOLE_NAMES_FROM {
            columns[1].max = WHOLE_NAMES;
        }
        let has_range = |entry: &ReportRow<'_>| !entry.range_and_source(self.report, self.state).0.is_empty();
        if !self.entries.iter().any(has_range) {
            columns.iter_mut().filter(|column| column.head == RANGE).for_each(|column| column.head = "");
        }
        columns
    }

    /// The line of a result in so much room; where there is little, the name stands without its parentheses.
    fn line(&self, entry: &ReportRow<'_>, width: u16) -> TableRow<'static> {
        let (report, state, theme) = (self.report, self.state, &self.state.look.theme);
        let interpretation = entry.interpretation(report, state);
        let mark = if self.charted.contains(entry.analyte()) { state.look.glyphs.mark_sign() } else { "" };
        let is_computed = matches!(entry, ReportRow::Computed(_));
        let (range, whose) = entry.range_and_source(report, state);
        let range = if is_computed && range.is_empty() { "computed".to_owned() } else { range };
        let (change, is_beyond) = entry.change(report, state);
        let name = entry.name(state);
        let whole = state.name(entry.analyte());
        let name = if width < WHOLE_NAMES_FROM { name.replacen(whole, bare_name(whole), 1) } else { name };
        TableRow::new(vec![
            Line::raw(mark),
            Line::raw(name),
            Line::styled(entry.value(report, state), theme.value(interpretation)),
            Line::styled(state.look.glyphs.of(interpretation), theme.of(interpretation)),
            Line::styled(entry.bar(report, state), theme.of(interpretation)),
            Line::styled(range, theme.dim),
            Line::styled(whose, theme.dim),
            Line::styled(entry.spark(report, state), theme.dim),
            Line::styled(change, if is_beyond { Style::new() } else { theme.dim }),
        ])
    }
}

/// Lines kept for heading and results before the foot gets any, and the most the foot gets.
const LEAST_BODY: usize = 7;
const FOOT: usize = 5;

/// Between facts on one line.
fn dot(state: &State) -> &'static str {
    state.look.glyphs.pick(" · ", "; ")
}

/// Laboratory, time, and what the kind knows of the sample, on one line.
fn context(report: &Report, state: &State) -> String {
    let mut parts: Vec<String> = report.laboratory.iter().cloned().collect();
    parts.extend(report.time.map(|time| time.format("%H:%M").to_string()));
    parts.extend(report.context.iter().map(|(field, value)| field.phrase(value)));
    parts.join(dot(state))
}

/// What stands below the results: notes, what the kind of report says of itself, methods and formulas.
fn notes(report: &Report, entries: &[ReportRow<'_>], state: &State) -> Vec<ReportNote> {
    let dim = state.look.theme.dim;
    let plain = Style::new();
    let mut notes: Vec<ReportNote> =
        report.note.iter().map(|note| ReportNote::new(state.note(note), plain)).collect();
    notes.extend(report.results.iter().filter_map(|result| {
        let note = result.note.as_deref()?;
        Some(ReportNote::new(format!("{}: {}", state.name(&result.analyte), state.note(note)), plain))
    }));
    notes.extend(words_before(&state.record, report).into_iter().map(|words| ReportNote::new(words, dim)));
    notes.extend(report.source.iter().map(|source| {
        let key = state.look.keymap.key(Action::SourceFile);
        ReportNote::new(format!("taken from {} ({key} opens it)", source.path), dim)
    }));
    notes.extend(kinds::notes(report, state));
    let before = notes.len();
    notes.extend(methods(report, state).map(|words| ReportNote::new(words, dim)));
    for entry in entries {
        if let ReportRow::Computed(derived) = entry {
            let words = format!("{}: {} ({})", entry.name(state), derived.formula, derived.source);
            notes.push(ReportNote::new(words, dim));
        }
    }
    if entries.iter().any(|entry| entry.is_unverified(report, state)) {
        notes.push(ReportNote::new("? a published number that was not checked at its source", dim));
    }
    for first in [0, before] {
        if let Some(note) = notes.get_mut(first) {
            note.is_apart = true;
        }
    }
    notes
}

/// `LC-MS/MS: Testosterone, total; Estradiol`, a sentence each method.
fn methods(report: &Report, state: &State) -> impl Iterator<Item = String> {
    let mut by_method: Vec<(&Method, Vec<&str>)> = Vec::new();
    for result in &report.results {
        let Some(method) = &result.method else { continue };
        let name = state.name(&result.analyte);
        match by_method.iter_mut().find(|(known, _)| *known == method) {
            Some((_, names)) => names.push(name),
            None => by_method.push((method, vec![name])),
        }
    }
    let words =
        by_method.into_iter().map(|(method, names)| format!("{}: {}", method.words(), names.join("; ")));
    words.collect::<Vec<_>>().into_iter()
}

/// The report as plain text, for the clipboard.
pub fn as_text(report: &Report, state: &State) -> String {
    let mut text = heading(report, state);
    for entry in rows(report, state) {
        text += &line_as_text(&entry, report, state);
    }
    text
}

/// One line of it as plain text.
pub fn entry_as_text(entry: &ReportRow<'_>, report: &Report, state: &State) -> String {
    heading(report, state) + &line_as_text(entry, report, state)
}

fn heading(report: &Report, state: &State) -> String {
    format!("{} of {}\n{}\n", report.kind().name(), day::with_weekday(report.date), context(report, state))
}

fn line_as_text(entry: &ReportRow<'_>, report: &Report, state: &State) -> String {
    let range = match entry {
        ReportRow::Computed(_) => "computed".to_owned(),
        ReportRow::Result(..) => entry.range(report, state),
    };
    let range = if range.is_empty() { range } else { format!("  ({range})") };
    format!("{}: {}{range}\n", entry.name(state), entry.value(report, state))
}
