//! What a labelled field of a form holds: a day, a time, a yes or no, a name. How it is read and echoed.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::domain::day;
use crate::domain::decimal::{Decimal, fixed};
use crate::domain::journal::{Goal, Grade};
use crate::domain::schedule::Schedule;
use crate::exchange::typed::doubt_day;
use crate::ui::state::State;

/// What a labelled field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
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
    /// Body height, cm.
    Height,
}

impl Slot {
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
            Self::Dose => "dose",
            Self::Schedule => "schedule",
            Self::Route => "route",
            Self::FirstDay => "first day",
            Self::LastDay => "last day",
            Self::ChangeFrom(_) => "from",
            Self::ChangeDose(_) => "dose",
            Self::ChangeSchedule(_) => "schedule",
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
            Self::Date | Self::FirstDay | Self::LastDay | Self::ChangeFrom(_) | Self::BirthDate => 12,
            Self::Grade | Self::Goal | Self::BoneRisk | Self::Dose => 12,
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
            Self::Schedule => "for example daily, twice weekly, every 3.5 d, mon thu",
            Self::LastDay => "empty while it goes on",
            Self::Goal => "fertility or other",
            Self::BoneRisk | Self::Fasting | Self::Complete => "yes or no",
            Self::BirthDate => "for example 1990-05-01; rules that ask for an age need it",
            Self::Hip => "left, right or both",
            Self::Time => "for example 08:10",
            Self::ChangeFrom(_) => "a day on which the dose became another one",
            Self::Date
            | Self::FirstDay
            | Self::HoursSinceDose
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
        matches!(
            self,
            Self::Date | Self::FirstDay | Self::LastDay | Self::ChangeFrom(_) | Self::BirthDate
        )
    }

    /// Whether the name of something known is typed here.
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Symptom | Self::Event | Self::Drug)
    }

    /// How the text is understood, or what would be right; nothing to say of an empty one that may be empty.
    pub fn echo(self, text: &str, state: &State) -> Result<String, String> {
        if text.trim().is_empty() {
            return Ok(self.hint().to_owned());
        }
        match self {
            slot if slot.is_day() => {
                let read = read_day(text, state)?;
                let ahead = doubt_day(read, state.today).map_or("", |_| ", in the future");
                Ok(format!("{}{ahead}", day::with_weekday(read)))
            }
            Self::Time => read_time(text).map(|time| said_otherwise(text, &time.format("%H:%M").to_string())),
            Self::Fasting | Self::Complete | Self::BoneRisk => {
                read_yes_no(self, text).map(|yes| said_otherwise(text, yes_no(yes)))
            }
            Self::HoursSinceDose | Self::Abstinence | Self::Height => {
                read_amount(self, text).map(|_| String::new())
            }
            Self::WhoEdition => {
                read_edition(text, state)?;
                Ok(String::new())
            }
            Self::Hip => read_hips(text).map(|_| String::new()),
            Self::Grade => read_grade(text).map(|grade| said_otherwise(text, grade.id())),
            Self::Goal => read_goal(text).map(|goal| said_otherwise(text, goal.id())),
            Self::Symptom | Self::Event | Self::Drug => Ok(self.names(text, state).join(", ")),
            Self::Schedule | Self::ChangeSchedule(_) => Ok(per_week(text)),
            _ => Ok(String::new()),
        }
    }

    /// Names a text may mean, best first; all of them while nothing is typed.
    pub fn names(self, text: &str, state: &State) -> Vec<String> {
        let text = text.trim();
        let catalog = state.catalog;
        let signs = |signs: Vec<&crate::catalog::Sign>| signs.iter().map(|sign| sign.name.clone()).collect();
        match (self, text.is_empty()) {
            (Self::Symptom, true) => signs(catalog.symptoms().iter().collect()),
            (Self::Symptom, false) => signs(catalog.suggest_symptoms(text)),
            (Self::Event, true) => signs(catalog.events().iter().collect()),
            (Self::Event, false) => signs(catalog.suggest_events(text)),
            (Self::Drug, true) => catalog.drugs().values().map(|drug| drug.name.clone()).collect(),
            (Self::Drug, false) => catalog
                .suggest_drugs(text)
                .iter()
                .map(|drug| drug.name.clone())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The text a step later or earlier: a day, a grade, the other of two words.
    pub fn step(self, text: &str, later: Step, state: &State) -> Option<String> {
        match self {
            slot if slot.is_day() => {
                let from = if text.trim().is_empty() {
                    state.today
                } else {
                    read_day(text, state).ok()?
                };
                let to = match later {
                    Step::Later => from.checked_add_days(Days::new(1)),
                    Step::Earlier => from.checked_sub_days(Days::new(1)),
                };
                to.map(day::long)
            }
            Self::Grade => {
                let at = Grade::ALL.iter().position(|g| Some(*g) == read_grade(text).ok());
                let place = match (at, later) {
                    (None, _) => 1,
                    (Some(at), Step::Later) => (at + 1).min(Grade::ALL.len() - 1),
                    (Some(at), Step::Earlier) => at.saturating_sub(1),
                };
                Some(Grade::ALL[place].id().to_owned())
            }
            Self::Fasting | Self::Complete | Self::BoneRisk => {
                let now = read_yes_no(self, text).unwrap_or(false);
                Some(yes_no(!now).to_owned())
            }
            Self::Goal => Some(match read_goal(text) {
                Ok(Goal::Fertility) => Goal::Other.id().to_owned(),
                _ => Goal::Fertility.id().to_owned(),
            }),
            _ => None,
        }
    }
}

/// Which way a field is nudged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day or grade more.
    Later,
    /// A day or grade less.
    Earlier,
}

