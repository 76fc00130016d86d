//! One panel of the picture.

use std::fmt::Write as _;

use super::Sheet;
use super::page::{CHAR, LINE, MARGIN, Page};
use crate::ui::widget::plot::data::{
    Band, BandKind, Bound, Guide, GuideKind, LimitKind, Mark, Panel, Status,
};
use crate::ui::widget::plot::label::{shorten, width};
use crate::ui::widget::plot::layout::{by_series, by_time, in_view};
use crate::ui::widget::plot::reduce::{Kept, begin_line, keep_extremes};
use crate::ui::widget::plot::scale::{ValueScale, plottable};
use crate::ui::widget::plot::ticks::{ValueTick, value_axis};

/// One panel of the picture, below its title.
pub struct PanelSheet<'a> {
    sheet: &'a Sheet<'a>,
    panel: &'a Panel,
    top: f64,
    height: f64,
    scale: ValueScale,
    ticks: Vec<ValueTick>,
    kept: Vec<Kept>,
}

/// So many results still have their values beside them.
const VALUED: usize = 14;
/// Pixels between two lines of small text.
const SMALL_LINE: f64 = 13.0;

impl<'a> PanelSheet<'a> {
    /// A panel from so many pixels below the top on.
    pub fn new(sheet: &'a Sheet<'a>, panel: &'a Panel, top: f64, height: f64) -> Self {
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

    /// Draws it; `index` tells its clip from those of the others.
    pub fn draw(&self, page: &mut Page, index: usize) {
        let Sheet { left, right, .. } = *self.sheet;
        let (top, height, wide) = (self.top, self.height, right - left);
        let columns = self.sheet.columns();
        let title = shorten(&self.panel.title, columns, "…");
        let taken = width(&title) + 2;
        let unit = shorten(&self.panel.unit, columns.saturating_sub(taken), "…");
        page.text("t", "start", (MARGIN, top - 10.0), &title);
        page.text("u", "start", (MARGIN + taken as f64 * CHAR, top - 10.0), &unit);
        page.raw(&format!(
            r#"<clipPath id="p{index}"><rect x="{left:.1}" y="{top:.1}" width="{wide:.1}" height="{height:.1}"/></clipPath>"#
        ));
        page.raw(&format!(r#"<g clip-path="url(#p{index})">"#));
        for band in &self.panel.bands {
            self.band(page, band);
        }
        page.raw("</g>");
        self.value_axis(page);
        self.limits(page);
        page.raw(&format!(r#"<g clip-path="url(#p{index})">"#));
        self.line(page);
        self.guides(page);
        page.raw("</g>");
        self.means(page);
        self.marks(page);
        page.y = top + height + MARGIN;
    }

    fn y(&self, value: f64) -> f64 {
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

    fn value_axis(&self, page: &mut Page) {
        let Sheet { left, right, .. } = *self.sheet;
        let (top, height) = (self.top, self.height);
        for tick in &self.ticks {
            let y = self.y(tick.value);
            page.path("g", &format!("M{left:.1} {y:.1}H{right:.1}"));
            page.text("u", "end", (left - 6.0, y + 4.0), &tick.label);
        }
        page.path("a", &format!("M{left:.1} {top:.1}v{height:.1}"));
    }

    fn band(&self, page: &mut Page, band: &Band) {
        let time = &self.sheet.time;
        if !time.reaches(band.from, band.to) {
            return;
        }
        let x = self.sheet.x_at(time.at(band.from, None).max(0.0));
        let wide = self.sheet.x_at(time.at(band.to, Some(1439)).min(1.0)) - x;
        let y = self.edge(band.high, self.top);
        let high = (self.edge(band.low, self.top + self.height) - y).max(0.0);
        if high <= 0.0 {
            return;
        }
        let class = match band.kind {
            BandKind::Reference => "reference",
            BandKind::Target => "target",
            BandKind::Centile => "centile",
        };
        page.rect(class, (x, y), (wide, high));
    }

    /// Levels, and right of the panel their words, moved apart where they would touch.
    fn limits(&self, page: &mut Page) {
        let Sheet { left, right, level_columns, .. } = *self.sheet;
        let mut levels: Vec<_> = self.panel.limits.iter().map(|limit| (self.y(limit.value), limit)).collect();
        levels.retain(|(y, _)| self.holds(*y));
        levels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free_from = self.top - SMALL_LINE;
        for (at, (y, limit)) in levels.iter().enumerate() {
            let (line, words) = match limit.kind {
                LimitKind::Threshold => ("limit", "k"),
                LimitKind::Centile => ("between", "u"),
                LimitKind::Baseline => ("baseline", "v"),
            };
            page.path(line, &format!("M{left:.1} {y:.1}H{right:.1}"));
            let below = (levels.len() - 1 - at) as f64 * SMALL_LINE;
            let base = (y + 4.0).max(free_from + SMALL_LINE).min(self.top + self.height - below + 4.0);
            page.text(
                words,
                "start",
                (right + CHAR / 2.0, base),
                &shorten(&limit.words(), level_columns, "…"),
            );
            free_from = base;
        }
    }

    fn line(&self, page: &mut Page) {
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
    fn guides(&self, page: &mut Page) {
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

    /// The words of means, below their lines where results are farthest.
    fn means(&self, page: &mut Page) {
        for (guide, start, end) in self.drawn_guides() {
            let y = self.y(guide.to.1);
            if guide.kind == GuideKind::Mean && self.holds(y) {
                let ends = [start, end].map(|at| self.sheet.x_at(at.clamp(0.0, 1.0)));
                let x = self.off_axis(self.widest_gap(ends), &guide.label);
                page.text("v", "middle", (x, y + SMALL_LINE), &guide.label);
            }
        }
    }

    /// Guides that reach into the picture, with where they begin and end.
    fn drawn_guides(&self) -> impl Iterator<Item = (&'a Guide, f64, f64)> {
        let guides = self.panel.guides.iter();
        let drawable = guides.filter(|guide| plottable(guide.from.1) && plottable(guide.to.1));
        let placed = drawable.map(|guide| (guide, self.sheet.time.shares(guide.from.0, guide.to.0)));
        let reaching = placed.filter(|(_, (start, end))| *end >= 0.0 && *start <= 1.0);
        reaching.map(|(guide, (start, end))| (guide, start, end))
    }

    /// The middle of the widest stretch without a result between two places.
    fn widest_gap(&self, [start, end]: [f64; 2]) -> f64 {
        let marks = self.kept.iter().map(|kept| self.sheet.x_of(&self.panel.marks[kept.mark]));
        let mut places: Vec<f64> = marks.filter(|x| (start..=end).contains(x)).chain([start, end]).collect();
        places.sort_by(f64::total_cmp);
        let gaps = places.windows(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
        gaps.map_or(start, |gap| f64::midpoint(gap[0], gap[1]))
    }

    fn marks(&self, page: &mut Page) {
        let marks = self.kept.iter().map(|kept| &self.panel.marks[kept.mark]);
        let shown: Vec<&Mark> = marks.filter(|mark| self.sheet.time.holds(mark.day)).collect();
        if shown.is_empty() {
            let middle = f64::midpoint(self.sheet.left, self.sheet.right);
            let columns = (self.sheet.right - self.sheet.left) / CHAR;
            let words = shorten(&self.panel.empty, columns as usize, "…");
            page.text("", "middle", (middle, self.top + self.height / 2.0), &words);
        }
        let valued = shown.len() <= VALUED && !self.sheet.plot.hidden && !self.panel.has_several_series();
        for mark in shown {
            self.mark(page, mark);
            if valued {
                let (words, y) = (value(mark), self.y(mark.value));
                let above = if y - SMALL_LINE > self.top { y - 7.0 } else { y + SMALL_LINE + 3.0 };
                page.text("v", "middle", (self.off_axis(self.sheet.x_of(mark), &words), above), &words);
            }
        }
    }

    /// The middle of words that are to stand at a place, or as near as they keep off the axis and the words of
    /// levels.
    fn off_axis(&self, x: f64, words: &str) -> f64 {
        let half = (width(words) as f64 + 1.0) * CHAR / 2.0;
        x.min(self.sheet.right - half).max(self.sheet.left + half)
    }

    fn mark(&self, page: &mut Page, mark: &Mark) {
        let place = (self.sheet.x_of(mark), self.y(mark.value));
        let says = if self.sheet.plot.hidden {
            mark.day.to_string()
        } else {
            format!("{} {} {}", mark.day, value(mark), self.panel.unit).trim_end().to_owned()
        };
        if let Some(digit) = mark.digit().filter(|_| self.panel.has_several_series()) {
            return page.text("t", "middle", (place.0, place.1 + 4.0), &digit.to_string());
        }
        let (class, shape) = look(mark.bound, mark.status);
        page.shape(class, place, shape, &says);
    }
}

/// The class and the shape of a mark: by its status, open where the number is only a limit or nothing judges it.
pub const fn look(bound: Bound, status: Status) -> (&'static str, &'static str) {
    let down = "M-4.5 -3.5h9l-4.5 8z";
    let up = "M-4.5 3.5h9l-4.5 -8z";
    let round = "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z";
    match (bound, status) {
        (Bound::Below | Bound::AtMost, Status::Low) => ("m low open", down),
        (Bound::Below | Bound::AtMost, _) => ("m open", down),
        (Bound::Above | Bound::AtLeast, Status::High) => ("m high open", up),
        (Bound::Above | Bound::AtLeast, _) => ("m open", up),
        (Bound::Exact, Status::Low) => ("m low", down),
        (Bound::Exact, Status::High) => ("m high", up),
        (Bound::Exact, Status::Within) => ("m", round),
        (Bound::Exact, Status::Unknown) => ("m open", round),
    }
}

/// `<0.2`.
fn value(mark: &Mark) -> String {
    format!("{}{:.*}", mark.bound.sign(), usize::from(mark.decimals), mark.value)
}

impl Sheet<'_> {
    /// Where a result falls from left to right.
    fn x_of(&self, mark: &Mark) -> f64 {
        self.x_at(self.time.at(mark.day, mark.minute))
    }
}
