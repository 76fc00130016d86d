//! The words for a semen analysis: oligo-, astheno-, teratozoospermia and their kin, by the limits of one edition.
//!
//! The number of sperm in the ejaculate decides (WHO 2010, 2021); much software takes the concentration, so a low
//! one is remarked on beside it. Motility is the progressive one. A value equal to a limit is not below it.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::analyte::Analytes;
use crate::domain::decimal::Decimal;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::domain::semen::edition::Edition;
use crate::domain::series;

/// The values of a sample that have a word, in the canonical units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Volume of the ejaculate in mL.
    pub volume: Option<Extent>,
    /// Sperm concentration in 10*6/mL.
    pub concentration: Option<Extent>,
    /// 10*6 in the ejaculate.
    pub total_number: Option<Extent>,
    /// Progressively motile, per cent.
    pub progressive: Option<Extent>,
    /// Of normal form, per cent.
    pub normal_forms: Option<Extent>,
    /// Share of sperm that move at all, per cent.
    pub total_motile: Option<Extent>,
    /// Share of live sperm, the vitality, per cent.
    pub alive: Option<Extent>,
    /// Whether sperm were seen in the centrifuged pellet, by the words of the report.
    pub in_pellet: bool,
    /// Whether a part of the ejaculate was lost, by the report.
    pub is_incomplete: bool,
}

/// What a sample is called.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleName<'c> {
    /// None when too little is known for one.
    pub term: Option<SampleTerm>,
    /// Which of number, progressive motility and normal forms are missing or may be on either side.
    pub unknown: Vec<AnalyteId>,
    /// What else there is to say.
    pub remarks: Vec<SampleRemark<'c>>,
}

/// The word for a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleTerm {
    /// No ejaculate at all, which says nothing of sperm.
    Aspermia,
    /// No sperm in the ejaculate; to be confirmed in the pellet, on two samples.
    Azoospermia,
    /// None in the fresh preparation, some in the centrifuged pellet.
    Cryptozoospermia,
    /// Number, progressive motility and normal forms all reach their limits.
    Normozoospermia,
    /// At least one does not.
    Deficient(Deficits),
}

/// Which of the three are below their limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deficits {
    /// Number of sperm: oligo.
    pub number: bool,
    /// Progressive motility is low, which the name calls astheno.
    pub motility: bool,
    /// Normal forms are few, which the name calls terato.
    pub forms: bool,
}

/// What else there is to say of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SampleRemark<'c> {
    /// The volume is below its limit.
    Hypospermia,
    /// The concentration is below its own limit, whatever the number.
    LowConcentration,
    /// The total number is not known; the concentration stood in for it.
    JudgedByConcentration,
    /// Fewer are motile at all than the limit, whatever their progress.
    LowTotalMotility,
    /// Fewer are alive than the limit.
    Necrozoospermia,
    /// A part of the sample was lost, so that volume and totals may be larger.
    Incomplete,
    /// None, or so few that the word depends on whether any were seen before centrifuging.
    AskForPellet,
    /// A term with a number of its own: severe oligozoospermia, hyperspermia.
    Named(&'c TermLimit),
}

/// A term with a number of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct TermLimit {
    /// As it is written, for example `severe-oligozoospermia`.
    pub id: String,
    /// What it is about.
    pub analyte: AnalyteId,
    /// The term holds below this value, in the canonical unit.
    pub below: Option<Decimal>,
    /// It holds above this one.
    pub above: Option<Decimal>,
    /// Where it was read.
    pub source: SourceKey,
    /// Whether it was read at its source.
    pub verified: bool,
}

impl Sample {
    /// The sample of a day: of each value the day's reading, reported or computed.
    pub fn on(record: &Record, analytes: &Analytes, day: NaiveDate) -> Self {
        let extent = |id| series::on_day(record, analytes, id, day).map(|reading| reading.extent);
        Self {
            volume: extent("semen-volume"),
            concentration: extent("sperm-concentration"),
            total_number: extent("total-sperm-number"),
            progressive: extent("progressive-motility"),
            normal_forms: extent("morphology"),
            total_motile: extent("total-motility"),
            alive: extent("vitality"),
            in_pellet: mentions_pellet(record, day),
            is_incomplete: samples_on(record, day).any(|report| report.context.complete() == Some(false)),
        }
    }

