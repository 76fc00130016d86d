//! The months ahead: due days, appointments, and the reports that are there.

use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::guidance::reminder::{Reminder, Severity};
use crate::ui::action::Action;
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::table::{self, Column, TableRow};
use crate::ui::widget::text::PaintLine;

/// Columns of a month: seven days of three, and a gap.
const MONTH: u16 = 21;
/// Lines kept for the legend and what comes.
const COMING: u16 = 12;
/// Lines of a month: name, weekdays, six weeks.
const WEEKS: u16 = 8;

/// What comes, the earliest first: what is due from today on, and what is booked. Findings, dated today at the
/// latest, are no appointments.
pub fn ahead(state: &State) -> Vec<&Reminder> {
    let outlook = &state.outlook;
    let is_task = |r: &&Reminder| {
        matches!(r.severity, Severity::Overdue | Severity::Due)
            || r.due > state.today
            || r.appointment(state.today).is_some()
    };
    let all = outlook.reminders.iter().filter(is_task).chain(&outlook.coming);
    let mut ahead: Vec<_> = all.filter(|reminder| day_of(reminder, state) >= state.today).collect();
    ahead.sort_by_key(|reminder| day_of(reminder, state));
    ahead
}

/// The day of the appointment, else the due day.
fn day_of(reminder: &Reminder, state: &State) -> NaiveDate {
    reminder.appointment(state.today).unwrap_or(reminder.due)
}

/// Draws the calendar of days that something is due on.
pub fn paint(ahead: &[&Reminder], selected: usize, state: &State, area: Rect, buf: &mut Buffer) {
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    let across = ((area.width + 3) / (MONTH + 3)).clamp(1, 4);
    let down = (area.height.saturating_sub(COMING) / (WEEKS + 1)).clamp(1, 2);
    let [months, legend, coming] = Layout::vertical([
        Constraint::Length(down * (WEEKS + 1) - 1),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(area);
    let first = state.today.with_day(1).unwrap_or(state.today);
    // The month before shows which reports are there.
    let from = if across > 2 { first - Months::new(1) } else { first };
    for place in 0..across * down {
        let month = from + Months::new(place.into());
        let (x, y) = (months.x + place % across * (MONTH + 3), months.y + place / across * (WEEKS + 1));
        let column = Rect { x, y, width: MONTH, height: WEEKS }.intersection(months);
        paint_month(month, ahead, state, column, buf);
    }
    Line::from(vec![
        mark(state, DayMark::Due),
        Span::raw(" due   "),
        mark(state, DayMark::Booked),
        Span::raw(" booked   "),
        mark(state, DayMark::Report),
        Span::raw(" report   "),
        Span::styled(format!("{:>2}", state.today.day()), state.look.theme.selected),
        Span::raw(" today"),
    ])
    .paint(legend, buf);
    paint_coming(ahead, selected, state, coming, buf);
}

/// What a day is marked with, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayMark {
    Due,
    Booked,
    Report,
}

fn mark(state: &State, mark: DayMark) -> Span<'static> {
    let (glyph, style) = match mark {
        DayMark::Due => (state.look.glyphs.pick("◇", "+"), state.look.theme.due),
        DayMark::Booked => ("@", state.look.theme.due),
        DayMark::Report => ("*", state.look.theme.within),
    };
    Span::styled(glyph, style)
}

fn paint_month(month: NaiveDate, ahead: &[&Reminder], state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let lines = |offset| Rect { y: area.y + offset, height: 1, ..area }.intersection(area);
    Line::styled(month.format("%B %Y").to_string(), theme.heading).paint(lines(0), buf);
    Line::styled("Mo Tu We Th Fr Sa Su", theme.dim).paint(lines(1), buf);
    let before = u64::from(month.weekday().num_days_from_monday());
    for week in 0..6 {
        let mut spans = Vec::new();
        for weekday in 0..7 {
            let day = month - Days::new(before) + Days::new(week * 7 + weekday);
            if day.month() == month.month() {
                spans.extend(day_cell(day, ahead, state));
            } else {
                spans.push(Span::raw("   "));
            }
        }
        Line::from(spans).paint(lines(2 + week as u16), buf);
    }
}

fn day_cell(day: NaiveDate, ahead: &[&Reminder], state: &State) -> [Span<'static>; 2] {
    let theme = &state.look.theme;
    let mut here = ahead.iter().filter(|reminder| day_of(reminder, state) == day);
    let found = if here.clone().any(|reminder| reminder.appointment(state.today).is_none()) {
        Some(DayMark::Due)
    } else if here.next().is_some() {
        Some(DayMark::Booked)
    } else if state.record.reports().iter().any(|report| report.date == day) {
        Some(DayMark::Report)
    } else {
        None
    };
    let style = if day == state.today { theme.selected } else { Style::new() };
    let after = found.map_or_else(|| Span::raw(" "), |found| mark(state, found));
    [Span::styled(format!("{:>2}", day.day()), style), after]
}

const COLUMNS: &[Column] =
    &[Column::right("", 0, 12), Column::left("", 0, 60), Column::left("", 1, 9), Column::right("", 2, 10)];

/// What comes; the one under the cursor is opened, booked, snoozed or dismissed as in the list.
fn paint_coming(ahead: &[&Reminder], selected: usize, state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let [title, body] = cut_top(area, 1);
    Line::styled(format!("COMING{}", already_due(state)), theme.dim).paint(title, buf);
    if ahead.is_empty() {
        return Line::styled("Nothing is scheduled.", theme.dim).paint(body, buf);
    }
    let rows: Vec<TableRow<'_>> = ahead
        .iter()
        .map(|reminder| {
            let days = (day_of(reminder, state) - state.today).num_days();
            let when = if days == 0 { "today".to_owned() } else { format!("in {days} d") };
            TableRow::new(vec![
                Line::raw(state.day(day_of(reminder, state))),
                Line::raw(reminder.title.clone()),
                Line::styled(handled(reminder, state), theme.due),
                Line::styled(when, theme.dim),
            ])
        })
        .collect();
    let look = state.look.table();
    table::paint(COLUMNS, &rows, Some(selected), body, buf, look);
}

/// What is due already has no day ahead, and stands in the list.
fn already_due(state: &State) -> String {
    let is_past = |r: &&Reminder| {
        matches!(r.severity, Severity::Overdue | Severity::Due) && day_of(r, state) < state.today
    };
    let key = state.look.keymap.key(Action::View);
    match state.outlook.reminders.iter().filter(is_past).count() {
        0 => String::new(),
        count => format!("   {count} due already: {key} shows the list"),
    }
}

/// What was done about it.
fn handled(reminder: &Reminder, state: &State) -> &'static str {
    let handling = &reminder.handling;
    if handling.dismissed.is_some() {
        "dismissed"
    } else if reminder.appointment(state.today).is_some() {
        "booked"
    } else if handling.snoozed_until.is_some() {
        "snoozed"
    } else {
        ""
    }
}
