//! The words of laboratory sheets in the languages known, read only where a sheet is read.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::built_in::built_in;

/// What a word of a sheet is, beside names of analytes and units. The files of `catalog/languages` name the groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordRole {
    /// Says nothing but the language.
    Telltale,
    LabelCollected,
    /// The day of a scan or of a semen analysis, which is that of the sample.
    LabelExamined,
    LabelTime,
    /// The day of anything else: arrival, report, print, order.
    LabelOtherDay,
    LabelBirth,
    LabelPatient,
    LabelPerson,
    LabelLaboratory,
    LabelSpecimen,
    LabelMethod,
    LabelNote,
    LabelFasting,
    HeadName,
    HeadResult,
    /// One of two columns into which results are sorted by their range.
    HeadHalf,
    HeadUnit,
    HeadReference,
    HeadLow,
    HeadHigh,
    HeadPrevious,
    /// Difference to an earlier result, or a picture of it.
    HeadChange,
    HeadFlag,
    HeadMethod,
    HeadDay,
    HeadCode,
    HeadOther,
    /// Joins the ends of a range.
    Between,
    /// Stands before the lower end of a range.
    From,
    And,
    Below,
    Above,
    UpTo,
    AtLeast,
    NotDetected,
    NoneSeen,
    TooFew,
    InPellet,
    Pending,
    SeeNote,
    NotDone,
    /// A result in words that name no amount: few, negative.
    WithoutAmount,
    Men,
    /// A range that is not of men: of women, children, stages.
    Others,
    /// A class of values that is no reference: deficiency, toxicity.
    Class,
    Age,
    High,
    Low,
    Abnormal,
    Normal,
    Serum,
    Plasma,
    Blood,
    Capillary,
    DriedBlood,
    Urine,
    Saliva,
    Semen,
    /// The title of a panel of blood, whose day is that of the sample.
    BloodTitle,
    Abstinence,
    Days,
    /// Belongs to a time of day.
    Clock,
    /// Names the zone of a time of day, which is then not that of the clock on the wall.
    TimeZone,
    Scan,
    Bmd,
    TScore,
    ZScore,
    OtherMeasure,
    /// Before a number that was not measured: one that is wished for, assumed or foretold.
    NotMeasured,
    /// Another person than the patient, as a heading of that person's results.
    OtherPerson,
    /// A score of its own, with T- and Z-scores of its own: that of the trabecular bone.
    OtherScore,
    /// Before a number below 0.
    Minus,
    /// The machine that measured.
    LabelDevice,
    Spine,
    TotalHip,
    Neck,
    Hip,
    Total,
    OtherSite,
    Left,
    Right,
    /// May stand beside a name without changing what it means.
    Harmless,
    Calculated,
    Measured,
    Immunoassay,
    MassSpectrometry,
    Dialysis,
    Percentile,
    /// Of sperm that were prepared: another sample.
    Washed,
    FirstHour,
    SecondHour,
    /// Before the same value in another unit.
    Same,
    /// Joins a sentence together.
    Joint,
    Footer,
    Yes,
    No,
}

/// What words of semen are known by, in all languages: parts of their keys.
#[derive(Debug, Deserialize)]
pub struct SemenWords {
    begins: Vec<String>,
    within: Vec<String>,
    none: Vec<String>,
    names: Vec<String>,
    /// May stand before the letter of a grade of motility.
    pub grades: Vec<String>,
}

impl SemenWords {
    /// Whether a word with this key speaks of semen.
    pub fn speak(&self, key: &str) -> bool {
        self.within.iter().any(|part| key.contains(part.as_str()))
            || self.begins.iter().any(|stem| key.starts_with(stem.as_str()))
    }

    /// Whether an analyte whose name has this key can be one of semen alone.
    pub fn are_in_name(&self, key: &str) -> bool {
        self.names.iter().any(|part| key.contains(part.as_str()))
    }

    /// Whether a word with this key says that no sperm is in it: `azoospermia`.
    pub fn tell_of_none(&self, key: &str) -> bool {
        self.none.iter().any(|part| key.contains(part.as_str()))
    }
}

/// What a word is in the name of a laboratory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LaboratoryWord {
    /// Is the name of one by itself.
    Names,
    /// Makes the words beside it a name: `hospital`.
    Words,
    /// Says of what kind one is, and makes no name: `clinical`.
    Kinds,
    /// Says what one sends, so that no name stands there: `report`.
    Papers,
}

/// Some of the languages, a bit each, in the order of [`SheetWords::languages`].
pub type LanguageBits = u32;

/// The words of all languages.
#[derive(Debug, Deserialize)]
pub struct SheetWords {
    /// The languages, in the order of their bits.
    pub languages: Vec<SheetLanguage>,
    /// Key, analyte, and the languages that call it so.
    pub names: Vec<(String, String, LanguageBits)>,
    /// Keys that are names only with a number and a fitting unit behind them.
    pub everyday: Vec<String>,
    /// Keys of things that are not kept.
    pub others: Vec<String>,
    words: Vec<(String, WordRole, LanguageBits)>,
    laboratories: HashMap<String, LaboratoryWord>,
    pub semen: SemenWords,
    units: Vec<(String, String, LanguageBits)>,
    months: HashMap<String, u32>,
    #[serde(skip)]
    by_phrase: HashMap<String, Vec<(WordRole, LanguageBits)>>,
    #[serde(skip)]
    by_unit: HashMap<String, Vec<(String, LanguageBits)>>,
    /// The most words of a phrase, by its first word.
    #[serde(skip)]
    longest: HashMap<String, usize>,
}

/// A language of sheets.
#[derive(Debug, Deserialize)]
pub struct SheetLanguage {
    /// The two letters of ISO 639-1.
    pub code: String,
    pub name: String,
    /// The decimal mark where the numbers of a sheet do not settle it.
    pub decimal: char,
}

impl SheetWords {
    /// The built-in words, read once.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<SheetWords> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut words: Self =
                rmp_serde::from_slice(built_in!("languages")).expect("the build writes what is read here");
            words.index();
            words
        })
    }

    fn index(&mut self) {
        for (phrase, role, languages) in std::mem::take(&mut self.words) {
            let first = phrase.split(' ').next().unwrap_or_default().to_owned();
            let longest = self.longest.entry(first).or_default();
            *longest = (*longest).max(phrase.split(' ').count());
            self.by_phrase.entry(phrase).or_default().push((role, languages));
        }
        for (spelling, code, languages) in std::mem::take(&mut self.units) {
            self.by_unit.entry(spelling).or_default().push((code, languages));
        }
    }

    /// The roles of a phrase, by its key, with the languages they hold in.
    pub fn roles(&self, phrase: &str) -> &[(WordRole, LanguageBits)] {
        self.by_phrase.get(phrase).map_or(&[], Vec::as_slice)
    }

    /// The most words a phrase has that begins with this word.
    pub fn longest(&self, word: &str) -> usize {
        self.longest.get(word).copied().unwrap_or(0)
    }

    /// What a phrase is in the name of a laboratory, by its key, in any language.
    pub fn of_laboratory(&self, phrase: &str) -> Option<LaboratoryWord> {
        self.laboratories.get(phrase).copied()
    }

    /// Codes of the units a language spells so; an empty code is no unit of ours.
    pub fn units(&self, key: &str) -> &[(String, LanguageBits)] {
        self.by_unit.get(key).map_or(&[], Vec::as_slice)
    }

    /// The number of a month, by the key of its name.
    pub fn month(&self, key: &str) -> Option<u32> {
        self.months.get(key).copied()
    }
}
