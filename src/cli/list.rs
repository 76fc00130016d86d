//! `list`, `show`, `rm`: what is stored.

use std::collections::BTreeSet;

use anyhow::bail;
use clap::ValueEnum;

use crate::cli::CommandEnd;
use crate::cli::act_json::ActOutput;
use crate::cli::analyte_name;
use crate::cli::forget::forget;
use crate::cli::print;
use crate::cli::whole_number::whole_number;
use crate::domain::analyte::{Analyte, UnitView};
use crate::domain::change::{Act, Entry, EntryKey};
use crate::domain::cycle::sperm_cycle;
use crate::domain::day;
use crate::domain::derived::{Derived, derive_beside};
use crate::domain::formula::formula;
use crate::domain::id::AnalyteId;
use crate::domain::judgement::Judgement;
use crate::domain::need::with_inputs;
use crate::domain::quantity::shown_unit;
use crate::domain::reading_change::ReadingChange;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Report, Value};
use crate::domain::series;
use crate::exchange::cycle::told;
use crate::exchange::doses::{tallies_before, words_before};
use crate::exchange::report_words::ReportView;
use crate::exchange::rows::{ComputedRows, ResultLine, RowLens, RowOrder, RowOrigin, Selection, rows};
use crate::exchange::{csv, listing};
use crate::runtime::session::Session;
use crate::runtime::setup::Setup;
use crate::store::WantedResults;

/// List results, the newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog list --analyte e2 --since 1y, androlog list --limit 20 --json")]
pub struct ListArgs {
    /// How many to show at most.
    #[arg(long, value_parser = whole_number::<usize>)]
    limit: Option<usize>,
    /// One analyte only.
    #[arg(long)]
    analyte: Option<String>,
    /// One kind of report only: blood, semen, dxa or body.
    #[arg(long)]
    kind: Option<String>,
    /// First day: a date, or how long ago, such as 1y, 6m, 90d.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Last day.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Show computed values too.
    #[arg(long)]
    derived: bool,
    /// The units values are shown in; stored values never change.
    #[arg(long, value_enum)]
    units: Option<UnitsChoice>,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV.
    #[arg(long)]
    csv: bool,
}

/// The units values are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UnitsChoice {
    /// As each was printed.
    AsEntered,
    /// Mass units.
    Conventional,
    /// Molar units.
    Si,
}

impl From<UnitsChoice> for UnitView {
    fn from(units: UnitsChoice) -> Self {
        match units {
            UnitsChoice::AsEntered => Self::AsEntered,
            UnitsChoice::Conventional => Self::Conventional,
            UnitsChoice::Si => Self::Si,
        }
    }
}

