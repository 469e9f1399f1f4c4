//! Pixel spacing with its basis (PS3.3 10.7, C.7.6.16.2.1), and pixel aspect.

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};

use crate::geometry::{Spacing, SpacingBasis};

use super::{
    Finding, FindingCode, UltrasoundRegion,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    regions::regions,
};

/// Spacing of frame `index` where it holds for the whole picture.
pub(super) fn spacing(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    regions: &[UltrasoundRegion],
    size: [u32; 2],
    findings: &mut Vec<Finding>,
) -> Option<Spacing> {
    let top = header.top();
    let modality = top.code(tags::MODALITY).unwrap_or_default();
    if matches!(modality.as_str(), "US" | "IVUS") && !regions.is_empty() {
        return region_spacing(regions, size);
    }
    let measures = groups.group_or_top(header, index, tags::PIXEL_MEASURES_SEQUENCE);
    let pixel = pair(&measures, tags::PIXEL_SPACING, findings);
    // Slices that were reconstructed from projections (tomosynthesis, 3-D angiography) lie in a plane of the patient.
    let reconstructed = groups.group(header, index, tags::PIXEL_MEASURES_SEQUENCE).is_some()
        && groups.group(header, index, tags::PLANE_ORIENTATION_SEQUENCE).is_some();
    match modality.as_str() {
        "CR" | "DX" | "MG" | "IO" | "PX" | "XA" | "RF" | "RG" if !reconstructed => {
            projected(header, groups, index, pixel, findings)
        }
        "RTIMAGE" if pixel.is_none() => beam_spacing(&top, findings),
        _ => {
            let Some(pixel) = pixel else {
                let nominal = pair(&top, tags::NOMINAL_SCANNED_PIXEL_SPACING, findings);
                return nominal.map(|nominal| of(nominal, SpacingBasis::Nominal));
            };
            // A secondary capture's spacing may be that of anything: only a plane in the patient vouches for it.
            let sectional = matches!(modality.as_str(), "CT" | "MR" | "PT" | "NM" | "SM" | "RTDOSE" | "SEG" | "OPT");
            let vouched = sectional && !is_secondary_capture(&top)
                || top.has(tags::IMAGE_ORIENTATION_PATIENT)
                || !groups.is_empty();
            Some(of(pixel, if vouched { SpacingBasis::Patient } else { SpacingBasis::Undetermined }))
        }
    }
}

/// A projection, whose pixels are larger than what they show by how far it stood from the detector (10.7.1).
fn projected(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    pixel: Option<[f64; 2]>,
    findings: &mut Vec<Finding>,
) -> Option<Spacing> {
    let top = header.top();
    // Enhanced XA and XRF keep these in groups of the frame (C.8.19.6).
    let properties = groups.group_or_top(header, index, tags::FRAME_PIXEL_DATA_PROPERTIES_SEQUENCE);
    let imager = pair(&properties, tags::IMAGER_PIXEL_SPACING, findings);
    let nominal = pair(&top, tags::NOMINAL_SCANNED_PIXEL_SPACING, findings);
    if let Some(pixel) = pixel {
        let calibrated =
            matches!(top.code(tags::PIXEL_SPACING_CALIBRATION_TYPE).as_deref(), Some("GEOMETRY" | "FIDUCIAL"));
        let basis = match imager.or(nominal) {
            _ if calibrated => SpacingBasis::Calibrated,
            None => SpacingBasis::Undetermined,
            Some(detector) if equal(detector, pixel) => SpacingBasis::Detector,
            Some(_) => SpacingBasis::Calibrated,
        };
        return Some(of(pixel, basis));
    }
    let calibration = groups.group(header, index, tags::PROJECTION_PIXEL_CALIBRATION_SEQUENCE);
    let in_beam = calibration.and_then(|item| pair(&item, tags::OBJECT_PIXEL_SPACING_IN_CENTER_OF_BEAM, findings));
    if let Some(in_beam) = in_beam {
        return Some(of(in_beam, SpacingBasis::Estimated));
    }
    let Some(imager) = imager else { return nominal.map(|nominal| of(nominal, SpacingBasis::Nominal)) };
    let factor = top.number(tags::ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR).filter(|&factor| usable(factor));
    let factor = factor.or_else(|| ratio(&top, tags::DISTANCE_SOURCE_TO_DETECTOR, tags::DISTANCE_SOURCE_TO_PATIENT));
    Some(demagnified(imager, factor))
}

