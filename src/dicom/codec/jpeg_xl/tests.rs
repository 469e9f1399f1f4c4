#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

//! Frames written bit by bit, whose samples are known.

#[path = "../../../../tests/support/jpeg_xl.rs"]
mod encoder;

use super::*;
use PhotometricInterpretation as Pi;
use encoder::{Coding, in_boxes, jpeg_xl};

const JPEG_XL: JpegXl = JpegXl { name: "JPEG XL" };

fn shape(coding: &Coding, bits_stored: u16, signed: bool, photometric: Pi) -> FrameShape {
    FrameShape {
        rows: coding.rows,
        columns: coding.columns,
        samples_per_pixel: coding.components as u8,
        bits_allocated: if bits_stored > 8 { 16 } else { 8 },
        bits_stored,
        high_bit: bits_stored - 1,
        signed,
        photometric,
        limit_bytes: 1 << 30,
    }
}

/// Values over the whole range of `bits`, the ends among them.
fn ramp(count: u32, bits: u32) -> Vec<u16> {
    let most = (1_u32 << bits) - 1;
    (0..count).map(|index| (index * most / (count - 1)) as u16).collect()
}

#[test]
fn greys_of_every_depth_come_out_as_they_went_in() {
    for bits in 1..=16 {
        let coding = Coding::plain(5, 13, 1, bits);
        let values = ramp(65, bits);
        let stream = jpeg_xl(&values, coding);
        let decoded = JPEG_XL.decode(&stream, true, &shape(&coding, bits as u16, false, Pi::Monochrome1)).unwrap();
        let expected = match bits {
            1..=8 => Samples::U8(values.iter().map(|value| *value as u8).collect()),
            _ => Samples::U16(values),
        };
        assert_eq!((decoded.samples, decoded.rows_present), (expected, 5), "{bits} bits");
        assert_eq!((decoded.photometric, decoded.findings), (Pi::Monochrome1, vec![]), "{bits} bits");
    }
}

#[test]
fn a_signed_image_is_two_s_complement() {
    let coding = Coding::plain(1, 4, 1, 12);
    let stream = jpeg_xl(&[0, 2047, 2048, 4095], coding);
    let decoded = JPEG_XL.decode(&stream, true, &shape(&coding, 12, true, Pi::Monochrome2)).unwrap();
    assert_eq!(decoded.samples, Samples::I16(vec![0, 2047, -2048, -1]));
    let coding = Coding::plain(1, 3, 1, 16);
    let stream = jpeg_xl(&[0, 32768, 65535], coding);
    let decoded = JPEG_XL.decode(&stream, true, &shape(&coding, 16, true, Pi::Monochrome2)).unwrap();
    assert_eq!(decoded.samples, Samples::I16(vec![0, -32768, -1]));
}

#[test]
fn colours_stay_side_by_side() {
    let coding = Coding::plain(2, 3, 3, 8);
    let values = ramp(18, 8);
    let stream = jpeg_xl(&values, coding);
    let bytes: Vec<u8> = values.iter().map(|value| *value as u8).collect();
    for (word, means, findings) in [
        (Pi::Rgb, Pi::Rgb, 0),
        (Pi::YbrFull, Pi::YbrFull, 0),
        (Pi::YbrFull422, Pi::YbrFull, 0),
        (Pi::YbrRct, Pi::Rgb, 1),
    ] {
        let decoded = JPEG_XL.decode(&stream, true, &shape(&coding, 8, false, word)).unwrap();
        assert_eq!(decoded.samples, Samples::U8(bytes.clone()), "{word:?}");
        assert_eq!((decoded.photometric, decoded.findings.len()), (means, findings), "{word:?}");
    }
    let coding = Coding::plain(1, 2, 3, 16);
    let stream = jpeg_xl(&[0, 1, 2, 65535, 65534, 65533], coding);
    let decoded = JPEG_XL.decode(&stream, true, &shape(&coding, 16, false, Pi::Rgb)).unwrap();
    assert_eq!(decoded.samples, Samples::U16(vec![0, 1, 2, 65535, 65534, 65533]));
}

#[test]
fn transparency_is_left_out_with_a_word() {
    let coding = Coding { alpha: true, ..Coding::plain(1, 2, 1, 8) };
    let stream = jpeg_xl(&[7, 250, 0, 128], coding);
    let decoded = JPEG_XL.decode(&stream, true, &shape(&coding, 8, false, Pi::Monochrome2)).unwrap();
    assert_eq!((decoded.samples, decoded.findings.len()), (Samples::U8(vec![7, 250]), 1));
}

