//! `due`, `remind`: what is due, why, and what was done about it.

use anyhow::bail;
use chrono::NaiveDate;
use clap::Subcommand;

use crate::catalog::did_you_mean;
use crate::cli::CommandEnd;
use crate::cli::act_json::SubcommandOutput;
use crate::cli::print;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::journal::{ReminderAct, ReminderAction};
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::order::next_words;
use crate::guidance::Outlook;
use crate::guidance::coming::{Planned, usual_ahead};
use crate::guidance::reminder::{Reminder, Severity};
use crate::guidance::snooze::longest_snooze;
use crate::runtime::export;
use crate::runtime::session::Session;

/// Show the reminders in force, each with its reasons and its sources.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog due, androlog due --ahead 8w --json")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct DueArgs {
    /// Print JSON.
    #[arg(long, conflicts_with = "short")]
    json: bool,
    /// Print one line for a prompt or status bar. It is empty when nothing is due.
    #[arg(long)]
    short: bool,
    /// For a status bar that reads JSON.
    #[arg(long, value_enum, conflicts_with_all = ["json", "short", "ahead"])]
    format: Option<BarFormat>,
    /// Exit with 10 when anything is due, overdue or needs attention.
    #[arg(long)]
    exit_code: bool,
    /// Show snoozed and dismissed ones too.
    #[arg(long)]
    all: bool,
    /// Show what comes until a date, or for a time: `due --ahead 8w`.
    #[arg(long, value_name = "DATE", conflicts_with = "short")]
    ahead: Option<String>,
}

/// The status bars that `due` can write for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum BarFormat {
    /// Waybar, a custom module with `return-type` `json`: text, tooltip and class.
    Waybar,
}

/// Act on a reminder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog remind snooze ai-dxa-first --until 2w")]
pub struct RemindArgs {
    #[command(subcommand)]
    what: DueCommand,
    #[command(flatten)]
    pub output: SubcommandOutput,
}

