//! How a clip plays: rate kept, speed, ends, the part that is played; the moments of a 4-D series.

use std::collections::VecDeque;

use egui::{Button, ComboBox, DragValue, Label, Ui};

use crate::state::{Action, ImageState, LoopMode, SPEEDS};

use super::super::{
    format,
    icons::{Icon, icon_button},
};

/// Points that [`KeptRate::clip_ui`] takes.
pub const WIDTH: f32 = 262.0;
/// Points that [`phases_ui`] takes.
pub const PHASES_WIDTH: f32 = 144.0;
/// Seconds over which the kept rate is measured.
const WINDOW_SECS: f64 = 1.0;

/// What was shown while playing, and when: for the rate kept.
#[derive(Default)]
pub struct KeptRate {
    shown: VecDeque<(usize, f64)>,
}

impl KeptRate {
    /// Range, speed, ends and rate.
    pub fn clip_ui(&mut self, ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
        let Some(timeline) = image.timeline() else { return };
        // Of moments all are played: there is no room to mark a part of them.
        if image.stack.phases() == 1 {
            range_ui(ui, image, actions);
        }
        let speed = image.playback.speed;
        let combo = ComboBox::from_id_salt("speed").width(52.0).selected_text(format!("×{}", format::value(speed)));
        let combo = combo.show_ui(ui, |ui| {
            for choice in SPEEDS {
                if ui.selectable_label(choice == speed, format!("×{}", format::value(choice))).clicked() {
                    actions.push(Action::SetSpeed(choice));
                }
            }
        });
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Speed"));
        combo.response.on_hover_text("Speed: times the clip's own rate");
        let mode = image.playback.loop_mode;
        let next = LoopMode::ALL.iter().cycle().skip_while(|m| **m != mode).nth(1).copied().unwrap_or_default();
        let button = ui.add_sized([48.0, 22.0], Button::new(mode.label()));
        if button.on_hover_text(format!("At the end: {}; click for {}", mode.label(), next.label())).clicked() {
            actions.push(Action::SetLoopMode(next));
        }
        let wanted = timeline.rate();
        let text = match self.kept(ui, image) {
            Some(kept) => format!("{kept:.1} of {wanted:.1}/s"),
            None => format!("{wanted:.1}/s"),
        };
        let seconds = timeline.durations_ms.iter().sum::<f64>() / 1000.0;
        let tip =
            format!("Rate from {}; it lasts {} s", timeline.source, format::value((seconds * 10.0).round() / 10.0));
        ui.add(Label::new(text).truncate()).on_hover_text(tip);
    }

    /// Frames a second that reached the screen, while playing.
    fn kept(&mut self, ui: &Ui, image: &ImageState) -> Option<f64> {
        if !image.playback.playing {
            self.shown.clear();
            return None;
        }
        let now = ui.input(|input| input.time);
        let index = if image.stack.phases() > 1 { image.loaded.phase } else { image.loaded.frame };
        if self.shown.back().is_none_or(|(shown, _)| *shown != index) {
            self.shown.push_back((index, now));
        }
        while self.shown.front().is_some_and(|(_, at)| now - at > WINDOW_SECS) {
            self.shown.pop_front();
        }
        let (first, last) = (self.shown.front()?, self.shown.back()?);
        let elapsed = last.1 - first.1;
        (elapsed > 0.2).then(|| (self.shown.len() - 1) as f64 / elapsed)
    }
}

/// In and out points at the shown frame, and back to the whole.
fn range_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let mut button = |ui: &mut Ui, text: &str, name: &str, tip: &str, action: Action| {
        let response = ui.add(Button::new(text).min_size(egui::vec2(18.0, 22.0))).on_hover_text(tip);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        if response.clicked() {
            actions.push(action);
        }
    };
    ui.spacing_mut().button_padding.x = 4.0;
    button(ui, "[", "In point", "Play from here ([)", Action::SetIn);
    button(ui, "]", "Out point", "Play up to here (])", Action::SetOut);
    if image.playback.range.is_some() {
        button(ui, "×", "Whole clip", "Play all of it (\\)", Action::SetRange(None));
    } else {
        ui.add_space(24.0);
    }
}

/// The moment of a 4-D series.
pub fn phases_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let count = image.stack.phases();
    if count < 2 {
        return;
    }
    if icon_button(ui, Icon::Previous, "Previous phase", "The moment before, at the same slice (,)", true).clicked() {
        actions.push(Action::StepPhase(-1));
    }
    let mut number = image.phase + 1;
    let typed = DragValue::new(&mut number).range(1..=count).speed(0.1).suffix(format!(" / {count}")).prefix("t ");
    let typed = ui.add_sized([72.0, 22.0], typed).on_hover_text("Moment of this 4-D series; drag, or click and type");
    typed.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Phase number");
        info.value = Some(number as f64);
        info
    });
    if typed.changed() {
        actions.push(Action::ShowPhase(number.saturating_sub(1)));
    }
    if icon_button(ui, Icon::Next, "Next phase", "The next moment, at the same slice (.)", true).clicked() {
        actions.push(Action::StepPhase(1));
    }
}
