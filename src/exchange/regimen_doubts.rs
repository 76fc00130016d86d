//! What is doubtful about the courses of drugs that a file, a merge or a copy brings: stored as they are, and named.

use crate::catalog::Catalog;
use crate::domain::change::{Change, Entry};
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::regimen_doubt::doubt_regimen;
use crate::exchange::{Code, Diagnostic};

/// A diagnostic for each doubt about a course that changes bring, beside those that are stored and stay.
pub fn doubtful_courses(record: &Record, changes: &[Change], catalog: &Catalog) -> Vec<Diagnostic> {
    let brought: Vec<&Regimen> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Put(Entry::Regimen(regimen)) => Some(regimen),
            _ => None,
        })
        .collect();
    let is_replaced = |old: &&Regimen| !brought.iter().any(|new| new.id == old.id);
    let mut others: Vec<Regimen> = record.regimens().iter().filter(is_replaced).cloned().collect();
    let mut diagnostics = Vec::new();
    for (number, new) in brought.into_iter().enumerate() {
        // Several that were never saved are still several.
        let mut course = new.clone();
        if course.id.is_new() {
            course.id = format!("new {number}").into();
        }
        let drug = catalog.drugs().get(&course.drug);
        let place = format!("therapy {} from {}", course.drug, course.start);
        let doubts = doubt_regimen(&course, &others, drug);
        let told =
            |doubt: &_| Diagnostic::new(&place, Code::DoubtfulTherapy, &format!("{doubt}; stored as it is"));
        diagnostics.extend(doubts.iter().map(told));
        others.push(course);
    }
    diagnostics
}
