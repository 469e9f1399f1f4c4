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

/// The picture of a file that ends `missing` bytes early: rows present and samples.
fn cut(set: &DataSetWriter, syntax: &str, missing: usize, index: usize) -> Option<(u32, Samples)> {
    let mut file = set.file(syntax);
    file.truncate(file.len() - missing);
    let loaded = read_bytes(file).unwrap().load(index).ok()?;
    let marked = loaded.findings.iter().any(|finding| finding.code == FindingCode::Truncated);
    assert_eq!(marked, loaded.frame.rows_present < loaded.frame.rows);
    Some((loaded.frame.rows_present, loaded.frame.samples.clone()))
}

#[test]
fn a_row_of_planes_is_there_once_the_last_plane_has_it() {
    let mut set = ct();
    shape(&mut set, 2, 2, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "RGB");
    set.unsigned((0x0028, 0x0006), &[1]);
    set.bytes((0x7FE0, 0x0010), "OB", (1..=12).collect::<Vec<u8>>());
    // Red 1..=4, green 5..=8, blue 9..=12.
    let rows = [[1, 5, 9, 2, 6, 10], [3, 7, 11, 4, 8, 12], [0; 6]];
    let picture = |first: usize, second: usize| Samples::U8([rows[first], rows[second]].concat());
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 0, 0), Some((2, picture(0, 1))));
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 1, 0), Some((1, picture(0, 2))));
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 2, 0), Some((1, picture(0, 2))));
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 3, 0), None, "no row has its blue");
    set.unsigned((0x0028, 0x0006), &[0]);
    let expected = Samples::U8(vec![1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]);
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 1, 0), Some((1, expected)), "pixel by pixel");
}

#[test]
fn a_row_of_shared_chroma_has_two_bytes_a_pixel() {
    let mut set = ct();
    shape(&mut set, 2, 4, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "YBR_FULL_422");
    // Y Y Cb Cr (PS3.3 C.7.6.3.1.2): rows of 8 bytes.
    set.bytes((0x7FE0, 0x0010), "OB", (1..=16).collect::<Vec<u8>>());
    let row = |first: u8| {
        let pair = |y: u8| [y, y + 2, y + 3, y + 1, y + 2, y + 3];
        [pair(first), pair(first + 4)].concat()
    };
    let whole = Samples::U8([row(1), row(9)].concat());
    let upper = Samples::U8([row(1), vec![0; 12]].concat());
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 0, 0), Some((2, whole)));
    for missing in [1, 3, 8] {
        assert_eq!(cut(&set, EXPLICIT_LITTLE, missing, 0), Some((1, upper.clone())), "{missing}");
    }
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 9, 0), None);
}

#[test]
fn chroma_that_cannot_be_shared_is_refused() {
    let mut set = ct();
    shape(&mut set, 1, 3, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "YBR_FULL_422");
    set.bytes((0x7FE0, 0x0010), "OB", [1; 6]);
    let words = read(&set, EXPLICIT_LITTLE).image.as_ref().unwrap_err().to_string();
    assert!(words.contains("Columns (0028,0011) are odd"), "{words}");
    set.text((0x0028, 0x0004), "CS", "YBR_PARTIAL_420");
    assert!(matches!(read(&set, EXPLICIT_LITTLE).image, Err(ReadError::Missing { .. })));
}

#[test]
fn cut_bits_show_the_rows_that_are_whole() {
    let mut set = ct();
    shape(&mut set, 3, 3, 1, [1, 1, 0], 0);
    set.integers((0x0028, 0x0008), &[2]);
    // Two frames of 9 bits, the lowest bit first: 101 110 011, then 111 010 100.
    set.bytes((0x7FE0, 0x0010), "OB", [0b1001_1101, 0b0010_1111, 0b0000_0001, 0]);
    let frames = [[1, 0, 1, 1, 1, 0, 0, 1, 1], [1, 1, 1, 0, 1, 0, 0, 1, 0]];
    let upper = |frame: usize, rows: usize| {
        let pixels = frames[frame].iter().enumerate();
        Samples::U8(pixels.map(|(at, value)| if at < rows * 3 { *value } else { 0 }).collect())
    };
    // Bits of the file: 1011 1001 1111 0100 10.
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 0, 0), Some((3, upper(0, 3))));
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 0, 1), Some((3, upper(1, 3))));
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 2, 1), Some((2, upper(1, 2))), "bits 9 to 15 are there");
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 3, 0), Some((2, upper(0, 2))), "bits 0 to 7 are there");
    assert_eq!(cut(&set, EXPLICIT_LITTLE, 3, 1), None);
    assert_eq!(read(&set, EXPLICIT_LITTLE).findings, [], "the fourth byte makes the length even");
}

