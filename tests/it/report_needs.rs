//! What a report says beyond its own numbers is the same from the part of a log that is read for it.

use androlog::catalog::Catalog;
use androlog::domain::change::Entry;
use androlog::domain::cycle::sperm_cycle;
use androlog::domain::decimal::Decimal;
use androlog::domain::derived::FORMULAS;
use androlog::domain::id::AnalyteId;
use androlog::domain::need::with_inputs;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::domain::series;
use androlog::exchange::doses::words_before;
use androlog::exchange::report_words::ReportView;
use androlog::store::Store;
use chrono::{Months, NaiveDate};
use proptest::prelude::*;

use crate::guidance::{asked_for_and, built_in, draft, stored};

/// The part that is read for a report.
fn read_for(report: &Report, store: &Store, record: &Record, today: NaiveDate) -> Record {
    let analytes = Catalog::embedded().analytes();
    asked_for_and(|needs| needs.add_report(report, analytes), store, &built_in(), record, today)
}

/// Each analyte of the report, measured or computed from one that was, with its value and the one of the day before, in
/// words.
fn values(report: &Report, record: &Record) -> Vec<String> {
    let analytes = Catalog::embedded().analytes();
    let measured = report.results.iter().map(|result| result.analyte.as_str());
    let is_of_report = |id: &&str| {
        let inputs = with_inputs(&[AnalyteId::new(id)]);
        report.results.iter().any(|result| inputs.contains(&result.analyte))
    };
    let ids = measured.chain(FORMULAS.iter().map(|formula| formula.id).filter(is_of_report));
    let value = |id| {
        let now = series::on_day(record, analytes, id, report.date)?;
        let before = series::latest(record, analytes, id, report.date.pred_opt().unwrap());
        Some(format!("{id}: {now:?}, before it {before:?}"))
    };
    ids.filter_map(value).collect()
}

/// A panel of testosterone and estradiol.
fn panel(date: &str, comparator: Comparator, testosterone: &str, estradiol: &str) -> Report {
    let mut report = Report::new(Kind::Blood, date.parse().unwrap());
    report.id = date.into();
    let result = |id: &str, value: &str, unit: &str| {
        let value = Decimal::parse(value).unwrap();
        Observation::new(id.into(), Value::Number(Quantity { comparator, value, unit: unit.into() }))
    };
    report.results =
        vec![result("testosterone-total", testosterone, "ng/dL"), result("estradiol", estradiol, "pg/mL")];
    report
}

#[test]
fn the_ratio_before_is_found_behind_days_whose_values_are_too_vague_for_one() {
    let exact = panel("2020-01-01", Comparator::Equal, "412", "28");
    let now = panel("2026-01-01", Comparator::Equal, "512", "22");
    // More than any rule looks back over.
    let months = (1..=60).map(|month| exact.date + Months::new(month));
    let vague = months.map(|day| panel(&day.to_string(), Comparator::Below, "15", "5"));
    let record = Record::whole(vague.chain([exact.clone(), now.clone()]).map(Entry::Report));
    let part = read_for(&now, &stored(&record), &record, now.date);
    let before = |record: &Record| {
        let analytes = Catalog::embedded().analytes();
        series::latest(record, analytes, "t-e2-ratio", now.date.pred_opt().unwrap())
            .map(|reading| reading.day)
    };
    assert_eq!(before(&part), Some(exact.date));
    assert_eq!(before(&part), before(&record));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_report_says_beside_its_numbers_is_the_same_from_the_part_that_is_read_for_it(draft in draft()) {
        let today: NaiveDate = "2026-03-14".parse().unwrap();
        let record = draft.record(today);
        let store = stored(&record);
        for report in record.reports() {
            let part = read_for(report, &store, &record, today);
            prop_assert_eq!(values(report, &record), values(report, &part));
            let sentences = |record| {
                let view = ReportView { record, catalog: Catalog::embedded(), who_edition: "2021" };
                format!("{:?}", view.sentences(report))
            };
            prop_assert_eq!(sentences(&record), sentences(&part));
            prop_assert_eq!(sperm_cycle(&record, report.date), sperm_cycle(&part, report.date));
            prop_assert_eq!(words_before(&record, report), words_before(&part, report));
            let of_day = |record: &Record| -> Vec<Report> {
                record.reports_of(report.kind()).filter(|other| other.date == report.date).cloned().collect()
            };
            prop_assert_eq!(of_day(&record), of_day(&part));
        }
    }
}
