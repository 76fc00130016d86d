//! What a result is compared with.

use crate::domain::series::Reading;
use crate::ui::state::State;

/// The newest reading up to the start of the therapy that the reading at `at` was taken on.
pub fn before_therapy(readings: &[Reading<'_>], at: usize, state: &State) -> Option<usize> {
    let day = readings[at].day;
    let taken = state.record.regimens().iter().filter(|r| r.covers(day));
    let start = taken.map(|regimen| regimen.start).min()?;
    readings[..at].iter().rposition(|reading| reading.day <= start)
}
