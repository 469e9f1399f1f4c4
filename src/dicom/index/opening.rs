//! From the first byte to a walked data set: preamble, meta group, transfer syntax (PS3.10 section 7).

use std::path::Path;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    Finding, FindingCode, Limits, ReadError,
    source::Source,
    syntax::{self, Encoding},
};

use super::{Extent, Index, head::dictionary_vr, inflate::inflate, walk::walk};

/// A file with its elements indexed.
#[derive(Debug)]
pub(in crate::dicom) struct Opened {
    /// Where the meta group's values lie.
    pub meta_source: Source,
    /// Where the other values lie, if that is not the same: an inflated data set.
    pub inflated: Option<Source>,
    /// The elements; those of group 0002 lie in `meta_source`.
    pub index: Index,
    /// Bytes on disk.
    pub size: u64,
    /// (0002,0010) as stated, or empty.
    pub stated_syntax: String,
    /// The syntax in force: as stated, or as recognised.
    pub syntax: String,
    /// How the data set is written.
    pub encoding: Encoding,
}

/// Opens `path` and indexes it as far as `extent` says.
pub(in crate::dicom) fn open(path: &Path, extent: Extent, limits: &Limits) -> Result<Opened, ReadError> {
    from_source(Source::open(path)?, extent, limits)
}

/// Whether a file's first bytes are those of DICOM. Cheap enough for whole folders.
pub(in crate::dicom) fn looks_like_dicom(path: &Path) -> bool {
    Source::open(path).and_then(|source| start_of(&source)).is_ok()
}

/// Indexes what `source` holds.
pub(in crate::dicom) fn from_source(source: Source, extent: Extent, limits: &Limits) -> Result<Opened, ReadError> {
    let size = source.size();
    let (start, mut findings) = start_of(&source)?;
    let mut index = Index::default();
    let after_meta = walk(&source, start, Encoding::EXPLICIT, Extent::Meta, &mut index)?;
    let stated = stated_syntax(&source, &index);
    if index.elements.is_empty() {
        findings.push(Finding::new(FindingCode::Meta, Some((2, 0)), "The file has no meta information group."));
    }
    findings.append(&mut index.findings);
    if stated.is_empty() {
        findings.push(Finding::new(
            FindingCode::TransferSyntax,
            Some((2, 0x10)),
            "No transfer syntax is stated; it was recognised from the data set.",
        ));
    }
    let inflated = match syntax::is_deflated(&stated) {
        true => Some(inflate(&source, after_meta, limits, &mut findings)?),
        false => None,
    };
    let (body, at) = inflated.as_ref().map_or((&source, after_meta), |inflated| (inflated, 0));
    let (encoding, name) = settle(body, at, &stated, &mut findings)?;
    walk(body, at, encoding, extent, &mut index)?;
    if index.elements.is_empty() {
        return Err(ReadError::NotDicom);
    }
    findings.append(&mut index.findings);
    index.findings = findings;
    Ok(Opened { meta_source: source, inflated, index, size, stated_syntax: stated, syntax: name, encoding })
}

/// Where the first element lies: after "DICM", or at the very beginning where that looks like an element.
fn start_of(source: &Source) -> Result<(u64, Vec<Finding>), ReadError> {
    let mut head = [0; 144];
    let count = source.read_into(0, &mut head)?;
    let head = &head[..count];
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    let no_preamble = || vec![Finding::new(FindingCode::Meta, None, "The file has no preamble.")];
    if head.get(128..132) == Some(b"DICM") {
        return Ok((132, Vec::new()));
    }
    if head.starts_with(b"DICM") {
        return Ok((4, no_preamble()));
    }
    if head.starts_with(&[2, 0]) && plausible(head, Encoding::EXPLICIT, source.size()) {
        return Ok((0, no_preamble()));
    }
    match recognise(head, source.size()) {
        Some(_) => Ok((0, no_preamble())),
        None => Err(ReadError::NotDicom),
    }
}

/// The encoding and UID in force: as stated where the first element agrees, else as the first element shows.
fn settle(
    source: &Source,
    at: u64,
    stated: &str,
    findings: &mut Vec<Finding>,
) -> Result<(Encoding, String), ReadError> {
    let mut head = [0; 12];
    let count = source.read_into(at, &mut head)?;
    let left = source.size().saturating_sub(at);
    let encoding = syntax::encoding(stated);
    if count < 8 || (!stated.is_empty() && plausible(&head[..count], encoding, left)) {
        return Ok((encoding, stated.to_owned()));
    }
    let Some(found) = recognise(&head[..count], left) else { return Ok((encoding, stated.to_owned())) };
    if stated.is_empty() || (found.big_endian != encoding.big_endian && !is_encapsulated(stated)) {
        let uid = match (found.implicit, found.big_endian) {
            (true, _) => syntax::IMPLICIT_LITTLE,
            (false, false) => syntax::EXPLICIT_LITTLE,
            (false, true) => syntax::EXPLICIT_BIG,
        };
        if !stated.is_empty() {
            findings.push(contradiction());
        }
        return Ok((found, uid.to_owned()));
    }
    if found != encoding {
        findings.push(contradiction());
    }
    Ok((found, stated.to_owned()))
}

fn contradiction() -> Finding {
    Finding::new(
        FindingCode::TransferSyntax,
        Some((2, 0x10)),
        "The data set is not written in the stated transfer syntax; it was read as it is written.",
    )
}

/// Whether pixel data of this syntax come in fragments.
fn is_encapsulated(uid: &str) -> bool {
    !matches!(uid, "" | syntax::IMPLICIT_LITTLE | syntax::EXPLICIT_LITTLE | syntax::EXPLICIT_BIG)
        && !syntax::is_deflated(uid)
}

/// The encoding that makes sense of a first element.
fn recognise(head: &[u8], left: u64) -> Option<Encoding> {
    [Encoding::EXPLICIT, Encoding::EXPLICIT_BIG, Encoding::IMPLICIT]
        .into_iter()
        .find(|&encoding| plausible(head, encoding, left))
}

/// Whether `head` is a believable first element: a low even group that the standard knows, a VR, a length that fits.
fn plausible(head: &[u8], encoding: Encoding, left: u64) -> bool {
    let Some(bytes) = head.get(..8) else { return false };
    let tag = Tag(encoding.u16(bytes), encoding.u16(&bytes[2..]));
    if tag.0 % 2 == 1 || !(0x0002..=0x7FE0).contains(&tag.0) || tag.0 > 0x0060 && tag.0 < 0x0100 && tag.1 != 0 {
        return false;
    }
    if encoding.implicit {
        let length = encoding.u32(&bytes[4..]);
        let fits = u64::from(length) <= left.saturating_sub(8) || length == u32::MAX;
        return fits && (tag.1 == 0 && length == 4 || dictionary_vr(tag, false) != VR::UN);
    }
    VR::from_binary([bytes[4], bytes[5]]).is_some() && (tag.0 < 0x0100 || dictionary_vr(tag, false) != VR::UN)
}

/// (0002,0010) from the indexed meta group.
fn stated_syntax(source: &Source, index: &Index) -> String {
    let element = index.find(None, tags::TRANSFER_SYNTAX_UID).and_then(|at| index.elements.get(at));
    let Some(element) = element else { return String::new() };
    let bytes = source.read(element.offset, element.present.min(64)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_matches(['\0', ' ']).to_owned()
}
