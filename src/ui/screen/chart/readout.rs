//! What is known of the result under the cursor, in words.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::day;
use crate::domain::interval::Interpretation;
use crate::domain::judgement::Origin;
use crate::domain::method::Method;
use crate::domain::series::{Reading, ReadingSource};
use crate::guidance::episode::course_on;
use crate::guidance::uncapitalised;
use crate::ui::compare;
use crate::ui::picture::ResultCourse;
use crate::ui::state::State;
use crate::ui::widget::plot::{shorten, wrap};
use crate::ui::widget::text::PaintLine;

/// The result under the cursor with what it is compared with.
pub struct Readout<'a> {
    pub course: &'a ResultCourse<'a>,
    /// Its place among the readings.
    pub at: usize,
    /// Whether it is in the time that is drawn.
    pub is_in_view: bool,
    /// What several results amount to, in sentences.
    pub notes: Vec<String>,
    /// What is in view, in words.
    pub span: String,
}

/// A difference to another result, for one line and for a column.
struct ReadoutChange {
    short: String,
    long: ReadoutFact,
}

/// How many results before it are compared with it.
const EARLIER: usize = 2;
/// Columns of the labels at the side.
const LABEL: usize = 9;
/// The most lines that notes take over the chart.
const NOTE_LINES: usize = 3;

impl Readout<'_> {
    /// Draws it in a column beside the chart.
    pub fn beside(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let theme = &state.look.theme;
        let width = usize::from(area.width);
        let mut lines = vec![
            Line::styled(self.course.analyte.name.as_str(), theme.heading),
            Line::from(self.value(state)),
            Line::styled(self.moment(true), theme.dim),
        ];
        // What was asked for comes first: in a low window the last lines have no room.
        for note in &self.notes {
            lines.push(Line::default());
            lines.extend(wrap(note, width, state.look.glyphs.ellipsis()).into_iter().map(Line::raw));
        }
        let changes = self.changes(state).into_iter().map(|change| change.long).collect();
        for facts in [self.limits(state), changes, self.circumstances(state)] {
            lines.extend((!facts.is_empty()).then(Line::default));
            for fact in &facts {
                labelled(fact, width, state, &mut lines);
            }
        }
        let foot: Vec<Line<'_>> = wrap(&self.span, width, state.look.glyphs.ellipsis())
            .into_iter()
            .map(|text| Line::styled(text, theme.dim))
            .collect();
        let room = usize::from(area.height).saturating_sub(foot.len() + 1);
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push(Line::styled(state.look.glyphs.ellipsis(), theme.dim));
        }
        paint(lines, frame, area);
        let below = area.height.saturating_sub(foot.len() as u16);
        let bottom = Rect { y: area.y + below, height: area.height - below, ..area };
        paint(foot, frame, bottom);
    }

    /// Its lines over the chart: the value, then changes and facts in so many lines, then notes.
    pub fn above(&self, most: usize, state: &State, area: Rect) -> Vec<Line<'static>> {
        let theme = &state.look.theme;
        let width = usize::from(area.width);
        let mut head = vec![Span::styled(format!("{}  ", self.course.analyte.name), theme.heading)];
        head.extend(self.value(state));
        // The name gives way before the day would be cut.
        let moment = Span::raw(format!("  {}", self.moment(false)));
        if head.iter().map(Span::width).sum::<usize>() + moment.width() > width {
            head[0].content = format!("{}  ", self.course.analyte.short).into();
        }
        head.push(moment);
        let changes = self.changes(state).into_iter().map(|change| change.short);
        let limits = self.limits(state).into_iter().map(ReadoutFact::alone);
        let others = self.circumstances(state).into_iter().map(ReadoutFact::alone);
        let pieces: Vec<String> = limits.chain(changes).chain(others).collect();
        let mut packed = flow(&pieces, width, most, state);
        // The chart below stays where it is from result to result.
        packed.resize(most, String::new());
        let mut lines = vec![self.with_span(Line::from(head), width, state)];
        lines.extend(packed.into_iter().map(|text| Line::styled(text, theme.dim)));
        lines.extend(self.noted(width, state.look.glyphs.ellipsis()).into_iter().map(Line::raw));
        lines
    }

    /// A line with what is in view at its right end, or its length alone, where there is room.
    fn with_span(&self, line: Line<'static>, width: usize, state: &State) -> Line<'static> {
        let mut line = line;
        let length = self.span.split(',').next().unwrap_or_default();
        for words in [&self.span, &format!("{length} in view")] {
            let gap = width.saturating_sub(line.width() + Line::raw(words.as_str()).width());
            if gap >= 2 {
                let words = format!("{}{words}", " ".repeat(gap));
                line.push_span(Span::styled(words, state.look.theme.dim));
                break;
            }
        }
        line
    }

    /// The notes in lines; the last one says so where there are more.
    fn noted(&self, width: usize, ellipsis: &str) -> Vec<String> {
        let mut lines: Vec<String> = self.notes.iter().flat_map(|note| wrap(note, width, ellipsis)).collect();
        if lines.len() > NOTE_LINES {
            lines.truncate(NOTE_LINES);
            let last = &mut lines[NOTE_LINES - 1];
            *last = shorten(&format!("{last} {ellipsis}"), width, ellipsis);
        }
        lines
    }

    pub(super) fn reading(&self) -> &Reading<'_> {
        &self.course.readings[self.at]
    }

    /// `6.2 pg/mL  ▼ low`.
    fn value(&self, state: &State) -> Vec<Span<'static>> {
        let analyte = self.course.analyte;
        let quantity = self.reading().quantity(analyte);
        let interpretation = self.course.judgement(self.at).interpretation;
        let style = state.look.theme.of(interpretation);
        let unit = state.unit(analyte, &quantity);
        let value = format!("{} {unit}", state.number(analyte, &quantity));
        let words = match interpretation {
            Interpretation::Unknown => "not judged",
            known => known.id(),
        };
        let glyph = state.look.glyphs.of(interpretation);
        vec![
            Span::styled(value.trim_end().to_owned(), state.look.theme.heading),
            Span::styled(format!("  {glyph} {words}"), style),
        ]
    }

    fn moment(&self, weekday: bool) -> String {
        let reading = self.reading();
        let day = if weekday { day::with_weekday(reading.day) } else { day::long(reading.day) };
        let time = reading.time.map(|time| format!(", {}", time.format("%H:%M"))).unwrap_or_default();
        let view = if self.is_in_view { "" } else { ", not in view" };
        format!("{day}{time}{view}")
    }

    /// Against the baseline, the result before, and the one before that.
    fn changes(&self, state: &State) -> Vec<ReadoutChange> {
        let chosen = self.course.baseline;
        if chosen == Some(self.at) {
            let words = "the others are compared with it".to_owned();
            return vec![ReadoutChange {
                short: format!("your baseline: {words}"),
                long: ReadoutFact { label: "baseline", words },
            }];
        }
        let baseline = chosen.map(|place| (place, "your baseline".to_owned())).or_else(|| {
            let (place, drug) = before_therapy(&self.course.readings, self.at, state)?;
            Some((place, format!("before {drug}")))
        });
        let base = baseline.as_ref().map(|(place, _)| *place);
        let earlier = (1..=EARLIER).filter_map(|back| self.at.checked_sub(back));
        let others = earlier.filter(|place| Some(*place) != base).map(|place| (place, None));
        let places = baseline.into_iter().map(|(place, what)| (place, Some(what))).chain(others);
        places.map(|(place, what)| self.against(place, what.as_deref(), state)).collect()
    }

    /// Its day, with the time or the laboratory where that tells it from another result of the day.
    fn day_of(&self, reading: &Reading<'_>) -> String {
        let is_one_of_several = self.course.in_view((reading.day, reading.day)).len() > 1;
        let day = day::short(reading.day, self.reading().day);
        match (reading.time, reading.laboratory()) {
            (Some(time), _) if is_one_of_several => format!("{day}, {}", time.format("%H:%M")),
            (None, Some(laboratory)) if is_one_of_several => format!("{day}, {laboratory}"),
            _ => day,
        }
    }

    /// The difference to another result, which may have a name of its own.
    fn against(&self, place: usize, what: Option<&str>, state: &State) -> ReadoutChange {
        let earlier = &self.course.readings[place];
        let words = compare::words(self.course.analyte, earlier, self.reading(), state);
        let words = words.unwrap_or_else(|| "scores are not followed over time".to_owned());
        let day = self.day_of(earlier);
        let preposition = if place < self.at { "since" } else { "against" };
        let named = what.map_or_else(|| day.clone(), |what| format!("{day} ({what})"));
        ReadoutChange {
            short: format!("{preposition} {named}: {words}"),
            long: ReadoutFact { label: preposition, words: format!("{named}: {words}") },
        }
    }
}

