//! The regions of an image, and their figures.

use std::sync::Arc;

use crate::annotation::{Measured, Region};

use super::{FrameKey, ImageState};

/// A region and the frame that it was drawn on.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedRegion {
    /// Name and shape.
    pub region: Region,
    /// The frame that it was drawn on.
    pub on: FrameKey,
    /// It is shown and measured on every frame of the stack, at the same pixels.
    pub on_all_frames: bool,
}

/// All regions of an image in the order they were drawn, and which one is chosen. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    pub(super) list: Arc<Vec<PlacedRegion>>,
    figures: Vec<FrameFigures>,
    pub(super) selected: Option<u32>,
    pub(super) last_id: u32,
}

/// The figures of a region on one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameFigures {
    /// Which frame.
    pub key: FrameKey,
    /// Name of its file.
    pub file: String,
    /// The figures.
    pub measured: Measured,
}

impl Regions {
    /// These, for tests of what shows them.
    #[cfg(test)]
    pub fn of(list: Vec<PlacedRegion>) -> Self {
        Self { list: Arc::new(list), ..Self::default() }
    }

    /// All of them, in the order they were drawn.
    pub fn all(&self) -> &[PlacedRegion] {
        &self.list
    }

    /// The one of this number.
    pub fn get(&self, id: u32) -> Option<&PlacedRegion> {
        self.list.iter().find(|placed| placed.region.id == id)
    }

    /// The figures of a region on a frame, once there are any. They may be those of a shape that it had a moment before.
    pub fn figures(&self, id: u32, key: FrameKey) -> Option<&FrameFigures> {
        self.figures.iter().find(|figures| figures.measured.id == id && figures.key == key)
    }

    /// Keeps figures in mind of each region on its own frame, and of all on the one on screen.
    pub(super) fn take_figures(&mut self, figures: Vec<FrameFigures>, shown: Option<FrameKey>) {
        for new in figures {
            self.figures.retain(|old| (old.measured.id, old.key) != (new.measured.id, new.key));
            self.figures.push(new);
        }
        let list = Arc::clone(&self.list);
        self.figures.retain(|figures| {
            let placed = list.iter().find(|placed| placed.region.id == figures.measured.id);
            placed.is_some_and(|placed| figures.key == placed.on || Some(figures.key) == shown)
        });
    }

    /// The number of the chosen one.
    pub fn selected(&self) -> Option<u32> {
        self.selected
    }

    /// The number that the next one gets.
    pub fn next_id(&self) -> u32 {
        self.last_id.saturating_add(1)
    }

    /// What undo brings back: all but which one is chosen.
    pub(super) fn undoable(&self) -> UndoableRegions {
        UndoableRegions(Arc::clone(&self.list))
    }

    pub(super) fn restore(&mut self, regions: UndoableRegions) {
        self.list = regions.0;
        self.selected = self.selected.filter(|id| self.get(*id).is_some());
    }

    pub(super) fn with(&mut self, id: u32, change: impl FnOnce(&mut PlacedRegion)) {
        if self.get(id).is_some()
            && let Some(placed) = Arc::make_mut(&mut self.list).iter_mut().find(|placed| placed.region.id == id)
        {
            change(placed);
        }
    }

    pub(super) fn retain(&mut self, keep: impl FnMut(&PlacedRegion) -> bool) {
        Arc::make_mut(&mut self.list).retain(keep);
        self.selected = self.selected.filter(|id| self.get(*id).is_some());
    }
}

/// Regions as undo keeps them.
#[derive(Clone, Debug)]
pub struct UndoableRegions(Arc<Vec<PlacedRegion>>);

impl PartialEq for UndoableRegions {
    /// Those that nothing has touched are equal without a look.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl PartialEq for Regions {
    fn eq(&self, other: &Self) -> bool {
        self.undoable() == other.undoable() && self.selected == other.selected
    }
}

impl ImageState {
    /// The regions on the frame on screen, hidden ones too.
    pub fn regions_here(&self) -> impl DoubleEndedIterator<Item = &PlacedRegion> {
        let here = |placed: &&PlacedRegion| placed.on_all_frames || Some(placed.on) == self.loaded.key;
        self.regions.all().iter().filter(here)
    }

    /// The chosen region, where it is on the frame on screen and drawn.
    pub fn selected_region(&self) -> Option<&PlacedRegion> {
        let id = self.regions.selected()?;
        self.regions_here().find(|placed| placed.region.id == id && placed.region.visible)
    }

    /// The figures of a region on the frame on screen. While a shape is being drawn they may be those of the moment
    /// before; `None` until there are any.
    pub fn measured(&self, id: u32) -> Option<&Measured> {
        self.regions.figures(id, self.loaded.key?).map(|figures| &figures.measured)
    }
}
