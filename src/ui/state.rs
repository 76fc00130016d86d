//! What every screen may look at: the record, what follows from it, and how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::domain::analyte::{Analyte, Unit, UnitView};
use crate::domain::change::Change;
use crate::domain::day::{self, DayOrder};
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::judgement::{Intervals, JudgedDay, Judgement};
use crate::domain::quantity::{Quantity, shown_unit};
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Observation, Report, Value};
use crate::domain::series::Reading;
use crate::exchange::response::{Response, ResponseRow, ResponseSide, responses};
use crate::exchange::rule_limit::RuleView;
use crate::guidance::look::is_looked_at;
use crate::guidance::reminder::{Reminder, Severity};
use crate::guidance::rule::Rule;
use crate::guidance::{self, Outlook};
use crate::ui::hint::Hint;
use crate::ui::kept::Moment;
use crate::ui::keymap::Keymap;
use crate::ui::privacy::Privacy;
use crate::ui::theme::{Glyphs, Theme, ThemeName};
use crate::ui::widget::selection::READ_SELECTION;
use crate::ui::widget::table::{RowForm, TableLook};

pub use crate::ui::privacy::HIDDEN;

/// The state all screens share. Screens read it; only [`crate::ui::App`] changes it.
#[derive(Debug)]
pub struct State {
    /// Another one after each change.
    pub moment: Moment,
    /// Everything stored, or its newer part.
    pub record: Record,
    /// What is drawn, where the record has only the newest part of it.
    pub drawn: Option<DrawnHistory>,
    /// What is built in, with the user's own additions.
    pub catalog: &'static Catalog,
    pub rules: Vec<Rule>,
    /// The intervals that judge results without one of their own.
    pub intervals: Intervals,
    /// The reminders of today.
    pub outlook: Outlook,
    /// The day everything is evaluated on.
    pub today: NaiveDate,
    /// How things are shown.
    pub look: ScreenLook,
    /// What is to be said first, as of settings that cannot be read.
    pub notice: Option<String>,
    /// Whether nothing can be saved, because of the file, its folder or the disk.
    pub is_read_only: bool,
    /// Drafts by form name.
    pub drafts: BTreeMap<String, String>,
    /// Hints that were followed once and are shown no more.
    pub followed: BTreeSet<Hint>,
}

/// First and last day of something, both included.
pub type DayStretch = (NaiveDate, NaiveDate);

/// Every day there is.
pub const ALL_DAYS: DayStretch = (NaiveDate::MIN, NaiveDate::MAX);

/// Every result of some analytes over time, read to be drawn.
#[derive(Clone, Debug)]
pub struct DrawnHistory {
    pub analytes: Vec<AnalyteId>,
    /// The days whose symptoms and doses are there, once these were read.
    pub days: Option<DayStretch>,
    /// Its reports have no other results than those of these analytes and of what they are computed from, and of what
    /// is logged day by day it has what those days draw.
    pub record: Record,
}

/// How things are shown.
#[derive(Clone, Debug)]
pub struct ScreenLook {
    pub units: UnitView,
    /// Whether values are shown.
    pub privacy: Privacy,
    /// The colours that were asked for.
    pub chosen_theme: ThemeName,
    /// Colours as they are.
    pub theme: Theme,
    pub glyphs: Glyphs,
    /// Whether the terminal opens pages that words lead to.
    pub links: bool,
    /// Which number of `3/4` is the day.
    pub day_order: DayOrder,
    /// Edition of the WHO manual.
    pub who_edition: String,
    /// What leads the Today screen.
    pub pinned: Vec<AnalyteId>,
    /// Units of one's own for values typed without one.
    pub own_units: BTreeMap<AnalyteId, String>,
    /// Which key means what.
    pub keymap: Keymap,
}

impl ScreenLook {
    /// Draws in the colours of a theme from now on.
    pub fn show(&mut self, theme: ThemeName) {
        self.theme = Theme::named(theme);
        if self.is_linear() {
            self.theme.selected = READ_SELECTION;
        }
    }

