//! The words of one `add`, made into reports: one a kind.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use clap::{Arg, Args, Command};

use super::ReportAbout;
use super::named_words::named_words;
use super::stored::DatedReports;
use crate::catalog::Catalog;
use crate::cli::analyte_name::analyte;
use crate::cli::said;
use crate::domain::analyte::Analyte;
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::shown_unit;
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::exchange::typed::{TypedReader, UnitFrom, ValueDoubt, doubt_day, doubt_report, parse_interval};
use crate::runtime::session::Session;
use crate::runtime::source_file;

/// Reads the words of a line against the record; refuses what is wrong, and without `yes` what is doubtful.
pub(super) fn read(
    words: &[String],
    about: &ReportAbout,
    yes: bool,
    session: &Session,
    record: &Record,
) -> anyhow::Result<DatedReports> {
    let words = named_words(words, session.setup.catalog)?;
    let (date, values) = split(&words, about, session)?;
    if values.is_empty() {
        bail!("name at least one result, for example e2=28 or tt='512 ng/dL'");
    }
    if !yes {
        refuse_odd_one_out(&values, session.setup.catalog)?;
    }
    let date = date.unwrap_or(session.setup.today);
    let line = LineReader { date, about, session, record };
    let LineResults { found: mut results, doubts, units } = line.results(&values, None)?;
    line.put_methods_and_ranges(&mut results)?;
    let reports = line.reports(date, results)?;
    let odd = reports.iter().flat_map(|report| doubt_report(session.setup.catalog.analytes(), report));
    let doubts: Vec<ValueDoubt> =
        doubt_day(date, session.setup.today).into_iter().chain(doubts).chain(odd).collect();
    let unusual = refuse_mistakes(&doubts, yes)?;
    Ok(DatedReports { date, reports, units, unusual })
}

/// The report a line will make, as far as it is known before its values are read: what it measures, when and where.
/// None where it makes several.
pub(super) fn draft(
    words: &[String],
    about: &ReportAbout,
    session: &Session,
) -> anyhow::Result<Option<Report>> {
    let words = named_words(words, session.setup.catalog)?;
    let (date, values) = split(&words, about, session)?;
    let Some(first) = values.first() else { return Ok(None) };
    let mut report = Report::new(first.analyte.kind, date.unwrap_or(session.setup.today));
    report.context = about.context.on(first.analyte.kind)?;
    report.laboratory.clone_from(&about.lab);
    let unread =
        |typed: &NamedValue<'_>| Observation::new(typed.analyte.id.clone(), Value::Words(String::new()));
    report.results = values.iter().map(unread).collect();
    let is_one_kind = values.iter().all(|typed| typed.analyte.kind == first.analyte.kind);
    Ok(Some(report).filter(|_| is_one_kind))
}

/// Refuses a short name that stands for something of another kind than all else on a line of several results, where
/// it begins the name of something of theirs: `prog` among those of a semen analysis.
fn refuse_odd_one_out(values: &[NamedValue<'_>], catalog: &'static Catalog) -> anyhow::Result<()> {
    for odd in values {
        let mut others = values.iter().filter(|value| value.analyte.id != odd.analyte.id);
        let Some(kind) = others.next().map(|value| value.analyte.kind) else { continue };
        let is_alone = kind != odd.analyte.kind && others.all(|value| value.analyte.kind == kind);
        let full_names = [&*odd.analyte.id, &*odd.analyte.name];
        let is_short = !full_names.iter().any(|name| name.eq_ignore_ascii_case(odd.key));
        if !is_alone || values.len() < 3 || !is_short {
            continue;
        }
        let start = odd.key.to_lowercase();
        let meant = catalog
            .suggest_analytes(odd.key)
            .into_iter()
            .filter(|analyte| analyte.kind == kind && analyte.name.to_lowercase().starts_with(&start))
            .min_by_key(|analyte| analyte.id.len());
        if let Some(meant) = meant {
            let (key, text) = (odd.key, odd.text);
            bail!(
                "“{key}” is {} of a {} report among results of another kind; write {}={text} or {}={text}, or add --yes",
                odd.analyte.name,
                odd.analyte.kind.id(),
                meant.id,
                odd.analyte.id
            );
        }
    }
    Ok(())
}

/// A typed result: what was named, and what was written for it.
pub(super) struct NamedValue<'a> {
    pub analyte: &'a Analyte,
    /// The name as it was typed.
    pub key: &'a str,
    pub text: &'a str,
}

