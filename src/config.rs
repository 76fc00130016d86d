//! The user's settings: where files lie, what `config.toml` may say, and what holds without it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use etcetera::BaseStrategy;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalog::suggest_among;
use crate::domain::analyte::{Analyte, Analytes, UnitView};
use crate::domain::bone::SITES;
use crate::domain::day::DayOrder;
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, DrugId};
use crate::domain::interval::Interval;
use crate::domain::judgement::OwnTarget;
use crate::domain::scan_precision::ScanPrecision;
use crate::ui::keymap::{Keymap, KeymapError, WrittenKeys};
use crate::ui::screen::do_meet;
use crate::ui::setting::ScreenForm;
use crate::ui::theme::{GlyphChoice, ThemeName};

/// `config.toml` as it is written; every key is optional.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Which number of `3/4` is the day.
    pub day_order: DayOrder,
    /// How values are shown, and the unit system a value typed without a unit is read in.
    pub units: UnitView,
    /// Edition of the WHO manual semen results are read by.
    pub who_edition: String,
    pub theme: ThemeName,
    /// Glyphs; `auto` asks the locale.
    pub glyphs: GlyphChoice,
    /// How the screen is laid out.
    pub screen: ScreenForm,
    /// Whether clicks and the wheel are taken from the terminal.
    pub mouse: bool,
    /// Analytes that lead the Today screen, in this order.
    pub pinned: Vec<AnalyteId>,
    /// A unit of one's own for an analyte, in the place of the conventional one: `testosterone-total = "nmol/L"`.
    pub unit: BTreeMap<AnalyteId, String>,
    /// Intervals of one's own, used where the report brings none.
    pub interval: BTreeMap<AnalyteId, OwnInterval>,
    /// Precision errors of bone-density machines, by the name of the machine and the site.
    pub precision: ScanPrecision,
    /// Copies of the log that are made by themselves.
    pub backups: BackupPlan,
    /// How a sealed log is opened and locked.
    pub seal: SealPlan,
    /// Keys that replace those of an action.
    pub keys: Keys,
}

/// Where copies of the log are kept that are made by themselves, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupPlan {
    /// The folder; one beside the log where it is empty.
    pub folder: String,
    /// The newest of so many days; none are made where this is 0.
    pub daily: usize,
    /// The newest of so many weeks.
    pub weekly: usize,
}

/// Where the key of a sealed log is, and when the screen locks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SealPlan {
    /// A file that holds the key or a passphrase; none where it is empty.
    pub key_file: String,
    /// A line for the shell that prints it; none where it is empty.
    pub key_command: String,
    /// Seconds without a key after which the screen closes a sealed log and asks for its key; never where this is 0.
    pub lock_after_seconds: u32,
}

impl Default for BackupPlan {
    fn default() -> Self {
        Self { folder: String::new(), daily: 7, weekly: 4 }
    }
}

/// An interval of one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnInterval {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Decimal>,
    /// One of the analyte's units.
    pub unit: String,
    /// The first day it holds; none for always.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "day_of_toml")]
    pub from: Option<NaiveDate>,
    /// The drug while which is taken it holds, by its id; none for any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<DrugId>,
}

/// Reads a day, in quotes or as TOML writes a date without them.
fn day_of_toml<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = match toml::Value::deserialize(from)? {
        toml::Value::String(text) => text,
        other => other.to_string(),
    };
    let wrong =
        |_| D::Error::custom(format!("“{text}” is not a day; write for example from = \"2026-01-05\""));
    text.parse().map(Some).map_err(wrong)
}

