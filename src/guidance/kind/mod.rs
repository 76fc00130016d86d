//! The kinds of rules: each has a file of its own with its numbers, what it looks at, how it is checked and
//! evaluated, and what settles it.
//!
//! A new kind is a new file here and its line in [`Trigger`]. Field names are those of `catalog/rules.toml`. Numbers
//! named `…_days` are whole civil days; limits are in the analyte's canonical unit.

mod after_stop;
mod confirm;
mod consecutive;
mod milestone;
mod once;
mod quality;
mod ratio;
mod recurring;
mod repeat;
mod result_change;
mod result_finding;
mod symptom;
mod therapy_flag;
mod threshold;
mod trend;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, RuleId, SignId};
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::SkippedRound;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::look::LookList;
use crate::guidance::predicate::IntervalLimit;
use crate::guidance::vocabulary::{DrugSelector, NamedThings};

pub use after_stop::TestAfterStop;
pub use confirm::{ConfirmSample, SevereResult};
pub use consecutive::ConsecutiveValues;
pub use milestone::TherapyMilestone;
pub use once::TestOnce;
pub use quality::SampleQuality;
pub use ratio::ValueRatio;
pub use recurring::RecurringTest;
pub use repeat::RepeatTest;
pub use result_change::ResultChange;
pub use result_finding::ResultFinding;
pub use symptom::LoggedSymptom;
pub use therapy_flag::TherapyFlag;
pub use threshold::ValueThreshold;
pub use trend::{AgainstTrend, TrendDirection};

macro_rules! kinds_of_rules {
    ($($(#[$doc:meta])* $word:literal => $Kind:ident),* $(,)?) => {
        /// What raises a reminder: the `kind` of a rule, with its numbers.
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        pub enum Trigger {
            $($(#[$doc])* #[serde(rename = $word)] $Kind($Kind)),*
        }

        impl Trigger {
            pub(super) fn kind(&self) -> &dyn RuleKind {
                match self {
                    $(Self::$Kind(kind) => kind),*
                }
            }
        }
    };
}

kinds_of_rules! {
    /// A test that is wanted a fixed number of times around the start of a therapy.
    "once" => TestOnce,
    /// A test that is wanted again and again while a therapy goes on.
    "recurring" => RecurringTest,
    /// A test that is wanted again some time after the last one, once a therapy has lasted.
    "repeat" => RepeatTest,
    /// A day of a therapy worth knowing of.
    "milestone" => TherapyMilestone,
    /// A test that is wanted again and again after a therapy ended.
    "after-stop" => TestAfterStop,
    /// The newest value of an analyte beyond a limit.
    "threshold" => ValueThreshold,
    /// The quotient of two analytes of one day beyond a limit.
    "ratio" => ValueRatio,
    /// The newest value of one of some analytes beyond a limit; it stays until a newer one.
    "finding" => ResultFinding,
    /// The newest value differs from an earlier one by more than a limit.
    "change" => ResultChange,
    /// Several values in a row beyond a limit.
    "consecutive" => ConsecutiveValues,
    /// A result that asks for a second one.
    "confirm" => ConfirmSample,
    /// The way the newest sample was taken or measured.
    "quality" => SampleQuality,
    /// A change since the baseline against the expected direction.
    "trend" => AgainstTrend,
    /// A symptom or event that was logged.
    "symptom" => LoggedSymptom,
    /// A therapy that is taken at all.
    "therapy-flag" => TherapyFlag,
}

/// What every kind of rule can do.
pub(super) trait RuleKind {
    /// The placeholders its message may hold.
    fn placeholders(&self) -> &'static [&'static str];

    /// Tells which analytes, drugs and signs it names.
    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>);

    /// Tells what makes its numbers unusable.
    fn check(&self, faults: &mut RuleFaults);

    /// Tells which results it looks at, so that no others need to be loaded.
    fn look(&self, list: &mut LookList<'_>);

    /// What it finds on a day.
    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, occasion: &RuleOccasion<'a>) -> Option<RuleFinding>;

    /// What settles what it found, or when it falls silent, in one or two sentences.
    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String;

    /// Whether its reminders name a day to do something by; the others tell of what was found.
    fn has_due_date(&self) -> bool {
        false
    }

    /// Whether a test made today can settle what it found.
    fn asks_for_a_test(&self, _found: &RuleFinding, _case: &RuleCase<'_>) -> bool {
        self.has_due_date()
    }

    /// Whether the occurrence of a due date would take in this sign, logged on `day`.
    fn takes_in_sign(&self, _sign: &SignId, _day: NaiveDate, _due: NaiveDate) -> bool {
        false
    }

    /// Whether what it finds is a note on how a blood draw was taken or measured.
    fn is_about_a_draw(&self) -> bool {
        false
    }

    /// Its limit on an analyte, as a chart can draw it.
    fn limit_on(&self, _analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        None
    }

    /// Its limit on an analyte, where that is one of the analyte's own interval.
    fn interval_limit_on(&self, _analyte: &AnalyteId) -> Option<IntervalLimit<'_>> {
        None
    }

    /// The rule of kind `once` that must have nothing missing first.
    fn needs_first(&self) -> Option<&RuleId> {
        None
    }
}

/// What a rule is evaluated beside the record with.
pub(super) struct RuleOccasion<'a> {
    /// What raises the rule that must have nothing missing first, where one is named.
    pub first: Option<&'a Trigger>,
    /// Rounds that were dismissed and are passed over.
    pub skipped: &'a [SkippedRound],
}

/// A plain limit of a rule on an analyte, in its canonical unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawnLimit<'t> {
    /// How values are compared with it.
    pub op: Relation,
    pub value: f64,
    /// It is meant for values drawn on one of these; empty: for all.
    pub therapies: &'t [DrugSelector],
}

impl DrawnLimit<'_> {
    /// How far out it lies among limits of its side: the less, the further.
    pub fn reach(&self) -> f64 {
        match self.op {
            Relation::Below | Relation::AtMost => self.value,
            Relation::AtLeast | Relation::Above => -self.value,
        }
    }
}

impl Trigger {
    /// Whether its reminders name a day to do something by; the others tell of what was found.
    pub fn has_due_date(&self) -> bool {
        self.kind().has_due_date()
    }

    /// Its limit on an analyte, as a chart can draw it.
    pub fn limit_on(&self, analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        self.kind().limit_on(analyte)
    }

    /// Its limit on an analyte, where that is one of the analyte's own interval.
    pub fn interval_limit_on(&self, analyte: &AnalyteId) -> Option<IntervalLimit<'_>> {
        self.kind().interval_limit_on(analyte)
    }

    /// The rule of kind `once` that must have nothing missing before this one speaks.
    pub fn needs_first(&self) -> Option<&RuleId> {
        self.kind().needs_first()
    }

    /// Every analyte, drug and sign that the kind names.
    pub fn names(&self) -> NamedThings<'_> {
        let mut things = NamedThings::default();
        self.kind().name_things(&mut things);
        things
    }
}
