//! The part of the sheet for values: what was measured, never how it is shown.

use std::path::PathBuf;

use egui::Ui;

use crate::{
    export::{
        Progress, Work,
        values::{FileKind, Meaning, ValueJob},
    },
    image::{EqualizeSettings, Picture, Voi},
    state::ImageState,
};

use super::{Job, Surface, frame_choice::FrameChoice};

/// What is chosen.
pub struct Values {
    meaning: Meaning,
    kind: FileKind,
    unsigned: bool,
    frames: FrameChoice,
}

impl Default for Values {
    fn default() -> Self {
        Self { meaning: Meaning::Unit, kind: FileKind::Npy, unsigned: false, frames: FrameChoice::default() }
    }
}

const KINDS: [(FileKind, &str, &str); 3] = [
    (FileKind::Npy, "NumPy .npy", "One array: frames, rows, columns"),
    (FileKind::Npz, "NumPy .npz", "The array with spacing, positions, orientation, unit and times"),
    (
        FileKind::Tiff { unsigned: false },
        "TIFF",
        "A page for each frame, of 16 bits where those hold every value, else floats; how to read them is in its description",
    ),
];

impl Values {
    /// Draws the choices; what they come to, `None` where nothing can be written.
    pub fn ui(&mut self, ui: &mut Ui, surface: &Surface<'_>) -> Option<Job> {
        let image = surface.workspace.image();
        let Some(picture) = image.picture() else {
            ui.label("There is no picture on screen");
            return None;
        };
        self.meaning_ui(ui, image, picture);
        ui.horizontal(|ui| {
            for (kind, name, tip) in KINDS {
                ui.selectable_value(&mut self.kind, kind, name).on_hover_text(tip);
            }
        });
        self.frames.ui(ui, image);
        let is_tiff = matches!(self.kind, FileKind::Tiff { .. });
        let may_be_negative = matches!(self.meaning, Meaning::Unit | Meaning::Stored | Meaning::Scale(_));
        if is_tiff && may_be_negative {
            let tip = "Adds 32768 where values are negative, for programs that know no signed samples; the description says so";
            ui.checkbox(&mut self.unsigned, "Unsigned samples").on_hover_text(tip);
        }
        let chosen = self.frames.chosen(image);
        if chosen.keys.is_empty() {
            ui.label("There are no frames in this range");
            return None;
        }
        let kind = if is_tiff { FileKind::Tiff { unsigned: self.unsigned && may_be_negative } } else { self.kind };
        let count = chosen.keys.len();
        let (columns, rows) = (picture.frame().columns, picture.frame().rows);
        ui.weak(if count == 1 {
            format!("{columns} × {rows}")
        } else {
            format!("{count} frames of {columns} × {rows}")
        });
        let job = ValueJob::new(image, chosen, self.frames.is_several(), self.meaning.clone(), kind);
        let objects = surface.objects.clone();
        let make = move |path: PathBuf| -> Work {
            Box::new(move |progress: &Progress| {
                job.write(&move |id| objects.open(id), &path, progress).map_err(|error| error.to_string())
            })
        };
        let name = format!("values.{}", kind.extension());
        Some(Job { name, is_folder: false, what: "values", make: Box::new(make) })
    }

    /// What there is to be had of this image; a choice that is not is left.
    fn meaning_ui(&mut self, ui: &mut Ui, image: &ImageState, picture: &Picture) {
        let meanings = meanings(image, picture);
        let is_there = |meaning: &Meaning| meanings.iter().any(|(other, ..)| other == meaning);
        if !is_there(&self.meaning) {
            let is_equalised = matches!(self.meaning, Meaning::Equalised(_));
            let same = meanings.iter().find(|(other, ..)| is_equalised && matches!(other, Meaning::Equalised(_)));
            self.meaning = same.or(meanings.first()).map(|(meaning, ..)| meaning.clone()).unwrap_or_default();
        }
        ui.horizontal_wrapped(|ui| {
            for (meaning, name, tip) in meanings {
                ui.selectable_value(&mut self.meaning, meaning, name).on_hover_text(tip);
            }
        });
    }
}

fn meanings(image: &ImageState, picture: &Picture) -> Vec<(Meaning, String, &'static str)> {
    let model = picture.model();
    let stored = (Meaning::Stored, "As stored".to_owned(), "Integers before rescale, palette and colours");
    if picture.is_colour() {
        return vec![(Meaning::Colours, "Colours".to_owned(), "8-bit red, green and blue"), stored];
    }
    let unit = model.unit.symbol();
    let unit = if unit.is_empty() { "Values".to_owned() } else { format!("Values in {unit}") };
    let mut meanings = vec![(Meaning::Unit, unit, "After rescale, unclipped, as 32-bit floats")];
    for scale in &model.scales {
        let name = if scale.label.is_empty() { scale.unit.clone() } else { scale.label.clone() };
        meanings.push((Meaning::Scale(scale.label.clone()), name, "On a further scale of the file"));
    }
    meanings.push(stored);
    let settings = match image.presentation().map(|presentation| &presentation.voi) {
        Some(Voi::Equalized(settings)) => settings.clone(),
        _ => EqualizeSettings::for_unit(&model.unit),
    };
    let tip = "0 to 1 so that equal shares of the pixels get equal shares; in TIFF 0 to 65535";
    meanings.push((Meaning::Equalised(settings), "Equalised".to_owned(), tip));
    meanings
}
