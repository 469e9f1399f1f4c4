//! The window as a thing on the plot: two handles, the body between them, the wheel, keys.

use egui::{Context, CursorIcon, Event, Id, Key, PointerButton, Rect, Response, Sense, Stroke, Ui, pos2, vec2};

use crate::state::{Action, ImageState};

use super::{
    super::{format, shortcuts, theme},
    axis::Axis,
};

/// A drag of the body, or of both edges.
#[derive(Default)]
pub struct Control {
    held: Option<Held>,
    /// The axis and the plot of the last pass, on which the pointer now acts.
    drawn: Option<(Axis, Id)>,
}

/// What is dragged, from where.
#[derive(Clone, Copy)]
struct Held {
    part: Part,
    /// The value under the press.
    from: f64,
    /// The bounds then.
    bounds: (f64, f64),
}

/// A part of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Lower,
    Upper,
    Body,
}

/// Points on either side of a bound within which it is grabbed.
const GRAB: f32 = 7.0;
/// Height of a handle's knob, points.
const KNOB: f32 = 12.0;

impl Control {
    /// Drags since the last pass, before any panel is drawn: the picture and all panels then show in the same pass what
    /// they did.
    pub fn input(&mut self, ctx: &Context, image: &ImageState) -> Vec<Action> {
        let mut actions = Vec::new();
        let (Some((axis, body)), Some(bounds)) = (self.drawn, image.bounds()) else { return actions };
        for (part, id) in [(Part::Lower, handle_id(0)), (Part::Upper, handle_id(1)), (Part::Body, body)] {
            if let Some(response) = ctx.read_response(id) {
                self.drag(ctx, &response, part, &axis, bounds, image.has_whole_values(), &mut actions);
            }
        }
        actions
    }

