//! Reads the items of one result: its name, what stands beside it, and what is left over.

use chrono::NaiveTime;

use super::age::AgeSpan;
use super::column::TableHead;
use super::head::{method_in, time_in_points};
use super::item::{PlacedItem, RowItem};
use super::lexer::SheetToken;
use super::lexicon::SheetLexicon;
use super::lexicon::{NameEntry, text_of};
use super::motility::is_part_of_motility;
use super::printed_day::{PrintedDay, clock_at, day_at};
use super::row::{RowName, RowReading};
use super::word_kinds::{flag_word, is_specimen, method_of, words_of};
use crate::catalog::language::WordRole;
use crate::domain::analyte::Analyte;
use crate::domain::quantity::Comparator;
use crate::domain::report::Kind;

/// What a line is read with.
#[derive(Clone, Copy)]
pub(super) struct RowContext<'c, 'a> {
    pub lexicon: &'c SheetLexicon<'a>,
    pub table: Option<&'c TableHead>,
    /// Whether the line before was the head of a reference.
    pub reference: bool,
}

/// What words before a range say of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NextRange {
    /// What comes next is a range: the word before said so.
    pub is_next: bool,
    pub(super) of_men: bool,
    pub(super) of_others: bool,
    pub(super) ages: Option<AgeSpan>,
}

impl NextRange {
    /// Nothing said of it but that it is next, or not even that.
    pub fn unsaid(is_next: bool) -> Self {
        Self { is_next, ..Self::default() }
    }

    /// Whether a word said whose it is, or of what age.
    pub const fn is_of_someone(self) -> bool {
        self.of_men || self.of_others || self.ages.is_some()
    }
}

pub(super) struct SheetRowReader<'s, 'l, 'a> {
    tokens: &'s [SheetToken],
    pub(super) items: &'s [PlacedItem<'l, 'a>],
    pub(super) context: RowContext<'s, 'a>,
    /// Values in another unit that were passed over behind a range.
    pub(super) passed: usize,
    /// The unit in the head of the column of the value.
    pub(super) head_unit: Option<(String, String)>,
    /// What numbers are by the order of the heads.
    in_order: &'s [(usize, WordRole)],
    pub(super) row: RowReading<'a>,
    /// What words before it say of the next range.
    pub(super) next_range: NextRange,
    /// Whether the name has been read.
    pub(super) named: bool,
    /// The flag before the next value, in a column of a day.
    pub(super) flag_ahead: Option<&'static str>,
}

