//! Copies, going back, two machines, forgetting, and the command line on logs that are not as they should be.

use std::fs;
use std::path::PathBuf;

use androlog::domain::change::{Act, Change, Entry, EntryKey};
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::store::{LogKey, Preference, Store, StoreError, Window};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::cli::{Ran, Shell};

fn backups(shell: &Shell) -> Vec<PathBuf> {
    let folder = shell.path(".local/share/androlog/backups");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
#[cfg(not(feature = "sealed"))]
fn a_build_that_cannot_seal_says_which_one_can() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "lh=5IU/L"]);
    let ran = shell.run(&["seal", "--yes"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("`cargo build --release --features sealed` can"), "{}", ran.stderr);
}

#[test]
fn a_day_with_changes_has_one_copy_and_a_day_without_has_none() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["list"]);
    assert_eq!(backups(&shell), Vec::<PathBuf>::new());
    for value in ["e2=28", "lh=5"] {
        let said = shell.run(&["add", value]).stderr;
        assert!(!said.contains("backup"), "the copy of the day is made once: {said}");
    }
    let kept = backups(&shell);
    assert_eq!(kept.len(), 1, "{kept:?}");
    let aside = shell.path("aside.db");
    fs::rename(&kept[0], &aside).unwrap();
    shell.ok(&["list"]);
    assert_eq!(backups(&shell), Vec::<PathBuf>::new());
    fs::rename(&aside, &kept[0]).unwrap();
    let copy = Store::open_existing(&kept[0]).unwrap();
    copy.check().unwrap();
    #[cfg(unix)]
    for (path, mode) in [(kept[0].clone(), 0o600), (kept[0].parent().unwrap().to_owned(), 0o700)] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode, "{path:?}");
    }
}

#[test]
fn old_copies_go_when_one_is_made_and_those_of_a_wrong_clock_count_for_nothing() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    let today = backups(&shell).remove(0);
    let days = (1..=12).map(|day| format!("2020-01-{day:02}"));
    let ahead = (1..=9).map(|day| format!("2999-01-{day:02}"));
    let reasoned = (1..=9).map(|day| format!("2020-02-{day:02}-before-import"));
    for name in days.chain(ahead).chain(reasoned) {
        fs::copy(&today, today.with_file_name(format!("androlog-{name}.db"))).unwrap();
    }
    fs::remove_file(&today).unwrap();
    shell.ok(&["add", "lh=5"]);
    let left = |part: &str| -> Vec<String> {
        let names =
            backups(&shell).into_iter().map(|copy| copy.file_stem().unwrap().to_string_lossy().into_owned());
        names
            .filter_map(|name| {
                name.strip_prefix("androlog-").and_then(|name| name.strip_prefix(part)).map(str::to_owned)
            })
            .collect()
    };
    assert!(today.exists());
    // Six days beside today, and the newest of the week before.
    assert_eq!(left("2020-01-"), ["05", "07", "08", "09", "10", "11", "12"]);
    assert_eq!((left("2999-01-").len(), left("2020-02-").len()), (9, 7));
}

#[test]
fn a_damaged_copy_is_not_gone_back_to_and_leaves_nothing_beside_the_log() {
    let shell = Shell::on("2026-03-14");
    for day in 1..=20 {
        shell.ok(&["add", &format!("2026-02-{day:02}"), "e2=28", "lh=5"]);
    }
    shell.ok(&["backup", "copy.db"]);
    let log = shell.path(".local/share/androlog/androlog.db");
    let names = || -> Vec<_> {
        let files = fs::read_dir(log.parent().unwrap()).unwrap().map(|file| file.unwrap().file_name());
        files.filter(|name| name.to_string_lossy().contains("restoring")).collect()
    };
    let (whole, copy) = (fs::read(&log).unwrap(), fs::read(shell.path("copy.db")).unwrap());
    for page in (1..copy.len() / 2048).step_by(3) {
        let mut broken = copy.clone();
        broken[page * 2048..][..64].fill(0xFF);
        fs::write(shell.path("copy.db"), broken).unwrap();
        let ran = shell.run(&["restore", "copy.db", "--yes"]);
        assert!(ran.code == 1 && fs::read(&log).unwrap() == whole, "page {page}: {ran:?}");
        assert!(names().is_empty(), "page {page}: {:?}", names());
    }
    fs::write(shell.path("copy.db"), copy).unwrap();
    // Nor is what was only asked about, or merged.
    shell.run(&["restore", "copy.db"]);
    shell.ok(&["merge", "copy.db"]);
    assert!(names().is_empty(), "{:?}", names());
}

#[test]
fn what_a_killed_program_left_beside_another_log_is_merged_with_it() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    let other = shell.path("other.db");
    let mut there = Store::open(&other).unwrap();
    put(&mut there, report("late", "28"));
    // As by a kill: what was saved stands in the log beside the file.
    drop(there);
    assert!(shell.ok(&["merge", "other.db"]).starts_with("1 new, "));
}

