//! How tables of other makers are worded, and how any sheet says that a woman is meant; read only where one is read.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::built_in::built_in;
use super::plain_key::phrase_key;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnRole {
    /// The day of the sample, perhaps with its time.
    Day,
    /// A day on which something else happened: the report, its print.
    OtherDay,
    /// The minute of the sample.
    Time,
    Name,
    Loinc,
    Value,
    /// A comparator of its own.
    Comparator,
    /// The unit of the result.
    Unit,
    /// The lower reference limit.
    Low,
    /// The upper reference limit.
    High,
    Range,
    Flag,
    Laboratory,
    /// How it was measured.
    Method,
    /// A remark on the result.
    Note,
    /// What was measured in.
    Specimen,
    /// Whose result it is.
    Person,
    /// Whether nothing was eaten before.
    Fasting,
    /// Days of abstinence before a semen sample.
    Abstinence,
    /// Hours between the last dose and the sample.
    HoursSinceDose,
    /// The machine of a scan.
    Device,
    /// Whether the whole semen sample was collected.
    Complete,
    /// The edition of the WHO manual a semen sample was read by.
    WhoEdition,
    /// Whether it is final, withdrawn, or still to come.
    Status,
    /// Nothing that is kept.
    Ignore,
}

impl ColumnRole {
    /// Whether such a column can say something of one marker alone.
    pub const fn is_of_one_result(self) -> bool {
        matches!(
            self,
            Self::Unit | Self::Low | Self::High | Self::Range | Self::Flag | Self::Method | Self::Comparator
        )
    }

    /// What the column is called in a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::OtherDay => "other day",
            Self::Time => "time",
            Self::Name => "name",
            Self::Loinc => "LOINC code",
            Self::Value => "value",
            Self::Comparator => "comparator",
            Self::Unit => "unit",
            Self::Low => "lower limit",
            Self::High => "upper limit",
            Self::Range => "range",
            Self::Flag => "flag",
            Self::Laboratory => "laboratory",
            Self::Method => "method",
            Self::Note => "note",
            Self::Specimen => "specimen",
            Self::Person => "person",
            Self::Fasting => "fasting",
            Self::Abstinence => "abstinence",
            Self::HoursSinceDose => "hours since dose",
            Self::Device => "device",
            Self::Complete => "complete sample",
            Self::WhoEdition => "WHO edition",
            Self::Status => "status",
            Self::Ignore => "not read",
        }
    }
}

/// The words of tables in all languages, as `catalog/tables.toml` has them.
#[derive(Debug, Deserialize)]
pub struct TableWords {
    /// What sheets of one person's workbook are called by, beside years and analytes.
    pub sheets: Vec<String>,
    /// A status that says that there is no such result.
    pub withdrawn: Vec<String>,
    /// Words of a status that say, whatever stands beside them, that another result is in the place of this one.
    pub replaced: Vec<String>,
    /// A status that says that the result is still to come.
    pub not_final: Vec<String>,
    /// Days of the week as they stand before a day; those in English are known without.
    pub weekdays: Vec<String>,
    /// Labels of rows below the values that tell the least or the greatest of them, and are no limits.
    pub told_of_values: Vec<String>,
    /// Words before `range` that say that it is one to aim at, or of other people.
    pub aims: Vec<String>,
    /// By the label of a line that says whether a man or a woman is meant, the words that then say a woman; a label
    /// without words says it by itself.
    women: BTreeMap<String, Vec<String>>,
    /// What a column holds, and how it is called, the most telling names first.
    heads: BTreeMap<ColumnRole, Vec<String>>,
    #[serde(skip)]
    by_head: HashMap<String, (ColumnRole, usize)>,
}

impl TableWords {
    /// The built-in words, read once.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<TableWords> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut words: Self =
                rmp_serde::from_slice(built_in!("tables")).expect("the build writes what is read here");
            for (role, names) in std::mem::take(&mut words.heads) {
                let names = names.iter().enumerate();
                words.by_head.extend(names.map(|(at, name)| (phrase_key(name), (role, at))));
            }
            let lists = [
                &mut words.withdrawn,
                &mut words.replaced,
                &mut words.not_final,
                &mut words.weekdays,
                &mut words.told_of_values,
                &mut words.aims,
            ];
            lists.into_iter().flatten().for_each(|word| *word = phrase_key(word));
            let of_women = std::mem::take(&mut words.women).into_iter();
            words.women = of_women
                .map(|(label, said)| (phrase_key(&label), said.iter().map(|word| phrase_key(word)).collect()))
                .collect();
            words
        })
    }

    /// What a column holds whose head is compared as this, and how telling the head is: 0 for the most telling one.
    pub fn head(&self, folded: &str) -> Option<(ColumnRole, usize)> {
        self.by_head.get(folded).copied()
    }

    /// Whether one of the words of a label says that a word for a man or a woman follows; compared as [`phrase_key`]
    /// writes it, as is what stands behind it.
    pub fn is_label_of_sex(&self, label: &str) -> bool {
        self.words_for_woman(label).is_some()
    }

    /// Whether a label with the word behind it says that somebody is a woman.
    pub fn says_woman(&self, label: &str, word: &str) -> bool {
        self.words_for_woman(label).is_some_and(|said| said.is_empty() || has_word(said, word))
    }

    fn words_for_woman(&self, label: &str) -> Option<&[String]> {
        label.split(' ').find_map(|word| self.women.get(word)).map(Vec::as_slice)
    }
}

/// Whether one of some words of tables is this one.
pub fn has_word(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known == word)
}
