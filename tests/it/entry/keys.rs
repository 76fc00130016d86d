//! Whatever is typed: nothing breaks, and what is stored was in sight.

use androlog::domain::change::Entry;
use androlog::domain::context::FieldValue;
use androlog::domain::day::long;
use androlog::domain::decimal::Decimal;
use androlog::domain::quantity::shown_unit;
use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Report, Value};
use androlog::exchange::typed::parse_interval;
use androlog::ui::State;
use androlog::ui::key::{KeyPress, parse_keys};
use crossterm::event::{KeyCode, KeyEvent};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::entry::{DXA, SEMEN, SYMPTOM, THERAPY, course, empty, newest, open};
use crate::fuzz::{LONGEST_WORK, cpu_time, memory_words};
use crate::harness::Harness;

const BLOOD: usize = 0;

const KEYS: [&str; 44] = [
    "1",
    "4",
    "8",
    "0",
    ".",
    ",",
    "<lt>",
    "-",
    "n",
    "d",
    "p",
    "g",
    "/",
    "m",
    "L",
    "é",
    "膜",
    " ",
    "<enter>",
    "<enter>",
    "<tab>",
    "<shift-tab>",
    "<up>",
    "<down>",
    "<left>",
    "<right>",
    "<home>",
    "<backspace>",
    "<delete>",
    "<f2>",
    "<f3>",
    "<f4>",
    "<alt-r>",
    "<alt-u>",
    "<alt-m>",
    "<ctrl-z>",
    "<ctrl-y>",
    "<shift-up>",
    "<shift-down>",
    "<ctrl-v>",
    "<ctrl-w>",
    "<ctrl-k>",
    "<ctrl-s>",
    "<esc>",
];

/// What of a stored entry does not stand in a frame, as it would be written there.
fn unseen(entry: &Entry, frame: &str, state: &State) -> Vec<String> {
    let frame = format!("{frame}\n{}", range_in_editor(frame)).to_lowercase();
    let mut wanted: Vec<Vec<String>> = Vec::new();
    let mut want = |ways: &[String]| wanted.push(ways.to_vec());
    match entry {
        Entry::Report(report) => {
            of_report(report, state, &mut want);
        }
        Entry::Symptom(symptom) => {
            let name = state.catalog.find_symptom(&symptom.symptom).map(|sign| sign.name.clone());
            want(&[name.unwrap_or_default()]);
            want(&[symptom.grade.id().to_owned()]);
            want(&[long(symptom.date)]);
            want(&[text(symptom.note.as_ref())]);
        }
        Entry::Event(event) => {
            want(&[state.catalog.find_event(&event.event).map(|sign| sign.name.clone()).unwrap_or_default()]);
            want(&[long(event.date)]);
            want(&[text(event.note.as_ref())]);
        }
        Entry::Regimen(regimen) => {
            want(&[state.catalog.find_drug(&regimen.drug).map(|drug| drug.name.clone()).unwrap_or_default()]);
            want(&[long(regimen.start)]);
            want(&[regimen.stop.map(long).unwrap_or_default()]);
            want(&[text(regimen.route.as_ref())]);
            want(&[text(regimen.note.as_ref())]);
            for dose in &regimen.doses {
                // They share a field.
                let unit = text(Some(&dose.unit));
                want(&if unit.is_empty() { Default::default() } else { digits(&dose.amount) });
                want(&[unit]);
                want(&[text(Some(&dose.schedule.to_string()))]);
                want(&[long(dose.from)]);
            }
        }
        Entry::Profile(profile) => {
            want(&[profile.birth_date.map(long).unwrap_or_default()]);
            want(&[profile.goal.map_or("", |goal| goal.id()).to_owned()]);
            want(&profile.height_cm.as_ref().map_or_else(Default::default, digits));
        }
        Entry::DoseTaken(_) | Entry::Question(_) | Entry::Action(_) => {}
    }
    let is_seen = |ways: &&Vec<String>| ways.iter().any(|way| frame.contains(&way.to_lowercase()));
    wanted.iter().filter(|ways| !is_seen(ways)).map(|ways| ways[0].clone()).collect()
}

/// The range typed into the open editor, in the form its row will have.
fn range_in_editor(frame: &str) -> String {
    let typed = frame.split("range [").nth(1).and_then(|rest| rest.split(']').next());
    typed.and_then(|text| parse_interval(text).ok()).map(|range| range.to_string()).unwrap_or_default()
}