/// How many copies were made before an act of this name.
fn kept_before(shell: &Shell, act: &str) -> usize {
    let reason = format!("-before-{act}");
    backups(shell).iter().filter(|copy| copy.to_string_lossy().contains(&reason)).count()
}

#[test]
fn an_import_of_more_than_a_hundred_results_is_copied_before() {
    for (reports, results_of_each, copies) in [(100, 1, 0), (101, 1, 1), (34, 3, 1), (33, 3, 0)] {
        let shell = Shell::on("2026-03-14");
        shell.ok(&["add", "e2=28"]);
        let rows = (0..reports * results_of_each).map(|number| {
            let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap()
                + chrono::Days::new(number / results_of_each);
            let analyte = ["lh", "fsh", "shbg"][(number % results_of_each) as usize];
            let unit = if analyte == "shbg" { "nmol/L" } else { "IU/L" };
            serde_json::json!({ "day": day.to_string(), "analyte": analyte, "unit": unit })
        });
        let mut all: Vec<serde_json::Value> = Vec::new();
        for row in rows {
            let result = serde_json::json!({ "analyte": row["analyte"], "value": "5", "unit": row["unit"] });
            match all.last_mut().filter(|report| report["date"] == row["day"]) {
                Some(report) => report["results"].as_array_mut().unwrap().push(result),
                None => all.push(serde_json::json!({
                    "kind": "blood", "date": row["day"], "results": [result],
                })),
            }
        }
        let file = serde_json::json!({ "format": "androlog", "version": 1, "reports": all });
        shell.write("many.json", &file.to_string());
        shell.ok(&["import", "many.json"]);
        assert_eq!(kept_before(&shell, "import"), copies, "{reports} reports of {results_of_each}");
    }
}

#[test]
fn going_back_shows_what_differs_asks_and_keeps_what_was_there() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    let said = shell.ok(&["backup", "then.db"]);
    assert!(said.contains("then.db"), "{said}");
    shell.ok(&["add", "lh=5"]);
    let now = shell.ok(&["list"]);
    let asked = shell.run(&["restore", "then.db"]);
    assert_eq!(asked.code, 1);
    assert!(asked.stdout.contains("1 entry only in the log as it is now"), "{}", asked.stdout);
    assert!(asked.stderr.contains("nothing was changed; add --yes"), "{}", asked.stderr);
    assert_eq!(shell.ok(&["list"]), now);
    shell.ok(&["restore", "then.db", "--yes"]);
    assert_eq!(shell.ok(&["list"]).lines().count(), 1);
    let kept: Vec<_> =
        backups(&shell).into_iter().filter(|p| p.to_string_lossy().contains("before-restore")).collect();
    assert_eq!(kept.len(), 1);
    shell.ok(&["restore", kept[0].to_str().unwrap(), "--yes"]);
    assert_eq!(shell.ok(&["list"]), now);
}

#[test]
fn a_log_that_is_damaged_is_named_and_what_can_be_read_of_it_comes_back() {
    let shell = Shell::on("2026-03-14");
    for day in 1..=28 {
        shell.ok(&["add", &format!("2026-02-{day:02}"), "e2=28", "lh=5"]);
    }
    assert_eq!(shell.run(&["doctor"]).code, 0, "{}", shell.run(&["doctor"]).stdout);
    let log = shell.path(".local/share/androlog/androlog.db");
    let mut bytes = fs::read(&log).unwrap();
    let end = bytes.len();
    bytes[end - 2048..].fill(0xAB);
    bytes.truncate(end);
    bytes[16] ^= 0xFF;
    fs::write(&log, &bytes).unwrap();
    let examined = shell.run(&["doctor"]);
    assert_eq!(examined.code, 1);
    assert!(examined.stdout.starts_with("wrong  file"), "{}", examined.stdout);
    assert!(fs::read(&log).unwrap() == bytes, "doctor without --fix changes nothing");
    // Another damage: pages in the middle, behind a header that can be read.
    bytes[16] ^= 0xFF;
    bytes[end / 2..end / 2 + 2048].fill(0xAB);
    fs::write(&log, &bytes).unwrap();
    let examined = shell.run(&["doctor"]);
    assert_eq!(examined.code, 1, "{}", examined.stdout);
    assert!(examined.stdout.starts_with("wrong  file"), "{examined:?}");
    let refused = shell.run(&["backup", "copy.db"]).stderr;
    assert!(refused.contains("is damaged (") && !refused.contains("another disk"), "{refused}");
    let saved = shell.run(&["doctor", "--fix"]);
    assert!(saved.stdout.contains("androlog.salvaged.db holds what could be read"), "{saved:?}");
    let saved = shell.run(&["doctor", "--fix"]);
    assert!(saved.stdout.contains("androlog.salvaged-2.db holds what could be read"), "{saved:?}");
    assert!(fs::read(&log).unwrap() == bytes, "the damaged file stays");
    let day = backups(&shell)[0].file_stem().unwrap().to_string_lossy()[9..].to_owned();
    shell.ok(&["restore", &day, "--yes"]);
    assert_eq!(shell.run(&["doctor"]).code, 0, "{}", shell.run(&["doctor"]).stdout);
}

