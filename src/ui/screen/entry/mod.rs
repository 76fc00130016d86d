//! The entry forms: typed text in, an act to store out.
//!
//! A report is entered in a `report_form` (a row an analyte), everything else in a `short_form` (labelled fields).
//! What is typed is text until it is saved; `reading` says what it amounts to at any moment.

mod answer;
mod columns;
mod draft;
mod field;
mod journal_form;
mod live;
mod paste;
mod reading;
mod report_form;
mod report_keys;
mod report_view;
mod row_view;
mod rows;
mod short_form;
mod therapy_form;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Report};
use crate::exchange::paste::plain;
use crate::ui::action::Action;
use crate::ui::outcome::{FormKind, FormOutcome, Seed};
use crate::ui::screen::entry::answer::settle_days;
use crate::ui::screen::entry::draft::{FormDraft, draft_name};
pub use crate::ui::screen::entry::draft::{draft_words, seed_of};
use crate::ui::screen::entry::field::FieldSlot;
use crate::ui::screen::entry::journal_form::{
    MadeEntry, event_fields, make_event, make_profile, make_symptom, profile_fields, symptom_fields,
};
use crate::ui::screen::entry::paste::PasteBox;
use crate::ui::screen::entry::reading::ReportReading;
use crate::ui::screen::entry::report_form::{FormFocus, ReportForm};
use crate::ui::screen::entry::report_view::paint_report_form;
use crate::ui::screen::entry::rows::{ResultRow, enterable};
use crate::ui::screen::entry::short_form::{ShortForm, paint_short_form};
use crate::ui::screen::entry::therapy_form::{make_regimen, settle_doses, therapy_fields};
use crate::ui::state::State;

/// An open form.
#[derive(Debug)]
pub struct EntryForm {
    /// The name of its draft.
    name: String,
    body: FormBody,
    /// The stored entry it changes.
    old: Option<Entry>,
    /// What stood in it when it opened, drafts apart.
    pristine: FormDraft,
    from_draft: bool,
    /// The box to paste a report into, while it is open or not yet read.
    paste_box: PasteBox,
    /// Doubts that were put; saving again stores what they are about.
    asked: Vec<String>,
}

impl EntryForm {
    /// Opens the form a seed asks for: empty, with a kept draft, an entry to edit, or a report's shape. Every
    /// entry that is edited has a draft of its own.
    pub fn open(seed: &Seed, state: &State) -> Self {
        let body = FormBody::open(seed, state);
        let mut form = Self {
            name: draft_name(seed),
            pristine: body.draft(),
            body,
            old: seed.edit.clone(),
            from_draft: false,
            paste_box: PasteBox::default(),
            asked: Vec::new(),
        };
        if let Some(draft) = state.drafts.get(&form.name).and_then(|text| FormDraft::read(text)) {
            form.paste_box = PasteBox::again(draft.boxed());
            form.body.retype(draft, &seed.analytes, state);
            form.from_draft = true;
        }
        form
    }

    /// Whether it opened with what was typed and not saved before.
    pub const fn came_from_draft(&self) -> bool {
        self.from_draft
    }

    /// The name its draft is kept under.
    pub fn draft_name(&self) -> String {
        self.name.clone()
    }

    /// What is typed, as `open` reads it back; none while nothing is.
    pub fn draft(&self) -> Option<String> {
        let draft = self.body.draft().with_box(self.paste_box.typed());
        (draft != self.pristine).then(|| draft.to_text())
    }

