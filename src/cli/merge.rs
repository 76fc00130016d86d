//! `merge`: another copy of the log, from a second machine or a sync program, brought into this one.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use crate::cli::backup::key_of_either;
use crate::cli::{CommandEnd, print};
use crate::domain::change::{Change, Entry, EntryKey};
use crate::domain::counted::counted;
use crate::exchange::Diagnostic;
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::regimen_doubts::doubtful_courses;
use crate::runtime::session::Session;
use crate::store::{MergeConflict, MergePlan, Preference, Store};

/// Merge another copy of this log into this one: entries that only it has, and its changes to shared ones. Where both
/// changed an entry, nothing is stored until you choose.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog merge androlog.sync-conflict-20261128.db --prefer theirs")]
pub struct MergeArgs {
    /// The other copy; it stays as it is.
    other: PathBuf,
    /// What is taken where both changed an entry.
    #[arg(long, value_enum)]
    prefer: Option<PreferArg>,
    /// Show what would be stored, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Which side of a conflict is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PreferArg {
    /// What is in this log.
    Mine,
    /// What is in the other.
    Theirs,
    /// Both, as two entries.
    Both,
}

/// Compares, stores in one act, and says what became of it.
pub fn run(args: &MergeArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let key = key_of_either(&session.setup, &args.other)?;
    let staged = Store::stage(&args.other, session.store().path(), &key)?;
    let plan = Store::open_existing_with(&staged, &key).and_then(|theirs| {
        let plan = session.store().plan_merge(&theirs);
        theirs.close()?;
        plan
    });
    drop(std::fs::remove_file(&staged));
    let mut plan = plan?;
    let conflicts = plan.conflicts.clone();
    if let Some(prefer) = args.prefer {
        plan.settle(match prefer {
            PreferArg::Mine => Preference::Mine,
            PreferArg::Theirs => Preference::Theirs,
            PreferArg::Both => Preference::Both,
        });
    }
    let doubts = doubtful_courses(&session.whole()?, &plan.changes, session.setup.catalog);
    let tally = MergeTally { diagnostics: doubts, ..MergeTally::of_plan(&plan, &conflicts) };
    let is_open = !plan.conflicts.is_empty();
    let stores = !args.dry_run && !is_open && !plan.changes.is_empty();
    if stores {
        if session.setup.config.backups.daily > 0 {
            session.keep_before("merge")?;
        }
        let words = format!("Merged {} from {}", counted(plan.changes.len(), "entry"), args.other.display());
        session.save(plan.into_act(words))?;
    }
    if args.json {
        print::line(&tally.json())?;
    } else {
        tell(&tally, &conflicts, session)?;
        if !stores && (tally.new + tally.changed + tally.removed) > 0 {
            let why = if is_open { "choose with --prefer mine, theirs or both" } else { "--dry-run" };
            print::say(&format!("Nothing was stored ({why})."));
        } else if is_open {
            print::say("Choose with --prefer mine, theirs or both.");
        }
    }
    Ok(if is_open { CommandEnd::Rejected } else { CommandEnd::Well })
}

/// What a merge does, in numbers of entries.
#[derive(Debug, Serialize)]
struct MergeTally {
    new: usize,
    changed: usize,
    removed: usize,
    same: usize,
    conflicting: usize,
    conflicts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Diagnostic>,
}

impl JsonSheet for MergeTally {
    const SHAPE: &'static str = "merge";
}

impl MergeTally {
    fn of_plan(plan: &MergePlan, conflicts: &[MergeConflict]) -> Self {
        let known = |key: &EntryKey| plan.began.iter().any(|entry| entry.key() == *key);
        let puts = || {
            plan.changes.iter().filter_map(|change| match change {
                Change::Put(entry) => Some(entry.key()),
                Change::Remove(_) => None,
            })
        };
        let changed = puts().filter(|key| known(key)).count();
        Self {
            new: puts().count() - changed,
            changed,
            removed: plan.changes.len() - puts().count(),
            same: plan.same,
            conflicting: conflicts.len(),
            conflicts: conflicts.iter().map(|conflict| key_words(&conflict.key)).collect(),
            diagnostics: Vec::new(),
        }
    }
}

fn tell(tally: &MergeTally, conflicts: &[MergeConflict], session: &Session) -> anyhow::Result<()> {
    print::line(&format!(
        "{} new, {} changed, {} removed, {} same, {} conflicting",
        tally.new, tally.changed, tally.removed, tally.same, tally.conflicting
    ))?;
    for diagnostic in &tally.diagnostics {
        print::say(&format!("{}: {}", diagnostic.place, diagnostic.message));
    }
    for conflict in conflicts {
        print::line(&format!("conflict: {}", key_words(&conflict.key)))?;
        match (&conflict.mine, &conflict.theirs) {
            (Some(Entry::Report(mine)), Some(Entry::Report(theirs))) => {
                for line in crate::exchange::edit::changes(mine, theirs, session.setup.catalog) {
                    print::line(&format!("  mine → theirs: {line}"))?;
                }
            }
            (None, _) => print::line("  removed here, changed there")?,
            (_, None) => print::line("  changed here, removed there")?,
            _ => print::line("  changed here and there")?,
        }
    }
    Ok(())
}

fn key_words(key: &EntryKey) -> String {
    match key {
        EntryKey::Profile => "the profile".to_owned(),
        EntryKey::Report(id) => format!("report {id}"),
        EntryKey::Regimen(id) => format!("therapy {id}"),
        EntryKey::Symptom(id) => format!("symptom {id}"),
        EntryKey::Event(id) => format!("event {id}"),
        EntryKey::DoseTaken(id) => format!("dose {id}"),
        EntryKey::Question(id) => format!("question {id}"),
        EntryKey::Action(rule, ..) => format!("what was done about {rule}"),
    }
}
