//! Millimetres with the basis they stand on (PS3.3 10.7.1, C.7.6.3.1.7, C.8.5.5, C.8.7.5).

use hounsfield::{
    dicom::write::DataSetWriter,
    geometry::{Spacing, SpacingBasis},
};

use crate::{open, picture, support::DicomBuilder};

const PIXEL: (u16, u16) = (0x0028, 0x0030);
const IMAGER: (u16, u16) = (0x0018, 0x1164);
const NOMINAL: (u16, u16) = (0x0018, 0x2010);
const CALIBRATION: (u16, u16) = (0x0028, 0x0A02);
const MAGNIFICATION: (u16, u16) = (0x0018, 0x1114);
const TO_DETECTOR: (u16, u16) = (0x0018, 0x1110);
const TO_PATIENT: (u16, u16) = (0x0018, 0x1111);

fn of(row_mm: f64, column_mm: f64, basis: SpacingBasis) -> Option<Spacing> {
    Some(Spacing { row_mm, column_mm, basis })
}

#[test]
fn the_first_value_is_between_rows() {
    let file = DicomBuilder::ct(4, 4).with(PIXEL, "DS", "2.5\\0.5");
    assert_eq!(open(&file).spacing(0), of(2.5, 0.5, SpacingBasis::Patient));
    // A pixel is five times as high as wide.
    assert_eq!(picture(&open(&file), 0).model().pixel_aspect, 5.0);
    // The gantry's tilt changes neither; slice thickness and spacing between slices are no pixel spacing.
    let tilted = file.with((0x0020, 0x0037), "DS", "1\\0\\0\\0\\0.8\\0.6").with((0x0018, 0x0050), "DS", "7").with(
        (0x0018, 0x0088),
        "DS",
        "9",
    );
    assert_eq!(open(&tilted).spacing(0), of(2.5, 0.5, SpacingBasis::Patient));
}

