//! What the newest result of an analyte says.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::bone::{self, Score};
use crate::domain::day::long;
use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{DrawnLimit, RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::predicate::{IntervalLimit, MetLimit, ValuePredicate, ValueTest};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings};

/// The newest day-value of one of these analytes lies beyond a limit. It stays until a newer value of that analyte.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultFinding {
    /// Any of these; each analyte by its own newest value.
    pub any_of: Vec<ValuePredicate>,
    /// The kind of report it speaks of, where that is not the analytes.
    pub of: Option<Kind>,
    /// Only when it was drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// Only when it is at most this old.
    pub fresh_days: Option<i64>,
    /// While one of these is taken today it may be older.
    #[serde(default)]
    pub stays_while_on: Vec<DrugSelector>,
    /// How loud its reminders are.
    pub severity: Severity,
}

/// A value that is beyond its limit.
struct FoundValue<'a> {
    predicate: &'a ValuePredicate,
    reading: Reading<'a>,
    met: MetLimit,
}

impl RuleKind for ResultFinding {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "value", "date", "limit", "outside", "found", "category"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        let named = things.analytes(self.any_of.iter().map(|predicate| &predicate.analyte));
        named.drugs(&self.therapy_at_result).drugs(&self.stays_while_on);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.any_of.len());
        faults.maybe_not_negative("fresh_days", self.fresh_days);
        self.any_of.iter().for_each(|predicate| predicate.check(faults));
    }

    fn look(&self, list: &mut LookList<'_>) {
        for predicate in &self.any_of {
            list.newest(&predicate.item(), 1);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let mut found: Vec<FoundValue<'a>> =
            self.any_of.iter().filter_map(|predicate| self.found(predicate, case)).collect();
        let day = found.iter().map(|value| value.reading.day).max()?;
        let why = found.iter().map(|value| value.reason(case)).collect();
        let items: Vec<&str> = match self.of {
            Some(kind) => vec![kind.id()],
            None => found.iter().map(|value| &*value.predicate.analyte).collect(),
        };
        let mut finding = RuleFinding {
            due: day,
            severity: Some(self.severity),
            why,
            evidence: found.iter().map(|v| case.evidence(&v.predicate.item(), v.reading.day)).collect(),
            ..RuleFinding::about(items)
        };
        found.sort_by_key(|value| value.reading.day);
        finding.words = words(&found, day, case);
        Some(finding)
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(self.fresh_days, &self.stays_while_on, case)
    }

    fn limit_on(&self, analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        let of_it = self.any_of.iter().filter(|p| p.analyte == *analyte);
        let mut plain = of_it.filter_map(|predicate| match predicate.test {
            ValueTest::Limit { op, value } => Some((op, value)),
            ValueTest::Beyond { .. } => None,
        });
        plain.next().map(|(op, value)| DrawnLimit { op, value, therapies: &self.therapy_at_result })
    }

    fn interval_limit_on(&self, analyte: &AnalyteId) -> Option<IntervalLimit<'_>> {
        let of_it = self.any_of.iter().filter(|p| p.analyte == *analyte);
        let mut own = of_it.filter_map(|predicate| match predicate.test {
            ValueTest::Beyond { side, times } => Some((side, times)),
            ValueTest::Limit { .. } => None,
        });
        own.next().map(|(side, times)| IntervalLimit { side, times, therapies: &self.therapy_at_result })
    }
}

impl ResultFinding {
    /// The newest value of an analyte, when it is beyond the limit. Of a scan with two hips the lower one counts.
    fn found<'a>(&'a self, predicate: &'a ValuePredicate, case: &RuleCase<'a>) -> Option<FoundValue<'a>> {
        let newest = case.readings(&predicate.analyte).next()?;
        let day = newest.day;
        let speaks = case.is_fresh(day, self.fresh_days, &self.stays_while_on)
            && case.drawn_on(&self.therapy_at_result, day);
        if !speaks {
            return None;
        }
        let mut of_day = match self.of {
            Some(Kind::Dxa) => case.all_of_day(&predicate.analyte, day),
            _ => vec![newest],
        };
        of_day.sort_by(|a, b| a.extent.high.total_cmp(&b.extent.high));
        let mut met = of_day.into_iter().filter_map(|reading| {
            let met = predicate.met(&reading, case)?;
            Some(FoundValue { predicate, reading, met })
        });
        met.next()
    }
}

impl FoundValue<'_> {
    fn reason(&self, case: &RuleCase<'_>) -> String {
        let read = message::reading(&self.reading, &self.predicate.analyte, case.knowledge);
        let times = match self.predicate.test {
            ValueTest::Beyond { times, .. } if times != 1.0 => format!("{} times ", message::plain(times)),
            _ => String::new(),
        };
        let MetLimit { outside, limit } = &self.met;
        sentence(&format!("{read} is {outside} {times}{limit}"))
    }

    /// The finding in words, for example `ALT 250 U/L`.
    fn words(&self, case: &RuleCase<'_>) -> String {
        let name = message::analyte(&self.predicate.analyte, case.knowledge.analytes);
        let value = message::value(&self.reading, &self.predicate.analyte, case.knowledge);
        format!("{name} {value}")
    }
}

/// What a message can say of the values of the newest day, the first of them first; of an earlier day it names the day.
fn words(found: &[FoundValue<'_>], day: NaiveDate, case: &RuleCase<'_>) -> message::MessageWords {
    let newest = || found.iter().filter(|value| value.reading.day == day);
    let Some(first) = newest().next() else {
        return Vec::new();
    };
    let id = &first.predicate.analyte;
    let lowest = newest().min_by(|a, b| a.reading.extent.high.total_cmp(&b.reading.extent.high));
    let scored = lowest.and_then(|value| Some((value, bone_category(value)?)));
    let (said, category) = if let Some((value, category)) = scored {
        (value.words(case), category)
    } else {
        let dated = |value: &FoundValue<'_>| match value.reading.day {
            earlier if earlier < day => format!("{} on {}", value.words(case), long(earlier)),
            _ => value.words(case),
        };
        let all: Vec<String> = found.iter().map(dated).collect();
        (message::listed(&all), String::new())
    };
    vec![
        ("analyte", message::analyte(id, case.knowledge.analytes)),
        ("value", message::value(&first.reading, id, case.knowledge)),
        ("date", long(first.reading.day)),
        ("limit", first.met.limit.clone()),
        ("outside", first.met.outside.to_owned()),
        ("found", said),
        ("category", category),
    ]
}

/// What a score of bone density means, in the words used everywhere.
fn bone_category(value: &FoundValue<'_>) -> Option<String> {
    let score = Score::of_analyte(&value.predicate.analyte)?;
    match score.category(value.reading.extent)? {
        bone::ScoreCategory::Osteoporosis => Some("in the range called osteoporosis".to_owned()),
        category => Some(category.to_string()),
    }
}
