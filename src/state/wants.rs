//! Which frames are wanted now, most urgent first.

use super::{FrameKey, ImageState, Workspace};

/// The want-list: replaced as a whole after every change, so that nothing outdated is ever worked off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// Frames in order of urgency.
    pub frames: Vec<FrameKey>,
}

/// Decoded bytes fetched ahead of the shown frame while nobody plays the clip.
const LOOK_AHEAD_BYTES: u64 = 64 << 20;
/// Decoded bytes fetched ahead while it plays.
const PLAY_AHEAD_BYTES: u64 = 192 << 20;
/// Frames fetched ahead at most: more would only delay a change of direction.
const MOST_AHEAD: u64 = 96;

impl Workspace {
    /// The frames wanted now.
    pub fn wants(&self) -> Wants {
        let mut frames = Vec::new();
        if let Some(incoming) = &self.incoming {
            frames.push(FrameKey { id: incoming.loaded.id, frame: incoming.frame });
        }
        let viewport = self.viewport();
        push_image(&mut frames, &viewport.image, viewport.travel, self.kept_bytes);
        Wants { frames }
    }
}

fn push_image(frames: &mut Vec<FrameKey>, image: &ImageState, travel: i64, kept_bytes: u64) {
    if image.loaded.object.is_none() {
        return;
    }
    let key = |frame| FrameKey { id: image.loaded.id, frame };
    frames.push(key(image.frame));
    let total = image.frames();
    if total < 2 {
        return;
    }
    let Some(picture) = image.picture() else { return };
    let budget = if image.playback.playing { PLAY_AHEAD_BYTES } else { LOOK_AHEAD_BYTES };
    // What does not stay once it is decoded would be decoded again and again; half is left to what was shown before.
    let budget = budget.min(kept_bytes / 2);
    let bytes = (picture.byte_len_shown() as u64).max(1);
    let ahead = usize::try_from((budget / bytes).min(MOST_AHEAD)).unwrap_or(0);
    match (image.playback.playing, image.clip()) {
        (true, Some(clip)) => {
            let mut playback = image.playback.clone();
            let mut frame = image.frame;
            for _ in 0..ahead.min(total) {
                frame = playback.next(clip, frame);
                frames.push(key(frame));
            }
        }
        _ => {
            // Three of four ahead in the direction of travel, the fourth behind.
            for step in 1..=ahead {
                let signed = isize::try_from(step).unwrap_or(0) * if travel < 0 { -1 } else { 1 };
                let forth = image.frame.checked_add_signed(signed).filter(|frame| *frame < total);
                let back = image.frame.checked_add_signed(-signed).filter(|frame| *frame < total);
                frames.extend(forth.map(key));
                if step <= ahead / 4 {
                    frames.extend(back.map(key));
                }
            }
        }
    }
}

impl Workspace {
    /// Frames that are asked for and not shown and counted yet.
    pub fn missing(&self) -> Vec<FrameKey> {
        let images = self.incoming.iter().chain(std::iter::once(self.image()));
        images
            .filter(|image| image.loaded.object.is_some() && !image.is_settled())
            .map(|image| FrameKey { id: image.loaded.id, frame: image.frame })
            .collect()
    }

    /// Openings that are still in use, the one being opened included.
    pub fn open_ids(&self) -> Vec<u64> {
        let inspected = self.inspected.as_ref().map(|inspected| inspected.id);
        let incoming = self.incoming.as_ref().map(|incoming| incoming.loaded.id);
        [Some(self.image().loaded.id), inspected, incoming, self.opening].into_iter().flatten().collect()
    }

    /// Whether everything asked for is shown, listed and read.
    pub fn is_quiet(&self) -> bool {
        let tags_read = self.inspected_object().is_none_or(|(_, tags)| tags.is_some());
        !self.is_opening() && !self.browser.busy && self.missing().is_empty() && tags_read
    }
}
