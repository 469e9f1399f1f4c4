//! The deflated transfer syntax, under a cap.

use std::io::Read;

use flate2::read::DeflateDecoder;

use crate::dicom::{Finding, FindingCode, Limits, ReadError, source::Source};

/// A data set may grow by this factor, beyond a first mebibyte.
const LARGEST_RATIO: u64 = 200;

/// Inflates everything from `start` (PS3.5 A.5, raw deflate). A stream that breaks off gives what it held.
pub(super) fn inflate(
    source: &Source,
    start: u64,
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Result<Source, ReadError> {
    let compressed = source.size().saturating_sub(start);
    let cap = compressed.saturating_mul(LARGEST_RATIO).max(1 << 20).min(limits.file_bytes);
    let reader = Reader { source, position: start };
    let mut inflated = Vec::new();
    let result = DeflateDecoder::new(reader).take(cap + 1).read_to_end(&mut inflated);
    if inflated.len() as u64 > cap {
        return Err(ReadError::OverLimit { what: format!("A deflated data set of more than {cap} bytes") });
    }
    match result {
        Err(_) if inflated.is_empty() => {
            Err(ReadError::Damaged { what: "the deflated data set cannot be inflated".into(), at: start })
        }
        Err(_) => {
            findings.push(Finding::new(
                FindingCode::Truncated,
                None,
                "The deflated data set breaks off; what it held was read.",
            ));
            Ok(Source::memory(inflated))
        }
        Ok(_) => Ok(Source::memory(inflated)),
    }
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
