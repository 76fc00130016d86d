//! The whole screen: tabs, the form or box over them, and where each key goes.

mod draw;
mod forms;

use chrono::NaiveDate;
use crossterm::event::KeyEvent;

use crate::domain::change::{self, Change};
use crate::domain::id::RuleId;
use crate::ui::action::{Action, Context};
use crate::ui::bar;
use crate::ui::dialog::{Dialog, Reply};
use crate::ui::key::Key;
use crate::ui::keymap::Found;
use crate::ui::outcome::{Effect, FormKind, Message, Msg, Open, Outcome, Seed, Way};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::entry::Form;
use crate::ui::screen::journal::Journal;
use crate::ui::screen::reminders::Reminders;
use crate::ui::screen::results::Results;
use crate::ui::screen::therapy::Therapy;
use crate::ui::screen::today::Today;
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// The tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What needs him, therapy, latest results.
    Today,
    /// Every result.
    Results,
    /// Results over time.
    Chart,
    /// Regimens and what they changed.
    Therapy,
    /// What is due, and why.
    Reminders,
    /// Symptoms and events.
    Journal,
}

impl Tab {
    /// In the order of their digits.
    pub const ALL: [Self; 6] =
        [Self::Today, Self::Results, Self::Chart, Self::Therapy, Self::Reminders, Self::Journal];

    /// Its name in the tab line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Results => "Results",
            Self::Chart => "Chart",
            Self::Therapy => "Therapy",
            Self::Reminders => "Reminders",
            Self::Journal => "Journal",
        }
    }
}

