//! What the screen asks for is done here: saved, taken back, read, written, exported, set.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use chrono::NaiveDate;

use crate::domain::change::{Act, Change, Entry};
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::AnalyteId;
use crate::domain::record_extent::HistoryNeed;
use crate::exchange::doses::entry_words;
use crate::exchange::import::ImportRequest;
use crate::runtime::clock;
use crate::runtime::console::Console;
use crate::runtime::export;
use crate::runtime::file_writing::{Existing, write_file};
use crate::runtime::imports::{BackgroundReading, KnownNames};
use crate::runtime::run::{RunningScreen, WaitingSave};
use crate::runtime::settings;
use crate::runtime::source_file;
use crate::runtime::typed_path::{free_name, meant_path, path_completions};
use crate::store::{LockHolder, LogLine, StoreError, Undone};
use crate::ui::outcome::{ActWay, Export, UndoDoubt};
use crate::ui::setting::Setting;
use crate::ui::state::DayStretch;
use crate::ui::{Effect, Msg};

/// A larger log is read only when a tab asks for it: 8 MB are some 20,000 results and 60 ms.
const READ_AHEAD_BELOW_BYTES: i64 = 8 << 20;
/// A tab of a larger log stands before what it lacks is read: 1 MB are some 2,000 results and 5 ms.
const READ_AT_ONCE_BELOW_BYTES: i64 = 1 << 20;

impl<C: Console> RunningScreen<C> {
    /// Does all that is wanted, in order. What waits for another program since some time is tried again later.
    pub(super) fn perform_all(
        &mut self,
        effects: Vec<Effect>,
        since: Option<Instant>,
    ) -> anyhow::Result<bool> {
        let mut redraw = false;
        let mut effects = effects.into_iter();
        while let Some(effect) = effects.next() {
            if matches!(effect, Effect::KeepDraft { .. }) {
                // It is another text now that is to be saved, when that is asked for.
                self.waiting = None;
            }
            let saved = matches!(effect, Effect::Save(_) | Effect::TakeDoses(_)).then(|| effect.clone());
            match self.perform(effect) {
                Ok(EffectResult::Quietly) => {}
                Ok(EffectResult::Redraw) => redraw = true,
                Ok(EffectResult::Answer(msg)) => redraw |= self.tell(msg)?,
                Ok(EffectResult::Refused(msg)) => {
                    redraw |= self.tell(msg)?;
                    break;
                }
                Err(error) => {
                    // What was to follow rests on this: a draft is not dropped when its save failed.
                    match (saved, holder_of(&error)) {
                        (Some(saved), Some(holder)) => {
                            let since = since.unwrap_or_else(Instant::now);
                            self.wait_to_save(
                                std::iter::once(saved).chain(effects).collect(),
                                since,
                                &holder,
                            );
                        }
                        _ => self.complain(&error),
                    }
                    break;
                }
            }
        }
        Ok(redraw)
    }

    /// Says who keeps the log locked, for how long, and tries again in the next pause.
    fn wait_to_save(&mut self, effects: Vec<Effect>, since: Instant, holder: &LockHolder) {
        let seconds = since.elapsed().as_secs();
        let words = format!(
            "Waiting: {holder} has kept the log locked for {seconds} s. It is saved as soon as that ends, unless you \
             type on"
        );
        self.show(Msg::Waiting(words));
        self.waiting = Some(WaitingSave { effects, since });
    }

