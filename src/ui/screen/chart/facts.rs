//! What is worth knowing of a result beside its value.

use chrono::NaiveDate;

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::interval::Origin;
use crate::domain::method::Method;
use crate::domain::series::{Reading, Source};
use crate::guidance::uncapitalised;
use crate::ui::screen::chart::readout::Readout;
use crate::ui::state::State;

/// A fact: a label of one word, and what is so.
pub struct Fact {
    /// A word.
    pub label: &'static str,
    /// What is so.
    pub words: String,
}

impl Fact {
    /// Its words where no label stands beside them.
    pub fn alone(self) -> String {
        match self.label {
            "computed" | "note" => format!("{}: {}", self.label, self.words),
            _ => self.words,
        }
    }
}

impl Readout<'_> {
    /// What the value is read against.
    pub(super) fn limits(&self, state: &State) -> Vec<Fact> {
        let range = Fact { label: "range", words: self.range(state) };
        let among = self.among_men(state).map(|words| Fact { label: "WHO", words });
        std::iter::once(range).chain(among).collect()
    }

    /// How it was measured, and on what therapy; the most important first.
    pub(super) fn circumstances(&self, state: &State) -> Vec<Fact> {
        let reading = self.reading();
        let mut facts = Vec::new();
        let mut add = |label, words: Option<String>| {
            facts.extend(words.filter(|w| !w.is_empty()).map(|words| Fact { label, words }));
        };
        add("lab", self.laboratory());
        add("method", self.method());
        add("sample", sample(reading));
        for words in therapies(reading.day, state) {
            add("therapy", Some(words));
        }
        if let Source::Computed(derived) = &reading.from {
            add("computed", Some(derived.formula.to_owned()));
        }
        let note = reading.result().and_then(|r| r.note.as_ref()).or_else(|| reading.report()?.note.as_ref());
        add("note", note.map(|note| state.note(note).to_owned()));
        facts
    }

    /// `8.0 – 35, Quest`.
    fn range(&self, state: &State) -> String {
        let printed = self.reading().quantity(self.course.analyte);
        let shown = self.course.analyte.unit_for(state.look.units, &printed.unit);
        let words = self.course.interval_words(self.at, shown);
        state.privacy().text(|| words.unwrap_or_else(|| "no interval applies".to_owned()))
    }

    /// Where a semen value stands among the percentiles of the edition chosen.
    fn among_men(&self, state: &State) -> Option<String> {
        let edition = state.catalog.edition(Some(&state.look.who_edition))?;
        state.privacy().telling(edition.place(&self.course.analyte.id, self.reading().extent))
    }

    /// Who measured, where the range does not say it already.
    fn laboratory(&self) -> Option<String> {
        let applied = self.course.judgements[self.at].applied.as_ref();
        let is_said = applied.is_some_and(|a| a.origin == Origin::Lab);
        let laboratory = self.reading().laboratory().filter(|_| !is_said);
        laboratory.map(str::to_owned)
    }

    /// Method and assay.
    fn method(&self) -> Option<String> {
        let reading = self.reading();
        let assay = reading.result().and_then(|r| r.assay.as_deref());
        let parts: Vec<&str> = reading.method().map(Method::as_str).into_iter().chain(assay).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// `fasting, 36 h after the dose`, `3 d of abstinence, part of the sample lost`, `Hologic`. What is as usual and what
/// only names the judge are left out.
fn sample(reading: &Reading<'_>) -> Option<String> {
    let usual = |field: ContextField, value: &FieldValue| {
        field == ContextField::WhoEdition
            || (field, value) == (ContextField::Complete, &FieldValue::Answer(true))
    };
    let said = reading.report()?.context.iter().filter(|(field, value)| !usual(*field, value));
    let parts: Vec<String> = said.map(|(field, value)| field.phrase(value)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `day 68 of anastrozole`, for each drug taken on the day.
fn therapies(day: NaiveDate, state: &State) -> Vec<String> {
    let taken = state.record.regimens().iter();
    taken
        .filter_map(|regimen| {
            let number = regimen.day_number(day)?;
            Some(format!("day {number} of {}", uncapitalised(state.catalog.drug_name(&regimen.drug))))
        })
        .collect()
}
