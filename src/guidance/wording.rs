//! Words of messages that any kind of rule may use. What may be empty begins with a blank.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::journal::Goal;
use crate::domain::method::KnownMethod;
use crate::domain::report::Kind;
use crate::domain::series::{self, Reading};
use crate::guidance::case::RuleCase;
use crate::guidance::finding::RuleFinding;
use crate::guidance::message::{self, SharedPlaceholder};
use crate::guidance::rule::Rule;
use crate::guidance::vocabulary::DrugSelector;

/// A rule that found something, with what its message may look at.
pub(super) struct MessageContext<'c, 'a> {
    pub rule: &'a Rule,
    pub found: &'c RuleFinding,
    pub case: &'c RuleCase<'a>,
    /// All of them: of those it silences it may tell.
    pub rules: &'a [Rule],
}

impl MessageContext<'_, '_> {
    /// What stands for a placeholder that any kind of rule may hold.
    pub fn word(&self, name: &str) -> Option<String> {
        Some(match name.parse().ok()? {
            SharedPlaceholder::Assay => self.assay(),
            SharedPlaceholder::AxisWords => self.axis_words(),
            SharedPlaceholder::Beside => self.found.beside.clone(),
            SharedPlaceholder::TimingWords => self.dose_words(),
            SharedPlaceholder::Fall => self.fall(),
            SharedPlaceholder::GoalWords => self.goal_words(),
            SharedPlaceholder::Lh => self.lh(),
            SharedPlaceholder::LhValue => self.found.beside_value.clone(),
            SharedPlaceholder::PanelWords => self.panel_words(),
            SharedPlaceholder::TrtWords => self.trt_words(),
        })
    }

    /// That nothing newer is known, of a result that a finding still rests on after a year.
    pub fn age_words(&self) -> String {
        let rests_on_results = self.found.evidence.iter().any(|evidence| evidence.report.is_some());
        let is_old = self.case.age(self.found.due) > A_YEAR;
        if self.rule.trigger.has_due_date() || !rests_on_results || !is_old {
            return String::new();
        }
        format!(" There is no newer result since {}.", long(self.found.due))
    }

    fn takes(&self, class: &str) -> bool {
        self.case.takes(&[DrugSelector::Class(class.into())])
    }

    /// How the estradiol of a finding was measured, when that was not by mass spectrometry.
    fn assay(&self) -> String {
        let drawn = self.found.evidence.iter().find(|evidence| evidence.item == "estradiol");
        let reading = drawn.and_then(|evidence| {
            series::on_day(self.case.record, self.case.knowledge.analytes, "estradiol", evidence.day)
        });
        let words = match reading.and_then(|reading| AssayDoubt::of(&reading)) {
            None => return String::new(),
            Some(AssayDoubt::Unreliable) => {
                "It was not marked LC-MS/MS; standard immunoassays are unreliable this low, so ask about a \
                 mass-spectrometry test."
            }
            Some(AssayDoubt::OtherScale) => {
                "Its estradiol was not marked LC-MS/MS; another assay can give another ratio."
            }
        };
        format!(" {words}")
    }

    /// What LH and FSH show after testosterone with what is taken now.
    fn axis_words(&self) -> String {
        let mut like_lh = self.case.knowledge.drugs.values().filter(|drug| drug.stands_in_for_lh);
        if let Some(drug) = like_lh.find(|drug| self.case.takes(&[DrugSelector::Drug(drug.id.clone())])) {
            let name = &drug.name;
            return format!("{name} stands in for LH, so LH and FSH stay low and do not show a restart.");
        }
        for class in ["gonadotropin", "serm", "gnrh", "ai"] {
            if self.takes(class) {
                let drugs = message::uncapitalised(&self.drug_names(class));
                return format!("On {drugs} they show the axis under treatment, not a restart of its own.");
            }
        }
        "They show whether your own hormone axis is restarting.".to_owned()
    }

    fn drug_names(&self, class: &str) -> String {
        let course = self.case.course(&[DrugSelector::Class(class.into())]);
        course.current().map_or_else(String::new, |episode| self.case.drugs_of(&episode))
    }

