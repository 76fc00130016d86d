//! Therapy over time as rules see it: periods, episodes, days of exposure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::id::{ClassId, DrugId};
use crate::domain::regimen::{Dose, Drug, Regimen};
use crate::domain::response;
use crate::guidance::due_date::after;
use crate::guidance::vocabulary::DrugSelector;

/// Off-days between two periods that still make one episode: a pause.
const PAUSE_DAYS: i64 = 14;

/// Every period of the drugs a rule names that began by a day, by first day.
#[derive(Clone, Debug)]
pub struct TherapyCourse<'a> {
    periods: Vec<&'a Regimen>,
    today: NaiveDate,
}

/// Periods with nothing longer than a pause between them.
#[derive(Clone, Copy, Debug)]
pub struct TherapyEpisode<'c, 'a> {
    periods: &'c [&'a Regimen],
}

/// The courses a response is read by: of each class that is taken on the day its episode, the one begun last first;
/// where none is taken, the episode that ended last.
pub fn courses<'c>(
    regimens: &[Regimen],
    classes: impl Iterator<Item = &'c ClassId>,
    drugs: &BTreeMap<DrugId, Drug>,
    today: NaiveDate,
) -> Vec<response::ResponseCourse> {
    let newest = |class: &ClassId| {
        let taken = TherapyCourse::new(regimens, &[DrugSelector::Class(class.clone())], drugs, today);
        let episode = taken.episodes().pop()?;
        Some(response::ResponseCourse {
            cause: response::ResponseCause::Drugs(class.clone()),
            start: episode.start(),
            stop: episode.stop(),
        })
    };
    let all: Vec<response::ResponseCourse> = classes.filter_map(newest).collect();
    let goes_on = |course: &response::ResponseCourse| course.stop.is_none_or(|stop| stop >= today);
    let (mut current, ended): (Vec<_>, Vec<_>) = all.into_iter().partition(goes_on);
    if current.is_empty() {
        return ended.into_iter().max_by_key(|course| course.stop).into_iter().collect();
    }
    current.sort_by_key(|course| std::cmp::Reverse(course.start));
    current
}

/// The course that a sample of a day was taken on, of several the one begun last: the first of [`courses`] that
/// began before the day and goes on, since a sample of its first day was drawn before it.
pub fn course_on<'c>(
    regimens: &[Regimen],
    classes: impl Iterator<Item = &'c ClassId>,
    drugs: &BTreeMap<DrugId, Drug>,
    day: NaiveDate,
) -> Option<response::ResponseCourse> {
    let covers = |c: &response::ResponseCourse| c.start < day && c.stop.is_none_or(|stop| stop >= day);
    courses(regimens, classes, drugs, day).into_iter().find(covers)
}

impl DrugSelector {
    /// Whether the drug is meant.
    pub fn names(&self, drug: &DrugId, drugs: &BTreeMap<DrugId, Drug>) -> bool {
        match self {
            Self::Drug(id) => id == drug,
            Self::Class(class) => drugs.get(drug).is_some_and(|drug| {
                [&drug.class, &drug.other_class].into_iter().flatten().any(|c| c == class)
            }),
        }
    }
}

