//! What is new since a visit or a day: results, therapy, doses, symptoms, events, reminders and questions.
//!
//! A change is told by the reference change value; nothing is called better or worse.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

use crate::catalog::Catalog;
use crate::domain::day;
use crate::domain::dose_log::DoseLog;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::journal::{EventEntry, SymptomEntry};
use crate::domain::quantity::shown_unit;
use crate::domain::reading_change::ReadingChange;
use crate::domain::record::Record;
use crate::domain::report::{Report, Value};
use crate::domain::series::{self, Reading};
use crate::domain::visit::{VISIT, last_visit};
use crate::exchange::doses::{DoseSheet, DrugTally};
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::rows::{ComputedRows, ResultLine, RowLens, Selection, rows};
use crate::guidance::rule::Rule;
use crate::guidance::{Outlook, outlook};

/// Where a stretch that is told of begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The last visit, on this day.
    Visit(NaiveDate),
    Day(NaiveDate),
}

impl Anchor {
    /// The last visit before a day, where one is logged.
    pub fn last_visit(record: &Record, today: NaiveDate) -> Option<Self> {
        last_visit(record, today).map(Self::Visit)
    }

    /// The last visit, else a year ago: what a page for the clinician tells of where nothing else is asked for.
    pub fn usual(record: &Record, today: NaiveDate) -> Self {
        let year_ago = || today.checked_sub_months(Months::new(12)).unwrap_or(today);
        Self::last_visit(record, today).unwrap_or_else(|| Self::Day(year_ago()))
    }

    /// Its day; what is told of came later.
    pub const fn day(self) -> NaiveDate {
        match self {
            Self::Visit(day) | Self::Day(day) => day,
        }
    }

    /// Which reports are new on a day, with the events of this record.
    pub fn told(self, record: &Record, today: NaiveDate) -> NewReports {
        let visits =
            record.events().iter().filter(|event| event.date == self.day() && *event.event == *VISIT);
        // Of several on the day the one entered last.
        let visit = visits.map(|event| &event.id).max().filter(|_| matches!(self, Self::Visit(_)));
        NewReports { since: self.day(), visit_entered: visit.and_then(EntryId::entered_at), today }
    }

    /// `since the visit of 3 Feb 2026`.
    pub fn words(self) -> String {
        match self {
            Self::Visit(on) => format!("since the visit of {}", day::long(on)),
            Self::Day(on) => format!("since {}", day::long(on)),
        }
    }
}

/// Which reports are new.
#[derive(Clone, Copy, Debug)]
pub struct NewReports {
    since: NaiveDate,
    /// When the visit was entered.
    visit_entered: Option<u64>,
    today: NaiveDate,
}

impl NewReports {
    /// Whether a report is: one of a later day, or one that was entered after the visit.
    pub fn has(&self, id: &EntryId, date: NaiveDate) -> bool {
        let is_late =
            || id.entered_at().zip(self.visit_entered).is_some_and(|(report, visit)| report > visit);
        date <= self.today && (date > self.since || is_late())
    }
}

/// What is told with.
#[derive(Clone, Copy)]
pub struct SinceReader<'a> {
    pub catalog: &'a Catalog,
    /// How results are judged and shown.
    pub lens: RowLens<'a>,
    pub rules: &'a [Rule],
    pub record: &'a Record,
    /// The day it is told on.
    pub today: NaiveDate,
}

/// What is new since a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SinceSheet {
    since: NaiveDate,
    visit: bool,
    today: NaiveDate,
    /// The newest new result of each analyte.
    pub results: Vec<NewResult>,
    /// Changes of therapy, a sentence each, by day.
    pub therapy: Vec<DatedWords>,
    /// The dose log of each drug.
    pub doses: Vec<DrugTally>,
    /// Symptoms that were logged, a sentence each.
    pub symptoms: Vec<String>,
    pub events: Vec<DatedWords>,
    /// Reminders then and now.
    pub reminders: ReminderTurns,
    /// Questions that are not answered.
    pub questions: Vec<String>,
}

impl JsonSheet for SinceSheet {
    const SHAPE: &'static str = "since";
}

/// A new result beside the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewResult {
    pub analyte: AnalyteId,
    #[serde(skip)]
    pub name: String,
    pub date: NaiveDate,
    /// As shown, with its comparator.
    pub value: String,
    pub unit: String,
    /// `low`, `within`, `high` or `unknown`.
    pub interpretation: &'static str,
    /// The report it stands on; none for a computed value.
    pub report: Option<String>,
    /// The one up to the day, with its day; none where there is none.
    pub before: Option<DatedWords>,
    /// As it is written, for example `+56%, within variation`.
    pub change: Option<String>,
}

/// Words about a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatedWords {
    pub date: NaiveDate,
    pub text: String,
}

