//! The few commands that are always one click away.

use egui::{Button, Ui};

use super::icons::{Icon, icon_button};
use crate::state::{COMMANDS, Command, Tool, Workspace};

/// Labels of the toolbar in order; an empty one is a gap. Names are those of the command table.
const BUTTONS: &[(&str, &str)] = &[
    ("Open…", "Open…"),
    ("", ""),
    ("Window tool", "Window"),
    ("Pan tool", "Pan"),
    ("Zoom tool", "Zoom"),
    ("Ellipse tool", "Ellipse"),
    ("Box tool", "Box"),
    ("Freehand tool", "Freehand"),
    ("", ""),
    ("Fit", "Fit"),
    ("1:1", "1:1"),
    ("", ""),
    ("Turn right", ""),
    ("Flip left–right", ""),
    ("Flip top–bottom", ""),
    ("Invert", "Invert"),
    ("Preset filmstrip", "Presets"),
    ("Compare side by side", "Compare"),
    ("", ""),
    ("Undo", "Undo"),
];

/// The buttons; what was pressed is handed to `choose`.
pub fn ui(ui: &mut Ui, workspace: &Workspace, choose: &mut dyn FnMut(&'static Command)) {
    ui.spacing_mut().item_spacing.x = 4.0;
    for (name, label) in BUTTONS {
        let Some(command) = COMMANDS.iter().find(|command| command.name == *name) else {
            ui.add_space(8.0);
            continue;
        };
        let active = match *name {
            "Window tool" => workspace.tool == Tool::Window,
            "Pan tool" => workspace.tool == Tool::Pan,
            "Zoom tool" => workspace.tool == Tool::Zoom,
            "Ellipse tool" => workspace.tool == Tool::Ellipse,
            "Box tool" => workspace.tool == Tool::Box,
            "Freehand tool" => workspace.tool == Tool::Freehand,
            "Invert" => workspace.image().presentation().is_some_and(|presentation| presentation.invert),
            "Preset filmstrip" => workspace.explore.strip.is_some(),
            "Compare side by side" => workspace.image().wipe.is_some(),
            _ => false,
        };
        let icon = match *name {
            "Turn right" => Some(Icon::Turn),
            "Flip left–right" => Some(Icon::FlipHorizontally),
            "Flip top–bottom" => Some(Icon::FlipVertically),
            _ => None,
        };
        let keys = command.keys.first().map_or_else(String::new, |keys| format!(" ({keys})"));
        let (enabled, tooltip) = ((command.enabled)(workspace), format!("{}{keys}", command.tooltip));
        if let Some(icon) = icon {
            if icon_button(ui, icon, name, &tooltip, enabled).clicked() {
                choose(command);
            }
            continue;
        }
        let response = ui.add_enabled(enabled, Button::new(*label).selected(active)).on_hover_text(tooltip);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, response.enabled(), active, *name));
        if response.clicked() {
            choose(command);
        }
    }
}
