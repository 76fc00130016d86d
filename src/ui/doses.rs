//! The dose log on screen: the doses a key logs, and the lane of the last four weeks.

use chrono::{Days, NaiveDate};
use ratatui::text::{Line, Span};

use crate::domain::day;
use crate::domain::dose_log::{DoseDay, DoseEntry, DoseLog, DoseState, ExpectedDose, LANE_DAYS, loggable};
use crate::domain::id::{DrugId, EntryId};
use crate::domain::regimen::Regimen;
use crate::exchange::doses::entry_words;
use crate::ui::outcome::{Effect, OpenTarget, Outcome};
use crate::ui::state::State;

/// What the key for a dose asks for: the one dose that is expected is stored, of several a list is opened.
pub fn take_dose(state: &State) -> Outcome {
    let record = &state.record;
    let open = loggable(record.regimens(), record.doses_taken(), state.today, None);
    let on_today = |dose| DoseEntry { day: state.today, ..not_logged(dose) };
    let entries: Vec<DoseEntry> = open.iter().map(on_today).collect();
    match entries.len() {
        0 if is_expected_today(state) => {
            Outcome::note("Every dose expected today is logged. a and “dose” logs another one.")
        }
        0 => Outcome::note("No dose is expected today. a and “dose” logs one all the same."),
        1 => Outcome::effect(Effect::TakeDoses(entries)),
        _ => Outcome::Open(OpenTarget::Doses(entries)),
    }
}

/// Whether a schedule has a dose today, logged or not.
fn is_expected_today(state: &State) -> bool {
    let (record, today) = (&state.record, state.today);
    !DoseLog::new(record.regimens(), record.doses_taken(), (today, today)).expected.is_empty()
}

/// The lane of the last four weeks of a drug, the newest day at the right: taken, skipped, not logged, blank where no
/// dose is due. None while no dose of the drug is logged in these days.
pub fn lane(regimen: &Regimen, state: &State) -> Option<Line<'static>> {
    let (theme, glyphs) = (&state.look.theme, &state.look.glyphs);
    let first = state.today - Days::new(LANE_DAYS - 1);
    let record = &state.record;
    let log = DoseLog::new(std::slice::from_ref(regimen), record.doses_taken(), (first, state.today));
    let log = log.of_drug(&regimen.drug);
    let tally = log.tally();
    if tally.logged() + log.extra.len() == 0 {
        return None;
    }
    let days = log.days();
    let sign = |day: NaiveDate| match days.get(&day) {
        Some(DoseDay::Taken) => Span::styled(glyphs.pick("●", "#"), theme.accent),
        Some(DoseDay::Skipped) => Span::raw(glyphs.pick("○", "o")),
        Some(DoseDay::NotLogged) => Span::styled(glyphs.pick("·", "."), theme.dim),
        None => Span::raw(" "),
    };
    let drawn = if state.look.is_linear() { 0 } else { LANE_DAYS as usize };
    let mut spans: Vec<Span<'static>> = first.iter_days().take(drawn).map(sign).collect();
    let extra = if log.extra.is_empty() { String::new() } else { format!(", {} extra", log.extra.len()) };
    spans.push(Span::styled(format!("  {}{extra}", tally.words()), theme.dim));
    Some(Line::from(spans))
}

/// The doses of the last four weeks, the newest first: those logged, and those expected and not logged, which have no id
/// yet. Of one drug, or of all.
pub fn recent_doses(drug: Option<&DrugId>, state: &State) -> Vec<DoseEntry> {
    let record = &state.record;
    let days = (state.today - Days::new(LANE_DAYS - 1), state.today);
    let log = DoseLog::new(record.regimens(), record.doses_taken(), days);
    let expected = log.expected.iter().map(|dose| match dose.entry {
        Some(entry) => entry.clone(),
        None => not_logged(dose),
    });
    let mut doses: Vec<DoseEntry> = expected.chain(log.extra.iter().map(|entry| (*entry).clone())).collect();
    doses.retain(|dose| drug.is_none_or(|drug| *drug == dose.drug));
    doses.sort_by_key(|dose| std::cmp::Reverse((dose.day, dose.time)));
    doses
}

/// An expected dose as an entry that is not stored.
fn not_logged(dose: &ExpectedDose<'_>) -> DoseEntry {
    DoseEntry {
        id: EntryId::default(),
        drug: dose.drug.clone(),
        day: dose.slot.day,
        time: None,
        amount: Some(dose.dose.amount.clone()),
        unit: Some(dose.dose.unit.as_str().into()),
        state: DoseState::Taken,
        note: None,
    }
}

/// A line of a list of doses: `27 Nov  taken  anastrozole 1 mg, 20:05`.
pub fn dose_line(dose: &DoseEntry, today: NaiveDate) -> String {
    let state = if dose.id.is_empty() { "not logged" } else { dose.state.id() };
    format!("{:>6}  {state:<10}  {}", day::short(dose.day, today), entry_words(dose))
}
