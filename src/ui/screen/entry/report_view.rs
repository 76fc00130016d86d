//! How the form of a report is drawn: head, rows, note, what follows from the values, and what is about the field in focus.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::day;
use crate::domain::interval::Interpretation;
use crate::domain::quantity::shown_unit;
use crate::domain::report::{Kind, Value};
use crate::exchange::typed::{TypedError, ValueDoubt};
use crate::ui::action::Action;
use crate::ui::screen::entry::answer::{offer_words, read_day, read_time};
use crate::ui::screen::entry::columns::{ColumnWidths, column_widths, cut_text, previous_text};
use crate::ui::screen::entry::field::{FieldSlot, FormField};
use crate::ui::screen::entry::live::{LiveLine, wrap_parts};
use crate::ui::screen::entry::reading::{EnteredValue, ReportReading, TypedRow};
use crate::ui::screen::entry::report_form::{FoldKind, FormFocus, HOURS_SINCE_DOSE, ReportForm, since_dose};
use crate::ui::screen::entry::row_view::{FormPage, paint_rows, row_words};
use crate::ui::screen::entry::rows::{ResultRow, last_report};
use crate::ui::state::State;

/// Draws the form.
///
/// `reading` and `live` are what it amounts to; what the line at the bottom has `said` is not said twice.
pub fn paint_report_form(
    form: &ReportForm,
    (reading, live): (&ReportReading, &[LiveLine]),
    said: &str,
    state: &State,
    area: Rect,
    buf: &mut Buffer,
) {
    let shown = column_widths(form, reading, state, area.width);
    let mut about = field_note(form, reading, &shown, state);
    if area.height >= ROOM_FOR_ORIGIN {
        about.add(origin_words(form, reading, &shown, state));
    }
    let about =
        Some(about).filter(|about| !(about.is_wrong && said.contains(&about.text))).unwrap_or_default();
    let troubles = row_troubles(form, reading, &shown, said, state);
    let told: Vec<LiveLine> =
        troubles.iter().chain(live).flat_map(|line| line.wrapped(area.width.into())).collect();
    let heads = wrap_head(&form.head, form.focus, area.width, area.height < ROOMY);
    let about_lines = wrap_parts(&about.text, area.width.saturating_sub(1).into());
    let plan = LinePlan::new(area.height.into(), heads.len(), about_lines.len(), told.len());

    let mut page = FormPage { buf, area };
    paint_title(form, state, &mut page);
    for line in &heads {
        paint_head(form, line, state, &mut page);
    }
    if plan.gap_above {
        page.down();
    }
    paint_rows(form, reading, &shown, plan.rows, state, &mut page);
    if plan.gap_below {
        page.down();
    }
    if plan.note {
        paint_note(form, state, &mut page);
    }
    let is_more = told.len() > plan.told;
    for (at, told) in told.iter().take(plan.told).enumerate() {
        let style = if told.is_doubt { state.look.theme.attention } else { state.look.theme.dim };
        let more = if is_more && at + 1 == plan.told { " …" } else { "" };
        let text = cut_text(&format!("{}{more}", told.text), page.area.width.saturating_sub(1));
        page.put(page.area.x + 1, page.area.width, &text, style);
        page.down();
    }
    let about_lines = &about_lines[..plan.about.min(about_lines.len())];
    paint_about(&about, about_lines, form, state, &mut page);
}

/// How the lines of the screen are shared out. What must be seen is seen first: the row in focus, then what is
/// about it, then the rest.
struct LinePlan {
    rows: usize,
    about: usize,
    told: usize,
    note: bool,
    gap_above: bool,
    gap_below: bool,
}

impl LinePlan {
    fn new(height: usize, heads: usize, about: usize, told: usize) -> Self {
        // Title and the heading of the rows stand above them.
        let above = 1 + heads + 1;
        let left = height.saturating_sub(above + 1 + MIN_ROWS);
        let about = about.clamp(1, (left / 3).clamp(1, MOST_ABOUT));
        let left = left + 1 - about;
        let note = left >= 2;
        let told = told.min(left.saturating_sub(usize::from(note) + 1)).min(MOST_TOLD);
        let spare = left.saturating_sub(usize::from(note) + told);
        let (gap_above, gap_below) = (spare > 3, spare > 4);
        let below = about + usize::from(note) + told + usize::from(gap_below);
        Self {
            rows: height.saturating_sub(above + usize::from(gap_above) + below),
            about,
            told,
            note,
            gap_above,
            gap_below,
        }
    }
}

/// Below so many lines the head shows only the line of the field in focus.
const ROOMY: u16 = 14;
/// Rows that are always seen.
const MIN_ROWS: usize = 2;
/// Lines about the field in focus.
const MOST_ABOUT: usize = 3;
/// Lines from which on there is room to say whose a range is.
const ROOM_FOR_ORIGIN: u16 = 20;
/// Lines of what follows from the values.
const MOST_TOLD: usize = 5;

