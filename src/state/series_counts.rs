//! The counts of all frames of a stack: wanted while the histogram shows them, and kept with the image.

use std::sync::Arc;

use crate::image::Counts;

use super::{FrameKey, ImageState, Scope, Stack, Workspace};

/// Frames whose counts are wanted together: those of one moment of a stack.
#[derive(Clone, Debug)]
pub struct SeriesCountsWant {
    /// The stack.
    pub stack: Arc<Stack>,
    /// The moment; the histogram of a 4-D series is that of the moment on screen.
    pub phase: usize,
    /// Air outside of the body is left out of frames in HU.
    pub without_air: bool,
}

/// What was counted so far.
#[derive(Clone, Debug)]
pub struct SeriesCounts {
    /// Of what.
    pub want: SeriesCountsWant,
    /// All frames counted so far together.
    pub counts: Arc<Counts>,
    /// How many frames those are.
    pub counted: usize,
    /// Frames that cannot be read.
    pub failed: usize,
}

/// A frame whose air is wanted to be left out.
#[derive(Clone, Debug)]
pub struct AirlessWant {
    /// Which frame.
    pub key: FrameKey,
    /// Its picture.
    pub picture: Arc<crate::image::Picture>,
}

impl PartialEq for SeriesCountsWant {
    /// Stacks are told apart by identity.
    fn eq(&self, other: &Self) -> bool {
        let Self { stack, phase, without_air } = self;
        Arc::ptr_eq(stack, &other.stack) && *phase == other.phase && *without_air == other.without_air
    }
}

impl PartialEq for AirlessWant {
    /// Pictures are told apart by identity.
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && Arc::ptr_eq(&self.picture, &other.picture)
    }
}

impl SeriesCountsWant {
    /// The frames, in the order of the stack.
    pub fn keys(&self) -> impl Iterator<Item = FrameKey> {
        self.stack.phase(self.phase).iter().map(|frame| frame.key)
    }

    /// How many frames there are.
    pub fn total(&self) -> usize {
        self.stack.phase(self.phase).len()
    }
}

impl SeriesCounts {
    /// Whether no frame is left to be counted.
    pub fn is_complete(&self) -> bool {
        self.counted + self.failed >= self.want.total()
    }

    /// What it is of a stack that may have grown since, as `Series, 312 of 500 frames counted`.
    pub fn describe(&self, stack: &Stack) -> String {
        let total = stack.phase(self.want.phase).len().max(self.want.total());
        let of = if stack.phases() > 1 { format!("Phase {}", self.want.phase + 1) } else { "Series".to_owned() };
        let within = self.counts.values.within;
        let rounded = if within > 0.0 { format!(", values to within {within:.2e}") } else { String::new() };
        match (self.counted + self.failed >= total, self.failed) {
            (true, 0) => format!("{of}, {total} frames{rounded}"),
            (true, failed) => format!("{of}, {} of {total} frames, {failed} cannot be read{rounded}", self.counted),
            (false, _) => format!("{of}, {} of {total} frames counted{rounded}", self.counted),
        }
    }
}

impl ImageState {
    /// What was counted of the stack's moment on screen; of an earlier state of a stack that still grows, if need be.
    pub(super) fn series_counts(&self, without_air: bool) -> Option<&Arc<SeriesCounts>> {
        let is_it = |want: &SeriesCountsWant| want.phase == self.phase && want.without_air == without_air;
        self.series_counts.iter().rfind(|counts| is_it(&counts.want))
    }

    pub(super) fn take_series_counts(&mut self, found: &Arc<SeriesCounts>) {
        if !Arc::ptr_eq(&found.want.stack, &self.stack) {
            return;
        }
        let is_other = |kept: &Arc<SeriesCounts>| {
            kept.want.phase != found.want.phase || kept.want.without_air != found.want.without_air
        };
        self.series_counts.retain(is_other);
        self.series_counts.push(Arc::clone(found));
        if self.series_counts.len() > MOST_KEPT {
            self.series_counts.remove(0);
        }
    }
}

/// Counts of moments, with and without air, that are kept of one stack.
const MOST_KEPT: usize = 8;

impl Workspace {
    /// What is still to be counted for the histogram of the series.
    pub(super) fn series_counts_want(&self) -> Option<SeriesCountsWant> {
        let image = self.image();
        image.picture().filter(|_| self.explore.scope == Scope::Series)?;
        let want = SeriesCountsWant {
            stack: Arc::clone(&image.stack),
            phase: image.phase,
            without_air: self.wants_air_left_out(),
        };
        let known = image.series_counts(want.without_air);
        let is_done = known.is_some_and(|counts| counts.want == want && counts.is_complete());
        (!is_done && want.total() > 0).then_some(want)
    }

    /// The frame of which the body is still to be counted.
    pub(super) fn airless_want(&self) -> Option<AirlessWant> {
        let loaded = &self.image().loaded;
        let key = loaded.key.filter(|_| self.wants_air_left_out() && self.effective_scope() == Scope::Frame)?;
        let is_done = loaded.without_air.as_ref().is_some_and(|(counted, _)| *counted == key);
        let picture = loaded.picture.as_ref().filter(|_| !is_done)?;
        Some(AirlessWant { key, picture: Arc::clone(picture) })
    }
}
