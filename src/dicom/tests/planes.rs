//! Overlays and display shutters.

use super::*;
use crate::{
    dicom::write::OffsetTable,
    image::{OverlayKind, Planes, ShutterShape},
};

const RLE: &str = "1.2.840.10008.1.2.5";

/// Two by four pixels of an overlay that begins at row 0, column 2 of the image.
fn overlay(set: &mut DataSetWriter, group: u16, data: &[u8]) {
    set.unsigned((group, 0x0010), &[2]);
    set.unsigned((group, 0x0011), &[4]);
    set.text((group, 0x0022), "LO", "Marks");
    set.text((group, 0x0040), "CS", "R");
    set.bytes((group, 0x0050), "SS", [0, 0, 2, 0]);
    set.unsigned((group, 0x0100), &[1]);
    set.unsigned((group, 0x0102), &[0]);
    set.text((group, 0x1500), "LO", "Edge");
    set.bytes((group, 0x3000), "OW", data);
}

fn planes(object: &Object, index: usize) -> Planes {
    Planes::clone(&object.load(index).unwrap().planes)
}

/// The set pixels of an overlay as rows of `#`.
fn drawn(planes: &Planes, at: usize) -> Vec<String> {
    let overlay = &planes.overlays[at];
    let pixel = |row, column| if overlay.is_set(row, column) { '#' } else { '.' };
    (0..overlay.rows).map(|row| (0..overlay.columns).map(|column| pixel(row, column)).collect()).collect()
}

#[test]
fn an_overlay_is_read_with_its_place_and_words() {
    let mut set = ct();
    overlay(&mut set, 0x6002, &[0b1001_0110, 0]);
    for syntax in [EXPLICIT_LITTLE, EXPLICIT_BIG, super::super::write::IMPLICIT_LITTLE] {
        let planes = planes(&read(&set, syntax), 0);
        assert_eq!(drawn(&planes, 0), [".##.", "#..#"], "{syntax}");
        let overlay = &planes.overlays[0];
        assert_eq!((overlay.group, overlay.origin, overlay.kind), (0x6002, [0, 2], OverlayKind::Region));
        assert_eq!((overlay.label.as_str(), overlay.description.as_str()), ("Edge", "Marks"));
    }
    assert_eq!(planes(&read(&ct(), EXPLICIT_LITTLE), 0), Planes::default());
}

#[test]
fn overlays_of_other_frames_do_not_show() {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[4]);
    words(&mut set, &[0; 48]);
    overlay(&mut set, 0x6000, &[0b0001_0001, 0b0000_1000]);
    // Three by two bits a frame, so that the second frame begins inside a byte.
    set.unsigned((0x6000, 0x0011), &[3]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(drawn(&planes(&object, 3), 0), ["#..", ".#."], "one plane is for every frame");
    set.integers((0x6000, 0x0015), &[2]);
    set.unsigned((0x6000, 0x0051), &[2]);
    let object = read(&set, EXPLICIT_LITTLE);
    let on: Vec<usize> = (0..4).map(|index| planes(&object, index).overlays.len()).collect();
    assert_eq!(on, [0, 1, 1, 0]);
    assert_eq!(drawn(&planes(&object, 1), 0), ["#..", ".#."]);
    // Bits 6..12 of 0001 0001, 0000 1000: 0 0, 0 0 0 1.
    assert_eq!(drawn(&planes(&object, 2), 0), ["...", "..#"]);
}

#[test]
fn a_cut_overlay_is_drawn_as_far_as_it_goes() {
    let mut set = ct();
    overlay(&mut set, 0x6000, &[0xFF, 0xFF]);
    set.unsigned((0x6000, 0x0010), &[5]);
    let loaded = read(&set, EXPLICIT_LITTLE).load(0).unwrap();
    assert_eq!(loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [FindingCode::Overlay]);
    assert_eq!(drawn(&loaded.planes, 0), ["####", "####", "####", "####", "...."]);
}

#[test]
fn unusable_overlays_are_ignored_with_a_finding() {
    let broken: [fn(&mut DataSetWriter); 5] = [
        |set| {
            set.unsigned((0x6000, 0x0010), &[0]);
        },
        |set| {
            set.remove((0x6000, 0x0011));
        },
        |set| {
            set.remove((0x6000, 0x3000));
        },
        |set| {
            set.bytes((0x6000, 0x0050), "SS", [0, 0]);
        },
        |set| {
            set.unsigned((0x6000, 0x0010), &[65535]).unsigned((0x6000, 0x0011), &[65535]);
        },
    ];
    for (which, change) in broken.into_iter().enumerate() {
        let mut set = ct();
        overlay(&mut set, 0x6000, &[1, 0]);
        change(&mut set);
        let object = read(&set, EXPLICIT_LITTLE);
        assert_eq!(codes(&object), [FindingCode::Overlay], "{which}");
        assert!(planes(&object, 0).overlays.is_empty());
    }
}

/// 16-bit cells of 12 stored bits with an overlay in bit 12.
fn embedded(high_bit: u16, cells: &[u16]) -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 2, 4, 1, [16, 12, high_bit], 0);
    set.unsigned((0x6000, 0x0010), &[2]);
    set.unsigned((0x6000, 0x0011), &[4]);
    set.text((0x6000, 0x0040), "CS", "G");
    set.bytes((0x6000, 0x0050), "SS", [1, 0, 1, 0]);
    set.unsigned((0x6000, 0x0100), &[16]);
    set.unsigned((0x6000, 0x0102), &[if high_bit == 11 { 12 } else { 0 }]);
    words(&mut set, cells);
    set
}