    /// The same for a theme that was asked for.
    pub fn choose(&mut self, theme: ThemeName) {
        self.chosen_theme = theme;
        self.show(theme);
    }

    /// Whether everything is one column of labelled lines, for a screen reader.
    pub fn is_linear(&self) -> bool {
        self.glyphs == Glyphs::Words
    }

    /// How tables are drawn.
    pub fn table(&self) -> TableLook {
        let rows = if self.is_linear() { RowForm::Labelled } else { RowForm::Aligned };
        TableLook { head: self.theme.dim, selected: self.theme.selected, rows }
    }
}

impl State {
    /// What a hint says, until it was followed; then nothing.
    pub fn hint(&self, hint: Hint, words: impl FnOnce() -> String) -> String {
        if self.followed.contains(&hint) { String::new() } else { words() }
    }

    /// Whether values are shown, as something that only answers with what may be shown.
    pub const fn privacy(&self) -> Privacy {
        self.look.privacy
    }

    /// The record that what is drawn over time is drawn from.
    pub fn drawn_record(&self) -> &Record {
        match &self.drawn {
            Some(drawn) if !self.record.is_whole() => &drawn.record,
            _ => &self.record,
        }
    }

    /// Whether every result of some analytes is there to be drawn.
    pub fn has_drawn(&self, analytes: &[AnalyteId]) -> bool {
        let drawn = self.drawn.as_ref().map_or(&[][..], |drawn| &drawn.analytes);
        self.record.is_whole() || analytes.iter().all(|analyte| drawn.contains(analyte))
    }

    /// Whether the symptoms and doses of some days are there to be drawn beside results that are.
    pub fn has_drawn_days(&self, (first, last): DayStretch) -> bool {
        let there = self.drawn.as_ref().and_then(|drawn| drawn.days);
        self.record.is_whole() || there.is_some_and(|days| days.0 <= first && last <= days.1)
    }

    /// Takes what was logged on some days, to be drawn beside the results that were read to be drawn.
    pub fn take_drawn_days(&mut self, days: DayStretch, logged: Record) {
        if let Some(drawn) = &mut self.drawn {
            drawn.record.take_days_of(logged);
            drawn.days = Some(days);
        }
    }

    /// Takes changes into the record, and evaluates the reminders again where rules look at what was changed.
    pub fn apply(&mut self, changes: &[Change]) {
        self.record.apply(changes);
        // It is read again where it is drawn.
        self.drawn = None;
        if changes.iter().any(|change| is_looked_at(&change.key())) {
            self.refresh();
        }
    }

    /// Evaluates the reminders again, after the record or the day became another one.
    pub fn refresh(&mut self) {
        let known = self.catalog.knowledge(&self.intervals);
        self.outlook = guidance::outlook(&self.rules, &known, &self.record, self.today);
    }

