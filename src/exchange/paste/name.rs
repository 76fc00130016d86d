//! Where a name stands among words, and the result it begins.

use super::Asked;
use super::head::{is_day, is_time};
use super::made::Read;
use super::tail::Tail;
use super::words::{Word, text_of};
use crate::domain::analyte::Analyte;

/// Words of which a name is made at most.
const LONGEST_NAME: usize = 9;

/// Words that say what a sample is made of, before a name.
const SAMPLES: [&str; 6] = ["serum", "plasma", "blood", "s", "p", "s-"];

impl<'a> Asked<'a> {
    /// The longest beginning that names an analyte.
    pub(super) fn name_at(&self, words: &[Word]) -> Option<(usize, &'a Analyte)> {
        let texts = words.iter().take(LONGEST_NAME).map(|word| word.text.as_str());
        self.catalog
            .analyte_at(texts)
            .filter(|(count, _)| words[..*count].iter().any(|word| word.text.contains(char::is_alphabetic)))
    }

    /// Whether a name begins here and a number follows it.
    fn begins_result(&self, words: &[Word]) -> bool {
        let is_word = words.first().is_some_and(|word| word.text.contains(char::is_alphabetic));
        is_word
            && self.name_at(words).is_some_and(|(count, _)| {
                words.get(count).is_some_and(|next| {
                    next.bare().starts_with(|c: char| c.is_ascii_digit() || "<>≤≥.-−".contains(c))
                })
            })
    }

    /// A name at the beginning, days and the kind of sample before it left aside, and what is beside it.
    pub(super) fn named(&self, words: &[Word]) -> Option<Read<'a>> {
        let dated = words.iter().take_while(|w| is_day(w.bare()) || is_time(w.bare())).count();
        let (mut from, mut found) = (dated, self.name_at(words.get(dated..)?));
        let sample = words.get(dated).is_some_and(is_sample);
        if found.is_none() && sample {
            from += 1;
            found = self.name_at(&words[from..]);
        }
        let (mut count, analyte) = found?;
        // `Non-progressive (NP)`: the same name twice.
        while let Some((again, same)) = self.name_at(&words[from + count..])
            && same.id == analyte.id
        {
            count += again;
        }
        Some(self.read(analyte, words, from..from + count))
    }

    /// A result whose name is known and whose line is understood up to its value.
    pub(super) fn sure(&self, words: &[Word]) -> Option<Read<'a>> {
        let read = self.named(words).or_else(|| self.value_first(words))?;
        (read.tail.has_value() && read.tail.before.is_empty()).then_some(read)
    }

    /// A value before its name: `486 ng/dL Testosterone, total`.
    fn value_first(&self, words: &[Word]) -> Option<Read<'a>> {
        if !words.first()?.bare().starts_with(|c: char| c.is_ascii_digit() || "<>≤≥".contains(c)) {
            return None;
        }
        (1..words.len().min(6)).find_map(|at| {
            let (count, analyte) = self.name_at(&words[at..])?;
            let (before, used) = Tail::read(self.catalog, analyte, &words[..at], |_| false);
            let is_value = before.has_value() && used == at && before.after.is_empty();
            is_value.then(|| self.read(analyte, words, at..at + count))
        })
    }

    /// A name that only begins like a known one, with a unit that the analyte has.
    pub(super) fn unsure(&self, words: &[Word]) -> Option<Read<'a>> {
        let read = self.named(words)?;
        let is_word = text_of(&words[..read.named]).chars().filter(|c| c.is_alphanumeric()).count() >= 3;
        let fits = !read.tail.units.is_empty() && !read.tail.numbers.is_empty();
        (is_word && fits && !read.tail.before.is_empty()).then_some(read)
    }

    /// What is beside a name that stands at these places.
    pub(super) fn read(
        &self,
        analyte: &'a Analyte,
        words: &[Word],
        place: std::ops::Range<usize>,
    ) -> Read<'a> {
        let before: Vec<Word> =
            words[..place.start].iter().filter(|word| !is_sample(word)).cloned().collect();
        let skipped = place.start - before.len();
        let beside = [&before, &words[place.end..]].concat();
        let (tail, used) = Tail::read(self.catalog, analyte, &beside, |rest| {
            rest.len() + place.start < words.len() && self.begins_result(rest)
        });
        let printed = text_of(&words[place.clone()]);
        Read { analyte, printed, named: place.end, tail, used: used + place.len() + skipped }
    }
}

fn is_sample(word: &Word) -> bool {
    SAMPLES.contains(&word.bare().to_lowercase().as_str())
}
