//! Completion in the shell: the words of the catalogue, the reports of the log and the usual days after Tab.
//!
//! `androlog completions SHELL` prints a few lines for the shell, which from then on asks the program itself. So an
//! analyte of the user's own and a report of this morning are offered without anything being written anew.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{Bash, CompleteEnv, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};

use crate::catalog::{Catalog, Sign};
use crate::cli::CommandLine;
use crate::domain::day;
use crate::domain::journal::Grade;
use crate::domain::report::{Kind, Report};
use crate::runtime::setup::{SessionOptions, Setup};
use crate::store::{WantedResults, is_sealed};

/// The variable by which the shell's lines ask for completions; everyday starts do not have it.
const ASKED_BY: &str = "ANDROLOG_COMPLETE";
const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &NushellScript, &Powershell, &Zsh]);
/// Reports offered; older ones are found by `list`.
const REPORTS_OFFERED: usize = 40;
/// Results read to find those reports; a usual panel has fewer than ten.
const RESULTS_READ: usize = 10 * REPORTS_OFFERED;
/// Days as people type them; any other date is typed.
const DAYS_OFFERED: [&str; 6] = ["today", "yesterday", "1w", "3m", "6m", "1y"];

/// Whether the shell asked for completions; they are then printed and there is nothing else to do.
///
/// # Errors
///
/// When the shell is not known, or what it asked with cannot be read.
pub fn answer() -> clap::error::Result<bool> {
    let folder = std::env::current_dir().ok();
    CompleteEnv::with_factory(offering)
        .var(ASKED_BY)
        .shells(SHELLS)
        .try_complete(std::env::args_os(), folder.as_deref())
}

/// The lines that a shell reads at its start; none for a shell that is not known.
pub fn registration(shell: &str) -> Option<io::Result<Vec<u8>>> {
    let shell = SHELLS.completer(shell)?;
    let mut script = Vec::new();
    let written = shell.write_registration(ASKED_BY, "androlog", "androlog", "androlog", &mut script);
    Some(written.map(|()| script))
}

/// The shells that have completions, in the order of the alphabet.
pub fn shell_names() -> Vec<&'static str> {
    SHELLS.names().collect()
}

/// What an argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CompletionOffer {
    Analyte,
    /// `e2=`, as `add` takes it.
    AnalyteValue,
    CatalogEntry,
    Day,
    Drug,
    Event,
    Grade,
    Kind,
    Report,
    Rule,
    Symptom,
}

/// Which argument of which command takes what; an empty command is any.
const OFFERS: &[(&str, &str, CompletionOffer)] = &[
    ("add", "words", CompletionOffer::AnalyteValue),
    ("add", "method", CompletionOffer::AnalyteValue),
    ("add", "range", CompletionOffer::AnalyteValue),
    ("catalog", "id", CompletionOffer::CatalogEntry),
    ("event", "event", CompletionOffer::Event),
    ("levels", "symptom", CompletionOffer::Symptom),
    ("since", "when", CompletionOffer::Day),
    ("skipped", "words", CompletionOffer::Drug),
    ("symptom", "words", CompletionOffer::Grade),
    ("symptom", "symptom", CompletionOffer::Symptom),
    ("took", "words", CompletionOffer::Drug),
    ("", "analyte", CompletionOffer::Analyte),
    ("", "analytes", CompletionOffer::Analyte),
    ("", "drug", CompletionOffer::Drug),
    ("", "kind", CompletionOffer::Kind),
    ("", "on", CompletionOffer::Day),
    ("", "report", CompletionOffer::Report),
    ("", "rule", CompletionOffer::Rule),
    ("", "since", CompletionOffer::Day),
    ("", "today", CompletionOffer::Day),
    ("", "until", CompletionOffer::Day),
];

/// The program's arguments with what each of them takes.
fn offering() -> Command {
    with_offers(CommandLine::command())
}

fn with_offers(command: Command) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|arg| match offer_for(&name, arg.get_id().as_str()) {
            Some(offer) => arg.add(ArgValueCandidates::new(move || candidates(offer))),
            None => with_paths(arg),
        })
        .mut_subcommands(with_offers)
}

fn offer_for(command: &str, argument: &str) -> Option<CompletionOffer> {
    let fits = |named: &str| named.is_empty() || named == command;
    OFFERS.iter().find(|(named, id, _)| fits(named) && *id == argument).map(|(_, _, offer)| *offer)
}

/// An argument that names a file is completed with the files of the folder.
fn with_paths(arg: Arg) -> Arg {
    let is_file = arg.get_value_names().is_some_and(|names| names.iter().any(|name| name.as_str() == "FILE"));
    if is_file { arg.value_hint(ValueHint::FilePath) } else { arg }
}

