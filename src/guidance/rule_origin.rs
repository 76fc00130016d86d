//! Who gave the numbers of a rule.

use serde::{Deserialize, Serialize};

/// Where the numbers of a rule come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleOrigin {
    /// The article the catalogue starts from.
    Article,
    Guidance,
    /// Partly a source, partly a default of this program.
    Mixed,
    /// A default of this program; no source gives the number.
    App,
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
            Self::Article => "limits and times, where it has any, are from HRTIO",
            Self::Guidance => "limits and times are from guidelines or trials",
            Self::Mixed => "limits and times are partly from a source, partly this program's default",
            Self::App => "limits and times are this program's default; no source gives them",
        }
    }
}
