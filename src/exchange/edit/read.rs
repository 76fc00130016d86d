//! An edited text back to a report: what was left as it is stays, what was changed is checked like anything typed.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::page_fields::head;
use crate::domain::context::{ContextField, ReportContext};
use crate::domain::day::{self, DayOrder};
use crate::domain::report::{Observation, Report};
use crate::exchange::typed::{ValueDoubt, doubt_day, doubt_report};
use crate::exchange::{ReaderKnowledge, intake, scrub};

/// A report that was edited.
#[derive(Clone, Debug, PartialEq)]
pub struct EditedReport {
    /// As it would be stored, by the id of the old one.
    pub report: Report,
    /// What should be asked about before it is.
    pub doubts: Vec<ValueDoubt>,
}

/// Something in the text that cannot be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMistake {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for PageMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

pub(super) type PageText = Option<Spanned<String>>;

/// The text as TOML has it.
#[derive(Default)]
struct TomlPage {
    /// What stands over the results, by key.
    head: BTreeMap<String, Spanned<String>>,
    result: Vec<Spanned<ResultLines>>,
}

/// Keys over the results that every kind of report has.
const HEAD_KEYS: [&str; 4] = ["date", "time", "laboratory", "note"];

impl TomlPage {
    fn text(&self, key: &str) -> Option<&Spanned<String>> {
        self.head.get(key)
    }
}

impl<'de> Deserialize<'de> for TomlPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PageVisitor)
    }
}

struct PageVisitor;

impl<'de> Visitor<'de> for PageVisitor {
    type Value = TomlPage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the keys of a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TomlPage, A::Error> {
        let mut page = TomlPage::default();
        while let Some(key) = map.next_key::<String>()? {
            let is_known = HEAD_KEYS.contains(&key.as_str()) || ContextField::from_key(&key).is_some();
            match key.as_str() {
                "result" => page.result = map.next_value()?,
                _ if is_known => drop(page.head.insert(key, map.next_value()?)),
                _ => return Err(A::Error::custom(format!("unknown field `{key}`"))),
            }
        }
        Ok(page)
    }
}

/// A result as TOML has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultLines {
    pub analyte: PageText,
    pub value: PageText,
    pub range: PageText,
    pub flag: PageText,
    pub method: PageText,
    pub side: PageText,
    pub assay: PageText,
    pub note: PageText,
}

/// Reads a text that [`super::write`] wrote of `old` and somebody edited.
pub fn read(
    text: &str,
    old: &Report,
    known: &ReaderKnowledge<'_>,
    order: DayOrder,
) -> Result<EditedReport, Vec<PageMistake>> {
    let page: TomlPage = toml::from_str(text).map_err(|error| {
        let place = error.span().map_or(0, |span| span.start);
        let message = error.message().lines().next().unwrap_or_default();
        let message = format!("{message}; every text stands in quotes, as key = \"text\"");
        vec![PageMistake { line: line_at(text, place), message }]
    })?;
    let was = head(old).into_iter().collect();
    let mut reading = PageReading { text, old, known, order, was, wrong: Vec::new(), doubts: Vec::new() };
    let report = reading.report(page);
    if reading.wrong.is_empty() {
        Ok(EditedReport { report, doubts: reading.doubts })
    } else {
        Err(reading.wrong)
    }
}

fn line_at(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

/// A text being read.
pub(super) struct PageReading<'a> {
    text: &'a str,
    pub old: &'a Report,
    pub known: &'a ReaderKnowledge<'a>,
    order: DayOrder,
    /// What was written of the head.
    was: BTreeMap<&'static str, String>,
    wrong: Vec<PageMistake>,
    pub doubts: Vec<ValueDoubt>,
}

impl PageReading<'_> {
    fn report(&mut self, page: TomlPage) -> Report {
        let date = self.date(page.text("date"));
        let mut report = Report::new(self.old.kind(), date);
        report.id = self.old.id.clone();
        report.source.clone_from(&self.old.source);
        report.time = self.part("time", page.text("time"), self.old.time, day::parse_time);
        report.laboratory = plain(page.text("laboratory"));
        report.note = long(page.text("note"));
        self.context(&page, &mut report.context);
        let mut olds: Vec<&Observation> = self.old.results.iter().collect();
        for lines in page.result {
            if let Some(result) = self.result(&lines, &mut olds, &report) {
                report.results.push(result);
            }
        }
        if report.results.is_empty() && self.wrong.is_empty() {
            self.wrong(0, "no result is left; `androlog rm` removes a report");
        }
        // What the report said before it was edited was asked about then.
        let analytes = self.known.catalog.analytes();
        let before = doubt_report(analytes, self.old);
        let odd = doubt_report(analytes, &report).into_iter();
        self.doubts.extend(odd.filter(|doubt| !before.contains(doubt)));
        report
    }

    /// Keeps a mistake of the page with its line.
    pub fn wrong(&mut self, place: usize, message: &str) {
        let message = scrub::line(message).into_owned();
        self.wrong.push(PageMistake { line: line_at(self.text, place), message });
    }

    fn date(&mut self, text: Option<&Spanned<String>>) -> NaiveDate {
        let (old, today, order) = (self.old.date, self.known.today, self.order);
        let Some(text) = text.filter(|text| !text.get_ref().trim().is_empty()) else {
            self.wrong(0, "a report needs a date, for example date = \"2026-03-14\"");
            return old;
        };
        let read = day::parse_day(text.get_ref(), today, order).map_err(|error| error.to_string());
        let read = read.and_then(|date| intake::day(date, today).map_err(|r| r.message).map(|_| date));
        match read {
            Ok(date) => {
                self.doubts.extend(doubt_day(date, today).filter(|_| date != old));
                date
            }
            Err(message) => {
                self.wrong(text.span().start, &message);
                old
            }
        }
    }

    /// A field of the head: what was written stays what it was, anything else is read.
    fn part<T, E: fmt::Display>(
        &mut self,
        key: &'static str,
        text: Option<&Spanned<String>>,
        old: Option<T>,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = text?;
        let typed = text.get_ref().trim();
        if self.was.get(key).is_some_and(|was| was == typed) {
            return old;
        }
        if typed.is_empty() {
            return None;
        }
        read(typed).map_err(|error| self.wrong(text.span().start, &error.to_string())).ok()
    }

    /// What the kind of report says of itself. What another kind has would be lost silently, so it is wrong here.
    fn context(&mut self, page: &TomlPage, context: &mut ReportContext) {
        for field in ContextField::all() {
            let text = page.text(field.row().key);
            if let Some(text) = text.filter(|_| field.row().kind != context.kind()) {
                let (owner, kind) = (field.row().kind.name(), context.kind().name());
                let message = format!("{} belongs on a {owner}, not on a {kind}", field.row().key);
                self.wrong(text.span().start, &message);
                continue;
            }
            let old = self.old.context.get(field).cloned();
            let value = self.part(field.row().key, text, old, |typed| field.parse_typed(&scrub::line(typed)));
            // The field is of this kind, or nothing is said for it.
            let _ = context.put(field, value);
        }
    }
}

/// The text of one line; none when it is blank.
pub(super) fn plain(text: Option<&Spanned<String>>) -> Option<String> {
    let text = scrub::line(text?.get_ref()).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A text of several lines; none when it is blank.
pub(super) fn long(text: Option<&Spanned<String>>) -> Option<String> {
    let text = scrub::text(text?.get_ref()).into_owned();
    (!text.trim().is_empty()).then_some(text)
}
