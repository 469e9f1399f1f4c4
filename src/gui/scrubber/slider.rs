//! The slider: places, decoded frames, gaps, the part that is played.

use egui::{Color32, Key, Painter, Rect, Response, Sense, Stroke, Ui, pos2, vec2};

use crate::state::{Action, ImageState, Workspace};

use super::{super::theme, Drawn, Scrubber, missing};

impl Scrubber {
    /// Drag or click anywhere on it, arrows when it has the focus; the frame under the pointer hovers above it.
    pub(super) fn slider_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        width: f32,
        drawn: &Drawn<'_>,
        actions: &mut Vec<Action>,
    ) {
        let image = workspace.image();
        let total = image.declared_frames();
        let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click_and_drag());
        self.rect = Some(rect);
        let last = (total.max(2) - 1) as f32;
        let rail = rect.shrink2(vec2(8.0, 9.0));
        let x_of = |frame: f32| rail.left() + rail.width() * frame / last;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1 times the frame count")]
        let frame_at = |x: f32| (((x - rail.left()) / rail.width()).clamp(0.0, 1.0) * last).round() as usize;
        if let Some(position) = response.interact_pointer_pos()
            && (response.dragged() || response.clicked())
        {
            let frame = frame_at(position.x);
            if frame != image.frame {
                actions.push(Action::ShowFrame(frame));
            }
        }
        let pointed = response.hover_pos().filter(|_| !response.dragged()).map(|position| frame_at(position.x));
        self.hover.ui(ui, workspace, rect, pointed.map(|frame| (frame, x_of(frame as f32))), drawn.thumbnail, actions);
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
        let part = |from: usize, to: usize| {
            let span = [pos2(x_of(from as f32) - half, rail.top()), pos2(x_of(to as f32) + half, rail.bottom())];
            Rect::from_min_max(span[0], span[1]).intersect(rail)
        };
        for (from, to) in runs(drawn.decoded) {
            painter.rect_filled(part(from, to), 2.0, theme::palette(visuals).decoded);
        }
        if let Some(present) = missing(image) {
            hatch(&painter, Rect::from_min_max(pos2(x_of(present as f32) - half, rail.top()), rail.max));
        }
        for gap in image.stack.gaps(image.phase) {
            let x = x_of(*gap as f32 + 0.5);
            painter.vline(x, rect.y_range(), Stroke::new(2.0, theme::palette(visuals).warning));
        }
        range_ui(&painter, rect, image, &part);
        let radius = if response.hovered() || response.dragged() { 7.0 } else { 6.0 };
        painter.circle(pos2(x_of(image.frame as f32), rect.center().y), radius, theme::ACCENT, Stroke::NONE);
        if response.has_focus() {
            painter.rect_stroke(rect, 3.0, Stroke::new(1.0, theme::ACCENT), egui::StrokeKind::Inside);
        }
    }
}

/// Brackets around the part that is played, where that is not the whole.
fn range_ui(painter: &Painter, rect: Rect, image: &ImageState, part: &dyn Fn(usize, usize) -> Rect) {
    let Some(timeline) = image.timeline().filter(|_| image.stack.phases() == 1) else { return };
    if timeline.first == 0 && timeline.last + 1 >= image.frames() {
        return;
    }
    let played = part(timeline.first, timeline.last);
    let stroke = Stroke::new(2.0, theme::ACCENT);
    let (top, bottom) = (rect.top() + 3.0, rect.bottom() - 3.0);
    for (x, inward) in [(played.left(), 4.0), (played.right(), -4.0)] {
        painter.vline(x, top..=bottom, stroke);
        for y in [top, bottom] {
            painter.line_segment([pos2(x, y), pos2(x + inward, y)], stroke);
        }
    }
}

/// Arrows, Home, End and Space while the slider has the focus.
fn keys(ui: &Ui, response: &Response, actions: &mut Vec<Action>) {
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

/// Stripes where frames are missing, as in the picture.
fn hatch(painter: &Painter, part: Rect) {
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

/// Frames in order to runs of neighbours.
fn runs(frames: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &frame in frames {
        match runs.last_mut() {
            Some((_, last)) if frame <= *last + 1 => *last = frame,
            _ => runs.push((frame, frame)),
        }
    }
    runs
}
