//! What is taken today, and where the sperm cycle stands.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use crate::domain::cycle::fair_from;
use crate::domain::journal::Goal;
use crate::domain::regimen::Regimen;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::ui::action::Action;
use crate::ui::screen::today::{Item, Section, sentence};
use crate::ui::state::State;
use crate::ui::theme::Glyphs;
use crate::ui::widget::table::{Column, Row};

const COLUMNS: &[Column] = &[Column::left("", 0, 20), Column::left("", 2, 30), Column::left("", 1, 24)];

pub fn section(state: &State) -> Section {
    let current: Vec<&Regimen> = state.record.regimens().iter().filter(|r| r.covers(state.today)).collect();
    let mut rows: Vec<_> = current.iter().map(|regimen| row(regimen, state)).collect();
    if rows.is_empty() {
        let add = state.look.keymap.key(Action::Add);
        rows.push(sentence(format!("No drug is taken; {add}, then “therapy”, begins one."), state));
    }
    if state.record.profile().goal == Goal::Fertility
        && let Some(fair) = fair_from(of_a_class(&current, state), state.today)
    {
        rows.push((None, Row::across(cycle(fair, state))));
    }
    Section { title: "THERAPY", columns: COLUMNS, rows }
}

/// Drugs that act on the axis; a vitamin begins no sperm cycle.
fn of_a_class<'r>(current: &[&'r Regimen], state: &State) -> Vec<&'r Regimen> {
    let acts = |r: &&&Regimen| state.catalog.drugs().get(&r.drug).is_some_and(|drug| drug.class.is_some());
    current.iter().filter(acts).copied().collect()
}

fn row(regimen: &Regimen, state: &State) -> (Option<Item>, Row<'static>) {
    let theme = &state.look.theme;
    let dose = regimen.dose_on(state.today).map_or_else(String::new, crate::domain::regimen::Dose::words);
    let day = regimen.day_number(state.today).unwrap_or_default();
    let since = format!("day {day}, since {}", state.day(regimen.start));
    let cells = vec![
        Line::styled(regimen.drug.to_string(), theme.heading),
        Line::raw(dose),
        Line::styled(since, theme.dim),
    ];
    (Some(Item::Regimen(regimen.id.clone())), Row::new(cells))
}

/// `sperm cycle ▰▰▰▰▱  68 of 72 days, a fair sample from 18 Mar`.
fn cycle(fair: NaiveDate, state: &State) -> Line<'static> {
    let whole = SPERM_CYCLE_DAYS as i64;
    let left = (fair - state.today).num_days().clamp(0, whole);
    let done = whole - left;
    let filled = (done * BAR / whole) as usize;
    let (full, empty) = match state.look.glyphs {
        Glyphs::Braille => ("▰", "▱"),
        Glyphs::Ascii => ("#", "."),
    };
    let words = if left == 0 {
        format!("passed; samples are fair since {}", state.day(fair))
    } else {
        format!("{done} of {whole} days; fair from {}", state.day(fair))
    };
    Line::from(vec![
        Span::raw("sperm cycle  "),
        Span::styled(full.repeat(filled), state.look.theme.accent),
        Span::styled(empty.repeat(BAR as usize - filled), state.look.theme.dim),
        Span::styled(format!("  {words}"), state.look.theme.dim),
    ])
}

/// Cells of the bar.
const BAR: i64 = 10;