    /// The keys that matter most in it.
    pub fn actions(&self) -> &'static [Action] {
        match &self.body {
            FormBody::Report(_) if self.paste_box.is_open() => &[Action::PasteBox, Action::Keep],
            FormBody::Report(form) if form.fold.is_some() => &[Action::Next],
            FormBody::Report(form) => match form.focus {
                FormFocus::Value(_) => &[
                    Action::Next,
                    Action::NextField,
                    Action::Save,
                    Action::PasteBox,
                    Action::Range,
                    Action::Keep,
                    Action::OtherUnit,
                ],
                FormFocus::Head(_) => {
                    &[Action::Next, Action::NextField, Action::Save, Action::Earlier, Action::Keep]
                }
                FormFocus::Add | FormFocus::Note => {
                    &[Action::Next, Action::NextField, Action::Save, Action::PasteBox, Action::Keep]
                }
            },
            FormBody::Short(_) => {
                &[Action::Next, Action::NextField, Action::Save, Action::Earlier, Action::Keep]
            }
        }
    }

    /// Takes a key that is no command.
    pub fn type_key(&mut self, event: KeyEvent, _state: &State) -> FormOutcome {
        if self.paste_box.is_open() {
            self.paste_box.type_key(event);
            return FormOutcome::Changed;
        }
        let changed = match &mut self.body {
            FormBody::Report(form) => form.type_key(event),
            FormBody::Short(lines) => lines.type_key(event),
        };
        if !changed {
            return FormOutcome::Stay;
        }
        self.asked.clear();
        FormOutcome::Changed
    }

    /// Does what a command means in it.
    pub fn act(&mut self, action: Action, state: &State) -> FormOutcome {
        if self.paste_box.is_open() {
            return self.act_in_box(action, state);
        }
        let is_unfolded = matches!(&self.body, FormBody::Report(form) if form.fold.is_some());
        match action {
            Action::Save => return self.save(state),
            Action::Keep if !is_unfolded => {
                self.body.settle(state);
                return FormOutcome::Close;
            }
            Action::FormQuit => {
                self.body.settle(state);
                return FormOutcome::Quit;
            }
            Action::PasteBox if let FormBody::Report(form) = &self.body => {
                self.paste_box.open(&form.left);
                return FormOutcome::Stay;
            }
            _ => {}
        }
        let settled = !matches!(action, Action::FieldUndo | Action::FieldRedo) && self.body.settle(state);
        let outcome = match &mut self.body {
            FormBody::Report(form) => form.act(action, state),
            FormBody::Short(lines) => lines.act(action, state),
        };
        let outcome = match outcome {
            FormOutcome::Stay if settled => FormOutcome::Changed,
            other => other,
        };
        if outcome == FormOutcome::Changed {
            self.asked.clear();
        }
        outcome
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str, state: &State) -> FormOutcome {
        let text = plain(text);
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > 1
            && let FormBody::Short(lines) = &self.body
            && lines.fields[lines.at].slot != FieldSlot::Note
        {
            return FormOutcome::refuse(
                "More than one line goes into the note here; a report is pasted into the form of its kind",
            );
        }
        if lines > 1 || self.paste_box.is_open() {
            self.paste_box.insert(&text);
            return self.read_box(state);
        }
        match &mut self.body {
            FormBody::Report(form) => form.insert(&text),
            FormBody::Short(lines) => lines.insert(&text),
        }
        self.asked.clear();
        FormOutcome::Changed
    }

    /// In the box Enter ends a line; the key that opened it, or saving, reads what is in it.
    fn act_in_box(&mut self, action: Action, state: &State) -> FormOutcome {
        match action {
            Action::PasteBox | Action::Save => self.read_box(state),
            Action::Keep => {
                self.paste_box.close();
                FormOutcome::Stay
            }
            Action::FormQuit => FormOutcome::Quit,
            Action::Next => {
                self.paste_box.end_line();
                FormOutcome::Stay
            }
            _ => FormOutcome::Stay,
        }
    }

    /// Puts the lines of the box into the rows they belong to.
    fn read_box(&mut self, state: &State) -> FormOutcome {
        let (text, again) = self.paste_box.take();
        self.asked.clear();
        match &mut self.body {
            FormBody::Report(form) => {
                if again {
                    form.left.clear();
                }
                form.take_pasted(&text, state)
            }
            FormBody::Short(lines) => {
                lines.insert(&text);
                FormOutcome::Changed
            }
        }
    }

    /// Draws it. What the line at the bottom says is not said twice.
    pub fn view(&self, said: &str, state: &State, frame: &mut Frame<'_>, area: Rect) {
        match &self.body {
            FormBody::Report(_) if self.paste_box.is_open() => {
                self.paste_box.paint(state, area, frame.buffer_mut());
            }
            FormBody::Report(form) => paint_report_form(form, said, state, area, frame.buffer_mut()),
            FormBody::Short(lines) => {
                paint_short_form(lines, self.old.is_some(), said, state, area, frame.buffer_mut());
            }
        }
    }

    /// Stores what is typed; says what is wrong, or asks once about what is doubtful.
    fn save(&mut self, state: &State) -> FormOutcome {
        let (act, doubts) = match self.body.make(self.old.as_ref(), state) {
            Ok(made) => made,
            Err(words) => return FormOutcome::refuse(words),
        };
        let new: Vec<&String> = doubts.iter().filter(|doubt| !self.asked.contains(doubt)).collect();
        if let Some(first) = new.first() {
            let more = match new.len() {
                1 => String::new(),
                many => format!(" (and {} more)", many - 1),
            };
            let key = state.look.keymap.key(Action::Save);
            let words = format!("{first}{more}. {key} again stores it as typed");
            self.asked = doubts;
            return FormOutcome::refuse(words);
        }
        FormOutcome::Save(act)
    }
}

/// What a form consists of.
#[derive(Debug)]
pub enum FormBody {
    /// A report.
    Report(Box<ReportForm>),
    /// Anything else.
    Short(ShortForm),
}

impl FormBody {
    /// The body a seed asks for, drafts apart.
    pub fn open(seed: &Seed, state: &State) -> Self {
        let Some(kind) = kind_of(seed.form) else {
            return Self::Short(short_form_of(seed, state));
        };
        let like = seed.like.as_ref().and_then(|id| state.record.report(id));
        Self::Report(Box::new(match (&seed.edit, like) {
            (Some(Entry::Report(report)), _) => ReportForm::edit(report, state),
            (_, Some(report)) if report.kind() == kind => ReportForm::like(report, state),
            _ => ReportForm::new(kind, &seed.analytes, state),
        }))
    }

