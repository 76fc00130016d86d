//! How a table is laid out: where its head stands, and whether it is a list of results or a grid.

use std::io;

use ::csv::StringRecord;
use chrono::NaiveDate;

use super::columns::TableColumns;
use super::days::{CellDay, OrderVotes, is_month, read_day_cell, year_in};
use super::heads::{ColumnRole, role_of_head};
use super::{ImportAnswers, TableSheet, TableText, cell};
use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;
use crate::catalog::table_words::TableWords;
use crate::exchange::foreign::ForeignNames;
use crate::exchange::row_bounds::oversize_words;

/// The head of a list: a row for each result.
#[derive(Clone, Debug)]
pub(super) struct ListHead {
    /// The line of the head.
    pub line: u32,
    pub columns: TableColumns,
    pub before: Preamble,
}

/// The head of a grid: days on one side, markers on the other.
#[derive(Clone, Debug)]
pub(super) struct GridHead {
    pub line: u32,
    pub columns: TableColumns,
    pub before: Preamble,
    pub axis: GridAxis,
}

/// What the head row of a grid names.
#[derive(Clone, Debug)]
pub(super) enum GridAxis {
    /// A marker in each column; the rows are days.
    Markers(Vec<GridMarker>),
    /// A day in each column; the rows are markers.
    Days(Vec<(usize, String)>),
}

/// A column of a marker.
#[derive(Clone, Debug)]
pub(super) struct GridMarker {
    pub at: usize,
    pub name: String,
    pub unit: Option<String>,
    /// Columns that say something about this marker alone, in each row: `Testosterone Unit`, `Testosterone Low`.
    pub beside: Vec<(ColumnRole, usize)>,
}

impl GridMarker {
    /// What the column beside it with this role says in a row; none where nothing stands there.
    pub fn said<'r>(&self, role: ColumnRole, row: &'r StringRecord) -> Option<&'r str> {
        let (_, at) = self.beside.iter().find(|(found, _)| *found == role)?;
        Some(cell(row, *at)).filter(|text| !text.is_empty())
    }
}

/// What lines before the head say of all rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Preamble {
    pub day: Option<String>,
    pub laboratory: Option<String>,
    /// A day that stands alone on a line; it may be that of the file.
    pub bare_day: Option<String>,
    /// The year of days that lack theirs.
    pub year: Option<i32>,
    /// Whose results they are.
    pub person: Option<String>,
    /// Whether it says that they are those of a woman.
    pub is_of_woman: bool,
}

/// How a table is laid out.
#[derive(Clone)]
pub(super) enum TableShape {
    List(ListHead),
    Grid(GridHead),
}

impl TableShape {
    /// The line of the head.
    pub const fn line(&self) -> u32 {
        match self {
            Self::List(head) => head.line,
            Self::Grid(head) => head.line,
        }
    }

    /// The names of its columns as they stand.
    pub fn heads(&self) -> &[String] {
        match self {
            Self::List(head) => &head.columns.heads,
            Self::Grid(head) => &head.columns.heads,
        }
    }

    /// What is said before it of all its rows.
    pub const fn before(&self) -> &Preamble {
        match self {
            Self::List(head) => &head.before,
            Self::Grid(head) => &head.before,
        }
    }

    /// Takes what is said before it of all its rows.
    pub fn say_before(&mut self, said: Preamble) {
        *self.before_mut() = said;
    }

    /// Takes the year that the sheet is called by, where nothing on it says one.
    pub fn say_year(&mut self, year: i32) {
        self.before_mut().year.get_or_insert(year);
    }

    /// Takes the day that the sheet is called by, where nothing on it says one.
    pub fn say_day(&mut self, day: &str) {
        self.before_mut().day.get_or_insert_with(|| day.to_owned());
    }

    const fn before_mut(&mut self) -> &mut Preamble {
        match self {
            Self::List(head) => &mut head.before,
            Self::Grid(head) => &mut head.before,
        }
    }

