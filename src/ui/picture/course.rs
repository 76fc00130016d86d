//! One analyte's results in the unit they are drawn in, each with what judges it.

use std::cell::OnceCell;
use std::ops::Range;

use chrono::{NaiveDate, Timelike};

use crate::domain::alike::{Standard, Unlike, breaks};
use crate::domain::analyte::{Analyte, Unit};
use crate::domain::decimal::{Decimal, fixed};
use crate::domain::interval::Interpretation;
use crate::domain::judgement::{Intervals, JudgedDay, Judgement, Origin};
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::series::{Reading, in_words, readings};
use crate::ui::picture::{ChartKnowledge, DrawnSelection};
use crate::ui::widget::plot::{Bound, ResultMark, Status, plottable};

/// The readings of one analyte, oldest first.
#[derive(Debug)]
pub struct ResultCourse<'a> {
    pub analyte: &'static Analyte,
    pub readings: Vec<Reading<'a>>,
    /// How each stands in its interval, judged when that is asked for first.
    judgements: Vec<OnceCell<Judgement>>,
    /// The results that are words, with their day, oldest first.
    pub in_words: Vec<(NaiveDate, &'a str)>,
    /// The first and last day of all results, also of those in words and of those that were left out.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The place of the reading that the others are compared with, if one was chosen.
    pub baseline: Option<usize>,
    /// What set apart those that were left out, one for each.
    pub left_out: Vec<Unlike>,
    /// The unit of the view; as printed it is the one of the newest reading.
    pub unit: &'static Unit,
    record: &'a Record,
    intervals: &'a Intervals,
}

impl<'a> ResultCourse<'a> {
    /// The readings of an analyte, unless the catalogue does not know it.
    pub fn new(known: &ChartKnowledge<'a>, id: &str) -> Option<Self> {
        let analyte = known.catalog.analyte(id)?;
        let all = readings(known.record, known.catalog.analytes(), id);
        let in_words: Vec<_> = in_words(known.record, id).collect();
        let ends = [all.first(), all.last()].into_iter().flatten().map(|reading| reading.day);
        let ends = ends.chain([in_words.first(), in_words.last()].into_iter().flatten().map(|(day, _)| *day));
        let days = ends.clone().min().zip(ends.max());
        let (readings, left_out) = kept(known, all);
        let judgements = vec![OnceCell::new(); readings.len()];
        let newest = readings.last().map(|r| r.quantity(analyte));
        let entered = newest.as_ref().map_or_else(|| &*analyte.canonical().code, |quantity| &*quantity.unit);
        let unit = unit_for(analyte, known, entered);
        let ChartKnowledge { record, intervals, .. } = *known;
        Some(Self {
            analyte,
            readings,
            judgements,
            in_words,
            days,
            baseline: None,
            left_out,
            unit,
            record,
            intervals,
        })
    }

    /// How a reading stands in its interval.
    pub fn judgement(&self, at: usize) -> &Judgement {
        self.judgements[at].get_or_init(|| {
            let reading = &self.readings[at];
            let on = JudgedDay::of_reading(self.record, reading);
            self.intervals.judge_reading(self.analyte, reading, &on)
        })
    }

    /// Where what is drawn of these days stands among all: the readings in view, and before and after them the nearest that
    /// has a place, to which their line goes.
    pub fn drawn(&self, days: (NaiveDate, NaiveDate)) -> Range<usize> {
        let seen = self.in_view(days);
        let has_place = |at: &usize| plottable(self.value(*at));
        let from = (0..seen.start).rev().find(has_place).unwrap_or(seen.start);
        let to = (seen.end..self.readings.len()).find(has_place).map_or(seen.end, |at| at + 1);
        from..to
    }

    /// The marks of these places in the unit of the course.
    pub fn marks(&self, places: Range<usize>) -> impl Iterator<Item = ResultMark> {
        let breaks = breaks(&self.readings);
        places.map(move |at| {
            let reading = &self.readings[at];
            let quantity = reading.quantity(self.analyte);
            let minute = reading.time.map(|time| (time.hour() * 60 + time.minute()) as u16);
            ResultMark {
                day: reading.day,
                minute,
                value: self.value(at),
                decimals: self.decimals(&quantity),
                bound: bound(&quantity),
                status: status(self.judgement(at).interpretation),
                breaks_line: breaks[at] || at > 0 && is_other_side(&self.readings[at - 1], reading),
                series: 0,
            }
        })
    }

    /// A reading's number in the unit of the course.
    pub fn value(&self, at: usize) -> f64 {
        let quantity = self.readings[at].quantity(self.analyte);
        self.in_unit(&quantity.value, &quantity.unit)
    }

    /// The same with the sign and the digits it was printed with: `<5.0`.
    pub fn written(&self, at: usize) -> String {
        let quantity = self.readings[at].quantity(self.analyte);
        format!("{}{}", quantity.comparator.prefix(), fixed(self.value(at), self.decimals(&quantity)))
    }

