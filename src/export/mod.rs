//! Pictures, arrays, volumes and edited files. Names no DICOM crates and no window.
//!
//! Nothing half-written stays: files appear under their names when they are whole.

pub mod code;
pub mod csv;
mod error;
mod file;
pub mod frames;
pub mod json;
pub mod pictures;
mod progress;
pub mod regions;
mod said;
pub mod save;
pub mod table;
pub mod tags;
mod tiff;
pub mod values;
pub mod volume;

pub use error::ExportError;
pub use file::{Existing, NewFile, is_draft, sweep_drafts, swept};
pub use progress::{Progress, Work};
