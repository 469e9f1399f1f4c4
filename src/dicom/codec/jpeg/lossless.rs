//! The lossless process with Huffman coding (T.81 Annex H): all predictors, point transform, restart intervals, one or
//! three components in one scan or in a scan each.

use super::{
    ending::{check_lines, look_behind},
    entropy::{End, Intervals, unstuff},
    huffman::{Bits, DifferenceTable},
    markers::{DHT, DNL, DRI, EOI, Header, SOS, Segment, Segments, huffman_tables, interval},
};
use crate::{
    dicom::{
        Finding, FindingCode, ReadError,
        codec::{FrameShape, damaged, no_row},
    },
    image::Samples,
};

/// Bytes that an encoder may leave behind the last row of an interval.
const SLACK: usize = 2;

/// Decodes every component; of a cut codestream the rows that all of them have. Also returns how many rows that is.
pub(super) fn decode(
    codestream: &[u8],
    header: &Header,
    whole: bool,
    wanted: &FrameShape,
    findings: &mut Vec<Finding>,
) -> Result<(Samples, u32), ReadError> {
    if header.components.windows(2).any(|pair| matches!(pair, [a, b] if a.sampling != b.sampling)) {
        let what = "A lossless JPEG image with subsampled components".into();
        return Err(ReadError::Unsupported { what, uid: String::new() });
    }
    let pixels = wanted.pixels()?;
    // A sample takes one bit at least, so a short stream cannot ask for a large frame.
    if whole && (codestream.len() as u64) * 8 < pixels as u64 * header.components.len() as u64 {
        return Err(damaged(0, "the JPEG is shorter than one bit a sample"));
    }
    let mut decoder = Decoder { codestream, header, whole, tables: [None; 4], restart_interval: 0, longer: false };
    let mut values = decoder.run(findings)?;
    let row = header.columns as usize * header.components.len();
    let rows_present = if whole { wanted.rows } else { (values.len() / row.max(1)) as u32 };
    if rows_present == 0 {
        return Err(no_row(codestream.len(), "lossless JPEG"));
    }
    if decoder.longer {
        let text = "The JPEG data hold more than the frame has pixels; the rest is left out.";
        findings.push(Finding::new(FindingCode::Codestream, Some((0x7FE0, 0x0010)), text));
    }
    values.resize(pixels * header.components.len(), 0);
    let shape = wanted.of_precision(header.precision);
    let samples = match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(values.into_iter().map(|value| value as u8).collect()),
        9..=16 => shape.samples_from_u16(values),
        _ => shape.samples_from_u32(values.into_iter().map(u32::from).collect()),
    };
    Ok((samples, rows_present))
}

struct Decoder<'a> {
    codestream: &'a [u8],
    header: &'a Header,
    /// The file does not end inside of the codestream.
    whole: bool,
    /// Counts by length and categories, made into tables by the scan that uses them.
    tables: [Option<(&'a [u8; 16], &'a [u8])>; 4],
    /// Pixels between restart markers, or 0.
    restart_interval: usize,
    /// A scan went on past its last row.
    longer: bool,
}

/// How one scan is coded.
struct Scan<const N: usize> {
    tables: [DifferenceTable; N],
    /// 1..=7, T.81 table H.1.
    predictor: u8,
    /// Bits dropped below the coded values.
    point_transform: u8,
    /// What the very first value is predicted to be.
    start: u16,
}

impl<'a> Decoder<'a> {
    /// Interleaved values of the whole frame, or of the rows that are there.
    fn run(&mut self, findings: &mut Vec<Finding>) -> Result<Vec<u16>, ReadError> {
        let (components, rows) = (self.header.components.len(), self.header.rows);
        let mut planes: Vec<Option<Vec<u16>>> = vec![None; components];
        let mut segments = Segments::new(self.codestream)?;
        while planes.iter().any(Option::is_none) {
            let segment = match segments.next() {
                // The cut lies before the data of the last component.
                Err(_) if !self.whole => return Ok(Vec::new()),
                other => other?,
            };
            match segment.marker {
                DHT => self.define_tables(&segment)?,
                DRI => self.restart_interval = interval(segment.body),
                SOS => {
                    let mut data = Intervals::new(self.codestream, segments.at);
                    match segment.body.first() {
                        Some(3) if components == 3 => {
                            let (order, scan) = self.scan::<3>(&segment)?;
                            if order != [0, 1, 2] {
                                return Err(damaged(segment.at, "the JPEG scan has its components out of order"));
                            }
                            let values = self.values(&scan, &mut data)?;
                            look_behind(self.codestream, data.at, rows, self.whole, findings)?;
                            return Ok(values);
                        }
                        Some(1) => {
                            let ([index], scan) = self.scan::<1>(&segment)?;
                            let plane = self.values(&scan, &mut data)?;
                            if let Some(slot) = planes.get_mut(index) {
                                *slot = Some(plane);
                            }
                        }
                        _ => return Err(damaged(segment.at, "the JPEG scan has a wrong number of components")),
                    }
                    segments.at = data.at;
                }
                DNL => check_lines(segment.body, rows, segment.at)?,
                EOI => return Err(damaged(segment.at, "the JPEG lacks the scan of a component")),
                _ => {}
            }
        }
        look_behind(self.codestream, segments.at, rows, self.whole, findings)?;
        let planes: Vec<Vec<u16>> = planes.into_iter().flatten().collect();
        Ok(match planes.as_slice() {
            [red, green, blue] => {
                red.iter().zip(green).zip(blue).flat_map(|((red, green), blue)| [*red, *green, *blue]).collect()
            }
            _ => planes.into_iter().next().unwrap_or_default(),
        })
    }

