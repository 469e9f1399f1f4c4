//! What the header says about values: modality, windows, polarity, padding, palettes, geometry, timing.

use super::*;
use crate::{
    geometry::SpacingBasis,
    image::{ModalityKind, ModalityLut, Unit, VoiFunction},
};

fn model(set: &DataSetWriter) -> std::sync::Arc<crate::image::PixelModel> {
    read(set, EXPLICIT_LITTLE).pixel_model(0).unwrap()
}

fn spacing(set: &DataSetWriter) -> Option<(f64, f64, SpacingBasis)> {
    read(set, EXPLICIT_LITTLE)
        .image
        .as_ref()
        .unwrap()
        .spacing
        .map(|spacing| (spacing.row_mm, spacing.column_mm, spacing.basis))
}

#[test]
fn hounsfield_units_are_named_where_they_are_some() {
    let mut set = ct();
    assert_eq!(model(&set).unit, Unit::Hounsfield);
    assert_eq!(model(&set).kind, ModalityKind::Ct);
    set.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\LOCALIZER");
    assert_eq!((model(&set).unit.clone(), model(&set).kind), (Unit::None, ModalityKind::Percentile));
    set.text((0x0028, 0x1054), "LO", "HU");
    assert_eq!(model(&set).unit, Unit::None);
    set.text((0x0008, 0x0008), "CS", "DERIVED\\PRIMARY\\AXIAL");
    assert_eq!(model(&set).unit, Unit::Hounsfield);
}

#[test]
fn an_unusable_slope_leaves_stored_values() {
    for slope in ["0", "NaN", "inf", "text"] {
        let mut set = ct();
        set.text((0x0028, 0x1053), "DS", slope);
        let object = read(&set, EXPLICIT_LITTLE);
        assert_eq!(object.pixel_model(0).unwrap().modality, ModalityLut::Rescale { slope: 1.0, intercept: 0.0 });
        assert!(codes(&object).contains(&FindingCode::Modality), "{slope}");
    }
}

#[test]
fn a_modality_lut_wins_over_rescale() {
    let mut table = DataSetWriter::new();
    table.unsigned((0x0028, 0x3002), &[4, 2, 16]);
    table.unsigned((0x0028, 0x3006), &[5, 6, 7, 0xFFFF]);
    table.text((0x0028, 0x3004), "LO", "OD");
    let mut set = ct();
    set.sequence((0x0028, 0x3000), vec![table]);
    let object = read(&set, EXPLICIT_LITTLE);
    let model = object.pixel_model(0).unwrap();
    let ModalityLut::Table(table) = &model.modality else { panic!("{model:?}") };
    assert_eq!((table.first_mapped, table.entries.as_slice()), (2, &[5, 6, 7, 0xFFFF][..]));
    assert_eq!(model.unit, Unit::Named("OD".into()));
    assert!(codes(&object).contains(&FindingCode::Modality));
}

#[test]
fn very_many_windows_are_not_all_taken() {
    let mut set = ct();
    let many: Vec<f64> = (1..=500).map(f64::from).collect();
    set.decimals((0x28, 0x1050), &many).decimals((0x28, 0x1051), &many);
    let object = read(&set, EXPLICIT_LITTLE);
    let windows = &object.pixel_model(0).unwrap().windows;
    assert_eq!((windows.len(), windows[63].window.center), (64, 64.0));
    assert!(codes(&object).contains(&FindingCode::Voi));
}

#[test]
fn windows_come_in_pairs_and_bad_ones_are_left_out() {
    let mut set = ct();
    set.text((0x0028, 0x1050), "DS", "40\\300\\5");
    set.text((0x0028, 0x1051), "DS", "400\\-1\\0.5");
    set.text((0x0028, 0x1055), "LO", "SOFT\\BONE\\NARROW");
    let object = read(&set, EXPLICIT_LITTLE);
    let windows = &object.pixel_model(0).unwrap().windows;
    let found: Vec<_> =
        windows.iter().map(|window| (window.window.center, window.explanation.as_deref(), window.function)).collect();
    assert_eq!(found, [(40.0, Some("SOFT"), VoiFunction::Linear), (5.0, Some("NARROW"), VoiFunction::LinearExact)]);
    assert!(codes(&object).contains(&FindingCode::Voi));
}

#[test]
fn polarity_inverts_once() {
    let cases = [
        ("MONOCHROME1", None, true, false),
        ("MONOCHROME2", None, false, false),
        ("MONOCHROME1", Some("INVERSE"), true, false),
        ("MONOCHROME2", Some("IDENTITY"), false, false),
        ("MONOCHROME2", Some("INVERSE"), true, true),
        ("MONOCHROME1", Some("IDENTITY"), false, true),
    ];
    for (photometric, shape, inverse, conflict) in cases {
        let mut set = ct();
        set.text((0x0028, 0x0004), "CS", photometric);
        if let Some(shape) = shape {
            set.text((0x2050, 0x0020), "CS", shape);
        }
        let object = read(&set, EXPLICIT_LITTLE);
        assert_eq!(object.pixel_model(0).unwrap().inverse_polarity, inverse);
        assert_eq!(codes(&object).contains(&FindingCode::Polarity), conflict);
    }
}

