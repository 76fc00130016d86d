//! Workbooks as people keep them: several sheets, percentages, merged cells.

use std::io::{Cursor, Write};

use androlog::catalog::Catalog;
use androlog::exchange::ReaderKnowledge;
use androlog::exchange::import::{FileRead, ImportAnswers, read_file};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::import::shown;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn zip_of(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A cell as a workbook holds it: `45%` as 0.45 shown as a percentage, `=B2*2` as a formula that nobody computed, `#REF!`
/// as what a formula failed with, a number as a number, anything else as text.
fn cell(row: usize, column: usize, text: &str) -> String {
    let place = format!("{}{}", char::from(b'A' + column as u8), row + 1);
    let escaped = text.replace('<', "&lt;");
    match (text.strip_suffix('%').map(str::parse::<f64>), text.parse::<f64>()) {
        _ if text.is_empty() => String::new(),
        _ if text.starts_with('=') => format!("<c r=\"{place}\"><f>{}</f></c>", &escaped[1..]),
        _ if text.starts_with('#') => format!("<c r=\"{place}\" t=\"e\"><v>{escaped}</v></c>"),
        (Some(Ok(percent)), _) => format!("<c r=\"{place}\" s=\"1\"><v>{}</v></c>", percent / 100.0),
        (_, Ok(number)) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
        _ => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{escaped}</t></is></c>"),
    }
}

/// A sheet: its name, its rows with `|` between the cells, and which cells are merged.
type Sheet<'s> = (&'s str, &'s [&'s str], &'s [&'s str]);

fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut names = String::new();
    let mut relations =
        format!("<Relationship Id=\"styles\" Target=\"styles.xml\" Type=\"{OFFICE}/styles\"/>");
    let mut files = Vec::new();
    for (at, (name, rows, merged)) in sheets.iter().enumerate() {
        names += &format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"s{0}\"/>", at + 1);
        relations += &format!(
            "<Relationship Id=\"s{0}\" Target=\"worksheets/sheet{0}.xml\" Type=\"{OFFICE}/worksheet\"/>",
            at + 1
        );
        let rows = rows.iter().enumerate().fold(String::new(), |all, (row, text)| {
            let cells = text.split('|').enumerate().map(|(column, text)| cell(row, column, text));
            all + &format!("<row r=\"{}\">{}</row>", row + 1, cells.collect::<String>())
        });
        let merges =
            merged.iter().fold(String::new(), |all, cells| all + &format!("<mergeCell ref=\"{cells}\"/>"));
        let merges =
            if merged.is_empty() { String::new() } else { format!("<mergeCells>{merges}</mergeCells>") };
        files.push((
            format!("xl/worksheets/sheet{}.xml", at + 1),
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData>{merges}</worksheet>"),
        ));
    }
    let relationships = |inner: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{inner}</Relationships>");
    let root =
        format!("<Relationship Id=\"r\" Target=\"xl/workbook.xml\" Type=\"{OFFICE}/officeDocument\"/>");
    files.extend([
        ("_rels/.rels".to_owned(), relationships(&root)),
        ("xl/_rels/workbook.xml.rels".to_owned(), relationships(&relations)),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{names}</sheets></workbook>"),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>"
            ),
        ),
    ]);
    zip_of(&files)
}

fn read(bytes: Vec<u8>, answers: &ImportAnswers) -> FileRead {
    let known =
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None };
    read_file(&mut Cursor::new(bytes), answers, &known, None).unwrap()
}

const NOTES: Sheet<'_> = ("Notes", &["one", "two", "three", "four", "5 mg since May"], &[]);

