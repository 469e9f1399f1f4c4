//! Uncompressed pixel data of every kind.

use super::*;
use crate::image::PhotometricInterpretation;

#[test]
fn bits_outside_of_bits_stored_are_dropped_and_the_sign_extended() {
    let mut set = ct();
    shape(&mut set, 1, 4, 1, [16, 12, 11], 1);
    words(&mut set, &[0xF7FF, 0x0800, 0x0FFF, 0xF001]);
    assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::I16(vec![2047, -2048, -1, 1]));
    assert_eq!(samples(&set, EXPLICIT_BIG), Samples::I16(vec![2047, -2048, -1, 1]));
}

#[test]
fn the_high_bit_shifts() {
    let mut set = ct();
    shape(&mut set, 1, 2, 1, [16, 12, 15], 0);
    words(&mut set, &[0xFFF7, 0x0010]);
    assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::U16(vec![4095, 1]));
}

#[test]
fn big_endian_is_turned_by_bits_allocated() {
    let mut set = ct();
    shape(&mut set, 1, 2, 1, [32, 32, 31], 0);
    let bytes: Vec<u8> = [1_u32, 0xFFFF_FFFE].iter().flat_map(|value| value.to_le_bytes()).collect();
    set.bytes((0x7FE0, 0x0010), "OW", bytes);
    assert_eq!(samples(&set, EXPLICIT_BIG), Samples::U32(vec![1, 0xFFFF_FFFE]));
}

#[test]
fn single_bits_need_not_start_at_a_byte() {
    let mut set = ct();
    shape(&mut set, 1, 3, 1, [1, 1, 0], 0);
    set.integers((0x0028, 0x0008), &[3]);
    set.bytes((0x7FE0, 0x0010), "OB", [0b1110_1101, 0b0000_0001]);
    let object = read(&set, EXPLICIT_LITTLE);
    let frames: Vec<Samples> = (0..3).map(|index| object.load(index).unwrap().frame.samples.clone()).collect();
    assert_eq!(frames, [Samples::U8(vec![1, 0, 1]), Samples::U8(vec![1, 0, 1]), Samples::U8(vec![1, 1, 1])]);
}

#[test]
fn planes_are_interleaved() {
    let mut set = ct();
    shape(&mut set, 1, 2, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "RGB");
    set.unsigned((0x0028, 0x0006), &[1]);
    set.bytes((0x7FE0, 0x0010), "OB", [1, 2, 3, 4, 5, 6]);
    assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::U8(vec![1, 3, 5, 2, 4, 6]));
}

#[test]
fn shared_chroma_is_repeated() {
    let mut set = ct();
    shape(&mut set, 1, 2, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "YBR_FULL_422");
    set.bytes((0x7FE0, 0x0010), "OB", [10, 20, 128, 130]);
    let loaded = first_frame(&set);
    assert_eq!(loaded.frame.samples, Samples::U8(vec![10, 128, 130, 20, 128, 130]));
    assert_eq!(loaded.model.photometric, PhotometricInterpretation::YbrFull);
}

#[test]
fn floats_are_read_as_they_stand() {
    let mut set = ct();
    shape(&mut set, 1, 2, 1, [32, 32, 31], 0);
    set.remove((0x7FE0, 0x0010));
    let bytes: Vec<u8> = [1.5_f32, -0.25].iter().flat_map(|value| value.to_le_bytes()).collect();
    set.bytes((0x7FE0, 0x0008), "OF", bytes);
    assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::F32(vec![1.5, -0.25]));
}

#[test]
fn a_cut_file_shows_the_rows_that_are_there() {
    let mut file = ct().file(EXPLICIT_LITTLE);
    file.truncate(file.len() - 10);
    let object = read_bytes(file).unwrap();
    let loaded = object.load(0).unwrap();
    assert_eq!(loaded.frame.rows_present, 1);
    assert_eq!(loaded.frame.samples, Samples::U16(vec![0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0]));
    assert!(loaded.findings.iter().any(|finding| finding.code == FindingCode::Truncated));
}

#[test]
fn frames_beyond_the_data_are_refused_by_themselves() {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[2]);
    let object = read(&set, EXPLICIT_LITTLE);
    let description = object.image.as_ref().unwrap();
    assert_eq!((description.frames, description.frames_present), (2, 1));
    assert!(codes(&object).contains(&FindingCode::FrameCount));
    assert!(object.load(0).is_ok());
    assert!(matches!(object.load(1), Err(ReadError::Damaged { .. })));
    assert!(matches!(object.load(2), Err(ReadError::Missing { .. })));
}

#[test]
fn twelve_bits_allocated_are_refused_in_words() {
    let mut set = ct();
    shape(&mut set, 3, 4, 1, [12, 12, 11], 0);
    let error = read(&set, EXPLICIT_LITTLE).image.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Pixel data with 12 bits allocated is not supported yet; the tags can still be read."
    );
}
