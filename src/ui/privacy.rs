//! Private mode: the one place that decides whether a value becomes text on a screen.

/// Whether values are shown. Nothing outside this file can ask which; it hands over what it would show, and gets back
/// what may be shown. So a screen cannot forget the question and cannot answer it in its own way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Privacy(Mode);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Off,
    On,
}

/// Stands for a value in private mode.
pub const HIDDEN: &str = "•••";

impl Privacy {
    /// Private mode is off: values are shown.
    pub const OFF: Self = Self(Mode::Off);
    /// Private mode is on: values are hidden.
    pub const ON: Self = Self(Mode::On);

    /// The mode that the key for private mode turns to.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self.0 {
            Mode::Off => Self::ON,
            Mode::On => Self::OFF,
        }
    }

    /// What the program says about itself while values are hidden.
    pub const fn mark(self) -> Option<&'static str> {
        match self.0 {
            Mode::Off => None,
            Mode::On => Some("values hidden"),
        }
    }

    /// The text of a value; three dots in private mode.
    pub fn text(self, value: impl FnOnce() -> String) -> String {
        self.either(value, || HIDDEN.to_owned())
    }

    /// Words that are a value or may quote one, as a note does; three dots in private mode.
    pub fn words(self, words: &str) -> &str {
        self.either(|| words, || HIDDEN)
    }

    /// Something that tells a value; none of it in private mode.
    pub fn telling<T>(self, telling: Option<T>) -> Option<T> {
        self.either(|| telling, || None)
    }

    /// Several things that tell values; none of them in private mode.
    pub fn all<T: Default>(self, telling: impl FnOnce() -> T) -> T {
        self.either(telling, T::default)
    }

    /// The first where values are shown, the second, which must say none, in private mode.
    pub fn either<T>(self, open: impl FnOnce() -> T, veiled: impl FnOnce() -> T) -> T {
        match self.0 {
            Mode::Off => open(),
            Mode::On => veiled(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_private_mode_nothing_comes_back_that_was_handed_over() {
        assert_eq!(Privacy::OFF.text(|| "6.2".to_owned()), "6.2");
        assert_eq!(Privacy::ON.text(|| "6.2".to_owned()), HIDDEN);
        assert_eq!((Privacy::OFF.words("6.2"), Privacy::ON.words("6.2")), ("6.2", HIDDEN));
        assert_eq!((Privacy::OFF.telling(Some(1)), Privacy::ON.telling(Some(1))), (Some(1), None));
        assert_eq!(Privacy::OFF.turned().all(|| vec![1]), Vec::<i32>::new());
        assert_eq!(Privacy::ON.turned().mark(), None);
    }
}