    /// The same columns for the rows below another line.
    pub const fn begin_at(&mut self, line: u32) {
        match self {
            Self::List(head) => head.line = line,
            Self::Grid(head) => head.line = line,
        }
    }

    /// Whether the table itself says which day its results are of.
    pub fn has_days(&self) -> bool {
        match self {
            Self::List(head) => head.columns.find(ColumnRole::Day).is_some(),
            Self::Grid(head) => {
                matches!(head.axis, GridAxis::Days(_)) || head.columns.find(ColumnRole::Day).is_some()
            }
        }
    }
}

/// How far down the head of a table is looked for.
const HEAD_ROWS: usize = 80;

/// The separator and the layout that make most sense of a table.
pub(super) fn find_shape(
    table: &TableText<'_>,
    answers: &ImportAnswers,
    names: &ForeignNames<'_>,
) -> io::Result<Option<(u8, TableShape)>> {
    let separators: &[u8] = match table.separator {
        Some(separator) => &[separator],
        None => b",;\t|",
    };
    let mut best: Option<(usize, u8, TableShape)> = None;
    for separator in separators {
        let rows = head_rows(&TableSheet::whole(table, *separator))?;
        if let Some((score, shape)) = shape_of(&rows, answers, names)
            && best.as_ref().is_none_or(|(other, ..)| score > *other)
        {
            best = Some((score, *separator, shape));
        }
    }
    Ok(best.map(|(_, separator, shape)| (separator, shape)))
}

/// The first rows, one of which may be the head. One that is too large to be read is none, and stands as an empty one.
fn head_rows(sheet: &TableSheet<'_, '_>) -> io::Result<Vec<(u32, StringRecord)>> {
    let mut found = Vec::new();
    sheet.each_row(|line, cells| {
        let is_read = oversize_words(cells).is_none();
        found.push((line, if is_read { cells.clone() } else { StringRecord::new() }));
        found.len() < HEAD_ROWS
    })?;
    Ok(found)
}

fn shape_of(
    rows: &[(u32, StringRecord)],
    answers: &ImportAnswers,
    names: &ForeignNames<'_>,
) -> Option<(usize, TableShape)> {
    let mut best: Option<(usize, TableShape)> = None;
    for index in 0..rows.len() {
        let Some((score, shape)) = shape_of_row(rows, index, answers, names) else { continue };
        if best.as_ref().is_none_or(|(other, _)| score > *other) {
            best = Some((score, shape));
        }
    }
    best
}

/// What one of some rows says as a head of those below it, and how telling it is.
pub(super) fn shape_of_row(
    rows: &[(u32, StringRecord)],
    index: usize,
    answers: &ImportAnswers,
    names: &ForeignNames<'_>,
) -> Option<(usize, TableShape)> {
    let (line, row) = &rows[index];
    let mut columns = TableColumns::read(row, &answers.map);
    let below = &rows[index + 1..];
    columns.find_days(&below[..below.len().min(30)], |text| is_day(text, names.today()));
    columns.find_units(&below[..below.len().min(30)], |text| names.knows_unit(text));
    let is_known = |text: &str| names.find(split_unit(names, answers.map.name(text)).0).is_some();
    columns.find_names(&below[..below.len().min(30)], is_known);
    columns.settle_names(&below[..below.len().min(30)], is_known);
    shape_at(rows, index, *line, columns, answers, names)
}

