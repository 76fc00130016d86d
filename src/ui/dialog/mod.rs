//! The boxes over a screen: what to add, which command, where to export to, and questions about a reminder.

mod answer;
mod import;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::counted::counted;
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::{AnalyteId, DrugId, EntryId, SignId};
use crate::domain::report::Kind;
use crate::exchange::export_format::ExportFormat;
use crate::exchange::import::{ImportAnswer, ImportRequest};
use crate::guidance::snooze::USUAL_SNOOZE;
use crate::ui::action::{Action, Context};
use crate::ui::bar::popup_look;
use crate::ui::dialog::answer::{
    ask_reply, completing, dose_list_reply, dose_row, dose_rows, doses_reply, drafts_reply, file_reply,
    import_reply, named, page_reply, picked, question_effect, topic_reply, typed,
};
use crate::ui::dialog::import::{ImportPage, QuestionBox};
use crate::ui::doses::recent_doses;
use crate::ui::dropped_file::dropped_file;
use crate::ui::export_format::{OfferedFormat, formats_for};
use crate::ui::outcome::{Effect, FormKind, ReminderOccurrence, ReminderQuestion, Seed, UndoDoubt};
use crate::ui::pages::PageKind;
use crate::ui::palette::{PaletteChoice, palette, settings};
use crate::ui::screen::entry::draft_words;
use crate::ui::state::State;
use crate::ui::topics::topics_beside_keys;
use crate::ui::widget::page::TextPage;
use crate::ui::widget::picker::{Picker, PickerRow};
use crate::ui::widget::prompt::Prompt;

/// A box and what its answer is for.
#[derive(Debug)]
pub enum Dialog {
    /// Which form to open.
    Add(Picker, Vec<FormKind>),
    /// Anything, by its name.
    Palette(Picker, Vec<PaletteChoice>),
    /// Which action to do, or which page about what is seen here to read.
    Commands(Picker, Vec<PaletteChoice>),
    /// Which format to export, and which entries only.
    Format(Picker, Vec<EntryId>),
    /// The file to export to, and which entries only.
    File(Prompt, ExportFormat, Vec<EntryId>),
    /// Something about a reminder.
    Ask(Prompt, ReminderQuestion, Vec<ReminderOccurrence>),
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
    DoseList(Picker, Vec<DoseEntry>, Option<DrugId>),
    /// A page of text.
    Page(TextPage, PageKind),
    /// A page about the program, or about one rule.
    Topic(TextPage),
    /// Which level a symptom stands beside.
    Levels(Picker, SignId, Vec<AnalyteId>),
    /// The settings that can be changed here.
    Settings(Picker, Vec<PaletteChoice>),
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

/// What a prompt for the name of a file says of its keys.
const FILE_KEYS: &str = "Enter writes the file, Tab completes its name. A name without a folder goes where androlog was \
     started. A file that is there already is never replaced.";

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

