//! Puts the results of a foreign file on reports.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::ForeignPlace;
use crate::domain::change::Entry;
use crate::domain::report::{Kind, Observation, Report};
use crate::domain::specimen::Specimen;
use crate::exchange::intake;
use crate::exchange::{Code, FoundEntry, Parsed};

/// A result that was understood and waits for its report.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WaitingResult {
    pub place: ForeignPlace,
    pub head: Rc<AwaitedHead>,
    pub result: Observation,
    /// How the file writes it, where it is of semen only if its report is: blood and urine have the name too.
    pub bare: Option<Arc<str>>,
}

/// What a file says of the report some results wait for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AwaitedHead {
    /// The report without results.
    pub report: Report,
    /// What the file itself keeps apart as one report; else day, time and laboratory make one.
    pub group: Option<Arc<str>>,
}

/// What makes results one report.
#[derive(PartialEq, Eq, Hash)]
struct HeadKey<'h> {
    kind: Kind,
    day: NaiveDate,
    time: Option<NaiveTime>,
    laboratory: Option<&'h str>,
    specimen: Specimen,
    group: Option<&'h str>,
}

impl<'h> HeadKey<'h> {
    fn new(head: &'h AwaitedHead) -> Self {
        let report = &head.report;
        Self {
            kind: report.kind(),
            day: report.date,
            time: report.time,
            laboratory: report.laboratory.as_deref(),
            specimen: report.specimen(),
            group: head.group.as_deref(),
        }
    }
}

/// A report with the results found for it.
struct AssembledReport {
    place: ForeignPlace,
    report: Report,
    lines: Vec<u32>,
    /// Results of a semen analysis under a name that blood and urine have too, by their place in the report.
    bare: Vec<(usize, Arc<str>)>,
    speaks_of_semen: bool,
}

/// Results of a blood count: beside them leukocytes are those of blood.
const OF_BLOOD_COUNT: [&str; 2] = ["hematocrit", "hemoglobin"];

/// The reports of all results of some days, in the order of their first results. A repeated analyte opens another
/// report, unless the file is our own and says which report it belongs to.
pub(super) fn assemble_reports(results: Vec<WaitingResult>, today: NaiveDate) -> Parsed {
    let heads: Vec<Rc<AwaitedHead>> = results.iter().map(|waiting| Rc::clone(&waiting.head)).collect();
    let mut parsed = Parsed::default();
    let mut reports: Vec<AssembledReport> = Vec::new();
    let mut by_head: HashMap<HeadKey<'_>, usize> = HashMap::new();
    let mut last: Option<(&Rc<AwaitedHead>, usize)> = None;
    for (waiting, head) in results.into_iter().zip(&heads) {
        let has_room = |at: &usize| {
            let is_same = |other: &Observation| {
                other.analyte == waiting.result.analyte && other.side == waiting.result.side
            };
            !head.report.id.is_new() || !reports[*at].report.results.iter().any(is_same)
        };
        let of_last = last.filter(|(known, _)| Rc::ptr_eq(known, head)).map(|(_, at)| at);
        let known = of_last.or_else(|| by_head.get(&HeadKey::new(head)).copied()).filter(has_room);
        let at = known.unwrap_or_else(|| {
            reports.push(AssembledReport::new(waiting.place.clone(), head.report.clone()));
            by_head.insert(HeadKey::new(head), reports.len() - 1);
            if let Ok(Some(remark)) = intake::day(head.report.date, today) {
                parsed.remark(&waiting.place.text(), remark.code, &remark.message);
            }
            reports.len() - 1
        });
        last = Some((head, at));
        reports[at].put(waiting);
    }
    doubt_kinds(&mut reports, &mut parsed);
    for owner in reports.into_iter().filter(|owner| !owner.lines.is_empty()) {
        let (place, lines) = (owner.place.text(), owner.lines);
        parsed.found.push(FoundEntry { place, entry: Entry::Report(owner.report), lines });
    }
    parsed
}

impl AssembledReport {
    const fn new(place: ForeignPlace, report: Report) -> Self {
        Self { place, report, lines: Vec::new(), bare: Vec::new(), speaks_of_semen: false }
    }

    fn put(&mut self, waiting: WaitingResult) {
        match waiting.bare {
            Some(text) => self.bare.push((self.report.results.len(), text)),
            None => self.speaks_of_semen |= self.report.kind() == Kind::Semen,
        }
        self.report.results.push(waiting.result);
        self.lines.push(waiting.place.number);
    }
}

/// Takes results out that are of semen only if their names are: leukocytes, a pH, a volume stand on other sheets too.
fn doubt_kinds(reports: &mut [AssembledReport], parsed: &mut Parsed) {
    let has_blood_count = |owner: &&AssembledReport| {
        owner.report.results.iter().any(|result| OF_BLOOD_COUNT.contains(&&*result.analyte))
    };
    let counted: HashSet<NaiveDate> =
        reports.iter().filter(has_blood_count).map(|owner| owner.report.date).collect();
    let mut doubted: Vec<(ForeignPlace, Arc<str>)> = Vec::new();
    for owner in reports {
        let is_counted = counted.contains(&owner.report.date);
        for (at, text) in std::mem::take(&mut owner.bare).into_iter().rev() {
            let is_leukocytes = &*owner.report.results[at].analyte == "semen-leukocytes";
            if !owner.speaks_of_semen || is_counted && is_leukocytes {
                owner.report.results.remove(at);
                let number = owner.lines.remove(at);
                doubted.push((ForeignPlace { number, ..owner.place.clone() }, text));
            }
        }
    }
    doubted.sort_by_key(|(place, _)| place.number);
    for (place, text) in doubted {
        let sentence = "its name alone does not say that it is of semen; name it in full, for example semen \
                        leukocytes, or add it by hand";
        parsed.reject(&place, &text, Code::UnknownAnalyte, sentence);
    }
}
