//! The status line: what lies under the pointer, and the last message.

use egui::{Label, ProgressBar, RichText, Ui};

use crate::state::{Action, Probe, Severity, Workspace};

use super::{anchors, format, theme};

/// Further scales that are written out: the line has one row.
const MOST_SCALES: usize = 3;

/// The line; fields keep their width, so that nothing jumps while the pointer moves.
pub fn ui(ui: &mut Ui, workspace: &Workspace, probe: Option<&Probe>) -> Vec<Action> {
    anchors::note(ui, "status", ui.available_rect_before_wrap());
    let mut actions = Vec::new();
    ui.horizontal_centered(|ui| {
        match probe {
            Some(probe) => probe_ui(ui, probe),
            None => {
                ui.weak(if workspace.image().picture().is_some() { "Point at the picture for values" } else { "" });
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            notice_ui(ui, workspace, &mut actions);
            export_ui(ui, workspace, &mut actions);
        });
    });
    actions
}

fn probe_ui(ui: &mut Ui, probe: &Probe) {
    let field = |ui: &mut Ui, width: f32, text: String| {
        ui.add_sized([width, 18.0], Label::new(RichText::new(text).monospace()).halign(egui::Align::Min).extend());
    };
    field(ui, 112.0, format!("x {} y {}", probe.column, probe.row));
    let stored: Vec<String> = probe.stored.iter().map(|value| format::value(*value)).collect();
    field(ui, 120.0, format!("stored {}", stored.join(", ")));
    if let Some(value) = probe.value {
        let padding = if probe.padding { " (padding)" } else { "" };
        field(ui, 104.0, format!("{} {}{padding}", format::value(value), probe.unit));
    }
    for scale in probe.scales.iter().take(MOST_SCALES) {
        field(ui, 128.0, scale.clone());
    }
    if let Some(name) = &probe.name {
        field(ui, 120.0, name.clone());
    }
    let [red, green, blue] = probe.displayed;
    let shown =
        if red == green && green == blue { format!("grey {red}") } else { format!("RGB {red}, {green}, {blue}") };
    field(ui, 72.0, shown);
    if let Some([x, y, z]) = probe.patient_mm {
        field(ui, 220.0, format!("patient {x:.1}, {y:.1}, {z:.1} mm"));
    }
}

/// What is being written, how far it is, and the way to end it.
fn export_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let Some(export) = workspace.exports.first() else { return };
    let stop = ui.small_button("Stop").on_hover_text("End what is being written; nothing half-written stays");
    stop.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Stop the export"));
    if stop.clicked() {
        actions.push(Action::StopExport);
    }
    let waiting = match workspace.exports.len() {
        1 => String::new(),
        count => format!(", {} waiting", count - 1),
    };
    ui.add(ProgressBar::new(export.share).desired_width(120.0).show_percentage());
    ui.label(format!("Writing {}{waiting}", export.what));
}

fn notice_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    if let Some(notice) = &workspace.notice {
        let close = ui.small_button("×").on_hover_text("Put the message away");
        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Dismiss message"));
        if close.clicked() {
            actions.push(Action::DismissNotice);
        }
        let colour = match notice.severity {
            Severity::Problem => theme::palette(ui.visuals()).warning,
            Severity::Info => ui.visuals().text_color(),
        };
        let text = RichText::new(&notice.text).color(colour);
        ui.add(Label::new(text).truncate()).on_hover_text(&notice.text);
    }
    let findings = &workspace.image().loaded.findings;
    let of_series = &workspace.image().stack.findings;
    let count = findings.len() + of_series.len();
    if count > 0 && workspace.inspected.is_none() {
        let text = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        ui.menu_button(RichText::new(text).color(theme::palette(ui.visuals()).warning), |ui| {
            ui.set_max_width(420.0);
            egui::ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
                for finding in of_series {
                    ui.label(format!("{}: {}", finding.code.badge(), finding.text));
                }
                for finding in findings {
                    let tag = finding
                        .tag
                        .map_or_else(String::new, |(group, element)| format!("({group:04X},{element:04X})  "));
                    let place = finding.offset.map_or_else(String::new, |offset| format!(" (byte {offset})"));
                    ui.label(format!("{tag}{finding}{place}"));
                }
            });
        });
    }
}
