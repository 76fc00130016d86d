//! What results are compared with: keys that set the baseline, and ask for before and after, for like with like.

use chrono::NaiveDate;

use crate::domain::before_after::{around, days_of_change, last_change};
use crate::domain::day;
use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::picture::{self, DrawnSelection, Study};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::chart::scene::ChartScene;
use crate::ui::screen::chart::scene::spot;
use crate::ui::screen::chart::span::ChartSpan;
use crate::ui::state::State;

impl Chart {
    /// Shows the trend, or ends that; what was compared before has its window no longer.
    pub(super) const fn turn_trend(&mut self) {
        if let Study::Around(_) = self.study {
            self.span = self.span_before;
        }
        self.study = match self.study {
            Study::Trend => Study::None,
            Study::None | Study::Around(_) => Study::Trend,
        };
    }

    /// Compares around the change of therapy that the result under the cursor answers to; from there around the
    /// one before it, until there is none.
    pub(super) fn step_change(&mut self, scene: &ChartScene<'_>, state: &State) -> Outcome {
        let days = days_of_change(state.drawn_record());
        let Some(first) = days.first().copied() else {
            return Outcome::refuse("No change of therapy yet; add a drug first.");
        };
        let at_cursor = scene.read().map(|(course, at)| course.readings[at].day);
        let until = |day: NaiveDate| days[..days.partition_point(|turn| *turn < day)].last().copied();
        let found = |day: NaiveDate| {
            let course = scene.course()?;
            let it = around(
                state.drawn_record(),
                state.catalog.drugs(),
                &course.readings,
                course.analyte.kind,
                day,
            )?;
            Some((it.first(), it.days(&course.readings)))
        };
        // Changes close to each other are one.
        let began = |day: NaiveDate| found(day).map_or(day, |(first, _)| first);
        let next = match self.study {
            Study::Around(day) => until(began(day)),
            Study::None | Study::Trend => {
                self.span_before = self.span;
                let answered = |day: NaiveDate| {
                    last_change(state.drawn_record(), state.catalog.drugs(), day.pred_opt()?)
                        .or_else(|| until(day))
                };
                at_cursor.and_then(answered).or(Some(first))
            }
        };
        let Some(day) = next else {
            self.study = Study::None;
            self.span = self.span_before;
            return Outcome::note("There is no earlier change, so the comparison is off.");
        };
        self.study = Study::Around(day);
        if let Some((_, days)) = found(day) {
            self.span = ChartSpan::over(days, scene.history);
        }
        let key = state.look.keymap.key(Action::BeforeAfter);
        let more = if until(began(day)).is_some() { "goes to the change before it" } else { "ends it" };
        Outcome::note(format!("Before and after {}; {key} {more}.", day::long(day)))
    }

    /// Compares with the result under the cursor from now on; with it already, no more.
    pub(super) fn set_baseline(&mut self, scene: &ChartScene<'_>, state: &State) -> Outcome {
        let Some((course, at)) = scene.read() else {
            return Outcome::Nothing;
        };
        let (analyte, reading) = (course.analyte, &course.readings[at]);
        let spot = spot(course, at);
        if self.baselines.get(&analyte.id) == Some(&spot) {
            self.baselines.remove(&analyte.id);
            return Outcome::note(format!("Your baseline of {} is gone.", analyte.name));
        }
        self.baselines.insert(analyte.id.clone(), spot);
        let quantity = reading.quantity(analyte);
        let value = format!("{} {}", state.number(analyte, &quantity), state.unit(analyte, &quantity));
        Outcome::note(format!(
            "{} is compared with {} of {}.",
            analyte.name,
            value.trim_end(),
            day::long(reading.day)
        ))
    }

    /// Leaves out what does not compare, or draws all again.
    pub(super) fn turn_filter(&mut self, state: &State) -> Outcome {
        self.keep = match self.keep {
            DrawnSelection::All => DrawnSelection::Alike,
            DrawnSelection::Alike => DrawnSelection::All,
        };
        let count: usize = self.scene(state).courses.iter().map(|course| course.left_out.len()).sum();
        Outcome::note(match (self.keep, count) {
            (DrawnSelection::All, _) => "All results are drawn.".to_owned(),
            (DrawnSelection::Alike, 0) => format!("{} Nothing is left out.", picture::ALIKE),
            (DrawnSelection::Alike, 1) => format!("{} 1 result is left out.", picture::ALIKE),
            (DrawnSelection::Alike, count) => format!("{} {count} results are left out.", picture::ALIKE),
        })
    }
}
