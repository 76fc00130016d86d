//! How well a name fits what is typed: letters in their order, the beginning of a word before its middle.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// How a typed word stands in a text, the better the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordStand {
    /// Its letters in their order, with others between them.
    Strewn,
    /// Somewhere within a word.
    Inside,
    /// A word begins with it.
    Begins,
    /// It is the whole text.
    Whole,
}

/// How well a typed word fits a text.
#[derive(Clone, Copy, Debug)]
pub struct WordFit {
    pub stand: WordStand,
    score: u16,
}

impl WordFit {
    /// The fit as a number, where the text counts so much among others.
    pub fn weight(self, of_text: u32) -> u32 {
        let stand = match self.stand {
            WordStand::Strewn => 1,
            WordStand::Inside => 2,
            WordStand::Begins => 3,
            WordStand::Whole => 4,
        };
        stand * 100_000 + of_text * 10_000 + u32::from(self.score).min(9_999)
    }
}

/// Letters strewn over a text longer than this say nothing.
const LONGEST_STREWN: usize = 24;

/// A typed text that names are compared with.
#[derive(Debug)]
pub struct FuzzyText {
    /// The text in small letters, as those of a name are when the two are compared.
    text: String,
    atom: Atom,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl FuzzyText {
    /// The text without blanks at its ends, its case of no matter.
    pub fn new(text: &str) -> Self {
        let mut config = Config::DEFAULT;
        config.prefer_prefix = true;
        Self {
            text: text.trim().to_lowercase(),
            atom: Atom::new(text.trim(), CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false),
            matcher: Matcher::new(config),
            buffer: Vec::new(),
        }
    }

    /// How well a name fits, the higher the better; none where it does not have the letters in their order.
    pub fn score(&mut self, name: &str) -> Option<u16> {
        self.atom.score(Utf32Str::new(name, &mut self.buffer), &mut self.matcher)
    }

    /// How the text stands in another, none where that does not have its letters in their order.
    pub fn stand(&mut self, within: &str) -> Option<WordFit> {
        let score = self.score(within)?;
        let (typed, text) = (&self.text, within.to_lowercase());
        let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
        let stand = match () {
            () if *typed == text => WordStand::Whole,
            () if text.match_indices(typed).any(|(at, _)| begins(at)) => WordStand::Begins,
            () if text.contains(typed) => WordStand::Inside,
            () if within.chars().count() <= LONGEST_STREWN => WordStand::Strewn,
            () => return None,
        };
        Some(WordFit { stand, score })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_word_fits_better_than_letters_strewn_over_it() {
        let mut typed = FuzzyText::new(" ther ");
        let whole = typed.score("Therapy").unwrap();
        assert!(whole > typed.score("the other").unwrap());
        assert_eq!(typed.score("estradiol"), None);
    }

    #[test]
    fn a_word_stands_whole_at_a_beginning_inside_or_strewn_and_not_over_a_sentence() {
        for (typed, within, expected) in [
            ("csv", "CSV", Some(WordStand::Whole)),
            ("csv", "export csv-wide", Some(WordStand::Begins)),
            ("port", "export csv", Some(WordStand::Inside)),
            ("vitd", "25-OH vitamin D", Some(WordStand::Strewn)),
            ("alarm", "Semen analysis on an aromatase inhibitor", None),
            ("zz", "export", None),
        ] {
            let stand = FuzzyText::new(typed).stand(within).map(|fit| fit.stand);
            assert_eq!(stand, expected, "{typed} in {within}");
        }
    }
}
