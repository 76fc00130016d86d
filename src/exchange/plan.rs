//! What an import would change: each entry of a file is new, already here, or at odds with what is stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::change::{Change, Entry, Key};
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::EntryId;
use crate::domain::journal::{EventEntry, Profile, ReminderAction, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::Report;
use crate::exchange::{Code, Diagnostic, Found, Parsed};

/// How many were found to be what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Not stored yet.
    pub new: usize,
    /// Stored already, or given twice.
    pub same: usize,
    /// At odds with what is stored, which stays.
    pub conflicting: usize,
    /// Not understood.
    pub rejected: usize,
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportPlan {
    /// Counts results.
    pub results: Tally,
    /// Counts everything else, one each: regimens, symptoms, events, doses taken,
    /// questions, reminder actions, the profile, reports
    /// without results.
    pub others: Tally,
    /// What to store, in file order. Entries the file gave no id have none yet: see [`Entry::name`].
    pub changes: Vec<Change>,
    /// Everything worth saying.
    pub diagnostics: Vec<Diagnostic>,
}

impl ImportPlan {
    /// Whether something was not understood.
    pub const fn rejects(&self) -> bool {
        self.results.rejected + self.others.rejected > 0
    }

    /// The summary `import --json` prints; it counts results.
    ///
    /// # Panics
    /// Never: counts and sentences are always valid JSON.
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Summary<'a> {
            #[serde(flatten)]
            results: Tally,
            diagnostics: &'a [Diagnostic],
        }
        let summary = Summary { results: self.results, diagnostics: &self.diagnostics };
        serde_json::to_string(&summary).expect("counts and sentences are always valid JSON")
    }
}

/// Compares what a file holds with the record, which must be whole.
///
/// An entry with an id is the stored one with that id: the same, or conflicting. Without an id it is the same as
/// a stored entry of equal content (for a report: date, time, kind, laboratory, results) that no other entry of
/// the file already stands for, so two equal entries of one file are both stored the first time and neither the
/// second. Entries within one file never conflict: an id used before in it is given up.
pub fn plan(record: &Record, parsed: Parsed) -> ImportPlan {
    let mut planner = Planner::new(record, &parsed.found);
    planner.plan.results.rejected = parsed.rejected_results;
    planner.plan.others.rejected = parsed.rejected_others;
    planner.plan.diagnostics = parsed.diagnostics;
    for found in parsed.found {
        planner.take(found);
    }
    planner.plan
}

/// What has been decided so far.
struct Planner<'r> {
    record: &'r Record,
    reports: Shelf<'r, Report>,
    regimens: Shelf<'r, Regimen>,
    symptoms: Shelf<'r, SymptomEntry>,
    events: Shelf<'r, EventEntry>,
    doses: Shelf<'r, DoseEntry>,
    questions: Shelf<'r, Question>,
    actions: BTreeMap<Key, ReminderAction>,
    plan: ImportPlan,
}

/// What an entry of the file turned out to be.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    New,
    Same,
    Conflicting,
    /// New, and its id is somebody else's in the same file.
    Renamed,
}

impl<'r> Planner<'r> {
    fn new(record: &'r Record, found: &[Found]) -> Self {
        let ids: BTreeSet<Key> =
            found.iter().map(|f| f.entry.key()).filter(|key| !matches!(key, Key::Action(..))).collect();
        let named = |key: Key| ids.contains(&key);
        let keyed = |action: &ReminderAction| (Entry::Action(action.clone()).key(), action.clone());
        Self {
            record,
            reports: Shelf::new(record.reports(), |id| named(Key::Report(id))),
            regimens: Shelf::new(record.regimens(), |id| named(Key::Regimen(id))),
            symptoms: Shelf::new(record.symptoms(), |id| named(Key::Symptom(id))),
            events: Shelf::new(record.events(), |id| named(Key::Event(id))),
            doses: Shelf::new(record.doses_taken(), |id| named(Key::DoseTaken(id))),
            questions: Shelf::new(record.questions(), |id| named(Key::Question(id))),
            actions: record.actions().iter().map(keyed).collect(),
            plan: ImportPlan::default(),
        }
    }

