//! `add --paste`: a report as it was copied, on stdin.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stdin};
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use chrono::NaiveDate;

use super::line::{self, LineReader, NamedValue};
use super::stored::{DatedReports, store};
use super::{AddArgs, lines};
use crate::cli::CommandEnd;
use crate::cli::act_json::ActOutput;
use crate::cli::import::tally_words;
use crate::cli::list::heading;
use crate::cli::print;
use crate::domain::change::Entry;
use crate::domain::day;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report};
use crate::exchange::paste::{
    PasteContext, Pasted, PastedPiece, PastedResult, PieceMeaning, SampleDay, SheetHead, read,
};
use crate::exchange::scrub;
use crate::exchange::typed::{ValueDoubt, doubt_day};
use crate::exchange::{ImportPlan, Parsed, PlannedReport, plan};
use crate::runtime::session::Session;

/// Reads the report, shows what became of each line, stores what is sure when nothing is unsure.
pub(super) fn run(args: &AddArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let (day, values) = line::split(&args.words, &args.about, session)?;
    if stdin().is_terminal() {
        print::say("Paste the report, then press Ctrl-d at the beginning of a line.");
    }
    let text = lines::stdin()?;
    let record = session.whole()?;
    let asked = PasteContext {
        catalog: session.setup.catalog,
        kind: None,
        today: session.setup.today,
        names: &BTreeMap::new(),
        record: &record,
    };
    let pasted = read(&text, &asked);
    print::text(&listing(&pasted, &values, session))?;
    if let Some(language) = pasted.language.filter(|language| *language != "English") {
        print::say(&format!("Read as a sheet in {language}."));
    }
    let taken = take(args, session, &record, &pasted, day, &values)?;
    let unsure: Vec<&PastedResult> =
        pasted.results().map(|(_, found)| found).filter(|found| is_unsure(found, &pasted, &values)).collect();
    if !args.yes {
        if !unsure.is_empty() {
            return Err(refuse(&unsure, taken.iter().map(DatedReports::count).sum()));
        }
        for taken in &taken {
            refuse_known(&record, &taken.reports)?;
        }
    }
    if taken.is_empty() {
        bail!("no line of it is surely a result; nothing was stored");
    }
    let words = words_of(&taken);
    let ended = store(session, &record, &taken, &words, args.dry_run)?;
    say_left_out(&unsure);
    Ok(ended)
}

/// A report from a file, as `import` hands it over.
#[derive(Clone, Debug)]
pub struct PastedFile {
    /// The name of the file.
    pub name: String,
    /// The file the reports are remembered to come from.
    pub source: PathBuf,
    /// Its text.
    pub text: String,
    /// Names that were explained: the name as printed, and the analyte.
    pub names: BTreeMap<String, String>,
    /// The day, where the command names one.
    pub on: Option<String>,
    /// Whether what is unsure may be left out.
    pub yes: bool,
    /// Whether nothing is stored.
    pub dry_run: bool,
    /// Whether the plan is printed as JSON.
    pub json: bool,
}

