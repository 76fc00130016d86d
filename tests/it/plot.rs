//! The chart: what a person sees in the hard cases, and what holds for every chart.

use androlog::ui::widget::plot::{Glyphs, Plot, paint, to_text};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use crate::plot_cases::{self as cases, With as _};

/// The characters, then the styles of each row as runs.
fn picture(plot: &Plot, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    paint(plot, area, &mut buf);
    let rows: Vec<&[Cell]> = buf.content.chunks(usize::from(width)).collect();
    let text = rows
        .iter()
        .map(|row| row.iter().map(Cell::symbol).collect::<String>());
    let text: Vec<String> = text.map(|line| line.trim_end().to_string()).collect();
    let styles: Vec<String> = rows
        .iter()
        .enumerate()
        .filter_map(|(y, row)| runs(y, row))
        .collect();
    format!("{}\n\n{}\n", text.join("\n"), styles.join("\n"))
}

fn runs(y: usize, row: &[Cell]) -> Option<String> {
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (x, cell) in row.iter().enumerate() {
        let style = style(cell);
        match runs.last_mut() {
            Some((_, end, same)) if *end + 1 == x && *same == style => *end = x,
            _ if style.is_empty() => {}
            _ => runs.push((x, x, style)),
        }
    }
    let runs: Vec<String> = runs
        .iter()
        .map(|(from, to, style)| format!("{from}-{to} {style}"))
        .collect();
    (!runs.is_empty()).then(|| format!("{y:>2}: {}", runs.join(", ")))
}

fn style(cell: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(cell.fg.to_string());
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", cell.bg));
    }
    if cell.modifier != Modifier::empty() {
        words.push(format!("{:?}", cell.modifier));
    }
    words.join(" ")
}

#[test]
fn pictures_of_the_hard_cases() {
    for (name, plot, width, height) in [
        ("estradiol_with_lanes_and_cursor", cases::estradiol(), 80, 20),
        ("one_point", cases::one_point(), 60, 12),
        ("no_point", cases::no_point(), 60, 12),
        ("same_day_pair", cases::same_day_pair(), 60, 12),
        ("censored_run", cases::censored_run(), 72, 14),
        ("one_sided_range", cases::one_sided(), 72, 14),
        ("changing_range", cases::changing_range(), 72, 14),
        ("ten_years_with_a_gap", cases::ten_years(), 80, 16),
        ("log_counts_with_zero", cases::counts_with_zero(), 72, 16),
        ("four_panels", cases::four_panels(), 100, 34),
        ("four_panels_where_two_fit", cases::four_panels(), 60, 14),
        ("sixty_columns", cases::estradiol(), 60, 16),
        (
            "quarter_blocks",
            cases::estradiol().in_glyphs(Glyphs::Blocks),
            72,
            16,
        ),
        ("dense", cases::dense(10_000), 80, 16),
    ] {
        insta::assert_snapshot!(name, picture(&plot, width, height));
    }
}

#[test]
fn pictures_without_colours_or_with_seven_bits() {
    let ascii = |plot: Plot| plot.in_plain().in_glyphs(Glyphs::Ascii);
    for (name, plot, width, height) in [
        ("no_color", cases::estradiol(), 80, 20),
        ("no_color_one_sided", cases::one_sided(), 72, 14),
        ("no_color_changing_range", cases::changing_range(), 72, 14),
        ("no_color_log", cases::counts_with_zero(), 72, 16),
        ("ascii", ascii(cases::estradiol()), 80, 20),
        ("ascii_censored", ascii(cases::censored_run()), 72, 14),
        ("ascii_log", ascii(cases::counts_with_zero()), 72, 16),
    ] {
        insta::assert_snapshot!(name, to_text(&plot, width, height));
    }
}