/// Show one report.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog show last, androlog show 01a2 --json")]
pub struct ShowArgs {
    /// Its id, or the beginning or end of it; `last` for the newest one.
    report: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Remove one report; `undo` brings it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog rm 01a2")]
pub struct RmArgs {
    /// Its id, or the beginning or end of it; `last` for the newest one.
    report: String,
    /// Remove everything the journal knows of it too; this cannot be undone.
    #[arg(long)]
    forget: bool,
    /// With --forget: forget it in the copies that androlog made too.
    #[arg(long, requires = "forget")]
    backups: bool,
    /// With --forget: without a question.
    #[arg(long, requires = "forget")]
    yes: bool,
    #[command(flatten)]
    pub output: ActOutput,
}

/// Lists results, newest first.
pub fn list(args: &ListArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let selection = Selection {
        since: args.since.as_deref().map(|text| session.since(text)).transpose()?,
        until: args.until.as_deref().map(|text| session.day(text)).transpose()?,
        analyte: args
            .analyte
            .as_deref()
            .map(|text| analyte_name::series(setup.catalog, text))
            .transpose()?
            .map(|a| a.id.clone()),
        kind: args.kind.as_deref().map(kind).transpose()?,
        computed: ComputedRows::asked_for(args.derived),
        order: RowOrder::NewestFirst,
        limit: args.limit,
        reports: Vec::new(),
    };
    let record = if args.derived { session.whole()? } else { session.only(wanted(&selection))? };
    let view = args.units.map_or(setup.config.units, Into::into);
    let lens = RowLens { analytes: setup.catalog.analytes(), intervals: &setup.intervals, view };
    let rows = rows(&record, lens, &selection);
    if args.json {
        print::line(&listing::json(&rows))?;
    } else if args.csv {
        print::text(&csv::table(&rows))?;
    } else {
        if rows.is_empty() {
            print::say(&nothing_words(&selection, setup));
        }
        let lines: Vec<Vec<String>> = rows.iter().map(|row| line(row).to_vec()).collect();
        print::text(&print::columns(&lines, &[2]))?;
    }
    Ok(CommandEnd::Well)
}

/// Why a list is empty, and what would fill it.
fn nothing_words(selection: &Selection, setup: &Setup) -> String {
    let is_ordered = selection.since.zip(selection.until).is_none_or(|(since, until)| since <= until);
    let asked = selection.analyte.as_ref().and_then(|id| setup.catalog.analyte(id));
    if !is_ordered {
        return "No results: the first day is after the last one.".to_owned();
    }
    if let Some(words) = asked.and_then(|analyte| computed_left_out(selection, analyte)) {
        return words;
    }
    let wants_all =
        matches!(selection, Selection { since: None, until: None, analyte: None, kind: None, .. });
    if !wants_all || selection.limit == Some(0) {
        return "No results match; `androlog list` shows all there are.".to_owned();
    }
    "No results. `androlog add e2=28 tt=512` adds some, `androlog` opens the screen.".to_owned()
}

/// That no result of an analyte was reported which is computed else, where that was not asked for.
pub(super) fn computed_left_out(selection: &Selection, analyte: &Analyte) -> Option<String> {
    let is_left = formula(&analyte.id).is_some() && selection.computed == ComputedRows::Left;
    is_left.then(|| format!("No result of {} was reported; --derived shows computed ones.", analyte.name))
}

/// The results a list is made of when nothing is computed, which may need others.
pub(super) fn wanted(selection: &Selection) -> WantedResults<'_> {
    WantedResults {
        analyte: selection.analyte.as_deref(),
        kind: selection.kind,
        since: selection.since,
        until: selection.until,
        newest: selection.limit,
    }
}

fn kind(text: &str) -> anyhow::Result<Kind> {
    match Kind::from_id(text) {
        Some(kind) => Ok(kind),
        None => bail!("“{text}” is not a kind of report; use blood, semen, dxa or body"),
    }
}

fn line(row: &ResultLine<'_>) -> [String; 7] {
    let (value, unit) = match &row.value {
        Value::Number(q) => (format!("{}{}", q.comparator.prefix(), q.value), shown_unit(&q.unit).to_owned()),
        Value::Words(words) => (words.clone(), String::new()),
    };
    let report = row.report().map_or("computed", |report| report.id.as_str());
    [
        row.day.to_string(),
        row.full_name(),
        value,
        unit,
        judgement_words(&row.judgement),
        row.laboratory().unwrap_or_default().to_owned(),
        report.to_owned(),
    ]
}

/// `low of 8.0 – 35 (lab)`, empty where no interval applies.
pub fn judgement_words(judgement: &Judgement) -> String {
    judgement.applied.as_ref().map_or_else(String::new, |applied| {
        format!("{} {} ({})", judgement.interpretation.id(), applied.interval, applied.whose())
    })
}

