//! `therapy`: a drug over time.

use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use clap::Subcommand;

use crate::cli::act_json::SubcommandOutput;
use crate::cli::{CommandEnd, day_logged, print, said};
use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::cycle::fair_from;
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::domain::regimen::{Dose, Drug, Regimen};
use crate::domain::regimen_doubt::{RegimenDoubt, doubt_dose, doubt_no_schedule, doubt_regimen};
use crate::domain::schedule::Schedule;
use crate::domain::supply::{Supply, usual_lead};
use crate::domain::supply_state::supply_on;
use crate::runtime::session::{Session, abbreviated};

/// Drugs over time: start, change of dose, stop.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples: androlog therapy start anastrozole 1mg --schedule 'twice weekly' --on 2026-01-05, androlog therapy list"
)]
pub struct TherapyArgs {
    #[command(subcommand)]
    what: TherapyCommand,
    #[command(flatten)]
    output: SubcommandOutput,
}

impl TherapyArgs {
    /// Whether it changes the log and is to tell that as JSON.
    pub const fn tells_act(&self) -> bool {
        self.output.json && !matches!(self.what, TherapyCommand::List)
    }

    /// Whether it logs something where nothing is logged yet.
    pub const fn begins_a_log(&self) -> bool {
        matches!(self.what, TherapyCommand::Start(_))
    }
}

#[derive(Debug, Subcommand)]
enum TherapyCommand {
    /// Begin a drug.
    #[command(
        after_help = "Example: androlog therapy start anastrozole 1mg --schedule 'twice weekly' --on 2026-01-05"
    )]
    Start(StartArgs),
    /// Change the dose from a day on.
    #[command(after_help = "Example: androlog therapy dose anastrozole 0.5mg --on 2026-03-01")]
    Dose(DoseChangeArgs),
    /// Stop a drug: name the last day it was taken.
    #[command(after_help = "Example: androlog therapy stop anastrozole --on yesterday")]
    Stop(StopArgs),
    /// Say how many pieces are left, to be told when they run out.
    #[command(after_help = "Example: androlog therapy supply anastrozole 20 --strength 1mg --package 28")]
    Supply(SupplyArgs),
    /// List drugs with their doses, the newest first.
    #[command(after_help = "Example: androlog therapy list --json")]
    List,
    /// Remove the course of a drug; `undo` brings it back.
    #[command(after_help = "Example: androlog therapy rm 01a2")]
    Rm {
        /// Its id or the beginning of it, as `therapy list` shows.
        id: String,
    },
}