    /// Handles and keys; `body` is the plot itself.
    pub fn ui(&mut self, ui: &Ui, body: &Response, axis: &Axis, image: &ImageState) -> Vec<Action> {
        let mut actions = Vec::new();
        let Some(bounds) = image.bounds() else {
            actions.extend(self.end());
            return actions;
        };
        let unit = image.picture().map_or("", |picture| picture.model().unit.symbol());
        self.drawn = Some((*axis, body.id));
        let [lower, upper] = self.handles(ui, axis, bounds);
        for (part, response, value, name) in
            [(Part::Lower, &lower, bounds.0, "Window minimum"), (Part::Upper, &upper, bounds.1, "Window maximum")]
        {
            let name = format!("{name}, {} {unit}", format::value(value));
            response.widget_info(|| egui::WidgetInfo::slider(true, value, name.trim_end()));
            draw_handle(ui, axis, response, part, value);
            if response.has_focus() {
                keep_arrows(ui, response);
                handle_keys(ui, part, image, bounds, &mut actions);
            }
        }
        if body.hovered() && self.held.is_none() && !lower.hovered() && !upper.hovered() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
        if lower.hovered() || upper.hovered() {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        if [&lower, &upper, body].iter().any(|response| response.double_clicked()) {
            actions.push(Action::CycleFileWindows);
        }
        if body.has_focus() {
            keep_arrows(ui, body);
            body_keys(ui, image, &mut actions);
        }
        let tips = [(lower, "Value shown black"), (upper, "Value shown white")];
        // A hand that drags reads no tip.
        for (response, tip) in tips.into_iter().filter(|_| self.held.is_none()) {
            let keys = "drag it, with Shift both edges about the level; arrow keys move it";
            response.on_hover_text(format!("{tip}; {keys}"));
        }
        actions
    }

    /// The window is gone, or the plot: a drag ends where it is.
    pub fn end(&mut self) -> Option<Action> {
        self.drawn = None;
        self.held.take().map(|_| Action::EndGesture)
    }

    /// Whether a drag is under way.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// The handles' places. Bounds on top of each other part in the middle; those outside of the axis wait at its end.
    fn handles(&self, ui: &Ui, axis: &Axis, (lower, upper): (f64, f64)) -> [Response; 2] {
        let rect = axis.rect;
        let place = |value: f64| axis.x(value).clamp(rect.left(), rect.right());
        let (low, high) = (place(lower), place(upper));
        let middle = (low + high) / 2.0;
        // On an axis of stored values with a negative slope the lower bound stands to the right.
        let strip = |x: f32| {
            if low == high && x == low {
                None
            } else if x == low.min(high) {
                Some((x - GRAB, (x + GRAB).min(middle)))
            } else {
                Some(((x - GRAB).max(middle), x + GRAB))
            }
        };
        let spans = match (strip(low), strip(high)) {
            (Some(one), Some(other)) => [one, other],
            _ => [(low - GRAB, low), (low, low + GRAB)],
        };
        let mut at = 0;
        spans.map(|(left, right)| {
            let area = Rect::from_min_max(pos2(left, rect.top()), pos2(right.max(left + 2.0), rect.bottom()));
            let response = ui.interact(area, handle_id(at), Sense::click_and_drag());
            at += 1;
            response
        })
    }

    #[allow(clippy::too_many_arguments, reason = "one part of one plot")]
    fn drag(
        &mut self,
        ctx: &Context,
        response: &Response,
        part: Part,
        axis: &Axis,
        bounds: (f64, f64),
        is_whole: bool,
        actions: &mut Vec<Action>,
    ) {
        if response.drag_started_by(PointerButton::Primary)
            && let Some(press) = ctx.input(|input| input.pointer.press_origin())
        {
            self.held = Some(Held { part, from: axis.value(press.x), bounds });
            actions.push(Action::BeginGesture);
        }
        let Some(held) = self.held.filter(|held| held.part == part) else { return };
        if shortcuts::escapes_drag(ctx) {
            self.held = None;
            actions.push(Action::CancelGesture);
            return;
        }
        if let Some(position) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            let moved = axis.value(position.x) - held.from;
            let both = ctx.input(|input| input.modifiers.shift);
            // Where both move, the shift is whole, and not each end by itself: the width stays what it is.
            let moved = if is_whole && (both || part == Part::Body) { moved.round() } else { moved };
            // What is not moved stays where it is, between whole values too.
            let is_edge = !both && part != Part::Body;
            let tidy = |bound: f64, was: f64| if is_whole && is_edge && bound != was { bound.round() } else { bound };
            let (lower, upper) = dragged(held.part, held.bounds, moved, both);
            let (lower, upper) = (tidy(lower, held.bounds.0), tidy(upper, held.bounds.1));
            if bounds != (lower, upper) {
                actions.push(Action::SetBounds { lower, upper });
            }
        }
        if !response.dragged() {
            self.held = None;
            actions.push(Action::EndGesture);
        }
    }
}

/// The lower bound as a widget, or the upper one.
fn handle_id(number: usize) -> Id {
    Id::unique(("histogram-handle", number))
}

/// Bounds after a drag by `moved` values: the body moves both, an edge itself alone, or with `both` the other as far the
/// other way. Edges do not pass each other.
fn dragged(part: Part, (lower, upper): (f64, f64), moved: f64, both: bool) -> (f64, f64) {
    match part {
        Part::Body => (lower + moved, upper + moved),
        Part::Lower if both => {
            let moved = moved.min((upper - lower) / 2.0);
            (lower + moved, upper - moved)
        }
        Part::Upper if both => {
            let moved = moved.max((lower - upper) / 2.0);
            (lower - moved, upper + moved)
        }
        Part::Lower => ((lower + moved).min(upper), upper),
        Part::Upper => (lower, (upper + moved).max(lower)),
    }
}

/// One step of a key: a whole unit, or a fraction of the width where values have fractions.
fn step(image: &ImageState, bounds: (f64, f64)) -> f64 {
    if image.has_whole_values() { 1.0 } else { ((bounds.1 - bounds.0) / 100.0).max(image.least_width()) }
}

