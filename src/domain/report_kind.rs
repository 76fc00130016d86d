//! The kinds of papers that results stand on.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// What kind of paper a report is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    Blood,
    Semen,
    Dxa,
    Body,
}

impl Kind {
    /// All kinds, the most usual first.
    pub const ALL: [Self; 4] = [Self::Blood, Self::Semen, Self::Dxa, Self::Body];

    /// The id in files and on the command line.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        id.parse().ok()
    }

    /// What a person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blood => "blood panel",
            Self::Semen => "semen analysis",
            Self::Dxa => "DXA scan",
            Self::Body => "body measures",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}
