//! The whole screen: tabs, the form or box over them, and where each key goes.

mod boxes;
mod draw;
mod filter;
mod forms;
mod saved;
mod tab;

pub use tab::Tab;

use crossterm::event::KeyEvent;

use crate::ui::action::{Action, Context};
use crate::ui::app::tab::tab_of;
use crate::ui::bar;
use crate::ui::dialog::Dialog;
use crate::ui::key::Key;
use crate::ui::keymap::Found;
use crate::ui::outcome::{Effect, Message, Msg, Open, Outcome};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::entry::EntryForm;
use crate::ui::screen::journal::Journal;
use crate::ui::screen::reminders::Reminders;
use crate::ui::screen::results::Results;
use crate::ui::screen::therapy::Therapy;
use crate::ui::screen::today::Today;
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// The terminal program, without a terminal.
#[derive(Debug)]
pub struct App {
    state: State,
    tab: Tab,
    /// The tab that opened the one in front, to which Back goes.
    opened_from: Option<Tab>,
    screens: Screens,
    form: Option<EntryForm>,
    dialog: Option<Dialog>,
    /// The filter line while it is typed in.
    filter: Option<Field>,
    /// Keys of an unfinished run, as `g` of `g g`.
    pending: Vec<Key>,
    message: Option<Message>,
    /// The draft to open once everything is read.
    awaited: Option<String>,
}

/// One of each.
#[derive(Debug)]
struct Screens {
    today: Today,
    results: Results,
    chart: Chart,
    therapy: Therapy,
    reminders: Reminders,
    journal: Journal,
}

impl App {
    /// The program over a state, on the Today tab. What was typed and not saved is offered first.
    pub fn new(mut state: State) -> Self {
        state.refresh();
        let dialog = (!state.drafts.is_empty()).then(|| Dialog::drafts(&state));
        let screens = Screens {
            today: Today::default(),
            results: Results::default(),
            chart: Chart::default(),
            therapy: Therapy::default(),
            reminders: Reminders::default(),
            journal: Journal::default(),
        };
        Self {
            state,
            tab: Tab::Today,
            opened_from: None,
            screens,
            form: None,
            dialog,
            filter: None,
            pending: Vec::new(),
            message: None,
            awaited: None,
        }
    }

    /// What every screen looks at.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The tab in front.
    pub const fn tab(&self) -> Tab {
        self.tab
    }

