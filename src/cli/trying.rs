//! `trying`, `levels`: samples and attempts on one line of time, and a symptom beside levels.

use crate::cli::entries::unknown;
use crate::cli::{CommandEnd, analyte_name, print};
use crate::domain::journal::Goal;
use crate::domain::symptom_levels::symptom_levels;
use crate::domain::trying::{trying_line, usual_first_day};
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::levels::level_sheet;
use crate::exchange::trying::{NO_GOAL, NO_SINCE, time_words, trying_sheet};
use crate::runtime::session::Session;
use crate::runtime::surroundings::Surroundings;
use crate::ui::picture::{self, ChartInk};
use crate::ui::theme::{Glyphs, Theme, ThemeName};
use crate::ui::widget::plot::timeline_text;

/// Show samples, attempts, therapy and the 72 days before each on one line of time.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog trying, androlog trying --since 2y --json")]
pub struct TryingArgs {
    /// The first day: a date, or how long ago; 72 days before trying began when left out.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Columns of the line.
    #[arg(long, default_value = "80", value_parser = clap::value_parser!(u16).range(40..=400))]
    width: u16,
    /// Draw with ASCII only.
    #[arg(long)]
    ascii: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Count the days of each grade of a symptom around the draws of an analyte; no cause is claimed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog levels joint-pain e2 --since 2y")]
pub struct LevelsArgs {
    /// The symptom.
    symptom: String,
    /// The analyte.
    analyte: String,
    /// First day of the draws: a date, or how long ago.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints the line of time.
pub fn trying(
    args: &TryingArgs,
    session: &Session,
    surroundings: Surroundings,
) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let profile = session.unpaged()?.profile().clone();
    if profile.goal != Some(Goal::Fertility) {
        print::say(NO_GOAL);
        return Ok(CommandEnd::Well);
    }
    let since = args.since.as_deref().map(|text| session.since(text)).transpose()?;
    let record = session.for_trying(since.unwrap_or_else(|| usual_first_day(&profile, setup.today)))?;
    let line = trying_line(&record, since, setup.today);
    let sheet = trying_sheet(&line, &record, setup.catalog, setup.config.units, setup.today);
    if args.json {
        print::line(&sheet.json())?;
        return Ok(CommandEnd::Well);
    }
    match &line.time {
        Some(time) => print::line(&time_words(time))?,
        None => print::say(NO_SINCE),
    }
    let known = session.known(&record);
    let glyphs = if args.ascii { Glyphs::Ascii } else { setup.config.glyphs.glyphs(surroundings.utf8) };
    let plot =
        picture::trying(&known, &line, setup.today, ChartInk::new(&Theme::named(ThemeName::Plain), glyphs));
    print::text(&format!("\n{}\n\n", timeline_text(&plot, args.width)))?;
    for line in sheet.lines() {
        print::line(&line)?;
    }
    Ok(CommandEnd::Well)
}

/// Prints the counts.
pub fn levels(args: &LevelsArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let catalog = setup.catalog;
    let symptom = catalog.find_symptom(&args.symptom).ok_or_else(|| {
        unknown(&args.symptom, "symptom", &catalog.suggest_symptoms(&args.symptom), catalog.symptoms())
    })?;
    let analyte = analyte_name::series(setup.catalog, &args.analyte)?;
    let since = args.since.as_deref().map(|text| session.since(text)).transpose()?;
    let record = session.series_and_symptoms(analyte.id.clone())?;
    let found =
        symptom_levels(&record, setup.catalog.analytes(), &symptom.id, &analyte.id, (since, setup.today));
    let sheet = level_sheet(&found, symptom, analyte, setup.config.units);
    if args.json {
        print::line(&sheet.json())?;
        return Ok(CommandEnd::Well);
    }
    print::line(sheet.title())?;
    print::text(&print::columns(&sheet.table(), &[1, 2, 3, 4, 5, 6]))?;
    for note in sheet.notes() {
        print::line(&note)?;
    }
    Ok(CommandEnd::Well)
}
