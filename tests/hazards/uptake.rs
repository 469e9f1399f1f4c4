//! SUV: the dose left, the body it is spread over, and when there is none (PS3.3 C.8.9.1, C.8.9.4; QIBA's rules).

use hounsfield::dicom::write::DataSetWriter;

use crate::{open, picture, support::DicomBuilder};

const DOSE_BQ: f64 = 370e6;
/// Of F-18, in seconds.
const HALF_LIFE: f64 = 6586.2;
/// 4000 stored, 2.5 a step: 10 kBq/ml.
const STORED: f64 = 4000.0;
const ACTIVITY: f64 = 10_000.0;

fn injection(time: &str) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    item.text((0x0018, 0x1072), "TM", time);
    item.decimals((0x0018, 0x1074), &[DOSE_BQ]).decimals((0x0018, 0x1075), &[HALF_LIFE]);
    item
}

/// A man of 70 kg and 1.75 m, injected at eight, scanned at nine.
fn pet() -> DicomBuilder {
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.128", "PT", 1, 1)
        .with((0x0008, 0x0021), "DA", "20260105")
        .with((0x0008, 0x0022), "DA", "20260105")
        .with((0x0008, 0x0031), "TM", "090000")
        .with((0x0008, 0x0032), "TM", "090000")
        .with((0x0010, 0x0040), "CS", "M")
        .with((0x0010, 0x1020), "DS", "1.75")
        .with((0x0010, 0x1030), "DS", "70")
        .with((0x0028, 0x0051), "CS", "NORM\\DECY\\ATTN\\SCAT")
        .with((0x0028, 0x1052), "DS", "0")
        .with((0x0028, 0x1053), "DS", "2.5")
        .with((0x0054, 0x1001), "CS", "BQML")
        .with((0x0054, 0x1102), "CS", "START")
        .sequence((0x0054, 0x0016), vec![injection("080000")])
        .pixels_i16(&[STORED as i16])
}

fn uptake(file: &DicomBuilder, label: &str) -> Option<f64> {
    let picture = picture(&open(file), 0);
    picture.model().scale_values(STORED).find(|found| found.label == label).map(|found| found.value)
}

fn is(found: Option<f64>, expected: f64, what: &str) {
    let found = found.unwrap_or_else(|| panic!("{what}: no value, expected {expected}"));
    assert!((found / expected - 1.0).abs() < 1e-9, "{what}: {found}, expected {expected}");
}

/// The dose after so many seconds.
fn left(seconds: f64) -> f64 {
    DOSE_BQ * (-std::f64::consts::LN_2 * seconds / HALF_LIFE).exp()
}

#[test]
fn an_hours_decay_worked_by_hand() {
    // 2^(-3600/6586.2) = 0.684629...: 253.3 MBq are left; 10 kBq/ml x 70 000 g / 253.3 MBq.
    is(uptake(&pet(), "SUVbw"), ACTIVITY * 70_000.0 / left(3600.0), "body weight");
    assert!((uptake(&pet(), "SUVbw").unwrap() - 2.7634).abs() < 1e-3);
    let admin = pet().with((0x0054, 0x1102), "CS", "ADMIN");
    is(uptake(&admin, "SUVbw"), ACTIVITY * 70_000.0 / DOSE_BQ, "decayed to the administration already");
}

#[test]
fn lean_mass_and_surface() {
    let lean_men = 1.10 * 70.0 - 128.0 * (70.0_f64 / 175.0).powi(2);
    let lean_women = 1.07 * 70.0 - 148.0 * (70.0_f64 / 175.0).powi(2);
    let surface_cm2 = 71.84 * 70.0_f64.powf(0.425) * 175.0_f64.powf(0.725);
    assert!((lean_men - 56.52).abs() < 1e-9 && (lean_women - 51.22).abs() < 1e-9);
    let by = ACTIVITY / left(3600.0);
    is(uptake(&pet(), "SUVlbm"), by * lean_men * 1000.0, "men");
    is(uptake(&pet().with((0x0010, 0x0040), "CS", "F"), "SUVlbm"), by * lean_women * 1000.0, "women");
    is(uptake(&pet(), "SUVbsa"), by * surface_cm2, "surface");
    // Without sex no lean mass, without height only weight.
    let unknown = pet().without((0x0010, 0x0040));
    assert!(uptake(&unknown, "SUVbw").is_some() && uptake(&unknown, "SUVlbm").is_none());
    let flat = pet().without((0x0010, 0x1020));
    assert!(uptake(&flat, "SUVbw").is_some() && uptake(&flat, "SUVbsa").is_none());
}

