//! One line of a report: a result as printed or a value computed from the day's results, and all that is known of it.

use crate::domain::analyte::Analyte;
use crate::domain::derived::{Derived, DerivedInput};
use crate::domain::id::AnalyteId;
use crate::domain::interval::{Interpretation, Interval};
use crate::domain::judgement::{Applied, JudgedDay, Judgement, Origin};
use crate::domain::method::Method;
use crate::domain::quantity::Quantity;
use crate::domain::reading_change::ReadingChange;
use crate::domain::report::{BodySide, Observation, Report, Value};
use crate::domain::series::{self, Reading, ReadingSource};
use crate::ui::compare;
use crate::ui::glance;
use crate::ui::state::State;

/// A line of a report.
#[derive(Clone, Debug)]
pub enum ReportRow<'r> {
    /// On the paper, with the series it belongs to.
    Result(&'r Observation, AnalyteId),
    /// Computed from the day's results.
    Computed(Derived),
}

impl<'r> ReportRow<'r> {
    /// A result of a report.
    pub fn of(report: &Report, result: &'r Observation) -> Self {
        Self::Result(result, report.series(result))
    }

    /// The analyte, in its specimen.
    pub const fn analyte(&self) -> &AnalyteId {
        match self {
            Self::Result(_, series) => series,
            Self::Computed(derived) => &derived.analyte,
        }
    }

    /// The analyte's name, with the side or the assay where one was given.
    pub fn name(&self, state: &State) -> String {
        let name = state.name(self.analyte());
        match self {
            Self::Result(result, _) => result.named(name),
            Self::Computed(_) => name.to_owned(),
        }
    }

    /// The value with its unit, or its words.
    pub fn value(&self, report: &'r Report, state: &State) -> String {
        match (self, self.quantity(report, state)) {
            (Self::Result(result, series), _) => state.value(series, &result.value),
            (Self::Computed(_), Some(quantity)) => state.value(self.analyte(), &Value::Number(quantity)),
            (Self::Computed(_), None) => String::new(),
        }
    }

    /// The number, as printed or as computed; none for words.
    pub fn quantity(&self, report: &'r Report, state: &State) -> Option<Quantity> {
        match self {
            Self::Result(result, _) => result.quantity().cloned(),
            Self::Computed(_) => {
                Some(self.reading(report, state)?.quantity(state.analyte(self.analyte())?).into_owned())
            }
        }
    }

    /// How it stands, and in which interval.
    pub fn interpretation(&self, report: &Report, state: &State) -> Interpretation {
        self.judgement(report, state).interpretation
    }

    fn judgement(&self, report: &Report, state: &State) -> Judgement {
        let analyte = state.analyte(self.analyte());
        let judged = analyte.zip(self.reading(report, state));
        judged.map_or(Judgement::NONE, |(analyte, reading)| state.judge_reading(analyte, &reading))
    }

    /// `264 – 916 lab`, `≥ 16 CAMPBELL21`, `≤ 1 WHO10?` where the number was not read at its source.
    pub fn range(&self, report: &Report, state: &State) -> String {
        let (limits, whose) = self.range_and_source(report, state);
        if whose.is_empty() { limits } else { format!("{limits} {whose}") }
    }

    /// The limits and whose they are; both are empty where no interval applies, and in private mode the dots stand for
    /// the limits.
    pub fn range_and_source(&self, report: &Report, state: &State) -> (String, String) {
        let Some(applied) = self.judgement(report, state).applied else { return Default::default() };
        let whose = match (applied.origin, &applied.source) {
            (Origin::Published, Some(source)) if applied.verified => source.shown().to_owned(),
            (Origin::Published, Some(source)) => format!("{}?", source.shown()),
            (origin, _) => origin.id().to_owned(),
        };
        let limits = state.privacy().text(|| self.limits(&applied, report, state).to_string());
        (limits, state.privacy().telling(Some(whose)).unwrap_or_default())
    }

    /// Whether its interval is a published one that was not read at its source.
    pub fn is_unverified(&self, report: &Report, state: &State) -> bool {
        self.judgement(report, state).applied.is_some_and(|applied| !applied.verified)
    }

    /// `+56%, within variation` against the result before, `first one` where there is none, and whether it is beyond
    /// variation.
    pub fn change(&self, report: &Report, state: &State) -> (String, bool) {
        let now = self.reading(report, state);
        let (Some(analyte), Some(now)) = (state.analyte(self.analyte()), now) else {
            return Default::default();
        };
        let Some(before) = self.before(report, analyte, state) else {
            return ("first one".to_owned(), false);
        };
        let change = compare::change(analyte, &before, &now, state);
        let is_beyond = change.as_ref().is_some_and(ReadingChange::is_beyond_variation);
        (change.map_or_else(String::new, |change| compare::brief(change, state)), is_beyond)
    }

    /// Where it lies in its interval, as a bar.
    pub fn bar(&self, report: &Report, state: &State) -> String {
        let judged = state.analyte(self.analyte()).zip(self.reading(report, state));
        judged.map_or_else(String::new, |(analyte, now)| {
            glance::range_bar(&now, &state.judge_reading(analyte, &now), analyte, state)
        })
    }

    /// How it came there, as a sparkline up to the day of the report.
    pub fn spark(&self, report: &Report, state: &State) -> String {
        glance::spark(&glance::newest(self.analyte(), report.date, state), state)
    }

