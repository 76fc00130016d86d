//! The response: each parameter before the current therapy against now, beside what is expected of its class.

use ratatui::text::Line;

use crate::domain::day;
use crate::domain::difference::{Direction, signed};
use crate::domain::quantity::shown_unit;
use crate::domain::response::{Row as Response, Verdict, response};
use crate::domain::series::Reading;
use crate::ui::screen::therapy::{Item, Section};
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::sheet;
use crate::ui::widget::table::{Column, Row};

/// The columns, with names of at most so many letters.
const fn columns(name: u16) -> [Column; 9] {
    [
        Column::left("", 0, name),
        Column::right("before", 0, 18),
        Column::left("", 4, 12),
        Column::right("now", 0, 18),
        Column::left("", 4, 12),
        Column::left("", 2, 8),
        Column::right("change", 1, 8),
        Column::left("expected", 3, 10),
        Column::left("", 0, 44),
    ]
}

/// Names cut as little as leaves room for units in 80 columns, and for verdicts in 60.
const WHOLE: &[Column] = &columns(32);
const SHORT: &[Column] = &columns(21);
const SHORTEST: &[Column] = &columns(17);

/// From these widths on names are cut less, and stand whole.
const NARROWEST: u16 = 62;
const LONG_NAMES: u16 = 96;
const NO_COURSE: &str =
    "While a drug that acts on the axis is taken, results before it stand here beside those of now.";

pub fn section(state: &State, width: u16) -> Section {
    let dim = |words: &str| sheet::sentence(words, state.look.theme.dim, width);
    let Some(course) = state.current_course() else {
        return Section { title: "RESPONSE".into(), columns: &[], rows: dim(NO_COURSE) };
    };
    let reference = state.reference();
    let class = state.catalog.class(&course.class);
    let class = class.map_or_else(|| course.class.to_string(), crate::catalog::Class::phrase);
    let table = response(&state.record, &reference, &course, state.today);
    let mut rows: Vec<_> = table.iter().filter_map(|r| row(r, state)).collect();
    let means = table.iter().any(|row| row.before.len() > 1 || row.after.len() > 1);
    if means {
        rows.extend(dim("Of several semen samples the geometric mean is compared (KEEL06)."));
    }
    Section {
        title: format!("RESPONSE  on {class} since {}", day::long(course.start)).into(),
        columns: match width {
            ..NARROWEST => SHORTEST,
            NARROWEST..LONG_NAMES => SHORT,
            _ => WHOLE,
        },
        rows,
    }
}

fn row(response: &Response<'_>, state: &State) -> Option<(Option<Item>, Row<'static>)> {
    let analyte = state.analyte(&response.analyte)?;
    let theme = &state.look.theme;
    let style = match response.verdict {
        Verdict::Opposite => theme.attention,
        Verdict::AsExpected => theme.within,
        _ => theme.dim,
    };
    let percent = response.difference.and_then(|d| d.percent());
    let change = match percent {
        Some(_) if state.look.private => HIDDEN.to_owned(),
        Some(percent) => signed(percent),
        None => String::new(),
    };
    let expected = response.expected.map_or("", |expected| match expected.direction {
        Direction::Up => "up",
        Direction::Down => "down",
    });
    let newest = response.after.first().or_else(|| response.before.first());
    let unit = newest.map_or_else(|| analyte.canonical(), |newest| state.unit_of(analyte, newest));
    let cells = vec![
        Line::raw(analyte.name.clone()),
        Line::raw(state.side(&response.before, analyte, unit)),
        Line::styled(when(&response.before, state), theme.dim),
        Line::raw(state.side(&response.after, analyte, unit)),
        Line::styled(when(&response.after, state), theme.dim),
        Line::styled(shown_unit(&unit.code).to_owned(), theme.dim),
        Line::raw(change),
        Line::styled(expected, theme.dim),
        Line::styled(response.verdict.to_string(), style),
    ];
    Some((Some(Item::Analyte(response.analyte.clone())), Row::new(cells)))
}

fn when(readings: &[Reading<'_>], state: &State) -> String {
    match readings {
        [] => String::new(),
        [only] => state.day(only.day),
        several => format!("mean of {}", several.len()),
    }
}
