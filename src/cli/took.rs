//! `took`, `skipped`: a dose of today or of another day, into the dose log.

use anyhow::{anyhow, bail};
use chrono::{Days, NaiveDate, NaiveTime};

use crate::cli::{CommandEnd, day_logged, print, said, therapy};
use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::dose_log::{DoseEntry, DoseState, EntryPlace, loggable, place_of};
use crate::domain::id::{DrugId, EntryId};
use crate::domain::regimen::Regimen;
use crate::exchange::doses::{DoseSheet, dose_words, entry_words};
use crate::exchange::json_sheet::JsonSheet;
use crate::runtime::clock;
use crate::runtime::session::Session;

/// Log a dose as taken: `took`, `took anastrozole`, `took anastrozole 0.5mg yesterday 20:05`.
///
/// If you name no drug, it is the one dose that is expected. If you name no day, it is today, now.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog took anastrozole 0.5mg yesterday 20:05")]
pub struct TookArgs {
    /// Drug, amount, day and time, each of which may be left out: `anastrozole 1mg yesterday 20:05`.
    words: Vec<String>,
    #[command(flatten)]
    more: DoseArgs,
}

/// Log a dose as left out: `skipped`, `skipped anastrozole yesterday`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog skipped anastrozole yesterday --note 'forgot the box'")]
pub struct SkippedArgs {
    /// Drug, day and time, each of which may be left out: `anastrozole yesterday`.
    words: Vec<String>,
    #[command(flatten)]
    more: DoseArgs,
}

/// What a dose is logged with.
#[derive(Debug, clap::Args)]
struct DoseArgs {
    /// Log every dose that is expected, not only the one of a drug.
    #[arg(long)]
    all: bool,
    /// A note.
    #[arg(long)]
    note: Option<String>,
    /// Store a further dose where all expected ones are logged, a day in the future, or an unusual unit.
    #[arg(long)]
    yes: bool,
    /// Print what was stored as JSON.
    #[arg(long)]
    json: bool,
}

/// Logs a dose as taken.
pub fn took(args: &TookArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    log_dose(session, DoseState::Taken, &args.words, &args.more)
}

/// Logs a dose as left out.
pub fn skipped(args: &SkippedArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    log_dose(session, DoseState::Skipped, &args.words, &args.more)
}

/// A dose as it was typed.
struct TypedDose {
    drug: Option<DrugId>,
    amount: Option<(Decimal, String)>,
    day: NaiveDate,
    time: Option<NaiveTime>,
}

fn log_dose(
    session: &mut Session,
    state: DoseState,
    words: &[String],
    more: &DoseArgs,
) -> anyhow::Result<CommandEnd> {
    let typed = read_words(session, words, more.yes)?;
    let regimens = session.store().regimens()?;
    let logged = session.store().doses_taken(typed.day - Days::new(NEAR_DAYS))?;
    let drugs = match &typed.drug {
        Some(drug) => vec![drug.clone()],
        None => expected_drugs(&regimens, &logged, &typed, more.all)?,
    };
    let mut new = Vec::new();
    for drug in drugs {
        let entry = typed.entry(drug, state, &regimens, more);
        match place_of(&regimens, &logged, &entry) {
            EntryPlace::Fills => {}
            EntryPlace::Further if more.yes => {
                print::say("A further dose: those expected are logged already.");
            }
            EntryPlace::Further => bail!(
                "the dose of {} on {} is logged already; `androlog doses` shows it. Nothing was stored; add --yes to \
                 store a further one",
                entry.drug,
                day::with_weekday(entry.day)
            ),
            EntryPlace::Unexpected => {
                print::say(&format!(
                    "No dose of {} is expected on {}; stored as an extra one.",
                    entry.drug,
                    day::with_weekday(entry.day)
                ));
            }
        }
        new.push(entry);
    }
    store(session, state, new, more.json)
}

/// Days before a dose within which others of its stretch can stand.
const NEAR_DAYS: u64 = 62;

