//! The candidate profile of the article's first table against his own values, with what speaks against it.

use ratatui::text::Line;

use crate::domain::candidate::MarkerFinding;
use crate::domain::quantity::shown_unit;
use crate::exchange::profile::{ProfileRow, profile, profile_remarks};
use crate::ui::screen::therapy::{TherapyItem, TherapySection};
use crate::ui::state::State;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{Column, TableRow};

/// The columns; that of what is described at most so wide.
const fn columns(described: u16) -> [Column; 6] {
    [
        Column::left("", 0, 26),
        Column::right("value", 0, 12),
        Column::left("", 2, 8),
        Column::left("", 1, 12),
        Column::left("HRTIO describes", 0, described),
        Column::left("", 0, 30),
    ]
}

const COLUMNS: &[Column] = &columns(34);
const NARROW_COLUMNS: &[Column] = &columns(0);

/// Below these widths names are short, and what is described stands below its row.
const WIDE: u16 = 96;
const NARROW: u16 = 76;

/// The section of the profile.
pub fn section(state: &State, width: u16) -> TherapySection {
    let dim = state.look.theme.dim;
    let checks = profile(&state.record, state.catalog, &state.intervals, state.look.units, state.today);
    let mut rows = Vec::new();
    for check in &checks {
        rows.push(row(check, state, width));
        rows.extend(basis(check, state, width));
    }
    for remark in profile_remarks(&checks, &state.record, state.catalog, state.today) {
        rows.extend(sheet::sentence(&remark, dim, width));
    }
    let columns = if width < NARROW { NARROW_COLUMNS } else { COLUMNS };
    TherapySection { title: "CANDIDATE PROFILE".into(), columns, rows }
}

fn row(check: &ProfileRow<'_>, state: &State, width: u16) -> (Option<TherapyItem>, TableRow<'static>) {
    let theme = &state.look.theme;
    let (analyte, finding) = (check.analyte, check.found.finding);
    let number = check.value.as_ref().map_or_else(|| "–".to_owned(), |value| state.number(analyte, value));
    let unit = check.value.as_ref().map_or("", |value| shown_unit(&value.unit));
    let style = if finding == MarkerFinding::Present { theme.within } else { theme.dim };
    let cells = vec![
        Line::raw(if width < WIDE { &analyte.short } else { &analyte.name }.clone()),
        Line::raw(number),
        Line::styled(unit.to_owned(), theme.dim),
        Line::styled(check.day().map_or_else(String::new, |day| state.day(day)), theme.dim),
        Line::styled(check.described(), theme.dim),
        Line::styled(finding.to_string(), style),
    ];
    (Some(TherapyItem::Analyte(analyte.id.clone())), TableRow::new(cells))
}

/// Below a row what its value rests on, and what is described where that has no column.
fn basis(check: &ProfileRow<'_>, state: &State, width: u16) -> Vec<(Option<TherapyItem>, TableRow<'static>)> {
    let described = (width < NARROW).then(|| format!("HRTIO: {}", check.described()));
    let basis = state.privacy().telling((!check.basis.is_empty()).then(|| check.basis.clone()));
    let reason = state.privacy().telling(check.reason.clone());
    let parts: Vec<String> = described.into_iter().chain(basis).chain(reason).collect();
    let lines = wrap(&parts.join("; "), usize::from(width).saturating_sub(2), "").into_iter();
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| (None, TableRow::across(Line::styled(format!("  {line}"), state.look.theme.dim))))
        .collect()
}
