//! The tabs, in the order of their digits.

use crate::ui::action::Action;

/// The tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What needs him, therapy, latest results.
    Today,
    /// Every result.
    Results,
    /// Results over time.
    Chart,
    /// Regimens and what they changed.
    Therapy,
    /// What is due, and why.
    Reminders,
    /// Symptoms and events.
    Journal,
}

impl Tab {
    /// In the order of their digits.
    pub const ALL: [Self; 6] =
        [Self::Today, Self::Results, Self::Chart, Self::Therapy, Self::Reminders, Self::Journal];

    /// Its name in the tab line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Results => "Results",
            Self::Chart => "Chart",
            Self::Therapy => "Therapy",
            Self::Reminders => "Reminders",
            Self::Journal => "Journal",
        }
    }
}

/// The tab an action goes to.
pub(super) const fn tab_of(action: Action) -> Tab {
    match action {
        Action::Tab2 => Tab::Results,
        Action::Tab3 => Tab::Chart,
        Action::Tab4 => Tab::Therapy,
        Action::Tab5 => Tab::Reminders,
        Action::Tab6 => Tab::Journal,
        _ => Tab::Today,
    }
}
