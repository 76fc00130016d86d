//! The form of a therapy: drug, dose, first and last day, and the days on which the dose became another one.

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::regimen::{Dose, Drug, Regimen};
use crate::domain::regimen_doubt::{RegimenDoubt, doubt_no_schedule, doubt_regimen};
use crate::domain::schedule::Schedule;
use crate::exchange::typed::doubt_day;
use crate::ui::screen::entry::answer::read_day;
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField, SaveDoubt, some_of, text_of};
use crate::ui::screen::entry::journal_form::{MadeEntry, id_or_new, unknown_name};
use crate::ui::state::State;

/// The fields of a therapy, and room for one more change of dose.
pub fn therapy_fields(old: Option<&Regimen>, state: &State) -> Vec<FormField> {
    let Some(old) = old else {
        let mut fields = vec![
            FormField::new(FieldSlot::Drug, ""),
            FormField::new(FieldSlot::Dose, ""),
            FormField::new(FieldSlot::Schedule, ""),
            FormField::new(FieldSlot::Route, ""),
            FormField::new(FieldSlot::FirstDay, day::long(state.today)),
            FormField::new(FieldSlot::LastDay, ""),
            FormField::new(FieldSlot::Note, ""),
        ];
        keep_room(&mut fields);
        return fields;
    };
    let first = old.doses.first().filter(|dose| dose.from == old.start);
    let changed = &old.doses[usize::from(first.is_some())..];
    let mut fields = vec![
        FormField::new(FieldSlot::Drug, state.catalog.drug_name(&old.drug)),
        FormField::new(FieldSlot::Dose, first.map(dose_text).unwrap_or_default()),
        FormField::new(FieldSlot::Schedule, first.map_or("", |dose| dose.schedule.as_str())),
        FormField::new(FieldSlot::Route, old.route.as_deref().unwrap_or_default()),
        FormField::new(FieldSlot::FirstDay, day::long(old.start)),
        FormField::new(FieldSlot::LastDay, old.stop.map(day::long).unwrap_or_default()),
        FormField::new(FieldSlot::Note, old.note.as_deref().unwrap_or_default()),
    ];
    for (n, dose) in changed.iter().enumerate() {
        let place = fields.len() - 1;
        fields.splice(
            place..place,
            [
                FormField::new(FieldSlot::ChangeFrom(n), day::long(dose.from)),
                FormField::new(FieldSlot::ChangeDose(n), dose_text(dose)),
                FormField::new(FieldSlot::ChangeSchedule(n), dose.schedule.as_str()),
            ],
        );
    }
    keep_room(&mut fields);
    fields
}

/// Sees to it that the last change of dose is an empty one, to be filled.
pub fn keep_room(fields: &mut Vec<FormField>) {
    let count = changes(fields);
    let last_is_empty = count > 0 && (0..3).all(|part| text_of(fields, change(count - 1)[part]).is_empty());
    if !last_is_empty {
        let place = fields.iter().position(|line| line.slot == FieldSlot::Note);
        let place = place.unwrap_or(fields.len());
        fields.splice(place..place, change(count).map(|slot| FormField::new(slot, "")));
    }
}

/// Fills what goes without saying once the drug is known: its usual route.
pub fn suit_drug(fields: &mut [FormField], state: &State) {
    let Some(drug) = state.catalog.find_drug(text_of(fields, FieldSlot::Drug)) else {
        return;
    };
    let route = fields.iter_mut().find(|line| line.slot == FieldSlot::Route);
    if let (Some(line), Some(usual)) = (route, drug.routes.first())
        && line.text().is_empty()
    {
        line.field.set(usual);
    }
}

