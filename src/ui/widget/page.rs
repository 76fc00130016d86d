//! A page of text over the whole screen, to be scrolled.

use std::cell::Cell;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use crate::ui::widget::plot::{Plot, paint_timeline, timeline_rows, timeline_text};
use crate::ui::widget::popup::{PopupLook, key_words};
use crate::ui::widget::selection::{READ_SELECTION, paint_selection};
use crate::ui::widget::text::PaintLine;

/// A page: headings stand at the left edge in capitals, what belongs to them below.
#[derive(Clone, Debug, PartialEq)]
pub struct TextPage {
    title: String,
    /// What the keys of this page do: `y copy   p print to a file`.
    keys: &'static str,
    lines: Vec<String>,
    /// What happened when, drawn over the text; it stays there while the text is scrolled.
    timeline: Option<Plot>,
    first: usize,
    /// How it was drawn last; how far it can be scrolled depends on the window.
    shown: Cell<Shown>,
}

/// How a page was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    /// The row that stands first when the end is in view.
    last: usize,
    /// Rows that a key for a page goes on.
    page: usize,
}

impl Shown {
    /// Before it is drawn, keys that are typed ahead are taken all the same.
    const UNKNOWN: Self = Self { last: usize::MAX, page: PAGE_READ };
}

/// What a key did to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAnswer {
    /// It was scrolled, or the key means nothing.
    Stay,
    Close,
    /// A letter it does not know.
    Letter(char),
}

impl TextPage {
    /// A page from its top.
    pub const fn new(title: String, lines: Vec<String>, keys: &'static str) -> Self {
        Self { title, keys, lines, timeline: None, first: 0, shown: Cell::new(Shown::UNKNOWN) }
    }

    /// The same with a line of time over its text.
    #[must_use]
    pub fn with_timeline(self, timeline: Plot) -> Self {
        Self { timeline: Some(timeline), ..self }
    }

    /// Another page in place of this one, scrolled as far.
    pub fn replace(&mut self, page: Self) {
        *self = Self { first: self.first, shown: self.shown.clone(), ..page };
    }

    /// Has its end in view.
    pub const fn to_end(&mut self) {
        self.first = usize::MAX;
    }

    /// The whole text of the page.
    pub fn text(&self) -> String {
        let timeline = self
            .timeline
            .as_ref()
            .map_or_else(String::new, |plot| format!("{}\n\n", timeline_text(plot, PRINTED_COLUMNS)));
        format!("{}\n\n{timeline}{}\n", self.title, self.lines.join("\n"))
    }

    /// Gives a key to the page, which scrolls or closes.
    pub fn key(&mut self, event: KeyEvent) -> PageAnswer {
        let Shown { last, page } = self.shown.get();
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let first = self.first.min(last);
        self.first = match event.code {
            KeyCode::Esc | KeyCode::Char('q') => return PageAnswer::Close,
            KeyCode::Char('d') if control => first.saturating_add(page).min(last),
            KeyCode::Char('u') if control => first.saturating_sub(page),
            KeyCode::Down | KeyCode::Char('j') => first.saturating_add(1).min(last),
            KeyCode::Up | KeyCode::Char('k') => first.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => first.saturating_add(page).min(last),
            KeyCode::PageUp => first.saturating_sub(page),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => last,
            KeyCode::Char(letter) if !control => return PageAnswer::Letter(letter),
            _ => first,
        };
        PageAnswer::Stay
    }

    /// Draws it over the area; long lines are broken between words.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, look: PopupLook) {
        Clear.render(area, buf);
        let inside = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
        let line = |y: u16| Rect { y: inside.y + y, height: 1, ..inside }.intersection(inside);
        Line::styled(self.title.as_str(), look.frame).paint(line(0), buf);
        let above = self.paint_timeline(inside, buf);
        let rows: Vec<String> =
            self.lines.iter().flat_map(|line| broken(line, usize::from(inside.width))).collect();
        let room = usize::from(area.height.saturating_sub(3 + above));
        let (first, reached) = self.scrolled(&rows, room, look);
        for (place, row) in rows.iter().enumerate().skip(first).take(room) {
            let is_heading = row.starts_with(char::is_uppercase) && !row.contains(char::is_lowercase);
            let style = if is_heading { Style::new().add_modifier(Modifier::BOLD) } else { Style::new() };
            let at = line(2 + above + (place - first) as u16);
            Line::styled(row.as_str(), style).paint(at, buf);
            if reached == Some(place) {
                paint_selection(look.selected, at, buf);
            }
        }
        let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..inside };
        let own = self.keys.split("   ").filter_map(|part| part.split_once(' '));
        let more = (first + room < rows.len()).then_some(("PgDn", "more"));
        key_words(own.chain([("Esc", "back")]).chain(more), look).paint(foot, buf);
        if reached == Some(rows.len()) {
            paint_selection(look.selected, foot, buf);
        }
    }

    /// The first row in a window of so many, and for a screen reader, to which all of them are handed, the row it has
    /// come to.
    fn scrolled(&self, rows: &[String], room: usize, look: PopupLook) -> (usize, Option<usize>) {
        if look.selected == READ_SELECTION {
            // Behind the last row stand the keys.
            let last = rows.len();
            self.shown.set(Shown { last, page: PAGE_READ });
            let first = self.first.min(last);
            let told = rows.iter().skip(first).position(|row| !row.trim().is_empty());
            return (0, Some(told.map_or(last, |told| first + told)));
        }
        let last = rows.len().saturating_sub(room);
        // A line of the page before stays in view, so that none is passed unseen.
        self.shown.set(Shown { last, page: room.saturating_sub(1).max(1) });
        (self.first.min(last), None)
    }

    /// Draws the line of time below the title, at most over half the page; the rows it takes.
    fn paint_timeline(&self, inside: Rect, buf: &mut Buffer) -> u16 {
        let Some(plot) = &self.timeline else { return 0 };
        let rows = timeline_rows(plot).min(inside.height / 2);
        paint_timeline(plot, Rect { y: inside.y + 2, height: rows, ..inside }.intersection(inside), buf);
        rows + 1
    }
}

/// Rows that a key for a page goes on where all of them are read, or the window is not known.
const PAGE_READ: usize = 10;

/// Columns of a line of time that is copied or written to a file.
const PRINTED_COLUMNS: u16 = 80;

/// A line in rows of at most so many columns; later rows are indented as the first, and a little more.
fn broken(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let indent = line.len() - line.trim_start().len();
    let mut rows = vec![" ".repeat(indent)];
    for word in line.split_whitespace() {
        let row = rows.last_mut().expect("there is a first row");
        let is_empty = row.trim().is_empty();
        if !is_empty && row.width() + 1 + word.width() > width {
            rows.push(format!("{}{word}", " ".repeat(indent + 2)));
        } else {
            if !is_empty {
                row.push(' ');
            }
            row.push_str(word);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_between_words_and_indented() {
        assert_eq!(broken("  one two three", 9), ["  one two", "    three"]);
        assert_eq!(broken("", 9), [""]);
        assert_eq!(broken("a    1", 9), ["a    1"]);
        assert_eq!(broken("unbreakable", 4), ["unbreakable"]);
    }
}
