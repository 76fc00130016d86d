//! The tests one draw, one sample or one scan would settle, with what makes the results usable.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::catalog::order::OrderKnowledge;
use crate::domain::day;
use crate::domain::id::{AnalyteId, ClassId, SourceKey};
use crate::domain::record::Record;
use crate::domain::report::Kind;
use crate::exchange::json_sheet::JsonSheet;
use crate::guidance::coming::Planned;
use crate::guidance::reminder::Reminder;
use crate::guidance::{Outlook, analyte_in_text, listed};

/// What `order --json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TestOrder {
    /// One for each kind of report, in the order blood, semen, DXA, body.
    pub draws: Vec<OrderedDraw>,
    /// Tests a finding asks for again; they settle nothing that is owed.
    pub repeat: Vec<OrderedDraw>,
}

impl JsonSheet for TestOrder {
    const SHAPE: &'static str = "order";
}

/// Everything one draw, sample or scan is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderedDraw {
    /// `blood`, `semen`, `dxa` or `body`.
    pub specimen: Kind,
    pub tests: Vec<OrderedTest>,
    pub conditions: Vec<OrderCondition>,
    /// The rules whose reminders it settles, or that ask for a repeat.
    pub settles: Vec<String>,
}

/// A test of the order, under the name laboratories use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderedTest {
    /// The analyte; `semen` or `dxa` where any such report will do.
    pub analyte: AnalyteId,
    /// Its LOINC code in the usual unit, where one is known.
    pub loinc: Option<String>,
    /// As laboratories know it.
    #[serde(skip)]
    pub name: String,
}

/// One thing to mind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderCondition {
    pub text: String,
    pub sources: Vec<SourceKey>,
    /// The same in words: `ESE2, unverified; CDC14`.
    #[serde(skip)]
    pub cited: String,
}

impl TestOrder {
    /// The order of what is in force and what is due by a last day.
    pub fn new(
        outlook: &Outlook,
        record: &Record,
        catalog: &Catalog,
        today: NaiveDate,
        last: NaiveDate,
    ) -> Self {
        let in_time = outlook.coming.iter().filter(|reminder| reminder.due <= last && !reminder.is_quiet());
        let owed: Vec<&Reminder> =
            outlook.reminders.iter().chain(in_time).filter(|r| r.settlement.errand.is_some()).collect();
        let knowledge = OrderKnowledge::embedded();
        let asks = |reminder: &&Reminder| knowledge.repeats().contains(&reminder.rule);
        let repeat: Vec<&Reminder> = outlook.reminders.iter().filter(asks).collect();
        let taken: Vec<Option<ClassId>> = record
            .regimens()
            .iter()
            .filter(|regimen| regimen.covers(today))
            .map(|regimen| catalog.drugs().get(&regimen.drug).and_then(|drug| drug.class.clone()))
            .collect();
        Self { draws: draws(&owed, catalog, &taken), repeat: draws(&repeat, catalog, &taken) }
    }

    /// As text to print or copy; with LOINC codes where they are asked for.
    pub fn text(&self, codes: Codes) -> String {
        let mut text = String::new();
        for draw in &self.draws {
            text += &draw.text(&draw.heading(), codes);
        }
        for draw in &self.repeat {
            text += &draw.text(&format!("Ask about a repeat, {}", draw.heading().to_lowercase()), codes);
        }
        text.trim_end().to_owned() + if text.is_empty() { "" } else { "\n" }
    }
}

/// Whether codes stand beside the names of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    Without,
    /// Names with their LOINC codes.
    Loinc,
}

impl OrderedDraw {
    /// The heading of a draw, for example `One blood draw`.
    pub fn heading(&self) -> String {
        match self.specimen {
            Kind::Blood => "One blood draw",
            Kind::Semen => "One semen sample",
            Kind::Dxa => "One DXA scan",
            Kind::Body => "One measuring",
        }
        .to_owned()
    }

    fn text(&self, heading: &str, codes: Codes) -> String {
        let mut text = format!("{heading}\n");
        for test in &self.tests {
            let code = test.loinc.as_ref().filter(|_| codes == Codes::Loinc);
            let code = code.map_or_else(String::new, |code| format!("  (LOINC {code})"));
            text += &format!("  [ ] {}{code}\n", test.name);
        }
        for condition in &self.conditions {
            let cited = &condition.cited;
            let cited = if cited.is_empty() { String::new() } else { format!("  ({cited})") };
            text += &format!("  {}{cited}\n", condition.text);
        }
        text + &format!("  for: {}\n\n", self.settles.join(", "))
    }
}

