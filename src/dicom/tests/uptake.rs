//! Standardised uptake values of PET. The expected numbers are worked by hand from the formulas.

use super::{
    scales::{mapping, readings},
    *,
};
use crate::image::{ModalityKind, PixelModel, ScaleMap, Unit};

const PET: &str = "1.2.840.10008.5.1.4.1.1.128";
const ENHANCED_PET: &str = "1.2.840.10008.5.1.4.1.1.130";

fn model(set: &DataSetWriter) -> std::sync::Arc<PixelModel> {
    read(set, EXPLICIT_LITTLE).pixel_model(0).unwrap()
}

/// Slope of the scale with this label.
fn slope(set: &DataSetWriter, label: &str) -> Option<f64> {
    let model = model(set);
    let scale = model.scales.iter().find(|scale| scale.label == label)?;
    match scale.map {
        ScaleMap::Linear { slope, .. } => Some(slope),
        ScaleMap::Table(_) => None,
    }
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!((found / expected - 1.0).abs() < 1e-12, "{found} is not {expected}");
}

/// Why there is no SUV; asserts that none is there and that a finding says the same.
fn refusal(set: &DataSetWriter) -> String {
    let object = read(set, EXPLICIT_LITTLE);
    let model = object.pixel_model(0).unwrap();
    assert!(model.scales.iter().all(|scale| !scale.label.starts_with("SUV")), "{:?}", model.scales);
    let reason = model.suv_reason.clone().unwrap();
    assert!(object.findings.iter().any(|finding| finding.text == reason), "{reason}");
    reason
}

/// A PET of 80 kg and 1.80 m: 400 MBq of a nuclide with a half life of 6000 s, injected 6000 s before the series.
fn pet() -> DataSetWriter {
    let mut drug = DataSetWriter::new();
    drug.text((0x0018, 0x1072), "TM", "100000.00");
    drug.decimals((0x0018, 0x1074), &[400e6]);
    drug.decimals((0x0018, 0x1075), &[6000.0]);
    let mut set = ct();
    set.text((0x0008, 0x0016), "UI", PET);
    set.text((0x0008, 0x0060), "CS", "PT");
    set.text((0x0008, 0x0021), "DA", "20260301");
    set.text((0x0008, 0x0031), "TM", "114000");
    set.text((0x0008, 0x0022), "DA", "20260301");
    set.text((0x0008, 0x0032), "TM", "114500");
    set.text((0x0010, 0x0040), "CS", "M");
    set.decimals((0x0010, 0x1020), &[1.8]);
    set.decimals((0x0010, 0x1030), &[80.0]);
    set.decimals((0x0028, 0x1052), &[0.0]);
    set.decimals((0x0028, 0x1053), &[2.5]);
    set.text((0x0028, 0x0051), "CS", "NORM\\ATTN\\DECY");
    set.text((0x0054, 0x1001), "CS", "BQML");
    set.text((0x0054, 0x1102), "CS", "START");
    set.sequence((0x0054, 0x0016), vec![drug]);
    set
}

/// [`pet`] with another injection.
fn with_drug(change: impl FnOnce(&mut DataSetWriter)) -> DataSetWriter {
    let mut drug = DataSetWriter::new();
    drug.text((0x0018, 0x1072), "TM", "100000.00");
    drug.decimals((0x0018, 0x1074), &[400e6]);
    drug.decimals((0x0018, 0x1075), &[6000.0]);
    change(&mut drug);
    let mut set = pet();
    set.sequence((0x0054, 0x0016), vec![drug]);
    set
}

