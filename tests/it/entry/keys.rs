//! Whatever is typed: nothing breaks, and what is stored was in sight.

use androlog::domain::record::Record;

use crate::entry::{course, open};

const KEYS: [&str; 44] = [
    "1",
    "4",
    "8",
    "0",
    ".",
    ",",
    "<lt>",
    "-",
    "n",
    "d",
    "p",
    "g",
    "/",
    "m",
    "L",
    "é",
    "膜",
    " ",
    "<enter>",
    "<enter>",
    "<tab>",
    "<shift-tab>",
    "<up>",
    "<down>",
    "<left>",
    "<right>",
    "<home>",
    "<backspace>",
    "<delete>",
    "<f2>",
    "<f3>",
    "<f4>",
    "<alt-r>",
    "<alt-u>",
    "<alt-m>",
    "<ctrl-z>",
    "<ctrl-y>",
    "<shift-up>",
    "<shift-down>",
    "<ctrl-v>",
    "<ctrl-w>",
    "<ctrl-k>",
    "<ctrl-s>",
    "<esc>",
];

/// Numbers of all reports.
fn numbers(record: &Record) -> Vec<String> {
    let results = record.reports().iter().flat_map(|report| &report.results);
    results.filter_map(|result| result.quantity().map(|quantity| quantity.value.to_string())).collect()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn no_keys_and_no_paste_break_a_form_or_store_what_was_not_in_sight(
        place in 0..8_usize,
        keys in proptest::collection::vec(0..KEYS.len(), 1..60),
        paste in "(\\PC{0,12}\n?){0,3}",
        size in (40..130_u16, 10..45_u16),
    ) {
        let (before, after) = keys.split_at(keys.len() / 2);
        let run = |keys: &[usize]| keys.iter().map(|key| KEYS[*key]).collect::<String>();
        let typed = course()
            .keys(&open(place))
            .keys(&run(before))
            .paste(&paste)
            .keys(&run(after))
            .size(200, 70);
        let sight = typed.frame();
        let known = numbers(&typed.record());
        let stored = typed.size(size.0, size.1).keys("<ctrl-s><ctrl-s>");
        stored.frame();
        for number in numbers(&stored.record()) {
            let seen = known.contains(&number) || sight.contains(&number) || sight.contains(&number.replace('.', ","));
            proptest::prop_assert!(seen, "{number} was stored and not in sight:\n{sight}");
        }
    }
}
