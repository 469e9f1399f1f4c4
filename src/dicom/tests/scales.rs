//! Further scales: real world values, dose and presentation LUTs. Expected numbers are worked by hand.

use super::*;
use crate::image::{ModalityKind, ModalityLut, PixelModel, Unit};

fn model(set: &DataSetWriter) -> std::sync::Arc<PixelModel> {
    read(set, EXPLICIT_LITTLE).pixel_model(0).unwrap()
}

/// A linear mapping of stored values.
pub(super) fn mapping(first: i16, last: i16, slope: f64, intercept: f64, unit: &str) -> DataSetWriter {
    let mut code = DataSetWriter::new();
    code.text((0x0008, 0x0100), "SH", unit).text((0x0008, 0x0102), "SH", "UCUM");
    let mut item = DataSetWriter::new();
    item.text((0x0028, 0x3003), "LO", "Longitudinal").text((0x0040, 0x9210), "SH", "T1");
    item.sequence((0x0040, 0x08EA), vec![code]);
    item.bytes((0x0040, 0x9211), "SS", last.to_le_bytes()).bytes((0x0040, 0x9216), "SS", first.to_le_bytes());
    item.doubles((0x0040, 0x9224), &[intercept]).doubles((0x0040, 0x9225), &[slope]);
    item
}

pub(super) fn readings(set: &DataSetWriter, frame: usize, stored: f64) -> Vec<String> {
    let model = read(set, EXPLICIT_LITTLE).pixel_model(frame).unwrap();
    model.scale_values(stored).map(|value| value.to_string()).collect()
}

#[test]
fn real_world_values_are_of_stored_values() {
    let mut set = ct();
    set.sequence((0x0040, 0x9096), vec![mapping(0, 100, 0.5, 7.0, "ms"), mapping(50, 200, 3.0, 0.0, "1")]);
    // Not of the -1024 that the rescale takes off.
    assert_eq!(readings(&set, 0, 10.0), ["T1 12 ms"]);
    assert_eq!(readings(&set, 0, 60.0), ["T1 37 ms", "T1 180"]);
    assert_eq!(readings(&set, 0, 201.0), [""; 0]);
    let model = model(&set);
    assert_eq!((model.scales[0].first, model.scales[0].last), (0.0, 100.0));
    assert_eq!(model.scales[0].explanation, "Longitudinal");
}

#[test]
fn real_world_tables_map_value_by_value() {
    let mut item = mapping(10, 12, 0.0, 0.0, "ms");
    item.remove((0x0040, 0x9225)).remove((0x0040, 0x9224)).doubles((0x0040, 0x9212), &[1.5, -2.0, 8.0]);
    let mut set = ct();
    set.sequence((0x0040, 0x9096), vec![item]);
    let read = |stored| readings(&set, 0, stored);
    assert_eq!((read(9.0), read(10.0), read(12.0)), (vec![], vec!["T1 1.5 ms".into()], vec!["T1 8 ms".into()]));
    assert_eq!(read(13.0), [""; 0]);
}

#[test]
fn bounds_have_the_sign_of_the_pixels() {
    let bounds = |signed: u16, first: u16, last: u16| {
        let mut item = mapping(0, 0, 1.0, 0.0, "ms");
        item.unsigned((0x0040, 0x9216), &[first]).unsigned((0x0040, 0x9211), &[last]);
        let mut set = ct();
        shape(&mut set, 3, 4, 1, [16, 16, 15], signed);
        set.sequence((0x0040, 0x9096), vec![item]);
        let object = read(&set, EXPLICIT_LITTLE);
        let scales = object.pixel_model(0).unwrap().scales.clone();
        scales.first().map(|scale| (scale.first, scale.last))
    };
    assert_eq!(bounds(0, 5, 65535), Some((5.0, 65535.0)));
    assert_eq!(bounds(1, 65531, 65535), Some((-5.0, -1.0)));
    assert_eq!(bounds(1, 65531, 100), Some((-5.0, 100.0)));
    assert_eq!(bounds(1, 0, 65535), Some((0.0, 65535.0)));
    assert_eq!(bounds(0, 9, 5), None);
}

#[test]
fn float_bounds_come_first() {
    let mut item = mapping(0, 1, 2.0, 0.0, "mm2/s");
    item.doubles((0x0040, 0x9214), &[-0.5]).doubles((0x0040, 0x9213), &[0.75]);
    let mut set = ct();
    set.sequence((0x0040, 0x9096), vec![item]);
    assert_eq!(readings(&set, 0, -0.5), ["T1 -1 mm2/s"]);
    assert_eq!(readings(&set, 0, 0.8), [""; 0]);
}

