//! `chart`: the chart of the screen, printed.

use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::{Days, NaiveDate};

use crate::cli::CommandEnd;
use crate::cli::analyte_name;
use crate::cli::print;
use crate::domain::before_after::{days_of_change, last_change};
use crate::domain::id::AnalyteId;
use crate::domain::record::Record;
use crate::domain::series::{Reading, ReadingSource};
use crate::runtime::file_writing::{Existing, write_file};
use crate::runtime::session::Session;
use crate::runtime::surroundings::Surroundings;
use crate::ui::picture::{
    self, ChartForm, ChartInk, ChartKnowledge, ChartView, DrawnSelection, MOST, ResultCourse, Study,
};
use crate::ui::theme::{Theme, ThemeName};
use crate::ui::widget::plot::{self, Glyphs};

/// Print a chart of analytes over time, with their intervals, therapy, symptoms and events.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples: androlog chart estradiol lh --since 1y --trend, androlog chart e2 --svg e2.svg"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct ChartArgs {
    /// One to four analytes, one panel each.
    #[arg(required = true)]
    analytes: Vec<String>,
    /// First day: a date, or how long ago, such as 1y, 6m, 90d.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Last day; today, or that of a later result, when left out.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: Option<String>,
    /// Leave out results by another method than the newest, not fasting, of lost samples, or outside 2 to 7 days of
    /// abstinence.
    #[arg(long)]
    like_with_like: bool,
    /// Draw the trend and say it in words.
    #[arg(long, conflicts_with = "before_after")]
    trend: bool,
    /// Compare before and after the change of therapy of this day, or the last one of a drug that acts.
    #[arg(
        long,
        value_name = "DATE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "last",
        conflicts_with = "until"
    )]
    before_after: Option<String>,
    /// Columns.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(20..=1000))]
    width: u16,
    /// Lines; 14, and 8 more for each panel after the first, when left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(5..=1000))]
    height: Option<u16>,
    /// Draw with ASCII only.
    #[arg(long)]
    ascii: bool,
    /// Write a vector picture to this new file instead, `-` for stdout.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["width", "height", "ascii"])]
    svg: Option<PathBuf>,
    /// Replace the SVG file if it is there.
    #[arg(long, requires = "svg")]
    force: bool,
    /// Print the results that the chart draws as JSON.
    #[arg(long, conflicts_with_all = ["svg", "trend", "before_after", "ascii"])]
    json: bool,
}

impl ChartArgs {
    /// Whether it writes a picture, which others may open.
    pub const fn writes_picture(&self) -> bool {
        self.svg.is_some()
    }
}

/// Prints or writes a chart.
pub fn run(args: &ChartArgs, session: &Session, surroundings: Surroundings) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let ids = analytes(args, session)?;
    let mut record = session.series(ids.clone())?.record;
    let history = picture::history(&picture::courses(&session.known(&record), &ids), setup.today);
    let days = days(args, session, history)?;
    record.take_days_of(session.logged(days)?);
    let keep = if args.like_with_like { DrawnSelection::Alike } else { DrawnSelection::All };
    let known = ChartKnowledge { keep, ..session.known(&record) };
    let courses = picture::courses(&known, &ids);
    if args.json {
        return print::shaped_json("chart", "series", &charted(&courses, days)).map(|()| CommandEnd::Well);
    }
    let glyphs = if args.ascii { Glyphs::Ascii } else { setup.config.glyphs.glyphs(surroundings.utf8) };
    let theme = if surroundings.color { setup.config.theme } else { ThemeName::Plain };
    let plot = picture::plot(
        &known,
        &ChartView {
            courses: &courses,
            days,
            today: setup.today,
            cursor: None,
            form: ChartForm::Stacked,
            study: study(args, session, &record)?,
            turned: &[],
            how_to_add: "`androlog add` adds one",
            ink: ChartInk::new(&Theme::named(theme), glyphs),
        },
    );
    if let Some(path) = &args.svg {
        write_svg(path, &picture::svg(&plot), Existing::forced(args.force))?;
        return Ok(CommandEnd::Well);
    }
    let height = args.height.unwrap_or(6 + 8 * ids.len() as u16);
    let draw = if surroundings.color { plot::to_ansi } else { plot::to_text };
    print::chart(&format!("{}\n", draw(&plot, args.width, height).trim_end_matches('\n')))?;
    for note in plot.notes() {
        print::line(&note)?;
    }
    Ok(CommandEnd::Well)
}

