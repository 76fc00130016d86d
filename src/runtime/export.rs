//! What goes out of the log as one text, the same for the command line and the screen.

use anyhow::bail;

use crate::domain::analyte::UnitView;
use crate::exchange::due::{Due, Problem, Reminder, Source};
use crate::exchange::ical::{Occasion, Stamp};
use crate::exchange::rows::{Lens, Selection, rows};
use crate::exchange::{csv, ical, json, wide};
use crate::guidance::{Outlook, reminder};
use crate::runtime::clock;
use crate::runtime::session::{Session, Setup};

/// What to export, and how.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// `csv`, `csv-doses`, `csv-wide`, `json` or `ics`.
    pub format: String,
    /// Which results; JSON and calendar always hold everything.
    pub selection: Selection,
    /// In which units.
    pub units: UnitView,
    /// Whether to begin with the mark spreadsheets know UTF-8 by.
    pub for_excel: bool,
    /// Days before a due date a calendar should ring.
    pub alarm_days: Option<u8>,
}

impl Order {
    /// Everything in a format.
    pub fn new(format: &str) -> Self {
        Self { format: format.to_owned(), ..Self::default() }
    }
}

/// The formats there are.
pub const FORMATS: [&str; 5] = ["csv", "csv-doses", "csv-wide", "json", "ics"];

/// The text of an export.
pub fn text(session: &Session, order: &Order) -> anyhow::Result<String> {
    let record = session.whole()?;
    let setup = &session.setup;
    let lens = Lens { analytes: setup.catalog.analytes(), intervals: &setup.intervals, view: order.units };
    let text = match order.format.as_str() {
        "csv" => csv::export(&record, lens, &order.selection),
        "csv-doses" => {
            let since = order.selection.since;
            let doses = record.doses_taken().iter().filter(|dose| since.is_none_or(|day| dose.day >= day));
            csv::export_doses(doses)
        }
        "csv-wide" => wide::table(&rows(&record, lens, &order.selection)),
        "json" => json::export(&record),
        "ics" => calendar(setup, &session.outlook(&record), order.alarm_days),
        other => bail!("“{other}” is no format; use {}", FORMATS.join(", ")),
    };
    Ok(if order.for_excel { format!("\u{feff}{text}") } else { text })
}

/// The reminders of the day in the shape of `due --json`.
pub fn due(setup: &Setup, outlook: &Outlook, with_quiet: bool) -> Due {
    let quiet = outlook.quiet.iter().filter(|_| with_quiet);
    Due {
        today: setup.today,
        reminders: outlook.reminders.iter().chain(quiet).map(|reminder| shape(setup, reminder)).collect(),
        data_problems: outlook
            .problems
            .iter()
            .map(|problem| Problem { code: problem.code.id().to_owned(), message: problem.message.clone() })
            .collect(),
    }
}

fn shape(setup: &Setup, reminder: &reminder::Reminder) -> Reminder {
    let source =
        |key: &crate::domain::id::SourceKey| Source { key: key.to_string(), title: title(setup, key) };
    Reminder {
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
    setup.catalog.source(key).map_or_else(|| key.to_owned(), |source| source.title.clone())
}

/// Due dates as calendar events. Flags have no date ahead of them and stay out, and so does what was dismissed, or is
/// snoozed beyond its date.
fn calendar(setup: &Setup, outlook: &Outlook, alarm_days: Option<u8>) -> String {
    let is_scheduled =
        |id: &str| setup.rules.iter().any(|rule| &*rule.id == id && rule.trigger.has_due_date());
    let is_put_off = |reminder: &reminder::Reminder| {
        let handling = &reminder.handling;
        handling.dismissed.is_some() || handling.snoozed_until.is_some_and(|until| until > reminder.due)
    };
    let ahead = outlook
        .reminders
        .iter()
        .chain(&outlook.coming)
        .filter(|reminder| is_scheduled(&reminder.rule) && !is_put_off(reminder));
    let occasions: Vec<Occasion> = ahead
        .map(|reminder| Occasion {
            rule: reminder.rule.to_string(),
            title: reminder.title.clone(),
            due: reminder.due,
            message: reminder.message.clone(),
            sources: reminder
                .authority
                .sources
                .iter()
                .map(|key| format!("{key}: {}", title(setup, key)))
                .collect(),
        })
        .collect();
    ical::calendar(&occasions, Stamp { made: clock::now().naive_utc(), alarm_days })
}
