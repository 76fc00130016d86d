//! One run of the program over one log, and what is done with it.

use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};
use chrono::NaiveDate;

use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::day;
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::domain::report::Report;
use crate::domain::visit::closed_by;
use crate::guidance::unhide::woken;
use crate::guidance::{self, Outlook};
use crate::runtime::backups::BackupShelf;
use crate::runtime::clock;
use crate::runtime::leftovers::tidy_up;
use crate::runtime::setup::Setup;
use crate::store::{ForeignChange, LogLine, Store, StoreError, Undone};
use crate::ui::picture::{ChartKnowledge, DrawnSelection};

/// A run over an open log.
pub struct Session {
    store: Store,
    /// Settings, catalogue, rules, the day.
    pub setup: Setup,
    /// What was saved, once that was asked for.
    saved: Option<Vec<Change>>,
    /// What was told last of what other programs did to the file.
    told: ForeignChange,
    /// What of it is still to be told.
    news: Vec<String>,
}

impl Setup {
    /// Opens the log, making it where there is none.
    pub fn open(self) -> anyhow::Result<Session> {
        let key = self.keys.key_for(&self.paths.database)?;
        let store = Store::open_with(&self.paths.database, &key)?;
        Ok(self.over(store))
    }

    /// A run over a log that is open already.
    pub const fn over(self, store: Store) -> Session {
        Session { store, setup: self, saved: None, told: ForeignChange::Same, news: Vec::new() }
    }

    /// Opens the log to read or change what is in it. A log that was named must be there; in the usual place one that
    /// was never begun is empty.
    pub fn open_existing(self) -> anyhow::Result<Session> {
        let key = self.keys.key_for(&self.paths.database)?;
        let store = match Store::open_existing_with(&self.paths.database, &key) {
            Err(StoreError::Missing(_)) if !self.paths.is_database_named => Store::open_in_memory(),
            opened => opened,
        };
        Ok(self.over(store?))
    }

    /// The same for what only shows what it would store: one that is not there is empty, whatever its name.
    pub fn open_to_try(mut self) -> anyhow::Result<Session> {
        self.paths.is_database_named = false;
        self.open_existing()
    }
}

impl Session {
    /// Remembers what is saved from now on, for [`Self::take_saved`].
    pub fn keep_saved(&mut self) {
        self.saved = Some(Vec::new());
    }

    /// What was saved since that was asked for.
    pub fn take_saved(&mut self) -> Vec<Change> {
        self.saved.take().unwrap_or_default()
    }

    /// Removes what an earlier run that was killed left beside the log and its copies.
    pub fn tidy_up(&self) {
        if !self.store.is_read_only() && self.store.has_file() {
            tidy_up(self.store.path(), &self.shelf(), clock::today());
        }
    }

    /// What a picture or a page of a record is made from.
    pub fn known<'a>(&'a self, record: &'a Record) -> ChartKnowledge<'a> {
        let Setup { catalog, intervals, rules, config, .. } = &self.setup;
        let who_edition = config.who_edition.as_str();
        ChartKnowledge {
            record,
            catalog,
            intervals,
            rules: rules.as_slice(),
            units: config.units,
            who_edition,
            keep: DrawnSelection::All,
        }
    }

    /// The reminders of the day.
    pub fn outlook(&self, record: &Record) -> Outlook {
        let known = self.setup.catalog.knowledge(&self.setup.intervals);
        guidance::outlook(&self.setup.rules, &known, record, self.setup.today)
    }

    /// Stores an act: entries that were never saved get their ids first, and what hides a reminder of a symptom it
    /// brings is taken out, and a visit closes the questions noted by its day. Returns the changes as stored.
    pub fn save(&mut self, act: Act) -> anyhow::Result<Vec<Change>> {
        let act = self.complete(act)?;
        self.keep_before_many(act.changes.iter().map(count_of).sum())?;
        self.store.commit(&act, clock::now())?;
        if let Some(saved) = &mut self.saved {
            saved.extend(act.changes.iter().cloned());
        }
        Ok(act.changes)
    }

