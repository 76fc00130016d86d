//! Results that stretch over several lines: what each line below a name adds to it, and where it ends.

use super::column::FIRST_COLUMN;
use super::furniture::{self, Furniture};
use super::item::{RowItem, is_site, items};
use super::lexer::{SheetLine, SheetToken, TokenShape, in_one_cell};
use super::lexicon::text_of;
use super::line_results::rows;
use super::open_row::{MOST_LINES, OpenRow, is_scale, lone_bound, lone_number};
use super::pasted::{PastedPiece, PieceMeaning, Unsure};
use super::row::{HowMeasured, RowName, RowReading, ValueReading};
use super::row_reader::RowContext;
use super::sheet::SheetReader;
use super::verdict::{analyte_of, is_same_amount};
use super::word_kinds::flag_word;
use crate::catalog::language::WordRole;

/// So many lines of a name may stand alone above that of its value, or below.
const MOST_NAME_LINES: usize = 2;

/// What is 0 where a line says that no sperm was seen.
const SPERM_CONCENTRATION: &str = "sperm-concentration";

impl<'a> SheetReader<'_, 'a> {
    /// Words of the line before that make a longer name with the first of this one: those of a heading, or a name that has
    /// no value yet, as in `Morphology` and `Normal : 4 %`.
    pub(super) fn wrapped(&mut self, line: &SheetLine, found: Vec<RowReading<'a>>) -> Vec<RowReading<'a>> {
        let heading = self.above.heading.take();
        let above = match (&self.open, self.pieces.last()) {
            (Some(open), _) if open.is_bare_name() && open.to + 1 == line.number => (open.from, &open.text),
            (Some(open), _) if heading.is_some() && open.to + 1 == line.number => {
                return self.below_heading(line, found, heading.unwrap_or_default());
            }
            (None, Some(last))
                if last.is == PieceMeaning::Furniture(Furniture::Words) && last.to + 1 == line.number =>
            {
                (last.line, &last.text)
            }
            _ => return found,
        };
        let above = SheetLine::new(above.0, above.1);
        if above.tokens.len() > 6 || above.has_digits() && above.tokens.len() > 4 || line.tokens.is_empty() {
            return found;
        }
        let joined = in_one_cell(&above.tokens, &line.tokens);
        let Some((count, entry)) = self.facts.lexicon.name_at(&joined) else { return found };
        if count <= above.tokens.len() || entry.analytes.is_empty() {
            return found;
        }
        let longer = rows(&joined, self.context(false));
        let clean = longer.first().is_some_and(|row| row.name.is_some() && row.is_clean());
        if !clean {
            return found;
        }
        if self.open.take().is_some() {
            self.above.heading = Some(above.tokens.clone());
        } else {
            self.pieces.pop();
        }
        let mut longer = longer;
        for name in longer.iter_mut().filter_map(|row| row.name.as_mut()) {
            name.begun_above = Some((above.number, above.text.clone()));
        }
        longer
    }

    /// The results of a further line below a name that several share: `Total 412 ng/dL` and `Free 9.1 pg/mL` below
    /// `Testosterone`.
    fn below_heading(
        &mut self,
        line: &SheetLine,
        found: Vec<RowReading<'a>>,
        heading: Vec<SheetToken>,
    ) -> Vec<RowReading<'a>> {
        if found.iter().any(|row| row.name.is_some()) {
            return found;
        }
        let joined = in_one_cell(&heading, &line.tokens);
        let name = self.facts.lexicon.name_at(&joined);
        if name.is_none_or(|(count, entry)| count <= heading.len() || entry.analytes.is_empty()) {
            return found;
        }
        let longer = rows(&joined, self.context(false));
        let is_clean = longer.first().is_some_and(|row| row.is_clean() && row.has_value());
        if !is_clean {
            return found;
        }
        self.above.heading = Some(heading);
        longer
    }

    /// A name in the first column of which parts stand alone on lines above and below that of its value: `Sex Hormone
    /// Binding  41  nmol/L` and `Globulin`. Says how many of the lines it has taken.
    pub(super) fn name_over_lines(&mut self, lines: &[SheetLine]) -> Option<usize> {
        let line = lines.first()?;
        let first = line.tokens.first()?;
        let (name, rest) = line.tokens.split_at(line.tokens.partition_point(|t| t.cell == first.cell));
        let above = self.words_above(line, first);
        let is_part = |(at, below): (usize, &SheetLine)| {
            below.number == line.number + at + 1
                && !below.has_digits()
                && below.tokens.first().is_some_and(|token| token.start.abs_diff(first.start) <= 2)
        };
        let below = &lines[1..lines.len().min(1 + MOST_NAME_LINES)];
        let below = below.iter().enumerate().take_while(|part| is_part(*part)).count();
        let spans = (0..=above.len()).flat_map(|up| (0..=below).map(move |down| (up, down)));
        let (up, down) = spans.filter(|(up, down)| up + down > 0).find(|(up, down)| {
            let parts = above[above.len() - up..].iter().map(String::clone);
            let parts =
                parts.chain([text_of(name)]).chain(lines[1..=*down].iter().map(|l| text_of(&l.tokens)));
            let whole = parts.collect::<Vec<_>>().join(" ");
            self.facts.lexicon.named(&whole).is_some_and(|entry| !entry.analytes.is_empty())
        })?;
        let above = above[above.len() - up..].join(" ");
        let head = SheetLine::new(line.number, &above);
        let below: Vec<SheetToken> = lines[1..=down].iter().flat_map(|line| line.tokens.clone()).collect();
        let whole = in_one_cell(&in_one_cell(&head.tokens, name), &below);
        let tokens = [whole, rest.to_vec()].concat();
        let row = rows(&tokens, self.context(false)).into_iter().next().filter(RowReading::has_value)?;
        let mut row = Some(row).filter(|row| !rest.is_empty() && row.name.is_some())?;
        if let Some(name) = row.name.as_mut().filter(|_| up > 0) {
            name.begun_above = Some((line.number - up, above));
            self.pieces.truncate(self.pieces.len() - up);
        }
        let parts = [&line.text].into_iter().chain(lines[1..=down].iter().map(|line| &line.text));
        let text = parts.cloned().collect::<Vec<_>>().join(" ");
        self.named(&SheetLine { text, tokens, ..line.clone() }, row);
        if let Some(open) = &mut self.open {
            open.to = line.number + down;
        }
        Some(1 + down)
    }

    /// Whether a name alone on a line is the end of that of the result above: `LDL   131 mg/dL` and `Cholesterol`.
    pub(super) fn ends_name_above(&mut self, line: &SheetLine, row: &RowReading<'a>) -> bool {
        let lexicon = self.facts.lexicon;
        let is_bare = !row.has_value() && !row.adds() && row.is_clean() && !line.has_digits();
        let above = self.open.as_mut().filter(|open| open.row.has_value() && open.to + 1 == line.number);
        let Some(open) = above.filter(|_| is_bare) else { return false };
        let Some(name) = open.row.name.as_mut() else { return false };
        let whole = format!("{} {}", name.printed, text_of(&line.tokens));
        let entry = lexicon.named(&whole);
        let is_same = entry.is_some_and(|entry| {
            entry.analytes.iter().any(|one| name.analytes.iter().any(|other| one.id == other.id))
        });
        if is_same {
            name.printed = whole;
            open.takes(line);
        }
        is_same
    }

    /// The words alone on the lines right above one, from the top.
    fn words_above(&self, line: &SheetLine, first: &SheetToken) -> Vec<String> {
        let mut words = Vec::new();
        for piece in self.pieces.iter().rev().take(MOST_NAME_LINES) {
            let is_right_above = piece.line == piece.to && piece.to + 1 + words.len() == line.number;
            let is_words = piece.is == PieceMeaning::Furniture(Furniture::Words);
            if !is_right_above || !is_words || first.start > FIRST_COLUMN || self.open.is_some() {
                break;
            }
            words.insert(0, piece.text.clone());
        }
        words
    }

    /// A line that begins with a name: its result stays open for what the next lines add.
    pub(super) fn named(&mut self, line: &SheetLine, row: RowReading<'a>) {
        let is_sentence = furniture::is_comment(line, self.facts.lexicon);
        if !row.has_value() && (is_sentence || row.beside_name.len() > 3) {
            self.close();
            return self.put(
                line,
                PieceMeaning::Furniture(if line.has_digits() || is_sentence {
                    Furniture::Comment
                } else {
                    Furniture::Words
                }),
            );
        }
        if !row.has_value() && line.is_delimited && self.table.is_some() {
            self.close();
            return self.put(line, PieceMeaning::Unknown(format!("{} has no value here", row.printed())));
        }
        let clean =
            row.is_clean() && row.name.as_ref().is_some_and(|name| name.from_start) && !row.values.is_empty();
        if is_sentence && !clean && !(row.left_over.is_empty() && row.is_clean()) {
            self.close();
            return self.put(line, PieceMeaning::Furniture(Furniture::Comment));
        }
        self.close();
        let report = self.report_of(&row);
        let (from, text) = match row.name.as_ref().and_then(|name| name.begun_above.as_ref()) {
            Some((from, text)) => (*from, format!("{text} {}", line.text)),
            None => (line.number, line.text.clone()),
        };
        self.open = Some(OpenRow {
            row,
            from,
            to: line.number,
            text,
            report,
            count: 1,
            interrupted: false,
            are_of_men: None,
            is_noted: false,
            ends_in_number: false,
            doubts: self.column_doubt(line).into_iter().collect(),
        });
    }

    /// A line without a name: it adds to the result before, or is not understood.
    pub(super) fn unnamed(&mut self, line: &SheetLine, row: RowReading<'a>) {
        if furniture::is_footnote(line) {
            self.close();
            return self.put(line, PieceMeaning::Furniture(Furniture::Comment));
        }
        let is_words = !line.has_digits() && row.words.is_none();
        let is_range = row.is_only_beside() && row.values.is_empty() && !row.ranges.is_empty();
        if !is_range && self.open.as_ref().is_some_and(|open| open.is_noted) {
            self.close();
        }
        if let Some(flag) = self.lone_verdict(line) {
            let flag = Some(flag).filter(|flag| !flag.is_empty());
            return self.add(line, RowReading { flag, ..RowReading::default() });
        }
        if self.says_whose(line) || self.is_site_below(line) || self.tells_previous(line) {
            return self.add(line, RowReading::default());
        }
        if self.numbers_go_on(line, &row) {
            return;
        }
        if let Some(open) = self.open.as_ref().filter(|open| open.count < MOST_LINES) {
            let is_clean = row.beside_name.is_empty() && row.left_over.is_empty();
            if !open.row.has_value() {
                if is_scale(&open.row, &row) {
                    return self.add(line, RowReading::default());
                }
                if is_clean && (row.has_value() || row.adds()) {
                    return self.add(line, row);
                }
            } else if row.is_only_beside() && (row.adds() || row.of_others) {
                return self.add(line, row);
            } else if let Some(range) = lone_bound(&row).filter(|_| open.row.ranges.is_empty()) {
                return self.add(line, RowReading { values: Vec::new(), ranges: vec![range], ..row });
            } else if row.values.len() <= 2 && self.is_same_again(&row) {
                return self.add(line, RowReading::default());
            } else if row.of_others && row.values.is_empty() {
                return self.add(
                    line,
                    RowReading { ranges: Vec::new(), units: Vec::new(), ..RowReading::default() },
                );
            }
            if is_words && self.name_goes_on(line) {
                return;
            }
        }
        let is = furniture::of(line, self.facts.lexicon);
        if let Some(is) = is {
            let keeps = matches!(is, Furniture::Words | Furniture::Columns)
                && self.open.as_ref().is_some_and(|open| !open.row.has_value());
            if !keeps {
                self.close();
            }
            if matches!(is, Furniture::Words | Furniture::Comment) {
                self.offer_day(line);
            }
            return self.put(line, PieceMeaning::Furniture(is));
        }
        self.offer_day(line);
        self.unknown(line, &row);
    }

    /// Whether a line with nothing but the unit and the range of the results of several days above it is theirs.
    pub(super) fn adds_to_days(
        &mut self,
        line: &SheetLine,
        more: &RowReading<'a>,
        of_days: Vec<(usize, RowReading<'a>, usize)>,
    ) -> bool {
        let is_below = of_days.first().is_some_and(|(at, ..)| self.pieces[*at].to + 1 == line.number);
        if !is_below || !more.is_only_beside() || more.ranges.is_empty() {
            return false;
        }
        for (at, row, report) in of_days {
            let (ranges, units) = (more.ranges.clone(), more.units.clone());
            let is = self.verdict_in(report, &RowReading { ranges, units, ..row });
            self.pieces[at].is = self.with_doubts(is);
        }
        self.put(line, PieceMeaning::Furniture(Furniture::Remark));
        true
    }

    /// Whether a line of its own says of a semen sample that it holds no sperm: `No spermatozoa seen`. More words behind
    /// it, such as how they were looked for, are asked about.
    pub(super) fn tells_of_no_sperm(&mut self, line: &SheetLine, row: &RowReading<'a>) -> bool {
        let lexicon = self.facts.lexicon;
        if !self.facts.is_semen
            || line.has_digits()
            || row.name.is_some()
            || self.open.as_ref().is_some_and(|open| !open.row.has_value())
        {
            return false;
        }
        let Some((count, _)) =
            lexicon.roles_at(&line.tokens).filter(|(_, roles)| roles.contains(&WordRole::NoneSeen))
        else {
            return false;
        };
        let (said, behind) = line.tokens.split_at(count);
        let names_sperm = said.iter().any(|token| {
            lexicon.roles(&token.phrase).contains(&WordRole::Semen)
                || lexicon.words.semen.tell_of_none(&token.key)
        });
        // Sperm that do not move are sperm.
        let names_other = (0..said.len()).any(|at| lexicon.name_at(&said[at..]).is_some());
        let concentration = lexicon.catalog.analyte(SPERM_CONCENTRATION);
        let Some(analyte) = concentration.filter(|_| names_sperm && !names_other) else { return false };
        let words = text_of(said);
        let left_over: Vec<String> =
            behind.iter().filter(|token| token.has_letters()).map(|token| token.text.clone()).collect();
        let name = RowName {
            analytes: vec![analyte],
            printed: words.clone(),
            from_start: true,
            ..RowName::default()
        };
        let row = RowReading {
            name: Some(name),
            words: Some((WordRole::NoneSeen, words)),
            left_over,
            ..RowReading::default()
        };
        self.close();
        self.put_row(line, &row, false);
        true
    }

    /// Whether a line below a value says alone whose the ranges below it are: `Adult Male`, `Female:`.
    fn says_whose(&mut self, line: &SheetLine) -> bool {
        let items = items(&line.tokens, self.facts.lexicon);
        let words = items.iter().filter(|item| !matches!(item.item, RowItem::Mark));
        let roles: Option<Vec<bool>> = words
            .map(|word| match (word.has_role(WordRole::Men), word.has_role(WordRole::Others)) {
                (true, false) => Some(true),
                (false, true) => Some(false),
                _ => None,
            })
            .collect();
        let are_of_men = roles.filter(|roles| !roles.is_empty()).map(|roles| roles.iter().all(|of| *of));
        let open = self.open.as_mut().filter(|open| open.row.has_value() && open.count < MOST_LINES);
        let Some(open) = open.filter(|_| are_of_men.is_some()) else { return false };
        open.are_of_men = are_of_men;
        true
    }

    /// Whether the two digits of the place that measured stand alone below a name: `01`.
    fn is_site_below(&self, line: &SheetLine) -> bool {
        let [token] = line.tokens.as_slice() else { return false };
        let below = self.open.as_ref().filter(|open| open.is_bare_name() && open.to + 1 == line.number);
        below.is_some() && is_site(&token.text)
    }

    /// Whether a line below a value says what it was before: `Previous Result and Date: 301 09/02/2025`.
    pub(super) fn tells_previous(&self, line: &SheetLine) -> bool {
        let label = self.facts.lexicon.roles_at(&line.tokens);
        let is_label = label.is_some_and(|(count, roles)| {
            roles.contains(&WordRole::HeadPrevious) && line.tokens.get(count).is_some_and(|next| next.is(":"))
        });
        is_label && self.open.as_ref().is_some_and(|open| open.row.has_value() && open.count < MOST_LINES)
    }

    /// Takes a number alone on the line below another: both are the ends of a scale that a portal draws where they are
    /// those of the range, else either may be the value.
    fn numbers_go_on(&mut self, line: &SheetLine, row: &RowReading<'a>) -> bool {
        let below = self.open.as_mut().filter(|open| open.ends_in_number && open.to + 1 == line.number);
        let (Some(open), Some(number)) = (below, lone_number(row)) else { return false };
        open.row.values.push(number.clone());
        if is_scale(&open.row, &open.row) {
            open.row.values.clear();
        }
        open.takes(line);
        open.ends_in_number = false;
        true
    }

    /// A line that is not understood; a number without a name takes the words above it for one.
    fn unknown(&mut self, line: &SheetLine, row: &RowReading<'a>) {
        let has_open_name = self.open.as_ref().is_some_and(|open| !open.row.has_value());
        self.close();
        let is_label = |piece: &&PastedPiece| piece.is == PieceMeaning::Furniture(Furniture::Columns);
        let label = self.pieces.last().filter(is_label).map_or(0, |_| 1);
        let above = self.pieces.iter().rev().nth(label).filter(|piece| {
            piece.is == PieceMeaning::Furniture(Furniture::Words)
                && piece.to + 1 + label == line.number
                && !has_open_name
        });
        let starts_with_value = line.tokens.first().is_some_and(|t| t.shape != TokenShape::Word);
        let above_is_some = above.is_some();
        if above_is_some && starts_with_value && row.has_value() {
            self.pieces.truncate(self.pieces.len() - label);
        }
        if above_is_some
            && starts_with_value
            && row.has_value()
            && let Some(piece) = self.pieces.last_mut()
        {
            piece.text = format!("{} {}", piece.text, line.text);
            piece.to = line.number;
            piece.is = PieceMeaning::Unknown("no known analyte has this name".to_owned());
            return;
        }
        self.put(line, PieceMeaning::Unknown("no known analyte has this name".to_owned()));
    }

    /// The flag that stands alone on a line below the value it is of: `High`; empty for `Normal` and for `Low normal`,
    /// which is within the range.
    pub(super) fn lone_verdict(&self, line: &SheetLine) -> Option<&'static str> {
        let open = self.open.as_ref().filter(|open| open.row.has_value() && open.row.flag.is_none())?;
        let items = items(&line.tokens, self.facts.lexicon);
        let said = items.iter().filter(|item| !matches!(item.item, RowItem::Mark));
        let flags: Vec<&'static str> = said
            .filter(|item| !item.has_role(WordRole::HeadFlag))
            .map(|item| match &item.item {
                RowItem::Flag(flag) => Some(*flag),
                RowItem::Word(roles) => flag_word(roles),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let flag = match flags.as_slice() {
            [only] => *only,
            [_, ""] | ["", _] => "",
            _ => return None,
        };
        (open.count < MOST_LINES).then_some(flag)
    }

    /// Whether a line without a name has the value of the open result in another unit.
    pub(super) fn is_same_again(&self, row: &RowReading<'a>) -> bool {
        let Some(open) = &self.open else { return false };
        let (Some(first), Some(again)) = (open.row.values.first(), row.values.first()) else { return false };
        let Some(analyte) = analyte_of(&self.facts, &open.row) else { return false };
        let own = first.unit.clone().or_else(|| open.row.units.first().cloned());
        let first = ValueReading { unit: own, ..first.clone() };
        is_same_amount(&self.facts, &first, again, analyte)
    }

    /// Adds what a line says to the open result.
    pub(super) fn add(&mut self, line: &SheetLine, more: RowReading<'a>) {
        let Some(open) = self.open.as_mut() else { return };
        open.takes(line);
        let had_value = open.row.has_value();
        open.ends_in_number = !had_value && lone_number(&more).is_some();
        if !had_value && more.has_value() && open.interrupted {
            open.doubts.push(Unsure::LeftOver("the head of a page stands between name and value".to_owned()));
        }
        let had_range = !open.row.ranges.is_empty();
        let row = &mut open.row;
        let of_men_by_age = row.ranges.iter().any(|range| range.of_men && range.ages.is_some());
        let mut more = more;
        match open.are_of_men {
            Some(true) => more.ranges.iter_mut().for_each(|range| range.of_men = true),
            Some(false) => more.ranges.clear(),
            None => {}
        }
        for range in more.ranges.iter_mut().filter(|range| range.ages.is_some() && of_men_by_age) {
            // The ages go on below the word for men.
            range.of_men = true;
        }
        row.values.extend(more.values);
        row.words = row.words.take().or(more.words);
        let are_by_age = more.ranges.iter().all(|range| range.ages.is_some());
        if !had_range || are_by_age || row.ranges.iter().chain(&more.ranges).any(|range| range.of_men) {
            row.ranges.extend(more.ranges);
        }
        if row.values.iter().all(|value| value.unit.is_none()) {
            row.units.extend(more.units);
        }
        row.flag = row.flag.or(more.flag);
        row.how.fill(&more.how);
    }

    /// Words below a result that end its name: `Testosterone,` and `Free`.
    pub(super) fn name_goes_on(&mut self, line: &SheetLine) -> bool {
        let lexicon = self.facts.lexicon;
        let Some(open) = self.open.as_mut() else { return false };
        let Some(name) = open.row.name.as_mut().filter(|_| line.tokens.len() <= 6) else { return false };
        let text = format!("{} {}", name.printed, text_of(&line.tokens));
        if let Some(entry) = lexicon.named(&text).filter(|entry| !entry.analytes.is_empty()) {
            let same = entry.analytes.iter().any(|a| name.analytes.iter().any(|b| a.id == b.id));
            let goes_on = name.goes_on || name.printed.ends_with([',', '-']);
            if !same && !goes_on {
                let perhaps = name.analytes.iter().chain(&entry.analytes).map(|a| a.id.to_string()).collect();
                open.doubts.push(Unsure::Name { printed: name.printed.clone(), perhaps });
                return false;
            }
            name.analytes.clone_from(&entry.analytes);
            name.printed = text;
            open.takes(line);
            return true;
        }
        let found = rows(&line.tokens, RowContext { lexicon, table: None, reference: false });
        let only = found.first().is_some_and(|row| row.is_only_beside() && row.how != HowMeasured::default());
        if only && let Some(row) = found.into_iter().next() {
            open.row.how.fill(&row.how);
            open.takes(line);
            return true;
        }
        false
    }

    /// Ends the open result.
    pub(super) fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut is = self.verdict_in(open.report, &open.row);
        if !open.row.has_value() && open.row.ranges.is_empty() && open.row.is_clean() {
            // A name alone heads what follows; whether it has a value elsewhere is seen at the end.
            is = match is {
                PieceMeaning::Result(found) => PieceMeaning::Result(found),
                PieceMeaning::Unknown(_)
                    if !open.row.is_in_words && !open.text.contains(|c: char| c.is_ascii_digit()) =>
                {
                    PieceMeaning::Furniture(Furniture::Words)
                }
                other => other,
            };
        }
        if let PieceMeaning::Result(found) = &mut is {
            found.doubts.extend(open.doubts);
        }
        if matches!(is, PieceMeaning::Result(_)) && open.report == self.heads.current {
            self.heads.has_result();
        }
        let is = self.with_doubts(is);
        self.pieces.push(PastedPiece {
            line: open.from,
            to: open.to,
            text: open.text,
            report: open.report,
            is,
        });
    }
}
