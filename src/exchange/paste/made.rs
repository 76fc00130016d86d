//! A name with what stands beside it, made into a result with all that is doubtful about it.

use super::tail::Tail;
use super::token::Phrase;
use super::{Asked, Found, Is, Unsure};
use crate::domain::analyte::Analyte;
use crate::domain::decimal::Decimal;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity, shown_unit};
use crate::domain::report::{Kind, Value};
use crate::exchange::typed::{self, SEMEN_WORDS};

/// A name and what stands beside it.
#[derive(Clone, Debug)]
pub(super) struct Read<'a> {
    pub analyte: &'a Analyte,
    /// The name as printed.
    pub printed: String,
    /// Where the name ends, in words.
    pub named: usize,
    pub tail: Tail,
    /// Words that belong to the result.
    pub used: usize,
}

/// What the rest of the text says about a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// Whether the text is about semen at all: `volume` and `count` mean nothing elsewhere.
    pub is_semen: bool,
    /// Whether the columns give the limits of the interval as numbers of their own.
    pub has_limits: bool,
}

/// The result, or why there is none.
pub(super) fn result(asked: &Asked<'_>, context: Context, read: &Read<'_>) -> Is {
    let analyte = read.analyte;
    if analyte.calculated_only {
        return Is::Unknown(format!("{} is computed from other results", analyte.name));
    }
    if let Some(kind) = asked.kind.filter(|kind| *kind != analyte.kind) {
        return Is::Unknown(format!("{} does not belong on a {}", analyte.name, kind.name()));
    }
    if analyte.kind == Kind::Semen && !context.is_semen {
        return Is::Unknown(format!(
            "“{}” is a semen result, and nothing here speaks of semen",
            read.printed
        ));
    }
    if let Some((Phrase::NoResult, words)) = &read.tail.phrase {
        return Is::Unknown(format!("{} has no result: {words}", analyte.name));
    }
    let mut found = Found {
        analyte: analyte.id.clone(),
        value: String::new(),
        read: None,
        unit: None,
        range: None,
        flag: read.tail.flag.map(str::to_owned),
        method: read.tail.method.map(Method::new),
        side: None,
        day: read.tail.day.clone(),
        doubts: Vec::new(),
    };
    found.doubt_name(read);
    found.take_range(&read.tail, context);
    match &read.tail.phrase {
        Some((phrase, words)) => found.take_words(*phrase, words, analyte),
        None => found.take_number(asked, &read.tail, analyte),
    }
    if !read.tail.after.is_empty() {
        found.doubts.push(Unsure::LeftOver(read.tail.after.join(" ")));
    }
    Is::Result(Box::new(found))
}

impl Found {
    fn doubt_name(&mut self, read: &Read<'_>) {
        if !read.tail.before.is_empty() {
            let printed = format!("{} {}", read.printed, read.tail.before.join(" "));
            self.doubts.push(Unsure::Name { printed, perhaps: vec![self.analyte.to_string()] });
        }
    }

    /// The interval printed as one, or as two numbers where the columns say so.
    fn take_range(&mut self, tail: &Tail, context: Context) {
        if let Some(text) = &tail.bad_range {
            self.doubts.push(Unsure::Range(text.clone()));
        }
        self.range = match (tail.ranges.as_slice(), tail.numbers.as_slice()) {
            ([], [_, (_, low), (_, high)]) if context.has_limits => {
                let side = |text: &str| Decimal::parse(text).ok();
                Some(Interval { low: side(low), high: side(high) })
            }
            ([one], _) => Some(one.clone()),
            ([], _) => None,
            (many, _) => {
                let shown: Vec<String> = many.iter().map(ToString::to_string).collect();
                self.doubts.push(Unsure::Range(format!("more than one range: {}", shown.join(", "))));
                None
            }
        };
    }

    fn take_words(&mut self, phrase: Phrase, words: &str, analyte: &Analyte) {
        words.clone_into(&mut self.value);
        match phrase {
            Phrase::Semen if analyte.kind == Kind::Semen => {
                let known = SEMEN_WORDS[usize::from(words.contains("pellet"))].to_owned();
                self.value.clone_from(&known);
                self.read = Some(Value::Words(known));
            }
            Phrase::NotDetected => {
                let name = analyte.name.clone();
                self.doubts.push(Unsure::Words(typed::TypedError::LimitMissing { name }.to_string()));
            }
            _ => self.doubts.push(Unsure::Words(format!("there is no number: {words}"))),
        }
    }

    fn take_number(&mut self, asked: &Asked<'_>, tail: &Tail, analyte: &Analyte) {
        let (comparator, digits) = tail.numbers.first().cloned().unwrap_or_default();
        self.value = format!("{}{digits}", comparator.prefix());
        let limits_are_numbers = self.range.is_some() && tail.ranges.is_empty();
        if tail.numbers.len() > 1 && !limits_are_numbers {
            let shown = tail.numbers.iter().map(|(sign, digits)| format!("{}{digits}", sign.prefix()));
            self.doubts.push(Unsure::TwoNumbers(shown.collect::<Vec<_>>().join(", ")));
        }
        self.take_unit(asked, tail, analyte);
        match Decimal::parse(&digits) {
            Ok(value) => self.take_quantity(comparator, value, analyte),
            Err(error) => self.doubts.push(Unsure::Number(error.to_string())),
        }
    }

    /// The unit on the line. None is guessed; a pure number needs none.
    fn take_unit(&mut self, asked: &Asked<'_>, tail: &Tail, analyte: &Analyte) {
        let is_pure = analyte.units.iter().all(|unit| shown_unit(&unit.code).is_empty());
        match (tail.units.as_slice(), tail.other_units.first()) {
            ([], Some(other)) => {
                let error = asked.catalog.unit(analyte, other).err();
                self.doubts.push(Unsure::OtherUnit(error.map_or_else(String::new, |e| e.to_string())));
            }
            ([], None) if is_pure => self.unit = Some(analyte.canonical().code.clone()),
            ([], None) => {
                let codes: Vec<&str> = analyte.units.iter().map(|unit| shown_unit(&unit.code)).collect();
                self.doubts.push(Unsure::NoUnit(codes.join(" or ")));
            }
            ([one], None) => self.unit = Some(one.clone()),
            (many, other) => {
                let all = many.iter().map(|unit| &**unit).chain(other.map(String::as_str));
                self.doubts.push(Unsure::TwoUnits(all.collect::<Vec<_>>().join(", ")));
                self.unit = many.first().cloned();
            }
        }
    }

    fn take_quantity(&mut self, comparator: Comparator, value: Decimal, analyte: &Analyte) {
        let Some(unit) = self.unit.clone() else { return };
        let quantity = Quantity { comparator, value, unit };
        if let Err(error) = typed::refuse_impossible(analyte, &quantity) {
            return self.doubts.push(Unsure::Value(error.to_string()));
        }
        if !self.is_of_range(&quantity) {
            let odd = typed::doubts(analyte, &quantity);
            self.doubts.extend(odd.iter().map(|doubt| Unsure::Value(doubt.to_string())));
        }
        self.read = Some(Value::Number(quantity));
    }

    /// Whether the number is of the size of the range printed beside it, which then speaks for its unit.
    fn is_of_range(&self, quantity: &Quantity) -> bool {
        let Some(Interval { low: Some(low), high: Some(high) }) = &self.range else { return false };
        let value = quantity.value.value();
        value >= low.value() / OF_RANGE && value <= high.value() * OF_RANGE
    }
}

/// How far outside a printed range a number may be and still be of its size. Units of one analyte are further apart
/// than that from one another.
const OF_RANGE: f64 = 2.0;
