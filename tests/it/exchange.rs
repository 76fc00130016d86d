//! Files in, entries out, and back: androlog's JSON and CSV, and what a second import finds.

#![expect(clippy::unwrap_used, reason = "in a check, what cannot be had is a failure")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use androlog::catalog::Catalog;
use androlog::domain::analyte::UnitView;
use androlog::domain::change::{Change, Entry};
use androlog::domain::context::{ContextField, FieldShape, FieldValue, ReportContext};
use androlog::domain::decimal::Decimal;
use androlog::domain::interval::Interval;
use androlog::domain::judgement::Intervals;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::record::Record;
use androlog::domain::report::{BodySide, Kind, Observation, Report, Value};
use androlog::domain::specimen::Specimen;
use androlog::exchange::rows::{ComputedRows, RowLens, RowOrder, Selection, rows};
use androlog::exchange::{ImportPlan, Parsed, ReaderKnowledge, csv, json, listing, plan, wide};
use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;
use strum::IntoEnumIterator;

const WHOLE_JSON: &str = include_str!("../fixtures/json/whole.json");
const WHOLE_CSV: &str = include_str!("../fixtures/csv/whole.csv");

fn known() -> ReaderKnowledge<'static> {
    ReaderKnowledge { catalog: Catalog::embedded(), today: day("2026-05-01"), record: None }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn lens() -> RowLens<'static> {
    static PUBLISHED: LazyLock<Intervals> = LazyLock::new(|| Catalog::embedded().intervals(None));
    RowLens { analytes: Catalog::embedded().analytes(), intervals: &PUBLISHED, view: UnitView::AsEntered }
}

fn to_csv(record: &Record) -> String {
    csv::export(record, lens(), &Selection::default())
}

/// Stores what an import would, as a caller does: entries without an id get one.
fn import(record: &mut Record, parsed: Parsed) -> ImportPlan {
    let plan = plan(record, Catalog::embedded().analytes(), &BTreeSet::new(), parsed);
    let mut changes = plan.changes();
    for (n, change) in changes.iter_mut().enumerate() {
        let Change::Put(entry) = change else { continue };
        entry.name(|| format!("fresh-{}-{n}", record.reports().len()).as_str().into());
    }
    record.apply(&changes);
    plan
}

fn imported(parsed: Parsed) -> Record {
    let mut record = Record::default();
    import(&mut record, parsed);
    record
}

fn said(parsed: &Parsed) -> Vec<String> {
    let code = |d: &androlog::exchange::Diagnostic| serde_json::to_value(d).unwrap();
    parsed.diagnostics.iter().map(|d| format!("{}: {}", d.place, code(d)["code"].as_str().unwrap())).collect()
}

fn reports(parsed: &Parsed) -> Vec<&Report> {
    parsed
        .found
        .iter()
        .filter_map(|found| match &found.entry {
            Entry::Report(report) => Some(report),
            _ => None,
        })
        .collect()
}

#[test]
fn the_json_of_a_log_is_read_without_loss_and_written_the_same() {
    let parsed = json::read(WHOLE_JSON, &known());
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(json::export(&imported(parsed)), WHOLE_JSON);
}

#[test]
fn the_csv_of_a_log_is_read_to_equal_reports_and_written_the_same() {
    let log = imported(json::read(WHOLE_JSON, &known()));
    assert_eq!(to_csv(&log), WHOLE_CSV);
    let parsed = csv::read(WHOLE_CSV, &known());
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(imported(parsed).reports(), log.reports());
}

#[test]
fn a_file_imported_twice_adds_nothing() {
    let mut log = Record::default();
    let first = import(&mut log, json::read(WHOLE_JSON, &known()));
    assert_eq!((first.results.new, first.others.new), (5, 5));
    let before = log.clone();
    for parsed in [json::read(WHOLE_JSON, &known()), csv::read(WHOLE_CSV, &known())] {
        let again = import(&mut log, parsed);
        assert_eq!((again.results.new, again.results.same, again.others.new), (0, 5, 0));
        assert_eq!(again.changes(), []);
    }
    assert_eq!(log, before);
}

