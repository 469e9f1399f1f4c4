//! Uncompressed frames: from bytes to stored values (PS3.5 section 8 and annex D).

use std::cell::Cell;

use crate::image::Samples;

use super::{
    ReadError,
    pixel_layout::{Chroma, Number, PixelLayout},
    source::Source,
};

/// Bytes read at a time, so that a frame is not held twice: whole values of 1 to 8 bytes.
const PIECE: usize = 840 * 312;

/// Where native pixel data lie and how their bytes are ordered.
pub(super) struct NativeData<'a> {
    pub source: &'a Source,
    /// Position of the first frame.
    pub offset: u64,
    /// Bytes that are there.
    pub present: u64,
    pub big_endian: bool,
    /// Written as 16-bit words (VR OW): bytes change places in big endian data.
    pub words: bool,
}

/// Applies an expression to the vector inside of [`Samples`] and wraps the result again.
macro_rules! map_samples {
    ($samples:expr, $values:ident => $result:expr) => {
        match $samples {
            Samples::U8($values) => Samples::U8($result),
            Samples::I8($values) => Samples::I8($result),
            Samples::U16($values) => Samples::U16($result),
            Samples::I16($values) => Samples::I16($result),
            Samples::U32($values) => Samples::U32($result),
            Samples::I32($values) => Samples::I32($result),
            Samples::F32($values) => Samples::F32($result),
            Samples::F64($values) => Samples::F64($result),
        }
    };
}

/// How many frames `present` bytes hold, one that is cut counted if any row of it is whole.
pub(super) fn frames_present(layout: &PixelLayout, present: u64) -> usize {
    let (bits, frame_bits) = (present.saturating_mul(8), layout.native_frame_bits().max(1));
    let cut = u64::from(rows_present(layout, bits % frame_bits) > 0);
    usize::try_from(bits / frame_bits + cut).unwrap_or(usize::MAX)
}

/// Whether the pixel data are just as long as the declared frames make them (any whole number of frames where that is
/// unusable), with or without the byte that makes the length even. A file that ends early has its declared length all the
/// same.
pub(super) fn is_exact(layout: &PixelLayout) -> bool {
    let length = layout.data.declared().map_or(layout.data.present, u64::from);
    let frame_bits = layout.native_frame_bits().max(1);
    let frames = layout.frames.map_or(length.saturating_mul(8) / frame_bits, |frames| frames as u64);
    let needed = frame_bits.saturating_mul(frames).div_ceil(8);
    frames > 0 && (length == needed || length == needed + needed % 2)
}

/// Stored values of frame `index`, samples interleaved, and the rows that were there. Missing rows are zero.
///
/// The rows are those that were really read: a file may be shorter now than when it was opened.
pub(super) fn unpack(layout: &PixelLayout, data: &NativeData, index: usize) -> Result<(Samples, u32), ReadError> {
    let frame_bits = layout.native_frame_bits();
    let first_bit = (index as u64).checked_mul(frame_bits).ok_or_else(|| beyond(data))?;
    let left_bits = data.present.saturating_mul(8).saturating_sub(first_bit).min(frame_bits);
    if rows_present(layout, left_bits) == 0 {
        return Err(beyond(data));
    }
    let count = usize::try_from(frame_bits / u64::from(layout.bits_allocated)).map_err(|_| beyond(data))?;
    let (samples, read_bits) = match layout.bits_allocated {
        1 => bits(data, first_bit, count)?,
        _ => {
            let reader = Reader { data, at: first_bit / 8, left: left_bits / 8, count, read: Cell::new(0) };
            (numbers(layout, &reader)?, reader.read.get() * 8)
        }
    };
    let rows_present = rows_present(layout, read_bits.min(left_bits));
    if rows_present == 0 {
        return Err(beyond(data));
    }
    let (pixels, columns) = (layout.pixels() as usize, layout.columns as usize);
    let samples = match (layout.chroma, layout.planar) {
        (Chroma::Pair, _) => map_samples!(samples, values => spread_chroma(&values)),
        (Chroma::Square, _) => map_samples!(samples, values => spread_square_chroma(&values, columns)),
        (Chroma::Own, true) => map_samples!(samples, values => interleave(&values, pixels)),
        (Chroma::Own, false) => samples,
    };
    Ok((blank_missing(samples, rows_present as usize * columns * usize::from(layout.samples)), rows_present))
}

