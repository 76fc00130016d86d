//! Rows to reports. A row that cannot be understood is named with its line and the others are kept.

use ::csv::StringRecord;

use crate::domain::analyte::Analyte;
use crate::domain::change::Entry;
use crate::domain::context::{ContextField, MisplacedField};
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::derived;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::source_file::{FileDigest, SourceFile};
use crate::domain::typed_value::parse_typed_of;
use crate::exchange::csv::groups::{PlacedRow, RowGroups};
use crate::exchange::csv::header::{CsvLayout, CsvLine, reader};
use crate::exchange::csv::resaved::SheetHabits;
use crate::exchange::csv::{COMPUTED, cell, doses};
use crate::exchange::intake::{self, IntakeRemark};
use crate::exchange::row_bounds::oversize_words;
use crate::exchange::unknown::{UnknownNames, UnknownPlace};
use crate::exchange::{Code, FoundEntry, LeftLine, LeftState, Parsed, ReaderKnowledge, scrub};

/// Reads a file with androlog's columns: in any order, with `,`, `;` or tab between them, with or without byte
/// order mark; only `date`, `analyte` (or `name`), `value` and mostly `unit` are needed. A decimal comma is taken
/// where it cannot be a thousands comma. A dose log is known by its own columns.
pub fn read(text: &str, known: &ReaderKnowledge<'_>) -> Parsed {
    read_resaved(text, known, &SheetHabits::default())
}

/// Reads such a file with the habits of the spreadsheet that saved it.
pub fn read_resaved(text: &str, known: &ReaderKnowledge<'_>, habits: &SheetHabits) -> Parsed {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if doses::is_dose_log(&text) {
        return doses::read_doses(&text, known);
    }
    let layout = match CsvLayout::of(&text) {
        Ok(layout) => layout,
        Err(error) => return Parsed::unreadable(&error.to_string()),
    };
    let mut sheet = CsvSheet {
        known,
        parsed: Parsed::default(),
        groups: RowGroups::default(),
        computed: 0,
        unknown: UnknownNames::default(),
    };
    for heading in &layout.foreign {
        let sentence = format!("the column “{heading}” means nothing here and was left out");
        sheet.parsed.remark("line 1", Code::UnknownKey, &sentence);
    }
    sheet.rows(&text, &layout, habits);
    sheet.finish()
}

/// Where a row stands in the text.
struct RowSpan<'t> {
    line: u64,
    text: &'t str,
    is_last: bool,
}

impl<'t> RowSpan<'t> {
    /// The reader counts a row from the blank lines before it.
    fn of(text: &'t str, cells: &StringRecord, end: u64) -> Self {
        let (start, line) = cells.position().map_or((0, 1), |p| (p.byte() as usize, p.line()));
        let row = &text[start..end as usize];
        let blank = row.bytes().take_while(|b| *b == b'\n').count();
        Self { line: line + blank as u64, text: &row[blank..], is_last: end as usize == text.len() }
    }

    fn place(&self) -> String {
        format!("line {}", self.line)
    }

    /// Whether an open quote swallowed the lines up to the end.
    fn is_never_closed(&self) -> bool {
        self.is_last && self.text.trim_end().contains('\n') && self.text.matches('"').count() % 2 == 1
    }
}

/// The reports and remarks so far.
struct CsvSheet<'r, 'k> {
    known: &'r ReaderKnowledge<'k>,
    parsed: Parsed,
    groups: RowGroups,
    computed: usize,
    unknown: UnknownNames,
}

impl CsvSheet<'_, '_> {
    fn rows(&mut self, text: &str, layout: &CsvLayout, habits: &SheetHabits) {
        let mut rows = reader(text, layout.separator);
        let mut cells = StringRecord::new();
        let mut header = true;
        while rows.read_record(&mut cells).unwrap_or(false) {
            if std::mem::take(&mut header) {
                continue;
            }
            let span = RowSpan::of(text, &cells, rows.position().byte());
            habits.restore(&mut cells, layout, self.known.today);
            let line = CsvLine { cells: &cells, layout };
            if span.is_never_closed() {
                let sentence =
                    "a quote opens here and is never closed, so the rows from here on cannot be told apart";
                self.parsed.rejected_results += span.text.trim_end().lines().count();
                self.parsed.remark(&span.place(), Code::Unreadable, sentence);
            } else if !line.is_blank() {
                self.line(&span, line);
            }
        }
    }

