//! Symptoms and events, and the ten-second check-in.

mod grid;
mod history;
mod months;

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

use crate::catalog::Sign;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::id::{EntryId, SignId};
use crate::domain::journal::{Grade, SymptomEntry};
use crate::domain::record_extent::HistoryNeed;
use crate::ui::action::Action;
use crate::ui::outcome::{Effect, FormKind, OpenTarget, Outcome, Seed};
use crate::ui::pages::PageKind;
use crate::ui::screen::Screen;
use crate::ui::state::State;
use crate::ui::when::FilterTime;
use crate::ui::widget::cut::cut_top;

/// Symptoms and events, and the ten-second check-in.
#[derive(Debug, Default)]
pub struct Journal {
    /// Among the symptoms, then the entries of the history.
    selected: usize,
    /// The symptom that was left for the list beside it.
    left_at: usize,
    /// The symptoms graded so far, while digits grade the one under the cursor.
    check_in: Option<BTreeSet<SignId>>,
    filter: String,
    /// Entries of the history that are removed together.
    marked: BTreeSet<EntryId>,
}

/// An entry of the history.
#[derive(Clone, Copy, Debug)]
enum PastEntry<'s> {
    Symptom(&'s SymptomEntry),
    Event(&'s crate::domain::journal::EventEntry),
}

/// What can be done here, the most useful first.
const ACTIONS: &[Action] = &[
    Action::Open,
    Action::Add,
    Action::Edit,
    Action::Delete,
    Action::Mark,
    Action::Filter,
    Action::Undo,
    Action::Back,
    Action::Levels,
    Action::Trying,
    Action::Up,
    Action::Down,
    Action::Left,
    Action::Right,
    Action::First,
    Action::Last,
    Action::PageUp,
    Action::PageDown,
];

impl Screen for Journal {
    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn update(&mut self, action: Action, state: &State) -> Outcome {
        let count = symptoms(state).len();
        let past = self.past(state);
        let last = if self.check_in.is_some() { count } else { count + past.len() }.saturating_sub(1);
        let at = self.selected.min(last);
        let under = at.checked_sub(count).and_then(|place| past.get(place));
        self.selected = match action {
            // The last may be one that is not here yet.
            Action::Last if self.check_in.is_none() => LAST,
            _ => action.moved(at, last, PAGE).unwrap_or(at),
        };
        match (action, under) {
            (Action::Open, None) => {
                self.check_in = Some(BTreeSet::new());
                // Drawn, the heading says it; read out, it is said last.
                let keys = "0 none   1 mild   2 moderate   3 severe   Esc ends the check-in";
                return if state.look.is_linear() { Outcome::note(keys) } else { Outcome::Nothing };
            }
            (Action::Right, None) if self.check_in.is_none() && !past.is_empty() => {
                self.left_at = at;
                self.selected = count;
            }
            (Action::Left, Some(_)) => self.selected = self.left_at.min(count.saturating_sub(1)),
            (Action::Trying, _) => return Outcome::Open(OpenTarget::Page(PageKind::Trying)),
            (Action::Levels, under) => return levels(at, under.copied(), state),
            (Action::Open | Action::Edit, Some(past)) => return past.edit(),
            (Action::Delete, _) if !self.marked.is_empty() => return self.delete_marked(&past),
            (Action::Delete, Some(past)) => return past.delete(state),
            (Action::Mark, Some(under)) => {
                let id = under.id().clone();
                if !self.marked.remove(&id) {
                    self.marked.insert(id);
                }
                self.selected = (at + 1).min(last);
            }
            (Action::Mark, None) => {
                return Outcome::note("Only entries of the list LOGGED can be marked.");
            }
            (Action::Back, _) if !self.marked.is_empty() => self.marked.clear(),
            (Action::Edit | Action::Delete, None) => {
                let today = symptoms(state).get(at).and_then(|sign| graded_today(sign, state));
                return match (today.map(PastEntry::Symptom), action) {
                    (Some(today), Action::Edit) => today.edit(),
                    (Some(today), _) => today.delete(state),
                    (None, _) => Outcome::note("Not graded today. Earlier entries are in the list LOGGED."),
                };
            }
            (Action::Back, _) if !self.filter.is_empty() => self.set_filter("", state),
            _ => {}
        }
        Outcome::Nothing
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let symptoms = symptoms(state);
        let past = self.past(state);
        let selected = self.selected.min((symptoms.len() + past.len()).saturating_sub(1));
        let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
        let [left, right] = if area.width >= WIDE {
            let columns = [Constraint::Length(GRID), Constraint::Fill(1)];
            Layout::horizontal(columns).spacing(2).areas(area)
        } else {
            let lines = (symptoms.len() as u16 + 2).min(area.height * 3 / 5);
            cut_top(area, lines)
        };
        let under = symptom_at(selected, &symptoms, &past);
        let (calendar, right) = with_calendar(right, state);
        if let (Some(calendar), Some(sign)) = (calendar, under) {
            months::paint(sign, state, calendar, frame.buffer_mut());
        }
        let in_grid = (selected < symptoms.len()).then_some(selected);
        let cursor = grid::GridCursor { row: in_grid, checking_in: self.check_in.is_some() };
        grid::paint(&symptoms, cursor, state, left, frame.buffer_mut());
        let in_history = selected.checked_sub(symptoms.len());
        let history = history::PastList { past: &past, marked: &self.marked, filter: &self.filter };
        history.paint(in_history, state, right, frame.buffer_mut());
    }

    fn take_key(&mut self, event: KeyEvent, state: &State) -> Option<Outcome> {
        let graded = self.check_in.as_ref()?.len();
        match event.code {
            KeyCode::Esc | KeyCode::Enter => {
                self.check_in = None;
                Some(Outcome::note(match graded {
                    0 => "Check-in ended. Nothing was graded.".to_owned(),
                    1 => "Check-in ended. One grade is saved.".to_owned(),
                    count => format!("Check-in ended. {count} grades are saved."),
                }))
            }
            KeyCode::Char(digit @ '0'..='3') => {
                let grade = Grade::ALL[digit as usize - '0' as usize];
                Some(self.grade(grade, state))
            }
            KeyCode::Char('4'..='9') => {
                Some(Outcome::refuse("Grades go from 0 to 3; Esc ends the check-in, then digits are tabs."))
            }
            _ => None,
        }
    }

    fn to_match(&mut self, towards: Action, state: &State) -> Outcome {
        // The symptoms above the list are none of what was found.
        let count = symptoms(state).len();
        let Some(last) = self.past(state).len().checked_sub(1) else {
            return Outcome::note("Nothing matches.");
        };
        let at = self.selected.saturating_sub(count).min(last);
        let is_above = self.selected < count;
        let to = if is_above { 0 } else { towards.moved(at, last, PAGE).unwrap_or(at) };
        self.selected = count + to;
        Outcome::Nothing
    }

    fn enter_words(&self, state: &State) -> &'static str {
        match self.selected < symptoms(state).len() {
            true if self.check_in.is_some() => "end check-in",
            true => "check in",
            false => Action::Open.words(),
        }
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, text: &str, state: &State) {
        let count = symptoms(state).len();
        let past = self.past(state);
        let at = self.selected.min((count + past.len()).saturating_sub(1));
        let under = at.checked_sub(count).and_then(|place| past.get(place));
        let current = under.map(|past| past.id().clone());
        text.clone_into(&mut self.filter);
        let past = self.past(state);
        let found = current.and_then(|current| past.iter().position(|past| *past.id() == current));
        // What matches is what is looked for; what was found is still under the cursor when everything is back.
        self.selected = match (text.is_empty(), past.is_empty()) {
            (true, _) => found.map_or(0, |place| count + place),
            (false, true) => 0,
            (false, false) => count,
        };
    }

    fn likeliest_form(&self) -> FormKind {
        FormKind::Symptom
    }

    fn looks_at(&self, state: &State, _columns: u16) -> HistoryNeed {
        if !self.filter.is_empty() || self.selected == LAST {
            return HistoryNeed::SymptomsSince(NaiveDate::MIN);
        }
        let before = |days| state.today.checked_sub_signed(days).unwrap_or(NaiveDate::MIN);
        let first = before(FIRST_DAYS);
        let Some(since) = state.record.extent().symptoms_since() else {
            return HistoryNeed::SymptomsSince(first);
        };
        let at = self.selected.saturating_sub(symptoms(state).len());
        let is_seen = since > NaiveDate::MIN && self.past(state).len() < at.saturating_add(ENTRIES_BELOW);
        // Twice as many days each time, so that whoever goes down the list seldom waits.
        let since = if is_seen { before((state.today - since) * 2) } else { since };
        HistoryNeed::SymptomsSince(since.min(first))
    }
}

