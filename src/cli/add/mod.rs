//! `add`: reports from one line, from many lines, or from a pasted report.

mod about;
mod line;
mod lines;
mod named_words;
mod paste;
mod stored;

use std::path::PathBuf;

use anyhow::bail;

use crate::cli::CommandEnd;
use crate::cli::act_json::ActOutput;
use crate::domain::record::Record;
use crate::runtime::session::Session;

use about::ContextArgs;
pub use paste::{PastedFile, import_sheet};

use stored::DatedReports;
pub use stored::news;

/// Add a report from one line: `add 2026-03-14 tt=512 e2='<5pg/mL' lh=5.1 --lab Quest --time 08:10 --fasting`.
///
/// Results of several kinds become one report for each kind. `add -` reads lines from stdin, one report in each, and
/// stores all of them or none. `add --paste < FILE` reads a report as it was copied from a portal or a PDF. It stores
/// nothing while a line is unsure: KEY=VALUE then says what the line means, and KEY=- leaves it out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog add 2026-03-14 tt=512 e2='<5pg/mL' --lab Quest --source quest.pdf")]
pub struct AddArgs {
    /// A date first (today when left out), then results as ANALYTE=VALUE, with a unit where it needs one; or `-`.
    #[arg(required_unless_present = "paste", value_name = "[DATE] KEY=VALUE[UNIT]")]
    words: Vec<String>,
    #[command(flatten)]
    about: ReportAbout,
    /// Read a report as it was copied from stdin.
    #[arg(long)]
    paste: bool,
    /// Show what would be stored, and store nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Store doubtful values too; of a pasted report what is sure, leaving out what is not.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    pub output: ActOutput,
}

/// What is known of a report beside its results.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
struct ReportAbout {
    /// The date, when it is not the first word.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// The laboratory.
    #[arg(long, value_name = "NAME")]
    lab: Option<String>,
    /// The time of the sample, for example 08:10.
    #[arg(long)]
    time: Option<String>,
    #[command(flatten)]
    context: ContextArgs,
    /// DXA: the side of the hip.
    #[arg(long, value_name = "left|right")]
    side: Option<String>,
    /// How one analyte was measured, such as `e2=lc-ms/ms`, or all of them.
    #[arg(long, value_name = "KEY=METHOD")]
    method: Vec<String>,
    /// The laboratory's own range of an analyte, such as `e2=8.0-35` or `psa=<4`.
    #[arg(long, value_name = "KEY=RANGE")]
    range: Vec<String>,
    /// DNA fragmentation: the assay.
    #[arg(long)]
    assay: Option<String>,
    /// The file it was taken from, such as a scan or a PDF: its place and its SHA-256 are kept, not the file itself.
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
    /// A note.
    #[arg(long)]
    note: Option<String>,
}

/// Stores one line, the lines of stdin, or the report on stdin.
pub fn run(args: &AddArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    match args.words.as_slice() {
        _ if args.paste => paste::run(args, session),
        [dash] if dash == "-" => lines::run(args, session),
        [dash, ..] if dash == "-" => {
            bail!("`add -` reads its lines from stdin; leave out the “-” to add this one")
        }
        _ => one_line(args, session),
    }
}

fn one_line(args: &AddArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let (record, taken) = read_line(args, session)?;
    let words = taken.words();
    stored::refuse_again(&record, std::slice::from_ref(&taken), args.yes || args.dry_run)?;
    stored::store(session, &record, &[taken], &words, args.dry_run)
}

/// Reads a line against the part of the log that speaks of it. What is doubtful or refused is read again against the
/// whole, where any older result may settle it.
fn read_line(args: &AddArgs, session: &Session) -> anyhow::Result<(Record, DatedReports)> {
    let read = |record: &Record| line::read(&args.words, &args.about, args.yes, session, record);
    if let Some(draft) = line::draft(&args.words, &args.about, session)? {
        let record = session.for_new_report(&draft)?;
        match read(&record) {
            Ok(taken) if taken.unusual.is_empty() => return Ok((record, taken)),
            _ => {}
        }
    }
    let record = session.whole()?;
    let taken = read(&record)?;
    Ok((record, taken))
}
