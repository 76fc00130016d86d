//! A pasted text as lines of tokens that cover every letter and know their column.

use chrono::Month;

use crate::catalog::plain_key::{name_key, phrase_key};

/// What a token looks like, before anything is known of its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum TokenShape {
    /// Letters, perhaps with digits: `LH`, `ng/dL`, `L1-L4`.
    Word,
    /// Digits with marks: `5.1`, `1.016,5`.
    Number,
    /// A comparator, arrow, star, plus.
    Sign,
    /// A hyphen, dash or minus that is no part of a word.
    Dash,
    Mark,
    /// A day of numbers, or with a month between hyphens: `14.03.2026`, `14-Mar-2026`.
    Day,
    /// A time of day: `08:10`, `8h10`.
    Clock,
}

/// A token as printed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::exchange) struct SheetToken {
    pub text: String,
    pub shape: TokenShape,
    /// The column of its first letter.
    pub start: usize,
    /// The column behind its last letter.
    pub end: usize,
    /// Whether nothing stands between it and the token before.
    pub glued: bool,
    /// The cell of its line, counted from 0.
    pub cell: usize,
    /// What names are compared by.
    pub key: Box<str>,
    /// What phrases are compared by.
    pub phrase: Box<str>,
}

impl SheetToken {
    /// Whether the piece is exactly this text.
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// Whether a letter stands in the piece.
    pub fn has_letters(&self) -> bool {
        self.text.contains(char::is_alphabetic)
    }
}

/// A line that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::exchange) struct SheetLine {
    /// The first is 1.
    pub number: usize,
    /// Without blanks around it and characters that steer a terminal.
    pub text: String,
    pub tokens: Vec<SheetToken>,
    /// Whether its cells are parted by a delimiter, so that an empty one says that nothing stands there.
    pub is_delimited: bool,
}

impl SheetLine {
    /// The tokens of each cell.
    pub fn cells(&self) -> impl Iterator<Item = &[SheetToken]> {
        self.tokens.chunk_by(|a, b| a.cell == b.cell)
    }

    /// Whether a digit stands in the line.
    pub fn has_digits(&self) -> bool {
        self.text.contains(|c: char| c.is_ascii_digit())
    }

    /// Whether a letter stands in the line.
    pub fn has_letters(&self) -> bool {
        self.tokens.iter().any(SheetToken::has_letters)
    }
}

/// Blanks that stand for a tab.
pub(super) const GAP: &str = "   ";

impl SheetLine {
    /// A line whose cells are parted by wide blanks.
    pub fn new(number: usize, text: &str) -> Self {
        let even = even_letters(text);
        let letters: Vec<char> = even.chars().collect();
        let mut tokens = Vec::new();
        let (mut at, mut cell, mut blanks) = (0, 0, 0);
        while at < letters.len() {
            if letters[at].is_whitespace() || letters[at] == '|' {
                blanks += if letters[at] == '|' { 2 } else { 1 };
                at += 1;
                continue;
            }
            let dots = letters[at..].iter().take_while(|c| matches!(c, '.' | '…' | '_' | '·')).count();
            if dots >= 3 || letters[at] == '…' {
                blanks += 2;
                at += dots;
                continue;
            }
            if blanks >= 2 && !tokens.is_empty() && !is_inside_range(&letters, at) {
                cell += 1;
            }
            blanks = 0;
            let end = chunk_end(&letters, at);
            cut_chunk(&letters[at..end], at, cell, &mut tokens);
            at = end;
        }
        let shown = text.trim().replace('\t', GAP);
        Self { number, text: shown, tokens, is_delimited: false }
    }

    /// A line of cells that begin at given columns.
    pub fn of_cells(number: usize, text: &str, cells: &[(usize, String)]) -> Self {
        let mut tokens = Vec::new();
        for (cell, (start, cell_text)) in cells.iter().enumerate() {
            let inner = Self::new(number, cell_text);
            tokens.extend(inner.tokens.into_iter().map(|token| SheetToken {
                start: token.start + start,
                end: token.end + start,
                cell,
                ..token
            }));
        }
        Self { number, text: text.trim().replace('\t', GAP), tokens, is_delimited: true }
    }
}