#[derive(Debug, clap::Args)]
struct StartArgs {
    /// The drug.
    drug: String,
    /// Amount and unit of one dose, such as `1mg` or `1 mg`; how often may stand behind it. May be left out.
    dose: Vec<String>,
    /// How often: `daily`, `twice weekly`, `every 3.5 d`, `mon thu`, `as needed`; not known when left out.
    #[arg(long)]
    schedule: Option<String>,
    /// First day taken; today when left out.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Last day taken, for a past regimen.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// `oral`, `subcutaneous`, …
    #[arg(long)]
    route: Option<String>,
    /// A note.
    #[arg(long)]
    note: Option<String>,
    /// Store what is doubtful too: a day in the future, another unit, a second course.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
struct DoseChangeArgs {
    /// The drug, or the id of a regimen.
    drug: String,
    /// Amount and unit of one dose, such as `1mg` or `1 mg`; how often may stand behind it.
    #[arg(required = true)]
    dose: Vec<String>,
    /// How often; as before when left out.
    #[arg(long)]
    schedule: Option<String>,
    /// First day of the new dose; today when left out.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Store what is doubtful too: a day in the future, another unit, a second course.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
struct StopArgs {
    /// The drug, or the id of a regimen.
    drug: String,
    /// Last day taken; today when left out.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Store a day in the future, or before a later dose, too.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
struct SupplyArgs {
    /// The drug, or the id of a regimen.
    drug: String,
    /// Pieces left after the doses of the day you count them; `none` removes the count.
    left: String,
    /// How much is in one piece, such as `1mg`; without it one dose is one piece.
    #[arg(long)]
    strength: Option<String>,
    /// Pieces in a package.
    #[arg(long)]
    package: Option<String>,
    /// How many days before they run out you are told.
    #[arg(long, value_name = "DAYS", default_value_t = usual_lead(), value_parser = clap::value_parser!(u16).range(0..=365))]
    lead: u16,
    /// The day you count them; today when left out.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

/// Does what was asked.
pub fn run(args: &TherapyArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    match &args.what {
        TherapyCommand::Start(args) => start(args, session),
        TherapyCommand::Dose(args) => dose(args, session),
        TherapyCommand::Stop(args) => stop(args, session),
        TherapyCommand::Supply(args) => supply(args, session),
        TherapyCommand::List => list(args.output.json, session),
        TherapyCommand::Rm { id } => rm(id, session),
    }
}

fn start(args: &StartArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let drug = drug(session, &args.drug)?;
    let from = day_logged(session, args.on.as_deref(), args.yes)?;
    let stop = args.until.as_deref().map(|text| day_logged(session, Some(text), args.yes)).transpose()?;
    if stop.is_some_and(|stop| stop < from) {
        bail!("the last day must not be before the first, {}", day::long(from));
    }
    let typed = DoseWords::read(&args.dose, args.schedule.as_deref())?;
    let schedule = typed.schedule.unwrap_or_default();
    let doses = if typed.amount.is_empty() {
        Vec::new()
    } else {
        refuse_unitless(&typed.amount, &drug, args.yes)?;
        vec![read_dose(&typed.amount, from, &schedule, &drug)?]
    };
    let route = args.route.clone().or_else(|| drug.routes.first().cloned());
    let regimen = Regimen {
        id: EntryId::default(),
        drug: drug.id.clone(),
        route,
        start: from,
        stop,
        doses,
        supply: None,
        note: said(args.note.as_deref()),
    };
    let dose = regimen.doses.first().map_or(String::new(), |dose| format!(" {}", dose_words(dose)));
    let words = format!("Started {}{dose} on {}", drug.id, day::with_weekday(from));
    refuse_doubtful(session, &regimen, args.yes)?;
    finish(session, &words, regimen)
}

fn dose(args: &DoseChangeArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    let from = day_logged(session, args.on.as_deref(), args.yes)?;
    let mut regimen = find(&record, session, &args.drug, from)?;
    let drug = drug(session, &regimen.drug)?;
    if let Some(stop) = regimen.stop.filter(|stop| *stop < from) {
        bail!(
            "{} was taken until {}; `androlog therapy start {}` begins it anew",
            drug.id,
            day::with_weekday(stop),
            drug.id
        );
    }
    let before = regimen.doses.iter().rev().find(|d| d.from <= from);
    let DoseWords { amount, schedule } = DoseWords::read(&args.dose, args.schedule.as_deref())?;
    let schedule = schedule.or_else(|| before.map(|before| before.schedule.clone())).unwrap_or_default();
    refuse_unitless(&amount, &drug, args.yes)?;
    let new = read_dose(&amount, from, &schedule, &drug)?;
    let words = format!("{} from {} on: {}", regimen.drug, day::with_weekday(from), dose_words(&new));
    regimen.doses.retain(|dose| dose.from != from);
    regimen.doses.push(new);
    regimen.doses.sort_by_key(|dose| dose.from);
    refuse_doubtful(session, &regimen, args.yes)?;
    finish(session, &words, regimen)
}

/// Refuses an amount without a unit, unless the drug's usual one is meant.
fn refuse_unitless(text: &str, drug: &Drug, yes: bool) -> anyhow::Result<()> {
    if yes || Decimal::parse(text).is_err() {
        return Ok(());
    }
    let (amount, usual) = (text.trim().to_owned(), drug.unit.clone());
    let doubt = RegimenDoubt::NoUnit { amount, drug: drug.name.clone(), usual };
    bail!("{doubt}. Nothing was stored; add the unit, or --yes to take {}", drug.unit)
}

/// Refuses a course with something to ask about, unless it is meant so; what was so before is not asked again.
fn refuse_doubtful(session: &Session, regimen: &Regimen, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    let record = session.whole()?;
    let drug = session.setup.catalog.drugs().get(&regimen.drug);
    let before = record.regimens().iter().find(|old| !regimen.id.is_new() && old.id == regimen.id);
    let known = before.map_or_else(Vec::new, |old| doubt_regimen(old, record.regimens(), drug));
    let doubts = doubt_regimen(regimen, record.regimens(), drug);
    match doubts.iter().find(|doubt| !known.contains(doubt)) {
        Some(doubt) => bail!("{doubt}. Nothing was stored; correct it, or add --yes to store it as typed"),
        None => Ok(()),
    }
}

fn stop(args: &StopArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    let on = day_logged(session, args.on.as_deref(), args.yes)?;
    let mut regimen = find(&record, session, &args.drug, on)?;
    if let Some(later) = regimen.doses.iter().find(|dose| dose.from > on).filter(|_| !args.yes) {
        bail!(
            "{} has another dose from {}, which would be gone. Nothing was stored; name a later day, or add --yes to \
             drop it",
            regimen.drug,
            day::long(later.from)
        );
    }
    let before = regimen.stop.replace(on).filter(|before| *before != on);
    let before = before.map_or_else(String::new, |before| format!("; it was {}", day::long(before)));
    regimen.doses.retain(|dose| dose.from <= on);
    let words = format!("Stopped {}, last day {}{before}", regimen.drug, day::with_weekday(on));
    finish(session, &words, regimen)
}

fn supply(args: &SupplyArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    let counted = day_logged(session, args.on.as_deref(), false)?;
    let mut regimen = find(&record, session, &args.drug, counted)?;
    let drug = drug(session, &regimen.drug)?;
    let pieces = |what: &str, text: &str| {
        let number = Decimal::parse(text).map_err(|e| anyhow!("{what} “{text}”: {e}"))?;
        if number.value() < 0.0 {
            bail!("{what} “{text}”: a count is not below 0");
        }
        Ok(number)
    };
    if args.left == "none" {
        regimen.supply = None;
    } else {
        let strength = args.strength.as_deref().map(|text| read_amount(text, &drug)).transpose()?;
        let unit = regimen.dose_on(counted).map(|dose| dose.unit.clone());
        if let Some((_, typed)) =
            strength.as_ref().filter(|(_, typed)| unit.as_ref().is_some_and(|unit| unit != typed))
        {
            bail!("a piece is measured in {}, as the dose is, not in {typed}", unit.unwrap_or_default());
        }
        regimen.supply = Some(Supply {
            counted,
            left: pieces("pieces left", &args.left)?,
            strength: strength.map(|(amount, _)| amount),
            package: args.package.as_deref().map(|text| pieces("package", text)).transpose()?,
            lead_days: args.lead,
        });
    }
    let words = format!("Pieces of {} left on {}: {}", regimen.drug, day::with_weekday(counted), args.left);
    session.save(Act::one(&*words, Change::Put(Entry::Regimen(regimen.clone()))))?;
    print::line(&format!("{words}."))?;
    let entries = session.store().doses_taken(counted)?;
    let until = supply_on(&regimen, &entries, session.setup.today).and_then(|state| state.lasts_until);
    if let Some(until) = until {
        print::say(&format!("They last until {}, by the schedule.", day::with_weekday(until)));
    }
    Ok(CommandEnd::Well)
}

/// The dose as it is told back, a schedule that was not given included.
fn dose_words(dose: &Dose) -> String {
    let is_open = dose.schedule.as_str().is_empty();
    format!("{}{}", dose.words(), if is_open { " (schedule not given)" } else { "" })
}

fn finish(session: &mut Session, words: &str, regimen: Regimen) -> anyhow::Result<CommandEnd> {
    let drug = session.setup.catalog.drugs().get(&regimen.drug);
    let open = if regimen.stop.is_none() { doubt_no_schedule(&regimen, drug) } else { None };
    session.save(Act::one(words, Change::Put(Entry::Regimen(regimen))))?;
    print::line(&format!("{words}."))?;
    if let Some(open) = open {
        print::say(&format!("Stored, but {open}: `androlog therapy dose` with --schedule tells it."));
    }
    say_fair(session, &session.unpaged()?);
    Ok(CommandEnd::Well)
}

/// From which day on a semen sample tells of what is taken.
fn say_fair(session: &Session, record: &Record) {
    let setup = &session.setup;
    if let Some(fair) = fair_from(record, setup.catalog.drugs(), setup.today) {
        let fair = day::with_weekday(fair);
        print::say(&format!(
            "A semen sample reflects what you take now from {fair} on, one sperm cycle after the last change (HRTIO)."
        ));
    }
}

fn list(json: bool, session: &Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    if json {
        print::shaped_json("therapy", "regimens", &record.regimens())?;
        return Ok(CommandEnd::Well);
    }
    let mut rows = Vec::new();
    for regimen in record.regimens().iter().rev() {
        let stop = regimen.stop.map_or_else(|| "today".to_owned(), |stop| stop.to_string());
        let doses = regimen.doses.iter().map(|dose| format!("{} from {}", dose.words(), dose.from));
        rows.push(vec![
            regimen.start.to_string(),
            stop,
            regimen.drug.to_string(),
            doses.collect::<Vec<_>>().join("; "),
            regimen.id.to_string(),
        ]);
    }
    if rows.is_empty() {
        print::say("No drug is logged; `androlog therapy start DRUG` begins one.");
    }
    print::text(&print::columns(&rows, &[]))?;
    say_fair(session, &record);
    Ok(CommandEnd::Well)
}

fn rm(id: &str, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    let id = abbreviated(record.regimens().iter().map(|r| &r.id), id, ("regimen", "therapy list"))?;
    let drug = record.regimens().iter().find(|r| r.id == id).map_or_else(String::new, |r| r.drug.to_string());
    let words = format!("Removed the regimen of {drug}");
    session.save(Act::one(&*words, Change::Remove(EntryKey::Regimen(id))))?;
    print::line(&format!("{words}. `androlog undo` brings it back."))?;
    Ok(CommandEnd::Well)
}

/// The regimen a drug or an id names: the one taken on the day, else the last one begun before it.
fn find(record: &Record, session: &Session, text: &str, on: NaiveDate) -> anyhow::Result<Regimen> {
    if let Some(known) = session.setup.catalog.find_drug(text) {
        let of_drug = || record.regimens().iter().filter(|r| r.drug == known.id && r.start <= on);
        let taken = of_drug().rfind(|r| r.covers(on)).or_else(|| of_drug().next_back());
        return taken.cloned().ok_or_else(|| {
            anyhow!(
                "{} was not begun by {}; `androlog therapy start {}` begins it",
                known.id,
                day::long(on),
                known.id
            )
        });
    }
    let id = abbreviated(record.regimens().iter().map(|r| &r.id), text, ("drug or regimen", "therapy list"))?;
    let found = record.regimens().iter().find(|r| r.id == id).cloned();
    found.ok_or_else(|| anyhow!("no regimen is called “{text}”; `androlog therapy list` shows their ids"))
}

/// The drug of the catalogue a text names.
pub(super) fn drug(session: &Session, text: &str) -> anyhow::Result<Drug> {
    let catalog = session.setup.catalog;
    catalog.find_drug(text).cloned().ok_or_else(|| {
        let near: Vec<&str> = catalog.suggest_drugs(text).into_iter().take(3).map(|d| &*d.id).collect();
        let meant = match near.as_slice() {
            [] => "`androlog catalog drugs` lists them.".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        };
        anyhow!("“{text}” is not a drug in the catalogue; {meant} Your own go into drugs.toml")
    })
}

/// A dose as typed: `1mg`, `0.5 mg twice weekly`.
struct DoseWords {
    /// Amount and unit, empty where neither was typed.
    amount: String,
    /// How often, where that was said.
    schedule: Option<Schedule>,
}

impl DoseWords {
    /// Splits the words of a dose from those that say how often, which may also be given by `--schedule`, but not both.
    fn read(words: &[String], schedule: Option<&str>) -> anyhow::Result<Self> {
        let text = words.join(" ");
        let (number, rest) = text.split_at(text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len()));
        let is_schedule = Schedule::new(rest).cadence().is_some();
        let (unit, often) = if is_schedule { ("", rest) } else { rest.split_once(' ').unwrap_or((rest, "")) };
        let amount = format!("{number}{unit}").trim().to_owned();
        let behind = Some(often.trim()).filter(|often| !often.is_empty());
        if let (Some(behind), Some(named)) = (behind, schedule) {
            bail!("how often is said twice, “{behind}” and “{named}”; say it once. Nothing was stored");
        }
        Ok(Self { amount, schedule: behind.or(schedule).map(Schedule::new) })
    }
}

/// Reads `1mg`, `0,5 mg`, `500 IU`; without a unit the drug's usual one.
fn read_dose(text: &str, from: NaiveDate, schedule: &Schedule, drug: &Drug) -> anyhow::Result<Dose> {
    let (amount, unit) = read_amount(text, drug)?;
    Ok(Dose { from, amount, unit, schedule: schedule.clone() })
}

fn read_amount(text: &str, drug: &Drug) -> anyhow::Result<(Decimal, String)> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_alphabetic() || c == 'µ').unwrap_or(text.len());
    let (amount, unit) = text.split_at(end);
    let amount = Decimal::parse(amount).map_err(|e| anyhow!("dose “{text}”: {e}"))?;
    if amount.value() <= 0.0 {
        bail!("dose “{text}”: an amount is more than 0; `androlog therapy stop` ends a drug");
    }
    let unit = if unit.trim().is_empty() { drug.unit.clone() } else { unit.trim().to_owned() };
    Ok((amount, unit))
}

/// Takes an amount from the front of these words, where they begin with one: `1mg`, `0.5 mg`, `500`; a date or a time
/// of day is none. Without a unit, or in one the drug is not given in, it is refused unless it is meant so.
pub(super) fn take_amount(
    words: &mut Vec<&str>,
    drug: &Drug,
    yes: bool,
) -> anyhow::Result<Option<(Decimal, String)>> {
    let is_unit = |text: &str| {
        let units = [drug.unit.as_str(), "mg", "g", "ug", "µg", "mcg", "iu", "u", "ml"];
        units.iter().any(|unit| unit.eq_ignore_ascii_case(text))
    };
    let Some(first) = words.first().copied() else {
        return Ok(None);
    };
    let end = first.find(|c: char| c.is_alphabetic() || c == 'µ').unwrap_or(first.len());
    let (number, unit) = first.split_at(end);
    if Decimal::parse(number).is_err() || !(unit.is_empty() || is_unit(unit)) {
        return Ok(None);
    }
    words.remove(0);
    let unit = if unit.is_empty() && words.first().is_some_and(|next| is_unit(next)) {
        words.remove(0)
    } else {
        unit
    };
    let read = read_amount(&format!("{number}{unit}"), drug)?;
    match doubt_dose(number, unit, drug) {
        Some(doubt) if !yes => {
            bail!("{doubt}. Nothing was stored; correct it, or add --yes to store {} {}", read.0, read.1)
        }
        _ => Ok(Some(read)),
    }
}
