//! The tour: six things to do, each done by doing it.

use crate::ui::action::Action;
use crate::ui::keymap::Keymap;

/// How far a tour has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    step: usize,
}

/// What is to be done, and why one would; `{key}` is the key of the action.
const STEPS: [(Action, &str); 6] = [
    (Action::Tab2, "press {key}. Every tab has a digit; this one holds your reports."),
    (Action::Down, "press {key}. It moves down; the arrows do too, and Enter opens what is marked."),
    (Action::Filter, "press {key} and type a word or a year. Enter keeps the filter, Esc ends it."),
    (Action::Add, "press {key}. It lists what you can add. Esc closes the list."),
    (Action::Palette, "press {key} and type what you want, for example “csv”. Esc closes it."),
    (Action::Help, "press {key}. It shows every key of the tab you are on. Esc closes it."),
];

impl Tour {
    /// What to do now: `Tour 2 of 6 (Esc leaves it): press j. …`
    pub fn words(self, keymap: &Keymap) -> String {
        let (action, words) = STEPS[self.step];
        let words = words.replace("{key}", &keymap.key(action));
        let leave = keymap.key(Action::Back);
        format!("Tour {} of {} ({leave} leaves it): {words}", self.step + 1, STEPS.len())
    }

    /// The tour after an action; none once the last step is done.
    pub fn after(self, action: Action) -> Option<Self> {
        if action != STEPS[self.step].0 {
            return Some(self);
        }
        (self.step + 1 < STEPS.len()).then_some(Self { step: self.step + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::keymap::WrittenKeys;

    #[test]
    fn each_step_is_left_by_doing_it_and_by_nothing_else() {
        let keymap = Keymap::new(&WrittenKeys::new(), &WrittenKeys::new(), |_, _| false).unwrap();
        let mut tour = Some(Tour::default());
        for (place, (action, _)) in STEPS.iter().enumerate() {
            let now = tour.unwrap();
            let words = now.words(&keymap);
            assert!(
                words.starts_with(&format!(
                    "Tour {} of 6 (Esc leaves it): press {}",
                    place + 1,
                    keymap.key(*action)
                )),
                "{words}"
            );
            assert_eq!(now.after(Action::Undo), Some(now));
            tour = now.after(*action);
        }
        assert_eq!(tour, None);
    }
}
