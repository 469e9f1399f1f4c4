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
        let mut longer = false;
        let unpacked = segments.iter().map(|segment| unpack(segment, plane_length, &mut longer));
        let mut unpacked = unpacked.collect::<Result<Vec<_>, _>>()?;
        let rows_present = if whole { wanted.rows } else { common_rows(&mut unpacked, wanted, codestream.len())? };
        let bytes_per_sample = usize::from(wanted.bits_allocated.div_ceil(8));
        let per_sample: Vec<&[Vec<u8>]> = unpacked.chunks_exact(bytes_per_sample).collect();
        let length = pixels * usize::from(wanted.samples_per_pixel);
        let samples = match wanted.bits_allocated {
            1 => bits(&unpacked, wanted.columns as usize * rows_present as usize, length),
            8 => wanted.samples_from_u8(interleave(&per_sample, length, |bytes, out: &mut Vec<u8>| {
                out.extend_from_slice(bytes.first().map_or(&[], Vec::as_slice));
            })),
            16 => wanted.samples_from_u16(interleave(&per_sample, length, join_u16)),
            _ => wanted.samples_from_u32(interleave(&per_sample, length, join_u32)),
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

/// Unpacks one plane (PS3.5 G.3.2), a cut one as far as it goes. Sets `longer` when the segment went on past the end of
/// the plane.
fn unpack(segment: &Segment<'_>, plane_length: usize, longer: &mut bool) -> Result<Vec<u8>, ReadError> {
    let mut plane = Vec::with_capacity(plane_length.min(segment.bytes.len().saturating_mul(MOST_EXPANSION)));
    let mut rest = segment.bytes;
    while plane.len() < plane_length {
        let room = plane_length - plane.len();
        let Some((&control, after)) = rest.split_first() else { break };
        rest = match control {
            0..=127 => {
                let wished = usize::from(control) + 1;
                let literal = after.get(..wished).unwrap_or(after);
                *longer |= literal.len() > room;
                plane.extend_from_slice(literal.get(..room).unwrap_or(literal));
                after.get(wished..).unwrap_or_default()
            }
            128 => after,
            129..=255 => {
                let Some((&value, after)) = after.split_first() else { break };
                let run = 257 - usize::from(control);
                *longer |= run > room;
                plane.resize(plane.len() + run.min(room), value);
                after
            }
        };
    }
    // An even length is made with one padding byte; more than that is pixels nobody asked for.
    *longer |= rest.len() > 2;
    if plane.len() < plane_length && !segment.cut {
        return Err(short(segment.at, plane.len(), plane_length));
    }
    Ok(plane)
}

/// Cuts all planes back to the rows that each of them holds. An error when there are none: with several planes the last
/// one is missing first, and a pixel without its low byte or its blue is no pixel.
fn common_rows(planes: &mut [Vec<u8>], wanted: &FrameShape, end: usize) -> Result<u32, ReadError> {
    let pixels_per_byte = if wanted.bits_allocated == 1 { 8 } else { 1 };
    let columns = wanted.columns as usize;
    let shortest = planes.iter().map(Vec::len).min().unwrap_or(0);
    let rows = (shortest * pixels_per_byte / columns.max(1)).min(wanted.rows as usize);
    if rows == 0 {
        return Err(no_row(end, "RLE"));
    }
    planes.iter_mut().for_each(|plane| plane.truncate((rows * columns).div_ceil(pixels_per_byte)));
    Ok(rows as u32)
}

/// Samples of a pixel side by side, filled up with zeros to `length`; `join` makes the cells of one sample from its byte
/// planes, most significant first.
fn interleave<T: Copy + Default>(
    per_sample: &[&[Vec<u8>]],
    length: usize,
    join: impl Fn(&[Vec<u8>], &mut Vec<T>),
) -> Vec<T> {
    let joined = per_sample.iter().map(|bytes| {
        let mut cells = Vec::with_capacity(if per_sample.len() == 1 { length } else { length / 3 });
        join(bytes, &mut cells);
        cells
    });
    let mut joined: Vec<Vec<T>> = joined.collect();
    match joined.as_slice() {
        [red, green, blue] => {
            let mut out = vec![T::default(); length];
            let pixels = out.as_chunks_mut::<3>().0.iter_mut();
            for (((pixel, red), green), blue) in pixels.zip(red).zip(green).zip(blue) {
                *pixel = [*red, *green, *blue];
            }
            out
        }
        _ => {
            let mut out = joined.pop().unwrap_or_default();
            out.resize(length, T::default());
            out
        }
    }
}

fn join_u16(bytes: &[Vec<u8>], out: &mut Vec<u16>) {
    if let [high, low] = bytes {
        out.extend(high.iter().zip(low).map(|(&high, &low)| u16::from_be_bytes([high, low])));
    }
}

fn join_u32(bytes: &[Vec<u8>], out: &mut Vec<u32>) {
    if let [b3, b2, b1, b0] = bytes {
        let cells = b3.iter().zip(b2).zip(b1).zip(b0);
        out.extend(cells.map(|(((&b3, &b2), &b1), &b0)| u32::from_be_bytes([b3, b2, b1, b0])));
    }
}

/// The first `present` of `pixels` pixels of one bit, the first in the lowest bit of the first byte (PS3.5 8.1.1).
fn bits(planes: &[Vec<u8>], present: usize, pixels: usize) -> Samples {
    let packed = planes.first().map_or(&[][..], Vec::as_slice);
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
