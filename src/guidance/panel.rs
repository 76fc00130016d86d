//! One panel of a schedule that recurs: of each test its own due date, together one reminder.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::{DueBasis, NoticeSpan, OwedTest, SchedulePace, SkippedRound, after, fold};
use crate::guidance::episode::TherapyEpisode;
use crate::guidance::finding::RuleFinding;
use crate::guidance::message::{self, MessageWords};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::WantedItem;

/// One panel of a recurring schedule.
pub(super) struct PanelRound<'s> {
    pub anchor: NaiveDate,
    pub anchor_words: &'static str,
    pub changes: Vec<NaiveDate>,
    pub pace: SchedulePace,
    pub notice: NoticeSpan,
    pub skipped: &'s [SkippedRound],
}

impl PanelRound<'_> {
    /// Every item has a due date of its own; shown is the earliest, with every item owed by then or by today.
    pub fn finding<'a>(
        &self,
        wanted: impl IntoIterator<Item = &'a WantedItem>,
        case: &RuleCase<'a>,
    ) -> Option<RuleFinding> {
        let all: Vec<(&WantedItem, OwedTest)> =
            wanted.into_iter().map(|item| (item, self.owed(item, case))).collect();
        let due = all.iter().map(|(_, owed)| owed.due).min()?;
        let horizon = due.max(case.today);
        let owed: Vec<(&WantedItem, OwedTest)> =
            all.into_iter().filter(|(_, owed)| owed.due <= horizon).collect();
        let items: Vec<&WantedItem> = owed.iter().map(|(item, _)| *item).collect();
        let severity = self.notice.severity(due, case.today);
        let newest = items.iter().filter_map(|item| case.newest_day(item).map(|day| (*item, day)));
        Some(RuleFinding {
            due,
            severity,
            words: panel_words(&items, severity, due, case),
            why: owed.iter().map(|(item, owed)| self.reason(item, *owed, case)).collect(),
            evidence: newest.map(|(item, day)| case.evidence(item, day)).collect(),
            counts_from: owed.iter().map(|(_, owed)| owed.counts_from).max(),
            ..RuleFinding::about(items.iter().map(|item| item.id()))
        })
    }

    fn owed<'a>(&self, item: &'a WantedItem, case: &RuleCase<'a>) -> OwedTest {
        let mut results = case.days_of(item, after(self.anchor, self.pace.min_wait));
        results.reverse();
        fold(self.anchor, self.pace, &results, &self.changes).past(self.skipped, self.pace.repeat)
    }

    fn reason(&self, item: &WantedItem, owed: OwedTest, case: &RuleCase<'_>) -> String {
        let name = message::capitalised(&message::named(item, case.knowledge.analytes));
        let SchedulePace { first, repeat, .. } = self.pace;
        let counted = match owed.basis {
            DueBasis::Anchor(day) => {
                let from = long(after(day, self.pace.min_wait));
                let words = self.anchor_words;
                format!("first due {first} days after {words} ({}); a result counts from {from}", long(day))
            }
            DueBasis::DoseChange(day) => {
                let from = long(after(day, self.pace.min_wait));
                format!(
                    "due {first} days after the change of dose of {}; a result counts from {from}",
                    long(day)
                )
            }
            DueBasis::Result(day) => format!("due {repeat} days after the result of {}", long(day)),
        };
        let skipped = match owed.skipped {
            0 => String::new(),
            1 => format!("; one round was dismissed, and the next comes {repeat} days later"),
            rounds => format!("; {rounds} rounds were dismissed, each of which moves it on by {repeat} days"),
        };
        format!("{name}: {counted}{skipped}. Due {}.", long(owed.due))
    }
}

/// What settles a panel that is owed.
pub(super) fn settled(found: &RuleFinding, case: &RuleCase<'_>) -> String {
    let from = found.counts_from.unwrap_or(found.due);
    format!("{} dated {} or later.", found.wanted_words(case), long(from))
}

fn panel_words(
    items: &[&WantedItem],
    severity: Option<Severity>,
    due: NaiveDate,
    case: &RuleCase<'_>,
) -> MessageWords {
    vec![
        ("missing", item_names(items, case)),
        ("state", message::state(severity, due)),
        ("last", items.first().map_or_else(String::new, |item| last(item, case))),
    ]
}

/// `Anastrozole since 1 Jan 2025, day 49.`; of several drugs each with its own first day.
pub(super) fn taken(case: &RuleCase<'_>, episode: &TherapyEpisode<'_, '_>) -> String {
    let begun = case.begun(episode);
    let since = |(name, start): &(String, NaiveDate)| {
        let day = case.age(*start) + 1;
        if begun.len() == 1 {
            format!("{name} since {}, day {day}.", long(*start))
        } else {
            format!("{name} since {} (day {day})", long(*start))
        }
    };
    let told: Vec<String> = begun.iter().map(since).collect();
    match told.as_slice() {
        [one] => one.clone(),
        several => format!("{}.", several.join(", ")),
    }
}

pub(super) fn item_names(items: &[&WantedItem], case: &RuleCase<'_>) -> String {
    let names: Vec<String> = items.iter().map(|item| message::named(item, case.knowledge.analytes)).collect();
    message::listed(&names)
}

/// The newest value and its date, or that there is none.
fn last<'a>(item: &'a WantedItem, case: &RuleCase<'a>) -> String {
    let found = match item {
        WantedItem::Paper(_) => case.newest_day(item).map(long),
        WantedItem::Analyte(id) => case.readings(id).next().map(|reading| {
            let value = message::value(&reading, id, case.knowledge);
            format!("{value} on {}", long(reading.day))
        }),
    };
    found.unwrap_or_else(|| "none recorded".to_owned())
}
