//! Which frames are wanted now, most urgent first.

use crate::image::Presentation;

use super::{
    AirlessWant, BodyWant, EditWant, FrameKey, ImageState, MeasureWant, SeriesCountsWant, StripWant, SurveyWant,
    TagCompareWant, TagListWant, TagValueWant, Viewport, Workspace,
};

/// The want-list: replaced as a whole after every change, so that nothing outdated is ever worked off.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wants {
    /// Frames in order of urgency.
    pub frames: Vec<FrameKey>,
    /// The small picture under the pointer, right after the shown frame.
    pub peek: Option<FrameKey>,
    /// Small pictures, once those frames are there.
    pub thumbnails: Vec<FrameKey>,
    /// The body on the frame on screen.
    pub body: Option<BodyWant>,
    /// The filmstrip.
    pub strip: Option<StripWant>,
    /// Regions that are to be measured.
    pub measure: Option<MeasureWant>,
    /// What edits come to.
    pub edits: Option<EditWant>,
    /// Counts of the shown frame without the air outside of the body.
    pub airless: Option<AirlessWant>,
    /// Rows of a large file.
    pub tag_list: Option<TagListWant>,
    /// A value to be shown whole.
    pub tag_value: Option<TagValueWant>,
    /// Counts of the whole stack.
    pub series_counts: Option<SeriesCountsWant>,
    /// What a tag says over the series.
    pub survey: Option<SurveyWant>,
    /// Two objects to be compared.
    pub tag_compare: Option<TagCompareWant>,
}

/// Decoded bytes fetched ahead of the shown frame until the person scrolls or plays.
const LOOK_AHEAD_BYTES: u64 = 64 << 20;
/// Decoded bytes fetched ahead after that.
const MOVING_AHEAD_BYTES: u64 = 256 << 20;
/// Frames fetched ahead at most: more would only delay a change of direction.
const MOST_AHEAD: u64 = 256;
/// Passed frames that are looked for at most.
const MOST_PASSED: usize = 128;

impl Workspace {
    /// The frames wanted now.
    pub fn wants(&self) -> Wants {
        let mut frames = Vec::new();
        frames.extend(self.incoming.as_ref().and_then(ImageState::key));
        push_image(&mut frames, self.viewport(), self.kept_bytes);
        Wants {
            frames,
            peek: self.peek,
            thumbnails: self.thumbnails.clone(),
            strip: self.strip_want(),
            body: self.body_want(),
            measure: self.measure_want(),
            edits: self.edit_want(),
            airless: self.airless_want(),
            tag_list: self.tag_list_want(),
            tag_value: self.tag_value_want(),
            series_counts: self.series_counts_want(),
            survey: self.survey_want(),
            tag_compare: self.tag_compare_want(),
        }
    }
}

fn push_image(frames: &mut Vec<FrameKey>, viewport: &Viewport, kept_bytes: u64) {
    let image = &viewport.image;
    frames.extend(image.key());
    let Some(picture) = image.picture() else { return };
    let budget = if viewport.has_moved || image.playback.playing { MOVING_AHEAD_BYTES } else { LOOK_AHEAD_BYTES };
    // What does not stay once it is decoded would be decoded again and again; half is left to what was shown before.
    let budget = budget.min(kept_bytes / 2);
    let bytes = (picture.byte_len_shown() as u64).max(1);
    let ahead = usize::try_from((budget / bytes).min(MOST_AHEAD)).unwrap_or(0);
    match (image.playback.playing, image.timeline()) {
        (true, Some(timeline)) => {
            let mut playback = image.playback.clone();
            let mut index = image.time_index();
            for _ in 0..ahead.min(timeline.last - timeline.first) {
                index = playback.next(&timeline, index);
                frames.extend(image.key_at_time(index));
            }
        }
        _ => {
            let stack = image.stack.phase(image.phase);
            let key = |at: Option<usize>| at.and_then(|at| stack.get(at)).map(|frame| frame.key);
            let forth = |step: usize| image.frame.checked_add(step);
            let back = |step: usize| image.frame.checked_sub(step);
            // Three of four ahead in the direction of travel, the fourth behind.
            for step in 1..=ahead.min(stack.len()) {
                let (onward, behind) =
                    if viewport.travel < 0 { (back(step), forth(step)) } else { (forth(step), back(step)) };
                frames.extend(key(onward));
                if step <= ahead / 4 {
                    frames.extend(key(behind));
                }
            }
        }
    }
}

impl Workspace {
    /// Frames that are asked for and not shown and counted yet.
    pub fn missing(&self) -> Vec<FrameKey> {
        let images = self.incoming.iter().chain(std::iter::once(self.image()));
        images.filter(|image| !image.is_settled()).filter_map(ImageState::key).collect()
    }

    /// Frames that a playing clip has passed since the one on screen, the newest first: one of them is better than a
    /// picture that stands still. Empty while the frame asked for is shown.
    pub fn passed(&self) -> Vec<FrameKey> {
        let image = self.image();
        if !image.playback.playing || image.is_shown() || image.picture().is_none() {
            return Vec::new();
        }
        let shown = if image.stack.phases() > 1 { image.loaded.phase } else { image.loaded.frame };
        let asked = image.time_index();
        let between: Box<dyn Iterator<Item = usize>> =
            if shown < asked { Box::new((shown + 1..asked).rev()) } else { Box::new(asked + 1..shown) };
        between.take(MOST_PASSED).filter_map(|index| image.key_at_time(index)).collect()
    }

    /// Whether a frame can be painted only once it is counted, as the image it belongs to is shown: until then the frame
    /// before stays, so that nothing is counted on the way to the screen.
    pub fn waits_for_counts(&self, key: FrameKey) -> bool {
        let needs_counts = |presentation: &Presentation| !presentation.voi.is_plain();
        match self.incoming.as_ref().filter(|incoming| incoming.key() == Some(key)) {
            Some(incoming) => {
                self.remembered_layers(incoming).iter().any(|layer| needs_counts(&layer.presentation))
                    || self.linked && self.image().presentation().is_some_and(needs_counts)
            }
            None => {
                let image = self.image();
                let layers = image.layers.iter().map(|layer| &layer.presentation);
                let others = image.trial.iter().chain(image.wipe.iter().map(|wipe| &wipe.other));
                layers.chain(others).any(needs_counts)
            }
        }
    }

    /// Whether everything asked for is shown, listed, found and read.
    pub fn is_quiet(&self) -> bool {
        let tags_read = match (&self.inspected, self.image().loaded.key) {
            (Some(inspected), _) => inspected.tags.is_some(),
            (None, Some(key)) => self.tags.as_ref().is_some_and(|tags| tags.id == key.id),
            (None, None) => true,
        };
        !self.is_opening()
            && !self.browser.busy
            && !self.scan.running
            && self.exports.is_empty()
            && self.missing().is_empty()
            && tags_read
            && self.tag_list_want().is_none()
            && self.tag_value_want().is_none()
            && self.measure_want().is_none()
            && self.edit_want().is_none()
            && self.survey_want().is_none()
            && self.tag_compare_want().is_none()
    }
}
