//! Results and symptoms that someone looks at, described so that a store can read these and no others.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::domain::analyte::Analytes;
use crate::domain::dose_log::LANE_DAYS;
use crate::domain::formula::{FORMULAS, HEIGHT, formula};
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Report};
use crate::domain::semen::SEMEN_BASELINE_DAYS;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::domain::specimen::Specimen;

/// The longest stretch in which a schedule expects one dose: an entry fills the expected dose nearest to it.
pub const LONGEST_SCHEDULE_DAYS: u64 = 62;

/// So late that no dose is of this day or later.
pub const NO_DOSES: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day of the calendar");

/// What is looked at of a record. Of the other kinds of entries everything is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordNeeds {
    pub results: Vec<ResultNeed>,
    pub symptoms: SymptomNeed,
    /// Doses of this day or later; [`NO_DOSES`] where none is looked at.
    pub doses_since: NaiveDate,
}

/// Symptoms that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymptomNeed {
    /// All of this day or later.
    pub since: NaiveDate,
    /// Of these, the newest day on which each was felt.
    pub newest_of: Vec<SignId>,
    /// The last of the newest days.
    pub until: NaiveDate,
}

/// Results of one analyte, or reports of one kind, that are looked at. Reports come by whole days: what else was
/// measured on such a day is there as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultNeed {
    /// Whose days are looked at.
    pub of: NeededItem,
    /// Every day from the first to the last of each of these, both included.
    pub days: Vec<(NaiveDate, NaiveDate)>,
    /// Of the days outside of these, of `skips` and of `waits`, the newest so many up to `until`.
    pub newest: usize,
    /// Stretches of which no day is one of the newest.
    pub skips: Vec<(NaiveDate, NaiveDate)>,
    /// Stretches of which only the days are looked at that lie behind those newest ones, and all where there are fewer.
    pub waits: Vec<(NaiveDate, NaiveDate)>,
    /// The newest days up to `until`, as many as it takes until some of them lie apart.
    pub apart: Option<DaysApart>,
    /// Of the days outside of these with a value drawn before an hour or at one that is not stated, the newest so many.
    pub mornings: Option<(NaiveTime, usize)>,
    /// The last of the newest days.
    pub until: NaiveDate,
}

/// So many days that lie apart: the newest one, the newest that is so many days older, and so on, and every day between
/// the first and the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysApart {
    pub count: usize,
    pub gap_days: i64,
}

/// Whose days are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NeededItem {
    /// Days with a number for this analyte in one of these units; words are no numbers.
    Analyte(MeasuredItem),
    /// Days with the inputs of a computed analyte. Where the newest days are asked for, those on which they are too
    /// vague to give a value come beside them and are not counted.
    Computed {
        id: AnalyteId,
        /// Everything it is computed from, by way of others or not.
        inputs: Vec<MeasuredItem>,
    },
    /// Days on which an analyte has a number in another specimen than serum, in whatever unit.
    InSpecimen { id: AnalyteId, specimen: Specimen },
    /// Days on which a laboratory gave a number for this analyte, in whatever unit.
    AtLaboratory { id: AnalyteId, laboratory: String },
    /// Days with a report of this kind.
    Report(Kind),
}

/// Something that was measured: an analyte in a specimen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredSeries {
    pub analyte: AnalyteId,
    pub specimen: Specimen,
    /// Whether a result says of which side of the body it is.
    pub has_sides: bool,
}

/// An analyte, and the units its numbers are read in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MeasuredItem {
    pub id: AnalyteId,
    pub units: Vec<String>,
}

impl ResultNeed {
    /// None of the days of an item up to a day.
    pub const fn new(of: NeededItem, until: NaiveDate) -> Self {
        Self {
            of,
            days: Vec::new(),
            newest: 0,
            skips: Vec::new(),
            waits: Vec::new(),
            apart: None,
            mornings: None,
            until,
        }
    }
}

impl DaysApart {
    /// So many different days are enough, however close they lie.
    pub const fn most_days(self) -> usize {
        let gap = if self.gap_days > 1 { self.gap_days as usize } else { 1 };
        gap * self.count.saturating_sub(1) + 1
    }
}

impl MeasuredItem {
    /// The analyte with its units; none where it is not known.
    pub fn of(id: &str, analytes: &Analytes) -> Self {
        let units = analytes.get(id).map(|a| a.units.iter().map(|unit| unit.code.to_string()).collect());
        Self { id: id.into(), units: units.unwrap_or_default() }
    }
}

