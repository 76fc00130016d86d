//! The entry forms: typed text in, an act to store out.
//!
//! A report is entered in a `report_form` (a row an analyte), everything else in a `short_form` (labelled fields).
//! What is typed is text until it is saved; `reading` says what it amounts to at any moment.

mod answer;
mod columns;
mod dose_form;
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

use crate::domain::change::{Act, Change, Clash, Entry};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Report};
use crate::exchange::edit::changes;
use crate::exchange::paste::plain;
use crate::ui::action::Action;
use crate::ui::outcome::{FormKind, FormOutcome, Seed};
use crate::ui::screen::entry::answer::settle_fields;
use crate::ui::screen::entry::draft::{FormDraft, draft_name};
pub use crate::ui::screen::entry::draft::{draft_words, seed_of};
use crate::ui::screen::entry::field::{FieldSlot, SaveDoubt};
use crate::ui::screen::entry::live::{LiveLine, live_lines};
use crate::ui::screen::entry::paste::PasteBox;
use crate::ui::screen::entry::reading::ReportReading;
use crate::ui::screen::entry::report_form::{FormFocus, RefusalReason, ReportForm};
use crate::ui::screen::entry::report_view::paint_report_form;
use crate::ui::screen::entry::rows::{ResultRow, enterable};
use crate::ui::screen::entry::short_form::{ShortForm, changed_fields, paint_short_form};
use crate::ui::state::State;

