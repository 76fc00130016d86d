//! Everything one man stored, in memory, in order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::change::{Change, Entry, EntryKey};
use crate::domain::day::of_days;
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::{AnalyteId, EntryId, SignId};
use crate::domain::journal::{EventEntry, Profile, ReminderAction, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::record_extent::{HistoryNeed, RecordExtent};
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Observation, Report};
#[cfg(doc)]
use crate::domain::specimen::Specimen;

/// The record. Lists are kept by date; entries of one date in the order they were entered, reports of one
/// date by time first. It may hold only the newer part of the history: see [`Record::extent`].
#[derive(Clone, Debug, Default)]
pub struct Record {
    profile: Profile,
    reports: Vec<Report>,
    regimens: Vec<Regimen>,
    symptoms: Vec<SymptomEntry>,
    events: Vec<EventEntry>,
    doses_taken: Vec<DoseEntry>,
    questions: Vec<Question>,
    actions: Vec<ReminderAction>,
    /// By series: what was measured in another specimen than serum stands apart.
    index: BTreeMap<AnalyteId, Vec<ResultPlace>>,
    /// Where the entries of each symptom stand, by day.
    symptom_index: BTreeMap<SignId, Vec<u32>>,
    extent: RecordExtent,
    /// How many reports are stored that are older than those of which none is missing.
    older_reports: usize,
}

/// Entries of one day stay in the order they were entered. Most lists come in order, and sorting would need half as much room
/// again.
fn sort_by_day<T, D: Ord>(entries: &mut [T], day: impl Fn(&T) -> D) {
    if !entries.is_sorted_by_key(&day) {
        entries.sort_by_key(day);
    }
}

/// Where a result stands: report, then result on it.
type ResultPlace = (u32, u32);

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.profile == other.profile
            && self.reports == other.reports
            && self.regimens == other.regimens
            && self.symptoms == other.symptoms
            && self.events == other.events
            && self.doses_taken == other.doses_taken
            && self.questions == other.questions
            && self.actions == other.actions
    }
}

/// What becomes a record: entries that are handed over one by one, in the order they were entered.
#[derive(Debug, Default)]
pub struct GatheredEntries(Record);

impl GatheredEntries {
    /// Takes an entry behind those that it has.
    pub fn put(&mut self, entry: Entry) {
        self.0.insert(entry);
    }

    /// The record that has nothing but these and lacks nothing.
    pub fn whole(self) -> Record {
        let mut record = self.0;
        // Of these a long log has the most, and lists that grow are given twice the room each time.
        record.doses_taken.shrink_to_fit();
        record.symptoms.shrink_to_fit();
        record.settle();
        record
    }

    /// The same, known to lack older entries.
    pub fn partial(self) -> Record {
        Record { extent: RecordExtent::RECENT, ..self.whole() }
    }
}

impl FromIterator<Entry> for GatheredEntries {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut gathered = Self::default();
        entries.into_iter().for_each(|entry| gathered.put(entry));
        gathered
    }
}

impl Record {
    /// The whole record made of these entries, given in the order they were entered.
    pub fn whole(entries: impl IntoIterator<Item = Entry>) -> Self {
        entries.into_iter().collect::<GatheredEntries>().whole()
    }

    /// The same, but older entries are missing.
    pub fn partial(entries: impl IntoIterator<Item = Entry>) -> Self {
        entries.into_iter().collect::<GatheredEntries>().partial()
    }

    /// The same record, known to hold so much, while so many older reports are stored.
    #[must_use]
    pub fn holding(self, extent: RecordExtent, older_reports: usize) -> Self {
        Self { extent, older_reports, ..self }
    }

    /// Takes the symptoms since a day, and those that are looked at of the days before, in place of those that are here.
    pub fn take_symptoms(&mut self, since: NaiveDate, symptoms: Vec<SymptomEntry>) {
        self.symptoms = symptoms;
        self.extent = self.extent.with(HistoryNeed::SymptomsSince(since));
        self.settle_symptoms();
    }

    /// Takes the symptoms and doses of another record in place of those that are here.
    pub fn take_days_of(&mut self, days: Self) {
        (self.symptoms, self.symptom_index) = (days.symptoms, days.symptom_index);
        self.doses_taken = days.doses_taken;
    }