/// `+56%, within variation; was 312 ng/dL on 5 Jan 2026`: the change against the result before, none without one.
fn change_words(setup: &Setup, record: &Record, id: &str, report: &Report) -> Option<String> {
    let analytes = setup.catalog.analytes();
    let analyte = analytes.get(id)?;
    let now = series::on_day(record, analytes, id, report.date)?;
    let mut earlier =
        series::days_back(record, analytes, id, report.date).skip_while(|r| r.day >= report.date);
    let before = earlier.next()?;
    let precision = setup.intervals.scan_precision();
    let change = ReadingChange::between(analyte, &before, &now, setup.catalog.variations(), precision)?;
    let was = before.quantity(analyte);
    let unit = match shown_unit(&was.unit) {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let was = format!("was {}{}{unit} on {}", was.comparator.prefix(), was.value, day::long(before.day));
    Some(format!("{change}; {was}"))
}

/// Shows a report with everything on it and what follows from it.
pub fn show(args: &ShowArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let report = &session.report(&args.report)?;
    let record = session.for_report(report)?;
    let all = rows_of_day(setup, &record, report);
    if args.json {
        let is_shown = |row: &ResultLine<'_>| match row.report() {
            Some(other) => other.id == report.id,
            None => computed_of(row, report, &record, setup).is_some(),
        };
        let of_report: Vec<ResultLine<'_>> = all.into_iter().filter(is_shown).collect();
        let doses = tallies_before(record.regimens(), record.doses_taken(), report.date);
        print::line(&listing::report_json(report, &of_report, &doses))?;
        return Ok(CommandEnd::Well);
    }
    print::line(&heading(report))?;
    print::text(&context(report))?;
    for line in words_before(&record, report) {
        print::line(&format!("  {line}"))?;
    }
    let is_printed = |row: &&ResultLine<'_>| row.report().is_some_and(|other| other.id == report.id);
    let printed: Vec<_> = all.iter().filter(is_printed).map(|row| (row, String::new())).collect();
    print::text(&results(&printed))?;
    let names = printed.iter().map(|(row, _)| (&row.analyte, row.name.as_str()));
    print::text(&computed_and_changes(setup, &record, report, names))?;
    print::text(&part(READ_AS, &read_as(setup, &record, report)))?;
    if report.kind() == Kind::Semen {
        let (heading, lines) = told(&sperm_cycle(&record, report.date), setup.catalog, day::long);
        print::line(&heading)?;
        for line in lines {
            print::line(&format!("  {line}"))?;
        }
    }
    Ok(CommandEnd::Well)
}

/// Every result of the day and kind of a report, and what is computed from them.
fn rows_of_day<'a>(setup: &'a Setup, record: &'a Record, report: &Report) -> Vec<ResultLine<'a>> {
    let lens =
        RowLens { analytes: setup.catalog.analytes(), intervals: &setup.intervals, view: setup.config.units };
    rows(record, lens, &Selection::beside(report))
}

/// The computed value of a row, where it is computed from a report, results of other reports of the day beside it; none
/// where one of those stood in for a result that the report itself has.
fn computed_of(row: &ResultLine<'_>, report: &Report, record: &Record, setup: &Setup) -> Option<Derived> {
    let inputs = with_inputs(std::slice::from_ref(&row.analyte));
    let is_of_it = matches!(row.from, RowOrigin::Formula(_))
        && report.results.iter().any(|result| inputs.contains(&result.analyte));
    if !is_of_it {
        return None;
    }
    derive_beside(record, setup.catalog.analytes(), &row.analyte, report)
}

/// What is computed from a report that stands in a record, results of other reports of the day beside it, and how that
/// and the results changed, each below a heading.
pub(super) fn computed_and_changes<'a>(
    setup: &'a Setup,
    record: &'a Record,
    report: &Report,
    printed: impl Iterator<Item = (&'a AnalyteId, &'a str)>,
) -> String {
    let all = rows_of_day(setup, record, report);
    let computed = all.iter().filter_map(|row| {
        let derived = computed_of(row, report, record, setup)?;
        Some((row, formula_below(row, &derived, setup)))
    });
    let computed: Vec<_> = computed.collect();
    let mut names: Vec<(&AnalyteId, &str)> = printed.collect();
    names.extend(computed.iter().map(|(row, _)| (&row.analyte, row.name.as_str())));
    let changes = changes(setup, record, report, &names);
    part("COMPUTED", &results(&computed)) + &part(CHANGES, &changes)
}

/// The heading of what a report says beyond its numbers.
pub(super) const READ_AS: &str = "READ AS";

