//! The six questions of an empty log: what changes what the program says, each of which may be left open.

use chrono::{Datelike, NaiveDate};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::analyte::UnitView;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::day::{self, DayOrder};
use crate::domain::decimal::Decimal;
use crate::domain::journal::{Goal, Profile};
use crate::ui::action::{Action, Context};
use crate::ui::key::KeyPress;
use crate::ui::keymap::KeyMatch;
use crate::ui::outcome::{Effect, FormKind, OpenTarget, Outcome, Seed};
use crate::ui::setting::{Setting, day_words, unit_words};
use crate::ui::state::State;
use crate::ui::widget::field::Field;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::text::PaintLine;

/// What was answered so far, and where the cursor is.
#[derive(Clone, Debug, Default)]
pub struct Welcome {
    at: usize,
    goal: Option<Goal>,
    born: Field,
    height: Field,
    units: Option<UnitView>,
    order: Option<DayOrder>,
    therapy: TherapyNow,
    is_over: bool,
}

/// Whether a drug is taken now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum TherapyNow {
    #[default]
    None,
    Some,
}

/// A question, in the order they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WelcomeQuestion {
    Goal,
    BirthYear,
    Height,
    Units,
    DayOrder,
    Therapy,
}

const QUESTIONS: [WelcomeQuestion; 6] = [
    WelcomeQuestion::Goal,
    WelcomeQuestion::BirthYear,
    WelcomeQuestion::Height,
    WelcomeQuestion::Units,
    WelcomeQuestion::DayOrder,
    WelcomeQuestion::Therapy,
];

impl WelcomeQuestion {
    const fn label(self) -> &'static str {
        match self {
            Self::Goal => "What is the goal?",
            Self::BirthYear => "Year of birth",
            Self::Height => "Height in cm",
            Self::Units => "Show values",
            Self::DayOrder => "Read 3/4 as",
            Self::Therapy => "Taking a drug now?",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Goal => "Reminders about semen appear only if your goal is to have a child.",
            Self::BirthYear => "Some limits depend on age. With the year alone, 1 July is taken as the day.",
            Self::Height => "Your body mass index is worked out from it and your weight.",
            Self::Units => "What is stored never changes; U switches at any time.",
            Self::DayOrder => "Every date is read back to you with its weekday as you type.",
            Self::Therapy => "If you answer yes, the form for it opens at the end.",
        }
    }

    const fn is_typed(self) -> bool {
        matches!(self, Self::BirthYear | Self::Height)
    }
}

impl Welcome {
    /// Whether it is asked now: on an empty log without a profile, until it was answered or skipped.
    pub fn is_open(&self, state: &State) -> bool {
        !self.is_over && state.record.is_empty() && *state.record.profile() == Profile::default()
    }

    /// Takes the keys that answer; any other key goes to the keymap as always.
    pub fn take_key(&mut self, event: KeyEvent, state: &State) -> Option<Outcome> {
        let question = QUESTIONS[self.at];
        let is_plain = event.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        if question.is_typed() && is_plain && is_of_number(event.code) {
            self.field(question).key(event);
            return Some(Outcome::Nothing);
        }
        let found = state.look.keymap.find(Context::Screen, &[KeyPress::from(event)]);
        let action = match found {
            KeyMatch::Actions(actions) => actions[0],
            _ if event.code == KeyCode::Char(' ') && !question.is_typed() => Action::Right,
            _ => return self.pass_on(state),
        };
        match action {
            Action::Down => self.at = (self.at + 1).min(QUESTIONS.len() - 1),
            Action::Up => self.at = self.at.saturating_sub(1),
            Action::Left | Action::Right => self.choose(question, action, state),
            Action::Open if let Some(words) = self.mistake(question, state) => {
                return Some(Outcome::refuse(words));
            }
            Action::Open if self.at + 1 < QUESTIONS.len() => self.at += 1,
            Action::Open => return Some(self.finish(state)),
            Action::Back => {
                self.is_over = true;
                let key = state.look.keymap.key(Action::Palette);
                return Some(Outcome::note(format!(
                    "Skipped. {key} finds each of them when you want it: profile, units, dates."
                )));
            }
            _ => return self.pass_on(state),
        }
        Some(Outcome::Nothing)
    }

    /// The next or the last answer of a question that has a few.
    fn choose(&mut self, question: WelcomeQuestion, way: Action, state: &State) {
        match question {
            WelcomeQuestion::Goal => {
                self.goal = other(&[None, Some(Goal::Fertility), Some(Goal::Other)], self.goal, way);
            }
            WelcomeQuestion::Units => {
                let all = [UnitView::AsEntered, UnitView::Conventional, UnitView::Si];
                self.units = Some(other(&all, self.units(state), way));
            }
            WelcomeQuestion::DayOrder => {
                self.order = Some(other(&[DayOrder::DayFirst, DayOrder::MonthFirst], self.order(state), way));
            }
            WelcomeQuestion::Therapy => {
                self.therapy = other(&[TherapyNow::None, TherapyNow::Some], self.therapy, way);
            }
            WelcomeQuestion::BirthYear | WelcomeQuestion::Height => {}
        }
    }

