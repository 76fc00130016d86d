//! How long a chart takes, from a few results to ten thousand: it is drawn again on every key.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]

// The benchmark draws the same charts the pictures show, and not all of them.
#[path = "../tests/it/plot_cases.rs"]
#[expect(dead_code, reason = "only some of the cases are worth timing")]
mod plot_cases;

use androlog::catalog::Catalog;
use androlog::domain::analyte::UnitView;
use androlog::domain::change::Entry;
use androlog::domain::decimal::Decimal;
use androlog::domain::interval::Interval;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::ui::picture::{self, ChartForm, ChartInk, ChartKnowledge, ChartView, DrawnSelection, Study};
use androlog::ui::theme::{Theme, ThemeName};
use androlog::ui::widget::plot::{Glyphs, Plot, paint};
use chrono::{NaiveDate, TimeDelta};
use divan::Bencher;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn main() {
    divan::main();
}

const AREA: Rect = Rect::new(0, 0, 120, 40);

fn draw(bencher: Bencher<'_, '_>, plot: &Plot) {
    let mut buf = Buffer::empty(AREA);
    bencher.bench_local(|| paint(plot, AREA, &mut buf));
}

#[divan::bench]
fn a_few_results_with_lanes(bencher: Bencher<'_, '_>) {
    draw(bencher, &plot_cases::estradiol());
}

#[divan::bench]
fn four_panels(bencher: Bencher<'_, '_>) {
    draw(bencher, &plot_cases::four_panels());
}

#[divan::bench(args = [1_000, 10_000])]
fn many_results(bencher: Bencher<'_, '_>, count: u32) {
    draw(bencher, &plot_cases::dense(count));
}

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 14).unwrap();

/// Estradiol by one method day for day, each result with an interval of its own.
fn record(count: i64) -> Record {
    let decimal = |text: &str| Some(Decimal::parse(text).unwrap());
    let reports = (0..count).map(|day| {
        let value = Decimal::rounded(20.0 + (day * 7919 % 101) as f64 / 10.0, 1);
        let quantity = Quantity { comparator: Comparator::Equal, value, unit: "pg/mL".into() };
        let mut report = Report::new(Kind::Blood, TODAY - TimeDelta::days(day));
        report.results = vec![Observation {
            reference: Some(Interval::new(decimal("8"), decimal("35"))),
            method: Some(androlog::domain::method::Method::new("LC-MS/MS")),
            ..Observation::new("estradiol".into(), Value::Number(quantity))
        }];
        Entry::Report(report)
    });
    Record::whole(reports.collect::<Vec<_>>())
}

/// From the record to the cells: what a frame of the Chart tab costs with it.
#[divan::bench(args = [1_000, 10_000])]
fn many_results_of_a_record(bencher: Bencher<'_, '_>, count: i64) {
    let (record, catalog) = (record(count), Catalog::embedded());
    let intervals = catalog.intervals(None);
    let known = ChartKnowledge {
        record: &record,
        catalog,
        intervals: &intervals,
        rules: &[],
        units: UnitView::AsEntered,
        who_edition: "2021",
        keep: DrawnSelection::All,
    };
    let sight = ChartView {
        courses: &[],
        days: (TODAY - TimeDelta::days(count), TODAY),
        today: TODAY,
        cursor: None,
        form: ChartForm::Stacked,
        study: Study::None,
        turned: &[],
        how_to_add: "",
        ink: ChartInk::new(&Theme::named(ThemeName::Dark), Glyphs::Braille),
    };
    let analytes = ["estradiol".into()];
    let mut buf = Buffer::empty(AREA);
    bencher.bench_local(|| {
        let courses = picture::courses(&known, &analytes);
        let plot = picture::plot(&known, &ChartView { courses: &courses, ..sight });
        paint(&plot, AREA, &mut buf);
    });
}
