//! Arguments that begin with a minus and a number, told from flags: a day so long ago, or what an option is given.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::domain::day::{DayOrder, LAST_DAY, parse_day};

/// The commands that read a day among their words.
const READ_DAYS: [&str; 6] = ["add", "event", "since", "skipped", "symptom", "took"];

/// The arguments with `10d ago` in place of `-10d` where a day is read, which would be taken for a flag. What another
/// option is given stays as it was typed: `--note -3` is written as `--note=-3`.
pub fn told_from_flags(
    args: impl IntoIterator<Item = OsString>,
    tree: impl FnOnce() -> Command,
) -> Vec<OsString> {
    let args: Vec<OsString> = args.into_iter().collect();
    // The tree of commands takes long to build, and few lines need it.
    if !args.iter().any(|arg| arg.to_str().is_some_and(is_minus_number)) {
        return args;
    }
    let tree = tree();
    let mut words = args.into_iter();
    let mut told = MinusReader { tree: &tree, command: None, waiting: None, told: Vec::new() };
    told.told.extend(words.next());
    while let Some(word) = words.next() {
        if word == "--" {
            told.told.push(word);
            told.told.extend(words);
            break;
        }
        told.take(word);
    }
    told.told
}

/// A line of arguments as far as it is read.
struct MinusReader<'t> {
    tree: &'t Command,
    /// The command that was named.
    command: Option<&'t Command>,
    /// The option that the next word belongs to.
    waiting: Option<&'t Arg>,
    told: Vec<OsString>,
}

impl<'t> MinusReader<'t> {
    fn take(&mut self, word: OsString) {
        let option = self.waiting.take();
        let Some(text) = word.to_str() else { return self.told.push(word) };
        if is_minus_number(text) {
            let told = self.told_number(text, option);
            return self.told.push(told);
        }
        if option.is_none() {
            match text.strip_prefix("--") {
                Some(name) => self.waiting = self.option(name),
                None if self.command.is_none() => self.command = self.tree.find_subcommand(text),
                None => {}
            }
        }
        self.told.push(word);
    }

    /// The word that stands for a minus and a number behind this option, or on its own.
    fn told_number(&mut self, text: &str, option: Option<&Arg>) -> OsString {
        let reads_day = match option {
            Some(option) => takes_day(option),
            None => self.command.is_some_and(|command| READ_DAYS.contains(&command.get_name())),
        };
        if let Some(ago) = days_ago(text).filter(|_| reads_day) {
            return ago;
        }
        match self.told.pop() {
            Some(mut name) if option.is_some() => {
                name.push("=");
                name.push(text);
                name
            }
            before => {
                self.told.extend(before);
                text.into()
            }
        }
    }

    /// The option of this name that takes its value from the next word.
    fn option(&self, name: &str) -> Option<&'t Arg> {
        let of_command = self.command.into_iter().flat_map(options);
        let mut all = of_command.chain(self.tree.get_arguments());
        let takes_next = |arg: &&Arg| arg.get_action().takes_values() && !arg.is_require_equals_set();
        all.find(|arg| arg.get_long() == Some(name)).filter(takes_next)
    }
}

/// The options of a command and of those under it.
fn options(command: &Command) -> Vec<&Arg> {
    command.get_arguments().chain(command.get_subcommands().flat_map(Command::get_arguments)).collect()
}

fn is_minus_number(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

fn takes_day(option: &Arg) -> bool {
    let names = option.get_value_names().unwrap_or_default();
    option.get_possible_values().is_empty()
        && names.iter().any(|name| ["DATE", "DAY", "WHEN"].contains(&name.as_str()))
}

/// `10d ago` for `-10d`, if that is how long ago something can be.
pub fn days_ago(text: &str) -> Option<OsString> {
    let ago = format!("{} ago", text.strip_prefix('-')?);
    parse_day(&ago, LAST_DAY, DayOrder::DayFirst).is_ok().then(|| ago.into())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::CommandLine;

    #[test]
    fn a_minus_and_a_number_is_a_day_only_where_one_is_read_and_otherwise_stays_as_typed() {
        for (typed, told) in [
            ("add -10d lh=5", "add|10d ago|lh=5"),
            ("add --on -3d lh=5", "add|--on|3d ago|lh=5"),
            ("--today -1w due", "--today|1w ago|due"),
            ("--db add since -3m", "--db|add|since|3m ago"),
            ("summary --since -1y", "summary|--since|1y ago"),
            ("therapy start x --on -2w", "therapy|start|x|--on|2w ago"),
            ("event fever --json -3d", "event|fever|--json|3d ago"),
            ("symptom fatigue mild -3d", "symptom|fatigue|mild|3d ago"),
            ("add lh=5 --note -3 --lab -2w", "add|lh=5|--note=-3|--lab=-2w"),
            ("add lh=5 --hours-since-dose -3", "add|lh=5|--hours-since-dose=-3"),
            ("add lh=5 --on -3x", "add|lh=5|--on=-3x"),
            ("list --limit -1", "list|--limit=-1"),
            ("ask is -10d right", "ask|is|-10d|right"),
            ("undo -1", "undo|-1"),
            ("ask -- -10d", "ask|--|-10d"),
            ("add --fasting -3d lh=5", "add|--fasting|3d ago|lh=5"),
            ("add --color -3 lh=5", "add|--color=-3|lh=5"),
        ] {
            let args = std::iter::once("androlog").chain(typed.split(' ')).map(OsString::from);
            let read = told_from_flags(args, CommandLine::command);
            let read: Vec<&str> = read.iter().skip(1).map(|word| word.to_str().unwrap()).collect();
            assert_eq!(read.join("|"), told, "{typed}");
        }
    }
}