    /// The symptom entries alone.
    pub fn into_symptoms(self) -> Vec<SymptomEntry> {
        self.symptoms
    }

    /// How much of what is stored is here.
    pub const fn extent(&self) -> RecordExtent {
        self.extent
    }

    /// Whether everything that is stored is here. Rules and the first screen need only the newer entries.
    pub const fn is_whole(&self) -> bool {
        self.extent.is_whole
    }

    /// Whether all that is looked at is here.
    pub fn holds(&self, need: HistoryNeed) -> bool {
        let has_all = || self.extent.reports_since().is_some() && self.older_reports == 0;
        match need {
            HistoryNeed::Recent => true,
            HistoryNeed::SymptomsSince(day) => self.extent.symptoms_since().is_some_and(|since| since <= day),
            HistoryNeed::Courses => self.extent.has_courses,
            HistoryNeed::Problems => self.extent.has_problems,
            HistoryNeed::Reports(count) => count <= self.extent.newest_reports || has_all(),
            HistoryNeed::ReportsSince(day) => {
                self.extent.reports_since().is_some_and(|since| since <= day) || has_all()
            }
            HistoryNeed::Whole => self.extent.is_whole,
        }
    }

    /// The profile of the person who logs.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// By date and time, then as entered.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// The newest reports of which none is missing, by date and time; where single ones may be, those that are here.
    pub fn newest_reports(&self) -> &[Report] {
        let since = self.extent.reports_since().unwrap_or(NaiveDate::MIN);
        of_days(&self.reports, (since, NaiveDate::MAX), |report| report.date)
    }

    /// How many reports there are, with those that are stored and not here.
    pub fn report_count(&self) -> usize {
        self.newest_reports().len() + self.older_reports
    }

    /// Whether changes concern what only a part is here of. After one of a report others are compared with each other,
    /// and the number of those that are not here may be another; after one of a course other results stand before it;
    /// after one of an old symptom another entry may be the last it was felt on.
    pub fn is_outgrown_by(&self, changes: &[Change]) -> bool {
        let RecordExtent { has_courses, .. } = self.extent;
        let shows_reports = has_courses || self.extent.reports_since().is_some();
        let touches = |change: &Change| {
            (shows_reports && change.is_of_report())
                || (has_courses && change.is_of_course())
                || self.concerns_old_symptom(change)
        };
        !self.is_whole() && changes.iter().any(touches)
    }

    /// Whether a change may concern a symptom older than those of which none is missing.
    fn concerns_old_symptom(&self, change: &Change) -> bool {
        let Some(since) = self.extent.symptoms_since() else { return false };
        let day_of =
            |id: &EntryId| self.symptoms.iter().find(|entry| entry.id == *id).map(|entry| entry.date);
        match change {
            Change::Put(Entry::Symptom(new)) => {
                new.date < since || day_of(&new.id).is_some_and(|day| day < since)
            }
            Change::Remove(EntryKey::Symptom(id)) => day_of(id).is_none_or(|day| day < since),
            _ => false,
        }
    }

    /// The courses of therapy, ordered by their first day.
    pub fn regimens(&self) -> &[Regimen] {
        &self.regimens
    }

    /// The symptom entries, ordered by date.
    pub fn symptoms(&self) -> &[SymptomEntry] {
        &self.symptoms
    }

    /// The newest entries of symptoms of which none is missing, by date; where single ones may be, those that are here.
    pub fn newest_symptoms(&self) -> &[SymptomEntry] {
        self.symptoms_in((self.extent.symptoms_since().unwrap_or(NaiveDate::MIN), NaiveDate::MAX))
    }

    /// Those of some days, both included, found without walking over the others.
    pub fn symptoms_in(&self, days: (NaiveDate, NaiveDate)) -> &[SymptomEntry] {
        of_days(&self.symptoms, days, |entry| entry.date)
    }

    /// The entries of one symptom, by date.
    pub fn entries_of(&self, symptom: &str) -> impl DoubleEndedIterator<Item = &SymptomEntry> {
        let places = self.symptom_index.get(symptom).map_or(&[][..], Vec::as_slice);
        places.iter().map(|place| &self.symptoms[*place as usize])
    }

