//! What a labelled field says while it is typed in: how it is read, which names it may mean, one step further.

use chrono::Days;

use crate::catalog::Sign;
use crate::domain::day;
use crate::domain::decimal::fixed;
use crate::domain::journal::{Goal, Grade};
use crate::domain::schedule::Schedule;
use crate::exchange::typed::doubt_day;
use crate::ui::screen::entry::read::{
    NOT_KNOWN, read_amount, read_day, read_edition, read_goal, read_grade, read_hips, read_time, read_yes_no,
    yes_no,
};
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;

/// Which way a field is nudged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day or grade more.
    Later,
    /// A day or grade less.
    Earlier,
}

impl Slot {
    /// How the text is understood, or what would be right; nothing to say of an empty one that may be empty.
    pub fn echo(self, text: &str, state: &State) -> Result<String, String> {
        if text.trim().is_empty() {
            return Ok(self.hint().to_owned());
        }
        match self {
            slot if slot.is_day() => {
                let read = read_day(text, state)?;
                let ahead = doubt_day(read, state.today).map_or("", |_| ", in the future");
                Ok(format!("{}{ahead}", day::with_weekday(read)))
            }
            Self::Time => read_time(text).map(|time| said_otherwise(text, &time.format("%H:%M").to_string())),
            Self::Fasting | Self::Complete | Self::BoneRisk => {
                read_yes_no(self, text).map(|yes| said_otherwise(text, yes_no(yes)))
            }
            Self::HoursSinceDose if text.trim() == NOT_KNOWN => Ok("not known".to_owned()),
            Self::HoursSinceDose | Self::Abstinence | Self::Height => {
                read_amount(self, text).map(|_| String::new())
            }
            Self::WhoEdition => {
                read_edition(text, state)?;
                Ok(String::new())
            }
            Self::Hip => read_hips(text).map(|_| String::new()),
            Self::Grade => read_grade(text).map(|grade| said_otherwise(text, grade.id())),
            Self::Goal => read_goal(text).map(|goal| said_otherwise(text, goal.id())),
            Self::Symptom | Self::Event | Self::Drug => Ok(self.names(text, state).join(", ")),
            Self::Schedule | Self::ChangeSchedule(_) => Ok(per_week(text)),
            _ => Ok(String::new()),
        }
    }

    /// Names a text may mean, best first; all of them while nothing is typed.
    pub fn names(self, text: &str, state: &State) -> Vec<String> {
        let text = text.trim();
        let catalog = state.catalog;
        let signs = |signs: Vec<&Sign>| signs.iter().map(|sign| sign.name.clone()).collect();
        match (self, text.is_empty()) {
            (Self::Symptom, true) => signs(catalog.symptoms().iter().collect()),
            (Self::Symptom, false) => signs(catalog.suggest_symptoms(text)),
            (Self::Event, true) => signs(catalog.events().iter().collect()),
            (Self::Event, false) => signs(catalog.suggest_events(text)),
            (Self::Drug, true) => catalog.drugs().values().map(|drug| drug.name.clone()).collect(),
            (Self::Drug, false) => catalog.suggest_drugs(text).iter().map(|drug| drug.name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// The text a step later or earlier: a day, a grade, the other of two words.
    pub fn step(self, text: &str, later: Step, state: &State) -> Option<String> {
        match self {
            slot if slot.is_day() => {
                let from = if text.trim().is_empty() { state.today } else { read_day(text, state).ok()? };
                let to = match later {
                    Step::Later => from.checked_add_days(Days::new(1)),
                    Step::Earlier => from.checked_sub_days(Days::new(1)),
                };
                to.map(day::long)
            }
            Self::Grade => {
                let at = Grade::ALL.iter().position(|g| Some(*g) == read_grade(text).ok());
                let place = match (at, later) {
                    (None, _) => 1,
                    (Some(at), Step::Later) => (at + 1).min(Grade::ALL.len() - 1),
                    (Some(at), Step::Earlier) => at.saturating_sub(1),
                };
                Some(Grade::ALL[place].id().to_owned())
            }
            Self::Fasting | Self::Complete | Self::BoneRisk => {
                let now = read_yes_no(self, text).unwrap_or(false);
                Some(yes_no(!now).to_owned())
            }
            Self::Goal => Some(match read_goal(text) {
                Ok(Goal::Fertility) => Goal::Other.id().to_owned(),
                _ => Goal::Fertility.id().to_owned(),
            }),
            _ => None,
        }
    }
}

/// `2 times a week`; nothing for a schedule that cannot be counted.
fn per_week(text: &str) -> String {
    match Schedule::new(text).per_week() {
        Some(1.0) => "once a week".to_owned(),
        Some(times) => {
            let digits = fixed(times, 2);
            format!("{} times a week", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        None => "kept as written; how often a week cannot be counted".to_owned(),
    }
}

/// What a text is read as, where it says it otherwise.
fn said_otherwise(text: &str, read: &str) -> String {
    if text.trim() == read { String::new() } else { read.to_owned() }
}
