//! What must be said and what must not: lossy, units, missing pixels, images for processing.

use hounsfield::{
    dicom::{FindingCode, write::OffsetTable},
    image::{Histogram, Unit},
};

use crate::{
    open, picture, shown,
    support::{DicomBuilder, JPEG_BASELINE, RLE, jpeg_frame, rle_frame},
};

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const SECONDARY_CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";

#[test]
fn lossy_is_told_by_the_attribute_or_by_the_syntax() {
    let lossy = |file: &DicomBuilder| open(file).image.as_ref().unwrap().lossy.clone();
    let grey = DicomBuilder::grey(8, 8);
    let attribute = |value: &str| grey.clone().with((0x0028, 0x2110), "CS", value);
    let jpeg = vec![vec![jpeg_frame(&[7; 64], 8, 8, 1)]];
    let rle = vec![vec![rle_frame(&[7; 64], 1, 1)]];
    assert_eq!(lossy(&grey), None);
    assert_eq!(lossy(&attribute("00")), None);
    assert_eq!(lossy(&attribute("01")).as_deref(), Some("LOSSY"));
    // Once lossy, always lossy: whatever the syntax it was sent in.
    assert_eq!(lossy(&attribute("01").encapsulated(RLE, &rle, OffsetTable::None)).as_deref(), Some("LOSSY"));
    let by_syntax = grey.clone().encapsulated(JPEG_BASELINE, &jpeg, OffsetTable::None);
    assert_eq!(lossy(&by_syntax).as_deref(), Some("LOSSY"));
    let denied = attribute("00").encapsulated(JPEG_BASELINE, &jpeg, OffsetTable::None);
    assert_eq!(lossy(&denied).as_deref(), Some("LOSSY"));
    assert_eq!(lossy(&grey.clone().encapsulated(RLE, &rle, OffsetTable::None)), None);
    let ratio = attribute("01").with((0x0028, 0x2112), "DS", "12");
    assert_eq!(lossy(&ratio).as_deref(), Some("LOSSY 12:1"));
}

fn unit(class: &str, modality: &str, image_type: &str, rescale_type: Option<&str>) -> Unit {
    let file = DicomBuilder::image(class, modality, 1, 1)
        .with((0x0008, 0x0008), "CS", image_type)
        .with((0x0028, 0x1052), "DS", "-1024")
        .with((0x0028, 0x1053), "DS", "1")
        .pixels_i16(&[0]);
    let file = match rescale_type {
        Some(name) => file.with((0x0028, 0x1054), "LO", name),
        None => file,
    };
    picture(&open(&file), 0).model().unit.clone()
}

#[test]
fn hounsfield_units_are_named_where_they_are() {
    let named = |name: &str| Unit::Named(name.to_owned());
    for (class, modality, image_type, rescale_type, expected) in [
        (CT, "CT", "ORIGINAL\\PRIMARY\\AXIAL", Some("HU"), Unit::Hounsfield),
        (CT, "CT", "DERIVED\\SECONDARY\\MPR", Some("HU"), Unit::Hounsfield),
        (CT, "CT", "ORIGINAL\\PRIMARY\\AXIAL", None, Unit::Hounsfield),
        (CT, "CT", "DERIVED\\PRIMARY\\AXIAL", None, Unit::None),
        (CT, "CT", "ORIGINAL\\PRIMARY\\LOCALIZER", None, Unit::None),
        (CT, "CT", "ORIGINAL\\PRIMARY\\LOCALIZER", Some("HU"), Unit::None),
        (CT, "CT", "ORIGINAL\\PRIMARY\\AXIAL", Some("US"), Unit::None),
        (CT, "CT", "ORIGINAL\\PRIMARY\\AXIAL", Some("MGML"), named("MGML")),
        (SECONDARY_CAPTURE, "CT", "DERIVED\\SECONDARY", Some("HU"), Unit::None),
        (SECONDARY_CAPTURE, "CT", "ORIGINAL\\PRIMARY", None, Unit::None),
        ("1.2.840.10008.5.1.4.1.1.4", "MR", "ORIGINAL\\PRIMARY\\M", None, Unit::None),
        ("1.2.840.10008.5.1.4.1.1.1", "CR", "ORIGINAL\\PRIMARY", Some("OD"), named("OD")),
    ] {
        let found = unit(class, modality, image_type, rescale_type);
        assert_eq!(found, expected, "{class} {image_type} {rescale_type:?}");
    }
    // Stored values of a CT are no HU.
    let stored = DicomBuilder::ct(1, 1).without((0x0028, 0x1052)).without((0x0028, 0x1053)).without((0x0028, 0x1054));
    assert_eq!(picture(&open(&stored), 0).model().unit, Unit::None);
    for slope in ["0", "", "x", "inf"] {
        let broken = DicomBuilder::ct(1, 1).with((0x0028, 0x1053), "DS", slope);
        let object = open(&broken);
        let picture = picture(&object, 0);
        assert_eq!((picture.model().unit.clone(), picture.value(0, 0)), (Unit::None, Some(24.0)), "slope {slope:?}");
        assert!(object.findings.iter().any(|finding| finding.code == FindingCode::Modality), "slope {slope:?}");
    }
}

