//! The raw wheel: the toolkit's smoothed one would keep turning, and drawing, after the hand stopped.

use egui::{Event, Modifiers, MouseWheelUnit};

/// Points of wheel travel that make one notch where the wheel has none.
const POINTS_A_NOTCH: f32 = 40.0;

/// Notches that a wheel event turns, up positive, and the keys held; `None` for any other event.
pub fn notches(event: &Event) -> Option<(f32, Modifiers)> {
    let Event::MouseWheel { unit, delta, modifiers, .. } = event else { return None };
    let turned = delta.y + delta.x;
    let notches = match unit {
        MouseWheelUnit::Line => turned,
        MouseWheelUnit::Page => turned * 10.0,
        MouseWheelUnit::Point => turned / POINTS_A_NOTCH,
    };
    Some((notches, *modifiers))
}

/// Where the pointer is once these events are taken in, if nothing lies over it there.
pub fn pointer(ctx: &egui::Context, events: &[Event]) -> Option<egui::Pos2> {
    let moved = events.iter().rev().find_map(|event| match event {
        Event::PointerMoved(to) => Some(*to),
        _ => None,
    });
    let at = moved.or_else(|| ctx.input(|input| input.pointer.latest_pos()))?;
    ctx.layer_id_at(at).is_none_or(|layer| layer.order == egui::Order::Background).then_some(at)
}