    fn take(&mut self, found: Found) {
        let Found { place, mut entry } = found;
        let verdict = match &mut entry {
            Entry::Report(report) => self.reports.judge(report),
            Entry::Regimen(regimen) => self.regimens.judge(regimen),
            Entry::Symptom(symptom) => self.symptoms.judge(symptom),
            Entry::Event(event) => self.events.judge(event),
            Entry::DoseTaken(dose) => self.doses.judge(dose),
            Entry::Question(question) => self.questions.judge(question),
            Entry::Action(action) => self.judge_action(action),
            Entry::Profile(profile) if *profile == Profile::default() => return,
            Entry::Profile(profile) => self.judge_profile(profile),
        };
        self.count(&entry, verdict);
        match verdict {
            Verdict::New => {}
            Verdict::Same => return,
            Verdict::Conflicting => {
                let message = conflict(&entry);
                self.remark(&place, Code::Conflicting, &message);
                return;
            }
            Verdict::Renamed => self.remark(
                &place,
                Code::DuplicateId,
                "its id was used before in this file; it is stored as an entry of its own",
            ),
        }
        self.plan.changes.push(Change::Put(entry));
    }

    fn judge_action(&mut self, action: &ReminderAction) -> Verdict {
        let key = Entry::Action(action.clone()).key();
        match self.actions.get(&key) {
            Some(stored) if stored == action => Verdict::Same,
            Some(_) => Verdict::Conflicting,
            None => {
                self.actions.insert(key, action.clone());
                Verdict::New
            }
        }
    }

    fn judge_profile(&self, profile: &Profile) -> Verdict {
        let stored = self.record.profile();
        if stored == profile {
            Verdict::Same
        } else if *stored == Profile::default() {
            Verdict::New
        } else {
            Verdict::Conflicting
        }
    }

    fn count(&mut self, entry: &Entry, verdict: Verdict) {
        let (tally, weight) = match entry {
            Entry::Report(report) if !report.results.is_empty() => {
                (&mut self.plan.results, report.results.len())
            }
            _ => (&mut self.plan.others, 1),
        };
        *match verdict {
            Verdict::New | Verdict::Renamed => &mut tally.new,
            Verdict::Same => &mut tally.same,
            Verdict::Conflicting => &mut tally.conflicting,
        } += weight;
    }

    fn remark(&mut self, place: &str, code: Code, message: &str) {
        self.plan.diagnostics.push(Diagnostic::new(place, code, message));
    }
}

fn conflict(entry: &Entry) -> String {
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

/// The stored entries of one sort, and which of them the file already stands for.
struct Shelf<'r, T> {
    by_id: HashMap<&'r str, &'r T>,
    /// Entries whose id the file does not name; each stands for one entry without an id.
    unclaimed: HashMap<NaiveDate, Vec<&'r T>>,
    /// Ids used in the file so far.
    used: HashMap<EntryId, T>,
}

impl<'r, T: Stored> Shelf<'r, T> {
    fn new(stored: &'r [T], named: impl Fn(EntryId) -> bool) -> Self {
        let mut unclaimed: HashMap<NaiveDate, Vec<&'r T>> = HashMap::new();
        for entry in stored.iter().filter(|entry| !named(entry.id().clone())) {
            unclaimed.entry(entry.day()).or_default().push(entry);
        }
        Self {
            by_id: stored.iter().map(|entry| (entry.id().as_str(), entry)).collect(),
            unclaimed,
            used: HashMap::new(),
        }
    }

    /// Takes its id away from an entry that cannot keep it.
    fn judge(&mut self, entry: &mut T) -> Verdict {
        if entry.id().is_new() {
            return self.judge_by_content(entry);
        }
        if let Some(earlier) = self.used.get(entry.id()) {
            if earlier == entry {
                return Verdict::Same;
            }
            entry.forget_id();
            return match self.judge_by_content(entry) {
                Verdict::New => Verdict::Renamed,
                verdict => verdict,
            };
        }
        self.used.insert(entry.id().clone(), entry.clone());
        match self.by_id.get(entry.id().as_str()) {
            None => Verdict::New,
            Some(stored) if *stored == entry => Verdict::Same,
            Some(_) => Verdict::Conflicting,
        }
    }

