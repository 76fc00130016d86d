//! The form of a symptom, an event, a therapy or the profile: labelled fields under one another.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line as TextLine;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use crate::domain::change::{Act, Entry};
use crate::ui::action::Action;
use crate::ui::outcome::{FormKind, FormOutcome, Seed};
use crate::ui::screen::entry::answer::{FieldStep, offers_for, settle_days};
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField, SaveDoubt};
use crate::ui::screen::entry::journal_form::{
    MadeEntry, event_fields, make_event, make_profile, make_symptom, profile_fields, symptom_fields,
};
use crate::ui::screen::entry::therapy_form::{
    echo_dose, keep_room, make_regimen, settle_doses, suit_drug, therapy_fields,
};
use crate::ui::state::State;
use crate::ui::widget::field::Field;
use crate::ui::widget::plot::{shorten, wrap};
use crate::ui::widget::table::first_shown;

/// A form of labelled fields.
#[derive(Clone, Debug)]
pub struct ShortForm {
    /// What it makes.
    pub kind: FormKind,
    /// In the order they are walked.
    pub fields: Vec<FormField>,
    /// The field keys go to.
    pub at: usize,
    /// Which of the names offered is picked; where any text may stand, counted from 1.
    pub pick: usize,
    /// Whether the field in focus was typed in since it was reached.
    touched: bool,
}

/// Names shown under a field at most.
pub const NAMES: usize = 6;

impl ShortForm {
    /// The form a seed asks for, drafts apart.
    pub fn open(seed: &Seed, state: &State) -> Self {
        let fields = match (seed.form, &seed.edit) {
            (FormKind::Symptom, Some(Entry::Symptom(old))) => symptom_fields(Some(old), state),
            (FormKind::Symptom, _) => symptom_fields(None, state),
            (FormKind::Event, Some(Entry::Event(old))) => event_fields(Some(old), state),
            (FormKind::Event, _) => event_fields(None, state),
            (FormKind::Therapy, Some(Entry::Regimen(old))) => therapy_fields(Some(old), state),
            (FormKind::Therapy, _) => therapy_fields(None, state),
            _ => profile_fields(state.record.profile()),
        };
        Self::new(seed.form, fields)
    }

    /// A form over these fields, the cursor in the first empty one.
    fn new(kind: FormKind, fields: Vec<FormField>) -> Self {
        let at = fields.iter().position(|line| line.text().is_empty()).unwrap_or(0);
        let mut form = Self { kind, fields, at, pick: 0, touched: false };
        form.go(0);
        form
    }

    /// The act that stores what is typed, and what should be asked about first; or what is wrong, the cursor on it.
    /// `old` is the entry that is changed.
    pub fn make(&mut self, old: Option<&Entry>, state: &State) -> Result<(Act, Vec<SaveDoubt>), FieldError> {
        // What would follow from the name was not seen yet.
        self.take_marked(state);
        self.make_entry(old, state).map_err(|(slot, error)| {
            let place = self.fields.iter().position(|field| field.slot == slot);
            self.at = place.unwrap_or(self.at);
            error
        })
    }

    fn make_entry(&self, old: Option<&Entry>, state: &State) -> MadeEntry {
        let fields = &self.fields;
        match (self.kind, old) {
            (FormKind::Symptom, Some(Entry::Symptom(old))) => make_symptom(fields, Some(old), state),
            (FormKind::Symptom, _) => make_symptom(fields, None, state),
            (FormKind::Event, Some(Entry::Event(old))) => make_event(fields, Some(old), state),
            (FormKind::Event, _) => make_event(fields, None, state),
            (FormKind::Therapy, Some(Entry::Regimen(old))) => make_regimen(fields, Some(old), state),
            (FormKind::Therapy, _) => make_regimen(fields, None, state),
            _ => make_profile(fields, state),
        }
    }

    /// Writes the days that are typed in words, and the units of doses; whether any text changed.
    pub fn settle(&mut self, state: &State) -> bool {
        let doses = settle_doses(&mut self.fields, state);
        settle_days(self.fields.iter_mut(), state) || doses
    }

