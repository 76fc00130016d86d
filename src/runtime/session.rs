//! One run of the program over one log: settings, catalogue, rules and store, and what is done with them.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use chrono::NaiveDate;

use crate::catalog::{Catalog, UserFile, rules};
use crate::config::{Config, ConfigError, Paths, SealPlan};
use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::day;
use crate::domain::id::{AnalyteId, DrugId, EntryId};
use crate::domain::interval::Intervals;
use crate::domain::question::closed_by;
use crate::domain::record::Record;
use crate::domain::report::Report;
use crate::guidance::rule::Rule;
use crate::guidance::unhide::woken;
use crate::guidance::{self, Outlook};
use crate::runtime::backups::BackupShelf;
use crate::runtime::clock;
use crate::runtime::key_ring::{KeyRing, KeySource};
use crate::runtime::leftovers::tidy_up;
use crate::runtime::typed_path;
use crate::store::{ForeignChange, LogLine, SetAside, Store, StoreError, Undone};
use crate::ui::picture::{ChartKnowledge, DrawnSelection};

/// What was asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// Another log than the usual one.
    pub database: Option<PathBuf>,
    /// Another `config.toml` than the usual one.
    pub config: Option<PathBuf>,
    /// Evaluate as of this day, as it was typed.
    pub today: Option<String>,
    /// Where the key of a sealed log was said to be.
    pub key: KeySource,
}

/// Everything known before a log is opened.
#[derive(Debug)]
pub struct Setup {
    pub paths: Paths,
    pub config: Config,
    /// What is wrong with settings whose default is used instead.
    pub wrong_settings: Vec<ConfigError>,
    /// What is built in, and the user's own.
    pub catalog: &'static Catalog,
    /// The monitoring rules, and the user's own. Those built in are read when they are first asked for.
    pub rules: LazyCell<Vec<Rule>, RuleReader>,
    /// The intervals that judge results which bring none.
    pub intervals: Intervals,
    /// The day everything is evaluated on.
    pub today: NaiveDate,
    /// Whether that day was asked for, and so does not follow the calendar.
    pub is_day_fixed: bool,
    /// The key of a sealed log, when it is wanted.
    pub keys: KeyRing,
}

/// Reads the rules the first time they are asked for.
type RuleReader = Box<dyn FnOnce() -> Vec<Rule>>;

/// Holds settings against what the catalogue has.
type SettingsCheck<'a> = &'a dyn Fn(&Config) -> Result<(), ConfigError>;

impl Setup {
    /// Reads the settings and the user's own catalogue files. A file that is not there is no error.
    pub fn read(options: &SessionOptions) -> anyhow::Result<Self> {
        Self::read_by(options, |text, check| {
            let config = Config::parse(text)?;
            check(&config).map(|()| (config, Vec::new()))
        })
    }

    /// The same for the screen, which begins with the defaults in the place of settings that cannot be read, and says
    /// so.
    pub fn read_for_screen(options: &SessionOptions) -> anyhow::Result<Self> {
        Self::read_by(options, |text, check| Ok(Config::as_far_as_read(text, check)))
    }

