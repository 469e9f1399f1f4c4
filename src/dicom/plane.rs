//! Where a frame lies in the patient (PS3.3 C.7.6.2, C.7.6.16.2.3, C.7.6.16.2.4; C.8.4.11 for NM, C.8.8.3.2 for dose).

use std::cell::OnceCell;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::geometry::{Anatomy, ImagePlane, PatientDirections};

use super::{
    Finding, FindingCode,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};

/// The plane of frame `index`, as [`Planes::of`] has it.
pub(super) fn plane(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Option<ImagePlane> {
    Planes::new(header, groups).of(index, findings)
}

/// Where the frames of one file lie. What says so for all of them is read once.
pub(super) struct Planes<'a> {
    places: Places<'a>,
    course: Course,
}

/// What says how far the frames after the first are from it.
enum Course {
    /// Nothing.
    Unknown,
    /// _Grid Frame Offset Vector_ (3004,000C).
    Dose(Vec<f64>),
    /// Reconstructed NM slices: _Slice Vector_ (0054,0080), and the distance from one to the next.
    Slices { vector: Vec<f64>, step: Option<f64> },
    /// Other NM frames lie where their detector does.
    Detectors,
}

impl<'a> Planes<'a> {
    /// Those of a file.
    pub fn new(header: &'a Header, groups: &'a FunctionalGroups) -> Self {
        Self { places: Places::new(header, groups), course: Course::read(&header.top()) }
    }

    /// Whether anything says where frames after the first lie, or how each is turned.
    pub fn is_per_frame(&self) -> bool {
        self.places.groups.is_per_frame() || !matches!(self.course, Course::Unknown)
    }

    /// Frames whose place is said by a vector; the rest have none. [`usize::MAX`] where no vector says it.
    pub fn placed(&self) -> usize {
        match &self.course {
            Course::Dose(offsets) => offsets.len(),
            Course::Slices { vector, .. } if !vector.is_empty() => vector.len(),
            _ => usize::MAX,
        }
    }

    /// The plane of frame `index`: by functional groups, by NM's detectors, else by the top level; frames after the
    /// first only where something says how far they are from it.
    pub fn of(&self, index: usize, findings: &mut Vec<Finding>) -> Option<ImagePlane> {
        let (position, position_is_own) = self.places.numbers(index, POSITION);
        let (orientation, _) = self.places.numbers(index, ORIENTATION);
        if position.is_empty() || orientation.is_empty() {
            return None;
        }
        let Some(first) = ImagePlane::from_attributes(&position, &orientation) else {
            let text = "The image position or orientation is unusable; no patient position or letters are shown.";
            findings.push(Finding::new(FindingCode::Geometry, Some((0x20, 0x37)), text));
            return None;
        };
        if position_is_own {
            return Some(first);
        }
        match &self.course {
            // One position for many frames is that of the first one: classic multi-frame.
            Course::Unknown => (index == 0).then_some(first),
            Course::Dose(offsets) => dose_plane(offsets, first, index, findings),
            Course::Slices { vector, step } => slice_plane(vector, *step, first, index),
            Course::Detectors => Some(first),
        }
    }
}

impl Course {
    fn read(top: &DataSet) -> Self {
        if top.has(tags::GRID_FRAME_OFFSET_VECTOR) {
            return Self::Dose(top.numbers(tags::GRID_FRAME_OFFSET_VECTOR));
        }
        if !top.has(tags::DETECTOR_INFORMATION_SEQUENCE) {
            return Self::Unknown;
        }
        let kind = top.texts(tags::IMAGE_TYPE);
        match kind.get(2).map_or("", String::as_str) {
            "RECON TOMO" | "RECON GATED TOMO" => {
                let spacing = [tags::SPACING_BETWEEN_SLICES, tags::SLICE_THICKNESS];
                let step = spacing.into_iter().find_map(|tag| top.number(tag));
                Self::Slices { vector: top.numbers(tags::SLICE_VECTOR), step }
            }
            _ => Self::Detectors,
        }
    }
}

/// Directions for the letters: from an orientation, else from _Patient Orientation_ (0020,0020).
pub(super) fn directions(header: &Header, groups: &FunctionalGroups, index: usize) -> Option<PatientDirections> {
    let places = Places::new(header, groups);
    let anatomy = match header.top().code(tags::ANATOMICAL_ORIENTATION_TYPE).as_deref() {
        Some("QUADRUPED") => Some(Anatomy::Quadruped),
        Some("BIPED") => Some(Anatomy::Biped),
        _ => None,
    };
    let (orientation, _) = places.numbers(index, ORIENTATION);
    if !orientation.is_empty() {
        let plane = ImagePlane::from_attributes(&[0.0; 3], &orientation)?;
        return Some(PatientDirections::from_plane(&plane, anatomy.unwrap_or_default()));
    }
    let set = groups.group_or_top(header, index, tags::PATIENT_ORIENTATION_IN_FRAME_SEQUENCE);
    match &set.texts(tags::PATIENT_ORIENTATION)[..] {
        [row, column] => PatientDirections::from_orientation_values(row, column, anatomy),
        _ => None,
    }
}

/// Where the attributes of the frames' planes may stand.
struct Places<'a> {
    header: &'a Header,
    groups: &'a FunctionalGroups,
    /// The frames are projections around the patient.
    turns: bool,
    /// _Detector Vector_ (0054,0020) names the detector of each frame, from 1.
    detectors: Vec<f64>,
    /// Places of the detectors' items.
    detector_items: Vec<usize>,
    /// What the detectors say, in the order of [`ATTRIBUTES`].
    of_detectors: OnceCell<Vec<[Vec<f64>; 2]>>,
    /// What holds for frames that have no group of their own, and whether a shared group says it, in the same order.
    of_others: [OnceCell<(Vec<f64>, bool)>; 2],
}

