//! Copies of the log that are made by themselves: one a day with changes, and one before every large act.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use crate::config::BackupPlan;
use crate::store::{Store, StoreError, is_sealed};

/// Where the copies of one log stand, and which of them are kept.
#[derive(Clone, Debug)]
pub struct BackupShelf {
    folder: PathBuf,
    /// What their names begin with: the name of the log.
    stem: String,
    plan: BackupPlan,
}

/// One copy on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredBackup {
    /// The day it was made.
    pub day: NaiveDate,
    /// Why it was made: `before-import`, `by-hand`; nothing for that of a day.
    pub reason: Option<String>,
    pub path: PathBuf,
}

/// So many copies that were made for a reason are kept.
const REASONED_KEPT: usize = 7;

impl BackupShelf {
    /// The shelf of the log at `database`.
    pub fn of_log(database: &Path, plan: &BackupPlan) -> Self {
        let beside = || database.with_file_name("backups");
        let folder = if plan.folder.is_empty() { beside() } else { PathBuf::from(&plan.folder) };
        let stem = database.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self { folder, stem, plan: plan.clone() }
    }

    /// The folder that the backups lie in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What stands there, the oldest first.
    pub fn stored(&self) -> Vec<StoredBackup> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut stored: Vec<StoredBackup> = files.filter_map(|file| self.parse(&file.path())).collect();
        stored.sort();
        stored
    }

    /// The copies that are sealed.
    pub fn sealed(&self) -> Vec<PathBuf> {
        self.stored().into_iter().map(|copy| copy.path).filter(|path| is_sealed(path)).collect()
    }

    /// The copies that anybody who gets them reads.
    pub fn plain(&self) -> Vec<PathBuf> {
        self.stored().into_iter().map(|copy| copy.path).filter(|path| !is_sealed(path)).collect()
    }

    /// Makes the copy of a day if there is none yet.
    pub fn keep_day(&self, store: &Store, day: NaiveDate) -> Result<Option<PathBuf>, StoreError> {
        let has_today = || self.stored().iter().any(|backup| backup.day == day && backup.reason.is_none());
        if self.plan.daily == 0 || has_today() {
            return Ok(None);
        }
        self.keep(store, &format!("{}-{day}.db", self.stem), day).map(Some)
    }

    /// Makes a copy named for its reason: `before-import`.
    pub fn keep_for(&self, store: &Store, reason: &str, day: NaiveDate) -> Result<PathBuf, StoreError> {
        self.keep(store, &self.free_name(reason, day), day)
    }

    /// Makes a copy of a log that may be damaged, as it is.
    pub fn keep_unchecked(&self, store: &Store, reason: &str, day: NaiveDate) -> Result<PathBuf, StoreError> {
        let to = self.folder.join(self.free_name(reason, day));
        store.back_up_unchecked(&to)?;
        Ok(to)
    }

    /// Takes in a copy that was made beside the log before it was upgraded. What cannot be moved stays where it is.
    pub fn take_in(&self, copy: &Path, reason: &str, day: NaiveDate) -> io::Result<PathBuf> {
        let mut maker = fs::DirBuilder::new();
        maker.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker.create(&self.folder)?;
        let to = self.folder.join(self.free_name(reason, day));
        if fs::rename(copy, &to).is_err() {
            // A folder of the settings may be on another disk.
            fs::copy(copy, &to)?;
            fs::File::open(&to)?.sync_all()?;
            fs::remove_file(copy)?;
        }
        // A power cut brings back no name in a folder that is on the disk.
        fs::File::open(&self.folder)?.sync_all()?;
        Ok(to)
    }

    fn free_name(&self, reason: &str, day: NaiveDate) -> String {
        let numbers = std::iter::once(String::new()).chain((2_u32..).map(|number| format!("-{number}")));
        let mut names = numbers.map(|number| format!("{}-{day}-{reason}{number}.db", self.stem));
        names.find(|name| !self.folder.join(name).exists()).unwrap_or_default()
    }

    fn keep(&self, store: &Store, name: &str, day: NaiveDate) -> Result<PathBuf, StoreError> {
        let to = self.folder.join(name);
        store.back_up(&to)?;
        self.clear(day);
        Ok(to)
    }

    /// Removes copies that are no longer to be kept: what cannot be removed stays.
    fn clear(&self, today: NaiveDate) {
        for old in superfluous(&self.stored(), &self.plan, today) {
            drop(fs::remove_file(&old.path));
        }
    }

    fn parse(&self, path: &Path) -> Option<StoredBackup> {
        let name = path.file_name()?.to_str()?;
        let rest = name.strip_prefix(&self.stem)?.strip_prefix('-')?.strip_suffix(".db")?;
        let (day, rest) = (rest.get(..10)?.parse().ok()?, rest.get(10..)?);
        let reason = match rest {
            "" => None,
            rest => Some(rest.strip_prefix('-')?.to_owned()),
        };
        Some(StoredBackup { day, reason, path: path.to_owned() })
    }
}