#[test]
fn values_are_never_clipped_to_what_is_shown() {
    // Window 40/400 over values far outside of it, slopes of both signs.
    let file = DicomBuilder::ct(1, 4).pixels_i16(&[-32_768, 0, 24, 32_767]).with((0x0028, 0x1053), "DS", "-2.5");
    let picture = picture(&open(&file), 0);
    let values: Vec<f64> = (0..4).map(|column| picture.value(column, 0).unwrap()).collect();
    assert_eq!(values, [80_896.0, -1024.0, -1084.0, -82_941.5]);
    let statistics = Histogram::of(&picture).statistics;
    assert_eq!((statistics.min, statistics.max), (Some(-82_941.5), Some(80_896.0)));
    assert_eq!(shown(&file), [255, 0, 0, 0]);
}

#[test]
fn missing_rows_are_no_values() {
    // Six rows declared, three and a half written.
    let whole = DicomBuilder::ct(6, 4);
    let mut bytes = whole.pixels_i16(&[1064; 24]).build();
    bytes.truncate(bytes.len() - 20);
    let object = hounsfield::dicom::open_bytes(std::path::Path::new("cut.dcm"), bytes).unwrap();
    let loaded = object.load(0).unwrap();
    assert_eq!(loaded.frame.rows_present, 3);
    let said = object.findings.iter().chain(&loaded.findings).any(|finding| finding.code == FindingCode::Truncated);
    assert!(said, "{:?} {:?}", object.findings, loaded.findings);
    let picture = picture(&object, 0);
    assert_eq!((picture.value(0, 2), picture.value(0, 3), picture.value(3, 5)), (Some(40.0), None, None));
    let statistics = Histogram::of(&picture).statistics;
    assert_eq!((statistics.count, statistics.min, statistics.max), (12, Some(40.0), Some(40.0)));
    let pixels = hounsfield::image::render::native(
        &picture,
        &hounsfield::image::Presentation::for_picture(picture.model(), &Histogram::of(&picture)),
    );
    // 40 in the window 40/400 is 255 * (0.5 / 399 + 0.5) = 127.8; what is missing is striped, neither black nor white.
    assert_eq!(pixels.data[..12], [128; 12]);
    let stripes = &pixels.data[12..];
    assert_eq!(stripes.len(), 12);
    assert!(stripes.iter().all(|grey| *grey != 128 && *grey != 0 && *grey != 255), "{stripes:?}");
    assert!(stripes.iter().any(|grey| *grey != stripes[0]), "{stripes:?}");
}

#[test]
fn images_for_processing_say_so() {
    let banners = |file: DicomBuilder| open(&file).image.as_ref().unwrap().banners.join(", ");
    assert_eq!(banners(DicomBuilder::grey(1, 1)), "");
    assert_eq!(banners(DicomBuilder::grey(1, 1).with((0x0008, 0x0068), "CS", "FOR PRESENTATION")), "");
    assert!(
        banners(DicomBuilder::grey(1, 1).with((0x0008, 0x0068), "CS", "FOR PROCESSING")).contains("FOR PROCESSING")
    );
    assert!(banners(DicomBuilder::grey(1, 1).with((0x0028, 0x1090), "CS", "SUB")).contains("UNSUBTRACTED"));
}
