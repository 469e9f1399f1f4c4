//! Pictures, arrays, volumes and edited files. Names no DICOM crates and no window.
//!
//! Nothing half-written stays: files appear under their names when they are whole.

pub mod code;
pub mod csv;
mod error;
mod file;
pub mod gif;
pub mod json;
pub mod npy;
pub mod picture;
pub mod png;
mod progress;
pub mod regions;
pub mod save;
pub mod table;
pub mod tags;
pub mod volume;

pub use error::ExportError;
pub use file::{Existing, NewFile, sweep_drafts};
pub use progress::{Progress, Work};
