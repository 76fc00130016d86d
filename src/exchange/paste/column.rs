//! The heads of a table: what each column holds, and in which column something stands.

use super::delimited::is_head;
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::{SheetLexicon, text_of};
use super::printed_day::{PrintedDay, day_at};
use crate::catalog::language::WordRole;

/// The first column begins no further from the left.
pub(super) const FIRST_COLUMN: usize = 4;

/// A column with the place of its head.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableColumn {
    pub role: WordRole,
    pub start: usize,
    pub end: usize,
    /// The day in its head.
    pub day: Option<PrintedDay>,
    /// Code and spelling of the unit in brackets in its head: `Result (nmol/L)`.
    pub unit: Option<(String, String)>,
}

/// The heads of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TableHead {
    pub columns: Vec<TableColumn>,
    /// Whether its cells are parted by delimiters: each column goes up to the next.
    pub is_delimited: bool,
    /// Whether its heads stand one blank apart: only their order tells what a row has, and not where it stands.
    pub is_run: bool,
}

/// The order in which one of several roles of a head is chosen.
const CHOICE: [WordRole; 15] = [
    WordRole::HeadPrevious,
    WordRole::SecondHour,
    WordRole::HeadChange,
    WordRole::HeadReference,
    WordRole::HeadLow,
    WordRole::HeadHigh,
    WordRole::HeadUnit,
    WordRole::LabelNote,
    WordRole::HeadDay,
    WordRole::HeadCode,
    WordRole::HeadFlag,
    WordRole::HeadMethod,
    WordRole::HeadResult,
    WordRole::HeadName,
    WordRole::HeadOther,
];

