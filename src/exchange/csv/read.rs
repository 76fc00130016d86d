//! Rows to reports. A row that cannot be understood is named with its line and the others are kept.

use std::io::{self, Cursor, Read};

use ::csv::StringRecord;
use chrono::{Datelike, NaiveDate};

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
use crate::exchange::csv::groups::{PlacedRow, ReportMoments, RowGroups, RowRun};
use crate::exchange::csv::header::{CsvLayout, CsvLine, next_row, reader};
use crate::exchange::csv::resaved::SheetHabits;
use crate::exchange::csv::{COMPUTED, cell, doses};
use crate::exchange::foreign::{
    ImportSpool, PackedReport, SpoolPage, SpoolPlace, SpoolShelf, keep_lines, keep_remarks, packed_by_place,
    whole_days,
};
use crate::exchange::intake::{self, IntakeRemark};
use crate::exchange::row_bounds::oversize_words;
use crate::exchange::unknown::{UnknownNames, UnknownPlace};
use crate::exchange::{Code, Diagnostic, FoundEntry, LeftLine, LeftState, Parsed, ReaderKnowledge, scrub};

/// Reads a file with androlog's columns: in any order, with `,`, `;` or tab between them, with or without byte
/// order mark; only `date`, `analyte` (or `name`), `value` and mostly `unit` are needed. A decimal comma is taken
/// where it cannot be a thousands comma. A dose log is known by its own columns.
///
/// # Panics
/// Never: memory can be read.
pub fn read(text: &str, known: &ReaderKnowledge<'_>) -> Parsed {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    read_rows(&text, text.as_bytes(), &SheetHabits::default(), known, None).expect("memory can be read")
}

/// Reads such a file, whose beginning is known, as text with `\n` at the ends of its lines, and with the habits of the
/// spreadsheet that saved it. Where there is a spool, the rows of a long file lie there: see [`next_row_page`].
pub fn read_rows(
    head: &str,
    text: impl Read,
    habits: &SheetHabits,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<Parsed> {
    if doses::is_dose_log(head) {
        return doses::read_doses(head, text, known, spool);
    }
    let layout = match CsvLayout::of(head) {
        Ok(layout) => layout,
        Err(error) => return Ok(Parsed::unreadable(&error.to_string())),
    };
    let mut sheet = CsvSheet {
        known,
        head_at: layout.places_of(&HEAD_COLUMNS).into_iter().chain(field_places(&layout)).collect(),
        layout: &layout,
        parsed: Parsed::default(),
        remarks: Vec::new(),
        runs: Vec::new(),
        waiting: 0,
        last: LastHead::default(),
        moments: ReportMoments::default(),
        spool,
        is_spilled: false,
        computed: 0,
        unknown: UnknownNames::default(),
    };
    for heading in &layout.foreign {
        let sentence = format!("the column “{heading}” means nothing here and was left out");
        sheet.parsed.remark("line 1", Code::UnknownKey, &sentence);
    }
    sheet.rows(text, habits)?;
    Ok(sheet.finish())
}

/// The reports of the days behind a place, from the rows of a long file; none behind the last.
pub fn next_row_page(
    spool: &mut dyn ImportSpool,
    behind: SpoolPlace,
    today: NaiveDate,
) -> io::Result<Option<SpoolPage>> {
    let pieces = whole_days(spool, SpoolShelf::Rows, behind, PAGE_RUNS)?;
    let Some((first, last, behind)) = SpoolPage::span(&pieces) else { return Ok(None) };
    let mut groups = GroupedRows::new(today);
    for piece in &pieces {
        let (lines, report): (_, PackedReport<'_>) = piece.read()?;
        groups.put(RowRun { lines, report: report.unpack()? });
    }
    let mut parsed = Parsed::default();
    groups.finish(Vec::new(), &mut parsed);
    Ok(Some(SpoolPage { first, last, parsed, behind }))
}

/// So many runs of rows are a page, or more where one day has more.
const PAGE_RUNS: usize = 400;

/// So many rows wait in memory before those of a long file go to the spool.
const MOST_WAITING: usize = 2_000;

/// Longer runs of rows are kept in pieces.
const LONGEST_RUN: usize = 100;

/// What a row says of its report, beside the fields that only its kind has.
const HEAD_COLUMNS: [&str; 8] =
    ["date", "time", "kind", "laboratory", "report_note", "report_id", "source_path", "source_sha256"];

fn field_places(layout: &CsvLayout) -> Vec<usize> {
    ContextField::all().filter_map(|field| layout.place(field.row().key)).collect()
}

/// Stands behind the text as a row of its own; where it does not come as one, a quote was never closed.
const END: &str = "\u{1}end";

/// Reports from runs of rows, and what there is to say of them.
struct GroupedRows {
    groups: RowGroups,
    today: NaiveDate,
    remarks: Vec<(u32, Diagnostic)>,
}

impl GroupedRows {
    fn new(today: NaiveDate) -> Self {
        Self { groups: RowGroups::default(), today, remarks: Vec::new() }
    }

    fn put(&mut self, run: RowRun) {
        let Self { groups, today, remarks } = self;
        groups.put(run, |line, placed, head| {
            let remark = match placed {
                PlacedRow::Opened => intake::day(head.date, *today).ok().flatten(),
                PlacedRow::Joined => None,
                PlacedRow::Differing => Some(IntakeRemark::new(
                    Code::ReportDiffers,
                    "this row says something else about its report than the first one, which counts",
                )),
            };
            let told = |remark: IntakeRemark| Diagnostic::new(&place(line), remark.code, &remark.message);
            remarks.extend(remark.map(|remark| (line, told(remark))));
        });
    }

    /// Adds the reports, and these remarks and its own by line.
    fn finish(self, mut remarks: Vec<(u32, Diagnostic)>, parsed: &mut Parsed) {
        remarks.extend(self.remarks);
        remarks.sort_by_key(|(line, _)| *line);
        parsed.diagnostics.extend(remarks.into_iter().map(|(_, remark)| remark));
        for (first, report, lines) in self.groups.into_reports() {
            parsed.found.push(FoundEntry { place: place(first), entry: Entry::Report(report), lines });
        }
    }
}

fn place(line: u32) -> String {
    format!("line {line}")
}

/// What the last row said of its report, and in which cells.
#[derive(Default)]
struct LastHead {
    cells: StringRecord,
    /// None where it was not understood, or something was to be said of it.
    head: Option<Report>,
}

/// The rows and remarks so far.
struct CsvSheet<'r, 'k, 's> {
    known: &'r ReaderKnowledge<'k>,
    layout: &'r CsvLayout,
    /// Where those columns stand that say something of the report.
    head_at: Vec<usize>,
    parsed: Parsed,
    /// What there is to say of rows, with their lines.
    remarks: Vec<(u32, Diagnostic)>,
    runs: Vec<RowRun>,
    /// So many rows are in the runs.
    waiting: usize,
    last: LastHead,
    moments: ReportMoments,
    spool: Option<&'s mut (dyn ImportSpool + 's)>,
    is_spilled: bool,
    computed: usize,
    unknown: UnknownNames,
}

