//! What the signs of the picture mean: those that occur in it.

use std::iter;

use super::SvgFrame;
use super::lanes::{height, shape};
use super::marks::look;
use super::page::{CHAR, LINE, MARGIN, SvgPage};
use super::says::standing;
use crate::ui::widget::plot::data::{Bound, LaneGrade, Status};
use crate::ui::widget::plot::label::width;

/// A sign of the drawing that the legend explains.
enum LegendSign {
    Shape(&'static str, &'static str),
    Box(&'static str),
    Line(&'static str),
    Bar(LaneGrade),
}

/// The areas of the drawing, by their class.
const BOXES: [(&str, &str); 2] =
    [("reference", "reference interval"), ("centile", "between WHO percentiles")];
/// The lines of the drawing, by their class.
const LINES: [(&str, &str); 6] = [
    ("target", "own target"),
    ("limit", "threshold, with its source"),
    ("baseline", "baseline"),
    ("trend", "trend"),
    ("mean", "geometric mean"),
    ("today", "today"),
];
/// Marks by what they look like; those whose words are empty say how they stand in their interval.
const MARKS: [(Bound, Status, &str); 8] = [
    (Bound::Exact, Status::Within, ""),
    (Bound::Exact, Status::Low, ""),
    (Bound::Exact, Status::High, ""),
    (Bound::Exact, Status::Unknown, ""),
    (Bound::Below, Status::Low, "at most the number, below its interval"),
    (Bound::Below, Status::Unknown, "at most the number"),
    (Bound::Above, Status::High, "at least the number, above its interval"),
    (Bound::Above, Status::Unknown, "at least the number"),
];
/// Pixels of a sign.
const SIGN: f64 = 20.0;

impl SvgFrame<'_> {
    /// Draws the legend below what is there, as many signs a line as fit.
    pub fn legend(&self, page: &mut SvgPage) {
        let entries = self.entries(page);
        if entries.is_empty() {
            return;
        }
        let mut x = MARGIN;
        page.y += LINE;
        for (sign, words) in entries {
            let wide = SIGN + (width(words) as f64 + 3.0) * CHAR;
            if x > MARGIN && x + wide > self.edge {
                x = MARGIN;
                page.y += LINE;
            }
            let middle = page.y - LINE / 2.0;
            match sign {
                LegendSign::Shape(class, shape) => page.shape(class, (x + SIGN / 2.0, middle), shape, ""),
                LegendSign::Box(class) => page.rect(class, (x, middle - 5.0), (SIGN - 4.0, 10.0)),
                LegendSign::Line(class) => {
                    page.path(class, &format!("M{x:.1} {middle:.1}h{:.1}", SIGN - 4.0));
                }
                LegendSign::Bar(grade) => {
                    let high = height(grade);
                    page.rect("felt", (x + SIGN / 2.0 - 3.0, middle + 6.0 - high), (6.0, high));
                }
            }
            page.text("u", "start", (x + SIGN, page.y - 5.0), words);
            x += wide;
        }
        page.y += MARGIN / 2.0;
    }

    fn entries(&self, page: &SvgPage) -> Vec<(LegendSign, &'static str)> {
        let boxes = BOXES.iter().map(|(class, words)| (LegendSign::Box(class), *class, *words));
        let lines = LINES.iter().map(|(class, words)| (LegendSign::Line(class), *class, *words));
        let drawn = boxes.chain(lines).filter(|(_, class, _)| page.has(class));
        let drawn = drawn.map(|(sign, _, words)| (sign, words));
        self.marks().into_iter().chain(drawn).chain(self.points()).collect()
    }

    fn marks(&self) -> Vec<(LegendSign, &'static str)> {
        let panels = self.plot.panels.iter();
        let all = panels.flat_map(|panel| iter::repeat(panel.has_several_series()).zip(&panel.marks));
        let signs =
            all.filter(|(several, mark)| self.time.holds(mark.day) && !(*several && mark.digit().is_some()));
        let drawn: Vec<_> = signs.map(|(_, mark)| look(mark.bound, mark.status)).collect();
        let looks = MARKS.iter().map(|(bound, status, words)| {
            (look(*bound, *status), if words.is_empty() { standing(*status) } else { words })
        });
        let there = looks.filter(|(look, _)| drawn.contains(look));
        there.map(|((class, shape), words)| (LegendSign::Shape(class, shape), words)).collect()
    }

    fn points(&self) -> Vec<(LegendSign, &'static str)> {
        let points = || self.plot.lanes.iter().flat_map(|lane| &lane.points);
        let there = |grade| points().any(|point| point.grade == grade && self.time.holds(point.day));
        let grades = [
            (LaneGrade::None, "asked, absent"),
            (LaneGrade::Mild, "mild"),
            (LaneGrade::Moderate, "moderate"),
            (LaneGrade::Severe, "severe"),
        ];
        let felt = grades.into_iter().filter(|(grade, _)| there(*grade));
        let others = [
            (LaneGrade::Event, "event"),
            (LaneGrade::Taken, "dose taken"),
            (LaneGrade::Skipped, "dose skipped"),
            (LaneGrade::NotLogged, "dose not logged"),
        ];
        let others = others.into_iter().filter(|(grade, _)| there(*grade));
        let others = others.filter_map(|(grade, words)| {
            let (class, path) = shape(grade)?;
            Some((LegendSign::Shape(class, path), words))
        });
        felt.map(|(grade, words)| (LegendSign::Bar(grade), words)).chain(others).collect()
    }
}
