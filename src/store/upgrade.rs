//! Bringing an older file to today's shape: a copy first, then every step at once or none.

use std::path::Path;

use rusqlite::{Connection, Result, TransactionBehavior};

use crate::store::backup::{copy, fault, free_name};
use crate::store::error::{StoreError, explain};

/// One change of shape, released once and never edited again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The format it leads to.
    pub to: i32,
    /// What it does, from `upgrades/NNNN.sql`.
    pub sql: &'static str,
}

/// The format of the first release.
pub(super) const FIRST: i32 = 1;

/// Every step since, oldest first.
pub(super) const STEPS: &[Step] = &[];

/// The format these steps lead to: what `schema.sql` makes of a new file.
pub(super) const fn format(steps: &[Step]) -> i32 {
    match steps.last() {
        Some(step) => step.to,
        None => FIRST,
    }
}

/// The format of a file.
pub(super) fn format_of(db: &Connection) -> Result<i32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Copies the file aside, then takes it through the steps it has not seen. Another process may be doing the
/// same; whoever comes second finds nothing left to do.
pub(super) fn upgrade(db: &mut Connection, path: &Path, steps: &[Step]) -> Result<(), StoreError> {
    let from = format_of(db).map_err(|error| explain(path, &error))?;
    let backup = free_name(path, &format!(".v{from}-backup"));
    copy(db, path, &backup)?;
    climb(db, steps).map_err(|detail| StoreError::Upgrade {
        path: path.to_owned(),
        from,
        to: format(steps),
        backup,
        detail,
    })
}

fn climb(db: &mut Connection, steps: &[Step]) -> Result<(), String> {
    let said = |error: rusqlite::Error| error.to_string();
    // A step may rebuild a table others refer to; what it leaves behind is checked before it is kept.
    db.pragma_update(None, "foreign_keys", false).map_err(said)?;
    let outcome = within_one_transaction(db, steps);
    db.pragma_update(None, "foreign_keys", true).map_err(said)?;
    outcome
}

fn within_one_transaction(db: &mut Connection, steps: &[Step]) -> Result<(), String> {
    let said = |error: rusqlite::Error| error.to_string();
    let upgrade = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(said)?;
    let from = format_of(&upgrade).map_err(said)?;
    for step in steps.iter().filter(|step| step.to > from) {
        upgrade
            .execute_batch(step.sql)
            .and_then(|()| upgrade.pragma_update(None, "user_version", step.to))
            .map_err(|error| format!("step {}: {error}", step.to))?;
    }
    match fault(&upgrade, "quick_check").map_err(said)? {
        Some(detail) => Err(detail),
        None => upgrade.commit().map_err(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use std::fs;
    use tempfile::TempDir;

    const PLACE: Step = Step {
        to: 2,
        sql: "ALTER TABLE event ADD COLUMN place TEXT; INSERT INTO event (id, day, event) VALUES ('x', '2026-01-01', 'fever');",
    };
    const ORPHAN: Step = Step {
        to: 3,
        sql: "INSERT INTO dose (regimen, line, start, amount, unit, schedule) VALUES (7, 0, '2026-01-01', '1', 'mg', '')",
    };
    const TYPO: Step = Step { to: 3, sql: "ALTER TABLE evnt ADD COLUMN place TEXT" };

    fn first_release() -> (TempDir, std::path::PathBuf, Connection) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        Store::open(&path).unwrap().close().unwrap();
        let db = Connection::open(&path).unwrap();
        (folder, path, db)
    }

    fn events(db: &Connection) -> i64 {
        db.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_steps_are_numbered_one_after_the_other() {
        for (step, number) in STEPS.iter().zip(FIRST + 1..) {
            assert_eq!(step.to, number);
        }
        assert_eq!(format(STEPS), FIRST + STEPS.len() as i32);
    }

    #[test]
    fn an_older_file_is_copied_and_then_taken_through_the_steps_it_has_not_seen() {
        let (folder, path, mut db) = first_release();
        upgrade(&mut db, &path, &[PLACE]).unwrap();
        upgrade(&mut db, &path, &[PLACE]).unwrap();
        assert_eq!((format_of(&db).unwrap(), events(&db)), (2, 1));
        let copy = Connection::open(folder.path().join("androlog.db.v1-backup")).unwrap();
        assert_eq!((format_of(&copy).unwrap(), events(&copy)), (1, 0));
    }

    #[test]
    fn a_step_that_fails_takes_all_of_them_back_and_names_the_copy() {
        for (broken, said) in
            [(TYPO, "step 3: no such table: evnt"), (ORPHAN, "a row of dose belongs to nothing")]
        {
            let (folder, path, mut db) = first_release();
            let error = upgrade(&mut db, &path, &[PLACE, broken]).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
            assert_eq!((format_of(&db).unwrap(), events(&db)), (1, 0));
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
            upgrade(&mut db, &path, &[TYPO]).unwrap_err();
        }
        for name in ["androlog.db.v1-backup", "androlog.db.v1-backup-2"] {
            assert!(folder.path().join(name).exists(), "{name}");
        }
    }
}
