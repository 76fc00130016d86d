//! `backup`, `restore`: copies of the log, and going back to one.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::question::{UsualAnswer, is_wanted};
use crate::cli::{CommandEnd, print, tell_done};
use crate::domain::change::{Change, Entry, EntryKey};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::record::Record;
use crate::exchange::regimen_doubts::doubtful_courses;
use crate::runtime::backups::{BackupShelf, StoredBackup};
use crate::runtime::clock;
use crate::runtime::session::Session;
use crate::runtime::setup::Setup;
use crate::store::{LogKey, Store, StoreError, Window};

/// Copy the log to a file, or to the folder of the copies that are made automatically: one for each day with changes,
/// and one before an upgrade, a large import, a merge and a restore.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog backup ~/usb/androlog.db")]
pub struct BackupArgs {
    /// The new file; beside the other copies when left out.
    file: Option<PathBuf>,
    /// Print where the copy is as JSON.
    #[arg(long)]
    json: bool,
}

/// Go back to a copy of the log, after showing what differs. What the log holds now is kept. Without a copy, list
/// those there are.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog restore 2026-03-14")]
pub struct RestoreArgs {
    /// A file, or the day of a copy as `androlog restore` lists it.
    copy: Option<String>,
    /// Do it without a question.
    #[arg(long)]
    yes: bool,
    /// Print JSON: the list of copies, or what was done.
    #[arg(long)]
    json: bool,
}

/// Copies the log into a file or onto the shelf of backups.
pub fn backup(args: &BackupArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    if !session.store().has_file() {
        return Err(StoreError::Missing(session.setup.paths.database.clone()).into());
    }
    let to = match &args.file {
        Some(file) => {
            refuse_missing_folder(file)?;
            session.store().back_up(file)?;
            std::path::absolute(file)?
        }
        None => session.shelf().keep_for(session.store(), "by-hand", clock::today())?,
    };
    if args.json {
        tell_done(|| print::shaped_json("backup", "path", &to))?;
        return Ok(CommandEnd::Well);
    }
    tell_done(|| print::line(&format!("Copied the log to {} and checked the copy.", to.display())))?;
    Ok(CommandEnd::Well)
}

/// A folder that is not there may be a stick that is not plugged in; one made in its place would hold the copy on the
/// disk that it is to outlive.
fn refuse_missing_folder(file: &Path) -> anyhow::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            bail!("cannot write {}: there is no folder {}", file.display(), folder.display())
        }
        _ => Ok(()),
    }
}

/// Lists copies, or goes back to one.
pub fn restore(args: &RestoreArgs, setup: &Setup) -> anyhow::Result<CommandEnd> {
    let log = &setup.paths.database;
    let shelf = BackupShelf::of_log(log, &setup.config.backups);
    let Some(copy) = &args.copy else {
        if shelf.stored().is_empty() && !log.exists() {
            return Err(StoreError::Missing(log.clone()).into());
        }
        return list(args.json, &shelf);
    };
    let copy = named(copy, &shelf)?;
    let key = key_of_either(setup, &copy)?;
    let staged = Store::stage(&copy, log, &key)?;
    if args.json {
        print::gather();
    }
    let done = go_back(args.yes, (&copy, &staged), &key, &shelf, setup);
    if args.json {
        let words = print::gathered();
        if done.is_ok() {
            tell_done(|| print::shaped_json("restored", "words", &words))?;
        }
    }
    // It has the name of the log now, or is of no use.
    drop(std::fs::remove_file(&staged));
    done
}

/// The key of the log, or of the file that is brought into it where only that is sealed.
pub fn key_of_either(setup: &Setup, other: &Path) -> anyhow::Result<LogKey> {
    let key = setup.keys.key_for(&setup.paths.database)?;
    if key.is_some() || !other.is_file() { Ok(key) } else { setup.keys.key_for(other) }
}

