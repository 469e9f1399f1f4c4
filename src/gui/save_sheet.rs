//! Where to save, typed: for systems without a file dialog.

use std::path::PathBuf;

use egui::{Align2, Context, Key, TextEdit, Window, vec2};

use super::{
    dialogs::{Purpose, Refusal, Typed},
    numbers::named_text,
    theme,
};

/// The sheet: closed until something asks for a path.
#[derive(Default)]
pub struct SaveSheet {
    asked: Option<Asked>,
    /// What was typed is being written.
    pub is_writing: bool,
    /// Where the last file went.
    folder: Option<PathBuf>,
}

struct Asked {
    purpose: Purpose,
    path: String,
    /// Why the last try wrote nothing.
    said: Option<String>,
    /// The person saw that this file is there.
    may_replace: Option<String>,
    is_new: bool,
}

impl SaveSheet {
    /// Asks where this goes.
    pub fn ask(&mut self, purpose: Purpose) {
        let folder = self.folder.clone().or_else(std::env::home_dir).unwrap_or_default();
        let name = match &purpose {
            Purpose::Save(request) => &request.name,
            Purpose::Place { name, .. } => name,
        };
        let path = folder.join(name).to_string_lossy().into_owned();
        self.asked = Some(Asked { purpose, path, said: None, may_replace: None, is_new: true });
    }

    /// Says why nothing was written; the person may try again.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.is_writing = false;
        let Some(asked) = &mut self.asked else { return };
        asked.said = Some(match refusal {
            Refusal::Failed(sentence) => sentence,
            Refusal::Exists if matches!(asked.purpose, Purpose::Place { is_folder: true, .. }) => {
                "There is a file of this name; several files need a folder.".to_owned()
            }
            Refusal::Exists => {
                asked.may_replace = Some(asked.path.clone());
                "There is a file of this name; Replace writes over it.".to_owned()
            }
        });
    }

    /// That was the place; the next file is suggested beside it.
    pub fn finish(&mut self) {
        let place = self.asked.as_ref().map(|asked| PathBuf::from(asked.path.trim()));
        if let Some(place) = place {
            self.folder = if place.is_dir() { Some(place) } else { place.parent().map(PathBuf::from) };
        }
        self.close();
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether it is open.
    pub fn asks(&self) -> bool {
        self.asked.is_some()
    }

    /// Puts it away; true if it was open.
    pub fn close(&mut self) -> bool {
        self.is_writing = false;
        self.asked.take().is_some()
    }

    /// Draws it; gives what is to be written now.
    pub fn ui(&mut self, ctx: &Context) -> Option<Typed> {
        let asked = self.asked.as_mut()?;
        let (mut open, mut cancelled, mut save) = (true, false, false);
        let sheet = Window::new("Save").collapsible(false).resizable(false).default_width(480.0);
        sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 88.0)).open(&mut open).show(ctx, |ui| {
            ui.label("No file dialog service is installed; write where it goes.");
            let path = ui.add(TextEdit::singleline(&mut asked.path).desired_width(f32::INFINITY));
            path.widget_info(|| named_text("Path of the new file", &asked.path));
            if std::mem::take(&mut asked.is_new) {
                path.request_focus();
            }
            save = path.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if let Some(said) = &asked.said {
                ui.colored_label(theme::palette(ui.visuals()).warning, said);
            }
            ui.horizontal(|ui| {
                let replaces = asked.may_replace.as_ref() == Some(&asked.path);
                let (name, tooltip) = if replaces {
                    ("Replace", "Write over the file that is there (Enter)")
                } else {
                    ("Save", "Write the file (Enter)")
                };
                let button = egui::Button::new(name);
                save |= ui.add_enabled(!self.is_writing, button).on_hover_text(tooltip).clicked();
                cancelled = ui.button("Cancel").on_hover_text("Write nothing (Esc)").clicked();
            });
        });
        let path = PathBuf::from(asked.path.trim());
        let may_replace = asked.may_replace.as_ref() == Some(&asked.path);
        if cancelled || !open {
            self.close();
            return None;
        }
        if !save || self.is_writing || path.as_os_str().is_empty() {
            return None;
        }
        let path = match std::env::home_dir() {
            Some(home) if path.is_relative() => home.join(path),
            _ => path,
        };
        Some(Typed { purpose: asked.purpose.clone(), path, may_replace })
    }
}