/// A form that is open and may hold typed text.
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
    /// Whether it was said that the same key again discards what is typed.
    warned: bool,
    /// Doubts that were put; saving again stores what they are about. A value that changed is another doubt.
    asked: Vec<SaveDoubt>,
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
            old: seed.edit.clone().filter(is_stored),
            from_draft: false,
            paste_box: PasteBox::default(),
            warned: false,
            asked: Vec::new(),
        };
        if let Some(draft) = state.drafts.get(&form.name).and_then(|text| FormDraft::read(text)) {
            form.paste_box = PasteBox::again(draft.boxed());
            form.body.retype(draft, &seed.analytes, state);
            form.body.judge(state);
            form.from_draft = true;
        }
        form
    }

    /// Works out anew what it amounts to, after the record, the day or the way values are shown became another.
    pub fn refresh(&mut self, state: &State) {
        if let FormBody::Report(report) = &mut self.body {
            report.reading = ReportReading::new(&report.form, state);
            report.live = live_lines(&report.reading, state);
        }
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
            // The box says itself what its keys do.
            FormBody::Report(_) if self.paste_box.is_open() => &[],
            FormBody::Report(report) if report.form.fold.is_some() => &[Action::Next],
            FormBody::Report(report) => match report.form.focus {
                FormFocus::Value(_) => &[
                    Action::Next,
                    Action::Save,
                    Action::Head,
                    Action::PasteBox,
                    Action::Range,
                    Action::Keep,
                    Action::Discard,
                    Action::OtherUnit,
                ],
                FormFocus::Head(at) if report.form.head[at].slot.is_day() => &[
                    Action::Next,
                    Action::Save,
                    Action::Head,
                    Action::Earlier,
                    Action::PasteBox,
                    Action::Keep,
                    Action::Discard,
                ],
                FormFocus::Head(_) | FormFocus::Add | FormFocus::Note => &[
                    Action::Next,
                    Action::Save,
                    Action::Head,
                    Action::PasteBox,
                    Action::Keep,
                    Action::Discard,
                ],
            },
            FormBody::Short(_) => &[
                Action::Next,
                Action::Save,
                Action::Keep,
                Action::PreviousField,
                Action::Discard,
                Action::Earlier,
            ],
        }
    }

    /// What the key that goes to the fields above the values, and back, is called here.
    pub fn head_words(&self) -> &'static str {
        match &self.body {
            FormBody::Report(report) if matches!(report.form.focus, FormFocus::Head(_)) => "values",
            FormBody::Report(report) if report.form.kind == Kind::Body => "date, time",
            _ => Action::Head.words(),
        }
    }

    /// Takes a key that is no command.
    pub fn type_key(&mut self, event: KeyEvent, state: &State) -> FormOutcome {
        if self.paste_box.is_open() {
            self.paste_box.type_key(event);
            return FormOutcome::Changed;
        }
        self.warned = false;
        let outcome = match &mut self.body {
            FormBody::Report(report) => report.form.type_key(event),
            FormBody::Short(short) => short.type_key(event, state),
        };
        if outcome == FormOutcome::Changed {
            self.body.judge(state);
        }
        outcome
    }

    /// Does what a command means in it.
    pub fn act(&mut self, action: Action, state: &State) -> FormOutcome {
        if self.paste_box.is_open() {
            return self.act_in_box(action, state);
        }
        self.warned &= action == Action::Discard;
        let is_unfolded = matches!(&self.body, FormBody::Report(report) if report.form.fold.is_some());
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
            Action::Discard if !is_unfolded => return self.discard(state),
            Action::PasteBox if let FormBody::Report(report) = &self.body => {
                self.paste_box.open(&report.form.left);
                return FormOutcome::Stay;
            }
            _ => {}
        }
        let settled = !matches!(action, Action::FieldUndo | Action::FieldRedo) && self.body.settle(state);
        let outcome = match &mut self.body {
            FormBody::Report(report) => report.form.act(action, &report.reading, state),
            FormBody::Short(short) => short.act(action, state),
        };
        self.body.judge(state);
        match outcome {
            FormOutcome::Stay if settled => FormOutcome::Changed,
            other => other,
        }
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str, state: &State) -> FormOutcome {
        let text = plain(text);
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > 1
            && let FormBody::Short(short) = &self.body
            && short.fields[short.at].slot != FieldSlot::Note
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
            FormBody::Report(report) => report.form.insert(&text),
            FormBody::Short(short) => short.insert(&text),
        }
        self.body.judge(state);
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
        let outcome = match &mut self.body {
            FormBody::Report(report) => {
                if again {
                    report.form.left.clear();
                }
                report.form.take_pasted(&text, state)
            }
            FormBody::Short(short) => {
                short.insert(&text);
                FormOutcome::Changed
            }
        };
        self.body.judge(state);
        outcome
    }

    /// Draws it. What the line at the bottom says is not said twice.
    pub fn view(&self, said: &str, state: &State, frame: &mut Frame<'_>, area: Rect) {
        match &self.body {
            FormBody::Report(_) if self.paste_box.is_open() => {
                self.paste_box.paint(state, area, frame.buffer_mut());
            }
            FormBody::Report(report) => {
                let StandingReport { form, reading, live } = &**report;
                paint_report_form(form, (reading, live), said, state, area, frame.buffer_mut());
            }
            FormBody::Short(short) => {
                paint_short_form(short, self.old.is_some(), said, state, area, frame.buffer_mut());
            }
        }
    }

    /// Forgets what is typed when it is asked for twice; a form in which nothing is typed only closes.
    fn discard(&mut self, state: &State) -> FormOutcome {
        if self.draft().is_none() {
            return FormOutcome::Close;
        }
        if self.warned {
            return FormOutcome::Discard;
        }
        self.warned = true;
        let key = state.look.keymap.key(Action::Discard);
        let stays = if self.old.is_some() { "; what is stored stays as it is" } else { "" };
        FormOutcome::refuse(format!("{key} again discards what is typed here{stays}"))
    }

    /// Stores what is typed; says what is wrong, or asks once about what is doubtful.
    fn save(&mut self, state: &State) -> FormOutcome {
        let (act, doubts) = match self.body.make(self.old.as_ref(), state) {
            Ok(made) => made,
            Err(reason) => return FormOutcome::refuse(reason.to_string()),
        };
        let mut new = doubts.into_iter().filter(|doubt| !self.asked.contains(doubt));
        let now: Vec<SaveDoubt> = new.by_ref().take(ASKED_AT_ONCE).collect();
        let Some(first) = now.first() else {
            return FormOutcome::Save(act.began_from(self.old.clone()));
        };
        self.body.go_to(first);
        let key = state.look.keymap.key(Action::Save);
        let follows = match new.count() {
            0 => "stores it as typed".to_owned(),
            1 => "asks about one more".to_owned(),
            more => format!("asks about {more} more"),
        };
        let words: Vec<String> = now.iter().map(ToString::to_string).collect();
        self.asked.extend(now);
        FormOutcome::refuse(format!("{}. {key} again {follows}", words.join("; ")))
    }

    /// Takes note that the entry it changes was changed by another program: saving again stores what is typed over
    /// that. Says what the other changed.
    pub fn clash(&mut self, clash: &Clash, state: &State) -> String {
        if self.old.as_ref() != Some(&clash.began) {
            return "Another program changed this meanwhile; nothing was saved.".to_owned();
        }
        let theirs = match (&clash.began, &clash.stored) {
            (_, None) => "Another program removed this meanwhile".to_owned(),
            (Entry::Report(began), Some(Entry::Report(stored))) => {
                changed_to(&state.privacy().all(|| changes(began, stored, state.catalog)))
            }
            (began, Some(stored)) => {
                changed_to(&state.privacy().all(|| changed_fields(began, stored, state)))
            }
        };
        self.old.clone_from(&clash.stored);
        let key = state.look.keymap.key(Action::Save);
        format!("{theirs}. {key} again stores what stands here")
    }
}

