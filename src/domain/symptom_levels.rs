//! A symptom beside levels: on how many days around each draw it had which grade. Counts stand side by side; nothing
//! here says that one causes the other.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::domain::alike::{Standard, Unlike};
use crate::domain::analyte::Analytes;
use crate::domain::journal::Grade;
use crate::domain::record::Record;
use crate::domain::series::{Reading, readings};

/// Days before and after a draw whose grades stand beside its level.
pub const WINDOW_DAYS: u64 = 7;
/// Fewer pairs of a level and a grade have no coefficient.
pub const LEAST_PAIRS: usize = 8;

/// The draws of one analyte with the days of one symptom around them.
#[derive(Clone, Debug, PartialEq)]
pub struct SymptomLevels<'r> {
    /// Those that compare, oldest first.
    pub windows: Vec<LevelWindow<'r>>,
    /// How many draws were left out, by what sets them apart.
    pub left_out: BTreeMap<Unlike, usize>,
    /// How levels and grades go together.
    pub coefficient: RankCoefficient,
}

/// One draw and the days around it.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelWindow<'r> {
    /// The result, or what was computed from results.
    pub reading: Reading<'r>,
    /// The days that are nearer to this draw than to another one, at most [`WINDOW_DAYS`] before and after it.
    pub days: (NaiveDate, NaiveDate),
    /// The grades of these days.
    pub grades: GradeDays,
}

/// On how many days a symptom had which grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GradeDays {
    graded: [usize; Grade::ALL.len()],
    /// Days of which nothing is known; they are never counted as days without the symptom.
    pub not_logged: usize,
}

/// How levels and grades go together: the rank correlation of Spearman, with middle ranks for what is equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RankCoefficient {
    /// From -1 to 1, of so many pairs.
    Rho(f64, usize),
    /// So many pairs are fewer than [`LEAST_PAIRS`].
    TooFew(usize),
    /// All levels or all grades of so many pairs are the same, and nothing can go with them.
    NothingVaries(usize),
}

impl GradeDays {
    /// Days of one grade.
    pub const fn of(&self, grade: Grade) -> usize {
        self.graded[grade as usize]
    }

    /// Days of any grade, "none" included.
    pub fn logged(&self) -> usize {
        self.graded.iter().sum()
    }

    /// The grade in the middle of the logged days, of two the worse one; none where no day is logged.
    pub fn middle(&self) -> Option<Grade> {
        let place = self.logged() / 2;
        let mut passed = 0;
        Grade::ALL.into_iter().find(|grade| {
            passed += self.of(*grade);
            passed > place
        })
    }

    fn count(&mut self, grade: Option<Grade>) {
        match grade {
            Some(grade) => self.graded[grade as usize] += 1,
            None => self.not_logged += 1,
        }
    }
}

impl LevelWindow<'_> {
    /// Whether the level stands beside a grade.
    pub fn is_pair(&self) -> bool {
        self.grades.logged() > 0
    }
}

impl SymptomLevels<'_> {
    /// How many levels stand beside a grade.
    pub fn pairs(&self) -> usize {
        self.windows.iter().filter(|window| window.is_pair()).count()
    }
}

/// The days of a symptom around each draw of an analyte from `since` to `today`, like with like.
pub fn symptom_levels<'r>(
    record: &'r Record,
    analytes: &Analytes,
    symptom: &str,
    analyte: &str,
    (since, today): (Option<NaiveDate>, NaiveDate),
) -> SymptomLevels<'r> {
    let mut all = readings(record, analytes, analyte);
    all.retain(|reading| since.is_none_or(|since| since <= reading.day) && reading.day <= today);
    let apart: Vec<Option<Unlike>> = {
        let standard = Standard::of(&all);
        all.iter().map(|reading| standard.unlike(reading, record)).collect()
    };
    let mut left_out = BTreeMap::new();
    for unlike in apart.iter().flatten() {
        *left_out.entry(*unlike).or_insert(0) += 1;
    }
    let kept = all.into_iter().zip(apart).filter(|(_, unlike)| unlike.is_none()).map(|(reading, _)| reading);
    let draws = last_of_each_day(kept);
    let grades = worst_by_day(record, symptom);
    let windows: Vec<LevelWindow<'_>> = (0..draws.len())
        .map(|at| {
            let days = days_around(&draws, at, today);
            LevelWindow { reading: draws[at].clone(), days, grades: grades_of(&grades, days) }
        })
        .collect();
    let coefficient = coefficient(&windows);
    SymptomLevels { windows, left_out, coefficient }
}

