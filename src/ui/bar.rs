//! The lines around a screen: tabs and date above, keys or a message below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::analyte::UnitView;
use crate::domain::day;
use crate::ui::action::Action;
use crate::ui::outcome::Message;
use crate::ui::screen::TABS;
use crate::ui::state::State;
use crate::ui::widget::field::Field;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::popup;

/// Actions that hold on every tab.
pub const EVERYWHERE: &[Action] = &[
    Action::Add,
    Action::Undo,
    Action::Redo,
    Action::NextMatch,
    Action::PreviousMatch,
    Action::Units,
    Action::Private,
    Action::Export,
    Action::Import,
    Action::Palette,
    Action::Drafts,
    Action::Help,
    Action::Tab1,
    Action::Tab2,
    Action::Tab3,
    Action::Tab4,
    Action::Tab5,
    Action::Tab6,
    Action::NextTab,
    Action::PreviousTab,
    Action::Quit,
    Action::QuitNow,
    Action::Suspend,
];

/// Arrows need no footer.
const MOVES: &[Action] = &[
    Action::Up,
    Action::Down,
    Action::Left,
    Action::Right,
    Action::First,
    Action::Last,
    Action::PageUp,
    Action::PageDown,
];

/// What ends every footer.
pub const FOOTER: &[Action] = &[Action::Palette, Action::Help, Action::Quit];

/// The tab line: name, tabs, today. Where not all tabs have room, those around the one in front are shown.
pub fn tabs(state: &State, tab: usize, frame: &mut Frame<'_>, area: Rect) {
    let theme = &state.look.theme;
    let line = TabLine::new(tab, area.width);
    let mut spans = vec![Span::styled(line.name, theme.heading)];
    if line.first > 0 {
        spans.push(Span::styled("‹ ", theme.dim));
    }
    for (place, each) in TABS.iter().enumerate().take(line.last + 1).skip(line.first) {
        let style = if place == tab { theme.accent.bold().underlined() } else { theme.dim };
        spans.push(Span::styled(each.name(), style));
        spans.push(Span::raw(GAP));
    }
    if line.last + 1 < TABS.len() {
        spans.push(Span::styled("›", theme.dim));
    }
    frame.render_widget(Line::from(spans), area);
    let room = usize::from(area.width).saturating_sub(line.width() + 1);
    let dates = [day::with_weekday(state.today), day::short(state.today, state.today)];
    if let Some(date) = dates.into_iter().find(|date| date.len() < room) {
        frame.render_widget(Line::from(Span::styled(format!("{date} "), theme.dim)).right_aligned(), area);
    }
}

/// Which tabs have room on the tab line.
struct TabLine {
    name: &'static str,
    first: usize,
    last: usize,
}

const NAME: &str = " androlog   ";
const GAP: &str = "  ";
/// Columns of `‹ ` and of `›`.
const MORE: usize = 3;

impl TabLine {
    /// From the first tab on, as many as leave the one in front in view.
    fn new(tab: usize, width: u16) -> Self {
        // The program's name only where there is room for it beside the tabs.
        let name = if width < 64 { " " } else { NAME };
        let fits = |first: &usize| Self { name, first: *first, last: tab }.width() <= usize::from(width);
        let first = (0..=tab).find(fits).unwrap_or(tab);
        let fits = |last: &usize| Self { name, first, last: *last }.width() <= usize::from(width);
        let last = (tab..TABS.len()).rev().find(fits).unwrap_or(tab);
        Self { name, first, last }
    }

    fn width(&self) -> usize {
        let names =
            TABS[self.first..=self.last].iter().map(|tab| tab.name().len() + GAP.len()).sum::<usize>();
        let is_whole = self.first == 0 && self.last + 1 == TABS.len();
        self.name.len() + names - GAP.len() + if is_whole { 0 } else { MORE }
    }
}

