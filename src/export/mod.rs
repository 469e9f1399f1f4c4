//! Pictures and arrays as files. Knows no window, and of DICOM what the shared state says.
//!
//! Nothing half-written stays: files appear under their names when they are whole.

pub mod code;
pub mod csv;
mod error;
mod file;
pub mod pictures;
mod progress;
pub mod regions;
mod tiff;
pub mod values;

pub use error::ExportError;
pub use file::NewFile;
pub use progress::{Progress, Work};
