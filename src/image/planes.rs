//! What a file lays over its picture: overlay planes (PS3.3 C.9.2) and display shutters. Never part of the values.

use rayon::prelude::*;

use super::{Picture, Pixels8, Presentation, Shutter};

/// The overlays and the shutter of one frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planes {
    /// Overlays to be drawn, in the order of their groups.
    pub overlays: Vec<Overlay>,
    /// What is hidden.
    pub shutter: Option<Shutter>,
}

/// One overlay plane as it lies on one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// Group of its elements, 0x6000 to 0x60FE.
    pub group: u16,
    /// _Overlay Label_ (60xx,1500), safe for a screen; may be empty.
    pub label: String,
    /// _Overlay Description_ (60xx,0022), safe for a screen; may be empty.
    pub description: String,
    /// _Overlay Type_ (60xx,0040).
    pub kind: OverlayKind,
    /// Row and column of the image that its first pixel lies on, (1, 1) for the image's first; may be outside.
    pub origin: [i32; 2],
    /// _Overlay Rows_ (60xx,0010).
    pub rows: u32,
    /// _Overlay Columns_ (60xx,0011).
    pub columns: u32,
    /// One bit a pixel, row after row without gaps, the lowest bit of a byte first. Pixels beyond the end are not set.
    pub bits: Vec<u8>,
}

/// What an overlay shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverlayKind {
    /// Graphics and text.
    Graphics,
    /// A region of interest.
    Region,
}

impl OverlayKind {
    /// The colour it is drawn in: one that no grey has. Graphics are yellow, regions light blue.
    pub fn colour(self) -> [u8; 3] {
        match self {
            Self::Graphics => [255, 214, 0],
            Self::Region => [0, 200, 255],
        }
    }

    fn flag(self) -> u8 {
        match self {
            Self::Graphics => GRAPHICS,
            Self::Region => REGION,
        }
    }
}

const GRAPHICS: u8 = 1;
const REGION: u8 = 2;
const HIDDEN: u8 = 4;

impl Overlay {
    /// Whether the overlay's pixel at a row and column of its own (0-based) is set.
    pub fn is_set(&self, row: u32, column: u32) -> bool {
        let at = u64::from(row) * u64::from(self.columns) + u64::from(column);
        let byte = usize::try_from(at / 8).ok().and_then(|at| self.bits.get(at)).copied().unwrap_or(0);
        row < self.rows && column < self.columns && byte >> (at % 8) & 1 == 1
    }

    /// Sets `flag` on the pixels of an image row (0-based) that it covers.
    pub(super) fn draw(&self, row: u32, pixels: &mut [u8], flag: u8) {
        let [first_row, first_column] = self.origin.map(|origin| i64::from(origin) - 1);
        let Ok(own_row) = u32::try_from(i64::from(row) - first_row) else { return };
        if own_row >= self.rows {
            return;
        }
        // Bits that are not there are not set.
        let before = u64::from(own_row) * u64::from(self.columns);
        let there = (self.bits.len() as u64 * 8).saturating_sub(before).min(self.columns.into()) as i64;
        let start = first_column.max(0);
        let end = (first_column + there).min(pixels.len() as i64);
        for column in start..end {
            if self.is_set(own_row, (column - first_column) as u32) {
                pixels[column as usize] |= flag;
            }
        }
    }
}

impl Planes {
    /// Whether nothing lies over the picture.
    pub fn is_empty(&self) -> bool {
        self.overlays.is_empty() && self.shutter.is_none()
    }

    /// Bytes held in memory.
    pub fn byte_len(&self) -> usize {
        let bitmap = self.shutter.iter().filter_map(|shutter| shutter.bitmap.as_ref());
        self.overlays.iter().chain(bitmap).map(|overlay| overlay.bits.len()).sum()
    }

    /// For each pixel of an image what lies on it, as flags.
    pub(super) fn marks(&self, columns: u32, rows: u32) -> Vec<u8> {
        let mut marks = vec![0; columns as usize * rows as usize];
        marks.par_chunks_mut((columns as usize).max(1)).enumerate().for_each(|(row, pixels)| {
            for overlay in &self.overlays {
                overlay.draw(row as u32, pixels, overlay.kind.flag());
            }
            if let Some(shutter) = &self.shutter {
                shutter.hide(row as u32, pixels, HIDDEN);
            }
        });
        marks
    }
}

/// What is painted over which flags.
pub(super) struct Paint<'a> {
    marks: &'a [u8],
    wanted: u8,
    hidden: [u8; 3],
}

impl<'a> Paint<'a> {
    /// `None` where nothing is to be painted.
    pub(super) fn new(picture: &'a Picture, presentation: &Presentation) -> Option<Self> {
        let overlays = presentation.overlays && picture.has_overlays();
        let shutters = presentation.shutters && picture.has_shutter();
        if !overlays && !shutters {
            return None;
        }
        let is_colour = picture.is_colour() || picture.has_supplemental_colours();
        let hidden = picture.planes().shutter.as_ref().map_or([0; 3], |shutter| shutter.shown_colour(is_colour));
        let wanted = if overlays { GRAPHICS | REGION } else { 0 } | if shutters { HIDDEN } else { 0 };
        Some(Self { marks: picture.marks(), wanted, hidden })
    }

    /// The colour over a pixel of the image, by its place in it. Overlays lie over shutters.
    pub(super) fn over(&self, at: usize) -> Option<[u8; 3]> {
        match self.marks.get(at).copied().unwrap_or(0) & self.wanted {
            0 => None,
            mark if mark & GRAPHICS != 0 => Some(OverlayKind::Graphics.colour()),
            mark if mark & REGION != 0 => Some(OverlayKind::Region.colour()),
            _ => Some(self.hidden),
        }
    }

    /// Whether some of it is no grey.
    pub(super) fn has_colours(&self) -> bool {
        self.wanted & (GRAPHICS | REGION) != 0 || self.hidden != [self.hidden[0]; 3]
    }

    /// Paints over a whole picture. It takes on colours where there is one that is no grey.
    pub(super) fn paint(&self, mut pixels: Pixels8) -> Pixels8 {
        if pixels.channels == 1 && self.has_colours() {
            pixels.data = pixels.data.into_iter().flat_map(|grey| [grey; 3]).collect();
            pixels.channels = 3;
        }
        let channels = usize::from(pixels.channels);
        for (at, pixel) in pixels.data.chunks_exact_mut(channels.max(1)).enumerate() {
            if let Some(colour) = self.over(at) {
                pixel.copy_from_slice(&colour[..channels]);
            }
        }
        pixels
    }
}

#[cfg(test)]
#[path = "planes_tests.rs"]
mod tests;