    /// Takes a key that is no command; whether the text became another one.
    pub fn type_key(&mut self, event: KeyEvent) -> bool {
        let changed = self.field().key(event);
        self.after(changed)
    }

    /// Takes a pasted text into the field in focus.
    pub fn insert(&mut self, text: &str) {
        self.field().insert(text);
        self.after(true);
    }

    /// Names the field in focus may mean, as they are offered.
    pub fn offered(&self, state: &State) -> Vec<String> {
        let line = &self.fields[self.at];
        if !line.slot.is_name() {
            return if self.touched { offers_for(line.slot, line.text(), state) } else { Vec::new() };
        }
        let mut names = line.slot.names(line.text(), state);
        names.truncate(NAMES);
        names
    }

    /// Which of so many names is marked: where a known one has to stand, always one.
    pub fn marked(&self, offered: usize) -> Option<usize> {
        if self.fields[self.at].slot.is_name() {
            Some(self.pick.min(offered.saturating_sub(1)))
        } else {
            self.pick.checked_sub(1)
        }
    }

    /// Does what a command means; saving and leaving are the form's.
    pub fn act(&mut self, action: Action, state: &State) -> FormOutcome {
        let finding = self.fields[self.at].slot.is_name() || !self.offered(state).is_empty();
        match action {
            Action::Next if self.at + 1 == self.fields.len() => {
                FormOutcome::note(format!("{} saves", state.look.keymap.key(Action::Save)))
            }
            Action::Next => {
                self.touched |= self.fields[self.at].text().is_empty();
                let taken = self.take_name(state);
                self.go(1);
                taken
            }
            Action::NextField => {
                let taken = self.take_name(state);
                self.go(1);
                taken
            }
            Action::PreviousField => {
                let taken = self.take_name(state);
                self.go(-1);
                taken
            }
            Action::FieldDown if finding => self.pick_further(1, state),
            Action::FieldUp if finding && self.pick > 0 => self.pick_further(-1, state),
            Action::FieldDown => self.go(1),
            Action::FieldUp => self.go(-1),
            Action::Later => self.step(FieldStep::Later, state),
            Action::Earlier => self.step(FieldStep::Earlier, state),
            Action::FieldUndo => self.travel(Field::undo),
            Action::FieldRedo => self.travel(Field::redo),
            _ => FormOutcome::Stay,
        }
    }

    /// Puts the name that is marked in the place of what is typed to find it, and fills what goes without saying
    /// with it.
    fn take_name(&mut self, state: &State) -> FormOutcome {
        let taken = self.take_marked(state);
        if taken == FormOutcome::Changed && self.fields[self.at].slot == FieldSlot::Drug {
            suit_drug(&mut self.fields, state);
        }
        taken
    }

    /// Puts the name that is marked in the place of what is typed to find it. A name nobody typed in stays.
    fn take_marked(&mut self, state: &State) -> FormOutcome {
        if !self.touched && self.pick == 0 {
            return FormOutcome::Stay;
        }
        let offered = self.offered(state);
        let Some(name) = self.marked(offered.len()).and_then(|at| offered.get(at)) else {
            return FormOutcome::Stay;
        };
        let line = &mut self.fields[self.at];
        if line.text() == name {
            return FormOutcome::Stay;
        }
        line.field.set(name);
        self.pick = 0;
        FormOutcome::Changed
    }

    fn field(&mut self) -> &mut Field {
        &mut self.fields[self.at].field
    }

    /// What follows from a changed text.
    fn after(&mut self, changed: bool) -> bool {
        if changed {
            self.pick = 0;
            self.touched = !self.fields[self.at].text().is_empty();
            if self.kind == FormKind::Therapy {
                keep_room(&mut self.fields);
            }
        }
        changed
    }

    fn go(&mut self, by: isize) -> FormOutcome {
        self.at = self.at.saturating_add_signed(by).min(self.fields.len() - 1);
        self.pick = 0;
        self.touched = false;
        if self.fields[self.at].slot != FieldSlot::Note {
            self.field().select();
        }
        FormOutcome::Stay
    }