    /// The analyte with this id. Stored results may name one that is no longer in the user's catalogue.
    pub fn analyte(&self, id: &str) -> Option<&'static Analyte> {
        self.catalog.analyte(id)
    }

    /// The drug entry with this id.
    pub fn regimen(&self, id: &EntryId) -> Option<&Regimen> {
        self.record.regimens().iter().find(|regimen| regimen.id == *id)
    }

    /// The analyte's name, or its id where it is not known.
    pub fn name<'a>(&self, id: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.analyte(id).map_or(id, |analyte| analyte.name.as_str())
    }

    /// How a result stands in its interval, the man's age of the day considered.
    pub fn judge(&self, report: &Report, result: &Observation) -> Judgement {
        let on = JudgedDay::of_report(&self.record, report);
        self.catalog
            .analytes()
            .measured(report, result)
            .map_or(Judgement::NONE, |analyte| self.intervals.judge(analyte, result, &on))
    }

    /// How a reading stands in its interval, the man's age of the day considered.
    pub fn judge_reading(&self, analyte: &Analyte, reading: &Reading<'_>) -> Judgement {
        self.intervals.judge_reading(analyte, reading, &JudgedDay::of_reading(&self.record, reading))
    }

    /// The quantity in the units of the moment; the stored one never changes.
    pub fn in_view(&self, analyte: &Analyte, quantity: &Quantity) -> Quantity {
        analyte.shown(quantity, self.look.units)
    }

    /// The number as shown, with its comparator and without its unit; hidden in private mode.
    pub fn number(&self, analyte: &Analyte, quantity: &Quantity) -> String {
        self.privacy().text(|| {
            let shown = self.in_view(analyte, quantity);
            format!("{}{}", shown.comparator.prefix(), shown.value)
        })
    }

    /// A note; hidden in private mode, since notes name values too.
    pub fn note<'a>(&self, note: &'a str) -> &'a str {
        self.privacy().words(note)
    }

    /// The unit beside the number as shown.
    pub fn unit<'a>(&self, analyte: &'a Analyte, quantity: &'a Quantity) -> &'a str {
        shown_unit(&analyte.unit_for(self.look.units, &quantity.unit).code)
    }

    /// A value with its unit, or its words; hidden in private mode.
    pub fn value(&self, id: &str, value: &Value) -> String {
        self.privacy().text(|| match (value, self.analyte(id)) {
            (Value::Words(words), _) => words.clone(),
            (Value::Number(quantity), Some(analyte)) => self.in_view(analyte, quantity).to_string(),
            (Value::Number(quantity), None) => quantity.to_string(),
        })
    }

    /// The unit results of an analyte are compared in: that of the newest, in the units of the moment.
    pub fn unit_of<'a>(&self, analyte: &'a Analyte, newest: &Reading<'_>) -> &'a Unit {
        analyte.unit_for(self.look.units, &newest.quantity(analyte).unit)
    }

    /// The number in a unit, `≈` before one that was printed in another, with its own unit where it cannot be
    /// read in this one; hidden in private mode.
    pub fn number_in(&self, analyte: &Analyte, quantity: &Quantity, unit: &Unit) -> String {
        let about = self.look.glyphs.pick("≈", "~");
        self.privacy().text(|| analyte.number_in(quantity, unit, self.look.units, about))
    }

    /// One side of a response as a number in the unit of its row; hidden in private mode.
    pub fn side(&self, side: Option<&ResponseSide>, row: &ResponseRow<'_>) -> String {
        side.map_or_else(|| "–".to_owned(), |side| self.number_in(row.analyte, &side.quantity, row.unit))
    }

    /// What the courses of treatment did, in the units of the moment.
    pub fn responses(&self) -> impl Iterator<Item = Response<'_>> {
        responses(RuleView {
            record: &self.record,
            catalog: self.catalog,
            rules: &self.rules,
            intervals: &self.intervals,
            units: self.look.units,
            today: self.today,
        })
    }

    /// When a reminder is, beside its title: `overdue 12 d`, `due today`, `in 22 d`, `of 14 Mar`, `booked 20 Mar`.
    pub fn when(&self, reminder: &Reminder) -> String {
        if let Some(on) = reminder.appointment(self.today) {
            return format!("booked {}", self.day(on));
        }
        let days = (reminder.due - self.today).num_days();
        match reminder.severity {
            Severity::Overdue => format!("overdue {} d", reminder.days_overdue),
            Severity::Due if days == 0 => "due today".to_owned(),
            Severity::Due => format!("due since {}", self.day(reminder.due)),
            Severity::Info if days > 0 => format!("in {days} d"),
            Severity::Attention | Severity::Info => format!("of {}", self.day(reminder.due)),
        }
    }

    /// A day as lists show it: `14 Mar`, with the year where it is not this one.
    pub fn day(&self, day: NaiveDate) -> String {
        day::short(day, self.today)
    }
}
