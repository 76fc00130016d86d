//! What is measured: its units with their factors, its limits, and how it is converted.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::domain::decimal::Decimal;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::AnalyteId;
use crate::domain::quantity::{Comparator, Quantity, UnitCode};
use crate::domain::report::{Observation, Report};
use crate::domain::report_kind::Kind;
use crate::domain::specimen::Specimen;
pub use crate::domain::unit::{Unit, UnitSystem, UnitView};

/// One analyte of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Analyte {
    /// As it is written, for example `testosterone-total`.
    pub id: AnalyteId,
    /// As it is written, for example `Testosterone, total`.
    pub name: String,
    /// Column heading of at most ten characters: `T`, `E2`.
    pub short: String,
    /// The paper it stands on.
    pub kind: Kind,
    /// Heading it is listed under: `hormones`, `bone`, …
    pub group: String,
    /// Units it is reported in; the first is the canonical one, with factor 1. Never empty.
    pub units: Vec<Unit>,
    /// Values outside cannot be right and are refused. Canonical unit.
    pub hard: ValueLimits,
    /// Values outside are asked about. Canonical unit.
    pub soft: ValueLimits,
    /// Values that look like another unit.
    pub slips: Vec<Slip>,
    /// Whether it is only ever computed, never typed (a ratio).
    pub calculated_only: bool,
    /// Whether its axis is logarithmic by default (counts).
    pub log_axis: bool,
}

/// A range of values, in the canonical unit; an open side has no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ValueLimits {
    /// The smallest value that is still inside.
    pub low: Option<f64>,
    /// The largest value that is still inside.
    pub high: Option<f64>,
}

/// A value that is probably in another unit: 15 "ng/dL" of testosterone is likely nmol/L.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// The unit it was entered in.
    pub unit: UnitCode,
    /// Values in this range (in `unit`) look wrong.
    pub low: f64,
    /// The largest possible value; see `low`.
    pub high: f64,
    /// The unit they probably are in.
    pub reads_as: UnitCode,
}

impl ValueLimits {
    /// Whether the value lies inside, ends included; a converted end is the end.
    pub fn contain(&self, value: f64) -> bool {
        let value = Extent::exact(value);
        self.low.is_none_or(|low| value.certainly(Relation::AtLeast, low))
            && self.high.is_none_or(|high| value.certainly(Relation::AtMost, high))
    }
}

