//! What `add` has read, shown and stored as one act, with what follows from it.

use anyhow::bail;
use chrono::NaiveDate;

use crate::cli::CommandEnd;
use crate::cli::list::{READ_AS, computed_and_changes, heading, judgement_words, part, read_as};
use crate::cli::print;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::judgement::JudgedDay;
use crate::domain::record::Record;
use crate::domain::report::{Observation, Report, Value};
use crate::guidance::Outlook;
use crate::runtime::session::Session;

/// Reports of one day, ready to be stored.
#[derive(Clone, Debug)]
pub(super) struct DatedReports {
    /// Their day.
    pub date: NaiveDate,
    /// One a kind.
    pub reports: Vec<Report>,
    /// Units that were not typed, and where they come from.
    pub units: Vec<String>,
    /// Values that are rare, each in a sentence.
    pub unusual: Vec<String>,
}

impl DatedReports {
    /// One report with nothing to say of its units and values.
    pub fn of_one(report: Report) -> Self {
        Self { date: report.date, reports: vec![report], units: Vec::new(), unusual: Vec::new() }
    }

    /// How many results there are.
    pub fn count(&self) -> usize {
        self.reports.iter().map(|report| report.results.len()).sum()
    }

    /// `Saved 4 results of 14 Mar 2026`.
    pub fn words(&self) -> String {
        format!("Saved {}", self.count_words())
    }

    /// `4 results of 14 Mar 2026`.
    pub fn count_words(&self) -> String {
        format!("{} of {}", counted(self.count(), "result"), day::long(self.date))
    }

    /// Puts the reports into a record, each by a name of its own, as if they were stored.
    pub fn put_into(&self, record: &mut Record) {
        let known = record.reports().len();
        let named = self.reports.iter().enumerate().map(|(place, report)| {
            let mut report = report.clone();
            report.id = format!("new-{}", known + place).into();
            Change::Put(Entry::Report(report))
        });
        record.apply(&named.collect::<Vec<_>>());
    }
}

/// Refuses reports that are in the log already, unless they are wanted twice.
pub(super) fn refuse_again(record: &Record, taken: &[DatedReports], yes: bool) -> anyhow::Result<()> {
    let stored = |new: &Report| record.reports().iter().find(|old| is_again(old, new));
    let again = taken.iter().flat_map(|taken| &taken.reports).find_map(stored);
    match again {
        Some(old) if !yes => bail!(
            "the same {} is in the log already ({}). Nothing was stored; add --yes to store it twice",
            heading(old),
            old.id
        ),
        _ => Ok(()),
    }
}

/// Whether a report says just what another does, at the same time as far as that is known.
fn is_again(old: &Report, new: &Report) -> bool {
    let results = |report: &Report| {
        let mut results: Vec<_> =
            report.results.iter().map(|r| format!("{} {:?} {:?}", r.analyte, r.side, r.value)).collect();
        results.sort();
        results
    };
    old.date == new.date
        && old.kind() == new.kind()
        && old.laboratory == new.laboratory
        && (old.time == new.time || old.time.is_none() || new.time.is_none())
        && results(old) == results(new)
}

/// Stores everything as one act and says what was stored, what changed and what it settles; a dry run only shows it.
pub(super) fn store(
    session: &mut Session,
    record: &Record,
    taken: &[DatedReports],
    words: &str,
    dry_run: bool,
) -> anyhow::Result<CommandEnd> {
    let before = session.outlook(record);
    let mut with_new = record.clone();
    for taken in taken {
        taken.put_into(&mut with_new);
    }
    let echo: String = taken.iter().map(|taken| echo(session, &with_new, taken)).collect();
    if dry_run {
        print::text(&echo)?;
        print::say("Nothing was stored (--dry-run).");
        return Ok(CommandEnd::Well);
    }
    let reports = taken.iter().flat_map(|taken| taken.reports.clone());
    let changes = reports.map(|report| Change::Put(Entry::Report(report))).collect();
    let saved = session.save(Act::new(words, changes))?;
    print::line(&format!("{words} ({}).", ids(&saved).join(", ")))?;
    print::text(&echo)?;
    print::text(&news(&before, &session.outlook(&with_new)))?;
    Ok(CommandEnd::Well)
}

fn ids(saved: &[Change]) -> Vec<&str> {
    let id = |change| match change {
        &Change::Put(Entry::Report(ref report)) => Some(report.id.as_str()),
        _ => None,
    };
    saved.iter().filter_map(id).collect()
}

/// Reminders that are settled, and those that are new.
pub fn news(before: &Outlook, after: &Outlook) -> String {
    let mut text = String::new();
    for old in before.settled_in(after) {
        text += &format!("Settles: {}\n", old.title);
    }
    for new in &after.reminders {
        if !before.reminders.iter().any(|old| new.rule == old.rule && new.due == old.due) {
            text += &format!("{}: {}\n", new.severity.id(), new.message);
        }
    }
    text
}

/// What is stored, line by line: value, interval, and the change since the last one.
fn echo(session: &Session, with_new: &Record, taken: &DatedReports) -> String {
    let mut text = String::new();
    for report in &taken.reports {
        let lines: Vec<Vec<String>> =
            report.results.iter().map(|result| echo_result(session, with_new, report, result)).collect();
        let analyte = |result: &Observation| session.setup.catalog.analytes().measured(report, result);
        let analytes = report.results.iter().filter_map(analyte);
        let names = analytes.map(|analyte| (&analyte.id, analyte.name.as_str()));
        text += &format!("{}\n{}", heading(report), print::columns(&lines, &[]));
        text += &part(READ_AS, &read_as(&session.setup, with_new, report));
        text += &computed_and_changes(&session.setup, with_new, report, names);
    }
    for unusual in &taken.unusual {
        text += &format!("{unusual}; check the digits and the unit.\n");
    }
    if !taken.units.is_empty() {
        text += &format!("Units not typed: {}.\n", taken.units.join(", "));
    }
    text
}

fn echo_result(session: &Session, with_new: &Record, report: &Report, result: &Observation) -> Vec<String> {
    let setup = &session.setup;
    let Some(analyte) = setup.catalog.analytes().measured(report, result) else {
        return Vec::new();
    };
    let value = match &result.value {
        Value::Number(quantity) => quantity.to_string(),
        Value::Words(words) => words.clone(),
    };
    let judgement = setup.intervals.judge(analyte, result, &JudgedDay::of_report(with_new, report));
    vec![format!("  {}", result.named(&analyte.name)), value, judgement_words(&judgement)]
}
