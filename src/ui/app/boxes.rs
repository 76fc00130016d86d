//! The boxes over a tab: which one opens, and what its answer means.

use crossterm::event::KeyEvent;

use crate::ui::action::Context;
use crate::ui::app::{App, Tab};
use crate::ui::dialog::{Dialog, Reply};
use crate::ui::outcome::{Effect, FormKind, Message, Seed};
use crate::ui::screen::entry;

impl App {
    pub(super) fn add_menu(&self) -> Dialog {
        let likeliest = match self.tab {
            Tab::Therapy => FormKind::Therapy,
            Tab::Journal => FormKind::Symptom,
            _ => FormKind::Blood,
        };
        Dialog::add(likeliest, &self.state)
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
        if !matches!(reply, Reply::Stay) {
            self.dialog = None;
        }
        match reply {
            Reply::Stay | Reply::Close => {}
            Reply::Next(dialog) => self.dialog = Some(*dialog),
            Reply::Form(form) => return self.open_form(&Seed::new(form)),
            Reply::Draft(name) => return self.open_draft(&name),
            Reply::Discard => return self.discard_drafts(),
            Reply::DiscardAndQuit => {
                let mut effects = self.discard_drafts();
                effects.push(Effect::Quit);
                return effects;
            }
            Reply::Act(action) if action.context() == Context::Form => return self.form_action(action),
            Reply::Act(action) => return self.act_or_say(action),
            Reply::Do(effects) => return effects,
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
                let words = "The entry this draft would change is gone; the draft is put away.";
                self.message = Some(Message::error(words));
                vec![Effect::DropDraft(name.to_owned())]
            }
        }
    }

    fn discard_drafts(&mut self) -> Vec<Effect> {
        let drafts = std::mem::take(&mut self.state.drafts);
        self.message = Some(Message::note("Discarded what was typed and not saved."));
        drafts.into_keys().map(Effect::DropDraft).collect()
    }
}
