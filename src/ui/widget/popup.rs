//! A box over the screen: a list to pick from by typing, or one line to answer.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Paragraph, Widget};

use crate::ui::widget::field::Field;
use crate::ui::widget::selection::paint_selection;

/// Styles a popup is drawn in.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Frame and title.
    pub frame: Style,
    /// Hints.
    pub dim: Style,
    /// The picked row.
    pub selected: Style,
}

/// What a key did to a popup.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// It stays open.
    Open,
    /// It was answered.
    Done(T),
    /// It was closed without an answer.
    Cancelled,
}

/// A list to pick one row from; typing narrows it.
#[derive(Clone, Debug)]
pub struct Picker {
    title: String,
    rows: Vec<Row>,
    typed: Field,
    /// Among the rows that match.
    selected: usize,
}

/// A row of a picker.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What is picked.
    pub label: String,
    /// Shown at the right: a key, a note.
    pub hint: String,
}

impl Row {
    /// A row.
    pub fn new(label: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { label: label.into(), hint: hint.into() }
    }
}

impl Picker {
    /// A picker over these rows, the first one picked.
    pub fn new(title: impl Into<String>, rows: Vec<Row>) -> Self {
        Self { title: title.into(), rows, typed: Field::default(), selected: 0 }
    }

    /// The place of the row under the cursor in the list it was made with.
    pub fn place(&self) -> usize {
        self.matching().get(self.selected).copied().unwrap_or_default()
    }

    /// Other labels for the same rows.
    pub fn relabel(&mut self, rows: Vec<Row>) {
        self.rows = rows;
    }

    /// Takes a key; the answer is the place of a row in the list it was made with.
    pub fn key(&mut self, event: KeyEvent) -> Answer<usize> {
        let matching = self.matching();
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match (event.code, control) {
            (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => return Answer::Cancelled,
            (KeyCode::Enter, _) => {
                return matching.get(self.selected).map_or(Answer::Open, |place| Answer::Done(*place));
            }
            (KeyCode::Up, _) | (KeyCode::Char('p' | 'k'), true) => {
                self.selected = self.selected.saturating_sub(1);
            }
            (KeyCode::Down, _) | (KeyCode::Char('n' | 'j'), true) => {
                self.selected = (self.selected + 1).min(matching.len().saturating_sub(1));
            }
            (KeyCode::PageUp | KeyCode::Home, _) => self.selected = 0,
            (KeyCode::PageDown | KeyCode::End, _) => self.selected = matching.len().saturating_sub(1),
            _ => {
                if self.typed.key(event) {
                    self.selected = 0;
                }
            }
        }
        Answer::Open
    }

    /// Places of the rows whose label or hint holds every typed word.
    fn matching(&self) -> Vec<usize> {
        let typed = self.typed.text().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |row: &Row| {
            let text = format!("{} {}", row.label, row.hint).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        (0..self.rows.len()).filter(|&place| fits(&self.rows[place])).collect()
    }

    /// Draws it in the middle of `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, look: Look) {
        let matching = self.matching();
        let widest = self.rows.iter().map(|r| width(&r.label) + width(&r.hint) + 6).max().unwrap_or(20);
        let inner = open(
            area,
            widest.max(width(&self.title) + 4).max(WIDEST_HEAD),
            self.rows.len() + 2,
            &self.title,
            buf,
            look,
        );
        let [head, body] = split_head(inner);
        let prompt = Line::from(vec![Span::styled("› ", look.frame), Span::raw("")]);
        prompt.render(head, buf);
        let field = Rect { x: head.x + 2.min(head.width), width: head.width.saturating_sub(2), ..head };
        if self.typed.is_empty() {
            Line::styled("type to narrow, Enter picks, Esc closes", look.dim).render(field, buf);
        } else {
            self.typed.paint(field, buf, Style::default(), true);
        }
        if matching.len() > usize::from(body.height) {
            let place = format!("{} of {} ", self.selected + 1, matching.len());
            Line::styled(place, look.dim).right_aligned().render(head, buf);
        }
        let first = self.selected.saturating_sub(usize::from(body.height).saturating_sub(1));
        for (line, place) in matching.iter().skip(first).take(usize::from(body.height)).enumerate() {
            let row = Rect { y: body.y + line as u16, height: 1, ..body };
            Line::raw(format!(" {}", self.rows[*place].label)).render(row, buf);
            let hint =
                Line::from(Span::styled(format!("{} ", self.rows[*place].hint), look.dim)).right_aligned();
            hint.render(row, buf);
            if first + line == self.selected {
                paint_selection(look.selected, row, buf);
            }
        }
        if matching.is_empty() {
            Line::styled(" nothing matches", look.dim).render(body, buf);
        }
    }
}

/// Columns of what to do, and beside it the place in a list that is longer than its window.
const WIDEST_HEAD: usize = 54;

/// One line to answer.
#[derive(Clone, Debug)]
pub struct Prompt {
    title: String,
    hint: String,
    error: String,
    /// How the text is understood.
    echo: String,
    /// A text that would be taken; a key puts it in.
    offer: Option<String>,
    field: Field,
}

impl Prompt {
    /// A prompt with a text to begin from and a hint below.
    pub fn new(title: impl Into<String>, text: &str, hint: impl Into<String>) -> Self {
        let mut field = Field::new(text);
        // A proposal: Enter takes it, typing stands in its place.
        field.select();
        Self {
            title: title.into(),
            hint: hint.into(),
            error: String::new(),
            echo: String::new(),
            offer: None,
            field,
        }
    }

