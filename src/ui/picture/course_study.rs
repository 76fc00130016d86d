//! What a study of several results adds to their picture.

use crate::ui::widget::plot::Guide;

/// What is told of a course.
#[derive(Debug, Default)]
pub struct CourseStudy {
    /// The lines of what was asked for.
    pub guides: Vec<Guide>,
    /// What was asked for in sentences, and which results are not drawn.
    pub notes: Vec<String>,
}
