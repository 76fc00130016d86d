//! What a semen analysis or a scan says beyond its numbers.

use ratatui::style::Style;

use crate::domain::bone::{Score, assess};
use crate::domain::cycle::sperm_cycle;
use crate::domain::method::Method;
use crate::domain::report::{Kind, Report};
use crate::domain::semen::{CentileBand, Centiles, Edition, Sample, inconsistencies};
use crate::domain::series::{self, Reading};
use crate::exchange::cycle::told;
use crate::ui::screen::results::report::ReportNote;
use crate::ui::state::State;

/// Sentences for below the results.
pub fn notes(report: &Report, state: &State) -> Vec<ReportNote> {
    match report.kind() {
        Kind::Semen => semen(report, state),
        Kind::Dxa => scan(report, state),
        Kind::Blood | Kind::Body => Vec::new(),
    }
}

fn semen(report: &Report, state: &State) -> Vec<ReportNote> {
    let mut notes = Vec::new();
    if let Some(edition) = state.privacy().telling(edition(report, state)) {
        notes.extend(naming(report, edition, state));
        notes.extend(places(report, edition, state));
        notes.extend(groups(report, state));
        let found = inconsistencies(state.catalog.analytes(), report).into_iter();
        notes.extend(found.map(|found| ReportNote::new(found.to_string(), state.look.theme.attention)));
    }
    notes.extend(cycle(report, state));
    notes
}

/// The edition the laboratory worked by, else the one chosen.
fn edition(report: &Report, state: &State) -> Option<&'static Edition> {
    let by_report = report.context.who_edition().and_then(|id| state.catalog.edition(Some(id)));
    by_report.or_else(|| state.catalog.edition(Some(&state.look.who_edition)))
}

/// What the sample is called, and what else there is to say of it.
fn naming(report: &Report, edition: &Edition, state: &State) -> Vec<ReportNote> {
    let sample = Sample::on(&state.record, state.catalog.analytes(), report.date);
    let naming = edition.naming(&sample, state.catalog.terms());
    let mut notes = Vec::new();
    if let Some(term) = &naming.term {
        notes.push(ReportNote::new(format!("{term}, by {}", edition.name), state.look.theme.heading));
    }
    notes.extend(naming.remarks.iter().map(|remark| ReportNote::new(remark.to_string(), Style::new())));
    if !naming.unknown.is_empty() {
        let names: Vec<&str> = naming.unknown.iter().map(|id| state.name(id)).collect();
        notes.push(ReportNote::new(format!("not judged: {}", names.join("; ")), state.look.theme.dim));
    }
    notes
}

/// Where values stand among fertile men.
fn places(report: &Report, edition: &Edition, state: &State) -> Vec<ReportNote> {
    let place = |centiles: &Centiles| {
        let reading = of_day(&centiles.analyte, report, state)?;
        let band = centiles.band(reading.extent)?;
        let mark = if is_verified(centiles, band) { "" } else { ", unverified" };
        let words = format!("{}: {band}, WHO {}{mark}", state.name(&centiles.analyte), edition.id);
        Some(ReportNote::new(words, Style::new()))
    };
    edition.centiles.iter().filter_map(place).collect()
}

/// Whether the percentiles a band names were read at their source.
fn is_verified(centiles: &Centiles, band: CentileBand) -> bool {
    let named = match band {
        CentileBand::Below(percent) | CentileBand::At(percent) | CentileBand::Above(percent) => {
            [percent, percent]
        }
        CentileBand::Between(low, high) => [low, high],
    };
    centiles.points.iter().filter(|point| named.contains(&point.percent)).all(|point| point.verified)
}

/// How authors group such values: a grouping, not advice.
fn groups(report: &Report, state: &State) -> Vec<ReportNote> {
    let group = |id: &str| {
        let reading = of_day(id, report, state)?;
        let assay = reading.result().and_then(|result| result.assay.as_ref());
        let fits = |own: Option<&Method>| own.is_none() || own == assay;
        let scheme = state.catalog.schemes(id).find(|scheme| fits(scheme.assay.as_ref()))?;
        let band = scheme.band(reading.extent)?;
        let mark = if scheme.verified { "" } else { ", unverified" };
        let words =
            format!("{}: “{}” of {} ({}{mark})", state.name(id), band.label, scheme.name, scheme.source);
        Some(ReportNote::new(words, state.look.theme.dim))
    };
    ["total-motile-sperm-count", "dfi"].into_iter().filter_map(group).collect()
}

fn of_day<'s>(id: &str, report: &Report, state: &'s State) -> Option<Reading<'s>> {
    series::on_day(&state.record, state.catalog.analytes(), id, report.date)
}

/// What happened while the sperm of the sample were made.
fn cycle(report: &Report, state: &State) -> Vec<ReportNote> {
    let cycle = sperm_cycle(&state.record, report.date);
    let (heading, lines) = told(&cycle, state.catalog, |day| state.day(day));
    std::iter::once(ReportNote::apart(heading, state.look.theme.dim))
        .chain(lines.into_iter().map(|words| ReportNote::new(words, Style::new())))
        .collect()
}

/// Which score counts at the man's age, and what it says.
fn scan(report: &Report, state: &State) -> Vec<ReportNote> {
    let theme = &state.look.theme;
    let Some(age) = state.record.profile().age_on(report.date) else {
        let words = "With a birth date in the profile the score of your age is read: Z below 50, T from 50.";
        return vec![ReportNote::new(words, theme.dim)];
    };
    let score = match Score::at_age(age) {
        Score::T => "T-scores count from 50",
        Score::Z => "Z-scores count below 50, where density alone does not make osteoporosis",
    };
    let mut notes = vec![ReportNote::new(format!("At {age}: {score} (ISCD23)."), theme.dim)];
    let Some(found) = assess(state.catalog.analytes(), report, age) else {
        let letter = match Score::at_age(age) {
            Score::T => 'T',
            Score::Z => 'Z',
        };
        notes.push(ReportNote::new(format!("This scan has no {letter}-score of spine or hip."), theme.dim));
        return notes;
    };
    if let Some(category) = state.privacy().telling(found.category) {
        let words = format!("Lowest is {}: {category}.", state.name(&found.analyte));
        notes.push(ReportNote::new(words, theme.heading));
    }
    notes
}
