//! What a viewport scrolls through.

use std::sync::Arc;

/// Pictures that belong together, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplaySet {
    /// What they are to each other.
    pub kind: SetKind,
    /// In display order; empty for [`SetKind::Document`] only.
    pub frames: Vec<SetFrame>,
    /// Position of the object in [`super::Series::instances`] where it is a [`SetKind::Document`].
    pub document: Option<u32>,
    /// What tells this set from the others of its series: `echo 2`, `b 1000`, `localizer`; empty where it is the only one.
    pub label: Arc<str>,
    /// Distance between neighbouring slices, mm, where it is even; else the median.
    pub slice_spacing_mm: Option<f64>,
    /// One moment of several that show the same places: a 4-D series.
    pub phase: Option<Phase>,
    /// What bears on reading the set as a whole.
    pub findings: Vec<SetFinding>,
}

/// What the pictures of a set are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// Parallel slices, by position along their normal.
    Stack,
    /// Views that others are planned on.
    Localizer,
    /// The frames of one multi-frame object that follow each other in time.
    Clip,
    /// The frames of one other multi-frame object.
    MultiFrame,
    /// Pictures without a common geometry, by instance number: radiographs, captures, stills.
    Images,
    /// An object without a picture.
    Document,
}

/// One frame of a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetFrame {
    /// Position of its object in [`super::Series::instances`].
    pub instance: u32,
    /// Its frame of the object, 0-based, in stored order.
    pub frame: u32,
    /// Position along the normal of the set, mm.
    pub position_mm: Option<f64>,
}

/// One moment of a 4-D series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// Sets of one series with the same number show the same places.
    pub group: u32,
    /// Which moment, 0-based.
    pub index: u32,
    /// Of how many.
    pub of: u32,
    /// When, ms after the first one, where it is known.
    pub time_ms: Option<f64>,
}

/// Something that bears on reading a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetFinding {
    /// What.
    pub code: SetFindingCode,
    /// One sentence.
    pub text: String,
}

/// What a [`SetFinding`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetFindingCode {
    /// Slices are missing.
    Gaps,
    /// Several pictures lie in one place, and nothing tells them apart.
    Duplicates,
    /// Distances between slices differ.
    Uneven,
    /// The slices are shifted against each other: a tilted gantry.
    Tilt,
    /// Pixel spacing differs between the pictures.
    MixedSpacing,
    /// Another instance with the same SOP Instance UID was found.
    SameUid,
    /// No position is known: order by instance number.
    NoPositions,
    /// The series was split, because its pictures do not belong together.
    Split,
    /// The same series UID is used for another patient or study.
    SharedSeriesUid,
}

impl SetFindingCode {
    /// The word on the badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Gaps => "GAPS",
            Self::Duplicates => "DUPLICATES",
            Self::Uneven => "UNEVEN",
            Self::Tilt => "TILT",
            Self::MixedSpacing => "MIXED SPACING",
            Self::SameUid => "SAME UID",
            Self::NoPositions => "NO POSITIONS",
            Self::Split => "SPLIT",
            Self::SharedSeriesUid => "SHARED UID",
        }
    }
}

impl SetKind {
    /// The name in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stack => "stack",
            Self::Localizer => "localizer",
            Self::Clip => "clip",
            Self::MultiFrame => "multi-frame",
            Self::Images => "images",
            Self::Document => "document",
        }
    }
}
