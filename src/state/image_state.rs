//! The state of one image: what is shown, how it lies, how it is windowed, how it plays.

use std::sync::Arc;

use crate::{
    dicom::{About, Finding},
    geometry::View,
    image::{Counts, Histogram, Picture, Presentation},
};

use super::{FrameKey, FramePlace, Playback, Regions, SeriesCounts, Stack, Wipe};

/// Everything the panels show about one image. Stack, place, view, presentation and playback are the person's; `loaded`
/// is derived from files and replaced by events, never undone.
#[derive(Clone, Debug, Default)]
pub struct ImageState {
    /// What is scrolled through; empty in an empty viewport.
    pub stack: Arc<Stack>,
    /// The place in the stack that is asked for, 0-based. What is on the picture is `loaded.frame`.
    pub frame: usize,
    /// The moment that is asked for, 0-based; 0 for all but 4-D series.
    pub phase: usize,
    /// Zoom, pan, turns, flips.
    pub view: View,
    /// `layers[0]` is the image; empty until its first frame is there.
    pub layers: Vec<Layer>,
    /// A presentation that is shown for as long as a button is held.
    pub trial: Option<Presentation>,
    /// A second presentation beside the image's own.
    pub wipe: Option<Wipe>,
    /// What was drawn on its frames.
    pub regions: Regions,
    /// Clip playback.
    pub playback: Playback,
    /// What was counted of all frames together, for the moments that were asked for.
    pub(super) series_counts: Vec<Arc<SeriesCounts>>,
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
    /// The frame on screen.
    pub key: Option<FrameKey>,
    /// What the file of that frame says about itself.
    pub about: Option<Arc<About>>,
    /// Place of that frame in the stack.
    pub frame: usize,
    /// Moment of that frame.
    pub phase: usize,
    /// Its picture.
    pub picture: Option<Arc<Picture>>,
    /// All that was counted of frame `counted`.
    pub counts: Option<Arc<Counts>>,
    /// Its values after modality; it lags the picture by the time of one count.
    pub histogram: Option<Arc<Histogram>>,
    /// What was counted of a frame without the air outside of the body.
    pub without_air: Option<(FrameKey, Arc<Counts>)>,
    /// The frame the histogram belongs to.
    pub counted: Option<FrameKey>,
    /// Findings of the file and of the shown frame.
    pub findings: Vec<Finding>,
    /// Where the shown frame lies in the patient.
    pub place: FramePlace,
    /// Why the frame asked for cannot be shown.
    pub fault: Option<FrameFault>,
}

/// A frame that cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameFault {
    /// Which.
    pub key: FrameKey,
    /// One sentence.
    pub text: String,
}

impl ImageState {
    /// The presentation in force, once there is one: the one on trial, else the image layer's.
    pub fn presentation(&self) -> Option<&Presentation> {
        self.trial.as_ref().or_else(|| self.layers.first().map(|layer| &layer.presentation))
    }

    /// The picture on screen.
    pub fn picture(&self) -> Option<&Arc<Picture>> {
        self.loaded.picture.as_ref()
    }

    /// The frame asked for.
    pub fn key(&self) -> Option<FrameKey> {
        self.stack.at(self.phase, self.frame).map(|frame| frame.key)
    }

    /// Places that are scrolled through; 0 in an empty viewport. Fewer than an object declares is said on the picture.
    pub fn frames(&self) -> usize {
        self.stack.len()
    }

    /// Frames that one object declares, or places of a series: as many as [`Self::frames`] or more.
    pub fn declared_frames(&self) -> usize {
        let image = self.loaded.about.as_ref().and_then(|about| about.image.as_ref().ok());
        let declared = image.filter(|_| self.stack.is_one_object).map_or(0, |image| image.frames);
        declared.max(self.frames())
    }

    /// Position of the frame asked for along the normal of its stack, mm.
    pub fn position_mm(&self) -> Option<f64> {
        self.stack.at(self.phase, self.frame).and_then(|frame| frame.position_mm)
    }

    /// The sentence that stands in place of the picture, if the frame asked for has none.
    pub fn fault(&self) -> Option<&str> {
        self.loaded.fault.as_ref().filter(|fault| Some(fault.key) == self.key()).map(|fault| fault.text.as_str())
    }

    /// Whether the frame asked for is the one on screen.
    pub fn is_shown(&self) -> bool {
        self.loaded.picture.is_some() && self.loaded.key == self.key()
    }

    /// Whether the frame asked for is the one on screen, and counted.
    pub fn is_settled(&self) -> bool {
        self.is_shown() && self.loaded.counted == self.loaded.key || self.fault().is_some()
    }

    /// Name of the shown file, for titles and sentences.
    pub fn file_name(&self) -> Option<String> {
        self.loaded.about.as_ref().map(|about| super::workspace::display_name(&about.path))
    }

    /// Puts another stack under the picture, which stays: a series has grown around it.
    pub(super) fn restack(&mut self, stack: Arc<Stack>) {
        let (asked, shown) = (self.key(), self.loaded.key);
        if let Some((phase, frame)) = asked.and_then(|key| stack.find(key)) {
            (self.phase, self.frame) = (phase, frame);
        }
        if let Some((phase, frame)) = shown.and_then(|key| stack.find(key)) {
            (self.loaded.phase, self.loaded.frame) = (phase, frame);
        }
        self.frame = self.frame.min(stack.len().saturating_sub(1));
        self.phase = self.phase.min(stack.phases() - 1);
        self.stack = stack;
        self.fit_stack();
    }
}

impl PartialEq for ImageState {
    /// Equal when the same is shown in the same way: which opening it was does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.frame == other.frame
            && self.phase == other.phase
            && self.stack.len() == other.stack.len()
            && self.view == other.view
            && self.layers == other.layers
            && self.trial == other.trial
            && self.wipe == other.wipe
            && self.regions == other.regions
            && self.playback == other.playback
            && self.loaded == other.loaded
    }
}

impl PartialEq for Loaded {
    /// Equal when the same is shown.
    fn eq(&self, other: &Self) -> bool {
        let same_picture = match (&self.picture, &other.picture) {
            (Some(a), Some(b)) => a.frame() == b.frame() && a.model() == b.model(),
            (None, None) => true,
            _ => false,
        };
        same_picture
            && (self.frame, self.phase) == (other.frame, other.phase)
            && self.place == other.place
            && self.histogram == other.histogram
            && self.counted.is_some() == other.counted.is_some()
            && self.findings == other.findings
            && self.fault.as_ref().map(|fault| &fault.text) == other.fault.as_ref().map(|fault| &fault.text)
    }
}
