//! A file that was read and not yet stored: what stands in it, report by report, and what the user decides about it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::change::{Change, Entry};
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::domain::report::{Observation, Report, Value};
use crate::exchange::paste::SheetCheck;
use crate::exchange::plan::{ImportPlan, PlanVerdict, PlannedReport, PlannedResult, forgotten_remark};
use crate::exchange::{Diagnostic, LeftLine, LeftState};

/// A plan with the choices made in it. Nothing of it is stored before [`ImportReview::changes`] is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReview {
    /// The name of the file.
    pub name: String,
    pub plan: ImportPlan,
    /// Lines whose result needs a look.
    pub checks: Vec<ReviewCheck>,
    /// Names and lines nothing here is called by.
    pub unknown: Vec<UnknownLines>,
    /// Results that are new and were left out by choice, as report and place.
    left_out: BTreeSet<(usize, usize)>,
    /// Results that take the place of the stored ones they are at odds with.
    replacing: BTreeSet<(usize, usize)>,
}

/// A line whose result needs a look.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewCheck {
    pub line: u32,
    pub text: String,
    pub why: String,
    /// What was understood of it, where the file is the text of a report.
    pub sheet: Option<SheetCheck>,
    /// What the user said it is.
    pub settled: Option<Observation>,
}

/// A name nothing here is called by, with the lines it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLines {
    pub text: String,
    pub first: u32,
    pub count: usize,
}

/// What will become of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultFate {
    /// It is new, and stored.
    Taken,
    /// It is new, and left out by choice.
    LeftOut,
    /// It is in the log already.
    Same,
    /// The file said it before.
    Repeated,
    /// It was forgotten here, and stays away.
    Forgotten,
    /// The log says otherwise, and stays.
    KeptAsStored,
    /// The log says otherwise, and takes this in its place.
    Replaces,
}

impl ImportReview {
    /// The review of a plan before any choice.
    pub fn new(name: String, mut plan: ImportPlan, sheet: Vec<SheetCheck>) -> Self {
        let of_sheet = sheet.into_iter().map(|check| ReviewCheck {
            line: check.line,
            text: check.text.clone(),
            why: check.why.clone(),
            sheet: Some(check),
            settled: None,
        });
        let unsure = plan.left.iter().filter(|left| left.state == LeftState::Unsure);
        let of_table = unsure.map(|left| ReviewCheck {
            line: left.line,
            text: left.text.to_string(),
            why: left.why.clone(),
            sheet: None,
            settled: None,
        });
        let checks = of_sheet.chain(of_table).collect();
        let unknown = unknown_lines(&plan.left);
        plan.diagnostics.extend(forgotten_remark(plan.forgotten));
        let mut review = Self { name, plan, checks, unknown, ..Self::default() };
        if review.held_back().is_some() {
            review.left_out = review.places().filter(|place| review.is_new(*place)).collect();
        }
        review
    }

    /// Why its results are left out until somebody takes them, where all of them are in doubt.
    pub fn held_back(&self) -> Option<&str> {
        Diagnostic::holding_back(&self.plan.diagnostics)
    }

