//! The response: each parameter before a course of treatment against now, beside what is expected of its class.

use ratatui::text::Line;

use crate::domain::analyte::bare_name;
use crate::domain::difference::signed;
use crate::domain::quantity::shown_unit;
use crate::exchange::response::{NO_COURSE, Response, ResponseRow, ResponseSide};
use crate::ui::compare::{brief_response, expected_arrow};
use crate::ui::screen::therapy::{TherapyItem, TherapySection};
use crate::ui::state::State;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{Column, TableRow};

/// Names of at most so many columns, both sides and the change, and what is expected.
const fn columns(names: u16, expected: Column) -> [Column; 9] {
    [
        Column::left("", 0, names),
        Column::right("before", 0, 18),
        Column::left("", 4, 12),
        Column::right("now", 0, 18),
        Column::left("", 4, 12),
        Column::left("", 1, 8),
        Column::right("change", 2, 8),
        expected,
        Column::left("", 0, WORDS),
    ]
}

const COLUMNS: &[Column] = &columns(32, Column::left("expected", 3, 10));

/// The same between [`NAMES`] and [`WIDE`]: an arrow tells the expected direction.
const NARROW: &[Column] = &columns(26, Column::left("", 3, 4));

/// Columns that a verdict has.
const WORDS: u16 = 44;

/// From this width on names and verdicts stand whole.
const WIDE: u16 = 96;

/// From this width on names stand without their parentheses, beside the verdict in few words.
const NAMES: u16 = 78;

/// How much a row can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResponseRoom {
    /// Everything as it is.
    Whole,
    /// Names without what stands in parentheses, arrows, and verdicts in few words.
    Names,
    /// The short names of charts.
    ShortNames,
}

impl ResponseRoom {
    const fn of(width: u16) -> Self {
        match width {
            WIDE.. => Self::Whole,
            NAMES..WIDE => Self::Names,
            _ => Self::ShortNames,
        }
    }
}

/// One section a course of today, or the one that says there is none.
pub fn sections(state: &State, width: u16) -> Vec<TherapySection> {
    let responses: Vec<Response<'_>> = state.responses().collect();
    if responses.is_empty() {
        let rows = sheet::sentence(NO_COURSE, state.look.theme.dim, width);
        return vec![TherapySection { title: "RESPONSE".into(), columns: &[], rows }];
    }
    responses.iter().map(|response| section(response, state, width)).collect()
}

fn section(response: &Response<'_>, state: &State, width: u16) -> TherapySection {
    let room = ResponseRoom::of(width);
    let mut rows: Vec<_> = response.rows.iter().map(|r| row(r, state, room)).collect();
    for remark in response.remarks(state.catalog) {
        rows.extend(sheet::sentence(&remark, state.look.theme.dim, width));
    }
    let (columns, arrows) = match room {
        ResponseRoom::Names => {
            (NARROW, format!("   {} expected", state.look.glyphs.pick("↑ ↓", "up, down:")))
        }
        ResponseRoom::Whole | ResponseRoom::ShortNames => (COLUMNS, String::new()),
    };
    let title = format!("RESPONSE  {}{arrows}", response.heading());
    TherapySection { title: title.into(), columns, rows }
}

fn row(
    response: &ResponseRow<'_>,
    state: &State,
    room: ResponseRoom,
) -> (Option<TherapyItem>, TableRow<'static>) {
    let theme = &state.look.theme;
    let (analyte, verdict) = (response.analyte, response.found.verdict);
    let change =
        response.percent().map_or_else(String::new, |percent| state.privacy().text(|| signed(percent)));
    let name = match room {
        ResponseRoom::Whole => &analyte.name,
        ResponseRoom::Names => bare_name(&analyte.name),
        ResponseRoom::ShortNames => &analyte.short,
    };
    let expected = match response.found.expected {
        Some(expected) if room == ResponseRoom::Names => {
            expected_arrow(expected.direction, state.look.glyphs)
        }
        _ => response.expected(),
    };
    let words = state.privacy().either(|| verdict_words(response, room), || response.veiled_words());
    let cells = vec![
        Line::raw(name.to_owned()),
        Line::raw(state.side(response.before.as_ref(), response)),
        Line::styled(when(response.before.as_ref(), state), theme.dim),
        Line::raw(state.side(response.after.as_ref(), response)),
        Line::styled(when(response.after.as_ref(), state), theme.dim),
        Line::styled(shown_unit(&response.unit.code).to_owned(), theme.dim),
        Line::raw(change),
        Line::styled(expected, theme.dim),
        Line::styled(words, theme.verdict(verdict)),
    ];
    (Some(TherapyItem::Analyte(analyte.id.clone())), TableRow::new(cells))
}

/// The verdict, and what a rule reads in the value. Rather the short form than the end cut off, which tells the latter.
fn verdict_words(response: &ResponseRow<'_>, room: ResponseRoom) -> String {
    let whole = Some(response.words()).filter(|words| words.chars().count() <= usize::from(WORDS));
    match (room, whole) {
        (ResponseRoom::Whole, Some(whole)) => whole,
        (ResponseRoom::Names, _) => {
            let brief = brief_response(response.found.verdict);
            response.limit.as_ref().map_or_else(|| brief.to_owned(), |limit| limit.beside_brief(brief))
        }
        _ => response.brief_words(),
    }
}

fn when(side: Option<&ResponseSide>, state: &State) -> String {
    match side.map(|side| &side.days[..]) {
        None | Some([]) => String::new(),
        Some([only]) => state.day(*only),
        Some(several) => format!("mean of {}", several.len()),
    }
}
