//! A report as a text to edit: TOML with everything that stands on the paper, and what was changed in it.

mod page_fields;
mod read;
mod result;

use crate::catalog::Catalog;
use crate::domain::day;
use crate::domain::report::{Observation, Report};

use page_fields::{PageFields, head, result, value_text};
pub use read::{EditedReport, PageMistake, read};

/// What every text to edit begins with, below the line that names the report.
const HELP: &str = "\
# Change what is wrong, save, and close the editor. A text that stays as it is changes nothing.
#   value    as printed, with its unit: \"486 ng/dL\", \"<5.0 pg/mL\"; of semen also \"too few to assess\"
#   range    the laboratory's own, as printed: \"264 - 916\", \"<= 4.0\", \">= 60\"
#   flag     the laboratory's own: \"H\", \"L\"
#   method   \"immunoassay\", \"lc-ms/ms\", \"equilibrium-dialysis\", \"calculated\", or any other
# Every text stands in quotes; \"\" is none. Take a [[result]] out to remove it, write another one to add it.
";

/// The report as TOML with comments. [`read()`] reads it back.
pub fn write(report: &Report, catalog: &Catalog) -> String {
    let date = day::with_weekday(report.date);
    let mut text = format!("# {} of {date}, id {}\n#\n{HELP}\n", report.kind().name(), report.id);
    for (key, value) in head(report) {
        text += &line(key, &value);
    }
    for observation in &report.results {
        let name = catalog.analyte(&observation.analyte).map_or("", |analyte| analyte.name.as_str());
        text += &format!("\n[[result]]  # {}\n", crate::exchange::scrub::line(name));
        for (key, value) in result(report.kind(), observation) {
            text += &line(key, &value);
        }
    }
    text
}

/// What another version of a report changes, in words: `LH value: 5.1 IU/L → 6.1 IU/L`.
pub fn changes(before: &Report, after: &Report, catalog: &Catalog) -> Vec<String> {
    let name = |observation: &Observation| {
        let analyte = catalog.analyte(&observation.analyte);
        analyte.map_or_else(|| observation.analyte.to_string(), |analyte| analyte.name.clone())
    };
    let mut words = differences("", &head(before), &head(after));
    let mut old: Vec<&Observation> = before.results.iter().collect();
    for new in &after.results {
        let same = |other: &&Observation| other.analyte == new.analyte && other.side == new.side;
        match old.iter().position(same).map(|place| old.remove(place)) {
            Some(old) => {
                let kind = after.kind();
                words.extend(differences(&format!("{} ", name(new)), &result(kind, old), &result(kind, new)));
            }
            None => words.push(format!("added {} {}", name(new), value_text(&new.value))),
        }
    }
    words.extend(old.into_iter().map(|gone| format!("removed {} {}", name(gone), value_text(&gone.value))));
    words
}

fn differences(of: &str, before: &PageFields, after: &PageFields) -> Vec<String> {
    let changed = before.iter().zip(after).filter(|(old, new)| old.1 != new.1);
    let shown = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    changed.map(|(old, new)| format!("{of}{}: {} → {}", old.0, shown(&old.1), shown(&new.1))).collect()
}

