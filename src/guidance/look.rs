//! What rules look at: of which analyte the newest days, or some days before today, or those around a course.
//!
//! Each kind of rule tells it beside its numbers, see [`RuleKind::look`](crate::guidance::kind).

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::change::EntryKey;
use crate::domain::formula::stands_for_other_days;
use crate::domain::id::SignId;
use crate::domain::need::{DaysApart, NO_DOSES, NeededItem, RecordNeeds, ResultNeed, SymptomNeed};
use crate::domain::regimen::Regimen;
use crate::guidance::RuleKnowledge;
use crate::guidance::due_date::after;
use crate::guidance::episode::{TherapyCourse, TherapyEpisode};
use crate::guidance::vocabulary::{DrugSelector, WantedItem};

/// Whether rules look at such an entry, so that reminders may become others when it does. They ask which drug was to be
/// taken and not which dose of it was, and nothing of what is asked at a visit.
pub const fn is_looked_at(entry: &EntryKey) -> bool {
    match entry {
        EntryKey::DoseTaken(_) | EntryKey::Question(_) => false,
        EntryKey::Profile
        | EntryKey::Report(_)
        | EntryKey::Regimen(_)
        | EntryKey::Symptom(_)
        | EntryKey::Event(_)
        | EntryKey::Action(..) => true,
    }
}

/// What the rules asked for so far.
pub(super) struct LookList<'c> {
    known: RuleKnowledge<'c>,
    regimens: &'c [Regimen],
    today: NaiveDate,
    needs: BTreeMap<NeededItem, Spans>,
    /// Needs that are not joined with others of their item.
    apart: Vec<ResultNeed>,
    symptoms: SymptomNeed,
}

#[derive(Default)]
struct Spans {
    days: Vec<(NaiveDate, NaiveDate)>,
    newest: usize,
    /// The newest so many days with a value drawn before an hour.
    mornings: Option<(NaiveTime, usize)>,
}

impl<'c> LookList<'c> {
    /// Nothing yet, for a user who took these drugs.
    pub fn new(known: RuleKnowledge<'c>, regimens: &'c [Regimen], today: NaiveDate) -> Self {
        let symptoms = SymptomNeed { since: today, newest_of: Vec::new(), until: today };
        Self { known, regimens, today, needs: BTreeMap::new(), apart: Vec::new(), symptoms }
    }

    /// All that was asked for.
    pub fn into_needs(self) -> RecordNeeds {
        let need = |(of, spans): (NeededItem, Spans)| ResultNeed {
            days: spans.days,
            newest: spans.newest,
            mornings: spans.mornings,
            ..ResultNeed::new(of, self.today)
        };
        let results = self.needs.into_iter().map(need).chain(self.apart).collect();
        RecordNeeds { results, symptoms: self.symptoms, doses_since: NO_DOSES }
    }
}

