//! What results did since the current therapy began: the article's rows, with a verdict in words.

use ratatui::text::Line;

use crate::domain::difference::{Direction, Incomparable, signed};
use crate::domain::response::{MissingResult, Verdict};
use crate::exchange::response::{Response, ResponseRow};
use crate::ui::screen::today::{TodayItem, TodaySection};
use crate::ui::state::State;
use crate::ui::theme::Glyphs;
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
    let responses = state.responses();
    let goes_on = |response: &&Response<'_>| response.is_on_drugs(state.today);
    let rows = responses.first().filter(goes_on).map_or(&[][..], |response| &response.rows);
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
    let expected = response.found.expected.map_or("", |e| arrow(e.direction, state.look.glyphs));
    let limit = response.limit.as_ref();
    let told = limit.map_or_else(
        || words(verdict).to_owned(),
        |limit| {
            let open = || limit.beside_brief(words(verdict));
            state.privacy().either(open, || limit.beside_brief_veiled(words(verdict)))
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

/// The verdict in few words; the Therapy tab has all of them.
const fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsExpected => "as expected",
        Verdict::WithinVariation => "within variation",
        Verdict::Opposite => "opposite",
        Verdict::NoDirection => "beyond variation",
        Verdict::NotEnoughData(MissingResult::Baseline) => "no baseline",
        Verdict::NotEnoughData(MissingResult::OnTreatment) => "none since",
        Verdict::NotEnoughData(MissingResult::TooEarly { .. }) => "too early",
        Verdict::NotEnoughData(MissingResult::Comparison(reason)) => match reason {
            Incomparable::Censored => "only a bound",
            Incomparable::NoBase => "no percentage",
            Incomparable::OtherMethod => "other method",
            Incomparable::SomeZero => "zero among them",
            Incomparable::NoVariation => "not judged",
            Incomparable::TooFewSamples => "more samples",
        },
    }
}

/// The direction expected of the drug class.
const fn arrow(direction: Direction, glyphs: Glyphs) -> &'static str {
    match direction {
        Direction::Up => glyphs.pick("↑", "up"),
        Direction::Down => glyphs.pick("↓", "down"),
    }
}
