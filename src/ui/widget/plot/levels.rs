//! Lines across a panel that are no results: thresholds, percentiles, means, trends, each with its words.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::data::{Guide, GuideKind, LimitKind, LimitLine};
use super::glyphs::{Height, LevelRule};
use super::label::width;
use super::layout::PlacedMark;
use super::paint::PanelPainter;

impl<'a> PanelPainter<'a, '_> {
    /// The levels that hold for all time; those of one row take turns from column to column.
    pub(super) fn limits(&mut self) {
        for (row, levels) in self.limits_by_row() {
            let turns = levels.len() as u16;
            for column in 0..self.layout.columns {
                let (height, level) = levels[usize::from(column % turns)];
                let rule = match level.kind {
                    LimitKind::Threshold => LevelRule::Limit,
                    LimitKind::Centile => LevelRule::Centile,
                    LimitKind::Baseline => LevelRule::Baseline,
                };
                self.rule(rule, (row, height), column, column / turns);
            }
        }
    }

    /// The words of each row's levels, from the left where nothing is in their way; the longest sources are left off
    /// if need be.
    pub(super) fn limit_labels(&mut self) {
        for (row, levels) in self.limits_by_row() {
            let levels: Vec<&LimitLine> = levels.into_iter().map(|(_, level)| level).collect();
            let mut longest: Vec<usize> = levels.iter().map(|level| width(&level.source)).collect();
            longest.sort_unstable_by_key(|wide| Reverse(*wide));
            longest.push(0);
            let shorter = longest.into_iter().map(|longest| wording(&levels, longest));
            for words in shorter.chain(some_names(&levels)) {
                let places = (1..self.layout.columns).map(|start| (row, start));
                if self.words_at(places, &words) {
                    break;
                }
            }
        }
    }

    /// The levels in each row and how high in it they lie, the greatest first.
    fn limits_by_row(&self) -> BTreeMap<u16, Vec<(Height, &'a LimitLine)>> {
        let mut rows: BTreeMap<u16, Vec<(Height, &LimitLine)>> = BTreeMap::new();
        for limit in &self.panel.limits {
            if let Some((row, height)) = self.place(limit.value) {
                rows.entry(row).or_default().push((height, limit));
            }
        }
        for levels in rows.values_mut() {
            levels.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
        }
        rows
    }

    /// Where results go over time, under their line.
    pub(super) fn trends(&mut self) {
        for row in 0..self.geometry.rows {
            for column in 0..self.layout.columns {
                if let Some(glyph) = self.trends.glyph(column, row) {
                    let glyph = self.plot.glyphs.pick(glyph, '"');
                    self.put(column, row, glyph, self.plot.palette.text);
                }
            }
        }
    }

    /// Keeps words off the lines of means.
    pub(super) fn reserve_means(&mut self) {
        for (guide, columns) in self.mean_columns() {
            let row = self.row(guide.from.1);
            self.taken.extend(row.map(|row| (row, columns.0..columns.1 + 1)));
        }
    }

    /// The means of results, over their line.
    pub(super) fn means(&mut self) {
        for (guide, columns) in self.mean_columns() {
            let Some(place) = self.place(guide.from.1) else { continue };
            for column in columns.0..=columns.1 {
                self.rule(LevelRule::Mean, place, column, column);
            }
        }
    }

    fn mean_columns(&self) -> Vec<(&'a Guide, (u16, u16))> {
        let means = self.panel.guides.iter().filter(|guide| guide.kind == GuideKind::Mean);
        let (time, columns) = (self.layout.time, self.layout.columns);
        means.filter_map(|guide| Some((guide, time.columns(guide.from.0, guide.to.0, columns)?))).collect()
    }

    /// The words of means and trends beside one of their ends: above or below the last one, else the first.
    pub(super) fn guide_labels(&mut self) {
        for guide in &self.panel.guides {
            let time = self.layout.time;
            let Some(columns) = time.columns(guide.from.0, guide.to.0, self.layout.columns) else {
                continue;
            };
            let wide = width(&guide.label) as u16 + 2;
            let ends = [(guide.to.1, (columns.1 + 1).checked_sub(wide)), (guide.from.1, Some(columns.0))];
            let beside = |value| {
                let row: Option<u16> = self.row(value);
                let above = row.and_then(|row| row.checked_sub(1));
                [above, row.map(|row| row + 1).filter(|below| *below < self.geometry.rows)]
            };
            let places: Vec<(u16, u16)> = ends
                .into_iter()
                .filter_map(|(value, start)| Some((beside(value), start?)))
                .flat_map(|(rows, start)| rows.into_iter().flatten().map(move |row| (row, start)))
                .collect();
            self.words_at(places, &guide.label);
        }
    }

    fn row(&self, value: f64) -> Option<u16> {
        self.place(value).map(|(row, _)| row)
    }

    /// Writes words at the first of these rows and columns where nothing is in their way, if there is one.
    fn words_at(&mut self, places: impl IntoIterator<Item = (u16, u16)>, words: &str) -> bool {
        let padded = format!(" {words} ");
        let wide = width(&padded) as u16;
        let fits = |(row, start): &(u16, u16)| {
            start + wide <= self.layout.columns && self.is_free(*row, *start..start + wide)
        };
        let place = places.into_iter().find(fits).filter(|_| !words.is_empty());
        if let Some((row, start)) = place {
            let at = (self.layout.body_x + start, self.geometry.title_y + 1 + row);
            self.pen.words(at, &padded, wide, "", self.plot.palette.dim);
            self.taken.push((row, start..start + wide));
        }
        place.is_some()
    }

    /// Whether nothing that words would hide is there. They may lie over the column of the cursor, so that they stay
    /// where they are while it moves.
    fn is_free(&self, row: u16, columns: Range<u16>) -> bool {
        let marked = |placed: &PlacedMark| placed.row == row && columns.contains(&placed.column);
        let overlaps = |taken: &(u16, Range<u16>)| {
            taken.0 == row && taken.1.start < columns.end && columns.start < taken.1.end
        };
        let dotted = |column| {
            self.lines.iter().any(|dots| dots.glyph(column, row).is_some())
                || self.trends.glyph(column, row).is_some()
        };
        !columns.clone().any(dotted)
            && !self.taken.iter().any(overlaps)
            && !self.geometry.marks.iter().any(marked)
    }
}

/// `< 16; < 10 HRTIO`: names with sources that are not too long; one that the next level has too is said there.
fn wording(levels: &[&LimitLine], longest: usize) -> String {
    let next = levels.iter().skip(1).map(|level| Some(&level.source)).chain([None]);
    let said = levels.iter().zip(next).map(|(level, next)| {
        let is_said = width(&level.source) <= longest && next != Some(&level.source);
        if is_said { level.words() } else { level.name.clone() }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// `< 16 +1`: ever fewer of the names, and how many more there are.
fn some_names(levels: &[&LimitLine]) -> impl Iterator<Item = String> {
    (1..levels.len()).rev().map(|count| format!("{} +{}", wording(&levels[..count], 0), levels.len() - count))
}
