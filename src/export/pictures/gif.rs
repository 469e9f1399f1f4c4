//! Animated GIF.

use std::io::{self, Write};

use ::gif::{Encoder, EncodingError, Frame, Repeat};

use crate::{export::ExportError, image::Pixels8};

/// A GIF that takes one frame after the other.
pub struct Animation<W: Write> {
    encoder: Encoder<W>,
    size: [u16; 2],
    pace: Pace,
    frames: u64,
}

/// A frame, compressed.
pub struct EncodedFrame(Frame<'static>);

/// How hard colours beyond 256 are looked at, 1 (every pixel) to 30. It concerns those alone: up to 256 are kept exactly.
const SPEED: i32 = 5;

impl<W: Write> Animation<W> {
    /// An animation of this size (columns, rows) without frames yet; it plays once, or again and again.
    pub fn new(out: W, size: [u32; 2], once: bool) -> Result<Self, ExportError> {
        let size = narrow(size)?;
        // Greys need no palette of their own.
        let greys: Vec<u8> = (0..=u8::MAX).flat_map(|grey| [grey; 3]).collect();
        let mut encoder = Encoder::new(out, size[0], size[1], &greys).map_err(error)?;
        if !once {
            encoder.set_repeat(Repeat::Infinite).map_err(error)?;
        }
        Ok(Self { encoder, size, pace: Pace::default(), frames: 0 })
    }

    /// Adds a frame that stays for `duration_ms`, to the nearest 1/100 s of the whole.
    pub fn push(&mut self, EncodedFrame(mut frame): EncodedFrame, duration_ms: f64) -> Result<(), ExportError> {
        if [frame.width, frame.height] != self.size {
            return Err(super::sequence::mixed_sizes());
        }
        self.frames += 1;
        frame.delay = self.pace.next_hundredths(duration_ms);
        self.encoder.write_lzw_pre_encoded_frame(&frame).map_err(error)
    }

    /// Ends the animation; one without frames is no picture.
    pub fn finish(self) -> Result<(), ExportError> {
        if self.frames == 0 {
            return Err(ExportError::DoesNotFit("There are no frames to write; choose a file with frames.".into()));
        }
        self.encoder.into_inner().map_err(error)?.flush()?;
        Ok(())
    }
}

/// Compresses a frame: the part of the work that needs no order. More than 256 colours are reduced to 256, chosen for this
/// frame (NeuQuant).
pub fn encode(pixels: &Pixels8) -> Result<EncodedFrame, ExportError> {
    let [columns, rows] = narrow([pixels.columns, pixels.rows])?;
    let expected = usize::from(columns) * usize::from(rows) * usize::from(pixels.channels);
    if pixels.data.len() != expected || expected == 0 {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    }
    let mut frame = match pixels.channels {
        1 => Frame { width: columns, height: rows, buffer: pixels.data.clone().into(), ..Frame::default() },
        _ => Frame::from_rgb_speed(columns, rows, &pixels.data, SPEED),
    };
    frame.make_lzw_pre_encoded();
    Ok(EncodedFrame(frame))
}

fn narrow(size: [u32; 2]) -> Result<[u16; 2], ExportError> {
    match size.map(u16::try_from) {
        [Ok(columns), Ok(rows)] => Ok([columns, rows]),
        _ => Err(ExportError::DoesNotFit("The picture is too large for GIF; use png or tif.".into())),
    }
}

fn error(error: EncodingError) -> ExportError {
    match error {
        EncodingError::Io(error) => error.into(),
        other => io::Error::other(other).into(),
    }
}

/// Delays in whole hundredths of a second that carry the remainder, so that the whole keeps its time.
#[derive(Default)]
struct Pace {
    wanted_ms: f64,
    given_hundredths: u64,
}

impl Pace {
    fn next_hundredths(&mut self, duration_ms: f64) -> u16 {
        self.wanted_ms += if duration_ms.is_finite() { duration_ms.max(0.0) } else { 0.0 };
        let end = (self.wanted_ms / 10.0).round() as u64;
        // Players take a delay of 0 for a tenth of a second.
        let delay = end.saturating_sub(self.given_hundredths).clamp(1, u64::from(u16::MAX));
        self.given_hundredths += delay;
        u16::try_from(delay).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
#[path = "gif_tests.rs"]
mod tests;
