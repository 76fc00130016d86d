//! `symptom`, `event`, `profile`: what is written down beside results and drugs.

use std::io::IsTerminal;

use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use clap::Subcommand;

use crate::catalog::{Sign, did_you_mean};
use crate::cli::act_json::SubcommandOutput;
use crate::cli::{CommandEnd, day_logged, print, said};
use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::id::EntryId;
use crate::domain::journal::{EventEntry, Goal, Grade, Profile, SymptomEntry};
use crate::domain::quantity::{Comparator, Quantity};
use crate::exchange::typed::refuse_impossible;
use crate::runtime::session::{Session, abbreviated};

/// Log a symptom: `symptom joint-pain moderate`; `symptom list` and `symptom rm ID` for those logged.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples: androlog symptom joint-pain moderate yesterday, androlog symptom list --json"
)]
pub struct SymptomArgs {
    /// The symptom; or `list`, or `rm`.
    symptom: String,
    /// `none`, `mild`, `moderate`, `severe` or 0 to 3, and a day if it was not today; with `rm` an id.
    #[arg(value_name = "GRADE")]
    words: Vec<String>,
    #[command(flatten)]
    entry: EntryArgs,
}

/// Log an event: `event fever yesterday`; `event list` and `event rm ID` for those logged.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog event fever yesterday, androlog event list")]
pub struct EventArgs {
    /// The event; or `list`, or `rm`.
    event: String,
    /// A day if it was not today; with `rm` an id.
    #[arg(value_name = "DATE")]
    words: Vec<String>,
    #[command(flatten)]
    entry: EntryArgs,
}

/// What a symptom and an event are logged with.
#[derive(Debug, clap::Args)]
struct EntryArgs {
    /// The day; today when left out.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// A note.
    #[arg(long)]
    note: Option<String>,
    /// Store a day in the future, and what is in the log already, too.
    #[arg(long)]
    yes: bool,
    /// Print JSON: the list, or what was done.
    #[arg(long)]
    json: bool,
}

/// Show or set what the rules need to know: goal, trying-since, birth-date, bone-risk, height.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog profile set goal fertility, androlog profile show")]
pub struct ProfileArgs {
    #[command(subcommand)]
    what: Option<ProfileWhat>,
    #[command(flatten)]
    output: SubcommandOutput,
}

impl ProfileArgs {
    /// Whether it changes the log and is to tell that as JSON.
    pub const fn tells_act(&self) -> bool {
        self.output.json && self.begins_a_log()
    }

    /// Whether it logs something where nothing is logged yet.
    pub const fn begins_a_log(&self) -> bool {
        matches!(self.what, Some(ProfileWhat::Set { .. }))
    }
}

impl SymptomArgs {
    /// Whether it changes the log and is to tell that as JSON.
    pub fn tells_act(&self) -> bool {
        self.entry.json && self.symptom != "list"
    }

    /// Whether it logs something where nothing is logged yet.
    pub fn begins_a_log(&self) -> bool {
        !["list", "rm"].contains(&&*self.symptom)
    }
}

impl EventArgs {
    /// Whether it changes the log and is to tell that as JSON.
    pub fn tells_act(&self) -> bool {
        self.entry.json && self.event != "list"
    }

    /// Whether it logs something where nothing is logged yet.
    pub fn begins_a_log(&self) -> bool {
        !["list", "rm"].contains(&&*self.event)
    }
}

#[derive(Debug, Subcommand)]
enum ProfileWhat {
    /// Print the profile.
    #[command(after_help = "Example: androlog profile show --json")]
    Show,
    /// Set one value.
    #[command(
        after_help = "Examples: androlog profile set goal fertility, androlog profile set birth-date 1990-05-01"
    )]
    Set {
        /// `goal`, `trying-since`, `birth-date`, `bone-risk` or `height`.
        key: String,
        /// `fertility` or `other`; a date, or the year of birth; `yes` or `no`; centimetres. `none` removes a date or a height.
        value: String,
    },
}

