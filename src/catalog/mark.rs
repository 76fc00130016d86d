//! How surely a published figure is known, and what it is used for.

use serde::Deserialize;

/// How surely a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SourceMark {
    /// Verified: read in the paper's abstract or on the body's own page.
    V,
    /// Read in a copy, a summary or another secondary source.
    V2,
    U,
    /// Computed by us from verified numbers.
    C,
    /// A proposal of ours.
    D,
}

impl SourceMark {
    /// Whether the number may be shown without the word "unverified".
    pub const fn is_verified(self) -> bool {
        !matches!(self, Self::V2 | Self::U)
    }

    /// What stands behind a title that is named: nothing, or that it is unverified.
    pub const fn suffix(self) -> &'static str {
        if self.is_verified() { "" } else { " (unverified)" }
    }

    /// What the mark means, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::V => "read at the source",
            Self::V2 => "unverified: read in a copy or summary",
            Self::U => "unverified",
            Self::C => "computed from published numbers",
            Self::D => "our own proposal",
        }
    }
}

/// What a published figure is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureUse {
    /// Judges a result when nothing nearer does.
    Default,
    Alternative,
    /// A decision limit; never judges a value low or high.
    Threshold,
}
