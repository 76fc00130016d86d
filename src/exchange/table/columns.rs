//! Which column of a list holds what.

use ::csv::StringRecord;

use super::cell;
use super::heads::{ColumnRole, role_of_head};
use super::map::ColumnMap;
use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;
use crate::exchange::foreign::read_flag;

/// The columns of a head row by what they hold.
#[derive(Clone, Debug, Default)]
pub(super) struct TableColumns {
    /// The head as it stands.
    pub heads: Vec<String>,
    /// What each column holds.
    roles: Vec<Option<(ColumnRole, usize)>>,
}

impl TableColumns {
    /// Reads the columns from the heads of a table.
    pub fn read(row: &StringRecord, map: &ColumnMap) -> Self {
        let heads: Vec<String> = (0..row.len()).map(|at| cell(row, at).to_owned()).collect();
        let roles =
            heads.iter().map(|head| map.role(head).map(|role| (role, 0)).or_else(|| role_of_head(head)));
        let mut roles: Vec<_> = roles.collect();
        // The day right behind an earlier result is that of the earlier result.
        for at in 1..heads.len() {
            let is_day = roles[at].is_some_and(|(role, _)| role == ColumnRole::Day);
            if is_day && map.role(&heads[at]).is_none() && names(&heads[at - 1], WordRole::HeadPrevious) {
                roles[at] = None;
            }
        }
        // A laboratory may print results within their range in one column and those outside in another.
        let has_results = roles.iter().flatten().any(|(role, _)| *role == ColumnRole::Value);
        let is_half = |at: &usize| names(&heads[*at], WordRole::HeadHalf);
        let halves: Vec<usize> = (0..heads.len()).filter(is_half).collect();
        for at in halves.into_iter().filter(|_| !has_results) {
            roles[at] = roles[at].or(Some((ColumnRole::Value, 0)));
        }
        Self { heads, roles }
    }

