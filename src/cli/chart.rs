//! `chart`: the chart of the screen, printed.

use std::path::PathBuf;

use anyhow::bail;
use chrono::{Days, NaiveDate};

use crate::cli::Ended;
use crate::cli::add;
use crate::cli::print;
use crate::domain::before_after::{all_turns, last_change};
use crate::domain::id::AnalyteId;
use crate::domain::record::Record;
use crate::runtime::file::{self, Existing};
use crate::runtime::run::Surroundings;
use crate::runtime::session::Session;
use crate::ui::picture::{self, Form, Ink, Keep, Known, Sight, Study};
use crate::ui::theme::{Theme, ThemeName};
use crate::ui::widget::plot::{self, Glyphs, Panel};

/// Print a chart of analytes over time, with their intervals, therapy, symptoms and events.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Args {
    /// One to four analytes, one panel each.
    #[arg(required = true)]
    analytes: Vec<String>,
    /// First day: a date, or how long ago, such as 1y, 6m, 90d.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Leave out results by another method than the newest, not fasting, or outside 2 to 7 days of abstinence.
    #[arg(long)]
    like_with_like: bool,
    /// Draw the trend, and say it.
    #[arg(long, conflicts_with = "before_after")]
    trend: bool,
    /// Compare before and after the change of therapy of this day, or the last one of a drug that acts.
    #[arg(long, value_name = "DATE", num_args = 0..=1, require_equals = true, default_missing_value = "last")]
    before_after: Option<String>,
    /// Columns.
    #[arg(long, value_name = "N", default_value_t = 100)]
    width: u16,
    /// Lines; 14, and 8 more for each panel after the first, when left out.
    #[arg(long, value_name = "N")]
    height: Option<u16>,
    /// Nothing beyond ASCII.
    #[arg(long)]
    ascii: bool,
    /// Write a vector picture to this new file instead.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Replace the SVG file if it is there.
    #[arg(long, requires = "svg")]
    force: bool,
}

/// Most panels in one chart.
const MOST: usize = 4;

/// Prints or writes a chart.
pub fn run(args: &Args, session: &Session, surroundings: Surroundings) -> anyhow::Result<Ended> {
    let setup = &session.setup;
    let ids = analytes(args, session)?;
    let record = session.whole()?;
    let known = Known {
        record: &record,
        catalog: setup.catalog,
        intervals: &setup.intervals,
        rules: &setup.rules,
        units: setup.config.units,
        who_edition: &setup.config.who_edition,
        keep: if args.like_with_like { Keep::Alike } else { Keep::All },
    };
    let (first, last) = picture::history(&known, &ids, setup.today);
    let since = args.since.as_deref().map(|text| session.since(text)).transpose()?;
    let glyphs = if args.ascii { Glyphs::Ascii } else { setup.config.dots(surroundings.utf8) };
    let theme = if surroundings.color { setup.config.theme } else { ThemeName::Plain };
    let plot = picture::plot(
        &known,
        &Sight {
            analytes: &ids,
            days: (since.unwrap_or(first - Days::new(MARGIN)), last),
            today: setup.today,
            cursor: None,
            form: Form::Stacked,
            study: study(args, session, &record)?,
            turned: &[],
            how_to_add: "`androlog add` adds one",
            ink: Ink::new(&Theme::named(theme), glyphs),
        },
    );
    if let Some(path) = &args.svg {
        file::write(path, picture::svg(&plot).as_bytes(), Existing::forced(args.force))?;
        print::say(&format!("Wrote {}.", path.display()));
        return Ok(Ended::Well);
    }
    let height = args.height.unwrap_or(6 + 8 * ids.len() as u16);
    let draw = if surroundings.color { plot::to_ansi } else { plot::to_text };
    print::line(draw(&plot, args.width, height).trim_end_matches('\n'))?;
    for panel in &plot.panels {
        for note in &panel.notes {
            print::line(&named(note, panel, plot.panels.len()))?;
        }
    }
    Ok(Ended::Well)
}

/// Days before the first result, so that it does not stand on the axis.
const MARGIN: u64 = 3;

/// The note of a panel, with its name where there are several.
fn named(note: &str, panel: &Panel, panels: usize) -> String {
    if panels > 1 { format!("{}: {note}", panel.title) } else { note.to_owned() }
}

/// What several results are to amount to.
fn study(args: &Args, session: &Session, record: &Record) -> anyhow::Result<Study> {
    let Some(text) = &args.before_after else {
        return Ok(if args.trend { Study::Trend } else { Study::None });
    };
    let setup = &session.setup;
    let mut days: Vec<NaiveDate> = all_turns(record).iter().map(|turn| turn.day).collect();
    days.dedup();
    let known: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
    if days.is_empty() {
        bail!("no change of therapy to compare around; `androlog therapy start` adds one");
    }
    if text == "last" {
        let Some(last) = last_change(record, setup.catalog.drugs(), setup.today) else {
            bail!(
                "no drug that acts on the axis changed by today; name one of the changes: {}",
                known.join(", ")
            );
        };
        return Ok(Study::Around(last));
    }
    let day = session.day(text)?;
    if !days.contains(&day) {
        bail!("no therapy changed on {day}; changes were on {}", known.join(", "));
    }
    Ok(Study::Around(day))
}

fn analytes(args: &Args, session: &Session) -> anyhow::Result<Vec<AnalyteId>> {
    if args.analytes.len() > MOST {
        bail!("a chart has at most {MOST} analytes; these are {}", args.analytes.len());
    }
    let id = |text: &String| Ok(add::analyte(session.setup.catalog, text)?.id.clone());
    args.analytes.iter().map(id).collect()
}
