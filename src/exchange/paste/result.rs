//! Names and what stands beside them, on one line, several on a line, or one over a few lines.

use super::furniture::{self, Furniture};
use super::head::is_date;
use super::made::{self, Read};
use super::scan::Scan;
use super::tail::Tail;
use super::words::{Line, Word, text_of};
use super::{Asked, Is, Piece, Unsure};
use crate::domain::analyte::Analyte;
use crate::domain::report::Kind;

/// What became of every line.
pub(super) fn pieces(lines: &[Line], asked: &Asked<'_>) -> Vec<Piece> {
    let about_semen = ["semen", "sperm", "ejaculat", "ejakulat"];
    let says_semen = |line: &Line| {
        let lower = line.text.to_lowercase();
        about_semen.iter().any(|word| lower.contains(word))
    };
    let mut reader = Reader {
        asked: *asked,
        context: made::Context {
            is_semen: asked.kind == Some(Kind::Semen) || lines.iter().any(says_semen),
            has_limits: false,
        },
        scan: Scan::default(),
        pieces: Vec::new(),
    };
    let mut at = 0;
    while at < lines.len() {
        at += reader.take(&lines[at..]);
    }
    reader.pieces
}

struct Reader<'a> {
    asked: Asked<'a>,
    context: made::Context,
    scan: Scan,
    pieces: Vec<Piece>,
}

/// Lines over which one result may stretch.
const MOST_LINES: usize = 7;
/// Words of a line that can be one.
const MOST_WORDS: usize = 80;

impl<'a> Reader<'a> {
    /// Reads the first of the lines, with those that belong to it, and says how many they are.
    fn take(&mut self, lines: &[Line]) -> usize {
        let line = &lines[0];
        if line.words.len() > MOST_WORDS {
            let is = furniture::of(line, self.asked.catalog).map(Is::Furniture);
            let is = is.unwrap_or_else(|| Is::Unknown("too long for a line of a report".to_owned()));
            self.pieces.push(piece(line, is));
            return 1;
        }
        if is_date(&line.text) {
            self.pieces.push(piece(line, Is::Furniture(Furniture::Header)));
            return 1;
        }
        if let Some(pieces) = self.scan.take(line, &self.asked) {
            self.pieces.extend(pieces);
            return 1;
        }
        if let Some(read) = self.asked.sure(&line.words).filter(|read| read.used == line.words.len()) {
            return self.result(lines, 1, read);
        }
        if let Some((count, read)) = self.over_lines(lines) {
            return self.result(lines, count, read);
        }
        self.parts(line);
        1
    }

    /// Puts a result that takes the whole of so many lines in its place, with what follows on the next ones.
    fn result(&mut self, lines: &[Line], count: usize, read: Read<'a>) -> usize {
        let mut whole = joined(&lines[..count]);
        let (mut read, mut count) = (read, count);
        let mut doubt = None;
        if let Some(other) = lines.get(count).and_then(|next| self.name_goes_on(&whole, &read, next)) {
            if whole.words[read.named - 1].text.ends_with([',', '-']) {
                let beside = &whole.words[read.named..];
                read.tail = Tail::read(self.asked.catalog, other, beside, |_| false).0;
                read.analyte = other;
                whole = joined(&lines[..=count]);
                count += 1;
            } else {
                let perhaps = vec![read.analyte.id.to_string(), other.id.to_string()];
                doubt = Some(Unsure::Name { printed: read.printed.clone(), perhaps });
            }
        }
        while let Some(more) = self.goes_on(&read, lines.get(count..MOST_LINES.min(lines.len()))) {
            for next in &lines[count..count + more] {
                read.tail.add(Tail::beside(self.asked.catalog, read.analyte, &next.words));
            }
            count += more;
            whole = joined(&lines[..count]);
        }
        let mut is = made::result(&self.asked, self.context, &read);
        if let (Is::Result(found), Some(doubt)) = (&mut is, doubt) {
            found.doubts.push(doubt);
        }
        self.pieces.push(Piece { to: lines[count - 1].number, ..piece(&whole, is) });
        count
    }

    /// How many of the next lines hold nothing but range, unit and flag of a result, perhaps under a label.
    fn goes_on(&self, read: &Read<'_>, next: Option<&[Line]>) -> Option<usize> {
        let next = next?;
        let beside = |line: &Line| {
            let tail = Tail::beside(self.asked.catalog, read.analyte, &line.words);
            Some(tail).filter(|tail| tail.is_only_beside() && line.text.contains(char::is_alphanumeric))
        };
        let first = beside(next.first()?)?;
        let (tail, count) = if first.adds() { (first, 1) } else { (beside(next.get(1)?)?, 2) };
        let fits = read.tail.ranges.is_empty() || tail.ranges.is_empty();
        (tail.adds() && fits).then_some(count)
    }

