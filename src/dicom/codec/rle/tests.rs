#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

fn shape(rows: u32, columns: u32, samples_per_pixel: u8, bits: u16) -> FrameShape {
    FrameShape {
        rows,
        columns,
        samples_per_pixel,
        bits_allocated: bits,
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        photometric: PhotometricInterpretation::Monochrome2,
        limit_bytes: 1 << 30,
    }
}

fn frame(segments: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![0; HEADER];
    bytes[..4].copy_from_slice(&(segments.len() as u32).to_le_bytes());
    for (index, segment) in segments.iter().enumerate() {
        let start = bytes.len() as u32;
        bytes[4 + 4 * index..8 + 4 * index].copy_from_slice(&start.to_le_bytes());
        bytes.extend_from_slice(segment);
    }
    bytes
}

#[test]
fn runs_of_the_standard_are_unpacked() {
    let stream = frame(&[&[2, 10, 20, 30, 128, 254, 7]]);
    assert_eq!(Rle.decode(&stream, true, &shape(2, 3, 1, 8)).unwrap().samples, Samples::U8(vec![10, 20, 30, 7, 7, 7]));
}

#[test]
fn the_most_significant_plane_comes_first() {
    let stream = frame(&[&[1, 0x12, 0x34], &[1, 0x56, 0x78]]);
    assert_eq!(Rle.decode(&stream, true, &shape(1, 2, 1, 16)).unwrap().samples, Samples::U16(vec![0x1256, 0x3478]));
    let stream = frame(&[&[0, 0x80], &[0, 1], &[0, 2], &[0, 3]]);
    assert_eq!(Rle.decode(&stream, true, &shape(1, 1, 1, 32)).unwrap().samples, Samples::U32(vec![0x8001_0203]));
}

#[test]
fn stored_bits_are_kept_and_the_sign_extended() {
    let wanted = FrameShape { bits_stored: 12, high_bit: 11, signed: true, ..shape(1, 2, 1, 16) };
    let stream = frame(&[&[1, 0xFF, 0x07], &[1, 0xFE, 0xFF]]);
    assert_eq!(Rle.decode(&stream, true, &wanted).unwrap().samples, Samples::I16(vec![-2, 2047]));
    let wanted = FrameShape { high_bit: 15, signed: false, ..wanted };
    assert_eq!(Rle.decode(&stream, true, &wanted).unwrap().samples, Samples::U16(vec![0xFFF, 0x07F]));
}

#[test]
fn colour_planes_are_interleaved() {
    let stream = frame(&[&[1, 1, 2], &[1, 3, 4], &[1, 5, 6]]);
    let wanted = FrameShape { photometric: PhotometricInterpretation::YbrFull422, ..shape(1, 2, 3, 8) };
    let decoded = Rle.decode(&stream, true, &wanted).unwrap();
    assert_eq!(decoded.samples, Samples::U8(vec![1, 3, 5, 2, 4, 6]));
    assert_eq!(decoded.photometric, PhotometricInterpretation::YbrFull);
}

#[test]
fn one_bit_pixels_start_at_the_lowest_bit() {
    let stream = frame(&[&[1, 0b0000_0101, 0b1]]);
    let expected = Samples::U8(vec![1, 0, 1, 0, 0, 0, 0, 0, 1]);
    assert_eq!(Rle.decode(&stream, true, &shape(3, 3, 1, 1)).unwrap().samples, expected);
}

#[test]
fn no_cut_or_wrong_header_gives_a_picture() {
    let whole = frame(&[&[3, 1, 2, 3, 4], &[253, 9]]);
    let wanted = shape(2, 2, 1, 16);
    assert!(Rle.decode(&whole, true, &wanted).is_ok());
    for length in 0..whole.len() {
        assert!(Rle.decode(&whole[..length], true, &wanted).is_err(), "cut at {length}");
    }
    for (at, value) in [(0, 0), (0, 16), (0, 255), (4, 200), (8, 3), (4, 70)] {
        let mut wrong = whole.clone();
        wrong[at] = value;
        assert!(Rle.decode(&wrong, true, &wanted).is_err(), "byte {at} = {value}");
    }
}