fn paint_title(form: &ReportForm, state: &State, page: &mut FormPage<'_>) {
    let theme = &state.look.theme;
    let name = form.kind.name().to_uppercase();
    let verb = if form.edited.is_some() { "EDIT" } else { "NEW" };
    let x = page.area.x + 1;
    let title = format!("{verb} {name}");
    let end = page.put(x, title.len() as u16, &title, theme.heading);
    let last = last_report(form.kind, state).filter(|_| form.edited.is_none());
    if let Some(last) = last {
        let by = last.laboratory.as_ref().map_or(String::new(), |name| format!(", {name}"));
        let text = format!("last one: {}{by} ", day::long(last.date));
        let width = text.chars().count() as u16;
        let from = page.area.right().saturating_sub(width);
        if from > end + 2 {
            page.put(from, width, &text, theme.dim);
        }
    }
    page.down();
}

/// The fields of the head in lines that fit; when there is little room, only the line in focus, else the first.
fn wrap_head(lines: &[FormField], focus: FormFocus, width: u16, one_only: bool) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 1;
    for (place, line) in lines.iter().enumerate() {
        let wide = head_width(line, width);
        let current = out.last_mut().expect("there is a first line");
        if used + wide > width + HEAD_GAP && !current.is_empty() {
            out.push(vec![place]);
            used = 1 + wide;
        } else {
            current.push(place);
            used += wide;
        }
    }
    if one_only {
        let here = out.iter().position(|line| line.iter().any(|place| FormFocus::Head(*place) == focus));
        out.swap(0, here.unwrap_or(0));
        out.truncate(1);
    }
    out
}

/// Columns of a field of the head with its label, in so much room.
fn head_width(line: &FormField, room: u16) -> u16 {
    let weekday = if line.slot == FieldSlot::Date { WEEKDAY } else { 0 };
    line.slot.label().len() as u16 + 1 + inner_width(line, room) + 2 + weekday + HEAD_GAP
}

/// Columns between the brackets of a field of the head: as many as its text takes, where they fit on a line.
fn inner_width(line: &FormField, room: u16) -> u16 {
    let taken = 1 + line.slot.label().len() as u16 + 1 + 2;
    line.width().min(room.saturating_sub(taken)).max(line.slot.width())
}

/// Columns between fields of the head.
const HEAD_GAP: u16 = 2;
/// Room for ` (Wednesday)` and ` (not a date)`.
const WEEKDAY: u16 = 13;

fn paint_head(form: &ReportForm, places: &[usize], state: &State, page: &mut FormPage<'_>) {
    let theme = &state.look.theme;
    let mut x = page.area.x + 1;
    for place in places {
        let line = &form.head[*place];
        let focused = form.focus == FormFocus::Head(*place);
        let label = line.slot.label();
        let style = if focused { theme.accent } else { theme.dim };
        x = page.put(x, label.len() as u16 + 1, label, style);
        let inside = x + 1;
        let width = inner_width(line, page.area.width);
        x = paint_field(line, width, focused, state, x, page);
        if line.slot == HOURS_SINCE_DOSE
            && let Some(worked) = since_dose(form, state)
        {
            let from = inside + u16::from(focused);
            page.put(from, width - 1, &worked.hours.to_string(), theme.dim);
        }
        if line.slot == FieldSlot::Date {
            let (text, style) = match read_day(line.field.text(), state) {
                Ok(day) => (format!(" ({})", day.format("%A")), theme.dim),
                Err(_) => (" (not a date)".to_owned(), if focused { theme.dim } else { theme.attention }),
            };
            x = page.put(x, WEEKDAY, &text, style);
        }
        x += HEAD_GAP;
    }
    page.down();
}

fn paint_field(
    line: &FormField,
    width: u16,
    focused: bool,
    state: &State,
    x: u16,
    page: &mut FormPage<'_>,
) -> u16 {
    let theme = &state.look.theme;
    let wrong = !focused && line.slot.echo(line.field.text(), state).is_err();
    let style = if wrong { theme.attention } else { Style::default() };
    let inside = page.put(x, 1, "[", theme.dim);
    let cell = page.cell(inside, width);
    line.field.paint(cell, page.buf, style, focused);
    page.put(inside + width, 1, "]", theme.dim)
}

fn paint_note(form: &ReportForm, state: &State, page: &mut FormPage<'_>) {
    let focused = form.focus == FormFocus::Note;
    let style = if focused { state.look.theme.accent } else { state.look.theme.dim };
    let x = page.put(page.area.x + 1, 5, "note", style);
    let width = page.area.width.saturating_sub(9).min(90);
    paint_field(&form.note, width, focused, state, x, page);
    page.down();
}

