#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod encoder;

use encoder::{COLUMNS, ROWS, Scan, blocks, encode};

use super::{
    pass::{Pass, ZIGZAG},
    transform,
};
use crate::{
    dicom::codec::{DecodedFrame, FrameDecoder, FrameShape, jpeg::Jpeg},
    image::{PhotometricInterpretation, Samples},
};

const EXTENDED: Jpeg = Jpeg { name: "JPEG Extended", lossless: false };

fn decode(stream: &[u8]) -> Option<DecodedFrame> {
    let wanted = FrameShape {
        rows: 8 * ROWS as u32,
        columns: 8 * COLUMNS as u32,
        samples_per_pixel: 3,
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        signed: false,
        photometric: PhotometricInterpretation::YbrFull,
        limit_bytes: 1 << 20,
    };
    EXTENDED.decode(stream, true, &wanted).ok()
}

/// The picture of these coefficients.
fn picture(of: &[Vec<[i32; 64]>; 3]) -> Samples {
    let mut values = vec![0; 3 * 64 * COLUMNS * ROWS];
    for (component, blocks) in of.iter().enumerate() {
        for (number, block) in blocks.iter().enumerate() {
            let mut coefficients = [0; 64];
            ZIGZAG.iter().zip(block).for_each(|(to, value)| coefficients[usize::from(*to)] = *value as i16);
            for (place, sample) in transform::samples(&coefficients, &[1; 64]).iter().enumerate() {
                let (row, column) = (number / COLUMNS * 8 + place / 8, number % COLUMNS * 8 + place % 8);
                values[(row * 8 * COLUMNS + column) * 3 + component] = *sample;
            }
        }
    }
    Samples::U16(values)
}

/// A progression with everything that G.1.2 knows: bands, three steps of approximation, DC and AC refined.
fn progression() -> Vec<Scan> {
    let mut scans = vec![Scan::new(&[0, 1, 2], [0, 0], [0, 1])];
    for (band, approximation) in [([1, 5], [0, 2]), ([6, 63], [0, 2]), ([1, 63], [2, 1]), ([1, 40], [1, 0])] {
        scans.extend((0..3).map(|component| Scan::new(&[component], band, approximation)));
    }
    scans.push(Scan::new(&[0, 1, 2], [0, 0], [1, 0]));
    scans.extend((0..3).map(|component| Scan::new(&[component], [41, 63], [1, 0])));
    scans
}

#[test]
fn the_coefficients_of_one_scan_and_of_many_are_the_same() {
    let blocks = blocks();
    for restart in [0, 5] {
        let whole = Scan::new(&[0, 1, 2], [0, 63], [0, 0]);
        let sequential = decode(&encode(1, &blocks, &[whole], restart)).unwrap();
        assert_eq!(sequential.samples, picture(&blocks), "sequential, restart {restart}");
        let progressive = decode(&encode(2, &blocks, &progression(), restart)).unwrap();
        assert_eq!(progressive.samples, picture(&blocks), "progressive, restart {restart}");
        assert!(sequential.findings.is_empty() && progressive.findings.is_empty());
    }
}

#[test]
fn a_progression_that_stops_early_is_a_finding() {
    let scans = progression();
    let stopped = decode(&encode(2, &blocks(), &scans[..scans.len() - 1], 0)).unwrap();
    assert_eq!((stopped.findings.len(), stopped.rows_present), (1, 8 * ROWS as u32));
}

#[test]
fn scans_that_make_no_sense_are_refused() {
    for (parameters, sound) in [
        ([0, 0, 0x00], true),
        ([0, 0, 0x31], false),
        ([0, 5, 0x00], false),
        ([1, 0, 0x00], false),
        ([1, 64, 0x00], false),
        ([1, 63, 0x0D], true),
        ([1, 63, 0x0E], false),
        ([6, 6, 0x10], true),
    ] {
        assert_eq!(Pass::new(true, &parameters).is_some(), sound, "{parameters:?}");
    }
    let scans = [Scan::new(&[0, 1, 2], [0, 0], [0, 0]), Scan::new(&[0, 1, 2], [1, 63], [0, 0])];
    assert!(decode(&encode(2, &blocks(), &scans, 0)).is_none(), "AC coefficients of three components in one scan");
}

#[test]
fn scans_without_end_are_refused() {
    let scans = |more| [progression(), (0..more).map(|_| Scan::new(&[0], [63, 63], [1, 0])).collect()].concat();
    assert!(decode(&encode(2, &blocks(), &scans(100), 0)).is_some());
    assert!(decode(&encode(2, &blocks(), &scans(200), 0)).is_none());
}

#[test]
fn no_cut_and_no_changed_byte_panics() {
    let stream = encode(2, &blocks(), &progression(), 5);
    for at in (0..stream.len()).step_by(3) {
        for value in [0, 1, 0x7F, 0x80, 0xFF] {
            let mut changed = stream.clone();
            changed[at] = value;
            drop(decode(&changed));
        }
        assert!(decode(&stream[..at]).is_none(), "cut at {at}");
    }
}
