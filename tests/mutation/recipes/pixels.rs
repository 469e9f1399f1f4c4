//! Recipes 1 to 5, 27 and 29: sizes, bits and values of the picture itself.

use super::{
    Expected::{Anything, NoPicture, Picture},
    Made, each, grey,
};
use crate::support::DicomBuilder;

const ROWS: (u16, u16) = (0x0028, 0x0010);
const COLUMNS: (u16, u16) = (0x0028, 0x0011);

/// 1: more pixels than memory, over 256 bytes.
pub fn huge(variant: usize) -> Option<Made> {
    let cases = [(65_535, 65_535, 1), (46_341, 46_341, 1), (65_535, 65_535, 3), (65_535, 21_846, 3)];
    let make = |(rows, columns, samples): (u16, u16, u16)| {
        let base = if samples == 1 { grey() } else { DicomBuilder::rgb(1, 1) };
        base.pixels_u16(&[7; 128]).unsigned(ROWS, &[rows]).unsigned(COLUMNS, &[columns])
    };
    each(variant, &cases, make, NoPicture)
}

/// 2: sizes of 32 bits.
pub fn long_sizes(variant: usize) -> Option<Made> {
    let cases = [(ROWS, 70_000_u32), (COLUMNS, 65_536 + 8), (ROWS, u32::MAX), (COLUMNS, 1 << 31)];
    each(variant, &cases, |(tag, size)| grey().with(tag, "UL", size.to_le_bytes()), NoPicture)
}

/// 3: no size at all, or two.
pub fn no_size(variant: usize) -> Option<Made> {
    let cases: [(_, Option<&[u16]>); 7] = [
        (ROWS, Some(&[0])),
        (COLUMNS, Some(&[0])),
        (ROWS, None),
        (COLUMNS, None),
        (ROWS, Some(&[])),
        (COLUMNS, Some(&[])),
        (ROWS, Some(&[6, 6])),
    ];
    let expected = if variant < 6 { NoPicture } else { Anything };
    let make = |(tag, values): (_, Option<&[u16]>)| match values {
        Some(values) => grey().unsigned(tag, values),
        None => grey().without(tag),
    };
    each(variant, &cases, make, expected)
}

/// 4: 8192 is two blanks to a reader that trims.
pub fn two_blanks(variant: usize) -> Option<Made> {
    let make = |(rows, columns)| DicomBuilder::grey(rows, columns).pixels_u8(&vec![9; 4 * 8192]);
    each(variant, &[(8192, 4), (4, 8192)], make, Picture)
}

/// 5: a palette picture whose area wraps 32 bits.
pub fn wrapping_palette(variant: usize) -> Option<Made> {
    let make = |(rows, columns)| {
        (1..=3)
            .fold(grey(), |builder, number| {
                builder.unsigned((0x0028, 0x1100 + number), &[256, 0, 8]).with(
                    (0x0028, 0x1200 + number),
                    "OW",
                    [7; 256],
                )
            })
            .with((0x0028, 0x0004), "CS", "PALETTE COLOR")
            .unsigned(ROWS, &[rows])
            .unsigned(COLUMNS, &[columns])
    };
    each(variant, &[(65_535, 65_535), (65_535, 65_534), (32_768, 65_535)], make, NoPicture)
}

/// 27: bits allocated, stored, highest and sign that contradict each other or the standard.
pub fn bits(variant: usize) -> Option<Made> {
    let cases: [([u16; 4], _); 16] = [
        ([16, 17, 16, 0], NoPicture),
        ([16, 0, 15, 0], NoPicture),
        ([8, 65_535, 7, 0], NoPicture),
        ([0, 0, 0, 0], NoPicture),
        ([2048, 16, 15, 0], NoPicture),
        ([12, 12, 11, 0], Anything),
        ([24, 24, 23, 0], Anything),
        ([40, 40, 39, 0], Anything),
        ([2, 2, 1, 0], Anything),
        ([1, 1, 0, 0], Picture),
        ([64, 64, 63, 0], Anything),
        ([64, 12, 63, 1], Anything),
        ([16, 12, 31, 0], Picture),
        ([16, 12, 3, 0], Picture),
        ([8, 8, 7, 2], Picture),
        ([16, 1, 15, 1], Picture),
    ];
    let (_, expected) = *cases.get(variant)?;
    let make = |([allocated, stored, high, signed], _): ([u16; 4], _)| {
        DicomBuilder::grey(4, 4)
            .pixels_u8(&[0xA5; 128])
            .unsigned((0x0028, 0x0100), &[allocated])
            .unsigned((0x0028, 0x0101), &[stored])
            .unsigned((0x0028, 0x0102), &[high])
            .unsigned((0x0028, 0x0103), &[signed])
    };
    each(variant, &cases, make, expected)
}

/// 29: pictures of one value, and of values that are none.
pub fn constants(variant: usize) -> Option<Made> {
    let float = |value: f32| {
        let bytes: Vec<u8> = [value; 48].iter().flat_map(|value| value.to_le_bytes()).collect();
        grey().without((0x7FE0, 0x0010)).unsigned((0x0028, 0x0100), &[32]).with((0x7FE0, 0x0008), "OF", bytes)
    };
    let double = |value: f64| {
        let bytes: Vec<u8> = [value; 48].iter().flat_map(|value| value.to_le_bytes()).collect();
        grey().without((0x7FE0, 0x0010)).unsigned((0x0028, 0x0100), &[64]).with((0x7FE0, 0x0009), "OD", bytes)
    };
    let long = grey()
        .pixels_u8(&[0xFF; 192])
        .unsigned((0x0028, 0x0100), &[32])
        .unsigned((0x0028, 0x0101), &[32])
        .unsigned((0x0028, 0x0102), &[31]);
    let cases = [
        grey().pixels_u8(&[77; 48]),
        DicomBuilder::ct(6, 8).pixels_i16(&[i16::MIN; 48]),
        float(f32::NAN),
        float(f32::INFINITY),
        float(-0.0),
        float(f32::MIN_POSITIVE / 4.0),
        float(f32::MAX),
        double(f64::MAX),
        double(f64::MIN_POSITIVE / 4.0),
        double(f64::NEG_INFINITY),
        long,
    ];
    cases.get(variant).map(|builder| (builder.build(), Picture))
}
