//! What rules look at: of which analyte the newest days, or some days before today, or those around a course.
//!
//! Each kind of rule tells it beside its numbers, see [`RuleKind::look`](crate::guidance::kind). A record that holds
//! the days in [`needs`], and all that is no report, gives the same reminders as the whole record.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::formula::formula;
use crate::domain::need::{NeededItem, ResultNeed};
use crate::domain::regimen::Regimen;
use crate::guidance::RuleKnowledge;
use crate::guidance::due_date::after;
use crate::guidance::episode::TherapyCourse;
use crate::guidance::rule::Rule;
use crate::guidance::vocabulary::{DrugSelector, WantedItem};

/// The results that these rules look at on a day, for a user who took these drugs.
pub fn needs(
    rules: &[Rule],
    known: &RuleKnowledge<'_>,
    regimens: &[Regimen],
    today: NaiveDate,
) -> Vec<ResultNeed> {
    let mut list = LookList { known: *known, regimens, today, needs: BTreeMap::new() };
    for rule in rules.iter().filter(|rule| rule.enabled) {
        rule.look(&mut list);
    }
    let need = |(of, spans): (NeededItem, Spans)| ResultNeed {
        of,
        days: spans.days,
        newest: spans.newest,
        mornings: spans.mornings,
        until: today,
    };
    list.needs.into_iter().map(need).collect()
}

/// What the rules asked for so far.
pub(super) struct LookList<'c> {
    known: RuleKnowledge<'c>,
    regimens: &'c [Regimen],
    today: NaiveDate,
    needs: BTreeMap<NeededItem, Spans>,
}

#[derive(Default)]
struct Spans {
    days: Vec<(NaiveDate, NaiveDate)>,
    newest: usize,
    /// The newest so many days with a value drawn before an hour.
    mornings: Option<(NaiveTime, usize)>,
}

impl LookList<'_> {
    /// The newest so many days.
    pub fn newest(&mut self, item: &WantedItem, days: usize) {
        self.ask(item, Spans { newest: days, ..Spans::default() });
    }

    /// The newest so many days with a value drawn before an hour, or at one that is not stated.
    pub fn newest_before(&mut self, item: &WantedItem, days: usize, hour: NaiveTime) {
        self.ask(item, Spans { mornings: Some((hour, days)), ..Spans::default() });
    }

    /// Today and so many days before it.
    pub fn recent(&mut self, item: &WantedItem, days: i64) {
        self.ask(
            item,
            Spans { days: vec![(after(self.today, -days), self.today)], newest: 0, ..Spans::default() },
        );
    }

    /// Around the first day of each period of the drugs, from so many days before it to so many after it, and as
    /// many days after each change of dose; of all other days the newest.
    pub fn around_changes(
        &mut self,
        item: &WantedItem,
        therapies: &[DrugSelector],
        days_before: i64,
        days_after: i64,
    ) {
        let mut days = Vec::new();
        for regimen in self.taken(therapies) {
            days.push((after(regimen.start, -days_before), after(regimen.start, days_after)));
            days.extend(regimen.doses.iter().map(|dose| (dose.from, after(dose.from, days_after))));
        }
        self.ask(item, Spans { days, newest: 1, ..Spans::default() });
    }

    /// From so many days before the first day of each period of the drugs to so many after it; to today when that is
    /// not given.
    pub fn since_start(
        &mut self,
        item: &WantedItem,
        therapies: &[DrugSelector],
        days_before: i64,
        days_after: Option<i64>,
    ) {
        let span = |regimen: &Regimen| {
            let last = days_after.map_or(self.today, |days| after(regimen.start, days));
            (after(regimen.start, -days_before), last)
        };
        let days = self.taken(therapies).map(span).collect();
        self.ask(item, Spans { days, newest: 0, ..Spans::default() });
    }

    /// From so many days after the drugs were last taken to today, when that was at most `reach` days ago; and the
    /// newest day.
    pub fn since_stop(&mut self, item: &WantedItem, therapies: &[DrugSelector], wait: i64, reach: i64) {
        let course = TherapyCourse::new(self.regimens, therapies, self.known.drugs, self.today);
        let stop = course.ended().filter(|stop| (self.today - *stop).num_days() <= reach);
        let days = stop.map(|stop| (after(stop, wait), self.today));
        self.ask(item, Spans { days: days.into_iter().collect(), newest: 1, ..Spans::default() });
    }

    fn taken(&self, therapies: &[DrugSelector]) -> impl Iterator<Item = &Regimen> {
        let named = |r: &&Regimen| therapies.iter().any(|therapy| therapy.names(&r.drug, self.known.drugs));
        self.regimens.iter().filter(named)
    }

    /// Adds to what is asked for already. A computed analyte is looked for wherever its inputs are.
    fn ask(&mut self, item: &WantedItem, spans: Spans) {
        let of = match item {
            WantedItem::Paper(kind) => NeededItem::Report(*kind),
            WantedItem::Analyte(id) => {
                for input in formula(id).into_iter().flat_map(|formula| formula.inputs) {
                    let all =
                        Spans { days: vec![(NaiveDate::MIN, NaiveDate::MAX)], newest: 0, ..Spans::default() };
                    self.ask(&WantedItem::Analyte(input.id.into()), all);
                }
                let analyte = self.known.analytes.get(id);
                let units = analyte.map(|a| a.units.iter().map(|unit| unit.code.to_string()).collect());
                NeededItem::Analyte { id: id.clone(), units: units.unwrap_or_default() }
            }
        };
        let known = self.needs.entry(of).or_default();
        known.days.extend(spans.days);
        known.newest = known.newest.max(spans.newest);
        if let Some((hour, days)) = spans.mornings {
            let (earliest, most) = known.mornings.unwrap_or((hour, days));
            known.mornings = Some((earliest.min(hour), most.max(days)));
        }
    }
}
