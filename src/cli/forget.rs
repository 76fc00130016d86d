//! `forget`, and `rm --forget`: entries removed with all that the journal, the drafts and the copies know of them.

use std::collections::BTreeSet;

use anyhow::bail;

use crate::cli::act_json::ActOutput;
use crate::cli::question::{UsualAnswer, is_wanted};
use crate::cli::{CommandEnd, print};
use crate::domain::change::EntryKey;
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::id::EntryId;
use crate::runtime::clock;
use crate::runtime::session::Session;
use crate::store::{Store, Window};

/// Forget entries for good: they are removed with everything the journal knows of them, and cannot be brought back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog forget --before 2020-01-01 --backups")]
pub struct ForgetArgs {
    /// All entries of days before this one, and therapies that ended before it.
    #[arg(long, value_name = "DATE")]
    before: String,
    /// In the copies that androlog made too.
    #[arg(long)]
    backups: bool,
    /// Do it without a question.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    pub output: ActOutput,
}

/// Forgets what is older than a day.
pub fn run(args: &ForgetArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let before = session.day(&args.before)?;
    let keys = session.store().keys_before(before)?;
    let what = if keys.is_empty() {
        "in the copies what was forgotten in the log".to_owned()
    } else {
        format!("{} before {}", counted(keys.len(), "entry"), day::long(before))
    };
    forget(&keys, &what, args.backups, args.yes, session)
}

/// Asks, forgets, and names the copies that still hold what was forgotten.
pub fn forget(
    keys: &BTreeSet<EntryKey>,
    what: &str,
    backups: bool,
    yes: bool,
    session: &mut Session,
) -> anyhow::Result<CommandEnd> {
    if keys.is_empty() && !backups {
        print::say("There is nothing to forget.");
        return Ok(CommandEnd::Well);
    }
    if !yes && !is_wanted(&format!("Forget {what}? It cannot be undone."), UsualAnswer::No)? {
        bail!("nothing was forgotten; it cannot be undone, so add --yes to forget {what}");
    }
    if !keys.is_empty() {
        session.store_mut().forget(keys, clock::now())?;
        print::line(&format!("Forgot {what}. No undo and no merge brings it back."))?;
        if session.store().is_unsettled() {
            print::say(
                "Another program reads the log, so its file still holds it; the next command after that empties it.",
            );
        }
    }
    let mut gone = keys.clone();
    gone.extend(session.store().forgotten()?.into_iter().flat_map(keys_with));
    for copy in session.shelf().stored() {
        let key = session.setup.keys.key_for(&copy.path)?;
        let mut store = Store::open_existing_with(&copy.path, &key)?;
        let path = copy.path.display();
        if backups {
            let forgotten = store.forget(&gone, clock::now())?;
            if forgotten > 0 {
                print::line(&format!("Forgot {} in {path}.", counted(forgotten, "entry")))?;
            }
        } else if store.load(Window::Whole)?.entries().any(|entry| gone.contains(&entry.key())) {
            print::say(&format!("{path} still holds it; the same with --backups forgets it there too"));
        }
        store.close()?;
    }
    Ok(CommandEnd::Well)
}

/// The keys of whatever an id was that was forgotten earlier; of what kind it was is forgotten too.
fn keys_with(id: EntryId) -> [EntryKey; 6] {
    [
        EntryKey::Report(id.clone()),
        EntryKey::Regimen(id.clone()),
        EntryKey::Symptom(id.clone()),
        EntryKey::Event(id.clone()),
        EntryKey::DoseTaken(id.clone()),
        EntryKey::Question(id),
    ]
}
