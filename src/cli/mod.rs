//! The command line: every command of the program, without a terminal.

mod act_json;
mod add;
mod analyte_name;
mod backup;
mod catalog;
mod chart;
pub mod complete;
mod demo;
mod doctor;
mod doses;
mod due;
mod edit;
mod entries;
mod export;
mod forget;
mod history;
mod import;
mod lifetime;
mod list;
mod merge;
mod minus_numbers;
mod order;
pub mod print;
mod question;
mod response;
mod seal;
mod settings;
mod summary;
mod text_file;
mod therapy;
mod took;
mod trying;
mod visit;
mod whole_number;

use std::ffi::OsString;
use std::io::{IsTerminal, stdout};
use std::path::PathBuf;

use anyhow::bail;
use chrono::NaiveDate;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::cli::act_json::ActWatch;
use crate::exchange::typed::doubt_day;
use crate::runtime::error_words::error_words;
use crate::runtime::key_ring::KeySource;
use crate::runtime::leftovers::remove_pages;
use crate::runtime::run;
use crate::runtime::session::Session;
use crate::runtime::setup::{SessionOptions, Setup};
use crate::runtime::surroundings::Surroundings;
use crate::ui::setting::ScreenForm;

/// A log of hormones, semen analyses, bone health, therapy and symptoms, with cited monitoring reminders.
/// Without a command it opens the terminal screen.
#[derive(Debug, Parser)]
#[command(name = "androlog", version, max_term_width = 100, propagate_version = false)]
pub struct CommandLine {
    #[command(flatten)]
    screen: ScreenArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

/// A start without a command.
#[derive(Debug, Parser)]
#[command(name = "androlog", disable_help_flag = true)]
struct ScreenLine {
    #[command(flatten)]
    screen: ScreenArgs,
}

/// What a start without a command takes.
#[derive(Debug, clap::Args)]
struct ScreenArgs {
    #[command(flatten)]
    global: GlobalArgs,
    /// Show the screen as one column of labelled lines, for a screen reader.
    #[arg(long)]
    plain: bool,
}

impl CommandLine {
    /// Reads the arguments of the program.
    ///
    /// # Errors
    /// What is wrong with them, or the help that was asked for.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let args = minus_numbers::told_from_flags(args, Self::command);
        // Only where there is a command, or a fault to tell, the whole tree of commands is built: that takes as long
        // as to read the newest reports.
        match ScreenLine::try_parse_from(&args) {
            Ok(ScreenLine { screen }) => Ok(Self { screen, command: None }),
            Err(_) => Self::try_parse_from(&args).map_err(|error| told_of_variable(error, &args)),
        }
    }
}

/// The error in the words of who set a variable to nothing, where that stands for an option nobody wrote.
fn told_of_variable(error: clap::Error, args: &[OsString]) -> clap::Error {
    let Some(ContextValue::String(refused)) = error.get(ContextKind::InvalidArg) else { return error };
    let mut command = CommandLine::command();
    command.build();
    let option = command.get_arguments().find(|option| option.to_string() == *refused);
    let Some((flag, variable)) = option.and_then(|option| option.get_long().zip(option.get_env())) else {
        return error;
    };
    let (flag, joined) = (format!("--{flag}"), format!("--{flag}="));
    let is_written = args.windows(2).any(|two| *two[0] == *flag && two[1].is_empty())
        || args.iter().any(|arg| **arg == *joined);
    if is_written || std::env::var_os(variable).is_none_or(|value| !value.is_empty()) {
        return error;
    }
    let variable = variable.to_string_lossy();
    let words = format!("the variable {variable} is set to nothing; give it a value, or unset it");
    command.error(ErrorKind::InvalidValue, words)
}

/// What the options of every command stand under in its help, after its own.
const EVERYWHERE: &str = "Options of every command";

/// What every command takes.
#[derive(Debug, clap::Args)]
struct GlobalArgs {
    /// The log to work on.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", env = "ANDROLOG_DB")]
    db: Option<PathBuf>,
    /// The settings to use.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", env = "ANDROLOG_CONFIG")]
    config: Option<PathBuf>,
    /// Take this day as today.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DATE", env = "ANDROLOG_TODAY")]
    today: Option<String>,
    /// The file that holds the key of a sealed log.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", env = "ANDROLOG_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// A line for the shell that prints the key of a sealed log.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "LINE")]
    key_command: Option<String>,
    /// When to colour the output.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// When the output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    OnLog(Box<LogCommand>),
    Restore(backup::RestoreArgs),
    Doctor(doctor::DoctorArgs),
    Seal(seal::SealArgs),
    Unseal(seal::UnsealArgs),
    Catalog(catalog::CatalogArgs),
    Demo(demo::DemoArgs),
    Config(settings::ConfigArgs),
    Completions(settings::CompletionsArgs),
    Man(settings::ManArgs),
}

