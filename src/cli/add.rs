//! `add`: a report from one line.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail};
use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::cli::Ended;
use crate::cli::list::{change_words, heading, judgement_words};
use crate::cli::print;
use crate::domain::analyte::Analyte;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::id::AnalyteId;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report, Side, Specimen, Value};
use crate::exchange::typed::{Doubt, Reader, doubt_day, parse_interval};
use crate::runtime::session::Session;

/// Add a report from one line: `add 2026-03-14 tt=512 e2='<5pg/mL' lh=5.1 --lab Quest --time 08:10 --fasting`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A date first (today when left out), then results as ANALYTE=VALUE, with a unit where it needs one.
    #[arg(required = true, value_name = "[DATE] KEY=VALUE[UNIT]")]
    words: Vec<String>,
    /// The date, where it is not the first word.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// The laboratory.
    #[arg(long, value_name = "NAME")]
    lab: Option<String>,
    /// The minute of the sample, as 08:10.
    #[arg(long)]
    time: Option<String>,
    /// Blood: nothing was eaten before.
    #[arg(long)]
    fasting: bool,
    /// Blood: hours since the last dose.
    #[arg(long, value_name = "HOURS")]
    hours_since_dose: Option<String>,
    /// Semen: days of abstinence.
    #[arg(long, value_name = "DAYS")]
    abstinence: Option<String>,
    /// Semen: whether the whole sample was collected.
    #[arg(long, value_name = "yes|no")]
    complete: Option<String>,
    /// Semen: edition of the WHO manual the laboratory worked by.
    #[arg(long, value_name = "YEAR")]
    who_edition: Option<String>,
    /// DXA: the machine.
    #[arg(long)]
    device: Option<String>,
    /// DXA: the side of the hip.
    #[arg(long, value_name = "left|right")]
    side: Option<String>,
    /// How one analyte was measured, as `e2=lc-ms/ms`, or all of them.
    #[arg(long, value_name = "KEY=METHOD")]
    method: Vec<String>,
    /// The laboratory's own range of an analyte, as `e2=8.0-35` or `psa=<4`.
    #[arg(long, value_name = "KEY=RANGE")]
    range: Vec<String>,
    /// DNA fragmentation: the assay.
    #[arg(long)]
    assay: Option<String>,
    /// Anything else.
    #[arg(long)]
    note: Option<String>,
    /// Show what would be stored, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Store doubtful values too.
    #[arg(long)]
    yes: bool,
}

/// Reads the line, refuses what is wrong, asks for `--yes` where something is doubtful, stores the rest whole.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<Ended> {
    let record = session.whole()?;
    let (date, values) = split(args, session)?;
    let line = Line { args, session, record: &record };
    let mut results = line.results(&values)?;
    line.put_methods_and_ranges(&mut results)?;
    let reports = line.reports(date, results)?;
    refuse_doubts(&line.doubts(date, &values)?, args.yes)?;
    let before = session.outlook(&record);
    let echo = line.echo(&reports);
    if args.dry_run {
        print::text(&echo)?;
        print::say("Nothing was stored (--dry-run).");
        return Ok(Ended::Well);
    }
    let changes = reports.into_iter().map(|report| Change::Put(Entry::Report(report))).collect();
    let words = format!("Saved {} of {}", print::count(values.len(), "result"), day::long(date));
    let saved = session.save(Act { words: words.clone(), changes })?;
    print::line(&format!("{words} ({}).", ids(&saved).join(", ")))?;
    print::text(&echo)?;
    let mut now = record;
    now.apply(&saved);
    let after = session.outlook(&now);
    let settled = before
        .reminders
        .iter()
        .filter(|b| !after.reminders.iter().any(|a| a.rule == b.rule && a.due == b.due));
    for reminder in settled {
        print::line(&format!("Settles: {}", reminder.title))?;
    }
    for reminder in after
        .reminders
        .iter()
        .filter(|a| !before.reminders.iter().any(|b| a.rule == b.rule && a.due == b.due))
    {
        print::line(&format!("{}: {}", reminder.severity.id(), reminder.message))?;
    }
    Ok(Ended::Well)
}

fn ids(saved: &[Change]) -> Vec<&str> {
    let id = |change| match change {
        &Change::Put(Entry::Report(ref report)) => Some(report.id.as_str()),
        _ => None,
    };
    saved.iter().filter_map(id).collect()
}

/// A typed result: what was named, and what was written for it.
struct Typed<'a> {
    analyte: &'a Analyte,
    text: &'a str,
}

