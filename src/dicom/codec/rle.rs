//! RLE Lossless (PS3.5 Annex G): byte planes, each packed as literal and replicate runs.

use super::{DecodedFrame, FrameDecoder, FrameShape, damaged, no_row};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

/// Bytes of the RLE header: the number of segments and fifteen offsets (PS3.5 G.5).
const HEADER: usize = 64;
/// A replicate run makes at most 128 bytes of 2.
const MOST_EXPANSION: usize = 64;

pub(super) struct Rle;

impl FrameDecoder for Rle {
    fn name(&self) -> &'static str {
        "RLE Lossless"
    }

    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let pixels = wanted.pixels()?;
        let planes = usize::from(wanted.bits_allocated.div_ceil(8)) * usize::from(wanted.samples_per_pixel);
        let plane_length = if wanted.bits_allocated == 1 { pixels.div_ceil(8) } else { pixels };
        let segments = segments(codestream, planes, plane_length, whole)?;
        let cells = pixels * usize::from(wanted.samples_per_pixel);
        let mut longer = false;
        let mut frame = Frame { segments: &segments, wanted, whole, end: codestream.len(), longer: &mut longer };
        let (samples, rows_present) = match wanted.bits_allocated {
            1 => {
                let (packed, rows) = frame.unpack(plane_length, |cell: &mut u8, byte, _| *cell = byte)?;
                (bits(&packed, wanted.columns as usize * rows as usize, pixels), rows)
            }
            8 => {
                let (cells, rows) = frame.unpack(cells, |cell: &mut u8, byte, _| *cell = byte)?;
                (wanted.samples_from_u8(cells), rows)
            }
            16 => {
                let (cells, rows) = frame.unpack(cells, |cell: &mut u16, byte, up| *cell |= u16::from(byte) << up)?;
                (wanted.samples_from_u16(cells), rows)
            }
            _ => {
                let (cells, rows) = frame.unpack(cells, |cell: &mut u32, byte, up| *cell |= u32::from(byte) << up)?;
                (wanted.samples_from_u32(cells), rows)
            }
        };
        let mut findings = Vec::new();
        if longer {
            let text = "An RLE segment holds more bytes than the frame has pixels; the rest is left out.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x7FE0, 0x0010)), text));
        }
        Ok(DecodedFrame { samples, rows_present, photometric: full_planes(wanted.photometric), findings })
    }
}

/// One byte plane, still packed.
struct Segment<'a> {
    bytes: &'a [u8],
    /// Where it starts in the codestream.
    at: usize,
    /// The file ends inside or before it.
    cut: bool,
}

/// The packed planes in the order of the header, checked against the bytes there are and against what they can hold.
fn segments(codestream: &[u8], planes: usize, plane_length: usize, whole: bool) -> Result<Vec<Segment<'_>>, ReadError> {
    let header = codestream.get(..HEADER).ok_or_else(|| damaged(0, "the RLE header is cut short"))?;
    let mut words = header.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word) as usize);
    let count = words.next().unwrap_or(0);
    if count != planes {
        return Err(damaged(0, format!("the RLE header names {count} segments where the image needs {planes}")));
    }
    let mut starts: Vec<usize> = words.take(planes).collect();
    // Where the last segment of a cut frame would have ended, the header does not say.
    starts.push(if whole { codestream.len() } else { usize::MAX });
    let mut segments = Vec::with_capacity(planes);
    for (index, pair) in starts.windows(2).enumerate() {
        let &[start, end] = pair else { continue };
        let cut = !whole && end > codestream.len();
        let range = if cut { start.min(codestream.len())..codestream.len() } else { start..end };
        let bytes = codestream.get(range).filter(|_| start >= HEADER && start <= end);
        let bytes = bytes.ok_or_else(|| damaged(4 + 4 * index, format!("RLE segment {} lies outside", index + 1)))?;
        if !cut && bytes.len().saturating_mul(MOST_EXPANSION) < plane_length {
            return Err(short(start, bytes.len(), plane_length));
        }
        segments.push(Segment { bytes, at: start, cut });
    }
    Ok(segments)
}

/// A frame being unpacked.
struct Frame<'a> {
    segments: &'a [Segment<'a>],
    wanted: &'a FrameShape,
    /// The file does not end inside of it.
    whole: bool,
    /// Where the codestream ends.
    end: usize,
    /// Set when a segment went on past the end of its plane.
    longer: &'a mut bool,
}

