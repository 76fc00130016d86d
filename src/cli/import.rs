//! `import`: results from a file of any kind, planned before anything is stored.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Seek;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use crate::cli::CommandEnd;
use crate::cli::add;
use crate::cli::print;
use crate::cli::text_file::text_of;
use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::counted::counted;
use crate::domain::day::DayOrder;
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::domain::record_extent::RecordExtent;
use crate::domain::report::Value;
use crate::exchange::import::{
    ColumnMap, FileRead, ImportAnswers, ImportQuestion, ImportSpool, SpoolPage, SpoolPlace, SpoolShelf,
    SpooledPiece, keep_entries, keep_lines, keep_remarks, next_found_page, next_page, next_row_page,
    read_file,
};
use crate::exchange::regimen_doubts::doubtful_courses;
use crate::exchange::{
    Diagnostic, ImportPlan, Parsed, PlanTally, PlanVerdict, ReaderKnowledge, forgotten_remark, plan, renamed,
};
use crate::runtime::import_spool::TemporarySpool;
use crate::runtime::imports::KnownNames;
use crate::runtime::session::Session;
use crate::runtime::source_file;
use crate::store::WantedResults;

/// Import results: a report as text or PDF, CSV and spreadsheets of any maker, FHIR, Apple Health, C-CDA,
/// androlog's own files. The kind of file is recognised by its content, and importing a file twice adds nothing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples: androlog import quest.pdf --dry-run, androlog import labs.csv --where patient=1"
)]
pub struct ImportArgs {
    /// The file.
    file: PathBuf,
    /// The day of a file that does not say it.
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Take only the rows with this value in this column, such as `patient=1`; of a workbook `sheet=NAME`.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    only: Vec<String>,
    /// How 3/4/2026 is written in the file.
    #[arg(long, value_name = "day-first|month-first", value_parser = day_order)]
    day_order: Option<DayOrder>,
    /// The unit of a marker that has none in the file, such as `LH=IU/L`.
    #[arg(long, value_name = "MARKER=UNIT")]
    unit: Vec<String>,
    /// What the columns of the file hold, in TOML; written as understood where FILE is not there yet.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Of a report as text or PDF, store what is sure and leave out the rest; of a file in doubt as a whole (a scan, the
    /// results of a woman), store it all the same.
    #[arg(long)]
    yes: bool,
    /// The file the reports were first taken from: where it lies and its SHA-256 are kept with each new report. Of a
    /// report as text or PDF it is that file.
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
    /// Show what would be stored, and store nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn day_order(text: &str) -> Result<DayOrder, String> {
    match text {
        "day-first" => Ok(DayOrder::DayFirst),
        "month-first" => Ok(DayOrder::MonthFirst),
        _ => Err("write day-first or month-first".to_owned()),
    }
}

/// Reads, plans, stores in one act, and says what became of each result.
pub fn run(args: &ImportArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let name = args.file.display();
    let mut file = File::open(&args.file).with_context(|| format!("cannot read {name}"))?;
    let mut answers = answers(args, session)?;
    // Whose units the user has confirmed shows in the newest results of each analyte.
    let record = session.history(RecordExtent::RECENT)?;
    let known =
        ReaderKnowledge { catalog: session.setup.catalog, today: session.setup.today, record: Some(&record) };
    let mut spool = TemporarySpool::new()?;
    let place = || format!("cannot read {name}");
    let read = read_file(&mut file, &answers, &known, Some(&mut spool)).with_context(place)?;
    let names = KnownNames::beside(session.store().path());
    let read = if names.explain(&read, &mut answers, &known, &record) {
        file.rewind()?;
        spool.clear()?;
        read_file(&mut file, &answers, &known, Some(&mut spool)).with_context(place)?
    } else {
        read
    };
    match read {
        FileRead::Sheet(sheet) => {
            let file = add::PastedFile {
                name: args.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
                source: args.source.clone().unwrap_or_else(|| args.file.clone()),
                sheet,
                names: answers.map.names.clone(),
                on: args.on.clone(),
                yes: args.yes,
                dry_run: args.dry_run,
                json: args.json,
            };
            add::import_sheet(&file, session)
        }
        FileRead::Asks(questions) => Err(refuse(&questions)),
        FileRead::Entries(parsed, used) => {
            if let Some(path) = &args.map {
                keep_map(path, &used)?;
            }
            let why = Diagnostic::holding_back(&parsed.diagnostics);
            if let Some(why) = why.filter(|_| !args.yes && !args.dry_run) {
                bail!("{why}; nothing was stored. Where they are yours, --yes stores them");
            }
            let planned = PlannedFile::new(args, parsed, spool, &record, session)?;
            planned.store(args, session)
        }
    }
}

