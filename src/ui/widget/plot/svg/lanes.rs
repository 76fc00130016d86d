//! Lanes of the picture: stretches of therapy with their dose, symptoms by grade, events.

use super::Sheet;
use super::page::{CHAR, LINE, MARGIN, Page};
use crate::domain::day;
use crate::ui::widget::plot::data::{Grade, Lane, LanePoint, LaneSpan};
use crate::ui::widget::plot::label::{shorten, whole_words};

/// An event: a cross.
const CROSS: &str = "M-4 -4l8 8M4 -4l-8 8";
/// A dose: a circle, filled where it was taken.
const CIRCLE: &str = "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z";
/// A dose that is not logged: a stroke.
const STROKE: &str = "M-2 0h4";

/// The class and the shape of what is no grade of a symptom.
pub const fn shape(grade: Grade) -> Option<(&'static str, &'static str)> {
    match grade {
        Grade::Event => Some(("event", CROSS)),
        Grade::Taken => Some(("felt", CIRCLE)),
        Grade::Skipped => Some(("event", CIRCLE)),
        Grade::NotLogged => Some(("event", STROKE)),
        Grade::None | Grade::Mild | Grade::Moderate | Grade::Severe => None,
    }
}

impl Sheet<'_> {
    /// Draws a lane below what is there.
    pub fn lane(&self, page: &mut Page, lane: &Lane) {
        let room = ((self.left - MARGIN) / CHAR) as usize;
        page.line("u", MARGIN, &shorten(&lane.label, room.saturating_sub(1), "…"));
        for span in &lane.spans {
            self.span(page, span);
        }
        for point in lane.points.iter().filter(|point| self.time.holds(point.day)) {
            self.point(page, *point);
        }
    }

    fn span(&self, page: &mut Page, span: &LaneSpan) {
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

    fn point(&self, page: &mut Page, point: LanePoint) {
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
pub const fn height(grade: Grade) -> f64 {
    match grade {
        Grade::None => 1.0,
        Grade::Mild => 4.0,
        Grade::Moderate => 8.0,
        _ => 12.0,
    }
}
