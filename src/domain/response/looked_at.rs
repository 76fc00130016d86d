//! What the response to a course is read from, described so that a store can read it and nothing else.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::analyte::Analytes;
use crate::domain::id::DrugId;
use crate::domain::need::{NeededItem, ResultNeed};
use crate::domain::regimen::{Drug, Regimen};
use crate::domain::response::ResponseCourse;
use crate::domain::response::table::{SAMPLES, followed, spoilt_days};

/// The results that [`response`](super::response) looks at: the newest before the course that may stand before it, and
/// the newest on it.
pub fn response_needs(
    course: &ResponseCourse,
    regimens: &[Regimen],
    analytes: &Analytes,
    drugs: &BTreeMap<DrugId, Drug>,
    today: NaiveDate,
) -> Vec<ResultNeed> {
    let of_class = course.of_class(regimens, drugs);
    let spoilt: Vec<_> = of_class.iter().map(|regimen| spoilt_days(regimen)).collect();
    let off = off_days(&of_class);
    let until = course.stop.map_or(today, |stop| stop.min(today));
    let items = followed(course, analytes).flat_map(|analyte| NeededItem::of_analyte(&analyte.id, analytes));
    let needs = items.flat_map(|of| {
        let before = ResultNeed {
            newest: SAMPLES,
            skips: spoilt.clone(),
            ..ResultNeed::new(of.clone(), course.start.min(today))
        };
        let after = ResultNeed { newest: SAMPLES, skips: off.clone(), ..ResultNeed::new(of, until) };
        [before, after]
    });
    needs.collect()
}

/// The days between the periods of some drugs, and those after the last of them.
fn off_days(taken: &[&Regimen]) -> Vec<(NaiveDate, NaiveDate)> {
    let mut periods: Vec<(NaiveDate, NaiveDate)> =
        taken.iter().map(|regimen| (regimen.start, regimen.stop.unwrap_or(NaiveDate::MAX))).collect();
    periods.sort_unstable();
    let Some(&(mut free_from, _)) = periods.first() else { return Vec::new() };
    let mut off = Vec::new();
    for (start, stop) in periods {
        if free_from < start {
            off.push((free_from, start.pred_opt().unwrap_or(start)));
        }
        free_from = free_from.max(stop.succ_opt().unwrap_or(NaiveDate::MAX));
    }
    off.push((free_from, NaiveDate::MAX));
    off
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::{day, regimen};

    #[test]
    fn days_off_lie_between_periods_and_after_the_last_however_these_overlap() {
        for (periods, off) in [
            (&[("2026-01-01", "2026-01-31"), ("2026-01-10", "2026-01-20")][..], "2026-02-01.."),
            (
                &[("2026-01-10", "2026-01-20"), ("2026-01-01", "2026-01-05")],
                "2026-01-06..2026-01-09 2026-01-21..",
            ),
            (&[("2026-01-01", "2026-01-05"), ("2026-01-06", "")], ".."),
            (&[], ""),
        ] {
            let taken: Vec<Regimen> =
                periods.iter().map(|(start, stop)| regimen("anastrozole", start, stop, &[])).collect();
            let shown = |at: NaiveDate| if at == NaiveDate::MAX { String::new() } else { at.to_string() };
            let found = off_days(&taken.iter().collect::<Vec<_>>());
            let found: Vec<String> =
                found.into_iter().map(|(first, last)| format!("{}..{}", shown(first), shown(last))).collect();
            assert_eq!(found.join(" "), off);
        }
        assert_eq!(off_days(&[]), []);
        let taken = regimen("anastrozole", "2026-01-01", "", &[]);
        assert_eq!(spoilt_days(&taken), (day("2026-01-02"), NaiveDate::MAX));
    }
}
