//! The reminders in force, the loudest first.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::series;
use crate::exchange::order::next_words;
use crate::guidance::Outlook;
use crate::guidance::coming::usual_ahead;
use crate::guidance::reminder::{Reminder, Severity};
use crate::ui::screen::today::{TodayItem, TodaySection, sentence};
use crate::ui::state::State;
use crate::ui::widget::table::{Column, TableRow};

const COLUMNS: &[Column] = &[Column::left("", 0, 1), Column::left("", 0, 70), Column::left("", 0, 24)];

/// Lines that reminders take at most; what does not fit is counted.
const LINES: usize = 7;

/// The section of what needs the user.
pub fn section(state: &State, width: u16) -> TodaySection {
    let lines = lines(&state.outlook);
    let shown = if lines.len() > LINES { LINES - 1 } else { lines.len() };
    let (shown, hidden) = lines.split_at(shown);
    let mut rows: Vec<_> = shown.iter().map(|line| line.row(state)).collect();
    rows.extend(hidden.first().map(|loudest| more(hidden.len(), loudest, state)));
    if rows.is_empty() {
        rows.extend(sentence("Nothing needs you today.", width, state));
    }
    if state.record.profile().goal.is_none() {
        rows.push((
            Some(TodayItem::Profile),
            TableRow::across(Line::styled(GOAL_QUESTION, state.look.theme.dim)),
        ));
    }
    for errand in &state.outlook.errands {
        let words = format!("{} of these need {}.", errand.places.len(), errand.words());
        rows.extend(sentence(&words, width, state));
    }
    if !state.outlook.ageless.is_empty() {
        rows.extend(sentence(&state.outlook.ageless_words(), width, state));
    }
    let problems = state.outlook.problems.len();
    if problems > 0 {
        let words =
            if problems == 1 { "1 entry in the log looks wrong" } else { "entries in the log look wrong" };
        let count = if problems == 1 { String::new() } else { format!("{problems} ") };
        rows.extend(sentence(&format!("{count}{words}: see Reminders."), width, state));
    }
    let planned = state.outlook.ahead(&state.rules, state.today, usual_ahead(state.today));
    if let Some(next) = next_words(&planned, state.catalog, |day| state.day(day)) {
        let line = Line::styled(format!("next  {next}"), state.look.theme.dim);
        rows.push((None, TableRow::across(line)));
    }
    TodaySection { title: "NEEDS YOU".into(), columns: COLUMNS, rows }
}

/// What is asked until the profile answers it.
const GOAL_QUESTION: &str = "Is your goal to have a child? Enter here lets you answer.";

/// A line of the list: a reminder, or the notes on how one blood draw was taken.
enum NeedLine<'r> {
    One(&'r Reminder),
    Draw(Vec<&'r Reminder>),
}

/// The reminders as lines, the loudest first; notes on one draw share the line of the loudest of them.
fn lines(outlook: &Outlook) -> Vec<NeedLine<'_>> {
    outlook.by_draw().into_iter().map(NeedLine::of).collect()
}

impl<'r> NeedLine<'r> {
    fn of(notes: Vec<&'r Reminder>) -> Self {
        match notes.as_slice() {
            [only] => Self::One(only),
            _ => Self::Draw(notes),
        }
    }

    fn first(&self) -> &Reminder {
        match self {
            Self::One(reminder) => reminder,
            Self::Draw(notes) => notes[0],
        }
    }

    fn title(&self, state: &State) -> String {
        match self {
            Self::One(reminder) => reminder.title.clone(),
            Self::Draw(notes) => format!("How the blood of {} was drawn", state.day(notes[0].due)),
        }
    }

    fn when(&self, state: &State) -> String {
        match self {
            Self::One(reminder) => telling(reminder, state).unwrap_or_else(|| state.when(reminder)),
            Self::Draw(notes) => format!("{} notes", notes.len()),
        }
    }

    fn row(&self, state: &State) -> (Option<TodayItem>, TableRow<'static>) {
        let reminder = self.first();
        let style = state.look.theme.severity(reminder.severity);
        let glyph = state.look.glyphs.severity(reminder.severity);
        let is_quiet = reminder.severity == Severity::Info;
        let dim = state.look.theme.dim;
        let title = Span::styled(self.title(state), if is_quiet { dim } else { Style::new() });
        let when = Span::styled(self.when(state), if is_quiet { dim } else { style });
        let cells = vec![Line::styled(glyph, style), Line::from(title), Line::from(when)];
        (Some(TodayItem::Reminder(reminder.rule.clone())), TableRow::new(cells))
    }
}

/// How many lines do not fit, with the loudest of them, which it opens.
fn more(count: usize, loudest: &NeedLine<'_>, state: &State) -> (Option<TodayItem>, TableRow<'static>) {
    let reminder = loudest.first();
    let glyph = Span::styled(
        state.look.glyphs.severity(reminder.severity),
        state.look.theme.severity(reminder.severity),
    );
    let words = format!("and {count} more, first: {}", loudest.title(state));
    let cells = vec![Line::from(glyph), Line::styled(words, state.look.theme.dim), Line::default()];
    (Some(TodayItem::Reminder(reminder.rule.clone())), TableRow::new(cells))
}

/// The value a finding rests on, `6.2 on 14 Mar`; none for what is only due.
fn telling(reminder: &Reminder, state: &State) -> Option<String> {
    let finding = matches!(reminder.severity, Severity::Attention | Severity::Info);
    if !finding || reminder.appointment(state.today).is_some() {
        return None;
    }
    if let Some(number) = &reminder.number {
        return state.privacy().telling(Some(format!("{number} on {}", state.day(reminder.due))));
    }
    if reminder.items.len() > 1 {
        return None;
    }
    let found = reminder.evidence.iter().find(|e| reminder.items.contains(&e.item))?;
    let analyte = state.analyte(&found.item).filter(|_| reminder.due == found.day)?;
    let reading = series::on_day(&state.record, state.catalog.analytes(), &analyte.id, found.day)?;
    let number = state.number(analyte, &reading.quantity(analyte));
    state.privacy().telling(Some(format!("{number} on {}", state.day(found.day))))
}
