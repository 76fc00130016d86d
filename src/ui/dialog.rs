//! The boxes over a screen: what to add, which command, where to export to, and questions about a reminder.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::{AnalyteId, DrugId, EntryId, SignId};
use crate::domain::journal::{ReminderAct, ReminderAction};
use crate::domain::question::Question;
use crate::exchange::doses::entry_words;
use crate::exchange::import::{ImportAnswer, ImportRequest};
use crate::guidance::snooze::{USUAL_SNOOZE, longest_snooze};
use crate::ui::action::Action;
use crate::ui::bar::popup_look;
use crate::ui::clinician_page::{CLINICIAN_FILE, clinician_html};
use crate::ui::doses::{dose_line, recent_doses};
use crate::ui::import::{ImportPage, QuestionBox};
use crate::ui::outcome::{Effect, Export, FormKind, ScreenQuestion, Seed, UndoDoubt};
use crate::ui::pages::PageKind;
use crate::ui::palette::{PaletteChoice, palette};
use crate::ui::screen::entry::draft_words;
use crate::ui::state::State;
use crate::ui::widget::page::{PageAnswer, TextPage};
use crate::ui::widget::popup::{Picker, PickerRow, PopupAnswer, Prompt};

/// A box and what its answer is for.
#[derive(Debug)]
pub enum Dialog {
    /// Which form to open.
    Add(Picker, Vec<FormKind>),
    /// Anything, by its name.
    Palette(Picker, Vec<PaletteChoice>),
    /// Which action to do.
    Commands(Picker, Vec<Action>),
    /// Which format to export.
    Format(Picker),
    /// The file to export to.
    File(Prompt, &'static str),
    /// Something about a reminder.
    Ask(Prompt, ScreenQuestion),
    /// Which of the kept drafts to go on with.
    Drafts(Picker, Vec<String>),
    /// Whether to quit over a draft.
    Quit(Picker),
    /// Into which form a text goes that was pasted where none is typed.
    Pasted(Picker, String),
    /// Whether to take back this act.
    Undo(Picker, i64),
    /// Which of the expected doses were taken.
    Doses(Picker, Vec<(DoseEntry, bool)>),
    /// The doses of the last weeks, to be changed.
    DoseList(Picker, Vec<DoseEntry>),
    /// A page of text.
    Page(TextPage, PageKind),
    /// Which level a symptom stands beside.
    Levels(Picker, SignId, Vec<AnalyteId>),
    /// A question for the next visit.
    Question(Prompt),
    /// The file a text is written to.
    Text(Prompt, String),
    /// The file to import.
    Import(Prompt),
    /// What a file does not tell, before it can be read.
    ImportQuestion(Box<QuestionBox>),
    /// What stands in a file, before anything of it is stored.
    ImportReview(Box<ImportPage>),
}

/// What a key made of a dialog.
#[derive(Debug)]
pub enum DialogReply {
    Stay,
    Close,
    Next(Box<Dialog>),
    Form(Box<Seed>),
    /// Open the form this draft was typed in.
    Draft(String),
    Discard(Vec<String>),
    /// Forget all drafts and end.
    DiscardAndQuit,
    Act(Action),
    /// Do what was chosen from the palette.
    Choose(PaletteChoice),
    /// Have these done. A prompt stays at hand until it is known that they were.
    Do(Vec<Effect>),
    /// Have this done and stay open.
    Seek(Effect),
    /// Put a pasted text into a form.
    Paste(FormKind, String),
}

/// Formats the export dialog offers: id, what it is for, file name.
pub const FORMATS: [(&str, &str, &str); 5] = [
    ("csv", "one row a result, for spreadsheets; reads back", "androlog.csv"),
    ("csv-wide", "one row a report, one column an analyte", "androlog-wide.csv"),
    ("csv-doses", "the dose log, one row an entry; reads back", "androlog-doses.csv"),
    ("json", "everything; reads back without loss", "androlog.json"),
    ("ics", "due dates for a calendar", "androlog.ics"),
];

/// Forms a pasted text may go into.
const PASTED_INTO: [FormKind; 4] = [FormKind::Blood, FormKind::Semen, FormKind::Dxa, FormKind::Body];

impl Dialog {
    /// The add menu, the likeliest form first.
    pub fn add(likeliest: FormKind, state: &State) -> Self {
        let mut forms = FormKind::ALL.to_vec();
        forms.sort_by_key(|form| *form != likeliest);
        let hint = |form: &FormKind| {
            if state.drafts.contains_key(form.id()) { "draft" } else { "" }
        };
        let rows = forms.iter().map(|form| PickerRow::new(form.name(), hint(form))).collect();
        Self::Add(Picker::new("Add", rows), forms)
    }