fn shape_at(
    rows: &[(u32, StringRecord)],
    index: usize,
    line: u32,
    columns: TableColumns,
    answers: &ImportAnswers,
    names: &ForeignNames<'_>,
) -> Option<(usize, TableShape)> {
    let before = || Preamble::read(&rows[..index], names.today());
    let name_column = columns.find(ColumnRole::Name).or_else(|| columns.find(ColumnRole::Loinc));
    if name_column.is_some() && columns.find(ColumnRole::Value).is_some() && columns.heads.len() > 1 {
        if let Some(days) = days_above(rows, index, &columns, names.today()) {
            let score = days.len() * 2 + columns.known();
            let axis = GridAxis::Days(days);
            return Some((score, TableShape::Grid(GridHead { line, columns, before: before(), axis })));
        }
        let score = columns.known() * 2 + 1;
        return Some((score, TableShape::List(ListHead { line, columns, before: before() })));
    }
    let row = &rows[index].1;
    if columns.find(ColumnRole::Day).is_some() || answers.on.is_some() {
        let markers = (0..row.len()).filter_map(|at| marker_at(names, answers, &columns, at)).collect();
        let markers = with_columns_beside(markers, names, &columns);
        let known_markers = markers.iter().filter(|m| names.find(answers.map.name(&m.name)).is_some());
        let score = known_markers.count();
        if score > 0 {
            let axis = GridAxis::Markers(markers);
            let score = score * 2 + columns.known();
            return Some((score, TableShape::Grid(GridHead { line, columns, before: before(), axis })));
        }
    }
    // A row of days may stand below the row that names the other columns: `Test, Unit, Visit 1, Visit 2`.
    let above = index.checked_sub(1).map(|above| &rows[above].1);
    let mut columns = columns;
    if let Some(above) =
        above.filter(|above| role_of_head(cell(above, 0)).is_some_and(|(role, _)| role == ColumnRole::Name))
    {
        columns.fill_from(above);
    }
    let days: Vec<(usize, String)> = (1..row.len())
        .map(|at| (at, cell(row, at)))
        // A month alone is no day; its column is named when it is read.
        .filter(|(_, text)| is_day(text, names.today()) || is_month(text))
        .map(|(at, text)| (at, text.to_owned()))
        .collect();
    let has_names = rows[index + 1..].iter().take(30).any(|(_, row)| {
        let name = cell(row, columns.find(ColumnRole::Name).unwrap_or(0));
        names.find(split_unit(names, answers.map.name(name)).0).is_some()
    });
    if days.is_empty() || !has_names || columns.find(ColumnRole::Value).is_some() {
        return None;
    }
    let score = days.len() * 2 + columns.known();
    Some((score, TableShape::Grid(GridHead { line, columns, before: before(), axis: GridAxis::Days(days) })))
}

/// The columns of results of a list without days over each of which a day stands, in the row above the head; none
/// where there is a result of no day.
fn days_above(
    rows: &[(u32, StringRecord)],
    index: usize,
    columns: &TableColumns,
    today: NaiveDate,
) -> Option<Vec<(usize, String)>> {
    let above = &rows[index.checked_sub(1)?].1;
    let starts: Vec<usize> = (1..above.len()).filter(|at| is_day(cell(above, *at), today)).collect();
    if columns.find(ColumnRole::Day).is_some() || starts.is_empty() {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    let values: Vec<usize> = columns.all(ColumnRole::Value).collect();
    let of_days: Option<Vec<(usize, String)>> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let value = values.iter().find(|at| (*start..end).contains(*at))?;
            Some((*value, cell(above, *start).to_owned()))
        })
        .collect();
    of_days.filter(|days| days.len() == values.len())
}

/// Whether a head is a day, in whatever order.
pub(super) fn is_day(text: &str, today: NaiveDate) -> bool {
    use crate::domain::day::DayOrder::{DayFirst, MonthFirst};
    let has_sign = text.contains(['-', '/', '.', ' ', '年', '년']) || text.len() == 8;
    has_sign
        && [DayFirst, MonthFirst].into_iter().any(|order| read_day_cell(text, Some(order), today).is_some())
}

