//! Small pictures on the graphics card.

use std::collections::{HashMap, hash_map::Entry};

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::{jobs::Thumbnail, state::FrameKey};

use super::ThumbnailOf;

/// Those that are in sight or were a moment ago.
#[derive(Default)]
pub struct Textures {
    held: HashMap<FrameKey, TextureHandle>,
}

/// Textures that stay though they are out of sight.
const MOST: usize = 128;

impl Textures {
    /// The texture of a frame, made from its small picture once there is one.
    pub fn get(&mut self, ctx: &Context, key: FrameKey, thumbnail: ThumbnailOf<'_>) -> Option<&TextureHandle> {
        match self.held.entry(key) {
            Entry::Occupied(held) => Some(held.into_mut()),
            Entry::Vacant(free) => {
                let small = thumbnail(key)??;
                let image = ColorImage::from_rgba_premultiplied([Thumbnail::SIDE; 2], &small.rgba);
                Some(free.insert(ctx.load_texture("thumbnail", image, TextureOptions::LINEAR)))
            }
        }
    }

    /// Lets go of the others if there are many.
    pub fn keep(&mut self, keys: &[FrameKey]) {
        if self.held.len() > MOST.max(keys.len() * 2) {
            self.held.retain(|key, _| keys.contains(key));
        }
    }
}
