//! Small pictures of frames, drawn by the same pipeline as the large one.

use std::{collections::HashMap, sync::Arc};

use crate::{
    geometry::{Placement, View},
    image::{Histogram, Interpolation, Picture, Presentation, ValuePlane},
    state::FrameKey,
};

/// A frame in its file's window, fitted into a square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// Opaque RGBA, `SIDE * SIDE * 4` bytes.
    pub rgba: Vec<u8>,
}

impl Thumbnail {
    /// Width and height in pixels.
    pub const SIDE: usize = 112;

    /// Draws the picture in the window it would open in.
    pub fn of(picture: &Picture) -> Self {
        let model = picture.model();
        let told = picture.is_colour() || !model.windows.is_empty() || !model.voi_luts.is_empty();
        let histogram = if told { Histogram::empty() } else { Histogram::of(picture) };
        let presentation = Presentation::for_picture(model, &histogram);
        let frame = picture.frame();
        let placement = Placement {
            image: [frame.columns, frame.rows],
            pixel_aspect: model.pixel_aspect,
            viewport: [Self::SIDE as f64; 2],
        };
        let pixel_from_screen = View::default().pixel_from_screen(&placement);
        let plane = ValuePlane::new(picture, &pixel_from_screen, [Self::SIDE; 2], Interpolation::Bilinear);
        let mut rgba = Vec::new();
        plane.paint(picture, &presentation, &mut rgba);
        Self { rgba }
    }
}

/// Small pictures that are kept, and frames that have none.
#[derive(Debug, Default)]
pub struct Thumbnails {
    known: HashMap<FrameKey, (u64, Option<Arc<Thumbnail>>)>,
    clock: u64,
}

/// 100 MB of them.
const MOST: usize = 2000;

impl Thumbnails {
    /// The small picture of a frame: `None` while it was not tried, `Some(None)` where there is none.
    pub fn get(&mut self, key: FrameKey) -> Option<Option<Arc<Thumbnail>>> {
        self.clock += 1;
        let (used, thumbnail) = self.known.get_mut(&key)?;
        *used = self.clock;
        Some(thumbnail.clone())
    }

    /// Whether it was tried.
    pub fn is_known(&self, key: FrameKey) -> bool {
        self.known.contains_key(&key)
    }

    /// Keeps it, and drops the longest unused one if there are too many.
    pub fn put(&mut self, key: FrameKey, thumbnail: Option<Arc<Thumbnail>>) {
        self.clock += 1;
        self.known.insert(key, (self.clock, thumbnail));
        if self.known.len() > MOST
            && let Some(oldest) = self.known.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| *key)
        {
            self.known.remove(&oldest);
        }
    }

    /// Tries those once more that could not be drawn.
    pub fn forget_failures(&mut self) {
        self.known.retain(|_, (_, thumbnail)| thumbnail.is_some());
    }

    /// Drops those of closed objects.
    pub fn forget(&mut self, ids: &[u64]) {
        self.known.retain(|key, _| !ids.contains(&key.id));
    }
}
