//! Find the body: its parameters and what was found.

use egui::{ComboBox, Ui};

use crate::{
    image::body::{Body, BodySettings},
    state::{Action, BodyAction, Workspace, channel_text},
};

use super::{display_panel, numbers::NumberRow};

/// The part of the side panel about the body.
pub fn ui(ui: &mut Ui, workspace: &Workspace) -> Vec<Action> {
    let mut actions = Vec::new();
    let Some(settings) = workspace.body_settings() else {
        ui.weak("The body is looked for in values; there are none");
        return actions;
    };
    let mut on = workspace.body.on;
    let tip = "Outline of what is grey in a window once it is blurred, and the box around it (J)";
    if ui.checkbox(&mut on, "Find the body").on_hover_text(tip).changed() {
        actions.push(Action::Body(BodyAction::Toggle));
    }
    if !workspace.body.on {
        return actions;
    }
    settings_ui(ui, workspace, &settings, &mut actions);
    match workspace.body() {
        None => {
            ui.weak(workspace.body_refusal().unwrap_or("Looking…"));
        }
        Some(body) => {
            ui.weak(found_text(body));
        }
    }
    ui.horizontal(|ui| {
        let tip = "The view shows the box around the body (Shift+J)";
        if ui.button("Zoom to the body").on_hover_text(tip).clicked() {
            actions.push(Action::Body(BodyAction::Zoom));
        }
        if ui.button("Reset").on_hover_text("The window and the numbers that fastai has").clicked() {
            actions.push(Action::Body(BodyAction::Reset));
        }
    });
    actions
}

fn settings_ui(ui: &mut Ui, workspace: &Workspace, settings: &BodySettings, actions: &mut Vec<Action>) {
    let set = |change: &dyn Fn(&mut BodySettings)| {
        let mut changed = settings.clone();
        change(&mut changed);
        Action::Body(BodyAction::Set(changed))
    };
    egui::Grid::new("body-rows").num_columns(2).spacing([8.0, 4.0]).show(ui, |ui| {
        let label = ui.label("Body window");
        ComboBox::from_id_salt("body-window")
            .selected_text(channel_text(&settings.window))
            .width(ui.available_width() - 4.0)
            .truncate()
            .show_ui(ui, |ui| {
                for (name, window) in display_panel::windows(workspace.image()) {
                    if ui.selectable_label(window == settings.window, name).clicked() {
                        actions.push(set(&|settings| settings.window = window.clone()));
                    }
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("What is bright in this window is body");
        ui.end_row();
        let sigma = NumberRow {
            name: "Blur",
            value: settings.sigma,
            range: 0.001..=1.0,
            least: 0.001,
            digits: 3,
            logarithmic: true,
            tooltip: "Standard deviation of the blur as a share of the image's width (sigma)",
        };
        sigma.ui(ui, actions, |sigma| set(&|settings| settings.sigma = sigma));
        let threshold = NumberRow {
            name: "Threshold",
            value: settings.threshold,
            range: 0.0..=1.0,
            least: 0.0,
            digits: 3,
            logarithmic: false,
            tooltip: "Blurred brightness above which a pixel is body (thresh)",
        };
        threshold.ui(ui, actions, |threshold| set(&|settings| settings.threshold = threshold));
    });
    let mut remove_max = settings.remove_max;
    let tip = "What the window shows white counts as black: bone and metal in a window of soft tissue (remove_max)";
    if ui.checkbox(&mut remove_max, "Leave white out").on_hover_text(tip).changed() {
        actions.push(set(&|settings| settings.remove_max = remove_max));
    }
}

fn found_text(body: &Body) -> String {
    match &body.bounds {
        None => "Nothing found: try another window or threshold".to_owned(),
        Some(bounds) => format!(
            "{:.1} % of the frame; columns {} to {}, rows {} to {}{}",
            body.share * 100.0,
            bounds.first_column,
            bounds.last_column,
            bounds.first_row,
            bounds.last_row,
            if body.has_too_many_points { "; its outline has too many points to draw" } else { "" }
        ),
    }
}
