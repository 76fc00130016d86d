//! The newest value of each analyte: before, now, where it lies, and how it came there.

use ratatui::text::Line;

use crate::domain::analyte::bare_name;
use crate::domain::id::AnalyteId;
use crate::domain::quantity::shown_unit;
use crate::domain::series::{Reading, ReadingSource};
use crate::ui::action::Action;
use crate::ui::glance::{self, BAR, SPARK};
use crate::ui::screen::today::{TodayItem, TodaySection, sentence};
use crate::ui::state::State;
use crate::ui::widget::table::{self, Column, TableRow};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 40),
    Column::right("before", 4, 10),
    Column::right("now", 0, 10),
    Column::left("", 3, 14),
    Column::left("", 0, 1),
    Column::left("range", 5, BAR),
    Column::left("", 6, SPARK),
    Column::right("", 2, 12),
];

/// Without results there is nothing for the heads of columns to stand over.
const NOTHING: &[Column] = &[Column::left("", 0, 40)];

/// Names of more letters do not stand whole where a column would fold away for them.
const NAME: u16 = 19;

/// The newest values in so many columns: names that have no room beside all columns give way to the short ones of
/// charts.
pub fn section(state: &State, width: u16) -> TodaySection {
    let mut rows: Vec<_> = order(state).iter().filter_map(|id| row(id, state)).collect();
    let lines: Vec<&TableRow<'_>> = rows.iter().map(|(_, line)| line).collect();
    if !table::is_whole(COLUMNS, &lines, width) {
        let mut columns = COLUMNS.to_vec();
        columns[0].max = NAME;
        let room = table::width_of(0, &columns, &lines, width);
        for (item, line) in &mut rows {
            let Some(TodayItem::Analyte(id)) = item else { continue };
            let Some(analyte) = state.analyte(id).filter(|_| line.cells[0].width() > room.into()) else {
                continue;
            };
            line.cells[0] = Line::raw(analyte.short.clone());
        }
    }
    if rows.is_empty() {
        let key = state.look.keymap.key(Action::Add);
        let rows = sentence(&format!("No results yet. {key} adds a report."), width, state).collect();
        return TodaySection { title: "LATEST".into(), columns: NOTHING, rows };
    }
    TodaySection { title: "LATEST".into(), columns: COLUMNS, rows }
}

/// The pinned analytes, then every other one that has results, by name.
fn order(state: &State) -> Vec<AnalyteId> {
    let pinned = &state.look.pinned;
    let mut others: Vec<&AnalyteId> = state.record.analytes().filter(|id| !pinned.contains(id)).collect();
    others.sort_by_cached_key(|id| state.name(id));
    pinned.iter().chain(others).cloned().collect()
}

/// What the charts of a wide screen draw: the first of these analytes that have results to join.
pub fn charted(state: &State) -> Vec<AnalyteId> {
    let mut ids = order(state);
    ids.retain(|id| glance::newest(id, state.today, state).len() > 1);
    ids.truncate(CHARTS);
    ids
}

/// Charts on a wide screen at most.
const CHARTS: usize = 3;

fn row(id: &AnalyteId, state: &State) -> Option<(Option<TodayItem>, TableRow<'static>)> {
    let analyte = state.analyte(id)?;
    let theme = &state.look.theme;
    let newest = glance::newest(id, state.today, state);
    let now = newest.first()?;
    let judgement = state.judge_reading(analyte, now);
    let style = theme.of(judgement.interpretation);
    let unit = state.unit_of(analyte, now);
    let number = |reading: &Reading<'_>| state.number_in(analyte, &reading.quantity(analyte), unit);
    let is_computed = matches!(now.from, ReadingSource::Computed(_));
    let range = match glance::range_bar(now, &judgement, analyte, state) {
        none if is_computed && none.is_empty() => Line::styled("computed", theme.dim),
        bar => Line::styled(bar, style),
    };
    let cells = vec![
        Line::raw(bare_name(&analyte.name).to_owned()),
        Line::styled(newest.get(1).map_or_else(String::new, number), theme.dim),
        Line::styled(number(now), theme.value(judgement.interpretation)),
        Line::styled(shown_unit(&unit.code).to_owned(), theme.dim),
        Line::styled(state.look.glyphs.of(judgement.interpretation), style),
        range,
        Line::styled(glance::spark(&newest, state), theme.dim),
        Line::styled(state.day(now.day), theme.dim),
    ];
    Some((Some(TodayItem::Analyte(id.clone())), TableRow::new(cells)))
}
