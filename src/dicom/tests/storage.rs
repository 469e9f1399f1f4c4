//! Pixel data that are not what the transfer syntax says.

use super::*;
use crate::dicom::write::{IMPLICIT_LITTLE, OffsetTable};

const RLE: &str = "1.2.840.10008.1.2.5";
const JPEG_BASELINE: &str = "1.2.840.10008.1.2.4.50";
const JPEG_LOSSLESS: &str = "1.2.840.10008.1.2.4.70";
const JPEG_LS: &str = "1.2.840.10008.1.2.4.80";
const JPEG_2000: &str = "1.2.840.10008.1.2.4.90";
const JPEG_XL: &str = "1.2.840.10008.1.2.4.110";

/// A picture of 2 x 2 pixels of 8 bits.
fn small() -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 2, 2, 1, [8, 8, 7], 0);
    set
}

/// The pixels 1, 2, 3, 4 as one literal run (PS3.5 G.3).
fn rle() -> Vec<u8> {
    let mut frame = vec![0; 64];
    frame[0] = 1;
    frame[4] = 64;
    frame.extend([3, 1, 2, 3, 4, 128]);
    frame
}

/// A JPEG lossless frame of 2 x 2 pixels, all 128: every difference is 0, coded by one bit (T.81 H.1).
fn jpeg_lossless() -> Vec<u8> {
    let mut frame = vec![0xFF, 0xD8];
    frame.extend([0xFF, 0xC3, 0, 11, 8, 0, 2, 0, 2, 1, 1, 0x11, 0]);
    // One Huffman code of one bit, for the category 0.
    frame.extend([0xFF, 0xC4, 0, 20, 0]);
    frame.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    frame.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0]);
    frame.extend([0x0F, 0xFF, 0xD9]);
    frame
}

/// The mark of a codestream, and bytes.
fn jpeg_xl() -> Vec<u8> {
    vec![0xFF, 0x0A, 1, 2, 3, 4]
}

fn encapsulated(codestream: Vec<u8>, syntax: &str) -> Object {
    let mut set = small();
    set.encapsulated(&[vec![codestream]], OffsetTable::Basic);
    read(&set, syntax)
}

#[test]
fn codestreams_are_decoded_as_what_they_are() {
    let kinds = [
        (rle(), RLE, "RLE Lossless", Samples::U8(vec![1, 2, 3, 4])),
        (jpeg_lossless(), JPEG_LOSSLESS, "JPEG Lossless", Samples::U8(vec![128; 4])),
    ];
    for (codestream, right, name, samples) in kinds {
        for named in [EXPLICIT_LITTLE, RLE, JPEG_BASELINE, JPEG_LOSSLESS, JPEG_LS, JPEG_2000, "1.2.3.4"] {
            let object = encapsulated(codestream.clone(), named);
            let loaded = object.load(0).unwrap();
            assert_eq!(loaded.frame.samples, samples, "{name} under {named}");
            assert_eq!(loaded.findings, [], "{name} under {named}");
            assert!(object.summary.transfer_syntax_name.starts_with(name), "{named}");
            assert_eq!(codes(&object).contains(&FindingCode::TransferSyntax), named != right, "{name} under {named}");
        }
    }
}

#[test]
fn both_names_are_said() {
    let object = encapsulated(rle(), JPEG_BASELINE);
    let finding = object.findings.iter().find(|finding| finding.code == FindingCode::TransferSyntax).unwrap();
    let text = "The pixel data are RLE Lossless, not JPEG Baseline (Process 1); they were read as what they are.";
    assert_eq!((finding.text.as_str(), finding.tag), (text, Some((2, 0x10))));
    assert!(finding.offset.is_some());
    assert_eq!(object.image.as_ref().unwrap().lossy, None, "nothing was lost");
}

#[test]
fn kinds_are_named_truly() {
    for named in [EXPLICIT_LITTLE, RLE, JPEG_BASELINE, JPEG_2000] {
        let object = encapsulated(jpeg_xl(), named);
        assert!(object.summary.transfer_syntax_name.starts_with("JPEG XL"), "{named}");
        let error = object.load(0).unwrap_err().to_string();
        assert!(error.contains("JPEG XL"), "{error}");
    }
    for named in [JPEG_LS, JPEG_XL] {
        assert!(encapsulated(rle(), named).load(0).is_ok());
    }
}

