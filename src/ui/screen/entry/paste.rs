//! Pasting a laboratory report into a form: the box it is pasted into, and its results in their rows.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::domain::context::ContextField;
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::report::{BodySide, Kind};
use crate::exchange::paste::{PasteContext, Pasted, PastedResult, PieceMeaning, SampleDay, SheetHead, read};
use crate::exchange::woman_words;
use crate::ui::action::Action;
use crate::ui::outcome::{FormOutcome, Message};
use crate::ui::screen::entry::answer::yes_no;
use crate::ui::screen::entry::field::{FieldSlot, FormField, text_of};
use crate::ui::screen::entry::report_form::{FormFocus, ReportForm, new_head};
use crate::ui::screen::entry::rows::{ResultRow, RowMethod, RowRange, hips_word, match_hips};
use crate::ui::state::State;
use crate::ui::widget::field::Field;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::text::PaintLine;

/// The box that a report is pasted into.
#[derive(Clone, Debug, Default)]
pub struct PasteBox {
    /// Lines so far; what is typed goes to the last one.
    lines: Vec<Field>,
    is_open: bool,
    /// Whether it opened with what was not understood before.
    holds_left: bool,
}

impl PasteBox {
    /// Whether keys go to it.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Opens it with what is in it, else with the lines that were not understood, to be read again.
    pub fn open(&mut self, left: &[String]) {
        self.is_open = true;
        if self.lines.is_empty() {
            self.holds_left = !left.is_empty();
            self.lines.extend(left.iter().map(|line| Field::new(line)));
            self.lines.push(Field::default());
        }
    }

    /// A closed one that holds what was typed before.
    pub fn again(lines: &[String]) -> Self {
        Self { lines: lines.iter().map(|line| Field::new(line)).collect(), ..Self::default() }
    }

    /// What is typed in it; nothing while it holds only what the form has too.
    pub fn typed(&self) -> Vec<String> {
        let lines = self.lines.iter().map(|line| line.text().to_owned());
        if self.holds_left || self.lines.iter().all(Field::is_empty) { Vec::new() } else { lines.collect() }
    }

    /// Closes it and keeps what is in it for the next time.
    pub fn close(&mut self) {
        self.is_open = false;
        if self.holds_left {
            // The form still has those lines.
            *self = Self::default();
        }
    }

    /// Takes what is in it and closes it; and whether the lines not understood before are among it.
    pub fn take(&mut self) -> (String, bool) {
        let Self { lines, holds_left, .. } = std::mem::take(self);
        (lines.iter().map(Field::text).collect::<Vec<_>>().join("\n"), holds_left)
    }

    /// Gives a key to the box.
    pub fn type_key(&mut self, event: KeyEvent) {
        let has_more = self.lines.len() > 1;
        let Some(last) = self.lines.last_mut() else { return };
        if event.code == KeyCode::Backspace && last.text().is_empty() && has_more {
            self.lines.pop();
        } else {
            last.key(event);
        }
    }

    /// Begins the next line.
    pub fn end_line(&mut self) {
        self.lines.push(Field::default());
    }

    /// Takes a pasted text.
    pub fn insert(&mut self, text: &str) {
        self.lines.extend(text.lines().map(Field::new));
    }

    /// Draws it in place of the form.
    pub fn paint(&self, state: &State, area: Rect, buf: &mut Buffer) {
        let theme = &state.look.theme;
        let key = |action| state.look.keymap.key(action);
        let hint = format!(
            "Paste it as it was copied. {} reads it, {} goes back to the form.",
            key(Action::PasteBox),
            key(Action::Keep)
        );
        let hint = if self.holds_left { format!("These lines were not understood. {hint}") } else { hint };
        let room = usize::from(area.width).saturating_sub(2);
        let hints = wrap(&hint, room, "").into_iter().map(|line| Line::styled(format!(" {line}"), theme.dim));
        let title = Line::styled(" PASTE A REPORT", theme.heading);
        let mut place = Rect { height: 1, ..area };
        for line in std::iter::once(title).chain(hints).chain([Line::default()]) {
            if place.y < area.bottom() {
                line.paint(place, buf);
                place.y += 1;
            }
        }
        let room = usize::from(area.bottom().saturating_sub(place.y));
        let first = self.lines.len().saturating_sub(room);
        for (n, line) in self.lines.iter().enumerate().skip(first) {
            let inside = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..place };
            line.paint(inside, buf, Style::default(), n + 1 == self.lines.len());
            place.y += 1;
        }
    }
}

