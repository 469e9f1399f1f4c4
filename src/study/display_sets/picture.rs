//! One frame on its way into a set: what the rules ask of it.

use std::cmp::Ordering;

use crate::{
    dicom::{Contrast, FrameFacts, ImageFacts, InstanceFacts},
    geometry::ImagePlane,
    study::{Instance, Location, SetFrame},
};

pub(super) use crate::volume::dot;

/// One frame of one object of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture<'a> {
    /// Position of the object in the series.
    pub instance: u32,
    /// Frame of the object, 0-based.
    pub frame: u32,
    pub object: &'a InstanceFacts,
    pub image: &'a ImageFacts,
    /// The frame's own facts, where functional groups or vectors give them.
    pub own: Option<&'a FrameFacts>,
    /// Where it lies, where that can be reckoned with.
    pub plane: Option<&'a ImagePlane>,
    location: &'a Location,
    /// Position along the normal of the set it is in, mm; 0 before that is known.
    pub at_mm: f64,
    /// Number of its place in that set, 0-based, by position.
    pub place: u32,
}

/// A coordinate beyond a kilometre is a fault of the file, and differences of such coordinates lose their digits.
const FARTHEST_MM: f64 = 1e6;

impl<'a> Picture<'a> {
    /// Frame `frame` of the object at position `index` of its series; `None` where it has no picture.
    pub fn new(index: u32, instance: &'a Instance, frame: u32) -> Option<Self> {
        let image = instance.facts.image.as_deref()?;
        let own = image.frame_facts.get(frame as usize);
        // Of several frames without facts of their own only the first is known to lie where the object says it does.
        let is_told = own.is_none() && frame == 0 || image.frames <= 1;
        let plane = own.and_then(|own| own.plane.as_ref()).or(image.plane.as_ref().filter(|_| is_told));
        let plane = plane.filter(|plane| is_sound(plane));
        let (object, location) = (&instance.facts, &instance.location);
        Some(Self { instance: index, frame, object, image, own, plane, location, at_mm: 0.0, place: 0 })
    }

    /// The number that its maker gave it: of the object, or within the stack of the object.
    pub fn number(&self) -> Option<i64> {
        if self.image.frames <= 1 {
            return self.object.instance_number;
        }
        let in_stack = self.own.and_then(|own| own.in_stack_position);
        Some(in_stack.map_or(i64::from(self.frame), i64::from))
    }

    /// How and when it was made.
    pub fn contrast(&self) -> &'a Contrast {
        self.own.map_or(&self.image.contrast, |own| &own.contrast)
    }

    /// Order where nothing but the numbering speaks: the number, the moment, then what cannot be equal, so that the order
    /// does not depend on which file was found first.
    pub fn by_number(&self, other: &Self) -> Ordering {
        let unnumbered_last = |number: Option<i64>| (number.is_none(), number);
        let moment = |picture: &Self| picture.object.acquired_at.unwrap_or(f64::INFINITY);
        unnumbered_last(self.number())
            .cmp(&unnumbered_last(other.number()))
            .then(moment(self).total_cmp(&moment(other)))
            .then_with(|| self.object.sop_instance_uid.cmp(&other.object.sop_instance_uid))
            .then_with(|| self.location.cmp(other.location))
            .then(self.frame.cmp(&other.frame))
    }

    /// As a frame of a set, without a position.
    pub fn unplaced(&self) -> SetFrame {
        SetFrame { instance: self.instance, frame: self.frame, position_mm: None }
    }

    /// As a frame of a set with a normal.
    pub fn placed(&self) -> SetFrame {
        SetFrame { position_mm: Some(self.at_mm), ..self.unplaced() }
    }
}

fn is_sound(plane: &ImagePlane) -> bool {
    plane.position_mm.iter().all(|value| value.abs() <= FARTHEST_MM)
        && plane.normal().iter().all(|value| value.is_finite())
}