/// The hips that were scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hips {
    /// Not said which.
    Unsaid,
    /// The left one.
    Left,
    /// The right one.
    Right,
    /// Both.
    Both,
}

/// The day a text means.
pub fn read_day(text: &str, state: &State) -> Result<NaiveDate, String> {
    day::parse_day(text, state.today, state.look.day_order).map_err(|e| e.to_string())
}

/// The time a text means.
pub fn read_time(text: &str) -> Result<NaiveTime, String> {
    day::parse_time(text).map_err(|e| e.to_string())
}

/// Yes or no, in a word or its first letter.
pub fn read_yes_no(slot: Slot, text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        other => Err(format!("{}: “{other}” is neither yes nor no", slot.label())),
    }
}

/// An amount of at least 0.
pub fn read_amount(slot: Slot, text: &str) -> Result<Decimal, String> {
    let amount = Decimal::parse(text).map_err(|e| format!("{}: {e}", slot.label()))?;
    if amount.value() < 0.0 {
        return Err(format!(
            "{}: {amount} is below 0; leave it empty if unknown",
            slot.label()
        ));
    }
    Ok(amount)
}

/// An edition of the WHO manual, by its year.
pub fn read_edition(text: &str, state: &State) -> Result<String, String> {
    let id = text.trim();
    if state.catalog.edition(Some(id)).is_some() {
        return Ok(id.to_owned());
    }
    let known: Vec<&str> = state.catalog.editions().iter().map(|e| &*e.id).collect();
    Err(format!(
        "“{id}” is no WHO edition known here; write {}",
        known.join(" or ")
    ))
}

/// Left, right or both.
pub fn read_hips(text: &str) -> Result<Hips, String> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(Hips::Unsaid),
        "left" | "l" => Ok(Hips::Left),
        "right" | "r" => Ok(Hips::Right),
        "both" | "b" => Ok(Hips::Both),
        other => Err(format!("hip: “{other}” is not left, right or both")),
    }
}

/// A grade by its word, the beginning of it, or its digit.
pub fn read_grade(text: &str) -> Result<Grade, String> {
    let word = text.trim().to_lowercase();
    let begins = |grade: &Grade| word.len() >= 2 && grade.id().starts_with(&word);
    Grade::from_word(&word)
        .or_else(|| Grade::ALL.into_iter().find(begins))
        .ok_or_else(|| format!("grade: “{word}” is not 0 none, 1 mild, 2 moderate or 3 severe"))
}

/// A goal by its word or the beginning of it.
pub fn read_goal(text: &str) -> Result<Goal, String> {
    let word = text.trim().to_lowercase();
    [Goal::Fertility, Goal::Other]
        .into_iter()
        .find(|goal| goal.id().starts_with(&word))
        .ok_or_else(|| format!("goal: “{word}” is not fertility or other"))
}

/// The word for an answer.
pub const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// `2 times a week`; nothing for a schedule that cannot be counted.
pub fn per_week(text: &str) -> String {
    match Schedule::new(text).per_week() {
        Some(1.0) => "once a week".to_owned(),
        Some(times) => {
            let digits = fixed(times, 2);
            format!(
                "{} times a week",
                digits.trim_end_matches('0').trim_end_matches('.')
            )
        }
        None => "kept as written; how often a week cannot be counted".to_owned(),
    }
}

/// What a text is read as, where it says it otherwise.
fn said_otherwise(text: &str, read: &str) -> String {
    if text.trim() == read {
        String::new()
    } else {
        read.to_owned()
    }
}
