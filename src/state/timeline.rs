//! What is played: the frames of a clip, or the moments of a 4-D series, at their own times.

use super::{FrameKey, ImageState};

/// Times of what is played, with the person's range and speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeline<'a> {
    /// How long each frame or moment stays at speed 1, ms.
    pub durations_ms: &'a [f64],
    /// First one played, 0-based.
    pub first: usize,
    /// Last one played.
    pub last: usize,
    /// 0.1 to 4 times its own rate.
    pub speed: f64,
    /// Where the times come from, in words.
    pub source: &'a str,
}

/// Speeds that can be chosen.
pub const SPEEDS: [f64; 9] = [0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];

impl Timeline<'_> {
    /// How long the one at `index` stays, ms.
    pub fn duration_ms(&self, index: usize) -> f64 {
        self.durations_ms.get(index).copied().unwrap_or(100.0).max(1.0) / self.speed.clamp(0.1, 4.0)
    }

    /// Begin of the one at `index` at speed 1, ms.
    pub fn begin_ms(&self, index: usize) -> f64 {
        self.durations_ms.iter().take(index).sum()
    }

    /// Mean rate at the chosen speed, frames or moments a second.
    pub fn rate(&self) -> f64 {
        let mean_ms = self.durations_ms.iter().sum::<f64>() / self.durations_ms.len().max(1) as f64;
        1000.0 * self.speed / mean_ms.max(1.0)
    }
}

impl ImageState {
    /// The times of a clip or of a 4-D series; `None` for what cannot be played.
    pub fn timeline(&self) -> Option<Timeline<'_>> {
        let clip = match &self.stack.phase_timing {
            Some(timing) => timing,
            None if self.stack.is_one_object => self.loaded.about.as_ref()?.image.as_ref().ok()?.clip.as_ref()?,
            None => return None,
        };
        let count = if self.stack.phases() > 1 { self.stack.phases() } else { self.frames() };
        let most = count.saturating_sub(1);
        let (first, last) = self.playback.range.unwrap_or((clip.first, clip.last));
        Some(Timeline {
            durations_ms: &clip.durations_ms,
            first: first.min(most),
            last: last.min(most).max(first.min(most)),
            speed: self.playback.speed,
            source: &clip.source,
        })
    }

    /// What the clock moves: the moment of a 4-D series, else the frame.
    pub fn time_index(&self) -> usize {
        if self.stack.phases() > 1 { self.phase } else { self.frame }
    }

    pub(super) fn set_time_index(&mut self, index: usize) {
        if self.stack.phases() > 1 {
            self.phase = index.min(self.stack.phases() - 1);
        } else {
            self.frame = index;
        }
    }

    /// The frame at another time, at the place that is shown.
    pub(super) fn key_at_time(&self, index: usize) -> Option<FrameKey> {
        let phased = self.stack.phases() > 1;
        let at = if phased { self.stack.at(index, self.frame) } else { self.stack.at(self.phase, index) };
        at.map(|frame| frame.key)
    }
}