    /// The same for an act with pages of further entries that are new, none of which is a symptom or an event. They are
    /// not held in memory together.
    pub fn save_pages(
        &mut self,
        act: Act,
        mut next: impl FnMut() -> anyhow::Result<Option<Vec<Entry>>>,
    ) -> anyhow::Result<()> {
        let act = self.complete(act)?;
        self.keep_before_many(usize::MAX)?;
        let mut saved = self.saved.take();
        if let Some(saved) = &mut saved {
            saved.extend(act.changes.iter().cloned());
        }
        let outcome = self.store.commit_pages(&act, clock::now(), || {
            let Some(mut page) = next()? else { return Ok::<_, anyhow::Error>(None) };
            for entry in &mut page {
                entry.name(clock::new_id);
            }
            if let Some(saved) = &mut saved {
                saved.extend(page.iter().cloned().map(Change::Put));
            }
            Ok(Some(page))
        });
        self.saved = saved;
        outcome
    }

    /// An act with all that follows from it, each entry with an id.
    fn complete(&self, mut act: Act) -> anyhow::Result<Act> {
        let is_sign = |change: &Change| matches!(change, Change::Put(Entry::Symptom(_) | Entry::Event(_)));
        if act.changes.iter().any(is_sign) {
            let mut record = self.for_rules()?;
            record.apply(&self.signs_before(&act)?);
            let woken = woken(&self.setup.rules, &record, &act.changes);
            let closed = closed_by(&act.changes, &record, self.setup.today);
            act.changes.extend(woken);
            act.changes.extend(closed);
        }
        for change in &mut act.changes {
            if let Change::Put(entry) = change {
                entry.name(clock::new_id);
            }
        }
        Ok(act)
    }

    /// The symptoms that an act changes, as they stand: they may be older than all that rules look at.
    fn signs_before(&self, act: &Act) -> anyhow::Result<Vec<Change>> {
        let key = |change: &Change| match change {
            Change::Put(Entry::Symptom(new)) if !new.id.is_new() => Some(change.key()),
            _ => None,
        };
        let keys: Vec<EntryKey> = act.changes.iter().filter_map(key).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let no_day = (NaiveDate::MAX, NaiveDate::MIN);
        let before = self.store.around(no_day, &keys)?;
        Ok(before.symptoms().iter().cloned().map(|old| Change::Put(Entry::Symptom(old))).collect())
    }

    /// Copies the log aside before so many results and other entries are changed at once, where they are many.
    fn keep_before_many(&self, count: usize) -> anyhow::Result<()> {
        // A merge has made its own.
        let is_merge = self.store.author().program == "merge";
        if count <= MANY || is_merge || self.setup.config.backups.daily == 0 {
            return Ok(());
        }
        if self.store.acts()? > 0 && self.store.has_file() {
            self.keep_before("import")?;
        }
        Ok(())
    }

    /// The copies of this log that are made by themselves, beside the name it goes by.
    pub fn shelf(&self) -> BackupShelf {
        BackupShelf::of_log(&self.setup.paths.database, &self.setup.config.backups)
    }

    /// Copies the log aside before something large is done to it.
    pub fn keep_before(&self, act: &str) -> anyhow::Result<PathBuf> {
        Ok(self.shelf().keep_for(&self.store, &format!("before-{act}"), clock::today())?)
    }

    /// Makes the copy of today, if anything was saved in this run and there is none yet.
    pub fn keep_day(&self) -> anyhow::Result<()> {
        if self.store.has_written() && self.store.has_file() && !self.store.is_locked() {
            self.shelf().keep_day(&self.store, clock::today())?;
        }
        Ok(())
    }

    /// Undoes the last act that is not undone.
    pub fn undo(&mut self) -> anyhow::Result<Option<Undone>> {
        Ok(self.store.undo(clock::now())?)
    }

    /// Redoes the last undone act.
    pub fn redo(&mut self) -> anyhow::Result<Option<Undone>> {
        Ok(self.store.redo(clock::now())?)
    }

    /// Undoes the act of this number.
    pub fn undo_act(&mut self, nr: i64) -> anyhow::Result<Undone> {
        Ok(self.store.undo_act(nr, clock::now())?)
    }

    /// Redoes the act of this number.
    pub fn redo_act(&mut self, nr: i64) -> anyhow::Result<Undone> {
        Ok(self.store.redo_act(nr, clock::now())?)
    }

