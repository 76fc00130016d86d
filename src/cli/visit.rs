//! `since`, `ask`: what is new since the last visit, and what to ask at the next one.

use anyhow::bail;
use serde::Serialize;

use crate::cli::{CommandEnd, print};
use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::day;
use crate::domain::id::EntryId;
use crate::domain::question::Question;
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::scrub;
use crate::exchange::since::Anchor;
use crate::runtime::session::{Session, abbreviated};
use crate::ui::summary_with_chart::since_reader;

/// Show what is new since the last visit or a day: results, therapy, doses, symptoms, events, reminders.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog since visit, androlog since 3m")]
pub struct SinceArgs {
    /// `visit`, a date, or how long ago; the last visit when left out.
    #[arg(value_name = "WHEN")]
    when: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Note a question for the next visit: `ask 'Is a lower dose an option?'`; `ask list` and `ask rm ID` for those noted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog ask 'Is a lower dose an option?'")]
pub struct AskArgs {
    /// The question; or `list`, or `rm` with an id.
    #[arg(required = true)]
    words: Vec<String>,
    /// With `list`: answered questions too.
    #[arg(long)]
    all: bool,
    /// Print JSON: the list, or what was done.
    #[arg(long)]
    json: bool,
}

impl AskArgs {
    /// Whether it changes the log and is to tell that as JSON.
    pub fn tells_act(&self) -> bool {
        self.json && self.words != ["list"]
    }

    /// Whether it logs something where nothing is logged yet.
    pub fn begins_a_log(&self) -> bool {
        self.words != ["list"] && self.words.first().is_none_or(|word| word != "rm")
    }
}

/// Shows what is new.
pub fn since(args: &SinceArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let beside = session.unpaged()?;
    let anchor = anchor(session, &beside, &args.when.join(" "))?;
    let record = session.for_news(anchor, &beside)?;
    let sheet = since_reader(&session.known(&record), setup.today).sheet(anchor);
    if args.json {
        print::line(&sheet.json())?;
        return Ok(CommandEnd::Well);
    }
    print::line(&format!("New {}", anchor.words()))?;
    for (heading, lines) in sheet.parts() {
        print::line(&format!("\n{heading}"))?;
        for line in lines {
            print::line(&format!("  {line}"))?;
        }
    }
    Ok(CommandEnd::Well)
}

/// The day a word names: the last visit where nothing or `visit` is typed.
pub(super) fn anchor(
    session: &Session,
    record: &crate::domain::record::Record,
    typed: &str,
) -> anyhow::Result<Anchor> {
    match typed {
        "" | "visit" => match Anchor::last_visit(record, session.setup.today) {
            Some(anchor) => Ok(anchor),
            None => {
                bail!("no visit is logged; `androlog event clinic-visit --on DATE` logs one, or name a day")
            }
        },
        text => {
            let day = session.since(text)?;
            if day > session.setup.today {
                bail!("{} lies in the future; give a day that has passed", day::long(day));
            }
            Ok(Anchor::Day(day))
        }
    }
}

/// Notes, lists or removes a question.
pub fn ask(args: &AskArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["list"] => list_questions(args, session),
        ["rm", id] => rm_question(id, session),
        ["rm", ..] => bail!("name one question to remove; `androlog ask list` shows their ids"),
        words => {
            let text = scrub::line(words.join(" ").trim()).into_owned();
            if text.is_empty() {
                bail!("write the question, for example 'Is a lower dose an option?'");
            }
            let record = session.unpaged()?;
            let is_same = |noted: &&Question| noted.text == text && noted.answered.is_none();
            if let Some(noted) = record.questions().iter().find(is_same) {
                bail!("this question is noted already ({}). Nothing was stored", noted.id);
            }
            let question = Question {
                id: EntryId::default(),
                day: session.setup.today,
                text: text.clone(),
                answered: None,
            };
            let act =
                Act::one(format!("Noted the question “{text}”"), Change::Put(Entry::Question(question)));
            let said = act.words.clone();
            session.save(act)?;
            print::line(&format!("{said}."))?;
            Ok(CommandEnd::Well)
        }
    }
}

/// What `ask list --json` prints.
#[derive(Serialize)]
struct QuestionList<'a> {
    questions: Vec<&'a Question>,
}

impl JsonSheet for QuestionList<'_> {
    const SHAPE: &'static str = "questions";
}

fn list_questions(args: &AskArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    let questions: Vec<&Question> =
        record.questions().iter().filter(|question| args.all || question.answered.is_none()).collect();
    if args.json {
        print::line(&QuestionList { questions }.json())?;
        return Ok(CommandEnd::Well);
    }
    if questions.is_empty() {
        print::say("No question is open; `androlog ask 'TEXT'` notes one.");
    }
    let row = |question: &&Question| {
        let answered = question.answered.map_or_else(String::new, |on| format!("answered {}", day::long(on)));
        vec![question.day.to_string(), question.text.clone(), question.id.to_string(), answered]
    };
    print::text(&print::columns(&questions.iter().map(row).collect::<Vec<_>>(), &[]))?;
    Ok(CommandEnd::Well)
}

fn rm_question(id: &str, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let record = session.unpaged()?;
    let id =
        abbreviated(record.questions().iter().map(|question| &question.id), id, ("question", "ask list"))?;
    session.save(Act::one("Removed a question", Change::Remove(EntryKey::Question(id))))?;
    print::line("Removed a question. `androlog undo` brings it back.")?;
    Ok(CommandEnd::Well)
}
