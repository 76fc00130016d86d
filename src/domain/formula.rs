//! How one value is computed from others: each formula with its words, inputs and source.
//!
//! Free testosterone: Vermeulen, Verdonck & Kaufman 1999 (JCEM 84:3666), with `K_SHBG` 1e9 L/mol,
//! `K_albumin` 3.6e4 L/mol, albumin 69,000 g/mol, and 43 g/L where albumin was not measured.
//! T/E2 in ng/dL over pg/mL (Shah 2021), T/LH in ng/dL over IU/L (Naelitz 2023).
//! A total motile sperm count takes progressive and non-progressive motility together, as most authors do;
//! Hamilton 2015 counts only the progressive ones, which is the progressive count here.

use crate::domain::extent::Extent;

/// How one analyte is computed from others.
pub struct Formula {
    pub id: &'static str,
    /// In words, with the units it takes.
    pub words: &'static str,
    pub source: &'static str,
    /// Analytes and the canonical unit each is taken in.
    pub inputs: &'static [FormulaTerm],
    /// From the input extents, in order.
    compute: fn(&[f64]) -> f64,
    /// Whether one input that is exactly zero makes the value zero, whatever else is missing: an ejaculate
    /// without sperm has no motile sperm.
    zero_decides: bool,
    /// Whether it is shown only where it, or every one, is asked for, because those who published it warn of it.
    by_name_only: bool,
}

/// One input of a formula.
pub struct FormulaTerm {
    pub id: &'static str,
    /// Its canonical unit, which the formula is written for.
    pub unit: &'static str,
    /// Whether the value rises or falls with it.
    rises: bool,
    /// Whether nothing follows from a bound on it, whatever the arithmetic would give.
    exact_only: bool,
    /// Stands in when nothing was measured.
    pub default: Option<f64>,
}

/// Whether a value of one day is taken on every other: a grown man's height.
pub fn stands_for_other_days(id: &str) -> bool {
    id == HEIGHT
}

/// The one measure that does not change from day to day.
pub const HEIGHT: &str = "height";

const fn up(id: &'static str, unit: &'static str) -> FormulaTerm {
    FormulaTerm { id, unit, rises: true, exact_only: false, default: None }
}

/// As `up`, of an input of which a bound is not reckoned with: a volume of `<2 mL` gives no total sperm number.
const fn exactly(id: &'static str, unit: &'static str) -> FormulaTerm {
    FormulaTerm { exact_only: true, ..up(id, unit) }
}

const fn down(id: &'static str, unit: &'static str) -> FormulaTerm {
    FormulaTerm { id, unit, rises: false, exact_only: false, default: None }
}

/// Albumin in g/dL taken where none was measured (Vermeulen 1999).
const USUAL_ALBUMIN: f64 = 4.3;

const fn albumin(rises: bool) -> FormulaTerm {
    FormulaTerm { id: "albumin", unit: "g/dL", rises, exact_only: false, default: Some(USUAL_ALBUMIN) }
}

/// What most formulas have in common.
const USUAL: Formula = Formula {
    id: "",
    words: "",
    source: "",
    inputs: &[],
    compute: |_| f64::NAN,
    zero_decides: false,
    by_name_only: false,
};