    /// Does what the screen wants.
    fn perform(&mut self, effect: Effect) -> anyhow::Result<EffectResult> {
        Ok(match effect {
            Effect::Quit => self.leave()?,
            Effect::Suspend => self.suspend()?,
            Effect::Save(act) => self.save(act)?,
            Effect::TakeDoses(entries) => self.take_doses(entries)?,
            Effect::Undo => EffectResult::Answer(self.undo()?),
            Effect::UndoAct(nr) => EffectResult::Answer(turned(self.session.undo_act(nr)?, ActWay::Undone)),
            Effect::Redo => EffectResult::Answer(match self.session.redo()? {
                Some(redone) => turned(redone, ActWay::Redone),
                None => Msg::Said("Nothing to redo.".to_owned()),
            }),
            Effect::KeepDraft { form, text } => {
                self.drafts.put(form, text, Instant::now());
                EffectResult::Quietly
            }
            Effect::DropDraft(form) => {
                self.drafts.drop(&form);
                self.session.store_mut().drop_draft(&form)?;
                EffectResult::Quietly
            }
            Effect::Load(need) => EffectResult::Answer(self.load(need)?),
            Effect::LoadSeries(analytes) => EffectResult::Answer(self.load_series(analytes)?),
            Effect::LoadDays(days) => EffectResult::Answer(self.load_days(days)?),
            Effect::Export(order) => EffectResult::Answer(self.export(&order)?),
            Effect::Write { path, text } => EffectResult::Answer(self.write_named(&path, &text, "")?),
            Effect::WriteBeside { path, text } => {
                let path = meant_path(&path, &self.folder);
                let written = write_file(&path, text.as_bytes(), Existing::Beside)?;
                EffectResult::Answer(self.wrote(&written, ""))
            }
            Effect::ReadImport(request) => {
                self.read_import(request)?;
                EffectResult::Quietly
            }
            Effect::KeepNames(origin, map) => {
                KnownNames::beside(self.session.store().path()).keep(&origin, &map)?;
                EffectResult::Quietly
            }
            Effect::Complete(typed) => {
                EffectResult::Answer(Msg::Completed(path_completions(&typed, &self.folder)))
            }
            Effect::OpenFile(source) => EffectResult::Answer(Msg::Said(source_file::open(&source)?)),
            Effect::KeepFollowed(hint) => {
                // Of no weight: where it cannot be kept the hint shows again next time.
                let _ = settings::add_line(&self.session.setup.paths.followed_hints, hint.id());
                EffectResult::Quietly
            }
            Effect::BackUp => {
                let path = self.session.keep_before("copy")?;
                EffectResult::Answer(Msg::Said(format!("Copied the log to {}.", path.display())))
            }
            Effect::KeepSetting(setting) => self.keep_setting(setting)?,
            Effect::Copy(text) => EffectResult::Answer(self.copy(&text)?),
        })
    }

    fn copy(&mut self, text: &str) -> anyhow::Result<Msg> {
        self.console.copy(text)?;
        let is_sealed = self.session.store().is_sealed();
        Ok(Msg::Said(if is_sealed { "Copied. The clipboard is not sealed." } else { "Copied." }.to_owned()))
    }

    /// Keeps a setting that holds on the screen already; what keeps it from being written is said.
    pub(super) fn keep_setting(&mut self, setting: Setting) -> anyhow::Result<EffectResult> {
        let path = &self.session.setup.paths.config;
        settings::keep_setting(path, setting.key(), &setting.value())
            .context("it holds until you leave, but could not be kept")?;
        Ok(EffectResult::Quietly)
    }

    /// Begins to read a file to import beside the screen.
    fn read_import(&mut self, request: ImportRequest) -> anyhow::Result<()> {
        let path = meant_path(&request.path, &self.folder);
        let known = (self.session.whole()?, self.session.store().forgotten()?);
        let names = KnownNames::beside(self.session.store().path());
        self.reading = Some(BackgroundReading::start(request, path, names, &self.session.setup, known)?);
        Ok(())
    }

    pub(super) fn save(&mut self, act: Act) -> anyhow::Result<EffectResult> {
        let words = act.words.clone();
        Ok(match self.session.save(act) {
            Ok(changes) => EffectResult::Answer(Msg::Saved { words, changes, way: ActWay::Done }),
            Err(error) => match error.downcast::<StoreError>()? {
                StoreError::Conflict(clashes) => EffectResult::Refused(Msg::Clashed(clashes)),
                other => return Err(other.into()),
            },
        })
    }

    /// Takes back the last act, unless it may not be the one the user has in mind.
    pub(super) fn undo(&mut self) -> anyhow::Result<Msg> {
        let store = self.session.store();
        let next = store.next_to_undo()?.filter(|line| line.is_far(&store.author().run));
        if let Some(line) = next {
            let whose = self.session.whose(&line);
            let LogLine { nr, words, entries, .. } = line;
            return Ok(Msg::Doubted(UndoDoubt { nr, words, whose, entries }));
        }
        Ok(match self.session.undo()? {
            Some(undone) => turned(undone, ActWay::Undone),
            None => Msg::Said("Nothing to undo.".to_owned()),
        })
    }

    /// Stores doses as taken now; on a day that was asked for nothing tells the minute.
    fn take_doses(&mut self, mut entries: Vec<DoseEntry>) -> anyhow::Result<EffectResult> {
        let is_now = !self.session.setup.is_day_fixed;
        for entry in &mut entries {
            entry.time = is_now.then(clock::minute);
        }
        let doses: Vec<String> = entries.iter().map(entry_words).collect();
        let changes = entries.into_iter().map(|entry| Change::Put(Entry::DoseTaken(entry))).collect();
        self.save(Act::new(format!("Took {}", doses.join(" and ")), changes))
    }

