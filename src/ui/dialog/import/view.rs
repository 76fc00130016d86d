//! Drawing the import screen: parts of the file at the left, the lines of one at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::{FilePart, ImportPage};
use crate::domain::change::Entry;
use crate::domain::report::{Observation, Value};
use crate::exchange::doses::entry_words;
use crate::exchange::plan::{PlanVerdict, PlannedReport};
use crate::exchange::review::ResultFate;
use crate::guidance::capitalised;
use crate::ui::bar::popup_look;
use crate::ui::state::State;
use crate::ui::widget::cut::cut_bottom;
use crate::ui::widget::plot::{shorten, wrap};
use crate::ui::widget::popup::key_words;
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::table::first_shown;
use crate::ui::widget::text::PaintLine;

/// Columns of the left side, in a window of 80 and in a wider one.
const LEFT: (u16, u16) = (30, 40);

/// What the keys of the page do.
const KEYS: [(&str, &str); 6] = [
    ("Enter", "store"),
    ("Space", "take or leave out"),
    ("e", "answer"),
    ("Tab", "next open line"),
    ("h l", "change sides"),
    ("Esc", "store nothing"),
];

/// Blanks behind the last of them.
const TRAILING: usize = 3;

impl ImportPage {
    /// Draws it over the area.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, state: &State) {
        let theme = &state.look.theme;
        let ellipsis = state.look.glyphs.ellipsis();
        Clear.render(area, buf);
        let inside = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
        let about = self.about(state, inside.width);
        let foot = self.foot(state, inside.width);
        let heights = [
            Constraint::Length(1),
            Constraint::Length(about.len() as u16 + 1),
            Constraint::Fill(1),
            Constraint::Length(foot.len() as u16),
        ];
        let [top, below, body, bottom] = Layout::vertical(heights).areas(inside);
        Line::styled(shorten(&self.title(), usize::from(top.width), ellipsis), theme.accent).paint(top, buf);
        paint_lines(about.into_iter(), below, buf);
        let width = self.parts_width(state).min(if inside.width >= 110 { LEFT.1 } else { LEFT.0 });
        let [left, _, right] =
            Layout::horizontal([Constraint::Length(width), Constraint::Length(2), Constraint::Fill(1)])
                .areas(body);
        self.paint_parts(left, buf, state);
        self.paint_part(right, buf, state);
        paint_lines(foot.into_iter(), bottom, buf);
        if let Some(prompt) = &self.asking {
            prompt.paint(area, buf, popup_look(state));
        }
    }

    /// `Import labs.csv: 12 new, 3 in the log already, 1 at odds with the log`.
    fn title(&self) -> String {
        let tally = self.review.plan.results;
        let open = self.review.checks.len();
        let mut parts = vec![format!("{} new", tally.new)];
        let more = [
            (tally.same, "in the log already"),
            (tally.conflicting, "at odds with the log"),
            (tally.forgotten, "forgotten here"),
            (open, "to check"),
            (self.review.unknown.len(), "unknown"),
        ];
        parts.extend(
            more.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")),
        );
        format!("Import {}: {}", self.review.name, parts.join(", "))
    }

    /// What storing it would do, below what there is to say of every value of it.
    fn about(&self, state: &State, width: u16) -> Vec<Line<'static>> {
        let settles = if self.settles.is_empty() {
            String::new()
        } else {
            format!(" Settles: {}.", self.settles.join("; "))
        };
        let theme = &state.look.theme;
        let lines = |text: &str, style: Style| {
            let wrapped = wrap(text, usize::from(width), state.look.glyphs.ellipsis());
            wrapped.into_iter().take(3).map(move |text| Line::styled(text, style))
        };
        let warning = self
            .review
            .held_back()
            .map_or_else(String::new, |why| format!("{}. Take with Space what is right.", capitalised(why)));
        let stores = match self.stored_words() {
            Some(stored) => format!("Enter stores {stored}.{settles}"),
            None => self.why_nothing(),
        };
        lines(&warning, theme.attention).chain(lines(&stores, theme.dim)).collect()
    }

    /// What was refused, else the keys, in as many lines as they take.
    fn foot(&self, state: &State, width: u16) -> Vec<Line<'static>> {
        if !self.said.is_empty() {
            let lines = wrap(&self.said, usize::from(width), state.look.glyphs.ellipsis());
            return lines
                .into_iter()
                .take(2)
                .map(|text| Line::styled(text, state.look.theme.attention))
                .collect();
        }
        if self.is_only_read() {
            return vec![key_words([("Esc", "close")].into_iter(), popup_look(state))];
        }
        let whole = key_words(KEYS.into_iter(), popup_look(state));
        if whole.width() <= usize::from(width) + TRAILING {
            return vec![whole];
        }
        let (above, below) = KEYS.split_at(KEYS.len() / 2);
        [above, below].map(|keys| key_words(keys.iter().copied(), popup_look(state))).into()
    }

    /// Whether there is nothing in the file to choose or to answer.
    fn is_only_read(&self) -> bool {
        self.parts().iter().all(|part| *part == FilePart::Remarks)
    }

    /// Columns that the names of all parts take, with what will become of them.
    fn parts_width(&self, state: &State) -> u16 {
        let parts = self.parts().into_iter().map(|part| self.part_words(part, state));
        let columns = parts.map(|(label, hint)| label.chars().count() + 2 + hint.chars().count());
        columns.max().unwrap_or(0) as u16
    }

    fn paint_parts(&self, area: Rect, buf: &mut Buffer, state: &State) {
        let parts = self.parts();
        let first = first_shown(parts.len(), Some(self.part), usize::from(area.height));
        for (row, (at, part)) in parts.iter().enumerate().skip(first).take(area.height.into()).enumerate() {
            let place = Rect { y: area.y + row as u16, height: 1, ..area };
            let (label, hint) = self.part_words(*part, state);
            let room = usize::from(area.width).saturating_sub(hint.chars().count() + 2);
            let label = shorten(&label, room, state.look.glyphs.ellipsis());
            let style = match part {
                FilePart::Checks | FilePart::Unknown => state.look.theme.attention,
                _ => Style::new(),
            };
            Line::styled(label, style).paint(place, buf);
            Line::from(Span::styled(hint, state.look.theme.dim)).right_aligned().paint(place, buf);
            if at == self.part {
                let selected =
                    if self.is_inside { state.look.theme.heading } else { state.look.theme.selected };
                paint_selection(selected, place, buf);
            }
        }
    }

    /// The name of a part, and what will become of it.
    fn part_words(&self, part: FilePart, state: &State) -> (String, String) {
        match part {
            FilePart::Report(at) => {
                let planned = &self.review.plan.reports[at];
                let head = &planned.head;
                let laboratory = head.laboratory.as_deref().map(|lab| format!(" {lab}")).unwrap_or_default();
                (
                    format!("{} {}{laboratory}", state.day(head.date), head.kind()),
                    self.report_hint(at, planned),
                )
            }
            FilePart::Others => {
                ("Other entries".to_owned(), format!("{} new", self.review.plan.entries.len()))
            }
            FilePart::Checks => ("Lines to check".to_owned(), format!("{} open", self.review.open_checks())),
            FilePart::Unknown => ("Unknown names".to_owned(), self.review.unknown.len().to_string()),
            FilePart::Remarks => ("Remarks".to_owned(), self.review.plan.diagnostics.len().to_string()),
        }
    }

    fn report_hint(&self, at: usize, planned: &PlannedReport) -> String {
        let of = |fate: ResultFate| {
            (0..planned.results.len()).filter(|place| self.review.fate(at, *place) == fate).count()
        };
        let conflicting = of(ResultFate::KeptAsStored) + of(ResultFate::Replaces);
        let (taken, left) = (of(ResultFate::Taken), of(ResultFate::LeftOut));
        if conflicting > 0 {
            return format!("{conflicting} at odds");
        }
        match (taken, left) {
            (0, 0) if planned.verdict == PlanVerdict::Forgotten => "forgotten".to_owned(),
            (0, 0) if of(ResultFate::Repeated) > 0 => "twice in the file".to_owned(),
            (0, 0) => "in the log".to_owned(),
            (0, _) => "left out".to_owned(),
            (taken, 0) => format!("{taken} new"),
            (taken, left) => format!("{taken} of {} new", taken + left),
        }
    }

    fn paint_part(&self, area: Rect, buf: &mut Buffer, state: &State) {
        let Some(part) = self.here() else {
            Line::styled("Nothing in it was understood.", state.look.theme.dim).paint(area, buf);
            return;
        };
        let cursor = self.is_inside.then_some(self.line);
        if part == FilePart::Remarks && cursor.is_none() {
            let width = usize::from(area.width);
            let remarks = (0..self.lines_of(part))
                .flat_map(|at| wrap(&self.detail(part, at, state), width, state.look.glyphs.ellipsis()));
            paint_lines(remarks.map(Line::raw), area, buf);
            return;
        }
        // Below the lines the one under the cursor is told in full.
        let detail = cursor.map(|line| self.detail(part, line, state)).unwrap_or_default();
        let detail: Vec<String> = wrap(&detail, usize::from(area.width), state.look.glyphs.ellipsis())
            .into_iter()
            .take(5)
            .collect();
        let detail_height = if detail.is_empty() { 0 } else { detail.len() as u16 + 1 };
        let [lines, below] = cut_bottom(area, detail_height);
        let count = self.lines_of(part);
        let first = first_shown(count, cursor, usize::from(lines.height));
        for row in 0..usize::from(lines.height).min(count.saturating_sub(first)) {
            let place = Rect { y: lines.y + row as u16, height: 1, ..lines };
            let line = self.line(part, first + row, state);
            let is_cut = line.width() > usize::from(place.width);
            line.paint(place, buf);
            if let Some(last) = place.width.checked_sub(1).filter(|_| is_cut) {
                buf[(place.x + last, place.y)].set_symbol(state.look.glyphs.ellipsis());
            }
            if cursor == Some(first + row) {
                paint_selection(state.look.theme.selected, place, buf);
            }
        }
        let below = Rect { y: below.y + 1, height: below.height.saturating_sub(1), ..below };
        paint_lines(detail.into_iter().map(Line::raw), below, buf);
    }

    /// One line of a part.
    fn line(&self, part: FilePart, at: usize, state: &State) -> Line<'static> {
        let theme = &state.look.theme;
        match part {
            FilePart::Report(report) => {
                let result = &self.review.plan.reports[report].results[at].result;
                let fate = self.review.fate(report, at);
                let (mark, style) = match fate {
                    ResultFate::Taken => ("[x] ", Style::new()),
                    ResultFate::Replaces => ("[x] ", theme.attention),
                    ResultFate::LeftOut => ("[ ] ", theme.dim),
                    ResultFate::Same | ResultFate::Repeated | ResultFate::Forgotten => ("    ", theme.dim),
                    ResultFate::KeptAsStored => ("[ ] ", theme.attention),
                };
                let words = result_words(result, state);
                let tail = match fate {
                    ResultFate::Same => "   in the log",
                    ResultFate::Repeated => "   twice in the file",
                    ResultFate::Forgotten => "   forgotten here",
                    ResultFate::KeptAsStored => "   the log says otherwise",
                    ResultFate::Replaces => "   instead of the log's",
                    ResultFate::Taken | ResultFate::LeftOut => "",
                };
                Line::from(vec![Span::styled(format!("{mark}{words}"), style), Span::styled(tail, theme.dim)])
            }
            FilePart::Others => Line::raw(other_words(&self.review.plan.entries[at].1)),
            FilePart::Checks => {
                let check = &self.review.checks[at];
                match &check.settled {
                    Some(result) => Line::raw(format!("[x] {}", result_words(result, state))),
                    None => Line::from(vec![
                        Span::styled("[?] ", theme.attention),
                        Span::raw(state.privacy().words(&check.text).to_owned()),
                    ]),
                }
            }
            FilePart::Unknown => {
                let unknown = &self.review.unknown[at];
                let count =
                    if unknown.count > 1 { format!("   {} lines", unknown.count) } else { String::new() };
                Line::from(vec![
                    Span::raw(state.privacy().words(&unknown.text).to_owned()),
                    Span::styled(count, theme.dim),
                ])
            }
            FilePart::Remarks => {
                let remark = &self.review.plan.diagnostics[at];
                let message = state.privacy().words(&remark.message);
                Line::from(vec![
                    Span::styled(format!("{}: ", remark.place), theme.dim),
                    message.to_owned().into(),
                ])
            }
        }
    }

    /// All that is known of a line.
    fn detail(&self, part: FilePart, at: usize, state: &State) -> String {
        match part {
            FilePart::Report(report) => {
                let planned = &self.review.plan.reports[report];
                let one = &planned.results[at];
                let place = if one.line > 0 { format!("Line {}. ", one.line) } else { String::new() };
                match &one.verdict {
                    PlanVerdict::Conflicting { stored: Some(stored), .. } => format!(
                        "{place}The log has {} of that day. Space chooses which of both stays.",
                        result_words(stored, state)
                    ),
                    PlanVerdict::Conflicting { stored: None, .. } => {
                        format!("{place}A report with this id is in the log and says otherwise.")
                    }
                    _ => place,
                }
            }
            FilePart::Checks => {
                let check = &self.review.checks[at];
                format!("Line {}: {}. {}", check.line, check.text, state.privacy().words(&check.why))
            }
            FilePart::Unknown => {
                let unknown = &self.review.unknown[at];
                format!(
                    "First on line {}: {}. e says what it is.",
                    unknown.first,
                    state.privacy().words(&unknown.text)
                )
            }
            FilePart::Remarks => {
                let remark = &self.review.plan.diagnostics[at];
                format!("{}: {}", remark.place, state.privacy().words(&remark.message))
            }
            FilePart::Others => String::new(),
        }
    }
}

