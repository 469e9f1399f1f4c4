//! From a value to a grey level and a colour: the part of the pipeline after modality and resampling.

use super::{ColourMap, FrameSegments, LookupTable, Picture, PixelModel, Presentation, curve::Curve};

/// One curve, polarity, invert and colour map of one presentation, ready to be applied.
pub(super) struct Tone<'a> {
    pub(super) curve: Curve,
    pub(super) presentation_lut: Option<&'a LookupTable>,
    /// Polarity and the person's invert together.
    reversed: bool,
    inverted: bool,
    map: Map,
    show_padding: bool,
}

enum Map {
    Grey,
    Named(&'static ColourMap),
    /// Black to the colour of the segment that the frame shows.
    Tint([u8; 3]),
}

impl<'a> Tone<'a> {
    /// This curve, and what comes after it in `presentation`.
    pub(super) fn new(curve: Curve, model: &'a PixelModel, presentation: &Presentation) -> Self {
        Self {
            curve,
            presentation_lut: model.presentation_lut.as_deref(),
            reversed: model.inverse_polarity != presentation.invert,
            inverted: presentation.invert,
            map: match ColourMap::by_name(&presentation.colour_map).filter(|map| !map.is_grey()) {
                Some(map) => Map::Named(map),
                None => model.segments.as_ref().and_then(FrameSegments::tint).map_or(Map::Grey, Map::Tint),
            },
            show_padding: presentation.show_padding,
        }
    }

    /// Grey level of a value after modality, polarity and invert applied.
    pub(super) fn grey(&self, value: f64) -> u8 {
        level(self.shown(value))
    }

    /// The same before it is rounded to a level: 0 (black) to 1 (white).
    pub(super) fn shown(&self, value: f64) -> f64 {
        let brightness = self.curve.brightness(value);
        let brightness = self.presentation_lut.map_or(brightness, |lut| p_value(lut, brightness));
        if self.reversed { 1.0 - brightness } else { brightness }
    }

    /// Grey level of a stored value of `picture`, padding and NaN as background.
    pub(super) fn grey_of_stored(&self, picture: &Picture, stored: f64) -> u8 {
        if self.is_background(picture, stored) {
            return self.background();
        }
        let value = picture.model().modality.apply(stored);
        // Wider values go through f32 for display, on screen as in exports, so that both agree to the bit.
        self.grey(if picture.fits_table() { value } else { f64::from(value as f32) })
    }

    /// Black once polarity is applied; the person's invert turns it like everything else.
    pub(super) fn background(&self) -> u8 {
        if self.inverted { 255 } else { 0 }
    }

    /// The colour of a grey level.
    pub(super) fn colour(&self, grey: u8) -> [u8; 3] {
        match self.map {
            Map::Grey => [grey; 3],
            Map::Named(map) => map.rgb[usize::from(grey)],
            Map::Tint(colour) => colour.map(|full| ((u32::from(full) * u32::from(grey) * 2 + 255) / 510) as u8),
        }
    }

    /// The colour of every grey level.
    pub(super) fn palette(&self) -> [[u8; 3]; 256] {
        std::array::from_fn(|grey| self.colour(grey as u8))
    }

    pub(super) fn is_grey(&self) -> bool {
        matches!(self.map, Map::Grey)
    }

    pub(super) fn shows_padding(&self) -> bool {
        self.show_padding
    }

    /// Grey levels by the bit pattern of the stored value, filled for the values that occur. For pictures that fit a
    /// table.
    pub(super) fn greys_by_stored(&self, picture: &Picture) -> Box<[u8; 1 << 16]> {
        let mut greys = Box::new([0; 1 << 16]);
        if let Some((low, high)) = picture.stored_range() {
            for stored in low..=high {
                greys[usize::from(stored as u16)] = self.grey_of_stored(picture, f64::from(stored));
            }
        }
        greys
    }

    fn is_background(&self, picture: &Picture, stored: f64) -> bool {
        stored.is_nan() || (!self.show_padding && picture.is_gap(stored))
    }
}

pub(super) fn opaque([red, green, blue]: [u8; 3]) -> [u8; 4] {
    [red, green, blue, 255]
}

/// The output rule of every picture: floor(255 y + 0.5).
pub(super) fn level(brightness: f64) -> u8 {
    (255.0 * brightness + 0.5).floor() as u8
}

/// The P-value of a brightness in 0..=1: all that the VOI gives is spread over all entries (PS3.3 C.11.4), whatever
/// the first value mapped is said to be.
fn p_value(lut: &LookupTable, brightness: f64) -> f64 {
    let last = lut.entries.len().saturating_sub(1);
    let entry = (brightness * last as f64).round() as usize;
    let value = lut.entries.get(entry.min(last)).copied().unwrap_or(0);
    (f64::from(value) / f64::from(lut.full_scale())).min(1.0)
}

#[cfg(test)]
#[path = "tone_tests.rs"]
mod tests;
