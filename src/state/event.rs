//! What the machine reports.

use std::{path::PathBuf, sync::Arc};

use crate::{
    dicom::{Finding, Object, ReadError, Summary, TagTree},
    geometry::{ImagePlane, PatientDirections, Spacing},
    image::{Histogram, Picture},
};

use super::Entry;

/// A frame of an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameKey {
    /// Which opening.
    pub id: u64,
    /// 0-based.
    pub frame: usize,
}

/// Where a frame lies in the patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FramePlace {
    /// Its plane.
    pub plane: Option<ImagePlane>,
    /// Directions for its orientation letters.
    pub directions: Option<PatientDirections>,
    /// Distance between its pixels.
    pub spacing: Option<Spacing>,
    /// The side it shows: R, L, B, or empty.
    pub laterality: String,
    /// Its slice thickness, mm.
    pub thickness_mm: Option<f64>,
}

/// A folder's entries.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which folder.
    pub folder: PathBuf,
    /// Entries, folders first, by name in human order.
    pub entries: Vec<Entry>,
}

/// One report. The only way in from the jobs.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "events pass one at a time; a box each would only cost an allocation")]
pub enum Event {
    /// The clock moved; milliseconds from any fixed start.
    Clock(f64),
    /// A request to open was served.
    Opened {
        /// Number of the request.
        id: u64,
        /// Which file.
        path: PathBuf,
        /// The object, or why not.
        result: Result<Arc<Object>, ReadError>,
    },
    /// A folder was listed, or why not.
    Listed(Result<Listing, String>),
    /// A file was looked into: its summary and frame count, or why not.
    Recognised {
        /// Which file.
        path: PathBuf,
        /// What it is.
        result: Result<(Summary, usize), ReadError>,
    },
    /// The program ended without notice while it was reading these files, and leaves them alone now.
    TookDown(Vec<PathBuf>),
    /// What was opened as a file is a folder.
    IsFolder(PathBuf),
    /// A frame is decoded.
    Frame {
        /// Which.
        key: FrameKey,
        /// The picture.
        picture: Arc<Picture>,
        /// Findings of this frame.
        findings: Vec<Finding>,
        /// Where it lies.
        place: FramePlace,
    },
    /// Its histogram is counted.
    Counted {
        /// Which.
        key: FrameKey,
        /// The counts.
        histogram: Arc<Histogram>,
    },
    /// A frame cannot be shown.
    FrameFailed {
        /// Which.
        key: FrameKey,
        /// One sentence.
        error: ReadError,
    },
    /// Tag rows are built.
    Tags {
        /// Which opening.
        id: u64,
        /// The rows.
        tree: Arc<TagTree>,
    },
}
