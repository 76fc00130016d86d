//! `import`: results from a file, planned before anything is stored.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::cli::Ended;
use crate::cli::print;
use crate::domain::change::Act;
use crate::exchange::{ImportPlan, Known, Parsed, csv, json, plan};
use crate::runtime::session::Session;

/// Import results: androlog JSON, or androlog's own CSV. Importing a file twice adds nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file.
    file: PathBuf,
    /// `json` or `csv`; found out from the file when left out.
    #[arg(long)]
    format: Option<String>,
    /// Show what would be stored, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Reads, plans, stores in one act, and says what became of each result.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<Ended> {
    let name = args.file.display();
    let bytes = fs::read(&args.file).with_context(|| format!("cannot read {name}"))?;
    let Ok(text) = String::from_utf8(bytes) else {
        bail!("{name} is not UTF-8 text; androlog reads its own JSON and CSV");
    };
    let known = Known { catalog: session.setup.catalog, today: session.setup.today };
    let parsed = read(args.format.as_deref(), &text, &known)?;
    let record = session.whole()?;
    let mut plan = plan(&record, parsed);
    let changes = std::mem::take(&mut plan.changes);
    let stores = !args.dry_run && !changes.is_empty();
    if stores {
        let words = format!("Imported {} from {name}", print::count(plan.results.new, "result"));
        session.save(Act::new(words, changes))?;
    }
    if args.json {
        print::line(&plan.json())?;
    } else {
        tell(&plan, args.dry_run)?;
    }
    let rejected = plan.results.rejected + plan.others.rejected > 0;
    Ok(if rejected { Ended::Rejected } else { Ended::Well })
}

/// JSON begins with a brace; everything else is tried as CSV.
fn read(format: Option<&str>, text: &str, known: &Known<'_>) -> anyhow::Result<Parsed> {
    let looks_like_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    match format {
        Some("json") => Ok(json::read(text, known)),
        Some("csv") => Ok(csv::read(text, known)),
        Some(other) => bail!("“{other}” is no format that can be imported; use json or csv"),
        None if looks_like_json => Ok(json::read(text, known)),
        None => Ok(csv::read(text, known)),
    }
}

fn tell(plan: &ImportPlan, dry_run: bool) -> anyhow::Result<()> {
    for diagnostic in &plan.diagnostics {
        print::say(&format!("{}: {}", diagnostic.place, diagnostic.message));
    }
    let (results, others) = (plan.results, plan.others);
    let words = |tally: crate::exchange::Tally| {
        format!(
            "{} new, {} same, {} conflicting, {} rejected",
            tally.new, tally.same, tally.conflicting, tally.rejected
        )
    };
    print::line(&format!("results: {}", words(results)))?;
    if others != crate::exchange::Tally::default() {
        print::line(&format!("other entries: {}", words(others)))?;
    }
    if dry_run {
        print::say("Nothing was stored (--dry-run).");
    }
    Ok(())
}