impl TableHead {
    /// The heads a line names: at least two, and hardly anything else.
    pub fn of(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<Self> {
        let has_day = line.tokens.iter().any(|token| token.shape == TokenShape::Day || is_year(token));
        let is_value = |token: &&SheetToken| token.shape == TokenShape::Number && !is_small(token);
        if !has_day && outside_brackets(&line.tokens).iter().any(|token| is_value(&token)) {
            return None;
        }
        let cells: Vec<&[SheetToken]> = line.cells().collect();
        let (mut columns, mut unknown, mut words) = (Vec::new(), 0, 0);
        for (at, cell) in cells.iter().enumerate() {
            let found = if cells.len() < 3 { heads_in(cell, lexicon) } else { Vec::new() };
            if found.len() > 1 {
                columns.extend(found);
                continue;
            }
            let known = known_head(cell, lexicon);
            if known.is_none() {
                *(if at == 0 { &mut words } else { &mut unknown }) += 1;
            }
            columns.push(known.or_else(|| unknown_head(cell, lexicon))?);
            if has_value(cell) {
                return None;
            }
        }
        // `Lab results 2/11/2025` says when, and names no columns.
        let is_title = cells.len() == 1 && columns.len() < 3 && has_day;
        if is_title || !names_a_table(&columns, unknown, words) {
            return None;
        }
        let is_run = !line.is_delimited && cells.len() == 1;
        let mut head = Self { columns, is_delimited: line.is_delimited, is_run };
        head.settle_hours();
        head.part_at_delimiters();
        head.settle();
        Some(head)
    }

    /// Where a table has what was seen after one hour and after two, the first is the result.
    fn settle_hours(&mut self) {
        for column in &mut self.columns {
            column.role = match column.role {
                WordRole::SecondHour => WordRole::HeadPrevious,
                WordRole::FirstHour => WordRole::HeadResult,
                role => role,
            };
        }
    }

    /// Of cells parted by delimiters each goes up to the next.
    fn part_at_delimiters(&mut self) {
        if self.is_delimited {
            let starts: Vec<usize> = self.columns.iter().skip(1).map(|column| column.start).collect();
            for (column, next) in self.columns.iter_mut().zip(starts) {
                column.end = next - 1;
            }
        }
    }

    /// Settles which column names what was measured.
    fn settle(&mut self) {
        // An order is called like one of its results, and stands before it.
        let last = self.columns.iter().rposition(|column| column.role == WordRole::HeadName);
        for column in self.columns.iter_mut().take(last.unwrap_or(0)) {
            if column.role == WordRole::HeadName {
                column.role = WordRole::HeadOther;
            }
        }
        // The day right behind an earlier result is that of the earlier result.
        for at in 1..self.columns.len() {
            if self.columns[at].role == WordRole::HeadDay
                && self.columns[at - 1].role == WordRole::HeadPrevious
            {
                self.columns[at].role = WordRole::HeadPrevious;
            }
        }
        self.name_first_column();
        let has_current = self.columns.iter().any(|column| {
            matches!(column.role, WordRole::HeadResult | WordRole::Telltale) && column.day.is_none()
        });
        for column in self.columns.iter_mut().filter(|column| column.day.is_some() && has_current) {
            if column.role == WordRole::HeadResult {
                column.role = WordRole::HeadPrevious;
            }
        }
    }

    /// Where no head is that of names, they stand in the first column, whatever it is called: `Lab   Units   1/5/2026`.
    fn name_first_column(&mut self) {
        let is_named = self.columns.iter().any(|column| column.role == WordRole::HeadName);
        let may_name = |column: &&mut TableColumn| {
            // Further to the right an unknown head may be that of the value of today.
            let is_left = column.start < FIRST_COLUMN && column.day.is_none();
            column.role == WordRole::HeadOther
                || is_left && matches!(column.role, WordRole::HeadCode | WordRole::Telltale)
        };
        if let Some(first) = self.columns.first_mut().filter(|column| !is_named && may_name(column)) {
            first.role = WordRole::HeadName;
        }
    }

    /// The heads of a table some of which are days behind a label: `Test   Date:   04/02/26   10/11/25   Units`.
    pub fn of_days_among(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<Self> {
        let is_day =
            |cell: &&[SheetToken]| day_at(cell, lexicon.words).is_some_and(|(_, count)| count == cell.len());
        if line.is_delimited || line.cells().filter(is_day).count() < 2 {
            return None;
        }
        let mut head = Self::of(line, lexicon)?;
        let is_dated = |column: Option<&TableColumn>| column.is_some_and(|column| column.day.is_some());
        let label = (0..head.columns.len()).find(|at| {
            head.columns[*at].role == WordRole::HeadDay
                && !is_dated(head.columns.get(*at))
                && is_dated(head.columns.get(at + 1))
        });
        head.columns.remove(label?);
        Some(head)
    }

    /// The heads of days behind a label, each in a column of its own: `Date   05/02/25   11/09/24`.
    pub fn of_days(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<Self> {
        let mut cells = line.cells();
        let label: Vec<SheetToken> = cells.next()?.iter().filter(|token| !token.is(":")).cloned().collect();
        let (count, roles) = lexicon.roles_at(&label)?;
        let is_day = |role: &WordRole| matches!(role, WordRole::HeadDay | WordRole::LabelCollected);
        if count != label.len() || !roles.iter().any(is_day) || line.is_delimited {
            return None;
        }
        let mut columns = Vec::new();
        for cell in cells {
            let (day, count) = day_at(cell, lexicon.words)?;
            let is_time = |token: &SheetToken| matches!(token.shape, TokenShape::Clock | TokenShape::Mark);
            if !cell[count..].iter().all(is_time) {
                return None;
            }
            let (start, end) = (cell[0].start, cell[cell.len() - 1].end);
            columns.push(TableColumn { role: WordRole::HeadResult, start, end, day: Some(day), unit: None });
        }
        (columns.len() >= 2).then_some(Self { columns, ..Self::default() })
    }

    /// The heads of a print of a counting machine that are units alone, each over a column of results: `M/mL   %`.
    pub fn of_units(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<Self> {
        let column = |cell: &[SheetToken]| {
            let words: Vec<SheetToken> =
                cell.iter().filter(|t| t.shape != TokenShape::Mark).cloned().collect();
            let text = text_of(&words);
            let code = lexicon.unit(&text).filter(|code| !code.is_empty() && text.contains(['/', '%']))?;
            let (start, end, unit) = (cell[0].start, cell[cell.len() - 1].end, Some((code.to_owned(), text)));
            Some(TableColumn { role: WordRole::HeadResult, start, end, day: None, unit })
        };
        let columns: Vec<TableColumn> = line.cells().map(column).collect::<Option<_>>()?;
        let is_one = columns.windows(2).any(|pair| pair[0].unit == pair[1].unit);
        (columns.len() >= 2 && !is_one).then_some(Self { columns, ..Self::default() })
    }

    /// Whether its heads are units and nothing else.
    pub fn has_only_units(&self) -> bool {
        let is_unit = |column: &TableColumn| column.role == WordRole::HeadResult && column.unit.is_some();
        self.columns.len() >= 2 && self.columns.iter().all(is_unit)
    }

    /// Whether it has columns of days and nothing else.
    pub fn has_only_days(&self) -> bool {
        !self.columns.is_empty() && self.columns.iter().all(|column| column.day.is_some())
    }

    /// Whether one of its columns holds the day of each row.
    pub fn has_column_of_days(&self) -> bool {
        self.columns.iter().any(|column| column.role == WordRole::HeadDay)
    }

    /// The same table with the columns of days that a line above it names, where it has no heads of its own.
    pub fn below_days(mut self, days: &Self) -> Self {
        self = self.under(days);
        let is_free = |day: &&TableColumn| {
            !self.columns.iter().any(|column| column.start < day.end && day.start < column.end)
        };
        let free: Vec<TableColumn> = days.columns.iter().filter(is_free).cloned().collect();
        self.columns.extend(free);
        self.columns.sort_by_key(|column| column.start);
        self.settle();
        self
    }

    /// The same table with a line of heads above it: “Previous” over “Result”.
    pub fn under(mut self, above: &Self) -> Self {
        for column in &mut self.columns {
            let over =
                above.columns.iter().find(|other| other.start < column.end && column.start < other.end);
            if let Some(over) = over {
                if matches!(over.role, WordRole::HeadPrevious | WordRole::HeadChange) {
                    column.role = over.role;
                }
                column.day = column.day.take().or_else(|| over.day.clone());
            }
        }
        self
    }

    /// What each of so many numbers in a row is by the order of the heads: results, earlier ones, limits, and bounds of a
    /// reference where there is one number more. None where they are not as many.
    pub fn in_order(&self, numbers: usize) -> Option<Vec<WordRole>> {
        use WordRole::{HeadHigh, HeadLow, HeadPrevious, HeadReference, HeadResult};
        let heads = |roles: &[WordRole]| -> Vec<WordRole> {
            self.columns.iter().map(|column| column.role).filter(|role| roles.contains(role)).collect()
        };
        let of_numbers = [
            heads(&[HeadResult, HeadPrevious, HeadLow, HeadHigh]),
            heads(&[HeadResult, HeadPrevious, HeadLow, HeadHigh, HeadReference]),
        ];
        of_numbers.into_iter().find(|roles| self.is_run && roles.len() == numbers)
    }

    /// Whether a row has a cell for each head and one of them stands below the day of another: counted, its values are
    /// of other days than by where they stand.
    pub fn is_shifted(&self, row: &SheetLine) -> bool {
        // Where the first head is a day, the names have none.
        let unheaded = usize::from(self.columns.first().is_some_and(|column| column.day.is_some()));
        let cells: Vec<&[SheetToken]> = row.cells().skip(unheaded).collect();
        let stands_elsewhere = |(cell, counted): (&&[SheetToken], &TableColumn)| {
            let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
            counted.day.is_some() && self.column_at(first.start, last.end) != Some(counted)
        };
        !self.is_delimited
            && !self.is_run
            && cells.len() == self.columns.len()
            && cells.iter().zip(&self.columns).any(stands_elsewhere)
    }

    /// The column something that stands between two columns of letters belongs to.
    pub fn column_at(&self, start: usize, end: usize) -> Option<&TableColumn> {
        if self.is_run {
            return None;
        }
        let distance = |column: &&TableColumn| {
            let gap = if end <= column.start {
                column.start - end + 1
            } else if column.end <= start {
                start - column.end + 1
            } else {
                0
            };
            (gap, start.abs_diff(column.start))
        };
        self.columns.iter().min_by_key(distance)
    }
}

/// The column a cell names in words of the lexicon.
fn known_head(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<TableColumn> {
    let column = column_of(cell, lexicon).or_else(|| column_of(&outside_brackets(cell), lexicon))?;
    Some(TableColumn { unit: unit_in(cell, lexicon), ..column })
}

/// The column a cell of unknown words is the head of.
fn unknown_head(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<TableColumn> {
    if !cell.iter().any(SheetToken::has_letters) {
        return None;
    }
    let (start, end) = (cell[0].start, cell[cell.len() - 1].end);
    let day = (0..cell.len()).find_map(|at| Some(day_at(&cell[at..], lexicon.words)?.0));
    // Unknown words with a day, as in `Before (10 Mar 2025)`, head the results of that day.
    let role = day.as_ref().map_or(WordRole::Telltale, |_| WordRole::HeadResult);
    Some(TableColumn { role, start, end, day, unit: None })
}

/// Whether a cell has a number that is no part of a day and no ordinal: then its line is a row and names no columns.
fn has_value(cell: &[SheetToken]) -> bool {
    let outside = outside_brackets(cell);
    let is_value = |(at, token): (usize, &SheetToken)| {
        let is_ordinal = outside.get(at + 1).is_some_and(|next| next.is("th") && next.glued);
        token.shape == TokenShape::Number && !is_year(token) && !is_ordinal
    };
    !follows_year(cell) && outside.iter().enumerate().any(is_value)
}

/// The tokens that stand in no bracket: `Lower limit (5th centile)` is the head of a limit.
fn outside_brackets(tokens: &[SheetToken]) -> Vec<SheetToken> {
    let mut depth = 0_usize;
    let is_outside = |token: &&SheetToken| {
        let opens = usize::from(token.is("(") || token.is("["));
        let closes = usize::from(token.is(")") || token.is("]"));
        depth += opens;
        let outside = depth == 0;
        depth = depth.saturating_sub(closes);
        outside
    };
    tokens.iter().filter(is_outside).cloned().collect()
}

/// Whether a number counts hours or columns rather than being a value.
fn is_small(token: &SheetToken) -> bool {
    token.text.len() == 1
}

fn is_year(token: &SheetToken) -> bool {
    token.text.len() == 4 && token.text.starts_with(['1', '2'])
}

fn follows_year(cell: &[SheetToken]) -> bool {
    cell.iter().any(|token| token.shape == TokenShape::Day) || cell.iter().any(is_year)
}

/// The unit in the brackets of a head.
fn unit_in(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<(String, String)> {
    let opens = cell.iter().position(|token| token.is("("))?;
    let closes = cell.iter().position(|token| token.is(")")).filter(|closes| *closes > opens + 1)?;
    let text = text_of(&cell[opens + 1..closes]);
    let code = lexicon.unit(&text).filter(|code| !code.is_empty() && text.contains(['/', '%']))?;
    Some((code.to_owned(), text))
}

/// The column a whole cell is the head of.
fn column_of(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<TableColumn> {
    let first = cell.first()?;
    let mut roles: Vec<WordRole> = Vec::new();
    let mut day = None;
    let (mut at, mut others, mut is_limit) = (0, 0, false);
    while at < cell.len() {
        if let Some((found, count)) = day_at(&cell[at..], lexicon.words) {
            day = Some(found);
            at += count;
            continue;
        }
        match lexicon.roles_at(&cell[at..]) {
            Some((count, found)) => {
                let heads = found.iter().any(|role| CHOICE.contains(role) || *role == WordRole::FirstHour);
                others += usize::from(!heads);
                let is_end = found.iter().any(|r| matches!(r, WordRole::HeadLow | WordRole::HeadHigh));
                is_limit |= is_end && found.contains(&WordRole::HeadReference);
                roles.extend(found);
                at += count;
            }
            None => {
                others +=
                    usize::from(cell[at].has_letters() && !cell[at].text.contains(['/', '^', '²', '%']));
                at += 1;
            }
        }
    }
    // “Lower limit” alone names a reference, and in a table the lower end of one.
    roles.retain(|role| !is_limit || *role != WordRole::HeadReference);
    // A column called “Male” has the range of men, and one of women has none of his.
    let names = |wanted: WordRole| roles.contains(&wanted) && text_of(cell).chars().count() > 2;
    let is_range = roles.iter().all(|role| !CHOICE.contains(role) || *role == WordRole::HeadReference);
    if is_range && names(WordRole::Others) && !roles.contains(&WordRole::Men) {
        roles = vec![WordRole::HeadOther];
    } else if is_range && names(WordRole::Men) {
        (roles, others) = (vec![WordRole::HeadReference], 0);
    }
    let in_order = CHOICE.iter().find(|role| roles.contains(role)).copied();
    let chosen = in_order.or_else(|| roles.contains(&WordRole::FirstHour).then_some(WordRole::FirstHour));
    let is_of_sample = day.is_some() && roles.contains(&WordRole::LabelSpecimen);
    let role = match (chosen, &day) {
        // `Sample 2: 14 Mar 2025` heads what was found in it.
        (Some(WordRole::HeadOther), _) if is_of_sample => WordRole::HeadResult,
        (Some(role), _) if others <= 2 => role,
        // A day alone heads a column of results.
        (None, Some(_)) if others == 0 => WordRole::HeadResult,
        _ => return None,
    };
    Some(TableColumn { role, start: first.start, end: cell.last()?.end, day, unit: None })
}

/// Whether columns are those of a table: enough of them say what they hold, against those that do not.
fn names_a_table(columns: &[TableColumn], unknown: usize, words: usize) -> bool {
    let is_hours = columns.iter().any(|column| column.role == WordRole::SecondHour);
    let kinds = columns.iter().filter(|column| is_head(column.role)).count();
    let dated = columns.iter().filter(|column| column.day.is_some()).count();
    let names_values = columns.iter().any(|column| {
        matches!(
            column.role,
            WordRole::HeadResult | WordRole::HeadReference | WordRole::HeadPrevious | WordRole::HeadUnit
        )
    });
    let is_enough =
        kinds >= 2 && names_values && kinds + 1 >= unknown + words || is_hours || dated >= 2 && kinds >= 2;
    is_enough && unknown <= kinds
}

/// Heads that stand one blank apart.
fn heads_in(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Vec<TableColumn> {
    let mut columns = Vec::new();
    let mut at = 0;
    while at < cell.len() {
        let found = lexicon.roles_at(&cell[at..]);
        let role = found.as_ref().and_then(|(_, roles)| CHOICE.iter().find(|role| roles.contains(role)));
        match (found.as_ref(), role) {
            (Some((count, _)), Some(role)) => {
                let end = cell[at + count - 1].end;
                columns.push(TableColumn { role: *role, start: cell[at].start, end, day: None, unit: None });
                at += count;
            }
            _ if cell[at].has_letters() => return Vec::new(),
            _ => at += 1,
        }
    }
    columns
}
