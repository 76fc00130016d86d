//! What the user wants to ask at the next visit.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::id::EntryId;

/// One question. It stays in the log when it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Empty until the entry is saved.
    #[serde(default)]
    pub id: EntryId,
    /// The day it was noted.
    pub day: NaiveDate,
    pub text: String,
    /// The day of the visit that closed it.
    #[serde(default)]
    pub answered: Option<NaiveDate>,
}