#[test]
fn each_mistake_in_json_is_named_and_the_rest_is_kept() {
    let text = include_str!("../fixtures/json/mistakes.json");
    let parsed = json::read(text, &known());
    assert_eq!(
        said(&parsed),
        [
            "entry 1 of reports: impossible-date",
            "entry 2 of reports: misplaced-key",
            "entry 2 of reports, result 1: unknown-key",
            "entry 2 of reports, result 3: unknown-unit",
            "entry 2 of reports, result 4: missing-unit",
            "entry 2 of reports, result 5: unreadable",
            "entry 2 of reports, result 6: impossible-value",
            "entry 2 of reports, result 7: computed-analyte",
            "entry 2 of reports, result 8: unreadable",
            "entry 2 of reports, result 9: unreadable",
            "entry 3 of reports: control-characters",
            "entry 3 of reports: future-date",
            "entry 3 of reports, result 1: bare-number",
            "entry 3 of reports, result 1: implausible-value",
            "entry 3 of reports, result 1: reversed-interval",
            "entry 4 of reports, result 1: unknown-unit",
            "entry 4 of reports: unreadable",
            "entry 5 of reports: unreadable",
            "entry 2 of regimens: unknown-drug",
            "entry 1 of symptoms: unreadable",
            "events: unreadable",
            "entry 1 of reminder_actions: unreadable",
            "the file: unknown-key",
            "entry 2 of reports, result 2: unknown-analyte",
        ]
    );
    assert_eq!((parsed.rejected_results, parsed.rejected_others), (10, 4));
    let kept = reports(&parsed);
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[0].results[0].quantity().unwrap().to_string(), "28 pg/mL");
    assert_eq!(kept[1].note.as_deref(), Some("a[31mb"));
    let plan = plan(&Record::default(), Catalog::embedded().analytes(), &BTreeSet::new(), parsed);
    assert!(
        plan.json()
            .starts_with(r#"{"format":"androlog/import","version":1,"new":2,"same":0,"conflicting":0,"rejected":10,"forgotten":0,"diagnostics":[{"where":"entry 1 of reports","code":"impossible-date","message":"“2026-02-30” is not a day"#),
        "{}",
        plan.json()
    );
}

