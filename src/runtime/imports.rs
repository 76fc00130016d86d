//! Reads a file to import, with the names that were explained for files like it before.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;

use crate::domain::record::Record;
use crate::exchange::ReaderKnowledge;
use crate::exchange::import::{
    ColumnMap, FileRead, ImportAnswer, ImportAnswers, ImportOrigin, ImportRequest, origin_of, read_file,
    review_file,
};
use crate::runtime::file::{self, Existing};
use crate::runtime::session::Setup;

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
        file::write(path, text.as_bytes(), Existing::Replace)?;
        Ok(())
    }
}

/// Reads a file and compares it with the record, which must be whole. `read` counts its bytes as they are read.
pub fn read_import(
    request: &ImportRequest,
    path: &Path,
    names: &KnownNames,
    setup: &Setup,
    record: &Record,
    read: &AtomicU64,
) -> anyhow::Result<ImportAnswer> {
    let known = ReaderKnowledge { catalog: setup.catalog, today: setup.today, record: Some(record) };
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let place = || format!("cannot read {}", path.display());
    let open = |answers: &ImportAnswers| -> anyhow::Result<FileRead> {
        let file = File::open(path).with_context(place)?;
        read.store(0, Ordering::Relaxed);
        read_file(&mut CountedFile { file, read }, answers, &known, None).with_context(place)
    };
    let mut answers = request.answers.clone();
    let mut found = open(&answers)?;
    if names.explain(&found, &mut answers, &known, record) {
        found = open(&answers)?;
    }
    Ok(review_file(&name, found, &answers, &known, record))
}

/// A file that counts what is read of it.
struct CountedFile<'c> {
    file: File,
    read: &'c AtomicU64,
}

impl Read for CountedFile<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buf)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for CountedFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = self.file.seek(to)?;
        self.read.store(place, Ordering::Relaxed);
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