/// Integers of the layout's size from raw values: bits outside of Bits Stored dropped, sign extended.
fn numbers(layout: &PixelLayout, reader: &Reader) -> Result<Samples, ReadError> {
    let big = reader.data.big_endian;
    let (stored, high) = (u32::from(layout.bits_stored), u32::from(layout.high_bit));
    // Left until the high bit is on top, then right until Bits Stored remain: the sign follows by itself.
    macro_rules! integers {
        ($unsigned:ty, $signed:ty, $variant_u:ident, $variant_i:ident) => {{
            let (up, down) = (<$unsigned>::BITS - 1 - high, <$unsigned>::BITS - stored);
            let raw =
                move |bytes| if big { <$unsigned>::from_be_bytes(bytes) } else { <$unsigned>::from_le_bytes(bytes) };
            match layout.signed {
                true => Samples::$variant_i(reader.all(move |bytes| ((raw(bytes) << up) as $signed) >> down)?),
                false => Samples::$variant_u(reader.all(move |bytes| (raw(bytes) << up) >> down)?),
            }
        }};
    }
    Ok(match (layout.number, layout.bits_allocated) {
        (Number::Float, _) => Samples::F32(reader.all(|bytes| f32::from_bits(order(big, u32::from_le_bytes(bytes))))?),
        (Number::Double, _) => Samples::F64(reader.all(|bytes: [u8; 8]| match big {
            true => f64::from_be_bytes(bytes),
            false => f64::from_le_bytes(bytes),
        })?),
        (Number::Integer, 8) => integers!(u8, i8, U8, I8),
        (Number::Integer, 16) => integers!(u16, i16, U16, I16),
        (Number::Integer, 32) => integers!(u32, i32, U32, I32),
        (Number::Integer, 24) => long::<3>(layout, reader)?,
        (Number::Integer, 40) => long::<5>(layout, reader)?,
        (Number::Integer, 48) => long::<6>(layout, reader)?,
        (Number::Integer, 56) => long::<7>(layout, reader)?,
        (Number::Integer, _) => long::<8>(layout, reader)?,
    })
}

/// Integers in cells of `N` bytes, 3 to 8, of which at most 32 bits are stored.
fn long<const N: usize>(layout: &PixelLayout, reader: &Reader) -> Result<Samples, ReadError> {
    let (up, down) = (63 - u32::from(layout.high_bit), 64 - u32::from(layout.bits_stored));
    let big = reader.data.big_endian;
    let raw = move |mut bytes: [u8; N]| {
        if big {
            bytes.reverse();
        }
        bytes.iter().rev().fold(0_u64, |cell, &byte| cell << 8 | u64::from(byte))
    };
    Ok(match layout.signed {
        true => Samples::I32(reader.all(move |bytes| (((raw(bytes) << up) as i64) >> down) as i32)?),
        false => Samples::U32(reader.all(move |bytes| ((raw(bytes) << up) >> down) as u32)?),
    })
}

fn order(big_endian: bool, value: u32) -> u32 {
    if big_endian { value.swap_bytes() } else { value }
}

/// Reads one frame's bytes in pieces.
struct Reader<'a> {
    data: &'a NativeData<'a>,
    /// Position of the frame within the pixel data.
    at: u64,
    /// Bytes of it that are there.
    left: u64,
    /// Values of a whole frame.
    count: usize,
    /// Bytes that were read.
    read: Cell<u64>,
}

impl Reader<'_> {
    /// All values, `N` bytes each; those that are not there are zero.
    fn all<T: Copy + Default, const N: usize>(&self, value: impl Fn([u8; N]) -> T) -> Result<Vec<T>, ReadError> {
        let mut values = Vec::with_capacity(self.count);
        let mut piece = vec![0; PIECE.min(usize::try_from(self.left).unwrap_or(PIECE)).next_multiple_of(840)];
        let mut done = 0;
        while done < self.left {
            let wanted = usize::try_from(self.left - done).unwrap_or(PIECE).min(piece.len());
            let buffer = &mut piece[..wanted];
            let got = read_ordered(self.data, self.at + done, N == 1, buffer)?;
            values.extend(buffer[..got].as_chunks::<N>().0.iter().map(|bytes| value(*bytes)));
            done += got as u64;
            if got < wanted {
                break;
            }
        }
        self.read.set(done);
        values.resize(self.count, T::default());
        Ok(values)
    }
}

