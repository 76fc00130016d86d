//! Levels of a chart: at which value a person reads their lines, and where their words stand.

use androlog::ui::privacy::Privacy;
use androlog::ui::widget::plot::{BandKind, Glyphs, LimitKind, LimitLine, Plot, PlotCursor, layout, to_text};
use ratatui::layout::Size;

use crate::plot_cases::{self as cases, With as _};

/// Estradiol that falls from 38 to 8, with levels and without intervals.
fn falling(levels: &[f64]) -> Plot {
    let mut plot = Plot { lanes: Vec::new(), cursor: None, ..cases::estradiol() };
    let panel = &mut plot.panels[0];
    panel.bands.clear();
    for (mark, value) in panel.marks.iter_mut().zip([38.0, 33.0, 22.0, 8.0]) {
        mark.value = value;
    }
    let level = |value: &f64| cases::level(*value, LimitKind::Threshold, &format!("< {value}"), "HRTIO");
    panel.limits = levels.iter().map(level).collect();
    plot
}

/// Of the row that says some words, the label of the value axis beside it, and the nearest ones above and below.
fn beside(text: &str, words: &str) -> [String; 3] {
    let rows: Vec<&str> = text.lines().skip(1).collect();
    let at = rows.iter().position(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}: {text}"));
    let label = |row: &&str| {
        let label = row.split(['┤', '+']).next().filter(|_| row.contains(['┤', '+']))?;
        Some(label.trim().to_owned()).filter(|label| label.parse::<f64>().is_ok())
    };
    let nearest = |mut found: Box<dyn Iterator<Item = &&str> + '_>| found.find_map(label).unwrap_or_default();
    [
        nearest(Box::new(rows[..at].iter().rev())),
        label(&rows[at]).unwrap_or_default(),
        nearest(Box::new(rows[at + 1..].iter())),
    ]
}

#[test]
fn a_level_lies_on_its_own_tick_or_between_two_and_never_on_another() {
    for (level, height, glyphs, expected) in [
        (10.0, 16, Glyphs::Braille, ["20", "10", "0"]),
        (10.0, 9, Glyphs::Braille, ["20", "", "0"]),
        (10.0, 8, Glyphs::Braille, ["20", "", "0"]),
        (10.0, 7, Glyphs::Braille, ["40", "", "0"]),
        (10.0, 7, Glyphs::Blocks, ["40", "", "0"]),
        (10.0, 7, Glyphs::Ascii, ["40", "", "0"]),
        (10.0, 6, Glyphs::Braille, ["40", "", "0"]),
        (12.0, 16, Glyphs::Braille, ["20", "", "10"]),
        (12.0, 9, Glyphs::Octants, ["20", "", "0"]),
        (20.0, 9, Glyphs::Ascii, ["40", "20", "0"]),
        (22.0, 7, Glyphs::Ascii, ["40", "", "0"]),
    ] {
        let text = to_text(&falling(&[level]).in_glyphs(glyphs), 60, height);
        assert_eq!(beside(&text, &format!("< {level}")), expected, "{level} in {height} rows\n{text}");
    }
}

#[test]
fn a_result_stands_on_its_side_of_a_level_in_its_row() {
    for (glyphs, level, expected) in [
        (Glyphs::Braille, 8.5, '▔'),
        (Glyphs::Braille, 8.0, '─'),
        (Glyphs::Braille, 7.5, '▁'),
        (Glyphs::Blocks, 8.5, '▔'),
        (Glyphs::Blocks, 7.5, '▁'),
        (Glyphs::Ascii, 8.5, '-'),
        (Glyphs::Ascii, 7.5, '_'),
    ] {
        let mut plot = falling(&[level]).in_glyphs(glyphs);
        plot.panels[0].limits[0] = LimitLine { value: level, ..LimitLine::default() };
        let text = to_text(&plot, 60, 9);
        let row =
            text.lines().skip(1).find(|row| row.contains(['▼', 'L'])).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(row.chars().last(), Some(expected), "8 beside {level}: {text}");
    }
}

