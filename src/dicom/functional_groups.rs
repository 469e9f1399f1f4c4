//! Where an attribute of one frame stands: the frame's own functional group, else the shared one, else the top level
//! (PS3.3 C.7.6.16).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::header::{DataSet, Header};

/// The functional groups of a file, looked up once.
#[derive(Debug, Default)]
pub(super) struct FunctionalGroups {
    per_frame: Vec<usize>,
    shared: Option<usize>,
}

impl FunctionalGroups {
    /// Finds the groups.
    pub fn new(header: &Header) -> Self {
        let top = header.top();
        Self {
            per_frame: top.item_positions(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE),
            shared: top.item_positions(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE).first().copied(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.per_frame.is_empty() && self.shared.is_none()
    }

    /// Whether frames can differ.
    pub fn is_per_frame(&self) -> bool {
        !self.per_frame.is_empty()
    }

    /// Number of per-frame items.
    pub fn frames(&self) -> usize {
        self.per_frame.len()
    }

    /// The item of macro `tag` for frame `index`.
    pub fn group<'a>(&self, header: &'a Header, index: usize, tag: Tag) -> Option<DataSet<'a>> {
        let top = header.top();
        let places = [self.per_frame.get(index).copied(), self.shared];
        places.into_iter().flatten().find_map(|at| DataSet::item_at(header, at, top.character_sets()).item(tag))
    }

    /// The macro's item, or the top level where there is none.
    pub fn group_or_top<'a>(&self, header: &'a Header, index: usize, tag: Tag) -> DataSet<'a> {
        self.group(header, index, tag).unwrap_or_else(|| header.top())
    }
}
