//! Pixel spacing with its basis (PS3.3 10.7, C.7.6.16.2.1), pixel aspect, and ultrasound regions (C.8.5.5).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::geometry::{Spacing, SpacingBasis};

use super::{Finding, FindingCode, UltrasoundRegion, functional_groups::FunctionalGroups, header::Header};

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
    let measures = groups.group_or_top(header, index, tags::PIXEL_MEASURES_SEQUENCE);
    let mut pair = |set: &super::header::DataSet, tag: Tag| match set.numbers(tag)[..] {
        [row, column, ..] if usable(row) && usable(column) => Some([row, column]),
        [] => None,
        _ => {
            findings.push(Finding::new(
                FindingCode::Geometry,
                Some((tag.0, tag.1)),
                "A pixel spacing is unusable; it was ignored.",
            ));
            None
        }
    };
    let pixel = pair(&measures, tags::PIXEL_SPACING);
    let modality = top.code(tags::MODALITY).unwrap_or_default();
    if matches!(modality.as_str(), "US" | "IVUS") && !regions.is_empty() {
        return region_spacing(regions, size);
    }
    let projection = matches!(modality.as_str(), "CR" | "DX" | "MG" | "IO" | "PX" | "XA" | "RF" | "RG");
    if !projection {
        if let Some(pixel) = pixel {
            // A secondary capture's spacing may be that of anything: only a plane in the patient vouches for it.
            let sectional = matches!(modality.as_str(), "CT" | "MR" | "PT" | "NM" | "SM" | "RTDOSE" | "SEG" | "OPT");
            let vouched = sectional || top.has(tags::IMAGE_ORIENTATION_PATIENT) || !groups.is_empty();
            return Some(of(pixel, if vouched { SpacingBasis::Patient } else { SpacingBasis::Undetermined }));
        }
        return pair(&top, tags::NOMINAL_SCANNED_PIXEL_SPACING).map(|nominal| of(nominal, SpacingBasis::Nominal));
    }
    let imager = pair(&top, tags::IMAGER_PIXEL_SPACING);
    let nominal = pair(&top, tags::NOMINAL_SCANNED_PIXEL_SPACING);
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
    if let Some(imager) = imager {
        let distances = top.number(tags::DISTANCE_SOURCE_TO_DETECTOR).zip(top.number(tags::DISTANCE_SOURCE_TO_PATIENT));
        let by_distance = distances
            .filter(|(detector, patient)| usable(*patient) && usable(*detector))
            .map(|(detector, patient)| detector / patient);
        let magnification = top
            .number(tags::ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR)
            .filter(|&factor| usable(factor))
            .or(by_distance);
        return Some(match magnification.filter(|factor| (1.0..=20.0).contains(factor)) {
            Some(factor) => of(imager.map(|mm| mm / factor), SpacingBasis::Estimated),
            None => of(imager, SpacingBasis::Detector),
        });
    }
    nominal.map(|nominal| of(nominal, SpacingBasis::Nominal))
}

/// The items of _Sequence of Ultrasound Regions_ (0018,6011).
pub(super) fn regions(header: &Header) -> Vec<UltrasoundRegion> {
    let regions = header.top().items(tags::SEQUENCE_OF_ULTRASOUND_REGIONS).take(256).filter_map(|item| {
        let bound = |tag| item.integer(tag).and_then(|value| u32::try_from(value).ok());
        let bounds = [
            bound(tags::REGION_LOCATION_MIN_X0)?,
            bound(tags::REGION_LOCATION_MIN_Y0)?,
            bound(tags::REGION_LOCATION_MAX_X1)?,
            bound(tags::REGION_LOCATION_MAX_Y1)?,
        ];
        let two_dimensional = item.integer(tags::REGION_SPATIAL_FORMAT) == Some(1);
        let in_mm = |unit, delta| {
            let centimetres = two_dimensional && item.integer(unit) == Some(3);
            item.number(delta).map(|delta| delta.abs() * 10.0).filter(|&mm| centimetres && usable(mm))
        };
        let delta_x_mm = in_mm(tags::PHYSICAL_UNITS_X_DIRECTION, tags::PHYSICAL_DELTA_X);
        let delta_y_mm = in_mm(tags::PHYSICAL_UNITS_Y_DIRECTION, tags::PHYSICAL_DELTA_Y);
        Some(UltrasoundRegion { bounds, delta_x_mm, delta_y_mm })
    });
    regions.collect()
}

/// Vertical by horizontal size of a pixel: from the spacing, else from _Pixel Aspect Ratio_ (0028,0034).
pub(super) fn pixel_aspect(header: &Header, groups: &FunctionalGroups, index: usize) -> f64 {
    let top = header.top();
    let measures = groups.group_or_top(header, index, tags::PIXEL_MEASURES_SEQUENCE);
    let candidates = [
        measures.numbers(tags::PIXEL_SPACING),
        top.numbers(tags::IMAGER_PIXEL_SPACING),
        top.numbers(tags::NOMINAL_SCANNED_PIXEL_SPACING),
        top.numbers(tags::PIXEL_ASPECT_RATIO),
    ];
    let aspect = candidates.iter().find_map(|values| match values[..] {
        [vertical, horizontal, ..] if usable(vertical) && usable(horizontal) => Some(vertical / horizontal),
        _ => None,
    });
    aspect.filter(|aspect| (0.02..=50.0).contains(aspect)).unwrap_or(1.0)
}

/// The only region, if it covers the whole picture.
fn region_spacing(regions: &[UltrasoundRegion], [columns, rows]: [u32; 2]) -> Option<Spacing> {
    let [UltrasoundRegion { bounds: [0, 0, right, bottom], delta_x_mm: Some(x), delta_y_mm: Some(y) }] = regions else {
        return None;
    };
    let whole = right.saturating_add(1) >= columns && bottom.saturating_add(1) >= rows;
    whole.then(|| of([*y, *x], SpacingBasis::UltrasoundRegion))
}

fn of([row_mm, column_mm]: [f64; 2], basis: SpacingBasis) -> Spacing {
    Spacing { row_mm, column_mm, basis }
}

fn usable(mm: f64) -> bool {
    mm.is_finite() && mm > 1e-6 && mm < 1e6
}

fn equal(a: [f64; 2], b: [f64; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-4 * b)
}