    fn units(&self, state: &State) -> UnitView {
        self.units.unwrap_or(state.look.units)
    }

    fn order(&self, state: &State) -> DayOrder {
        self.order.unwrap_or(state.look.day_order)
    }

    /// Stores what was answered before the key does what it does everywhere, and says what of it cannot be; none where
    /// nothing was answered.
    fn pass_on(&mut self, state: &State) -> Option<Outcome> {
        let mut right = self.clone();
        let mut left = Vec::new();
        let mut mistake = None;
        let mut outcomes = loop {
            match right.stored(&left, state) {
                Ok(outcomes) => break outcomes,
                Err((question, words)) => {
                    let typed = right.field(question);
                    left.push(format!("“{}” as {}", typed.text(), question.label().to_lowercase()));
                    typed.set("");
                    mistake = Some(words);
                }
            }
        };
        self.is_over |= !outcomes.is_empty();
        outcomes.extend(mistake.map(Outcome::refuse));
        (!outcomes.is_empty()).then(|| Outcome::PassOn(Box::new(Outcome::Several(outcomes))))
    }

    /// Stores what was answered, and opens the form of a drug where one is taken.
    fn finish(&mut self, state: &State) -> Outcome {
        let mut outcomes = match self.stored(&[], state) {
            Ok(outcomes) => outcomes,
            Err((question, words)) => {
                self.at = QUESTIONS.iter().position(|other| *other == question).unwrap_or(0);
                return Outcome::refuse(words);
            }
        };
        self.is_over = true;
        if self.therapy == TherapyNow::Some {
            outcomes.push(Outcome::Open(OpenTarget::Form(Box::new(Seed::new(FormKind::Therapy)))));
        }
        Outcome::Several(outcomes)
    }

    /// The settings and the profile as answered; nothing for what was left as it is. `left` is what was answered and
    /// cannot be stored.
    fn stored(&self, left: &[String], state: &State) -> Result<Vec<Outcome>, (WelcomeQuestion, String)> {
        let profile = self.profile(state)?;
        let units = self.units.filter(|units| *units != state.look.units).map(Setting::Units);
        let order = self.order.filter(|order| *order != state.look.day_order).map(Setting::DayOrder);
        let mut outcomes: Vec<Outcome> = units.into_iter().chain(order).map(Outcome::Set).collect();
        if profile != Profile::default() {
            let without =
                if left.is_empty() { String::new() } else { format!(" without {}", left.join(" and ")) };
            let act = Act::one(format!("Saved the profile{without}"), Change::Put(Entry::Profile(profile)));
            outcomes.push(Outcome::effect(Effect::Save(act)));
        }
        Ok(outcomes)
    }

    fn profile(&self, state: &State) -> Result<Profile, (WelcomeQuestion, String)> {
        let birth_date =
            read_birth(self.born.text(), state).map_err(|words| (WelcomeQuestion::BirthYear, words))?;
        let height_cm = read_height(self.height.text()).map_err(|words| (WelcomeQuestion::Height, words))?;
        Ok(Profile { birth_date, height_cm, goal: self.goal, ..Profile::default() })
    }

    /// Draws the questions, what the one under the cursor is for, and the keys.
    pub fn paint(&self, state: &State, area: Rect, buf: &mut Buffer) {
        let theme = &state.look.theme;
        let area = Rect { width: area.width.min(WIDEST), ..area };
        let mut lines = Page { area, buf, y: 0 };
        lines.put(Line::styled("WELCOME", theme.heading));
        lines.put(Line::styled("Six questions. Skip any; you can answer them later.", theme.dim));
        lines.skip();
        for (place, question) in QUESTIONS.iter().enumerate() {
            let is_here = place == self.at;
            if let Some(row) = lines.put(self.row(*question, is_here, state))
                && is_here
            {
                paint_selection(theme.selected, row, lines.buf);
                if question.is_typed() {
                    self.paint_caret(*question, row, lines.buf);
                }
            }
        }
        lines.skip();
        let about = self.wrong(QUESTIONS[self.at], state);
        let style = if about.is_some() { theme.attention } else { Style::new() };
        let about = about.unwrap_or_else(|| QUESTIONS[self.at].about().to_owned());
        for line in wrap(&about, area.width.into(), "…") {
            lines.put(Line::styled(line, style));
        }
        lines.skip();
        for line in wrap(&keys_words(state), area.width.into(), "…") {
            lines.put(Line::styled(line, theme.dim));
        }
    }

