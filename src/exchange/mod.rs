//! Files of other programs and of our own: text to entries and back. Touches no file, knows no clock.
//!
//! Reading never fails whole: what is understood becomes a [`Parsed`], what is not is named in it.
//! [`plan()`] then compares it with the record and says what an import would change.

mod apple;
mod ccda;
pub mod columns;
pub mod csv;
pub mod cycle;
pub mod doses;
pub mod due;
pub mod edit;
pub mod export_format;
pub mod fhir;
mod foreign;
pub mod ical;
pub mod import;
pub mod json;
pub mod json_sheet;
pub mod levels;
mod limit_words;
pub mod listing;
pub mod order;
pub mod paste;
#[cfg(feature = "pdf")]
mod pdf;
pub mod plan;
pub mod profile;
pub mod regimen_doubts;
pub mod report_words;
pub mod response;
pub mod review;
mod row_bounds;
pub mod rows;
pub mod rule_limit;
pub mod scrub;
mod sheet_text;
pub mod since;
pub mod summary;
mod table;
pub mod trying;
pub mod typed;
mod unknown;
pub mod wide;
mod xml;

mod intake;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::domain::change::Entry;
use crate::domain::record::Record;

use foreign::place::ForeignPlace;
pub use plan::{
    ImportPlan, PlanTally, PlanVerdict, PlannedReport, PlannedResult, forgotten_remark, plan, renamed,
};
pub use sheet_text::SheetText;

/// What a reader needs to understand names, units and days.
#[derive(Clone, Copy)]
pub struct ReaderKnowledge<'a> {
    pub catalog: &'a Catalog,
    /// Later days are in the future.
    pub today: NaiveDate,
    /// What is stored, where there is something: it knows the units a laboratory was confirmed to use.
    pub record: Option<&'a Record>,
}

/// What a file holds, as far as it was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// Entries in file order. Ids are as in the file; empty where it has none.
    pub found: Vec<FoundEntry>,
    /// Results that could not be understood.
    pub rejected_results: usize,
    /// Other entries that could not be understood; one for a file that could not be read at all.
    pub rejected_others: usize,
    /// Lines of other makers' files that gave no result, in file order.
    pub left: Vec<LeftLine>,
    /// Everything worth saying, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

/// An entry and where it stood.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundEntry {
    /// `line 14`, `entry 3 of reports`.
    pub place: String,
    pub entry: Entry,
    /// The lines of a report's results, where they are known.
    pub lines: Vec<u32>,
}

/// A line of another maker's file that names something and gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftLine {
    /// The line, or the entry of a format without lines.
    pub line: u32,
    /// Whether its name is known.
    pub state: LeftState,
    /// What stands there, safe to print. Shared, because a name may stand on many lines.
    pub text: std::sync::Arc<str>,
    /// Why it is unsure; empty for a name that is not known.
    pub why: String,
}

impl LeftLine {
    /// The line as a dry run prints it: `unsure LH 4,4,1 IU/L`.
    pub fn words(&self) -> String {
        let state = match self.state {
            LeftState::Unsure => "unsure",
            LeftState::Unknown => "unknown",
        };
        format!("{state} {}", self.text)
    }
}

/// Why a line gave no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftState {
    /// Its name is known and its value, unit or day is not understood.
    Unsure,
    /// Nothing here has its name.
    Unknown,
}

/// One remark about one place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// `line 14`, `entry 3 of reports, result 2`, `the file`.
    #[serde(rename = "where")]
    pub place: String,
    /// What kind of remark it is.
    pub code: Code,
    /// The remark as a sentence, safe to print.
    pub message: String,
}