    fn line(&mut self, span: &RowSpan<'_>, line: CsvLine<'_>) {
        if is_computed(line) {
            self.computed += 1;
            return;
        }
        let number = span.line as u32;
        let Err(remark) = self.take(&span.place(), number, line) else { return };
        self.parsed.rejected_results += 1;
        let name = name(line);
        let (state, text) = if remark.code == Code::UnknownAnalyte && !name.trim().is_empty() {
            (LeftState::Unknown, self.unknown.add(UnknownPlace::Numbered("line", number), &name))
        } else {
            self.parsed.remark(&span.place(), remark.code, &remark.message);
            let value = format!("{name} {}", line.raw("value"));
            (LeftState::Unsure, scrub::line(value.trim()).into())
        };
        self.parsed.left.push(LeftLine { line: number, state, text, why: remark.message });
    }

    fn take(&mut self, place: &str, number: u32, line: CsvLine<'_>) -> Result<(), IntakeRemark> {
        if let Some(words) = oversize_words(line.cells) {
            return Err(unreadable(&words));
        }
        if line.overflows() {
            return Err(unreadable(
                "the row has more cells than the first line has columns; put text with a separator in quotes",
            ));
        }
        let date = intake::read_day(line.raw("date"))?;
        let mut odd = Vec::new();
        let future = intake::day(date, self.known.today)?;
        let analyte = if says_nothing(line) { None } else { Some(analyte(self.known, line)?) };
        let mut head = Report::new(kind(line, analyte)?, date);
        let misplaced = fill(&mut head, line)?;
        let result = match analyte {
            None => None,
            Some(analyte) => {
                let (result, remarks) = intake::result(self.known, &head, observation(analyte, line)?)?;
                odd.extend(remarks);
                Some(result)
            }
        };
        odd.extend(misplaced);
        if line.is_dirty() {
            odd.push(IntakeRemark::new(
                Code::ControlCharacters,
                "control characters were taken out of its text",
            ));
        }
        match self.groups.put(place, number, head, result)? {
            PlacedRow::Opened => odd.extend(future),
            PlacedRow::Joined => {}
            PlacedRow::Differing => odd.push(IntakeRemark::new(
                Code::ReportDiffers,
                "this row says something else about its report than the first one, which counts",
            )),
        }
        for remark in odd {
            self.parsed.remark(place, remark.code, &remark.message);
        }
        Ok(())
    }

    fn finish(self) -> Parsed {
        let mut parsed = self.parsed;
        self.unknown.tell(self.known, &mut parsed);
        if self.computed > 0 {
            let sentence = format!("{} computed rows were left out; they are computed again", self.computed);
            parsed.remark("the file", Code::ComputedRows, &sentence);
        }
        for (place, report, lines) in self.groups.into_reports() {
            parsed.found.push(FoundEntry { place, entry: Entry::Report(report), lines });
        }
        parsed
    }
}

/// Whether the row is one of `export --derived`.
fn is_computed(line: CsvLine<'_>) -> bool {
    let formula = line.plain("analyte").and_then(derived::formula);
    let words = line.raw("note").strip_prefix(COMPUTED);
    line.plain("report_id").is_none() && formula.is_some_and(|formula| words == Some(formula.words))
}

/// Whether the row only says that there is a report.
fn says_nothing(line: CsvLine<'_>) -> bool {
    ["analyte", "name", "value", "unit"].iter().all(|column| line.plain(column).is_none())
        && line.plain("kind").is_some()
}

fn analyte<'k>(known: &ReaderKnowledge<'k>, line: CsvLine<'_>) -> Result<&'k Analyte, IntakeRemark> {
    intake::analyte(known, &name(line))
}

/// The name of the analyte as the row has it.
fn name(line: CsvLine<'_>) -> String {
    line.text("analyte").or_else(|| line.text("name")).unwrap_or_default()
}

fn kind(line: CsvLine<'_>, analyte: Option<&Analyte>) -> Result<Kind, IntakeRemark> {
    let Some(word) = line.plain("kind") else {
        return analyte.map(|a| a.kind).ok_or_else(|| unreadable("the kind is missing"));
    };
    Kind::from_id(&word.to_lowercase()).ok_or_else(|| {
        unreadable(&format!("“{word}” is not a kind of report; use blood, semen, dxa or body"))
    })
}

