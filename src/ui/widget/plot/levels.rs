//! Lines across a panel that are no results: thresholds, percentiles, means, trends, each with its words.

use super::data::{Glyphs, Guide, GuideKind, LimitKind};
use super::dots::{Dots, resolution};
use super::glyphs::Rule;
use super::label::width;
use super::layout::Placed;
use super::paint::PanelPainter;

/// Of so many dots of a trend, the first [`DASH`] are drawn.
const DASHES: u16 = 6;
/// Dots of a dash.
const DASH: u16 = 4;

impl PanelPainter<'_, '_> {
    /// The levels that hold for all time.
    pub(super) fn limits(&mut self) {
        for limit in &self.panel.limits {
            let rule = match limit.kind {
                LimitKind::Threshold => Rule::Limit,
                LimitKind::Centile => Rule::Centile,
            };
            self.rule(limit.value, (0, self.layout.columns - 1), rule);
        }
    }

    /// The words of each level on its line; thresholds first, since they are few and matter more.
    pub(super) fn limit_labels(&mut self) {
        for kind in [LimitKind::Threshold, LimitKind::Centile] {
            for limit in self.panel.limits.iter().filter(|limit| limit.kind == kind) {
                if let Some(row) = self.row(limit.value) {
                    self.words_on(row, &limit.label, (0, self.layout.columns));
                }
            }
        }
    }

    /// Where results go over time, under their line.
    pub(super) fn trends(&mut self) {
        for guide in self.panel.guides.iter().filter(|guide| guide.kind == GuideKind::Trend) {
            self.trend(guide);
        }
    }

    /// The means of results, over their line.
    pub(super) fn means(&mut self) {
        for guide in self.panel.guides.iter().filter(|guide| guide.kind == GuideKind::Mean) {
            let time = self.layout.time;
            if let Some(columns) = time.columns(guide.from.0, guide.to.0, self.layout.columns) {
                self.rule(guide.from.1, columns, Rule::Mean);
            }
        }
    }

    /// The words of means and trends, at their ends.
    pub(super) fn guide_labels(&mut self) {
        for guide in &self.panel.guides {
            let time = self.layout.time;
            let Some(columns) = time.columns(guide.from.0, guide.to.0, self.layout.columns) else {
                continue;
            };
            if let Some(row) = self.row(guide.to.1) {
                // Beside the line rather than on it: above, else below.
                let rows = [row.checked_sub(1), Some(row + 1).filter(|below| *below < self.geometry.rows)];
                let columns = (columns.0, columns.1 + 1);
                let _ = rows.into_iter().flatten().any(|row| self.words_on(row, &guide.label, columns));
            }
        }
    }

    /// A dashed line of dots, straight in value and so bent on a logarithmic axis.
    fn trend(&mut self, guide: &Guide) {
        let (across, down) = resolution(self.plot.glyphs);
        let slots = self.layout.columns * across;
        let mut dots = Dots::new(self.plot.glyphs, self.layout.columns, self.geometry.rows);
        let (start, end) = self.layout.time.shares(guide.from.0, guide.to.0);
        for x in (0..slots).filter(|x| x % DASHES < DASH) {
            let share = (f64::from(x) + 0.5) / f64::from(slots);
            if (start..=end).contains(&share) {
                let value = guide.value_at((share - start) / (end - start).max(f64::EPSILON));
                let y = self.geometry.scale.line(value, self.geometry.rows * down);
                dots.set(i32::from(x), y as i32);
            }
        }
        for row in 0..self.geometry.rows {
            for column in 0..self.layout.columns {
                if let Some(glyph) = dots.glyph(column, row) {
                    let glyph = if self.plot.glyphs == Glyphs::Ascii { '"' } else { glyph };
                    self.put(column, row, glyph, self.plot.palette.text);
                }
            }
        }
    }

    fn row(&self, value: f64) -> Option<u16> {
        let (_, down) = resolution(self.plot.glyphs);
        self.geometry.scale.row(value, self.geometry.rows, down)
    }

    /// Writes words into a row between two columns, at the right or else at the left, where nothing is in their
    /// way; says whether it could.
    fn words_on(&mut self, row: u16, words: &str, columns: (u16, u16)) -> bool {
        let padded = format!(" {words} ");
        let wide = width(&padded) as u16;
        if words.is_empty() || wide + 2 > columns.1.saturating_sub(columns.0) {
            return false;
        }
        let starts = [columns.1 - wide - 1, columns.0 + 1];
        let Some(start) = starts.into_iter().find(|start| self.is_free(row, *start..start + wide)) else {
            return false;
        };
        let at = (self.layout.body_x + start, self.geometry.title_y + 1 + row);
        self.pen.words(at, &padded, wide, "", self.plot.palette.dim);
        self.taken.push((row, start..start + wide));
        true
    }

    fn is_free(&self, row: u16, columns: std::ops::Range<u16>) -> bool {
        let marked = |placed: &Placed| placed.row == row && columns.contains(&placed.column);
        let cursor = self.layout.cursor.is_some_and(|cursor| columns.contains(&cursor));
        let overlaps = |taken: &(u16, std::ops::Range<u16>)| {
            taken.0 == row && taken.1.start < columns.end && columns.start < taken.1.end
        };
        !cursor
            && !self.geometry.marks.iter().any(marked)
            && !self.taken.iter().any(overlaps)
            && columns.clone().all(|column| self.dots.glyph(column, row).is_none())
    }
}

impl Guide {
    /// The value at a share of its way.
    pub(super) fn value_at(&self, share: f64) -> f64 {
        self.from.1 + share * (self.to.1 - self.from.1)
    }
}
