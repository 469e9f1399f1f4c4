//! A slider with a number that can be typed, under one accessible name.

use std::ops::RangeInclusive;

use egui::{DragValue, Slider, Ui};

use crate::state::Action;

use super::anchors;

/// Accessible name and text of a text field.
pub fn named_text(name: &str, text: &str) -> egui::WidgetInfo {
    let mut info = egui::WidgetInfo::text_edit(true, text, text, "");
    info.label = Some(name.to_owned());
    info
}

/// One row: name, slider, number.
pub struct NumberRow<'a> {
    /// Accessible and visible name.
    pub name: &'static str,
    /// Present value.
    pub value: f64,
    /// What the slider covers; the number may go beyond.
    pub range: RangeInclusive<f64>,
    /// Smallest value that can be typed.
    pub least: f64,
    /// Decimals.
    pub digits: usize,
    /// The slider moves in orders of magnitude.
    pub logarithmic: bool,
    /// What it does.
    pub tooltip: &'a str,
}

impl NumberRow<'_> {
    /// Draws the row inside a two-column grid; a drag is one undo step.
    pub fn ui(&self, ui: &mut Ui, actions: &mut Vec<Action>, action: impl Fn(f64) -> Action) {
        let label = ui.label(self.name).on_hover_text(self.tooltip);
        ui.horizontal(|ui| {
            let mut value = self.value;
            ui.spacing_mut().slider_width = (ui.available_width() - 96.0).max(60.0);
            let slider = Slider::new(&mut value, self.range.clone())
                .show_value(false)
                .logarithmic(self.logarithmic)
                .smallest_positive(self.least.max(1e-6))
                .clamping(egui::SliderClamping::Never);
            let slider = ui.add(slider).labelled_by(label.id).on_hover_text(self.tooltip);
            if slider.drag_started() {
                actions.push(Action::BeginGesture);
            }
            if slider.changed() {
                actions.push(action(value));
            }
            if slider.drag_stopped() {
                actions.push(Action::EndGesture);
            }
            let mut typed = self.value;
            let speed = ((self.range.end() - self.range.start()) / 400.0).max(1e-6);
            let number = DragValue::new(&mut typed)
                .speed(speed)
                .range(self.least..=f64::MAX)
                .max_decimals(self.digits)
                .min_decimals(0)
                .update_while_editing(false);
            let number =
                ui.add_sized([84.0, 20.0], number).labelled_by(label.id).on_hover_text("Drag, or click and type");
            if number.drag_started() {
                actions.push(Action::BeginGesture);
            }
            if number.changed() {
                actions.push(action(typed));
            }
            if number.drag_stopped() {
                actions.push(Action::EndGesture);
            }
            anchors::note(ui, self.name, label.rect.union(number.rect));
        });
        ui.end_row();
    }
}
