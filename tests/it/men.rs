//! Twelve logs of the kind an andrology clinic sees: everything that is said about each of them, and what holds of all.

use std::collections::BTreeSet;

use androlog::catalog::Catalog;

use crate::cli::Shell;
use crate::harness::Harness;

const TODAY: &str = "2026-03-14";

macro_rules! men {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../fixtures/men/", $name, ".json")))),*]
    };
}

/// Each log by its name.
const MEN: [(&str, &str); 12] = men![
    "01-anastrozole-low-estradiol",
    "02-immunoassay-estradiol",
    "03-testosterone-with-an-aromatase-inhibitor",
    "04-clomiphene",
    "05-hcg-with-fsh",
    "06-stopping-testosterone",
    "07-obesity-and-a-low-ratio",
    "08-no-sperm-twice",
    "09-low-bone-density-and-a-fracture",
    "10-varicocele-repair",
    "11-hematocrit-and-psa-on-testosterone",
    "12-prolactin-sixty",
];

fn shell_with(log: &str) -> Shell {
    let shell = Shell::on(TODAY);
    shell.write("log.json", log);
    shell.ok(&["import", "log.json"]);
    shell
}

/// The frame of a tab without the tab line and the footer.
fn tab(log: &str, key: &str, columns: u16, lines: u16) -> String {
    let frame = Harness::from_json(TODAY, log).size(columns, lines).keys(key).frame();
    let lines: Vec<&str> = frame.lines().skip(2).collect();
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(0);
    lines[..=last].join("\n")
}

#[test]
fn each_man_is_told_what_his_results_say() {
    for (name, log) in MEN {
        let shell = shell_with(log);
        let parts = [
            ("due", shell.ok(&["due"])),
            ("response", shell.ok(&["response"])),
            ("profile-check", shell.ok(&["profile-check"])),
            ("Today, 120 columns", tab(log, "1", 120, 40)),
            ("Today, 80 columns", tab(log, "1", 80, 24)),
        ];
        let told: Vec<String> =
            parts.iter().map(|(part, text)| format!("== {part}\n{}", text.trim_end())).collect();
        insta::assert_snapshot!(format!("man_{name}"), told.join("\n\n"));
    }
}

#[test]
fn no_man_is_drowned() {
    for (name, log) in MEN {
        let due = shell_with(log).json(&["due", "--json"]);
        let reminders = due["reminders"].as_array().unwrap().len();
        let frame = tab(log, "1", 120, 40);
        let shown = frame
            .lines()
            .take_while(|line| !line.contains("LATEST"))
            .filter(|line| ["!", "◆", "◇", "·"].iter().any(|sign| line.trim_start().starts_with(sign)))
            .count();
        assert!(shown <= 7, "{name}: {shown} lines\n{frame}");
        assert_eq!(
            shown < reminders,
            frame.contains(" more, first: "),
            "{name}: what is left out is counted"
        );
    }
}

#[test]
fn every_source_that_is_named_is_known_and_marked_where_it_was_not_read() {
    let catalog = Catalog::load(&[]).unwrap();
    for (name, log) in MEN {
        let shell = shell_with(log);
        let mut named = BTreeSet::new();
        for line in shell.ok(&["due"]).lines() {
            let Some(source) = line.trim_start().strip_prefix("source: ") else { continue };
            let (key, title) = source.split_once(", ").unwrap();
            let source = catalog.source(key).unwrap_or_else(|| panic!("{name}: {key} is no source"));
            assert_eq!(title.ends_with("(unverified)"), !source.mark.is_verified(), "{name}: {key}");
            named.insert(key.to_owned());
        }
        let reminders = shell.json(&["due", "--json"])["reminders"].as_array().unwrap().len();
        assert_eq!(named.is_empty(), reminders == 0, "{name}: a reminder names no source");
    }
}

#[test]
fn nobody_is_told_to_take_or_to_stop_a_drug() {
    for (name, log) in MEN {
        let shell = shell_with(log);
        let due = shell.json(&["due", "--json"]);
        for reminder in due["reminders"].as_array().unwrap() {
            let message = reminder["message"].as_str().unwrap();
            let message = message.to_lowercase();
            for word in [
                "stop taking",
                "start taking",
                "reduce",
                "increase",
                "lower the dose",
                "raise the dose",
                " mg ",
                "you should",
            ] {
                assert!(!message.contains(word), "{name}: “{word}” in {message}");
            }
        }
    }
}

#[test]
fn a_ratio_shows_itself_on_today_and_not_the_value_above_its_line() {
    let frame = tab(MEN[6].1, "1", 120, 40);
    for line in [
        "Testosterone-to-estradiol ratio below 10  7.0 on 12 Feb",
        "Testosterone-to-LH ratio of 100 or more   102.5 on 12 Feb",
    ] {
        assert!(frame.contains(line), "{line}\n{frame}");
    }
    let private = tab(MEN[6].1, "P1", 120, 40);
    assert!(!private.contains("7.0") && !private.contains("102.5"), "{private}");
}

#[test]
fn the_question_of_the_goal_stands_once_on_today_until_it_is_answered() {
    let asked = |log: &str| tab(log, "1", 120, 40).matches("Is your goal to have a child?").count();
    assert_eq!((asked(MEN[6].1), asked(MEN[8].1), asked(MEN[0].1)), (1, 0, 0));
    let opened = Harness::from_json(TODAY, MEN[6].1).keys("1jjjjj<enter>").frame();
    assert!(opened.contains("PROFILE"), "{opened}");
    let narrow = tab(MEN[6].1, "1", 60, 20);
    assert!(narrow.contains("Enter here lets you answer."), "{narrow}");
}