/// The symptom under the cursor, or the one an entry of the history is about.
fn symptom_at<'s>(at: usize, symptoms: &[&'s Sign], past: &[PastEntry<'_>]) -> Option<&'s Sign> {
    let id = match at.checked_sub(symptoms.len()).and_then(|place| past.get(place)) {
        Some(PastEntry::Symptom(entry)) => &entry.symptom,
        Some(PastEntry::Event(_)) => return symptoms.first().copied(),
        None => return symptoms.get(at).copied(),
    };
    symptoms.iter().find(|sign| sign.id == *id).copied()
}

impl Journal {
    /// Removes what is marked in one act.
    fn delete_marked(&mut self, past: &[PastEntry<'_>]) -> Outcome {
        let entries: Vec<Entry> =
            past.iter().filter(|past| self.marked.contains(past.id())).map(PastEntry::entry).collect();
        self.marked.clear();
        let words = format!("Removed {} of the journal", counted(entries.len(), "entry"));
        let changes = entries.iter().map(|entry| Change::Remove(entry.key())).collect();
        Outcome::effect(Effect::Save(Act::new(words, changes).began_from(entries)))
    }

    /// Stores a grade for today, instead of one given today before, and moves on.
    fn grade(&mut self, grade: Grade, state: &State) -> Outcome {
        let symptoms = symptoms(state);
        let at = self.selected.min(symptoms.len().saturating_sub(1));
        let Some(sign) = symptoms.get(at) else {
            return Outcome::Nothing;
        };
        self.selected = (at + 1).min(symptoms.len() - 1);
        if let Some(graded) = &mut self.check_in {
            graded.insert(sign.id.clone());
        }
        let before = graded_today(sign, state);
        let entry = SymptomEntry {
            id: before.map_or_else(EntryId::default, |before| before.id.clone()),
            date: state.today,
            symptom: sign.id.clone(),
            grade,
            note: before.and_then(|before| before.note.clone()),
        };
        let words = format!("{}: {}", sign.name, grade.id());
        let act = Act::one(words, Change::Put(Entry::Symptom(entry)));
        let before = before.map(|before| Entry::Symptom(before.clone()));
        Outcome::effect(Effect::Save(act.began_from(before)))
    }

    /// Entries of the history that match, the newest first, of a long one as many as were looked at so far; of one day
    /// the one that was entered last.
    fn past<'s>(&self, state: &'s State) -> Vec<PastEntry<'s>> {
        let felt = state.record.newest_symptoms().iter().rev().filter(|s| s.grade != Grade::None);
        let events = state.record.events().iter().rev().map(PastEntry::Event);
        let mut past: Vec<PastEntry<'_>> = felt.map(PastEntry::Symptom).chain(events).collect();
        past.sort_by_key(|past| std::cmp::Reverse(past.date()));
        if !self.filter.is_empty() {
            self.keep_matching(&mut past, state);
        }
        past
    }

    fn keep_matching(&self, past: &mut Vec<PastEntry<'_>>, state: &State) {
        let wanted = self.filter.to_lowercase();
        let (times, text): (Vec<_>, Vec<_>) = wanted
            .split(' ')
            .map(|word| (FilterTime::read(word, state), word))
            .partition(|(when, _)| when.is_some());
        let text = text.into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" ");
        let takes = |past: &PastEntry<'_>| {
            let mut times = times.iter().filter_map(|(when, _)| when.as_ref());
            times.all(|when| when.takes(past.date()))
                && past.words(state).to_lowercase().contains(text.trim())
        };
        past.retain(takes);
    }
}

