//! What settles a reminder, in words, and which of them one visit settles.

use androlog::domain::report::Kind;
use androlog::guidance::reminder::Reminder;

use crate::harness::Harness;

/// On anastrozole since 1 August with nothing measured since a low testosterone in July, on the given day.
fn on(today: &str, more: &str) -> Harness {
    Harness::from_json(
        today,
        &format!(
            r#"{{"profile":{{"goal":"fertility"}},"regimens":[{{"drug":"anastrozole","start":"2026-08-01"}}],"reports":[{{"kind":"blood",
            "date":"2026-07-20","results":[{{"analyte":"testosterone-total","value":"290","unit":"ng/dL"}}]}}{more}]}}"#
        ),
    )
}

fn groups(harness: &Harness) -> Vec<(Kind, Vec<String>)> {
    let outlook = &harness.state().outlook;
    let rule = |place: &usize| outlook.reminders[*place].rule.to_string();
    outlook.errands.iter().map(|errand| (errand.kind, errand.places.iter().map(rule).collect())).collect()
}

fn reminder<'h>(harness: &'h Harness, rule: &str) -> &'h Reminder {
    let all = &harness.state().outlook.reminders;
    all.iter().find(|reminder| &*reminder.rule == rule).unwrap_or_else(|| panic!("{rule} is silent"))
}

#[test]
fn tests_due_within_a_week_of_each_other_are_one_errand_of_their_kind() {
    let blood = |rules: &[&str]| vec![(Kind::Blood, rules.iter().map(|rule| (*rule).to_owned()).collect())];
    let panel = ["ai-estradiol-check", "ai-hormone-panel"];
    // Both checks are due on the 29th and show from the 22nd on. A repeat of the low testosterone is withdrawn, since
    // on the drug it would confirm nothing. The baseline, which no
    // result of today can be any more, is none of them.
    assert!(groups(&on("2026-08-21", "")).is_empty());
    assert_eq!(groups(&on("2026-08-22", "")), blood(&panel));
    assert_eq!(reminder(&on("2026-08-22", ""), "ai-baseline-hormones").settlement.errand, None);
    assert!(groups(&on("2026-08-01", "")).is_empty());
    // What is due already can be done today: vitamin D and calcium, due on 30 October, are eight days off.
    assert_eq!(groups(&on("2026-10-22", "")), blood(&panel));
    let with_bone_labs = [&panel[..], &["ai-bone-labs"]].concat();
    assert_eq!(groups(&on("2026-10-23", "")), blood(&with_bone_labs));
    // A semen analysis and a scan, due on that day too, are other errands and stand alone.
    assert!(reminder(&on("2026-10-30", ""), "ai-semen-analysis").settlement.errand == Some(Kind::Semen));
    assert_eq!(groups(&on("2026-10-30", "")), blood(&with_bone_labs));
}

#[test]
fn findings_and_milestones_are_no_errand() {
    let semen = r#",{"kind":"semen","date":"2026-10-20","abstinence_days":"1","results":[{"analyte":
        "sperm-concentration","value":"20","unit":"10*6/mL"}]}"#;
    let log = on("2026-10-22", semen);
    for rule in ["semen-abstinence", "ai-spermatogenesis-cycle"] {
        assert_eq!(reminder(&log, rule).settlement.errand, None, "{rule}");
    }
}

#[test]
fn each_reminder_says_what_settles_it_or_when_it_falls_silent() {
    let low = r#",{"kind":"blood","date":"2026-10-10","time":"15:00","results":[{"analyte":"estradiol",
        "value":"8","unit":"pg/mL"}, {"analyte":"testosterone-total","value":"70","unit":"ng/dL"}]}"#;
    let log = on("2026-11-15", low);
    let empty = on("2026-08-10", "");
    let semen = r#",{"kind":"semen","date":"2026-10-20","results":[]}],"events":[{"date":"2026-09-01","event":
        "fever"}"#;
    let feverish = on("2026-11-15", semen);
    for (log, rule, settled) in [
        (
            &empty,
            "ai-baseline-hormones",
            "Results of estradiol, LH and FSH dated 3 May 2026 to 1 Aug 2026. Without it this is withdrawn after \
             29 Aug 2026.",
        ),
        (
            &empty,
            "semen-two-baselines",
            "A semen analysis dated 1 Aug 2025 to 1 Aug 2026: 2 in all, 7 days or more apart. Without it this is \
             withdrawn after 29 Aug 2026.",
        ),
        (
            &feverish,
            "semen-after-fever",
            "A semen analysis dated 30 Nov 2026 or later; without it this is no longer shown after 18 Apr 2027.",
        ),
        (&log, "ai-hormone-panel", "Results of LH and FSH dated 15 Aug 2026 or later."),
        (&log, "ai-semen-analysis", "A semen analysis dated 12 Oct 2026 or later."),
        (&log, "ai-dxa-first", "A DXA scan dated 1 Aug 2024 or later."),
        (
            &log,
            "e2-low",
            "A newer result of estradiol that says otherwise. It stays while the drug is taken.",
        ),
        (
            &log,
            "te2-ratio-still-low-on-ai",
            "Results of total testosterone and estradiol of one day that say otherwise; without them it is no \
             longer shown after 8 Apr 2027.",
        ),
    ] {
        assert_eq!(reminder(log, rule).settlement.words, settled, "{rule}");
    }
}

