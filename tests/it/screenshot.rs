//! A frame as an SVG, for the README: what a terminal shows, in its colours.

use androlog::ui::theme::number_of;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// The colours of a terminal.
pub struct TerminalInk {
    pub text: &'static str,
    pub paper: &'static str,
    /// Black to white, then the bright ones.
    pub sixteen: [&'static str; 16],
}

pub const DARK: TerminalInk = TerminalInk {
    text: "#d5d8df",
    paper: "#16181d",
    sixteen: [
        "#16181d", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf", "#5c6370",
        "#ff7b86", "#b5e890", "#ffd68a", "#7cc4ff", "#dd92f0", "#6fd3df", "#ffffff",
    ],
};

pub const LIGHT: TerminalInk = TerminalInk {
    text: "#24292f",
    paper: "#ffffff",
    sixteen: [
        "#24292f", "#cf222e", "#116329", "#8a5a00", "#0550ae", "#8250df", "#1b7c83", "#6e7781", "#57606a",
        "#a40e26", "#1a7f37", "#633c01", "#0969da", "#6639ba", "#3192aa", "#8c959f",
    ],
};

/// Pixels of a cell.
const WIDE: f64 = 8.4;
const HIGH: f64 = 18.0;

/// The frame as an SVG; each run of one style is a text of its own, stretched to its cells.
pub fn frame_as_svg(frame: &Buffer, ink: &TerminalInk, says: &str) -> String {
    let (columns, rows) = (frame.area.width, frame.area.height);
    let (width, height) = (f64::from(columns) * WIDE + 16.0, f64::from(rows) * HIGH + 16.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<title>{says}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"ui-monospace,DejaVu Sans Mono,Menlo,monospace\" font-size=\"14\" fill=\"{}\" \
         style=\"white-space:pre\">\n",
        ink.paper, ink.text
    );
    for y in 0..rows {
        let cells: Vec<&Cell> = (0..columns).map(|x| &frame[(x, y)]).collect();
        let mut x = 0;
        for run in cells.chunk_by(|a, b| a.style() == b.style()) {
            svg += &run_as_svg(run, (x, y), ink);
            x += run.len();
        }
    }
    svg + "</g>\n</svg>\n"
}

fn run_as_svg(run: &[&Cell], (x, y): (usize, u16), ink: &TerminalInk) -> String {
    let style = run[0].style();
    let (left, top) = (8.0 + x as f64 * WIDE, 8.0 + f64::from(y) * HIGH);
    let wide = run.len() as f64 * WIDE;
    let mut svg = String::new();
    if let Some(paper) = style.bg.and_then(|bg| colour(bg, ink)) {
        svg += &format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{HIGH}\" fill=\"{paper}\"/>\n"
        );
    }
    let fill =
        style.fg.and_then(|fg| colour(fg, ink)).map_or_else(String::new, |fill| format!(" fill=\"{fill}\""));
    let weight = if style.add_modifier.contains(Modifier::BOLD) { " font-weight=\"700\"" } else { "" };
    let dim = if style.add_modifier.contains(Modifier::DIM) { " opacity=\".6\"" } else { "" };
    let line =
        if style.add_modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
    let base = top + HIGH * 0.72;
    // Blanks at the ends of a text are lost, so each word stands by itself.
    let mut place = 0;
    for word in run.chunk_by(|a, b| (a.symbol() == " ") == (b.symbol() == " ")) {
        let (at, long) = (left + place as f64 * WIDE, word.len() as f64 * WIDE);
        place += word.len();
        let text: String = word.iter().map(|cell| cell.symbol()).collect();
        if text.trim().is_empty() {
            continue;
        }
        let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        svg += &format!(
            "<text x=\"{at:.1}\" y=\"{base:.1}\" textLength=\"{long:.1}\"{fill}{weight}{dim}{line}>{safe}</text>\n"
        );
    }
    svg
}

fn colour(color: Color, ink: &TerminalInk) -> Option<String> {
    if let Color::Rgb(red, green, blue) = color {
        return Some(format!("#{red:02x}{green:02x}{blue:02x}"));
    }
    Some(match number_of(color)? {
        place @ 0..16 => ink.sixteen[usize::from(place)].to_owned(),
        place @ 16..=231 => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
            let cube = place - 16;
            format!("#{:02x}{:02x}{:02x}", level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        place => {
            let grey = 8 + 10 * (place - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    })
}
