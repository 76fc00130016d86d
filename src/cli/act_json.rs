//! `--json` of the commands that change the log: what was done, in one shape for all of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::cli::print;
use crate::domain::change::{Change, Entry, EntryKey};
use crate::exchange::json_sheet::JsonSheet;
use crate::runtime::session::Session;
use crate::store::{ActState, LogLine};

/// The option of a command that changes the log.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct ActOutput {
    /// Print what was done as JSON.
    #[arg(long)]
    pub json: bool,
}

/// The same, for commands that have subcommands.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct SubcommandOutput {
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What stood in the journal before a command that is to be told as JSON.
#[derive(Debug)]
pub struct ActWatch {
    /// Whether each change was undone, by its number.
    before: BTreeMap<i64, bool>,
}

/// What a command did: what it said, the changes as `log --json` lists them, and the entries as the export has them.
#[derive(Serialize)]
struct ActSheet {
    words: Vec<String>,
    changes: Vec<ListedAct>,
    stored: Vec<Entry>,
    removed: Vec<EntryKey>,
}

impl JsonSheet for ActSheet {
    const SHAPE: &'static str = "act";
}

/// A change as `log --json` prints it.
#[derive(Debug, Serialize)]
pub(super) struct ListedAct {
    nr: i64,
    at: DateTime<Utc>,
    program: Option<String>,
    words: String,
    entries: usize,
    undone: bool,
}

impl From<LogLine> for ListedAct {
    fn from(line: LogLine) -> Self {
        Self {
            nr: line.nr,
            at: line.at,
            program: line.author.map(|author| author.program),
            words: line.words,
            entries: line.entries,
            undone: line.state == ActState::Undone,
        }
    }
}

impl ActWatch {
    /// Begins to watch: what is printed is kept from now on, and so is what is saved.
    pub fn begin(session: &mut Session) -> anyhow::Result<Self> {
        session.keep_saved();
        print::gather();
        Ok(Self { before: acts(session)?.into_iter().map(|act| (act.nr, act.undone)).collect() })
    }

    /// Prints what was done.
    pub fn end(self, session: &mut Session) -> anyhow::Result<()> {
        let words = print::gathered();
        let is_new = |act: &ListedAct| self.before.get(&act.nr) != Some(&act.undone);
        let changes = acts(session)?.into_iter().filter(is_new).collect();
        let (mut stored, mut removed) = (Vec::new(), Vec::new());
        for change in session.take_saved() {
            match change {
                Change::Put(entry) => stored.push(entry),
                Change::Remove(key) => removed.push(key),
            }
        }
        let sheet = ActSheet { words, changes, stored, removed };
        print::line(&sheet.json())
    }
}

fn acts(session: &Session) -> anyhow::Result<Vec<ListedAct>> {
    Ok(session.store().log(usize::MAX)?.into_iter().map(ListedAct::from).collect())
}
