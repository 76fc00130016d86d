//! `doctor`: whether the log is sound, private and safe, and what mends it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::seal::plain_beside;
use crate::cli::{CommandEnd, print};
use crate::domain::change::Entry;
use crate::domain::counted::counted;
use crate::runtime::backups::BackupShelf;
use crate::runtime::clock;
use crate::runtime::setup::Setup;
use crate::runtime::source_file::{SourceState, state_of};
use crate::store::{LogFault, LogKey, RowMend, SET_ASIDE_ENDINGS, Store, StoreError, UnreadableRow, Window};

/// Check the log: the file, every value, its permissions, room on the disk, its copies. Nothing is changed without
/// --fix.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog doctor --fix")]
pub struct DoctorArgs {
    /// Mend what can be mended, after copying the log.
    #[arg(long)]
    fix: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
struct DoctorFinding {
    what: &'static str,
    /// What is wrong and what mends it; nothing where all is well.
    wrong: Option<String>,
    detail: String,
}

impl DoctorFinding {
    fn well(what: &'static str, detail: impl Into<String>) -> Self {
        Self { what, wrong: None, detail: detail.into() }
    }

    fn json(&self) -> serde_json::Value {
        let words = self.wrong.as_ref().unwrap_or(&self.detail);
        serde_json::json!({"what": self.what, "ok": self.wrong.is_none(), "words": words})
    }

    fn wrong(what: &'static str, wrong: impl Into<String>) -> Self {
        Self { what, wrong: Some(wrong.into()), detail: String::new() }
    }
}

/// Looks at everything and says it, a line each.
pub fn run(args: &DoctorArgs, setup: &Setup) -> anyhow::Result<CommandEnd> {
    let log = &setup.paths.database;
    let key = setup.keys.key_for(log)?;
    let opened = Store::open_existing_with(log, &key);
    if let Err(missing @ StoreError::Missing(_)) = opened {
        let copies = BackupShelf::of_log(log, &setup.config.backups).stored().len();
        let copies =
            (copies > 0).then(|| format!("; `androlog restore` lists the {}", counted(copies, "copy")));
        bail!("{missing}{}", copies.unwrap_or_default());
    }
    let (findings, store) = match opened {
        Ok(mut store) => (examine(&mut store, setup, args.fix, &key)?, Some(store)),
        Err(error) => (vec![unopened(log, &error, args.fix, &key)?], None),
    };
    if let Some(store) = store {
        store.close()?;
    }
    if args.json {
        let listed: Vec<serde_json::Value> = findings.iter().map(DoctorFinding::json).collect();
        print::shaped_json("doctor", "findings", &listed)?;
    }
    for finding in findings.iter().filter(|_| !args.json) {
        match &finding.wrong {
            None => print::line(&format!("ok     {}: {}", finding.what, finding.detail))?,
            Some(wrong) => print::line(&format!("wrong  {}: {wrong}", finding.what))?,
        }
    }
    let is_well = findings.iter().all(|finding| finding.wrong.is_none());
    Ok(if is_well { CommandEnd::Well } else { CommandEnd::Rejected })
}

fn examine(store: &mut Store, setup: &Setup, fix: bool, key: &LogKey) -> anyhow::Result<Vec<DoctorFinding>> {
    let shelf = BackupShelf::of_log(&setup.paths.database, &setup.config.backups);
    let unread = |what| move |_| DoctorFinding::wrong(what, "cannot be read, see above");
    let mut found = vec![
        soundness(store, &shelf, fix, key)?,
        catalogue(store, setup),
        rights(store.path(), fix),
        room(store.path()),
        write_ahead_log(store.path()),
        journal(store).unwrap_or_else(unread("journal")),
        set_aside(store),
        copies(&shelf, setup),
        sources(store).unwrap_or_else(unread("papers")),
    ];
    found.extend(other_names(store.path()));
    found.extend(seal(store, &shelf));
    Ok(found)
}

/// Whether the copies of a sealed log are sealed too, and those of a plain one plain; nothing where none ever was sealed.
fn seal(store: &Store, shelf: &BackupShelf) -> Option<DoctorFinding> {
    let names = |paths: Vec<PathBuf>| {
        paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    };
    if !store.is_sealed() {
        let sealed = shelf.sealed();
        let words = || {
            format!(
                "the log is not sealed and {} still is; `androlog unseal` opens what is left",
                names(sealed.clone())
            )
        };
        return (!sealed.is_empty()).then(|| DoctorFinding::wrong("seal", words()));
    }
    let (copies, beside) = (shelf.plain(), plain_beside(store.path()));
    let of_copies = (!copies.is_empty())
        .then(|| format!("the log is sealed and {} not; `androlog seal` seals what is left", names(copies)));
    let of_others = (!beside.is_empty())
        .then(|| format!("{} beside it is not sealed; merge it or delete it", names(beside)));
    let wrong: Vec<String> = of_copies.into_iter().chain(of_others).collect();
    Some(if wrong.is_empty() {
        DoctorFinding::well("seal", "the log and its copies are sealed")
    } else {
        DoctorFinding::wrong("seal", wrong.join("; "))
    })
}

/// The files that reports were taken from, and which of them are no longer as they were.
fn sources(store: &Store) -> anyhow::Result<DoctorFinding> {
    let record = store.load(Window::Whole)?;
    let mut files: BTreeMap<(&str, &str), SourceState> = BTreeMap::new();
    for source in record.reports().iter().filter_map(|report| report.source.as_ref()) {
        let file = (source.path.as_str(), source.sha256.as_str());
        files.entry(file).or_insert_with(|| state_of(source));
    }
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|((path, _), state)| match state {
            SourceState::AsItWas => None,
            SourceState::Changed => Some(format!("{path} has changed since a report was taken from it")),
            SourceState::Gone => Some(format!("{path} was moved or deleted")),
            SourceState::Unreadable => Some(format!("{path} cannot be read")),
        })
        .collect();
    Ok(if wrong.is_empty() {
        DoctorFinding::well(
            "papers",
            format!("{} that reports were taken from, none of them changed", counted(files.len(), "file")),
        )
    } else {
        DoctorFinding::wrong("papers", wrong.join("; "))
    })
}