    /// Whether a new result of it is left out.
    pub fn leaves_out(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// The places of all results, as report and place in it.
    fn places(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let reports = self.plan.reports.iter().enumerate();
        reports.flat_map(|(report, planned)| (0..planned.results.len()).map(move |at| (report, at)))
    }

    fn is_new(&self, (report, at): (usize, usize)) -> bool {
        self.result(report, at).is_some_and(|planned| planned.verdict == PlanVerdict::New)
    }

    /// Makes the choices again that were made in an earlier reading of the same file, where what they are about
    /// stands in this one too.
    pub fn choose_as_in(&mut self, earlier: &Self) {
        let mut places: BTreeMap<(u32, NaiveDate), Vec<(usize, usize)>> = BTreeMap::new();
        for (report, at) in self.places() {
            let planned = &self.plan.reports[report];
            places.entry((planned.results[at].line, planned.head.date)).or_default().push((report, at));
        }
        let again = |(report, at): &(usize, usize)| {
            let old = earlier.result(*report, *at)?;
            let day = earlier.plan.reports[*report].head.date;
            let is_same = |(report, at): &&(usize, usize)| {
                self.result(*report, *at)
                    .is_some_and(|new| new.result == old.result && new.verdict == old.verdict)
            };
            places.get(&(old.line, day))?.iter().find(is_same).copied()
        };
        let new = earlier.places().filter(|place| earlier.is_new(*place));
        let choices: Vec<((usize, usize), bool)> =
            new.filter_map(|place| Some((again(&place)?, earlier.left_out.contains(&place)))).collect();
        self.replacing = earlier.replacing.iter().filter_map(again).collect();
        for (place, is_left_out) in choices {
            if is_left_out {
                self.left_out.insert(place);
            } else {
                self.left_out.remove(&place);
            }
        }
        for check in &mut self.checks {
            let is_same = |old: &&ReviewCheck| old.line == check.line && old.text == check.text;
            check.settled = earlier.checks.iter().find(is_same).and_then(|old| old.settled.clone());
        }
    }

    /// What will become of a result.
    pub fn fate(&self, report: usize, at: usize) -> ResultFate {
        let place = (report, at);
        match self.result(report, at).map(|planned| &planned.verdict) {
            Some(PlanVerdict::New) if self.left_out.contains(&place) => ResultFate::LeftOut,
            Some(PlanVerdict::New) => ResultFate::Taken,
            Some(PlanVerdict::Conflicting { .. }) if self.replacing.contains(&place) => ResultFate::Replaces,
            Some(PlanVerdict::Conflicting { .. }) => ResultFate::KeptAsStored,
            Some(PlanVerdict::Repeated) => ResultFate::Repeated,
            Some(PlanVerdict::Forgotten) => ResultFate::Forgotten,
            Some(PlanVerdict::Same) | None => ResultFate::Same,
        }
    }

    /// Leaves a new result out or takes it again; of one that is at odds with the log changes which of both stays.
    pub fn turn(&mut self, report: usize, at: usize) {
        let chosen = match self.fate(report, at) {
            ResultFate::Taken | ResultFate::LeftOut => &mut self.left_out,
            ResultFate::KeptAsStored | ResultFate::Replaces => &mut self.replacing,
            ResultFate::Same | ResultFate::Repeated | ResultFate::Forgotten => return,
        };
        if !chosen.remove(&(report, at)) {
            chosen.insert((report, at));
        }
    }

    /// Leaves all new results of a report out, or takes all where some are left out.
    pub fn turn_report(&mut self, report: usize) {
        let Some(planned) = self.plan.reports.get(report) else { return };
        let new: Vec<(usize, usize)> = (0..planned.results.len())
            .filter(|at| matches!(self.fate(report, *at), ResultFate::Taken | ResultFate::LeftOut))
            .map(|at| (report, at))
            .collect();
        let takes_all = new.iter().any(|place| self.left_out.contains(place));
        for place in new {
            if takes_all {
                self.left_out.remove(&place);
            } else {
                self.left_out.insert(place);
            }
        }
    }

    /// How many results will be stored as things stand.
    pub fn taken(&self) -> usize {
        let of_reports: usize = (0..self.plan.reports.len()).map(|report| self.taken_of(report)).sum();
        of_reports + self.checks.iter().filter(|check| check.settled.is_some()).count()
    }

    /// How many results of a report will be stored.
    pub fn taken_of(&self, report: usize) -> usize {
        let count = self.plan.reports.get(report).map_or(0, |planned| planned.results.len());
        let is_taken =
            |at: &usize| matches!(self.fate(report, *at), ResultFate::Taken | ResultFate::Replaces);
        (0..count).filter(is_taken).count()
    }

    /// How many lines still need a look.
    pub fn open_checks(&self) -> usize {
        self.checks.iter().filter(|check| check.settled.is_none()).count()
    }

    /// What is to be stored, in file order. The record must be whole.
    pub fn changes(&self, record: &Record) -> Vec<Change> {
        let mut plan = ImportPlan { entries: self.plan.entries.clone(), ..ImportPlan::default() };
        for (at, planned) in self.plan.reports.iter().enumerate() {
            plan.reports.push(self.chosen(at, planned));
        }
        for check in &self.checks {
            let (Some(settled), Some(sheet)) = (&check.settled, &check.sheet) else { continue };
            let new = PlannedResult { line: check.line, result: settled.clone(), verdict: PlanVerdict::New };
            let own = plan.reports.iter_mut().find(|planned| planned.head == sheet.head);
            match own {
                Some(planned) => planned.results.push(new),
                None => plan.reports.push(PlannedReport {
                    place: format!("line {}", check.line),
                    head: sheet.head.clone(),
                    results: vec![new],
                    verdict: PlanVerdict::New,
                }),
            }
        }
        let mut changes = plan.changes();
        changes.extend(self.replacements(record));
        changes
    }

    /// A report with those of its results that are new and not left out.
    fn chosen(&self, at: usize, planned: &PlannedReport) -> PlannedReport {
        let is_taken = |place: &usize| self.fate(at, *place) == ResultFate::Taken;
        let kept = planned.results.iter().enumerate().filter(|(place, _)| is_taken(place));
        let results: Vec<PlannedResult> = kept.map(|(_, result)| result.clone()).collect();
        // A report whose results were all left out is no empty report.
        let verdict = if results.is_empty() && !planned.results.is_empty() {
            PlanVerdict::Same
        } else {
            planned.verdict.clone()
        };
        PlannedReport { place: planned.place.clone(), head: planned.head.clone(), results, verdict }
    }

    /// Stored reports with the results that take the place of theirs.
    fn replacements(&self, record: &Record) -> Vec<Change> {
        let mut reports: BTreeMap<EntryId, Report> = BTreeMap::new();
        for (report, at) in &self.replacing {
            let Some(planned) = self.result(*report, *at) else { continue };
            let PlanVerdict::Conflicting { report: id, stored } = &planned.verdict else { continue };
            let head = &self.plan.reports[*report].head;
            let Some(known) = record.report(id) else { continue };
            let new = reports.entry(id.clone()).or_insert_with(|| match stored {
                Some(_) => known.clone(),
                // The whole report is another one.
                None => Report { results: Vec::new(), ..head.clone() },
            });
            match stored.as_deref().and_then(|old| new.results.iter_mut().find(|result| *result == old)) {
                Some(place) => *place = planned.result.clone(),
                None => new.results.push(planned.result.clone()),
            }
        }
        reports.into_values().map(|report| Change::Put(Entry::Report(report))).collect()
    }

    fn result(&self, report: usize, at: usize) -> Option<&PlannedResult> {
        self.plan.reports.get(report)?.results.get(at)
    }

    /// Says what a line is: the value it has, as the user read it.
    pub fn settle(&mut self, check: usize, value: Option<Value>) {
        if let Some(check) = self.checks.get_mut(check) {
            check.settled =
                check.sheet.as_ref().zip(value).map(|(sheet, value)| sheet.found.with_value(value));
        }
    }
}

fn unknown_lines(left: &[LeftLine]) -> Vec<UnknownLines> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unknown: Vec<UnknownLines> = Vec::new();
    for line in left.iter().filter(|line| line.state == LeftState::Unknown) {
        let at = *places.entry(&line.text).or_insert_with(|| {
            unknown.push(UnknownLines { text: line.text.to_string(), first: line.line, count: 0 });
            unknown.len() - 1
        });
        unknown[at].count += 1;
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::domain::decimal::Decimal;
    use crate::domain::quantity::{Comparator, Quantity};
    use crate::domain::report::Kind;
    use crate::exchange::{FoundEntry, Parsed, SheetText, plan};

    fn result(analyte: &str, number: &str) -> Observation {
        let value = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::parse(number).unwrap(),
            unit: "IU/L".into(),
        };
        Observation::new(analyte.into(), Value::Number(value))
    }

