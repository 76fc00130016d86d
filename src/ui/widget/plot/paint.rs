//! The cells of a chart: bands first, then rules and columns, the line, and the results on top.

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::data::{BandKind, Bound, IntervalBand, Palette, Plot, PlotPanel, ResultMark, Status};
use super::dots::{Dots, resolution};
use super::glyphs::{Height, LevelRule};
use super::label::{width, wrap};
use super::lanes::paint_lanes;
use super::layout::{LEAST_COLUMNS, LEAST_ROWS, PanelLayout, PlacedMark, PlotLayout, layout};
use super::pen::Pen;
use super::trend_dots::trend_dots;

/// Draws a chart into a part of a buffer, over what is there. Where it has less than 20 columns and 5 rows a
/// line says so, in as many words as fit.
pub fn paint(plot: &Plot, area: Rect, buf: &mut Buffer) {
    let mut pen = Pen::new(area, buf);
    let Some(layout) = layout(plot, area.as_size()) else {
        too_small(plot, area, &mut pen);
        return;
    };
    for geometry in &layout.panels {
        PanelPainter::new(plot, &layout, geometry, &mut pen).paint();
    }
    time_axis(plot, &layout, &mut pen);
    paint_lanes(plot, &layout, &mut pen);
}

/// The style of a result, by how it lies in its interval.
fn status_style(palette: &Palette, status: Status) -> Style {
    match status {
        Status::Low => palette.low,
        Status::High => palette.high,
        Status::Within => palette.within,
        Status::Unknown => palette.unknown,
    }
}

/// The style of a series among those of its panel.
fn series_style(palette: &Palette, series: usize) -> Style {
    series.checked_sub(1).and_then(|place| palette.series.get(place)).copied().unwrap_or(palette.accent)
}

fn too_small(plot: &Plot, area: Rect, pen: &mut Pen<'_>) {
    if plot.panels.is_empty() {
        return;
    }
    let long = format!("the chart needs {LEAST_COLUMNS} columns and {LEAST_ROWS} rows");
    let shorter = format!("needs {LEAST_COLUMNS}x{LEAST_ROWS}");
    let shortest = format!("{LEAST_COLUMNS}x{LEAST_ROWS}");
    let ellipsis = plot.glyphs.ellipsis().to_owned();
    let lines = [long, shorter, shortest, ellipsis];
    let fitting = lines.into_iter().find(|line| width(line) <= usize::from(area.width));
    pen.words((0, 0), &fitting.unwrap_or_default(), area.width, "", plot.palette.dim);
}

/// Draws the axis and its labels.
pub fn time_axis(plot: &Plot, layout: &PlotLayout, pen: &mut Pen<'_>) {
    let axes = plot.glyphs.axes();
    let style = plot.palette.dim;
    pen.put(layout.body_x - 1, layout.axis_y, axes.corner, style);
    for column in 0..layout.columns {
        let tick = layout.ticks.iter().any(|tick| tick.column == column);
        let cursor = layout.cursor == Some(column);
        let glyph = match (tick, cursor) {
            (true, true) => axes.foot_both,
            (true, false) => axes.foot_tick,
            (false, true) => axes.foot_cursor,
            (false, false) => axes.foot,
        };
        pen.put(layout.body_x + column, layout.axis_y, glyph, style);
    }
    for tick in &layout.ticks {
        let room = width(&tick.label) as u16;
        pen.words((tick.label_x, layout.axis_y + 1), &tick.label, room, "", style);
    }
}

/// Paints one panel of a plot into its cells.
pub struct PanelPainter<'a, 'b> {
    pub(super) plot: &'a Plot,
    pub(super) panel: &'a PlotPanel,
    pub(super) layout: &'a PlotLayout,
    pub(super) geometry: &'a PanelLayout,
    /// The line of each series.
    pub(super) lines: Vec<Dots>,
    pub(super) trends: Dots,
    pub(super) pen: &'a mut Pen<'b>,
    /// Rows and columns that words have taken.
    pub(super) taken: Vec<(u16, std::ops::Range<u16>)>,
}