#[test]
fn what_is_no_androlog_file_is_refused_whole_with_a_reason() {
    for (text, reason) in [
        ("", "this is not valid JSON: EOF"),
        ("[1]", "an androlog file is an object"),
        (r#"{"format":"fhir","version":1}"#, "\"format\" is \"fhir\""),
        (r#"{"version":1}"#, "the file does not say \"format\""),
        (r#"{"format":"androlog","version":2}"#, "the file has version 2"),
        (r#"{"format":"androlog"}"#, "the file does not say its version"),
        (&"[".repeat(1_000_000), "this is not valid JSON: recursion limit"),
        (r#"{"format":"androlog","version":1e999}"#, "this is not valid JSON: number out of range"),
    ] {
        let parsed = json::read(text, &known());
        assert_eq!((parsed.found.len(), parsed.rejected_others), (0, 1), "{reason}");
        assert!(parsed.diagnostics[0].message.starts_with(reason), "{}", parsed.diagnostics[0].message);
    }
    for text in ["", "hello", "date,kind\n", "a;b;c\n1;2;3\n"] {
        let parsed = csv::read(text, &known());
        assert_eq!((parsed.found.len(), parsed.rejected_others), (0, 1), "{text}");
    }
}

#[test]
fn a_csv_written_by_hand_may_have_other_columns_separators_and_commas() {
    let parsed = csv::read(include_str!("../fixtures/csv/by-hand.csv"), &known());
    assert_eq!(said(&parsed), ["line 1: unknown-key"]);
    let read: Vec<Vec<String>> = reports(&parsed)
        .iter()
        .map(|report| {
            let result = |r: &Observation| format!("{} {}", r.analyte, r.quantity().unwrap());
            report.results.iter().map(result).collect()
        })
        .collect();
    assert_eq!(
        read,
        [
            vec!["estradiol 28.5 pg/mL", "testosterone-total 512 ng/dL"],
            vec!["sperm-concentration <0.10 10^6/mL"],
            vec!["estradiol 30 pg/mL"],
        ],
        "a repeated analyte opens another report, another kind too"
    );
}

#[test]
fn each_row_of_csv_that_is_wrong_is_named_with_its_line() {
    let parsed = csv::read(include_str!("../fixtures/csv/mistakes.csv"), &known());
    assert_eq!(
        said(&parsed),
        [
            "line 4: impossible-date",
            "line 5: unknown-unit",
            "line 6: unreadable",
            "line 7: unreadable",
            "line 8: unreadable",
            "line 9: unreadable",
            "line 10: unreadable",
            "line 11: unreadable",
            "line 12: misplaced-key",
            "line 13: computed-analyte",
        ]
    );
    assert_eq!(parsed.rejected_results, 9);
    assert_eq!(reports(&parsed)[0].results.len(), 2);
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_row_in_silence() {
    let text = "date,analyte,value,unit,note\n2026-03-14,lh,5,IU/L,fine\n\n2026-03-14,fsh,4,IU/L,\"open\n2026-03-14,e2,28,pg/mL,\n";
    let parsed = csv::read(text, &known());
    assert_eq!(said(&parsed), ["line 4: unreadable"]);
    assert_eq!((parsed.rejected_results, reports(&parsed)[0].results.len()), (2, 1));
}

#[test]
fn computed_rows_stand_in_the_file_when_asked_for_and_are_not_read_back() {
    let text = "date,analyte,value,unit\n2026-03-14,tt,500,ng/dL\n2026-03-14,e2,25,pg/mL\n";
    let log = imported(csv::read(text, &known()));
    let selection = Selection { computed: ComputedRows::All, ..Selection::default() };
    let written = csv::export(&log, lens(), &selection);
    assert!(written.contains("\n2026-03-14,,blood,t-e2-ratio,T/E2,=,20.0,{ratio},20,{ratio},"), "{written}");
    let parsed = csv::read(&written, &known());
    assert_eq!(said(&parsed), ["the file: computed-rows"]);
    assert_eq!(imported(parsed).reports(), log.reports());
}

#[test]
fn a_list_shows_the_newest_first_with_its_interval_in_the_unit_shown() {
    let log = imported(json::read(WHOLE_JSON, &known()));
    let selection = Selection {
        order: RowOrder::NewestFirst,
        kind: Some(Kind::Blood),
        limit: Some(2),
        ..Selection::default()
    };
    let lens = RowLens { view: UnitView::Conventional, ..lens() };
    let shown = rows(&log, lens, &selection);
    let expected = concat!(
        r#"[{"report":"r1","date":"2026-03-14","time":"08:10","kind":"blood","analyte":"estradiol","derived":false,"#,
        r#""comparator":"<","value":"5.0","unit":"pg/mL","canonical_value":5.0,"canonical_unit":"pg/mL","#,
        r#""interpretation":"low","interval":{"low":"8.0","high":"35.0","unit":"pg/mL","origin":"lab","source":null},"#,
        r#""laboratory":"Quest","method":"lc-ms/ms","note":null},"#,
        r#"{"report":"r1","date":"2026-03-14","time":"08:10","kind":"blood","analyte":"testosterone-total","derived":false,"#,
        r#""comparator":"=","value":"490","unit":"ng/dL","canonical_value":490.3327,"canonical_unit":"ng/dL","#,
        r#""interpretation":"within","interval":{"low":"264","high":"916","unit":"ng/dL","origin":"published","source":"TRAVISON17"},"#,
        r#""laboratory":"Quest","method":null,"note":"=1+1"}]"#,
    );
    assert_eq!(listing::json(&shown), expected);
    let all = rows(&log, lens, &Selection { order: RowOrder::NewestFirst, ..Selection::default() });
    assert_eq!(all[0].day, day("2026-04-02"));
    assert!(
        listing::json(&all)
            .contains(r#""comparator":null,"value":null,"unit":null,"text":"too few to assess""#)
    );
}

#[test]
fn a_wide_table_has_one_row_a_report_and_one_column_an_analyte() {
    let log = imported(json::read(WHOLE_JSON, &known()));
    let all = rows(&log, lens(), &Selection::default());
    let expected = "\
date,time,kind,laboratory,report_note,report_id,fasting,abstinence_days,hours_since_dose,device,complete,who_edition,estradiol [pg/mL],testosterone-total [nmol/L],dfi [%],morphology,t-score-total-hip
2026-03-14,08:10,blood,Quest,\"drawn late,
after a run\",r1,yes,,36,,,,<5.0,17.0,,,
2026-03-20,,semen,,,r2,,3,,,yes,2021,,,22,too few to assess,
2026-04-02,,dxa,,,r3,,,,Hologic Horizon,,,,,,,-1.2
";
    assert_eq!(wide::table(&all), expected);
}

/// Text as people and attackers write it; what [`androlog::exchange::scrub`] takes out has its own test.
fn text() -> impl Strategy<Value = Option<String>> {
    let nasty = prop_oneof![
        Just("=1+1".to_owned()),
        Just("'quoted' \"twice\"".to_owned()),
        Just("''=x".to_owned()),
        Just("@sum;a,b\tc".replace('\t', " ")),
        Just(" -2 ".to_owned()),
        Just("two\nlines\n".to_owned()),
        Just("12".to_owned()),
        Just("<5 ng/dL".to_owned()),
        "[ -~é＝−’ß漢🙂]{1,12}",
    ];
    proptest::option::of(nasty)
}

/// Text of one line.
fn line() -> impl Strategy<Value = Option<String>> {
    text().prop_map(|text| text.map(|t| t.replace('\n', " ")))
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (0..400_u32, 0..3_usize).prop_map(|(n, places)| {
        let text = format!("{:.places$}", f64::from(n) / 10.0);
        Decimal::parse(&text).unwrap()
    })
}

fn value(unit: &'static str) -> impl Strategy<Value = Value> {
    let comparator = proptest::sample::select(Comparator::ALL.to_vec());
    let number = (comparator, decimal()).prop_map(move |(comparator, value)| {
        Value::Number(Quantity { comparator, value, unit: unit.into() })
    });
    prop_oneof![4 => number, 1 => text().prop_map(|t| Value::Words(t.unwrap_or_default()))]
}

fn result(kind: Kind) -> impl Strategy<Value = Observation> {
    let choices: Vec<(&'static str, &'static str)> = match kind {
        Kind::Blood => vec![("lh", "IU/L"), ("estradiol", "pg/mL"), ("testosterone-total", "nmol/L")],
        Kind::Semen => vec![("semen-volume", "mL"), ("dfi", "%"), ("morphology", "%")],
        Kind::Dxa => vec![("t-score-total-hip", "{T-score}")],
        Kind::Body => vec![("weight", "kg"), ("waist", "cm")],
    };
    let reference = || {
        (proptest::option::of(decimal()), proptest::option::of(decimal()))
            .prop_map(|(low, high)| Some(Interval::new(low, high)).filter(|i| !i.is_open()))
    };
    let side = proptest::sample::select(vec![None, Some(BodySide::Left), Some(BodySide::Right)]);
    proptest::sample::select(choices).prop_flat_map(move |(analyte, unit)| {
        (value(unit), reference(), line(), line(), (side.clone(), line(), text())).prop_map(
            move |(value, reference, flag, method, (side, assay, note))| Observation {
                analyte: analyte.into(),
                value,
                reference: reference.map(Into::into),
                flag,
                method: method.map(Into::into),
                side,
                assay: assay.map(Into::into),
                note,
            },
        )
    })
}

/// What a report of some kind says of itself: nothing or something for each field.
pub fn any_context(
    amount: BoxedStrategy<Option<Decimal>>,
    words: BoxedStrategy<Option<String>>,
) -> impl Strategy<Value = ReportContext> {
    let fields: Vec<_> = ContextField::all()
        .map(|field| {
            let value = match field.row().shape {
                FieldShape::Answer => {
                    any::<Option<bool>>().prop_map(|yes| yes.map(FieldValue::Answer)).boxed()
                }
                FieldShape::Amount => {
                    amount.clone().prop_map(|amount| amount.map(FieldValue::Amount)).boxed()
                }
                FieldShape::Words => words.clone().prop_map(|words| words.map(FieldValue::Words)).boxed(),
                FieldShape::Specimen => {
                    let all: Vec<Specimen> = Specimen::iter().collect();
                    proptest::sample::select(all).prop_map(|one| Some(FieldValue::Specimen(one))).boxed()
                }
            };
            value.prop_map(move |value| (field, value))
        })
        .collect();
    (proptest::sample::select(Kind::ALL.to_vec()), fields).prop_map(|(kind, said)| {
        let mut context = ReportContext::new(kind);
        for (field, value) in said.into_iter().filter(|(field, _)| field.row().kind == kind) {
            context.put(field, value).unwrap();
        }
        context
    })
}

fn report() -> impl Strategy<Value = Report> {
    let time = proptest::option::of((0..24_u32, 0..60_u32))
        .prop_map(|t| t.map(|(h, m)| NaiveTime::from_hms_opt(h, m, 0).unwrap()));
    let context = any_context(proptest::option::of(decimal()).boxed(), line().boxed());
    (context, 0..40_u64, time, line(), text()).prop_flat_map(|(context, days, time, laboratory, note)| {
        proptest::collection::vec(result(context.kind()), 0..4).prop_map(move |results| Report {
            date: day("2026-03-01") + chrono::Days::new(days),
            time,
            laboratory: laboratory.clone(),
            context: context.clone(),
            note: note.clone(),
            results,
            ..Report::new(context.kind(), day("2026-03-01"))
        })
    })
}

fn log() -> impl Strategy<Value = Record> {
    proptest::collection::vec(report(), 0..6).prop_map(|reports| {
        Record::whole(reports.into_iter().enumerate().map(|(n, mut report)| {
            report.id = format!("=id{n}").as_str().into();
            Entry::Report(report)
        }))
    })
}

/// Words and limits that no laboratory writes are refused by design; the property is about the rest.
fn is_possible(record: &Record) -> bool {
    json::read(&json::export(record), &known()).rejected_results == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn export_then_import_gives_an_equal_log(log in log()) {
        prop_assume!(is_possible(&log));
        let text = json::export(&log);
        let from_json = imported(json::read(&text, &known()));
        prop_assert_eq!(&from_json, &log);
        prop_assert_eq!(json::export(&from_json), text);

        let text = to_csv(&log);
        let from_csv = imported(csv::read(&text, &known()));
        prop_assert_eq!(from_csv.reports(), log.reports(), "{}", text);
        prop_assert_eq!(to_csv(&from_csv), text);
    }

    #[test]
    fn importing_twice_is_importing_once_even_without_ids(log in log()) {
        prop_assume!(is_possible(&log));
        let mut value: serde_json::Value = serde_json::from_str(&json::export(&log)).unwrap();
        for report in value["reports"].as_array_mut().unwrap() {
            report.as_object_mut().unwrap().remove("id");
        }
        let text = value.to_string();
        let mut record = imported(json::read(&text, &known()));
        prop_assert_eq!(record.reports().len(), log.reports().len());
        let again = import(&mut record, json::read(&text, &known()));
        prop_assert_eq!(again.changes(), []);
    }

    #[test]
    fn no_text_makes_a_reader_panic_or_speak_in_control_characters(text in "(\\PC|[\\n\\r,;\"'{}\\[\\]\u{1b}\u{202e}])*") {
        let header = format!("date,analyte,value,unit\n{text}");
        for parsed in [json::read(&text, &known()), csv::read(&text, &known()), csv::read(&header, &known())] {
            for diagnostic in parsed.diagnostics {
                let steers = |c: char| c.is_control() || c == '\u{202e}';
                prop_assert!(!diagnostic.message.contains(steers), "{:?}", diagnostic);
            }
        }
    }
}
