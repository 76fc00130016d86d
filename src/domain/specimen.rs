//! What a blood report was measured in, and why another specimen is another series.

use std::fmt;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::domain::id::AnalyteId;

/// What the laboratory measured in (FHIR `Specimen.type`).
///
/// A result means what it means by analyte *and* specimen, as in LOINC, where both are part of the code. Serum is
/// what intervals, rules, ratios and variation are published for; plasma is read as serum. Whatever was measured in
/// something else belongs to a series of its own: see [`Specimen::series`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Specimen {
    /// Serum; also what is meant where nothing is said.
    #[default]
    Serum,
    /// Plasma, read as serum.
    Plasma,
    /// Blood from a fingertip.
    Capillary,
    /// Drops of blood dried on a card.
    DriedBlood,
    Saliva,
    /// Urine, a sample or a collection.
    Urine,
    /// Anything else; the note can say what.
    Other,
}

/// A word that is no specimen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a specimen; write {list}", list = known_words())]
pub struct UnknownSpecimen(pub String);

impl Specimen {
    /// The id in files and on the command line: `serum`, `dried-blood`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// What a person calls it: `dried blood`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serum => "serum",
            Self::Plasma => "plasma",
            Self::Capillary => "capillary blood",
            Self::DriedBlood => "dried blood",
            Self::Saliva => "saliva",
            Self::Urine => "urine",
            Self::Other => "other specimen",
        }
    }

    /// Whether results in it are judged, compared and read by rules as those in serum are.
    pub const fn is_serum(self) -> bool {
        matches!(self, Self::Serum | Self::Plasma)
    }

    /// Reads a word as people and laboratories write it: `Saliva`, `dried blood spot`, `EDTA plasma`.
    pub fn parse(text: &str) -> Result<Self, UnknownSpecimen> {
        let word = text.trim().to_lowercase().replace([' ', '_'], "-");
        if let Ok(known) = word.parse() {
            return Ok(known);
        }
        match word.as_str() {
            "blood" | "venous-blood" | "whole-blood" => Ok(Self::Serum),
            "edta-plasma" | "heparin-plasma" | "citrate-plasma" => Ok(Self::Plasma),
            "capillary-blood" | "fingertip" | "finger-prick" | "fingerprick" => Ok(Self::Capillary),
            "dried-blood-spot" | "dbs" => Ok(Self::DriedBlood),
            "24h-urine" | "24-h-urine" | "spot-urine" => Ok(Self::Urine),
            _ => Err(UnknownSpecimen(text.trim().to_owned())),
        }
    }

    /// The series a result in this specimen belongs to: that of its analyte in serum, else one of its own,
    /// `cortisol-saliva`.
    pub fn series(self, analyte: &AnalyteId) -> AnalyteId {
        if self.is_serum() { analyte.clone() } else { format!("{analyte}-{}", self.id()).into() }
    }

    /// The analyte and the specimen of a series that is not of serum; none for any other id.
    pub fn of_series(id: &str) -> Option<(&str, Self)> {
        Self::iter().filter(|specimen| !specimen.is_serum()).find_map(|specimen| {
            let analyte = id.strip_suffix(specimen.id())?.strip_suffix('-')?;
            Some((analyte, specimen))
        })
    }
}

impl fmt::Display for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

fn known_words() -> String {
    let words: Vec<&str> = Specimen::iter().map(Specimen::id).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_laboratories_are_read_and_unknown_ones_refused_with_those_that_are_known() {
        for (text, specimen) in [
            ("serum", Specimen::Serum),
            ("Whole blood", Specimen::Serum),
            ("EDTA plasma", Specimen::Plasma),
            (" Saliva ", Specimen::Saliva),
            ("dried blood spot", Specimen::DriedBlood),
            ("dried-blood", Specimen::DriedBlood),
            ("24h urine", Specimen::Urine),
        ] {
            assert_eq!(Specimen::parse(text), Ok(specimen), "{text}");
        }
        let said = Specimen::parse("tears").unwrap_err().to_string();
        assert_eq!(
            said,
            "“tears” is not a specimen; write serum, plasma, capillary, dried-blood, saliva, urine, other"
        );
    }

    #[test]
    fn only_what_is_not_serum_has_a_series_of_its_own_and_its_id_leads_back() {
        let analyte = AnalyteId::new("cortisol");
        for specimen in Specimen::iter() {
            let series = specimen.series(&analyte);
            let back = Specimen::of_series(&series);
            if specimen.is_serum() {
                assert_eq!((&series, back), (&analyte, None), "{specimen}");
            } else {
                assert_eq!(back, Some(("cortisol", specimen)), "{specimen}");
            }
        }
    }
}
