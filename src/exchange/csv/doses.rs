//! The dose log as CSV, one row an entry, and back.

use std::io::{self, Read};

use ::csv::{QuoteStyle, StringRecord, Terminator, WriterBuilder};

use crate::domain::change::Entry;
use crate::domain::day::parse_time;
use crate::domain::decimal::Decimal;
use crate::domain::dose_log::{DoseEntry, DoseState};
use crate::domain::id::DrugId;
use crate::exchange::csv::cell;
use crate::exchange::csv::header::{next_row, reader};
use crate::exchange::foreign::{ImportSpool, keep_found};
use crate::exchange::intake::{self, IntakeRemark};
use crate::exchange::{Code, Parsed, ReaderKnowledge, scrub};

/// The columns, in this order.
pub const DOSE_COLUMNS: [&str; 8] = ["day", "time", "drug", "state", "amount", "unit", "note", "dose_id"];

/// The entries as rows, in their order.
///
/// # Panics
/// Never: writing to memory cannot fail, and cells are text.
pub fn export_doses<'a>(entries: impl IntoIterator<Item = &'a DoseEntry>) -> String {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    let memory = "writing to memory does not fail";
    writer.write_record(DOSE_COLUMNS).expect(memory);
    for entry in entries {
        let guarded = |text: Option<&str>| cell::guard(text.unwrap_or_default()).into_owned();
        let cells = [
            entry.day.to_string(),
            entry.time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default(),
            guarded(Some(&entry.drug)),
            entry.state.id().to_owned(),
            entry.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
            guarded(entry.unit.as_deref()),
            guarded(entry.note.as_deref()),
            guarded(Some(&entry.id)),
        ];
        writer.write_record(cells).expect(memory);
    }
    String::from_utf8(writer.into_inner().expect(memory)).expect("cells are text")
}

/// Whether a text begins with the columns of a dose log.
pub(super) fn is_dose_log(text: &str) -> bool {
    Columns::of(text).is_some()
}

/// Reads such a text, which its beginning tells; a row that cannot be understood is named and the others are kept.
/// Where there is a spool, the entries of a long text go there.
pub(super) fn read_doses(
    head: &str,
    text: impl Read,
    known: &ReaderKnowledge<'_>,
    mut spool: Option<&mut dyn ImportSpool>,
) -> io::Result<Parsed> {
    let mut parsed = Parsed::default();
    let Some(columns) = Columns::of(head) else {
        return Ok(Parsed::unreadable("the first line must name the columns, at least day, drug and state"));
    };
    let mut rows = reader(text, columns.separator);
    let mut cells = StringRecord::new();
    let mut number = 0;
    while next_row(&mut rows, &mut cells)? {
        number += 1;
        if number == 1 || cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let place = format!("line {}", cells.position().map_or(number, ::csv::Position::line));
        match columns.entry(&cells, known) {
            Ok((entry, remarks)) => {
                for remark in remarks {
                    parsed.remark(&place, remark.code, &remark.message);
                }
                parsed.found(&place, Entry::DoseTaken(entry));
            }
            Err(remark) => {
                parsed.rejected_others += 1;
                parsed.remark(&place, remark.code, &remark.message);
            }
        }
        if let Some(spool) = spool.as_deref_mut().filter(|_| parsed.found.len() >= MOST_WAITING) {
            keep_found(spool, &mut parsed);
        }
    }
    Ok(parsed)
}

/// So many entries wait in memory before they go to the spool.
const MOST_WAITING: usize = 1_000;

/// Which separator a file has and where its columns stand.
struct Columns {
    separator: u8,
    places: [Option<usize>; DOSE_COLUMNS.len()],
}

impl Columns {
    fn of(text: &str) -> Option<Self> {
        [b',', b';', b'\t'].into_iter().find_map(|separator| {
            let mut header = StringRecord::new();
            reader(text.as_bytes(), separator).read_record(&mut header).ok()?;
            let place =
                |name: &str| header.iter().position(|heading| heading.trim().eq_ignore_ascii_case(name));
            let columns = Self { separator, places: DOSE_COLUMNS.map(place) };
            let is_dose_log =
                columns.places[0].is_some() && columns.places[2].is_some() && columns.places[3].is_some();
            is_dose_log.then_some(columns)
        })
    }

