//! `undo`, `redo`, `log`: every change of every kind, across runs.

use crate::cli::Ended;
use crate::cli::print;
use crate::runtime::clock;
use crate::runtime::session::Session;
use crate::store::ActState;

/// Undo the last change.
#[derive(Debug, clap::Args)]
pub struct UndoArgs {}

/// Redo the change undone last.
#[derive(Debug, clap::Args)]
pub struct RedoArgs {}

/// Show what was changed, the newest first.
#[derive(Debug, clap::Args)]
pub struct LogArgs {
    /// How many changes to show.
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

/// Undoes the last act.
pub fn undo(_: &UndoArgs, session: &mut Session) -> anyhow::Result<Ended> {
    match session.undo()? {
        Some(undone) => print::line(&format!("Undone: {}.", undone.words))?,
        None => print::say("Nothing to undo."),
    }
    Ok(Ended::Well)
}

/// Redoes the act undone last.
pub fn redo(_: &RedoArgs, session: &mut Session) -> anyhow::Result<Ended> {
    match session.redo()? {
        Some(redone) => print::line(&format!("Redone: {}.", redone.words))?,
        None => print::say("Nothing to redo."),
    }
    Ok(Ended::Well)
}

/// Lists acts.
pub fn log(args: &LogArgs, session: &Session) -> anyhow::Result<Ended> {
    let rows: Vec<Vec<String>> = session
        .store()
        .log(args.limit)?
        .into_iter()
        .map(|line| {
            let at = clock::local(line.at).format("%Y-%m-%d %H:%M").to_string();
            let state = if line.state == ActState::Undone { "undone" } else { "" };
            vec![at, line.words, state.to_owned()]
        })
        .collect();
    if rows.is_empty() {
        print::say("Nothing was changed yet.");
    }
    print::text(&print::columns(&rows, &[]))?;
    Ok(Ended::Well)
}
