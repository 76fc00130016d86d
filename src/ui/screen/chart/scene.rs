//! What is drawn of the record, read once for a key or a frame.

use chrono::NaiveDate;

use crate::domain::id::AnalyteId;
use crate::ui::picture::{self, ChartKnowledge, ResultCourse};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::chart::list::count;
use crate::ui::state::{DayStretch, State};

/// The results of what is drawn, and how far they reach.
pub struct ChartScene<'a> {
    /// What they are drawn from.
    pub known: ChartKnowledge<'a>,
    /// One panel each, from the top.
    pub courses: Vec<ResultCourse<'a>>,
    /// From the first result to today, or to a result dated later.
    pub history: DayStretch,
    /// The days in view.
    pub view: DayStretch,
    /// The place of the panel that has the cursor.
    pub focus: usize,
    /// The result under the cursor among those of its panel.
    pub at: Option<usize>,
}

impl ChartScene<'_> {
    /// The course that has the cursor, unless nothing is drawn.
    pub fn course(&self) -> Option<&ResultCourse<'_>> {
        self.courses.get(self.focus)
    }

    /// The course that has the cursor, with the place of the result under it.
    pub fn read(&self) -> Option<(&ResultCourse<'_>, usize)> {
        Some((self.course()?, self.at?))
    }
}

/// What is drawn while nothing was chosen, where it has results.
const FIRST: [&str; 2] = ["estradiol", "testosterone-total"];

/// Whether all of these have results.
pub fn has_usual(state: &State) -> bool {
    FIRST.iter().all(|id| state.record.results(id).next().is_some())
}

impl Chart {
    /// The scene of this moment.
    pub(super) fn scene<'a>(&self, state: &'a State) -> ChartScene<'a> {
        let record = state.drawn_record();
        let known = ChartKnowledge { keep: self.keep, record, ..ChartKnowledge::of(state) };
        let mut courses = picture::courses(&known, &self.drawn(state));
        for course in &mut courses {
            course.baseline = self.baseline(course);
        }
        let history = picture::history(&courses, state.today);
        let view = self.span.days(history);
        let focus = self.focus.min(courses.len().saturating_sub(1));
        let at = courses.get(focus).and_then(|course| self.place(course, view));
        ChartScene { known, courses, history, view, focus, at }
    }

    /// The analytes drawn: those chosen, else estradiol and testosterone or the first pinned ones with results.
    pub(super) fn drawn(&self, state: &State) -> Vec<AnalyteId> {
        let known = self.chosen.iter().filter(|id| state.analyte(id).is_some());
        let chosen: Vec<AnalyteId> = known.cloned().collect();
        if !chosen.is_empty() {
            return chosen;
        }
        let first = FIRST.iter().map(|id| AnalyteId::new(id));
        let wanted = first.chain(state.look.pinned.iter().cloned());
        let mut drawn: Vec<AnalyteId> = Vec::new();
        for id in wanted.chain(state.record.analytes().cloned()) {
            if drawn.len() < FIRST.len() && !drawn.contains(&id) && count(&id, state) > 0 {
                drawn.push(id);
            }
        }
        drawn
    }

    /// The place of the result under the cursor among those of its analyte: of those in view, if there is one, the
    /// nearest by day, where the panel, the record or the view became another one.
    fn place(&self, course: &ResultCourse<'_>, view: DayStretch) -> Option<usize> {
        let last = course.readings.len().checked_sub(1)?;
        let at = self.spot.map_or(last, |spot| nearest(course, spot));
        let seen = course.in_view(view);
        Some(if seen.is_empty() { at } else { at.clamp(seen.start, seen.end - 1) })
    }

    /// The result of a course that the user compares with, if he chose one.
    fn baseline(&self, course: &ResultCourse<'_>) -> Option<usize> {
        let spot = *self.baselines.get(&course.analyte.id)?;
        let at = (!course.readings.is_empty()).then(|| nearest(course, spot))?;
        (course.readings[at].day == spot.day).then_some(at)
    }
}

/// A result, by its day and its place among those of the day: the record may change under the cursor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResultSpot {
    pub day: NaiveDate,
    nth: usize,
}

/// Of a course that has readings, the one of that day with that place, else the nearest by day.
pub fn nearest(course: &ResultCourse<'_>, spot: ResultSpot) -> usize {
    let readings = &course.readings;
    let from = readings.partition_point(|reading| reading.day < spot.day);
    let of_day = readings[from..].iter().take_while(|r| r.day == spot.day).count();
    if of_day > 0 {
        return from + spot.nth.min(of_day - 1);
    }
    let distance = |at: &usize| (readings[*at].day - spot.day).num_days().abs();
    let around = [from.saturating_sub(1), from.min(readings.len().saturating_sub(1))];
    around.into_iter().min_by_key(distance).unwrap_or(0)
}

/// The spot of a reading.
pub fn spot(course: &ResultCourse<'_>, at: usize) -> ResultSpot {
    let day = course.readings[at].day;
    let before = course.readings[..at].iter().rev();
    ResultSpot { day, nth: before.take_while(|reading| reading.day == day).count() }
}
