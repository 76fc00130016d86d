//! What a file does not tell and nobody but the user knows.

use std::fmt;

use crate::exchange::scrub;

/// A question that stops an import, with the flag that answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportQuestion {
    /// No column and no line has the day of the results.
    Day {
        /// A column with another day, where there is one.
        other: Option<String>,
    },
    /// Days can be read with the day or the month first.
    DayOrder { example: String },
    /// The file has the results of several people.
    Person {
        column: String,
        /// Some of the people.
        people: Vec<String>,
    },
    /// Several sheets of a workbook have results, and their names do not say that they are of one person.
    Sheet { sheets: Vec<String> },
    /// A marker has no unit anywhere.
    Unit {
        /// The marker as the file names it.
        marker: String,
        /// The units it may have.
        units: Vec<String>,
    },
}

impl fmt::Display for ImportQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day { other: None } => {
                write!(f, "The file does not say of which day the results are. Name it: --on 2026-03-14")
            }
            Self::Day { other: Some(column) } => write!(
                f,
                "The file does not say which day the samples were taken; the column “{}” is of another day. \
                 Name the day: --on 2026-03-14; or take that column with --map FILE, in which stands under [columns] \
                 \"{}\" = \"day\"",
                scrub::line(column),
                scrub::line(column).to_lowercase(),
            ),
            Self::DayOrder { example } => write!(
                f,
                "“{}” can be read with the day or with the month first, and no other day of the file tells which. \
                 Say it: --day-order day-first, or --day-order month-first",
                scrub::line(example)
            ),
            Self::Person { column, people } => {
                let people: Vec<String> =
                    people.iter().map(|person| format!("“{}”", scrub::line(person))).collect();
                write!(
                    f,
                    "The file has the results of several people: {}. Say whose to take: --where {}=…",
                    people.join(", "),
                    shell_word(column),
                )
            }
            Self::Sheet { sheets } => {
                let names: Vec<String> =
                    sheets.iter().map(|name| format!("“{}”", scrub::line(name))).collect();
                write!(
                    f,
                    "Several sheets have results, perhaps of several people: {}. Say which to take: --where sheet={}",
                    names.join(", "),
                    shell_word(sheets.first().map_or("", String::as_str)),
                )
            }
            Self::Unit { marker, units } => write!(
                f,
                "“{0}” has no unit anywhere in the file. Say which: --unit {1}={2}{3}",
                scrub::line(marker),
                shell_word(marker),
                units.first().map_or("", String::as_str),
                match units.get(1..) {
                    Some(others) if !others.is_empty() => format!(" (or {})", others.join(", ")),
                    _ => String::new(),
                }
            ),
        }
    }
}

/// A word as it is typed in a shell.
fn shell_word(text: &str) -> String {
    let text = scrub::line(text);
    shlex::try_quote(&text).map_or_else(|_| text.to_string(), std::borrow::Cow::into_owned)
}
