//! A drug over time: doses, first and last day.

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;
use crate::domain::id::{ClassId, DrugId, EntryId};
use crate::domain::schedule::Schedule;
use crate::domain::supply::Supply;

/// A drug taken from a first to a last day, both included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regimen {
    /// Empty until the entry is saved.
    #[serde(default)]
    pub id: EntryId,
    pub drug: DrugId,
    /// As it is written, for example `oral`, `subcutaneous`, …
    #[serde(default)]
    pub route: Option<String>,
    pub start: NaiveDate,
    /// Last day taken; none while it goes on.
    #[serde(default)]
    pub stop: Option<NaiveDate>,
    /// Oldest first. Before the first of them the dose is not known.
    #[serde(default)]
    pub doses: Vec<Dose>,
    /// What is left of it, where it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply: Option<Supply>,
    #[serde(default)]
    pub note: Option<String>,
}

/// What is taken from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dose {
    /// First day of this dose.
    pub from: NaiveDate,
    pub amount: Decimal,
    /// `mg`, `IU`, `ug`; free text.
    pub unit: String,
    #[serde(default)]
    pub schedule: Schedule,
}

impl Dose {
    /// Amount a week in `unit`, where the schedule can be counted.
    pub fn weekly(&self) -> Option<f64> {
        Some(self.amount.value() * self.schedule.per_week()?)
    }

    /// `1 mg twice weekly`.
    pub fn words(&self) -> String {
        format!("{} {} {}", self.amount, self.unit, self.schedule).trim_end().to_owned()
    }

    /// Whether another amount a week is taken, or, where that cannot be computed, something else is written.
    pub fn differs(&self, other: &Self) -> bool {
        let are_apart = |a: f64, b: f64| (a - b).abs() > 1e-9 * a.abs().max(b.abs());
        if (&self.unit, &self.schedule) == (&other.unit, &other.schedule)
            && are_apart(self.amount.value(), other.amount.value())
        {
            // Whatever the schedule means, which takes long to read.
            return true;
        }
        match (self.weekly(), other.weekly()) {
            (Some(a), Some(b)) if self.unit == other.unit => are_apart(a, b),
            _ => (&self.amount, &self.unit, &self.schedule) != (&other.amount, &other.unit, &other.schedule),
        }
    }
}

impl Regimen {
    /// Whether it is taken on the day, both ends included.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.start <= day && self.stop.is_none_or(|stop| day <= stop)
    }

    /// The days on which it may still show in a sample, when it does so for some days after the last dose; a sample of the
    /// first day was drawn before it.
    pub fn days_it_may_show(&self, washout_days: u64) -> (NaiveDate, NaiveDate) {
        let over = self.stop.map_or(NaiveDate::MAX, |stop| stop + Days::new(washout_days));
        (self.start.succ_opt().unwrap_or(NaiveDate::MAX), over)
    }

    /// The dose in force on a day, while it is taken.
    pub fn dose_on(&self, day: NaiveDate) -> Option<&Dose> {
        self.doses.iter().rev().find(|dose| dose.from <= day).filter(|_| self.covers(day))
    }

    /// When the last dose before a moment was taken, for one who keeps to the schedule; none where the schedule
    /// does not say the day and the time, or there was none in the last weeks.
    pub fn last_dose(&self, before: NaiveDateTime) -> Option<NaiveDateTime> {
        let days = before.date().iter_days().rev().take(LOOKED_BACK).take_while(|day| *day >= self.start);
        for day in days {
            let dose = self.dose_on(day)?;
            let times = dose.schedule.times_on(day, dose.from)?;
            if let Some(time) = times.iter().rev().find(|time| day.and_time(**time) <= before) {
                return Some(day.and_time(*time));
            }
        }
        None
    }

    /// Days after the start on which the weekly amount became another one.
    pub fn dose_changes(&self) -> impl Iterator<Item = NaiveDate> {
        let after_unknown = self.doses.first().map(|dose| dose.from).filter(|from| *from > self.start);
        let others = self.doses.windows(2).filter(|pair| pair[1].differs(&pair[0]));
        after_unknown.into_iter().chain(others.map(|pair| pair[1].from))
    }

    /// Day of therapy, the first being day 1; none when it is not taken on the day.
    pub fn day_number(&self, day: NaiveDate) -> Option<i64> {
        self.covers(day).then(|| (day - self.start).num_days() + 1)
    }
}

/// Days a last dose is looked for.
const LOOKED_BACK: usize = 62;

/// A drug of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Drug {
    /// As it is written, for example `anastrozole`.
    pub id: DrugId,
    /// As it is written, for example `Anastrozole`.
    pub name: String,
    /// Its class; none for a drug that does not act on the hormone axis.
    pub class: Option<ClassId>,
    /// Its class where that leaves the axis alone, for example `supplement`; no rule built in names one.
    pub other_class: Option<ClassId>,
    /// Usual routes, the most usual first.
    pub routes: Vec<String>,
    /// Unit doses are given in when none is typed.
    pub unit: String,
    /// Whether it is hardly taken any more, so that it is seldom meant.
    pub rare: bool,
    /// Whether it does what LH does, so that LH and FSH stay low on it.
    pub stands_in_for_lh: bool,
}
