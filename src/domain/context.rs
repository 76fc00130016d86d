//! What only reports of one kind say of themselves: one table of these fields, which every door walks.
//!
//! CSV and JSON, `edit`, the command line, the form and the store know no field by name: they ask this table how it
//! is called, read, printed and stored. To add one, add a variant of [`ContextField`] with its row, and a column of
//! its key to `schema.sql` and to the newest step in `src/store/upgrades/`.

use crate::domain::decimal::{Decimal, DecimalError};
use crate::domain::report_kind::Kind;
use crate::domain::specimen::{Specimen, UnknownSpecimen};

/// A field that only reports of one kind have. Their order is the order of keys and columns in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumCount, strum::EnumIter)]
pub enum ContextField {
    /// Blood: whether nothing was eaten before.
    Fasting,
    /// Semen: days of abstinence before the sample.
    AbstinenceDays,
    /// Blood: hours between the last dose and the sample.
    HoursSinceDose,
    /// DXA: the machine; scans of different machines do not compare.
    Device,
    /// Semen: whether the whole ejaculate was collected.
    Complete,
    /// Semen: edition of the WHO manual the laboratory worked by, `2021`, `2010`.
    WhoEdition,
    /// Blood: what was measured in. Serum is never stored, so that saying nothing says it.
    Specimen,
}

/// How the text of a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldShape {
    Answer,
    /// A number that keeps its digits, at least 0.
    Amount,
    /// Any text of one line.
    Words,
    Specimen,
}

/// What the table says of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldRow {
    pub field: ContextField,
    /// The key in JSON, CSV and TOML, and the column in the store.
    pub key: &'static str,
    /// The kind of report that has it.
    pub kind: Kind,
    /// How its text is read.
    pub shape: FieldShape,
    /// What stands before its value in a list.
    pub name: &'static str,
    /// What stands before it in a form.
    pub label: &'static str,
    /// Columns it takes in a form.
    pub width: u16,
    /// What may be typed in a form, while nothing is.
    pub hint: &'static str,
    /// The option of the command line, without its dashes.
    pub option: &'static str,
    /// What the command line says of it.
    pub help: &'static str,
    /// What stands for its value on the command line; none where the option alone says yes.
    pub placeholder: Option<&'static str>,
    /// Whether files name it when it is not known; a field of later versions is left out then.
    pub always_written: bool,
}

/// The table, in the order of the fields.
const FIELD_ROWS: [FieldRow; <ContextField as strum::EnumCount>::COUNT] = [
    FieldRow {
        field: ContextField::Fasting,
        key: "fasting",
        kind: Kind::Blood,
        shape: FieldShape::Answer,
        name: "fasting",
        label: "fasting",
        width: 5,
        hint: "yes or no, in short y or n",
        option: "fasting",
        help: "Blood: nothing was eaten before",
        placeholder: None,
        always_written: true,
    },
    FieldRow {
        field: ContextField::AbstinenceDays,
        key: "abstinence_days",
        kind: Kind::Semen,
        shape: FieldShape::Amount,
        name: "days of abstinence",
        label: "abstinence, days",
        width: 5,
        hint: "",
        option: "abstinence",
        help: "Semen: days of abstinence",
        placeholder: Some("DAYS"),
        always_written: true,
    },
    FieldRow {
        field: ContextField::HoursSinceDose,
        key: "hours_since_dose",
        kind: Kind::Blood,
        shape: FieldShape::Amount,
        name: "hours since dose",
        label: "hours since dose",
        width: 5,
        hint: "hours from your last dose to the sample; worked out for you if the schedule has a time (daily 08:00)",
        option: "hours-since-dose",
        help: "Blood: hours since the last dose",
        placeholder: Some("HOURS"),
        always_written: true,
    },
    FieldRow {
        field: ContextField::Device,
        key: "device",
        kind: Kind::Dxa,
        shape: FieldShape::Words,
        name: "device",
        label: "device",
        width: 18,
        hint: "",
        option: "device",
        help: "DXA: the machine",
        placeholder: Some("DEVICE"),
        always_written: false,
    },
    FieldRow {
        field: ContextField::Complete,
        key: "complete",
        kind: Kind::Semen,
        shape: FieldShape::Answer,
        name: "complete sample",
        label: "complete sample",
        width: 5,
        hint: "yes or no, in short y or n",
        option: "complete",
        help: "Semen: whether the whole sample was collected",
        placeholder: Some("yes|no"),
        always_written: false,
    },
    FieldRow {
        field: ContextField::WhoEdition,
        key: "who_edition",
        kind: Kind::Semen,
        shape: FieldShape::Words,
        name: "WHO edition",
        label: "WHO edition",
        width: 5,
        hint: "",
        option: "who-edition",
        help: "Semen: edition of the WHO manual the laboratory worked by",
        placeholder: Some("YEAR"),
        always_written: false,
    },
    FieldRow {
        field: ContextField::Specimen,
        key: "specimen",
        kind: Kind::Blood,
        shape: FieldShape::Specimen,
        name: "specimen",
        label: "specimen",
        width: 12,
        hint: "leave empty for serum; else saliva, urine, capillary blood …",
        option: "specimen",
        help: "Blood: the specimen, when it is not serum",
        placeholder: Some("SPECIMEN"),
        always_written: false,
    },
];

