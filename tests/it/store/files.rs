//! The log as a file: private, whole, shared with other programs, and never touched where it is not ours.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use androlog::domain::change::{Act, Change};
use androlog::domain::report::{Observation, Report};
use androlog::store::{ForeignChange, Store, StoreError, Window};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{ids, noon, paper, place, put, saving};

#[test]
fn files_that_are_not_this_programs_to_change_are_refused_and_stay_as_they_are() {
    let (folder, log) = place();
    let mut store = Store::open(&log).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    store.close().unwrap();
    let sql = |name: &str, from: Option<&Path>, sql: &str| {
        let path = folder.path().join(name);
        if let Some(from) = from {
            fs::copy(from, &path).unwrap();
        }
        let db = Connection::open(&path).unwrap();
        db.execute_batch(sql).unwrap();
        path
    };
    let sealed = folder.path().join("sealed.db");
    fs::write(&sealed, [&b"ANDL"[..], &[7; 4092]].concat()).unwrap();
    let text = folder.path().join("list.txt");
    fs::write(&text, "estradiol 28 pg/mL\n").unwrap();
    for (path, said) in [
        (
            sealed,
            if cfg!(feature = "sealed") {
                "is a sealed log; name its key"
            } else {
                "is a sealed log; this build cannot open one, an androlog built with `--features sealed` does"
            },
        ),
        (
            sql("newer.db", Some(&log), "PRAGMA user_version = 99"),
            "was written by a newer androlog (format 99, this program knows up to 5)",
        ),
        (
            sql("mail.db", None, "CREATE TABLE mail (id); PRAGMA application_id = 77;"),
            "is the database of another program",
        ),
        (sql("unnamed.db", None, "CREATE TABLE mail (id)"), "is the database of another program"),
        (text, "is not an androlog file"),
    ] {
        let before = fs::read(&path).unwrap();
        let error = Store::open(&path).err().expect("it must not open").to_string();
        assert!(error.contains(said), "{error}");
        assert!(error.starts_with(path.to_str().unwrap()), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
        let beside =
            [path.with_extension("db-wal"), path.with_extension("db-shm"), path.with_extension("db-journal")];
        assert!(!beside.iter().any(|path| path.exists()), "{beside:?}");
    }
}

#[test]
fn a_newer_version_that_is_still_open_is_noticed_and_keeps_its_last_entries() {
    let (_folder, path) = place();
    let mut other = Store::open(&path).unwrap();
    put(&mut other, paper("a", "2026-03-14", &["28"]));
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path).err(), Some(StoreError::Newer { found: 99, known: 5, .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_log_whose_pages_only_half_left_the_write_ahead_log_opens_with_all_of_them() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    let changes = (0..300).map(|i| Change::Put(paper(&format!("r{i}"), "2026-03-14", &["28"]))).collect();
    let words = "many";
    store.commit(&Act::new(words, changes), noon()).unwrap();
    // A full disk can stop a checkpoint after the first page, which promises more pages than there are.
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    let page_size = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    let mut frames = log[32..].chunks(24 + page_size).rev();
    let first_page = frames.find(|frame| frame[..4] == [0, 0, 0, 1]).unwrap();
    let mut half = fs::read(&path).unwrap();
    half[..page_size].copy_from_slice(&first_page[24..]);
    let copy = folder.path().join("half.db");
    fs::write(&copy, half).unwrap();
    fs::write(copy.with_extension("db-wal"), &log).unwrap();
    assert_eq!(ids(&Store::open(&copy).unwrap()).len(), 300);
}

#[test]
fn a_damaged_file_is_never_written_to() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    let changes = (0..300)
        .map(|i| Change::Put(paper(&format!("r{i}"), "2026-03-14", &["28", "17.0", "416"])))
        .collect();
    let words = "many";
    store.commit(&Act::new(words, changes), noon()).unwrap();
    store.close().unwrap();
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() / 2048;
    let scribbled = (1..pages).step_by(pages / 20).map(|page| scribbled(&whole, page));
    for broken in std::iter::once(whole[..whole.len() / 2].to_vec()).chain(scribbled) {
        let path = folder.path().join("broken.db");
        fs::write(&path, &broken).unwrap();
        let mut wrote = |mut store: Store| store.commit(&saving(paper("new", "2026-03-20", &["1"])), noon());
        let error = Store::open(&path).and_then(&mut wrote).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("newest copy"), "{error}");
        assert!(fs::read(&path).unwrap() == broken);
    }
}