/// Reads a report from a file as if it were pasted, and plans what is new of it.
pub fn import_sheet(sheet: &PastedFile, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let about = super::ReportAbout {
        on: sheet.on.clone(),
        source: Some(sheet.source.clone()),
        ..super::ReportAbout::default()
    };
    let args = AddArgs {
        words: Vec::new(),
        about,
        paste: true,
        dry_run: sheet.dry_run,
        yes: sheet.yes,
        output: ActOutput::default(),
    };
    let (day, _) = line::split(&args.words, &args.about, session)?;
    let record = session.whole()?;
    let asked = PasteContext {
        catalog: session.setup.catalog,
        kind: None,
        today: session.setup.today,
        names: &sheet.names,
        record: &record,
    };
    let pasted = read(&sheet.text, &asked);
    let lines = listing(&pasted, &[], session);
    let taken = match take(&args, session, &record, &pasted, day, &[]) {
        Ok(taken) => taken,
        Err(error) => {
            print::text(&lines)?;
            return Err(error);
        }
    };
    let read: Vec<Report> = taken.iter().flat_map(|taken| taken.reports.clone()).collect();
    let sure = taken.iter().map(DatedReports::count).sum();
    let unsure: Vec<&PastedResult> =
        pasted.results().map(|(_, found)| found).filter(|found| !found.doubts.is_empty()).collect();
    let mut plan = plan_of(&record, &read, unsure.len());
    plan.diagnostics.extend(pasted.results().filter_map(|(piece, found)| found.unusual_remark(piece.line)));
    if sheet.json {
        print::line(&plan.json())?;
    } else {
        print::line(&format!("results: {}", tally_words(plan.results)))?;
        print::text(&lines)?;
    }
    if !args.yes && !unsure.is_empty() {
        return Err(refuse_file(&sheet.name, &unsure, sure));
    }
    if read.is_empty() {
        bail!("no line of it is surely a result; nothing was stored");
    }
    let new: Vec<DatedReports> =
        plan.reports.iter().filter_map(PlannedReport::to_store).map(DatedReports::of_one).collect();
    for diagnostic in &plan.diagnostics {
        print::say(&diagnostic.message);
    }
    let ended = if new.is_empty() {
        print::say("Everything it says is in the log already.");
        CommandEnd::Well
    } else {
        let words = format!("{} from {}", words_of(&new), scrub::line(&sheet.name));
        store(session, &record, &new, &words, args.dry_run)?
    };
    say_left_out(&unsure);
    Ok(ended)
}

fn plan_of(record: &Record, reports: &[Report], unsure: usize) -> ImportPlan {
    let found = reports.iter().map(|report| crate::exchange::FoundEntry {
        place: "the report".to_owned(),
        entry: Entry::Report(report.clone()),
        lines: Vec::new(),
    });
    let parsed = Parsed { found: found.collect(), rejected_results: unsure, ..Parsed::default() };
    plan(record, parsed)
}

fn refuse_file(name: &str, unsure: &[&PastedResult], sure: usize) -> anyhow::Error {
    anyhow!(
        "{} to check; nothing was stored. `androlog import {} --yes` stores what is sure ({}) and leaves out the \
         rest",
        print::count(unsure.len(), "result"),
        shlex::try_quote(&scrub::line(name)).map_or_else(|_| "FILE".to_owned(), std::borrow::Cow::into_owned),
        print::count(sure, "result"),
    )
}

fn say_left_out(unsure: &[&PastedResult]) {
    if !unsure.is_empty() {
        let left: Vec<String> =
            unsure.iter().map(|found| format!("{} {}", found.analyte, found.typed())).collect();
        print::say(&format!("Left out, because unsure: {}.", left.join(", ")));
    }
}

/// `Saved 4 results of 14 Mar 2026`, and of more days.
fn words_of(taken: &[DatedReports]) -> String {
    let words: Vec<String> = taken.iter().map(DatedReports::words).collect();
    words.join("; s").replace("; sSaved", "; saved")
}

/// The day that was asked for, else the one the report names plainly. Of several reports in one text each keeps the
/// day it names.
fn day_of(given: Option<NaiveDate>, head: &SheetHead, pasted: &Pasted) -> anyhow::Result<NaiveDate> {
    match (given, &head.sampled) {
        (Some(given), sampled) => Ok(match sampled {
            SampleDay::On(day) if pasted.reports.len() > 1 => *day,
            _ => given,
        }),
        (None, SampleDay::On(day)) => Ok(*day),
        (None, SampleDay::Either(text, a, b)) => bail!(
            "“{}” is {} or {}; nothing was stored. Name the day: androlog add {a} --paste",
            scrub::line(text),
            day::long(*a),
            day::long(*b)
        ),
        (None, SampleDay::Unsaid) => bail!(
            "the report does not say plainly which day the sample is of{}; nothing was stored. Name it, for example: \
             androlog add {} --paste",
            offered_days(pasted),
            first_offered(pasted).map_or_else(|| "yesterday".to_owned(), |day| day.to_string())
        ),
    }
}

fn first_offered(pasted: &Pasted) -> Option<NaiveDate> {
    pasted.days_offered().first().copied()
}