fn paint_about(
    about: &FieldNote,
    lines: &[String],
    form: &ReportForm,
    state: &State,
    page: &mut FormPage<'_>,
) {
    let theme = &state.look.theme;
    let x = page.area.x + 1;
    let style = if about.is_wrong { theme.attention } else { theme.dim };
    let Some(fold) = &form.fold else {
        for line in lines {
            page.put(x, page.area.width, line, style);
            page.down();
        }
        return;
    };
    let label = about.text.as_str();
    let x = page.put(x, label.chars().count() as u16 + 1, label, theme.accent);
    let inside = page.put(x, 1, "[", theme.dim);
    let cell = page.cell(inside, FOLD);
    fold.field.paint(cell, page.buf, Style::default(), true);
    let x = page.put(inside + FOLD, 3, "]", theme.dim);
    let hint = match fold.of {
        FoldKind::Range => "264-916, <5, >=60, or empty".to_owned(),
        FoldKind::Method => format!("{} another, or type it", state.look.keymap.key(Action::Method)),
    };
    page.put(x, page.area.width, &hint, theme.dim);
}

/// Columns of the field that unfolds.
const FOLD: u16 = 20;

/// The line below a field that says how it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldNote {
    pub text: String,
    /// Whether something is to be put right.
    pub is_wrong: bool,
}

impl FieldNote {
    /// Says something more, unless something is to be put right first.
    fn add(&mut self, more: Option<String>) {
        if let Some(more) = more.filter(|_| !self.is_wrong) {
            let between = if self.text.is_empty() { "" } else { "   " };
            self.text.push_str(between);
            self.text.push_str(&more);
        }
    }
}

/// What there is to say of the field in focus.
fn field_note(form: &ReportForm, reading: &ReportReading, shown: &ColumnWidths, state: &State) -> FieldNote {
    match form.focus {
        FormFocus::Head(_) if !form.offered(state).is_empty() => so(offered(form, state)),
        FormFocus::Head(at) if form.head[at].slot == HOURS_SINCE_DOSE && form.head[at].text().is_empty() => {
            so(since_dose(form, state).map_or_else(
                || HOURS_SINCE_DOSE.hint().to_owned(),
                |worked| format!("{} h after {}; type - if it was not so", worked.hours, worked.from),
            ))
        }
        FormFocus::Head(at) => match form.head[at].slot.echo(form.head[at].field.text(), state) {
            Ok(text) if form.head[at].slot == FieldSlot::Date && !form.head[at].text().is_empty() => {
                so(format!("{text}   another day: {}", FieldSlot::Date.hint()))
            }
            Ok(text) => so(text),
            Err(error) => wrong(error.to_string()),
        },
        FormFocus::Value(at) => {
            if let Some(fold) = &form.fold {
                return so(fold.of.label().to_owned());
            }
            if form.kind == Kind::Dxa && at % form.columns() == 0 && form.rows[at].value.is_empty() {
                let key = state.look.keymap.key(Action::Next);
                return so(format!("{key} leaves the density out and goes to the T-score"));
            }
            reading
                .seen(at)
                .zip(form.rows.get(at))
                .map_or_else(FieldNote::default, |(seen, row)| of_row(row, seen, form, reading, shown, state))
        }
        FormFocus::Add if form.add.is_empty() => so(carried(form, state)),
        FormFocus::Add => so(format!("{} adds the marked one", state.look.keymap.key(Action::Next))),
        FormFocus::Note => so(carried(form, state)),
    }
}

/// The names a field of the head may mean, and the key that picks one.
fn offered(form: &ReportForm, state: &State) -> String {
    let (action, does) = match form.pick {
        0 => (Action::FieldDown, "picks"),
        _ => (Action::Next, "takes it"),
    };
    let names = offer_words(&form.offered(state), form.pick.checked_sub(1));
    format!("{} {does}: {names}", state.look.keymap.key(action))
}

fn of_row(
    row: &ResultRow,
    seen: &TypedRow,
    form: &ReportForm,
    reading: &ReportReading,
    shown: &ColumnWidths,
    state: &State,
) -> FieldNote {
    match &seen.entered {
        EnteredValue::Wrong(error) if belongs_above(error, row.text(), state) => {
            let key = state.look.keymap.key(Action::Head);
            return wrong(format!("{error}. {key} goes to {}", fields_above(form)));
        }
        EnteredValue::Wrong(error) | EnteredValue::NeedsLimit(error) => return wrong(error.to_string()),
        EnteredValue::Value(_, doubts) if !doubts.is_empty() => {
            return wrong(doubtful(doubts, seen, state));
        }
        _ => {}
    }
    let range = seen.range.as_ref().filter(|_| shown.lacks_range());
    let range = range.map(|range| format!("range {} ({})", range.interval, range.by));
    let previous = Some(previous_text(seen, state)).filter(|text| shown.lacks_previous() && !text.is_empty());
    let previous = previous.map(|previous| format!("before: {previous}"));
    let words = shown.lacks_words().then(|| row_words(form, row, seen, reading, state).0);
    let words = words.filter(|words| !words.is_empty());
    let change = state.privacy().telling(seen.change.filter(|_| form.kind == Kind::Semen));
    let change = change.map(|change| format!("since the one before: {change}"));
    let parts: Vec<String> = [words, previous, range, change].into_iter().flatten().collect();
    so(parts.join("   "))
}

