//! Lanes under the axis: stretches of therapy with their dose, and single days.

use super::data::{Lane, LanePoint, LaneSpan, Plot};
use super::label::{shorten, width};
use super::layout::Layout;
use super::pen::Pen;

/// The shortest label worth drawing; less is left to the reader of the list.
const SHORTEST_LABEL: usize = 3;

/// Draws the lanes that have room, and how many more there are.
pub fn paint_lanes(plot: &Plot, layout: &Layout, pen: &mut Pen<'_>) {
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
    layout: &'a Layout,
    y: u16,
    pen: &'a mut Pen<'b>,
}

impl LanePainter<'_, '_> {
    fn paint(&mut self, lane: &Lane) {
        let Plot { glyphs, palette, .. } = self.plot;
        let room = self.layout.body_x - 1;
        self.pen
            .words((0, self.y), &lane.label, room, glyphs.ellipsis(), palette.dim);
        let axes = glyphs.axes();
        if let Some(column) = self.layout.today {
            self.pen
                .put(self.layout.body_x + column, self.y, axes.today, palette.dim);
        }
        if let Some(column) = self.layout.cursor {
            self.pen
                .put(self.layout.body_x + column, self.y, axes.cursor, palette.dim);
        }
        for span in &lane.spans {
            self.span(span);
        }
        self.points(&lane.points);
    }

    fn span(&mut self, span: &LaneSpan) {
        let time = self.layout.time;
        let Some((start, end)) = time.columns(span.from, span.to, self.layout.columns) else {
            return;
        };
        let glyphs = self.plot.glyphs.span();
        let (begins, ends) = (span.from >= time.first(), span.to <= time.last());
        for column in start..=end {
            let glyph = match column {
                _ if start == end => glyphs.fill,
                column if column == start && begins => glyphs.start,
                column if column == end && ends => glyphs.end,
                _ => glyphs.fill,
            };
            self.pen
                .put(self.layout.body_x + column, self.y, glyph, self.plot.palette.lane);
        }
        self.span_label(span, start, end);
    }

    /// The dose inside the stretch, after its first two columns and before its last.
    fn span_label(&mut self, span: &LaneSpan, start: u16, end: u16) {
        let inside = usize::from(end - start + 1).saturating_sub(3);
        let Some(room) = inside.checked_sub(2) else { return };
        let words = shorten(&span.label, room, self.plot.glyphs.ellipsis());
        if words.is_empty() || (width(&words) < SHORTEST_LABEL && words != span.label) {
            return;
        }
        let at = (self.layout.body_x + start + 2, self.y);
        self.pen.words(
            at,
            &format!(" {words} "),
            inside as u16,
            "",
            self.plot.palette.lane,
        );
    }

    fn points(&mut self, points: &[LanePoint]) {
        let mut points: Vec<&LanePoint> = points.iter().collect();
        points.sort_by_key(|point| point.grade);
        for point in points {
            if let Some(column) = self.layout.time.column(point.day, None, self.layout.columns) {
                let glyph = self.plot.glyphs.grade(point.grade);
                self.pen
                    .put(self.layout.body_x + column, self.y, glyph, self.plot.palette.lane);
            }
        }
    }
}
