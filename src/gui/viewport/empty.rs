//! The viewport without a picture: what to do, or what went wrong.

use egui::{Align2, Rect, Ui, UiBuilder, vec2};

use crate::state::{Action, Workspace};

use super::super::theme;

/// Draws it; the phantom is one click away. True if the guided tours were asked for.
pub fn ui(ui: &mut Ui, rect: Rect, workspace: &Workspace, actions: &mut Vec<Action>) -> bool {
    let mut wants_tours = false;
    let area = Align2::CENTER_CENTER.align_size_within_rect(vec2(420.0_f32.min(rect.width()), 220.0), rect);
    ui.scope_builder(UiBuilder::new().max_rect(area), |ui| {
        ui.visuals_mut().override_text_color = Some(theme::ON_PICTURE);
        ui.vertical_centered(|ui| {
            if workspace.is_opening() {
                ui.label("Opening… (Esc stops it)");
                return;
            }
            if let Some(notice) = &workspace.notice {
                ui.colored_label(theme::WARNING, &notice.text);
                ui.add_space(12.0);
            }
            ui.label(egui::RichText::new("Drop DICOM files or a folder here").size(18.0));
            ui.add_space(8.0);
            ui.weak("or press Ctrl+O, or pick a file in the panel on the left");
            ui.add_space(16.0);
            if ui.button("Open the built-in phantom").on_hover_text("A generated CT study and a clip").clicked() {
                actions.push(Action::OpenPhantom);
            }
            wants_tours = ui.button("Take a tour…").on_hover_text("Short lessons for beginners").clicked();
            ui.add_space(12.0);
            ui.weak("Not for diagnostic use");
        });
    });
    wants_tours
}
