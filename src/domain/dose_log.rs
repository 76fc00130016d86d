//! The dose log: what was taken or left out, laid over what the schedules expect.
//!
//! An expected dose is taken, skipped or not logged. Not logged is neither of the others and is never counted as one.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::domain::day::of_days;
use crate::domain::decimal::Decimal;
use crate::domain::id::{DrugId, EntryId};
use crate::domain::minute;
use crate::domain::quantity::UnitCode;
use crate::domain::regimen::{Dose, Regimen};
use crate::domain::schedule::DoseSlot;

/// One dose that was taken, or left out knowingly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoseEntry {
    /// Empty until the entry is saved.
    #[serde(default)]
    pub id: EntryId,
    pub drug: DrugId,
    pub day: NaiveDate,
    /// The time of day, where it is known.
    #[serde(default, with = "minute")]
    pub time: Option<NaiveTime>,
    /// How much, where it is known.
    #[serde(default)]
    pub amount: Option<Decimal>,
    /// Unit of the amount.
    #[serde(default)]
    pub unit: Option<UnitCode>,
    /// Whether it was taken.
    pub state: DoseState,
    #[serde(default)]
    pub note: Option<String>,
}

/// What became of a dose, as it was logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoseState {
    Taken,
    /// It was left out.
    Skipped,
}

impl DoseState {
    /// Both states a dose can be logged in.
    pub const ALL: [Self; 2] = [Self::Taken, Self::Skipped];

    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Skipped => "skipped",
        }
    }

    /// The state with this word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}

impl DoseEntry {
    /// When it was taken, where the time is known.
    pub fn moment(&self) -> Option<NaiveDateTime> {
        Some(self.day.and_time(self.time?))
    }

    /// `1 mg`, empty where no amount is known.
    pub fn amount_words(&self) -> String {
        let unit = self.unit.as_deref().unwrap_or_default();
        self.amount
            .as_ref()
            .map_or_else(String::new, |amount| format!("{amount} {unit}").trim_end().to_owned())
    }
}

/// A dose a schedule expects, and the entry that fills it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedDose<'a> {
    pub drug: &'a DrugId,
    pub dose: &'a Dose,
    pub slot: DoseSlot,
    /// The entry for it; none while it is not logged.
    pub entry: Option<&'a DoseEntry>,
}

impl ExpectedDose<'_> {
    /// Whether it was taken or skipped; none while it is not logged.
    pub fn state(&self) -> Option<DoseState> {
        self.entry.map(|entry| entry.state)
    }
}

/// What was expected over a stretch of days and what was logged beyond that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoseLog<'a> {
    /// By day, then time, then drug as the regimens stand.
    pub expected: Vec<ExpectedDose<'a>>,
    /// Entries that fill no expected dose, by day.
    pub extra: Vec<&'a DoseEntry>,
}

/// What became of the doses of a day, the least sure last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoseDay {
    Taken,
    Skipped,
    NotLogged,
}

impl DoseDay {
    const fn of(state: Option<DoseState>) -> Self {
        match state {
            Some(DoseState::Taken) => Self::Taken,
            Some(DoseState::Skipped) => Self::Skipped,
            None => Self::NotLogged,
        }
    }
}

/// How many expected doses are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoseTally {
    pub taken: usize,
    /// Logged as left out.
    pub skipped: usize,
    pub not_logged: usize,
}

impl DoseTally {
    /// Doses the schedules expected.
    pub const fn scheduled(self) -> usize {
        self.taken + self.skipped + self.not_logged
    }

    /// Doses of which it is known what became of them.
    pub const fn logged(self) -> usize {
        self.taken + self.skipped
    }

    /// `6 of 8 logged`, with how many were skipped.
    pub fn words(self) -> String {
        let skipped = match self.skipped {
            0 => String::new(),
            count => format!(", {count} skipped"),
        };
        format!("{} of {} logged{skipped}", self.logged(), self.scheduled())
    }
}

impl<'a> DoseLog<'a> {
    /// The log over the days `from` to `to`, both included, of entries in the order of their days.
    pub fn new(
        regimens: &'a [Regimen],
        entries: &'a [DoseEntry],
        (from, to): (NaiveDate, NaiveDate),
    ) -> Self {
        // An entry may fill a dose that is counted on another day of its stretch, so stretches are looked at whole.
        let (first, last) = (earlier(from), later(to));
        let mut expected = expected_doses(regimens, (first, last));
        let mut free =
            fill(&mut expected, of_days(entries, (first, last), |entry| entry.day).iter().collect());
        expected.retain(|dose| (from..=to).contains(&dose.slot.day));
        free.retain(|entry| (from..=to).contains(&entry.day));
        Self { expected, extra: free }
    }

