//! Palettes (PS3.3 C.7.6.3.1.5, C.7.9): depth, first index, indices outside, segments.

use crate::{level, shown, support::DicomBuilder};

/// Indices shown through three tables of the same descriptor.
struct Palette {
    file: DicomBuilder,
    descriptor: [u16; 3],
}

impl Palette {
    fn new(indices: &[u8], descriptor: [u16; 3]) -> Self {
        let file = DicomBuilder::grey(1, indices.len() as u16).pixels_u8(indices);
        Self::of(file, descriptor)
    }

    fn of(file: DicomBuilder, descriptor: [u16; 3]) -> Self {
        Self { file: file.with((0x0028, 0x0004), "CS", "PALETTE COLOR"), descriptor }
    }

    /// With the data of the red, green and blue table, plain from element 0x1201, segmented from 0x1221.
    fn tables(&self, first_element: u16, tables: [Vec<u8>; 3]) -> Vec<[u8; 3]> {
        let mut file = self.file.clone();
        for (channel, data) in (0..).zip(tables) {
            file = file.with((0x0028, 0x1101 + channel), "US", self.descriptor.map(u16::to_le_bytes).concat()).with(
                (0x0028, first_element + channel),
                "OW",
                data,
            );
        }
        shown(&file).as_chunks::<3>().0.to_vec()
    }
}

fn words(entries: &[u16]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.to_le_bytes()).collect()
}

#[test]
fn entries_of_sixteen_bits() {
    let (red, green, blue) = ([0, 32_768, 65_535], [65_535, 257, 128], [1000, 2000, 60_000]);
    let expected: Vec<[u8; 3]> =
        (0..3).map(|at| [red[at], green[at], blue[at]].map(|entry: u16| level(f64::from(entry) / 65_535.0))).collect();
    let found = Palette::new(&[0, 1, 2], [3, 0, 16]).tables(0x1201, [red, green, blue].map(|table| words(&table)));
    assert_eq!(found, expected);
}

#[test]
fn entries_of_eight_bits_as_bytes_and_as_words() {
    let tables = [[0, 10, 255], [255, 20, 7], [1, 30, 99]];
    let expected = vec![[0, 255, 1], [10, 20, 30], [255, 7, 99]];
    let palette = Palette::new(&[0, 1, 2], [3, 0, 8]);
    let bytes = tables.map(|table| [table.to_vec(), vec![0]].concat());
    assert_eq!(palette.tables(0x1201, bytes), expected);
    assert_eq!(palette.tables(0x1201, tables.map(|table| words(&table.map(u16::from)))), expected);
}

#[test]
fn indices_outside_take_the_nearest_end() {
    // First mapped value 10: 0..=10 are the first entry, 12 and above the last.
    let palette = Palette::new(&[0, 9, 10, 11, 12, 13, 255], [3, 10, 16]);
    let table = words(&[0, 32_768, 65_535]);
    let found = palette.tables(0x1201, [table.clone(), table.clone(), table]);
    assert_eq!(found.iter().map(|pixel| pixel[0]).collect::<Vec<_>>(), [0, 0, 0, 128, 255, 255, 255]);
}

#[test]
fn tables_of_sixty_five_thousand_and_indices_of_sixteen_bits() {
    let all: Vec<u16> = (0..=65_535).collect();
    let file = DicomBuilder::grey(1, 3).pixels_u16(&[0, 257 * 100, 65_535]);
    let falling: Vec<u16> = all.iter().rev().copied().collect();
    let found = Palette::of(file, [0, 0, 16]).tables(0x1201, [words(&all), words(&falling), words(&all)]);
    assert_eq!(found, [[0, 255, 0], [100, 155, 100], [255, 0, 255]]);
}

#[test]
fn signed_indices_start_below_zero() {
    let file = DicomBuilder::grey(1, 4).pixels_i16(&[-3, -2, -1, 0]);
    let table = words(&[0, 32_768, 65_535]);
    let found = Palette::of(file, [3, 65_534, 16]).tables(0x1201, [table.clone(), table.clone(), table]);
    assert_eq!(found.iter().map(|pixel| pixel[1]).collect::<Vec<_>>(), [0, 0, 128, 255]);
}

#[test]
fn segments_of_sixteen_bits() {
    // Discrete 0, 257; linear over 4 to 257 * 5; indirect: once more the linear one, from 257 * 5 to 257 * 5.
    let indices: Vec<u8> = (0..10).collect();
    let palette = Palette::new(&indices, [10, 0, 16]);
    let table = words(&[0, 2, 0, 257, 1, 4, 257 * 5, 0, 1, 0, 1, 3, 257 * 9]);
    let found = palette.tables(0x1221, [table.clone(), table.clone(), table]);
    // 0, 1, then 2 3 4 5, then 0, then 3 6 9.
    assert_eq!(found.iter().map(|pixel| pixel[2]).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 0, 3, 6, 9]);
}

#[test]
fn segments_of_eight_bits_are_bytes() {
    let indices: Vec<u8> = (0..6).collect();
    let palette = Palette::new(&indices, [6, 0, 8]);
    let table = vec![0, 2, 10, 20, 1, 4, 60, 0];
    let found = palette.tables(0x1221, [table.clone(), table.clone(), table]);
    assert_eq!(found.iter().map(|pixel| pixel[0]).collect::<Vec<_>>(), [10, 20, 30, 40, 50, 60]);
}

#[test]
fn a_linear_segment_may_fall() {
    let palette = Palette::new(&[0, 1, 2, 3, 4], [5, 0, 16]);
    let table = words(&[0, 1, 257 * 200, 1, 4, 0]);
    let found = palette.tables(0x1221, [table.clone(), table.clone(), table]);
    assert_eq!(found.iter().map(|pixel| pixel[0]).collect::<Vec<_>>(), [200, 150, 100, 50, 0]);
}
