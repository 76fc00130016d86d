//! The reminders in force, the loudest first.

use ratatui::text::{Line, Span};

use crate::domain::series;
use crate::exchange::order::next_words;
use crate::guidance::coming::usual_ahead;
use crate::guidance::reminder::{Reminder, Severity};
use crate::ui::screen::today::{TodayItem, TodaySection, sentence};
use crate::ui::state::State;
use crate::ui::widget::table::{Column, TableRow};

const COLUMNS: &[Column] = &[Column::left("", 0, 1), Column::left("", 0, 60), Column::left("", 0, 24)];

/// The section of what needs the user.
pub fn section(state: &State) -> TodaySection {
    let mut rows: Vec<_> = state.outlook.reminders.iter().map(|reminder| row(reminder, state)).collect();
    if rows.is_empty() {
        rows.push(sentence("Nothing needs you today.", state));
    }
    for errand in &state.outlook.errands {
        let words = format!("{} of these need {}.", errand.places.len(), errand.words());
        rows.push(sentence(words, state));
    }
    if !state.outlook.ageless.is_empty() {
        rows.push(sentence(state.outlook.ageless_words(), state));
    }
    let problems = state.outlook.problems.len();
    if problems > 0 {
        let words = if problems == 1 {
            "1 entry of the record looks wrong"
        } else {
            "entries of the record look wrong"
        };
        let count = if problems == 1 { String::new() } else { format!("{problems} ") };
        rows.push(sentence(format!("{count}{words}: see Reminders."), state));
    }
    let planned = state.outlook.ahead(&state.rules, state.today, usual_ahead(state.today));
    if let Some(next) = next_words(&planned, state.catalog, |day| state.day(day)) {
        rows.push(sentence(format!("next  {next}"), state));
    }
    TodaySection { title: "NEEDS YOU".into(), columns: COLUMNS, rows }
}

fn row(reminder: &Reminder, state: &State) -> (Option<TodayItem>, TableRow<'static>) {
    let style = state.look.theme.severity(reminder.severity);
    let glyph = state.look.glyphs.severity(reminder.severity);
    let quiet = reminder.severity == Severity::Info;
    let title = Span::styled(
        reminder.title.clone(),
        if quiet { state.look.theme.dim } else { ratatui::style::Style::new() },
    );
    let words = telling(reminder, state).unwrap_or_else(|| state.when(reminder));
    let when = Span::styled(words, if quiet { state.look.theme.dim } else { style });
    let cells = vec![Line::styled(glyph, style), Line::from(title), Line::from(when)];
    (Some(TodayItem::Reminder(reminder.rule.clone())), TableRow::new(cells))
}

/// The value a finding rests on, `6.2 on 14 Mar`; none for what is only due.
fn telling(reminder: &Reminder, state: &State) -> Option<String> {
    let finding = matches!(reminder.severity, Severity::Attention | Severity::Info);
    if !finding || reminder.appointment(state.today).is_some() {
        return None;
    }
    let found = reminder.evidence.iter().find(|e| reminder.items.contains(&e.item))?;
    let analyte = state.analyte(&found.item).filter(|_| reminder.due == found.day)?;
    let reading = series::on_day(&state.record, state.catalog.analytes(), &analyte.id, found.day)?;
    let number = state.number(analyte, &reading.quantity(analyte));
    state.privacy().telling(Some(format!("{number} on {}", state.day(found.day))))
}
