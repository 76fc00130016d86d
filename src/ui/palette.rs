//! The palette: everything that can be done or opened, found by the words people use for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::analyte::UnitView;
use crate::domain::day;
use crate::domain::day::DayOrder;
use crate::domain::formula::FORMULAS;
use crate::domain::id::{AnalyteId, RuleId};
use crate::domain::report::Kind;
use crate::domain::series::readings;
use crate::ui::action::{Action, Context};
use crate::ui::export_format::{OFFERED_FORMATS, OfferedFormat};
use crate::ui::outcome::{FormKind, OpenTarget, Seed};
use crate::ui::pages::PageKind;
use crate::ui::setting::{MouseUse, ScreenForm, Setting};
use crate::ui::state::State;
use crate::ui::theme::{GlyphChoice, ThemeName};
use crate::ui::topics::{HelpTopic, TOPICS};
use crate::ui::widget::picker::{Picker, PickerRow};

/// What a row of the palette does.
#[derive(Clone, Debug, PartialEq)]
pub enum PaletteChoice {
    /// An action of the tab in front.
    Act(Action),
    Form(FormKind),
    /// A file of a format.
    Export(&'static OfferedFormat),
    /// Another part of the screen.
    Open(OpenTarget),
    /// A setting that holds from now on and is kept.
    Set(Setting),
    /// The settings that can be changed here.
    Settings,
    /// A page about the program.
    Topic(HelpTopic),
    /// The sources with their short names.
    Sources,
    /// A page about a rule that does not speak now.
    Rule(RuleId),
    /// A copy of the log among its backups.
    BackUp,
    /// The tour from its beginning.
    Tour,
}

/// A row and what it does.
struct PaletteEntry {
    row: PickerRow,
    choice: PaletteChoice,
}

/// Reports the palette offers, the newest first.
const REPORTS: usize = 100;

/// The picker and, place by place, what its rows do; what was chosen lately comes first.
pub fn palette(recent: &[PaletteChoice], state: &State) -> (Picker, Vec<PaletteChoice>) {
    let mut entries: Vec<PaletteEntry> = forms(state)
        .chain(exports(state))
        .chain(actions(state))
        .chain(reminders(state))
        .chain(therapies(state))
        .chain(charts(state))
        .chain(reports(state))
        .chain(starts(state))
        .chain(rules(state))
        .chain(set_rows(state))
        .chain(others())
        .chain(topics())
        .collect();
    let age = |entry: &PaletteEntry| recent.iter().position(|choice| *choice == entry.choice);
    entries.sort_by_key(|entry| age(entry).unwrap_or(recent.len()));
    for entry in entries.iter_mut().take_while(|entry| age(entry).is_some()) {
        entry.row.group = "recent";
    }
    let (rows, choices) = entries.into_iter().map(|entry| (entry.row, entry.choice)).unzip();
    (Picker::new("Commands", rows), choices)
}

fn entry(
    group: &'static str,
    label: impl Into<String>,
    about: impl Into<String>,
    aliases: impl Into<String>,
    choice: PaletteChoice,
) -> PaletteEntry {
    let row = PickerRow { group, about: about.into(), aliases: aliases.into(), ..PickerRow::new(label, "") };
    PaletteEntry { row, choice }
}

fn forms(state: &State) -> impl Iterator<Item = PaletteEntry> {
    FormKind::ALL.into_iter().map(|form| {
        let (about, aliases) = match form {
            FormKind::Report(Kind::Blood) => ("results of a blood draw, typed or pasted", "lab, labs, bloods, bloodwork, blood test, lab result, hormones, results, paste"),
            FormKind::Report(Kind::Semen) => ("one sample, by the WHO manual", "sperm, sperm test, spermiogram, motility, fertility test"),
            FormKind::Report(Kind::Dxa) => ("bone density by site", "dxa, bone, dexa, scan, density, bmd, osteoporosis"),
            FormKind::Report(Kind::Body) => ("weight, waist, blood pressure", "weight, waist, height, bmi, size, blood pressure, pulse"),
            FormKind::Symptom => ("how strong something was on a day", "side effect, complaint, mood, feeling, joint pain, diary"),
            FormKind::Event => ("a fever, an illness, an operation", "illness, sick, flu, infection, fever, surgery, operation, vaccination, travel, appointment"),
            FormKind::Therapy => {
                ("a drug, its dose and since when", "drug, medication, medicine, meds, treatment, pill, tablet, injection, prescription, dose, regimen, start, stop")
            }
            FormKind::Dose => ("taken or skipped, on any day", "took, taken, pill, tablet, injection, skipped, missed, forgot, forgotten"),
            FormKind::Profile => ("goal, birth date, height, bone risk", "goal, age, birth, birthday, about me, personal, child, baby, your settings"),
        };
        let draft = state.drafts.contains_key(form.id());
        let about = if draft { format!("{about}; a draft is kept") } else { about.to_owned() };
        entry("add", form.name(), about, format!("add, new, {aliases}"), PaletteChoice::Form(form))
    })
}

fn exports(_state: &State) -> impl Iterator<Item = PaletteEntry> {
    OFFERED_FORMATS.iter().map(|offered| {
        let OfferedFormat { format, about, aliases, .. } = offered;
        let aliases = format!("{format}, save as, file, {aliases}");
        entry("export", format!("export {format}"), *about, aliases, PaletteChoice::Export(offered))
    })
}

/// What actions are also called, and what there is to say of them beside their words.
const ABOUT: &[(Action, &str, &str)] = &[
    (Action::Add, "a report, a drug, a dose, a symptom", "new, create, enter, log"),
    (Action::Open, "what is under the cursor", "show, details, enter"),
    (Action::Back, "out of a report, a filter or a list", "close, leave, cancel"),
    (Action::PreviousMatch, "the row before that matches", "search, find previous"),
    (Action::Palette, "this list", "palette, menu"),
    (Action::Toggle, "an analyte, in the list of the chart", "draw, choose"),
    (Action::NextTab, "the one to the right", ""),
    (Action::PreviousTab, "the one to the left", ""),
    (Action::Up, "one row, or one chart", ""),
    (Action::Down, "one row, or one chart", ""),
    (Action::Left, "one result or one column", ""),
    (Action::Right, "one result or one column", ""),
    (Action::First, "the first row", "top, begin"),
    (Action::Last, "the last row", "bottom, end"),
    (Action::PageUp, "a screen of rows", "scroll"),
    (Action::PageDown, "a screen of rows", "scroll"),
    (Action::Edit, "what is under the cursor", "change, correct, fix, modify, rename"),
    (Action::Delete, "what is under the cursor, or marked", "remove, erase, trash"),
    (Action::Mark, "several, to act on them together", "select, choose, multiple, check"),
    (Action::TakeDose, "logs today's dose as taken", "pill, taken, tablet, medicine, intake"),
    (Action::Shorter, "less time in view", "period, month, range"),
    (Action::Longer, "more time in view", "period, year, range"),
    (Action::ZoomIn, "less time, around the cursor", "magnify, closer"),
    (Action::ZoomOut, "more time, around the cursor", "wider"),
    (Action::PanLeft, "moves the chart back in time", "scroll, pan"),
    (Action::PanRight, "moves the chart on in time", "scroll, pan"),
    (Action::Undo, "takes the last change back", "revert, mistake, oops, take back"),
    (Action::Redo, "does again what was undone", "revert"),
    (Action::Units, "as printed, conventional, SI", "si, conventional, convert, mmol, nmol"),
    (
        Action::Private,
        "hides every value until you press it again",
        "private, privacy, mask, secret, lock, password",
    ),
    (Action::Export, "a file in one of several formats", "save as"),
    (
        Action::Import,
        "a report as PDF or text, a table, an app's export",
        "load, read, pdf, fhir, apple health",
    ),
    (Action::Drafts, "go on with a draft, or throw it away", "draft, discard, throw away"),
    (Action::Help, "all keys of this screen", "help, shortcuts, bindings, hotkeys"),
    (Action::Quit, "asks first if there is a draft", "exit, leave, close"),
    (Action::QuitNow, "what is typed is kept as a draft", "exit, kill"),
    (Action::Suspend, "back to the shell; fg comes back", "background, shell, stop"),
    (Action::Filter, "only what matches a word or a time", "search, find"),
    (Action::NextMatch, "the next row that matches", "search, find next"),
    (Action::View, "table or reports, list or calendar", "calendar, matrix, table, toggle"),
    (Action::Snooze, "hides a reminder until a day", "later, postpone, remind, alarm, sleep"),
    (Action::Dismiss, "hides this occurrence of a reminder", "ignore, close"),
    (Action::Booked, "notes an appointment", "appointment, date"),
    (Action::Duplicate, "opens a form with the same rows", "repeat, copy of a report"),
    (Action::Copy, "to the clipboard of the terminal", "clipboard, yank"),
    (Action::Series, "chooses what the chart draws", "series, add line"),
    (Action::Baseline, "compares with the result under the cursor", "reference, compare"),
    (Action::Overlay, "all in one panel, in % of the range", "combine, together"),
    (Action::LogAxis, "for counts over several powers of ten", "logarithmic, scale"),
    (Action::Alike, "leaves out results that do not compare", "comparable, filter"),
    (Action::Trend, "the direction of the results in view", "slope, line, average, mean"),
    (Action::BeforeAfter, "around a change of therapy", "effect, compare, average, mean"),
    (Action::WriteSvg, "the chart as a picture", "image, picture, save"),
    (
        Action::Visit,
        "what is new since it, questions, the page for it",
        "since, clinician, doctor, summary, print, page, email, share, appointment, questions",
    ),
    (
        Action::Order,
        "what the next draw, sample or scan is for",
        "tests, blood test, lab order, blood draw, requisition",
    ),
    (
        Action::Trying,
        "samples, attempts and the 72 days before each",
        "fertility, insemination, ivf, pregnancy, pregnant, baby, child, conceive",
    ),
    (
        Action::Doses,
        "of the last four weeks, to be changed",
        "dose log, adherence, edit dose, missed dose, history",
    ),
    (Action::SourceFile, "the PDF or scan a report was taken from", "open, pdf, scan, paper, original"),
    (Action::Levels, "a symptom on the days around draws", "correlate, symptom, hormone"),
    (Action::Tab1, "what needs you, therapy, latest results", "home, start, overview"),
    (Action::Tab2, "every report and every value", "labs, lab result, bloodwork, values, history, list"),
    (Action::Tab3, "results over time", "graph, plot, trend"),
    (Action::Tab4, "drugs and what they changed", "drugs, medication, medicine, treatment, response"),
    (Action::Tab5, "what is due, and why", "due, rules, alerts, alarm, notification, tasks, to do"),
    (Action::Tab6, "symptoms and events", "symptoms, diary, check-in, mood, calendar"),
];

fn actions(state: &State) -> impl Iterator<Item = PaletteEntry> {
    let tabs = |action: &Action| crate::ui::screen::TABS.iter().any(|tab| tab.action == *action);
    let all = Action::ALL.iter().filter(|action| action.context() == Context::Screen);
    all.map(move |action| {
        let own = ABOUT.iter().find(|(own, ..)| own == action);
        let (about, aliases) = own.map_or(("", ""), |(_, about, aliases)| (*about, *aliases));
        let group = if tabs(action) { "go to" } else { "do" };
        // A page opens from everywhere.
        let page = PageKind::of_action(*action).map(|kind| PaletteChoice::Open(OpenTarget::Page(kind)));
        let choice = page.unwrap_or(PaletteChoice::Act(*action));
        let mut entry = entry(group, action.words(), about, aliases, choice);
        entry.row.hint = state.look.keymap.keys(*action).join("  ");
        entry
    })
}

/// The reminders in force, and those that come or sleep.
fn reminders(state: &State) -> impl Iterator<Item = PaletteEntry> {
    let outlook = &state.outlook;
    let all = outlook.reminders.iter().chain(&outlook.quiet);
    let mut seen = BTreeSet::new();
    let all = all.filter(move |reminder| seen.insert(reminder.rule.clone()));
    all.map(|reminder| {
        let choice = PaletteChoice::Open(OpenTarget::Reminder(reminder.rule.clone()));
        entry("reminder", reminder.title.clone(), state.when(reminder), "due, rule", choice)
    })
}

fn therapies(state: &State) -> impl Iterator<Item = PaletteEntry> {
    state.record.regimens().iter().map(|regimen| {
        let name = state.catalog.drug_name(&regimen.drug);
        let about = format!("since {}: dose, stop, note", day::long(regimen.start));
        entry(
            "therapy",
            name,
            about,
            "drug, change, edit, stop",
            PaletteChoice::Open(OpenTarget::regimen(regimen)),
        )
    })
}

/// Every analyte: those with results draw them, the others say how to add one.
fn charts(state: &State) -> impl Iterator<Item = PaletteEntry> {
    let analytes = state.catalog.analytes();
    let computed = FORMULAS.iter().map(|formula| AnalyteId::new(formula.id));
    let computed = computed.filter(|id| !readings(&state.record, analytes, id).is_empty());
    let with: BTreeSet<AnalyteId> = state.record.analytes().cloned().chain(computed).collect();
    let also = names_by_id(state.catalog.analyte_names());
    let mut all: Vec<_> = analytes.iter().collect();
    all.sort_by_key(|analyte| !with.contains(&analyte.id));
    all.into_iter().map(move |analyte| {
        let about = if with.contains(&analyte.id) { "its results over time" } else { "no result yet" };
        let also = also.get(&analyte.id).map(String::as_str).unwrap_or_default();
        let aliases = format!("{also}, {}, chart, graph, history", analyte.group);
        let choice = PaletteChoice::Open(OpenTarget::Chart(vec![analyte.id.clone()]));
        entry("chart", analyte.name.clone(), about, aliases, choice)
    })
}

/// All names of each entry, parted by commas.
fn names_by_id<'a, I: Ord>(names: impl Iterator<Item = (&'a str, &'a I)>) -> BTreeMap<&'a I, String> {
    let mut all: BTreeMap<&I, String> = BTreeMap::new();
    for (name, id) in names {
        let names = all.entry(id).or_default();
        names.push_str(if names.is_empty() { "" } else { ", " });
        names.push_str(name);
    }
    all
}

fn reports(state: &State) -> impl Iterator<Item = PaletteEntry> {
    state.record.reports().iter().rev().take(REPORTS).map(|report| {
        let label = format!("{} of {}", report.kind().name(), day::long(report.date));
        let laboratory = report.laboratory.as_deref().unwrap_or_default();
        let choice = PaletteChoice::Open(OpenTarget::Report(report.id.clone(), None));
        entry("report", label, laboratory, format!("{}, open", report.date), choice)
    })
}

/// The drugs of the catalogue, to begin one, and its symptoms and events, to log one.
fn starts(state: &State) -> impl Iterator<Item = PaletteEntry> {
    let seed = |form, name: &str| {
        PaletteChoice::Open(OpenTarget::Form(Box::new(Seed {
            name: Some(name.to_owned()),
            ..Seed::new(form)
        })))
    };
    let also_drugs = names_by_id(state.catalog.drug_names());
    let drugs = state.catalog.drugs().values().map(move |drug| {
        let also = also_drugs.get(&drug.id).map(String::as_str).unwrap_or_default();
        let aliases = format!("{also}, drug, begin, new, medication");
        let label = format!("start {}", drug.name);
        entry("therapy", label, "dose, schedule, first day", aliases, seed(FormKind::Therapy, &drug.name))
    });
    let also_symptoms = names_by_id(state.catalog.symptom_names());
    let symptoms = state.catalog.symptoms().iter().map(move |sign| {
        let label = format!("log {}", sign.name.to_lowercase());
        let also = also_symptoms.get(&sign.id).map(String::as_str).unwrap_or_default();
        let aliases = format!("{also}, symptom");
        entry("add", label, "how strong it is today", aliases, seed(FormKind::Symptom, &sign.name))
    });
    let also_events = names_by_id(state.catalog.event_names());
    let events = state.catalog.events().iter().map(move |sign| {
        let label = format!("log {}", sign.name.to_lowercase());
        let also = also_events.get(&sign.id).map(String::as_str).unwrap_or_default();
        entry(
            "add",
            label,
            "on which day it was",
            format!("{also}, event"),
            seed(FormKind::Event, &sign.name),
        )
    });
    drugs.chain(symptoms).chain(events)
}

/// The rules that have nothing to say today; the others are among the reminders.
fn rules(state: &State) -> impl Iterator<Item = PaletteEntry> {
    let outlook = &state.outlook;
    let speaks = |id: &RuleId| outlook.reminders.iter().chain(&outlook.quiet).any(|r| r.rule == *id);
    state.rules.iter().filter(move |rule| !speaks(&rule.id)).map(|rule| {
        let aliases = format!("{}, rule", rule.id);
        entry(
            "rule",
            rule.title.clone(),
            "nothing to say today",
            aliases,
            PaletteChoice::Rule(rule.id.clone()),
        )
    })
}

/// Every value of the settings that can be changed here.
fn set_rows(state: &State) -> impl Iterator<Item = PaletteEntry> {
    let look = &state.look;
    let now =
        [Setting::Theme(look.chosen_theme), Setting::Units(look.units), Setting::DayOrder(look.day_order)];
    let themes = ThemeName::ALL.into_iter().map(Setting::Theme);
    let units = [UnitView::AsEntered, UnitView::Conventional, UnitView::Si].map(Setting::Units);
    let orders = [DayOrder::DayFirst, DayOrder::MonthFirst].map(Setting::DayOrder);
    let glyphs = GlyphChoice::ALL.map(Setting::Glyphs);
    let screens = [ScreenForm::Drawn, ScreenForm::Plain].map(Setting::Screen);
    let mouse = [MouseUse::On, MouseUse::Off].map(Setting::Mouse);
    let editions = state.catalog.editions().iter().map(|edition| Setting::WhoEdition(&edition.id));
    let all = themes.chain(units).chain(orders).chain(glyphs).chain(screens).chain(mouse).chain(editions);
    all.map(move |setting| {
        let about = match setting {
            setting if now.contains(&setting) => "in use",
            Setting::WhoEdition(edition) if look.who_edition == edition => "in use",
            setting if setting.holds_at_once() => "Enter keeps it in config.toml",
            _ => "from the next start on",
        };
        let aliases = format!("settings, {}", other_words(setting));
        entry("setting", setting.label(), about, aliases, PaletteChoice::Set(setting))
    })
}

/// What a setting is also called.
const fn other_words(setting: Setting) -> &'static str {
    match setting {
        Setting::Theme(_) => "theme, colors, colours, contrast, night mode, black, white, appearance, look",
        Setting::Units(_) => "units, convert, mmol, nmol, international",
        Setting::DayOrder(_) => "dates, american, european, date format",
        Setting::Glyphs(_) => "glyphs, characters, symbols, unicode, braille, ascii",
        Setting::Screen(_) => "screen reader, accessibility, blind, speech, linear",
        Setting::Mouse(_) => "click, wheel, scroll, touchpad",
        Setting::WhoEdition(_) => "semen, manual, percentiles, limits",
    }
}

