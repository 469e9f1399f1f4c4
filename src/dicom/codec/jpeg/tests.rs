#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    markers::{Component, FirstScan},
    *,
};
use PhotometricInterpretation as Pi;

const BASELINE: Jpeg = Jpeg { name: "JPEG Baseline", lossless: false };

fn shape(samples_per_pixel: u8, photometric: Pi) -> FrameShape {
    FrameShape {
        rows: 8,
        columns: 8,
        samples_per_pixel,
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        signed: false,
        photometric,
        limit_bytes: 1 << 30,
    }
}

fn header(process: u8, ids: &[u8], adobe_transform: Option<u8>, jfif: bool) -> Header {
    let components = ids.iter().map(|id| Component { id: *id, sampling: (1, 1), quantization: 0 }).collect();
    let first_scan = FirstScan::default();
    Header { process, precision: 8, rows: 8, columns: 8, components, jfif, adobe_transform, rows_at: 0, first_scan }
}

/// A codestream that ends with the header of its first scan.
fn start(process: u8, precision: u8) -> Vec<u8> {
    let mut stream = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 7, b'J', b'F', b'I', b'F', 0];
    stream.extend([0xFF, 0xC0 | process, 0, 11, precision, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    stream.extend([0xFF, 0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0]);
    stream
}

#[test]
fn the_codestreams_marks_go_before_the_word_of_the_data_set() {
    let plain = [1, 2, 3];
    for (header, word, expected) in [
        (header(0, &plain, Some(0), true), Pi::YbrFull422, Pi::Rgb),
        (header(0, &plain, Some(1), false), Pi::Rgb, Pi::YbrFull),
        (header(0, b"RGB", Some(1), false), Pi::Rgb, Pi::YbrFull),
        (header(0, b"RGB", None, true), Pi::YbrFull422, Pi::Rgb),
        (header(0, &plain, None, true), Pi::Rgb, Pi::YbrFull),
        (header(0, &plain, None, false), Pi::Rgb, Pi::Rgb),
        (header(0, &plain, None, false), Pi::YbrFull422, Pi::YbrFull),
        (header(0, &plain, None, false), Pi::YbrPartial, Pi::YbrPartial),
        (header(3, &plain, None, true), Pi::Rgb, Pi::Rgb),
        (header(0, &[1], Some(0), true), Pi::Monochrome1, Pi::Monochrome1),
    ] {
        let samples = header.components.len() as u8;
        assert_eq!(photometric(&header, &shape(samples, word)), expected, "{word:?}");
    }
}

#[test]
fn processes_that_are_not_served_are_named() {
    for (process, precision, word) in
        [(0, 12, "precision"), (5, 8, "hierarchical"), (9, 8, "arithmetic"), (1, 10, "precision")]
    {
        let error = BASELINE.decode(&start(process, precision), true, &shape(1, Pi::Monochrome2)).unwrap_err();
        assert!(matches!(&error, ReadError::Unsupported { what, .. } if what.contains(word)), "{error}");
    }
}

#[test]
fn the_header_is_read_past_fill_bytes_and_refused_when_cut() {
    let whole = start(1, 8);
    let header = Header::read(&whole).unwrap();
    assert!(header.jfif && header.adobe_transform.is_none() && !header.names_rgb());
    assert_eq!((header.process, header.rows, header.columns, header.components.len()), (1, 8, 8, 1));
    for length in 0..whole.len() {
        assert!(Header::read(&whole[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn a_large_frame_out_of_few_bytes_is_refused() {
    let mut stream = start(1, 8);
    // 60000 x 16000 pixels.
    stream[16..20].copy_from_slice(&[0x3E, 0x80, 0xEA, 0x60]);
    let wanted = FrameShape {
        rows: 16_000,
        columns: 60_000,
        bits_allocated: 8,
        bits_stored: 8,
        high_bit: 7,
        ..shape(1, Pi::Monochrome2)
    };
    let error = BASELINE.decode(&stream, true, &wanted).unwrap_err().to_string();
    assert!(error.contains("one bit a block"), "{error}");
}
