//! Lanes over a time axis without any panel: what happened when.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::data::Plot;
use super::lanes::paint_lanes;
use super::layout::{AXIS_ROWS, LEAST_COLUMNS, timeline_layout};
use super::paint::time_axis;
use super::pen::Pen;
use super::text::plain_rows;

/// The rows it takes: the axis with its labels, and the lanes below.
pub fn timeline_rows(plot: &Plot) -> u16 {
    AXIS_ROWS.saturating_add(u16::try_from(plot.lanes.len()).unwrap_or(u16::MAX))
}

/// Draws the axis and as many lanes as have room; nothing where there are less than 20 columns or no row for a lane.
pub fn paint_timeline(plot: &Plot, area: Rect, buf: &mut Buffer) {
    if area.width < LEAST_COLUMNS || area.height <= AXIS_ROWS {
        return;
    }
    let layout = timeline_layout(plot, area.as_size());
    let mut pen = Pen::new(area, buf);
    time_axis(plot, &layout, &mut pen);
    paint_lanes(plot, &layout, &mut pen);
}

/// The same as lines of text, without trailing spaces.
pub fn timeline_text(plot: &Plot, width: u16) -> String {
    plain_rows(width, timeline_rows(plot), |area, buf| paint_timeline(plot, area, buf))
}
