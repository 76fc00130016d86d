//! A file of text that an option names.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context, anyhow};

/// The text of a file.
///
/// # Errors
/// It cannot be read, or holds something else than text.
pub fn text_of(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(anyhow!("{shown} is not text in UTF-8; name a text file, or save it as UTF-8"))
        }
        read => read.with_context(|| format!("cannot read {shown}")),
    }
}