/// Every computed analyte. A formula may take another one's result.
pub const FORMULAS: &[Formula] = &[
    Formula {
        id: "t-e2-ratio",
        words: "testosterone (ng/dL) ÷ estradiol (pg/mL)",
        source: "SHAH21",
        inputs: &[up("testosterone-total", "ng/dL"), down("estradiol", "pg/mL")],
        compute: |x| x[0] / x[1],
        ..USUAL
    },
    Formula {
        id: "t-lh-ratio",
        words: "testosterone (ng/dL) ÷ LH (IU/L)",
        source: "NAELITZ23",
        inputs: &[up("testosterone-total", "ng/dL"), down("lh", "IU/L")],
        compute: |x| x[0] / x[1],
        ..USUAL
    },
    Formula {
        id: "free-testosterone-calculated",
        words: "Vermeulen 1999 from testosterone, SHBG and albumin",
        source: "VERMEULEN99",
        inputs: &[up("testosterone-total", "ng/dL"), down("shbg", "nmol/L"), albumin(false)],
        compute: |x| free_testosterone(x[0] / NG_DL_PER_NMOL_L, x[1], x[2] * 10.0) * PG_ML_PER_NMOL_L,
        ..USUAL
    },
    Formula {
        id: "bioavailable-testosterone-calculated",
        words: "free plus albumin-bound testosterone, Vermeulen 1999",
        source: "VERMEULEN99",
        // More albumin leaves less of it free, but more of it available.
        inputs: &[up("testosterone-total", "ng/dL"), down("shbg", "nmol/L"), albumin(true)],
        compute: |x| {
            let albumin = x[2] * 10.0;
            free_testosterone(x[0] / NG_DL_PER_NMOL_L, x[1], albumin)
                * albumin_factor(albumin)
                * NG_DL_PER_NMOL_L
        },
        ..USUAL
    },
    Formula {
        id: "free-androgen-index",
        words: "100 × testosterone (nmol/L) ÷ SHBG (nmol/L); not valid for adult men (1993)",
        source: "FAI93",
        inputs: &[up("testosterone-total", "ng/dL"), down("shbg", "nmol/L")],
        compute: |x| 100.0 * x[0] / NG_DL_PER_NMOL_L / x[1],
        by_name_only: true,
        ..USUAL
    },
    Formula {
        id: "progressive-motility",
        words: "rapid + slow progressive motility",
        source: "WHO21",
        inputs: &[up("rapid-progressive-motility", "%"), up("slow-progressive-motility", "%")],
        compute: |x| x[0] + x[1],
        ..USUAL
    },
    Formula {
        id: "total-motility",
        words: "progressive + non-progressive motility",
        source: "WHO21",
        inputs: &[up("progressive-motility", "%"), up("non-progressive-motility", "%")],
        compute: |x| x[0] + x[1],
        ..USUAL
    },
    Formula {
        id: "total-sperm-number",
        words: "volume (mL) × concentration (10^6/mL)",
        source: "WHO21",
        inputs: &[exactly("semen-volume", "mL"), up("sperm-concentration", "10*6/mL")],
        compute: |x| x[0] * x[1],
        zero_decides: true,
        ..USUAL
    },
    Formula {
        id: "total-motile-sperm-count",
        words: "total sperm number × total motility (PR + NP) ÷ 100",
        source: "VARICO14",
        inputs: &[up("total-sperm-number", "10*6"), up("total-motility", "%")],
        compute: |x| x[0] * x[1] / 100.0,
        zero_decides: true,
        ..USUAL
    },
    Formula {
        id: "total-progressive-motile-count",
        words: "total sperm number × progressive motility ÷ 100",
        source: "HAMILTON15",
        inputs: &[up("total-sperm-number", "10*6"), up("progressive-motility", "%")],
        compute: |x| x[0] * x[1] / 100.0,
        zero_decides: true,
        ..USUAL
    },
    Formula {
        id: "bmi",
        words: "weight (kg) ÷ height (m) squared",
        source: "HRTIO",
        inputs: &[up("weight", "kg"), down(HEIGHT, "cm")],
        compute: |x| x[0] / (x[1] / 100.0).powi(2),
        ..USUAL
    },
];

/// Those that are shown without being asked for.
pub fn shown_formulas() -> impl Iterator<Item = &'static Formula> {
    FORMULAS.iter().filter(|formula| !formula.by_name_only)
}

/// The formula of a computed analyte.
pub fn formula(id: &str) -> Option<&'static Formula> {
    FORMULAS.iter().find(|f| f.id == id)
}

impl Formula {
    /// The inputs whose days may give a value: the first, since all are needed, or any where one alone decides.
    pub fn deciding(&self) -> &'static [FormulaTerm] {
        if self.zero_decides { self.inputs } else { &self.inputs[..1] }
    }

    /// Whether an input that is exactly zero makes the value zero without the others.
    pub const fn is_decided_by_zero(&self) -> bool {
        self.zero_decides
    }

    /// The value's extent from those of the inputs; none when one is missing or nothing follows.
    pub fn extent(&self, inputs: &[Option<Extent>], floor: f64) -> Option<Extent> {
        let zero = |x: &Option<Extent>| x.is_some_and(|x| x.value() == Some(0.0));
        if self.zero_decides && inputs.iter().any(zero) {
            return Some(Extent::exact(0.0));
        }
        let known: Vec<Extent> = inputs.iter().copied().collect::<Option<_>>()?;
        if self.inputs.iter().zip(&known).any(|(term, x)| term.exact_only && !x.is_exact()) {
            return None;
        }
        let corner = |lowest: bool| -> f64 {
            let at = |(term, x): (&FormulaTerm, &Extent)| if term.rises == lowest { x.low } else { x.high };
            let values: Vec<f64> = self.inputs.iter().zip(&known).map(at).collect();
            (self.compute)(&values)
        };
        let closed = |lowest: bool| {
            let at = |(term, x): (&FormulaTerm, &Extent)| {
                if term.rises == lowest { x.low_closed } else { x.high_closed }
            };
            self.inputs.iter().zip(&known).all(at)
        };
        let (low, high) = (corner(true), corner(false));
        // An upper corner at infinity or zero over zero only says that there is no ceiling.
        let high = if high.is_nan() { f64::INFINITY } else { high };
        if !low.is_finite() || low > high {
            return None;
        }
        let extent =
            Extent { low, high, low_closed: closed(true), high_closed: closed(false) && high.is_finite() };
        (!extent.says_nothing(floor)).then_some(extent)
    }
}

