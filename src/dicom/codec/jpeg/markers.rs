//! Marker segments of a JPEG codestream (T.81 Annex B) and the frame header.

use crate::dicom::{ReadError, codec::damaged};

/// What the codestream says before its first scan.
pub(super) struct Header {
    /// n of the SOFn marker: 0 baseline, 1 extended, 2 progressive, 3 lossless, ...
    pub process: u8,
    /// Bits per component.
    pub precision: u8,
    pub rows: u32,
    pub columns: u32,
    pub components: Vec<Component>,
    /// A JFIF APP0 segment is there.
    pub jfif: bool,
    /// The transform flag of an Adobe APP14 segment: 0 none, 1 YCbCr, 2 YCCK.
    pub adobe_transform: Option<u8>,
    /// Where the two bytes with the number of rows stand.
    pub rows_at: usize,
    pub first_scan: FirstScan,
}

/// What is known where the first scan begins.
#[derive(Default)]
pub(super) struct FirstScan {
    /// Number of components in it.
    pub components: usize,
    /// Where its entropy-coded data start.
    pub data_at: usize,
    /// MCUs between restart markers, or 0.
    pub restart_interval: usize,
}

/// A component of the frame.
pub(super) struct Component {
    pub id: u8,
    /// Horizontal and vertical sampling factors.
    pub sampling: (u8, u8),
    /// Destination of its quantization table.
    pub quantization: u8,
}

/// One marker segment.
pub(super) struct Segment<'a> {
    /// Second byte of the marker.
    pub marker: u8,
    /// Offset of the marker in the codestream.
    pub at: usize,
    /// What follows the length, empty for markers without one.
    pub body: &'a [u8],
}

/// Walks marker segments; entropy-coded data must be skipped by the caller through [`Segments::at`].
pub(super) struct Segments<'a> {
    codestream: &'a [u8],
    /// Where the next marker is looked for.
    pub at: usize,
}

pub(super) const DHT: u8 = 0xC4;
pub(super) const RST0: u8 = 0xD0;
pub(super) const EOI: u8 = 0xD9;
pub(super) const SOS: u8 = 0xDA;
pub(super) const DQT: u8 = 0xDB;
pub(super) const DNL: u8 = 0xDC;
pub(super) const DRI: u8 = 0xDD;

impl Header {
    /// Reads up to the first scan.
    pub fn read(codestream: &[u8]) -> Result<Self, ReadError> {
        let mut segments = Segments::new(codestream)?;
        let mut header = None;
        let (mut jfif, mut adobe_transform, mut restart_interval) = (false, None, 0);
        loop {
            let segment = segments.next()?;
            match (segment.marker, segment.body) {
                (0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF, body) if header.is_none() => {
                    header = Some(frame(segment.marker & 0xF, body, segment.at)?);
                }
                (0xE0, [b'J', b'F', b'I', b'F', 0, ..]) => jfif = true,
                (0xEE, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..]) => {
                    adobe_transform = Some(*transform);
                }
                (DRI, body) => restart_interval = interval(body),
                (SOS, body) => {
                    let header = header.ok_or_else(|| damaged(segment.at, "the JPEG scan comes before its frame"))?;
                    let components = body.first().map_or(0, |count| usize::from(*count));
                    let first_scan = FirstScan { components, data_at: segments.at, restart_interval };
                    return Ok(Self { jfif, adobe_transform, first_scan, ..header });
                }
                (EOI, _) => return Err(damaged(segment.at, "the JPEG holds no scan")),
                _ => {}
            }
        }
    }

    /// Columns and rows of an MCU of all components: blocks of 8 x 8 samples, more of them where chroma is subsampled. A
    /// component alone comes block by block, whatever its factors (A.2.2).
    pub fn mcu_size(&self) -> (usize, usize) {
        let (horizontal, vertical) = self.largest_sampling();
        (8 * horizontal, 8 * vertical)
    }

    /// The largest horizontal and vertical sampling factors that count.
    pub fn largest_sampling(&self) -> (usize, usize) {
        if self.components.len() == 1 {
            return (1, 1);
        }
        let largest = |factor: fn(&Component) -> u8| self.components.iter().map(factor).max().unwrap_or(1);
        (largest(|component| component.sampling.0).into(), largest(|component| component.sampling.1).into())
    }

    /// Columns and rows of one component (A.1.1).
    pub fn component_size(&self, index: usize) -> (usize, usize) {
        let (columns, rows) = (self.columns as usize, self.rows as usize);
        let (most_horizontal, most_vertical) = self.largest_sampling();
        let (horizontal, vertical) = self.sampling(index);
        ((columns * horizontal).div_ceil(most_horizontal), (rows * vertical).div_ceil(most_vertical))
    }

    /// Horizontal and vertical sampling factors of a component as far as they count: those of one alone do not.
    pub fn sampling(&self, index: usize) -> (usize, usize) {
        match self.components.get(index) {
            Some(Component { sampling: (horizontal, vertical), .. }) if self.components.len() > 1 => {
                (usize::from(*horizontal), usize::from(*vertical))
            }
            _ => (1, 1),
        }
    }

    /// MCUs in a row, all components in one scan.
    pub fn mcus_across(&self) -> usize {
        (self.columns as usize).div_ceil(self.mcu_size().0)
    }

    /// Rows of MCUs, all components in one scan.
    pub fn mcu_rows(&self) -> usize {
        (self.rows as usize).div_ceil(self.mcu_size().1)
    }

    /// Number of MCUs, all components in one scan.
    pub fn mcus(&self) -> usize {
        self.mcus_across() * self.mcu_rows()
    }

    /// The three components are named R, G and B.
    pub fn names_rgb(&self) -> bool {
        self.components.iter().map(|component| component.id).eq(*b"RGB")
    }
}

