//! Charts that are hard to draw, by hand: the cases behind the pictures and the benchmark of the plot.

use androlog::ui::picture::ChartInk;
use androlog::ui::privacy::Privacy;
use androlog::ui::theme::{Theme, ThemeName};
use androlog::ui::widget::plot::{
    BandKind, Bound, Glyphs, Guide, GuideKind, IntervalBand, Lane, LaneGrade, LanePoint, LaneSpan, LimitKind,
    LimitLine, Palette, Plot, PlotCursor, PlotPanel, ResultMark, Scale, Status,
};
use chrono::NaiveDate;
use ratatui::style::{Color, Modifier, Style};

/// A day from its ISO form.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day in a test is written as YYYY-MM-DD")
}

/// A mark from a short form: `2026-03-14 6.2 L`, with `<` or `>` before a limit, `@480` for the minute, `L`,
/// `H`, `W` or `?` for the status, and `/` where the line breaks.
pub fn mark(text: &str) -> ResultMark {
    let mut words = text.split(' ');
    let mut mark = ResultMark {
        day: day(words.next().expect("a mark begins with its day")),
        minute: None,
        value: 0.0,
        decimals: 0,
        bound: Bound::Exact,
        status: Status::Unknown,
        breaks_line: false,
        series: 0,
    };
    for word in words {
        match word {
            "L" => mark.status = Status::Low,
            "H" => mark.status = Status::High,
            "W" => mark.status = Status::Within,
            "?" => mark.status = Status::Unknown,
            "/" => mark.breaks_line = true,
            _ if word.starts_with('@') => mark.minute = word[1..].parse().ok(),
            _ => {
                mark.bound = match word.as_bytes()[0] {
                    b'<' => Bound::Below,
                    b'>' => Bound::Above,
                    _ => Bound::Exact,
                };
                let digits = word.trim_start_matches(['<', '>']);
                mark.value = digits.parse().expect("a mark has a value");
                mark.decimals = digits.split_once('.').map_or(0, |(_, behind)| behind.len()) as u8;
            }
        }
    }
    mark
}

fn marks(lines: &[&str]) -> Vec<ResultMark> {
    lines.iter().map(|line| mark(line)).collect()
}

fn band(from: &str, to: &str, low: Option<f64>, high: Option<f64>) -> IntervalBand {
    IntervalBand { from: day(from), to: day(to), low, high, kind: BandKind::Reference }
}

fn span(from: &str, to: &str, label: &str) -> LaneSpan {
    LaneSpan { from: day(from), to: day(to), label: label.to_string() }
}

/// Colours that differ for every part.
pub fn palette() -> Palette {
    let fg = |color| Style::new().fg(color);
    Palette {
        text: Style::new().add_modifier(Modifier::BOLD),
        series: [fg(Color::Yellow), fg(Color::Blue), fg(Color::Magenta)],
        accent: fg(Color::Cyan),
        dim: fg(Color::DarkGray),
        reference: Style::new().bg(Color::Blue),
        centile: Style::new().bg(Color::Magenta),
        low: fg(Color::LightRed),
        high: fg(Color::Red),
        within: fg(Color::Green),
        unknown: fg(Color::Yellow),
        lane: fg(Color::LightBlue),
        cursor: Style::new().add_modifier(Modifier::REVERSED),
    }
}

/// A chart over some time, still without panels.
pub fn plot(first: &str, last: &str, panels: Vec<PlotPanel>) -> Plot {
    Plot {
        panels,
        lanes: Vec::new(),
        sources: Vec::new(),
        first: day(first),
        last: day(last),
        today: day(last),
        cursor: None,
        glyphs: Glyphs::Braille,
        plain: false,
        privacy: Privacy::OFF,
        palette: palette(),
    }
}

fn panel(title: &str, unit: &str, lines: &[&str], bands: Vec<IntervalBand>) -> PlotPanel {
    PlotPanel {
        title: title.to_string(),
        unit: unit.to_string(),
        marks: marks(lines),
        bands,
        ..PlotPanel::default()
    }
}

