//! Typed text that is not kept yet: it is written when the keys pause, so that typing never waits for the disk.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A pause in typing this long keeps the drafts.
pub const PAUSE: Duration = Duration::from_millis(300);
/// Who types without a pause has what he typed kept this often.
const LONGEST: Duration = Duration::from_secs(1);

/// What is typed in forms and not written yet.
#[derive(Debug, Default)]
pub struct Drafts {
    texts: BTreeMap<String, String>,
    /// When the oldest of them came; none after the log would not take them, until more is typed.
    since: Option<Instant>,
    /// Whoever leaves was told that they would be lost.
    is_warned: bool,
}

impl Drafts {
    /// Whether something was typed that was not tried to be written yet.
    pub const fn are_fresh(&self) -> bool {
        self.since.is_some()
    }

    /// Whether that has waited long enough, pause or not.
    pub fn are_late(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| now.duration_since(since) >= LONGEST)
    }

    /// The log would not take them; they are tried again when nothing happens, and at the end.
    pub const fn refuse(&mut self) {
        self.since = None;
    }

    /// Whether whoever leaves is to be told that they would be lost: once, until more is typed.
    pub const fn warn_once(&mut self) -> bool {
        !std::mem::replace(&mut self.is_warned, true)
    }

    /// Keeps the newest text of a form until it is written.
    pub fn put(&mut self, form: String, text: String, now: Instant) {
        if self.texts.get(&form) == Some(&text) {
            return;
        }
        self.texts.insert(form, text);
        self.since.get_or_insert(now);
        self.is_warned = false;
    }

    /// Forgets a form; what is typed in others still waits.
    pub fn drop(&mut self, form: &str) {
        self.texts.remove(form);
        if self.texts.is_empty() {
            self.since = None;
        }
    }

    /// The next form to write, with its text.
    pub fn first(&self) -> Option<(&str, &str)> {
        self.texts.first_key_value().map(|(form, text)| (form.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_keeps_its_newest_text_and_dropping_one_leaves_the_others() {
        let now = Instant::now();
        let mut drafts = Drafts::default();
        for (form, text) in [("blood", "4"), ("semen", "2.5"), ("blood", "48")] {
            drafts.put(form.to_owned(), text.to_owned(), now);
        }
        assert_eq!(drafts.first(), Some(("blood", "48")));
        drafts.drop("blood");
        assert_eq!(drafts.first(), Some(("semen", "2.5")));
        drafts.drop("semen");
        assert_eq!(drafts.first(), None);
        assert!(!drafts.are_fresh());
    }

    #[test]
    fn what_is_typed_without_a_pause_is_late_after_a_while() {
        let now = Instant::now();
        let mut drafts = Drafts::default();
        assert!(!drafts.are_late(now + LONGEST));
        drafts.put("blood".to_owned(), "4".to_owned(), now);
        drafts.put("blood".to_owned(), "48".to_owned(), now + LONGEST / 2);
        assert!(!drafts.are_late(now + LONGEST / 2));
        assert!(drafts.are_late(now + LONGEST));
    }

    #[test]
    fn what_could_not_be_written_is_tried_again_with_the_next_key() {
        let now = Instant::now();
        let mut drafts = Drafts::default();
        drafts.put("blood".to_owned(), "4".to_owned(), now);
        drafts.refuse();
        assert!(!drafts.are_fresh() && !drafts.are_late(now + LONGEST));
        assert_eq!(drafts.first(), Some(("blood", "4")), "and when the program ends");
        assert!(drafts.warn_once());
        drafts.put("blood".to_owned(), "4".to_owned(), now);
        assert!(!drafts.are_fresh() && !drafts.warn_once(), "the same text is not typed anew");
        drafts.put("blood".to_owned(), "48".to_owned(), now);
        assert!(drafts.are_fresh() && drafts.warn_once());
    }
}
