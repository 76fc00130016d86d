//! How the text of a labelled field is read: a day, a time, yes or no, an amount, a grade.

use chrono::{NaiveDate, NaiveTime};

use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::journal::{Goal, Grade};
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;

/// The hips that were scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hips {
    /// Not said which.
    Unsaid,
    /// The left one.
    Left,
    /// The right one.
    Right,
    /// Both.
    Both,
}

/// Stands in a field that would be filled from elsewhere for what is not known.
pub const NOT_KNOWN: &str = "-";

/// The day a text means.
pub fn read_day(text: &str, state: &State) -> Result<NaiveDate, String> {
    day::parse_day(text, state.today, state.look.day_order).map_err(|e| e.to_string())
}

/// The time a text means.
pub fn read_time(text: &str) -> Result<NaiveTime, String> {
    day::parse_time(text).map_err(|e| e.to_string())
}

/// Yes or no, in a word or its first letter.
pub fn read_yes_no(slot: Slot, text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        other => Err(format!("{}: “{other}” is neither; write yes or no", slot.label())),
    }
}

/// An amount of at least 0.
pub fn read_amount(slot: Slot, text: &str) -> Result<Decimal, String> {
    let amount = Decimal::parse(text).map_err(|e| format!("{}: {e}", slot.label()))?;
    if amount.value() < 0.0 {
        return Err(format!("{}: {amount} is below 0; leave it empty if unknown", slot.label()));
    }
    Ok(amount)
}

/// An edition of the WHO manual, by its year.
pub fn read_edition(text: &str, state: &State) -> Result<String, String> {
    let id = text.trim();
    if state.catalog.edition(Some(id)).is_some() {
        return Ok(id.to_owned());
    }
    let known: Vec<&str> = state.catalog.editions().iter().map(|e| &*e.id).collect();
    Err(format!("“{id}” is no WHO edition known here; write {}", known.join(" or ")))
}

/// Left, right or both.
pub fn read_hips(text: &str) -> Result<Hips, String> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(Hips::Unsaid),
        "left" | "l" => Ok(Hips::Left),
        "right" | "r" => Ok(Hips::Right),
        "both" | "b" => Ok(Hips::Both),
        other => Err(format!("hip: “{other}” is no side; write left, right or both")),
    }
}

/// A grade by its word, the beginning of it, or its digit.
pub fn read_grade(text: &str) -> Result<Grade, String> {
    let word = text.trim().to_lowercase();
    let begins = |grade: &Grade| word.len() >= 2 && grade.id().starts_with(&word);
    Grade::from_word(&word)
        .or_else(|| Grade::ALL.into_iter().find(begins))
        .ok_or_else(|| format!("grade: “{word}” is none; write 0 none, 1 mild, 2 moderate or 3 severe"))
}

/// A goal by its word or the beginning of it.
pub fn read_goal(text: &str) -> Result<Goal, String> {
    let word = text.trim().to_lowercase();
    [Goal::Fertility, Goal::Other]
        .into_iter()
        .find(|goal| goal.id().starts_with(&word))
        .ok_or_else(|| format!("goal: “{word}” is none known here; write fertility or other"))
}

/// The word for an answer.
pub const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_digits_and_beginnings_are_read_and_anything_else_says_what_would_be_right() {
        assert_eq!(read_grade("2"), Ok(Grade::Moderate));
        assert_eq!(read_grade("Mod"), Ok(Grade::Moderate));
        assert_eq!(read_grade("none"), Ok(Grade::None));
        assert!(read_grade("m").unwrap_err().contains("2 moderate"));
        assert!(read_grade("4").unwrap_err().contains("3 severe"));
        assert_eq!(read_yes_no(Slot::Fasting, "Y"), Ok(true));
        assert_eq!(read_yes_no(Slot::Fasting, "no"), Ok(false));
        assert!(read_yes_no(Slot::Fasting, "maybe").unwrap_err().starts_with("fasting:"));
        assert_eq!(read_hips("both"), Ok(Hips::Both));
        assert!(read_hips("up").unwrap_err().contains("left, right or both"));
        assert_eq!(read_goal("fert"), Ok(Goal::Fertility));
        assert!(read_goal("child").unwrap_err().contains("fertility or other"));
    }

    #[test]
    fn an_amount_keeps_its_digits_and_is_not_below_0() {
        assert_eq!(read_amount(Slot::Abstinence, "3,5").unwrap().as_str(), "3.5");
        assert!(read_amount(Slot::Abstinence, "-1").unwrap_err().contains("below 0"));
        assert!(read_amount(Slot::Abstinence, "three").unwrap_err().starts_with("abstinence"));
    }
}
