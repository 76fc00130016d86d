//! A terminal that is told of changed cells in few bytes, as a slow line to a far machine needs it.
//!
//! The library's own backend goes by line and column to each stretch of changed cells, however near, writes blanks up to
//! the end of a line one by one, and takes styles back part by part.

use std::io::{self, Write};

use crossterm::{cursor, terminal};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use crate::ui::theme::number_of;
use crate::ui::widget::text::text_width;

/// A backend that knows what the terminal shows and says only what has to be said. The program draws no underlines in a
/// colour of their own.
#[derive(Debug)]
pub struct ThinBackend<W: Write> {
    out: W,
    /// What the terminal shows.
    shown: Buffer,
    /// Whether the cursor is shown, where that is known.
    cursor: Option<bool>,
}

/// What lies between two changed cells of a line is written again up to this many cells: to go over it takes as much.
const NEAR: u16 = 4;
/// From so many blanks on, the rest of a line is cleared.
const REST: u16 = 4;
/// From so many blanks on, a part of a line is cleared and gone over.
const PART: u16 = 12;

impl<W: Write> ThinBackend<W> {
    /// A terminal of a size that shows nothing yet.
    pub fn new(out: W, size: Size) -> Self {
        Self { out, shown: blank(size), cursor: None }
    }

    /// Sends changed cells, in the order of their lines.
    fn send(&mut self, changed: &[Position]) -> io::Result<()> {
        let Self { out, shown, .. } = self;
        let mut style = CellStyle::default();
        let mut cursor: Option<Position> = None;
        let mut cleared = Position::ORIGIN..Position::ORIGIN;
        for place in changed.iter().copied() {
            if place.y == cleared.start.y && (cleared.start.x..cleared.end.x).contains(&place.x) {
                continue;
            }
            let cell = &shown[place];
            match cursor.filter(|cursor| cursor.y == place.y) {
                Some(cursor) if cursor == place => {}
                Some(cursor) => match between(shown, cursor.x, place, style) {
                    Some(text) => out.write_all(text.as_bytes())?,
                    None => write!(out, "\x1b[{}G", place.x + 1)?,
                },
                None => write!(out, "\x1b[{};{}H", place.y + 1, place.x + 1)?,
            }
            if !style.suits(cell) {
                CellStyle::of(cell).follow(&mut style, out)?;
            }
            cursor = Some(place);
            let blanks = if is_blank(cell) { blanks(shown, place) } else { 0 };
            let end = Position { x: place.x + blanks, ..place };
            match end.x == shown.area.right() {
                true if blanks >= REST => out.write_all(b"\x1b[K")?,
                false if blanks >= PART => write!(out, "\x1b[{blanks}X")?,
                _ => {
                    out.write_all(cell.symbol().as_bytes())?;
                    // How far a sign of several columns moves the cursor is the terminal's to know.
                    cursor = (columns(cell) == 1).then_some(Position { x: place.x + 1, ..place });
                    continue;
                }
            }
            cleared = place..end;
        }
        CellStyle::default().follow(&mut style, out)
    }

    fn turn_cursor(&mut self, shown: bool) -> io::Result<()> {
        if self.cursor.replace(shown) != Some(shown) {
            write!(self.out, "\x1b[?25{}", if shown { 'h' } else { 'l' })?;
        }
        Ok(())
    }
}

/// How many cells of a line are blank from a place on.
fn blanks(shown: &Buffer, place: Position) -> u16 {
    let from = shown.index_of(place.x, place.y);
    let rest = &shown.content[from..from + usize::from(shown.area.right() - place.x)];
    rest.iter().take_while(|cell| is_blank(cell)).count() as u16
}

/// The cells from a column to a place of the same line, if they are few signs of one byte in one style.
fn between(shown: &Buffer, from: u16, place: Position, style: CellStyle) -> Option<String> {
    let is_near = from < place.x && place.x - from <= NEAR;
    let sign = |x| {
        let cell = &shown[(x, place.y)];
        (style.suits(cell) && cell.symbol().len() == 1).then(|| cell.symbol())
    };
    if is_near { (from..place.x).map(sign).collect() } else { None }
}

/// The columns a cell takes with what it covers.
fn columns(cell: &Cell) -> u16 {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(columns) => columns.get(),
        _ => text_width(cell.symbol()) as u16,
    }
}

