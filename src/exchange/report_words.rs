//! What a semen analysis or a scan says beyond its numbers, in sentences: the same for the screen and the command line.

use crate::catalog::Catalog;
use crate::domain::bone::{Score, ScoreCategory, assess};
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::method::Method;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Report};
use crate::domain::semen::{CentileBand, Centiles, Edition, Sample, inconsistencies};
use crate::domain::series::{self, Reading};

/// Who found that single samples say little: three are needed for a reliable mean.
const REPLICATES: &str = "KEEL06";
/// Who measured what a day more of abstinence does.
const ABSTINENCE: &str = "SCHWARTZ79";

/// A sentence about a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSentence {
    pub text: String,
    /// How much of it is said by the values themselves.
    pub weight: SentenceWeight,
}

/// How a sentence about a report is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceWeight {
    /// What the report amounts to.
    Verdict,
    /// What there is to say beside it.
    Remark,
    /// How it was read, which tells nothing of a value.
    Method,
    /// How authors group such values.
    Grouping,
    /// Values that contradict one another.
    Doubt,
}

/// A report with what has to be known to put it into words.
#[derive(Clone, Copy, Debug)]
pub struct ReportView<'k> {
    /// The record the report stands in.
    pub record: &'k Record,
    /// Names, limits and groups.
    pub catalog: &'k Catalog,
    /// The edition of the WHO manual that is used where the report names none.
    pub who_edition: &'k str,
}

impl<'k> ReportView<'k> {
    /// What a report says beyond its numbers; nothing for blood and body measures.
    pub fn sentences(self, report: &Report) -> Vec<ReportSentence> {
        match report.kind() {
            Kind::Semen => self.sample(report),
            Kind::Dxa => self.scan(report),
            Kind::Blood | Kind::Body => Vec::new(),
        }
    }

    fn sample(self, report: &Report) -> Vec<ReportSentence> {
        let by_report = report.context.who_edition().and_then(|id| self.catalog.edition(Some(id)));
        let Some(edition) = by_report.or_else(|| self.catalog.edition(Some(self.who_edition))) else {
            return Vec::new();
        };
        let found = inconsistencies(self.catalog.analytes(), report).into_iter();
        let doubts = found.map(|found| ReportSentence::new(found.to_string(), SentenceWeight::Doubt));
        let mut sentences = self.naming(report, edition);
        sentences.extend(self.places(report, edition));
        sentences.extend(self.groups(report));
        sentences.extend(self.beside_last(report));
        sentences.extend(doubts);
        sentences
    }

    /// What the sample is called, and what else there is to say of it.
    fn naming(self, report: &Report, edition: &Edition) -> Vec<ReportSentence> {
        let sample = Sample::on(self.record, self.catalog.analytes(), report.date);
        let naming = edition.naming(&sample, self.catalog.terms());
        let term = naming
            .term
            .as_ref()
            .map(|term| ReportSentence::new(format!("{term}, by {}", edition.name), SentenceWeight::Verdict));
        let remarks = naming.remarks.iter().map(ToString::to_string);
        let unknown = (!naming.unknown.is_empty()).then(|| {
            let names: Vec<&str> = naming.unknown.iter().map(|id| self.name(id)).collect();
            ReportSentence::new(format!("not judged: {}", names.join("; ")), SentenceWeight::Grouping)
        });
        let remarks = remarks.map(|remark| ReportSentence::new(remark, SentenceWeight::Remark));
        term.into_iter().chain(remarks).chain(unknown).collect()
    }

    /// Where values stand among fertile men.
    fn places(self, report: &Report, edition: &Edition) -> Vec<ReportSentence> {
        let place = |centiles: &Centiles| {
            let band = centiles.band(self.of_day(&centiles.analyte, report)?.extent)?;
            let mark = if is_verified(centiles, band) { "" } else { ", unverified" };
            let words = format!("{}: {band}, WHO {}{mark}", self.name(&centiles.analyte), edition.id);
            Some(ReportSentence::new(words, SentenceWeight::Remark))
        };
        edition.centiles.iter().filter_map(place).collect()
    }

