//! Pictures, arrays and volumes as files. Names no DICOM crates and no window.
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
pub mod tags;
pub mod volume;

pub use error::ExportError;
pub use file::NewFile;
pub use progress::{Progress, Work};