fn paint_lines<'l>(lines: impl Iterator<Item = Line<'l>>, area: Rect, buf: &mut Buffer) {
    for (row, line) in lines.take(area.height.into()).enumerate() {
        line.paint(Rect { y: area.y + row as u16, height: 1, ..area }, buf);
    }
}

/// `Estradiol 28 pg/mL (8.0 – 35)`; the value is hidden in private mode.
fn result_words(result: &Observation, state: &State) -> String {
    let value = state.privacy().text(|| match &result.value {
        Value::Number(quantity) => quantity.to_string(),
        Value::Words(words) => words.clone(),
    });
    let range = result.reference.as_ref().map(|range| format!("  ({range})")).unwrap_or_default();
    format!("{} {value}{range}", state.name(&result.analyte))
}

/// An entry that is no report, in a few words.
fn other_words(entry: &Entry) -> String {
    match entry {
        Entry::Report(report) => format!("{} of {}", report.kind().name(), report.date),
        Entry::Regimen(regimen) => format!("{} from {}", regimen.drug, regimen.start),
        Entry::Symptom(symptom) => format!("{} on {}", symptom.symptom, symptom.date),
        Entry::Event(event) => format!("{} on {}", event.event, event.date),
        Entry::DoseTaken(dose) => format!("{} on {}", entry_words(dose), dose.day),
        Entry::Question(question) => format!("the question “{}”", question.text),
        Entry::Action(action) => format!("an answer to the reminder {}", action.rule),
        Entry::Profile(_) => "the profile".to_owned(),
    }
}