/// A label and words beside it, wrapped under themselves.
fn labelled(fact: &ReadoutFact, width: usize, state: &State, lines: &mut Vec<Line<'static>>) {
    let room = width.saturating_sub(LABEL).max(8);
    for (at, words) in wrap(&fact.words, room, state.look.glyphs.ellipsis()).into_iter().enumerate() {
        let label = if at == 0 { fact.label } else { "" };
        lines.push(Line::from(vec![
            Span::styled(format!("{label:LABEL$}"), state.look.theme.dim),
            Span::raw(words),
        ]));
    }
}

/// Pieces with dots between, in at most so many lines. One that does not fit any more is left out whole, and a sign
/// says that there is more.
fn flow(pieces: &[String], width: usize, most: usize, state: &State) -> Vec<String> {
    let dot = state.look.glyphs.pick(" · ", " | ");
    let mut lines: Vec<String> = Vec::new();
    let mut is_whole = true;
    for piece in pieces {
        let piece = shorten(piece, width, state.look.glyphs.ellipsis());
        let longer = lines.last().map(|line| format!("{line}{dot}{piece}"));
        match longer.filter(|line| Line::raw(line.as_str()).width() <= width) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None if lines.len() < most => lines.push(piece),
            None => is_whole = false,
        }
    }
    if !is_whole && let Some(last) = lines.last_mut() {
        let more = format!("{last} {}", state.look.glyphs.ellipsis());
        if Line::raw(more.as_str()).width() <= width {
            *last = more;
        }
    }
    lines
}