    fn row(&self, question: WelcomeQuestion, is_here: bool, state: &State) -> Line<'static> {
        let theme = &state.look.theme;
        let answer = match question {
            WelcomeQuestion::BirthYear | WelcomeQuestion::Height => self.typed(question).text().to_owned(),
            WelcomeQuestion::Goal => match self.goal {
                None => "not set".to_owned(),
                Some(Goal::Fertility) => "to have a child".to_owned(),
                Some(Goal::Other) => "something else".to_owned(),
            },
            WelcomeQuestion::Units => unit_words(self.units(state)).to_owned(),
            WelcomeQuestion::DayOrder => day_words(self.order(state)).to_owned(),
            WelcomeQuestion::Therapy => {
                if self.therapy == TherapyNow::Some { "yes" } else { "no" }.to_owned()
            }
        };
        let (before, after) = match (question.is_typed(), is_here) {
            (true, _) => ("[ ", " ]"),
            (false, true) => ("‹ ", " ›"),
            (false, false) => ("  ", ""),
        };
        let room = if question.is_typed() { TYPED } else { 0 };
        Line::from(vec![
            Span::styled(format!("{:LABEL$}", question.label()), theme.dim),
            Span::raw(format!("{before}{answer:room$}{after}")),
        ])
    }

    const fn typed(&self, question: WelcomeQuestion) -> &Field {
        if matches!(question, WelcomeQuestion::BirthYear) { &self.born } else { &self.height }
    }

    const fn field(&mut self, question: WelcomeQuestion) -> &mut Field {
        if matches!(question, WelcomeQuestion::BirthYear) { &mut self.born } else { &mut self.height }
    }

    fn paint_caret(&self, question: WelcomeQuestion, row: Rect, buf: &mut Buffer) {
        let place = Rect { x: row.x + LABEL as u16 + 2, width: TYPED as u16, ..row }.intersection(row);
        self.typed(question).paint(place, buf, Style::default(), true);
    }

    /// What is wrong with an answer, once so much is typed that it can be.
    fn wrong(&self, question: WelcomeQuestion, state: &State) -> Option<String> {
        let digits = if question == WelcomeQuestion::BirthYear { 4 } else { 3 };
        self.mistake(question, state).filter(|_| self.typed(question).text().len() >= digits)
    }

    /// What is wrong with an answer that is left.
    fn mistake(&self, question: WelcomeQuestion, state: &State) -> Option<String> {
        match question {
            WelcomeQuestion::BirthYear => read_birth(self.born.text(), state).err(),
            WelcomeQuestion::Height => read_height(self.height.text()).err(),
            _ => None,
        }
    }
}

/// Columns a sentence is still read with ease in.
const WIDEST: u16 = 110;
/// Columns of the labels, and of what is typed.
const LABEL: usize = 22;
const TYPED: usize = 12;

/// Lines under one another.
struct Page<'a> {
    area: Rect,
    buf: &'a mut Buffer,
    y: u16,
}

impl Page<'_> {
    /// Draws a line where there is room for it, and says where.
    fn put(&mut self, line: Line<'_>) -> Option<Rect> {
        let row = Rect { y: self.area.y + self.y, height: 1, ..self.area };
        self.y += 1;
        let is_inside = row.y < self.area.bottom();
        is_inside.then(|| {
            line.paint(row, self.buf);
            row
        })
    }

    const fn skip(&mut self) {
        self.y += 1;
    }
}

fn keys_words(state: &State) -> String {
    let key = |action| state.look.keymap.key(action);
    // Arrows are among the keys of a move; its first key may be a letter.
    let arrow = |action| state.look.keymap.keys(action).pop().unwrap_or_default();
    format!(
        "{} goes to the next question, {} and {} change an answer, {} skips them all. All other keys work as they \
         always do: {} adds a report, {} finds any command (try “tour”), {} shows the keys, {} quits.",
        key(Action::Open),
        arrow(Action::Left),
        arrow(Action::Right),
        key(Action::Back),
        key(Action::Add),
        key(Action::Palette),
        key(Action::Help),
        key(Action::Quit),
    )
}

/// What a number or a date is typed with, and how it is corrected.
const fn is_of_number(code: KeyCode) -> bool {
    matches!(code, KeyCode::Char('0'..='9' | '.' | ',' | '-' | '/') | KeyCode::Backspace | KeyCode::Delete)
}

/// The one before or behind a choice, round and round.
fn other<T: Copy + PartialEq>(all: &[T], now: T, way: Action) -> T {
    let at = all.iter().position(|one| *one == now).unwrap_or(0);
    let step = if way == Action::Left { all.len() - 1 } else { 1 };
    all[(at + step) % all.len()]
}

/// A year, or a whole date; the middle of a year stands for it.
fn read_birth(text: &str, state: &State) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let born =
        day::middle_of_year(text).or_else(|| day::parse_day(text, state.today, state.look.day_order).ok());
    let oldest = state.today.year() - OLDEST;
    match born {
        Some(born) if born < state.today && born.year() >= oldest => Ok(Some(born)),
        _ => Err(format!("“{text}” is not a year of birth. Write for example 1990 or 1990-05-01.")),
    }
}

/// Years nobody has lived longer than.
const OLDEST: i32 = 120;

fn read_height(text: &str) -> Result<Option<Decimal>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let height = Decimal::parse(text).ok().filter(|height| (50.0..=260.0).contains(&height.value()));
    height.map(Some).ok_or_else(|| format!("“{text}” is not a height in cm. Write for example 178."))
}
