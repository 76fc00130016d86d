//! The chart: results on a true time axis with their intervals, and therapy in lanes below, as a pure
//! function from data and size to cells.
//!
//! Reading order: [`data`](Plot) what is drawn, `scale` and `ticks` and `calendar` where values and days
//! fall, `layout` which cells they take, `paint`, `levels` and `lanes` the cells themselves, `text` and `svg` the same
//! picture outside a terminal. `spark` and `range` are the two one-line relatives used in lists.

mod calendar;
mod data;
mod dots;
mod glyphs;
mod label;
mod lanes;
mod layout;
mod levels;
mod mark;
mod paint;
mod pen;
mod range;
mod reduce;
mod scale;
mod spark;
mod svg;
mod text;
mod ticks;
mod timeline;
mod trend_dots;

pub use calendar::TimeTick;
pub use data::{
    BandKind, Bound, Guide, GuideKind, IntervalBand, Lane, LaneGrade, LanePoint, LaneSpan, LimitKind,
    LimitLine, Palette, Plot, PlotCursor, PlotPanel, ResultMark, Scale, Status,
};
pub use glyphs::{GlyphChoice, Glyphs};
pub use label::{shorten, wrap};
pub use layout::{PanelLayout, PlacedMark, PlotLayout, layout};
pub use paint::paint;
pub use range::range_bar;
pub use scale::{TimeScale, ValueScale, plottable};
pub use spark::sparkline;
pub use svg::to_svg;
pub use text::{to_ansi, to_text};
pub use ticks::ValueTick;
pub use timeline::{paint_timeline, timeline_rows, timeline_text};