/// Keys by action name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    pub screen: WrittenKeys,
    pub form: WrittenKeys,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            day_order: DayOrder::DayFirst,
            units: UnitView::AsEntered,
            who_edition: "2021".to_owned(),
            theme: ThemeName::Auto,
            glyphs: GlyphChoice::Auto,
            screen: ScreenForm::Drawn,
            mouse: false,
            pinned: PINNED.iter().map(|id| AnalyteId::new(id)).collect(),
            unit: BTreeMap::new(),
            interval: BTreeMap::new(),
            precision: ScanPrecision::default(),
            backups: BackupPlan::default(),
            seal: SealPlan::default(),
            keys: Keys::default(),
        }
    }
}

/// A precision error this large is one in per cent, g/cm2 mistaken.
const MOST_PRECISION: f64 = 0.2;

/// What leads the Today screen when nothing else is asked for: the article's own rows.
const PINNED: [&str; 7] = [
    "testosterone-total",
    "estradiol",
    "t-e2-ratio",
    "lh",
    "fsh",
    "sperm-concentration",
    "total-motile-sperm-count",
];

impl Config {
    /// Reads the text of a `config.toml`. The error names the line and what would be right.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let (config, wrong) = Self::as_far_as_read(text, |_| Ok(()));
        wrong.into_iter().next().map_or(Ok(config), Err)
    }

    /// The settings as far as they can be read, and what is wrong with the others, which keep their default. A run of
    /// the screen begins with that, so that one wrong word keeps nobody from his log.
    pub fn as_far_as_read(
        text: &str,
        check: impl Fn(&Self) -> Result<(), ConfigError>,
    ) -> (Self, Vec<ConfigError>) {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return (Self::default(), vec![ConfigError::no_toml(text, &error)]),
        };
        let mut wrong = Vec::new();
        let mut kept = toml::Table::new();
        for (key, value) in table {
            let place = vec![key.clone()];
            let read = read_setting(&place, &value).and_then(|config| check(&config));
            match read {
                Ok(()) => drop(kept.insert(key, value)),
                Err(error) => {
                    let place = faulty(place, &value);
                    let error = mistaken_name(&key, &value).unwrap_or_else(|| error.under(&key));
                    wrong.push(ConfigError::AtLine { line: line_of(text, &place), error: Box::new(error) });
                }
            }
        }
        (toml::from_str(&kept.to_string()).unwrap_or_default(), wrong)
    }

    /// The keymap with the user's keys.
    pub fn keymap(&self) -> Result<Keymap, KeymapError> {
        Keymap::new(&self.keys.screen, &self.keys.form, do_meet)
    }

    /// Refuses settings that name an analyte, unit, drug, site or edition nobody knows.
    pub fn check(
        &self,
        analytes: &Analytes,
        drugs: &[&DrugId],
        editions: &[&str],
    ) -> Result<(), ConfigError> {
        for id in &self.pinned {
            known(analytes, "pinned", id)?;
        }
        let units = self.unit.iter().map(|(id, unit)| ("unit", id, unit));
        for (key, id, unit) in units.chain(self.interval.iter().map(|(id, own)| ("interval", id, &own.unit)))
        {
            let analyte = known(analytes, key, id)?;
            if analyte.unit(unit).is_none() {
                let units = analyte.units.iter().map(|unit| unit.code.to_string()).collect();
                return Err(ConfigError::Unit { key, analyte: id.clone(), unit: unit.clone(), units });
            }
        }
        for (id, own) in &self.interval {
            own.check(id, drugs)?;
        }
        for (device, sites) in &self.precision.0 {
            for (site, error) in sites {
                check_precision(device, site, error)?;
            }
        }
        if !editions.contains(&self.who_edition.as_str()) {
            let editions = editions.iter().map(ToString::to_string).collect();
            return Err(ConfigError::Edition { edition: self.who_edition.clone(), editions });
        }
        Ok(())
    }

    /// The user's own intervals.
    pub fn intervals(&self) -> impl Iterator<Item = (AnalyteId, OwnTarget)> {
        self.interval.iter().map(|(id, own)| {
            let OwnInterval { unit, from, on, .. } = own;
            (
                id.clone(),
                OwnTarget {
                    interval: own.interval(),
                    unit: unit.as_str().into(),
                    from: *from,
                    on: on.clone(),
                },
            )
        })
    }
}

