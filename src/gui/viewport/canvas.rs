//! The pixels on screen: values resampled for the visible area, then windowed, then a texture. Each stage is redone only
//! when what it depends on changed: a window drag repeats the cheap last ones.

use std::sync::Arc;

use egui::{ColorImage, TextureHandle, TextureOptions, Ui};

use crate::{
    geometry::PixelFromScreen,
    image::{Channel, Highlight, Interpolation, Picture, Presentation, ValuePlane, ValueRange},
    state::ImageState,
};

use super::super::theme;

/// The drawn picture and what it was drawn from.
#[derive(Default)]
pub struct Canvas {
    plane: Option<(PlaneKey, ValuePlane)>,
    own: Painting,
    /// The presentation beside it, right of the divider.
    beside: Painting,
    shown: Option<Composition>,
    /// Both sides and what glows, where there is more than the picture's own presentation.
    composed: Vec<u8>,
    texture: Option<TextureHandle>,
}

/// A plane under one presentation.
#[derive(Default)]
struct Painting {
    of: Option<(PlaneKey, Presentation)>,
    rgba: Vec<u8>,
}

/// What a resampled plane depends on.
#[derive(Clone, PartialEq)]
struct PlaneKey {
    picture: PictureId,
    pixel_from_screen: PixelFromScreen,
    size: [usize; 2],
    interpolation: Interpolation,
}

/// Everything the texture depends on.
#[derive(Clone, PartialEq)]
struct Composition {
    plane: PlaneKey,
    own: Presentation,
    /// First column of the presentation beside it.
    beside: Option<(usize, Presentation)>,
    glow: Option<(ValueRange, Channel)>,
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
    /// Draws the image over `rect`; pixels of values, or of levels of a channel, in `glow` stand out.
    pub fn paint(
        &mut self,
        ui: &Ui,
        rect: egui::Rect,
        image: &ImageState,
        pixel_from_screen: &PixelFromScreen,
        glow: Option<(ValueRange, Channel)>,
    ) {
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
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1 times the width")]
        let column = |at: f64| (at.clamp(0.0, 1.0) * key.size[0] as f64).round() as usize;
        let composition = Composition {
            own: presentation.clone(),
            beside: image.wipe.as_ref().map(|wipe| (column(wipe.at), wipe.other.clone())),
            glow,
            plane: key,
        };
        if self.shown.as_ref() != Some(&composition) {
            self.compose(picture, &composition);
            let pixels = ColorImage::from_rgba_premultiplied(composition.plane.size, self.pixels(&composition));
            match &mut self.texture {
                Some(texture) => texture.set(pixels, TextureOptions::NEAREST),
                None => self.texture = Some(ui.ctx().load_texture("picture", pixels, TextureOptions::NEAREST)),
            }
            self.shown = Some(composition);
        }
        if let Some(texture) = &self.texture {
            let whole = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
            ui.painter_at(rect).image(texture.id(), rect, whole, egui::Color32::WHITE);
        }
    }

    /// The pixels last drawn.
    pub fn image(&self) -> Option<ColorImage> {
        let shown = self.shown.as_ref()?;
        Some(ColorImage::from_rgba_premultiplied(shown.plane.size, self.pixels(shown)))
    }

    fn compose(&mut self, picture: &Picture, wanted: &Composition) {
        let key = &wanted.plane;
        if self.plane.as_ref().is_none_or(|(old, _)| old != key) {
            let plane = ValuePlane::new(picture, &key.pixel_from_screen, key.size, key.interpolation);
            self.plane = Some((key.clone(), plane));
        }
        let Some((_, plane)) = &self.plane else { return };
        self.own.paint(plane, key, picture, &wanted.own);
        if is_plain(wanted) {
            return;
        }
        self.composed.clone_from(&self.own.rgba);
        if let Some((first, presentation)) = &wanted.beside {
            self.beside.paint(plane, key, picture, presentation);
            let (row, from) = (key.size[0] * 4, first * 4);
            for (own, beside) in self.composed.chunks_mut(row).zip(self.beside.rgba.chunks(row)) {
                if let (Some(own), Some(beside)) = (own.get_mut(from..), beside.get(from..)) {
                    own.copy_from_slice(beside);
                }
            }
        }
        let [red, green, blue, _] = theme::ACCENT.to_array();
        let accent = [red, green, blue];
        let highlight = Highlight {
            glow: wanted.glow.map(|(range, _)| range),
            accent,
            channel: wanted.glow.map(|(_, channel)| channel).unwrap_or_default(),
            labels: &wanted.own.labels,
        };
        if !highlight.is_empty() {
            highlight.paint(picture, &wanted.own, &key.pixel_from_screen, key.size, &mut self.composed);
        }
    }

    fn pixels(&self, shown: &Composition) -> &[u8] {
        if is_plain(shown) { &self.own.rgba } else { &self.composed }
    }
}

impl Painting {
    fn paint(&mut self, plane: &ValuePlane, key: &PlaneKey, picture: &Picture, presentation: &Presentation) {
        let is_painted = self.of.as_ref().is_some_and(|(old, shown)| old == key && shown == presentation);
        if !is_painted {
            plane.paint(picture, presentation, &mut self.rgba);
            self.of = Some((key.clone(), presentation.clone()));
        }
    }
}

/// Whether nothing but the picture's own presentation is shown.
fn is_plain(composition: &Composition) -> bool {
    composition.beside.is_none() && composition.glow.is_none() && composition.own.labels.is_empty()
}
