//! A frame together with how it is to be read.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU32, Ordering},
};

use super::{
    ColourProfile, Counts, Equalization, EqualizeSettings, Frame, FrameSegments, Palette,
    PhotometricInterpretation as Photometric, PixelModel, Planes, Presentation, Samples, Window, colour,
    equalize::Equalizations,
    frame::{wide, with_samples},
    hatch,
    planes::Paint,
    tones::Tones,
};

/// One frame and its model, with what is worked out once for both. Shared by histogram, probe, picture and export.
#[derive(Debug)]
pub struct Picture {
    frame: Arc<Frame>,
    model: Arc<PixelModel>,
    planes: Arc<Planes>,
    rgb: OnceLock<Vec<u8>>,
    stored_range: OnceLock<Option<(i32, i32)>>,
    /// What lies on each pixel, as [`Planes::marks`] tells it.
    marks: OnceLock<Vec<u8>>,
    counts: OnceLock<Arc<Counts>>,
    /// How often all samples were counted.
    times_counted: AtomicU32,
    equalizations: Equalizations,
}

impl Picture {
    /// A picture of `frame`, read by `model`.
    pub fn new(frame: Arc<Frame>, model: Arc<PixelModel>) -> Self {
        Self {
            frame,
            model,
            planes: Arc::default(),
            rgb: OnceLock::new(),
            stored_range: OnceLock::new(),
            marks: OnceLock::new(),
            counts: OnceLock::new(),
            times_counted: AtomicU32::new(0),
            equalizations: Equalizations::default(),
        }
    }

    /// The same with what the file lays over it.
    #[must_use]
    pub fn with_planes(self, planes: Arc<Planes>) -> Self {
        Self { planes, marks: OnceLock::new(), ..self }
    }

    /// The frame.
    pub fn frame(&self) -> &Arc<Frame> {
        &self.frame
    }

    /// How its values are read.
    pub fn model(&self) -> &Arc<PixelModel> {
        &self.model
    }

    /// Whether it has colours of its own: several samples, or a palette. Windows and colour maps do not touch it.
    pub fn is_colour(&self) -> bool {
        self.frame.samples_per_pixel != 1 || self.palette().is_some()
    }

    /// What the file lays over it.
    pub fn planes(&self) -> &Arc<Planes> {
        &self.planes
    }

    /// Whether there are overlays that [`Presentation::overlays`] shows.
    pub fn has_overlays(&self) -> bool {
        !self.planes.overlays.is_empty()
    }

    /// Whether there is a display shutter that [`Presentation::shutters`] applies.
    pub fn has_shutter(&self) -> bool {
        self.planes.shutter.is_some()
    }

    /// Whether there are colours and a profile for them that [`Presentation::icc`] applies.
    pub fn has_icc(&self) -> bool {
        self.model.profile.is_some() && (self.is_colour() || self.has_supplemental_colours())
    }

    /// Whether it is grey but for stored values that a supplemental palette makes colours of. Window and histogram are
    /// about the greys.
    pub fn has_supplemental_colours(&self) -> bool {
        self.supplemental().is_some()
    }

    /// Whether values after modality are whole numbers.
    pub fn has_whole_values(&self) -> bool {
        self.frame.samples.is_integer() && self.model.modality.keeps_whole_values()
    }

    /// The stored value at a pixel (the first sample of a colour pixel); `None` outside and in missing rows.
    pub fn stored(&self, column: u32, row: u32) -> Option<f64> {
        if row >= self.rows_present() { None } else { self.frame.value(column, row, 0) }
    }

    /// The value after modality, unclipped; `None` where [`Self::stored`] is.
    pub fn value(&self, column: u32, row: u32) -> Option<f64> {
        self.stored(column, row).map(|stored| self.model.modality.apply(stored))
    }

    /// The 8-bit colours of a colour picture, red, green and blue of each pixel of the rows that are there. Empty for
    /// a monochrome one. Converted on the first call.
    pub fn rgb(&self) -> &[u8] {
        self.rgb.get_or_init(|| if self.is_colour() { colour::rgb(self) } else { Vec::new() })
    }