impl RecordNeeds {
    /// Adds what a report says beyond its own numbers: the other papers of its day, the newest value of each of its
    /// analytes before it and of what is computed from them, the sample before it, and what was taken, felt and logged
    /// in the weeks before it.
    pub fn add_report(&mut self, report: &Report, analytes: &Analytes) {
        let day = report.date;
        let need = |of: NeededItem| ResultNeed {
            days: vec![(day, day)],
            newest: 1,
            ..ResultNeed::new(of, day.pred_opt().unwrap_or(day))
        };
        let measured: Vec<&str> = report.results.iter().map(|result| &*result.analyte).collect();
        for id in measured.iter().copied().chain(computed_from(&measured)) {
            self.results.extend(NeededItem::of_analyte(id, analytes).into_iter().map(need));
        }
        self.results.extend([need(NeededItem::Report(report.kind())), every_height(analytes)]);
        self.add_weeks_before(day);
    }

    /// Adds what was taken, felt and logged in the weeks before a report of a day.
    fn add_weeks_before(&mut self, day: NaiveDate) {
        let before = |days: u64| day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
        self.symptoms.since = self.symptoms.since.min(before(SPERM_CYCLE_DAYS));
        self.doses_since = self.doses_since.min(before(LANE_DAYS + LONGEST_SCHEDULE_DAYS));
    }

    /// Adds every report of a day or later, on which these series were measured, and what each of them is compared with
    /// and shown beside: of every analyte the newest so many days before that day.
    pub fn add_reports_since(
        &mut self,
        day: NaiveDate,
        measured: &[MeasuredSeries],
        newest: usize,
        analytes: &Analytes,
    ) {
        let before = day.pred_opt().unwrap_or(day);
        self.results.extend(Kind::ALL.map(|kind| ResultNeed {
            days: vec![(day, NaiveDate::MAX)],
            newest: 1,
            ..ResultNeed::new(NeededItem::Report(kind), before)
        }));
        self.results.push(every_height(analytes));
        let all_days =
            |of| ResultNeed { days: vec![(NaiveDate::MIN, before)], ..ResultNeed::new(of, before) };
        let (in_serum, elsewhere): (Vec<_>, Vec<_>) =
            measured.iter().partition(|series| series.specimen.is_serum());
        self.results.extend(elsewhere.into_iter().map(|MeasuredSeries { analyte: id, specimen, .. }| {
            all_days(NeededItem::InSpecimen { id: id.clone(), specimen: *specimen })
        }));
        // A side is compared with the same side, which may not have been measured for long.
        let sided = in_serum.iter().filter(|series| series.has_sides);
        self.results.extend(
            sided.map(|series| all_days(NeededItem::Analyte(MeasuredItem::of(&series.analyte, analytes)))),
        );
        let ids: Vec<&str> = in_serum.iter().map(|series| &*series.analyte).collect();
        for id in ids.iter().copied().chain(computed_from(&ids)) {
            let items = NeededItem::of_analyte(id, analytes).into_iter();
            self.results.extend(items.map(|of| ResultNeed { newest, ..ResultNeed::new(of, before) }));
        }
        self.add_weeks_before(day);
    }

    /// Adds every symptom of a day or later, and of each the newest day before on which it was felt.
    pub fn add_symptoms_since(&mut self, day: NaiveDate, signs: impl IntoIterator<Item = SignId>) {
        let need = &mut self.symptoms;
        need.since = need.since.min(day);
        // What was felt later is there with all of the later days.
        need.until = need.until.min(need.since);
        let more: Vec<_> = signs.into_iter().filter(|sign| !need.newest_of.contains(sign)).collect();
        need.newest_of.extend(more);
    }

    /// Adds the doses that are shown of the therapy of a day: those that can still be logged, those of the weeks before,
    /// and those since the pieces of a supply were counted.
    pub fn add_doses(&mut self, regimens: &[Regimen], day: NaiveDate) {
        let before = |day: NaiveDate, days| day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
        let current = regimens.iter().filter(|regimen| regimen.covers(day));
        let counted = current.filter_map(|regimen| Some(regimen.supply.as_ref()?.counted));
        let since = counted.map(|counted| before(counted, LONGEST_SCHEDULE_DAYS));
        let of_weeks = before(day, LANE_DAYS + LONGEST_SCHEDULE_DAYS);
        self.doses_since = since.chain([of_weeks]).fold(self.doses_since, NaiveDate::min);
    }