/// What the flags answer, with the mapping of `--map` where that file is there.
fn answers(args: &ImportArgs, session: &Session) -> anyhow::Result<ImportAnswers> {
    let pair = |text: &str, flag: &str| {
        let (name, value) =
            text.split_once('=').ok_or_else(|| anyhow!("{flag} is written NAME=VALUE, not “{text}”"))?;
        Ok::<_, anyhow::Error>((name.trim().to_owned(), value.trim().to_owned()))
    };
    let mut map = match &args.map {
        Some(path) if path.exists() => {
            ColumnMap::parse(&text_of(path)?).with_context(|| format!("in {}", path.display()))?
        }
        _ => ColumnMap::default(),
    };
    map.day_order = args.day_order.or(map.day_order);
    let mut typed = ColumnMap::default();
    for unit in &args.unit {
        let (marker, unit) = pair(unit, "--unit")?;
        typed.units.insert(marker, unit);
    }
    let mut typed = typed.folded();
    typed.fill(&map);
    Ok(ImportAnswers {
        on: args.on.as_deref().map(|day| session.day(day)).transpose()?,
        only: args.only.iter().map(|text| pair(text, "--where")).collect::<Result<_, _>>()?,
        map: typed,
    })
}

/// Writes down how the columns were understood, where no such file is there.
fn keep_map(path: &Path, used: &ColumnMap) -> anyhow::Result<()> {
    if path.exists() || *used == ColumnMap::default() {
        return Ok(());
    }
    fs::write(path, used.text()).with_context(|| format!("cannot write {}", path.display()))?;
    print::say(&format!("How the columns were understood is written in {}.", path.display()));
    Ok(())
}

fn refuse(questions: &[ImportQuestion]) -> anyhow::Error {
    let lines: Vec<String> = questions.iter().map(ToString::to_string).collect();
    anyhow!("nothing was stored. {}", lines.join("\n"))
}

/// What an import comes to. Its lines and what there is to say lie in the spool.
struct PlannedFile {
    results: PlanTally,
    others: PlanTally,
    /// Ids of what was forgotten here.
    forgotten: BTreeSet<EntryId>,
    /// How many entries of the file are of these.
    left_forgotten: usize,
    /// What is to be stored; nothing in a dry run.
    changes: Vec<Change>,
    /// Whether reports and doses that are to be stored lie in the spool.
    is_spilled: bool,
    spool: TemporarySpool,
    is_dry: bool,
}

/// So many pieces are taken from the spool at once.
const PAGE: usize = 500;

/// So many entries are stored as one act that the journal keeps whole; reports and doses of a larger file go to the log
/// page by page, and the journal keeps their ids.
const MOST_IN_MEMORY: usize = 1_000;

/// So many remarks on what is stored as it is are said one by one.
const MOST_OF_STORED: usize = 20;

impl PlannedFile {
    /// Compares the days that lie in the spool one by one with what is stored of them, and the rest with all of it.
    fn new(
        args: &ImportArgs,
        parsed: Parsed,
        spool: TemporarySpool,
        recent: &Record,
        session: &Session,
    ) -> anyhow::Result<Self> {
        let mut planned = Self {
            results: PlanTally::default(),
            others: PlanTally::default(),
            forgotten: session.store().forgotten()?,
            left_forgotten: 0,
            changes: Vec::new(),
            is_spilled: false,
            spool,
            is_dry: args.dry_run,
        };
        let analytes = session.setup.catalog.analytes();
        let mut behind = SpoolPlace::default();
        while let Some(page) = next_page(&mut planned.spool, behind, session.setup.today)? {
            behind = page.behind;
            let days =
                WantedResults { since: Some(page.first), until: Some(page.last), ..WantedResults::default() };
            planned.take(plan(&session.only(days)?, analytes, &planned.forgotten, page.parsed));
        }
        planned.take_own(session)?;
        let is_paged =
            |entry: &Entry| matches!(entry, Entry::Report(_) | Entry::Symptom(_) | Entry::DoseTaken(_));
        let loaded = if parsed.found.is_empty() {
            None
        } else if parsed.found.iter().any(|found| is_paged(&found.entry)) {
            Some(session.whole()?)
        } else {
            Some(beside_pages(session)?)
        };
        let record = loaded.as_ref().unwrap_or(recent);
        let mut rest = plan(record, analytes, &planned.forgotten, parsed);
        rest.diagnostics.extend(doubtful_courses(record, &rest.changes(), session.setup.catalog));
        planned.take(rest);
        keep_remarks(&mut planned.spool, forgotten_remark(planned.left_forgotten));
        Ok(planned)
    }

