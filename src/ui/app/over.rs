//! What stands over a tab: the form, what is typed in it and kept, the boxes, and what became of what was stored.

use chrono::NaiveDate;
use crossterm::event::KeyEvent;

use crate::domain::change::{Change, Clash, Entry, EntryKey};
use crate::domain::id::RuleId;
use crate::ui::action::{Action, Context};
use crate::ui::app::App;
use crate::ui::dialog::{Dialog, DialogReply};
use crate::ui::outcome::{ActWay, Effect, FormKind, FormOutcome, Message, Seed};
use crate::ui::palette::PaletteChoice;
use crate::ui::screen::entry::{self, EntryForm};
use crate::ui::topics::rule_page;
use crate::ui::tour::Tour;

/// How many choices of the palette come first next time.
const RECENT: usize = 5;

impl App {
    /// Opens a form. What a laboratory printed years ago is offered too, so everything is read behind it.
    pub(super) fn open_form(&mut self, seed: &Seed) -> Vec<Effect> {
        let form = EntryForm::open(seed, &self.state);
        if form.came_from_draft() {
            let key = self.state.look.keymap.key(Action::Discard);
            let words = format!("Your draft is back. It is not saved yet; {key} discards it.");
            self.message = Some(Message::note(words));
        }
        self.form = Some(form);
        let remembers =
            matches!(seed.form, FormKind::Blood | FormKind::Semen | FormKind::Dxa | FormKind::Body);
        if remembers && !self.state.record.is_whole() { vec![Effect::LoadWhole] } else { Vec::new() }
    }

    pub(super) fn form_action(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::FormHelp {
            let all = Action::ALL.iter().filter(|a| a.context() == Context::Form).copied().collect();
            let groups = [("in a form", all)];
            self.dialog = Some(Dialog::commands("Keys in a form".to_owned(), &groups, &self.state));
            return Vec::new();
        }
        let Some(form) = &mut self.form else {
            return Vec::new();
        };
        let outcome = form.act(action, &self.state);
        self.form_outcome(outcome)
    }

    pub(super) fn form_outcome(&mut self, outcome: FormOutcome) -> Vec<Effect> {
        let Some(form) = &self.form else { return Vec::new() };
        let name = form.draft_name();
        match outcome {
            FormOutcome::Stay => Vec::new(),
            FormOutcome::Say(message) => {
                self.message = Some(message);
                self.keep_draft()
            }
            FormOutcome::Changed => self.keep_draft(),
            FormOutcome::Close => {
                let kept = self.keep_draft();
                if self.state.drafts.contains_key(&name) {
                    let key = self.state.look.keymap.key(Action::Discard);
                    let words = format!("Draft kept. Open the form again to go on; {key} there discards it.");
                    self.message = Some(Message::note(words));
                }
                self.form = None;
                kept
            }
            FormOutcome::Discard => {
                self.form = None;
                self.discard_drafts(vec![name])
            }
            FormOutcome::Quit => {
                let mut effects = self.keep_draft();
                effects.push(Effect::Quit);
                effects
            }
            // The form closes when the act is stored; until then everything typed is still there.
            FormOutcome::Save(act) => {
                self.is_form_saving = true;
                vec![Effect::Save(act), Effect::DropDraft(name)]
            }
        }
    }

