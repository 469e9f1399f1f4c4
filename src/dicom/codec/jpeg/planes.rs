//! Components that come apart, brought to full size and put together.
//!
//! The foreign decoder gets sequential frames wrong that have a scan for each component, so each component is made into a
//! grey frame of its own.

use super::{
    foreign,
    markers::{DHT, DQT, DRI, Header, SOS},
    walk::{Scan, Walked},
};
use crate::dicom::{ReadError, codec::damaged};

/// One component at its own size, as many rows as are there.
pub(super) struct Plane {
    pub samples: Vec<u16>,
    pub columns: usize,
    pub rows: usize,
    /// No row is missing.
    pub complete: bool,
}

/// Interleaved samples of a frame whose scans code one component each, and how many rows from the top every component
/// has.
pub(super) fn decode(codestream: &[u8], header: &Header, walked: &Walked<'_>) -> Result<(Vec<u8>, usize), ReadError> {
    let mut planes = Vec::with_capacity(header.components.len());
    for index in 0..header.components.len() {
        let Some(scan) = walked.scans.iter().find(|scan| scan.components == [index]) else {
            return Ok((Vec::new(), 0));
        };
        planes.push(plane(codestream, header, scan, index)?);
    }
    let (cells, rows) = interleave(header, planes);
    Ok((cells.into_iter().map(|cell| cell as u8).collect(), rows))
}

/// Brings the components to full size and their samples side by side. Also returns how many rows from the top depend on
/// nothing that is missing.
pub(super) fn interleave(header: &Header, mut planes: Vec<Plane>) -> (Vec<u16>, usize) {
    let count = planes.len();
    let (columns, all_rows) = (header.columns as usize, header.rows as usize);
    let rows_of = |(index, plane): (usize, &Plane)| plane.rows_at(factors(header, index), all_rows);
    let rows = planes.iter().enumerate().map(rows_of).min().unwrap_or(0);
    if count == 1 {
        return (planes.pop().map_or_else(Vec::new, |plane| plane.samples), rows);
    }
    let mut cells = vec![0; columns * rows * count];
    let mut line = Vec::with_capacity(columns);
    for (index, plane) in planes.iter().enumerate() {
        let factors = factors(header, index);
        for (row, out) in cells.chunks_exact_mut((columns * count).max(1)).enumerate() {
            plane.line(row, factors, columns, &mut line);
            out.iter_mut().skip(index).step_by(count).zip(&line).for_each(|(cell, sample)| *cell = *sample);
        }
    }
    (cells, rows)
}

/// How many times a component is stretched horizontally and vertically.
fn factors(header: &Header, index: usize) -> (usize, usize) {
    let (most_horizontal, most_vertical) = header.largest_sampling();
    let (horizontal, vertical) = header.sampling(index);
    (most_horizontal / horizontal.max(1), most_vertical / vertical.max(1))
}

/// Decodes the rows of one component that its scan holds.
fn plane(codestream: &[u8], header: &Header, scan: &Scan<'_>, index: usize) -> Result<Plane, ReadError> {
    let (columns, all_rows) = header.component_size(index);
    let rows = (scan.rows() * 8).min(all_rows);
    if rows == 0 {
        return Ok(Plane { samples: Vec::new(), columns, rows, complete: false });
    }
    let lacks = || damaged(header.rows_at, "the JPEG lacks a quantization table");
    let destination = header.components.get(index).map(|component| usize::from(component.quantization));
    let table = destination.and_then(|destination| *scan.quantization.get(destination)?);
    let (kind, quantization) = table.and_then(<[u8]>::split_first).ok_or_else(lacks)?;
    let mut grey = vec![0xFF, 0xD8];
    segment(&mut grey, DQT, &[&[kind & 0xF0], quantization]);
    let ([r1, r0], [c1, c0]) = ((rows.min(0xFFFF) as u16).to_be_bytes(), (columns.min(0xFFFF) as u16).to_be_bytes());
    segment(&mut grey, 0xC0 | header.process, &[&[8, r1, r0, c1, c0, 1, 1, 0x11, 0]]);
    for [(dc_counts, dc_symbols), (ac_counts, ac_symbols)] in &scan.tables {
        segment(&mut grey, DHT, &[&[0x00], *dc_counts, dc_symbols, &[0x10], *ac_counts, ac_symbols]);
    }
    segment(&mut grey, DRI, &[&(scan.restart_interval.min(0xFFFF) as u16).to_be_bytes()]);
    segment(&mut grey, SOS, &[&[1, 1, 0, 0, 63, 0]]);
    scan.copy_rows(codestream, scan.rows(), &mut grey);
    let samples = foreign::decode_grey(&grey, columns * rows)?.into_iter().map(u16::from).collect();
    Ok(Plane { samples, columns, rows, complete: rows == all_rows })
}

/// Appends a marker segment.
fn segment(stream: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) {
    let length = 2 + parts.iter().map(|part| part.len()).sum::<usize>();
    stream.extend([0xFF, marker]);
    stream.extend((length.min(0xFFFF) as u16).to_be_bytes());
    parts.iter().for_each(|part| stream.extend_from_slice(part));
}

impl Plane {
    /// Rows of the frame that depend only on rows of this component that are there.
    fn rows_at(&self, factors: (usize, usize), all: usize) -> usize {
        match factors {
            _ if self.complete => all,
            // The lower of two rows is mixed with the component's next one.
            (1 | 2, 2) => (self.rows * 2).saturating_sub(1),
            (_, vertical) => self.rows * vertical,
        }
    }

    /// Row `row` of the frame, `columns` samples. Where one sample becomes two, three quarters of each are it and one its
    /// neighbour; where it becomes more, they are alike. Halves are rounded by turns, as the Independent JPEG Group does.
    fn line(&self, row: usize, (horizontal, vertical): (usize, usize), columns: usize, into: &mut Vec<u16>) {
        let mixed = horizontal.max(vertical) == 2;
        let (near, far) = neighbours(row, vertical, self.rows, mixed);
        let of = |row: usize| self.samples.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default();
        let (near, far) = (of(near), of(far));
        let down = |column: usize| match (near.get(column), far.get(column)) {
            // Of 12 bits, so four times four of them are 16.
            (Some(near), Some(far)) if mixed && vertical == 2 => 3 * near + far,
            (near, _) => near.copied().unwrap_or(0),
        };
        into.clear();
        into.extend((0..columns).map(|column| {
            let (near, far) = neighbours(column, horizontal, self.columns, mixed);
            match (mixed, horizontal, vertical) {
                (true, 2, 2) => (3 * down(near) + down(far) + 8 - (column % 2) as u16) >> 4,
                (true, 2, _) => (3 * down(near) + down(far) + 1 + (column % 2) as u16) >> 2,
                (true, _, 2) => (down(near) + 1 + (row % 2) as u16) >> 2,
                _ => down(near),
            }
        }));
    }
}

/// The sample that `place` lies on once `count` samples are stretched by `factor`, and the one that it is mixed with.
fn neighbours(place: usize, factor: usize, count: usize, mixed: bool) -> (usize, usize) {
    let near = (place / factor.max(1)).min(count.saturating_sub(1));
    let far = match (factor, place % 2) {
        (2, 0) if mixed => near.saturating_sub(1),
        (2, _) if mixed => (near + 1).min(count.saturating_sub(1)),
        _ => near,
    };
    (near, far)
}
