//! Which rows and columns everything takes, and where each result falls.

use std::ops::Range;

use ratatui::layout::Size;

use super::calendar::{TimeTick, time_ticks};
use super::data::{LimitLine, Plot, PlotPanel, ResultMark};
use super::dots::resolution;
use super::label::width;
use super::reduce::{DrawnResult, keep_all, keep_extremes};
use super::scale::{TimeScale, ValueScale, plottable};
use super::ticks::{ValueTick, value_axis};

/// The fewest columns a chart is drawn in.
pub const LEAST_COLUMNS: u16 = 20;
/// The fewest rows a chart is drawn in: a title, two rows, the axis and its labels.
pub const LEAST_ROWS: u16 = 5;
/// The most columns and rows a chart takes, so that its dots can be counted in 16 bits; what is beyond stays empty.
const MOST_CELLS: u16 = 1 << 13;
/// A title and two rows: the least for the only panel.
const ONLY_PANEL_ROWS: u16 = 3;
/// A title and three rows: the least for one of several.
const PANEL_ROWS: u16 = 4;
/// The axis and its labels.
pub const AXIS_ROWS: u16 = 2;
/// The widest name of a lane.
const LANE_LABEL: usize = 17;

/// The geometry of a chart, in cells from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotLayout {
    /// Where columns of the panels begin; labels and the value axis are left of it.
    pub body_x: u16,
    /// Columns of the panels.
    pub columns: u16,
    /// The panels that have room, from the top.
    pub panels: Vec<PanelLayout>,
    /// The row of the time axis; its labels are one below.
    pub axis_y: u16,
    pub time: TimeScale,
    /// Its labelled boundaries, from left to right.
    pub ticks: Vec<TimeTick>,
    /// Lanes that have room, from the first.
    pub lanes: usize,
    /// The row of the first lane; if lanes are left out, one more row below says how many.
    pub lanes_y: u16,
    /// The column of the result under the cursor.
    pub cursor: Option<u16>,
    /// The column of today, unless the axis ends there.
    pub today: Option<u16>,
}

/// The geometry of one panel.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelLayout {
    /// The place of the panel in [`Plot::panels`].
    pub panel: usize,
    /// The row of the title; the first row of the panel is one below.
    pub title_y: u16,
    /// Rows of the panel.
    pub rows: u16,
    pub scale: ValueScale,
    /// Labelled values, from the highest.
    pub ticks: Vec<ValueTick>,
    /// The results in view, by series and time; of more than there is room for, the lowest and highest of each column.
    pub marks: Vec<PlacedMark>,
    /// Whether results were left out of `marks`; then only those that stand out are drawn.
    pub reduced: bool,
    /// Joins between results in dots, cut to the panel.
    pub joins: Vec<Join>,
}

/// Where a result falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedMark {
    /// Index into the panel's marks.
    pub mark: usize,
    /// Column of the panel.
    pub column: u16,
    /// Row of the panel.
    pub row: u16,
}

/// A straight line between two dots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Join {
    /// Its earlier end: dots from the left, dots from the top.
    pub from: (i32, i32),
    pub to: (i32, i32),
    /// The series it belongs to.
    pub series: u8,
}

/// Computes the geometry of a chart, or nothing where it has no panel or less than 20 columns and 5 rows.
pub fn layout(plot: &Plot, size: Size) -> Option<PlotLayout> {
    if size.width < LEAST_COLUMNS || size.height < LEAST_ROWS || plot.panels.is_empty() {
        return None;
    }
    let (width, height) = (size.width.min(MOST_CELLS), size.height.min(MOST_CELLS));
    let rows = height - AXIS_ROWS;
    let lane_rows = lane_rows(plot.lanes.len(), plot.panels.len(), rows);
    let heights = panel_rows(plot.panels.len(), rows - lane_rows);
    let time = TimeScale::new(plot.first, plot.last);
    let shown = shown_panels(plot, heights.len());
    let scales: Vec<(ValueScale, Vec<ValueTick>)> =
        shown.clone().zip(&heights).map(|(panel, height)| axis_of(plot, panel, height - 1)).collect();
    let body_x = gutter(plot, width, scales.iter().flat_map(|(_, ticks)| ticks));
    let columns = width - body_x;
    let mut title_y = 0;
    let mut panels = Vec::new();
    for ((panel, height), (scale, ticks)) in shown.zip(&heights).zip(scales) {
        let body = PanelBody { plot, panel, time, columns, rows: height - 1, scale };
        panels.push(body.place(&by_time(&plot.panels[panel].marks), title_y, ticks));
        title_y += height;
    }
    let lanes = if plot.lanes.len() > usize::from(lane_rows) {
        usize::from(lane_rows.saturating_sub(1))
    } else {
        plot.lanes.len()
    };
    Some(PlotLayout {
        body_x,
        columns,
        cursor: cursor_column(plot, &panels),
        panels,
        axis_y: title_y,
        time,
        ticks: time_ticks(time, columns, body_x),
        lanes,
        lanes_y: title_y + AXIS_ROWS,
        today: time.column(plot.today, None, columns).filter(|_| plot.today < time.last()),
    })
}