/// Tokens of two lines as those of one cell and what follows it.
pub(super) fn in_one_cell(first: &[SheetToken], then: &[SheetToken]) -> Vec<SheetToken> {
    let cell = then.first().map_or(0, |token| token.cell);
    let above = first.iter().map(|token| SheetToken { cell, ..token.clone() });
    let mut joined: Vec<SheetToken> = above.collect();
    joined.extend(
        then.iter()
            .enumerate()
            .map(|(at, token)| SheetToken { glued: token.glued && at > 0, ..token.clone() }),
    );
    joined
}

/// Whether a bracket before a letter holds nothing but a range: `( 8.6  -  29.0 )`.
fn is_inside_range(letters: &[char], at: usize) -> bool {
    let is_of_range = |c: &&char| c.is_ascii_digit() || " .,-–−<>=≤≥;to".contains(**c);
    let opens = letters[..at].iter().rev().take(MOST_BLANKS).position(|c| matches!(c, '(' | '['));
    let Some(before) = opens else { return false };
    let behind = letters[at..].iter().take(MOST_BLANKS).position(|c| matches!(c, ')' | ']'));
    let Some(behind) = behind else { return false };
    let inside = &letters[at - before..at + behind];
    inside.iter().filter(is_of_range).count() == inside.len() && inside.iter().any(char::is_ascii_digit)
}

/// So far away a bracket may stand from what it holds.
const MOST_BLANKS: usize = 24;

/// Where a run of letters without blanks ends, a run of leader dots too.
fn chunk_end(letters: &[char], at: usize) -> usize {
    let mut end = at;
    while end < letters.len() && !letters[end].is_whitespace() && letters[end] != '|' {
        let dots = letters[end..].iter().take_while(|c| **c == '.').count();
        if dots >= 3 && end > at {
            break;
        }
        end += 1;
    }
    end
}

/// What a PDF's text layer does to letters undone: wide digits, soft hyphens, ligatures, thin blanks. A blank that
/// does not break, inside a number, is a thousands mark.
fn even_letters(text: &str) -> String {
    let mut even = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{ff01}'..='\u{ff5e}' => even.extend(char::from_u32(c as u32 - 0xfee0)),
            '\u{2010}' | '\u{2011}' => even.push('-'),
            '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{200a}' | '\u{202f}' => even.push('\u{a0}'),
            '\u{2002}'..='\u{2006}' | '\u{2008}' | '\u{3000}' => even.push(' '),
            '\u{2019}' | '\u{2018}' => even.push('\''),
            '\u{fb00}' => even.push_str("ff"),
            '\u{fb01}' => even.push_str("fi"),
            '\u{fb02}' => even.push_str("fl"),
            '\u{fb03}' => even.push_str("ffi"),
            '\u{fb04}' => even.push_str("ffl"),
            '\t' => even.push_str(GAP),
            _ => even.push(c),
        }
    }
    let is_plain = !even.contains('\u{a0}') && !even.contains("...") && !even.contains('…');
    if is_plain {
        return even;
    }
    let letters = between_limits(even.chars().collect());
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let joins =
        |at: usize| at > 0 && is_digit(at - 1) && (1..=3).all(|n| is_digit(at + n)) && !is_digit(at + 4);
    let mend = |(at, c): (usize, &char)| {
        if *c != '\u{a0}' {
            *c
        } else if joins(at) {
            '\''
        } else {
            ' '
        }
    };
    letters.iter().enumerate().map(mend).collect()
}

/// Three dots between two numbers, none of which is a part of a word, as the two that stand in a range: `41...159`.
fn between_limits(letters: Vec<char>) -> Vec<char> {
    let mut even: Vec<char> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let dots =
            if letters[at] == '…' { 1 } else { letters[at..].iter().take_while(|c| **c == '.').count() };
        let number = even.iter().rev().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).count();
        let before = even.len().checked_sub(number + 1).map(|at| even[at]);
        let is_of_word = before.is_some_and(char::is_alphabetic);
        let is_next = letters.get(at + dots).is_some_and(char::is_ascii_digit);
        if (dots == 3 || letters[at] == '…') && number > 0 && is_next && !is_of_word {
            even.extend(['.', '.']);
            at += dots;
        } else {
            even.extend(&letters[at..at + dots.max(1)]);
            at += dots.max(1);
        }
    }
    even
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '−')
}

