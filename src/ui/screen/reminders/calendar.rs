//! The months ahead: due days, appointments, and the reports that are there.

use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::ui::state::State;
use crate::ui::widget::table::{self, Column, Row, TableLook};

/// Columns of a month: seven days of three, and a gap.
const MONTH: u16 = 21;
/// Lines of a month: name, weekdays, six weeks.
const WEEKS: u16 = 8;

pub fn paint(state: &State, area: Rect, buf: &mut Buffer) {
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    let across = ((area.width + 3) / (MONTH + 3)).clamp(1, 4);
    let [months, legend, coming] =
        Layout::vertical([Constraint::Length(WEEKS), Constraint::Length(2), Constraint::Fill(1)]).areas(area);
    let first = state.today.with_day(1).unwrap_or(state.today);
    // The month before shows which reports are there.
    let from = if across > 2 { first - Months::new(1) } else { first };
    for place in 0..across {
        let month = from + Months::new(place.into());
        let column = Rect { x: months.x + place * (MONTH + 3), width: MONTH, ..months }.intersection(months);
        paint_month(month, state, column, buf);
    }
    Line::from(vec![
        mark(state, Mark::Due),
        Span::raw(" due   "),
        mark(state, Mark::Booked),
        Span::raw(" booked   "),
        mark(state, Mark::Report),
        Span::raw(" report   "),
        Span::styled(format!("{:>2}", state.today.day()), state.look.theme.selected),
        Span::raw(" today"),
    ])
    .render(legend, buf);
    paint_coming(state, coming, buf);
}

/// What a day is marked with, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Due,
    Booked,
    Report,
}

fn mark(state: &State, mark: Mark) -> Span<'static> {
    let (glyph, style) = match mark {
        Mark::Due => ("!", state.look.theme.attention),
        Mark::Booked => ("@", state.look.theme.due),
        Mark::Report => ("*", state.look.theme.within),
    };
    Span::styled(glyph, style)
}

fn paint_month(month: NaiveDate, state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let lines = |offset| Rect { y: area.y + offset, height: 1, ..area }.intersection(area);
    Line::styled(month.format("%B %Y").to_string(), theme.heading).render(lines(0), buf);
    Line::styled("Mo Tu We Th Fr Sa Su", theme.dim).render(lines(1), buf);
    let before = u64::from(month.weekday().num_days_from_monday());
    for week in 0..6 {
        let mut spans = Vec::new();
        for weekday in 0..7 {
            let day = month - Days::new(before) + Days::new(week * 7 + weekday);
            if day.month() == month.month() {
                spans.extend(day_cell(day, state));
            } else {
                spans.push(Span::raw("   "));
            }
        }
        Line::from(spans).render(lines(2 + week as u16), buf);
    }
}

fn day_cell(day: NaiveDate, state: &State) -> [Span<'static>; 2] {
    let theme = &state.look.theme;
    let outlook = &state.outlook;
    let ahead = || outlook.reminders.iter().chain(&outlook.coming);
    let found = if ahead().any(|r| r.due == day && day >= state.today) {
        Some(Mark::Due)
    } else if ahead().any(|r| r.handling.booked == Some(day)) {
        Some(Mark::Booked)
    } else if state.record.reports().iter().any(|report| report.date == day) {
        Some(Mark::Report)
    } else {
        None
    };
    let style = if day == state.today { theme.selected } else { Style::new() };
    let after = found.map_or_else(|| Span::raw(" "), |found| mark(state, found));
    [Span::styled(format!("{:>2}", day.day()), style), after]
}

const COLUMNS: &[Column] = &[Column::right("", 0, 12), Column::left("", 0, 60), Column::left("", 2, 10)];

/// What comes, the earliest first.
fn paint_coming(state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let outlook = &state.outlook;
    let mut ahead: Vec<_> =
        outlook.reminders.iter().chain(&outlook.coming).filter(|r| r.due >= state.today).collect();
    ahead.sort_by_key(|reminder| reminder.due);
    let mut rows = vec![Row::across(Line::styled("COMING", theme.dim))];
    rows.extend(ahead.iter().map(|reminder| {
        let days = (reminder.due - state.today).num_days();
        Row::new(vec![
            Line::raw(state.day(reminder.due)),
            Line::raw(reminder.title.clone()),
            Line::styled(format!("in {days} d"), theme.dim),
        ])
    }));
    if ahead.is_empty() {
        rows.push(Row::across(Line::styled("Nothing is scheduled.", theme.dim)));
    }
    let look = TableLook { head: theme.dim, selected: theme.selected };
    table::paint(COLUMNS, &rows, None, area, buf, look);
}
