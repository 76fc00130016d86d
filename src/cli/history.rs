//! `undo`, `redo`, `log`: every change of every kind, across runs.

use anyhow::bail;

use crate::cli::CommandEnd;
use crate::cli::act_json::{ActOutput, ListedAct};
use crate::cli::print;
use crate::cli::whole_number::whole_number;
use crate::domain::counted::counted;
use crate::runtime::clock;
use crate::runtime::session::Session;
use crate::store::{ActState, LogLine};

/// Undo the last change, or the one with a number. A change made on the screen, or of many entries, needs --yes or
/// its number.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog undo, androlog undo 12")]
pub struct UndoArgs {
    /// The number of a change, as `androlog log` shows it.
    #[arg(value_parser = whole_number::<i64>)]
    nr: Option<i64>,
    /// Undo it, whoever made it and however large it is.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    pub output: ActOutput,
}

/// Redo the change undone last, or any undone change by its number.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog redo, androlog redo 12")]
pub struct RedoArgs {
    /// The number of an undone change, as `androlog log` shows it.
    #[arg(value_parser = whole_number::<i64>)]
    nr: Option<i64>,
    #[command(flatten)]
    pub output: ActOutput,
}

/// Show what was changed, the newest first, each change with its number.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog log --limit 5")]
pub struct LogArgs {
    /// How many changes to show.
    #[arg(long, default_value_t = 20, value_parser = whole_number::<usize>)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Undoes the last act, or one by its number.
pub fn undo(args: &UndoArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let Some(nr) = (match args.nr {
        Some(nr) => Some(nr),
        None => {
            session.store().next_to_undo()?.map(|line| asked_about(&line, args.yes, session)).transpose()?
        }
    }) else {
        print::say("Nothing to undo.");
        return Ok(CommandEnd::Well);
    };
    let undone = session.undo_act(nr)?;
    print::line(&format!("Undone: {}.", undone.words))?;
    Ok(CommandEnd::Well)
}

/// The number of the last act, unless somebody may not have it in mind and nobody said yes.
fn asked_about(line: &LogLine, yes: bool, session: &Session) -> anyhow::Result<i64> {
    let is_of_screen = line.author.as_ref().is_some_and(|author| author.program == "screen");
    if yes || (line.entries <= LogLine::FEW && !is_of_screen) {
        return Ok(line.nr);
    }
    let (nr, words, whose) = (line.nr, &line.words, session.whose(line));
    let entries = counted(line.entries, "entry");
    bail!("the last change is “{words}”, {entries}, {whose}; `androlog undo {nr}` takes it back")
}

/// Redoes the act undone last, or one by its number.
pub fn redo(args: &RedoArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let nr = match args.nr {
        Some(nr) => Some(nr),
        None => session.store().next_to_redo()?.map(|line| line.nr),
    };
    let Some(nr) = nr else {
        print::say(
            "Nothing to redo; `androlog redo NR` brings back any change that `androlog log` marks undone.",
        );
        return Ok(CommandEnd::Rejected);
    };
    let redone = session.redo_act(nr)?;
    print::line(&format!("Redone: {}.", redone.words))?;
    Ok(CommandEnd::Well)
}

/// Lists the acts that changed the log.
pub fn log(args: &LogArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    if args.json {
        let acts: Vec<ListedAct> =
            session.store().log(args.limit)?.into_iter().map(ListedAct::from).collect();
        print::shaped_json("log", "changes", &acts)?;
        return Ok(CommandEnd::Well);
    }
    let rows: Vec<Vec<String>> = session
        .store()
        .log(args.limit)?
        .into_iter()
        .map(|line| {
            let at = clock::local(line.at).format("%Y-%m-%d %H:%M").to_string();
            let state = if line.state == ActState::Undone { "undone" } else { "" };
            let program = line.author.map(|author| author.program).unwrap_or_default();
            vec![line.nr.to_string(), at, program, line.words, state.to_owned()]
        })
        .collect();
    if rows.is_empty() && args.limit > 0 {
        print::say("Nothing has been changed yet.");
    }
    print::text(&print::columns(&rows, &[0]))?;
    Ok(CommandEnd::Well)
}
