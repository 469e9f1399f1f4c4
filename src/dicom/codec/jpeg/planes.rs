//! A sequential frame with a scan for each component. The foreign decoder gets such frames wrong, so each component is
//! made into a grey frame of its own, and brought to full size here.

use super::{
    foreign,
    markers::{DHT, DQT, DRI, Header, SOS},
    walk::{Scan, Walked},
};
use crate::dicom::{ReadError, codec::damaged};

/// One component at its own size, as many rows as are there.
struct Plane {
    samples: Vec<u8>,
    columns: usize,
    rows: usize,
    /// No row is missing.
    complete: bool,
}

/// Interleaved samples of the rows that every component has, and how many rows that is.
pub(super) fn decode(codestream: &[u8], header: &Header, walked: &Walked<'_>) -> Result<(Vec<u8>, usize), ReadError> {
    let count = header.components.len();
    let (columns, mut rows) = (header.columns as usize, header.rows as usize);
    let mut planes = Vec::with_capacity(count);
    for index in 0..count {
        let Some(scan) = walked.scans.iter().find(|scan| scan.components == [index]) else {
            return Ok((Vec::new(), 0));
        };
        let plane = plane(codestream, header, scan, index)?;
        rows = rows.min(plane.rows_at(factors(header, index), rows));
        planes.push(plane);
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
    Ok((cells, rows))
}

/// How many times a component is stretched horizontally and vertically.
fn factors(header: &Header, index: usize) -> (usize, usize) {
    let (most_horizontal, most_vertical) = header.largest_sampling();
    let (horizontal, vertical) = header.components.get(index).map_or((1, 1), |component| component.sampling);
    (most_horizontal / usize::from(horizontal.max(1)), most_vertical / usize::from(vertical.max(1)))
}

/// Decodes the rows of one component that its scan holds.
fn plane(codestream: &[u8], header: &Header, scan: &Scan<'_>, index: usize) -> Result<Plane, ReadError> {
    let (columns, all_rows) = header.component_size(index);
    let rows = (scan.rows() * 8).min(all_rows);
    if rows == 0 {
        return Ok(Plane { samples: Vec::new(), columns, rows, complete: false });
    }
    let lacks = || damaged(header.rows_at, "the JPEG lacks a quantization table");
    // Behind the number of rows: that of columns, the number of components, and three bytes for each, the table last.
    let destination = codestream.get(header.rows_at + 7 + 3 * index).copied().ok_or_else(lacks)?;
    let table = scan.quantization.get(usize::from(destination)).copied().flatten();
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
    let samples = foreign::decode_grey(&grey, columns * rows)?;
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
    /// neighbour; where it becomes more, they are alike.
    fn line(&self, row: usize, (horizontal, vertical): (usize, usize), columns: usize, into: &mut Vec<u8>) {
        let mixed = horizontal.max(vertical) == 2;
        let (near, far) = neighbours(row, vertical, self.rows, mixed);
        let of = |row: usize| self.samples.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default();
        let (near, far) = (of(near), of(far));
        let down = |column: usize| mix(near.get(column), far.get(column));
        into.clear();
        into.extend((0..columns).map(|column| {
            let (near, far) = neighbours(column, horizontal, self.columns, mixed);
            mix(Some(&down(near)), Some(&down(far)))
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

fn mix(near: Option<&u8>, far: Option<&u8>) -> u8 {
    let (near, far) = (near.map_or(0, |near| u16::from(*near)), far.map_or(0, |far| u16::from(*far)));
    ((3 * near + far + 2) / 4) as u8
}
