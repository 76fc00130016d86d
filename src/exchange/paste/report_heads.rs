//! The reports of a text: a head holds for the lines below it, until another day, laboratory or specimen is named.

use chrono::NaiveTime;

use super::head::{LineHead, SheetHead};
use super::printed_day::PrintedDay;
use super::sample_day::SampleDay;
use crate::catalog::language::WordRole;
use crate::catalog::plain_key::phrase_key;
use crate::domain::specimen::Specimen;

/// The reports so far, and the one the next result belongs to.
#[derive(Debug)]
pub(super) struct ReportHeads {
    pub heads: Vec<SheetHead>,
    pub current: usize,
    /// Whether a report has results.
    pub(super) used: Vec<bool>,
    /// The words of the first person's name.
    patient: Option<Vec<String>>,
    /// The report of the first person's that waits while what follows is another person's.
    waiting: Option<usize>,
    /// Days that are offered, because nothing says that the sample is of them.
    pub offered: Vec<PrintedDay>,
    /// Two days of sampling before any result: neither is taken.
    pub(super) competing: bool,
    /// Whether the day of the current report is that of a title alone.
    pub(super) is_titled: bool,
    /// Whether a line above all results says that the patient is a woman.
    pub(super) is_of_woman: bool,
}

impl ReportHeads {
    pub fn new(laboratory: Option<String>) -> Self {
        Self {
            heads: vec![SheetHead { laboratory, ..SheetHead::default() }],
            current: 0,
            used: vec![false],
            patient: None,
            waiting: None,
            offered: Vec::new(),
            competing: false,
            is_titled: false,
            is_of_woman: false,
        }
    }

    /// Notes that the current report has a result.
    pub fn has_result(&mut self) {
        self.used[self.current] = true;
    }

    /// Takes what a line says.
    pub fn take(&mut self, line: &LineHead, known_laboratory: impl Fn(&str) -> String) {
        if let Some(patient) = &line.patient {
            self.person(patient);
        }
        // Below a result it may say whom a range is for.
        self.is_of_woman |= line.is_of_woman && !self.used.contains(&true);
        if let Some(laboratory) = &line.laboratory {
            self.laboratory(known_laboratory(laboratory));
        }
        if let Some(specimen) = line.specimen {
            self.specimen(specimen);
        }
        if let Some((day, time)) = &line.collected {
            self.day(day, time.or(line.time));
        } else if let Some((day, time)) = &line.titled {
            self.day_of_title(day, time.or(line.time));
        } else if let Some(time) = line.time {
            let head = &mut self.heads[self.current];
            head.time = head.time.or(Some(time));
        }
        self.offered.extend(line.offered.iter().cloned());
        let head = &mut self.heads[self.current];
        head.age.fill(line.age);
        if line.device.is_some() {
            head.device.clone_from(&line.device);
        }
        head.fasting = head.fasting.or(line.fasting);
        if head.abstinence.is_none() {
            head.abstinence.clone_from(&line.abstinence);
        }
    }

    /// A day of sampling behind its label.
    pub fn day(&mut self, day: &PrintedDay, time: Option<NaiveTime>) {
        let sampled = SampleDay::from(day.clone());
        let is_titled = std::mem::take(&mut self.is_titled) && !self.used[self.current];
        let head = &mut self.heads[self.current];
        if is_titled {
            (head.sampled, head.time) = (sampled, time);
        } else if head.sampled == SampleDay::Unsaid && !self.competing {
            head.sampled = sampled;
            head.time = head.time.or(time);
        } else if head.sampled == sampled && (head.time.is_none() || time.is_none() || head.time == time) {
            head.time = head.time.or(time);
        } else if self.used[self.current] {
            let next = SheetHead { sampled, time, ..head.clone() };
            self.go_to(next);
        } else {
            self.competing = true;
            head.sampled = SampleDay::Unsaid;
            head.time = None;
            self.offered.push(day.clone());
        }
    }

    /// A day behind the title of an examination: that of the sample, where no label says another one.
    pub fn day_of_title(&mut self, day: &PrintedDay, time: Option<NaiveTime>) {
        let is_said = self.heads[self.current].sampled != SampleDay::Unsaid;
        if is_said && !self.is_titled && !self.used[self.current] {
            self.offered.push(day.clone());
        } else {
            let is_free = !is_said && !self.competing || self.used[self.current];
            self.is_titled = false;
            self.day(day, time);
            self.is_titled = is_free;
        }
    }

