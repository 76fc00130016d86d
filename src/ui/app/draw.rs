//! Drawing the whole screen: tabs above, the form or the tab, keys or a message below, a box over it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::exchange::scrub;
use crate::ui::State;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::bar::{self, FooterActions};
use crate::ui::widget::cut::{cut_bottom, cut_top};
use crate::ui::widget::link::link_citations;
use crate::ui::widget::plot::wrap;

impl App {
    /// Draws what is so.
    pub fn view(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        self.columns.set(area.width);
        if self.state.look.is_linear() {
            return self.view_linear(frame);
        }
        if area.width < MIN_WIDTH || area.height < MIN_HEIGHT {
            let text =
                format!("androlog needs {MIN_WIDTH}x{MIN_HEIGHT}, this is {}x{}", area.width, area.height);
            frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
            return;
        }
        let tour = self.tour_lines(area.width);
        let [top, rest] = cut_top(area, 1);
        let [rule, rest] = cut_top(rest, 1);
        let [rest, bottom] = cut_bottom(rest, 1);
        let [rest, said] = cut_bottom(rest, self.message_lines(area));
        let [body, tour_area] = cut_bottom(rest, tour.len() as u16);
        bar::tabs(&self.state, self.tab, frame, top);
        bar::rule(&self.state, frame, rule);
        self.view_body(frame, body);
        let tour =
            tour.into_iter().map(|line| Line::styled(format!(" {line}"), self.state.look.theme.accent));
        frame.render_widget(tour.collect::<Text<'_>>(), tour_area);
        if let Some(message) = &self.message {
            bar::message(message, &self.state, frame, said);
        }
        self.view_bottom(frame, bottom);
        self.view_dialog(frame, body);
        self.state.look.glyphs.settle(frame.buffer_mut());
        keep_order(frame.buffer_mut());
        self.link_sources(frame.buffer_mut());
    }

    /// Reads the sources, for which the links of the first frame did not wait. Says whether that makes a difference.
    pub fn read_sources(&self) -> bool {
        let State { look, catalog, .. } = &*self.state;
        let is_awaited = look.links && !catalog.has_read_sources();
        is_awaited && !catalog.sources().is_empty()
    }

    /// Has what is cited lead to its page, where the terminal shows links. The first frame does not wait for the
    /// sources to be read.
    fn link_sources(&self, buf: &mut Buffer) {
        let catalog = self.state.catalog;
        if self.state.look.links && (self.tab > 0 || catalog.has_read_sources()) {
            link_citations(|key| catalog.source(key).and_then(|source| source.page()), buf);
        }
    }

    /// What is to be done next on the tour; nothing while none is taken.
    fn tour_lines(&self, width: u16) -> Vec<String> {
        let words = self.tour.map(|tour| tour.words(&self.state.look.keymap));
        words.map_or_else(Vec::new, |words| wrap(&words, usize::from(width).saturating_sub(2), "…"))
    }

    pub(super) fn view_body(&self, frame: &mut Frame<'_>, area: Rect) {
        let state = &self.state;
        if let Some(form) = &self.form {
            let said = self.message.as_ref().map_or("", |message| message.text.as_str());
            return form.view(said, state, frame, area);
        }
        self.screen().view(state, frame, area);
    }

    /// Lines of the message, which stand over the keys; without one, and while a filter is typed, as many as the
    /// screen in front keeps free.
    fn message_lines(&self, area: Rect) -> u16 {
        let free = u16::from(self.form.is_none() && self.screen().keeps_still());
        match &self.message {
            Some(message) if self.filter.is_none() => {
                (bar::message_lines(message, area.width).len() as u16).clamp(1, area.height / 3)
            }
            _ => free,
        }
    }

    fn view_bottom(&self, frame: &mut Frame<'_>, area: Rect) {
        if let Some(field) = &self.filter {
            return bar::filter(field, &self.state, frame, area);
        }
        // A box names its own keys; those of the tab do nothing, or something else, while it is open.
        if self.dialog.is_none() {
            bar::footer(self.footer_actions(), &self.state, frame, area);
        }
    }

    /// The keys that matter here, and those that always do.
    pub(super) fn footer_actions(&self) -> FooterActions {
        match &self.form {
            Some(form) => FooterActions {
                here: form.actions(),
                always: &[Action::FormHelp],
                renamed: (Action::Head, form.head_words()),
            },
            None => FooterActions {
                here: self.screen().actions(),
                always: if self.screen().takes_letters() { bar::TYPING_FOOTER } else { bar::FOOTER },
                renamed: (Action::Open, self.screen().enter_words(&self.state)),
            },
        }
    }

    pub(super) fn view_dialog(&self, frame: &mut Frame<'_>, area: Rect) {
        // A screen reader is told of the box alone.
        let below = self.page_below.as_ref().filter(|_| !self.state.look.is_linear());
        for dialog in [below, self.dialog.as_ref()].into_iter().flatten() {
            dialog.paint(area, frame.buffer_mut(), &self.state);
        }
    }
}

/// Takes signs out of a frame that turn the order of letters. The library leaves out what commands a terminal, and not
/// these.
fn keep_order(frame: &mut Buffer) {
    for cell in &mut frame.content {
        // None of them is a single byte, as most signs of a frame are.
        if cell.symbol().len() > 1 && cell.symbol().chars().any(scrub::turns_order) {
            let symbol: String = cell.symbol().chars().filter(|sign| !scrub::turns_order(*sign)).collect();
            cell.set_symbol(if symbol.is_empty() { " " } else { &symbol });
        }
    }
}

/// The smallest window anything can be read in.
const MIN_WIDTH: u16 = 40;
const MIN_HEIGHT: u16 = 10;
