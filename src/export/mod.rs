//! Pictures and arrays as files. Only [`save`] knows of DICOM; no window.
//!
//! Nothing half-written stays: files appear under their names when they are whole.

pub mod code;
pub mod csv;
mod error;
mod file;
pub mod gif;
pub mod npy;
pub mod picture;
pub mod png;
mod progress;
pub mod regions;
pub mod save;

pub use error::ExportError;
pub use file::{Existing, NewFile, sweep_drafts};
pub use progress::{Progress, Work};