    /// Compares what lies in the spool of our own file with what is stored of its days, and under its ids.
    fn take_own(&mut self, session: &Session) -> anyhow::Result<()> {
        let today = session.setup.today;
        let mut seen: HashSet<u64> = HashSet::new();
        let mut behind = SpoolPlace::default();
        while let Some(page) = next_found_page(&mut self.spool, behind)? {
            behind = page.behind;
            self.take_own_page(page, &mut seen, session)?;
        }
        behind = SpoolPlace::default();
        while let Some(page) = next_row_page(&mut self.spool, behind, today)? {
            behind = page.behind;
            self.take_own_page(page, &mut seen, session)?;
        }
        Ok(())
    }

    fn take_own_page(
        &mut self,
        page: SpoolPage,
        seen: &mut HashSet<u64>,
        session: &Session,
    ) -> anyhow::Result<()> {
        let mut parsed = page.parsed;
        let mut of_page = Vec::new();
        let mut remarks = Vec::new();
        for found in &mut parsed.found {
            let key = found.entry.key();
            let id = key.id().filter(|id| !id.is_new() && !self.forgotten.contains(*id));
            let Some(hash) = id.map(hash_id) else { continue };
            if seen.contains(&hash) && found.entry.forget_name() {
                remarks.push(renamed(&found.place));
            }
            of_page.push(hash);
        }
        seen.extend(of_page);
        let keys: Vec<EntryKey> = parsed.found.iter().map(|found| found.entry.key()).collect();
        let record = session.store().around((page.first, page.last), &keys)?;
        keep_remarks(&mut self.spool, remarks);
        self.take(plan(&record, session.setup.catalog.analytes(), &self.forgotten, parsed));
        Ok(())
    }

    fn take(&mut self, mut plan: ImportPlan) {
        self.results += plan.results;
        self.others += plan.others;
        self.left_forgotten += plan.forgotten;
        if self.is_dry {
            let left = plan.left.iter().map(|left| (left.line, left.words()));
            let mut lines: Vec<(u32, String)> = sure_lines(&plan).chain(left).collect();
            lines.sort_by_key(|(line, _)| *line);
            keep_lines(&mut self.spool, lines.into_iter());
        }
        keep_remarks(&mut self.spool, plan.diagnostics.drain(..));
        if !self.is_dry {
            self.changes.extend(plan.into_changes());
            if self.is_spilled || self.changes.len() > MOST_IN_MEMORY {
                self.spill();
            }
        }
    }

    /// Puts the reports and doses that are to be stored into the spool.
    fn spill(&mut self) {
        let is_paged =
            |change: &mut Change| matches!(change, Change::Put(Entry::Report(_) | Entry::DoseTaken(_)));
        let entries = self.changes.extract_if(.., is_paged).filter_map(|change| match change {
            Change::Put(entry) => Some(entry),
            Change::Remove(_) => None,
        });
        keep_entries(&mut self.spool, entries);
        self.is_spilled = true;
    }

    /// Stores what is new in one act, then says what became of the file.
    fn store(mut self, args: &ImportArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
        let mut changes = std::mem::take(&mut self.changes);
        let source = args.source.as_ref().filter(|_| !args.dry_run);
        let source = source.map(|path| source_file::remember(path)).transpose()?;
        let with_source = |entry: &mut Entry| {
            if let (Entry::Report(report), Some(_)) = (entry, &source) {
                report.source.clone_from(&source);
            }
        };
        for change in &mut changes {
            if let Change::Put(entry) = change {
                with_source(entry);
            }
        }
        let words = format!("Imported {} from {}", counted(self.results.new, "result"), args.file.display());
        let act = Act::new(words, changes);
        if self.is_spilled {
            let mut shelves = vec![SpoolShelf::Entries, SpoolShelf::Reports];
            let mut behind = SpoolPlace::default();
            session.save_pages(act, || {
                let mut page = self.next_entries(&mut shelves, &mut behind)?;
                page.iter_mut().flatten().for_each(with_source);
                Ok(page)
            })?;
        } else if !act.changes.is_empty() {
            session.save(act)?;
        }
        // Only now: what is told to be new is there, whatever happens next.
        if args.json {
            self.tell_json()?;
        } else {
            self.tell()?;
        }
        let rejects = self.results.rejected + self.others.rejected > 0;
        Ok(if rejects { CommandEnd::Rejected } else { CommandEnd::Well })
    }

