//! A year of one symptom as a calendar: weeks across, weekdays down, the darker the stronger.

use chrono::{Datelike, Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::catalog::Sign;
use crate::domain::journal::Grade;
use crate::ui::screen::journal::grid::{glyph, grade_on, style};
use crate::ui::state::State;
use crate::ui::widget::text::PaintLine;

/// Columns of the names of the weekdays.
const LABEL: u16 = 4;
/// Weeks that are drawn at most: a year and the one it begins in.
const WEEKS: u16 = 53;
/// Columns of the whole, and its lines: title, months, seven days, legend, and a blank one.
pub const COLUMNS: u16 = LABEL + WEEKS;
pub const LINES: u16 = 11;

/// Draws the weeks that end with this one, as many as fit.
pub fn paint(sign: &Sign, state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let weeks = area.width.saturating_sub(LABEL).min(WEEKS);
    if weeks == 0 || area.height < LINES {
        return;
    }
    let line = |y: u16| Rect { y: area.y + y, height: 1, ..area };
    let title = format!("{}, DAY BY DAY", sign.name.to_uppercase());
    Line::styled(title, theme.dim).paint(line(0), buf);
    let first = first_monday(state.today, weeks);
    Line::styled(month_names(first, weeks), theme.dim).paint(line(1), buf);
    for (row, name) in (0_u16..).zip(["Mon", "", "Wed", "", "Fri", "", "Sun"]) {
        let mut spans = vec![Span::styled(format!("{name:w$}", w = usize::from(LABEL)), theme.dim)];
        let days = (0..weeks).map(|week| first + Days::new(u64::from(week * 7 + row)));
        spans.extend(days.map(|day| cell(sign, day, state)));
        Line::from(spans).paint(line(2 + row), buf);
    }
    legend(state).paint(line(9), buf);
}

/// What a day shows: its grade, a point where nothing was logged, nothing for a day to come.
fn cell(sign: &Sign, day: NaiveDate, state: &State) -> Span<'static> {
    let nothing = Span::styled(state.look.glyphs.pick("·", "."), state.look.theme.dim);
    match grade_on(sign, day, state) {
        _ if day > state.today => Span::raw(" "),
        Some(grade) if grade != Grade::None => state
            .privacy()
            .either(|| Span::styled(glyph(grade, state), style(grade, state)), || nothing.clone()),
        _ => nothing,
    }
}

/// The Monday so many weeks back, this week counted.
fn first_monday(today: NaiveDate, weeks: u16) -> NaiveDate {
    let back = u64::from(today.weekday().num_days_from_monday()) + u64::from(weeks - 1) * 7;
    today - Days::new(back)
}

/// The names of the months over the weeks they begin in; one that has no room before the next is left out.
fn month_names(first: NaiveDate, weeks: u16) -> String {
    let mut names = " ".repeat(LABEL.into());
    for week in 0..weeks {
        let days = (0..7).map(|day| first + Days::new(u64::from(week * 7 + day)));
        let begun = days.into_iter().find(|day| day.day() == 1);
        let at = usize::from(LABEL + week);
        let has_room = names.len() <= at && week + 3 <= weeks;
        if let Some(month) = begun.filter(|_| has_room) {
            names.push_str(&" ".repeat(at - names.len()));
            names.push_str(&month.format("%b ").to_string());
        }
    }
    names
}

fn legend(state: &State) -> Line<'static> {
    let dim = state.look.theme.dim;
    let graded = [Grade::Mild, Grade::Moderate, Grade::Severe].map(|grade| {
        [
            Span::styled(glyph(grade, state), style(grade, state)),
            Span::styled(format!(" {}  ", grade.id()), dim),
        ]
    });
    let blanks = Span::raw(" ".repeat(LABEL.into()));
    Line::from(std::iter::once(blanks).chain(graded.into_iter().flatten()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_is_this_week_and_months_stand_over_their_first_week() {
        let today: NaiveDate = "2026-03-14".parse().unwrap();
        let first = first_monday(today, 10);
        assert_eq!(first, "2026-01-05".parse::<NaiveDate>().unwrap());
        assert_eq!(first.weekday(), chrono::Weekday::Mon);
        assert!((today - first).num_days() < 70);
        // 1 February 2026 is the Sunday of the fourth week, 1 March that of the eighth.
        assert_eq!(month_names(first, 10), "       Feb Mar ");
        assert_eq!(month_names(first, 9), "       Feb ");
    }
}
