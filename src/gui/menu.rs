//! The menu bar, made from the command table.

use egui::{Button, MenuBar, Ui};

use crate::{
    image::preset,
    state::{Action, COMMANDS, Command, Menu, Run, Workspace},
};

/// The menus; what was chosen is handed to `choose`.
pub fn ui(ui: &mut Ui, workspace: &Workspace, choose: &mut dyn FnMut(&'static Command)) {
    MenuBar::new().ui(ui, |ui| {
        for menu in Menu::ALL {
            ui.menu_button(menu.label(), |ui| {
                ui.set_min_width(220.0);
                for command in COMMANDS.iter().filter(|command| command.menu == menu) {
                    let Some(name) = name(command, workspace) else { continue };
                    let keys = command.keys.first().copied().unwrap_or_default();
                    let button = Button::new(name).shortcut_text(keys);
                    let enabled = (command.enabled)(workspace);
                    if ui.add_enabled(enabled, button).on_hover_text(command.tooltip).clicked() {
                        choose(command);
                        ui.close();
                    }
                }
            });
        }
    });
}

/// What a command is called now: presets by the name of the window they hold; `None` where there is no such preset.
pub fn name(command: &Command, workspace: &Workspace) -> Option<String> {
    let Run::Action(action) = command.run else { return Some(command.name.to_owned()) };
    let Action::ApplyPreset(index) = action() else { return Some(command.name.to_owned()) };
    let kind = workspace.image().picture()?.model().kind;
    preset::presets_for(kind).get(index).map(|preset| preset.label.clone())
}
