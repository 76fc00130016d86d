//! The two ways in lead to one log: the published course typed on the screen and added by command.

use androlog::catalog::Catalog;
use androlog::domain::analyte::UnitView;
use androlog::domain::record::Record;
use androlog::exchange::listing;
use androlog::exchange::rows::{RowLens, RowOrder, Selection, rows};
use serde_json::Value;

use crate::cli::Shell;
use crate::harness::Harness;

/// Day, then total testosterone, estradiol, LH, FSH (Shah 2021; estradiol, LH and FSH of months 1 and 3 invented).
const COURSE: [(&str, [&str; 4]); 4] = [
    ("2025-09-20", ["270.6", "32", "3.4", "4.8"]),
    ("2025-10-31", ["480.4", "19", "4.9", "6.9"]),
    ("2025-12-30", ["460.7", "17.5", "5.2", "7.3"]),
    ("2026-03-01", ["412.0", "15.9", "5.4", "7.6"]),
];

/// `list --json`, without the ids of reports, which are each log's own.
fn listed(record: &Record) -> Value {
    let catalog = Catalog::embedded();
    let intervals = catalog.intervals(None);
    let lens = RowLens { analytes: catalog.analytes(), intervals: &intervals, view: UnitView::AsEntered };
    let selection = Selection { order: RowOrder::NewestFirst, ..Selection::default() };
    without_ids(serde_json::from_str(&listing::json(&rows(record, lens, &selection))).unwrap())
}

fn without_ids(mut rows: Value) -> Value {
    for row in rows.as_array_mut().unwrap() {
        row.as_object_mut().unwrap().remove("report");
    }
    rows
}

#[test]
fn the_course_typed_on_the_screen_and_added_by_command_gives_the_same_list() {
    let mut screen = Harness::on("2026-03-14");
    for (day, values) in COURSE {
        // From the first value back over laboratory, fasting and time to the date.
        let back = "<shift-tab>".repeat(4);
        let forth = "<tab>".repeat(3);
        let typed = values.join("<enter>");
        screen = screen.keys(&format!("a<enter>{back}{day}{forth}Quest<tab>{typed}<ctrl-s>"));
    }
    let shell = Shell::on("2026-03-14");
    for (day, [t, e2, lh, fsh]) in COURSE {
        let values = [format!("tt={t}"), format!("e2={e2}"), format!("lh={lh}"), format!("fsh={fsh}")];
        let mut args = vec!["add", day];
        args.extend(values.iter().map(String::as_str));
        args.extend(["--lab", "Quest"]);
        shell.ok(&args);
    }
    let added = without_ids(shell.json(&["list", "--json"]));
    assert_eq!(added.as_array().unwrap().len(), 16);
    assert_eq!(listed(&screen.record()), added);
}

#[test]
fn the_chart_shows_the_course_with_band_and_therapy() {
    let mut screen = Harness::on("2026-03-14");
    for (day, values) in COURSE {
        let back = "<shift-tab>".repeat(4);
        let forth = "<tab>".repeat(4);
        screen = screen.keys(&format!("a<enter>{back}{day}{forth}{}<ctrl-s>", values.join("<enter>")));
    }
    // The add menu is narrowed by typing; the form's first field is the drug.
    screen = screen.keys("atherapy<enter>anastrozole<tab>1 mg<tab>daily<tab><tab>2025-10-01<ctrl-s>");
    assert_eq!(screen.record().regimens().len(), 1, "{}", screen.frame());
    let frame = screen.keys("3j").styled();
    for part in ["Testosterone, total", "1 mg daily", "● within", "▁▁ ▁▁"] {
        assert!(frame.contains(part), "“{part}” is not in\n{frame}");
    }
}