    /// The same for one drug.
    #[must_use]
    pub fn of_drug(&self, drug: &str) -> Self {
        Self {
            expected: self.expected.iter().filter(|dose| **dose.drug == *drug).cloned().collect(),
            extra: self.extra.iter().filter(|entry| *entry.drug == *drug).copied().collect(),
        }
    }

    /// How many are in which state.
    pub fn tally(&self) -> DoseTally {
        let mut tally = DoseTally::default();
        for dose in &self.expected {
            match dose.state() {
                Some(DoseState::Taken) => tally.taken += 1,
                Some(DoseState::Skipped) => tally.skipped += 1,
                None => tally.not_logged += 1,
            }
        }
        tally
    }

    /// What became of the doses of each day that had one. Of several what is least sure is told: one that is not logged
    /// goes before one that was skipped. A dose beyond those expected tells of a day that has no other.
    pub fn days(&self) -> BTreeMap<NaiveDate, DoseDay> {
        let mut days: BTreeMap<NaiveDate, DoseDay> = BTreeMap::new();
        let further = self.extra.iter().filter(|entry| entry.state == DoseState::Taken);
        days.extend(further.map(|entry| (entry.day, DoseDay::Taken)));
        let mut expected: BTreeMap<NaiveDate, DoseDay> = BTreeMap::new();
        for dose in &self.expected {
            let day = DoseDay::of(dose.state());
            let known = expected.entry(dose.slot.day).or_insert(day);
            *known = day.max(*known);
        }
        days.extend(expected);
        days
    }

    /// Expected doses that are not logged, oldest first.
    pub fn open(&self) -> impl Iterator<Item = &ExpectedDose<'a>> {
        self.expected.iter().filter(|dose| dose.entry.is_none())
    }
}

/// The doses of a day that can still be logged, one for each drug: the earliest whose day it is or whose stretch holds
/// it, and the one nearest to a time where times are named.
pub fn loggable<'a>(
    regimens: &'a [Regimen],
    entries: &'a [DoseEntry],
    day: NaiveDate,
    time: Option<NaiveTime>,
) -> Vec<ExpectedDose<'a>> {
    let log = DoseLog::new(regimens, entries, (earlier(day), later(day)));
    let mut open: Vec<ExpectedDose<'_>> =
        log.open().filter(|dose| (dose.slot.first..=dose.slot.last).contains(&day)).cloned().collect();
    let apart =
        |slot: DoseSlot| slot.time.zip(time).map_or(0, |(slot, now)| (now - slot).num_minutes().abs());
    open.sort_by_key(|dose| {
        (dose.drug.clone(), dose.slot.last - dose.slot.first, apart(dose.slot), dose.slot.day)
    });
    open.dedup_by(|next, kept| next.drug == kept.drug);
    open
}

/// The doses of a day, or of a stretch that holds it, that should have been logged by now and are not.
pub fn waiting<'a>(
    regimens: &'a [Regimen],
    entries: &'a [DoseEntry],
    day: NaiveDate,
) -> Vec<ExpectedDose<'a>> {
    let log = DoseLog::new(regimens, entries, (earlier(day), day));
    log.open().filter(|dose| dose.slot.last >= day).cloned().collect()
}

/// What an entry that is not stored yet would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryPlace {
    /// It fills an expected dose.
    Fills,
    /// Every dose expected then is logged already.
    Further,
    /// No dose is expected then.
    Unexpected,
}

/// What an entry would be beside those that are stored.
pub fn place_of(regimens: &[Regimen], entries: &[DoseEntry], new: &DoseEntry) -> EntryPlace {
    let window = (earlier(new.day), later(new.day));
    let mut with_new = of_days(entries, window, |entry| entry.day).to_vec();
    with_new.insert(with_new.partition_point(|entry| entry.day <= new.day), new.clone());
    let extras =
        |entries: &[DoseEntry]| DoseLog::new(regimens, entries, window).of_drug(&new.drug).extra.len();
    if extras(&with_new) == extras(entries) {
        return EntryPlace::Fills;
    }
    let log = DoseLog::new(regimens, entries, window).of_drug(&new.drug);
    let is_then = |dose: &ExpectedDose<'_>| (dose.slot.first..=dose.slot.last).contains(&new.day);
    if log.expected.iter().any(is_then) { EntryPlace::Further } else { EntryPlace::Unexpected }
}

