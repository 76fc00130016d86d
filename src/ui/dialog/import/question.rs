//! What a file does not tell and the import screen asks: the day, its order, whose results, a unit.

use chrono::NaiveDate;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::day::{self, DayOrder};
use crate::exchange::import::{ImportQuestion, ImportRequest};
use crate::ui::dialog::DialogReply;
use crate::ui::outcome::Effect;
use crate::ui::state::State;
use crate::ui::widget::picker::{Picker, PickerRow};
use crate::ui::widget::popup::{PopupAnswer, PopupLook};
use crate::ui::widget::prompt::Prompt;

/// The first open question about a file, and those behind it.
#[derive(Debug)]
pub struct QuestionBox {
    question: ImportQuestion,
    asked: AskedWith,
    request: ImportRequest,
}

/// How the question is asked.
#[derive(Debug)]
enum AskedWith {
    Line(Prompt),
    /// One of a list is picked, the words of which these are.
    List(Picker, Vec<String>),
}

impl QuestionBox {
    /// Asks the first of the questions; those left come up when the file is read again. `offered` are days the file
    /// names.
    pub fn new(questions: Vec<ImportQuestion>, offered: &[NaiveDate], request: ImportRequest) -> Self {
        let question = questions.into_iter().next().unwrap_or(ImportQuestion::Day { other: None });
        let asked = match &question {
            ImportQuestion::Day { .. } => {
                let first = offered.first().map(NaiveDate::to_string).unwrap_or_default();
                let hint = match offered {
                    [] => "the file does not say it; for example 14 mar or 2026-03-14".to_owned(),
                    days => {
                        let days: Vec<String> = days.iter().map(|day| day::long(*day)).collect();
                        format!("the file names {}, but not as that day", days.join(" and "))
                    }
                };
                AskedWith::Line(Prompt::new("Which day was the sample taken?", &first, hint))
            }
            ImportQuestion::DayOrder { example } => {
                let words = vec!["day-first".to_owned(), "month-first".to_owned()];
                let rows = vec![
                    PickerRow::new("the day comes first", ""),
                    PickerRow::new("the month comes first", ""),
                ];
                AskedWith::List(Picker::new(format!("How is “{example}” written?"), rows), words)
            }
            ImportQuestion::Person { column, people } => {
                let rows = people.iter().map(|person| PickerRow::new(person.as_str(), "")).collect();
                let title = format!("Whose results? ({column})");
                AskedWith::List(Picker::new(title, rows), people.clone())
            }
            ImportQuestion::Sheet { sheets } => {
                let rows = sheets.iter().map(|sheet| PickerRow::new(sheet.as_str(), "")).collect();
                AskedWith::List(Picker::new("Which sheet has your results?".to_owned(), rows), sheets.clone())
            }
            ImportQuestion::Unit { marker, units } => {
                let rows = units.iter().map(|unit| PickerRow::new(unit.as_str(), "")).collect();
                AskedWith::List(
                    Picker::new(format!("Which unit has {marker} in this file?"), rows),
                    units.clone(),
                )
            }
        };
        Self { question, asked, request }
    }

    /// Whether letters are text in it, and not names to pick from.
    pub const fn is_prompt(&self) -> bool {
        matches!(self.asked, AskedWith::Line(_))
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        match &mut self.asked {
            AskedWith::Line(prompt) => prompt.paste(text),
            AskedWith::List(list, _) => list.paste(text.trim().lines().next().unwrap_or_default()),
        }
    }

    /// Gives a key to the box; an answer reads the file again with it.
    pub fn key(&mut self, event: KeyEvent, state: &State) -> DialogReply {
        let text = match &mut self.asked {
            AskedWith::Line(prompt) => match prompt.key(event) {
                PopupAnswer::Open => return DialogReply::Stay,
                PopupAnswer::Cancelled => return DialogReply::Close,
                PopupAnswer::Done(text) => match day::parse_day(&text, state.today, state.look.day_order) {
                    Ok(day) => {
                        self.request.answers.on = Some(day);
                        return DialogReply::Do(vec![Effect::ReadImport(self.request.clone())]);
                    }
                    Err(error) => {
                        prompt.refuse(error.to_string());
                        return DialogReply::Stay;
                    }
                },
            },
            AskedWith::List(picker, words) => match picker.key(event) {
                PopupAnswer::Open => return DialogReply::Stay,
                PopupAnswer::Cancelled => return DialogReply::Close,
                PopupAnswer::Done(place) => words[place].clone(),
            },
        };
        self.answer(text);
        DialogReply::Do(vec![Effect::ReadImport(self.request.clone())])
    }

    /// Puts a picked answer into the request.
    fn answer(&mut self, text: String) {
        let answers = &mut self.request.answers;
        match &self.question {
            ImportQuestion::Day { .. } => {}
            ImportQuestion::DayOrder { .. } => {
                let is_day_first = text == "day-first";
                let order = if is_day_first { DayOrder::DayFirst } else { DayOrder::MonthFirst };
                answers.map.day_order = Some(order);
            }
            ImportQuestion::Person { column, .. } => answers.only.push((column.clone(), text)),
            ImportQuestion::Sheet { .. } => answers.only.push(("sheet".to_owned(), text)),
            ImportQuestion::Unit { marker, .. } => {
                answers.map.units.insert(marker.clone(), text);
                answers.map = std::mem::take(&mut answers.map).folded();
            }
        }
    }

    /// Draws it over `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, look: PopupLook) {
        match &self.asked {
            AskedWith::Line(prompt) => prompt.paint(area, buf, look),
            AskedWith::List(picker, _) => picker.paint(area, buf, look),
        }
    }
}