impl ReportForm {
    /// Fills rows from a pasted report, each line in its row, or adds rows. A row that has a value keeps it. What
    /// is not understood stays in sight until the report is saved.
    pub fn take_pasted(&mut self, text: &str, state: &State) -> FormOutcome {
        let asked = PasteContext {
            catalog: state.catalog,
            kind: Some(self.kind),
            today: state.today,
            names: &BTreeMap::new(),
            record: &state.record,
        };
        let pasted = read(text, &asked);
        if pasted.is_of_woman {
            self.left.push(format!("{}: save them only where they are yours", woman_words(None)));
        }
        let left = self.left.len();
        self.take_head(&pasted.reports[0], state);
        self.offer_days(&pasted, state);
        self.take_hips(&pasted);
        let (mut filled, mut unsure) = (0, 0);
        for piece in &pasted.pieces {
            match &piece.is {
                PieceMeaning::Furniture(_) => {}
                PieceMeaning::Unknown(_) => self.left.push(piece.text.clone()),
                PieceMeaning::Result(found) if piece.report > 0 => {
                    let of = other_report_words(pasted.head(piece));
                    self.left.push(format!(
                        "{} {} (of {of}: paste it into a form of its own)",
                        state.name(&found.analyte),
                        found.typed()
                    ));
                }
                PieceMeaning::Result(found) => match self.free_row(&found.analyte, found.side) {
                    Ok(row) => {
                        row.fill(found);
                        filled += 1;
                        unsure += usize::from(row.doubt.is_some());
                    }
                    Err(why) => {
                        self.left.push(format!("{} {} ({why})", state.name(&found.analyte), found.typed()));
                    }
                },
            }
        }
        if unsure > 0 {
            self.go_unsure();
        }
        let is_unnamed = pasted.reports[0].laboratory.is_none();
        let forgets = filled > 0 && is_unnamed && self.edited.is_none() && self.forget_laboratory();
        let laboratory = forgets.then(|| "it names no laboratory, so none is filled in".to_owned());
        let woman = pasted.is_of_woman.then(|| woman_words(None));
        pasted_outcome(filled, unsure, self.left.len() - left, [laboratory, woman])
    }

    /// Goes to the next pasted value that needs a look; the one that is left was looked at.
    pub fn go_unsure(&mut self) -> Option<FormOutcome> {
        let here = match self.focus {
            FormFocus::Value(at) => {
                self.rows[at].doubt = None;
                at
            }
            _ => 0,
        };
        let unsure: Vec<usize> = (0..self.rows.len()).filter(|at| self.rows[*at].doubt.is_some()).collect();
        let next = unsure.iter().find(|at| **at > here).or_else(|| unsure.first())?;
        Some(self.enter(FormFocus::Value(*next)))
    }

    /// What the report says of itself goes where nothing was typed; a report that is edited keeps its own.
    fn take_head(&mut self, head: &SheetHead, state: &State) {
        if self.edited.is_some() {
            return;
        }
        let untouched = text_of(&self.head, FieldSlot::Date) == day::long(state.today);
        match &head.sampled {
            SampleDay::On(date) if untouched => self.say(FieldSlot::Date, &day::long(*date)),
            SampleDay::Either(text, a, b) if untouched => {
                let (a, b) = (day::long(*a), day::long(*b));
                self.left.push(format!("collected {text}, which is {a} or {b}: set the date above"));
            }
            _ => {}
        }
        if let Some(name) = &head.laboratory
            && self.takes_laboratory()
        {
            self.say(FieldSlot::Laboratory, name);
        }
        let edition = FieldSlot::Context(ContextField::WhoEdition);
        if let Some(named) = &head.edition
            && text_of(&self.head, edition) == state.look.who_edition
        {
            self.say(edition, named);
        }
        let device = FieldSlot::Context(ContextField::Device);
        let is_of_last = || text_of(&new_head(self.kind, state), device) == text_of(&self.head, device);
        if let Some(named) = head.device.as_ref().filter(|_| is_of_last()) {
            self.say(device, named);
        }
        let time = head.time.map(|time| time.format("%H:%M").to_string());
        let fasting = head.fasting.map(|yes| yes_no(yes).to_owned());
        let abstinence = head.abstinence.as_ref().map(ToString::to_string);
        let specimen = (!head.specimen.is_serum()).then(|| head.specimen.name().to_owned());
        for (slot, said) in [
            (FieldSlot::Time, time),
            (FieldSlot::Context(ContextField::Fasting), fasting),
            (FieldSlot::Context(ContextField::AbstinenceDays), abstinence),
            (FieldSlot::Context(ContextField::Specimen), specimen),
        ] {
            if let Some(said) = said.filter(|_| text_of(&self.head, slot).is_empty()) {
                self.say(slot, &said);
            }
        }
    }

