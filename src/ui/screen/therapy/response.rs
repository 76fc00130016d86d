//! The response: each parameter before a course of treatment against now, beside what is expected of its class.

use ratatui::text::Line;

use crate::domain::difference::signed;
use crate::domain::quantity::shown_unit;
use crate::exchange::response::{NO_COURSE, Response, ResponseRow, ResponseSide};
use crate::ui::screen::therapy::{TherapyItem, TherapySection};
use crate::ui::state::State;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{Column, TableRow};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 32),
    Column::right("before", 0, 18),
    Column::left("", 4, 12),
    Column::right("now", 0, 18),
    Column::left("", 4, 12),
    Column::left("", 1, 8),
    Column::right("change", 2, 8),
    Column::left("expected", 3, 10),
    Column::left("", 0, WORDS),
];

/// Columns that a verdict has.
const WORDS: u16 = 44;

/// From this width on names and verdicts stand whole.
const WIDE: u16 = 96;

/// One section a course of today, or the one that says there is none.
pub fn sections(state: &State, width: u16) -> Vec<TherapySection> {
    let responses = state.responses();
    if responses.is_empty() {
        let rows = sheet::sentence(NO_COURSE, state.look.theme.dim, width);
        return vec![TherapySection { title: "RESPONSE".into(), columns: &[], rows }];
    }
    responses.iter().map(|response| section(response, state, width)).collect()
}

fn section(response: &Response<'_>, state: &State, width: u16) -> TherapySection {
    let mut rows: Vec<_> = response.rows.iter().map(|r| row(r, state, width >= WIDE)).collect();
    for remark in &response.remarks {
        rows.extend(sheet::sentence(remark, state.look.theme.dim, width));
    }
    TherapySection { title: format!("RESPONSE  {}", response.heading()).into(), columns: COLUMNS, rows }
}

fn row(response: &ResponseRow<'_>, state: &State, is_wide: bool) -> (Option<TherapyItem>, TableRow<'static>) {
    let theme = &state.look.theme;
    let (analyte, verdict) = (response.analyte, response.found.verdict);
    let change =
        response.percent().map_or_else(String::new, |percent| state.privacy().text(|| signed(percent)));
    let name = if is_wide { &analyte.name } else { &analyte.short };
    // Rather the short form than the end cut off, which tells what a rule reads in the value.
    let whole =
        || Some(response.words()).filter(|words| is_wide && words.chars().count() <= usize::from(WORDS));
    let open = || whole().unwrap_or_else(|| response.brief_words());
    let words = state.privacy().either(open, || response.veiled_words());
    let cells = vec![
        Line::raw(name.clone()),
        Line::raw(state.side(response.before.as_ref(), response)),
        Line::styled(when(response.before.as_ref(), state), theme.dim),
        Line::raw(state.side(response.after.as_ref(), response)),
        Line::styled(when(response.after.as_ref(), state), theme.dim),
        Line::styled(shown_unit(&response.unit.code).to_owned(), theme.dim),
        Line::raw(change),
        Line::styled(response.expected(), theme.dim),
        Line::styled(words, theme.verdict(verdict)),
    ];
    (Some(TherapyItem::Analyte(analyte.id.clone())), TableRow::new(cells))
}

fn when(side: Option<&ResponseSide>, state: &State) -> String {
    match side.map(|side| &side.days[..]) {
        None | Some([]) => String::new(),
        Some([only]) => state.day(*only),
        Some(several) => format!("mean of {}", several.len()),
    }
}
