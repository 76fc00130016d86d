//! How much of the log a run reads: everything, or the part that what it does can need.

use chrono::{Days, NaiveDate};

use crate::domain::candidate::profile_needs;
use crate::domain::id::AnalyteId;
use crate::domain::journal::SymptomEntry;
use crate::domain::need::{LONGEST_SCHEDULE_DAYS, NeededItem, RecordNeeds, ResultNeed, with_inputs};
use crate::domain::record::Record;
use crate::domain::record_extent::{HistoryNeed, RecordExtent};
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Report};
use crate::domain::response::response_needs;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::exchange::response::{PROCEDURES, since_procedure};
use crate::exchange::since::Anchor;
use crate::guidance::episode::courses;
use crate::guidance::needs;
use crate::runtime::session::Session;
use crate::runtime::setup::Setup;
use crate::store::{NeededPart, WantedResults, Window};
use crate::ui::glance::SHOWN;
use crate::ui::state::DrawnHistory;

impl Session {
    /// Reads everything that is stored.
    pub fn whole(&self) -> anyhow::Result<Record> {
        Ok(self.store().load(Window::Whole)?)
    }

    /// The reports with some results, with no more of the rest than judges results.
    pub fn only(&self, wanted: WantedResults<'_>) -> anyhow::Result<Record> {
        Ok(self.store().load(Window::Only(wanted))?)
    }

    /// Everything of which there are few, however old it is: all but reports, symptoms and doses.
    pub fn unpaged(&self) -> anyhow::Result<Record> {
        Ok(self.store().load(Window::Unpaged)?)
    }

    /// Everything but reports and doses, however old it is.
    pub fn journal(&self) -> anyhow::Result<Record> {
        Ok(self.store().load(Window::Journal)?)
    }

    /// As much of the record as rules and the first screen can need, whose size does not grow with the history, and what
    /// is wanted of the history beside.
    pub fn history(&self, extent: RecordExtent) -> anyhow::Result<Record> {
        if extent.is_whole {
            return self.whole();
        }
        self.store().at_one_moment(|| self.history_now(extent))
    }

    fn history_now(&self, extent: RecordExtent) -> anyhow::Result<Record> {
        let extent = match extent.newest_reports {
            0 => extent,
            count => extent.with(HistoryNeed::ReportsSince(self.store().day_of_newest(count)?)),
        };
        let older_reports = match extent.reports_since() {
            None => 0,
            Some(day) => match self.store().reports_before(day)? {
                // Where every report is wanted the whole takes less to read, and nothing is read again.
                0 => return self.whole(),
                older => older,
            },
        };
        let regimens = self.store().regimens()?;
        let mut needs = self.screen_needs(&regimens);
        if let Some(day) = extent.symptoms_since() {
            self.add_symptoms_since(day, &mut needs);
        }
        if extent.has_courses {
            needs.results.extend(self.course_needs(&regimens)?);
        }
        if let Some(day) = extent.reports_since() {
            let measured = self.store().series_since(day)?;
            needs.add_reports_since(day, &measured, SHOWN, self.setup.catalog.analytes());
        }
        let doubted = extent.has_problems.then(|| self.setup.catalog.analytes());
        let window = Window::Needed(NeededPart { doubted, newest: SHOWN, ..self.needed(&needs, &regimens) });
        Ok(self.store().load(window)?.holding(extent, older_reports))
    }

    /// The symptoms of a day and of every later one with those that rules look at, and the first day of which none is
    /// missing: that of all days where there is none before.
    pub fn symptoms_since(&self, day: NaiveDate) -> anyhow::Result<(NaiveDate, Vec<SymptomEntry>)> {
        self.store().at_one_moment(|| {
            let mut needs = self.screen_needs(&self.store().regimens()?);
            self.add_symptoms_since(day, &mut needs);
            let since = if self.store().has_symptom_before(day)? { day } else { NaiveDate::MIN };
            Ok((since, self.store().symptoms(&needs.symptoms)?))
        })
    }