impl OwnInterval {
    fn interval(&self) -> Interval {
        Interval::new(self.low.clone(), self.high.clone())
    }

    fn check(&self, analyte: &AnalyteId, drugs: &[&DrugId]) -> Result<(), ConfigError> {
        if self.interval().is_inverted() {
            return Err(ConfigError::InvertedInterval(analyte.clone()));
        }
        match self.on.as_ref().filter(|drug| !drugs.contains(drug)) {
            None => Ok(()),
            Some(drug) => {
                let near = suggest_among(drug, drugs.iter().map(ToString::to_string)).into_iter().next();
                Err(ConfigError::Drug { analyte: analyte.clone(), drug: drug.clone(), near })
            }
        }
    }
}

fn check_precision(device: &str, site: &str, error: &Decimal) -> Result<(), ConfigError> {
    if !SITES.contains(&site) {
        return Err(ConfigError::Site { device: device.to_owned(), site: site.to_owned() });
    }
    if error.value() <= 0.0 || error.value() >= MOST_PRECISION {
        return Err(ConfigError::Precision {
            device: device.to_owned(),
            site: site.to_owned(),
            error: error.clone(),
        });
    }
    Ok(())
}

/// Why a `config.toml`, or one setting of it, cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConfigError {
    #[error("line {line}: {error}")]
    AtLine { line: usize, error: Box<Self> },
    /// It is no TOML; the words are the parser's.
    #[error("{0}")]
    NoToml(String),
    /// A value of another kind than the setting takes.
    #[error("{key} cannot be read; write for example {key} = {example}")]
    Shape {
        key: String,
        /// Its default, as it is written.
        example: String,
    },
    /// Something in a table of settings; the words, where there are any, are the parser's.
    #[error("{key} cannot be read{}; config.example.toml shows how it is written", why.as_ref().map_or_else(String::new, |why| format!(": {why}")))]
    Table { key: String, why: Option<String> },
    /// One value where there should be a table.
    #[error("{key} is a table; write [{key}] on a line of its own and its entries below{}", did_you_mean(near.as_ref()))]
    NoTable { key: String, near: Option<String> },
    #[error("{key}: {error}")]
    InSetting { key: String, error: Box<Self> },
    #[error("there is no setting “{name}”{}", did_you_mean(near.as_ref()))]
    Setting { name: String, near: Option<String> },
    #[error("{key}: “{word}” is not one of {}{}", choices.join(", "), did_you_mean(near.as_ref()))]
    Choice { key: String, word: String, choices: Vec<&'static str>, near: Option<String> },
    #[error(transparent)]
    Keys(#[from] KeymapError),
    #[error("{key}: “{analyte}” is not an analyte; `androlog catalog analytes` lists them")]
    Analyte { key: &'static str, analyte: AnalyteId },
    #[error("{key}.{analyte}: “{unit}” is not one of its units ({})", units.join(", "))]
    Unit { key: &'static str, analyte: AnalyteId, unit: String, units: Vec<String> },
    #[error("interval.{0}: low must not be above high")]
    InvertedInterval(AnalyteId),
    #[error(
        "interval.{analyte}: “{drug}” is not a drug in the catalogue{}; your own go into drugs.toml",
        near.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}?"))
    )]
    Drug { analyte: AnalyteId, drug: DrugId, near: Option<String> },
    #[error("precision.\"{device}\": “{site}” is not a site; use {}", SITES.join(", "))]
    Site { device: String, site: String },
    #[error("precision.\"{device}\".{site}: {error} is no precision error in g/cm2; write for example 0.010")]
    Precision { device: String, site: String, error: Decimal },
    #[error("who_edition: “{edition}” is not known; use {}", editions.join(" or "))]
    Edition { edition: String, editions: Vec<String> },
    #[error("no home folder is known; set HOME, or name the files with --db and --config")]
    NoHome,
}

