//! What needs him today, his therapy, and the latest results.

mod latest;
mod needs;
mod since;
mod therapy;
mod welcome;

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::domain::id::{AnalyteId, EntryId, RuleId};
use crate::ui::action::Action;
use crate::ui::doses::take_dose;
use crate::ui::kept::{Kept, Moment};
use crate::ui::outcome::{FormKind, OpenTarget, Outcome, Seed};
use crate::ui::pages::PageKind;
use crate::ui::screen::Screen;
use crate::ui::screen::today::welcome::Welcome;
use crate::ui::small_chart::{WIDE_SCREEN, paint_small_charts};
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{TableLook, TableRow};

/// What needs him today, his therapy, and the latest results.
#[derive(Debug, Default)]
pub struct Today {
    selected: usize,
    /// The last place the cursor can go to on what was drawn last.
    last: Cell<usize>,
    welcome: Welcome,
    /// What was drawn last, by moment and columns.
    sections: Kept<(Moment, u16), [TodaySection; 4]>,
}

/// Something on the screen that opens.
#[derive(Clone, Debug, PartialEq)]
enum TodayItem {
    Reminder(RuleId),
    Regimen(EntryId),
    Analyte(AnalyteId),
    Profile,
}

type TodaySection = sheet::Section<'static, TodayItem>;

/// What can be done here, the most useful first.
const ACTIONS: &[Action] = &[
    Action::Add,
    Action::Open,
    Action::TakeDose,
    Action::Visit,
    Action::Units,
    Action::Private,
    Action::Undo,
    Action::Trying,
    Action::Up,
    Action::Down,
    Action::First,
    Action::Last,
];

impl Screen for Today {
    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn update(&mut self, action: Action, state: &State) -> Outcome {
        match action {
            Action::TakeDose => take_dose(state),
            Action::Visit => Outcome::Open(OpenTarget::Page(PageKind::Visit)),
            Action::Trying => Outcome::Open(OpenTarget::Page(PageKind::Trying)),
            _ => self.move_or_open(action, state),
        }
    }

    fn take_key(&mut self, event: KeyEvent, state: &State) -> Option<Outcome> {
        if !self.welcome.is_open(state) {
            return None;
        }
        self.welcome.take_key(event, state)
    }

    fn enter_words(&self, state: &State) -> &'static str {
        if self.welcome.is_open(state) { "go on" } else { Action::Open.words() }
    }

    fn draws(&self, state: &State, columns: u16) -> Vec<AnalyteId> {
        if columns >= WIDE_SCREEN { latest::charted(state) } else { Vec::new() }
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        if self.welcome.is_open(state) {
            let inside = area.inner(Margin::new(2, 0));
            return self.welcome.paint(state, inside, frame.buffer_mut());
        }
        if state.record.is_empty() {
            return first_steps(state, frame, area);
        }
        let key = (state.moment, area.width);
        let sections = self.sections.under(key, || sections(state, area.width));
        let last = sheet::items(&*sections).len().saturating_sub(1);
        self.last.set(last);
        let sheet = TodayFrame { state, selected: self.selected.min(last) };
        let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
        let buffer = frame.buffer_mut();
        if area.width + 1 >= WIDE {
            sheet.paint_wide(&sections, area, buffer);
        } else {
            sheet::paint(&*sections, sheet.selected, area, buffer, sheet.look());
        }
    }
}

/// From this width on two columns stand side by side, each with all that it shows alone in 80.
const WIDE: u16 = 118;

/// How the columns of a wide screen share its width; the last has none where there is no room for charts.
struct WideColumns {
    left: u16,
    right: u16,
    charts: u16,
}

impl WideColumns {
    const GAP: u16 = 2;

    const fn new(width: u16) -> Self {
        match width {
            0..159 => {
                let right = if width > 150 { 51 } else { 39 };
                Self { left: width.saturating_sub(right + Self::GAP), right, charts: 0 }
            }
            159..190 => Self { left: 78, right: 39, charts: width - 78 - 39 - 2 * Self::GAP },
            _ => Self { left: 90, right: 51, charts: width - 90 - 51 - 2 * Self::GAP },
        }
    }

    fn areas(&self, area: Rect) -> [Rect; 3] {
        let column = |x: u16, width: u16| Rect { x: area.x + x, width, ..area }.intersection(area);
        let right = self.left + Self::GAP;
        [column(0, self.left), column(right, self.right), column(right + self.right + Self::GAP, self.charts)]
    }
}

