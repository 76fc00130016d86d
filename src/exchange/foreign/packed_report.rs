//! A report as it waits outside of memory: its fields by their places and not by their names, and nothing copied to
//! write them.

use std::io;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::domain::context::ContextField;
use crate::domain::decimal::Decimal;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::source_file::{FileDigest, SourceFile};

/// A report without what its texts lie in.
#[derive(Serialize, Deserialize)]
pub(in crate::exchange) struct PackedReport<'p> {
    id: &'p str,
    kind: &'p str,
    /// The day, counted from the first of the common era.
    day: i32,
    /// The time, in seconds after midnight.
    time: Option<u32>,
    laboratory: Option<&'p str>,
    /// Keys of fields that only its kind has, and what they say as it is typed.
    said: Vec<(&'p str, String)>,
    note: Option<&'p str>,
    /// The path of its file, and the SHA-256 of that.
    source: Option<(&'p str, &'p str)>,
    #[serde(borrow)]
    results: Vec<PackedResult<'p>>,
}

/// A result in the same form.
#[derive(Serialize, Deserialize)]
struct PackedResult<'p> {
    analyte: &'p str,
    /// Sign of comparison, digits, unit.
    number: Option<(&'p str, &'p str, &'p str)>,
    words: Option<&'p str>,
    /// Lower and upper limit of the interval.
    limits: Option<(Option<&'p str>, Option<&'p str>)>,
    flag: Option<&'p str>,
    method: Option<&'p str>,
    side: Option<&'p str>,
    assay: Option<&'p str>,
    note: Option<&'p str>,
}

impl<'p> PackedReport<'p> {
    /// What of a report has to be kept, borrowed from it.
    pub fn of(report: &'p Report) -> Self {
        let said = ContextField::all()
            .filter_map(|field| report.context.get(field).map(|value| (field.row().key, value.typed())));
        Self {
            id: &report.id,
            kind: report.kind().id(),
            day: report.date.num_days_from_ce(),
            time: report.time.map(|time| time.num_seconds_from_midnight()),
            laboratory: report.laboratory.as_deref(),
            said: said.collect(),
            note: report.note.as_deref(),
            source: report.source.as_ref().map(|source| (source.path.as_str(), source.sha256.as_str())),
            results: report.results.iter().map(PackedResult::of).collect(),
        }
    }

    /// The report that was packed, or what makes its bytes unreadable.
    pub fn unpack(self) -> io::Result<Report> {
        let kind = Kind::from_id(self.kind).ok_or_else(|| spoilt("the kind of a report"))?;
        let day =
            NaiveDate::from_num_days_from_ce_opt(self.day).ok_or_else(|| spoilt("the day of a report"))?;
        let mut report = Report::new(kind, day);
        report.id = self.id.into();
        report.time = self.time.and_then(|time| NaiveTime::from_num_seconds_from_midnight_opt(time, 0));
        report.laboratory = self.laboratory.map(str::to_owned);
        report.note = self.note.map(str::to_owned);
        for (key, typed) in self.said {
            let field = ContextField::from_key(key).ok_or_else(|| spoilt("a field of a report"))?;
            let value = field.parse(&typed).map_err(io::Error::other)?;
            report.context.put(field, Some(value)).map_err(io::Error::other)?;
        }
        if let Some((path, sha256)) = self.source {
            let sha256 = FileDigest::parse(sha256).map_err(io::Error::other)?;
            report.source = Some(SourceFile { path: path.to_owned(), sha256 });
        }
        report.results = self.results.into_iter().map(PackedResult::unpack).collect::<io::Result<_>>()?;
        Ok(report)
    }
}

impl<'p> PackedResult<'p> {
    fn of(result: &'p Observation) -> Self {
        let (number, words) = match &result.value {
            Value::Number(quantity) => {
                (Some((quantity.comparator.sign(), quantity.value.as_str(), &*quantity.unit)), None)
            }
            Value::Words(words) => (None, Some(words.as_str())),
        };
        let side = |limit: &'p Option<Decimal>| limit.as_ref().map(Decimal::as_str);
        Self {
            analyte: &result.analyte,
            number,
            words,
            limits: result.reference.as_ref().map(|interval| (side(&interval.low), side(&interval.high))),
            flag: result.flag.as_deref(),
            method: result.method.as_deref(),
            side: result.side.map(BodySide::id),
            assay: result.assay.as_deref(),
            note: result.note.as_deref(),
        }
    }

    fn unpack(self) -> io::Result<Observation> {
        let value = match self.number {
            Some((sign, digits, unit)) => Value::Number(Quantity {
                comparator: Comparator::from_sign(sign).ok_or_else(|| spoilt("a comparator"))?,
                value: decimal(digits)?,
                unit: unit.into(),
            }),
            None => Value::Words(self.words.unwrap_or_default().to_owned()),
        };
        let side = |limit: Option<&str>| limit.map(decimal).transpose();
        let limits = |(low, high)| Ok::<_, io::Error>(Interval::new(side(low)?, side(high)?));
        Ok(Observation {
            analyte: AnalyteId::new(self.analyte),
            value,
            reference: self.limits.map(limits).transpose()?.map(Into::into),
            flag: self.flag.map(str::to_owned),
            method: self.method.map(Method::new),
            side: self.side.map(BodySide::parse).transpose().map_err(io::Error::other)?,
            assay: self.assay.map(Method::new),
            note: self.note.map(str::to_owned),
        })
    }
}

fn decimal(digits: &str) -> io::Result<Decimal> {
    Decimal::parse(digits).map_err(io::Error::other)
}

fn spoilt(what: &str) -> io::Error {
    io::Error::other(format!("{what} that waited to be imported cannot be read again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_comes_back_as_it_was() {
        let json = r#"[
            {"id": "a", "kind": "blood", "date": "2026-03-14", "time": "07:50", "laboratory": "Quest", "fasting": false,
             "hours_since_dose": "12.50", "specimen": "saliva", "note": "after a run",
             "source": {"path": "/r.pdf", "sha256": "0000000000000000000000000000000000000000000000000000000000000000"},
             "results": [
                {"analyte": "estradiol", "comparator": "<", "value": "5.0", "unit": "pg/mL", "reference": {"low": "8", "high": "35.0"},
                 "flag": "L", "method": "LCMS", "note": "x"},
                {"analyte": "lh", "text": "see note", "reference": {"high": "8.6"}}]},
            {"kind": "semen", "date": "1999-12-31", "abstinence_days": "3", "complete": true, "who_edition": "2021",
             "results": [{"analyte": "dna-fragmentation", "value": "-0", "unit": "%", "assay": "SCSA"}]},
            {"kind": "dxa", "date": "2026-03-14", "device": "Hologic",
             "results": [{"analyte": "t-score-total-hip", "value": "-1.20", "unit": "{T-score}", "side": "left"}]}
        ]"#;
        let reports: Vec<Report> = serde_json::from_str(json).unwrap();
        for report in reports {
            let bytes = rmp_serde::to_vec(&PackedReport::of(&report)).unwrap();
            let again = rmp_serde::from_slice::<PackedReport<'_>>(&bytes).unwrap().unpack().unwrap();
            assert_eq!(again, report);
            assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&report).unwrap());
        }
    }
}
