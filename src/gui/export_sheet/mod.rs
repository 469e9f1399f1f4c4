//! The sheet of exports: what to write, how, and where. The same functions write as on the command line.

mod frame_choice;
mod pictures;
mod table;
mod tags;
mod values;
mod volume;

use std::path::PathBuf;

use egui::{Align2, Context, Window, vec2};

use crate::{
    dicom::Means,
    export::{Work, table::Opener},
    jobs::Objects,
    state::{ExportPart, Workspace},
};

/// The sheet, with what was chosen last in each part.
#[derive(Default)]
pub struct ExportSheet {
    open: bool,
    /// It was opened in this pass.
    is_new: bool,
    part: ExportPart,
    pictures: pictures::Pictures,
    values: values::Values,
    volume: volume::Volume,
    table: table::Table,
    tags: tags::Tags,
}

/// Something that can be written, once it is known where.
pub struct Job {
    /// The suggested name of the file or folder, with its ending and without anything about a patient.
    pub name: String,
    /// A folder takes several files.
    pub is_folder: bool,
    /// What it writes, for the status line, such as `NIfTI volume`.
    pub what: &'static str,
    /// The work that writes it there. A file of that name may be replaced: the person was asked.
    pub make: Box<dyn FnOnce(PathBuf) -> Work + Send>,
}

/// What a part of the sheet draws: its choices, and what they come to.
pub struct Surface<'a> {
    /// What is open.
    pub workspace: &'a Workspace,
    /// What opens the files of it, in the background.
    pub objects: &'a Objects,
    /// Nothing that names a patient is written or suggested.
    pub hide_identity: bool,
    /// Opens what is open by its number, on a thread that may wait.
    pub opener: Opener,
    /// What files are opened with.
    pub means: Means,
}

impl ExportSheet {
    /// Opens it at a part.
    pub fn show(&mut self, part: ExportPart) {
        (self.open, self.is_new, self.part) = (true, true, part);
        self.pictures.forget_identity();
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Puts it away; true if it was open.
    pub fn close(&mut self) -> bool {
        std::mem::take(&mut self.open)
    }

    /// Draws it; gives what is to be written now.
    pub fn ui(&mut self, ctx: &Context, surface: &Surface<'_>) -> Option<Job> {
        let mut chosen = None;
        let mut open = self.open;
        let sheet = Window::new("Export").collapsible(false).resizable(false).default_width(460.0);
        sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 72.0)).open(&mut open).show(ctx, |ui| {
            ui.horizontal(|ui| {
                for (part, name) in PARTS {
                    ui.selectable_value(&mut self.part, part, name);
                }
            });
            ui.separator();
            let job = match self.part {
                ExportPart::Pictures => self.pictures.ui(ui, surface),
                ExportPart::Values => self.values.ui(ui, surface),
                ExportPart::Volume => self.volume.ui(ui, surface),
                ExportPart::Table => self.table.ui(ui, surface),
                ExportPart::Tags => self.tags.ui(ui, surface),
            };
            ui.separator();
            ui.horizontal(|ui| {
                let button = ui.add_enabled(job.is_some(), egui::Button::new("Export…"));
                if std::mem::take(&mut self.is_new) {
                    button.request_focus();
                }
                let asked = button.on_hover_text("Choose where it goes, and write it").clicked();
                let cancelled = ui.button("Close").on_hover_text("Write nothing (Esc)").clicked();
                if asked {
                    chosen = job;
                }
                if asked || cancelled {
                    self.open = false;
                }
            });
        });
        self.open &= open;
        chosen
    }
}

const PARTS: [(ExportPart, &str); 5] = [
    (ExportPart::Pictures, "Pictures"),
    (ExportPart::Values, "Values"),
    (ExportPart::Volume, "Volume"),
    (ExportPart::Table, "Table"),
    (ExportPart::Tags, "Tags"),
];
