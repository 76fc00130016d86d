//! A list: each row is a result.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::rc::Rc;

use ::csv::StringRecord;

use super::columns::TableColumns;
use super::days::{OrderVotes, read_day_cell, with_year, year_alone};
use super::group::{GroupVotes, RowGroup};
use super::heads::ColumnRole;
use super::map::ColumnMap;
use super::range::{range_unit, read_range};
use super::shape::{ListHead, split_unit};
use super::split_cells::SplitCells;
use super::{
    BlockRead, CellDay, ImportAnswers, ImportQuestion, TableSheet, cell, is_ruler, swallowed_rows_words,
};
use crate::catalog::Catalog;
use crate::catalog::plain_key::phrase_key;
use crate::catalog::table_words::{TableWords, has_word};
use crate::domain::day::{self, DayOrder};
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, shown_unit};
use crate::exchange::foreign::{
    CellDecimal, ForeignHead, ForeignLog, ForeignNames, ForeignPlace, ForeignResult, ForeignValue, MarkVotes,
    ValueCell, in_thousands, read_flag, read_limit,
};
use crate::exchange::row_bounds::{beginning_of, oversize_words};
use crate::exchange::{Code, ReaderKnowledge, scrub};

pub(super) fn read_list(
    sheet: &TableSheet<'_, '_>,
    head: &ListHead,
    answers: &ImportAnswers,
    log: &mut ForeignLog<'_>,
    used: &mut ColumnMap,
) -> io::Result<BlockRead> {
    let known = log.known;
    let mut columns = ListColumns::new(&head.columns, log.names());
    let split = SplitCells::new(&head.columns);
    let mut survey = ListSurvey::default();
    let filter = match RowFilter::new(&head.columns, answers) {
        Ok(filter) => filter,
        Err(parsed) => return Ok(BlockRead::Refused(parsed)),
    };
    rows_below(sheet, head, |_, row| {
        if filter.takes(row) {
            let row = &*split.joined(row, log.names());
            survey.add(row, &columns, log, answers, known.catalog);
        }
    })?;
    let mut order_votes = survey.order.clone();
    let general = head.before.read_day(answers, known.today, &mut order_votes);
    let general = general.or_else(|| answers.on.map(CellDay::of_day));
    let order = answers.map.day_order.or_else(|| order_votes.order());
    columns.settle_limits(&survey);
    let has_day = general.is_some() || !columns.all(ColumnRole::Day).is_empty();
    let example = order_votes.example.clone().filter(|_| order.is_none() && order_votes.is_open());
    let questions = open_questions(&survey, head, has_day, example);
    if !questions.is_empty() {
        return Ok(BlockRead::Asks(questions));
    }
    if survey.people.iter().any(|(at, people)| are_of_woman(&head.columns, *at, people, answers)) {
        log.doubt_woman(None);
    }
    keep_mapping(used, &head.columns, order);
    name_unread_columns(&survey, head, log);
    let reading = ListReading {
        columns: &columns,
        heads: &head.columns,
        answers,
        known: &known,
        order,
        mark: survey.marks.mark(),
        general,
        laboratory: head.before.laboratory.as_deref(),
        year: Cell::new(head.before.year),
        has_groups: survey.groups.has_groups(),
        group: RefCell::default(),
        unread: Cell::new(0),
        names: RefCell::default(),
    };
    rows_below(sheet, head, |line, row| {
        if filter.takes(row) {
            reading.take(sheet, line, &split.joined(row, log.names()), log);
        }
    })?;
    Ok(BlockRead::Done)
}

/// What has to be answered before a list is read: its day, the order of its days by one as it stands there, whose it is,
/// and in which units.
fn open_questions(
    survey: &ListSurvey,
    head: &ListHead,
    has_day: bool,
    either_day: Option<String>,
) -> Vec<ImportQuestion> {
    let other_day = || head.columns.find(ColumnRole::OtherDay).map(|at| head.columns.head(at).to_owned());
    let mut questions = Vec::new();
    if !has_day {
        questions.push(ImportQuestion::Day { other: other_day() });
    }
    questions.extend(either_day.map(|example| ImportQuestion::DayOrder { example }));
    questions.extend(several_people(&head.columns, &survey.people));
    questions.extend(survey.unit_questions());
    questions
}