/// A portal image: _Image Plane Pixel Spacing_ (3002,0011) at the detector, estimated for the isocentre (C.8.8.2).
fn beam_spacing(top: &DataSet, findings: &mut Vec<Finding>) -> Option<Spacing> {
    let plane = pair(top, tags::IMAGE_PLANE_PIXEL_SPACING, findings)?;
    Some(demagnified(plane, ratio(top, tags::RT_IMAGE_SID, tags::RADIATION_MACHINE_SAD)))
}

/// What is measured at the detector, divided by how much larger it is there; as it stands without a likely factor.
fn demagnified(detector: [f64; 2], factor: Option<f64>) -> Spacing {
    match factor.filter(|factor| (1.0..=20.0).contains(factor)) {
        Some(factor) => of(detector.map(|mm| mm / factor), SpacingBasis::Estimated),
        None => of(detector, SpacingBasis::Detector),
    }
}

fn ratio(top: &DataSet, far: Tag, near: Tag) -> Option<f64> {
    let (far, near) = top.number(far).zip(top.number(near))?;
    (usable(far) && usable(near)).then_some(far / near)
}

/// Two usable distances, rows first; others are noted.
fn pair(set: &DataSet, tag: Tag, findings: &mut Vec<Finding>) -> Option<[f64; 2]> {
    match set.numbers(tag)[..] {
        [row, column, ..] if usable(row) && usable(column) => Some([row, column]),
        [] => None,
        _ => {
            let text = "A pixel spacing is unusable; it was ignored.";
            findings.push(Finding::new(FindingCode::Geometry, Some((tag.0, tag.1)), text));
            None
        }
    }
}

/// Vertical by horizontal size of a pixel: from the spacing, from ultrasound regions that agree, else from
/// _Pixel Aspect Ratio_ (0028,0034).
pub(super) fn pixel_aspect(header: &Header, groups: &FunctionalGroups, index: usize, size: [u32; 2]) -> f64 {
    let top = header.top();
    let measures = groups.group_or_top(header, index, tags::PIXEL_MEASURES_SEQUENCE);
    let properties = groups.group_or_top(header, index, tags::FRAME_PIXEL_DATA_PROPERTIES_SEQUENCE);
    let candidates = [
        measures.numbers(tags::PIXEL_SPACING),
        properties.numbers(tags::IMAGER_PIXEL_SPACING),
        top.numbers(tags::IMAGE_PLANE_PIXEL_SPACING),
        top.numbers(tags::NOMINAL_SCANNED_PIXEL_SPACING),
        region_aspect(header, size).map_or_else(Vec::new, |aspect| vec![aspect, 1.0]),
        top.numbers(tags::PIXEL_ASPECT_RATIO),
    ];
    let aspect = candidates.iter().find_map(|values| match values[..] {
        [vertical, horizontal, ..] if usable(vertical) && usable(horizontal) => Some(vertical / horizontal),
        _ => None,
    });
    aspect.filter(|aspect| (0.02..=50.0).contains(aspect)).unwrap_or(1.0)
}

/// The proportion of pixels that all regions with millimetres agree on.
fn region_aspect(header: &Header, size: [u32; 2]) -> Option<f64> {
    let regions = regions(header, size, &mut Vec::new());
    let mut aspects = regions.iter().filter_map(UltrasoundRegion::spacing).map(|mm| mm.row_mm / mm.column_mm);
    let first = aspects.next()?;
    aspects.all(|aspect| (aspect / first - 1.0).abs() < 1e-3).then_some(first)
}

/// The only region, if it covers the whole picture.
fn region_spacing(regions: &[UltrasoundRegion], [columns, rows]: [u32; 2]) -> Option<Spacing> {
    let [region] = regions else { return None };
    let [left, top, right, bottom] = region.bounds;
    let whole = left == 0 && top == 0 && right.saturating_add(1) >= columns && bottom.saturating_add(1) >= rows;
    if whole { region.spacing() } else { None }
}

fn of([row_mm, column_mm]: [f64; 2], basis: SpacingBasis) -> Spacing {
    Spacing { row_mm, column_mm, basis }
}

/// Whether this is a secondary capture, single-frame or multi-frame. Visible light begins with a 7 too.
pub(super) fn is_secondary_capture(top: &DataSet) -> bool {
    let class = top.code(tags::SOP_CLASS_UID).unwrap_or_default();
    let rest = class.strip_prefix(uids::SECONDARY_CAPTURE_IMAGE_STORAGE);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

pub(super) fn usable(mm: f64) -> bool {
    mm.is_finite() && mm > 1e-6 && mm < 1e6
}

fn equal(a: [f64; 2], b: [f64; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-4 * b)
}