impl ConfigError {
    /// The mistake of a text that is no TOML, with its line.
    fn no_toml(text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Self::AtLine { line, error: Box::new(Self::NoToml(error.message().to_owned())) }
    }

    /// The same, said of one setting, where it does not name that itself.
    fn under(self, key: &str) -> Self {
        match self {
            Self::Keys(_) => Self::InSetting { key: key.to_owned(), error: Box::new(self) },
            named => named,
        }
    }
}

/// The settings with one of them, named by its place, as it is written, all others at their default.
fn read_setting(place: &[String], value: &toml::Value) -> Result<Config, ConfigError> {
    let config: Config = toml::from_str(&alone(place, value).to_string())
        .map_err(|error| misread(&faulty(place.to_vec(), value), value, error.message()))?;
    config.keymap()?;
    Ok(config)
}

/// A text with one setting alone.
fn alone(place: &[String], value: &toml::Value) -> toml::Table {
    let (name, within) = place.split_first().expect("a setting has a name");
    let value = if within.is_empty() { value.clone() } else { toml::Value::Table(alone(within, value)) };
    toml::Table::from_iter([(name.clone(), value)])
}

/// What a setting is unless it is written; nothing where no such setting is built in.
fn default_of(place: &[String]) -> Option<toml::Value> {
    let all = toml::Value::try_from(Config::default()).ok()?;
    place.iter().try_fold(all, |table, name| table.get(name).cloned())
}

/// The place of what cannot be read in a setting that cannot: in a table the first of its entries that cannot by itself.
fn faulty(mut place: Vec<String>, value: &toml::Value) -> Vec<String> {
    let Some(entries) =
        value.as_table().filter(|_| default_of(&place).is_some_and(|default| default.is_table()))
    else {
        return place;
    };
    let cannot = |name: &&String| {
        let place = [&place[..], &[(*name).clone()]].concat();
        toml::from_str::<Config>(&alone(&place, &entries[*name]).to_string()).is_err()
    };
    match entries.keys().find(cannot) {
        None => place,
        Some(name) => {
            place.push(name.clone());
            faulty(place, &entries[name])
        }
    }
}

/// Why the setting at a place cannot be read; `why` is what the parser says.
fn misread(place: &[String], outer: &toml::Value, why: &str) -> ConfigError {
    let key = place.join(".");
    let siblings =
        |place: &[String]| default_of(place).and_then(|table| table.as_table().cloned()).unwrap_or_default();
    let (name, table) = place.split_last().expect("a setting has a name");
    match default_of(place) {
        Some(default) if !default.is_table() => ConfigError::Shape { key, example: default.to_string() },
        Some(_) if place.len() == 1 && !outer.is_table() => {
            let all = toml::Table::try_from(Config::default()).unwrap_or_default();
            let others = all.iter().filter(|(other, value)| *other != name && !value.is_table());
            let near = suggest_among(name, others.map(|(other, _)| other.clone())).into_iter().next();
            ConfigError::NoTable { key, near }
        }
        None if !table.is_empty() && !siblings(table).is_empty() => {
            let known = siblings(table);
            let near = suggest_among(name, known.keys().cloned()).into_iter().next();
            let near = near.unwrap_or_else(|| known.keys().cloned().collect::<Vec<_>>().join(" or "));
            ConfigError::Setting { name: key, near: Some(near) }
        }
        _ => {
            // Words on kinds of values are the parser's own.
            let why = Some(why.to_owned()).filter(|why| !why.starts_with("invalid"));
            ConfigError::Table { key, why }
        }
    }
}