/// Titles of reminders, by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReminderTurns {
    /// In force then, and no longer.
    pub met: Vec<String>,
    /// In force then and now.
    pub open: Vec<String>,
    /// In force only now.
    pub new: Vec<String>,
}

impl SinceReader<'_> {
    /// What is new since then.
    pub fn sheet(&self, anchor: Anchor) -> SinceSheet {
        let since = anchor.day();
        let next = since + Days::new(1);
        let record = self.record;
        let log = DoseLog::new(record.regimens(), record.doses_taken(), (next, self.today));
        SinceSheet {
            since,
            visit: matches!(anchor, Anchor::Visit(_)),
            today: self.today,
            results: self.results(anchor),
            therapy: self.therapy(since),
            doses: DoseSheet::new(&log, (next, self.today), &[]).tally,
            symptoms: self.symptoms(since),
            events: self.events(since),
            reminders: self.reminders(since),
            questions: open_questions(record),
        }
    }

    /// What happened after a day.
    pub fn events(&self, since: NaiveDate) -> Vec<DatedWords> {
        let is_new = |date: NaiveDate| since < date && date <= self.today;
        let events = self.record.events().iter().filter(|event| is_new(event.date));
        let words = |event: &EventEntry| {
            let name = self.catalog.find_event(&event.event);
            let name = name.map_or_else(|| event.event.to_string(), |sign| sign.name.clone());
            let note = event.note.as_deref().map_or_else(String::new, |note| format!(": {note}"));
            DatedWords { date: event.date, text: format!("{name}{note}") }
        };
        events.map(words).collect()
    }

    /// The newest new result of each analyte, of a hip that of each side, in the order of the newest paper.
    fn results(&self, anchor: Anchor) -> Vec<NewResult> {
        let since = anchor.day();
        let told = anchor.told(self.record, self.today);
        let is_new = |report: &Report| told.has(&report.id, report.date);
        let first =
            self.record.reports().iter().filter(|report| is_new(report)).map(|report| report.date).min();
        let Some(first) = first else {
            return Vec::new();
        };
        let selection = Selection {
            since: Some(first),
            until: Some(self.today),
            computed: ComputedRows::Usual,
            ..Selection::default()
        };
        let mut newest: Vec<ResultLine<'_>> = Vec::new();
        for row in rows(self.record, self.lens, &selection) {
            if row.report().map_or(row.day > since, is_new) {
                let is_newer =
                    |old: &&mut ResultLine<'_>| old.analyte == row.analyte && old.side() == row.side();
                match newest.iter_mut().find(is_newer) {
                    Some(old) => *old = row,
                    None => newest.push(row),
                }
            }
        }
        newest.iter().map(|row| self.result(row, since)).collect()
    }

    fn result(&self, row: &ResultLine<'_>, since: NaiveDate) -> NewResult {
        let analytes = self.catalog.analytes();
        let (value, unit) = match &row.value {
            Value::Number(quantity) => (
                format!("{}{}", quantity.comparator.prefix(), quantity.value),
                shown_unit(&quantity.unit).to_owned(),
            ),
            Value::Words(words) => (words.clone(), String::new()),
        };
        // What was known then: the newest up to the day, of an earlier day than the result itself.
        let last = since.min(row.day - Days::new(1));
        let is_of_side =
            |reading: &Reading<'_>| reading.result().is_none_or(|result| result.may_be_of(row.side()));
        let before = series::days_back_where(self.record, analytes, &row.analyte, last, is_of_side).next();
        let of_day = series::all_on_day(self.record, analytes, &row.analyte, row.day);
        let now = of_day.into_iter().rfind(is_of_side);
        let now = now.or_else(|| series::on_day(self.record, analytes, &row.analyte, row.day));
        let analyte = analytes.get(&row.analyte);
        let change = analyte.zip(before.as_ref()).zip(now.as_ref());
        let (variations, precision) = (self.catalog.variations(), self.lens.intervals.scan_precision());
        let change = change.and_then(|((analyte, before), now)| {
            ReadingChange::between(analyte, before, now, variations, precision)
        });
        let before = analyte.zip(before).map(|(analyte, before)| {
            let was = before.quantity(analyte);
            let text = format!("{}{} {}", was.comparator.prefix(), was.value, shown_unit(&was.unit));
            DatedWords { date: before.day, text: text.trim_end().to_owned() }
        });
        NewResult {
            analyte: row.analyte.clone(),
            name: row.full_name(),
            date: row.day,
            value,
            unit,
            interpretation: row.judgement.interpretation.id(),
            report: row.report().map(|report| report.id.to_string()),
            before,
            change: change.map(|change| change.to_string()),
        }
    }

    fn therapy(&self, since: NaiveDate) -> Vec<DatedWords> {
        let is_new = |date: NaiveDate| since < date && date <= self.today;
        let mut turns = Vec::new();
        for regimen in self.record.regimens() {
            let drug = &regimen.drug;
            for dose in &regimen.doses {
                let verb = if dose.from == regimen.start { "begun" } else { "changed" };
                turns.push((dose.from, format!("{drug} {verb}: {}", dose.words())));
            }
            if !regimen.doses.iter().any(|dose| dose.from == regimen.start) {
                turns.push((regimen.start, format!("{drug} begun")));
            }
            turns.extend(regimen.stop.map(|stop| (stop, format!("{drug} stopped, last taken"))));
        }
        turns.retain(|(date, _)| is_new(*date));
        turns.sort();
        turns.into_iter().map(|(date, text)| DatedWords { date, text }).collect()
    }

    /// `Joint pain: 2 mild, 1 moderate; last mild on 3 Mar 2026`.
    pub fn symptoms(&self, since: NaiveDate) -> Vec<String> {
        let mut by_symptom: BTreeMap<&str, Vec<&SymptomEntry>> = BTreeMap::new();
        for entry in
            self.record.symptoms().iter().filter(|entry| since < entry.date && entry.date <= self.today)
        {
            by_symptom.entry(&entry.symptom).or_default().push(entry);
        }
        let sentence = |(id, entries): (&str, Vec<&SymptomEntry>)| {
            let name = self.catalog.find_symptom(id).map_or_else(|| id.to_owned(), |sign| sign.name.clone());
            let grades = crate::domain::journal::Grade::ALL.into_iter().filter_map(|grade| {
                let count = entries.iter().filter(|entry| entry.grade == grade).count();
                (count > 0).then(|| format!("{count} {}", grade.id()))
            });
            let last = entries.last().map_or_else(String::new, |last| {
                format!("; last {} on {}", last.grade.id(), day::long(last.date))
            });
            format!("{name}: {}{last}", grades.collect::<Vec<_>>().join(", "))
        };
        by_symptom.into_iter().map(sentence).collect()
    }

    fn reminders(&self, since: NaiveDate) -> ReminderTurns {
        let at = |day: NaiveDate| {
            outlook(self.rules, &self.catalog.knowledge(self.lens.intervals), self.record, day)
        };
        let (then, now) = (at(since), at(self.today));
        let titles = |outlook: &Outlook| -> BTreeMap<_, _> {
            outlook.reminders.iter().map(|r| (r.rule.clone(), r.title.clone())).collect()
        };
        let (then, now) = (titles(&then), titles(&now));
        let (old, new): (BTreeSet<_>, BTreeSet<_>) = (then.keys().collect(), now.keys().collect());
        ReminderTurns {
            met: old.difference(&new).map(|id| then[*id].clone()).collect(),
            open: old.intersection(&new).map(|id| now[*id].clone()).collect(),
            new: new.difference(&old).map(|id| now[*id].clone()).collect(),
        }
    }
}

