//! The forms of a symptom, an event and the profile: their fields, and the entry they make.

use chrono::NaiveDate;

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::id::EntryId;
use crate::domain::journal::{EventEntry, Goal, Profile, SymptomEntry};
use crate::domain::quantity::{Comparator, Quantity};
use crate::exchange::typed::{doubt_day, refuse_impossible};
use crate::ui::screen::entry::answer::{
    read_amount, read_birth_date, read_day, read_goal, read_grade, read_yes_no, yes_no,
};
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField, SaveDoubt, some_of, text_of};
use crate::ui::state::State;

/// What a form makes: the act, and what should be asked about first; or the field that is wrong, and why.
pub type MadeEntry = Result<(Act, Vec<SaveDoubt>), (FieldSlot, FieldError)>;

/// The fields of a symptom.
pub fn symptom_fields(old: Option<&SymptomEntry>, state: &State) -> Vec<FormField> {
    let name = |entry: &SymptomEntry| {
        let known = state.catalog.find_symptom(&entry.symptom);
        known.map_or_else(|| entry.symptom.to_string(), |sign| sign.name.clone())
    };
    vec![
        FormField::new(FieldSlot::Symptom, old.map(name).unwrap_or_default()),
        FormField::new(FieldSlot::Grade, old.map_or("", |entry| entry.grade.id())),
        FormField::new(FieldSlot::Date, day::long(old.map_or(state.today, |entry| entry.date))),
        FormField::new(FieldSlot::Note, old.and_then(|entry| entry.note.clone()).unwrap_or_default()),
    ]
}

/// The fields of an event.
pub fn event_fields(old: Option<&EventEntry>, state: &State) -> Vec<FormField> {
    let name = |entry: &EventEntry| {
        let known = state.catalog.find_event(&entry.event);
        known.map_or_else(|| entry.event.to_string(), |sign| sign.name.clone())
    };
    vec![
        FormField::new(FieldSlot::Event, old.map(name).unwrap_or_default()),
        FormField::new(FieldSlot::Date, day::long(old.map_or(state.today, |entry| entry.date))),
        FormField::new(FieldSlot::Note, old.and_then(|entry| entry.note.clone()).unwrap_or_default()),
    ]
}

