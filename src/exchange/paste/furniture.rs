//! Lines of a report that hold no result: column heads, headers, footers, rulers, titles, comments.

use super::words::Line;
use crate::catalog::Catalog;

/// Why a line is not taken for a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Furniture {
    /// Who, where and when: the patient, the doctor, the sample.
    Header,
    /// The names of columns.
    Columns,
    /// Page numbers, rulers, the end.
    Footer,
    /// Words without a number.
    Words,
    /// A sentence about results.
    Comment,
    /// What a column says that is no part of the result, such as who measured.
    Remark,
    /// The same result as on an earlier line, with the same value.
    Repeat(usize),
}

impl Furniture {
    /// What it is called where lines are listed.
    pub fn name(self) -> String {
        match self {
            Self::Header => "header".to_owned(),
            Self::Columns => "column names".to_owned(),
            Self::Footer => "footer".to_owned(),
            Self::Words => "no number".to_owned(),
            Self::Comment => "comment".to_owned(),
            Self::Remark => "column beside".to_owned(),
            Self::Repeat(line) => format!("as line {line}"),
        }
    }
}

/// What a line without a result is; none when it may be a result of something unknown.
pub(super) fn of(line: &Line, catalog: &Catalog) -> Option<Furniture> {
    let lower = line.text.to_lowercase();
    if is_ruler(&lower) || is_footer(&lower) {
        return Some(Furniture::Footer);
    }
    if is_columns(line) {
        return Some(Furniture::Columns);
    }
    if is_header(&lower) {
        return Some(Furniture::Header);
    }
    let label = line.words.first().map(|word| word.bare().to_lowercase()).unwrap_or_default();
    if ["comment", "comments", "note", "notes", "interpretation"].contains(&label.as_str()) {
        return Some(Furniture::Comment);
    }
    if !line.has_digits() {
        // `HIV: non-reactive` is a result, though one without a number.
        let answers = lower.split_once(':').is_some_and(|(_, after)| !after.trim().is_empty());
        return (!answers).then_some(Furniture::Words);
    }
    is_comment(line, catalog).then_some(Furniture::Comment)
}

fn is_ruler(lower: &str) -> bool {
    !lower.contains(char::is_alphanumeric)
}

fn is_footer(lower: &str) -> bool {
    const BEGINS: &str = "page |seite |end of report|end of lab|continued|printed |final report|report status|status:|\
        performing site|performed at|performed by|clia|lab director|medical director|www.";
    const HOLDS: &str = "page 1 of|all rights reserved|©|http://|https://|end of report";
    let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    BEGINS.split('|').any(|begin| bare.starts_with(begin))
        || HOLDS.split('|').any(|part| lower.contains(part))
}

/// Words columns are named with.
const COLUMNS: &str = "test tests name analyte marker biomarker component parameter result results value values your \
    unit units flag flags reference ref range ranges interval low high range_low range_high lab \
    date collected status previous prior current region bmd t-score z-score area bmc limit \
    reference_range test_name source in lower upper limits collection abnormal description loinc code";

/// More columns, as they are named in German.
const SPALTEN: &str =
    "analyse untersuchung ergebnis wert einheit referenz referenzbereich normbereich messwert";

/// At least two names of columns, hardly anything else, and no number of its own.
fn is_columns(line: &Line) -> bool {
    let is_name = |word: &str| {
        word.split(['/', ',']).all(|part| {
            COLUMNS.split(' ').chain(SPALTEN.split(' ')).any(|name| name == part) || part.is_empty()
        })
    };
    let words: Vec<String> = line.words.iter().map(|word| word.bare().to_lowercase()).collect();
    let named = words.iter().filter(|word| is_name(word)).count();
    let is_unit = |word: &&String| word.contains(['/', '%', '²', '^']) || word.is_empty();
    let others = words.iter().filter(|word| !is_name(word) && !is_unit(word)).count();
    let is_year = |word: &str| word.len() == 4 && word.starts_with(['1', '2']);
    let numbers = words.iter().filter(|word| word.parse::<f64>().is_ok() && !is_year(word)).count();
    named >= 2 && others <= named / 2 && numbers == 0
}

