//! Colours by meaning, and the glyphs a terminal can show.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Serialize};

use crate::domain::interval::Interpretation;
use crate::domain::response::Verdict;
use crate::guidance::reminder::Severity;

pub use crate::ui::widget::plot::{GlyphChoice, Glyphs};

/// A named set of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// Dark or light as the terminal says when it is asked; until it has answered, as `Terminal`.
    #[default]
    Auto,
    /// The terminal's own sixteen colours and no background of ours; reads on light and dark.
    Terminal,
    /// For a dark terminal.
    Dark,
    /// For a light terminal.
    Light,
    /// Nothing dim, the brightest colours; on a light terminal as `HighContrastLight`.
    HighContrast,
    /// The same for a light terminal: the darkest colours.
    HighContrastLight,
    /// Blue and orange in place of green and red.
    ColorBlind,
    /// No colour at all, as `NO_COLOR` asks for.
    #[serde(alias = "mono")]
    Plain,
}

/// What a terminal has behind its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backdrop {
    /// Dark: the text is light.
    Dark,
    /// Light: the text is dark.
    Light,
}

/// Colours by meaning. What is out of range and what asks for attention is the strongest, then values, then names;
/// units, dates and labels are the weakest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    pub accent: Style,
    pub dim: Style,
    pub heading: Style,
    /// The line or cell under the cursor; drawn by [`crate::ui::widget::selection::paint_selection`].
    pub selected: Style,
    pub high: Style,
    pub low: Style,
    pub within: Style,
    /// Asks for attention; errors.
    pub attention: Style,
    pub overdue: Style,
    pub due: Style,
    /// The reference band of a chart, the only background beside the selection; dashed limits where it has none.
    pub band: Style,
    /// Lines of the second, third and fourth series that share a panel; the first has the accent.
    pub series: [Style; 3],
}

impl ThemeName {
    /// All of them, as settings and palette list them.
    pub const ALL: [Self; 8] = [
        Self::Auto,
        Self::Terminal,
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::HighContrastLight,
        Self::ColorBlind,
        Self::Plain,
    ];

    /// Its name in the settings.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Terminal => "terminal",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::HighContrastLight => "high-contrast-light",
            Self::ColorBlind => "color-blind",
            Self::Plain => "plain",
        }
    }

    /// The theme for what a terminal says of itself; one that was chosen stays.
    #[must_use]
    pub const fn on(self, backdrop: Backdrop) -> Self {
        match (self, backdrop) {
            (Self::Auto, Backdrop::Dark) => Self::Dark,
            (Self::Auto, Backdrop::Light) => Self::Light,
            (Self::HighContrast, Backdrop::Light) => Self::HighContrastLight,
            (chosen, _) => chosen,
        }
    }

    /// Whether it depends on what the terminal has behind its text.
    pub const fn asks_backdrop(self) -> bool {
        matches!(self, Self::Auto | Self::HighContrast)
    }
}

const fn coloured(color: Color) -> Style {
    Style::new().fg(color)
}

const fn bold(color: Color) -> Style {
    Style::new().fg(color).add_modifier(Modifier::BOLD)
}

/// The same over a dim line too, such as the frame that a title interrupts.
const fn never_dim(style: Style) -> Style {
    style.remove_modifier(Modifier::DIM)
}

impl Theme {
    /// The theme with this name.
    pub const fn named(name: ThemeName) -> Self {
        match name {
            ThemeName::Auto | ThemeName::Terminal => {
                Self::of_colours([Color::Red, Color::Magenta, Color::Green])
            }
            ThemeName::Dark => Self::named(ThemeName::Terminal).on_backdrop(
                coloured(Color::Indexed(245)),
                Style::new().fg(Color::Indexed(255)).bg(Color::Indexed(238)),
                Color::Indexed(235),
            ),
            ThemeName::Light => Self::named(ThemeName::Terminal).on_backdrop(
                coloured(Color::Indexed(243)),
                Style::new().fg(Color::Indexed(232)).bg(Color::Indexed(252)),
                Color::Indexed(254),
            ),
            ThemeName::HighContrast => Self {
                accent: bold(Color::LightCyan),
                dim: Style::new(),
                due: coloured(Color::LightCyan),
                ..Self::of_colours([Color::LightRed, Color::LightMagenta, Color::LightGreen])
            },
            ThemeName::HighContrastLight => Self {
                accent: never_dim(bold(Color::Indexed(24))),
                dim: Style::new(),
                due: coloured(Color::Indexed(24)),
                series: [
                    coloured(Color::Indexed(94)),
                    coloured(Color::Indexed(18)),
                    coloured(Color::Indexed(90)),
                ],
                ..Self::of_colours([Color::Indexed(124), Color::Indexed(90), Color::Indexed(22)])
            },
            ThemeName::ColorBlind => Self {
                attention: bold(Color::Indexed(166)),
                series: [coloured(Color::Indexed(166)), coloured(Color::Blue), coloured(Color::Gray)],
                ..Self::of_colours([Color::Indexed(166), Color::Indexed(33), Color::Cyan])
            },
            ThemeName::Plain => Self::plain(),
        }
    }

