//! Values convert as published, units are understood as laboratories spell them, and slips of unit are noticed.

use androlog::catalog::Catalog;
use androlog::domain::analyte::{Analyte, UnitView};
use androlog::domain::decimal::Decimal;
use androlog::domain::quantity::{Comparator, Quantity};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

fn analyte(id: &str) -> &'static Analyte {
    catalog().analyte(id).unwrap_or_else(|| panic!("{id} is not in the catalogue"))
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
fn a_value_converted_there_and_back_is_the_value() {
    for analyte in catalog().analytes().iter() {
        for unit in &analyte.units {
            for value in [0.003, 1.0, 17.3, 4217.0] {
                let back = value * unit.factor / unit.factor;
                assert!((back / value - 1.0).abs() < 1e-12, "{} in {}", analyte.id, unit.code);
            }
        }
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
        assert_eq!((shown(UnitView::Conventional), shown(UnitView::Si)), (conventional, si), "{id}");
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
        ("height", "[in_us]", "in"),
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
        ("t-score-total-hip", "g/cm2", "T-score, total hip has no unit, not g/cm2"),
        ("psa", "furlongs", "PSA is measured in ng/mL or ug/L, not furlongs"),
    ] {
        assert_eq!(catalog().unit(analyte(id), typed).unwrap_err().to_string(), message);
    }
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
        assert_eq!(analyte(id).slip(&quantity).map(|u| &*u.code), reads_as, "{id} {value} {unit}");
    }
}