    /// [`Self::rgb`] through the file's profile, where it has one.
    pub fn srgb(&self) -> Vec<u8> {
        let mut rgb = self.rgb().to_vec();
        if let Some(profile) = &self.model.profile {
            profile.apply(&mut rgb);
        }
        rgb
    }

    /// What [`super::render::native`] shows at a pixel; black outside the image.
    pub fn displayed(&self, presentation: &Presentation, column: u32, row: u32) -> [u8; 3] {
        if column >= self.frame.columns || row >= self.frame.rows {
            return [0; 3];
        }
        let at = row as usize * self.frame.columns as usize + column as usize;
        if let Some(colour) = Paint::new(self, presentation).and_then(|paint| paint.over(at)) {
            return colour;
        }
        if row >= self.rows_present() {
            return [hatch::grey(self.frame.columns, column, row); 3];
        }
        let stored = self.stored(column, row);
        let colour = match self.supplemental().zip(stored) {
            _ if self.is_colour() => self.rgb().get(at * 3..at * 3 + 3).and_then(|rgb| rgb.first_chunk::<3>().copied()),
            Some((palette, stored)) if self.is_supplemental(stored) => Some(colour::colour(palette, stored as i64)),
            _ => {
                return stored.map_or([0; 3], |stored| Tones::new(self, presentation).colour_of_stored(self, stored));
            }
        };
        let mut rgb = colour.unwrap_or_default();
        if let Some(profile) = self.profile(presentation) {
            profile.apply(&mut rgb);
        }
        rgb.map(|level| if presentation.invert { 255 - level } else { level })
    }

    /// The colour that an overlay or a shutter gives a pixel by this presentation; `None` where nothing lies over it.
    pub fn covered(&self, presentation: &Presentation, column: u32, row: u32) -> Option<[u8; 3]> {
        if column >= self.frame.columns || row >= self.frame.rows {
            return None;
        }
        Paint::new(self, presentation)?.over(row as usize * self.frame.columns as usize + column as usize)
    }

    /// Works out what lies on each pixel, which else happens when it is first painted.
    pub fn prepare_planes(&self) {
        if !self.planes.is_empty() {
            self.marks();
        }
    }

    /// All that is counted of it. Costs one pass over the samples on the first call, which is not for the thread of a
    /// window.
    pub fn counts(&self) -> &Arc<Counts> {
        if let Some(counts) = self.counts.get() {
            return counts;
        }
        // Counted before it is put there: a thread that helps out with counting may come here for the same picture.
        let counts = Arc::new(Counts::of(self));
        self.counts.get_or_init(|| counts)
    }

    /// How often all of its samples were passed over to count them: once is enough for everything that is shown.
    pub fn times_counted(&self) -> u32 {
        self.times_counted.load(Ordering::Relaxed)
    }

    /// Bytes that it takes once it was shown: its samples, the RGB of a colour picture, and what lies over it.
    pub fn byte_len_shown(&self) -> usize {
        let pixels = usize::try_from(u64::from(self.frame.rows) * u64::from(self.frame.columns)).unwrap_or(usize::MAX);
        let rgb = if self.is_colour() { pixels.saturating_mul(3) } else { 0 };
        let planes = if self.planes.is_empty() { 0 } else { self.planes.byte_len().saturating_add(pixels) };
        self.frame.byte_len().saturating_add(rgb).saturating_add(planes)
    }

    /// Bytes held in memory.
    pub fn byte_len(&self) -> usize {
        let (rgb, marks) = (self.rgb.get().map_or(0, Vec::len), self.marks.get().map_or(0, Vec::len));
        self.frame.byte_len() + rgb + marks + self.planes.byte_len() + self.equalizations.byte_len()
    }

    /// fastai's `pct_in_window` as a share, 0..=1: of all pixels, padding included, those strictly inside a window (see
    /// [`super::Histogram::share_in_window`]). `None` where there are none. Counted on the first call.
    pub fn share_in_window(&self, window: Window) -> Option<f64> {
        self.counts().with_padding.share_in_window(window)
    }

    /// How these settings equalise it; worked out when it is first asked for.
    pub(super) fn equalization(&self, settings: &EqualizeSettings) -> Arc<Equalization> {
        self.equalizations.get(self, settings)
    }