#[test]
fn every_sheet_with_results_is_read_and_those_that_may_be_of_other_people_are_asked_about() {
    let lh = |day: &'static str| -> [String; 2] { ["Date|LH (IU/L)".to_owned(), day.to_owned()] };
    let (first, second) = (lh("2024-03-14|5.1"), lh("2025-03-14|4.8"));
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let stored = "blood 2024-03-14\n  2 lh 5.1 IU/L\nblood 2025-03-14\n  2 lh 4.8 IU/L\n";
    for (sheets, expected) in [
        (vec![NOTES, ("Labs", &first[..], &[][..])], "blood 2024-03-14\n  2 lh 5.1 IU/L\nthe file: these sheets hold no table of results and were not read: Notes\n".to_owned()),
        (vec![("2024", &first[..], &[][..]), ("2025", &second[..], &[])], stored.to_owned()),
        (vec![("Blood 2024", &first[..], &[][..]), ("LH new", &second[..], &[])], stored.to_owned()),
        (
            vec![("Me", &first[..], &[][..]), ("Wife", &second[..], &[])],
            "asks: Several sheets have results, perhaps of several people: “Me”, “Wife”. Say which to take: \
             --where sheet=Me\n"
                .to_owned(),
        ),
    ] {
        let names: Vec<&str> = sheets.iter().map(|(name, ..)| *name).collect();
        assert_eq!(shown(read(workbook(&sheets), &ImportAnswers::default())), expected, "{names:?}");
    }
    let both = workbook(&[("Me", &first[..], &[]), ("Wife", &second[..], &[])]);
    for (name, expected) in [
        ("me", "blood 2024-03-14\n  2 lh 5.1 IU/L\n"),
        ("Nobody", "the file: no sheet with results is called “Nobody”; there are Me, Wife\n"),
    ] {
        let only = vec![("Sheet".to_owned(), name.to_owned())];
        let answers = ImportAnswers { only, ..ImportAnswers::default() };
        assert_eq!(shown(read(both.clone(), &answers)), expected, "{name}");
    }
}

#[test]
fn a_workbook_of_more_sheets_than_are_read_is_refused_and_none_is_left_out_unsaid() {
    let rows = ["Date|LH (IU/L)", "2024-03-14|5.1"];
    let names: Vec<String> = (1..=61).map(|number| format!("Labs {number}")).collect();
    let sheets: Vec<Sheet<'_>> = names.iter().map(|name| (name.as_str(), &rows[..], &[][..])).collect();
    let told = shown(read(workbook(&sheets), &ImportAnswers::default()));
    assert!(told.contains("it has 61 sheets, and no more than 60 are read"), "{told}");
}