    fn report(id: &str, results: &[(&str, &str)]) -> Report {
        let results = results.iter().map(|(analyte, number)| result(analyte, number)).collect();
        Report { id: id.into(), results, ..Report::new(Kind::Blood, "2026-03-14".parse().unwrap()) }
    }

    /// A file with LH 5, which is new, and FSH 4, of which the log says 9.
    fn review() -> (ImportReview, Record) {
        let record = Record::whole([Entry::Report(report("stored", &[("fsh", "9"), ("prolactin", "3")]))]);
        let file = report("", &[("lh", "5"), ("fsh", "4")]);
        let found = FoundEntry { place: "line 2".into(), entry: Entry::Report(file), lines: vec![2, 3] };
        let parsed = Parsed { found: vec![found], ..Parsed::default() };
        (
            ImportReview::new(
                "a.csv".into(),
                plan(&record, Catalog::embedded().analytes(), &BTreeSet::new(), parsed),
                Vec::new(),
            ),
            record,
        )
    }

    #[test]
    fn results_that_are_all_in_doubt_are_taken_one_by_one_and_stay_taken_in_a_second_reading() {
        let found = |results: &[(&str, &str)]| FoundEntry {
            place: "line 2".into(),
            entry: Entry::Report(report("", results)),
            lines: (2..).take(results.len()).collect(),
        };
        let off_a_picture: fn(&mut Parsed) =
            |parsed| SheetText { is_recognised: true, ..SheetText::default() }.remark(parsed);
        let of_a_woman: fn(&mut Parsed) =
            |parsed| parsed.diagnostics.push(Diagnostic::of_woman(Some("Anna Beispiel")));
        for doubt in [off_a_picture, of_a_woman] {
            let doubtful = |results: &[(&str, &str)]| {
                let mut parsed = Parsed { found: vec![found(results)], ..Parsed::default() };
                doubt(&mut parsed);
                let plan = plan(&Record::default(), Catalog::embedded().analytes(), &BTreeSet::new(), parsed);
                ImportReview::new("a.pdf".into(), plan, Vec::new())
            };
            let mut first = doubtful(&[("lh", "5"), ("fsh", "4")]);
            assert_eq!(first.taken(), 0);
            first.turn(0, 0);
            let mut second = doubtful(&[("lh", "5"), ("fsh", "4"), ("prolactin", "3")]);
            second.choose_as_in(&first);
            assert_eq!(stored(&second, &Record::default()), [": lh 5 IU/L"]);
        }
    }

