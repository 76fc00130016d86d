//! What a run of the program that was killed left behind, tidied up at the next start.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use crate::runtime::backups::BackupShelf;
use crate::store::UNFINISHED;

/// What the names of folders with a page for the editor begin with, before the number of the process that made them.
pub const EDITOR_PAGES: &str = "androlog-page-";

/// Removes unfinished files of processes that are no more from beside the log and from its copies. A copy that an
/// upgrade left beside the log is put among the others. What cannot be done waits for the next start.
pub fn tidy_up(log: &Path, shelf: &BackupShelf, today: NaiveDate) {
    let beside =
        log.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    remove_unfinished(shelf.folder());
    let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for file in names_in(beside) {
        if is_left_over(&file, UNFINISHED) {
            drop(fs::remove_file(beside.join(&file)));
        } else if is_upgrade_copy(&file, &name) {
            drop(shelf.take_in(&beside.join(&file), "before-upgrade", today));
        }
    }
}

/// Removes pages for an editor that processes left which are no more.
pub fn remove_pages() {
    let folder = std::env::temp_dir();
    for name in names_in(&folder).iter().filter(|name| is_left_over(name, EDITOR_PAGES)) {
        drop(fs::remove_dir_all(folder.join(name)));
    }
}

/// Removes unfinished files of processes that are no more from a folder.
pub fn remove_unfinished(folder: &Path) {
    for name in names_in(folder).iter().filter(|name| is_left_over(name, UNFINISHED)) {
        drop(fs::remove_file(folder.join(name)));
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.file_name().into_string().ok()).collect()
}

/// Whether a name says which process made the file, and that process is no more.
fn is_left_over(name: &str, prefix: &str) -> bool {
    let process = name.strip_prefix(prefix).and_then(|rest| rest.split_once('-')?.0.parse().ok());
    process
        .and_then(rustix::process::Pid::from_raw)
        .is_some_and(|process| rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH))
}

/// Whether a file is such a copy: `androlog.db.v1-backup`, `androlog.db.v1-backup-2`.
fn is_upgrade_copy(file: &str, log: &str) -> bool {
    let format = file.strip_prefix(log).and_then(|rest| rest.strip_prefix(".v")?.split_once("-backup"));
    format.is_some_and(|(format, number)| {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        !format.is_empty() && is_number(format) && is_number(number.strip_prefix('-').unwrap_or(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_process_left_that_is_no_more_is_left_over() {
        let mine = std::process::id();
        for (name, is) in [
            (format!("{UNFINISHED}4194303-abc"), true),
            (format!("{UNFINISHED}{mine}-abc"), false),
            (format!("{UNFINISHED}abc"), false),
            ("androlog.db".to_owned(), false),
        ] {
            assert_eq!(is_left_over(&name, UNFINISHED), is, "{name}");
        }
    }

    #[test]
    fn a_copy_of_an_upgrade_is_known_by_its_name() {
        for (name, is) in [
            ("androlog.db.v1-backup", true),
            ("androlog.db.v12-backup-3", true),
            ("androlog.db.v-backup", false),
            ("androlog.db.v1-backup.txt", false),
            ("other.db.v1-backup", false),
            ("androlog.db", false),
        ] {
            assert_eq!(is_upgrade_copy(name, "androlog.db"), is, "{name}");
        }
    }
}
