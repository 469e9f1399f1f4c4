//! What a viewport scrolls through.

use std::sync::Arc;

/// Pictures that belong together, in order.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// Frames, 0-based, after which slices seem to be missing.
    pub gaps: Vec<u32>,
    /// One moment of several that show the same places: a 4-D series.
    pub phase: Option<Phase>,
    /// Objects that are not shown, since they repeat one that is.
    pub copies: Vec<Repeat>,
    /// What bears on reading the set as a whole.
    pub findings: Vec<SetFinding>,
}

/// An object with the same SOP Instance UID, the same facts and the same length as another one: found twice, shown once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Position of the copy in [`super::Series::instances`].
    pub instance: u32,
    /// Position of the object that is shown in its place.
    pub of: u32,
}

/// What the pictures of a set are to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SetKind {
    /// Parallel slices, by position along their normal: strictly monotone, unless [`SetFindingCode::Duplicates`] says
    /// otherwise.
    Stack,
    /// Views that others are planned on.
    Localizer,
    /// The frames of one multi-frame object that follow each other in time.
    Clip,
    /// The frames of one other multi-frame object.
    MultiFrame,
    /// Pictures that are no stack of slices, by instance number: radiographs, captures, stills, views from several sides,
    /// and slices of one place, which come in the order of what tells them apart (time, echo, ...).
    #[default]
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
    /// More frames are declared than are listed.
    FrameCount,
}

impl DisplaySet {
    /// Frames, 0-based, after which slices seem to be missing: where a scrubber draws its gaps.
    pub fn gaps(&self) -> Vec<usize> {
        self.gaps.iter().map(|&frame| frame as usize).collect()
    }

    /// Where `frame` of the object at position `instance` of [`super::Series::instances`] stands in [`Self::frames`];
    /// for a copy, where that of the object shown in its place does.
    pub fn find(&self, instance: u32, frame: u32) -> Option<usize> {
        let shown = self.copies.iter().find(|copy| copy.instance == instance).map_or(instance, |copy| copy.of);
        self.frames.iter().position(|at| at.instance == shown && at.frame == frame)
    }

    /// The object at position `instance` of [`super::Series::instances`] belongs to this set: as a picture, as a
    /// document, or as a copy of one of them.
    pub fn holds(&self, instance: u32) -> bool {
        self.document == Some(instance)
            || self.copies.iter().any(|copy| copy.instance == instance)
            || self.frames.iter().any(|frame| frame.instance == instance)
    }
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
            Self::FrameCount => "FRAME COUNT",
        }
    }
}

impl SetFinding {
    /// A finding about `code` that says `text`.
    pub fn new(code: SetFindingCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
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
