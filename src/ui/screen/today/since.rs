//! What results did since the current therapy began: the article's rows, with a verdict in words.

use ratatui::text::Line;

use crate::domain::difference::{Direction, signed};
use crate::domain::response::{Row as Response, Verdict, response};
use crate::ui::screen::today::{Item, Section};
use crate::ui::state::State;
use crate::ui::widget::table::{Column, Row};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 12),
    Column::right("before", 3, 8),
    Column::right("now", 1, 8),
    Column::right("", 2, 7),
    Column::left("", 0, 24),
    Column::left("expected", 4, 8),
];

pub fn section(state: &State) -> Section {
    let title = "SINCE START";
    let Some(course) = state.current_course() else {
        return Section { title, columns: COLUMNS, rows: Vec::new() };
    };
    let reference = state.reference();
    let rows = response(&state.record, &reference, &course, state.today);
    let rows = rows.iter().filter(|row| !row.before.is_empty() || !row.after.is_empty());
    Section { title, columns: COLUMNS, rows: rows.filter_map(|r| row(r, state)).collect() }
}

fn row(response: &Response<'_>, state: &State) -> Option<(Option<Item>, Row<'static>)> {
    let analyte = state.analyte(&response.analyte)?;
    let theme = &state.look.theme;
    let style = match response.verdict {
        Verdict::Opposite => theme.attention,
        Verdict::AsExpected => theme.within,
        _ => theme.dim,
    };
    let percent = response.difference.and_then(|d| d.percent()).filter(|_| !state.look.private);
    let expected = response.expected.map_or("", |expected| match expected.direction {
        Direction::Up => "up",
        Direction::Down => "down",
    });
    let cells = vec![
        Line::raw(analyte.short.clone()),
        Line::raw(state.side(&response.before, analyte)),
        Line::raw(state.side(&response.after, analyte)),
        Line::raw(percent.map_or_else(String::new, signed)),
        Line::styled(words(response.verdict), style),
        Line::styled(expected, theme.dim),
    ];
    Some((Some(Item::Analyte(response.analyte.clone())), Row::new(cells)))
}

/// The verdict in few words; the Therapy tab has all of them.
const fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsExpected => "as expected",
        Verdict::WithinVariation => "within variation",
        Verdict::Opposite => "opposite",
        Verdict::NoDirection => "beyond variation",
        Verdict::NotEnoughData(_) => "not enough data",
    }
}
