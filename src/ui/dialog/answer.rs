//! What the keys of a box amount to, and the acts that answers become.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::EntryId;
use crate::domain::journal::{ReminderAct, ReminderAction};
use crate::domain::question::Question;
use crate::domain::record_extent::HistoryNeed;
use crate::exchange::doses::entry_words;
use crate::exchange::export_format::ExportFormat;
use crate::exchange::import::ImportRequest;
use crate::guidance::snooze::longest_snooze;
use crate::ui::dialog::{Dialog, DialogReply, FILE_KEYS};
use crate::ui::doses::dose_line;
use crate::ui::dropped_file::meant_file;
use crate::ui::outcome::{Effect, Export, FormKind, ReminderOccurrence, ReminderQuestion, Seed};
use crate::ui::pages::PageKind;
use crate::ui::state::State;
use crate::ui::summary_with_chart::{SUMMARY_FILE, summary_html};
use crate::ui::widget::page::{PageAnswer, TextPage};
use crate::ui::widget::picker::{Picker, PickerRow};
use crate::ui::widget::popup::PopupAnswer;
use crate::ui::widget::prompt::Prompt;

/// Which draft a row of the list of drafts is about: behind those to go on with stands what keeps them, then each once
/// more to be discarded, then all of them.
pub fn drafts_reply(names: &[String], place: usize) -> DialogReply {
    if let Some(name) = names.get(place) {
        return DialogReply::Draft(name.clone());
    }
    match (place - names.len()).checked_sub(1) {
        None => DialogReply::Close,
        Some(at) => {
            DialogReply::Discard(names.get(at).map_or_else(|| names.to_vec(), |name| vec![name.clone()]))
        }
    }
}

/// Ticks doses, and stores those that are ticked.
pub fn doses_reply(picker: &mut Picker, doses: &mut [(DoseEntry, bool)], event: KeyEvent) -> DialogReply {
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
        if taken.is_empty() { DialogReply::Close } else { DialogReply::Do(vec![Effect::TakeDoses(taken)]) }
    })
}

/// Reads a page; letters copy it, write it, or begin a question for the next visit.
pub fn page_reply(page: &mut TextPage, kind: &PageKind, event: KeyEvent, state: &State) -> DialogReply {
    match (page.key(event), kind) {
        (PageAnswer::Letter('a'), PageKind::Visit) => {
            let hint = "What do you want to ask at the next visit? Enter notes it.";
            DialogReply::Next(Box::new(Dialog::Question(Prompt::new("Ask", "", hint))))
        }
        (PageAnswer::Letter('p'), PageKind::Visit) => write_to(SUMMARY_FILE, summary_html(state)),
        (answer, kind) => paged(page, answer, kind.file()),
    }
}

/// Reads a page about the program.
pub fn topic_reply(page: &mut TextPage, event: KeyEvent) -> DialogReply {
    let answer = page.key(event);
    paged(page, answer, "androlog.txt")
}

/// Opens the form of a dose, or removes one that is logged.
pub fn dose_list_reply(picker: &mut Picker, doses: &[DoseEntry], event: KeyEvent) -> DialogReply {
    if event.code == KeyCode::Delete {
        let dose = doses.get(picker.place()).filter(|dose| !dose.id.is_empty());
        return dose.map_or(DialogReply::Stay, |dose| {
            let words = format!("Removed the dose {} on {}", entry_words(dose), day::with_weekday(dose.day));
            let act = Act::removal(words, Entry::DoseTaken(dose.clone()));
            DialogReply::Seek(Effect::Save(act))
        });
    }
    picked(&picker.key(event), |place| {
        let edit = Some(Entry::DoseTaken(doses[place].clone()));
        DialogReply::Form(Box::new(Seed { edit, ..Seed::new(FormKind::Dose) }))
    })
}

/// The question as an entry of the log.
pub fn question_effect(text: String, state: &State) -> Result<Effect, String> {
    if text.trim().is_empty() {
        return Err("Type the question first.".to_owned());
    }
    let words = format!("Noted the question “{text}”");
    let question = Question { id: EntryId::default(), day: state.today, text, answered: None };
    Ok(Effect::Save(Act::one(words, Change::Put(Entry::Question(question)))))
}

/// The name of a file that is to be written.
pub fn named(path: String, example: &str) -> Result<String, String> {
    if path.is_empty() { Err(format!("Type a file name, for example {example}.")) } else { Ok(path) }
}

/// Has the log written to a file in a format.
pub fn file_reply(
    prompt: &mut Prompt,
    format: ExportFormat,
    only: &[EntryId],
    event: KeyEvent,
) -> DialogReply {
    completing(prompt, event, |path| {
        let path = named(path, "androlog.csv")?;
        Ok(Effect::Export(Export { format, path, only: only.to_vec() }))
    })
}

/// Has a file read that is to be imported; what is stored already is looked for in the whole history.
pub fn import_reply(prompt: &mut Prompt, event: KeyEvent) -> DialogReply {
    let reply = completing(prompt, event, |path| {
        let path = meant_file(&named(path, "report.pdf")?);
        Ok(Effect::ReadImport(ImportRequest { path, ..ImportRequest::default() }))
    });
    match reply {
        DialogReply::Do(mut effects) => {
            effects.insert(0, Effect::Load(HistoryNeed::Whole));
            DialogReply::Do(effects)
        }
        other => other,
    }
}

