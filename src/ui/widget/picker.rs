//! A box with a list to pick one row from; typing narrows it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Widget;

use crate::domain::fuzzy::{FuzzyText, WordStand};
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::field::Field;
use crate::ui::widget::key_sheet::KeySheet;
use crate::ui::widget::picker_row::WIDEST_HEAD;
use crate::ui::widget::plot::{shorten, wrap};
use crate::ui::widget::popup::{PopupAnswer, PopupLook, inside_width, open_popup, split_head};
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::text::{PaintLine, text_width};

pub use crate::ui::widget::picker_row::PickerRow;

/// Rows that a key for a page goes on: so few that they stand even in a low window, and none is passed unseen.
const PAGE_ROWS: usize = 10;

/// A list to pick one row from; typing narrows it.
#[derive(Clone, Debug)]
pub struct Picker {
    title: String,
    rows: Vec<PickerRow>,
    typed: Field,
    /// Places of the rows that match what is typed, the best first.
    matching: Vec<usize>,
    /// Among the rows that match.
    selected: usize,
    layout: PickerLayout,
}

/// How the rows of a picker stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PickerLayout {
    /// One below the other.
    List,
    /// In groups, side by side where there is room.
    Columns,
}

impl Picker {
    /// A picker over these rows, the first one picked.
    pub fn new(title: impl Into<String>, rows: Vec<PickerRow>) -> Self {
        Self {
            title: title.into(),
            matching: (0..rows.len()).collect(),
            rows,
            typed: Field::default(),
            selected: 0,
            layout: PickerLayout::List,
        }
    }

    /// The same with its groups side by side where there is room; what is typed brings the list back.
    #[must_use]
    pub const fn in_columns(mut self) -> Self {
        self.layout = PickerLayout::Columns;
        self
    }

    /// The place of the row under the cursor in the list it was made with.
    pub fn place(&self) -> usize {
        self.matching.get(self.selected).copied().unwrap_or_default()
    }

    /// Other labels for the same rows, of which some may be gone.
    pub fn relabel(&mut self, rows: Vec<PickerRow>) {
        self.rows = rows;
        self.matching = self.matching();
        self.selected = self.selected.min(self.matching.len().saturating_sub(1));
    }

    /// Takes a key; the answer is the place of a row in the list it was made with.
    pub fn key(&mut self, event: KeyEvent) -> PopupAnswer<usize> {
        let matching = &self.matching;
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match (event.code, control) {
            (KeyCode::Esc, _) => return PopupAnswer::Cancelled,
            (KeyCode::Enter, _) => {
                return matching
                    .get(self.selected)
                    .map_or(PopupAnswer::Open, |place| PopupAnswer::Done(*place));
            }
            (KeyCode::Up, _) | (KeyCode::Char('p' | 'k'), true) => {
                self.selected = self.selected.saturating_sub(1);
            }
            (KeyCode::Down, _) | (KeyCode::Char('n' | 'j'), true) => {
                self.selected = (self.selected + 1).min(matching.len().saturating_sub(1));
            }
            (KeyCode::PageUp, _) => self.selected = self.selected.saturating_sub(PAGE_ROWS),
            (KeyCode::PageDown, _) => {
                self.selected = (self.selected + PAGE_ROWS).min(matching.len().saturating_sub(1));
            }
            (KeyCode::Home, _) => self.selected = 0,
            (KeyCode::End, _) => self.selected = matching.len().saturating_sub(1),
            _ => {
                if self.typed.key(event) {
                    self.narrow();
                }
            }
        }
        PopupAnswer::Open
    }

    /// Takes a line that was pasted as one that was typed.
    pub fn paste(&mut self, line: &str) {
        self.typed.insert(line);
        self.narrow();
    }

    /// Leaves the rows that fit what is typed, the best first and picked.
    fn narrow(&mut self) {
        self.selected = 0;
        self.matching = self.matching();
    }

    /// Places of the rows that fit every typed word, the best first; of those that fit as well the earlier one. Rows
    /// that fit much worse than the best one are left out.
    fn matching(&self) -> Vec<usize> {
        let mut typed: Vec<Vec<FuzzyText>> =
            self.typed.text().split_whitespace().map(with_singular).collect();
        // Several words that stand together as they are typed were meant together.
        let mut whole = if typed.len() > 1 { with_singular(self.typed.text()) } else { Vec::new() };
        let scored = self.rows.iter().enumerate().filter_map(|(place, row)| {
            let fit = |forms: &mut Vec<FuzzyText>| forms.iter_mut().find_map(|form| row.fit(form));
            let fits: Option<Vec<u32>> = typed.iter_mut().map(fit).collect();
            let apart = fits.map(|fits| fits.into_iter().sum::<u32>());
            let together = whole.iter_mut().filter_map(|words| row.fit(words)).max();
            let together = together.map(|fit| fit * typed.len() as u32);
            Some((apart.max(together)?, place))
        });
        let mut scored: Vec<(u32, usize)> = scored.collect();
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
        scored.retain(|(score, _)| score * 2 >= best);
        scored.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
        scored.into_iter().map(|(_, place)| place).collect()
    }

