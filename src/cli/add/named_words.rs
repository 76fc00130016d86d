//! The words of a line put together as `NAME=VALUE`: blanks may stand around `=`, in a name and before a unit.

use anyhow::bail;

use crate::catalog::Catalog;

/// The words of a date, then each result in one word: `last`, `tue`, `sperm concentration=20`, `tt=512 ng/dL`. Words
/// between two results are the name of the second as far as they name an analyte with it, and otherwise part of the
/// value before them.
pub(super) fn named_words(words: &[String], catalog: &Catalog) -> anyhow::Result<Vec<String>> {
    let mut date: Vec<&str> = Vec::new();
    let mut results: Vec<String> = Vec::new();
    let mut between: Vec<&str> = Vec::new();
    let words = around_signs(words);
    for word in &words {
        let Some((key, value)) = word.split_once('=') else {
            between.push(word);
            continue;
        };
        let name_from = |at: usize| [&between[at..], &[key]].concat().join(" ");
        let is_name = |at: &usize| catalog.find_analyte(&name_from(*at)).is_some();
        let at = (0..=between.len()).find(is_name).unwrap_or(between.len());
        let result = format!("{}={value}", name_from(at));
        match results.last_mut() {
            Some(before) => append(before, &between[..at]),
            None => date = between[..at].to_vec(),
        }
        results.push(result);
        between.clear();
    }
    match results.last_mut() {
        Some(last) => append(last, &between),
        None => date = between,
    }
    if results.is_empty()
        && let Some(meant) = with_signs(&date, catalog)
    {
        bail!("“{}” has no “=” between name and value; write {meant}", date.join(" "));
    }
    Ok(date.into_iter().map(str::to_owned).chain(results).collect())
}

fn append(result: &mut String, words: &[&str]) {
    for word in words {
        result.push(' ');
        result.push_str(word);
    }
}

/// The words with none that ends in `=`, or begins with it, apart from what it belongs to.
fn around_signs(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last) if last.ends_with('=') || word.starts_with('=') => last.push_str(word),
            _ => joined.push(word.clone()),
        }
    }
    joined
}

/// The words with `=` between the name of each analyte and the number behind it; none where no name is followed by one.
fn with_signs(words: &[&str], catalog: &Catalog) -> Option<String> {
    let words: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    // `17-OH` begins a name.
    let is_number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥".contains(c)) && !word.contains('-')
    };
    let mut results: Vec<(usize, usize)> = Vec::new();
    let mut behind = 0;
    for number in (0..words.len()).filter(|at| is_number(words[*at])) {
        let is_name = |from: &usize| catalog.find_analyte(&words[*from..number].join(" ")).is_some();
        results.extend((behind..number).find(is_name).map(|from| (from, number)));
        behind = number + 1;
    }
    let ends = results.iter().skip(1).map(|(from, _)| *from).chain([words.len()]);
    let result = |((from, number), end): (&(usize, usize), usize)| {
        let name = words[*from..*number].join(" ");
        let typed = format!("{}={}", name.trim_end_matches([':', ' ']), words[*number..end].join(" "));
        if typed.contains([' ', '<', '>']) { format!("'{typed}'") } else { typed }
    };
    let typed: Vec<String> = results.iter().zip(ends).map(result).collect();
    (!typed.is_empty())
        .then(|| [words[..results[0].0].join(" "), typed.join(" ")].join(" ").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> anyhow::Result<String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        named_words(&words, Catalog::embedded()).map(|words| words.join(" | "))
    }

    #[test]
    fn blanks_may_stand_around_the_sign_in_a_name_and_before_a_unit() {
        for (line, joined) in [
            ("2026-03-14 e2=25 tt=512", "2026-03-14 | e2=25 | tt=512"),
            ("last tue e2 = 25 pg/mL", "last | tue | e2=25 pg/mL"),
            ("e2= 25 tt =512 ng/dL", "e2=25 | tt=512 ng/dL"),
            ("2026-03-14 sperm concentration=20", "2026-03-14 | sperm concentration=20"),
            ("tt=512 ng/dL free testosterone=9.1 pg/mL", "tt=512 ng/dL | free testosterone=9.1 pg/mL"),
            ("e2=<5 pg/mL", "e2=<5 pg/mL"),
            ("yesterday", "yesterday"),
        ] {
            assert_eq!(read(line).unwrap(), joined, "{line}");
        }
    }

    #[test]
    fn a_name_and_a_number_without_a_sign_are_told_how_they_are_written() {
        for (line, written) in [
            ("e2 25", "write e2=25"),
            ("tt 512 e2 <5 pg/ml lh 5.1", "write tt=512 'e2=<5 pg/ml' lh=5.1"),
            ("yesterday 17-OH progesterone 5.8", "write yesterday '17-OH progesterone=5.8'"),
            ("E2: 25 pg/mL", "write 'E2=25 pg/mL'"),
            ("testosterone 512 ng/dl", "write 'testosterone=512 ng/dl'"),
            ("free testosterone <9 pg/mL", "write 'free testosterone=<9 pg/mL'"),
        ] {
            let refused = read(line).unwrap_err().to_string();
            assert!(refused.contains(written), "{line}: {refused}");
        }
    }
}