#[test]
fn a_huge_frame_is_refused_before_memory_is_taken() {
    let stream = frame(&[&[129, 0], &[129, 0]]);
    assert!(matches!(Rle.decode(&stream, true, &shape(65535, 65535, 1, 16)), Err(ReadError::OverLimit { .. })));
    assert!(matches!(Rle.decode(&stream, true, &shape(20000, 20000, 1, 16)), Err(ReadError::Damaged { .. })));
}

#[test]
fn pixels_past_the_frame_are_a_finding() {
    let decoded = Rle.decode(&frame(&[&[3, 1, 2, 3, 4]]), true, &shape(1, 2, 1, 8)).unwrap();
    assert_eq!((decoded.samples, decoded.findings.len()), (Samples::U8(vec![1, 2]), 1));
}

#[test]
fn a_cut_plane_gives_its_whole_rows() {
    // 3 rows of 2 pixels: two literals, a run of three, one literal.
    let stream = frame(&[&[1, 10, 20, 254, 7, 0, 9]]);
    let wanted = shape(3, 2, 1, 8);
    for (missing, expected) in [
        (0, Some((3, vec![10, 20, 7, 7, 7, 9]))),
        (1, Some((2, vec![10, 20, 7, 7, 0, 0]))),
        (2, Some((2, vec![10, 20, 7, 7, 0, 0]))),
        (3, Some((1, vec![10, 20, 0, 0, 0, 0]))),
        (4, Some((1, vec![10, 20, 0, 0, 0, 0]))),
        (5, None),
        (7, None),
        (8, None),
    ] {
        let decoded = Rle.decode(&stream[..stream.len() - missing], false, &wanted).ok();
        let decoded = decoded.map(|decoded| (decoded.rows_present, decoded.samples));
        assert_eq!(decoded, expected.map(|(rows, values)| (rows, Samples::U8(values))), "{missing} bytes missing");
    }
    let error = Rle.decode(&stream[..HEADER + 2], false, &wanted).unwrap_err().to_string();
    assert!(error.contains("no row of it is complete"), "{error}");
}

#[test]
fn a_row_counts_when_every_plane_holds_it() {
    let stream = frame(&[&[3, 1, 2, 3, 4], &[3, 5, 6, 7, 8]]);
    let wanted = shape(2, 2, 1, 16);
    let decoded = Rle.decode(&stream[..stream.len() - 1], false, &wanted).unwrap();
    assert_eq!((decoded.rows_present, decoded.samples), (1, Samples::U16(vec![0x0105, 0x0206, 0, 0])));
    // The low plane begins, but no row of it is there; then it is absent.
    for missing in [3, 5, 7] {
        assert!(Rle.decode(&stream[..stream.len() - missing], false, &wanted).is_err(), "{missing} bytes missing");
    }
    let bits = frame(&[&[1, 0b0010_0101, 0b1]]);
    let decoded = Rle.decode(&bits[..bits.len() - 1], false, &shape(3, 3, 1, 1)).unwrap();
    assert_eq!((decoded.rows_present, decoded.samples), (2, Samples::U8(vec![1, 0, 1, 0, 0, 1, 0, 0, 0])));
}

#[test]
fn only_the_end_of_a_cut_frame_may_be_short() {
    // The first of two planes lacks a pixel although the second is there.
    let stream = frame(&[&[2, 1, 2, 3], &[3, 5, 6, 7, 8]]);
    for whole in [true, false] {
        let error = Rle.decode(&stream, whole, &shape(2, 2, 1, 16)).unwrap_err().to_string();
        assert!(error.contains("3 of the 4 bytes"), "{error}");
    }
    let mut unsorted = frame(&[&[3, 1, 2, 3, 4], &[3, 5, 6, 7, 8]]);
    unsorted.copy_within(4..8, 8);
    unsorted[4] = 200;
    assert!(Rle.decode(&unsorted, false, &shape(2, 2, 1, 16)).is_err());
    for length in 0..=HEADER {
        assert!(Rle.decode(&stream[..length], false, &shape(2, 2, 1, 16)).is_err(), "cut at {length}");
    }
    assert!(matches!(Rle.decode(&stream, false, &shape(2, 2, 3, 1)), Err(ReadError::Unsupported { .. })));
}
