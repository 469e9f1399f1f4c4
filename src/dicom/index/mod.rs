//! The structure index: where each element lies, without its value.
//!
//! One iterative walk over positioned reads gives tag, VR, offset, length and nesting of every element and of every
//! fragment. Nothing is allocated from a declared length, nothing recurses, and what contradicts the bytes is clamped
//! and noted. Everything else in this floor reads values through the positions kept here.

mod chain;
mod containers;
mod head;
mod inflate;
mod meta;
mod notes;
mod opening;
mod resync;
mod settle;
mod start;
mod walk;

use std::ops::Range;

use dicom_core::{Tag, VR};

pub(super) use head::{dictionary_vr, has_long_length};
pub(super) use inflate::{GZIP, Wrapping, is_of_cut};
pub(super) use opening::{BEGINNING, Opened, from_source, open};
pub(super) use start::looks_like_dicom;
pub(super) use walk::Extent;

use super::{Finding, codestream::Mark, syntax::Encoding};

/// Item (FFFE,E000).
pub(super) const ITEM: Tag = Tag(0xFFFE, 0xE000);
/// Item Delimitation Item (FFFE,E00D).
const ITEM_DELIMITATION: Tag = Tag(0xFFFE, 0xE00D);
/// Sequence Delimitation Item (FFFE,E0DD).
const SEQUENCE_DELIMITATION: Tag = Tag(0xFFFE, 0xE0DD);
/// Deepest nesting that is indexed; items and sequences both count.
pub(super) const DEPTH_LIMIT: usize = 64;

/// One element, item or fragment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    /// Tag; [`ITEM`] for items and fragments.
    pub tag: Tag,
    /// VR as written or as the dictionary gives it. UN for items.
    pub vr: VR,
    /// How the value is written.
    pub encoding: Encoding,
    /// What it is.
    pub kind: Kind,
    /// Bytes of its header, which lies right before its value.
    pub head: u8,
    /// The codestream that a fragment begins, by its first bytes.
    pub begins: Option<Mark>,
    /// 0 at top level.
    pub depth: u16,
    /// Index of the element that holds it; `u32::MAX` at top level.
    pub parent: u32,
    /// Index after its last descendant.
    pub end: u32,
    /// Declared length; [`Element::UNDEFINED`] when undefined.
    pub length: u32,
    /// Position of the value.
    pub offset: u64,
    /// Bytes of the value that the source holds.
    pub present: u64,
}

/// What an [`Element`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An element with a plain value.
    Value,
    /// A sequence; its children are items.
    Sequence,
    /// An item of a sequence; its children are elements.
    Item,
    /// Encapsulated data; its children are fragments, the first the basic offset table.
    Encapsulated,
    /// A fragment.
    Fragment,
}

/// All elements in file order, parents before children, the meta group first.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The elements.
    pub elements: Vec<Element>,
    /// What was repaired on the way.
    pub findings: Vec<Finding>,
    /// Where the pixel data begin that were not walked into.
    pub pixels_at: Option<u64>,
}

impl Element {
    /// Declared length of values that end at a delimiter.
    pub const UNDEFINED: u32 = u32::MAX;

    /// Where its header starts.
    pub fn start(&self) -> u64 {
        self.offset.saturating_sub(u64::from(self.head))
    }

    /// The declared length, `None` when undefined.
    pub fn declared(&self) -> Option<u32> {
        (self.length != Self::UNDEFINED).then_some(self.length)
    }
}

impl Index {
    /// Positions of the children of the element at `parent`, or of the top level.
    pub fn children(&self, parent: Option<usize>) -> Children<'_> {
        let range = match parent {
            None => 0..self.elements.len(),
            Some(at) => at + 1..self.elements.get(at).map_or(0, |element| element.end as usize),
        };
        Children { index: self, range }
    }

    /// The first child of `parent` with this tag.
    pub fn find(&self, parent: Option<usize>, tag: Tag) -> Option<usize> {
        self.children(parent).find(|&at| self.elements.get(at).is_some_and(|element| element.tag == tag))
    }
}

/// Siblings, skipping what lies inside them.
pub(super) struct Children<'a> {
    index: &'a Index,
    range: Range<usize>,
}

impl Iterator for Children<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let at = self.range.start;
        if at >= self.range.end {
            return None;
        }
        let end = self.index.elements.get(at)?.end as usize;
        self.range.start = end.max(at + 1);
        Some(at)
    }
}
