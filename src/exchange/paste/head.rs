//! What a sheet says of itself above its results: day and time of the sample, laboratory, specimen, person.

use chrono::{NaiveDate, NaiveTime};

use super::age::{PrintedAge, age_beside_name};
use super::column::TableHead;
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::{SheetLexicon, text_of};
use super::printed_day::{PrintedDay, clock_at, compact_clock, compact_day, day_at};
use super::sample_day::SampleDay;
use super::title::{dated_title, is_title_alone};
use super::word_kinds::{is_specimen, method_of};
use crate::catalog::language::WordRole;
use crate::catalog::table_words::TableWords;
use crate::domain::day::{DayOrder, parse_time};
use crate::domain::decimal::Decimal;
use crate::domain::specimen::Specimen;

/// What a report says of itself, where it says it plainly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetHead {
    /// The day of the sample.
    pub sampled: SampleDay,
    /// The minute of the sample.
    pub time: Option<NaiveTime>,
    /// The laboratory, by its name in the log where it has one there.
    pub laboratory: Option<String>,
    /// What a blood report was measured in; serum where it says nothing.
    pub specimen: Specimen,
    /// Whether nothing was eaten before.
    pub fasting: Option<bool>,
    pub abstinence: Option<Decimal>,
    /// The edition of the WHO manual by which semen was examined, by its id: `2021`.
    pub edition: Option<String>,
    /// How old the man is.
    pub age: PrintedAge,
    /// The machine of a scan.
    pub device: Option<String>,
}

impl SheetHead {
    /// The day, when it is plain.
    pub const fn day(&self) -> Option<NaiveDate> {
        match self.sampled {
            SampleDay::On(day) => Some(day),
            _ => None,
        }
    }
}

/// What a line says about the sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct LineHead {
    /// Whether it begins with a label of a head and holds no result.
    pub is_header: bool,
    pub collected: Option<(PrintedDay, Option<NaiveTime>)>,
    /// The day behind the title of an examination, which one behind its own label overrules: `DXA scan 26 Sep 2026`.
    pub titled: Option<(PrintedDay, Option<NaiveTime>)>,
    pub device: Option<String>,
    pub time: Option<NaiveTime>,
    pub laboratory: Option<String>,
    pub specimen: Option<WordRole>,
    pub patient: Option<String>,
    pub method: Option<&'static str>,
    pub fasting: Option<bool>,
    pub abstinence: Option<Decimal>,
    pub age: PrintedAge,
    /// Whether it says that the patient is a woman.
    pub is_of_woman: bool,
    /// Days of arrival, report, print and birth: offered, never taken.
    pub offered: Vec<PrintedDay>,
    /// A label of the day of sampling without a day behind it, with its columns.
    pub waiting: Option<(usize, usize)>,
    /// Whether it begins with a note.
    pub is_note: bool,
}

/// A label and the tokens it speaks of.
struct LabelHit {
    roles: Vec<WordRole>,
    from: usize,
    /// Where its value begins, marks behind the label left aside.
    to: usize,
    end: usize,
    has_colon: bool,
}

/// Reads the labels of a line.
pub(super) fn line_head(
    line: &SheetLine,
    lexicon: &SheetLexicon<'_>,
    order: Option<DayOrder>,
    is_exam: bool,
) -> LineHead {
    let hits = labels(&line.tokens, lexicon);
    let mut head = LineHead { is_of_woman: says_woman(&line.tokens), ..LineHead::default() };
    for hit in &hits {
        let value = &line.tokens[hit.to..hit.end];
        head.take(hit, value, line, lexicon, order, is_exam);
    }
    let title = dated_title(&line.tokens, lexicon).filter(|title| is_exam || !title.is_exam);
    // `Semen analysis 20 March 2026, abstinence 4 days`
    let is_abstinence = |hit: &&LabelHit| hit.roles.contains(&WordRole::Abstinence);
    let ends = hits.iter().find(is_abstinence).map_or(line.tokens.len(), |hit| hit.from);
    if let Some(title) = title.filter(|title| is_title_alone(line, title, ends, lexicon)) {
        let time = clock_behind(&line.tokens[title.behind..], lexicon);
        (head.titled, head.is_header) = (Some((title.day.in_order(order), time)), true);
    }
    if let Some(first) = hits.first() {
        let said = head.collected.is_some()
            || head.titled.is_some()
            || head.patient.is_some()
            || !head.offered.is_empty();
        let of_person = hits.iter().any(|hit| {
            hit.has_colon
                && hit.roles.iter().any(|role| {
                    matches!(
                        role,
                        WordRole::LabelPerson
                            | WordRole::LabelDevice
                            | WordRole::LabelOtherDay
                            | WordRole::LabelBirth
                    )
                })
        });
        let heads_values = head.waiting.is_some() && are_labels(line, lexicon);
        head.is_header |= first.from == 0 || said || of_person || head.abstinence.is_some() || heads_values;
        head.is_note = first.from == 0 && first.roles.contains(&WordRole::LabelNote) && !said;
    }
    head
}

