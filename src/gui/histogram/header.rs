//! What is counted, on which axis, by which scale; the figures.

use egui::{ComboBox, Label, RichText, Ui};

use crate::{
    image::{Channel, Histogram, Unit},
    state::{Action, HistogramAction, HistogramAxis, ImageState, Plotted, Scope, Workspace},
};

use super::{
    super::{anchors, format},
    bars::CountScale,
};

/// The choices above the plot.
pub fn ui(ui: &mut Ui, workspace: &Workspace, scale: &mut CountScale) -> Vec<Action> {
    let mut actions = Vec::new();
    let image = workspace.image();
    ui.horizontal(|ui| {
        scope_ui(ui, workspace, &mut actions);
        if image.is_colour() {
            channel_ui(ui, workspace.explore.channel, &mut actions);
        } else {
            axis_ui(ui, workspace.explore.axis, &mut actions);
        }
        ComboBox::from_id_salt("count-scale")
            .selected_text(scale.label())
            .width(92.0)
            .show_ui(ui, |ui| {
                for choice in CountScale::ALL {
                    ui.selectable_value(scale, choice, choice.label());
                }
            })
            .response
            .on_hover_text("How counts become heights")
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Scale of counts"));
    });
    actions
}

/// Unit, figures, and what was left out.
pub fn figures_ui(
    ui: &mut Ui,
    workspace: &Workspace,
    plotted: &Plotted<'_>,
    histogram: &Histogram,
    unit: &str,
    actions: &mut Vec<Action>,
) {
    let statistics = &histogram.statistics;
    let figures = match (statistics.mean, statistics.sd) {
        (Some(mean), Some(sd)) => {
            format!("mean {}  sd {}", format::value(rounded(mean)), format::value(rounded(sd)))
        }
        _ => String::new(),
    };
    // Two lines: what is counted may be as long as `Series, 312 of 500 frames counted`.
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if is_hounsfield(workspace.image()) {
                let mut leave_out = workspace.explore.leave_out_air;
                let tip = "Leave out the air around the body: below −300 HU and joined to the picture's border";
                let switch = ui.checkbox(&mut leave_out, "No air").on_hover_text(tip);
                if switch.changed() {
                    actions.push(Action::Histogram(HistogramAction::LeaveOutAir(leave_out)));
                }
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.label(unit);
                line(ui, &plotted.of);
            });
        });
    });
    line(ui, &figures);
    if let Some(left_out) = &plotted.left_out {
        ui.weak(format!("Left out: {left_out}"));
    }
}

/// One line, however long: what has no room is in the tooltip.
fn line(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).weak()).truncate());
}

fn scope_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let now = workspace.explore.scope;
    let mut choices = vec![(Scope::Frame, "Frame".to_owned())];
    if workspace.image().frames() > 1 {
        choices.push((Scope::Series, "Series".to_owned()));
    }
    let regions = workspace.image().regions_here().map(|placed| &placed.region);
    choices.extend(regions.map(|region| (Scope::Region(region.id), region.name.clone())));
    let name = choices.iter().find(|(scope, _)| *scope == now).map_or("Frame", |(_, name)| name.as_str());
    ComboBox::from_id_salt("histogram-scope")
        .selected_text(name)
        .width(84.0)
        .show_ui(ui, |ui| {
            for (scope, name) in &choices {
                if ui.selectable_label(*scope == now, name).clicked() {
                    actions.push(Action::Histogram(HistogramAction::SetScope(*scope)));
                }
            }
        })
        .response
        .on_hover_text("Of what values are counted")
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Counted: {name}")));
}

fn axis_ui(ui: &mut Ui, now: HistogramAxis, actions: &mut Vec<Action>) {
    let choices = [
        (HistogramAxis::Values, "Values", "Values after modality, in their unit"),
        (HistogramAxis::Stored, "Stored", "The numbers as the file stores them"),
        (HistogramAxis::Both, "Both", "Values, and stored numbers below them"),
    ];
    let shown = ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (choice, name, tip) in choices {
            if ui.selectable_label(now == choice, name).on_hover_text(tip).clicked() {
                actions.push(Action::Histogram(HistogramAction::SetAxis(choice)));
            }
        }
    });
    anchors::note(ui, "histogram-axis", shown.response.rect);
}

fn channel_ui(ui: &mut Ui, now: Channel, actions: &mut Vec<Action>) {
    ComboBox::from_id_salt("channel")
        .selected_text(now.label())
        .width(108.0)
        .show_ui(ui, |ui| {
            for channel in Channel::ALL {
                if ui.selectable_label(channel == now, channel.label()).clicked() {
                    actions.push(Action::Histogram(HistogramAction::SetChannel(channel)));
                }
            }
        })
        .response
        .on_hover_text("Levels of which channel")
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Channel"));
}

fn is_hounsfield(image: &ImageState) -> bool {
    image.picture().is_some_and(|picture| picture.model().unit == Unit::Hounsfield && !picture.is_colour())
}

/// Two decimals are enough for a mean.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