impl<'k> CsvSheet<'_, 'k, '_> {
    fn rows(&mut self, text: impl Read, habits: &SheetHabits) -> io::Result<()> {
        let restorer = habits.restorer(self.layout, self.known.today);
        let end = format!("\n{END}\n");
        let mut rows = reader(text.chain(Cursor::new(end.clone())), self.layout.separator);
        let mut cells = StringRecord::new();
        let mut header = true;
        while next_row(&mut rows, &mut cells)? && cells.as_slice() != END {
            let breaks = cells.as_slice().bytes().filter(|byte| *byte == b'\n').count();
            let behind = rows.position().line() as usize;
            let open =
                cells.as_slice().strip_suffix(&end).map(|whole| whole.trim_end().matches('\n').count());
            if std::mem::take(&mut header) {
                continue;
            }
            let line = (behind - breaks - usize::from(open.is_none())) as u32;
            if let Some(swallowed) = open {
                self.never_closed(line, swallowed, &mut cells);
                if swallowed > 0 {
                    return Ok(());
                }
            }
            restorer.restore(&mut cells);
            let row = CsvLine { cells: &cells, layout: self.layout };
            if !row.is_blank() {
                self.row(line, row);
            }
            self.spill_at(MOST_WAITING);
        }
        Ok(())
    }

    /// Names a row that has swallowed the lines behind it, because a quote opens in it and is never closed; in the last
    /// line it swallows none, and what is not of it goes.
    fn never_closed(&mut self, line: u32, swallowed: usize, cells: &mut StringRecord) {
        if swallowed == 0 {
            let end = format!("\n{END}\n");
            *cells = cells.iter().map(|cell| cell.strip_suffix(&end).map_or(cell, str::trim_end)).collect();
            return;
        }
        let sentence =
            "a quote opens here and is never closed, so the rows from here on cannot be told apart";
        self.parsed.rejected_results += swallowed + 1;
        self.remark(line, IntakeRemark::new(Code::Unreadable, sentence));
    }

    fn row(&mut self, number: u32, row: CsvLine<'_>) {
        if is_computed(row) {
            self.computed += 1;
            return;
        }
        let Err(remark) = self.take(number, row) else { return };
        self.parsed.rejected_results += 1;
        let name = name(row);
        let why = remark.message.clone();
        let (state, text) = if remark.code == Code::UnknownAnalyte && !name.trim().is_empty() {
            (LeftState::Unknown, self.unknown.add(UnknownPlace::Numbered("line", number), &name))
        } else {
            self.remark(number, remark);
            let value = format!("{name} {}", row.raw("value"));
            (LeftState::Unsure, scrub::line(value.trim()).into())
        };
        self.parsed.left.push(LeftLine { line: number, state, text, why });
    }

