//! Bone-density scans: tables of sites against BMD, T and Z, and lines that name all three.

use super::furniture::Furniture;
use super::made::{self, Context, Read};
use super::tail::Tail;
use super::words::{Line, Word};
use super::{Asked, Is, Piece, Unsure};
use crate::domain::quantity::Comparator;
use crate::domain::report::{Kind, Side};

/// What the lines so far say about the next ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    columns: Vec<Column>,
    part: Option<Part>,
    side: Option<Side>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// With the unit that stands in its head.
    Bmd(Option<String>),
    T,
    Z,
    /// Area, mineral content, percent of young adults: not kept.
    Other,
}

/// The part of the body a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Spine,
    Hip,
}

impl Scan {
    /// What a line of a scan is; none when it is no such line.
    pub fn take(&mut self, line: &Line, asked: &Asked<'_>) -> Option<Vec<Piece>> {
        if asked.kind.is_some_and(|kind| kind != Kind::Dxa) {
            return None;
        }
        let one = |is| {
            Some(vec![Piece { line: line.number, to: line.number, text: line.text.clone(), report: 0, is }])
        };
        let columns = columns(line);
        let first = line.words.iter().position(is_number).unwrap_or(line.words.len());
        let site = self.site(&line.words[..first]);
        if columns.len() >= 2 && first == line.words.len() {
            self.columns = columns;
            self.about(&line.text.to_lowercase());
            return one(Is::Furniture(Furniture::Columns));
        }
        if columns.len() >= 2 {
            let site = self.site(&line.words)?;
            return self.labelled(line, site, asked);
        }
        if first == line.words.len() {
            self.about(&line.text.to_lowercase());
            return None;
        }
        let cells: Vec<&Word> = line.words[first..].iter().collect();
        if self.columns.is_empty() || cells.len() < 2 || !cells.iter().all(|w| is_number(w) || is_blank(w)) {
            return None;
        }
        match site {
            Some(site) => Some(self.row(line, &cells, site, asked)),
            None => one(Is::Unknown(
                "of a scan only lumbar spine, total hip and femoral neck are kept".to_owned(),
            )),
        }
    }

    fn about(&mut self, lower: &str) {
        let part = match (lower.contains("hip") || lower.contains("femur"), lower.contains("spine")) {
            (true, false) => Part::Hip,
            (false, true) => Part::Spine,
            _ => return,
        };
        self.part = Some(part);
        self.side = side(lower);
    }

    /// The site a row is about, as ids name it.
    fn site(&self, words: &[Word]) -> Option<&'static str> {
        let name = words.iter().map(|word| word.text.to_lowercase()).collect::<Vec<_>>().join(" ");
        let has = |part: &str| name.contains(part);
        let is_total = has("total") || has("mean");
        match self.part {
            _ if has("neck") => Some("femoral-neck"),
            _ if has("l1-l4") || has("l1–l4") || has("l1-4") || has("lumbar") || has("ap spine") => {
                Some("lumbar-spine")
            }
            _ if is_total && (has("hip") || has("femur")) => Some("total-hip"),
            Some(Part::Hip) if has("total") => Some("total-hip"),
            Some(Part::Spine) if has("total") => Some("lumbar-spine"),
            _ => None,
        }
    }

    /// A row of a table, cell by cell.
    fn row(&self, line: &Line, cells: &[&Word], site: &str, asked: &Asked<'_>) -> Vec<Piece> {
        let fits = cells.len() == self.columns.len();
        let kept = self
            .columns
            .iter()
            .zip(cells)
            .filter(|(column, cell)| **column != Column::Other && !is_blank(cell));
        let mut pieces: Vec<Piece> = kept
            .filter_map(|(column, cell)| {
                let (unit, id) = match column {
                    Column::Bmd(unit) => (unit.as_deref(), "bmd"),
                    Column::T => (None, "t-score"),
                    _ => (None, "z-score"),
                };
                self.cell(line, &format!("{id}-{site}"), cell.bare(), unit, asked)
            })
            .collect();
        if !fits {
            let words = format!("{} cells below {} columns", cells.len(), self.columns.len());
            doubt(&mut pieces, &Unsure::LeftOver(words));
        }
        if pieces.is_empty() {
            let is = Is::Unknown("no BMD, T or Z stands here".to_owned());
            pieces.push(Piece { line: line.number, to: line.number, text: line.text.clone(), report: 0, is });
        }
        pieces
    }

    /// A line that says of each number what it is: `L1-L4: BMD 1.052 g/cm2, T-score -1.2`.
    fn labelled(&self, line: &Line, site: &str, asked: &Asked<'_>) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut label: Option<&str> = None;
        let mut words = line.words.iter().peekable();
        while let Some(word) = words.next() {
            label = label_of(word).or(label);
            if is_number(word)
                && let Some(id) = label.take()
            {
                let unit = words.peek().filter(|_| id == "bmd").map(|next| next.bare());
                pieces.extend(self.cell(line, &format!("{id}-{site}"), word.bare(), unit, asked));
            }
        }
        (!pieces.is_empty()).then_some(pieces)
    }

    fn cell(
        &self,
        line: &Line,
        id: &str,
        value: &str,
        unit: Option<&str>,
        asked: &Asked<'_>,
    ) -> Option<Piece> {
        let analyte = asked.catalog.analyte(id)?;
        let known = unit.and_then(|unit| asked.catalog.unit(analyte, unit).ok());
        let tail = Tail {
            numbers: vec![(Comparator::Equal, value.trim_end_matches(['%', '.', ',']).to_owned())],
            units: known.map(Into::into).into_iter().collect(),
            ..Tail::default()
        };
        let read = Read { analyte, printed: String::new(), named: 0, tail, used: 0 };
        let mut is = made::result(asked, Context::default(), &read);
        if let Is::Result(found) = &mut is {
            let of_line = side(&line.text.to_lowercase()).or(self.side);
            found.side = of_line.filter(|_| !id.ends_with("spine"));
        }
        Some(Piece { line: line.number, to: line.number, text: line.text.clone(), report: 0, is })
    }
}