#[test]
fn rows_are_salvaged_from_both_sides_of_a_damaged_page() {
    let folder = tempfile::tempdir().unwrap();
    let (log, to) = (folder.path().join("log.db"), folder.path().join("new.db"));
    let mut store = Store::open(&log).unwrap();
    for number in 0..300 {
        put(&mut store, report(&format!("r{number}"), "28"));
    }
    store.close().unwrap();
    let whole = fs::read(&log).unwrap();
    let (mut tries, mut rich) = (0, 0);
    for page in 1..whole.len() / 2048 {
        let mut broken = whole.clone();
        broken[page * 2048..(page + 1) * 2048].fill(0);
        fs::write(&log, broken).unwrap();
        let salvaged = Store::salvage(&log, &to, &LogKey::none()).unwrap();
        let again = Store::salvage(&log, &to, &LogKey::none());
        assert!(matches!(again, Err(StoreError::Exists(_))), "into a log that is there: {again:?}");
        let new = Store::open_existing(&to).unwrap();
        new.check().unwrap();
        let reports = new.load(Window::Whole).unwrap().reports().len();
        let told = salvaged.iter().find(|table| table.name == "report").unwrap();
        assert_eq!(told.saved, reports);
        assert!(reports == 300 || told.is_broken, "{told:?}");
        tries += 1;
        rich += usize::from(reports > 200);
        drop(new);
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(format!("{}{ending}", to.display())));
        }
    }
    // Only few pages cost more, such as the root of the table. Read from one side alone, seven do.
    assert!(tries > 100 && rich + 3 >= tries, "{rich} of {tries}");
}

#[test]
fn what_is_forgotten_is_in_no_file_of_the_log_and_does_not_come_back() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28", "--note", "SECRETNOTE", "--lab", "SECRETLAB"]);
    shell.ok(&["add", "lh=5"]);
    shell.ok(&["export", "--format", "json", "-o", "all.json"]);
    shell.ok(&["backup", "other.db"]);
    let rows = shell.json(&["list", "--json"]);
    let of = |row: &serde_json::Value| {
        (row["analyte"].as_str().unwrap().to_owned(), row["report"].as_str().unwrap().to_owned())
    };
    let id = rows.as_array().unwrap().iter().map(of).find(|(analyte, _)| analyte == "estradiol").unwrap().1;
    let asked = shell.run(&["rm", &id, "--forget"]);
    assert_eq!(asked.code, 1);
    assert!(asked.stderr.contains("cannot be undone"), "{}", asked.stderr);
    shell.ok(&["rm", &id, "--forget", "--backups", "--yes"]);
    let mut files = backups(&shell);
    files.push(shell.path(".local/share/androlog/androlog.db"));
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(!holds("SECRETNOTE") && !holds("SECRETLAB"), "{}", file.display());
    }
    let log = shell.ok(&["log"]);
    assert!(log.contains("Something that was forgotten") && log.contains("Forgot something"), "{log}");
    shell.ok(&["import", "all.json"]);
    // Whoever has nothing forgotten brings it back no more than a file does.
    assert!(shell.ok(&["merge", "other.db"]).starts_with("0 new, "));
    assert_eq!(shell.ok(&["list"]).lines().count(), 1);
    assert!(shell.ok(&["undo"]).contains("Saved 1 result"));
}

#[test]
fn copies_that_still_hold_what_was_forgotten_are_named_and_rewritten_by_the_same_command_with_backups() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2019-05-05", "e2=28", "--note", "SECRETNOTE"]);
    shell.ok(&["add", "2026-03-01", "lh=5"]);
    let holding = || {
        let holds = |file: &PathBuf| {
            let bytes = fs::read(file).unwrap();
            bytes.windows(10).any(|window| window == b"SECRETNOTE")
        };
        backups(&shell).into_iter().filter(holds).count()
    };
    // What the planner of the engine counts holds samples.
    let log = shell.path(".local/share/androlog/androlog.db");
    rusqlite::Connection::open(&log).unwrap().execute_batch("ANALYZE").unwrap();
    let says_day = || fs::read(&log).unwrap().windows(10).any(|window| window == b"2019-05-05");
    assert!(says_day());
    let told = shell.run(&["forget", "--before", "2020-01-01", "--yes"]);
    assert!(!says_day() && !told.stderr.contains("Another program"), "{told:?}");
    assert!(told.stderr.contains("the same with --backups forgets it there too"), "{told:?}");
    assert_eq!(holding(), 1);
    let done = shell.ok(&["forget", "--before", "2020-01-01", "--yes", "--backups"]);
    assert!(done.contains("Forgot 1 entry in "), "{done}");
    assert_eq!(holding(), 0);
    assert!(shell.run(&["forget", "--before", "2020-01-01"]).stderr.contains("nothing to forget"));
}