    /// Huffman tables. Those of class 1 code no differences and are passed over.
    fn define_tables(&mut self, segment: &Segment<'a>) -> Result<(), ReadError> {
        huffman_tables(segment, |kind, counts, categories| {
            if let Some(slot) = self.tables.get_mut(usize::from(kind)) {
                *slot = Some((counts, categories));
            }
        })
    }

    /// The scan header (B.2.3) and which components it codes.
    fn scan<const N: usize>(&self, segment: &Segment<'_>) -> Result<([usize; N], Scan<N>), ReadError> {
        let wrong = |what| damaged(segment.at, what);
        let body = segment.body.get(1..).unwrap_or_default();
        let (selectors, rest) = body.split_at_checked(2 * N).ok_or_else(|| wrong("the JPEG scan is cut short"))?;
        let &[predictor, _, approximation, ..] = rest else { return Err(wrong("the JPEG scan is cut short")) };
        let mut found = Vec::with_capacity(N);
        let mut tables = Vec::with_capacity(N);
        for &[id, table] in selectors.as_chunks::<2>().0 {
            let index = self.header.components.iter().position(|component| component.id == id);
            found.push(index.ok_or_else(|| wrong("the JPEG scan names a component that the frame has not"))?);
            let table = self.tables.get(usize::from(table >> 4)).copied().flatten();
            let (counts, categories) =
                table.ok_or_else(|| wrong("the JPEG scan names a Huffman table that is not there"))?;
            let table = DifferenceTable::new(counts, categories);
            tables.push(table.ok_or_else(|| wrong("the JPEG scan names a Huffman table that is wrong"))?);
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

    /// All values of one scan, `N` to a pixel; of a cut one the rows that are there.
    fn values<const N: usize>(&mut self, scan: &Scan<N>, data: &mut Intervals<'_>) -> Result<Vec<u16>, ReadError> {
        let (columns, rows) = (self.header.columns as usize, self.header.rows as usize);
        let at = data.at;
        let rows_per_interval = match self.restart_interval {
            0 => rows,
            interval if interval.is_multiple_of(columns) => interval / columns,
            _ => return Err(damaged(at, "the JPEG restarts within a row")),
        };
        // No more rows than there are bits for.
        let most = self.codestream.len().saturating_sub(at).saturating_mul(8) / (columns * N);
        let mut values = vec![0_u16; rows.min(most) * columns * N];
        let mut done = 0;
        let mut plain = Vec::new();
        for rows in values.chunks_mut(rows_per_interval * columns * N) {
            let interval = data.next()?;
            plain.clear();
            unstuff(interval.stuffed, &mut plain);
            let mut bits = Bits::new(&plain);
            let decoded = scan.decode_interval(&mut bits, rows, columns);
            done += decoded;
            if decoded * columns * N < rows.len() {
                if self.whole || interval.end != End::Bytes || !bits.at_end() {
                    return Err(damaged(at, "the JPEG data are cut or wrong"));
                }
                break;
            }
            self.longer |= bits.used().div_ceil(8) + SLACK < plain.len();
            if interval.end != End::Restart {
                break;
            }
        }
        if done < rows && (self.whole || data.skip()? != End::Bytes) {
            return Err(damaged(at, "the JPEG lacks a restart interval"));
        }
        if data.next()?.stuffed.len() > SLACK {
            self.longer = true;
        }
        data.skip()?;
        values.truncate(done * columns * N);
        if scan.point_transform > 0 {
            values.iter_mut().for_each(|value| *value <<= scan.point_transform);
        }
        Ok(values)
    }
}

impl<const N: usize> Scan<N> {
    /// Decodes whole rows that depend on nothing before them, and says how many: fewer when the bits run out or are no
    /// codes.
    fn decode_interval(&self, bits: &mut Bits<'_>, rows: &mut [u16], columns: usize) -> usize {
        let mut above: Option<&[u16]> = None;
        let mut done = 0;
        for row in rows.chunks_exact_mut(columns * N) {
            if self.decode_next(bits, above, row).is_none() || bits.overrun() {
                break;
            }
            above = Some(row);
            done += 1;
        }
        done
    }

    /// The row below `above`. The first of an interval knows only its left neighbours, whatever the predictor.
    fn decode_next(&self, bits: &mut Bits<'_>, above: Option<&[u16]>, row: &mut [u16]) -> Option<()> {
        let Some(above) = above else {
            return self.decode_row(bits, [self.start; N], None, row, |left, _, _| left);
        };
        let start = *above.first_chunk::<N>()?;
        let above = Some(above);
        match self.predictor {
            1 => self.decode_row(bits, start, above, row, |left, _, _| left),
            2 => self.decode_row(bits, start, above, row, |_, up, _| up),
            3 => self.decode_row(bits, start, above, row, |_, _, corner| corner),
            4 => self.decode_row(bits, start, above, row, |left, up, corner| left + up - corner),
            5 => self.decode_row(bits, start, above, row, |left, up, corner| left + ((up - corner) >> 1)),
            6 => self.decode_row(bits, start, above, row, |left, up, corner| up + ((left - corner) >> 1)),
            _ => self.decode_row(bits, start, above, row, |left, up, _| (left + up) >> 1),
        }
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
            let difference = bits.difference(&self.tables[component])?;
            first[component] = start[component].wrapping_add(difference);
        }
        let mut left = *first;
        let Some(above) = above else {
            for pixel in rest {
                for (value, table) in left.iter_mut().zip(&self.tables) {
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
                let difference = bits.difference(&self.tables[component])?;
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

#[cfg(test)]
mod tests;
