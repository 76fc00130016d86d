//! Where a result stands in a file.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

/// Where a result stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::exchange) struct ForeignPlace {
    /// The sheet of a workbook that has several.
    pub sheet: Option<Rc<str>>,
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
    /// A place in a file that is of one piece.
    pub const fn numbered(word: PlaceWord, number: u32) -> Self {
        Self { sheet: None, word, number }
    }

    /// The place in words, for example `line 12` or `sheet 2025, row 4`.
    pub fn text(&self) -> String {
        let numbered = format!("{} {}", <&str>::from(self.word), self.number);
        match &self.sheet {
            Some(sheet) => format!("sheet {sheet}, {numbered}"),
            None => numbered,
        }
    }
}