#[test]
fn notes_on_one_draw_share_a_line_of_today() {
    let log = MEN[1].1.replace(r#""time": "08:45""#, r#""time": "14:30""#);
    let frame = tab(&log, "1", 120, 40);
    let lines: Vec<&str> =
        frame.lines().filter(|line| line.contains("How the blood of 2 Mar was drawn")).collect();
    assert!(matches!(lines[..], [line] if line.contains("2 notes")), "{frame}");
    assert!(!frame.contains("Something may have disturbed"), "{frame}");
}

#[test]
fn each_drug_has_its_own_first_day_and_years_are_counted_in_years() {
    let stimulated = MEN[4].1.replace("2026-01-12", "2025-10-12").replace("2026-01-15", "2025-10-15");
    let due = shell_with(&stimulated).ok(&["due"]);
    assert!(due.contains("hCG since 10 Feb 2025 (day 398), FSH since 11 Aug 2025 (day 216)."), "{due}");
    let a_year = MEN[0].1.replace(r#""start": "2025-09-15""#, r#""start": "2025-03-10""#);
    let due = shell_with(&a_year).ok(&["due"]);
    assert!(due.contains("Your treatment reached 1 year on 10 Mar 2026."), "{due}");
    assert!(!due.contains("365 days on"), "{due}");
}

#[test]
fn a_source_is_named_only_for_what_is_taken_or_was_logged() {
    let due = shell_with(MEN[1].1).ok(&["due"]);
    assert!(due.contains("source: MARSHFIELD") && !due.contains("source: IGLESIAS15"), "{due}");
    let ill = MEN[1].1.replace("\"biotin\"", "\"illness\"");
    let due = shell_with(&ill).ok(&["due"]);
    assert!(due.contains("source: IGLESIAS15") && !due.contains("source: MARSHFIELD"), "{due}");
}

#[test]
fn no_verdict_stands_alone_beside_a_finding_and_none_is_expected_against_testosterone() {
    let response = |place: usize| shell_with(MEN[place].1).json(&["response", "--json"]);
    let row = |all: &serde_json::Value, course: usize, analyte: &str| {
        let rows = all["courses"][course]["rows"].as_array().unwrap();
        rows.iter().find(|row| row["analyte"] == analyte).unwrap().clone()
    };
    let low = response(0);
    assert_eq!(row(&low, 0, "estradiol")["words"], "as expected, and below 10 pg/mL");
    assert_eq!(row(&low, 0, "t-e2-ratio")["words"], "as expected, with estradiol below 10 pg/mL");
    assert_eq!(row(&response(1), 0, "estradiol")["words"], "as expected, and below 16 pg/mL");
    assert!(low["courses"][0]["remarks"].to_string().contains("Not all studies agree"), "{low}");
    let beside = response(2);
    for (course, class) in ["ai", "trt"].iter().enumerate() {
        assert_eq!(beside["courses"][course]["class"], *class);
        for analyte in
            ["lh", "fsh", "sperm-concentration", "total-motile-sperm-count", "progressive-motility"]
        {
            assert!(row(&beside, course, analyte)["expected"].is_null(), "{class} {analyte}");
        }
    }
    assert_eq!(row(&response(3), 0, "testosterone-total")["expected"], "up");
}

#[test]
fn a_verdict_tells_of_a_value_above_its_own_interval() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "testosterone", "100mg", "--schedule", "weekly", "--on", "2025-11-01"]);
    shell.ok(&["add", "2025-10-20", "tt=250ng/dL"]);
    let verdict = |typed: &[&str]| {
        shell.ok(&[&["add", "2026-03-01"], typed].concat());
        let all = shell.json(&["response", "--json"]);
        shell.ok(&["undo"]);
        all["courses"][0]["rows"][0]["words"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(&["tt=1000ng/dL"]), "as expected, and above 916 ng/dL");
    assert_eq!(verdict(&["tt=1000ng/dL", "--range", "tt=250-1100"]), "as expected");
    assert_eq!(verdict(&["tt=1200ng/dL", "--range", "tt=250-1100"]), "as expected, and above 1100 ng/dL");
}

#[test]
fn a_source_read_in_a_copy_is_called_unverified_wherever_it_is_named() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-01"]);
    let calendar = shell.ok(&["export", "--format", "ics"]).replace("\r\n ", "");
    assert!(calendar.contains("ARIMIDEX: Arimidex pharmacology\\, label copy (unverified)"), "{calendar}");
    let page = shell.ok(&["summary", "--format", "text"]);
    assert!(page.contains("; AUATD18-T7, unverified") && !page.contains("HRTIO, unverified"), "{page}");
    let order = shell.ok(&["order"]);
    assert!(order.contains("(ESE2, unverified; CDC14; "), "{order}");
    let due = shell.json(&["due", "--json"]).to_string();
    assert!(due.contains(r#""key":"ARIMIDEX","title":"Arimidex pharmacology, label copy","verified":false"#));
}

#[test]
fn the_free_androgen_index_is_shown_only_where_it_is_asked_for() {
    let shell = Shell::on("2026-03-14");
    let added = shell.ok(&["add", "2026-03-01", "tt=500ng/dL", "shbg=30nmol/L"]);
    assert!(added.contains("Free testosterone") && !added.contains("androgen index"), "{added}");
    assert!(!shell.ok(&["show", "last"]).contains("androgen index"));
    for asked in [&["list", "--derived"][..], &["list", "--derived", "--analyte", "free androgen index"]] {
        let list = shell.ok(asked);
        assert!(list.contains("57.8"), "{list}");
    }
}