/// Every how many columns the open side of an interval is dotted.
const HATCH_COLUMNS: usize = 4;

impl<'a, 'b> PanelPainter<'a, 'b> {
    fn new(plot: &'a Plot, layout: &'a PlotLayout, geometry: &'a PanelLayout, pen: &'a mut Pen<'b>) -> Self {
        let count = geometry.joins.iter().map(|join| usize::from(join.series) + 1).max().unwrap_or(1);
        let mut lines = vec![Dots::new(plot.glyphs, layout.columns, geometry.rows); count];
        for join in &geometry.joins {
            lines[usize::from(join.series)].line(join.from, join.to);
        }
        Self {
            plot,
            panel: &plot.panels[geometry.panel],
            layout,
            geometry,
            lines,
            trends: trend_dots(plot, layout, geometry),
            pen,
            taken: Vec::new(),
        }
    }

    fn paint(mut self) {
        self.title();
        self.value_axis();
        self.bands();
        self.column(self.layout.today, self.plot.glyphs.axes().today, self.plot.palette.dim);
        self.limits();
        self.column(self.layout.cursor, self.plot.glyphs.axes().cursor, self.plot.palette.dim);
        self.reserve_means();
        self.limit_labels();
        self.trends();
        self.line();
        self.means();
        self.guide_labels();
        self.marks();
        if self.geometry.marks.is_empty() {
            self.empty();
        }
    }

    pub(super) fn put(&mut self, column: u16, row: u16, glyph: char, style: Style) {
        self.pen.put(self.layout.body_x + column, self.geometry.title_y + 1 + row, glyph, style);
    }

    fn title(&mut self) {
        let Plot { palette, glyphs, .. } = self.plot;
        let cursor = self.plot.cursor.is_some_and(|cursor| cursor.panel == self.geometry.panel);
        let focus = if cursor && self.plot.panels.len() > 1 { glyphs.focus() } else { "" };
        let title = format!("{focus}{}", self.panel.title);
        let total = self.layout.body_x + self.layout.columns;
        self.pen.words((0, self.geometry.title_y), &title, total, glyphs.ellipsis(), palette.text);
        let after = width(&title) + 2;
        if after + width(&self.panel.unit) <= usize::from(total) {
            let at = (after as u16, self.geometry.title_y);
            self.pen.words(at, &self.panel.unit, total, glyphs.ellipsis(), palette.dim);
        }
        self.panels_left_out(after + width(&self.panel.unit));
    }

    /// Which panels are shown, at the right of the first title, if not all are.
    fn panels_left_out(&mut self, used: usize) {
        let (shown, all) = (self.layout.panels.len(), self.plot.panels.len());
        if self.geometry.title_y > 0 || shown == all {
            return;
        }
        let first = self.geometry.panel + 1;
        let which = if shown == 1 { first.to_string() } else { format!("{first}-{}", first + shown - 1) };
        let words = format!("{which} of {all}");
        let total = usize::from(self.layout.body_x + self.layout.columns);
        if used + 2 + width(&words) <= total {
            let x = (total - width(&words)) as u16;
            self.pen.words((x, 0), &words, width(&words) as u16, "", self.plot.palette.dim);
        }
    }

    fn value_axis(&mut self) {
        let axes = self.plot.glyphs.axes();
        let style = self.plot.palette.dim;
        let x = self.layout.body_x - 1;
        let top = self.geometry.title_y + 1;
        for row in 0..self.geometry.rows {
            let gap = self.geometry.scale.has_floor() && row + 2 == self.geometry.rows;
            self.pen.put(x, top + row, if gap { axes.side_gap } else { axes.side }, style);
        }
        for tick in &self.geometry.ticks {
            let wide = width(&tick.label) as u16;
            if let Some(start) = (x - 1).checked_sub(wide) {
                self.pen.words((start, top + tick.row), &tick.label, wide, "", style);
            }
            self.pen.put(x, top + tick.row, axes.side_tick, style);
        }
    }

