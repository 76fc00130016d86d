//! A labelled field of a form: what it holds (a day, a time, a yes or no, a name), what is typed in it, and why that
//! cannot be taken.

use std::fmt;

use unicode_width::UnicodeWidthStr;

use crate::domain::context::{ContextError, ContextField, FieldShape};
use crate::domain::day::DayError;
use crate::domain::decimal::{Decimal, DecimalError};
use crate::domain::regimen_doubt::RegimenDoubt;
use crate::exchange::typed::{TypedError, ValueDoubt};
use crate::ui::widget::field::Field;

/// What a labelled field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSlot {
    /// The day of a report, a symptom, an event.
    Date,
    /// The minute of the sample.
    Time,
    Laboratory,
    /// What only reports of one kind say of themselves.
    Context(ContextField),
    /// Which hip was scanned.
    Hip,
    Note,
    /// A symptom by name.
    Symptom,
    /// How bad it was.
    Grade,
    /// An event by name.
    Event,
    /// A drug by name.
    Drug,
    /// Amount and unit of one dose.
    Dose,
    Schedule,
    /// How it is taken.
    Route,
    FirstDay,
    LastDay,
    /// Whether a dose was taken or left out.
    DoseState,
    /// First day of another dose.
    ChangeFrom(usize),
    ChangeDose(usize),
    /// How often from then on.
    ChangeSchedule(usize),
    /// The day he was born.
    BirthDate,
    /// Since when a child is tried for.
    TryingSince,
    /// What the therapy is for.
    Goal,
    /// Whether a risk for the bones is known.
    BoneRisk,
    /// The height of the body in centimetres.
    Height,
}

impl FieldSlot {
    /// What stands before the field.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Laboratory => "laboratory",
            Self::Context(field) => field.row().label,
            Self::Hip => "side",
            Self::Note => "note",
            Self::Symptom => "symptom",
            Self::Grade => "grade",
            Self::Event => "event",
            Self::Drug => "drug",
            Self::Dose | Self::ChangeDose(_) => "dose",
            Self::Schedule | Self::ChangeSchedule(_) => "schedule",
            Self::Route => "route",
            Self::FirstDay => "first day",
            Self::LastDay => "last day",
            Self::DoseState => "it was",
            Self::ChangeFrom(_) => "from",
            Self::BirthDate => "birth date",
            Self::TryingSince => "trying since",
            Self::Goal => "goal",
            Self::BoneRisk => "bone risk",
            Self::Height => "height, cm",
        }
    }

    /// The name in a draft; those of dose changes carry their number.
    pub fn id(self) -> String {
        match self {
            Self::ChangeFrom(n) => format!("change {n} from"),
            Self::ChangeDose(n) => format!("change {n} dose"),
            Self::ChangeSchedule(n) => format!("change {n} schedule"),
            // Drafts of the first release have this name.
            Self::Hip => "hip".to_owned(),
            _ => self.label().to_owned(),
        }
    }

    /// Columns the field takes while what is typed needs no more.
    pub const fn width(self) -> u16 {
        match self {
            Self::Context(field) => field.row().width,
            Self::Time | Self::Hip | Self::Height => 6,
            Self::Date
            | Self::FirstDay
            | Self::LastDay
            | Self::ChangeFrom(_)
            | Self::BirthDate
            | Self::TryingSince
            | Self::Grade
            | Self::Goal
            | Self::BoneRisk
            | Self::Dose
            | Self::ChangeDose(_)
            | Self::DoseState => 12,
            Self::Laboratory => 14,
            Self::Route => 18,
            Self::Symptom | Self::Event | Self::Drug | Self::Schedule | Self::ChangeSchedule(_) => 26,
            Self::Note => 48,
        }
    }

    /// What may be typed, while nothing is.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Grade => "0 none, 1 mild, 2 moderate, 3 severe",
            Self::Symptom | Self::Event | Self::Drug => "type to find",
            Self::Dose => "for example 1 mg",
            Self::Schedule => "for example daily, twice weekly, every 3.5 d, mon thu 20:00",
            Self::LastDay => "leave empty while you take it",
            Self::Context(field) => field.row().hint,
            Self::Goal => "fertility or other",
            Self::BoneRisk => "yes or no",
            Self::BirthDate => {
                "a year or a day, for example 1990 or 1990-05-01; rules that depend on age need it"
            }
            Self::TryingSince => "when you began trying for a child",
            Self::Hip => "left, right or both",
            Self::Time => "for example 8:10, or 810",
            Self::DoseState => "taken or skipped",
            Self::ChangeFrom(_) => "the day the dose changed",
            Self::Date => "14 mar, 14/3, yesterday or -3d",
            Self::FirstDay
            | Self::Laboratory
            | Self::Note
            | Self::Route
            | Self::ChangeDose(_)
            | Self::ChangeSchedule(_)
            | Self::Height => "",
        }
    }

    /// Whether a day is typed here.
    pub const fn is_day(self) -> bool {
        matches!(
            self,
            Self::Date
                | Self::FirstDay
                | Self::LastDay
                | Self::ChangeFrom(_)
                | Self::BirthDate
                | Self::TryingSince
        )
    }

    /// Whether yes or no is typed here.
    pub fn is_answer(self) -> bool {
        match self {
            Self::BoneRisk => true,
            Self::Context(field) => field.row().shape == FieldShape::Answer,
            _ => false,
        }
    }

    /// Whether the name of something known is typed here.
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Symptom | Self::Event | Self::Drug)
    }
}

