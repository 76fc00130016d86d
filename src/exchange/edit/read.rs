//! An edited text back to a report: what was left as it is stays, what was changed is checked like anything typed.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::head;
use crate::domain::day::{self, DayOrder};
use crate::domain::decimal::Decimal;
use crate::domain::report::{Kind, Observation, Report, Specimen};
use crate::exchange::typed::{Doubt, doubt_day};
use crate::exchange::{Known, intake, scrub};

/// A report that was edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited {
    /// As it would be stored, by the id of the old one.
    pub report: Report,
    /// What should be asked about before it is.
    pub doubts: Vec<Doubt>,
}

/// Something in the text that cannot be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

pub(super) type Text = Option<Spanned<String>>;

/// The text as TOML has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    date: Text,
    time: Text,
    laboratory: Text,
    fasting: Text,
    hours_since_dose: Text,
    abstinence_days: Text,
    complete: Text,
    who_edition: Text,
    device: Text,
    note: Text,
    #[serde(default)]
    result: Vec<Spanned<Lines>>,
}

/// A result as TOML has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lines {
    pub analyte: Text,
    pub value: Text,
    pub range: Text,
    pub flag: Text,
    pub method: Text,
    pub side: Text,
    pub assay: Text,
    pub note: Text,
}

/// Reads a text that [`super::write`] wrote of `old` and somebody edited.
pub fn read(text: &str, old: &Report, known: &Known<'_>, order: DayOrder) -> Result<Edited, Vec<Wrong>> {
    let page: Page = toml::from_str(text).map_err(|error| {
        let place = error.span().map_or(0, |span| span.start);
        let message = error.message().lines().next().unwrap_or_default();
        let message = format!("{message}; every text stands in quotes, as key = \"text\"");
        vec![Wrong { line: line_at(text, place), message }]
    })?;
    let was = head(old).into_iter().collect();
    let mut reading = Reading { text, old, known, order, was, wrong: Vec::new(), doubts: Vec::new() };
    let report = reading.report(page);
    if reading.wrong.is_empty() { Ok(Edited { report, doubts: reading.doubts }) } else { Err(reading.wrong) }
}

fn line_at(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

/// A text being read.
pub(super) struct Reading<'a> {
    text: &'a str,
    pub old: &'a Report,
    pub known: &'a Known<'a>,
    order: DayOrder,
    /// What was written of the head.
    was: BTreeMap<&'static str, String>,
    wrong: Vec<Wrong>,
    pub doubts: Vec<Doubt>,
}

impl Reading<'_> {
    fn report(&mut self, page: Page) -> Report {
        self.refuse_foreign(&page);
        let date = self.date(&page.date);
        let mut report = Report::new(self.old.kind(), date);
        report.id = self.old.id.clone();
        report.time = self.part("time", &page.time, self.old.time, |text| {
            day::parse_time(text).map_err(|error| error.to_string())
        });
        report.laboratory = plain(&page.laboratory);
        report.note = long(&page.note);
        report.specimen = self.specimen(&page);
        let mut olds: Vec<&Observation> = self.old.results.iter().collect();
        for lines in page.result {
            if let Some(result) = self.result(&lines, &mut olds, &report) {
                report.results.push(result);
            }
        }
        if report.results.is_empty() && self.wrong.is_empty() {
            self.wrong(0, "no result is left; `androlog rm` removes a report");
        }
        report
    }

    pub fn wrong(&mut self, place: usize, message: &str) {
        let message = scrub::line(message).into_owned();
        self.wrong.push(Wrong { line: line_at(self.text, place), message });
    }

    fn date(&mut self, text: &Text) -> NaiveDate {
        let (old, today, order) = (self.old.date, self.known.today, self.order);
        let Some(text) = text.as_ref().filter(|text| !text.get_ref().trim().is_empty()) else {
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
    fn part<T>(
        &mut self,
        key: &'static str,
        text: &Text,
        old: Option<T>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = text.as_ref()?;
        let typed = text.get_ref().trim();
        if self.was.get(key).is_some_and(|was| was == typed) {
            return old;
        }
        if typed.is_empty() {
            return None;
        }
        read(typed).map_err(|message| self.wrong(text.span().start, &message)).ok()
    }

    fn specimen(&mut self, page: &Page) -> Specimen {
        let yes_or_no = |text: &str| match text.to_lowercase().as_str() {
            "yes" | "y" | "true" => Ok(true),
            "no" | "n" | "false" => Ok(false),
            other => Err(format!("“{other}” is no answer; write yes or no")),
        };
        match &self.old.specimen {
            Specimen::Blood { fasting, hours_since_dose } => Specimen::Blood {
                fasting: self.part("fasting", &page.fasting, *fasting, yes_or_no),
                hours_since_dose: self.part(
                    "hours_since_dose",
                    &page.hours_since_dose,
                    hours_since_dose.clone(),
                    amount,
                ),
            },
            Specimen::Semen { abstinence_days, complete, .. } => Specimen::Semen {
                abstinence_days: self.part(
                    "abstinence_days",
                    &page.abstinence_days,
                    abstinence_days.clone(),
                    amount,
                ),
                complete: self.part("complete", &page.complete, *complete, yes_or_no),
                who_edition: plain(&page.who_edition),
            },
            Specimen::Dxa { .. } => Specimen::Dxa { device: plain(&page.device) },
            Specimen::Body => Specimen::Body,
        }
    }

    /// What another kind has would be lost silently.
    fn refuse_foreign(&mut self, page: &Page) {
        let kind = self.old.kind();
        for (text, key, owner) in [
            (&page.fasting, "fasting", Kind::Blood),
            (&page.hours_since_dose, "hours_since_dose", Kind::Blood),
            (&page.abstinence_days, "abstinence_days", Kind::Semen),
            (&page.complete, "complete", Kind::Semen),
            (&page.who_edition, "who_edition", Kind::Semen),
            (&page.device, "device", Kind::Dxa),
        ] {
            if let Some(text) = text.as_ref().filter(|_| owner != kind) {
                let message = format!("{key} belongs on a {}, not on a {}", owner.name(), kind.name());
                self.wrong(text.span().start, &message);
            }
        }
    }
}

fn amount(text: &str) -> Result<Decimal, String> {
    let number = Decimal::parse(text).map_err(|error| error.to_string())?;
    if number.value() < 0.0 {
        return Err(format!("{text} must not be below 0"));
    }
    Ok(number)
}

/// The text of one line; none when it is blank.
pub(super) fn plain(text: &Text) -> Option<String> {
    let text = scrub::line(text.as_ref()?.get_ref()).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A text of several lines; none when it is blank.
pub(super) fn long(text: &Text) -> Option<String> {
    let text = scrub::text(text.as_ref()?.get_ref()).into_owned();
    (!text.trim().is_empty()).then_some(text)
}