/// The terminal program, without a terminal.
#[derive(Debug)]
pub struct App {
    state: State,
    tab: Tab,
    screens: Screens,
    form: Option<Form>,
    dialog: Option<Dialog>,
    /// The filter line while it is typed in.
    filter: Option<Field>,
    /// Keys of an unfinished run, as `g` of `g g`.
    pending: Vec<Key>,
    message: Option<Message>,
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
    /// The program over a state, on the Today tab.
    pub fn new(mut state: State) -> Self {
        state.refresh();
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
            screens,
            form: None,
            dialog: None,
            filter: None,
            pending: Vec::new(),
            message: None,
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
            Msg::Saved { words, changes, way } => self.saved(&words, &changes, way),
            Msg::Loaded(record) => {
                self.state.record = *record;
                self.state.refresh();
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

    fn saved(&mut self, words: &str, changes: &[Change], way: Way) {
        let before: Vec<_> = self.state.outlook.reminders.iter().map(|r| (r.rule.clone(), r.due)).collect();
        self.state.record.apply(changes);
        self.state.refresh();
        let key = |action| self.state.look.keymap.key(action);
        // The words of a symptom name its grade.
        let hides = self.state.look.private && changes.iter().any(is_of_symptom);
        let words = if hides { "Symptom entry changed" } else { words };
        let text = match way {
            Way::Done => {
                let settles = self.settled(&before, changes);
                format!("{words}.{settles} {} undoes.", key(Action::Undo))
            }
            Way::Undone => format!("Undone ({} redoes): {words}.", key(Action::Redo)),
            Way::Redone => format!("Redone ({} undoes): {words}.", key(Action::Undo)),
        };
        self.message = Some(Message::note(text));
        if let Some(form) = self.form.take() {
            self.state.drafts.remove(&form.draft_name());
        }
    }

    /// Which reminders what was stored has settled; one that is only put off or no longer founded is not.
    fn settled(&self, before: &[(RuleId, NaiveDate)], changes: &[Change]) -> String {
        if !changes.iter().any(|change| matches!(change, Change::Put(_))) {
            return String::new();
        }
        let standing = || self.state.outlook.reminders.iter().chain(&self.state.outlook.quiet);
        let gone = before.iter().filter(|(rule, due)| !standing().any(|r| r.rule == *rule && r.due == *due));
        let titles: Vec<&str> = gone.filter_map(|(rule, _)| self.title_of(rule)).collect();
        if titles.is_empty() { String::new() } else { format!(" Settles: {}.", titles.join("; ")) }
    }

    fn title_of(&self, rule: &str) -> Option<&str> {
        self.state.rules.iter().find(|r| &*r.id == rule).map(|r| r.title.as_str())
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

    /// Does what an action means on the tab in front.
    fn act(&mut self, action: Action) -> Vec<Effect> {
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
        match open {
            Open::Form(seed) => self.open_form(&seed),
            Open::Report(id, analyte) => {
                self.screens.results.show(&id, analyte.as_ref(), &self.state);
                return self.go(Tab::Results);
            }
            Open::Chart(analytes) => {
                self.screens.chart.show(analytes, &self.state);
                return self.go(Tab::Chart);
            }
            Open::Reminder(rule) => {
                self.screens.reminders.show(&rule, &self.state);
                return self.go(Tab::Reminders);
            }
            Open::Ask(ask) => self.dialog = Some(Dialog::ask(ask)),
        }
        Vec::new()
    }

    /// Brings a tab to the front; those that show the whole history ask for it.
    fn go(&mut self, tab: Tab) -> Vec<Effect> {
        self.tab = tab;
        let shows_all = matches!(tab, Tab::Results | Tab::Chart | Tab::Therapy);
        if shows_all && !self.state.record.is_whole() { vec![Effect::LoadWhole] } else { Vec::new() }
    }

    fn beside(&self, steps: usize) -> Tab {
        let here = Tab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        Tab::ALL[(here + steps) % Tab::ALL.len()]
    }

    fn quit(&mut self) -> Vec<Effect> {
        if self.state.drafts.is_empty() {
            return vec![Effect::Quit];
        }
        self.dialog = Some(Dialog::quit());
        Vec::new()
    }

    const fn next_units(&mut self) {
        use crate::domain::analyte::UnitView as V;
        self.state.look.units = match self.state.look.units {
            V::AsEntered => V::Conventional,
            V::Conventional => V::Si,
            V::Si => V::AsEntered,
        };
    }

    // The filter line --------------------------------------------------------------------------------------

    fn filter_text(&self) -> &str {
        match self.tab {
            Tab::Results => self.screens.results.filter(),
            Tab::Journal => self.screens.journal.filter(),
            _ => "",
        }
    }

    fn set_filter(&mut self, text: &str) {
        match self.tab {
            Tab::Results => self.screens.results.set_filter(text, &self.state),
            Tab::Journal => self.screens.journal.set_filter(text, &self.state),
            _ => {}
        }
    }

    fn filter_key(&mut self, event: KeyEvent) {
        use crossterm::event::KeyCode;
        let Some(field) = &mut self.filter else { return };
        match event.code {
            KeyCode::Enter => self.filter = None,
            KeyCode::Esc => {
                self.filter = None;
                self.set_filter("");
            }
            _ => {
                if field.key(event) {
                    let text = field.text().to_owned();
                    self.set_filter(&text);
                }
            }
        }
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

    // Boxes ------------------------------------------------------------------------------------------------

    fn add_menu(&self) -> Dialog {
        let likeliest = match self.tab {
            Tab::Therapy => FormKind::Therapy,
            Tab::Journal => FormKind::Symptom,
            _ => FormKind::Blood,
        };
        Dialog::add(likeliest, &self.state)
    }

    fn dialog_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else {
            return Vec::new();
        };
        let reply = dialog.key(event, &self.state);
        if !matches!(reply, Reply::Stay) {
            self.dialog = None;
        }
        match reply {
            Reply::Stay | Reply::Close => {}
            Reply::Next(dialog) => self.dialog = Some(*dialog),
            Reply::Form(form) => self.open_form(&Seed::new(form)),
            Reply::Act(action) if action.context() == Context::Form => return self.form_action(action),
            Reply::Act(action) => return self.act(action),
            Reply::Do(effects) => return effects,
        }
        Vec::new()
    }
}

const fn tab_of(action: Action) -> Tab {
    match action {
        Action::Tab2 => Tab::Results,
        Action::Tab3 => Tab::Chart,
        Action::Tab4 => Tab::Therapy,
        Action::Tab5 => Tab::Reminders,
        Action::Tab6 => Tab::Journal,
        _ => Tab::Today,
    }
}

const fn is_of_symptom(change: &Change) -> bool {
    matches!(change, Change::Put(change::Entry::Symptom(_)) | Change::Remove(change::Key::Symptom(_)))
}
