//! Reports as PDF: what is drawn on a page, and the lines that are read of it.
//!
//! A case is a page in the language of PDF, as little as shows one thing that laboratories' programs do.

use androlog::exchange::SheetText;
use androlog::exchange::import::FileRead;

use crate::cli::Shell;
use crate::import::read_bytes;

/// A PDF of one page with this content and these objects behind it, the first of them the eighth, written without
/// compression. Font `F1` is Courier, `F2` says nothing of its letters.
fn pdf_of(content: &str, page: &str, more: &[&str]) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [8 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        &format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {page} \
             /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
        ),
        &format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [7 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Odd /DW 600 \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().chain(more).enumerate() {
        places.push(pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = pdf.len();
    pdf += &format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        pdf += &format!("{place:010} 00000 n \n");
    }
    let count = places.len() + 1;
    pdf += &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    pdf.into_bytes()
}

/// Text drawn at places of a page: from the left, from below, how high, what.
fn drawn(texts: &[(i32, f32, i32, &str)]) -> String {
    let draw =
        |(x, y, size, text): &(i32, f32, i32, &str)| format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET ");
    texts.iter().map(draw).collect()
}

fn sheet(pdf: Vec<u8>) -> SheetText {
    match read_bytes(pdf) {
        FileRead::Sheet(sheet) => sheet,
        other => panic!("no text: {other:?}"),
    }
}

/// The lines that are read, with as many blanks between columns as one sees in them.
fn lines(pdf: Vec<u8>) -> Vec<String> {
    let columns = |line: &str| {
        let cells = line.trim().split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" | ")
    };
    sheet(pdf).text.lines().map(columns).filter(|line| !line.is_empty()).collect()
}

fn assert_read(cases: &[(&str, String, &[&str])]) {
    for (case, content, expected) in cases {
        assert_eq!(lines(pdf_of(content, "", &["null"])), *expected, "{case}");
    }
}

#[test]
fn small_letters_stand_on_the_line_they_belong_to() {
    assert_read(&[
        (
            "a small digit above the line is a power",
            drawn(&[
                (40, 700.0, 10, "12.5"),
                (90, 700.0, 10, "10"),
                (102, 704.0, 6, "6"),
                (106, 700.0, 10, "/mL"),
            ]),
            &["12.5 | 10⁶/mL"],
        ),
        (
            "a small digit above a value is the number of a note, and no digit of it",
            drawn(&[
                (40, 700.0, 10, "LH"),
                (90, 700.0, 10, "4.4"),
                (108, 703.0, 6, "1\\)"),
                (140, 700.0, 10, "IU/L"),
            ]),
            &["LH | 4.4¹ | IU/L"],
        ),
        (
            "a small digit below the line stands in its word",
            drawn(&[(40, 700.0, 10, "T"), (46, 697.5, 6, "4"), (90, 700.0, 10, "1.2")]),
            &["T4 | 1.2"],
        ),
    ]);
}

#[test]
fn what_lies_over_a_page_and_the_way_it_is_turned_change_no_row() {
    assert_read(&[
        (
            "text drawn twice to be bold is read once",
            drawn(&[
                (40, 700.0, 10, "LH"),
                (40, 700.4, 10, "LH"),
                (90, 700.0, 10, "4.4"),
                (90, 700.4, 10, "4.4"),
            ]),
            &["LH | 4.4"],
        ),
        (
            "a watermark across a row is a line of its own",
            drawn(&[
                (40, 700.0, 10, "LH"),
                (60, 694.0, 60, "COPY"),
                (300, 700.0, 10, "4.4"),
                (340, 700.0, 10, "IU/L"),
            ]),
            &["LH | 4.4 | IU/L", "COPY"],
        ),
        (
            "a page that is turned reads like any other",
            drawn(&[(0, 0.0, 10, "LH"), (100, 0.0, 10, "4.4")])
                .replace("/F1 10 Tf 0 0 Td", "/F1 10 Tf 0 1 -1 0 300 40 Tm")
                .replace("/F1 10 Tf 100 0 Td", "/F1 10 Tf 0 1 -1 0 300 140 Tm"),
            &["LH | 4.4"],
        ),
    ]);
}

