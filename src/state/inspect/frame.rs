//! The functional groups of one frame (PS3.3 C.7.6.16): its own, and where it has none the shared ones.

use std::collections::HashSet;

use super::list::Prepared;

const SHARED: (u16, u16) = (0x5200, 0x9229);
const PER_FRAME: (u16, u16) = (0x5200, 0x9230);

/// Where a functional group of a frame stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the frame's own item.
    Frame,
    /// In the item for all frames.
    Shared,
}

/// A row that the list begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub row: u32,
    pub origin: Option<Origin>,
}

impl Origin {
    /// In one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "this frame",
            Self::Shared => "shared",
        }
    }
}

/// The functional groups in force for frame `frame` (0-based), by tag: the frame's own before the shared one.
pub(super) fn groups(prepared: &Prepared, frame: usize) -> Vec<Root> {
    let top = prepared.children(None);
    let sequence = |tag| top.iter().copied().find(|row| tag_of(prepared, *row) == tag);
    let item = |tag, at: usize| sequence(Some(tag)).and_then(|row| prepared.children(Some(row)).get(at).copied());
    let groups = |item: Option<u32>, origin| {
        let rows = item.map(|item| prepared.children(Some(item))).unwrap_or_default();
        rows.into_iter().map(move |row| Root { row, origin: Some(origin) })
    };
    let mut roots: Vec<Root> = groups(item(PER_FRAME, frame), Origin::Frame).collect();
    let own: HashSet<_> = roots.iter().map(|root| tag_of(prepared, root.row)).collect();
    let shared = groups(item(SHARED, 0), Origin::Shared);
    roots.extend(shared.filter(|root| !own.contains(&tag_of(prepared, root.row))));
    roots.sort_by_key(|root| tag_of(prepared, root.row));
    roots
}

/// Whether the file describes its frames by functional groups.
pub(super) fn has_groups(prepared: &Prepared) -> bool {
    prepared.children(None).iter().any(|row| matches!(tag_of(prepared, *row), Some(SHARED | PER_FRAME)))
}

fn tag_of(prepared: &Prepared, row: u32) -> Option<(u16, u16)> {
    prepared.tree.rows.get(row as usize).map(|row| row.tag)
}
