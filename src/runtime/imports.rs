//! Reads a file to import, with the names that were explained for files like it before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use anyhow::{Context, bail};
use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::exchange::ReaderKnowledge;
use crate::exchange::import::{
    ColumnMap, FileRead, ImportAnswer, ImportAnswers, ImportOrigin, ImportRequest, origin_of, read_file,
    review_file,
};
use crate::runtime::file_writing::{Existing, write_file};
use crate::runtime::setup::Setup;

/// Names that were explained, by what the files are known by. They stand in a file beside the log.
#[derive(Debug, Default)]
pub struct KnownNames {
    /// None while the log is no file.
    path: Option<PathBuf>,
    maps: BTreeMap<String, ColumnMap>,
}

impl KnownNames {
    /// Those kept beside a log; none where the file is missing or not understood.
    pub fn beside(log: &Path) -> Self {
        let path = log.is_file().then(|| log.with_extension("imports.toml"));
        let text = path.as_ref().and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        Self { path, maps: toml::from_str(&text).unwrap_or_default() }
    }

    /// Adds what was explained for files like the one that was read, and says whether that may change its reading.
    pub fn explain(
        &self,
        read: &FileRead,
        answers: &mut ImportAnswers,
        known: &ReaderKnowledge<'_>,
        record: &Record,
    ) -> bool {
        if self.maps.is_empty() {
            return false;
        }
        let origin = origin_of(read, answers, known, record);
        let Some(kept) = self.of(&origin) else { return false };
        let before = answers.clone();
        answers.map.fill(kept);
        *answers != before
    }

    fn of(&self, origin: &ImportOrigin) -> Option<&ColumnMap> {
        self.maps.get(origin.key.as_deref()?)
    }

    /// Keeps what was explained for files of this origin.
    pub fn keep(&mut self, origin: &ImportOrigin, map: &ColumnMap) -> anyhow::Result<()> {
        let (Some(key), Some(path)) = (&origin.key, &self.path) else { return Ok(()) };
        let kept = self.maps.entry(key.clone()).or_default();
        let before = kept.clone();
        let mut new =
            ColumnMap { names: map.names.clone(), units: map.units.clone(), ..ColumnMap::default() };
        new.fill(kept);
        *kept = new;
        if *kept == before {
            return Ok(());
        }
        let text = toml::to_string_pretty(&self.maps).context("names cannot be written down")?;
        write_file(path, text.as_bytes(), Existing::Replace)?;
        Ok(())
    }
}

/// A file that is read and compared with the log beside the screen.
pub struct BackgroundReading {
    request: ImportRequest,
    bytes: u64,
    progress: Arc<ReadProgress>,
    reader: JoinHandle<anyhow::Result<ImportAnswer>>,
}

/// How far a file is read, and whether anybody still waits for it.
#[derive(Debug, Default)]
struct ReadProgress {
    read: AtomicU64,
    is_stopped: AtomicBool,
}

impl BackgroundReading {
    /// Begins to read a file; the record must be whole, and come with the ids of what was forgotten.
    pub fn start(
        request: ImportRequest,
        path: PathBuf,
        names: KnownNames,
        setup: &Setup,
        (record, forgotten): (Record, BTreeSet<EntryId>),
    ) -> io::Result<Self> {
        let bytes = fs::metadata(&path).map_or(0, |about| about.len());
        let progress = Arc::new(ReadProgress::default());
        let reader = ImportReader {
            answers: request.answers.clone(),
            path,
            names,
            catalog: setup.catalog,
            today: setup.today,
            record,
            forgotten,
            progress: Arc::clone(&progress),
        };
        let reader = thread::Builder::new().name("import".to_owned()).spawn(move || reader.read())?;
        Ok(Self { request, bytes, progress, reader })
    }

    /// Whether there is an answer.
    pub fn is_finished(&self) -> bool {
        self.reader.is_finished()
    }

    /// How far it is: `Reading: 12 of 96 MB; Esc stops it`.
    pub fn progress(&self) -> String {
        const MB: u64 = 1 << 20;
        let read = self.progress.read.load(Ordering::Relaxed);
        let far = match (read >= self.bytes, self.bytes / MB) {
            (true, _) => "Comparing with the log …".to_owned(),
            (false, 0) => format!("Reading: {} of {} kB", read >> 10, self.bytes >> 10),
            (false, whole) => format!("Reading: {} of {whole} MB", read / MB),
        };
        format!("{far}; Esc stops it")
    }

    /// Waits for nothing any more. The reader ends when it next wants more of the file.
    pub fn stop(self) {
        self.progress.is_stopped.store(true, Ordering::Relaxed);
    }

    /// What the file came to, as it was asked for.
    pub fn answer(self) -> anyhow::Result<(ImportRequest, ImportAnswer)> {
        let read = self.reader.join();
        let answer = read.unwrap_or_else(|_| Err(anyhow::anyhow!("the file could not be read")))?;
        Ok((self.request, answer))
    }
}

/// All that is needed to read a file.
struct ImportReader {
    answers: ImportAnswers,
    path: PathBuf,
    names: KnownNames,
    catalog: &'static Catalog,
    today: NaiveDate,
    record: Record,
    forgotten: BTreeSet<EntryId>,
    progress: Arc<ReadProgress>,
}

impl ImportReader {
    fn read(self) -> anyhow::Result<ImportAnswer> {
        let record = &self.record;
        let known = ReaderKnowledge { catalog: self.catalog, today: self.today, record: Some(record) };
        let name = self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut answers = self.answers.clone();
        let mut found = self.read_with(&answers, &known)?;
        if self.names.explain(&found, &mut answers, &known, record) {
            found = self.read_with(&answers, &known)?;
        }
        Ok(review_file(&name, found, &answers, &known, record, &self.forgotten))
    }

    fn read_with(&self, answers: &ImportAnswers, known: &ReaderKnowledge<'_>) -> anyhow::Result<FileRead> {
        let place = || format!("cannot read {}", self.path.display());
        let file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                bail!("there is no file {}", self.path.display())
            }
            file => file.with_context(place)?,
        };
        self.progress.read.store(0, Ordering::Relaxed);
        let mut file = WatchedFile { file, progress: &self.progress };
        read_file(&mut file, answers, known, None).with_context(place)
    }
}

/// A file that counts what is read of it, and ends where nobody waits for it any more.
struct WatchedFile<'p> {
    file: File,
    progress: &'p ReadProgress,
}

impl Read for WatchedFile<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.progress.is_stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("reading was stopped"));
        }
        let count = self.file.read(buf)?;
        self.progress.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for WatchedFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = self.file.seek(to)?;
        self.progress.read.store(place, Ordering::Relaxed);
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_explained_is_known_the_next_time_for_files_of_that_origin_only() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("a.db");
        fs::write(&log, "").unwrap();
        let origin = ImportOrigin { key: Some("date | result | test".to_owned()) };
        let mut names = KnownNames::beside(&log);
        let map = ColumnMap::parse("[names]\nTesto = \"testosterone-total\"\n").unwrap();
        names.keep(&origin, &map).unwrap();
        let again = KnownNames::beside(&log);
        assert_eq!(again.of(&origin).map(|map| map.names.clone()), Some(map.names));
        assert_eq!(again.of(&ImportOrigin::of_laboratory(Some("Nord"))), None);
    }
}
