//! The part of the sheet for volumes: the shown series as NIfTI or NRRD.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use egui::{RichText, Ui};

use crate::{
    export::{
        Progress, Work,
        volume::{self, Encoding, Format, Plan, Refusal, Replaces, Target},
    },
    gui::theme,
    jobs::Objects,
    state::ImageState,
    study::{DisplaySet, Instance, Library, Series, joined_of},
    volume::{Irregular, Remedy, Wish},
};

use super::{Job, Surface};

/// What is chosen.
pub struct Volume {
    format: Format,
    has_sidecar: bool,
    wish: Wish,
    /// What came of the choices for the series that was shown last.
    known: Option<Known>,
}

/// A series, the wish, and what they come to.
struct Known {
    series: Arc<Series>,
    set: Arc<DisplaySet>,
    wish: Wish,
    /// As it is, without any wish.
    plain: Result<(), Refusal>,
    planned: Result<Arc<Plan>, Refusal>,
}

impl Default for Volume {
    fn default() -> Self {
        Self { format: Format::default(), has_sidecar: true, wish: Wish::default(), known: None }
    }
}

impl Volume {
    /// Draws the choices; what they come to, `None` where nothing can be written.
    pub fn ui(&mut self, ui: &mut Ui, surface: &Surface<'_>) -> Option<Job> {
        let image = surface.workspace.image();
        let Some((series, set)) = image.stack.source() else {
            ui.label("The series is still being looked for; open a series first");
            return None;
        };
        if surface.workspace.scan.running {
            // Slices may still be missing, and each that comes would change what is reckoned here.
            ui.label("Files are still being looked for; a volume can be written when that has ended or is stopped");
            return None;
        }
        let library = &surface.workspace.library;
        self.plan(library, series, set);
        ui.label(RichText::new(title(series, set)).strong());
        let remedies = self.known.as_ref().and_then(|known| known.plain.as_ref().err());
        if let Some(refusal) = remedies.cloned() {
            ui.colored_label(theme::palette(ui.visuals()).warning, &refusal.text);
            self.remedies_ui(ui, &refusal.remedies);
            self.plan(library, series, set);
        }
        let plan = match &self.known.as_ref()?.planned {
            Ok(plan) => Arc::clone(plan),
            Err(refusal) => {
                let is_said = self.known.as_ref().is_some_and(|known| known.plain.as_ref().err() == Some(refusal));
                if !is_said {
                    ui.colored_label(theme::palette(ui.visuals()).warning, &refusal.text);
                }
                return None;
            }
        };
        ui.label(grid(&plan));
        if let Some(text) = values(image, self.format) {
            ui.label(text);
        }
        self.format_ui(ui);
        let (format, has_sidecar) = (self.format, self.has_sidecar);
        let objects = surface.objects.clone();
        let work = move |path: PathBuf| -> Work {
            Box::new(move |progress: &Progress| write(&plan, objects, &path, format, has_sidecar, progress))
        };
        Some(Job {
            name: format!("{}{}", name(series), format.ending()),
            is_folder: false,
            what: if format == Format::Nrrd { "NRRD volume" } else { "NIfTI volume" },
            make: Box::new(work),
        })
    }

    /// Reckons anew where another series is shown or something else is wished.
    fn plan(&mut self, library: &Library, series: &Arc<Series>, set: &Arc<DisplaySet>) {
        let is_same = |known: &Known| Arc::ptr_eq(&known.series, series) && Arc::ptr_eq(&known.set, set);
        if self.known.as_ref().is_some_and(|known| is_same(known) && known.wish == self.wish) {
            return;
        }
        if !self.known.as_ref().is_some_and(is_same) {
            // What was allowed for one series was not for another.
            self.wish = Wish::default();
        }
        let (whole, part) = whole(library, series, set);
        let plain = Plan::new(&whole, &part, Wish::default()).map(|_| ());
        let planned = Plan::new(&whole, &part, self.wish).map(Arc::new);
        self.known = Some(Known { series: Arc::clone(series), set: Arc::clone(set), wish: self.wish, plain, planned });
    }

    fn remedies_ui(&mut self, ui: &mut Ui, remedies: &[Remedy]) {
        for remedy in remedies {
            let (wished, name, help) = match remedy {
                Remedy::CorrectTilt => (
                    &mut self.wish.correct_tilt,
                    "Shift the slices of the tilted gantry back",
                    "Values are interpolated along the columns; the volume is as much taller as the slices lean",
                ),
                Remedy::Resample => (
                    &mut self.wish.resample,
                    "Interpolate slices at even distances",
                    "Values between slices are made up, those of missing slices too",
                ),
            };
            ui.checkbox(wished, name).on_hover_text(help);
        }
    }

