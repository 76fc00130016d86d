//! What a command tells is the same from the part of a log that it reads as from the whole log.

use androlog::catalog::Catalog;
use androlog::domain::analyte::UnitView;
use androlog::domain::change::Entry;
use androlog::domain::id::AnalyteId;
use androlog::domain::journal::{EventEntry, Goal, Profile};
use androlog::domain::record::Record;
use androlog::domain::symptom_levels::symptom_levels;
use androlog::domain::trying::{trying_line, usual_first_day};
use androlog::exchange::json_sheet::JsonSheet;
use androlog::exchange::levels::level_sheet;
use androlog::exchange::profile::{self, profile, profile_remarks};
use androlog::exchange::response::{self, responses};
use androlog::exchange::rule_limit::RuleView;
use androlog::exchange::since::Anchor;
use androlog::exchange::trying::trying_sheet;
use androlog::runtime::session::Session;
use androlog::ui::summary_with_chart::since_reader;
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use crate::guidance::{Draft, draft, stored};
use crate::harness::setup;

const TODAY: &str = "2026-03-14";

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn ago(days: i64) -> NaiveDate {
    today() - TimeDelta::days(days)
}

/// The draft of a man who tries for a child and was at a clinic on some days.
fn logged(draft: &Draft, visits: &[i64]) -> Record {
    let man = Profile {
        goal: Some(Goal::Fertility),
        trying_since: Some(ago(400)),
        birth_date: Some(ago(13_000)),
        ..Profile::default()
    };
    let event = |(place, back): (usize, &i64)| {
        let event = ["clinic-visit", "insemination", "fever"][place % 3].into();
        Entry::Event(EventEntry { id: format!("event-{place}").into(), date: ago(*back), event, note: None })
    };
    let events = visits.iter().enumerate().map(event);
    Record::whole(draft.record(today()).entries().chain([Entry::Profile(man)]).chain(events))
}

/// What courses did and what was found without them, as JSON.
fn courses(session: &Session, record: &Record) -> [String; 2] {
    let setup = &session.setup;
    let view = RuleView {
        record,
        catalog: setup.catalog,
        rules: &setup.rules,
        intervals: &setup.intervals,
        units: setup.config.units,
        today: today(),
    };
    let found: Vec<_> = responses(view).collect();
    let rows = profile(record, setup.catalog, &setup.intervals, setup.config.units, today());
    let remarks = profile_remarks(&rows, record, setup.catalog, today());
    [response::json(&found, setup.catalog, today()), profile::json(&rows, &remarks, today())]
}

/// Samples and attempts from a day on, as JSON.
fn trying(record: &Record, first: NaiveDate) -> String {
    let line = trying_line(record, Some(first), today());
    trying_sheet(&line, record, Catalog::embedded(), UnitView::AsEntered, today()).json()
}

/// A symptom beside an analyte, as JSON.
fn levels(record: &Record, analyte: &str, since: Option<NaiveDate>) -> String {
    let catalog = Catalog::embedded();
    let symptom = catalog.find_symptom("fatigue").unwrap();
    let found = symptom_levels(record, catalog.analytes(), &symptom.id, analyte, (since, today()));
    level_sheet(&found, symptom, catalog.analyte(analyte).unwrap(), UnitView::AsEntered).json()
}

fn visits() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(0..900_i64, 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn response_profile_check_trying_and_levels_tell_what_the_whole_log_tells(
        draft in draft(),
        visits in visits(),
        back in 0..2000_i64,
    ) {
        let record = logged(&draft, &visits);
        let session = setup(TODAY).over(stored(&record));
        prop_assert_eq!(courses(&session, &record), courses(&session, &session.for_courses().unwrap()));
        for first in [ago(back), usual_first_day(record.profile(), today())] {
            prop_assert_eq!(trying(&record, first), trying(&session.for_trying(first).unwrap(), first));
        }
        for analyte in ["estradiol", "t-e2-ratio"] {
            let part = session.series_and_symptoms(AnalyteId::new(analyte)).unwrap();
            for since in [None, Some(ago(back))] {
                prop_assert_eq!(levels(&record, analyte, since), levels(&part, analyte, since));
            }
        }
    }

    #[test]
    fn what_is_new_is_what_the_whole_log_says_is_new(
        draft in draft(),
        visits in visits(),
        back in -30..2000_i64,
    ) {
        let record = logged(&draft, &visits);
        let session = setup(TODAY).over(stored(&record));
        let beside = session.unpaged().unwrap();
        let days = (0..8).map(|part| Anchor::Day(ago(back * part / 7)));
        for anchor in Anchor::last_visit(&record, today()).into_iter().chain(days) {
            let sheet = |record| since_reader(&session.known(record), today()).sheet(anchor).json();
            prop_assert_eq!(sheet(&record), sheet(&session.for_news(anchor, &beside).unwrap()));
        }
    }
}