/// Cuts letters without blanks into tokens.
fn cut_chunk(chunk: &[char], offset: usize, cell: usize, tokens: &mut Vec<SheetToken>) {
    let text: String = chunk.iter().collect();
    let first = tokens.len();
    let mut push = |from: usize, to: usize, shape: TokenShape| {
        if from < to {
            let text: String = chunk[from..to].iter().collect();
            tokens.push(SheetToken {
                key: name_key(&text).into(),
                phrase: phrase_key(&text).into(),
                text,
                shape,
                start: offset + from,
                end: offset + to,
                glued: from > 0,
                cell,
            });
        }
    };
    let opens =
        chunk.iter().take_while(|c| matches!(c, '(' | '[' | '{' | '"' | '*' | '\'' | '„' | '“')).count();
    let closes = chunk[opens..]
        .iter()
        .rev()
        .take_while(|c| matches!(c, ')' | ']' | '}' | '"' | ',' | ';' | ':' | '.' | '*' | '\'' | '”'))
        .count();
    let end = chunk.len() - closes;
    let core: String = chunk[opens.min(end)..end].iter().collect();
    let bracket = |letter: char| if letter == '*' { TokenShape::Sign } else { TokenShape::Mark };
    for (at, letter) in chunk.iter().enumerate().take(opens) {
        push(at, at + 1, bracket(*letter));
    }
    let label = label_before_day(&core);
    cut_runs(chunk, opens, opens + label, &mut push);
    let (opens, core) = (opens + label, core.chars().skip(label).collect::<String>());
    if let Some(split) = stamp_split(&core) {
        push(opens, opens + split, TokenShape::Day);
        if split < end - opens {
            push(opens + split + 1, end, TokenShape::Clock);
        }
    } else if is_clock(&core) {
        push(opens, end, TokenShape::Clock);
    } else {
        cut_runs(chunk, opens, end, &mut push);
    }
    for (at, letter) in chunk.iter().enumerate().skip(end) {
        push(at, at + 1, bracket(*letter));
    }
    debug_assert!(text.is_empty() || tokens.len() > first, "every letter is in a token");
}

/// Cuts the part of a chunk between brackets into words, numbers and signs.
fn cut_runs(chunk: &[char], from: usize, end: usize, push: &mut impl FnMut(usize, usize, TokenShape)) {
    let mut at = from;
    let mut before = None;
    while at < end {
        let (to, shape) = run(chunk, at, end, before);
        push(at, to, shape);
        before = Some(shape);
        at = to;
    }
}

/// Where the run ends that begins here, and what it looks like.
fn run(chunk: &[char], at: usize, end: usize, before: Option<TokenShape>) -> (usize, TokenShape) {
    let c = chunk[at];
    let next = chunk.get(at + 1).copied().filter(|_| at + 1 < end).unwrap_or(' ');
    let rest = &chunk[at..end];
    if is_power(rest) {
        return (end, TokenShape::Word);
    }
    if before == Some(TokenShape::Number) && c == '.' && next == '.' {
        // Two dots stand for “to”, as in `8.6..29.0`.
        return (at + 2, TokenShape::Sign);
    }
    if let Some(length) = misread(rest).filter(|_| before != Some(TokenShape::Word)) {
        return (at + length, TokenShape::Number);
    }
    let point_first = c == '.' && next.is_ascii_digit() && before != Some(TokenShape::Word);
    if c.is_ascii_digit() || point_first {
        let digits = number_end(chunk, at, end);
        return (digits + exponent(&chunk[at..digits], &chunk[digits..end]), TokenShape::Number);
    }
    if is_superscript(c) && is_note(rest) {
        // The number of a footnote, behind a value or a name or alone: `31¹`, `LH¹,²`.
        return (end, TokenShape::Mark);
    }
    match c {
        '<' | '>' | '=' | '≤' | '≥' | '⩽' | '⩾' => {
            let two = matches!((c, next), ('<' | '>', '=') | ('=', '<' | '>') | ('=', '='));
            (at + if two { 2 } else { 1 }, TokenShape::Sign)
        }
        '*' | '↑' | '↓' | '▲' | '▼' | '+' | '!' | '±' | '÷' | '~' | '≈' | '↗' | '↘' | '⇧' | '⇩' =>
        {
            let same = rest.iter().take_while(|other| **other == c).count();
            (at + same, TokenShape::Sign)
        }
        // An arrow leads from one result to the next and sets no bound.
        _ if is_dash(c) && next == '>' => (at + 2, TokenShape::Sign),
        _ if is_dash(c) => (at + 1, TokenShape::Dash),
        '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '"' => (at + 1, TokenShape::Mark),
        '%' => (at + 1, TokenShape::Word),
        _ => (word_end(chunk, at, end), TokenShape::Word),
    }
}

