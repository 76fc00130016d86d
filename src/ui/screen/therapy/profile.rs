//! The candidate profile of the article's first table against his own values, with what speaks against it.

use ratatui::text::Line;

use crate::domain::candidate::{Finding, profile_check};
use crate::ui::screen::therapy::{Item, Section};
use crate::ui::state::State;
use crate::ui::widget::table::{Column, Row};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 26),
    Column::right("untreated", 0, 18),
    Column::left("", 3, 12),
    Column::left("HRTIO describes", 1, 34),
    Column::left("", 0, 24),
    Column::left("against it", 2, 30),
];

pub fn section(state: &State) -> Section {
    let catalog = state.catalog;
    let checks = profile_check(&state.record, catalog.analytes(), catalog.drugs(), state.today);
    let theme = &state.look.theme;
    let rows = checks.iter().filter_map(|check| {
        let analyte = state.analyte(check.marker.analyte)?;
        let number = check.reading.as_ref().map(|r| state.number(analyte, &r.quantity(analyte)));
        let style = if check.finding == Finding::Present { theme.within } else { theme.dim };
        let against: Vec<&str> = check.marker.against.to_vec();
        let cells = vec![
            Line::raw(analyte.name.clone()),
            Line::raw(number.unwrap_or_else(|| "–".to_owned())),
            Line::styled(check.reading.as_ref().map_or_else(String::new, |r| state.day(r.day)), theme.dim),
            Line::styled(check.marker.criterion.words(analyte), theme.dim),
            Line::styled(check.finding.to_string(), style),
            Line::styled(against.join(", "), theme.dim),
        ];
        Some((Some(Item::Analyte(analyte.id.clone())), Row::new(cells)))
    });
    Section {
        title: "CANDIDATE PROFILE  as HRTIO describes it; a description, no advice",
        columns: COLUMNS,
        rows: rows.collect(),
    }
}
