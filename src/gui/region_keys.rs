//! Arrows on the picture: with Alt they move the chosen region, with Ctrl they resize it, with Alt and Shift they move the
//! pin. Without, they scroll.

use egui::{Context, Event, Key};

use crate::state::{Action, RegionAction, WhyAction, Workspace};

use super::shortcuts::widget_focused;

/// Takes the keys that are meant for the chosen region, or for the pin, so that they move nothing else.
pub fn pressed(ctx: &Context, workspace: &Workspace) -> Vec<Action> {
    let has_region = workspace.image().selected_region().is_some();
    let has_pin = workspace.why.pinned.is_some();
    if workspace.inspected.is_some() || !(has_region || has_pin) || ctx.text_edit_focused() || widget_focused(ctx) {
        return Vec::new();
    }
    let mut actions = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
            let direction = match key {
                Key::ArrowLeft => [-1, 0],
                Key::ArrowRight => [1, 0],
                Key::ArrowUp => [0, -1],
                Key::ArrowDown => [0, 1],
                _ => return true,
            };
            let by = direction.map(|step| f64::from(step) * if modifiers.shift { 10.0 } else { 1.0 });
            actions.push(match (modifiers.alt, modifiers.command) {
                (true, false) if modifiers.shift && has_pin => Action::Why(WhyAction::MovePin(direction)),
                (true, false) if has_region => Action::Region(RegionAction::Nudge(by)),
                (false, true) if has_region => Action::Region(RegionAction::Stretch(by)),
                _ => return true,
            });
            false
        });
    });
    actions
}