fn is_header(lower: &str) -> bool {
    const LABELS: &str = "patient|name|dob|date of birth|birth date|born|sex|gender|age|mrn|medical record|specimen|\
        sample id|sample no|sample number|sample type|accession|order|ordered|requested|requisition|\
        physician|provider|doctor|referring|clinician|collected|collection|date collected|\
        date of collection|sample date|sampled|drawn|received|date received|reported|date reported|\
        report date|date|time|phone|fax|tel|address|account|client|fasting|lab|laboratory|hospital|\
        control id|nhs no";
    const MORE: &str = "geburtsdatum|geb|entnahme|entnahmedatum|abnahme|eingang|befund|befunddatum|labor|arzt|auftrag|\
        auftragsnummer|abstinence|days of abstinence|indication|technologist|exam date";
    let mut labels = LABELS.split('|').chain(MORE.split('|'));
    labels.any(|label| {
        let after = lower.strip_prefix(label);
        after.is_some_and(|after| {
            after.starts_with([':', '.', '#']) || after.starts_with("  ") || after.starts_with(" :") || {
                let word = after.trim_start().split([' ', ':']).next().unwrap_or_default();
                after.starts_with(' ') && after.contains(':')
                    || ["id", "name", "date", "by", "no", "number", "on"].contains(&word)
            }
        })
    })
}

/// Words that join a sentence together.
const JOINTS: &str =
    "a and are as be been by do for from has if in is may not of or should the this was were with";

/// A sentence; or seven words and more, most of them letters, without a number that has a unit.
fn is_comment(line: &Line, catalog: &Catalog) -> bool {
    let bare: Vec<&str> = line.words.iter().map(super::words::Word::bare).collect();
    let letters =
        |word: &&&str| word.chars().filter(|c| c.is_alphabetic()).count() * 2 > word.chars().count();
    let plain = bare.iter().filter(letters).count();
    let measured = bare.windows(2).any(|pair| {
        pair[0].starts_with(|c: char| c.is_ascii_digit()) && catalog.unit_name(pair[1]).is_some()
    });
    let joints =
        bare.iter().filter(|word| JOINTS.split(' ').any(|joint| joint == word.to_lowercase())).count();
    if bare.len() >= 8 && joints >= 3 {
        return true;
    }
    bare.len() >= 7 && plain * 4 >= bare.len() * 3 && !measured
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_no_result_is_furniture() {
        for (text, is) in [
            ("--------", Some(Furniture::Footer)),
            ("|---|:--:|", Some(Furniture::Footer)),
            ("Page 2 of 3", Some(Furniture::Footer)),
            ("Test Name   Result   Units   Reference Range   Flag", Some(Furniture::Columns)),
            ("Analyse  Ergebnis  Einheit  Referenzbereich", Some(Furniture::Columns)),
            ("Region  BMD (g/cm2)  T-score  Z-score", Some(Furniture::Columns)),
            ("Patient: Sample, Adam", Some(Furniture::Header)),
            ("DOB: 05/21/1990   Sex: M", Some(Furniture::Header)),
            ("Collected: 03/14/2026 08:10", Some(Furniture::Header)),
            ("HORMONES", Some(Furniture::Words)),
            ("Levels above 1000 should be repeated on another morning.", Some(Furniture::Comment)),
            ("Comment: repeat in 3 months", Some(Furniture::Comment)),
            ("Zonulin 12 ng/mL", None),
            ("Hemoglobin A1c with estimated average glucose by HPLC 5.4 %", None),
            ("HIV: non-reactive", None),
            ("Test 5", None),
        ] {
            assert_eq!(of(&Line::new(1, text), Catalog::embedded()), is, "{text}");
        }
    }
}
