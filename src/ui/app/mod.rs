//! The whole screen: tabs, the form or box over them, and where each key goes.

mod dialogs;
mod draw;
mod forms;
mod linear;
mod saved;

use std::cell::Cell;

use crossterm::event::{KeyCode, KeyEvent, MouseEvent, MouseEventKind};

use crate::domain::record::Record;
use crate::domain::record_extent::HistoryNeed;
use crate::ui::action::{Action, Context};
use crate::ui::bar;
use crate::ui::dialog::Dialog;
use crate::ui::hint::Hint;
use crate::ui::key::KeyPress;
use crate::ui::keymap::KeyMatch;
use crate::ui::live_state::LiveState;
use crate::ui::outcome::{Effect, Message, Msg, OpenTarget, Outcome, READING_HISTORY};
use crate::ui::palette::PaletteChoice;
use crate::ui::screen::entry::EntryForm;
use crate::ui::screen::{Screen, TABS, Tab};
use crate::ui::setting::Setting;
use crate::ui::state::State;
use crate::ui::tour::Tour;
use crate::ui::widget::field::Field;

/// The terminal program, without a terminal.
#[derive(Debug)]
pub struct App {
    state: LiveState,
    /// The screen of each tab, in the order of [`TABS`].
    screens: Vec<Box<dyn Screen>>,
    /// The place of the tab in front.
    tab: usize,
    /// The tab that opened the one in front, to which Back goes.
    opened_from: Option<usize>,
    form: Option<EntryForm>,
    dialog: Option<Dialog>,
    /// The page that the box in front was opened from; it is back when that closes.
    page_below: Option<Dialog>,
    /// The prompt whose answer is being acted on; it is back where that fails.
    answered: Option<Dialog>,
    /// The filter line while it is typed in.
    filter: Option<Field>,
    /// Keys of an unfinished run, as `g` of `g g`.
    pending: Vec<KeyPress>,
    message: Option<Message>,
    /// What was chosen from the palette, the last choice first.
    recent: Vec<PaletteChoice>,
    /// What to open once it is read.
    awaited: Option<AwaitedTarget>,
    /// Columns of the window when it was drawn last.
    columns: Cell<u16>,
    /// Whether what is being stored was typed in the form, which closes once it is.
    is_form_saving: bool,
    /// The tour, while it is taken.
    tour: Option<Tour>,
}

/// What is opened once it is read.
#[derive(Debug)]
enum AwaitedTarget {
    /// The form a draft was typed in, by its name.
    Draft(String),
    Target(OpenTarget),
}

impl App {
    /// The program over a state, on the Today tab. What was typed and not saved is offered first.
    pub fn new(mut state: State) -> Self {
        state.refresh();
        let notice = state.notice.take();
        let dialog = (!state.drafts.is_empty()).then(|| Dialog::drafts(&state));
        Self {
            state: LiveState::new(state),
            screens: TABS.iter().map(|tab| (tab.begin)()).collect(),
            tab: 0,
            opened_from: None,
            form: None,
            dialog,
            page_below: None,
            answered: None,
            filter: None,
            pending: Vec::new(),
            recent: Vec::new(),
            message: notice.map(Message::error),
            awaited: None,
            columns: Cell::new(0),
            is_form_saving: false,
            tour: None,
        }
    }

