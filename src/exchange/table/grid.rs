//! A grid: a row for each day and a column for each marker, or the other way round.

use std::collections::BTreeSet;
use std::io;

use ::csv::StringRecord;
use chrono::{Datelike, NaiveTime};

use super::columns::TableColumns;
use super::context_cells::is_context;
use super::days::{OrderVotes, is_month, read_day_cell, with_year, year_alone};
use super::heads::{ColumnRole, role_of_head};
use super::list::{RowFilter, TOO_MANY_CELLS, are_of_woman, keep_mapping};
use super::map::ColumnMap;
use super::range::{range_unit, read_range};
use super::shape::{GridAxis, GridHead, GridMarker, is_day, split_unit};
use super::{
    BlockRead, CellDay, ImportAnswers, ImportQuestion, TableSheet, cell, is_ruler, swallowed_rows_words,
};
use crate::catalog::plain_key::phrase_key;
use crate::catalog::table_words::{TableWords, has_word};
use crate::domain::day::{self, DayOrder};
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, shown_unit};
use crate::exchange::foreign::{
    CellDecimal, ForeignHead, ForeignLog, ForeignPlace, ForeignResult, ForeignValue, MarkVotes, ValueCell,
    in_thousands, read_flag, read_limit, read_number,
};
use crate::exchange::row_bounds::{beginning_of, oversize_words};
use crate::exchange::{Code, ReaderKnowledge, scrub};

pub(super) fn read_grid(
    sheet: &TableSheet<'_, '_>,
    head: &GridHead,
    answers: &ImportAnswers,
    log: &mut ForeignLog<'_>,
    used: &mut ColumnMap,
) -> io::Result<BlockRead> {
    let known = log.known;
    let filter = match RowFilter::new(&head.columns, answers) {
        Ok(filter) => filter,
        Err(parsed) => return Ok(BlockRead::Refused(parsed)),
    };
    let rows = body(sheet, head, &filter, log)?;
    let mut reading = GridReading {
        sheet,
        answers,
        known: &known,
        mark: CellDecimal::Unknown,
        order: None,
        questions: Vec::new(),
        log,
    };
    match &head.axis {
        GridAxis::Markers(markers) => reading.read_rows_of_days(head, markers, &rows),
        GridAxis::Days(days) => reading.read_rows_of_markers(head, days, &rows),
    }
    if !reading.questions.is_empty() {
        return Ok(BlockRead::Asks(reading.questions));
    }
    keep_mapping(used, &head.columns, reading.order);
    if matches!(head.axis, GridAxis::Days(_)) {
        let name = head.columns.head(head.columns.find(ColumnRole::Name).unwrap_or(0));
        if !name.is_empty() {
            used.columns.insert(phrase_key(name), ColumnRole::Name);
        }
    }
    Ok(BlockRead::Done)
}

/// The rows below the head that are not blank. A grid is small: it has a row or a column for each day.
fn body(
    sheet: &TableSheet<'_, '_>,
    head: &GridHead,
    filter: &RowFilter,
    log: &mut ForeignLog<'_>,
) -> io::Result<Vec<(u32, StringRecord)>> {
    let mut rows = Vec::new();
    sheet.each_row(|line, row| {
        let is_blank = row.iter().all(|cell| cell.trim().is_empty());
        let is_head = || row.iter().map(str::trim).eq(head.columns.heads.iter().map(String::as_str));
        if line > head.line && !is_blank && !is_ruler(row) && !is_head() && filter.takes(row) {
            let width = head.columns.heads.len();
            let has_more = row.iter().skip(width).any(|cell| !cell.trim().is_empty());
            let wrong =
                oversize_words(row).or_else(|| has_more.then(|| TOO_MANY_CELLS.to_owned())).or_else(|| {
                    swallowed_rows_words(row, width, sheet.separator, log.names()).map(str::to_owned)
                });
            match wrong {
                None => rows.push((line, row.clone())),
                Some(words) => {
                    log.reject(&sheet.place(line), &beginning_of(row), Code::Unreadable, &words);
                }
            }
        }
        true
    })?;
    Ok(rows)
}

struct GridReading<'a, 'k, 's> {
    sheet: &'a TableSheet<'a, 's>,
    answers: &'a ImportAnswers,
    known: &'a ReaderKnowledge<'k>,
    mark: CellDecimal,
    order: Option<DayOrder>,
    questions: Vec<ImportQuestion>,
    log: &'a mut ForeignLog<'k>,
}

