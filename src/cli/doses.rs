//! `doses`: the dose log.

use chrono::{Days, NaiveDate};
use clap::Subcommand;

use crate::cli::{CommandEnd, print, therapy};
use crate::domain::change::{Act, Change, EntryKey};
use crate::domain::day;
use crate::domain::dose_log::{DoseEntry, DoseLog, LANE_DAYS, waiting};
use crate::domain::regimen::Regimen;
use crate::exchange::doses::{DoseLine, DoseSheet, dose_words, entry_words, supplies, supply_words};
use crate::exchange::json_sheet::JsonSheet;
use crate::runtime::session::{Session, abbreviated};

/// Show the dose log: which doses were taken, which were skipped, and which were not logged.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog doses --since 8w --drug anastrozole")]
pub struct DosesArgs {
    /// First day: a date, or how long ago, such as 8w; four weeks when left out.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// One drug only.
    #[arg(long)]
    drug: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Print one line for a prompt or status bar: what of today is not logged. It is empty when all is.
    #[arg(long, conflicts_with = "json")]
    short: bool,
    #[command(subcommand)]
    what: Option<DosesCommand>,
}

impl DosesArgs {
    /// Whether it changes the log and is to tell that as JSON.
    pub const fn tells_act(&self) -> bool {
        self.json && self.what.is_some()
    }
}

#[derive(Debug, Subcommand)]
enum DosesCommand {
    /// Remove an entry of the dose log; `undo` brings it back.
    #[command(after_help = "Example: androlog doses rm 0198c2")]
    Rm {
        /// Its id or the beginning of it, as `doses` shows.
        id: String,
    },
}

/// Shows the log, or takes an entry out.
pub fn run(args: &DosesArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    if let Some(DosesCommand::Rm { id }) = &args.what {
        return rm(id, session);
    }
    let today = session.setup.today;
    let from = match &args.since {
        Some(text) => session.since(text)?,
        None => today - Days::new(LANE_DAYS - 1),
    };
    let drug = args.drug.as_deref().map(|text| therapy::drug(session, text)).transpose()?;
    let mut regimens = session.store().regimens()?;
    regimens.retain(|regimen| drug.as_ref().is_none_or(|drug| drug.id == regimen.drug));
    let mut entries = session.store().doses_taken(first_needed(&regimens, from))?;
    entries.retain(|entry| drug.as_ref().is_none_or(|drug| drug.id == entry.drug));
    if args.short {
        print::text(&short_line(&regimens, &entries, today))?;
        return Ok(CommandEnd::Well);
    }
    let log = DoseLog::new(&regimens, &entries, (from, today));
    let supplies = supplies(&regimens, &entries, today);
    let sheet = DoseSheet::new(&log, (from, today), &supplies);
    if args.json {
        print::line(&sheet.json())?;
        return Ok(CommandEnd::Well);
    }
    if sheet.doses.is_empty() {
        print::say("No dose was expected or logged; `androlog took DRUG` logs one.");
    }
    print::text(&table(&sheet.doses))?;
    for tally in &sheet.tally {
        print::line(&format!("{}: {} since {}", tally.drug, tally.words(), day::with_weekday(from)))?;
    }
    for words in supplies.iter().filter_map(|supply| supply_words(supply, today)) {
        print::line(&format!("{words}."))?;
    }
    Ok(CommandEnd::Well)
}

/// Days before the first one shown within which an entry can fill a dose.
const NEAR_DAYS: u64 = 62;

/// The first day whose entries are needed: those of the window, and those since pieces were counted.
fn first_needed(regimens: &[Regimen], from: NaiveDate) -> NaiveDate {
    let counted = regimens.iter().filter_map(|regimen| Some(regimen.supply.as_ref()?.counted));
    counted.chain([from]).min().unwrap_or(from) - Days::new(NEAR_DAYS)
}

fn table(doses: &[DoseLine]) -> String {
    let row = |line: &DoseLine| {
        let amount = line.amount.clone().unwrap_or_default();
        let amount = format!("{amount} {}", line.unit.as_deref().unwrap_or_default());
        let state = match (line.state, line.expected) {
            ("not-logged", _) => "not logged".to_owned(),
            (state, true) => state.to_owned(),
            (state, false) => format!("{state}, extra"),
        };
        vec![
            day::with_weekday(line.day),
            line.time.clone().unwrap_or_default(),
            line.drug.to_string(),
            amount.trim().to_owned(),
            state,
            line.id.clone().unwrap_or_default(),
            line.note.clone().unwrap_or_default(),
        ]
    };
    print::columns(&doses.iter().map(row).collect::<Vec<_>>(), &[])
}

/// What of today is not logged, and what will run out soon; nothing where there is neither.
fn short_line(regimens: &[Regimen], entries: &[DoseEntry], today: NaiveDate) -> String {
    let mut parts: Vec<String> = Vec::new();
    let waiting: Vec<String> = waiting(regimens, entries, today).iter().map(dose_words).collect();
    if !waiting.is_empty() {
        parts.push(format!("not logged: {}", waiting.join(", ")));
    }
    parts.extend(supplies(regimens, entries, today).iter().filter_map(|supply| supply_words(supply, today)));
    if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(" | ")) }
}

fn rm(id: &str, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let entries = session.store().doses_taken(NaiveDate::MIN)?;
    let id = abbreviated(entries.iter().map(|entry| &entry.id), id, ("dose", "doses"))?;
    let entry = entries.iter().find(|entry| entry.id == id);
    let dose = entry.map_or_else(String::new, |entry| {
        format!("{} on {}", entry_words(entry), day::with_weekday(entry.day))
    });
    let words = format!("Removed the dose {dose}");
    session.save(Act::one(&*words, Change::Remove(EntryKey::DoseTaken(id))))?;
    print::line(&format!("{words}. `androlog undo` brings it back."))?;
    Ok(CommandEnd::Well)
}