/// The attributes of a plane with their functional groups.
const ATTRIBUTES: [(Tag, Tag); 2] = [
    (tags::PLANE_POSITION_SEQUENCE, tags::IMAGE_POSITION_PATIENT),
    (tags::PLANE_ORIENTATION_SEQUENCE, tags::IMAGE_ORIENTATION_PATIENT),
];
/// Places in [`ATTRIBUTES`].
const POSITION: usize = 0;
const ORIENTATION: usize = 1;
/// No camera has more detectors.
const MOST_DETECTORS: usize = 256;

impl<'a> Places<'a> {
    fn new(header: &'a Header, groups: &'a FunctionalGroups) -> Self {
        let top = header.top();
        let detector_items = top.item_positions(tags::DETECTOR_INFORMATION_SEQUENCE);
        let (turns, detectors) = match detector_items.is_empty() {
            true => Default::default(),
            false => (turns(&top), top.numbers(tags::DETECTOR_VECTOR)),
        };
        Self {
            header,
            groups,
            turns,
            detectors,
            detector_items,
            of_detectors: OnceCell::new(),
            of_others: [const { OnceCell::new() }; 2],
        }
    }

    /// From the frame's functional group, the top level, or the detector that made the frame; and whether a functional
    /// group says it.
    fn numbers(&self, index: usize, attribute: usize) -> (Vec<f64>, bool) {
        let (group, tag) = ATTRIBUTES[attribute];
        let (values, is_of_group) = match self.groups.own(self.header, index, group) {
            Some(own) => (own.few_numbers(tag), true),
            None => self.of_others[attribute]
                .get_or_init(|| match self.groups.shared(self.header, group) {
                    Some(shared) => (shared.few_numbers(tag), true),
                    None => (self.header.top().few_numbers(tag), false),
                })
                .clone(),
        };
        // What a detector that turns says of itself holds for its start.
        if !values.is_empty() || index > 0 && self.turns {
            return (values, is_of_group);
        }
        (self.of_detector(index, attribute).unwrap_or_default(), is_of_group)
    }

    fn of_detector(&self, index: usize, attribute: usize) -> Option<Vec<f64>> {
        let detector = match self.detectors.get(index) {
            Some(&number) => (number - 1.0).max(0.0) as usize,
            None if self.detectors.is_empty() => 0,
            None => return None,
        };
        let of_detectors = self.of_detectors.get_or_init(|| {
            let items = self.detector_items.iter().take(MOST_DETECTORS);
            let items = items.map(|&at| DataSet::item_at(self.header, at, self.header.top().character_sets()));
            items.map(|item| ATTRIBUTES.map(|(_, tag)| item.few_numbers(tag))).collect()
        });
        of_detectors.get(detector)?.get(attribute).cloned()
    }
}

/// Whether the frames are projections around the patient (C.8.4.9.1.1.3).
fn turns(top: &DataSet) -> bool {
    top.texts(tags::IMAGE_TYPE).get(2).is_some_and(|kind| matches!(kind.as_str(), "TOMO" | "GATED TOMO"))
}

/// A plane of a dose grid: _Grid Frame Offset Vector_ (3004,000C) begins with 0 and goes along the normal, or holds
/// the z coordinates of transverse planes.
fn dose_plane(offsets: &[f64], first: ImagePlane, index: usize, findings: &mut Vec<Finding>) -> Option<ImagePlane> {
    let (start, offset) = (*offsets.first()?, *offsets.get(index)?);
    if start == 0.0 {
        return moved(first, offset);
    }
    let [x, y, z] = first.position_mm;
    let transverse = first.row_direction == [1.0, 0.0, 0.0] && first.column_direction == [0.0, 1.0, 0.0];
    if transverse && (start - z).abs() < 1e-3 && offset.is_finite() {
        return Some(ImagePlane { position_mm: [x, y, offset], ..first });
    }
    if index == 0 {
        let text = "The offsets of the dose planes neither begin with 0 nor at the image position; only the first \
                    plane has a place.";
        findings.push(Finding::new(FindingCode::Geometry, Some((0x3004, 0x0C)), text));
        return Some(first);
    }
    None
}

/// A reconstructed slice of an NM image: they follow each other along the normal (C.8.4.15).
fn slice_plane(vector: &[f64], step: Option<f64>, first: ImagePlane, index: usize) -> Option<ImagePlane> {
    let slice = match vector.get(index) {
        Some(&slice) if slice >= 1.0 => slice - 1.0,
        Some(_) => return None,
        None if vector.is_empty() => index as f64,
        None => return None,
    };
    match step {
        // Its sign is the direction.
        Some(step) if step != 0.0 => moved(first, slice * step),
        _ => (slice == 0.0).then_some(first),
    }
}

/// The plane `distance` mm along the normal.
fn moved(plane: ImagePlane, distance: f64) -> Option<ImagePlane> {
    let mut position_mm = plane.position_mm;
    for (at, normal) in position_mm.iter_mut().zip(plane.normal()) {
        *at += normal * distance;
    }
    position_mm.iter().all(|at| at.is_finite()).then_some(ImagePlane { position_mm, ..plane })
}
