//! Regions of ultrasound pictures, each with its own millimetres or none (PS3.3 C.8.5.5).

use super::*;
use crate::geometry::SpacingBasis;

/// An item of the regions: bounds, spatial format, units, deltas, flags.
pub(super) fn region(bounds: [u32; 4], format: u16, units: u16, deltas: [f64; 2], flags: u32) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    item.unsigned((0x0018, 0x6012), &[format]).unsigned_long((0x0018, 0x6016), &[flags]);
    for (number, bound) in bounds.into_iter().enumerate() {
        item.unsigned_long((0x0018, 0x6018 + 2 * number as u16), &[bound]);
    }
    item.unsigned((0x0018, 0x6024), &[units]).unsigned((0x0018, 0x6026), &[units]);
    item.doubles((0x0018, 0x602C), &[deltas[0]]).doubles((0x0018, 0x602E), &[deltas[1]]);
    item
}

fn ultrasound(regions: Vec<DataSetWriter>) -> crate::dicom::ImageDescription {
    let mut set = ct();
    shape(&mut set, 30, 40, 1, [16, 16, 15], 0);
    words(&mut set, &[0; 1200]);
    set.text((0x0008, 0x0060), "CS", "US").sequence((0x0018, 0x6011), regions);
    read(&set, EXPLICIT_LITTLE).image.clone().unwrap()
}

#[test]
fn a_length_belongs_to_the_region_that_holds_its_ends() {
    // Two pictures side by side, the left one with a Doppler strip over its foot.
    let image = ultrasound(vec![
        region([0, 0, 19, 29], 1, 3, [0.02, -0.03], 3),
        region([20, 0, 39, 29], 1, 3, [0.05, 0.05], 2),
        region([0, 20, 19, 29], 4, 4, [0.01, 0.5], 2),
    ]);
    assert_eq!(image.spacing, None);
    let millimetres = |points: &[[f64; 2]]| image.spacing_at(points).map(|spacing| (spacing.column_mm, spacing.row_mm));
    // cm to mm, the sign is a direction, x is along the columns' index.
    assert_eq!(millimetres(&[[1.0, 1.0], [19.5, 10.0]]), Some((0.2, 0.3)));
    assert_eq!(millimetres(&[[25.0, 1.0], [39.9, 29.0]]), Some((0.5, 0.5)));
    assert_eq!(millimetres(&[[1.0, 1.0], [25.0, 1.0]]), None);
    // The strip lies over the picture, which has the lower priority.
    assert_eq!(millimetres(&[[1.0, 25.0]]), None);
    assert_eq!(millimetres(&[[1.0, 1.0], [1.0, 25.0]]), None);
    assert_eq!(millimetres(&[[41.0, 1.0]]), None);
    assert_eq!(millimetres(&[]), None);
}

#[test]
fn regions_that_disagree_or_are_not_distances_give_no_millimetres() {
    let at = |image: &crate::dicom::ImageDescription| image.spacing_at(&[[5.0, 5.0]]).is_some();
    let plain = |units, format| region([0, 0, 19, 29], format, units, [0.02, 0.02], 0);
    assert!(at(&ultrasound(vec![plain(3, 1)])));
    // Seconds, degrees; an M mode, a spectrum; a delta of nothing.
    for item in [plain(4, 1), plain(7, 1), plain(3, 2), plain(3, 3), region([0, 0, 19, 29], 1, 3, [0.0, 0.02], 0)] {
        assert!(!at(&ultrasound(vec![item])));
    }
    let other = region([0, 0, 39, 29], 1, 3, [0.04, 0.04], 0);
    assert!(!at(&ultrasound(vec![plain(3, 1), other])));
    assert!(at(&ultrasound(vec![plain(3, 1), plain(3, 1)])));
    // What lies beneath and shows nothing does not contradict; what lies above covers.
    let blank = |flags| region([0, 0, 39, 29], 0, 0, [0.0, 0.0], flags);
    assert!(at(&ultrasound(vec![blank(1), region([0, 0, 19, 29], 1, 3, [0.02, 0.02], 1)])));
    assert!(!at(&ultrasound(vec![blank(0), region([0, 0, 19, 29], 1, 3, [0.02, 0.02], 1)])));
    // Only one direction in cm.
    let mut mixed = plain(3, 1);
    mixed.unsigned((0x0018, 0x6026), &[4]);
    assert!(!at(&ultrasound(vec![mixed])));
}

#[test]
fn a_picture_that_was_scaled_since_has_no_regions() {
    let mut set = ct();
    set.text((0x0008, 0x0060), "CS", "US");
    set.sequence((0x0018, 0x6011), vec![region([0, 0, 7, 5], 1, 3, [0.02, 0.02], 0)]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(object.image.as_ref().unwrap().spacing_at(&[[1.0, 1.0]]), None);
    assert!(codes(&object).contains(&FindingCode::Geometry));
    // Counting the last pixel from 1 is no scaling.
    set.sequence((0x0018, 0x6011), vec![region([0, 0, 4, 3], 1, 3, [0.02, 0.02], 0)]);
    let object = read(&set, EXPLICIT_LITTLE);
    let whole = object.image.as_ref().unwrap().spacing.unwrap();
    assert_eq!((whole.row_mm, whole.column_mm, whole.basis), (0.2, 0.2, SpacingBasis::UltrasoundRegion));
}
