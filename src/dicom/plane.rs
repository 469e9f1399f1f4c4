//! Where a frame lies in the patient (PS3.3 C.7.6.2, C.7.6.16.2.3, C.7.6.16.2.4; C.8.4.11 for NM, C.8.8.3.2 for dose).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::geometry::{Anatomy, ImagePlane, PatientDirections};

use super::{
    Finding, FindingCode,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};

/// The plane of frame `index`: by functional groups, by NM's detectors, else by the top level; frames after the first
/// only where something says how far they are from it.
pub(super) fn plane(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Option<ImagePlane> {
    let places = Places { header, groups, index };
    let position = places.numbers(tags::PLANE_POSITION_SEQUENCE, tags::IMAGE_POSITION_PATIENT);
    let orientation = places.numbers(tags::PLANE_ORIENTATION_SEQUENCE, tags::IMAGE_ORIENTATION_PATIENT);
    if position.is_empty() || orientation.is_empty() {
        return None;
    }
    let Some(first) = ImagePlane::from_attributes(&position, &orientation) else {
        let text = "The image position or orientation is unusable; no patient position or letters are shown.";
        findings.push(Finding::new(FindingCode::Geometry, Some((0x20, 0x37)), text));
        return None;
    };
    let is_own = groups.group(header, index, tags::PLANE_POSITION_SEQUENCE).is_some();
    let top = header.top();
    if is_own {
        return Some(first);
    }
    if top.has(tags::GRID_FRAME_OFFSET_VECTOR) {
        return dose_plane(&top, first, index, findings);
    }
    if top.has(tags::DETECTOR_INFORMATION_SEQUENCE) {
        return detector_plane(&top, first, index);
    }
    // One position for many frames is that of the first one: classic multi-frame.
    (index == 0).then_some(first)
}

/// Directions for the letters: from an orientation, else from _Patient Orientation_ (0020,0020).
pub(super) fn directions(header: &Header, groups: &FunctionalGroups, index: usize) -> Option<PatientDirections> {
    let places = Places { header, groups, index };
    let anatomy = match header.top().code(tags::ANATOMICAL_ORIENTATION_TYPE).as_deref() {
        Some("QUADRUPED") => Some(Anatomy::Quadruped),
        Some("BIPED") => Some(Anatomy::Biped),
        _ => None,
    };
    let orientation = places.numbers(tags::PLANE_ORIENTATION_SEQUENCE, tags::IMAGE_ORIENTATION_PATIENT);
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

/// Where the attributes of one frame's plane may stand.
struct Places<'a> {
    header: &'a Header,
    groups: &'a FunctionalGroups,
    index: usize,
}

impl Places<'_> {
    /// From the frame's functional group, the top level, or the detector that made the frame.
    fn numbers(&self, group: Tag, tag: Tag) -> Vec<f64> {
        let top = self.header.top();
        let values = self.groups.group_or_top(self.header, self.index, group).numbers(tag);
        if !values.is_empty() {
            return values;
        }
        // What a detector that turns says of itself holds for its start.
        if self.index > 0 && turns(&top) {
            return Vec::new();
        }
        // _Detector Vector_ (0054,0020) names the detector of each frame, from 1.
        let vector = top.numbers(tags::DETECTOR_VECTOR);
        let detector = match vector.get(self.index) {
            Some(&number) => (number - 1.0).max(0.0) as usize,
            None if vector.is_empty() => 0,
            None => return Vec::new(),
        };
        let item = top.items(tags::DETECTOR_INFORMATION_SEQUENCE).nth(detector);
        item.map(|item| item.numbers(tag)).unwrap_or_default()
    }
}

/// Whether the frames are projections around the patient (C.8.4.9.1.1.3).
fn turns(top: &DataSet) -> bool {
    top.texts(tags::IMAGE_TYPE).get(2).is_some_and(|kind| matches!(kind.as_str(), "TOMO" | "GATED TOMO"))
}

/// A plane of a dose grid: _Grid Frame Offset Vector_ (3004,000C) begins with 0 and goes along the normal, or holds
/// the z coordinates of transverse planes.
fn dose_plane(top: &DataSet, first: ImagePlane, index: usize, findings: &mut Vec<Finding>) -> Option<ImagePlane> {
    let offsets = top.numbers(tags::GRID_FRAME_OFFSET_VECTOR);
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

/// A frame of an NM image: reconstructed slices follow each other along the normal, planar ones lie where their
/// detector does (C.8.4.11, C.8.4.15).
fn detector_plane(top: &DataSet, first: ImagePlane, index: usize) -> Option<ImagePlane> {
    let kind = top.texts(tags::IMAGE_TYPE);
    let kind = kind.get(2).map_or("", String::as_str);
    match kind {
        "RECON TOMO" | "RECON GATED TOMO" => {
            let vector = top.numbers(tags::SLICE_VECTOR);
            let slice = match vector.get(index) {
                Some(&slice) if slice >= 1.0 => slice - 1.0,
                Some(_) => return None,
                None if vector.is_empty() => index as f64,
                None => return None,
            };
            let spacing = [tags::SPACING_BETWEEN_SLICES, tags::SLICE_THICKNESS];
            match spacing.into_iter().find_map(|tag| top.number(tag)) {
                // Its sign is the direction.
                Some(step) if step != 0.0 => moved(first, slice * step),
                _ => (slice == 0.0).then_some(first),
            }
        }
        _ => Some(first),
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