/// A command that is given an open log.
#[derive(Debug, Subcommand)]
enum LogCommand {
    Add(add::AddArgs),
    List(list::ListArgs),
    Show(list::ShowArgs),
    Edit(edit::EditArgs),
    Rm(list::RmArgs),
    Therapy(therapy::TherapyArgs),
    Took(took::TookArgs),
    Skipped(took::SkippedArgs),
    Doses(doses::DosesArgs),
    Symptom(entries::SymptomArgs),
    Event(entries::EventArgs),
    Profile(entries::ProfileArgs),
    Due(due::DueArgs),
    Order(order::OrderArgs),
    Remind(due::RemindArgs),
    Since(visit::SinceArgs),
    Ask(visit::AskArgs),
    Summary(summary::SummaryArgs),
    Trying(trying::TryingArgs),
    Levels(trying::LevelsArgs),
    Response(response::ResponseArgs),
    ProfileCheck(response::ProfileCheckArgs),
    Chart(chart::ChartArgs),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    Undo(history::UndoArgs),
    Redo(history::RedoArgs),
    Log(history::LogArgs),
    Backup(backup::BackupArgs),
    Merge(merge::MergeArgs),
    Forget(forget::ForgetArgs),
}

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandEnd {
    /// All is done.
    Well,
    /// Something was rejected; the rest is done.
    Rejected,
    /// Something is due, and that was asked.
    Due,
    /// Something was left out that cannot be guessed; nothing is done.
    Misused,
}

/// Does what the arguments say.
pub fn run(args: CommandLine) -> anyhow::Result<CommandEnd> {
    let ScreenArgs { global, plain } = args.screen;
    let options = options(&global);
    let screen = if plain { ScreenForm::Plain } else { ScreenForm::Drawn };
    let surroundings = surroundings(wants_color(global.color), screen);
    match args.command {
        // These work without a log, and without settings that can be read.
        Some(Command::Completions(args)) => settings::completions(&args),
        Some(Command::Man(args)) => settings::man(&args),
        Some(Command::Config(args)) => settings::config(&args, &options),
        Some(Command::Catalog(args)) => {
            print::hold();
            let setup = Setup::read(&options)?;
            link_sources(&setup, surroundings);
            let ended = catalog::run(&args, &setup);
            print::release().and(ended)
        }
        Some(Command::Restore(args)) => backup::restore(&args, &Setup::read(&options)?),
        Some(Command::Doctor(args)) => doctor::run(&args, &Setup::read(&options)?),
        Some(Command::Seal(args)) => seal::seal(&args, &Setup::read(&options)?),
        Some(Command::Unseal(args)) => seal::unseal(&args, &Setup::read(&options)?),
        Some(Command::Demo(args)) => demo::run(&args, &options, surroundings),
        None => {
            run::run(Setup::read_for_screen(&options)?.open()?, surroundings)?;
            Ok(CommandEnd::Well)
        }
        Some(Command::OnLog(command)) => over_a_log(*command, &options, surroundings),
    }
}

/// Opens the log for a command, and says before it ends what could not be read of it.
fn over_a_log(
    command: LogCommand,
    options: &SessionOptions,
    surroundings: Surroundings,
) -> anyhow::Result<CommandEnd> {
    if command.is_read() {
        print::hold();
    }
    let setup = Setup::read(options)?;
    if !matches!(command, LogCommand::Summary(_)) {
        link_sources(&setup, surroundings);
    }
    let mut session = if command.begins_a_log() {
        setup.open()?
    } else if command.only_tries() {
        setup.open_to_try()?
    } else {
        setup.open_existing()?
    };
    session.store_mut().sign_as(command.name());
    session.tidy_up();
    // A prompt that asks every minute what is due need not look for pages among the temporary files of everybody.
    if !command.is_read() {
        remove_pages();
    }
    if let Some(words) = session.plain_copies_words() {
        print::say(&words);
    }
    if let Some(words) = session.set_aside_words() {
        print::say(&words);
    }
    if session.store().is_sealed() && command.writes_plain() {
        print::say(
            "androlog: the log is sealed; what is written here is not, and everybody who gets it can read it",
        );
    }
    let watch = command.tells_act().then(|| ActWatch::begin(&mut session)).transpose()?;
    let ended = on_log(command, &mut session, surroundings)
        .and_then(|end| watch.map_or(Ok(()), |watch| watch.end(&mut session)).map(|()| end))
        .or_else(|error| stored_but_unprinted(error, &session));
    let trouble = session.trouble_words();
    for words in &trouble {
        print::say(&format!("androlog: {words}"));
    }
    // What was stored is stored; an answer with something left out is not a whole one.
    let ended = match ended {
        Ok(CommandEnd::Well) if !trouble.is_empty() && !session.store().has_written() => {
            Ok(CommandEnd::Rejected)
        }
        ended => ended,
    };
    if let Err(error) = session.close() {
        print::say(&format!("androlog: {}", error_words(&error)));
    }
    print::release().and(ended)
}