fn store(
    session: &mut Session,
    state: DoseState,
    new: Vec<DoseEntry>,
    json: bool,
) -> anyhow::Result<CommandEnd> {
    let doses: Vec<String> = new.iter().map(entry_words).collect();
    let on = new.first().map_or_else(String::new, |entry| day::with_weekday(entry.day));
    let verb = match state {
        DoseState::Taken => "Took",
        DoseState::Skipped => "Skipped",
    };
    let words = format!("{verb} {} on {on}", doses.join(" and "));
    let changes = new.into_iter().map(|entry| Change::Put(Entry::DoseTaken(entry))).collect();
    let stored = session.save(Act::new(words.clone(), changes))?;
    if json {
        let entries: Vec<DoseEntry> = stored
            .into_iter()
            .filter_map(|change| match change {
                Change::Put(Entry::DoseTaken(entry)) => Some(entry),
                _ => None,
            })
            .collect();
        print::line(&DoseSheet::of_entries(&entries).json())?;
    } else {
        print::line(&format!("{words}."))?;
    }
    Ok(CommandEnd::Well)
}

impl TypedDose {
    fn entry(&self, drug: DrugId, state: DoseState, regimens: &[Regimen], more: &DoseArgs) -> DoseEntry {
        let taken = regimens.iter().find(|regimen| regimen.drug == drug && regimen.covers(self.day));
        let usual = taken.and_then(|regimen| regimen.dose_on(self.day));
        let usual = usual.map(|dose| (dose.amount.clone(), dose.unit.clone()));
        let amount = self.amount.clone().or(usual).filter(|_| state == DoseState::Taken);
        let (amount, unit) = amount.unzip();
        let (id, note) = (EntryId::default(), said(more.note.as_deref()));
        let unit = unit.map(Into::into);
        DoseEntry { id, drug, day: self.day, time: self.time, amount, unit, state, note }
    }
}

/// The drugs with a dose that can be logged: one, or all of them where that was asked for.
fn expected_drugs(
    regimens: &[Regimen],
    logged: &[DoseEntry],
    typed: &TypedDose,
    all: bool,
) -> anyhow::Result<Vec<DrugId>> {
    let open = loggable(regimens, logged, typed.day, typed.time);
    match open.as_slice() {
        [] => bail!(
            "no dose is expected on {} that is not logged; name the drug to store one all the same",
            day::with_weekday(typed.day)
        ),
        [_] => {}
        several if !all => {
            let named: Vec<String> = several.iter().map(dose_words).collect();
            bail!("{} doses are expected: {}. Name the drug, or add --all", named.len(), named.join(", "))
        }
        _ => {}
    }
    Ok(open.iter().map(|dose| dose.drug.clone()).collect())
}

/// Reads `anastrozole 0.5 mg yesterday 20:05`; each part may be left out.
fn read_words(session: &Session, words: &[String], yes: bool) -> anyhow::Result<TypedDose> {
    let mut rest: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    let known = rest.first().and_then(|word| session.setup.catalog.find_drug(word));
    let (drug, amount) = match known {
        Some(drug) => {
            rest.remove(0);
            // `3 ago`, `2 weeks ago`, `5 mar` are days, though a number stands first.
            let is_day = match rest.as_slice() {
                [count, unit, "ago", ..] => session.day(&format!("{count} {unit} ago")).is_ok(),
                [day, month, ..] => session.day(&format!("{day} {month}")).is_ok(),
                _ => false,
            };
            let amount = if is_day { None } else { therapy::take_amount(&mut rest, drug, yes)? };
            (Some(drug.id.clone()), amount)
        }
        None => (None, None),
    };
    let times: Vec<usize> = (0..rest.len()).filter(|at| is_time(rest[*at])).collect();
    let time = times.first().map(|at| day::parse_time(rest.remove(*at))).transpose()?;
    let when = rest.join(" ");
    let setup = &session.setup;
    if drug.is_none() && !when.is_empty() && session.day(&when).is_err() {
        // Neither a drug nor a day: most likely a drug that is misspelt.
        therapy::drug(session, rest[0])
            .map_err(|error| anyhow!("{error}. A day is written as yesterday or 2026-03-14"))?;
    }
    if amount.is_none() && !when.is_empty() && session.day(&when).is_err() {
        bail!(
            "“{when}” is neither an amount nor a day; write for example 1 mg, yesterday, 2026-03-14 or -2d"
        );
    }
    let day = day_logged(session, (!when.is_empty()).then_some(when.as_str()), yes)?;
    let is_now = when.is_empty() && time.is_none() && !setup.is_day_fixed;
    Ok(TypedDose { drug, amount, day, time: time.or_else(|| is_now.then(clock::minute)) })
}

/// `20:05`, `8am`; a number alone is not.
fn is_time(word: &str) -> bool {
    let is_written_so = word.contains(':') || word.ends_with("am") || word.ends_with("pm");
    is_written_so && day::parse_time(word).is_ok()
}
