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
    let upgrade = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(said)?;
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
