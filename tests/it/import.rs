//! Files of other makers: a folder of each kind with what must come of every line, and damage that nothing survives by
//! accident.
//!
//! `NAME.read` beside a file holds what is read of it: results as they would be stored, then what was left out.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use androlog::catalog::Catalog;
use androlog::domain::change::EntryKey;
use androlog::domain::record::Record;
use androlog::domain::report::Value;
use androlog::exchange::import::{
    FileRead, ImportAnswers, ImportSpool, SpoolPlace, SpoolShelf, next_row_page, read_file,
};
use androlog::exchange::{Diagnostic, ImportPlan, LeftState, Parsed, ReaderKnowledge, plan};
use androlog::runtime::import_spool::TemporarySpool;

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::cli::Shell;
use crate::harness::Harness;

pub fn read_bytes(bytes: Vec<u8>) -> FileRead {
    let known =
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None };
    read_file(&mut Cursor::new(bytes), &ImportAnswers::default(), &known, None).unwrap()
}

/// What a file came to, as a fixture writes it.
pub fn shown(read: FileRead) -> String {
    match read {
        FileRead::Sheet(sheet) => format!("the text of a report:\n{}", sheet.text),
        FileRead::Asks(questions) => {
            questions.iter().fold(String::new(), |all, asked| all + &format!("asks: {asked}\n"))
        }
        FileRead::Entries(parsed, _) => shown_plan(&planned(parsed)),
    }
}

/// What an import into an empty log would do.
fn planned(parsed: Parsed) -> ImportPlan {
    plan(&Record::default(), Catalog::embedded().analytes(), &BTreeSet::new(), parsed)
}

fn shown_plan(plan: &ImportPlan) -> String {
    let mut text = String::new();
    for planned in &plan.reports {
        let head = &planned.head;
        let time = head.time.map(|time| format!(" {}", time.format("%H:%M"))).unwrap_or_default();
        let laboratory = head.laboratory.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
        text += &format!("{} {}{time}{laboratory}\n", head.kind(), head.date);
        for one in &planned.results {
            let value = match &one.result.value {
                Value::Number(quantity) => quantity.to_string(),
                Value::Words(words) => words.clone(),
            };
            let range = one.result.reference.as_ref().map(|range| format!(" ({range})")).unwrap_or_default();
            let flag = one.result.flag.as_deref().map(|flag| format!(" {flag}")).unwrap_or_default();
            let method = one.result.method.as_ref().map(|method| format!(" by {method}")).unwrap_or_default();
            text += &format!("  {} {} {value}{range}{flag}{method}\n", one.line, one.result.analyte);
        }
    }
    for left in &plan.left {
        let state = if left.state == LeftState::Unsure { "unsure" } else { "unknown" };
        text += &format!("{} {state} {}\n", left.line, left.text);
    }
    for said in &plan.diagnostics {
        text += &format!("{}: {}\n", said.place, said.message);
    }
    text
}

/// The files of other makers, with their bytes.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let paths = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end != "read")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn every_file_is_read_as_is_written_beside_it() {
    let mut wrong = String::new();
    let files = fixtures();
    assert!(files.len() >= 20, "{} files", files.len());
    for (path, bytes) in files {
        let beside = PathBuf::from(format!("{}.read", path.display()));
        let found = shown(read_bytes(bytes));
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        // `UPDATE_FIXTURES=1` writes what was read; read the difference before it is committed.
        if found != expected && std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&beside, found).unwrap();
        } else if found != expected {
            wrong += &format!("{}\n--- read:\n{found}--- expected:\n{expected}\n", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A PDF of one page with these lines, written without compression.
fn pdf_of(lines: &[&str], more: &str) -> Vec<u8> {
    let text = lines.iter().fold(String::new(), |text, line| text + &format!("({line}) Tj 0 -14 Td "));
    let stream = if lines.is_empty() { String::new() } else { format!("BT /F1 10 Tf 40 780 Td {text}ET") };
    pdf_with(&stream, more)
}

/// A PDF of one page on which this is drawn.
fn pdf_with(stream: &str, more: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = pdf.len();
    pdf += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        pdf += &format!("{place:010} 00000 n \n");
    }
    pdf +=
        &format!("trailer\n<< /Size {} /Root 1 0 R {more}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    pdf.into_bytes()
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_is_the_text_of_a_report_and_a_scan_says_what_to_do() {
    let sheet = pdf_of(&["Collected: 14 Mar 2026", "LH      4.4  IU/L   1.7 - 8.6"], "");
    let FileRead::Sheet(sheet) = read_bytes(sheet) else { panic!("no text") };
    let text = sheet.text;
    assert!(text.contains("Collected: 14 Mar 2026") && text.contains("4.4"), "{text}");
    let scan = shown(read_bytes(pdf_of(&[], "")));
    assert!(scan.contains("this PDF is a scan"), "{scan}");
}

/// A zip with these files.
fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with a cover and a sheet of results, as a spreadsheet program writes them: a day as a count of days, a
/// number as a number, and words as words.
fn xlsx() -> Vec<u8> {
    let words = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let heads = ["Date", "Test", "Result", "Unit", "Low", "High"];
    let heads = heads.iter().zip('A'..).map(|(head, column)| words(&format!("{column}3"), head));
    let row = |at: u32, test: &str, result: &str, unit: &str, limits: &str| {
        let (test, unit) = (words(&format!("B{at}"), test), words(&format!("D{at}"), unit));
        format!("<row r=\"{at}\"><c r=\"A{at}\" s=\"1\"><v>46095</v></c>{test}{result}{unit}{limits}</row>")
    };
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
         <row r=\"3\">{}</row>{}{}</sheetData></worksheet>",
        heads.collect::<String>(),
        row(
            4,
            "Testosterone, total",
            "<c r=\"C4\"><v>512.5</v></c>",
            "ng/dL",
            "<c r=\"E4\"><v>264</v></c><c r=\"F4\"><v>916</v></c>"
        ),
        row(5, "Estradiol", &words("C5", "&lt;5.0"), "pg/mL", ""),
    );
    let cover = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
                 <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>My results</t></is></c></row></sheetData></worksheet>";
    let relations = |targets: &[(&str, &str)]| {
        let each = targets.iter().zip(1..).map(|((kind, target), at)| {
            format!(
                "<Relationship Id=\"rId{at}\" Target=\"{target}\" \
                 Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\"/>"
            )
        });
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
            each.collect::<String>()
        )
    };
    let sheets = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("worksheet", "worksheets/sheet2.xml"),
        ("styles", "styles.xml"),
    ];
    zip_of(&[
        ("_rels/.rels", &relations(&[("officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
             <sheet name=\"Cover\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Blood\" sheetId=\"2\" r:id=\"rId2\"/>\
             </sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", &relations(&sheets)),
        (
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        ),
        ("xl/worksheets/sheet1.xml", cover),
        ("xl/worksheets/sheet2.xml", &sheet),
    ])
}

/// A table as an office program of the other family writes it.
fn ods() -> Vec<u8> {
    let words = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let heads: String = ["Datum", "Analyse", "Ergebnis", "Einheit"].into_iter().map(words).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Blut\"><table:table-row>{heads}</table:table-row><table:table-row>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-03-14\"><text:p>14.03.26</text:p>\
         </table:table-cell>{}<table:table-cell office:value-type=\"float\" office:value=\"4.4\"><text:p>4,4</text:p>\
         </table:table-cell>{}</table:table-row></table:table></office:spreadsheet></office:body>\
         </office:document-content>",
        words("LH"),
        words("IU/L"),
    );
    zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", &content),
    ])
}

