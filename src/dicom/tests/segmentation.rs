//! Segmentations as images of their own.

use super::*;
use crate::image::{Picture, Presentation, SegmentationKind, render};

const SEGMENTATION: &str = "1.2.840.10008.5.1.4.1.1.66.4";
const LABEL_MAP: &str = "1.2.840.10008.5.1.4.1.1.66.7";

/// Two frames of 4 x 1 pixels.
fn segmentation(class: &str, kind: &str, bits: u16, pixels: &[u8]) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", class);
    set.text((0x0008, 0x0060), "CS", "SEG");
    set.integers((0x0028, 0x0008), &[2]);
    set.text((0x0028, 0x0004), "CS", "MONOCHROME2");
    shape(&mut set, 1, 4, 1, [bits, bits, bits - 1], 0);
    set.text((0x0062, 0x0001), "CS", kind);
    let segment = |number: u16, label: &str, lab: Option<[u16; 3]>| {
        let mut item = DataSetWriter::new();
        item.unsigned((0x0062, 0x0004), &[number]);
        item.text((0x0062, 0x0005), "LO", label);
        if let Some(lab) = lab {
            item.unsigned((0x0062, 0x000D), &lab);
        }
        item
    };
    // L 100 is white; L 54.29, a 80.80, b 69.89 is the red of sRGB.
    let red = [35579, 53661, 50858];
    set.sequence(
        (0x0062, 0x0002),
        vec![segment(1, "Liver", Some([0xFFFF, 0x8080, 0x8080])), segment(5, "Spleen", Some(red))],
    );
    set.bytes((0x7FE0, 0x0010), "OB", pixels);
    set
}

/// Frame 1 shows segment 5, frame 2 segment 1.
fn with_frames(mut set: DataSetWriter) -> DataSetWriter {
    let group = |number| {
        let mut identification = DataSetWriter::new();
        identification.unsigned((0x0062, 0x000B), &[number]);
        let mut group = DataSetWriter::new();
        group.sequence((0x0062, 0x000A), vec![identification]);
        group
    };
    set.sequence((0x5200, 0x9230), vec![group(5), group(1)]);
    set
}

fn labels(object: &Object) -> Vec<Option<String>> {
    let label = |index| {
        let segments = object.pixel_model(index).unwrap().segments.clone().unwrap();
        segments.of_frame().map(|segment| segment.label.clone())
    };
    vec![label(0), label(1)]
}

fn shown(object: &Object, index: usize) -> (u8, Vec<u8>) {
    let loaded = object.load(index).unwrap();
    let picture = Picture::new(loaded.frame, loaded.model);
    let histogram = crate::image::Histogram::of(&picture);
    let pixels = render::native(&picture, &Presentation::for_picture(picture.model(), &histogram));
    (pixels.channels, pixels.data)
}

#[test]
fn frames_of_a_binary_segmentation_are_named_and_coloured() {
    // Bits 1 0 1 0 | 0 1 1 0, the lowest first.
    let object = read(&with_frames(segmentation(SEGMENTATION, "BINARY", 1, &[0b0110_0101, 0])), EXPLICIT_LITTLE);
    assert_eq!(labels(&object), [Some("Spleen".into()), Some("Liver".into())]);
    let (channels, red) = shown(&object, 0);
    assert_eq!((channels, &red[3..6]), (3, &[0; 3][..]));
    assert!(red[0] >= 253 && red[1] <= 3 && red[2] <= 3 && red[..3] == red[6..9], "{red:?}");
    let white = shown(&object, 1).1;
    assert_eq!(white, [0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0]);
}

#[test]
fn a_fraction_is_its_share_of_the_maximum() {
    let mut set = with_frames(segmentation(SEGMENTATION, "FRACTIONAL", 8, &[0, 50, 100, 200, 100, 0, 0, 0]));
    set.text((0x0062, 0x0010), "CS", "OCCUPANCY");
    set.unsigned((0x0062, 0x000E), &[200]);
    let object = read(&set, EXPLICIT_LITTLE);
    let kind = object.pixel_model(0).unwrap().segments.as_ref().unwrap().all.kind;
    assert_eq!(kind, SegmentationKind::Fractional { of: "occupancy", maximum: 200 });
    let red: Vec<u8> = shown(&object, 0).1.chunks(3).map(|pixel| pixel[0]).collect();
    assert!(red[0] == 0 && red[1].abs_diff(64) <= 1 && red[2].abs_diff(127) <= 1 && red[3] >= 253, "{red:?}");
}

#[test]
fn a_label_map_shows_each_segment_in_its_colour() {
    let object = read(&segmentation(LABEL_MAP, "LABELMAP", 8, &[0, 1, 5, 9, 0, 0, 0, 0]), EXPLICIT_LITTLE);
    let segments = object.pixel_model(0).unwrap().segments.clone().unwrap();
    assert_eq!(segments.named(5.0).map(|segment| segment.label.as_str()), Some("Spleen"));
    assert!(segments.named(0.0).is_none() && segments.of_frame().is_none() && segments.are_labels());
    let (channels, data) = shown(&object, 0);
    assert_eq!((channels, &data[..6], &data[9..12]), (3, &[0, 0, 0, 255, 255, 255][..], &[96; 3][..]));
    assert!(data[6] >= 253 && data[7] <= 3, "{data:?}");
    assert_eq!(codes(&object), []);
}

#[test]
fn tiles_without_items_of_their_own_go_by_segment() {
    let mut set = segmentation(SEGMENTATION, "BINARY", 1, &[0xFF, 0]);
    set.text((0x0020, 0x9311), "CS", "TILED_FULL");
    assert_eq!(labels(&read(&set, EXPLICIT_LITTLE)), [Some("Liver".into()), Some("Spleen".into())]);
}

#[test]
fn a_frame_that_names_no_segment_says_so() {
    let object = read(&segmentation(SEGMENTATION, "BINARY", 1, &[0xFF, 0]), EXPLICIT_LITTLE);
    assert_eq!(labels(&object), [None, None]);
    assert_eq!(codes(&object), [FindingCode::Structure]);
    assert_eq!(shown(&object, 0), (1, vec![255; 4]));
}