/// What a semen analysis or a scan says beyond its numbers, a line a sentence.
pub(super) fn read_as(setup: &Setup, record: &Record, report: &Report) -> String {
    let view = ReportView { record, catalog: setup.catalog, who_edition: &setup.config.who_edition };
    view.sentences(report).iter().fold(String::new(), |lines, sentence| lines + "  " + &sentence.text + "\n")
}

/// Value, unit, interval and method, line by line, and what there is to say below each.
fn results(rows: &[(&ResultLine<'_>, String)]) -> String {
    let result = |(row, _): &(&ResultLine<'_>, String)| {
        let [_, name, value, unit, judged, ..] = line(row);
        let method = match &row.from {
            RowOrigin::Report(_, result) => result.method.as_ref().map(|method| method.words().to_owned()),
            RowOrigin::Formula(_) => None,
        };
        vec![format!("  {name}"), value, unit, judged, method.unwrap_or_default()]
    };
    let lines = print::columns(&rows.iter().map(result).collect::<Vec<_>>(), &[1]);
    let mut text = String::new();
    for (line, (_, below)) in lines.lines().zip(rows) {
        text += &format!("{line}\n{below}");
    }
    text
}

/// The formula of what is computed beside a report, with what was taken for granted: `= …; albumin 4.3 g/dL assumed`.
fn formula_below(row: &ResultLine<'_>, derived: &Derived, setup: &Setup) -> String {
    let RowOrigin::Formula(formula) = row.from else { return String::new() };
    let inputs = derived.inputs.iter().filter(|input| input.assumed);
    let assumed: String = inputs
        .filter_map(|input| {
            let analyte = setup.catalog.analytes().get(&input.analyte)?;
            let shown = analyte.shown(&input.quantity, setup.config.units);
            Some(format!("; {} {shown} assumed", analyte.name.to_lowercase()))
        })
        .collect();
    format!("    = {formula}{assumed}\n")
}

/// Lines below a heading; nothing where there are none.
pub fn part(heading: &str, lines: &str) -> String {
    if lines.is_empty() { String::new() } else { format!("{heading}\n{lines}") }
}

/// What stands over the changes of a report.
const CHANGES: &str = "CHANGE SINCE THE RESULT BEFORE";

/// The change of each analyte of a report, line by line; nothing where no result was before.
fn changes(setup: &Setup, record: &Record, report: &Report, names: &[(&AnalyteId, &str)]) -> String {
    let change = |(id, name): &(&AnalyteId, &str)| {
        Some(vec![format!("  {name}"), change_words(setup, record, id, report)?])
    };
    print::columns(&names.iter().filter_map(change).collect::<Vec<_>>(), &[])
}

/// `blood panel of Sat 14 Mar 2026, Quest`.
pub fn heading(report: &Report) -> String {
    let laboratory = report.laboratory.as_deref().map_or_else(String::new, |lab| format!(", {lab}"));
    format!("{} of {}{laboratory}", report.kind().name(), day::with_weekday(report.date))
}

fn context(report: &Report) -> String {
    let mut lines = vec![format!("  id {}", report.id)];
    let mut put = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            lines.push(format!("  {label} {value}"));
        }
    };
    put("time", report.time.map(|time| time.format("%H:%M").to_string()));
    for (field, value) in report.context.iter() {
        put(field.row().name, Some(value.typed()));
    }
    put("taken from", report.source.as_ref().map(|source| source.path.clone()));
    put("note", report.note.clone());
    lines.join("\n") + "\n"
}

/// Removes a report from the log.
pub fn rm(args: &RmArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let report = session.report(&args.report)?;
    if args.forget {
        let what = format!("the {}", heading(&report));
        let keys = BTreeSet::from([EntryKey::Report(report.id)]);
        return forget(&keys, &what, args.backups, args.yes, session);
    }
    let words = format!("Removed the {}", heading(&report));
    session.save(Act::removal(&*words, Entry::Report(report)))?;
    print::line(&format!("{words}. `androlog undo` brings it back."))?;
    Ok(CommandEnd::Well)
}
