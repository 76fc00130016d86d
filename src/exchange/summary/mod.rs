//! The page for the clinician: what one reads in a minute, each number with its day, on one sheet of A4.
//!
//! `SummaryReader::page` says what stands on it, as plain tables and lines; `html` and `text` write it.

mod html;
mod latest;
mod text;

use chrono::Days;
use serde::Serialize;

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::day;
use crate::domain::dose_log::{LANE_DAYS, before_draw};
use crate::domain::id::AnalyteId;
use crate::domain::quantity::shown_unit;
use crate::domain::reading_change::ReadingChange;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Report, Value};
use crate::exchange::doses::{DoseSheet, DrugTally};
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::profile;
use crate::exchange::response::{ResponseRow, ResponseSide, responses};
use crate::exchange::rows::{ResultLine, Selection, rows};
use crate::exchange::rule_limit::RuleView;
use crate::exchange::since::{Anchor, SinceReader, open_questions};
use crate::exchange::summary::latest::LatestResults;
use crate::guidance::outlook;

/// Everything on the page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SummaryPage {
    /// `Own health log, 14 Mar 2026`.
    pub title: String,
    /// What it is, and about whom.
    pub about: Vec<String>,
    /// Its parts, from the top.
    pub parts: Vec<SummaryPart>,
    /// What must be said below.
    pub foot: Vec<String>,
    /// A drawing, as SVG; empty where none was added.
    #[serde(skip)]
    pub chart: String,
}

impl JsonSheet for SummaryPage {
    const SHAPE: &'static str = "summary";
}

/// One part: a table, or lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SummaryPart {
    pub heading: String,
    /// Heads of the columns; none for lines.
    pub columns: Vec<&'static str>,
    /// Rows of a table, or lines of one cell each.
    pub rows: Vec<Vec<String>>,
    /// What has to be said about it.
    pub notes: Vec<String>,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFormat {
    /// A file for a browser, in one piece.
    Html,
    Markdown,
    Text,
}

/// Reports that are told of in a table of samples or scans.
const NEWEST_REPORTS: usize = 6;
/// Analytes in the table of results; more are named.
const MOST_ANALYTES: usize = 12;
/// Reports that are named below the page.
const MOST_REPORTS: usize = 24;
/// Lines of a list; more are counted.
const MOST_LINES: usize = 8;

/// Analytes that stand in the table of samples: heading and id.
const SEMEN: [(&str, &str); 7] = [
    ("volume", "semen-volume"),
    ("concentration", "sperm-concentration"),
    ("total number", "total-sperm-number"),
    ("progressive", "progressive-motility"),
    ("total motility", "total-motility"),
    ("total motile", "total-motile-sperm-count"),
    ("normal forms", "morphology"),
];

impl SummaryPage {
    /// The text of the page.
    pub fn write(&self, format: PageFormat) -> String {
        match format {
            PageFormat::Html => html::page(self),
            PageFormat::Markdown => text::markdown(self),
            PageFormat::Text => text::plain(self),
        }
    }
}

