//! `order`: what to have taken at the next draw, sample or scan.

use chrono::Days;

use crate::cli::{CommandEnd, print};
use crate::domain::day;
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::order::{Codes, TestOrder, USUAL_WITHIN_DAYS, until_words};
use crate::runtime::session::Session;

/// Print what the next draw, sample or scan should be for: each test once, with what makes its result usable.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog order --within 6w --codes")]
pub struct OrderArgs {
    /// Include what is due by then: a date, or how long ahead; six weeks when left out.
    #[arg(long, value_name = "DATE")]
    within: Option<String>,
    /// Add the LOINC code of each test.
    #[arg(long)]
    codes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints what one draw, sample or scan would settle.
pub fn run(args: &OrderArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let last = match &args.within {
        Some(text) => day::parse_coming_day(text, setup.today, setup.config.day_order)?,
        None => setup.today + Days::new(USUAL_WITHIN_DAYS),
    };
    let record = session.for_rules()?;
    let order = TestOrder::new(&session.outlook(&record), &record, setup.catalog, setup.today, last);
    if args.json {
        print::line(&order.json())?;
        return Ok(CommandEnd::Well);
    }
    let codes = if args.codes { Codes::Loinc } else { Codes::Without };
    let text = order.text(codes);
    if text.is_empty() {
        print::say(&format!("Nothing is {}.", until_words(last)));
    }
    print::text(&text)?;
    Ok(CommandEnd::Well)
}
