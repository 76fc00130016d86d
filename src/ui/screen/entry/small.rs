//! The forms of a symptom, an event and the profile: their fields, and the entry they make.

use chrono::NaiveDate;

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::id::EntryId;
use crate::domain::journal::{EventEntry, Profile, SymptomEntry};
use crate::domain::quantity::{Comparator, Quantity};
use crate::exchange::typed::{doubt_day, refuse_impossible};
use crate::ui::screen::entry::line::{Line, some_of, text_of};
use crate::ui::screen::entry::read::{read_amount, read_day, read_goal, read_grade, read_yes_no, yes_no};
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;

/// What a form makes: the act, and what should be asked about first; or the slot that is wrong and what would be
/// right.
pub type Made = Result<(Act, Vec<String>), (Slot, String)>;

/// The fields of a symptom.
pub fn symptom(old: Option<&SymptomEntry>, state: &State) -> Vec<Line> {
    let name = |entry: &SymptomEntry| {
        let known = state.catalog.find_symptom(&entry.symptom);
        known.map_or_else(|| entry.symptom.to_string(), |sign| sign.name.clone())
    };
    vec![
        Line::new(Slot::Symptom, old.map(name).unwrap_or_default()),
        Line::new(Slot::Grade, old.map_or("", |entry| entry.grade.id())),
        Line::new(Slot::Date, day::long(old.map_or(state.today, |entry| entry.date))),
        Line::new(Slot::Note, old.and_then(|entry| entry.note.clone()).unwrap_or_default()),
    ]
}

/// The fields of an event.
pub fn event(old: Option<&EventEntry>, state: &State) -> Vec<Line> {
    let name = |entry: &EventEntry| {
        let known = state.catalog.find_event(&entry.event);
        known.map_or_else(|| entry.event.to_string(), |sign| sign.name.clone())
    };
    vec![
        Line::new(Slot::Event, old.map(name).unwrap_or_default()),
        Line::new(Slot::Date, day::long(old.map_or(state.today, |entry| entry.date))),
        Line::new(Slot::Note, old.and_then(|entry| entry.note.clone()).unwrap_or_default()),
    ]
}

/// The fields of the profile.
pub fn profile(old: &Profile) -> Vec<Line> {
    vec![
        Line::new(Slot::BirthDate, old.birth_date.map(day::long).unwrap_or_default()),
        Line::new(Slot::Goal, old.goal.id()),
        Line::new(Slot::BoneRisk, yes_no(old.bone_risk)),
        Line::new(Slot::Height, old.height_cm.as_ref().map(ToString::to_string).unwrap_or_default()),
    ]
}

/// The symptom as typed.
pub fn make_symptom(lines: &[Line], old: Option<&SymptomEntry>, state: &State) -> Made {
    let typed = text_of(lines, Slot::Symptom);
    let kept = old.filter(|entry| *entry.symptom == *typed);
    let found = state.catalog.find_symptom(typed);
    let symptom = match (kept, found) {
        (Some(entry), _) => entry.symptom.clone(),
        (None, Some(sign)) => sign.id.clone(),
        (None, None) => return Err((Slot::Symptom, unknown(Slot::Symptom, typed, state))),
    };
    let grade = read_grade(text_of(lines, Slot::Grade)).map_err(|e| (Slot::Grade, e))?;
    let (date, doubts) = dated(lines, state)?;
    let words = format!("Saved {}, {}, of {}", symptom.replace('-', " "), grade.id(), day::long(date));
    let entry = SymptomEntry {
        id: id(old.map(|entry| &entry.id)),
        date,
        symptom,
        grade,
        note: some_of(lines, Slot::Note),
    };
    Ok((Act::one(words, Change::Put(Entry::Symptom(entry))), doubts))
}

/// The event as typed.
pub fn make_event(lines: &[Line], old: Option<&EventEntry>, state: &State) -> Made {
    let typed = text_of(lines, Slot::Event);
    let kept = old.filter(|entry| *entry.event == *typed);
    let event = match (kept, state.catalog.find_event(typed)) {
        (Some(entry), _) => entry.event.clone(),
        (None, Some(sign)) => sign.id.clone(),
        (None, None) => return Err((Slot::Event, unknown(Slot::Event, typed, state))),
    };
    let (date, doubts) = dated(lines, state)?;
    let words = format!("Saved {} of {}", event.replace('-', " "), day::long(date));
    let entry =
        EventEntry { id: id(old.map(|entry| &entry.id)), date, event, note: some_of(lines, Slot::Note) };
    Ok((Act::one(words, Change::Put(Entry::Event(entry))), doubts))
}

/// The profile as typed.
pub fn make_profile(lines: &[Line], state: &State) -> Made {
    let born = match text_of(lines, Slot::BirthDate) {
        "" => None,
        text => Some(read_day(text, state).map_err(|e| (Slot::BirthDate, e))?),
    };
    if let Some(born) = born.filter(|born| *born > state.today) {
        let words = format!("birth date: {} is in the future; check the year", day::long(born));
        return Err((Slot::BirthDate, words));
    }
    let goal = match text_of(lines, Slot::Goal) {
        "" => state.record.profile().goal,
        text => read_goal(text).map_err(|e| (Slot::Goal, e))?,
    };
    let bone_risk = match text_of(lines, Slot::BoneRisk) {
        "" => false,
        text => read_yes_no(Slot::BoneRisk, text).map_err(|e| (Slot::BoneRisk, e))?,
    };
    let height_cm = match text_of(lines, Slot::Height) {
        "" => None,
        text => Some(read_amount(Slot::Height, text).map_err(|e| (Slot::Height, e))?),
    };
    if let (Some(height), Some(analyte)) = (&height_cm, state.analyte("height")) {
        let quantity = Quantity { comparator: Comparator::Equal, value: height.clone(), unit: "cm".into() };
        refuse_impossible(analyte, &quantity).map_err(|e| (Slot::Height, e.to_string()))?;
    }
    let profile = Profile { birth_date: born, goal, bone_risk, height_cm };
    let act = Act::one("Saved the profile", Change::Put(Entry::Profile(profile)));
    Ok((act, Vec::new()))
}

/// The day of an entry, and whether to ask about it.
fn dated(lines: &[Line], state: &State) -> Result<(NaiveDate, Vec<String>), (Slot, String)> {
    let date = read_day(text_of(lines, Slot::Date), state).map_err(|e| (Slot::Date, e))?;
    let doubts = doubt_day(date, state.today).iter().map(ToString::to_string).collect();
    Ok((date, doubts))
}

/// What would be right in place of a name nobody knows.
pub fn unknown(slot: Slot, typed: &str, state: &State) -> String {
    let label = slot.label();
    if typed.is_empty() {
        return format!("{label}: which one? Type to find it");
    }
    match slot.names(typed, state).first() {
        Some(near) => format!("{label}: “{typed}” is not known; did you mean {near}?"),
        None => format!("{label}: “{typed}” is not known; empty the field to see what is"),
    }
}

/// The id of the entry that is edited; that of a new one comes when it is stored.
pub fn id(old: Option<&EntryId>) -> EntryId {
    old.cloned().unwrap_or_default()
}
