//! The list: what is in force, what in the record looks wrong, what is snoozed or dismissed.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use crate::guidance::reminder::Reminder;
use crate::guidance::settle::Errand;
use crate::ui::action::Action;
use crate::ui::outcome::ReminderOccurrence;
use crate::ui::screen::reminders::{ReminderRow, problem_words};
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::table::{self, Column, TableRow};
use crate::ui::widget::text::PaintLine;

const COLUMNS: &[Column] = &[Column::left("", 0, 2), Column::left("", 0, 60), Column::left("", 0, 24)];

/// Draws the list of reminders.
pub fn paint(
    entries: &[ReminderRow<'_>],
    marked: &BTreeSet<ReminderOccurrence>,
    selected: usize,
    state: &State,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = &state.look.theme;
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    let [title, body] = cut_top(area, 1);
    Line::styled(heading(marked.len(), state), theme.dim).paint(title, buf);
    if entries.is_empty() {
        let key = state.look.keymap.key(Action::View);
        let words =
            Line::styled(format!("Nothing needs you today. {key} shows the months ahead."), theme.dim);
        return Paragraph::new(words).wrap(Wrap { trim: true }).render(body, buf);
    }
    let mut rows = Vec::new();
    let mut line = 0;
    let mut heading = "";
    for (place, entry) in entries.iter().enumerate() {
        let own = heading_of(*entry);
        if own != heading && !own.is_empty() {
            rows.push(TableRow::default());
            rows.push(TableRow::across(Line::styled(own, theme.dim)));
        }
        heading = own;
        if place == selected {
            line = rows.len();
        }
        let is_marked = entry.occurrence().is_some_and(|occurrence| marked.contains(&occurrence));
        rows.push(row(*entry, is_marked.then(|| state.look.glyphs.mark_sign()), state));
    }
    let look = state.look.table();
    table::paint(COLUMNS, &rows, Some(line), body, buf, look);
}

/// Lines the whole list takes: its title, a line an entry, a heading with a blank line before it, a blank line.
pub fn height(entries: &[ReminderRow<'_>]) -> u16 {
    let mut headings: Vec<&str> = entries.iter().map(|entry| heading_of(*entry)).collect();
    headings.dedup();
    let headings = headings.iter().filter(|heading| !heading.is_empty()).count();
    (entries.len() + 2 + 2 * headings) as u16
}

/// Marks of the reminders that one visit settles, one mark a visit.
const MARKS: [&str; 4] = ["+", "*", "=", "~"];

/// `REMINDERS   + 3 by one blood draw`, or what can be done with those that are marked.
fn heading(marked: usize, state: &State) -> String {
    if marked > 0 {
        let key = |action| state.look.keymap.key(action);
        let (snooze, dismiss, booked) = (key(Action::Snooze), key(Action::Dismiss), key(Action::Booked));
        return format!(
            "REMINDERS   {marked} marked: {snooze} snoozes, {dismiss} dismisses, {booked} books them"
        );
    }
    let errands = state.outlook.errands.iter().zip(MARKS);
    let parts =
        errands.map(|(errand, mark)| format!("   {mark} {} by {}", errand.places.len(), errand.words()));
    format!("REMINDERS{}", parts.collect::<String>())
}

/// The mark of the visit that settles a reminder together with others.
fn mark(reminder: &Reminder, state: &State) -> &'static str {
    let outlook = &state.outlook;
    let is_of = |errand: &&Errand| {
        let mut places = errand.places.iter().filter_map(|place| outlook.reminders.get(*place));
        places.any(|other| other.rule == reminder.rule)
    };
    let place = outlook.errands.iter().position(|errand| is_of(&errand));
    place.and_then(|place| MARKS.get(place)).copied().unwrap_or_default()
}

const fn heading_of(entry: ReminderRow<'_>) -> &'static str {
    match entry {
        ReminderRow::Live(_) => "",
        ReminderRow::Problem(_) => "IN THE RECORD",
        ReminderRow::Quiet(_) => "SNOOZED OR DISMISSED",
    }
}

/// A line of the list; the sign of a mark stands in the place of the severity.
fn row(entry: ReminderRow<'_>, sign: Option<&'static str>, state: &State) -> TableRow<'static> {
    let theme = &state.look.theme;
    match entry {
        ReminderRow::Live(reminder) => {
            let style = theme.severity(reminder.severity);
            let glyph = sign.unwrap_or_else(|| state.look.glyphs.severity(reminder.severity));
            TableRow::new(vec![
                Line::from(vec![Span::styled(glyph, style), Span::styled(mark(reminder, state), theme.dim)]),
                Line::raw(reminder.title.clone()),
                Line::styled(state.when(reminder), style),
            ])
        }
        ReminderRow::Quiet(reminder) => {
            let what = reminder
                .handling
                .snoozed_until
                .map_or_else(|| "dismissed".to_owned(), |until| format!("until {}", state.day(until)));
            TableRow::new(vec![
                Line::raw(sign.unwrap_or_default()),
                Line::styled(reminder.title.clone(), theme.dim),
                Line::styled(what, theme.dim),
            ])
        }
        ReminderRow::Problem(problem) => TableRow::new(vec![
            Line::styled("?", theme.attention),
            Line::raw(problem_words(problem, state)),
            Line::styled(state.day(problem.day), theme.dim),
        ]),
    }
}