    /// Rows that the file held and that `samples` really has.
    pub(super) fn rows_present(&self) -> u32 {
        let row_len = u64::from(self.frame.columns) * u64::from(self.frame.samples_per_pixel);
        let held = (self.frame.samples.len() as u64).checked_div(row_len).unwrap_or(0);
        u32::try_from(held).unwrap_or(u32::MAX).min(self.frame.rows_present).min(self.frame.rows)
    }

    /// The samples of the rows that are there.
    pub(super) fn present_len(&self) -> usize {
        self.rows_present() as usize * self.frame.columns as usize * usize::from(self.frame.samples_per_pixel)
    }

    /// Whether stored values are integers of at most 16 bits, so that a table can hold what each becomes.
    pub(super) fn fits_table(&self) -> bool {
        matches!(self.frame.samples, Samples::U8(_) | Samples::I8(_) | Samples::U16(_) | Samples::I16(_))
    }

    /// Smallest and largest stored value where [`Self::fits_table`]; `None` without any. Found on the first call.
    pub(super) fn stored_range(&self) -> Option<(i32, i32)> {
        *self.stored_range.get_or_init(|| {
            let end = self.present_len();
            match &self.frame.samples {
                Samples::U8(values) => range(values.get(..end)?),
                Samples::I8(values) => range(values.get(..end)?),
                Samples::U16(values) => range(values.get(..end)?),
                Samples::I16(values) => range(values.get(..end)?),
                _ => None,
            }
        })
    }

    /// Tells that all samples are passed over to be counted.
    pub(super) fn note_count(&self) {
        self.times_counted.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether some pixel may be no value: padding, or a float that is no number.
    pub(super) fn may_have_gaps(&self) -> bool {
        self.model.padding.is_some() || !self.frame.samples.is_integer()
    }

    /// Whether a stored value is no value: padding, or not a number.
    pub(super) fn is_gap(&self, stored: f64) -> bool {
        stored.is_nan() || self.model.padding.is_some_and(|padding| padding.contains(stored))
    }

    /// The palette of a PALETTE COLOR picture, or of a label map.
    pub(super) fn palette(&self) -> Option<&Palette> {
        let named = self.model.photometric == Photometric::PaletteColor
            || self.model.segments.as_ref().is_some_and(FrameSegments::is_label_map);
        if named && self.frame.samples_per_pixel == 1 { self.model.palette.as_deref() } else { None }
    }

    /// The palette of a monochrome picture that has one besides its greys.
    pub(super) fn supplemental(&self) -> Option<&Palette> {
        let is_grey = matches!(self.model.photometric, Photometric::Monochrome1 | Photometric::Monochrome2)
            && self.frame.samples_per_pixel == 1
            && self.model.segments.is_none();
        if is_grey && self.fits_table() { self.model.palette.as_deref() } else { None }
    }

    /// Whether a stored value is a colour of the supplemental palette, and no grey.
    pub(super) fn is_supplemental(&self, stored: f64) -> bool {
        self.supplemental().is_some_and(|palette| stored >= f64::from(palette.red.first_mapped))
    }

    /// The profile that colours go through by this presentation.
    pub(super) fn profile(&self, presentation: &Presentation) -> Option<&ColourProfile> {
        self.model.profile.as_deref().filter(|_| presentation.icc)
    }

    /// What lies on each pixel. Found on the first call.
    pub(super) fn marks(&self) -> &[u8] {
        self.marks.get_or_init(|| self.planes.marks(self.frame.columns, self.frame.rows))
    }

    /// The stored values of the rows that are there, widened to f64, in order.
    pub(super) fn stored_values(&self) -> Vec<f64> {
        let end = self.present_len();
        with_samples!(&self.frame.samples, values => values.iter().take(end).map(|&value| wide(value)).collect())
    }
}

fn range<T: Copy + Ord + Into<i32>>(values: &[T]) -> Option<(i32, i32)> {
    let first = *values.first()?;
    let (low, high) = values.iter().fold((first, first), |(low, high), &value| (low.min(value), high.max(value)));
    Some((low.into(), high.into()))
}
