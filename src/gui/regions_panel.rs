//! The regions of the frame on screen, with their figures; renaming, export.

use egui::{Button, Grid, Key, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use crate::{
    annotation::Figures,
    export::regions::{RegionRow, csv, json, rows, text},
    state::{
        Action, HistogramAction, ImageState, PlacedRegion, RegionAction, Scope, Workspace,
        region_text::{area, figure, spaced},
    },
};

use super::{dialogs::SaveRequest, numbers::named_text, theme};

/// What the panel remembers between frames.
#[derive(Default)]
pub struct RegionsPanel {
    /// The region that is being given another name, the name so far, and whether the cursor was put there.
    renaming: Option<(u32, String, bool)>,
}

/// What was asked for.
#[derive(Default)]
pub struct Asked {
    /// Through the model.
    pub actions: Vec<Action>,
    /// A file to write.
    pub save: Option<SaveRequest>,
}

/// What stands for a file while its name is hidden: names of files often say whose they are.
pub const NEUTRAL_FILE: &str = "file.dcm";

/// Columns of the table besides the name.
const COLUMNS: [(&str, &str); 7] = [
    ("Count", "Values counted: pixels of the region without padding"),
    ("Mean", "Arithmetic mean"),
    ("SD", "Standard deviation of the population: divided by the count"),
    ("Min", "Smallest value"),
    ("Median", "The middle value"),
    ("Max", "Largest value"),
    ("Area", "Pixels of the region times the area of one"),
];

impl RegionsPanel {
    /// Whether there is anything to show.
    pub fn is_wanted(workspace: &Workspace) -> bool {
        let image = workspace.image();
        image.picture().is_some() && (workspace.tool.draws() || !image.regions.all().is_empty())
    }

    /// Puts the cursor into the name of a region.
    pub fn rename(&mut self, image: &ImageState, id: u32) {
        self.renaming = image.regions.get(id).map(|placed| (id, placed.region.name.clone(), false));
    }

    /// Draws the table, what can be done with the chosen region, and the export.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, hide_identity: bool) -> Asked {
        let mut asked = Asked::default();
        let image = workspace.image();
        let here: Vec<&PlacedRegion> = image.regions_here().collect();
        if here.is_empty() {
            ui.weak("Drag over the picture to draw a region; Enter makes one in the middle; Alt + arrows move it.");
        } else {
            self.table_ui(ui, image, &here, &mut asked.actions);
        }
        let elsewhere = image.regions.all().len() - here.len();
        if elsewhere > 0 {
            ui.weak(format!("{elsewhere} more on other frames"));
        }
        if let Some(placed) = image.selected_region() {
            self.chosen_ui(ui, image, placed, &mut asked.actions);
        }
        if !image.regions.all().is_empty() {
            export_ui(ui, image, hide_identity, &mut asked);
        }
        asked
    }

    fn table_ui(&mut self, ui: &mut Ui, image: &ImageState, here: &[&PlacedRegion], actions: &mut Vec<Action>) {
        ScrollArea::both().id_salt("regions").max_height(168.0).auto_shrink([false, true]).show(ui, |ui| {
            Grid::new("regions").striped(true).spacing([6.0, 3.0]).min_col_width(0.0).show(ui, |ui| {
                ui.label("");
                ui.weak("Region");
                for (name, tip) in COLUMNS {
                    ui.weak(name).on_hover_text(tip);
                }
                ui.end_row();
                for placed in here {
                    self.row_ui(ui, image, placed, actions);
                    ui.end_row();
                }
            });
        });
    }

    fn row_ui(&mut self, ui: &mut Ui, image: &ImageState, placed: &PlacedRegion, actions: &mut Vec<Action>) {
        let region = &placed.region;
        let act = |action: RegionAction| Action::Region(action);
        let mut visible = region.visible;
        let shown = ui.checkbox(&mut visible, "").on_hover_text("Draw it on the picture; it is measured all the same");
        let name = format!("Show {}", region.name);
        shown.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, visible, &name));
        if shown.changed() {
            actions.push(act(RegionAction::Show(region.id, visible)));
        }
        ui.horizontal(|ui| {
            self.swatch_ui(ui, placed, actions);
            if self.renaming.as_ref().is_some_and(|(id, ..)| *id == region.id) {
                self.rename_ui(ui, actions);
                return;
            }
            let chosen = image.regions.selected() == Some(region.id);
            let name = ui
                .selectable_label(chosen, &region.name)
                .on_hover_text("Choose it; twice renames it (F2); Delete takes it away");
            if name.has_focus() && ui.input(|input| input.key_pressed(Key::Delete)) {
                actions.push(act(RegionAction::Delete(region.id)));
            }
            if name.clicked() {
                actions.push(act(RegionAction::Select(Some(region.id))));
            }
            if name.double_clicked() || name.has_focus() && ui.input(|input| input.key_pressed(Key::F2)) {
                self.rename(image, region.id);
            }
        });
        let measured = image.measured(region.id);
        let Some((measured, figures)) = measured.and_then(|measured| Some((measured, measured.first()?))) else {
            ui.weak("…");
            return;
        };
        let number = |text: String| RichText::new(text).monospace().size(theme::SMALL_NUMBER);
        ui.label(number(figures.count.to_string()));
        for value in [figures.mean, figures.sd, figures.min, figures.median, figures.max] {
            ui.label(number(figure(value)));
        }
        ui.label(number(area(measured)));
    }

    fn swatch_ui(&mut self, ui: &mut Ui, placed: &PlacedRegion, actions: &mut Vec<Action>) {
        let region = &placed.region;
        let (rect, swatch) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::click());
        ui.painter().rect_filled(rect, 2.0, theme::region_colour(region.colour));
        if swatch.has_focus() {
            ui.painter().rect_stroke(rect.expand(2.0), 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Outside);
        }
        let name = format!("Colour of {}", region.name);
        swatch.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if swatch.on_hover_text("Draw it in the next colour").clicked() {
            let next = region.colour.wrapping_add(1);
            actions.push(Action::Region(RegionAction::Recolour(region.id, next)));
        }
    }

    fn rename_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let Some((id, name, has_cursor)) = &mut self.renaming else { return };
        let edit = ui.add(TextEdit::singleline(name).desired_width(110.0));
        edit.widget_info(|| named_text("Name of the region", name));
        if !*has_cursor {
            edit.request_focus();
            *has_cursor = true;
            return;
        }
        if edit.lost_focus() {
            let (id, name) = (*id, name.trim().to_owned());
            let is_taken_back = ui.input(|input| input.key_pressed(Key::Escape)) || name.is_empty();
            self.renaming = None;
            if !is_taken_back {
                actions.push(Action::Region(RegionAction::Rename(id, name)));
            }
        }
    }

    /// What can be done with the chosen region, and all of its figures.
    fn chosen_ui(&mut self, ui: &mut Ui, image: &ImageState, placed: &PlacedRegion, actions: &mut Vec<Action>) {
        let id = placed.region.id;
        ui.separator();
        ui.horizontal_wrapped(|ui| {
            ui.strong(&placed.region.name);
            if ui.button("Rename").on_hover_text("Write another name (F2 on the name)").clicked() {
                self.rename(image, id);
            }
            let mut on_all = placed.on_all_frames;
            let tip = "Show and measure it on every frame, at the same pixels";
            if ui.checkbox(&mut on_all, "On all frames").on_hover_text(tip).changed() {
                actions.push(Action::Region(RegionAction::OnAllFrames(id, on_all)));
            }
            let tip = "Count the values of this region in the histogram";
            if ui.button("Histogram").on_hover_text(tip).clicked() {
                actions.push(Action::Histogram(HistogramAction::SetScope(Scope::Region(id))));
            }
            if ui.button("Delete").on_hover_text("Take it away (Delete)").clicked() {
                actions.push(Action::Region(RegionAction::Delete(id)));
            }
        });
        let Some(measured) = image.measured(id) else { return };
        for figures in &measured.figures {
            ui.label(sentence(figures)).on_hover_text("Population standard deviation");
        }
        let mut size = format!("{}, {} pixels", area(measured), measured.pixels);
        if !measured.area.basis_label().is_empty() {
            size = format!("{size}, {}", measured.area.basis_label());
        }
        ui.weak(size);
        let excluded = measured.first().map_or(0, |figures| figures.excluded);
        if excluded > 0 {
            let why = measured.counts.values.left_out.describe();
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            ui.weak(format!("{excluded} pixels left out of the figures{why}"));
        }
    }
}

