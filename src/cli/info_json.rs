//! The JSON objects of `info --json`. What is absent is `null`.

use std::{path::Path, sync::Arc};

use serde_json::{Value, json};

use crate::{
    dicom::{Document, DocumentLine, Finding, ImageDescription, Object, ReadError, UltrasoundRegion},
    image::{FileWindow, PixelModel, ScaleMap, Segment, Segmentation, SegmentationKind, ValueScale},
};

/// The entry of a file that could be opened.
pub fn entry(object: &Object, hide_identity: bool) -> Value {
    let summary = &object.summary;
    let image = object.image.as_ref().ok();
    let model = object.pixel_model(0);
    let identity = &summary.identity;
    let error = match &object.image {
        Ok(_) | Err(ReadError::NoImage { .. }) => None,
        Err(reason) => Some(reason.to_string()),
    };
    let document = object.document();
    let findings = object.findings.iter().chain(document.iter().flat_map(|document| &document.findings));
    let mut entry = json!({
        "path": object.path.to_string_lossy(),
        "ok": error.is_none(),
        "error": error,
        "sop_class": text(&summary.sop_class_name),
        "sop_class_uid": text(&summary.sop_class_uid),
        "modality": text(&summary.modality),
        "description": text(&summary.description),
        "transfer_syntax": text(&summary.transfer_syntax_name),
        "transfer_syntax_uid": text(&summary.transfer_syntax_uid),
        "bytes": object.size,
        "photometric": image.and_then(|image| text(&image.photometric_text)),
        "rows": image.map(|image| image.rows),
        "columns": image.map(|image| image.columns),
        "frames": image.map(|image| image.frames),
        "frames_present": image.map(|image| image.frames_present.saturating_sub(image.frames_empty)),
        "bits_allocated": image.map(|image| image.bits_allocated),
        "bits_stored": image.map(|image| image.bits_stored),
        "signed": image.map(|image| image.signed),
        "samples": image.map(|image| image.samples_per_pixel),
        "unit": model.as_ref().and_then(|model| text(model.unit.symbol())),
        "spacing_mm": image.map_or(Value::Null, spacing),
        "regions": image.map_or(Value::Null, regions),
        "windows": image.map(|_| windows(object).iter().map(FrameWindow::to_json).collect::<Vec<_>>()),
        "voi_luts": model.as_ref().map(|model| voi_luts(model)),
        "segmentation": model.as_ref().and_then(|model| Some(segmentation(&model.segments.as_ref()?.all))),
        "scales": model.as_ref().map(|model| scales(model)),
        "suv_reason": model.as_ref().and_then(|model| model.suv_reason.clone()),
        "presentation_lut": model.as_ref().map(|model| model.presentation_lut.is_some()),
        "pixel_aspect": model.as_ref().map(|model| model.pixel_aspect),
        "padding": model.and_then(|model| model.padding).map(|padding| json!({ "low": padding.low, "high": padding.high })),
        "orientation": image.and_then(orientation),
        "laterality": text(&identity.laterality),
        "view_position": text(&identity.view_position),
        "lossy": image.and_then(|image| image.lossy.clone()),
        "document": document.as_ref().map(|document| document_lines(document, hide_identity)),
        "findings": findings.map(finding).collect::<Vec<_>>(),
    });
    if let (false, Some(fields)) = (hide_identity, entry.as_object_mut()) {
        let patient = json!({
            "name": text(&identity.patient_name),
            "id": text(&identity.patient_id),
            "birth_date": text(&identity.birth_date),
            "sex": text(&identity.sex),
        });
        fields.insert("patient".into(), patient);
    }
    entry
}

/// The entry of a file that could not be opened.
pub fn failed_entry(path: &Path, error: &ReadError) -> Value {
    let mut entry = json!({ "path": path.to_string_lossy(), "ok": false, "error": error.to_string() });
    if let Some(fields) = entry.as_object_mut() {
        for name in [
            "sop_class",
            "modality",
            "transfer_syntax",
            "photometric",
            "rows",
            "columns",
            "frames",
            "frames_present",
            "bits_allocated",
            "bits_stored",
            "signed",
            "samples",
            "unit",
            "spacing_mm",
            "regions",
            "windows",
            "voi_luts",
            "segmentation",
            "scales",
            "suv_reason",
            "presentation_lut",
            "pixel_aspect",
            "padding",
            "orientation",
            "laterality",
            "view_position",
            "document",
        ] {
            fields.insert(name.into(), Value::Null);
        }
        fields.insert("findings".into(), json!([]));
    }
    entry
}

/// A window of the file and the frame it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameWindow {
    /// Center, in modality units.
    pub center: f64,
    /// Width, in modality units.
    pub width: f64,
    /// Its name in the file.
    pub explanation: Option<String>,
    /// Name of its VOI function.
    pub function: &'static str,
    /// The frame it belongs to, from 1; `None` when all frames share it.
    pub frame: Option<usize>,
}

