//! The trends of a panel, drawn in the finest dots there are.

use super::data::{Guide, GuideKind, Plot};
use super::dots::{Dots, resolution};
use super::layout::{PanelLayout, PlotLayout};
use super::scale::plottable;

/// Of so many dots of a trend, the first [`DASH`] are drawn.
const DASHES: u16 = 6;
/// Dots of a dash.
const DASH: u16 = 4;

/// The trends of a panel as dashed lines of dots, straight in value and so bent on a logarithmic axis.
pub fn trend_dots(plot: &Plot, layout: &PlotLayout, geometry: &PanelLayout) -> Dots {
    let (across, down) = resolution(plot.glyphs);
    let slots = layout.columns * across;
    let mut dots = Dots::new(plot.glyphs, layout.columns, geometry.rows);
    let guides = plot.panels[geometry.panel].guides.iter();
    let is_drawn =
        |guide: &&Guide| guide.kind == GuideKind::Trend && plottable(guide.from.1) && plottable(guide.to.1);
    for guide in guides.filter(is_drawn) {
        let (start, end) = layout.time.shares(guide.from.0, guide.to.0);
        for x in (0..slots).filter(|x| x % DASHES < DASH) {
            let share = (f64::from(x) + 0.5) / f64::from(slots);
            if (start..=end).contains(&share) {
                let value = guide.value_at((share - start) / (end - start).max(f64::EPSILON));
                let y = geometry.scale.line(value, geometry.rows * down);
                dots.set(i32::from(x), y as i32);
            }
        }
    }
    dots
}
