//! The settings that can be changed on the screen, and how they stand in `config.toml`.

use serde::{Deserialize, Serialize};

use crate::domain::analyte::UnitView;
use crate::domain::day::DayOrder;
use crate::ui::theme::ThemeName;

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

/// A setting with its new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Theme(ThemeName),
    /// The units values are shown in.
    Units(UnitView),
    /// Which number of `3/4` is the day.
    DayOrder(DayOrder),
}

impl Setting {
    /// Its name in `config.toml`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Theme(_) => "theme",
            Self::Units(_) => "units",
            Self::DayOrder(_) => "day_order",
        }
    }

    /// Its value as `config.toml` writes it.
    pub fn value(self) -> String {
        match self {
            Self::Theme(theme) => as_toml(&theme),
            Self::Units(units) => as_toml(&units),
            Self::DayOrder(order) => as_toml(&order),
        }
    }

    /// What it amounts to, for the line at the bottom.
    pub fn words(self) -> String {
        match self {
            Self::Theme(theme) => format!("The theme is {} from now on", theme.id()),
            Self::Units(units) => format!("Values are shown {}", unit_words(units)),
            Self::DayOrder(order) => format!("3/4 is read as {}", day_words(order)),
        }
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

    #[test]
    fn every_value_is_read_back_from_the_settings_as_it_was_chosen() {
        let settings = ThemeName::ALL
            .map(Setting::Theme)
            .into_iter()
            .chain([UnitView::AsEntered, UnitView::Conventional, UnitView::Si].map(Setting::Units))
            .chain([DayOrder::DayFirst, DayOrder::MonthFirst].map(Setting::DayOrder));
        for setting in settings {
            let text = format!("{} = {}", setting.key(), setting.value());
            let table: toml::Table = text.parse().unwrap();
            let read = match setting {
                Setting::Theme(_) => Setting::Theme(table["theme"].clone().try_into().unwrap()),
                Setting::Units(_) => Setting::Units(table["units"].clone().try_into().unwrap()),
                Setting::DayOrder(_) => Setting::DayOrder(table["day_order"].clone().try_into().unwrap()),
            };
            assert_eq!(read, setting, "{text}");
        }
    }
}
