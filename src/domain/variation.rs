//! How much a result moves by itself: the reference change value.
//!
//! The reference change value in its log-normal form, two-sided 95 %: `s² = ln(1 + CVI²) + ln(1 + CVA²)`,
//! limits `exp(±1.96·√2·s) − 1`. The symmetric form allows falls of more than 100 %, which counts and LH would
//! reach; this one never does. For means of several results each variance is divided by their number. It
//! assumes a steady state and says "more than noise", never "better".

use std::collections::BTreeMap;

use crate::domain::id::{AnalyteId, SourceKey};

/// Published variation of one analyte.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    pub analyte: AnalyteId,
    /// Coefficient of variation within one person, per cent.
    pub cvi: f64,
    /// Analytical coefficient of variation, per cent; 0 where `cvi` already contains it.
    pub cva: f64,
    /// Whether `cvi` contains the analytical part.
    pub includes_analytical: bool,
    /// In whom it was measured.
    pub population: String,
    /// Where `cvi` was read; of a ratio where those of its parts were.
    pub sources: Vec<SourceKey>,
    /// Whether `cvi` was read at its source.
    pub verified: bool,
    /// Whether `cva` was measured; else it is a proposal of this program.
    pub cva_verified: bool,
    /// What limits its use.
    pub note: Option<String>,
}

/// The variation used for each analyte.
#[derive(Clone, Debug, Default)]
pub struct Variations(BTreeMap<AnalyteId, Variation>);

/// A reference change value: the smallest relative differences that are more than noise, in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rcv {
    /// The change upward that is significant, in per cent and positive.
    pub up: f64,
    /// Downward, negative, above −100.
    pub down: f64,
}

/// The reference change value of single results with these coefficients of variation, per cent.
pub fn rcv(cvi: f64, cva: f64) -> Rcv {
    rcv_of_means(cvi, cva, 1, 1)
}

/// The reference change value of two means of so many results each, at least one.
pub fn rcv_of_means(cvi: f64, cva: f64, before: usize, after: usize) -> Rcv {
    let variance = log_variance(cvi) + log_variance(cva);
    let share = 1.0 / before.max(1) as f64 + 1.0 / after.max(1) as f64;
    let limit = Z_95 * (variance * share).sqrt();
    Rcv { up: 100.0 * limit.exp_m1(), down: 100.0 * (-limit).exp_m1() }
}

/// Standard normal quantile of a two-sided 95 % statement.
pub(crate) const Z_95: f64 = 1.96;

impl Variation {
    /// The reference change value of single results.
    pub fn rcv(&self) -> Rcv {
        rcv(self.cvi, self.cva)
    }

    /// The variation of a ratio of two analytes taken as independent: logarithms subtract, so their variances add.
    fn of_ratio(id: &str, above: &Self, below: &Self) -> Self {
        let both = |a: f64, b: f64| 100.0 * (log_variance(a) + log_variance(b)).exp_m1().sqrt();
        let mut sources = above.sources.clone();
        sources.extend(below.sources.iter().filter(|key| !above.sources.contains(key)).cloned());
        Self {
            analyte: id.into(),
            cvi: both(above.cvi, below.cvi),
            cva: both(above.cva, below.cva),
            includes_analytical: above.includes_analytical && below.includes_analytical,
            population: format!(
                "computed from {} ({}) and {} ({}), taken as independent",
                above.analyte, above.population, below.analyte, below.population
            ),
            sources,
            verified: above.verified && below.verified,
            cva_verified: above.cva_verified && below.cva_verified,
            note: None,
        }
    }
}

impl Variations {
    /// The variation of an analyte; none is known for many.
    pub fn get(&self, analyte: &str) -> Option<&Variation> {
        self.0.get(analyte)
    }
}

/// Of one analyte the last is kept. The ratios to testosterone follow from their parts unless one is given.
impl FromIterator<Variation> for Variations {
    fn from_iter<I: IntoIterator<Item = Variation>>(variations: I) -> Self {
        let mut all: BTreeMap<AnalyteId, Variation> =
            variations.into_iter().map(|v| (v.analyte.clone(), v)).collect();
        for (id, below) in [("t-e2-ratio", "estradiol"), ("t-lh-ratio", "lh")] {
            if let (None, Some(above), Some(below)) =
                (all.get(id), all.get("testosterone-total"), all.get(below))
            {
                let ratio = Variation::of_ratio(id, above, below);
                all.insert(id.into(), ratio);
            }
        }
        Self(all)
    }
}

fn log_variance(cv: f64) -> f64 {
    (cv / 100.0).powi(2).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::{close, variations};

    #[test]
    fn the_limits_agree_with_worked_numbers_and_undo_each_other() {
        for (cvi, cva, up, down) in [
            (10.0, 5.0, 36.24, -26.6001),
            (16.0, 5.0, 58.7167, -36.9947),
            (14.0, 6.0, 52.2584, -34.3222),
            (8.0, 3.0, 26.6795, -21.0606),
            (26.0, 3.0, 104.171, -51.0215),
            (7.4, 4.0, 26.2253, -20.7766),
            (6.8, 3.0, 22.8518, -18.6011),
            (17.82, 4.0, 65.2791, -39.4963),
            (1.81, 1.5, 6.73247, -6.3078),
            (54.2, 0.0, 308.253, -75.5054),
            (73.0, 0.0, 512.035, -83.6611),
            (0.0, 0.0, 0.0, 0.0),
        ] {
            let found = rcv(cvi, cva);
            // The worked numbers have six digits.
            assert!((found.up - up).abs() <= 6e-6 * up.abs(), "{cvi} {cva}: {found:?}");
            assert!((found.down - down).abs() <= 6e-6 * down.abs(), "{cvi} {cva}: {found:?}");
            close((1.0 + found.up / 100.0) * (1.0 + found.down / 100.0), 1.0, "up then down");
        }
    }

    #[test]
    fn means_of_several_results_have_narrower_limits() {
        let single = rcv(54.2, 0.0);
        let pair = rcv_of_means(54.2, 0.0, 2, 2);
        close(
            (1.0 + pair.up / 100.0).ln() * 2.0_f64.sqrt(),
            (1.0 + single.up / 100.0).ln(),
            "two on each side",
        );
    }

    #[test]
    fn a_ratio_varies_as_much_as_both_its_parts_together() {
        let all = variations();
        let ratio = all.get("t-e2-ratio").unwrap().rcv();
        let part = |id: &str| (1.0 + all.get(id).unwrap().rcv().up / 100.0).ln();
        let both = part("testosterone-total").hypot(part("estradiol"));
        close((1.0 + ratio.up / 100.0).ln(), both, "T/E2");
        assert!(all.get("t-lh-ratio").is_none(), "no variation of LH is given");
        for (source, sources) in
            [("GULDHAUG", &["GULDHAUG"][..]), ("AHOKOSKI98", &["GULDHAUG", "AHOKOSKI98"])]
        {
            let part = |id: &str| all.get(id).unwrap().clone();
            let below = Variation { sources: vec![source.into()], ..part("estradiol") };
            let ratio: Variations = [part("testosterone-total"), below].into_iter().collect();
            assert_eq!(
                ratio.get("t-e2-ratio").unwrap().sources,
                sources.iter().map(|key| (*key).into()).collect::<Vec<_>>()
            );
        }
    }
}
