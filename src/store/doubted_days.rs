//! The days on which a result may not be right: found by the numbers alone, without reading a report.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Result, Row};

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::quantity::Comparator;
use crate::store::rows::list;

/// Days, as they are stored, with a result that is unusual, that stands in a unit of no meaning or beside another one of
/// its analyte at the same time from the same laboratory, and perhaps some on which all is well.
pub(super) fn doubted_days(db: &Connection, analytes: &Analytes) -> Result<BTreeSet<String>> {
    let mut doubts = ResultDoubts {
        analytes,
        places: HashMap::new(),
        series: Vec::new(),
        specimens: list(db, OTHER_SPECIMENS, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect(),
        draws: same_draws(db)?,
        of_draws: HashSet::new(),
    };
    let mut days = BTreeSet::new();
    let mut statement = db.prepare_cached(NUMBERS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if doubts.has(row)? {
            days.insert(row.get(2)?);
        }
    }
    Ok(days)
}

/// What has been seen of a log that is walked from its first report to its last.
struct ResultDoubts<'a> {
    analytes: &'a Analytes,
    /// Where a series stands in the list of those seen.
    places: HashMap<String, usize>,
    series: Vec<SeenSeries<'a>>,
    /// Reports in another specimen than serum, by their place.
    specimens: HashMap<i64, String>,
    /// Reports beside which there is another of the same draw, with the number of that draw.
    draws: HashMap<i64, usize>,
    /// Draws with the series that were measured in them.
    of_draws: HashSet<(usize, usize)>,
}

struct SeenSeries<'a> {
    analyte: Option<&'a Analyte>,
    /// The last report that had it.
    last: i64,
}

impl ResultDoubts<'_> {
    fn has(&mut self, row: &Row<'_>) -> Result<bool> {
        let report = row.get(0)?;
        let analyte = row.get_ref(1)?.as_str()?;
        let place = match self.specimens.get(&report) {
            None => self.place(analyte),
            Some(specimen) => self.place(&format!("{analyte}-{specimen}")),
        };
        let series = &mut self.series[place];
        let is_twice = std::mem::replace(&mut series.last, report) == report
            || self.draws.get(&report).is_some_and(|draw| !self.of_draws.insert((*draw, place)));
        Ok(is_twice || series.analyte.map_or(Ok(false), |analyte| is_odd(analyte, row))?)
    }

    fn place(&mut self, series: &str) -> usize {
        if let Some(place) = self.places.get(series) {
            return *place;
        }
        let place = self.series.len();
        self.places.insert(series.to_owned(), place);
        self.series.push(SeenSeries { analyte: self.analytes.get(series), last: i64::MIN });
        place
    }
}

/// Whether a number is unusual for its analyte, or not read at all.
fn is_odd(analyte: &Analyte, row: &Row<'_>) -> Result<bool> {
    let (Some(digits), Some(unit)) = (row.get_ref(4)?.as_str_or_null()?, row.get_ref(5)?.as_str_or_null()?)
    else {
        return Ok(false);
    };
    let comparator = row.get_ref(3)?.as_str_or_null()?.and_then(Comparator::from_sign);
    let (Some(unit), Some(comparator), Ok(value)) = (analyte.unit(unit), comparator, digits.parse()) else {
        return Ok(true);
    };
    Ok(analyte.is_rare_number(comparator, value, unit))
}

/// The reports beside which there is another one of the same minute and laboratory, by their place, each with a number
/// that they have in common.
fn same_draws(db: &Connection) -> Result<HashMap<i64, usize>> {
    type Draw = (String, Option<String>, Option<String>);
    let papers: Vec<(i64, Draw)> =
        list(db, OF_FULL_DAYS, [], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?;
    let mut by_draw: HashMap<&Draw, Vec<i64>> = HashMap::new();
    for (report, draw) in &papers {
        by_draw.entry(draw).or_default().push(*report);
    }
    let shared = by_draw.into_values().filter(|reports| reports.len() > 1).enumerate();
    Ok(shared.flat_map(|(draw, reports)| reports.into_iter().map(move |report| (report, draw))).collect())
}

/// Every result, report by report. Columns that stand behind these are not looked at, which is what makes it quick.
const NUMBERS: &str = "SELECT report, analyte, day, comparator, value, unit FROM observation";

const OTHER_SPECIMENS: &str = "SELECT nr, specimen FROM report WHERE ifnull(specimen, 'plasma') <> 'plasma'";

/// The reports of days with more than one.
const OF_FULL_DAYS: &str = "SELECT nr, day, time, laboratory FROM report
      WHERE day IN (SELECT day FROM report GROUP BY day HAVING count(*) > 1)";
