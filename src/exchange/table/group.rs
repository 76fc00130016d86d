//! What a row of a list says of the rows below it: people write the day of some results once, beside the first.

use std::collections::HashSet;

use super::CellDay;

/// Whether the days of a list stand once for each group of rows, by its cells from the top to the bottom.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupVotes {
    last: String,
    repeats: bool,
    leaves_out: bool,
}

impl GroupVotes {
    /// Counts the cell with the day of a row in which something stands.
    pub fn add(&mut self, day: &str) {
        if day.is_empty() {
            self.leaves_out |= !self.last.is_empty();
        } else {
            self.repeats |= self.last == day;
            day.clone_into(&mut self.last);
        }
    }

    /// Whether a row without a day is of the day above it. Where some day stands in two rows behind one another every
    /// row has its own, and one without is a row whose day was forgotten.
    pub const fn has_groups(&self) -> bool {
        self.leaves_out && !self.repeats
    }
}

/// The day that holds for the rows of a group, and what stands beside it.
#[derive(Clone, Debug)]
pub(super) struct RowGroup {
    pub day: CellDay,
    /// The laboratory of the first row.
    pub laboratory: Option<String>,
    markers: HashSet<String>,
}

impl RowGroup {
    /// A group that begins with this day.
    pub fn new(day: CellDay, laboratory: Option<String>) -> Self {
        Self { day, laboratory, markers: HashSet::new() }
    }

    /// Takes a row of a marker. A marker that comes again is of another day, which the file does not say.
    pub fn takes(&mut self, marker: &str) -> bool {
        self.markers.insert(marker.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_holds_for_the_rows_below_it_where_no_day_is_written_twice_in_a_row() {
        for (days, has_groups) in [
            (&["14 Mar", "", "", "2 Sep", ""][..], true),
            (&["14 Mar", "14 Mar", "", "2 Sep"], false),
            (&["14 Mar", "2 Sep"], false),
            (&["", "", "14 Mar"], false),
        ] {
            let mut votes = GroupVotes::default();
            for day in days {
                votes.add(day);
            }
            assert_eq!(votes.has_groups(), has_groups, "{days:?}");
        }
    }
}
