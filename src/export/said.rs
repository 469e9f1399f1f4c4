//! What is said of something written.

use std::path::Path;

use crate::dicom::charset::shown_path;

/// `Saved clip.gif`.
pub fn saved(path: &Path) -> String {
    format!("Saved {}", shown_path(path.file_name().unwrap_or(path.as_os_str())))
}