/// Who tries again because of a full pipe or disk must not store it twice, so what is stored is a success.
fn stored_but_unprinted(error: anyhow::Error, session: &Session) -> anyhow::Result<CommandEnd> {
    if !session.store().has_written() || !is_of_output(&error) {
        return Err(error);
    }
    say_unprinted("stored", &error);
    Ok(CommandEnd::Well)
}

/// Prints what was done to files. That it cannot be printed does not undo it, so it is no failure.
fn tell_done(print: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    match print() {
        Err(error) if is_of_output(&error) => {
            say_unprinted("done", &error);
            Ok(())
        }
        told => told,
    }
}

fn say_unprinted(done: &str, error: &anyhow::Error) {
    print::say(&format!("androlog: it is {done}, but could not be printed: {}", error_words(error)));
}

/// Whether it is the system that refused, and not the log.
fn is_of_output(error: &anyhow::Error) -> bool {
    error.chain().any(<dyn std::error::Error + 'static>::is::<std::io::Error>)
}

impl LogCommand {
    /// Whether it makes a log where there is none: what only reads or changes one does not, so that a name that was
    /// typed wrong is told.
    fn begins_a_log(&self) -> bool {
        match self {
            Self::Took(_) | Self::Skipped(_) => true,
            Self::Add(_) | Self::Import(_) => !self.only_tries(),
            Self::Therapy(args) => args.begins_a_log(),
            Self::Symptom(args) => args.begins_a_log(),
            Self::Event(args) => args.begins_a_log(),
            Self::Ask(args) => args.begins_a_log(),
            Self::Profile(args) => args.begins_a_log(),
            _ => false,
        }
    }

    /// Whether it shows what would be stored and stores nothing, also where there is no log yet.
    const fn only_tries(&self) -> bool {
        match self {
            Self::Add(args) => args.dry_run,
            Self::Import(args) => args.dry_run,
            _ => false,
        }
    }

    /// Whether it writes what is in the log to a file or to who reads its output.
    const fn writes_plain(&self) -> bool {
        match self {
            Self::Export(_) | Self::Summary(_) | Self::Edit(_) => true,
            Self::Chart(args) => args.writes_picture(),
            _ => false,
        }
    }

    /// Whether it only prints what is to be read, which may be longer than the terminal.
    const fn is_read(&self) -> bool {
        matches!(
            self,
            Self::List(_)
                | Self::Show(_)
                | Self::Doses(_)
                | Self::Due(_)
                | Self::Order(_)
                | Self::Since(_)
                | Self::Trying(_)
                | Self::Levels(_)
                | Self::Response(_)
                | Self::ProfileCheck(_)
                | Self::Log(_)
        )
    }

    /// Whether it changes the log and is to tell what it did as JSON.
    fn tells_act(&self) -> bool {
        match self {
            Self::Add(args) => args.output.json,
            Self::Edit(args) => args.output.json,
            Self::Rm(args) => args.output.json,
            Self::Therapy(args) => args.tells_act(),
            Self::Doses(args) => args.tells_act(),
            Self::Symptom(args) => args.tells_act(),
            Self::Event(args) => args.tells_act(),
            Self::Profile(args) => args.tells_act(),
            Self::Ask(args) => args.tells_act(),
            Self::Remind(args) => args.output.json,
            Self::Undo(args) => args.output.json,
            Self::Redo(args) => args.output.json,
            Self::Forget(args) => args.output.json,
            _ => false,
        }
    }

    /// What the journal calls it, where it writes there.
    const fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Edit(_) => "edit",
            Self::Rm(_) => "rm",
            Self::Therapy(_) => "therapy",
            Self::Took(_) => "took",
            Self::Skipped(_) => "skipped",
            Self::Symptom(_) => "symptom",
            Self::Event(_) => "event",
            Self::Ask(_) => "ask",
            Self::Profile(_) => "profile",
            Self::Remind(_) => "remind",
            Self::Import(_) => "import",
            Self::Merge(_) => "merge",
            Self::Forget(_) => "forget",
            _ => "androlog",
        }
    }
}

