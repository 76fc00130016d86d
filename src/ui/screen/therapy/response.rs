//! The response: each parameter before the current therapy against now, beside what is expected of its class.

use ratatui::text::Line;

use crate::domain::day;
use crate::domain::difference::{Direction, signed};
use crate::domain::response::{Row as Response, Verdict, response};
use crate::domain::series::Reading;
use crate::ui::screen::therapy::{Item, Section};
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::table::{Column, Row};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 26),
    Column::right("before", 0, 18),
    Column::left("", 4, 12),
    Column::right("now", 0, 18),
    Column::left("", 4, 12),
    Column::right("change", 1, 8),
    Column::left("expected", 3, 10),
    Column::left("", 0, 44),
];

pub fn section(state: &State) -> Section {
    let dim = |words: String| (None, Row::across(Line::styled(words, state.look.theme.dim)));
    let Some(course) = state.current_course() else {
        let words =
            "While a drug of a class is taken, each parameter before it stands here beside now.".to_owned();
        return Section { title: "RESPONSE", columns: &[], rows: vec![dim(words)] };
    };
    let reference = state.reference();
    let class = state.catalog.class(&course.class);
    let class = class.map_or_else(|| course.class.to_string(), crate::catalog::Class::phrase);
    let mut rows = vec![dim(format!("on {class} since {}", day::long(course.start)))];
    let table = response(&state.record, &reference, &course, state.today);
    rows.extend(table.iter().filter_map(|r| row(r, state)));
    let means = table.iter().any(|row| row.before.len() > 1 || row.after.len() > 1);
    if means {
        rows.push(dim("Of several semen samples the geometric mean is compared (KEEL06).".to_owned()));
    }
    Section { title: "RESPONSE", columns: COLUMNS, rows }
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
    let cells = vec![
        Line::raw(analyte.name.clone()),
        Line::raw(state.side(&response.before, analyte)),
        Line::styled(when(&response.before, state), theme.dim),
        Line::raw(state.side(&response.after, analyte)),
        Line::styled(when(&response.after, state), theme.dim),
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
