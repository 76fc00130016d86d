//! How long a chart takes, from a few results to ten thousand: it is drawn again on every key.

// The benchmark draws the same charts the pictures show, and not all of them.
#[path = "../tests/it/plot_cases.rs"]
#[expect(dead_code, reason = "only some of the cases are worth timing")]
mod plot_cases;

use androlog::ui::widget::plot::{Plot, paint};
use divan::Bencher;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn main() {
    divan::main();
}

fn draw(bencher: Bencher<'_, '_>, plot: &Plot) {
    let area = Rect::new(0, 0, 120, 40);
    let mut buf = Buffer::empty(area);
    bencher.bench_local(|| paint(plot, area, &mut buf));
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
