//! Trying to conceive: samples and attempts in time, and the days that each of them mostly reflects.

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::cycle::{Cycle, sperm_cycle};
use crate::domain::journal::{EventEntry, Profile};
use crate::domain::record::Record;
use crate::domain::report::{Kind, Report};
use crate::domain::semen::SPERM_CYCLE_DAYS;

/// Months of trying after which the source article speaks of infertility (HRTIO, its glossary).
pub const INFERTILITY_MONTHS: u32 = 12;

/// Days that are looked back over where nobody said since when a child is tried for.
const USUAL_DAYS: u64 = 365;

/// What a moment of trying is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TryingMoment<'r> {
    Sample(&'r Report),
    /// An insemination or an IVF cycle.
    Attempt(&'r EventEntry),
    /// A pregnancy, a miscarriage or a birth.
    Outcome(&'r EventEntry),
    /// The partner was evaluated.
    PartnerEvaluated(&'r EventEntry),
}

impl<'r> TryingMoment<'r> {
    /// The moment an event is, where it belongs to trying.
    fn of_event(event: &'r EventEntry) -> Option<Self> {
        match &*event.event {
            "insemination" | "ivf-cycle" => Some(Self::Attempt(event)),
            "pregnancy" | "miscarriage" | "birth" => Some(Self::Outcome(event)),
            "partner-evaluated" => Some(Self::PartnerEvaluated(event)),
            _ => None,
        }
    }

    /// The day on which it happened or is planned.
    pub const fn day(&self) -> NaiveDate {
        match self {
            Self::Sample(report) => report.date,
            Self::Attempt(event) | Self::Outcome(event) | Self::PartnerEvaluated(event) => event.date,
        }
    }

    /// The word in files.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Sample(_) => "sample",
            Self::Attempt(_) => "attempt",
            Self::Outcome(_) => "outcome",
            Self::PartnerEvaluated(_) => "partner-evaluated",
        }
    }

    /// What happened in the days that a sample or an attempt mostly reflects; nothing else reflects any.
    pub fn cycle(&self, record: &'r Record) -> Option<Cycle<'r>> {
        match self {
            Self::Sample(_) | Self::Attempt(_) => Some(sperm_cycle(record, self.day())),
            Self::Outcome(_) | Self::PartnerEvaluated(_) => None,
        }
    }
}

/// For how long a child was tried for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TryingTime {
    pub since: NaiveDate,
    /// The day of the pregnancy or birth that ended it, where one is logged.
    pub ended: Option<NaiveDate>,
    /// Whole months of it up to today.
    pub months: u32,
}

/// Samples, attempts and outcomes on one line of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TryingLine<'r> {
    /// The first day of the line: one sperm cycle before trying began, else a year before today.
    pub first: NaiveDate,
    /// Its last day: today, or that of what is planned last.
    pub last: NaiveDate,
    /// For how long it was tried, where the profile says since when.
    pub time: Option<TryingTime>,
    /// The oldest first; what is planned after today too.
    pub moments: Vec<TryingMoment<'r>>,
}

/// The line of a record as it stands on a day, from `first` on where that is given.
pub fn trying_line(record: &Record, first: Option<NaiveDate>, today: NaiveDate) -> TryingLine<'_> {
    let since = record.profile().trying_since.filter(|since| *since <= today);
    let first = first.unwrap_or_else(|| usual_first_day(record.profile(), today));
    let samples = record.reports_of(Kind::Semen).map(TryingMoment::Sample);
    let events = record.events().iter().filter_map(TryingMoment::of_event);
    let mut moments: Vec<TryingMoment<'_>> =
        samples.chain(events).filter(|moment| moment.day() >= first).collect();
    moments.sort_by_key(TryingMoment::day);
    TryingLine {
        first,
        last: moments.last().map_or(today, |moment| moment.day().max(today)),
        time: since.map(|since| trying_time(record, since, today)),
        moments,
    }
}

/// The first day of the line where none is given: one sperm cycle before trying began, else a year before today.
pub fn usual_first_day(profile: &Profile, today: NaiveDate) -> NaiveDate {
    let since = profile.trying_since.filter(|since| *since <= today);
    since.map_or(today - Days::new(USUAL_DAYS), |since| since - Days::new(SPERM_CYCLE_DAYS))
}

/// The time from a first day to the first pregnancy or birth since, or to today.
fn trying_time(record: &Record, since: NaiveDate, today: NaiveDate) -> TryingTime {
    let is_end = |event: &&EventEntry| {
        matches!(&*event.event, "pregnancy" | "birth") && (since..=today).contains(&event.date)
    };
    let ended = record.events().iter().filter(is_end).map(|event| event.date).min();
    TryingTime { since, ended, months: whole_months(since, ended.unwrap_or(today)) }
}

