//! What a screen asks for: an effect on the world, a message, or another part of the screen.

use chrono::NaiveDate;

use crate::domain::change::{Act, Change, Clash, Entry};
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::{AnalyteId, DrugId, EntryId, RuleId, SignId};
use crate::domain::journal::SymptomEntry;
use crate::domain::record::Record;
use crate::domain::record_extent::HistoryNeed;
use crate::domain::regimen::Regimen;
use crate::domain::report::Kind;
use crate::domain::source_file::SourceFile;
use crate::exchange::export_format::ExportFormat;
use crate::exchange::import::{ColumnMap, ImportAnswer, ImportOrigin, ImportRequest};
use crate::ui::hint::Hint;
use crate::ui::pages::PageKind;
use crate::ui::setting::Setting;
use crate::ui::state::{DayStretch, DrawnHistory};
use crate::ui::theme::Backdrop;

/// What happens to the program: keys, pastes, and what became of effects.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(crossterm::event::KeyEvent),
    /// A text was pasted.
    Paste(String),
    /// The mouse was clicked or its wheel turned, in a window of so many columns.
    Mouse(crossterm::event::MouseEvent, u16),
    /// An act is stored, undone or redone: its words, and what changed in the record.
    Saved {
        /// What was done: `saved 4 results of 14 Mar 2026`.
        words: String,
        /// To apply to the record in memory.
        changes: Vec<Change>,
        /// Whether it is new.
        way: ActWay,
    },
    /// The record was read again, since another process changed it or the whole history was asked for.
    Loaded(Box<Record>),
    /// Every symptom since a day was read, and those that rules look at.
    Symptoms(NaiveDate, Vec<SymptomEntry>),
    /// What is drawn over time was read.
    Drawn(Box<DrawnHistory>),
    /// What is drawn of some days was read.
    DrawnDays(DayStretch, Box<Record>),
    /// The whole history is about to be read, which takes a moment.
    Reading,
    /// Something was done that is worth a line.
    Said(String),
    /// A save waits for another program; it is tried again, and the form that asked for it stays.
    Waiting(String),
    /// How far something is that goes on; the prompt it was asked for in is still to be answered.
    Progress(String),
    /// Something could not be done; what was typed is still there.
    Failed(String),
    /// A file was not written, since there is one of that name; and a name that is free, as it would be typed.
    Taken {
        /// Why not, and what would be right.
        words: String,
        /// A name that is free.
        free: String,
    },
    /// A file to import was read, as it was asked for.
    Imported(ImportRequest, Box<ImportAnswer>),
    /// File names that begin as what is typed in a prompt.
    Completed(Vec<String>),
    /// Text that came as keys all at once, as a paste does in a terminal that does not say so.
    Burst(String),
    /// An act was not stored: another program changed or removed these entries since it was begun.
    Clashed(Vec<Clash>),
    /// An undo that the user may not have in mind was not done yet.
    Doubted(UndoDoubt),
    /// A new day began.
    Today(NaiveDate),
    /// The terminal said what it has behind its text.
    Backdrop(Backdrop),
}

/// What is said on [`Msg::Reading`], while more of the history is read and a part of it is shown.
pub const READING_HISTORY: &str = "Reading the history; what is shown is the newest part of it.";

/// What an undo would take back, when that is asked about first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoDoubt {
    /// The number of the act.
    pub nr: i64,
    /// What it did: `Imported 5000 results from lab.csv`.
    pub words: String,
    /// Who did it and when, as in `by androlog import on 14 Mar 2026 at 08:10`.
    pub whose: String,
    /// How many entries it added, changed or removed.
    pub entries: usize,
}

/// How an act came to hold or to hold no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActWay {
    Done,
    /// It was taken back.
    Undone,
    /// It was taken back, and holds again.
    Redone,
}

/// What the runtime does for the screen. Plain data, so that tests can compare it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Store an act; answered by `Saved` or `Failed`.
    Save(Act),
    /// Store doses as taken, at this minute where it is their day; answered as `Save` is.
    TakeDoses(Vec<DoseEntry>),
    /// Undo the last act, if it is small and of this run; answered by `Saved`, or by `Doubted`.
    Undo,
    /// Undo the act of this number, which was asked about.
    UndoAct(i64),
    /// Redo the last undone act.
    Redo,
    /// Keep what is typed in a form.
    KeepDraft {
        form: String,
        /// What is typed, as the form reads it back.
        text: String,
    },
    DropDraft(String),
    /// Read what is looked at of the history; answered by `Loaded`.
    Load(HistoryNeed),
    /// Read every result of some analytes; answered by `Drawn`.
    LoadSeries(Vec<AnalyteId>),
    /// Read the symptoms and doses of some days; answered by `DrawnDays`.
    LoadDays(DayStretch),
    /// Write an export file.
    Export(Export),
    /// Write a text to the file that was named, never over another one; answered by `Taken` where there is one.
    Write {
        /// File name, relative to the working directory or absolute.
        path: String,
        text: String,
    },
    /// Write a text to a file nobody named, beside one that has its name already.
    WriteBeside {
        /// File name, relative to the working directory.
        path: String,
        text: String,
    },
    /// Read a file to import and compare it with the log; answered by `Imported` or `Failed`.
    ReadImport(ImportRequest),
    /// Keep the names that were explained for files of this origin.
    KeepNames(ImportOrigin, ColumnMap),
    /// Find the files whose names begin so; answered by `Completed`.
    Complete(String),
    /// Open the file a report was taken from with the system's program for it.
    OpenFile(SourceFile),
    /// Put a text on the clipboard of the terminal.
    Copy(String),
    /// Remember that a hint was followed.
    KeepFollowed(Hint),
    /// Copy the log among its backups; answered by `Said`.
    BackUp,
    /// Keep a setting that was changed on the screen.
    KeepSetting(Setting),
    /// Stop until the shell brings the program back.
    Suspend,
    Quit,
}