/// The date and the results of a line. A first word without `=` is the date; so is more than one, as in `last tue`.
fn split<'a>(args: &'a Args, session: &Session) -> anyhow::Result<(NaiveDate, Vec<Typed<'a>>)>
where
    'static: 'a,
{
    let first = args.words.iter().position(|word| word.contains('=')).unwrap_or(args.words.len());
    let (date, values) = args.words.split_at(first);
    let date = match (date, args.on.as_deref()) {
        ([], on) => session.day_or_today(on)?,
        (words, None) => session.day(&words.join(" "))?,
        (words, Some(_)) => {
            bail!("the date is there twice, as “{}” and with --on; keep one", words.join(" "))
        }
    };
    if values.is_empty() {
        bail!("name at least one result, for example e2=28 or tt='512 ng/dL'");
    }
    let mut typed: Vec<Typed<'a>> = Vec::new();
    for word in values {
        let Some((key, text)) = word.split_once('=') else {
            bail!("“{word}” is not ANALYTE=VALUE; quote a value with blanks, as tt='512 ng/dL'");
        };
        let analyte = analyte(session.setup.catalog, key)?;
        if typed.iter().any(|t| t.analyte.id == analyte.id) {
            bail!("{} is there twice; a second sample of the day is a report of its own", analyte.name);
        }
        typed.push(Typed { analyte, text });
    }
    Ok((date, typed))
}

/// The analyte a word names, or an error with what was probably meant.
pub fn analyte(catalog: &'static Catalog, text: &str) -> anyhow::Result<&'static Analyte> {
    catalog.find_analyte(text).ok_or_else(|| {
        let near: Vec<&str> = catalog.suggest_analytes(text).into_iter().take(3).map(|a| &*a.id).collect();
        if near.is_empty() {
            anyhow!("“{text}” is no analyte; `androlog catalog analytes` lists them")
        } else {
            anyhow!(
                "“{text}” is no analyte; perhaps {}? `androlog catalog analytes` lists them",
                near.join(", ")
            )
        }
    })
}

/// A line being read.
struct Line<'a> {
    args: &'a Args,
    session: &'a Session,
    record: &'a Record,
}

impl Line<'_> {
    fn reader(&self) -> Reader<'_> {
        let setup = &self.session.setup;
        Reader {
            catalog: setup.catalog,
            record: self.record,
            laboratory: self.args.lab.as_deref(),
            system: setup.config.units,
            own_units: &setup.config.unit,
        }
    }

    fn results(&self, values: &[Typed<'_>]) -> anyhow::Result<Vec<(Kind, Observation)>> {
        let reader = self.reader();
        let read = |typed: &Typed<'_>| {
            let value = reader.read(typed.analyte, typed.text)?.value;
            let mut result = Observation::new(typed.analyte.id.clone(), value);
            if &*typed.analyte.id == "dfi" {
                result.assay.clone_from(&self.args.assay);
            }
            if typed.analyte.id.contains("hip") || typed.analyte.id.contains("femoral") {
                result.side = self.side()?;
            }
            Ok((typed.analyte.kind, result))
        };
        values.iter().map(read).collect()
    }

    fn side(&self) -> anyhow::Result<Option<Side>> {
        match self.args.side.as_deref() {
            None => Ok(None),
            Some("left") => Ok(Some(Side::Left)),
            Some("right") => Ok(Some(Side::Right)),
            Some(other) => bail!("--side {other}: a side is left or right"),
        }
    }

    fn doubts(&self, date: NaiveDate, values: &[Typed<'_>]) -> anyhow::Result<Vec<Doubt>> {
        let reader = self.reader();
        let mut doubts: Vec<Doubt> = doubt_day(date, self.session.setup.today).into_iter().collect();
        for typed in values {
            doubts.extend(reader.read(typed.analyte, typed.text)?.doubts);
        }
        Ok(doubts)
    }

    fn put_methods_and_ranges(&self, results: &mut [(Kind, Observation)]) -> anyhow::Result<()> {
        let catalog = self.session.setup.catalog;
        for text in &self.args.method {
            match text.split_once('=') {
                Some((key, method)) => {
                    let id = analyte(catalog, key)?.id.clone();
                    find(results, &id)?.method = Some(method.to_owned());
                }
                None => results.iter_mut().for_each(|(_, result)| result.method = Some(text.clone())),
            }
        }
        for text in &self.args.range {
            let Some((key, range)) = text.split_once('=') else {
                bail!("--range {text}: write KEY=RANGE, for example e2=8.0-35");
            };
            let id = analyte(catalog, key)?.id.clone();
            find(results, &id)?.reference =
                Some(parse_interval(range).map_err(|e| anyhow!("--range {key}: {e}"))?);
        }
        Ok(())
    }

    /// One report a kind.
    fn reports(&self, date: NaiveDate, results: Vec<(Kind, Observation)>) -> anyhow::Result<Vec<Report>> {
        let mut by_kind: BTreeMap<Kind, Vec<Observation>> = BTreeMap::new();
        for (kind, result) in results {
            by_kind.entry(kind).or_default().push(result);
        }
        self.refuse_foreign_context(&by_kind)?;
        let time = self.args.time.as_deref().map(day::parse_time).transpose()?;
        let mut reports = Vec::new();
        for (kind, results) in by_kind {
            let mut report = Report::new(kind, date);
            report.time = time;
            report.laboratory.clone_from(&self.args.lab);
            report.note.clone_from(&self.args.note);
            report.specimen = self.specimen(kind)?;
            report.results = results;
            reports.push(report);
        }
        Ok(reports)
    }

    fn specimen(&self, kind: Kind) -> anyhow::Result<Specimen> {
        let args = self.args;
        Ok(match kind {
            Kind::Blood => Specimen::Blood {
                fasting: args.fasting.then_some(true),
                hours_since_dose: number("--hours-since-dose", args.hours_since_dose.as_deref())?,
            },
            Kind::Semen => Specimen::Semen {
                abstinence_days: number("--abstinence", args.abstinence.as_deref())?,
                complete: match args.complete.as_deref() {
                    None => None,
                    Some("yes") => Some(true),
                    Some("no") => Some(false),
                    Some(other) => bail!("--complete {other}: write yes or no"),
                },
                who_edition: args.who_edition.clone(),
            },
            Kind::Dxa => Specimen::Dxa { device: args.device.clone() },
            Kind::Body => Specimen::Body,
        })
    }

    /// An option of another kind would be lost silently.
    fn refuse_foreign_context(&self, kinds: &BTreeMap<Kind, Vec<Observation>>) -> anyhow::Result<()> {
        let args = self.args;
        let given = [
            (args.fasting, "--fasting", Kind::Blood),
            (args.hours_since_dose.is_some(), "--hours-since-dose", Kind::Blood),
            (args.abstinence.is_some(), "--abstinence", Kind::Semen),
            (args.complete.is_some(), "--complete", Kind::Semen),
            (args.who_edition.is_some(), "--who-edition", Kind::Semen),
            (args.assay.is_some(), "--assay", Kind::Semen),
            (args.device.is_some(), "--device", Kind::Dxa),
            (args.side.is_some(), "--side", Kind::Dxa),
        ];
        match given.into_iter().find(|(given, _, kind)| *given && !kinds.contains_key(kind)) {
            Some((_, option, kind)) => bail!("{option} belongs to a {}; this line has none", kind.name()),
            None => Ok(()),
        }
    }

    /// What is stored, line by line: value, interval, and the change since the last one.
    fn echo(&self, reports: &[Report]) -> String {
        let mut with_new = self.record.clone();
        let named = |(place, report): (usize, &Report)| {
            let mut report = report.clone();
            report.id = format!("new-{place}").into();
            Change::Put(Entry::Report(report))
        };
        with_new.apply(&reports.iter().enumerate().map(named).collect::<Vec<_>>());
        let mut text = String::new();
        for report in reports {
            let lines: Vec<Vec<String>> =
                report.results.iter().map(|result| self.echo_result(&with_new, report, result)).collect();
            text += &format!("{}\n{}", heading(report), print::columns(&lines, &[]));
        }
        text
    }

    fn echo_result(&self, with_new: &Record, report: &Report, result: &Observation) -> Vec<String> {
        let setup = &self.session.setup;
        let Some(analyte) = setup.catalog.analyte(&result.analyte) else {
            return Vec::new();
        };
        let value = match &result.value {
            Value::Number(quantity) => quantity.to_string(),
            Value::Words(words) => words.clone(),
        };
        let judgement = setup.intervals.judge(analyte, result, self.record.profile().age_on(report.date));
        let change = change_words(setup, with_new, &result.analyte, report);
        vec![format!("  {}", analyte.name), value, judgement_words(&judgement), change]
    }
}

fn find<'a>(results: &'a mut [(Kind, Observation)], id: &AnalyteId) -> anyhow::Result<&'a mut Observation> {
    let found = results.iter_mut().find(|(_, result)| result.analyte == *id);
    found.map(|(_, result)| result).ok_or_else(|| anyhow!("{id} has no value on this line"))
}

fn number(option: &str, text: Option<&str>) -> anyhow::Result<Option<Decimal>> {
    let read = |text| {
        let number = Decimal::parse(text).map_err(|e| anyhow!("{option}: {e}"))?;
        if number.value() < 0.0 {
            bail!("{option} {text}: must not be below 0");
        }
        Ok(number)
    };
    text.map(read).transpose()
}

fn refuse_doubts(doubts: &[Doubt], yes: bool) -> anyhow::Result<()> {
    if doubts.is_empty() || yes {
        return Ok(());
    }
    let words: Vec<String> = doubts.iter().map(ToString::to_string).collect();
    bail!(
        "{}. Nothing was stored; correct it, write the unit, or add --yes to store it as typed",
        words.join("; ")
    )
}
