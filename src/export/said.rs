//! What is said of something written.

use std::path::{Path, PathBuf};

use crate::dicom::charset::shown_path;

use super::ExportError;

/// The path with an ending that says what is in the file, where its own does not.
///
/// # Errors
/// [`ExportError::Exists`]: nobody was asked whether a file of the longer name may go.
pub fn ended(path: &Path, ending: &str) -> Result<PathBuf, ExportError> {
    let mut longer = path.as_os_str().to_owned();
    longer.push(".");
    longer.push(ending);
    let longer = PathBuf::from(longer);
    if longer.symlink_metadata().is_ok() { Err(ExportError::Exists) } else { Ok(longer) }
}

/// `Saved clip.gif`.
pub fn saved(path: &Path) -> String {
    format!("Saved {}", shown_path(path.file_name().unwrap_or(path.as_os_str())))
}
