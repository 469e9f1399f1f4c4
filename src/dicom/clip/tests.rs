//! Every sentence of what is said of clips, each with a file that it is about.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use super::ClipTiming;
use crate::dicom::{
    FindingCode, Object, open_bytes,
    write::{DataSetWriter, EXPLICIT_LITTLE},
};

/// _Frame Time_, _Frame Time Vector_, _Slice Vector_, ...
const FRAME_TIME: (u16, u16) = (0x0018, 0x1063);
const FRAME_TIME_VECTOR: (u16, u16) = (0x0018, 0x1065);
const CINE_RATE: (u16, u16) = (0x0018, 0x0040);
const RECOMMENDED: (u16, u16) = (0x0008, 0x2144);
const START_TRIM: (u16, u16) = (0x0008, 0x2142);
const STOP_TRIM: (u16, u16) = (0x0008, 0x2143);

/// An image of 1 x 2 pixels with so many frames that says nothing of time.
fn image(modality: &str, frames: u8) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.2");
    set.text((0x0008, 0x0060), "CS", modality);
    for (element, value) in [(0x0002, 1), (0x0010, 1), (0x0011, 2), (0x0100, 8), (0x0101, 8), (0x0102, 7), (0x0103, 0)]
    {
        set.unsigned((0x0028, element), &[value]);
    }
    set.text((0x0028, 0x0004), "CS", "MONOCHROME2");
    set.integers((0x0028, 0x0008), &[i32::from(frames)]);
    set.bytes((0x7FE0, 0x0010), "OB", vec![0; 2 * usize::from(frames)]);
    set
}

/// The same whose frames follow each other in what `pointer` names.
fn pointing(pointer: (u16, u16), frames: u8) -> DataSetWriter {
    let mut set = image("CT", frames);
    set.bytes((0x0028, 0x0009), "AT", [pointer.0.to_le_bytes(), pointer.1.to_le_bytes()].concat());
    set
}

fn open(set: &DataSetWriter) -> Object {
    open_bytes(Path::new("made.dcm"), set.file(EXPLICIT_LITTLE)).unwrap()
}

fn clip(set: &DataSetWriter) -> Option<ClipTiming> {
    open(set).image.clone().unwrap().clip
}

/// Durations and source, and what was found wrong.
fn timing(set: &DataSetWriter) -> (Vec<f64>, String, Vec<String>) {
    let object = open(set);
    let timing = object.findings.iter().filter(|finding| finding.code == FindingCode::Timing);
    let texts = timing.map(|finding| finding.text.clone()).collect();
    let clip = object.image.clone().unwrap().clip.unwrap();
    (clip.durations_ms, clip.source.into_owned(), texts)
}

const IGNORED: &str = "A frame time or rate is unusable; it was ignored.";
const DEFAULT: &str = "No usable frame rate is stated; 10 frames a second were taken.";

#[test]
fn what_the_pointer_names_is_the_axis() {
    let mut set = pointing(FRAME_TIME, 3);
    set.decimals(FRAME_TIME, &[40.0]);
    assert!(clip(&set).is_some());
    // Slice, detector, energy window, rotation and grid vectors make stacks, whatever rate is stated.
    for vector in [(0x0054, 0x0080), (0x0054, 0x0020), (0x0054, 0x0010), (0x0054, 0x0050), (0x3004, 0x000C)] {
        let mut set = pointing(vector, 3);
        set.decimals(FRAME_TIME, &[40.0]).integers(CINE_RATE, &[25]);
        assert_eq!(clip(&set), None, "{vector:04X?}");
    }
}

#[test]
fn the_time_that_is_pointed_at_comes_before_the_other() {
    for (pointer, expected) in [(FRAME_TIME, [50.0; 3]), (FRAME_TIME_VECTOR, [20.0, 40.0, 40.0])] {
        let mut set = pointing(pointer, 3);
        set.decimals(FRAME_TIME, &[50.0]).decimals(FRAME_TIME_VECTOR, &[0.0, 20.0, 40.0]);
        assert_eq!(timing(&set).0, expected);
    }
}

#[test]
fn each_element_of_the_vector_is_the_time_before_its_frame() {
    let mut set = pointing(FRAME_TIME_VECTOR, 4);
    set.decimals(FRAME_TIME_VECTOR, &[0.0, 10.0, 20.0, 30.0]);
    let clip = clip(&set).unwrap();
    assert_eq!(clip.durations_ms, [10.0, 20.0, 30.0, 30.0]);
    assert_eq!((clip.uniform, clip.total_ms, clip.source.as_ref()), (false, 90.0, "Frame Time Vector"));
}

