//! What stands over the rows of a report's form, and which rows it opens with.

use chrono::NaiveDate;

use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::formula::formula;
use crate::domain::id::AnalyteId;
use crate::domain::regimen::last_dose;
use crate::domain::report::{Kind, Report, Side, Specimen};
use crate::ui::screen::entry::dxa;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::line::{Line, some_of, text_of};
use crate::ui::screen::entry::read::{
    NOT_KNOWN, read_amount, read_day, read_edition, read_hips, read_time, read_yes_no, yes_no,
};
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Refusal;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;

/// The fields of a kind, in the order they are walked.
const fn slots(kind: Kind) -> &'static [Slot] {
    match kind {
        Kind::Blood => &[Slot::Date, Slot::Time, Slot::Fasting, Slot::HoursSinceDose, Slot::Laboratory],
        Kind::Semen => {
            &[Slot::Date, Slot::Time, Slot::Abstinence, Slot::Complete, Slot::WhoEdition, Slot::Laboratory]
        }
        Kind::Dxa => &[Slot::Date, Slot::Hip, Slot::Device, Slot::Laboratory],
        Kind::Body => &[Slot::Date, Slot::Time],
    }
}

/// The fields of a new report: today, and the laboratory, edition and device of the last one.
pub fn fresh(kind: Kind, state: &State) -> Vec<Line> {
    let last = last(kind, state);
    let last_head = last.map(of).unwrap_or_default();
    let text = |slot: Slot| match slot {
        Slot::Date => day::long(state.today),
        Slot::WhoEdition => state.look.who_edition.clone(),
        Slot::Laboratory | Slot::Device | Slot::Hip => text_of(&last_head, slot).to_owned(),
        _ => String::new(),
    };
    slots(kind).iter().map(|slot| Line::new(*slot, text(*slot))).collect()
}

/// The fields for another report like this one, today.
pub fn like(report: &Report, state: &State) -> Vec<Line> {
    let mut lines = of(report);
    for line in &mut lines {
        match line.slot {
            Slot::Date => line.field.set(&day::long(state.today)),
            Slot::Laboratory | Slot::Device | Slot::Hip | Slot::WhoEdition => {}
            _ => line.field.set(""),
        }
    }
    lines
}

/// The fields of a stored report.
pub fn of(report: &Report) -> Vec<Line> {
    let text = |slot: Slot| -> String {
        let yes = |answer: Option<bool>| answer.map(|yes| yes_no(yes).to_owned());
        let found = match (slot, &report.specimen) {
            (Slot::Date, _) => Some(day::long(report.date)),
            (Slot::Time, _) => report.time.map(|time| time.format("%H:%M").to_string()),
            (Slot::Laboratory, _) => report.laboratory.clone(),
            (Slot::Hip, _) => Some(dxa::hips_of(report).to_owned()),
            (Slot::Fasting, Specimen::Blood { fasting, .. }) => yes(*fasting),
            (Slot::HoursSinceDose, Specimen::Blood { hours_since_dose, .. }) => {
                hours_since_dose.as_ref().map(ToString::to_string)
            }
            (Slot::Abstinence, Specimen::Semen { abstinence_days, .. }) => {
                abstinence_days.as_ref().map(ToString::to_string)
            }
            (Slot::Complete, Specimen::Semen { complete, .. }) => yes(*complete),
            (Slot::WhoEdition, Specimen::Semen { who_edition, .. }) => who_edition.clone(),
            (Slot::Device, Specimen::Dxa { device }) => device.clone(),
            _ => None,
        };
        found.unwrap_or_default()
    };
    let slots = slots(report.kind());
    slots.iter().map(|slot| Line::new(*slot, text(*slot))).collect()
}

/// The laboratory as typed.
pub fn laboratory(lines: &[Line]) -> Option<String> {
    some_of(lines, Slot::Laboratory)
}

/// The newest report of a kind.
pub fn last(kind: Kind, state: &State) -> Option<&Report> {
    state.record.reports_of(kind).next_back()
}

/// The rows a new report opens with.
pub fn rows(kind: Kind, state: &State) -> Vec<Row> {
    let panel = |id: &str| -> Vec<AnalyteId> {
        state.catalog.panel(id).map_or_else(Vec::new, |panel| panel.analytes.clone())
    };
    let analytes = match kind {
        Kind::Blood => {
            let of_last: Vec<AnalyteId> = last(kind, state)
                .into_iter()
                .flat_map(|report| &report.results)
                .map(|result| result.analyte.clone())
                .collect();
            let of_last = enterable(kind, &of_last, state);
            if of_last.is_empty() { panel("hpg") } else { of_last }
        }
        Kind::Semen => panel("semen-who"),
        Kind::Dxa => return dxa::rows(last(kind, state).map_or("", dxa::hips_of)),
        Kind::Body => panel("body"),
    };
    analytes.into_iter().map(Row::new).collect()
}