impl SinceReader<'_> {
    /// The page as of today, what is new counted from an anchor; of these analytes, or of all that were measured lately.
    pub fn page(&self, anchor: Anchor, analytes: &[AnalyteId], who_edition: &str) -> SummaryPage {
        let since = anchor.day();
        let lines = |heading: &str, lines: Vec<String>| SummaryPart::lines(heading, lines);
        let mut parts = vec![self.therapy_part(), self.results_part(analytes)];
        parts.extend(self.response_parts());
        parts.push(self.semen_part(who_edition));
        parts.push(self.bone_part());
        parts.push(lines(&format!("Symptoms {}", anchor.words()), self.symptoms(since)));
        let events =
            self.events(since).into_iter().map(|event| format!("{}: {}", day::long(event.date), event.text));
        parts.push(lines(&format!("Events {}", anchor.words()), events.collect()));
        parts.push(self.reminders_part());
        parts.push(lines("Questions", open_questions(self.record)));
        parts.retain(|part| !part.rows.is_empty());
        SummaryPage {
            title: format!("Own health log, {}", day::long(self.today)),
            about: self.about(),
            parts,
            foot: self.foot(),
            chart: String::new(),
        }
    }

    fn about(&self) -> Vec<String> {
        let profile = self.record.profile();
        let mut about = Vec::new();
        if let Some(age) = profile.age_on(self.today) {
            about.push(format!("age {age}"));
        }
        about.push(
            "This log is kept with androlog by the person it is about. Androlog is not a medical device and gives no advice. Values are as \
             the laboratories printed them; each stands with its day."
                .to_owned(),
        );
        about
    }

    fn therapy_part(&self) -> SummaryPart {
        let begun = self.record.regimens().iter().rev().filter(|regimen| regimen.start <= self.today);
        let (current, ended): (Vec<_>, Vec<_>) = begun.partition(|regimen| regimen.covers(self.today));
        let taken = current.into_iter().chain(ended);
        let row = |regimen: &Regimen| {
            let doses: Vec<String> = regimen
                .doses
                .iter()
                .map(|dose| {
                    let since = if dose.from == regimen.start {
                        String::new()
                    } else {
                        format!(" from {}", day::long(dose.from))
                    };
                    dose.words() + &since
                })
                .collect();
            let until = regimen.stop.map_or_else(|| "today".to_owned(), day::long);
            vec![
                regimen.drug.to_string(),
                doses.join("; "),
                format!("{} to {until}", day::long(regimen.start)),
                self.logged_words(regimen),
            ]
        };
        SummaryPart {
            heading: "Therapy".to_owned(),
            columns: vec!["drug", "dose", "taken", "last 28 days"],
            rows: taken.take(NEWEST_REPORTS).map(row).collect(),
            notes: Vec::new(),
        }
    }

    /// What was logged of a drug in the last weeks; empty where nothing was, and where the course ended before them.
    fn logged_words(&self, regimen: &Regimen) -> String {
        let first = self.today - Days::new(LANE_DAYS);
        if regimen.stop.is_some_and(|stop| stop < first) {
            return String::new();
        }
        let log = before_draw(self.record.regimens(), self.record.doses_taken(), self.today);
        let log = log.of_drug(&regimen.drug);
        let is_logged = log.tally().logged() + log.extra.len() > 0;
        let tally = DoseSheet::new(&log, (self.today, self.today), &[]).tally;
        tally.first().filter(|_| is_logged).map_or_else(String::new, DrugTally::words)
    }

    /// The part that sets the latest results against the baseline.
    fn results_part(&self, analytes: &[AnalyteId]) -> SummaryPart {
        let compared = LatestResults { record: self.record, lens: self.lens, today: self.today };
        let mut ids = if analytes.is_empty() { compared.of_blood() } else { compared.measured(analytes) };
        // In the order of the forms, the axis first; what stands in none comes last.
        let panels: Vec<&AnalyteId> =
            self.catalog.panels().iter().flat_map(|panel| &panel.analytes).collect();
        ids.sort_by_key(|id| panels.iter().position(|known| *known == id).unwrap_or(panels.len()));
        let (shown, left) = ids.split_at(ids.len().min(MOST_ANALYTES));
        let lines = shown.iter().filter_map(|id| {
            let series = compared.series(id);
            let latest = series.latest()?;
            let baseline = series.baseline(latest.day);
            Some(self.result_row(&latest, baseline.as_ref()))
        });
        let names: Vec<&str> =
            left.iter().filter_map(|id| Some(self.catalog.analyte(id)?.name.as_str())).collect();
        let notes = match names.as_slice() {
            [] => Vec::new(),
            names => vec![format!("Also in the log: {}.", names.join(", "))],
        };
        SummaryPart {
            heading: "Results: the latest and the baseline".to_owned(),
            columns: vec!["", "baseline", "latest", "interval", "", "change"],
            rows: lines.collect(),
            notes,
        }
    }

    fn result_row(&self, latest: &ResultLine<'_>, baseline: Option<&ResultLine<'_>>) -> Vec<String> {
        let judged = latest.judgement.applied.as_ref();
        let change = baseline.and_then(|baseline| {
            let analyte = self.catalog.analyte(&latest.analyte)?;
            let on = |row: &ResultLine<'_>| {
                crate::domain::series::on_day(self.record, self.catalog.analytes(), &row.analyte, row.day)
            };
            let (variations, precision) = (self.catalog.variations(), self.lens.intervals.scan_precision());
            let (before, after) = (on(baseline)?, on(latest)?);
            Some(ReadingChange::between(analyte, &before, &after, variations, precision)?.to_string())
        });
        let with_day = |row: &ResultLine<'_>| format!("{} ({})", value_words(&row.value), day::long(row.day));
        let stands = match latest.judgement.interpretation.id() {
            "unknown" => String::new(),
            stands => stands.to_owned(),
        };
        vec![
            latest.name.clone(),
            baseline.map(with_day).unwrap_or_default(),
            with_day(latest),
            judged.map_or_else(String::new, |applied| format!("{} ({})", applied.interval, applied.whose())),
            stands,
            change.unwrap_or_default(),
        ]
    }

    /// The response to each course, and who found otherwise.
    fn response_parts(&self) -> Vec<SummaryPart> {
        let found = responses(RuleView {
            record: self.record,
            catalog: self.catalog,
            rules: self.rules,
            intervals: self.lens.intervals,
            units: self.lens.view,
            today: self.today,
        });
        let profile =
            profile::profile(self.record, self.catalog, self.lens.intervals, self.lens.view, self.today);
        let counter = profile::counter_evidence(&profile, self.catalog);
        found
            .take(1)
            .map(|response| SummaryPart {
                heading: format!("Response {}", response.heading()),
                columns: vec!["", "before", "now", "change", "expected", "verdict"],
                rows: response.rows.iter().map(|row| self.response_row(row)).collect(),
                notes: response.remarks(self.catalog).into_iter().chain(counter.iter().cloned()).collect(),
            })
            .collect()
    }

    fn response_row(&self, row: &ResponseRow<'_>) -> Vec<String> {
        let unit = shown_unit(&row.unit.code);
        let side = |side: &Option<ResponseSide>| {
            let words = |side: &ResponseSide| {
                let number = row.analyte.number_in(&side.quantity, row.unit, self.lens.view, "≈");
                let days = match side.days.as_slice() {
                    [] => String::new(),
                    [only] => format!(" ({})", day::long(*only)),
                    several => format!(" (mean of {})", several.len()),
                };
                format!("{number} {unit}{days}").replace("  ", " ")
            };
            side.as_ref().map_or_else(|| "–".to_owned(), words)
        };
        vec![
            row.analyte.name.clone(),
            side(&row.before),
            side(&row.after),
            row.percent().map_or_else(String::new, crate::domain::difference::signed),
            row.expected().to_owned(),
            row.words(),
        ]
    }

    /// The newest samples, the newest first.
    fn semen_part(&self, who_edition: &str) -> SummaryPart {
        let reports = self.record.reports_of(Kind::Semen).rev().filter(|report| report.date <= self.today);
        let row = |report: &Report| {
            let field = |field: ContextField| report.context.get(field).map(FieldValue::typed);
            let mut cells = vec![day::long(report.date)];
            cells.push(field(ContextField::AbstinenceDays).unwrap_or_default());
            cells.extend(SEMEN.iter().map(|(_, id)| self.value_on(report, id)));
            cells.push(field(ContextField::WhoEdition).unwrap_or_else(|| format!("{who_edition}*")));
            cells
        };
        let heads = SEMEN.iter().map(|(head, _)| *head);
        SummaryPart {
            heading: "Semen analyses".to_owned(),
            columns: ["day", "abstinence"].into_iter().chain(heads).chain(["WHO"]).collect(),
            rows: reports.take(NEWEST_REPORTS).map(row).collect(),
            notes: vec![
                "* not stated by the laboratory; read by this edition. Abstinence in days.".to_owned(),
            ],
        }
    }

    /// The value of an analyte on a report, or computed from it.
    fn value_on(&self, report: &Report, id: &str) -> String {
        let all = rows(self.record, self.lens, &Selection::beside(report));
        let of_report = |row: &&ResultLine<'_>| {
            *row.analyte == *id && row.report().is_none_or(|other| other.id == report.id)
        };
        all.iter().find(of_report).map_or_else(String::new, |row| value_words(&row.value))
    }

    /// The newest scans, a line each.
    fn bone_part(&self) -> SummaryPart {
        let reports = self.record.reports_of(Kind::Dxa).rev().filter(|report| report.date <= self.today);
        let line = |report: &Report| {
            let results = report.results.iter().map(|result| {
                let name =
                    self.catalog.analyte(&result.analyte).map_or(&*result.analyte, |a| a.name.as_str());
                format!("{name} {}", value_words(&result.value))
            });
            let device = report
                .context
                .get(ContextField::Device)
                .map_or_else(String::new, |d| format!(" ({})", d.typed()));
            format!("{}{device}: {}", day::long(report.date), results.collect::<Vec<_>>().join("; "))
        };
        SummaryPart::lines("Bone density", reports.take(2).map(line).collect())
    }

    fn reminders_part(&self) -> SummaryPart {
        let outlook =
            outlook(self.rules, &self.catalog.knowledge(self.lens.intervals), self.record, self.today);
        let line = |reminder: &crate::guidance::reminder::Reminder| {
            let sources: Vec<String> =
                reminder.authority.sources.iter().map(|key| self.source_words(key)).collect();
            let sources =
                if sources.is_empty() { String::new() } else { format!(" ({})", sources.join("; ")) };
            format!("{}, {}{sources}", reminder.title, day::long(reminder.due))
        };
        SummaryPart::lines("In force in this log's reminders", outlook.reminders.iter().map(line).collect())
    }

    /// `SHAH21 doi:10.21037/tau-20-919`, `KIM13, unverified`; the key alone where no identifier was read.
    fn source_words(&self, key: &str) -> String {
        let citation =
            self.catalog.source(key).and_then(|source| source.citation.clone()).unwrap_or_default();
        let after = |mark: &str| {
            let rest = citation.split(mark).nth(1)?.trim_start_matches([' ', ':']);
            rest.split([' ', ',', ';', ')']).next().map(str::to_owned).filter(|id| !id.is_empty())
        };
        let doi = after("DOI").or_else(|| after("doi")).map(|id| format!(" doi:{id}"));
        let id = doi.or_else(|| after("PMID").map(|id| format!(" PMID {id}")));
        let mark = self.catalog.cited(key).split_off(key.len());
        format!("{key}{}{mark}", id.unwrap_or_default())
    }

    /// Where every number can be found again.
    fn foot(&self) -> Vec<String> {
        let mut reports: Vec<String> = self
            .record
            .reports()
            .iter()
            .rev()
            .filter(|report| report.date <= self.today)
            .take(MOST_REPORTS)
            .map(|report| {
                let laboratory =
                    report.laboratory.as_deref().map_or_else(String::new, |name| format!(", {name}"));
                let tail: String =
                    report.id.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
                format!("{} {}{laboratory} [{tail}]", day::long(report.date), report.kind().id())
            })
            .collect();
        if reports.is_empty() {
            return Vec::new();
        }
        reports.reverse();
        let more = self.record.reports().len().saturating_sub(reports.len());
        let more = if more == 0 { String::new() } else { format!(" and {more} earlier ones") };
        vec![format!("Reports, with the end of their id in the log: {}{more}.", reports.join("; "))]
    }
}

impl SummaryPart {
    /// A list; what is too long for the page is counted.
    fn lines(heading: &str, mut lines: Vec<String>) -> Self {
        let more = lines.len().saturating_sub(MOST_LINES);
        lines.truncate(MOST_LINES);
        let notes = if more == 0 { Vec::new() } else { vec![format!("and {more} more in the log")] };
        let rows = lines.into_iter().map(|line| vec![line]).collect();
        Self { heading: heading.to_owned(), columns: Vec::new(), rows, notes }
    }
}

/// A value with its comparator and unit, or its words.
fn value_words(value: &Value) -> String {
    match value {
        Value::Number(quantity) => {
            let unit = shown_unit(&quantity.unit);
            format!("{}{} {unit}", quantity.comparator.prefix(), quantity.value).trim_end().to_owned()
        }
        Value::Words(words) => words.clone(),
    }
}
