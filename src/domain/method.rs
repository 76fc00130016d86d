//! How a result was measured: one meaning for the many ways of writing it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{EnumString, IntoStaticStr};

/// A method or assay as it was written. Two are equal when they mean the same, however they are spelt: the text is
/// kept as typed, so that what was stored before a spelling was known is understood all the same.
#[derive(Clone, Debug)]
pub struct Method(Arc<MethodText>);

/// In one place for all results that say the same, of which a log holds thousands.
#[derive(Debug)]
struct MethodText {
    typed: Box<str>,
    meaning: MethodMeaning,
}

/// Methods the program knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
pub enum KnownMethod {
    /// Antibodies, whatever shows them: `immunoassay`.
    #[strum(serialize = "immunoassay")]
    Immunoassay,
    /// Liquid chromatography with mass spectrometry: `lc-ms/ms`.
    #[strum(serialize = "lc-ms/ms")]
    MassSpectrometry,
    /// What passes a membrane, of free hormones: `equilibrium-dialysis`.
    #[strum(serialize = "equilibrium-dialysis")]
    EquilibriumDialysis,
    /// Computed by the laboratory from other results: `calculated`.
    #[strum(serialize = "calculated")]
    Calculated,
}

#[derive(Debug, PartialEq, Eq)]
enum MethodMeaning {
    Known(KnownMethod),
    /// Any other, by its letters and digits.
    Other(Box<str>),
}

impl Method {
    /// What a text means.
    pub fn new(text: &str) -> Self {
        let folded = letters_and_digits(text);
        let known = KnownMethod::spelt(&folded);
        let meaning = known.map_or(MethodMeaning::Other(folded.into()), MethodMeaning::Known);
        Self(Arc::new(MethodText { typed: text.into(), meaning }))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0.typed
    }

    /// As a person reads it: one the program knows by its usual name, any other as it was written.
    pub fn words(&self) -> &str {
        match self.known() {
            Some(known) => known.name(),
            None => &self.0.typed,
        }
    }

    /// The method, if it is one the program knows.
    pub fn known(&self) -> Option<KnownMethod> {
        match self.0.meaning {
            MethodMeaning::Known(known) => Some(known),
            MethodMeaning::Other(_) => None,
        }
    }
}

impl KnownMethod {
    /// The id in files.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The name that reports use.
    const fn name(self) -> &'static str {
        match self {
            Self::Immunoassay => "immunoassay",
            Self::MassSpectrometry => "LC-MS/MS",
            Self::EquilibriumDialysis => "equilibrium dialysis",
            Self::Calculated => "calculated",
        }
    }

    /// What letters and digits spell.
    fn spelt(folded: &str) -> Option<Self> {
        match folded {
            "immunoassay" | "eclia" | "ecl" | "clia" | "cmia" | "elisa" => Some(Self::Immunoassay),
            "lcms"
            | "lcmsms"
            | "lcms2"
            | "hplcms"
            | "hplcmsms"
            | "uplcmsms"
            | "uhplcmsms"
            | "msms"
            | "massspectrometry"
            | "tandemmassspectrometry" => Some(Self::MassSpectrometry),
            "equilibriumdialysis" => Some(Self::EquilibriumDialysis),
            "calculated" | "calc" | "computed" => Some(Self::Calculated),
            _ => None,
        }
    }
}

/// Letters and digits alone, in lower case; a text without any stands for itself.
fn letters_and_digits(text: &str) -> String {
    let folded: String = folded(text).collect();
    if folded.is_empty() { text.trim().to_owned() } else { folded }
}

/// Whether two texts have the same letters and digits. Every result of a history is asked this at a key, so nothing is
/// written down for it.
pub(super) fn has_same_letters_and_digits(a: &str, b: &str) -> bool {
    a == b || folded(a).eq(folded(b)) && (folded(a).next().is_some() || a.trim() == b.trim())
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        self.0.meaning == other.0.meaning
    }
}

impl Eq for Method {}

impl Deref for Method {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.typed
    }
}

impl From<&str> for Method {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Method {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_method_is_equal_to_itself_in_every_spelling_and_keeps_the_one_it_was_typed_in() {
        for spelling in ["LC-MS/MS", "lc-ms/ms", "LCMS", "LC/MS/MS", "lc ms/ms", "LC–MS/MS", "lcms/ms"] {
            let method = Method::new(spelling);
            assert_eq!(method, Method::new("lc-ms/ms"), "{spelling}");
            assert_eq!(method.known().map(KnownMethod::id), Some("lc-ms/ms"), "{spelling}");
            assert_eq!(serde_json::to_string(&method).unwrap(), format!("\"{spelling}\""));
        }
        for (a, b, same) in [
            ("ECLIA", "immunoassay", true),
            ("Equilibrium dialysis", "equilibrium-dialysis", true),
            ("SCSA", "scsa", true),
            ("RIA", "immunoassay", false),
            ("SCSA", "TUNEL", false),
            ("?", "!", false),
        ] {
            assert_eq!(Method::new(a) == Method::new(b), same, "{a} and {b}");
        }
    }
}