/// The regimen as typed.
pub fn make_regimen(fields: &[FormField], old: Option<&Regimen>, state: &State) -> MadeEntry {
    let typed = text_of(fields, FieldSlot::Drug);
    let drug = state.catalog.find_drug(typed);
    let drug_id = match (old.filter(|old| *old.drug == *typed), drug) {
        (Some(old), _) => old.drug.clone(),
        (None, Some(drug)) => drug.id.clone(),
        (None, None) => return Err((FieldSlot::Drug, unknown_name(FieldSlot::Drug, typed, state))),
    };
    let start =
        read_day(text_of(fields, FieldSlot::FirstDay), state).map_err(|e| (FieldSlot::FirstDay, e))?;
    let stop = match text_of(fields, FieldSlot::LastDay) {
        "" => None,
        text => Some(read_day(text, state).map_err(|e| (FieldSlot::LastDay, e))?),
    };
    if let Some(stop) = stop.filter(|stop| *stop < start) {
        let wrong = FieldError::LastBeforeFirst { last: day::long(stop), first: day::long(start) };
        return Err((FieldSlot::LastDay, wrong));
    }
    let mut regimen = Regimen {
        id: id_or_new(old.map(|old| &old.id)),
        drug: drug_id,
        route: some_of(fields, FieldSlot::Route),
        start,
        stop,
        doses: Vec::new(),
        supply: old.and_then(|old| old.supply.clone()),
        note: some_of(fields, FieldSlot::Note),
    };
    regimen.doses = doses(fields, &regimen, drug, state)?;
    let changed = regimen.doses.iter().map(|dose| dose.from).filter(|from| *from != start);
    let days = [Some(start), stop].into_iter().flatten().chain(changed);
    let ahead = days.filter_map(|day| doubt_day(day, state.today)).map(SaveDoubt::from);
    let doubts = ahead.chain(regimen_doubts(fields, &regimen, old, state)).collect();
    let words = regimen_words(&regimen, old);
    Ok((Act::one(words, Change::Put(Entry::Regimen(regimen))), doubts))
}

/// What to ask about a course of a drug: not what was so before it was changed.
fn regimen_doubts(
    fields: &[FormField],
    regimen: &Regimen,
    old: Option<&Regimen>,
    state: &State,
) -> Vec<SaveDoubt> {
    let drug = state.catalog.drugs().get(&regimen.drug);
    let others = state.record.regimens();
    let before = old.map_or_else(Vec::new, |old| doubt_regimen(old, others, drug));
    let asked = doubt_regimen(regimen, others, drug).into_iter().filter(|doubt| !before.contains(doubt));
    // What is typed without its unit was read in the usual one, and the unit was not in sight yet.
    let unsaid =
        fields.iter().filter(|field| matches!(field.slot, FieldSlot::Dose | FieldSlot::ChangeDose(_)));
    let unsaid = unsaid.filter_map(|field| {
        let drug = drug?;
        Decimal::parse(field.text()).ok()?;
        let (amount, usual) = (field.text().to_owned(), drug.unit.clone());
        Some(RegimenDoubt::NoUnit { amount, drug: drug.name.clone(), usual })
    });
    let was_open = old.is_some_and(|old| doubt_no_schedule(old, drug).is_some());
    let open = doubt_no_schedule(regimen, drug).filter(|_| !was_open);
    asked.chain(unsaid).chain(open).map(SaveDoubt::from).collect()
}

fn regimen_words(regimen: &Regimen, old: Option<&Regimen>) -> String {
    let drug = &regimen.drug;
    let dose = regimen.doses.first().map_or(String::new(), |dose| format!(" {}", dose.words()));
    let was_stopped = old.is_none_or(|old| old.stop.is_some());
    match (old, regimen.stop) {
        (Some(_), Some(stop)) if !was_stopped => {
            format!("Saved {drug}, last taken on {}", day::long(stop))
        }
        (Some(_), _) => format!("Changed {drug}, begun on {}", day::long(regimen.start)),
        (None, Some(stop)) => {
            format!("Saved {drug}{dose} from {} to {}", day::long(regimen.start), day::long(stop))
        }
        (None, None) => format!("Saved {drug}{dose} from {} on", day::long(regimen.start)),
    }
}

/// The first dose and its changes, oldest first.
fn doses(
    fields: &[FormField],
    regimen: &Regimen,
    drug: Option<&Drug>,
    state: &State,
) -> Result<Vec<Dose>, (FieldSlot, FieldError)> {
    let mut doses: Vec<Dose> = first_dose(fields, regimen, drug)?.into_iter().collect();
    for n in 0..changes(fields) {
        let [from, dose, often] = change(n);
        let blank = |slot: &FieldSlot| text_of(fields, *slot).is_empty();
        if [from, dose, often].iter().all(blank) {
            continue;
        }
        let day = read_day(text_of(fields, from), state).map_err(|e| (from, e))?;
        if !regimen.covers(day) {
            return Err((from, FieldError::ChangeOutside(day::long(day))));
        }
        if doses.iter().any(|dose| dose.from == day) {
            return Err((from, FieldError::ChangeTwice(day::long(day))));
        }
        let (amount, unit) = read_dose(text_of(fields, dose), drug).map_err(|e| (dose, e))?;
        let schedule = match text_of(fields, often) {
            "" => doses.last().map(|dose| dose.schedule.clone()).unwrap_or_default(),
            text => Schedule::new(text),
        };
        doses.push(Dose { from: day, amount, unit, schedule });
    }
    doses.sort_by_key(|dose| dose.from);
    Ok(doses)
}

