//! What is due, why, and who says so.

mod calendar;
mod detail;
mod list;

use std::cell::Cell;
use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;
use crate::guidance::problems::RecordProblem;
use crate::guidance::reminder::Reminder;
use crate::ui::action::Action;
use crate::ui::outcome::{FormKind, OpenTarget, Outcome, ReminderOccurrence, ReminderQuestion, Seed};
use crate::ui::pages::PageKind;
use crate::ui::screen::Screen;
use crate::ui::small_chart::{CHART_COLUMNS, WIDE_SCREEN, paint_small_chart};
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;

/// What is due, why, and who says so.
#[derive(Debug, Default)]
pub struct Reminders {
    selected: usize,
    calendar: bool,
    /// First line of the explanation in view.
    scroll: u16,
    /// The last line that could be first when it was last drawn: how much fits is known only then.
    furthest: Cell<u16>,
    /// Those that are snoozed, dismissed or booked together.
    marked: BTreeSet<ReminderOccurrence>,
}

/// A line of the list.
#[derive(Clone, Copy, Debug)]
enum ReminderRow<'s> {
    Live(&'s Reminder),
    Quiet(&'s Reminder),
    /// Something in the record that cannot be right.
    Problem(&'s RecordProblem),
}

/// What can be done here, the most useful first.
const ACTIONS: &[Action] = &[
    Action::Open,
    Action::Snooze,
    Action::Dismiss,
    Action::Booked,
    Action::Mark,
    Action::View,
    Action::Order,
    Action::Back,
    Action::Add,
    Action::Up,
    Action::Down,
    Action::First,
    Action::Last,
    Action::PageUp,
    Action::PageDown,
];

impl Screen for Reminders {
    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn update(&mut self, action: Action, state: &State) -> Outcome {
        let entries = self.entries(state);
        let last = entries.len().saturating_sub(1);
        let at = self.selected.min(last);
        match action {
            Action::View => *self = Self { calendar: !self.calendar, ..Self::default() },
            Action::PageDown => self.scroll = self.scroll.saturating_add(PAGE).min(self.furthest.get()),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(PAGE),
            Action::Open => {
                return entries.get(at).map_or(Outcome::Nothing, |entry| open(*entry, state));
            }
            Action::Order => return Outcome::Open(OpenTarget::Page(PageKind::Order)),
            Action::Snooze => return self.ask(&entries, at, ReminderQuestion::Snooze),
            Action::Dismiss => return self.ask(&entries, at, ReminderQuestion::Dismiss),
            Action::Booked => return self.ask(&entries, at, ReminderQuestion::Booked),
            Action::Mark => return self.mark(&entries, at),
            Action::Back => self.marked.clear(),
            _ => {
                if let Some(place) = action.moved(at, last, 0) {
                    self.select(place);
                }
            }
        }
        Outcome::Nothing
    }

    fn draws(&self, state: &State, columns: u16) -> Vec<AnalyteId> {
        if self.calendar || columns < WIDE_SCREEN {
            return Vec::new();
        }
        let entries = self.entries(state);
        let selected = entries.get(self.selected.min(entries.len().saturating_sub(1)));
        selected.and_then(|entry| charted(*entry, state)).into_iter().collect()
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let entries = self.entries(state);
        let selected = self.selected.min(entries.len().saturating_sub(1));
        if self.calendar {
            return calendar::paint(&calendar::ahead(state), selected, state, area, frame.buffer_mut());
        }
        let chart = entries.get(selected).and_then(|entry| charted(*entry, state));
        // The place of the chart is kept for a reminder without one, so that nothing moves with the cursor.
        let has_charts = || entries.iter().any(|entry| charted(*entry, state).is_some());
        let (area, corner) = if area.width >= WIDE_SCREEN && has_charts() {
            let columns = [Constraint::Fill(1), Constraint::Length(CHART_COLUMNS)];
            let [left, corner] = Layout::horizontal(columns).spacing(2).areas(area);
            (left, Some(corner))
        } else {
            (area, None)
        };
        if let (Some(corner), Some(id)) = (corner, &chart) {
            paint_small_chart(id, state, corner, frame.buffer_mut());
        }
        let [list, detail] = if area.width >= WIDE {
            Layout::horizontal([Constraint::Fill(7), Constraint::Fill(5)]).spacing(2).areas(area)
        } else {
            let lines = list::height(&entries).min(area.height / 2);
            let [list, detail] = cut_top(area, lines);
            // What is told of one entry never looks like one more of them.
            let gap = u16::from(lines >= ROOM_FOR_GAP);
            [Rect { height: list.height - gap, ..list }, detail]
        };
        list::paint(&entries, &self.marked, selected, state, list, frame.buffer_mut());
        if let Some(entry) = entries.get(selected) {
            let furthest = detail::paint(*entry, self.scroll, state, detail, frame.buffer_mut());
            self.furthest.set(furthest);
        }
    }

    fn show(&mut self, what: &OpenTarget, state: &State) -> bool {
        let OpenTarget::Reminder(rule) = what else { return false };
        let of_rule = |entry: &ReminderRow<'_>| matches!(entry, ReminderRow::Live(r) | ReminderRow::Quiet(r) if r.rule == *rule);
        if let Some(place) = entries(state).iter().position(of_rule) {
            *self = Self { selected: place, ..Self::default() };
        }
        true
    }
}

impl Reminders {
    /// What the cursor moves over.
    fn entries<'s>(&self, state: &'s State) -> Vec<ReminderRow<'s>> {
        if self.calendar {
            calendar::ahead(state).into_iter().map(ReminderRow::Live).collect()
        } else {
            entries(state)
        }
    }

    /// Marks the reminder under the cursor, or takes its mark away, and moves on.
    fn mark(&mut self, entries: &[ReminderRow<'_>], at: usize) -> Outcome {
        if self.calendar {
            return Outcome::note("Reminders are marked in the list, not in the calendar.");
        }
        let Some(occurrence) = entries.get(at).map(ReminderRow::occurrence) else {
            return Outcome::Nothing;
        };
        let Some(occurrence) = occurrence else { return refuse_problem() };
        if !self.marked.remove(&occurrence) {
            self.marked.insert(occurrence);
        }
        self.select((at + 1).min(entries.len() - 1));
        Outcome::Nothing
    }

    /// Asks about what is marked, else about the reminder under the cursor.
    fn ask(&mut self, entries: &[ReminderRow<'_>], at: usize, question: ReminderQuestion) -> Outcome {
        let shown: Vec<ReminderOccurrence> = entries.iter().filter_map(ReminderRow::occurrence).collect();
        let marked = std::mem::take(&mut self.marked);
        let marked: Vec<ReminderOccurrence> =
            marked.into_iter().filter(|marked| shown.contains(marked)).collect();
        if !marked.is_empty() {
            return Outcome::Open(OpenTarget::Ask(question, marked));
        }
        match entries.get(at).map(ReminderRow::occurrence) {
            Some(Some(occurrence)) => Outcome::Open(OpenTarget::Ask(question, vec![occurrence])),
            Some(None) => refuse_problem(),
            None => Outcome::note("Nothing is due."),
        }
    }

    fn select(&mut self, place: usize) {
        self.selected = place;
        self.scroll = 0;
    }
}

/// From this width on the explanation stands beside the list.
const WIDE: u16 = 100;
/// Lines of the list from which on one of them is left blank below it.
const ROOM_FOR_GAP: u16 = 6;
/// Lines the explanation moves at a time.
const PAGE: u16 = 5;

/// The analyte a reminder is about, with its thresholds: the first that has results.
fn charted(entry: ReminderRow<'_>, state: &State) -> Option<AnalyteId> {
    let (ReminderRow::Live(reminder) | ReminderRow::Quiet(reminder)) = entry else { return None };
    let seen = reminder.evidence.iter().map(|evidence| evidence.item.as_str());
    let items = reminder.items.iter().map(String::as_str).chain(seen);
    let mut known = items.filter_map(|item| state.analyte(item)).map(|analyte| &analyte.id);
    known.find(|id| state.record.results(id).count() > 1).cloned()
}

/// Reminders in force, then problems of the record, then what is quiet.
fn entries(state: &State) -> Vec<ReminderRow<'_>> {
    let outlook = &state.outlook;
    let live = outlook.reminders.iter().map(ReminderRow::Live);
    let problems = outlook.problems.iter().map(ReminderRow::Problem);
    live.chain(problems).chain(outlook.quiet.iter().map(ReminderRow::Quiet)).collect()
}

fn refuse_problem() -> Outcome {
    Outcome::refuse("This is about the entry itself. Enter opens it so that you can correct it.")
}

impl ReminderRow<'_> {
    /// The occurrence it shows; none for a problem of the record.
    fn occurrence(&self) -> Option<ReminderOccurrence> {
        match self {
            Self::Live(reminder) | Self::Quiet(reminder) => {
                Some(ReminderOccurrence { rule: reminder.rule.clone(), due: reminder.due })
            }
            Self::Problem(_) => None,
        }
    }
}

