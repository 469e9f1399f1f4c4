//! The window: one thin face over [`crate::session::Session`]. The only floor that names egui, eframe and rfd.
//!
//! Panels are functions from the shared model to actions; the model changes only in `Session::act`. What is local to a
//! panel (half-typed text, open headings) stays in [`app::App`].

mod anchors;
pub mod app;
mod bands;
mod body_panel;
mod dialogs;
mod display_panel;
mod drop_overlay;
mod edits;
mod export_sheet;
mod files_panel;
mod histogram;
mod icons;
mod memory_sheet;
mod menu;
mod numbers;
mod region_keys;
mod regions_panel;
mod report;
mod run;
mod save_picture;
mod save_sheet;
mod scrubber;
mod segment_legend;
mod series_panel;
mod settings;
mod sheets;
pub mod shortcuts;
mod skipped_sheet;
mod status;
mod strip;
mod tag_compare;
mod tag_survey;
mod tags;
mod theme;
mod toolbar;
mod tour_card;
mod tours_sheet;
mod viewport;
mod wheel;
mod why_panel;
mod window_panel;

pub use run::run;

use crate::state::format;