fn on_log(
    command: LogCommand,
    session: &mut Session,
    surroundings: Surroundings,
) -> anyhow::Result<CommandEnd> {
    match command {
        LogCommand::Add(args) => add::run(&args, session),
        LogCommand::List(args) => list::list(&args, session),
        LogCommand::Show(args) => list::show(&args, session),
        LogCommand::Edit(args) => edit::run(&args, session),
        LogCommand::Rm(args) => list::rm(&args, session),
        LogCommand::Therapy(args) => therapy::run(&args, session),
        LogCommand::Took(args) => took::took(&args, session),
        LogCommand::Skipped(args) => took::skipped(&args, session),
        LogCommand::Doses(args) => doses::run(&args, session),
        LogCommand::Symptom(args) => entries::symptom(&args, session),
        LogCommand::Event(args) => entries::event(&args, session),
        LogCommand::Profile(args) => entries::profile(&args, session),
        LogCommand::Due(args) => due::due(&args, session, surroundings.color),
        LogCommand::Order(args) => order::run(&args, session),
        LogCommand::Since(args) => visit::since(&args, session),
        LogCommand::Summary(args) => summary::run(&args, session),
        LogCommand::Trying(args) => trying::trying(&args, session, surroundings),
        LogCommand::Levels(args) => trying::levels(&args, session),
        LogCommand::Ask(args) => visit::ask(&args, session),
        LogCommand::Remind(args) => due::remind(&args, session),
        LogCommand::Response(args) => response::response(&args, session),
        LogCommand::ProfileCheck(args) => response::profile_check(&args, session),
        LogCommand::Chart(args) => chart::run(&args, session, surroundings),
        LogCommand::Import(args) => import::run(&args, session),
        LogCommand::Export(args) => export::run(&args, session),
        LogCommand::Undo(args) => history::undo(&args, session),
        LogCommand::Redo(args) => history::redo(&args, session),
        LogCommand::Log(args) => history::log(&args, session),
        LogCommand::Backup(args) => backup::backup(&args, session),
        LogCommand::Merge(args) => merge::run(&args, session),
        LogCommand::Forget(args) => forget::run(&args, session),
    }
}

/// What an option was given, where it is more than blanks; those say nothing, as in a form.
fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The day something is logged for, today when none is named. One in the future is taken with `--yes` only.
fn day_logged(session: &Session, on: Option<&str>, yes: bool) -> anyhow::Result<NaiveDate> {
    let date = session.day_or_today(on)?;
    match doubt_day(date, session.setup.today) {
        Some(doubt) if !yes => {
            bail!("{doubt}. Nothing was stored; correct it, or add --yes to store it as typed")
        }
        _ => Ok(date),
    }
}

fn options(global: &GlobalArgs) -> SessionOptions {
    let today = global.today.clone().filter(|text| !text.is_empty());
    let command = global.key_command.clone();
    // The file may come from the surroundings; a command was typed.
    let file = global.key_file.clone().filter(|_| command.is_none());
    let key = KeySource { file, command };
    SessionOptions { database: global.db.clone(), config: global.config.clone(), today, key }
}

fn wants_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            stdout().is_terminal()
                && !env_is_set("NO_COLOR")
                && std::env::var("TERM").as_deref() != Ok("dumb")
        }
    }
}

fn surroundings(color: bool, screen: ScreenForm) -> Surroundings {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(|name| env_is_set(name));
    let locale = locale.and_then(|name| std::env::var(name).ok()).unwrap_or_default().to_lowercase();
    // Where nothing is said, today's terminals are UTF-8; a locale that names another charset is believed.
    let utf8 = locale.is_empty() || locale.contains("utf-8") || locale.contains("utf8");
    let is_console = std::env::var("TERM").as_deref() == Ok("linux");
    Surroundings { color, utf8: utf8 && !is_console, is_console, links: color && !is_console, screen }
}

/// Has sources lead to their pages in what is printed, where it goes to a terminal that shows links.
fn link_sources(setup: &Setup, surroundings: Surroundings) {
    if surroundings.links && stdout().is_terminal() {
        print::link_sources(&setup.catalog.sources());
    }
}

fn env_is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
