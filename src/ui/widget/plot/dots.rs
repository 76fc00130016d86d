//! Lines finer than cells: a grid of dots that becomes one character a cell.

use ratatui::symbols::pixel::OCTANTS;

use super::glyphs::Glyphs;

/// Dots over some columns and rows of cells.
#[derive(Debug, Clone)]
pub struct Dots {
    glyphs: Glyphs,
    columns: u16,
    rows: u16,
    cells: Vec<u8>,
}

/// Dots across and down in one cell.
pub fn resolution(glyphs: Glyphs) -> (u16, u16) {
    match glyphs {
        Glyphs::Braille | Glyphs::Octants | Glyphs::Words => (2, 4),
        Glyphs::Blocks => (2, 2),
        Glyphs::Ascii => (1, 2),
    }
}

/// The bit of each dot of a braille cell, left column first.
const BRAILLE: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// Quarter blocks by the dots they fill: bit 0 upper left, 1 upper right, 2 lower left, 3 lower right.
const QUARTERS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

impl Dots {
    /// A grid of dots with none set.
    pub fn new(glyphs: Glyphs, columns: u16, rows: u16) -> Self {
        Self { glyphs, columns, rows, cells: vec![0; usize::from(columns) * usize::from(rows)] }
    }

    /// A straight line between two dots, both included; what is outside is left off.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        let (dx, dy) = ((to.0 - from.0).abs(), -(to.1 - from.1).abs());
        let (sx, sy) = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
        let (mut x, mut y) = from;
        let mut error = dx + dy;
        loop {
            self.set(x, y);
            if (x, y) == to {
                return;
            }
            let doubled = 2 * error;
            if doubled >= dy {
                error += dy;
                x += sx;
            }
            if doubled <= dx {
                error += dx;
                y += sy;
            }
        }
    }

    /// The character of a cell, if there is a dot in it.
    pub fn glyph(&self, column: u16, row: u16) -> Option<char> {
        let bits = self.index(column, row).map(|index| self.cells[index]).filter(|bits| *bits != 0)?;
        match self.glyphs {
            Glyphs::Braille | Glyphs::Words => char::from_u32(0x2800 + u32::from(bits)),
            Glyphs::Octants => OCTANTS.get(usize::from(bits)).copied(),
            Glyphs::Blocks => QUARTERS.get(usize::from(bits)).copied(),
            Glyphs::Ascii => [' ', '\'', '.', ':'].get(usize::from(bits)).copied(),
        }
    }

    /// One dot; one outside is left off.
    pub fn set(&mut self, x: i32, y: i32) {
        let (Ok(x), Ok(y)) = (u16::try_from(x), u16::try_from(y)) else {
            return;
        };
        let (across, down) = resolution(self.glyphs);
        let bit = match self.glyphs {
            Glyphs::Braille | Glyphs::Words => BRAILLE[usize::from(x % across)][usize::from(y % down)],
            Glyphs::Octants | Glyphs::Blocks | Glyphs::Ascii => 1 << (y % down * across + x % across),
        };
        if let Some(index) = self.index(x / across, y / down) {
            self.cells[index] |= bit;
        }
    }

    fn index(&self, column: u16, row: u16) -> Option<usize> {
        (column < self.columns && row < self.rows)
            .then(|| usize::from(row) * usize::from(self.columns) + usize::from(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(glyphs: Glyphs, to: (i32, i32)) -> String {
        let mut dots = Dots::new(glyphs, 4, 1);
        dots.line((0, 0), to);
        (0..4).map(|column| dots.glyph(column, 0).unwrap_or(' ')).collect()
    }

    #[test]
    fn a_falling_line_is_drawn_in_each_set_of_characters() {
        assert_eq!(row(Glyphs::Braille, (7, 3)), "⠉⠒⠤⣀");
        assert_eq!(row(Glyphs::Octants, (7, 3)), "🮂𜴆𜴧▂");
        assert_eq!(row(Glyphs::Blocks, (7, 1)), "▀▀▄▄");
        assert_eq!(row(Glyphs::Ascii, (3, 1)), "''..");
    }

    #[test]
    fn dots_outside_the_grid_are_left_off() {
        assert_eq!(row(Glyphs::Ascii, (3, 40)), ":   ");
    }
}