/// An export of Apple Health from a phone in French: the names in the zip are in its language.
fn apple_zip() -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let health = fs::read_to_string(folder.join("health-of-a-french-phone.xml")).unwrap();
    zip_of(&[
        ("apple_health_export/exportation.xml", &health),
        ("apple_health_export/parcours.gpx", "<gpx/>"),
    ])
}

#[test]
fn workbooks_are_read_from_the_sheet_with_the_results() {
    assert_eq!(
        shown(read_bytes(xlsx())),
        "blood 2026-03-14\n  4 testosterone-total 512.5 ng/dL (264 – 916)\n  5 estradiol <5.0 pg/mL\n"
    );
    assert_eq!(shown(read_bytes(ods())), "blood 2026-03-14\n  2 lh 4.4 IU/L\n");
}

#[test]
fn an_export_of_apple_health_is_known_in_a_zip_whatever_its_files_are_called() {
    let read = shown(read_bytes(apple_zip()));
    assert!(read.contains("  1 weight 82.6 kg\n") && read.contains("  2 height 181 cm\n"), "{read}");
    assert!(read.contains("record 4: weight is measured in kg or lb, not st"), "{read}");
    assert!(read.contains("1 file of the zip is of another kind"), "{read}");
}

#[test]
fn fhir_as_xml_is_read_in_a_zip_as_it_is_by_itself() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let bundle = fs::read_to_string(folder.join("fhir-as-xml.xml")).unwrap();
    let by_itself = shown(read_bytes(bundle.clone().into_bytes()));
    assert!(by_itself.contains("testosterone-total 14.30 nmol/L"), "{by_itself}");
    assert_eq!(shown(read_bytes(zip_of(&[("laboratory.xml", &bundle)]))), by_itself);
}

#[test]
fn an_observation_of_a_document_without_a_day_takes_the_one_that_is_named() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let document = fs::read(folder.join("ccda-bounds.xml")).unwrap();
    let answers = ImportAnswers { on: Some("2026-02-03".parse().unwrap()), ..ImportAnswers::default() };
    let known =
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None };
    let read = shown(read_file(&mut Cursor::new(document), &answers, &known, None).unwrap());
    assert!(read.contains("  4 lh 4.1 IU/L\n") && !read.contains("has no day"), "{read}");
}

#[test]
fn rows_below_the_days_say_whether_he_had_eaten_and_how_long_he_had_abstained() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    for (name, said) in [
        ("laboratory-and-fasting-in-rows.csv", ["fasting, müde", "not fasting"]),
        ("semen-with-abstinence-in-a-row.csv", ["3 days", "4 days"]),
    ] {
        let FileRead::Entries(parsed, _) = read_bytes(fs::read(folder.join(name)).unwrap()) else {
            panic!("{name} asks")
        };
        let plan = planned(parsed);
        let words = plan.reports.iter().map(|planned| {
            let head = &planned.head;
            let fasting =
                head.context.fasting().map(|yes| if yes { "fasting" } else { "not fasting" }.to_owned());
            let days = head.context.abstinence_days().map(|days| format!("{days} days"));
            fasting.into_iter().chain(days).chain(head.note.clone()).collect::<Vec<_>>().join(", ")
        });
        assert_eq!(words.collect::<Vec<_>>(), said, "{name}");
    }
}