#[test]
fn the_edge_of_an_interval_lies_on_its_side_of_results_and_of_the_label_beside_it() {
    for (low, last, label, expected, height) in [
        (3.0, 12.0, "0", '▔', 7),
        (3.0, 4.0, "0", '─', 7),
        (21.0, 8.0, "20", '▔', 12),
        (20.0, 8.0, "20", '─', 12),
    ] {
        let mut plot = falling(&[]);
        let panel = &mut plot.panels[0];
        panel.marks[3].value = last;
        panel.bands = cases::estradiol().panels.remove(0).bands;
        panel.bands.retain(|band| band.kind == BandKind::Reference);
        panel.bands[0].low = Some(low);
        let text = to_text(&plot, 60, height);
        let row = text.lines().find(|row| row.trim_start().starts_with(&format!("{label} ┤")));
        let edge = row.and_then(|row| row.chars().find(|c| ['▔', '─', '▁'].contains(c)));
        assert_eq!(edge, Some(expected), "{low} beside {label} with {last}\n{text}");
    }
}

#[test]
fn the_words_of_levels_of_one_row_stand_together_and_shrink_to_their_names() {
    for (levels, width, height, expected) in [
        (&[10.0][..], 60, 7, "< 10 HRTIO"),
        (&[10.0, 12.0], 60, 7, "< 12; < 10 HRTIO"),
        (&[10.0, 12.0], 28, 7, "< 12; < 10"),
        (&[10.0], 20, 9, "< 10"),
    ] {
        let text = to_text(&falling(levels), width, height);
        let said = text.lines().find_map(|row| row.split_once('<')).map(|(_, rest)| format!("<{rest}"));
        let said = said.unwrap_or_default();
        let said = said.split(|c: char| !c.is_ascii()).next().unwrap_or_default().trim();
        assert_eq!(said, expected, "{levels:?} in {width}x{height}\n{text}");
    }
}

#[test]
fn the_words_of_levels_stay_where_they_are_while_the_cursor_moves() {
    for (levels, width, height) in [
        (&[10.0][..], 60, 20),
        (&[10.0, 16.0], 80, 12),
        (&[10.0, 16.0, 30.0], 40, 10),
        (&[8.0, 22.0, 35.0], 30, 7),
    ] {
        let at = |mark: usize| {
            let cursor = Some(PlotCursor { panel: 0, mark });
            let text = to_text(&Plot { cursor, ..falling(levels) }, width, height);
            let starts = text.lines().map(|row| row.find('<').map(|byte| row[..byte].chars().count()));
            (starts.collect::<Vec<_>>(), text)
        };
        let (first, text) = at(0);
        assert!(first.iter().any(Option::is_some), "{text}");
        for mark in 1..4 {
            assert_eq!(at(mark).0, first, "{levels:?} in {width}x{height}: {text}\n{}", at(mark).1);
        }
    }
}

#[test]
fn today_has_a_column_where_the_axis_goes_on_beyond_it() {
    for (last, today, expected) in [
        ("2026-03-30", "2026-03-30", None),
        ("2026-03-30", "2026-03-29", Some(112)),
        ("2026-03-30", "2026-03-01", Some(0)),
        ("2026-03-30", "2026-02-28", None),
        ("2036-03-01", "2036-03-01", None),
    ] {
        let panels = falling(&[]).panels;
        let plot = Plot { privacy: Privacy::ON, ..cases::plot("2026-03-01", last, panels) }.with_today(today);
        let found = layout(&plot, Size::new(122, 12)).and_then(|layout| layout.today);
        assert_eq!(found, expected, "to {last} on {today}");
    }
}

#[test]
fn stacked_panels_that_do_not_fit_are_numbered() {
    for (height, cursor, expected) in
        [(40, 0, ""), (12, 0, "1-2 of 4"), (12, 3, "3-4 of 4"), (7, 2, "3 of 4")]
    {
        let cursor = Some(PlotCursor { panel: cursor, mark: 0 });
        let text = to_text(&Plot { cursor, lanes: Vec::new(), ..cases::four_panels() }, 60, height);
        let title = text.lines().next().unwrap_or_default();
        let said = title.rsplit("  ").next().filter(|said| said.ends_with("of 4")).unwrap_or_default();
        assert_eq!(said, expected, "{text}");
    }
}

#[test]
fn a_low_panel_full_of_levels_keeps_a_label_to_read_it_by() {
    let levels: Vec<f64> = (0..20).map(|step| 2.0 * f64::from(step) + 1.0).collect();
    for rows in 5..=12 {
        let text = to_text(&falling(&levels), 60, rows);
        assert!(text.lines().any(|line| line.contains('┤')), "{text}");
    }
}
