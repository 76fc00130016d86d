//! One target for each reader: what holds whatever bytes it is given, beside that it neither panics nor hangs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use androlog::catalog::{Catalog, UserFile, rules};
use androlog::config::Config;
use androlog::domain::change::{Change, Entry};
use androlog::domain::day::{DayOrder, parse_coming_day, parse_day, parse_since, parse_time};
use androlog::domain::interval::Interval;
use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Report};
use androlog::domain::typed_value::parse_typed;
use androlog::exchange::import::{FileRead, ImportAnswers, read_file};
use androlog::exchange::paste::{self, PasteContext};
use androlog::exchange::typed::parse_interval;
use androlog::exchange::{Parsed, ReaderKnowledge, edit, json, plan};
use androlog::ui::key::parse_keys;
use chrono::NaiveDate;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 5, 1).expect("a day of the calendar");

fn known() -> ReaderKnowledge<'static> {
    ReaderKnowledge { catalog: Catalog::embedded(), today: TODAY, record: None }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A quantity that is read is read again from its own text.
pub fn quantity(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(read) = parse_typed(&text) {
        let again = parse_typed(&format!("{}{}", read.comparator.prefix(), read.value)).unwrap();
        assert_eq!((again.comparator, again.value), (read.comparator, read.value));
    }
    if let Ok(Interval { low, high, .. }) = parse_interval(&text) {
        assert!(low.is_some() || high.is_some(), "an interval without limits");
    }
}

/// A day or a time that is read is one of the calendar and of the clock, and is read again from its own text.
pub fn date(bytes: &[u8]) {
    let text = text(bytes);
    for order in [DayOrder::DayFirst, DayOrder::MonthFirst] {
        if let Ok(day) = parse_day(&text, TODAY, order) {
            assert_eq!(parse_day(&day.to_string(), TODAY, order), Ok(day));
        }
        drop(parse_since(&text, TODAY, order));
        if let Ok(day) = parse_coming_day(&text, TODAY, order) {
            assert!(day >= TODAY, "{day} is past");
        }
    }
    if let Ok(time) = parse_time(&text) {
        assert_eq!(parse_time(&time.format("%H:%M").to_string()), Ok(time));
    }
}

/// A pasted text loses no line, and what is read of it stands in it.
pub fn paste(bytes: &[u8]) {
    let text = text(bytes);
    let (names, record) = (BTreeMap::new(), Record::default());
    let catalog = Catalog::embedded();
    let context = PasteContext { catalog, kind: None, today: TODAY, names: &names, record: &record };
    let pasted = paste::read(&text, &context);
    for (_, found) in pasted.results() {
        if let Some(quantity) = found.quantity() {
            assert!(quantity.value.value().is_finite());
        }
    }
}

/// A file of any kind: what would be stored is stored whole, comes back from an export, and is not stored twice.
pub fn file(bytes: &[u8]) {
    let answers = ImportAnswers { on: Some(TODAY), ..ImportAnswers::default() };
    match read_file(&mut Cursor::new(bytes), &answers, &known(), None) {
        Ok(FileRead::Entries(parsed, _)) => stored_once(parsed),
        Ok(FileRead::Sheet(sheet)) => paste(sheet.text.as_bytes()),
        Ok(FileRead::Asks(questions)) => assert!(!questions.is_empty()),
        Err(_) => {}
    }
}

fn stored_once(parsed: Parsed) {
    let first = plan(&Record::whole([]), Catalog::embedded().analytes(), &BTreeSet::new(), parsed);
    let mut number = 0;
    let mut entries = Vec::new();
    for change in first.changes() {
        let Change::Put(mut entry) = change else { continue };
        number += 1;
        entry.name(|| format!("id-{number}").into());
        entries.push(entry);
    }
    let record = Record::whole(entries);
    let exported = json::read(&json::export(&record), &known());
    assert_eq!(
        exported.rejected_results + exported.rejected_others,
        0,
        "what is stored is exported and read"
    );
    let again = plan(&record, Catalog::embedded().analytes(), &BTreeSet::new(), exported);
    assert_eq!((again.results.new, again.others.new), (0, 0), "the same is not new");
}

/// A page from the editor: what is taken of it is written and read again.
pub fn page(bytes: &[u8]) {
    let old = Report::new(Kind::Blood, TODAY);
    if let Ok(edited) = edit::read(&text(bytes), &old, &known(), DayOrder::DayFirst) {
        let written = edit::write(&edited.report, Catalog::embedded());
        let again = edit::read(&written, &old, &known(), DayOrder::DayFirst);
        assert_eq!(again.ok().map(|again| Entry::Report(again.report)), Some(Entry::Report(edited.report)));
    }
}

/// Settings: what cannot be read is told, and the rest holds.
pub fn config(bytes: &[u8]) {
    let text = text(bytes);
    let (_, wrong) = Config::as_far_as_read(&text, |_| Ok(()));
    assert_eq!(Config::parse(&text).is_ok(), wrong.is_empty(), "{wrong:?}");
}

/// Rules of one's own: all that is wrong is told, or they can be used.
pub fn rules_file(bytes: &[u8]) {
    let text = text(bytes);
    match rules::load(Some(("rules.toml", &text))) {
        Ok(rules) => drop(rules::unknown_names(("rules.toml", &text), &rules, Catalog::embedded())),
        Err(errors) => assert!(!errors.is_empty()),
    }
}

/// Catalogue files of one's own.
pub fn catalogue(bytes: &[u8]) {
    let text = text(bytes);
    for name in ["analytes.toml", "drugs.toml", "intervals.toml"] {
        drop(Catalog::load(&[UserFile { name, text: &text }]));
    }
}

/// Keys as they are written in settings and macros.
pub fn keys(bytes: &[u8]) {
    drop(parse_keys(&text(bytes)));
}