#[cfg(unix)]
#[test]
fn the_log_its_folder_and_its_copies_are_private_whatever_the_umask() {
    for umask in [0o000, 0o022] {
        let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(umask));
        let folder = TempDir::new().unwrap();
        let home = folder.path().join("share/androlog");
        let path = home.join("androlog.db");
        let mut store = Store::open(&path).unwrap();
        put(&mut store, paper("a", "2026-03-14", &["28"]));
        store.back_up(&home.join("copy.db")).unwrap();
        rustix::process::umask(before);
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        for file in ["androlog.db", "androlog.db-wal", "androlog.db-shm", "copy.db"] {
            assert_eq!(mode(&home.join(file)), 0o600, "{file} under {umask:o}");
        }
        assert_eq!(mode(&home), 0o700);
        assert_eq!(mode(&folder.path().join("share")), 0o700);
    }
}

#[test]
fn what_is_removed_is_not_left_lying_in_the_file() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    let says = || fs::read(&path).unwrap().windows(9).any(|window| window == b"Qumranlab");
    for text in ["Qumranlab".to_owned(), "Qumranlab".repeat(2_000)] {
        store.save_draft("form", &text, noon()).unwrap();
        put(&mut store, paper(&format!("r{}", text.len()), "2026-03-14", &["28"]));
        assert!(store.settle().unwrap() && says());
        store.drop_draft("form").unwrap();
        put(&mut store, paper(&format!("s{}", text.len()), "2026-03-14", &["28"]));
        assert!(store.settle().unwrap() && !says(), "{} bytes", text.len());
    }
}

#[test]
fn what_another_program_left_in_the_free_room_of_the_file_goes_when_something_is_forgotten() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    let forgotten = paper("a", "2026-03-14", &["28"]);
    put(&mut store, forgotten.clone());
    store.close().unwrap();
    let says = || fs::read(&path).unwrap().windows(9).any(|window| window == b"Qumranlab");
    let other = Connection::open(&path).unwrap();
    let sql = "CREATE TABLE other (text TEXT); INSERT INTO other VALUES ('Qumranlab'); DROP TABLE other";
    other.execute_batch(sql).unwrap();
    other.close().unwrap();
    assert!(says(), "it takes out without writing over");
    let mut store = Store::open(&path).unwrap();
    store.forget(&[forgotten.key()].into(), noon()).unwrap();
    store.close().unwrap();
    assert!(!says());
}

#[test]
fn two_programs_write_one_log_and_each_notices_the_other() {
    let (_folder, path) = place();
    let mut here = Store::open(&path).unwrap();
    let mut there = Store::open(&path).unwrap();
    put(&mut here, paper("a", "2026-03-14", &["28"]));
    assert_eq!(here.elsewhere().unwrap(), ForeignChange::Same);
    assert_eq!(there.elsewhere().unwrap(), ForeignChange::Changed);
    assert_eq!(there.elsewhere().unwrap(), ForeignChange::Same);
    put(&mut there, paper("b", "2026-03-14", &["28"]));
    assert_eq!(here.elsewhere().unwrap(), ForeignChange::Changed);
    assert_eq!(ids(&here), ["a", "b"]);

    let writers = [("c", here), ("d", there)].map(|(name, mut store)| {
        std::thread::spawn(move || {
            for i in 0..40 {
                put(&mut store, paper(&format!("{name}{i}"), "2026-03-14", &["28"]));
            }
        })
    });
    for writer in writers {
        writer.join().unwrap();
    }
    let store = Store::open(&path).unwrap();
    assert_eq!(ids(&store).len(), 82);
    assert_eq!(store.log(usize::MAX).unwrap().len(), 82);
}