/// ` (it has 18 Mar 2026 and 10 Apr 2026, for something else)`.
fn offered_days(pasted: &Pasted) -> String {
    let days: Vec<String> = pasted.days_offered().into_iter().map(day::long).collect();
    if days.is_empty() {
        String::new()
    } else {
        format!(" (it names {}, but not as that day)", days.join(" and "))
    }
}

/// What is known of one report of a paste: the laboratory of the command line goes before the one that it names.
fn about_of(args: &AddArgs, head: &SheetHead) -> super::ReportAbout {
    let mut about = args.about.clone();
    about.lab = about.lab.or_else(|| head.laboratory.clone());
    about
}

/// The sure results, with those of the command line in place of the report's, as reports of each day and kind.
fn take(
    args: &AddArgs,
    session: &Session,
    record: &Record,
    pasted: &Pasted,
    given: Option<NaiveDate>,
    values: &[NamedValue<'_>],
) -> anyhow::Result<Vec<DatedReports>> {
    let kind =
        |found: &PastedResult| session.setup.catalog.analyte(&found.analyte).map(|analyte| analyte.kind);
    let mut owners: Vec<usize> = Vec::new();
    let mut results: Vec<(Kind, Observation)> = Vec::new();
    let mut doubts: Vec<ValueDoubt> = Vec::new();
    for (piece, found) in pasted.results().filter(|(_, found)| !is_said(found, pasted, values)) {
        if let Some((kind, observation)) = kind(found).zip(found.observation()) {
            owners.push(piece.report);
            results.push((kind, observation));
            doubts.extend(found.unusual.clone());
        }
    }
    let mut units: Vec<String> = Vec::new();
    for typed in values.iter().filter(|typed| typed.text.trim() != LEFT_OUT) {
        let line = settled_line(pasted, typed);
        let report = line.map_or(0, |(piece, _)| piece.report);
        let about = about_of(args, &pasted.reports[report]);
        let date = day_of(given, &pasted.reports[report], pasted)?;
        let reader = LineReader { date, about: &about, session, record };
        let read = reader.results([typed], line.and_then(|(_, found)| found.range.as_ref()))?;
        units.extend(read.units);
        doubts.extend(read.doubts);
        for (kind, result) in read.found {
            // What was sure of its line stays.
            let result = match line {
                Some((_, found)) => settle(found, result),
                None => result,
            };
            owners.push(report);
            results.push((kind, result));
        }
    }
    let about = about_of(args, &pasted.reports[0]);
    let date = given.unwrap_or(session.setup.today);
    LineReader { date, about: &about, session, record }.put_methods_and_ranges(&mut results)?;
    let mut taken = Vec::new();
    for (at, head) in pasted.reports.iter().enumerate() {
        let own = owners.iter().zip(&results).filter(|(owner, _)| **owner == at);
        let own: Vec<(Kind, Observation)> = own.map(|(_, result)| result.clone()).collect();
        let date = if own.is_empty() && pasted.reports.len() > 1 {
            None
        } else {
            Some(day_of(given, head, pasted)?)
        };
        let Some(date) = date.filter(|_| !own.is_empty()) else { continue };
        doubts.extend(doubt_day(date, session.setup.today));
        let about = about_of(args, head);
        let line = LineReader { date, about: &about, session, record };
        let mut reports = line.reports(date, own)?;
        for report in &mut reports {
            head.complete(report);
        }
        let units = std::mem::take(&mut units);
        taken.push(DatedReports { date, reports, units, unusual: Vec::new() });
    }
    let unusual = line::refuse_mistakes(&doubts, args.yes)?;
    if let Some(first) = taken.first_mut() {
        first.unusual = unusual;
    }
    Ok(taken)
}

/// A typed value with what was sure of its line; the range only in the unit it was printed for.
fn settle(found: &PastedResult, typed: Observation) -> Observation {
    let kept = found.with_value(typed.value.clone());
    let same_unit = match (&found.unit, typed.quantity()) {
        (Some(unit), Some(quantity)) => *unit == quantity.unit,
        _ => true,
    };
    Observation {
        assay: typed.assay.or(kept.assay),
        side: typed.side.or(kept.side),
        reference: kept.reference.filter(|_| same_unit),
        ..kept
    }
}

/// The line a typed value settles: the first unsure one of its analyte, else the first.
fn settled_line<'p>(
    pasted: &'p Pasted,
    typed: &NamedValue<'_>,
) -> Option<(&'p PastedPiece, &'p PastedResult)> {
    let of_it = || pasted.results().filter(|(_, found)| found.analyte == typed.analyte.id);
    of_it().find(|(_, found)| !found.doubts.is_empty()).or_else(|| of_it().next())
}

