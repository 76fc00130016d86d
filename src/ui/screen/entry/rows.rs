//! The rows of a report's form: what one holds, and which rows a form of each kind has.

use serde::{Deserialize, Serialize};

use crate::domain::analyte::Analyte;
use crate::domain::bone::SITES;
use crate::domain::formula::formula;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity, UnitCode};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::typed_value::parse_typed;
use crate::ui::screen::entry::answer::{ScannedHips, read_hips};
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// A row of the form: an analyte and what is typed beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    pub analyte: AnalyteId,
    /// The side of a hip; none for what has no side.
    pub side: Option<BodySide>,
    pub value: Field,
    /// The unit a value without one is read in, where it is not the usual one.
    pub unit: Option<UnitCode>,
    pub range: RowRange,
    /// How it was measured; for a DNA fragmentation index the assay.
    pub method: RowMethod,
    /// Why the value that was pasted needs a look.
    pub doubt: Option<String>,
    /// The result that is edited, and the text it was shown as.
    pub kept: Option<(Observation, String)>,
}

/// The laboratory's interval of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowRange {
    /// The one the laboratory last printed for this unit and method, if there is one.
    Offered,
    /// The one of the report whose shape this is, in its unit; in any other unit one is offered.
    Shape(Option<Interval>, UnitCode),
    /// Typed here; none when it was cleared.
    Typed(Option<Interval>),
}

/// How a row's value was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowMethod {
    /// As the laboratory measured last.
    LastUsed,
    /// As was said here or on the report; none where nothing was said.
    Said(Option<Method>),
}

impl ResultRow {
    /// A row in which nothing is typed.
    pub fn new(analyte: AnalyteId) -> Self {
        Self {
            analyte,
            side: None,
            value: Field::default(),
            unit: None,
            range: RowRange::Offered,
            method: RowMethod::LastUsed,
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
                Some(unit) => RowRange::Shape(result.reference.as_deref().cloned(), unit.clone()),
                None => RowRange::Offered,
            },
            unit,
            method: RowMethod::Said(method_of(result).cloned()),
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

    /// The stored value, while it stands as it was stored.
    pub fn unchanged(&self) -> Option<&Value> {
        let (result, text) = self.kept.as_ref()?;
        let is_same = *text == self.text() && result.quantity().map(|q| &q.unit) == self.unit.as_ref();
        is_same.then_some(&result.value)
    }

    /// Whether the value is the stored one, so that nothing about it needs asking.
    pub fn is_unchanged(&self) -> bool {
        self.unchanged().is_some()
    }

    /// Reads the typed digits in another unit: the one they look like, else the next one of the analyte.
    /// Says which; none when there is no other.
    pub fn flip(&mut self, analyte: &Analyte, now: &str, quantity: Option<&Quantity>) -> Option<UnitCode> {
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

    /// Methods to choose from: the usual ones, then those on other results of the analyte, then the present one.
    pub fn methods(&self, now: &str, state: &State) -> Vec<Method> {
        let usual: &[&str] = match &*self.analyte {
            DFI => &ASSAYS,
            "testosterone-free" | "testosterone-bioavailable" => {
                &["equilibrium-dialysis", "lc-ms/ms", "immunoassay", "calculated"]
            }
            _ => &["immunoassay", "lc-ms/ms"],
        };
        let mut methods: Vec<Method> = usual.iter().map(|method| Method::new(method)).collect();
        let used = state.record.results(&self.analyte).filter_map(|(_, result)| method_of(result)).cloned();
        let now = Some(now).filter(|now| !now.is_empty()).map(Method::new);
        for method in used.chain(now) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods
    }
}

/// The method of a result; for a DNA fragmentation index its assay.
pub fn method_of(result: &Observation) -> Option<&Method> {
    if &*result.analyte == DFI { result.assay.as_ref() } else { result.method.as_ref() }
}

/// The analyte whose method is an assay.
pub const DFI: &str = "dfi";

const ASSAYS: [&str; 4] = ["SCSA", "TUNEL", "SCD", "Comet"];

/// Values of a site, side by side.
pub const SCAN_COLUMNS: usize = 3;

/// How their analyte ids begin.
const SCAN_VALUES: [&str; SCAN_COLUMNS] = ["bmd-", "t-score-", "z-score-"];

/// The rows of the spine and one hip; more follow when both hips were scanned.
const ONE_HIP: usize = SITES.len() * SCAN_COLUMNS;

/// The empty rows of a scan, a hip for each side that is measured.
fn scan_rows(hips: &str) -> Vec<ResultRow> {
    let mut rows: Vec<ResultRow> = SITES.iter().flat_map(|site| rows_of_site(site, None)).collect();
    match_hips(&mut rows, hips);
    rows
}

/// The rows of a stored scan. What finds no place, as a second value of one site and side, is carried along.
pub fn scan_rows_of<'r>(shown: &[&'r Observation], carried: &mut Vec<&'r Observation>) -> Vec<ResultRow> {
    let mut rest: Vec<&Observation> = shown.to_vec();
    let mut rows = scan_rows(hips_among(shown));
    for row in &mut rows {
        let place = rest.iter().position(|result| result.analyte == row.analyte && result.side == row.side);
        if let Some(place) = place {
            *row = ResultRow::edit(rest.remove(place));
        }
    }
    carried.extend(rest);
    rows
}