/// Free testosterone in nmol/L from total testosterone and SHBG in nmol/L and albumin in g/L (Vermeulen 1999,
/// in the form that stays accurate when testosterone is small).
fn free_testosterone(testosterone: f64, shbg: f64, albumin: f64) -> f64 {
    if testosterone.is_infinite() {
        return f64::INFINITY;
    }
    if shbg.is_infinite() {
        return 0.0;
    }
    let n = albumin_factor(albumin);
    let b = n + shbg - testosterone;
    2.0 * testosterone / (b + (b * b + 4.0 * n * testosterone).sqrt())
}

/// 1 + `K_albumin` × albumin in mol/L: bioavailable over free.
fn albumin_factor(albumin: f64) -> f64 {
    1.0 + 3.6e4 * albumin / 69_000.0
}

/// Molar mass of testosterone, 288.431 g/mol.
const NG_DL_PER_NMOL_L: f64 = 28.8431;
const PG_ML_PER_NMOL_L: f64 = 288.431;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::close;

    #[test]
    fn free_and_bioavailable_testosterone_agree_with_worked_numbers() {
        // Testosterone and SHBG in nmol/L, albumin in g/L; free and bioavailable in nmol/L. The first is
        // the published example of the ISSAM page.
        for (t, shbg, albumin, free, available) in [
            (10.0, 40.0, 43.0, 0.173_883_68, 4.074_926_3),
            (20.0, 50.0, 43.0, 0.327_304_91, 7.670_319_4),
            (12.0, 30.0, 43.0, 0.253_318_25, 5.936_458_2),
            (8.0, 20.0, 43.0, 0.199_456_47, 4.674_219_1),
            (30.0, 80.0, 43.0, 0.365_819_39, 8.572_898),
            (15.0, 15.0, 43.0, 0.443_437_44, 10.391_86),
            (25.0, 100.0, 40.0, 0.244_574_59, 5.348_739_9),
            (3.0, 60.0, 35.0, 0.038_955_381, 0.750_314_51),
            (18.0, 35.0, 50.0, 0.338_065_49, 9.157_165_2),
            (264.0 / NG_DL_PER_NMOL_L, 30.0, 43.0, 0.187_994_52, 4.405_610_7),
            (300.0 / NG_DL_PER_NMOL_L, 40.0, 43.0, 0.181_556_77, 4.254_743_3),
            (350.0 / NG_DL_PER_NMOL_L, 20.0, 43.0, 0.313_908_52, 7.356_377_9),
            (531.0 / NG_DL_PER_NMOL_L, 35.0, 43.0, 0.376_823_62, 8.830_779_6),
            (916.0 / NG_DL_PER_NMOL_L, 35.0, 43.0, 0.726_638_91, 17.028_625),
            (412.0 / NG_DL_PER_NMOL_L, 25.0, 45.0, 0.330_086_64, 8.079_946_9),
            (150.0 / NG_DL_PER_NMOL_L, 60.0, 38.0, 0.067_511_959, 1.406_009_9),
            (15.0, 0.0, 43.0, 0.640_074_21, 15.0),
            (15.0, 40.0, 0.0, 0.564_659_97, 0.564_659_97),
            (0.5, 40.0, 43.0, 0.007_921_367, 0.185_635_51),
            (60.0, 10.0, 43.0, 2.264_302_7, 53.063_441),
        ] {
            let what = format!("{t} {shbg} {albumin}");
            let found = free_testosterone(t, shbg, albumin);
            close(found, free, &what);
            close(found * albumin_factor(albumin), available, &what);
        }
    }

    #[test]
    fn free_testosterone_falls_as_albumin_rises() {
        for (albumin, pmol) in [(35.0, 328.968_4), (43.0, 297.570_2), (50.0, 275.042_5)] {
            close(free_testosterone(15.0, 35.0, albumin) * 1000.0, pmol, &albumin.to_string());
        }
    }

    #[test]
    fn free_testosterone_agrees_with_the_closed_form_on_a_wider_table() {
        // Testosterone and SHBG in nmol/L, albumin in g/L; free in pmol/L, printed to four places.
        for (t, shbg, albumin, pmol) in [
            (10.4, 30.0, 43.0, 216.209),
            (8.0, 30.0, 43.0, 162.462_7),
            (12.0, 30.0, 43.0, 253.318_3),
            (15.0, 40.0, 45.0, 267.707_6),
            (20.0, 50.0, 43.0, 327.304_9),
            (29.0, 54.0, 43.0, 484.953_4),
            (35.0, 18.0, 43.0, 1_092.487_3),
            (5.0, 20.0, 43.0, 121.142_4),
            (2.0, 15.0, 40.0, 55.429_6),
            (0.5, 30.0, 43.0, 9.406_4),
            (0.7, 82.0, 43.0, 6.673_6),
            (10.4, 10.0, 43.0, 336.376_9),
            (10.4, 5.0, 43.0, 384.528_3),
            (10.4, 80.0, 43.0, 108.804_2),
            (10.4, 150.0, 43.0, 63.215_6),
            (10.4, 30.0, 35.0, 239.250_7),
            (10.4, 30.0, 50.0, 199.637_1),
            (10.4, 30.0, 20.0, 301.594),
            (60.0, 20.0, 43.0, 1_992.093_7),
            (100.0, 10.0, 43.0, 3_927.052_1),
            (16.8, 15.0, 43.0, 502.745_5),
            (15.0, 43.0, 43.0, 260.672),
            (8.2, 32.0, 43.0, 160.776_3),
            (11.2, 11.0, 43.0, 354.957),
            (10.402_7, 53.0, 42.0, 150.837),
        ] {
            let found = free_testosterone(t, shbg, albumin) * 1000.0;
            assert!((found - pmol).abs() <= 6e-5, "{t} {shbg} {albumin}: {found} is not {pmol}");
        }
    }

    #[test]
    fn free_testosterone_keeps_its_laws_over_the_whole_range() {
        let grid = [0.0, 0.1, 1.0, 10.0, 60.0, 200.0];
        for place in 0..grid.len().pow(3) {
            let at = |power| grid[place / grid.len().pow(power) % grid.len()];
            let (t, shbg, albumin) = (at(0), at(1), at(2));
            let free = free_testosterone(t, shbg, albumin);
            let n = albumin_factor(albumin);
            let what = format!("{t} {shbg} {albumin}");
            assert!(free >= 0.0 && free <= t / n * (1.0 + 1e-12), "{what}: between nothing and T/N");
            assert!(free_testosterone(t + 1.0, shbg, albumin) > free, "{what}: rises with T");
            let with_more_shbg = free_testosterone(t, shbg + 1.0, albumin);
            assert!(with_more_shbg < free || t == 0.0, "{what}: falls as SHBG rises");
            let available = free_testosterone(t, shbg, albumin + 1.0) * albumin_factor(albumin + 1.0);
            assert!(
                available >= free * n * (1.0 - 1e-12),
                "{what}: available testosterone rises with albumin"
            );
        }
    }

    #[test]
    fn the_androgen_index_and_the_lh_ratio_agree_with_worked_numbers() {
        for (id, inputs, wanted) in [
            ("free-androgen-index", [10.0 * NG_DL_PER_NMOL_L, 40.0], 25.0),
            ("free-androgen-index", [20.0 * NG_DL_PER_NMOL_L, 50.0], 40.0),
            ("free-androgen-index", [15.0 * NG_DL_PER_NMOL_L, 35.0], 42.857_143),
            ("free-androgen-index", [18.41 * NG_DL_PER_NMOL_L, 35.0], 52.6),
            ("t-lh-ratio", [450.0, 4.5], 100.0),
            ("t-lh-ratio", [356.0, 4.7], 75.744_68),
            ("t-lh-ratio", [265.0, 8.3], 31.927_71),
            ("t-lh-ratio", [270.6, 3.4], 79.588_24),
            ("t-lh-ratio", [412.0, 5.4], 76.296_30),
        ] {
            let inputs = inputs.map(|x| Some(Extent::exact(x)));
            let extent = formula(id).unwrap().extent(&inputs, 0.0).unwrap();
            close(extent.value().unwrap(), wanted, id);
        }
    }

    #[test]
    fn formulas_are_listed_once_and_take_what_is_listed_before_them() {
        for (place, formula) in FORMULAS.iter().enumerate() {
            let later = &FORMULAS[place + 1..];
            assert!(later.iter().all(|f| f.id != formula.id), "{} twice", formula.id);
            for term in formula.inputs {
                assert!(
                    later.iter().chain([formula]).all(|f| f.id != term.id),
                    "{} takes {}, which stands after it",
                    formula.id,
                    term.id
                );
            }
        }
    }
}
