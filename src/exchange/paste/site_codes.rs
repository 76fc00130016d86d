//! Codes of the place that measured, each alone in the last cell of its line: `Testosterone   312   ng/dL   240 - 950   MCR`.

use std::collections::BTreeMap;

use super::item::{RowItem, items};
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::SheetLexicon;

/// So many lines that end in a code tell that it is one where no legend does.
const ENOUGH: usize = 3;

/// Takes the codes out of the tokens of the lines that they end. A legend tells them, `MCR   Mayo Clinic Laboratories`, or
/// that many lines end so. Their text stays as it was pasted.
pub(super) fn leave(lines: &mut [SheetLine], lexicon: &SheetLexicon<'_>) {
    let mut ending: BTreeMap<String, usize> = BTreeMap::new();
    for code in lines.iter().filter_map(|line| code_behind(line, lexicon)) {
        *ending.entry(code.text.clone()).or_default() += 1;
    }
    ending.retain(|code, count| *count >= ENOUGH || lines.iter().any(|line| is_legend(line, code, lexicon)));
    for line in lines.iter_mut() {
        if code_behind(line, lexicon).is_some_and(|code| ending.contains_key(&code.text)) {
            line.tokens.pop();
        }
    }
}

/// What may be a code: capitals that no word is, alone behind a number.
fn code_behind<'l>(line: &'l SheetLine, lexicon: &SheetLexicon<'_>) -> Option<&'l SheetToken> {
    let [before @ .., last] = line.tokens.as_slice() else { return None };
    let is_alone = before.last().is_some_and(|token| token.cell != last.cell);
    let has_number = before.iter().any(|token| token.shape == TokenShape::Number);
    (is_alone && has_number && is_code(last, lexicon)).then_some(last)
}

fn is_code(token: &SheetToken, lexicon: &SheetLexicon<'_>) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let looks_so =
        (2..=4).contains(&token.text.len()) && token.text.bytes().all(is_sign) && token.has_letters();
    looks_so
        && matches!(items(std::slice::from_ref(token), lexicon).as_slice(), [one] if matches!(one.item, RowItem::Unknown))
}

/// Whether a line begins with the code and says in words whose it is.
fn is_legend(line: &SheetLine, code: &str, lexicon: &SheetLexicon<'_>) -> bool {
    let [first, rest @ ..] = line.tokens.as_slice() else { return false };
    let words = rest.iter().filter(|token| token.shape == TokenShape::Word && token.has_letters()).count();
    let names = items(rest, lexicon).iter().any(|item| matches!(item.item, RowItem::Name(_)));
    first.is(code) && words >= 2 && !names
}
