//! The limit of a rule that a value meets, however old the value is: what a verdict must not leave out.

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::domain::analyte::{Analyte, UnitView};
use crate::domain::decimal::Decimal;
use crate::domain::extent::Relation;
use crate::domain::formula::formula;
use crate::domain::judgement::{Intervals, JudgedDay};
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::series::{self, Reading};
use crate::guidance::episode::TherapyCourse;
use crate::guidance::rule::Rule;
use crate::guidance::uncapitalised;
use crate::guidance::vocabulary::DrugSelector;

/// What has to be known to find the limit a value meets.
#[derive(Clone, Copy, Debug)]
pub struct RuleView<'k> {
    /// The record the value stands in.
    pub record: &'k Record,
    /// Names, units and drugs.
    pub catalog: &'k Catalog,
    /// The rules in force.
    pub rules: &'k [Rule],
    /// The intervals that judge results which bring none.
    pub intervals: &'k Intervals,
    /// The units limits are shown in.
    pub units: UnitView,
    /// The day of the view.
    pub today: NaiveDate,
}

/// A limit of a rule that a value certainly meets.
#[derive(Clone, Debug, PartialEq)]
pub struct StrongestLimit {
    relation: Relation,
    limit: Quantity,
    /// The analyte below the line of a ratio, where its value is the one that meets the limit.
    part: Option<MeasuredPart>,
}

/// The names of an analyte that a ratio is made of.
#[derive(Clone, Debug, PartialEq)]
struct MeasuredPart {
    name: String,
    short: String,
}

impl StrongestLimit {
    /// The strongest limit that a reading meets: that of the rule which lies furthest out. Of a ratio whose own limits
    /// are not met the value below the line is read.
    pub fn of_reading(analyte: &Analyte, reading: &Reading<'_>, view: RuleView<'_>) -> Option<Self> {
        if let Some((relation, limit)) = view.strongest(analyte, reading) {
            return Some(Self { relation, limit, part: None });
        }
        let [_, divisor] = formula(&analyte.id)?.inputs else {
            return None;
        };
        let part = view.catalog.analyte(divisor.id)?;
        let divisor = series::on_day(view.record, view.catalog.analytes(), &part.id, reading.day)?;
        let (relation, limit) = view.strongest(part, &divisor)?;
        let part = MeasuredPart { name: uncapitalised(&part.name), short: part.short.clone() };
        Some(Self { relation, limit, part: Some(part) })
    }

    /// `below 10 pg/mL`, `estradiol below 10 pg/mL`.
    pub fn words(&self) -> String {
        let words = format!("{} {}", self.relation.words(), self.limit);
        match &self.part {
            Some(part) => format!("{} {words}", part.name),
            None => words,
        }
    }

    /// A verdict that does not stand alone: `as expected, and below 10 pg/mL`.
    pub fn beside(&self, verdict: &str) -> String {
        let link = if self.part.is_some() { "with" } else { "and" };
        format!("{verdict}, {link} {}", self.words())
    }

    /// The same where numbers are hidden: `as expected, and below a limit`.
    pub fn beside_veiled(&self, verdict: &str) -> String {
        let relation = self.relation.words();
        match &self.part {
            Some(part) => format!("{verdict}, with {} {relation} a limit", part.name),
            None => format!("{verdict}, and {relation} a limit"),
        }
    }

    /// The same where there is little room: `as expected, <10`, `expected, E2 <10`.
    pub fn beside_brief(&self, verdict: &str) -> String {
        self.brief(verdict, &format!("{}{}", self.relation.sign(), self.limit.value))
    }

    /// The same where numbers are hidden and there is little room: `as expected, low`, `expected, E2 low`.
    pub fn beside_brief_veiled(&self, verdict: &str) -> String {
        self.brief(
            verdict,
            match self.relation {
                Relation::Below | Relation::AtMost => "low",
                Relation::AtLeast | Relation::Above => "high",
            },
        )
    }

    fn brief(&self, verdict: &str, side: &str) -> String {
        match (&self.part, verdict.strip_prefix("as ")) {
            (Some(part), Some(verdict)) => format!("{verdict}, {} {side}", part.short),
            (Some(_), None) => verdict.to_owned(),
            (None, _) => format!("{verdict}, {side}"),
        }
    }
}

impl<'k> RuleView<'k> {
    fn strongest(self, analyte: &Analyte, reading: &Reading<'_>) -> Option<(Relation, Quantity)> {
        let (relation, limit) =
            self.furthest(analyte, reading).or_else(|| self.beyond_interval(analyte, reading))?;
        let canonical = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::parse(&limit.to_string()).ok()?,
            unit: analyte.canonical().code.clone(),
        };
        let unit = analyte.unit_for(self.units, &reading.quantity(analyte).unit);
        let is_given = unit.code == canonical.unit;
        let limit = if is_given { canonical } else { analyte.convert(&canonical, unit)? };
        Some((relation, limit))
    }

    /// The plain limit of a rule that a reading meets and that lies furthest out.
    fn furthest(self, analyte: &Analyte, reading: &Reading<'_>) -> Option<(Relation, f64)> {
        let limits = self.concerned().filter_map(|rule| rule.trigger.limit_on(&analyte.id));
        let met = limits.filter(|limit| {
            self.was_drawn_on(limit.therapies, reading) && reading.extent.certainly(limit.op, limit.value)
        });
        let furthest = met.min_by(|one, other| one.reach().total_cmp(&other.reach()))?;
        Some((furthest.op, furthest.value))
    }

    /// The limit of the reading's own interval that it lies beyond, where a rule speaks of that.
    fn beyond_interval(self, analyte: &Analyte, reading: &Reading<'_>) -> Option<(Relation, f64)> {
        let limits = self.concerned().filter_map(|rule| rule.trigger.interval_limit_on(&analyte.id));
        let mut meant = limits.filter(|limit| self.was_drawn_on(limit.therapies, reading)).peekable();
        meant.peek()?;
        let on = JudgedDay::new(self.record, reading.day);
        let (low, high) = self.intervals.exact_limits(analyte, reading, &on)?;
        meant.find_map(|limit| limit.passed(reading.extent, low, high))
    }

    /// The rules that speak to this man.
    fn concerned(self) -> impl Iterator<Item = &'k Rule> {
        let profile = self.record.profile();
        let age = profile.age_on(self.today);
        self.rules.iter().filter(move |rule| rule.enabled && rule.audience.includes(profile, age))
    }

    /// Whether a reading was drawn on one of the drugs; true where none is named.
    fn was_drawn_on(self, therapies: &[DrugSelector], reading: &Reading<'_>) -> bool {
        let drugs = self.catalog.drugs();
        let course = TherapyCourse::new(self.record.regimens(), therapies, drugs, self.today);
        therapies.is_empty() || course.covers(reading.day)
    }
}
