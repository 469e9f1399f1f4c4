//! How the stored values of a frame are to be read, from all the modules that say something about it.

use std::sync::Arc;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::image::{
    LookupTable, Padding, Palette, PhotometricInterpretation, PixelModel, Segmentation, SegmentationKind,
};

use super::{
    Finding, FindingCode,
    functional_groups::FunctionalGroups,
    header::Header,
    icc::Profiles,
    lut,
    modality::{kind, modality},
    overlay::{OverlayPlane, overlay_planes},
    palette::palette,
    pixel_layout::{Number, PixelLayout},
    real_world::real_world,
    segmentation::{frame_segments, label_palette, segmentation},
    spacing, supplemental,
    suv::suv,
    voi::{voi_luts, windows},
};

/// What is read once for all frames of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct FileTables {
    /// Colours of PALETTE COLOR, or of a label map's segments.
    pub palette: Option<Arc<Palette>>,
    /// Colours besides the greys of monochrome frames.
    pub supplemental: Option<Arc<Palette>>,
    /// The segments of a segmentation.
    pub segmentation: Option<Arc<Segmentation>>,
    /// Colour profiles.
    pub profiles: Profiles,
    /// Overlay groups.
    pub overlays: Vec<OverlayPlane>,
}

impl FileTables {
    /// Reads them.
    pub fn read(header: &Header, layout: &PixelLayout, findings: &mut Vec<Finding>) -> Self {
        let segmentation = segmentation(header, findings);
        let palette = match (&segmentation, layout.photometric) {
            (_, PhotometricInterpretation::PaletteColor) => palette(header, findings),
            (Some(all), _) if all.kind == SegmentationKind::LabelMap => Some(label_palette(all)),
            _ => None,
        };
        let is_supplemental = segmentation.is_none() && supplemental::is_stated(header, layout, findings);
        let supplemental = if is_supplemental { self::palette(header, findings) } else { None };
        let has_colours =
            layout.samples > 1 || layout.photometric == PhotometricInterpretation::PaletteColor || is_supplemental;
        Self {
            palette: palette.map(Arc::new),
            supplemental: supplemental.map(Arc::new),
            profiles: if has_colours { Profiles::read(header, findings) } else { Profiles::default() },
            overlays: overlay_planes(header, layout, findings),
            segmentation,
        }
    }
}

/// The model of frame `index` of `frames`, with what was noticed.
pub(super) fn pixel_model(
    header: &Header,
    groups: &FunctionalGroups,
    layout: &PixelLayout,
    file: &FileTables,
    index: usize,
    frames: usize,
) -> (PixelModel, Vec<Finding>) {
    let mut findings = Vec::new();
    if groups.is_per_frame() && index >= groups.frames() {
        let text = "There are fewer per-frame functional groups than frames; this frame has none of its own.";
        findings.push(Finding::new(FindingCode::Structure, Some((0x5200, 0x9230)), text));
    }
    note_lacking_groups(header, groups, index, &mut findings);
    let colour = layout.samples > 1 || layout.photometric == PhotometricInterpretation::PaletteColor;
    let (modality, unit) = if colour {
        (crate::image::ModalityLut::Rescale { slope: 1.0, intercept: 0.0 }, crate::image::Unit::None)
    } else {
        modality(header, groups, index, &mut findings)
    };
    let (windows, voi_luts) = match colour {
        true => (Vec::new(), Vec::new()),
        false => (
            windows(header, groups, index, &mut findings),
            voi_luts(header, groups, index, &modality, layout.bits_stored, &mut findings),
        ),
    };
    let mut scales = if colour { Vec::new() } else { real_world(header, groups, index, &mut findings) };
    let uptake =
        if colour { None } else { suv(header, groups, index, (&modality, &unit), &scales) }.unwrap_or_default();
    if let (Some(tag), Some(reason)) = (uptake.fault, &uptake.reason) {
        findings.push(Finding::new(FindingCode::Modality, Some((tag.0, tag.1)), reason));
    }
    scales.splice(0..0, uptake.scales);
    let model = PixelModel {
        presentation_lut: if colour { None } else { presentation_lut(header, &mut findings) },
        scales,
        suv_reason: uptake.reason,
        photometric: match layout.photometric {
            PhotometricInterpretation::YbrFull422 => PhotometricInterpretation::YbrFull,
            other => other,
        },
        bits_stored: layout.bits_stored.min(64) as u8,
        signed: layout.signed,
        padding: if colour { None } else { padding(header, layout, &mut findings) },
        inverse_polarity: !colour && inverse_polarity(header, layout, &mut findings),
        kind: kind(header, layout, &unit),
        pixel_aspect: spacing::pixel_aspect(header, groups, index, [layout.columns, layout.rows]),
        modality,
        unit,
        windows,
        voi_luts,
        palette: match &file.supplemental {
            Some(palette) if supplemental::is_of_frame(header, groups, index) => Some(palette.clone()),
            _ => file.palette.clone(),
        },
        profile: file.profiles.of_frame(header, groups, index),
        segments: file
            .segmentation
            .as_ref()
            .map(|all| frame_segments(all, header, groups, index, frames, &mut findings)),
    };
    (model, findings)
}