    fn read_by(
        options: &SessionOptions,
        read: impl Fn(&str, SettingsCheck<'_>) -> Result<(Config, Vec<ConfigError>), ConfigError>,
    ) -> anyhow::Result<Self> {
        let paths = Paths::find(options.database.as_deref(), options.config.as_deref())?;
        let plain = catalog_with(paths.config.parent(), &BTreeMap::new())?;
        let check = |config: &Config| {
            let editions: Vec<&str> = plain.editions().iter().map(|edition| edition.id.as_str()).collect();
            let drugs: Vec<&DrugId> = plain.drugs().keys().collect();
            config.check(plain.analytes(), &drugs, &editions)
        };
        let (config, wrong_settings) = match text_of(&paths.config)? {
            Some(text) => read(&text, &check).map_err(|e| anyhow!("{}: {e}", paths.config.display()))?,
            // A file named by hand is meant to be there.
            None if options.config.is_some() => bail!("{} does not exist", paths.config.display()),
            None => Default::default(),
        };
        let catalog =
            if config.unit.is_empty() { plain } else { catalog_with(paths.config.parent(), &config.unit)? };
        let rules = LazyCell::new(rules_with(paths.config.parent(), catalog)?);
        let mut intervals = catalog.intervals(Some(&config.who_edition));
        for (id, target) in config.intervals() {
            intervals.set_mine(id, target);
        }
        intervals.set_scan_precision(config.precision.clone());
        let today = match &options.today {
            Some(text) => {
                day::parse_day(text, clock::today(), config.day_order).map_err(|e| anyhow!("--today: {e}"))?
            }
            None => clock::today(),
        };
        let is_day_fixed = options.today.is_some();
        let keys = KeyRing::new(source_of_key(&options.key, &config.seal));
        Ok(Self { paths, config, wrong_settings, catalog, rules, intervals, today, is_day_fixed, keys })
    }

    /// Every field of the effective rule and its value, the user's in place of the built-in ones.
    pub fn rule_fields(&self, id: &str) -> anyhow::Result<Vec<rules::RuleField>> {
        let own = own_rules(self.paths.config.parent())?;
        Ok(rules::fields(own.as_deref().map(|text| (RULES_FILE, text)), id))
    }

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

/// Where the key is: as named on the command line, else by the settings.
fn source_of_key(named: &KeySource, plan: &SealPlan) -> KeySource {
    if named.is_named() {
        return named.clone();
    }
    let is_set = |text: &&String| !text.is_empty();
    KeySource {
        file: Some(&plan.key_file).filter(is_set).map(|text| typed_path::meant_path(text, Path::new("."))),
        command: Some(&plan.key_command).filter(is_set).cloned(),
    }
}

/// Files of the user's own beside `config.toml`.
const CATALOG_FILES: [&str; 9] = [
    "units.toml",
    "analytes.toml",
    "intervals.toml",
    "semen.toml",
    "panels.toml",
    "variation.toml",
    "drugs.toml",
    "symptoms.toml",
    "sources.toml",
];
const RULES_FILE: &str = "rules.toml";

fn catalog_with(
    folder: Option<&Path>,
    units: &BTreeMap<AnalyteId, String>,
) -> anyhow::Result<&'static Catalog> {
    let mut texts = Vec::new();
    for name in CATALOG_FILES {
        if let Some(text) = folder.map(|f| text_of(&f.join(name))).transpose()?.flatten() {
            texts.push((name, text));
        }
    }
    if texts.is_empty() && units.is_empty() {
        return Ok(Catalog::embedded());
    }
    let files: Vec<UserFile<'_>> = texts.iter().map(|(name, text)| UserFile { name, text }).collect();
    // One catalogue serves the whole run, so it may as well live as long.
    Ok(Box::leak(Box::new(Catalog::load(&files)?.preferring(units))))
}

fn own_rules(folder: Option<&Path>) -> anyhow::Result<Option<String>> {
    Ok(folder.map(|f| text_of(&f.join(RULES_FILE))).transpose()?.flatten())
}

fn rules_with(folder: Option<&Path>, catalog: &Catalog) -> anyhow::Result<RuleReader> {
    let Some(own) = own_rules(folder)? else { return Ok(Box::new(rules::built_in)) };
    let own = (RULES_FILE, own.as_str());
    let told = |errors: &[rules::RuleError]| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!(lines.join("\n"))
    };
    let rules = rules::load(Some(own)).map_err(|errors| told(&errors))?;
    let unknown = rules::unknown_names(own, &rules, catalog);
    if unknown.is_empty() { Ok(Box::new(move || rules)) } else { Err(told(&unknown)) }
}

