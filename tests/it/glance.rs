//! Values at a glance: range bars and sparklines beside them, wherever they stand.

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

fn line(frame: &str, name: &str) -> String {
    frame.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned()
}

#[test]
fn today_and_results_draw_where_a_value_lies_and_how_it_came_there() {
    let log = || Harness::from_json("2026-03-14", COURSE).size(140, 40);
    for (tab, keys) in [("Today", "1"), ("Results", "2<enter>")] {
        let estradiol = line(&log().keys(keys).frame(), "Estradiol  ");
        assert!(estradiol.contains("──●─────"), "{tab}: {estradiol}");
        assert!(estradiol.contains("▆▂▁ ▁"), "{tab}: {estradiol}");
        let hidden = line(&log().keys(keys).keys("P").frame(), "Estradiol  ");
        assert!(!hidden.contains('─') && !hidden.contains('▂'), "{tab}: {hidden}");
    }
}

#[test]
fn the_line_under_the_cursor_is_drawn_at_the_foot_of_a_report_in_any_window() {
    let frame = Harness::from_json("2026-03-14", COURSE).size(80, 24).keys("2<enter>j").frame();
    let foot = line(&frame, "Estradiol  15.9 pg/mL  ● within");
    assert!(foot.contains("──●─────   ▆▂▁ ▁"), "{foot}\n{frame}");
}

#[test]
fn a_typed_value_is_drawn_in_its_interval_where_no_words_are_cut_for_it() {
    let typed =
        |columns| Harness::from_json("2026-03-14", COURSE).size(columns, 40).keys("a<enter>486<enter>6.2");
    let (wide, narrow) = (typed(150).frame(), typed(120).frame());
    assert!(line(&wide, "Testosterone, total").contains("──●─────"), "{wide}");
    assert!(line(&wide, "Estradiol").contains("▼───────"), "{wide}");
    let narrow = line(&narrow, "Estradiol");
    assert!(!narrow.contains("───") && narrow.contains("beyond variation, LC-MS/MS"), "{narrow}");
}
