//! `config`, `completions`, `man`: the program about itself.

use std::path::PathBuf;

use anyhow::Context;
use clap::{CommandFactory, Subcommand};

use crate::cli::print;
use crate::cli::{Args, Ended};
use crate::config::Paths;
use crate::runtime::file::{self, Existing};
use crate::runtime::session::{Options, Setup};

/// Where the files lie, and what the settings are.
#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print where the settings and the log lie.
    Path,
    /// Print the settings in force.
    Show,
    /// Say whether the settings and files of your own are sound.
    Check,
}

/// Print a completion script for a shell.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell.
    shell: clap_complete::Shell,
}

/// Write manual pages into a folder.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The folder; it must exist.
    folder: PathBuf,
}

/// Shows settings.
pub fn config(args: &ConfigArgs, options: &Options) -> anyhow::Result<Ended> {
    match args.what {
        What::Path => {
            let paths = Paths::find(options.database.as_deref(), options.config.as_deref());
            let paths = paths.map_err(|e| anyhow::anyhow!(e))?;
            print::line(&format!("config  {}", paths.config.display()))?;
            print::line(&format!("log     {}", paths.database.display()))?;
        }
        What::Show => {
            let setup = Setup::read(options)?;
            print::text(&toml::to_string(&setup.config).context("the settings have no TOML form")?)?;
        }
        What::Check => {
            let setup = Setup::read(options)?;
            print::line(&format!("{}: sound", setup.paths.config.display()))?;
        }
    }
    Ok(Ended::Well)
}

/// Prints a completion script.
pub fn completions(args: &CompletionsArgs) -> anyhow::Result<Ended> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "androlog", &mut script);
    print::text(&String::from_utf8_lossy(&script))?;
    Ok(Ended::Well)
}

/// Writes a page for the program and one for each command.
pub fn man(args: &ManArgs) -> anyhow::Result<Ended> {
    let program = Args::command();
    let mut pages = vec![("androlog.1".to_owned(), program.clone())];
    for command in program.get_subcommands() {
        let name = format!("androlog-{}", command.get_name());
        pages.push((format!("{name}.1"), command.clone().name(name)));
    }
    for (name, command) in pages {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        file::write(&args.folder.join(name), &page, Existing::Replace)?;
    }
    Ok(Ended::Well)
}