/// `x10^6/mL`, `10*3/uL`, `10⁶`, `10(6)/mL`: a power of ten is a unit and no number.
fn is_power(rest: &[char]) -> bool {
    let text: String = rest.iter().take(6).collect::<String>().to_lowercase();
    let bare = text.trim_start_matches(['x', '×', '*', '·']);
    let Some(after) = bare.strip_prefix("10") else { return false };
    let mut after = after.chars();
    match (after.next(), after.next()) {
        (Some('^' | '*' | 'e'), Some(digit)) => digit.is_ascii_digit() || digit == '*',
        (Some('('), Some(digit)) => digit.is_ascii_digit(),
        (Some('⁶' | '³' | '⁹' | '¹'), _) => true,
        _ => bare.len() < text.len(),
    }
}

/// How many letters a number takes in which a scanner has read letters for digits, `4l2` or `O.9`; it stays as it is
/// printed, which is no number.
fn misread(rest: &[char]) -> Option<usize> {
    let is_mark = |c: char| matches!(c, '.' | ',');
    let is_sign = |c: char| c.is_ascii_digit() || is_mark(c);
    let run = rest.iter().take_while(|c| is_sign(**c) || MISREAD.contains(**c)).count();
    let ends = rest[..run].iter().rev().take_while(|c| is_mark(**c)).count();
    let (number, behind) = rest.split_at(run - ends);
    let fits = |at: usize| {
        let (before, next) = (at.checked_sub(1).map(|at| number[at]), number.get(at + 1).copied());
        match (before, next) {
            (Some(_), Some(_)) => true,
            (None, Some(next)) => is_mark(next) && number[at] != 'S',
            (Some(before), None) => is_mark(before) || number[at] == 'O',
            (None, None) => false,
        }
    };
    let mut letters = (0..number.len()).filter(|at| !is_sign(number[*at])).peekable();
    let has_letter = letters.peek().is_some();
    let is_number = number.iter().any(char::is_ascii_digit) && has_letter && letters.all(fits);
    (is_number && !behind.first().is_some_and(|c| c.is_alphanumeric())).then_some(number.len())
}

/// Letters that look like 0, 1 and 5.
const MISREAD: &str = "OolIS";

fn number_end(chunk: &[char], at: usize, end: usize) -> usize {
    let mut to = at;
    while to < end {
        let next_is_digit = chunk.get(to + 1).is_some_and(char::is_ascii_digit) && to + 1 < end;
        match chunk[to] {
            c if c.is_ascii_digit() => to += 1,
            '.' | ',' | '\'' if next_is_digit => to += 1,
            _ => break,
        }
    }
    to
}

/// How many letters of a power of ten follow the digits of a number: `E3` in `1.2E3`. Behind a blank that was lost, `E1`
/// and `E2` may name what is measured next.
fn exponent(digits: &[char], behind: &[char]) -> usize {
    let is_normal = digits.len() > 2 && matches!(digits[1], '.' | ',');
    let signs = usize::from(matches!(behind.get(1), Some('+' | '-')));
    let power = behind.iter().skip(1 + signs).take_while(|c| c.is_ascii_digit()).count();
    let is_estrogen = signs == 0 && power == 1 && matches!(behind[1], '1' | '2');
    let fits = is_normal
        && matches!(behind.first(), Some('E' | 'e'))
        && (1..=2).contains(&power)
        && behind.len() == 1 + signs + power;
    if fits && !is_estrogen { behind.len() } else { 0 }
}

const fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '⁽' | '⁾')
}

/// Letters, with digits and with hyphens, slashes and points inside.
fn word_end(chunk: &[char], at: usize, end: usize) -> usize {
    let mut to = at + 1;
    while to < end {
        let c = chunk[to];
        let next = chunk.get(to + 1).copied().filter(|_| to + 1 < end).unwrap_or(' ');
        let before = chunk[to - 1];
        let inside = match c {
            '-' | '‑' | '–' => next.is_alphanumeric() && before.is_alphanumeric(),
            '+' => next.is_alphabetic() && before.is_alphanumeric(),
            '.' => true,
            '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '"' | '<' | '>' | '=' | '≤' | '≥' | '↑'
            | '↓' => false,
            '*' => next.is_ascii_digit() && at < to,
            '%' => false,
            _ if is_superscript(c) => !ends_in_note(&chunk[at..to], &chunk[to..end]),
            _ if is_dash(c) => false,
            _ => true,
        };
        if !inside {
            break;
        }
        to += 1;
    }
    to
}

