//! One opened file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    geometry::{ImagePlane, PatientDirections},
    image::{Frame, PixelModel},
};

use super::{Finding, ImageDescription, ReadError, Summary, TagTree};

/// One opened file: header in memory, pixel data on disk. Cheap to share (`Arc`), usable from any thread.
#[derive(Debug)]
pub struct Object {
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes on disk when it was opened.
    pub size: u64,
    /// What it says about itself.
    pub summary: Summary,
    /// The image in it, or why there is none that can be shown.
    pub image: Result<ImageDescription, ReadError>,
    /// What was noticed while reading the header.
    pub findings: Vec<Finding>,
}

/// Opens a file: reads its structure and header, never its pixel data.
pub fn open(_path: &Path) -> Result<Object, ReadError> {
    Err(ReadError::NotDicom)
}

impl Object {
    /// Reads and decodes frame `index` (0-based). Contained: never panics. Findings are about this frame.
    pub fn decode_frame(&self, _index: usize) -> Result<(Frame, Vec<Finding>), ReadError> {
        Err(ReadError::NotDicom)
    }

    /// How frame `index`'s stored values are to be read (functional groups resolved). `None` without an image.
    pub fn pixel_model(&self, _index: usize) -> Option<Arc<PixelModel>> {
        None
    }

    /// The plane of frame `index`.
    pub fn plane(&self, _index: usize) -> Option<ImagePlane> {
        None
    }

    /// Directions for the orientation letters of frame `index`.
    pub fn directions(&self, _index: usize) -> Option<PatientDirections> {
        None
    }

    /// Every element as rows, values decoded. Built on the first call (a job does it, not the window), then shared.
    pub fn tag_tree(&self) -> Arc<TagTree> {
        Arc::default()
    }
}