#[test]
fn the_tables_of_one_of_two_people_are_taken_where_he_is_named() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let known =
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None };
    for (name, who, expected) in [
        ("tables-of-two-people.csv", "jon", "blood 2024-03-14\n  3 lh 5.1 IU/L\n"),
        ("tables-of-two-people.csv", "Max", "the file: no table of the file is of that patient\n"),
        ("results-of-a-woman.csv", "Anna Doe", "blood 2024-03-14\n  4 lh 12.1 IU/L\n"),
    ] {
        let only = vec![("patient".to_owned(), who.to_owned())];
        let answers = ImportAnswers { only, ..ImportAnswers::default() };
        let bytes = fs::read(folder.join(name)).unwrap();
        let read = shown(read_file(&mut Cursor::new(bytes), &answers, &known, None).unwrap());
        assert_eq!(read, expected, "{name} of {who}");
    }
}

#[test]
fn the_results_of_a_woman_are_stored_only_when_they_are_said_to_be_his() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    for (name, whose) in [
        ("results-of-a-woman.csv", "“Anna Doe”"),
        ("fhir-patient-a-woman.json", "“Ann”"),
        ("ccda-of-a-woman.xml", "“Anna Beispiel”"),
        ("json-of-a-woman.json", "of a woman"),
    ] {
        let shell = Shell::on("2026-11-28");
        let file = folder.join(name);
        let file = file.to_str().unwrap();
        let refused = shell.run(&["import", file]);
        let says = |words: &str| assert!(refused.stderr.contains(words), "{name}: {}", refused.stderr);
        says(whose);
        says("; nothing was stored. Where they are yours, --yes stores them");
        assert_eq!(refused.code, 1, "{name}");
        assert_eq!(shell.ok(&["list"]), "", "{name}");
        shell.ok(&["import", file, "--yes"]);
        assert_ne!(shell.ok(&["list"]), "", "{name}");
    }
    let shell = Shell::on("2026-11-28");
    let sheet = "Patient: Anna Doe   Sex: F\nCollected: 14 Mar 2026\nLH 12.1 IU/L\n";
    shell.write("sheet.txt", sheet);
    shell.write(
        "list.csv",
        "patient,sex,test,result,unit,date\n1,F,LH,5,IU/L,2026-01-01\n1,F,FSH,5,IU/L,2026-01-01\n",
    );
    shell.write(
        "grid.csv",
        "Date,Sex at birth,LH (IU/L),FSH (IU/L)\n2026-01-01,female,5,4\n2026-02-01,female,5,4\n",
    );
    let file = |name| shell.run(&["import", name]);
    let refusals =
        [file("sheet.txt"), file("list.csv"), file("grid.csv"), shell.fed(&["add", "--paste"], sheet)];
    for refused in refusals {
        assert!(
            refused.stderr.contains("of a woman") && refused.stderr.contains("--yes"),
            "{}",
            refused.stderr
        );
        assert_eq!(shell.ok(&["list"]), "");
    }
    assert_eq!(shell.fed(&["add", "--paste", "--yes"], sheet).code, 0);
    assert_ne!(shell.ok(&["list"]), "");
}

