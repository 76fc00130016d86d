//! Results of a panel, and the words beside them.

use std::cmp::Reverse;

use super::page::{CHAR, MARGIN, SMALL_CHAR, SMALL_LINE, SvgPage};
use super::panel::PanelSheet;
use super::room::SvgRoom;
use super::says::{of_mark, value};
use crate::ui::widget::plot::data::{Bound, Guide, GuideKind, ResultMark, Status};
use crate::ui::widget::plot::label::{shorten, width};

/// More results have only the most telling values beside them.
const VALUED: usize = 14;

/// Pixels that words may reach over the top of a panel, up to its title.
const OVER: f64 = 7.0;

/// Words and where their middle may stand on a baseline, the best place first.
type SvgWords = (String, Vec<(f64, f64)>);

impl PanelSheet<'_> {
    /// Draws the results with their values, and the words of means, as far as these keep off each other: newest,
    /// lowest and highest first.
    pub fn marks(&self, page: &mut SvgPage) {
        let shown = self.shown();
        if shown.is_empty() {
            let middle = f64::midpoint(self.sheet.left, self.sheet.right);
            let columns = (self.sheet.right - self.sheet.left) / CHAR;
            let words = shorten(&self.panel.empty, columns as usize, "…");
            page.text("", "middle", (middle, self.top + self.height / 2.0), &words);
        }
        let mut room = SvgRoom::new(self.top - OVER, self.top + self.height + MARGIN);
        for mark in &shown {
            self.mark(page, mark);
            room.take_sign(self.place_of(mark));
        }
        for (guide, start, end) in self.drawn_means() {
            room.take_line((self.sheet.x_at(start), self.sheet.x_at(end)), self.y(guide.to.1));
        }
        for (words, places) in self.sayings(shown) {
            let places = places.into_iter().map(|(x, y)| (self.off_axis(x, &words), y));
            if let Some(place) = room.place(&words, places) {
                page.text("v", "middle", place, &words);
            }
        }
    }

    /// The results on the axis.
    fn shown(&self) -> Vec<&ResultMark> {
        let marks = self.kept.iter().map(|kept| &self.panel.marks[kept.mark]);
        marks.filter(|mark| self.sheet.time.holds(mark.day)).collect()
    }

    /// What is to be written, the most telling first.
    fn sayings(&self, mut shown: Vec<&ResultMark>) -> Vec<SvgWords> {
        let is_valued = !self.panel.has_several_series();
        let is_few = shown.len() <= VALUED;
        let privacy = self.sheet.plot.privacy;
        shown.sort_by_key(|mark| Reverse((mark.day, mark.minute)));
        let by_value = |a: &&&ResultMark, b: &&&ResultMark| a.value.total_cmp(&b.value);
        let ends = [shown.first(), shown.iter().min_by(by_value), shown.iter().max_by(by_value)];
        let ends = ends.map(Option::<&&ResultMark>::copied);
        let (telling, rest): (Vec<&ResultMark>, Vec<&ResultMark>) =
            shown.iter().copied().partition(|mark| ends.contains(&Some(*mark)));
        let telling = telling.into_iter().filter(|_| is_valued).map(|mark| self.saying(mark));
        let rest = rest.into_iter().filter(|_| is_valued && is_few).map(|mark| self.saying(mark));
        let (telling, rest): (Vec<_>, Vec<_>) = (telling.collect(), rest.collect());
        let telling = privacy.all(|| telling).into_iter();
        telling.chain(self.means()).chain(privacy.all(|| rest)).collect()
    }

    /// A value above its mark, or below it.
    fn saying(&self, mark: &ResultMark) -> SvgWords {
        let (x, y) = self.place_of(mark);
        (value(mark), vec![(x, y - 7.0), (x, y + SMALL_LINE + 3.0)])
    }

    /// The words of means, below or above their lines where results are farthest.
    fn means(&self) -> impl Iterator<Item = SvgWords> {
        self.drawn_means().map(|(guide, start, end)| {
            let y = self.y(guide.to.1);
            let middles = self.gaps([start, end].map(|at| self.sheet.x_at(at.clamp(0.0, 1.0))));
            let places = middles.into_iter().flat_map(|x| [(x, y + SMALL_LINE), (x, y - 5.0)]);
            (guide.label.clone(), places.collect())
        })
    }

    fn drawn_means(&self) -> impl Iterator<Item = (&Guide, f64, f64)> {
        self.drawn_guides().filter(|(guide, ..)| guide.kind == GuideKind::Mean)
    }

    /// The middles of the stretches without a result between two places, the widest first.
    fn gaps(&self, [start, end]: [f64; 2]) -> Vec<f64> {
        let marks = self.kept.iter().map(|kept| self.sheet.x_of(&self.panel.marks[kept.mark]));
        let mut places: Vec<f64> = marks.filter(|x| (start..=end).contains(x)).chain([start, end]).collect();
        places.sort_by(f64::total_cmp);
        let mut gaps: Vec<(f64, f64)> = places.windows(2).map(|gap| (gap[0], gap[1])).collect();
        gaps.sort_by(|a, b| (b.1 - b.0).total_cmp(&(a.1 - a.0)));
        gaps.into_iter().map(|(from, to)| f64::midpoint(from, to)).collect()
    }

    /// The middle of words that are to stand at a place, or as near as they keep off the axis and the words of
    /// levels.
    fn off_axis(&self, x: f64, words: &str) -> f64 {
        let half = (width(words) as f64 + 1.0) * SMALL_CHAR / 2.0;
        x.min(self.sheet.right - half).max(self.sheet.left + half)
    }

    fn mark(&self, page: &mut SvgPage, mark: &ResultMark) {
        let (x, y) = self.place_of(mark);
        let says = of_mark(mark, &self.panel.unit, self.sheet.plot.privacy);
        if let Some(digit) = mark.digit().filter(|_| self.panel.has_several_series()) {
            return page.sign((x, y + 4.0), digit, &says);
        }
        let (class, shape) = look(mark.bound, mark.status);
        page.shape(class, (x, y), shape, &says);
    }

    fn place_of(&self, mark: &ResultMark) -> (f64, f64) {
        (self.sheet.x_of(mark), self.y(mark.value))
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