#[test]
fn suv_is_activity_by_dose_left_times_the_body() {
    let set = pet();
    assert_eq!((model(&set).unit.clone(), model(&set).kind), (Unit::Named("BQML".into()), ModalityKind::Pet));
    // One half life leaves 200 MBq: 2.5 * 80000 g / 200e6 Bq.
    near(slope(&set, "SUVbw"), 0.001);
    // James: 1.1 * 80 - 128 * (80 / 180)^2 = 62.7160493827... kg.
    near(slope(&set, "SUVlbm"), 2.5 * (88.0 - 128.0 * 6400.0 / 32400.0) * 1000.0 / 200e6);
    // Du Bois: 80^0.425 * 180^0.725 * 0.007184 m2 = 1.99646... m2 by any table: 2.00.
    let surface_cm2 = (80f64.ln() * 0.425 + 180f64.ln() * 0.725).exp() * 71.84;
    assert!((surface_cm2 - 19_964.0).abs() < 5.0, "{surface_cm2}");
    near(slope(&set, "SUVbsa"), 2.5 * surface_cm2 / 200e6);
    let model = model(&set);
    let read: Vec<String> = model.scale_values(3210.0).map(|value| value.to_string()).collect();
    assert_eq!(read[0], "SUVbw 3.21 g/ml");
    assert!(read[2].ends_with(" cm2/ml"), "{read:?}");
    assert_eq!(model.suv_reason, None);
}

#[test]
fn a_dose_corrected_to_its_injection_does_not_decay() {
    let mut set = pet();
    set.text((0x0054, 0x1102), "CS", "ADMIN");
    near(slope(&set, "SUVbw"), 2.5 * 80_000.0 / 400e6);
    set.text((0x0054, 0x1102), "CS", "NONE");
    assert!(refusal(&set).contains("to what time"));
}

#[test]
fn injections_may_lie_before_midnight_or_in_another_zone() {
    let mut overnight = with_drug(|drug| {
        drug.text((0x0018, 0x1072), "TM", "235000");
    });
    overnight.text((0x0008, 0x0031), "TM", "005000.000").text((0x0008, 0x0032), "TM", "005000");
    near(slope(&overnight, "SUVbw"), 2.5 * 80_000.0 / (400e6 * 0.5f64.powf(3600.0 / 6000.0)));
    let dated = with_drug(|drug| {
        drug.text((0x0018, 0x1078), "DT", "20260301100000.000000");
    });
    near(slope(&dated, "SUVbw"), 0.001);
    let mut zoned = with_drug(|drug| {
        drug.text((0x0018, 0x1078), "DT", "20260301090000+0000");
    });
    zoned.text((0x0008, 0x0201), "SH", "+0100");
    near(slope(&zoned, "SUVbw"), 0.001);
    // Clocks that write whole seconds: 0.4 s after the scan is no day before it.
    let late = with_drug(|drug| {
        drug.text((0x0018, 0x1072), "TM", "114000.4");
    });
    near(slope(&late, "SUVbw"), 0.0005);
}

#[test]
fn times_that_cannot_be_leave_no_suv() {
    let at = |time: &str| {
        with_drug(|drug| {
            drug.text((0x0018, 0x1072), "TM", time);
        })
    };
    assert!(refusal(&at("114100")).contains("after the scan"));
    // 22 h and 40 min before the scan, were it on the day before: nobody waits that long.
    assert!(refusal(&at("130000")).contains("after the scan"));
    assert!(refusal(&at("noon")).contains("unreadable"));
    let tomorrow = with_drug(|drug| {
        drug.text((0x0018, 0x1078), "DT", "20260302100000");
    });
    assert!(refusal(&tomorrow).contains("not plausible"));
}

#[test]
fn a_series_made_later_needs_the_maker_s_time() {
    let mut set = pet();
    set.text((0x0008, 0x0031), "TM", "180000");
    assert!(refusal(&set).contains("later than the acquisition"));
    // The creator decides which block it is, and that it is GE's.
    set.text((0x0009, 0x0011), "LO", "GEMS_PETD_01").text((0x0009, 0x110D), "DT", "20260301114000.00");
    near(slope(&set, "SUVbw"), 0.001);
    set.text((0x0009, 0x0011), "LO", "ACME_PETD_01");
    assert!(refusal(&set).contains("later than the acquisition"));
}

#[test]
fn counts_need_the_maker_s_factor() {
    let mut set = pet();
    set.text((0x0054, 0x1001), "CS", "CNTS");
    set.text((0x7053, 0x0010), "LO", "Philips PET Private Group");
    assert!(refusal(&set).contains("counts"));
    set.decimals((0x7053, 0x1009), &[4.0]);
    near(slope(&set, "SUVbw"), 0.004);
    set.decimals((0x7053, 0x1000), &[0.002]);
    near(slope(&set, "SUVbw"), 0.005);
    near(slope(&set, "SUVlbm"), 0.005 * (88.0 - 128.0 * 6400.0 / 32400.0) / 80.0);
    set.text((0x7053, 0x0010), "LO", "Somebody's Group");
    assert!(refusal(&set).contains("counts"));
}