    fn pick_further(&mut self, by: isize, state: &State) -> FormOutcome {
        let offered = self.offered(state).len();
        let last = if self.fields[self.at].slot.is_name() { offered.saturating_sub(1) } else { offered };
        self.pick = self.pick.saturating_add_signed(by).min(last);
        FormOutcome::Stay
    }

    fn step(&mut self, step: FieldStep, state: &State) -> FormOutcome {
        let line = &mut self.fields[self.at];
        match line.slot.step(line.text(), step, state) {
            Some(text) => {
                line.field.set(&text);
                self.after(true);
                FormOutcome::Changed
            }
            None => FormOutcome::Stay,
        }
    }

    fn travel(&mut self, way: fn(&mut Field) -> bool) -> FormOutcome {
        let changed = way(self.field());
        if self.after(changed) { FormOutcome::Changed } else { FormOutcome::Stay }
    }
}

/// One line of the screen.
enum ShortLine {
    /// Fields side by side, by place.
    Fields(Vec<usize>),
    /// A name that may be meant, and whether it is the one that is taken.
    Name(String, bool),
    /// Nothing.
    Gap,
}

/// Draws the form.
pub fn paint_short_form(
    form: &ShortForm,
    is_edit: bool,
    said: &str,
    state: &State,
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height < 2 || area.width < 8 {
        return;
    }
    let verb = if is_edit || form.kind == FormKind::Profile { "EDIT" } else { "NEW" };
    let title = match form.kind {
        FormKind::Profile => "PROFILE".to_owned(),
        kind => format!("{verb} {}", kind.name().to_uppercase()),
    };
    TextLine::styled(format!(" {title}"), state.look.theme.heading).render(area, buf);
    let about = Some(short_note(form, area.width, state)).filter(|about| !said.contains(about.as_str()));
    let about = wrap(&about.unwrap_or_default(), area.width.saturating_sub(2).into(), "…");
    let below = (about.len() as u16).clamp(1, MOST_ABOUT);
    let body =
        Rect { y: area.y + 2.min(area.height - 1), height: area.height.saturating_sub(2 + below), ..area };
    for (line, y) in about.iter().zip(area.bottom().saturating_sub(below)..area.bottom()) {
        let place = Rect { y, height: 1, ..area };
        TextLine::styled(format!(" {line}"), state.look.theme.dim).render(place, buf);
    }
    let shown = short_lines(form, area.width, state);
    let here =
        shown.iter().position(|line| matches!(line, ShortLine::Fields(places) if places.contains(&form.at)));
    let first = first_shown(shown.len(), here, body.height.into());
    for (y, line) in shown.iter().skip(first).take(body.height.into()).enumerate() {
        let place = Rect { y: body.y + y as u16, height: 1, ..body };
        match line {
            ShortLine::Fields(places) => paint_fields(form, places, state, place, buf),
            ShortLine::Name(name, taken) => {
                let style = if *taken { state.look.theme.accent } else { state.look.theme.dim };
                let mark = if *taken { ">" } else { " " };
                let text = format!("{:w$}{mark} {name}", "", w = usize::from(LABEL));
                TextLine::styled(text, style).render(place, buf);
            }
            ShortLine::Gap => {}
        }
    }
}

/// ShortForm about the field in focus at most.
const MOST_ABOUT: u16 = 2;
/// Room from which a change of dose stands in one line.
const SIDE_BY_SIDE: u16 = 78;
/// Columns before the first field.
const LABEL: u16 = 14;

/// The lines of the screen: fields, names under the field in focus, a gap before dose changes and the note.
fn short_lines(form: &ShortForm, width: u16, state: &State) -> Vec<ShortLine> {
    let mut out = Vec::new();
    let mut place = 0;
    while place < form.fields.len() {
        let slot = form.fields[place].slot;
        if matches!(slot, FieldSlot::ChangeFrom(0) | FieldSlot::Note) {
            out.push(ShortLine::Gap);
        }
        if width >= SIDE_BY_SIDE && matches!(slot, FieldSlot::ChangeFrom(_)) {
            out.push(ShortLine::Fields((place..(place + 3).min(form.fields.len())).collect()));
            place += 3;
        } else {
            out.push(ShortLine::Fields(vec![place]));
            place += 1;
        }
        let in_focus = matches!(out.last(), Some(ShortLine::Fields(places)) if places.contains(&form.at));
        if in_focus {
            let offered = form.offered(state);
            let taken = form.marked(offered.len());
            let exact = offered.iter().any(|name| name == form.fields[form.at].text());
            let names = offered.into_iter().enumerate();
            out.extend(names.filter(|_| !exact).map(|(n, name)| ShortLine::Name(name, Some(n) == taken)));
        }
    }
    out
}

