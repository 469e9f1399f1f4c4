//! Where a frame lies in the patient (PS3.3 C.7.6.2, C.7.6.16.2.3, C.7.6.16.2.4).

use dicom_dictionary_std::tags;

use crate::geometry::{ImagePlane, PatientDirections};

use super::{Finding, FindingCode, functional_groups::FunctionalGroups, header::Header};

/// The plane of frame `index`: functional groups, else NM's detector (first frame), else the top level.
pub(super) fn plane(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Option<ImagePlane> {
    let top = header.top();
    let detector = || top.item(tags::DETECTOR_INFORMATION_SEQUENCE).filter(|_| index == 0);
    let numbers = |group, tag| {
        let values = groups.group_or_top(header, index, group).numbers(tag);
        if values.is_empty() { detector().map(|item| item.numbers(tag)).unwrap_or_default() } else { values }
    };
    let position = numbers(tags::PLANE_POSITION_SEQUENCE, tags::IMAGE_POSITION_PATIENT);
    let orientation = numbers(tags::PLANE_ORIENTATION_SEQUENCE, tags::IMAGE_ORIENTATION_PATIENT);
    if position.is_empty() || orientation.is_empty() || stands_still(header, groups, index) {
        return None;
    }
    let plane = ImagePlane::from_attributes(&position, &orientation);
    if plane.is_none() {
        let text = "The image position or orientation is unusable; no patient position or letters are shown.";
        findings.push(Finding::new(FindingCode::Geometry, Some((0x20, 0x37)), text));
    }
    plane
}

/// Directions for the letters: from the plane, from an orientation without position, else from
/// _Patient Orientation_ (0020,0020).
pub(super) fn directions(header: &Header, groups: &FunctionalGroups, index: usize) -> Option<PatientDirections> {
    let orientation =
        groups.group_or_top(header, index, tags::PLANE_ORIENTATION_SEQUENCE).numbers(tags::IMAGE_ORIENTATION_PATIENT);
    if !orientation.is_empty() {
        return ImagePlane::from_attributes(&[0.0; 3], &orientation).map(|plane| PatientDirections::from_plane(&plane));
    }
    let words = groups.group_or_top(header, index, tags::PLANE_ORIENTATION_SEQUENCE).texts(tags::PATIENT_ORIENTATION);
    match &words[..] {
        [row, column] => PatientDirections::from_orientation_values(row, column),
        _ => match &header.top().texts(tags::PATIENT_ORIENTATION)[..] {
            [row, column] => PatientDirections::from_orientation_values(row, column),
            _ => None,
        },
    }
}

/// A later frame of an object whose only position is that of its first one: dose grids, classic multi-frame.
fn stands_still(header: &Header, groups: &FunctionalGroups, index: usize) -> bool {
    index > 0 && groups.group(header, index, tags::PLANE_POSITION_SEQUENCE).is_none()
}
