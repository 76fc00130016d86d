//! Lines across a panel that are no results: thresholds, percentiles, means, trends, each with its words.

use super::data::{Guide, GuideKind, LimitKind, Plot};
use super::dots::{Dots, resolution};
use super::glyphs::Rule;
use super::label::width;
use super::layout::{Layout, PanelLayout, Placed};
use super::paint::PanelPainter;
use super::scale::plottable;

/// Of so many dots of a trend, the first [`DASH`] are drawn.
const DASHES: u16 = 6;
/// Dots of a dash.
const DASH: u16 = 4;

impl<'a> PanelPainter<'a, '_> {
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
                let wide = width(&limit.label) as u16 + 2;
                if let Some(row) = self.row(limit.value) {
                    let right = self.layout.columns.checked_sub(wide + 1).filter(|start| *start > 0);
                    let places: Vec<(u16, u16)> =
                        right.map(|start| [(row, start), (row, 1)]).into_iter().flatten().collect();
                    self.words_at(&places, &limit.label);
                }
            }
        }
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
            self.rule(guide.from.1, columns, Rule::Mean);
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
            self.words_at(&places, &guide.label);
        }
    }

    fn row(&self, value: f64) -> Option<u16> {
        let (_, down) = resolution(self.plot.glyphs);
        self.geometry.scale.row(value, self.geometry.rows, down)
    }

    /// Writes words at the first of these rows and columns where nothing is in their way.
    fn words_at(&mut self, places: &[(u16, u16)], words: &str) {
        let padded = format!(" {words} ");
        let wide = width(&padded) as u16;
        let fits = |(row, start): &(u16, u16)| {
            start + wide <= self.layout.columns && self.is_free(*row, *start..start + wide)
        };
        if words.is_empty() {
            return;
        }
        if let Some((row, start)) = places.iter().copied().find(fits) {
            let at = (self.layout.body_x + start, self.geometry.title_y + 1 + row);
            self.pen.words(at, &padded, wide, "", self.plot.palette.dim);
            self.taken.push((row, start..start + wide));
        }
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
            && columns.clone().all(|column| {
                self.dots.glyph(column, row).is_none() && self.trends.glyph(column, row).is_none()
            })
    }
}

/// The trends of a panel as dashed lines of dots, straight in value and so bent on a logarithmic axis.
pub fn trend_dots(plot: &Plot, layout: &Layout, geometry: &PanelLayout) -> Dots {
    let (across, down) = resolution(plot.glyphs);
    let slots = layout.columns * across;
    let mut dots = Dots::new(plot.glyphs, layout.columns, geometry.rows);
    let guides = plot.panels[geometry.panel].guides.iter();
    let is_drawn =
        |guide: &&Guide| guide.kind == GuideKind::Trend && plottable(guide.from.1) && plottable(guide.to.1);
    for guide in guides.filter(is_drawn) {
        let (start, end) = layout.time.shares(guide.from.0, guide.to.0);
        for x in (0..slots).filter(|x| x % DASHES < DASH) {
            let share = (f64::from(x) + 0.5) / f64::from(slots);
            if (start..=end).contains(&share) {
                let value = guide.value_at((share - start) / (end - start).max(f64::EPSILON));
                let y = geometry.scale.line(value, geometry.rows * down);
                dots.set(i32::from(x), y as i32);
            }
        }
    }
    dots
}

impl Guide {
    /// The value at a share of its way.
    pub(super) fn value_at(&self, share: f64) -> f64 {
        self.from.1 + share * (self.to.1 - self.from.1)
    }
}
