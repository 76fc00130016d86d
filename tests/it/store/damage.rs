//! A file with bytes that are not its own: it is never answered with fewer results and no word.
//!
//! A few damages here; `DAMAGES=300 cargo test --test it store::damage -- --nocapture` for as many as one likes.

use std::collections::BTreeMap;
use std::fs;

use androlog::domain::report::{Observation, Report};
use androlog::store::{Store, StoreError, WantedResults, Window};

use super::{paper, place, put};

/// How many damages are tried.
fn damages() -> u64 {
    std::env::var("DAMAGES").ok().and_then(|damages| damages.parse().ok()).unwrap_or(40)
}

/// What a damage did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The log reads as before.
    Harmless,
    /// It is refused, or what is left out is named.
    Named,
    /// It has as many results, of which some read otherwise: no check can know.
    Other,
}

#[test]
fn a_damaged_file_is_refused_or_says_what_it_leaves_out() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    for number in 0..100 {
        let day = format!("20{:02}-{:02}-14", 10 + number / 12, 1 + number % 12);
        put(&mut store, paper(&format!("r{number}"), &day, &["28", "<5", "17.0"]));
    }
    store.close().unwrap();
    let whole = fs::read(&path).unwrap();
    let expected = answers(&Store::open_existing(&path).unwrap()).unwrap();
    let mut outcomes = BTreeMap::<Outcome, u64>::new();
    let broken = folder.path().join("broken.db");
    for number in 0..damages() {
        let mut bytes = whole.clone();
        damage(&mut bytes, number);
        for ending in ["-wal", "-shm"] {
            drop(fs::remove_file(format!("{}{ending}", broken.display())));
        }
        fs::write(&broken, &bytes).unwrap();
        let outcome = outcome(&broken, &expected);
        assert!(outcome.is_some(), "damage {number} makes an answer shorter and nothing is said");
        *outcomes.entry(outcome.unwrap()).or_default() += 1;
        assert!(fs::read(&broken).unwrap() == bytes, "damage {number}: reading changed the file");
    }
    println!("{} damages: {outcomes:?}, 0 shorter without a word", damages());
}

/// The results of the questions that are asked most: everything, one analyte, the newest, a stretch of days. Where one
/// is refused, that is said.
fn answers(store: &Store) -> Result<Vec<Vec<String>>, StoreError> {
    let wanted = [
        WantedResults::default(),
        WantedResults { analyte: Some("estradiol"), ..WantedResults::default() },
        WantedResults { newest: Some(10), ..WantedResults::default() },
        WantedResults { since: Some("2014-01-01".parse().unwrap()), ..WantedResults::default() },
    ];
    let windows = std::iter::once(Window::Whole).chain(wanted.into_iter().map(Window::Only));
    let results = |window| {
        let record = store.load(window)?;
        let reports = record.reports().iter();
        let told = |report: &Report, result: &Observation| format!("{} {result:?}", report.date);
        Ok(reports.flat_map(|report| report.results.iter().map(move |result| told(report, result))).collect())
    };
    windows.map(results).collect()
}

/// None where an answer is shorter and nothing is said.
fn outcome(path: &std::path::Path, expected: &[Vec<String>]) -> Option<Outcome> {
    let Ok(store) = Store::open_existing(path) else { return Some(Outcome::Named) };
    let Ok(found) = answers(&store) else { return Some(Outcome::Named) };
    if !store.unreadable().is_empty() || !store.wrong_indexes().is_empty() {
        return Some(Outcome::Named);
    }
    if found == expected {
        return Some(Outcome::Harmless);
    }
    let is_shorter = found.iter().zip(expected).any(|(found, expected)| found.len() < expected.len());
    (!is_shorter).then_some(Outcome::Other)
}

/// A bit, a byte, a run of 16 bytes, a sector or a page that is another one.
fn damage(bytes: &mut [u8], number: u64) {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below as u64) as usize
    };
    let length = [1, 1, 16, 512, 2048][draw(5)];
    let from = draw(bytes.len() / length) * length;
    match (number % 3, length) {
        (_, 1) => bytes[from] ^= 1 << draw(8),
        (0, _) => bytes[from..from + length].fill(0),
        (1, _) => bytes[from..from + length].iter_mut().for_each(|byte| *byte = draw(256) as u8),
        _ => {
            let other = draw(bytes.len() / length) * length;
            bytes.copy_within(other..other + length, from);
        }
    }
}