fn export_ui(ui: &mut Ui, image: &ImageState, hide_identity: bool, asked: &mut Asked) {
    ui.horizontal_wrapped(|ui| {
        let all = || shown_rows(image, None, hide_identity);
        if ui.button("CSV…").on_hover_text("Save all regions and their figures as a table").clicked() {
            asked.save = Some(SaveRequest { name: "regions.csv".to_owned(), contents: csv(&all()).into_bytes() });
        }
        if ui.button("JSON…").on_hover_text("Save all regions and their figures as JSON").clicked() {
            asked.save = Some(SaveRequest { name: "regions.json".to_owned(), contents: json(&all()).into_bytes() });
        }
        if ui.button("Copy values").on_hover_text("Put all figures on the clipboard").clicked() {
            ui.copy_text(values_text(image, None, hide_identity));
            asked.actions.push(Action::Notify("The values are on the clipboard".to_owned()));
        }
        let delete = Button::new(RichText::new("Delete all"));
        if ui
            .add(delete)
            .on_hover_text("Take all regions away, on other frames as well; Ctrl+Z brings them back")
            .clicked()
        {
            asked.actions.push(Action::Region(RegionAction::DeleteAll));
        }
    });
}

/// Figures for the clipboard: of one region, or of all.
pub fn values_text(image: &ImageState, id: Option<u32>, hide_identity: bool) -> String {
    text(&shown_rows(image, id, hide_identity))
}

/// Rows for a table; while identity is hidden, so are the names of files.
fn shown_rows(image: &ImageState, id: Option<u32>, hide_identity: bool) -> Vec<RegionRow<'_>> {
    let mut rows = rows(image, id);
    for row in rows.iter_mut().filter(|row| hide_identity && !row.file.is_empty()) {
        row.file = NEUTRAL_FILE;
    }
    rows
}

fn sentence(figures: &Figures) -> String {
    let name = if figures.name == "Values" { String::new() } else { format!("{}: ", figures.name) };
    let (mean, sd, median) = (figure(figures.mean), figure(figures.sd), figure(figures.median));
    let (min, max) = (figure(figures.min), figure(figures.max));
    format!("{name}mean {mean}  SD {sd}  median {median}  {min} to {max}{}", spaced(&figures.unit))
}
