//! The form over a tab: how it opens, what a key or a paste does in it, and the draft that is kept of it.

use crossterm::event::KeyCode;

use crate::domain::record_extent::HistoryNeed;
use crate::ui::action::{Action, Context};
use crate::ui::app::{App, AwaitedTarget};
use crate::ui::dialog::Dialog;
use crate::ui::dropped_file::dropped_file;
use crate::ui::outcome::{Effect, FormKind, FormOutcome, Message, Seed};
use crate::ui::screen::entry::{self, EntryForm};

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
        if matches!(seed.form, FormKind::Report(_)) { self.read_whole() } else { Vec::new() }
    }

    pub(super) fn form_action(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::FormHelp {
            let all = Action::ALL.iter().filter(|a| a.context() == Context::Form).copied().collect();
            let groups = [("in a form", all), ("from here", vec![Action::Suspend])];
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
            (Some(dialog), ..) => {
                if !dialog.paste(text) {
                    return self.offer_pasted(text.to_owned());
                }
            }
            (None, Some(form), _) => {
                let outcome = form.paste(text, &self.state);
                return self.form_outcome(outcome);
            }
            (None, None, Some(field)) => {
                field.insert(text);
                let typed = field.text().to_owned();
                self.set_filter(&typed);
            }
            (None, None, None) => return self.offer_pasted(text.to_owned()),
        }
        Vec::new()
    }

    /// Reads a file that was dropped on the window, and offers the forms for any other text that was pasted where none
    /// is typed; nothing is stored of either yet.
    pub(super) fn offer_pasted(&mut self, text: String) -> Vec<Effect> {
        if text.trim().is_empty() || self.dialog.as_mut().is_some_and(|dialog| dialog.add_pasted(&text)) {
            return Vec::new();
        }
        if let Some(file) = dropped_file(&text) {
            let mut import = Dialog::import();
            import.paste(&file);
            self.open_over_page(import);
            return self.dialog_key(KeyCode::Enter.into());
        }
        self.open_over_page(Dialog::pasted(text));
        Vec::new()
    }

    /// Opens the form a draft was typed in. What it changes may be older than what is in memory: then everything
    /// is read first.
    pub(super) fn open_draft(&mut self, name: &str) -> Vec<Effect> {
        match entry::seed_of(name, &self.state.record) {
            Some(seed) => self.open_form(&seed),
            None if !self.state.record.is_whole() => {
                self.awaited = Some(AwaitedTarget::Draft(name.to_owned()));
                vec![Effect::Load(HistoryNeed::Whole)]
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
    pub(super) fn discard_drafts(&mut self, drafts: Vec<String>) -> Vec<Effect> {
        self.state.drafts.retain(|name, _| !drafts.contains(name));
        self.message = Some(Message::note("Draft discarded."));
        drafts.into_iter().map(Effect::DropDraft).collect()
    }
}