    /// The last grade a symptom was given on a day.
    pub fn graded_on(&self, symptom: &str, day: NaiveDate) -> Option<&SymptomEntry> {
        self.symptoms_in((day, day)).iter().rfind(|entry| *entry.symptom == *symptom)
    }

    /// The events, ordered by date.
    pub fn events(&self) -> &[EventEntry] {
        &self.events
    }

    /// Those of some days, both included.
    pub fn events_in(&self, days: (NaiveDate, NaiveDate)) -> &[EventEntry] {
        of_days(&self.events, days, |event| event.date)
    }

    /// Doses taken and skipped, by day.
    pub fn doses_taken(&self) -> &[DoseEntry] {
        &self.doses_taken
    }

    /// Questions for the next visit, answered ones included, by the day they were noted.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Every laboratory named on a report, each once.
    pub fn laboratories(&self) -> Vec<String> {
        let named: BTreeSet<&String> = self.reports.iter().filter_map(|r| r.laboratory.as_ref()).collect();
        named.into_iter().cloned().collect()
    }

    /// The acts on reminders in the order of their entry.
    pub fn actions(&self) -> &[ReminderAction] {
        &self.actions
    }

    /// Whether nothing at all was stored.
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
            && self.regimens.is_empty()
            && self.symptoms.is_empty()
            && self.events.is_empty()
            && self.doses_taken.is_empty()
            && self.questions.is_empty()
    }

    /// The results of an analyte, oldest first; of one day by time, then as entered. Those in another specimen than
    /// serum stand under the id of their own series: see [`Specimen::series`].
    pub fn results(&self, analyte: &str) -> impl DoubleEndedIterator<Item = (&Report, &Observation)> + Clone {
        self.at(self.places(analyte))
    }

    /// Those up to a day, found without walking over the later ones.
    pub fn results_until(
        &self,
        analyte: &str,
        day: NaiveDate,
    ) -> impl DoubleEndedIterator<Item = (&Report, &Observation)> + Clone {
        let places = self.places(analyte);
        self.at(&places[..self.count_before(places, |date| date <= day)])
    }

    /// Those of one day.
    pub fn results_on(
        &self,
        analyte: &str,
        day: NaiveDate,
    ) -> impl DoubleEndedIterator<Item = (&Report, &Observation)> + Clone {
        let places = self.places(analyte);
        let (first, end) =
            (self.count_before(places, |date| date < day), self.count_before(places, |date| date <= day));
        self.at(&places[first..end])
    }

    /// The series that have results: analytes, and analytes in other specimens than serum.
    pub fn analytes(&self) -> impl Iterator<Item = &AnalyteId> {
        self.index.keys()
    }

    /// Reports of a day, by time, then as entered.
    pub fn reports_on(&self, day: NaiveDate) -> &[Report] {
        of_days(&self.reports, (day, day), |report| report.date)
    }

    /// Reports of a kind, oldest first.
    pub fn reports_of(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Report> {
        self.reports.iter().filter(move |report| report.kind() == kind)
    }

    /// The report with this id.
    pub fn report(&self, id: &str) -> Option<&Report> {
        self.reports.iter().find(|report| &*report.id == id)
    }

    /// Every entry, in an order that [`Record::whole`] takes back to an equal record.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        std::iter::once(Entry::Profile(self.profile.clone()))
            .chain(self.reports.iter().cloned().map(Entry::Report))
            .chain(self.regimens.iter().cloned().map(Entry::Regimen))
            .chain(self.symptoms.iter().cloned().map(Entry::Symptom))
            .chain(self.events.iter().cloned().map(Entry::Event))
            .chain(self.doses_taken.iter().cloned().map(Entry::DoseTaken))
            .chain(self.questions.iter().cloned().map(Entry::Question))
            .chain(self.actions.iter().cloned().map(Entry::Action))
    }

    /// The entry with this key.
    pub fn entry(&self, key: &EntryKey) -> Option<Entry> {
        match key {
            EntryKey::Profile => Some(Entry::Profile(self.profile.clone())),
            EntryKey::Report(id) => self.report(id).cloned().map(Entry::Report),
            EntryKey::Regimen(id) => self.regimens.iter().find(|r| r.id == *id).cloned().map(Entry::Regimen),
            EntryKey::Symptom(id) => self.symptoms.iter().find(|s| s.id == *id).cloned().map(Entry::Symptom),
            EntryKey::Event(id) => self.events.iter().find(|e| e.id == *id).cloned().map(Entry::Event),
            EntryKey::DoseTaken(id) => {
                self.doses_taken.iter().find(|d| d.id == *id).cloned().map(Entry::DoseTaken)
            }
            EntryKey::Question(id) => {
                self.questions.iter().find(|q| q.id == *id).cloned().map(Entry::Question)
            }
            EntryKey::Action(..) => {
                self.actions.iter().cloned().map(Entry::Action).find(|action| action.key() == *key)
            }
        }
    }

    /// Whether one of these changes puts an entry that is not here. The record does not know where such a one
    /// stood among others of its moment before it was taken out; only reading everything again tells.
    pub fn lacks_one_of(&self, changes: &[Change]) -> bool {
        changes.iter().any(|change| match change {
            Change::Put(entry) => self.entry(&entry.key()).is_none(),
            Change::Remove(_) => false,
        })
    }

    /// The record after these changes. What is new stands behind the others of its moment.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Put(entry) => self.put(entry.clone()),
                Change::Remove(key) => self.remove(key),
            }
        }
        if changes.iter().any(Change::is_of_report) {
            self.settle_reports();
        }
        if changes.iter().any(Change::is_of_symptom) {
            self.settle_symptoms();
        }
        self.settle_others();
    }

    /// Where the results of an analyte stand, oldest first.
    fn places(&self, analyte: &str) -> &[ResultPlace] {
        self.index.get(analyte).map_or(&[], Vec::as_slice)
    }

    fn at<'r>(
        &'r self,
        places: &'r [ResultPlace],
    ) -> impl DoubleEndedIterator<Item = (&'r Report, &'r Observation)> + Clone {
        places.iter().map(|&(report, result)| {
            let report = &self.reports[report as usize];
            (report, &report.results[result as usize])
        })
    }

    /// How many of these places, which are by date, come before the first whose date is not early enough.
    fn count_before(&self, places: &[ResultPlace], is_early: impl Fn(NaiveDate) -> bool) -> usize {
        places.partition_point(|&(report, _)| is_early(self.reports[report as usize].date))
    }

    fn put(&mut self, entry: Entry) {
        match entry {
            Entry::Profile(profile) => self.profile = profile,
            Entry::Report(report) => replace_or_push(&mut self.reports, report, |a, b| a.id == b.id),
            Entry::Regimen(regimen) => replace_or_push(&mut self.regimens, regimen, |a, b| a.id == b.id),
            Entry::Symptom(symptom) => replace_or_push(&mut self.symptoms, symptom, |a, b| a.id == b.id),
            Entry::Event(event) => replace_or_push(&mut self.events, event, |a, b| a.id == b.id),
            Entry::DoseTaken(dose) => replace_or_push(&mut self.doses_taken, dose, |a, b| a.id == b.id),
            Entry::Question(question) => replace_or_push(&mut self.questions, question, |a, b| a.id == b.id),
            Entry::Action(action) => replace_or_push(&mut self.actions, action, |a, b| {
                (&a.rule, a.due, a.act.kind()) == (&b.rule, b.due, b.act.kind())
            }),
        }
    }

    /// Adds an entry known to be new; the caller settles the order afterwards.
    fn insert(&mut self, entry: Entry) {
        match entry {
            Entry::Profile(profile) => self.profile = profile,
            Entry::Report(report) => self.reports.push(report),
            Entry::Regimen(regimen) => self.regimens.push(regimen),
            Entry::Symptom(symptom) => self.symptoms.push(symptom),
            Entry::Event(event) => self.events.push(event),
            Entry::DoseTaken(dose) => self.doses_taken.push(dose),
            Entry::Question(question) => self.questions.push(question),
            Entry::Action(action) => self.actions.push(action),
        }
    }

    fn remove(&mut self, key: &EntryKey) {
        match key {
            EntryKey::Profile => self.profile = Profile::default(),
            EntryKey::Report(id) => self.reports.retain(|r| r.id != *id),
            EntryKey::Regimen(id) => self.regimens.retain(|r| r.id != *id),
            EntryKey::Symptom(id) => self.symptoms.retain(|s| s.id != *id),
            EntryKey::Event(id) => self.events.retain(|e| e.id != *id),
            EntryKey::DoseTaken(id) => self.doses_taken.retain(|d| d.id != *id),
            EntryKey::Question(id) => self.questions.retain(|q| q.id != *id),
            EntryKey::Action(rule, due, act) => {
                self.actions.retain(|a| (&a.rule, a.due, a.act.kind()) != (rule, *due, *act));
            }
        }
    }

    /// Restores order and index; the sorts are stable, so entries of one moment keep the order of entry.
    fn settle(&mut self) {
        self.settle_reports();
        self.settle_symptoms();
        self.settle_others();
    }

    fn settle_others(&mut self) {
        sort_by_day(&mut self.regimens, |r| r.start);
        sort_by_day(&mut self.events, |e| e.date);
        sort_by_day(&mut self.doses_taken, |d| d.day);
        sort_by_day(&mut self.questions, |q| q.day);
    }

    fn settle_symptoms(&mut self) {
        sort_by_day(&mut self.symptoms, |s| s.date);
        self.symptom_index.clear();
        for (place, entry) in self.symptoms.iter().enumerate() {
            match self.symptom_index.get_mut(&entry.symptom) {
                Some(places) => places.push(place as u32),
                None => drop(self.symptom_index.insert(entry.symptom.clone(), vec![place as u32])),
            }
        }
    }

    fn settle_reports(&mut self) {
        sort_by_day(&mut self.reports, |r| (r.date, r.time));
        self.index.clear();
        for (place, report) in self.reports.iter().enumerate() {
            for (line, result) in report.results.iter().enumerate() {
                let at = (place as u32, line as u32);
                let series = report.series(result);
                match self.index.get_mut(&series) {
                    Some(places) => places.push(at),
                    None => drop(self.index.insert(series, vec![at])),
                }
            }
        }
    }
}

