//! The form of a symptom, an event, a therapy or the profile: labelled fields under one another.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line as TextLine;
use unicode_width::UnicodeWidthStr;

use crate::domain::change::{Act, Entry};
use crate::ui::action::Action;
use crate::ui::outcome::{FormKind, FormOutcome, Seed};
use crate::ui::screen::entry::answer::{FieldStep, offers_for, settle_fields};
use crate::ui::screen::entry::dose_form::{dose_fields, make_dose};
use crate::ui::screen::entry::field::{FieldError, FieldSlot, FormField, SaveDoubt, text_of};
use crate::ui::screen::entry::journal_form::{
    MadeEntry, event_fields, make_event, make_profile, make_symptom, profile_fields, symptom_fields,
};
use crate::ui::screen::entry::therapy_form::{
    echo_dose, keep_room, make_regimen, settle_doses, suit_drug, therapy_fields,
};
use crate::ui::state::State;
use crate::ui::widget::field::Field;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::table::first_shown;
use crate::ui::widget::text::PaintLine;

/// A form of labelled fields.
#[derive(Clone, Debug)]
pub struct ShortForm {
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
            (FormKind::Dose, Some(Entry::DoseTaken(old))) => dose_fields(Some(old), state),
            (FormKind::Dose, _) => dose_fields(None, state),
            _ => profile_fields(state.record.profile()),
        };
        let mut form = Self::new(seed.form, fields);
        if let Some(name) = &seed.name {
            form.begin_with(name, state);
        }
        form
    }

    /// A form over these fields, the cursor in the first empty one.
    fn new(kind: FormKind, fields: Vec<FormField>) -> Self {
        let at = fields.iter().position(|line| line.text().is_empty()).unwrap_or(0);
        let mut form = Self { kind, fields, at, pick: 0, touched: false };
        form.go(0);
        form
    }

    /// The name is known; the cursor is in the field behind it.
    fn begin_with(&mut self, name: &str, state: &State) {
        self.fields[0].field.set(name);
        self.at = 0;
        if self.fields[0].slot == FieldSlot::Drug {
            suit_drug(&mut self.fields, state);
        }
        self.go(1);
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
            (FormKind::Dose, Some(Entry::DoseTaken(old))) => make_dose(fields, Some(old), state),
            (FormKind::Dose, _) => make_dose(fields, None, state),
            _ => make_profile(fields, state),
        }
    }

    /// Writes the days that are typed in words, and the units of doses; whether any text changed.
    pub fn settle(&mut self, state: &State) -> bool {
        let doses = settle_doses(&mut self.fields, state);
        settle_fields(self.fields.iter_mut(), state) || doses
    }

    /// Takes a key that is no command. A grade is a digit: letters meant for the name above do not end up in it.
    pub fn type_key(&mut self, event: KeyEvent, state: &State) -> FormOutcome {
        let is_letter = matches!(event.code, KeyCode::Char(c) if !c.is_ascii_digit())
            && !event.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        if is_letter && self.fields[self.at].slot == FieldSlot::Grade {
            let key = state.look.keymap.key(Action::PreviousField);
            let words =
                format!("grade: 0 none, 1 mild, 2 moderate or 3 severe; {key} goes back to the symptom");
            return FormOutcome::refuse(words);
        }
        let changed = self.field().key(event);
        if self.after(changed) { FormOutcome::Changed } else { FormOutcome::Stay }
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

/// Which fields of an entry became another text: `dose: 1 mg, now 0.5 mg`.
pub fn changed_fields(before: &Entry, after: &Entry, state: &State) -> Vec<String> {
    let fields = |entry: &Entry| {
        let form = match entry {
            Entry::Symptom(_) => FormKind::Symptom,
            Entry::Event(_) => FormKind::Event,
            Entry::Regimen(_) => FormKind::Therapy,
            Entry::DoseTaken(_) => FormKind::Dose,
            _ => FormKind::Profile,
        };
        let seed = Seed { edit: Some(entry.clone()), ..Seed::new(form) };
        ShortForm::open(&seed, state).fields
    };
    let (before, after) = (fields(before), fields(after));
    let text = |fields: &[FormField], slot| {
        let text = text_of(fields, slot);
        if text.is_empty() { "empty".to_owned() } else { text.to_owned() }
    };
    let changed =
        before.iter().chain(after.iter().skip(before.len())).map(|field| field.slot).filter_map(|slot| {
            let (old, new) = (text(&before, slot), text(&after, slot));
            (old != new).then(|| format!("{slot}: {old}, now {new}"))
        });
    changed.collect()
}

/// One line of the screen.
enum ShortLine {
    /// Fields side by side, by place.
    Fields(Vec<usize>),
    /// A name that may be meant, and whether it is the one that is taken.
    Name(String, bool),
    /// What there is to say of the field above, where it has no room beside it.
    Note(String, Style),
    Gap,
}

/// Draws the form. What the line at the bottom has `said` is not said twice.
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
    TextLine::styled(format!(" {title}"), state.look.theme.heading).paint(area, buf);
    let body = Rect { y: area.y + 2.min(area.height - 1), height: area.height.saturating_sub(2), ..area };
    let (shown, here) = short_lines(form, said, area.width, state);
    // The field in focus is seen, and what belongs to it where there is room for both.
    let height = usize::from(body.height);
    let last = if here.len() <= height { here.end.saturating_sub(1) } else { here.start };
    let first = first_shown(shown.len(), Some(last), height);
    for (y, line) in shown.iter().skip(first).take(height).enumerate() {
        let place = Rect { y: body.y + y as u16, height: 1, ..body };
        match line {
            ShortLine::Fields(places) => paint_fields(form, places, state, place, buf),
            ShortLine::Name(name, taken) => {
                let style = if *taken { state.look.theme.accent } else { state.look.theme.dim };
                let mark = if *taken { ">" } else { " " };
                let text = format!("{:w$}{mark} {name}", "", w = usize::from(LABEL));
                TextLine::styled(text, style).paint(place, buf);
            }
            ShortLine::Note(words, style) => {
                let text = format!("{:w$}{words}", "", w = usize::from(NOTE));
                TextLine::styled(text, *style).paint(place, buf);
            }
            ShortLine::Gap => {}
        }
    }
}

