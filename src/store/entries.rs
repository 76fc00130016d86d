//! Entries as rows: each kind of entry knows its place, how it is put there, found and taken out.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row};
use serde::{Deserialize, Serialize};

use crate::domain::change::{Entry, EntryKey};
use crate::domain::decimal::Decimal;
use crate::domain::id::EntryId;
use crate::domain::journal::{
    EventEntry, Goal, Grade, Profile, ReminderAct, ReminderActKind, ReminderAction, SymptomEntry,
};
use crate::domain::need::SymptomNeed;
use crate::domain::question::Question;
use crate::store::log_table::LogTable;
use crate::store::rows::{day, digits, execute, in_order, iso, known, list, maybe, named, place_of, put_row};
use crate::store::unreadable::StoredRowReader;
use crate::store::window::{OtherRows, end_of, start_of};
use crate::store::{doses, regimens, reports};

/// An entry as it stood, and where.
#[derive(Serialize, Deserialize)]
pub(super) struct EntryImage<E> {
    pub nr: i64,
    pub entry: E,
}

/// Puts an entry over the one with its key, else at `place`, else behind all others. Answers where it stands.
pub(super) fn put(db: &Connection, entry: &Entry, place: Option<i64>) -> Result<i64> {
    match entry {
        Entry::Profile(profile) => put_profile(db, profile),
        Entry::Report(report) => reports::put(db, report, place),
        Entry::Regimen(regimen) => regimens::put(db, regimen, place),
        Entry::Symptom(symptom) => put_symptom(db, symptom, place),
        Entry::Event(event) => put_event(db, event, place),
        Entry::DoseTaken(dose) => doses::put(db, dose, place),
        Entry::Question(question) => put_question(db, question, place),
        Entry::Action(action) => put_action(db, action, place),
    }
}

/// Puts an entry back where it stood; behind all others where another has taken its place meanwhile.
pub(super) fn put_back(db: &Connection, image: &EntryImage<Entry>) -> Result<()> {
    put(db, &image.entry, Some(image.nr)).or_else(|_| put(db, &image.entry, None)).map(drop)
}

/// The entry with this key and its place; one that cannot be read is an error.
pub(super) fn find(db: &Connection, key: &EntryKey) -> Result<Option<(i64, Entry)>> {
    let strict = &mut StoredRowReader::strict();
    let found = match key {
        EntryKey::Profile => list(db, PROFILE, [], profile)?.pop(),
        EntryKey::Report(id) => {
            let place = place_of(db, "SELECT nr FROM report WHERE id = ?1", [id.as_str()])?;
            let report = place.map(|nr| reports::load(db, Some(&[nr]), strict)).transpose()?;
            report.and_then(|mut one| one.pop()).map(|(nr, report)| (nr, Entry::Report(report)))
        }
        EntryKey::Regimen(id) => regimens::load(db, Some(id), strict)?.pop(),
        EntryKey::Symptom(id) => list(db, &format!("{SYMPTOM} WHERE id = ?1"), [id.as_str()], symptom)?.pop(),
        EntryKey::Event(id) => list(db, &format!("{EVENT} WHERE id = ?1"), [id.as_str()], event)?.pop(),
        EntryKey::DoseTaken(id) => doses::find(db, id)?,
        EntryKey::Question(id) => {
            list(db, &format!("{QUESTION} WHERE id = ?1"), [id.as_str()], question)?.pop()
        }
        EntryKey::Action(rule, due, act) => {
            let sql =
                format!("{ACTION} WHERE rule = ?1 AND ifnull(due, '') = ifnull(?2, '') AND action = ?3");
            list(db, &sql, (rule.as_str(), iso(*due), act.id()), action)?.pop()
        }
    };
    Ok(found)
}

/// Whether there is an entry with this key, whatever can be read of it.
pub(super) fn exists(db: &Connection, key: &EntryKey) -> Result<bool> {
    let sql = match key {
        EntryKey::Report(_) => "SELECT nr FROM report WHERE id = ?1",
        EntryKey::Regimen(_) => "SELECT nr FROM regimen WHERE id = ?1",
        EntryKey::Symptom(_) => "SELECT nr FROM symptom WHERE id = ?1",
        EntryKey::Event(_) => "SELECT nr FROM event WHERE id = ?1",
        EntryKey::DoseTaken(_) => "SELECT nr FROM dose_taken WHERE id = ?1",
        EntryKey::Question(_) => "SELECT nr FROM question WHERE id = ?1",
        EntryKey::Profile | EntryKey::Action(..) => return Ok(find(db, key)?.is_some()),
    };
    Ok(place_of(db, sql, [key.id().map(EntryId::as_str)])?.is_some())
}