#[test]
fn an_import_that_is_stored_page_by_page_brings_back_nothing_that_was_forgotten() {
    let shell = Shell::on("2026-03-14");
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let reports = first.iter_days().take(1_100).enumerate().map(|(number, day)| {
        serde_json::json!({
            "id": format!("r{number}"), "kind": "blood", "date": day.to_string(),
            "results": [{ "analyte": "lh", "value": "5", "unit": "IU/L" }],
        })
    });
    let reports: Vec<serde_json::Value> = reports.collect();
    let file = serde_json::json!({ "format": "androlog", "version": 1, "reports": reports });
    shell.write("long.json", &file.to_string());
    shell.ok(&["import", "long.json"]);
    assert_eq!(shell.ok(&["list"]).lines().count(), 1_100);
    shell.ok(&["forget", "--before", "2023-01-01", "--yes"]);
    let left = shell.ok(&["list"]);
    assert!(left.lines().count() < 10, "{left}");
    shell.ok(&["import", "long.json"]);
    assert_eq!(shell.ok(&["list"]), left);
}

#[test]
fn an_import_tells_what_was_forgotten_and_all_that_it_calls_new_is_there_afterwards() {
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let last = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    // The second file is longer than what is held in memory.
    for (file, count) in [("short.json", 5), ("long.json", 1_100)] {
        let shell = Shell::on("2026-03-14");
        // The id of the first report stands on the last day once more.
        let days = first.iter_days().take(count).enumerate().chain([(0, last)]);
        let reports = days.map(|(number, day)| {
            serde_json::json!({
                "id": format!("r{number}"), "kind": "blood", "date": day.to_string(),
                "results": [{ "analyte": "lh", "value": "5", "unit": "IU/L" }],
            })
        });
        let reports: Vec<serde_json::Value> = reports.collect();
        let events = serde_json::json!([{ "id": "e", "event": "fever", "date": "2020-01-01" }]);
        let whole =
            serde_json::json!({ "format": "androlog", "version": 1, "reports": reports, "events": events });
        shell.write(file, &whole.to_string());
        shell.ok(&["import", file]);
        shell.ok(&["forget", "--before", "2020-01-03", "--yes"]);
        shell.ok(&["rm", "r3"]);
        let words = format!("results: 1 new, {} same, 0 conflicting, 0 rejected, 3 forgotten\n", count - 3);
        let sentence = "the file: 4 entries were forgotten here and are not brought back\n";
        let tried = shell.run(&["import", file, "--dry-run"]);
        assert!(tried.stdout.starts_with(&words), "{file}: {}", tried.stdout);
        assert!(
            tried.stdout.contains("other entries: 0 new, 0 same, 0 conflicting, 0 rejected, 1 forgotten")
        );
        assert!(tried.stderr.contains(sentence), "{file}: {}", tried.stderr);
        let told = shell.json(&["import", file, "--json"]);
        assert_eq!((told["new"].as_u64(), told["forgotten"].as_u64()), (Some(1), Some(3)), "{told}");
        assert_eq!(told["diagnostics"][0]["code"], "forgotten", "{told}");
        assert_eq!(shell.ok(&["list"]).lines().count(), count - 1, "{file}");
        let again = shell.run(&["import", file]);
        assert!(again.stdout.starts_with("results: 0 new"), "{again:?}");
    }
}

#[test]
fn what_another_program_keeps_from_leaving_the_file_is_told() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2019-05-05", "e2=28", "--note", "SECRETNOTE"]);
    let log = shell.path(".local/share/androlog/androlog.db");
    let holds = || fs::read(&log).unwrap().windows(10).any(|window| window == b"SECRETNOTE");
    let reader = rusqlite::Connection::open(&log).unwrap();
    let read = "BEGIN; SELECT count(*) FROM report";
    reader.execute_batch(read).unwrap();
    let told = shell.run(&["forget", "--before", "2020-01-01", "--yes"]);
    assert!(told.stderr.contains("Another program reads the log"), "{told:?}");
    assert!(holds());
    drop(reader);
    shell.ok(&["list"]);
    assert!(!holds());
}

