//! A labelled field of a form: what it holds (a day, a time, a yes or no, a name), and what is typed in it.

use crate::ui::widget::field::Field;

/// What a labelled field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSlot {
    /// The day of a report, a symptom, an event.
    Date,
    /// The minute of the sample.
    Time,
    /// Whether nothing was eaten before.
    Fasting,
    /// Hours between dose and sample.
    HoursSinceDose,
    /// Who measured.
    Laboratory,
    /// Days of abstinence.
    Abstinence,
    /// Whether the whole sample was collected.
    Complete,
    /// Edition of the WHO manual.
    WhoEdition,
    /// The scanner.
    Device,
    /// Which hip was scanned.
    Hip,
    /// Anything else.
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
    /// How often.
    Schedule,
    /// How it is taken.
    Route,
    /// First day taken.
    FirstDay,
    /// Last day taken.
    LastDay,
    /// First day of another dose.
    ChangeFrom(usize),
    /// The other dose.
    ChangeDose(usize),
    /// How often from then on.
    ChangeSchedule(usize),
    /// The day he was born.
    BirthDate,
    /// What the therapy is for.
    Goal,
    /// Whether a risk for the bones is known.
    BoneRisk,
    /// FormBody height, cm.
    Height,
}

impl FieldSlot {
    /// What stands before the field.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Fasting => "fasting",
            Self::HoursSinceDose => "hours since dose",
            Self::Laboratory => "laboratory",
            Self::Abstinence => "abstinence, days",
            Self::Complete => "complete sample",
            Self::WhoEdition => "WHO edition",
            Self::Device => "device",
            Self::Hip => "hip",
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
            Self::ChangeFrom(_) => "from",
            Self::BirthDate => "birth date",
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
            _ => self.label().to_owned(),
        }
    }

    /// Columns the field takes.
    pub const fn width(self) -> u16 {
        match self {
            Self::Fasting | Self::HoursSinceDose | Self::Abstinence | Self::Complete | Self::WhoEdition => 5,
            Self::Time | Self::Hip | Self::Height => 6,
            Self::ChangeDose(_) => 10,
            Self::Date
            | Self::FirstDay
            | Self::LastDay
            | Self::ChangeFrom(_)
            | Self::BirthDate
            | Self::Grade
            | Self::Goal
            | Self::BoneRisk
            | Self::Dose => 12,
            Self::Laboratory | Self::ChangeSchedule(_) => 14,
            Self::Device | Self::Route => 18,
            Self::Symptom | Self::Event | Self::Drug | Self::Schedule => 26,
            Self::Note => 48,
        }
    }

    /// What may be typed, while nothing is.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Grade => "0 none, 1 mild, 2 moderate, 3 severe",
            Self::Symptom | Self::Event | Self::Drug => "type to find",
            Self::Dose => "for example 1 mg",
            Self::Schedule => "for example daily, every 3.5 d, mon thu, mon thu 20:00",
            Self::HoursSinceDose => "a schedule with its time (daily 08:00) and the time here fill it",
            Self::LastDay => "empty while it goes on",
            Self::Goal => "fertility or other",
            Self::BoneRisk | Self::Fasting | Self::Complete => "yes or no",
            Self::BirthDate => "for example 1990-05-01; rules that ask for an age need it",
            Self::Hip => "left, right or both",
            Self::Time => "for example 08:10",
            Self::ChangeFrom(_) => "when the dose changed",
            Self::Date
            | Self::FirstDay
            | Self::Laboratory
            | Self::Abstinence
            | Self::WhoEdition
            | Self::Device
            | Self::Note
            | Self::Route
            | Self::ChangeDose(_)
            | Self::ChangeSchedule(_)
            | Self::Height => "",
        }
    }

    /// Whether a day is typed here.
    pub const fn is_day(self) -> bool {
        matches!(self, Self::Date | Self::FirstDay | Self::LastDay | Self::ChangeFrom(_) | Self::BirthDate)
    }

    /// Whether the name of something known is typed here.
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Symptom | Self::Event | Self::Drug)
    }
}

/// A labelled field.
#[derive(Clone, Debug)]
pub struct FormField {
    /// What it holds.
    pub slot: FieldSlot,
    /// What is typed.
    pub field: Field,
}

impl FormField {
    /// A field that holds a text.
    pub fn new(slot: FieldSlot, text: impl AsRef<str>) -> Self {
        Self { slot, field: Field::new(text.as_ref()) }
    }

    /// The text without blanks around it.
    pub fn text(&self) -> &str {
        self.field.text().trim()
    }
}

/// What is typed in the slot; empty where the form has no such slot.
pub fn text_of(lines: &[FormField], slot: FieldSlot) -> &str {
    lines.iter().find(|line| line.slot == slot).map_or("", FormField::text)
}

/// The text of a slot unless it is blank.
pub fn some_of(lines: &[FormField], slot: FieldSlot) -> Option<String> {
    Some(text_of(lines, slot)).filter(|text| !text.is_empty()).map(str::to_owned)
}