/// Days of a lane, and of what is said beside a report.
pub const LANE_DAYS: u64 = 28;

/// What was logged in the [`LANE_DAYS`] before a day, that day excluded.
pub fn before_draw<'a>(regimens: &'a [Regimen], entries: &'a [DoseEntry], day: NaiveDate) -> DoseLog<'a> {
    DoseLog::new(regimens, entries, (day - Days::new(LANE_DAYS), day - Days::new(1)))
}

/// The last dose of any drug before a moment, and the drug: as it was logged, else as the schedule says. None where one
/// of the drugs taken on that day may have been taken later, and neither says when.
pub fn last_dose<'r>(
    regimens: &'r [Regimen],
    entries: &[DoseEntry],
    before: NaiveDateTime,
) -> Option<(&'r Regimen, NaiveDateTime)> {
    let taken = regimens.iter().filter(|regimen| regimen.covers(before.date()));
    let last =
        |regimen: &Regimen| last_logged(regimen, entries, before).or_else(|| regimen.last_dose(before));
    let doses: Option<Vec<_>> = taken.map(|regimen| Some((regimen, last(regimen)?))).collect();
    doses?.into_iter().max_by_key(|(_, at)| *at)
}

/// When a drug was last taken before a moment, where the log knows: there is an entry with its time, and no expected
/// dose since that may have been taken and is not logged.
fn last_logged(regimen: &Regimen, entries: &[DoseEntry], before: NaiveDateTime) -> Option<NaiveDateTime> {
    let of_drug = || entries.iter().filter(|entry| entry.drug == regimen.drug && entry.day <= before.date());
    let taken = || of_drug().filter(|entry| entry.state == DoseState::Taken);
    let last = taken().filter_map(DoseEntry::moment).filter(|at| *at <= before).max()?;
    // Of a day without a time nothing says whether it was before or after.
    if taken().any(|entry| entry.time.is_none() && entry.day >= last.date()) {
        return None;
    }
    let regimens = std::slice::from_ref(regimen);
    let since = DoseLog::new(regimens, entries, (earlier(last.date()), later(before.date())));
    let may_be_later = |dose: &ExpectedDose<'_>| {
        let slot = dose.slot;
        match slot.time.filter(|_| slot.first == slot.last) {
            Some(time) => slot.day.and_time(time) > last && slot.day.and_time(time) <= before,
            None => slot.last >= last.date() && slot.first <= before.date(),
        }
    };
    let is_unsure = since.open().any(may_be_later);
    (!is_unsure).then_some(last)
}

/// What the regimens expect on these days, by day, time and regimen.
fn expected_doses(regimens: &[Regimen], days: (NaiveDate, NaiveDate)) -> Vec<ExpectedDose<'_>> {
    let mut expected = Vec::new();
    for regimen in regimens {
        for (place, dose) in regimen.doses.iter().enumerate() {
            let next = regimen.doses.get(place + 1).and_then(|next| next.from.pred_opt());
            let last = next.unwrap_or(NaiveDate::MAX).min(regimen.stop.unwrap_or(NaiveDate::MAX));
            let slots = dose.schedule.slots((dose.from.max(regimen.start), last), days);
            expected.extend(slots.into_iter().map(|slot| ExpectedDose {
                drug: &regimen.drug,
                dose,
                slot,
                entry: None,
            }));
        }
    }
    expected.sort_by_key(|dose| (dose.slot.day, dose.slot.time));
    expected
}

