//! A row made into a result, with all that is doubtful about it.

use super::head::SheetHead;
use super::lexicon::SheetLexicon;
use super::number::{NumberSign, PrintedNumber, SheetDecimal};
use super::pasted::{PasteContext, PastedResult, PieceMeaning, Unsure};
use super::report_heads::specimen_of;
use super::row::ranges_of_value;
use super::row::{RowReading, ValueReading};
use crate::catalog::language::WordRole;
use crate::domain::analyte::Analyte;
use crate::domain::day::DayOrder;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::plausible::{UnitGiven, UnitWitness};
use crate::domain::quantity::{Comparator, Quantity, UnitCode, shown_unit};
use crate::domain::report::{Kind, Value};
use crate::exchange::typed::{self, SEMEN_WORDS};

/// What is known of the whole sheet.
#[derive(Clone, Copy)]
pub(super) struct SheetFacts<'s, 'a> {
    pub asked: PasteContext<'a>,
    /// Laboratories by their names in the log.
    pub laboratories: &'s [String],
    pub lexicon: &'s SheetLexicon<'a>,
    pub mark: SheetDecimal,
    /// Whether day or month stands first in its days, where they tell.
    pub order: Option<DayOrder>,
    /// Whether it is about semen at all: `volume` and `count` mean nothing elsewhere.
    pub is_semen: bool,
    pub is_scan: bool,
}

impl SheetFacts<'_, '_> {
    /// Whether it tells of an examination, whose day is that of the sample.
    pub const fn is_exam(&self) -> bool {
        self.is_scan || self.is_semen
    }
}

/// What `G/L` says where an analyte is not measured in grams: sheets of France count cells in giga per litre.
const LITRE_OF_GIGA: &str = "10*9/L";

/// What a microscope shows at once: a count in it is none in a volume.
const FIELD_OF_VIEW: &str = "/HPF";

/// How DNA fragmentation is measured.
const ASSAYS: [&str; 4] = ["SCSA", "TUNEL", "SCD", "Comet"];

/// Analytes that have a calculated twin.
const CALCULATED: [(&str, &str); 2] = [
    ("testosterone-free", "free-testosterone-calculated"),
    ("testosterone-bioavailable", "bioavailable-testosterone-calculated"),
];

/// Values of a semen analysis that are 0 where no sperm is seen.
const NONE_IS_ZERO: [&str; 4] = [
    "sperm-concentration",
    "total-sperm-number",
    "total-motile-sperm-count",
    "total-progressive-motile-count",
];

/// The result of a row below the head of its report, or why there is none.
pub(super) fn verdict(facts: &SheetFacts<'_, '_>, row: &RowReading<'_>, head: &SheetHead) -> PieceMeaning {
    let Some(analyte) = analyte_of(facts, row) else {
        return PieceMeaning::Unknown("no known analyte has this name".to_owned());
    };
    if let Some(why) = not_here(facts, row, analyte) {
        return PieceMeaning::Unknown(why);
    }
    if let Some((WordRole::Pending | WordRole::NotDone, words)) = &row.words
        && row.values.iter().all(|value| value.number.comparator != Comparator::Equal)
    {
        return PieceMeaning::Unknown(format!("{} has no result: {}", analyte.name, words.to_lowercase()));
    }
    if row.is_in_words && !row.has_value() && row.ranges.is_empty() {
        return PieceMeaning::Unknown(format!("{} has no number here", analyte.name));
    }
    let mut found = PastedResult {
        analyte: analyte.id.clone(),
        value: String::new(),
        read: None,
        unit: None,
        range: None,
        flag: row.flag.map(str::to_owned),
        method: row.how.method.map(Method::new),
        side: None,
        unusual: None,
        doubts: Vec::new(),
    };
    found.doubt_name(row);
    found.take_value(facts, row, analyte, head);
    found.settle_sign();
    found.leave_over(row);
    found.doubt_specimen(row, head, analyte.kind);
    PieceMeaning::Result(Box::new(found))
}

