//! The tables whose rows are entries of the log, parts of them, or what is kept about them.

use std::fmt::{self, Display, Formatter};

use strum::{IntoStaticStr, VariantArray};

use crate::domain::change::EntryKey;
use crate::domain::id::EntryId;

/// A table of the log, parts before what they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LogTable {
    Observation,
    Report,
    Dose,
    Supply,
    Regimen,
    Symptom,
    Event,
    DoseTaken,
    Question,
    Profile,
    ReminderAction,
    Journal,
    Draft,
}

impl LogTable {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The table with the entries that its rows are parts of; itself where a row is a whole entry.
    #[must_use]
    pub const fn whole(self) -> Self {
        match self {
            Self::Observation => Self::Report,
            Self::Dose | Self::Supply => Self::Regimen,
            whole => whole,
        }
    }

    /// Whether its rows are parts of entries.
    pub fn is_of_parts(self) -> bool {
        self.whole() != self
    }

    /// The tables that an entry with a row in this one stands in, parts before what they belong to.
    pub fn of_one_entry(self) -> impl Iterator<Item = Self> {
        let whole = self.whole();
        Self::VARIANTS.iter().copied().filter(move |table| table.whole() == whole)
    }

    /// The column with the number of the entry.
    pub fn number_column(self) -> &'static str {
        if self.is_of_parts() { self.whole().name() } else { "nr" }
    }

    /// What the entry of a row is called by, as an expression over the row.
    pub fn name_of_entry(self) -> String {
        match self {
            Self::Profile | Self::Journal => "nr".to_owned(),
            Self::ReminderAction => "rule".to_owned(),
            Self::Draft => "form".to_owned(),
            part if part.is_of_parts() => {
                format!("(SELECT id FROM {} WHERE nr = {})", self.whole(), self.number_column())
            }
            _ => "id".to_owned(),
        }
    }

    /// The column that says which part of its entry a row is.
    pub const fn line_column(self) -> Option<&'static str> {
        match self {
            Self::Observation | Self::Dose => Some("line"),
            _ => None,
        }
    }

    /// The key of the entry with an id in this table, or with parts in it, where the journal knows it by one.
    pub fn key(self, id: EntryId) -> Option<EntryKey> {
        Some(match self.whole() {
            Self::Report => EntryKey::Report(id),
            Self::Regimen => EntryKey::Regimen(id),
            Self::Symptom => EntryKey::Symptom(id),
            Self::Event => EntryKey::Event(id),
            Self::DoseTaken => EntryKey::DoseTaken(id),
            Self::Question => EntryKey::Question(id),
            Self::Profile => EntryKey::Profile,
            _ => return None,
        })
    }
}

impl Display for LogTable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::open_in_memory;

    #[test]
    fn every_table_stands_in_a_new_log_with_the_columns_that_are_named_of_it() {
        let log = open_in_memory().unwrap().db;
        for table in LogTable::VARIANTS {
            let number = Some(table.number_column()).filter(|_| *table != LogTable::Draft);
            let said = [Some(&*table.name_of_entry()), number, table.line_column()];
            for sql in said.into_iter().flatten() {
                let asked = log.prepare(&format!("SELECT {sql} FROM {table}"));
                assert!(asked.is_ok(), "{table} has no {sql}");
            }
        }
        let of_a_dose: Vec<LogTable> = LogTable::Dose.of_one_entry().collect();
        assert_eq!(of_a_dose, [LogTable::Dose, LogTable::Supply, LogTable::Regimen]);
    }
}
