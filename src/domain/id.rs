//! Names of things: kebab-case ids of the catalogue, and the opaque ids of what the user stored.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id with this text; cheap to clone.
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

names! {
    /// What is measured: `estradiol`, `sperm-concentration`, `t-score-total-hip`.
    AnalyteId,
    DrugId,
    /// A class of drugs: `ai`, `serm`, `gonadotropin`, `gnrh`, `trt`.
    ClassId,
    /// A symptom or an event: `joint-pain`, `fever`.
    SignId,
    /// A monitoring rule: `ai-estradiol-check`.
    RuleId,
    /// A source: `SHAH21`, `HRTIO`.
    SourceKey,
    /// Something the user stored. A `UUIDv7` when made here, any text when it came with a file;
    /// empty until it has been saved for the first time.
    EntryId,
}

/// The key of figures that are commonly printed and for which no source could be read.
const NO_SOURCE: &str = "UNSOURCED";

impl SourceKey {
    /// The key as a person reads it beside a figure.
    pub fn shown(&self) -> &str {
        if self.as_str() == NO_SOURCE { "no source" } else { self.as_str() }
    }
}

impl EntryId {
    /// Whether the entry has never been saved.
    pub fn is_new(&self) -> bool {
        self.0.is_empty()
    }

    /// The millisecond since 1970 at which the entry was first saved, which an id made here begins with (RFC 9562, 5.7);
    /// none for an id of another form.
    pub fn entered_at(&self) -> Option<u64> {
        let (start, rest) = self.0.split_at_checked(13)?;
        let (high, low) = start.split_once('-')?;
        let is_v7 = high.len() == 8 && low.len() == 4 && rest.starts_with("-7") && self.0.len() == 36;
        let digits = |hex: &str| u64::from_str_radix(hex, 16).ok();
        is_v7.then(|| Some((digits(high)? << 16) | digits(low)?)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_made_here_says_when_and_another_does_not() {
        for (id, at) in [
            ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", Some(1_645_557_742_000)),
            ("017f22e2-79b0-4cc3-98c4-dc0c0c07398f", None),
            ("r1", None),
            ("", None),
            ("äöüäöüäöüäöüäöü", None),
        ] {
            assert_eq!(EntryId::new(id).entered_at(), at, "{id}");
        }
    }
}
