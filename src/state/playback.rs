//! Clip playback by wall clock: frames are skipped rather than the clip slowed down.

use super::Timeline;

/// What happens at the end of a clip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoopMode {
    /// From the last frame to the first.
    #[default]
    Loop,
    /// Back and forth.
    Sweep,
    /// Stop at the last frame.
    Once,
}

/// Playback of one image.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    /// Frames advance with the clock.
    pub playing: bool,
    /// End behaviour.
    pub loop_mode: LoopMode,
    /// Playing backwards (the second half of a sweep).
    pub backwards: bool,
    /// When the shown frame began, in clock milliseconds; `None` until the first tick after starting.
    pub since_ms: Option<f64>,
    /// 0.1 to 4 times the clip's own rate.
    pub speed: f64,
    /// First and last frame (or moment) played, 0-based; `None` for what the file asks for.
    pub range: Option<(usize, usize)>,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            playing: false,
            loop_mode: LoopMode::default(),
            backwards: false,
            since_ms: None,
            speed: 1.0,
            range: None,
        }
    }
}

impl LoopMode {
    /// All modes in the order the button cycles through.
    pub const ALL: [Self; 3] = [Self::Loop, Self::Sweep, Self::Once];

    /// The word on the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Loop => "Loop",
            Self::Sweep => "Sweep",
            Self::Once => "Once",
        }
    }
}

impl Playback {
    /// The frame due at `now_ms`, starting from `frame`; moves `since_ms` along. Each frame keeps its own duration, so
    /// a late call lands where the clock says and not one frame on.
    pub fn advance(&mut self, clip: &Timeline<'_>, frame: usize, now_ms: f64) -> usize {
        let since = *self.since_ms.get_or_insert(now_ms);
        let mut late = now_ms - since;
        // After a long stall (a suspended machine) whole rounds are dropped instead of walked.
        let round: f64 = (clip.first..=clip.last).map(|frame| clip.duration_ms(frame)).sum::<f64>() * 2.0;
        if round > 0.0 && late > round {
            late %= round;
        }
        let mut frame = frame.clamp(clip.first, clip.last);
        while self.playing {
            let duration = clip.duration_ms(frame);
            if late < duration {
                break;
            }
            late -= duration;
            frame = self.next(clip, frame);
        }
        self.since_ms = Some(now_ms - late);
        frame
    }

    /// Milliseconds from `now_ms` until the next frame is due.
    pub fn due_in_ms(&self, clip: &Timeline<'_>, frame: usize, now_ms: f64) -> Option<f64> {
        self.playing.then(|| {
            let since = self.since_ms.unwrap_or(now_ms);
            (since + clip.duration_ms(frame) - now_ms).max(0.0)
        })
    }

    /// The frame after `frame` in playing order, turning round or stopping at the ends.
    pub fn next(&mut self, clip: &Timeline<'_>, frame: usize) -> usize {
        if clip.first >= clip.last {
            self.playing = false;
            return frame;
        }
        match self.loop_mode {
            LoopMode::Loop if frame >= clip.last => clip.first,
            LoopMode::Once if frame >= clip.last => {
                self.playing = false;
                frame
            }
            LoopMode::Sweep => {
                if frame >= clip.last {
                    self.backwards = true;
                } else if frame <= clip.first {
                    self.backwards = false;
                }
                if self.backwards { frame - 1 } else { frame + 1 }
            }
            _ => frame + 1,
        }
    }
}
