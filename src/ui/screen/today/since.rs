//! What results did since the current therapy began: the article's rows, with a verdict in words.

use ratatui::text::Line;

use crate::domain::difference::signed;
use crate::exchange::response::{Response, ResponseRow};
use crate::ui::compare::{brief_response, expected_arrow};
use crate::ui::screen::today::{TodayItem, TodaySection};
use crate::ui::state::State;
use crate::ui::widget::table::{Column, TableRow};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 10),
    Column::right("before", 3, 8),
    // The latest results stand on the same screen.
    Column::right("now", 4, 8),
    Column::right("change", 2, 7),
    Column::left("", 0, 17),
    Column::left("", 1, 4),
];

/// The section of what changed since the last panel.
pub fn section(state: &State) -> TodaySection {
    let goes_on = |response: &Response<'_>| response.is_on_drugs(state.today);
    let rows = state.responses().next().filter(goes_on).map_or_else(Vec::new, |response| response.rows);
    let rows = rows.iter().filter(|row| row.before.is_some() || row.after.is_some());
    TodaySection {
        title: "SINCE START   ↑ ↓ expected".into(),
        columns: COLUMNS,
        rows: rows.map(|r| row(r, state)).collect(),
    }
}

fn row(response: &ResponseRow<'_>, state: &State) -> (Option<TodayItem>, TableRow<'static>) {
    let theme = &state.look.theme;
    let verdict = response.found.verdict;
    let percent = state.privacy().telling(response.percent());
    let expected = response.found.expected.map_or("", |e| expected_arrow(e.direction, state.look.glyphs));
    let limit = response.limit.as_ref();
    let told = limit.map_or_else(
        || brief_response(verdict).to_owned(),
        |limit| {
            let open = || limit.beside_brief(brief_response(verdict));
            state.privacy().either(open, || limit.beside_brief_veiled(brief_response(verdict)))
        },
    );
    let cells = vec![
        Line::raw(response.analyte.short.clone()),
        Line::raw(state.side(response.before.as_ref(), response)),
        Line::raw(state.side(response.after.as_ref(), response)),
        Line::raw(percent.map_or_else(String::new, signed)),
        Line::styled(told, theme.verdict(verdict)),
        Line::styled(expected, theme.dim),
    ];
    (Some(TodayItem::Analyte(response.analyte.id.clone())), TableRow::new(cells))
}
