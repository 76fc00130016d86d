//! Where the results of a large file wait until they are planned, so that nothing in memory grows with the file.

use std::io;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::ForeignPlace;
use super::assembly::{AwaitedHead, WaitingResult, assemble_reports};
use super::packed_report::PackedReport;
use crate::domain::change::Entry;
use crate::domain::report::Report;
use crate::exchange::{Diagnostic, FoundEntry, Parsed};

/// Shelves outside of memory, each read in the order of its numbers. What cannot be kept is told of when it is
/// read again.
pub trait ImportSpool {
    /// Puts a piece on a shelf behind all others of its number.
    fn keep(&mut self, shelf: SpoolShelf, number: i64, piece: &[u8]);

    /// Takes everything off the shelves.
    fn clear(&mut self) -> io::Result<()>;

    /// The pieces of a shelf behind a place, at most so many.
    fn page(
        &mut self,
        shelf: SpoolShelf,
        behind: SpoolPlace,
        at_most: usize,
    ) -> io::Result<Vec<SpooledPiece>>;
}

/// A shelf of a spool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpoolShelf {
    /// Results by their day.
    Results,
    /// Entries of our own file by their day.
    Found,
    /// Rows of our own CSV by the day of their report.
    Rows,
    /// Lines of a dry run as text, by their number in the file.
    Lines,
    /// What there is to say as JSON, in order.
    Remarks,
    /// Reports that are new, as they are to be stored.
    Reports,
    /// The same of other entries.
    Entries,
}

/// A place on a shelf; the default is before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpoolPlace {
    pub number: i64,
    /// Which of those with this number it is, counted over all shelves.
    pub arrival: i64,
}

impl Default for SpoolPlace {
    fn default() -> Self {
        Self { number: i64::MIN, arrival: 0 }
    }
}

/// A piece of a shelf, and its place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpooledPiece {
    pub place: SpoolPlace,
    pub bytes: Vec<u8>,
}

impl SpooledPiece {
    /// What is kept as text.
    pub fn text(&self) -> io::Result<&str> {
        str::from_utf8(&self.bytes).map_err(io::Error::other)
    }

    /// What is kept in the binary form.
    pub fn read<'p, T: Deserialize<'p>>(&'p self) -> io::Result<T> {
        rmp_serde::from_slice(&self.bytes).map_err(io::Error::other)
    }

    /// An entry that is to be stored, from its shelf.
    pub fn entry(&self, shelf: SpoolShelf) -> io::Result<Entry> {
        match shelf {
            SpoolShelf::Reports => self.read::<PackedReport<'_>>()?.unpack().map(Entry::Report),
            _ => self.read(),
        }
    }
}

/// The results of some whole days, put on reports, or what else a file has of these days.
#[derive(Debug)]
pub struct SpoolPage {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub parsed: Parsed,
    /// Where the next page begins.
    pub behind: SpoolPlace,
}

impl SpoolPage {
    /// The first and the last day of some pieces, and where the next page begins; none where there are no pieces.
    pub(in crate::exchange) fn span(pieces: &[SpooledPiece]) -> Option<(NaiveDate, NaiveDate, SpoolPlace)> {
        let (first, last) = (pieces.first()?.place, pieces.last()?.place);
        Some((day_of(first), day_of(last), last))
    }
}

/// So many runs of results are a page, or more where one day has more.
const PAGE_RUNS: usize = 128;

/// Longer runs of results with one head are kept in pieces.
const LONGEST_RUN: usize = 100;

/// The results of the days behind a place; none behind the last.
pub fn next_page(
    spool: &mut dyn ImportSpool,
    behind: SpoolPlace,
    today: NaiveDate,
) -> io::Result<Option<SpoolPage>> {
    let pieces = whole_days(spool, SpoolShelf::Results, behind, PAGE_RUNS)?;
    let Some((first, last, behind)) = SpoolPage::span(&pieces) else { return Ok(None) };
    let mut results = Vec::new();
    for piece in &pieces {
        SpooledRun::unpack(piece)?.give_back(&mut results);
    }
    let parsed = assemble_reports(results, today);
    Ok(Some(SpoolPage { first, last, parsed, behind }))
}