    /// The report of a day that stands in a result's own line.
    pub fn of_own_day(&mut self, day: &PrintedDay, time: Option<NaiveTime>) -> usize {
        let sampled = SampleDay::from(day.clone());
        let current = self.heads[self.current].clone();
        if current.sampled == sampled {
            return self.current;
        }
        if current.sampled == SampleDay::Unsaid && !self.used[self.current] {
            let head = &mut self.heads[self.current];
            (head.sampled, head.time) = (sampled, time);
            return self.current;
        }
        let same = |old: &SheetHead| {
            old.sampled == sampled && old.laboratory == current.laboratory && old.specimen == current.specimen
        };
        if let Some(at) = self.heads.iter().position(same) {
            let head = &mut self.heads[at];
            head.time = head.time.filter(|old| Some(*old) == time);
            return at;
        }
        self.index_of(SheetHead { sampled, time, ..current })
    }

    fn laboratory(&mut self, name: String) {
        let head = &mut self.heads[self.current];
        let same = head.laboratory.as_ref().is_some_and(|old| phrase_key(old) == phrase_key(&name));
        if head.laboratory.is_none() {
            head.laboratory = Some(name);
        } else if !same && self.used[self.current] {
            let next = SheetHead { laboratory: Some(name), ..head.clone() };
            self.go_to(next);
        }
    }

    /// A specimen for the lines below.
    pub fn specimen(&mut self, role: WordRole) {
        let specimen = specimen_of(role);
        let head = &mut self.heads[self.current];
        // Plasma is read as serum; one report may have both.
        if head.specimen == specimen || head.specimen.is_serum() && specimen.is_serum() {
            return;
        }
        if self.used[self.current] {
            let next = SheetHead { specimen, ..head.clone() };
            self.go_to(next);
        } else {
            head.specimen = specimen;
        }
    }

    /// Makes a head that of the lines below.
    pub fn go_to(&mut self, head: SheetHead) {
        self.current = self.index_of(head);
    }

    /// Whether what follows is another person's than the first results.
    pub(super) const fn is_of_other(&self) -> bool {
        self.waiting.is_some()
    }

    /// Begins what is another person's, or goes on with the first one's: days and laboratories of the one say nothing of
    /// the other.
    pub(super) fn follows_other(&mut self, is_other: bool) {
        if !is_other {
            self.current = self.waiting.take().unwrap_or(self.current);
        } else if self.waiting.is_none() {
            self.waiting = Some(self.current);
            self.heads.push(SheetHead::default());
            self.used.push(false);
            self.current = self.heads.len() - 1;
        }
    }

    /// The place of a head, which is put behind the others where it is new.
    pub fn index_of(&mut self, head: SheetHead) -> usize {
        let same = |old: &SheetHead| {
            old.sampled == head.sampled
                && old.time == head.time
                && old.laboratory == head.laboratory
                && old.specimen == head.specimen
        };
        if let Some(at) = self.heads.iter().position(same) {
            return at;
        }
        self.heads.push(head);
        self.used.push(false);
        self.heads.len() - 1
    }

    /// One text may hold sheets of several people; only the first one's are taken.
    fn person(&mut self, name: &str) {
        let words: Vec<String> =
            phrase_key(name).split(' ').filter(|w| w.len() > 1).map(str::to_owned).collect();
        let Some(first) = &self.patient else {
            self.patient = Some(words).filter(|words| !words.is_empty());
            return;
        };
        let inside = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
        let same = words.is_empty() || inside(first, &words) || inside(&words, first);
        self.follows_other(!same);
    }
}

/// The specimen a word names; blood that is not told apart is read as serum.
pub(super) fn specimen_of(role: WordRole) -> Specimen {
    match role {
        WordRole::Capillary => Specimen::Capillary,
        WordRole::DriedBlood => Specimen::DriedBlood,
        WordRole::Saliva => Specimen::Saliva,
        WordRole::Urine => Specimen::Urine,
        _ => Specimen::Serum,
    }
}