/// The line on which a setting begins, or the table of that name; of an entry of a table its own.
fn line_of(text: &str, place: &[String]) -> usize {
    let begins = |line: &str, key: &str| {
        let name = line.trim_start().trim_start_matches('[').trim_start_matches(['"', '\'']);
        let rest = name.strip_prefix(key);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || "_-".contains(c)))
    };
    let mut found = 0;
    for key in place {
        found += text.lines().skip(found).position(|line| begins(line, key)).unwrap_or(0);
    }
    found + 1
}

fn did_you_mean(near: Option<&String>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

/// What was probably meant by a setting nobody knows, or by a word that a setting does not take.
fn mistaken_name(key: &str, value: &toml::Value) -> Option<ConfigError> {
    let all = toml::Table::try_from(Config::default()).unwrap_or_default();
    if !all.contains_key(key) {
        let near = suggest_among(key, all.keys().cloned()).into_iter().next();
        return Some(ConfigError::Setting { name: key.to_owned(), near });
    }
    let choices: Vec<&'static str> = match key {
        "theme" => ThemeName::ALL.map(ThemeName::id).to_vec(),
        "units" => vec!["as-entered", "conventional", "si"],
        "day_order" => vec!["day-first", "month-first"],
        "glyphs" => vec!["auto", "braille", "octants", "blocks", "ascii"],
        "screen" => vec!["drawn", "plain"],
        _ => return None,
    };
    let word = value.as_str()?.to_owned();
    let near = suggest_among(&word, choices.iter().map(ToString::to_string)).into_iter().next();
    Some(ConfigError::Choice { key: key.to_owned(), word, choices, near })
}

fn known<'a>(analytes: &'a Analytes, key: &'static str, id: &AnalyteId) -> Result<&'a Analyte, ConfigError> {
    analytes.get(id).ok_or_else(|| ConfigError::Analyte { key, analyte: id.clone() })
}

/// Where things lie. XDG folders on every system; `ANDROLOG_DB` and `ANDROLOG_CONFIG` go before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    pub database: PathBuf,
    /// Whether the log was named, and is not the one in the usual place.
    pub is_database_named: bool,
    /// `config.toml`; its folder may hold `analytes.toml`, `rules.toml` and others of the user's own.
    pub config: PathBuf,
    /// The hints of the screen that were followed, one a line.
    pub followed_hints: PathBuf,
}