    /// The column with this role; the most tellingly named one where several have it.
    pub fn find(&self, role: ColumnRole) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (at, found) in self.roles.iter().enumerate() {
            if let Some((_, rank)) = found.filter(|(found, _)| *found == role)
                && best.is_none_or(|(_, other)| rank < other)
            {
                best = Some((at, rank));
            }
        }
        best.map(|(at, _)| at)
    }

    /// All columns with this role, the most tellingly named first.
    pub fn by_name(&self, role: ColumnRole) -> Vec<usize> {
        let mut found: Vec<usize> = self.all(role).collect();
        found.sort_by_key(|at| self.roles[*at].map(|(_, rank)| rank));
        found
    }

    /// The column of results; both where results within and outside their range have a column each.
    pub fn results(&self) -> Vec<usize> {
        let mut found = self.by_name(ColumnRole::Value);
        let is_half = |at: &usize| names(self.head(*at), WordRole::HeadHalf);
        if !found.iter().all(is_half) {
            found.truncate(1);
        }
        found
    }

    /// All columns with this role.
    pub fn all(&self, role: ColumnRole) -> impl Iterator<Item = usize> {
        let has = move |(at, found): (usize, &Option<(ColumnRole, usize)>)| {
            found.filter(|(found, _)| *found == role).map(|_| at)
        };
        self.roles.iter().enumerate().filter_map(has)
    }

    /// Takes a column without a name for that of the days, where no column has their name and days stand in it. Rows
    /// of units or limits may stand between.
    pub fn find_days(&mut self, rows: &[(u32, StringRecord)], is_day: impl Fn(&str) -> bool) {
        if self.find(ColumnRole::Day).is_some() {
            return;
        }
        let nameless = (0..self.heads.len()).find(|at| {
            self.heads[*at].is_empty() && {
                let cells = rows.iter().map(|(_, row)| cell(row, *at)).filter(|cell| !cell.is_empty());
                let mut cells = cells.filter(|cell| role_of_head(cell).is_none()).peekable();
                cells.peek().is_some() && cells.all(&is_day)
            }
        });
        if let Some(at) = nameless {
            self.roles[at] = Some((ColumnRole::Day, 0));
        }
    }

    /// Takes a column without a name for that of the units, where no column has their name and nothing but units stands
    /// in it. Letters that flag a result are units too.
    pub fn find_units(&mut self, rows: &[(u32, StringRecord)], is_unit: impl Fn(&str) -> bool) {
        if self.find(ColumnRole::Unit).is_some() {
            return;
        }
        let holds_units = |at: &usize| {
            let cells = || rows.iter().map(|(_, row)| cell(row, *at)).filter(|cell| !cell.is_empty());
            cells().any(|cell| read_flag(cell).is_none()) && cells().all(&is_unit)
        };
        let nameless = (0..self.heads.len()).filter(|at| self.heads[*at].is_empty()).find(holds_units);
        if let Some(at) = nameless {
            self.roles[at] = Some((ColumnRole::Unit, 0));
        }
    }

    /// Takes the column in which most known names stand for that of the names, where there are results and no column is
    /// called so: in some languages its head is that of methods.
    pub fn find_names(&mut self, rows: &[(u32, StringRecord)], is_known: impl Fn(&str) -> bool) {
        let has_names = self.find(ColumnRole::Name).or_else(|| self.find(ColumnRole::Loinc)).is_some();
        if has_names || self.find(ColumnRole::Value).is_none() {
            return;
        }
        let is_open = |at: &usize| self.roles[*at].is_none_or(|(role, _)| role == ColumnRole::Method);
        let count = |at: usize| {
            let filled: Vec<&str> =
                rows.iter().map(|(_, row)| cell(row, at)).filter(|text| !text.is_empty()).collect();
            let known = filled.iter().filter(|text| is_known(text)).count();
            if known * 2 >= filled.len() { known } else { 0 }
        };
        let counts = (0..self.heads.len()).filter(is_open).map(|at| (count(at), at));
        if let Some((_, at)) =
            counts.filter(|(known, _)| *known > 0).max_by_key(|(known, at)| (*known, usize::MAX - at))
        {
            self.roles[at] = Some((ColumnRole::Name, usize::MAX));
        }
    }

    /// Of several columns that may name what was measured takes the one in which known names stand; another one that is
    /// called by a bare `Name` is then that of people.
    pub fn settle_names(&mut self, rows: &[(u32, StringRecord)], is_known: impl Fn(&str) -> bool) {
        let columns = self.by_name(ColumnRole::Name);
        if columns.len() < 2 {
            return;
        }
        let known = |at: usize| rows.iter().filter(|(_, row)| is_known(cell(row, at))).count();
        let counts: Vec<(usize, usize)> = columns.into_iter().map(|at| (at, known(at))).collect();
        let Some((best, _)) = counts.iter().copied().max_by_key(|(at, count)| (*count, usize::MAX - at))
        else {
            return;
        };
        for (at, count) in counts {
            let is_of_people = count == 0 && phrase_key(&self.heads[at]) == "name";
            match self.roles[at].as_mut() {
                Some(found) if is_of_people => *found = (ColumnRole::Person, usize::MAX),
                Some((_, rank)) if at == best => *rank = 0,
                Some((_, rank)) => *rank += 1,
                None => {}
            }
        }
    }

    /// Takes the heads of columns that have none in this row from the row above it.
    pub fn fill_from(&mut self, above: &StringRecord) {
        for at in 0..self.heads.len() {
            let head = cell(above, at);
            if self.heads[at].is_empty() && !head.is_empty() {
                self.roles[at] = role_of_head(head);
                head.clone_into(&mut self.heads[at]);
            }
        }
    }

    /// What the column at a place holds.
    pub fn role(&self, at: usize) -> Option<ColumnRole> {
        self.roles.get(at).copied().flatten().map(|(role, _)| role)
    }

    /// How many columns are understood.
    pub fn known(&self) -> usize {
        self.roles.iter().flatten().count()
    }

    /// The text of a column's head.
    pub fn head(&self, at: usize) -> &str {
        self.heads.get(at).map_or("", String::as_str)
    }
}

/// Whether a head is a word of this kind, in any language.
fn names(head: &str, wanted: WordRole) -> bool {
    let roles = SheetWords::embedded().roles(&phrase_key(head));
    roles.iter().any(|(role, _)| *role == wanted)
}
