//! Lanes of the picture: stretches of therapy with their dose, symptoms by grade, events.

use super::SvgFrame;
use super::page::{CHAR, LINE, MARGIN, SvgPage};
use crate::domain::day;
use crate::ui::widget::plot::data::{Lane, LaneGrade, LanePoint, LaneSpan};
use crate::ui::widget::plot::label::{shorten, whole_words};

/// An event: a cross.
const CROSS: &str = "M-4 -4l8 8M4 -4l-8 8";
/// A dose: a circle, filled where it was taken.
const CIRCLE: &str = "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z";
/// A dose that is not logged: a stroke.
const STROKE: &str = "M-2 0h4";

/// The class and the shape of what is no grade of a symptom.
pub const fn shape(grade: LaneGrade) -> Option<(&'static str, &'static str)> {
    match grade {
        LaneGrade::Event => Some(("event", CROSS)),
        LaneGrade::Taken => Some(("felt", CIRCLE)),
        LaneGrade::Skipped => Some(("event", CIRCLE)),
        LaneGrade::NotLogged => Some(("event", STROKE)),
        LaneGrade::None | LaneGrade::Mild | LaneGrade::Moderate | LaneGrade::Severe => None,
    }
}

impl SvgFrame<'_> {
    /// Draws a lane below what is there.
    pub fn lane(&self, page: &mut SvgPage, lane: &Lane) {
        let room = ((self.left - MARGIN) / CHAR) as usize;
        page.line("u", MARGIN, &shorten(&lane.label, room.saturating_sub(1), "…"));
        for span in &lane.spans {
            self.span(page, span);
        }
        for point in lane.points.iter().filter(|point| self.time.holds(point.day)) {
            self.point(page, *point);
        }
    }

    fn span(&self, page: &mut SvgPage, span: &LaneSpan) {
        let Some((x, end)) = self.stretch(span.from, span.to) else {
            return;
        };
        let (wide, high) = (end - x, LINE - 2.0);
        let says = format!("{} from {}", span.label, day::long(span.from));
        page.shape(
            "lane",
            (x, page.y - LINE + 1.0),
            &format!("M0 0h{wide:.1}v{high:.1}h-{wide:.1}z"),
            says.trim_start(),
        );
        let words = whole_words(&span.label, ((end - x - 6.0) / CHAR).max(0.0) as usize, "…");
        page.text("", "start", (x + 4.0, page.y - 5.0), &words);
    }

    fn point(&self, page: &mut SvgPage, point: LanePoint) {
        let x = self.x_at(self.time.at(point.day, None));
        match shape(point.grade) {
            Some((class, path)) => {
                page.shape(class, (x, page.y - LINE / 2.0), path, &point.day.to_string());
            }
            None => {
                let high = height(point.grade);
                page.rect("felt", (x - 3.0, page.y - 3.0 - high), (6.0, high));
            }
        }
    }
}

/// Pixels of a bar of a symptom; one asked for and absent is a stroke.
pub const fn height(grade: LaneGrade) -> f64 {
    match grade {
        LaneGrade::None => 1.0,
        LaneGrade::Mild => 4.0,
        LaneGrade::Moderate => 8.0,
        _ => 12.0,
    }
}
