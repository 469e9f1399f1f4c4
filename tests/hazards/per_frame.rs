//! Functional groups: each frame by its own item, then the shared one, then the top level (PS3.3 C.7.6.16).

use hounsfield::dicom::write::DataSetWriter;

use crate::{open, picture, shown_frame, support::DicomBuilder};

const SHARED: (u16, u16) = (0x5200, 0x9229);
const PER_FRAME: (u16, u16) = (0x5200, 0x9230);
const TRANSFORMATION: (u16, u16) = (0x0028, 0x9145);
const VOI: (u16, u16) = (0x0028, 0x9132);
const PIXEL_MEASURES: (u16, u16) = (0x0028, 0x9110);
const PLANE_POSITION: (u16, u16) = (0x0020, 0x9113);
const PLANE_ORIENTATION: (u16, u16) = (0x0020, 0x9116);

fn set(values: &[((u16, u16), &str)]) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    values.iter().for_each(|(tag, text)| {
        set.text(*tag, "DS", text);
    });
    set
}

fn rescale(slope: &str, intercept: &str) -> DataSetWriter {
    set(&[((0x0028, 0x1052), intercept), ((0x0028, 0x1053), slope)])
}

fn window(center: &str, width: &str) -> DataSetWriter {
    set(&[((0x0028, 0x1050), center), ((0x0028, 0x1051), width)])
}

/// One functional group item of these macros.
fn group(macros: Vec<((u16, u16), DataSetWriter)>) -> DataSetWriter {
    let mut group = DataSetWriter::new();
    for (tag, item) in macros {
        group.sequence(tag, vec![item]);
    }
    group
}

/// Frames of the pixels 0, 50, 100, 255.
fn enhanced(frames: usize, shared: DataSetWriter, per_frame: Vec<DataSetWriter>) -> DicomBuilder {
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4.1", "MR", 2, 2)
        .frames(frames)
        .pixels_u16(&[0, 50, 100, 255].repeat(frames))
        .sequence(SHARED, vec![shared])
        .sequence(PER_FRAME, per_frame)
}

fn frame_values(file: &DicomBuilder, frame: usize) -> Vec<f64> {
    let picture = picture(&open(file), frame);
    [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(column, row)| picture.value(column, row).unwrap()).to_vec()
}

#[test]
fn every_frame_has_its_own_rescale_and_window() {
    let frames = vec![
        group(vec![(TRANSFORMATION, rescale("1", "0")), (VOI, window("128", "256"))]),
        group(vec![(TRANSFORMATION, rescale("2", "-10")), (VOI, window("40.5", "101"))]),
        group(vec![(TRANSFORMATION, rescale("-1", "255")), (VOI, window("128", "256"))]),
    ];
    let file = enhanced(3, DataSetWriter::new(), frames);
    assert_eq!(frame_values(&file, 0), [0.0, 50.0, 100.0, 255.0]);
    assert_eq!(frame_values(&file, 1), [-10.0, 90.0, 190.0, 500.0]);
    assert_eq!(frame_values(&file, 2), [255.0, 205.0, 155.0, 0.0]);
    assert_eq!(shown_frame(&file, 0).data, [0, 50, 100, 255]);
    // c = 40.5, w = 101: -10 and below black, 90 and above white.
    assert_eq!(shown_frame(&file, 1).data, [0, 255, 255, 255]);
    assert_eq!(shown_frame(&file, 2).data, [255, 205, 155, 0]);
}

