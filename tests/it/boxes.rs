//! Boxes over a screen: what leads out of them, and to where.

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

/// A course of six months, with a visit in its midst.
fn course() -> Harness {
    let visit = r#""events": [{"date": "2026-02-03", "event": "clinic-visit"},"#;
    Harness::from_json("2026-03-14", &COURSE.replacen(r#""events": ["#, visit, 1))
}

#[test]
fn ctrl_c_quits_wherever_one_is_and_keeps_what_is_typed() {
    for keys in [
        "", "a", "?", ":", ":undo", "x", "x<enter>", "i", "1v", "1va", "1vp", "1va?", "2/lh", "3s", "4D",
        "5s", "5o", "6<enter>", "6v", "<ctrl-o>",
    ] {
        let left = course().keys(keys).keys("<ctrl-c>");
        assert!(left.has_ended(), "{keys} holds on\n{}", left.frame());
    }
    assert!(Harness::on("2026-03-14").keys("<down>1990<ctrl-c>").has_ended(), "the first questions hold on");
    for keys in ["", "<f1>", "<ctrl-v>"] {
        let left = course().keys("a<enter>486").keys(keys).keys("<ctrl-c>");
        assert!(left.has_ended(), "a form with {keys} holds on");
        assert!(left.drafts()["blood"].contains("486"), "{keys}: {:?}", left.drafts());
    }
}

#[test]
fn a_box_that_was_opened_from_a_page_leads_back_to_it() {
    let (visit, order) = ("New since the visit", "Order: what is");
    for (keys, page) in [
        ("1va<esc>", visit),
        ("1vaIs<space>this<space>new?<enter>", visit),
        ("1vp<esc>", visit),
        ("1vp<enter>", visit),
        ("1vy", visit),
        ("1vaIs<space>this<space>new?<enter>u", visit),
        ("5op<enter>", order),
        ("5oy", order),
        ("5op<enter>p<enter><esc>", order),
    ] {
        let log = course().keys(keys);
        assert!(log.frame().contains(page), "{keys} leads away\n{}", log.frame());
        let left = log.keys("<esc>").frame();
        assert!(!left.contains(page), "{keys} leaves the page open\n{left}");
    }
    assert!(course().keys("5op<enter>").files().contains_key("order.txt"));
    let asked = course().keys("1va").frame();
    assert!(asked.contains(visit) && asked.contains("Ask"), "the page stands behind the box\n{asked}");
}

#[test]
fn a_question_that_is_noted_stands_on_the_page_and_is_taken_back_there() {
    let asked = course().size(80, 24).keys("1vaIs<space>this<space>new?<enter>");
    let frame = asked.frame();
    assert!(frame.contains("\n   Is this new?") && frame.contains("u undoes."), "{frame}");
    let undone = asked.keys("u");
    assert!(undone.frame().contains("Undone") && !undone.frame().contains("\n   Is this new?"));
    assert!(undone.keys("<ctrl-r>").frame().contains("\n   Is this new?"));
}

#[test]
fn questions_are_seen_before_the_first_visit_too() {
    let frame = Harness::on("2026-03-14").keys("<esc>1vaIs<space>this<space>new?<enter>").frame();
    assert!(frame.contains("No visit is logged yet") && frame.contains("\n   Is this new?"), "{frame}");
    let hidden = Harness::on("2026-03-14").keys("<esc>1vaIs<space>this<space>new?<enter>P").frame();
    assert!(!hidden.contains("\n   Is this new?"), "{hidden}");
}

#[test]
fn values_are_hidden_and_shown_without_leaving_a_page() {
    let shown = course().keys("1v");
    assert!(shown.frame().contains("pg/mL"), "{}", shown.frame());
    let hidden = shown.keys("P");
    assert!(hidden.frame().contains("Values are hidden; P shows them.") && !hidden.frame().contains("pg/mL"));
    let si = hidden.keys("PU").keys("U");
    assert!(si.frame().contains("pmol/L"), "{}", si.frame());
}

#[test]
fn every_key_that_scrolls_a_page_moves_it_at_once() {
    let at = |keys: &str| course().size(80, 16).keys("1v").keys(keys).frame();
    for (from, keys) in [("", "j"), ("", "<ctrl-d>"), ("G", "k"), ("G", "<pageup>"), ("jjjjGG", "<ctrl-u>")] {
        assert_ne!(at(from), at(&format!("{from}{keys}")), "{keys} after {from}");
    }
    assert_eq!(at("<ctrl-d><ctrl-u>"), at(""));
    // The last line of a page is the first one of the next, so that none is passed unseen.
    let (first, second) = (at(""), at("<pagedown>"));
    let last = first.lines().nth(13).unwrap();
    assert_eq!(second.lines().nth(4).unwrap(), last, "{first}\n{second}");
}

#[test]
fn the_wheel_moves_what_is_in_front() {
    let low = |keys: &str| course().size(80, 16).keys(keys);
    assert_eq!(low("1v").wheel_down().frame(), low("1vj").frame());
    assert_eq!(low("a").wheel_down().styled(), low("a<down>").styled());
    assert_eq!(low("2").wheel_down().styled(), low("2j").styled());
    let typed = low("i").wheel_down().frame();
    assert_eq!(typed, low("i").frame());
}

#[test]
fn a_line_that_is_pasted_narrows_a_list_and_a_report_or_a_file_goes_where_it_is_read() {
    for (keys, narrowing, found) in
        [("a", "semen", "semen analysis"), (":", "reminders due", "reminders"), ("x", "calendar", "calendar")]
    {
        let list = course().keys(keys);
        let typed = list.keys(narrowing).styled();
        assert_eq!(course().keys(keys).paste(narrowing).styled(), typed, "{keys} {narrowing}");
        assert!(typed.contains(found), "{typed}");
    }
    for keys in ["a", ":", "?", "1v", "x"] {
        let offered = course().keys(keys).paste("LH 6 IU/L\rFSH 7 IU/L\r").frame();
        assert!(offered.contains("Pasted 2 lines, read as"), "{keys}:\n{offered}");
        let dropped = course().keys(keys).paste("'/home/he/a report.pdf'");
        assert!(dropped.frame().contains("/home/he/a report.pdf"), "{keys}:\n{}", dropped.frame());
    }
    // Nobody answers whether to leave by pasting.
    let keys = "a<enter>512<enter><esc>q";
    let asked = course().keys(keys).frame();
    assert!(asked.contains("A draft is open"), "{asked}");
    assert_eq!(asked, course().keys(keys).paste("discard").frame());
}