/// The geometry of lanes over an axis, without a panel.
pub fn timeline_layout(plot: &Plot, size: Size) -> PlotLayout {
    let time = TimeScale::new(plot.first, plot.last);
    let body_x = gutter(plot, size.width, std::iter::empty());
    let columns = size.width.min(MOST_CELLS) - body_x;
    let room = usize::from(size.height.saturating_sub(AXIS_ROWS));
    PlotLayout {
        body_x,
        columns,
        panels: Vec::new(),
        axis_y: 0,
        time,
        ticks: time_ticks(time, columns, body_x),
        lanes: if plot.lanes.len() > room { room.saturating_sub(1) } else { plot.lanes.len() },
        lanes_y: AXIS_ROWS,
        cursor: None,
        today: time.column(plot.today, None, columns).filter(|_| plot.today < time.last()),
    }
}

/// Rows for lanes: at most a third; a sixth where panels need the room, and never at the cost of the first.
fn lane_rows(lanes: usize, panels: usize, rows: u16) -> u16 {
    let panels = u16::try_from(panels).unwrap_or(u16::MAX);
    let spare = rows.saturating_sub(panels.saturating_mul(PANEL_ROWS));
    let most = spare.clamp(rows / 6, rows / 3).min(rows.saturating_sub(ONLY_PANEL_ROWS));
    u16::try_from(lanes).unwrap_or(u16::MAX).min(most)
}

/// The height of each panel that fits, its title included; the first ones take what does not divide.
fn panel_rows(panels: usize, rows: u16) -> Vec<u16> {
    let fit = u16::try_from(panels).unwrap_or(u16::MAX).min(rows / PANEL_ROWS).max(1);
    (0..fit).map(|at| rows / fit + u16::from(at < rows % fit)).collect()
}

/// As many panels as fit, the one with the cursor among them.
fn shown_panels(plot: &Plot, fit: usize) -> Range<usize> {
    let focus = plot.cursor.map_or(0, |cursor| cursor.panel).min(plot.panels.len() - 1);
    let start = (focus + 1).saturating_sub(fit);
    start..start + fit
}

/// How many results are on the axis, and their indices with one result beyond either edge, which gives the
/// line its direction there.
pub fn in_view<'a>(marks: &[ResultMark], order: &'a [usize], time: TimeScale) -> (usize, &'a [usize]) {
    let start = order.partition_point(|at| marks[*at].day < time.first());
    let end = order.partition_point(|at| marks[*at].day <= time.last());
    (end - start, &order[start.saturating_sub(1)..(end + 1).min(order.len())])
}

/// Indices of the results that can be drawn, by time.
pub fn by_time(marks: &[ResultMark]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..marks.len()).filter(|at| plottable(marks[*at].value)).collect();
    order.sort_by_key(|at| (marks[*at].day, marks[*at].minute));
    order
}

/// Indices in the order given, apart for each series.
pub fn by_series(marks: &[ResultMark], order: &[usize]) -> Vec<Vec<usize>> {
    let last = marks.iter().map(|mark| mark.series).max().unwrap_or(0);
    let of = |series| order.iter().copied().filter(move |at| marks[*at].series == series);
    (0..=last).map(|series| of(series).collect()).collect()
}

/// The value axis of a panel: zero keeps the bottom row, and a free one above it where there are rows to spare. A
/// level of another value is not to be read as that of a label, which gives way, unless no label would be left.
fn axis_of(plot: &Plot, panel: usize, rows: u16) -> (ValueScale, Vec<ValueTick>) {
    let (_, down) = resolution(plot.glyphs);
    let floor = f64::from(if rows >= 6 { 2 * down } else { down }) / (f64::from(rows * down) - 1.0);
    let panel = &plot.panels[panel];
    let (scale, ticks) = value_axis(plot, panel, floor, (rows, down));
    let is_alone = |tick: &&ValueTick| {
        let in_its_row = |level: &&LimitLine| scale.row(level.value, rows, down) == Some(tick.row);
        panel.limits.iter().filter(in_its_row).all(|level| level.value == tick.value)
    };
    let alone: Vec<ValueTick> = ticks.iter().filter(is_alone).cloned().collect();
    (scale, if alone.is_empty() { ticks } else { alone })
}

