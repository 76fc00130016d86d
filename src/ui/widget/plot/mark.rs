//! What a mark on a chart tells: whether its number is the result, where that lies, and how much of a sign there was.

/// Whether a printed number is the result or only bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bound {
    /// The number is the result.
    #[default]
    Exact,
    /// The result is below the number (`<5`).
    Below,
    /// The result is the number or below it (`≤5`).
    AtMost,
    /// The result is above the number (`>1500`).
    Above,
    /// The result is the number or above it (`≥1500`).
    AtLeast,
}

impl Bound {
    /// The sign before the number; none before a result.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::Below => "<",
            Self::AtMost => "≤",
            Self::Above => ">",
            Self::AtLeast => "≥",
        }
    }
}

/// How a result lies in the interval it was reported with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    Low,
    High,
    Within,
    /// No interval is known.
    #[default]
    Unknown,
}

/// What a point in a lane stands for; where several share a column the greatest is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LaneGrade {
    /// A symptom asked about and absent.
    None,
    Mild,
    Moderate,
    Severe,
    Event,
    /// A dose that was taken.
    Taken,
    /// A dose that was left out.
    Skipped,
    /// A dose of which nothing was logged.
    NotLogged,
}
