//! Colours by meaning, and the glyphs a terminal can show.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Serialize};

use crate::domain::interval::Interpretation;
use crate::domain::response::Verdict;
use crate::guidance::reminder::Severity;

pub use crate::ui::widget::plot::Glyphs;

/// A named set of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// The terminal's own sixteen colours and no background of ours; reads on light and dark.
    #[default]
    Terminal,
    /// The same with the reference band of charts shaded for a dark terminal.
    Dark,
    /// The same with the reference band of charts shaded for a light terminal.
    Light,
    /// Blue and orange in place of green and red.
    ColorBlind,
    /// No colour at all, as `NO_COLOR` asks for.
    Plain,
}

/// Colours by meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    /// The one accent.
    pub accent: Style,
    /// Secondary text.
    pub dim: Style,
    /// Headings.
    pub heading: Style,
    /// The line or cell under the cursor.
    pub selected: Style,
    /// Above an interval.
    pub high: Style,
    /// Below an interval.
    pub low: Style,
    /// Inside an interval.
    pub within: Style,
    /// Asks for attention; errors.
    pub attention: Style,
    /// Past its day.
    pub overdue: Style,
    /// Due.
    pub due: Style,
    /// The reference band of a chart, the only background beside the selection; dashed limits where it has none.
    pub band: Style,
}

impl Theme {
    /// The theme with this name.
    pub const fn named(name: ThemeName) -> Self {
        match name {
            ThemeName::Terminal => Self::coloured(Color::Red, Color::Magenta, Color::Green),
            ThemeName::Dark => Self::named(ThemeName::Terminal).shaded(Color::Indexed(236)),
            ThemeName::Light => Self::named(ThemeName::Terminal).shaded(Color::Indexed(254)),
            ThemeName::ColorBlind => Self::coloured(Color::LightRed, Color::Blue, Color::Cyan),
            ThemeName::Plain => Self::plain(),
        }
    }

    const fn coloured(high: Color, low: Color, within: Color) -> Self {
        Self {
            accent: Style::new().fg(Color::Cyan),
            dim: Style::new().add_modifier(Modifier::DIM),
            heading: Style::new().add_modifier(Modifier::BOLD),
            selected: Style::new().add_modifier(Modifier::REVERSED),
            high: Style::new().fg(high),
            low: Style::new().fg(low),
            within: Style::new().fg(within),
            attention: Style::new().fg(high).add_modifier(Modifier::BOLD),
            overdue: Style::new().fg(low).add_modifier(Modifier::BOLD),
            due: Style::new().fg(Color::Cyan),
            band: Style::new(),
        }
    }

    const fn shaded(mut self, band: Color) -> Self {
        self.band = Style::new().bg(band);
        self
    }

    const fn plain() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            accent: bold,
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
        }
    }

    /// The style of what a response to therapy amounts to.
    pub const fn verdict(&self, verdict: Verdict) -> Style {
        match verdict {
            Verdict::Opposite => self.attention,
            Verdict::AsExpected => self.within,
            _ => self.dim,
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
    /// `▲ high`, `▼ low`, `● within`, `○ no interval`.
    pub const fn of(self, interpretation: Interpretation) -> &'static str {
        match interpretation {
            Interpretation::High => self.pick("▲", "H"),
            Interpretation::Low => self.pick("▼", "L"),
            Interpretation::Within => self.pick("●", "*"),
            Interpretation::Unknown => self.pick("○", "o"),
        }
    }

    /// `!` attention, `◆` overdue, `◇` due, `·` soon.
    pub const fn severity(self, severity: Severity) -> &'static str {
        match severity {
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
        "←" => "<",
        "↑" => "^",
        "↓" => "v",
        "÷" => "/",
        "²" => "2",
        "µ" | "μ" => "u",
        _ => return None,
    })
}
