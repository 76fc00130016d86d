//! The options of `add` for what only reports of one kind say of themselves, made from the table of these fields.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail};
use clap::{Arg, ArgMatches, Command};

use crate::domain::context::{ContextField, ReportContext};
use crate::domain::report::{Kind, Observation};

/// What was given for the fields, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ContextArgs(BTreeMap<ContextField, String>);

impl ContextArgs {
    /// What they say of a report of this kind.
    pub fn on(&self, kind: Kind) -> anyhow::Result<ReportContext> {
        let mut context = ReportContext::new(kind);
        for (field, text) in self.0.iter().filter(|(field, _)| field.row().kind == kind) {
            let option = field.row().option;
            let value = field.parse_typed(text).map_err(|error| anyhow!("--{option}: {error}"))?;
            context.put(*field, Some(value))?;
        }
        Ok(context)
    }

    /// An option of a kind that a line has no result of would be lost silently.
    pub fn refuse_foreign(&self, kinds: &BTreeMap<Kind, Vec<Observation>>) -> anyhow::Result<()> {
        match self.0.keys().map(|field| field.row()).find(|row| !kinds.contains_key(&row.kind)) {
            Some(row) => bail!("--{} belongs to a {}; this line has none", row.option, row.kind.name()),
            None => Ok(()),
        }
    }
}

impl clap::Args for ContextArgs {
    fn augment_args(command: Command) -> Command {
        ContextField::all().fold(command, |command, field| {
            let row = field.row();
            let option = Arg::new(row.option).long(row.option).help(row.help);
            command.arg(match row.placeholder {
                Some(placeholder) => option.value_name(placeholder),
                // Said without a value it says yes.
                None => {
                    option.num_args(0..=1).require_equals(true).default_missing_value("yes").value_name("no")
                }
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for ContextArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        // Blanks alone say nothing, as in a form.
        let said = |field: ContextField| {
            matches.get_one::<String>(field.row().option).filter(|text| !text.trim().is_empty())
        };
        let given = |field: ContextField| Some((field, said(field)?.clone()));
        Ok(Self(ContextField::all().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
