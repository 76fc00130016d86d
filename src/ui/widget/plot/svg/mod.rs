//! The chart as a picture for a letter or a web page: the same scales and ticks, drawn in pixels, with what its
//! signs mean and where its limits come from below it.

mod lanes;
mod legend;
mod marks;
mod page;
mod panel;
mod room;
mod says;

use chrono::NaiveDate;

use super::calendar::time_ticks;
use super::data::Plot;
use super::label::{width, wrap};
use super::scale::TimeScale;
use crate::domain::day;
use page::{CHAR, LINE, MARGIN, SvgPage};
use panel::PanelSheet;

/// Draws the chart as an SVG on white, so many pixels wide (at least 320) and with panels so high (at least 80): each
/// result says its day and value when pointed at, and the most telling ones, or all where there are few, have their
/// values beside them. Nothing is loaded from elsewhere.
pub fn to_svg(plot: &Plot, width_px: u32, panel_px: u32) -> String {
    let sheet = SvgFrame::new(plot, width_px.max(320));
    let mut page = SvgPage::new(f64::from(width_px.max(320)));
    sheet.head(&mut page);
    let top = page.y;
    for panel in &plot.panels {
        PanelSheet::new(&sheet, panel, page.y + LINE + 4.0, f64::from(panel_px.max(80))).draw(&mut page);
    }
    sheet.time_axis(&mut page, top);
    for lane in plot.lanes.iter().filter(|lane| !lane.spans.is_empty() || !lane.points.is_empty()) {
        sheet.lane(&mut page, lane);
    }
    sheet.foot(&mut page);
    page.close(&sheet.title(), &sheet.description())
}

/// Where things are on the picture, in pixels from its left edge.
struct SvgFrame<'a> {
    plot: &'a Plot,
    time: TimeScale,
    left: f64,
    right: f64,
    /// Columns of text that the words of levels have, right of the panels.
    level_columns: usize,
    edge: f64,
}

/// The widest words of a level, in characters.
const LEVEL_COLUMNS: usize = 30;

/// The widest words of the value axis, in characters: `0.000002`.
const TICK_COLUMNS: usize = 8;

impl<'a> SvgFrame<'a> {
    fn new(plot: &'a Plot, width_px: u32) -> Self {
        let edge = f64::from(width_px) - MARGIN;
        let names =
            plot.lanes.iter().map(|lane| width(&lane.label)).max().unwrap_or(0).clamp(TICK_COLUMNS, 20);
        let left = (MARGIN + (names as f64 + 1.0) * CHAR).min(edge / 4.0);
        let words = plot.panels.iter().flat_map(|panel| &panel.limits).map(|limit| width(&limit.words()));
        let most = (edge / 4.0 / CHAR) as usize;
        let level_columns = words.max().unwrap_or(0).min(LEVEL_COLUMNS).min(most);
        let right = if level_columns == 0 { edge } else { edge - (level_columns as f64 + 1.0) * CHAR };
        Self { plot, time: TimeScale::new(plot.first, plot.last), left, right, level_columns, edge }
    }

    /// Characters that fit between the margins.
    fn columns(&self) -> usize {
        ((self.edge - MARGIN) / CHAR) as usize
    }

    fn x_at(&self, share: f64) -> f64 {
        self.left + share * (self.right - self.left)
    }

    /// Where days, the first and the last included, begin and end on the axis, if any of them is on it.
    fn stretch(&self, from: NaiveDate, to: NaiveDate) -> Option<(f64, f64)> {
        let is_seen = self.time.reaches(from, to);
        let end = to.succ_opt().map_or(1.0, |next| self.time.at(next, None).min(1.0));
        is_seen.then(|| (self.x_at(self.time.at(from, None).max(0.0)), self.x_at(end)))
    }

    fn title(&self) -> String {
        let names: Vec<&str> = self.plot.panels.iter().map(|panel| panel.title.as_str()).collect();
        names.join(" · ")
    }

    /// What is drawn, and from when to when.
    fn head(&self, page: &mut SvgPage) {
        for line in wrap(&self.title(), self.columns() * 2 / 3, "…") {
            page.line("h", MARGIN, &line);
        }
        let [first, last, today] = [self.time.first(), self.time.last(), self.plot.today].map(day::long);
        self.sentence(page, "u", &format!("{first} to {last}, drawn {today} by androlog"));
        page.y += MARGIN;
    }

    fn time_axis(&self, page: &mut SvgPage, top: f64) {
        let (foot, left, right) = (page.y, self.left, self.right);
        page.path("a", &format!("M{left:.1} {foot:.1}H{right:.1}"));
        let columns = ((right - left) / CHAR) as u16;
        for tick in time_ticks(self.time, columns, (left / CHAR) as u16) {
            let x = self.x_at(self.time.at(tick.day, None));
            page.path("a", &format!("M{x:.1} {foot:.1}v4"));
            let half = width(&tick.label) as f64 * CHAR / 2.0;
            page.text("u", "middle", (x.min(right - half), foot + LINE), &tick.label);
        }
        let today = self.plot.today;
        if today < self.time.last() && today >= self.time.first() {
            let x = self.x_at(self.time.at(today, None));
            page.path("today", &format!("M{x:.1} {top:.1}V{foot:.1}"));
        }
        page.y += LINE + MARGIN;
    }

    /// A sentence between the margins.
    fn sentence(&self, page: &mut SvgPage, class: &str, words: &str) {
        for line in wrap(words, self.columns(), "…") {
            page.line(class, MARGIN, &line);
        }
    }

    /// What is said of each panel, what the signs mean, and who the sources are.
    fn foot(&self, page: &mut SvgPage) {
        page.y += MARGIN;
        for note in self.plot.notes() {
            self.sentence(page, "", &note);
        }
        page.y += MARGIN / 2.0;
        self.legend(page);
        for source in &self.plot.sources {
            self.sentence(page, "u", source);
        }
    }
}