    /// Takes a key; the answer is the text.
    pub fn key(&mut self, event: KeyEvent) -> Answer<String> {
        match event.code {
            KeyCode::Esc => Answer::Cancelled,
            KeyCode::Char('c') if event.modifiers.contains(KeyModifiers::CONTROL) => Answer::Cancelled,
            KeyCode::Enter => Answer::Done(self.field.text().trim().to_owned()),
            _ => {
                if self.field.key(event) {
                    self.error.clear();
                    self.echo.clear();
                    self.offer = None;
                }
                Answer::Open
            }
        }
    }

    /// Puts in what was offered, where something was.
    pub fn take_offer(&mut self) -> bool {
        let Some(offer) = self.offer.take() else { return false };
        self.set(&offer);
        true
    }

    /// Replaces what is typed.
    pub fn set(&mut self, text: &str) {
        self.field.set(text);
        self.error.clear();
        self.echo.clear();
        self.offer = None;
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// Says how the text is understood, in place of the hint; nothing brings the hint back.
    pub fn echo(&mut self, words: String) {
        self.echo = words;
    }

    /// Says why the answer was not taken; the text stays.
    pub fn refuse(&mut self, error: impl Into<String>) {
        self.error = error.into();
    }

    /// Offers a text that would be taken.
    pub fn offer(&mut self, text: String) {
        self.offer = Some(text);
    }

    /// Puts a pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.field.insert(text);
    }

    /// Draws it in the middle of `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, look: Look) {
        let below = match (self.error.is_empty(), self.echo.is_empty()) {
            (false, _) => (&self.error, look.frame),
            (true, false) => (&self.echo, look.dim),
            (true, true) => (&self.hint, look.dim),
        };
        let wanted = width(&self.hint).max(width(below.0)).max(width(&self.title)).max(40) + 4;
        let columns = wanted.min(usize::from(area.width)).max(8);
        let lines = width(below.0).div_ceil(columns.saturating_sub(4).max(1));
        let inner = open(area, wanted, 1 + lines, &self.title, buf, look);
        let [head, body] = split_head(inner);
        self.field.paint(head, buf, Style::default(), true);
        Paragraph::new(below.0.as_str())
            .style(below.1)
            .wrap(ratatui::widgets::Wrap { trim: true })
            .render(body, buf);
    }
}

/// Draws the empty box and gives its inside.
fn open(area: Rect, columns: usize, lines: usize, title: &str, buf: &mut Buffer, look: Look) -> Rect {
    let columns = (columns as u16 + 2).min(area.width);
    let lines = (lines as u16 + 2).min(area.height);
    let place = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - lines) / 3,
        width: columns,
        height: lines,
    };
    Clear.render(place, buf);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(look.dim)
        .title(Span::styled(format!(" {title} "), look.frame));
    let inner = block.inner(place);
    block.render(place, buf);
    Rect { x: inner.x + 1.min(inner.width), width: inner.width.saturating_sub(2), ..inner }
}

fn split_head(area: Rect) -> [Rect; 2] {
    let head = Rect { height: area.height.min(1), ..area };
    let body = Rect { y: area.y + head.height, height: area.height - head.height, ..area };
    [head, body]
}

fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::key::parse_keys;

    fn press(picker: &mut Picker, keys: &str) -> Answer<usize> {
        let mut answer = Answer::Open;
        for key in parse_keys(keys).unwrap() {
            answer = picker.key(key.into());
        }
        answer
    }

    #[test]
    fn a_picker_is_narrowed_by_typing_and_answers_with_the_place_in_the_whole_list() {
        let rows = || {
            vec![Row::new("blood panel", ""), Row::new("semen analysis", ""), Row::new("body measures", "kg")]
        };
        for (keys, answer) in [
            ("<enter>", Answer::Done(0)),
            ("<down><enter>", Answer::Done(1)),
            ("bo<enter>", Answer::Done(2)),
            ("kg<enter>", Answer::Done(2)),
            ("zzz<enter>", Answer::Open),
            ("<down><down><down><enter>", Answer::Done(2)),
            ("<esc>", Answer::Cancelled),
        ] {
            assert_eq!(press(&mut Picker::new("Add", rows()), keys), answer, "{keys}");
        }
    }

    #[test]
    fn popups_draw_at_any_size() {
        let look = Look { frame: Style::default(), dim: Style::default(), selected: Style::default() };
        for (width, height) in [(1, 1), (5, 2), (20, 5), (80, 24)] {
            let area = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(area);
            Picker::new("Add", vec![Row::new("blood panel", "b"); 30]).paint(area, &mut buf, look);
            Prompt::new("Until", "", "a date, for example 14 mar").paint(area, &mut buf, look);
        }
    }
}
