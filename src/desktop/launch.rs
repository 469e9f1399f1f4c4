//! How the window was asked for. The command line fills it in, the window reads it.

use std::{path::PathBuf, time::Instant};

use super::memory::MemoryWish;

/// Everything the window needs to know from the outside.
#[derive(Clone, Debug)]
pub struct WindowOptions {
    /// Files and folders to open; the first is shown.
    pub paths: Vec<PathBuf>,
    /// Show the built-in phantom when no path is given.
    pub phantom: bool,
    /// What draws the window.
    pub renderer: Renderer,
    /// Use Wayland even where an X server is there, at the price of file drops.
    pub wayland: bool,
    /// Leave out what names the patient.
    pub hide_identity: bool,
    /// Print one JSON line a milestone to standard error.
    pub timings: bool,
    /// What the milestones count from.
    pub process_start: Instant,
    /// Memory to grant in this run.
    pub memory: MemoryWish,
    /// Keep this file equal to the shown state, as one JSON line, for tests of the real window.
    pub report: Option<PathBuf>,
}

/// What draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Renderer {
    /// wgpu on a graphics card, glow where there is none.
    #[default]
    Auto,
    /// wgpu, even on a software adapter.
    Wgpu,
    /// OpenGL through glow.
    Glow,
}

impl WindowOptions {
    /// An empty window.
    pub fn new(process_start: Instant) -> Self {
        Self {
            paths: Vec::new(),
            phantom: false,
            renderer: Renderer::default(),
            wayland: false,
            hide_identity: false,
            timings: false,
            process_start,
            memory: MemoryWish::default(),
            report: None,
        }
    }
}
