//! What is to be written, and what of it is new.

use std::io::{self, Write};

use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};

use crate::dicom::{index::Wrapping, source::Source};

use super::{
    Difference, EditError,
    original::{Original, Part},
    pieces::Piece,
    tree::Tree,
};

/// A file that can be written from its original and the edits.
#[derive(Debug)]
pub struct Plan<'a> {
    pub(super) tree: Tree<'a>,
    /// Preamble and meta group.
    meta: Vec<Piece>,
    /// The data set; `None` where it stays as it is, compressed or not.
    data: Option<Vec<Piece>>,
    is_edited: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(tree: Tree<'a>) -> Result<Self, EditError> {
        let is_edited = tree.is_edited();
        let original = tree.original;
        let meta = tree.pieces(Part::Meta)?;
        let data = tree.pieces(Part::Data)?;
        let is_whole = data == whole(original, Part::Data);
        let data = (!is_whole).then_some(data);
        Ok(Self { tree, meta, data, is_edited })
    }

    /// Whether any byte is to change.
    pub fn is_edited(&self) -> bool {
        self.is_edited
    }

    /// What changes, in the order of the edits; what follows from them comes last.
    pub fn differences(&self) -> &[Difference] {
        &self.tree.differences
    }

    /// Bytes that are read and written, for a progress bar; what is compressed counts as it is inflated.
    pub fn size(&self) -> u64 {
        let original = self.tree.original;
        if !self.is_edited {
            return original.wrapped.as_ref().unwrap_or_else(|| original.source(Part::Meta)).size();
        }
        let count = |pieces: &[Piece]| pieces.iter().map(Piece::size).sum::<u64>();
        count(&self.meta) + count(&self.data.clone().unwrap_or_else(|| self.stored()))
    }

    /// Writes the file. `step` is told of bytes as they are written; its fault ends the writing.
    ///
    /// # Errors
    /// Those of `out` and `step`, and of reading the original.
    pub fn write(&self, out: &mut dyn Write, step: &mut dyn FnMut(u64) -> io::Result<()>) -> io::Result<()> {
        let original = self.tree.original;
        if !self.is_edited {
            let source = original.wrapped.as_ref().unwrap_or_else(|| original.source(Part::Meta));
            return copy(source, &[Piece::Copy(0..source.size())], out, step);
        }
        if original.wrapped.is_some() {
            let mut encoder = GzEncoder::new(out, Compression::default());
            self.write_inside(&mut encoder, step)?;
            return encoder.finish().map(drop);
        }
        self.write_inside(out, step)
    }

    fn write_inside(&self, out: &mut dyn Write, step: &mut dyn FnMut(u64) -> io::Result<()>) -> io::Result<()> {
        let original = self.tree.original;
        let meta = original.source(Part::Meta);
        copy(meta, &self.meta, out, step)?;
        let Some(data) = &self.data else { return copy(meta, &self.stored(), out, step) };
        let source = original.source(Part::Data);
        let mut out = Counted { out, count: 0 };
        match original.wrapping {
            None | Some(Wrapping::Gzip) => copy(source, data, &mut out, step)?,
            Some(Wrapping::Deflate) => {
                let mut encoder = DeflateEncoder::new(&mut out, Compression::default());
                copy(source, data, &mut encoder, step)?;
                encoder.finish()?;
            }
            Some(Wrapping::Zlib) => {
                let mut encoder = ZlibEncoder::new(&mut out, Compression::default());
                copy(source, data, &mut encoder, step)?;
                encoder.finish()?;
            }
        }
        // PS3.5 A.5: a deflated data set of odd length gets a null byte.
        if original.wrapping.is_some() && !out.count.is_multiple_of(2) {
            out.write_all(&[0])?;
        }
        Ok(())
    }

    /// The data set as it is stored, untouched.
    fn stored(&self) -> Vec<Piece> {
        let original = self.tree.original;
        vec![Piece::Copy(original.data_at..original.source(Part::Meta).size())]
    }
}

impl Piece {
    fn size(&self) -> u64 {
        match self {
            Self::Copy(range) => range.end - range.start,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

/// All of a part in one piece.
fn whole(original: &Original, part: Part) -> Vec<Piece> {
    let range = original.range(part);
    if range.is_empty() { Vec::new() } else { vec![Piece::Copy(range)] }
}

/// Counts what goes through.
struct Counted<'a> {
    out: &'a mut dyn Write,
    count: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bytes that are held at once.
const PIECE: u64 = 1 << 20;

fn copy(
    source: &Source,
    pieces: &[Piece],
    out: &mut dyn Write,
    step: &mut dyn FnMut(u64) -> io::Result<()>,
) -> io::Result<()> {
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => {
                out.write_all(bytes)?;
                step(bytes.len() as u64)?;
            }
            Piece::Copy(range) => {
                let mut at = range.start;
                while at < range.end {
                    let bytes = source.read(at, PIECE.min(range.end - at)).map_err(io::Error::other)?;
                    if bytes.is_empty() {
                        return Err(io::Error::other("the original became shorter while it was read"));
                    }
                    out.write_all(&bytes)?;
                    at += bytes.len() as u64;
                    step(bytes.len() as u64)?;
                }
            }
        }
    }
    Ok(())
}
