//! Drawing for a screen reader: where one is, one line below the other, and below them what just changed.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::domain::day;
use crate::ui::app::App;
use crate::ui::bar;
use crate::ui::linear::{LinearPage, drawn_apart};
use crate::ui::screen::TABS;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::table::first_shown;

impl App {
    /// Draws what is so as one column of lines.
    pub(super) fn view_linear(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let page = self.linear_page(frame);
        let width = usize::from(area.width);
        let (mut lines, mut at) = (Vec::new(), None);
        for (place, line) in page.lines.iter().enumerate() {
            if page.at == Some(place) {
                at = Some(lines.len());
            }
            lines.extend(wrap(line, width, "…"));
        }
        let head = wrap(&self.place_words(), width, "…");
        let said = wrap(&self.announcement(&page), width, "…");
        let room = usize::from(area.height).saturating_sub(head.len() + said.len());
        let first = first_shown(lines.len(), at, room);
        let shown = lines.iter().skip(first).take(room);
        let body = head.iter().chain(shown);
        for (y, line) in (area.y..area.bottom()).zip(body) {
            frame.render_widget(Line::raw(line.as_str()), Rect { y, height: 1, ..area });
        }
        let below = area.bottom().saturating_sub(said.len() as u16);
        for (y, line) in (below..area.bottom()).zip(&said) {
            frame.render_widget(Line::raw(line.as_str()), Rect { y, height: 1, ..area });
        }
        // A screen reader follows the cursor of the terminal.
        let row = at.map_or(below, |at| area.y + (head.len() + at - first) as u16);
        frame.set_cursor_position(Position { x: area.x, y: row.min(area.bottom().saturating_sub(1)) });
    }

    /// The lines of what is in front: a box, a form or the tab.
    fn linear_page(&self, frame: &mut Frame<'_>) -> LinearPage {
        LinearPage::read(&drawn_apart(frame, |frame, area| {
            if self.dialog.is_some() {
                return self.view_dialog(frame, area);
            }
            self.view_body(frame, area);
        }))
    }

    /// `Results, tab 2 of 6. Sat 14 Mar 2026.`
    fn place_words(&self) -> String {
        let tab = TABS[self.tab].name();
        let hidden = self.state.privacy().mark().map_or_else(String::new, |mark| format!(" {mark}."));
        let day = day::with_weekday(self.state.today);
        format!("{tab}, tab {} of {}. {day}.{hidden}", self.tab + 1, TABS.len())
    }

    /// What is said last: a message, what is typed in the filter, else where the cursor is now and what keys do there.
    fn announcement(&self, page: &LinearPage) -> String {
        if let Some(field) = &self.filter {
            return format!("Filter: {}", field.text());
        }
        if let Some(message) = &self.message {
            return message.text.clone();
        }
        let here = |line: &str| format!("Now on: {}. ", line.trim_end_matches('.'));
        let here = page.current().map_or_else(String::new, here);
        if self.dialog.is_some() {
            return here;
        }
        here + &bar::footer_words(self.footer_actions(), &self.state)
    }
}