/// What kind of remark a diagnostic is. Its kebab-case name stands in `import --json` and is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The file is not what it was taken for, or cannot be read at all. Rejected.
    UnreadableFile,
    /// An entry or value cannot be understood. Rejected.
    Unreadable,
    /// A day or minute that does not exist, or a year no result can have. Rejected.
    ImpossibleDate,
    /// No analyte has this name. Rejected.
    UnknownAnalyte,
    /// Only ever computed, so it cannot be a result. Rejected.
    ComputedAnalyte,
    /// No unit was given, and none is guessed. Rejected.
    MissingUnit,
    /// The analyte is not measured in this unit. Rejected.
    UnknownUnit,
    /// Beyond what can be. Rejected.
    ImpossibleValue,
    /// A value of another maker's file that reads like one in another unit. Rejected.
    UnitSlip,
    /// A value of another maker's file that is no number. Rejected.
    NoNumber,
    /// A status says that the value does not hold, or there is none yet. Left out.
    NoResult,
    /// Entries that are no results of the kinds kept here. Left out.
    OtherEntries,
    /// Beyond what is usual. Stored.
    ImplausibleValue,
    /// Values of one semen analysis that cannot all be right. Stored.
    ContradictoryValues,
    /// The day lies after today; the entry is stored.
    FutureDate,
    /// The day of a time in UTC near midnight, which may have been another one where the sample was taken. Stored.
    UtcDay,
    /// The analyte stands on another kind of report. Stored.
    OtherKind,
    /// A reference interval's lower limit is above its upper one. Stored.
    ReversedInterval,
    /// A drug no rule speaks of. Stored.
    UnknownDrug,
    /// A symptom or event no rule speaks of. Stored.
    UnknownSign,
    /// A key or column of no meaning here was left out.
    UnknownKey,
    /// Something that belongs on another kind of report was left out.
    MisplacedKey,
    /// Control characters were taken out.
    ControlCharacters,
    /// A number written bare instead of as text may have lost trailing zeros. Stored.
    BareNumber,
    /// The text was read off a picture by a program, and any value of it may be another one. Held back.
    RecognisedText,
    /// Rows of one report disagree about it; the first one counts.
    ReportDiffers,
    /// Computed rows were left out.
    ComputedRows,
    /// The id was used before in the file; the entry gets a new one.
    DuplicateId,
    /// Another entry with this identity is stored, and stays.
    Conflicting,
    /// Entries that were forgotten here. Left out.
    Forgotten,
    /// The results of somebody who is entered in the file as a woman. Held back.
    DoubtfulPerson,
    /// A course of a drug that is more often a mistake than true. Stored.
    DoubtfulTherapy,
}

impl Code {
    /// Whether what it is about is stored as it is, so that of thousands a few say enough.
    pub const fn is_of_stored(self) -> bool {
        matches!(
            self,
            Self::ImplausibleValue | Self::ContradictoryValues | Self::FutureDate | Self::ReversedInterval
        )
    }

    /// Whether it makes all that was read doubtful, so that nothing of it is stored before somebody says that it is
    /// right.
    const fn holds_back(self) -> bool {
        matches!(self, Self::RecognisedText | Self::DoubtfulPerson)
    }
}

impl Diagnostic {
    /// A remark; what it quotes from a file is made safe to print.
    pub fn new(place: &str, code: Code, message: &str) -> Self {
        Self { place: scrub::line(place).into_owned(), code, message: scrub::line(message).into_owned() }
    }

    /// That what was read is of a woman, by her name where it is known.
    fn of_woman(name: Option<&str>) -> Self {
        Self::new("the file", Code::DoubtfulPerson, &woman_words(name))
    }

    /// Why nothing that was read is stored before somebody says that it is right, where one of these says so.
    pub fn holding_back(all: &[Self]) -> Option<&str> {
        all.iter().find(|remark| remark.code.holds_back()).map(|remark| remark.message.as_str())
    }
}

/// That results are of a woman, by her name where it is known.
pub fn woman_words(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("the results are of “{name}”, who is entered there as a woman"),
        None => "the results are of a woman, by what stands beside them".to_owned(),
    }
}

impl Parsed {
    /// What is left of a file that cannot be read at all.
    pub fn unreadable(message: &str) -> Self {
        Self {
            rejected_others: 1,
            diagnostics: vec![Diagnostic::new("the file", Code::UnreadableFile, message)],
            ..Self::default()
        }
    }

    fn remark(&mut self, place: &str, code: Code, message: &str) {
        self.diagnostics.push(Diagnostic::new(place, code, message));
    }

    /// Names a line whose result was not taken.
    fn reject(&mut self, place: &ForeignPlace, text: &str, code: Code, message: &str) {
        let (text, why) = (scrub::line(text).into(), scrub::line(message).into_owned());
        self.left.push(LeftLine { line: place.number, state: LeftState::Unsure, text, why });
        self.rejected_results += 1;
        self.remark(&place.text(), code, message);
    }

    /// Puts behind this what was read of another part of the file.
    fn append(&mut self, other: Self) {
        self.found.extend(other.found);
        self.rejected_results += other.rejected_results;
        self.rejected_others += other.rejected_others;
        self.left.extend(other.left);
        self.diagnostics.extend(other.diagnostics);
    }

    fn found(&mut self, place: &str, entry: Entry) {
        self.found.push(FoundEntry { place: place.to_owned(), entry, lines: Vec::new() });
    }
}
