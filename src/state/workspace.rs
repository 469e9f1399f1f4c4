//! The whole shared model.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    dicom::{About, Document, TagTree, charset::shown_path},
    geometry::Placement,
    study::{InstanceId, Library, StudyId},
};

use super::{
    Bands, BodySearch, Browser, Edits, Explore, Export, FrameKey, History, ImageState, Inspect, ScanProgress, Strip,
    Survey, TagCompare, Tour, WhyAsked, series::Remembered,
};

/// Everything every panel reads. One viewport today; the shape holds more.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The files panel.
    pub browser: Browser,
    /// What is open: patients, studies, series.
    pub library: Library,
    /// The scan that fills it.
    pub scan: ScanProgress,
    /// Small pictures that the panels have room for, the most urgent first.
    pub thumbnails: Vec<FrameKey>,
    /// The frame whose small picture hovers over the scrubber.
    pub peek: Option<FrameKey>,
    /// The next series takes over zoom and window of the one on screen.
    pub linked: bool,
    /// At least one.
    pub viewports: Vec<Viewport>,
    /// Index of the one that keys and panels act on.
    pub active: usize,
    /// What a left drag does.
    pub tool: Tool,
    /// What the histogram counts, and what glows.
    pub explore: Explore,
    /// Which pixel is explained.
    pub why: WhyAsked,
    /// The search for the body.
    pub body: BodySearch,
    /// The filmstrip drawn last.
    pub strip: Option<Arc<Strip>>,
    /// Named ranges of values that the person changed.
    pub bands: Bands,
    /// The guided tour that is taken.
    pub tour: Option<Tour>,
    /// Lessons that were finished, by their names.
    pub finished_lessons: BTreeSet<String>,
    /// How much corner text is drawn.
    pub corner_text: CornerLevel,
    /// Edits of tags that are not saved.
    pub edits: Edits,
    /// The last thing worth a sentence.
    pub notice: Option<Notice>,
    /// One tag over the series, and which tags differ.
    pub survey: Survey,
    /// The tags of two objects.
    pub tag_compare: TagCompare,
    /// What is being written, the one under way first.
    pub exports: Vec<Export>,
    /// The file whose tags are shown when it is not the picture's.
    pub inspected: Option<Inspected>,
    /// What is shown of the tags, and how.
    pub inspect: Inspect,
    /// The picture's tag rows; they lag the picture by the time of one reading.
    pub tags: Option<Tags>,
    /// Bytes of decoded frames that are kept; looking ahead keeps within them.
    pub kept_bytes: u64,
    /// An opening under way: shown once its first frame is there, so that the old picture stays until then.
    pub(super) incoming: Option<ImageState>,
    /// A request to open that was not answered yet.
    pub(super) opening: Option<Opening>,
    /// The file that was opened last: the cursor of the files panel stands on it once its folder is listed.
    pub(super) opened_path: Option<PathBuf>,
    pub(super) remembered: Vec<Remembered>,
    /// Studies that were closed: a report that was on its way does not bring them back.
    pub(super) closed: Vec<StudyId>,
    pub(super) next_id: u64,
    pub(super) now_ms: f64,
}

/// One pane.
#[derive(Clone, Debug, Default)]
pub struct Viewport {
    /// Its image.
    pub image: ImageState,
    /// Its undo history.
    pub history: History,
    /// Its size in physical pixels.
    pub size: [f64; 2],
    /// Direction of travel through the frames, for prefetching: 1 or -1.
    pub travel: i64,
    /// The person has scrolled or played: more is decoded ahead from then on.
    pub has_moved: bool,
}

/// What a left drag does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Window width and level.
    #[default]
    Window,
    /// Move the picture.
    Pan,
    /// Zoom about the press point.
    Zoom,
    /// Draw an ellipse.
    Ellipse,
    /// Draw an upright rectangle.
    Box,
    /// Draw a line around something.
    Freehand,
}

/// How much corner text is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CornerLevel {
    /// All of it.
    #[default]
    All,
    /// Without what names the patient.
    NoIdentity,
    /// None; warnings stay.
    None,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// For information.
    Info,
    /// Something asked for was not served.
    Problem,
}

