//! The divider between two presentations, and what either side is called.

use egui::{Align2, CursorIcon, Id, Key, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::state::{Action, CompareAction, Workspace};

use super::{
    super::{theme, window_panel::voi_name},
    picture_text,
};

/// Points on either side of the divider within which it is grabbed.
const GRAB: f32 = 6.0;

/// Draws the divider over `rect`; drag it, or move it with the arrow keys.
pub fn ui(ui: &Ui, rect: Rect, workspace: &Workspace, size: f32, actions: &mut Vec<Action>) {
    let image = workspace.image();
    let (Some(wipe), Some(own)) = (&image.wipe, image.presentation()) else { return };
    #[allow(clippy::cast_possible_truncation, reason = "0..=1")]
    let at = wipe.at as f32;
    let x = rect.left() + rect.width() * at;
    let area = Rect::from_x_y_ranges(x - GRAB..=x + GRAB, rect.y_range());
    let response = ui.interact(area, Id::unique("wipe"), Sense::click_and_drag());
    if let Some(position) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        let across = f64::from((position.x - rect.left()) / rect.width());
        actions.push(Action::Compare(CompareAction::Move(across)));
    }
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    if response.double_clicked() {
        actions.push(Action::Compare(CompareAction::Swap));
    }
    if response.has_focus() {
        keys(ui, &response, wipe.at, actions);
    }
    let names = [voi_name(&own.voi, image), voi_name(&wipe.other.voi, image)];
    let name = format!("Divider, {} on the left, {} on the right", names[0], names[1]);
    response.widget_info(|| egui::WidgetInfo::slider(true, wipe.at * 100.0, &name));
    let painter = ui.painter_at(rect);
    let active = response.hovered() || response.dragged() || response.has_focus();
    painter.vline(x, rect.y_range(), Stroke::new(3.0, theme::ON_PICTURE_SHADOW));
    painter.vline(x, rect.y_range(), Stroke::new(if active { 2.0 } else { 1.0 }, theme::ACCENT));
    let grip = Rect::from_center_size(pos2(x, rect.center().y), vec2(8.0, 36.0));
    painter.rect_filled(grip, 4.0, theme::ACCENT);
    let y = rect.bottom() - rect.height() * 0.2;
    let [left, right] = names;
    picture_text(&painter, pos2(x - 12.0, y), Align2::RIGHT_BOTTOM, &format!("A  {left}"), size, theme::ON_PICTURE);
    picture_text(&painter, pos2(x + 12.0, y), Align2::LEFT_BOTTOM, &format!("B  {right}"), size, theme::ON_PICTURE);
}

fn keys(ui: &Ui, response: &egui::Response, at: f64, actions: &mut Vec<Action>) {
    let filter = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let (left, right, tenth) = ui
        .input(|input| (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight), input.modifiers.shift));
    let step = if tenth { 0.1 } else { 0.01 };
    if left || right {
        actions.push(Action::Compare(CompareAction::Move(if left { at - step } else { at + step })));
    }
}