#[test]
fn two_machines_become_one_log_and_a_second_merge_adds_nothing() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    shell.ok(&["backup", "laptop.db"]);
    shell.ok(&["add", "lh=5"]);
    shell.ok(&["--db", "laptop.db", "add", "fsh=6"]);
    let said = shell.ok(&["merge", "laptop.db"]);
    assert_eq!(said, "1 new, 0 changed, 0 removed, 1 same, 0 conflicting\n");
    assert_eq!(shell.ok(&["list"]).lines().count(), 3);
    assert!(shell.ok(&["merge", "laptop.db"]).starts_with("0 new, 0 changed"));
    // Both change one report: nothing is stored until one side is chosen.
    let id = shell.json(&["list", "--json", "--analyte", "e2"])[0]["report"].as_str().unwrap().to_owned();
    for (db, value) in [(".local/share/androlog/androlog.db", "30"), ("laptop.db", "31")] {
        let page = shell.ok(&["--db", db, "show", &id]);
        assert!(page.contains("28"), "{page}");
        let script = shell.path("edit.sh");
        fs::write(&script, format!("sed -i 's/28/{value}/' \"$1\"")).unwrap();
        let mut edit = shell.command();
        edit.env("EDITOR", format!("sh {}", script.display())).args(["--db", db, "edit", &id]);
        let ran = Ran::of(edit.output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    shell.ok(&["--db", "laptop.db", "add", "prolactin=9"]);
    let before = shell.ok(&["list"]);
    let asked = shell.run(&["merge", "laptop.db"]);
    assert_eq!(asked.code, 1, "{}", asked.stdout);
    assert!(asked.stdout.contains("30") && asked.stdout.contains("31"), "{}", asked.stdout);
    assert_eq!(shell.ok(&["list"]), before, "of what is new nothing either");
    shell.ok(&["merge", "laptop.db", "--prefer", "theirs", "--dry-run"]);
    assert_eq!(shell.ok(&["list"]), before);
    assert_eq!(kept_before(&shell, "merge"), 1, "by the one merge that stored");
    shell.ok(&["merge", "laptop.db", "--prefer", "theirs"]);
    assert!(shell.ok(&["list", "--analyte", "e2"]).contains(" 31 "));
    assert!(shell.ok(&["list"]).contains("Prolactin"));
    assert_eq!(kept_before(&shell, "merge"), 2);
}

#[test]
fn what_was_typed_on_both_machines_is_one_entry_and_goes_on_with_whoever_corrects_it() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "lh=5"]);
    shell.ok(&["backup", "laptop.db"]);
    let laptop = |args: &[&str]| shell.ok(&[&["--db", "laptop.db"], args].concat());
    let typed: [&[&str]; 6] = [
        &["add", "2026-03-10", "tt=512", "--lab", "Quest"],
        &["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-03-01"],
        &["symptom", "joint-pain", "mild", "2026-03-11"],
        &["event", "fever", "2026-03-12"],
        &["ask", "why"],
        &["took", "anastrozole", "1mg", "2026-03-13", "08:00"],
    ];
    for args in typed {
        shell.ok(args);
        laptop(args);
    }
    assert_eq!(shell.ok(&["merge", "laptop.db"]), "0 new, 0 changed, 0 removed, 7 same, 0 conflicting\n");
    // Two that say the same on one machine alone are two, and of a dose without its time two may have been taken.
    laptop(&["add", "2026-03-10", "tt=512", "--lab", "Quest", "--yes"]);
    shell.ok(&["took", "anastrozole", "2mg", "2026-03-12"]);
    laptop(&["took", "anastrozole", "2mg", "2026-03-12"]);
    assert_eq!(shell.ok(&["merge", "laptop.db"]), "2 new, 0 changed, 0 removed, 7 same, 0 conflicting\n");
    shell.ok(&["undo"]);
    // Who corrects it is followed in both directions.
    let correct = |db: &str, value: &str| {
        let id = shell.json(&["--db", db, "list", "--json", "--analyte", "tt"])[0]["report"]
            .as_str()
            .unwrap()
            .to_owned();
        let script = shell.path("correct.sh");
        fs::write(&script, format!("sed -i 's/512/{value}/' \"$1\"")).unwrap();
        let mut edit = shell.command();
        edit.env("EDITOR", format!("sh {}", script.display())).args(["--db", db, "edit", &id]);
        assert_eq!(Ran::of(edit.output().unwrap()).code, 0);
    };
    let mine = ".local/share/androlog/androlog.db";
    correct(mine, "521");
    shell.ok(&["--db", "laptop.db", "undo"]);
    shell.ok(&["--db", "laptop.db", "undo"]);
    assert!(shell.ok(&["merge", "laptop.db"]).starts_with("0 new, 0 changed, 0 removed, 7 same"));
    assert!(laptop(&["merge", mine]).starts_with("1 new, 1 changed, 0 removed, 6 same"));
    let values = laptop(&["list", "--analyte", "tt"]);
    assert!(values.contains(" 521 ") && values.lines().count() == 1, "{values}");
}

/// One step of a history: whose log, which entry, and what it becomes.
type Step = (bool, u8, Option<u8>);

