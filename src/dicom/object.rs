//! One opened file.

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::{
    geometry::{ImagePlane, PatientDirections, Spacing},
    image::{FileWindow, Frame, PhotometricInterpretation, PixelModel, Planes},
};

use super::{
    About, Document, Finding, FindingCode, Preamble, ReadError, TagTree,
    contain::contain,
    document,
    frames::FrameSource,
    functional_groups::FunctionalGroups,
    header::Header,
    image_description::{describe, slice_thickness_mm},
    index::{self, Extent, Opened},
    means::Means,
    overlay::overlays,
    pixel_layout::PixelLayout,
    pixel_model::{FileTables, pixel_model},
    plane,
    precision::reread,
    shutter::shutter,
    source::Source,
    spacing::spacing,
    summary::{laterality, summary},
    voi::windows,
};

/// One opened file: positions of its elements in memory, everything else on disk. Cheap to share (`Arc`), usable from
/// any thread. Its fields are those of its [`About`], which outlives it.
#[derive(Debug)]
pub struct Object {
    about: Arc<About>,
    header: Header,
    groups: FunctionalGroups,
    pixels: Option<Pixels>,
    tags: OnceLock<Arc<TagTree>>,
}

/// What is kept for decoding frames.
#[derive(Debug)]
struct Pixels {
    frames: FrameSource,
    tables: FileTables,
    /// What was noticed about the first frame's model.
    first_findings: Vec<Finding>,
    /// Distinct models met so far, so that frames share them.
    models: Mutex<Vec<Arc<PixelModel>>>,
}

/// A decoded frame with the way to read it.
#[derive(Clone, Debug)]
pub struct LoadedFrame {
    /// The stored values.
    pub frame: Arc<Frame>,
    /// How they are to be read; its photometric interpretation and sign are those of `frame`.
    pub model: Arc<PixelModel>,
    /// What the file lays over it: overlays and shutters.
    pub planes: Arc<Planes>,
    /// What was noticed about this frame.
    pub findings: Vec<Finding>,
    /// Sign by the header, where `frame` has another.
    header_signed: bool,
}

/// Opens a file: reads its structure and header, of its pixel data only a video's container.
///
/// # Errors
/// [`ReadError::NotDicom`], [`ReadError::Empty`], [`ReadError::Io`]; [`ReadError::Damaged`] and [`ReadError::OverLimit`]
/// for deflated data sets that do not inflate. Everything else leaves an object, whose `image` says what is wrong.
pub fn open(path: &Path) -> Result<Object, ReadError> {
    open_with(path, &Means::default())
}

/// Opens a file with given limits and a given place where its codestreams are decoded; otherwise as [`open`].
///
/// # Errors
/// As [`open`].
pub fn open_with(path: &Path, means: &Means) -> Result<Object, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(|| Ok(Object::new(path.to_owned(), index::open(path, Extent::Whole, &means.limits)?, means)), broken)
}

/// Opens bytes that lie in memory under a made-up `path`; otherwise as [`open`].
///
/// # Errors
/// As [`open`].
pub fn open_bytes(path: &Path, bytes: Vec<u8>) -> Result<Object, ReadError> {
    open_bytes_with(path, bytes, &Means::default())
}

/// Opens bytes that lie in memory under a made-up `path`; otherwise as [`open_with`].
///
/// # Errors
/// As [`open`].
pub fn open_bytes_with(path: &Path, bytes: Vec<u8>, means: &Means) -> Result<Object, ReadError> {
    open_source(path, Source::memory(bytes), Vec::new(), means)
}

/// Opens what `source` holds under a made-up `path`, with what was noticed on the way to it; otherwise as [`open_with`].
///
/// # Errors
/// As [`open`].
pub fn open_source(path: &Path, source: Source, noticed: Vec<Finding>, means: &Means) -> Result<Object, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(
        || {
            let mut opened = index::from_source(source, Extent::Whole, &means.limits)?;
            opened.index.findings.splice(0..0, noticed);
            Ok(Object::new(path.to_owned(), opened, means))
        },
        broken,
    )
}

