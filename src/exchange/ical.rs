//! Reminders as an iCalendar file (RFC 5545): one all-day event on each due date.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::catalog::Catalog;
use crate::exchange::scrub;
use crate::guidance::coming::Planned;

/// What an event needs to know of a reminder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarOccasion {
    /// What names the event through all files, so that a calendar moves it when its day has moved: the rule.
    pub name: String,
    pub title: String,
    /// The day of the event.
    pub due: NaiveDate,
    /// What to do and why, a paragraph each.
    pub message: String,
    /// Who says so, a line each.
    pub sources: Vec<String>,
}

/// An event of an earlier file that no longer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// What names the event.
    pub name: String,
    pub title: String,
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When the file was made, in UTC.
    pub made: NaiveDateTime,
    /// An alarm at nine in the morning so many days before; 0 on the day itself.
    pub alarm_days: Option<u8>,
    /// Higher than in every earlier file: a calendar keeps the event with the higher one (RFC 5545, 3.8.7.4).
    pub sequence: u32,
    /// The day the file is of, on which withdrawn events stand.
    pub today: NaiveDate,
}

impl CalendarOccasion {
    /// The event of what is planned.
    pub fn new(planned: Planned<'_>, catalog: &Catalog, today: NaiveDate) -> Self {
        let reminder = planned.reminder;
        let is_booked = reminder.appointment(today).is_some();
        let sources =
            reminder.authority.sources.iter().map(|key| format!("{key}: {}", catalog.source_words(key)));
        Self {
            name: reminder.rule.to_string(),
            title: if is_booked { format!("{} (booked)", reminder.title) } else { reminder.title.clone() },
            due: planned.day,
            message: reminder.message.clone(),
            sources: sources.collect(),
        }
    }
}