fn list(json: bool, shelf: &BackupShelf) -> anyhow::Result<CommandEnd> {
    if json {
        let copy = |backup: StoredBackup| serde_json::json!({"day": backup.day, "reason": backup.reason, "path": backup.path});
        let copies: Vec<serde_json::Value> = shelf.stored().into_iter().rev().map(copy).collect();
        print::shaped_json("backups", "copies", &copies)?;
        return Ok(CommandEnd::Well);
    }
    let row = |backup: StoredBackup| {
        let name = backup.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        vec![day::with_weekday(backup.day), backup.reason.unwrap_or_default().replace('-', " "), name]
    };
    let rows: Vec<_> = shelf.stored().into_iter().rev().map(row).collect();
    if rows.is_empty() {
        print::say(&format!(
            "There is no copy in {} yet; `androlog backup` makes one.",
            shelf.folder().display()
        ));
    }
    print::text(&print::columns(&rows, &[]))?;
    Ok(CommandEnd::Well)
}

/// The file, or the newest copy of a day, or the copy of a name.
fn named(text: &str, shelf: &BackupShelf) -> anyhow::Result<PathBuf> {
    if Path::new(text).is_file() {
        return Ok(PathBuf::from(text));
    }
    let is_meant = |backup: &StoredBackup| {
        backup.day.to_string() == text || backup.path.file_stem().is_some_and(|stem| stem == text)
    };
    let found = shelf.stored().into_iter().rev().find(is_meant);
    found.map(|backup| backup.path).with_context(|| {
        format!("there is no file and no copy {text}; `androlog restore` lists the copies there are")
    })
}

fn go_back(
    yes: bool,
    (copy, staged): (&Path, &Path),
    key: &LogKey,
    shelf: &BackupShelf,
    setup: &Setup,
) -> anyhow::Result<CommandEnd> {
    let log = &setup.paths.database;
    let restored = Store::open_existing_with(staged, key)?;
    let then = restored.load(Window::Whole)?;
    restored.close()?;
    let present = Store::open_existing_with(log, key);
    let present = present.and_then(|store| Ok((store.load(Window::Whole)?, store)));
    match &present {
        Ok((now, _)) => print::line(&LogDifference::between(now, &then).words())?,
        Err(error) => print::line(&format!("The log as it is cannot be read: {error}"))?,
    }
    if !yes && !is_wanted(&format!("Go back to {}?", copy.display()), UsualAnswer::No)? {
        bail!("nothing was changed; add --yes to go back to {}", copy.display());
    }
    // A log that can be read is copied; of one that cannot, the file itself is kept.
    let kept = match present {
        Ok((_, store)) => {
            let kept = shelf.keep_for(&store, "before-restore", clock::today())?;
            store.close()?;
            Store::swap(staged, log, None)?;
            Some(kept)
        }
        Err(_) => Store::swap(staged, log, Some(".damaged"))?,
    };
    tell_done(|| print::line(&format!("The log is now that of {}.", copy.display())))?;
    let courses: Vec<Change> = then.regimens().iter().cloned().map(Entry::Regimen).map(Change::Put).collect();
    for doubt in doubtful_courses(&Record::default(), &courses, setup.catalog) {
        print::say(&format!("{}: {}", doubt.place, doubt.message));
    }
    if let Some(kept) = kept {
        tell_done(|| print::line(&format!("What it held before is in {}.", kept.display())))?;
    }
    Ok(CommandEnd::Well)
}

/// How many entries two records do not share.
struct LogDifference {
    lost: usize,
    back: usize,
    changed: usize,
}

impl LogDifference {
    fn between(now: &Record, then: &Record) -> Self {
        let keys = |record: &Record| record.entries().map(|entry| entry.key()).collect::<Vec<EntryKey>>();
        let missing = |keys: &[EntryKey], from: &Record| {
            keys.iter().filter(|key| **key != EntryKey::Profile && from.entry(key).is_none()).count()
        };
        let (now_keys, then_keys) = (keys(now), keys(then));
        let changed =
            |key: &&EntryKey| then.entry(key).is_some_and(|old| now.entry(key).is_some_and(|new| new != old));
        Self {
            lost: missing(&now_keys, then),
            back: missing(&then_keys, now),
            changed: now_keys.iter().filter(changed).count(),
        }
    }

    fn words(&self) -> String {
        let count = |number: usize, what| format!("{} {what}", counted(number, "entry"));
        format!(
            "{}, {}, {}.",
            count(self.lost, "only in the log as it is now"),
            count(self.back, "only in the copy"),
            count(self.changed, "in both and not the same")
        )
    }
}
