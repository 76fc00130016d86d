//! What stands in the cells of a row: its name, the result before, and what there is to say of the value.

use ratatui::style::Style;

use crate::domain::difference::signed;
use crate::domain::interval::Interpretation;
use crate::domain::report::{Kind, Value};
use crate::ui::action::Action;
use crate::ui::glance;
use crate::ui::screen::entry::grid::Grid;
use crate::ui::screen::entry::grid_view::is_wide;
use crate::ui::screen::entry::reading::{Entered, Seen};
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::{dxa, head, live, semen};
use crate::ui::state::{HIDDEN, State};

/// Below so many columns the names of semen values lose what stands in parentheses.
const ROOM_FOR_NAMES: u16 = 130;

/// The name of a row; of a scan the site.
pub fn name(grid: &Grid, row: &Row, room: u16, state: &State) -> String {
    let whole = state.name(&row.analyte);
    if grid.kind == Kind::Semen && room < ROOM_FOR_NAMES {
        return whole.split(" (").next().unwrap_or(whole).to_owned();
    }
    if !is_wide(grid.kind) {
        return whole.to_owned();
    }
    let site = dxa::site(&row.analyte);
    let mut letters = site.chars();
    let first = letters.next().map_or(String::new(), |c| c.to_uppercase().to_string());
    format!("{first}{}{}", letters.as_str().replace('-', " "), head::side_word(row.side))
}

pub fn range(seen: &Seen) -> String {
    seen.range.as_ref().map_or(String::new(), |(interval, _)| interval.to_string())
}

/// Where the value lies in its interval.
pub fn bar(seen: &Seen, state: &State) -> String {
    match (&seen.entered, &seen.range) {
        (Entered::Value(Value::Number(quantity), _), Some((interval, _)))
            if seen.interpretation != Interpretation::Unknown =>
        {
            glance::bar(&quantity.value, interval, state)
        }
        _ => String::new(),
    }
}

/// The result before with its day.
pub fn previous(seen: &Seen, state: &State) -> String {
    match &seen.previous {
        Some((day, _)) if state.look.private => format!("{HIDDEN} on {}", state.day(*day)),
        Some((day, quantity)) => {
            format!("{}{} on {}", quantity.comparator.prefix(), quantity.value, state.day(*day))
        }
        None => String::new(),
    }
}

pub fn glyph(seen: &Seen, state: &State) -> (&'static str, Style) {
    let theme = &state.look.theme;
    match &seen.entered {
        Entered::Wrong(_) => ("!", theme.attention),
        Entered::NeedsLimit(_) => ("?", theme.attention),
        Entered::Value(_, doubts) if !doubts.is_empty() => ("?", theme.attention),
        Entered::Value(..) => {
            let glyph = state.look.glyphs.of(seen.interpretation);
            (glyph, theme.of(seen.interpretation))
        }
        Entered::Blank | Entered::NotDone => ("", theme.dim),
    }
}

/// What there is to say at the end of a row, and how. In private mode nothing that holds a value.
pub fn words(grid: &Grid, row: &Row, seen: &Seen, sheet: &Sheet, state: &State) -> (String, Style) {
    let theme = &state.look.theme;
    let private = state.look.private;
    let none =
        grid.kind == Kind::Semen && semen::is_of_sperm(&row.analyte) && semen::without_sperm(&sheet.report);
    match &seen.entered {
        Entered::Wrong(_) if private => ("cannot be read".to_owned(), theme.attention),
        Entered::Value(_, doubts) if private && !doubts.is_empty() => {
            ("unusual, asks when saved".to_owned(), theme.attention)
        }
        Entered::Wrong(words) | Entered::NeedsLimit(words) => (words.clone(), theme.attention),
        Entered::Value(_, doubts) if !doubts.is_empty() => (doubtful(&doubts[0], state), theme.attention),
        Entered::NotDone => ("not done, not stored".to_owned(), theme.dim),
        Entered::Blank if none => ("not applicable without sperm".to_owned(), theme.dim),
        Entered::Value(..) if row.doubt.is_some() => {
            let doubt = row.doubt.as_deref().filter(|_| !private).unwrap_or("pasted, needs a look");
            (doubt.to_owned(), theme.attention)
        }
        Entered::Value(..) if row.value.is_empty() => ("what is left of 100".to_owned(), theme.dim),
        Entered::Blank if row.kept.is_some() => {
            (format!("{}, taken out", was(row, seen, state)), theme.attention)
        }
        Entered::Blank => (seen.method.clone().unwrap_or_default(), theme.dim),
        Entered::Value(..) => {
            let text = standing(row, seen, sheet, state);
            (text, theme.of(seen.interpretation))
        }
    }
}

/// What the number looks like, and the key that reads it so; else what is usual. The row names the analyte.
fn doubtful(doubt: &str, state: &State) -> String {
    let key = state.look.keymap.key(Action::OtherUnit);
    match (doubt.split_once("looks like "), doubt.split_once(" is unusual; most results are ")) {
        (Some((_, unit)), _) => format!("looks like {unit}: {key} reads it so"),
        (None, Some((_, usual))) => format!("unusual; most are {usual}"),
        (None, None) => doubt.to_owned(),
    }
}

/// Low or high, the place among percentiles, the change, the method.
fn standing(row: &Row, seen: &Seen, sheet: &Sheet, state: &State) -> String {
    let outside = match seen.interpretation {
        Interpretation::Low | Interpretation::High => Some(seen.interpretation.id().to_owned()),
        Interpretation::Within | Interpretation::Unknown => None,
    };
    let is_shown = !state.look.private;
    let place = live::place(&row.analyte, &seen.entered, &sheet.report, state)
        .filter(|_| is_shown)
        .map(|place| place.split(',').next().unwrap_or_default().to_owned());
    let change = seen.change.filter(|_| is_shown);
    let change = change.map(|change| match (&place, change.percent()) {
        // Beside a percentile there is room for the number only; what it amounts to is told below.
        (Some(_), Some(percent)) => signed(percent),
        _ => change.to_string(),
    });
    let change = change.or_else(|| seen.density.clone());
    let was = Some(was(row, seen, state)).filter(|was| !was.is_empty());
    let parts: Vec<String> =
        [was, outside, place, change, seen.method.clone()].into_iter().flatten().collect();
    parts.join(", ")
}

/// What stood in the row before it was changed: `was 412.0 ng/dL`, and its range where that is another one now.
fn was(row: &Row, seen: &Seen, state: &State) -> String {
    let Some((kept, _)) = &row.kept else { return String::new() };
    let own = seen.range.as_ref().map(|(interval, _)| interval);
    let is_other_range = kept.reference.is_some() && kept.reference.as_ref() != own;
    if row.is_unchanged() && !is_other_range {
        return String::new();
    }
    let value = state.value(&kept.analyte, &kept.value);
    match &kept.reference {
        Some(range) if is_other_range && !state.look.private => format!("was {value}, range {range}"),
        _ => format!("was {value}"),
    }
}

/// The text cut to a width, an ellipsis saying so.
pub fn cut(text: &str, width: u16) -> String {
    if text.chars().count() <= usize::from(width) {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(usize::from(width).saturating_sub(1)).collect();
    short.push('…');
    short
}