    fn of(&self, analyte: &str) -> Option<Extent> {
        match analyte {
            "semen-volume" => self.volume,
            "sperm-concentration" => self.concentration,
            "total-sperm-number" => self.total_number,
            "progressive-motility" => self.progressive,
            "morphology" => self.normal_forms,
            "total-motility" => self.total_motile,
            "vitality" => self.alive,
            _ => None,
        }
    }

    fn term_without_sperm(&self) -> Option<SampleTerm> {
        let none = |x: Option<Extent>| x.and_then(|x| x.value()) == Some(0.0);
        if none(self.volume) {
            return Some(SampleTerm::Aspermia);
        }
        let counted_none = none(self.concentration) || none(self.total_number);
        let uncounted = self.concentration.is_none() && self.total_number.is_none();
        if self.in_pellet && (counted_none || uncounted) {
            Some(SampleTerm::Cryptozoospermia)
        } else {
            counted_none.then_some(SampleTerm::Azoospermia)
        }
    }
}

impl Edition {
    /// What a sample is called by this edition's limits, with the `terms` that have numbers of their own.
    pub fn naming<'c>(&self, sample: &Sample, terms: &'c [TermLimit]) -> SampleName<'c> {
        let mut naming = match sample.term_without_sperm() {
            Some(term) => SampleName {
                term: Some(term),
                unknown: Vec::new(),
                remarks: (term == SampleTerm::Azoospermia)
                    .then_some(SampleRemark::AskForPellet)
                    .into_iter()
                    .chain(named(sample, terms).filter(|r| !r.is_about_sperm()))
                    .collect(),
            },
            None => self.naming_of_sperm(sample, terms),
        };
        if sample.is_incomplete {
            naming.remarks.insert(0, SampleRemark::Incomplete);
        }
        let has_ejaculate = naming.term != Some(SampleTerm::Aspermia);
        if has_ejaculate && self.is_below(sample, "semen-volume") == Some(true) {
            naming.remarks.insert(0, SampleRemark::Hypospermia);
        }
        naming
    }

    fn naming_of_sperm<'c>(&self, sample: &Sample, terms: &'c [TermLimit]) -> SampleName<'c> {
        let concentration = self.is_below(sample, "sperm-concentration");
        let by_concentration = sample.total_number.is_none();
        let number =
            if by_concentration { concentration } else { self.is_below(sample, "total-sperm-number") };
        let judged = [
            ("total-sperm-number", number),
            ("progressive-motility", self.is_below(sample, "progressive-motility")),
            ("morphology", self.is_below(sample, "morphology")),
        ];
        let few = |x: Extent| x.certainly(Relation::Below, PELLET_BELOW);
        let remarks = [
            (by_concentration && number.is_some(), SampleRemark::JudgedByConcentration),
            (concentration == Some(true), SampleRemark::LowConcentration),
            (self.is_below(sample, "total-motility") == Some(true), SampleRemark::LowTotalMotility),
            (self.is_below(sample, "vitality") == Some(true), SampleRemark::Necrozoospermia),
            (sample.concentration.is_some_and(few), SampleRemark::AskForPellet),
        ];
        let unknown = judged.iter().filter(|(_, below)| below.is_none());
        SampleName {
            term: term(judged.map(|(_, below)| below)),
            unknown: unknown.map(|(id, _)| (*id).into()).collect(),
            remarks: remarks
                .into_iter()
                .filter_map(|(holds, remark)| holds.then_some(remark))
                .chain(named(sample, terms))
                .collect(),
        }
    }

    /// Whether a value is certainly below its limit, or certainly not; none when either may be.
    fn is_below(&self, sample: &Sample, analyte: &str) -> Option<bool> {
        let (extent, limit) = (sample.of(analyte)?, self.lower_limit(analyte)?);
        let below = extent.certainly(Relation::Below, limit);
        (below || extent.certainly(Relation::AtLeast, limit)).then_some(below)
    }
}

/// Below this concentration (10*6/mL) some write of cryptozoospermia, others of virtual azoospermia; the manual
/// asks instead whether sperm were seen before centrifuging.
const PELLET_BELOW: f64 = 0.1;

fn term(below: [Option<bool>; 3]) -> Option<SampleTerm> {
    let [number, motility, forms] = below.map(|b| b == Some(true));
    if number || motility || forms {
        return Some(SampleTerm::Deficient(Deficits { number, motility, forms }));
    }
    below.iter().all(Option::is_some).then_some(SampleTerm::Normozoospermia)
}

