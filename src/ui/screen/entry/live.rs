//! What follows from the values of a form while they are typed: computed values, sums, how a scan or sample reads.

use crate::domain::bone::{Score, assess};
use crate::domain::derived::{self, DerivedOutcome};
use crate::domain::formula::formula;
use crate::domain::id::AnalyteId;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::domain::semen::{Edition, Sample, inconsistencies};
use crate::domain::series::{self, Reading, ReadingSource};
use crate::ui::screen::entry::reading::{EnteredValue, ReportReading};
use crate::ui::state::State;

/// A line under the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveLine {
    pub text: String,
    /// Whether it asks for a second look.
    pub is_doubt: bool,
}

/// What stands between the parts of a line.
const BETWEEN: &str = "   ";

impl LiveLine {
    const fn so(text: String) -> Self {
        Self { text, is_doubt: false }
    }

    /// In lines that are no wider, broken between parts.
    pub fn wrapped(&self, width: usize) -> Vec<Self> {
        let lines = wrap_parts(&self.text, width);
        let told = |text| Self { text, is_doubt: self.is_doubt };
        lines.into_iter().map(told).collect()
    }
}

/// What follows from the form as it stands, a line a thought.
pub fn live_lines(reading: &ReportReading, state: &State) -> Vec<LiveLine> {
    let record = reading.record(state);
    match reading.report.kind() {
        Kind::Blood => blood_lines(&record, &reading.report, state),
        Kind::Semen => semen_lines(&record, &reading.report, state),
        Kind::Dxa => scan_lines(&reading.report, state),
        Kind::Body => body_lines(&record, &reading.report, state),
    }
}

/// The text in lines of at most so many columns, broken between its parts, and within a part where it is longer.
pub fn wrap_parts(text: &str, width: usize) -> Vec<String> {
    let length = |text: &str| text.chars().count();
    let mut out: Vec<String> = Vec::new();
    for part in text.split(BETWEEN) {
        let (mut between, pieces) = if length(part) < width {
            (BETWEEN, vec![part])
        } else {
            (BETWEEN, part.split_whitespace().collect())
        };
        for piece in pieces {
            match out.last_mut() {
                Some(line) if length(line) + length(between) + length(piece) < width => {
                    *line = format!("{line}{between}{piece}");
                }
                _ => out.push(piece.to_owned()),
            }
            between = " ";
        }
    }
    out
}

/// Where a semen value stands among the percentiles of the report's edition.
pub fn percentile_place(id: &str, entered: &EnteredValue, report: &Report, state: &State) -> Option<String> {
    let EnteredValue::Value(Value::Number(quantity), _) = entered else {
        return None;
    };
    let band = edition(report, state)?.centiles(id)?.band(state.analyte(id)?.extent(quantity)?)?;
    Some(band.to_string())
}

/// The edition of the WHO manual a semen report is read by.
fn edition<'s>(report: &Report, state: &'s State) -> Option<&'s Edition> {
    let is_semen = report.kind() == Kind::Semen;
    state.catalog.edition(report.context.who_edition()).filter(|_| is_semen)
}

fn blood_lines(record: &Record, report: &Report, state: &State) -> Vec<LiveLine> {
    const SHOWN: [(&str, &str); 3] =
        [("t-e2-ratio", "T/E2"), ("t-lh-ratio", "T/LH"), ("free-testosterone-calculated", "free T")];
    let parts: Vec<String> =
        SHOWN.iter().filter_map(|(id, name)| computed_value(record, report, id, name, state)).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    vec![LiveLine::so(format!("calculated: {}", parts.join(BETWEEN)))]
}

/// A computed value of the day, or what it still needs once one of its inputs is there.
fn computed_value(record: &Record, report: &Report, id: &str, name: &str, state: &State) -> Option<String> {
    let analytes = state.catalog.analytes();
    match derived::derive(record, analytes, id, report.date) {
        DerivedOutcome::Value(_) => {
            let reading = series::on_day(record, analytes, id, report.date)?;
            Some(format!("{name} {}", shown_value(&reading, id, state)))
        }
        DerivedOutcome::Missing(missing) => {
            let inputs = formula(id)?.inputs.len();
            let needs: Vec<String> = missing.iter().map(|id| needed_name(id, state)).collect();
            (missing.len() < inputs && record.analytes().any(|a| is_input(id, a)))
                .then(|| format!("{name} needs {}", needs.join(" and ")))
        }
        DerivedOutcome::NotComputable | DerivedOutcome::NotDerived => None,
    }
}

fn is_input(of: &str, analyte: &str) -> bool {
    formula(of).is_some_and(|formula| formula.inputs.iter().any(|term| term.id == analyte))
}