    fn judge_by_content(&mut self, entry: &T) -> Verdict {
        let same_day = self.unclaimed.get_mut(&entry.day());
        let twin = same_day.and_then(|stored| {
            let at = stored.iter().position(|stored| stored.equals(entry))?;
            Some(stored.remove(at))
        });
        if twin.is_some() { Verdict::Same } else { Verdict::New }
    }
}

/// An entry that has an id and a day.
trait Stored: Clone + PartialEq {
    fn id(&self) -> &EntryId;
    fn forget_id(&mut self);
    fn day(&self) -> NaiveDate;

    /// Whether the content is equal, whatever the ids.
    fn equals(&self, other: &Self) -> bool;
}

impl Stored for Report {
    fn id(&self) -> &EntryId {
        &self.id
    }

    fn forget_id(&mut self) {
        self.id = EntryId::default();
    }

    fn day(&self) -> NaiveDate {
        self.date
    }

    fn equals(&self, other: &Self) -> bool {
        self.time == other.time
            && self.kind() == other.kind()
            && self.laboratory == other.laboratory
            && self.results == other.results
    }
}

macro_rules! stored {
    ($entry:ty, $day:ident) => {
        impl Stored for $entry {
            fn id(&self) -> &EntryId {
                &self.id
            }

            fn forget_id(&mut self) {
                self.id = EntryId::default();
            }

            fn day(&self) -> NaiveDate {
                self.$day
            }

            fn equals(&self, other: &Self) -> bool {
                let id = other.id.clone();
                Self { id, ..self.clone() } == *other
            }
        }
    };
}

stored!(Regimen, start);
stored!(SymptomEntry, date);
stored!(EventEntry, date);
stored!(DoseEntry, day);
stored!(Question, day);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::journal::ReminderAct;
    use crate::domain::report::{Kind, Observation, Value};

    fn report(id: &str, words: &str) -> Entry {
        let mut report = Report::new(Kind::Blood, "2026-03-14".parse().unwrap());
        report.id = id.into();
        report.results = vec![Observation::new("lh".into(), Value::Words(words.into()))];
        Entry::Report(report)
    }

    fn parsed(entries: impl IntoIterator<Item = Entry>) -> Parsed {
        let entries = entries.into_iter().enumerate();
        Parsed {
            found: entries.map(|(n, entry)| Found { place: format!("entry {}", n + 1), entry }).collect(),
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
            ("no id, other content", "a:one", ":two", [1, 0, 0], ":two"),
            ("twins are both stored", "", ":one :one", [2, 0, 0], ":one :one"),
            ("one twin is stored", "a:one", ":one :one", [1, 1, 0], ":one"),
            ("both twins are stored", "a:one b:one", ":one :one", [0, 2, 0], ""),
            ("a named twin is taken", "a:one", ":one a:one", [1, 1, 0], ":one"),
            ("an id twice in a file", "", "a:one a:two", [2, 0, 0], "a:one :two"),
            ("the same file again", "a:one c:two", "a:one a:two", [0, 2, 0], ""),
            ("an entry twice in a file", "", "a:one a:one", [1, 1, 0], "a:one"),
        ] {
            let plan = plan(&Record::whole(reports(stored)), parsed(reports(file)));
            let [new, same, conflicting] = counts;
            let expected = Tally { new, same, conflicting, rejected: 0 };
            assert_eq!(plan.results, expected, "{case}");
            let put: Vec<Change> = reports(put).into_iter().map(Change::Put).collect();
            assert_eq!(plan.changes, put, "{case}");
        }
    }

    #[test]
    fn an_id_given_up_and_a_conflict_are_named() {
        let record = Record::whole([report("b", "stored")]);
        let plan = plan(&record, parsed([report("a", "one"), report("a", "two"), report("b", "other")]));
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
            let plan = plan(&Record::whole([stored]), parsed([file]));
            let expected = Tally { new, same, conflicting, rejected: 0 };
            assert_eq!(plan.others, expected);
            assert_eq!(plan.changes.len(), new);
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
        let plan = plan(&record, parsed([snooze("2026-02-10"), snooze("2026-02-11")]));
        assert_eq!((plan.others.same, plan.others.conflicting), (1, 1));
    }
}
