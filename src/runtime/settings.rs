//! Keeping a setting that was changed on the screen in `config.toml`, where everything else stays as it was written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::config::Config;
use crate::runtime::file_writing::{Existing, write_file};

/// Writes a setting of the top of the file; `value` as TOML writes it. The file is made where there is none. One that
/// cannot be read with the new value is left as it is.
pub fn keep_setting(path: &Path, key: &str, value: &str) -> anyhow::Result<()> {
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let new = with_setting(&old, key, value);
    if let Err(why) = Config::parse(&new)
        && Config::parse(&old).is_ok()
    {
        bail!("{key} = {value} is not a setting: {why}");
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    write_file(path, new.as_bytes(), Existing::Replace).map(drop)
}

/// Adds a line to a file, which is made where there is none.
pub fn add_line(path: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{line}")
}

/// The text with the setting in the place of an older one, else before the first table.
fn with_setting(text: &str, key: &str, value: &str) -> String {
    let setting = format!("{key} = {value}");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let top = lines.iter().position(|line| line.trim_start().starts_with('[')).unwrap_or(lines.len());
    let is_set = |line: &String| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    match lines[..top].iter().position(is_set) {
        Some(place) => {
            let comment = comment_of(&lines[place]);
            lines[place] = setting + &comment;
        }
        // Comments above the first table belong to it.
        None => {
            let above = lines[..top].iter().rposition(|line| !line.trim_start().starts_with('#'));
            let place = if top == lines.len() { top } else { above.map_or(0, |last| last + 1) };
            lines.insert(place, setting);
        }
    }
    lines.join("\n") + "\n"
}

/// The comment behind a value, with the blanks before it.
fn comment_of(line: &str) -> String {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '#') => {
                let begin = line[..at].trim_end().len();
                return line[begin..].to_owned();
            }
            _ => {}
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_takes_the_place_of_the_older_one_and_nothing_else_changes() {
        for (old, new) in [
            ("", "theme = \"dark\"\n"),
            ("theme = \"light\" # at noon\nmouse = true\n", "theme = \"dark\" # at noon\nmouse = true\n"),
            (
                "# mine\nmouse = true\n\n# keys\n[keys.screen]\ntheme = 1\n",
                "# mine\nmouse = true\n\ntheme = \"dark\"\n# keys\n[keys.screen]\ntheme = 1\n",
            ),
            ("[backups]\ndaily = 1\n", "theme = \"dark\"\n[backups]\ndaily = 1\n"),
            ("themes = 1\n", "themes = 1\ntheme = \"dark\"\n"),
        ] {
            assert_eq!(with_setting(old, "theme", "\"dark\""), new, "{old}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_leaves_the_file_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("config.toml");
        keep_setting(&path, "theme", "\"dark\"").unwrap();
        let error = keep_setting(&path, "theme", "\"pink\"").unwrap_err();
        assert!(error.to_string().contains("“pink” is not one of auto"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "theme = \"dark\"\n");
    }
}
