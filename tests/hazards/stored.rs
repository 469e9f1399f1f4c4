//! Stored values: Bits Stored 1 to 32, both signs, every legal High Bit, with garbage in all other bits (PS3.5 8.1.1).

use hounsfield::dicom::write::{EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE};

use crate::{Random, open, support::DicomBuilder, values};

const CELLS: u16 = 24;

/// Interesting patterns first: all bits clear, all set, the sign alone, all but the sign.
fn patterns(random: &mut Random, stored: u32) -> Vec<u32> {
    let all = if stored == 32 { u32::MAX } else { (1 << stored) - 1 };
    let sign = 1 << (stored - 1);
    let mut patterns = vec![0, all, sign, all ^ sign, 1 & all];
    patterns.resize_with(usize::from(CELLS), || random.next() as u32 & all);
    patterns
}

fn meaning(pattern: u32, stored: u32, signed: bool) -> f64 {
    let is_negative = signed && pattern >> (stored - 1) & 1 == 1;
    f64::from(pattern) - if is_negative { 2f64.powi(stored as i32) } else { 0.0 }
}

fn file(allocated: u32, stored: u32, high: u32, signed: bool, cells: &[u32]) -> DicomBuilder {
    let bytes: Vec<u8> = cells.iter().flat_map(|cell| cell.to_le_bytes()[..allocated as usize / 8].to_vec()).collect();
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7", "OT", 4, CELLS / 4)
        .unsigned((0x0028, 0x0100), &[allocated as u16])
        .unsigned((0x0028, 0x0101), &[stored as u16])
        .unsigned((0x0028, 0x0102), &[high as u16])
        .unsigned((0x0028, 0x0103), &[u16::from(signed)])
        .with((0x7FE0, 0x0010), if allocated == 8 { "OB" } else { "OW" }, bytes)
}

#[test]
fn every_depth_sign_and_high_bit() {
    let mut random = Random(3);
    let mut combinations = 0;
    for allocated in [8, 16, 32_u32] {
        for stored in 1..=allocated {
            for high in stored - 1..allocated {
                for signed in [false, true] {
                    let patterns = patterns(&mut random, stored);
                    let shift = high + 1 - stored;
                    let field = if stored == 32 { u32::MAX } else { ((1 << stored) - 1) << shift };
                    let cells: Vec<u32> =
                        patterns.iter().map(|pattern| pattern << shift | random.next() as u32 & !field).collect();
                    let expected: Vec<f64> = patterns.iter().map(|&p| meaning(p, stored, signed)).collect();
                    let file = file(allocated, stored, high, signed, &cells);
                    for syntax in [EXPLICIT_LITTLE, EXPLICIT_BIG, IMPLICIT_LITTLE] {
                        let found = values(&file.clone().transfer_syntax(syntax));
                        assert_eq!(found, expected, "{allocated}/{stored}/{high} signed {signed}, {syntax}");
                    }
                    combinations += 1;
                }
            }
        }
    }
    assert_eq!(combinations, 2 * (36 + 136 + 528));
}

#[test]
fn single_bits_of_any_width_and_frame() {
    // 3 frames of 5 x 3: frames start at bits 0, 15 and 30, the lowest bit of a byte first (PS3.5 8.1.1, annex D).
    let bits: Vec<u8> = (0..45).map(|bit| u8::from(bit % 3 == 0 || bit % 7 == 0)).collect();
    let mut bytes: Vec<u8> =
        bits.chunks(8).map(|chunk| chunk.iter().enumerate().map(|(at, bit)| bit << at).sum()).collect();
    // Bits after the last frame are anything.
    *bytes.last_mut().unwrap() |= 0xE0;
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7.1", "OT", 5, 3)
        .frames(3)
        .unsigned((0x0028, 0x0100), &[1])
        .unsigned((0x0028, 0x0101), &[1])
        .unsigned((0x0028, 0x0102), &[0])
        .unsigned((0x0028, 0x0103), &[0])
        .with((0x7FE0, 0x0010), "OB", bytes);
    let object = open(&file);
    for frame in 0..3 {
        let loaded = object.load(frame).unwrap();
        let found: Vec<u8> = (0..15).map(|at| loaded.frame.samples.value(at).unwrap() as u8).collect();
        assert_eq!(found, bits[frame * 15..frame * 15 + 15], "frame {frame}");
    }
}

#[test]
fn every_sample_of_a_colour_pixel_loses_its_unused_bits() {
    // 12 bits stored of 16, high bit 11: 0xF000 is garbage.
    let cells = [0xF000_u16, 0xFFFF, 0xA800, 0x0FFF, 0x1001, 0x0002];
    let file =
        DicomBuilder::rgb(1, 2).pixels_u16(&cells).unsigned((0x0028, 0x0101), &[12]).unsigned((0x0028, 0x0102), &[11]);
    let loaded = open(&file).load(0).unwrap();
    let found: Vec<f64> = (0..6).map(|at| loaded.frame.samples.value(at).unwrap()).collect();
    assert_eq!(found, [0.0, 4095.0, 2048.0, 4095.0, 1.0, 2.0]);
}