/// Results that were read, with what is to say of them.
pub(super) struct LineResults {
    /// With the kind of report each belongs on.
    pub found: Vec<(Kind, Observation)>,
    /// What should be asked about.
    pub doubts: Vec<ValueDoubt>,
    /// Units that were not typed, and where they come from.
    pub units: Vec<String>,
}

/// The date, if there is one, and the results of a line. A first word without `=` is the date; so is more than one,
/// as in `last tue`.
pub(super) fn split<'a>(
    words: &'a [String],
    about: &ReportAbout,
    session: &Session,
) -> anyhow::Result<(Option<NaiveDate>, Vec<NamedValue<'a>>)>
where
    'static: 'a,
{
    let first = words.iter().position(|word| word.contains('=')).unwrap_or(words.len());
    let (date, values) = words.split_at(first);
    let date = match (date, about.on.as_deref()) {
        ([], on) => on.map(|on| session.day(on)).transpose()?,
        (words, None) => Some(session.day(&words.join(" ")).map_err(|error| {
            let last = words.last().filter(|word| session.setup.catalog.find_analyte(word).is_some());
            last.map_or(error, |word| {
                anyhow!("{word} has no value; write it as {word}=VALUE, for example e2=28")
            })
        })?),
        (words, Some(_)) => {
            bail!("the date is there twice, as “{}” and with --on; keep one", words.join(" "))
        }
    };
    let mut typed: Vec<NamedValue<'a>> = Vec::new();
    for word in values {
        let Some((key, text)) = word.split_once('=') else {
            bail!("“{word}” is not ANALYTE=VALUE; quote a value with blanks, as tt='512 ng/dL'");
        };
        if session.setup.catalog.find_analyte(key).is_none()
            && let Some(option) = option_named(key)
        {
            bail!("“{key}” is not an analyte but an option; write --{option}={text}");
        }
        let analyte = analyte(session.setup.catalog, key)?;
        if let Some(day) = day_behind(text, session) {
            bail!("“{day}” is a day, which stands before the results or behind --on");
        }
        if typed.iter().any(|t| t.analyte.id == analyte.id) {
            bail!("{} is there twice; a second sample of the day is a report of its own", analyte.name);
        }
        typed.push(NamedValue { analyte, key, text });
    }
    Ok((date, typed))
}

/// The day that stands behind a value, where it would be taken for a part of it.
fn day_behind<'t>(text: &'t str, session: &Session) -> Option<&'t str> {
    let mut behind = text.match_indices(' ').map(|(at, _)| text[at..].trim());
    // Shorter ones, as `d` and `t`, may be units.
    behind.find(|behind| behind.len() > 3 && session.day(behind).is_ok())
}

/// The option for what is known of a report that a word means which names no analyte: by its name, the beginning of it,
/// or what it takes.
fn option_named(key: &str) -> Option<String> {
    let key = key.trim().to_lowercase().replace([' ', '_'], "-");
    let takes = |arg: &Arg| {
        arg.get_value_names().is_some_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(&key)))
    };
    let is_named =
        |long: &str| key.len() > 2 && long.starts_with(&key) || long.len() > 2 && key.starts_with(long);
    let about = ReportAbout::augment_args(Command::default());
    let mut options = about.get_arguments().filter_map(|arg| Some((arg.get_long()?, arg)));
    options.find(|(long, arg)| takes(arg) || is_named(long)).map(|(long, _)| long.to_owned())
}

