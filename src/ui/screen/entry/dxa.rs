//! The rows of a bone-density scan: density, T and Z of each site, hips by side.

use crate::domain::bone::SITES;
use crate::domain::report::{Observation, Report, Side};
use crate::ui::screen::entry::read::{Hips, read_hips};
use crate::ui::screen::entry::row::Row;

/// Values of a site, side by side.
pub const COLUMNS: usize = 3;

/// How their analyte ids begin.
const VALUES: [&str; COLUMNS] = ["bmd-", "t-score-", "z-score-"];

/// The rows of the spine and one hip; more follow when both hips were scanned.
const ONE_HIP: usize = SITES.len() * COLUMNS;

/// Empty rows.
pub fn rows(hips: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = SITES.iter().flat_map(|site| of_site(site, None)).collect();
    match_hips(&mut rows, hips);
    rows
}

/// The rows of a stored scan. What finds no place, as a second value of one site and side, is carried along.
pub fn rows_of<'r>(shown: &[&'r Observation], carried: &mut Vec<&'r Observation>) -> Vec<Row> {
    let mut rest: Vec<&Observation> = shown.to_vec();
    let mut rows = rows(hips_among(shown));
    for row in &mut rows {
        let place = rest.iter().position(|result| result.analyte == row.analyte && result.side == row.side);
        if let Some(place) = place {
            *row = Row::edit(rest.remove(place));
        }
    }
    carried.extend(rest);
    rows
}

/// The word for the hips on a stored scan.
pub fn hips_of(report: &Report) -> &'static str {
    let results: Vec<&Observation> = report.results.iter().collect();
    hips_among(&results)
}

/// Gives the rows of the hips their sides; rows of the second hip come and, while they are empty, go.
pub fn match_hips(rows: &mut Vec<Row>, text: &str) {
    let Ok(hips) = read_hips(text) else { return };
    let first = match hips {
        Hips::Unsaid => None,
        Hips::Left | Hips::Both => Some(Side::Left),
        Hips::Right => Some(Side::Right),
    };
    for row in rows.iter_mut().take(ONE_HIP).skip(COLUMNS) {
        row.side = first;
    }
    let second_is_empty = rows.iter().skip(ONE_HIP).all(|row| row.value.is_empty());
    if hips == Hips::Both && rows.len() == ONE_HIP {
        rows.extend(SITES[1..].iter().flat_map(|site| of_site(site, Some(Side::Right))));
    } else if hips != Hips::Both && second_is_empty {
        rows.truncate(ONE_HIP);
    }
}

/// The site an analyte of a scan is about: `total-hip`.
pub fn site(analyte: &str) -> &str {
    let of = |value: &&str| analyte.strip_prefix(*value);
    VALUES.iter().find_map(of).unwrap_or(analyte)
}

fn hips_among(results: &[&Observation]) -> &'static str {
    hips_word(&results.iter().filter_map(|result| result.side).collect::<Vec<_>>())
}

/// The word for the hips that have values.
pub fn hips_word(sides: &[Side]) -> &'static str {
    match (sides.contains(&Side::Left), sides.contains(&Side::Right)) {
        (true, true) => "both",
        (true, false) => "left",
        (false, true) => "right",
        (false, false) => "",
    }
}

fn of_site(site: &str, hip: Option<Side>) -> impl Iterator<Item = Row> {
    VALUES.map(|value| Row { side: hip, ..Row::new(format!("{value}{site}").into()) }).into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_hip_comes_with_both_and_goes_while_it_is_empty() {
        let mut all = rows("");
        assert_eq!((all.len(), all[3].side), (9, None));
        match_hips(&mut all, "both");
        assert_eq!((all.len(), all[3].side, all[9].side), (15, Some(Side::Left), Some(Side::Right)));
        match_hips(&mut all, "right");
        assert_eq!((all.len(), all[3].side, all[0].side), (9, Some(Side::Right), None));
        match_hips(&mut all, "both");
        all[9].value.set("0.9");
        match_hips(&mut all, "left");
        assert_eq!(all.len(), 15, "a typed value is never taken away");
    }
}