    fn add_symptoms_since(&self, day: NaiveDate, needs: &mut RecordNeeds) {
        needs.add_symptoms_since(day, self.setup.catalog.symptoms().iter().map(|sign| sign.id.clone()));
    }

    /// Every result of some analytes, and of what they are computed from, with what is drawn beside them but for what is
    /// logged from day to day.
    pub fn series(&self, analytes: Vec<AnalyteId>) -> anyhow::Result<DrawnHistory> {
        let record = self.store().load(Window::Series(&with_inputs(&analytes)))?;
        Ok(DrawnHistory { analytes, days: None, record })
    }

    /// Every result of an analyte, and of what it is computed from, with every symptom.
    pub fn series_and_symptoms(&self, analyte: AnalyteId) -> anyhow::Result<Record> {
        self.store().at_one_moment(|| {
            let mut record = self.series(vec![analyte])?.record;
            record.take_symptoms(NaiveDate::MIN, self.journal()?.into_symptoms());
            Ok(record)
        })
    }

    /// What courses of treatment did, and what was measured without treatment.
    pub fn for_courses(&self) -> anyhow::Result<Record> {
        self.store().at_one_moment(|| {
            let regimens = self.store().regimens()?;
            let mut needs = self.needs_of(&regimens);
            needs.results.extend(self.course_needs(&regimens)?);
            Ok(self.store().load(Window::Needed(self.needed(&needs, &regimens)))?)
        })
    }

    /// The samples from a day on, and what was felt in the cycle before each.
    pub fn for_trying(&self, first: NaiveDate) -> anyhow::Result<Record> {
        self.for_rules_and(|needs| {
            let samples = NeededItem::Report(Kind::Semen);
            needs.results.push(ResultNeed {
                days: vec![(first, NaiveDate::MAX)],
                ..ResultNeed::new(samples, NaiveDate::MAX)
            });
            needs.symptoms.since = needs.symptoms.since.min(days_before(first, SPERM_CYCLE_DAYS));
        })
    }

    /// What is new since then, what it is compared with, and what rules look at today and looked at then. `beside` holds
    /// the events.
    pub fn for_news(&self, anchor: Anchor, beside: &Record) -> anyhow::Result<Record> {
        let (Setup { rules, catalog, intervals, today, .. }, since) = (&self.setup, anchor.day());
        let told = anchor.told(beside, *today);
        self.store().at_one_moment(|| {
            let regimens = self.store().regimens()?;
            let mut needs = self.needs_of(&regimens);
            let then = needs::needs(rules, &catalog.knowledge(intervals), &regimens, since);
            needs.results.extend(then.results);
            needs.symptoms.newest_of.extend(then.symptoms.newest_of);
            // What was felt later is there with all of the later days.
            needs.symptoms.until = since.min(*today);
            needs.symptoms.since = needs.symptoms.since.min(then.symptoms.since).min(since);
            let reports = self.store().report_days()?;
            let new = reports.iter().filter(|(id, day)| told.has(id, *day)).map(|(_, day)| *day);
            let first = new.min().unwrap_or(since).min(since);
            if reports.iter().filter(|(_, day)| *day >= first).count() * 2 > reports.len() {
                // It costs less than to ask for most of it.
                return self.whole();
            }
            let measured = self.store().series_since(first)?;
            needs.add_reports_since(first, &measured, 1, catalog.analytes());
            let part = NeededPart { today: since.min(*today), ..self.needed(&needs, &regimens) };
            Ok(self.store().load(Window::Needed(part))?)
        })
    }

    /// What is drawn of what was logged from day to day on some days, both included.
    pub fn logged(&self, (first, last): (NaiveDate, NaiveDate)) -> anyhow::Result<Record> {
        // A dose may stand for another day of its stretch.
        let last = last.checked_add_days(Days::new(LONGEST_SCHEDULE_DAYS)).unwrap_or(NaiveDate::MAX);
        Ok(self.store().logged((days_before(first, LONGEST_SCHEDULE_DAYS), last))?)
    }