impl LookList<'_> {
    /// The newest so many days.
    pub fn newest(&mut self, item: &WantedItem, days: usize) {
        self.ask(item, Spans { newest: days, ..Spans::default() });
    }

    /// The newest so many days with a value drawn before an hour, or at one that is not stated.
    pub fn newest_before(&mut self, item: &WantedItem, days: usize, hour: NaiveTime) {
        self.ask(item, Spans { mornings: Some((hour, days)), ..Spans::default() });
    }

    /// Today and so many days before it.
    pub fn recent(&mut self, item: &WantedItem, days: i64) {
        self.ask(
            item,
            Spans { days: vec![(after(self.today, -days), self.today)], newest: 0, ..Spans::default() },
        );
    }

    /// The newest days, as many as it takes until so many of them lie apart.
    pub fn newest_apart(&mut self, item: &WantedItem, apart: DaysApart) {
        match self.only_place(item) {
            Some(of) => {
                self.ask_apart(ResultNeed { apart: Some(apart), ..ResultNeed::new(of, self.today) });
            }
            None => self.newest(item, apart.most_days()),
        }
    }

    /// So many days after the start of the episode of today and after each change of dose; of all other days the newest.
    /// Where that is known, what lies before it tells nothing.
    pub fn after_changes(&mut self, item: &WantedItem, therapies: &[DrugSelector], days: i64) {
        let course = TherapyCourse::new(self.regimens, therapies, self.known.drugs, self.today);
        let mut waits = Vec::new();
        if let Some(episode) = course.current() {
            let changes = episode.dose_changes(self.today);
            let begun = std::iter::once(episode.start()).chain(changes);
            waits.extend(begun.map(|change| (change, after(change, days))));
        }
        match self.only_place(item) {
            Some(of) => {
                self.ask_apart(ResultNeed { newest: 1, waits, ..ResultNeed::new(of, self.today) });
            }
            None => self.ask(item, Spans { days: waits, newest: 1, ..Spans::default() }),
        }
    }

    /// From so many days before the start of the episode of today to so many after it; to today when that is not given.
    pub fn since_start(
        &mut self,
        item: &WantedItem,
        therapies: &[DrugSelector],
        days_before: i64,
        days_after: Option<i64>,
    ) {
        let course = TherapyCourse::new(self.regimens, therapies, self.known.drugs, self.today);
        let span = |episode: TherapyEpisode<'_, '_>| {
            let start = episode.start();
            (after(start, -days_before), days_after.map_or(self.today, |days| after(start, days)))
        };
        let days = course.current().map(span).into_iter().collect();
        self.ask(item, Spans { days, ..Spans::default() });
    }

    /// So many days before the start of each episode of the drugs, ended ones included: the newest day of the item
    /// may lie in any of them.
    pub fn before_starts(&mut self, item: &WantedItem, therapies: &[DrugSelector], days_before: i64) {
        let course = TherapyCourse::new(self.regimens, therapies, self.known.drugs, self.today);
        let span = |start: NaiveDate| (after(start, -days_before), start);
        let days = course.episodes().iter().map(|episode| span(episode.start())).collect();
        self.ask(item, Spans { days, ..Spans::default() });
    }

    /// From so many days after the drugs were last taken to today, when that was at most `reach` days ago; and the
    /// newest day.
    pub fn since_stop(&mut self, item: &WantedItem, therapies: &[DrugSelector], wait: i64, reach: i64) {
        let course = TherapyCourse::new(self.regimens, therapies, self.known.drugs, self.today);
        let stop = course.ended().filter(|stop| (self.today - *stop).num_days() <= reach);
        let days = stop.map(|stop| (after(stop, wait), self.today));
        self.ask(item, Spans { days: days.into_iter().collect(), newest: 1, ..Spans::default() });
    }

    /// Symptoms of today and so many days before it.
    pub fn symptoms(&mut self, days: i64) {
        self.symptoms.since = self.symptoms.since.min(after(self.today, -days));
    }

    /// The newest day on which each of some symptoms was felt, however long ago.
    pub fn newest_symptoms(&mut self, ids: &[SignId]) {
        self.symptoms.newest_of.extend_from_slice(ids);
    }

    /// Where the values of an item stand; none where it is measured or computed, so that its newest is one of either.
    fn only_place(&self, item: &WantedItem) -> Option<NeededItem> {
        match item {
            WantedItem::Paper(kind) => Some(NeededItem::Report(*kind)),
            WantedItem::Analyte(id) => {
                let mut places = NeededItem::of_analyte(id, self.known.analytes);
                places.pop().filter(|_| places.is_empty())
            }
        }
    }

    fn ask_apart(&mut self, need: ResultNeed) {
        if !self.apart.contains(&need) {
            self.apart.push(need);
        }
    }

    /// Adds to what is asked for already. A computed analyte is looked for wherever its inputs are, and a measure that
    /// stands for other days wherever it is.
    fn ask(&mut self, item: &WantedItem, spans: Spans) {
        let id = match item {
            WantedItem::Paper(kind) => return self.add(NeededItem::Report(*kind), &spans),
            WantedItem::Analyte(id) => id,
        };
        for item in NeededItem::of_analyte(id, self.known.analytes) {
            if let NeededItem::Computed { inputs, .. } = &item {
                let standing = inputs.iter().filter(|input| stands_for_other_days(&input.id));
                let all = Spans { days: vec![(NaiveDate::MIN, NaiveDate::MAX)], ..Spans::default() };
                standing.for_each(|input| self.add(NeededItem::Analyte(input.clone()), &all));
            }
            self.add(item, &spans);
        }
    }

    fn add(&mut self, item: NeededItem, spans: &Spans) {
        let known = self.needs.entry(item).or_default();
        known.days.extend(&spans.days);
        known.newest = known.newest.max(spans.newest);
        if let Some((hour, days)) = spans.mornings {
            let (earliest, most) = known.mornings.unwrap_or((hour, days));
            known.mornings = Some((earliest.min(hour), most.max(days)));
        }
    }
}