#[test]
fn projections_say_what_they_measure() {
    use SpacingBasis::{Calibrated, Detector, Estimated, Nominal, Undetermined};
    type Row<'a> = (&'a [((u16, u16), &'a str)], Option<Spacing>);
    let table: [Row<'_>; 12] = [
        (&[], None),
        (&[(PIXEL, "0.2\\0.2")], of(0.2, 0.2, Undetermined)),
        (&[(PIXEL, "0.2\\0.2"), (IMAGER, "0.2\\0.2")], of(0.2, 0.2, Detector)),
        (&[(PIXEL, "0.2\\0.2"), (NOMINAL, "0.2\\0.2")], of(0.2, 0.2, Detector)),
        (&[(PIXEL, "0.15\\0.15"), (IMAGER, "0.2\\0.2")], of(0.15, 0.15, Calibrated)),
        (&[(PIXEL, "0.2\\0.2"), (IMAGER, "0.2\\0.2"), (CALIBRATION, "GEOMETRY")], of(0.2, 0.2, Calibrated)),
        (&[(PIXEL, "0.2\\0.2"), (CALIBRATION, "FIDUCIAL")], of(0.2, 0.2, Calibrated)),
        (&[(IMAGER, "0.2\\0.1")], of(0.2, 0.1, Detector)),
        (&[(IMAGER, "0.2\\0.1"), (MAGNIFICATION, "1.25")], of(0.16, 0.08, Estimated)),
        (&[(IMAGER, "0.2\\0.1"), (TO_DETECTOR, "1000"), (TO_PATIENT, "800")], of(0.16, 0.08, Estimated)),
        (&[(IMAGER, "0.2\\0.2"), (MAGNIFICATION, "0")], of(0.2, 0.2, Detector)),
        (&[(NOMINAL, "0.3\\0.4")], of(0.3, 0.4, Nominal)),
    ];
    for modality in ["CR", "DX", "MG", "XA", "RF", "IO"] {
        for (attributes, expected) in &table {
            let mut file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.1.1", modality, 2, 2).pixels_u16(&[0; 4]);
            for (tag, value) in *attributes {
                file = file.with(*tag, if *tag == CALIBRATION { "CS" } else { "DS" }, *value);
            }
            let found = open(&file).spacing(0);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
            let is_equal = match (found, *expected) {
                (Some(a), Some(b)) => near(a.row_mm, b.row_mm) && near(a.column_mm, b.column_mm) && a.basis == b.basis,
                (None, None) => true,
                _ => false,
            };
            assert!(is_equal, "{modality} {attributes:?}: {found:?}, expected {expected:?}");
        }
    }
}

fn region(bounds: [u32; 4], format: u16, units: [u16; 2], deltas: [f64; 2]) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    item.unsigned((0x0018, 0x6012), &[format]);
    for (element, bound) in [0x6018, 0x601A, 0x601C, 0x601E].into_iter().zip(bounds) {
        item.unsigned_long((0x0018, element), &[bound]);
    }
    item.unsigned((0x0018, 0x6024), &[units[0]]).unsigned((0x0018, 0x6026), &[units[1]]);
    item.doubles((0x0018, 0x602C), &[deltas[0]]).doubles((0x0018, 0x602E), &[deltas[1]]);
    item
}

#[test]
fn ultrasound_measures_by_its_regions() {
    let whole = [0, 0, 9, 7];
    let file = |regions| {
        DicomBuilder::image("1.2.840.10008.5.1.4.1.1.6.1", "US", 8, 10)
            .pixels_u8(&[0; 80])
            .with(PIXEL, "DS", "9\\9")
            .sequence((0x0018, 0x6011), regions)
    };
    // Centimetres become millimetres; a delta's sign is a direction, not a length. X is across.
    let plain = open(&file(vec![region(whole, 1, [3, 3], [0.02, -0.05])]));
    assert_eq!(plain.spacing(0), of(0.5, 0.2, SpacingBasis::UltrasoundRegion));
    let described = &plain.image.as_ref().unwrap().regions[0];
    assert_eq!((described.bounds, described.delta_x_mm, described.delta_y_mm), (whole, Some(0.2), Some(0.5)));
    for (regions, why) in [
        (vec![region([0, 0, 4, 7], 1, [3, 3], [0.02, 0.05])], "a part of the picture"),
        (vec![region(whole, 2, [3, 3], [0.02, 0.05])], "M-mode"),
        (vec![region(whole, 1, [3, 4], [0.02, 0.05])], "seconds down"),
        (vec![region(whole, 1, [0, 0], [0.02, 0.05])], "no unit"),
        (
            vec![region([0, 0, 4, 7], 1, [3, 3], [0.02, 0.05]), region([5, 0, 9, 7], 1, [3, 3], [0.01, 0.05])],
            "two scales",
        ),
    ] {
        assert_eq!(open(&file(regions)).spacing(0), None, "{why}");
    }
    // Time by velocity: neither axis is a length.
    let doppler = open(&file(vec![region(whole, 3, [4, 7], [0.01, 0.5])]));
    let described = &doppler.image.as_ref().unwrap().regions[0];
    assert_eq!((described.delta_x_mm, described.delta_y_mm), (None, None));
}

#[test]
fn a_ratio_is_no_length() {
    let file = DicomBuilder::grey(2, 2).with((0x0028, 0x0034), "IS", "4\\3");
    assert_eq!(open(&file).spacing(0), None);
    // Vertical by horizontal.
    assert_eq!(picture(&open(&file), 0).model().pixel_aspect, 4.0 / 3.0);
    for senseless in ["0\\3", "4\\0", "4", "-1\\-1", "x\\y"] {
        let file = DicomBuilder::grey(2, 2).with((0x0028, 0x0034), "IS", senseless);
        assert_eq!(picture(&open(&file), 0).model().pixel_aspect, 1.0, "{senseless}");
    }
}
