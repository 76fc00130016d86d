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
use crate::cli::list::heading;
use crate::cli::print;
use crate::domain::change::Entry;
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Kind, Observation, Report, particular_name};
use crate::exchange::paste::{NoDay, PasteContext, Pasted, PastedPiece, PastedResult, PieceMeaning, read};
use crate::exchange::scrub;
use crate::exchange::typed::{ValueDoubt, doubt_day, doubt_report};
use crate::exchange::{Diagnostic, ImportPlan, PlannedReport, SheetText, plan, woman_words};
use crate::runtime::session::Session;
use crate::runtime::source_file;

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
    if pasted.results().next().is_none() && values.is_empty() {
        bail!("{}", nothing_words(&text));
    }
    let taking = PasteTaking { args, session, record: &record, pasted: &pasted, given: day };
    let taken = taking.take(&values)?;
    let unsure: Vec<&PastedResult> =
        pasted.results().map(|(_, found)| found).filter(|found| is_unsure(found, &pasted, &values)).collect();
    if !args.yes {
        if pasted.is_of_woman {
            bail!("{}; nothing was stored. Where they are yours, --yes stores them", woman_words(None));
        }
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

/// That no line of a paste is a result, before its day is asked for.
fn nothing_words(text: &str) -> &'static str {
    if text.trim().is_empty() {
        "nothing came on stdin; give it the text of the report, as in `androlog add --paste < report.txt`"
    } else {
        "no line of it reads as a result; nothing was stored. A line needs the name of an analyte and its value, as in \
         `LH 5.1 IU/L`"
    }
}

