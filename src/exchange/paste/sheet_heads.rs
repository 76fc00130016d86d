//! Lines that say something of the sheet and hold no result: who, when and where, and the lines of a scan.

use super::column::TableHead;
use super::furniture::{self, Furniture};
use super::head::{LineHead, line_head, specimen_in};
use super::item::{RowItem, items};
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::text_of;
use super::line_results::rows;
use super::pasted::PieceMeaning;
use super::printed_day::{PrintedDay, day_at};
use super::report_heads::specimen_of;
use super::row::RowReading;
use super::sheet::SheetReader;
use super::verdict::analyte_of;
use crate::catalog::language::WordRole;
use crate::domain::report::Kind;

impl SheetReader<'_, '_> {
    /// Days below labels of the line before, by their columns.
    pub(super) fn days_below(&mut self, line: &SheetLine) -> bool {
        let Some((start, end)) = self.above.day_label.take() else { return false };
        let mut days: Vec<(PrintedDay, usize, usize, usize)> = Vec::new();
        let mut at = 0;
        while at < line.tokens.len() {
            if let Some((day, count)) = day_at(&line.tokens[at..], self.facts.lexicon.words) {
                days.push((day, line.tokens[at].start, line.tokens[at + count - 1].end, at + count));
                at += count;
            } else {
                at += 1;
            }
        }
        let only_days =
            line.tokens.iter().all(|token| token.shape != TokenShape::Word || token.text.len() <= 4);
        let away = |(_, from, to, _): &(PrintedDay, usize, usize, usize)| {
            if *to <= start {
                start - to
            } else if end <= *from {
                from - end
            } else {
                0
            }
        };
        let near = days.iter().min_by_key(|day| away(day));
        let is_below = near.is_some_and(|day| away(day) == 0);
        // `Date   28 May 2026` below `Collected:` is the day of a label of its own.
        let is_labelled = !is_below
            && line
                .tokens
                .iter()
                .any(|token| token.shape == TokenShape::Word && token.start < end && start < token.end);
        if days.is_empty() || is_labelled || !only_days && days.len() < 2 && !is_below {
            return false;
        }
        if let Some((day, _, _, behind)) = near {
            let time = super::printed_day::clock_at(&line.tokens[*behind..]).and_then(|(time, _)| time);
            self.heads.day(&day.in_order(self.facts.order), time);
        }
        self.put(line, PieceMeaning::Furniture(Furniture::Header));
        true
    }

    /// Whether a line says something of the sheet and holds no result.
    pub(super) fn is_head(&mut self, line: &SheetLine) -> bool {
        let lexicon = self.facts.lexicon;
        let head = line_head(line, lexicon, self.facts.order, self.facts.is_exam());
        let is_footer = furniture::is_footer(line, lexicon);
        let only_days = self.is_only_days(line);
        if !head.is_header && !is_footer && !only_days {
            self.take_specimen_title(line);
            return false;
        }
        let is_person = self.facts.is_scan || head.patient.is_some() || !head.offered.is_empty();
        let tells = || head.collected.is_some() && !head.is_note && self.tells_result(line);
        let holds = |sheet: &Self| sheet.holds_result(line, is_person) || head.patient.is_none() && tells();
        if head.is_header && !is_footer && holds(self) {
            return false;
        }
        let is_new = head.collected.is_some()
            || head.patient.is_some()
            || head.laboratory.is_some()
            || head.specimen.is_some();
        if is_new && self.open.as_ref().is_some_and(|open| open.row.has_value()) {
            self.close();
        }
        self.take_specimen_beside(line);
        let block_method = head.method;
        if let (Some(open), Some(method)) = (self.open.as_mut(), block_method) {
            open.row.how.method = open.row.how.method.or(Some(method));
        }
        if head.collected.is_some() {
            self.days.above = None;
        }
        let laboratories = self.facts.laboratories;
        self.heads.take(&head, |name| known_laboratory(name, laboratories));
        if let Some(open) = self.open.as_mut().filter(|open| !open.row.has_value()) {
            let is_own =
                head.specimen.is_some() || !is_footer && (only_days || is_of_card(&head, line.tokens.len()));
            open.interrupted |= !is_own;
            open.report = self.heads.current;
        }
        self.above.day_label = head.waiting;
        if only_days {
            self.offer_day(line);
        }
        let is = self.meaning_of_head(line, &head, is_footer);
        if head.is_note {
            self.leave_to_note();
        }
        if head.patient.is_some() {
            self.put_person(line, is);
        } else {
            self.put(line, is);
        }
        if head.collected.is_some() && head.patient.is_none() && !is_footer {
            self.name_before_day(line);
        }
        true
    }

