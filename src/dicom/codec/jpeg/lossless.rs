//! The lossless process with Huffman coding (T.81 Annex H): all predictors, point transform, restart intervals, one or
//! three components in one scan or in a scan each.

use std::array;

use super::{
    huffman::{Bits, DifferenceTable},
    markers::{DHT, DNL, DRI, EOI, Header, SOS, Segment, Segments},
};
use crate::{
    dicom::{
        ReadError,
        codec::{FrameShape, damaged},
    },
    image::Samples,
};

/// Decodes every component.
pub(super) fn decode(codestream: &[u8], header: &Header, wanted: &FrameShape) -> Result<Samples, ReadError> {
    if header.components.windows(2).any(|pair| matches!(pair, [a, b] if a.sampling != b.sampling)) {
        let what = "A lossless JPEG image with subsampled components".into();
        return Err(ReadError::Unsupported { what, uid: String::new() });
    }
    let pixels = wanted.pixels()?;
    // A sample takes one bit at least, so a short stream cannot ask for a large frame.
    if (codestream.len() as u64) * 8 < pixels as u64 * header.components.len() as u64 {
        return Err(damaged(0, "the JPEG is shorter than one bit a sample"));
    }
    let values = Decoder { codestream, header, tables: array::from_fn(|_| None), restart_interval: 0 }.run(pixels)?;
    let shape = wanted.of_precision(header.precision);
    Ok(match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(values.into_iter().map(|value| value as u8).collect()),
        9..=16 => shape.samples_from_u16(values),
        _ => shape.samples_from_u32(values.into_iter().map(u32::from).collect()),
    })
}

struct Decoder<'a> {
    codestream: &'a [u8],
    header: &'a Header,
    tables: [Option<DifferenceTable>; 4],
    /// Pixels between restart markers, or 0.
    restart_interval: usize,
}

/// How one scan is coded.
struct Scan<'a, const N: usize> {
    tables: [&'a DifferenceTable; N],
    /// 1..=7, T.81 table H.1.
    predictor: u8,
    /// Bits dropped below the coded values.
    point_transform: u8,
    /// What the very first value is predicted to be.
    start: u16,
}