    /// The act that stores what is typed, and what should be asked about first; or what would be right, the
    /// cursor on what is wrong. `old` is the entry that is changed.
    pub fn make(&mut self, old: Option<&Entry>, state: &State) -> Result<(Act, Vec<String>), String> {
        match self {
            Self::Report(form) => {
                form.take_offer(state);
                make_report(form, state)
            }
            Self::Short(lines) => {
                // What would follow from the name was not seen yet.
                lines.take_marked(state);
                make_short(lines, old, state).map_err(|(slot, words)| {
                    let place = lines.fields.iter().position(|line| line.slot == slot);
                    lines.at = place.unwrap_or(lines.at);
                    words
                })
            }
        }
    }

    /// Writes the days that are typed in words, and the units of doses; whether any text changed.
    pub fn settle(&mut self, state: &State) -> bool {
        match self {
            Self::Report(form) => settle_days(form.head.iter_mut(), state),
            Self::Short(lines) => {
                let doses = settle_doses(&mut lines.fields, state);
                settle_days(lines.fields.iter_mut(), state) || doses
            }
        }
    }

    /// What is typed in it.
    pub fn draft(&self) -> FormDraft {
        match self {
            Self::Report(form) => FormDraft::of_report_form(form),
            Self::Short(lines) => FormDraft::of_short_form(lines),
        }
    }

    /// Types a draft again, keeping rows for the analytes that are wanted now.
    pub fn retype(&mut self, draft: FormDraft, wanted: &[AnalyteId], state: &State) {
        match self {
            Self::Report(form) => {
                let wanted = enterable(form.kind, wanted, state);
                let is_wanted = |row: &&ResultRow| wanted.contains(&row.analyte);
                let rows: Vec<ResultRow> = form.rows.iter().filter(is_wanted).cloned().collect();
                draft.into_report_form(form);
                for row in rows {
                    if !form.rows.iter().any(|there| there.analyte == row.analyte) {
                        form.rows.push(row);
                    }
                }
            }
            Self::Short(lines) => draft.into_short_form(lines),
        }
    }
}

/// The kind of report a form makes.
const fn kind_of(form: FormKind) -> Option<Kind> {
    match form {
        FormKind::Blood => Some(Kind::Blood),
        FormKind::Semen => Some(Kind::Semen),
        FormKind::Dxa => Some(Kind::Dxa),
        FormKind::Body => Some(Kind::Body),
        FormKind::Symptom | FormKind::Event | FormKind::Therapy | FormKind::Profile => None,
    }
}

fn short_form_of(seed: &Seed, state: &State) -> ShortForm {
    let lines = match (seed.form, &seed.edit) {
        (FormKind::Symptom, Some(Entry::Symptom(old))) => symptom_fields(Some(old), state),
        (FormKind::Symptom, _) => symptom_fields(None, state),
        (FormKind::Event, Some(Entry::Event(old))) => event_fields(Some(old), state),
        (FormKind::Event, _) => event_fields(None, state),
        (FormKind::Therapy, Some(Entry::Regimen(old))) => therapy_fields(Some(old), state),
        (FormKind::Therapy, _) => therapy_fields(None, state),
        _ => profile_fields(state.record.profile()),
    };
    ShortForm::new(seed.form, lines)
}

fn make_short(lines: &ShortForm, old: Option<&Entry>, state: &State) -> MadeEntry {
    match (lines.kind, old) {
        (FormKind::Symptom, Some(Entry::Symptom(old))) => make_symptom(&lines.fields, Some(old), state),
        (FormKind::Symptom, _) => make_symptom(&lines.fields, None, state),
        (FormKind::Event, Some(Entry::Event(old))) => make_event(&lines.fields, Some(old), state),
        (FormKind::Event, _) => make_event(&lines.fields, None, state),
        (FormKind::Therapy, Some(Entry::Regimen(old))) => make_regimen(&lines.fields, Some(old), state),
        (FormKind::Therapy, _) => make_regimen(&lines.fields, None, state),
        _ => make_profile(&lines.fields, state),
    }
}

/// The act that stores a report, and its doubts; or what is wrong, with the cursor on it.
fn make_report(form: &mut ReportForm, state: &State) -> Result<(Act, Vec<String>), String> {
    form.take_fold()?;
    match ReportReading::new(form, state).finish(form, state) {
        Ok((report, doubts)) => {
            let words = saved_words(form.edited.as_ref(), &report);
            Ok((Act::one(words, Change::Put(Entry::Report(report))), doubts))
        }
        Err(refusal) => {
            form.focus = refusal.focus;
            Err(refusal.words)
        }
    }
}

fn saved_words(old: Option<&Report>, report: &Report) -> String {
    let date = day::long(report.date);
    let results = match report.results.len() {
        1 => "1 result".to_owned(),
        many => format!("{many} results"),
    };
    match old {
        Some(_) => format!("Changed the {} of {date}, {results}", report.kind().name()),
        None => format!("Saved {results} of {date}"),
    }
}
