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
use crate::ui::widget::text::PaintLine;

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

/// The actions of a tab in the groups of the help: its own, those of every tab, those that move, and the tabs.
pub fn key_groups(own: &[Action]) -> [(&'static str, Vec<Action>); 4] {
    let is_tab = |action: &Action| TABS.iter().any(|tab| tab.action == *action);
    let turns = [Action::NextTab, Action::PreviousTab];
    let tabs = |action: &Action| is_tab(action) || turns.contains(action);
    let here = own.iter().filter(|action| !MOVES.contains(action) && !Action::EVERYWHERE.contains(action));
    // They go on with a search, which not every tab has.
    let matches = [Action::NextMatch, Action::PreviousMatch];
    let is_there = |action: &Action| own.contains(&Action::Filter) || !matches.contains(action);
    let everywhere = Action::EVERYWHERE.iter().filter(|action| !tabs(action) && is_there(action));
    let moves = own.iter().filter(|action| MOVES.contains(action));
    [
        ("here", here.copied().collect()),
        ("everywhere", everywhere.copied().collect()),
        ("move", moves.copied().collect()),
        ("tabs", Action::EVERYWHERE.iter().filter(|action| tabs(action)).copied().collect()),
    ]
}

/// What ends every footer.
pub const FOOTER: &[Action] = &[Action::Palette, Action::Help, Action::Quit];

/// What ends it while letters are typed, `q` among them.
pub const TYPING_FOOTER: &[Action] = &[Action::Palette, Action::Help];

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
    Line::from(spans).paint(area, frame.buffer_mut());
    let room = usize::from(area.width).saturating_sub(line.width() + 1);
    let dates = [day::with_weekday(state.today), day::short(state.today, state.today)];
    if let Some(date) = dates.into_iter().find(|date| date.len() < room) {
        Line::from(Span::styled(format!("{date} "), theme.dim))
            .right_aligned()
            .paint(area, frame.buffer_mut());
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
    Line::styled("─".repeat(area.width.into()), state.look.theme.dim).paint(area, frame.buffer_mut());
    let units = match state.look.units {
        UnitView::AsEntered => None,
        UnitView::Conventional => Some("conventional units"),
        UnitView::Si => Some("SI units"),
    };
    let read_only = state.is_read_only.then_some("read only");
    let marks: Vec<&str> = read_only.into_iter().chain(units).chain(state.privacy().mark()).collect();
    if !marks.is_empty() {
        let text = format!(" {} ", marks.join(", "));
        Line::from(Span::styled(text, state.look.theme.accent))
            .right_aligned()
            .paint(area, frame.buffer_mut());
    }
}

/// Columns between two keys of the footer.
const BETWEEN_KEYS: usize = 3;

/// What the footer offers.
#[derive(Clone, Copy, Debug)]
pub struct FooterActions {
    /// What can be done here, the most useful first.
    pub here: &'static [Action],
    /// What stands at the end of every footer of this kind.
    pub always: &'static [Action],
    /// An action that is called otherwise here, and how.
    pub renamed: (Action, &'static str),
}

impl FooterActions {
    /// Keys and words of as many actions as `room` has columns for; those that are always there come last.
    fn parts(self, room: usize, state: &State) -> Vec<(String, &'static str)> {
        let part = |action: &Action| {
            let key = key_words_of(*action, state);
            (key, if *action == self.renamed.0 { self.renamed.1 } else { action.words() })
        };
        let width = |(key, words): &(String, &str)| {
            unicode_width::UnicodeWidthStr::width(key.as_str()) + 1 + words.len() + BETWEEN_KEYS
        };
        let tail: Vec<_> = self.always.iter().map(part).collect();
        // Behind the last one nothing follows.
        let mut room = (room + BETWEEN_KEYS).saturating_sub(tail.iter().map(width).sum());
        let telling = self.here.iter().filter(|a| !self.always.contains(a) && !MOVES.contains(a));
        let mut shown: Vec<_> = telling.take(MOST_IN_FOOTER).map(part).collect();
        shown.retain(|part| {
            let fits = !part.0.is_empty() && width(part) <= room;
            room -= if fits { width(part) } else { 0 };
            fits
        });
        shown.into_iter().chain(tail).collect()
    }
}

/// The key of an action; in a form both that go to the next field.
fn key_words_of(action: Action, state: &State) -> String {
    let key = |action| state.look.keymap.key(action);
    let keys =
        if action == Action::Next { vec![key(action), key(Action::NextField)] } else { vec![key(action)] };
    keys.into_iter().filter(|key| !key.is_empty()).collect::<Vec<_>>().join("/")
}

/// Actions of a screen in its footer at most.
const MOST_IN_FOOTER: usize = 7;

/// The keys that matter here, as many as there is room for.
pub fn footer(actions: FooterActions, state: &State, frame: &mut Frame<'_>, area: Rect) {
    let parts = actions.parts(usize::from(area.width).saturating_sub(1), state);
    let parts = parts.iter().map(|(key, words)| (key.as_str(), *words));
    let inside = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    popup::key_words(parts, popup_look(state)).paint(inside, frame.buffer_mut());
}

/// The same as a sentence: `Keys: a add, Enter open, ? keys.`
pub fn footer_words(actions: FooterActions, state: &State) -> String {
    let parts = actions.parts(usize::from(u16::MAX), state);
    let parts: Vec<String> = parts.into_iter().map(|(key, words)| format!("{key} {words}")).collect();
    format!("Keys: {}.", parts.join(", "))
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
    Line::styled(" / ", state.look.theme.accent).paint(area, frame.buffer_mut());
    let inside = Rect { x: area.x + 3.min(area.width), width: area.width.saturating_sub(3), ..area };
    field.paint(inside, frame.buffer_mut(), ratatui::style::Style::default(), true);
}

/// The styles of a box.
pub fn popup_look(state: &State) -> popup::PopupLook {
    let theme = &state.look.theme;
    popup::PopupLook { frame: theme.accent, dim: theme.dim, selected: theme.selected, error: theme.attention }
}