    /// Where the readings of these days, both included, stand among all.
    pub fn in_view(&self, (first, last): (NaiveDate, NaiveDate)) -> Range<usize> {
        let from = self.readings.partition_point(|reading| reading.day < first);
        let to = self.readings.partition_point(|reading| reading.day <= last);
        from..to.max(from)
    }

    /// The results of these days, both included, that are words.
    pub fn words_in_view(
        &self,
        (first, last): (NaiveDate, NaiveDate),
    ) -> impl DoubleEndedIterator<Item = &(NaiveDate, &'a str)> {
        self.in_words.iter().filter(move |(day, _)| (first..=last).contains(day))
    }

    /// A number of one of the analyte's units in the unit of the course; the digits themselves where it is the
    /// same one.
    fn in_unit(&self, number: &Decimal, unit: &str) -> f64 {
        match self.analyte.unit(unit) {
            Some(from) if from.code != self.unit.code => number.value() * from.factor / self.unit.factor,
            _ => number.value(),
        }
    }

    /// The digits behind the point as printed; of a converted number those usual in the unit of the course.
    fn decimals(&self, quantity: &Quantity) -> u8 {
        match self.analyte.unit(&quantity.unit) {
            Some(from) if from.code != self.unit.code => self.unit.decimals,
            _ => quantity.value.decimals(),
        }
    }

    /// A number of the canonical unit in the unit of the course.
    pub fn from_canonical(&self, value: f64) -> f64 {
        value / self.unit.factor
    }

    /// A limit of the catalogue in the unit of the course: as it is given, or in the digits usual in another unit.
    pub fn limit(&self, value: f64) -> String {
        let is_given = self.unit.factor == 1.0;
        if is_given { format!("{value}") } else { fixed(value, self.unit.decimals) }
    }

    /// The limits that judge a reading, in the unit of the course.
    pub fn interval(&self, at: usize) -> Option<(Option<f64>, Option<f64>)> {
        let applied = self.judgement(at).applied.as_ref()?;
        let quantity = self.readings[at].quantity(self.analyte);
        let side = |limit: &Option<Decimal>| limit.as_ref().map(|limit| self.in_unit(limit, &quantity.unit));
        Some((side(&applied.interval.low), side(&applied.interval.high)))
    }

    /// What judges a reading, with its limits in one of the analyte's units: `8.0 – 35, Quest`.
    pub fn interval_words(&self, at: usize, shown: &Unit) -> Option<String> {
        let applied = self.judgement(at).applied.as_ref()?;
        let printed = self.readings[at].quantity(self.analyte);
        let own = self.analyte.unit(&printed.unit).unwrap_or(shown);
        let whose = match (applied.origin, &applied.source) {
            (Origin::Lab, _) => self.readings[at].laboratory().unwrap_or("the laboratory").to_owned(),
            (Origin::Mine, _) => "your own".to_owned(),
            (Origin::Published, Some(source)) if applied.verified => format!("published, {source}"),
            (Origin::Published, Some(source)) => format!("published, {source}, unverified"),
            (Origin::Published, None) => "published".to_owned(),
        };
        Some(format!("{}, {whose}", applied.interval.convert(own, shown)))
    }
}

/// The readings that are wanted, and what sets the others apart.
fn kept<'a>(known: &ChartKnowledge<'a>, readings: Vec<Reading<'a>>) -> (Vec<Reading<'a>>, Vec<Unlike>) {
    if known.keep == DrawnSelection::All {
        return (readings, Vec::new());
    }
    let standard = Standard::of(&readings);
    let reasons: Vec<Option<Unlike>> =
        readings.iter().map(|reading| standard.unlike(reading, known.record)).collect();
    let alike = readings.iter().zip(&reasons).filter(|(_, reason)| reason.is_none());
    let alike = alike.map(|(reading, _)| reading.clone()).collect();
    (alike, reasons.into_iter().flatten().collect())
}

fn unit_for(analyte: &'static Analyte, known: &ChartKnowledge<'_>, entered: &str) -> &'static Unit {
    let code = analyte.unit_for(known.units, entered).code.clone();
    analyte.unit(&code).unwrap_or_else(|| analyte.canonical())
}

const fn bound(quantity: &Quantity) -> Bound {
    match quantity.comparator {
        Comparator::Equal => Bound::Exact,
        Comparator::Below => Bound::Below,
        Comparator::AtMost => Bound::AtMost,
        Comparator::Above => Bound::Above,
        Comparator::AtLeast => Bound::AtLeast,
    }
}

const fn status(interpretation: Interpretation) -> Status {
    match interpretation {
        Interpretation::Low => Status::Low,
        Interpretation::Within => Status::Within,
        Interpretation::High => Status::High,
        Interpretation::Unknown => Status::Unknown,
    }
}

/// Whether one is of the left and the other of the right, so that a line would join what does not compare.
fn is_other_side(before: &Reading<'_>, after: &Reading<'_>) -> bool {
    let side = |reading: &Reading<'_>| reading.result().and_then(|result| result.side);
    matches!((side(before), side(after)), (Some(a), Some(b)) if a != b)
}
