//! The weight of ink: what stands out, what recedes, and how the line under the cursor is told from the others.

use androlog::ui::theme::{Backdrop, Glyphs, Theme, ThemeName};
use ratatui::style::{Color, Modifier, Style};

use crate::harness::Harness;

/// Estradiol low and far from the value before; testosterone within and near to it.
const LOG: &str = r#"{"reports":[
  {"kind":"blood","date":"2026-01-10","laboratory":"Quest","results":[
    {"analyte":"estradiol","value":"31","unit":"pg/mL","reference":{"low":"8.0","high":"35"}},
    {"analyte":"testosterone-total","value":"510","unit":"ng/dL","reference":{"low":"264","high":"916"}}]},
  {"kind":"blood","date":"2026-03-12","laboratory":"Quest","results":[
    {"analyte":"estradiol","value":"6.5","unit":"pg/mL","reference":{"low":"8.0","high":"35"}},
    {"analyte":"testosterone-total","value":"512","unit":"ng/dL","reference":{"low":"264","high":"916"}}]}]}"#;

fn log(theme: ThemeName) -> Harness {
    Harness::from_json("2026-03-14", LOG).look(theme, Glyphs::Braille)
}

/// The style of the first cell of a word on the frame, in the first line that holds both words.
#[track_caller]
fn ink(harness: &Harness, line: &str, word: &str) -> Style {
    let frame = harness.frame();
    let is_it = |text: &&str| text.contains(line) && text.contains(word);
    let (y, text) = frame
        .lines()
        .enumerate()
        .find(|(_, text)| is_it(text))
        .unwrap_or_else(|| panic!("“{line}” and “{word}” are on no line of\n{frame}"));
    let x = text.split(word).next().unwrap().chars().count();
    harness.draw()[(x as u16, y as u16)].style()
}

fn is_bold(style: Style) -> bool {
    style.add_modifier.contains(Modifier::BOLD)
}

#[test]
fn what_is_out_of_range_is_the_strongest_wherever_values_stand() {
    let theme = Theme::named(ThemeName::Dark);
    for (keys, low, within) in
        [("1G", "6.5", "512"), ("2", "6.5 pg/mL", "512 ng/dL"), ("2t", "▼ 6.5", " 512")]
    {
        let harness = log(ThemeName::Dark).keys(keys);
        let strong = ink(&harness, "Estradiol", low);
        assert!(is_bold(strong) && strong.fg == theme.low.fg, "{keys}: {strong:?}");
        let plain = ink(&harness, "Testosterone", within);
        let uncoloured = [Some(Color::Reset), theme.selected.fg];
        assert!(!is_bold(plain) && uncoloured.contains(&plain.fg), "{keys}: {plain:?}");
    }
    let unit = ink(&log(ThemeName::Dark), "Testosterone", "ng/dL");
    assert_eq!(unit.fg, theme.dim.fg);
}

#[test]
fn a_change_beyond_variation_has_more_weight_than_one_within() {
    let harness = log(ThemeName::Dark).keys("2");
    let dim = Theme::named(ThemeName::Dark).dim.fg;
    assert_eq!(ink(&harness, "Testosterone", "within variation").fg, dim);
    assert_ne!(ink(&harness, "Estradiol", "beyond variation").fg, dim);
}

#[test]
fn the_line_under_the_cursor_is_one_bar_that_keeps_the_colours_where_the_theme_has_a_background() {
    for keys in ["1", "2", "2<enter>", "2t", "3s", "6", ":", "a"] {
        for (theme, keeps_colours) in
            [(ThemeName::Dark, true), (ThemeName::Light, true), (ThemeName::Terminal, false)]
        {
            let harness = log(theme).keys(keys);
            let selected = Theme::named(theme).selected;
            let buffer = harness.draw();
            let marked = |x: u16, y: u16| {
                let style = buffer[(x, y)].style();
                match selected.bg {
                    Some(bg) => style.bg == Some(bg),
                    None => style.add_modifier.contains(Modifier::REVERSED),
                }
            };
            let bars = (0..40_u16).map(|y| (y, (0..120).filter(|x| marked(*x, y)).collect::<Vec<_>>()));
            let (y, bar) = bars.into_iter().find(|(_, bar)| bar.len() > 3).unwrap_or_else(|| {
                panic!("{keys} {theme:?}: nothing is under the cursor\n{}", harness.frame())
            });
            let (first, last) = (bar[0], bar[bar.len() - 1]);
            assert_eq!(bar.len(), usize::from(last - first) + 1, "{keys} {theme:?}: no holes");
            let has_colours = bar.iter().any(|x| buffer[(*x, y)].fg != Color::Reset);
            assert!(keeps_colours || !has_colours, "{keys} {theme:?}");
        }
    }
}

#[test]
fn what_interrupts_a_dim_line_is_not_dim() {
    for theme in [ThemeName::Terminal, ThemeName::Dark, ThemeName::Light, ThemeName::Plain] {
        for (keys, line, word) in [("a", " Add ", "Add"), ("UU", "SI units", "SI units")] {
            let style = ink(&log(theme).keys(keys), line, word);
            assert!(!style.add_modifier.contains(Modifier::DIM), "{theme:?} {word}: {style:?}");
        }
    }
}

#[test]
fn high_contrast_has_dark_ink_on_a_light_terminal() {
    assert_eq!(ThemeName::HighContrast.on(Backdrop::Light), ThemeName::HighContrastLight);
    assert_eq!(ThemeName::HighContrast.on(Backdrop::Dark), ThemeName::HighContrast);
    assert!(ThemeName::HighContrast.asks_backdrop() && !ThemeName::Plain.asks_backdrop());
    let value = ink(&log(ThemeName::HighContrastLight), "Estradiol", "6.5");
    assert_eq!((value.fg, is_bold(value)), (Some(Color::Indexed(90)), true));
}