/// What KEY=VALUE says of a result that is to be left out.
const LEFT_OUT: &str = "-";

/// Whether the command line says what a result is, or leaves it out. Where a line of its analyte is unsure, that one
/// is left out and not the others.
fn is_said(found: &PastedResult, pasted: &Pasted, values: &[NamedValue<'_>]) -> bool {
    let Some(typed) = values.iter().find(|typed| typed.analyte.id == found.analyte) else { return false };
    let mut same = pasted.results().filter(|(_, other)| other.analyte == found.analyte);
    let all_sure = same.all(|(_, other)| other.doubts.is_empty());
    typed.text.trim() != LEFT_OUT || !found.doubts.is_empty() || all_sure
}

fn is_unsure(found: &PastedResult, pasted: &Pasted, values: &[NamedValue<'_>]) -> bool {
    !found.doubts.is_empty() && !is_said(found, pasted, values)
}

/// Says what to do about results that are unsure.
fn refuse(unsure: &[&PastedResult], sure: usize) -> anyhow::Error {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥-".contains(c));
    let word = |found: &&PastedResult| {
        let value = match found.typed() {
            typed if !is_number(&typed) => "…".to_owned(),
            typed if found.unit.is_none() => format!("{typed} …"),
            typed => typed,
        };
        let quoted = shlex::try_quote(&value).map_or_else(|_| "…".to_owned(), std::borrow::Cow::into_owned);
        format!("{}={quoted}", found.analyte)
    };
    let words: Vec<String> = unsure.iter().map(word).collect();
    let first = unsure.first().map_or("lh", |found| &*found.analyte);
    anyhow!(
        "{} to check; nothing was stored. Add to the command what each is, with its unit, as {}; {first}=- leaves \
         one out. Or add --yes to store what is sure ({}) and leave out the rest",
        print::count(unsure.len(), "result"),
        words.join(" "),
        print::count(sure, "result"),
    )
}

/// The same results of the same day are hardly meant twice.
fn refuse_known(record: &Record, reports: &[Report]) -> anyhow::Result<()> {
    for new in reports {
        let same =
            |old: &&Report| old.date == new.date && old.kind() == new.kind() && old.results == new.results;
        if let Some(old) = record.reports().iter().find(same) {
            bail!(
                "the {} with these results is in the log already ({}); nothing was stored. --yes stores it again",
                heading(old),
                old.id
            );
        }
    }
    Ok(())
}

/// What became of each line of the report.
fn listing(pasted: &Pasted, values: &[NamedValue<'_>], session: &Session) -> String {
    let name = |found: &PastedResult| {
        let analyte = session.setup.catalog.analyte(&found.analyte);
        analyte.map_or_else(|| found.analyte.to_string(), |analyte| analyte.name.clone())
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for piece in &pasted.pieces {
        let (mark, what, why) = match &piece.is {
            PieceMeaning::Result(found) if is_said(found, pasted, values) => {
                ("said", format!("{} {}", name(found), found.typed()), "as the command says".to_owned())
            }
            PieceMeaning::Result(found) => {
                let mark = if found.doubts.is_empty() { "sure" } else { "unsure" };
                let doubts: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
                let range = found.range.as_ref().map_or_else(String::new, |range| format!("  {range}"));
                (mark, format!("{} {}{range}", name(found), found.typed()), doubts.join("; "))
            }
            PieceMeaning::Unknown(why) => ("unknown", shortened(&piece.text), why.clone()),
            PieceMeaning::Furniture(furniture) => ("-", shortened(&piece.text), furniture.name()),
        };
        rows.push(vec![piece.line.to_string(), mark.to_owned(), scrub::line(&what).into_owned(), why]);
    }
    print::columns(&rows, &[0])
}

/// Long lines would push the reasons off the screen; the beginning is enough to find them again.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}
