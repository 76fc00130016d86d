//! What a course of treatment did, row by row in the units of a view: the same for screen, terminal and JSON.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::{Catalog, Class};
use crate::domain::analyte::{Analyte, Unit, UnitView};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::difference::geometric_mean;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::response::{ClassCourse, ParameterResponse, ResponseKnowledge, response};
use crate::domain::series::Reading;
use crate::guidance::episode;

/// The response to one course.
#[derive(Clone, Debug, PartialEq)]
pub struct Response<'r> {
    pub course: ClassCourse,
    /// As it is written, for example `an aromatase inhibitor`.
    pub on: String,
    /// The parameters, in the order of the table.
    pub rows: Vec<ResponseRow<'r>>,
}

/// A parameter of the response: before, after and what was expected.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseRow<'r> {
    pub analyte: &'r Analyte,
    /// The unit both sides are shown in: that of the newest reading, as the view shows it.
    pub unit: &'r Unit,
    pub before: Option<ResponseSide>,
    pub after: Option<ResponseSide>,
    pub found: ParameterResponse<'r>,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseSide {
    /// The geometric mean of several readings, which is what is compared; of one reading, and where they have
    /// no mean, the newest as it was printed.
    pub quantity: Quantity,
    /// The days of the readings it stands for, newest first.
    pub days: Vec<NaiveDate>,
}

/// Beside a table where [`Response::has_means`] holds.
pub const ABOUT_MEANS: &str = "Of several semen samples the geometric mean is compared.";

/// What stands in place of a table where there is no course.
pub const NO_COURSE: &str =
    "Once a drug that acts on the axis is logged, results before it stand here beside those since.";

/// The responses of a day: to each class of drugs that is taken, the one begun last first; where none is taken, to
/// the course that ended last.
pub fn responses<'r>(
    record: &'r Record,
    catalog: &'r Catalog,
    view: UnitView,
    today: NaiveDate,
) -> Vec<Response<'r>> {
    let reference = ResponseKnowledge {
        analytes: catalog.analytes(),
        drugs: catalog.drugs(),
        variations: catalog.variations(),
        expected: catalog.expected(),
    };
    let classes = catalog.classes().iter().map(|class| &class.id);
    let courses = episode::courses(record.regimens(), classes, catalog.drugs(), today);
    courses
        .into_iter()
        .map(|course| Response {
            on: catalog.class(&course.class).map_or_else(|| course.class.to_string(), Class::phrase),
            rows: response(record, reference, &course, today)
                .into_iter()
                .filter_map(|found| ResponseRow::of(found, catalog, view))
                .collect(),
            course,
        })
        .collect()
}

impl Response<'_> {
    /// `on an aromatase inhibitor since 12 Jun 2026`.
    pub fn heading(&self) -> String {
        let Self { course: ClassCourse { start, stop, .. }, on, .. } = self;
        match stop {
            None => format!("on {on} since {}", day::long(*start)),
            Some(stop) => format!("on {on} from {} to {}", day::long(*start), day::long(*stop)),
        }
    }

    /// Whether a side of a row is the mean of several samples.
    pub fn has_means(&self) -> bool {
        let sides = self.rows.iter().flat_map(|row| [&row.before, &row.after]);
        sides.flatten().any(|side| side.days.len() > 1)
    }
}

impl<'r> ResponseRow<'r> {
    fn of(found: ParameterResponse<'r>, catalog: &'r Catalog, view: UnitView) -> Option<Self> {
        let analyte = catalog.analyte(&found.analyte)?;
        let newest = found.latest().or_else(|| found.baseline());
        let unit = newest.map_or_else(
            || analyte.canonical(),
            |newest| analyte.unit_for(view, &newest.quantity(analyte).unit),
        );
        let (before, after) = (side(&found.before, analyte, unit), side(&found.after, analyte, unit));
        Some(Self { analyte, unit, before, after, found })
    }

    /// Relative to the side before, per cent, where there is such a number.
    pub fn percent(&self) -> Option<f64> {
        self.found.difference.and_then(|difference| difference.percent())
    }

    /// `up`, `down`, or nothing where no source gives a direction.
    pub fn expected(&self) -> &'static str {
        self.found.expected.map_or("", |expected| expected.direction.id())
    }
}

fn side(readings: &[Reading<'_>], analyte: &Analyte, unit: &Unit) -> Option<ResponseSide> {
    let newest = readings.first()?;
    let (quantity, shown) = match geometric_mean(readings) {
        Ok(mean) if readings.len() > 1 => {
            let mean = analyte.computed(mean);
            (analyte.convert(&mean, unit).unwrap_or(mean), readings)
        }
        _ => (newest.quantity(analyte).into_owned(), &readings[..1]),
    };
    Some(ResponseSide { quantity, days: shown.iter().map(|reading| reading.day).collect() })
}

/// What `response --json` prints: the key order is the contract.
///
/// # Panics
/// Never: texts, days and finite numbers are always valid JSON.
pub fn json(responses: &[Response<'_>], today: NaiveDate) -> String {
    let courses = responses.iter().map(CourseOut::of).collect();
    serde_json::to_string(&ResponseOut { today, courses })
        .expect("texts, days and finite numbers are valid JSON")
}

#[derive(Serialize)]
struct ResponseOut<'a> {
    today: NaiveDate,
    courses: Vec<CourseOut<'a>>,
}

#[derive(Serialize)]
struct CourseOut<'a> {
    class: &'a str,
    start: NaiveDate,
    stop: Option<NaiveDate>,
    rows: Vec<RowOut<'a>>,
}

#[derive(Serialize)]
struct RowOut<'a> {
    analyte: &'a str,
    name: &'a str,
    before: Option<SideOut>,
    after: Option<SideOut>,
    change_percent: Option<f64>,
    expected: Option<&'static str>,
    expected_source: Option<&'a str>,
    verdict: &'static str,
    words: String,
}

#[derive(Serialize)]
struct SideOut {
    comparator: Comparator,
    value: Decimal,
    unit: Box<str>,
    dates: Vec<NaiveDate>,
}

impl<'a> CourseOut<'a> {
    fn of(response: &'a Response<'_>) -> Self {
        let ClassCourse { class, start, stop } = &response.course;
        Self { class, start: *start, stop: *stop, rows: response.rows.iter().map(RowOut::of).collect() }
    }
}

impl<'a> RowOut<'a> {
    fn of(row: &'a ResponseRow<'_>) -> Self {
        let side = |side: &ResponseSide| SideOut::of(side, row);
        Self {
            analyte: &row.analyte.id,
            name: &row.analyte.name,
            before: row.before.as_ref().map(side),
            after: row.after.as_ref().map(side),
            change_percent: row.percent().map(|percent| (percent * 10.0).round() / 10.0),
            expected: row.found.expected.map(|expected| expected.direction.id()),
            expected_source: row.found.expected.map(|expected| &*expected.source),
            verdict: row.found.verdict.id(),
            words: row.found.verdict.to_string(),
        }
    }
}

impl SideOut {
    fn of(side: &ResponseSide, row: &ResponseRow<'_>) -> Self {
        let shown = row.analyte.convert(&side.quantity, row.unit);
        let Quantity { comparator, value, unit } = shown.unwrap_or_else(|| side.quantity.clone());
        Self { comparator, value, unit, dates: side.days.clone() }
    }
}