    /// Says which days a report names that does not say which is that of the sample.
    fn offer_days(&mut self, pasted: &Pasted, state: &State) {
        let untouched = text_of(&self.head, FieldSlot::Date) == day::long(state.today);
        let days = pasted.days_offered();
        if self.edited.is_none()
            && untouched
            && pasted.reports[0].sampled == SampleDay::Unsaid
            && !days.is_empty()
        {
            let days: Vec<String> = days.into_iter().map(day::long).collect();
            self.left.push(format!(
                "the report names {}, but not as the day of the sample: set the date above",
                days.join(" and ")
            ));
        }
    }

    /// Whether a laboratory that a report names goes into the form: nobody has typed another one.
    fn takes_laboratory(&self) -> bool {
        let field = self.head.iter().find(|field| field.slot == FieldSlot::Laboratory);
        field.is_some_and(|field| field.is_proposed || field.text().is_empty())
    }

    /// Takes the proposed laboratory out of the form: results of a report that names none are not judged by the
    /// ranges of the last one. Whether there was one.
    fn forget_laboratory(&mut self) -> bool {
        let proposed = |field: &&mut FormField| field.slot == FieldSlot::Laboratory && field.is_proposed;
        let Some(field) = self.head.iter_mut().find(proposed).filter(|field| !field.text().is_empty()) else {
            return false;
        };
        field.field.set("");
        true
    }

    /// The hips a scan names; one that is edited keeps its own.
    fn take_hips(&mut self, pasted: &Pasted) {
        let sides: Vec<BodySide> = pasted.results().filter_map(|(_, found)| found.side).collect();
        if self.kind == Kind::Dxa && self.edited.is_none() && !sides.is_empty() {
            let word = hips_word(&sides);
            self.say(FieldSlot::Hip, word);
            match_hips(&mut self.rows, word);
        }
    }

    fn say(&mut self, slot: FieldSlot, text: &str) {
        if let Some(line) = self.head.iter_mut().find(|line| line.slot == slot) {
            line.field.set(text);
            line.is_proposed = false;
        }
    }

    /// The empty row of an analyte, added where there is none, or why there is none.
    fn free_row(
        &mut self,
        analyte: &AnalyteId,
        side: Option<BodySide>,
    ) -> Result<&mut ResultRow, &'static str> {
        let fits = |row: &ResultRow| {
            row.analyte == *analyte && (side.is_none() || row.side.is_none() || row.side == side)
        };
        let place = match self.rows.iter().position(fits) {
            Some(place) => place,
            None if self.kind == Kind::Dxa => return Err("set the side above first"),
            None => {
                self.rows.push(ResultRow::new(analyte.clone()));
                self.rows.len() - 1
            }
        };
        let row = &mut self.rows[place];
        if row.value.is_empty() { Ok(row) } else { Err("its row has a value") }
    }
}

impl ResultRow {
    fn fill(&mut self, found: &PastedResult) {
        self.value.set(&found.value); // The unit has a column of its own; the number is read in it.
        if found.unit.is_some() {
            self.unit.clone_from(&found.unit);
        }
        if found.range.is_some() {
            self.range = RowRange::Typed(found.range.clone());
        }
        if found.method.is_some() {
            self.method = RowMethod::Said(found.method.clone());
        }
        let doubts: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
        self.doubt = Some(doubts.join("; ")).filter(|doubts| !doubts.is_empty());
    }
}

/// What sets another report in the same text apart: its day, laboratory or specimen.
fn other_report_words(head: &SheetHead) -> String {
    let day = head.day().map(day::long);
    let specimen = (!head.specimen.is_serum()).then(|| head.specimen.name().to_owned());
    let words: Vec<String> = [day, head.laboratory.clone(), specimen].into_iter().flatten().collect();
    if words.is_empty() { "another report".to_owned() } else { words.join(", ") }
}

/// What became of the lines of a pasted report, and what there is to say of all of them.
fn pasted_outcome(read: usize, unsure: usize, unknown: usize, of_all: [Option<String>; 2]) -> FormOutcome {
    let (read_words, unknown) = (counted(read, "value"), counted(unknown, "line"));
    let lines = format!("{read_words} read, {unsure} of them to check, {unknown} not understood");
    let text = std::iter::once(lines).chain(of_all.into_iter().flatten()).collect::<Vec<_>>().join("; ");
    FormOutcome::Say(Message { text, is_error: read == 0 })
}
