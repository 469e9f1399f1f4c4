//! RLE Lossless (PS3.5 Annex G): byte planes, each packed as literal and replicate runs.

use super::{DecodedFrame, FrameDecoder, FrameShape, damaged};
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

    fn decode(&self, codestream: &[u8], _whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let pixels = wanted.pixels()?;
        let plane_length = if wanted.bits_allocated == 1 { pixels.div_ceil(8) } else { pixels };
        let planes = usize::from(wanted.bits_allocated.div_ceil(8)) * usize::from(wanted.samples_per_pixel);
        let segments = segments(codestream, planes, plane_length)?;
        let mut longer = false;
        let mut unpack = |segment: &Segment<'_>| unpack(segment, plane_length, &mut longer);
        let bytes_per_sample = usize::from(wanted.bits_allocated.div_ceil(8));
        let mut per_sample = Vec::with_capacity(usize::from(wanted.samples_per_pixel));
        for of_sample in segments.chunks_exact(bytes_per_sample) {
            per_sample.push(of_sample.iter().map(&mut unpack).collect::<Result<Vec<_>, _>>()?);
        }
        let samples = match wanted.bits_allocated {
            1 => bits(per_sample, pixels),
            8 => wanted.samples_from_u8(interleave(&per_sample, |bytes, out: &mut Vec<u8>| {
                out.extend_from_slice(bytes.first().map_or(&[], Vec::as_slice));
            })),
            16 => wanted.samples_from_u16(interleave(&per_sample, join_u16)),
            _ => wanted.samples_from_u32(interleave(&per_sample, join_u32)),
        };
        let mut findings = Vec::new();
        if longer {
            let text = "An RLE segment holds more bytes than the frame has pixels; the rest is left out.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x7FE0, 0x0010)), text));
        }
        Ok(DecodedFrame { samples, rows_present: wanted.rows, photometric: full_planes(wanted.photometric), findings })
    }
}

/// One byte plane, still packed.
struct Segment<'a> {
    bytes: &'a [u8],
    /// Where it starts in the codestream.
    at: usize,
}

/// The packed planes in the order of the header, checked against the bytes there are and against what they can hold.
fn segments(codestream: &[u8], planes: usize, plane_length: usize) -> Result<Vec<Segment<'_>>, ReadError> {
    let header = codestream.get(..HEADER).ok_or_else(|| damaged(0, "the RLE header is cut short"))?;
    let mut words = header.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word) as usize);
    let count = words.next().unwrap_or(0);
    if count != planes {
        return Err(damaged(0, format!("the RLE header names {count} segments where the image needs {planes}")));
    }
    let mut starts: Vec<usize> = words.take(planes).collect();
    starts.push(codestream.len());
    let mut segments = Vec::with_capacity(planes);
    for (index, pair) in starts.windows(2).enumerate() {
        let &[start, end] = pair else { continue };
        let bytes = codestream.get(start..end).filter(|_| start >= HEADER);
        let bytes = bytes.ok_or_else(|| damaged(4 + 4 * index, format!("RLE segment {} lies outside", index + 1)))?;
        if bytes.len().saturating_mul(MOST_EXPANSION) < plane_length {
            return Err(short(start, bytes.len(), plane_length));
        }
        segments.push(Segment { bytes, at: start });
    }
    Ok(segments)
}

/// Unpacks one plane (PS3.5 G.3.2). Sets `longer` when the segment went on past the end of the plane.
fn unpack(segment: &Segment<'_>, plane_length: usize, longer: &mut bool) -> Result<Vec<u8>, ReadError> {
    let mut plane = Vec::with_capacity(plane_length);
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
    if plane.len() < plane_length {
        return Err(short(segment.at, plane.len(), plane_length));
    }
    Ok(plane)
}