impl LineHead {
    fn take(
        &mut self,
        hit: &LabelHit,
        value: &[SheetToken],
        line: &SheetLine,
        lexicon: &SheetLexicon<'_>,
        order: Option<DayOrder>,
        is_exam: bool,
    ) {
        let has = |role| hit.roles.contains(&role);
        let day = first_day(value, lexicon);
        // `Sample 14/02/2025` says when, and `Sample: serum` what.
        let is_of_sample = has(WordRole::LabelSpecimen) && day_at(value, lexicon.words).is_some();
        if has(WordRole::LabelCollected) || is_of_sample || has(WordRole::LabelExamined) && is_exam {
            match day {
                Some((found, behind)) if self.collected.is_none() => {
                    let time = clock_behind(&value[behind..], lexicon);
                    self.collected = Some((found.in_order(order), time));
                }
                Some(_) => {}
                None => {
                    // `Gewinnung: 08:30 Uhr` says the time and leaves the day to another line.
                    self.time = self.time.or_else(|| clock_at(value)?.0);
                    let end = line.tokens[hit.to.saturating_sub(1).max(hit.from)].end;
                    self.waiting = self.waiting.or(Some((line.tokens[hit.from].start, end)));
                }
            }
        } else if has(WordRole::LabelOtherDay) || has(WordRole::LabelBirth) || has(WordRole::LabelExamined) {
            if has(WordRole::LabelBirth) {
                self.age.fill(age_in(value, day.as_ref().map(|(day, _)| day.in_order(order))));
            }
            self.offered.extend(day.map(|(day, _)| day.in_order(order)));
        }
        if has(WordRole::LabelDevice) && hit.has_colon {
            self.device = self.device.take().or_else(|| device_in(value));
        }
        if has(WordRole::LabelTime) && day_free(value) {
            self.time = self.time.or_else(|| clock_behind(value, lexicon));
        }
        if has(WordRole::LabelLaboratory) && hit.has_colon && self.laboratory.is_none() {
            self.laboratory = laboratory_in(value);
        }
        if has(WordRole::LabelSpecimen) {
            self.specimen = self.specimen.or_else(|| specimen_in(value, lexicon));
        }
        if has(WordRole::LabelPatient) && self.patient.is_none() {
            self.take_patient(value, lexicon);
        }
        if has(WordRole::LabelFasting) {
            self.fasting = value.first().and_then(|token| yes_or_no(token, lexicon));
        }
        if has(WordRole::Abstinence) {
            self.abstinence = self.abstinence.take().or_else(|| days(value, lexicon));
        }
        if has(WordRole::HeadMethod) || has(WordRole::LabelMethod) {
            self.method = self.method.or_else(|| method_in(value, lexicon));
        }
    }

    /// Takes the name behind its label, with the years and the sex that may stand behind it: `ANITA K (34Y/F)`.
    fn take_patient(&mut self, value: &[SheetToken], lexicon: &SheetLexicon<'_>) {
        if let Some(aged) = age_beside_name(value, lexicon) {
            self.age.fill(PrintedAge::in_years(aged));
            self.is_of_woman |= TableWords::embedded().says_woman("sex", word_beside_years(aged));
        }
        let cell = value.first().map(|first| value.iter().take_while(|t| t.cell == first.cell).count());
        let text = text_of(&value[..cell.unwrap_or(0)]);
        self.patient = Some(text).filter(|text| text.contains(char::is_alphabetic));
    }
}

