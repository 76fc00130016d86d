//! What a screen is to the program, and the tabs in their order: a new tab is one file and one row of [`TABS`].

pub mod chart;
pub mod entry;
pub mod journal;
pub mod reminders;
pub mod results;
pub mod therapy;
pub mod today;

use std::fmt;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::record_extent::HistoryNeed;
use crate::domain::report::Kind;
use crate::ui::action::{Action, Context};
use crate::ui::outcome::{FormKind, OpenTarget, Outcome};
use crate::ui::state::{ALL_DAYS, DayStretch, State};

/// One screen: what can be done on it, what that does, and how it is drawn.
pub trait Screen: fmt::Debug {
    /// What can be done here beside what holds everywhere, the most useful first: the footer shows as many as fit,
    /// help shows all.
    fn actions(&self) -> &'static [Action];

    /// Does what an action means here.
    fn update(&mut self, action: Action, state: &State) -> Outcome;

    /// Draws it into an area.
    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect);

    /// Takes a key before the keymap reads it, while keys mean something else here; none for one left to the keymap.
    fn take_key(&mut self, _event: KeyEvent, _state: &State) -> Option<Outcome> {
        None
    }

    /// Brings what another screen opens to the front, and says whether it is shown here.
    fn show(&mut self, _what: &OpenTarget, _state: &State) -> bool {
        false
    }

    /// The filter in force; empty where everything is shown.
    fn filter(&self) -> &str {
        Default::default()
    }

    /// Shows only what matches. Only a screen with [`Action::Filter`] among its actions is asked to.
    fn set_filter(&mut self, _text: &str, _state: &State) {}

    /// Goes up or down among what the filter found.
    fn to_match(&mut self, towards: Action, state: &State) -> Outcome {
        self.update(towards, state)
    }

    /// What Enter does here, in the words of the footer.
    fn enter_words(&self, _state: &State) -> &'static str {
        Action::Open.words()
    }

    /// Whether letters are typed here just now, and are no commands.
    fn takes_letters(&self) -> bool {
        false
    }

    /// Whether Back closes something on this screen before it leads to the screen that opened this one.
    fn closes_first(&self) -> bool {
        false
    }

    /// The form that the add menu offers first here.
    fn likeliest_form(&self) -> FormKind {
        FormKind::Report(Kind::Blood)
    }

    /// The reports that are marked here, to be exported or removed together.
    fn marked(&self) -> Vec<EntryId> {
        Vec::new()
    }

    /// Whether a line below it stays free for messages, so that nothing in it moves when one comes.
    fn keeps_still(&self) -> bool {
        false
    }

    /// What it looks at of the history in a window of so many columns, which is read when the screen comes to the front
    /// and when a key makes it look at more.
    fn looks_at(&self, _state: &State, _columns: u16) -> HistoryNeed {
        HistoryNeed::Recent
    }

    /// The analytes of which it draws every result in a window of so many columns.
    fn draws(&self, _state: &State, _columns: u16) -> Vec<AnalyteId> {
        Vec::new()
    }

    /// The days of which it draws symptoms and doses beside these, told by the results once they are there.
    fn draws_days(&self, _state: &State) -> DayStretch {
        ALL_DAYS
    }
}

/// A tab: the action that leads to it and names it, and how its screen begins.
#[derive(Clone, Copy, Debug)]
pub struct Tab {
    /// Its key; the words of the action are its name.
    pub action: Action,
    /// Its screen as the program begins.
    pub begin: fn() -> Box<dyn Screen>,
}

/// The tabs in the order of their digits.
pub const TABS: [Tab; 6] = [
    Tab { action: Action::Tab1, begin: || Box::<today::Today>::default() },
    Tab { action: Action::Tab2, begin: || Box::<results::Results>::default() },
    Tab { action: Action::Tab3, begin: || Box::<chart::Chart>::default() },
    Tab { action: Action::Tab4, begin: || Box::<therapy::Therapy>::default() },
    Tab { action: Action::Tab5, begin: || Box::<reminders::Reminders>::default() },
    Tab { action: Action::Tab6, begin: || Box::<journal::Journal>::default() },
];

impl Tab {
    /// Its name in the tab line.
    pub const fn name(&self) -> &'static str {
        self.action.words()
    }
}

/// Whether both actions may be pressed in one place: in a form, or on one tab.
pub fn do_meet(a: Action, b: Action) -> bool {
    if a.context() != b.context() {
        return false;
    }
    let holds =
        |own: &[Action], action: Action| own.contains(&action) || Action::EVERYWHERE.contains(&action);
    let mut tabs = TABS.iter().map(|tab| (tab.begin)().actions());
    a.context() == Context::Form || tabs.any(|own| holds(own, a) && holds(own, b))
}