/// A line being read.
pub(super) struct LineReader<'a> {
    pub date: NaiveDate,
    pub about: &'a ReportAbout,
    pub session: &'a Session,
    pub record: &'a Record,
}

impl LineReader<'_> {
    fn reader(&self) -> TypedReader<'_> {
        let setup = &self.session.setup;
        TypedReader {
            catalog: setup.catalog,
            record: self.record,
            laboratory: self.about.lab.as_deref().filter(|lab| !lab.trim().is_empty()),
            day: Some(self.date),
            system: setup.config.units,
            own_units: &setup.config.unit,
        }
    }

    /// Reads each value. What --range says of it, else the range printed beside it, speaks for its unit.
    pub fn results<'v>(
        &self,
        values: impl IntoIterator<Item = &'v NamedValue<'v>>,
        printed: Option<&Interval>,
    ) -> anyhow::Result<LineResults> {
        let said = self.ranges()?;
        let reader = self.reader();
        let mut all = LineResults { found: Vec::new(), doubts: Vec::new(), units: Vec::new() };
        for typed in values {
            let range = said.iter().find(|(id, _)| *id == typed.analyte.id).map(|(_, range)| range);
            let read = reader.read(self.measured(typed.analyte)?, typed.text, range.or(printed))?;
            let mut result = Observation::new(typed.analyte.id.clone(), read.value);
            result.flag = read.flag.map(str::to_owned);
            if &*typed.analyte.id == "dfi" {
                result.assay = self.about.assay.as_deref().map(Method::new);
            }
            if is_of_hip(&typed.analyte.id) {
                result.side = self.side()?;
            }
            all.units.extend(self.unit_words(typed.analyte, &result, read.unit_from));
            all.doubts.extend(read.doubts);
            all.found.push((typed.analyte.kind, result));
        }
        Ok(all)
    }

    /// The analyte in the specimen of the report.
    fn measured<'v>(&'v self, analyte: &'v Analyte) -> anyhow::Result<&'v Analyte> {
        let specimen = self.about.context.on(analyte.kind)?.specimen();
        let analytes = self.session.setup.catalog.analytes();
        Ok(analytes.in_specimen(&analyte.id, specimen).unwrap_or(analyte))
    }

    /// `Estradiol in pg/mL (Quest's last)`, where there are several and none was typed.
    fn unit_words(&self, analyte: &Analyte, result: &Observation, from: UnitFrom) -> Option<String> {
        let unit = shown_unit(&result.quantity()?.unit);
        let from = match from {
            UnitFrom::Typed => return None,
            UnitFrom::LastUsed => format!("{}'s last", self.about.lab.as_deref()?),
            UnitFrom::Settings => "the settings".to_owned(),
        };
        (analyte.units.len() > 1).then(|| format!("{} in {unit} ({from})", analyte.name))
    }

    fn side(&self) -> anyhow::Result<Option<BodySide>> {
        let side = self.about.side.as_deref().map(BodySide::parse).transpose();
        side.map_err(|error| anyhow!("--side: {error}"))
    }

    /// Puts what --method and --range say in its place.
    pub fn put_methods_and_ranges(&self, results: &mut [(Kind, Observation)]) -> anyhow::Result<()> {
        let catalog = self.session.setup.catalog;
        for text in &self.about.method {
            match text.split_once('=') {
                Some((key, method)) => {
                    let id = analyte(catalog, key)?.id.clone();
                    find(results, &id)?.method = Some(Method::new(method));
                }
                None => results.iter_mut().for_each(|(_, result)| result.method = Some(Method::new(text))),
            }
        }
        for (id, range) in self.ranges()? {
            find(results, &id)?.reference = Some(range.into());
        }
        Ok(())
    }

    /// What --range says, by analyte.
    fn ranges(&self) -> anyhow::Result<Vec<(AnalyteId, Interval)>> {
        let read = |text: &String| {
            let Some((key, range)) = text.split_once('=') else {
                bail!("--range {text}: write KEY=RANGE, for example e2=8.0-35");
            };
            let range = parse_interval(range).map_err(|e| anyhow!("--range {key}: {e}"))?;
            Ok((analyte(self.session.setup.catalog, key)?.id.clone(), range))
        };
        self.about.range.iter().map(read).collect()
    }

    /// One report a kind.
    pub fn reports(&self, date: NaiveDate, results: Vec<(Kind, Observation)>) -> anyhow::Result<Vec<Report>> {
        let mut by_kind: BTreeMap<Kind, Vec<Observation>> = BTreeMap::new();
        for (kind, result) in results {
            by_kind.entry(kind).or_default().push(result);
        }
        self.refuse_foreign_context(&by_kind)?;
        let time = self.about.time.as_deref().map(day::parse_time).transpose()?;
        let source = self.about.source.as_deref().map(source_file::remember).transpose()?;
        let mut reports = Vec::new();
        for (kind, results) in by_kind {
            let mut report = Report::new(kind, date);
            report.time = time;
            report.laboratory = said(self.about.lab.as_deref());
            report.note = said(self.about.note.as_deref());
            report.source.clone_from(&source);
            report.context = self.about.context.on(kind)?;
            refuse_unknown_edition(&report, self.session.setup.catalog)?;
            report.results = results;
            reports.push(report);
        }
        Ok(reports)
    }

    /// An option of another kind would be lost silently.
    fn refuse_foreign_context(&self, kinds: &BTreeMap<Kind, Vec<Observation>>) -> anyhow::Result<()> {
        let about = self.about;
        about.context.refuse_foreign(kinds)?;
        let given =
            [(about.assay.is_some(), "--assay", Kind::Semen), (about.side.is_some(), "--side", Kind::Dxa)];
        match given.into_iter().find(|(given, _, kind)| *given && !kinds.contains_key(kind)) {
            Some((_, option, kind)) => bail!("{option} belongs to a {}; this line has none", kind.name()),
            None => Ok(()),
        }
    }
}

