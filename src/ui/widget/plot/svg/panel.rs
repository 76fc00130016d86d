//! One panel of the picture.

use std::fmt::Write as _;

use super::SvgFrame;
use super::page::{CHAR, LINE, MARGIN, SMALL_LINE, SvgPage};
use super::room::SvgRoom;
use crate::ui::widget::plot::data::{
    BandKind, Guide, GuideKind, IntervalBand, LimitKind, PlotPanel, ResultMark,
};
use crate::ui::widget::plot::label::{shorten, width};
use crate::ui::widget::plot::layout::{by_series, by_time, in_view};
use crate::ui::widget::plot::reduce::{DrawnResult, begin_line, keep_extremes};
use crate::ui::widget::plot::scale::{ValueScale, plottable};
use crate::ui::widget::plot::ticks::{ValueTick, value_axis};

/// One panel of the picture, below its title.
pub struct PanelSheet<'a> {
    pub(super) sheet: &'a SvgFrame<'a>,
    pub(super) panel: &'a PlotPanel,
    pub(super) top: f64,
    pub(super) height: f64,
    scale: ValueScale,
    ticks: Vec<ValueTick>,
    /// Results that are drawn, and those the line goes on to outside.
    pub(super) kept: Vec<DrawnResult>,
}

/// Pixels by which the words of a level are moved at a time to keep off others.
const NUDGE: f64 = 6.0;

impl<'a> PanelSheet<'a> {
    /// A panel from so many pixels below the top on.
    pub fn new(sheet: &'a SvgFrame<'a>, panel: &'a PlotPanel, top: f64, height: f64) -> Self {
        let order = by_time(&panel.marks);
        let rows = (height / LINE).max(2.0) as u16;
        let (scale, ticks) = value_axis(sheet.plot, panel, 0.12, (rows, 4));
        let column = |mark: usize| sheet.x_of(&panel.marks[mark]).floor() as i64;
        let mut kept = Vec::new();
        for own in by_series(&panel.marks, &order) {
            let (_, wide) = in_view(&panel.marks, &own, sheet.time);
            let mut of_this = keep_extremes(&panel.marks, wide, column, None);
            begin_line(&mut of_this);
            kept.extend(of_this);
        }
        Self { sheet, panel, top, height, scale, ticks, kept }
    }

    /// Draws the panel on the page.
    pub fn draw(&self, page: &mut SvgPage) {
        let SvgFrame { left, right, .. } = *self.sheet;
        let (top, height) = (self.top, self.height);
        self.title(page);
        for band in &self.panel.bands {
            self.band(page, band);
        }
        self.value_axis(page);
        self.limits(page);
        page.begin_clip((left, top), (right - left, height));
        self.line(page);
        self.guides(page);
        page.end_clip();
        self.marks(page);
        page.y = top + height + MARGIN;
    }

    /// `Sperm concentration  10*6/mL, logarithmic · interval ≥ 16, published, CAMPBELL21`.
    fn title(&self, page: &mut SvgPage) {
        let columns = self.sheet.columns();
        let title = shorten(&self.panel.title, columns, "…");
        let taken = width(&title) + 2;
        let axis = joined([&self.panel.unit, if self.scale.is_log() { "logarithmic" } else { "" }], ", ");
        let about = joined([&axis, &self.panel.interval], " · ");
        let about = shorten(&about, columns.saturating_sub(taken), "…");
        page.text("t", "start", (MARGIN, self.top - 10.0), &title);
        page.text("u", "start", (MARGIN + taken as f64 * CHAR, self.top - 10.0), &about);
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        self.top + (1.0 - self.scale.at(value)) * self.height
    }

    /// The height of a limit, or of the edge where there is none, it is beyond, or it is no number.
    fn edge(&self, limit: Option<f64>, open: f64) -> f64 {
        limit
            .filter(|limit| !limit.is_nan())
            .map_or(open, |limit| self.y(limit))
            .clamp(self.top, self.top + self.height)
    }

    fn holds(&self, y: f64) -> bool {
        (self.top..=self.top + self.height).contains(&y)
    }

    fn value_axis(&self, page: &mut SvgPage) {
        let SvgFrame { left, right, .. } = *self.sheet;
        let (top, height) = (self.top, self.height);
        for tick in &self.ticks {
            let y = self.y(tick.value);
            page.path("g", &format!("M{left:.1} {y:.1}H{right:.1}"));
            page.text("u", "end", (left - 6.0, y + 4.0), &tick.label);
        }
        page.path("a", &format!("M{left:.1} {top:.1}v{height:.1}"));
    }

