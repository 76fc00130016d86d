//! What a reminder says: placeholders of a rule's message, and values, dates and names in words.

use chrono::{NaiveDate, NaiveTime};
use strum::{EnumString, VariantNames};

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::day;
use crate::domain::method::KnownMethod;
use crate::domain::quantity::Quantity;
use crate::domain::series::Reading;
use crate::guidance::RuleKnowledge;
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::WantedItem;

/// Placeholders that a message of any kind may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub(super) enum SharedPlaceholder {
    Assay,
    AxisWords,
    Beside,
    TimingWords,
    Fall,
    GoalWords,
    Lh,
    LhValue,
    PanelWords,
    TrtWords,
}

/// Placeholders and what stands for them.
pub(super) type MessageWords = Vec<(&'static str, String)>;

/// Fills the placeholders of a message from these words, else from others; one that is not known stays as it is.
pub(super) fn render(
    template: &str,
    words: &MessageWords,
    others: impl Fn(&str) -> Option<String>,
) -> String {
    let mut text = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        let given = words.iter().find(|(known, _)| *known == name).map(|(_, word)| word.clone());
        match given.or_else(|| others(name)) {
            Some(word) => text.push_str(&word),
            None => text.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    text.push_str(rest);
    capitalised(&text)
}

/// The placeholders in a message.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// `coming up on 29 Jan 2026`, `due` or `overdue since 29 Jan 2026`.
pub(super) fn state(severity: Option<Severity>, due: NaiveDate) -> String {
    match severity {
        Some(Severity::Due) => "due".to_owned(),
        Some(Severity::Overdue) => format!("overdue since {}", day::long(due)),
        _ => format!("coming up on {}", day::long(due)),
    }
}

/// `LH, FSH and total testosterone`.
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// An item in the middle of a sentence: `estradiol`, `LH`, `semen analysis`.
pub(super) fn named(item: &WantedItem, analytes: &Analytes) -> String {
    match item {
        WantedItem::Paper(kind) => kind.name().to_owned(),
        WantedItem::Analyte(id) => analyte(id, analytes),
    }
}

/// An analyte in the middle of a sentence: `Testosterone, total` becomes `total testosterone`.
pub fn analyte(id: &str, analytes: &Analytes) -> String {
    let Some(analyte) = analytes.get(id) else {
        return sign(id);
    };
    match analyte.name.split_once(", ") {
        Some((what, which)) => format!("{which} {}", uncapitalised(what)),
        None => uncapitalised(&analyte.name),
    }
}

/// A symptom or event in the middle of a sentence: `joint pain`.
pub(super) fn sign(id: &str) -> String {
    id.replace('-', " ")
}

/// A reading as printed, and in the unit rules compare in where it was printed in another: `<22 pmol/L (<6.0 pg/mL)`.
pub(super) fn value(reading: &Reading<'_>, id: &str, knowledge: RuleKnowledge<'_>) -> String {
    let Some(analyte) = knowledge.analytes.get(id) else {
        return String::new();
    };
    quantity(&reading.quantity(analyte), analyte)
}

/// `estradiol 6.2 pg/mL on 14 Mar 2026 (LC-MS/MS)`, in the middle of a sentence.
pub(super) fn reading(reading: &Reading<'_>, id: &str, knowledge: RuleKnowledge<'_>) -> String {
    let name = analyte(id, knowledge.analytes);
    let how = match (reading.result(), reading.method()) {
        (Some(_), Some(method)) if method.known() == Some(KnownMethod::MassSpectrometry) => {
            " (LC-MS/MS)".to_owned()
        }
        (Some(_), Some(method)) => format!(" ({method})"),
        (Some(_), None) => String::new(),
        (None, _) => " (computed)".to_owned(),
    };
    let value = value(reading, id, knowledge);
    format!("{name} {value} on {}{how}", day::long(reading.day))
}

/// ` (at 08:10 and 08:15)`, or that the time is not stated; after the dates of results, oldest first.
pub(super) fn time_words(times: &[Option<NaiveTime>]) -> String {
    let stated: Vec<String> = times.iter().flatten().map(|time| time.format("%H:%M").to_string()).collect();
    match times.len() - stated.len() {
        0 if times.len() > 1 => format!(" (at {})", listed(&stated)),
        0 => format!(" at {}", listed(&stated)),
        missing if missing == times.len() => " (time not stated)".to_owned(),
        _ => " (one time not stated)".to_owned(),
    }
}

/// `1 day`, `3 days`, `2.5 days`.
pub(super) fn days(count: &str) -> String {
    format!("{count} {}", if count == "1" { "day" } else { "days" })
}

/// A limit in the analyte's canonical unit: `10 pg/mL`.
pub(super) fn limit(value: f64, id: &str, analytes: &Analytes) -> String {
    let unit = analytes.get(id).map(|a| a.canonical().code.clone());
    let quantity = Quantity {
        comparator: crate::domain::quantity::Comparator::Equal,
        value: plain(value),
        unit: unit.unwrap_or_default(),
    };
    quantity.to_string()
}

/// A number of a rule with the digits it needs.
pub(super) fn plain(value: f64) -> crate::domain::decimal::Decimal {
    let places = (0..4).find(|places| (value * 10f64.powi(*places)).fract() == 0.0).unwrap_or(4);
    crate::domain::decimal::Decimal::rounded(value, places as u8)
}

/// With a capital letter at the front and a full stop.
pub(super) fn sentence(text: &str) -> String {
    format!("{}.", capitalised(text))
}

/// With a capital letter at the front.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn quantity(printed: &Quantity, analyte: &Analyte) -> String {
    let canonical = analyte.canonical();
    let other = (printed.unit != canonical.code).then(|| analyte.convert(printed, canonical)).flatten();
    match other {
        Some(other) => format!("{printed} ({other})"),
        None => printed.to_string(),
    }
}

/// Without the capital letter of a sentence; abbreviations and Greek letters stay: `LH`, `T/E2`, `DHEA-S`.
pub fn uncapitalised(name: &str) -> String {
    let mut letters = name.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    match letters.clone().next() {
        Some(second) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_a_sentence_begins_with_a_capital() {
        let words: MessageWords = vec![("missing", "vitamin D and calcium".into()), ("state", "due".into())];
        assert_eq!(render("{missing} are {state}.", &words, |_| None), "Vitamin D and calcium are due.");
        assert_eq!(
            render("A {riddle} and an open {brace", &words, |_| None),
            "A {riddle} and an open {brace"
        );
        assert_eq!(placeholders("{missing} are {state}.").collect::<Vec<_>>(), ["missing", "state"]);
    }

    #[test]
    fn things_are_listed_as_people_list_them() {
        for (words, text) in [
            (&["LH"][..], "LH"),
            (&["LH", "FSH"], "LH and FSH"),
            (&["LH", "FSH", "estradiol"], "LH, FSH and estradiol"),
        ] {
            let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
            assert_eq!(listed(&words), text);
        }
    }

    #[test]
    fn limits_have_the_digits_they_need() {
        for (value, text) in [(10.0, "10"), (38.3, "38.3"), (1.4, "1.4"), (-2.0, "-2")] {
            assert_eq!(plain(value).as_str(), text);
        }
    }

    #[test]
    fn abbreviations_keep_their_capitals() {
        for (name, text) in
            [("Estradiol", "estradiol"), ("LH", "LH"), ("T/E2", "T/E2"), ("Vitamin D", "vitamin D")]
        {
            assert_eq!(uncapitalised(name), text);
        }
    }
}