    /// These actions with their keys, to read or to pick from.
    pub fn commands(title: &str, actions: Vec<Action>, state: &State) -> Self {
        let keys = |action: &Action| state.look.keymap.keys(*action).join("  ");
        let rows = actions.iter().map(|action| PickerRow::new(action.words(), keys(action))).collect();
        Self::Commands(Picker::new(title, rows), actions)
    }

    /// Everything by name, what was chosen lately first.
    pub fn palette(recent: &[PaletteChoice], state: &State) -> Self {
        let (picker, choices) = palette(recent, state);
        Self::Palette(picker, choices)
    }

    /// The file a format is exported to.
    pub fn file(format: &'static str) -> Option<Self> {
        let (format, _, name) = FORMATS.into_iter().find(|(id, ..)| *id == format)?;
        let hint =
            "Enter writes the file, Tab completes its name; one that is there already is never replaced";
        Some(Self::File(Prompt::new(format!("Export {format} to"), name, hint), format))
    }

    /// The list of formats that can be exported.
    pub fn export() -> Self {
        Self::Format(Picker::new(
            "Export",
            FORMATS.iter().map(|(id, what, _)| PickerRow::new(*id, *what)).collect(),
        ))
    }

    /// Which file to import.
    pub fn import() -> Self {
        let hint =
            "a report as PDF or text, CSV, a spreadsheet, FHIR, Apple Health, C-CDA; Tab completes the name";
        Self::Import(Prompt::new("Import", "", hint))
    }

    /// What a file to import came to.
    pub fn imported(request: ImportRequest, answer: ImportAnswer, state: &State) -> Self {
        match answer {
            ImportAnswer::Review(review, origin) => {
                Self::ImportReview(Box::new(ImportPage::new(*review, request, origin, state)))
            }
            ImportAnswer::Asks(questions, offered) => {
                Self::ImportQuestion(Box::new(QuestionBox::new(questions, &offered, request)))
            }
        }
    }

    /// A question about a reminder.
    pub fn ask(ask: ScreenQuestion) -> Self {
        let prompt = match ask {
            ScreenQuestion::Snooze(..) => {
                Prompt::new("Snooze until", USUAL_SNOOZE, "1w, 2w, 4w or a date; it shows again that day")
            }
            ScreenQuestion::Dismiss(..) => {
                Prompt::new("Dismiss this occurrence", "", "why, for your own record; may stay empty")
            }
            ScreenQuestion::Booked(..) => {
                Prompt::new("Booked on", "", "the day of the appointment, for example 14 mar or +2w")
            }
        };
        Self::Ask(prompt, ask)
    }

    /// What was typed and not saved when the program was last left, however that came.
    pub fn drafts(state: &State) -> Self {
        let names: Vec<String> = state.drafts.keys().cloned().collect();
        let go_on = |name: &String| {
            PickerRow::new(format!("go on with the {}", draft_words(name, &state.record)), "")
        };
        let discard =
            |name: &String| PickerRow::new(format!("discard the {}", draft_words(name, &state.record)), "");
        let all = (names.len() > 1).then(|| PickerRow::new("discard them all", ""));
        let later = [PickerRow::new("later", "kept")];
        let rows = names.iter().map(go_on).chain(later).chain(names.iter().map(discard)).chain(all);
        Self::Drafts(Picker::new("Typed and not saved", rows.collect()), names)
    }

