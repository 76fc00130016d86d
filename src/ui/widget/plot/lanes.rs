//! Lanes under the axis: stretches of therapy with their dose, and single days.

use super::data::{Lane, LanePoint, LaneSpan, Plot};
use super::label::{whole_words, width};
use super::layout::PlotLayout;
use super::pen::Pen;

/// Draws the lanes that have room, and how many more there are.
pub fn paint_lanes(plot: &Plot, layout: &PlotLayout, pen: &mut Pen<'_>) {
    let mut y = layout.lanes_y;
    for lane in plot.lanes.iter().take(layout.lanes) {
        LanePainter { plot, layout, y, pen }.paint(lane);
        y += 1;
    }
    let left_out = plot.lanes.len() - layout.lanes;
    if left_out > 0 {
        let words = format!("+{left_out} more");
        let total = layout.body_x + layout.columns;
        pen.words((0, y), &words, total, plot.glyphs.ellipsis(), plot.palette.dim);
    }
}

struct LanePainter<'a, 'b> {
    plot: &'a Plot,
    layout: &'a PlotLayout,
    y: u16,
    pen: &'a mut Pen<'b>,
}

impl LanePainter<'_, '_> {
    fn paint(&mut self, lane: &Lane) {
        let Plot { glyphs, palette, .. } = self.plot;
        let room = self.layout.body_x - 1;
        self.pen.words((0, self.y), &lane.label, room, glyphs.ellipsis(), palette.dim);
        let axes = glyphs.axes();
        if let Some(column) = self.layout.today {
            self.pen.put(self.layout.body_x + column, self.y, axes.today, palette.dim);
        }
        if let Some(column) = self.layout.cursor {
            self.pen.put(self.layout.body_x + column, self.y, axes.cursor, palette.dim);
        }
        for (at, span) in lane.spans.iter().enumerate() {
            self.span(span, &lane.spans[at + 1..]);
        }
        self.points(&lane.points);
    }

    /// One stretch, which ends before the column where a later one begins.
    fn span(&mut self, span: &LaneSpan, later: &[LaneSpan]) {
        let time = self.layout.time;
        let columns = |span: &LaneSpan| time.columns(span.from, span.to, self.layout.columns);
        let Some((start, last)) = columns(span) else {
            return;
        };
        let next = later.iter().filter_map(columns).map(|(next, _)| next).filter(|next| *next > start).min();
        let end = next.map_or(last, |next| last.min(next - 1));
        let glyphs = self.plot.glyphs.span();
        let (begins, ends) = (span.from >= time.first(), end < last || span.to <= time.last());
        for column in start..=end {
            let glyph = match column {
                _ if start == end => glyphs.fill,
                column if column == start && begins => glyphs.start,
                column if column == end && ends => glyphs.end,
                _ => glyphs.fill,
            };
            self.pen.put(self.layout.body_x + column, self.y, glyph, self.plot.palette.lane);
        }
        self.span_label(span, start, end);
    }

    /// The dose inside the stretch: with space around it where that fits, else right after the first column,
    /// as many of its words as fit.
    fn span_label(&mut self, span: &LaneSpan, start: u16, end: u16) {
        if span.label.is_empty() {
            return;
        }
        let long = usize::from(end - start + 1);
        let (shift, words) = if width(&span.label) + 5 <= long {
            (2, format!(" {} ", span.label))
        } else {
            (1, whole_words(&span.label, long - 1, self.plot.glyphs.ellipsis()))
        };
        let at = (self.layout.body_x + start + shift, self.y);
        self.pen.words(at, &words, end - start, "", self.plot.palette.lane);
    }

    fn points(&mut self, points: &[LanePoint]) {
        let mut points: Vec<&LanePoint> = points.iter().collect();
        points.sort_by_key(|point| point.grade);
        for point in points {
            if let Some(column) = self.layout.time.column(point.day, None, self.layout.columns) {
                let glyph = self.plot.glyphs.grade(point.grade);
                self.pen.put(self.layout.body_x + column, self.y, glyph, self.plot.palette.lane);
            }
        }
    }
}