/// The analyte a name means; of several the one whose unit stands there, else the one of the sheet's kind.
pub(super) fn analyte_of<'a>(facts: &SheetFacts<'_, 'a>, row: &RowReading<'a>) -> Option<&'a Analyte> {
    let fits = |analyte: &&&Analyte| units_of(row).any(|code| analyte.unit(code).is_some());
    let of_sheet = |analyte: &&&Analyte| (analyte.kind == Kind::Semen) == facts.is_semen;
    let all = || row.analytes().iter();
    let fitting = all().find(|analyte| fits(analyte) && of_sheet(analyte)).or_else(|| all().find(fits));
    let has_unit = fitting.is_some() || all().any(|analyte| is_pure(analyte));
    let chosen = fitting.or_else(|| all().find(of_sheet)).or_else(|| row.analytes().first())?;
    let in_its_sheet = chosen.kind == Kind::Semen && facts.is_semen;
    if row.name.as_ref().is_some_and(|name| name.is_everyday)
        && (!has_unit || row.values.is_empty())
        && !in_its_sheet
    {
        return None;
    }
    if row.how.is_calculated
        && let Some((_, twin)) = CALCULATED.iter().find(|(id, _)| *id == &*chosen.id)
    {
        return facts.asked.catalog.analyte(twin);
    }
    Some(chosen)
}

/// Codes of the units that stand in a row.
fn units_of<'r>(row: &'r RowReading<'_>) -> impl Iterator<Item = &'r str> {
    let of_values = row.values.iter().filter_map(|value| value.unit.as_ref());
    let of_ranges = row.ranges.iter().filter_map(|range| range.unit.as_ref());
    of_values.chain(&row.units).chain(of_ranges).map(|(code, _)| code.as_str())
}

fn is_pure(analyte: &Analyte) -> bool {
    analyte.units.iter().all(|unit| shown_unit(&unit.code).is_empty())
}

/// Why a name that is known is no result of this sheet.
fn not_here(facts: &SheetFacts<'_, '_>, row: &RowReading<'_>, analyte: &Analyte) -> Option<String> {
    if analyte.calculated_only {
        return Some(format!("{} is computed from other results", analyte.name));
    }
    if let Some(kind) = facts.asked.kind.filter(|kind| *kind != analyte.kind) {
        return Some(format!("{} does not belong on a {}", analyte.name, kind.name()));
    }
    if analyte.kind == Kind::Semen && !facts.is_semen {
        return Some(format!("“{}” is a semen result, and nothing here speaks of semen", row.printed()));
    }
    if units_of(row).any(|code| code == FIELD_OF_VIEW) {
        return Some(format!("“{}” is counted in a field of view here, not in a volume", row.printed()));
    }
    // `RBC: nil` among what the microscope showed.
    if analyte.kind == Kind::Blood && facts.is_semen && row.words.is_some() {
        return Some(format!("“{}” is no result of semen", row.printed()));
    }
    let other_unit =
        units_of(row).next().is_some() && !units_of(row).any(|code| analyte.unit(code).is_some()); // Another name with a unit this analyte has not is another thing.
    (!row.is_clean() && other_unit && !is_pure(analyte)).then(|| "no known analyte has this name".to_owned())
}

impl PastedResult {
    fn doubt_name(&mut self, row: &RowReading<'_>) {
        let mut beside = row.beside_name.clone();
        self.take_assay(&mut beside);
        if !beside.is_empty() {
            let printed = format!("{} {}", row.printed(), row.beside_name.join(" "));
            self.doubts.push(Unsure::Name { printed, perhaps: vec![self.analyte.to_string()] });
        }
    }

    /// A plus says high where the range beside it says so too, and a dash low.
    fn settle_sign(&mut self) {
        let said = match self.flag.as_deref() {
            Some("+") => "H",
            Some("-") => "L",
            _ => return,
        };
        let value = self.quantity().map(|quantity| quantity.value.value());
        let is_so = value.zip(self.range.as_ref()).is_some_and(|(value, range)| match said {
            "H" => range.high.as_ref().is_some_and(|high| value > high.value()),
            _ => range.low.as_ref().is_some_and(|low| value < low.value()),
        });
        self.flag = is_so.then(|| said.to_owned());
    }