fn handle_keys(ui: &Ui, part: Part, image: &ImageState, bounds: (f64, f64), actions: &mut Vec<Action>) {
    let (lower, upper) = bounds;
    for (key, tenfold) in pressed(ui) {
        let by = step(image, bounds) * if tenfold { 10.0 } else { 1.0 };
        let range = image.loaded.histogram.as_ref().map(|histogram| histogram.statistics);
        let moved = match key {
            Key::ArrowRight | Key::ArrowUp => Some(by),
            Key::ArrowLeft | Key::ArrowDown => Some(-by),
            Key::Home => {
                range.and_then(|range| range.min).map(|min| min - if part == Part::Lower { lower } else { upper })
            }
            Key::End => {
                range.and_then(|range| range.max).map(|max| max - if part == Part::Lower { lower } else { upper })
            }
            _ => None,
        };
        if let Some(moved) = moved {
            let (lower, upper) = dragged(part, bounds, moved, false);
            actions.push(Action::SetBounds { lower, upper });
        }
    }
}

/// Arrows on the body: level to the sides, width up and down.
fn body_keys(ui: &Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let Some((window, bounds)) = image.window_or_range().zip(image.bounds()) else { return };
    for (key, tenfold) in pressed(ui) {
        let by = step(image, bounds) * if tenfold { 10.0 } else { 1.0 };
        actions.extend(match key {
            Key::ArrowRight => Some(Action::SetLevel(window.center + by)),
            Key::ArrowLeft => Some(Action::SetLevel(window.center - by)),
            Key::ArrowUp => Some(Action::SetWidth(window.width + by)),
            Key::ArrowDown => Some(Action::SetWidth(window.width - by)),
            _ => None,
        });
    }
}

/// Keys without Alt or Ctrl, and whether Shift is held.
fn pressed(ui: &Ui) -> Vec<(Key, bool)> {
    ui.input(|input| {
        let keys = input.events.iter().filter_map(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } if !modifiers.alt && !modifiers.command => {
                Some((*key, modifiers.shift))
            }
            _ => None,
        });
        keys.collect()
    })
}

fn keep_arrows(ui: &Ui, response: &Response) {
    let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

/// A line with a knob at its foot; an arrow head at the plot's end where the bound lies beyond.
fn draw_handle(ui: &Ui, axis: &Axis, response: &Response, part: Part, value: f64) {
    let rect = axis.rect;
    let x = axis.x(value);
    let active = response.hovered() || response.dragged() || response.has_focus();
    let painter = ui.painter_at(rect.expand2(vec2(GRAB, 2.0)));
    let at = x.clamp(rect.left(), rect.right());
    let beyond = x != at;
    if !beyond {
        let width = if active { 2.5 } else { 1.5 };
        painter.vline(x, rect.y_range(), Stroke::new(width, theme::ACCENT));
    }
    // The knob leans outwards: black to the left of it, white to the right.
    let outwards = if (part == Part::Lower) == (axis.map.slope > 0.0) { -1.0 } else { 1.0 };
    let foot = pos2(at, rect.bottom());
    let knob =
        vec![foot, foot - vec2(0.0, KNOB), foot + vec2(outwards * 7.0, -KNOB * 0.5), foot + vec2(outwards * 7.0, 0.0)];
    let inwards =
        vec![foot + vec2(-outwards * 7.0, -KNOB), foot + vec2(-outwards * 7.0, 0.0), foot - vec2(0.0, KNOB / 2.0)];
    let shape = if beyond { inwards } else { knob };
    painter.add(egui::Shape::convex_polygon(shape, theme::ACCENT, Stroke::NONE));
    if response.has_focus() {
        painter.rect_stroke(
            response.rect.intersect(rect),
            2.0,
            Stroke::new(1.0, theme::ACCENT),
            egui::StrokeKind::Inside,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_and_body_move_as_they_should() {
        let window = (-100.0, 100.0);
        assert_eq!(dragged(Part::Body, window, 30.0, true), (-70.0, 130.0));
        assert_eq!(dragged(Part::Lower, window, 30.0, false), (-70.0, 100.0));
        assert_eq!(dragged(Part::Lower, window, 500.0, false), (100.0, 100.0));
        assert_eq!(dragged(Part::Upper, window, -500.0, false), (-100.0, -100.0));
        assert_eq!(dragged(Part::Upper, window, 20.0, true), (-120.0, 120.0));
        assert_eq!(dragged(Part::Lower, window, 500.0, true), (0.0, 0.0));
        assert_eq!(dragged(Part::Upper, window, -500.0, true), (0.0, 0.0));
    }
}
