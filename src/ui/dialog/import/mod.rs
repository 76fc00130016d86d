//! The import screen: what stands in a file by report, looked through before anything of it is stored.

mod question;
mod view;

use crossterm::event::{KeyCode, KeyEvent};

use crate::domain::change::{Act, Change};
use crate::domain::counted::counted;
use crate::domain::report::Value;
use crate::exchange::import::{ImportOrigin, ImportRequest};
use crate::exchange::paste::SheetCheck;
use crate::exchange::review::ImportReview;
use crate::exchange::typed::TypedReader;
use crate::guidance;
use crate::ui::dialog::DialogReply;
use crate::ui::outcome::Effect;
use crate::ui::state::State;
use crate::ui::widget::popup::PopupAnswer;
use crate::ui::widget::prompt::Prompt;

pub use question::QuestionBox;

/// A file that was read, with the choices made in it.
#[derive(Debug)]
pub struct ImportPage {
    review: ImportReview,
    request: ImportRequest,
    origin: ImportOrigin,
    /// The cursor: which part of the file, and which of its lines.
    part: usize,
    line: usize,
    /// Whether keys move among the lines of the part, and not among the parts.
    is_inside: bool,
    /// What is typed about the line under the cursor.
    asking: Option<Prompt>,
    /// Whether it was said that lines are still open, so that the next Enter takes the rest.
    is_warned: bool,
    /// What is to be told below.
    said: String,
    /// Titles of the reminders that storing it would settle.
    settles: Vec<String>,
}

/// A part of a file, as the left side lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FilePart {
    /// A report, by its place in the plan.
    Report(usize),
    /// Entries that are no reports.
    Others,
    /// Lines that need a look.
    Checks,
    /// Names nothing here is called by.
    Unknown,
    /// What else there is to say of the file.
    Remarks,
}

/// Beyond as many changes it is not worked out which reminders they settle, since every key would wait for that.
const MOST_FORESEEN: usize = 2_000;

impl ImportPage {
    /// The page of a file, the cursor on what needs the user first. Where the file was read before because of
    /// something said on this page, what was chosen then stays.
    pub fn new(
        mut review: ImportReview,
        mut request: ImportRequest,
        origin: ImportOrigin,
        state: &State,
    ) -> Self {
        if let Some(earlier) = request.earlier.take() {
            review.choose_as_in(&earlier);
        }
        let mut page = Self {
            review,
            request,
            origin,
            part: 0,
            line: 0,
            is_inside: false,
            asking: None,
            is_warned: false,
            said: String::new(),
            settles: Vec::new(),
        };
        page.foresee(state);
        page
    }

    /// Says why something could not be done; the choices stay.
    pub fn refuse(&mut self, words: &str) {
        words.clone_into(&mut self.said);
    }

    /// Whether letters are text, and not commands.
    pub const fn is_prompt(&self) -> bool {
        self.asking.is_some()
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some(prompt) = &mut self.asking {
            prompt.paste(text);
        }
    }

    /// Gives a key to the page and says what follows.
    pub fn key(&mut self, event: KeyEvent, state: &State) -> DialogReply {
        if self.asking.is_some() {
            return self.prompt_key(event, state);
        }
        self.said.clear();
        match event.code {
            KeyCode::Esc | KeyCode::Char('q') => return DialogReply::Close,
            KeyCode::Enter => return self.take(state),
            KeyCode::Char(' ') => self.turn(state),
            KeyCode::Char('e') => self.ask(state),
            KeyCode::Tab => self.next_open(),
            KeyCode::Left | KeyCode::Char('h') => self.is_inside = false,
            KeyCode::Right | KeyCode::Char('l') => self.is_inside = true,
            code => self.move_by(code),
        }
        DialogReply::Stay
    }

    /// The parts of the file, what needs the user first.
    fn parts(&self) -> Vec<FilePart> {
        let mut parts = Vec::new();
        if !self.review.checks.is_empty() {
            parts.push(FilePart::Checks);
        }
        parts.extend((0..self.review.plan.reports.len()).map(FilePart::Report));
        if !self.review.plan.entries.is_empty() {
            parts.push(FilePart::Others);
        }
        if !self.review.unknown.is_empty() {
            parts.push(FilePart::Unknown);
        }
        if !self.review.plan.diagnostics.is_empty() {
            parts.push(FilePart::Remarks);
        }
        parts
    }

    /// The part under the cursor.
    fn here(&self) -> Option<FilePart> {
        self.parts().get(self.part).copied()
    }

    /// How many lines a part has.
    fn lines_of(&self, part: FilePart) -> usize {
        match part {
            FilePart::Report(at) => self.review.plan.reports[at].results.len(),
            FilePart::Others => self.review.plan.entries.len(),
            FilePart::Checks => self.review.checks.len(),
            FilePart::Unknown => self.review.unknown.len(),
            FilePart::Remarks => self.review.plan.diagnostics.len(),
        }
    }

