//! Trying to conceive on one line of time: samples, attempts, outcomes, the days each reflects, and therapy.

use chrono::NaiveDate;

use crate::domain::day;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::domain::trying::TryingLine;
use crate::ui::picture::lanes::{drugs, events};
use crate::ui::picture::{ChartForm, ChartInk, ChartKnowledge, ChartView, Study};
use crate::ui::widget::plot::{Lane, LaneGrade, LanePoint, LaneSpan, Plot, TimeScale};

/// The line as a plot of lanes without a panel.
pub fn trying(known: &ChartKnowledge<'_>, line: &TryingLine<'_>, today: NaiveDate, ink: ChartInk) -> Plot {
    let axis = TimeScale::new(line.first, line.last);
    let days = (axis.first(), axis.last());
    let sight = ChartView {
        courses: &[],
        days,
        today,
        cursor: None,
        form: ChartForm::Stacked,
        study: Study::None,
        turned: &[],
        how_to_add: "",
        ink,
    };
    let mut lanes: Vec<Lane> = ["sample", "attempt", "outcome", "partner-evaluated"]
        .iter()
        .filter_map(|kind| moments(line, kind))
        .collect();
    lanes.extend(windows(known, line, days.0));
    lanes.extend(drugs(known, &sight));
    let is_fever =
        |lane: &Lane| lane.label == known.catalog.find_event("fever").map_or("fever", |sign| &sign.name);
    lanes.extend(events(known, &sight).into_iter().filter(is_fever));
    Plot {
        panels: Vec::new(),
        lanes,
        sources: Vec::new(),
        first: days.0,
        last: days.1,
        today,
        cursor: None,
        glyphs: ink.glyphs,
        plain: ink.plain,
        privacy: ink.privacy,
        palette: ink.palette,
    }
}

/// The moments of one kind; none where there is none.
fn moments(line: &TryingLine<'_>, kind: &str) -> Option<Lane> {
    let of_kind = line.moments.iter().filter(|moment| moment.id() == kind);
    let points: Vec<LanePoint> =
        of_kind.map(|moment| LanePoint { day: moment.day(), grade: LaneGrade::Event }).collect();
    let label = match kind {
        "sample" => "samples",
        "attempt" => "attempts",
        "outcome" => "outcomes",
        _ => "partner seen",
    };
    (!points.is_empty()).then(|| Lane { label: label.to_owned(), spans: Vec::new(), points })
}

/// The stretches that samples and attempts reflect, in as many lanes as it takes that none covers another.
fn windows(known: &ChartKnowledge<'_>, line: &TryingLine<'_>, first: NaiveDate) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for moment in &line.moments {
        let Some(cycle) = moment.cycle(known.record) else { continue };
        let from = cycle.from.max(first);
        let span = LaneSpan { from, to: cycle.sample, label: day::short(cycle.sample, line.last) };
        let is_free = |lane: &Lane| lane.spans.last().is_none_or(|last| last.to < from);
        match lanes.iter_mut().find(|lane| is_free(lane)) {
            Some(lane) => lane.spans.push(span),
            None => {
                let label =
                    if lanes.is_empty() { format!("{SPERM_CYCLE_DAYS} days before") } else { String::new() };
                lanes.push(Lane { label, spans: vec![span], points: Vec::new() });
            }
        }
    }
    lanes
}
