//! The text of a report that lay in a file.

use crate::exchange::{Code, Parsed};

/// The text of a report that lay in a file, line by line, columns kept apart by blanks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetText {
    pub text: String,
    /// Whether a program read it off a picture, so that any letter of it may be another one.
    pub is_recognised: bool,
}

impl SheetText {
    /// What there is to say of every value of a text that was read off a picture.
    const RECOGNISED: &str = "this PDF is a scan, and its text was read off the picture by a program: compare each value with the paper";

    /// A text that somebody wrote.
    pub const fn written(text: String) -> Self {
        Self { text, is_recognised: false }
    }

    /// Says of what was read from it that it was read off a picture, where it was.
    pub fn remark(&self, parsed: &mut Parsed) {
        if self.is_recognised {
            parsed.remark("the file", Code::RecognisedText, Self::RECOGNISED);
        }
    }
}
