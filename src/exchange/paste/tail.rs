//! What stands beside a name: value, unit, range, flag, method, day, and what is left over.

use super::token::{Phrase, Token, token};
use super::words::Word;
use crate::catalog::Catalog;
use crate::domain::analyte::Analyte;
use crate::domain::interval::Interval;
use crate::domain::quantity::Comparator;
use crate::exchange::typed::parse_interval;

/// Everything beside a name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tail {
    pub numbers: Vec<(Comparator, String)>,
    pub phrase: Option<(Phrase, String)>,
    pub units: Vec<Box<str>>,
    pub other_units: Vec<String>,
    pub ranges: Vec<Interval>,
    pub bad_range: Option<String>,
    pub flag: Option<&'static str>,
    pub method: Option<&'static str>,
    pub day: Option<String>,
    /// Words left over before the value.
    pub before: Vec<String>,
    /// Words left over after it.
    pub after: Vec<String>,
    /// Whether the word before said that a range follows.
    pub range_is_next: bool,
}

impl Tail {
    /// Reads the words after a name, and says how many of them belong to it: once there is a value, the reading
    /// ends where another name begins, and where a column begins that nothing is made of.
    pub fn read(
        catalog: &Catalog,
        analyte: &Analyte,
        words: &[Word],
        is_name: impl Fn(&[Word]) -> bool,
    ) -> (Self, usize) {
        let mut tail = Self::default();
        let used = tail.go_on(catalog, analyte, words, is_name);
        (tail, used)
    }

    /// What a line adds to a result that has its value: a bound on it is a range.
    pub fn beside(catalog: &Catalog, analyte: &Analyte, words: &[Word]) -> Self {
        let mut tail = Self { range_is_next: true, ..Self::default() };
        tail.go_on(catalog, analyte, words, |_| false);
        tail
    }

    fn go_on(
        &mut self,
        catalog: &Catalog,
        analyte: &Analyte,
        words: &[Word],
        is_name: impl Fn(&[Word]) -> bool,
    ) -> usize {
        let mut at = 0;
        while at < words.len() {
            let (mut tokens, used) = token(catalog, analyte, &words[at..], self.has_value());
            if !self.has_value() && may_be_of_name(&words[at], &tokens) {
                tokens = vec![Token::Other];
            }
            let is_other = tokens == [Token::Other];
            if self.has_value() && (is_other && words[at].begins_cell || is_name(&words[at..])) {
                break;
            }
            // The rest of a name may stand behind the value: `42 % (PR+NP)`.
            let is_of_name = is_other && self.has_value() && is_part_of(words[at].bare(), &analyte.name);
            for token in tokens.into_iter().filter(|_| !is_of_name) {
                self.take(token, &words[at].text);
            }
            at += used;
        }
        at
    }

    pub fn has_value(&self) -> bool {
        !self.numbers.is_empty() || self.phrase.is_some()
    }

    /// Whether there is nothing but a range, a unit, a flag.
    pub fn is_only_beside(&self) -> bool {
        self.before.is_empty() && self.after.is_empty() && !self.has_value()
    }

    /// Whether there is a range, a unit or a flag.
    pub fn adds(&self) -> bool {
        !self.ranges.is_empty() || !self.units.is_empty() || self.flag.is_some()
    }

    /// Takes what a following line adds.
    pub fn add(&mut self, more: Self) {
        self.units
            .extend(more.units.into_iter().filter(|unit| !self.units.contains(unit)).collect::<Vec<_>>());
        self.other_units.extend(more.other_units);
        self.ranges.extend(more.ranges);
        self.bad_range = self.bad_range.take().or(more.bad_range);
        self.flag = self.flag.or(more.flag);
        self.method = self.method.or(more.method);
        self.day = self.day.take().or(more.day);
    }

    fn take(&mut self, token: Token, word: &str) {
        match token {
            Token::Number(comparator, digits) => self.number(comparator, digits),
            Token::Phrase(phrase, text) => self.phrase = Some((phrase, text)),
            Token::Unit(code) => {
                if !self.units.contains(&code) {
                    self.units.push(code);
                }
            }
            Token::OtherUnit(text) => self.other_units.push(text),
            Token::Range(range) => self.ranges.push(range),
            Token::BadRange(text) => self.bad_range = Some(text),
            Token::RangeWord => self.range_is_next = true,
            Token::Flag(flag) => self.flag = self.flag.or_else(|| Some(flag).filter(|flag| !flag.is_empty())),
            Token::Method(method) => self.method = Some(method),
            Token::Day(day) => self.day = Some(day),
            Token::Filler => {}
            Token::Other if self.has_value() => self.after.push(word.to_owned()),
            Token::Other => self.before.push(word.to_owned()),
        }
    }