/// Room from which a change of dose stands in one line.
const SIDE_BY_SIDE: u16 = 78;
/// Columns before the first field.
const LABEL: u16 = 15;
/// Columns before what is said below a field.
const NOTE: u16 = LABEL + 2;

/// The lines of the screen: fields, under each what has no room beside it, under the field in focus the names it may
/// mean, a gap before dose changes and the note. And which of the lines belong to the field in focus.
fn short_lines(form: &ShortForm, said: &str, width: u16, state: &State) -> (Vec<ShortLine>, Range<usize>) {
    let mut out = Vec::new();
    let mut here = 0..0;
    let mut place = 0;
    while place < form.fields.len() {
        let slot = form.fields[place].slot;
        if matches!(slot, FieldSlot::ChangeFrom(0) | FieldSlot::Note) {
            out.push(ShortLine::Gap);
        }
        let together = place..(place + together(form, place, width));
        let start = out.len();
        out.push(ShortLine::Fields(together.clone().collect()));
        if together.contains(&form.at) {
            out.extend(names_below(form, state));
        }
        let room = usize::from(width.saturating_sub(NOTE + 1));
        for at in together.clone() {
            let note = note_below(form, at, together.len() > 1, width, state);
            if let Some((words, style)) = note.filter(|(words, _)| !said.contains(words.as_str())) {
                out.extend(wrap(&words, room, "…").into_iter().map(|line| ShortLine::Note(line, style)));
            }
        }
        if together.contains(&form.at) {
            here = start..out.len();
        }
        place = together.end;
    }
    (out, here)
}

