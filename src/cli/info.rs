//! `info`: what files hold, one block or one JSON object each.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::Path,
};

use rayon::prelude::*;
use serde_json::Value;

use crate::{
    dicom::{
        self, Document, Means, Object, ReadError,
        charset::{neutralise, shown_path},
        contain,
    },
    image::{ScaleMap, ValueScale},
};

use super::{
    arguments::{Common, Info},
    info_json::{entry, failed_entry, windows},
    output::{Stdout, json_text},
    report::Report,
    walk::{self, Found},
};

/// Files looked at side by side before their entries are printed in order.
const BATCH: usize = 256;

/// Prints an entry for every file.
pub fn run(options: &Info, common: &Common, means: &Means, report: &mut Report) {
    if let Err(fault) = print(options, common, means, report) {
        report.failure_without_file(format_args!("The output cannot be written: {fault}; check the space left."));
    }
}

fn print(options: &Info, common: &Common, means: &Means, report: &mut Report) -> io::Result<()> {
    let mut out = Stdout::new();
    let mut files = walk::files(&options.paths);
    let mut separator = if options.json { "[\n" } else { "" };
    while !out.is_closed() {
        let batch: Vec<Found> = files.by_ref().take(BATCH).collect();
        let looked_at: Vec<Looked> = match batch.as_slice() {
            [] => break,
            // One file is no reason to start threads.
            [one] => vec![look_at(one, options.json, common, means)],
            many => many.par_iter().map(|found| look_at(found, options.json, common, means)).collect(),
        };
        for (found, looked) in batch.iter().zip(looked_at) {
            if let (true, Some(failure)) = (found.named, &looked.failure) {
                report.failure(&found.path, failure);
            }
            if !looked.text.is_empty() {
                out.write_all(separator.as_bytes())?;
                out.write_all(looked.text.as_bytes())?;
                separator = if options.json { ",\n" } else { "\n" };
            }
        }
    }
    if options.json {
        out.write_all(if separator == "[\n" { b"[]\n" } else { b"\n]\n" })?;
    }
    out.flush()
}

/// What is printed for one file, and why it failed.
struct Looked {
    text: String,
    failure: Option<String>,
}

fn look_at(found: &Found, json: bool, common: &Common, means: &Means) -> Looked {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    let text = match &found.error {
        Some(error) => Err(ReadError::Io(error.kind().to_string())),
        None => contain(|| described(&found.path, json, common, means), broken),
    };
    match text {
        Ok(text) => Looked { text, failure: None },
        Err(error) => {
            let text = match (json, found.named) {
                (true, _) => one_line(&failed_entry(&found.path, &error)),
                // Standard error says it.
                (false, true) => String::new(),
                (false, false) => format!("{}\n  {:<16} {error}\n", shown_path(&found.path), "not readable"),
            };
            Looked { text, failure: Some(error.to_string()) }
        }
    }
}

fn described(path: &Path, json: bool, common: &Common, means: &Means) -> Result<String, ReadError> {
    let object = dicom::open_with(path, means)?;
    Ok(if json { one_line(&entry(&object, common.hide_identity)) } else { block(&object, common.hide_identity) })
}

fn one_line(value: &Value) -> String {
    json_text(value)
}

