//! The sheet in which bands are named, moved, coloured, added, exported and imported.

use std::path::PathBuf;

use egui::{Align2, Context, DragValue, Key, ScrollArea, TextEdit, Ui, Window, vec2};

use crate::{
    image::{Band, BandList, ValueRange, tissue},
    state::{Action, BandAction, Workspace},
};

use super::super::{dialogs::SaveRequest, numbers::named_text, theme};

/// The sheet.
#[derive(Default)]
pub struct BandsSheet {
    /// It is open.
    pub open: bool,
    /// A name that is being typed, and what is wrong with it.
    draft: Option<(usize, String)>,
    /// What could not be done, in one sentence.
    said: Option<String>,
    /// The path of a file to import, where no dialog can be shown.
    path: Option<String>,
}

/// What the person asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetAnswer {
    /// Through the model.
    Act(Action),
    /// A file is to be written.
    Export(SaveRequest),
    /// A file is to be chosen and read.
    Import,
    /// This file is to be read.
    ImportPath(PathBuf),
}

/// Bands of different values that a person has added have different colours.
const COLOURS: [[u8; 3]; 6] = [
    [0xe0, 0x74, 0x6c],
    [0x3e, 0xcf, 0x8e],
    [0x6e, 0xc0, 0xdc],
    [0xf2, 0xc9, 0x4c],
    [0xe0, 0x5c, 0xc8],
    [0xd9, 0xa0, 0x66],
];

/// Width of the field for a name, points.
const NAME_WIDTH: f32 = 180.0;