/// An edition of the WHO manual that the catalogue does not have would be stored, and another one judged by.
fn refuse_unknown_edition(report: &Report, catalog: &Catalog) -> anyhow::Result<()> {
    match report.context.who_edition() {
        Some(edition) if catalog.edition(Some(edition)).is_none() => {
            let known: Vec<&str> = catalog.editions().iter().map(|edition| &*edition.id).collect();
            bail!("--who-edition: “{edition}” is not known; write {}", known.join(" or "))
        }
        _ => Ok(()),
    }
}

/// Whether a result has a side.
fn is_of_hip(id: &str) -> bool {
    id.contains("hip") || id.contains("femoral")
}

fn find<'a>(results: &'a mut [(Kind, Observation)], id: &AnalyteId) -> anyhow::Result<&'a mut Observation> {
    let found = results.iter_mut().find(|(_, result)| result.analyte == *id);
    found.map(|(_, result)| result).ok_or_else(|| anyhow!("{id} has no value on this line"))
}

/// Refuses what is more likely a mistake than not, unless told to store it. Answers what is only unusual, in words.
pub(super) fn refuse_mistakes(doubts: &[ValueDoubt], yes: bool) -> anyhow::Result<Vec<String>> {
    let (mistakes, unusual): (Vec<&ValueDoubt>, Vec<&ValueDoubt>) =
        doubts.iter().partition(|doubt| doubt.is_likely_mistake());
    if !mistakes.is_empty() && !yes {
        let words: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        bail!(
            "{}. Nothing was stored; correct it, write the unit, or add --yes to store it as typed",
            words.join("; ")
        )
    }
    Ok(unusual.iter().map(ToString::to_string).collect())
}