/// The calendar, lines ended by CRLF and folded at 75 octets. An occasion after the year 9999 has no event.
pub fn calendar(occasions: &[CalendarOccasion], withdrawn: &[Withdrawn], stamp: Stamp) -> String {
    let mut lines = CalendarLines(String::new());
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//androlog//androlog//EN");
    lines.put("CALSCALE", "GREGORIAN");
    let mut uids: HashMap<String, usize> = HashMap::new();
    for occasion in occasions {
        let Some(next) = occasion.due.succ_opt().filter(|next| (0..=9999).contains(&next.year())) else {
            continue;
        };
        let name = token(&occasion.name);
        let times = uids.entry(name.clone()).or_default();
        *times += 1;
        let uid = if *times == 1 { name } else { format!("{name}-{times}") };
        lines.event(occasion, &uid, next, stamp);
    }
    for event in withdrawn {
        lines.withdraw(event, stamp);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

/// Content lines so far.
struct CalendarLines(String);

impl CalendarLines {
    fn event(&mut self, occasion: &CalendarOccasion, uid: &str, next: NaiveDate, stamp: Stamp) {
        let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
        let title = escaped(&occasion.title);
        self.put("BEGIN", "VEVENT");
        self.put("UID", &format!("{uid}@reminders.androlog"));
        self.put("DTSTAMP", &stamp.made.format("%Y%m%dT%H%M%SZ").to_string());
        self.put("DTSTART;VALUE=DATE", &day(occasion.due));
        self.put("DTEND;VALUE=DATE", &day(next));
        self.put("SEQUENCE", &stamp.sequence.to_string());
        self.put("STATUS", "CONFIRMED");
        self.put("SUMMARY", &title);
        self.put("DESCRIPTION", &escaped(&description(occasion)));
        self.put("TRANSP", "TRANSPARENT");
        if let Some(days) = stamp.alarm_days {
            self.put("BEGIN", "VALARM");
            self.put("ACTION", "DISPLAY");
            self.put("DESCRIPTION", &title);
            self.put("TRIGGER", &trigger(days));
            self.put("END", "VALARM");
        }
        self.put("END", "VEVENT");
    }

    /// Takes an event of an earlier file out of the calendar.
    fn withdraw(&mut self, event: &Withdrawn, stamp: Stamp) {
        let Some(next) = stamp.today.succ_opt() else {
            return;
        };
        self.put("BEGIN", "VEVENT");
        self.put("UID", &format!("{}@reminders.androlog", token(&event.name)));
        self.put("DTSTAMP", &stamp.made.format("%Y%m%dT%H%M%SZ").to_string());
        self.put("DTSTART;VALUE=DATE", &stamp.today.format("%Y%m%d").to_string());
        self.put("DTEND;VALUE=DATE", &next.format("%Y%m%d").to_string());
        self.put("SEQUENCE", &stamp.sequence.to_string());
        self.put("STATUS", "CANCELLED");
        self.put("SUMMARY", &escaped(&event.title));
        self.put("TRANSP", "TRANSPARENT");
        self.put("END", "VEVENT");
    }

    /// One content line, folded between characters so that no line has more than 75 octets.
    fn put(&mut self, name: &str, value: &str) {
        const LONGEST: usize = 75;
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn description(occasion: &CalendarOccasion) -> String {
    let mut text = occasion.message.clone();
    if !occasion.sources.is_empty() {
        text.push_str("\n\n");
        text.push_str(&occasion.sources.join("\n"));
    }
    text
}

/// An all-day event begins at midnight.
fn trigger(days: u8) -> String {
    match u16::from(days) * 24 {
        0 => "PT9H".to_owned(),
        hours => format!("-PT{}H", hours - 9),
    }
}

/// A value of type TEXT (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in scrub::text(text).chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\\' | ';' | ',' => safe.extend(['\\', c]),
            c => safe.push(c),
        }
    }
    safe
}

/// A rule id without anything a UID could trip over.
fn token(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occasion(title: &str, message: &str) -> CalendarOccasion {
        CalendarOccasion {
            name: "ai-estradiol-check".into(),
            title: title.into(),
            due: "2026-12-31".parse().unwrap(),
            message: message.into(),
            sources: vec!["SHAH21: A title".into()],
        }
    }

    fn stamp(alarm_days: Option<u8>) -> Stamp {
        let made = "2026-05-01T08:00:00".parse().unwrap();
        Stamp { made, alarm_days, sequence: 7, today: "2026-05-01".parse().unwrap() }
    }

    fn unfolded(calendar: &str) -> String {
        calendar.replace("\r\n ", "")
    }

    #[test]
    fn a_reminder_is_an_all_day_event_that_ends_the_next_day() {
        let text = calendar(&[occasion("Estradiol", "Measure it;\nwhy, see \\")], &[], stamp(Some(1)));
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//androlog//androlog//EN",
            "CALSCALE:GREGORIAN",
            "BEGIN:VEVENT",
            "UID:ai-estradiol-check@reminders.androlog",
            "DTSTAMP:20260501T080000Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SEQUENCE:7",
            "STATUS:CONFIRMED",
            "SUMMARY:Estradiol",
            "DESCRIPTION:Measure it\\;\\nwhy\\, see \\\\\\n\\nSHAH21: A title",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Estradiol",
            "TRIGGER:-PT15H",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(text, expected.join("\r\n"));
        assert_eq!(trigger(0), "PT9H");
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let title = "hématocrite 🩸 élevé ".repeat(20);
        let text = calendar(&[occasion(&title, "m")], &[], stamp(None));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
        }
        assert!(unfolded(&text).contains(&format!("SUMMARY:{title}\r\n")));
    }

    #[test]
    fn two_events_of_one_rule_have_names_of_their_own() {
        let two = [occasion("a", "m"), occasion("b\r\nBEGIN:VEVENT", "\u{1b}[m")];
        let text = calendar(&two, &[], stamp(None));
        assert!(text.contains("UID:ai-estradiol-check-2@reminders.androlog"), "{text}");
        assert_eq!(text.matches("\r\nBEGIN:VEVENT").count(), 2);
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn an_event_that_no_longer_stands_is_cancelled_under_its_name() {
        let gone = Withdrawn { name: "ai-dxa-first".into(), title: "First scan".into() };
        let text = calendar(&[], &[gone], stamp(Some(1)));
        for line in [
            "UID:ai-dxa-first@reminders.androlog",
            "STATUS:CANCELLED",
            "SEQUENCE:7",
            "DTSTART;VALUE=DATE:20260501",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
        assert!(!text.contains("VALARM"), "{text}");
    }
}
