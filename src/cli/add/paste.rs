//! `add --paste`: a report as it was copied, on stdin.

use std::io::{IsTerminal, stdin};

use anyhow::{anyhow, bail};
use chrono::NaiveDate;

use super::line::{self, Line, Results, Typed};
use super::stored::{Taken, store};
use super::{Args, lines};
use crate::cli::Ended;
use crate::cli::list::heading;
use crate::cli::print;
use crate::domain::context::{ContextField, FieldValue};
use crate::domain::day;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report};
use crate::exchange::paste::{Asked, Found, Head, Is, Pasted, Piece, Sampled, read};
use crate::exchange::scrub;
use crate::exchange::typed::doubt_day;
use crate::runtime::session::Session;

/// Reads the report, shows what became of each line, stores what is sure when nothing is unsure.
pub(super) fn run(args: &Args, session: &mut Session) -> anyhow::Result<Ended> {
    let (day, values) = line::split(&args.words, &args.about, session)?;
    if stdin().is_terminal() {
        print::say("Paste the report, then press Ctrl-d at the beginning of a line.");
    }
    let text = lines::stdin()?;
    let record = session.whole()?;
    let laboratories = record.laboratories();
    let asked = Asked {
        catalog: session.setup.catalog,
        kind: None,
        today: session.setup.today,
        laboratories: &laboratories,
    };
    let pasted = read(&text, &asked);
    print::text(&listing(&pasted, &values, session))?;
    let date = day_of(day, &pasted.reports[0])?;
    let taken = take(args, session, &record, &pasted, date, &values)?;
    let unsure: Vec<&Found> =
        pasted.results().map(|(_, found)| found).filter(|found| is_unsure(found, &pasted, &values)).collect();
    if !args.yes {
        if !unsure.is_empty() {
            return Err(refuse(&unsure, taken.count()));
        }
        refuse_known(&record, &taken.reports)?;
    }
    if taken.reports.is_empty() {
        bail!("no line of it is surely a result; nothing was stored");
    }
    let words = taken.words();
    let ended = store(session, &record, &[taken], &words, args.dry_run)?;
    if !unsure.is_empty() {
        let left: Vec<String> =
            unsure.iter().map(|found| format!("{} {}", found.analyte, found.typed())).collect();
        print::say(&format!("Left out, because unsure: {}.", left.join(", ")));
    }
    Ok(ended)
}

/// The day that was asked for, else the one the report names plainly.
fn day_of(asked: Option<NaiveDate>, head: &Head) -> anyhow::Result<NaiveDate> {
    match (asked, &head.sampled) {
        (Some(day), _) => Ok(day),
        (None, Sampled::On(day)) => Ok(*day),
        (None, Sampled::Either(text, a, b)) => bail!(
            "“{}” is {} or {}; nothing was stored. Name the day: androlog add {a} --paste",
            scrub::line(text),
            day::long(*a),
            day::long(*b)
        ),
        (None, Sampled::Unsaid) => bail!(
            "the report does not say plainly which day the sample is of; nothing was stored. Name it, for example: \
             androlog add yesterday --paste"
        ),
    }
}

/// The sure results, with those of the command line in place of the report's, one report a kind.
fn take(
    args: &Args,
    session: &Session,
    record: &Record,
    pasted: &Pasted,
    date: NaiveDate,
    values: &[Typed<'_>],
) -> anyhow::Result<Taken> {
    let mut about = args.about.clone();
    about.lab = about.lab.or_else(|| pasted.reports[0].laboratory.clone());
    let line = Line { date, about: &about, session, record };
    let kind = |found: &Found| session.setup.catalog.analyte(&found.analyte).map(|analyte| analyte.kind);
    let sure = pasted.results().filter(|(_, found)| !is_said(found, pasted, values));
    let mut results: Vec<(Kind, Observation)> =
        sure.filter_map(|(_, found)| Some((kind(found)?, found.observation()?))).collect();
    let typed = values.iter().filter(|typed| typed.text.trim() != LEFT_OUT);
    let Results { found: more, doubts, units } = line.results(typed)?;
    results.extend(more);
    line.put_methods_and_ranges(&mut results)?;
    let doubts: Vec<_> = doubt_day(date, session.setup.today).into_iter().chain(doubts).collect();
    let unusual = line::refuse_mistakes(&doubts, args.yes)?;
    let mut reports = line.reports(date, results)?;
    for report in &mut reports {
        fill(report, &pasted.reports[0]);
    }
    Ok(Taken { date, reports, units, unusual })
}

/// What KEY=VALUE says of a result that is to be left out.
const LEFT_OUT: &str = "-";

/// Puts what the report says of itself where the command line says nothing.
fn fill(report: &mut Report, head: &Head) {
    if !matches!(report.kind(), Kind::Blood | Kind::Semen) {
        return;
    }
    report.time = report.time.or(head.time);
    let read = [
        (ContextField::Fasting, head.fasting.map(FieldValue::Answer)),
        (ContextField::AbstinenceDays, head.abstinence.clone().map(FieldValue::Amount)),
    ];
    for (field, value) in read {
        if field.row().kind == report.kind() && report.context.get(field).is_none() {
            // The field is of this kind.
            let _ = report.context.put(field, value);
        }
    }
}

/// Whether the command line says what a result is, or leaves it out. Where a line of its analyte is unsure, that one
/// is left out and not the others.
fn is_said(found: &Found, pasted: &Pasted, values: &[Typed<'_>]) -> bool {
    let Some(typed) = values.iter().find(|typed| typed.analyte.id == found.analyte) else { return false };
    let mut same = pasted.results().filter(|(_, other)| other.analyte == found.analyte);
    let all_sure = same.all(|(_, other)| other.doubts.is_empty());
    typed.text.trim() != LEFT_OUT || !found.doubts.is_empty() || all_sure
}

fn is_unsure(found: &Found, pasted: &Pasted, values: &[Typed<'_>]) -> bool {
    !found.doubts.is_empty() && !is_said(found, pasted, values)
}

/// Says what to do about results that are unsure.
fn refuse(unsure: &[&Found], sure: usize) -> anyhow::Error {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥-".contains(c));
    let word = |found: &&Found| {
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
fn listing(pasted: &Pasted, values: &[Typed<'_>], session: &Session) -> String {
    let name = |found: &Found| {
        let analyte = session.setup.catalog.analyte(&found.analyte);
        analyte.map_or_else(|| found.analyte.to_string(), |analyte| analyte.name.clone())
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for piece in &pasted.pieces {
        let (mark, what, why) = match &piece.is {
            Is::Result(found) if is_said(found, pasted, values) => {
                ("said", format!("{} {}", name(found), found.typed()), "as the command says".to_owned())
            }
            Is::Result(found) => {
                let mark = if found.doubts.is_empty() { "sure" } else { "unsure" };
                let doubts: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
                let range = found.range.as_ref().map_or_else(String::new, |range| format!("  {range}"));
                (mark, format!("{} {}{range}", name(found), found.typed()), doubts.join("; "))
            }
            Is::Unknown(why) => ("unknown", shortened(&piece.text), why.clone()),
            Is::Furniture(furniture) => ("-", shortened(&piece.text), furniture.name()),
        };
        rows.push(vec![lines_of(piece), mark.to_owned(), scrub::line(&what).into_owned(), why]);
    }
    print::columns(&rows, &[0])
}

fn lines_of(piece: &Piece) -> String {
    if piece.to == piece.line { piece.line.to_string() } else { format!("{}-{}", piece.line, piece.to) }
}

/// Long lines would push the reasons off the screen; the beginning is enough to find them again.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}
