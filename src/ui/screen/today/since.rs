//! What results did since the current therapy began: the article's rows, with a verdict in words.

use ratatui::text::Line;

use crate::domain::difference::{Direction, Incomparable, signed};
use crate::domain::response::{Lack, Row as Response, Verdict, response};
use crate::ui::screen::today::{Item, Section};
use crate::ui::state::State;
use crate::ui::theme::Glyphs;
use crate::ui::widget::table::{Column, Row};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 10),
    Column::right("before", 4, 8),
    Column::right("now", 1, 8),
    Column::right("change", 2, 7),
    Column::left("", 0, 16),
    Column::left("exp.", 3, 4),
];

pub fn section(state: &State) -> Section {
    let title = "SINCE START".into();
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
    let expected = response.expected.map_or("", |e| arrow(e.direction, state.look.glyphs));
    let newest = response.after.first().or_else(|| response.before.first())?;
    let unit = state.unit_of(analyte, newest);
    let cells = vec![
        Line::raw(analyte.short.clone()),
        Line::raw(state.side(&response.before, analyte, unit)),
        Line::raw(state.side(&response.after, analyte, unit)),
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
        Verdict::WithinVariation => "within noise",
        Verdict::Opposite => "opposite",
        Verdict::NoDirection => "beyond noise",
        Verdict::NotEnoughData(Lack::Baseline) => "no baseline",
        Verdict::NotEnoughData(Lack::OnTreatment) => "none since",
        Verdict::NotEnoughData(Lack::TooEarly { .. }) => "too early",
        Verdict::NotEnoughData(Lack::Comparison(reason)) => match reason {
            Incomparable::Censored => "only a bound",
            Incomparable::NoBase => "from zero",
            Incomparable::OtherMethod => "other method",
            Incomparable::NoVariation => "not judged",
            Incomparable::TooFewSamples => "more samples",
        },
    }
}

/// The direction expected of the drug class.
const fn arrow(direction: Direction, glyphs: Glyphs) -> &'static str {
    match (direction, glyphs) {
        (Direction::Up, Glyphs::Braille) => "↑",
        (Direction::Down, Glyphs::Braille) => "↓",
        (Direction::Up, Glyphs::Ascii) => "up",
        (Direction::Down, Glyphs::Ascii) => "down",
    }
}