    /// Asks before quitting over a draft.
    pub fn quit() -> Self {
        let rows = ["quit, keep the draft", "stay", "discard the draft and quit"]
            .map(|label| PickerRow::new(label, ""));
        let rows = rows.to_vec();
        Self::Quit(Picker::new("A draft is open", rows))
    }

    /// Asks before an act is undone that the user may not have in mind.
    pub fn undo(doubt: &UndoDoubt) -> Self {
        let entries = if doubt.entries == 1 { "entry" } else { "entries" };
        let what = format!("{} {entries}, {}", doubt.entries, doubt.whose);
        let rows = vec![PickerRow::new("take it back", what), PickerRow::new("leave it", "")];
        Self::Undo(Picker::new(format!("Undo: {}", doubt.words), rows), doubt.nr)
    }

    /// Doses to be logged as taken, all of them ticked.
    pub fn doses(entries: Vec<DoseEntry>) -> Self {
        let ticked: Vec<(DoseEntry, bool)> = entries.into_iter().map(|entry| (entry, true)).collect();
        let rows = ticked.iter().map(dose_row).collect();
        Self::Doses(Picker::new("Taken today: Space ticks, Enter stores", rows), ticked)
    }

    /// The doses of the last weeks, of one drug or of all, to be changed or removed.
    pub fn dose_list(drug: Option<&DrugId>, state: &State) -> Self {
        let doses = recent_doses(drug, state);
        let rows = doses.iter().map(|dose| PickerRow::new(dose_line(dose, state.today), "")).collect();
        let title = match (doses.is_empty(), drug) {
            (true, _) => "No dose was expected or logged in the last four weeks".to_owned(),
            (false, Some(drug)) => format!("Doses of {drug}: Enter changes, Del removes"),
            (false, None) => "Doses: Enter changes, Del removes".to_owned(),
        };
        Self::DoseList(Picker::new(title, rows), doses)
    }

    /// A page of text.
    pub fn page(kind: PageKind, state: &State) -> Self {
        Self::Page(kind.page(state), kind)
    }

    /// Asks which level a symptom stands beside: that of an analyte with results.
    pub fn levels(symptom: SignId, state: &State) -> Self {
        let measured: Vec<AnalyteId> = state.record.analytes().cloned().collect();
        let rows = measured.iter().map(|id| PickerRow::new(state.name(id), "")).collect();
        Self::Levels(Picker::new("Days of each grade around draws of", rows), symptom, measured)
    }

    /// Takes in what changed below it.
    pub fn refresh(&mut self, state: &State) {
        if let Self::Page(page, kind) = self {
            page.replace(kind.page(state));
        }
    }

