//! The colours that are drawn over pictures, in the window and in exports alike.

/// Lines of regions: told apart on grey pictures, by most colour-blind eyes too.
pub const REGIONS: [[u8; 3]; 6] =
    [[255, 214, 64], [92, 200, 255], [255, 142, 76], [122, 224, 142], [240, 138, 214], [190, 170, 255]];
/// Texts, letters and the scale bar.
pub const TEXT: [u8; 3] = [222, 226, 230];
/// What bears on reading.
pub const WARNING: [u8; 3] = [255, 190, 84];

/// The colour of a region by its number.
pub fn region(number: u8) -> [u8; 3] {
    REGIONS.get(usize::from(number) % REGIONS.len()).copied().unwrap_or(TEXT)
}
