//! What a semen analysis or a scan says beyond its numbers.

use ratatui::text::Line;

use crate::domain::bone::{Score, assess};
use crate::domain::cycle::{Cycle, TurnKind, sperm_cycle};
use crate::domain::report::{Kind, Report, Specimen};
use crate::domain::semen::{Sample, inconsistencies};
use crate::domain::series;
use crate::ui::state::State;

/// Sentences for below the results.
pub fn notes(report: &Report, state: &State) -> Vec<Line<'static>> {
    match report.kind() {
        Kind::Semen => semen(report, state),
        Kind::Dxa => scan(report, state),
        Kind::Blood | Kind::Body => Vec::new(),
    }
}

fn semen(report: &Report, state: &State) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let analytes = state.catalog.analytes();
    let named = match &report.specimen {
        Specimen::Semen { who_edition, .. } => who_edition.as_deref(),
        _ => None,
    };
    let edition = named.and_then(|id| state.catalog.edition(Some(id)));
    let Some(edition) = edition.or_else(|| state.catalog.edition(Some(&state.look.who_edition))) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if !state.look.private {
        let naming = edition.naming(&Sample::on(&state.record, analytes, report.date), state.catalog.terms());
        if let Some(term) = &naming.term {
            lines.push(Line::styled(format!("{term}, by {}", edition.name), theme.heading));
        }
        for id in ["sperm-concentration", "total-sperm-number", "progressive-motility", "morphology"] {
            let reading = series::on_day(&state.record, analytes, id, report.date);
            if let Some(place) = reading.and_then(|reading| edition.place(id, reading.extent)) {
                lines.push(Line::raw(format!("{}: {place}", state.name(id))));
            }
        }
        lines.extend(
            inconsistencies(analytes, report)
                .into_iter()
                .map(|found| Line::styled(found.to_string(), theme.attention)),
        );
    }
    lines.extend(cycle(&sperm_cycle(&state.record, report.date), state));
    lines
}

/// What happened while the sperm of the sample were made.
fn cycle(cycle: &Cycle<'_>, state: &State) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let mut lines = Vec::new();
    for exposure in &cycle.drugs {
        let doses: Vec<String> = exposure.doses.iter().map(|dose| dose.words()).collect();
        lines.push(format!(
            "{} on {} days ({})",
            exposure.regimen.drug,
            exposure.days,
            doses.join(", then ")
        ));
    }
    for turn in &cycle.turns {
        let what = match turn.kind {
            TurnKind::Started => "started".to_owned(),
            TurnKind::Dose(dose) => format!("changed to {}", dose.words()),
            TurnKind::Stopped => "stopped".to_owned(),
        };
        lines.push(format!("{} {what} on {}", turn.regimen.drug, state.day(turn.day)));
    }
    for event in &cycle.events {
        lines.push(format!("{} on {}", event.event, state.day(event.date)));
    }
    for symptom in &cycle.symptoms {
        lines.push(format!("{}, {}, on {}", symptom.symptom, symptom.grade.id(), state.day(symptom.date)));
    }
    if lines.is_empty() {
        return vec![Line::styled("Nothing was logged in the 72 days before it.", theme.dim)];
    }
    let heading = Line::styled(format!("IN THE 72 DAYS BEFORE, since {}", state.day(cycle.from)), theme.dim);
    std::iter::once(Line::default())
        .chain([heading])
        .chain(lines.into_iter().map(|l| Line::raw(format!("· {l}"))))
        .collect()
}

/// Which score counts at the man's age, and what it says.
fn scan(report: &Report, state: &State) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let Some(age) = state.record.profile().age_on(report.date) else {
        let words = "With a birth date in the profile the score of your age is read: Z below 50, T from 50.";
        return vec![Line::styled(words, theme.dim)];
    };
    let score = match Score::at_age(age) {
        Score::T => "T-scores count from 50",
        Score::Z => "Z-scores count below 50, where density alone does not make osteoporosis",
    };
    let mut lines = vec![Line::styled(format!("At {age}: {score} (ISCD23)."), theme.dim)];
    if let Some(found) = assess(state.catalog.analytes(), report, age)
        && let Some(category) = found.category
        && !state.look.private
    {
        lines.push(Line::styled(
            format!("Lowest is {}: {category}.", state.name(&found.analyte)),
            theme.heading,
        ));
    }
    lines
}