/// The fields of the profile.
pub fn profile_fields(old: &Profile) -> Vec<FormField> {
    vec![
        FormField::new(FieldSlot::BirthDate, old.birth_date.map(day::long).unwrap_or_default()),
        FormField::new(FieldSlot::Goal, old.goal.map_or("", Goal::id)),
        FormField::new(FieldSlot::BoneRisk, yes_no(old.bone_risk)),
        FormField::new(
            FieldSlot::Height,
            old.height_cm.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
        FormField::new(FieldSlot::TryingSince, old.trying_since.map(day::long).unwrap_or_default()),
    ]
}

/// The symptom as typed.
pub fn make_symptom(fields: &[FormField], old: Option<&SymptomEntry>, state: &State) -> MadeEntry {
    let typed = text_of(fields, FieldSlot::Symptom);
    let kept = old.filter(|entry| *entry.symptom == *typed);
    let found = state.catalog.find_symptom(typed);
    let symptom = match (kept, found) {
        (Some(entry), _) => entry.symptom.clone(),
        (None, Some(sign)) => sign.id.clone(),
        (None, None) => return Err((FieldSlot::Symptom, unknown_name(FieldSlot::Symptom, typed, state))),
    };
    let grade = read_grade(text_of(fields, FieldSlot::Grade)).map_err(|e| (FieldSlot::Grade, e))?;
    let (date, doubts) = dated(fields, state)?;
    let words = format!("Saved {}, {}, of {}", symptom.replace('-', " "), grade.id(), day::long(date));
    let entry = SymptomEntry {
        id: id_or_new(old.map(|entry| &entry.id)),
        date,
        symptom,
        grade,
        note: some_of(fields, FieldSlot::Note),
    };
    Ok((Act::one(words, Change::Put(Entry::Symptom(entry))), doubts))
}

/// The event as typed.
pub fn make_event(fields: &[FormField], old: Option<&EventEntry>, state: &State) -> MadeEntry {
    let typed = text_of(fields, FieldSlot::Event);
    let kept = old.filter(|entry| *entry.event == *typed);
    let event = match (kept, state.catalog.find_event(typed)) {
        (Some(entry), _) => entry.event.clone(),
        (None, Some(sign)) => sign.id.clone(),
        (None, None) => return Err((FieldSlot::Event, unknown_name(FieldSlot::Event, typed, state))),
    };
    let (date, doubts) = dated(fields, state)?;
    let words = format!("Saved {} of {}", event.replace('-', " "), day::long(date));
    let entry = EventEntry {
        id: id_or_new(old.map(|entry| &entry.id)),
        date,
        event,
        note: some_of(fields, FieldSlot::Note),
    };
    Ok((Act::one(words, Change::Put(Entry::Event(entry))), doubts))
}

/// A day that has passed, or none where nothing is typed.
fn past_day(
    fields: &[FormField],
    slot: FieldSlot,
    state: &State,
) -> Result<Option<NaiveDate>, (FieldSlot, FieldError)> {
    let read = match (slot, text_of(fields, slot)) {
        (_, "") => return Ok(None),
        (FieldSlot::BirthDate, text) => read_birth_date(text, state),
        (_, text) => read_day(text, state).and_then(|day| {
            let is_ahead = day > state.today;
            if is_ahead { Err(FieldError::BornAhead(day::long(day))) } else { Ok(day) }
        }),
    };
    read.map(Some).map_err(|e| (slot, e))
}

/// The profile as typed.
pub fn make_profile(fields: &[FormField], state: &State) -> MadeEntry {
    let birth_date = past_day(fields, FieldSlot::BirthDate, state)?;
    let trying_since = past_day(fields, FieldSlot::TryingSince, state)?;
    let goal = match text_of(fields, FieldSlot::Goal) {
        "" => None,
        text => Some(read_goal(text).map_err(|e| (FieldSlot::Goal, e))?),
    };
    let bone_risk = match text_of(fields, FieldSlot::BoneRisk) {
        "" => false,
        text => read_yes_no(FieldSlot::BoneRisk, text).map_err(|e| (FieldSlot::BoneRisk, e))?,
    };
    let height_cm = match text_of(fields, FieldSlot::Height) {
        "" => None,
        text => Some(read_amount(FieldSlot::Height, text).map_err(|e| (FieldSlot::Height, e))?),
    };
    if let (Some(height), Some(analyte)) = (&height_cm, state.analyte("height")) {
        let quantity = Quantity { comparator: Comparator::Equal, value: height.clone(), unit: "cm".into() };
        refuse_impossible(analyte, &quantity).map_err(|e| (FieldSlot::Height, e.into()))?;
    }
    let profile = Profile { birth_date, goal, trying_since, bone_risk, height_cm };
    let act = Act::one("Saved the profile", Change::Put(Entry::Profile(profile)));
    Ok((act, Vec::new()))
}

/// The day of an entry, and whether to ask about it.
fn dated(
    fields: &[FormField],
    state: &State,
) -> Result<(NaiveDate, Vec<SaveDoubt>), (FieldSlot, FieldError)> {
    let date = read_day(text_of(fields, FieldSlot::Date), state).map_err(|e| (FieldSlot::Date, e))?;
    Ok((date, doubt_day(date, state.today).into_iter().map(SaveDoubt::from).collect()))
}

/// What would be right in place of a name nobody knows.
pub fn unknown_name(slot: FieldSlot, typed: &str, state: &State) -> FieldError {
    if typed.is_empty() {
        return FieldError::NoName(slot);
    }
    let near = slot.names(typed, state).into_iter().next();
    FieldError::UnknownName { slot, typed: typed.to_owned(), near }
}

/// The id of the entry that is edited; that of a new one comes when it is stored.
pub fn id_or_new(old: Option<&EntryId>) -> EntryId {
    old.cloned().unwrap_or_default()
}
