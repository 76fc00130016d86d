//! `seal`, `unseal`: a log and its copies that only a key opens, and back.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::question::{UsualAnswer, is_wanted};
use crate::cli::{CommandEnd, print, tell_done};
use crate::domain::counted::counted;
use crate::runtime::backups::BackupShelf;
use crate::runtime::clock;
use crate::runtime::setup::Setup;
use crate::store::{LogKey, Store, is_sealed, linked_file, seal_file};

/// Seal the log and its copies: they are encrypted, and only the key opens them. The key is a passphrase that is asked
/// for, or is in --key-file (made if it is not there) or what --key-command prints. Close androlog elsewhere first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog seal --key-file ~/usb/androlog.key")]
pub struct SealArgs {
    /// Do it without a question.
    #[arg(long)]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Unseal the log and its copies: everybody who gets the files can read them. Close androlog elsewhere first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog unseal --key-file ~/usb/androlog.key")]
pub struct UnsealArgs {
    /// Do it without a question.
    #[arg(long)]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Seals the log at hand.
pub fn seal(args: &SealArgs, setup: &Setup) -> anyhow::Result<CommandEnd> {
    let log = &setup.paths.database;
    if !cfg!(feature = "sealed") {
        bail!("this build cannot seal a log; one made by `cargo build --release --features sealed` can");
    }
    if is_sealed(log) {
        if shelf(setup).plain().is_empty() {
            bail!("{} is sealed already; `androlog unseal` first to give it another key", log.display());
        }
        let key = setup.keys.key_for(log)?;
        Store::open_existing_with(log, &key)?.close()?;
        return finish(&SealTurn::sealed_by(&key), setup, args.json);
    }
    let plain = Store::open_existing(log)?;
    let question = format!(
        "Seal {}? Whoever loses the key loses the log: nothing else opens it, and androlog keeps no other key.",
        log.display()
    );
    if !args.yes && !is_wanted(&question, UsualAnswer::No)? {
        bail!("nothing was sealed; add --yes to seal {}", log.display());
    }
    let key = new_key(setup)?;
    change_seal(plain, &SealTurn::sealed_by(&key), setup, args.json)
}

/// Unseals the log at hand.
pub fn unseal(args: &UnsealArgs, setup: &Setup) -> anyhow::Result<CommandEnd> {
    let log = &setup.paths.database;
    let key = setup.keys.key_for(log)?;
    let sealed = Store::open_existing_with(log, &key)?;
    let left = shelf(setup).sealed();
    if !sealed.is_sealed() && (left.is_empty() || !cfg!(feature = "sealed")) {
        bail!("{} is not sealed", log.display());
    }
    let question = format!("Unseal {}? Everybody who gets the file can then read it.", log.display());
    if !args.yes && !is_wanted(&question, UsualAnswer::No)? {
        bail!("nothing was unsealed; add --yes to unseal {}", log.display());
    }
    match left.last().filter(|_| !sealed.is_sealed()) {
        Some(copy) => {
            let key = setup.keys.key_for(copy)?;
            finish(&SealTurn::unsealed_from(&key), setup, args.json)
        }
        None => change_seal(sealed, &SealTurn::unsealed_from(&key), setup, args.json),
    }
}

/// What is said of either way.
struct SealWords {
    reason: &'static str,
    done: &'static str,
    kept: &'static str,
}

impl SealWords {
    const SEALED: Self = Self {
        reason: "before-seal",
        done: "Sealed",
        kept: "The files as they were have been overwritten and removed. A solid-state disk, a snapshot or a copy that \
               another program made may still hold what was in them.",
    };
    const UNSEALED: Self = Self {
        reason: "before-unseal",
        done: "Unsealed",
        kept: "Everybody who gets these files can read them.",
    };
}

/// The key that files are opened with, the one they are written anew with, and how that is told.
struct SealTurn {
    from: LogKey,
    to: LogKey,
    words: SealWords,
}

impl SealTurn {
    fn sealed_by(key: &LogKey) -> Self {
        Self { from: LogKey::none(), to: key.clone(), words: SealWords::SEALED }
    }