/// Takes out the entry with this key, if there is one.
pub(super) fn remove(db: &Connection, key: &EntryKey) -> Result<()> {
    match key {
        EntryKey::Profile => execute(db, "DELETE FROM profile", []),
        EntryKey::Report(id) => execute(db, "DELETE FROM report WHERE id = ?1", [id.as_str()]),
        EntryKey::Regimen(id) => execute(db, "DELETE FROM regimen WHERE id = ?1", [id.as_str()]),
        EntryKey::Symptom(id) => execute(db, "DELETE FROM symptom WHERE id = ?1", [id.as_str()]),
        EntryKey::Event(id) => execute(db, "DELETE FROM event WHERE id = ?1", [id.as_str()]),
        EntryKey::DoseTaken(id) => execute(db, "DELETE FROM dose_taken WHERE id = ?1", [id.as_str()]),
        EntryKey::Question(id) => execute(db, "DELETE FROM question WHERE id = ?1", [id.as_str()]),
        EntryKey::Action(rule, due, act) => execute(
            db,
            "DELETE FROM reminder_action
              WHERE rule = ?1 AND ifnull(due, '') = ifnull(?2, '') AND action = ?3",
            (rule.as_str(), iso(*due), act.id()),
        ),
    }
}

/// Ids of entries that were forgotten.
pub(super) fn forgotten(db: &Connection) -> Result<BTreeSet<EntryId>> {
    let id = |row: &Row<'_>| row.get::<_, String>(0).map(EntryId::from);
    Ok(list(db, "SELECT id FROM forgotten", [], id)?.into_iter().collect())
}

/// Hands over what is neither report nor dose, as far as it is asked for: each kind in order of entry, each entry with its
/// place.
pub(super) fn each_but_reports_and_doses(
    db: &Connection,
    which: OtherRows<'_>,
    reader: &mut StoredRowReader,
    put: &mut impl FnMut((i64, Entry)),
) -> Result<()> {
    reader.each(LogTable::Profile, db, PROFILE, [], profile, &mut *put)?;
    if !matches!(which, OtherRows::Needed(..)) {
        regimens::load(db, None, reader)?.into_iter().for_each(&mut *put);
    }
    match which {
        OtherRows::None => return Ok(()),
        OtherRows::All => {
            reader.each(LogTable::Symptom, db, &format!("{SYMPTOM} ORDER BY nr"), [], symptom, &mut *put)?;
        }
        OtherRows::Unpaged | OtherRows::Events => {}
        OtherRows::Needed(need, _) => symptoms_needed(db, need, reader)?.into_iter().for_each(&mut *put),
    }
    reader.each(LogTable::Event, db, &format!("{EVENT} ORDER BY nr"), [], event, &mut *put)?;
    if matches!(which, OtherRows::Events) {
        return Ok(());
    }
    reader.each(LogTable::Question, db, &format!("{QUESTION} ORDER BY nr"), [], question, &mut *put)?;
    match which {
        OtherRows::Needed(_, today) => {
            let sql = format!("{ACTION} WHERE {IN_FORCE} ORDER BY nr");
            reader.each(LogTable::ReminderAction, db, &sql, [today.to_string()], action, put)
        }
        _ => reader.each(LogTable::ReminderAction, db, &format!("{ACTION} ORDER BY nr"), [], action, put),
    }
}

/// The symptoms that are looked at, in order of entry.
pub(super) fn symptoms_needed(
    db: &Connection,
    need: &SymptomNeed,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    let mut newest = Vec::new();
    for id in &need.newest_of {
        let which = (id.as_str(), Grade::None.id(), end_of(need.until));
        newest.extend(list(db, NEWEST_FELT, which, |row| row.get::<_, i64>(0))?);
    }
    // Debug form writes numbers as JSON does.
    let which = (start_of(need.since), end_of(NaiveDate::MAX), format!("{newest:?}"));
    reader.entries(LogTable::Symptom, db, &SYMPTOMS_NEEDED, which, symptom)
}

/// The symptoms of some days, in order of entry.
pub(super) fn symptoms_between(
    db: &Connection,
    days: (&str, &str),
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    Ok(in_order(reader.entries(LogTable::Symptom, db, &SYMPTOMS_BETWEEN, days, symptom)?))
}

/// The symptoms from a first to a last day and those with ids of a JSON list, in order of entry.
pub(super) fn symptoms_around(
    db: &Connection,
    which: (&str, &str, &str),
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    reader.entries(LogTable::Symptom, db, &SYMPTOMS_AROUND, which, symptom)
}

/// The condition that a symptom is of some days. The index has these by symptom, so each symptom is found by a step
/// along it from one to the next.
const OF_SYMPTOM_DAYS: &str = "symptom IN (
         WITH RECURSIVE each (symptom) AS (
             SELECT min(symptom) FROM symptom
             UNION ALL
             SELECT (SELECT min(symptom) FROM symptom WHERE symptom > each.symptom) FROM each
              WHERE each.symptom IS NOT NULL)
         SELECT symptom FROM each)
     AND day BETWEEN ?1 AND ?2";