    fn doubt_specimen(&mut self, row: &RowReading<'_>, head: &SheetHead, kind: Kind) {
        let own = row.how.specimen.map(specimen_of);
        // Sperm that were looked for in urine are no semen analysis.
        let of_head = Some(head.specimen).filter(|_| kind == Kind::Semen);
        let own = own.filter(|own| *own != head.specimen).or(of_head);
        if let Some(own) = own.filter(|own| !own.is_serum()) {
            self.doubts.push(Unsure::Sample(own.name()));
        }
    }

    /// Takes the assay of DNA fragmentation out of words that nothing else is made of.
    fn take_assay(&mut self, words: &mut Vec<String>) {
        if &*self.analyte == "dfi" {
            words.retain(|word| {
                let assay = ASSAYS.into_iter().find(|assay| word.eq_ignore_ascii_case(assay));
                self.method = self.method.take().or_else(|| assay.map(Method::new));
                assay.is_none()
            });
        }
    }

    fn leave_over(&mut self, row: &RowReading<'_>) {
        let mut left = row.left_over.clone();
        self.take_assay(&mut left);
        if !left.is_empty() {
            self.doubts.push(Unsure::LeftOver(left.join(" ")));
        }
    }

    fn take_value(
        &mut self,
        facts: &SheetFacts<'_, '_>,
        row: &RowReading<'_>,
        analyte: &Analyte,
        head: &SheetHead,
    ) {
        let values = candidates(facts, row, analyte);
        if let Some((kind, words)) = &row.words {
            let limit = values.first().filter(|value| {
                *kind == WordRole::NotDetected && value.number.comparator != Comparator::Equal
            });
            if limit.is_none() {
                self.take_range(facts, head, row, None, analyte);
                return self.take_words(facts, head, *kind, words, analyte);
            }
        }
        let Some(value) = values.first() else {
            self.take_range(facts, head, row, None, analyte);
            return self.doubts.push(Unsure::NoValue(analyte.name.clone()));
        };
        if values.len() > 1 {
            let shown: Vec<String> = values.iter().map(|value| value.number.typed()).collect();
            self.doubts.push(Unsure::TwoNumbers(shown.join(", ")));
        }
        self.take_unit(facts, row, value, analyte);
        let witness = self.take_range(facts, head, row, self.unit.clone(), analyte);
        let mut number = value.number.clone();
        if number.sign == NumberSign::LooseDash {
            if analyte.floor() < 0.0 {
                self.doubts.push(Unsure::Number(format!(
                    "“- {}” may be below 0, or the dash parts it from its name",
                    number.digits
                )));
            }
            number.sign = NumberSign::None;
        }
        self.take_number(facts, head, &number, witness.as_ref(), analyte);
    }

    fn take_number(
        &mut self,
        facts: &SheetFacts<'_, '_>,
        head: &SheetHead,
        number: &PrintedNumber,
        witness: Option<&Interval>,
        analyte: &Analyte,
    ) {
        self.value = number.typed();
        match number.decimal(facts.mark) {
            Ok(value) => {
                self.value = format!("{}{value}", number.comparator.prefix());
                let quantity = (number.comparator, value);
                self.take_quantity(facts, head, quantity, witness, analyte);
                if let Some(other) = number
                    .in_thousands()
                    .filter(|other| self.unusual.is_some() && !self.value.ends_with(other.as_str()))
                {
                    self.doubts.push(Unsure::Number(format!("“{}” may be {other}", number.digits)));
                }
            }
            Err(error) => self.doubts.push(Unsure::Number(error.to_string())),
        }
    }

    fn take_words(
        &mut self,
        facts: &SheetFacts<'_, '_>,
        head: &SheetHead,
        kind: WordRole,
        words: &str,
        analyte: &Analyte,
    ) {
        self.value = words.to_lowercase();
        match kind {
            WordRole::NoneSeen if NONE_IS_ZERO.contains(&&*analyte.id) => {
                let zero = crate::domain::decimal::Decimal::rounded(0.0, 0);
                self.value = zero.to_string();
                self.unit = Some(analyte.canonical().code.clone());
                self.take_quantity(facts, head, (Comparator::Equal, zero), None, analyte);
            }
            WordRole::TooFew | WordRole::InPellet if analyte.kind == Kind::Semen => {
                let known = SEMEN_WORDS[usize::from(kind == WordRole::InPellet)].to_owned();
                self.value.clone_from(&known);
                self.read = Some(Value::Words(known));
            }
            WordRole::NotDetected => {
                let name = analyte.name.clone();
                self.doubts.push(Unsure::Words(typed::TypedError::LimitMissing { name }.to_string()));
            }
            _ => self.doubts.push(Unsure::Words(format!("there is no number: {}", self.value))),
        }
    }

