//! Why one reminder speaks: its message, the results it rests on, its origin, its sources, what settles it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::day;
use crate::guidance::capitalised;
use crate::guidance::reminder::Reminder;
use crate::ui::action::Action;
use crate::ui::hint::Hint;
use crate::ui::screen::reminders::{ReminderRow, problem_words};
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::plot::wrap;
use crate::ui::widget::text::PaintLine;

/// Draws it from a line on; gives the last line that may be the first.
pub fn paint(entry: ReminderRow<'_>, scroll: u16, state: &State, area: Rect, buf: &mut Buffer) -> u16 {
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
    let lines = match entry {
        ReminderRow::Live(reminder) | ReminderRow::Quiet(reminder) => {
            explained(reminder, area.width.into(), state)
        }
        ReminderRow::Problem(problem) => {
            let open = state.look.keymap.key(Action::Open);
            vec![
                Line::styled("In the record", state.look.theme.heading),
                Line::default(),
                Line::raw(problem_words(problem, state)),
                Line::default(),
                Line::styled(
                    format!("{open} opens the entry so that you can correct it."),
                    state.look.theme.dim,
                ),
            ]
        }
    };
    let wrapped: Vec<Line<'_>> = lines.iter().flat_map(|line| folded(line, area.width.into())).collect();
    // Where it does not fit, the last line of the area tells so and holds no words of it.
    let room = if wrapped.len() > area.height.into() { area.height.saturating_sub(1) } else { area.height };
    // A screen reader reads on from any line.
    let seen = if state.look.is_linear() { 1 } else { usize::from(room) };
    let last = wrapped.len().saturating_sub(seen);
    let first = usize::from(scroll).min(last);
    for (line, place) in wrapped.iter().skip(first).take(room.into()).zip(area.rows()) {
        line.paint(place, buf);
    }
    if room < area.height {
        let more =
            [(Action::PageDown, "↓", "goes on", first < last), (Action::PageUp, "↑", "goes back", first > 0)];
        let keys =
            more.into_iter().filter(|more| more.3).map(|(action, glyph, words, _)| (action, glyph, words));
        let words: Vec<String> = keys
            .map(|(action, glyph, words)| {
                let key = || format!("{} {words}", state.look.keymap.key(action));
                let told = state.hint(Hint::ReadOn, key);
                if told.is_empty() { glyph.to_owned() } else { told }
            })
            .collect();
        let bottom = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        Line::styled(words.join("   "), state.look.theme.accent).right_aligned().paint(bottom, buf);
    }
    last as u16
}

/// A line of one style in as many as it takes; one of several styles is short or folded already.
fn folded<'a>(line: &Line<'a>, width: usize) -> Vec<Line<'a>> {
    match &line.spans[..] {
        [only] if line.width() > width => {
            let style = line.style.patch(only.style);
            wrap(&only.content, width, "").into_iter().map(|part| Line::styled(part, style)).collect()
        }
        _ => vec![line.clone()],
    }
}

/// A mark and words; what does not fit beside the mark stands below the words.
fn point(mark: Span<'static>, words: &str, width: usize) -> Vec<Line<'static>> {
    let indent = mark.width();
    let mut lines: Vec<Line<'_>> = wrap(words, width.saturating_sub(indent), "")
        .into_iter()
        .map(|part| Line::from(vec![Span::raw(" ".repeat(indent)), Span::raw(part)]))
        .collect();
    match lines.first_mut() {
        Some(first) => first.spans[0] = mark,
        None => lines.push(Line::from(mark)),
    }
    lines
}

fn explained(reminder: &Reminder, width: usize, state: &State) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let severity = format!("{} {}", state.look.glyphs.severity(reminder.severity), reminder.severity.id());
    let mut lines = vec![
        Line::styled(reminder.title.clone(), theme.heading),
        Line::from(vec![
            Span::styled(severity, theme.severity(reminder.severity)),
            Span::styled(format!("   {}", day::with_weekday(reminder.due)), theme.dim),
        ]),
        Line::default(),
    ];
    // Messages and reasons quote values; private mode hides them whole rather than half.
    lines.extend(state.privacy().either(
        || std::iter::once(Line::raw(reminder.message.clone())).chain(why(reminder, width, state)).collect(),
        || vec![Line::raw(HIDDEN)],
    ));
    lines.extend(settles(reminder, state));
    lines.extend(origin(reminder, width, state));
    lines.extend(handled(reminder).map(|text| Line::styled(text, theme.dim)));
    lines
}

fn part(heading: &'static str, state: &State) -> [Line<'static>; 2] {
    [Line::default(), Line::styled(heading, state.look.theme.dim)]
}

fn why(reminder: &Reminder, width: usize, state: &State) -> Vec<Line<'static>> {
    let mark = state.look.glyphs.pick("· ", "- ");
    let mut lines = part("WHY", state).to_vec();
    lines.extend(reminder.why.iter().flat_map(|why| point(Span::raw(mark), why, width)));
    lines
}

fn settles(reminder: &Reminder, state: &State) -> Vec<Line<'static>> {
    let mut lines = part("WHAT SETTLES IT", state).to_vec();
    lines.push(Line::raw(reminder.settlement.words.clone()));
    if let Some((errand, others)) = state.outlook.together(&reminder.rule) {
        let titles: Vec<&str> = others.iter().map(|other| other.title.as_str()).collect();
        let visit = capitalised(errand.words());
        lines.push(Line::raw(format!("{visit} settles it with: {}.", titles.join("; "))));
    }
    let same_draw = state.outlook.of_same_draw(reminder);
    if !same_draw.is_empty() {
        let titles: Vec<&str> = same_draw.iter().map(|other| other.title.as_str()).collect();
        lines.push(Line::raw(format!("There is more about the same blood draw: {}.", titles.join("; "))));
    }
    lines
}

fn origin(reminder: &Reminder, width: usize, state: &State) -> Vec<Line<'static>> {
    let mut lines = part("WHO SAYS SO", state).to_vec();
    lines.push(Line::raw(format!("{}.", capitalised(&reminder.authority.words))));
    lines.extend(reminder.authority.sources.iter().flat_map(|key| {
        let title = state.catalog.source_words(key);
        point(Span::styled(format!("{key}  "), state.look.theme.accent), &title, width)
    }));
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