impl<'a> TherapyCourse<'a> {
    /// The course of these drugs up to today. A period that ends before it begins is left out.
    pub fn new(
        regimens: &'a [Regimen],
        therapies: &[DrugSelector],
        drugs: &BTreeMap<DrugId, Drug>,
        today: NaiveDate,
    ) -> Self {
        // Many periods, few drugs: whether one is named is found out once.
        let mut judged: Vec<(&DrugId, bool)> = Vec::new();
        let named = |r: &&'a Regimen| {
            if let Some((_, named)) = judged.iter().find(|(drug, _)| *drug == &r.drug) {
                return *named;
            }
            let named = therapies.iter().any(|therapy| therapy.names(&r.drug, drugs));
            judged.push((&r.drug, named));
            named
        };
        let real = |r: &&Regimen| r.start <= today && r.stop.is_none_or(|stop| stop >= r.start);
        Self { periods: regimens.iter().filter(real).filter(named).collect(), today }
    }

    /// Whether one of the drugs is taken on the day; a pause is off therapy.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.periods.iter().any(|period| period.covers(day))
    }

    /// Whether one of the drugs was taken on the day or on any day after it up to today.
    pub fn is_taken_since(&self, day: NaiveDate) -> bool {
        self.periods.iter().any(|period| period.stop.is_none_or(|stop| stop >= day))
    }

    /// Whether one is taken on the day, or was at most `carry` days before.
    pub fn reaches(&self, day: NaiveDate, carry: i64) -> bool {
        reach(&self.periods, day, carry)
    }

    /// The episode of today, while one of the drugs is taken.
    pub fn current(&self) -> Option<TherapyEpisode<'_, 'a>> {
        let last = self.episodes().pop()?;
        last.stop().is_none_or(|stop| stop >= self.today).then_some(last)
    }

    /// The last day taken, when none of the drugs is taken any more.
    pub fn ended(&self) -> Option<NaiveDate> {
        let last = self.episodes().pop()?;
        last.stop().filter(|stop| *stop < self.today)
    }

    /// The episode a day on therapy belongs to.
    pub fn episode_of(&self, day: NaiveDate) -> Option<TherapyEpisode<'_, 'a>> {
        let covering = |episode: &TherapyEpisode<'_, '_>| episode.periods.iter().any(|p| p.covers(day));
        self.episodes().into_iter().find(covering)
    }

    /// The episodes of therapy, oldest first.
    pub fn episodes(&self) -> Vec<TherapyEpisode<'_, 'a>> {
        let mut episodes = Vec::new();
        let mut from = 0;
        let mut end = NaiveDate::MIN;
        for (at, period) in self.periods.iter().enumerate() {
            if at > from && after(end, PAUSE_DAYS + 1) < period.start {
                episodes.push(TherapyEpisode { periods: &self.periods[from..at] });
                from = at;
            }
            end = end.max(period.stop.unwrap_or(NaiveDate::MAX));
        }
        if from < self.periods.len() {
            episodes.push(TherapyEpisode { periods: &self.periods[from..] });
        }
        episodes
    }

    /// Whether the day lies in an episode before `episode`, or at most `washout` days after one.
    pub fn taints(&self, day: NaiveDate, washout: i64, episode: &TherapyEpisode<'_, '_>) -> bool {
        let earlier = self.periods.iter().take_while(|p| p.start < episode.start());
        reach(&earlier.copied().collect::<Vec<_>>(), day, washout)
    }

    /// The day on which the drugs had been taken on `count` different days, if that was by today.
    pub fn exposure_day(&self, count: i64) -> Option<NaiveDate> {
        let mut left = count;
        let mut free_from = NaiveDate::MIN;
        for period in &self.periods {
            let from = period.start.max(free_from);
            let until = period.stop.map_or(self.today, |stop| stop.min(self.today));
            let days = (until - from).num_days() + 1;
            if days <= 0 {
                continue;
            }
            if days >= left {
                return Some(after(from, left - 1));
            }
            left -= days;
            free_from = after(until, 1);
        }
        None
    }
}

impl<'a> TherapyEpisode<'_, 'a> {
    /// Its first day: day 0 of every schedule.
    pub fn start(&self) -> NaiveDate {
        self.periods[0].start
    }

    /// Its last day, if it has one.
    pub fn stop(&self) -> Option<NaiveDate> {
        let stops = self.periods.iter().map(|period| period.stop);
        stops.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// The drug of each period, by first day.
    pub fn drugs(&self) -> impl Iterator<Item = &'a DrugId> {
        self.periods.iter().map(|period| &period.drug)
    }

    /// The first day of each period.
    pub fn starts(&self) -> impl Iterator<Item = NaiveDate> {
        self.periods.iter().map(|period| period.start)
    }

    /// Days up to `until` on which another weekly amount began or another of the drugs was started, ascending.
    pub fn dose_changes(&self, until: NaiveDate) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = Vec::new();
        for (at, period) in self.periods.iter().enumerate() {
            let within = |day: &NaiveDate| *day > period.start && period.covers(*day);
            days.extend(period.dose_changes().filter(within));
            if at > 0 && is_change(&self.periods[..at], period) {
                days.push(period.start);
            }
        }
        days.retain(|day| *day <= until);
        days.sort_unstable();
        days.dedup();
        days
    }
}

fn reach(periods: &[&Regimen], day: NaiveDate, carry: i64) -> bool {
    periods.iter().any(|p| p.start <= day && p.stop.is_none_or(|stop| day <= after(stop, carry)))
}