    fn stored(review: &ImportReview, record: &Record) -> Vec<String> {
        let shown = |change: Change| match change {
            Change::Put(Entry::Report(report)) => {
                let results =
                    report.results.iter().map(|r| format!("{} {}", r.analyte, r.quantity().unwrap()));
                format!("{}: {}", report.id, results.collect::<Vec<_>>().join(", "))
            }
            other => format!("{other:?}"),
        };
        review.changes(record).into_iter().map(shown).collect()
    }

    #[test]
    fn what_is_new_is_stored_and_what_the_log_says_otherwise_stays_unless_chosen() {
        let (mut review, record) = review();
        assert_eq!(stored(&review, &record), [": lh 5 IU/L"]);
        review.turn(0, 1);
        assert_eq!(stored(&review, &record), [": lh 5 IU/L", "stored: fsh 4 IU/L, prolactin 3 IU/L"]);
        review.turn(0, 0);
        assert_eq!(stored(&review, &record), ["stored: fsh 4 IU/L, prolactin 3 IU/L"]);
        review.turn(0, 1);
        assert_eq!(stored(&review, &record), [""; 0]);
        assert_eq!(review.taken(), 0);
        review.turn_report(0);
        assert_eq!((review.taken(), review.fate(0, 1)), (1, ResultFate::KeptAsStored));
    }

    #[test]
    fn a_file_read_again_has_the_choices_that_were_made_in_it() {
        let (mut earlier, record) = review();
        earlier.turn(0, 1);
        earlier.turn(0, 0);
        let before = report("", &[("prolactin", "3")]);
        let file = report("", &[("lh", "5"), ("fsh", "4")]);
        let found = [(before, vec![1]), (file, vec![2, 3])].map(|(report, lines)| FoundEntry {
            place: "line 1".into(),
            entry: Entry::Report(report),
            lines,
        });
        let parsed = Parsed { found: found.to_vec(), ..Parsed::default() };
        let mut again = ImportReview::new(
            "a.csv".into(),
            plan(&record, Catalog::embedded().analytes(), &BTreeSet::new(), parsed),
            Vec::new(),
        );
        assert_eq!(again.fate(1, 1), ResultFate::KeptAsStored);
        again.choose_as_in(&earlier);
        assert_eq!(stored(&again, &record), stored(&earlier, &record));
        assert_eq!((again.fate(1, 0), again.fate(1, 1)), (ResultFate::LeftOut, ResultFate::Replaces));
    }
}
