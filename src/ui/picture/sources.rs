//! Where the limits of a chart come from: each source named on it, with its title.

use crate::domain::id::SourceKey;
use crate::ui::picture::{ChartForm, ChartKnowledge, ChartView, ResultCourse, limits, panel};

/// `HRTIO: Can Anastrozole Use …`, each source once, in the order they stand on the chart.
pub fn of(courses: &[ResultCourse<'_>], known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<String> {
    let mut keys: Vec<SourceKey> = Vec::new();
    for course in courses {
        let in_view = course.in_view(sight.days);
        let applied = in_view.filter_map(|at| course.judgement(at).applied.as_ref());
        let published = applied.filter_map(|applied| applied.source.clone());
        // In an overlay neither percentiles nor thresholds are drawn.
        let levels = match sight.form {
            ChartForm::Overlay => Vec::new(),
            ChartForm::Stacked => {
                [panel::sources(course, known, sight), limits::sources(course, known, sight)].concat()
            }
        };
        for key in published.chain(levels) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys.iter().map(|key| line(key, known)).collect()
}

fn line(key: &SourceKey, known: &ChartKnowledge<'_>) -> String {
    let Some(source) = known.catalog.source(key) else {
        return key.to_string();
    };
    let mark = if source.mark.is_verified() { "" } else { " (unverified)" };
    format!("{key}: {}{mark}", source.title)
}