/// The word for the hips on a stored scan.
pub fn hips_of(report: &Report) -> &'static str {
    let results: Vec<&Observation> = report.results.iter().collect();
    hips_among(&results)
}

/// Gives the rows of the hips their sides; rows of the second hip come and, while they are empty, go.
pub fn match_hips(rows: &mut Vec<ResultRow>, text: &str) {
    let Ok(hips) = read_hips(text) else { return };
    let first = match hips {
        ScannedHips::Unsaid => None,
        ScannedHips::Left | ScannedHips::Both => Some(BodySide::Left),
        ScannedHips::Right => Some(BodySide::Right),
    };
    for row in rows.iter_mut().take(ONE_HIP).skip(SCAN_COLUMNS) {
        row.side = first;
    }
    let second_is_empty = rows.iter().skip(ONE_HIP).all(|row| row.value.is_empty());
    if hips == ScannedHips::Both && rows.len() == ONE_HIP {
        rows.extend(SITES[1..].iter().flat_map(|site| rows_of_site(site, Some(BodySide::Right))));
    } else if hips != ScannedHips::Both && second_is_empty {
        rows.truncate(ONE_HIP);
    }
}

/// The site an analyte of a scan is about: `total-hip`.
pub fn scan_site(analyte: &str) -> &str {
    let of = |value: &&str| analyte.strip_prefix(*value);
    SCAN_VALUES.iter().find_map(of).unwrap_or(analyte)
}

fn hips_among(results: &[&Observation]) -> &'static str {
    hips_word(&results.iter().filter_map(|result| result.side).collect::<Vec<_>>())
}

/// The word for the hips that have values.
pub fn hips_word(sides: &[BodySide]) -> &'static str {
    match (sides.contains(&BodySide::Left), sides.contains(&BodySide::Right)) {
        (true, true) => "both",
        (true, false) => "left",
        (false, true) => "right",
        (false, false) => "",
    }
}

fn rows_of_site(site: &str, hip: Option<BodySide>) -> impl Iterator<Item = ResultRow> {
    SCAN_VALUES
        .map(|value| ResultRow { side: hip, ..ResultRow::new(format!("{value}{site}").into()) })
        .into_iter()
}

pub const PROGRESSIVE: &str = "progressive-motility";
pub const RAPID: &str = "rapid-progressive-motility";
pub const SLOW: &str = "slow-progressive-motility";
pub const NON_PROGRESSIVE: &str = "non-progressive-motility";
pub const IMMOTILE: &str = "immotile";

/// Properties of sperm: where there are none, they have no value.
const OF_SPERM: [&str; 8] =
    [PROGRESSIVE, RAPID, SLOW, NON_PROGRESSIVE, IMMOTILE, "total-motility", "morphology", "vitality"];

/// The rows of a stored analysis: those of the panel in its order, then any others on the report.
pub fn semen_rows_of(shown: &[&Observation], state: &State) -> Vec<ResultRow> {
    let in_grades = shown.iter().any(|r| [RAPID, SLOW].contains(&&*r.analyte));
    let panel = if in_grades { "semen-four-grade" } else { "semen-who" };
    let mut rest = shown.to_vec();
    let mut rows = Vec::new();
    for analyte in state.catalog.panel(panel).into_iter().flat_map(|panel| &panel.analytes) {
        let place = rest.iter().position(|result| result.analyte == *analyte);
        rows.push(match place {
            Some(place) => ResultRow::edit(rest.remove(place)),
            None => ResultRow::new(analyte.clone()),
        });
    }
    rows.extend(rest.into_iter().map(ResultRow::edit));
    rows
}

