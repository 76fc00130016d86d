//! What a file to import came to, for whoever looks it through before anything is stored.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{ColumnMap, FileRead, ImportAnswers, ImportQuestion};
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::exchange::paste::{self, PasteContext, Pasted};
use crate::exchange::review::ImportReview;
use crate::exchange::{ReaderKnowledge, plan};

/// A file, and what the user says beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportRequest {
    /// As it was typed.
    pub path: String,
    pub answers: ImportAnswers,
    /// What the file came to before something was said about it, with the choices made in that.
    pub earlier: Option<Box<ImportReview>>,
}

/// What a file came to.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportAnswer {
    /// It was read, and can be looked through.
    Review(Box<ImportReview>, ImportOrigin),
    /// It cannot be read before this is answered. Days that the file names stand beside a question for the day.
    Asks(Vec<ImportQuestion>, Vec<NaiveDate>),
}

/// What files like this one are known by, so that a name explained once is known the next time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOrigin {
    /// The heads of its columns, or the laboratory of its report; none for a format that names things by codes.
    pub key: Option<String>,
}

impl ImportOrigin {
    /// Tables with these columns.
    pub fn of_columns(used: &ColumnMap) -> Self {
        let heads: Vec<&str> = used.columns.keys().map(String::as_str).collect();
        Self { key: (!heads.is_empty()).then(|| heads.join(" | ")) }
    }

    /// Reports of this laboratory, or those that name none.
    pub fn of_laboratory(laboratory: Option<&str>) -> Self {
        let name = laboratory.map_or_else(|| "unnamed".to_owned(), str::to_lowercase);
        Self { key: Some(format!("laboratory {name}")) }
    }
}

/// What a file that was read is known by.
pub fn origin_of(
    read: &FileRead,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    record: &Record,
) -> ImportOrigin {
    match read {
        FileRead::Asks(_) => ImportOrigin::default(),
        FileRead::Entries(_, used) => ImportOrigin::of_columns(used),
        FileRead::Sheet(sheet) => {
            let pasted = read_sheet(&sheet.text, answers, known, record);
            ImportOrigin::of_laboratory(pasted.reports[0].laboratory.as_deref())
        }
    }
}

fn read_sheet(text: &str, answers: &ImportAnswers, known: &ReaderKnowledge<'_>, record: &Record) -> Pasted {
    let asked = PasteContext {
        catalog: known.catalog,
        kind: None,
        today: known.today,
        names: &answers.map.names,
        record,
    };
    paste::read(text, &asked)
}

/// Compares what was read with the record, which must be whole, and with the ids of what was forgotten.
pub fn review_file(
    name: &str,
    read: FileRead,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    record: &Record,
    forgotten: &BTreeSet<EntryId>,
) -> ImportAnswer {
    match read {
        FileRead::Asks(questions) => ImportAnswer::Asks(questions, Vec::new()),
        FileRead::Entries(parsed, used) => {
            let review = ImportReview::new(
                name.to_owned(),
                plan(record, known.catalog.analytes(), forgotten, parsed),
                Vec::new(),
            );
            ImportAnswer::Review(Box::new(review), ImportOrigin::of_columns(&used))
        }
        FileRead::Sheet(sheet) => {
            let pasted = read_sheet(&sheet.text, answers, known, record);
            let origin = ImportOrigin::of_laboratory(pasted.reports[0].laboratory.as_deref());
            match pasted.entries(known.catalog, answers.on) {
                Ok(mut entries) => {
                    sheet.remark(&mut entries.parsed);
                    let plan = plan(record, known.catalog.analytes(), forgotten, entries.parsed);
                    let review = ImportReview::new(name.to_owned(), plan, entries.checks);
                    ImportAnswer::Review(Box::new(review), origin)
                }
                Err(no_day) => {
                    ImportAnswer::Asks(vec![ImportQuestion::Day { other: None }], no_day.offered())
                }
            }
        }
    }
}