/// Where a section stands, and what is left below it.
fn split_below(section: &TodaySection, area: Rect) -> [Rect; 2] {
    let lines = (section.rows.len() as u16 + 2).min(area.height / 2);
    cut_top(area, lines)
}

/// The parts of the tab in a window of a width.
fn sections(state: &State, width: u16) -> [TodaySection; 4] {
    let (left, right) = if width >= WIDE {
        let columns = WideColumns::new(width - 1);
        (columns.left, columns.right)
    } else {
        (width.saturating_sub(1), width.saturating_sub(1))
    };
    [
        needs::section(state, left),
        therapy::section(state, right),
        latest::section(state, left),
        since::section(state),
    ]
}

fn open(item: &TodayItem, state: &State) -> Outcome {
    Outcome::Open(match item {
        TodayItem::Reminder(rule) => OpenTarget::Reminder(rule.clone()),
        TodayItem::Analyte(id) => OpenTarget::Chart(vec![id.clone()]),
        TodayItem::Profile => OpenTarget::Form(Box::new(Seed::new(FormKind::Profile))),
        TodayItem::Regimen(id) => {
            return state
                .regimen(id)
                .map_or(Outcome::Nothing, |regimen| Outcome::Open(OpenTarget::regimen(regimen)));
        }
    })
}

/// What an empty log says.
fn first_steps(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let theme = &state.look.theme;
    let key = |action| Span::styled(state.look.keymap.key(action), theme.accent);
    let lines = vec![
        Line::default(),
        Line::from(vec![
            key(Action::Add),
            " adds a blood panel, a semen analysis, a scan, a drug or a symptom.".into(),
        ]),
        Line::from(vec![
            key(Action::Help),
            " shows the keys of each screen, ".into(),
            key(Action::Palette),
            " every command by name.".into(),
        ]),
        Line::from(vec![
            key(Action::Quit),
            Span::raw(" quits. To see a log that is filled in already, run `androlog demo`."),
        ]),
    ];
    let inside = Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(4), ..area };
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), inside);
}

/// A frame being drawn.
struct TodayFrame<'a> {
    state: &'a State,
    selected: usize,
}

impl Today {
    /// Moves the cursor, or opens what is under it.
    fn move_or_open(&mut self, action: Action, state: &State) -> Outcome {
        let last = self.last.get();
        let at = self.selected.min(last);
        self.selected = action.moved(at, last, last).unwrap_or(at);
        if action != Action::Open {
            return Outcome::Nothing;
        }
        let sections = sections(state, WIDE);
        let item = sheet::items(&sections).get(at).copied();
        item.map_or(Outcome::Nothing, |item| open(item, state))
    }
}

impl TodayFrame<'_> {
    /// What needs the user over the latest results; beside them the therapy over what it did; on a wide screen charts
    /// at the right.
    fn paint_wide(&self, sections: &[TodaySection; 4], area: Rect, buffer: &mut Buffer) {
        let look = self.look();
        let [needs, therapy, latest, since] = sections;
        let before = needs.items() + therapy.items();
        let [left, right, corner] = WideColumns::new(area.width).areas(area);
        let [above, below] = split_below(needs, left);
        needs.paint(self.selected, 0, above, buffer, look);
        latest.paint(self.selected, before, below, buffer, look);
        let [above, below] = split_below(therapy, right);
        therapy.paint(self.selected, needs.items(), above, buffer, look);
        if !since.rows.is_empty() {
            since.paint(self.selected, before + latest.items(), below, buffer, look);
        }
        if corner.width > 0 {
            paint_small_charts(&latest::charted(self.state), self.state, corner, buffer);
        }
    }

    fn look(&self) -> TableLook {
        self.state.look.table()
    }
}

/// A dim sentence in place of rows, in as many lines as it takes in so many columns.
fn sentence(
    text: &str,
    width: u16,
    state: &State,
) -> impl Iterator<Item = (Option<TodayItem>, TableRow<'static>)> {
    let dim = state.look.theme.dim;
    let lines = wrap(text, width.into(), state.look.glyphs.ellipsis());
    lines.into_iter().map(move |line| (None, TableRow::across(Line::styled(line, dim))))
}