/// Columns for value labels, lane names and the axis itself.
fn gutter<'a>(plot: &Plot, total: u16, ticks: impl Iterator<Item = &'a ValueTick>) -> u16 {
    let values = ticks.map(|tick| width(&tick.label)).max().unwrap_or(0);
    let lanes = plot.lanes.iter().map(|lane| width(&lane.label)).max().unwrap_or(0);
    let lanes = lanes.min(LANE_LABEL).min(usize::from(total / 3));
    (values.max(lanes) as u16 + 2).min(total / 2)
}

fn cursor_column(plot: &Plot, panels: &[PanelLayout]) -> Option<u16> {
    let cursor = plot.cursor?;
    let panel = panels.iter().find(|panel| panel.panel == cursor.panel)?;
    panel.marks.iter().find(|placed| placed.mark == cursor.mark).map(|placed| placed.column)
}

/// The room of one panel, to place its results in.
struct PanelBody<'a> {
    plot: &'a Plot,
    panel: usize,
    time: TimeScale,
    columns: u16,
    rows: u16,
    scale: ValueScale,
}

impl PanelBody<'_> {
    fn panel(&self) -> &PlotPanel {
        &self.plot.panels[self.panel]
    }

    fn place(&self, order: &[usize], title_y: u16, ticks: Vec<ValueTick>) -> PanelLayout {
        let mut placed = PanelLayout {
            panel: self.panel,
            title_y,
            rows: self.rows,
            scale: self.scale,
            ticks,
            marks: Vec::new(),
            reduced: false,
            joins: Vec::new(),
        };
        for own in by_series(&self.panel().marks, order) {
            self.place_series(&own, &mut placed);
        }
        placed
    }

    fn place_series(&self, order: &[usize], placed: &mut PanelLayout) {
        let marks = &self.panel().marks;
        let (visible, wide) = in_view(marks, order, self.time);
        let too_many = visible > 2 * usize::from(self.columns);
        let kept = if too_many {
            keep_extremes(marks, wide, |mark| self.column(mark), self.cursor_mark())
        } else {
            keep_all(marks, wide)
        };
        let columns = self.apart(&kept);
        placed.marks.extend(kept.iter().zip(&columns).filter_map(|(kept, column)| {
            let column = u16::try_from(*column).ok().filter(|column| *column < self.columns)?;
            let row = self.scale.row(marks[kept.mark].value, self.rows, self.dots().1)?;
            Some(PlacedMark { mark: kept.mark, column, row })
        }));
        placed.joins.extend(self.joins(&kept, &columns));
        placed.reduced |= too_many;
    }

    fn cursor_mark(&self) -> Option<usize> {
        self.plot.cursor.filter(|cursor| cursor.panel == self.panel).map(|cursor| cursor.mark)
    }

    fn dots(&self) -> (u16, u16) {
        resolution(self.plot.glyphs)
    }

    /// The column of a result, negative or too large outside the axis.
    fn column(&self, mark: usize) -> i64 {
        let mark = &self.panel().marks[mark];
        self.time.slot(mark.day, mark.minute, self.columns)
    }

    /// The column of each result of a series: its place in time, and of those of one day a column each where
    /// the days around it leave room.
    fn apart(&self, kept: &[DrawnResult]) -> Vec<i64> {
        let marks = &self.panel().marks;
        let natural: Vec<i64> = kept.iter().map(|kept| self.column(kept.mark)).collect();
        let mut columns: Vec<i64> = Vec::with_capacity(kept.len());
        for of_day in kept.chunk_by(|a, b| marks[a.mark].day == marks[b.mark].day) {
            let (from, to) = (columns.len(), columns.len() + of_day.len());
            let after_last = columns.last().map_or(0, |last| last + 1);
            let before_next = natural.get(to).copied().unwrap_or(i64::MAX);
            let free = after_last.max(0)..before_next.min(self.columns.into());
            columns.extend(spread(&natural[from..to], free));
        }
        columns
    }

    fn joins(&self, kept: &[DrawnResult], columns: &[i64]) -> Vec<Join> {
        let points: Vec<(f64, f64)> =
            kept.iter().zip(columns).map(|(kept, column)| self.dot(kept.mark, *column)).collect();
        let last = (f64::from(self.columns * self.dots().0 - 1), f64::from(self.rows * self.dots().1 - 1));
        let pairs = points.windows(2).zip(&kept[kept.len().min(1)..]);
        pairs
            .filter(|(_, later)| !later.breaks)
            .filter_map(|(pair, later)| {
                let join = clip(pair[0], pair[1], last)?;
                Some(Join { series: self.panel().marks[later.mark].series, ..join })
            })
            .collect()
    }

    /// The dot of a result: its own place in time, or the middle of the cell it was moved to.
    fn dot(&self, mark: usize, column: i64) -> (f64, f64) {
        let (across, down) = self.dots();
        let result = &self.panel().marks[mark];
        let y = self.scale.line(result.value, self.rows * down);
        let fine = self.time.slot(result.day, result.minute, self.columns * across) as f64;
        let moved = column as f64 * f64::from(across) + f64::from(across / 2);
        (if column == self.column(mark) { fine } else { moved }, y)
    }
}