impl Paths {
    /// The default places, or those given.
    pub fn find(database: Option<&Path>, config: Option<&Path>) -> Result<Self, ConfigError> {
        let default = || etcetera::base_strategy::Xdg::new().map_err(|_| ConfigError::NoHome);
        let is_database_named = database.is_some();
        let database = match database {
            Some(path) => path.to_owned(),
            None => default()?.data_dir().join("androlog").join("androlog.db"),
        };
        let config = match config {
            Some(path) => path.to_owned(),
            None => default()?.config_dir().join("androlog").join("config.toml"),
        };
        let state = default().map(|places| places.state_dir().unwrap_or_else(|| places.data_dir()));
        let followed_hints = state.unwrap_or_default().join("androlog").join("followed-hints");
        Ok(Self { database, is_database_named, config, followed_hints })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_setting_keeps_its_default_and_the_others_hold() {
        let text = "theme = \"drak\"\nunits = \"si\"\n[keys.screen]\nadd = [\"q\"]\n";
        let (config, wrong) = Config::as_far_as_read(text, |_| Ok(()));
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!((config.theme, config.units), (ThemeName::Auto, UnitView::Si));
        assert!(config.keymap().is_ok());
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(
            wrong.iter().any(|why| why.starts_with("line 1: theme: “drak” is not one of auto, ")
                && why.ends_with("did you mean dark?")),
            "{wrong:?}"
        );
        assert!(wrong.iter().any(|why| why.contains("the key q belongs to both add and quit")), "{wrong:?}");
        let (config, wrong) = Config::as_far_as_read("theme = ", |_| Ok(()));
        assert_eq!((config, wrong.len()), (Config::default(), 1));
    }

    #[test]
    fn the_example_shows_every_setting_with_its_default() {
        let example = include_str!("../config.example.toml");
        assert_eq!(Config::parse(example), Ok(Config::default()));
        let shown: toml::Table = toml::from_str(example).unwrap();
        let all = toml::Table::try_from(Config::default()).unwrap();
        let keys = |table: &toml::Table| table.keys().cloned().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(keys(&shown), keys(&all));
    }

    #[test]
    fn an_own_interval_holds_from_a_day_or_on_a_drug_that_is_known() {
        let catalog = crate::catalog::Catalog::embedded();
        let drugs: Vec<&DrugId> = catalog.drugs().keys().collect();
        let with = |more: &str| {
            let line = format!("[interval]\nestradiol = {{ low = \"20\", unit = \"pg/mL\", {more} }}");
            Config::parse(&line).and_then(|config| config.check(catalog.analytes(), &drugs, &["2021"]))
        };
        assert_eq!(with("from = \"2026-01-05\", on = \"anastrozole\""), Ok(()));
        let wrong = with("on = \"anastrazole\"").unwrap_err().to_string();
        assert!(
            wrong.contains("interval.estradiol: “anastrazole” is not a drug")
                && wrong.contains("did you mean anastrozole?"),
            "{wrong}"
        );
        assert_eq!(with("from = 2026-01-05"), Ok(()));
        let wrong = with("from = \"5.1.26\"").unwrap_err().to_string();
        assert!(wrong.contains("“5.1.26” is not a day; write for example"), "{wrong}");
    }

    #[test]
    fn a_precision_error_is_of_a_known_site_and_in_grams() {
        let catalog = crate::catalog::Catalog::embedded();
        for (line, says) in [
            ("lumbar-spine = \"0.010\"", ""),
            ("wrist = \"0.010\"", "use lumbar-spine, total-hip, femoral-neck"),
            ("total-hip = \"1.8\"", "is no precision error in g/cm2"),
        ] {
            let config = Config::parse(&format!("[precision.\"Hologic\"]\n{line}")).unwrap();
            let checked = config.check(catalog.analytes(), &[], &["2021"]);
            assert!(
                checked.as_ref().err().map_or_else(String::new, ToString::to_string).contains(says),
                "{line}: {checked:?}"
            );
            assert_eq!(checked.is_ok(), says.is_empty(), "{line}");
        }
    }

    #[test]
    fn what_is_unknown_is_refused_with_its_place() {
        for (text, says) in [
            ("units = \"si\"\ncolour = 1", "line 2: there is no setting “colour”"),
            ("teme = \"dark\"", "there is no setting “teme”; did you mean theme?"),
            ("theme = \"pink\"", "theme: “pink” is not one of auto, terminal"),
            ("theme = dark", "line 1: string values must be quoted"),
            ("mouse = \"yes\"", "line 1: mouse cannot be read; write for example mouse = false"),
            ("day_order = 3", "day_order cannot be read; write for example day_order = \"day-first\""),
            ("\n[backups]\ndayly = 3", "line 3: there is no setting “backups.dayly”; did you mean daily?"),
            (
                "[backups]\nfolder = \"\"\ndaily = -1",
                "line 3: backups.daily cannot be read; write for example backups.daily = 7",
            ),
            ("[keys]\nquit = \"x\"", "line 2: there is no setting “keys.quit”; did you mean form or screen?"),
            (
                "unit = \"si\"",
                "line 1: unit is a table; write [unit] on a line of its own and its entries below; did you mean units?",
            ),
            ("[interval]\nlh = \"1-9\"", "line 2: interval.lh cannot be read; config.example.toml"),
            ("[interval]\nlh = { low = \"1\" }", "line 2: interval.lh cannot be read: missing field `unit`"),
            ("[keys.screen]\nad = [\"x\"]", "there is no action “ad”"),
            ("mouse = ", "line 1"),
        ] {
            let error = Config::parse(text).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
