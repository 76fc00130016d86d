//! What the rules look at on one day: the record up to that day, newest first.

use chrono::{NaiveDate, NaiveTime};

use crate::domain::extent::Relation;
use crate::domain::id::DrugId;
use crate::domain::judgement::{Applied, JudgedDay};
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report};
use crate::domain::semen::mentions_pellet;
use crate::domain::series::{self, Reading};
use crate::guidance::RuleKnowledge;
use crate::guidance::episode::{TherapyCourse, TherapyEpisode};
use crate::guidance::message;
use crate::guidance::reminder::Evidence;
use crate::guidance::vocabulary::{DrugSelector, WantedItem};

/// The record seen from a day. Nothing dated later exists.
pub(super) struct RuleCase<'a> {
    pub knowledge: RuleKnowledge<'a>,
    pub record: &'a Record,
    pub today: NaiveDate,
    /// Days of reports by kind, in the order of [`Kind::ALL`]; newest first, each once.
    papers: [Vec<NaiveDate>; Kind::ALL.len()],
}

impl<'a> RuleCase<'a> {
    pub fn new(knowledge: RuleKnowledge<'a>, record: &'a Record, today: NaiveDate) -> Self {
        let mut papers: [Vec<NaiveDate>; Kind::ALL.len()] = Default::default();
        for report in record.reports().iter().rev().skip_while(|r| r.date > today) {
            let days = &mut papers[report.kind() as usize];
            if days.last() != Some(&report.date) {
                days.push(report.date);
            }
        }
        Self { knowledge, record, today, papers }
    }

    /// Days from a day to today.
    pub fn age(&self, day: NaiveDate) -> i64 {
        (self.today - day).num_days()
    }