/// Rows a page moves by.
const PAGE: usize = 10;
/// The place of the last entry, wherever that is.
const LAST: usize = usize::MAX;
/// So many days are read at first: more than a calendar shows.
const FIRST_DAYS: TimeDelta = TimeDelta::days(3 * 366);
/// So many entries below the cursor are read before it comes there: more than a window shows, or a page moves by.
const ENTRIES_BELOW: usize = 64;
/// From this width on the history stands beside the check-in, which takes so many columns.
const WIDE: u16 = 110;
const GRID: u16 = 68;

/// Asks which level the symptom under the cursor stands beside.
fn levels(at: usize, under: Option<PastEntry<'_>>, state: &State) -> Outcome {
    let symptom = match under {
        None => symptoms(state).get(at).map(|sign| sign.id.clone()),
        Some(PastEntry::Symptom(entry)) => Some(entry.symptom.clone()),
        Some(PastEntry::Event(_)) => None,
    };
    symptom.map_or_else(
        || Outcome::note("Move to a symptom first; an event has no grade."),
        |symptom| Outcome::Open(OpenTarget::Levels(symptom)),
    )
}

/// What was graded today, the last time.
fn graded_today<'s>(sign: &Sign, state: &'s State) -> Option<&'s SymptomEntry> {
    state.record.graded_on(&sign.id, state.today)
}

