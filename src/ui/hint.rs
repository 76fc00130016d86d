//! Hints that stand on a screen until the key they name was used once.

use std::collections::BTreeSet;

use crate::ui::action::Action;

/// Something a screen tells a newcomer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// How a check-in begins, on the Journal.
    CheckIn,
    /// How results become a table over time, on Results.
    ResultTable,
    /// How a report is left again, on Results.
    LeaveReport,
    /// How a long explanation is read on, on Reminders.
    ReadOn,
}

/// What each is called where it is kept, the tab it stands on, and what is to be done.
const HINTS: [(Hint, &str, Action, Action); 4] = [
    (Hint::CheckIn, "check-in", Action::Tab6, Action::Open),
    (Hint::ResultTable, "result-table", Action::Tab2, Action::View),
    (Hint::LeaveReport, "leave-report", Action::Tab2, Action::Back),
    (Hint::ReadOn, "read-on", Action::Tab5, Action::PageDown),
];

impl Hint {
    /// Its name in the file of those that were followed.
    pub fn id(self) -> &'static str {
        HINTS.iter().find(|(hint, ..)| *hint == self).map_or("", |(_, id, ..)| id)
    }

    /// The hint that is followed by an action on a tab.
    pub fn followed(tab: Action, action: Action) -> Option<Self> {
        HINTS.iter().find(|(_, _, on, what)| (*on, *what) == (tab, action)).map(|(hint, ..)| *hint)
    }

    /// The hints of a file that holds one name a line; a name it does not know is left out.
    pub fn read_all(text: &str) -> BTreeSet<Self> {
        let known = |line: &str| HINTS.iter().find(|(_, id, ..)| *id == line.trim()).map(|(hint, ..)| *hint);
        text.lines().filter_map(known).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_followed_is_read_back_by_its_name() {
        let all: Vec<&str> = HINTS.iter().map(|(hint, ..)| hint.id()).collect();
        assert_eq!(Hint::read_all(&all.join("\n")).len(), HINTS.len());
        assert_eq!(Hint::read_all("check-in\nof another version\n"), BTreeSet::from([Hint::CheckIn]));
        assert_eq!(Hint::followed(Action::Tab6, Action::Open), Some(Hint::CheckIn));
        assert_eq!(Hint::followed(Action::Tab1, Action::Open), None);
    }
}