/// The place of the tab whose name stands in a column of the tab line, with a tab in front in a window of a width.
pub fn tab_at(column: u16, tab: usize, width: u16) -> Option<usize> {
    let line = TabLine::new(tab, width);
    let mut from = line.name.len() + if line.first > 0 { 2 } else { 0 };
    (line.first..=line.last).find(|place| {
        let to = from + TABS[*place].name().len();
        let inside = (from..to).contains(&usize::from(column));
        from = to + GAP.len();
        inside
    })
}

/// The rule under the tabs; says at its right end what is unusual about how values are shown.
pub fn rule(state: &State, frame: &mut Frame<'_>, area: Rect) {
    frame.render_widget(Line::styled("─".repeat(area.width.into()), state.look.theme.dim), area);
    let units = match state.look.units {
        UnitView::AsEntered => None,
        UnitView::Conventional => Some("conventional units"),
        UnitView::Si => Some("SI units"),
    };
    let read_only = state.is_read_only.then_some("read only");
    let marks: Vec<&str> = read_only.into_iter().chain(units).chain(state.privacy().mark()).collect();
    if !marks.is_empty() {
        let text = format!(" {} ", marks.join(", "));
        frame.render_widget(Line::from(Span::styled(text, state.look.theme.accent)).right_aligned(), area);
    }
}

/// The keys that matter here, as many as there is room for; `always` at the end. `opens` says what Enter does.
pub fn footer(
    (actions, opens): (&[Action], &'static str),
    always: &[Action],
    state: &State,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let part = |action: Action| {
        let key = state.look.keymap.key(action);
        let words = if action == Action::Open { opens } else { action.words() };
        let width = unicode_width::UnicodeWidthStr::width(key.as_str()) + 1 + words.len() + 3;
        (key, words, width)
    };
    let tail: Vec<_> = always.iter().map(|a| part(*a)).collect();
    let mut room = usize::from(area.width).saturating_sub(1 + tail.iter().map(|p| p.2).sum::<usize>());
    let mut shown = Vec::new();
    let telling = actions.iter().filter(|a| !always.contains(a) && !MOVES.contains(a));
    for action in telling.take(7) {
        let part = part(*action);
        if part.0.is_empty() || part.2 > room {
            continue;
        }
        room -= part.2;
        shown.push(part);
    }
    let mut spans = vec![Span::raw(" ")];
    for (key, words, _) in shown.into_iter().chain(tail) {
        spans.push(Span::styled(key, state.look.theme.accent));
        spans.push(Span::styled(format!(" {words}   "), state.look.theme.dim));
    }
    frame.render_widget(Line::from(spans), area);
}

/// What was done, or what went wrong, in as many lines as it takes.
pub fn message(message: &Message, state: &State, frame: &mut Frame<'_>, area: Rect) {
    let style = if message.is_error { state.look.theme.attention } else { state.look.theme.heading };
    let inside = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    let lines = message_lines(message, area.width).into_iter().map(|line| Line::styled(line, style));
    frame.render_widget(lines.collect::<ratatui::text::Text<'_>>(), inside);
}

/// The lines of a message in a window of a width.
pub fn message_lines(message: &Message, width: u16) -> Vec<String> {
    wrap(&message.text, width.saturating_sub(2).into(), "…")
}

/// The filter while it is typed.
pub fn filter(field: &Field, state: &State, frame: &mut Frame<'_>, area: Rect) {
    frame.render_widget(Line::styled(" / ", state.look.theme.accent), area);
    let inside = Rect { x: area.x + 3.min(area.width), width: area.width.saturating_sub(3), ..area };
    field.paint(inside, frame.buffer_mut(), ratatui::style::Style::default(), true);
}

/// The styles of a box.
pub fn popup_look(state: &State) -> popup::PopupLook {
    let theme = &state.look.theme;
    popup::PopupLook { frame: theme.accent, dim: theme.dim, selected: theme.selected }
}
