//! What the picture says in words: of a result when it is pointed at, and of a panel to those who cannot see it.

use super::SvgFrame;
use crate::domain::day;
use crate::ui::privacy::Privacy;
use crate::ui::widget::plot::data::{PlotPanel, ResultMark, Status};

/// The value with its sign, for example `<0.2`.
pub fn value(mark: &ResultMark) -> String {
    format!("{}{:.*}", mark.bound.sign(), usize::from(mark.decimals), mark.value)
}

/// How a result lies in its interval.
pub const fn standing(status: Status) -> &'static str {
    match status {
        Status::Low => "below its interval",
        Status::High => "above its interval",
        Status::Within => "within its interval",
        Status::Unknown => "no interval",
    }
}

/// `2026-03-14 08:05 15.9 pg/mL, within its interval`; where values are hidden the moment alone.
pub fn of_mark(mark: &ResultMark, unit: &str, privacy: Privacy) -> String {
    let time =
        mark.minute.map_or_else(String::new, |minute| format!(" {:02}:{:02}", minute / 60, minute % 60));
    let moment = format!("{}{time}", mark.day);
    let value = privacy.all(|| format!(" {}", reads(mark, unit)));
    format!("{moment}{value}")
}

/// `15.9 pg/mL, within its interval`.
fn reads(mark: &ResultMark, unit: &str) -> String {
    let number = format!("{} {unit}", value(mark));
    format!("{}, {}", number.trim_end(), standing(mark.status))
}

impl SvgFrame<'_> {
    /// The picture in sentences, one a panel.
    pub fn description(&self) -> String {
        let panels: Vec<String> = self.plot.panels.iter().map(|panel| self.of_panel(panel)).collect();
        panels.join(" ")
    }

    /// `Estradiol: 2 results from 31 May 2026 to 11 Nov 2026, the newest 15.9 pg/mL, within its interval.`
    fn of_panel(&self, panel: &PlotPanel) -> String {
        let title = &panel.title;
        let seen = || panel.marks.iter().filter(|mark| self.time.holds(mark.day));
        let moment = |mark: &&ResultMark| (mark.day, mark.minute);
        let (Some(oldest), Some(newest)) = (seen().min_by_key(moment), seen().max_by_key(moment)) else {
            return format!("{title}: {}.", panel.empty);
        };
        let [from, to] = [oldest, newest].map(|mark| day::long(mark.day));
        let said = match seen().count() {
            1 => format!("{title}: 1 result on {to}"),
            count => format!("{title}: {count} results from {from} to {to}"),
        };
        // Which of several series the newest one belongs to is not in these words.
        let newest = (!panel.has_several_series()).then(|| {
            let which = if seen().count() > 1 { "the newest " } else { "" };
            format!(", {which}{}", reads(newest, &panel.unit))
        });
        format!("{said}{}.", self.plot.privacy.telling(newest).unwrap_or_default())
    }
}