/// The copies to be removed: of those of a day, all but the newest days and the newest of the newest weeks; of those
/// made for a reason, all but the newest.
fn superfluous<'b>(stored: &'b [StoredBackup], plan: &BackupPlan, today: NaiveDate) -> Vec<&'b StoredBackup> {
    let (days, reasoned): (Vec<_>, Vec<_>) = stored.iter().partition(|backup| backup.reason.is_none());
    let mut weeks = BTreeSet::new();
    let mut superfluous = Vec::new();
    // One from a day to come was made by a wrong clock; it counts for nothing and is left alone.
    let past = days.into_iter().filter(|backup| backup.day <= today);
    for (place, backup) in past.rev().enumerate() {
        let is_newest_of_week = weeks.insert((backup.day.iso_week().year(), backup.day.iso_week().week()));
        let is_kept = place < plan.daily || (is_newest_of_week && weeks.len() <= plan.weekly);
        if !is_kept {
            superfluous.push(backup);
        }
    }
    superfluous.extend(reasoned.into_iter().rev().skip(REASONED_KEPT));
    superfluous
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;

    fn of_days(days: impl IntoIterator<Item = NaiveDate>) -> Vec<StoredBackup> {
        let backup =
            |day: NaiveDate| StoredBackup { day, reason: None, path: PathBuf::from(day.to_string()) };
        days.into_iter().map(backup).collect()
    }

    #[test]
    fn seven_days_and_the_newest_of_four_weeks_are_kept_over_a_year_of_daily_copies() {
        let plan = BackupPlan::default();
        let first: NaiveDate = "2026-01-01".parse().unwrap();
        let mut stored: Vec<StoredBackup> = Vec::new();
        for day in (0..365).map(|day| first + Days::new(day)) {
            stored.extend(of_days([day]));
            let gone: Vec<StoredBackup> = superfluous(&stored, &plan, day).into_iter().cloned().collect();
            stored.retain(|backup| !gone.contains(backup));
        }
        let last: NaiveDate = "2026-12-31".parse().unwrap();
        let ages: Vec<i64> = stored.iter().rev().map(|backup| (last - backup.day).num_days()).collect();
        // 31 December 2026 is a Thursday: the newest of earlier weeks are their Sundays.
        assert_eq!(ages, [0, 1, 2, 3, 4, 5, 6, 11, 18]);
    }

    #[test]
    fn a_shelf_knows_its_own_copies_by_name_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("androlog.db");
        let shelf = BackupShelf::of_log(&log, &BackupPlan::default());
        fs::create_dir(shelf.folder()).unwrap();
        for name in [
            "androlog-2026-03-14.db",
            "androlog-2026-03-13-before-import.db",
            "androlog-2026-03-14.txt",
            "other-2026-03-14.db",
            "androlog-2026-13-14.db",
            "androlog.db",
        ] {
            fs::write(shelf.folder().join(name), "").unwrap();
        }
        let found: Vec<_> = shelf.stored().into_iter().map(|b| (b.day.to_string(), b.reason)).collect();
        let expected =
            [("2026-03-13".to_owned(), Some("before-import".to_owned())), ("2026-03-14".to_owned(), None)];
        assert_eq!(found, expected);
    }
}
