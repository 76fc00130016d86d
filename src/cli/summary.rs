//! `summary`: the page for the clinician.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::{CommandEnd, analyte_name, print, visit};
use crate::domain::id::AnalyteId;
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::since::Anchor;
use crate::exchange::summary::PageFormat;
use crate::runtime::file_writing::{Existing, write_file};
use crate::runtime::session::Session;
use crate::ui::summary_with_chart::summary_with_chart;

/// Print or write the page for the clinician: one sheet of A4.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog summary -o visit.html")]
pub struct SummaryArgs {
    /// The format.
    #[arg(long, value_enum, default_value = "html")]
    format: SummaryFormat,
    /// What is new is counted from here: `visit`, a date, or how long ago; the last visit, else a year, when left out.
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only these analytes in the table of results and on the chart; may be given several times.
    #[arg(long)]
    analyte: Vec<String>,
    /// Print what stands on the page as JSON.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long, requires = "output")]
    force: bool,
}

/// Formats of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SummaryFormat {
    /// One file for a browser or a printer.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

/// Prints or writes it.
pub fn run(args: &SummaryArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let record = session.whole()?;
    let anchor = match &args.since {
        Some(text) => visit::anchor(session, &record, text)?,
        None => Anchor::usual(&record, setup.today),
    };
    let analytes: Vec<AnalyteId> = args
        .analyte
        .iter()
        .map(|text| Ok(analyte_name::analyte(setup.catalog, text)?.id.clone()))
        .collect::<anyhow::Result<_>>()?;
    let page = summary_with_chart(&session.known(&record), anchor, &analytes, setup.today);
    let text = match args.format {
        _ if args.json => format!("{}\n", page.json()),
        SummaryFormat::Html => page.write(PageFormat::Html),
        SummaryFormat::Markdown => page.write(PageFormat::Markdown),
        SummaryFormat::Text => page.write(PageFormat::Text),
    };
    match &args.output {
        None => print::text(&text)?,
        Some(path) => {
            write_file(path, text.as_bytes(), Existing::forced(args.force))?;
            print::say(&format!("Wrote {}.", path.display()));
        }
    }
    Ok(CommandEnd::Well)
}