/// The symptoms to grade: those felt before today first, then the others of the catalogue. What is graded today
/// does not move them, so that the cursor of a check-in stays where it is.
fn symptoms(state: &State) -> Vec<&'static Sign> {
    let felt = |id: &SignId| {
        let mut entries = state.record.entries_of(id).take_while(|entry| entry.date < state.today);
        entries.any(|entry| entry.grade != Grade::None)
    };
    let mut symptoms: Vec<&Sign> = state.catalog.symptoms().iter().collect();
    symptoms.sort_by_key(|sign| !felt(&sign.id));
    symptoms
}

/// A calendar over the history where there is room for both; its dots say nothing to a screen reader.
fn with_calendar(area: Rect, state: &State) -> (Option<Rect>, Rect) {
    if state.look.is_linear() || area.width < months::COLUMNS || area.height < 2 * months::LINES {
        return (None, area);
    }
    let [calendar, below] = cut_top(area, months::LINES);
    (Some(calendar), below)
}

impl PastEntry<'_> {
    const fn id(&self) -> &EntryId {
        match self {
            Self::Symptom(symptom) => &symptom.id,
            Self::Event(event) => &event.id,
        }
    }

    fn entry(&self) -> Entry {
        match self {
            Self::Symptom(symptom) => Entry::Symptom((*symptom).clone()),
            Self::Event(event) => Entry::Event((*event).clone()),
        }
    }

    const fn date(&self) -> NaiveDate {
        match self {
            Self::Symptom(symptom) => symptom.date,
            Self::Event(event) => event.date,
        }
    }

    /// What the catalogue calls it, or its id where it does not know it.
    fn name(&self, state: &State) -> String {
        let (id, signs) = match self {
            Self::Symptom(s) => (&s.symptom, state.catalog.symptoms()),
            Self::Event(e) => (&e.event, state.catalog.events()),
        };
        signs.iter().find(|sign| sign.id == *id).map_or_else(|| id.to_string(), |sign| sign.name.clone())
    }

    /// `Joint pain, moderate`, `Fever: 39.1`; in private mode without what was said of it.
    fn words(&self, state: &State) -> String {
        let (words, note) = match self {
            Self::Symptom(s) => {
                let grade = state.privacy().words(s.grade.id());
                (format!("{}, {grade}", self.name(state)), &s.note)
            }
            Self::Event(e) => (self.name(state), &e.note),
        };
        note.as_ref().map_or_else(|| words.clone(), |note| format!("{words}: {}", state.note(note)))
    }

    fn edit(&self) -> Outcome {
        let form = match self {
            Self::Symptom(_) => FormKind::Symptom,
            Self::Event(_) => FormKind::Event,
        };
        Outcome::Open(OpenTarget::Form(Box::new(Seed { edit: Some(self.entry()), ..Seed::new(form) })))
    }

    /// The words of the act are kept with the log, so nothing of them is hidden in private mode; what is said of it is.
    fn delete(&self, state: &State) -> Outcome {
        let (name, day) = (self.name(state), day::long(self.date()));
        let words = match self {
            Self::Symptom(s) => format!("Removed {name}, {}, of {day}", s.grade.id()),
            Self::Event(_) => format!("Removed {name} of {day}"),
        };
        Outcome::effect(Effect::Save(Act::removal(words, self.entry())))
    }
}
