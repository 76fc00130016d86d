//! What the difference between two readings of an analyte amounts to: within its variation, beyond it, or unknown.

use std::fmt;

use crate::domain::alike::ways_differ;
use crate::domain::analyte::Analyte;
use crate::domain::decimal::fixed;
use crate::domain::report::Kind;
use crate::domain::series::Reading;
use crate::domain::variation::{Rcv, Variations, rcv_of_means};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    /// The word in files and tables.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// What the difference between an earlier and a later value amounts to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Difference {
    /// More than the reference change value.
    BeyondVariation {
        direction: Direction,
        /// Relative to the earlier value, per cent.
        percent: f64,
    },
    /// No more than it.
    WithinVariation {
        /// Relative to the earlier value, per cent.
        percent: f64,
    },
    /// Nothing can be said.
    NotComparable {
        reason: Incomparable,
        /// Relative to the earlier value, per cent, where there is such a number.
        percent: Option<f64>,
    },
}

/// Why two values do not compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomparable {
    /// One of them is a bound.
    Censored,
    /// Several were taken together, and some of them but not all are bounds.
    SomeCensored,
    /// The earlier one is zero or negative, so that no percentage follows.
    NoBase,
    /// They were measured by different methods.
    OtherMethod,
    /// Several were taken together, and some of them but not all are zero: such values have no geometric mean.
    SomeZero,
    /// No variation of the analyte is known.
    NoVariation,
    /// The difference is larger than that of two samples, but semen asks for two on each side (default of this
    /// program; `KEEL06` finds three needed for reliability).
    TooFewSamples,
}

impl Rcv {
    /// The difference from a positive value to another one of at least 0.
    pub fn judge(self, before: f64, after: f64) -> Difference {
        let percent = percent(before, after);
        let direction = if percent > 0.0 { Direction::Up } else { Direction::Down };
        let limit = match direction {
            Direction::Up => self.up,
            Direction::Down => -self.down,
        };
        if percent.abs() > limit + HAIR {
            Difference::BeyondVariation { direction, percent }
        } else {
            Difference::WithinVariation { percent }
        }
    }
}

impl Variations {
    /// The difference between two readings of an analyte.
    pub fn compare(&self, analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>) -> Difference {
        self.compare_sets(analyte, std::slice::from_ref(before), std::slice::from_ref(after))
    }

    /// The difference between the geometric means of earlier and later readings. More than noise is said of
    /// semen only when each side has two samples or more.
    pub fn compare_sets(
        &self,
        analyte: &Analyte,
        before: &[Reading<'_>],
        after: &[Reading<'_>],
    ) -> Difference {
        let refuse = |reason, percent| Difference::NotComparable { reason, percent };
        let (old, new) = match (geometric_mean(before), geometric_mean(after)) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(reason), _) | (_, Err(reason)) => return refuse(reason, None),
        };
        if old <= 0.0 || new < 0.0 {
            return refuse(Incomparable::NoBase, None);
        }
        let percent = percent(old, new);
        if ways_differ(before, after) {
            return refuse(Incomparable::OtherMethod, Some(percent));
        }
        let Some(variation) = self.get(&analyte.id) else {
            return refuse(Incomparable::NoVariation, Some(percent));
        };
        let rcv = rcv_of_means(variation.cvi, variation.cva, before.len(), after.len());
        let judged = rcv.judge(old, new);
        let few = before.len().min(after.len()) < SAMPLES_OF_SEMEN;
        match judged {
            Difference::BeyondVariation { percent, .. } if few && analyte.kind == Kind::Semen => {
                refuse(Incomparable::TooFewSamples, Some(percent))
            }
            _ => judged,
        }
    }
}

impl Difference {
    /// Relative to the earlier value, per cent, where there is such a number.
    pub const fn percent(&self) -> Option<f64> {
        match *self {
            Self::BeyondVariation { percent, .. } | Self::WithinVariation { percent } => Some(percent),
            Self::NotComparable { percent, .. } => percent,
        }
    }
}

