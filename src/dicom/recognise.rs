//! What a file is, as cheaply as lists of files need it.

use std::path::Path;

use dicom_dictionary_std::tags;

use super::{
    Limits, ReadError, Summary,
    contain::contain,
    functional_groups::FunctionalGroups,
    header::Header,
    index::{self, Extent},
    summary::summary,
};

/// A file as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// _Modality_ (0008,0060), or empty.
    pub modality: String,
    /// One line: series description, else study description, else the SOP class's name.
    pub description: String,
    /// _Number of Frames_ (0028,0008) as declared, at least 1; 0 without an image.
    pub frames: usize,
    /// Everything else.
    pub summary: Summary,
}

/// Reads what a list shows, up to the pixel data, with one read where the header is short. Contained.
///
/// # Errors
/// As [`super::open`].
pub fn recognise(path: &Path) -> Result<Recognised, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(
        || {
            let (header, _) = Header::new(index::open(path, Extent::BeforePixels, &Limits::default())?);
            let summary = summary(&header, &FunctionalGroups::default(), &mut Vec::new());
            let top = header.top();
            let declared = top.integer(tags::NUMBER_OF_FRAMES).and_then(|frames| usize::try_from(frames).ok());
            let frames = if top.has(tags::ROWS) { declared.unwrap_or(1).max(1) } else { 0 };
            Ok(Recognised {
                modality: summary.modality.clone(),
                description: summary.description.clone(),
                frames,
                summary,
            })
        },
        broken,
    )
}

/// Whether a file's first bytes are those of DICOM: its mark at byte 128, else a believable first element.
pub fn looks_like_dicom(path: &Path) -> bool {
    index::looks_like_dicom(path)
}
