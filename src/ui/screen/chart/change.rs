//! What the difference between two results amounts to, in words.

use crate::domain::analyte::Analyte;
use crate::domain::bone::density_change;
use crate::domain::difference::Difference;
use crate::domain::series::Reading;
use crate::ui::state::State;

/// `-80%, beyond variation`; of densities the difference. In private mode the verdict alone.
pub fn words(analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>, state: &State) -> String {
    if analyte.id.starts_with("bmd-") {
        // The precision of a centre is nowhere recorded, and none is assumed.
        let change = density_change(before, after, None).to_string();
        return if state.look.private { without_number(&change) } else { change };
    }
    let difference = state.catalog.variations().compare(analyte, before, after);
    if state.look.private { verdict(&difference).to_owned() } else { difference.to_string() }
}

/// The newest reading up to the start of the therapy that the reading at `at` was taken on.
pub fn before_therapy(readings: &[Reading<'_>], at: usize, state: &State) -> Option<usize> {
    let day = readings[at].day;
    let taken = state.record.regimens().iter().filter(|r| r.covers(day));
    let start = taken.map(|regimen| regimen.start).min()?;
    readings[..at].iter().rposition(|reading| reading.day <= start)
}

fn verdict(difference: &Difference) -> &'static str {
    match difference {
        Difference::BeyondVariation { .. } => "beyond variation",
        Difference::WithinVariation { .. } => "within variation",
        Difference::NotComparable { reason, .. } => reason.words(),
    }
}

/// What stands after the first comma, where a number stands before it.
fn without_number(words: &str) -> String {
    words.split_once(", ").map_or(words, |(_, verdict)| verdict).to_owned()
}