impl Difference {
    /// What it amounts to, without the number.
    pub const fn verdict(&self) -> &'static str {
        match self {
            Self::BeyondVariation { .. } => "beyond variation",
            Self::WithinVariation { .. } => "within variation",
            Self::NotComparable { reason, .. } => reason.words(),
        }
    }
}

impl fmt::Display for Difference {
    /// `+56%, within variation`, `-80%, beyond variation`, `+12%, another method`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.verdict();
        match self.percent() {
            Some(percent) => f.pad(&format!("{}, {words}", signed(percent))),
            None => f.pad(words),
        }
    }
}

impl Incomparable {
    /// The reason as it stands beside a percentage.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Censored => "a bound does not compare",
            Self::SomeCensored => "no mean with a bound in it",
            Self::NoBase => "no percentage applies",
            Self::OtherMethod => "another method",
            Self::SomeZero => "no mean with a zero in it",
            Self::NoVariation => "variation unknown",
            Self::TooFewSamples => "needs two samples on each side",
        }
    }
}

/// A percentage with its sign: `+56%`, `-80%`, `0%`.
pub fn signed(percent: f64) -> String {
    let digits = fixed(percent, 0);
    let sign = if digits.starts_with('-') || digits == "0" { "" } else { "+" };
    format!("{sign}{digits}%")
}