    fn entry(
        &self,
        cells: &StringRecord,
        known: &ReaderKnowledge<'_>,
    ) -> Result<(DoseEntry, Vec<IntakeRemark>), IntakeRemark> {
        let raw =
            |column: usize| self.places[column].and_then(|place| cells.get(place)).unwrap_or_default().trim();
        let some = |column: usize| {
            Some(scrub::text(cell::unguard(raw(column))).into_owned()).filter(|t| !t.is_empty())
        };
        let unreadable = |message: String| IntakeRemark::new(Code::Unreadable, message);
        let day = intake::read_day(raw(0))?;
        let mut remarks: Vec<IntakeRemark> = intake::day(day, known.today)?.into_iter().collect();
        let time = match raw(1) {
            "" => None,
            text => {
                Some(parse_time(text).map_err(|e| IntakeRemark::new(Code::ImpossibleDate, e.to_string()))?)
            }
        };
        let drug =
            some(2).ok_or_else(|| unreadable("the drug is missing, for example anastrozole".to_owned()))?;
        let drug = if let Some(known) = known.catalog.find_drug(&drug) {
            known.id.clone()
        } else {
            let sentence = format!("no rule speaks of the drug “{drug}”; stored as it is");
            remarks.push(IntakeRemark::new(Code::UnknownDrug, sentence));
            DrugId::from(drug)
        };
        let state = DoseState::from_id(&raw(3).to_lowercase()).ok_or_else(|| {
            unreadable(format!("“{}” is not a state of a dose; use taken or skipped", raw(3)))
        })?;
        let amount = match raw(4) {
            "" => None,
            text => {
                Some(Decimal::parse(text).map_err(|error| unreadable(format!("amount “{text}”: {error}")))?)
            }
        };
        let (unit, note, id) = (some(5).map(Into::into), some(6), some(7).unwrap_or_default());
        Ok((DoseEntry { id: id.into(), drug, day, time, amount, unit, state, note }, remarks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn read(text: &str) -> Parsed {
        let known = ReaderKnowledge {
            catalog: Catalog::embedded(),
            today: "2026-03-14".parse().unwrap(),
            record: None,
        };
        read_doses(text, text.as_bytes(), &known, None).unwrap()
    }

    fn entries(parsed: &Parsed) -> Vec<DoseEntry> {
        let dose = |entry: &Entry| match entry {
            Entry::DoseTaken(dose) => dose.clone(),
            other => panic!("{other:?}"),
        };
        parsed.found.iter().map(|found| dose(&found.entry)).collect()
    }

    #[test]
    fn a_dose_log_comes_back_as_it_went_out() {
        let text = "day,time,drug,state,amount,unit,note,dose_id\n\
            2026-03-12,20:05,anastrozole,taken,1.0,mg,\"late, after dinner\",a\n\
            2026-03-13,,anastrozole,skipped,,,'=1+1,b\n";
        let parsed = read(text);
        assert_eq!(parsed.diagnostics, []);
        assert_eq!(export_doses(&entries(&parsed)), text);
        assert_eq!(entries(&parsed)[1].note.as_deref(), Some("=1+1"));
        let german = "drug;state;day;amount\r\nArimidex;taken;2026-03-12;0,5\r\n";
        let [dose] = entries(&read(german)).try_into().unwrap();
        assert_eq!((&*dose.drug, dose.amount.unwrap().as_str()), ("anastrozole", "0.5"));
    }

    #[test]
    fn a_row_that_cannot_be_understood_is_named_with_its_line() {
        let parsed = read(
            "day,drug,state\n2026-02-30,anastrozole,taken\n2026-03-01,anastrozole,eaten\n2026-03-02,anastrozole,taken\n",
        );
        let said: Vec<(&str, Code)> = parsed.diagnostics.iter().map(|d| (&*d.place, d.code)).collect();
        assert_eq!(said, [("line 2", Code::ImpossibleDate), ("line 3", Code::Unreadable)]);
        assert_eq!((parsed.found.len(), parsed.rejected_others), (1, 2));
    }
}