/// A report from a file, as `import` hands it over.
#[derive(Clone, Debug)]
pub struct PastedFile {
    /// The name of the file.
    pub name: String,
    /// The file the reports are remembered to come from.
    pub source: PathBuf,
    pub sheet: SheetText,
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
pub fn import_sheet(file: &PastedFile, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let given = file.on.as_deref().map(|day| session.day(day)).transpose()?;
    let record = session.whole()?;
    let asked = PasteContext {
        catalog: session.setup.catalog,
        kind: None,
        today: session.setup.today,
        names: &file.names,
        record: &record,
    };
    let pasted = read(&file.sheet.text, &asked);
    let lines = listing(&pasted, &[], session);
    let planned = plan_sheet(file, &pasted, given, session, &record);
    if planned.is_err() && !file.json {
        print::text(&lines)?;
    }
    let plan = planned?;
    if file.json {
        print::line(&plan.json())?;
        // What is said of the results beside is no JSON.
        print::gather();
    } else {
        print::line(&format!("results: {}", plan.results))?;
        print::text(&lines)?;
    }
    let unsure: Vec<&PastedResult> =
        pasted.results().map(|(_, found)| found).filter(|found| !found.doubts.is_empty()).collect();
    let sure: usize = plan.reports.iter().map(|report| report.results.len()).sum();
    if !file.yes && !unsure.is_empty() {
        return Err(refuse_file(&file.name, &unsure, sure));
    }
    if let Some(why) = Diagnostic::holding_back(&plan.diagnostics).filter(|_| !file.yes) {
        bail!("{why}; nothing was stored. {}", how_to_store(&file.name, sure));
    }
    if sure == 0 {
        bail!("no line of it is surely a result; nothing was stored");
    }
    for diagnostic in &plan.diagnostics {
        print::say(&diagnostic.message);
    }
    let new: Vec<DatedReports> =
        plan.reports.iter().filter_map(PlannedReport::to_store).map(DatedReports::of_one).collect();
    let ended = if new.is_empty() {
        print::say("Everything it says is in the log already.");
        CommandEnd::Well
    } else {
        let words = format!("{} from {}", words_of(&new), scrub::line(&file.name));
        store(session, &record, &new, &words, file.dry_run)?
    };
    if file.json {
        print::gathered();
    }
    say_left_out(&unsure);
    Ok(ended)
}

/// Compares what is sure of a sheet with the record; a day to come is doubted.
fn plan_sheet(
    file: &PastedFile,
    pasted: &Pasted,
    given: Option<NaiveDate>,
    session: &Session,
    record: &Record,
) -> anyhow::Result<ImportPlan> {
    if pasted.results().next().is_none() {
        bail!("no line of {} reads as a result; nothing was stored", scrub::line(&file.name));
    }
    let entries = pasted.entries(session.setup.catalog, given).map_err(|no_day| {
        let name = shell_word(&file.name);
        refuse_day(&no_day, |day| format!("androlog import {name} --on {day}"))
    })?;
    let mut parsed = entries.parsed;
    file.sheet.remark(&mut parsed);
    let source = source_file::remember(&file.source)?;
    let mut doubts: Vec<ValueDoubt> = Vec::new();
    for found in &mut parsed.found {
        if let Entry::Report(report) = &mut found.entry {
            report.source = Some(source.clone());
            doubts.extend(doubt_day(report.date, session.setup.today));
            doubts.extend(doubt_report(session.setup.catalog.analytes(), report));
        }
    }
    line::refuse_mistakes(&doubts, file.yes)?;
    Ok(plan(record, session.setup.catalog.analytes(), &session.store().forgotten()?, parsed))
}

fn refuse_file(name: &str, unsure: &[&PastedResult], sure: usize) -> anyhow::Error {
    let count = counted(unsure.len(), "result");
    anyhow!("{count} to check; nothing was stored. {} and leaves out the rest", how_to_store(name, sure))
}

fn how_to_store(name: &str, sure: usize) -> String {
    format!("`androlog import {} --yes` stores what is sure ({})", shell_word(name), counted(sure, "result"))
}

/// The name of a file as one word of a command line.
fn shell_word(name: &str) -> String {
    shlex::try_quote(&scrub::line(name)).map_or_else(|_| "FILE".to_owned(), std::borrow::Cow::into_owned)
}

fn say_left_out(unsure: &[&PastedResult]) {
    if !unsure.is_empty() {
        let left: Vec<String> =
            unsure.iter().map(|found| format!("{} {}", found.analyte, found.typed())).collect();
        print::say(&format!("Left out, because unsure: {}.", left.join(", ")));
    }
}

/// `Saved 4 results of 14 Mar 2026; 2 results of 20 Mar 2026`.
fn words_of(taken: &[DatedReports]) -> String {
    let counts: Vec<String> = taken.iter().map(DatedReports::count_words).collect();
    format!("Saved {}", counts.join("; "))
}

/// Says that the day has to be named, with the command that does so.
fn refuse_day(no_day: &NoDay, command: impl Fn(&str) -> String) -> anyhow::Error {
    match no_day {
        NoDay::Either(text, a, b) => anyhow!(
            "“{}” is {} or {}; nothing was stored. Name the day: {}",
            scrub::line(text),
            day::long(*a),
            day::long(*b),
            command(&a.to_string())
        ),
        NoDay::Unsaid(offered) => anyhow!(
            "the report does not say plainly which day the sample is of{}; nothing was stored. Name it, for example: {}",
            offered_days(offered),
            command(&offered.first().map_or_else(|| "yesterday".to_owned(), ToString::to_string))
        ),
    }
}

/// ` (it names 18 Mar 2026 and 10 Apr 2026, but not as that day)`.
fn offered_days(offered: &[NaiveDate]) -> String {
    let days: Vec<String> = offered.iter().copied().map(day::long).collect();
    if days.is_empty() {
        String::new()
    } else {
        format!(" (it names {}, but not as that day)", days.join(" and "))
    }
}

/// A paste that is made into reports, with what the command line says of it.
struct PasteTaking<'a> {
    args: &'a AddArgs,
    session: &'a Session,
    record: &'a Record,
    pasted: &'a Pasted,
    /// The day, where the command names one.
    given: Option<NaiveDate>,
}

/// Results of a paste that are to be stored.
#[derive(Default)]
struct TakenResults {
    /// Which of the reports each belongs to.
    owners: Vec<usize>,
    results: Vec<(Kind, Observation)>,
    doubts: Vec<ValueDoubt>,
    /// Units that were not typed, and where they come from.
    units: Vec<String>,
}

