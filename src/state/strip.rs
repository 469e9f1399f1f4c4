//! The filmstrip: the shown frame, small, under every presentation there is a name for.

use std::sync::Arc;

use crate::{
    geometry::View,
    image::{Picture, Presentation, Voi, VoiFunction, VoiSource, preset},
};

use super::{FrameKey, ImageState, Workspace};

/// Small pictures that are wanted: one of `picture` for each presentation.
#[derive(Clone, Debug)]
pub struct StripWant {
    /// Which frame.
    pub key: FrameKey,
    /// The frame.
    pub picture: Arc<Picture>,
    /// How it is shown, from left to right.
    pub presentations: Vec<Presentation>,
    /// Turned and flipped as the picture on screen, all of it in sight.
    pub view: View,
    /// Width and height of each, physical pixels.
    pub size: [usize; 2],
}

/// Small pictures that are drawn.
#[derive(Debug)]
pub struct Strip {
    /// What was wanted.
    pub want: StripWant,
    /// RGBA of each presentation, `width * height * 4` bytes.
    pub tiles: Vec<Vec<u8>>,
}

impl PartialEq for StripWant {
    /// Pictures are told apart by identity.
    fn eq(&self, other: &Self) -> bool {
        let Self { key, picture, presentations, view, size } = self;
        *key == other.key
            && Arc::ptr_eq(picture, &other.picture)
            && *presentations == other.presentations
            && *view == other.view
            && *size == other.size
    }
}

/// Pictures of the filmstrip at most.
const MOST_TILES: usize = 32;

impl ImageState {
    /// What the filmstrip shows: the file's LUTs and windows, the presets for this kind of image, the full range. Empty
    /// for pictures that take no window. At most 32: of a file's own, those that leave room for the others.
    pub fn strip(&self) -> Vec<Voi> {
        let Some(picture) = self.picture().filter(|_| self.takes_window()) else { return Vec::new() };
        let model = picture.model();
        let luts = (0..model.voi_luts.len()).map(Voi::Lut);
        let windows = model.windows.iter().enumerate().map(|(index, file)| Voi::Window {
            window: file.window,
            function: file.function,
            source: VoiSource::File(index),
        });
        let known = preset::presets_for(model.kind);
        let room = MOST_TILES.saturating_sub(known.len() + 1);
        let presets = known.iter().map(|preset| Voi::Window {
            window: preset.window,
            function: VoiFunction::Linear,
            source: VoiSource::Preset(preset.name.clone()),
        });
        let histogram = self.loaded.histogram.as_deref();
        let opened = histogram.map(|histogram| crate::image::default_voi(model, histogram));
        let has_own = !model.voi_luts.is_empty() || !model.windows.is_empty();
        let first = opened.filter(|_| !has_own);
        let own = first.into_iter().chain(luts).chain(windows).take(room);
        own.chain(presets).chain(self.full_range_voi()).take(MOST_TILES).collect()
    }
}

impl Workspace {
    /// The filmstrip that is wanted; `None` while it has no room, or nothing to show.
    pub(super) fn strip_want(&self) -> Option<StripWant> {
        let image = self.image();
        let (picture, own) = image.picture().zip(image.layers.first())?;
        let key = image.loaded.key?;
        let size = self.explore.strip?;
        let presentations: Vec<_> =
            image.strip().into_iter().map(|voi| Presentation { voi, ..own.presentation.clone() }).collect();
        let view = View { zoom: View::default().zoom, pan: View::default().pan, ..image.view };
        (!presentations.is_empty()).then(|| StripWant { key, picture: Arc::clone(picture), presentations, view, size })
    }

    /// The filmstrip drawn last, where it is one of the stack on screen.
    pub fn shown_strip(&self) -> Option<&Arc<Strip>> {
        self.strip.as_ref().filter(|strip| self.image().stack.find(strip.want.key).is_some())
    }
}
