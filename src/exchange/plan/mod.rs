//! What an import would change: each entry of a file is new, already here, at odds with what is stored, or one that was
//! forgotten.

mod shelf;
mod twin;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::domain::analyte::Analytes;
use crate::domain::change::{Change, Entry, EntryKey};
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::EntryId;
use crate::domain::journal::{EventEntry, Profile, ReminderAction, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Observation, Report};
use crate::domain::semen::inconsistencies;
use crate::domain::storable::{Unstorable, refuse_entry, refuse_report};
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::{Code, Diagnostic, FoundEntry, LeftLine, Parsed};

use shelf::{EntryShelf, EntryVerdict};
use twin::TwinIndex;

/// How many were found to be what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlanTally {
    pub new: usize,
    /// Stored already, or given twice.
    pub same: usize,
    /// At odds with what is stored, which stays.
    pub conflicting: usize,
    pub rejected: usize,
    /// Forgotten here, and not to come back.
    pub forgotten: usize,
}

impl JsonSheet for PlanTally {
    const SHAPE: &'static str = "import";
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportPlan {
    pub results: PlanTally,
    /// Counts everything else, one each: regimens, symptoms, events, doses taken, questions, reminder
    /// actions, the profile, reports without results.
    pub others: PlanTally,
    /// The reports of the file in file order, with what each of their results is.
    pub reports: Vec<PlannedReport>,
    /// The other entries to store, each with how many reports come before it in the file.
    pub entries: Vec<(usize, Entry)>,
    /// How many entries, reports among them, were forgotten here and stay away.
    pub forgotten: usize,
    /// Lines that gave no result.
    pub left: Vec<LeftLine>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A report of the file, and what an import would do with each of its results.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedReport {
    /// Where it stands: `line 14`, `entry 3 of reports`.
    pub place: String,
    /// What is said of the report, without results. A file that gave no id has none yet: see [`Entry::name`].
    pub head: Report,
    /// Its results, in file order.
    pub results: Vec<PlannedResult>,
    /// What the report is as a whole; of results only those that are new are stored.
    pub verdict: PlanVerdict,
}

/// A result of the file, and what an import would do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedResult {
    /// The line or entry it stands on; 0 where the format has none.
    pub line: u32,
    pub result: Observation,
    pub verdict: PlanVerdict,
}

/// What an import would do with something.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanVerdict {
    New,
    /// It is in the log already.
    Same,
    /// The file said it before.
    Repeated,
    /// It was in the log and was forgotten there.
    Forgotten,
    /// The log says otherwise of this report, and stays.
    Conflicting {
        report: EntryId,
        /// The stored result, where one result is at odds with one.
        stored: Option<Box<Observation>>,
    },
}

impl PlannedReport {
    /// The report with the results that are new; none where nothing of it is stored.
    pub fn to_store(&self) -> Option<Report> {
        self.clone().into_stored()
    }

    fn into_stored(self) -> Option<Report> {
        let is_empty = self.results.is_empty();
        let new = self.results.into_iter().filter(|planned| planned.verdict == PlanVerdict::New);
        let results: Vec<Observation> = new.map(|planned| planned.result).collect();
        let stores = if is_empty { self.verdict == PlanVerdict::New } else { !results.is_empty() };
        stores.then_some(Report { results, ..self.head })
    }
}

impl ImportPlan {
    /// What to store, in file order.
    pub fn changes(&self) -> Vec<Change> {
        self.clone().into_changes()
    }

    /// The same, where nothing else is wanted of the plan any more.
    pub fn into_changes(self) -> Vec<Change> {
        let mut entries = self.entries.into_iter().peekable();
        let mut changes = Vec::new();
        for (at, planned) in self.reports.into_iter().enumerate() {
            while let Some((_, entry)) = entries.next_if(|(reports, _)| *reports <= at) {
                changes.push(Change::Put(entry));
            }
            changes.extend(planned.into_stored().map(|report| Change::Put(Entry::Report(report))));
        }
        changes.extend(entries.map(|(_, entry)| Change::Put(entry)));
        changes
    }

