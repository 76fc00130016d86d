//! Finding an entry by any of its names, and guessing what was meant when none fits.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::domain::fuzzy::FuzzyText;

/// Names of entries, each leading to one id. Of two entries with one name the first has it; `check` complains.
#[derive(Debug)]
pub(super) struct Names<I> {
    /// As written, in the order of the files: what a guess is compared with.
    written: Vec<(Box<str>, I)>,
    /// Made when first asked, because most starts of the program look up no name.
    by_fold: OnceLock<HashMap<String, usize>>,
}

impl<I: Clone + PartialEq> Names<I> {
    pub(super) fn new() -> Self {
        Self { written: Vec::new(), by_fold: OnceLock::new() }
    }

    /// Lets names lead to an entry, before any is asked for.
    pub(super) fn add(&mut self, names: impl IntoIterator<Item = Box<str>>, id: &I) {
        self.written.extend(names.into_iter().map(|name| (name, id.clone())));
    }

    /// The id a name leads to, whatever its case, spaces and punctuation.
    pub(super) fn find(&self, name: &str) -> Option<&I> {
        self.by_fold().get(&fold(name)).map(|i| &self.written[*i].1)
    }

    /// Every name as written, with the id it leads to.
    pub(super) fn written(&self) -> impl Iterator<Item = (&str, &I)> {
        self.written.iter().map(|(name, id)| (&**name, id))
    }

    fn by_fold(&self) -> &HashMap<String, usize> {
        self.by_fold.get_or_init(|| {
            let backwards = self.written.iter().enumerate().rev();
            backwards.map(|(i, (name, _))| (fold(name), i)).collect()
        })
    }

    /// Ids with a name like the text, best first: names that contain its letters in order, then names one or two
    /// slips of the finger away.
    pub(super) fn suggest(&self, text: &str) -> Vec<I> {
        let mut scored = self.containing(text);
        if scored.is_empty() {
            scored = self.misspelt(text);
        }
        scored.sort_by_key(|(score, _)| Reverse(*score));
        // Letters scattered over a long name match almost anything.
        let best = scored.first().map_or(0, |(score, _)| *score);
        scored.retain(|(score, _)| score * 4 >= best * 3);
        let mut ids: Vec<I> = Vec::new();
        for (_, id) in scored {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    }

    fn containing(&self, text: &str) -> Vec<(u32, &I)> {
        let mut typed = FuzzyText::new(text);
        let mut scored = Vec::new();
        for (name, id) in &self.written {
            if let Some(score) = typed.score(name) {
                // Of two names with the same match the shorter one is the closer.
                let closeness = 1000_u32.saturating_sub(name.len() as u32);
                scored.push((u32::from(score) * 1000 + closeness, id));
            }
        }
        scored
    }

    fn misspelt(&self, text: &str) -> Vec<(u32, &I)> {
        let typed: Vec<char> = fold(text).chars().collect();
        let allowed: usize = if typed.len() < 4 { 1 } else { 2 };
        let near = self.written.iter().filter_map(|(name, id)| {
            let distance = slips(&typed, &fold(name).chars().collect::<Vec<_>>());
            Some((u32::try_from(allowed.checked_sub(distance)?).ok()?, id))
        });
        near.collect()
    }
}

/// Those of some names a text may mean, best first, each once.
pub fn suggest_among(text: &str, among: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names = Names::new();
    for name in among {
        names.add([name.as_str().into()], &name);
    }
    names.suggest(text)
}

/// ` (did you mean estradiol?)` for a text that is no known name, nothing where none is like it.
pub fn did_you_mean<T: ToString>(text: &str, among: impl IntoIterator<Item = T>) -> String {
    let near = suggest_among(text, among.into_iter().map(|name| name.to_string())).into_iter().next();
    near.map_or_else(String::new, |near| format!(" (did you mean {near}?)"))
}

/// What names are compared by: lower-case letters and digits, with % read as "percent".
pub(super) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars() {
        if c == '%' {
            folded.push_str("percent");
        } else if c.is_ascii() {
            // Most often, and far sooner known than what any letter may become.
            folded.extend(c.is_ascii_alphanumeric().then_some(c.to_ascii_lowercase()));
        } else if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

/// How many letters must be changed, added, left out or swapped with their neighbour to make one word the other.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let changed = last[j] + usize::from(x != y);
            let mut best = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names<&'static str> {
        let mut names = Names::new();
        for (name, id) in [
            ("estradiol", "estradiol"),
            ("E2", "estradiol"),
            ("% free testosterone", "free-percent"),
            ("Testosterone, free", "free"),
            ("Free testosterone", "free"),
            ("Vitamin D,25-OH,Total,IA", "vitamin-d"),
        ] {
            names.add([name.into()], &id);
        }
        names
    }

    #[test]
    fn case_spaces_and_punctuation_do_not_matter() {
        for (typed, found) in [
            ("ESTRADIOL", Some("estradiol")),
            ("e-2", Some("estradiol")),
            ("testosterone free", Some("free")),
            ("percent free testosterone", Some("free-percent")),
            ("VITAMIN D, 25-OH, TOTAL, IA", Some("vitamin-d")),
            ("cortisol", None),
            ("", None),
        ] {
            assert_eq!(names().find(typed), found.as_ref(), "{typed}");
        }
    }

    #[test]
    fn of_two_entries_with_one_name_the_first_has_it() {
        let mut names = names();
        names.add(["e2".into()], &"other");
        assert_eq!(names.find("E2"), Some(&"estradiol"));
    }

    #[test]
    fn the_beginning_of_a_name_and_a_slip_of_the_finger_are_understood() {
        for (typed, first) in
            [("estr", "estradiol"), ("estradoil", "estradiol"), ("vitd", "vitamin-d"), ("free t", "free")]
        {
            assert_eq!(names().suggest(typed).first(), Some(&first), "{typed}");
        }
        assert!(names().suggest("zzzz").is_empty());
    }

    #[test]
    fn a_swap_counts_as_one_slip() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        for (a, b, n) in [
            ("lh", "hl", 1),
            ("fsh", "fsh", 0),
            ("fsh", "tsh", 1),
            ("", "psa", 3),
            ("estradoil", "estradiol", 1),
        ] {
            assert_eq!(slips(&letters(a), &letters(b)), n, "{a} {b}");
        }
    }
}
