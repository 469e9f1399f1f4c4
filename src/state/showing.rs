//! Another frame of a stack under what is chosen now: what an export writes, frame by frame.

use std::sync::Arc;

use crate::{
    annotation::Measured,
    dicom::{About, Finding, Object},
    image::Picture,
};

use super::{FrameKey, FramePlace, ImageState, MeasureWant};

/// A frame as it was read, with all that is said about it.
#[derive(Clone, Debug)]
pub struct ReadFrame {
    /// Its picture.
    pub picture: Arc<Picture>,
    /// What its file says about itself.
    pub about: Arc<About>,
    /// Findings of the file and of the frame.
    pub findings: Vec<Finding>,
    /// Where it lies in the patient.
    pub place: FramePlace,
}

impl FramePlace {
    /// Where a frame of an object lies.
    pub fn of(object: &Object, frame: usize) -> Self {
        Self {
            plane: object.plane(frame),
            directions: object.directions(frame),
            spacing: object.spacing(frame),
            laterality: object.laterality(frame),
            thickness_mm: object.slice_thickness_mm(frame),
        }
    }
}

impl ImageState {
    /// A copy that shows another frame, as if a person had scrolled there: what follows the file's windows follows them,
    /// all else stays as it is. Counts the frame where no presentation can be had without.
    #[must_use]
    pub fn showing(&self, key: FrameKey, read: &ReadFrame) -> Self {
        let mut image = self.clone();
        if let Some((phase, frame)) = image.stack.find(key) {
            (image.phase, image.frame) = (phase, frame);
        }
        image.show(key, &read.picture, &read.about, read.findings.clone(), read.place.clone());
        if image.layers.is_empty() {
            image.count(read.picture.counts());
        }
        image
    }

    /// The frame on screen as it was read; `None` without one.
    pub fn read_frame(&self) -> Option<ReadFrame> {
        Some(ReadFrame {
            picture: Arc::clone(self.loaded.picture.as_ref()?),
            about: Arc::clone(self.loaded.about.as_ref()?),
            findings: self.loaded.findings.clone(),
            place: self.loaded.place.clone(),
        })
    }

    /// The figures of a region on the frame on screen, worked out now. Not for the thread of a window.
    pub fn measure(&self, id: u32) -> Option<Measured> {
        let (key, picture) = self.loaded.key.zip(self.picture())?;
        let shape = self.regions.get(id)?.region.shape.clone();
        let (spacing, about) = (self.loaded.place.spacing, self.loaded.about.clone());
        let want = MeasureWant { key, picture: Arc::clone(picture), spacing, about, regions: vec![(id, shape)] };
        want.figures().next()
    }
}