/// Estradiol falling under an aromatase inhibitor: intervals, lanes and the cursor on the last result.
pub fn estradiol() -> Plot {
    let results = ["2025-11-03 31 W", "2025-12-20 28 W", "2026-01-26 22 W", "2026-03-14 6.2 L"];
    let reference = band("2025-11-03", "2026-03-20", Some(8.0), Some(35.0));
    let target = IntervalBand { low: Some(20.0), high: Some(30.0), kind: BandKind::Target, ..reference };
    Plot {
        lanes: vec![
            Lane {
                label: "anastrozole".to_string(),
                spans: vec![
                    span("2026-01-05", "2026-02-08", "1 mg 2x/wk"),
                    span("2026-02-09", "2026-12-31", "0.5 mg 2x/wk"),
                ],
                points: vec![],
            },
            Lane {
                label: "fever".to_string(),
                spans: vec![],
                points: vec![LanePoint { day: day("2026-02-20"), grade: LaneGrade::Event }],
            },
            Lane {
                label: "low mood, irritability".to_string(),
                spans: vec![],
                points: ["2026-01-10", "2026-01-17", "2026-01-24", "2026-01-31"]
                    .into_iter()
                    .zip([LaneGrade::None, LaneGrade::Mild, LaneGrade::Moderate, LaneGrade::Severe])
                    .map(|(at, grade)| LanePoint { day: day(at), grade })
                    .collect(),
            },
        ],
        cursor: Some(PlotCursor { panel: 0, mark: 3 }),
        ..plot(
            "2025-10-20",
            "2026-04-20",
            vec![panel("Estradiol", "pg/mL", &results, vec![reference, target])],
        )
    }
    .with_today("2026-03-20")
}

/// Small changes to a chart, for reading.
pub trait With {
    /// The same chart on another day.
    fn with_today(self, today: &str) -> Self;
    /// The same chart without colours.
    fn in_plain(self) -> Self;
    /// The same chart in other characters.
    fn in_glyphs(self, glyphs: Glyphs) -> Self;
}

impl With for Plot {
    fn with_today(self, today: &str) -> Self {
        Self { today: day(today), ..self }
    }

    fn in_plain(self) -> Self {
        let ChartInk { plain, palette, .. } = ChartInk::new(&Theme::named(ThemeName::Plain), self.glyphs);
        Self { plain, palette, ..self }
    }

    fn in_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }
}

/// The only result there is.
pub fn one_point() -> Plot {
    let band = band("2026-03-08", "2026-03-21", Some(264.0), Some(916.0));
    plot(
        "2026-03-14",
        "2026-03-14",
        vec![panel("Testosterone, total", "ng/dL", &["2026-03-14 486 W"], vec![band])],
    )
}

/// No result at all.
pub fn no_point() -> Plot {
    let empty = "no estradiol yet: press a and choose Blood panel".to_string();
    plot("2025-12-14", "2026-03-14", vec![PlotPanel { empty, ..panel("Estradiol", "pg/mL", &[], vec![]) }])
}

/// Morning and afternoon of one day, among results a month apart.
pub fn same_day_pair() -> Plot {
    let results = [
        "2026-01-12 520 W",
        "2026-02-16 512 W @480",
        "2026-02-16 238 L @960",
        "2026-02-16 505 W @1320",
        "2026-03-16 498 W",
    ];
    let band = band("2026-01-01", "2026-03-31", Some(264.0), Some(916.0));
    plot("2026-01-01", "2026-03-31", vec![panel("Testosterone, total", "ng/dL", &results, vec![band])])
}

/// Morning and afternoon of one day, and a third result before a column of its own begins.
pub fn pair_and_one_after() -> Plot {
    let results = ["2026-01-05 6 W", "2026-03-02 4 W @480", "2026-03-02 2 W @960", "2026-03-04 9 H"];
    let band = band("2026-01-01", "2026-06-30", Some(1.7), Some(8.6));
    plot("2026-01-01", "2026-06-30", vec![panel("LH", "IU/L", &results, vec![band])])
}

