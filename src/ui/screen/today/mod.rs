//! What needs him today, his therapy, and the latest results.

mod latest;
mod needs;
mod since;
mod therapy;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::domain::id::{AnalyteId, EntryId, RuleId};
use crate::ui::action::Action;
use crate::ui::doses::take_dose;
use crate::ui::outcome::{FormKind, OpenTarget, Outcome, Seed};
use crate::ui::pages::PageKind;
use crate::ui::screen::Screen;
use crate::ui::small_chart::WIDE_SCREEN;
use crate::ui::state::State;
use crate::ui::widget::sheet;
use crate::ui::widget::table::{TableLook, TableRow};

/// What needs him today, his therapy, and the latest results.
#[derive(Debug, Default)]
pub struct Today {
    selected: usize,
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
        let sections = sections(state, WIDE);
        let items = sheet::items(&sections);
        let last = items.len().saturating_sub(1);
        let at = self.selected.min(last);
        self.selected = action.moved(at, last, last).unwrap_or(at);
        match action {
            Action::TakeDose => take_dose(state),
            Action::Visit => Outcome::Open(OpenTarget::Page(PageKind::Visit)),
            Action::Trying => Outcome::Open(OpenTarget::Page(PageKind::Trying)),
            Action::Open => items.get(at).map_or(Outcome::Nothing, |item| open(item, state)),
            _ => Outcome::Nothing,
        }
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        if state.record.is_empty() {
            return welcome(state, frame, area);
        }
        let latest = match area.width {
            WIDE_SCREEN.. => area.width * 2 / 5,
            WIDE.. => area.width * 4 / 7,
            width => width,
        };
        let sections = sections(state, latest);
        let items = sheet::items(&sections).len();
        let sheet = TodayFrame { state, selected: self.selected.min(items.saturating_sub(1)) };
        let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
        let buffer = frame.buffer_mut();
        if area.width + 1 >= WIDE {
            sheet.paint_wide(&sections, area, buffer);
        } else {
            sheet::paint(&sections, sheet.selected, area, buffer, sheet.look());
        }
    }
}

/// From this width on two columns stand side by side, and from the other one three hold all their words.
const WIDE: u16 = 100;
const WIDEST: u16 = 195;
/// Columns of what results did since the therapy began.
const SINCE: u16 = 49;

/// The parts of the tab, the latest results in so many columns.
fn sections(state: &State, width: u16) -> [TodaySection; 4] {
    [needs::section(state), therapy::section(state), latest::section(state, width), since::section(state)]
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
fn welcome(state: &State, frame: &mut Frame<'_>, area: Rect) {
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
            Span::raw("Leave with "),
            key(Action::Quit),
            Span::raw("; `androlog demo` shows a log that is filled."),
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

impl TodayFrame<'_> {
    /// Two columns: what needs the user beside the therapy, results beside what they did; three on a wide screen.
    fn paint_wide(&self, sections: &[TodaySection; 4], area: Rect, buffer: &mut Buffer) {
        let look = self.look();
        let [needs, therapy, latest, since] = sections;
        let before = needs.items() + therapy.items();
        if area.width + 1 >= WIDE_SCREEN {
            let columns = if area.width >= WIDEST {
                [Constraint::Length(61), Constraint::Fill(1), Constraint::Length(50)]
            } else {
                [Constraint::Fill(5), Constraint::Fill(7), Constraint::Fill(6)]
            };
            let [left, middle, right] = Layout::horizontal(columns).spacing(2).areas(area);
            let lines = therapy.rows.len() as u16 + 2;
            let [upper, lower] =
                Layout::vertical([Constraint::Length(lines), Constraint::Fill(1)]).areas(right);
            needs.paint(self.selected, 0, left, buffer, look);
            latest.paint(self.selected, before, middle, buffer, look);
            therapy.paint(self.selected, needs.items(), upper, buffer, look);
            if !since.rows.is_empty() {
                since.paint(self.selected, before + latest.items(), lower, buffer, look);
            }
            return;
        }
        let top = (needs.rows.len().max(therapy.rows.len()) as u16 + 2).min(area.height / 2);
        let [above, below] = Layout::vertical([Constraint::Length(top), Constraint::Fill(1)]).areas(area);
        let halves = [Constraint::Fill(4), Constraint::Length(2), Constraint::Fill(3)];
        let [left, _, right] = Layout::horizontal(halves).areas(above);
        needs.paint(self.selected, 0, left, buffer, look);
        therapy.paint(self.selected, needs.items(), right, buffer, look);
        let halves = [Constraint::Fill(1), Constraint::Length(2), Constraint::Length(SINCE)];
        let [left, _, right] = Layout::horizontal(halves).areas(below);
        latest.paint(self.selected, before, left, buffer, look);
        if !since.rows.is_empty() {
            since.paint(self.selected, before + latest.items(), right, buffer, look);
        }
    }

    fn look(&self) -> TableLook {
        let theme = &self.state.look.theme;
        TableLook { head: theme.dim, selected: theme.selected }
    }
}

/// A dim sentence in place of rows.
fn sentence(text: impl Into<String>, state: &State) -> (Option<TodayItem>, TableRow<'static>) {
    (None, TableRow::across(Line::styled(text.into(), state.look.theme.dim)))
}
