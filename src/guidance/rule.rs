//! A monitoring rule: when it speaks, what it says, and where its numbers come from.

use serde::{Deserialize, Serialize};

use crate::domain::id::{RuleId, SourceKey};
use crate::domain::journal::{Goal, Profile};
use crate::guidance::case::RuleCase;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{Occasion, Trigger};
use crate::guidance::look::LookList;

/// One rule of the catalogue, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `ai-estradiol-check`.
    pub id: RuleId,
    /// Heading of its reminders.
    pub title: String,
    /// Whether its subject is in the article the catalogue starts from.
    pub core: bool,
    /// Whether it may speak at all.
    pub enabled: bool,
    /// Whom it is for.
    pub audience: RuleAudience,
    /// What raises it.
    pub trigger: Trigger,
    /// Silent while one of these holds, whatever was snoozed or dismissed.
    pub suppressed_by: Vec<RuleId>,
    /// Where its numbers come from.
    pub origin: RuleOrigin,
    /// What of it stands in the user's own file.
    pub own: OwnFields,
    /// More about the numbers.
    pub note: Option<String>,
    /// Sources, with the place in them.
    pub cite: Vec<Citation>,
    /// What it says, with placeholders in braces.
    pub message: String,
}

/// Whom a rule is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleAudience {
    /// Only with this goal.
    pub goal: Option<Goal>,
    /// Only from this age on, in years; silent when the age is not known.
    pub min_age: Option<u8>,
}

/// Where the numbers of a rule come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleOrigin {
    /// The article the catalogue starts from.
    Article,
    /// Guidelines and trials.
    Guidance,
    /// Partly a source, partly a default of this program.
    Mixed,
    /// A default of this program; no source gives the number.
    App,
}

/// What of a rule stands in the user's own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnFields {
    /// Nothing.
    #[default]
    Nothing,
    /// These of its fields.
    Fields(Vec<String>),
    /// All of it: no rule built in has its id.
    Whole,
}

/// A source and the place in it: `HRTIO:79` is line 79 of the article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Key of `catalog/sources.toml`.
    pub source: SourceKey,
    /// Lines or a table, where one is named.
    pub place: Option<String>,
}

impl Rule {
    /// Where its numbers come from, in words; what the user wrote himself is said to be his.
    pub fn origin_words(&self) -> String {
        match &self.own {
            OwnFields::Whole => "a rule of your own".to_owned(),
            OwnFields::Fields(fields) => {
                format!("{}; changed by you: {}", self.origin.words(), fields.join(", "))
            }
            OwnFields::Nothing => self.origin.words().to_owned(),
        }
    }

    /// What it finds on a day, before anything that was done about it.
    pub(super) fn evaluate<'a>(
        &'a self,
        case: &RuleCase<'a>,
        occasion: &Occasion<'a>,
    ) -> Option<RuleFinding> {
        self.trigger.kind().evaluate(case, occasion)
    }

    /// Tells which results it looks at.
    pub(super) fn look(&self, list: &mut LookList<'_>) {
        self.trigger.kind().look(list);
    }

    /// The sources, each once, in the order they are cited.
    pub fn sources(&self) -> Vec<SourceKey> {
        let mut keys: Vec<SourceKey> = Vec::new();
        for citation in &self.cite {
            if !keys.contains(&citation.source) {
                keys.push(citation.source.clone());
            }
        }
        keys
    }
}

impl RuleAudience {
    /// Whether the man with this profile and age is meant.
    pub fn includes(&self, profile: &Profile, age: Option<u8>) -> bool {
        self.goal.is_none_or(|goal| profile.goal == Some(goal))
            && self.min_age.is_none_or(|from| age.is_some_and(|age| age >= from))
    }
}

impl RuleOrigin {
    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Guidance => "guidance",
            Self::Mixed => "mixed",
            Self::App => "app",
        }
    }

    /// What it means, beside a reminder.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Article => "the number is from HRTIO",
            Self::Guidance => "the number is from guidelines or trials",
            Self::Mixed => "partly from a source, partly this program's default",
            Self::App => "this program's default; no source gives the number",
        }
    }
}

impl Citation {
    /// Reads `HRTIO:79` or `SHAH21`.
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((key, place)) => Self { source: key.into(), place: Some(place.to_owned()) },
            None => Self { source: text.into(), place: None },
        }
    }
}