/// The log cannot be opened: what can be read of it is written to a new one.
fn unopened(log: &Path, why: &StoreError, fix: bool, key: &LogKey) -> anyhow::Result<DoctorFinding> {
    let is_locked = matches!(why, StoreError::Sealed(_) | StoreError::WrongKey(_));
    if is_locked {
        return Ok(DoctorFinding::wrong("file", why.to_string()));
    }
    if !fix || !log.is_file() {
        let more = match why {
            StoreError::NotALog(_) if log.is_file() => {
                "; if it was your log, `androlog restore` goes back to a copy and --fix saves what can be read"
            }
            // Any other mistake says itself what to do.
            _ => "",
        };
        return Ok(DoctorFinding::wrong("file", format!("{why}{more}")));
    }
    salvaged(log, &why.to_string(), key)
}

/// Saves what can be read of a damaged log beside it.
fn salvaged(log: &Path, why: &str, key: &LogKey) -> anyhow::Result<DoctorFinding> {
    let mut names = (1..).map(|number| match number {
        1 => log.with_extension("salvaged.db"),
        more => log.with_extension(format!("salvaged-{more}.db")),
    });
    let to = names.find(|name| !name.exists()).expect("there is a number that no file has");
    let tables = Store::salvage(log, &to, key)?;
    if tables.iter().all(|table| table.saved == 0) {
        std::fs::remove_file(&to)?;
        let nothing = format!("{why}; nothing of it could be read; `androlog restore` goes back to a copy");
        return Ok(DoctorFinding::wrong("file", nothing));
    }
    let told: Vec<String> = tables
        .iter()
        .filter(|table| table.saved > 0 || table.is_broken)
        .map(|table| {
            let broken = if table.is_broken { ", not all of it readable" } else { "" };
            format!("{} {}{broken}", table.saved, table.name)
        })
        .collect();
    Ok(DoctorFinding::wrong(
        "file",
        format!(
            "{why}; {} holds what could be read ({}); `androlog restore {}` puts it in place",
            to.display(),
            told.join(", "),
            to.display()
        ),
    ))
}

/// What is wrong with the log. Where the engine gives up looking for it, that is what is wrong.
fn faults_of(store: &Store) -> Result<Vec<LogFault>, StoreError> {
    match store.faults() {
        Err(StoreError::Damaged { detail, .. }) => Ok(vec![LogFault::Built(detail)]),
        faults => faults,
    }
}