    /// Draws it in the middle of `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, look: PopupLook) {
        let matching = &self.matching;
        if self.layout == PickerLayout::Columns
            && self.typed.is_empty()
            && let Some(sheet) = KeySheet::new(&self.rows, area)
        {
            return sheet.paint(&self.title, self.selected, area, buf, look);
        }
        let columns = PickerColumns::new(&self.rows, matching);
        let widest = columns.widest(&self.rows).max(text_width(&self.title) + 4).max(WIDEST_HEAD);
        let room = inside_width(area, widest);
        let unsaid = self.rows.iter().map(|row| wrap(&row.unsaid(columns, room), room, "").len());
        let below = unsaid.max().unwrap_or(0);
        let inner = open_popup(area, widest, self.rows.len() + below + 2, &self.title, buf, look);
        let [head, body] = split_head(inner);
        let below = (below as u16).min(body.height / 3);
        let [body, said] = cut_top(body, body.height - below);
        self.paint_head(matching.len(), usize::from(body.height), head, buf, look);
        let first = self.selected.saturating_sub(usize::from(body.height).saturating_sub(1));
        let mut before = "";
        for (line, place) in matching.iter().skip(first).take(usize::from(body.height)).enumerate() {
            let row = &self.rows[*place];
            let at = Rect { y: body.y + line as u16, height: 1, ..body };
            row.paint(if row.group == before { "" } else { row.group }, columns, at, buf, look);
            before = row.group;
            if first + line == self.selected {
                paint_selection(look.selected, at, buf);
                let lines = wrap(&row.unsaid(columns, room), room, "");
                let lines = lines.into_iter().map(|line| Line::styled(format!(" {line}"), look.dim));
                lines.collect::<Text<'_>>().render(said, buf);
            }
        }
        if matching.is_empty() {
            Line::styled(" nothing matches; Backspace widens", look.dim).paint(body, buf);
        }
    }

    /// The line that is typed in, and beside it the place in a list that is longer than its window.
    fn paint_head(&self, matching: usize, lines: usize, head: Rect, buf: &mut Buffer, look: PopupLook) {
        let place =
            if matching > lines { format!(" {} of {matching} ", self.selected + 1) } else { String::new() };
        Line::styled("› ", look.frame).paint(head, buf);
        let taken = 2 + text_width(&place) as u16;
        let field = Rect { x: head.x + 2.min(head.width), width: head.width.saturating_sub(taken), ..head };
        if self.typed.is_empty() {
            let whole = "type to narrow, Enter picks, Esc closes";
            let fits = text_width(whole) <= usize::from(field.width);
            Line::styled(if fits { whole } else { "type to narrow" }, look.dim).paint(field, buf);
        } else {
            self.typed.paint(field, buf, Style::default(), true);
        }
        Line::from(Span::styled(place, look.dim)).right_aligned().paint(head, buf);
    }
}

/// Columns of the groups and of the labels in a list.
#[derive(Clone, Copy)]
struct PickerColumns {
    group: usize,
    label: usize,
}

impl PickerColumns {
    fn new(rows: &[PickerRow], matching: &[usize]) -> Self {
        let group = rows.iter().map(|row| text_width(row.group)).max().unwrap_or(0);
        let group = if group == 0 { 0 } else { group + 2 };
        let label = matching.iter().map(|place| text_width(&rows[*place].label)).max().unwrap_or(LABEL);
        let is_ragged = label > EVEN_LABEL && rows.iter().any(|row| !row.about.is_empty());
        Self { group, label: if is_ragged { LABEL } else { label } }
    }

    /// Columns that let every row say everything.
    fn widest(self, rows: &[PickerRow]) -> usize {
        let of =
            |text: fn(&PickerRow) -> &str| rows.iter().map(|row| text_width(text(row))).max().unwrap_or(0);
        self.group + of(|row| &row.label) + 2 + of(|row| &row.about) + of(|row| &row.hint) + 6
    }
}

/// What of a row is said in its line.
struct SaidInRow {
    /// Columns of the label.
    label: usize,
    about: bool,
    hint: bool,
}

/// What is typed, and the same without the ending of a plural.
fn with_singular(typed: &str) -> Vec<FuzzyText> {
    let singular = typed.strip_suffix('s').filter(|rest| rest.len() > 2);
    std::iter::once(typed).chain(singular).map(FuzzyText::new).collect()
}

impl PickerRow {
    /// How well the row fits a typed word. How the word stands in a text counts most, then whether that text is the
    /// label, another word for it, or what is said of it, then how near its beginning it stands.
    fn fit(&self, typed: &mut FuzzyText) -> Option<u32> {
        let label = typed.stand(&self.label).map(|fit| fit.weight(3));
        let words = self.aliases.split(", ").chain([self.hint.as_str()]).filter(|word| !word.is_empty());
        let alias = words.filter_map(|word| typed.stand(word)).map(|fit| fit.weight(2)).max();
        // Letters strewn over a sentence fit almost anything.
        let about = typed.stand(&self.about).filter(|fit| fit.stand > WordStand::Strewn);
        label.max(alias).max(about.map(|fit| fit.weight(1)))
    }

