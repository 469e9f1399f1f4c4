//! Pixels of certain values picked out in a painted picture: those under the pointer on the plot, and tissues by colour.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::geometry::PixelFromScreen;

use super::{
    Channel, FrameSegments, Picture, Presentation, Samples, ValueRange, colour,
    frame::{wide, with_samples},
    planes::Paint,
};

/// What is picked out. It lies over what [`super::ValuePlane::paint`] has drawn and changes no value.
///
/// The stored pixel under the middle of each screen pixel decides, never a value between pixels: those are no data.
/// Padding, rows that the file did not hold, what lies under an overlay or a shutter and what is outside the image take
/// no colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight<'a> {
    /// Values after modality that glow; the rest is dimmed. In a colour picture, also by a palette, levels 0 to
    /// 255 of [`Self::channel`].
    pub glow: Option<ValueRange>,
    /// The colour of what glows.
    pub accent: [u8; 3],
    /// What the glow of a colour picture goes by.
    pub channel: Channel,
    /// Coloured ranges of values after modality; a later one lies over an earlier one. At most 127 are painted, none on
    /// a picture of colours or segments.
    pub labels: &'a [Label],
}

/// A range of values with the colour that it is painted in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// Values after modality.
    pub range: ValueRange,
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// 0 (not seen) to 1 (hides the picture).
    pub opacity: f32,
}

/// What becomes of a pixel: the number of its label (from 1, 0 without), and [`GLOWS`].
type Code = u8;
const GLOWS: Code = 0x80;
const MOST_LABELS: usize = 0x7f;
/// How much of the accent what glows takes: enough to tell it on white, little enough to leave the picture seen.
const GLOW_OPACITY: f32 = 0.72;
/// How bright the rest stays: the glow then is lighter than white around it was, and never alone on black.
const DIM: f32 = 0.5;

impl Highlight<'_> {
    /// Whether it would change nothing.
    pub fn is_empty(&self) -> bool {
        self.glow.is_none() && self.labels.is_empty()
    }

    /// Paints over `rgba`, opaque pixels of a screen of `size` (width, height) on which `picture` lies by the same map
    /// that its [`super::ValuePlane`] was made with.
    pub fn paint(
        &self,
        picture: &Picture,
        presentation: &Presentation,
        pixel_from_screen: &PixelFromScreen,
        size: [usize; 2],
        rgba: &mut [u8],
    ) {
        let are_segments = picture.model().segments.as_ref().is_some_and(FrameSegments::are_labels);
        if !self.labels.is_empty() && (picture.is_colour() || are_segments) {
            // There are no values that a tissue could have.
            return Highlight { labels: &[], ..*self }.paint(picture, presentation, pixel_from_screen, size, rgba);
        }
        if self.is_empty() {
            return;
        }
        let nearest = Nearest::new(picture, pixel_from_screen, size);
        let over = Paint::new(picture, presentation);
        let shades = self.shades();
        let Some(shades) = shades.as_slice().first_chunk::<256>() else { return };
        let mut screen = Screen { nearest: &nearest, over, shades, width: size[0], rgba };
        if picture.is_colour() && picture.palette().is_none() {
            let pixels = picture.rgb().as_chunks::<3>().0;
            return screen.paint(|at| pixels.get(at).map_or(0, |&rgb| self.code_of_levels(self.channel.levels(rgb))));
        }
        if picture.fits_table() {
            let codes = self.codes_by_stored(picture);
            let code = |pattern: u16| codes[usize::from(pattern)];
            match &picture.frame().samples {
                Samples::U8(values) => screen.paint(|at| values.get(at).map_or(0, |&value| code(value.into()))),
                Samples::I8(values) => screen.paint(|at| values.get(at).map_or(0, |&value| code(value as u16))),
                Samples::U16(values) => screen.paint(|at| values.get(at).map_or(0, |&value| code(value))),
                Samples::I16(values) => screen.paint(|at| values.get(at).map_or(0, |&value| code(value as u16))),
                _ => {}
            }
            return;
        }
        with_samples!(&picture.frame().samples, values => {
            screen.paint(|at| values.get(at).map_or(0, |&value| self.code_of_stored(picture, wide(value))));
        });
    }

    fn code_of_levels(&self, mut levels: impl Iterator<Item = u8>) -> Code {
        let glows = |range: ValueRange| levels.any(|level| range.contains(level.into()));
        if self.glow.is_some_and(glows) { GLOWS } else { 0 }
    }

    fn code_of_stored(&self, picture: &Picture, stored: f64) -> Code {
        if let Some(palette) = picture.palette() {
            // Indices are no values: they have neither modality nor padding nor labels, but the colours that are counted.
            return self.code_of_levels(self.channel.levels(colour::colour(palette, stored as i64)));
        }
        if picture.is_gap(stored) || picture.is_supplemental(stored) {
            return 0;
        }
        let value = picture.model().modality.apply(stored);
        let glows = if self.glow.is_some_and(|range| range.contains(value)) { GLOWS } else { 0 };
        let mut labels = self.labels.iter().take(MOST_LABELS);
        let label = labels.rposition(|label| label.range.contains(value)).map_or(0, |index| index as Code + 1);
        glows | label
    }

    /// Codes by the bit pattern of the stored value, filled for the values that occur.
    fn codes_by_stored(&self, picture: &Picture) -> Box<[Code; 1 << 16]> {
        let mut codes = Box::new([0; 1 << 16]);
        for stored in picture.stored_range().into_iter().flat_map(|(low, high)| low..=high) {
            codes[usize::from(stored as u16)] = self.code_of_stored(picture, f64::from(stored));
        }
        codes
    }

    /// What each code does to a colour.
    fn shades(&self) -> Vec<Shade> {
        let shade = |code: Code| {
            let label = usize::from(code & !GLOWS).checked_sub(1).and_then(|index| self.labels.get(index));
            let labelled = label.map_or(Mix::NOTHING, |label| Mix::of(label.colour, label.opacity));
            let lit = match self.glow {
                None => Mix::NOTHING,
                Some(_) if code & GLOWS != 0 => Mix::of(self.accent, GLOW_OPACITY),
                Some(_) => Mix::of([0; 3], 1.0 - DIM),
            };
            labelled.then(lit).shade()
        };
        (0..=Code::MAX).map(shade).collect()
    }
}