#[test]
fn values_that_are_suv_keep_their_kind() {
    let mut set = pet();
    set.text((0x0054, 0x1001), "CS", "GML").remove((0x0054, 0x0016));
    near(slope(&set, "SUVbw"), 2.5);
    set.text((0x0054, 0x1006), "CS", "LBM");
    near(slope(&set, "SUVlbm"), 2.5);
    set.text((0x0054, 0x1006), "CS", "LBMJANMA");
    near(slope(&set, "SUVLBMJANMA"), 2.5);
    set.text((0x0054, 0x1001), "CS", "CM2ML");
    near(slope(&set, "SUVbsa"), 2.5);
    set.text((0x0054, 0x1001), "CS", "PROPCPS");
    assert!(refusal(&set).contains("no activity"));
}

#[test]
fn what_is_missing_is_named() {
    for (tag, word) in [
        ((0x0010, 0x1030), "weight"),
        ((0x0028, 0x0051), "attenuation"),
        ((0x0008, 0x0031), "series"),
        ((0x0008, 0x0032), "acquisition"),
        ((0x0054, 0x0016), "radiopharmaceutical"),
        ((0x0054, 0x1102), "decay"),
        ((0x0028, 0x1053), "rescale"),
    ] {
        let mut set = pet();
        set.remove(tag);
        assert!(refusal(&set).contains(word), "{tag:04X?}: {}", refusal(&set));
    }
    let mut corrected = pet();
    corrected.text((0x0028, 0x0051), "CS", "NORM\\ATTN");
    assert!(refusal(&corrected).contains("decay"));
    // 400 MBq written in MBq, minutes for seconds, and no drug's time.
    for (tag, value, word) in [(0x1074, 400.0, "dose"), (0x1075, 1.8, "half life"), (0x1074, 0.0, "dose")] {
        let set = with_drug(|drug| {
            drug.decimals((0x0018, tag), &[value]);
        });
        assert!(refusal(&set).contains(word));
    }
}

#[test]
fn without_a_height_there_is_one_suv() {
    let mut set = pet();
    set.remove((0x0010, 0x1020));
    near(slope(&set, "SUVbw"), 0.001);
    assert_eq!(model(&set).scales.len(), 1);
    assert!(model(&set).suv_reason.as_ref().unwrap().contains("height"));
    // Centimetres are not believed.
    set.decimals((0x0010, 0x1020), &[180.0]);
    assert_eq!(model(&set).scales.len(), 1);
    set.decimals((0x0010, 0x1020), &[1.8]).text((0x0010, 0x0040), "CS", "O");
    assert_eq!((slope(&set, "SUVlbm"), slope(&set, "SUVbsa").is_some()), (None, true));
    // A CT has none, and nothing to say about it.
    assert_eq!(model(&ct()).suv_reason, None);
}

#[test]
fn enhanced_pet_takes_its_activity_from_a_real_world_mapping() {
    let mut set = pet();
    set.text((0x0008, 0x0016), "UI", ENHANCED_PET);
    for tag in [(0x0054, 0x1001), (0x0054, 0x1102), (0x0028, 0x0051), (0x0008, 0x0031), (0x0028, 0x1053)] {
        set.remove(tag);
    }
    set.text((0x0018, 0x9758), "CS", "YES").text((0x0018, 0x9759), "CS", "YES");
    set.text((0x0018, 0x9701), "DT", "20260301114000");
    assert!(refusal(&set).contains("unit"));
    set.sequence((0x0040, 0x9096), vec![mapping(0, 32000, 2.5, 0.0, "Bq/ml")]);
    near(slope(&set, "SUVbw"), 0.001);
    // It reaches as far as the mapping does.
    let found = readings(&set, 0, 32_000.0);
    assert_eq!((found[0].as_str(), found[found.len() - 1].as_str()), ("SUVbw 32 g/ml", "T1 80000 Bq/ml"));
    assert_eq!(readings(&set, 0, 32_001.0), [""; 0]);
}