    const fn of_colours([high, low, within]: [Color; 3]) -> Self {
        Self {
            accent: never_dim(coloured(Color::Cyan)),
            dim: Style::new().add_modifier(Modifier::DIM),
            heading: Style::new().add_modifier(Modifier::BOLD),
            selected: Style::new().add_modifier(Modifier::REVERSED),
            high: bold(high),
            low: bold(low),
            within: coloured(within),
            attention: bold(high),
            overdue: bold(low),
            due: coloured(Color::Cyan),
            band: Style::new(),
            series: [coloured(Color::Yellow), coloured(Color::Blue), coloured(Color::Magenta)],
        }
    }

    /// With backgrounds, and a dim that does not depend on how a terminal draws faint text.
    const fn on_backdrop(mut self, dim: Style, selected: Style, band: Color) -> Self {
        self.dim = dim;
        self.selected = selected;
        self.band = Style::new().bg(band);
        self
    }

    const fn plain() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            accent: never_dim(bold),
            dim: Style::new().add_modifier(Modifier::DIM),
            heading: bold,
            selected: Style::new().add_modifier(Modifier::REVERSED),
            high: bold,
            low: bold,
            within: Style::new(),
            attention: bold,
            overdue: bold,
            due: Style::new(),
            band: Style::new(),
            series: [Style::new(); 3],
        }
    }

    /// The style of a value by how it stands in its interval: only what is out of range stands out.
    pub const fn value(&self, interpretation: Interpretation) -> Style {
        match interpretation {
            Interpretation::Low => self.low,
            Interpretation::High => self.high,
            Interpretation::Within | Interpretation::Unknown => Style::new(),
        }
    }

    /// The style of what a response to therapy amounts to.
    pub const fn verdict(&self, verdict: Verdict) -> Style {
        match verdict {
            Verdict::Opposite => self.attention,
            Verdict::AsExpected => self.within,
            Verdict::NoDirection => Style::new(),
            Verdict::WithinVariation | Verdict::NotEnoughData(_) => self.dim,
        }
    }

    /// Whether colours may be used at all.
    pub fn is_plain(&self) -> bool {
        self.high.fg.is_none()
    }

    /// The style of a result.
    pub const fn of(&self, interpretation: Interpretation) -> Style {
        match interpretation {
            Interpretation::Low => self.low,
            Interpretation::High => self.high,
            Interpretation::Within => self.within,
            Interpretation::Unknown => self.dim,
        }
    }

    /// The style of a reminder.
    pub const fn severity(&self, severity: Severity) -> Style {
        match severity {
            Severity::Attention => self.attention,
            Severity::Overdue => self.overdue,
            Severity::Due => self.due,
            Severity::Info => self.dim,
        }
    }
}

impl Glyphs {
    const fn is_words(self) -> bool {
        matches!(self, Self::Words)
    }

    /// `▲ high`, `▼ low`, `● within`, `○ no interval`.
    pub const fn of(self, interpretation: Interpretation) -> &'static str {
        match interpretation {
            Interpretation::Unknown if self.is_words() => "not judged",
            known if self.is_words() => known.id(),
            Interpretation::High => self.pick("▲", "H"),
            Interpretation::Low => self.pick("▼", "L"),
            Interpretation::Within => self.pick("●", "*"),
            Interpretation::Unknown => self.pick("○", "o"),
        }
    }

    /// Stands before what is marked, to be acted on together with others.
    pub const fn mark_sign(self) -> &'static str {
        if self.is_words() { "marked" } else { self.pick("✓", "x") }
    }

    /// `!` attention, `◆` overdue, `◇` due, `·` soon.
    pub const fn severity(self, severity: Severity) -> &'static str {
        match severity {
            known if self.is_words() => known.id(),
            Severity::Attention => "!",
            Severity::Overdue => self.pick("◆", "*"),
            Severity::Due => self.pick("◇", "+"),
            Severity::Info => self.pick("·", "-"),
        }
    }

    /// Puts ASCII in the place of the program's own signs in a drawn frame, column for column, where there is
    /// nothing else. Letters stay as they are: names and notes are the user's.
    pub fn settle(self, frame: &mut Buffer) {
        if self != Self::Ascii {
            return;
        }
        for at in 0..frame.content.len() {
            let sign = frame.content[at].symbol();
            let bound = match sign {
                "≤" => Some("<"),
                "≥" => Some(">"),
                _ => None,
            };
            let follows = frame.content.get(at + 1).map_or("", |next| next.symbol());
            match (bound, plain(sign)) {
                // A bound is drawn with a blank behind it; one without would be another bound.
                (Some(bound), _) if follows == " " => {
                    frame.content[at].set_symbol(bound);
                    frame.content[at + 1].set_symbol("=");
                }
                (_, Some(plain)) => drop(frame.content[at].set_symbol(plain)),
                _ => {}
            }
        }
    }
}

/// The ASCII sign nearest to one of the program's own.
fn plain(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "…" | "≈" => "~",
        "–" | "—" | "−" | "─" | "═" => "-",
        "│" => "|",
        "╭" | "╮" | "╰" | "╯" | "┌" | "┐" | "└" | "┘" | "├" | "┤" | "┬" | "┴" | "┼" => {
            "+"
        }
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        "•" | "×" => "*",
        "·" => ".",
        "→" | "▸" | "›" => ">",
        "←" | "‹" => "<",
        "↑" => "^",
        "↓" => "v",
        "÷" => "/",
        "²" => "2",
        "µ" | "μ" => "u",
        _ => return None,
    })
}

/// The number of a colour among the 256 of a terminal, of which the first sixteen have names; none for its own and for
/// those that are mixed.
pub const fn number_of(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Reset | Color::Rgb(..) => return None,
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    })
}
