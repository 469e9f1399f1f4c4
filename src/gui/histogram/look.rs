//! Which part of the axis is looked at: wheel, middle drag and buttons.

use egui::{Event, Modifiers, PointerButton, Response, Ui};

use crate::{
    image::ValueRange,
    state::{Action, ImageState},
};

use super::{
    super::wheel,
    axis::{self, Axis},
};

/// The part of the axis, and the wheel's turns.
#[derive(Default)]
pub struct Look {
    zoom: Option<Zoom>,
    /// Wheel events that were taken before the toolkit saw them: notches, and the keys held.
    taken: Vec<(f32, Modifiers)>,
}

/// A part that was chosen. Another kind of values ends it.
#[derive(Clone, PartialEq)]
struct Zoom {
    range: ValueRange,
    unit: String,
}

/// One notch of the wheel makes the window so much wider, or the axis longer.
const A_NOTCH: f64 = 1.1;

impl Look {
    /// What is to be shown of the axis.
    pub fn range(&mut self, unit: &str, whole: ValueRange) -> ValueRange {
        let is_over = |zoom: &Zoom| zoom.unit != unit || zoom.range.high < whole.low || zoom.range.low > whole.high;
        if self.zoom.as_ref().is_some_and(is_over) {
            self.zoom = None;
        }
        self.zoom.as_ref().map_or(whole, |zoom| zoom.range)
    }

    /// Takes the wheel's events.
    pub fn take_wheel(&mut self, events: &mut Vec<Event>) {
        events.retain(|event| {
            let turned = wheel::notches(event);
            self.taken.extend(turned);
            turned.is_none()
        });
    }

    /// The plot is not there: what was turned over it is forgotten.
    pub fn forget_wheel(&mut self) {
        self.taken.clear();
    }

    /// The plain wheel sets the window's width about the pointer; with Ctrl it zooms the axis, with Shift it moves it, as
    /// a middle drag and the buttons do. `has_values`: a place on the axis is one value, so the window can be set there.
    #[allow(clippy::too_many_arguments, reason = "one plot and what is on it")]
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        body: &Response,
        axis: &Axis,
        whole: ValueRange,
        unit: &str,
        image: &ImageState,
        has_values: bool,
        actions: &mut Vec<Action>,
    ) {
        let mut range = axis.range;
        let span = range.high - range.low;
        if body.hovered() {
            // Those that nobody took out before.
            self.taken.extend(ui.input(|input| input.events.iter().filter_map(wheel::notches).collect::<Vec<_>>()));
        }
        let pointer = ui.input(|input| input.pointer.latest_pos());
        for (notches, modifiers) in self.taken.drain(..) {
            let (Some(at), factor) = (pointer, A_NOTCH.powf(f64::from(-notches))) else { continue };
            if modifiers.command {
                range = axis::zoomed(range, factor * factor, axis.number(at.x), whole);
            } else if modifiers.shift {
                range = axis::panned(range, -f64::from(notches) * span / 10.0, whole);
            } else if has_values && image.takes_window() {
                actions.push(Action::ScaleWindow { factor, about: axis.value(at.x) });
            }
        }
        if body.dragged_by(PointerButton::Middle) {
            let moved = f64::from(-body.drag_delta().x / axis.rect.width()) * span;
            range = axis::panned(range, moved, whole);
        }
        range = buttons(ui, axis, range, whole, image, has_values).unwrap_or(range);
        if range == whole {
            self.zoom = None;
        } else if range != axis.range {
            self.zoom = Some(Zoom { range, unit: unit.to_owned() });
            ui.ctx().request_repaint();
        }
    }
}

fn buttons(
    ui: &mut Ui,
    axis: &Axis,
    range: ValueRange,
    whole: ValueRange,
    image: &ImageState,
    has_values: bool,
) -> Option<ValueRange> {
    let middle = f64::midpoint(range.low, range.high);
    let window = image.bounds().filter(|_| has_values && !image.is_colour()).map(|(lower, upper)| {
        let margin = ((upper - lower) * 0.1).max(image.least_width());
        let ends = [lower - margin, upper + margin].map(|value| axis.map.number(value));
        axis::zoomed(ValueRange::new(ends[0], ends[1]), 1.0, ends[0], whole)
    });
    let step = (range.high - range.low) / 4.0;
    let choices = [
        ("–", "Zoom axis out", "Show more of the axis (Ctrl + wheel)", Some(axis::zoomed(range, 1.5, middle, whole))),
        (
            "+",
            "Zoom axis in",
            "Show less of the axis (Ctrl + wheel)",
            Some(axis::zoomed(range, 1.0 / 1.5, middle, whole)),
        ),
        ("‹", "Move axis left", "Lower values (Shift + wheel, middle drag)", Some(axis::panned(range, -step, whole))),
        ("›", "Move axis right", "Higher values (Shift + wheel, middle drag)", Some(axis::panned(range, step, whole))),
        ("Window", "Axis to the window", "Show the values of the window alone", window),
        ("All", "Whole axis", "Show all values", Some(whole)),
    ];
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (text, name, tip, range) in choices {
            let Some(range) = range else { continue };
            let button = ui.small_button(text).on_hover_text(tip);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if button.clicked() {
                chosen = Some(range);
            }
        }
    });
    chosen
}