/// An export that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    pub format: ExportFormat,
    /// File name, relative to the working directory or absolute.
    pub path: String,
    /// The reports it is to hold; all where it is empty.
    pub only: Vec<EntryId>,
}

/// What a screen asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Nothing,
    Do(Vec<Effect>),
    /// A line at the bottom.
    Say(Message),
    /// Another part of the screen.
    Open(OpenTarget),
    /// A setting that holds from now on.
    Set(Setting),
    /// Several of these, in order.
    Several(Vec<Self>),
    /// This first, and then what the key means everywhere.
    PassOn(Box<Self>),
}

impl Outcome {
    /// An outcome of a single effect.
    pub fn effect(effect: Effect) -> Self {
        Self::Do(vec![effect])
    }

    /// A line that says what would be right.
    pub fn refuse(text: impl Into<String>) -> Self {
        Self::Say(Message::error(text))
    }

    /// A line that says what is so.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Say(Message::note(text))
    }
}

/// A part of the screen to open.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenTarget {
    Form(Box<Seed>),
    /// A report on the Results tab, the cursor on an analyte.
    Report(EntryId, Option<AnalyteId>),
    /// The Chart tab with these analytes.
    Chart(Vec<AnalyteId>),
    /// A reminder on the Reminders tab.
    Reminder(RuleId),
    /// A question about reminders, one or several.
    Ask(ReminderQuestion, Vec<ReminderOccurrence>),
    /// A list of doses, ticked, to be logged as taken.
    Doses(Vec<DoseEntry>),
    /// The doses of the last weeks, to be changed: of one drug, or of all.
    DoseList(Option<DrugId>),
    /// A page of text.
    Page(PageKind),
    /// The question which level a symptom stands beside.
    Levels(SignId),
}

impl OpenTarget {
    /// The form that changes a drug.
    pub fn regimen(regimen: &Regimen) -> Self {
        let edit = Some(Entry::Regimen(regimen.clone()));
        Self::Form(Box::new(Seed { edit, ..Seed::new(FormKind::Therapy) }))
    }
}

/// What is asked about reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderQuestion {
    /// Until when they sleep.
    Snooze,
    /// Why these occurrences are not wanted.
    Dismiss,
    /// The day of the appointment.
    Booked,
}

/// One occurrence of a reminder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReminderOccurrence {
    pub rule: RuleId,
    /// The day it is due.
    pub due: NaiveDate,
}

/// What a form begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Seed {
    pub form: FormKind,
    /// Analytes the form should offer, beside the usual ones: what a reminder wants.
    pub analytes: Vec<AnalyteId>,
    /// The entry to edit.
    pub edit: Option<Entry>,
    /// The report whose shape is taken for today.
    pub like: Option<EntryId>,
    /// The drug or the symptom a new entry is about, by its name.
    pub name: Option<String>,
}

impl Seed {
    /// The seed of a form in which nothing is typed.
    pub const fn new(form: FormKind) -> Self {
        Self { form, analytes: Vec::new(), edit: None, like: None, name: None }
    }
}

/// The forms that an entry can be typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormKind {
    /// The results on one paper.
    Report(Kind),
    Symptom,
    Event,
    /// A drug over time.
    Therapy,
    /// A dose that was taken or left out.
    Dose,
    /// Birth date, goal, bone risk, height.
    Profile,
}

impl FormKind {
    /// All forms, as the add menu lists them.
    pub const ALL: [Self; 9] = [
        Self::Report(Kind::Blood),
        Self::Report(Kind::Semen),
        Self::Report(Kind::Dxa),
        Self::Report(Kind::Body),
        Self::Symptom,
        Self::Event,
        Self::Therapy,
        Self::Profile,
        Self::Dose,
    ];

    /// The name of its draft.
    pub fn id(self) -> &'static str {
        match self {
            Self::Report(kind) => kind.id(),
            Self::Symptom => "symptom",
            Self::Event => "event",
            Self::Therapy => "therapy",
            Self::Dose => "dose",
            Self::Profile => "profile",
        }
    }

    /// What a person calls what it makes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Report(kind) => kind.name(),
            Self::Symptom => "symptom",
            Self::Event => "event",
            Self::Therapy => "therapy",
            Self::Dose => "dose",
            Self::Profile => "profile",
        }
    }
}

/// What a key made of a form.
#[derive(Clone, Debug, PartialEq)]
pub enum FormOutcome {
    Stay,
    /// What is typed became another text.
    Changed,
    /// A line at the bottom.
    Say(Message),
    /// It is left; what is typed is kept as a draft.
    Close,
    /// It is left, and what is typed in it is forgotten.
    Discard,
    /// The program is left; what is typed is kept as a draft.
    Quit,
    /// Store this. The form closes when it is stored.
    Save(Act),
}

impl FormOutcome {
    /// A line that says what would be right.
    pub fn refuse(words: impl Into<String>) -> Self {
        Self::Say(Message::error(words))
    }

    /// A line that says what is so.
    pub fn note(words: impl Into<String>) -> Self {
        Self::Say(Message::note(words))
    }
}

/// A line at the bottom left.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

impl Message {
    /// What was done or is so.
    pub fn note(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false }
    }

    /// What went wrong, and what would be right.
    pub fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true }
    }
}