/// What is said for a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    Answer(bool),
    /// A number as typed.
    Amount(Decimal),
    Words(String),
    /// What was measured in.
    Specimen(Specimen),
}

/// Why the text of a field cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ContextError {
    /// Neither yes nor no.
    #[error("“{0}” is not an answer; write yes or no")]
    Answer(String),
    #[error(transparent)]
    Amount(#[from] DecimalError),
    /// A number that cannot be.
    #[error("{0} must not be below 0; leave it empty if unknown")]
    Negative(Decimal),
    #[error(transparent)]
    Specimen(#[from] UnknownSpecimen),
}

/// A field on a report of a kind that does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} belongs on a {owner} report, not on a {kind} one", key = field.row().key, owner = field.row().kind)]
pub struct MisplacedField {
    pub field: ContextField,
    /// The kind of report it stood on.
    pub kind: Kind,
}

impl ContextField {
    /// All of them, in the order of files.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// Those of a kind of report.
    pub fn of_kind(kind: Kind) -> impl Iterator<Item = Self> {
        Self::all().filter(move |field| field.row().kind == kind)
    }

    /// The field with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::all().find(|field| field.row().key == key)
    }

    /// Its row of the table.
    pub const fn row(self) -> &'static FieldRow {
        &FIELD_ROWS[self as usize]
    }

    /// Reads the field from a file: whatever was once stored.
    pub fn parse(self, text: &str) -> Result<FieldValue, ContextError> {
        Ok(match self.row().shape {
            FieldShape::Answer => FieldValue::Answer(read_answer(text.trim())?),
            FieldShape::Amount => FieldValue::Amount(Decimal::parse(text)?),
            FieldShape::Words => FieldValue::Words(text.to_owned()),
            FieldShape::Specimen => FieldValue::Specimen(Specimen::parse(text)?),
        })
    }

    /// A duration without its unit, `12h` in a field of hours; in the field's own unit where it was typed in the other
    /// and comes out even: `2 days` are 48 hours.
    fn without_unit(self, text: &str) -> String {
        const HOURS: [&str; 6] = ["h", "hr", "hrs", "hour", "hours", "std"];
        const DAYS: [&str; 4] = ["d", "day", "days", "tage"];
        const HOURS_A_DAY: f64 = 24.0;
        let text = text.trim();
        let end = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
        let (number, unit) = (text[..end].trim(), text[end..].trim().trim_end_matches('.').to_lowercase());
        let is = |words: &[&str]| words.contains(&unit.as_str());
        let factor = match self {
            Self::HoursSinceDose if is(&HOURS) => 1.0,
            Self::HoursSinceDose if is(&DAYS) => HOURS_A_DAY,
            Self::AbstinenceDays if is(&DAYS) => 1.0,
            Self::AbstinenceDays if is(&HOURS) => 1.0 / HOURS_A_DAY,
            _ => return text.to_owned(),
        };
        if factor == 1.0 {
            return number.to_owned();
        }
        let converted = Decimal::parse(number).map(|number| number.value() * factor);
        match converted {
            Ok(value) if (value * 10.0).fract() == 0.0 => {
                let decimals = u8::from(value.fract() != 0.0);
                Decimal::rounded(value, decimals).to_string()
            }
            _ => text.to_owned(),
        }
    }

    /// Reads the field as it was typed just now, which also has to be possible.
    pub fn parse_typed(self, text: &str) -> Result<FieldValue, ContextError> {
        match self.parse(&self.without_unit(text))? {
            FieldValue::Amount(amount) if amount.value() < 0.0 => Err(ContextError::Negative(amount)),
            value => Ok(value),
        }
    }

    /// What a value of the field says beside others: `not fasting`, `36 h after the dose`, `WHO 2021`.
    pub fn phrase(self, value: &FieldValue) -> String {
        match (self, value) {
            (Self::Fasting, FieldValue::Answer(true)) => "fasting".to_owned(),
            (Self::Fasting, FieldValue::Answer(false)) => "not fasting".to_owned(),
            (Self::Complete, FieldValue::Answer(true)) => "complete sample".to_owned(),
            (Self::Complete, FieldValue::Answer(false)) => "part of the sample lost".to_owned(),
            (Self::AbstinenceDays, days) => format!("{} d of abstinence", days.typed()),
            (Self::HoursSinceDose, hours) => format!("{} h after the dose", hours.typed()),
            (Self::WhoEdition, edition) => format!("WHO {}", edition.typed()),
            (_, FieldValue::Specimen(specimen)) => specimen.name().to_owned(),
            (_, value) => value.typed(),
        }
    }
}