    /// These actions with their keys, grouped, to read or to pick from, and pages about what is seen beside them.
    pub fn commands(title: String, groups: &[(&'static str, Vec<Action>)], state: &State) -> Self {
        // In a form the keys of the tabs mean something else.
        let is_form = groups.iter().any(|(_, actions)| actions.contains(&Action::FormHelp));
        let keys = |action: &Action| {
            let is_here = !is_form || action.context() == Context::Form;
            if is_here { state.look.keymap.keys(*action).join("  ") } else { String::new() }
        };
        let row = |group: &'static str, action: &Action| PickerRow {
            group,
            ..PickerRow::new(action.words(), keys(action))
        };
        let rows =
            groups.iter().flat_map(|(group, actions)| actions.iter().map(move |action| row(group, action)));
        let pages = topics_beside_keys().map(|topic| (topic.title, PaletteChoice::Topic(*topic)));
        let pages: Vec<_> = pages.chain([("the sources", PaletteChoice::Sources)]).collect();
        let titles = pages.iter().map(|(title, _)| PickerRow { group: "read", ..PickerRow::new(*title, "") });
        let rows = rows.chain(titles).collect();
        let actions = groups.iter().flat_map(|(_, actions)| actions).copied().map(PaletteChoice::Act);
        let choices = actions.chain(pages.iter().map(|(_, page)| page.clone())).collect();
        Self::Commands(Picker::new(title, rows).in_columns(), choices)
    }

    /// Everything by name, what was chosen lately first.
    pub fn palette(recent: &[PaletteChoice], state: &State) -> Self {
        let (picker, choices) = palette(recent, state);
        Self::Palette(picker, choices)
    }

    /// The settings that can be changed here; what holds now says so.
    pub fn settings(state: &State) -> Self {
        let (picker, choices) = settings(state);
        Self::Settings(picker, choices)
    }

    /// The file a format is exported to; `only` names the reports it is to hold, all where it is empty.
    pub fn file(offered: &OfferedFormat, only: Vec<EntryId>) -> Self {
        let OfferedFormat { format, file, .. } = *offered;
        let hint = if format.is_of_results() {
            format!("It holds the results alone; json holds everything. {FILE_KEYS}")
        } else {
            FILE_KEYS.to_owned()
        };
        let what = if only.is_empty() { String::new() } else { format!("{} marked, ", only.len()) };
        Self::File(Prompt::new(format!("Export {what}{format} to"), file, hint), format, only)
    }

    /// The export formats; of marked reports those that can hold a part of the log.
    pub fn export(only: Vec<EntryId>) -> Self {
        let row = |offered: &OfferedFormat| PickerRow {
            about: offered.about.to_owned(),
            ..PickerRow::new(offered.format.id(), "")
        };
        let rows = formats_for(&only).map(row).collect();
        let title =
            if only.is_empty() { "Export".to_owned() } else { format!("Export {} marked", only.len()) };
        Self::Format(Picker::new(title, rows), only)
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

    /// A question about reminders.
    pub fn ask(question: ReminderQuestion, of: Vec<ReminderOccurrence>) -> Self {
        let several = |words: &str| match of.len() {
            1 => words.to_owned(),
            count => format!("{words} ({count} reminders)"),
        };
        let prompt = match question {
            ReminderQuestion::Snooze => Prompt::new(
                several("Snooze until"),
                USUAL_SNOOZE,
                "1w, 2w, 4w or a date. It comes back on that day.",
            ),
            ReminderQuestion::Dismiss => {
                let title = if of.len() == 1 {
                    "Dismiss this occurrence".to_owned()
                } else {
                    format!("Dismiss {} occurrences", of.len())
                };
                Prompt::new(title, "", "Why? This is for your own record and may stay empty.")
            }
            ReminderQuestion::Booked => Prompt::new(
                several("Booked on"),
                "",
                "The day of the appointment, for example 14 mar or +2w.",
            ),
        };
        Self::Ask(prompt, question, of)
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
        Self::Drafts(Picker::new("Unsaved drafts", rows.collect()), names)
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
        let what = format!("{}, {}", counted(doubt.entries, "entry"), doubt.whose);
        let rows = vec![PickerRow::new("take it back", what), PickerRow::new("leave it", "")];
        Self::Undo(Picker::new(format!("Undo: {}", doubt.words), rows), doubt.nr)
    }

    /// Doses to be logged as taken, all of them ticked.
    pub fn doses(entries: Vec<DoseEntry>) -> Self {
        let ticked: Vec<(DoseEntry, bool)> = entries.into_iter().map(|entry| (entry, true)).collect();
        let rows = ticked.iter().map(dose_row).collect();
        Self::Doses(Picker::new("Taken today: Space ticks, Enter saves", rows), ticked)
    }

    /// The doses of the last weeks, of one drug or of all, to be changed or removed.
    pub fn dose_list(drug: Option<&DrugId>, state: &State) -> Self {
        let doses = recent_doses(drug, state);
        let title = match (doses.is_empty(), drug) {
            (true, _) => "No dose was expected or logged in the last four weeks".to_owned(),
            (false, Some(drug)) => format!("Doses of {drug}: Enter changes, Del removes"),
            (false, None) => "Doses: Enter changes, Del removes".to_owned(),
        };
        Self::DoseList(Picker::new(title, dose_rows(&doses, state.today)), doses, drug.cloned())
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
        match self {
            Self::Page(page, kind) => page.replace(kind.page(state)),
            Self::DoseList(picker, doses, drug) => {
                *doses = recent_doses(drug.as_ref(), state);
                picker.relabel(dose_rows(doses, state.today));
            }
            _ => {}
        }
    }

    /// Gives a key to the dialog and says what follows.
    pub fn key(&mut self, event: KeyEvent, state: &State) -> DialogReply {
        match self {
            Self::Add(picker, forms) => {
                picked(&picker.key(event), |place| DialogReply::Form(Box::new(Seed::new(forms[place]))))
            }
            Self::Commands(picker, choices) => picked(&picker.key(event), |place| match &choices[place] {
                PaletteChoice::Act(action) => DialogReply::Act(*action),
                page => DialogReply::Choose(page.clone()),
            }),
            Self::Palette(picker, choices) | Self::Settings(picker, choices) => {
                picked(&picker.key(event), |place| DialogReply::Choose(choices[place].clone()))
            }
            Self::Format(picker, only) => picked(&picker.key(event), |place| {
                formats_for(only).nth(place).map_or(DialogReply::Close, |offered| {
                    DialogReply::Next(Box::new(Self::file(offered, std::mem::take(only))))
                })
            }),
            Self::Drafts(picker, names) => picked(&picker.key(event), |place| drafts_reply(names, place)),
            Self::Quit(picker) => picked(&picker.key(event), |place| match place {
                0 => DialogReply::Do(vec![Effect::Quit]),
                1 => DialogReply::Close,
                _ => DialogReply::DiscardAndQuit,
            }),
            Self::Undo(picker, nr) => picked(&picker.key(event), |place| match place {
                0 => DialogReply::Do(vec![Effect::UndoAct(*nr)]),
                _ => DialogReply::Close,
            }),
            Self::Pasted(picker, text) => picked(&picker.key(event), |place| match place.checked_sub(1) {
                Some(at) => DialogReply::Paste(FormKind::Report(Kind::ALL[at]), std::mem::take(text)),
                None => DialogReply::Close,
            }),
            Self::Doses(picker, doses) => doses_reply(picker, doses, event),
            Self::Page(page, kind) => page_reply(page, kind, event, state),
            Self::DoseList(picker, doses, _) => dose_list_reply(picker, doses, event),
            Self::Levels(picker, symptom, analytes) => picked(&picker.key(event), |place| {
                let kind = PageKind::Levels(symptom.clone(), analytes[place].clone());
                DialogReply::Next(Box::new(Self::page(kind, state)))
            }),
            Self::Topic(page) => topic_reply(page, event),
            Self::Question(prompt) => typed(prompt, event, |text| question_effect(text, state)),
            Self::Text(prompt, text) => completing(prompt, event, |path| {
                let path = named(path, "order.txt")?;
                Ok(Effect::Write { path, text: text.clone() })
            }),
            Self::File(prompt, format, only) => file_reply(prompt, *format, only, event),
            Self::Import(prompt) => import_reply(prompt, event),
            Self::ImportQuestion(question) => question.key(event, state),
            Self::ImportReview(page) => page.key(event, state),
            Self::Ask(prompt, question, of) => ask_reply(prompt, (*question, of), event, state),
        }
    }

    /// Asks into which form a text goes that was pasted where none is typed. Doing nothing stands first, since what
    /// was pasted may end in a return.
    pub fn pasted(text: String) -> Self {
        let count = counted(text.lines().count(), "line");
        let into = Kind::ALL.iter().map(|form| PickerRow::new(form.name(), ""));
        let rows = std::iter::once(PickerRow::new("do nothing with it", "")).chain(into).collect();
        Self::Pasted(Picker::new(format!("Pasted {count}, read as"), rows), text)
    }

    /// More of a text that was pasted in pieces.
    pub fn add_pasted(&mut self, more: &str) -> bool {
        let Self::Pasted(_, text) = self else { return false };
        *self = Self::pasted(std::mem::take(text) + more);
        true
    }

    /// Whether it is a page that is read, to which a box opened from it leads back.
    pub const fn is_page(&self) -> bool {
        matches!(self, Self::Page(..) | Self::Topic(_))
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

    /// Whether what was typed or chosen in it is kept until it is known that what it asked for was done.
    pub const fn stays_at_hand(&self) -> bool {
        self.is_prompt() || matches!(self, Self::ImportReview(_))
    }

    /// Says in a prompt why its answer was not taken; the text stays. `free` is one that would be taken.
    pub fn refuse(&mut self, words: &str, free: Option<String>) {
        if let Self::ImportReview(page) = self {
            page.refuse(words);
        }
        let (Self::File(prompt, ..)
        | Self::Ask(prompt, ..)
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
        let (Self::File(prompt, ..) | Self::Text(prompt, _) | Self::Import(prompt)) = self else { return };
        let Some(first) = names.first() else {
            prompt.echo("no file begins with that".to_owned());
            return;
        };
        let common = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        let shared = names.iter().map(|name| common(first, name)).min().unwrap_or(0);
        prompt.set(&first.chars().take(shared).collect::<String>());
        if names.len() > 1 {
            prompt.echo(names.join("  "));
        }
    }

    /// Takes a pasted text; whether it belongs here. Lists are narrowed by a line of it, and what is more than that, or a
    /// file, was not meant for them. Nobody answers a question by pasting.
    pub fn paste(&mut self, text: &str) -> bool {
        match self {
            Self::File(prompt, ..)
            | Self::Ask(prompt, ..)
            | Self::Text(prompt, _)
            | Self::Question(prompt) => prompt.paste(text),
            Self::Import(prompt) => prompt.paste(&dropped_file(text).unwrap_or_else(|| text.to_owned())),
            Self::ImportQuestion(question) => question.paste(text),
            Self::ImportReview(page) => page.paste(text),
            Self::Quit(_) | Self::Undo(..) | Self::Pasted(..) => {}
            Self::Page(..) | Self::Topic(_) => return false,
            Self::Add(list, _)
            | Self::Palette(list, _)
            | Self::Commands(list, _)
            | Self::Settings(list, _)
            | Self::Format(list, _)
            | Self::Drafts(list, _)
            | Self::Doses(list, _)
            | Self::DoseList(list, ..)
            | Self::Levels(list, ..) => {
                let line = text.trim();
                let narrows = !line.contains(['\n', '\r']) && dropped_file(line).is_none();
                if narrows {
                    list.paste(line);
                }
                return narrows;
            }
        }
        true
    }

    /// Draws it over `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, state: &State) {
        let look = popup_look(state);
        match self {
            Self::Add(picker, _)
            | Self::Commands(picker, _)
            | Self::Palette(picker, _)
            | Self::Drafts(picker, _)
            | Self::Format(picker, _)
            | Self::Settings(picker, _)
            | Self::Quit(picker)
            | Self::Doses(picker, _)
            | Self::Pasted(picker, _)
            | Self::Levels(picker, ..)
            | Self::DoseList(picker, ..)
            | Self::Undo(picker, _) => {
                picker.paint(area, buf, look);
            }
            Self::File(prompt, ..)
            | Self::Ask(prompt, ..)
            | Self::Text(prompt, _)
            | Self::Question(prompt)
            | Self::Import(prompt) => prompt.paint(area, buf, look),
            Self::ImportQuestion(question) => question.paint(area, buf, look),
            Self::ImportReview(page) => page.paint(area, buf, state),
            Self::Page(page, _) | Self::Topic(page) => page.paint(area, buf, look),
        }
    }
}