    /// Adds the reports before the start of a course, with which later ones are compared. A baseline older than the
    /// longest that is looked for, which stands in where there is no other, is not among them.
    pub fn add_baseline(&mut self, start: NaiveDate) {
        let since = start.checked_sub_days(Days::new(SEMEN_BASELINE_DAYS)).unwrap_or(NaiveDate::MIN);
        self.results.extend([Kind::Blood, Kind::Semen].map(|kind| ResultNeed {
            days: vec![(since, start)],
            ..ResultNeed::new(NeededItem::Report(kind), start)
        }));
    }

    /// Adds the newest results of a laboratory up to a day, and all it gave later: what it did before is the best guess
    /// of what it does now.
    pub fn add_habits(
        &mut self,
        laboratory: &str,
        day: NaiveDate,
        analytes: impl IntoIterator<Item = AnalyteId>,
    ) {
        let later = day.succ_opt().unwrap_or(day);
        self.results.extend(analytes.into_iter().map(|id| ResultNeed {
            days: vec![(later, NaiveDate::MAX)],
            newest: 1,
            ..ResultNeed::new(NeededItem::AtLaboratory { id, laboratory: laboratory.to_owned() }, day)
        }));
    }
}

/// What may be computed from some measured analytes, by way of others or not.
fn computed_from(measured: &[&str]) -> Vec<&'static str> {
    let takes_one = |id: &str| {
        let mut inputs = Vec::new();
        collect_input_ids(id, &mut inputs);
        inputs.iter().any(|input| measured.contains(input))
    };
    let all = FORMULAS.iter().map(|formula| formula.id);
    all.filter(|id| takes_one(id) && !measured.contains(id)).collect()
}

/// A height of any day.
pub fn every_height(analytes: &Analytes) -> ResultNeed {
    ResultNeed {
        days: vec![(NaiveDate::MIN, NaiveDate::MAX)],
        ..ResultNeed::new(NeededItem::Analyte(MeasuredItem::of(HEIGHT, analytes)), NaiveDate::MAX)
    }
}

impl NeededItem {
    /// Where an analyte has values: the days it was measured on, and those it can be computed for.
    pub fn of_analyte(id: &str, analytes: &Analytes) -> Vec<Self> {
        let mut items = vec![Self::Analyte(MeasuredItem::of(id, analytes))];
        if formula(id).is_some() {
            let mut inputs = Vec::new();
            collect_input_ids(id, &mut inputs);
            let inputs = inputs.into_iter().map(|input| MeasuredItem::of(input, analytes)).collect();
            items.push(Self::Computed { id: id.into(), inputs });
        }
        items
    }
}

/// The analytes that some series are read from: each itself, and all it can be computed from.
pub fn with_inputs(series: &[AnalyteId]) -> Vec<AnalyteId> {
    let mut ids: Vec<&str> = Vec::new();
    for id in series {
        ids.push(Specimen::of_series(id).map_or(id, |(analyte, _)| analyte));
        let mut inputs = Vec::new();
        collect_input_ids(id, &mut inputs);
        ids.extend(inputs);
    }
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(AnalyteId::new).collect()
}

/// The ids of everything a computed analyte is computed from, each once.
fn collect_input_ids(id: &str, inputs: &mut Vec<&'static str>) {
    for term in formula(id).into_iter().flat_map(|formula| formula.inputs) {
        if !inputs.contains(&term.id) {
            inputs.push(term.id);
            collect_input_ids(term.id, inputs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::{analytes, day};

    #[test]
    fn a_list_of_reports_needs_the_sample_before_it_and_every_height_whatever_rules_look_at() {
        let symptoms =
            SymptomNeed { since: day("2026-03-14"), newest_of: Vec::new(), until: day("2026-03-14") };
        let mut needs = RecordNeeds { results: Vec::new(), symptoms, doses_since: NO_DOSES };
        needs.add_reports_since(day("2026-01-01"), &[], 8, &analytes());
        let sample = needs.results.iter().find(|need| need.of == NeededItem::Report(Kind::Semen)).unwrap();
        assert_eq!(
            (sample.newest, sample.until, &sample.days[..]),
            (1, day("2025-12-31"), &[(day("2026-01-01"), NaiveDate::MAX)][..])
        );
        assert!(needs.results.contains(&every_height(&analytes())));
        assert!(needs.symptoms.since < day("2025-11-01") && needs.doses_since < day("2025-11-01"));
    }
}
