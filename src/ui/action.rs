//! What a key can mean, and the keys that mean it.

use std::fmt;

/// Where keys are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// On a tab: letters are commands.
    Screen,
    /// In a form: letters are text, commands are Ctrl, Alt and function keys.
    Form,
}

macro_rules! actions {
    ($($context:ident { $($name:ident $id:literal $words:literal [$($key:literal),*]),* $(,)? })*) => {
        /// Everything a key can be bound to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $($(#[doc = $words] $name,)*)*
        }

        impl Action {
            /// All of them, in the order help lists them.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            /// The name in the settings: `add`.
            pub const fn id(self) -> &'static str {
                match self { $($(Self::$name => $id,)*)* }
            }

            /// What it does, in a few words, for footer, help and palette.
            pub const fn words(self) -> &'static str {
                match self { $($(Self::$name => $words,)*)* }
            }

            /// Its keys where the user gave it no others, as they are written: `a`, `G`, `ctrl-s`, `alt-r`, `shift-tab`,
            /// `f1`; keys that are pressed one after the other are written `g g`.
            pub const fn usual_keys(self) -> &'static [&'static str] {
                match self { $($(Self::$name => &[$($key),*],)*)* }
            }

            /// Where it is pressed.
            pub const fn context(self) -> Context {
                match self { $($(Self::$name => Context::$context,)*)* }
            }
        }
    };
}

actions! {
    Screen {
        Add "add" "add" ["a"],
        Open "open" "open" ["enter"],
        Back "back" "back" ["esc"],
        Edit "edit" "edit" ["e"],
        Delete "delete" "delete" ["d"],
        Duplicate "duplicate" "repeat today" ["c"],
        Copy "copy" "copy" ["y"],
        Filter "filter" "filter" ["/"],
        NextMatch "next-match" "next match" ["n"],
        PreviousMatch "previous-match" "previous match" ["N"],
        View "view" "other view" ["t", "v"],
        Undo "undo" "undo" ["u"],
        Redo "redo" "redo" ["ctrl-r"],
        Units "units" "units" ["U"],
        Private "private" "hide or show values" ["P"],
        Export "export" "export" ["x"],
        Import "import" "import a file" ["i"],
        Palette "palette" "commands" [":", "ctrl-p"],
        Drafts "drafts" "drafts" ["ctrl-o"],
        Help "help" "keys" ["?"],
        Quit "quit" "quit" ["q"],
        QuitNow "quit-now" "quit at once" ["ctrl-c"],
        Suspend "suspend" "suspend" ["ctrl-z"],
        Tab1 "tab-1" "Today" ["1"],
        Tab2 "tab-2" "Results" ["2"],
        Tab3 "tab-3" "Chart" ["3"],
        Tab4 "tab-4" "Therapy" ["4"],
        Tab5 "tab-5" "Reminders" ["5"],
        Tab6 "tab-6" "Journal" ["6"],
        NextTab "next-tab" "next tab" ["tab"],
        PreviousTab "previous-tab" "previous tab" ["shift-tab"],
        Up "up" "up" ["k", "up"],
        Down "down" "down" ["j", "down"],
        Left "left" "left" ["h", "left"],
        Right "right" "right" ["l", "right"],
        First "first" "first" ["g g", "home"],
        Last "last" "last" ["G", "end"],
        PageUp "page-up" "page up" ["pageup", "ctrl-u"],
        PageDown "page-down" "page down" ["pagedown", "ctrl-d"],
        Snooze "snooze" "snooze" ["s"],
        Dismiss "dismiss" "dismiss" ["D"],
        Booked "booked" "booked" ["b"],
        Series "series" "analytes" ["s"],
        Shorter "shorter" "shorter" ["["],
        Longer "longer" "longer" ["]"],
        ZoomIn "zoom-in" "zoom in" ["+", "="],
        ZoomOut "zoom-out" "zoom out" ["-"],
        PanLeft "pan-left" "earlier" ["lt"],
        PanRight "pan-right" "later" ["gt"],
        Baseline "baseline" "baseline here" ["B"],
        Overlay "overlay" "overlay" ["o"],
        LogAxis "log-axis" "log axis" ["L"],
        Alike "like-with-like" "like with like" ["w"],
        Trend "trend" "trend" ["T"],
        BeforeAfter "before-after" "before and after" ["b"],
        WriteSvg "write-svg" "write SVG" ["W"],
        Toggle "toggle" "add or remove" ["space"],
        Mark "mark" "mark" ["space"],
        TakeDose "took" "took it" ["t"],
        Visit "visit" "visit" ["v"],
        Order "order" "order" ["o"],
        Trying "trying" "trying to conceive" ["f"],
        Levels "levels" "beside levels" ["v"],
        Doses "doses" "doses" ["D"],
        SourceFile "source-file" "file it is from" ["o"],
    }
    Form {
        Save "save" "save" ["ctrl-s"],
        Next "next" "next" ["enter"],
        NextField "next-field" "next field" ["tab"],
        PreviousField "previous-field" "previous field" ["shift-tab"],
        FieldUp "field-up" "row up" ["up"],
        FieldDown "field-down" "row down" ["down"],
        Later "later" "later or more" ["shift-up"],
        Earlier "earlier" "earlier or less" ["shift-down"],
        Range "range" "range of the row" ["f2", "alt-r"],
        OtherUnit "other-unit" "read in the other unit" ["f3", "alt-u"],
        Method "method" "method" ["f4", "alt-m"],
        Head "head" "date, lab" ["f5", "alt-d"],
        PasteBox "paste-box" "paste a report" ["ctrl-v"],
        FieldUndo "field-undo" "undo typing" ["ctrl-z"],
        FieldRedo "field-redo" "redo typing" ["ctrl-y"],
        FormHelp "form-help" "keys" ["f1"],
        Keep "keep" "close, draft kept" ["esc"],
        Discard "discard" "discard" ["ctrl-x", "alt-x"],
        FormQuit "form-quit" "quit, draft kept" ["ctrl-c"],
    }
}

impl Action {
    /// Those that are possible on every tab.
    pub const EVERYWHERE: &'static [Self] = &[
        Self::Add,
        Self::Undo,
        Self::Redo,
        Self::NextMatch,
        Self::PreviousMatch,
        Self::Units,
        Self::Private,
        Self::Export,
        Self::Import,
        Self::Palette,
        Self::Drafts,
        Self::Help,
        Self::Tab1,
        Self::Tab2,
        Self::Tab3,
        Self::Tab4,
        Self::Tab5,
        Self::Tab6,
        Self::NextTab,
        Self::PreviousTab,
        Self::Quit,
        Self::QuitNow,
        Self::Suspend,
    ];

    /// Where a cursor at a place goes in a list whose last place is `last`; none for what moves no cursor.
    pub fn moved(self, at: usize, last: usize, page: usize) -> Option<usize> {
        Some(match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => (at + 1).min(last),
            Self::First => 0,
            Self::Last => last,
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at.saturating_add(page).min(last),
            _ => return None,
        })
    }

    /// The action with this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.id() == id)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}