/// Draws the readout below the panels.
pub fn paint(lines: Vec<Line<'_>>, frame: &mut Frame<'_>, area: Rect) {
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        line.paint(Rect { y, height: 1, ..area }, frame.buffer_mut());
    }
}

/// A fact: a label of one word, and what is so.
pub struct ReadoutFact {
    pub label: &'static str,
    pub words: String,
}

impl ReadoutFact {
    /// Its words where no label stands beside them.
    pub fn alone(self) -> String {
        match self.label {
            "computed" | "note" => format!("{}: {}", self.label, self.words),
            _ => self.words,
        }
    }
}

impl Readout<'_> {
    /// What the value is read against.
    pub(super) fn limits(&self, state: &State) -> Vec<ReadoutFact> {
        let range = ReadoutFact { label: "range", words: self.range(state) };
        let among = self.among_men(state).map(|words| ReadoutFact { label: "WHO", words });
        std::iter::once(range).chain(among).collect()
    }

    /// How it was measured, and on what therapy; the most important first.
    fn circumstances(&self, state: &State) -> Vec<ReadoutFact> {
        let reading = self.reading();
        let mut facts = Vec::new();
        let mut add = |label, words: Option<String>| {
            facts.extend(words.filter(|w| !w.is_empty()).map(|words| ReadoutFact { label, words }));
        };
        add("lab", self.laboratory());
        add("method", self.method());
        add("sample", sample(reading));
        for words in therapies(reading.day, state) {
            add("therapy", Some(words));
        }
        if let ReadingSource::Computed(derived) = &reading.from {
            add("computed", Some(derived.formula.to_owned()));
        }
        let note = reading.result().and_then(|r| r.note.as_ref()).or_else(|| reading.report()?.note.as_ref());
        add("note", note.map(|note| state.note(note).to_owned()));
        facts
    }

    /// `8.0 – 35, Quest`.
    fn range(&self, state: &State) -> String {
        let printed = self.reading().quantity(self.course.analyte);
        let shown = self.course.analyte.unit_for(state.look.units, &printed.unit);
        let words = self.course.interval_words(self.at, shown);
        state.privacy().text(|| words.unwrap_or_else(|| "no interval applies".to_owned()))
    }

    /// Where a semen value stands among the percentiles of the edition chosen.
    fn among_men(&self, state: &State) -> Option<String> {
        let edition = state.catalog.edition(Some(&state.look.who_edition))?;
        state.privacy().telling(edition.place(&self.course.analyte.id, self.reading().extent))
    }

    /// Who measured, where the range does not say it already.
    fn laboratory(&self) -> Option<String> {
        let applied = self.course.judgement(self.at).applied.as_ref();
        let is_said = applied.is_some_and(|a| a.origin == Origin::Lab);
        let laboratory = self.reading().laboratory().filter(|_| !is_said);
        laboratory.map(str::to_owned)
    }

    /// The method of the result under the cursor, and its assay.
    fn method(&self) -> Option<String> {
        let reading = self.reading();
        let assay = reading.result().and_then(|r| r.assay.as_deref());
        let parts: Vec<&str> = reading.method().map(Method::words).into_iter().chain(assay).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// `fasting, 36 h after the dose`, `3 d of abstinence, part of the sample lost`, `Hologic`. What is as usual and what
/// only names the judge are left out.
fn sample(reading: &Reading<'_>) -> Option<String> {
    let usual = |field: ContextField, value: &FieldValue| {
        field == ContextField::WhoEdition
            || (field, value) == (ContextField::Complete, &FieldValue::Answer(true))
    };
    let said = reading.report()?.context.iter().filter(|(field, value)| !usual(*field, value));
    let parts: Vec<String> = said.map(|(field, value)| field.phrase(value)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `day 68 of anastrozole`, for each drug taken on the day.
fn therapies(day: NaiveDate, state: &State) -> Vec<String> {
    let taken = state.record.regimens().iter();
    taken
        .filter_map(|regimen| {
            let number = regimen.day_number(day)?;
            Some(format!("day {number} of {}", uncapitalised(state.catalog.drug_name(&regimen.drug))))
        })
        .collect()
}

/// The newest reading before the course of therapy that the one at `at` was taken on, by the rule of the response,
/// and the drug that course began with.
fn before_therapy(readings: &[Reading<'_>], at: usize, state: &State) -> Option<(usize, String)> {
    let (regimens, drugs) = (state.record.regimens(), state.catalog.drugs());
    let classes = state.catalog.axis_classes();
    let course = course_on(regimens, classes, drugs, readings[at].day)?;
    let of_class = course.of_class(regimens, drugs);
    let place = readings[..at].iter().rposition(|r| course.may_be_base(r.day, &of_class))?;
    let first = of_class.iter().find(|r| r.start == course.start)?;
    Some((place, uncapitalised(state.catalog.drug_name(&first.drug))))
}