/// A sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Colour and mark.
    pub severity: Severity,
    /// File, fault, remedy.
    pub text: String,
}

/// Tag rows of one object.
#[derive(Clone, Debug)]
pub struct Tags {
    /// Which object.
    pub id: InstanceId,
    /// What it says about itself.
    pub about: Arc<About>,
    /// The rows.
    pub tree: Arc<TagTree>,
}

/// An object without a picture whose tags and texts are shown.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// Which object.
    pub id: InstanceId,
    /// What it says about itself.
    pub about: Arc<About>,
    /// Its rows, once built.
    pub tags: Option<Arc<TagTree>>,
    /// What it says, once read; `None` as well where it says nothing.
    pub document: Option<Arc<Document>>,
}

/// A request to open that was not answered yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    pub id: u64,
    /// What was asked for.
    pub paths: Vec<PathBuf>,
    /// The scan finds what is shown.
    pub from_scan: bool,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            browser: Browser::default(),
            library: Library::default(),
            scan: ScanProgress::default(),
            thumbnails: Vec::new(),
            peek: None,
            linked: false,
            opened_path: None,
            remembered: Vec::new(),
            closed: Vec::new(),
            viewports: vec![Viewport { travel: 1, ..Viewport::default() }],
            active: 0,
            tool: Tool::default(),
            explore: Explore::default(),
            why: WhyAsked::default(),
            body: BodySearch::default(),
            strip: None,
            bands: Bands::default(),
            tour: None,
            finished_lessons: BTreeSet::new(),
            corner_text: CornerLevel::default(),
            edits: Edits::default(),
            notice: None,
            survey: Survey::default(),
            tag_compare: TagCompare::default(),
            exports: Vec::new(),
            inspected: None,
            inspect: Inspect::default(),
            tags: None,
            kept_bytes: 512 << 20,
            incoming: None,
            opening: None,
            next_id: 1,
            now_ms: 0.0,
        }
    }
}

impl Workspace {
    /// The active pane.
    #[allow(clippy::indexing_slicing, reason = "viewports is never empty and active is kept inside it")]
    pub fn viewport(&self) -> &Viewport {
        &self.viewports[self.active]
    }

    #[allow(clippy::indexing_slicing, reason = "viewports is never empty and active is kept inside it")]
    pub(super) fn viewport_mut(&mut self) -> &mut Viewport {
        &mut self.viewports[self.active]
    }

    /// The active image.
    pub fn image(&self) -> &ImageState {
        &self.viewport().image
    }

    /// Whether an opening is under way.
    pub fn is_opening(&self) -> bool {
        self.opening.is_some() || self.incoming.is_some()
    }

    /// The image whose first frame is awaited, if any.
    pub fn incoming(&self) -> Option<&ImageState> {
        self.incoming.as_ref()
    }

    /// The object whose tags the inspector shows, with its rows once built. While slices are scrolled through, the rows
    /// of the last one that was read stay.
    pub fn inspected_object(&self) -> Option<(&Arc<About>, Option<&Arc<TagTree>>)> {
        match (&self.inspected, &self.tags) {
            (Some(inspected), _) => Some((&inspected.about, inspected.tags.as_ref())),
            (None, Some(tags)) => Some((&tags.about, Some(&tags.tree))),
            (None, None) => self.image().loaded.about.as_ref().map(|about| (about, None)),
        }
    }

    /// How the picture and the viewport meet; `None` without a picture.
    pub fn placement(&self) -> Option<Placement> {
        let picture = self.image().picture()?;
        Some(Placement {
            image: [picture.frame().columns, picture.frame().rows],
            pixel_aspect: picture.model().pixel_aspect,
            viewport: self.viewport().size,
        })
    }

    pub(super) fn say(&mut self, severity: Severity, text: impl Into<String>) {
        self.notice = Some(Notice { severity, text: text.into() });
    }

    pub(super) fn take_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

/// A path's last part as text that is safe to show, or the whole path where it has none.
pub(super) fn display_name(path: &Path) -> String {
    shown_path(path.file_name().unwrap_or(path.as_os_str()))
}
