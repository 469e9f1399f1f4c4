//! Undo and redo over the small undoable value: frame, view, presentation and how a clip is played.

use crate::{geometry::View, image::Voi};

use super::{FrameKey, ImageState, Layer, LoopMode, regions::UndoableRegions};

/// What undo brings back.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Frame asked for: by its key, since a series grows while it assembles.
    pub key: Option<FrameKey>,
    /// Loop mode, speed, range of playback.
    pub playback: (LoopMode, f64, Option<(usize, usize)>),
    /// View.
    pub view: View,
    /// Presentations.
    pub layers: Vec<Layer>,
    /// What is drawn.
    pub regions: UndoableRegions,
    /// The VOI on the other side of the divider, and the window it goes back to: of a step that changed it.
    pub beside: Option<(Voi, Option<Voi>)>,
}

/// Past and future snapshots. A gesture is one step however many actions it holds; repeated steps of one kind
/// (scrolling) merge.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Snapshot>,
    future: Vec<Snapshot>,
    last_key: Option<(&'static str, u64)>,
    gesture: Option<Snapshot>,
}

/// Steps kept.
const DEPTH: usize = 200;

impl Snapshot {
    /// The undoable part of `state`.
    pub fn of(state: &ImageState) -> Self {
        let playback = (state.playback.loop_mode, state.playback.speed, state.playback.range);
        let (layers, regions) = (state.layers.clone(), state.regions.undoable());
        Self { key: state.key(), playback, view: state.view, layers, regions, beside: None }
    }

    /// The same with what is on the other side of the divider.
    #[must_use]
    pub fn with_beside(mut self, state: &ImageState) -> Self {
        let other = state.wipe.as_ref().map(|wipe| &wipe.other);
        self.beside = other.map(|other| (other.voi.clone(), other.modes.window.clone()));
        self
    }

    /// What takes back that this is restored.
    fn opposite(&self, state: &ImageState) -> Self {
        if self.beside.is_some() { Self::of(state).with_beside(state) } else { Self::of(state) }
    }

    /// Puts it back.
    pub fn restore(self, state: &mut ImageState) {
        if let Some((phase, frame)) = self.key.and_then(|key| state.stack.find(key)) {
            (state.phase, state.frame) = (phase, frame);
        }
        (state.playback.loop_mode, state.playback.speed, state.playback.range) = self.playback;
        state.view = self.view;
        state.layers = self.layers;
        state.regions.restore(self.regions);
        if let (Some(wipe), Some(beside)) = (&mut state.wipe, self.beside) {
            (wipe.other.voi, wipe.other.modes.window) = beside;
        }
    }
}

impl History {
    /// Forgets everything: another image is shown.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Notes the state before and after an action of kind `key`; steps of a mergeable key follow each other as one.
    pub fn record(&mut self, before: Snapshot, state: &ImageState, key: &'static str, merge: bool) {
        self.record_of(before, state, (key, 0), merge);
    }

    /// The same for an action on one of many things: those on one and the same merge.
    pub fn record_of(&mut self, before: Snapshot, state: &ImageState, key: (&'static str, u64), merge: bool) {
        if self.gesture.is_some() || before == Snapshot::of(state) {
            return;
        }
        self.future.clear();
        if !(merge && self.last_key == Some(key)) {
            self.push(before);
        }
        self.last_key = Some(key);
    }

    /// What follows is a step of its own.
    pub fn divide(&mut self) {
        self.last_key = None;
    }

    /// Opens a gesture at the present state; one that was left open ends first.
    pub fn begin(&mut self, state: &ImageState) {
        self.end(state);
        self.gesture = Some(Snapshot::of(state));
    }

    /// Where the open gesture began.
    pub fn gesture_start(&self) -> Option<&Snapshot> {
        self.gesture.as_ref()
    }

    /// Closes the gesture as one undo step.
    pub fn end(&mut self, state: &ImageState) {
        if let Some(before) = self.gesture.take()
            && (before.view != state.view
                || before.layers != state.layers
                || before.regions != state.regions.undoable())
        {
            self.future.clear();
            self.push(before);
            self.last_key = None;
        }
    }

    /// Drops the gesture; the caller restores the returned state.
    pub fn cancel(&mut self) -> Option<Snapshot> {
        self.gesture.take()
    }

    /// One step back.
    pub fn undo(&mut self, state: &ImageState) -> Option<Snapshot> {
        self.last_key = None;
        let back = self.past.pop()?;
        self.future.push(back.opposite(state));
        Some(back)
    }

    /// One step forth.
    pub fn redo(&mut self, state: &ImageState) -> Option<Snapshot> {
        self.last_key = None;
        let forth = self.future.pop()?;
        self.past.push(forth.opposite(state));
        Some(forth)
    }

    /// Whether there is a step back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step forth.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    fn push(&mut self, before: Snapshot) {
        if self.past.len() >= DEPTH {
            self.past.remove(0);
        }
        self.past.push(before);
    }
}
