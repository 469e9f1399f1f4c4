//! The small picture of the frame under the pointer.

use egui::{Color32, ColorImage, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};

use crate::{
    jobs::Thumbnail,
    state::{Action, FrameKey, ImageState, Workspace},
};

use super::{super::series_panel::ThumbnailOf, super::theme};

/// The picture that hovers, and which frame it is of.
#[derive(Default)]
pub struct HoverPicture {
    texture: Option<(FrameKey, TextureHandle)>,
}

/// Points.
const SIDE: f32 = 96.0;

impl HoverPicture {
    /// Asks for the picture of the frame pointed at and draws what there is, above the slider.
    pub fn ui(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        slider: Rect,
        pointed: Option<(usize, f32)>,
        thumbnail: ThumbnailOf<'_>,
        actions: &mut Vec<Action>,
    ) {
        let image = workspace.image();
        let key = pointed.and_then(|(frame, _)| image.stack.at(image.phase, frame)).map(|frame| frame.key);
        if key != workspace.peek {
            actions.push(Action::Peek(key.and(pointed.map(|(frame, _)| frame))));
        }
        let (Some(key), Some((frame, x))) = (key, pointed) else {
            self.texture = None;
            return;
        };
        if let Some(Some(small)) = thumbnail(key)
            && self.texture.as_ref().is_none_or(|(held, _)| *held != key)
        {
            let pixels = ColorImage::from_rgba_premultiplied([Thumbnail::SIDE; 2], &small.rgba);
            match &mut self.texture {
                Some((held, texture)) => {
                    texture.set(pixels, TextureOptions::LINEAR);
                    *held = key;
                }
                None => self.texture = Some((key, ui.ctx().load_texture("hover", pixels, TextureOptions::LINEAR))),
            }
        }
        let left = (x - SIDE / 2.0).clamp(ui.ctx().content_rect().left(), ui.ctx().content_rect().right() - SIDE);
        let area = Rect::from_min_size(pos2(left, slider.top() - SIDE - 26.0), vec2(SIDE, SIDE + 18.0));
        let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("scrubber-hover"));
        let painter = ui.ctx().layer_painter(layer);
        painter.rect_filled(area, 4.0, Color32::from_black_alpha(230));
        let picture = Rect::from_min_size(area.min, vec2(SIDE, SIDE));
        if let Some((_, texture)) = self.texture.as_ref().filter(|(held, _)| *held == key) {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), picture.shrink(2.0), whole, Color32::WHITE);
        }
        let font = egui::FontId::proportional(11.0);
        let at = pos2(area.center().x, area.bottom() - 3.0);
        painter.text(at, egui::Align2::CENTER_BOTTOM, caption(image, frame), font, theme::ON_PICTURE);
    }
}

/// Number and time, or number and position.
fn caption(image: &ImageState, frame: usize) -> String {
    let number = frame + 1;
    if let Some(timeline) = image.timeline().filter(|_| image.stack.phases() == 1) {
        return format!("{number}  {:.2} s", timeline.begin_ms(frame) / 1000.0);
    }
    match image.stack.at(image.phase, frame).and_then(|frame| frame.position_mm) {
        Some(mm) => format!("{number}  {mm:.1} mm"),
        None => number.to_string(),
    }
}