#[test]
fn mappings_are_the_frame_s_own_and_a_frame_without_says_so() {
    let group = |items: Vec<DataSetWriter>| {
        let mut group = DataSetWriter::new();
        group.sequence((0x0040, 0x9096), items);
        group
    };
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[3]);
    words(&mut set, &[0; 36]);
    let own = vec![mapping(0, 9, 2.0, 0.0, "ms"), mapping(0, 9, 3.0, 0.0, "s")];
    set.sequence((0x5200, 0x9230), vec![group(own), DataSetWriter::new(), group(vec![mapping(0, 9, 4.0, 0.0, "ms")])]);
    assert_eq!(readings(&set, 0, 1.0), ["T1 2 ms", "T1 3 s"]);
    assert_eq!(readings(&set, 1, 1.0), [""; 0]);
    assert_eq!(readings(&set, 2, 1.0), ["T1 4 ms"]);
    let object = read(&set, EXPLICIT_LITTLE);
    let lacks = |frame: usize| object.load(frame).unwrap().findings.iter().any(|f| f.tag == Some((0x40, 0x9096)));
    assert_eq!([lacks(0), lacks(1), lacks(2)], [false, true, false]);
    // A shared one serves all frames that have none.
    set.sequence((0x5200, 0x9229), vec![group(vec![mapping(0, 9, 9.0, 0.0, "ms")])]);
    assert_eq!(readings(&set, 1, 1.0), ["T1 9 ms"]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(object.load(1).unwrap().findings, []);
}

#[test]
fn unusable_mappings_are_left_out_and_said() {
    let mut endless = mapping(0, 9, f64::NAN, 0.0, "ms");
    endless.doubles((0x0040, 0x9225), &[f64::INFINITY]);
    let mut set = ct();
    set.sequence((0x0040, 0x9096), vec![endless, mapping(0, 9, 1.0, 0.0, "ms"), DataSetWriter::new()]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(object.pixel_model(0).unwrap().scales.len(), 1);
    assert!(codes(&object).contains(&FindingCode::Modality));
}

#[test]
fn tables_take_no_more_memory_than_one_full_one() {
    let table = |entries: usize| {
        let mut item = mapping(0, 32767, 0.0, 0.0, "ms");
        item.remove((0x0040, 0x9225)).remove((0x0040, 0x9224)).doubles((0x0040, 0x9212), &vec![1.0; entries]);
        item
    };
    let mut set = ct();
    set.sequence((0x0040, 0x9096), vec![table(40_000), table(40_000), table(100)]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(object.pixel_model(0).unwrap().scales.len(), 2);
    assert!(codes(&object).contains(&FindingCode::Modality));
}

#[test]
fn doses_are_stored_values_times_the_grid_scaling() {
    let mut set = ct();
    set.text((0x0008, 0x0060), "CS", "RTDOSE").text((0x3004, 0x0002), "CS", "GY");
    set.decimals((0x3004, 0x000E), &[0.25]);
    let object = read(&set, EXPLICIT_LITTLE);
    let gray = object.pixel_model(0).unwrap();
    assert_eq!(gray.modality, ModalityLut::Rescale { slope: 0.25, intercept: 0.0 });
    assert_eq!((gray.unit.symbol(), gray.kind), ("GY", ModalityKind::Dose));
    assert_eq!(object.findings, []);
    set.text((0x3004, 0x0002), "CS", "RELATIVE");
    assert_eq!(model(&set).unit.symbol(), "RELATIVE");
    for scaling in ["0", "-1", "x", ""] {
        set.text((0x3004, 0x000E), "DS", scaling);
        let object = read(&set, EXPLICIT_LITTLE);
        let model = object.pixel_model(0).unwrap();
        assert!(model.modality.is_identity() && model.unit == Unit::None, "{scaling}");
        assert!(codes(&object).contains(&FindingCode::Modality));
    }
}

#[test]
fn a_presentation_lut_is_read() {
    let mut table = DataSetWriter::new();
    table.unsigned((0x0028, 0x3002), &[4, 0, 10]).unsigned((0x0028, 0x3006), &[1023, 700, 300, 0]);
    let mut set = ct();
    set.sequence((0x2050, 0x0010), vec![table]);
    let lut = model(&set).presentation_lut.clone().unwrap();
    assert_eq!((lut.bits, &lut.entries[..]), (10, &[1023, 700, 300, 0][..]));
}