#[test]
fn the_container_is_unwrapped() {
    let coding = Coding::plain(3, 4, 1, 12);
    let values = ramp(12, 12);
    let stream = jpeg_xl(&values, coding);
    let shape = shape(&coding, 12, false, Pi::Monochrome2);
    for parts in [&[][..], &[10], &[1, 5, 0]] {
        let file = in_boxes(&stream, parts);
        assert_eq!(container::unwrap(&file).unwrap(), stream, "{parts:?}");
        assert_eq!(JPEG_XL.decode(&file, true, &shape).unwrap().samples, Samples::U16(values.clone()), "{parts:?}");
        for length in 0..file.len() {
            let cut = JPEG_XL.decode(&file[..length], true, &shape);
            assert!(cut.is_err(), "cut at {length} of {}", file.len());
        }
    }
    let empty = [&in_boxes(&stream, &[])[..12], &[0, 0, 0, 3, b'j', b'x', b'l', b'c']].concat();
    assert!(matches!(container::unwrap(&empty), Err(ReadError::Damaged { at: 12, .. })));
    assert!(matches!(container::unwrap(&empty[..12]), Err(ReadError::Damaged { at: 0, .. })));
}

#[test]
fn what_does_not_fit_the_header_is_refused_before_decoding() {
    let coding = Coding::plain(3, 4, 1, 12);
    let stream = jpeg_xl(&ramp(12, 12), coding);
    let whole = shape(&coding, 12, false, Pi::Monochrome2);
    for wrong in [
        FrameShape { rows: 4, ..whole },
        FrameShape { columns: 3, ..whole },
        FrameShape { samples_per_pixel: 3, ..whole },
        FrameShape { bits_allocated: 8, bits_stored: 8, high_bit: 7, ..whole },
    ] {
        assert!(matches!(JPEG_XL.decode(&stream, true, &wrong), Err(ReadError::Damaged { .. })), "{wrong:?}");
    }
    let other = FrameShape { bits_stored: 10, high_bit: 9, ..whole };
    assert_eq!(JPEG_XL.decode(&stream, true, &other).unwrap().findings.len(), 1);
    for odd in [Coding { orientation: 6, ..coding }, Coding { animated: true, ..coding }] {
        let stream = jpeg_xl(&ramp(12, 12), odd);
        assert!(matches!(JPEG_XL.decode(&stream, true, &whole), Err(ReadError::Unsupported { .. })));
    }
}

#[test]
fn a_header_that_promises_too_much_is_refused() {
    // 13 bits name the sides; 8191 x 8191 pixels in a few bytes may be one colour, 2^28 samples may not.
    let coding = Coding { rows: 8191, columns: 8191, ..Coding::plain(1, 1, 3, 8) };
    let stream = jpeg_xl(&[], coding);
    let wanted = shape(&coding, 8, false, Pi::Rgb);
    assert!(matches!(JPEG_XL.decode(&stream, true, &wanted), Err(ReadError::OverLimit { .. })));
    let coding = Coding { rows: 8191, columns: 8191, ..Coding::plain(1, 1, 1, 8) };
    let stream = jpeg_xl(&[], coding);
    let wanted = shape(&coding, 8, false, Pi::Monochrome2);
    assert!(matches!(JPEG_XL.decode(&stream, true, &wanted), Err(ReadError::Damaged { .. })));
    // Fewer samples than the header says.
    let coding = Coding::plain(64, 64, 1, 8);
    let stream = jpeg_xl(&[9; 100], coding);
    let wanted = shape(&coding, 8, false, Pi::Monochrome2);
    assert!(matches!(JPEG_XL.decode(&stream, true, &wanted), Err(ReadError::Damaged { .. })));
}

#[test]
fn a_cut_frame_is_an_error_that_says_so() {
    let coding = Coding::plain(9, 7, 1, 8);
    let stream = jpeg_xl(&ramp(63, 8), coding);
    let wanted = shape(&coding, 8, false, Pi::Monochrome2);
    for length in 0..stream.len() {
        assert!(JPEG_XL.decode(&stream[..length], false, &wanted).is_err(), "cut at {length}");
    }
    let error = JPEG_XL.decode(&stream[..stream.len() - 1], false, &wanted).unwrap_err().to_string();
    assert!(error.contains("ends inside this JPEG XL frame"), "{error}");
    // Padding behind it is nobody's business.
    let padded = [&stream[..], &[0; 3]].concat();
    assert!(JPEG_XL.decode(&padded, true, &wanted).is_ok());
}