#[test]
fn two_histories_merge_to_the_same_log_in_both_orders_and_nothing_is_dropped() {
    let step = (any::<bool>(), 0..6_u8, proptest::option::weighted(0.7, 0..4_u8));
    let histories = (prop::collection::vec(step.clone(), 0..8), prop::collection::vec(step, 0..12));
    proptest!(ProptestConfig::with_cases(24), |((shared, apart) in histories)| {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let mut here = Store::open(&a).unwrap();
        for step in &shared {
            take(&mut here, *step);
        }
        here.back_up(&b).unwrap();
        let mut there = Store::open(&b).unwrap();
        for step in &apart {
            take(if step.0 { &mut here } else { &mut there }, *step);
        }
        let only = |store: &Store, other: &Store| {
            let (mine, theirs) = (store.load(Window::Whole).unwrap(), other.load(Window::Whole).unwrap());
            mine.entries().filter(|e| theirs.entry(&e.key()).is_none()).map(|e| e.key()).collect::<Vec<_>>()
        };
        let (mine, theirs) = (only(&here, &there), only(&there, &here));
        let touched_by = |is_here: bool, key: &EntryKey| {
            apart.iter().any(|step| step.0 == is_here && key_of(step.1) == *key)
        };
        let mut first = here.plan_merge(&there).unwrap();
        let mut second = there.plan_merge(&here).unwrap();
        prop_assert_eq!(first.conflicts.len(), second.conflicts.len());
        let chosen: Vec<EntryKey> = first.conflicts.iter().map(|conflict| conflict.key.clone()).collect();
        first.settle(Preference::Mine);
        second.settle(Preference::Theirs);
        here.commit(&Act::new("merge", first.changes).began_from(first.began), at()).unwrap();
        there.commit(&Act::new("merge", second.changes).began_from(second.began), at()).unwrap();
        let (left, right) = (held(&here), held(&there));
        prop_assert_eq!(&left, &right);
        // What one added and the other never touched is there.
        for key in mine.iter().filter(|key| !touched_by(false, key)).chain(theirs.iter().filter(|key| !touched_by(true, key))) {
            let is_there = left.iter().any(|entry| entry.key() == *key);
            prop_assert!(is_there || chosen.contains(key), "{key:?} is gone");
        }
        let again = here.plan_merge(&there).unwrap();
        prop_assert!(again.changes.is_empty() && again.conflicts.is_empty());
    });
}

fn take(store: &mut Store, (_, number, value): Step) {
    let change = match value {
        // No two of them say the same, which would make them one.
        Some(value) => Change::Put(report(&format!("r{number}"), &format!("{number}: {value}"))),
        None => Change::Remove(key_of(number)),
    };
    store.commit(&Act::one("step", change), at()).unwrap();
}

fn key_of(number: u8) -> EntryKey {
    EntryKey::Report(format!("r{number}").into())
}

fn held(store: &Store) -> Vec<Entry> {
    let mut entries: Vec<Entry> =
        store.load(Window::Whole).unwrap().entries().filter(|e| e.key() != EntryKey::Profile).collect();
    entries.sort_by_key(Entry::key);
    entries
}

fn report(id: &str, value: &str) -> Entry {
    let mut report = Report::new(Kind::Blood, "2026-03-14".parse().unwrap());
    report.id = id.into();
    report.results.push(Observation::new("estradiol".into(), Value::Words(value.to_owned())));
    Entry::Report(report)
}

fn put(store: &mut Store, entry: Entry) {
    store.commit(&Act::one("put", Change::Put(entry)), at()).unwrap();
}

fn at() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