/// Says which columns hold something and are not read.
fn name_unread_columns(survey: &ListSurvey, head: &ListHead, log: &mut ForeignLog<'_>) {
    if !survey.unread.is_empty() {
        let heads: Vec<&str> = survey.unread.iter().map(|at| head.columns.head(*at)).collect();
        let sentence =
            format!("these columns were not read: {}; `--map FILE` can say what they hold", heads.join(", "));
        log.remark("the file", Code::UnknownKey, &sentence);
    }
}

/// The rows below the head that are not blank and not the head again.
fn rows_below(
    sheet: &TableSheet<'_, '_>,
    head: &ListHead,
    mut each: impl FnMut(u32, &StringRecord),
) -> io::Result<()> {
    sheet.each_row(|line, row| {
        let is_head = || row.iter().map(str::trim).eq(head.columns.heads.iter().map(String::as_str));
        if line > head.line && row.iter().any(|cell| !cell.trim().is_empty()) && !is_head() && !is_ruler(row)
        {
            each(line, row);
        }
        true
    })
}

/// What was understood of the columns, for keeping.
pub(super) fn keep_mapping(used: &mut ColumnMap, columns: &TableColumns, order: Option<DayOrder>) {
    used.day_order = order;
    for (at, head) in columns.heads.iter().enumerate() {
        if let Some(role) = columns.role(at) {
            used.columns.insert(phrase_key(head), role);
        }
    }
}

/// Rows that `--where` leaves in.
pub(super) struct RowFilter {
    only: Vec<(usize, String)>,
}

impl RowFilter {
    /// The filter; what is left of a file whose columns have no such name.
    pub fn new(columns: &TableColumns, answers: &ImportAnswers) -> Result<Self, crate::exchange::Parsed> {
        let find = |(name, value): &(String, String)| {
            let folded = phrase_key(name);
            let at = columns.heads.iter().position(|head| phrase_key(head) == folded);
            at.map(|at| (at, value.trim().to_lowercase())).ok_or_else(|| {
                let heads: Vec<&str> =
                    columns.heads.iter().map(String::as_str).filter(|h| !h.is_empty()).collect();
                crate::exchange::Parsed::unreadable(&format!(
                    "no column is called “{name}”; there are {}",
                    heads.join(", ")
                ))
            })
        };
        Ok(Self { only: answers.only.iter().map(find).collect::<Result<_, _>>()? })
    }

    /// Whether the selection of a person takes the row.
    pub fn takes(&self, row: &StringRecord) -> bool {
        self.only.iter().all(|(at, value)| cell(row, *at).to_lowercase() == *value)
    }
}

/// Why a row with too many cells is not read.
pub(super) const TOO_MANY_CELLS: &str =
    "the row has more cells than the head has columns; put text with a separator in quotes";

/// Whether the rows that are left are of several people.
fn several_people(columns: &TableColumns, people: &BTreeMap<usize, Vec<String>>) -> Option<ImportQuestion> {
    people.iter().find(|(_, people)| people.len() > 1).map(|(at, people)| ImportQuestion::Person {
        column: columns.head(*at).to_owned(),
        people: people.clone(),
    })
}

/// Whether a column of people says that all rows are of a woman, where nobody said which rows are meant.
pub(super) fn are_of_woman(
    columns: &TableColumns,
    at: usize,
    people: &[impl AsRef<str>],
    answers: &ImportAnswers,
) -> bool {
    let label = phrase_key(columns.head(at));
    let says = |person: &str| TableWords::embedded().says_woman(&label, &phrase_key(person));
    answers.only.is_empty() && matches!(people, [one] if says(one.as_ref()))
}

/// Where a list has what.
pub(super) struct ListColumns {
    /// Columns by what they hold, the most tellingly named first.
    places: BTreeMap<ColumnRole, Vec<usize>>,
    /// Columns called like a limit in which no limit stands: their marks are flags.
    low_flags: Vec<usize>,
    high_flags: Vec<usize>,
    /// Those whose heads are not understood.
    unknown: Vec<usize>,
    /// The unit that the head of the results names, as `Result (nmol/L)` does.
    value_unit: Option<String>,
    width: usize,
}