impl Frame<'_> {
    /// `length` cells, samples of a pixel side by side, and how many rows of them are there; the others are zero. `put`
    /// brings a byte into its cell, so many bits up.
    fn unpack<T: Copy + Default>(
        &mut self,
        length: usize,
        put: impl Fn(&mut T, u8, u32) + Copy,
    ) -> Result<(Vec<T>, u32), ReadError> {
        let mut cells = vec![T::default(); length];
        // Each sample has a segment for each of its bytes, the most significant first (G.2).
        let bytes = self.wanted.bits_allocated.div_ceil(8).max(1);
        let mut shortest = usize::MAX;
        for (number, segment) in self.segments.iter().enumerate() {
            let (component, byte) = (number / usize::from(bytes), number % usize::from(bytes));
            let up = 8 * (u32::from(bytes) - 1 - byte as u32);
            let put = |cell: &mut T, byte: u8| put(cell, byte, up);
            let done = if self.wanted.samples_per_pixel == 3 {
                unpack(segment, cells.as_chunks_mut::<3>().0, component, self.longer, put)?
            } else {
                unpack(segment, cells.as_chunks_mut::<1>().0, 0, self.longer, put)?
            };
            shortest = shortest.min(done);
        }
        if self.whole {
            return Ok((cells, self.wanted.rows));
        }
        // With several planes the last one is missing first, and a pixel without its low byte or its blue is no pixel.
        let pixels_per_byte = if self.wanted.bits_allocated == 1 { 8 } else { 1 };
        let columns = self.wanted.columns as usize;
        let rows = (shortest * pixels_per_byte / columns.max(1)).min(self.wanted.rows as usize);
        if rows == 0 {
            return Err(no_row(self.end, "RLE"));
        }
        let present = (rows * columns).div_ceil(pixels_per_byte) * usize::from(self.wanted.samples_per_pixel);
        cells.get_mut(present..).unwrap_or_default().fill(T::default());
        Ok((cells, rows as u32))
    }
}

/// Unpacks one plane into component `component` of the pixels (PS3.5 G.3.2), a cut one as far as it goes, and says how
/// many pixels that is. Sets `longer` when the segment went on past the end of the plane.
fn unpack<T, const N: usize>(
    segment: &Segment<'_>,
    pixels: &mut [[T; N]],
    component: usize,
    longer: &mut bool,
    put: impl Fn(&mut T, u8),
) -> Result<usize, ReadError> {
    let all = pixels.len();
    let mut left = pixels;
    let mut rest = segment.bytes;
    while !left.is_empty() {
        let Some((&control, after)) = rest.split_first() else { break };
        let length = match control {
            0..=127 => {
                let wished = usize::from(control) + 1;
                let (literal, after) = after.split_at_checked(wished).unwrap_or((after, &[]));
                rest = after;
                *longer |= literal.len() > left.len();
                let length = literal.len().min(left.len());
                left.iter_mut().zip(literal).for_each(|(pixel, byte)| put(&mut pixel[component], *byte));
                length
            }
            128 => {
                rest = after;
                0
            }
            129..=255 => {
                let Some((&value, after)) = after.split_first() else { break };
                rest = after;
                let wished = 257 - usize::from(control);
                *longer |= wished > left.len();
                left.iter_mut().take(wished).for_each(|pixel| put(&mut pixel[component], value));
                wished.min(left.len())
            }
        };
        left = left.get_mut(length..).unwrap_or_default();
    }
    // An even length is made with one padding byte; more than that is pixels nobody asked for.
    *longer |= rest.len() > 2;
    let done = all - left.len();
    if done < all && !segment.cut {
        return Err(short(segment.at, done, all));
    }
    Ok(done)
}

/// The first `present` of `pixels` pixels of one bit, the first in the lowest bit of the first byte (PS3.5 8.1.1).
fn bits(packed: &[u8], present: usize, pixels: usize) -> Samples {
    let unpacked = packed.iter().flat_map(|byte| (0..8).map(move |bit| (byte >> bit) & 1));
    let mut cells = Vec::with_capacity(pixels);
    cells.extend(unpacked.take(present));
    cells.resize(pixels, 0);
    Samples::U8(cells)
}

/// Chroma planes are as large as luma planes here, whatever the data set calls them.
fn full_planes(photometric: PhotometricInterpretation) -> PhotometricInterpretation {
    match photometric {
        PhotometricInterpretation::YbrFull422 => PhotometricInterpretation::YbrFull,
        other => other,
    }
}

fn short(at: usize, holds: usize, needs: usize) -> ReadError {
    damaged(at, format!("an RLE segment holds {holds} of the {needs} bytes of its plane"))
}

#[cfg(test)]
mod tests;
