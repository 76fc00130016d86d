//! The grades of motility as reports print them.

/// What a grade is called, without case, and the analyte it is of.
const GRADES: [(&str, &str); 8] = [
    ("a", "rapid-progressive-motility"),
    ("b", "slow-progressive-motility"),
    ("a+b", "progressive-motility"),
    ("pr", "progressive-motility"),
    ("c", "non-progressive-motility"),
    ("np", "non-progressive-motility"),
    ("d", "immotile"),
    ("im", "immotile"),
];

/// The analyte that a grade is of.
pub(super) fn analyte_of_grade(grade: &str) -> Option<&'static str> {
    GRADES.iter().find(|(printed, _)| *printed == grade).map(|(_, analyte)| *analyte)
}

/// Whether an analyte is one of the grades, or some of them together.
pub(super) fn is_part_of_motility(analyte: &str) -> bool {
    GRADES.iter().any(|(_, graded)| *graded == analyte)
}