/// The dose of the first day; none when it is not known.
fn first_dose(
    fields: &[FormField],
    regimen: &Regimen,
    drug: Option<&Drug>,
) -> Result<Option<Dose>, (FieldSlot, FieldError)> {
    let schedule = text_of(fields, FieldSlot::Schedule);
    let text = text_of(fields, FieldSlot::Dose);
    if text.is_empty() {
        return if schedule.is_empty() { Ok(None) } else { Err((FieldSlot::Dose, FieldError::NoDose)) };
    }
    let (amount, unit) = read_dose(text, drug).map_err(|e| (FieldSlot::Dose, e))?;
    Ok(Some(Dose { from: regimen.start, amount, unit, schedule: Schedule::new(schedule) }))
}

/// Reads `1 mg`, `0,5mg`, `1500`; an amount alone is in the drug's usual unit.
pub fn read_dose(text: &str, drug: Option<&Drug>) -> Result<(Decimal, String), FieldError> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let amount = Decimal::parse(number).map_err(|_| FieldError::NotADose(text.to_owned()))?;
    if amount.value() <= 0.0 {
        return Err(FieldError::ZeroDose);
    }
    let unit = match (unit.trim(), drug) {
        ("", Some(drug)) => drug.unit.clone(),
        ("", None) => return Err(FieldError::NoDoseUnit(text.to_owned())),
        (unit, _) => unit.to_owned(),
    };
    Ok((amount, unit))
}

/// The dose as it is understood where its unit goes without saying, or what would be right.
pub fn echo_dose(fields: &[FormField], text: &str, state: &State) -> Result<String, FieldError> {
    if text.trim().is_empty() {
        return Ok(FieldSlot::Dose.hint().to_owned());
    }
    let drug = state.catalog.find_drug(text_of(fields, FieldSlot::Drug));
    let (amount, unit) = read_dose(text, drug)?;
    Ok(if text.contains(unit.as_str()) { String::new() } else { format!("{amount} {unit}") })
}

/// Writes the unit beside each amount that is in the drug's usual one. Whether any text changed.
pub fn settle_doses(fields: &mut [FormField], state: &State) -> bool {
    let places =
        (0..fields.len()).filter(|at| matches!(fields[*at].slot, FieldSlot::Dose | FieldSlot::ChangeDose(_)));
    let mut changed = false;
    for at in places.collect::<Vec<_>>() {
        let text = fields[at].text();
        let written = Some(text).filter(|text| !text.is_empty());
        let written = written.and_then(|text| echo_dose(fields, text, state).ok());
        if let Some(written) = written.filter(|written| !written.is_empty()) {
            fields[at].field.set(&written);
            changed = true;
        }
    }
    changed
}

fn dose_text(dose: &Dose) -> String {
    format!("{} {}", dose.amount, dose.unit)
}

/// The slots of a change of dose.
const fn change(n: usize) -> [FieldSlot; 3] {
    [FieldSlot::ChangeFrom(n), FieldSlot::ChangeDose(n), FieldSlot::ChangeSchedule(n)]
}

/// Changes of dose there is room for.
fn changes(fields: &[FormField]) -> usize {
    fields.iter().filter(|line| matches!(line.slot, FieldSlot::ChangeFrom(_))).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn a_dose_is_an_amount_and_a_unit_which_may_be_the_drugs_usual_one() {
        let drug = Catalog::embedded().find_drug("anastrozole");
        for (text, read) in [
            ("1 mg", Some(("1", "mg"))),
            ("0,5mg", Some(("0.5", "mg"))),
            ("1", Some(("1", "mg"))),
            ("1500 IU", Some(("1500", "IU"))),
            ("0", None),
            ("mg", None),
            ("", None),
        ] {
            let dose = read_dose(text, drug).ok();
            let dose = dose.as_ref().map(|(amount, unit)| (amount.as_str(), unit.as_str()));
            assert_eq!(dose, read, "{text}");
        }
        assert_eq!(read_dose("1", None), Err(FieldError::NoDoseUnit("1".to_owned())));
    }

    #[test]
    fn there_is_always_room_for_one_more_change_of_dose() {
        let mut fields = vec![FormField::new(FieldSlot::Drug, "hCG"), FormField::new(FieldSlot::Note, "")];
        keep_room(&mut fields);
        keep_room(&mut fields);
        assert_eq!(changes(&fields), 1);
        fields[1].field.set("2026-02-01");
        keep_room(&mut fields);
        assert_eq!(changes(&fields), 2);
        assert_eq!(fields.last().map(|line| line.slot), Some(FieldSlot::Note));
    }
}
