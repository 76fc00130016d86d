//! Bringing an older file to today's shape: a copy first, then every step at once or none.

use std::path::Path;

use rusqlite::{Connection, Result, TransactionBehavior};

use crate::store::copy::{copy, orphans, tear};
use crate::store::error::{StoreError, explain};
use crate::store::file_names::free_name;
use crate::store::key::LogKey;

/// The format of the first release.
const FIRST: i32 = 1;

/// What has changed the shape since, oldest first: the first step leads from format 1 to format 2. A released
/// step is never edited.
pub(super) const STEPS: &[&str] = &[
    include_str!("upgrades/0002.sql"),
    include_str!("upgrades/0003.sql"),
    include_str!("upgrades/0004.sql"),
    include_str!("upgrades/0005.sql"),
];

/// The format these steps lead to. Together they make of an old file what `schema.sql` makes of a new one.
pub(super) const fn format_after(steps: &[&str]) -> i32 {
    FIRST + steps.len() as i32
}

/// The format of a file.
pub(super) fn format_of(db: &Connection) -> Result<i32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Why a file stays in its old shape.
#[derive(Debug, thiserror::Error)]
enum StepFault {
    #[error("step {0}: {1}")]
    Step(i32, rusqlite::Error),
    #[error("{0}")]
    Broken(String),
    #[error(transparent)]
    Engine(#[from] rusqlite::Error),
}

/// Copies the file aside, then takes it through the steps it has not seen. Another process may be doing the
/// same; whoever comes second finds nothing left to do.
pub(super) fn upgrade(
    db: &mut Connection,
    path: &Path,
    steps: &[&str],
    key: &LogKey,
) -> Result<(), StoreError> {
    let from = format_of(db).map_err(|error| explain(path, &error))?;
    let backup = free_name(path, &format!(".v{from}-backup"));
    copy(db, path, &backup, key)?;
    climb(db, steps).map_err(|fault| StoreError::Upgrade {
        path: path.to_owned(),
        from,
        to: format_after(steps),
        backup,
        detail: fault.to_string(),
    })
}

fn climb(db: &mut Connection, steps: &[&str]) -> Result<(), StepFault> {
    // A step may rebuild a table others refer to; what it leaves behind is checked before it is kept. A row with a value
    // that the log does not take is carried over as it is, and named like one of today's shape.
    db.pragma_update(None, "foreign_keys", false)?;
    db.pragma_update(None, "ignore_check_constraints", true)?;
    let outcome = within_one_transaction(db, steps);
    db.pragma_update(None, "ignore_check_constraints", false)?;
    db.pragma_update(None, "foreign_keys", true)?;
    outcome
}

fn within_one_transaction(db: &mut Connection, steps: &[&str]) -> Result<(), StepFault> {
    let upgrade = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = format_of(&upgrade)?;
    let orphans_before = orphans(&upgrade)?.len();
    for (step, to) in steps.iter().zip(FIRST + 1..).filter(|(_, to)| *to > from) {
        upgrade
            .execute_batch(step)
            .and_then(|()| upgrade.pragma_update(None, "user_version", to))
            .map_err(|error| StepFault::Step(to, error))?;
    }
    if let Some(detail) = tear(&upgrade, "quick_check")? {
        return Err(StepFault::Broken(detail));
    }
    match orphans(&upgrade)?.get(orphans_before) {
        Some(table) => Err(StepFault::Broken(format!("a row of {table} belongs to nothing"))),
        None => Ok(upgrade.commit()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use std::fs;
    use tempfile::TempDir;

    const PLACE: &str = "ALTER TABLE event ADD COLUMN place TEXT; INSERT INTO event (id, day, event) VALUES ('x', '2026-01-01', 'fever');";
    const ORPHAN: &str = "INSERT INTO dose (regimen, line, start, amount, unit, schedule) VALUES (7, 0, '2026-01-01', '1', 'mg', '')";
    const TORN: &str = "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'event') WHERE name = 'draft';
        PRAGMA writable_schema = RESET";
    const TYPO: &str = "ALTER TABLE evnt ADD COLUMN place TEXT";

    fn first_release() -> (TempDir, std::path::PathBuf, Connection) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(include_str!("../../tests/fixtures/db/v1.sql")).unwrap();
        (folder, path, db)
    }

    fn events(db: &Connection) -> i64 {
        db.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn an_older_file_is_copied_and_then_taken_through_the_steps_it_has_not_seen() {
        let (folder, path, mut db) = first_release();
        upgrade(&mut db, &path, &[PLACE], &LogKey::none()).unwrap();
        upgrade(&mut db, &path, &[PLACE], &LogKey::none()).unwrap();
        assert_eq!((format_of(&db).unwrap(), events(&db)), (2, 2));
        let copy = Connection::open(folder.path().join("androlog.db.v1-backup")).unwrap();
        assert_eq!((format_of(&copy).unwrap(), events(&copy)), (1, 1));
    }

    #[test]
    fn a_file_of_any_shape_that_was_released_is_copied_and_brought_to_that_of_a_new_one() {
        let new = Connection::open_in_memory().unwrap();
        new.execute_batch(include_str!("../../schema.sql")).unwrap();
        for seen in 0..STEPS.len() {
            let (folder, path, mut db) = first_release();
            climb(&mut db, &STEPS[..seen]).unwrap();
            drop(db);
            Store::open(&path).unwrap().close().unwrap();
            let upgraded = Connection::open(&path).unwrap();
            assert_eq!(format_of(&upgraded).unwrap(), format_after(STEPS));
            assert_eq!((parts(&upgraded), events(&upgraded)), (parts(&new), 1));
            let from = format_after(&STEPS[..seen]);
            let copy = Connection::open(folder.path().join(format!("androlog.db.v{from}-backup"))).unwrap();
            assert_eq!((format_of(&copy).unwrap(), events(&copy)), (from, 1));
        }
    }

    /// The names of tables, views and indexes.
    fn parts(db: &Connection) -> Vec<String> {
        let mut names = db.prepare("SELECT name FROM sqlite_schema ORDER BY name").unwrap();
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn a_step_that_fails_takes_all_of_them_back_and_names_the_copy() {
        for (broken, said) in [
            (TYPO, "step 3: no such table: evnt"),
            (ORPHAN, "a row of dose belongs to nothing"),
            (TORN, "2nd reference to page"),
        ] {
            let (folder, path, mut db) = first_release();
            let error = upgrade(&mut db, &path, &[PLACE, broken], &LogKey::none()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
            assert_eq!((format_of(&db).unwrap(), events(&db)), (1, 1));
            let backup = folder.path().join("androlog.db.v1-backup");
            assert!(error.contains(backup.to_str().unwrap()), "{error}");
            assert!(fs::metadata(backup).unwrap().len() > 0);
            drop(db);
            Store::open(&path).unwrap();
        }
    }

    #[test]
    fn a_second_attempt_keeps_the_copy_of_the_first() {
        let (folder, path, mut db) = first_release();
        for _ in 0..2 {
            upgrade(&mut db, &path, &[TYPO], &LogKey::none()).unwrap_err();
        }
        for name in ["androlog.db.v1-backup", "androlog.db.v1-backup-2"] {
            assert!(folder.path().join(name).exists(), "{name}");
        }
    }
}