/// One draw for each kind of report these reminders ask for.
fn draws(reminders: &[&Reminder], catalog: &Catalog, taken: &[Option<ClassId>]) -> Vec<OrderedDraw> {
    let of_kind = |kind: Kind| {
        let mut tests: Vec<OrderedTest> = Vec::new();
        let mut settles = Vec::new();
        for reminder in reminders {
            let wanted = reminder.items.iter().filter(|item| kind_of(item, catalog) == Some(kind));
            let before = tests.len();
            let mut is_asked = false;
            for item in wanted {
                is_asked = true;
                if !tests.iter().any(|test| *test.analyte == **item) {
                    tests.push(test(item, catalog));
                }
            }
            if is_asked || tests.len() > before {
                settles.push(reminder.rule.to_string());
            }
        }
        // Sites and counts of a report stand on any report of the kind.
        let whole = tests.iter().position(|test| Kind::from_id(&test.analyte).is_some());
        if let Some(whole) = whole {
            tests.swap(0, whole);
        }
        let analytes: Vec<AnalyteId> = tests.iter().map(|test| test.analyte.clone()).collect();
        let conditions = OrderKnowledge::embedded().conditions_for(kind, &analytes, taken);
        let conditions = conditions.into_iter().map(|condition| OrderCondition {
            text: condition.text.clone(),
            sources: condition.sources.clone(),
            cited: condition.sources.iter().map(|key| catalog.cited(key)).collect::<Vec<_>>().join("; "),
        });
        (!tests.is_empty()).then(|| OrderedDraw {
            specimen: kind,
            tests,
            conditions: conditions.collect(),
            settles,
        })
    };
    Kind::ALL.into_iter().filter_map(of_kind).collect()
}

/// The kind of report an item stands on.
fn kind_of(item: &str, catalog: &Catalog) -> Option<Kind> {
    Kind::from_id(item).or_else(|| Some(catalog.analyte(item)?.kind))
}

fn test(item: &str, catalog: &Catalog) -> OrderedTest {
    let analyte = catalog.analyte(item);
    let code = analyte.and_then(|analyte| catalog.loinc_for(item, &analyte.canonical().code, None));
    OrderedTest {
        analyte: item.into(),
        loinc: code.map(|loinc| loinc.code.to_string()),
        name: item_name(item, catalog),
    }
}

/// `Estradiol`, `Semen analysis`, `DXA scan`.
fn item_name(item: &str, catalog: &Catalog) -> String {
    let kind = Kind::from_id(item).map(|kind| kind.name().to_owned());
    let name = kind.or_else(|| catalog.analyte(item).map(|analyte| analyte.name.clone()));
    name.unwrap_or_else(|| item.to_owned())
}

/// `total testosterone`, `semen analysis`, `DXA scan`: a name that other names may stand beside.
fn spoken_name(item: &str, catalog: &Catalog) -> String {
    match Kind::from_id(item) {
        Some(kind) => kind.name().to_owned(),
        None => analyte_in_text(item, catalog.analytes()),
    }
}

/// What comes next in a few words, the two nearest days: `estradiol and LH on 12 Feb 2027 · semen analysis on 3 Mar 2027`;
/// none where nothing comes.
pub fn next_words(
    planned: &[Planned<'_>],
    catalog: &Catalog,
    day: impl Fn(NaiveDate) -> String,
) -> Option<String> {
    let mut days: Vec<(NaiveDate, Vec<String>)> = Vec::new();
    for planned in planned {
        let mut names: Vec<String> =
            planned.reminder.items.iter().map(|item| spoken_name(item, catalog)).collect();
        if names.is_empty() {
            names.push(planned.reminder.title.clone());
        }
        match days.last_mut().filter(|(day, _)| *day == planned.day) {
            Some((_, all)) => all.extend(names),
            None => days.push((planned.day, names)),
        }
    }
    // A test that is due twice is told of once.
    let mut told = std::collections::BTreeSet::new();
    days.retain(|(_, names)| names.iter().any(|name| told.insert(name.clone())));
    let words = days.into_iter().take(2).map(|(on, mut names)| {
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        if names.len() > 3 {
            let more = format!("{} more", names.len() - 2);
            names.truncate(2);
            names.push(more);
        }
        format!("{} on {}", listed(&names), day(on))
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// `6 weeks` ahead of a day: how far an order looks where nothing else is asked for.
pub const USUAL_WITHIN_DAYS: u64 = 42;

/// The last day of an order, in words.
pub fn until_words(last: NaiveDate) -> String {
    format!("in force or due by {}", day::with_weekday(last))
}
