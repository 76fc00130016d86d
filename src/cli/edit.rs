//! `edit`: a stored report in the editor.

use std::fs;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, anyhow, bail};

use crate::cli::CommandEnd;
use crate::cli::act_json::ActOutput;
use crate::cli::add::news;
use crate::cli::list::heading;
use crate::cli::print;
use crate::cli::question::{UsualAnswer, is_wanted};
use crate::cli::text_file::text_of;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::report::Report;
use crate::exchange::ReaderKnowledge;
use crate::exchange::edit::{PageMistake, changes, read, write};
use crate::exchange::typed::ValueDoubt;
use crate::runtime::error_words::error_words;
use crate::runtime::file_writing::{Existing, write_file};
use crate::runtime::leftovers::{EDITOR_PAGES, remove_pages};
use crate::runtime::session::{Session, abbreviated};

/// Change a stored report in $VISUAL or $EDITOR: every value, unit, range, method and note, as TOML.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog edit 01a2")]
pub struct EditArgs {
    /// Its id, or the beginning or end of it; `last` for the newest one.
    report: String,
    /// Take the edited text from a file instead of the editor.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Store doubtful values and a day in the future too.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    pub output: ActOutput,
}

/// Why an edited text is not stored.
#[derive(Debug, thiserror::Error)]
enum EditRefusal {
    /// It cannot be read, or says what cannot be.
    #[error("{}", joined(.0, "\n"))]
    Page(Vec<PageMistake>),
    /// Some values were probably mistyped.
    #[error("{}; --yes stores it as it is", joined(.0, "; "))]
    Values(Vec<ValueDoubt>),
}

fn joined(parts: &[impl ToString], by: &str) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(by)
}

/// Opens the editor until the text can be stored or is given up; nothing typed is lost.
pub fn run(args: &EditArgs, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let old = find(&args.report, session)?;
    let written = write(&old, session.setup.catalog);
    if let Some(path) = &args.from {
        let text = text_of(path)?;
        let new = checked(&text, &old, args.yes, session)
            .map_err(|refusal| anyhow!("{refusal}\nNothing was stored; correct {}", path.display()))?;
        return store(&old, new, session);
    }
    let page = EditorPage::new(&written)?;
    loop {
        if let Err(error) = page.open() {
            return Err(if page.text()? == written { error } else { page.keep(&error.to_string(), &old) });
        }
        let text = match page.text() {
            Ok(text) => text,
            Err(error) => return Err(page.keep(&error_words(&error), &old)),
        };
        if text == written {
            print::say("Nothing changed.");
            return Ok(CommandEnd::Well);
        }
        match checked(&text, &old, args.yes, session) {
            Ok(new) => {
                return store(&old, new, session).map_err(|error| page.keep(&error_words(&error), &old));
            }
            Err(refusal) if wants_again(&refusal)? => {}
            Err(refusal) => return Err(page.keep(&refusal.to_string(), &old)),
        }
    }
}

/// The report an id names; of another entry it says what changes that.
fn find(text: &str, session: &Session) -> anyhow::Result<Report> {
    match session.report(text) {
        Ok(report) => Ok(report),
        Err(error) => {
            let record = session.whole()?;
            let is = |ids: Vec<&_>| abbreviated(ids.into_iter(), text, ("entry", "list")).is_ok();
            if is(record.regimens().iter().map(|regimen| &regimen.id).collect()) {
                bail!(
                    "“{text}” is a therapy; `androlog therapy dose` and `androlog therapy stop` change one"
                );
            }
            if is(record.symptoms().iter().map(|symptom| &symptom.id).collect()) {
                bail!("“{text}” is a symptom; remove it with `androlog symptom rm {text}` and log it again");
            }
            if is(record.events().iter().map(|event| &event.id).collect()) {
                bail!("“{text}” is an event; remove it with `androlog event rm {text}` and log it again");
            }
            Err(error)
        }
    }
}

