//! `add -`: many lines from stdin, each the words of one `add`, stored all or not at all.

use std::io::{self, Read};

use anyhow::{Context, anyhow, bail};
use clap::Parser;

use super::stored::{DatedReports, refuse_again, store};
use super::{AddArgs, ReportAbout, line};
use crate::cli::CommandEnd;
use crate::cli::minus_numbers::days_ago;
use crate::domain::counted::counted;
use crate::domain::record::Record;
use crate::runtime::error_words::error_words;
use crate::runtime::session::Session;

/// A line as a command line of its own.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
struct OneLine {
    #[command(flatten)]
    args: AddArgs,
}

/// Reads every line, refuses all when one is wrong, stores all as one act.
pub(super) fn run(args: &AddArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    if args.about != ReportAbout::default() {
        bail!("with `add -` each line has its own date, --lab and other options");
    }
    let text = stdin()?;
    let record = session.whole()?;
    let mut so_far = record.clone();
    let (mut taken, mut wrong) = (Vec::new(), Vec::new());
    for (at, text) in text.lines().enumerate().map(|(at, text)| (at + 1, text.trim())) {
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match read(text, args.yes, session, &so_far) {
            Ok(read) => {
                read.put_into(&mut so_far);
                taken.push(read);
            }
            Err(error) => wrong.push(format!("line {at}: {}", error_words(&error))),
        }
    }
    if !wrong.is_empty() {
        bail!("{}\nNothing was stored", wrong.join("\n"));
    }
    if taken.is_empty() {
        bail!("no line on stdin holds a result; a line is for example: 2026-03-14 e2=28 lh=5.1 --lab Quest");
    }
    let results: usize = taken.iter().map(DatedReports::count).sum();
    let words = format!("Saved {} of {}", counted(results, "result"), counted(taken.len(), "line"));
    refuse_again(&record, &taken, args.yes || args.dry_run)?;
    store(session, &record, &taken, &words, args.dry_run)
}

/// Reads everything on standard input as text.
pub(super) fn stdin() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes).context("cannot read stdin")?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("there is more than {} MB on stdin; that is not a report", MOST_BYTES >> 20);
    }
    String::from_utf8(bytes)
        .map_err(|_| anyhow!("stdin is not UTF-8 text; `iconv -f latin1 -t utf-8` makes it so"))
}

const MOST_BYTES: u64 = 4 << 20;

fn read(text: &str, yes: bool, session: &Session, record: &Record) -> anyhow::Result<DatedReports> {
    let mut words = shlex::split(text).ok_or_else(|| anyhow!("a quote is opened and not closed"))?;
    // Lines may come from a shell's history.
    let named = ["androlog", "add"].iter().zip(&words).take_while(|(name, word)| name == word).count();
    let words = &mut words[if named == 2 { 2 } else { 0 }..];
    if let Some(day) = words.first_mut()
        && let Some(ago) = days_ago(day).and_then(|ago| ago.into_string().ok())
    {
        *day = ago;
    }
    let line = OneLine::try_parse_from(&*words).map_err(|error| {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        anyhow!(first.trim_start_matches("error: ").to_owned())
    })?;
    let args = line.args;
    if args.paste || args.dry_run || args.words.iter().any(|word| word == "-") {
        bail!("`-`, --paste and --dry-run belong on the command, not on a line");
    }
    line::read(&args.words, &args.about, yes || args.yes, session, record)
}