fn marker_at(
    names: &ForeignNames<'_>,
    answers: &ImportAnswers,
    columns: &TableColumns,
    at: usize,
) -> Option<GridMarker> {
    let head = columns.head(at);
    if head.is_empty() {
        return None;
    }
    let (name, unit) = split_unit(names, head);
    let is_known = names.find(answers.map.name(name)).is_some(); // A head that is also a word for something else is a marker only where it is no such column.
    if columns.role(at).is_some() && !(is_known && role_of_head(head).is_none()) {
        return None;
    }
    Some(GridMarker { at, name: name.to_owned(), unit: unit.map(str::to_owned), beside: Vec::new() })
}

/// The markers, with those columns beside them that are called by a marker and what they hold of it.
fn with_columns_beside(
    markers: Vec<GridMarker>,
    names: &ForeignNames<'_>,
    columns: &TableColumns,
) -> Vec<GridMarker> {
    let called: Vec<String> = markers.iter().map(|marker| phrase_key(&marker.name)).collect();
    // The longest name counts: `Free testosterone unit` says nothing of testosterone.
    let owner = |at: usize| -> Option<(usize, ColumnRole)> {
        let head = columns.head(at);
        let folded = phrase_key(head);
        let roles = called.iter().enumerate().filter(|(_, name)| !name.is_empty() && **name != folded);
        let role_of = |name: &str| {
            let behind = folded.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
            let before = || folded.strip_suffix(name).and_then(|rest| rest.strip_suffix(' '));
            let (role, _) = role_of_head(behind.or_else(before)?)?;
            role.is_of_one_result().then_some(role)
        };
        let found = roles.filter_map(|(of, name)| Some((of, name.len(), role_of(name)?)));
        let (of, _, role) = found.max_by_key(|(_, length, _)| *length)?;
        names.find(head).is_none().then_some((of, role))
    };
    let owners: Vec<Option<(usize, ColumnRole)>> = markers.iter().map(|marker| owner(marker.at)).collect();
    let mut kept = markers.clone();
    for (marker, owner) in markers.iter().zip(&owners) {
        if let Some((of, role)) = owner {
            kept[*of].beside.push((*role, marker.at));
        }
    }
    let is_marker = |(marker, owner): (GridMarker, &Option<_>)| owner.is_none().then_some(marker);
    let mut kept: Vec<GridMarker> = kept.into_iter().zip(&owners).filter_map(is_marker).collect();
    put_columns_behind(&mut kept, columns);
    kept
}

/// Columns called `Unit` or `Ref` between the markers are each of the marker before them; one alone may be of any.
fn put_columns_behind(markers: &mut [GridMarker], columns: &TableColumns) {
    let called = (0..columns.heads.len()).filter_map(|at| columns.role(at));
    let is_between = markers.len() == 1 || called.filter(|role| role.is_of_one_result()).count() > 1;
    let mut last: Option<usize> = None;
    for at in 0..columns.heads.len() {
        if let Some(marker) = markers.iter().position(|marker| marker.at == at) {
            last = Some(marker);
            continue;
        }
        let Some(role) = columns.role(at).filter(|role| role.is_of_one_result()) else {
            let is_beside =
                markers.iter().any(|marker| marker.beside.iter().any(|(_, beside)| *beside == at));
            last = last.filter(|_| is_beside);
            continue;
        };
        if let Some(marker) = last.filter(|_| is_between) {
            markers[marker].beside.push((role, at));
        }
    }
}

