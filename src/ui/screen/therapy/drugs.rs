//! Every drug with its doses, the current ones first, and a bar of when it was taken.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use crate::domain::cycle::fair_from;
use crate::domain::regimen::Regimen;
use crate::ui::action::Action;
use crate::ui::doses::lane;
use crate::ui::screen::therapy::{TherapyItem, TherapySection};
use crate::ui::state::State;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{Column, TableRow};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 20),
    Column::left("dose", 0, 30),
    Column::left("taken", 0, 28),
    Column::right("days", 3, 6),
    Column::left("", 4, BAR),
];

/// Columns of the timeline.
const BAR: u16 = 40;

/// The section of courses, past and present.
pub fn section(state: &State, width: u16) -> TherapySection {
    let mut regimens: Vec<&Regimen> = state.record.regimens().iter().collect();
    regimens.sort_by_key(|r| (!r.covers(state.today), std::cmp::Reverse(r.start)));
    let bar = BAR.min(width.saturating_sub(80)).max(10);
    let first = regimens.iter().map(|r| r.start).min().unwrap_or(state.today);
    let mut rows = Vec::new();
    for regimen in regimens {
        rows.push((Some(TherapyItem::Regimen(regimen.id.clone())), row(regimen, first, bar, state)));
        if regimen.covers(state.today) {
            rows.extend(lane(regimen, state).map(|lane| (None, TableRow::across(lane))));
        }
        rows.extend(earlier_doses(regimen, state));
        rows.extend(regimen.note.iter().map(|note| {
            (
                None,
                TableRow::new(vec![
                    Line::default(),
                    Line::styled(state.note(note).to_owned(), state.look.theme.dim),
                ]),
            )
        }));
    }
    if let Some(fair) = fair_from(&state.record, state.catalog.drugs(), state.today) {
        let words = format!(
            "A semen sample reflects what you take now from {} on, one sperm cycle after the last change (HRTIO).",
            state.day(fair)
        );
        rows.extend(sheet::sentence(&words, state.look.theme.dim, width));
    }
    if !rows.is_empty() {
        return TherapySection { title: "DRUGS".into(), columns: COLUMNS, rows };
    }
    let add = state.look.keymap.key(Action::Add);
    let words = format!("No drug is logged. Press {add} and choose “therapy”; past ones can be added too.");
    TherapySection {
        title: "DRUGS".into(),
        columns: &[],
        rows: sheet::sentence(&words, state.look.theme.dim, width),
    }
}

fn row(regimen: &Regimen, first: NaiveDate, bar: u16, state: &State) -> TableRow<'static> {
    let theme = &state.look.theme;
    let is_current = regimen.covers(state.today);
    let last = regimen.stop.unwrap_or(state.today).min(state.today);
    let dose = regimen.doses.iter().rev().find(|dose| dose.from <= last).or_else(|| regimen.doses.first());
    let taken = match regimen.stop {
        Some(stop) => format!("{} – {}", state.day(regimen.start), state.day(stop)),
        None => format!("since {}", state.day(regimen.start)),
    };
    let days = ((last - regimen.start).num_days() + 1).max(0);
    let name = if is_current { theme.heading } else { theme.dim };
    TableRow::new(vec![
        Line::styled(regimen.drug.to_string(), name),
        Line::raw(dose.map_or_else(|| "dose not logged".to_owned(), crate::domain::regimen::Dose::words)),
        Line::raw(taken),
        Line::styled(days.to_string(), theme.dim),
        timeline(regimen, first, bar, state),
    ])
}

/// Doses before the one shown beside the drug.
fn earlier_doses(regimen: &Regimen, state: &State) -> Vec<(Option<TherapyItem>, TableRow<'static>)> {
    let theme = &state.look.theme;
    let doses = regimen.doses.iter().rev().skip(1);
    doses
        .map(|dose| {
            let from = format!("from {}", state.day(dose.from));
            let cells =
                vec![Line::default(), Line::styled(dose.words(), theme.dim), Line::styled(from, theme.dim)];
            (None, TableRow::new(cells))
        })
        .collect()
}

/// From the first drug ever to today.
fn timeline(regimen: &Regimen, first: NaiveDate, width: u16, state: &State) -> Line<'static> {
    let (taken, not) = state.look.glyphs.pick(("━", "·"), ("#", "."));
    let whole = (state.today - first).num_days().max(1);
    // A column stands for several days; it is filled when the drug was taken on any of them.
    let day_of = |column: u16| i64::from(column) * whole / i64::from(width);
    let days = |day: NaiveDate| (day - first).num_days();
    let (start, stop) = (days(regimen.start), regimen.stop.map_or(i64::MAX, days));
    let is_taken = |column: &u16| start <= day_of(column + 1) && stop >= day_of(*column);
    let before = (0..width).take_while(|column| !is_taken(column)).count();
    let filled = (0..width).skip(before).take_while(is_taken).count();
    let (accent, dim) = (state.look.theme.accent, state.look.theme.dim);
    Line::from(vec![
        Span::styled(not.repeat(before), dim),
        Span::styled(taken.repeat(filled), accent),
        Span::styled(not.repeat(usize::from(width) - before - filled), dim),
    ])
}