#[test]
fn cells_and_tables_side_by_side_are_read_one_by_one() {
    let head = (40, 700.0, 10, "Analyte");
    let twice = [head, (140, 700.0, 10, "Result"), (300, 700.0, 10, "Analyte"), (400, 700.0, 10, "Result")];
    let rows =
        [(40, 688.0, 10, "LH"), (140, 688.0, 10, "4.4"), (300, 688.0, 10, "FSH"), (400, 688.0, 10, "6.1")];
    let below = (40, 660.0, 10, "This line goes on below both of the tables, and it is a remark.");
    assert_read(&[
        (
            "a value in the middle beside a name of two lines is in its row",
            drawn(&[
                (40, 706.0, 10, "Sex Hormone"),
                (160, 700.0, 10, "33.1"),
                (40, 694.0, 10, "Binding Globulin"),
            ]),
            &["Sex Hormone Binding Globulin | 33.1"],
        ),
        (
            "blocks side by side whose lines lie between one another are no row",
            drawn(&[
                (40, 706.0, 10, "Mr Doe"),
                (140, 700.0, 10, "Dr Roe"),
                (40, 694.0, 10, "Albany"),
                (140, 688.0, 10, "Troy"),
            ]),
            &["Mr Doe", "Dr Roe", "Albany", "Troy"],
        ),
        (
            "the right one of two tables is read below the left one",
            drawn(&[twice.as_slice(), rows.as_slice(), &[below]].concat()),
            &["Analyte | Result", "LH | 4.4", "Analyte | Result", "FSH | 6.1", below.3],
        ),
    ]);
}

#[test]
fn words_are_found_where_they_are_drawn() {
    assert_read(&[
        (
            "a blank made as wide as a gap between columns is one",
            "BT /F1 10 Tf 80 Tw 40 700 Td (LH 4.4) Tj ET".to_owned(),
            &["LH | 4.4"],
        ),
        (
            "two letters far apart are the end of one cell and the start of the next",
            "BT /F1 10 Tf 40 700 Td 60 Tc (%3) Tj 0 Tc 72 0 Td (7.5) Tj ET".to_owned(),
            &["% | 37.5"],
        ),
        (
            "letters that are drawn one by one make words",
            drawn(&[
                (40, 700.0, 10, "L"),
                (46, 700.0, 10, "H"),
                (58, 700.0, 10, "B"),
                (120, 700.0, 10, "4"),
                (126, 700.0, 10, ".4"),
            ]),
            &["LH B | 4.4"],
        ),
    ]);
}

#[test]
fn a_filled_form_and_notes_on_the_page_are_read_and_hidden_ones_are_not() {
    let field = "<< /FT /Tx /T (lh) /V (4.4) /Subtype /Widget /Rect [140 696 200 710] >>";
    let note = "<< /Type /Annot /Subtype /FreeText /Rect [40 670 300 684] /Contents (FSH     6.1    IU/L) >>";
    let sign = "<< /Type /Annot /Subtype /Text /Rect [40 650 60 664] /Contents (TSH 9.9 mIU/L) >>";
    let hidden = note.replace("FSH", "AMH").replace("FreeText", "FreeText /F 2");
    let content = drawn(&[(40, 700.0, 10, "LH"), (240, 700.0, 10, "IU/L")]);
    let pdf = pdf_of(&content, "/Annots [8 0 R 9 0 R 10 0 R 11 0 R]", &[field, note, sign, &hidden]);
    assert_eq!(lines(pdf), ["LH | 4.4 | IU/L", "FSH | 6.1 | IU/L"]);
}

#[test]
fn letters_that_are_not_known_are_said_to_be() {
    let content = "BT /F2 10 Tf 40 700 Td <004c0048001500170018> Tj ET";
    let FileRead::Entries(parsed, _) = read_bytes(pdf_of(content, "", &["null"])) else { panic!("read") };
    let said = &parsed.diagnostics[0].message;
    assert!(said.contains("letters") && said.contains("ocrmypdf --force-ocr"), "{said}");
}

#[test]
fn what_a_program_read_off_a_scan_is_compared_with_the_paper_before_it_is_stored() {
    let texts = [(40, 700.0, 10, "Collected: 14 Mar 2026"), (40, 680.0, 10, "LH      4.4  IU/L   1.7 - 8.6")];
    // Nothing of it is painted but the line of a fax.
    let content =
        drawn(&texts).replace("BT", "BT 3 Tr") + &drawn(&[(40, 800.0, 6, "p1")]).replace("BT", "BT 0 Tr");
    let pdf = pdf_of(&content, "", &["null"]);
    assert!(sheet(pdf.clone()).is_recognised);
    let shell = Shell::on("2026-11-28");
    shell.write("scan.pdf", &String::from_utf8(pdf).unwrap());
    let refused = shell.run(&["import", "scan.pdf"]).stderr;
    assert!(refused.contains("compare each value with the paper; nothing was stored"), "{refused}");
    assert!(!shell.ok(&["export", "--format", "json"]).contains("\"lh\""));
    shell.ok(&["import", "scan.pdf", "--yes"]);
    assert!(shell.ok(&["export", "--format", "json"]).contains("\"lh\""));
}
