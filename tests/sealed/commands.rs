//! Sealing, unsealing and every command between, from the shell.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::shell::{Ran, Shell};

pub const LOG: &str = ".local/share/androlog/androlog.db";
/// A laboratory that no file says which is not sealed.
pub const MARKER: &str = "Qumranlabor";
const MARK: &[u8] = b"ANDL";

/// A home with a log of two reports that a key file seals, and that key.
pub fn sealed_home() -> (Shell, &'static str) {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "lh=5IU/L", "--lab", MARKER]);
    shell.ok(&["add", "2026-02-05", "e2=31pg/mL", "lh=6IU/L", "--lab", MARKER]);
    shell.ok(&["--key-file", "key", "seal", "--yes"]);
    (shell, "key")
}

/// Bytes as a key file may hold them too: in hexadecimal digits.
pub fn digits_of(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(b"0123456789abcdef"[usize::from(half)]))
        .collect()
}

/// All files under a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = file.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The files under a folder that say a text.
pub fn that_say(folder: &Path, text: &str) -> Vec<PathBuf> {
    let says = |path: &PathBuf| {
        fs::read(path).is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    files(folder).into_iter().filter(says).collect()
}

pub fn begins_sealed(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(MARK)
}

#[test]
fn a_sealed_log_answers_as_before_and_so_do_its_copies_and_the_unsealed_one_is_the_same() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "lh=5IU/L", "--lab", MARKER]);
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "twice weekly", "--on", "2026-01-06"]);
    shell.ok(&["backup"]);
    let (listed, exported) = (shell.ok(&["list"]), shell.ok(&["export", "--format", "json"]));
    assert!(!that_say(&shell.path(""), MARKER).is_empty());
    let told = shell.run(&["--key-file", "key", "seal", "--yes"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stdout.contains("Sealed ") && told.stdout.contains("may still hold"), "{}", told.stdout);
    assert!(told.stderr.contains("Keep a copy of it apart from the log"), "{}", told.stderr);
    assert_eq!(fs::metadata(shell.path("key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(that_say(&shell.path(""), MARKER), Vec::<PathBuf>::new());
    let copies = files(&shell.path(".local/share/androlog/backups"));
    assert!(copies.len() >= 2 && copies.iter().all(|copy| begins_sealed(copy)), "{copies:?}");
    for how in [["--key-file", "key"], ["--key-command", "cat key"]] {
        let with = |args: &[&str]| shell.ok(&[&how, args].concat());
        assert_eq!(with(&["list"]), listed);
        assert_eq!(with(&["export", "--format", "json"]), exported);
        assert!(with(&["doctor"]).contains("the log and its copies are sealed"));
    }
    shell.ok(&["--key-file", "key", "unseal", "--yes"]);
    assert_eq!(shell.ok(&["list"]), listed);
    assert_eq!(shell.ok(&["export", "--format", "json"]), exported);
    assert!(!files(&shell.path(".local/share/androlog")).iter().any(|file| begins_sealed(file)));
}

#[test]
fn without_its_key_or_with_another_one_sentence_says_so_and_nothing_is_touched() {
    let (shell, key) = sealed_home();
    let before = fs::read(shell.path(LOG)).unwrap();
    fs::write(shell.path("other"), [7; 32]).unwrap();
    fs::write(shell.path("open"), [7; 32]).unwrap();
    fs::write(shell.path("empty"), "\n").unwrap();
    for (name, mode) in [("other", 0o600), ("open", 0o644), ("empty", 0o600)] {
        fs::set_permissions(shell.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    for (args, said) in [
        (&["list"][..], "is a sealed log; name its key by --key-file or --key-command"),
        (&["doctor"], "is a sealed log"),
        (&["--key-file", "other", "list"], "the key does not open"),
        (&["--key-file", "other", "add", "lh=5IU/L"], "the key does not open"),
        (&["--key-file", "other", "doctor", "--fix"], "the key does not open"),
        (&["--key-file", "nowhere", "list"], "cannot read the key file nowhere"),
        (&["--key-file", "open", "list"], "others may read the key in open; `chmod 600 open`"),
        (&["--key-file", "empty", "list"], "the key file empty is empty"),
        (&["--key-command", "false", "list"], "the key command `false` failed"),
        (&["--key-command", "true", "list"], "printed nothing"),
        (&["--key-file", key, "seal", "--yes"], "is sealed already"),
    ] {
        let ran = shell.run(args);
        assert_eq!(ran.code, 1, "{args:?}");
        assert!((ran.stderr.clone() + &ran.stdout).contains(said), "{args:?}: {}{}", ran.stdout, ran.stderr);
        // What is locked is not damaged, and nothing is to be saved from it.
        assert!(!ran.stdout.contains("--fix"), "{args:?}: {}", ran.stdout);
        // The engine says nothing of its own beside it.
        assert!(ran.stderr.lines().all(|line| line.starts_with("androlog: ")), "{args:?}: {}", ran.stderr);
    }
    assert!(fs::read(shell.path(LOG)).unwrap() == before, "the file was touched");
    assert!(shell.ok(&["--key-file", key, "list"]).contains("28"));
}

#[test]
fn the_settings_name_the_key_and_a_passphrase_in_a_file_is_one() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
    fs::write(shell.path("words"), "correct horse battery staple\n").unwrap();
    fs::set_permissions(shell.path("words"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::create_dir_all(shell.path(".config/androlog")).unwrap();
    shell.write(".config/androlog/config.toml", "[seal]\nkey_file = \"~/words\"\n");
    shell.ok(&["seal", "--yes"]);
    assert!(shell.ok(&["list"]).contains("28"));
    // The engine's own way to a key opens it too.
    let db = rusqlite::Connection::open(shell.path(LOG)).unwrap();
    db.execute_batch("PRAGMA key = 'correct horse battery staple'").unwrap();
    let lab: String = db.query_row("SELECT laboratory FROM report", [], |row| row.get(0)).unwrap();
    assert_eq!(lab, MARKER);
    // A log that is begun where a key is named is sealed from the first byte.
    shell.ok(&["--db", "new.db", "add", "lh=5IU/L"]);
    assert!(begins_sealed(&shell.path("new.db")));
}

#[test]
fn a_key_that_is_named_goes_before_that_of_the_settings_and_a_typed_command_before_all() {
    let (shell, _) = sealed_home();
    fs::write(shell.path("other"), "another one").unwrap();
    fs::set_permissions(shell.path("other"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::create_dir_all(shell.path(".config/androlog")).unwrap();
    for (surroundings, settings, args, opens) in [
        ("", "key_file = \"~/key\"", &[][..], true),
        ("", "key_command = \"cat key\"", &[], true),
        ("", "key_file = \"~/other\"", &["--key-file", "key"], true),
        ("", "key_command = \"cat other\"", &["--key-file", "key"], true),
        ("", "key_file = \"~/other\"", &["--key-command", "cat key"], true),
        ("key", "key_file = \"~/other\"", &[], true),
        ("other", "key_file = \"~/key\"", &["--key-command", "cat key"], true),
        ("other", "key_file = \"~/key\"", &[], false),
        ("other", "", &["--key-file", "key"], true),
    ] {
        shell.write(".config/androlog/config.toml", &format!("[seal]\n{settings}\n"));
        let mut command = shell.command();
        if !surroundings.is_empty() {
            command.env("ANDROLOG_KEY_FILE", surroundings);
        }
        command.args(args).arg("list");
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code == 0, opens, "{surroundings}, {settings}, {args:?}: {ran:?}");
    }
}

#[test]
fn what_is_brought_into_a_sealed_log_is_sealed_with_it() {
    let (shell, key) = sealed_home();
    fs::write(shell.path("nokey"), "").unwrap();
    shell.ok(&["--db", "plain.db", "add", "2026-02-20", "fsh=9IU/L", "--lab", MARKER]);
    shell.ok(&["--key-file", key, "merge", "plain.db"]);
    assert!(shell.ok(&["--key-file", key, "list"]).contains("FSH"));
    assert_eq!(that_say(&shell.path(".local"), MARKER), Vec::<PathBuf>::new());
    shell.ok(&["--key-file", key, "restore", "plain.db", "--yes"]);
    assert!(begins_sealed(&shell.path(LOG)), "a plain copy came into the place of a sealed log");
    assert_eq!(that_say(&shell.path(".local"), MARKER), Vec::<PathBuf>::new());
    assert!(!shell.ok(&["--key-file", key, "list"]).contains("Estradiol"));
    // A sealed copy comes back with the key, into a plain log too.
    let kept = files(&shell.path(".local/share/androlog/backups"));
    let kept = kept.iter().find(|file| file.to_string_lossy().contains("before-restore")).unwrap();
    shell.ok(&["--key-file", key, "--db", "plain.db", "merge", kept.to_str().unwrap()]);
    assert!(shell.ok(&["--db", "plain.db", "list"]).contains("Estradiol"));
}

#[test]
fn what_leaves_a_sealed_log_says_that_it_is_not_sealed() {
    let (shell, key) = sealed_home();
    for args in [
        &["export", "--format", "csv"][..],
        &["summary"],
        &["chart", "e2", "--svg", "a.svg"],
        &["edit", "last"],
    ] {
        let mut command = shell.command();
        command.env("EDITOR", "true").args(["--key-file", key]).args(args);
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        let said = "what is written here is not, and everybody who gets it can read it";
        assert!(ran.stderr.contains(said), "{args:?}: {ran:?}");
    }
    assert!(!shell.run(&["--key-file", key, "chart", "e2"]).stderr.contains("sealed"));
    assert!(!shell.run(&["--key-file", key, "list"]).stderr.contains("sealed"));
}

/// What an interruption between the log and its copies leaves: the copies of before.
fn with_copies_of(shell: &Shell, key: &[&str], act: &str) {
    let backups = shell.path(".local/share/androlog/backups");
    shell.ok(&[key, &["backup"]].concat());
    let before: Vec<(PathBuf, Vec<u8>)> =
        files(&backups).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    shell.ok(&["--key-file", "key", act, "--yes"]);
    for (path, bytes) in &before {
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn copies_that_an_interrupted_seal_left_plain_are_told_at_every_start_and_sealed_by_the_next() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
    with_copies_of(&shell, &[], "seal");
    // That of the day and the one made by hand.
    assert_eq!(that_say(&shell.path(".local"), MARKER).len(), 2);
    for command in ["list", "due"] {
        let said = shell.run(&["--key-file", "key", command]).stderr;
        assert!(said.contains("2 copies of it are not") && said.contains("`androlog seal` seals"), "{said}");
    }
    let doctor = shell.run(&["--key-file", "key", "doctor"]);
    assert!(doctor.code == 1 && doctor.stdout.contains("`androlog seal` seals what is left"), "{doctor:?}");
    assert_eq!(shell.run(&["seal", "--yes"]).code, 1);
    // With another key they would be copies that the key of the log does not open.
    fs::write(shell.path("other"), "another one").unwrap();
    fs::set_permissions(shell.path("other"), fs::Permissions::from_mode(0o600)).unwrap();
    let other = shell.run(&["--key-file", "other", "seal", "--yes"]);
    assert!(other.code == 1 && other.stderr.contains("the key does not open"), "{other:?}");
    assert_eq!(that_say(&shell.path(".local"), MARKER).len(), 2);
    assert!(shell.ok(&["--key-file", "key", "seal", "--yes"]).contains("and 2 copies"));
    assert_eq!(that_say(&shell.path(".local"), MARKER), Vec::<PathBuf>::new());
    assert!(!shell.run(&["--key-file", "key", "list"]).stderr.contains("sealed"));
    assert!(shell.ok(&["--key-file", "key", "list"]).contains("28"));
}

#[test]
fn the_copy_that_doctor_makes_of_a_sealed_log_before_it_mends_something_is_sealed() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
    let db = rusqlite::Connection::open(shell.path(LOG)).unwrap();
    db.execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE observation SET value = '1e999'").unwrap();
    drop(db);
    shell.ok(&["--key-file", "key", "seal", "--yes"]);
    let doctor = shell.run(&["--key-file", "key", "doctor", "--fix"]);
    assert!(doctor.stdout.contains("is again as it was saved last"), "{doctor:?}");
    let copies = files(&shell.path(".local/share/androlog/backups"));
    let copy = copies.iter().find(|copy| copy.to_string_lossy().contains("before-doctor")).unwrap();
    assert!(begins_sealed(copy), "{} is plain", copy.display());
}

#[test]
fn what_is_beside_a_sealed_log_and_is_not_sealed_is_named_by_doctor() {
    let (shell, key) = sealed_home();
    shell.ok(&["--key-file", key, "doctor"]);
    for name in ["androlog.db.replaced", "androlog.db.wal-of-another-file"] {
        shell.ok(&["--db", "plain.db", "add", "fsh=9IU/L", "--yes"]);
        fs::copy(shell.path("plain.db"), shell.path(LOG).with_file_name(name)).unwrap();
        let doctor = shell.run(&["--key-file", key, "doctor"]);
        let seal = doctor.stdout.lines().find(|line| line.starts_with("wrong  seal")).unwrap_or_default();
        assert!(doctor.code == 1 && seal.contains(name) && seal.contains("is not sealed"), "{doctor:?}");
    }
}

#[test]
fn copies_that_an_interrupted_unseal_left_sealed_are_named_and_unsealed_by_the_next() {
    let (shell, key) = sealed_home();
    with_copies_of(&shell, &["--key-file", key], "unseal");
    assert!(shell.ok(&["list"]).contains("28"));
    let doctor = shell.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.stdout.contains("`androlog unseal` opens what is left"), "{doctor:?}");
    assert_eq!(shell.run(&["unseal", "--yes"]).code, 1);
    shell.ok(&["--key-file", key, "unseal", "--yes"]);
    assert!(!files(&shell.path(".local")).iter().any(|file| begins_sealed(file)));
    assert!(shell.run(&["--key-file", key, "unseal", "--yes"]).stderr.contains("is not sealed"));
    shell.ok(&["doctor"]);
}

#[test]
fn nothing_is_forgotten_or_completed_without_the_key() {
    let (shell, key) = sealed_home();
    shell.ok(&["--key-file", key, "backup"]);
    shell.ok(&["--key-file", key, "forget", "--before", "2026-02-01", "--yes", "--backups"]);
    assert!(!shell.ok(&["--key-file", key, "export"]).contains("2026-01-05"));
    assert!(shell.run(&["forget", "--before", "2026-03-01", "--yes"]).stderr.contains("is a sealed log"));
    // Not even by a program that the settings name.
    fs::create_dir_all(shell.path(".config/androlog")).unwrap();
    let asks = "[seal]\nkey_command = \"touch asked; cat key\"\n";
    shell.write(".config/androlog/config.toml", asks);
    let mut completed = shell.command();
    completed.env("ANDROLOG_COMPLETE", "fish").args(["--", "androlog", "show", ""]);
    assert!(completed.output().unwrap().status.success());
    assert!(!shell.path("asked").exists(), "a Tab asks for the key");
    shell.ok(&["list"]);
    assert!(shell.path("asked").exists());
}

#[test]
fn every_command_of_the_page_on_sealing_runs_and_ends_well() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/seal-it.md")).unwrap();
    let script: String =
        page.split("```shell\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(script.matches("androlog ").count() >= 8);
    let home = tempfile::tempdir().unwrap();
    let folder = assert_cmd::cargo::cargo_bin("androlog").parent().unwrap().to_owned();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-e", "-c", &script]).env_clear().current_dir(home.path());
    shell.env("PATH", format!("{}:/usr/bin:/bin", folder.display())).env("HOME", home.path());
    let ran = shell.env("ANDROLOG_TODAY", "2026-11-28").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
