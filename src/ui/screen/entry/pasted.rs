//! A pasted laboratory report: which of its lines are results, which need a look, which are not understood.

use crate::domain::analyte::Analyte;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::quantity::split_comparator;
use crate::domain::report::Kind;
use crate::exchange::typed::parse_interval;
use crate::ui::screen::entry::FormOutcome;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::row::{Range, Row};
use crate::ui::state::State;

/// A line of a pasted report.
#[derive(Clone, Debug, PartialEq)]
enum Pasted {
    /// A result.
    Result {
        /// What was measured.
        analyte: &'static Analyte,
        /// The value with its unit, as it would be typed.
        text: String,
        /// The interval printed beside it.
        range: Option<Interval>,
        /// Whether something on the line was left over.
        unsure: bool,
    },
    /// Not understood.
    Unknown(String),
}

impl Grid {
    /// Fills rows from a pasted report, each line in its row, or adds rows. A row that has a value keeps it. What
    /// is not understood stays in sight until the report is saved.
    pub fn take_pasted(&mut self, text: &str, state: &State) -> FormOutcome {
        let (mut filled, mut unsure) = (0, 0);
        let left = self.left.len();
        for line in read(text, self.kind, state) {
            match line {
                Pasted::Unknown(line) => self.left.push(line),
                Pasted::Result { analyte, text, range, unsure: doubtful } => match self.free_row(&analyte.id)
                {
                    Some(row) => {
                        row.value.set(&text);
                        row.unsure = doubtful;
                        if range.is_some() {
                            row.range = Range::Typed(range);
                        }
                        filled += 1;
                        unsure += usize::from(doubtful);
                    }
                    None => self.left.push(format!("{} {text} (its row has a value)", analyte.name)),
                },
            }
        }
        if unsure > 0 {
            self.go_unsure();
        }
        FormOutcome::pasted(filled, unsure, self.left.len() - left)
    }

    /// Goes to the next pasted value that needs a look; the one that is left was looked at.
    pub(super) fn go_unsure(&mut self) -> Option<FormOutcome> {
        let here = match self.focus {
            Focus::Value(at) => {
                self.rows[at].unsure = false;
                at
            }
            _ => 0,
        };
        let unsure: Vec<usize> = (0..self.rows.len()).filter(|at| self.rows[*at].unsure).collect();
        let next = unsure.iter().find(|at| **at > here).or_else(|| unsure.first())?;
        Some(self.enter(Focus::Value(*next)))
    }

    /// The empty row of an analyte, added where there is none; none when it has a value.
    fn free_row(&mut self, analyte: &AnalyteId) -> Option<&mut Row> {
        let place = self.rows.iter().position(|row| row.analyte == *analyte);
        let place = place.unwrap_or_else(|| {
            self.rows.push(Row::new(analyte.clone()));
            self.rows.len() - 1
        });
        Some(&mut self.rows[place]).filter(|row| row.value.is_empty())
    }
}

/// Reads the lines of a report; blank ones are left out.
fn read(text: &str, kind: Kind, state: &State) -> Vec<Pasted> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| result(line, kind, state).unwrap_or_else(|| Pasted::Unknown(line.to_owned())))
        .collect()
}

/// The longest beginning of a line that names an analyte of the kind and is followed by a value.
fn result(line: &str, kind: Kind, state: &State) -> Option<Pasted> {
    let clean = line.replace(['\t', '|', ';'], " ");
    let words: Vec<&str> = clean.split_whitespace().collect();
    (1..words.len()).rev().find_map(|count| {
        let name = words[..count].join(" ");
        let name = name.trim_end_matches([':', ',', '=']);
        let analyte = state.catalog.find_analyte(name)?;
        let fits = analyte.kind == kind && !analyte.calculated_only;
        fits.then(|| of(analyte, &words[count..], state)).flatten()
    })
}

/// The result of an analyte from what follows its name: value, then unit, range and flag in any order.
fn of(analyte: &'static Analyte, words: &[&str], state: &State) -> Option<Pasted> {
    let (value, mut rest) = value(words)?;
    let mut unit = None;
    let mut range_words = Vec::new();
    let mut unsure = false;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        let bare = word.trim_matches(['(', ')', '[', ']', ',']);
        if unit.is_none() && !bare.is_empty() && state.catalog.unit(analyte, bare).is_ok() {
            unit = Some(bare);
        } else if is_flag(word) {
        } else if is_of_range(bare) {
            range_words.push(bare);
        } else {
            unsure = true;
        }
    }
    let range = match range_words.as_slice() {
        [] => None,
        words => {
            let range = parse_interval(&words.join(" ")).ok();
            unsure |= range.is_none();
            range
        }
    };
    let text = unit.map_or_else(|| value.clone(), |unit| format!("{value} {unit}"));
    Some(Pasted::Result { analyte, text, range, unsure })
}

/// The value a run of words begins with, and the words after it; comparator and number may stand apart.
fn value<'w>(words: &'w [&'w str]) -> Option<(String, &'w [&'w str])> {
    let (first, rest) = words.split_first()?;
    let (comparator, number) = split_comparator(first);
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let sign = comparator.prefix();
    if number.is_empty() {
        let (next, rest) = rest.split_first()?;
        return begins(next).then(|| (format!("{sign}{next}"), rest));
    }
    (begins(number) && number.contains(|c: char| c.is_ascii_digit())).then(|| ((*first).to_owned(), rest))
}

/// The laboratory's own judgement, which is made anew here.
fn is_flag(word: &str) -> bool {
    let bare = word.trim_matches(['(', ')', '*', '[', ']']).to_uppercase();
    matches!(bare.as_str(), "" | "H" | "L" | "N" | "HIGH" | "LOW" | "NORMAL" | "HH" | "LL" | "ABNORMAL")
}

fn is_of_range(word: &str) -> bool {
    const SIGNS: &str = "<>=≤≥-–—−.,";
    let of_numbers = |c: char| c.is_ascii_digit() || SIGNS.contains(c);
    !word.is_empty() && (word.chars().all(of_numbers) || ["to", "or", "OR"].contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_after_a_name_are_told_apart() {
        for (line, begins) in [
            ("486 ng/dL 264-916", Some("486")),
            ("< 5.0 pg/mL", Some("<5.0")),
            ("<5.0 L", Some("<5.0")),
            ("-2.1", Some("-2.1")),
            ("pending", None),
            ("", None),
            ("<", None),
        ] {
            let words: Vec<&str> = line.split_whitespace().collect();
            let read = value(&words).map(|(value, _)| value);
            assert_eq!(read.as_deref(), begins, "{line}");
        }
        for word in ["H", "(L)", "*", "High"] {
            assert!(is_flag(word), "{word}");
        }
        for word in ["264-916", "–", ">=", "to"] {
            assert!(is_of_range(word), "{word}");
        }
    }
}
