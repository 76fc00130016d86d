//! A question that is answered by one key and Enter, where there is somebody to ask.

use std::io::{IsTerminal, Write, stderr, stdin};

/// What an empty answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsualAnswer {
    Yes,
    No,
}

/// Asks on standard error; no without a terminal, or where whoever was asked left.
pub fn is_wanted(question: &str, usual: UsualAnswer) -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        return Ok(false);
    }
    let keys = match usual {
        UsualAnswer::Yes => "[Y/n]",
        UsualAnswer::No => "[y/N]",
    };
    write!(stderr(), "{question} {keys} ").and_then(|()| stderr().flush())?;
    let mut answer = String::new();
    let read = stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(match usual {
        UsualAnswer::Yes => read > 0 && !answer.starts_with('n'),
        UsualAnswer::No => answer.starts_with('y'),
    })
}
