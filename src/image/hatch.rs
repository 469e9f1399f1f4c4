//! Diagonal stripes where the file holds no pixels: neither black nor a value, so that no one reads them as a finding.

/// The two greys of the stripes.
pub(super) const GREYS: [u8; 2] = [0x30, 0x60];

/// Which of [`GREYS`] a pixel has. Stripes are a 64th of the image wide, so that they show at any zoom.
pub(super) fn stripe(columns: u32, column: u32, row: u32) -> usize {
    let width = u64::from((columns / 64).max(2));
    usize::from((u64::from(column) + u64::from(row)) / width % 2 == 1)
}

/// The grey of a missing pixel.
pub(super) fn grey(columns: u32, column: u32, row: u32) -> u8 {
    GREYS[stripe(columns, column, row)]
}

/// The grey levels of a picture none of which is there, rows from the top.
pub fn hatched(columns: u32, rows: u32) -> Vec<u8> {
    (0..rows).flat_map(|row| (0..columns).map(move |column| grey(columns, column, row))).collect()
}