/// Whose the published range of the row in focus is, in full; of a value without a range what its mark means, and the
/// key that types one.
fn origin_words(
    form: &ReportForm,
    reading: &ReportReading,
    shown: &ColumnWidths,
    state: &State,
) -> Option<String> {
    let seen = reading.seen(form.place()?).filter(|_| form.fold.is_none())?;
    match &seen.range {
        Some(range) => {
            let source = state.catalog.source(&range.by)?;
            // Beside the range below the rows its short name is said already.
            let key = if shown.lacks_range() { String::new() } else { format!("{}: ", source.key) };
            Some(format!("{key}{}", source.title))
        }
        None if form.kind == Kind::Blood
            && matches!(&seen.entered, EnteredValue::Value(Value::Number(_), _)) =>
        {
            let key = state.look.keymap.key(Action::Range);
            let mark = state.look.glyphs.of(Interpretation::Unknown);
            Some(format!("{mark} no range is known; {key} types the one on your report"))
        }
        None => None,
    }
}

/// `date, time and laboratory`, as far as the form has them.
fn fields_above(form: &ReportForm) -> String {
    let wanted = [FieldSlot::Date, FieldSlot::Time, FieldSlot::Laboratory];
    let has = |slot: &FieldSlot| form.head.iter().any(|field| field.slot == *slot);
    let labels: Vec<&str> = wanted.iter().filter(|slot| has(slot)).map(|slot| slot.label()).collect();
    match labels.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Whether what is typed as a value is rather meant for the fields above: a word, a day, a time.
fn belongs_above(error: &TypedError, text: &str, state: &State) -> bool {
    let is_word = matches!(error, TypedError::Number { .. });
    let is_time = text.contains(|c: char| !c.is_ascii_digit()) && read_time(text).is_ok();
    is_word || is_time || read_day(text, state).is_ok()
}

/// The doubt, and the key that reads the digits in the unit they look like.
fn doubtful(doubts: &[ValueDoubt], seen: &TypedRow, state: &State) -> String {
    let flip = state.look.keymap.key(Action::OtherUnit);
    let unit = shown_unit(&seen.unit);
    let said = |doubt: &ValueDoubt| match doubt {
        ValueDoubt::UnitSlip { .. } => format!("{doubt}: {flip} reads it so; leave it to keep {unit}"),
        ValueDoubt::Implausible { .. } | ValueDoubt::FutureDay(_) | ValueDoubt::Inconsistent(_) => {
            doubt.to_string()
        }
    };
    doubts.iter().map(said).collect::<Vec<_>>().join("; ")
}

/// What is to be put right in rows that are not in focus and have no room to say it whole.
fn row_troubles(
    form: &ReportForm,
    reading: &ReportReading,
    shown: &ColumnWidths,
    said: &str,
    state: &State,
) -> Vec<LiveLine> {
    let others = form.rows.iter().enumerate().filter(|(at, _)| form.focus != FormFocus::Value(*at));
    let troubles = others.filter_map(|(at, row)| {
        let seen = reading.seen(at)?;
        let (words, _) = row_words(form, row, seen, reading, state);
        let is_veiled = state.privacy().telling(Some(())).is_none();
        let own = match &seen.entered {
            EnteredValue::Wrong(error) | EnteredValue::NeedsLimit(error) => error.to_string(),
            EnteredValue::Value(_, doubts) if !doubts.is_empty() => doubts[0].to_string(),
            _ => return None,
        };
        let is_cut = words.chars().count() > usize::from(shown.words);
        let text = if is_veiled { words } else { own };
        let name = state.name(&row.analyte);
        let is_named = text.to_lowercase().contains(&name.to_lowercase());
        let text = if is_named { text } else { format!("{name}: {text}") };
        (is_cut && !said.contains(&text)).then_some(LiveLine { text, is_doubt: true })
    });
    troubles.collect()
}

/// Results of the edited report that have no row.
fn carried(form: &ReportForm, state: &State) -> String {
    if form.carried.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = form.carried.iter().map(|result| state.name(&result.analyte)).collect();
    format!("kept as they are: {}", names.join(", "))
}

const fn so(text: String) -> FieldNote {
    FieldNote { text, is_wrong: false }
}

const fn wrong(text: String) -> FieldNote {
    FieldNote { text, is_wrong: true }
}