    /// How authors group such values: a grouping, not advice.
    fn groups(self, report: &Report) -> Vec<ReportSentence> {
        let group = |id: &str| {
            let id = AnalyteId::from(id);
            let reading = self.of_day(&id, report)?;
            let assay = reading.result().and_then(|result| result.assay.as_ref());
            let fits = |own: Option<&Method>| own.is_none() || own == assay;
            let scheme = self.catalog.schemes(&id).find(|scheme| fits(scheme.assay.as_ref()))?;
            let band = scheme.band(reading.extent)?;
            let mark = if scheme.verified { "" } else { ", unverified" };
            let name = self.name(&id);
            let words = format!("{name}: “{}” of {} ({}{mark})", band.label, scheme.name, scheme.source);
            Some(ReportSentence::new(words, SentenceWeight::Grouping))
        };
        ["total-motile-sperm-count", "dfi"].into_iter().filter_map(group).collect()
    }

    /// What to keep in mind where the sample is compared with the one before it.
    fn beside_last(self, report: &Report) -> Vec<ReportSentence> {
        let samples = self.record.reports_of(Kind::Semen);
        let Some(last) = samples.rev().find(|other| other.date < report.date) else { return Vec::new() };
        let of = day::long(last.date);
        let mut words = vec![
            format!(
                "One sample is compared with one, of {of}: even a large difference may be chance ({REPLICATES})."
            ),
            "Two samples or more on each side say more.".to_owned(),
        ];
        let abstinence = last.context.abstinence_days().zip(report.context.abstinence_days());
        if let Some((before, now)) = abstinence.filter(|(a, b)| (a.value() - b.value()).abs() >= 1.0) {
            words.extend([
                format!("Abstinence: {before} days before the sample of {of}, {now} days before this one."),
                format!("In 36 men one more day went with 13 million per mL and 0.4 mL more ({ABSTINENCE})."),
            ]);
        }
        words.into_iter().map(|text| ReportSentence::new(text, SentenceWeight::Method)).collect()
    }

    /// Which score counts at the age of the user, and what it says.
    fn scan(self, report: &Report) -> Vec<ReportSentence> {
        let Some(age) = self.record.profile().age_on(report.date) else {
            let words = "With a birth date in the profile, the score that counts at your age is read: Z below 50, T from 50 on.";
            return vec![ReportSentence::new(words, SentenceWeight::Method)];
        };
        let (letter, score) = match Score::at_age(age) {
            Score::T => ('T', "T-scores count from 50"),
            Score::Z => ('Z', "Z-scores count below 50, where density alone does not make osteoporosis"),
        };
        let mut sentences =
            vec![ReportSentence::new(format!("At {age}: {score} (ISCD23)."), SentenceWeight::Method)];
        let Some(found) = assess(self.catalog.analytes(), report, age) else {
            let words = format!("This scan has no {letter}-score of spine or hip.");
            sentences.push(ReportSentence::new(words, SentenceWeight::Method));
            return sentences;
        };
        if let Some(category) = found.category {
            let words = format!("The lowest is {}: {category}.", self.name(&found.analyte));
            sentences.push(ReportSentence::new(words, SentenceWeight::Verdict));
        }
        if found.category == Some(ScoreCategory::Osteoporosis) {
            let words = "With a fragility fracture the WHO calls it severe osteoporosis.";
            sentences.push(ReportSentence::new(words, SentenceWeight::Method));
        }
        sentences
    }

    fn of_day(self, id: &AnalyteId, report: &Report) -> Option<Reading<'k>> {
        series::on_day(self.record, self.catalog.analytes(), id, report.date)
    }

    fn name<'a>(&self, id: &'a AnalyteId) -> &'a str
    where
        'k: 'a,
    {
        self.catalog.analyte(id).map_or(id, |analyte| &analyte.name)
    }
}

impl ReportSentence {
    fn new(text: impl Into<String>, weight: SentenceWeight) -> Self {
        Self { text: text.into(), weight }
    }
}

/// Whether the percentiles a band names were read at their source.
fn is_verified(centiles: &Centiles, band: CentileBand) -> bool {
    let named = match band {
        CentileBand::Below(percent) | CentileBand::At(percent) | CentileBand::Above(percent) => {
            [percent, percent]
        }
        CentileBand::Between(low, high) => [low, high],
    };
    centiles.points.iter().filter(|point| named.contains(&point.percent)).all(|point| point.verified)
}
