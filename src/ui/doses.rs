//! The dose log on screen: the doses a key logs, and the lane of the last four weeks.

use chrono::{Days, NaiveDate};
use ratatui::text::{Line, Span};

use crate::domain::dose_log::{DoseDay, DoseEntry, DoseLog, DoseState, LANE_DAYS, loggable};
use crate::domain::id::EntryId;
use crate::domain::regimen::Regimen;
use crate::ui::outcome::{Effect, Open, Outcome};
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
        _ => Outcome::Open(Open::Doses(entries)),
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
    let days = log.days();
    let sign = |day: NaiveDate| match days.get(&day) {
        Some(DoseDay::Taken) => Span::styled(glyphs.pick("●", "#"), theme.accent),
        Some(DoseDay::Skipped) => Span::raw(glyphs.pick("○", "o")),
        Some(DoseDay::NotLogged) => Span::styled(glyphs.pick("·", "."), theme.dim),
        None => Span::raw(" "),
    };
    let mut spans: Vec<Span<'static>> = first.iter_days().take(LANE_DAYS as usize).map(sign).collect();
    let extra = if log.extra.is_empty() { String::new() } else { format!(", {} extra", log.extra.len()) };
    spans.push(Span::styled(format!("  {}{extra}", tally.words()), theme.dim));
    Some(Line::from(spans))
}