/// The windows of a file. Listed once when all frames agree, frame by frame when they do not.
pub fn windows(object: &Object) -> Vec<FrameWindow> {
    let frames = object.image.as_ref().map_or(0, |image| image.frames_present);
    let Some(first) = object.pixel_model(0) else { return Vec::new() };
    // Frames past the last one with groups of its own are all alike.
    let distinct = frames.min(object.frames_described().saturating_add(1));
    let agree = (1..distinct).all(|index| object.windows(index) == first.windows);
    if agree {
        return first.windows.iter().map(|window| FrameWindow::new(window, None)).collect();
    }
    (0..frames)
        .flat_map(|index| {
            let windows = object.windows(index);
            windows.iter().map(|window| FrameWindow::new(window, Some(index + 1))).collect::<Vec<_>>()
        })
        .collect()
}

impl FrameWindow {
    fn new(file: &FileWindow, frame: Option<usize>) -> Self {
        Self {
            center: file.window.center,
            width: file.window.width,
            explanation: file.explanation.clone(),
            function: file.function.name(),
            frame,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "center": self.center,
            "width": self.width,
            "explanation": self.explanation,
            "function": self.function,
            "frame": self.frame,
        })
    }
}

fn voi_luts(model: &PixelModel) -> Vec<Value> {
    let lut = |lut: &Arc<crate::image::VoiLut>| {
        json!({
            "explanation": lut.explanation,
            "first_mapped": lut.table.first_mapped,
            "entries": lut.table.entries.len(),
            "bits": lut.table.bits,
        })
    };
    model.voi_luts.iter().map(lut).collect()
}

fn segmentation(all: &Segmentation) -> Value {
    let (kind, of, maximum) = match all.kind {
        SegmentationKind::Binary => ("binary", None, None),
        SegmentationKind::Fractional { of, maximum } => ("fractional", Some(of), Some(maximum)),
        SegmentationKind::LabelMap => ("labelmap", None, None),
    };
    let segment =
        |segment: &Segment| json!({ "number": segment.number, "label": segment.label, "colour": segment.colour });
    let segments: Vec<Value> = all.segments.iter().map(segment).collect();
    json!({ "kind": kind, "of": of, "maximum": maximum, "segments": segments })
}

/// The further scales of the first frame. What a table or an open range has no number for is `null`.
fn scales(model: &PixelModel) -> Vec<Value> {
    let scale = |scale: &ValueScale| {
        let line = match scale.map {
            ScaleMap::Linear { slope, intercept } => Some((slope, intercept)),
            ScaleMap::Table(_) => None,
        };
        json!({
            "label": scale.label,
            "explanation": text(&scale.explanation),
            "unit": text(&scale.unit),
            "slope": line.map(|(slope, _)| slope),
            "intercept": line.map(|(_, intercept)| intercept),
            "first": finite(scale.first),
            "last": finite(scale.last),
        })
    };
    model.scales.iter().map(scale).collect()
}

/// The letters at the right edge and at the bottom of the first frame.
fn orientation(image: &ImageDescription) -> Option<Value> {
    let directions = image.directions.as_ref()?;
    Some(json!({ "right": directions.right, "bottom": directions.bottom }))
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn spacing(image: &ImageDescription) -> Value {
    image.spacing.as_ref().map_or(
        Value::Null,
        |spacing| json!({ "row": spacing.row_mm, "column": spacing.column_mm, "basis": spacing.basis.name() }),
    )
}

fn regions(image: &ImageDescription) -> Value {
    let region = |region: &UltrasoundRegion| {
        json!({
            "bounds": region.bounds,
            "delta_x_mm": region.delta_x_mm,
            "delta_y_mm": region.delta_y_mm,
            "spatial_format": region.spatial_format,
            "low_priority": region.low_priority,
        })
    };
    image.regions.iter().map(region).collect()
}

fn finding(finding: &Finding) -> Value {
    let tag = finding.tag.map(|(group, element)| format!("({group:04X},{element:04X})"));
    json!({ "code": finding.code.name(), "text": finding.text, "tag": tag, "offset": finding.offset })
}

/// What an object without a picture says.
fn document_lines(document: &Document, hide_identity: bool) -> Value {
    let shown = document.lines.iter().filter(|line| !(hide_identity && line.identifying));
    let line = |line: &DocumentLine| json!({ "indent": line.indent, "kind": line.kind.name(), "label": text(&line.label), "text": text(&line.text) });
    let title = text(&document.title).filter(|_| !(hide_identity && document.title_is_identifying));
    json!({ "title": title, "lines": shown.map(line).collect::<Vec<_>>() })
}

fn text(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}
