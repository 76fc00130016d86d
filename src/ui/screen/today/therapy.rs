//! What is taken today, and where the sperm cycle stands.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use crate::domain::cycle::fair_from;
use crate::domain::regimen::Regimen;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::exchange::doses::{supplies, supply_words};
use crate::ui::action::Action;
use crate::ui::doses::lane;
use crate::ui::screen::today::{TodayItem, TodaySection, sentence};
use crate::ui::state::State;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::table::{Column, TableRow};

const COLUMNS: &[Column] = &[Column::left("", 0, 44), Column::left("", 1, 8), Column::left("", 2, 20)];

/// What is taken and what comes of it, in so many columns.
pub fn section(state: &State, width: u16) -> TodaySection {
    let current: Vec<&Regimen> = state.record.regimens().iter().filter(|r| r.covers(state.today)).collect();
    let mut rows: Vec<(Option<TodayItem>, TableRow<'static>)> = Vec::new();
    for regimen in &current {
        rows.extend(regimen_rows(regimen, width, state));
        rows.extend(lane(regimen, state).into_iter().flat_map(|line| across(line, width)));
    }
    let supplies = supplies(state.record.regimens(), state.record.doses_taken(), state.today);
    for words in supplies.iter().filter_map(|supply| supply_words(supply, state.today)) {
        rows.extend(sentence(&format!("{words}."), width, state));
    }
    if rows.is_empty() {
        let add = state.look.keymap.key(Action::Add);
        let words = format!("No drug is being taken. Press {add} and choose “therapy” to start one.");
        rows.extend(sentence(&words, width, state));
    }
    if let Some(fair) = fair_from(&state.record, state.catalog.drugs(), state.today) {
        rows.extend(cycle(fair, width, state).into_iter().map(|line| (None, TableRow::across(line))));
    }
    TodaySection { title: "THERAPY".into(), columns: COLUMNS, rows }
}

/// Drug and dose, and since when: in one row, or in two where one has no room for it.
fn regimen_rows(regimen: &Regimen, width: u16, state: &State) -> Vec<(Option<TodayItem>, TableRow<'static>)> {
    let theme = &state.look.theme;
    let dose = regimen.dose_on(state.today).map_or_else(String::new, crate::domain::regimen::Dose::words);
    let day = format!("day {}", regimen.day_number(state.today).unwrap_or_default());
    let since = format!("since {}", state.day(regimen.start));
    let name = Line::from(vec![Span::styled(format!("{} ", regimen.drug), theme.heading), Span::raw(dose)]);
    let item = Some(TodayItem::Regimen(regimen.id.clone()));
    if name.width() + day.len() + since.len() + 2 * GAP <= width.into() {
        let cells = vec![name, Line::styled(day, theme.dim), Line::styled(since, theme.dim)];
        return vec![(item, TableRow::new(cells))];
    }
    let named = (item, TableRow::new(vec![name]));
    std::iter::once(named).chain(sentence(&format!("{day}, {since}"), width, state)).collect()
}

/// Blanks between the columns of a table.
const GAP: usize = 2;

/// A lane, and what it amounts to below it where there is no room beside it.
fn across(mut line: Line<'static>, width: u16) -> Vec<(Option<TodayItem>, TableRow<'static>)> {
    let words = if line.width() > width.into() { line.spans.pop() } else { None };
    let below = words.map(|span| Line::styled(span.content.trim_start().to_owned(), span.style));
    std::iter::once(line).chain(below).map(|line| (None, TableRow::across(line))).collect()
}

/// How far the sperm cycle has come, while it lasts, and from when on a sample of semen tells of this therapy.
fn cycle(fair: NaiveDate, width: u16, state: &State) -> Vec<Line<'static>> {
    let dim = state.look.theme.dim;
    let whole = SPERM_CYCLE_DAYS as i64;
    let left = (fair - state.today).num_days().clamp(0, whole);
    let done = whole - left;
    let day = state.day(fair);
    let words = if left == 0 {
        format!(
            "A semen sample taken since {day} reflects what you take now: the {whole} days that sperm take to form are over (HRTIO)."
        )
    } else {
        format!("A semen sample reflects what you take now from {day} on (HRTIO).")
    };
    let filled = (done * BAR / whole) as usize;
    let (full, empty) = state.look.glyphs.pick(("▰", "▱"), ("#", "."));
    let bar = Line::from(vec![
        Span::raw("sperm cycle  "),
        Span::styled(full.repeat(filled), state.look.theme.accent),
        Span::styled(empty.repeat(BAR as usize - filled), dim),
        Span::styled(format!("  day {done} of {whole}"), dim),
    ]);
    let words = wrap(&words, width.into(), state.look.glyphs.ellipsis());
    (left > 0)
        .then_some(bar)
        .into_iter()
        .chain(words.into_iter().map(|text| Line::styled(text, dim)))
        .collect()
}

/// Cells of the bar.
const BAR: i64 = 10;
