//! What goes out of the log as one text, the same for the command line and the screen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::analyte::UnitView;
use crate::domain::change::{Change, Entry, EntryKey};
use crate::domain::id::{DrugId, EntryId, RuleId};
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::supply_state::SupplyState;
use crate::exchange::doses::{supplies, supply_words};
use crate::exchange::due::{Coming, Due, DueProblem, DueReminder, DueSource};
use crate::exchange::export_format::ExportFormat;
use crate::exchange::ical::{CalendarOccasion, Stamp, Withdrawn};
use crate::exchange::rows::{ComputedRows, RowLens, Selection, rows};
use crate::exchange::{csv, fhir, ical, json, wide};
use crate::guidance::{Outlook, reminder};
use crate::runtime::clock;
use crate::runtime::session::Session;
use crate::runtime::setup::Setup;
use crate::store::{LogSnapshot, PagedEntries, PieceSpool, page_record};

/// What to export, and how.
#[derive(Clone, Debug, Default)]
pub struct ExportOrder {
    pub format: ExportFormat,
    /// Which results; JSON and calendar always hold everything.
    pub selection: Selection,
    pub units: UnitView,
    /// Whether to begin with the mark spreadsheets know UTF-8 by.
    pub for_excel: bool,
    /// Whether CSV is for spreadsheets of countries that write 5,4.
    pub for_comma: bool,
    /// Days before a due date a calendar should ring.
    pub alarm_days: Option<u8>,
}

impl ExportOrder {
    /// Everything in a format.
    pub fn new(format: ExportFormat) -> Self {
        Self { format, ..Self::default() }
    }
}

/// Writes an export piece by piece. Results as CSV and everything as JSON are read from the log a stretch of days at a
/// time, so that nothing in memory grows with them; the text is that of [`text`].
pub fn write(session: &Session, order: &ExportOrder, put: ExportSink<'_>) -> anyhow::Result<()> {
    let Selection {
        until: None, analyte: None, kind: None, computed: ComputedRows::Left, limit: None, ..
    } = order.selection
    else {
        return put(&text(session, order)?);
    };
    if order.for_comma || !order.selection.reports.is_empty() {
        return put(&text(session, order)?);
    }
    let pages: PageWriter = match order.format {
        ExportFormat::Csv => write_csv,
        ExportFormat::CsvWide => write_wide,
        ExportFormat::Json => write_json,
        ExportFormat::CsvDoses | ExportFormat::Fhir | ExportFormat::Ics => {
            return put(&text(session, order)?);
        }
    };
    if order.for_excel {
        put(csv::BYTE_ORDER_MARK)?;
    }
    let setup = &session.setup;
    let lens = RowLens { analytes: setup.catalog.analytes(), intervals: &setup.intervals, view: order.units };
    session.store().snapshot(|log| {
        let beside = log.beside_pages()?;
        pages(log, &ExportPages { beside, lens, selection: &order.selection }, put)
    })
}

/// Writes the pages of one format.
type PageWriter = fn(&LogSnapshot<'_>, &ExportPages<'_>, ExportSink<'_>) -> anyhow::Result<()>;

/// Takes the next piece of an export.
pub type ExportSink<'p> = &'p mut dyn FnMut(&str) -> anyhow::Result<()>;

/// What the pages of an export are made with.
struct ExportPages<'a> {
    /// What does not come in pages.
    beside: Record,
    lens: RowLens<'a>,
    selection: &'a Selection,
}

impl ExportPages<'_> {
    fn each(
        &self,
        log: &LogSnapshot<'_>,
        mut each: impl FnMut(&Record) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        log.each_page(PagedEntries::Reports, self.selection.since, |page| {
            each(&page_record(&self.beside, page))
        })
    }
}

fn write_csv(log: &LogSnapshot<'_>, pages: &ExportPages<'_>, put: ExportSink<'_>) -> anyhow::Result<()> {
    let has_rare = log.has_rare_fields(pages.selection.since)?;
    let width = if has_rare { csv::CsvWidth::WithRare } else { csv::CsvWidth::Usual };
    put(&csv::header(width))?;
    pages.each(log, |record| put(&csv::page(record, pages.lens, pages.selection, width)))
}