fn doubt(pieces: &mut [Piece], why: &Unsure) {
    for piece in pieces {
        if let Is::Result(found) = &mut piece.is {
            found.doubts.push(why.clone());
        }
    }
}

/// The columns a line names, in order; fewer than two are none.
fn columns(line: &Line) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let words: Vec<&str> = line.words.iter().map(Word::bare).collect();
    for (at, word) in line.words.iter().enumerate() {
        let lower = word.bare().to_lowercase();
        match label_of(word) {
            Some("bmd") => columns.push(Column::Bmd(unit_beside(&words[at..]))),
            Some("t-score") => columns.push(Column::T),
            Some(_) => columns.push(Column::Z),
            None if ["area", "bmc", "young-adult", "age-matched", "ya", "am"].contains(&lower.as_str()) => {
                columns.push(Column::Other);
            }
            None => {}
        }
    }
    let kept = columns.iter().filter(|column| **column != Column::Other).count();
    if kept < 2 { Vec::new() } else { columns }
}

/// The unit in the head of a column: `BMD (g/cm²)`, `BMD(g/cm2)`.
fn unit_beside(words: &[&str]) -> Option<String> {
    let glued = words[0].split_once('(').map(|(_, unit)| unit);
    let next = words.get(1).copied().filter(|word| word.contains("cm"));
    glued.or(next).map(|unit| unit.trim_end_matches(')').to_owned())
}

fn label_of(word: &Word) -> Option<&'static str> {
    let lower = word.bare().to_lowercase();
    match lower.split(['(', '=']).next().unwrap_or_default() {
        "bmd" => Some("bmd"),
        "t-score" | "tscore" | "t" => Some("t-score"),
        "z-score" | "zscore" | "z" => Some("z-score"),
        _ => None,
    }
}

fn is_number(word: &Word) -> bool {
    let bare = word.bare().trim_end_matches('%');
    let digits = bare.trim_start_matches(['-', '+', '−']);
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    plain && digits.starts_with(|c: char| c.is_ascii_digit())
}

fn is_blank(word: &Word) -> bool {
    matches!(word.bare(), "-" | "–" | "—" | "N/A" | "n/a" | "--")
}

fn side(lower: &str) -> Option<Side> {
    let has = |names: &[&str]| lower.split(|c: char| !c.is_alphabetic()).any(|word| names.contains(&word));
    match (has(&["left", "lt"]), has(&["right", "rt"])) {
        (true, false) => Some(Side::Left),
        (false, true) => Some(Side::Right),
        _ => None,
    }
}
