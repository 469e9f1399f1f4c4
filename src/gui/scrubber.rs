//! The frame scrubber under a multi-frame picture.

use egui::{Color32, DragValue, Key, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::state::{Action, ImageState, LoopMode};

use super::{
    format,
    icons::{Icon, icon_button},
    theme,
};

/// What the scrubber remembers.
#[derive(Default)]
pub struct Scrubber {
    /// Where the slider lies, for the report.
    pub rect: Option<Rect>,
    /// Frames and times of what was shown while playing, for the rate kept.
    shown: std::collections::VecDeque<(usize, f64)>,
}

/// Seconds over which the kept rate is measured.
const RATE_WINDOW_SECS: f64 = 1.0;

impl Scrubber {
    /// One line: step buttons, slider with the decoded frames, number, rate, loop mode.
    pub fn ui(&mut self, ui: &mut Ui, image: &ImageState, decoded: &[usize]) -> Vec<Action> {
        let mut actions = Vec::new();
        let total = image.declared_frames();
        ui.horizontal_centered(|ui| {
            buttons_ui(ui, image, &mut actions);
            let missing = missing(image);
            let tail = if image.clip().is_some() { 268.0 } else { 128.0 } + if missing.is_some() { 150.0 } else { 0.0 };
            let width = (ui.available_width() - tail).max(80.0);
            self.slider_ui(ui, image, width, decoded, &mut actions);
            let mut number = image.frame + 1;
            let typed =
                DragValue::new(&mut number).range(1..=image.frames().max(1)).speed(0.2).update_while_editing(false);
            let typed = ui.add_sized([48.0, 22.0], typed).on_hover_text("Frame; click and type");
            typed.widget_info(|| {
                let mut info = egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Frame number");
                info.value = Some(number as f64);
                info
            });
            if typed.changed() {
                actions.push(Action::ShowFrame(number.saturating_sub(1)));
            }
            ui.add_sized([56.0, 20.0], egui::Label::new(format!("/ {total}")));
            self.clip_ui(ui, image, &mut actions);
            if let Some(present) = missing {
                let text = egui::RichText::new(format!("INCOMPLETE {present} of {total}"));
                let text = text.color(theme::palette(ui.visuals()).warning);
                ui.add(egui::Label::new(text).truncate())
                    .on_hover_text(format!("The file holds {present} of the {total} frames that it declares"));
            }
        });
        actions
    }

    /// The slider itself: drag or click anywhere on it, arrows when it has the focus.
    fn slider_ui(&mut self, ui: &mut Ui, image: &ImageState, width: f32, decoded: &[usize], actions: &mut Vec<Action>) {
        let total = image.declared_frames();
        let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click_and_drag());
        self.rect = Some(rect);
        let last = (total.max(2) - 1) as f32;
        let rail = rect.shrink2(vec2(8.0, 9.0));
        let x_of = |frame: usize| rail.left() + rail.width() * frame as f32 / last;
        if let Some(position) = response.interact_pointer_pos()
            && (response.dragged() || response.clicked())
        {
            let at = ((position.x - rail.left()) / rail.width()).clamp(0.0, 1.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1 times the frame count")]
            let frame = (at * last).round() as usize;
            if frame != image.frame {
                actions.push(Action::ShowFrame(frame));
            }
        }
        if response.has_focus() {
            keys(ui, &response, actions);
        }
        let lacking = missing(image).map_or_else(String::new, |present| format!(", {} missing", total - present));
        let name = format!("Frame scrubber, frame {} of {total}{lacking}", image.frame + 1);
        response.widget_info(|| egui::WidgetInfo::slider(true, (image.frame + 1) as f64, &name));
        let painter = ui.painter_at(rect);
        let visuals = ui.visuals();
        painter.rect_filled(rail, 2.0, visuals.widgets.inactive.bg_fill);
        let half = (rail.width() / last / 2.0).max(0.5);
        for (from, to) in runs(decoded) {
            let part = Rect::from_min_max(pos2(x_of(from) - half, rail.top()), pos2(x_of(to) + half, rail.bottom()));
            painter.rect_filled(part.intersect(rail), 2.0, theme::palette(visuals).decoded);
        }
        if let Some(present) = missing(image) {
            hatch(&painter, Rect::from_min_max(pos2(x_of(present) - half, rail.top()), rail.max));
        }
        let radius = if response.hovered() || response.dragged() { 7.0 } else { 6.0 };
        painter.circle(pos2(x_of(image.frame), rect.center().y), radius, theme::ACCENT, Stroke::NONE);
        if response.has_focus() {
            painter.rect_stroke(rect, 3.0, Stroke::new(1.0, theme::ACCENT), egui::StrokeKind::Inside);
        }
    }

    fn clip_ui(&mut self, ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
        let Some(clip) = image.clip() else { return };
        let mode = image.playback.loop_mode;
        let next = LoopMode::ALL.iter().cycle().skip_while(|m| **m != mode).nth(1).copied().unwrap_or_default();
        let button = ui.add_sized([52.0, 22.0], egui::Button::new(mode.label()));
        if button.on_hover_text(format!("At the end: {}; click for {}", mode.label(), next.label())).clicked() {
            actions.push(Action::SetLoopMode(next));
        }
        let mean_ms = clip.durations_ms.iter().sum::<f64>() / clip.durations_ms.len().max(1) as f64;
        let wanted = 1000.0 / mean_ms.max(1.0);
        let text = match self.kept_rate(ui, image) {
            Some(kept) => format!("{kept:.1} of {wanted:.1}/s"),
            None => format!("{wanted:.1}/s"),
        };
        let total_ms: f64 = clip.durations_ms.iter().sum();
        let tip =
            format!("Rate from {}; the clip lasts {} s", clip.source, format::value((total_ms / 100.0).round() / 10.0));
        ui.add(egui::Label::new(text).truncate()).on_hover_text(tip);
    }

    /// Frames a second that reached the screen, while playing.
    fn kept_rate(&mut self, ui: &Ui, image: &ImageState) -> Option<f64> {
        if !image.playback.playing {
            self.shown.clear();
            return None;
        }
        let now = ui.input(|input| input.time);
        if self.shown.back().is_none_or(|(frame, _)| *frame != image.loaded.frame) {
            self.shown.push_back((image.loaded.frame, now));
        }
        while self.shown.front().is_some_and(|(_, at)| now - at > RATE_WINDOW_SECS) {
            self.shown.pop_front();
        }
        let (first, last) = (self.shown.front()?, self.shown.back()?);
        let elapsed = last.1 - first.1;
        (elapsed > 0.2).then(|| (self.shown.len() - 1) as f64 / elapsed)
    }
}

fn buttons_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let mut button = |ui: &mut Ui, icon: Icon, name: &str, tip: &str, action: Action| {
        if icon_button(ui, icon, name, tip, true).clicked() {
            actions.push(action);
        }
    };
    ui.spacing_mut().item_spacing.x = 4.0;
    button(ui, Icon::First, "First frame", "First frame (Home)", Action::ShowFrame(0));
    button(ui, Icon::Previous, "Previous frame", "Previous frame (Up)", Action::StepFrame(-1));
    if image.clip().is_some() {
        let (icon, name) = if image.playback.playing { (Icon::Pause, "Pause") } else { (Icon::Play, "Play") };
        button(ui, icon, name, "Play or pause (Space)", Action::TogglePlay);
    }
    button(ui, Icon::Next, "Next frame", "Next frame (Down)", Action::StepFrame(1));
    button(ui, Icon::Last, "Last frame", "Last frame (End)", Action::ShowFrame(usize::MAX));
}