/// `SECONDS=60 cargo test --test it store::files::edits -- --nocapture` for a longer while.
#[test]
fn edits_of_one_report_by_several_programs_are_never_lost_and_every_conflict_is_told() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("shared", "2026-03-14", &["0"]));
    store.close().unwrap();
    let seconds: Option<u64> = std::env::var("SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let begun = std::time::Instant::now();
    let goes_on = move |turn: u64| match seconds {
        Some(seconds) => begun.elapsed().as_secs() < seconds,
        None => turn < 12,
    };
    // Two that edit and two that add, each with a connection of its own.
    let programs = ["edit a", "edit b", "add a", "add b"].map(|name| {
        let path = path.clone();
        std::thread::spawn(move || {
            let mut store = Store::open(&path).unwrap();
            let (mut done, mut conflicts) = (0, 0);
            for turn in 0.. {
                if !goes_on(turn) {
                    break;
                }
                let act = match name.strip_prefix("edit") {
                    Some(_) => one_more(&store),
                    None => saving(paper(&format!("{name} {turn}"), "2026-03-14", &["28"])),
                };
                match store.commit(&act, noon()) {
                    Ok(()) => done += 1,
                    Err(StoreError::Conflict(_)) => conflicts += 1,
                    // Three others that never pause can keep one waiting too long; it is told, and tries again.
                    Err(StoreError::Busy { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            store.close().unwrap();
            (name.starts_with("edit"), done, conflicts)
        })
    });
    let ended = programs.map(|program| program.join().unwrap());
    let sum = |edits: bool| ended.iter().filter(|ended| ended.0 == edits).map(|ended| ended.1).sum::<u64>();
    let conflicts: u64 = ended.iter().map(|ended| ended.2).sum();
    let store = Store::open(&path).unwrap();
    let record = store.load(Window::Whole).unwrap();
    let shared = record.report("shared").unwrap();
    // Each edit that was taken counted one further than the one before it.
    assert_eq!(shared.results[0].quantity().unwrap().value.to_string(), sum(true).to_string());
    assert_eq!(record.reports().len() as u64, 1 + sum(false));
    println!("{} edits and {} adds, {conflicts} conflicts told, 0 lost", sum(true), sum(false));
}

/// The edit that counts the shared report one further.
fn one_more(store: &Store) -> Act {
    let record = store.load(Window::Whole).unwrap();
    let old = record.report("shared").unwrap();
    let count: u64 = old.results[0].quantity().unwrap().value.as_str().parse().unwrap();
    saving(paper("shared", "2026-03-14", &[&(count + 1).to_string()]))
        .began_from([androlog::domain::change::Entry::Report(old.clone())])
}

#[cfg(unix)]
#[test]
fn a_log_that_was_moved_away_is_not_written_to() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    fs::rename(&path, folder.path().join("elsewhere.db")).unwrap();
    let refused = store.commit(&saving(paper("b", "2026-03-14", &["28"])), noon());
    assert!(matches!(refused, Err(StoreError::Gone { .. })), "{refused:?}");
}

#[test]
fn a_backup_is_one_file_that_opens_as_a_log_and_never_replaces_another() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["17.0"]));
    let to = folder.path().join("copy.db");
    store.back_up(&to).unwrap();
    assert!(matches!(store.back_up(&to), Err(StoreError::Exists(_))));
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("androlog.db"))
        .collect();
    assert_eq!(left, ["copy.db"]);
    // Its header says that no log belongs to it, so that it is read where nothing can be put beside it.
    assert_eq!(fs::read(&to).unwrap()[18..20], [1, 1]);
    let copy = Store::open(&to).unwrap();
    assert_eq!(copy.load(Window::Whole).unwrap(), store.load(Window::Whole).unwrap());
    copy.check().unwrap();
}

#[test]
fn an_upgraded_file_has_the_shape_of_a_new_one_and_keeps_what_was_in_it() {
    let (folder, path) = place();
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../fixtures/db/v1.sql")).unwrap();
    drop(old);
    let upgraded = Store::open(&path).unwrap().load(Window::Whole).unwrap();
    assert_eq!((upgraded.reports().len(), upgraded.regimens().len()), (2, 1));
    assert_eq!(upgraded.results("estradiol").map(shown).collect::<Vec<_>>(), ["28.0 pg/mL", "<5.0 pg/mL"]);
    let new = folder.path().join("new.db");
    Store::open(&new).unwrap().close().unwrap();
    for (upgraded, new) in shape(&path).iter().zip(&shape(&new)) {
        assert_eq!(upgraded, new);
    }
    assert_eq!(shape(&path).len(), shape(&new).len());
}

#[cfg(unix)]
#[test]
fn where_nothing_may_be_written_a_log_opens_to_be_read() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    store.close().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The system administrator may write anywhere; nothing to see then.
    if fs::write(folder.path().join("probe"), "").is_err() {
        let mut store = Store::open(&path).unwrap();
        assert!(store.is_read_only());
        assert_eq!(ids(&store), ["a"]);
        let refused = store.commit(&saving(paper("b", "2026-03-14", &["28"])), noon());
        assert!(matches!(refused, Err(StoreError::ReadOnly(_))));
        store.close().unwrap();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

fn shown((_, result): (&Report, &Observation)) -> String {
    result.quantity().unwrap().to_string()
}

fn scribbled(whole: &[u8], page: usize) -> Vec<u8> {
    let mut broken = whole.to_vec();
    broken[page * 2048..][..64].fill(0xFF);
    broken
}

/// Everything the schema says, without comments and the way it is broken into lines.
fn shape(path: &Path) -> Vec<(String, String)> {
    let db = Connection::open(path).unwrap();
    let sql =
        "SELECT name, ifnull(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
    let words = |sql: String| {
        let code = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
        let code =
            code.collect::<Vec<_>>().join("\n").replace(',', " , ").replace('(', " ( ").replace(')', " ) ");
        code.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    rows.unwrap().map(Result::unwrap).map(|(name, sql)| (name, words(sql))).collect()
}