#[test]
fn an_injection_before_midnight() {
    let night = pet()
        .with((0x0008, 0x0031), "TM", "003000")
        .with((0x0008, 0x0032), "TM", "003000")
        .sequence((0x0054, 0x0016), vec![injection("233000")]);
    is(uptake(&night, "SUVbw"), ACTIVITY * 70_000.0 / left(3600.0), "an hour over midnight");
    let mut dated = injection("080000");
    dated.text((0x0018, 0x1078), "DT", "20260105073000");
    let dated = pet().sequence((0x0054, 0x0016), vec![dated]);
    is(uptake(&dated, "SUVbw"), ACTIVITY * 70_000.0 / left(5400.0), "the date and time come first");
}

#[test]
fn a_series_made_afterwards_needs_the_makers_time() {
    let late = pet().with((0x0008, 0x0031), "TM", "150000");
    assert_eq!(uptake(&late, "SUVbw"), None);
    let ge = late.with((0x0009, 0x0010), "LO", "GEMS_PETD_01").with((0x0009, 0x100D), "DT", "20260105084000.00");
    is(uptake(&ge, "SUVbw"), ACTIVITY * 70_000.0 / left(2400.0), "GE");
    // An acquisition later than the series is a later bed: the series' time holds.
    let bed = pet().with((0x0008, 0x0032), "TM", "091500");
    is(uptake(&bed, "SUVbw"), ACTIVITY * 70_000.0 / left(3600.0), "a later bed");
}

#[test]
fn counts_need_the_makers_factor() {
    let counts = pet().with((0x0054, 0x1001), "CS", "CNTS");
    assert_eq!(uptake(&counts, "SUVbw"), None);
    let philips = counts.with((0x7053, 0x0010), "LO", "Philips PET Private Group");
    let by_weight = philips.clone().with((0x7053, 0x1000), "DS", "0.000625");
    is(uptake(&by_weight, "SUVbw"), ACTIVITY * 0.000_625, "counts to SUV");
    let uncorrected = by_weight.with((0x0028, 0x0051), "CS", "NORM\\DECY");
    assert_eq!(uptake(&uncorrected, "SUVbw"), None, "not corrected for attenuation");
    let to_activity = philips.with((0x7053, 0x1009), "DS", "1.5");
    is(uptake(&to_activity, "SUVbw"), ACTIVITY * 1.5 * 70_000.0 / left(3600.0), "counts to activity");
}

#[test]
fn values_that_are_suv_already_are_left_alone() {
    let stated = pet().with((0x0054, 0x1001), "CS", "GML").with((0x0028, 0x1053), "DS", "0.001");
    is(uptake(&stated, "SUVbw"), 4.0, "GML");
    let lean = stated.with((0x0054, 0x1006), "CS", "LBM");
    is(uptake(&lean, "SUVlbm"), 4.0, "GML, LBM");
    assert_eq!(uptake(&lean, "SUVbw"), None);
}

#[test]
fn whatever_is_missing_leaves_none_and_says_why() {
    let mut no_dose = injection("080000");
    no_dose.remove((0x0018, 0x1074));
    let mut no_half_life = injection("080000");
    no_half_life.remove((0x0018, 0x1075));
    let sequence = (0x0054, 0x0016);
    for (file, what) in [
        (pet().without((0x0010, 0x1030)), "weight"),
        (pet().with((0x0010, 0x1030), "DS", "0"), "a weight of nothing"),
        (pet().with((0x0028, 0x0051), "CS", "DECY"), "attenuation"),
        (pet().with((0x0028, 0x0051), "CS", "ATTN"), "decay"),
        (pet().with((0x0054, 0x1102), "CS", "NONE"), "no decay correction"),
        (pet().without(sequence), "the radiopharmaceutical"),
        (pet().sequence(sequence, vec![no_dose]), "the dose"),
        (pet().sequence(sequence, vec![no_half_life]), "the half life"),
        (pet().sequence(sequence, vec![injection("")]), "the time"),
        (pet().with((0x0054, 0x1001), "CS", "PROPCPS"), "a unit that is no activity"),
        (pet().with((0x0028, 0x1053), "DS", "0"), "the slope"),
    ] {
        let picture = picture(&open(&file), 0);
        assert!(!picture.model().scales.iter().any(|scale| scale.label.starts_with("SUV")), "{what}");
        assert!(picture.model().suv_reason.is_some(), "{what}");
    }
    // No SUV and no reason for one outside of PET.
    let magnet = picture(&open(&DicomBuilder::grey(1, 1)), 0);
    assert!(magnet.model().scales.is_empty() && magnet.model().suv_reason.is_none());
}
