//! The Chart tab: what is drawn, what the cursor reads out, what keys do.

use androlog::ui::Effect;

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

/// The Shah course, on the Chart tab.
fn course() -> Harness {
    Harness::from_json("2026-03-14", COURSE).keys("3")
}

#[test]
fn look() {
    for (w, h, keys) in [
        (120, 40, ""),
        (80, 24, ""),
        (60, 20, ""),
        (120, 40, "s<down><down><space><down><space><enter>"),
        (120, 40, "o"),
        (100, 30, "s"),
        (80, 24, "U"),
    ] {
        println!("{}", course().size(w, h).keys(keys).frame());
        println!("{}", "=".repeat(w as usize));
    }
    println!("{}", Harness::on("2026-03-14").size(80, 24).keys("3").frame());
}