/// Whether a line has labels of values that stand below them and is no head of results: `Patient   DOB   Collected`.
fn are_labels(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> bool {
    let is_label = |cell: &&[SheetToken]| {
        let words = cell.iter().take_while(|token| !is_mark_behind(token)).count();
        let said = lexicon.roles_at(&cell[..words]).filter(|(count, _)| *count == words);
        said.is_some_and(|(_, roles)| roles.iter().any(|role| is_label(*role)))
    };
    !line.has_digits()
        && !names_result(&line.tokens, lexicon)
        && line.cells().filter(is_label).count() >= FEWEST_LABELS
        && TableHead::of(line, lexicon).is_none()
}

/// Whether one of the columns of a line is called like what is measured.
fn names_result(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> bool {
    let mut cells = tokens.chunk_by(|one, next| one.cell == next.cell);
    cells.any(|cell| lexicon.name_at(cell).is_some_and(|(_, entry)| !entry.analytes.is_empty()))
}

/// Fewer labels side by side may be the words of a sentence.
const FEWEST_LABELS: usize = 2;

/// The labels of a line with the tokens up to the next one.
fn labels(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Vec<LabelHit> {
    let mut hits: Vec<LabelHit> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = if may_begin_label(tokens, at, lexicon) { lexicon.roles_at(&tokens[at..]) } else { None };
        if let Some((count, roles)) = found.filter(|(_, roles)| roles.iter().any(|role| is_label(*role))) {
            let marks = tokens[at + count..].iter().take_while(|token| is_mark_behind(token));
            let has_colon = marks.clone().any(|token| matches!(token.text.as_str(), ":" | "#" | "="));
            let to = at + count + marks.count();
            let next = tokens.get(to);
            let says_day = day_at(&tokens[to.min(tokens.len())..], lexicon.words).is_some();
            let near_day =
                says_day || tokens[to..].iter().take(4).any(|token| token.shape == TokenShape::Day);
            let is_day_label = roles.iter().any(|role| {
                matches!(
                    role,
                    WordRole::LabelCollected
                        | WordRole::LabelExamined
                        | WordRole::LabelOtherDay
                        | WordRole::LabelBirth
                )
            });
            let is_of_sample = roles.contains(&WordRole::LabelSpecimen) && says_day;
            let is_open = next.is_none_or(|next| next.cell != tokens[at].cell)
                && roles.contains(&WordRole::LabelCollected);
            let number_next = next.is_some_and(|next| next.shape == TokenShape::Number);
            let counts = roles.contains(&WordRole::Abstinence) && (has_colon || number_next);
            if has_colon || is_day_label && near_day || is_of_sample || is_open || counts {
                if let Some(last) = hits.last_mut() {
                    last.end = at;
                }
                hits.push(LabelHit {
                    roles,
                    from: at,
                    to: to.min(tokens.len()),
                    end: tokens.len(),
                    has_colon,
                });
                at = to;
                continue;
            }
        }
        at += 1;
    }
    hits
}

/// Whether a label may begin at a token: at the beginning of a line, a cell or a sentence, or there behind words that
/// change nothing, as in `Your results from 6 March 2026`.
fn may_begin_label(tokens: &[SheetToken], at: usize, lexicon: &SheetLexicon<'_>) -> bool {
    let is_filler = |token: &&SheetToken| {
        token.shape == TokenShape::Word && lexicon.roles(&token.phrase).contains(&WordRole::Harmless)
    };
    let fillers = tokens[..at].iter().rev().take_while(is_filler).count();
    let begins = |at: usize| {
        at == 0
            || tokens[at].cell != tokens[at - 1].cell
            // `Date de prélèvement / Collection date: …` says it in two languages.
            || tokens[at - 1].is("/")
            || tokens[at - 1].shape == TokenShape::Dash && !tokens[at].glued
            || matches!(tokens[at - 1].shape, TokenShape::Mark | TokenShape::Day | TokenShape::Clock)
    };
    begins(at) || fillers > 0 && begins(at - fillers)
}

/// Whether some tokens say that a woman is meant: `Sex: F`, `Age/Gender : 34 Y / F`, `Patientin: …`.
fn says_woman(tokens: &[SheetToken]) -> bool {
    let words = TableWords::embedded();
    (0..tokens.len()).any(|at| {
        let label = &tokens[at].phrase;
        let marks = tokens[at + 1..].iter().take_while(|token| is_mark_behind(token));
        let behind = at + 1 + marks.clone().count();
        words.is_label_of_sex(label)
            && marks.clone().any(|token| token.is(":"))
            && words.says_woman(label, word_beside_years(&tokens[behind..]))
    })
}

/// The first word that is no age: years stand before it with the words they are counted in.
fn word_beside_years(tokens: &[SheetToken]) -> &str {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut words = tokens.iter().flat_map(|token| token.phrase.split(' ')).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        if !is_number(word) {
            return word;
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            words.next();
        }
    }
    ""
}

/// Whether a token may stand between a label and what it speaks of.
fn is_mark_behind(token: &SheetToken) -> bool {
    matches!(token.text.as_str(), ":" | "." | "#" | ")" | "°" | "-" | "=" | ",")
}

fn is_label(role: WordRole) -> bool {
    use WordRole::{
        Abstinence, LabelBirth, LabelCollected, LabelDevice, LabelExamined, LabelFasting, LabelLaboratory,
        LabelMethod, LabelNote, LabelOtherDay, LabelPatient, LabelPerson, LabelSpecimen, LabelTime,
    };
    matches!(
        role,
        LabelCollected
            | LabelExamined
            | LabelTime
            | LabelOtherDay
            | LabelBirth
            | LabelPatient
            | LabelPerson
            | LabelDevice
            | LabelLaboratory
            | LabelSpecimen
            | LabelMethod
            | LabelNote
            | LabelFasting
            | Abstinence
    )
}

/// The first day among some tokens, and where they go on behind it.
fn first_day(value: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<(PrintedDay, usize)> {
    (0..value.len().min(8)).find_map(|at| {
        let (day, count) =
            day_at(&value[at..], lexicon.words).or_else(|| Some((compact_day(&value[at])?, 1)))?;
        Some((day, at + count))
    })
}

fn day_free(value: &[SheetToken]) -> bool {
    !value.iter().any(|token| token.shape == TokenShape::Day)
}

/// The age that stands behind the label of one, or of a birthday.
fn age_in(value: &[SheetToken], born: Option<PrintedDay>) -> PrintedAge {
    match born {
        Some(PrintedDay::On(day)) => PrintedAge::born_on(day),
        Some(PrintedDay::Either(..)) => PrintedAge::default(),
        None => PrintedAge::in_years(value),
    }
}

/// The time behind a day; of two stamps the one without a zone.
fn clock_behind(value: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<NaiveTime> {
    if let Some(time) = compact_clock(value) {
        return Some(time);
    }
    // Behind a day, where a comma stands before decimals, `8.02` is a time.
    if lexicon.language_mark() == Some(',')
        && let Some(time) = value.first().and_then(|_| time_in_points(&value[..1]))
        && value[0].text.len() >= 4
    {
        return Some(time);
    }
    let mut at = 0;
    while at < value.len().min(12) {
        if let Some((time, count)) = clock_at(&value[at..]) {
            if time.is_some() {
                return time;
            }
            at += count;
            continue;
        }
        let clock = lexicon.roles_at(&value[at..]).filter(|(_, roles)| roles.contains(&WordRole::Clock));
        let is_filler = clock.is_some();
        if let Some(time) = clock.and_then(|(count, _)| time_in_points(&value[at + count..])) {
            return Some(time);
        }
        let is_small = value[at].text.chars().count() <= 5;
        if !is_filler && !is_small && value[at].shape != TokenShape::Day {
            return None;
        }
        at += 1;
    }
    None
}

/// `8.15` behind the word for a time of day: `klo 8.15`, `kl. 08.15`.
pub(super) fn time_in_points(behind: &[SheetToken]) -> Option<NaiveTime> {
    let number = behind.iter().find(|token| !token.is("."))?;
    let is_time = number.shape == TokenShape::Number && number.text.contains('.');
    parse_time(&number.text).ok().filter(|_| is_time)
}

/// The name of a laboratory, up to the end of its cell.
fn laboratory_in(value: &[SheetToken]) -> Option<String> {
    let first = value.first()?;
    let cell: Vec<SheetToken> = value.iter().take_while(|token| token.cell == first.cell).cloned().collect();
    let name = text_of(&cell);
    let name = name.trim_end_matches([',', ';', '.']);
    let fits = name.chars().any(char::is_alphabetic) && name.chars().count() <= 60;
    fits.then(|| name.to_owned())
}

/// The name of a machine, without its number in brackets or behind a comma.
fn device_in(value: &[SheetToken]) -> Option<String> {
    let ends = value.iter().position(|token| token.shape == TokenShape::Mark).unwrap_or(value.len());
    laboratory_in(&value[..ends])
}

/// The specimen some tokens name.
pub(super) fn specimen_in(value: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<WordRole> {
    (0..value.len()).find_map(|at| {
        let (_, roles) = lexicon.roles_at(&value[at..])?;
        roles.into_iter().find(|role| is_specimen(*role))
    })
}

/// The method some tokens name.
pub(super) fn method_in(value: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<&'static str> {
    (0..value.len()).find_map(|at| method_of(&lexicon.roles_at(&value[at..])?.1))
}

fn yes_or_no(token: &SheetToken, lexicon: &SheetLexicon<'_>) -> Option<bool> {
    let roles = lexicon.words.roles(&token.phrase);
    roles.iter().find_map(|(role, _)| match role {
        WordRole::Yes => Some(true),
        WordRole::No => Some(false),
        _ => None,
    })
}

/// `3`, `3 days`, `03`; `3-5` is none.
fn days(value: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<Decimal> {
    let at = value.iter().position(|token| token.shape == TokenShape::Number)?;
    let goes_on = value.get(at + 1);
    let is_range = goes_on.is_some_and(|token| token.shape == TokenShape::Dash);
    let is_days = goes_on.is_none_or(|token| {
        token.cell != value[at].cell
            || lexicon.words.roles(&token.phrase).iter().any(|(role, _)| *role == WordRole::Days)
            || token.shape == TokenShape::Mark
    });
    let is_hours = goes_on.is_some_and(|token| {
        let roles = lexicon.words.roles(&token.phrase);
        token.cell == value[at].cell && roles.iter().any(|(role, _)| *role == WordRole::Clock)
    });
    if is_range || !(is_days || is_hours) || at > 3 {
        return None;
    }
    if is_hours {
        // Hours are kept as days only where nothing has to be rounded.
        let hours: u32 = value[at].text.parse().ok().filter(|hours| hours % 12 == 0)?;
        let half = if hours % 24 == 12 { ".5" } else { "" };
        return Decimal::parse(&format!("{}{half}", hours / 24)).ok();
    }
    Decimal::parse(value[at].text.trim_start_matches('0')).or_else(|_| Decimal::parse(&value[at].text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn the_years_behind_a_name_are_his_or_say_that_a_woman_is_meant() {
        let lexicon = SheetLexicon::new(Catalog::embedded());
        for (text, years, is_woman) in [
            ("Patient: RAHUL K (34Y/M)", Some(34), false),
            ("Patient: ANITA K (34Y/F)", Some(34), true),
            ("Patient: ANITA F", None, false),
        ] {
            let head = line_head(&SheetLine::new(1, text), &lexicon, None, false);
            assert_eq!((head.age.on(None), head.is_of_woman), (years, is_woman), "{text}");
        }
    }

    #[test]
    fn a_line_says_a_woman_is_meant_behind_a_label_of_sex_in_any_language_and_behind_her_age() {
        for (text, is_woman) in [
            ("Sex: Female", true),
            ("Age/Gender : 34 Y 0 M 0 D /F", true),
            ("Gender: 34Y/F  Collected: 14 Mar 2026", true),
            ("Age / Sex : 34 Years / Female", true),
            ("Name: Anna, Geschlecht: w, Entnahme: 14.03.2026", true),
            ("Patientin: Anna Beispiel", true),
            ("Sexo: Femenino", true),
            ("Płeć: K", true),
            ("Пол: женский", true),
            ("Φύλο: Θήλυ", true),
            ("Neme: Nő", true),
            ("Sex: M  Age 34", false),
            ("Age/Sex: 38 Y 4 M/M", false),
            ("Sexo: V", false),
            ("Sex: male, contact: F. Doe", false),
            ("Sex hormone binding globulin", false),
            ("Female: 2.4 - 12.6", false),
        ] {
            assert_eq!(says_woman(&SheetLine::new(1, text).tokens), is_woman, "{text}");
        }
    }
}
