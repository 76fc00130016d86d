//! The shape of `due --json`: reminders in force, and what is odd in the record.

use crate::exchange::json_sheet::JsonSheet;
use chrono::NaiveDate;
use serde::Serialize;

/// What `due --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Due {
    /// The day it was evaluated as of.
    pub today: NaiveDate,
    pub reminders: Vec<DueReminder>,
    /// What comes, by day.
    pub coming: Vec<Coming>,
    /// What keeps rules from seeing the record right.
    pub data_problems: Vec<DueProblem>,
}

impl JsonSheet for Due {
    const SHAPE: &'static str = "due";
}

/// The next day of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coming {
    pub rule: String,
    /// The day it is booked on, else the day it is due.
    pub due: NaiveDate,
    /// Analyte ids, or `semen`, `dxa`.
    pub items: Vec<String>,
    /// Title of the rule.
    pub title: String,
}

/// One reminder, in the contract's key order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DueReminder {
    pub rule: String,
    /// Title of the rule.
    pub title: String,
    /// `attention`, `overdue`, `due` or `info`.
    pub severity: String,
    pub due: NaiveDate,
    /// Days since the due date; 0 up to it.
    pub days_overdue: i64,
    /// Analyte ids, the symptom, or `semen`, `dxa`.
    pub items: Vec<String>,
    pub message: String,
    /// The evidence, a sentence each.
    pub why: Vec<String>,
    /// `article`, `guidance`, `mixed` or `app`.
    pub origin: String,
    pub sources: Vec<DueSource>,
    /// First day it shows again.
    pub snoozed_until: Option<NaiveDate>,
}

/// A source as the JSON of `due` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueSource {
    pub key: String,
    /// Title of the source.
    pub title: String,
    /// Whether it was read at the source, not in a copy or a summary.
    pub verified: bool,
}

/// One thing that is odd in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueProblem {
    /// As it is written, for example `result-in-future`.
    pub code: String,
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_has_the_keys_of_the_contract_in_their_order() {
        let day: NaiveDate = "2026-01-29".parse().unwrap();
        let due = Due {
            today: day,
            reminders: vec![DueReminder {
                rule: "ai-estradiol-check".into(),
                title: "Estradiol check".into(),
                severity: "due".into(),
                due: day,
                days_overdue: 0,
                items: vec!["estradiol".into()],
                message: "Measure estradiol.".into(),
                why: vec!["Anastrozole since 1 Jan 2026.".into()],
                origin: "mixed".into(),
                sources: vec![DueSource { key: "SHAH21".into(), title: "A title".into(), verified: true }],
                snoozed_until: None,
            }],
            coming: vec![Coming {
                rule: "ai-dxa-first".into(),
                due: day,
                items: vec!["dxa".into()],
                title: "First scan".into(),
            }],
            data_problems: vec![DueProblem {
                code: "result-in-future".into(),
                message: "A result is after today.".into(),
            }],
        };
        let expected = concat!(
            r#"{"format":"androlog/due","version":1,"today":"2026-01-29","reminders":[{"rule":"ai-estradiol-check","title":"Estradiol check","#,
            r#""severity":"due","due":"2026-01-29","days_overdue":0,"items":["estradiol"],"#,
            r#""message":"Measure estradiol.","why":["Anastrozole since 1 Jan 2026."],"origin":"mixed","#,
            r#""sources":[{"key":"SHAH21","title":"A title","verified":true}],"snoozed_until":null}],"#,
            r#""coming":[{"rule":"ai-dxa-first","due":"2026-01-29","items":["dxa"],"title":"First scan"}],"#,
            r#""data_problems":[{"code":"result-in-future","message":"A result is after today."}]}"#
        );
        assert_eq!(due.json(), expected);
    }
}
