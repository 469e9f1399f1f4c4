//! Input made to kill. All recipes, and a mutator over them, are in `tests/mutation.rs`.

use super::*;
use crate::dicom::Limits;

/// Opens and reads everything that can be read; whatever comes, it comes as a value.
fn exhaust(bytes: Vec<u8>) {
    let object = match read_bytes(bytes) {
        Ok(object) => object,
        Err(error) => return assert!(!error.to_string().contains("breaks"), "a panic was contained: {error}"),
    };
    assert!(object.tag_tree().rows.len() <= 1_000_001);
    crate::dicom::json::dicom_json(&object);
    if let Some(document) = object.document() {
        assert!(!document.findings.iter().any(|finding| finding.text.contains("breaks")), "a panic was contained");
    }
    let frames = object.image.as_ref().map_or(0, |image| image.frames);
    for index in [0, frames.saturating_sub(1)] {
        if let Err(error) = object.load(index) {
            assert!(!error.to_string().contains("breaks"), "a panic was contained: {error}");
        }
        object.plane(index);
        object.directions(index);
    }
}

#[test]
fn declared_lengths_allocate_nothing() {
    for length in [0xFFFF_FFFE_u32, 0xFFFF_FFF0, 0xF000_0000] {
        for vr in [b"OB", b"UT", b"SQ", b"UN"] {
            let mut file = DataSetWriter::new().file(EXPLICIT_LITTLE);
            file.extend(b"\x08\0\x05\0CS\x0a\0ISO_IR 100\x08\0\x40\x11");
            file.extend(vr);
            file.extend([0, 0]);
            file.extend(length.to_le_bytes());
            file.extend([0; 64]);
            exhaust(file);
        }
    }
}

#[test]
fn a_file_of_empty_elements_stays_within_its_limits() {
    let mut file = DataSetWriter::new().file(EXPLICIT_LITTLE);
    for number in 0..40_000_u32 {
        file.extend([0x09, 0, number as u8, (number >> 8) as u8, b'L', b'O', 0, 0]);
    }
    let pixels = ct().data_set(EXPLICIT_LITTLE);
    file.extend_from_slice(&pixels[place(&pixels, &[0x28, 0, 2, 0])..]);
    let limits = Limits { file_bytes: 10 << 20, ..Limits::default() };
    let object = open_bytes_with(Path::new("made.dcm"), file, &Means { limits, ..Means::default() }).unwrap();
    assert_eq!(object.tag_tree().rows.len(), 20_480 + 1, "as many as the limit allows, and the pixel data");
    assert!(object.findings.iter().any(|finding| finding.text.contains("more than 20480 elements")));
}

#[test]
fn sizes_are_refused_before_memory_is_taken() {
    let mut set = ct();
    shape(&mut set, 65535, 65535, 1, [16, 16, 15], 0);
    assert!(matches!(read(&set, EXPLICIT_LITTLE).image, Err(ReadError::OverLimit { .. })));
    shape(&mut set, 0, 4, 1, [16, 16, 15], 0);
    assert!(matches!(read(&set, EXPLICIT_LITTLE).image, Err(ReadError::Missing { .. })));
    set.unsigned_long((0x0028, 0x0010), &[70_000]);
    assert!(matches!(read(&set, EXPLICIT_LITTLE).image, Err(ReadError::Missing { .. })));
}

#[test]
fn bits_that_contradict_each_other_are_refused() {
    for bits in [[16, 17, 16], [16, 0, 0], [44, 12, 11], [2048, 12, 11]] {
        let mut set = ct();
        shape(&mut set, 3, 4, 1, bits, 0);
        assert!(read(&set, EXPLICIT_LITTLE).image.is_err(), "{bits:?}");
    }
}

#[test]
fn unusable_frame_counts_take_what_is_there() {
    for count in ["-1", "0", "1A", "1000000000000000000000000000000"] {
        let mut set = ct();
        set.text((0x0028, 0x0008), "IS", count);
        let object = read(&set, EXPLICIT_LITTLE);
        assert_eq!(object.image.as_ref().unwrap().frames, 1, "{count}");
        assert!(codes(&object).contains(&FindingCode::FrameCount));
    }
}

#[test]
fn a_small_deflated_set_cannot_grow_without_end() {
    let mut set = ct();
    set.bytes((0x7FE0, 0x0010), "OB", vec![0; 64 << 20]);
    let file = set.file(crate::dicom::write::DEFLATED);
    assert!(matches!(read_bytes(file), Err(ReadError::OverLimit { .. })));
}

#[test]
fn a_file_cut_anywhere_is_read_as_far_as_it_goes() {
    let file = ct().file(EXPLICIT_LITTLE);
    for length in 0..file.len() {
        exhaust(file[..length].to_vec());
    }
}