#[test]
fn a_command_that_reads_makes_no_log_and_what_can_be_none_is_refused_in_a_sentence() {
    let shell = Shell::on("2026-03-14");
    fs::write(shell.path("empty.db"), "").unwrap();
    fs::create_dir(shell.path("folder.db")).unwrap();
    for (args, says) in [
        (&["--db", "typo.db", "list"][..], "there is no log at typo.db; check the name"),
        (&["--db", "typo.db", "due", "--short"], "there is no log at typo.db"),
        (&["--db", "typo.db", "undo"], "there is no log at typo.db"),
        (&["--db", "typo.db", "export"], "there is no log at typo.db"),
        (&["--db", "empty.db", "list"], "empty.db is empty and holds no log"),
        (&["--db", "empty.db", "add", "e2=28"], "empty.db is empty and holds no log"),
        (&["--db", "folder.db", "add", "e2=28"], "folder.db is a folder; name a file"),
        (&["--db", ":memory:", "add", "e2=28"], ":memory: names no file"),
        (&["--db", "/dev/null", "list"], "/dev/null is a pipe or a device"),
    ] {
        let ran = shell.run(args);
        assert_eq!(ran.code, 1, "{args:?}");
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    for words in [
        "symptom list",
        "symptom rm x",
        "event list",
        "event rm x",
        "ask list",
        "ask rm x",
        "therapy list",
        "therapy stop clomiphene",
        "therapy rm x",
        "profile",
        "profile show",
        "remind snooze ai-dxa-first --until 2w",
        "doses",
        "forget --before 2020-01-01 --yes",
        "response",
        "trying",
    ] {
        let ran = shell.run(&[&["--db", "typo.db"], &words.split(' ').collect::<Vec<_>>()[..]].concat());
        assert!(ran.code == 1 && ran.stderr.contains("there is no log at typo.db"), "{words}: {ran:?}");
    }
    shell.ok(&["--db", "typo.db", "add", "e2=28", "--dry-run"]);
    assert!(!shell.path("typo.db").exists() && fs::read(shell.path("empty.db")).unwrap().is_empty());
    // In the usual place there is simply nothing yet.
    assert_eq!(shell.ok(&["due", "--short"]), "");
    for args in [&["backup"][..], &["backup", "copy.db"]] {
        let ran = shell.run(args);
        assert!(ran.code == 1 && ran.stderr.contains("there is no log at"), "{args:?}: {ran:?}");
    }
    assert!(!shell.path("backups").exists() && !shell.path("copy.db").exists());
    assert!(!shell.path(".local/share/androlog/androlog.db").exists());
    shell.ok(&["--db", "file:x.db", "add", "e2=28"]);
    assert!(shell.path("file:x.db").exists() && shell.ok(&["--db", "file:x.db", "list"]).contains("28"));
}

#[test]
fn the_same_report_again_is_asked_about() {
    let shell = Shell::on("2026-03-20");
    let line = ["add", "2026-03-14", "tt=486ng/dL", "lh=5.1IU/L", "--lab", "A"];
    shell.ok(&line);
    let again = shell.run(&line);
    assert_eq!(again.code, 1);
    assert!(
        again.stderr.contains("is in the log already") && again.stderr.contains("--yes"),
        "{}",
        again.stderr
    );
    for other in [
        &["add", "2026-03-15", "tt=486ng/dL", "lh=5.1IU/L", "--lab", "A"][..],
        &["add", "2026-03-14", "tt=486ng/dL", "lh=5.1IU/L", "--lab", "B"],
        &["add", "2026-03-14", "tt=486ng/dL", "lh=5.2IU/L", "--lab", "A"],
    ] {
        shell.ok(other);
    }
    shell.ok(&[&line[..], &["--yes"]].concat());
}

#[test]
fn the_same_symptom_event_or_question_again_is_asked_about() {
    let shell = Shell::on("2026-03-20");
    for args in [&["symptom", "fatigue", "mild"][..], &["event", "fever"], &["ask", "Why?"]] {
        shell.ok(args);
        let again = shell.run(args);
        assert_eq!(again.code, 1, "{args:?}");
        assert!(
            again.stderr.contains("already (") && again.stderr.contains("Nothing was stored"),
            "{again:?}"
        );
    }
    for other in [
        &["symptom", "fatigue", "moderate"][..],
        &["symptom", "fatigue", "mild", "--on", "yesterday"],
        &["event", "fever", "--note", "39.1"],
        &["event", "fever", "--yes"],
        &["ask", "Why not?"],
    ] {
        shell.ok(other);
    }
}

#[test]
fn where_there_is_no_log_its_copies_are_told_of() {
    let shell = Shell::on("2026-03-14");
    for args in [&["--db", "typo.db", "doctor"], &["--db", "typo.db", "restore"]] {
        let ran = shell.run(args);
        assert!(ran.code == 1 && ran.stderr.contains("there is no log at typo.db"), "{args:?}: {ran:?}");
    }
    shell.ok(&["add", "e2=28"]);
    fs::remove_file(shell.path(".local/share/androlog/androlog.db")).unwrap();
    let ran = shell.run(&["doctor"]);
    assert!(ran.code == 1 && ran.stderr.contains("`androlog restore` lists the 1 copy"), "{ran:?}");
    assert_eq!(shell.ok(&["restore"]).lines().count(), 1);
}

#[test]
fn an_undo_of_many_entries_is_asked_about_and_a_redo_of_nothing_fails() {
    let shell = Shell::on("2026-03-14");
    let reports: Vec<String> = (0..30)
        .map(|i| format!(r#"{{"kind":"blood","date":"2026-01-{:02}","results":[{{"analyte":"lh","value":"5.{i}","unit":"IU/L"}}]}}"#, i + 1))
        .collect();
    fs::write(
        shell.path("many.json"),
        format!(r#"{{"format":"androlog","version":1,"reports":[{}]}}"#, reports.join(",")),
    )
    .unwrap();
    shell.ok(&["import", "many.json"]);
    let asked = shell.run(&["undo"]);
    assert_eq!(asked.code, 1);
    assert!(
        asked.stderr.contains("by `androlog import`") && asked.stderr.contains("`androlog undo 1`"),
        "{}",
        asked.stderr
    );
    shell.ok(&["undo", "1"]);
    shell.ok(&["add", "e2=28"]);
    let nothing = shell.run(&["redo"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (1, ""));
    shell.ok(&["redo", "1"]);
    assert_eq!(shell.ok(&["list"]).lines().count(), 31);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_stored_and_cannot_be_printed_is_said_to_be_stored() {
    let shell = Shell::on("2026-03-14");
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let ran = Ran::of(shell.command().args(["add", "e2=28"]).stdout(full()).output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("it is stored, but could not be printed"), "{}", ran.stderr);
    assert_eq!(shell.ok(&["list"]).lines().count(), 1);
    for args in [&["backup", "copy.db"][..], &["restore", "copy.db", "--yes", "--json"]] {
        let ran = Ran::of(shell.command().args(args).stdout(full()).output().unwrap());
        assert!(ran.code == 0 && ran.stderr.contains("but could not be printed"), "{args:?}: {ran:?}");
    }
    // What stores nothing has failed.
    let ran = Ran::of(shell.command().args(["list"]).stdout(full()).output().unwrap());
    assert_eq!(ran.code, 1);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn no_command_hands_an_escape_sequence_of_the_data_to_the_terminal() {
    let shell = Shell::on("2026-03-14");
    let evil = "ev\u{1b}]52;c;QUJD\u{7}\u{9b}2J\u{202e}\u{1b}[8mil";
    fs::write(shell.path(&format!("{evil}.json")), r#"{"format":"androlog","version":1,"reports":[]}"#)
        .unwrap();
    shell.ok(&["add", "e2=28", "--lab", "LAB"]);
    let log = shell.path(".local/share/androlog/androlog.db");
    // As another program would put it there.
    let db = rusqlite::Connection::open(&log).unwrap();
    db.execute("UPDATE report SET laboratory = ?1, note = ?1", [evil]).unwrap();
    db.execute("UPDATE journal SET words = words || ?1", [evil]).unwrap();
    db.execute("INSERT INTO event (id, day, event, note) VALUES ('e', '2026-03-01', ?1, ?1)", [evil])
        .unwrap();
    drop(db);
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    let file = format!("{evil}.json");
    let walked = [
        &["list"][..],
        &["show", &id],
        &["log"],
        &["due", "--all"],
        &["response"],
        &["profile-check"],
        &["doses"],
        &["chart", "e2", "--ascii"],
        &["import", &file],
        &["import", evil],
        &["show", evil],
        &["add", evil],
        &["therapy", "list"],
        &["since", "1y"],
        &["order"],
        &["trying"],
        &["levels", "joint-pain", "e2"],
        &["levels", evil, "e2"],
        &["doctor"],
        &["restore"],
        &["restore", evil],
        &["merge", evil],
        &["catalog", "analytes", evil],
        &["event", evil],
        &["symptom", evil],
        &["undo"],
        &["--db", evil, "list"],
        &["--config", evil, "list"],
        &["export", "--format", evil],
        &["export", "--format", "csv"],
        &["export", "--format", "csv-wide"],
        &["export", "--format", "json"],
        &["export", "--format", "fhir"],
        &["export", "--format", "ics"],
        &["list", "--json"],
        &["list", "--csv"],
        &["edit", evil],
        &["rm", evil],
        &["took", evil],
        &["skipped", evil],
        &["profile", "set", "goal", evil],
        &["ask", "list"],
        &["ask", evil],
        &["summary", "--format", "text"],
        &["remind", "snooze", evil],
        &["redo"],
        &["trying"],
        &["trying", evil],
        &["levels"],
        &["levels", evil],
        &["backup"],
        &["--key-file", evil, "seal", "--yes"],
        &["--key-command", evil, "unseal"],
        &["forget", "--before", evil],
        &["demo", "--write", evil],
        &["config", evil],
        &["completions", evil],
        &["man", evil],
    ];
    // Those that are added are walked too.
    let help = shell.ok(&["--help"]);
    let commands = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let commands = commands
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for command in
        commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help")
    {
        assert!(walked.iter().any(|args| args.contains(&command)), "{command} is not walked");
    }
    for args in walked {
        let ran = shell.run(args);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let is_clean = !said.chars().any(|c| matches!(c, '\u{1b}' | '\u{7}' | '\u{9b}' | '\u{202e}'));
        assert!(is_clean, "{args:?}: {said:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_log_with_a_second_name_is_told_by_doctor() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    shell.ok(&["doctor"]);
    fs::hard_link(shell.path(".local/share/androlog/androlog.db"), shell.path("second.db")).unwrap();
    let doctor = shell.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.stdout.contains("wrong  names: the file has 2 names"), "{doctor:?}");
}