/// The text of a file, none when it does not exist.
fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

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

    /// What was put beside the log because another program had to do with it: said once.
    pub fn set_aside_words(&self) -> Option<String> {
        let log = self.store.path().display();
        Some(match self.store.take_set_aside()? {
            SetAside::Wal(aside) => {
                let newest = self.shelf().stored().pop().map_or_else(String::new, |backup| {
                    format!(" and in the newest copy, {}", backup.path.display())
                });
                format!(
                    "another program has put a file in the place of {log}; it is used as it is. What was saved before \
                     and is not in it is in {}{newest}",
                    aside.display()
                )
            }
            SetAside::FileBefore(kept) => format!(
                "another program has left changes in {log}-wal, and nothing tells whether they were made to this file; \
                 they are in the log now, and the file as it was without them is {}",
                kept.display()
            ),
            SetAside::Journal(aside) => format!(
                "beside {log} lay the journal of another file, which would have taken it back to what that file was; it \
                 is in {} now, and the log is as it was",
                aside.display()
            ),
            SetAside::FileBeforeJournal(kept) => format!(
                "another program has left a change to {log} unfinished, and nothing tells whether it was made to this \
                 file; it was taken back, and the file as it was before is {}",
                kept.display()
            ),
        })
    }

    /// Where to look for what a log held that was overwritten.
    fn newest_copy_words(&self) -> String {
        self.shelf().stored().pop().map_or_else(
            || "is lost where no copy of it was kept elsewhere".to_owned(),
            |newest| {
                format!("is in the newest copy, {}, as far as it had been saved then", newest.path.display())
            },
        )
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

    /// What of the log could not be read and was left out, in sentences.
    pub fn trouble_words(&self) -> Vec<String> {
        let indexes = self.store.wrong_indexes();
        let indexes = indexes.iter().map(|index| {
            format!(
                "the index {index} does not agree with its table, so something may be missing here; `androlog doctor \
                 --fix` builds it anew"
            )
        });
        let rows = self.store.unreadable();
        let told = rows.iter().take(MOST_TOLD).map(|row| {
            format!("left out, because it cannot be read: {row}; `androlog doctor --fix` brings it back or sets it aside")
        });
        let more = rows.len().saturating_sub(MOST_TOLD);
        let more =
            (more > 0).then(|| format!("{more} more cannot be read; `androlog doctor` names them all"));
        indexes.chain(told).chain(more).collect()
    }

    /// Whether others on this machine may read the log, in a sentence.
    pub fn exposure_words(&self) -> Option<String> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = self.store.path().metadata().ok()?.permissions().mode() & 0o777;
            let path = self.store.path().display();
            (mode & 0o044 != 0).then(|| {
                format!("others may read {path} (its mode is {mode:o}); `androlog doctor --fix` makes it yours alone")
            })
        }
        #[cfg(not(unix))]
        None
    }

    /// Which copies of a sealed log everybody can read, in a sentence: those that `seal` did not come to when it was
    /// interrupted.
    pub fn plain_copies_words(&self) -> Option<String> {
        let plain = if self.store.is_sealed() { self.shelf().plain() } else { Vec::new() };
        let count = match plain.len() {
            0 => return None,
            1 => "1 copy of it is not".to_owned(),
            many => format!("{many} copies of it are not"),
        };
        let folder = self.shelf().folder().display().to_string();
        Some(format!("the log is sealed and {count} (in {folder}); `androlog seal` seals what is left"))
    }

    /// What other programs did to the file, where that is worth a word.
    fn elsewhere_words(&self, happened: &ForeignChange) -> Option<String> {
        let name = self.store.path().display();
        match happened {
            ForeignChange::Same | ForeignChange::Changed => None,
            ForeignChange::Replaced { kept } => Some(format!(
                "{name} was replaced by another program and is shown as it is now; what it held before is in {}",
                kept.display()
            )),
            ForeignChange::Overwritten => Some(format!(
                "{name} was overwritten by another program and is shown as it is now; what it held before {}",
                self.newest_copy_words()
            )),
            ForeignChange::Mixed => Some(format!(
                "{name} was overwritten by another program at the very moment androlog wrote to it, so it may hold \
                 parts of both: put the other file there once more; what it held before {}",
                self.newest_copy_words()
            )),
            ForeignChange::Gone { kept } => Some(format!(
                "{name} was moved or deleted by another program; a copy is in {}; nothing can be saved until it is back",
                kept.display()
            )),
        }
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

/// Rows that cannot be read which are named one by one.
const MOST_TOLD: usize = 5;

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
