//! The candidate profile of the article's first table against his own values, with what speaks against it.

use ratatui::text::Line;

use crate::domain::candidate::{Finding, profile_check};
use crate::ui::screen::therapy::{Item, Section};
use crate::ui::state::State;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{Column, Row};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 26),
    Column::right("value", 0, 18),
    Column::left("", 3, 8),
    Column::left("", 4, 12),
    Column::left("HRTIO describes", 1, 34),
    Column::left("", 0, 34),
    Column::left("found otherwise by", 2, 30),
];

const ABOUT: &str = "As HRTIO describes men before treatment; no advice.";

pub fn section(state: &State, width: u16) -> Section {
    let catalog = state.catalog;
    let checks = profile_check(&state.record, catalog.analytes(), catalog.drugs(), state.today);
    let theme = &state.look.theme;
    let rows = checks.iter().filter_map(|check| {
        let analyte = state.analyte(check.marker.analyte)?;
        let quantity = check.reading.as_ref().map(|reading| reading.quantity(analyte));
        let number = quantity.as_ref().map(|quantity| state.number(analyte, quantity));
        let unit = quantity.as_ref().map_or("", |quantity| state.unit(analyte, quantity));
        let style = if check.finding == Finding::Present { theme.within } else { theme.dim };
        let against: Vec<&str> = check.marker.against.to_vec();
        let cells = vec![
            Line::raw(analyte.name.clone()),
            Line::raw(number.unwrap_or_else(|| "–".to_owned())),
            Line::styled(unit.to_owned(), theme.dim),
            Line::styled(check.reading.as_ref().map_or_else(String::new, |r| state.day(r.day)), theme.dim),
            Line::styled(check.marker.criterion.words(analyte), theme.dim),
            Line::styled(check.finding.to_string(), style),
            Line::styled(against.join(", "), theme.dim),
        ];
        Some((Some(Item::Analyte(analyte.id.clone())), Row::new(cells)))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.extend(sheet::sentence(ABOUT, theme.dim, width));
    Section { title: "CANDIDATE PROFILE".into(), columns: COLUMNS, rows }
}