/// Macros that bear on values and places, and what happens to a frame without one.
const MACROS: [(Tag, &str); 6] = [
    (
        tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
        "This frame has no rescale of its own, as others have; its values may not compare with theirs.",
    ),
    (tags::FRAME_VOILUT_SEQUENCE, "This frame has no window of its own, as others have."),
    (tags::REAL_WORLD_VALUE_MAPPING_SEQUENCE, "This frame has no real world value mapping of its own, as others have."),
    (tags::PIXEL_MEASURES_SEQUENCE, "This frame has no pixel measures of its own, as others have."),
    (tags::PLANE_POSITION_SEQUENCE, "This frame has no position of its own, as others have."),
    (tags::PLANE_ORIENTATION_SEQUENCE, "This frame has no orientation of its own, as others have."),
];

fn note_lacking_groups(header: &Header, groups: &FunctionalGroups, index: usize, findings: &mut Vec<Finding>) {
    if index >= groups.frames() {
        return;
    }
    let lacking = MACROS.iter().filter(|(tag, _)| groups.lacks(header, index, *tag));
    findings.extend(lacking.map(|(tag, text)| Finding::new(FindingCode::Structure, Some((tag.0, tag.1)), *text)));
}

/// _Presentation LUT Sequence_ (2050,0010), between VOI and polarity (C.11.4).
fn presentation_lut(header: &Header, findings: &mut Vec<Finding>) -> Option<Arc<LookupTable>> {
    let item = header.top().item(tags::PRESENTATION_LUT_SEQUENCE)?;
    lut::table(&item, false, FindingCode::Voi, findings).map(Arc::new)
}

/// _Pixel Padding Value_ (0028,0120) to its range limit, or their float kin, in stored space (C.7.5.1.1.2).
fn padding(header: &Header, layout: &PixelLayout, findings: &mut Vec<Finding>) -> Option<Padding> {
    let top = header.top();
    let (value, limit) = match layout.number {
        Number::Integer => (tags::PIXEL_PADDING_VALUE, tags::PIXEL_PADDING_RANGE_LIMIT),
        Number::Float => (tags::FLOAT_PIXEL_PADDING_VALUE, tags::FLOAT_PIXEL_PADDING_RANGE_LIMIT),
        Number::Double => (tags::DOUBLE_FLOAT_PIXEL_PADDING_VALUE, tags::DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT),
    };
    let value = top.number(value)?;
    let limit = top.number(limit).unwrap_or(value);
    let (first, last) = match layout.number {
        Number::Integer => (stored(value, layout), stored(limit, layout)),
        _ => (Some(value), Some(limit)),
    };
    let Some((first, last)) = first.zip(last) else {
        findings.push(Finding::new(
            FindingCode::Padding,
            Some((0x28, 0x120)),
            "The pixel padding value is out of the stored range; it was ignored.",
        ));
        return None;
    };
    Some(Padding { low: first.min(last), high: first.max(last) })
}

/// A padding value as a stored value: US and SS are often confused, so that 63536 may mean -2000.
fn stored(value: f64, layout: &PixelLayout) -> Option<f64> {
    let range = 2f64.powi(i32::from(layout.bits_stored));
    let (low, high) = if layout.signed { (-range / 2.0, range / 2.0 - 1.0) } else { (0.0, range - 1.0) };
    let word = 2f64.powi(i32::from(layout.bits_allocated.max(16)));
    [value, value - word, value + word].into_iter().find(|value| (low..=high).contains(value))
}

/// _Presentation LUT Shape_ (2050,0020) if there, else MONOCHROME1.
fn inverse_polarity(header: &Header, layout: &PixelLayout, findings: &mut Vec<Finding>) -> bool {
    let monochrome1 = layout.photometric == PhotometricInterpretation::Monochrome1;
    let inverse = match header.top().code(tags::PRESENTATION_LUT_SHAPE).as_deref() {
        Some("INVERSE") => true,
        Some("IDENTITY") => false,
        _ => return monochrome1,
    };
    if inverse != monochrome1 {
        let text = "Presentation LUT Shape contradicts the photometric interpretation; the shape was taken.";
        findings.push(Finding::new(FindingCode::Polarity, Some((0x2050, 0x20)), text));
    }
    inverse
}
