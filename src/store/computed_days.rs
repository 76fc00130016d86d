//! The days on which a computed analyte may have a value, found by those on which its inputs were measured.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::domain::formula::{Formula, formula, stands_for_other_days};
use crate::domain::id::AnalyteId;
use crate::domain::need::MeasuredItem;
use crate::store::rows::list;

/// A computed analyte in a log, with everything it is computed from, by way of others or not.
pub(super) struct ComputedSeries<'a> {
    pub db: &'a Connection,
    pub id: &'a AnalyteId,
    pub inputs: &'a [MeasuredItem],
}

impl ComputedSeries<'_> {
    /// The days from a first to a last on which an input was measured without which there is no value.
    pub fn days_within(&self, first: &str, last: &str) -> Result<Vec<String>> {
        let mut days = Vec::new();
        for id in deciding(self.id) {
            days.extend(list(self.db, DAYS_MEASURED, (id, first, last), |row| row.get::<_, String>(0))?);
        }
        Ok(days)
    }

    /// The newest so many days of some stretches, the newest of these first, that are wanted and surely give a value, with
    /// those on the way that may.
    pub fn newest_days(
        &self,
        stretches: &[(String, String)],
        count: usize,
        is_wanted: impl Fn(&String) -> bool,
    ) -> Result<Vec<String>> {
        let deciding = deciding(self.id);
        let mut days = Vec::new();
        let mut counted = 0;
        for (first, last) in stretches {
            // Days compare as text: this stands between that day and the next.
            let mut before = format!("{last}~");
            while counted < count
                && let Some(day) = self.day_before(&before, &deciding)?.filter(|day| day >= first)
            {
                if is_wanted(&day) {
                    let value = self.value_of_day(self.id, &day)?;
                    counted += usize::from(value == DayValue::Sure);
                    days.extend((value != DayValue::Absent).then(|| day.clone()));
                }
                before = day;
            }
        }
        Ok(days)
    }

    /// The newest day before another on which one of some analytes was measured.
    fn day_before(&self, day: &str, analytes: &[&str]) -> Result<Option<String>> {
        let mut statement = self.db.prepare_cached(DAY_BEFORE)?;
        let mut newest = None;
        for analyte in analytes {
            newest = newest.max(statement.query_row((analyte, day), |row| row.get::<_, Option<String>>(0))?);
        }
        Ok(newest)
    }

    /// Whether an analyte was measured on a day, or can be computed for it.
    fn value_of_day(&self, id: &str, day: &str) -> Result<DayValue> {
        let measured = self.measured_on(id, day)?;
        if measured == DayValue::Sure {
            return Ok(measured);
        }
        let Some(formula) = formula(id) else { return Ok(measured) };
        let mut computed = DayValue::Sure;
        for term in
            formula.inputs.iter().filter(|term| term.default.is_none() && !stands_for_other_days(term.id))
        {
            computed = computed.min(self.value_of_day(term.id, day)?);
        }
        let least = if formula.is_decided_by_zero() { DayValue::Vague } else { DayValue::Absent };
        Ok(measured.max(computed).max(least))
    }

    fn measured_on(&self, id: &str, day: &str) -> Result<DayValue> {
        let Some(input) = self.inputs.iter().find(|input| &*input.id == id) else {
            return Ok(DayValue::Absent);
        };
        let units = format!("|{}|", input.units.join("|"));
        let mut statement = self.db.prepare_cached(BEST_OF_DAY)?;
        let is_number =
            statement.query_row((id, day, units), |row| row.get::<_, Option<bool>>(0)).optional()?;
        Ok(match is_number.flatten() {
            Some(true) => DayValue::Sure,
            Some(false) => DayValue::Vague,
            None => DayValue::Absent,
        })
    }
}

/// What a day has of an analyte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DayValue {
    Absent,
    /// A value that may be too vague to compute with: below a limit, or zero.
    Vague,
    /// A number above zero.
    Sure,
}

/// Measured analytes on whose days a computed one may have a value.
fn deciding(id: &str) -> Vec<&'static str> {
    let terms = formula(id).into_iter().flat_map(Formula::deciding);
    terms.flat_map(|term| std::iter::once(term.id).chain(deciding(term.id))).collect()
}

const DAYS_MEASURED: &str =
    "SELECT DISTINCT day FROM observation WHERE analyte = ?1 AND day BETWEEN ?2 AND ?3";

const DAY_BEFORE: &str = "SELECT max(day) FROM observation WHERE analyte = ?1 AND day < ?2";

/// Whether an analyte has a number above zero without `<` or `>` on a day, in serum and in one of some units, which
/// stand between bars; null where it has none at all.
const BEST_OF_DAY: &str = "SELECT max(o.comparator = '=' AND o.number > 0)
       FROM observation o CROSS JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day = ?2 AND o.value IS NOT NULL
        AND instr(?3, '|' || o.unit || '|') AND ifnull(r.specimen, 'plasma') = 'plasma'";
