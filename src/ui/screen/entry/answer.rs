//! How the text of a labelled field is read, what it says while it is typed in, and which names it may mean.

use std::collections::HashSet;

use chrono::{Days, NaiveDate, NaiveTime};
use strum::IntoEnumIterator;

use crate::catalog::{Sign, suggest_among};
use crate::domain::context::{ContextField, FieldShape, FieldValue};
use crate::domain::day;
use crate::domain::decimal::{Decimal, fixed};
use crate::domain::dose_log::DoseState;
use crate::domain::journal::{Goal, Grade};
use crate::domain::schedule::Schedule;
use crate::domain::specimen::Specimen;
use crate::exchange::typed::doubt_day;
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField};
use crate::ui::state::State;

/// The hips that were scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScannedHips {
    /// A side was asked for and none was named.
    Unsaid,
    Left,
    Right,
    Both,
}

/// Stands in a field that would be filled from elsewhere for what is not known.
pub const NOT_KNOWN: &str = "-";

/// The day a text means.
pub fn read_day(text: &str, state: &State) -> Result<NaiveDate, FieldError> {
    Ok(day::parse_day(text, state.today, state.look.day_order)?)
}

/// The day somebody was born on; the middle of a year stands for a year.
pub fn read_birth_date(text: &str, state: &State) -> Result<NaiveDate, FieldError> {
    let text = text.trim();
    let born = match day::middle_of_year(text) {
        Some(middle) => middle,
        None => read_day(text, state).map_err(|_| FieldError::BirthDate(text.to_owned()))?,
    };
    if born > state.today { Err(FieldError::BornAhead(day::long(born))) } else { Ok(born) }
}

/// The time a text means.
pub fn read_time(text: &str) -> Result<NaiveTime, FieldError> {
    Ok(day::parse_time(text)?)
}

/// Yes or no, in a word or its first letter.
pub fn read_yes_no(slot: FieldSlot, text: &str) -> Result<bool, FieldError> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        other => Err(FieldError::NotYesNo(slot, other.to_owned())),
    }
}

/// An amount of at least 0.
pub fn read_amount(slot: FieldSlot, text: &str) -> Result<Decimal, FieldError> {
    let amount = Decimal::parse(text).map_err(|error| FieldError::NotANumber(slot, error))?;
    if amount.value() < 0.0 {
        return Err(FieldError::BelowZero(slot, amount));
    }
    Ok(amount)
}

/// An edition of the WHO manual, by its year.
pub fn read_edition(text: &str, state: &State) -> Result<String, FieldError> {
    let id = text.trim();
    if state.catalog.edition(Some(id)).is_some() {
        return Ok(id.to_owned());
    }
    let known: Vec<&str> = state.catalog.editions().iter().map(|e| &*e.id).collect();
    Err(FieldError::NoEdition { typed: id.to_owned(), known: known.join(" or ") })
}

/// Left, right or both.
pub fn read_hips(text: &str) -> Result<ScannedHips, FieldError> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(ScannedHips::Unsaid),
        "left" | "l" => Ok(ScannedHips::Left),
        "right" | "r" => Ok(ScannedHips::Right),
        "both" | "b" => Ok(ScannedHips::Both),
        other => Err(FieldError::NotASide(other.to_owned())),
    }
}

/// A grade by its word, the beginning of it, or its digit.
pub fn read_grade(text: &str) -> Result<Grade, FieldError> {
    let word = text.trim().to_lowercase();
    if word.is_empty() {
        return Err(FieldError::NoGrade);
    }
    let begins = |grade: &Grade| word.len() >= 2 && grade.id().starts_with(&word);
    Grade::from_word(&word).or_else(|| Grade::ALL.into_iter().find(begins)).ok_or(FieldError::NotAGrade(word))
}

/// A goal by its word or the beginning of it.
pub fn read_goal(text: &str) -> Result<Goal, FieldError> {
    let word = text.trim().to_lowercase();
    Goal::ALL.into_iter().find(|goal| goal.id().starts_with(&word)).ok_or(FieldError::NotAGoal(word))
}

/// The word for an answer.
pub const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Which way a field is nudged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldStep {
    /// A day or grade more.
    Later,
    /// A day or grade less.
    Earlier,
}

