//! Pictures and arrays as files. Knows no DICOM and no window.
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
pub mod table;

pub use error::ExportError;
pub use file::NewFile;
pub use progress::{Progress, Work};
