//! A chart is the same from the part of a log that is read for it as from the whole log.

use androlog::domain::change::Entry;
use androlog::domain::decimal::Decimal;
use androlog::domain::dose_log::{DoseEntry, DoseState};
use androlog::domain::id::AnalyteId;
use androlog::domain::record::Record;
use androlog::domain::regimen::{Dose, Regimen};
use androlog::domain::schedule::Schedule;
use androlog::runtime::session::Session;
use androlog::ui::picture::{self, ChartForm, ChartInk, ChartView, Study};
use androlog::ui::theme::{Theme, ThemeName};
use androlog::ui::widget::plot::{BandKind, Glyphs, Plot, PlotCursor, to_svg, to_text};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use crate::guidance::{Draft, draft, stored};
use crate::harness::{Harness, assert_part_shows_the_whole, setup};

const TODAY: &str = "2026-03-14";
/// What is drawn: measured alone, measured and computed, of semen.
const DRAWN: [&str; 3] = ["testosterone-total", "t-e2-ratio", "sperm-concentration"];

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn ago(days: i64) -> NaiveDate {
    today() - TimeDelta::days(days)
}

/// A drug that is taken weekly beside those of the draft, and doses that were logged, each by its drug, its day and
/// whether it was taken.
fn logged(draft: &Draft, doses: &[(usize, i64, bool)]) -> Record {
    let dose = Dose {
        from: ago(900),
        amount: Decimal::parse("1").unwrap(),
        unit: "mg".to_owned(),
        schedule: Schedule::new("weekly"),
    };
    let weekly = Regimen {
        id: "weekly".into(),
        drug: "hcg".into(),
        route: None,
        start: ago(900),
        stop: Some(ago(30)),
        doses: vec![dose],
        supply: None,
        note: None,
    };
    let entry = |(place, &(drug, back, is_taken)): (usize, &(usize, i64, bool))| {
        Entry::DoseTaken(DoseEntry {
            id: format!("dose-{place}").into(),
            drug: ["anastrozole", "letrozole", "hcg"][drug].into(),
            day: ago(back),
            time: None,
            amount: None,
            unit: None,
            state: if is_taken { DoseState::Taken } else { DoseState::Skipped },
            note: None,
        })
    };
    let doses = doses.iter().enumerate().map(entry);
    Record::whole(draft.record(today()).entries().chain([Entry::Regimen(weekly)]).chain(doses))
}

fn drawn() -> Vec<AnalyteId> {
    DRAWN.iter().map(|id| AnalyteId::new(id)).collect()
}

/// The chart of some days, with the cursor on the reading of a panel.
fn plotted(
    session: &Session,
    record: &Record,
    days: (NaiveDate, NaiveDate),
    cursor: Option<PlotCursor>,
) -> Plot {
    let known = session.known(record);
    let courses = picture::courses(&known, &drawn());
    let view = ChartView {
        courses: &courses,
        days,
        today: today(),
        cursor,
        form: ChartForm::Stacked,
        study: Study::None,
        turned: &[],
        how_to_add: "",
        ink: ChartInk::new(&Theme::named(ThemeName::Dark), Glyphs::default()),
    };
    picture::plot(&known, &view)
}

/// Keys that move the cursor and the days in view, and draw fewer series, computed ones, others and the same again.
const KEYS: [&str; 12] = ["h", "hhhh", "l", "j", "k", "[", "]", "-", "<lt>", "<gt>", "3", "2l<enter>"];

fn doses() -> impl Strategy<Value = Vec<(usize, i64, bool)>> {
    prop::collection::vec((0..3_usize, 0..800_i64, prop::bool::weighted(0.8)), 0..90)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_days_the_part_that_is_read_draws_what_the_whole_log_draws(
        draft in draft(),
        doses in doses(),
        (back, length) in (0..700_i64, 0..900_i64),
    ) {
        let record = logged(&draft, &doses);
        let session = setup(TODAY).over(stored(&record));
        let mut part = session.series(drawn()).unwrap().record;
        for earlier in 0..8 {
            let days = (ago(back + length + 5 * earlier), ago(back + 5 * earlier));
            part.take_days_of(session.logged(days).unwrap());
            prop_assert_eq!(plotted(&session, &record, days, None), plotted(&session, &part, days, None));
        }
    }

    #[test]
    fn any_keys_draw_what_they_draw_with_the_whole_log_in_memory(
        draft in draft(),
        doses in doses(),
        keys in prop::collection::vec(prop::sample::select(&KEYS[..]), 1..8),
    ) {
        let record = logged(&draft, &doses);
        assert_part_shows_the_whole(&|| Harness::over(TODAY, stored(&record)), "3", keys);
    }

    #[test]
    fn results_that_are_out_of_view_change_nothing_that_is_drawn(
        draft in draft(),
        (back, length) in (0..2500_i64, 14..1500_i64),
        (panel, mark) in (0..DRAWN.len(), 0..60_usize),
    ) {
        let record = logged(&draft, &[]);
        let session = setup(TODAY).over(stored(&record));
        let cursor = Some(PlotCursor { panel, mark });
        let narrow = plotted(&session, &record, (ago(back + length), ago(back)), cursor);
        let all = plotted(&session, &record, (ago(6000), ago(-1000)), cursor);
        let mut with_all = Plot { cursor: all.cursor, ..narrow.clone() };
        for (panel, all) in with_all.panels.iter_mut().zip(&all.panels) {
            panel.marks.clone_from(&all.marks);
            panel.bands.retain(|band| band.kind != BandKind::Reference);
            let reference = all.bands.iter().filter(|band| band.kind == BandKind::Reference);
            panel.bands.splice(0..0, reference.copied());
        }
        for (width, height) in [(60, 30), (120, 40)] {
            prop_assert_eq!(to_text(&narrow, width, height), to_text(&with_all, width, height));
        }
        prop_assert_eq!(to_svg(&narrow, 960, 220), to_svg(&with_all, 960, 220));
    }
}
