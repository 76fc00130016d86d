//! What the program can tell about itself, a page a topic.

use crate::domain::id::RuleId;
use crate::ui::pages::PAGE_KEYS;
use crate::ui::state::State;
use crate::ui::widget::page::TextPage;

/// A page of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelpTopic {
    /// What the palette calls it.
    pub title: &'static str,
    /// Other words it is found by, parted by commas.
    pub aliases: &'static str,
    lines: &'static [&'static str],
}

/// Every page there is.
pub const TOPICS: &[HelpTopic] = &[
    HelpTopic {
        title: "how to enter a report",
        aliases: "typing, new panel, how to, values, note, comment",
        lines: &[
            "Press a and choose a form. The date, the laboratory and the rows are those of last time.",
            "Type a value and press Enter. Rows you leave empty are not stored.",
            "A value takes 28, 28 pg/mL, <5 or 1,5. A unit you type is used instead of the one shown.",
            "Write nd for “not detected” and - for “not done”.",
            "Ctrl-v opens a box to paste a whole report into. Nothing is stored before Ctrl-s.",
            "Esc leaves the form and keeps what you typed; the same form opens with it again.",
        ],
    },
    HelpTopic {
        title: "how to bring in a file",
        aliases: "load, read a file, spreadsheet, pdf",
        lines: &[
            "Press i and type the name of a file: a report as text or PDF, CSV, a spreadsheet, FHIR or Apple Health.",
            "It shows what it understood before anything is stored. Importing a file twice adds nothing.",
            "A report you can copy needs no file: press a, choose the form, then Ctrl-v and paste.",
        ],
    },
    HelpTopic {
        title: "how dates are read",
        aliases: "date, day, yesterday, calendar, month first",
        lines: &[
            "All of these are dates: 2026-03-14, 14.3.26, 14/3, mar 14, yesterday, last tue, -10d.",
            "Every date is shown again with its weekday, so you see how it was understood.",
            "3/4 can be 3 April or 4 March. To choose, press : and type “3/4”.",
            "Shift-Up and Shift-Down move a date by a day.",
        ],
    },
    HelpTopic {
        title: "what the signs mean",
        aliases: "legend, symbols, glyphs, colours, arrows, triangle, range, normal, reference",
        lines: &[
            "▲ above the range, ▼ below it, ● within it, ○ no range applies.",
            "! needs attention, ◆ overdue, ◇ due, · good to know.",
            "The bar shows where a value lies in its range. The small blocks are the last results over time.",
            "“Within variation” means that chance alone can explain the change from the result before.",
            "≈ stands before a number that was printed in another unit.",
            "Capitals such as HRTIO, ARUP or CENTILES21 name the source of a range or a rule; “the sources” lists them.",
        ],
    },
    HelpTopic {
        title: "how the chart works",
        aliases: "graph, plot, zoom, compare, overlay",
        lines: &[
            "Press 3. Left and Right go from result to result; what is known of it stands beside the chart.",
            "s opens the list of analytes; type to narrow it. Space draws or removes one, at most four.",
            "[ and ] show less or more time, + and - zoom, < and > move.",
            "o draws all in one panel, in per cent of their ranges. B makes a result the baseline.",
            "T draws a trend, b compares before and after a change of therapy, W writes a picture.",
        ],
    },
    HelpTopic {
        title: "how reminders work",
        aliases: "due, snooze, dismiss, rules, sources, notification, alarm",
        lines: &[
            "A reminder says what it rests on, who says so, and what settles it. It never advises a dose.",
            "Enter opens the form that settles it. s puts it off until a day, D passes over this one, b notes an appointment.",
            "Every rule can be read and changed: `androlog catalog rules` lists them.",
        ],
    },
    HelpTopic {
        title: "how to undo",
        aliases: "mistake, fix mistake, revert, take back, redo, restore, recover",
        lines: &[
            "u takes the last change back and Ctrl-r does it again. A removal is undone in the same way.",
            "In a form Ctrl-z takes back typing and Ctrl-y does it again.",
            "`androlog log` lists every change, and `androlog undo NUMBER` takes back any of them.",
        ],
    },
    HelpTopic {
        title: "how your data is kept",
        aliases: "privacy, file, backup, security, password, encryption, lock, cloud, sync, phone, where",
        lines: &[
            "The log is one file on this computer, readable by you alone. The program never uses the network.",
            "P hides every value on the screen until you press it again.",
            "A copy is made automatically on each day with changes. “Back up the log” in the palette makes one now.",
            "`androlog config path` says where everything lies.",
        ],
    },
    HelpTopic {
        title: "how to count what is left of a drug",
        aliases: "refill, supply, stock, pharmacy, package, run out, order drug",
        lines: &[
            "`androlog therapy supply anastrozole 20 --package 28` says that 20 pieces are left.",
            "Today then shows for how many days they last, and a reminder comes before they run out.",
            "Doses you log as taken with t are counted off.",
        ],
    },
    HelpTopic {
        title: "how to change font and language",
        aliases: "font, text size, bigger, language, english, translate, translation",
        lines: &[
            "The font and its size are those of your terminal; its own settings change them.",
            "The program speaks English. Reports are read in eight languages.",
            "Colours are chosen here: press : and type “theme”.",
        ],
    },
    HelpTopic {
        title: "how to give results to somebody",
        aliases: "print, pdf, share, email, send, doctor, phone",
        lines: &[
            "Press v on Today, then p: it writes one page for your clinician, to be printed by a browser.",
            "x exports everything or what you marked: as a table, as JSON, or as FHIR for other programs.",
            "On the chart W writes a picture.",
        ],
    },
    HelpTopic {
        title: "how to use a screen reader",
        aliases: "accessibility, blind, speech, braille, plain, linear",
        lines: &[
            "Start with `androlog --plain`, or write screen = \"plain\" in config.toml.",
            "Everything is then one column of labelled lines, and the last line says what changed.",
            "The cursor of the terminal stands on the line that is marked. All keys stay the same.",
        ],
    },
];

