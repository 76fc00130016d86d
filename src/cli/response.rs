//! `response`, `profile-check`: the article's two tables against one's own results, as the Therapy tab shows them.

use crate::cli::CommandEnd;
use crate::cli::print;
use crate::domain::day;
use crate::domain::difference::signed;
use crate::domain::quantity::shown_unit;
use crate::exchange::profile::{self, ProfileRow, profile, profile_remarks};
use crate::exchange::response::{self, NO_COURSE, Response, ResponseRow, ResponseSide, responses};
use crate::exchange::rule_limit::RuleView;
use crate::runtime::session::Session;

/// Show what the results did since a therapy began, or semen since a varicocele repair: before, now, expected
/// direction, verdict.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog response --json")]
pub struct ResponseArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Show, in your own results, the markers HRTIO describes before treatment, and who found otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: androlog profile-check")]
pub struct ProfileCheckArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints the response to each course of today.
pub fn response(args: &ResponseArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let record = session.for_courses()?;
    let found: Vec<Response<'_>> = responses(RuleView {
        record: &record,
        catalog: setup.catalog,
        rules: &setup.rules,
        intervals: &setup.intervals,
        units: setup.config.units,
        today: setup.today,
    })
    .collect();
    if args.json {
        print::line(&response::json(&found, setup.catalog, setup.today))?;
    } else if found.is_empty() {
        print::say(NO_COURSE);
    } else {
        let blocks: Vec<String> = found.iter().map(|one| block(one, session)).collect();
        print::text(&blocks.join("\n"))?;
    }
    Ok(CommandEnd::Well)
}

fn block(response: &Response<'_>, session: &Session) -> String {
    let heads = ["", "before", "", "now", "", "", "change", "expected", ""].map(str::to_owned).to_vec();
    let rows = response.rows.iter().map(|row| cells(row, session));
    let lines: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let mut text = format!("Response {}\n", response.heading());
    text += &print::columns(&lines, &[1, 3, 6]);
    for remark in response.remarks(session.setup.catalog) {
        text += &format!("{remark}\n");
    }
    text
}

fn cells(row: &ResponseRow<'_>, session: &Session) -> Vec<String> {
    let number = |side: &Option<ResponseSide>| {
        let number = |side: &ResponseSide| {
            row.analyte.number_in(&side.quantity, row.unit, session.setup.config.units, "≈")
        };
        side.as_ref().map_or_else(|| "–".to_owned(), number)
    };
    let when = |side: &Option<ResponseSide>| match side.as_ref().map(|side| &side.days[..]) {
        None | Some([]) => String::new(),
        Some([only]) => day::long(*only),
        Some(several) => format!("mean of {}", several.len()),
    };
    vec![
        row.analyte.name.clone(),
        number(&row.before),
        when(&row.before),
        number(&row.after),
        when(&row.after),
        shown_unit(&row.unit.code).to_owned(),
        row.percent().map_or_else(String::new, signed),
        row.expected().to_owned(),
        row.words(),
    ]
}

/// Prints the candidate profile.
pub fn profile_check(args: &ProfileCheckArgs, session: &Session) -> anyhow::Result<CommandEnd> {
    let setup = &session.setup;
    let record = session.for_courses()?;
    let rows = profile(&record, setup.catalog, &setup.intervals, setup.config.units, setup.today);
    let remarks = profile_remarks(&rows, &record, setup.catalog, setup.today);
    if args.json {
        print::line(&profile::json(&rows, &remarks, setup.today))?;
        return Ok(CommandEnd::Well);
    }
    let heads =
        ["", "value", "", "", "HRTIO describes", "", "rests on", "sources"].map(str::to_owned).to_vec();
    let lines: Vec<Vec<String>> = std::iter::once(heads).chain(rows.iter().map(marker)).collect();
    let mut text = print::columns(&lines, &[1]);
    for sentence in &remarks {
        text += &format!("{sentence}\n");
    }
    print::text(&text)?;
    Ok(CommandEnd::Well)
}

fn marker(row: &ProfileRow<'_>) -> Vec<String> {
    let value = row.value.as_ref();
    vec![
        row.analyte.name.clone(),
        value.map_or_else(|| "–".to_owned(), |q| format!("{}{}", q.comparator.prefix(), q.value)),
        value.map_or_else(String::new, |q| shown_unit(&q.unit).to_owned()),
        row.day().map_or_else(String::new, day::long),
        row.described(),
        row.words(),
        row.basis.clone(),
        row.cited.clone(),
    ]
}
