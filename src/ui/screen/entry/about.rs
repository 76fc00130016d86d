//! The line under the form: what is wrong or doubtful about the field in focus, else what had no room in its row.

use crate::domain::report::Kind;
use crate::ui::action::Action;
use crate::ui::screen::entry::columns::Shown;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::{Entered, Seen};
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::screen::entry::{cells, head, offer};
use crate::ui::state::State;

/// The line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// What it says.
    pub text: String,
    /// Whether something is to be put right.
    pub is_wrong: bool,
}

/// What there is to say of the field in focus.
pub fn about(grid: &Grid, sheet: &Sheet, shown: &Shown, state: &State) -> About {
    match grid.focus {
        Focus::Head(_) if !grid.offered(state).is_empty() => so(offered(grid, state)),
        Focus::Head(at) if grid.head[at].slot == Slot::HoursSinceDose && grid.head[at].text().is_empty() => {
            so(head::since_dose(grid, state).map_or_else(
                || Slot::HoursSinceDose.hint().to_owned(),
                |worked| format!("{} h after {}; type - if it was not so", worked.hours, worked.from),
            ))
        }
        Focus::Head(at) => match grid.head[at].slot.echo(grid.head[at].field.text(), state) {
            Ok(text) => so(text),
            Err(text) => wrong(text),
        },
        Focus::Value(at) => {
            if let Some(fold) = &grid.fold {
                return so(fold.of.label().to_owned());
            }
            sheet
                .seen(at)
                .zip(grid.rows.get(at))
                .map_or_else(About::default, |(seen, row)| of_row(row, seen, grid, sheet, shown, state))
        }
        Focus::Add if grid.add.is_empty() => so(carried(grid, state)),
        Focus::Add => so(format!("{} adds the marked one", state.look.keymap.key(Action::Next))),
        Focus::Note => so(carried(grid, state)),
    }
}

/// The names a field of the head may mean, and the key that picks one.
fn offered(grid: &Grid, state: &State) -> String {
    let (action, does) = match grid.pick {
        0 => (Action::FieldDown, "picks"),
        _ => (Action::Next, "takes it"),
    };
    let names = offer::words(&grid.offered(state), grid.pick.checked_sub(1));
    format!("{} {does}: {names}", state.look.keymap.key(action))
}

fn of_row(row: &Row, seen: &Seen, grid: &Grid, sheet: &Sheet, shown: &Shown, state: &State) -> About {
    match &seen.entered {
        Entered::Wrong(words) | Entered::NeedsLimit(words) => return wrong(words.clone()),
        Entered::Value(_, doubts) if !doubts.is_empty() => {
            return wrong(doubtful(doubts, seen, state));
        }
        _ => {}
    }
    let range = seen.range.as_ref().filter(|_| shown.lacks_range());
    let range = range.map(|(interval, by)| format!("range {interval} ({by})"));
    let previous =
        Some(cells::previous(seen, state)).filter(|text| shown.lacks_previous() && !text.is_empty());
    let previous = previous.map(|previous| format!("before: {previous}"));
    let words = shown.lacks_words().then(|| cells::words(grid, row, seen, sheet, state).0);
    let words = words.filter(|words| !words.is_empty());
    let change = seen.change.filter(|_| grid.kind == Kind::Semen && !state.look.private);
    let change = change.map(|change| format!("since the one before: {change}"));
    let parts: Vec<String> = [words, previous, range, change].into_iter().flatten().collect();
    so(parts.join("   "))
}

/// The doubt, and the key that reads the digits in the unit they look like.
fn doubtful(doubts: &[String], seen: &Seen, state: &State) -> String {
    let flip = state.look.keymap.key(Action::OtherUnit);
    let unit = crate::domain::quantity::shown_unit(&seen.unit);
    let said = doubts.join("; ");
    if said.contains("looks like") {
        format!("{said}: {flip} reads it so, leaving it keeps {unit}")
    } else {
        said
    }
}

/// Results of the edited report that have no row.
fn carried(grid: &Grid, state: &State) -> String {
    if grid.carried.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = grid.carried.iter().map(|result| state.name(&result.analyte)).collect();
    format!("kept as they are: {}", names.join(", "))
}

const fn so(text: String) -> About {
    About { text, is_wrong: false }
}

const fn wrong(text: String) -> About {
    About { text, is_wrong: true }
}