    /// Says of each report with something new which of its values contradict one another.
    fn remark_contradictions(&mut self, analytes: &Analytes) {
        for planned in &self.reports {
            if planned.head.kind() != Kind::Semen
                || planned.results.iter().all(|one| one.verdict != PlanVerdict::New)
            {
                continue;
            }
            let results = planned.results.iter().map(|one| one.result.clone()).collect();
            let whole = Report { results, ..planned.head.clone() };
            let odd = inconsistencies(analytes, &whole).into_iter();
            self.diagnostics.extend(odd.map(|odd| {
                let sentence = format!("{odd}; stored as it is");
                Diagnostic::new(&planned.place, Code::ContradictoryValues, &sentence)
            }));
        }
    }

    /// The summary `import --json` prints; it counts results.
    ///
    /// # Panics
    /// Never: counts and sentences are always valid JSON.
    pub fn json(&self) -> String {
        let told = self.diagnostics.iter().map(serde_json::to_string);
        let told: Result<Vec<String>, _> = told.collect();
        let told = told.expect("sentences are always valid JSON");
        self.results.json_before_remarks() + &told.join(",") + "]}"
    }
}

/// `3 new, 0 same, 0 conflicting, 1 rejected`, and how many were forgotten where some were.
impl fmt::Display for PlanTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { new, same, conflicting, rejected, forgotten } = self;
        write!(f, "{new} new, {same} same, {conflicting} conflicting, {rejected} rejected")?;
        if *forgotten > 0 {
            write!(f, ", {forgotten} forgotten")?;
        }
        Ok(())
    }
}

impl PlanTally {
    /// The summary `import --json` prints up to the first remark; `]}` ends it.
    pub fn json_before_remarks(self) -> String {
        format!("{},\"diagnostics\":[", self.json().trim_end_matches('}'))
    }
}

impl std::ops::AddAssign for PlanTally {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.same += other.same;
        self.conflicting += other.conflicting;
        self.rejected += other.rejected;
        self.forgotten += other.forgotten;
    }
}

/// Compares what a file holds with the record, which must be whole, and with the ids of what was forgotten. Of new
/// results that contradict one another it says so.
///
/// An entry with a forgotten id stays away, whatever it says now; it is counted, and nothing else is found out about it.
/// An entry with an id is the stored one with that id: the same, or conflicting. A report that is not stored under
/// its id is looked at result by result. A result is the same as a stored one of equal day, analyte, side, specimen,
/// comparator, unit and number as decimal, where the times are equal or one is unknown; it conflicts where a report
/// of the same day, time and laboratory gives its analyte another value. Reports within one file never conflict:
/// an id used before in it is given up, and of equal results without ids one is stored.
pub fn plan(
    record: &Record,
    analytes: &Analytes,
    forgotten: &BTreeSet<EntryId>,
    parsed: Parsed,
) -> ImportPlan {
    let mut planner = ImportPlanner::new(record, forgotten, &parsed.found);
    planner.plan.results.rejected = parsed.rejected_results;
    planner.plan.others.rejected = parsed.rejected_others;
    planner.plan.diagnostics = parsed.diagnostics;
    planner.plan.left = parsed.left;
    for found in parsed.found {
        planner.take(found);
    }
    planner.plan.remark_contradictions(analytes);
    planner.plan
}

/// What has been decided so far.
struct ImportPlanner<'r> {
    record: &'r Record,
    forgotten: &'r BTreeSet<EntryId>,
    reports: EntryShelf<'r, Report>,
    regimens: EntryShelf<'r, Regimen>,
    symptoms: EntryShelf<'r, SymptomEntry>,
    events: EntryShelf<'r, EventEntry>,
    doses: EntryShelf<'r, DoseEntry>,
    questions: EntryShelf<'r, Question>,
    actions: BTreeMap<EntryKey, ReminderAction>,
    twins: TwinIndex<'r>,
    /// Whether an entry of the file has no id: only such a one can repeat what the file said before.
    has_foreign: bool,
    plan: ImportPlan,
}