fn blank(size: Size) -> Buffer {
    Buffer::empty(Rect::from((Position::ORIGIN, size)))
}

/// Whether a cell is as the terminal clears it.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && CellStyle::of(cell) == CellStyle::default()
}

/// Colours and attributes of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct CellStyle {
    ink: Color,
    ground: Color,
    attributes: Modifier,
}

/// Attributes and the numbers that turn them on.
const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// What is seen of a blank too.
const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

impl CellStyle {
    /// What is seen of a style: of a blank its ground alone, unless something is drawn over it.
    fn of(cell: &Cell) -> Self {
        if cell.symbol() == " " && !cell.modifier.intersects(SEEN_ON_BLANKS) {
            return Self { ground: cell.bg, ..Self::default() };
        }
        Self { ink: cell.fg, ground: cell.bg, attributes: cell.modifier }
    }

    /// Whether a cell written in this style looks as it should.
    fn suits(self, cell: &Cell) -> bool {
        let own = Self::of(cell);
        let is_plain_blank = cell.symbol() == " " && own.attributes.is_empty();
        own == self
            || is_plain_blank && own.ground == self.ground && !self.attributes.intersects(SEEN_ON_BLANKS)
    }

    /// Goes over to this style from the one in force.
    fn follow(self, in_force: &mut Self, out: &mut impl Write) -> io::Result<()> {
        let before = std::mem::replace(in_force, self);
        if before == self {
            return Ok(());
        }
        // Whatever is in force goes at once; parts alone are only added.
        let mut parts: Vec<String> = Vec::new();
        parts.extend((before != Self::default()).then(|| "0".to_owned()));
        let attributes = ATTRIBUTES.iter().filter(|(attribute, _)| self.attributes.contains(*attribute));
        parts.extend(attributes.map(|(_, number)| number.to_string()));
        parts.extend(colour(self.ink).map(|colour| format!("38;{colour}")));
        parts.extend(colour(self.ground).map(|colour| format!("48;{colour}")));
        let parts = if self == Self::default() { String::new() } else { parts.join(";") };
        write!(out, "\x1b[{parts}m")
    }
}

/// The numbers of a colour, in the way the library names them: a terminal may draw the others brighter where they are bold.
fn colour(colour: Color) -> Option<String> {
    match colour {
        Color::Rgb(red, green, blue) => Some(format!("2;{red};{green};{blue}")),
        other => number_of(other).map(|number| format!("5;{number}")),
    }
}

