//! Pasting a whole laboratory report into a form.

use androlog::domain::context::{ContextField, FieldValue};
use androlog::domain::report::{BodySide, Kind};

use crate::entry::{empty, line_with, newest, open, results};

const PAPER: &str = "Quest Diagnostics\n\
TESTOSTERONE, TOTAL, MS   486   264-916 ng/dL\n\
Estradiol: <5.0 pg/mL L (8.0 - 35.0)\n\
LH\t6.0\tIU/L\tsee comment\n\
FSH 7 mIU/mL\n\
Zonulin 12 ng/mL\n";

#[test]
fn a_pasted_report_fills_its_rows_and_drops_nothing() {
    let pasted = empty().keys("a<enter>").paste(PAPER);
    let frame = pasted.frame();
    assert!(frame.contains("values read, 1 of them to check"), "{frame}");
    assert!(line_with(&frame, "Estradiol").contains("8.0 – 35.0"), "{frame}");
    assert!(line_with(&frame, "LH").contains("? "), "{frame}");
    assert!(frame.contains("not understood: Zonulin 12 ng/mL"), "{frame}");
    let asked = pasted.keys("<tab><ctrl-s>");
    assert!(asked.record().is_empty());
    assert!(asked.frame().contains("is in no row"), "{}", asked.frame());
    let report = newest(&asked.keys("<ctrl-s>").record(), Kind::Blood);
    for result in ["estradiol <5.0 pg/mL", "lh 6.0 IU/L", "fsh 7 mIU/mL"] {
        assert!(results(&report).contains(&result.to_owned()), "{result}: {:?}", results(&report));
    }
}

#[test]
fn a_pasted_report_of_a_woman_says_so_beside_its_values() {
    let pasted = empty().keys("a<enter>").paste("Patient: Anna Doe\nSex: Female\nLH 12.1 IU/L 1.7 - 8.6\n");
    let frame = pasted.frame();
    assert!(frame.contains("of a woman") && frame.contains("save them only where they are yours"), "{frame}");
    assert!(frame.contains("0 lines not understood; the results are of a woman"), "{frame}");
}

#[test]
fn a_pasted_line_never_replaces_a_typed_value() {
    let frame = empty().keys("a<enter><enter>22").paste("Estradiol 31 pg/mL\nLH 5 IU/L").frame();
    assert!(line_with(&frame, "Estradiol").contains("[22"), "{frame}");
    assert!(frame.contains("not understood: Estradiol 31 pg/mL (its row has a value)"), "{frame}");
}

#[test]
fn the_box_takes_a_report_from_terminals_that_send_a_paste_as_keys() {
    let after = empty().keys("a<enter><ctrl-v>LH 5.1 IU/L<enter>FSH 6 IU/L<ctrl-v><ctrl-s>");
    let report = newest(&after.record(), Kind::Blood);
    assert_eq!(results(&report), ["lh 5.1 IU/L", "fsh 6 IU/L"]);
}

#[test]
fn one_pasted_line_goes_into_the_field_in_focus() {
    let after = empty().keys("a<enter>").paste("486").keys("<ctrl-s>");
    assert_eq!(results(&newest(&after.record(), Kind::Blood)), ["testosterone-total 486 ng/dL"]);
}

#[test]
fn what_was_not_understood_can_be_seen_in_a_small_window_and_read_again() {
    let lines: Vec<String> = (0..12).map(|n| format!("Zonulin {n} ng/mL")).collect();
    let pasted = empty().size(60, 20).keys("a<enter>").paste(&format!("LH 6 IU/L\n{}", lines.join("\n")));
    let note = pasted.keys(&"<tab>".repeat(12));
    assert!(note.frame().contains("not understood: Zonulin 11"), "{}", note.frame());
    let opened = note.keys("<ctrl-v>");
    for n in 0..12 {
        assert!(opened.frame().contains(&format!("Zonulin {n} ng/mL")), "{}", opened.frame());
    }
    let closed = opened.keys("<esc><ctrl-s>");
    assert!(closed.frame().contains("12 pasted lines are in no row"), "{}", closed.frame());
    let read = closed.keys("<ctrl-v>FSH 7 IU/L<ctrl-v>");
    let words = read.frame().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("1 value read, 0 of them to check, 12 lines not understood"), "{words}");
}

#[test]
fn what_is_typed_in_the_box_is_part_of_the_draft() {
    let killed = empty().keys("a<enter><ctrl-v>LH 5.1 IU/L<enter>FSH 6 IU/L").again().keys("<enter><ctrl-v>");
    assert!(killed.frame().contains("LH 5.1 IU/L"), "{}", killed.frame());
    let report = newest(&killed.keys("<ctrl-v><ctrl-s>").record(), Kind::Blood);
    assert_eq!(results(&report), ["lh 5.1 IU/L", "fsh 6 IU/L"]);
    let looked = empty().keys("a<enter><ctrl-v><esc><esc>");
    assert!(looked.drafts().is_empty(), "{:?}", looked.drafts());
}

#[test]
fn tab_visits_the_values_to_check_before_it_walks_on() {
    let text = "Testosterone 486 ng/dL\nEstradiol 22 pg/mL as reported\nLH 6 IU/L\nFSH 7 IU/L as reported";
    let pasted = empty().keys("a<enter>").paste(text);
    assert!(line_with(&pasted.frame(), "Estradiol").contains('?'), "the first one is gone to");
    let second = pasted.keys("<tab>");
    assert!(!line_with(&second.frame(), "Estradiol").contains('?'), "it was looked at");
    assert!(line_with(&second.frame(), "FSH").contains('?'));
    let changed = second.keys("8");
    assert!(line_with(&changed.frame(), "FSH").contains("[8 "), "{}", changed.frame());
    let report = newest(&changed.keys("<ctrl-s>").record(), Kind::Blood);
    assert_eq!(report.results.len(), 4);
}

