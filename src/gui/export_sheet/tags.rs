//! The part of the sheet for tags.

use egui::Ui;

use crate::export::tags::{TagFormat, TagsExport};

use super::{Job, Surface};

/// What is chosen.
#[derive(Default)]
pub struct Tags {
    format: TagFormat,
    only_found: bool,
    whole_series: bool,
}

const FORMATS: [(TagFormat, &str, &str); 3] = [
    (TagFormat::Text, "Text", "A line an element, sequences indented; of each text up to 8 MiB"),
    (
        TagFormat::Csv,
        "CSV",
        "A line an element: depth, tag, keyword, VR, length, VM, value (up to 8 MiB of a text), creator",
    ),
    (
        TagFormat::Json,
        "DICOM JSON",
        "The DICOM JSON Model (PS3.18 annex F), without binary values and texts beyond 1 MiB",
    ),
];

impl Tags {
    /// Draws the choices; what they come to, `None` where nothing can be written.
    pub fn ui(&mut self, ui: &mut Ui, surface: &Surface<'_>) -> Option<Job> {
        if surface.workspace.inspected_object().is_none() {
            ui.weak("No file is open");
            return None;
        }
        ui.horizontal(|ui| {
            for (format, name, tooltip) in FORMATS {
                ui.radio_value(&mut self.format, format, name).on_hover_text(tooltip);
            }
        });
        let query = surface.workspace.inspect.query.trim();
        let text = if query.is_empty() {
            "Only what the search finds".to_owned()
        } else {
            format!("Only what the search finds ({query})")
        };
        ui.add_enabled(!query.is_empty(), egui::Checkbox::new(&mut self.only_found, text))
            .on_hover_text("The rows of the inspector's search, with the sequences that hold them");
        let mut of = surface.workspace.inspected_series();
        let is_json = self.format == TagFormat::Json;
        let text = format!("All {} instances of the series, as an array", of.len());
        ui.add_enabled(is_json && of.len() > 1, egui::Checkbox::new(&mut self.whole_series, text))
            .on_hover_text("For several instances as a table see Table");
        if surface.hide_identity {
            ui.weak("What names the patient is left out");
        }
        if !(is_json && self.whole_series) {
            of.truncate(1);
        }
        let find = Some(query.to_owned()).filter(|query| self.only_found && !query.is_empty());
        let (hide_identity, means) = (surface.hide_identity, surface.means.clone());
        let export = TagsExport { of, format: self.format, find, hide_identity, means };
        Some(Job {
            name: format!("tags.{}", self.format.ending()),
            is_folder: false,
            what: "tags",
            // A name with an ending says what the file is to be.
            make: Box::new(move |target| {
                let format = TagFormat::from_path(&target).unwrap_or(export.format);
                TagsExport { format, ..export }.into_work(target)
            }),
        })
    }
}
