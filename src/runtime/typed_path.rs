//! The path of a file as a person types it: what it means, how it is completed, and which name is free.

use std::fs;
use std::path::{Path, PathBuf};

/// The path a person means by what is typed: `~` is the home folder, a name without a folder is in `folder`.
pub fn meant_path(typed: &str, folder: &Path) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let path = match (typed.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ if typed == "~" => std::env::var_os("HOME").map_or_else(|| PathBuf::from(typed), PathBuf::from),
        _ => folder.join(typed),
    };
    std::path::absolute(&path).unwrap_or(path)
}

/// A name beside a file that is there, as it would be typed: `~/out-2.csv` for `~/out.csv`.
pub fn free_name(typed: &str, folder: &Path) -> String {
    let (stem, extension) = match typed.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.contains('/') => {
            (stem, format!(".{extension}"))
        }
        _ => (typed, String::new()),
    };
    let names = (2_u32..).map(|number| format!("{stem}-{number}{extension}"));
    let mut free = names.filter(|name| !meant_path(name, folder).exists());
    free.next().unwrap_or_else(|| typed.to_owned())
}

/// Names of files that begin with what is typed, as they would be typed, folders with a slash; in order.
pub fn path_completions(typed: &str, folder: &Path) -> Vec<String> {
    let (place, begun) =
        typed.rsplit_once('/').map_or(("", typed), |(place, begun)| (&typed[..=place.len()], begun));
    let within = if place.is_empty() { folder.to_owned() } else { meant_path(place, folder) };
    let within = if within.as_os_str().is_empty() { PathBuf::from(".") } else { within };
    let Ok(entries) = fs::read_dir(within) else { return Vec::new() };
    let is_meant =
        |name: &String| name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.'));
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let slash = if entry.path().is_dir() { "/" } else { "" };
            let name = entry.file_name().into_string().ok().filter(is_meant)?;
            Some(format!("{place}{name}{slash}"))
        })
        .collect();
    names.sort();
    names.truncate(MOST_COMPLETIONS);
    names
}

/// Names that are offered at most.
const MOST_COMPLETIONS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_and_a_free_one_is_found_as_they_are_typed() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["out.csv", "out-2.csv", "other.csv", ".hidden"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("old")).unwrap();
        let typed = |text: &str| path_completions(text, folder.path());
        assert_eq!(typed("out"), ["out-2.csv", "out.csv"]);
        assert_eq!(typed("o"), ["old/", "other.csv", "out-2.csv", "out.csv"]);
        assert_eq!(typed(".h"), [".hidden"]);
        assert_eq!(typed("x"), Vec::<String>::new());
        assert_eq!(free_name("out.csv", folder.path()), "out-3.csv");
        assert_eq!(free_name("old", folder.path()), "old-2");
        assert!(meant_path("~/a.csv", folder.path()).is_absolute());
        assert!(!meant_path("~/a.csv", folder.path()).starts_with(folder.path()));
    }
}
