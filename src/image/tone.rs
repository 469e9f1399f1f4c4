//! From a value to a grey level and a colour: the part of the pipeline after modality and resampling.

use super::{
    ColourMap, FrameSegments, LookupTable, Picture, PixelModel, Presentation, Voi, VoiFunction, VoiLut, Window,
};

/// VOI, polarity, invert and colour map of one presentation, ready to be applied.
pub(super) struct Tone<'a> {
    voi: Curve<'a>,
    presentation_lut: Option<&'a LookupTable>,
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

enum Curve<'a> {
    Window(Window, VoiFunction),
    Lut(&'a VoiLut),
}

impl<'a> Tone<'a> {
    pub(super) fn new(model: &'a PixelModel, presentation: &Presentation) -> Self {
        let voi = match presentation.voi {
            Voi::Window { window, function, .. } => Curve::Window(window, function),
            Voi::Lut(index) => match model.voi_luts.get(index) {
                Some(lut) => Curve::Lut(lut),
                None => Curve::Window(stored_range(model), VoiFunction::LinearExact),
            },
        };
        Self {
            voi,
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
        let brightness = match self.voi {
            Curve::Window(window, function) => function.apply(window, value),
            Curve::Lut(lut) => lut_brightness(lut, value.round() as i64),
        };
        let brightness = self.presentation_lut.map_or(brightness, |lut| p_value(lut, brightness));
        level(if self.reversed { 1.0 - brightness } else { brightness })
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

    /// The RGBA of every grey level.
    pub(super) fn palette(&self) -> [[u8; 4]; 256] {
        std::array::from_fn(|grey| opaque(self.colour(grey as u8)))
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

fn lut_brightness(lut: &VoiLut, value: i64) -> f64 {
    (f64::from(lut.table.lookup(value)) / f64::from(lut.table.full_scale())).min(1.0)
}

/// The P-value of a brightness in 0..=1: all that the VOI gives is spread over all entries (PS3.3 C.11.4), whatever
/// the first value mapped is said to be.
fn p_value(lut: &LookupTable, brightness: f64) -> f64 {
    let last = lut.entries.len().saturating_sub(1);
    let entry = (brightness * last as f64).round() as usize;
    let value = lut.entries.get(entry.min(last)).copied().unwrap_or(0);
    (f64::from(value) / f64::from(lut.full_scale())).min(1.0)
}

/// Everything the stored bits can say, after modality: what is shown where a VOI LUT was asked for that is not there.
fn stored_range(model: &PixelModel) -> Window {
    let span = 2f64.powi(i32::from(model.bits_stored.min(32)));
    let low = if model.signed { -span / 2.0 } else { 0.0 };
    Window::from_bounds(model.modality.apply(low), model.modality.apply(low + span - 1.0), false)
}

/// A [`Tone`] for f32 values, fast enough to repaint a screen on every mouse move, and equal to it to the bit.
pub(super) struct FastTone<'a> {
    tone: &'a Tone<'a>,
    low: f64,
    per_step: f64,
    steps: Vec<u16>,
}

/// Steps over the part of the curve that is not flat.
const STEPS: usize = 8192;
/// More than one grey level lies in the step: ask the curve itself.
const UNSURE: u16 = 256;

impl<'a> FastTone<'a> {
    pub(super) fn new(tone: &'a Tone<'a>) -> Self {
        // The ends of a step say nothing of what a free curve does between them.
        let unsure = Self { tone, low: 0.0, per_step: 0.0, steps: vec![UNSURE] };
        if tone.presentation_lut.is_some() {
            return unsure;
        }
        let (low, high) = match tone.voi {
            // A sigmoid two widths away from its center is within a tenth of a grey level of its end.
            Curve::Window(Window { center, width }, VoiFunction::Sigmoid) => {
                (center - 2.0 * width, center + 2.0 * width)
            }
            Curve::Window(Window { center, width }, _) => (center - width / 2.0 - 1.0, center + width / 2.0 + 1.0),
            Curve::Lut(_) => return unsure,
        };
        let step = (high - low) / STEPS as f64;
        // Edges are taken a little outside the step, where rounding could place a value of the next one.
        let at = |position: f64| tone.grey(low + position * step);
        let steps = (0..STEPS).map(|index| {
            let (below, above) = (at(index as f64 - 0.01), at(index as f64 + 1.01));
            if below == above { u16::from(below) } else { UNSURE }
        });
        Self { tone, low, per_step: step.recip(), steps: steps.collect() }
    }

    pub(super) fn grey(&self, value: f32) -> u8 {
        let value = f64::from(value);
        // The cast saturates, and the curve is flat outside its steps.
        let step = ((value - self.low) * self.per_step) as usize;
        let grey = self.steps[step.min(self.steps.len() - 1)];
        if grey == UNSURE { self.tone.grey(value) } else { grey as u8 }
    }
}

#[cfg(test)]
#[path = "tone_tests.rs"]
mod tests;