    /// Every band over its own columns; of the laboratory's intervals and of targets the later one holds.
    fn bands(&mut self) {
        for kind in [BandKind::Centile, BandKind::Reference, BandKind::Target] {
            let mut holds: Vec<Option<&IntervalBand>> = vec![None; usize::from(self.layout.columns)];
            for band in self.panel.bands.iter().filter(|band| band.kind == kind) {
                let Some((start, end)) = self.layout.time.columns(band.from, band.to, self.layout.columns)
                else {
                    continue;
                };
                if kind == BandKind::Centile {
                    (start..=end).for_each(|column| self.band_column(band, column));
                } else {
                    holds[usize::from(start)..=usize::from(end)].fill(Some(band));
                }
            }
            for (column, band) in holds.into_iter().enumerate() {
                if let Some(band) = band {
                    self.band_column(band, column as u16);
                }
            }
        }
    }

    fn band_column(&mut self, band: &IntervalBand, column: u16) {
        // The edge of a shade needs no line; those between centiles are levels.
        let (shade, edge) = match band.kind {
            BandKind::Reference if self.plot.plain => (None, Some(LevelRule::Reference)),
            BandKind::Reference => (Some(self.plot.palette.reference), None),
            BandKind::Centile if self.plot.plain => (None, None),
            BandKind::Centile => (Some(self.plot.palette.centile), None),
            BandKind::Target => (None, Some(LevelRule::Target)),
        };
        let open = band.low.is_none() || band.high.is_none();
        let hatched = open && self.plot.plain && usize::from(column).is_multiple_of(HATCH_COLUMNS);
        for row in self.band_rows(band) {
            if let Some(shade) = shade {
                let y = self.geometry.title_y + 1 + row;
                self.pen.shade(self.layout.body_x + column, y, shade);
            }
            if hatched {
                self.put(column, row, self.plot.glyphs.hatch(), self.plot.palette.dim);
            }
        }
        let limits = [band.low, band.high].into_iter().flatten();
        for (rule, limit) in edge.into_iter().cycle().zip(limits) {
            if let Some(place) = self.place(limit) {
                self.rule(rule, place, column, column);
            }
        }
    }

    /// The rows between the limits of a band; an open or distant side reaches the edge.
    fn band_rows(&self, band: &IntervalBand) -> std::ops::Range<u16> {
        let (_, down) = resolution(self.plot.glyphs);
        let lines = self.geometry.rows * down;
        let line = |limit: f64| self.geometry.scale.line(limit, lines) / f64::from(down);
        let rows = f64::from(self.geometry.rows);
        let top = band.high.map_or(0.0, line).floor().clamp(0.0, rows);
        let bottom = band.low.map_or(rows - 1.0, line).floor().clamp(-1.0, rows - 1.0);
        top as u16..(bottom + 1.0) as u16
    }

    /// The row of a level, and how high in it, so that results in that row and the label beside it stand on their side.
    pub(super) fn place(&self, level: f64) -> Option<(u16, Height)> {
        let (_, down) = resolution(self.plot.glyphs);
        let (row, line) = self.geometry.scale.place(level, self.geometry.rows, down)?;
        let marks = self.geometry.marks.iter().filter(|placed| placed.row == row);
        let marks = marks.map(|placed| self.panel.marks[placed.mark].value);
        let tick = self.geometry.ticks.iter().find(|tick| tick.row == row).map(|tick| tick.value);
        let by_line = match line {
            _ if tick == Some(level) => Height::Middle,
            0 => Height::High,
            last if last + 1 == down => Height::Low,
            _ => Height::Middle,
        };
        let others = marks.chain(tick.filter(|tick| *tick != level));
        let height = beside(level, others).unwrap_or(by_line);
        Some((row, height))
    }