impl<'r> ImportPlanner<'r> {
    fn new(record: &'r Record, forgotten: &'r BTreeSet<EntryId>, found: &[FoundEntry]) -> Self {
        let ids: BTreeSet<EntryKey> =
            found.iter().map(|f| f.entry.key()).filter(|key| !matches!(key, EntryKey::Action(..))).collect();
        let named = |key: EntryKey| ids.contains(&key);
        let keyed = |action: &ReminderAction| (Entry::Action(action.clone()).key(), action.clone());
        Self {
            record,
            forgotten,
            reports: EntryShelf::new(record.reports(), |id| named(EntryKey::Report(id))),
            regimens: EntryShelf::new(record.regimens(), |id| named(EntryKey::Regimen(id))),
            symptoms: EntryShelf::new(record.symptoms(), |id| named(EntryKey::Symptom(id))),
            events: EntryShelf::new(record.events(), |id| named(EntryKey::Event(id))),
            doses: EntryShelf::new(record.doses_taken(), |id| named(EntryKey::DoseTaken(id))),
            questions: EntryShelf::new(record.questions(), |id| named(EntryKey::Question(id))),
            actions: record.actions().iter().map(keyed).collect(),
            twins: TwinIndex::new(record.reports()),
            has_foreign: found.iter().any(|f| f.entry.key().id().is_some_and(EntryId::is_new)),
            plan: ImportPlan::default(),
        }
    }

    fn take(&mut self, found: FoundEntry) {
        let FoundEntry { place, entry, lines } = found;
        let mut entry = match entry {
            Entry::Report(report) => return self.take_report(place, report, &lines),
            entry => entry,
        };
        if let Err(why) = refuse_entry(&entry) {
            self.plan.others.rejected += 1;
            return self.remark_unstorable(&place, &why);
        }
        if entry.key().id().is_some_and(|id| self.forgotten.contains(id)) {
            self.plan.forgotten += 1;
            self.plan.others.forgotten += 1;
            return;
        }
        let verdict = match &mut entry {
            Entry::Regimen(regimen) => self.regimens.judge(regimen),
            Entry::Symptom(symptom) => self.symptoms.judge(symptom),
            Entry::Event(event) => self.events.judge(event),
            Entry::DoseTaken(dose) => self.doses.judge(dose),
            Entry::Question(question) => self.questions.judge(question),
            Entry::Action(action) => self.judge_action(action),
            Entry::Profile(profile) if *profile == Profile::default() => return,
            Entry::Profile(profile) => self.judge_profile(profile),
            Entry::Report(_) => return,
        };
        let tally = &mut self.plan.others;
        *match verdict {
            EntryVerdict::New | EntryVerdict::Renamed => &mut tally.new,
            EntryVerdict::Same | EntryVerdict::Repeated => &mut tally.same,
            EntryVerdict::Conflicting => &mut tally.conflicting,
        } += 1;
        match verdict {
            EntryVerdict::New => {}
            EntryVerdict::Same | EntryVerdict::Repeated => return,
            EntryVerdict::Conflicting => {
                let message = conflict_words(&entry);
                return self.remark(&place, Code::Conflicting, &message);
            }
            EntryVerdict::Renamed => self.remark_renamed(&place),
        }
        self.plan.entries.push((self.plan.reports.len(), entry));
    }