/// Results at and below the limit of detection, and one above the highest calibrator.
pub fn censored_run() -> Plot {
    let results = [
        "2025-04-07 5.1 W",
        "2025-06-02 <0.2 L",
        "2025-08-04 <0.2 L",
        "2025-10-06 <0.1 L /",
        "2025-12-01 3.8 W",
        "2026-02-02 >20 H",
    ];
    let band = band("2025-04-01", "2026-03-14", Some(1.5), Some(12.4));
    plot("2025-03-14", "2026-03-14", vec![panel("FSH", "IU/L", &results, vec![band])])
}

/// An interval with an upper limit only, and a level to act on.
pub fn one_sided() -> Plot {
    let results = ["2025-04-07 44.5 W", "2025-07-02 49 W", "2025-10-04 51.2 H", "2026-01-06 54.4 H"];
    let panel = PlotPanel {
        limits: vec![level(54.0, LimitKind::Threshold, "54", "stop and ask")],
        ..panel("Hematocrit", "%", &results, vec![band("2025-03-14", "2026-03-14", None, Some(50.0))])
    };
    plot("2025-03-14", "2026-03-14", vec![panel])
}

/// Three laboratories, three intervals; the second one measures by another method.
pub fn changing_range() -> Plot {
    let results =
        ["2025-04-07 28 W", "2025-06-02 33 W", "2025-08-04 18 W /", "2025-11-06 16 W", "2026-01-12 22 W"];
    let bands = vec![
        band("2025-04-07", "2025-08-03", Some(11.3), Some(43.2)),
        band("2025-08-04", "2025-12-31", Some(8.0), Some(35.0)),
        band("2026-01-01", "2026-03-14", None, Some(29.0)),
    ];
    plot("2025-03-14", "2026-03-14", vec![panel("Estradiol", "pg/mL", &results, bands)])
}

/// Ten years, of which four are missing.
pub fn ten_years() -> Plot {
    let results = [
        "2016-05-07 612 W",
        "2017-04-02 588 W",
        "2018-03-04 602 W",
        "2022-06-06 402 W",
        "2023-05-12 371 W",
        "2023-11-12 255 L",
        "2024-05-12 240 L",
        "2025-02-12 530 W",
        "2025-12-12 720 W",
    ];
    let band = band("2016-03-14", "2026-03-14", Some(264.0), Some(916.0));
    plot("2016-03-14", "2026-03-14", vec![panel("Testosterone, total", "ng/dL", &results, vec![band])])
}

/// A level with its words.
pub fn level(value: f64, kind: LimitKind, name: &str, source: &str) -> LimitLine {
    LimitLine { value, kind, name: name.to_owned(), source: source.to_owned() }
}

/// Sperm concentration from many to none and back, between centiles.
pub fn counts_with_zero() -> Plot {
    let results = [
        "2025-04-07 48 W",
        "2025-06-02 11 L",
        "2025-08-04 0.4 L",
        "2025-10-06 0 L",
        "2025-12-01 0 L",
        "2026-02-02 21 W",
    ];
    let centile =
        |low, high| IntervalBand { kind: BandKind::Centile, ..band("2025-03-14", "2026-03-14", low, high) };
    let panel = PlotPanel {
        scale: Scale::Log,
        bands: vec![centile(Some(16.0), Some(66.0)), centile(Some(66.0), Some(213.0))],
        limits: [(16.0, "P5"), (66.0, "P50"), (213.0, "P95")]
            .map(|(value, name)| level(value, LimitKind::Centile, name, "WHO 2021"))
            .to_vec(),
        ..panel("Sperm concentration", "10*6/mL", &results, vec![])
    };
    plot("2025-03-14", "2026-03-14", vec![panel])
}