#[test]
fn a_report_pasted_where_it_has_no_rows_says_where_it_belongs() {
    for place in 4..8 {
        let refused = empty().keys(&open(place)).paste(PAPER);
        assert!(refused.frame().contains("into the form of its kind"), "form {place}: {}", refused.frame());
        assert!(refused.drafts().is_empty(), "form {place}");
    }
    let note = empty().keys(&format!("{}fev<enter><enter>", open(5))).paste("slept badly\nsince Monday");
    assert!(note.frame().contains("slept badly since Monday"), "{}", note.frame());
}

/// Most terminals send a return for each end of a line of a paste.
#[test]
fn a_paste_with_returns_is_read_with_what_it_says_of_itself_and_why_it_is_unsure() {
    let paper = "Laboratory: Northlight\nCollected: 2026-03-04 08:10\nFasting: no\n\
        Testosterone\t486\tng/dL\t264-916\nLH   5.1   1.7-8.6\nFSH   7.3   9.1   IU/L\n";
    for ends in ["\n", "\r", "\r\n"] {
        let pasted = empty().size(120, 40).keys("a<enter>").paste(&paper.replace('\n', ends));
        let frame = pasted.frame();
        for part in ["3 values read, 2 of them to check", "date [4 Mar 2026", "time [08:10", "[Northlight"] {
            assert!(frame.contains(part), "{ends:?}: {part}\n{frame}");
        }
        assert!(line_with(&frame, "LH").contains("the unit is missing"), "{frame}");
        assert!(line_with(&frame, "FSH").contains("more than one number: 7.3, 9.1"), "{frame}");
        // The cursor stands on the first unsure one; Tab leaves it as looked at, and visits the next.
        let visited = pasted.keys("<tab>");
        let frame = visited.frame();
        assert!(!line_with(&frame, "LH").contains("the unit is missing"), "{frame}");
        let asked = visited.keys("<ctrl-s>");
        assert!(asked.record().is_empty());
        let frame = asked.frame();
        assert!(frame.contains("FSH was pasted but not checked: more than one number"), "{frame}");
        let report = newest(&asked.keys("<ctrl-s>").record(), Kind::Blood);
        assert_eq!(results(&report), ["testosterone-total 486 ng/dL", "lh 5.1 IU/L", "fsh 7.3 IU/L"]);
        assert_eq!(
            (report.date.to_string().as_str(), report.laboratory.as_deref()),
            ("2026-03-04", Some("Northlight"))
        );
    }
}

#[test]
fn a_pasted_scan_names_its_hips_and_every_digit_is_in_sight() {
    let scan = "Region  BMD (g/cm2)  T-score  Z-score\nL1-L4  1.052  -1.1  -0.9\nTotal Hip Left  0.981  -0.4  -0.1\n\
        Total Hip Right  0.962  -0.5  -0.2\n";
    let pasted = empty().size(80, 24).keys("a").keys("dxa<enter>").paste(scan);
    let frame = pasted.frame();
    assert!(frame.contains("side [both") && frame.contains("[1.052") && frame.contains("[0.962"), "{frame}");
    let report = newest(&pasted.keys("<ctrl-s>").record(), Kind::Dxa);
    let sides: Vec<_> =
        report.results.iter().filter(|r| &*r.analyte == "bmd-total-hip").map(|r| r.side).collect();
    assert_eq!(sides, [Some(BodySide::Left), Some(BodySide::Right)]);
}

#[test]
fn a_pasted_scan_is_of_the_machine_that_it_names_and_not_of_the_one_before() {
    let scan = |machine: &str| format!("Scanner: {machine}\nL1-L4: BMD 1.052 g/cm2, T-score -1.1\n");
    let mut log = empty().size(80, 24);
    for machine in ["Hologic Horizon A", "GE Lunar iDXA"] {
        log = log.keys("a").keys("dxa<enter>").paste(&scan(machine)).keys("<ctrl-s>");
        let report = newest(&log.record(), Kind::Dxa);
        let device = report.context.get(ContextField::Device);
        assert_eq!(device, Some(&FieldValue::Words(machine.to_owned())), "{machine}");
    }
}

#[test]
fn a_pasted_semen_analysis_is_judged_by_the_edition_of_the_manual_that_it_names() {
    let sheet = "Semen analysis (WHO 5th edition)\nVolume 2.8 mL\nConcentration 18 million/mL\n";
    let pasted = empty().size(80, 24).keys("a").keys("semen<enter>").paste(sheet);
    let report = newest(&pasted.keys("<ctrl-s>").record(), Kind::Semen);
    assert_eq!(report.context.get(ContextField::WhoEdition), Some(&FieldValue::Words("2010".to_owned())));
}

#[test]
fn a_day_that_can_be_read_two_ways_is_left_to_the_reader() {
    let frame =
        empty().size(120, 40).keys("a<enter>").paste("Collected: 02/03/2026\nLH 5 IU/L\nFSH 4 IU/L").frame();
    assert!(frame.contains("collected 02/03/2026, which is 2 Mar 2026 or 3 Feb 2026"), "{frame}");
}