impl ListColumns {
    fn new(columns: &TableColumns, names: &ForeignNames<'_>) -> Self {
        let heads = 0..columns.heads.len();
        let roles: BTreeSet<ColumnRole> = heads.clone().filter_map(|at| columns.role(at)).collect();
        let places = roles.into_iter().map(|role| match role {
            ColumnRole::Value => (role, columns.results()),
            _ => (role, columns.by_name(role)),
        });
        let mut places: BTreeMap<ColumnRole, Vec<usize>> = places.collect();
        if let Some(at) = named_range(columns) {
            places.insert(ColumnRole::Range, vec![at]);
        }
        let is_ranges = |at: &usize| places.get(&ColumnRole::Range).is_some_and(|all| all.contains(at));
        Self {
            low_flags: Vec::new(),
            high_flags: Vec::new(),
            unknown: heads
                .filter(|at| columns.role(*at).is_none() && !columns.head(*at).is_empty() && !is_ranges(at))
                .collect(),
            value_unit: columns.results().first().and_then(|at| unit_in_head(names, columns.head(*at))),
            width: columns.heads.len(),
            places,
        }
    }

    /// The columns that hold this, the most tellingly named first.
    fn all(&self, role: ColumnRole) -> &[usize] {
        self.places.get(&role).map_or(&[], Vec::as_slice)
    }

    /// What a row has in the column of this.
    fn cell<'r>(&self, row: &'r StringRecord, role: ColumnRole) -> &'r str {
        self.all(role).first().map_or("", |at| cell(row, *at))
    }

    /// The result of a row; where those within and outside their range have a column each, from either.
    fn value_in<'r>(&self, row: &'r StringRecord) -> &'r str {
        let mut cells = self.all(ColumnRole::Value).iter().map(|at| cell(row, *at));
        cells.find(|text| !text.is_empty()).unwrap_or("")
    }

    /// The columns called like a limit.
    fn limits(&self) -> impl Iterator<Item = usize> {
        self.all(ColumnRole::Low).iter().chain(self.all(ColumnRole::High)).copied()
    }

    /// Takes columns called `Low` and `High` for those of flags where no row has a number there.
    fn settle_limits(&mut self, survey: &ListSurvey) {
        let mut flags_of = |role| {
            let columns = self.places.get_mut(&role);
            let flags = columns.map(|all| all.extract_if(.., |at| survey.limits.get(at) == Some(&false)));
            flags.into_iter().flatten().collect()
        };
        (self.low_flags, self.high_flags) = (flags_of(ColumnRole::Low), flags_of(ColumnRole::High));
    }

    /// The flag of a row: in its own column, or a mark below `Low` or `High`.
    fn flag_in(&self, row: &StringRecord) -> Option<&'static str> {
        let is_mark = |text: &str| !text.is_empty() && read_answer(text) != Some(false) && text != "-";
        let is_marked = |columns: &[usize]| columns.iter().any(|at| is_mark(cell(row, *at)));
        read_flag(self.cell(row, ColumnRole::Flag)).or(
            match (is_marked(&self.low_flags), is_marked(&self.high_flags)) {
                (true, false) => Some("L"),
                (false, true) => Some("H"),
                _ => None,
            },
        )
    }
}

/// What the rows of a list say together.
#[derive(Default)]
struct ListSurvey {
    order: OrderVotes,
    marks: MarkVotes,
    people: BTreeMap<usize, Vec<String>>,
    /// Markers by name: whether any row has a unit, and the units the analyte has.
    units: BTreeMap<String, MarkerUnits>,
    /// Columns called like a limit in which something stands, and whether it has digits.
    limits: BTreeMap<usize, bool>,
    /// Whether a day stands once for several rows.
    groups: GroupVotes,
    /// Columns of no known meaning in which something stands.
    unread: BTreeSet<usize>,
}

struct MarkerUnits {
    has_unit: bool,
    units: Vec<String>,
}

