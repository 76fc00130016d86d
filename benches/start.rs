//! How soon the first frame stands, and how soon a key is answered, beside a bare program over the same file.
//!
//! `cargo bench --bench start`. The bare program is this one, run again: ratatui, crossterm and rusqlite, one query
//! for the latest of each analyte, one table. Both run in a pseudo-terminal of 120x40 on a log of 5,000 results.
//! Then commands are timed without a terminal, where the bare program prints its table.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]

use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const RUNS: usize = 31;
const RESULTS: &str = "5000";
/// Set for the bare program: the file it opens.
const BARE: &str = "ANDROLOG_BENCH_BARE";
/// Output that stays quiet this long is a whole frame.
const QUIET: Duration = Duration::from_millis(15);

fn main() {
    if let Some(file) = std::env::var_os(BARE) {
        return bare(Path::new(&file));
    }
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("log.db");
    let program = env!("CARGO_BIN_EXE_androlog");
    let made = Command::new(program)
        .args(["demo", "--results", RESULTS, "--write"])
        .arg(&log)
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let mut ours = CommandBuilder::new(program);
    ours.arg("--db");
    ours.arg(&log);
    ours.env("HOME", home.path());
    let mut floor = CommandBuilder::new(std::env::current_exe().unwrap());
    floor.env(BARE, &log);
    println!("{RESULTS} results, 120x40, median of {RUNS} runs, ms");
    let (bare_start, bare_key) = measure(&floor, "j");
    let (start, _) = measure(&ours, "j");
    println!("first frame    bare {bare_start:.1}   androlog {start:.1}   ratio {:.1}", start / bare_start);
    println!("key to frame   bare {bare_key:.2}");
    for (key, what) in
        [("j", "cursor moves"), ("2", "Results"), ("3", "Chart"), ("5", "Reminders"), ("a", "add menu")]
    {
        println!("{what:<14} androlog {:.2}", measure(&ours, key).1);
    }
    let mut floor = Command::new(std::env::current_exe().unwrap());
    let bare_print = whole_run(floor.env(BARE, &log));
    println!("commands, start to end");
    println!("latest of each  bare {bare_print:.2}");
    for words in ["list --limit 20", "due --short"] {
        let mut ours = Command::new(program);
        let time = whole_run(ours.args(words.split(' ')).arg("--db").arg(&log).env("HOME", home.path()));
        println!("{words:<15} androlog {time:.2}   ratio {:.1}", time / bare_print);
    }
}

/// Median of a whole run of a command without a terminal, in milliseconds.
fn whole_run(command: &mut Command) -> f64 {
    median((0..RUNS).map(|_| {
        let began = Instant::now();
        assert!(command.output().unwrap().status.success());
        began.elapsed().as_secs_f64() * 1000.0
    }))
}

/// Medians of spawn to first whole frame and of key to frame, in milliseconds.
fn measure(command: &CommandBuilder, key: &str) -> (f64, f64) {
    let runs: Vec<(f64, f64)> = (0..RUNS).map(|_| run(command, key)).collect();
    (median(runs.iter().map(|r| r.0)), median(runs.iter().map(|r| r.1)))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn run(command: &CommandBuilder, key: &str) -> (f64, f64) {
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = command.clone();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let (to, output) = channel();
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(read) = reader.read(&mut buffer) {
            if read == 0 || to.send(Instant::now()).is_err() {
                break;
            }
        }
    });
    let began = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let start = last_output(&output, began);
    let pressed = Instant::now();
    writer.write_all(key.as_bytes()).unwrap();
    let answer = last_output(&output, pressed);
    child.kill().unwrap();
    child.wait().unwrap();
    (start, answer)
}

/// Milliseconds from `since` to the last output before it falls quiet.
fn last_output(output: &Receiver<Instant>, since: Instant) -> f64 {
    let mut last = output.recv_timeout(Duration::from_secs(5)).unwrap_or(since);
    while let Ok(at) = output.recv_timeout(QUIET) {
        last = at;
    }
    last.duration_since(since).as_secs_f64() * 1000.0
}

/// The latest of each analyte in a table, a cursor that moves: what such a program cannot do without.
fn bare(file: &Path) {
    use ratatui::crossterm::event::{self, Event, KeyCode};
    use ratatui::style::{Modifier, Style};
    use ratatui::widgets::{Row, Table, TableState};

    let db = rusqlite::Connection::open(file).unwrap();
    let mut analytes = db.prepare("SELECT DISTINCT analyte FROM observation").unwrap();
    let ids: Vec<String> = analytes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let latest = "SELECT day, value, unit FROM observation WHERE analyte = ?1 ORDER BY day DESC LIMIT 1";
    let mut latest = db.prepare(latest).unwrap();
    let mut cells = |id: &String| {
        let read = |row: &rusqlite::Row<'_>| {
            let text =
                |at| Ok::<String, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
            Ok([id.clone(), text(0)?, text(1)?, text(2)?])
        };
        latest.query_row([id], read).unwrap()
    };
    let rows: Vec<[String; 4]> = ids.iter().map(&mut cells).collect();
    if !std::io::stdout().is_terminal() {
        return rows.iter().for_each(|row| println!("{}", row.join("  ")));
    }
    let rows = rows.into_iter().map(Row::new);
    let table =
        Table::new(rows, [30, 12, 10, 10]).row_highlight_style(Style::new().add_modifier(Modifier::REVERSED));
    let mut state = TableState::default().with_selected(0);
    let mut terminal = ratatui::init();
    loop {
        terminal.draw(|frame| frame.render_stateful_widget(&table, frame.area(), &mut state)).unwrap();
        match event::read().unwrap() {
            Event::Key(key) if key.code == KeyCode::Char('q') => break,
            Event::Key(_) => state.select_next(),
            _ => {}
        }
    }
    ratatui::restore();
}
