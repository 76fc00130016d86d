//! A symptom beside levels, in words and as JSON.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::Sign;
use crate::domain::analyte::{Analyte, UnitView};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::journal::Grade;
use crate::domain::quantity::{Comparator, Quantity, UnitCode};
use crate::domain::symptom_levels::{LEAST_PAIRS, LevelWindow, RankCoefficient, SymptomLevels, WINDOW_DAYS};
use crate::exchange::json_sheet::JsonSheet;

/// What `levels --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelSheet {
    symptom: SignId,
    analyte: AnalyteId,
    window_days: u64,
    draws: Vec<LevelLine>,
    pairs: usize,
    left_out: Vec<LeftOut>,
    coefficient: Option<Rho>,
    #[serde(skip)]
    title: String,
    #[serde(skip)]
    coefficient_words: String,
}

impl JsonSheet for LevelSheet {
    const SHAPE: &'static str = "levels";
}

/// One draw with the days around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct LevelLine {
    date: NaiveDate,
    report: Option<String>,
    comparator: Comparator,
    value: Decimal,
    unit: UnitCode,
    from: NaiveDate,
    to: NaiveDate,
    none: usize,
    mild: usize,
    moderate: usize,
    severe: usize,
    not_logged: usize,
    #[serde(skip)]
    level: String,
}

/// Draws that do not compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct LeftOut {
    reason: &'static str,
    draws: usize,
}

/// The rank coefficient of Spearman, rounded to two places.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Rho {
    rho: f64,
    pairs: usize,
}

/// What always stands below the table.
const NO_CAUSE: &str = "These are counts side by side. They do not show a cause: what moves a level may move the symptom by itself.";

/// The sheet of one symptom and one analyte.
pub fn level_sheet(
    found: &SymptomLevels<'_>,
    symptom: &Sign,
    analyte: &Analyte,
    view: UnitView,
) -> LevelSheet {
    let rho = match found.coefficient {
        RankCoefficient::Rho(rho, pairs) => Some(Rho { rho: (rho * 100.0).round() / 100.0, pairs }),
        RankCoefficient::TooFew(_) | RankCoefficient::NothingVaries(_) => None,
    };
    LevelSheet {
        symptom: symptom.id.clone(),
        analyte: analyte.id.clone(),
        window_days: WINDOW_DAYS,
        draws: found.windows.iter().map(|window| LevelLine::new(window, analyte, view)).collect(),
        pairs: found.pairs(),
        left_out: found
            .left_out
            .iter()
            .map(|(unlike, draws)| LeftOut { reason: unlike.words(), draws: *draws })
            .collect(),
        coefficient: rho,
        title: format!(
            "{} in the {WINDOW_DAYS} days before and after each draw of {}",
            symptom.name, analyte.name
        ),
        coefficient_words: coefficient_words(found.coefficient),
    }
}

impl LevelSheet {
    /// `Joint pain in the 7 days before and after each draw of Estradiol`.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The heads of the table and a row for each draw, the newest first; none where there is no draw.
    pub fn table(&self) -> Vec<Vec<String>> {
        if self.draws.is_empty() {
            return Vec::new();
        }
        let heads = ["draw", "level", "none", "mild", "moderate", "severe", "not logged"];
        let row = |line: &LevelLine| {
            let counts = [line.none, line.mild, line.moderate, line.severe, line.not_logged];
            let day = day::long(line.date);
            [day, line.level.clone()].into_iter().chain(counts.map(|count| count.to_string())).collect()
        };
        let rows = self.draws.iter().rev().map(row);
        std::iter::once(heads.map(str::to_owned).to_vec()).chain(rows).collect()
    }

    /// What stands below the table, a sentence each.
    pub fn notes(&self) -> Vec<String> {
        if self.draws.is_empty() {
            return vec!["No result of it is logged that could stand beside the symptom.".to_owned()];
        }
        let left_out: Vec<String> =
            self.left_out.iter().map(|left| format!("{} {}", left.draws, left.reason)).collect();
        let left_out = if left_out.is_empty() {
            String::new()
        } else {
            format!(" Left out, to compare like with like: {}.", left_out.join(", "))
        };
        vec![
            format!(
                "Numbers are days; a day counts for the draw nearest to it. n = {} of {} draws with a graded day.{left_out}",
                self.pairs,
                self.draws.len()
            ),
            self.coefficient_words.clone(),
            NO_CAUSE.to_owned(),
        ]
    }
}

impl LevelLine {
    fn new(window: &LevelWindow<'_>, analyte: &Analyte, view: UnitView) -> Self {
        let shown = analyte.shown(&window.reading.quantity(analyte), view);
        let level = shown.to_string();
        let Quantity { comparator, value, unit } = shown;
        let grades = &window.grades;
        Self {
            date: window.reading.day,
            report: window.reading.report().map(|report| report.id.to_string()),
            comparator,
            value,
            unit,
            from: window.days.0,
            to: window.days.1,
            none: grades.of(Grade::None),
            mild: grades.of(Grade::Mild),
            moderate: grades.of(Grade::Moderate),
            severe: grades.of(Grade::Severe),
            not_logged: grades.not_logged,
            level,
        }
    }
}

/// The coefficient, or why there is none.
fn coefficient_words(coefficient: RankCoefficient) -> String {
    match coefficient {
        RankCoefficient::Rho(rho, pairs) => format!(
            "Spearman's rank coefficient of the level and the middle grade of its days: {rho:+.2} (n = {pairs})."
        ),
        RankCoefficient::TooFew(pairs) => {
            let verb = if pairs == 1 { "is" } else { "are" };
            format!(
                "No coefficient is given: it takes {LEAST_PAIRS} exact levels with a graded day, and there {verb} \
                 {pairs}."
            )
        }
        RankCoefficient::NothingVaries(pairs) => format!(
            "No coefficient is given: over {pairs} draws the level or the middle grade is always the same."
        ),
    }
}