    /// A column of a level at its place; `step` counts along its dashes.
    pub(super) fn rule(&mut self, rule: LevelRule, (row, height): (u16, Height), column: u16, step: u16) {
        let style = match rule {
            LevelRule::Target => self.plot.palette.accent,
            LevelRule::Mean => self.plot.palette.text,
            LevelRule::Reference | LevelRule::Centile | LevelRule::Limit | LevelRule::Baseline => {
                self.plot.palette.dim
            }
        };
        if let Some(glyph) = self.plot.glyphs.rule(rule, step, height) {
            self.put(column, row, glyph, style);
        }
    }

    fn column(&mut self, column: Option<u16>, glyph: char, style: Style) {
        let Some(column) = column else { return };
        for row in 0..self.geometry.rows {
            self.put(column, row, glyph, style);
        }
    }

    fn line(&mut self) {
        for series in 0..self.lines.len() {
            let style = series_style(&self.plot.palette, series);
            for row in 0..self.geometry.rows {
                for column in 0..self.layout.columns {
                    if let Some(glyph) = self.lines[series].glyph(column, row) {
                        self.put(column, row, glyph, style);
                    }
                }
            }
        }
    }

    /// The results; where several share a cell, the one that says most is on top.
    fn marks(&mut self) {
        let marks = &self.panel.marks;
        let several = self.panel.has_several_series();
        let cursor = self.plot.cursor.filter(|cursor| cursor.panel == self.geometry.panel);
        let under_cursor = |placed: &PlacedMark| cursor.is_some_and(|cursor| cursor.mark == placed.mark);
        let stands_out = |placed: &&PlacedMark| {
            !self.geometry.reduced || under_cursor(placed) || weight(&marks[placed.mark]) > 0
        };
        let mut order: Vec<&PlacedMark> = self.geometry.marks.iter().filter(stands_out).collect();
        order.sort_by_key(|placed| (under_cursor(placed), weight(&marks[placed.mark])));
        for placed in order {
            let mark = &marks[placed.mark];
            let mut style = if several {
                series_style(&self.plot.palette, mark.series.into()).bold()
            } else {
                status_style(&self.plot.palette, mark.status)
            };
            if under_cursor(placed) {
                style = style.patch(self.plot.palette.cursor);
            }
            let sign = || self.plot.glyphs.mark(mark.bound, mark.status);
            let glyph = mark.digit().filter(|_| several).unwrap_or_else(sign);
            self.put(placed.column, placed.row, glyph, style);
        }
    }

    fn empty(&mut self) {
        let room = usize::from(self.layout.columns - 2);
        let lines = wrap(&self.panel.empty, room, self.plot.glyphs.ellipsis());
        let rows = usize::from(self.geometry.rows);
        let top = rows.saturating_sub(lines.len()) / 2;
        for (at, line) in lines.iter().take(rows).enumerate() {
            let x = self.layout.body_x + 1 + ((room - width(line)) / 2) as u16;
            let y = self.geometry.title_y + 1 + (top + at) as u16;
            self.pen.words((x, y), line, room as u16, "", self.plot.palette.text);
        }
    }
}

/// How high a level lies in a row whose middle stands for these values, if there are any.
fn beside(level: f64, values: impl Iterator<Item = f64>) -> Option<Height> {
    let sides: Vec<Ordering> = values.map(|value| value.total_cmp(&level)).collect();
    match &*sides {
        [] => None,
        all if all.iter().all(|side| side.is_lt()) => Some(Height::High),
        all if all.iter().all(|side| side.is_gt()) => Some(Height::Low),
        _ => Some(Height::Middle),
    }
}

fn weight(mark: &ResultMark) -> u8 {
    match (mark.status, mark.bound) {
        (Status::Low | Status::High, _) => 2,
        (Status::Within | Status::Unknown, Bound::Exact) => 0,
        _ => 1,
    }
}