#[test]
fn a_check_owed_since_before_a_change_of_dose_is_settled_by_any_later_result() {
    let changed = Harness::from_json(
        "2026-09-10",
        r#"{"regimens":[{"drug":"anastrozole","start":"2026-08-01","doses":[
        {"from":"2026-08-01","amount":"1","unit":"mg","schedule":"daily"},
        {"from":"2026-09-05","amount":"0.5","unit":"mg","schedule":"daily"}]}]}"#,
    );
    let settled = &reminder(&changed, "ai-estradiol-check").settlement.words;
    assert_eq!(settled, "A result of estradiol dated 29 Aug 2026 or later.");
}

#[test]
fn the_list_marks_what_one_visit_settles_and_enter_asks_for_all_of_it() {
    let log = on("2026-10-30", "");
    for (columns, lines) in [(120, 40), (80, 24), (60, 20)] {
        let frame = on("2026-10-30", "").size(columns, lines).keys("5").frame();
        assert!(frame.contains("+ 3 by one blood draw"), "{frame}");
        let marked = frame.lines().filter(|line| line.contains("◆+") || line.contains("◇+")).count();
        assert_eq!(marked, 3, "{frame}");
        for when in ["overdue 62 d", "due today"] {
            assert!(frame.contains(when), "{when} is folded away at {columns}:\n{frame}");
        }
    }
    let form = log.keys("5<enter>").frame();
    let place = |name: &str| {
        let line = form.lines().position(|line| line.trim_start().starts_with(name));
        line.unwrap_or_else(|| panic!("{name} is not asked for\n{form}"))
    };
    let wanted = ["Estradiol", "Testosterone, total", "LH", "FSH", "25-OH vitamin D", "Calcium"].map(place);
    assert!(wanted.is_sorted(), "what was opened comes first:\n{form}");
    let today = on("2026-10-30", "").size(80, 24).keys("1").frame();
    assert!(today.contains("3 of these need one blood draw."), "{today}");
}

#[test]
fn what_is_told_of_a_reminder_stands_apart_from_the_list_however_little_room_there_is() {
    for lines in [30, 24, 22, 20, 18] {
        for keys in ["5", "5s1w<enter>"] {
            let frame = on("2026-10-30", "").size(80, lines).keys(keys).frame();
            let rows: Vec<&str> = frame.lines().collect();
            let severity = rows.iter().position(|row| row.contains("◆ overdue   ")).unwrap();
            assert_eq!(rows[severity - 2].trim(), "", "{keys} in {lines} lines\n{frame}");
        }
    }
}

#[test]
fn an_explanation_at_its_end_goes_back_with_one_key() {
    let at_end = "<pagedown>".repeat(12);
    let keys = |keys: &str| {
        let mut harness = on("2026-10-30", "").size(80, 24).keys("5");
        // Each key is followed by a frame, as on a terminal.
        for key in keys.split_inclusive('>') {
            harness.frame();
            harness.press(key);
        }
        harness.frame()
    };
    assert_ne!(keys(&at_end), keys(&format!("{at_end}<pageup>")));
}

#[test]
fn enter_on_what_looks_wrong_opens_the_entry_it_is_in() {
    let json = r#"{"regimens":[{"drug":"clomiphene","start":"2026-05-10","stop":"2026-05-01"}]}"#;
    let frame = Harness::from_json("2026-11-24", json).keys("5<enter>").frame();
    for part in ["Clomiphene", "10 May 2026", "1 May 2026"] {
        assert!(frame.contains(part), "{part}\n{frame}");
    }
    assert!(!frame.contains("RESULTS"), "{frame}");
}

#[test]
fn the_calendar_says_how_much_is_due_already() {
    let frame = on("2026-10-31", "").keys("5t").frame();
    assert!(frame.contains("5 due already: t shows the list"), "{frame}");
}

#[test]
fn today_names_what_is_silent_for_want_of_a_birth_date() {
    let json = |profile: &str| {
        format!(r#"{{"profile":{profile},"regimens":[{{"drug":"testosterone","start":"2026-01-01"}}]}}"#)
    };
    let words = "Silent without a birth date: PSA on testosterone therapy (age 40+)";
    for (profile, told) in [("{}", true), (r#"{"birth_date":"1990-01-01"}"#, false)] {
        let frame = Harness::from_json("2026-11-24", &json(profile)).size(80, 24).keys("1").frame();
        assert_eq!(frame.contains(words), told, "{frame}");
    }
}

#[test]
fn what_is_asked_for_again_at_once_is_not_said_to_be_settled() {
    let pain = r#"],"symptoms":[{"date":"2026-08-10","symptom":"joint-pain","grade":"moderate"}"#;
    let log = on("2026-08-12", pain);
    assert_eq!(reminder(&log, "ai-side-effects").due.to_string(), "2026-08-10");
    let again = log.keys("6<enter>2");
    assert_eq!(reminder(&again, "ai-side-effects").due.to_string(), "2026-08-12");
    let frame = again.frame();
    assert!(frame.contains("Joint pain: moderate. u undoes."), "{frame}");
}
