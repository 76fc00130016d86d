//! Units that a narrow column breaks over two lines: `ng/` with `dL` alone below it.

use super::lexer::{SheetLine, SheetToken};
use super::lexicon::SheetLexicon;
use crate::catalog::plain_key::{name_key, phrase_key};

/// Joins the halves of units. The text of both lines stays as it was pasted.
pub(super) fn join(lines: &mut [SheetLine], lexicon: &SheetLexicon<'_>) {
    for at in 1..lines.len() {
        let (before, rest) = lines.split_at_mut(at);
        let (Some(above), Some(below)) = (before.last_mut(), rest.first_mut()) else { continue };
        let ([only], Some(last)) = (below.tokens.as_slice(), above.tokens.last_mut()) else { continue };
        let whole = format!("{}{}", last.text, only.text);
        let is_below = only.start >= last.start && above.number + 1 == below.number;
        if last.text.ends_with('/') && is_below && lexicon.unit(&whole).is_some_and(|code| !code.is_empty()) {
            let (key, phrase) = (name_key(&whole).into(), phrase_key(&whole).into());
            *last = SheetToken { text: whole, key, phrase, ..last.clone() };
            below.tokens.clear();
        }
    }
}