impl fmt::Display for FieldSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// A field of a form with its label.
#[derive(Clone, Debug)]
pub struct FormField {
    pub slot: FieldSlot,
    pub field: Field,
    /// Whether the text is that of the last report and nobody typed it.
    pub is_proposed: bool,
}

impl FormField {
    /// A field that holds a text.
    pub fn new(slot: FieldSlot, text: impl AsRef<str>) -> Self {
        Self { slot, field: Field::new(text.as_ref()), is_proposed: false }
    }

    /// A field with a text that is only proposed, as nobody has said it of this entry yet.
    pub fn proposed(slot: FieldSlot, text: impl AsRef<str>) -> Self {
        Self { is_proposed: true, ..Self::new(slot, text) }
    }

    /// The text without blanks around it.
    pub fn text(&self) -> &str {
        self.field.text().trim()
    }

    /// Columns the field takes: a text longer than usual gets the room it needs.
    pub fn width(&self) -> u16 {
        let typed = self.field.text().width() as u16;
        self.slot.width().max(typed.saturating_add(1))
    }
}

/// Why the text of a labelled field cannot be taken, and what would be right.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FieldError {
    /// It is no day, or no time.
    #[error(transparent)]
    Day(#[from] DayError),
    /// It is no day somebody was born on.
    #[error("birth date: “{0}” is neither a year nor a day; write for example 1990 or 1990-05-01")]
    BirthDate(String),
    /// Nobody is born on a day that is yet to come.
    #[error("{0} is in the future; check the year")]
    BornAhead(String),
    /// It is neither yes nor no.
    #[error("{0}: “{1}” is not an answer; write yes or no")]
    NotYesNo(FieldSlot, String),
    /// It is nothing that the field of a report can say.
    #[error("{0}: {1}")]
    Context(FieldSlot, ContextError),
    /// It is no number.
    #[error("{0}: {1}")]
    NotANumber(FieldSlot, DecimalError),
    /// It is a number that no amount can be.
    #[error("{0}: {1} is below 0; leave it empty if unknown")]
    BelowZero(FieldSlot, Decimal),
    /// It is a number that the body does not have.
    #[error(transparent)]
    Impossible(#[from] TypedError),
    /// It is no edition of the WHO manual in the catalogue.
    #[error("WHO edition: “{typed}” is not known; write {known}")]
    NoEdition {
        typed: String,
        /// The editions in the catalogue: `2021 or 2010`.
        known: String,
    },
    /// It is neither left, right nor both.
    #[error("side: “{0}” is not a side; write left, right or both")]
    NotASide(String),
    /// No grade of a symptom is typed.
    #[error("grade: which one? Write 0 none, 1 mild, 2 moderate or 3 severe")]
    NoGrade,
    /// It is no grade of a symptom.
    #[error("grade: “{0}” is not a grade; write 0 none, 1 mild, 2 moderate or 3 severe")]
    NotAGrade(String),
    /// It is no goal of a therapy.
    #[error("goal: “{0}” is not known; write fertility or other")]
    NotAGoal(String),
    /// A name is missing.
    #[error("{0}: which one? Type to find it")]
    NoName(FieldSlot),
    /// Nothing in the catalogue has this name.
    #[error("{slot}: “{typed}” is not known; {}", match near {
        Some(near) => format!("did you mean {near}?"),
        None => "empty the field to see what is".to_owned(),
    })]
    UnknownName {
        slot: FieldSlot,
        typed: String,
        /// The name in the catalogue that is most like it.
        near: Option<String>,
    },
    /// It is neither taken nor skipped.
    #[error("it was: “{0}” is not known; write taken or skipped")]
    NotADoseState(String),
    /// It is no amount of a drug.
    #[error("dose: “{0}” is not an amount; write for example 1 mg or 1500 IU")]
    NotADose(String),
    /// A schedule says how often, but not how much.
    #[error("dose: how much each time? for example 1 mg")]
    NoDose,
    /// A dose of nothing is no dose.
    #[error("dose: an amount is more than 0. To end a therapy, fill in its last day")]
    ZeroDose,
    /// The amount has no unit, and the drug has no usual one.
    #[error("dose: “{0}” needs its unit, for example mg")]
    NoDoseUnit(String),
    /// The therapy ends before it begins.
    #[error("last day: {last} is before the first day, {first}; write a later one, or none")]
    LastBeforeFirst { last: String, first: String },
    /// The dose changes on a day on which the drug is not taken.
    #[error("from: {0} is not between the first and the last day; write one that is")]
    ChangeOutside(String),
    /// Two doses begin on one day.
    #[error("from: another dose begins on {0}; keep one of them")]
    ChangeTwice(String),
}

