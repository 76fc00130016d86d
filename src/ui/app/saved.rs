//! What was stored, undone or redone: the record in memory follows, and a line says what it settles.

use chrono::NaiveDate;

use crate::domain::change::{Change, Entry, Key};
use crate::domain::id::RuleId;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::outcome::{Effect, Message, Way};

impl App {
    pub(super) fn saved(&mut self, words: &str, changes: &[Change], way: Way) -> Vec<Effect> {
        let comes_back = way != Way::Done && self.state.record.lacks_one_of(changes);
        let before: Vec<_> = self.state.outlook.reminders.iter().map(|r| (r.rule.clone(), r.due)).collect();
        self.state.record.apply(changes);
        self.state.refresh();
        let key = |action| self.state.look.keymap.key(action);
        // The words of a symptom name its grade.
        let veiled = || if changes.iter().any(is_of_symptom) { "Symptom entry changed" } else { words };
        let words = self.state.privacy().either(|| words, veiled);
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
        if comes_back { vec![Effect::LoadWhole] } else { Vec::new() }
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
    matches!(change, Change::Put(Entry::Symptom(_)) | Change::Remove(Key::Symptom(_)))
}