/// Reads bytes at `at` within the pixel data; single bytes of big endian words change places.
fn read_ordered(data: &NativeData, at: u64, single_bytes: bool, buffer: &mut [u8]) -> Result<usize, ReadError> {
    if !(single_bytes && data.big_endian && data.words) {
        return data.source.read_into(data.offset + at, buffer);
    }
    let start = at & !1;
    let mut pairs = data.source.read(data.offset + start, buffer.len() as u64 + 2)?;
    // Half a word is no byte that could be placed.
    pairs.truncate(pairs.len() & !1);
    pairs.as_chunks_mut::<2>().0.iter_mut().for_each(|pair| pair.swap(0, 1));
    let bytes = pairs.get((at - start) as usize..).unwrap_or_default();
    let count = bytes.len().min(buffer.len());
    buffer[..count].copy_from_slice(&bytes[..count]);
    Ok(count)
}

/// `count` single bits from `first_bit`, the lowest bit of a byte first, and how many of them were there. Frames need not
/// start at a byte.
fn bits(data: &NativeData, first_bit: u64, count: usize) -> Result<(Samples, u64), ReadError> {
    let (skip, first_byte) = ((first_bit % 8) as usize, first_bit / 8);
    let there = usize::try_from(data.present.saturating_sub(first_byte)).unwrap_or(usize::MAX);
    let mut bytes = vec![0; (skip + count).div_ceil(8).min(there)];
    let got = read_ordered(data, first_byte, true, &mut bytes)?;
    let all = bytes[..got].iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1));
    let mut values: Vec<u8> = all.skip(skip).take(count).collect();
    let read = values.len() as u64;
    values.resize(count, 0);
    Ok((Samples::U8(values), read))
}

/// Y Y Cb Cr for two pixels to Y Cb Cr, Y Cb Cr.
fn spread_chroma<T: Copy>(values: &[T]) -> Vec<T> {
    values.as_chunks::<4>().0.iter().flat_map(|&[y0, y1, cb, cr]| [y0, cb, cr, y1, cb, cr]).collect()
}

/// Pairs of rows, the first Y Y Cb Cr for two pixels, the second Y alone, to Y Cb Cr for each pixel.
fn spread_square_chroma<T: Copy>(values: &[T], columns: usize) -> Vec<T> {
    let mut triples = Vec::with_capacity(values.len() * 2);
    for rows in values.chunks_exact((columns * 3).max(1)) {
        let (upper, lower) = rows.split_at(columns * 2);
        let upper = upper.as_chunks::<4>().0;
        triples.extend(upper.iter().flat_map(|&[y0, y1, cb, cr]| [y0, cb, cr, y1, cb, cr]));
        let pairs = lower.as_chunks::<2>().0.iter().zip(upper);
        triples.extend(pairs.flat_map(|(&[y0, y1], &[_, _, cb, cr])| [y0, cb, cr, y1, cb, cr]));
    }
    triples
}

/// Three planes of `pixels` values to triples.
fn interleave<T: Copy>(values: &[T], pixels: usize) -> Vec<T> {
    let (first, rest) = values.split_at(pixels);
    let (second, third) = rest.split_at(pixels);
    first.iter().zip(second).zip(third).flat_map(|((a, b), c)| [*a, *b, *c]).collect()
}

/// Zeroes everything after the rows that are there, so that half a row is not taken for values.
fn blank_missing(samples: Samples, from: usize) -> Samples {
    fn blank<T: Default>(mut values: Vec<T>, from: usize) -> Vec<T> {
        values.iter_mut().skip(from).for_each(|value| *value = T::default());
        values
    }
    map_samples!(samples, values => blank(values, from))
}

/// Whole rows within the first `bits` bits of a frame. With three planes a row counts once it is in the last one.
fn rows_present(layout: &PixelLayout, bits: u64) -> u32 {
    let frame_bits = layout.native_frame_bits();
    let rows = u64::from(layout.rows);
    let row_bits = |of: u64| (of / rows).max(1);
    let whole = match (layout.chroma, layout.planar) {
        (Chroma::Own, true) => bits.saturating_sub(frame_bits / 3 * 2) / row_bits(frame_bits / 3),
        (Chroma::Square, _) => {
            // Of two rows the first has two thirds.
            let pair = row_bits(frame_bits) * 2;
            bits / pair * 2 + u64::from(bits % pair >= pair / 3 * 2)
        }
        _ => bits / row_bits(frame_bits),
    };
    u32::try_from(whole.min(rows)).unwrap_or(layout.rows)
}

fn beyond(data: &NativeData) -> ReadError {
    ReadError::Damaged {
        what: "the pixel data end before this frame".into(),
        at: data.offset.saturating_add(data.present),
    }
}