/// A text as it stands in its field. A field scrolls over a longer one, and some letters have no cell of their own.
fn text(text: Option<&String>) -> String {
    text.filter(|text| text.is_ascii() && text.len() <= 8).cloned().unwrap_or_default()
}

/// Yes or no in its field, in the words and letters that may be typed for it.
fn answered(label: &str, said: Option<bool>) -> Vec<String> {
    let words = match said {
        Some(true) => ["yes", "y", "true", "1"],
        Some(false) => ["no", "n", "false", "0"],
        None => return vec![String::new()],
    };
    words.iter().map(|word| format!("{label} [{word}")).collect()
}

/// A number in the ways it may be typed: `0.1`, `0,1`, `.1`, `,1`.
fn digits(number: &Decimal) -> [String; 4] {
    let whole = number.to_string();
    let bare = if whole.starts_with("0.") { whole[1..].to_owned() } else { whole.clone() };
    [whole.replace('.', ","), bare.replace('.', ","), whole, bare]
}

fn of_report(report: &Report, state: &State, want: &mut impl FnMut(&[String])) {
    want(&[long(report.date)]);
    if let Some(time) = report.time {
        want(&["%H:%M", "%H%M", "%H.%M", "%-H:%M", "%-H.%M"].map(|form| time.format(form).to_string()));
    }
    want(&[text(report.laboratory.as_ref())]);
    want(&[text(report.note.as_ref())]);
    for (field, value) in report.context.iter() {
        match value {
            FieldValue::Answer(yes) => want(&answered(field.row().label, Some(*yes))),
            FieldValue::Amount(number) => want(&digits(number)),
            FieldValue::Words(words) => want(std::slice::from_ref(words)),
            FieldValue::Specimen(specimen) => want(&[specimen.id().to_owned()]),
        }
    }
    for result in &report.results {
        match &result.value {
            Value::Number(quantity) => {
                let sign = quantity.comparator.prefix();
                let spaced = format!("{sign} ");
                let numbers = digits(&quantity.value);
                let ways =
                    [sign, &*spaced].map(|sign| numbers.clone().map(|number| format!("{sign}{number}")));
                want(&ways.concat());
                want(&[shown_unit(&quantity.unit).to_owned()]);
            }
            // Written shorter where it is typed: `pellet`.
            Value::Words(words) => {
                want(&[words.split(' ').next_back().unwrap().to_owned(), "too few".to_owned()]);
            }
        }
        let how = if &*result.analyte == "dfi" { &result.assay } else { &result.method };
        // A doubt takes the place of the method, which stood there before anything was typed.
        want(&[how.as_ref().map(ToString::to_string).unwrap_or_default(), "] ?".to_owned()]);
        if let Some(range) = &result.reference {
            want(&[range.to_string()]);
        }
        let site = result.analyte.trim_start_matches("bmd-").trim_start_matches("t-score-");
        let site = site.trim_start_matches("z-score-").replace('-', " ");
        want(&[state.name(&result.analyte).split(" (").next().unwrap_or_default().to_owned(), site]);
    }
}

/// What was stored or changed between two records.
fn stored(before: &Record, after: &Record) -> Vec<Entry> {
    after.entries().filter(|entry| before.entry(&entry.key()).as_ref() != Some(entry)).collect()
}

/// Presses keys one by one; what saving stored must have stood in the frame before it.
fn press_in_sight(harness: &mut Harness, keys: &str) -> Result<(), TestCaseError> {
    let save = KeyPress::parse("ctrl-s").unwrap();
    for key in parse_keys(keys).unwrap() {
        if key != save {
            harness.press_key(key);
            continue;
        }
        let (before, sight) = (harness.record(), harness.frame());
        harness.press_key(key);
        for entry in stored(&before, &harness.record()) {
            let unseen = unseen(&entry, &sight, harness.state());
            prop_assert!(unseen.is_empty(), "{unseen:?} of {entry:?} was not in sight:\n{sight}");
        }
    }
    Ok(())
}

