//! Marker segments of a JPEG-LS codestream (T.87 Annex C, on the syntax of T.81 Annex B).

use super::coding::Presets;
use crate::dicom::{ReadError, codec::damaged};

pub(super) const EOI: u8 = 0xD9;
pub(super) const SOS: u8 = 0xDA;

/// Everything that was said before a scan.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    pub precision: u8,
    pub rows: u32,
    pub columns: u32,
    /// Identifiers of the components.
    pub components: Vec<u8>,
    pub presets: Presets,
    /// Lines between restart markers, or 0.
    pub restart_lines: u32,
}

/// What a scan header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// Indices of its components in the frame.
    pub components: Vec<usize>,
    pub near: i32,
    pub interleave: Interleave,
}

/// How the components of a scan take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interleave {
    /// One component in the scan.
    None,
    /// Line by line.
    Line,
    /// Sample by sample.
    Sample,
}

/// Walks the marker segments of a codestream.
pub(super) struct Segments<'a> {
    codestream: &'a [u8],
    pub at: usize,
}

impl<'a> Segments<'a> {
    pub fn new(codestream: &'a [u8]) -> Result<Self, ReadError> {
        match codestream.starts_with(&[0xFF, 0xD8]) {
            true => Ok(Self { codestream, at: 2 }),
            false => Err(damaged(0, "the JPEG-LS data have no start mark")),
        }
    }

    /// The next marker, what stands behind its length, and where it is.
    pub fn next(&mut self) -> Result<(u8, &'a [u8], usize), ReadError> {
        let cut = |at| damaged(at, "the JPEG-LS data end inside their header");
        let at = self.at;
        // Any number of bytes of ones may stand before a marker.
        let rest = self.codestream.get(at..).unwrap_or_default();
        let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
        let marker = *rest.get(fill).ok_or_else(|| cut(at))?;
        if fill == 0 || marker == 0 {
            return Err(damaged(at, "there is no marker where a JPEG-LS marker should be"));
        }
        self.at = at + fill + 1;
        if matches!(marker, 0x01 | 0xD0..=0xD9) {
            return Ok((marker, &[], at));
        }
        let body = self.codestream.get(self.at..).unwrap_or_default();
        let length = body.first_chunk::<2>().map(|bytes| usize::from(u16::from_be_bytes(*bytes)));
        let body =
            length.filter(|length| *length >= 2).and_then(|length| body.get(2..length)).ok_or_else(|| cut(at))?;
        self.at += body.len() + 2;
        Ok((marker, body, at))
    }
}

impl Header {
    /// Takes in a segment before a scan.
    pub fn take(&mut self, marker: u8, body: &[u8], at: usize) -> Result<(), ReadError> {
        match (marker, body) {
            (0xF7, _) if self.rows == 0 => self.frame(body, at),
            (0xF7, _) => Err(damaged(at, "the JPEG-LS data have two frame headers")),
            (0xF8, [1, m1, m0, a1, a0, b1, b0, c1, c0, r1, r0, ..]) => {
                let number = |high: u8, low: u8| i32::from(u16::from_be_bytes([high, low]));
                self.presets = Presets {
                    largest: number(*m1, *m0),
                    thresholds: [number(*a1, *a0), number(*b1, *b0), number(*c1, *c0)],
                    reset: number(*r1, *r0),
                };
                Ok(())
            }
            (0xF8, [2 | 3, ..]) => Err(unsupported("A JPEG-LS image with mapping tables")),
            (0xF8, [4, ..]) => Err(unsupported("A JPEG-LS image of more than 65535 rows or columns")),
            (0xF8, _) => Err(damaged(at, "a JPEG-LS preset segment is wrong")),
            // An extension that codes colours by their differences; PS3.5 knows nothing of it.
            (0xE8, [b'm', b'r', b'f', b'x', transform, ..]) if *transform != 0 => {
                Err(unsupported("A JPEG-LS image with a colour transform of its own"))
            }
            (0xDD, rest) if matches!(rest.len(), 2..=4) => {
                self.restart_lines = rest.iter().fold(0, |lines, byte| lines << 8 | u32::from(*byte));
                Ok(())
            }
            (0xC0..=0xC3 | 0xC5..=0xCF, _) => Err(damaged(at, "the frame is coded as JPEG, not as JPEG-LS")),
            _ => Ok(()),
        }
    }

    /// SOF55 (C.2.2).
    fn frame(&mut self, body: &[u8], at: usize) -> Result<(), ReadError> {
        let wrong = || damaged(at, "the JPEG-LS frame header is wrong");
        let (&[precision, h, l, w, x, count], rest) = body.split_first_chunk::<6>().ok_or_else(wrong)?;
        let components = rest.as_chunks::<3>().0;
        if !(2..=16).contains(&precision) || components.len() != usize::from(count) || count == 0 {
            return Err(wrong());
        }
        if components.iter().any(|&[_, sampling, _]| sampling != 0x11) {
            return Err(unsupported("A JPEG-LS image with subsampled components"));
        }
        self.precision = precision;
        self.rows = u32::from(u16::from_be_bytes([h, l]));
        self.columns = u32::from(u16::from_be_bytes([w, x]));
        self.components = components.iter().map(|&[id, ..]| id).collect();
        if self.rows == 0 || self.columns == 0 { Err(wrong()) } else { Ok(()) }
    }

    /// SOS (C.2.3).
    pub fn scan(&self, body: &[u8], at: usize) -> Result<Scan, ReadError> {
        let wrong = || damaged(at, "a JPEG-LS scan header is wrong");
        let (&count, rest) = body.split_first().ok_or_else(wrong)?;
        let (named, rest) = rest.split_at_checked(usize::from(count) * 2).ok_or_else(wrong)?;
        let &[near, interleave, transform, ..] = rest else { return Err(wrong()) };
        let mut components = Vec::with_capacity(named.len() / 2);
        for &[id, table] in named.as_chunks::<2>().0 {
            if table != 0 {
                return Err(unsupported("A JPEG-LS image with mapping tables"));
            }
            let index = self.components.iter().position(|known| *known == id).ok_or_else(wrong)?;
            if components.contains(&index) {
                return Err(wrong());
            }
            components.push(index);
        }
        if transform != 0 {
            return Err(unsupported("A JPEG-LS image with a point transform"));
        }
        let interleave = match (interleave, components.len()) {
            (0, 1) | (1 | 2, 1) => Interleave::None,
            (1, 2..) => Interleave::Line,
            (2, 2..) => Interleave::Sample,
            _ => return Err(wrong()),
        };
        Ok(Scan { components, near: i32::from(near), interleave })
    }
}

fn unsupported(what: &str) -> ReadError {
    ReadError::Unsupported { what: what.to_owned(), uid: String::new() }
}