/// The columns of one day's results from their places in time: next to each other within those that are free, to
/// the right if they can. Where there are too few, results share one.
fn spread(natural: &[i64], free: Range<i64>) -> Vec<i64> {
    let mut columns = natural.to_vec();
    if columns.len() < 2 {
        return columns;
    }
    for at in 1..columns.len() {
        columns[at] = columns[at].max(columns[at - 1] + 1);
    }
    let mut end = free.end;
    for (column, natural) in columns.iter_mut().zip(natural).rev() {
        end = (*column).min(end - 1);
        *column = end.max(free.start.min(*natural));
    }
    columns
}

/// The part of a line inside `0..=last`, if any.
fn clip(from: (f64, f64), to: (f64, f64), last: (f64, f64)) -> Option<Join> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, from.0), (dx, last.0 - from.0), (-dy, from.1), (dy, last.1 - from.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            start = start.max(room / step);
        } else {
            end = end.min(room / step);
        }
    }
    let at = |share: f64| ((from.0 + share * dx).round() as i32, (from.1 + share * dy).round() as i32);
    (start <= end).then(|| Join { from: at(start), to: at(end), series: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_take_a_third_and_panels_share_the_rest() {
        for (lanes, panels, rows, expected) in [
            (5, 1, 22, (5, vec![17])),
            (5, 2, 22, (5, vec![9, 8])),
            (5, 4, 18, (3, vec![5, 5, 5])),
            (5, 4, 30, (5, vec![7, 6, 6, 6])),
            (5, 4, 10, (1, vec![5, 4])),
            (5, 1, 4, (0, vec![4])),
            (5, 4, 3, (0, vec![3])),
        ] {
            let lane_rows = lane_rows(lanes, panels, rows);
            let found = (lane_rows, panel_rows(panels, rows - lane_rows));
            assert_eq!(found, expected, "{lanes} lanes and {panels} panels in {rows} rows");
        }
    }

    #[test]
    fn results_of_one_day_stand_next_to_each_other_where_the_days_around_leave_room() {
        for (natural, free, expected) in [
            (&[10][..], 3..30, &[10][..]),
            (&[10, 10], 3..30, &[10, 11]),
            (&[10, 12], 3..30, &[10, 12]),
            (&[10, 10], 3..11, &[9, 10]),
            (&[10, 10, 10], 3..12, &[9, 10, 11]),
            (&[10, 10], 10..10, &[10, 10]),
            (&[10, 10, 10], 10..12, &[10, 10, 11]),
            (&[9, 10, 10], 9..11, &[9, 9, 10]),
            (&[59, 59], 58..60, &[58, 59]),
            (&[0, 0], 0..1, &[0, 0]),
        ] {
            assert_eq!(spread(natural, free.clone()), expected, "{natural:?} in {free:?}");
        }
    }

    #[test]
    fn a_join_is_cut_at_the_edges_of_the_panel() {
        let last = (9.0, 9.0);
        assert_eq!(
            clip((-10.0, -10.0), (4.0, 4.0), last),
            Some(Join { from: (0, 0), to: (4, 4), series: 0 })
        );
        assert_eq!(clip((-10.0, 5.0), (30.0, 5.0), last), Some(Join { from: (0, 5), to: (9, 5), series: 0 }));
        assert_eq!(clip((2.0, -3.0), (5.0, -1.0), last), None);
    }
}
