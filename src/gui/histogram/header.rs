//! What is counted, on which axis, by which scale; the figures.

use egui::{ComboBox, Ui};

use crate::{
    image::Histogram,
    state::{Action, HistogramAction, HistogramAxis, ImageState},
};

use super::{super::format, bars::CountScale};

/// The choices above the plot.
pub fn ui(ui: &mut Ui, axis: HistogramAxis, scale: &mut CountScale, image: &ImageState) -> Vec<Action> {
    let mut actions = Vec::new();
    ui.horizontal(|ui| {
        if !image.is_colour() {
            let choices = [
                (HistogramAxis::Values, "Values", "Values after modality, in their unit"),
                (HistogramAxis::Stored, "Stored", "The numbers as the file stores them"),
                (HistogramAxis::Both, "Both", "Stored numbers below, values above"),
            ];
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                for (choice, name, tip) in choices {
                    if ui.selectable_label(axis == choice, name).on_hover_text(tip).clicked() {
                        actions.push(Action::Histogram(HistogramAction::SetAxis(choice)));
                    }
                }
            });
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ComboBox::from_id_salt("count-scale")
                .selected_text(scale.label())
                .width(84.0)
                .show_ui(ui, |ui| {
                    for choice in CountScale::ALL {
                        ui.selectable_value(scale, choice, choice.label());
                    }
                })
                .response
                .on_hover_text("How counts become heights")
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Scale of counts"));
        });
    });
    actions
}

/// Unit and figures, in one line.
pub fn figures_ui(ui: &mut Ui, histogram: &Histogram, unit: &str) {
    ui.horizontal(|ui| {
        ui.label(unit);
        let statistics = &histogram.statistics;
        if let (Some(mean), Some(sd)) = (statistics.mean, statistics.sd) {
            ui.weak(format!("mean {}  sd {}", format::value(rounded(mean)), format::value(rounded(sd))));
        }
    });
}

/// Two decimals are enough for a mean.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