    /// Takes what happened and says what is to be done about it, in order.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(event) => return self.key(event),
            Msg::Paste(text) => return self.paste(&text),
            Msg::Mouse(event, columns) => return self.mouse(event, columns),
            Msg::Saved { words, changes, way } => return self.saved(&words, &changes, way),
            Msg::Loaded(record) => {
                self.state.record = *record;
                self.state.refresh();
                if let Some(draft) = self.awaited.take() {
                    return self.open_draft(&draft);
                }
            }
            Msg::Said(text) => self.message = Some(Message::note(text)),
            Msg::Failed(text) => self.message = Some(Message::error(text)),
            Msg::Today(today) => {
                self.state.today = today;
                self.state.refresh();
            }
        }
        Vec::new()
    }

    // Keys ------------------------------------------------------------------------------------------------

    fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == crossterm::event::KeyEventKind::Release {
            return Vec::new();
        }
        self.message = None;
        if self.dialog.is_some() {
            return self.dialog_key(event);
        }
        if self.filter.is_some() {
            self.filter_key(event);
            return Vec::new();
        }
        if self.form.is_none()
            && self.tab == Tab::Journal
            && let Some(outcome) = self.screens.journal.check_in_key(event, &self.state)
        {
            return self.outcome(outcome);
        }
        self.pending.push(Key::from(event));
        let context = if self.form.is_some() { Context::Form } else { Context::Screen };
        match self.state.look.keymap.find(context, &self.pending) {
            Found::Prefix => return Vec::new(),
            Found::Actions(actions) => {
                self.pending.clear();
                return if self.form.is_some() {
                    self.form_action(actions[0])
                } else {
                    self.act_first(&actions)
                };
            }
            Found::Nothing => self.pending.clear(),
        }
        match &mut self.form {
            Some(form) => {
                let outcome = form.type_key(event, &self.state);
                self.form_outcome(outcome)
            }
            None => Vec::new(),
        }
    }

    /// One key may stand for several actions; the screen in front knows which of them it has.
    fn act_first(&mut self, actions: &[Action]) -> Vec<Effect> {
        let own = self.own_actions();
        let action = actions.iter().find(|a| own.contains(a)).unwrap_or(&actions[0]);
        self.act(*action)
    }

    /// The same for a command chosen by name, which the tab in front may not have.
    fn act_or_say(&mut self, action: Action) -> Vec<Effect> {
        let goes_back = action == Action::Back && self.opened_from.is_some();
        if self.own_actions().contains(&action) || goes_back {
            return self.act(action);
        }
        let tab = self.tab.name();
        self.message = Some(Message::error(format!("“{}” does nothing on {tab}.", action.words())));
        Vec::new()
    }

    /// Does what an action means on the tab in front.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::Back
            && !self.is_choosing()
            && let Some(tab) = self.opened_from
        {
            return self.go(tab);
        }
        match action {
            Action::QuitNow => return vec![Effect::Quit],
            Action::Quit => return self.quit(),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Undo => return vec![Effect::Undo],
            Action::Redo => return vec![Effect::Redo],
            Action::Tab1 | Action::Tab2 | Action::Tab3 | Action::Tab4 | Action::Tab5 | Action::Tab6 => {
                return self.go(tab_of(action));
            }
            Action::NextTab => return self.go(self.beside(1)),
            Action::PreviousTab => return self.go(self.beside(Tab::ALL.len() - 1)),
            Action::Add => self.dialog = Some(self.add_menu()),
            Action::Help => {
                self.dialog = Some(Dialog::commands("Keys here", self.own_actions(), &self.state));
            }
            Action::Palette => self.dialog = Some(Dialog::palette(&self.state)),
            Action::Export => self.dialog = Some(Dialog::export()),
            Action::Units => self.next_units(),
            Action::Private => self.state.look.private = !self.state.look.private,
            Action::Filter if self.own_actions().contains(&Action::Filter) => {
                // From here on Back clears it.
                self.opened_from = None;
                self.filter = Some(Field::new(self.filter_text()));
            }
            _ => {
                let outcome = self.screen_update(action);
                return self.outcome(outcome);
            }
        }
        Vec::new()
    }

    fn screen_update(&mut self, action: Action) -> Outcome {
        let state = &self.state;
        match self.tab {
            Tab::Today => self.screens.today.update(action, state),
            Tab::Results => self.screens.results.update(action, state),
            Tab::Chart => self.screens.chart.update(action, state),
            Tab::Therapy => self.screens.therapy.update(action, state),
            Tab::Reminders => self.screens.reminders.update(action, state),
            Tab::Journal => self.screens.journal.update(action, state),
        }
    }

    /// What the screen in front adds to the actions that hold everywhere.
    fn screen_actions(&self) -> &'static [Action] {
        match self.tab {
            Tab::Today => Today::ACTIONS,
            Tab::Results => Results::ACTIONS,
            Tab::Chart => Chart::ACTIONS,
            Tab::Therapy => Therapy::ACTIONS,
            Tab::Reminders => Reminders::ACTIONS,
            Tab::Journal => Journal::ACTIONS,
        }
    }

    /// What holds here: the screen's own actions, then those that hold everywhere.
    fn own_actions(&self) -> Vec<Action> {
        let mut actions = self.screen_actions().to_vec();
        actions.extend(bar::EVERYWHERE.iter().filter(|action| !self.screen_actions().contains(action)));
        actions
    }

    fn outcome(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Nothing => {}
            Outcome::Do(effects) => return effects,
            Outcome::Say(message) => self.message = Some(message),
            Outcome::Open(open) => return self.open(open),
        }
        Vec::new()
    }

    fn open(&mut self, open: Open) -> Vec<Effect> {
        let to = match open {
            Open::Form(seed) => return self.open_form(&seed),
            Open::Ask(ask) => {
                self.dialog = Some(Dialog::ask(ask));
                return Vec::new();
            }
            Open::Report(id, analyte) => {
                self.screens.results.show(&id, analyte.as_ref(), &self.state);
                Tab::Results
            }
            Open::Chart(analytes) => {
                self.screens.chart.show(analytes, &self.state);
                Tab::Chart
            }
            Open::Reminder(rule) => {
                self.screens.reminders.show(&rule, &self.state);
                Tab::Reminders
            }
        };
        let from = self.tab;
        let effects = self.go(to);
        self.opened_from = (from != to).then_some(from);
        effects
    }

    /// Whether the list of what is drawn is open, which Back closes.
    fn is_choosing(&self) -> bool {
        self.tab == Tab::Chart && self.screens.chart.is_choosing()
    }

    /// Brings a tab to the front; those that show the whole history ask for it.
    fn go(&mut self, tab: Tab) -> Vec<Effect> {
        self.tab = tab;
        self.opened_from = None;
        let shows_all = matches!(tab, Tab::Results | Tab::Chart | Tab::Therapy);
        if shows_all && !self.state.record.is_whole() { vec![Effect::LoadWhole] } else { Vec::new() }
    }

    fn beside(&self, steps: usize) -> Tab {
        let here = Tab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        Tab::ALL[(here + steps) % Tab::ALL.len()]
    }

    const fn next_units(&mut self) {
        use crate::domain::analyte::UnitView as V;
        self.state.look.units = match self.state.look.units {
            V::AsEntered => V::Conventional,
            V::Conventional => V::Si,
            V::Si => V::AsEntered,
        };
    }

    fn mouse(&mut self, event: crossterm::event::MouseEvent, columns: u16) -> Vec<Effect> {
        use crossterm::event::MouseEventKind;
        if self.dialog.is_some() || self.form.is_some() {
            return Vec::new();
        }
        match event.kind {
            MouseEventKind::ScrollDown => self.act(Action::Down),
            MouseEventKind::ScrollUp => self.act(Action::Up),
            MouseEventKind::Down(_) if event.row == 0 => match bar::tab_at(event.column, columns) {
                Some(tab) => self.go(tab),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}