    /// The unit on the line. None is guessed; a pure number needs none.
    fn take_unit(
        &mut self,
        facts: &SheetFacts<'_, '_>,
        row: &RowReading<'_>,
        value: &ValueReading,
        analyte: &Analyte,
    ) {
        let own = value.unit.as_ref().or_else(|| row.values.iter().find_map(|other| other.unit.as_ref()));
        let beside: Vec<&(String, String)> = row.units.iter().collect();
        let of_range = row.ranges.iter().find_map(|range| range.unit.as_ref());
        let known = |unit: &&(String, String)| analyte.unit(&unit.0).is_some();
        let mut units: Vec<&(String, String)> = Vec::new();
        for unit in own.into_iter().chain(beside) {
            if !units.iter().any(|other| other.0 == unit.0 && !unit.0.is_empty()) {
                units.push(unit);
            }
        }
        if units.is_empty() {
            units.extend(of_range);
        }
        let giga = (LITRE_OF_GIGA.to_owned(), units.first().map_or_else(String::new, |unit| unit.1.clone()));
        if let [one] = units.as_mut_slice()
            && one.1.starts_with('G')
            && !known(one)
            && known(&&giga)
        {
            *one = &giga;
        }
        match units.as_slice() {
            [] if is_pure(analyte) => self.unit = Some(analyte.canonical().code.clone()),
            [] if let Some(unit) = only_unit(facts, value, analyte) => self.unit = Some(unit),
            [] => {
                let codes: Vec<&str> = analyte.units.iter().map(|unit| shown_unit(&unit.code)).collect();
                self.doubts.push(Unsure::NoUnit(codes.join(" or ")));
            }
            [one] if known(one) => self.unit = Some(one.0.as_str().into()),
            [one] if is_pure(analyte) && shown_unit(&one.0).is_empty() && !one.0.is_empty() => {
                self.unit = Some(analyte.canonical().code.clone());
            }
            [one] => {
                let error = facts.asked.catalog.unit(analyte, &format!("\u{1}{}", one.1)).err();
                let text = error.map_or_else(String::new, |error| error.to_string().replace('\u{1}', ""));
                self.doubts.push(Unsure::OtherUnit(text));
            }
            many => {
                let all: Vec<&str> = many.iter().map(|unit| unit.1.as_str()).collect();
                self.doubts.push(Unsure::TwoUnits(all.join(", ")));
                self.unit = many.iter().find(|unit| known(unit)).map(|unit| unit.0.as_str().into());
            }
        }
    }

    /// The interval that holds for a man; of several that do none. Answers one that still tells which unit is meant.
    fn take_range(
        &mut self,
        facts: &SheetFacts<'_, '_>,
        head: &SheetHead,
        row: &RowReading<'_>,
        unit: Option<UnitCode>,
        analyte: &Analyte,
    ) -> Option<Interval> {
        let factor = |code: &str| analyte.unit(code).map(|unit| unit.factor);
        let of_value =
            ranges_of_value(&row.ranges, head.age.on(head.day()), |range| match (&range.unit, &unit) {
                (Some((code, _)), Some(own)) if !code.is_empty() => {
                    factor(code).is_none() || factor(code) == factor(own)
                }
                _ => true,
            });
        let mut read: Vec<Interval> = Vec::new();
        for range in of_value {
            match range.range.interval(facts.mark) {
                Ok(interval) if !read.contains(&interval) => read.push(interval),
                Ok(_) => {}
                Err(why) => self.doubts.push(Unsure::Range(why)),
            }
        }
        if let [one] = read.as_slice() {
            self.range = Some(one.clone());
        }
        read.into_iter().next()
    }

