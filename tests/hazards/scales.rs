//! Further meanings of values: real world values, dose, P-values (PS3.3 C.7.6.16.2.11, C.8.8.3, C.11.4).

use hounsfield::{dicom::write::DataSetWriter, image::Unit};

use crate::{level, open, picture, shown, support::DicomBuilder, values};

const MAPPINGS: (u16, u16) = (0x0040, 0x9096);

fn mapping(label: &str, [first, last]: [u16; 2], unit: &str) -> DataSetWriter {
    let mut code = DataSetWriter::new();
    code.text((0x0008, 0x0100), "SH", unit).text((0x0008, 0x0102), "SH", "UCUM").text((0x0008, 0x0104), "LO", unit);
    let mut item = DataSetWriter::new();
    item.text((0x0040, 0x9210), "SH", label).sequence((0x0040, 0x08EA), vec![code]);
    item.unsigned((0x0040, 0x9216), &[first]).unsigned((0x0040, 0x9211), &[last]);
    item
}

#[test]
fn real_world_values_are_of_stored_values() {
    let mut line = mapping("ADC", [0, 200], "um2/s");
    line.doubles((0x0040, 0x9225), &[0.5]).doubles((0x0040, 0x9224), &[-3.0]);
    let mut table = mapping("T1", [10, 12], "ms");
    table.doubles((0x0040, 0x9212), &[5.5, -7.0, 1e6]);
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4", "MR", 1, 4)
        .pixels_u16(&[0, 11, 200, 201])
        .with((0x0028, 0x1052), "DS", "1000")
        .with((0x0028, 0x1053), "DS", "7")
        .sequence(MAPPINGS, vec![line, table]);
    // The rescale is another scale, and neither goes through the other.
    assert_eq!(values(&file), [1000.0, 1077.0, 2400.0, 2407.0]);
    let picture = picture(&open(&file), 0);
    let found = |stored: f64| -> Vec<String> {
        let values = picture.model().scale_values(stored);
        values.map(|found| format!("{} {} {}", found.label, found.value, found.unit)).collect()
    };
    assert_eq!(found(0.0), ["ADC -3 um2/s"]);
    assert_eq!(found(11.0), ["ADC 2.5 um2/s", "T1 -7 ms"]);
    assert_eq!(found(12.0), ["ADC 3 um2/s", "T1 1000000 ms"]);
    assert_eq!(found(200.0), ["ADC 97 um2/s"]);
    assert!(found(201.0).is_empty());
}

#[test]
fn dose_is_stored_times_its_scaling() {
    let bytes: Vec<u8> = [0_u32, 3, 4_000_000_000].iter().flat_map(|value| value.to_le_bytes()).collect();
    let grid = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", 1, 3)
        .unsigned((0x0028, 0x0100), &[32])
        .unsigned((0x0028, 0x0101), &[32])
        .unsigned((0x0028, 0x0102), &[31])
        .unsigned((0x0028, 0x0103), &[0])
        .with((0x7FE0, 0x0010), "OW", bytes)
        .with((0x3004, 0x0002), "CS", "GY");
    let scaled = grid.clone().with((0x3004, 0x000E), "DS", "0.00000025");
    let expected = [0.0, 3.0 * 0.000_000_25, 1000.0];
    assert!(values(&scaled).iter().zip(expected).all(|(found, value)| (found - value).abs() < 1e-12));
    assert_eq!(picture(&open(&scaled), 0).model().unit, Unit::Named("GY".to_owned()));
    // Nothing to the maximum where there is no window: 3 of 4e9 is black.
    assert_eq!(shown(&scaled), [0, 0, 255]);
    for scaling in ["0", "-1", "x"] {
        let broken = grid.clone().with((0x3004, 0x000E), "DS", scaling);
        let object = open(&broken);
        let picture = picture(&object, 0);
        assert_eq!((picture.value(1, 0), picture.model().unit.clone()), (Some(3.0), Unit::None), "{scaling}");
        assert!(!object.findings.is_empty(), "{scaling}");
    }
    assert_eq!(values(&grid), [0.0, 3.0, 4e9]);
}

#[test]
fn a_presentation_lut_stands_between_window_and_polarity() {
    let mut table = DataSetWriter::new();
    table.unsigned((0x0028, 0x3002), &[5, 0, 10]).unsigned((0x0028, 0x3006), &[0, 50, 200, 600, 1023]);
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.1.1", "DX", 1, 6)
        .pixels_u16(&[0, 64, 128, 191, 255, 300])
        .with((0x0028, 0x1050), "DS", "128")
        .with((0x0028, 0x1051), "DS", "256")
        .sequence((0x2050, 0x0010), vec![table]);
    // The window's whole range is spread over the five entries.
    let expected = [0.0, 50.0, 200.0, 600.0, 1023.0, 1023.0].map(|entry| level(entry / 1023.0));
    assert_eq!(shown(&file), expected);
    let inverse = file.with((0x0028, 0x0004), "CS", "MONOCHROME1");
    let turned = [0.0, 50.0, 200.0, 600.0, 1023.0, 1023.0].map(|entry| level(1.0 - entry / 1023.0));
    assert_eq!(shown(&inverse), turned);
}
