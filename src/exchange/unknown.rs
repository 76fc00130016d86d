//! Names in a file that no analyte has: each told once, with where it stands and how often.

use std::collections::HashMap;
use std::sync::Arc;

use crate::exchange::{Code, Parsed, ReaderKnowledge, scrub};

/// Where an unknown name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UnknownPlace {
    /// A word and a number: `line 14`.
    Numbered(&'static str, u32),
    /// Anything else: `entry 3 of reports, result 2`.
    Written(String),
}

/// The unknown names of a file so far, in its order.
#[derive(Debug, Default)]
pub(super) struct UnknownNames {
    names: Vec<UnknownName>,
    by_name: HashMap<Arc<str>, usize>,
}

#[derive(Debug)]
struct UnknownName {
    name: Arc<str>,
    first: Vec<UnknownPlace>,
    count: usize,
}

/// How many places of a name are told one by one.
const MOST_PLACES: usize = 3;

/// Beyond as many unknown names none is compared with those that are known: that takes longer than reading them.
const MOST_GUESSES: usize = 12;

impl UnknownNames {
    /// Counts a name. Answers it as it may be printed, shared by all its places.
    pub fn add(&mut self, place: UnknownPlace, name: &str) -> Arc<str> {
        let printed = scrub::line(name);
        let at = self.by_name.get(&*printed).copied().unwrap_or_else(|| {
            let name: Arc<str> = printed.into();
            self.by_name.insert(Arc::clone(&name), self.names.len());
            self.names.push(UnknownName { name, first: Vec::new(), count: 0 });
            self.names.len() - 1
        });
        let unknown = &mut self.names[at];
        unknown.count += 1;
        if unknown.first.len() < MOST_PLACES {
            unknown.first.push(place);
        }
        Arc::clone(&unknown.name)
    }

    /// Tells each name once.
    pub fn tell(&self, known: &ReaderKnowledge<'_>, parsed: &mut Parsed) {
        let guess = self.names.len() <= MOST_GUESSES;
        for unknown in &self.names {
            parsed.remark(&unknown.place(), Code::UnknownAnalyte, &unknown.sentence(known, guess));
        }
    }
}

impl UnknownName {
    /// `line 3`, `lines 3, 8, 9 and 40 more`.
    fn place(&self) -> String {
        let more = match self.count - self.first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let word = match self.first.as_slice() {
            [UnknownPlace::Numbered(word, _)] => (*word).to_owned(),
            [UnknownPlace::Numbered(word, _), ..] => plural(word),
            _ => String::new(),
        };
        let shown = |place: &UnknownPlace| match place {
            UnknownPlace::Numbered(_, number) => number.to_string(),
            UnknownPlace::Written(text) => text.clone(),
        };
        let places: Vec<String> = self.first.iter().map(shown).collect();
        let comma = if word.is_empty() { "; " } else { ", " };
        format!("{word} {}{more}", places.join(comma)).trim_start().to_owned()
    }

    fn sentence(&self, known: &ReaderKnowledge<'_>, guess: bool) -> String {
        let count = match self.count {
            1 => String::new(),
            count => format!(" ({count} results)"),
        };
        if self.name.is_empty() {
            return format!("a result without a name{count}");
        }
        let near = if guess { known.catalog.suggest_analytes(&self.name) } else { Vec::new() };
        let guess = near.first().map_or_else(String::new, |near| format!("; did you mean {}?", near.id));
        format!("“{}” is not a known analyte{count}{guess}", self.name)
    }
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn a_name_is_told_once_with_its_places_and_what_it_may_mean() {
        let known = ReaderKnowledge {
            catalog: Catalog::embedded(),
            today: "2026-05-01".parse().unwrap(),
            record: None,
        };
        let mut names = UnknownNames::default();
        for line in [2, 5, 7, 9] {
            names.add(UnknownPlace::Numbered("entry", line), "Oestradiool");
        }
        names.add(UnknownPlace::Written("entry 1 of reports, result 2".to_owned()), "Moonlight");
        names.add(UnknownPlace::Numbered("line", 3), "");
        let mut parsed = Parsed::default();
        names.tell(&known, &mut parsed);
        let said: Vec<String> =
            parsed.diagnostics.iter().map(|said| format!("{}: {}", said.place, said.message)).collect();
        assert_eq!(
            said[0],
            "entries 2, 5, 7 and 1 more: “Oestradiool” is not a known analyte (4 results); did you mean estradiol?"
        );
        assert!(
            said[1].starts_with("entry 1 of reports, result 2: “Moonlight” is not a known analyte"),
            "{}",
            said[1]
        );
        assert_eq!(said[2], "line 3: a result without a name");
    }

    #[test]
    fn of_many_unknown_names_none_is_guessed_at() {
        let known = ReaderKnowledge {
            catalog: Catalog::embedded(),
            today: "2026-05-01".parse().unwrap(),
            record: None,
        };
        let mut names = UnknownNames::default();
        for number in 0..=MOST_GUESSES {
            names.add(UnknownPlace::Numbered("line", 1), &format!("Oestradiool {number}"));
        }
        let mut parsed = Parsed::default();
        names.tell(&known, &mut parsed);
        assert!(parsed.diagnostics.iter().all(|said| !said.message.contains("did you mean")));
    }
}
