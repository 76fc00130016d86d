//! How well a name fits what is typed: letters in their order, the beginning of a word before its middle.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A typed text that names are compared with.
#[derive(Debug)]
pub struct FuzzyText {
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
            text: text.trim().to_owned(),
            atom: Atom::new(text.trim(), CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false),
            matcher: Matcher::new(config),
            buffer: Vec::new(),
        }
    }

    /// Whether a name is the whole text, whatever its case.
    pub fn is(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(&self.text)
    }

    /// How well a name fits, the higher the better; none where it does not have the letters in their order.
    pub fn score(&mut self, name: &str) -> Option<u16> {
        self.atom.score(Utf32Str::new(name, &mut self.buffer), &mut self.matcher)
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
}