/// Whether raised digits end a word as the number of a note, `LH¹`; behind a length they are a power, `cm²`, and behind a
/// single letter they number it, `D³` and `T⁴`, but for the first, `T¹`.
fn ends_in_note(word: &[char], behind: &[char]) -> bool {
    let is_named = word[0].is_alphabetic() && word.iter().all(|c| c.is_alphanumeric());
    let is_name = is_named && !word.ends_with(&['m']) && (word.len() > 1 || behind == ['¹']);
    is_name && is_note(behind)
}

/// Whether some letters are raised, with a comma between two of them.
fn is_note(letters: &[char]) -> bool {
    letters.iter().all(|c| is_superscript(*c) || *c == ',')
}

/// How many letters a label takes with its colon, where a day stands right behind it: `Collected:02/19/2026`.
fn label_before_day(core: &str) -> usize {
    let label = core.split_once(':').filter(|(label, day)| {
        !label.is_empty() && label.chars().all(char::is_alphabetic) && stamp_split(day).is_some()
    });
    label.map_or(0, |(label, _)| label.chars().count() + 1)
}

/// Where a day ends that the text begins with, when nothing but a time follows it.
fn stamp_split(core: &str) -> Option<usize> {
    if !core.is_ascii() && !core.contains(char::is_alphabetic) {
        return None;
    }
    if is_day(core) {
        return Some(core.chars().count());
    }
    if !core.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (day, time) = core.split_once(['T', '_', ';'])?;
    (is_day(day) && time.starts_with(|c: char| c.is_ascii_digit())).then(|| day.chars().count())
}

/// Whether a word is a day of numbers with its year, or with a month's name between two numbers.
pub(super) fn is_day(word: &str) -> bool {
    if let Some((a, b, c)) = around_letters(word) {
        let year_last = a.len() <= 2 && (c.len() == 4 || c.len() == 2 && b.len() == 3);
        return b.chars().count() >= 3 && year_last;
    }
    let Some(separator) = ['-', '/', '.'].into_iter().find(|c| word.matches(*c).count() == 2) else {
        return false;
    };
    let parts: Vec<&str> = word.split(separator).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let [a, b, c] = parts.as_slice() else { return false };
    let fits = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|n| n >= 1 && n <= most);
    if digits(a) && digits(b) && digits(c) {
        let year_first = a.len() == 4 && b.len() <= 2 && c.len() <= 2 && fits(b, 12) && fits(c, 31);
        let year_last =
            a.len() <= 2 && b.len() <= 2 && matches!(c.len(), 2 | 4) && fits(a, 31) && fits(b, 31);
        return year_first || year_last && (fits(a, 12) || fits(b, 12));
    }
    let is_roman = is_roman_month(b) && c.len() == 4;
    let month = b.chars().count() >= 3 && b.chars().all(char::is_alphabetic) || is_roman;
    let year_last = a.len() <= 2 && matches!(c.len(), 2 | 4);
    let year_first = a.len() == 4 && c.len() <= 2;
    let american = a.parse::<Month>().is_ok() && digits(b) && fits(b, 31) && digits(c) && c.len() == 4;
    digits(a) && month && digits(c) && (year_last || year_first) || american
}

/// `20Nov2024` in its three parts: letters alone between two numbers.
pub(super) fn around_letters(word: &str) -> Option<(&str, &str, &str)> {
    let (a, rest) = word.split_at(word.find(char::is_alphabetic)?);
    let (b, c) = rest.split_at(rest.find(|c: char| !c.is_alphabetic())?);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(a) && digits(c)).then_some((a, b, c))
}

/// Whether a word is a time of day: `08:10`, `8:10am`, `08h10`, `08u10`, `09:15Hrs`, `08:10:00Z`.
pub(super) fn is_clock(word: &str) -> bool {
    let mark = word.find([':', 'h', 'H', 'u', 'U']);
    let Some(at) = mark.filter(|at| (1..=2).contains(at)) else { return false };
    let hours = word[..at].parse::<u32>().is_ok_and(|hours| hours < 25);
    let rest = &word[at + 1..];
    let minutes = rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_digit));
    let minutes = minutes && rest[..2].parse::<u32>().is_ok_and(|minutes| minutes < 60);
    hours && minutes && !rest[2..].starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text is a month in Roman numerals, as in `14.III.2026`.
pub(super) fn is_roman_month(text: &str) -> bool {
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"].contains(&text)
}