impl BandsSheet {
    /// Draws it, where it is open.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace) -> Vec<SheetAnswer> {
        let mut answers = Vec::new();
        let mut open = self.open;
        let sheet = Window::new("Bands of values").collapsible(false).default_width(560.0);
        sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 88.0)).open(&mut open).show(ctx, |ui| match workspace.band_unit() {
            None => {
                ui.label("Bands are ranges of values; the picture that is shown has none, or there is no picture.");
            }
            Some(unit) => {
                ui.label(match unit {
                    "" => "For values without a unit".to_owned(),
                    unit => format!("For values in {unit}"),
                });
                self.list_ui(ui, workspace, &mut answers);
                self.buttons_ui(ui, unit, workspace, &mut answers);
                self.path_ui(ui, &mut answers);
                if let Some(said) = &self.said {
                    ui.colored_label(theme::palette(ui.visuals()).warning, said);
                }
            }
        });
        self.open = open;
        answers
    }

    /// Takes the text of a file that was read.
    pub fn take(&mut self, text: Result<String, String>) -> Option<Action> {
        self.path = None;
        match text.and_then(|text| BandList::read(&text)) {
            Ok(list) => {
                (self.said, self.draft) = (None, None);
                Some(Action::Band(BandAction::Replace(list)))
            }
            Err(sentence) => {
                self.said = Some(sentence);
                None
            }
        }
    }

    /// Asks for the path of the file, as no dialog can be shown.
    pub fn type_path(&mut self) {
        self.path.get_or_insert_default();
    }

    fn list_ui(&mut self, ui: &mut Ui, workspace: &Workspace, answers: &mut Vec<SheetAnswer>) {
        let bands = workspace.image_bands();
        if bands.is_empty() {
            ui.weak("No bands yet");
            return;
        }
        ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
            egui::Grid::new("bands").num_columns(5).spacing([8.0, 4.0]).show(ui, |ui| {
                for heading in ["Colour", "Name", "From", "To below", ""] {
                    ui.weak(heading);
                }
                ui.end_row();
                for (index, band) in bands.iter().enumerate() {
                    self.row_ui(ui, index, band, bands.len(), answers);
                    ui.end_row();
                }
            });
        });
    }

    fn row_ui(&mut self, ui: &mut Ui, index: usize, band: &Band, count: usize, answers: &mut Vec<SheetAnswer>) {
        let act = |action: BandAction| SheetAnswer::Act(Action::Band(action));
        let mut edit = |edited: Result<Band, String>, said: &mut Option<String>| match edited {
            Ok(band) => {
                *said = None;
                answers.push(act(BandAction::Edit(index, band)));
            }
            Err(sentence) => *said = Some(sentence),
        };
        let mut colour = band.colour();
        let swatch = ui.color_edit_button_srgb(&mut colour).on_hover_text("Colour");
        swatch
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Colour of {}", band.name())));
        if swatch.changed() {
            edit(Ok(band.coloured(colour)), &mut self.said);
        }
        let drafted = self.draft.as_ref().filter(|(at, _)| *at == index).map(|(_, text)| text.clone());
        let mut name = drafted.unwrap_or_else(|| band.name().to_owned());
        // A column of a grid is as wide as it was before, so the width is asked for.
        let typed = ui.add_sized([NAME_WIDTH, 20.0], TextEdit::singleline(&mut name));
        typed.widget_info(|| named_text(&format!("Name of {}", band.name()), &name));
        if typed.changed() {
            self.draft = Some((index, name.clone()));
        }
        if typed.lost_focus() && self.draft.take_if(|(at, _)| *at == index).is_some() && name != band.name() {
            edit(band.renamed(&name), &mut self.said);
        }
        let ValueRange { low, high } = band.range();
        for (end, value, name) in [(End::Low, low, "Start"), (End::High, high, "End")] {
            let mut number = value;
            let field = DragValue::new(&mut number).speed(1.0).max_decimals(6).update_while_editing(false);
            let field = ui.add_sized([72.0, 20.0], field).on_hover_text("Drag, or click and type");
            field.widget_info(|| {
                let mut info = egui::WidgetInfo::drag_value(true, number);
                info.label = Some(format!("{name} of {}", band.name()));
                info
            });
            if field.changed() && number != value {
                let range = match end {
                    End::Low => ValueRange { low: number, high },
                    End::High => ValueRange { low, high: number },
                };
                edit(band.over(range), &mut self.said);
            }
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let mut button = |text: &str, name: String, enabled: bool, action: BandAction| {
                let button = ui.add_enabled(enabled, egui::Button::new(text).small()).on_hover_text(&name);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &name));
                if button.clicked() {
                    answers.push(act(action));
                }
            };
            let name = band.name();
            let to = |to: usize| BandAction::Move { from: index, to };
            button("Up", format!("Paint {name} earlier"), index > 0, to(index.saturating_sub(1)));
            button("Down", format!("Paint {name} later"), index + 1 < count, to(index + 1));
            button("×", format!("Remove {name}"), true, BandAction::Remove(index));
        });
    }

    fn buttons_ui(&mut self, ui: &mut Ui, unit: &str, workspace: &Workspace, answers: &mut Vec<SheetAnswer>) {
        ui.horizontal_wrapped(|ui| {
            let bands = workspace.image_bands();
            let has_room = bands.len() < tissue::MOST_BANDS;
            if ui.add_enabled(has_room, egui::Button::new("Add")).on_hover_text("A band over the window").clicked() {
                match new_band(workspace) {
                    Ok(band) => answers.push(SheetAnswer::Act(Action::Band(BandAction::Add(band)))),
                    Err(sentence) => self.said = Some(sentence),
                }
            }
            let reset = egui::Button::new("Reset");
            let is_changed = workspace.bands.is_changed(unit);
            if ui.add_enabled(is_changed, reset).on_hover_text("The bands that came with the program").clicked() {
                (self.said, self.draft) = (None, None);
                answers.push(SheetAnswer::Act(Action::Band(BandAction::Reset)));
            }
            let export = egui::Button::new("Export…");
            if ui.add_enabled(!bands.is_empty(), export).on_hover_text("Write the list to a file").clicked() {
                let list = BandList { unit: unit.to_owned(), bands: bands.to_vec() };
                let contents = list.write().into_bytes();
                answers.push(SheetAnswer::Export(SaveRequest { name: file_name(unit), contents }));
            }
            if ui.button("Import…").on_hover_text("Take the list of a file in place of this one").clicked() {
                self.said = None;
                answers.push(SheetAnswer::Import);
            }
        });
    }

    fn path_ui(&mut self, ui: &mut Ui, answers: &mut Vec<SheetAnswer>) {
        let Some(path) = &mut self.path else { return };
        ui.label("No file dialog service is installed; write where the file is, or drop it here.");
        ui.horizontal(|ui| {
            let field = ui.add(TextEdit::singleline(path).desired_width(400.0));
            field.widget_info(|| named_text("Path of the list", path));
            let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if (ui.button("Read").clicked() || enter) && !path.trim().is_empty() {
                answers.push(SheetAnswer::ImportPath(PathBuf::from(path.trim())));
            }
        });
    }
}

enum End {
    Low,
    High,
}

/// A band over the window in force, so that it can be seen at once.
fn new_band(workspace: &Workspace) -> Result<Band, String> {
    let count = workspace.image_bands().len();
    let colour = COLOURS.get(count % COLOURS.len()).copied().unwrap_or_default();
    let image = workspace.image();
    let (lower, upper) = image.bounds().unwrap_or((0.0, 100.0));
    let upper = if image.has_whole_values() { upper + 1.0 } else { upper };
    Band::new(&format!("Band {}", count + 1), ValueRange::new(lower, upper), colour)
}

fn file_name(unit: &str) -> String {
    let unit: String = unit.chars().filter(char::is_ascii_alphanumeric).collect();
    if unit.is_empty() { "bands.json".to_owned() } else { format!("bands-{unit}.json") }
}