    /// Who did an act, and when: `by androlog import on 14 Mar 2026 at 08:10`.
    pub fn whose(&self, line: &LogLine) -> String {
        let at = clock::local(line.at);
        let by = match line.author.as_ref().map(|author| author.program.as_str()) {
            None => String::new(),
            Some("screen") if line.author.as_ref() == Some(self.store.author()) => "here ".to_owned(),
            Some("screen") => "on the screen ".to_owned(),
            Some(command) => format!("by `androlog {command}` "),
        };
        format!("{by}on {} at {}", day::long(at.date_naive()), at.format("%H:%M"))
    }

    /// What other programs did to the file since this was last asked, for whoever has to read it anew.
    pub fn elsewhere(&mut self) -> anyhow::Result<ForeignChange> {
        let happened = self.store.elsewhere()?;
        if happened != self.told {
            self.news.extend(self.elsewhere_words(&happened));
        }
        happened.clone_into(&mut self.told);
        self.news.extend(self.set_aside_words());
        Ok(happened)
    }

    /// What is to be told of that, each once.
    pub fn take_news(&mut self) -> Option<String> {
        let news = std::mem::take(&mut self.news);
        (!news.is_empty()).then(|| news.join(". "))
    }

    /// The store, for what only it can do.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The store, for drafts.
    pub const fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// A day as typed, read by the settings.
    pub fn day(&self, text: &str) -> anyhow::Result<NaiveDate> {
        Ok(day::parse_day(text, self.setup.today, self.setup.config.day_order)?)
    }

    /// The first day of a stretch of the past as typed: a day, or how long ago.
    pub fn since(&self, text: &str) -> anyhow::Result<NaiveDate> {
        Ok(day::parse_since(text, self.setup.today, self.setup.config.day_order)?)
    }

    /// A day as typed, today when nothing is.
    pub fn day_or_today(&self, text: Option<&str>) -> anyhow::Result<NaiveDate> {
        text.map_or(Ok(self.setup.today), |text| self.day(text))
    }

    /// Makes the copy of the day and tidies up; what was saved is safe without it. Says what another program did to the
    /// file at the last moment.
    pub fn close(mut self) -> anyhow::Result<()> {
        let kept = self.keep_day();
        // What is wrong with the file itself is told to whoever opens it next.
        let _ = self.store.finish().map_err(anyhow::Error::from).and_then(|()| self.elsewhere());
        let news = self.take_news();
        kept.context("what was saved is safe, but today's backup could not be made")?;
        news.map_or(Ok(()), |news| Err(anyhow!(news)))
    }

    /// The report an id or its beginning names, as in git, or `last`: the newest one. One that is named in full is found
    /// without all others.
    pub fn report(&self, text: &str) -> anyhow::Result<Report> {
        let newest = if text == LAST { self.store.newest_report()? } else { None };
        for id in [EntryId::from(text)].into_iter().chain(newest) {
            if let Some(report) = self.store.report(&id)? {
                return Ok(report);
            }
        }
        let ids = self.store.report_ids()?;
        if ids.is_empty() && text == LAST {
            bail!("no report is in the log yet");
        }
        let id = abbreviated(ids.iter(), text, ("report", "list"))?;
        self.store.report(&id)?.with_context(|| format!("no report is called “{id}”"))
    }
}

/// What names the newest report in place of its id.
const LAST: &str = "last";

/// How much a change is: what it puts of results, or one.
fn count_of(change: &Change) -> usize {
    match change {
        Change::Put(Entry::Report(report)) => report.results.len().max(1),
        _ => 1,
    }
}

/// More results and other entries at once are an import.
const MANY: usize = 100;

/// The one id a beginning or an end names, of entries of a kind, which a command lists.
pub fn abbreviated<'a>(
    ids: impl Iterator<Item = &'a EntryId>,
    text: &str,
    (what, command): (&str, &str),
) -> anyhow::Result<EntryId> {
    let mut found: Vec<&EntryId> = Vec::new();
    for id in ids {
        if **id == *text {
            return Ok(id.clone());
        }
        if !text.is_empty() && (id.starts_with(text) || id.ends_with(text)) {
            found.push(id);
        }
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => bail!("no {what} is called “{text}”; `androlog {command}` shows their ids"),
        many => bail!("{} {what}s begin or end with “{text}”; write more of the id", many.len()),
    }
}
