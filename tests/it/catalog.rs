//! The catalogue is sound and complete, and finds what is asked for.

use androlog::catalog::{Catalog, rules};
use androlog::domain::analyte::Analyte;
use androlog::domain::decimal::Decimal;
use androlog::domain::derived::FORMULAS;
use androlog::domain::difference::Direction;
use androlog::domain::extent::Extent;
use androlog::domain::method::Method;
use androlog::domain::report::{BodySide, Kind};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

fn analyte(id: &str) -> &'static Analyte {
    catalog().analyte(id).unwrap_or_else(|| panic!("{id} is not in the catalogue"))
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
    let missing: Vec<&str> = IDS.split_whitespace().filter(|id| catalog().analyte(id).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn computed_values_have_an_analyte_their_terms_a_unit_and_their_formula_a_source() {
    for formula in FORMULAS {
        analyte(formula.id);
        assert!(catalog().source(formula.source).is_some(), "{} cites {}", formula.id, formula.source);
        for term in formula.inputs {
            assert!(analyte(term.id).unit(term.unit).is_some(), "{} in {}", term.id, term.unit);
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
        assert_eq!(catalog().find_analyte(text).map(|a| a.id.as_str()), Some(id), "{text}");
    }
    for (text, id) in [("estradoil", "estradiol"), ("testost", "testosterone-total"), ("prolac", "prolactin")]
    {
        assert_eq!(catalog().suggest_analytes(text).first().map(|a| a.id.as_str()), Some(id), "{text}");
    }
    assert!(catalog().find_analyte("aldosterone").is_none());
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
        assert_eq!(catalog().by_loinc(code).map(|(a, _)| a.id.as_str()), Some(id), "{code}");
    }
    for trap in ["72514-3", "1854-9", "33216-3", "10610-4", "2942-1", "58952-3", "48586-2"] {
        assert!(catalog().by_loinc(trap).is_none(), "{trap}");
    }
    let hip = |side| catalog().loinc_for("bmd-total-hip", "g/cm2", side).map(|l| &*l.code);
    assert_eq!(hip(None), Some("38261-4"));
    assert_eq!(hip(Some(BodySide::Left)), Some("46278-8"));
    assert_eq!(catalog().loinc_for("testosterone-total", "nmol/L", None).map(|l| &*l.code), Some("14913-8"));
    assert!(catalog().loinc_for("dfi", "%", None).is_none());
}

#[test]
fn an_interval_judges_only_by_its_method_and_age() {
    let intervals = catalog().intervals(None);
    for (id, method, age, low) in [
        ("testosterone-total", None, None, Some("264")),
        ("estradiol", Some("lc-ms/ms"), Some(35), Some("10.0")),
        ("estradiol", Some("immunoassay"), Some(35), None),
        ("estradiol", None, Some(35), None),
        ("testosterone-free", Some("equilibrium-dialysis"), None, Some("66")),
        ("free-testosterone-calculated", Some("calculated"), Some(50), None),
        ("dhea-s", None, Some(24), Some("211")),
        ("dhea-s", None, Some(25), Some("160")),
        ("dhea-s", None, Some(80), Some("16")),
        ("dhea-s", None, None, None),
        ("vitamin-d", None, Some(35), None),
        ("t-e2-ratio", None, None, None),
        ("sperm-concentration", None, None, Some("16")),
        ("immotile", None, None, None),
    ] {
        let found = intervals
            .published(id, method.map(Method::new).as_ref(), age)
            .and_then(|p| p.interval.low.as_ref());
        assert_eq!(found.map(Decimal::as_str), low, "{id} {method:?} {age:?}");
    }
    let tsh = intervals.published("tsh", None, None).unwrap();
    assert_eq!(tsh.interval.to_string(), "0.270 – 4.200");
    let older = catalog().intervals(Some("2010"));
    let concentration = older.published("sperm-concentration", None, None).unwrap();
    assert_eq!(concentration.interval.to_string(), "≥ 15");
}

#[test]
fn semen_editions_have_the_percentiles_that_were_read_and_no_others() {
    let latest = catalog().edition(None).unwrap();
    assert_eq!(latest.id, "2021");
    let concentration = latest.centiles("sperm-concentration").unwrap();
    let columns: Vec<&str> = concentration.points.iter().map(|p| p.value.as_str()).collect();
    assert_eq!(columns, ["11", "16", "22", "36", "66", "110", "166", "208", "254"]);
    let verified: Vec<f64> = concentration.points.iter().filter(|p| p.verified).map(|p| p.percent).collect();
    assert_eq!(verified, [5.0]);
    let older = catalog().edition(Some("2010")).unwrap();
    for centile in &older.centiles {
        assert_eq!(centile.points.len(), 1, "{}", centile.analyte);
    }
    for (analyte, limit) in [
        ("semen-ph", "≥ 7.2"),
        ("semen-leukocytes", "< 1.0"),
        ("mar-test", "< 50"),
        ("liquefaction-time", "≤ 60"),
    ] {
        assert_eq!(older.limit(analyte).unwrap().interval.to_string(), limit);
    }
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
        assert_eq!(scheme.band(Extent::exact(count)).map(|b| &*b.label), Some(label), "{count}");
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
fn no_number_is_called_surer_than_the_source_it_was_read_in() {
    for analyte in catalog().analytes().iter() {
        for figure in catalog().figures(&analyte.id) {
            let source = catalog().source(&figure.published.source).unwrap();
            let is_surer = figure.mark.is_verified() && !source.mark.is_verified();
            assert!(!is_surer, "{} of {} is not verified", source.key, analyte.id);
        }
    }
}

#[test]
fn drugs_classes_symptoms_and_events_are_found_by_any_name() {
    assert_eq!(catalog().find_drug("Arimidex").map(|d| d.id.as_str()), Some("anastrozole"));
    assert_eq!(catalog().find_drug("clomifene").and_then(|d| d.class.as_deref()), Some("serm"));
    assert_eq!(catalog().suggest_drugs("anastrazole").first().map(|d| d.id.as_str()), Some("anastrozole"));
    assert_eq!(catalog().class("ai").unwrap().phrase(), "an aromatase inhibitor");
    assert_eq!(catalog().class("trt").unwrap().phrase(), "testosterone");
    assert_eq!(catalog().find_symptom("hot flushes").map(|s| s.id.as_str()), Some("hot-flashes"));
    assert_eq!(catalog().find_event("Fever").map(|s| s.id.as_str()), Some("fever"));
    assert_eq!(catalog().suggest_symptoms("joint").first().map(|s| s.id.as_str()), Some("joint-pain"));
    assert_eq!(catalog().suggest_events("preg").first().map(|s| s.id.as_str()), Some("pregnancy"));
}

#[test]
fn a_source_is_found_with_or_without_the_place_in_it() {
    let title = "Can Anastrozole Use Affect Male Fertility and Reproductive Potential?";
    for key in ["HRTIO", "HRTIO:79", "HRTIO:49-60"] {
        assert_eq!(catalog().source(key).map(|s| s.title.as_str()), Some(title), "{key}");
    }
    assert!(catalog().source("SMITH99").is_none());
}

#[test]
fn a_direction_is_expected_only_where_a_source_gives_one() {
    let of_class = |class: &str| {
        let expected = catalog().expected().iter().filter(|e| &*e.class == class);
        expected.map(|e| (e.analyte.as_str(), e.direction)).collect::<Vec<_>>()
    };
    assert_eq!(of_class("ai").len(), 9);
    assert!(of_class("serm").contains(&("estradiol", Direction::Up)));
    let down =
        ["sperm-concentration", "total-motile-sperm-count", "lh", "fsh"].map(|id| (id, Direction::Down));
    assert_eq!(of_class("trt"), [&[("testosterone-total", Direction::Up)][..], &down].concat());
    assert_eq!(of_class("gonadotropin"), [("testosterone-total", Direction::Up)]);
}

#[test]
fn the_sources_rules_cite_are_in_the_catalogue() {
    for rule in rules::load(None).unwrap() {
        for key in rule.sources() {
            assert!(catalog().source(&key).is_some(), "{} cites {key}", rule.id);
        }
    }
}

#[test]
fn a_source_has_an_address_of_its_own_and_where_a_copy_was_read_is_told_without_a_link() {
    let hosts_of_copies =
        ["thedrugslist", "droracle", "iatrox", "enerbless", "studylib", "guidelinecentral", "scribd"];
    for source in catalog().sources() {
        if let Some(address) = &source.address {
            assert!(address.starts_with("http") && !address.contains(' '), "{}: {address}", source.key);
            assert!(hosts_of_copies.iter().all(|host| !address.contains(host)), "{}: {address}", source.key);
        }
        let told = [&source.place, &source.citation];
        assert!(
            told.into_iter().flatten().all(|text| !text.contains("://")),
            "{} links elsewhere",
            source.key
        );
        let citation = source.citation.as_deref().unwrap_or_default();
        assert!(!citation.contains("from memory"), "{}", source.key);
    }
}

#[test]
fn every_source_is_cited_somewhere() {
    let mut files = String::new();
    let mut folders = vec!["src".into(), "catalog".into()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir::<std::path::PathBuf>(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("sources.toml") {
                files += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    for source in catalog().sources() {
        assert!(files.contains(source.key.as_str()), "nothing cites {}", source.key);
    }
}
