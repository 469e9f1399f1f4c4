//! From stored values to values with a unit (PS3.3 C.11.1).

use std::sync::Arc;

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};

use crate::image::{ModalityKind, ModalityLut, Unit};

use super::{
    Finding, FindingCode,
    charset::neutral,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    lut,
    pixel_layout::{Number, PixelLayout},
    spacing::is_secondary_capture,
};

/// Characters of a unit's name that are kept: LO has no more.
const LONGEST_UNIT: usize = 64;

const IDENTITY: ModalityLut = ModalityLut::Rescale { slope: 1.0, intercept: 0.0 };

/// The modality transformation of frame `index` with the unit of its results.
pub(super) fn modality(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    findings: &mut Vec<Finding>,
) -> (ModalityLut, Unit) {
    let top = header.top();
    if top.is(tags::MODALITY, "RTDOSE") || top.has(tags::DOSE_GRID_SCALING) {
        return dose(&top, findings);
    }
    let transformation = groups.group(header, index, tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE);
    let set = transformation.clone().unwrap_or_else(|| top.clone());
    let rescale_is_there = set.has(tags::RESCALE_SLOPE) || set.has(tags::RESCALE_INTERCEPT);
    if transformation.is_none() && top.has(tags::MODALITY_LUT_SEQUENCE) && !is_not_for_display(&top) {
        if rescale_is_there {
            note(
                findings,
                tags::MODALITY_LUT_SEQUENCE,
                "The file has a modality LUT and a rescale; the LUT was taken.",
            );
        }
        if let Some(item) = top.item(tags::MODALITY_LUT_SEQUENCE)
            && let Some(table) = lut::table(&item, header.signed, FindingCode::Modality, findings)
        {
            return (ModalityLut::Table(Arc::new(table)), named(item.code(tags::MODALITY_LUT_TYPE)));
        }
        return (IDENTITY, Unit::None);
    }
    if !rescale_is_there {
        return (IDENTITY, plain_unit(&top));
    }
    let slope = set.numbers(tags::RESCALE_SLOPE).first().copied();
    let intercept = set.numbers(tags::RESCALE_INTERCEPT).first().copied();
    match (slope, intercept) {
        (Some(slope), intercept) if slope.is_finite() && slope != 0.0 && intercept.is_none_or(f64::is_finite) => {
            let intercept = intercept.unwrap_or(0.0);
            (ModalityLut::Rescale { slope, intercept }, unit(&set, &top, groups, header, index))
        }
        _ => {
            note(
                findings,
                tags::RESCALE_SLOPE,
                "Rescale slope or intercept is unusable; stored values are shown, without a unit.",
            );
            (IDENTITY, Unit::None)
        }
    }
}

/// RT dose: stored values times _Dose Grid Scaling_ (3004,000E) in _Dose Units_ (3004,0002) (PS3.3 C.8.8.3).
fn dose(top: &DataSet, findings: &mut Vec<Finding>) -> (ModalityLut, Unit) {
    match top.number(tags::DOSE_GRID_SCALING) {
        Some(slope) if slope > 0.0 => {
            (ModalityLut::Rescale { slope, intercept: 0.0 }, named(top.code(tags::DOSE_UNITS)))
        }
        _ => {
            let text = "The dose grid scaling is missing or unusable; stored values are shown, without a unit.";
            note(findings, tags::DOSE_GRID_SCALING, text);
            (IDENTITY, Unit::None)
        }
    }
}

fn note(findings: &mut Vec<Finding>, tag: Tag, text: &str) {
    findings.push(Finding::new(FindingCode::Modality, Some((tag.0, tag.1)), text));
}

/// What the stored values of an image are, for the default window.
pub(super) fn kind(header: &Header, layout: &PixelLayout, unit: &Unit) -> ModalityKind {
    let top = header.top();
    let modality = top.code(tags::MODALITY).unwrap_or_default();
    match modality.as_str() {
        _ if layout.number != Number::Integer => ModalityKind::Float,
        _ if *unit == Unit::Hounsfield => ModalityKind::Ct,
        "PT" => ModalityKind::Pet,
        "RTDOSE" => ModalityKind::Dose,
        "US" | "IVUS" | "SC" | "SEG" => ModalityKind::FullRange,
        "CT" | "MR" | "CR" | "DX" | "MG" | "XA" | "RF" | "IO" | "PX" | "RG" | "NM" | "OT" => ModalityKind::Percentile,
        _ if layout.bits_stored <= 8 => ModalityKind::FullRange,
        _ => ModalityKind::Percentile,
    }
}

/// XA and XRF images with a LOG or DISP relationship: their table is not for display (C.8.7.1.1.2).
fn is_not_for_display(top: &DataSet) -> bool {
    let projection = matches!(top.code(tags::MODALITY).as_deref(), Some("XA" | "RF"));
    projection && matches!(top.code(tags::PIXEL_INTENSITY_RELATIONSHIP).as_deref(), Some("LOG" | "DISP"))
}

/// The unit of rescaled values: PET's own; else Rescale Type; else HU where C.8.2.1.1.2 lets it be assumed.
fn unit(set: &DataSet, top: &DataSet, groups: &FunctionalGroups, header: &Header, index: usize) -> Unit {
    let class = top.code(tags::SOP_CLASS_UID).unwrap_or_default();
    let types = frame_type(top, groups, header, index);
    let is = |at: usize, word: &str| types.get(at).is_some_and(|value| value == word);
    let localizer = is(2, "LOCALIZER");
    let computed = matches!(
        class.as_str(),
        uids::CT_IMAGE_STORAGE | uids::ENHANCED_CT_IMAGE_STORAGE | uids::LEGACY_CONVERTED_ENHANCED_CT_IMAGE_STORAGE
    );
    let secondary = is_secondary_capture(top);
    match set.code(tags::RESCALE_TYPE).as_deref() {
        _ if is_pet(top) => plain_unit(top),
        Some("HU") if secondary || localizer => Unit::None,
        Some("HU") => Unit::Hounsfield,
        Some("US") => Unit::None,
        Some(name) => Unit::Named(neutral(name, LONGEST_UNIT)),
        None if computed && is(0, "ORIGINAL") && !localizer => Unit::Hounsfield,
        None => Unit::None,
    }
}

/// _Frame Type_ (0008,9007) of the frame, else _Image Type_ (0008,0008): an enhanced image may be MIXED.
fn frame_type(top: &DataSet, groups: &FunctionalGroups, header: &Header, index: usize) -> Vec<String> {
    let of_frame = groups.group(header, index, tags::CT_IMAGE_FRAME_TYPE_SEQUENCE);
    let values = of_frame.map(|item| item.texts(tags::FRAME_TYPE)).unwrap_or_default();
    if values.is_empty() { top.texts(tags::IMAGE_TYPE) } else { values }
}

fn is_pet(top: &DataSet) -> bool {
    top.is(tags::MODALITY, "PT") && top.has(tags::UNITS)
}

/// The unit that stands apart from rescale: _Units_ (0054,1001) of PET.
fn plain_unit(top: &DataSet) -> Unit {
    if is_pet(top) { named(top.code(tags::UNITS)) } else { Unit::None }
}

fn named(name: Option<String>) -> Unit {
    match name.as_deref() {
        None | Some("US") => Unit::None,
        Some("HU") => Unit::Hounsfield,
        Some(name) => Unit::Named(neutral(name, LONGEST_UNIT)),
    }
}
