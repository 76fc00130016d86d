//! What became of an act that was to be stored: the words about it, what it settles, and a clash with another program.

use crate::domain::change::{Change, Clash};
use crate::domain::record_extent::HistoryNeed;
use crate::guidance::Outlook;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::dialog::Dialog;
use crate::ui::outcome::{ActWay, Effect, Message};

impl App {
    pub(super) fn saved(&mut self, words: &str, changes: &[Change], way: ActWay) -> Vec<Effect> {
        let record = &self.state.record;
        let comes_back = way != ActWay::Done && record.lacks_one_of(changes);
        let is_read_again = comes_back || record.is_outgrown_by(changes);
        let before = self.state.outlook.clone();
        self.state.apply(changes);
        // A disk that was full may have room again.
        self.state.is_read_only = false;
        let key = |action| self.state.look.keymap.key(action);
        // In a box that stays open the same keys are letters of its own.
        let is_key_free = self.dialog.as_ref().is_none_or(Dialog::is_page);
        // The words of a symptom name its grade.
        let veiled =
            || if changes.iter().any(Change::is_of_symptom) { "Symptom entry changed" } else { words };
        let words = self.state.privacy().either(|| words, veiled);
        let text = match way {
            ActWay::Done => {
                let settles = self.settled(&before, changes);
                let undoes = format!(" {} undoes.", key(Action::Undo));
                format!("{words}.{settles}{}", if is_key_free { &undoes } else { "" })
            }
            ActWay::Undone => format!("Undone ({} redoes): {words}.", key(Action::Redo)),
            ActWay::Redone => format!("Redone ({} undoes): {words}.", key(Action::Undo)),
        };
        self.message = Some(Message::note(text));
        let form = if std::mem::take(&mut self.is_form_saving) { self.form.take() } else { None };
        if let Some(form) = form {
            self.state.drafts.remove(&form.draft_name());
        }
        self.refresh_opened();
        if is_read_again { vec![Effect::Load(HistoryNeed::Recent)] } else { self.read_missing() }
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

    /// Which reminders what was stored has settled; one that is no longer founded is not.
    fn settled(&self, before: &Outlook, changes: &[Change]) -> String {
        if !changes.iter().any(|change| matches!(change, Change::Put(_))) {
            return String::new();
        }
        let gone = before.settled_in(&self.state.outlook);
        let titles: Vec<&str> = gone.map(|reminder| reminder.title.as_str()).collect();
        if titles.is_empty() { String::new() } else { format!(" Settles: {}.", titles.join("; ")) }
    }
}