#[test]
fn half_a_big_endian_word_holds_no_pixel() {
    let mut set = ct();
    shape(&mut set, 2, 3, 1, [8, 8, 7], 0);
    // Pixels 1..=6 in words whose high byte comes first: the second pixel of each pair does.
    set.bytes((0x7FE0, 0x0010), "OW", [2, 1, 4, 3, 6, 5]);
    let picture = |rows: u8| Samples::U8((1..=6).map(|value| if value <= rows * 3 { value } else { 0 }).collect());
    assert_eq!(cut(&set, EXPLICIT_BIG, 0, 0), Some((2, picture(2))));
    assert_eq!(cut(&set, EXPLICIT_BIG, 1, 0), Some((1, picture(1))));
    assert_eq!(cut(&set, EXPLICIT_BIG, 2, 0), Some((1, picture(1))));
    // Three bytes hold the pixels 2, 1 and 4: the first row lacks its third.
    assert_eq!(cut(&set, EXPLICIT_BIG, 3, 0), None);
}

#[test]
fn every_kind_of_number_is_cut_by_rows() {
    for (bits, bytes) in [(8_u16, 1), (16, 2), (32, 4)] {
        for signed in [0, 1] {
            for syntax in [EXPLICIT_LITTLE, EXPLICIT_BIG] {
                let mut set = ct();
                shape(&mut set, 4, 4, 1, [bits, bits, bits - 1], signed);
                let vr = if bits == 8 { "OB" } else { "OW" };
                set.bytes((0x7FE0, 0x0010), vr, vec![1; 16 * bytes]);
                for missing in 0..16 * bytes {
                    let expected = ((16 * bytes - missing) / (4 * bytes)) as u32;
                    let got = cut(&set, syntax, missing, 0);
                    assert_eq!(got.map_or(0, |got| got.0), expected, "{bits} bits, {missing} missing, {syntax}");
                }
            }
        }
    }
}

#[test]
fn pixel_data_of_another_length_than_the_frames_need_are_told() {
    for (extra, expected) in [
        (0, None),
        (1, None),
        (
            2,
            Some((
                FindingCode::Structure,
                "The pixel data are 2 bytes longer than the frames need; the rest is left out.",
            )),
        ),
        (24, Some((FindingCode::FrameCount, "The file holds 2 frames; the header declares 1."))),
    ] {
        let mut file = ct().file(EXPLICIT_LITTLE);
        let at = place(&file, &[24, 0, 0, 0, 0, 0, 1, 0]);
        file[at] += extra as u8;
        file.extend(vec![0; extra]);
        let object = read_bytes(file).unwrap();
        let findings: Vec<_> = object.findings.iter().map(|finding| (finding.code, finding.text.as_str())).collect();
        assert_eq!(findings, expected.into_iter().collect::<Vec<_>>(), "{extra}");
        assert!(object.findings.iter().all(|finding| finding.offset == Some(at as u64 + 4)));
        assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()));
    }
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
    let error = read(&set, EXPLICIT_LITTLE).image.clone().unwrap_err();
    assert_eq!(
        error.to_string(),
        "BitsAllocated (0028,0100) is 12 but must be 1 or a multiple of 8, so there is no picture; \
         the tags can still be read."
    );
}

#[test]
fn cells_of_any_number_of_bytes_are_read() {
    // 2 and -3 in 20 bits from bit 2 on, all other bits set, which are not of the value.
    for bytes in 3..=8_u16 {
        let allocated = bytes * 8;
        let cell =
            |value: i64| ((value & 0xF_FFFF) << 2 | !(0xF_FFFF << 2)).to_le_bytes()[..usize::from(bytes)].to_vec();
        let mut set = ct();
        shape(&mut set, 1, 2, 1, [allocated, 20, 21], 1);
        set.bytes((0x7FE0, 0x0010), "OW", [cell(2), cell(-3)].concat());
        assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::I32(vec![2, -3]), "{allocated}");
        assert_eq!(samples(&set, EXPLICIT_BIG), Samples::I32(vec![2, -3]), "{allocated}");
        shape(&mut set, 1, 2, 1, [allocated, 20, 21], 0);
        assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::U32(vec![2, 0xF_FFFD]), "{allocated}");
    }
}

#[test]
fn every_number_of_stored_bits_is_masked_and_signed() {
    for stored in 1..=32_u16 {
        for high_bit in stored - 1..32 {
            let low = high_bit + 1 - stored;
            let mask = (u64::from(u32::MAX) >> (32 - stored)) as u32;
            let cell = |value: u32| ((value & mask) << low | !(mask << low)).to_le_bytes();
            let mut set = ct();
            shape(&mut set, 1, 2, 1, [32, stored, high_bit], 1);
            // The smallest value and -1 (which for one bit are the same).
            set.bytes((0x7FE0, 0x0010), "OW", [cell(1 << (stored - 1)), cell(u32::MAX)].concat());
            let smallest = (-1_i64 << (stored - 1)) as i32;
            assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::I32(vec![smallest, -1]), "{stored} {high_bit}");
            shape(&mut set, 1, 2, 1, [32, stored, high_bit], 0);
            assert_eq!(samples(&set, EXPLICIT_LITTLE), Samples::U32(vec![1 << (stored - 1), mask]));
        }
    }
}