#[test]
fn a_sheet_that_is_called_by_its_day_says_it() {
    let rows = ["Test|Result|Unit", "LH|5.1|IU/L"];
    let sheets: [Sheet<'_>; 2] = [("14.03.2024", &rows, &[]), ("20.06.2024", &rows, &[])];
    assert_eq!(
        shown(read(workbook(&sheets), &ImportAnswers::default())),
        "blood 2024-03-14\n  2 lh 5.1 IU/L\nblood 2024-06-20\n  2 lh 5.1 IU/L\n"
    );
}

#[test]
fn a_sheet_that_is_called_by_its_year_says_that_of_its_days() {
    let heads = "Tag|LH (U/l)";
    let (first, second) = ([heads, "14.3.|5.1", "2. September|4.8"], [heads, "11.1.|6.1", "12.1.2023|6.3"]);
    let sheets: [Sheet<'_>; 2] = [("2024", &first, &[]), ("Labor 2025", &second, &[])];
    assert_eq!(
        shown(read(workbook(&sheets), &ImportAnswers::default())),
        "blood 2024-03-14\n  2 lh 5.1 U/L\nblood 2024-09-02\n  3 lh 4.8 U/L\n\
         blood 2025-01-11\n  2 lh 6.1 U/L\nblood 2023-01-12\n  3 lh 6.3 U/L\n"
    );
}

#[test]
fn what_was_not_computed_or_failed_is_told_with_its_sheet() {
    let first = ["Date|LH (IU/L)|FSH (IU/L)", "2024-03-14|5.1|=B2*2", "2024-06-20|4.8|#REF!"];
    let second = ["Date|LH (IU/L)", "2025-03-14|5.5", "soon|4.8"];
    let sheets: [Sheet<'_>; 2] = [("2024", &first, &[]), ("2025", &second, &[])];
    assert_eq!(
        shown(read(workbook(&sheets), &ImportAnswers::default())),
        "blood 2024-03-14\n  2 lh 5.1 IU/L\nblood 2024-06-20\n  3 lh 4.8 IU/L\nblood 2025-03-14\n  2 lh 5.5 IU/L\n\
         3 unsure FSH #REF!\n3 unsure soon\n\
         sheet 2024, row 3: FSH: “#REF!” is not a number that can be read only one way\n\
         sheet 2025, row 3: “soon” is not a day that can be read only one way\n\
         the sheet 2024: one cell holds a formula without a result, the first in row 2, and what it would be was not \
         read; open the file in a spreadsheet program, save it there and import it again\n"
    );
}

#[test]
fn a_name_that_is_not_known_is_told_with_the_sheets_it_stands_on() {
    let first = ["Date|Test|Result|Unit", "2024-03-14|LH|5.1|IU/L", "2024-03-14|Moonlight|4|IU/L"];
    let second = ["Date|Test|Result|Unit", "2025-03-14|Moonlight|5|IU/L", "2025-03-14|LH|5.5|IU/L"];
    let sheets: [Sheet<'_>; 2] = [("2024", &first, &[]), ("2025", &second, &[])];
    assert_eq!(
        shown(read(workbook(&sheets), &ImportAnswers::default())),
        "blood 2024-03-14\n  2 lh 5.1 IU/L\nblood 2025-03-14\n  3 lh 5.5 IU/L\n3 unknown Moonlight\n\
         2 unknown Moonlight\nsheet 2024, row 3; sheet 2025, row 2: “Moonlight” is not a known analyte (2 results)\n"
    );
}

#[test]
fn a_percentage_is_read_as_it_is_shown() {
    let sheet: Sheet<'_> = (
        "Semen",
        &[
            "Date|Semen volume (mL)|Progressive motility (%)|Morphology (%)|Hematocrit",
            "2024-03-14|3.1|45%|4%|44.5%",
            "2024-06-20|2.8|41%|5.5%|",
        ],
        &[],
    );
    assert_eq!(
        shown(read(workbook(&[sheet]), &ImportAnswers::default())),
        "semen 2024-03-14\n  2 semen-volume 3.1 mL\n  2 progressive-motility 45 %\n  2 morphology 4 %\n\
         blood 2024-03-14\n  2 hematocrit 44.5 %\n\
         semen 2024-06-20\n  3 semen-volume 2.8 mL\n  3 progressive-motility 41 %\n  3 morphology 5.5 %\n"
    );
}

#[test]
fn a_percentage_of_the_other_family_is_read_as_it_is_shown() {
    let words = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let percent = "<table:table-cell office:value-type=\"percentage\" office:value=\"0.445\"><text:p>44,5 %</text:p>\
                   </table:table-cell>";
    let heads: String = ["Datum", "Hämatokrit"].into_iter().map(words).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Blut\"><table:table-row>{heads}</table:table-row><table:table-row>{}{percent}\
         </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        words("14.03.2024"),
    );
    let files = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"
                .to_owned(),
        ),
        ("content.xml", content),
    ];
    let files: Vec<(String, String)> =
        files.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    assert_eq!(
        shown(read(zip_of(&files), &ImportAnswers::default())),
        "blood 2024-03-14\n  2 hematocrit 44.5 %\n"
    );
}

#[test]
fn merged_cells_hold_for_the_rows_they_cover() {
    let days: Sheet<'_> = (
        "S",
        &["Date|Test|Result|Unit", "2024-03-14|LH|5.1|IU/L", "|FSH|4.4|IU/L", "2024-06-20|LH|4.8|IU/L"],
        &["A2:A3"],
    );
    let heads: Sheet<'_> = (
        "S",
        &["Date|Gonadotropins||Androgens", "|LH (IU/L)|FSH (IU/L)|T (ng/dL)", "2024-03-14|5.1|4.4|412"],
        &["A1:A2", "B1:C1"],
    );
    let over_columns: Sheet<'_> = (
        "S",
        &["|2024-03-14||2024-06-20|", "Test|Result|Range|Result|Range", "LH (IU/L)|5.1|1.7-8.6|4.8|1.5-9.3"],
        &["B1:C1", "D1:E1"],
    );
    for (sheet, expected) in [
        (days, "blood 2024-03-14\n  2 lh 5.1 IU/L\n  3 fsh 4.4 IU/L\nblood 2024-06-20\n  4 lh 4.8 IU/L\n"),
        (heads, "blood 2024-03-14\n  3 lh 5.1 IU/L\n  3 fsh 4.4 IU/L\n  3 testosterone-total 412 ng/dL\n"),
        (
            over_columns,
            "blood 2024-03-14\n  3 lh 5.1 IU/L (1.7 – 8.6)\nblood 2024-06-20\n  3 lh 4.8 IU/L (1.5 – 9.3)\n",
        ),
    ] {
        assert_eq!(shown(read(workbook(&[sheet]), &ImportAnswers::default())), expected);
    }
}