/// The form that settles a reminder, or the entry a problem is in.
fn open(entry: ReminderRow<'_>, state: &State) -> Outcome {
    let reminder = match entry {
        ReminderRow::Live(reminder) | ReminderRow::Quiet(reminder) => reminder,
        ReminderRow::Problem(problem) => {
            return Outcome::Open(match state.regimen(&problem.entry) {
                Some(regimen) => OpenTarget::regimen(regimen),
                None => OpenTarget::Report(problem.entry.clone(), None),
            });
        }
    };
    let is = |item: &str| reminder.items.iter().any(|wanted| wanted == item);
    let is_symptom =
        reminder.items.iter().any(|item| state.catalog.find_symptom(item).is_some_and(|s| *s.id == **item));
    // What one visit settles is entered at once, what was opened first.
    let others = state.outlook.together(&reminder.rule).map_or_else(Vec::new, |(_, others)| others);
    let mut analytes: Vec<AnalyteId> = Vec::new();
    for item in std::iter::once(reminder).chain(others).flat_map(|reminder| &reminder.items) {
        if state.analyte(item).is_some() && !analytes.iter().any(|id| **id == **item) {
            analytes.push(item.as_str().into());
        }
    }
    let kind = analytes.first().and_then(|id| state.analyte(id)).map(|analyte| analyte.kind);
    let form = match kind {
        _ if is("semen") => FormKind::Report(Kind::Semen),
        _ if is("dxa") => FormKind::Report(Kind::Dxa),
        _ if is_symptom => FormKind::Symptom,
        Some(kind) => FormKind::Report(kind),
        None => return Outcome::note("There is nothing to enter for this one. It is for your information."),
    };
    Outcome::Open(OpenTarget::Form(Box::new(Seed { analytes, ..Seed::new(form) })))
}

/// What is wrong with an entry of the record. Most of it quotes a value, so private mode says only that there is something.
fn problem_words(problem: &RecordProblem, state: &State) -> String {
    let veiled = || "An entry of this day looks wrong.".to_owned();
    state.privacy().either(|| problem.message.clone(), veiled)
}
