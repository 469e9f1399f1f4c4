//! One test and more for each rule; numbers worked by hand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod anything;
mod copies;
mod distances;
mod explained;
mod objects;
mod order;
mod parts;
mod tilt;

use std::sync::Arc;

use super::display_sets;
use crate::{
    dicom::{ImageFacts, InstanceFacts},
    geometry::ImagePlane,
    study::{DisplaySet, Instance, Location, SetFindingCode},
};

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const AXIAL: [f64; 6] = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
const CORONAL: [f64; 6] = [1.0, 0.0, 0.0, 0.0, 0.0, -1.0];
const SAGITTAL: [f64; 6] = [0.0, 1.0, 0.0, 0.0, 0.0, -1.0];

fn plane(position: [f64; 3], orientation: [f64; 6]) -> ImagePlane {
    ImagePlane::from_attributes(&position, &orientation).unwrap()
}

/// An axial CT slice of 4 columns and 3 rows, half a millimetre apart.
fn slice(number: i64, z: f64) -> InstanceFacts {
    at(number, [-1.0, -2.0, z], AXIAL)
}

fn at(number: i64, position: [f64; 3], orientation: [f64; 6]) -> InstanceFacts {
    InstanceFacts {
        sop_class_uid: CT.into(),
        instance_number: Some(number),
        image: Some(Box::new(ImageFacts {
            rows: 3,
            columns: 4,
            frames: 1,
            samples_per_pixel: 1,
            image_type: "ORIGINAL\\PRIMARY\\AXIAL".into(),
            spacing_mm: Some([0.5, 0.5]),
            plane: Some(plane(position, orientation)),
            frame_of_reference: "1.9".into(),
            ..ImageFacts::default()
        })),
        ..InstanceFacts::default()
    }
}

/// The facts with a change to the picture.
fn with(mut facts: InstanceFacts, change: impl FnOnce(&mut ImageFacts)) -> InstanceFacts {
    change(facts.image.as_mut().unwrap());
    facts
}

/// Objects with these facts, each with a UID of its own where it has none.
fn instances(facts: Vec<InstanceFacts>) -> Vec<Arc<Instance>> {
    let instance = |(id, mut facts): (u64, InstanceFacts)| {
        if facts.sop_instance_uid.is_empty() {
            facts.sop_instance_uid = format!("1.2.{id}").into();
        }
        Arc::new(Instance { id, location: Location::file(format!("{id:05}.dcm")), facts })
    };
    (0..).zip(facts).map(instance).collect()
}

/// The sets of a CT series.
fn sets(facts: Vec<InstanceFacts>) -> Vec<DisplaySet> {
    sets_of("CT", facts)
}

/// The sets of a series; that each object is in one of them is checked here, for all tests.
fn sets_of(modality: &str, facts: Vec<InstanceFacts>) -> Vec<DisplaySet> {
    let instances = instances(facts);
    let sets = display_sets(modality, &instances);
    for (index, instance) in (0..).zip(&instances) {
        let has_frames = instance.facts.image.as_ref().is_some_and(|image| image.frames > 1);
        let holders = sets.iter().filter(|set| set.holds(index)).count();
        assert!(holders == 1 || has_frames && holders > 1, "object {index} is in {holders} sets");
    }
    sets
}

/// The only set.
fn set(facts: Vec<InstanceFacts>) -> DisplaySet {
    let sets = sets(facts);
    assert_eq!(sets.len(), 1, "{sets:?}");
    sets.into_iter().next().unwrap()
}

fn positions(set: &DisplaySet) -> Vec<f64> {
    set.frames.iter().map(|frame| frame.position_mm.unwrap()).collect()
}

/// Which objects the set has, in order.
fn order(set: &DisplaySet) -> Vec<u32> {
    set.frames.iter().map(|frame| frame.instance).collect()
}

fn codes(set: &DisplaySet) -> Vec<SetFindingCode> {
    set.findings.iter().map(|finding| finding.code).collect()
}

fn text(set: &DisplaySet, code: SetFindingCode) -> &str {
    &set.findings.iter().find(|finding| finding.code == code).unwrap().text
}

fn labels(sets: &[DisplaySet]) -> Vec<&str> {
    sets.iter().map(|set| &*set.label).collect()
}