impl Object {
    fn new(path: PathBuf, opened: Opened, means: &Means) -> Self {
        let size = opened.size;
        let (mut header, mut findings) = Header::new(opened);
        let groups = FunctionalGroups::new(&header);
        let frames = PixelLayout::read(&header, &means.limits, &mut findings)
            .and_then(|layout| FrameSource::new(&header, layout, means, &mut findings));
        if let Ok(frames) = &frames {
            header.syntax.clone_from(&frames.syntax);
        }
        let mut pixels = None;
        let image = frames.map(|frames| {
            let tables = FileTables::read(&header, &frames.layout, &mut findings);
            let description = describe(&header, &groups, &frames, &mut findings);
            let (model, mut noticed) = pixel_model(&header, &groups, &frames.layout, &tables, 0, frames.frames);
            noticed.retain(|finding| !findings.contains(finding));
            findings.extend(noticed.iter().cloned());
            let models = Mutex::new(vec![Arc::new(model)]);
            pixels = Some(Pixels { frames, tables, models, first_findings: noticed });
            description
        });
        let summary = summary(&header, &groups, &mut findings);
        let preamble = Preamble::read(&header);
        let about = Arc::new(About { path, size, preamble, summary, image, findings });
        Self { about, header, groups, pixels, tags: OnceLock::new() }
    }

    /// What it says about itself, to be kept when the file is closed.
    pub fn about(&self) -> Arc<About> {
        Arc::clone(&self.about)
    }

    /// Reads and decodes frame `index` (0-based). Contained: never panics. Findings are about this frame.
    pub fn decode_frame(&self, index: usize) -> Result<(Frame, Vec<Finding>), ReadError> {
        let decoded = self.pixels()?.frames.decode(&self.header, index)?;
        Ok((decoded.frame, decoded.findings))
    }

    /// Reads and decodes frame `index` (0-based) together with the model that fits its samples. Contained.
    pub fn load(&self, index: usize) -> Result<LoadedFrame, ReadError> {
        let pixels = self.pixels()?;
        if pixels.frames.layout.photometric == PhotometricInterpretation::PaletteColor
            && pixels.tables.palette.is_none()
        {
            return Err(ReadError::Missing {
                what: "The colour palette (0028,1101) is absent or unusable, so there is no picture".into(),
            });
        }
        let decoded = pixels.frames.decode(&self.header, index)?;
        let (mut model, mut findings) = self.model(pixels, index);
        let planes = Arc::new(self.planes(pixels, index, model.pixel_aspect, &mut findings));
        let of_file = self.findings_for(index);
        findings.retain(|finding| !of_file.contains(finding));
        findings.extend(decoded.findings);
        let header_signed = model.signed;
        if model.photometric != decoded.photometric || model.signed != decoded.signed {
            let fitting =
                PixelModel { photometric: decoded.photometric, signed: decoded.signed, ..PixelModel::clone(&model) };
            model = pixels.share(fitting);
        }
        Ok(LoadedFrame { frame: Arc::new(decoded.frame), model, planes, findings, header_signed })
    }

    /// What lies over frame `index`.
    fn planes(&self, pixels: &Pixels, index: usize, pixel_aspect: f64, findings: &mut Vec<Finding>) -> Planes {
        let cells = || pixels.frames.cells(&self.header, index);
        let mut planes =
            Planes { overlays: overlays(&self.header, &pixels.tables.overlays, index, cells, findings), shutter: None };
        if let Some((mut shutter, bitmap)) = shutter(&self.header, &self.groups, index, pixel_aspect, findings) {
            // An overlay that serves as a shutter is no graphic.
            let at = planes.overlays.iter().position(|overlay| Some(overlay.group) == bitmap);
            shutter.bitmap = at.map(|at| planes.overlays.remove(at));
            planes.shutter = Some(shutter);
        }
        planes
    }

    /// How frame `index`'s stored values are to be read (functional groups resolved). `None` without an image.
    ///
    /// By the header alone: a codec may change what the samples mean, which [`Self::load`] takes into account.
    pub fn pixel_model(&self, index: usize) -> Option<Arc<PixelModel>> {
        let pixels = self.pixels.as_ref().filter(|pixels| index < pixels.frames.frames)?;
        Some(self.model(pixels, index).0)
    }

    /// The plane of frame `index`.
    pub fn plane(&self, index: usize) -> Option<ImagePlane> {
        plane::plane(&self.header, &self.groups, index, &mut Vec::new())
    }

    /// Spacing of frame `index`, where it holds for the whole picture.
    pub fn spacing(&self, index: usize) -> Option<Spacing> {
        let image = self.image.as_ref().ok()?;
        let size = [image.columns, image.rows];
        spacing(&self.header, &self.groups, index, &image.regions, size, &mut Vec::new())
    }

    /// Spacing for a length or area between `points` (continuous pixel coordinates) of frame `index`: see
    /// [`ImageDescription::spacing_at`].
    pub fn spacing_at(&self, index: usize, points: &[[f64; 2]]) -> Option<Spacing> {
        let image = self.image.as_ref().ok()?;
        if image.regions.is_empty() { self.spacing(index) } else { image.spacing_at(points) }
    }

    /// The side that frame `index` shows: R, L, B, or empty (PS3.3 10.5, C.7.6.16.2.8).
    pub fn laterality(&self, index: usize) -> String {
        laterality(&self.header, &self.groups, index)
    }