/// Fields that stand side by side from a place on: the three of a change of dose, where there is room.
fn together(form: &ShortForm, place: usize, width: u16) -> usize {
    let Some(fields) = form.fields.get(place..place + 3) else { return 1 };
    let taken = |field: &FormField| field.slot.label().len() as u16 + 1 + 2 + field.width() + 3;
    let total = LABEL + fields.iter().map(taken).sum::<u16>() - fields[0].slot.label().len() as u16;
    let is_change = matches!(fields[0].slot, FieldSlot::ChangeFrom(_));
    if is_change && width >= SIDE_BY_SIDE && total <= width { 3 } else { 1 }
}

/// The names the field in focus may mean, and how one of them is picked.
fn names_below(form: &ShortForm, state: &State) -> Vec<ShortLine> {
    let offered = form.offered(state);
    if offered.iter().any(|name| name == form.fields[form.at].text()) {
        return Vec::new();
    }
    let taken = form.marked(offered.len());
    let key = state.look.keymap.key(Action::FieldDown);
    let picks = (taken.is_none() && !offered.is_empty()).then(|| {
        let words = format!("{key} picks one of these; otherwise what is typed stays");
        ShortLine::Note(words, state.look.theme.dim)
    });
    let next = state.look.keymap.key(Action::Next);
    let takes = (taken.is_some() && !offered.is_empty()).then(|| {
        let more = if offered.len() > 1 { format!("; {key} goes on") } else { String::new() };
        ShortLine::Note(format!("{next} takes the marked one{more}"), state.look.theme.dim)
    });
    let names = offered.into_iter().enumerate().map(|(n, name)| ShortLine::Name(name, Some(n) == taken));
    names.chain(picks).chain(takes).collect()
}

/// What is said below a field: what is wrong in it, and what it is to hold while it is in focus, where that has no
/// room beside it.
fn note_below(
    form: &ShortForm,
    place: usize,
    is_beside_others: bool,
    width: u16,
    state: &State,
) -> Option<(String, Style)> {
    let (words, style) = words_of(form, place, state)?;
    let is_needed = place == form.at || style == state.look.theme.attention;
    let has_room = !is_beside_others && fits_beside(form, place, &words, width);
    (is_needed && !has_room && !words.is_empty()).then_some((words, style))
}

/// How a field is understood, or what would be right, and how it is drawn; none for one whose names stand below it.
fn words_of(form: &ShortForm, place: usize, state: &State) -> Option<(String, Style)> {
    let theme = &state.look.theme;
    let field = &form.fields[place];
    if field.slot.is_name() && !field.text().is_empty() {
        return None;
    }
    Some(match echo_field(form, place, state) {
        Ok(text) => (text, theme.dim),
        Err(error) if place == form.at => (error.to_string(), theme.dim),
        Err(error) => (error.to_string(), theme.attention),
    })
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
    if let [place] = places
        && let Some((words, style)) = words_of(form, *place, state)
        && fits_beside(form, *place, &words, area.width)
    {
        put_piece(TextLine::styled(words, style), x, area.width, area, buf);
    }
}

/// Whether a text has room beside a field.
fn fits_beside(form: &ShortForm, place: usize, text: &str, width: u16) -> bool {
    let used = LABEL + 2 + form.fields[place].width() + 3;
    text.width() + usize::from(used) <= width.into()
}

/// How a field is understood, or what would be right.
fn echo_field(form: &ShortForm, place: usize, state: &State) -> Result<String, FieldError> {
    let line = &form.fields[place];
    match line.slot {
        FieldSlot::Dose | FieldSlot::ChangeDose(_) => echo_dose(&form.fields, line.field.text(), state),
        slot => slot.echo(line.field.text(), state),
    }
}

/// Draws a piece and says where the next one begins.
fn put_piece(line: TextLine<'_>, x: u16, width: u16, area: Rect, buf: &mut Buffer) -> u16 {
    let place = Rect { x, width, ..area }.intersection(area);
    line.paint(place, buf);
    x.saturating_add(width)
}