/// A name without what stands in parentheses: `Normal forms` for `Normal forms (strict morphology)`.
pub fn bare_name(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

impl Analyte {
    /// The unit everything is compared in.
    pub fn canonical(&self) -> &Unit {
        &self.units[0]
    }

    /// The unit with this code.
    pub fn unit(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|u| &*u.code == code)
    }

    /// The unit values are shown in under a view; as entered keeps `entered`.
    pub fn unit_for(&self, view: UnitView, entered: &str) -> &Unit {
        let wanted = match view {
            UnitView::AsEntered => return self.unit(entered).unwrap_or_else(|| self.canonical()),
            UnitView::Conventional => UnitSystem::Conventional,
            UnitView::Si => UnitSystem::Si,
        };
        let of = |system| self.units.iter().find(|u| u.system == system);
        of(wanted).or_else(|| of(UnitSystem::Both)).unwrap_or_else(|| self.canonical())
    }

    /// Makes a unit the conventional one of a man who prefers it; SI units stay what they are. A code that is none
    /// of this analyte's changes nothing.
    pub fn prefer(&mut self, code: &str) {
        if self.unit(code).is_none() {
            return;
        }
        for unit in &mut self.units {
            unit.system = match (&*unit.code == code, unit.system) {
                (true, UnitSystem::Si | UnitSystem::Both) => UnitSystem::Both,
                (true, UnitSystem::Conventional | UnitSystem::Other) => UnitSystem::Conventional,
                (false, UnitSystem::Conventional) => UnitSystem::Other,
                (false, UnitSystem::Both) => UnitSystem::Si,
                (false, other) => other,
            };
        }
    }

    /// The smallest value that can be: minus infinity for scores, which may be negative.
    pub fn floor(&self) -> f64 {
        match self.hard.low {
            Some(low) if low >= 0.0 => 0.0,
            _ => f64::NEG_INFINITY,
        }
    }

    /// What the quantity can truly be, in the canonical unit; nothing when its unit is not one of this analyte's.
    pub fn extent(&self, quantity: &Quantity) -> Option<Extent> {
        let unit = self.unit(&quantity.unit)?;
        Some(Extent::new(quantity.comparator, quantity.value.value() * unit.factor, self.floor()))
    }

    /// The number in the canonical unit, comparator apart.
    pub fn canonical_value(&self, quantity: &Quantity) -> Option<f64> {
        Some(quantity.value.value() * self.unit(&quantity.unit)?.factor)
    }

    /// The quantity read in another of the analyte's units. In its own unit it comes back as printed.
    pub fn convert(&self, quantity: &Quantity, to: &Unit) -> Option<Quantity> {
        if quantity.unit == to.code {
            return Some(quantity.clone());
        }
        let value = self.canonical_value(quantity)? / to.factor;
        Some(Quantity {
            comparator: quantity.comparator,
            value: Decimal::rounded(bound(quantity.comparator, value, to.decimals), to.decimals),
            unit: to.code.clone(),
        })
    }

    /// The number of a quantity beside others in a unit: `about` stands before one that a view as entered has to
    /// convert; one that cannot be read in the unit keeps its own.
    pub fn number_in(&self, quantity: &Quantity, unit: &Unit, view: UnitView, about: &str) -> String {
        let Some(shown) = self.convert(quantity, unit) else {
            return quantity.to_string();
        };
        let is_other = quantity.unit != unit.code && view == UnitView::AsEntered;
        format!("{}{}{}", if is_other { about } else { "" }, shown.comparator.prefix(), shown.value)
    }

    /// The quantity as a view shows it.
    pub fn shown(&self, quantity: &Quantity, view: UnitView) -> Quantity {
        self.convert(quantity, self.unit_for(view, &quantity.unit)).unwrap_or_else(|| quantity.clone())
    }

    /// A computed canonical value; its digits are rounded to the canonical unit's places, and to another unit's once
    /// it is converted.
    pub fn computed(&self, value: f64) -> Quantity {
        let unit = self.canonical();
        Quantity {
            comparator: Comparator::Equal,
            value: Decimal::computed(value, unit.decimals),
            unit: unit.code.clone(),
        }
    }

    /// What a computed extent reads as: a number or a bound, canonical unit, rounded to its places.
    pub fn comparison(&self, extent: Extent) -> Quantity {
        let (comparator, value) = extent.as_comparison(self.floor());
        let value = bound(comparator, value, self.canonical().decimals);
        Quantity { comparator, ..self.computed(value) }
    }

    /// The same analyte measured in another specimen than serum: it converts alike, and nothing that is published
    /// for serum holds for it.
    fn in_specimen(&self, specimen: Specimen) -> Self {
        Self {
            id: specimen.series(&self.id),
            name: format!("{} ({})", self.name, specimen.name()),
            hard: ValueLimits { low: self.hard.low.map(|low| low.min(0.0)), high: None },
            soft: ValueLimits::default(),
            slips: Vec::new(),
            ..self.clone()
        }
    }

    /// The unit the number was probably meant in, when it looks like a slip.
    pub fn slip(&self, quantity: &Quantity) -> Option<&Unit> {
        let value = quantity.value.value();
        let slip =
            self.slips.iter().find(|s| s.unit == quantity.unit && value >= s.low && value <= s.high)?;
        self.unit(&slip.reads_as)
    }
}

/// What a number in so many places is bounded by: a bound moves outward to the next number they can show, so that it
/// never says more than is known, and nothing is `<0.0`.
fn bound(comparator: Comparator, value: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(decimals));
    let nearest = (value * scale).round();
    // What conversion adds in the last bits of a number moves no bound.
    let is_shown = (value * scale - nearest).abs() <= nearest.abs().max(1.0) * HAIR;
    match comparator {
        Comparator::Equal => value,
        _ if is_shown => nearest / scale,
        Comparator::Below | Comparator::AtMost => (value * scale).ceil() / scale,
        Comparator::Above | Comparator::AtLeast => (value * scale).floor() / scale,
    }
}

/// How far apart two numbers are that are the same but for what computing adds.
const HAIR: f64 = 1e-9;

/// The analytes known, by id.
#[derive(Clone, Debug, Default)]
pub struct Analytes {
    known: BTreeMap<AnalyteId, Analyte>,
    /// Those of blood in other specimens than serum; made when the first of them is asked for.
    in_other_specimens: OnceLock<BTreeMap<AnalyteId, Analyte>>,
}

impl Analytes {
    /// The analyte with this id; also one of another specimen than serum, by the id of its series:
    /// `cortisol-saliva`.
    pub fn get(&self, id: &str) -> Option<&Analyte> {
        self.known.get(id).or_else(|| {
            Specimen::of_series(id)?;
            self.in_other_specimens().get(id)
        })
    }

    /// The analyte as a result on a report means it: measured in the specimen of the report.
    pub fn measured(&self, report: &Report, result: &Observation) -> Option<&Analyte> {
        self.in_specimen(&result.analyte, report.specimen())
    }

