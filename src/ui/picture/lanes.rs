//! What stands under the time axis: therapy with its doses, the cycle before a sample, events, symptoms.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::analyte::Analyte;
use crate::domain::cycle::sperm_cycle;
use crate::domain::dose_log::{DoseDay, DoseLog};
use crate::domain::id::DrugId;
use crate::domain::journal;
use crate::domain::regimen::Regimen;
use crate::domain::report::Kind;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::ui::picture::{ChartKnowledge, ChartView};
use crate::ui::widget::plot::{Lane, LaneGrade, LanePoint, LaneSpan};

/// The lanes of the days in view, wherever the cursor is.
#[derive(Debug)]
pub struct AxisLanes {
    drugs: Vec<Lane>,
    /// Doses, events and symptoms.
    others: Vec<Lane>,
}

impl AxisLanes {
    /// The lanes of what is known of the days in view.
    pub fn new(known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Self {
        let sight = &sight.on_axis();
        let others = dose_log(known, sight).into_iter().chain(events(known, sight));
        Self { drugs: drugs(known, sight), others: others.chain(symptoms(known, sight)).collect() }
    }
}

/// The lanes in view; beside semen also one for the cycle before the sample under the cursor.
pub fn of(
    axis: &AxisLanes,
    known: &ChartKnowledge<'_>,
    sight: &ChartView<'_>,
    under_cursor: Option<(&Analyte, NaiveDate)>,
) -> Vec<Lane> {
    let sample = under_cursor.filter(|(analyte, _)| analyte.kind == Kind::Semen).map(|(_, day)| day);
    let mut lanes = axis.drugs.clone();
    // It stays while the cursor goes to the other panels, so that nothing moves.
    let beside_semen = sight.courses.iter().any(|course| course.analyte.kind == Kind::Semen);
    lanes.extend((under_cursor.is_some() && beside_semen).then(|| cycle(known, sample)));
    lanes.extend_from_slice(&axis.others);
    lanes
}

/// One lane a drug: those taken still, then those that ended, each in the order they were begun.
pub(super) fn drugs(known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<Lane> {
    let mut order: Vec<&DrugId> = Vec::new();
    let mut spans: BTreeMap<&DrugId, Vec<LaneSpan>> = BTreeMap::new();
    let mut regimens: Vec<&Regimen> = known.record.regimens().iter().collect();
    regimens.sort_by_key(|regimen| (regimen.stop.is_some_and(|stop| stop < sight.today), regimen.start));
    for regimen in regimens {
        let seen: Vec<LaneSpan> = doses(regimen, sight)
            .into_iter()
            .filter(|span| span.from <= sight.days.1 && span.to >= sight.days.0)
            .collect();
        if seen.is_empty() {
            continue;
        }
        if !order.contains(&&regimen.drug) {
            order.push(&regimen.drug);
        }
        spans.entry(&regimen.drug).or_default().extend(seen);
    }
    order
        .into_iter()
        .map(|drug| Lane {
            label: known.catalog.drug_name(drug).to_owned(),
            spans: spans.remove(drug).unwrap_or_default(),
            points: Vec::new(),
        })
        .collect()
}

/// The stretches of one regimen, one a dose. One that goes on ends today, or past an axis that ends by then.
fn doses(regimen: &Regimen, sight: &ChartView<'_>) -> Vec<LaneSpan> {
    let goes_on_to = if sight.days.1 <= sight.today {
        sight.days.1.succ_opt().unwrap_or(sight.days.1)
    } else {
        sight.today.max(regimen.start)
    };
    let end = regimen.stop.unwrap_or(goes_on_to);
    if regimen.doses.is_empty() {
        return vec![LaneSpan { from: regimen.start, to: end, label: String::new() }];
    }
    let starts = regimen.doses.iter().map(|dose| dose.from).skip(1);
    let ends = starts.filter_map(|next| next.pred_opt()).chain(std::iter::once(end));
    regimen
        .doses
        .iter()
        .zip(ends)
        .map(|(dose, to)| LaneSpan { from: dose.from, to: to.min(end), label: dose.words() })
        .filter(|span| span.from <= span.to)
        .collect()
}

/// A lane for each drug with a logged dose: what became of its doses, from the first one logged to today.
fn dose_log(known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<Lane> {
    let record = known.record;
    let (regimens, entries) = (record.regimens(), record.doses_taken());
    let days = (sight.days.0, sight.days.1.min(sight.today));
    let log = DoseLog::new(regimens, entries, days);
    let expected = log.expected.iter().map(|dose| dose.drug);
    let drugs: BTreeSet<&DrugId> = expected.chain(log.extra.iter().map(|entry| &entry.drug)).collect();
    let lane = |drug: &DrugId| {
        let first = entries.iter().find(|entry| entry.drug == *drug)?.day;
        let known_days = log.of_drug(drug).days().into_iter().filter(|(day, _)| *day >= first);
        let points: Vec<LanePoint> = known_days.map(|(day, what)| point(day, dose_grade(what))).collect();
        let is_only = regimens.iter().all(|regimen| regimen.drug == *drug);
        let label = if is_only {
            "doses logged".to_owned()
        } else {
            format!("{} doses", known.catalog.drug_name(drug))
        };
        (!points.is_empty()).then(|| Lane { label, spans: Vec::new(), points })
    };
    drugs.into_iter().filter_map(lane).collect()
}

const fn dose_grade(day: DoseDay) -> LaneGrade {
    match day {
        DoseDay::Taken => LaneGrade::Taken,
        DoseDay::Skipped => LaneGrade::Skipped,
        DoseDay::NotLogged => LaneGrade::NotLogged,
    }
}

fn cycle(known: &ChartKnowledge<'_>, sample: Option<NaiveDate>) -> Lane {
    let span = |sample: NaiveDate| LaneSpan {
        from: sperm_cycle(known.record, sample).from,
        to: sample.pred_opt().unwrap_or(sample),
        label: format!("{SPERM_CYCLE_DAYS} days before"),
    };
    Lane {
        label: "sperm cycle".to_owned(),
        spans: sample.map(span).into_iter().collect(),
        points: Vec::new(),
    }
}

pub(super) fn events(known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<Lane> {
    let seen = known.record.events_in(sight.days).iter();
    let points = seen.map(|event| (&*event.event, point(event.date, LaneGrade::Event)));
    let names = known.catalog.events().iter().map(|s| (&*s.id, s.name.as_str()));
    grouped(points, &names.collect())
}

/// One lane a symptom that was felt in view; those only logged as absent have none. In private mode the days
/// alone.
fn symptoms(known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<Lane> {
    let seen = known.record.symptoms_in(sight.days).iter();
    let points = seen.map(|entry| (&*entry.symptom, point(entry.date, grade(entry.grade))));
    let names = known.catalog.symptoms().iter().map(|s| (&*s.id, s.name.as_str()));
    let felt = |point: &LanePoint| point.grade > LaneGrade::None;
    let mut lanes = grouped(points, &names.collect());
    lanes.retain(|lane| lane.points.iter().any(felt));
    let days_alone = |mut lane: Lane| {
        lane.points.retain(felt);
        lane.points.iter_mut().for_each(|point| point.grade = LaneGrade::Event);
        lane
    };
    lanes
        .into_iter()
        .map(|lane| sight.ink.privacy.either(|| lane.clone(), || days_alone(lane.clone())))
        .collect()
}

/// Points by what they are about, in the order of their first day.
fn grouped<'a>(
    points: impl Iterator<Item = (&'a str, LanePoint)>,
    names: &BTreeMap<&str, &str>,
) -> Vec<Lane> {
    let mut lanes: Vec<(&str, Lane)> = Vec::new();
    for (id, point) in points {
        if let Some((_, lane)) = lanes.iter_mut().find(|(own, _)| *own == id) {
            lane.points.push(point);
            continue;
        }
        let lane = Lane {
            label: (*names.get(id).unwrap_or(&id)).to_owned(),
            spans: Vec::new(),
            points: vec![point],
        };
        lanes.push((id, lane));
    }
    lanes.into_iter().map(|(_, lane)| lane).collect()
}

const fn point(day: NaiveDate, grade: LaneGrade) -> LanePoint {
    LanePoint { day, grade }
}

const fn grade(grade: journal::Grade) -> LaneGrade {
    match grade {
        journal::Grade::None => LaneGrade::None,
        journal::Grade::Mild => LaneGrade::Mild,
        journal::Grade::Moderate => LaneGrade::Moderate,
        journal::Grade::Severe => LaneGrade::Severe,
    }
}