/// The settings alone, as a list to choose from.
pub fn settings(state: &State) -> (Picker, Vec<PaletteChoice>) {
    let (rows, choices) =
        set_rows(state).map(|entry| (PickerRow { group: "", ..entry.row }, entry.choice)).unzip();
    (Picker::new("Settings; all others are in config.toml", rows), choices)
}

/// What belongs to no other group.
fn others() -> impl Iterator<Item = PaletteEntry> {
    [
        (
            "settings",
            "colours, units, dates",
            "config, configuration, preferences, options, customize",
            PaletteChoice::Settings,
        ),
        (
            "back up the log",
            "a copy of everything, made now",
            "backup, copy, save, restore, archive",
            PaletteChoice::BackUp,
        ),
        (
            "the sources",
            "what HRTIO, ARUP and the other short names stand for",
            "source, reference, references, literature, citation, study, doi, bibliography, capitals, abbreviation",
            PaletteChoice::Sources,
        ),
        (
            "tour",
            "six steps, done by doing them",
            "tutorial, welcome, start, learn, intro, demo",
            PaletteChoice::Tour,
        ),
    ]
    .into_iter()
    .map(|(label, about, aliases, choice)| entry("program", label, about, aliases, choice))
}

fn topics() -> impl Iterator<Item = PaletteEntry> {
    TOPICS.iter().map(|topic| {
        let aliases = format!("help, {}", topic.aliases);
        entry("help", topic.title, "a page to read", aliases, PaletteChoice::Topic(*topic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_the_screen_says_what_it_does() {
        for action in Action::ALL.iter().filter(|action| action.context() == Context::Screen) {
            let said = ABOUT.iter().find(|(own, ..)| own == action).map_or("", |(_, about, _)| *about);
            assert!(!said.is_empty(), "{}", action.words());
        }
    }
}