    /// Ends the open result above a note, but for one whose range may stand below it, as on a card of a portal.
    fn leave_to_note(&mut self) {
        match self.open.as_mut().filter(|open| open.row.has_value() && open.row.ranges.is_empty()) {
            Some(open) => open.is_noted = true,
            None => self.close(),
        }
    }

    /// What a line is that says something of the sheet.
    fn meaning_of_head(&self, line: &SheetLine, head: &LineHead, is_footer: bool) -> PieceMeaning {
        match (is_footer, head.is_note) {
            (true, _) => PieceMeaning::Furniture(Furniture::Footer),
            (_, true) => PieceMeaning::Furniture(Furniture::Comment),
            // `Date=12.02.2026;LH=5.1 IU/L`: whether the day is that of the sample is not said.
            _ if head.patient.is_none() && self.tells_result(line) => {
                PieceMeaning::Unknown("results stand behind labels that are not of them".to_owned())
            }
            _ => PieceMeaning::Furniture(Furniture::Header),
        }
    }

    /// Opens the result whose name stands before the day of its sample: `Inhibin B      Collected 02/14/2025`.
    fn name_before_day(&mut self, line: &SheetLine) {
        let Some((count, entry)) = self.facts.lexicon.name_at(&line.tokens) else { return };
        let Some(next) = line.tokens.get(count) else { return };
        // `Testosterone, collected 27 Jan 2026`
        let is_parted = next.cell != line.tokens[0].cell || next.is(",") || next.is(";");
        if !is_parted || entry.analytes.is_empty() || entry.is_everyday {
            return;
        }
        let cell = &line.tokens[..count];
        let (tokens, text) = (cell.to_vec(), text_of(cell));
        if let Some(row) = rows(&tokens, self.context(false)).into_iter().next() {
            self.named(&SheetLine { number: line.number, text, tokens, is_delimited: false }, row);
        }
    }

    /// Offers the first day of a line that is nothing else for that of the sample.
    pub(super) fn offer_day(&mut self, line: &SheetLine) {
        let words = self.facts.lexicon.words;
        let day = (0..line.tokens.len()).find_map(|at| day_at(&line.tokens[at..], words));
        self.heads.offered.extend(day.map(|(day, _)| day.in_order(self.facts.order)));
    }

    /// Takes the specimen that a title names for that of what follows.
    fn take_specimen_title(&mut self, line: &SheetLine) {
        let lexicon = self.facts.lexicon;
        let is_title = !line.has_digits() && line.tokens.len() < 12;
        // A letter is a specimen only before a name; in heads it is a sign of its own, as in `± U`.
        let words: Vec<SheetToken> =
            line.tokens.iter().filter(|token| token.text.chars().count() > 1).cloned().collect();
        let told = specimen_in(&words, lexicon).filter(|role| is_told(*role));
        let Some(role) = told.filter(|role| is_title && self.heads_next(line, *role)) else { return };
        let names = items(&line.tokens, lexicon).iter().any(|item| matches!(item.item, RowItem::Name(_)));
        if !names {
            self.close();
            self.heads.specimen(role);
        }
    }

    /// Takes the specimen that a title names which stands before a label: `Saliva profile   Collected 14 Mar 2026`.
    fn take_specimen_beside(&mut self, line: &SheetLine) {
        let lexicon = self.facts.lexicon;
        let Some(title) = line.cells().next().filter(|cell| cell.len() < line.tokens.len()) else { return };
        let is_words =
            title.iter().all(|token| token.shape == TokenShape::Word && token.text.chars().count() > 1);
        let names = items(title, lexicon).iter().any(|item| matches!(item.item, RowItem::Name(_)));
        let told = specimen_in(title, lexicon).filter(|role| is_told(*role) && is_words && !names);
        if let Some(role) = told {
            self.close();
            self.heads.specimen(role);
        }
    }