fn replace_or_push<T>(list: &mut Vec<T>, new: T, same: impl Fn(&T, &T) -> bool) {
    match list.iter_mut().find(|old| same(old, &new)) {
        Some(old) => *old = new,
        None => list.push(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::journal::Grade;
    use crate::domain::report::Value;

    fn report(id: &str, date: &str, time: Option<&str>, words: &str) -> Report {
        let mut report = Report::new(Kind::Blood, date.parse().unwrap());
        report.id = id.into();
        report.time = time.map(|t| crate::domain::day::parse_time(t).unwrap());
        report.results.push(Observation::new("estradiol".into(), Value::Words(words.into())));
        report
    }

    fn order(record: &Record) -> Vec<&str> {
        record.results("estradiol").map(|(report, _)| report.id.as_str()).collect()
    }

    #[test]
    fn results_stand_by_day_then_time_then_order_of_entry() {
        let record = Record::whole([
            Entry::Report(report("c", "2026-02-01", Some("08:00"), "first of a minute")),
            Entry::Report(report("d", "2026-02-01", Some("08:00"), "second of a minute")),
            Entry::Report(report("b", "2026-02-01", None, "no time")),
            Entry::Report(report("a", "2026-01-01", Some("09:00"), "the day before")),
        ]);
        assert_eq!(order(&record), ["a", "b", "c", "d"]);
        assert_eq!(Record::whole(record.entries()), record);
    }

    #[test]
    fn results_are_found_by_day_and_up_to_a_day() {
        let record = Record::whole([
            Entry::Report(report("a", "2026-01-01", None, "one")),
            Entry::Report(report("b", "2026-02-01", None, "two")),
            Entry::Report(report("c", "2026-02-01", None, "the same day")),
            Entry::Report(report("d", "2026-03-01", None, "three")),
        ]);
        for (day, on, until) in [
            ("2025-12-31", "", ""),
            ("2026-01-01", "a", "a"),
            ("2026-01-15", "", "a"),
            ("2026-02-01", "bc", "abc"),
            ("2026-03-02", "", "abcd"),
        ] {
            let date = day.parse().unwrap();
            let ids = |(report, _): (&Report, &Observation)| report.id.to_string();
            assert_eq!(record.results_on("estradiol", date).map(ids).collect::<String>(), on, "{day}");
            assert_eq!(record.results_until("estradiol", date).map(ids).collect::<String>(), until, "{day}");
        }
        assert_eq!(record.results_on("lh", "2026-01-01".parse().unwrap()).count(), 0);
    }

    #[test]
    fn entries_of_symptoms_are_found_by_day_and_by_what_they_are_of() {
        let entry = |id: &str, date: &str, symptom: &str, grade| SymptomEntry {
            id: id.into(),
            date: date.parse().unwrap(),
            symptom: symptom.into(),
            grade,
            note: None,
        };
        let mut record = Record::whole([
            Entry::Symptom(entry("c", "2026-03-01", "joint-pain", Grade::Mild)),
            Entry::Symptom(entry("a", "2026-01-01", "joint-pain", Grade::Severe)),
            Entry::Symptom(entry("b", "2026-01-01", "fatigue", Grade::Mild)),
        ]);
        let ids = |record: &Record, symptom: &str| -> String {
            record.entries_of(symptom).map(|entry| entry.id.as_str()).collect()
        };
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(
            (ids(&record, "joint-pain"), ids(&record, "libido-low")),
            ("ac".to_owned(), String::new())
        );
        assert_eq!(record.symptoms_in((day("2026-01-01"), day("2026-02-28"))).len(), 2);
        let later = entry("d", "2026-01-01", "joint-pain", Grade::None);
        record.apply(&[Change::Put(Entry::Symptom(later)), Change::Remove(EntryKey::Symptom("b".into()))]);
        assert_eq!(ids(&record, "joint-pain"), "adc");
        assert_eq!(ids(&record, "fatigue"), "");
        let graded = |on: &str| record.graded_on("joint-pain", day(on)).map(|entry| entry.grade);
        assert_eq!((graded("2026-01-01"), graded("2026-01-02")), (Some(Grade::None), None));
    }

    #[test]
    fn a_part_of_the_history_tells_how_far_it_reaches_and_when_it_has_to_be_read_again() {
        let entries = ["2026-01-01", "2026-02-01", "2026-03-01"]
            .map(|date| Entry::Report(report(date, date, None, "seen")));
        let since: NaiveDate = "2026-02-01".parse().unwrap();
        let extent =
            RecordExtent::RECENT.with(HistoryNeed::Reports(2)).with(HistoryNeed::ReportsSince(since));
        let part = Record::partial(entries).holding(extent, 7);
        assert_eq!((part.newest_reports().len(), part.report_count()), (2, 9));
        let all = part.clone().holding(extent, 0);
        for (need, holds, holds_all) in [
            (HistoryNeed::Recent, true, true),
            (HistoryNeed::SymptomsSince(since), false, false),
            (HistoryNeed::Reports(2), true, true),
            (HistoryNeed::Reports(3), false, true),
            (HistoryNeed::ReportsSince(since), true, true),
            (HistoryNeed::ReportsSince("2026-01-31".parse().unwrap()), false, true),
            (HistoryNeed::Whole, false, false),
        ] {
            assert_eq!((part.holds(need), all.holds(need)), (holds, holds_all), "{need:?}");
        }
        let old = [Change::Put(Entry::Report(report("old", "2001-01-01", None, "seen")))];
        assert!(
            part.is_outgrown_by(&old) && part.is_outgrown_by(&[Change::Remove(EntryKey::Report("x".into()))])
        );
        assert!(!part.is_outgrown_by(&[Change::Remove(EntryKey::Event("x".into()))]));
        assert!(!Record::whole([]).is_outgrown_by(&old));
    }

    #[test]
    fn a_change_replaces_the_entry_with_its_key_and_a_removal_takes_it_out() {
        let mut record = Record::whole([Entry::Report(report("a", "2026-01-01", None, "one"))]);
        record.apply(&[Change::Put(Entry::Report(report("a", "2026-03-01", None, "moved")))]);
        record.apply(&[Change::Put(Entry::Report(report("b", "2026-02-01", None, "two")))]);
        assert_eq!(order(&record), ["b", "a"]);
        record.apply(&[Change::Remove(EntryKey::Report("a".into()))]);
        assert_eq!(order(&record), ["b"]);
    }
}
