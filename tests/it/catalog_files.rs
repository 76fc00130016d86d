//! A reader's catalogue file corrects what is built in, and each mistake in it is answered with its place.

use androlog::catalog::{Catalog, UserFile};

fn load(name: &str, text: &str) -> Result<Catalog, Vec<String>> {
    Catalog::load(&[UserFile { name, text }])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn a_readers_file_corrects_a_field_and_adds_an_analyte() {
    let text = r#"
        [[analyte]]
        id = "estradiol"
        soft = { low = 1, high = 300 }

        [[analyte]]
        id = "aldosterone"
        name = "Aldosterone"
        short = "Cort"
        kind = "blood"
        group = "hormones"
        aliases = ["hydrocortisone"]
        units = [{ unit = "ug/dL", factor = 1, decimals = 1, system = "conventional" }]

        [[interval]]
        analyte = "testosterone-total"
        low = "300"
        high = "1000"
        unit = "ng/dL"
        population = "my laboratory"
        source = "UNSOURCED"
        mark = "U"
        use = "default"
    "#;
    let catalog = load("mine.toml", text).unwrap();
    let estradiol = catalog.analyte("estradiol").unwrap();
    assert_eq!((estradiol.soft.high, estradiol.hard.high), (Some(300.0), Some(5000.0)));
    assert_eq!(catalog.find_analyte("Hydrocortisone").map(|a| a.id.as_str()), Some("aldosterone"));
    let intervals = catalog.intervals(None);
    let interval = intervals.published("testosterone-total", None, None).unwrap();
    assert_eq!(interval.interval.to_string(), "300 – 1000");
    assert_eq!(catalog.figures("testosterone-total").count(), 1);
}

const CORTISOL: &str = r#"
    [[analyte]]
    id = "aldosterone"
    name = "Aldosterone"
    short = "Cort"
    kind = "blood"
    group = "hormones"
"#;

/// A reader's file and the message it is answered with.
const MISTAKES: &[(&str, &str)] = &[
    ("[[analyte]]\nid = \"x\"\nnmae = \"X\"", "mine.toml, line 3: unknown field `nmae`"),
    ("[[analyte]\n", "mine.toml, line 1: "),
    ("[[analyte]]\nid = \"Free_T\"", "mine.toml, Free_T: an id is written in kebab-case"),
    ("[[analyte]]\nid = \"x\"", "mine.toml, x: `units` is missing"),
    ("[[unit]]\ncode = \"furlong\"", "mine.toml, furlong: `ucum` is missing"),
    (
        "[[unit]]\ncode = \"mcg/dL\"\nucum = \"ug/dL\"",
        "mine.toml, mcg/dL: “mcg/dL” is already a spelling of ug/dL",
    ),
    (
        "[[analyte]]\nid = \"lh\"\nunits = [{ unit = \"furlong\", factor = 1, decimals = 0, system = \"both\" }]",
        "mine.toml, lh: unit furlong is not in units.toml",
    ),
    (
        "[[analyte]]\nid = \"shbg\"\nunits = [{ unit = \"nmol/L\", factor = 2, decimals = 0, system = \"both\" }]",
        "mine.toml, shbg: the first unit, nmol/L, is the canonical one and has factor 1, not 2",
    ),
    (
        "[[analyte]]\nid = \"lh\"\naliases = [\"E-2\"]",
        "mine.toml, lh: the name “E-2” already leads to estradiol",
    ),
    (
        "[[analyte]]\nid = \"dfi\"\nloinc = [{ code = \"14913-5\", mark = \"U\" }]",
        "mine.toml, dfi: LOINC 14913-5: the check digit does not hold",
    ),
    (
        "[[analyte]]\nid = \"dfi\"\nloinc = [{ code = \"2986-8\", mark = \"U\" }]",
        "mine.toml, dfi: LOINC 2986-8 already means testosterone-total",
    ),
    (
        "[[analyte]]\nid = \"lh\"\nsoft = { high = 900 }",
        "mine.toml, lh: the soft limits reach outside the hard ones",
    ),
    (
        "[[panel]]\nid = \"hpg\"\nanalytes = [\"aldosterone\"]",
        "mine.toml, hpg: “aldosterone” is not an analyte",
    ),
    (
        "[[panel]]\nid = \"hpg\"\nanalytes = [\"semen-ph\"]",
        "mine.toml, hpg: “semen-ph” is not of the panel's kind",
    ),
    (
        "[[interval]]\nanalyte = \"lh\"\nlow = \"9\"\nhigh = \"2\"\nunit = \"IU/L\"\npopulation = \"men\"\n\
         source = \"ARUP\"\nmark = \"V\"\nuse = \"default\"",
        "mine.toml, lh: `low` 9 is above `high` 2",
    ),
    (
        "[[interval]]\nanalyte = \"lh\"\nlow = \"2\"\nunit = \"ng/mL\"\npopulation = \"men\"\nsource = \"ARUP\"\n\
         mark = \"V\"\nuse = \"default\"",
        "mine.toml, lh: ng/mL is not one of the analyte's units",
    ),
    (
        "[[interval]]\nanalyte = \"lh\"\nlow = \"2\"\nunit = \"IU/L\"\npopulation = \"men\"\nsource = \"SMITH99\"\n\
         mark = \"V\"\nuse = \"default\"",
        "mine.toml, lh: source SMITH99 is not in sources.toml",
    ),
    (
        "[[interval]]\nanalyte = \"lh\"\nlow = \"2\"\nunit = \"IU/L\"\npopulation = \"men\"\nsource = \"ARUP\"\n\
         mark = \"V\"\nuse = \"default\"\n\
         [[interval]]\nanalyte = \"lh\"\nlow = \"3\"\nmin_age = 40\nunit = \"IU/L\"\npopulation = \"men\"\n\
         source = \"ARUP\"\nmark = \"V\"\nuse = \"default\"",
        "mine.toml, lh: is a second default",
    ),
    (
        "[[semen.edition]]\nid = \"2021\"\ncentile = [{ analyte = \"vitality\", percentiles = { p5 = \"9\", p10 = \"8\" }, \
         source = \"WHO21\", mark = \"U\" }]",
        "mine.toml, 2021: the percentiles of vitality do not rise",
    ),
    (
        "[[variation]]\nanalyte = \"lh\"\ncvi = 20\ncva = 3\npopulation = \"men\"\nsource = \"SMITH99\"\nmark = \"V\"\n\
         cva_mark = \"D\"",
        "mine.toml, lh: source SMITH99 is not in sources.toml",
    ),
    (
        "[[variation]]\nanalyte = \"lh\"\ncvi = 20\ncva = 3\npopulation = \"men\"\nsource = \"ARUP\"\nmark = \"U\"\n\
         cva_mark = \"D\"\ndefault = true",
        "mine.toml, lh: a figure marked U may not be the default",
    ),
    ("[[drug]]\nid = \"hcg\"\nclass = \"gona\"", "mine.toml, hcg: “gona” is not a class of drugs"),
    (
        "[[symptom]]\nid = \"itch\"\nname = \"Itch\"\ncontext = \"a sign\"",
        "mine.toml, itch: `context` makes a claim and needs a `source`",
    ),
    (
        "[[event]]\nid = \"fatigue\"\nname = \"Fatigue\"",
        "mine.toml, fatigue: there is another entry with this id",
    ),
    ("[[drug]]\nid = \"hcg\"\n[[drug]]\nid = \"hcg\"", "mine.toml, hcg: is there twice in this file"),
];

#[test]
fn each_mistake_in_a_readers_file_is_named_with_file_entry_and_reason() {
    for (text, message) in MISTAKES {
        let errors = load("mine.toml", text).err().unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(errors.iter().any(|e| e.starts_with(message)), "{text}\nexpected {message}\ngot {errors:#?}");
    }
}

#[test]
fn all_mistakes_are_named_together() {
    let text = format!("{CORTISOL}\n[[drug]]\nid = \"hcg\"\nclass = \"gona\"");
    let errors = load("mine.toml", &text).unwrap_err();
    assert_eq!(
        errors,
        ["mine.toml, hcg: “gona” is not a class of drugs", "mine.toml, aldosterone: `units` is missing"]
    );
}
