//! What a result is compared with.

use crate::domain::series::Reading;
use crate::guidance::episode::course_on;
use crate::guidance::uncapitalised;
use crate::ui::state::State;

/// The newest reading before the course of therapy that the one at `at` was taken on, by the rule of the response,
/// and the drug that course began with.
pub fn before_therapy(readings: &[Reading<'_>], at: usize, state: &State) -> Option<(usize, String)> {
    let (regimens, drugs) = (state.record.regimens(), state.catalog.drugs());
    let classes = state.catalog.classes().iter().map(|class| &class.id);
    let course = course_on(regimens, classes, drugs, readings[at].day)?;
    let place = readings[..at].iter().rposition(|r| course.may_be_base(r.day, regimens, drugs))?;
    let first = regimens.iter().find(|r| r.start == course.start && course.is_of_class(r, drugs))?;
    Some((place, uncapitalised(state.catalog.drug_name(&first.drug))))
}
