//! Which branches of the tags are open.

use std::{collections::HashSet, sync::Arc};

use crate::dicom::{PathStep, TagPath};

/// Which branches are open: those down to a depth, but for those that were opened or closed by hand. They are known by their
/// ways, so that they stay as they are from slice to slice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    base: Base,
    toggled: HashSet<TagPath>,
}

/// Open branches of each view.
#[derive(Clone, Debug)]
pub(super) struct FoldSets {
    /// Of the whole file.
    pub file: Arc<Folds>,
    /// Of what a search or a filter found.
    pub search: Arc<Folds>,
    /// Of a frame's functional groups.
    pub frame: Arc<Folds>,
}

impl Default for FoldSets {
    /// Of a file the top level is seen; what a search found, and the little that holds for a frame, is seen whole.
    fn default() -> Self {
        Self { file: Arc::default(), search: Arc::new(Folds::of_search()), frame: Arc::new(Folds::all(true)) }
    }
}

/// What is open by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    /// Branches that are indented less than this.
    Depth(u16),
    /// Branches in which something was found.
    Hits,
}

impl Default for Base {
    fn default() -> Self {
        Self::Depth(0)
    }
}

impl Folds {
    /// Nothing is open but what leads to what was found.
    pub fn of_search() -> Self {
        Self { base: Base::Hits, toggled: HashSet::new() }
    }

    /// Everything is open, or nothing.
    pub fn all(open: bool) -> Self {
        Self { base: Base::Depth(if open { u16::MAX } else { 0 }), toggled: HashSet::new() }
    }

    /// One more level is open, or one less: a sequence and its items are one.
    #[must_use]
    pub fn level(&self, deeper: bool) -> Self {
        let depth = match self.base {
            Base::Depth(depth) => depth,
            Base::Hits => 0,
        };
        // What is open to the ground closes from the top.
        let depth = match (deeper, depth) {
            (true, depth) => depth.saturating_add(2),
            (false, u16::MAX) => 2,
            (false, depth) => depth.saturating_sub(2),
        };
        Self { base: Base::Depth(depth), toggled: HashSet::new() }
    }

    /// Whether the branch at the end of a way is open; `holds` if something was found in it.
    pub fn is_open(&self, way: &[PathStep], depth: u16, holds: bool) -> bool {
        let open = match self.base {
            Base::Depth(least) => depth < least,
            Base::Hits => holds,
        };
        open != (!self.toggled.is_empty() && self.toggled.contains(way))
    }

    /// Opens what is closed and closes what is open.
    pub fn toggle(&mut self, way: TagPath) {
        if !self.toggled.remove(way.steps.as_slice()) {
            self.toggled.insert(way);
        }
    }

    /// Opens all that a way leads through, where no search is in force.
    pub fn reveal(&mut self, way: &TagPath) {
        for length in 1..way.steps.len() {
            let part = way.steps.get(..length).unwrap_or_default();
            let depth = u16::try_from(length - 1).unwrap_or(u16::MAX);
            if !self.is_open(part, depth, false) {
                self.toggle(TagPath { steps: part.to_vec() });
            }
        }
    }
}