fn read_answer(text: &str) -> Result<bool, ContextError> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(ContextError::Answer(text.to_owned())),
    }
}

impl FieldValue {
    /// As a person types it: `yes`, `36`, `Hologic`, `saliva`.
    pub fn typed(&self) -> String {
        match self {
            Self::Answer(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Self::Amount(number) => number.to_string(),
            Self::Words(words) => words.clone(),
            Self::Specimen(specimen) => specimen.id().to_owned(),
        }
    }
}

/// The kind of a report with what only that kind says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportContext {
    kind: Kind,
    /// In the order of the fields, each at most once.
    said: Vec<(ContextField, FieldValue)>,
}

impl ReportContext {
    /// The kind, with nothing known beside it.
    pub const fn new(kind: Kind) -> Self {
        Self { kind, said: Vec::new() }
    }

    /// The kind of report.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether nothing is known beside the kind.
    pub fn is_bare(&self) -> bool {
        self.said.is_empty()
    }

    /// What is said, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (ContextField, &FieldValue)> {
        self.said.iter().map(|(field, value)| (*field, value))
    }

    /// What is said for a field.
    pub fn get(&self, field: ContextField) -> Option<&FieldValue> {
        self.said.iter().find(|(said, _)| *said == field).map(|(_, value)| value)
    }

    /// Says something for a field of this kind, or nothing any more.
    pub fn put(&mut self, field: ContextField, value: Option<FieldValue>) -> Result<(), MisplacedField> {
        let value = value.filter(|value| *value != FieldValue::Specimen(Specimen::Serum));
        if field.row().kind != self.kind && value.is_some() {
            return Err(MisplacedField { field, kind: self.kind });
        }
        self.said.retain(|(said, _)| *said != field);
        if let Some(value) = value {
            let place = self.said.partition_point(|(said, _)| *said < field);
            self.said.insert(place, (field, value));
        }
        Ok(())
    }

    /// The same with something said for a field of this kind; a field of another kind changes nothing.
    #[must_use]
    pub fn with(mut self, field: ContextField, value: FieldValue) -> Self {
        let _ = self.put(field, Some(value));
        self
    }

    /// Whether nothing was eaten before the blood was drawn.
    pub fn fasting(&self) -> Option<bool> {
        self.answer(ContextField::Fasting)
    }

    /// Hours between the last dose and the blood sample.
    pub fn hours_since_dose(&self) -> Option<&Decimal> {
        self.amount(ContextField::HoursSinceDose)
    }

    /// What the blood report measured in.
    pub fn specimen(&self) -> Specimen {
        match self.get(ContextField::Specimen) {
            Some(FieldValue::Specimen(specimen)) => *specimen,
            _ => Specimen::Serum,
        }
    }

    /// Days of abstinence before the semen sample.
    pub fn abstinence_days(&self) -> Option<&Decimal> {
        self.amount(ContextField::AbstinenceDays)
    }

    /// Whether the whole ejaculate was collected.
    pub fn complete(&self) -> Option<bool> {
        self.answer(ContextField::Complete)
    }

    /// The edition of the WHO manual the semen was read by.
    pub fn who_edition(&self) -> Option<&str> {
        self.words(ContextField::WhoEdition)
    }

    /// The machine of a DXA scan.
    pub fn device(&self) -> Option<&str> {
        self.words(ContextField::Device)
    }

    fn answer(&self, field: ContextField) -> Option<bool> {
        match self.get(field)? {
            FieldValue::Answer(yes) => Some(*yes),
            _ => None,
        }
    }

    fn amount(&self, field: ContextField) -> Option<&Decimal> {
        match self.get(field)? {
            FieldValue::Amount(number) => Some(number),
            _ => None,
        }
    }

    fn words(&self, field: ContextField) -> Option<&str> {
        match self.get(field)? {
            FieldValue::Words(words) => Some(words),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_reads_what_it_prints_and_belongs_to_one_kind() {
        for field in ContextField::all() {
            assert_eq!(field.row().field, field, "the rows stand in the order of the fields");
            let value = match field.row().shape {
                FieldShape::Answer => FieldValue::Answer(false),
                FieldShape::Amount => FieldValue::Amount(Decimal::parse("3.50").unwrap()),
                FieldShape::Words => FieldValue::Words("2021".to_owned()),
                FieldShape::Specimen => FieldValue::Specimen(Specimen::Saliva),
            };
            assert_eq!(field.parse_typed(&value.typed()), Ok(value.clone()), "{field:?}");
            assert_eq!(ContextField::from_key(field.row().key), Some(field));
            for kind in Kind::ALL {
                let mut context = ReportContext::new(kind);
                let put = context.put(field, Some(value.clone()));
                assert_eq!(put.is_ok(), kind == field.row().kind, "{field:?} on {kind}");
                assert_eq!(context.get(field), put.is_ok().then_some(&value), "{field:?} on {kind}");
            }
        }
    }

    #[test]
    fn a_duration_may_have_its_unit() {
        for (field, text, amount) in [
            (ContextField::HoursSinceDose, "12h", "12"),
            (ContextField::HoursSinceDose, "12.5 hours", "12.5"),
            (ContextField::HoursSinceDose, "2 days", "48"),
            (ContextField::AbstinenceDays, "3 d", "3"),
            (ContextField::AbstinenceDays, "36 h", "1.5"),
            (ContextField::AbstinenceDays, "3.50", "3.50"),
        ] {
            assert_eq!(field.parse_typed(text).map(|value| value.typed()), Ok(amount.to_owned()), "{text}");
        }
        for (field, text) in
            [(ContextField::AbstinenceDays, "50 h"), (ContextField::HoursSinceDose, "2 weeks")]
        {
            assert!(field.parse_typed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_would_be_right() {
        for (field, text, said) in [
            (ContextField::Fasting, "perhaps", "“perhaps” is not an answer; write yes or no"),
            (ContextField::HoursSinceDose, "-1", "-1 must not be below 0; leave it empty if unknown"),
            (ContextField::Specimen, "tears", "“tears” is not a specimen; write serum"),
        ] {
            let error = field.parse_typed(text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
        assert!(ContextField::HoursSinceDose.parse("-1").is_ok(), "what was stored once is read again");
    }

    #[test]
    fn serum_is_said_by_saying_nothing() {
        let mut context = ReportContext::new(Kind::Blood);
        for (said, is_bare) in [(Specimen::Saliva, false), (Specimen::Serum, true), (Specimen::Plasma, false)]
        {
            context.put(ContextField::Specimen, Some(FieldValue::Specimen(said))).unwrap();
            assert_eq!((context.specimen(), context.is_bare()), (said, is_bare));
        }
    }
}