fn soundness(
    store: &mut Store,
    shelf: &BackupShelf,
    fix: bool,
    key: &LogKey,
) -> anyhow::Result<DoctorFinding> {
    let faults = faults_of(store)?;
    if faults.is_empty() {
        return Ok(DoctorFinding::well("file", format!("{} is whole", store.path().display())));
    }
    if !fix || store.is_read_only() {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let mends = "--fix mends what can be mended, `androlog restore` goes back to a copy";
        return Ok(DoctorFinding::wrong("file", format!("{}; {mends}", told.join("; "))));
    }
    let copy = shelf.keep_unchecked(store, "before-doctor", clock::today())?;
    let is_built = faults.iter().any(|fault| matches!(fault, LogFault::Built(_)));
    let mut done = Vec::new();
    // A table that cannot be read gives no index either.
    if is_built && matches!(store.rebuild_indexes(), Ok(true)) {
        done.push("indexes were built anew".to_owned());
    } else if is_built {
        let why: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return salvaged(store.path(), &why.join("; "), key);
    }
    // Rows are not looked at while the file is not built as it should be.
    if faults_of(store)?.iter().any(|fault| matches!(fault, LogFault::Row(_))) {
        done.extend(store.mend_unreadable(clock::now())?.iter().map(mend_words));
    }
    let left: Vec<String> = faults_of(store)?.iter().map(ToString::to_string).collect();
    if left.is_empty() {
        return Ok(DoctorFinding::well(
            "file",
            format!("{}; as it was it is in {}", done.join("; "), copy.display()),
        ));
    }
    done.extend(left);
    Ok(DoctorFinding::wrong("file", format!("{}; `androlog restore` goes back to a copy", done.join("; "))))
}

fn mend_words((row, mend): &(UnreadableRow, RowMend)) -> String {
    match mend {
        RowMend::FromJournal => {
            format!("{} {} is again as it was saved last ({})", row.table, row.entry, row.detail)
        }
        RowMend::SetAside(file) => format!("{row}: set aside in {}", file.display()),
    }
}

fn catalogue(store: &Store, setup: &Setup) -> DoctorFinding {
    let Ok(record) = store.load(Window::Whole) else {
        return DoctorFinding::wrong("entries", "cannot be read, see above");
    };
    if !store.unreadable().is_empty() {
        return DoctorFinding::wrong(
            "entries",
            format!("{} cannot be read, see above", store.unreadable().len()),
        );
    }
    let mut unknown: Vec<String> = record
        .entries()
        .filter_map(|entry| match entry {
            Entry::Report(report) => Some(report.results),
            _ => None,
        })
        .flatten()
        .map(|result| result.analyte)
        .filter(|analyte| setup.catalog.analyte(analyte).is_none())
        .map(|analyte| analyte.to_string())
        .collect();
    unknown.sort();
    unknown.dedup();
    if unknown.is_empty() {
        DoctorFinding::well(
            "entries",
            format!("{}, all of analytes the catalogue has", counted(record.reports().len(), "report")),
        )
    } else {
        DoctorFinding::wrong(
            "entries",
            format!("the catalogue lacks {}; add them to analytes.toml", unknown.join(", ")),
        )
    }
}

#[cfg(unix)]
fn rights(path: &Path, fix: bool) -> DoctorFinding {
    use std::os::unix::fs::PermissionsExt;
    let Ok(found) = path.metadata() else { return DoctorFinding::wrong("rights", "cannot be read") };
    let mode = found.permissions().mode() & 0o777;
    if mode.trailing_zeros() >= 6 {
        return DoctorFinding::well("rights", format!("{mode:o}, readable by you alone"));
    }
    if fix && std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).is_ok() {
        return DoctorFinding::well("rights", format!("were {mode:o} and are 600 now"));
    }
    DoctorFinding::wrong(
        "rights",
        format!("{mode:o}: others may read the log; `chmod 600 {}` or --fix", path.display()),
    )
}

#[cfg(not(unix))]
fn rights(_path: &Path, _fix: bool) -> DoctorFinding {
    DoctorFinding::well("rights", "not looked at on this system")
}

/// What lies beside a log lies beside one of its names, so two of them are two logs until all is in the file.
#[cfg(unix)]
fn other_names(path: &Path) -> Option<DoctorFinding> {
    use std::os::unix::fs::MetadataExt;
    let names = path.metadata().ok()?.nlink();
    (names > 1).then(|| {
        DoctorFinding::wrong(
            "names",
            format!(
                "the file has {names} names (hard links): what is saved under one changes all of them, a copy made that \
                 way too, and while the log is open under one it must not be opened under another; `cp` makes a copy"
            ),
        )
    })
}

#[cfg(not(unix))]
fn other_names(_path: &Path) -> Option<DoctorFinding> {
    None
}

fn room(path: &Path) -> DoctorFinding {
    let bytes = path.metadata().map_or(0, |file| file.len());
    let Ok(system) = rustix::fs::statvfs(path) else {
        return DoctorFinding::well("room", "not known");
    };
    room_for(bytes, system.f_bavail * system.f_frsize)
}