    fn take_report(&mut self, place: String, mut report: Report, lines: &[u32]) {
        if let Err(why) = refuse_report(&report) {
            self.plan.results.rejected += report.results.len();
            self.plan.others.rejected += usize::from(report.results.is_empty());
            return self.remark_unstorable(&place, &why);
        }
        let is_forgotten = self.forgotten.contains(&report.id);
        let by_id = if is_forgotten { None } else { self.reports.judge_named(&mut report) };
        if by_id == Some(EntryVerdict::Renamed) {
            self.remark_renamed(&place);
        }
        let whole = match by_id {
            Some(EntryVerdict::Same) => Some(PlanVerdict::Same),
            Some(EntryVerdict::Repeated) => Some(PlanVerdict::Repeated),
            Some(EntryVerdict::Conflicting) => {
                let message = conflict_words(&Entry::Report(report.clone()));
                self.remark(&place, Code::Conflicting, &message);
                Some(PlanVerdict::Conflicting { report: report.id.clone(), stored: None })
            }
            _ if is_forgotten => {
                self.plan.forgotten += 1;
                Some(PlanVerdict::Forgotten)
            }
            _ => None,
        };
        let results = std::mem::take(&mut report.results);
        if results.is_empty() {
            let verdict = whole.unwrap_or_else(|| self.judge_empty(&report));
            self.count_empty(&verdict);
            self.plan.reports.push(PlannedReport { place, head: report, results: Vec::new(), verdict });
            return;
        }
        let mut planned = Vec::with_capacity(results.len());
        for (at, result) in results.into_iter().enumerate() {
            let verdict =
                whole.clone().unwrap_or_else(|| self.twins.judge(&report, &result, by_id.is_none()));
            if let PlanVerdict::Conflicting { stored: Some(stored), .. } = &verdict {
                let message = result_conflict_words(&report, &result, stored);
                self.plan.diagnostics.push(Diagnostic::new(&place, Code::Conflicting, &message));
            }
            let line = lines.get(at).copied().unwrap_or(0);
            planned.push(PlannedResult { line, result, verdict });
        }
        if self.has_foreign {
            self.twins.remember(&report, &planned);
        }
        for one in &planned {
            *match one.verdict {
                PlanVerdict::New => &mut self.plan.results.new,
                PlanVerdict::Same | PlanVerdict::Repeated => &mut self.plan.results.same,
                PlanVerdict::Conflicting { .. } => &mut self.plan.results.conflicting,
                PlanVerdict::Forgotten => &mut self.plan.results.forgotten,
            } += 1;
        }
        let verdict = whole.unwrap_or(PlanVerdict::New);
        self.plan.reports.push(PlannedReport { place, head: report, results: planned, verdict });
    }

    fn remark_unstorable(&mut self, place: &str, why: &Unstorable) {
        let code = match why {
            Unstorable::Day { .. } => Code::ImpossibleDate,
            Unstorable::Digits { .. } => Code::ImpossibleValue,
            Unstorable::Empty(_) | Unstorable::Lead(_) => Code::Unreadable,
        };
        self.remark(place, code, &why.to_string());
    }

    /// A report without results is the same as a stored one without results.
    fn judge_empty(&mut self, report: &Report) -> PlanVerdict {
        match self.reports.judge_by_content(report) {
            EntryVerdict::Same => PlanVerdict::Same,
            _ => PlanVerdict::New,
        }
    }

    fn count_empty(&mut self, verdict: &PlanVerdict) {
        let tally = &mut self.plan.others;
        *match verdict {
            PlanVerdict::New => &mut tally.new,
            PlanVerdict::Same | PlanVerdict::Repeated => &mut tally.same,
            PlanVerdict::Conflicting { .. } => &mut tally.conflicting,
            PlanVerdict::Forgotten => &mut tally.forgotten,
        } += 1;
    }

    fn judge_action(&mut self, action: &ReminderAction) -> EntryVerdict {
        let key = Entry::Action(action.clone()).key();
        match self.actions.get(&key) {
            Some(stored) if stored == action => EntryVerdict::Same,
            Some(_) => EntryVerdict::Conflicting,
            None => {
                self.actions.insert(key, action.clone());
                EntryVerdict::New
            }
        }
    }

    fn judge_profile(&self, profile: &Profile) -> EntryVerdict {
        let stored = self.record.profile();
        if stored == profile {
            EntryVerdict::Same
        } else if *stored == Profile::default() {
            EntryVerdict::New
        } else {
            EntryVerdict::Conflicting
        }
    }

    fn remark_renamed(&mut self, place: &str) {
        self.plan.diagnostics.push(renamed(place));
    }

    fn remark(&mut self, place: &str, code: Code, message: &str) {
        self.plan.diagnostics.push(Diagnostic::new(place, code, message));
    }
}

/// That so many entries of a file were forgotten here and stay away; none where there were none.
pub fn forgotten_remark(entries: usize) -> Option<Diagnostic> {
    let sentence = match entries {
        0 => return None,
        1 => "1 entry was forgotten here and is not brought back".to_owned(),
        many => format!("{many} entries were forgotten here and are not brought back"),
    };
    Some(Diagnostic::new("the file", Code::Forgotten, &sentence))
}