/// Gives each expected dose the entry nearest to it among those of its stretch. What is left over is answered.
fn fill<'a>(expected: &mut [ExpectedDose<'a>], mut entries: Vec<&'a DoseEntry>) -> Vec<&'a DoseEntry> {
    entries.sort_by_key(|entry| (entry.day, entry.time));
    let mut is_free = vec![true; entries.len()];
    // A dose of one day goes before one of a whole week: it has less to choose from.
    let mut stretches: BTreeMap<(i64, NaiveDate, NaiveDate, &DrugId), Vec<usize>> = BTreeMap::new();
    for (place, dose) in expected.iter().enumerate() {
        let DoseSlot { first, last, .. } = dose.slot;
        stretches.entry(((last - first).num_days(), first, last, dose.drug)).or_default().push(place);
    }
    for ((_, first, last, drug), mut open) in stretches {
        let begin = entries.partition_point(|entry| entry.day < first);
        let end = entries.partition_point(|entry| entry.day <= last);
        let mut here: Vec<usize> =
            (begin..end).filter(|at| is_free[*at] && entries[*at].drug == *drug).collect();
        while let Some((dose, entry)) = nearest(expected, &open, &entries, &here) {
            expected[dose].entry = Some(entries[entry]);
            is_free[entry] = false;
            open.retain(|place| *place != dose);
            here.retain(|place| *place != entry);
        }
    }
    entries.into_iter().zip(is_free).filter(|(_, is_free)| *is_free).map(|(entry, _)| entry).collect()
}

/// The places of the open dose and the entry that are nearest to each other; the earliest of those equally near.
fn nearest(
    expected: &[ExpectedDose<'_>],
    open: &[usize],
    entries: &[&DoseEntry],
    here: &[usize],
) -> Option<(usize, usize)> {
    let pairs = open.iter().flat_map(|dose| here.iter().map(move |entry| (*dose, *entry)));
    pairs.min_by_key(|(dose, entry)| (minutes_apart(&expected[*dose].slot, entries[*entry]), *dose, *entry))
}

/// How far an entry is from a dose whose day and time are named; 0 where nothing says.
fn minutes_apart(slot: &DoseSlot, entry: &DoseEntry) -> i64 {
    let named = slot.time.filter(|_| slot.first == slot.last);
    let apart = named.zip(entry.time).map(|(wanted, taken)| (taken - wanted).num_minutes().abs());
    apart.unwrap_or(0)
}

/// Longer than any stretch a schedule counts in.
const STRETCH_DAYS: u64 = 31;

fn earlier(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(STRETCH_DAYS)).unwrap_or(day)
}