    fn format_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            for (format, name, help) in [
                (Format::NiftiGzip, "NIfTI, compressed", "One .nii.gz file"),
                (Format::Nifti, "NIfTI", "One .nii file: larger, and read at once"),
                (Format::Nrrd, "NRRD", "One .nrrd file, compressed; values after rescale"),
            ] {
                ui.radio_value(&mut self.format, format, name).on_hover_text(help);
            }
        });
        if self.format.has_sidecar() {
            let help = "How it was acquired, as .json beside the volume; nothing in it names the patient";
            ui.checkbox(&mut self.has_sidecar, "JSON file beside it").on_hover_text(help);
        }
    }
}

/// The series with what other studies hold of it, and the set of it that has the first picture of `set`.
fn whole(library: &Library, series: &Arc<Series>, set: &Arc<DisplaySet>) -> (Arc<Series>, Arc<DisplaySet>) {
    let first =
        set.frames.first().and_then(|frame| Some((series.instances.get(frame.instance as usize)?, frame.frame)));
    let found = first.and_then(|(instance, frame)| {
        // Most series are whole: others of their UID are looked for before anything is joined.
        let of_uid = library.series().filter(|other| other.facts.uid == series.facts.uid);
        let all = if of_uid.count() > 1 { joined_of(library, &series.facts.uid) } else { Vec::new() };
        let whole = all.into_iter().find(|whole| whole.find(instance.id, frame).is_some())?;
        let (at, _) = whole.find(instance.id, frame)?;
        let part = Arc::clone(whole.sets.get(at)?);
        Some((whole, part))
    });
    found.unwrap_or_else(|| (Arc::clone(series), Arc::clone(set)))
}

/// Writes it, under the ending that the person gave if it is that of a format.
fn write(
    plan: &Plan,
    objects: Objects,
    path: &Path,
    chosen: Format,
    has_sidecar: bool,
    progress: &Progress,
) -> Result<String, String> {
    let format = Format::from_path(path).unwrap_or(chosen);
    // Of the volume the person said that it may be replaced, of a stray file beside it nobody did.
    let target = Target { path, format, with_sidecar: has_sidecar, replaces: Replaces::Volume };
    let open = move |instance: &Instance| objects.open(instance.id);
    let written = volume::write(plan, &open, &target, progress).map_err(|error| error.to_string())?;
    let [columns, rows, slices] = written.size;
    let moments = if written.moments > 1 { format!(" × {}", written.moments) } else { String::new() };
    let note = if written.note.is_empty() { String::new() } else { format!("; {}", written.note) };
    Ok(format!("Saved a volume of {columns} × {rows} × {slices}{moments} voxels{note}"))
}

/// What the series is called in the list.
fn title(series: &Series, set: &DisplaySet) -> String {
    let facts = &series.facts;
    let number = facts.number.map_or_else(|| "Series".to_owned(), |number| format!("Series {number}"));
    let parts = [number.as_str(), &*facts.modality, &*facts.description, &*set.label];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A name without anything about a patient.
fn name(series: &Series) -> String {
    let is_plain = |modality: &str| modality.chars().all(|character| character.is_ascii_alphanumeric());
    let modality = Some(&*series.facts.modality).filter(|modality| !modality.is_empty() && is_plain(modality));
    let number = series.facts.number.map_or_else(String::new, |number| format!("-{number}"));
    format!("{}{number}", modality.unwrap_or("volume"))
}

/// Voxels, distances, moments, and what is made up.
fn grid(plan: &Plan) -> String {
    let [columns, rows, slices] = plan.layout.grid.size;
    let [across, down, along] = plan.layout.grid.spacing_mm().map(|mm| (mm * 1e3).round() / 1e3);
    let mut text = format!("{columns} × {rows} × {slices} voxels of {across} × {down} × {along} mm");
    if plan.moments.len() > 1 {
        text.push_str(&format!(", {} moments", plan.moments.len()));
        if let Some(step) = plan.moment_step_s {
            text.push_str(&format!(", {} s apart", (step * 1e4).round() / 1e4));
        }
    }
    let mended = |irregular: &Irregular| irregular.fault.remedy().is_some();
    if plan.layout.mended.iter().any(mended) {
        text.push_str("; values are interpolated");
    }
    text
}

/// The type of the values, by the frame on screen.
fn values(image: &ImageState, format: Format) -> Option<String> {
    let picture = image.picture()?;
    let encoding = Encoding::of(picture.frame(), picture.model(), format, false);
    let name = encoding.element.name();
    Some(match encoding.meaning {
        volume::Meaning::Stored { slope, intercept } if (slope, intercept) != (1.0, 0.0) => {
            format!("{name}, with slope {slope} and intercept {intercept}")
        }
        _ => name.to_owned(),
    })
}