/// The pieces of whole days behind a place: so many, or more where one day has more.
pub(in crate::exchange) fn whole_days(
    spool: &mut dyn ImportSpool,
    shelf: SpoolShelf,
    behind: SpoolPlace,
    mut wanted: usize,
) -> io::Result<Vec<SpooledPiece>> {
    loop {
        let mut pieces = spool.page(shelf, behind, wanted)?;
        let Some(last) = pieces.last().filter(|_| pieces.len() == wanted) else { return Ok(pieces) };
        // The last day may go on behind the page.
        let open = last.place.number;
        let whole = pieces.iter().take_while(|piece| piece.place.number != open).count();
        if whole > 0 {
            pieces.truncate(whole);
            return Ok(pieces);
        }
        wanted *= 2;
    }
}

/// Puts what comes in pages of an own file, reports, symptoms and doses, into the spool, and what there is to say.
pub(in crate::exchange) fn keep_found(spool: &mut dyn ImportSpool, parsed: &mut Parsed) {
    let is_paged = |found: &mut FoundEntry| {
        matches!(found.entry, Entry::Report(_) | Entry::Symptom(_) | Entry::DoseTaken(_))
    };
    for found in parsed.found.extract_if(.., is_paged) {
        let day = found.entry.day().map_or(0, |day| i64::from(day.num_days_from_ce()));
        let (place, lines) = (&found.place, &found.lines);
        let piece = match &found.entry {
            Entry::Report(report) => {
                packed_by_place(&(place, lines, Some(PackedReport::of(report)), None::<Entry>))
            }
            other => packed(&(place, lines, None::<PackedReport<'_>>, Some(other))),
        };
        spool.keep(SpoolShelf::Found, day, &piece);
    }
    keep_remarks(spool, parsed.diagnostics.drain(..));
}

/// The reports, symptoms and doses of the days behind a place; none behind the last.
pub fn next_found_page(spool: &mut dyn ImportSpool, behind: SpoolPlace) -> io::Result<Option<SpoolPage>> {
    let pieces = whole_days(spool, SpoolShelf::Found, behind, PAGE_ENTRIES)?;
    let Some((first, last, behind)) = SpoolPage::span(&pieces) else { return Ok(None) };
    let mut found = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        let (place, lines, report, other): (_, _, Option<PackedReport<'_>>, Option<Entry>) = piece.read()?;
        let report = report.map(PackedReport::unpack).transpose()?.map(Entry::Report);
        let entry = report.or(other).ok_or_else(|| io::Error::other("an entry that waited is gone"))?;
        found.push(FoundEntry { place, entry, lines });
    }
    let parsed = Parsed { found, ..Parsed::default() };
    Ok(Some(SpoolPage { first, last, parsed, behind }))
}

/// So many entries of an own file are a page, or more where one day has more.
const PAGE_ENTRIES: usize = 400;

fn day_of(place: SpoolPlace) -> NaiveDate {
    let day = i32::try_from(place.number).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    day.expect("results are kept under the number of their day")
}

/// Results that stand behind one another in the file and have one head, as they are kept.
struct SpooledRun {
    /// The place of the first result.
    place: ForeignPlace,
    group: Option<Arc<str>>,
    report: Report,
    /// The line of each result.
    lines: Vec<u32>,
    /// How some results are written, by their place in the report.
    bare: Vec<(usize, Arc<str>)>,
}

impl SpooledRun {
    fn begun_with(first: &WaitingResult) -> Self {
        let AwaitedHead { report, group } = (*first.head).clone();
        Self { place: first.place.clone(), group, report, lines: Vec::new(), bare: Vec::new() }
    }

    fn put(&mut self, waiting: WaitingResult) {
        self.bare.extend(waiting.bare.map(|text| (self.lines.len(), text)));
        self.lines.push(waiting.place.number);
        self.report.results.push(waiting.result);
    }

    fn pack(&self) -> Vec<u8> {
        packed_by_place(&(&self.place, &self.group, PackedReport::of(&self.report), &self.lines, &self.bare))
    }

    fn unpack(piece: &SpooledPiece) -> io::Result<Self> {
        let (place, group, report, lines, bare): (_, _, PackedReport<'_>, _, _) = piece.read()?;
        Ok(Self { place, group, report: report.unpack()?, lines, bare })
    }

    fn give_back(self, results: &mut Vec<WaitingResult>) {
        let Self { place, group, mut report, lines, bare } = self;
        let found = std::mem::take(&mut report.results);
        let head = Rc::new(AwaitedHead { report, group });
        let mut bare = bare.into_iter().peekable();
        for (at, (result, number)) in found.into_iter().zip(lines).enumerate() {
            let bare = bare.next_if(|(of, _)| *of == at).map(|(_, text)| text);
            let place = ForeignPlace { number, ..place.clone() };
            results.push(WaitingResult { place, head: Rc::clone(&head), result, bare });
        }
    }
}

/// A spool into which results are put.
pub(super) struct ResultSpool<'s> {
    spool: &'s mut dyn ImportSpool,
    is_used: bool,
}

impl<'s> ResultSpool<'s> {
    pub fn new(spool: &'s mut dyn ImportSpool) -> Self {
        Self { spool, is_used: false }
    }

    /// Whether anything was put into it.
    pub const fn is_used(&self) -> bool {
        self.is_used
    }

    /// Takes all results that wait and all that is said so far.
    pub fn keep(&mut self, waiting: &mut Vec<WaitingResult>, parsed: &mut Parsed) {
        self.is_used = true;
        let mut waiting = waiting.drain(..).peekable();
        while let Some(first) = waiting.next() {
            let head = Rc::clone(&first.head);
            let day = i64::from(head.report.date.num_days_from_ce());
            let mut run = SpooledRun::begun_with(&first);
            run.put(first);
            while run.lines.len() < LONGEST_RUN
                && let Some(next) = waiting.next_if(|next| Rc::ptr_eq(&next.head, &head))
            {
                run.put(next);
            }
            self.spool.keep(SpoolShelf::Results, day, &run.pack());
        }
        keep_lines(self.spool, parsed.left.drain(..).map(|left| (left.line, left.words())));
        keep_remarks(self.spool, parsed.diagnostics.drain(..));
    }
}

/// Keeps lines of a dry run; neighbours are kept together.
pub fn keep_lines(spool: &mut dyn ImportSpool, lines: impl Iterator<Item = (u32, String)>) {
    let mut lines = lines.peekable();
    while let Some((first, text)) = lines.next() {
        let (mut last, mut run) = (first, format!("{first} {text}\n"));
        while let Some((line, text)) = lines.next_if(|(line, _)| *line == last + 1) {
            run += &format!("{line} {text}\n");
            last = line;
        }
        spool.keep(SpoolShelf::Lines, i64::from(first), run.as_bytes());
    }
}

/// Keeps entries that are to be stored.
pub fn keep_entries(spool: &mut dyn ImportSpool, entries: impl Iterator<Item = Entry>) {
    for entry in entries {
        match &entry {
            Entry::Report(report) => {
                spool.keep(SpoolShelf::Reports, 0, &packed_by_place(&PackedReport::of(report)));
            }
            other => spool.keep(SpoolShelf::Entries, 0, &packed(other)),
        }
    }
}

/// Keeps what there is to say.
pub fn keep_remarks(spool: &mut dyn ImportSpool, remarks: impl IntoIterator<Item = Diagnostic>) {
    for remark in remarks {
        let json = serde_json::to_vec(&remark).expect("a remark has names and texts only");
        spool.keep(SpoolShelf::Remarks, 0, &json);
    }
}

/// The binary form, which is written and read faster than text. Fields go by name, since some are left out.
fn packed(kept: &impl Serialize) -> Vec<u8> {
    rmp_serde::to_vec_named(kept).expect("what is kept has names, numbers and texts only")
}

/// The same of what has all its fields, which go by their places.
pub(in crate::exchange) fn packed_by_place(kept: &impl Serialize) -> Vec<u8> {
    rmp_serde::to_vec(kept).expect("what is kept has numbers and texts only")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::catalog::Catalog;
    use crate::exchange::ReaderKnowledge;
    use crate::exchange::import::{FileRead, ImportAnswers, read_file};

    /// Shelves in memory.
    #[derive(Default)]
    struct HeldSpool(BTreeMap<(SpoolShelf, SpoolPlace), Vec<u8>>);

    impl ImportSpool for HeldSpool {
        fn clear(&mut self) -> io::Result<()> {
            self.0.clear();
            Ok(())
        }

        fn keep(&mut self, shelf: SpoolShelf, number: i64, piece: &[u8]) {
            let arrival = self.0.len() as i64;
            self.0.insert((shelf, SpoolPlace { number, arrival }), piece.to_owned());
        }

        fn page(
            &mut self,
            shelf: SpoolShelf,
            behind: SpoolPlace,
            at_most: usize,
        ) -> io::Result<Vec<SpooledPiece>> {
            let of_shelf = self.0.iter().filter(|((of, place), _)| *of == shelf && *place > behind);
            let pieces = of_shelf.take(at_most);
            Ok(pieces
                .map(|((_, place), bytes)| SpooledPiece { place: *place, bytes: bytes.clone() })
                .collect())
        }
    }

    /// A list in the order of its markers, so that no report stands together, with a name that is not known.
    fn long_list(days: u32) -> String {
        let first: NaiveDate = "2000-01-01".parse().unwrap();
        let mut text = String::from("Date,Test,Result,Units,Lab\n");
        for (name, unit) in [
            ("Leukocytes", "10*6/mL"),
            ("LH", "IU/L"),
            ("Moonlight", "x"),
            ("FSH", "IU/L"),
            ("Prolactin", "ng/mL"),
        ] {
            for day in 0..days {
                let date = first + chrono::Days::new(u64::from(day));
                text += &format!("{date},{name},{}.5,{unit},Lab {}\n", day % 7 + 1, day % 3);
            }
        }
        text
    }

    fn read(text: &str, spool: Option<&mut dyn ImportSpool>) -> Parsed {
        let known = ReaderKnowledge {
            catalog: Catalog::embedded(),
            today: "2026-11-28".parse().unwrap(),
            record: None,
        };
        let mut source = io::Cursor::new(text.as_bytes().to_vec());
        match read_file(&mut source, &ImportAnswers::default(), &known, spool).unwrap() {
            FileRead::Entries(parsed, _) => parsed,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_long_list_is_the_same_reports_whether_it_lies_in_a_spool_or_in_memory() {
        let text = long_list(3_000);
        let mut held = read(&text, None);
        let mut spool = HeldSpool::default();
        let rest = read(&text, Some(&mut spool));
        assert_eq!(rest.found, []);
        let (mut found, mut doubted) = (Vec::new(), 0);
        let mut behind = SpoolPlace::default();
        let today = "2026-11-28".parse().unwrap();
        while let Some(page) = next_page(&mut spool, behind, today).unwrap() {
            behind = page.behind;
            assert!(page.parsed.found.len() <= PAGE_RUNS, "{}", page.parsed.found.len());
            doubted += page.parsed.rejected_results;
            found.extend(page.parsed.found);
        }
        let day = |found: &FoundEntry| found.entry.day();
        held.found.sort_by_key(day);
        assert_eq!(found, held.found);
        assert_eq!(doubted + rest.rejected_results, held.rejected_results);
        let lines = spool.page(SpoolShelf::Lines, SpoolPlace::default(), usize::MAX).unwrap();
        let lines: usize = lines.iter().map(|run| run.text().unwrap().lines().count()).sum();
        assert_eq!(lines + rest.left.len() + doubted, held.left.len());
    }
}