fn write_wide(log: &LogSnapshot<'_>, pages: &ExportPages<'_>, put: ExportSink<'_>) -> anyhow::Result<()> {
    let mut columns = wide::WideTableColumns::default();
    let mut waiting = PieceSpool::new()?;
    pages.each(log, |record| {
        let lines = columns.take(&rows(record, pages.lens, pages.selection));
        Ok(waiting.put(0, 0, &rmp_serde::to_vec(&lines)?)?)
    })?;
    put(&columns.header())?;
    let mut behind = 0;
    while let Some(piece) = waiting.page(0, (0, behind), 1)?.pop() {
        behind = piece.arrival;
        let lines: Vec<wide::WideLine> = rmp_serde::from_slice(&piece.bytes)?;
        put(&columns.text(&lines))?;
    }
    Ok(())
}

/// JSON holds everything, whatever days are selected.
fn write_json(log: &LogSnapshot<'_>, pages: &ExportPages<'_>, put: ExportSink<'_>) -> anyhow::Result<()> {
    let mut lists = vec![
        (json::PagedList::Reports, PagedEntries::Reports),
        (json::PagedList::Symptoms, PagedEntries::Symptoms),
    ];
    if log.has_doses()? {
        lists.push((json::PagedList::Doses, PagedEntries::Doses));
    }
    let names: Vec<json::PagedList> = lists.iter().map(|(list, _)| *list).collect();
    let mut around = json::export_around(&pages.beside, &names).into_iter();
    for (_, entries) in lists {
        put(&around.next().unwrap_or_default())?;
        let mut place = json::ListPlace::First;
        log.each_page(entries, None, |page| {
            let page = page_record(&pages.beside, page);
            put(&match entries {
                PagedEntries::Reports => json::export_entries(page.reports(), place),
                PagedEntries::Symptoms => json::export_entries(page.symptoms(), place),
                PagedEntries::Doses => json::export_entries(page.doses_taken(), place),
            })?;
            place = json::ListPlace::Behind;
            Ok::<_, anyhow::Error>(())
        })?;
        put(json::end_of_list(place))?;
    }
    put(&around.next().unwrap_or_default())
}

/// The text of an export.
pub fn text(session: &Session, order: &ExportOrder) -> anyhow::Result<String> {
    let record = session.whole()?;
    let setup = &session.setup;
    let lens = RowLens { analytes: setup.catalog.analytes(), intervals: &setup.intervals, view: order.units };
    let text = match order.format {
        ExportFormat::Csv => csv::export(&record, lens, &order.selection),
        ExportFormat::CsvDoses => {
            let since = order.selection.since;
            let doses = record.doses_taken().iter().filter(|dose| since.is_none_or(|day| dose.day >= day));
            csv::export_doses(doses)
        }
        ExportFormat::CsvWide => wide::table(&rows(&record, lens, &order.selection)),
        ExportFormat::Json => json::export(&record),
        ExportFormat::Fhir => fhir::export(&record, &order.selection, setup.catalog),
        ExportFormat::Ics => calendar(session, &record, order.alarm_days)?,
    };
    let text = if order.for_comma { csv::for_comma_countries(&text) } else { text };
    Ok(if order.for_excel { format!("{}{text}", csv::BYTE_ORDER_MARK) } else { text })
}

/// The reminders of the day, and what comes by a last day, in the shape of `due --json`.
pub fn due(setup: &Setup, outlook: &Outlook, with_quiet: bool, last: NaiveDate) -> Due {
    let quiet = outlook.quiet.iter().filter(|_| with_quiet);
    let coming = outlook.ahead(&setup.rules, setup.today, last).into_iter().map(|planned| Coming {
        rule: planned.reminder.rule.to_string(),
        due: planned.day,
        items: planned.reminder.items.clone(),
        title: planned.reminder.title.clone(),
    });
    Due {
        today: setup.today,
        reminders: outlook.reminders.iter().chain(quiet).map(|reminder| shape(setup, reminder)).collect(),
        coming: coming.collect(),
        data_problems: outlook
            .problems
            .iter()
            .map(|problem| DueProblem {
                code: problem.code.id().to_owned(),
                message: problem.message.clone(),
            })
            .collect(),
    }
}

fn shape(setup: &Setup, reminder: &reminder::Reminder) -> DueReminder {
    let source = |key: &crate::domain::id::SourceKey| DueSource {
        key: key.to_string(),
        title: title(setup, key),
        verified: setup.catalog.source(key).is_some_and(|source| source.mark.is_verified()),
    };
    DueReminder {
        rule: reminder.rule.to_string(),
        title: reminder.title.clone(),
        severity: reminder.severity.id().to_owned(),
        due: reminder.due,
        days_overdue: reminder.days_overdue,
        items: reminder.items.clone(),
        message: reminder.message.clone(),
        why: reminder.why.clone(),
        origin: reminder.authority.origin.id().to_owned(),
        sources: reminder.authority.sources.iter().map(source).collect(),
        snoozed_until: reminder.handling.snoozed_until,
    }
}

