//! Compressed data sets and compressed files, under a cap.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::dicom::{
    Finding, FindingCode, Limits, ReadError,
    source::{Source, Window},
};

/// What is compressed may grow by this factor, beyond [`FREE`], unless the person granted more than by default.
const LARGEST_RATIO: u64 = 200;
/// Masks and empty volumes compress a thousandfold.
const FREE: u64 = 16 << 20;

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) enum Wrapping {
    /// A data set without any frame (PS3.5 A.5, RFC 1951).
    Deflate,
    /// A data set with the zlib header that some writers leave on (RFC 1950).
    Zlib,
    /// A whole file (RFC 1952).
    Gzip,
}

impl Wrapping {
    /// How the deflated data set at `start` is wrapped.
    pub fn of_data_set(window: &mut Window<'_>, start: u64) -> Result<Self, ReadError> {
        let head = window.get(start, 2)?.first_chunk::<2>().copied().unwrap_or_default();
        // The low half says deflate, and the check makes a multiple of 31. In raw deflate it would be a block that is
        // stored with a length of 0x..78, which no compressor writes.
        let zlib = head[0] & 0x8F == 8 && u16::from_be_bytes(head).is_multiple_of(31);
        Ok(if zlib { Self::Zlib } else { Self::Deflate })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Deflate | Self::Zlib => "deflated data set",
            Self::Gzip => "gzip file",
        }
    }
}

/// How a file inside gzip begins: two bytes of mark, then the only method there is.
pub(in crate::dicom) const GZIP: &[u8] = &[0x1F, 0x8B, 8];

/// Inflates everything from `start`. A stream that breaks off gives what it held.
pub(super) fn inflate(
    source: &Source,
    start: u64,
    wrapping: Wrapping,
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Result<Source, ReadError> {
    let compressed = source.size().saturating_sub(start);
    let granted = limits.file_bytes > Limits::default().file_bytes;
    let likely = if granted { limits.file_bytes } else { compressed.saturating_mul(LARGEST_RATIO).max(FREE) };
    let cap = likely.min(limits.file_bytes);
    let (inflated, whole) = inflate_some(source, start, wrapping, cap + 1);
    let name = wrapping.name();
    if inflated.len() as u64 > cap {
        return Err(ReadError::OverLimit { what: format!("A {name} of more than {cap} bytes") });
    }
    if inflated.is_empty() && !whole {
        return Err(ReadError::Damaged { what: format!("the {name} cannot be inflated"), at: start });
    }
    if !whole {
        let text = format!("The {name}{CUT}");
        findings.push(Finding::new(FindingCode::Truncated, None, text).at(start));
    }
    Ok(Source::memory(inflated))
}

/// What is said of a stream that breaks off, after its name.
const CUT: &str = " breaks off; what it held was read.";

/// Whether a finding says that what is compressed in the file breaks off.
pub(in crate::dicom) fn is_of_cut(finding: &Finding) -> bool {
    finding.code == FindingCode::Truncated && finding.text.ends_with(CUT)
}

/// The first `most` bytes of what is compressed from `start` on, and whether no fault was met.
pub(super) fn inflate_some(source: &Source, start: u64, wrapping: Wrapping, most: u64) -> (Vec<u8>, bool) {
    let reader = Reader { source, position: start };
    let mut inflated = Vec::new();
    let result = match wrapping {
        Wrapping::Deflate => DeflateDecoder::new(reader).take(most).read_to_end(&mut inflated),
        Wrapping::Zlib => ZlibDecoder::new(reader).take(most).read_to_end(&mut inflated),
        Wrapping::Gzip => MultiGzDecoder::new(reader).take(most).read_to_end(&mut inflated),
    };
    (inflated, result.is_ok())
}

struct Reader<'a> {
    source: &'a Source,
    position: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.source.read_into(self.position, buffer).map_err(std::io::Error::other)?;
        self.position += count as u64;
        Ok(count)
    }
}