/// That an entry does not keep its id, which an earlier one of the file has.
pub fn renamed(place: &str) -> Diagnostic {
    let sentence = "its id was used before in this file; it is stored as an entry of its own";
    Diagnostic::new(place, Code::DuplicateId, sentence)
}

fn result_conflict_words(head: &Report, result: &Observation, stored: &Observation) -> String {
    let shown = |result: &Observation| match &result.value {
        crate::domain::report::Value::Number(quantity) => quantity.to_string(),
        crate::domain::report::Value::Words(words) => words.clone(),
    };
    format!(
        "{} is {} here and {} in the log, on the same report of {}; the log stays as it is",
        result.analyte,
        shown(result),
        shown(stored),
        crate::domain::day::long(head.date),
    )
}

fn conflict_words(entry: &Entry) -> String {
    match entry {
        Entry::Profile(_) => {
            "the stored profile says otherwise and stays; change it with `androlog profile set`".into()
        }
        Entry::Action(action) => format!("something else is stored about {}, and stays", action.rule),
        Entry::Report(Report { id, .. })
        | Entry::Regimen(Regimen { id, .. })
        | Entry::Symptom(SymptomEntry { id, .. })
        | Entry::Event(EventEntry { id, .. })
        | Entry::DoseTaken(DoseEntry { id, .. })
        | Entry::Question(Question { id, .. }) => {
            format!("the stored entry {id} has other content and stays; remove it first to take this one")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::domain::journal::{Grade, ReminderAct};
    use crate::domain::report::Value;

    fn report(id: &str, words: &str) -> Entry {
        let mut report = Report::new(Kind::Blood, "2026-03-14".parse().unwrap());
        report.id = id.into();
        report.results = vec![Observation::new("lh".into(), Value::Words(words.into()))];
        Entry::Report(report)
    }

    fn known() -> &'static Analytes {
        Catalog::embedded().analytes()
    }

    fn parsed(entries: impl IntoIterator<Item = Entry>) -> Parsed {
        let entries = entries.into_iter().enumerate();
        Parsed {
            found: entries
                .map(|(n, entry)| FoundEntry { place: format!("entry {}", n + 1), entry, lines: Vec::new() })
                .collect(),
            ..Parsed::default()
        }
    }

    /// Reports written `id:content`, one word each.
    fn reports(text: &str) -> Vec<Entry> {
        let report = |(id, words)| report(id, words);
        text.split(' ').filter_map(|t| t.split_once(':')).map(report).collect()
    }

    #[test]
    fn a_report_is_new_the_same_or_conflicting() {
        for (case, stored, file, counts, put) in [
            ("new, id kept", "", "a:one", [1, 0, 0], "a:one"),
            ("same id, same content", "a:one", "a:one", [0, 1, 0], ""),
            ("same id, other content", "a:one", "a:two", [0, 0, 1], ""),
            ("no id, equal content", "a:one", ":one", [0, 1, 0], ""),
            ("no id, other content", "a:one", ":two", [0, 0, 1], ""),
            ("twins are one result", "", ":one :one", [1, 1, 0], ":one"),
            ("both twins are the stored one", "a:one", ":one :one", [0, 2, 0], ""),
            ("both twins are stored", "a:one b:one", ":one :one", [0, 2, 0], ""),
            ("a stored twin, with and without its id", "a:one", ":one a:one", [0, 2, 0], ""),
            ("an id twice in a file", "", "a:one a:two", [2, 0, 0], "a:one :two"),
            ("the same file again", "a:one c:two", "a:one a:two", [0, 2, 0], ""),
            ("an entry twice in a file", "", "a:one a:one", [1, 1, 0], "a:one"),
        ] {
            let plan =
                plan(&Record::whole(reports(stored)), known(), &BTreeSet::new(), parsed(reports(file)));
            let [new, same, conflicting] = counts;
            let expected = PlanTally { new, same, conflicting, ..PlanTally::default() };
            assert_eq!(plan.results, expected, "{case}");
            let put: Vec<Change> = reports(put).into_iter().map(Change::Put).collect();
            assert_eq!(plan.changes(), put, "{case}");
        }
    }

    #[test]
    fn what_was_forgotten_stays_away_and_is_counted_on_its_own() {
        let symptom = |id: &str| {
            Entry::Symptom(SymptomEntry {
                id: id.into(),
                date: "2026-03-14".parse().unwrap(),
                symptom: "joint-pain".into(),
                grade: Grade::Mild,
                note: None,
            })
        };
        let empty = |id: &str| {
            let day = "2026-03-14".parse().unwrap();
            Entry::Report(Report { id: id.into(), ..Report::new(Kind::Blood, day) })
        };
        for (case, file, [new, results, others, entries], put) in [
            ("one that was forgotten", vec![report("gone", "one")], [0, 1, 0, 1], vec![]),
            ("whatever it says now", vec![report("gone", "two")], [0, 1, 0, 1], vec![]),
            ("twice in the file", vec![report("gone", "one"), report("gone", "two")], [0, 2, 0, 2], vec![]),
            ("a report without results", vec![empty("gone")], [0, 0, 1, 1], vec![]),
            ("a symptom", vec![symptom("gone"), report("gone", "one")], [0, 1, 1, 2], vec![]),
            (
                "no id, so another",
                vec![report("gone", "one"), report("", "one")],
                [1, 1, 0, 1],
                vec![report("", "one")],
            ),
            (
                "another id",
                vec![symptom("gone"), report("new", "one")],
                [1, 0, 1, 1],
                vec![report("new", "one")],
            ),
        ] {
            let plan = plan(&Record::whole([]), known(), &["gone".into()].into(), parsed(file));
            assert_eq!(plan.results, PlanTally { new, forgotten: results, ..PlanTally::default() }, "{case}");
            assert_eq!(plan.others, PlanTally { forgotten: others, ..PlanTally::default() }, "{case}");
            assert_eq!(plan.forgotten, entries, "{case}");
            assert_eq!(plan.changes(), put.into_iter().map(Change::Put).collect::<Vec<_>>(), "{case}");
            assert!(plan.diagnostics.is_empty(), "{case}");
        }
    }

    #[test]
    fn an_id_given_up_and_a_conflict_are_named() {
        let record = Record::whole([report("b", "stored")]);
        let plan = plan(
            &record,
            known(),
            &BTreeSet::new(),
            parsed([report("a", "one"), report("a", "two"), report("b", "other")]),
        );
        let said: Vec<(&str, Code)> = plan.diagnostics.iter().map(|d| (&*d.place, d.code)).collect();
        assert_eq!(said, [("entry 2", Code::DuplicateId), ("entry 3", Code::Conflicting)]);
    }

    #[test]
    fn a_profile_fills_an_empty_one_and_never_replaces_another() {
        let tall = |height: &str| {
            Entry::Profile(Profile {
                height_cm: crate::domain::decimal::Decimal::parse(height).ok(),
                ..Profile::default()
            })
        };
        let empty = Entry::Profile(Profile::default());
        for (stored, file, new, same, conflicting) in [
            (empty.clone(), tall("178"), 1, 0, 0),
            (tall("178"), tall("178"), 0, 1, 0),
            (tall("178"), tall("180"), 0, 0, 1),
            (tall("178"), empty, 0, 0, 0),
        ] {
            let plan = plan(&Record::whole([stored]), known(), &BTreeSet::new(), parsed([file]));
            let expected = PlanTally { new, same, conflicting, ..PlanTally::default() };
            assert_eq!(plan.others, expected);
            assert_eq!(plan.changes().len(), new);
        }
    }

    #[test]
    fn an_action_is_known_by_rule_due_date_and_kind() {
        let snooze = |until: &str| {
            Entry::Action(ReminderAction {
                rule: "r".into(),
                due: None,
                act: ReminderAct::Snooze { until: until.parse().unwrap() },
            })
        };
        let record = Record::whole([snooze("2026-02-10")]);
        let plan =
            plan(&record, known(), &BTreeSet::new(), parsed([snooze("2026-02-10"), snooze("2026-02-11")]));
        assert_eq!((plan.others.same, plan.others.conflicting), (1, 1));
    }
}