fn named<'c>(sample: &Sample, terms: &'c [TermLimit]) -> impl Iterator<Item = SampleRemark<'c>> {
    let holds = |term: &&TermLimit| {
        let certainly = |limit: &Option<Decimal>, relation| {
            let (Some(extent), Some(limit)) = (sample.of(&term.analyte), limit) else {
                return false;
            };
            extent.certainly(relation, limit.value())
        };
        certainly(&term.below, Relation::Below) || certainly(&term.above, Relation::Above)
    };
    terms.iter().filter(holds).map(SampleRemark::Named)
}

fn samples_on(record: &Record, day: NaiveDate) -> impl Iterator<Item = &Report> {
    record.reports_on(day).iter().filter(|report| report.kind() == Kind::Semen)
}

/// Whether a text says that sperm were seen in the pellet, and not that none were.
fn tells_of_sperm_in_pellet(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_denied =
        ["no ", "not ", "none", "without", "negative", "empty", "nil"].iter().any(|no| text.contains(no));
    text.contains("pellet") && !is_denied
}

/// Whether a sample of the day says that sperm were seen in the centrifuged pellet, in its note or as a result.
pub fn mentions_pellet(record: &Record, day: NaiveDate) -> bool {
    let says = tells_of_sperm_in_pellet;
    if samples_on(record, day).any(|report| report.note.as_deref().is_some_and(says)) {
        return true;
    }
    let in_result = |result: &Observation| {
        let in_words = matches!(&result.value, Value::Words(words) if says(words));
        in_words || result.note.as_deref().is_some_and(says)
    };
    ["sperm-concentration", "total-sperm-number"]
        .iter()
        .any(|id| record.results_on(id, day).any(|(_, result)| in_result(result)))
}

impl fmt::Display for SampleTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Aspermia => "aspermia (no ejaculate)",
            Self::Azoospermia => "azoospermia",
            Self::Cryptozoospermia => "cryptozoospermia",
            Self::Normozoospermia => "normozoospermia",
            Self::Deficient(deficits) => return f.pad(&deficits.word()),
        };
        f.pad(word)
    }
}

impl Deficits {
    fn word(self) -> String {
        [(self.number, "oligo"), (self.motility, "astheno"), (self.forms, "terato"), (true, "zoospermia")]
            .into_iter()
            .filter_map(|(holds, part)| holds.then_some(part))
            .collect()
    }
}

impl SampleRemark<'_> {
    fn is_about_sperm(&self) -> bool {
        matches!(self, Self::Named(term) if &*term.analyte != "semen-volume")
    }
}

