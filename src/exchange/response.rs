//! What a course of treatment did, row by row in the units of a view: the same for screen, terminal and JSON.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::{Catalog, Class};
use crate::domain::analyte::{Analyte, Unit};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::difference::geometric_mean;
use crate::domain::id::SignId;
use crate::domain::need::with_inputs;
use crate::domain::quantity::{Comparator, Quantity, UnitCode};
use crate::domain::report::Kind;
use crate::domain::response::{
    ParameterResponse, ResponseCause, ResponseCourse, ResponseKnowledge, Verdict, response,
};
use crate::domain::series::{Reading, in_words};
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::rule_limit::{RuleView, StrongestLimit};
use crate::guidance::{capitalised, episode};

/// The response to one course.
#[derive(Clone, Debug, PartialEq)]
pub struct Response<'r> {
    pub course: ResponseCourse,
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
    /// The limit of a rule that the newest value meets.
    pub limit: Option<StrongestLimit>,
    /// The class of another drug that is expected to do the opposite: `an aromatase inhibitor`.
    pub opposed: Option<String>,
    /// A result in words, of the analyte or of what it is computed from, that is newer than what stands as the newest.
    pub in_words: Option<(NaiveDate, &'r str)>,
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

/// Below a table with the mean of several samples.
const ABOUT_MEANS: &str = "Of several semen samples the geometric mean is compared.";
/// Below a table where one sample is compared with one.
const ONE_SAMPLE: &str = "Where one sample stands on each side, “within variation” says little: counts of one man differ \
                          by half from sample to sample ({KEEL06}).";

/// Below the table of an operation.
const ABOUT_PROCEDURE: &str = "It shows what was measured before and after, not what the operation did; other things changed too. \
                               No direction is marked, since no source here gives one.";

/// Operations after which semen is followed, by the ids of their events.
pub const PROCEDURES: [&str; 1] = ["varicocele-repair"];

/// What stands in place of a table where there is no course.
pub const NO_COURSE: &str =
    "Once a drug that acts on the axis is logged, results before it stand here beside those since.";

/// What is said of newer results in words, which stand in no row of the table: once for all rows of a day.
fn in_words_sentences(rows: &[ResponseRow<'_>]) -> impl Iterator<Item = String> {
    let mut told: Vec<(NaiveDate, &str, Vec<&str>)> = Vec::new();
    for row in rows {
        let Some((day, words)) = row.in_words else { continue };
        let name = row.analyte.name.as_str();
        match told.iter_mut().find(|(other, said, _)| (*other, *said) == (day, words)) {
            Some((_, _, names)) => names.push(name),
            None => told.push((day, words, vec![name])),
        }
    }
    told.into_iter().map(|(day, words, names)| {
        let (day, names) = (day::long(day), names.join(", "));
        format!("Newer than what stands here is “{words}” of {day}, which compares with no number: {names}.")
    })
}

/// The responses of a day: to each class of drugs that is taken, the one begun last first; where none is taken, to
/// the course that ended last. Below them the newest operation that semen is followed after.
pub fn responses(view: RuleView<'_>) -> impl Iterator<Item = Response<'_>> {
    let RuleView { record, catalog, today, .. } = view;
    let reference = ResponseKnowledge {
        analytes: catalog.analytes(),
        drugs: catalog.drugs(),
        variations: catalog.variations(),
        expected: catalog.expected(),
    };
    let classes = catalog.axis_classes();
    let courses = episode::courses(record.regimens(), classes, catalog.drugs(), today);
    courses.into_iter().chain(procedure(view)).map(move |course| {
        let found = response(record, reference, &course, today).into_iter();
        let rows: Vec<ResponseRow<'_>> =
            found.filter_map(|row| ResponseRow::of(row, &course, view)).collect();
        Response { on: cause_words(&course.cause, catalog), rows, course }
    })
}

/// The time since the newest operation after which semen is followed.
fn procedure(view: RuleView<'_>) -> Option<ResponseCourse> {
    let mut events = view.record.events().iter().rev().filter(|event| event.date <= view.today);
    let event = events.find(|event| PROCEDURES.contains(&&*event.event))?;
    Some(since_procedure(event.event.clone(), event.date))
}

/// What is followed after an operation of a day.
pub const fn since_procedure(event: SignId, start: NaiveDate) -> ResponseCourse {
    ResponseCourse { cause: ResponseCause::Procedure(event), start, stop: None }
}

/// `an aromatase inhibitor`, `varicocele repair`.
fn cause_words(cause: &ResponseCause, catalog: &Catalog) -> String {
    match cause {
        ResponseCause::Drugs(id) => catalog.class(id).map_or_else(|| id.to_string(), Class::phrase),
        ResponseCause::Procedure(id) => {
            let event = catalog.events().iter().find(|event| event.id == *id);
            event.map_or_else(|| id.to_string(), |event| event.name.to_lowercase())
        }
    }
}

/// What is said below the rows of a class: how samples are compared, then what stands at the class.
fn remarks(rows: &[ResponseRow<'_>], class: Option<&Class>, catalog: &Catalog) -> Vec<String> {
    let in_words = in_words_sentences(rows);
    let has_means = rows.iter().flat_map(|row| [&row.before, &row.after]).flatten().any(|s| s.days.len() > 1);
    let is_semen = |row: &&ResponseRow<'_>| row.analyte.kind == Kind::Semen;
    let samples = || rows.iter().filter(is_semen);
    let has_single = samples().any(|row| {
        let is_one = |side: &Option<ResponseSide>| side.as_ref().is_some_and(|side| side.days.len() == 1);
        row.found.verdict == Verdict::WithinVariation && is_one(&row.before) && is_one(&row.after)
    });
    let has_samples = samples().any(|row| row.before.is_some() || row.after.is_some());
    let opposing = samples().find_map(|row| row.opposed.as_deref()).zip(class).map(|(other, class)| {
        let both = capitalised(&format!("{} and {other}", class.phrase()));
        format!("{both} are expected to move sperm opposite ways, so no direction is expected while both are taken.")
    });
    let of_procedure = class.is_none().then(|| ABOUT_PROCEDURE.to_owned());
    let of_means = has_means.then(|| ABOUT_MEANS.to_owned());
    let of_one = has_single.then(|| catalog.with_sources(ONE_SAMPLE));
    let of_class = class.into_iter().flat_map(|class| {
        let of_semen = if has_samples { &class.semen_remarks[..] } else { &[] };
        class.remarks.iter().chain(of_semen).map(|sentence| catalog.with_sources(sentence))
    });
    in_words.chain(of_means).chain(of_one).chain(opposing).chain(of_procedure).chain(of_class).collect()
}

impl Response<'_> {
    /// `on an aromatase inhibitor since 12 Jun 2026`, `after the varicocele repair of 20 Jun 2025`.
    pub fn heading(&self) -> String {
        let Self { course: ResponseCourse { cause, start, stop }, on, .. } = self;
        match (cause, stop) {
            (ResponseCause::Procedure(_), _) => format!("after the {on} of {}", day::long(*start)),
            (ResponseCause::Drugs(_), None) => format!("on {on} since {}", day::long(*start)),
            (ResponseCause::Drugs(_), Some(stop)) => {
                format!("on {on} from {} to {}", day::long(*start), day::long(*stop))
            }
        }
    }

    /// What is said below the table, one sentence each: what it can tell, who found otherwise. The sources are read
    /// for it.
    pub fn remarks(&self, catalog: &Catalog) -> Vec<String> {
        remarks(&self.rows, self.course.class().and_then(|class| catalog.class(class)), catalog)
    }

    /// Whether it is read to drugs that are taken on a day.
    pub fn is_on_drugs(&self, day: NaiveDate) -> bool {
        self.course.class().is_some() && self.course.stop.is_none_or(|stop| stop >= day)
    }
}

impl<'r> ResponseRow<'r> {
    fn of(found: ParameterResponse<'r>, course: &ResponseCourse, view: RuleView<'r>) -> Option<Self> {
        let catalog = view.catalog;
        let analyte = catalog.analyte(&found.analyte)?;
        let newest = found.latest().or_else(|| found.baseline());
        let unit = newest.map_or_else(
            || analyte.canonical(),
            |newest| analyte.unit_for(view.units, &newest.quantity(analyte).unit),
        );
        let (before, after) = (side(&found.before, analyte, unit), side(&found.after, analyte, unit));
        let limit = found.latest().and_then(|newest| StrongestLimit::of_reading(analyte, newest, view));
        let opposed = found.opposed.and_then(|class| catalog.class(class)).map(Class::phrase);
        let until = course.stop.map_or(view.today, |stop| stop.min(view.today));
        let behind = found.latest().map_or(course.start, |newest| newest.day.max(course.start));
        // What would be computed of words is not.
        let made_of = with_inputs(std::slice::from_ref(&analyte.id));
        let in_words = made_of.iter().flat_map(|id| in_words(view.record, id));
        let in_words = in_words.filter(|(day, _)| *day > behind && *day <= until).max_by_key(|(day, _)| *day);
        Some(Self { analyte, unit, before, after, found, limit, opposed, in_words })
    }

    /// Relative to the side before, per cent, where there is such a number.
    pub fn percent(&self) -> Option<f64> {
        self.found.difference.and_then(|difference| difference.percent())
    }

    /// The verdict, which never stands alone where a rule reads something in the newest value: `as expected, and below
    /// 10 pg/mL`.
    pub fn words(&self) -> String {
        let verdict = match (self.found.verdict, &self.opposed) {
            (Verdict::NoDirection, Some(other)) => {
                format!("beyond variation, no direction is expected beside {other}")
            }
            (verdict, _) => verdict.to_string(),
        };
        match &self.limit {
            None => verdict,
            Some(limit) if matches!(self.found.verdict, Verdict::NotEnoughData(_)) => {
                format!("{verdict}; {}", limit.words())
            }
            Some(limit) => limit.beside(&verdict),
        }
    }

    /// The same where there is little room.
    pub fn brief_words(&self) -> String {
        let verdict = self.found.verdict.brief();
        self.limit.as_ref().map_or_else(|| verdict.clone(), |limit| limit.beside_brief(&verdict))
    }

    /// The same where numbers are hidden.
    pub fn veiled_words(&self) -> String {
        let verdict = self.found.verdict.brief();
        self.limit.as_ref().map_or_else(|| verdict.clone(), |limit| limit.beside_veiled(&verdict))
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
pub fn json(responses: &[Response<'_>], catalog: &Catalog, today: NaiveDate) -> String {
    let courses = responses.iter().map(|response| CourseOut::of(response, catalog)).collect();
    ResponseOut { today, courses }.json()
}

#[derive(Serialize)]
struct ResponseOut<'a> {
    today: NaiveDate,
    courses: Vec<CourseOut<'a>>,
}

impl JsonSheet for ResponseOut<'_> {
    const SHAPE: &'static str = "response";
}

#[derive(Serialize)]
struct CourseOut<'a> {
    class: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<&'a str>,
    start: NaiveDate,
    stop: Option<NaiveDate>,
    rows: Vec<RowOut<'a>>,
    remarks: Vec<String>,
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
    limit: Option<String>,
}

#[derive(Serialize)]
struct SideOut {
    comparator: Comparator,
    value: Decimal,
    unit: UnitCode,
    dates: Vec<NaiveDate>,
}

impl<'a> CourseOut<'a> {
    fn of(response: &'a Response<'_>, catalog: &Catalog) -> Self {
        let ResponseCourse { cause, start, stop } = &response.course;
        let (class, procedure) = match cause {
            ResponseCause::Drugs(class) => (Some(&**class), None),
            ResponseCause::Procedure(event) => (None, Some(&**event)),
        };
        Self {
            class,
            procedure,
            start: *start,
            stop: *stop,
            rows: response.rows.iter().map(RowOut::of).collect(),
            remarks: response.remarks(catalog),
        }
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
            words: row.words(),
            limit: row.limit.as_ref().map(StrongestLimit::words),
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