    /// As much as the first screen needs, before the file is looked at closely: see [`crate::store::Store::load_before_check`].
    pub fn first_look(&self) -> anyhow::Result<Record> {
        self.store().at_one_moment(|| {
            let regimens = self.store().regimens()?;
            let needs = self.screen_needs(&regimens);
            let window = Window::Needed(NeededPart { newest: SHOWN, ..self.needed(&needs, &regimens) });
            Ok(self.store().load_before_check(window)?)
        })
    }

    /// As much of the record as rules can need.
    pub fn for_rules(&self) -> anyhow::Result<Record> {
        self.for_rules_and(|_| ())
    }

    /// What rules can need, and what in the record may not be right, however old it is.
    pub fn for_rules_and_problems(&self) -> anyhow::Result<Record> {
        self.store().at_one_moment(|| {
            let regimens = self.store().regimens()?;
            let needs = self.needs_of(&regimens);
            let doubted = Some(self.setup.catalog.analytes());
            Ok(self.store().load(Window::Needed(NeededPart { doubted, ..self.needed(&needs, &regimens) }))?)
        })
    }

    /// What rules can need, and what a report says beyond its own numbers.
    pub fn for_report(&self, report: &Report) -> anyhow::Result<Record> {
        self.beside(report, None)
    }

    /// The same for a report that is about to be made, and how its laboratory reported before.
    pub fn for_new_report(&self, report: &Report) -> anyhow::Result<Record> {
        self.beside(report, report.laboratory.as_deref())
    }

    fn beside(&self, report: &Report, laboratory: Option<&str>) -> anyhow::Result<Record> {
        if !report.specimen().is_serum() {
            // Needs are told of serum alone.
            return self.whole();
        }
        self.for_rules_and(|needs| {
            needs.add_report(report, self.setup.catalog.analytes());
            if let Some(laboratory) = laboratory {
                let analytes = report.results.iter().map(|result| result.analyte.clone());
                needs.add_habits(laboratory, report.date, analytes);
            }
        })
    }

    fn for_rules_and(&self, add: impl FnOnce(&mut RecordNeeds)) -> anyhow::Result<Record> {
        self.store().at_one_moment(|| {
            let regimens = self.store().regimens()?;
            let mut needs = self.needs_of(&regimens);
            add(&mut needs);
            Ok(self.store().load(Window::Needed(self.needed(&needs, &regimens)))?)
        })
    }

    /// What is needed today, without what is only shown or may not be right.
    const fn needed<'a>(&self, needs: &'a RecordNeeds, regimens: &'a [Regimen]) -> NeededPart<'a> {
        NeededPart { needs, regimens, newest: 0, today: self.setup.today, doubted: None }
    }

    fn needs_of(&self, regimens: &[Regimen]) -> RecordNeeds {
        let Setup { rules, catalog, intervals, today, .. } = &self.setup;
        needs::needs(rules, &catalog.knowledge(intervals), regimens, *today)
    }

    /// The same, and what the first screen compares results of today's therapy with.
    fn screen_needs(&self, regimens: &[Regimen]) -> RecordNeeds {
        let Setup { catalog, today, .. } = &self.setup;
        let mut needs = self.needs_of(regimens);
        for course in courses(regimens, catalog.axis_classes(), catalog.drugs(), *today) {
            needs.add_baseline(course.start);
        }
        needs.add_doses(regimens, *today);
        needs
    }

    /// What courses of treatment did, operations among them, and what was measured without treatment.
    fn course_needs(&self, regimens: &[Regimen]) -> anyhow::Result<Vec<ResultNeed>> {
        let Setup { catalog, today, .. } = &self.setup;
        let (analytes, drugs) = (catalog.analytes(), catalog.drugs());
        let mut needs = profile_needs(regimens, analytes, drugs, *today);
        let procedure = self.store().newest_event(&PROCEDURES, *today)?;
        let procedure = procedure.map(|(event, day)| since_procedure(event, day));
        for course in courses(regimens, catalog.axis_classes(), drugs, *today).iter().chain(&procedure) {
            needs.extend(response_needs(course, regimens, analytes, drugs, *today));
        }
        Ok(needs)
    }
}

/// So many days before a day, at most to the beginning of the calendar.
fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}
