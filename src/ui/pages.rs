//! The pages of text over a screen: what is new since the visit, what to order, trying to conceive, a symptom beside
//! levels.

use chrono::Days;

use crate::domain::id::{AnalyteId, SignId};
use crate::domain::journal::Goal;
use crate::domain::symptom_levels::symptom_levels;
use crate::domain::trying::trying_line;
use crate::exchange::columns::columns;
use crate::exchange::levels::level_sheet;
use crate::exchange::order::{Codes, TestOrder, USUAL_WITHIN_DAYS, until_words};
use crate::exchange::since::{Anchor, open_questions};
use crate::exchange::trying::{time_words, trying_sheet};
use crate::ui::action::Action;
use crate::ui::picture::{self, ChartInk, ChartKnowledge};
use crate::ui::state::State;
use crate::ui::summary_with_chart::since_reader;
use crate::ui::widget::page::TextPage;

/// Which page it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// What is new since the last visit.
    Visit,
    /// What the next draw, sample or scan should be for.
    Order,
    /// Samples and attempts on one line of time.
    Trying,
    /// The days of each grade of a symptom around the draws of an analyte.
    Levels(SignId, AnalyteId),
}

impl PageKind {
    /// The page that an action opens, where it opens one.
    pub const fn of_action(action: Action) -> Option<Self> {
        match action {
            Action::Visit => Some(Self::Visit),
            Action::Order => Some(Self::Order),
            Action::Trying => Some(Self::Trying),
            _ => None,
        }
    }

    /// Whether it tells of results of any age.
    pub const fn tells_of_history(&self) -> bool {
        !matches!(self, Self::Order)
    }

    /// The file its text is written to where nothing else is said.
    pub const fn file(&self) -> &'static str {
        match self {
            Self::Visit => "since-visit.txt",
            Self::Order => "order.txt",
            Self::Trying => "trying.txt",
            Self::Levels(..) => "levels.txt",
        }
    }

    /// The page as things are.
    pub fn page(&self, state: &State) -> TextPage {
        match self {
            Self::Visit => visit_page(state),
            Self::Order => order_page(state),
            Self::Trying => trying_page(state),
            Self::Levels(symptom, analyte) => levels_page(symptom, analyte, state),
        }
    }
}

/// What stands on a page of results in private mode.
fn values_hidden(state: &State) -> Vec<String> {
    vec![format!("Values are hidden; {} shows them.", state.look.keymap.key(Action::Private))]
}

/// What the keys of a page do that has none of its own.
pub const PAGE_KEYS: &str = "y copy   p print to a file";

fn visit_page(state: &State) -> TextPage {
    let keys = "a ask   y copy   p write the page";
    let Some(anchor) = Anchor::last_visit(&state.record, state.today) else {
        let words = "No visit is logged yet: add the event “clinic visit” with its day.";
        let lines = [words.to_owned()].into_iter().chain(questions(state)).collect();
        return TextPage::new("Since the last visit".to_owned(), lines, keys);
    };
    let lines = || {
        let parts = since_reader(&ChartKnowledge::of(state), state.today).sheet(anchor).parts();
        let part = |(heading, lines): (&str, Vec<String>)| {
            let lines = lines.into_iter().map(|line| format!("  {line}"));
            std::iter::once(heading.to_owned()).chain(lines).chain([String::new()]).collect::<Vec<_>>()
        };
        parts.into_iter().flat_map(part).collect()
    };
    let lines = state.privacy().either(lines, || values_hidden(state));
    TextPage::new(format!("New {}", anchor.words()), lines, keys)
}

/// What is to be asked at the next visit, below its heading; nothing where nothing is.
fn questions(state: &State) -> Vec<String> {
    let open = open_questions(&state.record);
    if open.is_empty() {
        return open;
    }
    let told = || open.iter().map(|text| format!("  {text}")).collect();
    let told: Vec<String> = state.privacy().either(told, || values_hidden(state));
    [String::new(), "QUESTIONS".to_owned()].into_iter().chain(told).collect()
}

fn order_page(state: &State) -> TextPage {
    let last = state.today + Days::new(USUAL_WITHIN_DAYS);
    let order = TestOrder::new(&state.outlook, &state.record, state.catalog, state.today, last);
    let text = order.text(Codes::Without);
    let lines = match text.as_str() {
        "" => vec!["Nothing is in force, and nothing is due by then.".to_owned()],
        text => text.lines().map(str::to_owned).collect(),
    };
    TextPage::new(format!("Order: what is {}", until_words(last)), lines, PAGE_KEYS)
}

fn trying_page(state: &State) -> TextPage {
    const TITLE: &str = "Trying to conceive";
    if state.record.profile().goal != Some(Goal::Fertility) {
        return TextPage::new(TITLE.to_owned(), no_goal(state), PAGE_KEYS);
    }
    let line = trying_line(&state.record, None, state.today);
    let since = line.time.as_ref().map_or_else(|| no_since(state), time_words);
    let sheet = || trying_sheet(&line, &state.record, state.catalog, state.look.units, state.today).lines();
    let told = state.privacy().either(sheet, || values_hidden(state));
    let lines = [since, String::new()].into_iter().chain(told).collect();
    let ink = ChartInk::new(&state.look.theme, state.look.glyphs);
    let timeline = picture::trying(&ChartKnowledge::of(state), &line, state.today, ink);
    TextPage::new(TITLE.to_owned(), lines, PAGE_KEYS).with_timeline(timeline)
}

/// What to do where the profile does not say that a child is wanted.
fn no_goal(state: &State) -> Vec<String> {
    let key = state.look.keymap.key(Action::Palette);
    vec![
        "This page is for those who are trying to have a child.".to_owned(),
        format!("If you are: press {key}, type “profile” and write fertility as the goal."),
    ]
}

/// What to do where nobody said since when.
fn no_since(state: &State) -> String {
    let key = state.look.keymap.key(Action::Palette);
    format!("Since when you have been trying is not known; {key} and “profile” lead to the place for it.")
}

fn levels_page(symptom: &SignId, analyte: &AnalyteId, state: &State) -> TextPage {
    let known = state.catalog.find_symptom(symptom).zip(state.analyte(analyte));
    let Some((sign, analyte)) = known else {
        let words = "The catalogue no longer has this symptom or this analyte.";
        return TextPage::new("A symptom beside levels".to_owned(), vec![words.to_owned()], PAGE_KEYS);
    };
    let analytes = state.catalog.analytes();
    let found = symptom_levels(&state.record, analytes, &sign.id, &analyte.id, (None, state.today));
    let sheet = level_sheet(&found, sign, analyte, state.look.units);
    let lines = || {
        let table = columns(&sheet.table(), &[1, 2, 3, 4, 5, 6]);
        let notes = sheet.notes().into_iter();
        table.lines().map(str::to_owned).chain([String::new()]).chain(notes).collect()
    };
    let lines = state.privacy().either(lines, || values_hidden(state));
    TextPage::new(sheet.title().to_owned(), lines, PAGE_KEYS)
}
