//! A pasted laboratory report in the form: its results in their rows, what it says of itself above them.

use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Side};
use crate::exchange::paste::{Asked, Found, Head, Is, Pasted, Sampled, read};
use crate::ui::screen::entry::FormOutcome;
use crate::ui::screen::entry::dxa;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::line::text_of;
use crate::ui::screen::entry::read::yes_no;
use crate::ui::screen::entry::row::{Method, Range, Row};
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;

impl Grid {
    /// Fills rows from a pasted report, each line in its row, or adds rows. A row that has a value keeps it. What
    /// is not understood stays in sight until the report is saved.
    pub fn take_pasted(&mut self, text: &str, state: &State) -> FormOutcome {
        let laboratories = state.record.laboratories();
        let asked = Asked {
            catalog: state.catalog,
            kind: Some(self.kind),
            today: state.today,
            laboratories: &laboratories,
        };
        let pasted = read(text, &asked);
        let left = self.left.len();
        self.take_head(&pasted.reports[0], &laboratories, state);
        self.take_hips(&pasted);
        let (mut filled, mut unsure) = (0, 0);
        for piece in &pasted.pieces {
            match &piece.is {
                Is::Furniture(_) => {}
                Is::Unknown(_) => self.left.push(piece.text.clone()),
                Is::Result(found) => match self.free_row(&found.analyte, found.side) {
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
        FormOutcome::pasted(filled, unsure, self.left.len() - left)
    }

    /// Goes to the next pasted value that needs a look; the one that is left was looked at.
    pub(super) fn go_unsure(&mut self) -> Option<FormOutcome> {
        let here = match self.focus {
            Focus::Value(at) => {
                self.rows[at].doubt = None;
                at
            }
            _ => 0,
        };
        let unsure: Vec<usize> = (0..self.rows.len()).filter(|at| self.rows[*at].doubt.is_some()).collect();
        let next = unsure.iter().find(|at| **at > here).or_else(|| unsure.first())?;
        Some(self.enter(Focus::Value(*next)))
    }

    /// What the report says of itself goes where nothing was typed; a report that is edited keeps its own.
    fn take_head(&mut self, head: &Head, laboratories: &[String], state: &State) {
        if self.edited.is_some() {
            return;
        }
        let untouched = text_of(&self.head, Slot::Date) == day::long(state.today);
        match &head.sampled {
            Sampled::On(date) if untouched => self.say(Slot::Date, &day::long(*date)),
            Sampled::Either(text, a, b) if untouched => {
                let (a, b) = (day::long(*a), day::long(*b));
                self.left.push(format!("collected {text}, which is {a} or {b}: set the date above"));
            }
            _ => {}
        }
        let is_known = |name: &String| laboratories.contains(name);
        let unnamed = text_of(&self.head, Slot::Laboratory).is_empty();
        if let Some(name) = head.laboratory.as_ref().filter(|name| unnamed || is_known(name)) {
            self.say(Slot::Laboratory, name);
        }
        let time = head.time.map(|time| time.format("%H:%M").to_string());
        let fasting = head.fasting.map(|yes| yes_no(yes).to_owned());
        let abstinence = head.abstinence.as_ref().map(ToString::to_string);
        for (slot, said) in [(Slot::Time, time), (Slot::Fasting, fasting), (Slot::Abstinence, abstinence)] {
            if let Some(said) = said.filter(|_| text_of(&self.head, slot).is_empty()) {
                self.say(slot, &said);
            }
        }
    }

    /// The hips a scan names; one that is edited keeps its own.
    fn take_hips(&mut self, pasted: &Pasted) {
        let sides: Vec<Side> = pasted.results().filter_map(|(_, found)| found.side).collect();
        if self.kind == Kind::Dxa && self.edited.is_none() && !sides.is_empty() {
            let word = dxa::hips_word(&sides);
            self.say(Slot::Hip, word);
            dxa::match_hips(&mut self.rows, word);
        }
    }

    fn say(&mut self, slot: Slot, text: &str) {
        if let Some(line) = self.head.iter_mut().find(|line| line.slot == slot) {
            line.field.set(text);
        }
    }

    /// The empty row of an analyte, added where there is none, or why there is none.
    fn free_row(&mut self, analyte: &AnalyteId, side: Option<Side>) -> Result<&mut Row, &'static str> {
        let fits =
            |row: &Row| row.analyte == *analyte && (side.is_none() || row.side.is_none() || row.side == side);
        let place = match self.rows.iter().position(fits) {
            Some(place) => place,
            None if self.kind == Kind::Dxa => return Err("name the hip above first"),
            None => {
                self.rows.push(Row::new(analyte.clone()));
                self.rows.len() - 1
            }
        };
        let row = &mut self.rows[place];
        if row.value.is_empty() { Ok(row) } else { Err("its row has a value") }
    }
}

impl Row {
    fn fill(&mut self, found: &Found) {
        self.value.set(&found.value);
        // The unit has a column of its own; the number is read in it.
        if found.unit.is_some() {
            self.unit.clone_from(&found.unit);
        }
        if found.range.is_some() {
            self.range = Range::Typed(found.range.clone());
        }
        if found.method.is_some() {
            self.method = Method::Said(found.method.clone());
        }
        let doubts: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
        self.doubt = Some(doubts.join("; ")).filter(|doubts| !doubts.is_empty());
    }
}
