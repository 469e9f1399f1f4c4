//! The pixels on screen: values resampled for the visible area, then windowed, then a texture. Each stage is redone only
//! when what it depends on changed: a window drag repeats the cheap last ones.

use std::sync::Arc;

use egui::{ColorImage, TextureHandle, TextureOptions, Ui};

use crate::{
    geometry::PixelFromScreen,
    image::{Interpolation, Picture, Presentation, ValuePlane},
    state::ImageState,
};

/// The drawn picture and what it was drawn from.
#[derive(Default)]
pub struct Canvas {
    plane: Option<(PlaneKey, ValuePlane)>,
    painted: Option<(PlaneKey, Presentation)>,
    rgba: Vec<u8>,
    texture: Option<TextureHandle>,
}

/// What a resampled plane depends on.
#[derive(Clone, PartialEq)]
struct PlaneKey {
    picture: PictureId,
    pixel_from_screen: PixelFromScreen,
    size: [usize; 2],
    interpolation: Interpolation,
}

/// Pictures are told apart by identity; the handle keeps the address from being used again.
#[derive(Clone)]
struct PictureId(Arc<Picture>);

impl PartialEq for PictureId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Canvas {
    /// Draws the image over `rect`.
    pub fn paint(&mut self, ui: &Ui, rect: egui::Rect, image: &ImageState, pixel_from_screen: &PixelFromScreen) {
        let (Some(picture), Some(presentation)) = (image.picture(), image.presentation()) else { return };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a screen size is small and positive"
        )]
        let pixels = |points: f32| (points * ui.pixels_per_point()).round().max(1.0) as usize;
        let key = PlaneKey {
            picture: PictureId(Arc::clone(picture)),
            pixel_from_screen: *pixel_from_screen,
            size: [pixels(rect.width()), pixels(rect.height())],
            interpolation: presentation.interpolation,
        };
        if self.plane.as_ref().is_none_or(|(old, _)| *old != key) {
            let plane = ValuePlane::new(picture, pixel_from_screen, key.size, key.interpolation);
            self.plane = Some((key.clone(), plane));
        }
        let up_to_date = self.painted.as_ref().is_some_and(|(old, shown)| *old == key && shown == presentation);
        if !up_to_date && let Some((_, plane)) = &self.plane {
            plane.paint(picture, presentation, &mut self.rgba);
            let pixels = ColorImage::from_rgba_premultiplied(key.size, &self.rgba);
            match &mut self.texture {
                Some(texture) => texture.set(pixels, TextureOptions::NEAREST),
                None => self.texture = Some(ui.ctx().load_texture("picture", pixels, TextureOptions::NEAREST)),
            }
            self.painted = Some((key, presentation.clone()));
        }
        if let Some(texture) = &self.texture {
            let whole = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
            ui.painter_at(rect).image(texture.id(), rect, whole, egui::Color32::WHITE);
        }
    }

    /// The pixels last drawn.
    pub fn image(&self) -> Option<ColorImage> {
        let (key, _) = self.painted.as_ref()?;
        Some(ColorImage::from_rgba_premultiplied(key.size, &self.rgba))
    }
}
