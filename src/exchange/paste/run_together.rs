//! Columns of a table that a copy ran together, parted where name, value and unit leave no doubt: `Estradiol28.4pg/mL8-35`.

use super::lexer::SheetLine;
use super::lexicon::SheetLexicon;

/// Parts the columns of lines in which they run together. Their text stays as it was pasted.
pub(super) fn part(lines: &mut [SheetLine], lexicon: &SheetLexicon<'_>) {
    for line in lines.iter_mut().filter(|line| !line.is_delimited && line.has_digits()) {
        if let Some(parted) = parted(&line.text, lexicon) {
            let text = std::mem::take(&mut line.text);
            *line = SheetLine { text, ..SheetLine::new(line.number, &parted) };
        }
    }
}

/// The text with blanks between its columns; none where they do not run together.
fn parted(text: &str, lexicon: &SheetLexicon<'_>) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let begins = begins_of_value(&letters)?;
    let unit = (begins + 1..letters.len()).find(|at| !is_of_number(letters[*at]))?;
    let behind = unit_behind(&letters[unit..], lexicon)?;
    let (name, is_glued) = (&letters[..begins], !letters[begins - 1].is_whitespace());
    if is_glued && !is_whole_name(name, &letters[begins..unit], lexicon) {
        return None;
    }
    let range = unit + behind;
    let is_range_glued = letters.get(range).is_some_and(|c| c.is_ascii_digit() || matches!(c, '<' | '>'));
    let cut = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let parts = [cut(0, begins), cut(begins, unit), cut(unit, range), cut(range, letters.len())];
    (is_glued || is_range_glued).then(|| parts.join(" "))
}

const fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

/// Where the first number begins that a unit stands close behind, with its sign.
fn begins_of_value(letters: &[char]) -> Option<usize> {
    let is_end = |at: usize| letters.get(at + 1).is_some_and(|c| !is_of_number(*c) && !c.is_whitespace());
    let end = (1..letters.len()).find(|at| letters[*at].is_ascii_digit() && is_end(*at))?;
    let digits = letters[..=end].iter().rev().take_while(|c| is_of_number(**c)).count();
    let first = end + 1 - digits;
    let sign = usize::from(first > 1 && matches!(letters[first - 1], '<' | '>'));
    (first > sign).then_some(first - sign)
}

/// How many letters the unit takes that some letters begin with, where a number, a sign or nothing stands behind it. A
/// unit without a slash or a percent sign may be the rest of a name.
fn unit_behind(letters: &[char], lexicon: &SheetLexicon<'_>) -> Option<usize> {
    let word = letters.iter().take_while(|c| !c.is_whitespace()).count();
    (1..=word).rev().find(|count| {
        let unit: String = letters[..*count].iter().collect();
        let next = letters.get(*count).copied().unwrap_or(' ');
        let ends = next.is_whitespace() || next.is_ascii_digit() || matches!(next, '<' | '>' | '(' | '[');
        ends && unit.contains(['/', '%']) && lexicon.unit(&unit).is_some_and(|code| !code.is_empty())
    })
}

/// Whether some letters are a name that does not go on with the digits behind it, as vitamin D3 does.
fn is_whole_name(name: &[char], digits: &[char], lexicon: &SheetLexicon<'_>) -> bool {
    let known = |count: usize| {
        let text: String = name.iter().chain(&digits[..count]).collect();
        lexicon.named(&text)
    };
    let is_name = known(0).is_some_and(|entry| !entry.analytes.is_empty() && !entry.is_everyday);
    is_name && (1..=digits.len().min(3)).all(|count| known(count).is_none())
}
