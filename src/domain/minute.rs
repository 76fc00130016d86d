//! Times as entries have them: written to the minute, `08:10`; seconds are read and dropped.

use chrono::NaiveTime;
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

/// Writes the time to the minute.
#[expect(clippy::ref_option, reason = "the shape serde asks for")]
pub fn serialize<S: Serializer>(time: &Option<NaiveTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(&time.format("%H:%M")),
        None => serializer.serialize_none(),
    }
}

/// Reads a time; its seconds are dropped.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveTime>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    crate::domain::day::parse_time(&text).map(Some).map_err(D::Error::custom)
}