/// Logs, lists or removes a symptom.
pub fn symptom(args: &SymptomArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    match (args.symptom.as_str(), args.words.as_slice()) {
        ("list", []) => list_symptoms(args.entry.json, session),
        ("rm", [id]) => rm_symptom(id, session),
        ("rm", _) => bail!("name the one entry to remove; `androlog symptom list` shows their ids"),
        (name, words) => {
            find_symptom(name, session)?;
            let (grade, when) = grade_and_day(words, session);
            let date = args.entry.day(when, session)?;
            match grade.map_or_else(|| asked_grade(name), |grade| Ok(Some(grade.to_owned())))? {
                Some(grade) => add_symptom(&args.entry, name, &grade, date, session),
                None => Ok(CommandEnd::Misused),
            }
        }
    }
}

/// The grade, which stands first, and the words of the day behind it; where a day stands first there is no grade.
fn grade_and_day<'w>(words: &'w [String], session: &Session) -> (Option<&'w str>, &'w [String]) {
    match words {
        [first, rest @ ..] if Grade::from_word(&first.to_lowercase()).is_some() => (Some(first), rest),
        [_, ..] if session.day(&words.join(" ")).is_ok() => (None, words),
        [first, rest @ ..] => (Some(first), rest),
        [] => (None, words),
    }
}

impl EntryArgs {
    /// The day that is named, in words of its own or with `--on`; today where none is.
    fn day(&self, words: &[String], session: &Session) -> anyhow::Result<NaiveDate> {
        let words = (!words.is_empty()).then(|| words.join(" "));
        if let (Some(words), Some(on)) = (&words, &self.on) {
            bail!("the day is given twice, as “{words}” and as “{on}”; give one of them");
        }
        day_logged(session, words.as_deref().or(self.on.as_deref()), self.yes)
    }
}

/// The grade as it is typed at a terminal; without one nothing is stored and the grades are named.
fn asked_grade(name: &str) -> anyhow::Result<Option<String>> {
    let grades: Vec<&str> = Grade::ALL.iter().map(|grade| grade.id()).collect();
    let grades = grades.join(", ");
    if !std::io::stdin().is_terminal() {
        print::say(&format!(
            "How bad? `androlog symptom {name} GRADE` wants one of {grades}. Nothing was stored."
        ));
        return Ok(None);
    }
    print::say(&format!("How bad is {name}: {grades} (or 0 to 3)?"));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let grade = line.trim().to_lowercase();
    if Grade::from_word(&grade).is_none() {
        print::say(&format!("“{grade}” is none of {grades}. Nothing was stored."));
        return Ok(None);
    }
    Ok(Some(grade))
}

/// The symptom a name stands for, or an error with what was probably meant.
fn find_symptom(name: &str, session: &Session) -> anyhow::Result<&'static Sign> {
    let catalog = session.setup.catalog;
    let near = || catalog.suggest_symptoms(name);
    catalog.find_symptom(name).ok_or_else(|| unknown(name, "symptom", &near(), catalog.symptoms()))
}

fn add_symptom(
    args: &EntryArgs,
    name: &str,
    grade: &str,
    date: NaiveDate,
    session: &mut Session,
) -> anyhow::Result<CommandEnd> {
    let sign = find_symptom(name, session)?;
    let grade = Grade::from_word(&grade.to_lowercase())
        .ok_or_else(|| anyhow!("“{grade}” is not a grade; use none, mild, moderate, severe or 0 to 3"))?;
    let words = format!("Logged {} {} on {}", sign.id, grade.id(), day::with_weekday(date));
    let entry = SymptomEntry {
        id: EntryId::default(),
        date,
        symptom: sign.id.clone(),
        grade,
        note: said(args.note.as_deref()),
    };
    let record = session.store().around((date, date), &[])?;
    let again = record
        .symptoms()
        .iter()
        .find(|old| SymptomEntry { id: EntryId::default(), ..(*old).clone() } == entry);
    refuse_again("symptom", again.map(|old| &old.id), args.yes)?;
    finish(session, &words, Change::Put(Entry::Symptom(entry)))
}