    /// Gives a key to the dialog and says what follows.
    pub fn key(&mut self, event: KeyEvent, state: &State) -> DialogReply {
        match self {
            Self::Add(picker, forms) => {
                picked(&picker.key(event), |place| DialogReply::Form(Box::new(Seed::new(forms[place]))))
            }
            Self::Commands(picker, actions) => {
                picked(&picker.key(event), |place| DialogReply::Act(actions[place]))
            }
            Self::Palette(picker, choices) => {
                picked(&picker.key(event), |place| DialogReply::Choose(choices[place].clone()))
            }
            Self::Format(picker) => picked(&picker.key(event), file_of),
            Self::Drafts(picker, names) => picked(&picker.key(event), |place| {
                if let Some(name) = names.get(place) {
                    return DialogReply::Draft(name.clone());
                } // Behind them stands what keeps them, then each once more to be discarded, then all of them.
                match (place - names.len()).checked_sub(1) {
                    None => DialogReply::Close,
                    Some(at) => DialogReply::Discard(
                        names.get(at).map_or_else(|| names.clone(), |name| vec![name.clone()]),
                    ),
                }
            }),
            Self::Quit(picker) => picked(&picker.key(event), |place| match place {
                0 => DialogReply::Do(vec![Effect::Quit]),
                1 => DialogReply::Close,
                _ => DialogReply::DiscardAndQuit,
            }),
            Self::Undo(picker, nr) => picked(&picker.key(event), |place| match place {
                0 => DialogReply::Do(vec![Effect::UndoAct(*nr)]),
                _ => DialogReply::Close,
            }),
            Self::File(prompt, _) | Self::Text(prompt, _) | Self::Import(prompt)
                if event.code == KeyCode::Tab =>
            {
                if prompt.take_offer() {
                    DialogReply::Stay
                } else {
                    DialogReply::Seek(Effect::Complete(prompt.text().to_owned()))
                }
            }
            Self::Pasted(picker, text) => picked(&picker.key(event), |place| match place.checked_sub(1) {
                Some(at) => DialogReply::Paste(PASTED_INTO[at], std::mem::take(text)),
                None => DialogReply::Close,
            }),
            Self::Doses(picker, doses) => {
                if event.code == KeyCode::Char(' ') {
                    if let Some(dose) = doses.get_mut(picker.place()) {
                        dose.1 = !dose.1;
                    }
                    picker.relabel(doses.iter().map(dose_row).collect());
                    return DialogReply::Stay;
                }
                picked(&picker.key(event), |_| {
                    let taken: Vec<DoseEntry> =
                        doses.iter().filter(|(_, taken)| *taken).map(|(dose, _)| dose.clone()).collect();
                    if taken.is_empty() {
                        DialogReply::Close
                    } else {
                        DialogReply::Do(vec![Effect::TakeDoses(taken)])
                    }
                })
            }
            Self::Page(page, kind) => match (page.key(event), &*kind) {
                (PageAnswer::Letter('a'), PageKind::Visit) => {
                    let hint = "what to ask at the next visit; Enter notes it";
                    DialogReply::Next(Box::new(Self::Question(Prompt::new("Ask", "", hint))))
                }
                (PageAnswer::Letter('p'), PageKind::Visit) => write_to(CLINICIAN_FILE, clinician_html(state)),
                (PageAnswer::Letter('p'), kind) => write_to(kind.file(), page.text()),
                (PageAnswer::Letter('y'), _) => DialogReply::Do(vec![Effect::Copy(page.text())]),
                (PageAnswer::Close, _) => DialogReply::Close,
                (PageAnswer::Stay | PageAnswer::Letter(_), _) => DialogReply::Stay,
            },
            Self::DoseList(picker, doses) if event.code == KeyCode::Delete => {
                let dose = doses.get(picker.place()).filter(|dose| !dose.id.is_empty());
                dose.map_or(DialogReply::Stay, |dose| {
                    let words = format!("Removed {} of {}", entry_words(dose), day::with_weekday(dose.day));
                    let act = Act::removal(words, Entry::DoseTaken(dose.clone()));
                    DialogReply::Do(vec![Effect::Save(act)])
                })
            }
            Self::DoseList(picker, doses) => picked(&picker.key(event), |place| {
                let edit = Some(Entry::DoseTaken(doses[place].clone()));
                DialogReply::Form(Box::new(Seed { edit, ..Seed::new(FormKind::Dose) }))
            }),
            Self::Levels(picker, symptom, analytes) => picked(&picker.key(event), |place| {
                let kind = PageKind::Levels(symptom.clone(), analytes[place].clone());
                DialogReply::Next(Box::new(Self::page(kind, state)))
            }),
            Self::Question(prompt) => typed(prompt, event, |text| {
                if text.trim().is_empty() {
                    return Err("a question has some words".to_owned());
                }
                let words = format!("Noted the question “{text}”");
                let question = Question { id: EntryId::default(), day: state.today, text, answered: None };
                Ok(Effect::Save(Act::one(words, Change::Put(Entry::Question(question)))))
            }),
            Self::Text(prompt, text) => typed(prompt, event, |path| {
                if path.is_empty() {
                    return Err("a file name is missing, for example order.txt".to_owned());
                }
                Ok(Effect::Write { path, text: text.clone() })
            }),
            Self::File(prompt, format) => typed(prompt, event, |path| {
                if path.is_empty() {
                    return Err("a file name is missing, for example androlog.csv".to_owned());
                }
                Ok(Effect::Export(Export { format, path }))
            }),
            Self::Import(prompt) => {
                let reply = typed(prompt, event, |path| {
                    if path.is_empty() {
                        return Err("a file name is missing, for example report.pdf".to_owned());
                    }
                    Ok(Effect::ReadImport(ImportRequest { path, ..ImportRequest::default() }))
                });
                match reply {
                    DialogReply::Do(mut effects) => {
                        // What is stored already is looked for in the whole history.
                        effects.insert(0, Effect::LoadWhole);
                        DialogReply::Do(effects)
                    }
                    other => other,
                }
            }
            Self::ImportQuestion(question) => question.key(event, state),
            Self::ImportReview(page) => page.key(event, state),
            Self::Ask(prompt, ask) => {
                let reply = typed(prompt, event, |text| Ok(Effect::Save(answered(ask, &text, state)?)));
                if !matches!(ask, ScreenQuestion::Dismiss(..)) {
                    let read = later(prompt.text(), state).ok();
                    prompt.echo(read.map(day::with_weekday).unwrap_or_default());
                }
                reply
            }
        }
    }

