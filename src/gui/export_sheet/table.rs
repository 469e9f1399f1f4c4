//! The part of the sheet for tables: the metadata of what is open, of a series or of a folder, one row an instance.

use std::{path::PathBuf, sync::Arc};

use egui::{TextEdit, Ui};

use crate::{
    dicom::RecordOptions,
    export::table::{TableFormat, TableRequest, TableRows, table_work},
    state::{Place, Workspace},
    study::InstanceId,
};

use super::{super::numbers::named_text, Job, Surface};

/// What is chosen.
#[derive(Default)]
pub struct Table {
    of: Of,
    folder: String,
    format: TableFormat,
    pixels: bool,
    all: bool,
}

/// Where the rows come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Of {
    #[default]
    Series,
    Open,
    Folder,
}

impl Table {
    /// Draws the choices; what they come to, `None` where nothing can be written.
    pub fn ui(&mut self, ui: &mut Ui, surface: &Surface<'_>) -> Option<Job> {
        let (series, open) = (series(surface.workspace), open(surface.workspace));
        let count = |ids: &[InstanceId]| format!("{} instance{}", ids.len(), if ids.len() == 1 { "" } else { "s" });
        ui.horizontal(|ui| {
            ui.radio_value(&mut self.of, Of::Series, format!("This series, {}", count(&series)));
            ui.radio_value(&mut self.of, Of::Open, format!("All that is open, {}", count(&open)));
        });
        ui.horizontal(|ui| {
            ui.radio_value(&mut self.of, Of::Folder, "A folder").on_hover_text("With all below it, archives too");
            if self.folder.is_empty()
                && let Place::Folder(folder) = &surface.workspace.browser.place
            {
                self.folder = folder.display().to_string();
            }
            let edit = ui.add(TextEdit::singleline(&mut self.folder).desired_width(320.0));
            edit.widget_info(|| named_text("Folder of the table", &self.folder));
            if edit.changed() {
                self.of = Of::Folder;
            }
        });
        ui.horizontal(|ui| {
            ui.radio_value(&mut self.format, TableFormat::Csv, "CSV").on_hover_text(
                "Comma-separated values, UTF-8; texts as they are, also those that a spreadsheet takes for formulas",
            );
            ui.radio_value(&mut self.format, TableFormat::Parquet, "Parquet").on_hover_text("Typed columns, smaller");
        });
        ui.checkbox(&mut self.pixels, "Pixel columns").on_hover_text(
            "img_min, img_max, img_mean, img_std and img_pct_window, as fastai names them; every frame is decoded",
        );
        ui.checkbox(&mut self.all, "All keywords")
            .on_hover_text("Also elements in items, private ones and those of the file's head");
        if surface.hide_identity {
            ui.weak("What names the patient is left out");
        }
        let rows = match self.of {
            Of::Series => TableRows::Objects(series, Arc::clone(&surface.opener)),
            Of::Open => TableRows::Objects(open, Arc::clone(&surface.opener)),
            Of::Folder => TableRows::Paths(vec![PathBuf::from(self.folder.trim())]),
        };
        let is_empty = match &rows {
            TableRows::Objects(ids, _) => ids.is_empty(),
            TableRows::Paths(_) => self.folder.trim().is_empty(),
        };
        if is_empty {
            ui.weak("There is nothing to list");
            return None;
        }
        let format = self.format;
        let request = TableRequest {
            rows,
            record: RecordOptions { all: self.all, hide_identity: surface.hide_identity },
            pixels: self.pixels,
            means: surface.means.clone(),
        };
        let name = match format {
            TableFormat::Csv => "table.csv",
            TableFormat::Parquet => "table.parquet",
        };
        Some(Job {
            name: name.to_owned(),
            is_folder: false,
            what: "table",
            // A name with an ending says what the file is to be, as on the command line.
            make: Box::new(move |target| {
                let format = TableFormat::from_path(&target).unwrap_or(format);
                table_work(request, format, target)
            }),
        })
    }
}

/// The objects of the series on screen, each once, in the order of the study; the shown one where no scan has found it yet.
fn series(workspace: &Workspace) -> Vec<InstanceId> {
    match workspace.image().stack.source() {
        Some((series, _)) => series.instances.iter().map(|instance| instance.id).collect(),
        None => workspace.compared_object().into_iter().collect(),
    }
}

/// All objects that are open.
fn open(workspace: &Workspace) -> Vec<InstanceId> {
    let patients = workspace.library.patients.iter();
    let series = patients.flat_map(|patient| &patient.studies).flat_map(|study| &study.series);
    let ids: Vec<InstanceId> = series.flat_map(|series| &series.instances).map(|instance| instance.id).collect();
    if ids.is_empty() { workspace.compared_object().into_iter().collect() } else { ids }
}