impl ListSurvey {
    fn add(
        &mut self,
        row: &StringRecord,
        columns: &ListColumns,
        log: &mut ForeignLog<'_>,
        answers: &ImportAnswers,
        catalog: &Catalog,
    ) {
        self.order.add(columns.cell(row, ColumnRole::Day));
        self.groups.add(columns.cell(row, ColumnRole::Day));
        self.marks.add(columns.value_in(row));
        for column in columns.limits() {
            let text = cell(row, column);
            self.marks.add(text);
            if !text.is_empty() {
                *self.limits.entry(column).or_default() |= text.contains(|c: char| c.is_ascii_digit());
            }
        }
        let is_filled = |column: &&usize| !cell(row, **column).is_empty();
        self.unread.extend(columns.unknown.iter().filter(is_filled));
        for column in columns.all(ColumnRole::Person) {
            let person = cell(row, *column);
            let people = self.people.entry(*column).or_default();
            if !person.is_empty() && people.len() < 4 && !people.iter().any(|known| known == person) {
                people.push(person.to_owned());
            }
        }
        self.add_unit(row, columns, log, answers, catalog);
    }

    fn add_unit(
        &mut self,
        row: &StringRecord,
        columns: &ListColumns,
        log: &mut ForeignLog<'_>,
        answers: &ImportAnswers,
        catalog: &Catalog,
    ) {
        let name = columns.cell(row, ColumnRole::Name);
        if let Some(known) = self.units.get_mut(name)
            && known.has_unit
        {
            return;
        }
        let ValueCell::Number { unit, .. } = ValueCell::read(columns.value_in(row), CellDecimal::Unknown)
        else {
            return;
        };
        let (bare, in_name) = split_unit(log.names(), answers.map.name(name));
        let bare = answers.map.name(bare);
        let Some(analyte) = log.analyte(bare).or_else(|| log.analyte(name)) else { return };
        let has_unit = !unit.is_empty()
            || !columns.cell(row, ColumnRole::Unit).is_empty()
            || in_name.is_some()
            || columns.value_unit.is_some()
            || answers.map.unit(name).is_some()
            || range_unit(columns.cell(row, ColumnRole::Range), catalog).is_some();
        let units: Vec<String> =
            analyte.units.iter().map(|u| shown_unit(&u.code).to_owned()).filter(|u| !u.is_empty()).collect();
        let known = self.units.entry(name.to_owned()).or_insert(MarkerUnits { has_unit, units });
        known.has_unit |= has_unit || known.units.is_empty();
    }

    fn unit_questions(&self) -> Vec<ImportQuestion> {
        let open = self.units.iter().filter(|(_, marker)| !marker.has_unit);
        open.map(|(marker, known)| ImportQuestion::Unit {
            marker: marker.clone(),
            units: known.units.clone(),
        })
        .collect()
    }
}

/// How the rows of a list are read.
struct ListReading<'a> {
    columns: &'a ListColumns,
    heads: &'a TableColumns,
    answers: &'a ImportAnswers,
    known: &'a ReaderKnowledge<'a>,
    order: Option<DayOrder>,
    mark: CellDecimal,
    general: Option<CellDay>,
    laboratory: Option<&'a str>,
    /// The year of days that lack theirs.
    year: Cell<Option<i32>>,
    /// Whether a day holds for the rows without one below it.
    has_groups: bool,
    group: RefCell<Option<RowGroup>>,
    unread: Cell<usize>,
    names: RefCell<HashMap<Box<str>, Rc<NameParts>>>,
}

/// What the name of a row says.
struct NameParts {
    /// The name without its unit.
    bare: String,
    /// As the user mapped it.
    mapped: String,
    unit: Option<String>,
    /// The unit the user gave it.
    mapped_unit: Option<String>,
    is_known: bool,
}