fn list_symptoms(json: bool, session: &Session) -> anyhow::Result<CommandEnd> {
    let record = session.journal()?;
    if json {
        print::shaped_json("symptoms", "symptoms", &record.symptoms())?;
        return Ok(CommandEnd::Well);
    }
    let rows: Vec<Vec<String>> = record
        .symptoms()
        .iter()
        .rev()
        .map(|s| {
            let note = s.note.clone().unwrap_or_default();
            vec![s.date.to_string(), s.symptom.to_string(), s.grade.id().to_owned(), s.id.to_string(), note]
        })
        .collect();
    if rows.is_empty() {
        print::say("No symptom is logged; `androlog symptom SYMPTOM GRADE` logs one.");
    }
    print::text(&print::columns(&rows, &[]))?;
    Ok(CommandEnd::Well)
}

fn rm_symptom(id: &str, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let record = session.journal()?;
    let id = abbreviated(record.symptoms().iter().map(|s| &s.id), id, ("symptom entry", "symptom list"))?;
    finish(session, "Removed a symptom entry", Change::Remove(EntryKey::Symptom(id)))
}

/// Logs, lists or removes an event.
pub fn event(args: &EventArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    match (args.event.as_str(), args.words.as_slice()) {
        ("list", []) => list_events(args.entry.json, session),
        ("rm", [id]) => {
            let record = session.unpaged()?;
            let id = abbreviated(record.events().iter().map(|e| &e.id), id, ("event", "event list"))?;
            finish(session, "Removed an event", Change::Remove(EntryKey::Event(id)))
        }
        ("rm", _) => bail!("name the one event to remove; `androlog event list` shows their ids"),
        (name, words) => {
            let date = args.entry.day(words, session)?;
            add_event(&args.entry, name, date, session)
        }
    }
}

fn add_event(
    args: &EntryArgs,
    name: &str,
    date: NaiveDate,
    session: &mut Session,
) -> anyhow::Result<CommandEnd> {
    let catalog = session.setup.catalog;
    let sign = catalog.find_event(name);
    let sign = sign.ok_or_else(|| unknown(name, "event", &catalog.suggest_events(name), catalog.events()))?;
    let words = format!("Logged {} on {}", sign.id, day::with_weekday(date));
    let entry =
        EventEntry { id: EntryId::default(), date, event: sign.id.clone(), note: said(args.note.as_deref()) };
    let record = session.unpaged()?;
    let again =
        record.events().iter().find(|old| EventEntry { id: EntryId::default(), ..(*old).clone() } == entry);
    refuse_again("event", again.map(|old| &old.id), args.yes)?;
    finish(session, &words, Change::Put(Entry::Event(entry)))
}

/// Refuses what stands in the log already just so, unless it is wanted twice: a script may try again.
fn refuse_again(what: &str, stored: Option<&EntryId>, yes: bool) -> anyhow::Result<()> {
    match stored {
        Some(id) if !yes => bail!(
            "the same {what} is in the log already ({id}). Nothing was stored; add --yes to store it twice"
        ),
        _ => Ok(()),
    }
}

fn list_events(json: bool, session: &Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    if json {
        print::shaped_json("events", "events", &record.events())?;
        return Ok(CommandEnd::Well);
    }
    let rows: Vec<Vec<String>> = record
        .events()
        .iter()
        .rev()
        .map(|e| {
            vec![
                e.date.to_string(),
                e.event.to_string(),
                e.id.to_string(),
                e.note.clone().unwrap_or_default(),
            ]
        })
        .collect();
    if rows.is_empty() {
        print::say("No event is logged; `androlog event EVENT` logs one.");
    }
    print::text(&print::columns(&rows, &[]))?;
    Ok(CommandEnd::Well)
}

/// Shows or sets the profile.
pub fn profile(args: &ProfileArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let mut profile = session.unpaged()?.profile().clone();
    match &args.what {
        None | Some(ProfileWhat::Show) if args.output.json => {
            print::shaped_json("profile", "profile", &profile)?;
            Ok(CommandEnd::Well)
        }
        None | Some(ProfileWhat::Show) => {
            let row = |key: &str| {
                let shown = shown_value(&profile, key).unwrap_or_else(|| "not set".to_owned());
                vec![key.to_owned(), shown]
            };
            print::text(&print::columns(&PROFILE_KEYS.map(row), &[]))?;
            if profile.goal.is_none() {
                print::say("Is a child the goal? `androlog profile set goal fertility`, or `other`.");
            }
            Ok(CommandEnd::Well)
        }
        Some(ProfileWhat::Set { key, value }) => {
            set(&mut profile, key, value, session)?;
            // As it was understood: a day may be read in another way than it was meant.
            let shown = shown_value(&profile, key).unwrap_or_else(|| "none".to_owned());
            finish(session, &format!("Set {key} to {shown}"), Change::Put(Entry::Profile(profile)))
        }
    }
}