/// The title of a source, or its key where the catalogue no longer has it.
pub fn title(setup: &Setup, key: &str) -> String {
    setup.catalog.source_title(key)
}

/// What is planned as calendar events, on booked days where there are such, and what an earlier file may have held and
/// no longer stands.
fn calendar(session: &Session, record: &Record, alarm_days: Option<u8>) -> anyhow::Result<String> {
    let setup = &session.setup;
    let outlook = session.outlook(record);
    let planned = outlook.planned(&setup.rules, setup.today);
    let mut occasions: Vec<CalendarOccasion> =
        planned.iter().map(|planned| CalendarOccasion::new(*planned, setup.catalog, setup.today)).collect();
    occasions.extend(supply_occasions(setup, record));
    let stands: BTreeSet<&RuleId> = planned.iter().map(|planned| &planned.reminder.rule).collect();
    let withdrawn = earlier_plans(session, record).into_iter().filter(|(rule, _)| !stands.contains(rule));
    let withdrawn: Vec<Withdrawn> =
        withdrawn.map(|(rule, title)| Withdrawn { name: rule.to_string(), title }).collect();
    let made = clock::now().naive_utc();
    let stamp = Stamp { made, alarm_days, sequence: sequence(session)?, today: setup.today };
    Ok(ical::calendar(&occasions, &withdrawn, stamp))
}

/// A day for each drug whose pieces were counted: the first one to say that they run out.
fn supply_occasions(setup: &Setup, record: &Record) -> Vec<CalendarOccasion> {
    let supplies = supplies(record.regimens(), record.doses_taken(), setup.today);
    let occasion = |supply: &(DrugId, SupplyState)| {
        let day = supply.1.say_from?;
        Some(CalendarOccasion {
            name: format!("supply-{}", supply.0),
            title: format!("{} runs out", supply.0),
            due: day,
            message: format!("{}.", supply_words(supply, day.max(setup.today))?),
            sources: Vec::new(),
        })
    };
    supplies.iter().filter_map(occasion).collect()
}

/// What was planned before the newest entries: an earlier file may hold it. Nothing tells when a file was made, so this
/// goes back over the newest reports, the stops of drugs and what was done about reminders.
fn earlier_plans(session: &Session, record: &Record) -> BTreeMap<RuleId, String> {
    let setup = &session.setup;
    let mut plans = BTreeMap::new();
    let mut earlier = record.clone();
    let actions = record.actions().iter().map(|action| Change::Remove(Entry::Action(action.clone()).key()));
    let begun = record
        .regimens()
        .iter()
        .filter(|regimen| regimen.stop.is_some())
        .map(|regimen| Change::Put(Entry::Regimen(Regimen { stop: None, ..regimen.clone() })));
    earlier.apply(&actions.chain(begun).collect::<Vec<_>>());
    let mut newest: Vec<EntryId> = record.reports().iter().map(|report| report.id.clone()).collect();
    // Ids made here sort by the moment they were made.
    newest.sort_by(|a, b| b.cmp(a));
    for report in newest.into_iter().map(Some).take(EARLIER_REPORTS).chain([None]) {
        let outlook = session.outlook(&earlier);
        let planned = outlook.planned(&setup.rules, setup.today).into_iter();
        plans.extend(planned.map(|planned| (planned.reminder.rule.clone(), planned.reminder.title.clone())));
        earlier.apply(&report.map(|id| Change::Remove(EntryKey::Report(id))).into_iter().collect::<Vec<_>>());
    }
    plans
}

/// How many of the newest reports [`earlier_plans`] goes back over.
const EARLIER_REPORTS: usize = 12;

/// A number that rises with every second and every act, so that a later file always has the higher one.
fn sequence(session: &Session) -> anyhow::Result<u32> {
    let seconds = clock::now().timestamp() - SEQUENCE_FROM;
    Ok(u32::try_from(seconds.max(0) + session.store().acts()?).unwrap_or(u32::MAX).min(i32::MAX as u32))
}

/// 1 January 2026: seconds since then are an INTEGER of iCalendar for the next 68 years.
const SEQUENCE_FROM: i64 = 1_767_225_600;