    /// How long after the dose the blood was drawn, or that this is worth telling.
    fn dose_words(&self) -> String {
        let on = |day| self.case.record.reports_of(Kind::Blood).rev().filter(move |r| r.date == day);
        let hours = on(self.found.due).find_map(|report| report.context.hours_since_dose());
        match hours {
            Some(hours) => format!(" It was drawn {hours} hours after the dose."),
            None => " Tell your clinician how long after the dose it was drawn.".to_owned(),
        }
    }

    /// What a change between scans adds that this finding silences.
    fn fall(&self) -> String {
        let silenced = self.rules.iter().filter(|rule| rule.suppressed_by.contains(&self.rule.id));
        let mut falls = silenced.filter_map(|rule| rule.evaluate(self.case, self.rules, &[]));
        let changes = falls.find_map(|found| {
            let word =
                |name| found.words.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone());
            Some((word("changes")?, word("date1")?))
        });
        changes.map_or_else(String::new, |(changes, since)| format!(" {changes} since {since}."))
    }

    fn goal_words(&self) -> String {
        match self.case.record.profile().goal {
            Some(Goal::Fertility) => " Your goal is fertility.".to_owned(),
            Some(Goal::Other) | None => String::new(),
        }
    }

    /// Which LH stands beside two low testosterones, or that there is none.
    fn lh(&self) -> String {
        let from = self.found.evidence.iter().map(|evidence| evidence.day).max().unwrap_or(self.found.due);
        let newest = self.case.readings("lh").next();
        match newest.filter(|reading| (from - reading.day).num_days() <= LH_DAYS) {
            Some(reading) => {
                let value = message::value(&reading, "lh", self.case.knowledge);
                let next = self.prolactin(from).unwrap_or_else(|| {
                    "they ask for prolactin next, to find the cause before treatment".to_owned()
                });
                let limits = self.case.limits_of("lh", &reading);
                let upper = limits.and_then(|(_, high)| high);
                let is_known = upper.is_some_and(|high| reading.extent.certainly(Relation::AtMost, high));
                let judged = if is_known { ", not above its interval" } else { "" };
                format!(" LH was {value} on {}{judged}: {next}.", long(reading.day))
            }
            None => " No LH is on record: they ask for it next, and for prolactin when it is not raised, to find the \
                     cause before treatment."
                .to_owned(),
        }
    }

    /// What a prolactin known already says beside two low testosterones.
    fn prolactin(&self, from: NaiveDate) -> Option<String> {
        let newest = self.case.readings("prolactin").next()?;
        let is_recent = (from - newest.day).num_days() <= LH_DAYS;
        let value = message::value(&newest, "prolactin", self.case.knowledge);
        let day = long(newest.day);
        is_recent.then(|| {
            format!(
                "they ask for prolactin next, which was {value} on {day}, to find the cause before treatment"
            )
        })
    }

    fn panel_words(&self) -> String {
        if self.takes("trt") {
            "On testosterone LH and FSH are suppressed and guide nothing.".to_owned()
        } else {
            "HRTIO names total testosterone, estradiol, LH and FSH as the panel that guides treatment."
                .to_owned()
        }
    }

    fn trt_words(&self) -> String {
        if self.takes("trt") {
            " HRTIO says that anastrozole on testosterone treatment can lower bone density.".to_owned()
        } else {
            String::new()
        }
    }
}

/// What speaks against an estradiol that was not marked as measured by mass spectrometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssayDoubt {
    /// It is so low that standard immunoassays are unreliable.
    Unreliable,
    /// Another assay can give another value, and another ratio.
    OtherScale,
}

impl AssayDoubt {
    /// What speaks against a reading of estradiol; nothing where it was measured by mass spectrometry.
    pub fn of(estradiol: &Reading<'_>) -> Option<Self> {
        if estradiol.method().is_some_and(|method| method.known() == Some(KnownMethod::MassSpectrometry)) {
            return None;
        }
        let is_low = estradiol.extent.certainly(Relation::Below, UNRELIABLE_BELOW_PG_ML);
        Some(if is_low { Self::Unreliable } else { Self::OtherScale })
    }
}

/// Below this standard immunoassays of estradiol are unreliable, in pg/mL.
const UNRELIABLE_BELOW_PG_ML: f64 = 20.0;

/// A finding that is older than a year says that nothing newer is known, so that nobody takes it for today's.
const A_YEAR: i64 = 365;

/// An LH or a prolactin counts beside a testosterone from so many days before it on.
const LH_DAYS: i64 = 90;