/// Arrows, Home, End and Space while the slider has the focus.
fn keys(ui: &Ui, response: &egui::Response, actions: &mut Vec<Action>) {
    let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ui.input(|input| {
        for event in &input.events {
            let egui::Event::Key { key, pressed: true, .. } = event else { continue };
            actions.extend(match key {
                Key::ArrowRight | Key::ArrowDown => Some(Action::StepFrame(1)),
                Key::ArrowLeft | Key::ArrowUp => Some(Action::StepFrame(-1)),
                Key::Home => Some(Action::ShowFrame(0)),
                Key::End => Some(Action::ShowFrame(usize::MAX)),
                Key::Space => Some(Action::TogglePlay),
                _ => None,
            });
        }
    });
}

/// How many frames the file holds where it holds fewer than it declares.
fn missing(image: &ImageState) -> Option<usize> {
    (image.frames() < image.declared_frames()).then_some(image.frames())
}

/// Stripes where frames are missing, as in the picture.
fn hatch(painter: &egui::Painter, part: Rect) {
    let painter = painter.with_clip_rect(part);
    painter.rect_filled(part, 0.0, Color32::from_gray(0x30));
    let mut x = part.left() - part.height();
    while x < part.right() {
        painter.line_segment(
            [pos2(x, part.bottom()), pos2(x + part.height(), part.top())],
            (2.0, Color32::from_gray(0x60)),
        );
        x += 6.0;
    }
}

/// Frames in no order to runs of neighbours.
fn runs(frames: &[usize]) -> Vec<(usize, usize)> {
    let mut sorted = frames.to_vec();
    sorted.sort_unstable();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for frame in sorted {
        match runs.last_mut() {
            Some((_, last)) if frame <= *last + 1 => *last = frame,
            _ => runs.push((frame, frame)),
        }
    }
    runs
}
