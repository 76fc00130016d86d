//! What a key can mean, free of where it is pressed.

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
    ($($context:ident { $($name:ident $id:literal $words:literal),* $(,)? })*) => {
        /// Everything a key can be bound to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $($(#[doc = $words] $name,)*)*
        }

        impl Action {
            /// All of them, in the order help lists them.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            /// The name in the keymap: `add`.
            pub const fn id(self) -> &'static str {
                match self { $($(Self::$name => $id,)*)* }
            }

            /// What it does, in a few words, for footer, help and palette.
            pub const fn words(self) -> &'static str {
                match self { $($(Self::$name => $words,)*)* }
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
        Add "add" "add",
        Open "open" "open",
        Back "back" "back",
        Edit "edit" "edit",
        Delete "delete" "delete",
        Duplicate "duplicate" "repeat today",
        Copy "copy" "copy",
        Filter "filter" "filter",
        NextMatch "next-match" "next match",
        PreviousMatch "previous-match" "previous match",
        View "view" "other view",
        Undo "undo" "undo",
        Redo "redo" "redo",
        Units "units" "units",
        Private "private" "hide values",
        Export "export" "export",
        Import "import" "import a file",
        Palette "palette" "commands",
        Drafts "drafts" "drafts",
        Help "help" "keys",
        Quit "quit" "quit",
        QuitNow "quit-now" "quit at once",
        Suspend "suspend" "suspend",
        Tab1 "tab-1" "Today",
        Tab2 "tab-2" "Results",
        Tab3 "tab-3" "Chart",
        Tab4 "tab-4" "Therapy",
        Tab5 "tab-5" "Reminders",
        Tab6 "tab-6" "Journal",
        NextTab "next-tab" "next tab",
        PreviousTab "previous-tab" "previous tab",
        Up "up" "up",
        Down "down" "down",
        Left "left" "left",
        Right "right" "right",
        First "first" "first",
        Last "last" "last",
        PageUp "page-up" "page up",
        PageDown "page-down" "page down",
        Snooze "snooze" "snooze",
        Dismiss "dismiss" "dismiss",
        Booked "booked" "booked",
        Series "series" "analytes",
        Shorter "shorter" "shorter",
        Longer "longer" "longer",
        ZoomIn "zoom-in" "zoom in",
        ZoomOut "zoom-out" "zoom out",
        PanLeft "pan-left" "earlier",
        PanRight "pan-right" "later",
        Baseline "baseline" "baseline here",
        Overlay "overlay" "overlay",
        LogAxis "log-axis" "log axis",
        Alike "like-with-like" "like with like",
        Trend "trend" "trend",
        BeforeAfter "before-after" "before and after",
        WriteSvg "write-svg" "write SVG",
        Toggle "toggle" "add or remove",
        Mark "mark" "mark",
        TakeDose "took" "took it",
        Visit "visit" "visit",
        Order "order" "order",
        Trying "trying" "trying to conceive",
        Levels "levels" "beside levels",
        Doses "doses" "doses",
        SourceFile "source-file" "file it is from",
    }
    Form {
        Save "save" "save",
        Next "next" "next",
        NextField "next-field" "next field",
        PreviousField "previous-field" "previous field",
        FieldUp "field-up" "row up",
        FieldDown "field-down" "row down",
        Later "later" "later or more",
        Earlier "earlier" "earlier or less",
        Range "range" "range of the row",
        OtherUnit "other-unit" "read in the other unit",
        Method "method" "method",
        Head "head" "date, lab",
        PasteBox "paste-box" "paste a report",
        FieldUndo "field-undo" "undo typing",
        FieldRedo "field-redo" "redo typing",
        FormHelp "form-help" "keys",
        Keep "keep" "close, draft kept",
        Discard "discard" "discard",
        FormQuit "form-quit" "quit, draft kept",
    }
}

impl Action {
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
