//! Pasted reports: a corpus of layouts with what must become of every line, and what holds for any text.
//!
//! A fixture is a report as it is copied, then a line `=====`, then what is read from it: the head, and every piece
//! as `line | what it is | result or text | why`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use androlog::catalog::Catalog;
use androlog::domain::change::Entry;
use androlog::domain::record::Record;
use androlog::domain::report::{BodySide, Kind, Report, Value};
use androlog::exchange::paste::{
    PasteContext, Pasted, PastedPiece, PastedResult, PieceMeaning, SampleDay, SheetHead, Unsure, read,
};
use proptest::prelude::*;

const MARK: &str = "=====\n";

fn pasted(text: &str) -> Pasted {
    let today = "2026-05-01".parse().unwrap();
    let record = Record::default();
    let names = BTreeMap::new();
    read(
        text,
        &PasteContext { catalog: Catalog::embedded(), kind: None, today, names: &names, record: &record },
    )
}

/// What was read, as a fixture writes it.
fn shown(pasted: &Pasted) -> String {
    let mut text: String = pasted.reports.iter().map(head).collect();
    for piece in &pasted.pieces {
        let lines = if piece.to == piece.line {
            piece.line.to_string()
        } else {
            format!("{}-{}", piece.line, piece.to)
        };
        let report = if piece.report > 0 && matches!(piece.is, PieceMeaning::Result(_)) {
            format!(" of report {}", piece.report + 1)
        } else {
            String::new()
        };
        text += &format!("{lines} | {}{report}\n", is(piece));
    }
    text
}

fn head(head: &SheetHead) -> String {
    let day = match &head.sampled {
        SampleDay::Unsaid => "no day".to_owned(),
        SampleDay::On(day) => day.to_string(),
        SampleDay::Either(text, a, b) => format!("{text}: {a} or {b}"),
    };
    let time = head.time.map(|time| time.format("%H:%M").to_string());
    let abstinence = head.abstinence.as_ref().map(|days| format!("abstinence {days}"));
    let edition = head.edition.as_ref().map(|edition| format!("WHO {edition}"));
    let sample = (!head.specimen.is_serum()).then(|| head.specimen.name().to_owned());
    let said = [time, head.laboratory.clone(), head.device.clone(), sample, abstinence, edition];
    let more = said.into_iter().flatten();
    format!("{}\n", std::iter::once(day).chain(more).collect::<Vec<_>>().join(", "))
}

fn is(piece: &PastedPiece) -> String {
    match &piece.is {
        PieceMeaning::Furniture(furniture) => furniture.name(),
        PieceMeaning::Unknown(why) => format!("unknown | {} | {why}", piece.text),
        PieceMeaning::Result(found) if found.doubts.is_empty() => format!("sure | {}", result(found)),
        PieceMeaning::Result(found) => {
            let why: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
            format!("unsure | {} | {}", result(found), why.join("; "))
        }
    }
}