/// Whether a period brings a drug that was not taken in the episode before, the same one in another amount, or the
/// same one back after more than a pause or a switch to another.
fn is_change(before: &[&Regimen], period: &Regimen) -> bool {
    let Some(same) = before.iter().rev().find(|p| p.drug == period.drug) else {
        return true;
    };
    let back = same.stop.is_some_and(|stop| {
        after(stop, PAUSE_DAYS + 1) < period.start || before.iter().any(|other| other.start > stop)
    });
    if back {
        return true;
    }
    let last: Option<&Dose> = same.doses.iter().rev().find(|dose| dose.from <= period.start);
    let first = period.doses.first();
    last.zip(first).is_some_and(|(last, first)| first.differs(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decimal::Decimal;
    use crate::domain::schedule::Schedule;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn taken(drug: &str, start: &str, stop: Option<&str>) -> Regimen {
        Regimen {
            id: "".into(),
            drug: drug.into(),
            route: None,
            start: day(start),
            stop: stop.map(day),
            doses: Vec::new(),
            supply: None,
            note: None,
        }
    }

    fn dose(from: &str, amount: &str) -> Dose {
        Dose {
            from: day(from),
            amount: Decimal::parse(amount).unwrap(),
            unit: "mg".into(),
            schedule: Schedule::new("daily"),
        }
    }

    fn course<'a>(regimens: &'a [Regimen], today: &str) -> TherapyCourse<'a> {
        let therapies: Vec<DrugSelector> =
            ["anastrozole", "letrozole"].map(|d| DrugSelector::Drug(d.into())).into();
        TherapyCourse::new(regimens, &therapies, &BTreeMap::new(), day(today))
    }

    #[test]
    fn a_pause_of_14_off_days_keeps_the_episode_and_15_begin_another() {
        for (restart, start) in [("2025-02-25", "2025-01-01"), ("2025-02-26", "2025-02-26")] {
            let regimens =
                [taken("anastrozole", "2025-01-01", Some("2025-02-10")), taken("anastrozole", restart, None)];
            let course = course(&regimens, "2025-03-01");
            assert_eq!(course.current().unwrap().start(), day(start), "{restart}");
        }
    }

    #[test]
    fn a_sample_was_taken_on_the_course_begun_last_before_its_day() {
        let drug = |id: &str, class: Option<&str>| Drug {
            id: id.into(),
            name: id.into(),
            class: class.map(Into::into),
            other_class: None,
            routes: Vec::new(),
            unit: "mg".into(),
            rare: false,
            stands_in_for_lh: false,
        };
        let listed = [drug("anastrozole", Some("ai")), drug("clomiphene", Some("serm")), drug("zinc", None)];
        let drugs: BTreeMap<DrugId, Drug> = listed.map(|drug| (drug.id.clone(), drug)).into();
        let regimens = [
            taken("zinc", "2024-01-01", None),
            taken("anastrozole", "2025-01-01", Some("2025-02-10")),
            taken("anastrozole", "2025-02-20", None),
            taken("clomiphene", "2025-06-01", Some("2025-09-01")),
        ];
        let classes = ["ai", "serm"].map(ClassId::new);
        for (on, start) in [
            ("2025-01-01", None),
            ("2025-01-02", Some("2025-01-01")),
            ("2025-02-15", None),
            ("2025-03-01", Some("2025-01-01")),
            ("2025-06-01", Some("2025-01-01")),
            ("2025-06-02", Some("2025-06-01")),
            ("2025-09-02", Some("2025-01-01")),
        ] {
            let found = course_on(&regimens, classes.iter(), &drugs, day(on)).map(|course| course.start);
            assert_eq!(found, start.map(day), "{on}");
        }
    }

    #[test]
    fn the_last_day_taken_is_on_therapy_and_the_next_is_not() {
        let regimens = [taken("anastrozole", "2025-01-01", Some("2025-02-05"))];
        assert!(course(&regimens, "2025-02-05").current().is_some());
        assert!(course(&regimens, "2025-02-06").current().is_none());
        assert_eq!(course(&regimens, "2025-02-06").ended(), Some(day("2025-02-05")));
        assert_eq!(course(&regimens, "2025-02-05").ended(), None);
    }

    #[test]
    fn a_stop_in_the_future_means_ongoing_until_then() {
        let regimens = [taken("anastrozole", "2025-01-01", Some("2025-12-31"))];
        assert!(course(&regimens, "2025-06-01").current().is_some());
    }

    #[test]
    fn a_restart_in_the_future_leaves_the_gap_off_therapy() {
        let regimens = [
            taken("anastrozole", "2025-01-01", Some("2025-02-10")),
            taken("anastrozole", "2025-02-20", None),
        ];
        assert!(course(&regimens, "2025-02-15").current().is_none());
    }

    #[test]
    fn a_draw_in_a_pause_is_off_therapy_and_may_be_within_the_carry() {
        let regimens = [
            taken("anastrozole", "2025-01-01", Some("2025-02-10")),
            taken("anastrozole", "2025-02-21", None),
        ];
        let course = course(&regimens, "2025-03-01");
        assert!(!course.covers(day("2025-02-15")));
        assert!(course.reaches(day("2025-02-15"), 5));
        assert!(!course.reaches(day("2025-02-16"), 5));
    }

    #[test]
    fn overlapping_drugs_of_a_class_are_one_day_of_exposure() {
        let regimens = [
            taken("anastrozole", "2025-01-01", Some("2025-01-10")),
            taken("letrozole", "2025-01-06", Some("2025-01-15")),
            taken("anastrozole", "2025-03-01", None),
        ];
        let course = course(&regimens, "2025-03-05");
        for (count, reached) in [
            (1, Some("2025-01-01")),
            (10, Some("2025-01-10")),
            (11, Some("2025-01-11")),
            (15, Some("2025-01-15")),
            (16, Some("2025-03-01")),
            (20, Some("2025-03-05")),
            (21, None),
        ] {
            assert_eq!(course.exposure_day(count), reached.map(day), "{count}");
        }
    }

    #[test]
    fn day_180_of_unbroken_exposure_is_179_days_after_the_start() {
        let regimens = [taken("anastrozole", "2025-01-01", None)];
        let course = course(&regimens, "2025-12-31");
        assert_eq!(course.exposure_day(180), Some(day("2025-06-29")));
    }

    #[test]
    fn a_change_of_dose_is_another_amount_or_another_drug_but_no_restart_of_the_same() {
        let mut first = taken("anastrozole", "2025-01-01", Some("2025-02-28"));
        first.doses = vec![dose("2025-01-01", "1"), dose("2025-01-20", "1.0"), dose("2025-02-01", "0.5")];
        let mut again = taken("anastrozole", "2025-03-05", Some("2025-03-31"));
        again.doses = vec![dose("2025-03-05", "0.50")];
        let mut more = taken("anastrozole", "2025-04-01", None);
        more.doses = vec![dose("2025-04-01", "1")];
        let regimens = [first, again, taken("letrozole", "2025-03-10", None), more];
        let course = course(&regimens, "2025-05-01");
        let changes = course.current().unwrap().dose_changes(day("2025-05-01"));
        assert_eq!(changes, [day("2025-02-01"), day("2025-03-10"), day("2025-04-01")]);
    }

    #[test]
    fn a_drug_taken_again_after_another_took_its_place_is_a_change_but_beside_one_it_is_not() {
        let switched = [
            taken("anastrozole", "2025-01-01", Some("2025-02-28")),
            taken("letrozole", "2025-03-01", Some("2025-03-31")),
            taken("anastrozole", "2025-04-01", None),
        ];
        let tapered = [
            taken("anastrozole", "2025-01-01", Some("2025-02-28")),
            taken("letrozole", "2025-02-20", Some("2025-03-31")),
            taken("anastrozole", "2025-04-01", None),
        ];
        let beside = [
            taken("anastrozole", "2025-01-01", Some("2025-02-28")),
            taken("letrozole", "2025-02-01", None),
            taken("anastrozole", "2025-03-05", None),
        ];
        for (regimens, wanted) in [
            (switched, &["2025-03-01", "2025-04-01"][..]),
            (tapered, &["2025-02-20", "2025-04-01"]),
            (beside, &["2025-02-01"]),
        ] {
            let course = course(&regimens, "2025-05-01");
            let changes = course.current().unwrap().dose_changes(day("2025-05-01"));
            assert_eq!(changes, wanted.iter().map(|at| day(at)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_earlier_episode_and_its_washout_taint_a_baseline_but_the_day_of_the_start_does_not() {
        let regimens = [
            taken("anastrozole", "2025-01-01", Some("2025-02-10")),
            taken("anastrozole", "2025-04-01", None),
        ];
        let course = course(&regimens, "2025-04-01");
        let episode = course.current().unwrap();
        for (drawn, tainted) in [
            ("2024-12-31", false),
            ("2025-01-30", true),
            ("2025-02-24", true),
            ("2025-02-25", false),
            ("2025-04-01", false),
        ] {
            assert_eq!(course.taints(day(drawn), 14, &episode), tainted, "{drawn}");
        }
    }

    #[test]
    fn periods_that_end_before_they_begin_or_begin_tomorrow_do_not_exist() {
        let regimens = [
            taken("anastrozole", "2025-01-10", Some("2025-01-01")),
            taken("anastrozole", "2025-03-02", None),
        ];
        assert!(course(&regimens, "2025-03-01").current().is_none());
        assert_eq!(course(&regimens, "2025-03-01").ended(), None);
    }
}