    /// Whether the specimen on a line of its own is that of what follows, and not the end of the name above: a blank line
    /// lies between, or the result above says its own.
    fn heads_next(&self, line: &SheetLine, role: WordRole) -> bool {
        let Some(open) = &self.open else { return true };
        let of_report = self.heads.heads[open.report].specimen;
        // `Serum` on the line above its first name is part of that name.
        let name = SheetLine::new(line.number, open.row.printed());
        let is_in_name = specimen_in(&name.tokens, self.facts.lexicon).is_some_and(is_told);
        // A result of semen says by its name what it was measured in.
        let is_semen = open.row.analytes().iter().any(|analyte| analyte.kind == Kind::Semen);
        let has_own = open.row.how.specimen.is_some() || is_in_name || is_semen || !of_report.is_serum();
        let differs = specimen_of(role) != of_report;
        open.row.has_value() && differs && (has_own || line.number > open.to + 1)
    }

    /// Whether nothing but days, times and joining words stands on a line.
    pub(super) fn is_only_days(&self, line: &SheetLine) -> bool {
        if !line.has_digits() || line.tokens.len() > 16 {
            return false;
        }
        let items = items(&line.tokens, self.facts.lexicon);
        let has_day = items.iter().any(|item| matches!(item.item, RowItem::Day));
        has_day
            && TableHead::of(line, self.facts.lexicon).is_none()
            && items.iter().all(|item| {
                matches!(
                    item.item,
                    RowItem::Day | RowItem::Clock | RowItem::Mark | RowItem::Dash | RowItem::Word(_)
                )
            })
    }

    /// Whether a line that begins like a head names an analyte with its value.
    pub(super) fn holds_result(&self, line: &SheetLine, is_person: bool) -> bool {
        let found = rows(&line.tokens, self.context(false));
        found.iter().any(|row| {
            let clean = row.name.is_some() && row.is_clean() && !row.values.is_empty();
            let analyte =
                analyte_of(&self.facts, row).filter(|analyte| analyte.kind != Kind::Body || !is_person);
            clean && row.tokens.start == 0 && analyte.is_some()
        })
    }

    /// Whether a sentence with the day of the sample goes on to a result: `Bloods taken 17 February 2026: testosterone 16.2
    /// nmol/L`.
    fn tells_result(&self, line: &SheetLine) -> bool {
        let is_told = |row: &RowReading<'_>| {
            let analyte = analyte_of(&self.facts, row).filter(|analyte| analyte.kind != Kind::Body);
            let value = row.values.first().and_then(|value| value.unit.as_ref());
            analyte.zip(value).is_some_and(|(analyte, (code, _))| analyte.unit(code).is_some())
        };
        rows(&line.tokens, self.context(false)).iter().any(is_told)
    }

    /// Whether a line is one of a scan, whose pieces are put.
    pub(super) fn is_scan_line(&mut self, line: &SheetLine) -> bool {
        if !self.facts.is_scan {
            return false;
        }
        let Some(found) = self.scan.take(line, &self.facts) else { return false };
        self.close();
        let report = match &found.day {
            Some(day) => self.heads.of_own_day(&day.in_order(self.facts.order), None),
            None => self.heads.current,
        };
        for is in found.pieces {
            self.put_in(line, is, report);
        }
        true
    }
}

/// Whether a line is of a card of a portal, which says below its name when the sample was taken and who measured.
fn is_of_card(head: &LineHead, tokens: usize) -> bool {
    let is_lone_laboratory = head.laboratory.is_some() && tokens <= 6;
    head.patient.is_none()
        && (head.collected.is_some()
            || head.method.is_some()
            || is_lone_laboratory
            || head.laboratory.is_none() && !head.offered.is_empty())
}

/// Whether a word in a title says what the sample is.
fn is_told(role: WordRole) -> bool {
    matches!(
        role,
        WordRole::Saliva | WordRole::Urine | WordRole::Capillary | WordRole::DriedBlood | WordRole::Serum
    )
}

/// A laboratory by its name in the log, where it has one there.
fn known_laboratory(name: &str, laboratories: &[String]) -> String {
    let lower = name.to_lowercase();
    let known = laboratories.iter().find(|known| known.to_lowercase() == lower);
    known.cloned().unwrap_or_else(|| name.to_owned())
}