    fn take_quantity(
        &mut self,
        facts: &SheetFacts<'_, '_>,
        head: &SheetHead,
        (comparator, value): (Comparator, crate::domain::decimal::Decimal),
        witness: Option<&Interval>,
        analyte: &Analyte,
    ) {
        let Some(unit) = self.unit.clone() else { return };
        let quantity = Quantity { comparator, value, unit }; // Limits of serum hold for no other specimen.
        let measured = facts.asked.catalog.analytes().in_specimen(&analyte.id, head.specimen);
        let analyte = measured.unwrap_or(analyte);
        if let Err(error) = typed::refuse_impossible(analyte, &quantity) {
            return self.doubts.push(Unsure::Value(error.to_string()));
        }
        let witness = UnitWitness {
            given: UnitGiven::Printed,
            range: witness,
            record: Some(facts.asked.record),
            laboratory: head.laboratory.as_deref(),
        };
        match typed::doubt_value(analyte, &quantity, witness) {
            Some(doubt) if doubt.is_likely_mistake() => self.doubts.push(Unsure::Value(doubt.to_string())),
            unusual => self.unusual = unusual,
        }
        self.read = Some(Value::Number(quantity));
    }
}

/// The unit that a sheet may leave out, because in any other one its number would be impossible: of a share, as parts of
/// one or of a hundred, and of the density of bone.
fn only_unit(facts: &SheetFacts<'_, '_>, value: &ValueReading, analyte: &Analyte) -> Option<UnitCode> {
    let is_share = ["%", "L/L"].iter().all(|code| analyte.unit(code).is_some());
    let number = value.number.decimal(facts.mark).ok()?.value();
    let is_plain = value.number.comparator == Comparator::Equal && value.unit.is_none();
    let mut possible = analyte.units.iter().filter(|unit| analyte.hard.contain(number * unit.factor));
    let only = possible.next().filter(|_| possible.next().is_none());
    only.filter(|_| is_plain && (is_share || analyte.kind == Kind::Dxa)).map(|unit| unit.code.clone())
}

/// The numbers that may be the value: those of the column of results where there is one, and of one value in two
/// units the first.
fn candidates(facts: &SheetFacts<'_, '_>, row: &RowReading<'_>, analyte: &Analyte) -> Vec<ValueReading> {
    let in_column: Vec<&ValueReading> = row.values.iter().filter(|value| value.in_column).collect();
    // A number with a unit beside one without, in the column of results: the row is not set below its heads.
    let is_set_elsewhere = in_column.iter().all(|value| value.unit.is_none())
        && row.values.iter().any(|value| {
            let unit = value.unit.as_ref().filter(|_| !value.in_column);
            unit.is_some_and(|(code, _)| !code.is_empty() && analyte.unit(code).is_some())
        });
    let takes_all = in_column.is_empty() || is_set_elsewhere;
    let all: Vec<&ValueReading> = if takes_all { row.values.iter().collect() } else { in_column };
    // Of a count and a share of one name the share is meant where the analyte is one: `Immotile   20.3 M/mL   43 %`.
    let is_other = |value: &&ValueReading| {
        value.unit.as_ref().is_some_and(|(code, _)| !code.is_empty() && analyte.unit(code).is_none())
    };
    let has_own =
        |value: &&ValueReading| value.unit.as_ref().is_some_and(|(code, _)| analyte.unit(code).is_some());
    let is_told = analyte.kind == Kind::Semen && all.iter().any(has_own);
    let mut kept: Vec<ValueReading> = Vec::new();
    for value in all.into_iter().filter(|value| !(is_told && is_other(value))) {
        if !kept.first().is_some_and(|first| is_same_amount(facts, first, value, analyte)) {
            kept.push(value.clone());
        }
    }
    kept
}

/// Whether two numbers are one amount in two units, as far as their digits tell; the same number twice counts where
/// both have the same unit.
pub(super) fn is_same_amount(
    facts: &SheetFacts<'_, '_>,
    first: &ValueReading,
    second: &ValueReading,
    analyte: &Analyte,
) -> bool {
    let amount = |value: &ValueReading| {
        let (code, _) = value.unit.as_ref()?;
        let number = value.number.decimal(facts.mark).ok()?.value();
        Some(number * analyte.unit(code)?.factor)
    };
    let (Some(a), Some(b)) = (amount(first), amount(second)) else { return false };
    first.number.comparator == second.number.comparator && (a - b).abs() <= 0.03 * a.abs().max(b.abs())
}
