//! The catalogue is sound, is complete, converts as published, and says what is wrong with a reader's file.

use androlog::catalog::{Catalog, UserFile};
use androlog::domain::analyte::{Analyte, UnitView};
use androlog::domain::decimal::Decimal;
use androlog::domain::derived::FORMULAS;
use androlog::domain::extent::Extent;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::report::{Kind, Side};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

fn analyte(id: &str) -> &'static Analyte {
    catalog()
        .analyte(id)
        .unwrap_or_else(|| panic!("{id} is not in the catalogue"))
}

fn load(name: &str, text: &str) -> Result<Catalog, Vec<String>> {
    Catalog::load(&[UserFile { name, text }])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn the_built_in_catalogue_is_sound() {
    if let Err(errors) = Catalog::load(&[]) {
        panic!("{errors}");
    }
}

#[test]
fn every_analyte_the_product_names_is_there() {
    const IDS: &str = "testosterone-total testosterone-free testosterone-bioavailable shbg albumin estradiol lh fsh \
        prolactin inhibin-b amh 17-oh-progesterone dhea-s tsh hematocrit hemoglobin psa alt ast cholesterol-total ldl hdl \
        triglycerides vitamin-d calcium pth ctx p1np bone-alp osteocalcin \
        bmd-lumbar-spine bmd-total-hip bmd-femoral-neck t-score-lumbar-spine t-score-total-hip t-score-femoral-neck \
        z-score-lumbar-spine z-score-total-hip z-score-femoral-neck \
        weight height waist bmi testicular-volume-left testicular-volume-right \
        semen-volume sperm-concentration total-sperm-number total-motility progressive-motility non-progressive-motility \
        immotile morphology vitality semen-ph semen-leukocytes round-cells dfi liquefaction-time \
        total-motile-sperm-count total-progressive-motile-count rapid-progressive-motility slow-progressive-motility \
        t-e2-ratio t-lh-ratio free-testosterone-calculated bioavailable-testosterone-calculated free-androgen-index";
    let missing: Vec<&str> = IDS
        .split_whitespace()
        .filter(|id| catalog().analyte(id).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn computed_values_have_an_analyte_their_terms_a_unit_and_their_formula_a_source() {
    for formula in FORMULAS {
        analyte(formula.id);
        assert!(
            catalog().source(formula.source).is_some(),
            "{} cites {}",
            formula.id,
            formula.source
        );
        for term in formula.inputs {
            assert!(
                analyte(term.id).unit(term.unit).is_some(),
                "{} in {}",
                term.id,
                term.unit
            );
        }
    }
    for id in ["t-e2-ratio", "t-lh-ratio", "free-androgen-index"] {
        assert!(analyte(id).calculated_only, "{id}");
    }
}

#[test]
fn every_analyte_has_a_kind_that_a_panel_or_a_form_can_enter() {
    for kind in Kind::ALL {
        assert!(catalog().panels().iter().any(|p| p.kind == kind), "{kind}");
    }
    assert_eq!(catalog().panels()[0].id.as_ref(), "hpg");
    assert!(catalog().panel("semen-four-grade").is_some());
}

/// Published and computed conversions; the first column is the analyte.
const CONVERSIONS: &[(&str, &str, &str, &str, f64)] = &[
    ("testosterone-total", "264", "ng/dL", "nmol/L", 9.152_969),
    ("testosterone-total", "300", "ng/dL", "nmol/L", 10.401_101),
    ("testosterone-total", "303", "ng/dL", "nmol/L", 10.505_112),
    ("testosterone-total", "350", "ng/dL", "nmol/L", 12.134_618),
    ("testosterone-total", "531", "ng/dL", "nmol/L", 18.409_949),
    ("testosterone-total", "852", "ng/dL", "nmol/L", 29.539_127),
    ("testosterone-total", "916", "ng/dL", "nmol/L", 31.758_029),
    ("testosterone-total", "5.31", "ng/mL", "ng/dL", 531.0),
    ("testosterone-total", "10", "ng/dL", "nmol/L", 0.346_703_371),
    ("testosterone-total", "1100", "ng/dL", "nmol/L", 38.137_370_81),
    ("testosterone-total", "0.5", "nmol/L", "ng/dL", 14.421_55),
    ("testosterone-total", "8", "nmol/L", "ng/dL", 230.7448),
    ("testosterone-total", "10.4", "nmol/L", "ng/dL", 299.968_24),
    ("testosterone-total", "12", "nmol/L", "ng/dL", 346.1172),
    ("testosterone-total", "35", "nmol/L", "ng/dL", 1009.5085),
    ("testosterone-total", "3", "ng/mL", "nmol/L", 10.401_101_13),
    ("testosterone-total", "346.7", "ng/dL", "ng/mL", 3.467),
    ("testosterone-free", "9.1", "pg/mL", "pmol/L", 31.550_006_76),
    ("testosterone-free", "12.5", "ng/dL", "pmol/L", 433.379_213_7),
    ("testosterone-free", "225", "pmol/L", "pg/mL", 64.896_975),
    ("testosterone-free", "0.3", "nmol/L", "ng/dL", 8.652_93),
    ("testosterone-free", "9.8", "ng/dL", "pg/mL", 98.0),
    ("testosterone-free", "66", "pg/mL", "pmol/L", 228.8242),
    ("testosterone-free", "309", "pg/mL", "pmol/L", 1071.313),
    ("testosterone-free", "5", "ng/dL", "pmol/L", 173.3517),
    ("estradiol", "10", "pg/mL", "pmol/L", 36.712_34),
    ("estradiol", "15.9", "pg/mL", "pmol/L", 58.372_62),
    ("estradiol", "20.5", "pg/mL", "pmol/L", 75.260_290_47),
    ("estradiol", "42.6", "pg/mL", "pmol/L", 156.394_554_8),
    ("estradiol", "150", "pg/mL", "pmol/L", 550.685_052_2),
    ("estradiol", "12", "pmol/L", "pg/mL", 3.268_656),
    ("estradiol", "136", "pmol/L", "pg/mL", 37.044_77),
    ("estradiol", "0.13", "nmol/L", "pg/mL", 35.410_44),
    ("estradiol", "40", "ng/L", "pmol/L", 146.849_347_3),
    ("17-oh-progesterone", "220", "ng/dL", "nmol/L", 6.657_226),
    ("17-oh-progesterone", "47.5", "ng/dL", "nmol/L", 1.437_356),
    ("dhea-s", "211", "ug/dL", "umol/L", 5.726_102),
    ("dhea-s", "492", "ug/dL", "umol/L", 13.351_86),
    ("vitamin-d", "12", "ng/mL", "nmol/L", 29.951_553_36),
    ("vitamin-d", "20", "ng/mL", "nmol/L", 49.919_26),
    ("vitamin-d", "100", "ng/mL", "nmol/L", 249.596_278),
    ("vitamin-d", "50", "nmol/L", "ng/mL", 20.032_35),
    ("vitamin-d", "30", "ug/L", "nmol/L", 74.878_883_41),
    ("vitamin-d2", "30", "ng/mL", "nmol/L", 72.699_426_64),
    ("calcium", "2.18", "mmol/L", "mg/dL", 8.737_004),
    ("calcium", "2.58", "mmol/L", "mg/dL", 10.340_12),
    ("amh", "16.4", "pmol/L", "ng/mL", 2.296),
    ("amh", "43.5", "pmol/L", "ng/mL", 6.09),
    ("amh", "90.3", "pmol/L", "ng/mL", 12.642),
    ("prolactin", "10", "ng/mL", "mIU/L", 212.0),
    ("cholesterol-total", "200", "mg/dL", "mmol/L", 5.172_449),
    ("ldl", "100", "mg/dL", "mmol/L", 2.586_225),
    ("hdl", "40", "mg/dL", "mmol/L", 1.034_490),
    ("triglycerides", "150", "mg/dL", "mmol/L", 1.694_048),
    ("pth", "65", "pg/mL", "pmol/L", 6.896_552),
    ("hemoglobin", "15.0", "g/dL", "g/L", 150.0),
    ("hemoglobin", "15.0", "g/dL", "mmol/L", 9.308_676),
    ("lh", "4.7", "mIU/mL", "IU/L", 4.7),
    ("tsh", "2.1", "uIU/mL", "mIU/L", 2.1),
    ("sperm-concentration", "16", "10*6/mL", "10*9/L", 16.0),
    ("sperm-concentration", "16", "10*6/mL", "10*3/uL", 16.0),
    ("sperm-concentration", "16000000", "/mL", "10*6/mL", 16.0),
    ("ctx", "0.350", "ng/mL", "pg/mL", 350.0),
    ("ctx", "0.350", "ng/mL", "ng/L", 350.0),
    ("hematocrit", "45.2", "%", "L/L", 0.452),
    ("alt", "60", "U/L", "ukat/L", 1.0),
    ("osteocalcin", "5845", "pmol/L", "ng/mL", 34.164_025),
    ("weight", "202.5", "lb", "kg", 91.852_454_92),
    ("height", "70", "in", "cm", 177.8),
];

#[test]
fn values_convert_as_published() {
    for (id, value, from, to, expected) in CONVERSIONS {
        let analyte = analyte(id);
        let unit = |code: &str| analyte.unit(code).unwrap_or_else(|| panic!("{id} has no {code}"));
        let value = Decimal::parse(value).unwrap().value();
        let converted = value * unit(from).factor / unit(to).factor;
        assert!(
            (converted / expected - 1.0).abs() < 1e-6,
            "{id} {value} {from} = {converted} {to}, not {expected}"
        );
    }
}

#[test]
fn views_choose_the_unit_a_reader_of_that_system_expects() {
    for (id, conventional, si) in [
        ("testosterone-total", "ng/dL", "nmol/L"),
        ("estradiol", "pg/mL", "pmol/L"),
        ("lh", "IU/L", "IU/L"),
        ("hematocrit", "%", "L/L"),
        ("albumin", "g/dL", "g/L"),
        ("sperm-concentration", "10*6/mL", "10*6/mL"),
        ("weight", "kg", "kg"),
    ] {
        let shown = |view| &*analyte(id).unit_for(view, "").code;
        assert_eq!(
            (shown(UnitView::Conventional), shown(UnitView::Si)),
            (conventional, si),
            "{id}"
        );
    }
}

#[test]
fn laboratories_spellings_of_units_are_understood() {
    for (id, typed, code) in [
        ("lh", "mIU/mL", "mIU/mL"),
        ("lh", "m[IU]/mL", "mIU/mL"),
        ("fsh", "iu/l", "IU/L"),
        ("prolactin", "mU/L", "mIU/L"),
        ("sperm-concentration", "M/mL", "10*6/mL"),
        ("sperm-concentration", "x10^6/ml", "10*6/mL"),
        ("sperm-concentration", "x10E6/mL", "10*6/mL"),
        ("sperm-concentration", "10^6 / mL", "10*6/mL"),
        ("sperm-concentration", "mil/mL", "10*6/mL"),
        ("sperm-concentration", "million/mL", "10*6/mL"),
        ("sperm-concentration", "/mL", "/mL"),
        ("sperm-concentration", "x10E3/uL", "10*3/uL"),
        ("total-sperm-number", "million", "10*6"),
        ("testosterone-total", "ng/dl", "ng/dL"),
        ("testosterone-total", "NG/DL", "ng/dL"),
        ("dhea-s", "mcg/dL", "ug/dL"),
        ("dhea-s", "\u{b5}g/dL", "ug/dL"),
        ("dhea-s", "\u{3bc}g/dL", "ug/dL"),
        ("tsh", "\u{b5}IU/mL", "uIU/mL"),
        ("tsh", "\u{3bc}U/mL", "uIU/mL"),
        ("t-score-total-hip", "{Tscore}", "{T-score}"),
        ("t-score-total-hip", "T-score", "{T-score}"),
        ("semen-ph", "pH", "[pH]"),
        ("weight", "lbs", "lb"),
        ("height", "[in_i]", "in"),
        ("bmi", "kg/m²", "kg/m2"),
        ("bmd-total-hip", "g/cm²", "g/cm2"),
    ] {
        assert_eq!(catalog().unit(analyte(id), typed), Ok(code), "{id} in {typed}");
    }
    assert_eq!(catalog().unit_name("IU/L").map(|u| &*u.ucum), Some("[IU]/L"));
    assert_eq!(catalog().unit_name("{T-score}").map(|u| &*u.shown), Some(""));
}

#[test]
fn a_unit_of_something_else_is_answered_with_what_would_be_right() {
    for (id, typed, message) in [
        ("hematocrit", "g/L", "hematocrit is measured in % or L/L, not g/L"),
        ("lh", "ng/mL", "LH is measured in IU/L, mIU/mL or U/L, not ng/mL"),
        ("shbg", "ug/dL", "SHBG is measured in nmol/L, not ug/dL"),
        (
            "t-score-total-hip",
            "g/cm2",
            "T-score, total hip has no unit, not g/cm2",
        ),
        (
            "psa",
            "furlongs",
            "PSA is measured in ng/mL or ug/L, not furlongs",
        ),
    ] {
        assert_eq!(
            catalog().unit(analyte(id), typed).unwrap_err().to_string(),
            message
        );
    }
}

#[test]
fn analytes_are_found_as_people_type_and_as_laboratories_print_them() {
    for (text, id) in [
        ("tt", "testosterone-total"),
        ("T", "testosterone-total"),
        ("TESTOSTERONE, TOTAL, MS", "testosterone-total"),
        ("Testosterone, Free", "testosterone-free"),
        ("% Free Testosterone", "testosterone-free-percent"),
        ("Estradiol, Sensitive", "estradiol"),
        ("e2", "estradiol"),
        ("Luteinizing Hormone(LH), S", "lh"),
        ("VITAMIN D,25-OH,TOTAL,IA", "vitamin-d"),
        ("Vitamin D, 25-Hydroxy", "vitamin-d"),
        ("DHEA-Sulfate", "dhea-s"),
        ("Haematocrit", "hematocrit"),
        ("ALT (SGPT)", "alt"),
        ("Cholesterol, Total", "cholesterol-total"),
        ("sperm count", "sperm-concentration"),
        ("total sperm count", "total-sperm-number"),
        ("PR", "progressive-motility"),
        ("Grade A", "rapid-progressive-motility"),
        ("normal forms", "morphology"),
        ("TMC", "total-motile-sperm-count"),
        ("spine bmd", "bmd-lumbar-spine"),
        ("T-score hip", "t-score-total-hip"),
        ("sperm-concentration", "sperm-concentration"),
    ] {
        assert_eq!(
            catalog().find_analyte(text).map(|a| a.id.as_str()),
            Some(id),
            "{text}"
        );
    }
    for (text, id) in [
        ("estradoil", "estradiol"),
        ("testost", "testosterone-total"),
        ("prolac", "prolactin"),
    ] {
        assert_eq!(
            catalog().suggest_analytes(text).first().map(|a| a.id.as_str()),
            Some(id),
            "{text}"
        );
    }
    assert!(catalog().find_analyte("cortisol").is_none());
}

#[test]
fn a_probable_slip_of_unit_is_named() {
    for (id, value, unit, reads_as) in [
        ("testosterone-total", "15", "ng/dL", Some("nmol/L")),
        ("testosterone-total", "412", "nmol/L", Some("ng/dL")),
        ("testosterone-total", "412", "ng/dL", None),
        ("estradiol", "300", "pg/mL", Some("pmol/L")),
        ("estradiol", "31", "pg/mL", None),
        ("ctx", "0.35", "pg/mL", Some("ng/mL")),
        ("vitamin-d", "95", "ng/mL", Some("nmol/L")),
        ("hematocrit", "0.45", "%", Some("L/L")),
        ("albumin", "43", "g/dL", Some("g/L")),
        ("sperm-concentration", "16000000", "10*6/mL", Some("/mL")),
    ] {
        let quantity = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::parse(value).unwrap(),
            unit: unit.into(),
        };
        assert_eq!(
            analyte(id).slip(&quantity).map(|u| &*u.code),
            reads_as,
            "{id} {value} {unit}"
        );
    }
}

#[test]
fn a_code_means_one_analyte_and_traps_mean_none() {
    for (code, id) in [
        ("2986-8", "testosterone-total"),
        ("49041-7", "testosterone-total"),
        ("2243-4", "estradiol"),
        ("9780-8", "sperm-concentration"),
        ("12841-3", "psa-free-percent"),
        ("10613-8", "vitality"),
        ("38263-0", "t-score-femoral-neck"),
        ("103227-5", "free-testosterone-calculated"),
    ] {
        assert_eq!(
            catalog().by_loinc(code).map(|(a, _)| a.id.as_str()),
            Some(id),
            "{code}"
        );
    }
    for trap in [
        "72514-3", "1854-9", "33216-3", "10610-4", "2942-1", "58952-3", "48586-2",
    ] {
        assert!(catalog().by_loinc(trap).is_none(), "{trap}");
    }
    let hip = |side| {
        catalog()
            .loinc_for("bmd-total-hip", "g/cm2", side)
            .map(|l| &*l.code)
    };
    assert_eq!(hip(None), Some("38261-4"));
    assert_eq!(hip(Some(Side::Left)), Some("46278-8"));
    assert_eq!(
        catalog()
            .loinc_for("testosterone-total", "nmol/L", None)
            .map(|l| &*l.code),
        Some("14913-8")
    );
    assert!(catalog().loinc_for("dfi", "%", None).is_none());
}

#[test]
fn an_interval_judges_only_by_its_method_and_age() {
    for (id, method, age, low) in [
        ("testosterone-total", None, None, Some("264")),
        ("estradiol", Some("lc-ms/ms"), Some(35), Some("10.0")),
        ("estradiol", Some("immunoassay"), Some(35), None),
        ("estradiol", None, Some(35), None),
        (
            "testosterone-free",
            Some("equilibrium-dialysis"),
            None,
            Some("66"),
        ),
        ("free-testosterone-calculated", Some("calculated"), Some(50), None),
        ("dhea-s", None, Some(24), Some("211")),
        ("dhea-s", None, Some(25), Some("160")),
        ("dhea-s", None, Some(80), Some("16")),
        ("dhea-s", None, None, None),
        ("vitamin-d", None, Some(35), None),
        ("t-e2-ratio", None, None, None),
    ] {
        let found = catalog()
            .interval(id, method, age)
            .and_then(|p| p.interval.low.as_ref());
        assert_eq!(found.map(Decimal::as_str), low, "{id} {method:?} {age:?}");
    }
    let tsh = catalog().interval("tsh", None, None).unwrap();
    assert_eq!(tsh.interval.to_string(), "0.270 – 4.200");
}

#[test]
fn semen_editions_have_the_percentiles_that_were_read_and_no_others() {
    let latest = catalog().edition(None).unwrap();
    assert_eq!(latest.id, "2021");
    let concentration = latest.centiles("sperm-concentration").unwrap();
    let columns: Vec<&str> = concentration.points.iter().map(|p| p.value.as_str()).collect();
    assert_eq!(
        columns,
        ["11", "16", "22", "36", "66", "110", "166", "208", "254"]
    );
    let verified: Vec<f64> = concentration
        .points
        .iter()
        .filter(|p| p.verified)
        .map(|p| p.percent)
        .collect();
    assert_eq!(verified, [5.0]);
    let older = catalog().edition(Some("2010")).unwrap();
    for centile in &older.centiles {
        assert_eq!(centile.points.len(), 1, "{}", centile.analyte);
    }
    assert_eq!(older.limit("semen-ph").unwrap().interval.to_string(), "≥ 7.2");
}

#[test]
fn total_motile_counts_fall_into_the_group_their_authors_put_them_in() {
    let scheme = catalog().schemes("total-motile-sperm-count").next().unwrap();
    for (count, label) in [
        (0.0, "ICSI group"),
        (1.5, "ICSI group"),
        (1.6, "IVF group"),
        (5.0, "IVF group"),
        (5.1, "IUI group"),
        (19.9, "IUI group"),
        (20.0, "spontaneous pregnancy group"),
    ] {
        assert_eq!(
            scheme.band(Extent::exact(count)).map(|b| &*b.label),
            Some(label),
            "{count}"
        );
    }
}

#[test]
fn variation_found_only_in_women_or_not_read_is_never_used() {
    for (id, cvi) in [
        ("testosterone-total", Some(16.0)),
        ("estradiol", Some(14.0)),
        ("lh", Some(26.0)),
        ("psa", Some(6.8)),
        ("inhibin-b", Some(10.0)),
        ("sperm-concentration", Some(54.2)),
        ("total-motile-sperm-count", Some(73.0)),
        ("prolactin", None),
        ("dhea-s", None),
        ("testosterone-free", None),
        ("ctx", None),
        ("vitamin-d", None),
        ("tsh", None),
    ] {
        assert_eq!(catalog().variations().get(id).map(|v| v.cvi), cvi, "{id}");
    }
}

#[test]
fn drugs_classes_symptoms_and_events_are_found_by_any_name() {
    assert_eq!(
        catalog().find_drug("Arimidex").map(|d| d.id.as_str()),
        Some("anastrozole")
    );
    assert_eq!(
        catalog().find_drug("clomifene").and_then(|d| d.class.as_deref()),
        Some("serm")
    );
    assert_eq!(
        catalog()
            .suggest_drugs("anastrazole")
            .first()
            .map(|d| d.id.as_str()),
        Some("anastrozole")
    );
    assert_eq!(catalog().class("ai").unwrap().phrase(), "an aromatase inhibitor");
    assert_eq!(catalog().class("trt").unwrap().phrase(), "testosterone");
    assert!(
        catalog()
            .class("gonadotropin")
            .unwrap()
            .expected("estradiol")
            .is_none()
    );
    assert_eq!(
        catalog().find_symptom("hot flushes").map(|s| s.id.as_str()),
        Some("hot-flashes")
    );
    assert_eq!(
        catalog().find_event("Fever").map(|s| s.id.as_str()),
        Some("fever")
    );
    assert_eq!(
        catalog().suggest_symptoms("joint").first().map(|s| s.id.as_str()),
        Some("joint-pain")
    );
    assert_eq!(
        catalog().suggest_events("preg").first().map(|s| s.id.as_str()),
        Some("pregnancy")
    );
}

#[test]
fn a_source_is_found_with_or_without_the_place_in_it() {
    let title = "Can Anastrozole Use Affect Male Fertility and Reproductive Potential?";
    for key in ["HRTIO", "HRTIO:79", "HRTIO:49-60"] {
        assert_eq!(
            catalog().source(key).map(|s| s.title.as_str()),
            Some(title),
            "{key}"
        );
    }
    assert!(catalog().source("SMITH99").is_none());
}

#[test]
fn a_readers_file_corrects_a_field_and_adds_an_analyte() {
    let text = r#"
        [[analyte]]
        id = "estradiol"
        soft = { low = 1, high = 300 }

        [[analyte]]
        id = "cortisol"
        name = "Cortisol"
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
        source = "NOT-READ"
        mark = "U"
        use = "default"
    "#;
    let catalog = load("mine.toml", text).unwrap();
    let estradiol = catalog.analyte("estradiol").unwrap();
    assert_eq!(
        (estradiol.soft.high, estradiol.hard.high),
        (Some(300.0), Some(5000.0))
    );
    assert_eq!(
        catalog.find_analyte("Hydrocortisone").map(|a| a.id.as_str()),
        Some("cortisol")
    );
    let interval = catalog.interval("testosterone-total", None, None).unwrap();
    assert_eq!(interval.interval.to_string(), "300 – 1000");
    assert_eq!(catalog.figures("testosterone-total").count(), 1);
}

const CORTISOL: &str = r#"
    [[analyte]]
    id = "cortisol"
    name = "Cortisol"
    short = "Cort"
    kind = "blood"
    group = "hormones"
"#;

/// A reader's file and the message it is answered with.
const MISTAKES: &[(&str, &str)] = &[
    (
        "[[analyte]]\nid = \"x\"\nnmae = \"X\"",
        "mine.toml, line 3: unknown field `nmae`",
    ),
    ("[[analyte]\n", "mine.toml, line 1: "),
    (
        "[[analyte]]\nid = \"Free_T\"",
        "mine.toml, Free_T: an id is written in kebab-case",
    ),
    ("[[analyte]]\nid = \"x\"", "mine.toml, x: `units` is missing"),
    (
        "[[unit]]\ncode = \"furlong\"",
        "mine.toml, furlong: `ucum` is missing",
    ),
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
        "[[panel]]\nid = \"hpg\"\nanalytes = [\"cortisol\"]",
        "mine.toml, hpg: “cortisol” is not an analyte",
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
    (
        "[[drug]]\nid = \"hcg\"\nclass = \"gona\"",
        "mine.toml, hcg: “gona” is not a class of drugs",
    ),
    (
        "[[symptom]]\nid = \"itch\"\nname = \"Itch\"\ncontext = \"a sign\"",
        "mine.toml, itch: `context` makes a claim and needs a `source`",
    ),
    (
        "[[event]]\nid = \"fatigue\"\nname = \"Fatigue\"",
        "mine.toml, fatigue: there is another entry with this id",
    ),
    (
        "[[drug]]\nid = \"hcg\"\n[[drug]]\nid = \"hcg\"",
        "mine.toml, hcg: is there twice in this file",
    ),
];

#[test]
fn each_mistake_in_a_readers_file_is_named_with_file_entry_and_reason() {
    for (text, message) in MISTAKES {
        let errors = load("mine.toml", text)
            .err()
            .unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(
            errors.iter().any(|e| e.starts_with(message)),
            "{text}\nexpected {message}\ngot {errors:#?}"
        );
    }
}

#[test]
fn all_mistakes_are_named_together() {
    let text = format!("{CORTISOL}\n[[drug]]\nid = \"hcg\"\nclass = \"gona\"");
    let errors = load("mine.toml", &text).unwrap_err();
    assert_eq!(
        errors,
        [
            "mine.toml, hcg: “gona” is not a class of drugs",
            "mine.toml, cortisol: `units` is missing"
        ]
    );
}