/// A colour times `keep`, plus `add`.
#[derive(Clone, Copy)]
struct Mix {
    keep: f32,
    add: [f32; 3],
}

impl Mix {
    const NOTHING: Self = Self { keep: 1.0, add: [0.0; 3] };

    fn of(colour: [u8; 3], opacity: f32) -> Self {
        let opacity = if opacity.is_finite() { opacity.clamp(0.0, 1.0) } else { 0.0 };
        Self { keep: 1.0 - opacity, add: colour.map(|level| f32::from(level) * opacity) }
    }

    fn then(self, next: Self) -> Self {
        let add = std::array::from_fn(|channel| self.add[channel] * next.keep + next.add[channel]);
        Self { keep: self.keep * next.keep, add }
    }

    fn shade(self) -> Shade {
        // The casts saturate, and the numbers are at most 256 and 255 * 256.
        let fixed = |number: f32| (number * 256.0).round() as u32;
        Shade { keep: fixed(self.keep), add: self.add.map(|level| fixed(level) + 128) }
    }
}

/// A [`Mix`] in 256ths, with a half for rounding.
#[derive(Clone, Copy)]
struct Shade {
    keep: u32,
    add: [u32; 3],
}

impl Shade {
    fn apply(self, pixel: &mut [u8; 4]) {
        for (level, add) in pixel.iter_mut().zip(self.add) {
            *level = ((u32::from(*level) * self.keep + add) >> 8).min(255) as u8;
        }
    }
}

/// The stored row and column under the middle of each screen pixel.
struct Nearest {
    /// Image columns along the screen's axis that they lie on, `None` outside.
    columns: Vec<Option<usize>>,
    /// Image rows along the other, `None` outside and where the file held none.
    rows: Vec<Option<usize>>,
    row_len: usize,
    is_sideways: bool,
}

impl Nearest {
    fn new(picture: &Picture, pixel_from_screen: &PixelFromScreen, [width, height]: [usize; 2]) -> Self {
        let [[column_x, column_y, column_offset], [row_x, row_y, row_offset]] = pixel_from_screen.m;
        let is_sideways = column_y.abs() > column_x.abs();
        let (column_step, row_step, across, down) =
            if is_sideways { (column_y, row_x, height, width) } else { (column_x, row_y, width, height) };
        let nearest = |offset: f64, step: f64, screen: usize, held: u32| -> Vec<Option<usize>> {
            let at = (0..screen).map(|position| offset + step * (position as f64 + 0.5));
            at.map(|at| (0.0..f64::from(held)).contains(&at).then_some(at.floor() as usize)).collect()
        };
        Self {
            columns: nearest(column_offset, column_step, across, picture.frame().columns),
            rows: nearest(row_offset, row_step, down, picture.rows_present()),
            row_len: picture.frame().columns as usize,
            is_sideways,
        }
    }
}

/// What is painted on.
struct Screen<'a> {
    nearest: &'a Nearest,
    over: Option<Paint<'a>>,
    shades: &'a [Shade; 256],
    width: usize,
    rgba: &'a mut [u8],
}

/// A screen pixel that nothing is done to.
const LEFT_ALONE: u16 = 256;

impl Screen<'_> {
    /// Shades each screen pixel by the code of the image pixel under it.
    fn paint(&mut self, code: impl Fn(usize) -> Code + Sync) {
        let Nearest { columns, rows, row_len, is_sideways } = self.nearest;
        let (over, shades) = (self.over.as_ref(), self.shades);
        let code_at = |row: usize, column: usize| {
            let at = row * row_len + column;
            let is_covered = over.is_some_and(|over| over.over(at).is_some());
            if is_covered { LEFT_ALONE } else { u16::from(code(at)) }
        };
        let shade = |pixel: &mut [u8; 4], code: u16| {
            if let Some(shade) = shades.get(usize::from(code)) {
                shade.apply(pixel);
            }
        };
        let lines = self.rgba.par_chunks_mut((self.width * 4).max(4));
        if !is_sideways {
            return lines.zip(rows).for_each(|(line, row)| {
                let Some(row) = *row else { return };
                for (pixel, column) in line.as_chunks_mut::<4>().0.iter_mut().zip(columns) {
                    if let Some(column) = *column {
                        shade(pixel, code_at(row, column));
                    }
                }
            });
        }
        // The image is read along its rows, which run down the screen; small numbers are turned instead of it.
        let across = columns.len();
        let mut codes = vec![LEFT_ALONE; across * rows.len()];
        codes.par_chunks_mut(across.max(1)).zip(rows).for_each(|(codes, row)| {
            let Some(row) = *row else { return };
            for (code, column) in codes.iter_mut().zip(columns) {
                *code = column.map_or(LEFT_ALONE, |column| code_at(row, column));
            }
        });
        lines.enumerate().for_each(|(y, line)| {
            let down = codes.get(y..).unwrap_or_default().iter().step_by(across.max(1));
            for (pixel, &code) in line.as_chunks_mut::<4>().0.iter_mut().zip(down) {
                shade(pixel, code);
            }
        });
    }
}

#[cfg(test)]
#[path = "highlight_tests.rs"]
mod tests;
