//! Which characters a terminal can show, braille, blocks or ASCII, and those of each part of a chart.

use serde::{Deserialize, Serialize};

use super::mark::{Bound, LaneGrade, Status};

/// The glyphs a terminal can show: those of the lines in charts, and with them all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Lines of braille dots, eight in a cell.
    #[default]
    Braille,
    /// Lines of octants, eight solid dots in a cell, for the few fonts that have them (Unicode 16).
    Octants,
    /// Lines of quarter blocks, for fonts without braille.
    Blocks,
    Ascii,
    /// Words in the place of signs, for a screen reader; what is drawn all the same is left out when it is read.
    Words,
}

/// Which glyphs to draw with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GlyphChoice {
    /// Braille where the locale is UTF-8, else ASCII.
    #[default]
    Auto,
    /// Braille dots, arrows and circles.
    Braille,
    /// The same with lines of octants, for the few fonts that have them.
    Octants,
    /// The same with lines of quarter blocks, for fonts without braille.
    Blocks,
    Ascii,
}

impl GlyphChoice {
    /// All of them, as settings and palette list them.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Braille, Self::Octants, Self::Blocks, Self::Ascii];

    /// The glyphs to draw with; `utf8` says whether the terminal can show more than ASCII.
    pub const fn glyphs(self, utf8: bool) -> Glyphs {
        match self {
            Self::Ascii => Glyphs::Ascii,
            Self::Auto if !utf8 => Glyphs::Ascii,
            Self::Octants => Glyphs::Octants,
            Self::Blocks => Glyphs::Blocks,
            Self::Braille | Self::Auto => Glyphs::Braille,
        }
    }
}

/// A level drawn across a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelRule {
    /// The edge of a laboratory's interval.
    Reference,
    /// The edge of what the user aims at.
    Target,
    Centile,
    /// A level that holds for all time.
    Limit,
    /// The result that others are compared with.
    Baseline,
    /// The mean of some results.
    Mean,
}

/// How high in its cell a level lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    High,
    /// As high as the sign of a result and as a tick.
    Middle,
    Low,
}

/// The characters of the axes.
#[derive(Debug, Clone, Copy)]
pub struct AxisGlyphs {
    pub side: char,
    /// The value axis at a label.
    pub side_tick: char,
    /// The value axis between zero and a logarithmic scale.
    pub side_gap: char,
    /// Where the axes meet.
    pub corner: char,
    pub foot: char,
    /// The time axis at a label.
    pub foot_tick: char,
    /// The time axis under the cursor.
    pub foot_cursor: char,
    /// The time axis at a label under the cursor.
    pub foot_both: char,
    /// The column of the cursor.
    pub cursor: char,
    /// The column of today.
    pub today: char,
}

/// The characters of a stretch in a lane.
#[derive(Debug, Clone, Copy)]
pub struct SpanGlyphs {
    pub start: char,
    pub fill: char,
    pub end: char,
}

impl Glyphs {
    /// The first of two signs, or the second where only ASCII can be shown.
    pub const fn pick<T: Copy>(self, sign: T, ascii: T) -> T {
        match self {
            Self::Braille | Self::Octants | Self::Blocks | Self::Words => sign,
            Self::Ascii => ascii,
        }
    }

    /// What stands for words that were left off.
    pub const fn ellipsis(self) -> &'static str {
        self.pick("…", "~")
    }

    /// The mark of a result: open with an arrow where only a limit is known, else by its status.
    pub fn mark(self, bound: Bound, status: Status) -> char {
        let (unicode, ascii) = match (bound, status) {
            (Bound::Below | Bound::AtMost, _) => ('▽', 'v'),
            (Bound::Above | Bound::AtLeast, _) => ('△', '^'),
            (Bound::Exact, Status::Low) => ('▼', 'L'),
            (Bound::Exact, Status::High) => ('▲', 'H'),
            (Bound::Exact, Status::Within) => ('●', '*'),
            (Bound::Exact, Status::Unknown) => ('○', 'o'),
        };
        self.pick(unicode, ascii)
    }

    /// The character of a rule at a step of its dashes, if it has one there; thick ones have one height only.
    pub fn rule(self, rule: LevelRule, step: u16, height: Height) -> Option<char> {
        let (dashes, glyph) = match rule {
            LevelRule::Reference => ("-- ", self.thin(height)),
            LevelRule::Target => ("-", self.pick('═', '=')),
            LevelRule::Centile => ("- ", self.thin(height)),
            LevelRule::Limit => ("-", self.thin(height)),
            LevelRule::Baseline => ("---- - ", self.thin(height)),
            LevelRule::Mean => ("-", self.pick('━', '#')),
        };
        let is_dash = dashes.as_bytes()[usize::from(step) % dashes.len()] == b'-';
        is_dash.then_some(glyph)
    }

    /// A thin line through a cell; not the scan lines `⎺⎻⎼⎽`, which many fonts lack.
    const fn thin(self, height: Height) -> char {
        match height {
            Height::High => self.pick('▔', '-'),
            Height::Middle => self.pick('─', '-'),
            Height::Low => self.pick('▁', '_'),
        }
    }

    /// What fills the open side of an interval that has one limit only.
    pub fn hatch(self) -> char {
        self.pick('·', ',')
    }

    /// The characters of the axes.
    pub fn axes(self) -> AxisGlyphs {
        match self {
            Self::Braille | Self::Octants | Self::Blocks | Self::Words => AxisGlyphs {
                side: '│',
                side_tick: '┤',
                side_gap: '╎',
                corner: '└',
                foot: '─',
                foot_tick: '┬',
                foot_cursor: '┴',
                foot_both: '┼',
                cursor: '│',
                today: '┊',
            },
            Self::Ascii => AxisGlyphs {
                side: '|',
                side_tick: '+',
                side_gap: ':',
                corner: '+',
                foot: '-',
                foot_tick: '+',
                foot_cursor: '^',
                foot_both: '^',
                cursor: '|',
                today: ':',
            },
        }
    }

    /// The characters of a stretch in a lane.
    pub fn span(self) -> SpanGlyphs {
        self.pick(
            SpanGlyphs { start: '╺', fill: '━', end: '╸' },
            SpanGlyphs { start: '[', fill: '=', end: ']' },
        )
    }

    /// The character of a point in a lane.
    pub fn grade(self, grade: LaneGrade) -> char {
        let (unicode, ascii) = match grade {
            LaneGrade::None => ('·', '0'),
            LaneGrade::Mild => ('▂', '1'),
            LaneGrade::Moderate => ('▄', '2'),
            LaneGrade::Severe => ('█', '3'),
            LaneGrade::Event => ('×', 'x'),
            LaneGrade::Taken => ('●', '#'),
            LaneGrade::Skipped => ('○', 'o'),
            LaneGrade::NotLogged => ('·', '.'),
        };
        self.pick(unicode, ascii)
    }

    /// What stands before the title of the panel that has the cursor.
    pub fn focus(self) -> &'static str {
        self.pick("▸ ", "> ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rules_look_the_same() {
        let rules = [
            LevelRule::Reference,
            LevelRule::Target,
            LevelRule::Centile,
            LevelRule::Limit,
            LevelRule::Baseline,
            LevelRule::Mean,
        ];
        for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
            for height in [Height::High, Height::Middle, Height::Low] {
                let look = |rule| -> String {
                    (0..12).map(|step| glyphs.rule(rule, step, height).unwrap_or(' ')).collect()
                };
                let looks: std::collections::BTreeSet<String> = rules.map(look).into();
                assert_eq!(looks.len(), rules.len(), "{looks:?}");
            }
        }
    }
}