    /// _Slice Thickness_ (0018,0050) of frame `index`, mm.
    pub fn slice_thickness_mm(&self, index: usize) -> Option<f64> {
        slice_thickness_mm(&self.header, &self.groups, index)
    }

    /// Windows of frame `index`, without all else that a model holds.
    pub fn windows(&self, index: usize) -> Vec<FileWindow> {
        windows(&self.header, &self.groups, index, &mut Vec::new())
    }

    /// Bytes of the file that are held in memory as long as this object is: what was inflated.
    pub fn held_bytes(&self) -> u64 {
        self.header.held_bytes()
    }

    /// How many frames have functional groups of their own.
    pub fn frames_described(&self) -> usize {
        self.groups.frames()
    }

    /// What was noticed about the file, and about frame `index` when it is the first one; [`Self::load`] gives what was
    /// noticed about the others.
    pub fn findings_for(&self, index: usize) -> Vec<Finding> {
        let of_first = self.pixels.as_ref().filter(|_| index > 0).map_or(&[][..], |pixels| &pixels.first_findings);
        self.findings.iter().filter(|finding| !of_first.contains(finding)).cloned().collect()
    }

    /// Directions for the orientation letters of frame `index`.
    pub fn directions(&self, index: usize) -> Option<PatientDirections> {
        plane::directions(&self.header, &self.groups, index)
    }

    /// Every element as rows, values decoded. Built on the first call (a job does it, not the window), then shared.
    pub fn tag_tree(&self) -> Arc<TagTree> {
        self.tags.get_or_init(|| Arc::new(TagTree::read(&self.header))).clone()
    }

    /// What an object without a picture says, as lines for a reader; `None` for pictures, and where it says nothing.
    /// Built anew on each call (a job calls it, not the window) and contained: it never panics.
    pub fn document(&self) -> Option<Document> {
        if self.image.is_ok() {
            return None;
        }
        let broken = ReadError::Damaged { what: "the document breaks its reader".into(), at: 0 };
        contain(|| Ok(document::read(&self.header)), broken).unwrap_or_else(|error| {
            let finding = Finding::new(FindingCode::Content, None, error.to_string());
            Some(Document {
                title: self.summary.sop_class_name.clone(),
                findings: vec![finding],
                ..Document::default()
            })
        })
    }

    /// The elements, for the other faces of the header in this floor.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The functional groups, likewise.
    pub(super) fn groups(&self) -> &FunctionalGroups {
        &self.groups
    }

    fn pixels(&self) -> Result<&Pixels, ReadError> {
        match (&self.pixels, &self.image) {
            (Some(pixels), _) => Ok(pixels),
            (None, Err(error)) => Err(error.clone()),
            (None, Ok(_)) => Err(ReadError::NoImage { what: "This object".into() }),
        }
    }

    fn model(&self, pixels: &Pixels, index: usize) -> (Arc<PixelModel>, Vec<Finding>) {
        // Without functional groups all frames are alike but for their segment, and the first model is that of frame 0.
        let first = || pixels.models.lock().unwrap_or_else(PoisonError::into_inner).first().cloned();
        if let Some(model) =
            first().filter(|_| index == 0 || !(self.groups.is_per_frame() || pixels.tables.segmentation.is_some()))
        {
            return (model, Vec::new());
        }
        let Pixels { frames, tables, .. } = pixels;
        let (model, findings) = pixel_model(&self.header, &self.groups, &frames.layout, tables, index, frames.frames);
        (pixels.share(model), findings)
    }
}

impl Deref for Object {
    type Target = About;

    fn deref(&self) -> &About {
        &self.about
    }
}

impl Pixels {
    /// How many distinct models are remembered.
    const MODELS: usize = 256;

    /// The remembered model that equals `model`, or `model` itself, remembered.
    fn share(&self, model: PixelModel) -> Arc<PixelModel> {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = models.iter().find(|known| ***known == model) {
            return known.clone();
        }
        let model = Arc::new(model);
        if models.len() < Self::MODELS {
            models.push(model.clone());
        }
        model
    }
}

impl LoadedFrame {
    /// The frame by the header's _Pixel Representation_ (0028,0103), for those who want stored values exactly as
    /// declared. Differs from `frame` only where a codestream's sign contradicts the header.
    pub fn as_declared(&self) -> Arc<Frame> {
        if self.header_signed == self.model.signed {
            return self.frame.clone();
        }
        let bits = u32::from(self.model.bits_stored);
        let samples = reread(self.frame.samples.clone(), bits, self.header_signed);
        Arc::new(Frame { samples, ..*self.frame })
    }
}