    /// The course of the drugs a rule names.
    pub fn course(&self, therapies: &[DrugSelector]) -> TherapyCourse<'a> {
        TherapyCourse::new(self.record.regimens(), therapies, self.knowledge.drugs, self.today)
    }

    /// Whether one of the drugs is taken today.
    pub fn takes(&self, therapies: &[DrugSelector]) -> bool {
        self.course(therapies).current().is_some()
    }

    /// The age in whole years today, where it is known.
    pub fn age_today(&self) -> Option<u8> {
        self.record.profile().age_on(self.today)
    }

    /// The interval that judges a reading: the one printed on its report, else the user's own, else a published one.
    pub fn interval_of(&self, id: &str, reading: &Reading<'_>) -> Option<Applied> {
        let analyte = self.knowledge.analytes.get(id)?;
        let on = JudgedDay::new(self.record, reading.day);
        self.knowledge.intervals.judge_reading(analyte, reading, &on).applied
    }

    /// Whether a count of none would be untrue of a day: sperm were seen in the pellet of its sample.
    pub fn has_sperm_in_pellet(&self, analyte: &str, day: NaiveDate) -> bool {
        analyte == "sperm-concentration" && mentions_pellet(self.record, day)
    }

    /// Every reading of an analyte on a day, not only the last: a scan measures two hips.
    pub fn all_of_day(&self, analyte: &'a str, day: NaiveDate) -> Vec<Reading<'a>> {
        series::all_on_day(self.record, self.knowledge.analytes, analyte, day)
    }

    /// Its limits, exactly, in the canonical unit.
    pub fn limits_of(&self, id: &str, reading: &Reading<'_>) -> Option<(Option<f64>, Option<f64>)> {
        let analyte = self.knowledge.analytes.get(id)?;
        let on = JudgedDay::new(self.record, reading.day);
        self.knowledge.intervals.exact_limits(analyte, reading, &on)
    }

    /// Whether a reading certainly lies within its interval, limits included.
    pub fn is_within(&self, id: &str, reading: &Reading<'_>) -> bool {
        let Some((low, high)) = self.limits_of(id, reading) else {
            return false;
        };
        let certainly = |limit: Option<f64>, relation| {
            limit.is_none_or(|limit| reading.extent.certainly(relation, limit))
        };
        certainly(low, Relation::AtLeast) && certainly(high, Relation::AtMost)
    }

    /// Whether a result of a day may still be spoken of: it is recent enough, or one of the drugs is taken today.
    pub fn is_fresh(&self, day: NaiveDate, fresh_days: Option<i64>, stays_while_on: &[DrugSelector]) -> bool {
        fresh_days.is_none_or(|days| self.age(day) <= days) || self.takes(stays_while_on)
    }

    /// Readings drawn before an hour of the day, or at an hour that is not stated; newest first, one a day.
    pub fn readings_before(
        &self,
        analyte: &'a str,
        hour: Option<NaiveTime>,
    ) -> impl Iterator<Item = Reading<'a>> + use<'a> {
        let keep =
            move |reading: &Reading<'_>| hour.is_none_or(|hour| reading.time.is_none_or(|time| time < hour));
        series::days_back_where(self.record, self.knowledge.analytes, analyte, self.today, keep)
    }

    /// Readings, newest first, one a day.
    pub fn readings(&self, analyte: &'a str) -> impl Iterator<Item = Reading<'a>> {
        series::days_back(self.record, self.knowledge.analytes, analyte, self.today)
    }

    /// The newest reading, when it is at most `days` old.
    pub fn fresh(&self, analyte: &'a str, days: i64) -> Option<Reading<'a>> {
        self.readings(analyte).next().filter(|reading| self.age(reading.day) <= days)
    }

    /// Days from `since` on that have a value of the analyte or a report of the kind; newest first, each once. What
    /// is written in words, as `not done`, is no value and settles nothing.
    pub fn days_of(&self, item: &'a WantedItem, since: NaiveDate) -> Vec<NaiveDate> {
        match item {
            WantedItem::Paper(_) => {
                self.papers_of(item).iter().copied().take_while(|day| *day >= since).collect()
            }
            WantedItem::Analyte(analyte) => {
                self.readings(analyte).map(|reading| reading.day).take_while(|day| *day >= since).collect()
            }
        }
    }

    /// The newest day of an item.
    pub fn newest_day(&self, item: &'a WantedItem) -> Option<NaiveDate> {
        match item {
            WantedItem::Paper(_) => self.papers_of(item).first().copied(),
            WantedItem::Analyte(analyte) => self.readings(analyte).next().map(|reading| reading.day),
        }
    }

    /// The newest report of a kind.
    pub fn newest_report(&self, kind: Kind) -> Option<&'a Report> {
        let reports = self.record.reports_of(kind).rev();
        reports.into_iter().find(|report| report.date <= self.today)
    }

    /// What a drug is called, at the front of a sentence.
    pub fn drug_name(&self, drug: &DrugId) -> String {
        let known = self.knowledge.drugs.get(drug);
        known.map_or_else(|| message::capitalised(drug), |known| known.name.clone())
    }

    /// The drugs of an episode, each once, in the order they were begun: `Anastrozole and letrozole`.
    pub fn drugs_of(&self, episode: &TherapyEpisode<'_, '_>) -> String {
        let mut names: Vec<String> = Vec::new();
        for drug in episode.drugs() {
            let name = self.drug_name(drug);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        message::listed(&names)
    }

    /// The drugs of an episode, each with the first day of it, in the order they were begun.
    pub fn begun(&self, episode: &TherapyEpisode<'_, '_>) -> Vec<(String, NaiveDate)> {
        let mut begun: Vec<(String, NaiveDate)> = Vec::new();
        for (drug, start) in episode.drugs().zip(episode.starts()) {
            let name = self.drug_name(drug);
            if begun.iter().all(|(other, _)| *other != name) {
                begun.push((name, start));
            }
        }
        begun
    }

    /// A result of an item on a day, as evidence.
    pub fn evidence(&self, item: &WantedItem, day: NaiveDate) -> Evidence {
        let reports = self.record.reports();
        let upto = reports.partition_point(|report| report.date <= day);
        let on_day =
            reports[..upto].iter().rev().take_while(|report| report.date == day).find(|report| match item {
                WantedItem::Paper(kind) => report.kind() == *kind,
                WantedItem::Analyte(analyte) => {
                    report.result(analyte).and_then(Observation::quantity).is_some()
                }
            });
        Evidence { item: item.id().to_owned(), day, report: on_day.map(|report| report.id.clone()) }
    }

    /// Whether a result of the day was drawn on one of the drugs; true when none is named.
    pub fn drawn_on(&self, therapies: &[DrugSelector], day: NaiveDate) -> bool {
        therapies.is_empty() || self.course(therapies).covers(day)
    }

    /// Days from the start of the episode to a day on one of the drugs.
    pub fn days_on(&self, therapies: &[DrugSelector], day: NaiveDate) -> Option<i64> {
        let course = self.course(therapies);
        let episode = course.episode_of(day)?;
        Some((day - episode.start()).num_days())
    }

    fn papers_of(&self, item: &WantedItem) -> &[NaiveDate] {
        match item {
            WantedItem::Paper(kind) => &self.papers[*kind as usize],
            WantedItem::Analyte(_) => &[],
        }
    }
}