    /// The analyte a name means with the words of the next line, where it is another one.
    fn name_goes_on(&self, line: &Line, read: &Read<'_>, next: &Line) -> Option<&'a Analyte> {
        if next.has_digits() || next.words.len() > 4 {
            return None;
        }
        let words = [&line.words[..read.named], &next.words[..]].concat();
        self.asked.catalog.find_analyte(&text_of(&words)).filter(|other| other.id != read.analyte.id)
    }

    /// A name on a line of its own, or broken over two, with its value below it.
    fn over_lines(&self, lines: &[Line]) -> Option<(usize, Read<'a>)> {
        for count in 2..=lines.len().min(MOST_LINES) {
            let last = &lines[count - 1];
            if self.asked.sure(&last.words).is_some() {
                return None;
            }
            let words = joined(&lines[..count]).words;
            let Some(read) = self.asked.named(&words) else {
                // A name may be broken once, and nothing else stands on its line.
                if count > 2 || lines[0].has_digits() {
                    return None;
                }
                continue;
            };
            let is_whole =
                read.used == words.len() && read.tail.before.is_empty() && read.tail.after.is_empty();
            let beside = lines[0].words.get(read.named..).unwrap_or_default();
            let (beside, _) = Tail::read(self.asked.catalog, read.analyte, beside, |_| false);
            if !is_whole || !beside.is_only_beside() {
                return None;
            }
            if read.tail.has_value() {
                return Some((count, read));
            }
        }
        None
    }

    /// The results of a line and what stands between them. In a header only what is beyond doubt is one.
    fn parts(&mut self, line: &Line) {
        let words = &line.words;
        let is_header = furniture::of(line, self.asked.catalog) == Some(Furniture::Header);
        let (mut at, mut from) = (0, 0);
        let mut found = false;
        while at < words.len() {
            let begins = at == from || words[at].begins_cell || words[at - 1].text.ends_with([':', ',']);
            let read = if begins { self.asked.sure(&words[at..]) } else { None };
            let made = read.map(|read| (read.used, made::result(&self.asked, self.context, &read)));
            let is_sure = |is: &Is| matches!(is, Is::Result(found) if found.doubts.is_empty());
            match made.filter(|(_, is)| !is_header || is_sure(is)) {
                Some((used, is)) => {
                    self.rest(line, &words[from..at], found);
                    self.pieces.push(piece(&part(line, &words[at..at + used]), is));
                    found = true;
                    at += used;
                    from = at;
                }
                None => at += 1,
            }
        }
        if found {
            self.rest(line, &words[from..], true);
        } else {
            self.unread(line);
        }
    }

    /// Words between results or after one. Without a number they may be a remark on the one before.
    fn rest(&mut self, line: &Line, words: &[Word], is_after: bool) {
        if words.is_empty() {
            return;
        }
        let part = part(line, words);
        if is_after && !part.has_digits() && part.text.contains(char::is_alphanumeric) {
            self.pieces.push(piece(&part, Is::Furniture(Furniture::Remark)));
        } else {
            self.unread(&part);
        }
    }

    /// A line without a sure result: furniture, a result with a name in doubt, or unknown.
    fn unread(&mut self, line: &Line) {
        if let Some(is) = furniture::of(line, self.asked.catalog) {
            if is == Furniture::Columns {
                let has = |limit: &str| line.text.to_lowercase().contains(limit);
                self.context.has_limits = has("low") && has("high");
            }
            return self.pieces.push(piece(line, Is::Furniture(is)));
        }
        let is = match self.asked.unsure(&line.words) {
            Some(read) => made::result(&self.asked, self.context, &read),
            None => Is::Unknown(match self.asked.named(&line.words) {
                Some(read) if read.tail.before.is_empty() => {
                    format!("{} has no value here", read.analyte.name)
                }
                _ => "no analyte known here is called so".to_owned(),
            }),
        };
        self.unnamed(line, is);
    }

    /// A number without a name takes the line above it for one, or the one above its label.
    fn unnamed(&mut self, line: &Line, is: Is) {
        let begins = line.text.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥".contains(c));
        let is_words = |piece: &Piece| piece.is == Is::Furniture(Furniture::Words);
        let is_label = |piece: &Piece| piece.is == Is::Furniture(Furniture::Columns);
        let above = match self.pieces.as_slice() {
            [.., above] if is_words(above) => Some(self.pieces.len() - 1),
            [.., above, label] if is_words(above) && is_label(label) => Some(self.pieces.len() - 2),
            _ => None,
        };
        match above.filter(|_| begins && matches!(is, Is::Unknown(_))) {
            Some(at) => {
                self.pieces.truncate(at + 1);
                let above = &mut self.pieces[at];
                above.text = format!("{} {}", above.text, line.text);
                above.to = line.number;
                above.is = is;
            }
            None => self.pieces.push(piece(line, is)),
        }
    }
}

fn piece(line: &Line, is: Is) -> Piece {
    Piece { line: line.number, to: line.number, text: line.text.clone(), report: 0, is }
}

/// Some words of a line.
fn part(line: &Line, words: &[Word]) -> Line {
    Line { number: line.number, text: text_of(words), words: words.to_vec() }
}

/// Lines as one.
fn joined(lines: &[Line]) -> Line {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    Line {
        number: lines[0].number,
        text: texts.join(" "),
        words: lines.iter().flat_map(|line| line.words.clone()).collect(),
    }
}
