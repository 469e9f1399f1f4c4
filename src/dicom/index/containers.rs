//! The sequences, items and encapsulated values that are open at a place of the walk.

use crate::dicom::syntax::Encoding;

use super::{DEPTH_LIMIT, Kind};

/// A sequence, item or encapsulated value that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Container {
    /// Its place in the index, or `u32::MAX` if it is not kept.
    pub at: u32,
    pub kind: Kind,
    pub encoding: Encoding,
    /// Where its contents start.
    pub start: u64,
    /// Where its contents end at the latest.
    pub limit: u64,
    /// It ends at a delimiter.
    pub undefined: bool,
}

/// Everything that is open, innermost last.
///
/// What lies beyond the depth limit is not indexed, but its end has to be found to read on behind it. Down there only
/// containers of undefined length come in here (the others are jumped over whole), at one byte each: nesting costs an
/// eighth of the file's size at most.
#[derive(Debug, Default)]
pub(super) struct Containers {
    kept: Vec<Container>,
    deep: Vec<u8>,
}

impl Containers {
    /// How many are open.
    pub fn depth(&self) -> usize {
        self.kept.len() + self.deep.len()
    }

    /// Whether what opens here lies beyond the depth limit.
    pub fn is_deep(&self) -> bool {
        self.depth() > DEPTH_LIMIT
    }

    /// The innermost one.
    pub fn last(&self) -> Option<Container> {
        if self.deep.is_empty() { self.kept.last().copied() } else { self.nth_last(0) }
    }

    /// The place of the innermost one in the index, or `u32::MAX`.
    pub fn parent(&self) -> u32 {
        if self.deep.is_empty() { self.kept.last().map_or(u32::MAX, |container| container.at) } else { u32::MAX }
    }

    /// The innermost one but `n`.
    pub fn nth_last(&self, n: usize) -> Option<Container> {
        let Some(n) = n.checked_sub(self.deep.len()) else {
            let packed = self.deep.iter().nth_back(n)?;
            let above = self.kept.last()?;
            return Some(unpack(*packed, above));
        };
        self.kept.iter().nth_back(n).copied()
    }

    /// Opens one.
    pub fn push(&mut self, container: Container) {
        if self.is_deep() {
            self.deep.push(pack(&container));
        } else {
            self.kept.push(container);
        }
    }

    /// Closes the innermost one.
    pub fn pop(&mut self) -> Option<Container> {
        let last = self.last();
        if self.deep.pop().is_none() {
            self.kept.pop();
        }
        last
    }
}

const KINDS: [Kind; 3] = [Kind::Sequence, Kind::Item, Kind::Encapsulated];

fn pack(container: &Container) -> u8 {
    let kind = KINDS.iter().position(|kind| *kind == container.kind).unwrap_or(0) as u8;
    kind | u8::from(container.encoding.implicit) << 2 | u8::from(container.encoding.big_endian) << 3
}

fn unpack(packed: u8, above: &Container) -> Container {
    Container {
        at: u32::MAX,
        kind: KINDS.get(usize::from(packed & 3)).copied().unwrap_or(Kind::Sequence),
        encoding: Encoding { implicit: packed & 4 != 0, big_endian: packed & 8 != 0 },
        start: above.start,
        limit: above.limit,
        undefined: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deep_comes_back_as_it_went_in() {
        let mut open = Containers::default();
        let container = |kind, encoding| Container { at: 7, kind, encoding, start: 1, limit: 99, undefined: true };
        for _ in 0..=DEPTH_LIMIT {
            open.push(container(Kind::Sequence, Encoding::EXPLICIT));
        }
        assert!(open.is_deep());
        open.push(container(Kind::Item, Encoding::EXPLICIT_BIG));
        open.push(container(Kind::Encapsulated, Encoding::IMPLICIT));
        assert_eq!(open.depth(), DEPTH_LIMIT + 3);
        let kinds = [0, 1, 2, 64, 67].map(|n| open.nth_last(n).map(|container| (container.kind, container.at)));
        let deep = u32::MAX;
        assert_eq!(
            kinds,
            [
                Some((Kind::Encapsulated, deep)),
                Some((Kind::Item, deep)),
                Some((Kind::Sequence, 7)),
                Some((Kind::Sequence, 7)),
                None
            ]
        );
        assert_eq!(open.pop().map(|container| container.encoding), Some(Encoding::IMPLICIT));
        assert_eq!(open.pop().map(|container| container.encoding), Some(Encoding::EXPLICIT_BIG));
        assert_eq!(open.pop().map(|container| container.limit), Some(99));
        assert!(!open.is_deep());
    }
}