    fn unsealed_from(key: &LogKey) -> Self {
        Self { from: key.clone(), to: LogKey::none(), words: SealWords::UNSEALED }
    }
}

/// Copies the log, writes it and all copies anew, and says what was done and what was left.
fn change_seal(store: Store, turn: &SealTurn, setup: &Setup, json: bool) -> anyhow::Result<CommandEnd> {
    shelf(setup).keep_for(&store, turn.words.reason, clock::today())?;
    store.seal_as(&turn.to)?.close()?;
    finish(turn, setup, json)
}

/// Writes the copies anew that are not yet as the log is, and says what was done and what was left. This alone is to be
/// done where an earlier run was interrupted after the log.
fn finish(turn: &SealTurn, setup: &Setup, json: bool) -> anyhow::Result<CommandEnd> {
    let SealTurn { from, to, words } = turn;
    let log = &setup.paths.database;
    let (mut done, mut left) = (0, Vec::new());
    for copy in if to.is_some() { shelf(setup).plain() } else { shelf(setup).sealed() } {
        match seal_file(&copy, from, to) {
            Ok(()) => done += 1,
            Err(error) => left.push(format!("{}: {error}", copy.display())),
        }
    }
    let beside: Vec<PathBuf> = if to.is_some() { plain_beside(&linked_file(log)) } else { Vec::new() };
    if json {
        let beside: Vec<_> = beside.iter().map(|path| path.display().to_string()).collect();
        let told = serde_json::json!({"log": log, "copies": done, "not_done": left, "plain_beside": beside});
        tell_done(|| print::shaped_json(&words.done.to_lowercase(), "files", &told))?;
    } else {
        let done = format!("{} {} and {}. {}", words.done, log.display(), counted(done, "copy"), words.kept);
        tell_done(|| print::line(&done))?;
        for line in &left {
            print::say(&format!("left as it was: {line}"));
        }
        for path in &beside {
            print::say(&format!("{} beside it is not sealed; merge it or delete it", path.display()));
        }
    }
    Ok(if left.is_empty() { CommandEnd::Well } else { CommandEnd::Rejected })
}

/// The copies of the log at hand.
fn shelf(setup: &Setup) -> BackupShelf {
    BackupShelf::of_log(&setup.paths.database, &setup.config.backups)
}

/// Databases beside the log that are not sealed and whose names begin with its name.
pub(super) fn plain_beside(log: &Path) -> Vec<PathBuf> {
    let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = log.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // While it is open, what the engine keeps beside it is sealed page by page.
    let is_its_own =
        |of: &str| of.strip_prefix(&name).is_some_and(|end| ["", "-wal", "-shm", "-journal"].contains(&end));
    let files = log.parent().into_iter().flat_map(std::fs::read_dir).flatten().flatten();
    let mut plain: Vec<PathBuf> = files
        .map(|file| file.path())
        .filter(|path| {
            let of = path.file_name().unwrap_or_default().to_string_lossy();
            path.is_file() && of.starts_with(&stem) && !is_its_own(&of) && !is_sealed(path)
        })
        .collect();
    plain.sort();
    plain
}

/// The key to seal with: from the place that was named, or a passphrase that is asked for twice.
#[cfg(feature = "sealed")]
fn new_key(setup: &Setup) -> anyhow::Result<LogKey> {
    use crate::runtime::key_ring::{make_key_file, new_passphrase};
    let source = setup.keys.source();
    if let Some(file) = source.file.as_ref().filter(|file| !file.exists()) {
        make_key_file(file)?;
        print::say(&format!(
            "Made a key in {}. Keep a copy of it apart from the log: without it nobody can read the log.",
            file.display()
        ));
    }
    source.fetch()?.map_or_else(new_passphrase, Ok)
}

#[cfg(not(feature = "sealed"))]
fn new_key(_setup: &Setup) -> anyhow::Result<LogKey> {
    bail!("this build cannot seal a log")
}