/// The entry for people: aligned lines, absent things left out.
fn block(object: &Object, hide_identity: bool) -> String {
    let mut lines = Lines::new(&object.path);
    let summary = &object.summary;
    let identity = &summary.identity;
    if !hide_identity {
        lines.add("patient", joined(&[&identity.patient_name, &identity.patient_id, &identity.birth_date]));
    }
    lines.add("class", &summary.sop_class_name);
    lines.add("modality", &summary.modality);
    lines.add("description", &summary.description);
    lines.add("study date", &identity.study_date);
    lines.add("transfer syntax", &summary.transfer_syntax_name);
    lines.add("file size", format!("{} bytes", object.size));
    match &object.image {
        Err(reason) => lines.add("image", reason.to_string()),
        Ok(image) => {
            lines.add("size", format!("{} columns x {} rows", image.columns, image.rows));
            let present = match image.frames_present.saturating_sub(image.frames_empty) {
                present if present == image.frames => String::new(),
                present => format!(", {present} of them present"),
            };
            lines.add("frames", format!("{}{present}", image.frames));
            let sign = if image.signed { "signed" } else { "unsigned" };
            let samples = image.samples_per_pixel;
            lines.add(
                "pixels",
                format!(
                    "{}, {samples} x {} bits of {}, {sign}",
                    image.photometric_text, image.bits_stored, image.bits_allocated
                ),
            );
            if let Some(model) = object.pixel_model(0) {
                lines.add("unit", model.unit.symbol());
                model.scales.iter().for_each(|scale| lines.add("scale", scale_text(scale)));
                lines.add("uptake", model.suv_reason.as_deref().unwrap_or_default());
            }
            if let Some(spacing) = &image.spacing {
                lines.add(
                    "spacing",
                    format!(
                        "{} mm between rows, {} mm between columns ({})",
                        spacing.row_mm,
                        spacing.column_mm,
                        spacing.basis.name()
                    ),
                );
            }
            if let Some(segments) = object.pixel_model(0).and_then(|model| model.segments.clone()) {
                for segment in &segments.all.segments {
                    lines.add("segment", format!("{} {}", segment.number, segment.label));
                }
            }
            if let Some(letters) = &image.directions {
                lines.add("orientation", format!("{} at the right, {} at the bottom", letters.right, letters.bottom));
            }
            lines.add("side and view", joined(&[&identity.laterality, &identity.view_position]));
            for window in windows(object) {
                let frame = window.frame.map_or(String::new(), |frame| format!(", frame {frame}"));
                let name = window.explanation.map_or(String::new(), |name| format!(" {name}"));
                lines.add("window", format!("{} / {} {}{name}{frame}", window.center, window.width, window.function));
            }
            if let Some(clip) = &image.clip {
                lines.add("clip", format!("{:.3} s by {}", clip.total_ms / 1e3, clip.source));
            }
            lines.add("lossy", image.lossy.as_deref().unwrap_or_default());
            image.banners.iter().for_each(|banner| lines.add("notice", banner));
        }
    }
    for finding in &object.findings {
        let place = finding.offset.map_or_else(String::new, |offset| format!(" (byte {offset})"));
        lines.add("finding", format!("{finding}{place}"));
    }
    if let Some(document) = object.document() {
        lines.add_document(&document, hide_identity);
    }
    lines.text
}

struct Lines {
    text: String,
}

impl Lines {
    fn new(path: &Path) -> Self {
        Self { text: format!("{}\n", shown_path(path)) }
    }

    /// What an object without a picture says, below its title.
    fn add_document(&mut self, document: &Document, hide_identity: bool) {
        document.findings.iter().for_each(|finding| self.add("finding", finding.to_string()));
        if !(hide_identity && document.title_is_identifying) {
            self.add("document", &document.title);
        }
        for line in document.lines.iter().filter(|line| !(hide_identity && line.identifying)) {
            let separator = if line.label.is_empty() || line.text.is_empty() { "" } else { ": " };
            let margin = 4 + 2 * usize::from(line.indent);
            // Writing to a String cannot fail.
            let _ = writeln!(self.text, "{:margin$}{}{separator}{}", "", line.label, line.text);
        }
    }

    fn add(&mut self, name: &str, value: impl AsRef<str>) {
        let value = value.as_ref();
        if !value.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(self.text, "  {name:<16} {}", neutralise(value));
        }
    }
}

/// A further scale as `SUVbw = 0.00025 x stored + 0 g/ml`, with the stored values that it maps.
fn scale_text(scale: &ValueScale) -> String {
    let rule = match &scale.map {
        ScaleMap::Linear { slope, intercept } => format!("{slope} x stored + {intercept}"),
        ScaleMap::Table(values) => format!("table of {} values", values.len()),
    };
    let range = match (scale.first.is_finite(), scale.last.is_finite()) {
        (true, true) => format!(", stored {} to {}", scale.first, scale.last),
        _ => String::new(),
    };
    format!("{} = {rule} {}{range}", scale.label, scale.unit)
}

fn joined(parts: &[&String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join("  ")
}