/// A prompt for the name of a file, which a key completes.
pub fn completing(
    prompt: &mut Prompt,
    event: KeyEvent,
    then: impl FnOnce(String) -> Result<Effect, String>,
) -> DialogReply {
    if event.code != KeyCode::Tab {
        return typed(prompt, event, then);
    }
    if prompt.take_offer() {
        DialogReply::Stay
    } else {
        DialogReply::Seek(Effect::Complete(prompt.text().to_owned()))
    }
}

/// Takes the answer about reminders, and says how a day is understood while it is typed.
pub fn ask_reply(
    prompt: &mut Prompt,
    (question, of): (ReminderQuestion, &[ReminderOccurrence]),
    event: KeyEvent,
    state: &State,
) -> DialogReply {
    let reply = typed(prompt, event, |text| Ok(Effect::Save(answered(question, of, &text, state)?)));
    if question != ReminderQuestion::Dismiss {
        let read = later(prompt.text(), state).ok();
        prompt.echo(read.map(day::with_weekday).unwrap_or_default());
    }
    reply
}

/// `[x] anastrozole 1 mg`.
pub fn dose_row((dose, is_taken): &(DoseEntry, bool)) -> PickerRow {
    let tick = if *is_taken { "[x]" } else { "[ ]" };
    PickerRow::new(format!("{tick} {}", entry_words(dose)), "")
}

/// The rows of a list of doses.
pub fn dose_rows(doses: &[DoseEntry], today: NaiveDate) -> Vec<PickerRow> {
    doses.iter().map(|dose| PickerRow::new(dose_line(dose, today), "")).collect()
}

/// What is done with a page, the same for each.
fn paged(page: &TextPage, answer: PageAnswer, file: &str) -> DialogReply {
    match answer {
        PageAnswer::Close => DialogReply::Close,
        PageAnswer::Letter('y') => DialogReply::Seek(Effect::Copy(page.text())),
        PageAnswer::Letter('p') => write_to(file, page.text()),
        PageAnswer::Stay | PageAnswer::Letter(_) => DialogReply::Stay,
    }
}

/// Asks for the file that a text is written to.
fn write_to(file: &str, text: String) -> DialogReply {
    DialogReply::Next(Box::new(Dialog::Text(Prompt::new("Write to", file, FILE_KEYS), text)))
}

/// What follows from a row that was picked.
pub fn picked(answer: &PopupAnswer<usize>, then: impl FnOnce(usize) -> DialogReply) -> DialogReply {
    match answer {
        PopupAnswer::Open => DialogReply::Stay,
        PopupAnswer::Cancelled => DialogReply::Close,
        PopupAnswer::Done(place) => then(*place),
    }
}

/// A refused answer stays in the box with the reason below it.
pub fn typed(
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

/// The act an answer about reminders amounts to.
fn answered(
    question: ReminderQuestion,
    of: &[ReminderOccurrence],
    text: &str,
    state: &State,
) -> Result<Act, String> {
    let (act, words) = match question {
        ReminderQuestion::Snooze => {
            let until = later(text, state)?;
            let longest = of.iter().filter_map(|asked| longest_of(asked, state)).min();
            if let Some(longest) = longest.filter(|longest| until > *longest) {
                let longest = day::with_weekday(longest);
                return Err(format!("What needs attention can be snoozed until {longest} at most."));
            }
            (ReminderAct::Snooze { until }, format!("Snoozed until {}", day::with_weekday(until)))
        }
        ReminderQuestion::Dismiss => {
            let reason = (!text.is_empty()).then(|| text.to_owned());
            let words = if of.len() == 1 { "Dismissed this occurrence" } else { "Dismissed" };
            (ReminderAct::Dismiss { reason, on: Some(state.today) }, words.to_owned())
        }
        ReminderQuestion::Booked => {
            let on = later(text, state)?;
            (ReminderAct::Booked { on }, format!("Booked on {}", day::with_weekday(on)))
        }
    };
    let what = match of {
        [asked] => {
            let rule = state.rules.iter().find(|rule| rule.id == asked.rule);
            rule.map_or_else(|| asked.rule.to_string(), |rule| rule.title.clone())
        }
        several => format!("{} reminders", several.len()),
    };
    let change = |asked: &ReminderOccurrence| {
        let (rule, due, act) = (asked.rule.clone(), Some(asked.due), act.clone());
        Change::Put(Entry::Action(ReminderAction { rule, due, act }))
    };
    Ok(Act::new(format!("{words}: {what}"), of.iter().map(change).collect()))
}

/// The last day a reminder can be snoozed until, where there is one.
fn longest_of(asked: &ReminderOccurrence, state: &State) -> Option<NaiveDate> {
    let mut reminders = state.outlook.reminders.iter();
    let asleep = reminders.find(|reminder| reminder.rule == asked.rule && reminder.due == asked.due)?;
    longest_snooze(asleep.severity, state.today)
}

fn later(text: &str, state: &State) -> Result<NaiveDate, String> {
    day::parse_coming_day(text, state.today, state.look.day_order).map_err(|e| e.to_string())
}
