//! The fragments of a video as one stretch of bytes: where they are cut says nothing (PS3.5 8.2.7 and following).

use crate::dicom::{ReadError, index::Element, source::Source};

/// Fragments one behind the other.
#[derive(Debug)]
pub(super) struct Joined {
    parts: Vec<Part>,
    size: u64,
    /// The file holds all of it.
    pub whole: bool,
}

#[derive(Debug)]
struct Part {
    /// Where it begins in the whole.
    start: u64,
    /// Where it lies in the file.
    offset: u64,
    length: u64,
}

/// Sequential reading in pieces.
pub(super) struct Reader<'a> {
    joined: &'a Joined,
    source: &'a Source,
    start: u64,
    bytes: Vec<u8>,
}

impl Joined {
    /// Joins fragments.
    pub fn new(fragments: &[Element]) -> Self {
        let mut joined = Self { parts: Vec::new(), size: 0, whole: true };
        for fragment in fragments {
            joined.parts.push(Part { start: joined.size, offset: fragment.offset, length: fragment.present });
            joined.size = joined.size.saturating_add(fragment.present);
            joined.whole = fragment.present == u64::from(fragment.length);
            // What follows a fragment that breaks off cannot be joined to it.
            if !joined.whole {
                break;
            }
        }
        joined
    }

    /// Bytes of all fragments.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Where byte `at` lies in the file.
    pub fn place(&self, at: u64) -> u64 {
        let part = self.parts.get(self.part(at)).or(self.parts.last());
        part.map_or(0, |part| part.offset.saturating_add(at.saturating_sub(part.start)))
    }

    /// Fills `buffer` from `at`; how much of it there was.
    pub fn read_into(&self, source: &Source, at: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let mut filled = 0;
        for part in self.parts.get(self.part(at)..).unwrap_or_default() {
            let inside = at.saturating_add(filled as u64).saturating_sub(part.start);
            let left = usize::try_from(part.length.saturating_sub(inside)).unwrap_or(usize::MAX);
            let rest = buffer.get_mut(filled..).unwrap_or_default();
            let count = rest.len().min(left);
            let got =
                source.read_into(part.offset.saturating_add(inside), rest.get_mut(..count).unwrap_or_default())?;
            filled += got;
            if got < count || filled == buffer.len() {
                break;
            }
        }
        Ok(filled)
    }

    /// The `N` bytes at `at`, or `None` where there are fewer.
    pub fn array<const N: usize>(&self, source: &Source, at: u64) -> Result<Option<[u8; N]>, ReadError> {
        let mut bytes = [0; N];
        Ok((self.read_into(source, at, &mut bytes)? == N).then_some(bytes))
    }

    /// The part that holds byte `at`.
    fn part(&self, at: u64) -> usize {
        self.parts.partition_point(|part| part.start.saturating_add(part.length) <= at)
    }
}

impl<'a> Reader<'a> {
    /// Bytes that are read at a time.
    pub const PIECE: usize = 64 << 10;

    pub fn new(joined: &'a Joined, source: &'a Source) -> Self {
        Self { joined, source, start: 0, bytes: Vec::new() }
    }

    /// At most `count` bytes from `at`; fewer only at the end.
    pub fn get(&mut self, at: u64, count: usize) -> Result<&[u8], ReadError> {
        let inside = at.checked_sub(self.start).and_then(|skip| usize::try_from(skip).ok());
        let held = inside.is_some_and(|skip| skip.saturating_add(count) <= self.bytes.len());
        if !held {
            self.bytes.resize(Self::PIECE.max(count), 0);
            let filled = self.joined.read_into(self.source, at, &mut self.bytes)?;
            self.bytes.truncate(filled);
            self.start = at;
        }
        let skip = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let rest = self.bytes.get(skip..).unwrap_or_default();
        Ok(rest.get(..count.min(rest.len())).unwrap_or_default())
    }
}