fn line(key: &str, value: &str) -> String {
    format!("{key} = {}\n", toml::Value::String(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::DayOrder;
    use crate::exchange::ReaderKnowledge;

    /// A paper with something in every field, and values that would not be taken anew.
    fn report(kind: &str, more: &str) -> Report {
        let text = format!(
            r#"{{"id":"r1","kind":"{kind}","date":"2026-03-14","time":"08:10","laboratory":"Quest \"North\"",{more},
            "note":"two\nlines # and a sign"}}"#
        );
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    fn papers() -> Vec<Report> {
        vec![
            report(
                "blood",
                r#""fasting":false,"hours_since_dose":"36","results":[
                {"analyte":"estradiol","comparator":"<=","value":"5.0","unit":"pg/mL","reference":{"low":"8.0","high":"35.0"},"flag":"L","method":"lc-ms/ms","note":"x"},
                {"analyte":"testosterone-total","value":"15","unit":"ng/dL","reference":{"low":"916","high":"264"}},
                {"analyte":"moonlight","value":"3","unit":"beams"},
                {"analyte":"lh","text":"SEE NOTE"}]"#,
            ),
            report(
                "semen",
                r#""abstinence_days":"3","complete":true,"who_edition":"2021","results":[
                {"analyte":"morphology","text":"too few to assess"},
                {"analyte":"dfi","value":"17.0","unit":"%","assay":"SCSA","reference":{"high":"25"}}]"#,
            ),
            report(
                "dxa",
                r#""device":"Hologic","results":[
                {"analyte":"t-score-total-hip","value":"-1.1","unit":"{T-score}","side":"left"},
                {"analyte":"t-score-total-hip","value":"-1.3","unit":"{T-score}","side":"right"}]"#,
            ),
        ]
    }

    fn again(text: &str, old: &Report) -> Result<EditedReport, Vec<PageMistake>> {
        let known = ReaderKnowledge {
            catalog: Catalog::embedded(),
            today: "2026-05-01".parse().unwrap(),
            record: None,
        };
        read(text, old, &known, DayOrder::DayFirst)
    }

    #[test]
    fn every_field_of_every_kind_is_written_and_an_untouched_text_changes_nothing() {
        for paper in papers() {
            let text = write(&paper, Catalog::embedded());
            let edited = again(&text, &paper).unwrap_or_else(|wrong| panic!("{wrong:?}\n{text}"));
            assert_eq!(edited.report, paper, "{text}");
            assert!(edited.doubts.is_empty(), "{:?}", edited.doubts);
        }
    }

    #[test]
    fn what_is_changed_is_stored_and_told() {
        let paper = &papers()[0];
        let text = write(paper, Catalog::embedded())
            .replace("\"2026-03-14\"", "\"13.3.26\"")
            .replace("\"≤5.0 pg/mL\"", "\"<5,5 pg/ml\"")
            .replace("\"8.0 - 35.0\"", "\"\"")
            .replace(
                "analyte = \"moonlight\"\nvalue = \"3 beams\"",
                "analyte = \"fsh\"\nvalue = \"7.3 IU/L\"",
            );
        let edited = again(&text, paper).unwrap();
        assert_eq!(
            changes(paper, &edited.report, Catalog::embedded()),
            [
                "date: 2026-03-14 → 2026-03-13",
                "Estradiol value: ≤5.0 pg/mL → <5.5 pg/mL",
                "Estradiol range: 8.0 - 35.0 → none",
                "added FSH 7.3 IU/L",
                "removed moonlight 3 beams"
            ]
        );
    }

    #[test]
    fn each_wrong_line_is_named_with_what_would_be_right() {
        let paper = &papers()[0];
        let whole = write(paper, Catalog::embedded());
        for (from, to, line, says) in [
            ("\"2026-03-14\"", "\"2026-02-30\"", 10, "there is no 2026-02-30"),
            ("\"08:10\"", "\"late\"", 11, "not a time of day"),
            ("fasting = \"no\"", "fasting = \"perhaps\"", 13, "write yes or no"),
            ("\"36\"", "\"-1\"", 14, "must not be below 0"),
            ("hours_since_dose = \"36\"", "abstinence_days = \"3\"", 14, "belongs on a semen analysis"),
            ("\"≤5.0 pg/mL\"", "\"6.0\"", 22, "write its unit too"),
            ("\"≤5.0 pg/mL\"", "\"6.0 g/L\"", 22, "is measured in"),
            ("\"≤5.0 pg/mL\"", "\"99999 pg/mL\"", 22, "cannot be"),
            ("\"≤5.0 pg/mL\"", "\"\"", 22, "needs a value"),
            ("\"8.0 - 35.0\"", "\"35 - 8\"", 23, "upside down"),
            ("analyte = \"estradiol\"", "analyte = \"estradoil\"", 21, "did you mean estradiol"),
            ("analyte = \"estradiol\"", "analyte = \"semen-ph\"", 21, "belongs on a semen analysis"),
            ("analyte = \"moonlight\"", "analyte = \"estradiol\"", 37, "is there twice"),
            ("flag = \"L\"", "flags = \"L\"", 24, "unknown field `flags`"),
            ("flag = \"L\"", "flag = 1", 24, "in quotes"),
            ("flag = \"L\"", "flag = \"L", 24, "in quotes"),
        ] {
            let text = whole.replacen(from, to, 1);
            assert_ne!(text, whole, "{from}");
            let wrong = again(&text, paper).expect_err(to);
            let said: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            assert_eq!((wrong.len(), wrong[0].line), (1, line), "{to}: {said:?}\n{text}");
            assert!(said[0].contains(says), "{to}: {said:?}");
        }
        let none = whole.split("\n[[result]]").next().unwrap();
        assert!(again(none, paper).unwrap_err()[0].message.contains("androlog rm"));
    }

    #[test]
    fn what_is_doubtful_and_new_is_asked_about() {
        let paper = &papers()[0];
        let text = write(paper, Catalog::embedded())
            .replace("\"15 ng/dL\"", "\"16 ng/dL\"")
            .replace("\"2026-03-14\"", "\"2027-03-14\"");
        let doubts: Vec<String> =
            again(&text, paper).unwrap().doubts.iter().map(ToString::to_string).collect();
        assert_eq!(doubts.len(), 2, "{doubts:?}");
        assert!(doubts[0].contains("future") && doubts[1].contains("looks like nmol/L"), "{doubts:?}");
    }
}