#[test]
fn padding_is_taken_in_either_order_and_either_sign() {
    let mut set = ct();
    shape(&mut set, 3, 4, 1, [16, 16, 15], 1);
    set.unsigned((0x0028, 0x0120), &[63536]);
    let padding = model(&set).padding.unwrap();
    assert_eq!((padding.low, padding.high), (-2000.0, -2000.0));
    set.bytes((0x0028, 0x0121), "SS", (-3000_i16).to_le_bytes());
    let padding = model(&set).padding.unwrap();
    assert_eq!((padding.low, padding.high), (-3000.0, -2000.0));
}

#[test]
fn spacing_says_what_it_is_measured_on() {
    let mut set = ct();
    assert_eq!(spacing(&set), Some((0.5, 0.25, SpacingBasis::Patient)));
    set.text((0x0008, 0x0060), "CS", "DX");
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Undetermined);
    set.decimals((0x0018, 0x1164), &[0.5, 0.25]);
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Detector);
    set.decimals((0x0018, 0x1164), &[0.6, 0.3]);
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Calibrated);
    set.remove((0x0028, 0x0030)).decimals((0x0018, 0x1114), &[2.0]);
    assert_eq!(spacing(&set), Some((0.3, 0.15, SpacingBasis::Estimated)));
}

#[test]
fn functional_groups_are_the_frame_s_own_first() {
    let transformation = |intercept: f64| {
        let mut rescale = DataSetWriter::new();
        rescale.decimals((0x0028, 0x1052), &[intercept]).decimals((0x0028, 0x1053), &[2.0]);
        let mut group = DataSetWriter::new();
        group.sequence((0x0028, 0x9145), vec![rescale]);
        group
    };
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[3]);
    words(&mut set, &[0; 36]);
    set.sequence((0x5200, 0x9229), vec![transformation(100.0)]);
    set.sequence((0x5200, 0x9230), vec![transformation(1.0), DataSetWriter::new(), transformation(3.0)]);
    let object = read(&set, EXPLICIT_LITTLE);
    let intercepts: Vec<f64> = (0..3)
        .map(|index| match object.pixel_model(index).unwrap().modality {
            ModalityLut::Rescale { intercept, .. } => intercept,
            ModalityLut::Table(_) => panic!("no table was written"),
        })
        .collect();
    assert_eq!(intercepts, [1.0, 100.0, 3.0]);
}

#[test]
fn clips_have_a_time_and_stacks_have_none() {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[3]);
    words(&mut set, &[0; 36]);
    let clip = |set: &DataSetWriter| read(set, EXPLICIT_LITTLE).image.clone().unwrap().clip;
    assert_eq!(clip(&set), None);
    set.decimals((0x0018, 0x1065), &[0.0, 20.0, 40.0]);
    set.bytes((0x0028, 0x0009), "AT", [0x18, 0, 0x65, 0x10]);
    let timing = clip(&set).unwrap();
    assert_eq!((timing.durations_ms, timing.source.as_ref()), (vec![20.0, 40.0, 40.0], "Frame Time Vector"));
    set.integers((0x0018, 0x0040), &[50]);
    assert_eq!(clip(&set).unwrap().durations_ms, [20.0; 3]);
    set.integers((0x0008, 0x2144), &[25]);
    assert_eq!(clip(&set).unwrap().source, "Recommended Display Frame Rate 25/s; recorded at 30/s");
    set.remove((0x0008, 0x2144)).remove((0x0018, 0x0040)).decimals((0x0018, 0x1065), &[0.0, -1.0, 40.0]);
    assert_eq!(clip(&set).unwrap().source, "default rate");
    set.bytes((0x0028, 0x0009), "AT", [0x54, 0, 0x80, 0]);
    assert_eq!(clip(&set), None);
}

#[test]
fn lossy_is_told_by_attribute_or_syntax() {
    let mut set = ct();
    assert_eq!(read(&set, EXPLICIT_LITTLE).image.as_ref().unwrap().lossy, None);
    set.text((0x0028, 0x2110), "CS", "01").decimals((0x0028, 0x2112), &[2.0, 6.0]);
    assert_eq!(read(&set, EXPLICIT_LITTLE).image.as_ref().unwrap().lossy.as_deref(), Some("LOSSY 12:1"));
}

#[test]
fn palettes_are_read_with_their_descriptors() {
    let mut set = ct();
    shape(&mut set, 1, 2, 1, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "PALETTE COLOR");
    set.bytes((0x7FE0, 0x0010), "OB", [0, 1]);
    assert!(matches!(read(&set, EXPLICIT_LITTLE).load(0), Err(ReadError::Missing { .. })));
    for (number, value) in [(1, 10_u8), (2, 20), (3, 30)] {
        set.unsigned((0x0028, 0x1100 + number), &[2, 0, 8]);
        set.bytes((0x0028, 0x1200 + number), "OW", [value, value + 1]);
    }
    let palette = first_frame(&set).model.palette.clone().unwrap();
    assert_eq!((&palette.red.entries[..], &palette.blue.entries[..]), (&[10, 11][..], &[30, 31][..]));
    assert_eq!(palette.green.bits, 8);
}