#[test]
fn a_frame_without_an_item_takes_the_shared_one_not_its_neighbours() {
    let shared = group(vec![(TRANSFORMATION, rescale("3", "7")), (VOI, window("128", "256"))]);
    let frames = vec![
        group(vec![(TRANSFORMATION, rescale("1", "0"))]),
        group(vec![(VOI, window("50", "1"))]),
        group(vec![(TRANSFORMATION, rescale("2", "0")), (VOI, window("200", "1"))]),
    ];
    let file = enhanced(3, shared, frames);
    assert_eq!(frame_values(&file, 0), [0.0, 50.0, 100.0, 255.0]);
    assert_eq!(frame_values(&file, 1), [7.0, 157.0, 307.0, 772.0]);
    assert_eq!(frame_values(&file, 2), [0.0, 100.0, 200.0, 510.0]);
    assert_eq!(shown_frame(&file, 0).data, [0, 50, 100, 255]);
    assert_eq!(shown_frame(&file, 1).data, [0, 255, 255, 255]);
    assert_eq!(shown_frame(&file, 2).data, [0, 0, 255, 255]);
}

#[test]
fn without_any_group_the_top_level_holds() {
    let file = enhanced(2, DataSetWriter::new(), vec![group(vec![(TRANSFORMATION, rescale("2", "1"))])])
        .with((0x0028, 0x1052), "DS", "5")
        .with((0x0028, 0x1053), "DS", "4");
    assert_eq!(frame_values(&file, 0), [1.0, 101.0, 201.0, 511.0]);
    assert_eq!(frame_values(&file, 1), [5.0, 205.0, 405.0, 1025.0]);
}

#[test]
fn fewer_items_than_frames_are_said_on_the_frames_without() {
    let file = enhanced(3, DataSetWriter::new(), vec![group(vec![(TRANSFORMATION, rescale("2", "1"))])]);
    let object = open(&file);
    let said = |frame: usize| object.load(frame).unwrap().findings.iter().any(|f| f.tag == Some(PER_FRAME));
    assert_eq!([said(1), said(2)], [true, true]);
    assert!(!said(0));
    assert_eq!(frame_values(&file, 2), [0.0, 50.0, 100.0, 255.0]);
}

#[test]
fn several_windows_of_a_frame_are_alternatives_not_frames() {
    let frames = vec![group(vec![(VOI, window("128\\50", "256\\1"))]), group(vec![(VOI, window("128\\50", "256\\1"))])];
    let file = enhanced(2, DataSetWriter::new(), frames);
    for frame in [0, 1] {
        assert_eq!(shown_frame(&file, frame).data, [0, 50, 100, 255], "frame {frame}");
        assert_eq!(picture(&open(&file), frame).model().windows.len(), 2);
    }
    // Classic multi-frame: two windows at the top are two choices for every frame.
    let classic = DicomBuilder::grey(1, 2)
        .frames(2)
        .pixels_u8(&[10, 200, 10, 200])
        .with((0x0028, 0x1050), "DS", "128\\100")
        .with((0x0028, 0x1051), "DS", "256\\1");
    assert_eq!([shown_frame(&classic, 0).data, shown_frame(&classic, 1).data], [[10, 200], [10, 200]]);
}

#[test]
fn a_stacks_planes_and_spacings_are_those_of_its_frames() {
    let frame = |z: &str, orientation: &str, spacing: &str| {
        group(vec![
            (PLANE_POSITION, set(&[((0x0020, 0x0032), z)])),
            (PLANE_ORIENTATION, set(&[((0x0020, 0x0037), orientation)])),
            (PIXEL_MEASURES, set(&[((0x0028, 0x0030), spacing)])),
        ])
    };
    let frames = vec![frame("0\\0\\10", "1\\0\\0\\0\\1\\0", "1\\2"), frame("0\\0\\15", "1\\0\\0\\0\\0\\-1", "3\\4")];
    let object = open(&enhanced(2, DataSetWriter::new(), frames));
    let spacing = |frame| object.spacing(frame).map(|spacing| [spacing.row_mm, spacing.column_mm]);
    assert_eq!([spacing(0), spacing(1)], [Some([1.0, 2.0]), Some([3.0, 4.0])]);
    let bottom = |frame| object.directions(frame).unwrap().bottom;
    assert_eq!([bottom(0), bottom(1)], ["P", "F"]);
    assert_eq!(object.plane(1).unwrap().position_mm, [0.0, 0.0, 15.0]);
}
