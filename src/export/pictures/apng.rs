//! Animated PNG (PNG, third edition, 11.3.6): the frames compressed side by side, with their times to the millisecond and
//! better.

use std::io::{self, Write};

use flate2::Crc;

use crate::export::ExportError;

use super::{Drawn, png};

/// A clip that takes one frame after the other.
pub struct Animation<W: Write> {
    out: W,
    /// Width, height, depth and colour, as the header has them.
    header: Vec<u8>,
    /// The number of the next chunk of animation.
    sequence: u32,
    left: u32,
}

/// A frame, compressed.
pub struct EncodedFrame {
    header: Vec<u8>,
    data: Vec<u8>,
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

impl<W: Write> Animation<W> {
    /// An animation of `frames` frames that are all like `first`; it plays once, or again and again.
    pub fn new(mut out: W, first: &EncodedFrame, frames: u32, once: bool) -> Result<Self, ExportError> {
        out.write_all(SIGNATURE)?;
        chunk(&mut out, *b"IHDR", &first.header)?;
        let [a, b, c, d] = frames.to_be_bytes();
        chunk(&mut out, *b"acTL", &[a, b, c, d, 0, 0, 0, u8::from(once)])?;
        Ok(Self { out, header: first.header.clone(), sequence: 0, left: frames })
    }

    /// Adds a frame that stays for `duration_ms`.
    pub fn push(&mut self, frame: &EncodedFrame, duration_ms: f64) -> Result<(), ExportError> {
        let (size, left) = (frame.header.get(..8).unwrap_or_default(), self.left.checked_sub(1));
        if frame.header != self.header {
            return Err(super::sequence::mixed_sizes());
        }
        self.left = left.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let is_first = self.sequence == 0;
        let (numerator, denominator) = seconds(duration_ms);
        let mut control = self.next().to_vec();
        control.extend(size);
        control.extend([0; 8]);
        control.extend(numerator.to_be_bytes());
        control.extend(denominator.to_be_bytes());
        // Each frame covers all of the one before.
        control.extend([0, 0]);
        chunk(&mut self.out, *b"fcTL", &control)?;
        if is_first {
            return chunk(&mut self.out, *b"IDAT", &frame.data);
        }
        let mut data = self.next().to_vec();
        data.extend(&frame.data);
        chunk(&mut self.out, *b"fdAT", &data)
    }

    /// Ends the animation once all its frames are there.
    pub fn finish(mut self) -> Result<(), ExportError> {
        if self.left > 0 || self.sequence == 0 {
            return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
        }
        chunk(&mut self.out, *b"IEND", &[])?;
        Ok(self.out.flush()?)
    }

    fn next(&mut self) -> [u8; 4] {
        let number = self.sequence.to_be_bytes();
        self.sequence = self.sequence.wrapping_add(1);
        number
    }
}

/// Compresses a frame: the part of the work that needs no order.
pub fn encode(drawn: &Drawn) -> Result<EncodedFrame, ExportError> {
    let mut bytes = Vec::new();
    png::write(&mut bytes, drawn, None)?;
    let mut frame = EncodedFrame { header: Vec::new(), data: Vec::new() };
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (kind, body) = (after.get(..4).unwrap_or_default(), after.get(4..).unwrap_or_default());
        let data = body.get(..length).unwrap_or_default();
        match kind {
            b"IHDR" => frame.header.extend(data),
            b"IDAT" => frame.data.extend(data),
            _ => {}
        }
        rest = body.get(length.saturating_add(4)..).unwrap_or_default();
    }
    Ok(frame)
}

fn chunk(out: &mut impl Write, kind: [u8; 4], data: &[u8]) -> Result<(), ExportError> {
    let length = u32::try_from(data.len()).ok().filter(|length| *length <= i32::MAX as u32);
    let length = length
        .ok_or_else(|| ExportError::DoesNotFit("The picture is too large for APNG; use numbered files.".into()))?;
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    out.write_all(&length.to_be_bytes())?;
    out.write_all(&kind)?;
    out.write_all(data)?;
    Ok(out.write_all(&crc.sum().to_be_bytes())?)
}