/// Something that is more often a mistake than true, and is asked about before it is stored.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SaveDoubt {
    /// A value that is rare or looks like another unit's, a day ahead, or values that contradict one another.
    #[error(transparent)]
    Typed(#[from] ValueDoubt),
    /// A pasted value that needs a look and has not had one.
    #[error("{name} was pasted but not checked: {why}")]
    NotLookedAt {
        name: String,
        /// Why it needs a look.
        why: String,
    },
    /// Pasted lines that were put into no row.
    #[error("{} in no row, the first: “{first}”", match count {
        1 => "1 pasted line is".to_owned(),
        count => format!("{count} pasted lines are"),
    })]
    LinesLeft {
        count: usize,
        /// The first of them.
        first: String,
    },
    /// Something about a course of a drug.
    #[error(transparent)]
    Regimen(#[from] RegimenDoubt),
    /// A dose beyond those that are expected, all of which are logged.
    #[error("the dose expected on {0} is logged already")]
    FurtherDose(String),
}

/// What is typed in the slot; empty where the form has no such slot.
pub fn text_of(lines: &[FormField], slot: FieldSlot) -> &str {
    lines.iter().find(|line| line.slot == slot).map_or("", FormField::text)
}

/// The text of a slot unless it is blank.
pub fn some_of(lines: &[FormField], slot: FieldSlot) -> Option<String> {
    Some(text_of(lines, slot)).filter(|text| !text.is_empty()).map(str::to_owned)
}
