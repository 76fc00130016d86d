//! How a form of labelled fields is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line as TextLine;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use crate::ui::action::Action;
use crate::ui::outcome::FormKind;
use crate::ui::screen::entry::lines::Lines;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::screen::entry::therapy;
use crate::ui::state::State;
use crate::ui::widget::plot::{shorten, wrap};
use crate::ui::widget::table::first_shown;

/// One line of the screen.
enum Shown {
    /// Fields side by side, by place.
    Fields(Vec<usize>),
    /// A name that may be meant, and whether it is the one that is taken.
    Name(String, bool),
    /// Nothing.
    Gap,
}

/// Draws the form.
pub fn paint(form: &Lines, is_edit: bool, said: &str, state: &State, area: Rect, buf: &mut Buffer) {
    if area.height < 2 || area.width < 8 {
        return;
    }
    let verb = if is_edit || form.kind == FormKind::Profile { "EDIT" } else { "NEW" };
    let title = match form.kind {
        FormKind::Profile => "PROFILE".to_owned(),
        kind => format!("{verb} {}", kind.name().to_uppercase()),
    };
    TextLine::styled(format!(" {title}"), state.look.theme.heading).render(area, buf);
    let about = Some(about(form, area.width, state)).filter(|about| !said.contains(about.as_str()));
    let about = wrap(&about.unwrap_or_default(), area.width.saturating_sub(2).into(), "…");
    let below = (about.len() as u16).clamp(1, MOST_ABOUT);
    let body =
        Rect { y: area.y + 2.min(area.height - 1), height: area.height.saturating_sub(2 + below), ..area };
    for (line, y) in about.iter().zip(area.bottom().saturating_sub(below)..area.bottom()) {
        let place = Rect { y, height: 1, ..area };
        TextLine::styled(format!(" {line}"), state.look.theme.dim).render(place, buf);
    }
    let shown = shown(form, area.width, state);
    let here =
        shown.iter().position(|line| matches!(line, Shown::Fields(places) if places.contains(&form.at)));
    let first = first_shown(shown.len(), here, body.height.into());
    for (y, line) in shown.iter().skip(first).take(body.height.into()).enumerate() {
        let place = Rect { y: body.y + y as u16, height: 1, ..body };
        match line {
            Shown::Fields(places) => paint_fields(form, places, state, place, buf),
            Shown::Name(name, taken) => {
                let style = if *taken { state.look.theme.accent } else { state.look.theme.dim };
                let mark = if *taken { ">" } else { " " };
                let text = format!("{:w$}{mark} {name}", "", w = usize::from(LABEL));
                TextLine::styled(text, style).render(place, buf);
            }
            Shown::Gap => {}
        }
    }
}

/// Lines about the field in focus at most.
const MOST_ABOUT: u16 = 2;
/// Room from which a change of dose stands in one line.
const SIDE_BY_SIDE: u16 = 78;
/// Columns before the first field.
const LABEL: u16 = 14;

/// The lines of the screen: fields, names under the field in focus, a gap before dose changes and the note.
fn shown(form: &Lines, width: u16, state: &State) -> Vec<Shown> {
    let mut out = Vec::new();
    let mut place = 0;
    while place < form.fields.len() {
        let slot = form.fields[place].slot;
        if matches!(slot, Slot::ChangeFrom(0) | Slot::Note) {
            out.push(Shown::Gap);
        }
        if width >= SIDE_BY_SIDE && matches!(slot, Slot::ChangeFrom(_)) {
            out.push(Shown::Fields((place..(place + 3).min(form.fields.len())).collect()));
            place += 3;
        } else {
            out.push(Shown::Fields(vec![place]));
            place += 1;
        }
        let in_focus = matches!(out.last(), Some(Shown::Fields(places)) if places.contains(&form.at));
        if in_focus {
            let offered = form.offered(state);
            let taken = form.marked(offered.len());
            let exact = offered.iter().any(|name| name == form.fields[form.at].text());
            let names = offered.into_iter().enumerate();
            out.extend(names.filter(|_| !exact).map(|(n, name)| Shown::Name(name, Some(n) == taken)));
        }
    }
    out
}

fn paint_fields(form: &Lines, places: &[usize], state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let mut x = area.x;
    for place in places {
        let line = &form.fields[*place];
        let focused = *place == form.at;
        let label = match line.slot {
            Slot::ChangeFrom(_) => "dose from",
            slot => slot.label(),
        };
        let is_first = x == area.x;
        let style = if focused { theme.accent } else { theme.dim };
        let width = if is_first { LABEL } else { label.len() as u16 + 1 };
        let text =
            if is_first { format!("{label:>w$} ", w = usize::from(LABEL) - 2) } else { label.to_owned() };
        x = put(TextLine::styled(text, style), x, width, area, buf);
        x = put(TextLine::styled("[", theme.dim), x, 2, area, buf);
        let width = line.slot.width().min(area.right().saturating_sub(x + 1));
        line.field.paint(Rect { x, width, ..area }.intersection(area), buf, Style::default(), focused);
        x = x.saturating_add(width);
        x = put(TextLine::styled("]", theme.dim), x, 3, area, buf);
    }
    let [place] = places else { return };
    let names = form.fields[*place].slot.is_name() && !form.fields[*place].text().is_empty();
    let focused = *place == form.at;
    let (text, style) = match echo(form, *place, state) {
        Ok(text) => (text, theme.dim),
        Err(text) if focused => (text, theme.dim),
        Err(text) => (text, theme.attention),
    };
    // Of the field in focus what has no room here stands whole below.
    if !names && (!focused || fits_beside(form, &text, area.width)) {
        let room = usize::from(area.right().saturating_sub(x));
        put(TextLine::styled(shorten(&text, room, "…"), style), x, area.width, area, buf);
    }
}

/// Whether a text has room beside the field in focus.
fn fits_beside(form: &Lines, text: &str, width: u16) -> bool {
    let slot = form.fields[form.at].slot;
    let is_change = matches!(slot, Slot::ChangeFrom(_) | Slot::ChangeDose(_) | Slot::ChangeSchedule(_));
    let used = LABEL + 2 + slot.width() + 3;
    !(is_change && width >= SIDE_BY_SIDE) && text.width() + usize::from(used) <= width.into()
}

/// How a field is understood, or what would be right.
fn echo(form: &Lines, place: usize, state: &State) -> Result<String, String> {
    let line = &form.fields[place];
    match line.slot {
        Slot::Dose | Slot::ChangeDose(_) => therapy::echo_dose(&form.fields, line.field.text(), state),
        slot => slot.echo(line.field.text(), state),
    }
}

/// What there is to say of the field in focus where its line has no room for it.
fn about(form: &Lines, width: u16, state: &State) -> String {
    let offered = form.offered(state).len();
    if form.marked(offered).is_none() && offered > 0 {
        let key = state.look.keymap.key(Action::FieldDown);
        return format!("{key} picks one of these; otherwise what is typed stays");
    }
    let is_finding = form.fields[form.at].slot.is_name();
    let told = echo(form, form.at, state).unwrap_or_else(|wrong| wrong);
    if is_finding || fits_beside(form, &told, width) { String::new() } else { told }
}

/// Draws a piece and says where the next one begins.
fn put(line: TextLine<'_>, x: u16, width: u16, area: Rect, buf: &mut Buffer) -> u16 {
    let place = Rect { x, width, ..area }.intersection(area);
    line.render(place, buf);
    x.saturating_add(width)
}