    /// Asks into which form a text goes that was pasted where none is typed. Doing nothing stands first, since what
    /// was pasted may end in a return.
    pub fn pasted(text: String) -> Self {
        let lines = text.lines().count();
        let count = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        let into = PASTED_INTO.iter().map(|form| PickerRow::new(form.name(), ""));
        let rows = std::iter::once(PickerRow::new("do nothing with it", "")).chain(into).collect();
        Self::Pasted(Picker::new(format!("Pasted {count}, read as"), rows), text)
    }

    /// More of a text that was pasted in pieces.
    pub fn add_pasted(&mut self, more: &str) -> bool {
        let Self::Pasted(_, text) = self else { return false };
        text.push_str(more);
        true
    }

    /// Whether letters are text in it, and not commands or names to pick from.
    pub const fn is_prompt(&self) -> bool {
        match self {
            Self::File(..) | Self::Ask(..) | Self::Text(..) | Self::Question(_) | Self::Import(_) => true,
            Self::ImportQuestion(question) => question.is_prompt(),
            Self::ImportReview(page) => page.is_prompt(),
            _ => false,
        }
    }

    /// Says in a prompt why its answer was not taken; the text stays. `free` is one that would be taken.
    pub fn refuse(&mut self, words: &str, free: Option<String>) {
        let (Self::File(prompt, _)
        | Self::Ask(prompt, _)
        | Self::Text(prompt, _)
        | Self::Question(prompt)
        | Self::Import(prompt)) = self
        else {
            return;
        };
        prompt.refuse(words);
        if let Some(free) = free {
            prompt.offer(free);
        }
    }

    /// Puts in as much as all files have in common whose names begin with what is typed, and names them.
    pub fn complete(&mut self, names: &[String]) {
        let (Self::File(prompt, _) | Self::Text(prompt, _) | Self::Import(prompt)) = self else { return };
        let Some(first) = names.first() else {
            prompt.echo("no file here begins so".to_owned());
            return;
        };
        let common = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        let shared = names.iter().map(|name| common(first, name)).min().unwrap_or(0);
        prompt.set(&first.chars().take(shared).collect::<String>());
        if names.len() > 1 {
            prompt.echo(names.join("  "));
        }
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::File(prompt, _)
            | Self::Ask(prompt, _)
            | Self::Text(prompt, _)
            | Self::Question(prompt)
            | Self::Import(prompt) => prompt.paste(text),
            Self::ImportQuestion(question) => question.paste(text),
            Self::ImportReview(page) => page.paste(text),
            _ => {}
        }
    }

