//! Where an attribute of one frame stands: the frame's own functional group, else the shared one, else the top level
//! (PS3.3 C.7.6.16).

use std::collections::BTreeSet;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::header::{DataSet, Header};

/// The functional groups of a file, looked up once.
#[derive(Debug, Default)]
pub(super) struct FunctionalGroups {
    per_frame: Vec<usize>,
    shared: Option<usize>,
    /// Macros that at least one frame has of its own.
    of_some_frames: BTreeSet<Tag>,
}

impl FunctionalGroups {
    /// Finds the groups.
    pub fn new(header: &Header) -> Self {
        let top = header.top();
        let per_frame = top.item_positions(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        let index = &header.index;
        let of_frames = per_frame.iter().flat_map(|&at| index.children(Some(at)));
        let of_some_frames = of_frames.filter_map(|at| index.elements.get(at)).map(|element| element.tag).collect();
        let shared = top.item_positions(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE).first().copied();
        Self { per_frame, shared, of_some_frames }
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

    /// The item of macro `tag` for frame `index`: its own, else the shared one, never another frame's.
    pub fn group<'a>(&self, header: &'a Header, index: usize, tag: Tag) -> Option<DataSet<'a>> {
        self.places(header, index).find_map(|set| set.item(tag))
    }

    /// All items of macro `tag` for frame `index`: its own, else the shared ones, else those at the top level.
    pub fn items<'a>(&self, header: &'a Header, index: usize, tag: Tag) -> Vec<DataSet<'a>> {
        let places = self.places(header, index).chain([header.top()]);
        places.map(|set| set.items(tag).collect::<Vec<_>>()).find(|items| !items.is_empty()).unwrap_or_default()
    }

    /// Whether frame `index` has no macro `tag`, neither of its own nor shared, while other frames have one.
    pub fn lacks(&self, header: &Header, index: usize, tag: Tag) -> bool {
        self.of_some_frames.contains(&tag) && self.group(header, index, tag).is_none()
    }

    /// The item of macro `tag` that frame `index` has of its own.
    pub fn own<'a>(&self, header: &'a Header, index: usize, tag: Tag) -> Option<DataSet<'a>> {
        let at = *self.per_frame.get(index)?;
        DataSet::item_at(header, at, header.top().character_sets()).item(tag)
    }

    /// The item of macro `tag` for frames that have none of their own.
    pub fn shared<'a>(&self, header: &'a Header, tag: Tag) -> Option<DataSet<'a>> {
        DataSet::item_at(header, self.shared?, header.top().character_sets()).item(tag)
    }

    fn places<'a>(&self, header: &'a Header, index: usize) -> impl Iterator<Item = DataSet<'a>> + use<'a> {
        let top = header.top();
        let places = [self.per_frame.get(index).copied(), self.shared];
        places.into_iter().flatten().map(move |at| DataSet::item_at(header, at, top.character_sets()))
    }

    /// The macro's item, or the top level where there is none.
    pub fn group_or_top<'a>(&self, header: &'a Header, index: usize, tag: Tag) -> DataSet<'a> {
        self.group(header, index, tag).unwrap_or_else(|| header.top())
    }
}