static SYMPTOMS_BETWEEN: LazyLock<String> = LazyLock::new(|| format!("{SYMPTOM} WHERE {OF_SYMPTOM_DAYS}"));

static SYMPTOMS_NEEDED: LazyLock<String> =
    LazyLock::new(|| of_symptom_days_or("SELECT value FROM json_each(?3)"));

static SYMPTOMS_AROUND: LazyLock<String> = LazyLock::new(|| {
    of_symptom_days_or("SELECT nr FROM symptom WHERE id IN (SELECT value FROM json_each(?3))")
});

/// The symptoms of some days and those at other places.
fn of_symptom_days_or(places: &str) -> String {
    format!(
        "{SYMPTOM} WHERE nr IN (SELECT nr FROM symptom WHERE {OF_SYMPTOM_DAYS} UNION ALL {places}) ORDER BY nr"
    )
}

/// Whether there is a symptom of some days.
pub(super) static HAS_SYMPTOM: LazyLock<String> =
    LazyLock::new(|| format!("SELECT EXISTS (SELECT 1 FROM symptom WHERE {OF_SYMPTOM_DAYS})"));

/// A symptom on the newest day up to another on which it was felt.
const NEWEST_FELT: &str = "SELECT nr FROM symptom WHERE symptom = ?1 AND day =
         (SELECT max(day) FROM symptom WHERE symptom = ?1 AND grade <> ?2 AND day <= ?3)";

/// Everything of which there are few: all but reports, symptoms and doses taken, each kind in order of entry.
pub(super) fn all_but_paged(db: &Connection, reader: &mut StoredRowReader) -> Result<Vec<(i64, Entry)>> {
    let mut entries = Vec::new();
    each_but_reports_and_doses(db, OtherRows::Unpaged, reader, &mut |entry| entries.push(entry))?;
    Ok(entries)
}

const PROFILE: &str = "SELECT nr, birth_date, goal, bone_risk, height_cm, trying_since FROM profile";
const SYMPTOM: &str = "SELECT nr, id, day, symptom, grade, note FROM symptom";
const EVENT: &str = "SELECT nr, id, day, event, note FROM event";
const QUESTION: &str = "SELECT nr, id, day, text, answered FROM question";
const ACTION: &str = "SELECT nr, rule, due, action, day, reason FROM reminder_action";
/// The condition that an action is none of the snoozes that are over on a day.
const IN_FORCE: &str = "action <> 'snooze' OR day > ?1";

fn profile(row: &Row<'_>) -> Result<(i64, Entry)> {
    let goal = |id: &str| Goal::from_id(id).ok_or("which is not a goal");
    let profile = Profile {
        birth_date: maybe(row, 1, day)?,
        goal: maybe(row, 2, goal)?,
        bone_risk: row.get(3)?,
        height_cm: maybe(row, 4, Decimal::parse)?,
        trying_since: maybe(row, 5, day)?,
    };
    Ok((row.get(0)?, Entry::Profile(profile)))
}

fn put_profile(db: &Connection, profile: &Profile) -> Result<i64> {
    execute(
        db,
        "INSERT INTO profile (nr, birth_date, goal, bone_risk, height_cm, trying_since) VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (nr) DO UPDATE SET birth_date = excluded.birth_date, goal = excluded.goal,
             bone_risk = excluded.bone_risk, height_cm = excluded.height_cm, trying_since = excluded.trying_since",
        (
            iso(profile.birth_date),
            profile.goal.map(Goal::id),
            profile.bone_risk,
            digits(profile.height_cm.as_ref()),
            iso(profile.trying_since),
        ),
    )?;
    Ok(1)
}

fn symptom(row: &Row<'_>) -> Result<(i64, Entry)> {
    let grade = |word: &str| Grade::from_word(word).ok_or("which is not a grade");
    let symptom = SymptomEntry {
        id: named(row, 1)?,
        date: known(row, 2, day)?,
        symptom: named(row, 3)?,
        grade: known(row, 4, grade)?,
        note: row.get(5)?,
    };
    Ok((row.get(0)?, Entry::Symptom(symptom)))
}

fn put_symptom(db: &Connection, symptom: &SymptomEntry, place: Option<i64>) -> Result<i64> {
    let sql = "INSERT INTO symptom (nr, id, day, symptom, grade, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET day = excluded.day, symptom = excluded.symptom,
             grade = excluded.grade, note = excluded.note";
    let row = (
        place,
        symptom.id.as_str(),
        symptom.date.to_string(),
        symptom.symptom.as_str(),
        symptom.grade.id(),
        &symptom.note,
    );
    put_row(db, "symptom", symptom.id.as_str(), sql, row)
}

