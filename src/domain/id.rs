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
    /// A drug: `anastrozole`.
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

impl EntryId {
    /// Whether the entry has never been saved.
    pub fn is_new(&self) -> bool {
        self.0.is_empty()
    }
}
