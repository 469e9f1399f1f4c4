//! Through a stack and through time: by hand, and by playing.

use super::{ImageState, LoopMode, Viewport};

impl Viewport {
    /// The person moved through the stack.
    pub(super) fn went(&mut self, back: bool) {
        self.travel = if back { -1 } else { 1 };
        self.has_moved = true;
    }
}

impl ImageState {
    /// Asks for a frame, clamped; a frame chosen by hand stops the clip, unless the clip is of moments and goes on there.
    pub(super) fn go_to(&mut self, frame: usize) {
        if self.stack.phases() == 1 {
            self.stop();
        }
        self.frame = frame.min(self.frames().saturating_sub(1));
    }

    pub(super) fn go_to_phase(&mut self, phase: usize) {
        self.stop();
        self.phase = phase.min(self.stack.phases() - 1);
    }

    fn stop(&mut self) {
        self.playback.playing = false;
        self.playback.since_ms = None;
    }

    pub(super) fn toggle_play(&mut self) {
        let Some((first, last)) = self.timeline().map(|timeline| (timeline.first, timeline.last)) else { return };
        let playing = !self.playback.playing && first < last;
        self.playback.playing = playing;
        self.playback.since_ms = None;
        let (at, once) = (self.time_index(), self.playback.loop_mode == LoopMode::Once);
        if playing && (at < first || at > last || once && at >= last) {
            self.set_time_index(first);
        }
    }

    /// Takes a range of at least two frames; anything else means the whole.
    pub(super) fn set_range(&mut self, range: Option<(usize, usize)>) {
        let count = if self.stack.phases() > 1 { self.stack.phases() } else { self.frames() };
        self.playback.range = range
            .map(|(first, last)| (first.min(last), first.max(last).min(count.saturating_sub(1))))
            .filter(|(first, last)| first < last);
        self.playback.since_ms = None;
    }
}
