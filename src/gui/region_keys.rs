//! Keys of the chosen region: arrows move it, with Alt they resize it.

use egui::{Context, Event, Key};

use crate::state::{Action, RegionAction, Workspace};

use super::shortcuts::widget_focused;

/// Takes the keys that are meant for the chosen region, so that they move nothing else.
pub fn pressed(ctx: &Context, workspace: &Workspace) -> Vec<Action> {
    let has_region = workspace.inspected.is_none() && workspace.image().selected_region().is_some();
    if !has_region || ctx.text_edit_focused() || widget_focused(ctx) {
        return Vec::new();
    }
    let mut actions = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
            let direction = match key {
                Key::ArrowLeft => [-1.0, 0.0],
                Key::ArrowRight => [1.0, 0.0],
                Key::ArrowUp => [0.0, -1.0],
                Key::ArrowDown => [0.0, 1.0],
                _ => return true,
            };
            if modifiers.command {
                return true;
            }
            let by = direction.map(|step| step * if modifiers.shift { 10.0 } else { 1.0 });
            actions.push(Action::Region(if modifiers.alt {
                RegionAction::Stretch(by)
            } else {
                RegionAction::Nudge(by)
            }));
            false
        });
    });
    actions
}