/// What the profile holds.
const PROFILE_KEYS: [&str; 5] = ["goal", "trying-since", "birth-date", "bone-risk", "height"];

/// A value of the profile as it is shown; none where it is not set.
fn shown_value(profile: &Profile, key: &str) -> Option<String> {
    match key {
        "goal" => profile.goal.map(|goal| goal.id().to_owned()),
        "trying-since" => profile.trying_since.map(|day| day.to_string()),
        "birth-date" => profile.birth_date.map(|day| day.to_string()),
        "bone-risk" => Some(if profile.bone_risk { "yes" } else { "no" }.to_owned()),
        "height" => profile.height_cm.as_ref().map(|height| format!("{height} cm")),
        _ => None,
    }
}

fn set(profile: &mut Profile, key: &str, value: &str, session: &Session) -> anyhow::Result<()> {
    match (key, value) {
        ("goal", "none") => profile.goal = None,
        ("goal", word) => match Goal::from_id(word) {
            Some(goal) => profile.goal = Some(goal),
            None => bail!("a goal is fertility, other, or none"),
        },
        ("trying-since", "none") => profile.trying_since = None,
        ("trying-since", text) => profile.trying_since = Some(past_day(text, session)?),
        ("birth-date", "none") => profile.birth_date = None,
        ("birth-date", text) => {
            let born = day::middle_of_year(text).filter(|middle| *middle < session.setup.today);
            profile.birth_date = Some(born.map_or_else(|| past_day(text, session), Ok)?);
        }
        ("bone-risk", "yes" | "true") => profile.bone_risk = true,
        ("bone-risk", "no" | "false") => profile.bone_risk = false,
        ("bone-risk", _) => bail!("bone-risk is yes or no"),
        ("height", "none") => profile.height_cm = None,
        ("height", text) => {
            let text = text.trim_end_matches("cm").trim();
            let height = Decimal::parse(text).map_err(|_| {
                anyhow!("height: “{text}” is not a number of centimetres; write for example 178")
            })?;
            let quantity = Quantity { comparator: Comparator::Equal, value: height, unit: "cm".into() };
            if let Some(analyte) = session.setup.catalog.analyte("height") {
                refuse_impossible(analyte, &quantity)?;
            }
            profile.height_cm = Some(quantity.value);
        }
        _ => bail!(
            "“{key}” is not in the profile{}; use {}",
            did_you_mean(key, PROFILE_KEYS),
            PROFILE_KEYS.join(", ")
        ),
    }
    Ok(())
}

fn past_day(text: &str, session: &Session) -> anyhow::Result<NaiveDate> {
    let date = session.day(text)?;
    if date > session.setup.today {
        bail!("{} lies in the future; give a day that has passed", day::long(date));
    }
    Ok(date)
}

fn finish(session: &mut Session, words: &str, change: Change) -> anyhow::Result<CommandEnd> {
    session.save(Act::one(words, change))?;
    print::line(&format!("{words}."))?;
    Ok(CommandEnd::Well)
}

/// What is said of a name that the catalogue does not have.
pub(super) fn unknown(text: &str, what: &str, near: &[&Sign], all: &[Sign]) -> anyhow::Error {
    let ids =
        |signs: &mut dyn Iterator<Item = &Sign>| signs.map(|sign| &*sign.id).collect::<Vec<_>>().join(", ");
    let meant = match near {
        [] => format!("there are {}.", ids(&mut all.iter())),
        near => format!("did you mean {}?", ids(&mut near.iter().copied().take(3))),
    };
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    anyhow!("“{text}” is not {article} {what} in the catalogue; {meant} Your own go into symptoms.toml")
}
