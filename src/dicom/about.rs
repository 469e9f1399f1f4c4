//! What an opened file says about itself, apart from the means to read it.

use std::path::PathBuf;

use super::{Finding, ImageDescription, Preamble, ReadError, Summary};

/// What a file says about itself: kept with every decoded frame, so it holds no file open. The fields of an
/// [`super::Object`] are these.
#[derive(Clone, Debug)]
pub struct About {
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes on disk when it was opened.
    pub size: u64,
    /// What it begins with.
    pub preamble: Preamble,
    /// What it says about itself.
    pub summary: Summary,
    /// The image in it, or why there is none that can be shown.
    pub image: Result<ImageDescription, ReadError>,
    /// What was noticed while reading the header.
    pub findings: Vec<Finding>,
}
