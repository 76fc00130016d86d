//! The form over a tab: how it opens, what its outcomes mean, and how what is typed is kept.

use crate::ui::action::{Action, Context};
use crate::ui::app::App;
use crate::ui::dialog::Dialog;
use crate::ui::outcome::{Effect, FormKind, FormOutcome, Message, Seed};
use crate::ui::screen::entry::EntryForm;

impl App {
    /// Opens a form. What a laboratory printed years ago is offered too, so everything is read behind it.
    pub(super) fn open_form(&mut self, seed: &Seed) -> Vec<Effect> {
        let form = EntryForm::open(seed, &self.state);
        if form.came_from_draft() {
            self.message = Some(Message::note("Your draft is back; nothing of it is stored yet."));
        }
        self.form = Some(form);
        let remembers =
            matches!(seed.form, FormKind::Blood | FormKind::Semen | FormKind::Dxa | FormKind::Body);
        if remembers && !self.state.record.is_whole() { vec![Effect::LoadWhole] } else { Vec::new() }
    }

    pub(super) fn form_action(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::FormHelp {
            let all = Action::ALL.iter().filter(|a| a.context() == Context::Form).copied().collect();
            self.dialog = Some(Dialog::commands("Keys in a form", all, &self.state));
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
                    self.message = Some(Message::note("Draft kept; the same form opens with it."));
                }
                self.form = None;
                kept
            }
            FormOutcome::Quit => {
                let mut effects = self.keep_draft();
                effects.push(Effect::Quit);
                effects
            }
            // The form closes when the act is stored; until then everything typed is still there.
            FormOutcome::Save(act) => vec![Effect::Save(act), Effect::DropDraft(name)],
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
            (None, None, None) => {
                self.message = Some(Message::note("Nothing to paste into; press a to add first."));
            }
        }
        Vec::new()
    }
}