fn paint_fields(form: &ShortForm, places: &[usize], state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let mut x = area.x;
    for place in places {
        let line = &form.fields[*place];
        let focused = *place == form.at;
        let label = match line.slot {
            FieldSlot::ChangeFrom(_) => "dose from",
            slot => slot.label(),
        };
        let is_first = x == area.x;
        let style = if focused { theme.accent } else { theme.dim };
        let width = if is_first { LABEL } else { label.len() as u16 + 1 };
        let text =
            if is_first { format!("{label:>w$} ", w = usize::from(LABEL) - 2) } else { label.to_owned() };
        x = put_piece(TextLine::styled(text, style), x, width, area, buf);
        x = put_piece(TextLine::styled("[", theme.dim), x, 2, area, buf);
        let width = line.width().min(area.right().saturating_sub(x + 1));
        line.field.paint(Rect { x, width, ..area }.intersection(area), buf, Style::default(), focused);
        x = x.saturating_add(width);
        x = put_piece(TextLine::styled("]", theme.dim), x, 3, area, buf);
    }
    let [place] = places else { return };
    let names = form.fields[*place].slot.is_name() && !form.fields[*place].text().is_empty();
    let focused = *place == form.at;
    let (text, style) = match echo_field(form, *place, state) {
        Ok(text) => (text, theme.dim),
        Err(error) if focused => (error.to_string(), theme.dim),
        Err(error) => (error.to_string(), theme.attention),
    };
    // FoldKind the field in focus what has no room here stands whole below.
    if !names && (!focused || fits_beside(form, &text, area.width)) {
        let room = usize::from(area.right().saturating_sub(x));
        put_piece(TextLine::styled(shorten(&text, room, "…"), style), x, area.width, area, buf);
    }
}

/// Whether a text has room beside the field in focus.
fn fits_beside(form: &ShortForm, text: &str, width: u16) -> bool {
    let slot = form.fields[form.at].slot;
    let is_change =
        matches!(slot, FieldSlot::ChangeFrom(_) | FieldSlot::ChangeDose(_) | FieldSlot::ChangeSchedule(_));
    let used = LABEL + 2 + form.fields[form.at].width() + 3;
    !(is_change && width >= SIDE_BY_SIDE) && text.width() + usize::from(used) <= width.into()
}

/// How a field is understood, or what would be right.
fn echo_field(form: &ShortForm, place: usize, state: &State) -> Result<String, FieldError> {
    let line = &form.fields[place];
    match line.slot {
        FieldSlot::Dose | FieldSlot::ChangeDose(_) => echo_dose(&form.fields, line.field.text(), state),
        slot => slot.echo(line.field.text(), state),
    }
}

/// What there is to say of the field in focus where its line has no room for it.
fn short_note(form: &ShortForm, width: u16, state: &State) -> String {
    let offered = form.offered(state).len();
    if form.marked(offered).is_none() && offered > 0 {
        let key = state.look.keymap.key(Action::FieldDown);
        return format!("{key} picks one of these; otherwise what is typed stays");
    }
    let is_finding = form.fields[form.at].slot.is_name();
    let told = echo_field(form, form.at, state).unwrap_or_else(|error| error.to_string());
    if is_finding || fits_beside(form, &told, width) { String::new() } else { told }
}

/// Draws a piece and says where the next one begins.
fn put_piece(line: TextLine<'_>, x: u16, width: u16, area: Rect, buf: &mut Buffer) -> u16 {
    let place = Rect { x, width, ..area }.intersection(area);
    line.render(place, buf);
    x.saturating_add(width)
}
