//! What `doctor` finds: each beside the same log on which nothing else is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use androlog::store::Store;

use crate::cli::Shell;

fn log_of(shell: &Shell) -> PathBuf {
    shell.path(".local/share/androlog/androlog.db")
}

/// What is looked at, whether it is well, and what is said of it.
fn findings(shell: &Shell, args: &[&str]) -> Vec<(String, bool, String)> {
    let said = shell.run(&[&["doctor", "--json"], args].concat()).stdout;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let found = said["findings"].as_array().unwrap().iter();
    found.map(|f| (text(f, "what"), f["ok"].as_bool().unwrap(), text(f, "words"))).collect()
}

fn by_hand(log: &Path, sql: &str) {
    rusqlite::Connection::open(log).unwrap().execute_batch(sql).unwrap();
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// What makes a log wrong.
type Cause = fn(&Path);

#[test]
fn each_thing_that_is_wrong_is_found_and_nothing_else_is() {
    let causes: [(&str, &str, Cause); 6] = [
        ("rights", "644: others may read the log", |log| mode(log, 0o644)),
        ("beside", "androlog.db.replaced hold what a replaced log held", |log| {
            fs::copy(log, log.with_extension("db.replaced")).unwrap();
        }),
        ("copies", "there is none yet", |log| fs::remove_dir_all(log.with_file_name("backups")).unwrap()),
        ("entries", "the catalogue lacks nonsense", |log| {
            by_hand(log, "UPDATE observation SET analyte = 'nonsense'");
        }),
        ("names", "the file has 2 names", |log| fs::hard_link(log, log.with_extension("other")).unwrap()),
        ("file", "a row of observation belongs to nothing", |log| {
            by_hand(log, "PRAGMA foreign_keys = OFF; DELETE FROM report");
        }),
    ];
    for (what, words, cause) in causes {
        let shell = Shell::on("2026-03-14");
        shell.ok(&["add", "e2=28"]);
        let wrong =
            || findings(&shell, &[]).into_iter().filter(|(_, is_well, _)| !is_well).collect::<Vec<_>>();
        assert_eq!(wrong(), []);
        cause(&log_of(&shell));
        let found = wrong();
        assert!(found.len() == 1 && found[0].0 == what && found[0].2.contains(words), "{what}: {found:?}");
    }
}

#[test]
fn a_log_that_others_may_read_is_made_private_only_where_that_is_asked_for() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    let log = log_of(&shell);
    let is = || log.metadata().unwrap().permissions().mode() & 0o777;
    mode(&log, 0o640);
    shell.run(&["doctor"]);
    assert_eq!(is(), 0o640);
    assert!(shell.ok(&["doctor", "--fix"]).contains("were 640 and are 600 now"));
    assert_eq!(is(), 0o600);
}

#[test]
fn what_stands_beside_the_log_and_how_often_it_was_changed_are_told() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    let words = |what: &str| findings(&shell, &[]).into_iter().find(|found| found.0 == what).unwrap().2;
    assert_eq!(words("saved"), "everything is in the one file");
    assert!(words("journal").starts_with("1 change, "), "{}", words("journal"));
    let mut open = Store::open(&log_of(&shell)).unwrap();
    open.save_draft("form", "text", chrono::DateTime::UNIX_EPOCH).unwrap();
    assert!(words("saved").contains("while another program has the log open; copy both files"));
}