#[derive(Debug, Subcommand)]
enum DueCommand {
    /// Hide a reminder until a day.
    #[command(after_help = "Example: androlog remind snooze ai-dxa-first --until 2w")]
    Snooze {
        /// The rule, as `due` shows it.
        rule: String,
        /// First day it shows again.
        #[arg(long, value_name = "DATE")]
        until: String,
    },
    /// Hide this occurrence; the next one comes in its time.
    #[command(after_help = "Example: androlog remind dismiss ai-dxa-first --reason 'scanned last month'")]
    Dismiss {
        /// The rule, as `due` shows it.
        rule: String,
        /// Why, for your own record.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Note an appointment; the reminder stays, shown as booked.
    #[command(after_help = "Example: androlog remind booked ai-dxa-first --on 2026-04-02")]
    Booked {
        /// The rule, as `due` shows it.
        rule: String,
        /// The day of the appointment.
        #[arg(long, visible_alias = "until", value_name = "DATE")]
        on: String,
    },
}

/// Prints the reminders that are in force.
pub fn due(args: &DueArgs, session: &Session, color: bool) -> anyhow::Result<CommandEnd> {
    // What is wrong in the record may be older than anything a rule looks at; a prompt does not show it and is quick.
    let record = if args.short || args.format.is_some() {
        session.for_rules()?
    } else {
        session.for_rules_and_problems()?
    };
    let outlook = session.outlook(&record);
    let today = session.setup.today;
    let last = match &args.ahead {
        Some(text) => later(session, text)?,
        None => usual_ahead(today),
    };
    if args.format == Some(BarFormat::Waybar) {
        print::line(&waybar(&outlook))?;
    } else if args.json {
        print::line(&export::due(&session.setup, &outlook, args.all, last).json())?;
    } else if args.short {
        print::text(&short(&outlook))?;
    } else {
        print::text(&long(&outlook, args.all, session, color))?;
        let planned = outlook.ahead(&session.setup.rules, today, last);
        if args.ahead.is_some() {
            print::text(&coming(&planned, today, last))?;
        } else if let Some(next) = next_words(&planned, session.setup.catalog, day::long) {
            print::line(&format!("\nnext: {next}"))?;
        }
    }
    let urgent = outlook.reminders.iter().any(|reminder| reminder.severity != Severity::Info);
    Ok(if args.exit_code && urgent { CommandEnd::Due } else { CommandEnd::Well })
}

/// `{"text":"1 attention","tooltip":"…","class":"attention"}`: how many of which, their titles, and the loudest. The
/// text is empty when nothing is due, and the bar hides it.
fn waybar(outlook: &Outlook) -> String {
    let urgent: Vec<&Reminder> =
        outlook.reminders.iter().filter(|reminder| reminder.severity != Severity::Info).collect();
    let titles: Vec<&str> = urgent.iter().map(|reminder| reminder.title.as_str()).collect();
    let class = urgent.first().map_or("none", |reminder| reminder.severity.id());
    serde_json::json!({ "text": urgent_counts(outlook), "tooltip": titles.join("\n"), "class": class })
        .to_string()
}

/// `1 attention, 2 overdue, 1 due: Low estradiol on an aromatase inhibitor`; empty when nothing is.
fn short(outlook: &Outlook) -> String {
    let counts = urgent_counts(outlook);
    match outlook.reminders.first() {
        Some(first) if !counts.is_empty() => format!("{counts}: {}\n", first.title),
        _ => String::new(),
    }
}

/// `1 attention, 2 overdue, 1 due`; empty when nothing is.
fn urgent_counts(outlook: &Outlook) -> String {
    let of = |severity| outlook.reminders.iter().filter(|r| r.severity == severity).count();
    let parts: Vec<String> = [Severity::Attention, Severity::Overdue, Severity::Due]
        .into_iter()
        .filter(|severity| of(*severity) > 0)
        .map(|severity| format!("{} {}", of(severity), severity.id()))
        .collect();
    parts.join(", ")
}

fn long(outlook: &Outlook, all: bool, session: &Session, color: bool) -> String {
    let quiet = outlook.quiet.iter().filter(|_| all);
    let blocks: Vec<String> =
        outlook.reminders.iter().chain(quiet).map(|reminder| block(reminder, session, color)).collect();
    let mut text = blocks.join("\n");
    if blocks.is_empty() {
        text += &format!("Nothing needs you on {}.\n", day::with_weekday(session.setup.today));
    }
    if !outlook.ageless.is_empty() {
        text +=
            &format!("\n{}; set one with `androlog profile set birth-date DATE`.\n", outlook.ageless_words());
    }
    for errand in &outlook.errands {
        let rules = errand.places.iter().filter_map(|place| outlook.reminders.get(*place));
        let rules: Vec<&str> = rules.map(|reminder| &*reminder.rule).collect();
        text += &format!("\nTogether, by {}: {}\n", errand.words(), rules.join(", "));
    }
    for notes in outlook.by_draw().iter().filter(|notes| notes.len() > 1) {
        let rules: Vec<&str> = notes.iter().map(|reminder| &*reminder.rule).collect();
        let day = day::with_weekday(notes[0].due);
        text += &format!("\nAbout one blood draw, that of {day}: {}\n", rules.join(", "));
    }
    if !outlook.problems.is_empty() {
        text += "\nIn the record:\n";
        for problem in &outlook.problems {
            text += &format!("  {}\n", problem.message);
        }
    }
    text
}

/// What comes, each with its day and why that day.
fn coming(planned: &[Planned<'_>], today: NaiveDate, last: NaiveDate) -> String {
    let mut text = format!("\nComing by {}:\n", day::with_weekday(last));
    for Planned { day, reminder } in planned {
        let booked = if reminder.appointment(today).is_some() { ", booked" } else { "" };
        text += &format!("  {}{booked}  {}  {}\n", day::with_weekday(*day), reminder.title, reminder.rule);
        for why in &reminder.why {
            text += &format!("    why: {why}\n");
        }
    }
    if planned.is_empty() {
        text += "  nothing\n";
    }
    text
}

fn block(reminder: &Reminder, session: &Session, color: bool) -> String {
    let setup = &session.setup;
    let bold = |text: String| {
        if color { format!("\x1b[1m{text}\x1b[0m") } else { text }
    };
    let when = match reminder.severity {
        Severity::Overdue => {
            format!("overdue {} d, since {}", reminder.days_overdue, day::with_weekday(reminder.due))
        }
        Severity::Due => format!("due {}", day::with_weekday(reminder.due)),
        Severity::Attention | Severity::Info => {
            format!("{}, {}", reminder.severity.id(), day::with_weekday(reminder.due))
        }
    };
    let mut text = format!("{}  [{when}]  {}\n", bold(reminder.title.clone()), reminder.rule);
    text += &format!("  {}\n", reminder.message);
    for why in &reminder.why {
        text += &format!("  why: {why}\n");
    }
    text += &format!("  what settles it: {}\n", reminder.settlement.words);
    text += &format!("  origin: {}\n", reminder.authority.words);
    for key in &reminder.authority.sources {
        text += &format!("  source: {key}, {}\n", setup.catalog.source_words(key));
    }
    if let Some(until) = reminder.handling.snoozed_until {
        text += &format!("  snoozed until {}\n", day::with_weekday(until));
    }
    if let Some(on) = reminder.handling.booked {
        text += &format!("  booked on {}\n", day::with_weekday(on));
    }
    if let Some(dismissed) = &reminder.handling.dismissed {
        let reason = dismissed.reason.as_deref().map_or_else(String::new, |reason| format!(": {reason}"));
        text += &format!("  dismissed{reason}\n");
    }
    text
}

/// Acts on the occurrence of a rule that is in force.
pub fn remind(args: &RemindArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let outlook = session.outlook(&session.for_rules()?);
    let (rule, act, words) = match &args.what {
        DueCommand::Snooze { rule, until } => {
            let until = later(session, until)?;
            (rule, ReminderAct::Snooze { until }, format!("Snoozed until {}", day::with_weekday(until)))
        }
        DueCommand::Dismiss { rule, reason } => {
            let act = ReminderAct::Dismiss { reason: reason.clone(), on: Some(session.setup.today) };
            (rule, act, "Dismissed this occurrence".to_owned())
        }
        DueCommand::Booked { rule, on } => {
            let on = later(session, on)?;
            (rule, ReminderAct::Booked { on }, format!("Booked on {}", day::with_weekday(on)))
        }
    };
    // An appointment can be made before its reminder shows.
    let coming = outlook.coming.iter().find(|reminder| *reminder.rule == **rule);
    let coming = coming.filter(|_| matches!(act, ReminderAct::Booked { .. }));
    let reminder = coming.map_or_else(|| in_force(session, &outlook, rule), Ok)?;
    if let (ReminderAct::Snooze { until }, Some(longest)) =
        (&act, longest_snooze(reminder.severity, session.setup.today))
        && *until > longest
    {
        bail!("a reminder that needs attention can be snoozed at most until {}", day::with_weekday(longest));
    }
    let words = format!("{words}: {}", reminder.title);
    let action = ReminderAction { rule: reminder.rule.clone(), due: Some(reminder.due), act };
    session.save(Act::one(&*words, Change::Put(Entry::Action(action))))?;
    print::line(&format!("{words}."))?;
    Ok(CommandEnd::Well)
}

fn in_force<'o>(session: &Session, outlook: &'o Outlook, rule: &str) -> anyhow::Result<&'o Reminder> {
    let all = outlook.reminders.iter().chain(&outlook.quiet);
    if let Some(reminder) = all.into_iter().find(|reminder| &*reminder.rule == rule) {
        return Ok(reminder);
    }
    if session.setup.rules.iter().any(|known| &*known.id == rule) {
        bail!(
            "{rule} says nothing today, so there is nothing to act on; `androlog due` shows what is in force"
        );
    }
    let known: Vec<&str> = outlook.reminders.iter().map(|reminder| &*reminder.rule).collect();
    let known = if known.is_empty() {
        "none is in force".to_owned()
    } else {
        format!("in force: {}", known.join(", "))
    };
    let meant = did_you_mean(rule, session.setup.rules.iter().map(|known| &known.id));
    bail!("“{rule}” is not a rule{meant}; {known}")
}

fn later(session: &Session, text: &str) -> anyhow::Result<NaiveDate> {
    Ok(day::parse_coming_day(text, session.setup.today, session.setup.config.day_order)?)
}