impl fmt::Display for SampleRemark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hypospermia => f.pad("hypospermia"),
            Self::LowConcentration => f.pad("concentration below its limit"),
            Self::JudgedByConcentration => f.pad("judged by concentration, since no total number is known"),
            Self::LowTotalMotility => f.pad("total motility below its limit"),
            Self::Necrozoospermia => f.pad("vitality below its limit (necrozoospermia)"),
            Self::Incomplete => f.pad("the sample is incomplete: volume and totals may be larger"),
            Self::AskForPellet => {
                f.pad("none or very few: ask whether the spun-down pellet was searched for sperm")
            }
            Self::Named(term) => f.pad(&term.id.replace('-', " ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::{analytes, day, record, report};
    use crate::domain::semen::edition::tests::{who_2010, who_2021};

    const DAY: &str = "2026-03-14";

    fn terms() -> Vec<TermLimit> {
        let limit = |id: &str, analyte: &str, below: Option<&str>, above: Option<&str>| TermLimit {
            id: id.into(),
            analyte: analyte.into(),
            below: below.map(|b| Decimal::parse(b).unwrap()),
            above: above.map(|a| Decimal::parse(a).unwrap()),
            source: "MIG".into(),
            verified: true,
        };
        vec![
            limit("severe-oligozoospermia", "sperm-concentration", Some("5"), None),
            limit("hyperspermia", "semen-volume", None, Some("6")),
        ]
    }

    /// Term and remarks in one line.
    fn named(edition: &Edition, results: &[(&str, &str)]) -> String {
        let sample = Sample::on(&record([report(DAY, results)]), &analytes(), day(DAY));
        let terms = terms();
        let naming = edition.naming(&sample, &terms);
        let words = naming.term.map(|t| t.to_string()).into_iter();
        let unknown = naming.unknown.iter().map(|id| format!("? {id}"));
        let remarks = naming.remarks.iter().map(ToString::to_string);
        words.chain(remarks).chain(unknown).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn samples_are_called_as_each_edition_calls_them() {
        const LOW: &str = "concentration below its limit";
        for ([volume, concentration, pr, forms], in_2010, in_2021) in [
            (["3.0", "66", "55", "14"], "normozoospermia", "normozoospermia"),
            (["1.4", "16", "30", "4"], "oligoasthenozoospermia; hypospermia", "oligozoospermia"),
            (
                ["2.5", "8", "20", "2"],
                "oligoasthenoteratozoospermia; LOW",
                "oligoasthenoteratozoospermia; LOW",
            ),
            (
                ["4.0", "0.05", "10", "1"],
                "oligoasthenoteratozoospermia; LOW; PELLET; \
                 severe oligozoospermia",
                "oligoasthenoteratozoospermia; LOW; PELLET; \
                 severe oligozoospermia",
            ),
            (["3.2", "45", "40", "5"], "normozoospermia", "normozoospermia"),
            (
                ["5.5", "3.6", "35", "3"],
                "oligoteratozoospermia; LOW; severe oligozoospermia",
                "oligoteratozoospermia; LOW; severe oligozoospermia",
            ),
            (["4.0", "15.5", "45", "6"], "normozoospermia", "normozoospermia; LOW"),
            (["6.5", "60", "31", "6"], "asthenozoospermia; hyperspermia", "normozoospermia; hyperspermia"),
        ] {
            let results = [
                ("semen-volume", volume),
                ("sperm-concentration", concentration),
                ("progressive-motility", pr),
                ("morphology", forms),
            ];
            let line = |edition| named(&edition, &results);
            assert_eq!(
                line(who_2010()),
                in_2010.replace("LOW", LOW).replace("PELLET", PELLET),
                "{results:?} 2010"
            );
            assert_eq!(
                line(who_2021()),
                in_2021.replace("LOW", LOW).replace("PELLET", PELLET),
                "{results:?} 2021"
            );
        }
    }

    const PELLET: &str = "none or very few: ask whether the spun-down pellet was searched for sperm";

    #[test]
    fn without_sperm_nothing_else_is_judged_and_the_pellet_decides_the_word() {
        for (results, words) in [
            (
                &[("semen-volume", "1.0"), ("sperm-concentration", "0")][..],
                "azoospermia; hypospermia; PELLET",
            ),
            (&[("sperm-concentration", "0"), ("sperm-concentration", "seen in pellet")], "cryptozoospermia"),
            (&[("sperm-concentration", "seen only in pellet")], "cryptozoospermia"),
            (&[("total-sperm-number", "0")], "azoospermia; PELLET"),
            (&[("semen-volume", "0")], "aspermia (no ejaculate)"),
        ] {
            let words = words.replace("PELLET", PELLET);
            assert_eq!(named(&who_2021(), results), words, "{results:?}");
        }
    }

    #[test]
    fn a_note_on_the_pellet_is_read_for_what_it_says() {
        for (note, is_seen) in [
            ("Sperm seen in pellet", true),
            ("A few sperm in the spun-down pellet.", true),
            ("Pellet examined: no sperm", false),
            ("Sperm not seen in pellet", false),
            ("Collected at home", false),
        ] {
            assert_eq!(tells_of_sperm_in_pellet(note), is_seen, "{note}");
        }
    }

    #[test]
    fn a_missing_or_uncertain_value_is_named_and_never_taken_for_a_good_one() {
        for (results, words) in [
            (
                &[("sperm-concentration", "60"), ("progressive-motility", "50")][..],
                "judged by concentration, since no total number is known; ? morphology",
            ),
            (
                &[("total-sperm-number", "20"), ("morphology", "too few to assess")],
                "oligozoospermia; ? progressive-motility; ? morphology",
            ),
            (
                &[("total-sperm-number", "<50"), ("progressive-motility", "50"), ("morphology", "5")],
                "? total-sperm-number",
            ),
            (&[], "? total-sperm-number; ? progressive-motility; ? morphology"),
        ] {
            assert_eq!(named(&who_2021(), results), words, "{results:?}");
        }
    }
}