    fn move_by(&mut self, code: KeyCode) {
        const PAGE: usize = 10;
        let last = match self.here() {
            Some(part) if self.is_inside => self.lines_of(part).saturating_sub(1),
            _ => self.parts().len().saturating_sub(1),
        };
        let at = if self.is_inside { self.line } else { self.part };
        let to = match code {
            KeyCode::Down | KeyCode::Char('j') => (at + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => at.saturating_sub(1),
            KeyCode::PageDown => (at + PAGE).min(last),
            KeyCode::PageUp => at.saturating_sub(PAGE),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => last,
            _ => return,
        };
        if self.is_inside {
            self.line = to;
        } else if to != self.part {
            (self.part, self.line) = (to, 0);
        }
    }

    /// Goes to the next line that needs the user: one to check, one at odds with the log, a name that is not known.
    fn next_open(&mut self) {
        let parts = self.parts();
        let places = parts.iter().enumerate().flat_map(|(at, part)| {
            (0..self.lines_of(*part)).filter(|line| self.is_open(*part, *line)).map(move |line| (at, line))
        });
        let here = if self.is_inside { Some((self.part, self.line)) } else { None };
        let all: Vec<(usize, usize)> = places.collect();
        let next = all.iter().find(|place| Some(**place) > here).or_else(|| all.first());
        match next {
            Some((part, line)) => (self.part, self.line, self.is_inside) = (*part, *line, true),
            None => "Every line is answered; Enter stores what is new.".clone_into(&mut self.said),
        }
    }

    fn is_open(&self, part: FilePart, line: usize) -> bool {
        use crate::exchange::review::ResultFate;
        match part {
            FilePart::Report(report) => self.review.fate(report, line) == ResultFate::KeptAsStored,
            FilePart::Checks => self.review.checks[line].settled.is_none(),
            FilePart::Unknown => true,
            FilePart::Others | FilePart::Remarks => false,
        }
    }

    /// Leaves out or takes again what is under the cursor.
    fn turn(&mut self, state: &State) {
        match (self.here(), self.is_inside) {
            (Some(FilePart::Report(report)), true) => self.review.turn(report, self.line),
            (Some(FilePart::Report(report)), false) => self.review.turn_report(report),
            (Some(FilePart::Checks), true) if self.review.checks[self.line].settled.is_some() => {
                self.review.settle(self.line, None);
            }
            _ => return,
        }
        self.foresee(state);
    }

    /// Opens the line in which is typed what is under the cursor.
    fn ask(&mut self, state: &State) {
        self.is_inside = true;
        match self.here() {
            Some(FilePart::Checks) => {
                let Some(check) = self.review.checks.get(self.line) else { return };
                match &check.sheet {
                    Some(sheet) => {
                        let name = state.name(&sheet.found.analyte);
                        let hint = "the value with its unit, as it is printed; Enter takes it";
                        self.asking = Some(Prompt::new(name, &sheet.found.typed(), hint));
                    }
                    None => "This line cannot be corrected here; add it by hand with a."
                        .clone_into(&mut self.said),
                }
            }
            Some(FilePart::Unknown) if self.origin.key.is_some() => {
                let name = self.unknown_name();
                let hint = "the analyte it means, for example estradiol; it is known the next time";
                self.asking = Some(Prompt::new(format!("“{name}” is"), "", hint));
            }
            Some(FilePart::Unknown) => {
                "This format names its results by codes; a name cannot be explained."
                    .clone_into(&mut self.said);
            }
            _ => "Space leaves out or takes; e answers lines that are to be checked."
                .clone_into(&mut self.said),
        }
    }

    /// The unknown name under the cursor: of a line of a report what stands before its first number.
    fn unknown_name(&self) -> String {
        let Some(unknown) = self.review.unknown.get(self.line) else { return String::new() };
        let words: Vec<&str> = unknown.text.split_whitespace().collect();
        let is_value = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥".contains(c));
        let end = words.iter().position(|word| is_value(word)).filter(|at| *at > 0).unwrap_or(words.len());
        words[..end].join(" ").trim_end_matches([':', ',']).to_owned()
    }

    fn prompt_key(&mut self, event: KeyEvent, state: &State) -> DialogReply {
        let Some(prompt) = &mut self.asking else { return DialogReply::Stay };
        let text = match prompt.key(event) {
            PopupAnswer::Open => return DialogReply::Stay,
            PopupAnswer::Cancelled => {
                self.asking = None;
                return DialogReply::Stay;
            }
            PopupAnswer::Done(text) => text,
        };
        let refusal = match self.here() {
            Some(FilePart::Checks) => self.settle(&text, state).err(),
            Some(FilePart::Unknown) => match self.explain(&text, state) {
                Ok(request) => {
                    self.asking = None;
                    return DialogReply::Do(vec![Effect::ReadImport(request)]);
                }
                Err(words) => Some(words),
            },
            _ => None,
        };
        match (refusal, &mut self.asking) {
            (Some(words), Some(prompt)) => prompt.refuse(words),
            _ => {
                self.asking = None;
                self.foresee(state);
            }
        }
        DialogReply::Stay
    }

    /// Reads what was typed for a line that needed a look.
    fn settle(&mut self, text: &str, state: &State) -> Result<(), String> {
        let Some(sheet) = self.review.checks.get(self.line).and_then(|check| check.sheet.as_ref()) else {
            return Ok(());
        };
        let value = read_typed(sheet, text, state)?;
        self.review.settle(self.line, Some(value));
        Ok(())
    }

    /// The request to read the file again with a name explained.
    fn explain(&self, text: &str, state: &State) -> Result<ImportRequest, String> {
        let found = state.catalog.find_analyte(text.trim()).ok_or_else(|| {
            let near = state.catalog.suggest_analytes(text);
            let near: Vec<&str> = near.iter().take(3).map(|analyte| &*analyte.id).collect();
            if near.is_empty() {
                format!("“{}” is not an analyte here", text.trim())
            } else {
                format!("“{}” is not an analyte here; did you mean {}?", text.trim(), near.join(", "))
            }
        })?;
        let mut request =
            ImportRequest { earlier: Some(Box::new(self.review.clone())), ..self.request.clone() };
        request.answers.map.names.insert(self.unknown_name(), found.id.to_string());
        request.answers.map = request.answers.map.folded();
        Ok(request)
    }

    /// Stores what is taken; while lines are open the first time only says so.
    fn take(&mut self, state: &State) -> DialogReply {
        let changes = self.review.changes(&state.record);
        let open = self.review.open_checks();
        if changes.is_empty() {
            self.said = self.why_nothing();
            return DialogReply::Stay;
        }
        if open > 0 && !self.is_warned {
            self.is_warned = true;
            let them = if open == 1 { "it" } else { "them" };
            self.said = format!(
                "{}: Tab goes there. Enter again leaves {them} out and stores the rest.",
                needs_a_look(open)
            );
            return DialogReply::Stay;
        }
        let stored = self.stored_words().unwrap_or_else(|| counted(changes.len(), "entry"));
        let act = Act::new(format!("Imported {stored} from {}", self.review.name), changes);
        let mut effects = vec![Effect::Save(act)];
        if !self.request.answers.map.names.is_empty() || !self.request.answers.map.units.is_empty() {
            effects.push(Effect::KeepNames(self.origin.clone(), self.request.answers.map.clone()));
        }
        DialogReply::Do(effects)
    }

    /// `3 results and 12 other entries`: what would be stored as things stand, where something would.
    fn stored_words(&self) -> Option<String> {
        let results = self.review.taken();
        let others = self.review.plan.entries.len();
        let others = |words: &str| (others > 0).then(|| counted(others, words));
        match results {
            0 => others("entry"),
            _ => {
                let results = counted(results, "result");
                Some(
                    others("other entry")
                        .map_or_else(|| results.clone(), |more| format!("{results} and {more}")),
                )
            }
        }
    }

    /// Why nothing would be stored as things stand, and what would be right.
    fn why_nothing(&self) -> String {
        let open = self.review.open_checks();
        if self.review.leaves_out() {
            "Nothing of it is taken; Space takes the report or the line under the cursor.".to_owned()
        } else if open > 0 {
            format!("Nothing of it is new; {}: Tab goes there, e answers.", needs_a_look(open))
        } else if !self.review.plan.reports.is_empty() {
            "Nothing of it is new; Esc closes it.".to_owned()
        } else if !self.review.unknown.is_empty() {
            "No name in it is known here: e says what one is.".to_owned()
        } else {
            "There is nothing in it to store; Esc closes it.".to_owned()
        }
    }

    /// Works out which reminders would be settled.
    fn foresee(&mut self, state: &State) {
        let changes = self.review.changes(&state.record);
        self.settles = if changes.is_empty() || changes.len() > MOST_FORESEEN {
            Vec::new()
        } else {
            settled_by(state, &changes)
        };
    }
}

fn needs_a_look(lines: usize) -> String {
    let verb = if lines == 1 { "needs" } else { "need" };
    format!("{} {verb} a look", counted(lines, "line"))
}

/// Titles of the reminders in force that would be no more, were this stored.
fn settled_by(state: &State, changes: &[Change]) -> Vec<String> {
    let mut record = state.record.clone();
    record.apply(changes);
    let known = state.catalog.knowledge(&state.intervals);
    let after = guidance::outlook(&state.rules, &known, &record, state.today);
    state.outlook.settled_in(&after).map(|reminder| reminder.title.clone()).collect()
}

/// Reads a value typed for a line of a report; what was sure of the line speaks for its unit.
fn read_typed(sheet: &SheetCheck, text: &str, state: &State) -> Result<Value, String> {
    let analyte = state.analyte(&sheet.found.analyte).ok_or("the analyte is not in the catalogue")?;
    let reader = TypedReader {
        catalog: state.catalog,
        record: &state.record,
        laboratory: sheet.head.laboratory.as_deref(),
        day: Some(sheet.head.date),
        system: state.look.units,
        own_units: &state.look.own_units,
    };
    let read = reader.read(analyte, text, sheet.found.range.as_ref()).map_err(|error| error.to_string())?;
    match read.doubts.iter().find(|doubt| doubt.is_likely_mistake()) {
        Some(doubt) if sheet.found.typed() != text.trim() => Err(format!("{doubt}; write it with its unit")),
        _ => Ok(read.value),
    }
}