/// What holds for all values of one marker.
#[derive(Default)]
struct MarkerFacts {
    unit: Option<String>,
    range: Option<Interval>,
    flag: Option<String>,
    method: Option<String>,
    comparator: Option<Comparator>,
}

/// What a row says that is no day: units or limits of the columns.
fn row_role(label: &str) -> Option<ColumnRole> {
    let (role, _) = role_of_head(label)?;
    matches!(role, ColumnRole::Unit | ColumnRole::Low | ColumnRole::High | ColumnRole::Range).then_some(role)
}

impl GridReading<'_, '_, '_> {
    fn read_rows_of_days(&mut self, head: &GridHead, markers: &[GridMarker], rows: &[(u32, StringRecord)]) {
        let markers = &self.without_words(markers, rows);
        let day_column = head.columns.find(ColumnRole::Day);
        let label = |row: &StringRecord| cell(row, day_column.unwrap_or(0)).to_owned();
        let year = Some(self.known.today.year());
        let has_day = |row: &StringRecord| is_day(&with_year(&label(row), year), self.known.today);
        let first_day = rows.iter().find(|(_, row)| has_day(row)).map_or(u32::MAX, |(line, _)| *line);
        let told = &TableWords::embedded().told_of_values;
        let (about, rows): (Vec<_>, Vec<_>) = rows.iter().partition(|(line, row)| {
            let label = label(row);
            let is_told = *line > first_day && has_word(told, &phrase_key(&label));
            let says_ranges = *line < first_day && is_ranges(row, &label);
            row_role(&label).is_some() && !is_told || is_units(self.known, row, &label) || says_ranges
        });
        let mut votes = OrderVotes::default();
        let mut marks = MarkVotes::default();
        for (_, row) in &rows {
            votes.add(cell(row, day_column.unwrap_or(usize::MAX)));
            for marker in markers {
                marks.add(cell(row, marker.at));
            }
        }
        self.mark = marks.mark();
        let general = head.before.read_day(self.answers, self.known.today, &mut votes);
        let general = general.or_else(|| self.answers.on.map(CellDay::of_day));
        self.decide_order(&votes);
        self.ask_people(&head.columns, &rows);
        self.name_unread_columns(&head.columns, markers, &rows);
        if day_column.is_none() && general.is_none() {
            self.questions.push(ImportQuestion::Day { other: None });
        }
        let facts: Vec<MarkerFacts> =
            markers.iter().map(|marker| self.column_facts(marker, &about, day_column)).collect();
        for (marker, facts) in markers.iter().zip(&facts) {
            let without = rows.iter().filter(|(_, row)| marker.said(ColumnRole::Unit, row).is_none());
            self.ask_unit(&marker.name, facts, without.map(|(_, row)| cell(row, marker.at)));
        }
        if !self.questions.is_empty() {
            return;
        }
        self.take_days(head, markers, &facts, general, &rows);
    }

    /// The columns but those of an unknown name in which nothing but words stands: tags, remarks, who measured.
    fn without_words(&mut self, markers: &[GridMarker], rows: &[(u32, StringRecord)]) -> Vec<GridMarker> {
        let has_number = |marker: &GridMarker| {
            rows.iter().any(|(_, row)| cell(row, marker.at).contains(|c: char| c.is_ascii_digit()))
        };
        let is_known = |marker: &GridMarker| {
            let (bare, _) = split_unit(self.log.names(), self.answers.map.name(&marker.name));
            self.log.analyte(self.answers.map.name(bare)).is_some()
        };
        let (kept, words): (Vec<_>, Vec<_>) =
            markers.iter().cloned().partition(|marker| is_known(marker) || has_number(marker));
        let is_filled = |marker: &&GridMarker| rows.iter().any(|(_, row)| !cell(row, marker.at).is_empty());
        let unread: Vec<&str> = words.iter().filter(is_filled).map(|marker| marker.name.as_str()).collect();
        self.remark_unread("no number stands in them", &unread);
        kept
    }

    /// Takes the values of rows of days, each with the day of its own, the year above it, or that of the whole file.
    fn take_days(
        &mut self,
        head: &GridHead,
        markers: &[GridMarker],
        facts: &[MarkerFacts],
        general: Option<CellDay>,
        rows: &[&(u32, StringRecord)],
    ) {
        let day_column = head.columns.find(ColumnRole::Day);
        let mut year = head.before.year;
        for (line, row) in rows {
            let place = self.sheet.place(*line);
            let text = day_column.map_or("", |at| cell(row, at));
            if let Some(above) = self.year_above(markers, row) {
                year = Some(above);
                continue;
            }
            let text = &*with_year(text, year);
            let day =
                read_day_cell(text, self.order, self.known.today).or(general.filter(|_| text.is_empty()));
            let has_values = markers.iter().any(|marker| !cell(row, marker.at).is_empty());
            let Some(day) = day else {
                if has_values {
                    let sentence = if text.is_empty() {
                        "the row has no day".to_owned()
                    } else {
                        format!("“{}” is not a day that can be read only one way", scrub::line(text))
                    };
                    self.log.reject(&place, text, Code::ImpossibleDate, &sentence);
                }
                continue;
            };
            let head = self.row_head(&head.columns, row, day, head.before.laboratory.as_deref());
            for (marker, facts) in markers.iter().zip(facts) {
                let facts = self.cell_facts(marker, facts, row);
                self.put(&place, &head, &marker.name, &facts, cell(row, marker.at));
            }
        }
    }

    /// The year that is all a row says and that is no value of a marker.
    fn year_above(&self, markers: &[GridMarker], row: &StringRecord) -> Option<i32> {
        let (at, year) = year_alone(row, self.known.today)?;
        let is_known = |name: &str| self.log.analyte(self.answers.map.name(name)).is_some();
        let is_value = markers.iter().any(|marker| marker.at == at && is_known(&marker.name));
        (!is_value).then_some(year)
    }

    /// Says which columns of units, limits or flags hold something and are of no one marker.
    fn name_unread_columns(
        &mut self,
        columns: &TableColumns,
        markers: &[GridMarker],
        rows: &[&(u32, StringRecord)],
    ) {
        let is_read =
            |at: usize| markers.iter().any(|marker| marker.beside.iter().any(|(_, beside)| *beside == at));
        let is_unread = |at: &usize| {
            columns.role(*at).is_some_and(ColumnRole::is_of_one_result)
                && !is_read(*at)
                && rows.iter().any(|(_, row)| !cell(row, *at).is_empty())
        };
        let unread: Vec<&str> =
            (0..columns.heads.len()).filter(is_unread).map(|at| columns.head(at)).collect();
        self.remark_unread("they do not name a marker", &unread);
    }

    /// Says which columns beside those of days hold something that may be a result.
    fn name_columns_without_day(
        &mut self,
        head: &GridHead,
        days: &[(usize, String)],
        rows: &[(u32, StringRecord)],
    ) {
        let columns = &head.columns;
        let is_unread = |at: &usize| {
            let may_be_result = matches!(columns.role(*at), None | Some(ColumnRole::Value));
            let has_number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
            may_be_result
                && !days.iter().any(|(day, _)| day == at)
                && rows.iter().any(|(_, row)| has_number(cell(row, *at)))
        };
        let behind_name = columns.find(ColumnRole::Name).unwrap_or(0) + 1;
        let unread: Vec<&str> =
            (behind_name..columns.heads.len()).filter(is_unread).map(|at| columns.head(at)).collect();
        self.remark_unread("their heads name no day", &unread);
    }

    fn remark_unread(&mut self, why: &str, unread: &[&str]) {
        if !unread.is_empty() {
            let sentence = format!("these columns were not read, because {why}: {}", unread.join(", "));
            self.log.remark("the file", Code::UnknownKey, &sentence);
        }
    }

    /// What holds for a value of a marker: what its row says of it in columns beside it, else what its column says.
    fn cell_facts(&self, marker: &GridMarker, facts: &MarkerFacts, row: &StringRecord) -> MarkerFacts {
        let said = |role| marker.said(role, row);
        let limit = |role| said(role).and_then(|text| read_limit(text, self.mark));
        let limits = Interval::new(limit(ColumnRole::Low), limit(ColumnRole::High));
        let range = said(ColumnRole::Range).and_then(|text| read_range(text, self.mark));
        MarkerFacts {
            unit: said(ColumnRole::Unit).map(str::to_owned).or_else(|| facts.unit.clone()),
            range: Some(limits).filter(|limits| !limits.is_open()).or(range).or_else(|| facts.range.clone()),
            flag: said(ColumnRole::Flag).and_then(read_flag).map(str::to_owned),
            method: said(ColumnRole::Method).map(|text| scrub::line(text).into_owned()),
            comparator: said(ColumnRole::Comparator).and_then(Comparator::from_sign),
        }
    }

    fn row_head(
        &self,
        columns: &TableColumns,
        row: &StringRecord,
        day: CellDay,
        laboratory: Option<&str>,
    ) -> ForeignHead {
        let text = |role| columns.find(role).map(|at| cell(row, at)).filter(|text| !text.is_empty());
        let laboratory =
            text(ColumnRole::Laboratory).or(laboratory).map(|text| scrub::line(text).into_owned());
        let note = text(ColumnRole::Note).map(|text| scrub::text(text).into_owned());
        let time = day.time.or_else(|| text(ColumnRole::Time).and_then(|text| day::parse_time(text).ok()));
        let mut head = ForeignHead { time, laboratory, note, ..ForeignHead::new(day) };
        head.say_cells(self.mark, text);
        head
    }

    /// The unit and the limits of a column, from its head and from rows about all columns.
    fn column_facts(
        &self,
        marker: &GridMarker,
        about: &[&(u32, StringRecord)],
        day_column: Option<usize>,
    ) -> MarkerFacts {
        let mut facts = MarkerFacts { unit: marker.unit.clone(), ..MarkerFacts::default() };
        let mut limits = Interval::default();
        for (_, row) in about {
            let text = cell(row, marker.at);
            match row_role(cell(row, day_column.unwrap_or(0))) {
                Some(ColumnRole::Low) => limits.low = read_limit(text, self.mark),
                Some(ColumnRole::High) => limits.high = read_limit(text, self.mark),
                Some(ColumnRole::Range) => facts.range = read_range(text, self.mark),
                _ if text.is_empty() => {}
                _ if is_ranges(row, cell(row, day_column.unwrap_or(0))) => {
                    facts.range = read_range(text, self.mark);
                }
                _ => facts.unit = Some(self.one_unit(marker, facts.unit.take(), text)),
            }
        }
        facts.range = facts.range.or(Some(limits).filter(|limits| !limits.is_open()));
        facts
    }

    /// The unit of a column by its head and by a row of units; both, which is no unit, where they contradict.
    fn one_unit(&self, marker: &GridMarker, in_head: Option<String>, in_row: &str) -> String {
        let analyte = self.log.analyte(self.answers.map.name(&marker.name));
        match (in_head, analyte) {
            (Some(unit), Some(analyte)) if self.log.names().are_two_amounts(analyte, &unit, in_row) => {
                format!("{unit} in its head and {in_row} below it")
            }
            (Some(unit), _) => unit,
            (None, _) => in_row.to_owned(),
        }
    }

    fn read_rows_of_markers(
        &mut self,
        head: &GridHead,
        days: &[(usize, String)],
        rows: &[(u32, StringRecord)],
    ) {
        let name_column = head.columns.find(ColumnRole::Name).unwrap_or(0);
        let mut votes = OrderVotes::default();
        let mut marks = MarkVotes::default();
        for (_, text) in days {
            votes.add(text);
        }
        for (_, row) in rows {
            for (at, _) in days {
                marks.add(cell(row, *at));
            }
        }
        self.mark = marks.mark();
        self.decide_order(&votes);
        let facts: Vec<MarkerFacts> =
            rows.iter().map(|(_, row)| self.row_facts(&head.columns, row)).collect();
        for ((_, row), facts) in rows.iter().zip(&facts) {
            let cells = days.iter().map(|(at, _)| cell(row, *at));
            self.ask_unit(cell(row, name_column), facts, cells);
        }
        if !self.questions.is_empty() {
            return;
        }
        self.name_columns_without_day(head, days, rows);
        let heads = self.day_heads(head, name_column, days, rows);
        for ((line, row), facts) in rows.iter().zip(&facts) {
            let name = cell(row, name_column);
            if is_about_days(name) {
                continue;
            }
            for (at, day_head) in &heads {
                let own = self.day_facts(head, days, *at, row, facts);
                self.put(&self.sheet.place(*line), day_head, name, &own, cell(row, *at));
            }
        }
    }

    /// The day of each column, with the laboratory and time that rows of their own give it.
    fn day_heads(
        &mut self,
        head: &GridHead,
        name_column: usize,
        days: &[(usize, String)],
        rows: &[(u32, StringRecord)],
    ) -> Vec<(usize, ForeignHead)> {
        let said = |role: ColumnRole, at: usize| {
            let is_of = |label: &str| role_of_head(label).is_some_and(|(found, _)| found == role);
            let row = rows.iter().find(|(_, row)| is_of(cell(row, name_column)))?;
            Some(cell(&row.1, at)).filter(|text| !text.is_empty())
        };
        let mut heads = Vec::new();
        for (at, text) in days {
            let Some(day) = read_day_cell(text, self.order, self.known.today) else {
                let lacks = if is_month(text) {
                    "names a month and no day"
                } else {
                    "has no day that can be read only one way"
                };
                let sentence = format!("the column “{}” {lacks}", scrub::line(text));
                self.log.reject(&self.sheet.place(head.line), text, Code::ImpossibleDate, &sentence);
                continue;
            };
            let time = day.time.or_else(|| said(ColumnRole::Time, *at).and_then(|t| day::parse_time(t).ok()));
            let time: Option<NaiveTime> = time;
            let laboratory = said(ColumnRole::Laboratory, *at).or(head.before.laboratory.as_deref());
            let laboratory = laboratory.map(|text| scrub::line(text).into_owned());
            let note = said(ColumnRole::Note, *at).map(|text| scrub::text(text).into_owned());
            let mut day_head = ForeignHead { time, laboratory, note, ..ForeignHead::new(day) };
            day_head.say_cells(self.mark, |role| said(role, *at));
            heads.push((*at, day_head));
        }
        heads
    }

    fn row_facts(&self, columns: &TableColumns, row: &StringRecord) -> MarkerFacts {
        let text = |role| columns.find(role).map(|at| cell(row, at)).filter(|text| !text.is_empty());
        let limit = |role| text(role).and_then(|text| read_limit(text, self.mark));
        let limits = Interval::new(limit(ColumnRole::Low), limit(ColumnRole::High));
        let in_range = || range_unit(text(ColumnRole::Range)?, self.known.catalog);
        MarkerFacts {
            unit: text(ColumnRole::Unit).or_else(in_range).map(str::to_owned),
            range: Some(limits)
                .filter(|limits| !limits.is_open())
                .or_else(|| text(ColumnRole::Range).and_then(|text| read_range(text, self.mark))),
            ..MarkerFacts::default()
        }
    }

    /// What holds for the value of one day: where units, limits or flags have several columns, those behind its day.
    fn day_facts(
        &self,
        head: &GridHead,
        days: &[(usize, String)],
        day: usize,
        row: &StringRecord,
        facts: &MarkerFacts,
    ) -> MarkerFacts {
        let columns = &head.columns;
        let next = days.iter().map(|(at, _)| *at).find(|at| *at > day).unwrap_or(usize::MAX);
        let has_own = |role| days.len() > 1 && columns.all(role).nth(1).is_some();
        let own = |role| {
            let column = columns.all(role).find(|at| (day..next).contains(at))?;
            Some(cell(row, column)).filter(|text| !text.is_empty())
        };
        let is_limit = |role: &ColumnRole| has_own(*role);
        let has_limits = [ColumnRole::Low, ColumnRole::High, ColumnRole::Range].iter().any(is_limit);
        let limit = |role| own(role).and_then(|text| read_limit(text, self.mark));
        let limits = Interval::new(limit(ColumnRole::Low), limit(ColumnRole::High));
        let range = || own(ColumnRole::Range).and_then(|text| read_range(text, self.mark));
        let own_range = || Some(limits).filter(|limits| !limits.is_open()).or_else(range);
        let own_unit = || own(ColumnRole::Unit).map(str::to_owned);
        let has_flag = days.len() == 1 || has_own(ColumnRole::Flag);
        MarkerFacts {
            unit: if has_own(ColumnRole::Unit) { own_unit() } else { facts.unit.clone() },
            range: if has_limits { own_range() } else { facts.range.clone() },
            flag: own(ColumnRole::Flag).filter(|_| has_flag).and_then(read_flag).map(str::to_owned),
            ..MarkerFacts::default()
        }
    }

    fn decide_order(&mut self, votes: &OrderVotes) {
        self.order = self.answers.map.day_order.or_else(|| votes.order());
        if self.order.is_none() && votes.is_open() {
            self.questions.extend(votes.example.clone().map(|example| ImportQuestion::DayOrder { example }));
        }
    }

    fn ask_people(&mut self, columns: &TableColumns, rows: &[&(u32, StringRecord)]) {
        for at in columns.all(ColumnRole::Person) {
            let people: BTreeSet<&str> =
                rows.iter().map(|(_, row)| cell(row, at)).filter(|person| !person.is_empty()).collect();
            let people: Vec<&str> = people.into_iter().take(4).collect();
            if people.len() > 1 {
                let people = people.into_iter().map(str::to_owned).collect();
                self.questions.push(ImportQuestion::Person { column: columns.head(at).to_owned(), people });
                return;
            }
            if are_of_woman(columns, at, &people, self.answers) {
                self.log.doubt_woman(None);
            }
        }
    }

    /// Asks for the unit of a known marker that has none anywhere.
    fn ask_unit<'c>(&mut self, name: &str, facts: &MarkerFacts, mut cells: impl Iterator<Item = &'c str>) {
        let (bare, in_name) = split_unit(self.log.names(), self.answers.map.name(name));
        let Some(analyte) = self.log.analyte(self.answers.map.name(bare)) else { return };
        let is_bare = |text: &str| matches!(ValueCell::read(text, self.mark), ValueCell::Number { unit, .. } if unit.is_empty());
        let units: Vec<String> =
            analyte.units.iter().map(|u| shown_unit(&u.code).to_owned()).filter(|u| !u.is_empty()).collect();
        let is_said = facts.unit.is_some() || in_name.is_some() || self.answers.map.unit(name).is_some();
        if !is_said && !units.is_empty() && cells.any(is_bare) {
            self.questions.push(ImportQuestion::Unit { marker: bare.to_owned(), units });
        }
    }

    /// Says of a known marker whose cell has a word for a result to come, `pending`, that it has none.
    fn tell_nothing(&mut self, place: &ForeignPlace, name: &str, bare: &str, text: &str) {
        let is_word = text.chars().filter(|c| c.is_alphabetic()).count() > 4;
        if is_word && self.log.analyte(bare).or_else(|| self.log.analyte(name)).is_some() {
            let sentence = format!("{name} has no result: {}", scrub::line(text));
            self.log.remark(&place.text(), Code::NoResult, &sentence);
        }
    }

    fn put(&mut self, place: &ForeignPlace, head: &ForeignHead, name: &str, facts: &MarkerFacts, text: &str) {
        let mapped = self.answers.map.name(name);
        let (bare, in_name) = split_unit(self.log.names(), mapped);
        let bare = self.answers.map.name(bare);
        let mut result = ForeignResult {
            names: vec![bare, mapped],
            reference: facts.range.clone(),
            flag: facts.flag.clone(),
            method: facts.method.clone(),
            may_be_hundredth: self.sheet.table.hides_percent,
            ..ForeignResult::default()
        };
        let behind;
        match ValueCell::read(text, self.mark) {
            ValueCell::Nothing => return self.tell_nothing(place, mapped, bare, text),
            ValueCell::Words(words) => result.value = ForeignValue::Words(words),
            ValueCell::Number { comparator, number, unit, flag, range } => {
                behind = unit;
                result.in_thousands = in_thousands(text, self.mark);
                result.reference = range.or(result.reference);
                result.value = ForeignValue::Number(
                    facts.comparator.filter(|_| comparator == Comparator::Equal).unwrap_or(comparator),
                    number,
                );
                result.flag = result.flag.or(flag.map(str::to_owned));
                let mapped_unit = self.answers.map.unit(name);
                let units = [
                    Some(behind.as_str()).filter(|u| !u.is_empty()),
                    facts.unit.as_deref(),
                    in_name,
                    mapped_unit,
                ];
                result.unit = units.into_iter().flatten().next().unwrap_or("");
            }
        }
        self.log.put(place, head, result);
    }
}

/// Whether a row names units under the markers, without saying so.
fn is_units(known: &ReaderKnowledge<'_>, row: &StringRecord, label: &str) -> bool {
    let mut cells = row.iter().map(str::trim).filter(|text| !text.is_empty()).peekable();
    label.is_empty() && cells.peek().is_some() && cells.all(|text| known.catalog.unit_name(text).is_some())
}

/// Whether a row names ranges under the markers, without saying so.
fn is_ranges(row: &StringRecord, label: &str) -> bool {
    let mut cells = row.iter().map(str::trim).filter(|text| !text.is_empty()).peekable();
    let is_range = |text: &str| {
        read_number(text, CellDecimal::Unknown).is_none() && read_range(text, CellDecimal::Unknown).is_some()
    };
    label.is_empty() && cells.peek().is_some() && cells.all(is_range)
}

/// Whether a row of a grid of markers says something about the days instead.
fn is_about_days(label: &str) -> bool {
    let role = role_of_head(label).map(|(role, _)| role);
    role.is_some_and(|role| {
        use ColumnRole::{Day, Laboratory, Note, Time};
        is_context(role) || matches!(role, Laboratory | Time | Note | Day)
    })
}