impl TakenResults {
    fn put(&mut self, report: usize, kind: Kind, result: Observation) {
        self.owners.push(report);
        self.results.push((kind, result));
    }
}

impl PasteTaking<'_> {
    /// The sure results, with those of the command line in place of the report's, as reports of each day and kind.
    fn take(&self, values: &[NamedValue<'_>]) -> anyhow::Result<Vec<DatedReports>> {
        let mut found = TakenResults::default();
        for (piece, result) in
            self.pasted.results().filter(|(_, result)| !is_said(result, self.pasted, values))
        {
            let kind = self.session.setup.catalog.analyte(&result.analyte).map(|analyte| analyte.kind);
            if let Some((kind, observation)) = kind.zip(result.observation()) {
                found.put(piece.report, kind, observation);
                found.doubts.extend(result.unusual.clone());
            }
        }
        for typed in values.iter().filter(|typed| typed.text.trim() != LEFT_OUT) {
            self.read_typed(typed, &mut found)?;
        }
        let about = self.about(0);
        let date = self.given.unwrap_or(self.session.setup.today);
        self.reader(date, &about).put_methods_and_ranges(&mut found.results)?;
        let mut taken = Vec::new();
        for at in 0..self.pasted.reports.len() {
            let own = found.owners.iter().zip(&found.results).filter(|(owner, _)| **owner == at);
            let own: Vec<(Kind, Observation)> = own.map(|(_, result)| result.clone()).collect();
            if own.is_empty() && self.pasted.reports.len() > 1 {
                continue;
            }
            let date = self.day(at)?;
            if own.is_empty() {
                continue;
            }
            found.doubts.extend(doubt_day(date, self.session.setup.today));
            let mut reports = self.reader(date, &self.about(at)).reports(date, own)?;
            for report in &mut reports {
                self.pasted.reports[at].complete(report);
                found.doubts.extend(doubt_report(self.session.setup.catalog.analytes(), report));
            }
            let units = std::mem::take(&mut found.units);
            taken.push(DatedReports { date, reports, units, unusual: Vec::new() });
        }
        let unusual = line::refuse_mistakes(&found.doubts, self.args.yes)?;
        if let Some(first) = taken.first_mut() {
            first.unusual = unusual;
        }
        Ok(taken)
    }

    /// A value of the command line; what was sure of the line it settles stays.
    fn read_typed(&self, typed: &NamedValue<'_>, taken: &mut TakenResults) -> anyhow::Result<()> {
        let line = settled_line(self.pasted, typed);
        let report = line.map_or(0, |(piece, _)| piece.report);
        let about = self.about(report);
        let reader = self.reader(self.day(report)?, &about);
        let read = reader.results([typed], line.and_then(|(_, found)| found.range.as_ref()))?;
        taken.units.extend(read.units);
        taken.doubts.extend(read.doubts);
        for (kind, result) in read.found {
            let result = if let Some((_, found)) = line { settle(found, result) } else { result };
            taken.put(report, kind, result);
        }
        Ok(())
    }

    fn day(&self, report: usize) -> anyhow::Result<NaiveDate> {
        let day = self.pasted.day_of_sample(&self.pasted.reports[report], self.given);
        day.map_err(|no_day| refuse_day(&no_day, |day| format!("androlog add {day} --paste")))
    }

    /// What is known of a report: the laboratory of the command line goes before the one that the report names.
    fn about(&self, report: usize) -> super::ReportAbout {
        let mut about = self.args.about.clone();
        about.lab = about.lab.or_else(|| self.pasted.reports[report].laboratory.clone());
        about
    }

    fn reader<'r>(&'r self, date: NaiveDate, about: &'r super::ReportAbout) -> LineReader<'r> {
        LineReader { date, about, session: self.session, record: self.record }
    }
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
        counted(unsure.len(), "result"),
        words.join(" "),
        counted(sure, "result"),
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
        let name = analyte.map_or_else(|| found.analyte.as_str(), |analyte| &analyte.name);
        particular_name(name, found.side.map(BodySide::id))
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
