//! Where a result stands in a file.

use serde::{Deserialize, Serialize};

/// Where a result stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) struct ForeignPlace {
    pub word: PlaceWord,
    pub number: u32,
}

/// What the numbered pieces of a file are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub(in crate::exchange) enum PlaceWord {
    /// One of a text, counted with blank ones.
    Line,
    /// One of the rows of a spreadsheet.
    Row,
    /// One of a list in JSON, or of a document.
    Entry,
    /// One of an export of Apple Health.
    Record,
}

impl ForeignPlace {
    /// The place in words, for example `line 12`.
    pub fn text(self) -> String {
        format!("{} {}", <&str>::from(self.word), self.number)
    }
}
