//! The chart as a picture for a letter or a web page: the same scales and ticks, drawn in pixels.

use std::fmt::{self, Formatter, Write as _};

use super::calendar::time_ticks;
use super::data::{Band, BandKind, Bound, Glyphs, Grade, Lane, LimitKind, Mark, Panel, Plot, Status};
use super::label::{shorten, width};
use super::layout::{by_series, by_time, in_view};
use super::reduce::{Kept, begin_line, keep_extremes};
use super::scale::{TimeScale, ValueScale};
use super::ticks::value_ticks;

/// Pixels of a character of the labels.
const CHAR: f64 = 7.0;
/// Pixels of a line of text.
const LINE: f64 = 18.0;
/// Pixels free around the picture.
const MARGIN: f64 = 8.0;

const STYLE: &str = "<style>\
text{font:12px ui-monospace,monospace;fill:#333}\
.t{font-weight:bold}.u{fill:#777}\
.a{stroke:#999;fill:none}.g{stroke:#ddd}\
.l{stroke:#1f6f8b;stroke-width:1.5;fill:none}\
.reference{fill:#8884}.centile{fill:#8882;stroke:#888;stroke-dasharray:1 3}\
.target{fill:none;stroke:#1f6f8b;stroke-dasharray:6 3}\
.limit{stroke:#b5651d;stroke-dasharray:4 2}\
.today{stroke:#999;stroke-dasharray:2 3}\
.m{fill:#1f6f8b;stroke:#1f6f8b}.low{fill:#b5302d;stroke:#b5302d}.high{fill:#b5302d;stroke:#b5302d}\
.open{fill:#fff}\
.lane{fill:#cfe3ea}.event{stroke:#333;fill:none}\
</style>";

/// Draws the chart as an SVG of the given size in pixels (at least 160 by 120): each result says its day and
/// value when pointed at. Nothing is loaded from elsewhere.
pub fn to_svg(plot: &Plot, width_px: u32, height_px: u32) -> String {
    Sheet::new(plot, width_px.max(160), height_px.max(120)).to_string()
}

/// Where things are on the picture, in pixels.
struct Sheet<'a> {
    plot: &'a Plot,
    time: TimeScale,
    size: (f64, f64),
    left: f64,
    right: f64,
    panel_height: f64,
    foot: f64,
}

impl<'a> Sheet<'a> {
    fn new(plot: &'a Plot, width_px: u32, height_px: u32) -> Self {
        let size = (f64::from(width_px), f64::from(height_px));
        let names = plot.lanes.iter().map(|lane| width(&lane.label)).max().unwrap_or(0).clamp(6, 20);
        let left = (MARGIN + (names as f64 + 1.0) * CHAR).min(size.0 / 3.0);
        let lanes = plot.lanes.len() as f64 * LINE;
        let foot = (size.1 - MARGIN - LINE - lanes).max(size.1 / 2.0);
        let panels = plot.panels.len().max(1) as f64;
        Self {
            plot,
            time: TimeScale::new(plot.first, plot.last),
            size,
            left,
            right: size.0 - MARGIN,
            panel_height: (foot - MARGIN) / panels,
            foot,
        }
    }

    fn x(&self, mark: &Mark) -> f64 {
        self.x_at(self.time.at(mark.day, mark.minute))
    }

    fn x_at(&self, share: f64) -> f64 {
        self.left + share * (self.right - self.left)
    }

