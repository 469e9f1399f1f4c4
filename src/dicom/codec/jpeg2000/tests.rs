#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use PhotometricInterpretation as Pi;

const JPEG_2000: Jpeg2000 = Jpeg2000 { name: "JPEG 2000" };

/// A picture of 5 x 3 pixels whose packets are all empty, so that every value is the middle of its range.
fn middle(components: u8, precision: u8, signed: bool, transformed: bool) -> Vec<u8> {
    let mut stream = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 38 + 3 * components, 0, 0];
    for size in [5_u32, 3, 0, 0, 5, 3, 0, 0] {
        stream.extend(size.to_be_bytes());
    }
    stream.extend([0, components]);
    (0..components).for_each(|_| stream.extend([u8::from(signed) << 7 | (precision - 1), 1, 1]));
    // One layer, no decomposition, code blocks of 64 x 64, the reversible wavelet.
    stream.extend([0xFF, 0x52, 0, 12, 0, 0, 0, 1, u8::from(transformed), 0, 4, 4, 0, 1]);
    stream.extend([0xFF, 0x5C, 0, 4, 0x40, precision << 3]);
    stream.extend([0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 14 + components, 0, 1, 0xFF, 0x93]);
    (0..components).for_each(|_| stream.push(0));
    stream.extend([0xFF, 0xD9]);
    stream
}

fn shape(samples_per_pixel: u8, bits: u16, photometric: Pi) -> FrameShape {
    FrameShape {
        rows: 3,
        columns: 5,
        samples_per_pixel,
        bits_allocated: if bits > 8 { 16 } else { 8 },
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        photometric,
        limit_bytes: 1 << 30,
    }
}

#[test]
fn values_have_the_sign_of_header_and_codestream_together() {
    let grey = shape(1, 12, Pi::Monochrome2);
    let decode = |signed_stream, signed_header| {
        let wanted = FrameShape { signed: signed_header, ..grey };
        JPEG_2000.decode(&middle(1, 12, signed_stream, false), true, &wanted).unwrap()
    };
    let plain = decode(false, false);
    assert_eq!((plain.samples, plain.findings.len()), (Samples::U16(vec![2048; 15]), 0));
    let signed = decode(true, true);
    assert_eq!((signed.samples, signed.findings.len()), (Samples::I16(vec![0; 15]), 0));
    // Two's complement at the codestream's 12 bits.
    let header_only = decode(false, true);
    assert_eq!((header_only.samples, header_only.findings.len()), (Samples::I16(vec![-2048; 15]), 1));
    // The codestream's word stands.
    let stream_only = decode(true, false);
    assert_eq!((stream_only.samples, stream_only.findings.len()), (Samples::I16(vec![0; 15]), 1));
}

#[test]
fn the_transform_flag_decides_what_colours_are() {
    for (transformed, word, expected, findings) in [
        (true, Pi::YbrRct, Pi::Rgb, 0),
        (true, Pi::Rgb, Pi::Rgb, 0),
        (true, Pi::YbrFull, Pi::Rgb, 1),
        (false, Pi::YbrFull, Pi::YbrFull, 0),
        (false, Pi::YbrFull422, Pi::YbrFull, 0),
        (false, Pi::YbrIct, Pi::Rgb, 1),
        (false, Pi::Rgb, Pi::Rgb, 0),
    ] {
        let decoded = JPEG_2000.decode(&middle(3, 8, false, transformed), true, &shape(3, 8, word)).unwrap();
        assert_eq!(decoded.samples, Samples::U8(vec![128; 45]));
        assert_eq!((decoded.photometric, decoded.findings.len()), (expected, findings), "{word:?}");
    }
}

#[test]
fn what_does_not_fit_the_header_is_refused_before_decoding() {
    let stream = middle(1, 12, false, false);
    let whole = shape(1, 12, Pi::Monochrome2);
    for wrong in [
        FrameShape { rows: 4, ..whole },
        FrameShape { columns: 4, ..whole },
        FrameShape { samples_per_pixel: 3, ..whole },
        FrameShape { bits_allocated: 8, bits_stored: 8, high_bit: 7, ..whole },
    ] {
        assert!(matches!(JPEG_2000.decode(&stream, true, &wrong), Err(ReadError::Damaged { .. })), "{wrong:?}");
    }
    let mut subsampled = stream.clone();
    subsampled[43] = 2;
    assert!(matches!(JPEG_2000.decode(&subsampled, true, &whole), Err(ReadError::Unsupported { .. })));
}

#[test]
fn a_header_that_promises_too_much_is_refused() {
    let whole = shape(1, 12, Pi::Monochrome2);
    let with = |at: usize, value: u32| {
        let mut stream = middle(1, 12, false, false);
        stream[at..at + 4].copy_from_slice(&value.to_be_bytes());
        stream
    };
    // A tile of no width, a tile a pixel, a picture of negative width.
    for stream in [with(24, 0), with(24, 1), with(16, 6)] {
        assert!(JPEG_2000.decode(&stream, true, &whole).is_err());
    }
    let huge = FrameShape { columns: 100_000_000, ..whole };
    assert!(matches!(JPEG_2000.decode(&with(8, 100_000_000), true, &huge), Err(ReadError::OverLimit { .. })));
    let stream = middle(1, 12, false, false);
    for length in 0..stream.len() - 4 {
        assert!(JPEG_2000.decode(&stream[..length], true, &whole).is_err(), "cut at {length}");
    }
}

#[test]
fn a_jp2_file_in_the_frame_is_unwrapped() {
    let stream = middle(1, 12, false, false);
    let mut file = vec![0, 0, 0, 12, b'j', b'P', b' ', b' ', 13, 10, 0x87, 10];
    file.extend((stream.len() as u32 + 8).to_be_bytes());
    file.extend(b"jp2c");
    file.extend(&stream);
    assert_eq!(unwrap_jp2(&file), stream);
    assert_eq!(unwrap_jp2(&file[..14]), &file[..14]);
    assert!(JPEG_2000.decode(&file, true, &shape(1, 12, Pi::Monochrome2)).is_ok());
}