    /// Draws it over `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, state: &State) {
        let look = popup_look(state);
        match self {
            Self::Add(picker, _)
            | Self::Commands(picker, _)
            | Self::Palette(picker, _)
            | Self::Drafts(picker, _)
            | Self::Format(picker)
            | Self::Quit(picker)
            | Self::Doses(picker, _)
            | Self::Pasted(picker, _)
            | Self::Levels(picker, ..)
            | Self::DoseList(picker, _)
            | Self::Undo(picker, _) => {
                picker.paint(area, buf, look);
            }
            Self::File(prompt, _)
            | Self::Ask(prompt, _)
            | Self::Text(prompt, _)
            | Self::Question(prompt)
            | Self::Import(prompt) => prompt.paint(area, buf, look),
            Self::ImportQuestion(question) => question.paint(area, buf, look),
            Self::ImportReview(page) => page.paint(area, buf, state),
            Self::Page(page, _) => page.paint(area, buf, look),
        }
    }
}

/// `[x] anastrozole 1 mg`.
fn dose_row((dose, is_taken): &(DoseEntry, bool)) -> PickerRow {
    let tick = if *is_taken { "[x]" } else { "[ ]" };
    PickerRow::new(format!("{tick} {}", entry_words(dose)), "")
}

/// Asks for the file that a text is written to.
fn write_to(file: &str, text: String) -> DialogReply {
    let hint = "Enter writes the file, Tab completes its name; one that is there is never replaced";
    DialogReply::Next(Box::new(Dialog::Text(Prompt::new("Write to", file, hint), text)))
}

fn picked(answer: &PopupAnswer<usize>, then: impl FnOnce(usize) -> DialogReply) -> DialogReply {
    match answer {
        PopupAnswer::Open => DialogReply::Stay,
        PopupAnswer::Cancelled => DialogReply::Close,
        PopupAnswer::Done(place) => then(*place),
    }
}

/// A refused answer stays in the box with the reason below it.
fn typed(
    prompt: &mut Prompt,
    event: KeyEvent,
    then: impl FnOnce(String) -> Result<Effect, String>,
) -> DialogReply {
    match prompt.key(event) {
        PopupAnswer::Open => DialogReply::Stay,
        PopupAnswer::Cancelled => DialogReply::Close,
        PopupAnswer::Done(text) => match then(text) {
            Ok(effect) => DialogReply::Do(vec![effect]),
            Err(error) => {
                prompt.refuse(error);
                DialogReply::Stay
            }
        },
    }
}

fn file_of(place: usize) -> DialogReply {
    Dialog::file(FORMATS[place].0).map_or(DialogReply::Close, |dialog| DialogReply::Next(Box::new(dialog)))
}

/// The act an answer about a reminder amounts to.
fn answered(ask: &ScreenQuestion, text: &str, state: &State) -> Result<Act, String> {
    let (rule, due, act, words) = match ask {
        ScreenQuestion::Snooze(rule, due) => {
            let until = later(text, state)?;
            let asleep = state.outlook.reminders.iter().find(|r| r.rule == *rule && r.due == *due);
            let longest = asleep.and_then(|reminder| longest_snooze(reminder.severity, state.today));
            if let Some(longest) = longest.filter(|longest| until > *longest) {
                let longest = day::with_weekday(longest);
                return Err(format!("what needs attention can be snoozed at most until {longest}"));
            }
            (rule, due, ReminderAct::Snooze { until }, format!("Snoozed until {}", day::with_weekday(until)))
        }
        ScreenQuestion::Dismiss(rule, due) => {
            let reason = (!text.is_empty()).then(|| text.to_owned());
            (
                rule,
                due,
                ReminderAct::Dismiss { reason, on: Some(state.today) },
                "Dismissed this occurrence".to_owned(),
            )
        }
        ScreenQuestion::Booked(rule, due) => {
            let on = later(text, state)?;
            (rule, due, ReminderAct::Booked { on }, format!("Booked on {}", day::with_weekday(on)))
        }
    };
    let title = state.rules.iter().find(|r| r.id == *rule).map_or(&**rule, |r| r.title.as_str());
    let action = ReminderAction { rule: rule.clone(), due: Some(*due), act };
    Ok(Act::one(format!("{words}: {title}"), Change::Put(Entry::Action(action))))
}

fn later(text: &str, state: &State) -> Result<NaiveDate, String> {
    day::parse_coming_day(text, state.today, state.look.day_order).map_err(|e| e.to_string())
}
