//! The settings that can be changed on the screen, and how they stand in `config.toml`.

use serde::{Deserialize, Serialize};

use crate::domain::analyte::UnitView;
use crate::domain::day::DayOrder;
use crate::ui::theme::{GlyphChoice, ThemeName};

/// How the screen is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScreenForm {
    /// In tables, charts and boxes.
    #[default]
    Drawn,
    /// As one column of labelled lines, for a screen reader.
    Plain,
}

/// Whether clicks and the wheel are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseUse {
    On,
    Off,
}

/// A setting with its new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Theme(ThemeName),
    /// The units values are shown in.
    Units(UnitView),
    /// Which number of `3/4` is the day.
    DayOrder(DayOrder),
    /// What charts, bars and signs are drawn with; holds from the next start on, as those that follow do.
    Glyphs(GlyphChoice),
    Screen(ScreenForm),
    Mouse(MouseUse),
    /// The edition of the WHO manual that judges a report which names none.
    WhoEdition(&'static str),
}

impl Setting {
    /// Its name in `config.toml`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Theme(_) => "theme",
            Self::Units(_) => "units",
            Self::DayOrder(_) => "day_order",
            Self::Glyphs(_) => "glyphs",
            Self::Screen(_) => "screen",
            Self::Mouse(_) => "mouse",
            Self::WhoEdition(_) => "who_edition",
        }
    }

    /// Its value as `config.toml` writes it.
    pub fn value(self) -> String {
        match self {
            Self::Theme(theme) => as_toml(&theme),
            Self::Units(units) => as_toml(&units),
            Self::DayOrder(order) => as_toml(&order),
            Self::Glyphs(glyphs) => as_toml(&glyphs),
            Self::Screen(screen) => as_toml(&screen),
            Self::Mouse(mouse) => as_toml(&(mouse == MouseUse::On)),
            Self::WhoEdition(edition) => as_toml(&edition),
        }
    }

    /// What it amounts to, for the line at the bottom.
    pub fn words(self) -> String {
        match self {
            Self::Theme(theme) => format!("The theme is {} from now on", theme.id()),
            Self::Units(units) => format!("Values are shown {}", unit_words(units)),
            Self::DayOrder(order) => format!("3/4 is read as {}", day_words(order)),
            other => format!("{}: from the next start on", other.label()),
        }
    }

    /// What a list of settings calls it.
    pub fn label(self) -> String {
        match self {
            Self::Theme(theme) => format!("theme {}", theme.id()),
            Self::Units(units) => format!("show values {}", unit_words(units)),
            Self::DayOrder(order) => format!("read 3/4 as {}", day_words(order)),
            Self::Glyphs(glyphs) => format!("draw with {}", glyph_words(glyphs)),
            Self::Screen(ScreenForm::Drawn) => "screen of tables and charts".to_owned(),
            Self::Screen(ScreenForm::Plain) => "screen of plain lines".to_owned(),
            Self::Mouse(MouseUse::On) => "mouse on".to_owned(),
            Self::Mouse(MouseUse::Off) => "mouse off".to_owned(),
            Self::WhoEdition(edition) => format!("WHO edition {edition}"),
        }
    }

    /// Whether it holds at once, and not only from the next start on.
    pub const fn holds_at_once(self) -> bool {
        matches!(self, Self::Theme(_) | Self::Units(_) | Self::DayOrder(_))
    }
}

/// What lines and signs are drawn with.
const fn glyph_words(glyphs: GlyphChoice) -> &'static str {
    match glyphs {
        GlyphChoice::Auto => "what the terminal can show",
        GlyphChoice::Braille => "braille dots",
        GlyphChoice::Octants => "octants",
        GlyphChoice::Blocks => "quarter blocks",
        GlyphChoice::Ascii => "plain ASCII",
    }
}

/// How values are shown in a unit system.
pub const fn unit_words(units: UnitView) -> &'static str {
    match units {
        UnitView::AsEntered => "as printed",
        UnitView::Conventional => "in conventional units",
        UnitView::Si => "in SI units",
    }
}

/// How 3/4 is read.
pub const fn day_words(order: DayOrder) -> &'static str {
    match order {
        DayOrder::DayFirst => "3 April, day first",
        DayOrder::MonthFirst => "4 March, month first",
    }
}

/// One word as the file holds it.
fn as_toml(word: &impl Serialize) -> String {
    toml::Value::try_from(word).map_or_else(|_| String::new(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_value_is_read_back_from_the_settings_as_it_was_chosen() {
        let settings = ThemeName::ALL
            .map(Setting::Theme)
            .into_iter()
            .chain([UnitView::AsEntered, UnitView::Conventional, UnitView::Si].map(Setting::Units))
            .chain([DayOrder::DayFirst, DayOrder::MonthFirst].map(Setting::DayOrder))
            .chain(GlyphChoice::ALL.map(Setting::Glyphs))
            .chain([ScreenForm::Drawn, ScreenForm::Plain].map(Setting::Screen))
            .chain([MouseUse::On, MouseUse::Off].map(Setting::Mouse))
            .chain(["2021", "2010"].map(Setting::WhoEdition));
        for setting in settings {
            let text = format!("{} = {}", setting.key(), setting.value());
            let config = Config::parse(&text).unwrap();
            let read = match setting {
                Setting::Theme(_) => Setting::Theme(config.theme),
                Setting::Units(_) => Setting::Units(config.units),
                Setting::DayOrder(_) => Setting::DayOrder(config.day_order),
                Setting::Glyphs(_) => Setting::Glyphs(config.glyphs),
                Setting::Screen(_) => Setting::Screen(config.screen),
                Setting::Mouse(_) => Setting::Mouse(if config.mouse { MouseUse::On } else { MouseUse::Off }),
                Setting::WhoEdition(edition) => {
                    assert_eq!(config.who_edition, edition);
                    setting
                }
            };
            assert_eq!(read, setting, "{text}");
        }
    }
}