impl<'a> Segments<'a> {
    /// Goes on at `at`.
    pub fn behind(codestream: &'a [u8], at: usize) -> Self {
        Self { codestream, at }
    }

    /// Starts after SOI.
    pub fn new(codestream: &'a [u8]) -> Result<Self, ReadError> {
        if codestream.starts_with(&[0xFF, 0xD8]) {
            Ok(Self { codestream, at: 2 })
        } else {
            Err(damaged(0, "the frame does not start as a JPEG"))
        }
    }

    /// The next segment; bytes between segments and fill bytes are passed over.
    pub fn next(&mut self) -> Result<Segment<'a>, ReadError> {
        let ends = || damaged(self.codestream.len(), "the JPEG ends before its picture");
        loop {
            let rest = self.codestream.get(self.at..).unwrap_or_default();
            let ahead = rest.windows(2).position(|pair| matches!(pair, [0xFF, 1..=0xFE])).ok_or_else(ends)?;
            let at = self.at + ahead;
            let marker = self.codestream.get(at + 1).copied().unwrap_or_default();
            if matches!(marker, 0x01 | 0xD0..=0xD8 | EOI) {
                self.at = at + 2;
                if marker == EOI {
                    return Ok(Segment { marker, at, body: &[] });
                }
                continue;
            }
            let rest = self.codestream.get(at + 2..).unwrap_or_default();
            let Some((length, _)) = rest.split_first_chunk::<2>() else { return Err(ends()) };
            let length = usize::from(u16::from_be_bytes(*length));
            if length < 2 {
                return Err(damaged(at, "a JPEG segment has a wrong length"));
            }
            let body = rest.get(2..length).ok_or_else(ends)?;
            self.at = at + 2 + length;
            return Ok(Segment { marker, at, body });
        }
    }
}

/// The frame header (B.2.2).
fn frame(process: u8, body: &[u8], at: usize) -> Result<Header, ReadError> {
    let [precision, y1, y0, x1, x0, count, specifications @ ..] = body else {
        return Err(damaged(at, "the JPEG frame header is cut short"));
    };
    let components: Vec<Component> = specifications
        .as_chunks::<3>()
        .0
        .iter()
        .take(usize::from(*count))
        .map(|&[id, sampling, quantization]| Component { id, sampling: (sampling >> 4, sampling & 0xF), quantization })
        .collect();
    if components.len() != usize::from(*count) {
        return Err(damaged(at, "the JPEG frame header names more components than it holds"));
    }
    let sound = |component: &Component| matches!(component.sampling, (1..=4, 1..=4));
    if !components.iter().all(sound) {
        return Err(damaged(at, "the JPEG frame header has a wrong sampling factor"));
    }
    Ok(Header {
        process,
        precision: *precision,
        rows: u32::from(u16::from_be_bytes([*y1, *y0])),
        columns: u32::from(u16::from_be_bytes([*x1, *x0])),
        components,
        jfif: false,
        adobe_transform: None,
        // Behind the marker, the length and the precision.
        rows_at: at + 5,
        first_scan: FirstScan::default(),
    })
}

/// MCUs between restart markers (B.2.4.4), 0 for none.
pub(super) fn interval(body: &[u8]) -> usize {
    body.first_chunk::<2>().map_or(0, |bytes| usize::from(u16::from_be_bytes(*bytes)))
}

/// The Huffman tables of a DHT segment (B.2.4.2): class and destination in one byte, counts by length, symbols.
pub(super) fn huffman_tables<'a>(
    segment: &Segment<'a>,
    mut define: impl FnMut(u8, &'a [u8; 16], &'a [u8]),
) -> Result<(), ReadError> {
    let wrong = || damaged(segment.at, "a JPEG Huffman table is wrong");
    let mut rest = segment.body;
    while let Some((kind, after)) = rest.split_first() {
        let (counts, after) = after.split_first_chunk::<16>().ok_or_else(wrong)?;
        let codes = counts.iter().map(|count| usize::from(*count)).sum();
        let (symbols, after) = after.split_at_checked(codes).ok_or_else(wrong)?;
        define(*kind, counts, symbols);
        rest = after;
    }
    Ok(())
}
