//! A row of a report's form: one analyte, its typed value, and the unit, range and method it is read with.

use serde::{Deserialize, Serialize};

use crate::domain::analyte::Analyte;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::quantity::{Quantity, parse_typed};
use crate::domain::report::{Observation, Side, Value};
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured.
    pub analyte: AnalyteId,
    /// The side of a hip; none for what has no side.
    pub side: Option<Side>,
    /// What is typed.
    pub value: Field,
    /// The unit a value without one is read in, where it is not the usual one.
    pub unit: Option<Box<str>>,
    /// The laboratory's interval.
    pub range: Range,
    /// How it was measured; for a DNA fragmentation index the assay.
    pub method: Method,
    /// Why the value that was pasted needs a look.
    pub doubt: Option<String>,
    /// The result that is edited, and the text it was shown as.
    pub kept: Option<(Observation, String)>,
}

/// The laboratory's interval of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Range {
    /// The one the laboratory last printed for this unit and method, if there is one.
    Offered,
    /// The one of the report whose shape this is, in its unit; in any other unit one is offered.
    Shape(Option<Interval>, Box<str>),
    /// Typed here; none when it was cleared.
    Typed(Option<Interval>),
}

/// How a row's value was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// As the laboratory measured last.
    LastUsed,
    /// As was said here or on the report; none where nothing was said.
    Said(Option<String>),
}

impl Row {
    /// An empty row.
    pub fn new(analyte: AnalyteId) -> Self {
        Self {
            analyte,
            side: None,
            value: Field::default(),
            unit: None,
            range: Range::Offered,
            method: Method::LastUsed,
            doubt: None,
            kept: None,
        }
    }

    /// An empty row with the unit, method and range of a result.
    pub fn like(result: &Observation) -> Self {
        let unit = result.quantity().map(|q| q.unit.clone());
        Self {
            side: result.side,
            range: match &unit {
                Some(unit) => Range::Shape(result.reference.clone(), unit.clone()),
                None => Range::Offered,
            },
            unit,
            method: Method::Said(method_of(result).cloned()),
            ..Self::new(result.analyte.clone())
        }
    }

    /// The row of a result that is edited.
    pub fn edit(result: &Observation) -> Self {
        let text = match &result.value {
            Value::Number(quantity) => format!("{}{}", quantity.comparator.prefix(), quantity.value),
            Value::Words(words) => words.clone(),
        };
        Self { value: Field::new(&text), kept: Some((result.clone(), text)), ..Self::like(result) }
    }

    /// The text without blanks around it.
    pub fn text(&self) -> &str {
        self.value.text().trim()
    }

    /// Whether the value is the stored one, so that nothing about it needs asking.
    pub fn is_unchanged(&self) -> bool {
        self.kept.as_ref().is_some_and(|(result, text)| {
            *text == self.text() && result.quantity().map(|q| &q.unit) == self.unit.as_ref()
        })
    }

    /// Reads the typed digits in another unit: the one they look like, else the next one of the analyte.
    /// Says which; none when there is no other.
    pub fn flip(&mut self, analyte: &Analyte, now: &str, quantity: Option<&Quantity>) -> Option<Box<str>> {
        let meant = quantity.and_then(|quantity| analyte.slip(quantity));
        let at = analyte.units.iter().position(|unit| &*unit.code == now).unwrap_or(0);
        let next = &analyte.units[(at + 1) % analyte.units.len()];
        let to = meant.unwrap_or(next).code.clone();
        if *to == *now {
            return None;
        }
        if let Ok(typed) = parse_typed(self.text())
            && typed.unit.is_some()
        {
            self.value.set(&format!("{}{}", typed.comparator.prefix(), typed.value));
        }
        self.unit = Some(to.clone());
        Some(to)
    }

    /// Takes the one of the methods known for the analyte that follows `now`; after the last one there is none.
    pub fn next_method(&mut self, now: Option<&String>, state: &State) {
        let known = methods(&self.analyte, now.map(String::as_str), state);
        let at = known.iter().position(|method| Some(method) == now);
        self.method = Method::Said(known.get(at.map_or(0, |at| at + 1)).cloned());
    }
}

/// The method of a result; for a DNA fragmentation index its assay.
pub fn method_of(result: &Observation) -> Option<&String> {
    if &*result.analyte == DFI { result.assay.as_ref() } else { result.method.as_ref() }
}

/// The analyte whose method is an assay.
pub const DFI: &str = "dfi";

const ASSAYS: [&str; 4] = ["SCSA", "TUNEL", "SCD", "Comet"];

/// Methods to choose from: the usual ones, then those on other results of the analyte, then the present one.
fn methods(analyte: &str, now: Option<&str>, state: &State) -> Vec<String> {
    let usual: &[&str] = match analyte {
        DFI => &ASSAYS,
        "testosterone-free" | "testosterone-bioavailable" => {
            &["equilibrium-dialysis", "lc-ms/ms", "immunoassay", "calculated"]
        }
        _ => &["immunoassay", "lc-ms/ms"],
    };
    let mut methods: Vec<String> = usual.iter().map(ToString::to_string).collect();
    let used = state.record.results(analyte).filter_map(|(_, result)| method_of(result));
    for method in used.map(String::as_str).chain(now) {
        if !methods.iter().any(|known| known.eq_ignore_ascii_case(method)) {
            methods.push(method.to_owned());
        }
    }
    methods
}
