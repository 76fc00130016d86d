//! A chart on paper or in a pipe: the same cells as lines of text.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::data::Plot;
use super::paint::paint;

/// The chart as lines of plain text, joined by newlines and without trailing spaces; intervals are drawn as
/// lines, whatever the plot allows.
pub fn to_text(plot: &Plot, width: u16, height: u16) -> String {
    let plain = Plot { plain: true, ..plot.clone() };
    plain_rows(width, height, |area, buf| paint(&plain, area, buf))
}

/// What is drawn into a part of a buffer, as lines of plain text.
pub(super) fn plain_rows(width: u16, height: u16, draw: impl Fn(Rect, &mut Buffer)) -> String {
    rows(width, height, draw, |row| {
        let line: String = row.iter().map(Cell::symbol).collect();
        line.trim_end().to_string()
    })
}

/// The chart as lines of text with the escape sequences of its colours; every line ends without a style.
pub fn to_ansi(plot: &Plot, width: u16, height: u16) -> String {
    rows(
        width,
        height,
        |area, buf| paint(plot, area, buf),
        |row| {
            let mut line = String::new();
            let mut styled = String::new();
            for cell in row {
                let style = escape(cell);
                if style != styled {
                    if !styled.is_empty() {
                        line.push_str("\u{1b}[0m");
                    }
                    line.push_str(&style);
                    styled = style;
                }
                line.push_str(cell.symbol());
            }
            if styled.is_empty() { line.trim_end().to_string() } else { line + "\u{1b}[0m" }
        },
    )
}

fn rows(
    width: u16,
    height: u16,
    draw: impl Fn(Rect, &mut Buffer),
    line: impl Fn(&[Cell]) -> String,
) -> String {
    let area = Rect::new(0, 0, width, height);
    if area.is_empty() {
        return String::new();
    }
    let mut buf = Buffer::empty(area);
    draw(area, &mut buf);
    let lines: Vec<String> = buf.content.chunks(usize::from(width)).map(|row| line(&visible(row))).collect();
    lines.join("\n").trim_end_matches('\n').to_string()
}

/// The cells of a row without those that lie behind a wide character.
fn visible(row: &[Cell]) -> Vec<Cell> {
    let mut hidden = 0;
    let mut cells = Vec::with_capacity(row.len());
    for cell in row {
        if hidden > 0 {
            hidden -= 1;
            continue;
        }
        hidden = cell.symbol().width().saturating_sub(1);
        cells.push(cell.clone());
    }
    cells
}

/// The escape sequence of a cell's style, empty for none.
fn escape(cell: &Cell) -> String {
    let modifiers = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
    ];
    let modifiers = modifiers.into_iter().filter(|(modifier, _)| cell.modifier.contains(*modifier));
    let codes: Vec<String> = modifiers
        .map(|(_, code)| code.to_string())
        .chain(color(cell.fg, 30))
        .chain(color(cell.bg, 40))
        .collect();
    if codes.is_empty() { String::new() } else { format!("\u{1b}[{}m", codes.join(";")) }
}

/// The code of a colour; `base` is 30 for the character and 40 for what is behind it.
fn color(color: Color, base: u8) -> Option<String> {
    let code = match color {
        Color::Reset => return None,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => base + 60,
        Color::LightRed => base + 61,
        Color::LightGreen => base + 62,
        Color::LightYellow => base + 63,
        Color::LightBlue => base + 64,
        Color::LightMagenta => base + 65,
        Color::LightCyan => base + 66,
        Color::White => base + 67,
        Color::Indexed(index) => return Some(format!("{};5;{index}", base + 8)),
        Color::Rgb(red, green, blue) => return Some(format!("{};2;{red};{green};{blue}", base + 8)),
    };
    Some(code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn a_style_becomes_one_escape_sequence() {
        for (style, expected) in [
            (Style::new(), ""),
            (Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD), "\u{1b}[1;36m"),
            (Style::new().fg(Color::LightRed).bg(Color::DarkGray), "\u{1b}[91;100m"),
            (Style::new().fg(Color::Indexed(240)).bg(Color::Rgb(1, 2, 3)), "\u{1b}[38;5;240;48;2;1;2;3m"),
        ] {
            let mut cell = Cell::new("x");
            cell.set_style(style);
            assert_eq!(escape(&cell), expected);
        }
    }
}