/// Those of the analytes that can be typed on a kind of report, each once; a computed one gives its inputs.
pub fn enterable(kind: Kind, analytes: &[AnalyteId], state: &State) -> Vec<AnalyteId> {
    let mut out: Vec<AnalyteId> = Vec::new();
    let typed = |id: &AnalyteId| match formula(id) {
        Some(formula) if state.analyte(id).is_some_and(|a| a.calculated_only) => {
            formula.inputs.iter().map(|term| term.id.into()).collect()
        }
        _ => vec![id.clone()],
    };
    for id in analytes.iter().flat_map(typed) {
        let fits = state.analyte(&id).is_some_and(|a| a.kind == kind && !a.calculated_only);
        if fits && !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// The report of a form without its results; what cannot be read yet is left out, an unread day is today.
pub fn report(grid: &Grid, state: &State) -> Report {
    let lines = &grid.head;
    let text = |slot| text_of(lines, slot);
    let date: NaiveDate = read_day(text(Slot::Date), state).unwrap_or(state.today);
    let mut report = Report::new(grid.kind, date);
    if let Some(edited) = &grid.edited {
        report.id = edited.id.clone();
    }
    report.time = read_time(text(Slot::Time)).ok();
    // A form without the field keeps what the edited report has.
    report.laboratory = if lines.iter().any(|line| line.slot == Slot::Laboratory) {
        laboratory(lines)
    } else {
        grid.edited.as_ref().and_then(|edited| edited.laboratory.clone())
    };
    report.note = Some(grid.note.text().to_owned()).filter(|note| !note.is_empty());
    report.specimen = match grid.kind {
        Kind::Blood => Specimen::Blood {
            fasting: read_yes_no(Slot::Fasting, text(Slot::Fasting)).ok(),
            hours_since_dose: match text(Slot::HoursSinceDose) {
                "" => since_dose(grid, state).map(|worked| worked.hours),
                text => read_amount(Slot::HoursSinceDose, text).ok(),
            },
        },
        Kind::Semen => Specimen::Semen {
            abstinence_days: read_amount(Slot::Abstinence, text(Slot::Abstinence)).ok(),
            complete: read_yes_no(Slot::Complete, text(Slot::Complete)).ok(),
            who_edition: some_of(lines, Slot::WhoEdition),
        },
        Kind::Dxa => Specimen::Dxa { device: some_of(lines, Slot::Device) },
        Kind::Body => Specimen::Body,
    };
    report
}

/// The time since the last dose, worked out from the schedules.
#[derive(Clone, Debug, PartialEq)]
pub struct SinceDose {
    /// Hours.
    pub hours: Decimal,
    /// The dose it is counted from: `anastrozole, Thu 12 Mar 2026 20:00`.
    pub from: String,
}

/// The hours since the last dose of a new panel while none are typed, where every drug taken on the day says when
/// in its schedule, and the panel has its time.
pub fn since_dose(grid: &Grid, state: &State) -> Option<SinceDose> {
    if grid.kind != Kind::Blood || grid.edited.is_some() {
        return None;
    }
    let text = |slot| text_of(&grid.head, slot);
    if !text(Slot::HoursSinceDose).is_empty() {
        return None;
    }
    let at = read_day(text(Slot::Date), state).ok()?.and_time(read_time(text(Slot::Time)).ok()?);
    let (regimen, dose) = last_dose(state.record.regimens(), at)?;
    let minutes = (at - dose).num_minutes() as f64;
    let decimals = u8::from(minutes % 60.0 != 0.0);
    let from = format!("{}, {} {}", regimen.drug, day::with_weekday(dose.date()), dose.format("%H:%M"));
    Some(SinceDose { hours: Decimal::rounded(minutes / 60.0, decimals), from })
}

/// Refuses the first field that cannot be read.
pub fn check(grid: &Grid, state: &State) -> Result<(), Refusal> {
    for (at, line) in grid.head.iter().enumerate() {
        let (slot, text) = (line.slot, line.text());
        let read = match slot {
            Slot::Date => read_day(text, state).map(drop),
            _ if text.is_empty() => Ok(()),
            Slot::HoursSinceDose if text == NOT_KNOWN => Ok(()),
            Slot::Time => read_time(text).map(drop),
            Slot::Fasting | Slot::Complete => read_yes_no(slot, text).map(drop),
            Slot::HoursSinceDose | Slot::Abstinence => read_amount(slot, text).map(drop),
            Slot::WhoEdition => read_edition(text, state).map(drop),
            Slot::Hip => read_hips(text).map(drop),
            _ => Ok(()),
        };
        read.map_err(|words| Refusal { focus: Focus::Head(at), words })?;
    }
    Ok(())
}

/// The side a row shows, in words.
pub const fn side_word(side: Option<Side>) -> &'static str {
    match side {
        Some(Side::Left) => " (left)",
        Some(Side::Right) => " (right)",
        None => "",
    }
}