/// The roads that README shows are walked with a file of each kind, by the program itself.
#[cfg(feature = "pdf")]
#[test]
fn every_import_that_the_readme_shows_runs() {
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let folder = tempfile::tempdir().unwrap();
    let sheet = "Entnahme: 14.03.2026\nLH 4,4 IU/l 1,7 - 8,6\nFSH siehe Anlage\n";
    let clinic = "patient,test,result,unit\n1,FSH,5.1,IU/L\n2,FSH,9.9,IU/L\n";
    for (name, bytes) in [
        ("report.pdf", pdf_of(&["Collected: 14 Mar 2026", "LH      4.4  IU/L   1.7 - 8.6"], "")),
        ("befund.txt", sheet.as_bytes().to_vec()),
        ("clinic.csv", clinic.as_bytes().to_vec()),
        ("table.xlsx", xlsx()),
        ("bundle.json", fs::read(fixtures.join("bundle.json")).unwrap()),
        ("export.zip", apple_zip()),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let commands: Vec<&str> = readme.lines().filter(|line| line.starts_with("androlog import ")).collect();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in commands {
        let words = shlex::split(command).unwrap();
        let words = words.iter().take_while(|word| *word != "#").skip(1);
        let ran = assert_cmd::Command::cargo_bin("androlog")
            .unwrap()
            .current_dir(folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .args(words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        let told = String::from_utf8_lossy(&ran.stdout);
        // What was not understood of the file is named, and the exit status says so.
        assert!(
            ran.status.success() || ran.status.code() == Some(1) && told.contains(" new, "),
            "{command}\n{said}"
        );
        assert!(!told.starts_with("results: 0 new"), "{command}\n{told}{said}");
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// Each file of each kind damaged a few times, or so many in all as `DAMAGED_FILES` says, which then tells how long the
/// slowest of them took.
#[test]
fn damage_ends_no_reader() {
    let mut dice = Dice(20_260_314);
    let mut files: Vec<Vec<u8>> = fixtures().into_iter().map(|(_, bytes)| bytes).collect();
    files.push(pdf_of(&["Collected: 14 Mar 2026", "LH      4.4  IU/L   1.7 - 8.6"], ""));
    files.extend([xlsx(), ods(), apple_zip()]);
    let wanted = std::env::var("DAMAGED_FILES").ok().and_then(|count| count.parse::<usize>().ok());
    let rounds = wanted.map_or(1, |count| count.div_ceil(files.len()));
    let (mut slowest, mut tried) = (Duration::ZERO, 0);
    for bytes in files {
        for _ in 0..rounds {
            let mut damaged = bytes.clone();
            for _ in 0..=dice.below(8) {
                if damaged.len() < 2 {
                    break;
                }
                let at = dice.below(damaged.len());
                match dice.below(4) {
                    0 => damaged[at] = dice.below(256) as u8,
                    1 => damaged.truncate(at.max(1)),
                    2 => {
                        damaged.remove(at);
                    }
                    _ => {
                        let piece: Vec<u8> = damaged[at..].iter().take(40).copied().collect();
                        damaged.splice(at..at, piece);
                    }
                }
            }
            // What comes of it does not matter here; that something comes does.
            let begun = Instant::now();
            let _ = shown(read_bytes(damaged));
            slowest = slowest.max(begun.elapsed());
            tried += 1;
        }
    }
    if wanted.is_some() {
        println!("{tried} damaged files were read, the slowest in {} ms", slowest.as_millis());
    }
}

// The import screen ------------------------------------------------------------------------------------

fn screen(files: &[&str]) -> Harness {
    let harness = Harness::on("2026-11-28").size(80, 24);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    for name in files {
        harness.put_file(name, &fs::read(folder.join(name)).unwrap());
    }
    harness
}

#[test]
fn a_file_is_looked_through_and_nothing_is_stored_before_enter() {
    let seen = screen(&["list-german.csv"]).keys("ilist-german.csv<enter>");
    let frame = seen.frame();
    assert!(frame.contains("Import list-german.csv: 4 new, 1 to check"), "{frame}");
    assert!(frame.contains("[?] Leukozyten 6.1"), "{frame}");
    let left = seen.keys("<esc>");
    assert!(left.record().reports().is_empty());
    let warned = left.keys("ilist-german.csv<enter><enter>");
    assert!(warned.frame().contains("1 line needs a look"), "{}", warned.frame());
    assert!(warned.record().reports().is_empty());
    let stored = warned.keys("<enter>");
    assert_eq!(stored.record().reports()[0].results.len(), 4);
    assert!(stored.frame().contains("Imported 4 results from list-german.csv"), "{}", stored.frame());
    let again = stored.keys("ilist-german.csv<enter><enter><enter>");
    assert!(again.frame().contains("Nothing of it is new"), "{}", again.frame());
    assert_eq!(again.record().reports().len(), 1);
}

/// A pipe that nobody writes to is a file that is never read to its end.
#[cfg(unix)]
#[test]
fn esc_stops_the_reading_of_a_file_and_the_log_stays_as_it_is() {
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("endless.csv", b"");
    let path = harness.path_of("endless.csv");
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let harness = harness.keys("iendless.csv<enter><esc>");
    let frame = harness.frame();
    assert!(frame.contains("Reading was stopped; nothing was stored."), "{frame}");
    assert!(frame.contains("endless.csv"), "what was typed is still there: {frame}");
    assert_eq!(harness.record(), Record::default());
}

#[test]
fn a_result_is_left_out_and_the_log_is_replaced_only_where_that_is_chosen() {
    let other = b"Date,Test,Result,Unit\n2026-03-14,LH,9.9,IU/L\n2026-03-14,FSH,3.1,IU/L\n";
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("a.csv", b"Date,Test,Result,Unit\n2026-03-14,LH,4.4,IU/L\n");
    harness.put_file("b.csv", other);
    let first = harness.keys("ia.csv<enter><enter>");
    let kept = first.keys("ib.csv<enter>");
    assert!(kept.frame().contains("the log says otherwise"), "{}", kept.frame());
    // To the line at odds, which is chosen; then the other one is left out.
    let chosen = kept.keys("<tab><space><down><space><enter>");
    let record = chosen.record();
    let results: Vec<String> = record
        .reports()
        .iter()
        .flat_map(|report| &report.results)
        .map(|r| r.quantity().unwrap().to_string())
        .collect();
    assert_eq!(results, ["9.9 IU/L"]);
}

#[test]
fn an_explained_name_reads_the_file_again_and_what_was_chosen_stays() {
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("a.csv", b"Date,Test,Result,Unit\n2026-03-14,LH,4.4,IU/L\n");
    let rows = "2026-03-14,LH,9.9,IU/L\n2026-03-14,FSH,3.1,IU/L\n2026-03-14,Male hormone,512,\n";
    harness.put_file("b.csv", format!("Date,Test,Result,Unit\n{rows}").as_bytes());
    let chosen = harness.keys("ia.csv<enter><enter>ib.csv<enter><tab><space><down><space>");
    // The name is explained, which unit it has is asked, and only then the file is looked through again.
    let asked = chosen.keys("<tab>etestosterone-total<enter>");
    assert!(asked.frame().contains("Which unit has Male hormone"), "{}", asked.frame());
    let stored = asked.keys("<enter><enter>");
    let record = stored.record();
    let results = record.reports().iter().flat_map(|report| &report.results);
    let results: Vec<String> = results.map(|r| format!("{} {}", r.analyte, r.quantity().unwrap())).collect();
    assert_eq!(results, ["lh 9.9 IU/L", "testosterone-total 512 ng/dL"]);
}

#[test]
fn a_marker_of_a_wide_table_is_explained_too() {
    for table in [
        "Draw Date,LH (IU/L),Mojo score (ng/mL)\n2026-01-14,4.4,3.1\n",
        "Marker,2026-01-14\nLH (IU/L),4.4\nMojo score (ng/mL),3.1\n",
    ] {
        let harness = Harness::on("2026-11-28").size(80, 24);
        harness.put_file("a.csv", table.as_bytes());
        let stored = harness.keys("ia.csv<enter><tab>eprogesterone<enter><enter>");
        let record = stored.record();
        let results = record.reports().iter().flat_map(|report| &report.results);
        let results: Vec<String> =
            results.map(|r| format!("{} {}", r.analyte, r.quantity().unwrap())).collect();
        assert_eq!(results, ["lh 4.4 IU/L", "progesterone 3.1 ng/mL"], "{table}");
    }
}

#[test]
fn a_row_that_stands_twice_is_said_to_be_twice_in_the_file_and_not_in_the_log() {
    let shell = Shell::on("2026-11-28");
    let row = "2026-03-14,LH,4.4,IU/L\n";
    shell.write("a.csv", &format!("Date,Test,Result,Unit\n{row}{row}"));
    let plan = shell.ok(&["import", "a.csv", "--dry-run"]);
    assert!(plan.contains("results: 1 new, 1 same"), "{plan}");
    assert!(plan.contains("3 sure 2026-03-14 lh 4.4 IU/L  (twice in the file)"), "{plan}");
    shell.ok(&["import", "a.csv"]);
    let plan = shell.ok(&["import", "a.csv", "--dry-run"]);
    assert_eq!(plan.matches("(in the log already)").count(), 2, "{plan}");
}

#[test]
fn a_row_of_a_wide_table_that_is_too_large_is_left_out_by_its_line_and_the_rest_is_read() {
    let shell = Shell::on("2026-11-28");
    let large = "x".repeat((1 << 20) + 1);
    let wide = ",".repeat(10_001);
    for (row, said) in
        [(format!("2026-02-14,{large}"), "cell 2 is larger than 1 MB"), (wide, "has 10002 columns")]
    {
        let row = if row.starts_with(',') { format!("2026-02-14{row}1") } else { row };
        shell.write("a.csv", &format!("Draw Date,LH (IU/L)\n2026-01-14,4.4\n{row}\n2026-03-14,4.6\n"));
        let plan = shell.run(&["import", "a.csv", "--dry-run"]);
        assert!(plan.code == 1 && plan.stdout.contains("results: 2 new"), "{plan:?}");
        let is_named = |line: &str| line.contains(said) && line.contains("line 3");
        assert!(plan.stderr.lines().any(is_named), "{plan:?}");
    }
}

/// A file of more reports than one act keeps in memory.
#[test]
fn a_large_file_is_stored_page_by_page_and_undone_and_redone_as_one_act() {
    let shell = Shell::on("2026-11-28");
    let first: chrono::NaiveDate = "2020-01-01".parse().unwrap();
    let rows = first.iter_days().take(1_100).map(|day| format!("{day},LH,4.4,IU/L\n"));
    shell.write("a.csv", &format!("Date,Test,Result,Unit\n{}", rows.collect::<String>()));
    shell.write("quest.pdf", "the paper");
    shell.ok(&["import", "a.csv", "--source", "quest.pdf"]);
    let whole = shell.ok(&["export", "--format", "json"]);
    assert_eq!(whole.matches("\"analyte\": \"lh\"").count(), 1_100);
    assert_eq!(whole.matches("quest.pdf").count(), 1_100);
    assert!(shell.run(&["undo"]).stderr.contains("1100 entries"), "it is asked about");
    shell.ok(&["undo", "--yes"]);
    assert!(!shell.ok(&["export", "--format", "json"]).contains("\"lh\""));
    shell.ok(&["redo"]);
    assert_eq!(shell.ok(&["export", "--format", "json"]), whole);
    assert!(shell.ok(&["import", "a.csv"]).contains("results: 0 new, 1100 same"));
}

#[test]
fn our_own_json_of_any_length_is_read_as_a_stream_and_gives_the_same_log() {
    let shell = Shell::on("2026-11-28");
    shell.ok(&["demo", "--write", "demo.db", "--results", "2000"]);
    shell.ok(&["--db", "demo.db", "export", "--format", "json", "-o", "a.json"]);
    let text = fs::read_to_string(shell.path("a.json")).unwrap();
    shell.ok(&["import", "a.json"]);
    assert!(shell.ok(&["export", "--format", "json"]) == text, "what went in came out");
    let again = shell.ok(&["import", "a.json", "--dry-run"]);
    assert!(again.contains("results: 0 new, 2000 same, 0 conflicting, 0 rejected"), "{again}");
    // An entry is known by its id, on whatever day the file has it: the newest of each list, so that no other of the days
    // that are read with the strange one is near its own.
    for (list, day) in [("reports", "date"), ("symptoms", "date"), ("doses_taken", "day")] {
        let list_at = text.find(&format!("\"{list}\": [")).unwrap();
        let end = list_at + text[list_at..].find("\n  ]").unwrap();
        let at = list_at + text[list_at..end].rfind(&format!("\"{day}\": ")).unwrap() + day.len() + 5;
        shell.write("b.json", &format!("{}1990-01-01{}", &text[..at], &text[at + 10..]));
        let plan = shell.run(&["import", "b.json", "--dry-run"]).stdout;
        let counts: Vec<&str> = plan.lines().take(2).collect();
        assert!(counts.iter().all(|line| line.contains(": 0 new")), "{list}: {plan}");
        assert!(counts.iter().any(|line| !line.contains(" 0 conflicting")), "{list}: {plan}");
    }
}

/// Rows of a long file of our own as they seldom lie: those of a report far apart, some without an id, some wrong.
fn scattered_rows() -> String {
    let days: Vec<chrono::NaiveDate> =
        "2019-01-01".parse::<chrono::NaiveDate>().unwrap().iter_days().take(700).collect();
    let mut text = String::from("report_id,date,time,kind,analyte,value,unit,laboratory,report_note,note\n");
    for (name, unit) in
        [("lh", "IU/L"), ("fsh", "IU/L"), ("moonlight", "x"), ("estradiol", "pg/mL"), ("lh", "IU/L")]
    {
        for (number, day) in days.iter().enumerate() {
            let id = if number % 3 == 0 { String::new() } else { format!("r{}", number % 650) };
            let time = if number % 5 == 0 { "08:00" } else { "" };
            let note = if number % 7 == 0 { name } else { "" };
            text += &format!(
                "{id},{day},{time},blood,{name},{}.0,{unit},Lab {},{note},\n",
                number % 9 + 1,
                number % 2
            );
        }
    }
    text += "r1,2019-01-02,,blood,,,,,,\n,2031-01-01,,blood,prolactin,8.0,ng/mL,,,\"two\nlines\"\n";
    text += "r2,2019-02-30,,blood,lh,4,IU/L,,,\nr3,2019-01-04,,blood,lh,4,IU/L,,,\u{7}x\n";
    text + "r4,2019-01-05,,blood,prolactin,9,ng/mL,,,\"never closed\n,2019-01-05,,blood,lh,4,IU/L,,,\n"
}

#[test]
fn rows_of_our_own_csv_are_the_same_reports_whether_they_lie_in_a_spool_or_in_memory() {
    let known =
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None };
    let read = |spool: Option<&mut dyn ImportSpool>| {
        let mut source = Cursor::new(scattered_rows().into_bytes());
        match read_file(&mut source, &ImportAnswers::default(), &known, spool).unwrap() {
            FileRead::Entries(parsed, _) => parsed,
            other => panic!("{other:?}"),
        }
    };
    let mut held = read(None);
    let mut spool = TemporarySpool::new().unwrap();
    let mut streamed = read(Some(&mut spool));
    assert_eq!((streamed.found.len(), streamed.rejected_results), (0, held.rejected_results));
    assert!(held.rejected_results > 700, "{}", held.rejected_results);
    let mut behind = SpoolPlace::default();
    let mut remarks = Vec::new();
    while let Some(page) = next_row_page(&mut spool, behind, known.today).unwrap() {
        behind = page.behind;
        assert!(page.parsed.found.len() < held.found.len() / 2, "it comes in pages");
        streamed.found.extend(page.parsed.found);
        remarks.extend(page.parsed.diagnostics);
    }
    held.found.sort_by_key(|found| found.entry.day());
    assert_eq!(streamed.found, held.found);
    let shelf = |shelf: SpoolShelf, spool: &mut TemporarySpool| {
        spool.page(shelf, SpoolPlace::default(), usize::MAX >> 1).unwrap()
    };
    for kept in shelf(SpoolShelf::Remarks, &mut spool) {
        remarks.push(serde_json::from_slice(&kept.bytes).unwrap());
    }
    remarks.extend(streamed.diagnostics);
    let in_order = |mut remarks: Vec<Diagnostic>| {
        remarks.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        remarks
    };
    assert_eq!(in_order(remarks), in_order(held.diagnostics));
    let lines: usize =
        shelf(SpoolShelf::Lines, &mut spool).iter().map(|run| run.text().unwrap().lines().count()).sum();
    assert_eq!(lines + streamed.left.len(), held.left.len());
}

#[test]
fn our_own_csv_of_any_length_gives_the_same_log() {
    let shell = Shell::on("2026-11-28");
    shell.ok(&["demo", "--write", "demo.db", "--results", "3000"]);
    let exported = |db: &str, more: &[&str]| shell.ok(&[&["--db", db, "export"], more].concat());
    shell.write("a.csv", &exported("demo.db", &[]));
    shell.write("doses.csv", &exported("demo.db", &["--what", "doses"]));
    // By the age and the therapy results are judged, and no CSV has them.
    let mut person: serde_json::Value = serde_json::from_str(&exported("demo.db", &["--json"])).unwrap();
    person
        .as_object_mut()
        .unwrap()
        .retain(|key, _| matches!(key.as_str(), "format" | "version" | "profile" | "regimens"));
    shell.write("person.json", &person.to_string());
    shell.ok(&["--db", "new.db", "import", "person.json"]);
    let said = shell.ok(&["--db", "new.db", "import", "a.csv"]);
    assert!(said.contains("results: 3000 new, 0 same, 0 conflicting, 0 rejected"), "{said}");
    shell.ok(&["--db", "new.db", "import", "doses.csv"]);
    for more in [&[][..], &["--what", "doses"]] {
        assert!(exported("new.db", more) == exported("demo.db", more), "what went in came out: {more:?}");
    }
    let again = shell.ok(&["--db", "new.db", "import", "a.csv", "--dry-run"]);
    assert!(again.contains("results: 0 new, 3000 same, 0 conflicting, 0 rejected"), "{again}");
}

#[test]
fn an_id_that_a_long_file_has_on_two_days_is_kept_by_the_first() {
    let shell = Shell::on("2026-11-28");
    let first: chrono::NaiveDate = "2020-01-01".parse().unwrap();
    let report = |(number, day): (usize, chrono::NaiveDate)| {
        let id = number % 1_000;
        format!(
            r#"{{"id":"r{id}","kind":"blood","date":"{day}","results":[{{"analyte":"lh","value":"4.4","unit":"IU/L"}}]}}"#
        )
    };
    let reports: Vec<String> = first.iter_days().enumerate().take(1_001).map(report).collect();
    let text = format!(r#"{{"format":"androlog","version":1,"reports":[{}]}}"#, reports.join(","));
    shell.write("a.json", &text);
    let ran = shell.run(&["import", "a.json"]);
    assert!(ran.stdout.contains("results: 1001 new"), "{ran:?}");
    assert!(ran.stderr.contains("entry 1001 of reports: its id was used before in this file"), "{ran:?}");
    // A list that is none, and an end that is missing, are told as of a short file, and nothing is stored.
    shell.write("b.json", &text[..text.len() - 1]);
    shell.write("c.json", &text.replacen("\"reports\":[", "\"events\":5,\"reports\":[", 1));
    assert!(shell.run(&["import", "b.json"]).stderr.contains("not valid JSON"));
    assert!(shell.run(&["import", "c.json"]).stderr.contains("\"events\" must be a list"));
}

#[test]
fn a_head_of_everyday_words_is_anybodys_and_litres_are_no_flag_in_our_own() {
    let shell = Shell::on("2026-11-28");
    // Read as androlog's own, the day and the name would be refused.
    shell.write("a.csv", "Date,Analyte,Value,Unit\n14.03.2026,\"Testosterone, Total\",\"5,12\",ng/mL\n");
    let plan = shell.ok(&["import", "a.csv", "--dry-run"]);
    assert!(plan.contains("2 sure 2026-03-14 testosterone-total 5.12 ng/mL"), "{plan}");
    shell.write(
        "b.csv",
        "date,kind,analyte,value,unit,report_id\n2026-03-14,semen,semen-volume,0.0028 L,,r1\n",
    );
    let plan = shell.ok(&["import", "b.csv", "--dry-run"]);
    assert!(plan.contains("2 sure 2026-03-14 semen-volume 0.0028 L"), "{plan}");
}

#[test]
fn a_question_of_a_file_is_asked_and_an_unknown_name_explained() {
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("a.csv", b"Test,Result,Unit\nLH,4.4,IU/L\nMale hormone,512,ng/dL\n");
    let asked = harness.keys("ia.csv<enter>");
    assert!(asked.frame().contains("Which day was the sample taken?"), "{}", asked.frame());
    let read = asked.keys("14 mar<enter>");
    assert!(read.frame().contains("1 unknown"), "{}", read.frame());
    let explained = read.keys("<tab>etestosterone-total<enter>");
    assert!(explained.frame().contains("2 new"), "{}", explained.frame());
    let stored = explained.keys("<enter>");
    let record = stored.record();
    let results = &record.reports()[0].results;
    assert!(results.iter().any(|result| &*result.analyte == "testosterone-total"), "{results:?}");
}

#[test]
fn a_file_dropped_on_the_window_is_read_however_the_terminal_writes_its_name() {
    let mut harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("it's mine.csv", b"Date;Name;Result;Unit\n2026-02-01;LH;5.1;IU/L\n");
    let path = harness.path_of("it's mine.csv").display().to_string();
    let quoted = format!("'{}'", path.replace('\'', r"'\''"));
    let address = format!("file://{}", path.replace(' ', "%20"));
    for name in [path.clone(), quoted.clone(), address] {
        harness = harness.keys("2").paste(&name);
        assert!(harness.frame().contains("Import it's mine.csv: 1 new"), "{name}: {}", harness.frame());
        harness = harness.keys("<esc>i").paste(&name);
        assert!(harness.frame().contains("it's mine.csv"), "{}", harness.frame());
        harness = harness.keys("<enter>");
        assert!(harness.frame().contains("Import it's mine.csv: 1 new"), "{name}: {}", harness.frame());
        harness = harness.keys("<esc>");
    }
    harness = harness.burst(&format!("{quoted}\n"));
    assert!(harness.frame().contains("Import it's mine.csv: 1 new"), "{}", harness.frame());
    let gone = harness.keys("<esc>").paste("'/no folder/of mine.pdf'").frame();
    assert!(gone.contains("there is no file /no folder/of mine.pdf"), "{gone}");
}

#[test]
fn a_file_of_which_nothing_can_be_stored_says_why_in_full_and_what_to_do() {
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("bad.pdf", b"%PDF-1.4\nbroken");
    let frame = harness.keys("ibad.pdf<enter>").frame();
    for told in
        ["There is nothing in it to store; Esc closes it.", "cannot be read; get it again", "Esc close"]
    {
        assert!(frame.contains(told), "{told}: {frame}");
    }
    for untrue in ["Enter stores", "Space", "…"] {
        assert!(!frame.contains(untrue), "{untrue}: {frame}");
    }
    let seen = screen(&["list-german.csv"]).keys("ilist-german.csv<enter>l<space>");
    assert!(seen.frame().contains("Enter stores 4 results."), "{}", seen.frame());
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("only.csv", "Date;Name;Result;Unit\n2026-02-01;LH;5,1,2;IU/L\n".as_bytes());
    let open = harness.keys("ionly.csv<enter>");
    assert!(open.frame().contains("Nothing of it is new; 1 line needs a look: Tab"), "{}", open.frame());
}

#[test]
fn what_an_import_holds_beside_results_is_counted() {
    let symptom = json!({ "id": "s", "symptom": "joint-pain", "grade": "mild", "date": "2026-03-14" });
    let file = json!({ "format": "androlog", "version": 1, "symptoms": [symptom] });
    let harness = Harness::on("2026-11-28").size(80, 24);
    harness.put_file("a.json", file.to_string().as_bytes());
    let read = harness.keys("ia.json<enter>");
    assert!(read.frame().contains("Enter stores 1 entry."), "{}", read.frame());
    let stored = read.keys("<enter>");
    assert!(stored.frame().contains("Imported 1 entry from a.json"), "{}", stored.frame());
}

#[test]
fn what_was_forgotten_is_told_on_the_screen_before_anything_is_stored_and_stays_away() {
    let report = |id: &str, results: &[(&str, &str)]| {
        let result =
            |(analyte, value): &(&str, &str)| json!({ "analyte": analyte, "value": value, "unit": "IU/L" });
        let results: Vec<serde_json::Value> = results.iter().map(result).collect();
        json!({ "id": id, "kind": "blood", "date": "2026-03-14", "results": results })
    };
    let gone = report("gone", &[("lh", "5"), ("fsh", "4")]);
    let log = json!({ "reports": [gone] }).to_string();
    let harness = Harness::from_json("2026-11-28", &log).forgetting([EntryKey::Report("gone".into())]);
    let file =
        json!({ "format": "androlog", "version": 1, "reports": [gone, report("new", &[("lh", "6")])] });
    harness.put_file("a.json", file.to_string().as_bytes());
    let read = harness.keys("ia.json<enter>");
    assert!(read.frame().contains("1 new, 2 forgotten here"), "{}", read.frame());
    assert!(read.frame().contains("LH 5 IU/L   forgotten here"), "{}", read.frame());
    assert!(read.frame().contains("Enter stores 1 result."), "{}", read.frame());
    // Space takes it back no more than Enter does.
    let told = read.keys("<space>l<space>hG");
    assert!(told.frame().contains("1 entry was forgotten here and is not brought back"), "{}", told.frame());
    let record = told.keys("<enter>").record();
    let ids: Vec<&str> = record.reports().iter().map(|report| report.id.as_str()).collect();
    assert_eq!(ids, ["new"]);
}

#[cfg(feature = "pdf")]
#[test]
fn what_a_program_read_off_a_scan_is_left_out_on_the_screen_until_it_is_taken() {
    let harness = Harness::from_json("2026-11-28", "{}");
    // Text that is not painted lies under a picture.
    let under = "BT 3 Tr /F1 10 Tf 40 780 Td (Collected: 14 Mar 2026) Tj 0 -14 Td (LH    4.4  IU/L) Tj ET";
    harness.put_file("scan.pdf", &pdf_with(under, ""));
    let read = harness.keys("iscan.pdf<enter>");
    let frame = read.frame();
    assert!(frame.contains("This PDF is a scan") && frame.contains("[ ] LH 4.4 IU/L"), "{frame}");
    let refused = read.keys("<enter>");
    assert!(refused.frame().contains("Space takes"), "{}", refused.frame());
    assert_eq!(refused.keys("<space><enter>").record().reports().len(), 1);
}

#[test]
fn a_list_that_is_read_again_because_a_name_was_explained_before_is_stored_once() {
    let shell = Shell::on("2026-11-28");
    shell.ok(&["add", "2000-01-05", "lh=5 IU/L"]);
    let names = "[\"date | result | test | unit\".names]\n\"male hormone\" = \"testosterone-total\"\n";
    shell.write(".local/share/androlog/androlog.imports.toml", names);
    // So long that its rows lie in a spool when the name is seen.
    let first: chrono::NaiveDate = "2010-01-01".parse().unwrap();
    let rows: Vec<String> = first.iter_days().take(5_000).map(|day| format!("{day},LH,4.4,IU/L")).collect();
    let rows = rows.join("\n");
    shell.write("a.csv", &format!("Date,Test,Result,Unit\n{rows}\n2026-03-14,Male hormone,512,ng/dL\n"));
    let said = shell.ok(&["import", "a.csv", "--dry-run"]);
    assert!(said.starts_with("results: 5001 new, 0 same, 0 conflicting, 0 rejected\n"), "{}", &said[..80]);
}