#[test]
fn a_vector_that_is_too_short_is_drawn_out() {
    let mut set = pointing(FRAME_TIME_VECTOR, 5);
    set.decimals(FRAME_TIME_VECTOR, &[0.0, 10.0, 20.0]);
    let text = "The frame times are 3 for 5 frames; the frames without stay as long as the last one with.";
    let expected = (vec![10.0, 20.0, 20.0, 20.0, 20.0], "Frame Time Vector".into(), vec![text.into()]);
    assert_eq!(timing(&set), expected);
    set.decimals(FRAME_TIME_VECTOR, &[0.0]);
    assert_eq!(timing(&set), (vec![100.0; 5], "default rate".into(), vec![DEFAULT.into()]));
    set.decimals(FRAME_TIME_VECTOR, &[0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
    assert_eq!(timing(&set), (vec![10.0, 20.0, 30.0, 40.0, 40.0], "Frame Time Vector".into(), Vec::new()));
}

#[test]
fn rates_for_display_come_before_the_true_time_and_are_said() {
    let mut set = pointing(FRAME_TIME, 2);
    set.decimals(FRAME_TIME, &[40.0]);
    assert_eq!(timing(&set), (vec![40.0; 2], "Frame Time".into(), Vec::new()));
    set.integers(CINE_RATE, &[25]);
    assert_eq!(timing(&set), (vec![40.0; 2], "Cine Rate".into(), Vec::new()));
    set.integers(CINE_RATE, &[50]);
    assert_eq!(timing(&set), (vec![20.0; 2], "Cine Rate 50/s; recorded at 25/s".into(), Vec::new()));
    set.integers(RECOMMENDED, &[10]);
    let source = "Recommended Display Frame Rate 10/s; recorded at 25/s".to_owned();
    assert_eq!(timing(&set), (vec![100.0; 2], source, Vec::new()));
    // 33.37 ms are 29.97 frames a second: 30 in whole numbers.
    let mut set = pointing(FRAME_TIME, 2);
    set.decimals(FRAME_TIME, &[33.37]).integers(CINE_RATE, &[30]);
    assert_eq!(timing(&set).1, "Cine Rate");
}

#[test]
fn how_long_a_frame_was_exposed_is_not_how_long_it_stays() {
    let mut set = image("CT", 3);
    set.integers((0x0018, 0x1242), &[7]);
    assert_eq!(clip(&set), None);
    set.decimals(FRAME_TIME, &[40.0]);
    assert_eq!(timing(&set).0, [40.0; 3]);
}

#[test]
fn slow_clips_are_legitimate_and_impossible_ones_are_not() {
    let mut set = pointing(FRAME_TIME, 2);
    set.decimals(FRAME_TIME, &[2000.0]);
    assert_eq!(timing(&set), (vec![2000.0; 2], "Frame Time".into(), Vec::new()));
    set.decimals(FRAME_TIME, &[1.0]);
    assert_eq!(timing(&set).0, [1.0; 2]);
    for time in ["0", "-1", "NaN", "inf", "1e-9", "0.99", "soon"] {
        set.text(FRAME_TIME, "DS", time);
        let expected = (vec![100.0; 2], "default rate".to_owned(), vec![IGNORED.to_owned(), DEFAULT.to_owned()]);
        assert_eq!(timing(&set), expected, "{time}");
    }
    set.remove(FRAME_TIME);
    assert_eq!(timing(&set), (vec![100.0; 2], "default rate".into(), vec![DEFAULT.into()]));
    set.decimals(FRAME_TIME, &[40.0]);
    for rate in ["0", "-5", "1000000000"] {
        set.text(CINE_RATE, "IS", rate);
        assert_eq!(timing(&set), (vec![40.0; 2], "Frame Time".into(), vec![IGNORED.into()]), "{rate}");
    }
}

#[test]
fn ultrasound_plays_without_a_time_and_slices_do_not() {
    assert_eq!(timing(&image("US", 2)), (vec![100.0; 2], "default rate".into(), vec![DEFAULT.into()]));
    assert_eq!(clip(&image("MR", 2)), None);
}

#[test]
fn a_single_frame_is_no_clip() {
    let mut set = pointing(FRAME_TIME, 1);
    set.decimals(FRAME_TIME, &[40.0]).integers(CINE_RATE, &[25]);
    assert_eq!(clip(&set), None);
}

#[test]
fn clips_loop_unless_they_want_to_sweep() {
    let mut set = pointing(FRAME_TIME, 2);
    set.decimals(FRAME_TIME, &[40.0]);
    assert!(!clip(&set).unwrap().sweep);
    for (sequencing, sweep) in [(0, false), (1, true), (2, false)] {
        set.unsigned((0x0018, 0x1244), &[sequencing]);
        assert_eq!(clip(&set).unwrap().sweep, sweep);
    }
    assert!(clip(&set).unwrap().uniform);
}

#[test]
fn trims_bound_the_loop_where_they_are_of_the_clip() {
    const OUTSIDE: &str = "The first or last frame to be played is not one of the clip; it was ignored.";
    const SWAPPED: &str = "The clip's first frame to be played comes after its last; all frames are played.";
    for (start, stop, expected, said) in [
        (2, 4, (1, 3), None),
        (3, 3, (2, 2), None),
        (0, 4, (0, 3), Some(OUTSIDE)),
        (2, 9, (1, 4), Some(OUTSIDE)),
        (-1, 99, (0, 4), Some(OUTSIDE)),
        (4, 2, (0, 4), Some(SWAPPED)),
    ] {
        let mut set = pointing(FRAME_TIME, 5);
        set.decimals(FRAME_TIME, &[40.0]).integers(START_TRIM, &[start]).integers(STOP_TRIM, &[stop]);
        let texts = timing(&set).2;
        let clip = clip(&set).unwrap();
        assert_eq!((clip.first, clip.last), expected, "{start} to {stop}");
        assert_eq!(texts.first().map(String::as_str), said, "{start} to {stop}");
        assert_eq!(clip.total_ms, 200.0);
    }
    // Of a file that ends early, the frames that are there are played; its trims are not wrong.
    let mut set = pointing(FRAME_TIME, 5);
    set.decimals(FRAME_TIME, &[40.0]).integers(START_TRIM, &[2]).integers(STOP_TRIM, &[5]);
    set.bytes((0x7FE0, 0x0010), "OB", vec![0; 6]);
    assert_eq!((clip(&set).unwrap().first, clip(&set).unwrap().last), (1, 2));
    assert_eq!(timing(&set).2, Vec::<String>::new());
}

/// An image with functional groups: per frame its dimension indices, and an item made by `more`.
fn grouped(pointers: &[(u16, u16)], places: &[&[u32]], more: impl Fn(usize, &mut DataSetWriter)) -> DataSetWriter {
    let mut set = image("MR", places.len() as u8);
    let dimension = |pointer: &(u16, u16)| {
        let mut item = DataSetWriter::new();
        item.bytes((0x0020, 0x9165), "AT", [pointer.0.to_le_bytes(), pointer.1.to_le_bytes()].concat());
        item
    };
    set.sequence((0x0020, 0x9222), pointers.iter().map(dimension).collect());
    let frame = |(index, place): (usize, &&[u32])| {
        let mut content = DataSetWriter::new();
        content.unsigned_long((0x0020, 0x9157), place);
        content.text((0x0018, 0x9151), "DT", &format!("2026013110150{index}"));
        let mut item = DataSetWriter::new();
        item.sequence((0x0020, 0x9111), vec![content]);
        more(index, &mut item);
        item
    };
    set.sequence((0x5200, 0x9230), places.iter().enumerate().map(frame).collect());
    set
}

const STACK_POSITION: (u16, u16) = (0x0020, 0x9057);
const TEMPORAL_POSITION: (u16, u16) = (0x0020, 0x9128);
const TRIGGER_DELAY: (u16, u16) = (0x0020, 0x9153);

#[test]
fn frames_that_differ_in_time_alone_play_by_their_own_clock() {
    let places: [&[u32]; 3] = [&[1, 1], &[1, 2], &[1, 3]];
    let heart = grouped(&[STACK_POSITION, TRIGGER_DELAY], &places, |index, item| {
        let mut cardiac = DataSetWriter::new();
        cardiac.doubles((0x0020, 0x9153), &[[0.0, 30.0, 70.0][index]]);
        item.sequence((0x0018, 0x9118), vec![cardiac]);
    });
    let expected = (vec![30.0, 40.0, 40.0], "Nominal Cardiac Trigger Delay Time".to_owned(), Vec::new());
    assert_eq!(timing(&heart), expected);
    let offset = grouped(&[STACK_POSITION, TEMPORAL_POSITION], &places, |index, item| {
        let mut temporal = DataSetWriter::new();
        temporal.doubles((0x0020, 0x930D), &[2.5 * index as f64]);
        item.sequence((0x0020, 0x9310), vec![temporal]);
    });
    assert_eq!(timing(&offset), (vec![2500.0; 3], "Temporal Position Time Offset".into(), Vec::new()));
    let dated = grouped(&[STACK_POSITION, TEMPORAL_POSITION], &places, |_, _| {});
    assert_eq!(timing(&dated), (vec![1000.0; 3], "Frame Reference DateTime".into(), Vec::new()));
}

#[test]
fn frames_that_differ_in_place_are_a_stack() {
    let pointers = [STACK_POSITION, TEMPORAL_POSITION];
    for places in [[&[1, 1][..], &[2, 1], &[3, 1]], [&[1, 1], &[1, 2], &[2, 2]], [&[1, 1], &[1, 1], &[1, 1]]] {
        assert_eq!(clip(&grouped(&pointers, &places, |_, _| {})), None, "{places:?}");
    }
    assert_eq!(clip(&grouped(&[], &[&[], &[]], |_, _| {})), None);
}

#[test]
fn a_clock_that_stands_still_is_none() {
    let places: [&[u32]; 2] = [&[1], &[2]];
    let still = grouped(&[TEMPORAL_POSITION], &places, |index, item| {
        let mut content = DataSetWriter::new();
        content.unsigned_long((0x0020, 0x9157), places[index]);
        content.text((0x0018, 0x9151), "DT", "20260131101500");
        item.sequence((0x0020, 0x9111), vec![content]);
    });
    assert_eq!(timing(&still), (vec![100.0; 2], "default rate".into(), vec![DEFAULT.into()]));
}