fn observation(analyte: &Analyte, line: CsvLine<'_>) -> Result<Observation, IntakeRemark> {
    let mut result = Observation::new(analyte.id.clone(), value(analyte, line)?);
    if line.plain("ref_origin").is_none_or(|origin| origin == "lab") {
        let interval = Interval::new(decimal(line, "ref_low")?, decimal(line, "ref_high")?);
        result.reference = Some(interval).filter(|i| !i.is_open());
    }
    result.flag = line.text("flag");
    result.method = line.text("method").map(Method::from);
    result.assay = line.text("assay").map(Method::from);
    result.note = line.long_text("note");
    let side = line.plain("side").map(BodySide::parse).transpose();
    result.side = side.map_err(|error| unreadable(&error.to_string()))?;
    Ok(result)
}

/// The comparator and the unit may stand in their own cells or beside the number.
fn value(analyte: &Analyte, line: CsvLine<'_>) -> Result<Value, IntakeRemark> {
    let raw = line.raw("value");
    let (sign, unit) = (line.plain("comparator"), line.text("unit"));
    if sign.is_none()
        && unit.is_none()
        && let Some(words) = cell::words(raw)
    {
        return Ok(Value::Words(scrub::text(words).into_owned()));
    }
    let typed = parse_typed_of(analyte, raw).map_err(|error| unreadable(&error.to_string()))?;
    if let Some(flag) = typed.flag {
        return Err(unreadable(&format!(
            "the value “{raw}” has the flag {flag}; that stands in the column flag"
        )));
    }
    let comparator = match sign.map(|sign| Comparator::from_sign(sign).ok_or(sign)) {
        None => typed.comparator,
        Some(Ok(sign)) if typed.comparator == Comparator::Equal || typed.comparator == sign => sign,
        Some(Ok(sign)) => {
            return Err(unreadable(&format!("the comparator is {} and the value says “{raw}”", sign.sign())));
        }
        Some(Err(sign)) => {
            return Err(unreadable(&format!("“{sign}” is not a comparator; use =, <, >, <= or >=")));
        }
    };
    let unit = match (unit, typed.unit) {
        (Some(cell), Some(typed)) if cell.trim() != typed => {
            return Err(unreadable(&format!("the unit is {cell} and the value says “{raw}”")));
        }
        (cell, typed) => cell.or(typed).unwrap_or_default(),
    };
    Ok(Value::Number(Quantity { comparator, value: typed.value, unit: unit.into() }))
}

/// Puts what the row says about its report on it. Answers what belongs on another kind of report.
fn fill(head: &mut Report, line: CsvLine<'_>) -> Result<Vec<IntakeRemark>, IntakeRemark> {
    let time = line.plain("time").map(day::parse_time).transpose();
    head.time = time.map_err(|error| IntakeRemark::new(Code::ImpossibleDate, error.to_string()))?;
    head.id = line.text("report_id").unwrap_or_default().into();
    head.laboratory = line.text("laboratory");
    head.note = line.long_text("report_note");
    let sha256 = line.plain("source_sha256").map(FileDigest::parse).transpose();
    let sha256 = sha256.map_err(|error| unreadable(&format!("source_sha256: {error}")))?;
    head.source = line.text("source_path").zip(sha256).map(|(path, sha256)| SourceFile { path, sha256 });
    let mut misplaced = Vec::new();
    for field in ContextField::all() {
        let key = field.row().key;
        let Some(cell) = line.text(key) else { continue };
        let value = field.parse(&cell).map_err(|error| unreadable(&format!("{key}: {error}")));
        let put = if field.row().kind == head.kind() {
            head.context.put(field, Some(value?))
        } else {
            Err(MisplacedField { field, kind: head.kind() })
        };
        misplaced.extend(
            put.err()
                .map(|error| IntakeRemark::new(Code::MisplacedKey, format!("{error}, and was left out"))),
        );
    }
    Ok(misplaced)
}

fn decimal(line: CsvLine<'_>, column: &str) -> Result<Option<Decimal>, IntakeRemark> {
    let number = line.plain(column).map(Decimal::parse).transpose();
    number.map_err(|error| unreadable(&format!("{column}: {error}")))
}

fn unreadable(sentence: &str) -> IntakeRemark {
    IntakeRemark::new(Code::Unreadable, sentence)
}