/// Doubts that one message has room for in a small window. Nothing is stored whose doubt was not read.
const ASKED_AT_ONCE: usize = 3;

/// Whether an entry a form begins with is in the log: a dose that is only expected is not.
fn is_stored(entry: &Entry) -> bool {
    !matches!(entry, Entry::DoseTaken(dose) if dose.id.is_empty())
}

/// That another program changed an entry, and what it changed.
fn changed_to(lines: &[String]) -> String {
    if lines.is_empty() {
        return "Another program changed this meanwhile".to_owned();
    }
    format!("Another program changed this meanwhile: {}", lines.join("; "))
}

/// What a form consists of.
#[derive(Debug)]
enum FormBody {
    Report(Box<StandingReport>),
    Short(ShortForm),
}

/// The form of a report, and what it amounts to since it last changed; frames are drawn from that.
#[derive(Debug)]
struct StandingReport {
    form: ReportForm,
    reading: ReportReading,
    live: Vec<LiveLine>,
}

impl FormBody {
    /// The body a seed asks for, drafts apart.
    fn open(seed: &Seed, state: &State) -> Self {
        let FormKind::Report(kind) = seed.form else {
            return Self::Short(ShortForm::open(seed, state));
        };
        let like = seed.like.as_ref().and_then(|id| state.record.report(id));
        let form = match (&seed.edit, like) {
            (Some(Entry::Report(report)), _) => ReportForm::edit(report, state),
            (_, Some(report)) if report.kind() == kind => ReportForm::like(report, state),
            _ => ReportForm::new(kind, &seed.analytes, state),
        };
        let reading = ReportReading::new(&form, state);
        let live = live_lines(&reading, state);
        Self::Report(Box::new(StandingReport { form, reading, live }))
    }

    /// Works out what a report's form amounts to after something in it changed.
    fn judge(&mut self, state: &State) {
        if let Self::Report(report) = self {
            report.reading.again(&report.form, state);
            report.live = live_lines(&report.reading, state);
        }
    }

    /// The act that stores what is typed, and what should be asked about first; or what is wrong, the cursor on it.
    /// `old` is the entry that is changed.
    fn make(&mut self, old: Option<&Entry>, state: &State) -> Result<(Act, Vec<SaveDoubt>), RefusalReason> {
        match self {
            Self::Report(report) => {
                report.form.take_offer(state);
                report.form.take_fold()?;
                report.reading.again(&report.form, state);
                match report.reading.finish(&report.form, state) {
                    Ok((stored, doubts)) => {
                        let words = saved_words(report.form.edited.as_ref(), &stored);
                        Ok((Act::one(words, Change::Put(Entry::Report(stored))), doubts))
                    }
                    Err(refusal) => {
                        report.form.focus = refusal.focus;
                        Err(refusal.reason)
                    }
                }
            }
            Self::Short(short) => short.make(old, state).map_err(RefusalReason::Field),
        }
    }

    /// Puts the cursor on the row a doubt is about: there stands which key reads the value otherwise.
    fn go_to(&mut self, doubt: &SaveDoubt) {
        if let (Self::Report(report), SaveDoubt::Typed(doubt)) = (self, doubt)
            && let Some(row) = report.reading.row_of(doubt)
        {
            report.form.focus = FormFocus::Value(row);
        }
    }

    /// Writes the days that are typed in words, and the units of doses; whether any text changed.
    fn settle(&mut self, state: &State) -> bool {
        match self {
            Self::Report(report) => settle_fields(report.form.head.iter_mut(), state),
            Self::Short(short) => short.settle(state),
        }
    }

    /// What is typed in it.
    fn draft(&self) -> FormDraft {
        match self {
            Self::Report(report) => FormDraft::of_report_form(&report.form),
            Self::Short(short) => FormDraft::of_short_form(short),
        }
    }

    /// Types a draft again, keeping rows for the analytes that are wanted now.
    fn retype(&mut self, draft: FormDraft, wanted: &[AnalyteId], state: &State) {
        match self {
            Self::Report(report) => {
                let form = &mut report.form;
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
            Self::Short(short) => draft.into_short_form(short),
        }
    }
}

fn saved_words(old: Option<&Report>, report: &Report) -> String {
    let date = day::long(report.date);
    let results = counted(report.results.len(), "result");
    match old {
        Some(_) => format!("Changed the {} of {date}, {results}", report.kind().name()),
        None => format!("Saved {results} of {date}"),
    }
}