impl ListReading<'_> {
    fn take(&self, sheet: &TableSheet<'_, '_>, line: u32, row: &StringRecord, log: &mut ForeignLog<'_>) {
        let columns = self.columns;
        let (name, value) = (columns.cell(row, ColumnRole::Name), columns.value_in(row));
        let loinc = Some(columns.cell(row, ColumnRole::Loinc)).filter(|code| !code.is_empty());
        let place = sheet.place(line);
        let shown = || format!("{name} {value}");
        if let Some(words) = oversize_words(row) {
            return log.reject(&place, &beginning_of(row), Code::Unreadable, &words);
        }
        if row.iter().skip(columns.width).any(|cell| !cell.trim().is_empty()) {
            return log.reject(&place, &shown(), Code::Unreadable, TOO_MANY_CELLS);
        }
        if let Some(words) = swallowed_rows_words(row, columns.width, sheet.separator, log.names()) {
            return log.reject(&place, &beginning_of(row), Code::Unreadable, words);
        }
        if let Some((_, year)) = year_alone(row, self.known.today) {
            return self.year.set(Some(year));
        }
        self.begin_group(row);
        let read = self.read_value(row, value);
        let parts = self.parts(name, log);
        let is_known = parts.is_known || loinc.is_some();
        if read == ValueCell::Nothing {
            if is_known {
                log.remark(&place.text(), Code::NoResult, &format!("{name} has no result"));
            }
            return;
        }
        if name.is_empty() && loinc.is_none() {
            return;
        }
        if let Some(sentence) = is_not_valid(columns.cell(row, ColumnRole::Status)).filter(|_| is_known) {
            return log.remark(&place.text(), Code::NoResult, &format!("{name} {sentence}"));
        }
        let day = match self.day(row, &parts.bare) {
            Ok(day) => day,
            Err(sentence) if is_known => {
                return log.reject(&place, &shown(), Code::ImpossibleDate, &sentence);
            }
            Err(_) => CellDay::of_day(self.known.today),
        };
        match self.result(row, &parts, &read, log) {
            Ok(result) => {
                let may_be_hundredth = sheet.table.hides_percent;
                let in_cell = result.reference.clone();
                let reference = self.range(row, &parts, result.unit, log, &place).or(in_cell);
                log.put(
                    &place,
                    &self.head(row, day),
                    ForeignResult { loinc, reference, may_be_hundredth, ..result },
                );
            }
            Err(sentence) => log.reject(&place, &shown(), Code::Unreadable, &sentence),
        }
    }

    /// The value of a row. `1,120` in a file that writes no other comma is what stands near the range beside it.
    fn read_value(&self, row: &StringRecord, value: &str) -> ValueCell {
        let read = ValueCell::read(value, self.mark);
        let range = read_range(self.columns.cell(row, ColumnRole::Range), self.mark);
        let high = range.and_then(|range| range.high).map(|high| high.value());
        let (ValueCell::Words(_), CellDecimal::Unknown, Some(high)) = (&read, self.mark, high) else {
            return read;
        };
        let is_near = |cell: &ValueCell| match cell {
            ValueCell::Number { number, .. } => (high / 100.0..=high * 10.0).contains(&number.value()),
            _ => false,
        };
        let readings = [CellDecimal::Point, CellDecimal::Comma].map(|mark| ValueCell::read(value, mark));
        let mut near = readings.into_iter().filter(is_near);
        match (near.next(), near.next()) {
            (Some(one), None) => one,
            _ => read,
        }
    }

    /// Takes the day of a row for the rows below it, where days stand once for several.
    fn begin_group(&self, row: &StringRecord) {
        let written = self.columns.cell(row, ColumnRole::Day);
        if self.has_groups && !written.is_empty() {
            let day = read_day_cell(&with_year(written, self.year.get()), self.order, self.known.today);
            let laboratory = text(self.columns.cell(row, ColumnRole::Laboratory));
            *self.group.borrow_mut() = day.map(|day| RowGroup::new(day, laboratory));
        }
    }

    /// What a name says, looked at once.
    fn parts(&self, name: &str, log: &ForeignLog<'_>) -> Rc<NameParts> {
        if let Some(known) = self.names.borrow().get(name) {
            return Rc::clone(known);
        }
        let mapped = self.answers.map.name(name);
        let (bare, unit) = split_unit(log.names(), mapped);
        let bare = self.answers.map.name(bare);
        let parts = Rc::new(NameParts {
            bare: bare.to_owned(),
            mapped: mapped.to_owned(),
            unit: unit.map(str::to_owned),
            mapped_unit: self.answers.map.unit(name).map(str::to_owned),
            is_known: log.analyte(bare).is_some() || log.analyte(mapped).is_some(),
        });
        self.names.borrow_mut().insert(name.into(), Rc::clone(&parts));
        parts
    }

    /// The result of a row without its range; a sentence where its cells contradict one another.
    fn result<'r>(
        &'r self,
        row: &'r StringRecord,
        parts: &'r NameParts,
        read: &'r ValueCell,
        log: &ForeignLog<'_>,
    ) -> Result<ForeignResult<'r>, String> {
        let columns = self.columns;
        let mut result = ForeignResult {
            names: vec![&parts.bare, &parts.mapped],
            flag: columns.flag_in(row).map(str::to_owned),
            method: text(columns.cell(row, ColumnRole::Method)),
            note: text(columns.cell(row, ColumnRole::Note)),
            ..ForeignResult::default()
        };
        let (comparator, number, behind, flag) = match read {
            ValueCell::Nothing => return Ok(result),
            ValueCell::Words(words) => {
                result.value = ForeignValue::Words(words.clone());
                return Ok(result);
            }
            ValueCell::Number { comparator, number, unit, flag, range } => {
                result.reference.clone_from(range);
                (*comparator, number, unit, flag)
            }
        };
        let cell_unit = columns.cell(row, ColumnRole::Unit);
        if !behind.is_empty() && !cell_unit.is_empty() && !self.is_one_unit(behind, cell_unit) {
            let value = columns.value_in(row);
            return Err(format!("the unit is {cell_unit} and the value says “{value}”"));
        }
        let beside = if cell_unit.is_empty() { behind.as_str() } else { cell_unit };
        if let Some(in_name) = parts.unit.as_deref().filter(|unit| Self::contradict(parts, unit, beside, log))
        {
            return Err(format!("its name says {in_name} and its unit is {beside}"));
        }
        let comparator = match columns.cell(row, ColumnRole::Comparator) {
            "" => comparator,
            sign if comparator == Comparator::Equal => Comparator::from_sign(sign).unwrap_or(comparator),
            _ => comparator,
        };
        result.in_thousands = in_thousands(columns.value_in(row), self.mark);
        result.value = ForeignValue::Number(comparator, number.clone());
        result.flag = result.flag.or(flag.map(str::to_owned));
        let said = [
            Some(cell_unit),
            Some(behind.as_str()),
            parts.unit.as_deref(),
            columns.value_unit.as_deref(),
            parts.mapped_unit.as_deref(),
        ];
        let said = said.into_iter().flatten().find(|unit| !unit.is_empty());
        let in_range = || range_unit(columns.cell(row, ColumnRole::Range), self.known.catalog);
        result.unit = said.or_else(in_range).unwrap_or("");
        Ok(result)
    }

    fn head(&self, row: &StringRecord, day: CellDay) -> ForeignHead {
        let columns = self.columns;
        let time = day.time.or_else(|| day::parse_time(columns.cell(row, ColumnRole::Time)).ok());
        let own = text(columns.cell(row, ColumnRole::Laboratory));
        let of_group = || self.group.borrow().as_ref().and_then(|group| group.laboratory.clone());
        let laboratory = own.or_else(of_group).or_else(|| self.laboratory.map(str::to_owned));
        let mut head = ForeignHead { time, laboratory, ..ForeignHead::new(day) };
        head.say_cells(self.mark, |role| Some(columns.cell(row, role)).filter(|text| !text.is_empty()));
        head
    }

    /// The day of a row of a marker: its own, that of its group, or that of the whole file.
    fn day(&self, row: &StringRecord, marker: &str) -> Result<CellDay, String> {
        let text = self.columns.cell(row, ColumnRole::Day);
        let mut group = self.group.borrow_mut();
        let of_group = group.as_mut().and_then(|group| group.takes(marker).then_some(group.day));
        if text.is_empty() {
            return of_group.or(self.general).ok_or_else(|| {
                "the row has no day; if it is of the day above it, write that day in the row too".to_owned()
            });
        }
        let text = &*with_year(text, self.year.get());
        read_day_cell(text, self.order, self.known.today)
            .or(self.answers.on.map(CellDay::of_day))
            .ok_or_else(|| format!("“{}” is not a day that can be read only one way", scrub::line(text)))
    }

    fn is_one_unit(&self, a: &str, b: &str) -> bool {
        let code = |unit: &str| self.known.catalog.unit_name(unit).map(|name| name.code.clone());
        code(a).is_some() && code(a) == code(b)
    }

    /// Whether two units are different amounts of what a row measures.
    fn contradict(parts: &NameParts, a: &str, b: &str, log: &ForeignLog<'_>) -> bool {
        let analyte = log.analyte(&parts.bare).or_else(|| log.analyte(&parts.mapped));
        analyte.is_some_and(|analyte| log.names().are_two_amounts(analyte, a, b))
    }

    fn range(
        &self,
        row: &StringRecord,
        parts: &NameParts,
        unit: &str,
        log: &mut ForeignLog<'_>,
        place: &ForeignPlace,
    ) -> Option<Interval> {
        let columns = self.columns;
        let limit = |role| columns.all(role).iter().find_map(|at| read_limit(cell(row, *at), self.mark));
        let interval = Interval::new(limit(ColumnRole::Low), limit(ColumnRole::High));
        if !interval.is_open() {
            return Some(interval);
        }
        let text = columns.cell(row, ColumnRole::Range);
        let found = read_range(text, self.mark);
        if let Some(other) = range_unit(text, self.known.catalog)
            && found.is_some()
            && Self::contradict(parts, unit, other, log)
        {
            let sentence = format!("the range “{text}” is in another unit than the result and was left out");
            log.remark(&place.text(), Code::UnknownKey, &scrub::line(&sentence));
            return None;
        }
        if found.is_none() && text.contains(|c: char| c.is_ascii_digit()) && self.unread.get() < 20 {
            self.unread.set(self.unread.get() + 1);
            let head = columns.all(ColumnRole::Range).first().map_or("", |at| self.heads.head(*at));
            let sentence = format!("the {head} “{text}” was not understood and left out; the result is kept");
            log.remark(&place.text(), Code::UnknownKey, &sentence);
        }
        found
    }
}