impl SinceSheet {
    /// Its parts in order, each a heading with its lines; a part with nothing to tell is left out.
    pub fn parts(&self) -> Vec<(&'static str, Vec<String>)> {
        let dated = |list: &[DatedWords]| -> Vec<String> {
            list.iter().map(|dated| format!("{}: {}", day::long(dated.date), dated.text)).collect()
        };
        let mut parts = vec![
            ("NEW RESULTS", self.results.iter().map(NewResult::words).collect()),
            ("THERAPY", dated(&self.therapy)),
            ("DOSES", self.doses.iter().map(|tally| format!("{}: {}", tally.drug, tally.words())).collect()),
            ("SYMPTOMS", self.symptoms.clone()),
            ("EVENTS", dated(&self.events)),
            ("NO LONGER IN FORCE", self.reminders.met.clone()),
            ("STILL IN FORCE", self.reminders.open.clone()),
            ("NEWLY IN FORCE", self.reminders.new.clone()),
            ("QUESTIONS", self.questions.clone()),
        ];
        parts.retain(|(_, lines)| !lines.is_empty());
        parts
    }
}

impl NewResult {
    /// `Estradiol 19.2 pg/mL on 3 Mar 2026, within; was 30 pg/mL on 2 Jan 2026: -36%, beyond variation`.
    pub fn words(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let judged = match self.interpretation {
            "unknown" => String::new(),
            judged => format!(", {judged}"),
        };
        let before = self.before.as_ref().map_or_else(String::new, |before| {
            let change = self.change.as_deref().map_or_else(String::new, |change| format!(": {change}"));
            format!("; was {} on {}{change}", before.text, day::long(before.date))
        });
        format!("{} {}{unit} on {}{judged}{before}", self.name, self.value, day::long(self.date))
    }
}

/// What is to be asked at the next visit, in the order it was noted.
pub fn open_questions(record: &Record) -> Vec<String> {
    let open = record.questions().iter().filter(|question| question.answered.is_none());
    open.map(|question| question.text.clone()).collect()
}