fn result(found: &PastedResult) -> String {
    let value = match &found.read {
        Some(Value::Number(quantity)) => quantity.to_string(),
        _ => found.typed(),
    };
    let side = found.side.map(|side| if side == BodySide::Left { "left" } else { "right" }.to_owned());
    let range = found.range.as_ref().map(|range| format!("[{range}]"));
    let more = [side, range, found.flag.clone(), found.method.as_ref().map(ToString::to_string)]
        .into_iter()
        .flatten();
    std::iter::once(format!("{} {value}", found.analyte)).chain(more).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_layout_is_read_as_its_fixture_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/paste");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 26, "{} layouts", paths.len());
    let mut wrong = String::new();
    for path in paths {
        let whole = fs::read_to_string(&path).unwrap();
        let (text, expected) = whole.split_once(MARK).unwrap_or((&whole, ""));
        let found = shown(&pasted(text));
        // `UPDATE_FIXTURES=1` writes what was read; read the difference before it is committed.
        if found != expected && std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&path, format!("{text}{MARK}{found}")).unwrap();
        } else if found != expected {
            wrong += &format!("{}\n--- read:\n{found}--- expected:\n{expected}\n", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_laboratory_of_the_log_is_found_by_its_name_anywhere() {
    let today = "2026-05-01".parse().unwrap();
    let of = |name: &str| {
        let mut report = Report::new(Kind::Blood, today);
        report.laboratory = Some(name.to_owned());
        Entry::Report(report)
    };
    let record = Record::whole(["Quest", "Quest Nichols", "Nord"].map(of));
    let names = BTreeMap::new();
    let asked =
        PasteContext { catalog: Catalog::embedded(), kind: None, today, names: &names, record: &record };
    for (text, laboratory) in [
        ("LH 5 IU/L\nQUEST NICHOLS institute of somewhere", Some("Quest Nichols")),
        ("Labor Nord, Hamburg\nLH 5 IU/L", Some("Nord")),
        ("Nordstrasse 4\nLH 5 IU/L", None),
    ] {
        assert_eq!(read(text, &asked).reports[0].laboratory.as_deref(), laboratory, "{text}");
    }
}

#[test]
fn the_day_that_is_given_for_one_of_several_samples_says_how_the_others_are_written() {
    let read = pasted("Test   04/02/26   10/11/25   Units\nLH     4.1        3.2        IU/L");
    let days = |given: &str| -> Vec<Option<String>> {
        let of = |head: &SheetHead| read.day_of_sample(head, Some(given.parse().unwrap())).ok();
        read.reports.iter().map(|head| of(head).map(|day| day.to_string())).collect()
    };
    let some = |day: &str| Some(day.to_owned());
    assert_eq!(days("2026-02-04"), [some("2026-02-04"), some("2025-11-10")]);
    assert_eq!(days("2026-04-02"), [some("2026-04-02"), some("2025-10-11")]);
    // None of them was taken on that day, and never all of them on one.
    assert_eq!(days("2026-01-01"), [None, None]);
}

/// A label that another meaning of its words hides would leave a sheet without its day.
#[test]
fn the_day_behind_every_label_of_a_sample_is_that_of_the_sample() {
    let languages = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("catalog/languages");
    let mut hidden = Vec::new();
    for file in fs::read_dir(languages).unwrap() {
        let language: toml::Table = fs::read_to_string(file.unwrap().path()).unwrap().parse().unwrap();
        let labels = language["words"].get("label-collected").and_then(toml::Value::as_array);
        for label in labels.into_iter().flatten().filter_map(toml::Value::as_str) {
            let sheet = pasted(&format!("{label}: 2026-03-14\nLH   5,1   IU/L   1,7 - 8,6\n"));
            let days: Vec<&SampleDay> = sheet.reports.iter().map(|head| &head.sampled).collect();
            if days != [&SampleDay::On("2026-03-14".parse().unwrap())] {
                hidden.push(format!("{label}: {days:?}"));
            }
        }
    }
    assert_eq!(hidden, Vec::<String>::new());
}

#[test]
fn of_a_text_that_is_too_long_the_rest_is_named_and_not_read() {
    let unread = |text: &str| {
        let read = pasted(text);
        assert_eq!(read.pieces.last().unwrap().to, text.lines().count());
        let is_unread = |piece: &&PastedPiece| matches!(&piece.is, PieceMeaning::Unknown(why) if why.contains("text is too long"));
        read.pieces.iter().find(is_unread).map(|piece| piece.line)
    };
    assert_eq!(unread(&"LH  5\n".repeat(6_000)), None);
    assert_eq!(unread(&"LH  5\n".repeat(6_010)), Some(6_001));
    // Two hundred words a line are no report; they are not read for as many lines.
    assert_eq!(unread(&("LH  5  ".repeat(100) + "\n").repeat(700)), Some(601));
}

#[test]
fn of_many_values_of_one_analyte_each_names_one_other() {
    let lines: Vec<String> = (1..=500).map(|n| format!("LH {n}.5 IU/L")).collect();
    for (piece, found) in pasted(&lines.join("\n")).results() {
        let twice: Vec<&Unsure> = found.doubts.iter().filter(|d| matches!(d, Unsure::Twice(_))).collect();
        assert_eq!(twice, [&Unsure::Twice(if piece.line == 1 { 2 } else { 1 })], "{}", piece.text);
    }
}

/// Lines made of what reports are made of, in any order.
fn report_like() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Testosterone",
        ", Total",
        "LH",
        "E2:",
        "sperm",
        "pH",
        "486",
        "<5.0",
        "1,200",
        "264-916",
        "- 5",
        "> OR =",
        "ng/dL",
        "pg/mL",
        "x10^6/mL",
        "%",
        "H",
        "PENDING",
        "not detected",
        "BMD",
        "T-score",
        "L1-L4",
        "Total Hip",
        "Collected: 03/04/2026",
        "Page 1 of 2",
        "\t",
        "   ",
        "\n",
        "\n\n",
        "\u{c}",
        "|",
        ";",
        ",",
        "\"",
        "\u{1b}[1m",
        "\u{202e}",
        "µg/L",
        "Zonulin",
        "was",
        "(",
        ")",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

/// A sheet that was made, with what stands on it.
#[derive(Clone, Debug)]
struct MadeSheet {
    text: String,
    rows: Vec<MadeRow>,
    /// How many of its rows are beyond doubt.
    sure: usize,
}

#[derive(Clone, Debug)]
struct MadeRow {
    analyte: &'static str,
    value: String,
    range: String,
}

/// What a row is made of: id, names, printed unit, its code, a usual value, a range.
type MadeAnalyte =
    (&'static str, [&'static str; 3], &'static str, &'static str, &'static str, (&'static str, &'static str));

const MADE: [MadeAnalyte; 6] = [
    (
        "testosterone-total",
        ["Testosterone, Total", "Testosteron", "Testostérone totale"],
        "ng/dL",
        "ng/dL",
        "486.5",
        ("264", "916"),
    ),
    ("estradiol", ["Estradiol", "Östradiol", "Œstradiol"], "pg/ml", "pg/mL", "28.4", ("8.0", "35.0")),
    ("lh", ["LH", "LH", "Hormone lutéinisante"], "mIU/mL", "mIU/mL", "5.1", ("1.7", "8.6")),
    ("shbg", ["SHBG", "SHBG", "SHBG"], "nmol/l", "nmol/L", "32.75", ("16.5", "55.9")),
    ("hematocrit", ["Hematocrit", "Hämatokrit", "Hématocrite"], "%", "%", "45.1", ("38.5", "50.0")),
    ("prolactin", ["Prolactin", "Prolaktin", "Prolactine"], "µg/l", "ug/L", "9.25", ("4.0", "15.2")),
];

/// Sheets in one of three languages, with columns in any order, with comparators, flags, earlier results and the
/// language's decimal mark.
fn made_sheet() -> impl Strategy<Value = MadeSheet> {
    let rows = prop::collection::vec(
        (0..MADE.len(), prop::sample::select(vec!["", "<", "< ", ">", "≤ "]), any::<bool>()),
        1..6,
    );
    let order = Just(vec![0_usize, 1, 2, 3]).prop_shuffle();
    (0..3_usize, rows, order, any::<bool>(), any::<bool>()).prop_map(
        |(language, rows, order, has_head, has_previous)| {
            let comma = |text: &str| if language == 0 { text.to_owned() } else { text.replace('.', ",") };
            let heads = [
                ["Result", "Units", "Reference Range", "Flag", "Previous Result"],
                ["Ergebnis", "Einheit", "Referenzbereich", "Flag", "Vorwert"],
                ["Résultat", "Unité", "Valeurs de référence", "Alerte", "Antériorité"],
            ][language];
            let mut text = String::new();
            let has_previous = has_head && has_previous;
            if has_head {
                text += &format!("{:<32}", ["Test", "Analyse", "Analyse"][language]);
                for &column in &order {
                    text += &format!("{:<24}", heads[column]);
                }
                text += if has_previous { heads[4] } else { "" };
                text += "\n";
            }
            let mut made: Vec<MadeRow> = Vec::new();
            for (at, sign, is_flagged) in rows {
                let (analyte, names, unit, code, value, (low, high)) = MADE[at];
                if made.iter().any(|row| row.analyte == analyte) {
                    continue;
                }
                let cells = [
                    format!("{sign}{}", comma(value)),
                    unit.to_owned(),
                    format!("{} - {}", comma(low), comma(high)),
                    if is_flagged { "H".to_owned() } else { String::new() },
                ];
                text += &format!("{:<32}", names[language]);
                for &column in &order {
                    text += &format!("{:<24}", cells[column]);
                }
                text += if has_previous { "7.7" } else { "" };
                text = text.trim_end().to_owned() + "\n";
                let value = format!("{}{value} {code}", sign.trim());
                made.push(MadeRow { analyte, value, range: format!("{low} – {high}") });
            }
            let sure = made.len();
            MadeSheet { text, rows: made, sure }
        },
    )
}

#[test]
fn every_sign_that_ends_a_line_parts_two_results() {
    for end in ["\n", "\r\n", "\r", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
        let read = pasted(&format!("LH 4.4 IU/L{end}FSH 3.1 IU/L"));
        let found: Vec<(usize, String)> =
            read.results().map(|(piece, found)| (piece.line, found.typed())).collect();
        assert_eq!(found, [(1, "4.4 IU/L".to_owned()), (2, "3.1 IU/L".to_owned())], "{end:?}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader_and_every_line_is_accounted_for(text in prop_oneof![report_like(), any::<String>()]) {
        let read = pasted(&text);
        let lines = text.replace('\u{c}', "\n");
        let lines = androlog::exchange::scrub::text(&lines);
        let wanted: BTreeSet<usize> =
            lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(at, _)| at + 1).collect();
        let covered: BTreeSet<usize> = read.pieces.iter().flat_map(|piece| piece.line..=piece.to).collect();
        prop_assert!(wanted.is_subset(&covered), "{wanted:?} {covered:?}");
        for piece in &read.pieces {
            prop_assert!(!androlog::exchange::scrub::loses(&piece.text), "{:?}", piece.text);
        }
        for (_, found) in read.results() {
            // A sure value stands in the text, marks of thousands left aside.
            let Some(quantity) = found.quantity().filter(|_| found.doubts.is_empty()) else { continue };
            let bare = |text: &str| text.replace([',', '.', '\'', '-', '−', '\u{a0}'], "");
            let digits = bare(quantity.value.as_str());
            prop_assert!(quantity.value.value() == 0.0 || bare(&text).contains(&digits), "{quantity}");
        }
    }

    #[test]
    fn what_is_sure_of_a_made_sheet_is_what_stands_there(sheet in made_sheet()) {
        let read = pasted(&sheet.text);
        for (piece, found) in read.results().filter(|(_, found)| found.doubts.is_empty()) {
            let row = sheet.rows.iter().find(|row| row.analyte == &*found.analyte);
            prop_assert!(row.is_some(), "{} is sure, and not on the sheet:\n{}", found.analyte, sheet.text);
            let row = row.unwrap();
            let said = (found.typed(), found.range.as_ref().map(ToString::to_string).unwrap_or_default());
            prop_assert_eq!(said, (row.value.clone(), row.range.clone()), "line {}\n{}", piece.line, sheet.text);
        }
        prop_assert_eq!(read.results().filter(|(_, found)| found.doubts.is_empty()).count(), sheet.sure, "{}", sheet.text);
    }
}