    /// What every screen looks at.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes what happened and says what is to be done about it, in order.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let is_of_user = matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(..));
        let mut effects = self.take(msg);
        let reads =
            |effect: &Effect| matches!(effect, Effect::Load(_) | Effect::LoadSeries(_) | Effect::LoadDays(_));
        if is_of_user && !effects.iter().any(reads) {
            effects.extend(self.read_missing());
        }
        effects
    }

    fn take(&mut self, msg: Msg) -> Vec<Effect> {
        let answered = match msg {
            // They come before the answer to what was asked for.
            Msg::Progress(_) | Msg::Reading | Msg::Loaded(_) | Msg::Symptoms(..) => None,
            Msg::Drawn(_) | Msg::DrawnDays(..) => None,
            _ => self.answered.take(),
        };
        match msg {
            Msg::Key(event) => return self.key(event),
            // Most terminals send a carriage return for the end of a line.
            Msg::Paste(text) => return self.paste(&text.replace("\r\n", "\n").replace('\r', "\n")),
            Msg::Mouse(event, columns) => return self.mouse(event, columns),
            Msg::Saved { words, changes, way } => return self.saved(&words, &changes, way),
            Msg::Loaded(record) => return self.take_record(*record),
            Msg::Symptoms(since, symptoms) => {
                self.end_reading();
                // What rules look at was here before.
                self.state.record.take_symptoms(since, symptoms);
                self.refresh_opened();
                return self.read_missing();
            }
            Msg::Drawn(drawn) => {
                self.end_reading();
                self.state.drawn = Some(*drawn);
                return self.read_missing();
            }
            Msg::DrawnDays(days, logged) => self.state.take_drawn_days(days, *logged),
            // It says less than what was just done.
            Msg::Reading => drop(self.message.get_or_insert_with(|| Message::note(READING_HISTORY))),
            Msg::Said(text) | Msg::Progress(text) => self.message = Some(Message::note(text)),
            Msg::Waiting(words) => self.message = Some(Message::error(words)),
            Msg::Failed(words) => self.failed(answered, &words, None),
            Msg::Taken { words, free } => self.failed(answered, &words, Some(free)),
            Msg::Imported(request, answer) => {
                self.message = None;
                self.dialog = Some(Dialog::imported(request, *answer, &self.state));
            }
            Msg::Completed(names) => {
                if let Some(dialog) = &mut self.dialog {
                    dialog.complete(&names);
                }
            }
            Msg::Burst(text) => return self.offer_pasted(text),
            Msg::Backdrop(backdrop) => {
                let theme = self.state.look.chosen_theme.on(backdrop);
                self.state.look.show(theme);
            }
            Msg::Clashed(clashes) => self.clashed(&clashes),
            Msg::Doubted(doubt) => self.open_over_page(Dialog::undo(&doubt)),
            Msg::Today(today) => {
                self.state.today = today;
                self.refresh();
            }
        }
        Vec::new()
    }

    /// Takes a record in place of the one that is here, and opens what waited for it.
    fn take_record(&mut self, record: Record) -> Vec<Effect> {
        self.end_reading();
        self.state.record = record;
        self.state.drawn = None;
        self.refresh();
        match self.awaited.take() {
            Some(AwaitedTarget::Draft(draft)) => self.open_draft(&draft),
            Some(AwaitedTarget::Target(open)) => self.open(open),
            None => self.read_missing(),
        }
    }

    /// Says no longer that something is being read.
    fn end_reading(&mut self) {
        self.message.take_if(|message| message.text == READING_HISTORY);
    }

    /// Whether no message stands on the screen.
    pub const fn says_nothing(&self) -> bool {
        self.message.is_none()
    }

    /// Whether letters are text where the cursor is, and not commands.
    pub fn takes_text(&self) -> bool {
        match &self.dialog {
            Some(dialog) => dialog.is_prompt(),
            None => self.form.is_some() || self.filter.is_some(),
        }
    }

    /// Works out everything anew after the record or the day became another one.
    fn refresh(&mut self) {
        self.state.refresh();
        self.refresh_opened();
    }

    /// Works out anew what the form and the box over the tabs tell.
    fn refresh_opened(&mut self) {
        if let Some(form) = &mut self.form {
            form.refresh(&self.state);
        }
        for dialog in [&mut self.dialog, &mut self.page_below].into_iter().flatten() {
            dialog.refresh(&self.state);
        }
    }

    fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == crossterm::event::KeyEventKind::Release {
            return Vec::new();
        }
        self.message = None;
        // A form has a key of its own that quits.
        let quits = self.form.is_none() || self.dialog.is_some();
        if quits && !KeyPress::from(event).is_text() && self.key_means(event, Action::QuitNow) {
            return self.quit_now();
        }
        if self.dialog.is_some() {
            return self.dialog_key(event);
        }
        if self.filter.is_some() {
            self.filter_key(event);
            return Vec::new();
        }
        if self.form.is_none() {
            match self.screens[self.tab].take_key(event, &self.state) {
                Some(Outcome::PassOn(first)) => {
                    let mut effects = self.outcome(*first);
                    effects.extend(self.mapped_key(event));
                    return effects;
                }
                Some(outcome) => return self.outcome(outcome),
                None => {}
            }
        }
        self.mapped_key(event)
    }

    /// Whether the keymap has a key for an action of the tabs.
    pub(super) fn key_means(&self, event: KeyEvent, action: Action) -> bool {
        let found = self.state.look.keymap.find(Context::Screen, &[KeyPress::from(event)]);
        matches!(found, KeyMatch::Actions(actions) if actions.contains(&action))
    }

    /// What a key means by the keymap.
    fn mapped_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        self.pending.push(KeyPress::from(event));
        let context = if self.form.is_some() { Context::Form } else { Context::Screen };
        match self.state.look.keymap.find(context, &self.pending) {
            KeyMatch::Prefix => return Vec::new(),
            KeyMatch::Actions(actions) => {
                self.pending.clear();
                return if self.form.is_some() {
                    self.form_action(actions[0])
                } else {
                    self.act_first(&actions)
                };
            }
            KeyMatch::Nothing => self.pending.clear(),
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
        self.say_elsewhere(action, action);
        Vec::new()
    }

    /// Says that a command does nothing on the tab in front, and on which tabs it does: those that have `own`.
    fn say_elsewhere(&mut self, command: Action, own: Action) {
        let (what, tab, lead) = (command.words(), TABS[self.tab].name(), self.leads_to(own));
        self.message = Some(Message::error(format!("“{what}” does nothing on {tab}{lead}.")));
    }

    /// `; it is for Therapy (4)`: the tabs that have an action, with the keys that lead there.
    fn leads_to(&self, action: Action) -> String {
        let tabs = TABS.iter().zip(&self.screens).filter(|(_, screen)| screen.actions().contains(&action));
        let name = |tab: &Tab| format!("{} ({})", tab.name(), self.state.look.keymap.key(tab.action));
        let names: Vec<String> = tabs.map(|(tab, _)| name(tab)).collect();
        match names.split_last() {
            Some((last, [])) => format!("; it is for {last}"),
            Some((last, others)) => format!("; it is for {} and {last}", others.join(", ")),
            None => String::new(),
        }
    }

    /// Does what an action means on the tab in front, and notes what was learned by it.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        self.tour = self.tour.and_then(|tour| tour.after(action));
        let hint = Hint::followed(TABS[self.tab].action, action);
        let learned = hint.filter(|hint| self.state.followed.insert(*hint));
        let mut effects = self.do_action(action);
        effects.extend(learned.map(Effect::KeepFollowed));
        effects
    }

    fn do_action(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::Back && self.tour.is_some() && !self.screen().closes_first() {
            self.tour = None;
            let key = self.state.look.keymap.key(Action::Palette);
            self.message =
                Some(Message::note(format!("You left the tour. {key} and “tour” starts it again.")));
            return Vec::new();
        }
        if action == Action::Back
            && !self.screen().closes_first()
            && let Some(tab) = self.opened_from
        {
            return self.go(tab);
        }
        match action {
            Action::QuitNow => return self.quit_now(),
            Action::Quit => return self.quit(),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Undo => return vec![Effect::Undo],
            Action::Redo => return vec![Effect::Redo],
            Action::NextTab => return self.go((self.tab + 1) % TABS.len()),
            Action::PreviousTab => return self.go((self.tab + TABS.len() - 1) % TABS.len()),
            Action::Add => self.dialog = Some(Dialog::add(self.screen().likeliest_form(), &self.state)),
            Action::Help => {
                let title = format!("Keys on {} (digits lead to the tabs)", TABS[self.tab].name());
                let groups = bar::key_groups(self.screen().actions());
                self.dialog = Some(Dialog::commands(title, &groups, &self.state));
            }
            Action::Palette => self.dialog = Some(Dialog::palette(&self.recent, &self.state)),
            Action::Drafts if self.state.drafts.is_empty() => {
                self.message = Some(Message::note("There are no unsaved drafts."));
            }
            Action::Drafts => self.dialog = Some(Dialog::drafts(&self.state)),
            Action::Export => self.dialog = Some(Dialog::export(self.screen().marked())),
            Action::Import => self.dialog = Some(Dialog::import()),
            Action::Units => self.next_units(),
            Action::Private => self.state.look.privacy = self.state.look.privacy.turned(),
            Action::NextMatch | Action::PreviousMatch => return self.go_on_with_search(action),
            Action::Filter if self.own_actions().contains(&Action::Filter) => {
                // From here on Back clears it.
                self.opened_from = None;
                self.filter = Some(Field::new(self.screen().filter()));
            }
            _ => {
                if let Some(tab) = TABS.iter().position(|tab| tab.action == action) {
                    return self.go(tab);
                }
                let outcome = self.screens[self.tab].update(action, &self.state);
                return self.outcome(outcome);
            }
        }
        Vec::new()
    }

    /// Goes to the next or the previous match; says where there is none to go to.
    fn go_on_with_search(&mut self, action: Action) -> Vec<Effect> {
        if !self.screen().actions().contains(&Action::Filter) {
            self.say_elsewhere(action, Action::Filter);
            return Vec::new();
        }
        if self.screen().filter().is_empty() {
            let key = self.state.look.keymap.key(Action::Filter);
            self.message = Some(Message::note(format!("There is no search yet. {key} starts one.")));
            return Vec::new();
        }
        let towards = if action == Action::NextMatch { Action::Down } else { Action::Up };
        let outcome = self.screens[self.tab].to_match(towards, &self.state);
        self.outcome(outcome)
    }

    /// The screen in front.
    fn screen(&self) -> &dyn Screen {
        &*self.screens[self.tab]
    }

    /// What holds here: the screen's own actions, then those that hold everywhere.
    fn own_actions(&self) -> Vec<Action> {
        let own = self.screen().actions();
        own.iter().chain(Action::EVERYWHERE.iter().filter(|action| !own.contains(action))).copied().collect()
    }

    fn outcome(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Nothing => {}
            Outcome::Do(effects) => return effects,
            Outcome::Say(message) => self.message = Some(message),
            Outcome::Open(open) => return self.open(open),
            Outcome::Set(setting) => return self.set(setting),
            Outcome::PassOn(first) => return self.outcome(*first),
            Outcome::Several(outcomes) => {
                return outcomes.into_iter().flat_map(|outcome| self.outcome(outcome)).collect();
            }
        }
        Vec::new()
    }

    /// Shows things another way from now on, and has that kept.
    pub(super) fn set(&mut self, setting: Setting) -> Vec<Effect> {
        let look = &mut self.state.look;
        match setting {
            Setting::Theme(theme) => look.choose(theme),
            Setting::Units(units) => look.units = units,
            Setting::DayOrder(order) => look.day_order = order,
            Setting::Glyphs(_) | Setting::Screen(_) | Setting::Mouse(_) | Setting::WhoEdition(_) => {}
        }
        self.message = Some(Message::note(format!("{}.", setting.words())));
        vec![Effect::KeepSetting(setting)]
    }

    pub(super) fn open(&mut self, open: OpenTarget) -> Vec<Effect> {
        match open {
            OpenTarget::Form(seed) => return self.open_form(&seed),
            OpenTarget::Ask(question, of) => {
                self.dialog = Some(Dialog::ask(question, of));
                return Vec::new();
            }
            OpenTarget::Doses(entries) => {
                self.dialog = Some(Dialog::doses(entries));
                return Vec::new();
            }
            OpenTarget::DoseList(drug) => {
                self.dialog = Some(Dialog::dose_list(drug.as_ref(), &self.state));
                return Vec::new();
            }
            OpenTarget::Page(kind) => {
                let tells_of_history = kind.tells_of_history();
                self.dialog = Some(Dialog::page(kind, &self.state));
                return if tells_of_history { self.read_whole() } else { Vec::new() };
            }
            OpenTarget::Levels(symptom) => {
                self.dialog = Some(Dialog::levels(symptom, &self.state));
                return self.read_whole();
            }
            OpenTarget::Report(ref id, _) => {
                // Its place in the list is known only where none of the newer ones is missing.
                let here = self.state.record.report(id).or_else(|| self.state.drawn_record().report(id));
                let need = here.map_or(HistoryNeed::Whole, |report| HistoryNeed::ReportsSince(report.date));
                if !self.state.record.holds(need) {
                    self.awaited = Some(AwaitedTarget::Target(open));
                    return self.read(need);
                }
            }
            OpenTarget::Chart(_) | OpenTarget::Reminder(_) => {}
        }
        let state = &self.state;
        let Some(to) = self.screens.iter_mut().position(|screen| screen.show(&open, state)) else {
            return Vec::new();
        };
        let from = self.tab;
        let effects = self.go(to);
        self.opened_from = (from != to).then_some(from);
        effects
    }

    /// Brings a tab to the front, which has read what it looks at of the history.
    fn go(&mut self, tab: usize) -> Vec<Effect> {
        self.tab = tab;
        self.opened_from = None;
        self.read_missing()
    }

    /// Has what the tab in front shows read, unless it is here.
    pub fn read_missing(&self) -> Vec<Effect> {
        let need = self.screen().looks_at(&self.state, self.columns.get());
        if !self.state.record.holds(need) {
            return vec![Effect::Load(need)];
        }
        let drawn = self.screen().draws(&self.state, self.columns.get());
        if !self.state.has_drawn(&drawn) {
            return vec![Effect::LoadSeries(drawn)];
        }
        if drawn.is_empty() || self.state.record.is_whole() {
            return Vec::new();
        }
        let days = self.screen().draws_days(&self.state);
        if self.state.has_drawn_days(days) { Vec::new() } else { vec![Effect::LoadDays(days)] }
    }

    /// Has what is looked at of the history read, unless it is here.
    fn read(&self, need: HistoryNeed) -> Vec<Effect> {
        if self.state.record.holds(need) { Vec::new() } else { vec![Effect::Load(need)] }
    }

    /// Has the whole history read, unless it is here.
    pub(super) fn read_whole(&self) -> Vec<Effect> {
        self.read(HistoryNeed::Whole)
    }

    fn filter_key(&mut self, event: KeyEvent) {
        let Some(field) = &mut self.filter else { return };
        match event.code {
            KeyCode::Enter => self.filter = None,
            KeyCode::Esc => {
                self.filter = None;
                self.set_filter("");
            }
            _ if field.key(event) => {
                let text = field.text().to_owned();
                self.set_filter(&text);
            }
            _ => {}
        }
    }

    /// What is typed narrows the list in front at once.
    fn set_filter(&mut self, text: &str) {
        self.screens[self.tab].set_filter(text, &self.state);
    }

    fn next_units(&mut self) {
        use crate::domain::analyte::UnitView as V;
        self.state.look.units = match self.state.look.units {
            V::AsEntered => V::Conventional,
            V::Conventional => V::Si,
            V::Si => V::AsEntered,
        };
    }

    fn mouse(&mut self, event: MouseEvent, columns: u16) -> Vec<Effect> {
        if let Some(dialog) = &self.dialog {
            let key = match event.kind {
                MouseEventKind::ScrollDown => KeyCode::Down,
                MouseEventKind::ScrollUp => KeyCode::Up,
                _ => return Vec::new(),
            };
            return if dialog.is_prompt() { Vec::new() } else { self.dialog_key(key.into()) };
        }
        if self.form.is_some() {
            return Vec::new();
        }
        match event.kind {
            MouseEventKind::ScrollDown => self.act(Action::Down),
            MouseEventKind::ScrollUp => self.act(Action::Up),
            MouseEventKind::Down(_) if event.row == 0 => match bar::tab_at(event.column, self.tab, columns) {
                Some(tab) => self.go(tab),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}