fn later(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(STRETCH_DAYS)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::schedule::Schedule;

    fn day(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    fn regimen(schedules: &[(&str, &str)], stop: Option<&str>) -> Regimen {
        let dose = |(from, schedule): &(&str, &str)| Dose {
            from: day(from),
            amount: Decimal::parse("1").unwrap(),
            unit: "mg".to_owned(),
            schedule: Schedule::new(schedule),
        };
        Regimen {
            id: EntryId::default(),
            drug: "anastrozole".into(),
            route: None,
            start: day(schedules[0].0),
            stop: stop.map(day),
            doses: schedules.iter().map(dose).collect(),
            supply: None,
            note: None,
        }
    }

    /// `01-05 20:00`, `01-06`, `01-07 skipped`.
    fn entries(text: &str) -> Vec<DoseEntry> {
        let entry = |line: &str| {
            let mut words = line.split_whitespace();
            let on = day(words.next().unwrap());
            let rest: Vec<&str> = words.collect();
            DoseEntry {
                id: EntryId::default(),
                drug: "anastrozole".into(),
                day: on,
                time: rest.iter().find_map(|word| crate::domain::day::parse_time(word).ok()),
                amount: None,
                unit: None,
                state: if rest.contains(&"skipped") { DoseState::Skipped } else { DoseState::Taken },
                note: None,
            }
        };
        text.split(',').map(str::trim).filter(|line| !line.is_empty()).map(entry).collect()
    }

    /// Each expected dose as its day of the month with `+` taken, `-` skipped or `?` not logged; then the extra ones.
    fn shown(log: &DoseLog<'_>) -> String {
        let sign = |dose: &ExpectedDose<'_>| match dose.state() {
            Some(DoseState::Taken) => '+',
            Some(DoseState::Skipped) => '-',
            None => '?',
        };
        let expected =
            log.expected.iter().map(|dose| format!("{}{}", dose.slot.day.format("%-d"), sign(dose)));
        let extra = log.extra.iter().map(|entry| format!("x{}", entry.day.format("%-d")));
        expected.chain(extra).collect::<Vec<_>>().join(" ")
    }

    /// Monday 5 January to Sunday 18 January.
    #[test]
    fn an_expected_dose_is_filled_by_one_entry_of_its_day_or_of_its_week() {
        for (schedule, logged, expected) in [
            ("mon thu", "01-05, 01-08 skipped", "5+ 8- 12? 15?"),
            ("mon thu", "01-05, 01-06", "5+ 8? 12? 15? x6"),
            ("mon thu", "01-05, 01-05", "5+ 8? 12? 15? x5"),
            ("twice weekly", "01-06, 01-11", "5+ 8+ 12? 15?"),
            ("twice weekly", "01-11", "5+ 8? 12? 15?"),
            ("twice weekly", "01-06, 01-07, 01-08, 01-12", "5+ 8+ 12+ 15? x8"),
            ("bid 8:00 20:00", "01-05 19:00", "5? 5+ 6? 6?"),
            ("bid 8:00 20:00", "01-05 7:00, 01-05 9:30, 01-05 20:00", "5+ 5+ 6? 6? x5"),
            ("prn", "01-06, 01-07", "x6 x7"),
            ("", "01-06", "x6"),
        ] {
            let regimens = [regimen(&[("01-05", schedule)], None)];
            let entries = entries(logged);
            let to = if schedule.starts_with("bid") { "01-06" } else { "01-18" };
            let log = DoseLog::new(&regimens, &entries, (day("01-01"), day(to)));
            assert_eq!(shown(&log), expected, "{schedule}: {logged}");
        }
    }

    #[test]
    fn another_schedule_begins_on_its_day_and_nothing_is_expected_after_the_last() {
        let regimens = [regimen(&[("01-05", "mon thu"), ("01-12", "daily")], Some("01-14"))];
        let entries = entries("01-08, 01-13 skipped, 01-16");
        let log = DoseLog::new(&regimens, &entries, (day("01-01"), day("01-31")));
        assert_eq!(shown(&log), "5? 8+ 12? 13- 14? x16");
        let tally = log.tally();
        assert_eq!((tally.taken, tally.skipped, tally.not_logged, tally.scheduled()), (1, 1, 3, 5));
        assert_eq!(tally.words(), "2 of 5 logged, 1 skipped");
    }

    #[test]
    fn a_window_that_cuts_a_week_counts_the_doses_of_its_own_days() {
        let regimens = [regimen(&[("01-05", "twice weekly")], None)];
        let entries = entries("01-10, 01-11");
        let log = DoseLog::new(&regimens, &entries, (day("01-07"), day("01-09")));
        assert_eq!(shown(&log), "8+");
        let lane = before_draw(&regimens, &entries, day("02-06"));
        assert_eq!(lane.tally().scheduled(), 8);
    }

    #[test]
    fn the_last_dose_is_known_where_every_schedule_of_the_day_says_when() {
        let thursdays = regimen(&[("01-05", "mon thu 20:00")], None);
        let changed = regimen(&[("01-05", "mon thu 20:00"), ("03-13", "daily 22:00")], None);
        let unsaid = regimen(&[("01-05", "twice weekly")], None);
        for (regimens, before, at) in [
            (vec![thursdays.clone()], "2026-03-14T08:00:00", Some("2026-03-12T20:00:00")),
            (vec![thursdays.clone()], "2026-03-12T20:00:00", Some("2026-03-12T20:00:00")),
            (vec![thursdays.clone()], "2026-03-12T19:59:00", Some("2026-03-09T20:00:00")),
            (vec![thursdays.clone()], "2026-01-05T08:00:00", None),
            (vec![changed.clone()], "2026-03-13T08:00:00", Some("2026-03-12T20:00:00")),
            (vec![thursdays.clone(), changed], "2026-03-14T08:00:00", Some("2026-03-13T22:00:00")),
            (vec![thursdays, unsaid.clone()], "2026-03-14T08:00:00", None),
            (vec![unsaid], "2026-03-14T08:00:00", None),
            (vec![], "2026-03-14T08:00:00", None),
        ] {
            let found = last_dose(&regimens, &[], before.parse().unwrap()).map(|(_, at)| at);
            assert_eq!(found, at.map(|at| at.parse().unwrap()), "{regimens:?} before {before}");
        }
    }

    #[test]
    fn the_log_knows_the_last_dose_unless_one_after_it_may_have_been_taken_and_is_not_logged() {
        for (schedule, logged, before, at) in [
            ("mon thu", "01-05 20:10", "01-08T08:00:00", None),
            ("mon thu", "01-05 20:10", "01-07T08:00:00", Some("01-05T20:10:00")),
            ("mon thu 20:00", "01-05 20:10", "01-08T08:00:00", Some("01-05T20:10:00")),
            ("mon thu 20:00", "01-05 20:10, 01-08 skipped", "01-09T08:00:00", Some("01-05T20:10:00")),
            ("mon thu 20:00", "01-05 20:10", "01-09T08:00:00", None),
            ("prn", "01-05 20:10", "01-09T08:00:00", Some("01-05T20:10:00")),
            ("prn", "01-05 20:10, 01-07", "01-09T08:00:00", None),
            ("twice weekly", "01-05 20:10", "01-07T08:00:00", None),
            ("twice weekly", "01-05 20:10, 01-06 7:00", "01-07T08:00:00", Some("01-06T07:00:00")),
            ("daily", "", "01-07T08:00:00", None),
        ] {
            let entries = entries(logged);
            let before = format!("2026-{before}").parse().unwrap();
            let known = last_logged(&regimen(&[("01-05", schedule)], None), &entries, before);
            let at = at.map(|at| format!("2026-{at}").parse().unwrap());
            assert_eq!(known, at, "{schedule}: {logged}, before {before}");
        }
    }

    #[test]
    fn a_further_dose_is_told_from_one_that_fills_and_one_that_was_not_expected() {
        for (schedule, logged, new, place) in [
            ("mon thu", "", "01-05", EntryPlace::Fills),
            ("mon thu", "01-05", "01-05", EntryPlace::Further),
            ("mon thu", "01-05", "01-06", EntryPlace::Unexpected),
            ("twice weekly", "01-05", "01-06", EntryPlace::Fills),
            ("twice weekly", "01-05, 01-06", "01-07", EntryPlace::Further),
            ("bid 8:00 20:00", "01-05 8:05", "01-05 8:01", EntryPlace::Fills),
            ("prn", "", "01-06", EntryPlace::Unexpected),
        ] {
            let (logged, new) = (entries(logged), &entries(new)[0]);
            let regimens = [regimen(&[("01-05", schedule)], None)];
            assert_eq!(place_of(&regimens, &logged, new), place, "{schedule}: {logged:?}, {new:?}");
        }
    }

    #[test]
    fn what_can_be_logged_is_one_dose_a_drug_and_what_waits_is_what_its_day_has_come_for() {
        for (schedule, logged, on, can, waits) in [
            ("mon thu", "", "01-05", "5", "5"),
            ("mon thu", "", "01-06", "", ""),
            ("mon thu", "01-05", "01-05", "", ""),
            ("twice weekly", "01-05", "01-06", "8", ""),
            ("twice weekly", "", "01-09", "5", "5 8"),
            ("twice weekly", "", "01-12", "12", "12"),
            ("prn", "", "01-05", "", ""),
        ] {
            let (logged, regimens) = (entries(logged), [regimen(&[("01-05", schedule)], None)]);
            let days = |doses: Vec<ExpectedDose<'_>>| {
                doses.iter().map(|dose| dose.slot.day.format("%-d").to_string()).collect::<Vec<_>>().join(" ")
            };
            assert_eq!(
                days(loggable(&regimens, &logged, day(on), None)),
                can,
                "{schedule}: {logged:?} on {on}"
            );
            assert_eq!(days(waiting(&regimens, &logged, day(on))), waits, "{schedule}: {logged:?} on {on}");
        }
        let bid = [regimen(&[("01-05", "bid 8:00 20:00")], None)];
        let evening = loggable(&bid, &[], day("01-05"), NaiveTime::from_hms_opt(19, 0, 0));
        assert_eq!(evening[0].slot.time, NaiveTime::from_hms_opt(20, 0, 0));
    }

    fn any_schedule() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(vec![
            "daily",
            "twice weekly",
            "3x/week",
            "mon thu 20:00",
            "every 3.5 d",
            "eod",
            "q3d",
            "bid 8:00 20:00",
            "weekly",
            "2x/month",
            "every 36 h",
            "prn",
            "5x/day",
            "as I like",
        ])
    }

    fn any_regimen() -> impl Strategy<Value = Regimen> {
        let doses = proptest::collection::vec((1..40u64, any_schedule()), 1..4);
        (0..60u64, doses, proptest::option::of(0..120u64), 0..2usize).prop_map(
            |(start, doses, length, drug)| {
                let start = day("01-01") + Days::new(start);
                let mut from = start;
                let mut regimen = regimen(&[("01-01", "daily")], None);
                let model = regimen.doses[0].clone();
                regimen.doses.clear();
                for (later, schedule) in doses {
                    regimen.doses.push(Dose { from, schedule: Schedule::new(schedule), ..model.clone() });
                    from = from + Days::new(later);
                }
                regimen.drug = ["anastrozole", "clomiphene"][drug].into();
                regimen.start = start;
                regimen.stop = length.map(|length| start + Days::new(length));
                regimen
            },
        )
    }

    fn any_entries() -> impl Strategy<Value = Vec<DoseEntry>> {
        let one = (0..200u64, proptest::option::of(0..24u32), any::<bool>(), 0..2usize);
        proptest::collection::vec(one, 0..60).prop_map(|entries| {
            let entry =
                |(place, (on, hour, is_taken, drug)): (usize, (u64, Option<u32>, bool, usize))| DoseEntry {
                    id: format!("e{place}").into(),
                    drug: ["anastrozole", "clomiphene"][drug].into(),
                    day: day("01-01") + Days::new(on),
                    time: hour.and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)),
                    amount: None,
                    unit: None,
                    state: if is_taken { DoseState::Taken } else { DoseState::Skipped },
                    note: None,
                };
            let mut entries: Vec<DoseEntry> = entries.into_iter().enumerate().map(entry).collect();
            entries.sort_by_key(|entry| entry.day);
            entries
        })
    }

    /// Doses the regimens ask for on one day alone.
    fn asked_for(regimens: &[Regimen], on: NaiveDate) -> usize {
        let each = regimens.iter().filter_map(|regimen| {
            let dose = regimen.dose_on(on)?;
            Some(dose.schedule.slots((dose.from, regimen.stop.unwrap_or(NaiveDate::MAX)), (on, on)).len())
        });
        each.sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn taken_skipped_and_not_logged_are_what_was_scheduled_in_every_window(
            regimens in proptest::collection::vec(any_regimen(), 0..3),
            entries in any_entries(),
            from in 0..180u64,
            length in 0..90u64,
        ) {
            let (from, to) = (day("01-01") + Days::new(from), day("01-01") + Days::new(from + length));
            let log = DoseLog::new(&regimens, &entries, (from, to));
            let tally = log.tally();
            let scheduled: usize = from.iter_days().take_while(|on| *on <= to).map(|on| asked_for(&regimens, on)).sum();
            prop_assert_eq!(tally.taken + tally.skipped + tally.not_logged, scheduled);
            // No entry fills two doses, and none is of another drug or outside the stretch of the dose it fills.
            let mut used: Vec<&EntryId> = log.expected.iter().filter_map(|dose| Some(&dose.entry?.id)).collect();
            used.extend(log.extra.iter().map(|entry| &entry.id));
            let count = used.len();
            used.sort();
            used.dedup();
            prop_assert_eq!(used.len(), count);
            for dose in &log.expected {
                if let Some(entry) = dose.entry {
                    prop_assert_eq!(&entry.drug, dose.drug);
                    prop_assert!(dose.slot.first <= entry.day && entry.day <= dose.slot.last);
                }
            }
        }

        #[test]
        fn over_all_days_each_entry_is_counted_once(
            regimens in proptest::collection::vec(any_regimen(), 0..3),
            entries in any_entries(),
            cut in 0..200u64,
        ) {
            let (first, last) = (day("01-01"), day("12-31"));
            let whole = DoseLog::new(&regimens, &entries, (first, last));
            prop_assert_eq!(whole.tally().logged() + whole.extra.len(), entries.len());
            // Two windows side by side say what the one around them says.
            let cut = first + Days::new(cut);
            let (left, right) = (
                DoseLog::new(&regimens, &entries, (first, cut)),
                DoseLog::new(&regimens, &entries, (cut + Days::new(1), last)),
            );
            prop_assert_eq!(left.expected.len() + right.expected.len(), whole.expected.len());
            let joined: Vec<_> = left.expected.iter().chain(&right.expected).cloned().collect();
            prop_assert_eq!(joined, whole.expected);
        }
    }
}