/// The report a text describes, or all that is wrong and doubtful about it.
fn checked(text: &str, old: &Report, yes: bool, session: &Session) -> Result<Report, EditRefusal> {
    let known = ReaderKnowledge { catalog: session.setup.catalog, today: session.setup.today, record: None };
    let edited = read(text, old, &known, session.setup.config.day_order).map_err(EditRefusal::Page)?;
    let (mistakes, unusual): (Vec<ValueDoubt>, Vec<ValueDoubt>) =
        edited.doubts.into_iter().partition(ValueDoubt::is_likely_mistake);
    if !mistakes.is_empty() && !yes {
        return Err(EditRefusal::Values(mistakes));
    }
    for doubt in unusual {
        print::say(&format!("{doubt}; check the digits and the unit."));
    }
    Ok(edited.report)
}

fn store(old: &Report, new: Report, session: &mut Session) -> anyhow::Result<CommandEnd> {
    let told = changes(old, &new, session.setup.catalog);
    if told.is_empty() {
        print::say("Nothing changed.");
        return Ok(CommandEnd::Well);
    }
    let words = format!("Changed the {}", heading(old));
    let before = session.outlook(&session.for_rules()?);
    let act = Act::one(&*words, Change::Put(Entry::Report(new))).began_from([Entry::Report(old.clone())]);
    session.save(act)?;
    print::line(&format!("{words}. `androlog undo` takes it back."))?;
    told.iter().try_for_each(|line| print::line(&format!("  {line}")))?;
    // What was the second newest value may be the newest now, so what rules need is read anew.
    print::text(&news(&before, &session.outlook(&session.for_rules()?)))?;
    Ok(CommandEnd::Well)
}

/// Says what is wrong, and asks whether to open the editor again, where there is somebody to ask.
fn wants_again(refusal: &EditRefusal) -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        return Ok(false);
    }
    print::say(&refusal.to_string());
    is_wanted("Open it again?", UsualAnswer::Yes)
}

/// The file the editor works on, in a folder of its own that only its owner can open; both are removed at the end.
struct EditorPage {
    folder: tempfile::TempDir,
}

/// A name by which editors know what it is.
const FILE: &str = "report.toml";

impl EditorPage {
    fn new(text: &str) -> anyhow::Result<Self> {
        remove_pages();
        let prefix = format!("{EDITOR_PAGES}{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir();
        let page = Self { folder: folder.context("cannot make a folder for the text")? };
        write_file(&page.path(), text.as_bytes(), Existing::Replace)?;
        Ok(page)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }

    fn text(&self) -> anyhow::Result<String> {
        text_of(&self.path())
    }

    fn open(&self) -> anyhow::Result<()> {
        let set = |name| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
        let named = set("VISUAL").or_else(|| set("EDITOR"));
        if named.is_none() && !stdin().is_terminal() {
            bail!(
                "without a terminal no editor can be opened; set $EDITOR, or give the text with --from FILE"
            );
        }
        let editor = named.unwrap_or_else(|| "vi".to_owned());
        let words = shlex::split(&editor).unwrap_or_default();
        let Some((program, args)) = words.split_first() else {
            bail!("$VISUAL or $EDITOR is “{editor}”, which names no program");
        };
        let status = Command::new(program).args(args).arg(self.path()).status();
        let status = status.with_context(|| {
            format!("cannot start the editor “{editor}”; set $EDITOR to one that is installed")
        })?;
        if !status.success() {
            bail!("the editor “{editor}” gave up ({status}); nothing was stored");
        }
        Ok(())
    }

    /// Leaves the text where it is and says so.
    fn keep(self, wrong: &str, report: &Report) -> anyhow::Error {
        let folder = self.folder.keep();
        // Under another name, by which the next start does not take it for something left over.
        let name = folder.file_name().unwrap_or_default().to_string_lossy().replacen("page", "kept", 1);
        let kept = folder.with_file_name(name);
        let kept = if fs::rename(&folder, &kept).is_ok() { kept } else { folder };
        let kept: &Path = &kept.join(FILE);
        let kept = kept.display();
        anyhow!(
            "{wrong}\nNothing was stored. What was typed is kept in {kept}; correct it there, then\n  \
             androlog edit {} --from {kept}",
            report.id
        )
    }
}
