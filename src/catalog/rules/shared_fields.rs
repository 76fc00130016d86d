//! The names of the fields that every rule may have, for the program and for its build, which parts them from those of
//! the kind.

pub const SHARED_FIELDS: [&str; 18] = [
    "id",
    "title",
    "core",
    "enabled",
    "goal",
    "unless_goal",
    "severity_goal_unset",
    "quiet_after",
    "not_after",
    "beside",
    "escalate_any_of",
    "min_age",
    "suppressed_by",
    "interval_from",
    "note",
    "cite",
    "cite_for",
    "message",
];