    fn write_time_axis(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (foot, left, right) = (self.foot - MARGIN, self.left, self.right);
        writeln!(out, r#"<path class="a" d="M{left:.1} {foot:.1}H{right:.1}"/>"#)?;
        let columns = ((right - left) / CHAR) as u16;
        for tick in time_ticks(self.time, columns, (left / CHAR) as u16) {
            let x = self.x_at(self.time.at(tick.day, None));
            let (label_x, label_y) = (f64::from(tick.label_x) * CHAR, foot + LINE);
            writeln!(out, r#"<path class="a" d="M{x:.1} {foot:.1}v4"/>"#)?;
            writeln!(out, r#"<text class="u" x="{label_x:.1}" y="{label_y:.1}">{}</text>"#, tick.label)?;
        }
        if self.plot.today < self.time.last() && self.plot.today >= self.time.first() {
            let x = self.x_at(self.time.at(self.plot.today, None));
            writeln!(out, r#"<path class="today" d="M{x:.1} {MARGIN:.1}V{foot:.1}"/>"#)?;
        }
        Ok(())
    }

    fn write_lane(&self, out: &mut Formatter<'_>, lane: &Lane, top: f64) -> fmt::Result {
        let base = top + LINE - 5.0;
        let room = ((self.left - MARGIN) / CHAR) as usize;
        let label = escape(&shorten(&lane.label, room.saturating_sub(1), "…"));
        writeln!(out, r#"<text class="u" x="{MARGIN:.1}" y="{base:.1}">{label}</text>"#)?;
        for span in &lane.spans {
            if span.to < self.time.first() || span.from > self.time.last() || span.to < span.from {
                continue;
            }
            let x = self.x_at(self.time.at(span.from, None).max(0.0));
            let end = self.x_at(self.time.at(span.to, Some(1439)).min(1.0));
            let (wide, high, y) = (end - x, LINE - 3.0, top + 1.0);
            writeln!(
                out,
                r#"<rect class="lane" x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}"/>"#
            )?;
            let words = shorten(&span.label, (wide / CHAR) as usize, "…");
            writeln!(out, r#"<text x="{:.1}" y="{base:.1}">{}</text>"#, x + 3.0, escape(&words))?;
        }
        for point in &lane.points {
            if point.day >= self.time.first() && point.day <= self.time.last() {
                let x = self.x_at(self.time.at(point.day, None));
                let glyph = Glyphs::Braille.grade(point.grade);
                let class = if point.grade == Grade::Event { "t" } else { "u" };
                writeln!(
                    out,
                    r#"<text class="{class}" text-anchor="middle" x="{x:.1}" y="{base:.1}">{glyph}</text>"#
                )?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Sheet<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (w, h) = self.size;
        writeln!(
            out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">"#
        )?;
        writeln!(out, r##"{STYLE}<rect width="{w}" height="{h}" fill="#fff"/>"##)?;
        for (at, panel) in self.plot.panels.iter().enumerate() {
            let top = MARGIN + at as f64 * self.panel_height + LINE;
            PanelSheet::new(self, panel, top, self.panel_height - LINE - MARGIN).write(out, at)?;
        }
        self.write_time_axis(out)?;
        for (at, lane) in self.plot.lanes.iter().enumerate() {
            self.write_lane(out, lane, self.foot + LINE + at as f64 * LINE)?;
        }
        writeln!(out, "</svg>")
    }
}

/// One panel of the picture.
struct PanelSheet<'a> {
    sheet: &'a Sheet<'a>,
    panel: &'a Panel,
    top: f64,
    height: f64,
    scale: ValueScale,
    kept: Vec<Kept>,
}

impl<'a> PanelSheet<'a> {
    fn new(sheet: &'a Sheet<'a>, panel: &'a Panel, top: f64, height: f64) -> Self {
        let order = by_time(&panel.marks);
        let visible = panel.marks.iter().filter(|mark| sheet.time.holds(mark.day));
        let scale = ValueScale::fit(panel, visible.map(|mark| mark.value), 0.12);
        let column = |mark: usize| sheet.x(&panel.marks[mark]).floor() as i64;
        let mut kept = Vec::new();
        for own in by_series(&panel.marks, &order) {
            let (_, wide) = in_view(&panel.marks, &own, sheet.time);
            let mut of_this = keep_extremes(&panel.marks, wide, column, None);
            begin_line(&mut of_this);
            kept.extend(of_this);
        }
        Self { sheet, panel, top, height: height.max(10.0), scale, kept }
    }

    fn y(&self, value: f64) -> f64 {
        self.top + (1.0 - self.scale.at(value)) * self.height
    }

    /// The height of a limit, or of the edge where there is none or it is beyond.
    fn edge(&self, limit: Option<f64>, open: f64) -> f64 {
        limit.map_or(open, |limit| self.y(limit)).clamp(self.top, self.top + self.height)
    }

    fn write(&self, out: &mut Formatter<'_>, index: usize) -> fmt::Result {
        let Sheet { left, right, .. } = *self.sheet;
        let (top, height) = (self.top, self.height);
        let (title, unit) = (escape(&self.panel.title), escape(&self.panel.unit));
        let title_y = top - 6.0;
        writeln!(
            out,
            r#"<text x="{MARGIN:.1}" y="{title_y:.1}"><tspan class="t">{title}</tspan> <tspan class="u">{unit}</tspan></text>"#
        )?;
        let wide = right - left;
        writeln!(
            out,
            r#"<clipPath id="p{index}"><rect x="{left:.1}" y="{top:.1}" width="{wide:.1}" height="{height:.1}"/></clipPath>"#
        )?;
        self.write_value_axis(out)?;
        writeln!(out, r#"<g clip-path="url(#p{index})">"#)?;
        for band in &self.panel.bands {
            self.write_band(out, band)?;
        }
        self.write_line(out)?;
        writeln!(out, "</g>")?;
        self.write_limits(out)?;
        if self.kept.is_empty() {
            let (x, y) = (f64::midpoint(left, right), top + height / 2.0);
            let words = escape(&self.panel.empty);
            writeln!(out, r#"<text text-anchor="middle" x="{x:.1}" y="{y:.1}">{words}</text>"#)?;
        }
        for kept in &self.kept {
            self.write_mark(out, &self.panel.marks[kept.mark])?;
        }
        Ok(())
    }

    fn write_value_axis(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Sheet { left, right, .. } = *self.sheet;
        let (top, height) = (self.top, self.height);
        let unlabelled = format!(r#"<path class="a" d="M{left:.1} {top:.1}v{height:.1}"/>"#);
        if self.sheet.plot.hidden {
            return writeln!(out, "{unlabelled}");
        }
        for tick in value_ticks(&self.scale, (height / LINE).max(2.0) as u16, 4) {
            let y = self.y(tick.value);
            let (x, base) = (left - 6.0, y + 4.0);
            writeln!(out, r#"<path class="g" d="M{left:.1} {y:.1}H{right:.1}"/>"#)?;
            writeln!(
                out,
                r#"<text class="u" text-anchor="end" x="{x:.1}" y="{base:.1}">{}</text>"#,
                tick.label
            )?;
        }
        writeln!(out, "{unlabelled}")
    }

    fn write_band(&self, out: &mut Formatter<'_>, band: &Band) -> fmt::Result {
        let time = &self.sheet.time;
        if band.to < time.first() || band.from > time.last() || band.to < band.from {
            return Ok(());
        }
        let x = self.sheet.x_at(time.at(band.from, None).max(0.0));
        let wide = self.sheet.x_at(time.at(band.to, Some(1439)).min(1.0)) - x;
        let y = self.edge(band.high, self.top);
        let high = (self.edge(band.low, self.top + self.height) - y).max(0.0);
        let class = match band.kind {
            BandKind::Reference => "reference",
            BandKind::Target => "target",
            BandKind::Centile => "centile",
        };
        writeln!(out, r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}"/>"#)
    }

    fn write_limits(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Sheet { left, right, .. } = *self.sheet;
        for limit in &self.panel.limits {
            let y = self.y(limit.value);
            if (self.top..=self.top + self.height).contains(&y) {
                let words = escape(&limit.label);
                let class = match limit.kind {
                    LimitKind::Threshold => "limit",
                    LimitKind::Centile => "a",
                };
                writeln!(out, r#"<path class="{class}" d="M{left:.1} {y:.1}H{right:.1}"/>"#)?;
                let base = y - 3.0;
                writeln!(
                    out,
                    r#"<text class="u" text-anchor="end" x="{right:.1}" y="{base:.1}">{words}</text>"#
                )?;
            }
        }
        Ok(())
    }

    fn write_line(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        for (at, kept) in self.kept.iter().enumerate() {
            let mark = &self.panel.marks[kept.mark];
            let step = if at == 0 || kept.breaks { 'M' } else { 'L' };
            write!(path, "{step}{:.1} {:.1}", self.sheet.x(mark), self.y(mark.value))?;
        }
        if path.is_empty() { Ok(()) } else { writeln!(out, r#"<path class="l" d="{path}"/>"#) }
    }

    fn write_mark(&self, out: &mut Formatter<'_>, mark: &Mark) -> fmt::Result {
        if !self.sheet.time.holds(mark.day) {
            return Ok(());
        }
        let (x, y) = (self.sheet.x(mark), self.y(mark.value));
        let sign = match mark.bound {
            Bound::Exact => "",
            Bound::Below => "&lt;",
            Bound::Above => "&gt;",
        };
        let status = match mark.status {
            Status::Low => " low",
            Status::High => " high",
            Status::Within | Status::Unknown => "",
        };
        let open = mark.bound != Bound::Exact || mark.status == Status::Unknown;
        let class = format!("m{status}{}", if open { " open" } else { "" });
        let says = if self.sheet.plot.hidden {
            format!("<title>{}</title>", mark.day)
        } else {
            let unit = escape(&self.panel.unit);
            format!("<title>{} {sign}{} {unit}</title>", mark.day, mark.value)
        };
        if self.panel.has_several_series() {
            let (digit, base) = (mark.digit(), y + 4.0);
            return writeln!(
                out,
                r#"<text class="t" text-anchor="middle" x="{x:.1}" y="{base:.1}">{digit}{says}</text>"#
            );
        }
        let points_down = "M-4.5 -3.5h9l-4.5 8z";
        let points_up = "M-4.5 3.5h9l-4.5 -8z";
        let shape = match (mark.bound, mark.status) {
            (Bound::Below, _) | (Bound::Exact, Status::Low) => points_down,
            (Bound::Above, _) | (Bound::Exact, Status::High) => points_up,
            (Bound::Exact, Status::Within | Status::Unknown) => {
                "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z"
            }
        };
        writeln!(
            out,
            r#"<path class="{class}" transform="translate({x:.1} {y:.1})" d="{shape}">{says}</path>"#
        )
    }
}

/// Text that is safe between tags and in attributes; control characters are left off.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(c),
        }
    }
    safe
}
