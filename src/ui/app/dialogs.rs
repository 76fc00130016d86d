//! The box over a tab: what a key does in it, and what its answer and a choice of the palette lead to.

use crossterm::event::KeyEvent;

use crate::ui::action::Context;
use crate::ui::app::App;
use crate::ui::dialog::{Dialog, DialogReply};
use crate::ui::outcome::{Effect, Message, Seed};
use crate::ui::palette::PaletteChoice;
use crate::ui::topics::{rule_page, sources_page};
use crate::ui::tour::Tour;

/// How many choices of the palette come first next time.
const RECENT: usize = 5;

impl App {
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
            PaletteChoice::Sources => self.dialog = Some(Dialog::Topic(sources_page(&self.state))),
            PaletteChoice::Rule(rule) => self.dialog = rule_page(&rule, &self.state).map(Dialog::Topic),
            PaletteChoice::BackUp => return vec![Effect::BackUp],
            PaletteChoice::Tour => {
                self.tour = Some(Tour::default());
                return self.go(0);
            }
        }
        Vec::new()
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
}
