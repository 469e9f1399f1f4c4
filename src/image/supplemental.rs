//! Supplemental palette colours: greys below a stored value, colours from it on (PS3.3 C.8.16.2.1.1.1).

use super::{Palette, Picture, Presentation, colour::colour, tones::Tones};

/// What a stored value looks like in a picture with a supplemental palette: greys windowed, colours from the palette and
/// through the profile. By bit pattern, filled for the values that occur.
pub(super) fn colours_by_stored(
    picture: &Picture,
    palette: &Palette,
    tones: &Tones<'_>,
    presentation: &Presentation,
) -> Vec<[u8; 3]> {
    let mut table = tones.colours_by_stored(picture);
    overlay_palette(picture, palette, presentation, &mut table);
    table
}

/// Puts the palette's colours over the greys of a table by bit pattern.
fn overlay_palette(picture: &Picture, palette: &Palette, presentation: &Presentation, table: &mut [[u8; 3]]) {
    let Some((low, high)) = picture.stored_range() else { return };
    let first = low.max(palette.red.first_mapped);
    let mut colours: Vec<u8> = (first..=high).flat_map(|stored| colour(palette, stored.into())).collect();
    if let Some(profile) = picture.profile(presentation) {
        profile.apply(&mut colours);
    }
    for (stored, colour) in (first..=high).zip(colours.as_chunks::<3>().0) {
        if let Some(entry) = table.get_mut(usize::from(stored as u16)) {
            *entry = if presentation.invert { colour.map(|level| 255 - level) } else { *colour };
        }
    }
}

#[cfg(test)]
#[path = "supplemental_tests.rs"]
mod tests;
