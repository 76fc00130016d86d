//! The stamps that a messenger puts before each line of a chat: when a message was sent says nothing of the sample.

use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::printed_day::{PrintedDay, day_at};
use crate::catalog::language::SheetWords;

/// Words of a sender's name at most.
const LONGEST_SENDER: usize = 5;

/// Takes the stamps out of the tokens of a chat, and answers their days, which may be that of the sample all the same.
/// Their text stays as it was pasted. One line alone that begins so is no chat.
pub(super) fn leave(lines: &mut [SheetLine], words: &SheetWords) -> Vec<PrintedDay> {
    let mut stamped: Vec<(&mut SheetLine, PrintedDay, usize)> = lines
        .iter_mut()
        .filter_map(|line| {
            let (day, count) = stamp_at(&line.tokens, words)?;
            Some((line, day, count))
        })
        .collect();
    if stamped.len() < 2 {
        return Vec::new();
    }
    let mut days: Vec<PrintedDay> = Vec::new();
    for (line, day, count) in &mut stamped {
        line.tokens.drain(..*count);
        if !days.contains(day) {
            days.push(day.clone());
        }
    }
    days
}

/// The day of a stamp with its sender, and how many tokens it takes: `[12.02.26, 19:04] Tom:`, `12/02/2026, 19:04 - Tom:`.
fn stamp_at(tokens: &[SheetToken], words: &SheetWords) -> Option<(PrintedDay, usize)> {
    let marks = |at: usize| {
        let rest = tokens.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|t| matches!(t.shape, TokenShape::Mark | TokenShape::Dash)).count()
    };
    let opens = marks(0);
    let (day, count) = day_at(&tokens[opens..], words)?;
    let clock = marks(opens + count);
    tokens.get(clock).filter(|token| token.shape == TokenShape::Clock)?;
    let is_noon = |token: &&SheetToken| matches!(&*token.key, "am" | "pm");
    let noon = clock + 1 + tokens[clock + 1..].iter().take_while(is_noon).count();
    let sender = marks(noon);
    let name = tokens[sender..].iter().take(LONGEST_SENDER).position(|token| token.is(":"))?;
    let is_name = name > 0 && tokens[sender..sender + name].iter().all(SheetToken::has_letters);
    (is_name && sender > noon).then_some((day, sender + name + 1))
}