/// The pages that stand beside the keys of a screen or a form, since what they explain is seen there first.
const BESIDE_KEYS: [&str; 3] = ["what the signs mean", "how dates are read", "how to enter a report"];

/// The pages offered beside the keys.
pub fn topics_beside_keys() -> impl Iterator<Item = &'static HelpTopic> {
    BESIDE_KEYS.iter().filter_map(|title| TOPICS.iter().find(|topic| topic.title == *title))
}

/// Every source with its short name, its title and where it can be read.
pub fn sources_page(state: &State) -> TextPage {
    let sources = state.catalog.sources();
    let told = sources.iter().flat_map(|source| {
        let name = format!("{}  {}{}", source.key, source.title, source.mark.suffix());
        let places = source.citation.iter().chain(&source.address).map(|place| format!("    {place}"));
        std::iter::once(name).chain(places).collect::<Vec<_>>()
    });
    TextPage::new("The sources, by their short names".to_owned(), told.collect(), PAGE_KEYS)
}

impl HelpTopic {
    /// The page of the topic.
    pub fn page(self) -> TextPage {
        let mut title = self.title.to_owned();
        title[..1].make_ascii_uppercase();
        let lines = self.lines.iter().map(|line| (*line).to_owned()).collect();
        TextPage::new(title, lines, PAGE_KEYS)
    }
}

/// A page about a rule: what it is for, whether it speaks now, and who says so.
pub fn rule_page(id: &RuleId, state: &State) -> Option<TextPage> {
    let rule = state.rules.iter().find(|rule| rule.id == *id)?;
    let now =
        if rule.enabled { "It has nothing to say today." } else { "It is switched off in your rules.toml." };
    let mut lines = vec![now.to_owned(), String::new(), "WHO SAYS SO".to_owned()];
    let sources = rule.cite.iter().filter_map(|cite| state.catalog.source(&cite.source));
    lines.extend(sources.map(|source| format!("  {}: {}", source.key, source.title)));
    if rule.cite.is_empty() {
        lines.push("  This program's own default.".to_owned());
    }
    lines.extend(rule.note.iter().flat_map(|note| [String::new(), "NOTE".to_owned(), format!("  {note}")]));
    lines.extend([String::new(), format!("`androlog catalog rules {id}` shows every number of it.")]);
    Some(TextPage::new(rule.title.clone(), lines, PAGE_KEYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_beside_the_keys_exists() {
        assert_eq!(topics_beside_keys().count(), BESIDE_KEYS.len());
    }
}