    /// All that is known of it, one sentence each.
    pub fn details(&self, report: &Report, state: &State) -> Vec<String> {
        let mut details = match self {
            Self::Result(result, _) => vec![self.range_in_words(report, state)]
                .into_iter()
                .chain([method(result)].into_iter().flatten())
                .chain(result.note.as_ref().map(|note| format!("note: {}", state.note(note))))
                .collect(),
            Self::Computed(derived) => vec![
                self.range_in_words(report, state),
                format!(
                    "computed: {} ({}), from {}",
                    derived.formula,
                    derived.source,
                    inputs(&derived.inputs, state)
                ),
            ],
        };
        details.extend(self.change_in_words(report, state));
        details
    }

    fn range_in_words(&self, report: &Report, state: &State) -> String {
        let Some(applied) = self.judgement(report, state).applied else {
            return "no interval applies, so it is not judged".to_owned();
        };
        let limits = state.privacy().text(|| self.limits(&applied, report, state).to_string());
        let whose = match (applied.origin, &applied.source) {
            (Origin::Lab, _) => {
                format!("printed by {}", report.laboratory.as_deref().unwrap_or("the laboratory"))
            }
            (Origin::Mine, _) => "your own".to_owned(),
            (Origin::Published, source) => {
                let key = source.as_ref().map_or("", |key| key.as_str());
                let mark = if applied.verified { "" } else { ", unverified" };
                format!("published, {key}{mark}")
            }
        };
        format!("range {limits}, {whose}")
    }

    fn change_in_words(&self, report: &Report, state: &State) -> Option<String> {
        let analyte = state.analyte(self.analyte())?;
        let now = self.reading(report, state)?;
        let Some(before) = self.before(report, analyte, state) else {
            return Some("the first one logged".to_owned());
        };
        let number = state.number_in(analyte, &before.quantity(analyte), state.unit_of(analyte, &now));
        let against = format!("before it {number} on {}", state.day(before.day));
        Some(match compare::words(analyte, &before, &now, state) {
            Some(change) => format!("{against}: {change}"),
            None => against,
        })
    }

    /// The limits in the units of the moment; published ones are converted once, from the unit they stand in.
    fn limits(&self, applied: &Applied, report: &Report, state: &State) -> Interval {
        let (Some(analyte), Some(quantity)) = (state.analyte(self.analyte()), self.quantity(report, state))
        else {
            return applied.interval.clone();
        };
        let to = analyte.unit_for(state.look.units, &quantity.unit);
        let from = analyte.unit(&quantity.unit).unwrap_or(to);
        let on = JudgedDay::of_report(&state.record, report);
        let converted = || applied.interval.convert(from, to);
        match applied.origin {
            Origin::Lab => converted(),
            Origin::Mine | Origin::Published => {
                let own = state.intervals.without_lab(analyte, self.method(), to, &on);
                own.map_or_else(converted, |own| own.interval)
            }
        }
    }

    fn method(&self) -> Option<&Method> {
        match self {
            Self::Result(result, _) => result.method.as_ref(),
            Self::Computed(_) => None,
        }
    }

    fn reading(&self, report: &'r Report, state: &State) -> Option<Reading<'r>> {
        let (extent, from) = match self {
            Self::Result(result, series) => {
                let analyte = state.analyte(series)?;
                (analyte.extent(result.quantity()?)?, ReadingSource::Reported(report, result))
            }
            Self::Computed(derived) => (derived.extent, ReadingSource::Computed(Box::new(derived.clone()))),
        };
        Some(Reading { day: report.date, time: report.time, extent, from })
    }

    /// The newest reading before this one, of the same side: of an earlier report, or computed of an earlier day.
    fn before<'s>(&self, report: &Report, analyte: &'s Analyte, state: &'s State) -> Option<Reading<'s>> {
        let yesterday = report.date.pred_opt()?;
        let computed = series::days_back(&state.record, state.catalog.analytes(), &analyte.id, yesterday)
            .find(|reading| reading.result().is_none_or(|result| result.may_be_of(self.side())));
        let Self::Result(this, _) = self else { return computed };
        let earlier = state.record.results_until(&analyte.id, report.date).rev();
        let reported = earlier
            .skip_while(|(_, result)| !std::ptr::eq(*result, *this))
            .skip_while(|(on, _)| on.id == report.id)
            .filter(|(_, result)| result.may_be_of(self.side()))
            .find_map(|(on, result)| ReportRow::of(on, result).reading(on, state));
        match (reported, computed) {
            (Some(reported), Some(computed)) if computed.day > reported.day => Some(computed),
            (reported, computed) => reported.or(computed),
        }
    }

    /// The side of the body it is of, where that is known.
    fn side(&self) -> Option<BodySide> {
        match self {
            Self::Result(result, _) => result.side,
            Self::Computed(_) => None,
        }
    }
}

/// `LC-MS/MS, assay SCSA, flagged L by the laboratory`.
fn method(result: &Observation) -> Option<String> {
    let assay = result.assay.as_ref().map(|assay| format!("assay {assay}"));
    let flag = result.flag.as_ref().map(|flag| format!("flagged {flag} by the laboratory"));
    let parts: Vec<String> =
        result.method.iter().map(|method| method.words().to_owned()).chain(assay).chain(flag).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `testosterone 412.0 ng/dL, albumin 4.3 g/dL (assumed)`.
fn inputs(inputs: &[DerivedInput], state: &State) -> String {
    let input = |input: &DerivedInput| {
        let value = state.value(&input.analyte, &Value::Number(input.quantity.clone()));
        let assumed = if input.assumed { " (assumed)" } else { "" };
        format!("{} {value}{assumed}", state.name(&input.analyte))
    };
    inputs.iter().map(input).collect::<Vec<_>>().join(", ")
}
