//! What the person explores: which counts the plot shows, and what glows. Small, shared by plot and viewport, not undone.

use crate::image::{Channel, ValueRange};

use super::Workspace;

/// The choices of the exploring person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explore {
    /// Of what the histogram counts.
    pub scope: Scope,
    /// On which axis.
    pub axis: HistogramAxis,
    /// Of colour pictures, which levels are counted and glow.
    pub channel: Channel,
    /// Air outside of the body is left out of the counts, where values are in HU.
    pub leave_out_air: bool,
    /// Values that glow in the picture: what is under the pointer on the plot.
    pub glow: Option<ValueRange>,
    /// Width and height of the filmstrip's pictures, physical pixels; `None` while it has no room.
    pub strip: Option<[usize; 2]>,
}

/// Of what values are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The frame on screen.
    #[default]
    Frame,
    /// All frames of the stack.
    Series,
    /// The region of this number on the frame on screen.
    Region(u32),
}

/// Values before or after modality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistogramAxis {
    /// After modality, in their unit.
    #[default]
    Values,
    /// As stored.
    Stored,
    /// Both, one over the other.
    Both,
}

/// What a person does with the plot besides setting the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HistogramAction {
    /// Counts something else.
    SetScope(Scope),
    /// Another axis.
    SetAxis(HistogramAxis),
    /// Another channel of a colour picture.
    SetChannel(Channel),
    /// Leaves air outside of the body out of the counts, or counts it.
    LeaveOutAir(bool),
    /// These values glow, or none.
    Glow(Option<ValueRange>),
    /// The filmstrip has room for pictures of this width and height, physical pixels, or none.
    WantStrip(Option<[usize; 2]>),
}

/// No picture of the filmstrip is wider or higher, in pixels.
const LARGEST_TILE: usize = 512;

impl Workspace {
    /// Lets go of what belongs to the image that leaves the screen: numbers of its regions, its pixels, and what was
    /// worked out of them.
    pub(super) fn forget_image(&mut self) {
        if matches!(self.explore.scope, Scope::Region(_)) {
            self.explore.scope = Scope::Frame;
        }
        self.explore.glow = None;
        self.why.pinned = None;
        self.body.found = None;
        self.strip = None;
    }

    /// Of what is counted: a region that is not on the frame on screen has nothing to count, and the frame stands in.
    pub(super) fn effective_scope(&self) -> Scope {
        let is_here = |id: u32| self.image().regions_here().any(|placed| placed.region.id == id);
        match self.explore.scope {
            Scope::Region(id) if !is_here(id) => Scope::Frame,
            scope => scope,
        }
    }

    pub(super) fn explore(&mut self, action: HistogramAction) {
        match action {
            HistogramAction::SetScope(scope) => self.explore.scope = scope,
            HistogramAction::SetAxis(axis) => self.explore.axis = axis,
            HistogramAction::SetChannel(channel) => self.explore.channel = channel,
            HistogramAction::LeaveOutAir(leave_out) => self.explore.leave_out_air = leave_out,
            HistogramAction::Glow(range) => self.explore.glow = range,
            HistogramAction::WantStrip(size) => {
                self.explore.strip = size.map(|size| size.map(|pixels| pixels.clamp(1, LARGEST_TILE)));
            }
        }
    }
}