/// Of several readings of a day the last.
fn last_of_each_day<'r>(readings: impl Iterator<Item = Reading<'r>>) -> Vec<Reading<'r>> {
    let mut draws: Vec<Reading<'r>> = Vec::new();
    for reading in readings {
        draws.pop_if(|before| before.day == reading.day);
        draws.push(reading);
    }
    draws
}

/// The worst grade of each day on which the symptom was graded.
fn worst_by_day(record: &Record, symptom: &str) -> BTreeMap<NaiveDate, Grade> {
    let mut worst = BTreeMap::new();
    for entry in record.entries_of(symptom) {
        let grade = worst.entry(entry.date).or_insert(entry.grade);
        *grade = entry.grade.max(*grade);
    }
    worst
}

/// The days nearer to a draw than to its neighbours; one in the middle goes with the later of the two.
fn days_around(draws: &[Reading<'_>], at: usize, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let day = draws[at].day;
    let half = |gap: i64| Days::new(gap.unsigned_abs() / 2);
    let before = at.checked_sub(1).map(|before| day - half((day - draws[before].day).num_days()));
    let after = draws.get(at + 1).map(|next| day + half((next.day - day).num_days() - 1));
    let first = (day - Days::new(WINDOW_DAYS)).max(before.unwrap_or(NaiveDate::MIN));
    let last = (day + Days::new(WINDOW_DAYS)).min(after.unwrap_or(NaiveDate::MAX)).min(today);
    (first, last)
}

fn grades_of(grades: &BTreeMap<NaiveDate, Grade>, (first, last): (NaiveDate, NaiveDate)) -> GradeDays {
    let mut days = GradeDays::default();
    for day in first.iter_days().take_while(|day| *day <= last) {
        days.count(grades.get(&day).copied());
    }
    days
}

/// The coefficient of the pairs whose level is known exactly: a bound such as `<5` has no rank among others.
fn coefficient(windows: &[LevelWindow<'_>]) -> RankCoefficient {
    let exact =
        windows.iter().filter_map(|window| Some((window.reading.extent.value()?, window.grades.middle()?)));
    let (levels, grades): (Vec<f64>, Vec<f64>) =
        exact.map(|(level, grade)| (level, f64::from(grade as u8))).unzip();
    if levels.len() < LEAST_PAIRS {
        return RankCoefficient::TooFew(levels.len());
    }
    match correlation(&ranks(&levels), &ranks(&grades)) {
        Some(rho) => RankCoefficient::Rho(rho, levels.len()),
        None => RankCoefficient::NothingVaries(levels.len()),
    }
}

/// The place of each value among all; equal ones share the middle of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|other| **other < value).count() as f64;
    let equal = |value: f64| values.iter().filter(|other| **other == value).count() as f64;
    values.iter().map(|value| below(*value) + equal(*value).midpoint(1.0)).collect()
}

/// The correlation of Pearson, none where one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let products =
        |of: fn(f64, f64) -> f64| -> f64 { a.iter().zip(b).map(|(a, b)| of(a - mean_a, b - mean_b)).sum() };
    let spread = (products(|a, _| a * a) * products(|_, b| b * b)).sqrt();
    (spread > 0.0).then(|| products(|a, b| a * b) / spread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::domain::fixture::{analytes, close, day, report};
    use crate::domain::journal::SymptomEntry;

    fn graded(on: &str, grade: &str) -> Entry {
        let (symptom, grade) = ("joint-pain".into(), Grade::from_word(grade).unwrap());
        Entry::Symptom(SymptomEntry {
            id: format!("{on} {grade:?}").as_str().into(),
            date: day(on),
            symptom,
            grade,
            note: None,
        })
    }

    fn draw(on: &str, value: &str) -> Entry {
        let mut report = report(on, &[("estradiol", value)]);
        report.id = on.into();
        Entry::Report(report)
    }

    fn levels(record: &Record, today: &str) -> SymptomLevels<'static> {
        let record = Box::leak(Box::new(record.clone()));
        symptom_levels(record, &analytes(), "joint-pain", "estradiol", (None, day(today)))
    }

    #[test]
    fn days_around_a_draw_are_counted_by_their_worst_grade_and_others_are_not_logged() {
        let record = Record::whole([
            draw("2026-03-10", "20"),
            graded("2026-03-02", "severe"),
            graded("2026-03-03", "none"),
            graded("2026-03-10", "mild"),
            graded("2026-03-10", "moderate"),
            graded("2026-03-17", "mild"),
            graded("2026-03-18", "severe"),
        ]);
        let found = levels(&record, "2026-06-01");
        let window = &found.windows[0];
        assert_eq!(window.days, (day("2026-03-03"), day("2026-03-17")));
        let counts: Vec<usize> = Grade::ALL.iter().map(|grade| window.grades.of(*grade)).collect();
        assert_eq!((counts.as_slice(), window.grades.not_logged), (&[1, 1, 1, 0][..], 12));
        assert_eq!(window.grades.middle(), Some(Grade::Mild));
        // Tomorrow is not a day without an entry.
        assert_eq!(levels(&record, "2026-03-12").windows[0].grades.not_logged, 8);
    }

    #[test]
    fn a_day_between_two_draws_goes_with_the_nearer_one() {
        for (second, days) in [
            ("2026-03-14", [("2026-03-03", "2026-03-11"), ("2026-03-12", "2026-03-21")]),
            ("2026-03-15", [("2026-03-03", "2026-03-12"), ("2026-03-13", "2026-03-22")]),
            ("2026-03-11", [("2026-03-03", "2026-03-10"), ("2026-03-11", "2026-03-18")]),
            ("2026-05-01", [("2026-03-03", "2026-03-17"), ("2026-04-24", "2026-05-08")]),
        ] {
            let record = Record::whole([draw("2026-03-10", "20"), draw(second, "30")]);
            let found = levels(&record, "2026-06-01");
            let found: Vec<_> = found.windows.iter().map(|window| window.days).collect();
            assert_eq!(found, days.map(|(first, last)| (day(first), day(last))), "{second}");
        }
    }

    #[test]
    fn below_eight_pairs_there_is_no_coefficient() {
        let pair = |nr: u32, value: &str, grade: &str| {
            let on = format!("2026-{nr:02}-10");
            [draw(&on, value), graded(&on, grade)]
        };
        // The ranks of the levels are 1 to 9; those of the grades 8.5, 8.5, 6.5, 6.5, 4.5, 4.5, 2, 2, 2.
        let grades = ["severe", "severe", "moderate", "moderate", "mild", "mild", "none", "none", "none"];
        let mut entries: Vec<Entry> = Vec::new();
        for (nr, grade) in (1..).zip(grades) {
            entries.extend(pair(nr, &(nr * 5).to_string(), grade));
        }
        let record = Record::whole(entries.clone());
        let RankCoefficient::Rho(rho, 9) = levels(&record, "2026-12-01").coefficient else { panic!() };
        // Sum of products of deviations -56.5; sums of squares 60 and 56.5.
        close(rho, -56.5 / (60.0_f64 * 56.5).sqrt(), "nine pairs");
        let record = Record::whole(entries[..14].to_vec());
        assert_eq!(levels(&record, "2026-12-01").coefficient, RankCoefficient::TooFew(7));
        // A draw without a graded day is no pair, and a bound has no rank.
        let more =
            entries[..14].iter().cloned().chain([draw("2026-11-10", "90")]).chain(pair(12, "<5", "none"));
        let found = levels(&Record::whole(more), "2026-12-31");
        assert_eq!((found.windows.len(), found.pairs()), (9, 8));
        assert_eq!(found.coefficient, RankCoefficient::TooFew(7));
        let same = (1..=8).flat_map(|nr| pair(nr, &(nr * 5).to_string(), "mild"));
        assert_eq!(levels(&Record::whole(same), "2026-12-01").coefficient, RankCoefficient::NothingVaries(8));
    }

    #[test]
    fn only_draws_like_the_newest_stand_beside_the_symptom() {
        let measured = |on: &str, method: &str| {
            let mut report = report(on, &[("estradiol", "20")]);
            report.id = on.into();
            report.results[0].method = Some(method.into());
            Entry::Report(report)
        };
        let record = Record::whole([
            measured("2026-01-10", "immunoassay"),
            measured("2026-02-10", "lc-ms/ms"),
            measured("2026-03-10", "lc-ms/ms"),
        ]);
        let found = levels(&record, "2026-12-01");
        assert_eq!(found.windows.len(), 2);
        assert_eq!(found.left_out, BTreeMap::from([(Unlike::OtherMethod, 1)]));
    }
}