/// Whole months from one day to a later one: a month is whole on the same day of the next.
fn whole_months(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    u32::try_from(months - i32::from(to.day() < from.day())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::domain::fixture::{day, regimen, report};

    fn event(on: &str, id: &str) -> Entry {
        Entry::Event(EventEntry { id: on.into(), date: day(on), event: id.into(), note: None })
    }

    fn log(since: &str, entries: impl IntoIterator<Item = Entry>) -> Record {
        let trying_since = (!since.is_empty()).then(|| day(since));
        let profile = Entry::Profile(Profile { trying_since, ..Profile::default() });
        Record::whole(std::iter::once(profile).chain(entries))
    }

    fn sample(on: &str) -> Entry {
        Entry::Report(report(on, &[("sperm-concentration", "20")]))
    }

    #[test]
    fn samples_attempts_and_outcomes_stand_on_one_line_by_day() {
        let record = log(
            "2026-01-10",
            [
                event("2026-05-01", "insemination"),
                event("2026-04-01", "fever"),
                event("2026-06-20", "ivf-cycle"),
                event("2026-03-01", "partner-evaluated"),
                event("2026-05-20", "miscarriage"),
                sample("2026-04-10"),
                sample("2025-11-01"),
            ],
        );
        let line = trying_line(&record, None, day("2026-06-01"));
        let seen: Vec<(String, &str)> = line.moments.iter().map(|m| (m.day().to_string(), m.id())).collect();
        let seen: Vec<(&str, &str)> = seen.iter().map(|(day, id)| (day.as_str(), *id)).collect();
        assert_eq!(
            seen,
            [
                ("2025-11-01", "sample"),
                ("2026-03-01", "partner-evaluated"),
                ("2026-04-10", "sample"),
                ("2026-05-01", "attempt"),
                ("2026-05-20", "outcome"),
                ("2026-06-20", "attempt"),
            ]
        );
        assert_eq!((line.first, line.last), (day("2025-10-30"), day("2026-06-20")));
        let later = trying_line(&record, Some(day("2026-05-01")), day("2026-06-01"));
        assert_eq!((later.first, later.moments.len()), (day("2026-05-01"), 3));
    }

    #[test]
    fn an_attempt_reflects_the_seventy_two_days_before_it() {
        let record = log("", [event("2026-11-20", "insemination"), event("2026-11-21", "pregnancy")]);
        let line = trying_line(&record, None, day("2026-11-28"));
        let cycles: Vec<_> = line.moments.iter().map(|moment| moment.cycle(&record)).collect();
        assert_eq!(cycles[0].as_ref().map(|cycle| cycle.from), Some(day("2026-09-09")));
        assert_eq!(cycles[1], None);
        let on_drug = Record::whole(record.entries().chain([Entry::Regimen(regimen(
            "anastrozole",
            "2026-09-01",
            "",
            &[],
        ))]));
        let line = trying_line(&on_drug, None, day("2026-11-28"));
        let cycle = line.moments[0].cycle(&on_drug).unwrap();
        assert_eq!(cycle.drugs.iter().map(|drug| drug.days).collect::<Vec<_>>(), [72]);
    }

    #[test]
    fn months_of_trying_are_whole_and_end_with_a_pregnancy_or_a_birth() {
        for (since, events, today, wanted) in [
            ("2025-11-28", &[][..], "2026-11-28", Some((12, None))),
            ("2025-11-29", &[], "2026-11-28", Some((11, None))),
            ("2026-11-28", &[], "2026-11-28", Some((0, None))),
            ("2026-11-29", &[], "2026-11-28", None),
            ("", &[], "2026-11-28", None),
            ("2026-01-31", &[], "2026-02-28", Some((0, None))),
            ("2026-01-01", &[("2026-07-01", "pregnancy")], "2026-11-28", Some((6, Some("2026-07-01")))),
            ("2026-01-01", &[("2025-07-01", "birth")], "2026-11-28", Some((10, None))),
            ("2026-01-01", &[("2026-07-01", "miscarriage")], "2026-11-28", Some((10, None))),
        ] {
            let record = log(since, events.iter().map(|(on, id)| event(on, id)));
            let time = trying_line(&record, None, day(today)).time;
            let wanted = wanted.map(|(months, ended)| (months, ended.map(day)));
            assert_eq!(time.map(|time| (time.months, time.ended)), wanted, "{since} {events:?}");
        }
    }
}