    pub(super) fn export(&self, order: &Export) -> anyhow::Result<Msg> {
        let mut wanted = export::ExportOrder::new(order.format);
        wanted.selection.reports.clone_from(&order.only);
        let text = export::text(&self.session, &wanted)?;
        let is_part = order.format.is_of_results();
        let rest = if is_part { " It holds the results; json holds everything." } else { "" };
        self.write_named(&order.path, &text, rest)
    }

    /// Writes a text to the file that was typed, and says where it is and the rest; a name that is taken is refused and
    /// a free one offered.
    fn write_named(&self, typed: &str, text: &str, rest: &str) -> anyhow::Result<Msg> {
        let path = meant_path(typed, &self.folder);
        if path.is_file() {
            let free = free_name(typed, &self.folder);
            let words = format!("{} is there already; Tab puts in {free}, which is free", path.display());
            return Ok(Msg::Taken { words, free });
        }
        write_file(&path, text.as_bytes(), Existing::Keep("choose another name"))?;
        Ok(self.wrote(&path, rest))
    }

    /// Says what was written and the rest; from a sealed log also that this is not.
    fn wrote(&self, path: &Path, rest: &str) -> Msg {
        let of_seal = if self.session.store().is_sealed() { " It is not sealed." } else { "" };
        Msg::Said(format!("Wrote {}.{of_seal}{rest}", path.display()))
    }

    /// Whoever leaves is told once that what is typed would be lost.
    pub(super) fn leave(&mut self) -> anyhow::Result<EffectResult> {
        let kept = self.flush_drafts();
        if kept.is_err() && self.drafts.warn_once() {
            kept.context("leave again to lose what is typed, which cannot be kept now")?;
        }
        self.quitting = true;
        Ok(EffectResult::Quietly)
    }

    fn load(&mut self, need: HistoryNeed) -> anyhow::Result<Msg> {
        self.draw_what_is_here()?;
        if let HistoryNeed::SymptomsSince(day) = need {
            let (since, symptoms) = self.session.symptoms_since(day)?;
            return Ok(Msg::Symptoms(since, symptoms));
        }
        let extent = self.app.state().record.extent().with(need);
        Ok(Msg::Loaded(Box::new(self.session.history(extent)?)))
    }

    fn load_series(&mut self, analytes: Vec<AnalyteId>) -> anyhow::Result<Msg> {
        self.draw_what_is_here()?;
        Ok(Msg::Drawn(Box::new(self.session.series(analytes)?)))
    }

    /// Reads as many days before and after those that are drawn as well: most steps in time stay among these.
    fn load_days(&self, (first, last): DayStretch) -> anyhow::Result<Msg> {
        let more = last - first;
        let first = first.checked_sub_signed(more).unwrap_or(NaiveDate::MIN);
        let last = last.checked_add_signed(more).unwrap_or(NaiveDate::MAX);
        Ok(Msg::DrawnDays((first, last), Box::new(self.session.logged((first, last))?)))
    }

    /// Whether the history is so short that it is read before anybody asks for it.
    pub(super) fn is_read_ahead(&self) -> bool {
        self.session.store().bytes().is_ok_and(|bytes| bytes < READ_AHEAD_BELOW_BYTES)
    }

    /// Where it takes longer than a frame to read more the tab stands at once, with what is there.
    fn draw_what_is_here(&mut self) -> anyhow::Result<()> {
        if self.session.store().bytes().is_ok_and(|bytes| bytes < READ_AT_ONCE_BELOW_BYTES) {
            return Ok(());
        }
        self.show(Msg::Reading);
        self.draw()
    }

    pub(super) fn suspend(&mut self) -> anyhow::Result<EffectResult> {
        self.flush_drafts()?;
        self.console.suspend()?;
        Ok(EffectResult::Redraw)
    }
}

/// What became of an effect.
pub(super) enum EffectResult {
    Quietly,
    /// It was not done, and neither is what was to follow; the screen is told.
    Refused(Msg),
    /// The terminal was in other hands.
    Redraw,
    /// The screen is told.
    Answer(Msg),
}

/// An act that was taken back or done again, as the screen is told of it.
fn turned(Undone { words, changes, .. }: Undone, way: ActWay) -> Msg {
    Msg::Saved { words, changes, way }
}

/// Who keeps the log locked, if that is why something could not be done.
fn holder_of(error: &anyhow::Error) -> Option<LockHolder> {
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Busy { holder, .. }) => Some(holder.clone()),
        _ => None,
    }
}