impl Decoder<'_> {
    /// Interleaved values of the whole frame.
    fn run(mut self, pixels: usize) -> Result<Vec<u16>, ReadError> {
        let components = self.header.components.len();
        let mut planes: Vec<Option<Vec<u16>>> = vec![None; components];
        let mut segments = Segments::new(self.codestream)?;
        while planes.iter().any(Option::is_none) {
            let segment = segments.next()?;
            match segment.marker {
                DHT => self.define_tables(&segment)?,
                DRI => {
                    let interval = segment.body.first_chunk::<2>().map_or(0, |bytes| u16::from_be_bytes(*bytes));
                    self.restart_interval = usize::from(interval);
                }
                SOS => {
                    let (intervals, end) = intervals(self.codestream, segments.at);
                    segments.at = end;
                    match segment.body.first() {
                        Some(3) if components == 3 => {
                            let (_, scan) = self.scan::<3>(&segment)?;
                            return self.values(&scan, &intervals, pixels, segment.at);
                        }
                        Some(1) => {
                            let ([index], scan) = self.scan::<1>(&segment)?;
                            let plane = self.values(&scan, &intervals, pixels, segment.at)?;
                            if let Some(slot) = planes.get_mut(index) {
                                *slot = Some(plane);
                            }
                        }
                        _ => return Err(damaged(segment.at, "the JPEG scan has a wrong number of components")),
                    }
                }
                EOI | DNL => return Err(damaged(segment.at, "the JPEG lacks the scan of a component")),
                _ => {}
            }
        }
        let planes: Vec<Vec<u16>> = planes.into_iter().flatten().collect();
        Ok(match planes.as_slice() {
            [red, green, blue] => {
                red.iter().zip(green).zip(blue).flat_map(|((red, green), blue)| [*red, *green, *blue]).collect()
            }
            _ => planes.into_iter().next().unwrap_or_default(),
        })
    }

    /// Huffman tables (B.2.4.2). Those of class 1 code no differences and are passed over.
    fn define_tables(&mut self, segment: &Segment<'_>) -> Result<(), ReadError> {
        let wrong = || damaged(segment.at, "a JPEG Huffman table is wrong");
        let mut rest = segment.body;
        while let Some((kind, after)) = rest.split_first() {
            let (counts, after) = after.split_first_chunk::<16>().ok_or_else(wrong)?;
            let codes = counts.iter().map(|count| usize::from(*count)).sum();
            let (categories, after) = after.split_at_checked(codes).ok_or_else(wrong)?;
            if kind >> 4 == 0 {
                let slot = self.tables.get_mut(usize::from(kind & 0xF)).ok_or_else(wrong)?;
                *slot = Some(DifferenceTable::new(counts, categories).ok_or_else(wrong)?);
            }
            rest = after;
        }
        Ok(())
    }

    /// The scan header (B.2.3) and which components it codes.
    fn scan<const N: usize>(&self, segment: &Segment<'_>) -> Result<([usize; N], Scan<'_, N>), ReadError> {
        let wrong = |what| damaged(segment.at, what);
        let body = segment.body.get(1..).unwrap_or_default();
        let (selectors, rest) = body.split_at_checked(2 * N).ok_or_else(|| wrong("the JPEG scan is cut short"))?;
        let &[predictor, _, approximation, ..] = rest else { return Err(wrong("the JPEG scan is cut short")) };
        let mut found = Vec::with_capacity(N);
        let mut tables = Vec::with_capacity(N);
        for &[id, table] in selectors.as_chunks::<2>().0 {
            let index = self.header.components.iter().position(|component| component.id == id);
            found.push(index.ok_or_else(|| wrong("the JPEG scan names a component that the frame has not"))?);
            let table = self.tables.get(usize::from(table >> 4)).and_then(Option::as_ref);
            tables.push(table.ok_or_else(|| wrong("the JPEG scan names a Huffman table that is not there"))?);
        }
        let (Ok(found), Ok(tables)) = (found.try_into(), tables.try_into()) else {
            return Err(wrong("the JPEG scan is cut short"));
        };
        let point_transform = approximation & 0xF;
        if !(1..=7).contains(&predictor) || point_transform >= self.header.precision {
            return Err(wrong("the JPEG scan has a wrong predictor or point transform"));
        }
        let start = 1 << (self.header.precision - point_transform - 1);
        Ok((found, Scan { tables, predictor, point_transform, start }))
    }

    /// All values of one scan, `N` to a pixel.
    fn values<const N: usize>(
        &self,
        scan: &Scan<'_, N>,
        intervals: &[Vec<u8>],
        pixels: usize,
        at: usize,
    ) -> Result<Vec<u16>, ReadError> {
        let columns = self.header.columns as usize;
        let rows_per_interval = match self.restart_interval {
            0 => self.header.rows as usize,
            interval if interval.is_multiple_of(columns) => interval / columns,
            _ => return Err(damaged(at, "the JPEG restarts within a row")),
        };
        let mut values = vec![0_u16; pixels * N];
        let mut intervals = intervals.iter();
        for rows in values.chunks_mut(rows_per_interval * columns * N) {
            let bytes = intervals.next().ok_or_else(|| damaged(at, "the JPEG lacks a restart interval"))?;
            scan.decode_interval(bytes, rows, columns).ok_or_else(|| damaged(at, "the JPEG data are cut or wrong"))?;
        }
        if scan.point_transform > 0 {
            values.iter_mut().for_each(|value| *value <<= scan.point_transform);
        }
        Ok(values)
    }
}