/// The only column that is called a range with words before it, such as the name of a laboratory, where no column is
/// called by that alone. A range that is aimed at is none of the laboratory.
fn named_range(columns: &TableColumns) -> Option<usize> {
    let has_limits = [ColumnRole::Range, ColumnRole::Low, ColumnRole::High];
    if has_limits.into_iter().any(|role| columns.find(role).is_some()) {
        return None;
    }
    let words = TableWords::embedded();
    let is_range = |at: &usize| {
        let folded = phrase_key(columns.head(*at));
        let mut rest = folded.as_str();
        let mut is_aim = false;
        while let Some((first, behind)) = rest.split_once(' ') {
            is_aim |= has_word(&words.aims, first);
            rest = behind;
            if rest.contains(' ') && matches!(words.head(rest), Some((ColumnRole::Range, _))) {
                return !is_aim;
            }
        }
        false
    };
    let mut found = (0..columns.heads.len()).filter(|at| columns.role(*at).is_none()).filter(is_range);
    let at = found.next()?;
    found.next().is_none().then_some(at)
}

/// The unit in the brackets of a head.
fn unit_in_head(names: &ForeignNames<'_>, head: &str) -> Option<String> {
    let (_, inside) = head.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    names.knows_unit(inside).then(|| inside.trim().to_owned())
}

/// What a cell says that makes a result none: it was withdrawn, or is not final.
fn is_not_valid(status: &str) -> Option<&'static str> {
    let words = TableWords::embedded();
    let folded = phrase_key(status);
    // `Corrected (superseded)` says it beside other words.
    let has_replaced = folded.split(' ').any(|word| has_word(&words.replaced, word));
    if has_replaced || has_word(&words.withdrawn, &folded) {
        Some("is marked as not valid")
    } else if has_word(&words.not_final, &folded) {
        Some("is not final; import it when it is")
    } else {
        None
    }
}

fn text(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| scrub::line(cell).into_owned())
}

/// Yes or no, in the words of spreadsheets.
pub(in crate::exchange) fn read_answer(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "wahr" | "ja" | "vrai" | "oui" | "verdadero" | "si" | "sí" | "vero"
        | "sì" | "verdadeiro" | "sim" | "waar" | "prawda" | "tak" | "fasting" => Some(true),
        "false" | "no" | "n" | "0" | "falsch" | "nein" | "faux" | "non" | "falso" | "não" | "onwaar"
        | "nee" | "fałsz" | "nie" | "not fasting" => Some(false),
        _ => None,
    }
}