/// A duration as the nearest fraction of a second whose parts have 16 bits: 1/30 for 33.333 ms.
fn seconds(duration_ms: f64) -> (u16, u16) {
    const MOST: f64 = 65535.0;
    let wanted = duration_ms / 1000.0;
    // 0 would be as fast as a player can; what is no time at all is a millisecond.
    let wanted = if wanted.is_finite() { wanted.clamp(0.001, MOST) } else { 0.001 };
    // The convergents of the continued fraction come nearer with each step.
    let (mut before, mut now) = ((0.0, 1.0), (1.0, 0.0));
    let mut rest = wanted;
    for _ in 0..24 {
        let whole = rest.floor();
        let next = (whole * now.0 + before.0, whole * now.1 + before.1);
        if next.0 > MOST || next.1 > MOST {
            break;
        }
        (before, now) = (now, next);
        let fraction = rest - whole;
        if (now.0 / now.1 - wanted).abs() <= wanted * 1e-9 || fraction < 1e-12 {
            break;
        }
        rest = 1.0 / fraction;
    }
    if now.0 >= 1.0 && now.1 >= 1.0 { (now.0 as u16, now.1 as u16) } else { (1, 1000) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::io::Cursor;

    use image::{AnimationDecoder, codecs::png::PngDecoder};

    use super::*;
    use crate::image::{Pixels8, Pixels16};

    fn grey(level: u8) -> Drawn {
        Drawn::Eight(Pixels8 { columns: 4, rows: 3, channels: 1, data: (0..12).map(|at| level + at).collect() })
    }

    #[test]
    fn times_are_the_nearest_fractions() {
        let cases =
            [(1000.0 / 30.0, (1, 30)), (40.0, (1, 25)), (33.37, (3337, 65535)), (2000.0, (2, 1)), (16.7, (167, 10000))];
        for (ms, expected) in cases {
            let (numerator, denominator) = seconds(ms);
            let found = f64::from(numerator) / f64::from(denominator);
            assert!((found * 1000.0 - ms).abs() < 1e-3, "{ms} {found}");
            if ms != 33.37 {
                assert_eq!((numerator, denominator), expected);
            }
        }
        assert_eq!([f64::NAN, 0.0, -1.0, 1.0].map(seconds), [(1, 1000); 4]);
        assert_eq!(seconds(1e12), (65535, 1));
    }

    #[test]
    fn frames_and_times_are_read_back() {
        let frames: Vec<_> = [10, 100, 200].map(grey).iter().map(|drawn| encode(drawn).unwrap()).collect();
        let mut bytes = Vec::new();
        let mut animation = Animation::new(&mut bytes, &frames[0], 3, false).unwrap();
        for (frame, ms) in frames.iter().zip([25.0, 50.0, 1000.0 / 30.0]) {
            animation.push(frame, ms).unwrap();
        }
        animation.finish().unwrap();
        let decoder = PngDecoder::new(Cursor::new(&bytes)).unwrap().apng().unwrap();
        let read = decoder.into_frames().collect_frames().unwrap();
        let times: Vec<_> = read.iter().map(|frame| frame.delay().numer_denom_ms()).collect();
        assert_eq!(
            times.iter().map(|(n, d)| f64::from(*n) / f64::from(*d)).map(f64::round).collect::<Vec<_>>(),
            [25.0, 50.0, 33.0]
        );
        for (frame, level) in read.iter().zip([10u8, 100, 200]) {
            let greys: Vec<u8> = frame.buffer().pixels().map(|pixel| pixel.0[0]).collect();
            assert_eq!(greys, (0..12).map(|at| level + at).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn frames_are_all_alike_and_all_there() {
        let (first, deep) =
            (encode(&grey(1)).unwrap(), Pixels16 { columns: 4, rows: 3, channels: 1, data: vec![7; 12] });
        let mut animation = Animation::new(Vec::new(), &first, 2, true).unwrap();
        animation.push(&first, 40.0).unwrap();
        assert!(animation.push(&encode(&Drawn::Sixteen(deep)).unwrap(), 40.0).is_err());
        assert!(animation.finish().is_err());
    }
}