    /// Keeps what is typed, or forgets a draft that became empty.
    pub(super) fn keep_draft(&mut self) -> Vec<Effect> {
        let Some(form) = &self.form else { return Vec::new() };
        let name = form.draft_name();
        match form.draft() {
            Some(text) => {
                self.state.drafts.insert(name.clone(), text.clone());
                vec![Effect::KeepDraft { form: name, text }]
            }
            None if self.state.drafts.remove(&name).is_some() => vec![Effect::DropDraft(name)],
            None => Vec::new(),
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        match (&mut self.dialog, &mut self.form, &mut self.filter) {
            (Some(dialog), ..) => dialog.paste(text),
            (None, Some(form), _) => {
                let outcome = form.paste(text, &self.state);
                return self.form_outcome(outcome);
            }
            (None, None, Some(field)) => {
                field.insert(text);
                let typed = field.text().to_owned();
                self.set_filter(&typed);
            }
            (None, None, None) => self.offer_pasted(text.to_owned()),
        }
        Vec::new()
    }

    /// Offers the forms for a text that was pasted where none is typed; nothing was done with it.
    pub(super) fn offer_pasted(&mut self, text: String) {
        if text.trim().is_empty() || self.dialog.as_mut().is_some_and(|dialog| dialog.add_pasted(&text)) {
            return;
        }
        self.dialog = Some(Dialog::pasted(text));
    }

    /// Says what could not be done: in the prompt that asked for it, which is open again with its text, else below.
    pub(super) fn failed(&mut self, answered: Option<Dialog>, words: &str, free: Option<String>) {
        self.is_form_saving = false;
        match answered {
            Some(mut dialog) if self.dialog.is_none() => {
                dialog.refuse(words, free);
                self.dialog = Some(dialog);
            }
            _ => self.message = Some(Message::error(words)),
        }
    }

    /// Leaves; asks first when something is typed and not saved.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        if self.state.drafts.is_empty() {
            return vec![Effect::Quit];
        }
        self.dialog = Some(Dialog::quit());
        Vec::new()
    }

    pub(super) fn dialog_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else {
            return Vec::new();
        };
        let reply = dialog.key(event, &self.state);
        let closed =
            if matches!(reply, DialogReply::Stay | DialogReply::Seek(_)) { None } else { self.dialog.take() };
        match reply {
            DialogReply::Stay | DialogReply::Close => {}
            DialogReply::Next(dialog) => self.dialog = Some(*dialog),
            DialogReply::Form(seed) => return self.open_form(&seed),
            DialogReply::Draft(name) => return self.open_draft(&name),
            DialogReply::Discard(drafts) => return self.discard_drafts(drafts),
            DialogReply::DiscardAndQuit => {
                let mut effects = self.discard_drafts(self.state.drafts.keys().cloned().collect());
                effects.push(Effect::Quit);
                return effects;
            }
            DialogReply::Act(action) if action.context() == Context::Form => return self.form_action(action),
            DialogReply::Act(action) => return self.act_or_say(action),
            DialogReply::Do(effects) => {
                self.answered = closed.filter(Dialog::stays_at_hand);
                return effects;
            }
            DialogReply::Seek(effect) => return vec![effect],
            DialogReply::Paste(form, text) => {
                let mut effects = self.open_form(&Seed::new(form));
                effects.extend(self.paste(&text));
                return effects;
            }
            DialogReply::Choose(choice) => return self.choose(choice),
        }
        Vec::new()
    }

    /// Does what was chosen from the palette, which offers it first from now on.
    fn choose(&mut self, choice: PaletteChoice) -> Vec<Effect> {
        self.recent.retain(|other| *other != choice);
        self.recent.insert(0, choice.clone());
        self.recent.truncate(RECENT);
        match choice {
            PaletteChoice::Act(action) => return self.act_or_say(action),
            PaletteChoice::Form(form) => return self.open_form(&Seed::new(form)),
            PaletteChoice::Export(format) => self.dialog = Dialog::file(format, Vec::new()),
            PaletteChoice::Open(open) => return self.open(open),
            PaletteChoice::Set(setting) => return self.set(setting),
            PaletteChoice::Settings => self.dialog = Some(Dialog::settings(&self.state)),
            PaletteChoice::Topic(topic) => self.dialog = Some(Dialog::Topic(topic.page())),
            PaletteChoice::Rule(rule) => self.dialog = rule_page(&rule, &self.state).map(Dialog::Topic),
            PaletteChoice::BackUp => return vec![Effect::BackUp],
            PaletteChoice::Tour => {
                self.tour = Some(Tour::default());
                return self.go(0);
            }
        }
        Vec::new()
    }

    /// Opens the form a draft was typed in. What it changes may be older than what is in memory: then everything
    /// is read first.
    pub(super) fn open_draft(&mut self, name: &str) -> Vec<Effect> {
        match entry::seed_of(name, &self.state.record) {
            Some(seed) => self.open_form(&seed),
            None if !self.state.record.is_whole() => {
                self.awaited = Some(name.to_owned());
                vec![Effect::LoadWhole]
            }
            None => {
                self.state.drafts.remove(name);
                let words = "The entry this draft belongs to is gone, so the draft was dropped.";
                self.message = Some(Message::error(words));
                vec![Effect::DropDraft(name.to_owned())]
            }
        }
    }

    /// Forgets what was typed in these forms.
    fn discard_drafts(&mut self, drafts: Vec<String>) -> Vec<Effect> {
        self.state.drafts.retain(|name, _| !drafts.contains(name));
        self.message = Some(Message::note("Draft discarded."));
        drafts.into_iter().map(Effect::DropDraft).collect()
    }

    // What was stored -------------------------------------------------------------------------------------

    pub(super) fn saved(&mut self, words: &str, changes: &[Change], way: ActWay) -> Vec<Effect> {
        let comes_back = way != ActWay::Done && self.state.record.lacks_one_of(changes);
        let before: Vec<_> = self.state.outlook.reminders.iter().map(|r| (r.rule.clone(), r.due)).collect();
        self.state.record.apply(changes);
        self.state.refresh();
        let key = |action| self.state.look.keymap.key(action);
        // The words of a symptom name its grade.
        let veiled = || if changes.iter().any(is_of_symptom) { "Symptom entry changed" } else { words };
        let words = self.state.privacy().either(|| words, veiled);
        let text = match way {
            ActWay::Done => {
                let settles = self.settled(&before, changes);
                format!("{words}.{settles} {} undoes.", key(Action::Undo))
            }
            ActWay::Undone => format!("Undone ({} redoes): {words}.", key(Action::Redo)),
            ActWay::Redone => format!("Redone ({} undoes): {words}.", key(Action::Undo)),
        };
        self.message = Some(Message::note(text));
        let form = if std::mem::take(&mut self.is_form_saving) { self.form.take() } else { None };
        if let Some(form) = form {
            self.state.drafts.remove(&form.draft_name());
        }
        if comes_back { vec![Effect::LoadWhole] } else { Vec::new() }
    }

    /// Says what another program did meanwhile to what was to be saved; a form stays open for another try.
    pub(super) fn clashed(&mut self, clashes: &[Clash]) {
        self.is_form_saving = false;
        let words = match (&mut self.form, clashes) {
            (Some(form), [clash]) => form.clash(clash, &self.state),
            _ => "Another program changed this meanwhile; nothing was done. Look at it again".to_owned(),
        };
        self.message = Some(Message::error(words));
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
}

const fn is_of_symptom(change: &Change) -> bool {
    matches!(change, Change::Put(Entry::Symptom(_)) | Change::Remove(EntryKey::Symptom(_)))
}