    /// `<4.0` after a value, or after “reference”, is a range; else it is the value.
    fn number(&mut self, comparator: Comparator, digits: String) {
        let is_range = comparator != Comparator::Equal
            && self.ranges.is_empty()
            && (self.has_value() || self.range_is_next);
        let range = is_range.then(|| parse_interval(&format!("{}{digits}", comparator.sign())));
        match range {
            Some(Ok(range)) => self.ranges.push(range),
            _ => self.numbers.push((comparator, digits)),
        }
    }
}

/// Whether a letter that stands close before a value is rather the end of a name, as in `Inhibin A`, than a flag.
fn may_be_of_name(word: &Word, tokens: &[Token]) -> bool {
    let is_letter = word.bare().chars().count() == 1 && word.bare().chars().all(char::is_alphabetic);
    is_letter && !word.begins_cell && matches!(tokens, [Token::Flag(_) | Token::Filler])
}

/// Whether all words of a text are in a name.
fn is_part_of(text: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (text, name) = (words(text), words(name));
    !text.is_empty() && text.iter().all(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::words::Line;
    use super::*;

    fn tail(id: &str, text: &str) -> Tail {
        let catalog = Catalog::embedded();
        Tail::read(catalog, catalog.analyte(id).unwrap(), &Line::new(1, text).words, |_| false).0
    }

    #[test]
    fn value_unit_range_and_flag_are_told_apart_in_any_order() {
        for (text, value, unit, range, flag) in [
            ("486 ng/dL 264-916", "486", "ng/dL", "264 – 916", None),
            ("264 - 916 ng/dL 486 H", "486", "ng/dL", "264 – 916", Some("H")),
            ("486H (264–916) ng/dl", "486", "ng/dL", "264 – 916", Some("H")),
            ("486 ng/dL (total) 264-916", "486", "ng/dL", "264 – 916", None),
            ("*486* ng/dL Reference Range: 264 to 916", "486", "ng/dL", "264 – 916", None),
            ("<5.0 ng/dL > OR = 60", "<5.0", "ng/dL", "≥ 60", None),
            ("Normal range: below 4.0 ng/dL 3,2 L", "3,2", "ng/dL", "≤ 4.0", Some("L")),
            ("486ng/dL Ref: [264 - 916] 01", "486", "ng/dL", "264 – 916", None),
            ("less than 3 ng / dL", "<3", "ng/dL", "", None),
        ] {
            let tail = tail("testosterone-total", text);
            let values: Vec<String> =
                tail.numbers.iter().map(|(sign, digits)| format!("{}{digits}", sign.prefix())).collect();
            let ranges: Vec<String> = tail.ranges.iter().map(ToString::to_string).collect();
            assert_eq!(values, [value], "{text}");
            assert_eq!(tail.units, [unit.into()], "{text}");
            assert_eq!(ranges.concat(), range, "{text}");
            assert_eq!((tail.flag, tail.after, tail.before), (flag, vec![], vec![]), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left_over_and_results_in_words_are_told_apart() {
        assert_eq!(tail("lh", "6.0 IU/L see comment").after, ["see", "comment"]);
        assert_eq!(tail("lh", "Roche 6.0 IU/L").before, ["Roche"]);
        assert_eq!(tail("lh", "6.0 g/L").other_units, ["g/L"]);
        assert_eq!(tail("lh", "6.0 7.0 IU/L").numbers.len(), 2);
        assert!(tail("lh", "9-1").bad_range.is_some());
        assert_eq!(tail("lh", "2026-03-14 6.0").day.as_deref(), Some("2026-03-14"));
        for (text, phrase) in [
            ("PENDING", Phrase::NoResult),
            ("See Note:", Phrase::Elsewhere),
            ("NOT DETECTED", Phrase::NotDetected),
            ("too few to assess", Phrase::Semen),
        ] {
            assert_eq!(tail("lh", text).phrase.map(|p| p.0), Some(phrase), "{text}");
        }
    }
}