/// Four analytes of one man with one cursor.
pub fn four_panels() -> Plot {
    let days = ["2025-11-03", "2025-12-20", "2026-01-26", "2026-03-14"];
    let series = |values: [&str; 4]| -> Vec<String> {
        days.iter().zip(values).map(|(day, value)| format!("{day} {value}")).collect()
    };
    let made = |title: &str, unit: &str, values, low, high| {
        let lines = series(values);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        panel(title, unit, &lines, vec![band("2025-11-03", "2026-03-20", low, high)])
    };
    Plot {
        panels: vec![
            made(
                "Testosterone, total",
                "ng/dL",
                ["312 W", "340 W", "455 W", "486 W"],
                Some(264.0),
                Some(916.0),
            ),
            made("Estradiol", "pg/mL", ["31 W", "28 W", "22 W", "6.2 L"], Some(8.0), Some(35.0)),
            made("LH", "IU/L", ["4.1 W", "4.4 W", "6 W", "9.1 H"], Some(1.7), Some(8.6)),
            made("T/E2", "", ["10.1 ?", "12.1 ?", "20.7 ?", "78.4 ?"], Some(10.0), None),
        ],
        cursor: Some(PlotCursor { panel: 2, mark: 2 }),
        ..estradiol()
    }
}

/// A trend over all results, and the means before and after February.
pub fn what_results_amount_to(scale: Scale) -> Plot {
    let results =
        ["2025-10-20 34 W", "2025-12-01 31 W", "2026-01-10 22 W", "2026-02-01 14 W", "2026-03-10 9 L"];
    let guide = |from: (&str, f64), to: (&str, f64), kind, label: &str| Guide {
        from: (day(from.0), from.1),
        to: (day(to.0), to.1),
        kind,
        label: label.to_string(),
    };
    let panel = PlotPanel {
        scale,
        guides: vec![
            guide(("2025-10-20", 36.0), ("2026-03-10", 8.0), GuideKind::Trend, "trend"),
            guide(("2025-10-20", 28.5), ("2026-01-10", 28.5), GuideKind::Mean, "before 28.5"),
            guide(("2026-02-01", 11.2), ("2026-03-10", 11.2), GuideKind::Mean, "after 11.2"),
        ],
        ..panel("Estradiol", "pg/mL", &results, vec![])
    };
    plot("2025-10-10", "2026-03-14", vec![panel])
}

/// Names and labels of characters that take two columns.
pub fn wide_names() -> Plot {
    let panel = PlotPanel {
        limits: vec![level(10.0, LimitKind::Threshold, "低于十", "")],
        ..panel("雌二醇 (Estradiol)", "皮克/毫升", &["2026-01-05 22 W", "2026-02-10 8 L"], vec![])
    };
    let lane = Lane {
        label: "阿那曲唑阿那曲唑阿那曲唑".to_string(),
        spans: vec![span("2026-01-20", "2026-03-20", "一毫克 每日")],
        points: vec![],
    };
    Plot { lanes: vec![lane], ..plot("2025-12-20", "2026-03-14", vec![panel]) }
}

/// Two results a day for years: far more than columns.
pub fn dense(count: u32) -> Plot {
    let first = day("2012-01-01");
    let marks = (0..count).map(|at| {
        let wave = (f64::from(at) / 700.0).sin() * 150.0 + f64::from(at * 7919 % 101);
        ResultMark {
            day: first + chrono::Days::new(u64::from(at / 2)),
            minute: Some(if at % 2 == 0 { 480 } else { 1200 }),
            value: 500.0 + wave,
            decimals: 0,
            bound: Bound::Exact,
            status: if wave < -50.0 { Status::Low } else { Status::Within },
            breaks_line: false,
            series: 0,
        }
    });
    let panel = PlotPanel {
        title: "Testosterone, total".to_string(),
        unit: "ng/dL".to_string(),
        marks: marks.collect(),
        ..PlotPanel::default()
    };
    let last = first + chrono::Days::new(u64::from(count / 2));
    plot("2012-01-01", &last.to_string(), vec![panel])
}