impl<const N: usize> Scan<'_, N> {
    /// Decodes whole rows that depend on nothing before them. `None` when the bits run out or are no codes.
    fn decode_interval(&self, bytes: &[u8], rows: &mut [u16], columns: usize) -> Option<()> {
        let mut bits = Bits::new(bytes);
        let mut rows = rows.chunks_exact_mut(columns * N);
        let first = rows.next()?;
        // The first row knows only its left neighbour, whatever the predictor.
        self.decode_row(&mut bits, [self.start; N], None, first, |left, _, _| left)?;
        let mut above: &[u16] = first;
        for row in rows {
            let start = *above.first_chunk::<N>()?;
            match self.predictor {
                1 => self.decode_row(&mut bits, start, Some(above), row, |left, _, _| left),
                2 => self.decode_row(&mut bits, start, Some(above), row, |_, up, _| up),
                3 => self.decode_row(&mut bits, start, Some(above), row, |_, _, corner| corner),
                4 => self.decode_row(&mut bits, start, Some(above), row, |left, up, corner| left + up - corner),
                5 => {
                    self.decode_row(&mut bits, start, Some(above), row, |left, up, corner| left + ((up - corner) >> 1))
                }
                6 => {
                    self.decode_row(&mut bits, start, Some(above), row, |left, up, corner| up + ((left - corner) >> 1))
                }
                _ => self.decode_row(&mut bits, start, Some(above), row, |left, up, _| (left + up) >> 1),
            }?;
            if bits.overrun() {
                return None;
            }
            above = row;
        }
        (!bits.overrun()).then_some(())
    }

    /// One row. Its first pixel is predicted as `start`, the others by `predict` from left, up and the corner between.
    #[inline(always)]
    fn decode_row(
        &self,
        bits: &mut Bits<'_>,
        start: [u16; N],
        above: Option<&[u16]>,
        row: &mut [u16],
        predict: impl Fn(i32, i32, i32) -> i32,
    ) -> Option<()> {
        let (first, rest) = row.as_chunks_mut::<N>().0.split_first_mut()?;
        for component in 0..N {
            let difference = bits.difference(self.tables[component])?;
            first[component] = start[component].wrapping_add(difference);
        }
        let mut left = *first;
        let Some(above) = above else {
            for pixel in rest {
                for (value, table) in left.iter_mut().zip(self.tables) {
                    *value = value.wrapping_add(bits.difference(table)?);
                }
                *pixel = left;
            }
            return Some(());
        };
        let (corner, above) = above.as_chunks::<N>().0.split_first()?;
        let mut corner = *corner;
        for (pixel, up) in rest.iter_mut().zip(above) {
            for component in 0..N {
                let difference = bits.difference(self.tables[component])?;
                let neighbours = (left[component], up[component], corner[component]);
                let predicted = predict(neighbours.0.into(), neighbours.1.into(), neighbours.2.into());
                left[component] = (predicted as u16).wrapping_add(difference);
            }
            corner = *up;
            *pixel = left;
        }
        Some(())
    }
}

/// The entropy-coded data from `start`, cut at restart markers and freed of stuffed bytes, and where they end.
fn intervals(codestream: &[u8], start: usize) -> (Vec<Vec<u8>>, usize) {
    let mut at = start;
    let mut intervals = Vec::new();
    let mut current = Vec::new();
    while let Some(rest) = codestream.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.iter().position(|byte| *byte == 0xFF).unwrap_or(rest.len());
        current.extend_from_slice(rest.get(..plain).unwrap_or_default());
        at += plain;
        match rest.get(plain + 1) {
            Some(0) => {
                current.push(0xFF);
                at += 2;
            }
            Some(0xD0..=0xD7) => {
                intervals.push(std::mem::take(&mut current));
                at += 2;
            }
            Some(0xFF) => at += 1,
            Some(_) => break,
            None => at = codestream.len(),
        }
    }
    intervals.push(current);
    (intervals, at)
}

#[cfg(test)]
mod tests;
