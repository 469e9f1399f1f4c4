//! What the machine reports.

use std::{path::PathBuf, sync::Arc};

use crate::{
    annotation::Measured,
    dicom::{About, Document, Finding, ReadError, TagPage, TagTree, edit::Edit},
    geometry::{ImagePlane, PatientDirections, Spacing},
    image::{Counts, Picture},
    study::{InstanceId, Library},
};

use super::{
    EditAnswer, Entry, EntryKind, FoundBody, FrameKey, LookedValue, Prepared, ScanProgress, SeriesCounts, Strip,
    Surveyed, TagCompared, TagList, TagListWant, TagValueWant,
};

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
        /// Number of the object.
        object: InstanceId,
        /// What it says about itself, or why it cannot be opened.
        result: Result<Arc<About>, ReadError>,
    },
    /// What failed may work now: it is asked for again.
    Retried,
    /// The tags of this object cannot be read.
    TagsFailed {
        /// Which.
        id: InstanceId,
    },
    /// What was asked for is a folder, an archive or a file-set: the scan will find what is shown.
    Collection {
        /// Number of the request.
        id: u64,
    },
    /// A scan has come so far, or to its end.
    Scanned {
        /// Number of the opening that it belongs to.
        id: u64,
        /// Everything that is open.
        library: Library,
        /// The first object with a picture that this scan came upon.
        first: Option<InstanceId>,
        /// What files turned out to be since the last report.
        seen: Vec<(PathBuf, EntryKind)>,
        /// How far it is.
        progress: ScanProgress,
        /// The scan of this opening has come to its end; others may go on.
        ended: bool,
    },
    /// A folder was listed, or why not.
    Listed(Result<Listing, String>),
    /// A file was looked into.
    Recognised {
        /// Which file.
        path: PathBuf,
        /// What it is.
        kind: EntryKind,
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
        /// What its file says about itself.
        about: Arc<About>,
        /// Findings of its file and of this frame.
        findings: Vec<Finding>,
        /// Where it lies.
        place: FramePlace,
    },
    /// Its values are counted.
    Counted {
        /// Which.
        key: FrameKey,
        /// The counts.
        counts: Arc<Counts>,
    },
    /// The body was looked for.
    BodyFound(Arc<FoundBody>),
    /// Regions are measured.
    Measured {
        /// On which frame.
        key: FrameKey,
        /// Their figures; of the regions that were wanted, the first ones.
        figures: Vec<Measured>,
    },
    /// What edits come to was found out.
    EditsPlanned(Box<EditAnswer>),
    /// The value that is to be edited was looked up.
    ValueLookedUp(Box<LookedValue>),
    /// Edits were written.
    EditsSaved {
        /// Objects with the edits that their files were written with.
        saved: Vec<(InstanceId, Vec<Edit>)>,
        /// Those of them whose own file was replaced: what was read of it is outdated.
        replaced: Vec<InstanceId>,
    },
    /// An export has come so far.
    Exporting {
        /// Which.
        id: u64,
        /// How much is done, 0 to 1.
        share: f32,
    },
    /// An export has ended.
    Exported {
        /// Which.
        id: u64,
        /// What was written, or why nothing was, in one sentence.
        result: Result<String, String>,
    },
    /// The filmstrip is drawn.
    Strip(Arc<Strip>),
    /// A frame was counted without the air outside of the body.
    BodyCounted {
        /// Which.
        key: FrameKey,
        /// The counts.
        counts: Arc<Counts>,
    },
    /// So much of a series was read for its tags.
    Surveyed(Arc<Surveyed>),
    /// Two objects were compared.
    TagsCompared(Arc<TagCompared>),
    /// So much of a stack was counted.
    SeriesCounted(Arc<SeriesCounts>),
    /// A frame cannot be shown.
    FrameFailed {
        /// Which.
        key: FrameKey,
        /// What its file says about itself, if it could be opened.
        about: Option<Arc<About>>,
        /// One sentence.
        error: ReadError,
    },
    /// The rows of a large file are listed.
    TagsListed {
        /// For what.
        want: TagListWant,
        /// What need not be worked out again.
        prepared: Arc<Prepared>,
        /// The rows to be shown.
        list: TagList,
    },
    /// A page of a value is read.
    TagValue {
        /// Which.
        want: TagValueWant,
        /// The page, or in one sentence why there is none.
        page: Result<Arc<TagPage>, String>,
    },
    /// Tag rows are built.
    Tags {
        /// Which object.
        id: InstanceId,
        /// What it says about itself.
        about: Arc<About>,
        /// The rows.
        tree: Arc<TagTree>,
        /// What it says, where it holds no picture.
        document: Option<Arc<Document>>,
    },
}
