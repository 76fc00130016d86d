//! Every reader on files that went wrong: for a moment here, for as long as one likes with `FUZZ_SECONDS`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../../fuzz/mutations.rs"]
mod mutations;
#[path = "../../fuzz/readers.rs"]
mod readers;

use mutations::{Draw, changed};

/// Inputs for each reader where no time is named.
const INPUTS: u64 = 60;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of these folders and with these names, in order, and some texts.
fn seeds(places: &[&str], texts: &[&str]) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    for place in places {
        let path = root().join(place);
        let mut files: Vec<PathBuf> = if path.is_dir() {
            fs::read_dir(&path)
                .unwrap()
                .map(|file| file.unwrap().path())
                .filter(|file| file.is_file())
                .collect()
        } else {
            vec![path]
        };
        files.sort();
        seeds.extend(files.iter().map(|file| fs::read(file).unwrap()));
    }
    seeds
}

/// Gives a reader the seeds and changes of them.
fn fuzz(name: &str, reader: fn(&[u8]), seeds: &[Vec<u8>]) {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let (begun, mut slowest) = (Instant::now(), Duration::ZERO);
    let mut draw = Draw::new(name.bytes().map(u64::from).sum());
    let mut tried = 0;
    loop {
        let input = match seeds.get(tried as usize) {
            Some(seed) => seed.clone(),
            None => changed(seeds, &mut draw),
        };
        let before = cpu_time();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| reader(&input))) {
            keep_broken(name, tried, &input);
            std::panic::resume_unwind(panic);
        }
        let worked = cpu_time().saturating_sub(before);
        if worked > LONGEST_WORK {
            keep_broken(name, tried, &input);
            panic!("{name} works {} ms at one input", worked.as_millis());
        }
        slowest = slowest.max(worked);
        tried += 1;
        let is_enough = match seconds {
            Some(seconds) => begun.elapsed() >= Duration::from_secs(seconds),
            None => tried >= INPUTS + seeds.len() as u64,
        };
        if is_enough {
            break;
        }
    }
    println!("{name}: {tried} inputs, the slowest worked {} ms{}", slowest.as_millis(), memory_words());
}

/// Writes an input that a reader does not stand into a file.
fn keep_broken(name: &str, tried: u64, input: &[u8]) {
    let folder = root().join("fuzz/broken");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}-{tried}"));
    fs::write(&file, input).unwrap();
    eprintln!("{name} is broken by {}", file.display());
}

/// Nobody waits longer than this for an input or a run of keys. It is work of the processor, whatever else the machine
/// does.
pub const LONGEST_WORK: Duration = Duration::from_secs(1);

/// How long this thread has worked, whatever else the machine does.
pub fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The most memory the process had at once, where the system tells.
pub fn memory_words() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(String::new, |peak| format!(", {} at most in memory", peak.trim()))
}

#[test]
fn the_reader_of_quantities_holds() {
    let texts = [
        "28",
        "<5 pg/mL",
        ">= 60",
        "1,5",
        "8.0-35",
        "264 - 916",
        "10*6/mL",
        "-2.1",
        "≤5pg/mL",
        ",28999999999999999999999",
    ];
    fuzz("quantity", readers::quantity, &seeds(&[], &texts));
}

#[test]
fn the_reader_of_days_holds() {
    let texts = [
        "2026-03-14",
        "14.3.26",
        "14/3",
        "mar 14",
        "yesterday",
        "last tue",
        "-10d",
        "in 2 weeks",
        "8:10",
        "2:30 pm",
    ];
    fuzz("date", readers::date, &seeds(&[], &texts));
}

#[test]
fn the_paste_reader_holds() {
    fuzz("paste", readers::paste, &seeds(&["tests/fixtures/paste"], &[]));
}

#[test]
fn the_csv_reader_holds() {
    fuzz("csv", readers::file, &seeds(&["tests/fixtures/csv"], &[]));
}

#[test]
fn the_json_reader_holds() {
    fuzz("json", readers::file, &seeds(&["tests/fixtures/json"], &[]));
}

#[test]
fn the_reader_of_edited_pages_holds() {
    // Two results of one analyte are one too many, which is among what is told.
    let page = "date = \"2026-03-14\"\nlaboratory = \"Quest\"\n\n[[result]]\nanalyte = \"lh\"\nvalue = \"5.1 IU/L\"\nrange = \"1.7 - 8.6\"\n";
    let twice = format!("{page}\n[[result]]\nanalyte = \"lh\"\nvalue = \"6 IU/L\"\n");
    fuzz("page", readers::page, &seeds(&[], &[page, &twice]));
}

#[test]
fn the_reader_of_settings_holds() {
    fuzz("config", readers::config, &seeds(&["config.example.toml"], &[]));
}

#[test]
fn the_reader_of_rules_holds() {
    let rule = "[[rule]]\nid = \"e2-low\"\n[rule.when]\nbelow = 10\n";
    fuzz("rules", readers::rules_file, &seeds(&["catalog/rules.toml"], &[rule]));
}

#[test]
fn the_reader_of_catalogue_files_holds() {
    let analyte = "[[analyte]]\nid = \"lh\"\nname = \"LH\"\n";
    fuzz("catalogue", readers::catalogue, &seeds(&["catalog/drugs.toml"], &[analyte, &analyte.repeat(2)]));
}

#[test]
fn the_reader_of_keys_holds() {
    fuzz("keys", readers::keys, &seeds(&[], &["a486<enter><ctrl-s>", "<lt>", "g g", "<f5><esc>"]));
}
