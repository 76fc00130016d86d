//! What a command prints as JSON: the name of its shape, the version of it, and its keys.

use serde::Serialize;

/// The version of every shape so far.
const VERSION: u32 = 1;

/// What a command prints as JSON.
pub trait JsonSheet: Serialize {
    /// The name of its shape behind `androlog/`.
    const SHAPE: &'static str;

    /// The JSON text: `{"format":"androlog/due","version":1,…}`.
    ///
    /// # Panics
    /// Never: texts, days and finite numbers are always valid JSON, and keys are texts.
    fn json(&self) -> String {
        shaped(Self::SHAPE, self)
    }
}

/// Keys and what stands under them, behind the name of their shape.
///
/// # Panics
/// Never, where they are texts, days and finite numbers.
pub fn shaped(shape: &str, keys: &(impl Serialize + ?Sized)) -> String {
    let sheet = ShapedKeys { format: format!("androlog/{shape}"), version: VERSION, keys };
    serde_json::to_string(&sheet).expect("texts, days and finite numbers are always valid JSON")
}

#[derive(Serialize)]
struct ShapedKeys<'k, K: ?Sized> {
    format: String,
    version: u32,
    #[serde(flatten)]
    keys: &'k K,
}