/// The geometric mean of one reading or more; of one its value.
///
/// # Errors
/// Where there is none: no reading, one that is a bound, a negative one of several, or a zero beside other values.
pub fn geometric_mean(readings: &[Reading<'_>]) -> Result<f64, Incomparable> {
    let values: Option<Vec<f64>> = readings.iter().map(|reading| reading.extent.value()).collect();
    let is_number = |reading: &Reading<'_>| reading.extent.value().is_some();
    let lack =
        if readings.iter().any(is_number) { Incomparable::SomeCensored } else { Incomparable::Censored };
    let values = values.ok_or(lack)?;
    match values.as_slice() {
        [] => Err(Incomparable::NoBase),
        [one] => Ok(*one),
        many if many.iter().any(|value| *value < 0.0) => Err(Incomparable::NoBase),
        many if many.iter().all(|value| *value == 0.0) => Ok(0.0),
        many if many.contains(&0.0) => Err(Incomparable::SomeZero),
        many => Ok((many.iter().map(|value| value.ln()).sum::<f64>() / many.len() as f64).exp()),
    }
}

/// Samples on each side from which a difference of semen results may be called more than noise.
const SAMPLES_OF_SEMEN: usize = 2;

/// Per cent; a difference this close to the limit is the limit.
const HAIR: f64 = 1e-9;

fn percent(before: f64, after: f64) -> f64 {
    100.0 * (after / before - 1.0)
}

#[cfg(test)]
mod tests {
    use crate::domain::fixture::{analytes, record, report, variations};
    use crate::domain::method::Method;
    use crate::domain::series::readings;
    use crate::domain::variation::rcv;

    #[test]
    fn a_difference_is_beyond_variation_only_past_the_limit_of_its_own_side() {
        for (cvi, cva, before, after, words) in [
            (16.0, 5.0, 300.0, 420.0, "+40%, within variation"),
            (16.0, 5.0, 300.0, 480.0, "+60%, beyond variation"),
            (16.0, 5.0, 300.0, 440.0, "+47%, within variation"),
            (16.0, 5.0, 420.0, 300.0, "-29%, within variation"),
            (16.0, 5.0, 500.0, 300.0, "-40%, beyond variation"),
            (14.0, 6.0, 30.0, 18.0, "-40%, beyond variation"),
            (14.0, 6.0, 30.0, 20.0, "-33%, within variation"),
            (54.2, 0.0, 3.0, 10.0, "+233%, within variation"),
            (54.2, 0.0, 3.0, 13.0, "+333%, beyond variation"),
            (54.2, 0.0, 20.0, 6.0, "-70%, within variation"),
            (54.2, 0.0, 20.0, 4.0, "-80%, beyond variation"),
            (54.2, 0.0, 20.0, 0.0, "-100%, beyond variation"),
            (16.0, 5.0, 300.0, 300.0, "0%, within variation"),
            (0.0, 0.0, 300.0, 300.0, "0%, within variation"),
        ] {
            let found = rcv(cvi, cva).judge(before, after);
            assert_eq!(found.to_string(), words, "{before} to {after}");
        }
    }

    /// The words for the difference between the first and the last of these values of an analyte.
    fn compared(id: &str, before: &[&str], after: &[&str]) -> String {
        let dated =
            |(place, value): (usize, &&str)| report(&format!("2026-01-{:02}", place + 1), &[(id, *value)]);
        let record = record(before.iter().chain(after).enumerate().map(dated));
        let analytes = analytes();
        let all = readings(&record, &analytes, id);
        let (old, new) = all.split_at(before.len());
        variations().compare_sets(analytes.get(id).unwrap(), old, new).to_string()
    }

    #[test]
    fn readings_are_compared_in_the_canonical_unit_and_only_where_something_follows() {
        for (id, before, after, words) in [
            ("testosterone-total", "312", "486", "+56%, within variation"),
            ("testosterone-total", "300", "16.642 nmol/L", "+60%, beyond variation"),
            ("estradiol", "31", "6.2", "-80%, beyond variation"),
            ("estradiol", "31", "<5", "a bound does not compare"),
            ("estradiol", "<5", "31", "a bound does not compare"),
            ("fsh", "5.0", "7.5", "+50%, variation unknown"),
            ("sperm-concentration", "0", "3", "no percentage applies"),
            ("t-score-total-hip", "-1.2", "-1.5", "no percentage applies"),
        ] {
            assert_eq!(compared(id, &[before], &[after]), words, "{id} {before} {after}");
        }
    }

    #[test]
    fn semen_needs_two_samples_on_each_side_for_more_than_noise() {
        for (before, after, words) in [
            (&["3"][..], &["10"][..], "+233%, within variation"),
            (&["3"], &["13"], "+333%, needs two samples on each side"),
            (&["3", "3"], &["13"], "+333%, needs two samples on each side"),
            (&["3", "3"], &["13", "13"], "+333%, beyond variation"),
            (&["2", "8"], &["5", "20"], "+150%, within variation"),
            (&["20", "20"], &["<1", "40", "44"], "no mean with a bound in it"),
            (&["20", "20"], &["<1", "<1"], "a bound does not compare"),
            (&["20", "20"], &["0", "40", "44"], "no mean with a zero in it"),
            (&["0", "20"], &["40", "44"], "no mean with a zero in it"),
            (&["20", "20"], &["0", "0"], "-100%, beyond variation"),
            (&["0", "0"], &["20", "20"], "no percentage applies"),
            (&["20", "20"], &[], "no percentage applies"),
        ] {
            assert_eq!(compared("sperm-concentration", before, after), words, "{before:?} {after:?}");
        }
    }

    #[test]
    fn results_of_two_methods_do_not_compare_but_an_unnamed_method_may() {
        let with = |date: &str, method: Option<&str>| {
            let mut report = report(date, &[("testosterone-total", "400"), ("estradiol", "20")]);
            report.results[1].method = method.map(Method::from);
            report
        };
        for (before, after, words) in [
            (Some("immunoassay"), Some("lc-ms/ms"), "0%, another method"),
            (Some("LC-MS/MS"), Some("lc-ms/ms"), "0%, within variation"),
            (None, Some("lc-ms/ms"), "0%, within variation"),
        ] {
            let record = record([with("2026-01-01", before), with("2026-02-01", after)]);
            let analytes = analytes();
            for id in ["estradiol", "t-e2-ratio"] {
                let all = readings(&record, &analytes, id);
                let found = variations().compare(analytes.get(id).unwrap(), &all[0], &all[1]);
                assert_eq!(found.to_string(), words, "{id} {before:?} {after:?}");
            }
        }
    }
}