    fn take(&mut self, number: u32, row: CsvLine<'_>) -> Result<(), IntakeRemark> {
        if let Some(words) = oversize_words(row.cells) {
            return Err(unreadable(&words));
        }
        if row.overflows() {
            return Err(unreadable(
                "the row has more cells than the first line has columns; put text with a separator in quotes",
            ));
        }
        let is_known = self.says_the_same_of_its_report(row);
        let (head, analyte, misplaced) = match self.last.head.take().filter(|_| is_known) {
            Some(head) => (head, self.analyte(row)?, Vec::new()),
            None => self.head(row)?,
        };
        let mut odd = Vec::new();
        let result = match analyte {
            None => None,
            Some(analyte) => {
                let (result, remarks) = intake::result(self.known, &head, observation(analyte, row)?)?;
                odd.extend(remarks);
                Some(result)
            }
        };
        let is_plain = misplaced.is_empty();
        odd.extend(misplaced);
        if row.is_dirty() {
            odd.push(IntakeRemark::new(
                Code::ControlCharacters,
                "control characters were taken out of its text",
            ));
        }
        if !is_known {
            self.moments.check(&head)?;
        }
        self.put(number, &head, result, is_known);
        for remark in odd {
            self.remark(number, remark);
        }
        if !is_known {
            self.last.cells.clone_from(row.cells);
        }
        self.last.head = Some(head).filter(|_| is_plain && row.plain("kind").is_some());
        Ok(())
    }

    /// Whether the cells that say something of the report are those of the last row that was understood.
    fn says_the_same_of_its_report(&self, row: CsvLine<'_>) -> bool {
        self.last.head.is_some()
            && self.head_at.iter().all(|at| row.cells.get(*at) == self.last.cells.get(*at))
    }

    /// The report of a row, the analyte of its result, and what belongs on another kind of report.
    fn head(
        &self,
        row: CsvLine<'_>,
    ) -> Result<(Report, Option<&'k Analyte>, Vec<IntakeRemark>), IntakeRemark> {
        let date = intake::read_day(row.raw("date"))?;
        intake::day(date, self.known.today)?;
        let analyte = self.analyte(row)?;
        let mut head = Report::new(kind(row, analyte)?, date);
        let misplaced = fill(&mut head, row)?;
        Ok((head, analyte, misplaced))
    }

    /// The analyte of a row; none where it only says that there is a report.
    fn analyte(&self, row: CsvLine<'_>) -> Result<Option<&'k Analyte>, IntakeRemark> {
        if says_nothing(row) { Ok(None) } else { intake::analyte(self.known, &name(row)).map(Some) }
    }

    fn put(&mut self, line: u32, head: &Report, result: Option<Observation>, is_known: bool) {
        self.waiting += 1;
        let run = self.runs.last_mut().filter(|run| is_known && run.lines.len() < LONGEST_RUN);
        match (run, result) {
            (Some(run), Some(result)) if !run.report.results.is_empty() => {
                run.lines.push(line);
                run.report.results.push(result);
            }
            (_, result) => {
                let results = result.into_iter().collect();
                self.runs.push(RowRun { report: Report { results, ..head.clone() }, lines: vec![line] });
            }
        }
    }

    fn remark(&mut self, line: u32, remark: IntakeRemark) {
        self.remarks.push((line, Diagnostic::new(&place(line), remark.code, &remark.message)));
    }

    /// Puts what was read into the spool, where it is so many rows.
    fn spill_at(&mut self, rows: usize) {
        let Some(spool) = self.spool.as_deref_mut().filter(|_| self.waiting >= rows) else { return };
        for run in self.runs.drain(..) {
            let day = i64::from(run.report.date.num_days_from_ce());
            let piece = packed_by_place(&(run.lines, PackedReport::of(&run.report)));
            spool.keep(SpoolShelf::Rows, day, &piece);
        }
        keep_lines(spool, self.parsed.left.drain(..).map(|left| (left.line, left.words())));
        let first = self.parsed.diagnostics.drain(..);
        keep_remarks(spool, first.chain(self.remarks.drain(..).map(|(_, remark)| remark)));
        self.waiting = 0;
        self.is_spilled = true;
    }

    fn finish(mut self) -> Parsed {
        if self.is_spilled {
            self.spill_at(0);
        }
        let mut parsed = std::mem::take(&mut self.parsed);
        let mut groups = GroupedRows::new(self.known.today);
        for run in self.runs {
            groups.put(run);
        }
        groups.finish(self.remarks, &mut parsed);
        self.unknown.tell(self.known, &mut parsed);
        if self.computed > 0 {
            let sentence = format!("{} computed rows were left out; they are computed again", self.computed);
            parsed.remark("the file", Code::ComputedRows, &sentence);
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
        result.reference = Some(interval).filter(|i| !i.is_open()).map(Into::into);
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
