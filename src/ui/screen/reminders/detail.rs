//! Why one reminder speaks: its message, the results it rests on, its origin, its sources, what settles it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use crate::domain::day;
use crate::guidance::reminder::Reminder;
use crate::ui::action::Action;
use crate::ui::screen::reminders::Entry;
use crate::ui::state::{HIDDEN, State};

pub fn paint(entry: Entry<'_>, scroll: u16, state: &State, area: Rect, buf: &mut Buffer) {
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
    let lines = match entry {
        Entry::Live(reminder) | Entry::Quiet(reminder) => explained(reminder, state),
        Entry::Problem(problem) => {
            let open = state.look.keymap.key(Action::Open);
            vec![
                Line::styled("In the record", state.look.theme.heading),
                Line::default(),
                Line::raw(problem.message.clone()),
                Line::default(),
                Line::styled(format!("{open} opens the report it stands on."), state.look.theme.dim),
            ]
        }
    };
    Paragraph::new(lines).wrap(Wrap { trim: false }).scroll((scroll, 0)).render(area, buf);
}

fn explained(reminder: &Reminder, state: &State) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let dim = |text: String| Line::styled(text, theme.dim);
    let style = theme.severity(reminder.severity);
    let mut lines = vec![
        Line::styled(reminder.title.clone(), theme.heading),
        Line::from(vec![
            Span::styled(
                format!("{} {}", state.look.glyphs.severity(reminder.severity), reminder.severity.id()),
                style,
            ),
            Span::styled(format!("   {}", day::with_weekday(reminder.due)), theme.dim),
        ]),
        Line::default(),
    ];
    // Messages and reasons quote values; private mode hides them whole rather than half.
    if state.look.private {
        lines.push(Line::raw(HIDDEN));
    } else {
        lines.push(Line::raw(reminder.message.clone()));
        if !reminder.why.is_empty() {
            lines.push(Line::default());
            lines.push(dim("WHY".to_owned()));
            lines.extend(reminder.why.iter().map(|why| Line::raw(format!("· {why}"))));
        }
    }
    lines.push(Line::default());
    lines.push(dim("WHO SAYS SO".to_owned()));
    lines.push(Line::raw(format!("{}.", capitalised(reminder.origin.words()))));
    lines.extend(reminder.sources.iter().map(|key| {
        let title = state.catalog.source(key).map_or_else(String::new, |source| source.title.clone());
        Line::from(vec![Span::styled(key.to_string(), theme.accent), Span::raw(format!("  {title}"))])
    }));
    let settles: Vec<&str> = reminder.items.iter().map(|item| item_name(item, state)).collect();
    if !settles.is_empty() {
        lines.push(Line::default());
        lines.push(dim(format!("Concerns: {}", settles.join(", "))));
    }
    lines.extend(handled(reminder).map(dim));
    lines
}

/// What was done about it.
fn handled(reminder: &Reminder) -> impl Iterator<Item = String> + use<> {
    let handling = reminder.handling.clone();
    let snoozed = handling.snoozed_until.map(|until| format!("Snoozed until {}", day::with_weekday(until)));
    let booked = handling.booked.map(|on| format!("Booked on {}", day::with_weekday(on)));
    let dismissed = handling.dismissed.map(|dismissal| match dismissal.reason {
        Some(reason) => format!("Dismissed: {reason}"),
        None => "Dismissed".to_owned(),
    });
    snoozed.into_iter().chain(booked).chain(dismissed)
}

fn item_name<'a>(item: &'a str, state: &State) -> &'a str {
    match item {
        "semen" => "a semen analysis",
        "dxa" => "a DXA scan",
        _ => {
            match state.catalog.symptoms().iter().chain(state.catalog.events()).find(|sign| *sign.id == *item)
            {
                Some(sign) => sign.name.as_str(),
                None => state.name(item),
            }
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
