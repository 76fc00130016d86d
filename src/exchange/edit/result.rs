//! A result of an edited text: what was left as it is stays, what was changed is checked like anything typed.

use std::collections::BTreeMap;

use toml::Spanned;

use super::page_fields::{range_text, value_text};
use super::read::{PageReading, PageText, ResultLines, long, plain};
use crate::domain::analyte::{Analyte, UnitView};
use crate::domain::method::Method;
use crate::domain::quantity::shown_unit;
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Observation, Report, Value};
use crate::exchange::typed::{TypedReader, UnitFrom, parse_interval};
use crate::exchange::{Code, intake};

impl<'a> PageReading<'a> {
    /// The result, its old version taken out of `olds`; none when something about it is wrong, which is then noted.
    pub fn result(
        &mut self,
        lines: &Spanned<ResultLines>,
        olds: &mut Vec<&Observation>,
        report: &Report,
    ) -> Option<Observation> {
        let (start, lines) = (lines.span().start, lines.get_ref());
        let place = |text: &PageText| text.as_ref().map_or(start, |text| text.span().start);
        let name = plain(lines.analyte.as_ref()).unwrap_or_default();
        let side = self.side(&lines.side).ok()?;
        let same = |old: &&Observation| *old.analyte == *name && old.side == side;
        let same = olds.iter().position(same).or_else(|| olds.iter().position(|old| *old.analyte == *name));
        let old = same.map(|at| olds.remove(at));
        let analyte = match old {
            Some(old) => self.known.catalog.analyte(&old.analyte),
            None => Some(self.analyte(&name, place(&lines.analyte))?),
        };
        let id = analyte.map(|analyte| &analyte.id).or_else(|| old.map(|old| &old.analyte))?.clone();
        if report.results.iter().any(|other| other.analyte == id && other.side == side) && old.is_none() {
            self.wrong(place(&lines.analyte), &format!("{id} is there twice; keep one of them"));
            return None;
        }
        let analyte =
            analyte.and_then(|known| self.known.catalog.analytes().in_specimen(&known.id, report.specimen()));
        let value = self.value(analyte, old, &lines.value, start)?;
        let mut result = Observation::new(id, value);
        result.reference = match (plain(lines.range.as_ref()), old.and_then(|old| old.reference.as_ref())) {
            (None, _) => None,
            (Some(text), Some(old)) if text == range_text(old) => Some(old.clone()),
            (Some(text), _) => {
                let read = parse_interval(&text);
                Some(read.map_err(|error| self.wrong(place(&lines.range), &error.to_string())).ok()?.into())
            }
        };
        result.flag = plain(lines.flag.as_ref());
        result.method = plain(lines.method.as_ref()).map(Method::from);
        result.side = side;
        result.assay = plain(lines.assay.as_ref()).map(Method::from);
        result.note = long(lines.note.as_ref());
        Some(result)
    }

    /// An analyte that was not on the report before.
    fn analyte(&mut self, name: &str, place: usize) -> Option<&'a Analyte> {
        let kind = self.old.kind();
        let found = intake::analyte(self.known, name).map_err(|remark| match remark.code {
            Code::UnknownAnalyte if !name.trim().is_empty() => intake::no_analyte(self.known, name.trim()),
            _ => remark.message,
        });
        let found = found.and_then(|analyte| {
            let message = || {
                let (name, owner) = (&analyte.name, analyte.kind.name());
                format!("{name} belongs on a {owner}, not on a {}; `androlog add` makes one", kind.name())
            };
            if analyte.kind == kind { Ok(analyte) } else { Err(message()) }
        });
        found.map_err(|message| self.wrong(place, &message)).ok()
    }

    fn side(&mut self, text: &PageText) -> Result<Option<BodySide>, ()> {
        let side = plain(text.as_ref()).map(|word| BodySide::parse(&word)).transpose();
        side.map_err(|error| {
            self.wrong(text.as_ref().map_or(0, |text| text.span().start), &error.to_string());
        })
    }

    /// The value as it was, or a new one with its unit.
    fn value(
        &mut self,
        analyte: Option<&Analyte>,
        old: Option<&Observation>,
        text: &PageText,
        start: usize,
    ) -> Option<Value> {
        let place = text.as_ref().map_or(start, |text| text.span().start);
        let typed = plain(text.as_ref()).unwrap_or_default();
        if let Some(old) = old.filter(|old| value_text(&old.value) == typed) {
            return Some(old.value.clone());
        }
        if typed.is_empty() {
            self.wrong(place, "a result needs a value; take the whole [[result]] out to remove it");
            return None;
        }
        let Some(analyte) = analyte else {
            self.wrong(place, "the catalogue does not know this analyte; its value stays as it is");
            return None;
        };
        let (record, units) = (Record::default(), BTreeMap::new());
        let reader = TypedReader {
            catalog: self.known.catalog,
            record: &record,
            laboratory: None,
            day: None,
            system: UnitView::AsEntered,
            own_units: &units,
        };
        let read =
            reader.read(analyte, &typed, None).map_err(|error| self.wrong(place, &error.to_string())).ok()?;
        let unit = match &read.value {
            Value::Number(quantity) if read.unit_from != UnitFrom::Typed => shown_unit(&quantity.unit),
            _ => "",
        };
        if !unit.is_empty() {
            self.wrong(place, &format!("write its unit too, as it is printed: \"{typed} {unit}\""));
            return None;
        }
        self.doubts.extend(read.doubts);
        Some(read.value)
    }
}
