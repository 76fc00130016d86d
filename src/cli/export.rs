//! `export`: the log for spreadsheets, calendars and other programs.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::CommandEnd;
use crate::cli::analyte_name;
use crate::cli::list::{UnitsChoice, computed_left_out, wanted};
use crate::cli::print;
use crate::exchange::export_format::ExportFormat;
use crate::exchange::rows::{ComputedRows, Selection};
use crate::runtime::export::{self, ExportOrder};
use crate::runtime::file_writing::{Existing, write_file_in_pieces};
use crate::runtime::session::Session;

/// Export to stdout, or to a file with `-o`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog export --format json -o log.json, androlog export --since 1y")]
pub struct ExportArgs {
    /// The format.
    #[arg(long, value_enum, default_value = "csv")]
    format: ExportFormat,
    /// The same as --format json.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// CSV: what to write.
    #[arg(long, value_enum, default_value = "results")]
    what: ExportPart,
    /// CSV and FHIR: first day: a date, or how long ago, such as 1y, 6m, 90d.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// CSV and FHIR: one analyte only.
    #[arg(long)]
    analyte: Option<String>,
    /// CSV: add computed values.
    #[arg(long)]
    derived: bool,
    /// CSV: the units values are written in; as entered when left out.
    #[arg(long, value_enum)]
    units: Option<UnitsChoice>,
    /// CSV: begin with a byte order mark, by which spreadsheets recognise UTF-8.
    #[arg(long)]
    excel: bool,
    /// CSV: for spreadsheets of countries that write 5,4: semicolons between cells, commas in numbers.
    #[arg(long)]
    comma: bool,
    /// Calendar: add an alarm this many days before each day.
    #[arg(long, value_name = "DAYS")]
    alarm: Option<u8>,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long, requires = "output")]
    force: bool,
}

impl ValueEnum for ExportFormat {
    /// The formats to choose from; of the dose log `--what` tells.
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Csv, Self::CsvWide, Self::Json, Self::Fhir, Self::Ics]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Csv => "One row per result; can be imported again",
            Self::CsvWide => {
                "One row per report, one column per analyte, for spreadsheets; imported again without ranges and methods"
            }
            Self::CsvDoses => return None,
            Self::Json => "Everything; can be imported again without loss",
            Self::Fhir => {
                "Reports and drugs for other programs, as FHIR R4; its reports can be imported again"
            }
            Self::Ics => "Due dates for a calendar",
        };
        Some(PossibleValue::new(self.id()).help(help))
    }
}

/// What a CSV holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportPart {
    /// Results of reports.
    Results,
    /// The dose log, one row per entry; can be imported again.
    Doses,
}

impl ExportArgs {
    /// Refuses what another format than the one that is written would take: it would be lost without a word.
    fn refuse_foreign(&self, format: ExportFormat) -> anyhow::Result<()> {
        let is_csv = format.is_of_results();
        // The others are read back whole, or tell of the days to come.
        let holds_part = is_csv || format == ExportFormat::Fhir;
        let given = [
            (self.since.is_some(), "--since", holds_part, "csv, csv-wide or fhir"),
            (self.analyte.is_some(), "--analyte", holds_part, "csv, csv-wide or fhir"),
            (self.derived, "--derived", is_csv, "csv or csv-wide"),
            (self.units.is_some(), "--units", is_csv, "csv or csv-wide"),
            (self.excel, "--excel", is_csv, "csv or csv-wide"),
            (self.comma, "--comma", is_csv, "csv or csv-wide"),
            (self.alarm.is_some(), "--alarm", format == ExportFormat::Ics, "ics"),
        ];
        match given.into_iter().find(|(is_given, _, fits, _)| *is_given && !fits) {
            Some((_, option, _, formats)) => bail!("{option} goes with --format {formats}; leave it out"),
            None => Ok(()),
        }
    }
}

/// Writes the export to its file or to the terminal.
pub fn run(args: &ExportArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let catalog = session.setup.catalog;
    let analyte = args.analyte.as_deref().map(|text| analyte_name::series(catalog, text)).transpose()?;
    let format = if args.json { ExportFormat::Json } else { args.format };
    args.refuse_foreign(format)?;
    let order = ExportOrder {
        format: match (format, args.what) {
            (format, ExportPart::Results) => format,
            (ExportFormat::Csv, ExportPart::Doses) if args.analyte.is_some() => {
                bail!("--analyte goes with --what results; leave it out")
            }
            (ExportFormat::Csv, ExportPart::Doses) => ExportFormat::CsvDoses,
            _ => bail!("--what doses goes with --format csv; JSON holds the doses anyway"),
        },
        selection: Selection {
            since: args.since.as_deref().map(|text| session.since(text)).transpose()?,
            analyte: analyte.map(|analyte| analyte.id.clone()),
            computed: ComputedRows::asked_for(args.derived),
            ..Selection::default()
        },
        units: args.units.map(Into::into).unwrap_or_default(),
        for_excel: args.excel,
        for_comma: args.comma,
        alarm_days: args.alarm,
    };
    match &args.output {
        None => export::write(session, &order, &mut |piece| print::data(piece))?,
        Some(path) => {
            write_file_in_pieces(path, Existing::forced(args.force), |file| {
                export::write(session, &order, &mut |piece| {
                    file.write_all(piece.as_bytes())
                        .with_context(|| format!("cannot write {}", path.display()))
                })
            })?;
            print::say(&format!("Wrote {}.", path.display()));
        }
    }
    say_if_nothing(&order, session)?;
    Ok(CommandEnd::Well)
}

/// Says that nothing of the one analyte asked for was written, and what would be. Whether computed values were, where
/// they are asked for, shows in the file.
fn say_if_nothing(order: &ExportOrder, session: &Session) -> anyhow::Result<()> {
    let selection = &order.selection;
    let asked = selection.analyte.as_ref().and_then(|id| session.setup.catalog.analyte(id));
    let Some(analyte) = asked.filter(|_| selection.computed == ComputedRows::Left) else { return Ok(()) };
    let reported = session.only(wanted(selection))?;
    if reported.results(&analyte.id).next().is_some() {
        return Ok(());
    }
    let name = &analyte.name;
    print::say(&match computed_left_out(selection, analyte) {
        Some(words) if order.format.is_of_results() => words,
        Some(_) => format!("No result of {name} was reported; --format csv --derived writes computed ones."),
        None => format!("No result of {name} is of the days asked for; none was written."),
    });
    Ok(())
}
