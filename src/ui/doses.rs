//! The dose log on screen: the doses a key logs, and the lane of the last four weeks.

use chrono::{Days, NaiveDate};
use ratatui::text::{Line, Span};

use crate::domain::dose_log::{DoseEntry, DoseLog, DoseState, LANE_DAYS, loggable};
use crate::domain::id::EntryId;
use crate::domain::regimen::Regimen;
use crate::ui::outcome::{Effect, OpenTarget, Outcome};
use crate::ui::state::State;

/// What the key for a dose asks for: the one dose that is expected is stored, of several a list is opened.
pub fn take_dose(state: &State) -> Outcome {
    let record = &state.record;
    let open = loggable(record.regimens(), record.doses_taken(), state.today, None);
    let entries: Vec<DoseEntry> = open
        .iter()
        .map(|dose| DoseEntry {
            id: EntryId::default(),
            drug: dose.drug.clone(),
            day: state.today,
            time: None,
            amount: Some(dose.dose.amount.clone()),
            unit: Some(dose.dose.unit.clone()),
            state: DoseState::Taken,
            note: None,
        })
        .collect();
    match entries.len() {
        0 => {
            Outcome::note("No dose is expected today that is not logged; `androlog took DRUG` logs another.")
        }
        1 => Outcome::effect(Effect::TakeDoses(entries)),
        _ => Outcome::Open(OpenTarget::Doses(entries)),
    }
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
    let mut spans: Vec<Span<'static>> = Vec::new();
    for day in first.iter_days().take(LANE_DAYS as usize) {
        spans.push(match sign_of(&log, day) {
            Some(DaySign::Taken) => Span::styled(glyphs.pick("●", "#"), theme.accent),
            Some(DaySign::Skipped) => Span::raw(glyphs.pick("○", "o")),
            Some(DaySign::NotLogged) => Span::styled(glyphs.pick("·", "."), theme.dim),
            None => Span::raw(" "),
        });
    }
    let extra = if log.extra.is_empty() { String::new() } else { format!(", {} extra", log.extra.len()) };
    spans.push(Span::styled(format!("  {}{extra}", tally.words()), theme.dim));
    Some(Line::from(spans))
}

/// What a lane shows of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DaySign {
    Taken,
    Skipped,
    NotLogged,
}

/// Of several doses of a day what is least sure: one that is not logged goes before one that was skipped.
fn sign_of(log: &DoseLog<'_>, day: NaiveDate) -> Option<DaySign> {
    let expected = log.expected.iter().filter(|dose| dose.slot.day == day);
    let signs: Vec<DaySign> = expected
        .map(|dose| match dose.state() {
            None => DaySign::NotLogged,
            Some(DoseState::Skipped) => DaySign::Skipped,
            Some(DoseState::Taken) => DaySign::Taken,
        })
        .collect();
    let has = |sign: DaySign| signs.contains(&sign).then_some(sign);
    let extra = log.extra.iter().any(|entry| entry.day == day && entry.state == DoseState::Taken);
    has(DaySign::NotLogged)
        .or_else(|| has(DaySign::Skipped))
        .or_else(|| has(DaySign::Taken))
        .or_else(|| extra.then_some(DaySign::Taken))
}