#[test]
fn a_single_frame_of_another_kind_is_found_out() {
    let mut set = small();
    set.integers((0x0028, 0x0008), &[3]);
    set.encapsulated(&[vec![rle()], vec![jpeg_lossless()], vec![jpeg_xl()]], OffsetTable::Basic);
    let object = read(&set, RLE);
    assert!(object.load(0).unwrap().findings.is_empty());
    let second = object.load(1).unwrap();
    assert_eq!(second.frame.samples, Samples::U8(vec![128; 4]));
    assert_eq!(second.findings[0].code, FindingCode::TransferSyntax);
    let third = object.load(2).unwrap_err().to_string();
    assert!(third.contains("JPEG XL"), "{third}");
}

#[test]
fn fragments_of_a_kind_that_cannot_be_told_are_no_picture() {
    let Err(ReadError::Unsupported { what, .. }) = encapsulated(vec![7; 50], EXPLICIT_LITTLE).image.clone() else {
        panic!("noise is no picture");
    };
    assert_eq!(what, "Pixel data in fragments of a kind that cannot be told");
    // Of exactly the length of a frame they are uncompressed.
    let object = encapsulated(vec![1, 2, 3, 4], EXPLICIT_LITTLE);
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U8(vec![1, 2, 3, 4]));
    assert!(codes(&object).contains(&FindingCode::TransferSyntax));
}

#[test]
fn uncompressed_pixels_under_a_compressed_name_are_shown_if_they_can_be() {
    let read_with = |length: usize, named: &str| {
        let mut set = small();
        set.bytes((0x7FE0, 0x0010), "OB", vec![9; length]);
        read(&set, named)
    };
    for named in [RLE, JPEG_BASELINE, JPEG_LS, "1.2.840.10008.1.2.4.102", "1.2.3.4"] {
        let object = read_with(4, named);
        assert_eq!(object.load(0).unwrap().frame.samples, Samples::U8(vec![9; 4]), "{named}");
        assert!(codes(&object).contains(&FindingCode::TransferSyntax), "{named}");
        for length in [2, 6, 100] {
            assert!(read_with(length, named).image.is_err(), "{length} bytes under {named}");
        }
    }
    let error = read_with(100, RLE).image.as_ref().unwrap_err().to_string();
    assert!(error.contains("neither in fragments nor of the length"), "{error}");
}

#[test]
fn a_cut_file_under_a_compressed_name_has_its_declared_length() {
    let mut file = ct().file(RLE);
    file.truncate(file.len() - 8);
    let object = read_bytes(file).unwrap();
    assert_eq!(object.load(0).unwrap().frame.rows_present, 2);
}

#[test]
fn codestreams_without_fragments_are_read_as_one_frame() {
    for named in [EXPLICIT_LITTLE, IMPLICIT_LITTLE, RLE, JPEG_BASELINE] {
        let mut set = small();
        set.bytes((0x7FE0, 0x0010), "OB", rle());
        let object = read(&set, named);
        assert_eq!(object.load(0).unwrap().frame.samples, Samples::U8(vec![1, 2, 3, 4]), "{named}");
        let (tag, offset) = found(&object, FindingCode::TransferSyntax);
        assert!(tag == Some((0x7FE0, 0x10)) && offset.is_some(), "{named}");
        set.integers((0x0028, 0x0008), &[2]);
        assert!(matches!(read(&set, named).image, Err(ReadError::Damaged { .. })), "{named}");
    }
}

#[test]
fn a_jpeg_is_told_by_a_frame_header_far_behind_its_profile() {
    let mut frame = vec![0xFF, 0xD8];
    for _ in 0..3 {
        frame.extend([0xFF, 0xE2, 0x80, 0]);
        frame.extend([0x55; 0x7FFE]);
    }
    frame.extend(&jpeg_lossless()[2..]);
    let object = encapsulated(frame, JPEG_BASELINE);
    assert!(object.summary.transfer_syntax_name.starts_with("JPEG Lossless"));
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U8(vec![128; 4]));
}