    /// The analyte measured in a specimen.
    pub fn in_specimen(&self, id: &AnalyteId, specimen: Specimen) -> Option<&Analyte> {
        if specimen.is_serum() { self.known.get(id) } else { self.get(&specimen.series(id)) }
    }

    fn in_other_specimens(&self) -> &BTreeMap<AnalyteId, Analyte> {
        self.in_other_specimens.get_or_init(|| {
            let others = <Specimen as strum::IntoEnumIterator>::iter().filter(|other| !other.is_serum());
            let of_blood = || self.known.values().filter(|analyte| analyte.kind == Kind::Blood);
            let pairs = others.flat_map(|other| of_blood().map(move |analyte| analyte.in_specimen(other)));
            pairs.map(|analyte| (analyte.id.clone(), analyte)).collect()
        })
    }

    /// Makes these units the conventional ones of their analytes.
    pub fn prefer(&mut self, units: &BTreeMap<AnalyteId, String>) {
        for (id, code) in units {
            if let Some(analyte) = self.known.get_mut(id) {
                analyte.prefer(code);
            }
        }
        self.in_other_specimens = OnceLock::new();
    }

    /// All of them in serum, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Analyte> {
        self.known.values()
    }
}

impl FromIterator<Analyte> for Analytes {
    fn from_iter<I: IntoIterator<Item = Analyte>>(analytes: I) -> Self {
        let known = analytes.into_iter().map(|a| (a.id.clone(), a)).collect();
        Self { known, in_other_specimens: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn a_preferred_unit_is_the_conventional_one_and_si_stays_si() {
        for (id, preferred, conventional, si) in [
            ("testosterone-total", "nmol/L", "nmol/L", "nmol/L"),
            ("testosterone-total", "ng/mL", "ng/mL", "nmol/L"),
            ("testosterone-total", "ng/dL", "ng/dL", "nmol/L"),
            ("testosterone-total", "stone", "ng/dL", "nmol/L"),
            ("lh", "IU/L", "IU/L", "IU/L"),
        ] {
            let mut analyte = Catalog::embedded().analyte(id).unwrap().clone();
            analyte.prefer(preferred);
            let unit = |view| &*analyte.unit_for(view, "ng/dL").code;
            assert_eq!(unit(UnitView::Conventional), conventional, "{preferred}");
            assert_eq!(unit(UnitView::Si), si, "{preferred}");
            assert_eq!(analyte.canonical().code, Catalog::embedded().analyte(id).unwrap().canonical().code);
        }
    }

    #[test]
    fn a_converted_bound_never_says_more_than_is_known() {
        let catalog = Catalog::embedded();
        for (comparator, digits, shown) in [
            (Comparator::Below, "0.1", "<0.1 nmol/L"),
            (Comparator::AtMost, "0.1", "≤0.1 nmol/L"),
            // 0.347, 0.52 and 8.7 nmol/L.
            (Comparator::Below, "10", "<0.4 nmol/L"),
            (Comparator::AtMost, "15", "≤0.6 nmol/L"),
            (Comparator::Above, "250", ">8.6 nmol/L"),
            (Comparator::Equal, "250", "8.7 nmol/L"),
            (Comparator::Above, "0.1", ">0.0 nmol/L"),
            (Comparator::Equal, "0", "0.0 nmol/L"),
        ] {
            let quantity =
                Quantity { comparator, value: Decimal::parse(digits).unwrap(), unit: "ng/dL".into() };
            let analyte = catalog.analyte("testosterone-total").unwrap();
            let converted = analyte.convert(&quantity, analyte.unit("nmol/L").unwrap()).unwrap();
            assert_eq!(converted.to_string(), shown, "{digits} ng/dL");
        }
        // What conversion adds in its last bits moves no bound.
        let estradiol = catalog.analyte("estradiol").unwrap();
        let five = Quantity {
            comparator: Comparator::Below,
            value: Decimal::parse("0.50").unwrap(),
            unit: "ng/dL".into(),
        };
        assert_eq!(estradiol.convert(&five, estradiol.canonical()).unwrap().to_string(), "<5.0 pg/mL");
        let ratio = catalog.analyte("t-e2-ratio").unwrap();
        let below = Extent::new(Comparator::Below, 0.004, 0.0);
        assert_eq!(ratio.comparison(below).to_string(), "<0.1");
        assert_eq!(ratio.comparison(Extent::exact(0.004)).to_string(), "0.0");
    }

    #[test]
    fn a_converted_limit_is_inside_the_limits() {
        let limits = ValueLimits { low: Some(35.0), high: Some(55.0) };
        for (value, inside) in [(0.55 * 100.0, true), (35.0, true), (55.1, false), (34.9, false)] {
            assert_eq!(limits.contain(value), inside, "{value}");
        }
    }
}