impl<W: Write> Backend for ThinBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut changed = Vec::new();
        for (x, y, cell) in content {
            let Some(shown) = self.shown.cell_mut((x, y)) else { continue };
            let looks_alike = shown.symbol() == cell.symbol() && CellStyle::of(shown) == CellStyle::of(cell);
            shown.clone_from(cell);
            if looks_alike {
                continue;
            }
            changed.push(Position { x, y });
            // What a wide sign covers is no longer known, even when the sign is gone.
            for x in x.saturating_add(1)..x.saturating_add(columns(cell)) {
                self.shown.cell_mut((x, y)).map(|covered| covered.set_symbol(""));
            }
        }
        self.send(&changed)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.turn_cursor(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.turn_cursor(true)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        cursor::position().map(Position::from)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        write!(self.out, "\x1b[{};{}H", y + 1, x + 1)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Clears the whole terminal, whatever part is named: the program draws all of it.
    fn clear_region(&mut self, _part: ClearType) -> io::Result<()> {
        self.shown = blank(self.size()?);
        self.cursor = None;
        write!(self.out, "\x1b[2J")
    }

    fn size(&self) -> io::Result<Size> {
        // The library opens the terminal anew for each question, and this is asked for each frame.
        let Ok(size) = rustix::termios::tcgetwinsize(io::stdout()) else {
            return terminal::size().map(Size::from);
        };
        Ok(Size { width: size.ws_col, height: size.ws_row })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let window = terminal::window_size()?;
        Ok(WindowSize {
            columns_rows: (window.columns, window.rows).into(),
            pixels: (window.width, window.height).into(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use ratatui::backend::CrosstermBackend;
    use ratatui::style::Style;

    use super::*;

    const SIZE: Size = Size { width: 40, height: 6 };

    /// Numbers that look random and are the same each time.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % most
        }
    }

    /// A frame that differs here and there from the one before.
    fn next(before: &Buffer, numbers: &mut Numbers) -> Buffer {
        let words = ["LH 5.1", " ", "               ", "精", "▲ high", "a\u{300}", "x", "testosterone"];
        let styles = [
            Style::reset(),
            Style::reset().dim(),
            Style::reset().red().bold(),
            Style::reset().on_blue().reversed(),
            Style::reset().fg(Color::Indexed(245)).underlined(),
            Style::reset().fg(Color::Rgb(1, 2, 3)),
        ];
        let mut frame = before.clone();
        for _ in 0..=numbers.below(6) {
            let (x, y) = (numbers.below(36) as u16, numbers.below(SIZE.height.into()) as u16);
            let (word, style) = (words[numbers.below(words.len())], styles[numbers.below(styles.len())]);
            match numbers.below(4) {
                0 => (x..SIZE.width).for_each(|x| frame[(x, y)].reset()),
                _ => frame.set_string(x, y, word, style),
            }
        }
        frame
    }

    /// What is seen of a cell: one that was cleared has no sign, which looks like a blank, and of a blank neither colour nor
    /// weight of its letters are seen.
    fn look(cell: &vt100::Cell) -> (String, vt100::Color, vt100::Color, [bool; 5]) {
        let attributes = [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse()];
        if cell.contents().trim().is_empty() && !cell.underline() && !cell.inverse() {
            return (String::new(), vt100::Color::Default, cell.bgcolor(), [false; 5]);
        }
        (cell.contents().trim().to_owned(), cell.fgcolor(), cell.bgcolor(), attributes)
    }

    #[test]
    fn the_terminal_shows_what_the_library_would_have_it_show() {
        let size = [SIZE.height, SIZE.width].map(|side| NonZeroU16::new(side).unwrap());
        let terminal = || vt100::Parser::new(size[0], size[1], 0);
        let (mut shown, mut wanted) = (terminal(), terminal());
        let mut thin = ThinBackend::new(Vec::new(), SIZE);
        let (mut before, mut numbers) = (blank(SIZE), Numbers(7));
        for _ in 0..2000 {
            let frame = next(&before, &mut numbers);
            let changed = before.diff(&frame);
            let mut whole = Vec::new();
            CrosstermBackend::new(&mut whole).draw(changed.iter().copied()).unwrap();
            thin.draw(changed.into_iter()).unwrap();
            wanted.process(&whole);
            shown.process(&std::mem::take(&mut thin.out));
            let cells = |terminal: &vt100::Parser| {
                let places = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (y, x)));
                places.map(|(y, x)| look(terminal.screen().cell(y, x).unwrap())).collect::<Vec<_>>()
            };
            assert_eq!(cells(&shown), cells(&wanted), "{frame:?}");
            before = frame;
        }
    }

    #[test]
    fn what_is_near_or_blank_is_said_in_few_bytes() {
        let mut thin = ThinBackend::new(Vec::new(), SIZE);
        let mut sent = |before: &Buffer, lines: [&str; 2]| {
            let mut frame = blank(SIZE);
            (0..).zip(lines).for_each(|(y, line)| frame.set_string(0, y, line, Style::new()));
            thin.draw(before.diff(&frame).into_iter()).unwrap();
            (frame, String::from_utf8(std::mem::take(&mut thin.out)).unwrap())
        };
        let (frame, _) = sent(&blank(SIZE), ["one two three four five", "six"]);
        let (frame, near) = sent(&frame, ["ONE TWO three four FIVE", "six"]);
        assert_eq!(near, "\u{1b}[1;1HONE TWO\u{1b}[20GFIVE");
        let (frame, part) = sent(&frame, ["ONE                FIVE", "six"]);
        assert_eq!(part, "\u{1b}[1;5H\u{1b}[15X");
        let (_, cleared) = sent(&frame, ["ONE", "six"]);
        assert_eq!(cleared, "\u{1b}[1;20H\u{1b}[K");
    }

    #[test]
    fn the_cursor_is_turned_on_and_off_once() {
        let mut thin = ThinBackend::new(Vec::new(), SIZE);
        for _ in 0..2 {
            thin.hide_cursor().unwrap();
        }
        thin.show_cursor().unwrap();
        assert_eq!(thin.out.as_slice(), b"\x1b[?25l\x1b[?25h");
    }
}
