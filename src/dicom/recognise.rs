//! Whether a file is worth opening, by its first bytes.

use std::path::Path;

use super::index;

/// Whether a file's first bytes are those of DICOM: its mark at byte 128, else a believable first element.
pub fn looks_like_dicom(path: &Path) -> bool {
    index::looks_like_dicom(path)
}
