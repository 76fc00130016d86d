//! The screen as a whole: tabs, boxes, footer, sizes.

use crate::harness::Harness;

#[test]
fn any_window_size_draws_something_and_nothing_panics() {
    for (columns, lines) in [(1, 1), (2, 40), (39, 10), (40, 10), (60, 20), (80, 24), (120, 40), (200, 60)] {
        for tab in 1..=6 {
            let frame = Harness::on("2026-03-14").size(columns, lines).keys(&tab.to_string()).frame();
            assert!(!frame.trim().is_empty(), "{columns}x{lines} tab {tab}");
        }
    }
}
