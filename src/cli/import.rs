//! `import`: results from a file of any kind, planned before anything is stored.

use std::fs::{self, File};
use std::io::Seek;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use crate::cli::CommandEnd;
use crate::cli::add;
use crate::cli::print;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::day::DayOrder;
use crate::exchange::import::{ColumnMap, FileRead, ImportAnswers, ImportQuestion, read_file};
use crate::exchange::regimen_doubts::doubtful_courses;
use crate::exchange::{ImportPlan, LeftState, PlanTally, PlanVerdict, ReaderKnowledge, plan};
use crate::runtime::imports::KnownNames;
use crate::runtime::session::Session;
use crate::runtime::source_file;

/// Import results: a report as text or PDF, CSV and spreadsheets of any maker, FHIR JSON, Apple Health, C-CDA,
/// androlog's own files. The kind is found out from the content. Importing a file twice adds nothing.
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
    /// Take only the rows with this value in this column, as `patient=1`.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    only: Vec<String>,
    /// How 3/4/2026 is written in the file.
    #[arg(long, value_name = "day-first|month-first", value_parser = day_order)]
    day_order: Option<DayOrder>,
    /// The unit of a marker that has none in the file, as `LH=IU/L`.
    #[arg(long, value_name = "MARKER=UNIT")]
    unit: Vec<String>,
    /// What the columns of the file hold, in TOML; written as understood where FILE is not there yet.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Of a report as text or PDF, store what is sure and leave out the rest.
    #[arg(long)]
    yes: bool,
    /// The file the reports were first taken from: where it lies and its SHA-256 are kept with each new report. Of a
    /// report as text or PDF it is that file.
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
    /// Show what would be stored, and store nothing.
    #[arg(long)]
    dry_run: bool,
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
    let record = session.whole()?;
    let known =
        ReaderKnowledge { catalog: session.setup.catalog, today: session.setup.today, record: Some(&record) };
    let read = read_file(&mut file, &answers, &known).with_context(|| format!("cannot read {name}"))?;
    let names = KnownNames::beside(session.store().path());
    let read = if names.explain(&read, &mut answers, &known, &record) {
        file.rewind()?;
        read_file(&mut file, &answers, &known).with_context(|| format!("cannot read {name}"))?
    } else {
        read
    };
    match read {
        FileRead::Sheet(text) => {
            let sheet = add::PastedFile {
                name: args.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
                source: args.source.clone().unwrap_or_else(|| args.file.clone()),
                text,
                names: answers.map.names.clone(),
                on: args.on.clone(),
                yes: args.yes,
                dry_run: args.dry_run,
                json: args.json,
            };
            add::import_sheet(&sheet, session)
        }
        FileRead::Asks(questions) => Err(refuse(&questions)),
        FileRead::Entries(parsed, used) => {
            if let Some(path) = &args.map {
                keep_map(path, &used)?;
            }
            let mut plan = plan(&record, parsed);
            plan.diagnostics.extend(doubtful_courses(&record, &plan.changes(), session.setup.catalog));
            store(args, &plan, session)
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
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            ColumnMap::parse(&text).with_context(|| format!("in {}", path.display()))?
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
    print::say(&format!("How the columns were understood stands in {}.", path.display()));
    Ok(())
}

fn refuse(questions: &[ImportQuestion]) -> anyhow::Error {
    let lines: Vec<String> = questions.iter().map(ToString::to_string).collect();
    anyhow!("nothing was stored. {}", lines.join("\n"))
}

fn store(args: &ImportArgs, plan: &ImportPlan, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let mut changes = if args.dry_run { Vec::new() } else { plan.changes() };
    if let Some(path) = &args.source {
        let source = source_file::remember(path)?;
        for change in &mut changes {
            if let Change::Put(Entry::Report(report)) = change {
                report.source = Some(source.clone());
            }
        }
    }
    if !changes.is_empty() {
        let words =
            format!("Imported {} from {}", print::count(plan.results.new, "result"), args.file.display());
        session.save(Act::new(words, changes))?;
    }
    // Only now: what is told to be new is there, whatever happens next.
    if args.json {
        print::line(&plan.json())?;
    } else {
        tell(plan, args.dry_run)?;
    }
    Ok(if plan.rejects() { CommandEnd::Rejected } else { CommandEnd::Well })
}

/// The counts, what became of each line in a dry run, and everything worth saying.
fn tell(plan: &ImportPlan, dry_run: bool) -> anyhow::Result<()> {
    print::line(&format!("results: {}", tally_words(plan.results)))?;
    if plan.others != PlanTally::default() {
        print::line(&format!("other entries: {}", tally_words(plan.others)))?;
    }
    if dry_run {
        print::text(&lines(plan))?;
    }
    for diagnostic in &plan.diagnostics {
        print::say(&format!("{}: {}", diagnostic.place, diagnostic.message));
    }
    if dry_run {
        print::say("Nothing was stored (--dry-run).");
    }
    Ok(())
}

/// `3 new, 0 same, 0 conflicting, 1 rejected`.
pub(super) fn tally_words(tally: PlanTally) -> String {
    format!(
        "{} new, {} same, {} conflicting, {} rejected",
        tally.new, tally.same, tally.conflicting, tally.rejected
    )
}

/// `LINE sure|unsure|unknown …`, in the order of the lines.
fn lines(plan: &ImportPlan) -> String {
    let mut rows: Vec<(u32, String)> = Vec::new();
    for report in &plan.reports {
        for planned in report.results.iter().filter(|planned| planned.line > 0) {
            let value = match &planned.result.value {
                crate::domain::report::Value::Number(quantity) => quantity.to_string(),
                crate::domain::report::Value::Words(words) => words.clone(),
            };
            let fate = match planned.verdict {
                PlanVerdict::New => "",
                PlanVerdict::Same => "  (in the log already)",
                PlanVerdict::Conflicting { .. } => "  (the log says otherwise)",
            };
            rows.push((
                planned.line,
                format!("sure {} {} {value}{fate}", report.head.date, planned.result.analyte),
            ));
        }
    }
    for left in &plan.left {
        let state = match left.state {
            LeftState::Unsure => "unsure",
            LeftState::Unknown => "unknown",
        };
        rows.push((left.line, format!("{state} {}", left.text)));
    }
    rows.sort_by_key(|(line, _)| *line);
    rows.iter().fold(String::new(), |page, (line, text)| page + &format!("{line} {text}\n"))
}