/// Whether the analyte is a grade of motility.
pub fn is_motility(analyte: &str) -> bool {
    [PROGRESSIVE, RAPID, SLOW, NON_PROGRESSIVE, IMMOTILE].contains(&analyte)
}

/// Whether the analyte is a property of sperm.
pub fn is_of_sperm(analyte: &str) -> bool {
    OF_SPERM.contains(&analyte)
}

/// Whether a report says that there are no sperm.
pub fn without_sperm(report: &Report) -> bool {
    let none = |id: &str| {
        let quantity = report.result(id).and_then(Observation::quantity);
        quantity.is_some_and(|q| q.comparator == Comparator::Equal && q.value.value() == 0.0)
    };
    none("sperm-concentration") || none("total-sperm-number")
}

/// Goes from progressive motility to its two grades or back; the place of the first. None where values typed in them
/// would be lost.
pub fn switch_grades(rows: &mut Vec<ResultRow>) -> Option<usize> {
    let (from, to): (&[&str], &[&str]) = if rows.iter().any(|row| &*row.analyte == RAPID) {
        (&[RAPID, SLOW], &[PROGRESSIVE])
    } else {
        (&[PROGRESSIVE], &[RAPID, SLOW])
    };
    let is_from = |row: &ResultRow| from.contains(&&*row.analyte);
    if rows.iter().any(|row| is_from(row) && !row.value.is_empty()) {
        return None;
    }
    let at = rows.iter().position(is_from).unwrap_or(rows.len());
    rows.retain(|row| !is_from(row));
    let new = to.iter().map(|id| ResultRow::new((*id).into()));
    rows.splice(at..at, new);
    Some(at)
}

/// The newest report of a kind.
pub fn last_report(kind: Kind, state: &State) -> Option<&Report> {
    state.record.reports_of(kind).next_back()
}

/// The rows a new report opens with.
pub fn opening_rows(kind: Kind, state: &State) -> Vec<ResultRow> {
    let panel = |id: &str| -> Vec<AnalyteId> {
        state.catalog.panel(id).map_or_else(Vec::new, |panel| panel.analytes.clone())
    };
    let analytes = match kind {
        Kind::Blood => {
            let of_last: Vec<AnalyteId> = last_report(kind, state)
                .into_iter()
                .flat_map(|report| &report.results)
                .map(|result| result.analyte.clone())
                .collect();
            let of_last = enterable(kind, &of_last, state);
            if of_last.is_empty() { panel("first-draw") } else { of_last }
        }
        Kind::Semen => panel("semen-who"),
        Kind::Dxa => return scan_rows(last_report(kind, state).map_or("", hips_of)),
        Kind::Body => panel("body"),
    };
    analytes.into_iter().map(ResultRow::new).collect()
}

/// Those of the analytes that can be typed on a kind of report, each once; a computed one gives its inputs.
pub fn enterable(kind: Kind, analytes: &[AnalyteId], state: &State) -> Vec<AnalyteId> {
    let mut out: Vec<AnalyteId> = Vec::new();
    let typed = |id: &AnalyteId| match formula(id) {
        Some(formula) if state.analyte(id).is_some_and(|a| a.calculated_only) => {
            formula.inputs.iter().map(|term| term.id.into()).collect()
        }
        _ => vec![id.clone()],
    };
    for id in analytes.iter().flat_map(typed) {
        let fits = state.analyte(&id).is_some_and(|a| a.kind == kind && !a.calculated_only);
        if fits && !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_hip_comes_with_both_and_goes_while_it_is_empty() {
        let mut all = scan_rows("");
        assert_eq!((all.len(), all[3].side), (9, None));
        match_hips(&mut all, "both");
        assert_eq!((all.len(), all[3].side, all[9].side), (15, Some(BodySide::Left), Some(BodySide::Right)));
        match_hips(&mut all, "right");
        assert_eq!((all.len(), all[3].side, all[0].side), (9, Some(BodySide::Right), None));
        match_hips(&mut all, "both");
        all[9].value.set("0.9");
        match_hips(&mut all, "left");
        assert_eq!(all.len(), 15, "a typed value is never taken away");
    }
}