    /// The next page of entries from the last of these shelves, which goes when there are no more; none when all went.
    fn next_entries(
        &mut self,
        shelves: &mut Vec<SpoolShelf>,
        behind: &mut SpoolPlace,
    ) -> anyhow::Result<Option<Vec<Entry>>> {
        while let Some(shelf) = shelves.last().copied() {
            let page = self.spool.page(shelf, *behind, PAGE)?;
            if let Some(last) = page.last() {
                *behind = last.place;
                return Ok(Some(page.iter().map(|piece| piece.entry(shelf)).collect::<Result<_, _>>()?));
            }
            shelves.pop();
            *behind = SpoolPlace::default();
        }
        Ok(None)
    }

    /// The counts, what became of each line in a dry run, and everything worth saying.
    fn tell(&mut self) -> anyhow::Result<()> {
        print::line(&format!("results: {}", self.results))?;
        if self.others != PlanTally::default() {
            print::line(&format!("other entries: {}", self.others))?;
        }
        if self.is_dry {
            self.each_page(SpoolShelf::Lines, |page| {
                print::text(&page.iter().map(SpooledPiece::text).collect::<Result<String, _>>()?)
            })?;
        }
        let mut of_stored = 0;
        self.each_page(SpoolShelf::Remarks, |page| {
            for kept in page {
                let said: Diagnostic = serde_json::from_slice(&kept.bytes)?;
                of_stored += usize::from(said.code.is_of_stored());
                if !said.code.is_of_stored() || of_stored <= MOST_OF_STORED {
                    print::say(&format!("{}: {}", said.place, said.message));
                }
            }
            Ok(())
        })?;
        if of_stored > MOST_OF_STORED {
            let more = counted(of_stored - MOST_OF_STORED, "such remark");
            print::say(&format!("and {more} on what is stored as it is; --json has them all"));
        }
        if self.is_dry {
            print::say("Nothing was stored (--dry-run).");
        }
        Ok(())
    }

    fn tell_json(&mut self) -> anyhow::Result<()> {
        print::text(&self.results.json_before_remarks())?;
        let mut comma = "";
        self.each_page(SpoolShelf::Remarks, |page| {
            let texts: Vec<&str> = page.iter().map(SpooledPiece::text).collect::<Result<_, _>>()?;
            print::text(&format!("{comma}{}", texts.join(",")))?;
            comma = ",";
            Ok(())
        })?;
        print::line("]}")
    }

    /// Calls with what lies on a shelf, a page at a time.
    fn each_page(
        &mut self,
        shelf: SpoolShelf,
        mut each: impl FnMut(&[SpooledPiece]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut behind = SpoolPlace::default();
        loop {
            let page = self.spool.page(shelf, behind, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            behind = last.place;
            each(&page)?;
        }
    }
}

/// Everything that does not come in pages.
fn beside_pages(session: &Session) -> anyhow::Result<Record> {
    session.store().snapshot(|log| Ok(log.beside_pages()?))
}

/// What an id is remembered by: a file may have any number of them.
fn hash_id(id: &EntryId) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.as_str().hash(&mut hasher);
    hasher.finish()
}

/// Lines that gave a result, as a dry run prints them: `sure 2026-03-14 lh 4.4 IU/L`.
fn sure_lines(plan: &ImportPlan) -> impl Iterator<Item = (u32, String)> {
    let results = plan.reports.iter().flat_map(|report| report.results.iter().map(move |one| (report, one)));
    results.filter(|(_, planned)| planned.line > 0).map(|(report, planned)| {
        let value = match &planned.result.value {
            Value::Number(quantity) => quantity.to_string(),
            Value::Words(words) => words.clone(),
        };
        let fate = match planned.verdict {
            PlanVerdict::New => "",
            PlanVerdict::Same => "  (in the log already)",
            PlanVerdict::Repeated => "  (twice in the file)",
            PlanVerdict::Forgotten => "  (forgotten here)",
            PlanVerdict::Conflicting { .. } => "  (the log says otherwise)",
        };
        (planned.line, format!("sure {} {} {value}{fate}", report.head.date, planned.result.analyte))
    })
}