    /// What of it a line of a width has room for: the label first, then its key, then what it does.
    fn said(&self, columns: PickerColumns, room: usize) -> SaidInRow {
        let room = room.saturating_sub(columns.group + 1);
        let own = text_width(&self.label);
        let hint = own + 2 + text_width(&self.hint) < room;
        let beside = if hint && !self.hint.is_empty() { text_width(&self.hint) + 2 } else { 0 };
        let room = room.saturating_sub(beside);
        let label = columns.label.max(own).min(room);
        SaidInRow { label, about: label + 2 + text_width(&self.about) <= room, hint }
    }

    /// What its line has no room for.
    fn unsaid(&self, columns: PickerColumns, room: usize) -> String {
        let said = self.said(columns, room);
        let parts = [(&self.about, said.about), (&self.hint, said.hint)];
        let left = parts.iter().filter(|(text, said)| !said && !text.is_empty());
        left.map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Its group, label, what it does, and at the right its key; what has no room is left out whole.
    fn paint(&self, group: &str, columns: PickerColumns, area: Rect, buf: &mut Buffer, look: PopupLook) {
        let said = self.said(columns, area.width.into());
        let about = if said.about { self.about.as_str() } else { "" };
        let line = Line::from(vec![
            Span::styled(format!(" {group:w$}", w = columns.group), look.dim),
            Span::raw(format!("{:w$}", shorten(&self.label, said.label, "…"), w = said.label)),
            Span::styled(format!("  {about}"), look.dim),
        ]);
        line.paint(area, buf);
        if said.hint && !self.hint.is_empty() {
            Line::from(Span::styled(format!("{} ", self.hint), look.dim)).right_aligned().paint(area, buf);
        }
    }
}

/// Columns of the labels where something is said beside them; a longer label takes the room it needs.
const LABEL: usize = 22;
/// Labels up to this width share one column.
const EVEN_LABEL: usize = 36;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::key::parse_keys;

    fn press(picker: &mut Picker, keys: &str) -> PopupAnswer<usize> {
        let mut answer = PopupAnswer::Open;
        for key in parse_keys(keys).unwrap() {
            answer = picker.key(key.into());
        }
        answer
    }

    #[test]
    fn what_a_row_has_no_room_for_is_said_whole_below_the_list() {
        let about = "results alone, one a row, to import again";
        let rows = vec![PickerRow { about: about.to_owned(), ..PickerRow::new("export csv", "x") }];
        let look = PopupLook {
            frame: Style::default(),
            dim: Style::default(),
            selected: Style::default(),
            error: Style::default(),
        };
        for (width, line) in [(90, 1), (50, 3)] {
            let area = Rect::new(0, 0, width, 12);
            let mut buf = Buffer::empty(area);
            Picker::new("Commands", rows.clone()).paint(area, &mut buf, look);
            let lines: Vec<String> = area
                .rows()
                .map(|row| row.columns().map(|cell| buf[(cell.x, cell.y)].symbol()).collect())
                .collect();
            let label = lines.iter().position(|line| line.contains("export csv")).unwrap();
            let said = lines.iter().position(|line| line.contains(about));
            assert_eq!(said.map(|said| said - label), Some(line - 1), "{lines:?}");
        }
    }

    #[test]
    fn a_page_of_a_long_list_passes_no_row_unseen() {
        let rows = || (0..25).map(|row| PickerRow::new(format!("row {row}"), "")).collect::<Vec<_>>();
        for (keys, at) in [
            ("<pagedown>", 10),
            ("<pagedown><pagedown><pagedown>", 24),
            ("<end><pageup>", 14),
            ("<pagedown><pageup><pageup>", 0),
            ("<end>", 24),
            ("<end><home>", 0),
        ] {
            let mut picker = Picker::new("Keys", rows());
            assert_eq!(press(&mut picker, &format!("{keys}<enter>")), PopupAnswer::Done(at), "{keys}");
        }
    }

    #[test]
    fn a_picker_is_narrowed_by_typing_and_answers_with_the_place_in_the_whole_list() {
        let rows = || {
            vec![
                PickerRow::new("blood panel", ""),
                PickerRow::new("semen analysis", ""),
                PickerRow::new("body measures", "kg"),
            ]
        };
        for (keys, answer) in [
            ("<enter>", PopupAnswer::Done(0)),
            ("<down><enter>", PopupAnswer::Done(1)),
            ("bo<enter>", PopupAnswer::Done(2)),
            ("kg<enter>", PopupAnswer::Done(2)),
            ("zzz<enter>", PopupAnswer::Open),
            ("<down><down><down><enter>", PopupAnswer::Done(2)),
            ("<esc>", PopupAnswer::Cancelled),
        ] {
            assert_eq!(press(&mut Picker::new("Add", rows()), keys), answer, "{keys}");
        }
    }
}