/// The series of a chart and their results in view, in the unit of each.
fn charted(courses: &[ResultCourse<'_>], (first, last): (NaiveDate, NaiveDate)) -> serde_json::Value {
    let point = |course: &ResultCourse<'_>, reading: &Reading<'_>| {
        let quantity = reading.quantity(course.analyte);
        serde_json::json!({
            "date": reading.day,
            "time": reading.time.map(|time| time.format("%H:%M").to_string()),
            "comparator": quantity.comparator.sign(),
            "value": quantity.value.to_string(),
            "unit": &*quantity.unit,
            "derived": matches!(reading.from, ReadingSource::Computed(_)),
        })
    };
    let series = |course: &ResultCourse<'_>| {
        let in_view = course.readings.iter().filter(|reading| (first..=last).contains(&reading.day));
        let points: Vec<serde_json::Value> = in_view.map(|reading| point(course, reading)).collect();
        serde_json::json!({"analyte": &*course.analyte.id, "name": course.analyte.name, "results": points})
    };
    courses.iter().map(series).collect()
}

/// Writes it to a file, or for `-` to stdout.
fn write_svg(path: &Path, svg: &str, existing: Existing) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        return print::line(svg.trim_end());
    }
    let written = write_file(path, svg.as_bytes(), existing)?;
    print::say(&format!("Wrote {}.", written.display()));
    Ok(())
}

/// Days before the first result, so that it does not stand on the axis.
const MARGIN: u64 = 3;

/// The first and the last day of the axis: those asked for, else those of the history.
fn days(
    args: &ChartArgs,
    session: &Session,
    history: (NaiveDate, NaiveDate),
) -> anyhow::Result<(NaiveDate, NaiveDate)> {
    let since = args.since.as_deref().map(|text| session.since(text)).transpose()?;
    let until = args.until.as_deref().map(|text| session.since(text)).transpose()?;
    let last = until.unwrap_or(history.1);
    if since.is_none() && last < history.0 {
        bail!("no result by {last}; the first one is of {}", history.0);
    }
    let first = since.unwrap_or(history.0 - Days::new(MARGIN));
    if first > last {
        bail!("nothing to draw: the first day, {first}, is after the last one, {last}");
    }
    Ok((first, last))
}

/// What several results are to amount to.
fn study(args: &ChartArgs, session: &Session, record: &Record) -> anyhow::Result<Study> {
    let Some(text) = &args.before_after else {
        return Ok(if args.trend { Study::Trend } else { Study::None });
    };
    let setup = &session.setup;
    let days = days_of_change(record);
    let known: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
    if days.is_empty() {
        bail!("no change of therapy to compare around; `androlog therapy start` adds one");
    }
    if text == "last" {
        let Some(last) = last_change(record, setup.catalog.drugs(), setup.today) else {
            bail!(
                "no drug that acts on the axis changed by today; name one of the changes: {}",
                known.join(", ")
            );
        };
        return Ok(Study::Around(last));
    }
    let day = session.day(text)?;
    if !days.contains(&day) {
        bail!("no therapy changed on {day}; changes were on {}", known.join(", "));
    }
    Ok(Study::Around(day))
}

fn analytes(args: &ChartArgs, session: &Session) -> anyhow::Result<Vec<AnalyteId>> {
    let mut ids: Vec<AnalyteId> = Vec::new();
    for text in &args.analytes {
        if args.before_after.is_some() && session.day(text).is_ok() {
            bail!("“{text}” is not an analyte; a day is given as --before-after={text}");
        }
        let id = &analyte_name::series(session.setup.catalog, text)?.id;
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    if ids.len() > MOST {
        bail!("a chart has at most {MOST} analytes; these are {}", ids.len());
    }
    Ok(ids)
}
