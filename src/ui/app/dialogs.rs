//! The box over a tab: what a key does in it, and what its answer and a choice of the palette lead to.

use crossterm::event::KeyEvent;

use crate::ui::action::{Action, Context};
use crate::ui::app::App;
use crate::ui::dialog::{Dialog, DialogReply};
use crate::ui::outcome::{Effect, Message, Seed};
use crate::ui::palette::PaletteChoice;
use crate::ui::topics::{rule_page, sources_page};
use crate::ui::tour::Tour;

/// How many choices of the palette come first next time.
const RECENT: usize = 5;

/// What holds on a page too, and changes what it tells.
const OVER_A_PAGE: [Action; 4] = [Action::Undo, Action::Redo, Action::Units, Action::Private];

impl App {
    /// Leaves; asks first when something is typed and not saved.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        if self.state.drafts.is_empty() {
            return vec![Effect::Quit];
        }
        self.dialog = Some(Dialog::quit());
        Vec::new()
    }

    /// Leaves whatever is open; what is typed in a form is kept as its draft.
    pub(super) fn quit_now(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_draft();
        effects.push(Effect::Quit);
        effects
    }

    /// Opens a box, behind which a page that is read stays.
    pub(super) fn open_over_page(&mut self, dialog: Dialog) {
        let page = self.dialog.replace(dialog).filter(Dialog::is_page);
        self.page_below = page.or(self.page_below.take());
    }

    pub(super) fn dialog_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(dialog) = &self.dialog else {
            return Vec::new();
        };
        let (is_page, is_prompt) = (dialog.is_page(), dialog.is_prompt());
        // In a line that is typed the same key undoes typing.
        if !is_prompt && self.key_means(event, Action::Suspend) {
            return vec![Effect::Suspend];
        }
        if let Some(action) = OVER_A_PAGE.iter().find(|action| is_page && self.key_means(event, **action)) {
            let effects = self.act(*action);
            self.refresh_opened();
            return effects;
        }
        let Some(dialog) = &mut self.dialog else {
            return Vec::new();
        };
        let reply = dialog.key(event, &self.state);
        if matches!(reply, DialogReply::Stay) {
            return Vec::new();
        }
        self.dialog_reply(reply)
    }

    /// What follows from the answer of a box, which closes unless it said otherwise.
    fn dialog_reply(&mut self, reply: DialogReply) -> Vec<Effect> {
        if let DialogReply::Seek(effect) = reply {
            return vec![effect];
        }
        if let DialogReply::Next(dialog) = reply {
            self.open_over_page(*dialog);
            return Vec::new();
        }
        let closed = self.dialog.take();
        let below = self.page_below.take();
        match reply {
            DialogReply::Stay | DialogReply::Seek(_) | DialogReply::Next(_) => {}
            DialogReply::Close => self.dialog = below,
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
                self.dialog = below;
                if let (Some(Dialog::Page(page, _)), Some(Dialog::Question(_))) = (&mut self.dialog, &closed)
                {
                    page.to_end();
                }
                self.answered = closed.filter(Dialog::stays_at_hand);
                return effects;
            }
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
            PaletteChoice::Export(offered) => self.dialog = Some(Dialog::file(offered, Vec::new())),
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
            Some(mut dialog) if self.dialog.as_ref().is_none_or(Dialog::is_page) => {
                dialog.refuse(words, free);
                self.open_over_page(dialog);
            }
            _ => self.message = Some(Message::error(words)),
        }
    }
}
