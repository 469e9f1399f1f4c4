//! What persists between runs. Nothing about files or patients does.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{desktop::memory::MemoryLimits, state::Bands};

use super::histogram::CountScale;

/// The window's own choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light instead of dark.
    pub light: bool,
    /// Files panel shown.
    pub files: bool,
    /// Right-hand panels shown.
    pub side: bool,
    /// The purpose of the program was read and put away.
    pub purpose_seen: bool,
    /// How counts become heights in the histogram.
    pub counts: CountScale,
    /// The tags are unfolded.
    pub tags: bool,
    /// The filmstrip of presets is shown.
    pub strip: bool,
    /// The series panel shows names without small pictures.
    pub labels_only: bool,
    /// Bands of values that the person changed, by unit.
    pub bands: Bands,
    /// Lessons of guided tours that were finished.
    pub finished_lessons: BTreeSet<String>,
    /// Memory granted.
    pub memory: MemoryLimits,
}

/// Under which name they are stored.
pub const KEY: &str = "settings";

impl Default for Settings {
    fn default() -> Self {
        Self {
            light: false,
            files: true,
            side: true,
            purpose_seen: false,
            counts: CountScale::default(),
            tags: true,
            strip: false,
            labels_only: false,
            bands: Bands::default(),
            finished_lessons: BTreeSet::new(),
            memory: MemoryLimits::default(),
        }
    }
}
