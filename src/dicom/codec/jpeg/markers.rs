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
}

/// A component of the frame.
pub(super) struct Component {
    pub id: u8,
    /// Horizontal and vertical sampling factors.
    pub sampling: (u8, u8),
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
pub(super) const EOI: u8 = 0xD9;
pub(super) const SOS: u8 = 0xDA;
pub(super) const DNL: u8 = 0xDC;
pub(super) const DRI: u8 = 0xDD;

impl Header {
    /// Reads up to the first scan.
    pub fn read(codestream: &[u8]) -> Result<Self, ReadError> {
        let mut segments = Segments::new(codestream)?;
        let mut header = None;
        let (mut jfif, mut adobe_transform) = (false, None);
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
                (SOS, _) => {
                    let header = header.ok_or_else(|| damaged(segment.at, "the JPEG scan comes before its frame"))?;
                    return Ok(Self { jfif, adobe_transform, ..header });
                }
                (EOI, _) => return Err(damaged(segment.at, "the JPEG holds no scan")),
                _ => {}
            }
        }
    }

    /// The three components are named R, G and B.
    pub fn names_rgb(&self) -> bool {
        self.components.iter().map(|component| component.id).eq(*b"RGB")
    }
}

impl<'a> Segments<'a> {
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
            let body = rest.get(2..length).ok_or_else(|| damaged(at, "a JPEG segment has a wrong length"))?;
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
        .map(|[id, sampling, _]| Component { id: *id, sampling: (sampling >> 4, sampling & 0xF) })
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
    })
}