#[test]
fn overlays_in_unused_bits_are_told_from_the_values() {
    let cells = [0x1001, 0x0002, 0x1003, 0xE004, 0x0FFF, 0x1FFF, 0, 0x1000];
    let mut set = embedded(11, &cells);
    for syntax in [EXPLICIT_LITTLE, EXPLICIT_BIG] {
        let loaded = read(&set, syntax).load(0).unwrap();
        assert_eq!(loaded.frame.samples, Samples::U16(vec![1, 2, 3, 4, 0xFFF, 0xFFF, 0, 0]));
        assert_eq!(drawn(&loaded.planes, 0), ["#.#.", ".#.#"], "{syntax}");
        assert_eq!(loaded.findings, []);
    }
    // Below the values, where these are in the upper bits.
    let lower = embedded(15, &[0x0011, 0x0020, 0xFFF1, 0, 0, 1, 2, 3]);
    let loaded = first_frame(&lower);
    assert_eq!(loaded.frame.samples, Samples::U16(vec![1, 2, 0xFFF, 0, 0, 0, 0, 0]));
    assert_eq!(drawn(&loaded.planes, 0), ["#.#.", ".#.#"]);
    // A bit of the values is no overlay.
    set.unsigned((0x6000, 0x0102), &[11]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(codes(&object), [FindingCode::Overlay]);
    assert!(planes(&object, 0).overlays.is_empty());
}

#[test]
fn run_length_coding_keeps_unused_bits() {
    // Two planes of eight bytes, high bytes first, each one literal run.
    let plane = |bytes: [u8; 8]| [&[7][..], &bytes, &[0]].concat();
    let mut frame: Vec<u8> = [2_u32, 64, 74].iter().flat_map(|word| word.to_le_bytes()).collect();
    frame.resize(64, 0);
    frame.extend(plane([0x10, 0, 0x10, 0xE0, 0x0F, 0x1F, 0, 0x10]));
    frame.extend(plane([1, 2, 3, 4, 0xFF, 0xFF, 0, 0]));
    let mut set = embedded(11, &[]);
    set.encapsulated(&[vec![frame]], OffsetTable::None);
    let loaded = read(&set, RLE).load(0).unwrap();
    assert_eq!(loaded.frame.samples, Samples::U16(vec![1, 2, 3, 4, 0xFFF, 0xFFF, 0, 0]));
    assert_eq!(drawn(&loaded.planes, 0), ["#.#.", ".#.#"]);
}

#[test]
fn shutters_are_read_with_their_shapes_and_colours() {
    let mut set = ct();
    set.text((0x0018, 0x1600), "CS", "RECTANGULAR\\CIRCULAR\\POLYGONAL");
    for (element, edge) in [(0x1602, 2), (0x1604, 3), (0x1606, 1), (0x1608, 2)] {
        set.integers((0x0018, element), &[edge]);
    }
    set.integers((0x0018, 0x1610), &[2, 3]);
    set.integers((0x0018, 0x1612), &[4]);
    set.integers((0x0018, 0x1620), &[1, 1, 1, 4, 3, 4]);
    set.unsigned((0x0018, 0x1622), &[0x8000]);
    set.unsigned((0x0018, 0x1624), &[0xFFFF, 0x8080, 0x8080]);
    let loaded = first_frame(&set);
    let shutter = loaded.planes.shutter.clone().unwrap();
    // The pixels are twice as high as wide.
    let expected = [
        ShutterShape::Rectangle { left: 2.0, right: 3.0, upper: 1.0, lower: 2.0 },
        ShutterShape::Circle { centre: [2.0, 3.0], radius: 4.0, radius_down: 2.0 },
        ShutterShape::Polygon(vec![[1.0, 1.0], [1.0, 4.0], [3.0, 4.0]]),
    ];
    assert_eq!(shutter.shapes, expected);
    assert_eq!((shutter.grey, shutter.shown_colour(true), shutter.shown_colour(false)), (128, [255; 3], [128; 3]));
    assert_eq!(loaded.findings, []);
}

#[test]
fn each_frame_may_have_its_shutter() {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[2]);
    words(&mut set, &[0; 24]);
    let (mut item, mut group) = (DataSetWriter::new(), DataSetWriter::new());
    item.text((0x0018, 0x1600), "CS", "CIRCULAR").integers((0x0018, 0x1610), &[1, 1]).integers((0x0018, 0x1612), &[1]);
    group.sequence((0x0018, 0x9472), vec![item]);
    set.sequence((0x5200, 0x9230), vec![DataSetWriter::new(), group]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!([0, 1].map(|index| planes(&object, index).shutter.is_some()), [false, true]);
}

#[test]
fn an_overlay_that_serves_as_shutter_is_no_graphic() {
    let mut set = ct();
    overlay(&mut set, 0x6000, &[1, 0]);
    overlay(&mut set, 0x6004, &[2, 0]);
    set.text((0x0018, 0x1600), "CS", "BITMAP");
    set.unsigned((0x0018, 0x1623), &[0x6004]);
    let planes = planes(&read(&set, EXPLICIT_LITTLE), 0);
    assert_eq!(planes.overlays.iter().map(|overlay| overlay.group).collect::<Vec<_>>(), [0x6000]);
    assert_eq!(planes.shutter.unwrap().bitmap.unwrap().group, 0x6004);
}

#[test]
fn unusable_shutters_are_ignored_with_a_finding() {
    for shape in ["RECTANGULAR", "CIRCULAR", "POLYGONAL", "BITMAP", "STAR"] {
        let mut set = ct();
        set.text((0x0018, 0x1600), "CS", shape);
        set.integers((0x0018, 0x1612), &[0]);
        set.integers((0x0018, 0x1620), &[1, 1, 5]);
        let loaded = first_frame(&set);
        assert_eq!(loaded.planes.shutter, None, "{shape}");
        assert_eq!(loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [FindingCode::Shutter]);
    }
}
