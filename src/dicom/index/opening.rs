//! From the first byte to a walked data set: preamble, meta group, transfer syntax (PS3.10 section 7).

use std::path::Path;

use crate::dicom::{
    Finding, FindingCode, Limits, ReadError,
    source::{Source, Window},
    syntax::Encoding,
};

use super::{
    Extent, Index,
    inflate::{GZIP, Wrapping, inflate, inflate_some},
    meta,
    settle::{self, Settled, settle},
    start,
    walk::walk,
};

/// Bytes of the file limit that one element of the index may stand for: two million elements at 1 GiB.
const LIMIT_PER_ELEMENT: u64 = 512;
/// Elements that room is made for at once.
const USUAL_ELEMENTS: usize = 96;
/// What is inflated where only the beginning is wanted.
pub(in crate::dicom) const BEGINNING: u64 = 8 << 20;

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
    /// Where the data set begins in `meta_source`.
    pub data_at: u64,
    /// How the data set is compressed.
    pub wrapping: Option<Wrapping>,
    /// What `meta_source` begins with, where only the header was wanted: its values need not be read again.
    pub kept: Vec<u8>,
}

impl Opened {
    /// Whether no pixel data were met, be it only because the bytes end before them.
    fn is_without_pixels(&self) -> bool {
        self.index.pixels_at.is_none()
    }
}

/// Opens `path` and indexes it as far as `extent` says.
pub(in crate::dicom) fn open(path: &Path, extent: Extent, limits: &Limits) -> Result<Opened, ReadError> {
    from_source(Source::open(path)?, extent, limits)
}

/// Indexes what `source` holds.
pub(in crate::dicom) fn from_source(source: Source, extent: Extent, limits: &Limits) -> Result<Opened, ReadError> {
    // One window for everything, so that what a file begins with is read once.
    let mut window = match extent {
        Extent::BeforePixels => Window::keeping(&source),
        _ => Window::new(&source),
    };
    let mut findings = Vec::new();
    if window.get(0, GZIP.len())? != GZIP {
        let indexed = index(&source, window, extent, limits, findings)?;
        return Ok(Opened { meta_source: source, ..indexed });
    }
    let mut inside = inflated(&source, 0, Wrapping::Gzip, extent, limits, &mut findings)?;
    if is_cut(&inside, extent) && index(&inside, Window::new(&inside), extent, limits, Vec::new())?.is_without_pixels()
    {
        inside = inflate(&source, 0, Wrapping::Gzip, limits, &mut findings)?;
    }
    let text = "The file is wrapped in gzip; what is inside was read.";
    findings.push(Finding::new(FindingCode::Structure, None, text).at(0));
    let indexed = index(&inside, Window::new(&inside), extent, limits, findings)?;
    Ok(Opened { meta_source: inside, size: source.size(), ..indexed })
}

/// Everything but the source itself.
fn index(
    source: &Source,
    mut window: Window<'_>,
    extent: Extent,
    limits: &Limits,
    mut findings: Vec<Finding>,
) -> Result<Opened, ReadError> {
    let start = start::find(&mut window)?;
    findings.extend(start.findings);
    let mut index = Index { elements: Vec::with_capacity(USUAL_ELEMENTS), ..Index::default() };
    let after_meta = meta::read(&mut window, start.at, &mut index)?;
    findings.append(&mut index.findings);
    let stated = meta::stated_syntax(&mut window, &index, &mut findings)?;
    let Settled { mut encoding, syntax, wrapping } = settle(source, &mut window, after_meta, &stated, &mut findings)?;
    let most = usize::try_from(limits.file_bytes / LIMIT_PER_ELEMENT).unwrap_or(usize::MAX);
    let mut inflated = match wrapping {
        Some(wrapping) => Some(inflated(source, after_meta, wrapping, extent, limits, &mut findings)?),
        None => None,
    };
    match (&mut inflated, wrapping) {
        (Some(inflated), Some(wrapping)) => {
            let of_meta = index.elements.len();
            encoding = walk_inside(inflated, extent, most, &mut index)?;
            if is_cut(inflated, extent) && index.pixels_at.is_none() {
                // They may lie behind what was inflated.
                *inflated = inflate(source, after_meta, wrapping, limits, &mut findings)?;
                index.elements.truncate(of_meta);
                index.findings.clear();
                encoding = walk_inside(inflated, extent, most, &mut index)?;
            }
        }
        _ => drop(walk(&mut window, after_meta, encoding, extent, most, &mut index)?),
    }
    if index.elements.is_empty() {
        return Err(ReadError::NotDicom);
    }
    findings.append(&mut index.findings);
    index.findings = findings;
    let size = source.size();
    let kept = window.into_kept();
    let meta_source = Source::memory(Vec::new());
    Ok(Opened {
        meta_source,
        inflated,
        index,
        size,
        stated_syntax: stated,
        syntax,
        encoding,
        data_at: after_meta,
        wrapping,
        kept,
    })
}

/// Walks a data set that was inflated; returns how it is written.
fn walk_inside(inflated: &Source, extent: Extent, most: usize, index: &mut Index) -> Result<Encoding, ReadError> {
    let mut window = Window::new(inflated);
    let encoding = settle::inside(&mut window)?;
    walk(&mut window, 0, encoding, extent, most, index)?;
    Ok(encoding)
}

/// Whether what was inflated may go on.
fn is_cut(inflated: &Source, extent: Extent) -> bool {
    extent == Extent::BeforePixels && inflated.size() >= BEGINNING
}

/// As much of what is compressed from `start` on as `extent` needs.
fn inflated(
    source: &Source,
    start: u64,
    wrapping: Wrapping,
    extent: Extent,
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Result<Source, ReadError> {
    if extent == Extent::BeforePixels {
        return Ok(Source::memory(inflate_some(source, start, wrapping, BEGINNING).0));
    }
    inflate(source, start, wrapping, limits, findings)
}