/// A name and the unit behind it: `Testosterone [ng/dL]`, `Estradiol (pg/mL)`, `LH IU/L`; where the unit is part of a
/// known name, the whole name and the unit, as of `Progressive %` and `% progressive`.
pub(super) fn split_unit<'t>(names: &ForeignNames<'_>, head: &'t str) -> (&'t str, Option<&'t str>) {
    let head = head.trim();
    if let Some((before, inside)) =
        head.strip_suffix([')', ']']).and_then(|open| open.rsplit_once(['(', '[']))
        && names.knows_unit(inside)
    {
        return (before.trim(), Some(inside.trim()));
    }
    if let Some(analyte) = names.find(head) {
        let ends = [head.rsplit(' ').next(), head.split(' ').next()].into_iter().flatten();
        let mut units = ends.filter(|end| *end != head && names.units(analyte, end).len() == 1);
        return (head, units.next());
    }
    if let Some((before, last)) = head.rsplit_once([' ', ',', '\n'])
        && names.knows_unit(last)
        && !before.trim().is_empty()
    {
        return (before.trim_end_matches([',', ' ', ':']), Some(last));
    }
    // As programs name their columns: `e2_pg_ml`.
    let mut bars = head.rmatch_indices('_').map(|(at, _)| (&head[..at], &head[at + 1..]));
    if let Some((before, unit)) =
        bars.find(|(name, unit)| names.knows_unit(unit) && names.find(name).is_some())
    {
        return (before, Some(unit));
    }
    if let Some(before) = head.strip_suffix('%')
        && names.find(before).is_some()
    {
        return (before.trim(), Some("%"));
    }
    (head, None)
}

impl Preamble {
    /// Lines such as `Collected: 03/14/2026` and `Laboratory;Nord`.
    pub fn read(rows: &[(u32, StringRecord)], today: NaiveDate) -> Self {
        let mut preamble = Self::default();
        for (_, row) in rows {
            let said = Self::of_row(row, today);
            preamble.day = preamble.day.or(said.day);
            preamble.laboratory = preamble.laboratory.or(said.laboratory);
            preamble.person = said.person.or(preamble.person);
            preamble.is_of_woman |= said.is_of_woman;
            preamble.bare_day = said.bare_day.or(preamble.bare_day);
            preamble.year = said.year.or(preamble.year);
        }
        preamble
    }

    /// What one line says.
    pub fn of_row(row: &StringRecord, today: NaiveDate) -> Self {
        let mut preamble = Self::default();
        let cells: Vec<&str> = (0..row.len()).map(|at| cell(row, at)).filter(|c| !c.is_empty()).collect();
        let said = match cells.as_slice() {
            [label, value] => Some((label.trim_end_matches(':'), *value)),
            [one] if is_day(one, today) => {
                preamble.bare_day = Some((*one).to_owned());
                None
            }
            [one] if one.len() == 4 && year_in(one, today).is_some() => {
                preamble.year = year_in(one, today);
                None
            }
            [one] => one.split_once(':').map(|(label, value)| (label, value.trim())),
            _ => None,
        };
        let Some((label, value)) = said.filter(|(_, value)| !value.is_empty()) else { return preamble };
        let words = SheetWords::embedded().roles(&phrase_key(label));
        let says = |wanted: WordRole| words.iter().any(|(role, _)| *role == wanted);
        match role_of_head(label) {
            Some((ColumnRole::Day, _)) if is_day(value, today) => preamble.day = Some(value.to_owned()),
            _ if says(WordRole::LabelCollected) && is_day(value, today) => {
                preamble.day = Some(value.to_owned());
            }
            Some((ColumnRole::Laboratory, _)) => preamble.laboratory = Some(value.to_owned()),
            _ if TableWords::embedded().says_woman(&phrase_key(label), &phrase_key(value)) => {
                preamble.is_of_woman = true;
            }
            _ if TableWords::embedded().is_label_of_sex(&phrase_key(label)) => {}
            Some((ColumnRole::Person, _)) => preamble.person = Some(value.to_owned()),
            _ if phrase_key(label) == "name" => preamble.person = Some(value.to_owned()),
            _ => {}
        }
        preamble
    }

    /// Whether it names a day.
    pub const fn says_day(&self) -> bool {
        self.day.is_some() || self.bare_day.is_some()
    }

    /// The day of all rows, and whether it can be read in one way only.
    pub fn read_day(
        &self,
        answers: &ImportAnswers,
        today: NaiveDate,
        votes: &mut OrderVotes,
    ) -> Option<CellDay> {
        let text = self.day.as_deref()?;
        votes.add(text);
        read_day_cell(text, answers.map.day_order.or_else(|| votes.order()), today)
    }
}
