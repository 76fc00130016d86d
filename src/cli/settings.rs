//! `config`, `completions`, `man`: the program about itself.

use std::path::PathBuf;

use anyhow::Context;
use clap::{CommandFactory, Subcommand};
use serde_json::json;

use crate::cli::{CommandEnd, CommandLine};
use crate::cli::{complete, print};
use crate::config::Paths;
use crate::runtime::file_writing::{Existing, write_file};
use crate::runtime::setup::{SessionOptions, Setup};

/// Show where the files are and what the settings are.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog config path, androlog config check")]
pub struct ConfigArgs {
    #[command(subcommand)]
    what: SettingsCommand,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum SettingsCommand {
    /// Print where the settings and the log are.
    #[command(after_help = "Example: androlog config path --json")]
    Path,
    /// Print the settings in force.
    #[command(after_help = "Example: androlog config show")]
    Show,
    /// Say whether the settings and files of your own are sound.
    #[command(after_help = "Example: androlog config check")]
    Check,
}

/// Print the lines that complete commands, analytes, drugs, rules, reports and days in a shell.
///
/// bash, zsh: `source <(androlog completions bash)` in ~/.bashrc or ~/.zshrc.
/// fish: `androlog completions fish | source` in ~/.config/fish/config.fish.
/// nushell: `androlog completions nushell | save -f ($nu.default-config-dir | path join androlog.nu)` once, then
/// `source androlog.nu` in config.nu.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog completions bash")]
#[command(verbatim_doc_comment)]
pub struct CompletionsArgs {
    /// The shell it is for.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(complete::shell_names()))]
    shell: String,
}

/// Write manual pages into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog man ~/.local/share/man/man1")]
pub struct ManArgs {
    /// The folder; it must exist.
    folder: PathBuf,
}

/// Prints the settings and where they come from.
pub fn config(args: &ConfigArgs, options: &SessionOptions) -> anyhow::Result<CommandEnd> {
    match args.what {
        SettingsCommand::Path => {
            let paths = Paths::find(options.database.as_deref(), options.config.as_deref())?;
            if args.json {
                let paths = json!({"config": paths.config, "log": paths.database});
                print::shaped_json("config", "paths", &paths)?;
            } else {
                print::line(&format!("config  {}", paths.config.display()))?;
                print::line(&format!("log     {}", paths.database.display()))?;
            }
        }
        SettingsCommand::Show => {
            let setup = Setup::read(options)?;
            if args.json {
                print::shaped_json("config", "settings", &setup.config)?;
                return Ok(CommandEnd::Well);
            }
            print::text(&toml::to_string(&setup.config).context("the settings have no TOML form")?)?;
        }
        SettingsCommand::Check => {
            let setup = Setup::read(options)?;
            if args.json {
                print::shaped_json("config", "sound", &true)?;
            } else {
                print::line(&format!("{}: sound", setup.paths.config.display()))?;
            }
        }
    }
    Ok(CommandEnd::Well)
}

/// Prints a completion script.
pub fn completions(args: &CompletionsArgs) -> anyhow::Result<CommandEnd> {
    let script = complete::registration(&args.shell).context("this shell has no completions")??;
    print::text(&String::from_utf8_lossy(&script))?;
    Ok(CommandEnd::Well)
}

/// Writes a page for the program and one for each command.
pub fn man(args: &ManArgs) -> anyhow::Result<CommandEnd> {
    let program = CommandLine::command();
    let mut pages = vec![("androlog.1".to_owned(), program.clone())];
    for command in program.get_subcommands() {
        let name = format!("androlog-{}", command.get_name());
        pages.push((format!("{name}.1"), command.clone().name(name)));
    }
    for (name, command) in pages {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        write_file(&args.folder.join(name), &page, Existing::Replace)?;
    }
    Ok(CommandEnd::Well)
}