impl<'s, 'l, 'a> SheetRowReader<'s, 'l, 'a> {
    /// The result that some items of a line make.
    pub(super) fn read(
        tokens: &'s [SheetToken],
        items: &'s [PlacedItem<'l, 'a>],
        context: RowContext<'s, 'a>,
        in_order: &'s [(usize, WordRole)],
    ) -> RowReading<'a> {
        let taken = items[0].from..items[items.len() - 1].to;
        let mut reader = Self {
            tokens,
            items,
            context,
            passed: 0,
            head_unit: None,
            in_order,
            row: RowReading { tokens: taken, ..RowReading::default() },
            next_range: NextRange::unsaid(context.reference),
            named: !items.iter().any(|item| matches!(item.item, RowItem::Name(_))),
            flag_ahead: None,
        };
        let first = items.iter().position(|item| matches!(item.item, RowItem::Name(_)));
        let is_aside = first.is_some_and(|first| {
            items[first].in_brackets
                && items[..first].iter().any(|item| matches!(item.item, RowItem::Unknown))
        });
        let mut at = 0;
        while at < items.len() {
            at += reader.take(at);
        }
        if is_aside && let Some(name) = reader.row.name.take() {
            // `healthy males (BMI <30)` names nothing that was measured.
            reader.row.left_over.push(name.printed);
        }
        reader.finish()
    }

    pub(super) fn text(&self, item: &PlacedItem<'_, '_>) -> String {
        text_of(&self.tokens[item.from..item.to])
    }

    /// The text of an item with the bracket behind it that closes one of its own: `Pus cells (WBC)`.
    fn whole_text(&self, item: &PlacedItem<'_, '_>) -> String {
        let mut text = self.text(item);
        let behind = self.tokens.get(item.to).map_or("", |token| token.text.as_str());
        let is_open = |open: char, close: char| text.matches(open).count() > text.matches(close).count();
        if behind == ")" && is_open('(', ')') || behind == "]" && is_open('[', ']') {
            text.push_str(behind);
        }
        text
    }

    /// The role of the column an item stands in.
    pub(super) fn column(&self, item: &PlacedItem<'_, '_>) -> Option<(WordRole, Option<PrintedDay>)> {
        if let Some((_, role)) = self.in_order.iter().find(|(from, _)| *from == item.from) {
            return Some((*role, None));
        }
        let table = self.context.table?;
        let column = table.column_at(item.start, item.end)?;
        Some((column.role, column.day.clone()))
    }

    /// Takes an item, with those that belong to it, and says how many they are.
    fn take(&mut self, at: usize) -> usize {
        let items = self.items;
        let item = &items[at];
        let column = self.column(item);
        let role = column.as_ref().map(|(role, _)| *role);
        match &item.item {
            RowItem::Name(entry) => self.name(item, entry),
            RowItem::Number(number) => return self.number(at, number.clone(), column),
            RowItem::Range(range) => {
                let unit = self.unit_behind(at);
                let used = 1 + usize::from(unit.is_some());
                // What stands in brackets behind a limit is how surely it is known.
                let is_beside = role == Some(WordRole::HeadLow) && item.in_brackets;
                if !is_beside || self.row.ranges.is_empty() {
                    self.range(range.clone(), unit, role == Some(WordRole::HeadReference));
                }
                return used;
            }
            RowItem::Unit(code) => {
                let unit = (code.clone(), self.text(item));
                if !self.row.units.contains(&unit) {
                    self.row.units.push(unit);
                }
            }
            RowItem::Flag(flag) if !flag.is_empty() && self.names_class(at) => self.leave_next_range(),
            RowItem::Flag(flag) if self.is_before_dated(at) => {
                self.flag_ahead = Some(*flag).filter(|flag| !flag.is_empty());
            }
            RowItem::Flag(flag) => {
                self.row.is_in_words |= self.text(item).chars().count() > 2;
                self.flag(item, flag);
            }
            RowItem::Day => {
                if let Some((day, _)) = day_at(&self.tokens[item.from..], self.context.lexicon.words)
                    && (self.row.sampled.is_none() && (self.row.values.is_empty() || !self.named)
                        || role == Some(WordRole::HeadDay))
                {
                    self.row.sampled = Some(self.sampled(day, item.to));
                }
            }
            RowItem::Word(roles) => return self.word(at, &roles.clone()),
            RowItem::Unknown => self.unknown(at),
            RowItem::Dash if self.is_behind_value(at) => self.put_flag("-"),
            RowItem::Clock | RowItem::Code | RowItem::Dash | RowItem::Equal => {}
            RowItem::Mark => {
                let is_comma = self.text(item) == ",";
                let has_value = self.row.has_value();
                if let Some(name) = self.row.name.as_mut().filter(|_| !has_value) {
                    name.goes_on = is_comma;
                }
                if self.text(item) == ":" && !self.named {
                    self.leave_heading();
                }
            }
        }
        1
    }

    /// What a colon before a name ends is its heading: `Bloods:`, `Week 12 (2025-12-19) on 0.25 mg:`.
    fn leave_heading(&mut self) {
        let is_dated = self.row.sampled.is_some();
        if is_dated || self.row.values.iter().all(|value| value.unit.is_none()) {
            self.row.values.clear();
            self.row.beside_name.clear();
            self.row.left_over.clear();
        }
    }

    fn name(&mut self, item: &PlacedItem<'_, '_>, entry: &NameEntry<'a>) {
        let is_same = !entry.analytes.is_empty()
            && entry
                .analytes
                .iter()
                .any(|analyte| self.row.analytes().iter().any(|known| known.id == analyte.id));
        if self.row.name.is_none() {
            self.row.name = Some(RowName {
                analytes: entry.analytes.clone(),
                is_everyday: entry.is_everyday,
                printed: self.whole_text(item),
                from_start: item.from == 0,
                ..RowName::default()
            });
            self.row.units.extend(self.unit_in_name(item, entry));
            // `Estradiol, LC/MS` says how it was measured.
            let method = method_in(&self.tokens[item.from..item.to], self.context.lexicon);
            self.row.how.method = self.row.how.method.or(method);
            self.named = true;
        } else if !is_same && !self.is_kind_of_motility(item, entry) {
            let is_other =
                self.context.lexicon.is_semen && entry.analytes.iter().any(|a| a.kind == Kind::Semen);
            let is_part = entry.is_everyday && !is_other || self.is_part_of_name(&self.text(item));
            if !is_part || self.row.analytes().is_empty() {
                self.unknown_text(self.text(item));
            }
        }
    }

    /// Takes a name behind that of motility for what it is a kind of: `Motility, progressive` and `Motility: immotile`.
    fn is_kind_of_motility(&mut self, item: &PlacedItem<'_, '_>, entry: &NameEntry<'a>) -> bool {
        let is_whole = matches!(self.row.analytes(), [known] if &*known.id == "total-motility");
        let is_kind = matches!(entry.analytes.as_slice(), [kind] if is_part_of_motility(&kind.id));
        let is_one = is_whole && is_kind && !self.row.has_value();
        let text = self.text(item);
        if let Some(name) = self.row.name.as_mut().filter(|_| is_one) {
            name.analytes.clone_from(&entry.analytes);
            name.printed = format!("{} {text}", name.printed);
            name.is_everyday &= entry.is_everyday;
        }
        is_one
    }

    /// The unit that a name is known with: `Volume (ml)`, `Vitality %`, `% viable`.
    fn unit_in_name(&self, item: &PlacedItem<'_, '_>, entry: &NameEntry<'a>) -> Option<(String, String)> {
        let tokens = &self.tokens[item.from..item.to];
        let bracket = tokens.iter().rposition(|token| token.is("(") || token.is("["));
        let end = bracket.map_or(&tokens[tokens.len().saturating_sub(1)..], |at| &tokens[at + 1..]);
        let end: Vec<_> = end.iter().filter(|token| !token.is(")") && !token.is("]")).cloned().collect();
        let percent = tokens.first().filter(|first| first.is("%")).map(|first| first.text.clone());
        let unit = percent.unwrap_or_else(|| text_of(&end));
        let code = self.context.lexicon.unit(&unit)?;
        let is_measured_so = |analyte: &&Analyte| analyte.unit(code).is_some();
        (tokens.len() > 1 && entry.analytes.iter().all(is_measured_so)).then(|| (code.to_owned(), unit))
    }

    /// Whether all words of a text stand in the name of the analyte, as in `42 % (PR+NP)`.
    fn is_part_of_name(&self, text: &str) -> bool {
        let words = |text: &str| -> Vec<String> {
            let lower = crate::catalog::plain_key::phrase_key(text);
            lower.split(' ').map(str::to_owned).collect()
        };
        let text = words(text);
        let inside = |analyte: &Analyte| {
            let name = words(&analyte.name);
            text.iter().all(|word| name.contains(word))
        };
        !text.is_empty() && self.row.analytes().iter().any(|analyte| inside(analyte))
    }

    /// A unit right behind an item, flags and marks between them left aside.
    pub(super) fn unit_behind(&self, at: usize) -> Option<(String, String)> {
        let item = self.items.get(at + 1)?;
        match &item.item {
            RowItem::Unit(code) => Some((code.clone(), self.text(item))),
            _ => None,
        }
    }

    /// Whether a lone letter is that of a footnote: before a number as in `HDL-C A, 01`, or in brackets behind the
    /// name as in `Estradiol (b,c)`.
    fn is_footnote(&self, item: &PlacedItem<'_, '_>) -> bool {
        let text = self.text(item);
        let is_small = matches!(text.as_str(), "a" | "b" | "c" | "d");
        // On a sheet of semen such a letter is a grade.
        let is_note = !self.row.has_value() || !self.context.lexicon.is_semen;
        if is_small && item.in_brackets && self.row.name.is_some() && is_note {
            return true;
        }
        let is_letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
        let Some(at) = self.items.iter().position(|other| other.from == item.from).filter(|_| is_letter)
        else {
            return false;
        };
        let comma = self.items.get(at + 1).is_some_and(|next| self.text(next) == ",");
        comma && self.items.get(at + 2).is_some_and(|next| matches!(next.item, RowItem::Code))
    }

    fn flag(&mut self, item: &PlacedItem<'_, '_>, flag: &'static str) {
        if self.is_footnote(item) {
            return;
        }
        // A letter close behind a name is rather its end, as in `Inhibin A`, than a flag.
        let text = self.text(item);
        let before = self.items.iter().rev().find(|other| other.to == item.from);
        let behind_name =
            before.is_some_and(|other| matches!(other.item, RowItem::Name(_)) && other.cell == item.cell);
        if text.chars().count() == 1 && text.chars().all(char::is_alphabetic) && behind_name {
            self.unknown_text(text);
        } else if !flag.is_empty() {
            self.put_flag(flag);
        }
    }

    /// Puts a flag to the value it stands behind, where its column has a day, else to the row.
    fn put_flag(&mut self, flag: &'static str) {
        let dated = self.row.values.last_mut().filter(|value| value.day.is_some());
        let flagged = dated.map_or(&mut self.row.flag, |value| &mut value.flag);
        // `Abnormal - High` says which way.
        let told = flagged.filter(|known| *known != "A" || !matches!(flag, "H" | "L"));
        *flagged = told.or(Some(flag));
    }

    /// Whether a flag begins the cell of a value in a column of a day: `388    ↓ 210`.
    fn is_before_dated(&self, at: usize) -> bool {
        let item = &self.items[at];
        let begins = at.checked_sub(1).is_none_or(|before| self.items[before].cell != item.cell);
        let next = self.items.get(at + 1).filter(|next| next.cell == item.cell && begins);
        next.is_some_and(|next| {
            matches!(next.item, RowItem::Number(_)) && self.column(next).is_some_and(|(_, day)| day.is_some())
        })
    }

    /// Whether a dash stands right behind a value or its unit, with nothing of its cell behind it.
    fn is_behind_value(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.items.get(before));
        let ends_cell = self.items.get(at + 1).is_none_or(|next| next.cell != self.items[at].cell);
        let is_value = before.is_some_and(|item| matches!(item.item, RowItem::Number(_) | RowItem::Unit(_)));
        let day = self.column(&self.items[at]).and_then(|(_, day)| day);
        let is_of_it = self.row.values.last().is_some_and(|value| value.day.is_none() || value.day == day);
        is_value && ends_cell && is_of_it
    }

    /// Takes in a word, and says how many items it has taken with what belongs to it.
    fn word(&mut self, at: usize, roles: &[WordRole]) -> usize {
        let item = &self.items[at];
        let has = |role| roles.contains(&role);
        let text = self.text(item);
        self.row.is_in_words |= flag_word(roles).is_some() && text.chars().count() > 3;
        if has(WordRole::LabelCollected)
            && let Some(used) = self.day_behind(at)
        {
            return used;
        }
        if let Some(used) = self.range_word(at, roles).or_else(|| self.clock_behind_day(at, roles)) {
            return used;
        }
        if has(WordRole::HeadPrevious) && self.row.has_value() {
            // “Previous: 4.8” behind the value.
            let earlier = self.earlier_behind(at);
            if earlier == 0 && self.context.table.is_none() && !item.in_brackets {
                // `7.1 nmol/L last year`
                self.row.left_over.push(text);
            }
            return 1 + earlier;
        }
        if self.is_told_otherwise(item, roles) {
            return 1;
        }
        if let Some(words) = words_of(roles).filter(|_| !self.row.has_value() && self.row.name.is_some())
            && !(self.row.ranges.is_empty() && self.next_range.is_next)
        {
            self.row.words = Some((words, text));
            return 1;
        }
        if self.method_word(roles) || self.specimen_word(roles, item) {
            return 1;
        }
        if has(WordRole::Calculated) {
            self.row.how.is_calculated = true;
            return 1;
        }
        let is_end = self.items[at + 1..].iter().all(|next| next.has_role(WordRole::Harmless));
        if has(WordRole::And) && is_end {
            // It joins the next result to this one.
            return 1;
        }
        if self.is_sample_behind_name(at) {
            return 1;
        }
        let is_letter = text.chars().count() == 1 && !text.chars().all(char::is_uppercase);
        if let Some(flag) = flag_word(roles).filter(|_| self.row.name.is_some() && !is_letter) {
            self.row.is_in_words = true;
            self.flag(item, flag);
            return 1;
        }
        if !roles.iter().any(|role| HARMLESS.contains(role)) {
            self.unknown(at);
        }
        1
    }

    /// Whether a word for what is missing speaks of something else than the value of the row.
    fn is_told_otherwise(&self, item: &PlacedItem<'_, '_>, roles: &[WordRole]) -> bool {
        let last = self.row.values.last();
        let is_bound = last.is_some_and(|value| value.number.comparator != Comparator::Equal);
        let column = self.column(item);
        // Of a day there may be no result yet; those of the others stand beside it.
        let is_of_day = column.as_ref().is_some_and(|(_, day)| day.is_some());
        let is_open = matches!(words_of(roles), Some(WordRole::Pending | WordRole::NotDone));
        // The range or the remark stands elsewhere.
        let is_note =
            |(role, _): (WordRole, _)| matches!(role, WordRole::HeadReference | WordRole::LabelNote);
        let is_elsewhere = roles.contains(&WordRole::SeeNote) && self.row.has_value();
        // `< 0.2 (below detection)` says it twice.
        roles.contains(&WordRole::NotDetected) && is_bound
            || is_open && is_of_day
            || is_elsewhere && column.is_some_and(is_note)
    }

    /// A day with the time behind it.
    fn sampled(&self, day: PrintedDay, behind: usize) -> (PrintedDay, Option<NaiveTime>) {
        (day, clock_at(&self.tokens[behind..]).and_then(|(time, _)| time))
    }

    /// Takes the day behind its label for that of the row, and says how many items they are:
    /// `412 ng/dL  Collected Mar 14, 2026`.
    fn day_behind(&mut self, at: usize) -> Option<usize> {
        let marks = self.items[at + 1..].iter().take_while(|item| matches!(item.item, RowItem::Mark)).count();
        let item = self.items.get(at + 1 + marks).filter(|item| matches!(item.item, RowItem::Day))?;
        let (day, _) = day_at(&self.tokens[item.from..], self.context.lexicon.words)?;
        if self.row.sampled.is_some() || !self.row.has_value() {
            return None;
        }
        self.row.sampled = Some(self.sampled(day, item.to));
        Some(marks + 2)
    }

    /// Takes the time behind its word as that of the day before it, and says how many items they are: `15.1.2026 klo 8.12`.
    fn clock_behind_day(&mut self, at: usize, roles: &[WordRole]) -> Option<usize> {
        let before = at.checked_sub(1).map(|before| &self.items[before])?;
        let is_behind_day = roles.contains(&WordRole::Clock) && matches!(before.item, RowItem::Day);
        let (_, clock) = self.row.sampled.as_mut().filter(|_| is_behind_day)?;
        *clock = Some(time_in_points(&self.tokens[self.items[at].to..])?);
        let marks = self.items[at + 1..].iter().take_while(|item| matches!(item.item, RowItem::Mark));
        Some(2 + marks.count())
    }

    /// How many items behind a word belong to an earlier result.
    fn earlier_behind(&self, at: usize) -> usize {
        let mut cell = self.items[at].cell;
        let is_aside = self.items[at].in_brackets;
        let is_of_it = |item: &&PlacedItem<'_, '_>| {
            let same_cell = item.cell == cell;
            cell = item.cell;
            // `412 (prev 388) ng/dL`: the unit behind the bracket is that of the value.
            if is_aside && !item.in_brackets {
                return false;
            }
            match item.item {
                RowItem::Mark | RowItem::Number(_) | RowItem::Day | RowItem::Clock => true,
                // A unit in a column of its own is that of the row.
                RowItem::Unit(_) => same_cell,
                _ => item.has_role(WordRole::Joint),
            }
        };
        self.items[at + 1..].iter().take_while(is_of_it).count()
    }

    fn method_word(&mut self, roles: &[WordRole]) -> bool {
        let method = method_of(roles);
        if method.is_some() {
            self.row.how.method = self.row.how.method.or(method);
        }
        method.is_some() || roles.contains(&WordRole::HeadMethod)
    }

    fn specimen_word(&mut self, roles: &[WordRole], item: &PlacedItem<'_, '_>) -> bool {
        let specimen = roles.iter().copied().find(|role| is_specimen(*role));
        // A letter is a specimen only before a name: `S-Testosterone`.
        let fits = self.tokens[item.from].text.chars().count() > 1 || !self.named || item.in_brackets;
        match specimen.filter(|_| fits) {
            Some(WordRole::Semen) => true,
            Some(role) => {
                self.row.how.specimen = Some(role);
                true
            }
            None => false,
        }
    }

    /// Takes the letter of the sample behind a name, as laboratories of Denmark print it: `Testosteron;P`.
    fn is_sample_behind_name(&mut self, at: usize) -> bool {
        let [before @ .., mark, letter] = &self.items[..=at] else { return false };
        // A bracket may end the name, as in `Lutropin [LH];P`.
        let name = before.iter().rev().find(|item| !matches!(self.text(item).as_str(), "]" | ")"));
        let is_suffix =
            name.is_some_and(|name| matches!(name.item, RowItem::Name(_))) && self.text(mark) == ";";
        let token = &self.tokens[letter.from];
        let roles = self.context.lexicon.words.roles(&token.phrase);
        let sample = roles.iter().map(|(role, _)| *role).find(|role| is_specimen(*role));
        let sample = sample.filter(|_| is_suffix && token.glued && token.text.chars().count() == 1);
        self.row.how.specimen = self.row.how.specimen.or(sample);
        sample.is_some()
    }

    fn unknown(&mut self, at: usize) {
        let item = &self.items[at];
        let text = self.text(item);
        let next = |n: usize| self.items.get(at + n);
        // Words before a colon and a range name whose range it is.
        let colon = next(1).is_some_and(|item| self.text(item) == ":");
        let range = next(2).is_some_and(|item| matches!(item.item, RowItem::Range(_)));
        let label = next(1).is_some_and(|item| item.has_role(WordRole::HeadReference));
        if !self.row.values.is_empty() && (colon && range || label) {
            return;
        }
        if self.is_footnote(item) || self.is_sample_behind_name(at) {
            return;
        }
        if matches!(text.as_str(), "~" | "≈")
            && next(1).is_some_and(|next| matches!(next.item, RowItem::Number(_)))
        {
            // What is about so much is asked about.
            return self.row.left_over.push(text);
        }
        if self.is_part_of_name(&text) && self.row.has_value() || !text.contains(char::is_alphanumeric) {
            return;
        }
        // How it was measured, and what was remarked, but for a sample that could not be measured.
        let is_beside = |(role, _): (WordRole, _)| matches!(role, WordRole::HeadMethod | WordRole::LabelNote);
        let is_failed = item.has_role(WordRole::NotDone);
        if self.row.name.is_some() && !is_failed && self.column(item).is_some_and(is_beside) {
            return;
        }
        let is_labelled = at.checked_sub(1).is_some_and(|before| self.text(&self.items[before]) == ":");
        let is_code = item.in_brackets && is_clinical_term(&text)
            || (item.in_brackets || is_labelled) && is_procedure(&text);
        if is_code && self.row.name.is_some() {
            return;
        }
        if self.row.has_value() && text.chars().all(is_raised) {
            return;
        }
        self.unknown_text(text);
    }

    fn unknown_text(&mut self, text: String) {
        if self.row.has_value() {
            self.row.left_over.push(text);
        } else {
            self.row.beside_name.push(text);
        }
    }

    fn finish(mut self) -> RowReading<'a> {
        // A sign that was left to the range: the table's low and high of an open side.
        self.row.ranges.retain(|range| range.range.low.is_some() || range.range.high.is_some());
        if self.row.units.is_empty() && self.row.values.iter().all(|value| value.unit.is_none()) {
            self.row.units.extend(self.head_unit);
        }
        self.row
    }
}

/// Whether a text is a code of the Clinical Terms, as surgeries in Britain print them behind a name: `XM0lv`.
fn is_clinical_term(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric();
    text.len() == 5 && text.starts_with('X') && text.chars().all(is_sign) && text != text.to_uppercase()
}

/// Whether a text is a code of a procedure, as laboratories in Poland print it behind a name: `TSH (L69)`.
fn is_procedure(text: &str) -> bool {
    let digits = text.strip_prefix(|c: char| c.is_ascii_uppercase());
    digits.is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a sign is a raised figure, that of a footnote.
const fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁴'..='⁹')
}

/// Words that change nothing about the result beside them.
const HARMLESS: [WordRole; 11] = [
    WordRole::Harmless,
    WordRole::HeadResult,
    WordRole::Measured,
    WordRole::HeadName,
    WordRole::HeadUnit,
    WordRole::HeadFlag,
    WordRole::Same,
    WordRole::Total,
    WordRole::HeadLow,
    WordRole::HeadHigh,
    WordRole::Percentile,
];
