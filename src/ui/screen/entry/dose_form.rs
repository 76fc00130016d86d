//! The form of a dose: what was taken or left out on a day, new or changed.

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::dose_log::{DoseEntry, DoseState, EntryPlace, place_of};
use crate::domain::id::DrugId;
use crate::exchange::doses::entry_words;
use crate::exchange::typed::doubt_day;
use crate::ui::screen::entry::answer::{read_day, read_dose_state, read_time};
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField, SaveDoubt, some_of, text_of};
use crate::ui::screen::entry::journal_form::{MadeEntry, id_or_new, unknown_name};
use crate::ui::screen::entry::therapy_form::read_dose;
use crate::ui::state::State;

/// The fields of a dose: of one that is stored or only expected, or of the drug that is taken where there is one.
pub fn dose_fields(old: Option<&DoseEntry>, state: &State) -> Vec<FormField> {
    let drug = |drug: &DrugId| state.catalog.drug_name(drug).to_owned();
    let taken: Vec<_> = state.record.regimens().iter().filter(|r| r.covers(state.today)).collect();
    let usual = match taken.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let usual_amount = || {
        let dose = usual?.dose_on(state.today)?;
        Some(format!("{} {}", dose.amount, dose.unit))
    };
    let name = old.map(|dose| &dose.drug).or(usual.map(|regimen| &regimen.drug));
    let amount = old.map_or_else(|| usual_amount().unwrap_or_default(), DoseEntry::amount_words);
    let time = old.and_then(|dose| dose.time).map(|time| time.format("%H:%M").to_string());
    vec![
        FormField::new(FieldSlot::Drug, name.map(drug).unwrap_or_default()),
        FormField::new(FieldSlot::Dose, amount),
        FormField::new(FieldSlot::Date, day::long(old.map_or(state.today, |dose| dose.day))),
        FormField::new(FieldSlot::Time, time.unwrap_or_default()),
        FormField::new(FieldSlot::DoseState, old.map_or(DoseState::Taken, |dose| dose.state).id()),
        FormField::new(FieldSlot::Note, old.and_then(|dose| dose.note.clone()).unwrap_or_default()),
    ]
}

/// The dose as typed. A further one where all expected ones are logged is asked about.
pub fn make_dose(fields: &[FormField], old: Option<&DoseEntry>, state: &State) -> MadeEntry {
    let at = |slot: FieldSlot| move |error: FieldError| (slot, error);
    let drug = read_drug(fields, old, state)?;
    let (amount, unit) = match text_of(fields, FieldSlot::Dose) {
        "" => (None, None),
        text => {
            let (amount, unit) =
                read_dose(text, state.catalog.drugs().get(&drug)).map_err(at(FieldSlot::Dose))?;
            (Some(amount), Some(unit))
        }
    };
    let date = read_day(text_of(fields, FieldSlot::Date), state).map_err(at(FieldSlot::Date))?;
    let time = match text_of(fields, FieldSlot::Time) {
        "" => None,
        text => Some(read_time(text).map_err(at(FieldSlot::Time))?),
    };
    let word = text_of(fields, FieldSlot::DoseState);
    let dose_state = read_dose_state(word).map_err(at(FieldSlot::DoseState))?;
    // Of a dose that was left out no amount was taken.
    let amount = amount.filter(|_| dose_state == DoseState::Taken);
    let unit = unit.filter(|_| dose_state == DoseState::Taken).map(Into::into);
    let entry = DoseEntry {
        id: id_or_new(old.map(|dose| &dose.id)),
        drug,
        day: date,
        time,
        amount,
        unit,
        state: dose_state,
        note: some_of(fields, FieldSlot::Note),
    };
    let mut doubts: Vec<SaveDoubt> = doubt_day(date, state.today).into_iter().map(SaveDoubt::from).collect();
    if is_further(&entry, state) {
        doubts.push(SaveDoubt::FurtherDose(day::long(date)));
    }
    let verb = match dose_state {
        DoseState::Taken => "Took",
        DoseState::Skipped => "Skipped",
    };
    let words = format!("{verb} {} on {}", entry_words(&entry), day::with_weekday(date));
    Ok((Act::one(words, Change::Put(Entry::DoseTaken(entry))), doubts))
}

/// Whether every dose expected then is logged already, without the entry that is changed.
fn is_further(entry: &DoseEntry, state: &State) -> bool {
    let others: Vec<DoseEntry> =
        state.record.doses_taken().iter().filter(|other| other.id != entry.id).cloned().collect();
    place_of(state.record.regimens(), &others, entry) == EntryPlace::Further
}

fn read_drug(
    fields: &[FormField],
    old: Option<&DoseEntry>,
    state: &State,
) -> Result<DrugId, (FieldSlot, FieldError)> {
    let typed = text_of(fields, FieldSlot::Drug);
    let kept = old.map(|dose| &dose.drug).filter(|drug| state.catalog.drug_name(drug) == typed);
    let logged =
        || state.record.regimens().iter().map(|regimen| &regimen.drug).find(|drug| ***drug == *typed);
    let found =
        kept.or_else(logged).cloned().or_else(|| state.catalog.find_drug(typed).map(|drug| drug.id.clone()));
    found.ok_or_else(|| (FieldSlot::Drug, unknown_name(FieldSlot::Drug, typed, state)))
}
