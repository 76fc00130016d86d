//! Drugs over time, what the results did since, and the article's candidate profile.

mod drugs;
mod profile;
mod response;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::change::{Act, Entry};
use crate::domain::day;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::record_extent::HistoryNeed;
use crate::domain::regimen::Regimen;
use crate::ui::action::Action;
use crate::ui::doses::take_dose;
use crate::ui::kept::{Kept, Moment};
use crate::ui::outcome::{Effect, FormKind, OpenTarget, Outcome};
use crate::ui::screen::Screen;
use crate::ui::state::State;
use crate::ui::widget::sheet;

/// Drugs over time, what the results did since, and the article's candidate profile.
#[derive(Debug, Default)]
pub struct Therapy {
    selected: usize,
    /// The last place the cursor can go to on what was drawn last.
    last: Cell<usize>,
    /// What was drawn last, by moment and columns.
    sections: Kept<(Moment, u16), Vec<TherapySection>>,
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq)]
enum TherapyItem {
    Regimen(EntryId),
    Analyte(AnalyteId),
}

type TherapySection = sheet::Section<'static, TherapyItem>;

/// What can be done here, the most useful first.
const ACTIONS: &[Action] = &[
    Action::Add,
    Action::Edit,
    Action::Delete,
    Action::Open,
    Action::TakeDose,
    Action::Doses,
    Action::Undo,
    Action::Up,
    Action::Down,
    Action::First,
    Action::Last,
    Action::PageUp,
    Action::PageDown,
];

impl Screen for Therapy {
    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn update(&mut self, action: Action, state: &State) -> Outcome {
        let last = self.last.get();
        let at = self.selected.min(last);
        if let Some(to) = action.moved(at, last, PAGE) {
            self.selected = to;
            return Outcome::Nothing;
        }
        let sections = sections(state, WIDEST);
        let items = sheet::items(&sections);
        match (action, items.get(at)) {
            (Action::TakeDose, _) => take_dose(state),
            (Action::Doses, under) => {
                let drug = match under {
                    Some(TherapyItem::Regimen(id)) => state.regimen(id).map(|regimen| regimen.drug.clone()),
                    _ => None,
                };
                Outcome::Open(OpenTarget::DoseList(drug))
            }
            (Action::Open, Some(TherapyItem::Analyte(id))) => {
                Outcome::Open(OpenTarget::Chart(vec![id.clone()]))
            }
            (Action::Open | Action::Edit, Some(TherapyItem::Regimen(id))) => state
                .regimen(id)
                .map_or(Outcome::Nothing, |regimen| Outcome::Open(OpenTarget::regimen(regimen))),
            (Action::Delete, Some(TherapyItem::Regimen(id))) => {
                state.regimen(id).map_or(Outcome::Nothing, delete)
            }
            (Action::Edit | Action::Delete, _) => Outcome::note("Move up to a drug first."),
            _ => Outcome::Nothing,
        }
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
        let key = (state.moment, area.width);
        let sections = self.sections.under(key, || sections(state, area.width));
        let last = sheet::items(&sections).len().saturating_sub(1);
        self.last.set(last);
        let selected = self.selected.min(last);
        let look = state.look.table();
        sheet::paint(&sections, selected, area, frame.buffer_mut(), look);
    }

    fn likeliest_form(&self) -> FormKind {
        FormKind::Therapy
    }

    fn looks_at(&self, _state: &State, _columns: u16) -> HistoryNeed {
        HistoryNeed::Courses
    }
}

/// Rows a page moves by.
const PAGE: usize = 10;
/// Wide enough for every column; what rows stand for does not depend on it.
const WIDEST: u16 = 200;

fn sections(state: &State, width: u16) -> Vec<TherapySection> {
    let mut sections = vec![drugs::section(state, width)];
    sections.extend(response::sections(state, width));
    sections.push(profile::section(state, width));
    sections
}

fn delete(regimen: &Regimen) -> Outcome {
    let words = format!("Removed {} from {} on", regimen.drug, day::long(regimen.start));
    Outcome::effect(Effect::Save(Act::removal(words, Entry::Regimen(regimen.clone()))))
}