impl FieldSlot {
    /// How the text is understood, or what would be right; nothing to say of an empty one that may be empty.
    pub fn echo(self, text: &str, state: &State) -> Result<String, FieldError> {
        if text.trim().is_empty() {
            return Ok(self.hint().to_owned());
        }
        match self {
            Self::BirthDate => read_birth_date(text, state).map(day::with_weekday),
            slot if slot.is_day() => {
                let read = read_day(text, state)?;
                let ahead = doubt_day(read, state.today).map_or("", |_| ", in the future");
                Ok(format!("{}{ahead}", day::with_weekday(read)))
            }
            Self::Time => read_time(text).map(|time| said_otherwise(text, &time.format("%H:%M").to_string())),
            slot if slot.is_answer() => read_yes_no(self, text).map(|yes| said_otherwise(text, yes_no(yes))),
            Self::Context(ContextField::HoursSinceDose) if text.trim() == NOT_KNOWN => {
                Ok("not known".to_owned())
            }
            Self::Height => read_amount(self, text).map(|_| String::new()),
            Self::Context(ContextField::WhoEdition) => {
                read_edition(text, state)?;
                Ok(String::new())
            }
            Self::Context(field) => match field.parse_typed(text) {
                Ok(FieldValue::Specimen(specimen)) => Ok(said_otherwise(text, specimen.name())),
                Ok(_) => Ok(String::new()),
                Err(error) => Err(FieldError::Context(self, error)),
            },
            Self::Hip => read_hips(text).map(|_| String::new()),
            Self::DoseState => read_dose_state(text).map(|state| said_otherwise(text, state.id())),
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
    pub fn step(self, text: &str, later: FieldStep, state: &State) -> Option<String> {
        match self {
            slot if slot.is_day() => {
                let from = if text.trim().is_empty() { state.today } else { read_day(text, state).ok()? };
                let to = match later {
                    FieldStep::Later => from.checked_add_days(Days::new(1)),
                    FieldStep::Earlier => from.checked_sub_days(Days::new(1)),
                };
                to.map(day::long)
            }
            Self::Grade => {
                let at = Grade::ALL.iter().position(|g| Some(*g) == read_grade(text).ok());
                let place = match (at, later) {
                    (None, _) => 1,
                    (Some(at), FieldStep::Later) => (at + 1).min(Grade::ALL.len() - 1),
                    (Some(at), FieldStep::Earlier) => at.saturating_sub(1),
                };
                Some(Grade::ALL[place].id().to_owned())
            }
            Self::DoseState => Some(match read_dose_state(text) {
                Ok(DoseState::Taken) => DoseState::Skipped.id().to_owned(),
                _ => DoseState::Taken.id().to_owned(),
            }),
            slot if slot.is_answer() => {
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
        None => "kept as written; doses a week cannot be counted".to_owned(),
    }
}

/// What a text is read as, where it says it otherwise.
fn said_otherwise(text: &str, read: &str) -> String {
    if text.trim() == read { String::new() } else { read.to_owned() }
}

/// Names offered under a field at most.
const MOST: usize = 4;

/// Schedules that may be meant although none was written before.
const USUAL_SCHEDULES: [&str; 6] =
    ["daily", "twice weekly", "every other day", "every 3.5 d", "weekly", "as needed"];

/// What may be meant by the text of a field that takes any text, best first. Nothing while nothing is typed, nor
/// once something known stands there: it is offered, never put in the place of what was typed unasked.
pub fn offers_for(slot: FieldSlot, text: &str, state: &State) -> Vec<String> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut known = known_names(slot, state);
    let mut seen = HashSet::new();
    known.retain(|name| seen.insert(name.to_lowercase()));
    if known.iter().any(|name| name == text) {
        return Vec::new();
    }
    let mut offered = suggest_among(text, known);
    offered.truncate(MOST);
    offered
}

/// Everything known for a field, the newest first.
fn known_names(slot: FieldSlot, state: &State) -> Vec<String> {
    let reports = state.record.reports().iter().rev();
    let regimens = state.record.regimens().iter().rev();
    let doses = regimens.clone().flat_map(|regimen| regimen.doses.iter().rev());
    match slot {
        FieldSlot::Laboratory => reports.filter_map(|report| report.laboratory.clone()).collect(),
        FieldSlot::Context(field) if field.row().shape == FieldShape::Words => {
            reports.filter_map(|report| report.context.get(field).map(FieldValue::typed)).collect()
        }
        FieldSlot::Context(field) if field.row().shape == FieldShape::Specimen => {
            Specimen::iter().map(|specimen| specimen.id().to_owned()).collect()
        }
        FieldSlot::Route => {
            let usual = state.catalog.drugs().values().flat_map(|drug| drug.routes.iter().cloned());
            regimens.filter_map(|regimen| regimen.route.clone()).chain(usual).collect()
        }
        FieldSlot::Schedule | FieldSlot::ChangeSchedule(_) => {
            let usual = USUAL_SCHEDULES.into_iter().map(str::to_owned);
            doses.map(|dose| dose.schedule.as_str().to_owned()).chain(usual).collect()
        }
        _ => Vec::new(),
    }
}

/// The offered names on one line, the one that is taken in brackets.
pub fn offer_words(offered: &[String], taken: Option<usize>) -> String {
    let name = |(at, name): (usize, &String)| {
        if taken == Some(at) { format!("[{name}]") } else { name.clone() }
    };
    offered.iter().enumerate().map(name).collect::<Vec<_>>().join("   ")
}

/// Writes each day, time and answer as it was understood, so that `yesterday` stays the day it meant and `815` is seen
/// to be a quarter past eight. Whether any text changed.
pub fn settle_fields<'l>(lines: impl Iterator<Item = &'l mut FormField>, state: &State) -> bool {
    let mut changed = false;
    for line in lines.filter(|line| !line.text().is_empty()) {
        let words = match line.slot {
            slot if slot.is_day() => read_day(line.text(), state).ok().map(day::long),
            FieldSlot::Time => read_time(line.text()).ok().map(|time| time.format("%H:%M").to_string()),
            slot if slot.is_answer() => read_yes_no(slot, line.text()).ok().map(|yes| yes_no(yes).to_owned()),
            _ => None,
        };
        if let Some(words) = words.filter(|words| line.text() != words) {
            line.field.set(&words);
            changed = true;
        }
    }
    changed
}

/// Taken or skipped, by the word or the beginning of it.
pub fn read_dose_state(text: &str) -> Result<DoseState, FieldError> {
    let word = text.trim().to_lowercase();
    let named = DoseState::ALL.into_iter().find(|state| !word.is_empty() && state.id().starts_with(&word));
    named.ok_or(FieldError::NotADoseState(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_digits_and_beginnings_are_read_and_anything_else_says_what_would_be_right() {
        assert_eq!(read_grade("2"), Ok(Grade::Moderate));
        assert_eq!(read_grade("Mod"), Ok(Grade::Moderate));
        assert_eq!(read_grade("none"), Ok(Grade::None));
        assert_eq!(read_grade("m"), Err(FieldError::NotAGrade("m".to_owned())));
        assert_eq!(read_grade("28"), Err(FieldError::NotAGrade("28".to_owned())));
        assert_eq!(read_yes_no(FieldSlot::BoneRisk, "Y"), Ok(true));
        assert_eq!(read_yes_no(FieldSlot::BoneRisk, "no"), Ok(false));
        let maybe = FieldError::NotYesNo(FieldSlot::BoneRisk, "maybe".to_owned());
        assert_eq!(read_yes_no(FieldSlot::BoneRisk, "maybe"), Err(maybe));
        assert_eq!(read_hips("both"), Ok(ScannedHips::Both));
        assert_eq!(read_hips("up"), Err(FieldError::NotASide("up".to_owned())));
        assert_eq!(read_goal("fert"), Ok(Goal::Fertility));
        assert_eq!(read_goal("child"), Err(FieldError::NotAGoal("child".to_owned())));
    }

    #[test]
    fn an_amount_keeps_its_digits_and_is_not_below_0() {
        assert_eq!(read_amount(FieldSlot::Height, "3,5").unwrap().as_str(), "3.5");
        let negative = read_amount(FieldSlot::Height, "-1").unwrap_err();
        assert_eq!(negative.to_string(), "height, cm: -1 is below 0; leave it empty if unknown");
        let words = read_amount(FieldSlot::Height, "three").unwrap_err().to_string();
        assert!(words.starts_with("height, cm: “three” is not a number"), "{words}");
    }
}