fn event(row: &Row<'_>) -> Result<(i64, Entry)> {
    let event = EventEntry {
        id: named(row, 1)?,
        date: known(row, 2, day)?,
        event: named(row, 3)?,
        note: row.get(4)?,
    };
    Ok((row.get(0)?, Entry::Event(event)))
}

fn put_event(db: &Connection, event: &EventEntry, place: Option<i64>) -> Result<i64> {
    let sql = "INSERT INTO event (nr, id, day, event, note) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET day = excluded.day, event = excluded.event, note = excluded.note";
    let row = (place, event.id.as_str(), event.date.to_string(), event.event.as_str(), &event.note);
    put_row(db, "event", event.id.as_str(), sql, row)
}

fn question(row: &Row<'_>) -> Result<(i64, Entry)> {
    let question = Question {
        id: named(row, 1)?,
        day: known(row, 2, day)?,
        text: row.get(3)?,
        answered: maybe(row, 4, day)?,
    };
    Ok((row.get(0)?, Entry::Question(question)))
}

fn put_question(db: &Connection, question: &Question, place: Option<i64>) -> Result<i64> {
    let sql = "INSERT INTO question (nr, id, day, text, answered) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET day = excluded.day, text = excluded.text, answered = excluded.answered";
    let row = (place, question.id.as_str(), question.day.to_string(), &question.text, iso(question.answered));
    put_row(db, "question", question.id.as_str(), sql, row)
}

fn action(row: &Row<'_>) -> Result<(i64, Entry)> {
    let until_or_on = || known(row, 4, day);
    let kind = |word: &str| ReminderActKind::from_id(word).ok_or("which is not an action on a reminder");
    let act = match known(row, 3, kind)? {
        ReminderActKind::Snooze => ReminderAct::Snooze { until: until_or_on()? },
        ReminderActKind::Booked => ReminderAct::Booked { on: until_or_on()? },
        ReminderActKind::Dismiss => ReminderAct::Dismiss { reason: row.get(5)?, on: maybe(row, 4, day)? },
    };
    let action = ReminderAction { rule: named(row, 1)?, due: maybe(row, 2, day)?, act };
    Ok((row.get(0)?, Entry::Action(action)))
}

fn put_action(db: &Connection, action: &ReminderAction, place: Option<i64>) -> Result<i64> {
    let (day, reason) = match &action.act {
        ReminderAct::Snooze { until } => (Some(*until), None),
        ReminderAct::Booked { on } => (Some(*on), None),
        ReminderAct::Dismiss { reason, on } => (*on, reason.as_deref()),
    };
    let sql = "INSERT INTO reminder_action (nr, rule, due, action, day, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (rule, ifnull(due, ''), action) DO UPDATE SET day = excluded.day, reason = excluded.reason
         RETURNING nr";
    let row = (place, action.rule.as_str(), iso(action.due), action.act.kind().id(), iso(day), reason);
    db.prepare_cached(sql)?.query_row(row, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_word_that_is_not_known_is_refused_by_name_and_never_read_as_another() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../schema.sql")).unwrap();
        // As another program, or a later version, may have written it.
        db.execute_batch(
            "PRAGMA ignore_check_constraints = ON;
             INSERT INTO reminder_action (rule, action, day) VALUES ('r', 'archive', '2026-03-14');
             INSERT INTO symptom (id, day, symptom, grade) VALUES ('s', '2026-03-14', 'fatigue', 'awful');",
        )
        .unwrap();
        for (sql, said) in [
            (ACTION, "action says “archive”, which is not an action on a reminder"),
            (SYMPTOM, "grade says “awful”, which is not a grade"),
        ] {
            let read = if sql == ACTION { list(&db, sql, [], action) } else { list(&db, sql, [], symptom) };
            let error = read.unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
    #[test]
    fn some_symptoms_are_found_by_an_index_and_no_symptom_is_looked_at_that_is_not_meant() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../schema.sql")).unwrap();
        for sql in [NEWEST_FELT, &SYMPTOMS_BETWEEN, &SYMPTOMS_NEEDED, &SYMPTOMS_AROUND] {
            let mut explained = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            for at in 1..=explained.parameter_count() {
                explained.raw_bind_parameter(at, "2026-03-14").unwrap();
            }
            let mut rows = explained.raw_query();
            let mut steps = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                steps.push(row.get::<_, String>(3).unwrap());
            }
            assert!(steps.iter().any(|step| step.contains("symptom_by_symptom (symptom=?")), "{steps:?}");
            let whole =
                steps.iter().find(|step| step.starts_with("SCAN symptom") || step.starts_with("BLOOM"));
            assert_eq!(whole, None, "{sql}\n{steps:?}");
        }
    }
}
