//! A pasted text as the entries of a file: reports of what is sure, and the lines that need a look.

use chrono::NaiveDate;

use super::head::SheetHead;
use super::pasted::{Pasted, PastedPiece, PastedResult, PieceMeaning};
use super::sample_day::NoDay;
use crate::catalog::Catalog;
use crate::domain::change::Entry;
use crate::domain::context::{ContextField, FieldValue};
use crate::domain::report::{Kind, Observation, Report};
use crate::exchange::{Code, Diagnostic, LeftLine, LeftState, Parsed};

/// What a text came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetEntries {
    pub parsed: Parsed,
    pub checks: Vec<SheetCheck>,
}

/// A line of a text whose result needs a look.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetCheck {
    pub line: u32,
    /// The line as it stands there, safe to print.
    pub text: String,
    /// Why it needs a look.
    pub why: String,
    pub found: PastedResult,
    /// The report it would stand on, without results.
    pub head: Report,
}

impl SheetHead {
    /// The report of a kind that the head is about, without results.
    pub fn report(&self, kind: Kind, day: NaiveDate) -> Report {
        let mut report = Report { laboratory: self.laboratory.clone(), ..Report::new(kind, day) };
        self.complete(&mut report);
        report
    }

    /// Puts what the sheet says of itself on a report that says nothing of it.
    pub fn complete(&self, report: &mut Report) {
        match report.kind() {
            Kind::Blood | Kind::Semen => report.time = report.time.or(self.time),
            Kind::Dxa => {}
            Kind::Body => return,
        }
        let said = [
            (ContextField::Fasting, self.fasting.map(FieldValue::Answer)),
            (ContextField::AbstinenceDays, self.abstinence.clone().map(FieldValue::Amount)),
            (ContextField::WhoEdition, self.edition.clone().map(FieldValue::Words)),
            (ContextField::Device, self.device.clone().map(FieldValue::Words)),
            (ContextField::Specimen, Some(FieldValue::Specimen(self.specimen))),
        ];
        for (field, value) in said {
            if field.row().kind == report.kind() && report.context.get(field).is_none() {
                // The field is of this kind.
                let _ = report.context.put(field, value);
            }
        }
    }
}

impl Pasted {
    /// The text as entries of a file. Of several reports each keeps the day it names; `on` is the day of one that
    /// names none.
    pub fn entries(&self, catalog: &Catalog, on: Option<NaiveDate>) -> Result<SheetEntries, NoDay> {
        let days: Vec<Result<NaiveDate, NoDay>> =
            self.reports.iter().map(|head| self.day_of_sample(head, on)).collect();
        let day_of = |piece: &PastedPiece| days[piece.report].clone();
        if let [only] = days.as_slice() {
            only.clone()?;
        }
        let mut reports: Vec<(usize, Report, Vec<u32>)> = Vec::new();
        let mut entries = SheetEntries::default();
        if self.is_of_woman {
            entries.parsed.diagnostics.push(Diagnostic::of_woman(None));
        }
        for piece in &self.pieces {
            let line = u32::try_from(piece.line).unwrap_or(u32::MAX);
            match &piece.is {
                PieceMeaning::Furniture(_) => {}
                PieceMeaning::Unknown(_) => entries.parsed.left.push(LeftLine {
                    line,
                    state: LeftState::Unknown,
                    text: piece.text.as_str().into(),
                    why: String::new(),
                }),
                PieceMeaning::Result(found) => {
                    let Some(analyte) = catalog.analyte(&found.analyte) else { continue };
                    let head = |day| self.reports[piece.report].report(analyte.kind, day);
                    match (found.observation(), day_of(piece)) {
                        (Some(result), day) => {
                            entries.parsed.diagnostics.extend(found.unusual_remark(piece.line));
                            put(&mut reports, piece.report, line, head(day?), result);
                        }
                        (None, Ok(day)) => entries.checks.push(SheetCheck {
                            line,
                            text: piece.text.clone(),
                            why: doubts(found),
                            found: (**found).clone(),
                            head: head(day),
                        }),
                        // One of several reports, of which nothing is sure, not even the day.
                        (None, Err(_)) => entries.parsed.left.push(LeftLine {
                            line,
                            state: LeftState::Unsure,
                            text: piece.text.as_str().into(),
                            why: doubts(found),
                        }),
                    }
                }
            }
        }
        let left = entries.parsed.left.iter().filter(|left| left.state == LeftState::Unsure).count();
        entries.parsed.rejected_results = entries.checks.len() + left;
        for (_, report, lines) in reports {
            let place = format!("line {}", lines.first().copied().unwrap_or(1));
            let entry = Entry::Report(report);
            entries.parsed.found.push(crate::exchange::FoundEntry { place, entry, lines });
        }
        Ok(entries)
    }
}

/// Puts a result on the report of its head and kind.
fn put(
    reports: &mut Vec<(usize, Report, Vec<u32>)>,
    of: usize,
    line: u32,
    head: Report,
    result: Observation,
) {
    let known = reports.iter_mut().find(|(at, report, _)| *at == of && report.kind() == head.kind());
    match known {
        Some((_, report, lines)) => {
            report.results.push(result);
            lines.push(line);
        }
        None => reports.push((of, Report { results: vec![result], ..head }, vec![line])),
    }
}

impl PastedResult {
    /// The remark that its value, though stored, is rare.
    pub fn unusual_remark(&self, line: usize) -> Option<Diagnostic> {
        let unusual = self.unusual.as_ref().filter(|_| self.doubts.is_empty())?;
        let sentence = format!("{unusual}; stored as it is");
        Some(Diagnostic::new(&format!("line {line}"), Code::ImplausibleValue, &sentence))
    }
}

/// Why a result needs a look, in words.
pub(in crate::exchange) fn doubts(found: &PastedResult) -> String {
    let doubts: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
    doubts.join("; ")
}