fn candidates(offer: CompletionOffer) -> Vec<CompletionCandidate> {
    // Completion must never fail: with settings that cannot be read the built-in names are still right.
    let setup = Setup::read(&named_files(std::env::args_os())).ok();
    let catalog = setup.as_ref().map_or_else(Catalog::embedded, |setup| setup.catalog);
    let with_help = |value: &str, help: &str| {
        CompletionCandidate::new(value).help(Some(StyledStr::from(help.to_owned())))
    };
    let plain = |value: &str| CompletionCandidate::new(value);
    let analytes = || catalog.analytes().iter();
    match offer {
        CompletionOffer::Analyte => analytes().map(|a| with_help(a.id.as_str(), &a.name)).collect(),
        CompletionOffer::AnalyteValue => analytes()
            .filter(|a| !a.calculated_only)
            .map(|a| with_help(&format!("{}=", a.id), &a.name))
            .collect(),
        CompletionOffer::CatalogEntry => analytes()
            .map(|a| with_help(a.id.as_str(), &a.name))
            .chain(
                setup
                    .iter()
                    .flat_map(|s| s.rules.iter())
                    .map(|rule| with_help(rule.id.as_str(), &rule.title)),
            )
            .chain(catalog.sources().into_iter().map(|source| with_help(source.key.as_str(), &source.title)))
            .collect(),
        CompletionOffer::Day => DAYS_OFFERED.iter().map(|word| plain(word)).collect(),
        CompletionOffer::Drug => {
            catalog.drugs().values().map(|drug| with_help(drug.id.as_str(), &drug.name)).collect()
        }
        CompletionOffer::Event => signs(catalog.events()),
        CompletionOffer::Grade => Grade::ALL.iter().map(|grade| plain(grade.id())).collect(),
        CompletionOffer::Kind => Kind::ALL.iter().map(|kind| plain(kind.id())).collect(),
        CompletionOffer::Report => setup.map(newest_reports).unwrap_or_default(),
        CompletionOffer::Rule => setup
            .iter()
            .flat_map(|s| s.rules.iter())
            .map(|rule| with_help(rule.id.as_str(), &rule.title))
            .collect(),
        CompletionOffer::Symptom => signs(catalog.symptoms()),
    }
}

fn signs(signs: &[Sign]) -> Vec<CompletionCandidate> {
    let offered =
        |sign: &Sign| CompletionCandidate::new(sign.id.as_str()).help(Some(sign.name.clone().into()));
    signs.iter().map(offered).collect()
}

/// The newest reports of the log with day, kind and laboratory. A log that is not there is not made by a Tab.
fn newest_reports(setup: Setup) -> Vec<CompletionCandidate> {
    // Nobody is asked for a key by a Tab either.
    if !setup.paths.database.is_file() || is_sealed(&setup.paths.database) {
        return Vec::new();
    }
    let wanted = WantedResults { newest: Some(RESULTS_READ), ..WantedResults::default() };
    let record = setup.open().and_then(|session| session.only(wanted));
    let Ok(record) = record else { return Vec::new() };
    let newest_first = record.reports().iter().rev().take(REPORTS_OFFERED).enumerate();
    let offered = |(order, report): (usize, &Report)| {
        let laboratory = report.laboratory.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        let help = format!("{} of {}{laboratory}", report.kind().name(), day::long(report.date));
        CompletionCandidate::new(report.id.as_str()).help(Some(help.into())).display_order(Some(order))
    };
    newest_first.map(offered).collect()
}

/// The log and the settings that the unfinished command line names, so that completion asks the same files as the
/// command will.
fn named_files(words: impl Iterator<Item = OsString>) -> SessionOptions {
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let named = |flag: &str, variable: &str| {
        let behind =
            words.iter().position(|word| word == flag).and_then(|place| words.get(place + 1)).cloned();
        let joined =
            words.iter().find_map(|word| word.strip_prefix(flag)?.strip_prefix('=').map(str::to_owned));
        behind.or(joined).or_else(|| std::env::var(variable).ok()).map(PathBuf::from)
    };
    SessionOptions {
        database: named("--db", "ANDROLOG_DB"),
        config: named("--config", "ANDROLOG_CONFIG"),
        today: None,
        ..SessionOptions::default()
    }
}

/// Nushell, which `clap_complete` does not know: a wrapped command whose words are completed by the program.
struct NushellScript;

impl EnvCompleter for NushellScript {
    fn name(&self) -> &'static str {
        "nushell"
    }

    fn is(&self, name: &str) -> bool {
        matches!(name, "nu" | "nushell")
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn io::Write,
    ) -> Result<(), io::Error> {
        writeln!(
            buf,
            r#"def "nu-complete {name}" [line: string] {{
  let words = ($line | split row --regex '\s+')
  let lines = (with-env {{ {var}: nushell }} {{ ^{completer} -- ...$words }} | lines)
  {{ options: {{ sort: false }}, completions: ($lines | parse "{{value}}\t{{description}}") }}
}}
def --wrapped {bin} [...words: string@"nu-complete {name}"] {{ ^{bin} ...$words }}"#
        )
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        buf: &mut dyn io::Write,
    ) -> Result<(), io::Error> {
        let last = words.len().saturating_sub(1);
        for candidate in clap_complete::engine::complete(command, words, last, folder)? {
            let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
            let help = help.lines().next().unwrap_or_default();
            writeln!(buf, "{}\t{help}", candidate.get_value().to_string_lossy())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offer_belongs_to_an_argument_that_exists() {
        let mut known = Vec::new();
        arguments_of(&CommandLine::command(), &mut known);
        for (command, argument, _) in OFFERS {
            let exists = known.iter().any(|(c, a)| (command.is_empty() || c == command) && a == argument);
            assert!(exists, "no command {command:?} takes {argument:?}");
        }
    }

    fn arguments_of(command: &Command, known: &mut Vec<(String, String)>) {
        for arg in command.get_arguments() {
            known.push((command.get_name().to_owned(), arg.get_id().to_string()));
        }
        command.get_subcommands().for_each(|below| arguments_of(below, known));
    }

    #[test]
    fn the_log_named_on_the_line_is_the_one_asked() {
        for (line, expected) in [("androlog --db a.db show", "a.db"), ("androlog show --db=b.db", "b.db")] {
            let options = named_files(line.split(' ').map(OsString::from));
            assert_eq!(options.database, Some(PathBuf::from(expected)), "{line}");
        }
    }
}
