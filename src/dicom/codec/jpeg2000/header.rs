//! The main header of a JPEG 2000 codestream (T.800 Annex A).

use std::ops::Range;

use super::{coding::Coding, grid::Grid};
use crate::dicom::{ReadError, codec::damaged};

/// Second bytes of markers.
pub(super) const CAP: u8 = 0x50;
pub(super) const SIZ: u8 = 0x51;
pub(super) const COD: u8 = 0x52;
pub(super) const COC: u8 = 0x53;
pub(super) const TLM: u8 = 0x55;
pub(super) const PLM: u8 = 0x57;
pub(super) const POC: u8 = 0x5F;
pub(super) const PPM: u8 = 0x60;
pub(super) const SOT: u8 = 0x90;
pub(super) const SOD: u8 = 0x93;
pub(super) const EOC: u8 = 0xD9;

/// What the main header says.
#[derive(Debug)]
pub(super) struct Header {
    pub grid: Grid,
    pub components: usize,
    /// Bits of every component.
    pub precision: u8,
    pub signed: bool,
    /// Its blocks are coded with high throughput (T.814), the only extension that occurs in DICOM.
    pub high_throughput: bool,
    /// How the tiles are coded unless they say otherwise.
    pub coding: Coding,
    /// The headers of the packets stand here, and not in the tiles.
    pub packed: bool,
    /// Where the first tile-part starts.
    pub body: usize,
}

/// One marker segment.
pub(super) struct Segment<'a> {
    /// Second byte of the marker.
    pub marker: u8,
    /// From the marker on.
    pub range: Range<usize>,
    /// What follows the length.
    pub body: &'a [u8],
}

/// The marker segment at `at`. `None` when there is no whole one.
pub(super) fn segment(codestream: &[u8], at: usize) -> Option<Segment<'_>> {
    let &[0xFF, marker, high, low, ref rest @ ..] = codestream.get(at..)? else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let body = rest.get(..length.checked_sub(2)?)?;
    Some(Segment { marker, range: at..at + 2 + length, body })
}

/// The marker segments before the first tile-part.
pub(super) fn segments(codestream: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut at = 2;
    std::iter::from_fn(move || {
        let segment = segment(codestream, at).filter(|segment| segment.marker != SOT)?;
        at = segment.range.end;
        Some(segment)
    })
}

impl Header {
    /// Reads the segments up to the first tile-part.
    pub fn read(codestream: &[u8]) -> Result<Self, ReadError> {
        let cut = || damaged(codestream.len(), "the JPEG 2000 header is cut short");
        if !codestream.starts_with(&[0xFF, 0x4F]) {
            return Err(damaged(0, "the frame does not start as a JPEG 2000 codestream"));
        }
        let mut at = 2;
        let (mut size, mut coding) = (None, None);
        let (mut packed, mut high_throughput) = (false, false);
        loop {
            let segment = segment(codestream, at).ok_or_else(cut)?;
            let again = || damaged(at, "the JPEG 2000 header says the same thing twice");
            match segment.marker {
                SOT => break,
                SIZ if size.is_some() => return Err(again()),
                SIZ => size = Some(Size::read(segment.body, at)?),
                COD if coding.is_some() => return Err(again()),
                COD => coding = Some(Coding::read(segment.body).ok_or_else(cut)?),
                PPM => packed = true,
                CAP => high_throughput = true,
                _ => {}
            }
            at = segment.range.end;
        }
        let lacks = || damaged(at, "the JPEG 2000 header lacks its size or its coding style");
        let (Size { grid, components, precision, signed }, mut coding) = size.zip(coding).ok_or_else(lacks)?;
        for segment in segments(codestream).filter(|segment| matches!(segment.marker, COC | POC)) {
            coding.add(&segment, components).ok_or_else(cut)?;
        }
        Ok(Self { grid, components, precision, signed, high_throughput, coding, packed, body: at })
    }

    /// The first three components went through the multiple component transform.
    pub fn transformed(&self) -> bool {
        self.coding.transformed && self.components >= 3
    }
}

/// The SIZ segment (A.5.1).
struct Size {
    grid: Grid,
    components: usize,
    precision: u8,
    signed: bool,
}

impl Size {
    fn read(body: &[u8], at: usize) -> Result<Self, ReadError> {
        let wrong = || damaged(at, "the JPEG 2000 image size is wrong");
        let words = body.get(2..34).ok_or_else(wrong)?.as_chunks::<4>().0;
        let words: Vec<u32> = words.iter().map(|word| u32::from_be_bytes(*word)).collect();
        let grid = Grid::read(&words).ok_or_else(wrong)?;
        let components = body.get(36..).unwrap_or_default().as_chunks::<3>().0;
        let declared = body.get(34..36).and_then(|count| count.first_chunk::<2>()).ok_or_else(wrong)?;
        let (Some([depth, _, _]), true) =
            (components.first(), components.len() == usize::from(u16::from_be_bytes(*declared)))
        else {
            return Err(wrong());
        };
        if components.iter().any(|component| component != &[*depth, 1, 1]) {
            let what = "A JPEG 2000 image whose components differ in size or depth".into();
            return Err(ReadError::Unsupported { what, uid: String::new() });
        }
        let (precision, signed) = ((depth & 0x7F) + 1, depth & 0x80 != 0);
        Ok(Self { grid, components: components.len(), precision, signed })
    }
}
