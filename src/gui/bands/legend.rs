//! What is painted over the picture: colour, name, share, and how much it hides.

use egui::{Color32, ScrollArea, Sense, Slider, Ui, vec2};

use crate::{
    image::Label,
    state::{Action, BandAction, Workspace},
};

use super::{super::format, percent_text};

/// Side of a colour sample, points.
const SAMPLE: f32 = 12.0;
/// Rows that are seen without scrolling.
const ROWS: f32 = 4.0;

/// A row for each label, only while there are any.
pub fn ui(ui: &mut Ui, workspace: &Workspace) -> Vec<Action> {
    let mut actions = Vec::new();
    let labels = workspace.labels();
    if labels.is_empty() {
        return actions;
    }
    let row = ui.spacing().interact_size.y;
    let area = ScrollArea::vertical().id_salt("overlays").max_height(ROWS * (row + 4.0)).auto_shrink([false, true]);
    area.show(ui, |ui| {
        for (index, label) in labels.iter().enumerate() {
            ui.push_id(index, |ui| row_ui(ui, index, label, workspace, &mut actions));
        }
    });
    if ui.small_button("Clear overlays").on_hover_text("Paint no band over the picture").clicked() {
        actions.push(Action::Band(BandAction::ClearOverlays));
    }
    actions
}

fn row_ui(ui: &mut Ui, index: usize, label: &Label, workspace: &Workspace, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(SAMPLE, SAMPLE), Sense::hover());
        let [red, green, blue] = label.colour;
        ui.painter().rect_filled(rect, 2.0, Color32::from_rgb(red, green, blue));
        let stroke = ui.visuals().widgets.noninteractive.bg_stroke;
        ui.painter().rect_stroke(rect, 2.0, stroke, egui::StrokeKind::Inside);
        let name = name(label, workspace);
        let percent = percent_text(workspace.percent_in(label.range));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let remove = ui.small_button("×").on_hover_text("Colour it no longer");
            remove
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Remove overlay {name}")));
            if remove.clicked() {
                actions.push(Action::Band(BandAction::RemoveOverlay(index)));
            }
            opacity_ui(ui, index, label, &name, actions);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let text = percent.map_or_else(|| name.clone(), |percent| format!("{name}  {percent}"));
                ui.add(egui::Label::new(text).truncate().selectable(false));
            });
        });
    });
}

fn opacity_ui(ui: &mut Ui, index: usize, label: &Label, name: &str, actions: &mut Vec<Action>) {
    let mut percent = label.opacity * 100.0;
    ui.spacing_mut().slider_width = 70.0;
    let slider = Slider::new(&mut percent, 0.0..=100.0).show_value(false).step_by(1.0);
    let response = ui.add(slider).on_hover_text("How much it hides the picture");
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::slider(true, f64::from(percent), format!("Opacity of {name}"));
        info.value = Some(f64::from(percent));
        info
    });
    if response.drag_started() {
        actions.push(Action::BeginGesture);
    }
    if response.changed() {
        actions.push(Action::Band(BandAction::SetOpacity(index, percent / 100.0)));
    }
    if response.drag_stopped() {
        actions.push(Action::EndGesture);
    }
}

/// The band that it was made of; its range where that is gone.
fn name(label: &Label, workspace: &Workspace) -> String {
    match workspace.image_bands().iter().find(|band| band.is_painted_by(label)) {
        Some(band) => band.name().to_owned(),
        None => format!("{} to {}", format::value(label.range.low), format::value(label.range.high)),
    }
}
