//! Animated GIF.

use std::{io::Write, path::Path};

use image::{
    Delay, Frame, RgbaImage,
    codecs::gif::{GifEncoder, Repeat},
};

use crate::{
    export::{ExportError, NewFile, picture},
    image::Pixels8,
};

/// Writes frames with their durations in milliseconds as a GIF that repeats for ever. The file appears whole or not at
/// all.
pub fn write<E: From<ExportError>>(
    path: &Path,
    frames: impl IntoIterator<Item = Result<(Pixels8, f64), E>>,
) -> Result<(), E> {
    let mut file = NewFile::create(path)?;
    let mut animation = Animation::new(&mut file);
    for frame in frames {
        let (pixels, duration_ms) = frame?;
        animation.push(&pixels, duration_ms)?;
    }
    animation.finish()?;
    Ok(file.finish()?)
}

/// A GIF that takes one frame after the other.
pub struct Animation<W: Write> {
    encoder: GifEncoder<W>,
    pace: Pace,
    frames: u64,
}

impl<W: Write> Animation<W> {
    /// An animation without frames yet.
    pub fn new(out: W) -> Self {
        // Speed 10 concerns colours alone: up to 256 different ones are kept exactly.
        Self { encoder: GifEncoder::new_with_speed(out, 10), pace: Pace::default(), frames: 0 }
    }

    /// Adds a frame that stays for `duration_ms`, to the nearest 1/100 s of the whole.
    pub fn push(&mut self, pixels: &Pixels8, duration_ms: f64) -> Result<(), ExportError> {
        if pixels.columns > u32::from(u16::MAX) || pixels.rows > u32::from(u16::MAX) {
            return Err(ExportError::DoesNotFit("The picture is too large for GIF; use png or tif.".into()));
        }
        let rgba = match pixels.channels {
            1 => pixels.data.iter().flat_map(|&grey| [grey, grey, grey, 255]).collect(),
            _ => pixels.data.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect(),
        };
        let image = RgbaImage::from_raw(pixels.columns, pixels.rows, rgba)
            .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        if self.frames == 1 {
            // A single picture needs no word about repeating.
            self.encoder.set_repeat(Repeat::Infinite).map_err(picture::image_error)?;
        }
        self.frames += 1;
        let delay = Delay::from_numer_denom_ms(self.pace.next_hundredths(duration_ms) * 10, 1);
        self.encoder.encode_frame(Frame::from_parts(image, 0, 0, delay)).map_err(picture::image_error)
    }

    /// Ends the animation; one without frames is no picture.
    pub fn finish(self) -> Result<(), ExportError> {
        if self.frames == 0 {
            return Err(ExportError::DoesNotFit("There are no frames to write; choose a file with frames.".into()));
        }
        Ok(())
    }
}

/// Delays in whole hundredths of a second that carry the remainder, so that the whole keeps its time.
#[derive(Default)]
struct Pace {
    wanted_ms: f64,
    given_hundredths: u64,
}

impl Pace {
    fn next_hundredths(&mut self, duration_ms: f64) -> u32 {
        self.wanted_ms += if duration_ms.is_finite() { duration_ms.max(0.0) } else { 0.0 };
        let end = (self.wanted_ms / 10.0).round() as u64;
        // Players take a delay of 0 for a tenth of a second.
        let delay = end.saturating_sub(self.given_hundredths).clamp(1, u64::from(u16::MAX));
        self.given_hundredths += delay;
        u32::try_from(delay).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
#[path = "gif_tests.rs"]
mod tests;
