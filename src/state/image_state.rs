//! The state of one image: what is shown, how it lies, how it is windowed, how it plays.

use std::{path::PathBuf, sync::Arc};

use crate::{
    dicom::{Finding, Object},
    geometry::View,
    image::{Histogram, Picture, Presentation},
};

use super::{FramePlace, Playback};

/// Everything the panels show about one image. Reference, view, presentation and playback are the person's; `loaded`
/// is derived from files and replaced by events, never undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageState {
    /// Which object; `None` in an empty viewport.
    pub reference: Option<PathBuf>,
    /// The frame asked for, 0-based. What is on the picture is `loaded.frame`.
    pub frame: usize,
    /// Zoom, pan, turns, flips.
    pub view: View,
    /// `layers[0]` is the image; empty until its first frame is there.
    pub layers: Vec<Layer>,
    /// Clip playback.
    pub playback: Playback,
    /// What came from the file.
    pub loaded: Loaded,
}

/// One layer of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Window, colour map, inversion, interpolation.
    pub presentation: Presentation,
}

/// What was read for an image.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Number that tells one opening from another.
    pub id: u64,
    /// The opened file.
    pub object: Option<Arc<Object>>,
    /// Index of the frame in `picture`.
    pub frame: usize,
    /// The frame on screen.
    pub picture: Option<Arc<Picture>>,
    /// Histogram of frame `counted`; it lags the picture by the time of one count.
    pub histogram: Option<Arc<Histogram>>,
    /// The frame the histogram belongs to.
    pub counted: Option<usize>,
    /// Findings of the file and of the shown frame.
    pub findings: Vec<Finding>,
    /// Where frame `frame` lies in the patient.
    pub place: FramePlace,
    /// Why the frame asked for cannot be shown.
    pub fault: Option<FrameFault>,
}

/// A frame that cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameFault {
    /// 0-based.
    pub frame: usize,
    /// One sentence.
    pub text: String,
}

impl ImageState {
    /// The image layer's presentation, once there is one.
    pub fn presentation(&self) -> Option<&Presentation> {
        self.layers.first().map(|layer| &layer.presentation)
    }

    /// The picture on screen.
    pub fn picture(&self) -> Option<&Arc<Picture>> {
        self.loaded.picture.as_ref()
    }

    /// Frames the file really holds, at least 1 when an image is open; fewer than declared is said on the picture.
    pub fn frames(&self) -> usize {
        self.loaded
            .object
            .as_ref()
            .and_then(|object| object.image.as_ref().ok())
            .map_or(0, |image| image.frames.min(image.frames_present).max(1))
    }

    /// Frames the file declares: as many as [`Self::frames`] or more.
    pub fn declared_frames(&self) -> usize {
        let image = self.loaded.object.as_ref().and_then(|object| object.image.as_ref().ok());
        image.map_or(0, |image| image.frames.max(self.frames()))
    }

    /// The sentence that stands in place of the picture, if the frame asked for has none.
    pub fn fault(&self) -> Option<&str> {
        self.loaded.fault.as_ref().filter(|fault| fault.frame == self.frame).map(|fault| fault.text.as_str())
    }

    /// Whether the frame asked for is the one on screen.
    pub fn is_settled(&self) -> bool {
        self.loaded.picture.is_some() && self.loaded.frame == self.frame && self.loaded.counted == Some(self.frame)
            || self.fault().is_some()
    }

    /// Name of the file, for titles and sentences.
    pub fn file_name(&self) -> Option<String> {
        self.reference.as_ref().map(|path| super::workspace::display_name(path))
    }
}

impl PartialEq for Loaded {
    /// Equal when the same is shown: which opening it was does not matter.
    fn eq(&self, other: &Self) -> bool {
        let same_picture = match (&self.picture, &other.picture) {
            (Some(a), Some(b)) => a.frame() == b.frame() && a.model() == b.model(),
            (None, None) => true,
            _ => false,
        };
        same_picture
            && self.frame == other.frame
            && self.place == other.place
            && self.histogram == other.histogram
            && self.counted == other.counted
            && self.findings == other.findings
            && self.fault == other.fault
    }
}