/// Samples of a pixel side by side; `join` makes the cells of one sample from its byte planes, most significant first.
fn interleave<T: Copy + Default>(per_sample: &[Vec<Vec<u8>>], join: impl Fn(&[Vec<u8>], &mut Vec<T>)) -> Vec<T> {
    let joined = per_sample.iter().map(|bytes| {
        let mut cells = Vec::with_capacity(bytes.first().map_or(0, Vec::len));
        join(bytes, &mut cells);
        cells
    });
    let mut joined: Vec<Vec<T>> = joined.collect();
    match joined.as_slice() {
        [red, green, blue] => {
            let mut out = vec![T::default(); red.len() * 3];
            let pixels = out.as_chunks_mut::<3>().0.iter_mut();
            for (((pixel, red), green), blue) in pixels.zip(red).zip(green).zip(blue) {
                *pixel = [*red, *green, *blue];
            }
            out
        }
        _ => joined.pop().unwrap_or_default(),
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

/// Pixels of one bit, the first in the lowest bit of the first byte (PS3.5 8.1.1).
fn bits(per_sample: Vec<Vec<Vec<u8>>>, pixels: usize) -> Samples {
    let packed = per_sample.into_iter().flatten().next().unwrap_or_default();
    let unpacked = packed.iter().flat_map(|byte| (0..8).map(move |bit| (byte >> bit) & 1));
    Samples::U8(unpacked.take(pixels).collect())
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
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn shape(rows: u32, columns: u32, samples_per_pixel: u8, bits: u16) -> FrameShape {
        FrameShape {
            rows,
            columns,
            samples_per_pixel,
            bits_allocated: bits,
            bits_stored: bits,
            high_bit: bits - 1,
            signed: false,
            photometric: PhotometricInterpretation::Monochrome2,
            limit_bytes: 1 << 30,
        }
    }

    fn frame(segments: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0; HEADER];
        bytes[..4].copy_from_slice(&(segments.len() as u32).to_le_bytes());
        for (index, segment) in segments.iter().enumerate() {
            let start = bytes.len() as u32;
            bytes[4 + 4 * index..8 + 4 * index].copy_from_slice(&start.to_le_bytes());
            bytes.extend_from_slice(segment);
        }
        bytes
    }

    #[test]
    fn runs_of_the_standard_are_unpacked() {
        let stream = frame(&[&[2, 10, 20, 30, 128, 254, 7]]);
        assert_eq!(
            Rle.decode(&stream, true, &shape(2, 3, 1, 8)).unwrap().samples,
            Samples::U8(vec![10, 20, 30, 7, 7, 7])
        );
    }

    #[test]
    fn the_most_significant_plane_comes_first() {
        let stream = frame(&[&[1, 0x12, 0x34], &[1, 0x56, 0x78]]);
        assert_eq!(Rle.decode(&stream, true, &shape(1, 2, 1, 16)).unwrap().samples, Samples::U16(vec![0x1256, 0x3478]));
        let stream = frame(&[&[0, 0x80], &[0, 1], &[0, 2], &[0, 3]]);
        assert_eq!(Rle.decode(&stream, true, &shape(1, 1, 1, 32)).unwrap().samples, Samples::U32(vec![0x8001_0203]));
    }

    #[test]
    fn stored_bits_are_kept_and_the_sign_extended() {
        let wanted = FrameShape { bits_stored: 12, high_bit: 11, signed: true, ..shape(1, 2, 1, 16) };
        let stream = frame(&[&[1, 0xFF, 0x07], &[1, 0xFE, 0xFF]]);
        assert_eq!(Rle.decode(&stream, true, &wanted).unwrap().samples, Samples::I16(vec![-2, 2047]));
        let wanted = FrameShape { high_bit: 15, signed: false, ..wanted };
        assert_eq!(Rle.decode(&stream, true, &wanted).unwrap().samples, Samples::U16(vec![0xFFF, 0x07F]));
    }

    #[test]
    fn colour_planes_are_interleaved() {
        let stream = frame(&[&[1, 1, 2], &[1, 3, 4], &[1, 5, 6]]);
        let wanted = FrameShape { photometric: PhotometricInterpretation::YbrFull422, ..shape(1, 2, 3, 8) };
        let decoded = Rle.decode(&stream, true, &wanted).unwrap();
        assert_eq!(decoded.samples, Samples::U8(vec![1, 3, 5, 2, 4, 6]));
        assert_eq!(decoded.photometric, PhotometricInterpretation::YbrFull);
    }

    #[test]
    fn one_bit_pixels_start_at_the_lowest_bit() {
        let stream = frame(&[&[1, 0b0000_0101, 0b1]]);
        let expected = Samples::U8(vec![1, 0, 1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(Rle.decode(&stream, true, &shape(3, 3, 1, 1)).unwrap().samples, expected);
    }

    #[test]
    fn no_cut_or_wrong_header_gives_a_picture() {
        let whole = frame(&[&[3, 1, 2, 3, 4], &[253, 9]]);
        let wanted = shape(2, 2, 1, 16);
        assert!(Rle.decode(&whole, true, &wanted).is_ok());
        for length in 0..whole.len() {
            assert!(Rle.decode(&whole[..length], true, &wanted).is_err(), "cut at {length}");
        }
        for (at, value) in [(0, 0), (0, 16), (0, 255), (4, 200), (8, 3), (4, 70)] {
            let mut wrong = whole.clone();
            wrong[at] = value;
            assert!(Rle.decode(&wrong, true, &wanted).is_err(), "byte {at} = {value}");
        }
    }

    #[test]
    fn a_huge_frame_is_refused_before_memory_is_taken() {
        let stream = frame(&[&[129, 0], &[129, 0]]);
        assert!(matches!(Rle.decode(&stream, true, &shape(65535, 65535, 1, 16)), Err(ReadError::OverLimit { .. })));
        assert!(matches!(Rle.decode(&stream, true, &shape(20000, 20000, 1, 16)), Err(ReadError::Damaged { .. })));
    }

    #[test]
    fn pixels_past_the_frame_are_a_finding() {
        let decoded = Rle.decode(&frame(&[&[3, 1, 2, 3, 4]]), true, &shape(1, 2, 1, 8)).unwrap();
        assert_eq!((decoded.samples, decoded.findings.len()), (Samples::U8(vec![1, 2]), 1));
    }
}
