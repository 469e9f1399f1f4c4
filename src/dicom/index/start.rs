//! Where a file's first element lies: behind the preamble, or wherever else careless writers put it (PS3.10 7.1).

use std::path::Path;

use dicom_core::Tag;

use crate::dicom::{
    Finding, FindingCode, ReadError,
    source::{Source, Window},
    syntax::Encoding,
};

use super::{
    chain::chain,
    inflate::{GZIP, Wrapping, inflate_some},
};

/// Bytes before "DICM".
const PREAMBLE: usize = 128;
/// "DICM" is looked for this far.
const MARK_REACH: usize = 4 << 10;
/// A first element without any mark before it is looked for this far: where the preamble would end.
const ELEMENT_REACH: u64 = 132;

/// How a zip archive begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// Where the first element lies.
pub(super) struct Start {
    pub at: u64,
    pub findings: Vec<Finding>,
}

/// Whether a file's first bytes are those of DICOM. Cheap enough for whole folders.
pub(in crate::dicom) fn looks_like_dicom(path: &Path) -> bool {
    let Ok(source) = Source::open(path) else { return false };
    let mut window = Window::new(&source);
    if window.get(0, GZIP.len()).is_ok_and(|head| head == GZIP) {
        let (inflated, _) = inflate_some(&source, 0, Wrapping::Gzip, MARK_REACH as u64);
        return find(&mut Window::new(&Source::memory(inflated))).is_ok();
    }
    find(&mut window).is_ok()
}

/// Finds the first element, or [`ReadError::NotDicom`].
pub(super) fn find(window: &mut Window<'_>) -> Result<Start, ReadError> {
    let head = window.get(0, PREAMBLE + 4)?;
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    if head.get(PREAMBLE..) == Some(b"DICM") {
        return Ok(Start { at: PREAMBLE as u64 + 4, findings: Vec::new() });
    }
    if head.starts_with(ZIP) {
        // What lies in an archive without compression would be found further on, and shown as if it were all.
        return Err(ReadError::NotDicom);
    }
    let found =
        |at: u64, text: &str| Ok(Start { at, findings: vec![Finding::new(FindingCode::Meta, None, text).at(at)] });
    if head.starts_with(b"DICM") {
        return found(4, "The file has no preamble.");
    }
    if begins(window, 0)? {
        return found(0, "The file has no preamble.");
    }
    if let Some(at) = displaced_mark(window)? {
        return found(at, "The mark DICM stands in another place than it should; the file was read from there.");
    }
    // Without any mark only a chain of elements is believed.
    for at in 1..=ELEMENT_REACH.min(window.size()) {
        if begins(window, at)? {
            return found(at, "The file begins with bytes that are no element; it was read from the first one.");
        }
    }
    Err(ReadError::NotDicom)
}

/// Whether elements certainly begin at `at`, in whatever encoding.
fn begins(window: &mut Window<'_>, at: u64) -> Result<bool, ReadError> {
    let limit = window.size();
    for encoding in ENCODINGS {
        if chain(window, at, encoding, Tag(0x0001, 0xFFFF), limit, false)?.is_certain() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How a data set may be written, the likeliest first.
pub(super) const ENCODINGS: [Encoding; 4] =
    [Encoding::EXPLICIT, Encoding::IMPLICIT, Encoding::EXPLICIT_BIG, Encoding { implicit: true, big_endian: true }];

/// Behind a "DICM" that stands elsewhere, with elements after it.
fn displaced_mark(window: &mut Window<'_>) -> Result<Option<u64>, ReadError> {
    let bytes = window.get(0, MARK_REACH)?;
    let places: Vec<u64> =
        bytes.windows(4).enumerate().filter(|(_, four)| four == b"DICM").map(|(at, _)| at as u64 + 4).take(8).collect();
    for at in places {
        if begins(window, at)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
