//! What the desktop around the program offers: file association, folders, dialogs, display.
//!
//! Knows no egui; reads and writes only the present user's own folders.

pub mod association;
pub mod dialogs;
pub mod display;
pub mod journal;
pub mod launch;
pub mod memory;
pub mod paths;
pub mod timings;