/// What a computed value still needs: short where the row beside it says the same, `height` in words, since a
/// laboratory's sheet calls the hematocrit Ht.
fn needed_name(id: &AnalyteId, state: &State) -> String {
    match state.analyte(id) {
        Some(analyte) if analyte.kind == Kind::Body => analyte.name.to_lowercase(),
        Some(analyte) => analyte.short.clone(),
        None => id.to_string(),
    }
}

fn shown_value(reading: &Reading<'_>, id: &str, state: &State) -> String {
    let Some(analyte) = state.analyte(id) else { return String::new() };
    state.privacy().text(|| {
        let text = state.in_view(analyte, &reading.quantity(analyte)).to_string();
        text.replace(" 10^6", " million")
    })
}

fn semen_lines(record: &Record, report: &Report, state: &State) -> Vec<LiveLine> {
    const TOTALS: [(&str, &str); 3] = [
        ("total-sperm-number", "total sperm number"),
        ("total-motile-sperm-count", "total motile (PR + NP)"),
        ("total-progressive-motile-count", "total progressive (PR)"),
    ];
    let analytes = state.catalog.analytes();
    let parts: Vec<String> =
        TOTALS.iter().filter_map(|(id, name)| printed_total(record, report, id, name, state)).collect();
    let mut told = Vec::new();
    if !parts.is_empty() {
        told.push(LiveLine::so(parts.join(BETWEEN)));
    }
    let odd = state.privacy().all(|| inconsistencies(analytes, report));
    told.extend(odd.iter().map(|odd| LiveLine { text: odd.to_string(), is_doubt: true }));
    if let Some(edition) = edition(report, state) {
        let naming = edition.naming(&Sample::on(record, analytes, report.date), state.catalog.terms());
        let term = naming.term.map(|term| format!("{term}, by {}", edition.name));
        let remarks = naming.remarks.iter().map(ToString::to_string);
        let words: Vec<String> = term.into_iter().chain(remarks).collect();
        if !words.is_empty() && !report.results.is_empty() {
            told.push(LiveLine::so(words.join("; ")));
        }
    }
    told
}

/// A total of the ejaculate: as computed, and beside it as the laboratory prints it.
fn printed_total(record: &Record, report: &Report, id: &str, name: &str, state: &State) -> Option<String> {
    let analyte = state.analyte(id)?;
    let computed = derived::derive(record, state.catalog.analytes(), id, report.date).value();
    let computed = computed.map(|derived| {
        let day = report.date;
        let extent = derived.extent;
        let reading = Reading { day, time: None, extent, from: ReadingSource::Computed(Box::new(derived)) };
        shown_value(&reading, id, state)
    });
    let printed = report.result(id).and_then(Observation::quantity);
    let printed = printed.map(|quantity| state.number(analyte, quantity));
    Some(match (printed, computed) {
        (None, None) => return None,
        (None, Some(computed)) => format!("{name} {computed}"),
        (Some(printed), None) => format!("{name} {printed} as printed"),
        (Some(printed), Some(computed)) => format!("{name} {computed}, printed {printed}"),
    })
}

fn scan_lines(report: &Report, state: &State) -> Vec<LiveLine> {
    let Some(age) = state.record.profile().age_on(report.date) else {
        return vec![LiveLine::so(
            "Below the age of 50 the Z-score counts, from 50 on the T-score. The profile has no year of birth yet."
                .to_owned(),
        )];
    };
    let rule = match Score::at_age(age) {
        Score::Z => "the Z-score counts (from 50 on the T-score). Low density alone is not osteoporosis",
        Score::T => "the T-score counts (below 50 the Z-score)",
    };
    let mut told = vec![LiveLine::so(format!("At {age} {rule}."))];
    if let Some(read) = assess(state.catalog.analytes(), report, age)
        && let Some(category) = read.category
    {
        told.push(LiveLine::so(format!("{}: {category}", state.name(&read.analyte))));
    }
    told
}

fn body_lines(record: &Record, report: &Report, state: &State) -> Vec<LiveLine> {
    computed_value(record, report, "bmi", "BMI", state)
        .map(|text| vec![LiveLine::so(text)])
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_breaks_between_its_parts_and_within_one_that_is_too_long() {
        assert_eq!(wrap_parts("T 1   LH 2   FSH 3", 12), ["T 1   LH 2", "FSH 3"]);
        assert_eq!(wrap_parts("one two three four", 10), ["one two", "three", "four"]);
        assert_eq!(wrap_parts("", 10), [""]);
    }
}
