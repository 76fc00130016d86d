//! Cutting some lines off an area: what the general solver of layouts does at a hundred times the cost.

use ratatui::layout::Rect;

/// The first so many lines, and what is left below them.
pub fn cut_top(area: Rect, lines: u16) -> [Rect; 2] {
    let lines = lines.min(area.height);
    let (y, height) = (area.y + lines, area.height - lines);
    [Rect { height: lines, ..area }, Rect { y, height, ..area }]
}

/// What is left above the last so many lines, and these.
pub fn cut_bottom(area: Rect, lines: u16) -> [Rect; 2] {
    cut_top(area, area.height.saturating_sub(lines))
}

#[cfg(test)]
mod tests {
    use ratatui::layout::{Constraint, Layout};

    use super::*;

    #[test]
    fn an_area_is_cut_as_the_solver_of_layouts_cuts_it() {
        for (height, lines) in [(24, 1), (24, 0), (3, 3), (2, 5), (0, 1), (7, 6)] {
            let area = Rect { x: 3, y: 2, width: 80, height };
            let (length, fill) = (Constraint::Length(lines), Constraint::Fill(1));
            assert_eq!(
                cut_top(area, lines),
                Layout::vertical([length, fill]).areas(area),
                "{height} {lines}"
            );
            assert_eq!(
                cut_bottom(area, lines),
                Layout::vertical([fill, length]).areas(area),
                "{height} {lines}"
            );
        }
    }
}