/// Whether a log of so many bytes can be written anew with so many free: twice for a seal or a mend, and as it grows.
fn room_for(bytes: u64, free: u64) -> DoctorFinding {
    let told = format!("the log has {} kB, the disk {} kB free", bytes / 1024, free / 1024);
    if free > 3 * bytes {
        DoctorFinding::well("room", told)
    } else {
        DoctorFinding::wrong("room", format!("{told}; free some"))
    }
}

/// Whether a copy of the file alone is whole now.
fn write_ahead_log(log: &Path) -> DoctorFinding {
    let mut name = log.as_os_str().to_owned();
    name.push("-wal");
    let bytes = Path::new(&name).metadata().map_or(0, |file| file.len());
    DoctorFinding::well(
        "saved",
        if bytes == 0 {
            "everything is in the one file".to_owned()
        } else {
            let (kb, beside) = (bytes.div_ceil(1024), Path::new(&name).display());
            format!("{kb} kB stand in {beside} while another program has the log open; copy both files")
        },
    )
}

fn journal(store: &Store) -> anyhow::Result<DoctorFinding> {
    let (acts, bytes) = (store.acts()?, store.journal_bytes()?);
    Ok(DoctorFinding::well("journal", format!("{}, {} kB", counted(acts, "change"), bytes / 1024)))
}

fn set_aside(store: &Store) -> DoctorFinding {
    let part = |of: Option<&std::ffi::OsStr>| of.unwrap_or_default().to_string_lossy().into_owned();
    let (name, stem) = (part(store.path().file_name()), part(store.path().file_stem()));
    let beside = store.path().parent().into_iter().flat_map(std::fs::read_dir).flatten().flatten();
    let mut beside: Vec<String> =
        beside.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    beside.sort();
    let of_replaced = |file: &&String| {
        let ending = file.strip_prefix(&name).unwrap_or_default();
        SET_ASIDE_ENDINGS.iter().any(|of| ending.starts_with(of))
    };
    let told =
        |files: Vec<String>, what: &str| (!files.is_empty()).then(|| format!("{} {what}", files.join(", ")));
    let replaced = told(
        beside.iter().filter(of_replaced).cloned().collect(),
        "hold what a replaced log held; bring in the logs among them with `androlog merge`, then delete them",
    );
    let of_sync = told(
        beside.iter().filter(|file| is_sync_copy(file, &stem)).cloned().collect(),
        "hold what another machine wrote meanwhile; bring each in with `androlog merge FILE`, then delete it",
    );
    let left: Vec<String> = replaced.into_iter().chain(of_sync).collect();
    if left.is_empty() {
        return DoctorFinding::well("beside", "nothing is left over from another file");
    }
    DoctorFinding::wrong("beside", left.join("; "))
}

/// Whether a file is a copy of the log that a sync program made of two versions: `log.sync-conflict-20261128.db`,
/// `log (conflicted copy 2026-11-28).db`.
fn is_sync_copy(file: &str, stem: &str) -> bool {
    let ending = file.strip_prefix(stem).unwrap_or_default().to_lowercase();
    ending.contains("conflict") && !["-wal", "-shm", "-journal"].iter().any(|end| ending.ends_with(end))
}

fn copies(shelf: &BackupShelf, setup: &Setup) -> DoctorFinding {
    match shelf.stored().last() {
        Some(newest) => {
            let age = (clock::today() - newest.day).num_days();
            DoctorFinding::well(
                "copies",
                format!(
                    "the newest is of {}, {} old, in {}",
                    newest.day,
                    counted(age, "day"),
                    shelf.folder().display()
                ),
            )
        }
        None if setup.config.backups.daily == 0 => DoctorFinding::well("copies", "none, as the settings say"),
        None => DoctorFinding::wrong("copies", "there is none yet; `androlog backup` makes one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_sync_program_are_known_by_their_names() {
        for (file, is_copy) in [
            ("log.db", false),
            ("log.sync-conflict-20261128-120000-ABCDEFG.db", true),
            ("log (conflicted copy 2026-11-28 120000).db", true),
            ("log (Ann's conflicted copy 2026-11-28).db", true),
            ("log_conflict-20261128-120000.db", true),
            ("log.sync-conflict-20261128-120000-ABCDEFG.db-wal", false),
            ("other.sync-conflict-20261128.db", false),
            ("log.salvaged.db", false),
        ] {
            assert_eq!(is_sync_copy(file, "log"), is_copy, "{file}");
        }
    }

    #[test]
    fn there_is_room_for_three_logs_or_too_little() {
        for (free, is_well) in [(0, false), (3 << 20, false), ((3 << 20) + 1, true)] {
            assert_eq!(room_for(1 << 20, free).wrong.is_none(), is_well, "{free}");
        }
    }
}