#[test]
fn what_a_form_stores_stands_in_its_frame() {
    for keys in [
        format!("{}486<enter>22,5<enter><lt>0.2<f2>1-8<enter><ctrl-s>", open(BLOOD)),
        format!("{}<shift-tab><shift-tab>y<tab><tab>486<f4><ctrl-s>", open(BLOOD)),
        format!("{}2.5<enter>18<enter><enter>34<enter>10<ctrl-s>", open(SEMEN)),
        format!("{}8<f3>11<ctrl-s>", open(DXA)),
        format!("{}anas<enter>1 mg<enter>daily<ctrl-s>", open(THERAPY)),
        format!(
            "{}anas<enter>1<enter>daily<enter><enter>1/1/26<enter><enter>1/2/26<enter>2 mg<ctrl-s>",
            open(THERAPY)
        ),
        format!("{}joint<enter>2<ctrl-s>", open(SYMPTOM)),
    ] {
        let mut harness = empty().size(200, 70);
        press_in_sight(&mut harness, &keys).unwrap();
        assert!(!harness.record().is_empty(), "{keys} stored nothing:\n{}", harness.frame());
        if keys.contains("<f4>") {
            let report = newest(&harness.record(), Kind::Blood);
            assert_eq!(report.context.fasting(), Some(true));
            assert_eq!(report.results[0].method.as_deref(), Some("immunoassay"));
        }
    }
}

/// Keys that open a form: each new one, stored reports of three kinds to change them, and the shape of one.
fn opened(place: usize) -> String {
    match place {
        0..8 => open(place),
        8 => "2e".to_owned(),
        9 => "2<down>e".to_owned(),
        10 => "2<end>e".to_owned(),
        _ => "2c".to_owned(),
    }
}

/// `RANDOM_KEYS=1000000 cargo test --test it random_keys -- --nocapture` for as many as one likes.
#[test]
fn random_keys_break_nothing_and_the_screen_never_stands_still() {
    let keys: usize = std::env::var("RANDOM_KEYS").ok().and_then(|keys| keys.parse().ok()).unwrap_or(400);
    let mut state = 20_260_314_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below as u64) as usize
    };
    let (mut harness, mut pressed, mut slowest) = (course(), 0, std::time::Duration::ZERO);
    while pressed < keys {
        if harness.has_ended() {
            harness = course();
        }
        let run: String = (0..=draw(20)).map(|_| ANYWHERE[draw(ANYWHERE.len())]).collect();
        let before = cpu_time();
        harness.press(&run);
        let worked = cpu_time().saturating_sub(before);
        assert!(worked < LONGEST_WORK, "{run} took {} ms of work", worked.as_millis());
        slowest = slowest.max(worked);
        pressed += parse_keys(&run).unwrap().len();
        if draw(40) == 0 {
            harness = harness.size(1 + draw(200) as u16, 1 + draw(80) as u16);
        }
        if draw(60) == 0 {
            harness = harness.paste("LH 5.1 IU/L\nFSH 6");
        }
    }
    println!(
        "{pressed} keys, the slowest run of up to 21 worked {} ms{}",
        slowest.as_millis(),
        memory_words()
    );
}

/// Keys that mean something somewhere.
const ANYWHERE: [&str; 50] = [
    "1", "2", "3", "4", "5", "6", "a", "e", "d", "c", "u", "/", "U", "P", "x", "?", ":", "q", "g", "G", "B",
    "W", "w", "v", "t", "o", "s", "b", "n", "N", "m", "f", "<enter>", "<enter>", "<esc>", "<esc>", "<tab>",
    "<up>", "<down>", "<down>", "<left>", "<right>", "<home>", "<end>", "<ctrl-s>", "<ctrl-r>", "<ctrl-x>",
    "<f5>", "<f2>", " ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_keys_and_no_paste_break_a_form_or_store_what_was_not_in_sight(
        place in 0..12_usize,
        keys in proptest::collection::vec(0..KEYS.len(), 1..60),
        paste in "(\\PC{0,12}\n?){0,3}",
        size in (40..130_u16, 10..45_u16),
    ) {
        let (before, after) = keys.split_at(keys.len() / 2);
        let run = |keys: &[usize]| keys.iter().map(|key| KEYS[*key]).collect::<String>();
        let mut harness = course().size(200, 70).keys(&opened(place));
        press_in_sight(&mut harness, &run(before))?;
        harness = harness.paste(&paste).size(size.0, size.1);
        harness.frame();
        harness = harness.size(200, 70);
        press_in_sight(&mut harness, &run(after))?;
        press_in_sight(&mut harness, "<ctrl-s><ctrl-s>")?;
        harness.size(size.0, size.1).frame();
    }

    #[test]
    fn no_bytes_break_a_form(place in 0..12_usize, bytes in proptest::collection::vec(0..=255_u8, 0..150)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut harness = course().size(80, 24).keys(&opened(place));
        for c in text.chars() {
            harness.press_key(KeyPress::from(KeyEvent::from(KeyCode::Char(c))));
        }
        harness = harness.paste(&text).size(200, 70);
        harness.frame();
        press_in_sight(&mut harness, "<ctrl-s><ctrl-s>")?;
    }
}