    /// The shade of an interval, and a stroke along each limit it has; what a target allows is not shaded.
    fn band(&self, page: &mut SvgPage, band: &IntervalBand) {
        let Some((x, end)) = self.sheet.stretch(band.from, band.to) else {
            return;
        };
        let (y, foot) = (self.edge(band.high, self.top), self.edge(band.low, self.top + self.height));
        if foot <= y {
            return;
        }
        let (shade, stroke) = match band.kind {
            BandKind::Reference => (Some("reference"), Some("rim")),
            BandKind::Target => (None, Some("target")),
            BandKind::Centile => (Some("centile"), None),
        };
        if let Some(class) = shade {
            page.rect(class, (x, y), (end - x, foot - y));
        }
        let limits = [band.low, band.high].into_iter().flatten().map(|limit| self.y(limit));
        for y in limits.filter(|y| self.holds(*y)) {
            if let Some(class) = stroke {
                page.path(class, &format!("M{x:.1} {y:.1}H{end:.1}"));
            }
        }
    }

    /// Levels, and right of the panel their words: near their lines, or left off where others are. Those of
    /// thresholds, which have no other sign, may be moved farther.
    fn limits(&self, page: &mut SvgPage) {
        let SvgFrame { left, right, level_columns, .. } = *self.sheet;
        let mut room = SvgRoom::new(self.top - SMALL_LINE, self.top + self.height + SMALL_LINE);
        for limit in &self.panel.limits {
            let y = self.y(limit.value);
            if !self.holds(y) {
                continue;
            }
            let (line, class, nudges) = match limit.kind {
                LimitKind::Threshold => ("limit", "k", 6),
                LimitKind::Centile => ("between", "u", 1),
                LimitKind::Baseline => ("baseline", "u", 6),
            };
            page.path(line, &format!("M{left:.1} {y:.1}H{right:.1}"));
            let words = shorten(&limit.words(), level_columns, "…");
            let shifts = (0..=nudges).flat_map(|by| [-by, by]).map(|by| f64::from(by) * NUDGE);
            if let Some((x, base)) = room.place(&words, shifts.map(|shift| (right, y + 4.0 + shift))) {
                page.text(class, "start", (x + CHAR / 2.0, base), &words);
            }
        }
    }

    fn line(&self, page: &mut SvgPage) {
        let mut way = String::new();
        for (at, kept) in self.kept.iter().enumerate() {
            let mark = &self.panel.marks[kept.mark];
            let step = if at == 0 || kept.breaks { 'M' } else { 'L' };
            let (x, y) = (self.sheet.x_of(mark), self.y(mark.value));
            write!(way, "{step}{x:.1} {y:.1}").expect("a string takes what is written to it");
        }
        if !way.is_empty() {
            page.path("l", &way);
        }
    }

    /// Trends, bent where the axis is logarithmic, and means.
    fn guides(&self, page: &mut SvgPage) {
        for (guide, start, end) in self.drawn_guides() {
            let class = match guide.kind {
                GuideKind::Trend => "trend",
                GuideKind::Mean => "mean",
            };
            let steps = 24;
            let points = (0..=steps).map(|step| {
                let share = f64::from(step) / f64::from(steps);
                let (x, y) = (self.sheet.x_at(start + share * (end - start)), self.y(guide.value_at(share)));
                format!("{}{x:.1} {y:.1}", if step == 0 { 'M' } else { 'L' })
            });
            page.path(class, &points.collect::<String>());
        }
    }

    /// Guides that reach into the picture, with where they begin and end.
    pub(super) fn drawn_guides(&self) -> impl Iterator<Item = (&'a Guide, f64, f64)> {
        let guides = self.panel.guides.iter();
        let drawable = guides.filter(|guide| plottable(guide.from.1) && plottable(guide.to.1));
        let placed = drawable.map(|guide| (guide, self.sheet.time.shares(guide.from.0, guide.to.0)));
        let reaching = placed.filter(|(_, (start, end))| *end >= 0.0 && *start <= 1.0);
        reaching.map(|(guide, (start, end))| (guide, start, end))
    }
}

/// Two parts with something between, or the one that is there.
fn joined(parts: [&str; 2], between: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

impl SvgFrame<'_> {
    /// Where a result falls from left to right.
    pub(super) fn x_of(&self, mark: &ResultMark) -> f64 {
        self.x_at(self.time.at(mark.day, mark.minute))
    }
}
