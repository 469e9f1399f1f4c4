//! What the pixel columns say: figures of the stored values of all frames.

use crate::{
    dicom::{Cell, Field, FieldName, Object, ReadError, Record, contain},
    export::Progress,
    image::{PhotometricInterpretation, Picture, Samples},
};

/// Bounds of the brain window (centre 40, width 80) that the share is counted in; both lie outside of it.
const WINDOW: (f32, f32) = (0.0, 80.0);

/// The five columns: `img_min`, `img_max`, `img_mean`, `img_std` (population), `img_pct_window`. Values are those of
/// pydicom's `pixel_array`: as stored, YBR as RGB. Rescaled by the record's slope and intercept, in single precision, for
/// the share alone, as fastai counts it. None once the person stopped it.
///
/// # Errors
/// What the first frame that cannot be decoded says. Contained.
pub(super) fn pixel_fields(object: &Object, record: &Record, progress: &Progress) -> Result<Vec<Field>, ReadError> {
    let broken = ReadError::Damaged { what: "a frame breaks its reader".into(), at: 0 };
    contain(|| Ok(fields(&figures(object, &Rescale::of(record), progress)?)), broken)
}

fn figures(object: &Object, rescale: &Rescale, progress: &Progress) -> Result<Figures, ReadError> {
    let image = object.image.as_ref().map_err(Clone::clone)?;
    let mut figures = Figures::default();
    for frame in 0..image.frames.min(image.frames_present) {
        // Of what was stopped no row is written.
        if progress.is_stopped() {
            return Ok(Figures::default());
        }
        let loaded = object.load(frame)?;
        let photometric = loaded.model.photometric;
        if matches!(photometric, PhotometricInterpretation::YbrFull | PhotometricInterpretation::YbrFull422) {
            let picture = Picture::new(loaded.frame, loaded.model);
            figures.add(picture.rgb(), rescale);
            continue;
        }
        let frame = loaded.as_declared();
        let width = u64::from(frame.columns) * u64::from(frame.samples_per_pixel);
        // What the file does not hold is no value.
        let there = usize::try_from(u64::from(frame.rows_present) * width).unwrap_or(usize::MAX);
        match &frame.samples {
            Samples::U8(values) => figures.add(first(values, there), rescale),
            Samples::I8(values) => figures.add(first(values, there), rescale),
            Samples::U16(values) => figures.add(first(values, there), rescale),
            Samples::I16(values) => figures.add(first(values, there), rescale),
            Samples::U32(values) => figures.add(first(values, there), rescale),
            Samples::I32(values) => figures.add(first(values, there), rescale),
            Samples::F32(values) => figures.add_fractions(first(values, there), rescale),
            Samples::F64(values) => figures.add_fractions(first(values, there), rescale),
        }
    }
    Ok(figures)
}

fn first<T>(values: &[T], count: usize) -> &[T] {
    values.get(..count.min(values.len())).unwrap_or_default()
}

fn fields(figures: &Figures) -> Vec<Field> {
    if figures.count == 0.0 {
        return Vec::new();
    }
    let end = |value: f64| match figures.has_fractions {
        true => Cell::Number(if figures.mean.is_nan() { f64::NAN } else { value }),
        false => Cell::Integer(value as i64),
    };
    let deviation = (figures.squares / figures.count).sqrt();
    let cells = [
        ("img_min", end(figures.min)),
        ("img_max", end(figures.max)),
        ("img_mean", Cell::Number(figures.mean)),
        ("img_std", Cell::Number(deviation)),
        ("img_pct_window", Cell::Number(figures.inside / figures.count)),
    ];
    cells.map(|(name, cell)| Field { name: FieldName::keyword(name), cell }).into()
}

/// From stored values to those of the window.
struct Rescale {
    slope: f32,
    intercept: f32,
}

impl Rescale {
    fn of(record: &Record) -> Self {
        let number = |name| {
            let name = FieldName::keyword(name);
            record.fields.iter().rfind(|field| field.name == name).and_then(|field| match field.cell {
                Cell::Number(number) => Some(number as f32),
                _ => None,
            })
        };
        match number("RescaleSlope") {
            Some(slope) => Self { slope, intercept: number("RescaleIntercept").unwrap_or(0.0) },
            None => Self { slope: 1.0, intercept: 0.0 },
        }
    }

    fn is_inside(&self, stored: f64) -> bool {
        let value = stored as f32 * self.slope + self.intercept;
        value > WINDOW.0 && value < WINDOW.1
    }
}

/// Figures of all values so far.
struct Figures {
    min: f64,
    max: f64,
    mean: f64,
    /// Sum of the squares of the distances from the mean.
    squares: f64,
    count: f64,
    inside: f64,
    has_fractions: bool,
}

impl Default for Figures {
    fn default() -> Self {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { min, max, mean: 0.0, squares: 0.0, count: 0.0, inside: 0.0, has_fractions: false }
    }
}

impl Figures {
    fn add_fractions<T: Copy + Into<f64>>(&mut self, values: &[T], rescale: &Rescale) {
        self.has_fractions = true;
        self.add(values, rescale);
    }

    /// Takes one frame in: its own mean first, then the distances from it, so that nothing is lost in large sums
    /// (Chan, Golub, LeVeque).
    fn add<T: Copy + Into<f64>>(&mut self, values: &[T], rescale: &Rescale) {
        if values.is_empty() {
            return;
        }
        let count = values.len() as f64;
        let mut sums = [0.0; LANES];
        let mut lows = [f64::INFINITY; LANES];
        let mut highs = [f64::NEG_INFINITY; LANES];
        let mut inside = 0_u64;
        for chunk in values.chunks(LANES) {
            for (((value, sum), low), high) in chunk.iter().zip(&mut sums).zip(&mut lows).zip(&mut highs) {
                let value: f64 = (*value).into();
                *sum += value;
                *low = low.min(value);
                *high = high.max(value);
                inside += u64::from(rescale.is_inside(value));
            }
        }
        let mean = sums.iter().sum::<f64>() / count;
        let mut distances = [0.0; LANES];
        for chunk in values.chunks(LANES) {
            for (value, sum) in chunk.iter().zip(&mut distances) {
                let distance = (*value).into() - mean;
                *sum += distance * distance;
            }
        }
        let all = self.count + count;
        let apart = mean - self.mean;
        self.squares += distances.iter().sum::<f64>() + apart * apart * self.count * count / all;
        self.mean += apart * count / all;
        self.count = all;
        self.inside += inside as f64;
        self.min = lows.into_iter().fold(self.min, f64::min);
        self.max = highs.into_iter().fold(self.max, f64::max);
    }
}

/// Values that are added side by side.
const LANES: usize = 8;
