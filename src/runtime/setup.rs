//! Everything a run knows before it opens a log: settings, catalogue, rules and the day.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use chrono::NaiveDate;

use crate::catalog::{Catalog, UserFile, rules};
use crate::config::{Config, ConfigError, Paths, SealPlan};
use crate::domain::day;
use crate::domain::id::{AnalyteId, DrugId};
use crate::domain::judgement::Intervals;
use crate::guidance::rule::Rule;
use crate::runtime::clock;
use crate::runtime::key_ring::{KeyRing, KeySource};
use crate::runtime::typed_path;

/// What was asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// Another log than the usual one.
    pub database: Option<PathBuf>,
    /// Another `config.toml` than the usual one.
    pub config: Option<PathBuf>,
    /// Evaluate as of this day, as it was typed.
    pub today: Option<String>,
    /// Where the key of a sealed log was said to be.
    pub key: KeySource,
}

/// Everything known before a log is opened.
#[derive(Debug)]
pub struct Setup {
    pub paths: Paths,
    pub config: Config,
    /// What is wrong with settings whose default is used instead.
    pub wrong_settings: Vec<ConfigError>,
    /// What is built in, and the user's own.
    pub catalog: &'static Catalog,
    /// The monitoring rules, and the user's own. Those built in are read when they are first asked for.
    pub rules: LazyCell<Vec<Rule>, RuleReader>,
    /// The intervals that judge results which bring none.
    pub intervals: Intervals,
    /// The day everything is evaluated on.
    pub today: NaiveDate,
    /// Whether that day was asked for, and so does not follow the calendar.
    pub is_day_fixed: bool,
    /// The key of a sealed log, when it is wanted.
    pub keys: KeyRing,
}

/// Reads the rules the first time they are asked for.
type RuleReader = Box<dyn FnOnce() -> Vec<Rule>>;

/// Holds settings against what the catalogue has.
type SettingsCheck<'a> = &'a dyn Fn(&Config) -> Result<(), ConfigError>;

impl Setup {
    /// Reads the settings and the user's own catalogue files. A file that is not there is no error.
    pub fn read(options: &SessionOptions) -> anyhow::Result<Self> {
        Self::read_by(options, |text, check| {
            let config = Config::parse(text)?;
            check(&config).map(|()| (config, Vec::new()))
        })
    }

    /// The same for the screen, which begins with the defaults in the place of settings that cannot be read, and says
    /// so.
    pub fn read_for_screen(options: &SessionOptions) -> anyhow::Result<Self> {
        Self::read_by(options, |text, check| Ok(Config::as_far_as_read(text, check)))
    }

    fn read_by(
        options: &SessionOptions,
        read: impl Fn(&str, SettingsCheck<'_>) -> Result<(Config, Vec<ConfigError>), ConfigError>,
    ) -> anyhow::Result<Self> {
        let paths = Paths::find(options.database.as_deref(), options.config.as_deref())?;
        let plain = catalog_with(paths.config.parent(), &BTreeMap::new())?;
        let check = |config: &Config| {
            let editions: Vec<&str> = plain.editions().iter().map(|edition| edition.id.as_str()).collect();
            let drugs: Vec<&DrugId> = plain.drugs().keys().collect();
            config.check(plain.analytes(), &drugs, &editions)
        };
        let (config, wrong_settings) = match text_of(&paths.config)? {
            Some(text) => read(&text, &check).map_err(|e| anyhow!("{}: {e}", paths.config.display()))?,
            // A file named by hand is meant to be there.
            None if options.config.is_some() => bail!("{} does not exist", paths.config.display()),
            None => Default::default(),
        };
        let catalog =
            if config.unit.is_empty() { plain } else { catalog_with(paths.config.parent(), &config.unit)? };
        let rules = LazyCell::new(rules_with(paths.config.parent(), catalog)?);
        let mut intervals = catalog.intervals(Some(&config.who_edition));
        for (id, target) in config.intervals() {
            intervals.set_mine(id, target);
        }
        intervals.set_scan_precision(config.precision.clone());
        let today = match &options.today {
            Some(text) => {
                day::parse_day(text, clock::today(), config.day_order).map_err(|e| anyhow!("--today: {e}"))?
            }
            None => clock::today(),
        };
        let is_day_fixed = options.today.is_some();
        let keys = KeyRing::new(source_of_key(&options.key, &config.seal));
        Ok(Self { paths, config, wrong_settings, catalog, rules, intervals, today, is_day_fixed, keys })
    }

    /// Every field of the effective rule and its value, the user's in place of the built-in ones.
    pub fn rule_fields(&self, id: &str) -> anyhow::Result<Vec<rules::RuleField>> {
        let own = own_rules(self.paths.config.parent())?;
        Ok(rules::fields(own.as_deref().map(|text| (RULES_FILE, text)), id))
    }
}

/// Where the key is: as named on the command line, else by the settings.
fn source_of_key(named: &KeySource, plan: &SealPlan) -> KeySource {
    if named.is_named() {
        return named.clone();
    }
    let is_set = |text: &&String| !text.is_empty();
    KeySource {
        file: Some(&plan.key_file).filter(is_set).map(|text| typed_path::meant_path(text, Path::new("."))),
        command: Some(&plan.key_command).filter(is_set).cloned(),
    }
}

/// Files of the user's own beside `config.toml`.
const CATALOG_FILES: [&str; 9] = [
    "units.toml",
    "analytes.toml",
    "intervals.toml",
    "semen.toml",
    "panels.toml",
    "variation.toml",
    "drugs.toml",
    "symptoms.toml",
    "sources.toml",
];
const RULES_FILE: &str = "rules.toml";

fn catalog_with(
    folder: Option<&Path>,
    units: &BTreeMap<AnalyteId, String>,
) -> anyhow::Result<&'static Catalog> {
    let mut texts = Vec::new();
    for name in CATALOG_FILES {
        if let Some(text) = folder.map(|f| text_of(&f.join(name))).transpose()?.flatten() {
            texts.push((name, text));
        }
    }
    if texts.is_empty() && units.is_empty() {
        return Ok(Catalog::embedded());
    }
    let files: Vec<UserFile<'_>> = texts.iter().map(|(name, text)| UserFile { name, text }).collect();
    // One catalogue serves the whole run, so it may as well live as long.
    Ok(Box::leak(Box::new(Catalog::load(&files)?.preferring(units))))
}

fn own_rules(folder: Option<&Path>) -> anyhow::Result<Option<String>> {
    Ok(folder.map(|f| text_of(&f.join(RULES_FILE))).transpose()?.flatten())
}

fn rules_with(folder: Option<&Path>, catalog: &Catalog) -> anyhow::Result<RuleReader> {
    let Some(own) = own_rules(folder)? else { return Ok(Box::new(rules::built_in)) };
    let own = (RULES_FILE, own.as_str());
    let told = |errors: &[rules::RuleError]| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!(lines.join("\n"))
    };
    let rules = rules::load(Some(own)).map_err(|errors| told(&errors))?;
    let unknown = rules::unknown_names(own, &rules, catalog);
    if unknown.is_empty() { Ok(Box::new(move || rules)) } else { Err(told(&unknown)) }
}

/// The text of a file, none when it does not exist.
fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
